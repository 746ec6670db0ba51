"""What became of the wishes of a shot, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rushes.model import Json
    from rushes.prompts import Report

__all__ = ["report_document"]


def report_document(report: Report) -> list[Json]:
    """The outcomes in their order, one for each wish; money in millionths of a dollar."""
    return [
        {
            "wish": one.wish,
            "verdict": one.verdict,
            "asked": one.asked,
            "sent": one.sent,
            "why": one.why or None,
            "lost": one.lost or None,
            "adds_micros": one.adds.micros,
            "trimmed_seconds": float(one.trimmed),
        }
        for one in report.outcomes
    ]
