"""Runway's API, as its own documents and SDK tell it: `api.dev.runwayml.com`, version 2024-11-06."""

from __future__ import annotations

from rushes.emulator.runway.dialect import Runway

__all__ = ["Runway"]
