"""What turns on a turntable: where the places on its round side are."""

from __future__ import annotations

import math

from rushes.previz.figures.brush import Brush


def round_about(b: Brush, count: int, start: float = 0.0) -> list[tuple[float, float]]:
    """`count` places on a round side as it turns: across (-1 to 1), and how near (1 ahead, -1 behind)."""
    turn = math.tau * b.phase if b.action == "rotate" else 0.35
    angles = [start + turn + math.tau * k / count for k in range(count)]
    return sorted(((math.sin(a), math.cos(a)) for a in angles), key=lambda place: place[1])
