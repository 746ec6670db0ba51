"""A film's plan and its result, as words and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rushes.cli.out import Out, error_fields
from rushes.cli.texts import count, seconds, shorten, shown

if TYPE_CHECKING:
    from rushes.film.make import FilmResult
    from rushes.film.plan import FilmPlan, ShotPlan
    from rushes.model import Json, Money

__all__ = ["plan_document", "result_document", "show_plan", "summary"]

_COLOUR = {"current": "green", "clip": "green", "kept": "yellow", "stale": "yellow", "missing": "cyan"}


def summary(plan: FilmPlan) -> str:
    """`The Last Lamp: 12 shots, 1:02, 1280x720 at 24 fps`."""
    fps = f"{float(plan.fps):.3f}".rstrip("0").rstrip(".")
    name = plan.title or plan.output.stem
    return f"{name}: {count(len(plan.shots), 'shot')}, {seconds(plan.seconds)}, {plan.size} at {fps} fps"


def show_plan(out: Out, plan: FilmPlan) -> None:
    """What would be made, shot by shot, with prices; then what would be rendered."""
    out.data(summary(plan), "bold")
    out.data("")
    rows = [
        (one.shot, one.status, one.model, seconds(one.seconds), _price(one), shorten(one.note, 60))
        for one in plan.shots
    ]
    out.table(("shot", "state", "model", "length", "price", ""), rows, right=[3, 4])
    out.data("")
    to_make = [one for one in plan.shots if one.to_make]
    if to_make and plan.draft:
        out.data(f"to draw: {count(len(to_make), 'shot')} for $0")
    elif to_make:
        known = "at least " if plan.unpriced else ""
        out.data(f"to make: {count(len(to_make), 'take')} for {known}{_money(plan.total)}")
    if plan.unpriced:
        out.data(f"nobody knows what these cost: {', '.join(plan.unpriced)}")
    if plan.up_to_date:
        out.data(f"nothing to do: {shown(plan.output)} is this film")
    else:
        parts = f"{count(len(plan.conform), 'shot')} and {count(len(plan.joins), 'join')}"
        out.data(f"to render: {parts}, into {shown(plan.output)}")
    kept = [one.shot for one in plan.shots if one.status == "kept"]
    if kept:
        out.data(
            f"kept though the storyboard has changed, because you circled it: {', '.join(kept)}"
            " (`rushes takes circle` chooses another)"
        )


def plan_document(plan: FilmPlan) -> dict[str, Json]:
    """The plan as JSON; money in millionths of a dollar, times in seconds."""
    return {
        "title": plan.title,
        "output": str(plan.output.absolute()),
        "size": str(plan.size),
        "fps": str(plan.fps),
        "seconds": float(plan.seconds),
        "up_to_date": plan.up_to_date,
        "draft": plan.draft,
        "total_micros": plan.total.micros,
        "unpriced": list(plan.unpriced),
        "shots": [_shot(one) for one in plan.shots],
        "conform": list(plan.conform),
        "joins": list(plan.joins),
    }


def _shot(one: ShotPlan) -> dict[str, Json]:
    return {
        "shot": one.shot,
        "status": one.status,
        "model": one.model,
        "seconds": float(one.seconds),
        "price_micros": None if one.price is None else one.price.micros,
        "take": None if one.take is None else one.take.id,
        "note": one.note or None,
    }


def result_document(result: FilmResult) -> dict[str, Json]:
    """The finished film as JSON."""
    return {
        "path": str(result.path.absolute()),
        "frames": result.frames,
        "fps": str(result.fps),
        "seconds": float(result.seconds),
        "up_to_date": result.up_to_date,
        "draft": result.draft,
        "made": list(result.made),
        "conformed": list(result.conformed),
        "joined": list(result.joined),
        "slates": list(result.slates),
        "failures": [error_fields(failure) for failure in result.failures],
        "loudness": result.loudness,
        "true_peak": result.true_peak,
        "captions": [str(path.absolute()) for path in result.captions],
    }


def _price(one: ShotPlan) -> str:
    if not one.to_make:
        return ""
    return "?" if one.price is None else _money(one.price)


def _money(money: Money) -> str:
    return "free" if money.micros == 0 else str(money)
