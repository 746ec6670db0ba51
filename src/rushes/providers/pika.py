"""Pika, as a provider: its models where fal runs them, which is where Pika itself sends developers."""

from __future__ import annotations

from rushes.providers.base import Provider, ProviderContext
from rushes.providers.fal import opened

__all__ = ["open_pika"]


def open_pika(context: ProviderContext) -> Provider:
    """Pika's models with the key of fal. Raises MissingKey, ConfigError for a wrong setting."""
    return opened(context, "pika")
