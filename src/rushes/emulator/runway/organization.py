"""What Runway tells an account about itself: its credit, its limits, and what it has used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import cast

from rushes.emulator.runway.schema import creates, issue
from rushes.emulator.world import World
from rushes.model import Json

__all__ = ["TIERS", "daily_limit", "organization", "usage"]

# Rule `tiers`: tasks at once, tasks a day, dollars a month.
TIERS = {
    1: (1, 50, 100),
    2: (3, 500, 500),
    3: (5, 1_000, 2_000),
    4: (10, 5_000, 20_000),
    5: (20, 25_000, 100_000),
}


def daily_limit(world: World, model: str) -> int:
    """How many tasks of a model may be made within 24 hours."""
    return world.account.daily.get(model, TIERS[world.account.tier][1])


def organization(world: World) -> dict[str, Json]:
    """The body of `GET /v1/organization`."""
    now = world.now()
    models = sorted({name for by_model in creates().values() for name in by_model if name})
    limits: dict[str, Json] = {
        model: {
            "maxConcurrentGenerations": world.jobs.concurrency(model),
            "maxDailyGenerations": daily_limit(world, model),
        }
        for model in models
    }
    used: dict[str, Json] = {model: {"dailyGenerations": world.jobs.today(model, now)} for model in models}
    return {
        "creditBalance": int(world.balance()),
        "tier": {"maxMonthlyCreditSpend": TIERS[world.account.tier][2] * 100, "models": limits},
        "usage": {"models": used},
    }


def usage(world: World, body: Mapping[str, object]) -> tuple[int, dict[str, Json]]:
    """Status and body of `POST /v1/organization/usage`."""
    now = world.now()
    wrong: list[Json] = []
    today = date.fromisoformat(world.clock.day(now))
    start = _day(body, "startDate", today - timedelta(days=30), wrong)
    before = _day(body, "beforeDate", start + timedelta(days=30), wrong)
    if not wrong and before - start > timedelta(days=90):
        wrong.append(issue("custom", ("beforeDate",), "The range must be at most 90 days"))
    if wrong:
        return 400, {
            "error": "Validation of body failed",
            "issues": wrong,
            "docUrl": "https://docs.dev.runwayml.com/api",
        }
    spent: dict[str, dict[str, int]] = {}
    for job in world.jobs:
        day = world.clock.day(job.accepted)
        if start.isoformat() <= day < before.isoformat():
            by_model = spent.setdefault(day, {})
            by_model[job.order.model] = by_model.get(job.order.model, 0) + round(job.charged())
    results: list[Json] = [
        {
            "date": day,
            "usedCredits": [{"model": model, "amount": amount} for model, amount in by_model.items()],
        }
        for day, by_model in sorted(spent.items())
    ]
    models = cast("list[Json]", sorted({model for by_model in spent.values() for model in by_model}))
    return 200, {"models": models, "results": results}


def _day(body: Mapping[str, object], name: str, default: date, wrong: list[Json]) -> date:
    value = body.get(name)
    if value is None:
        return default
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        wrong.append(issue("invalid_format", (name,), "Invalid ISO date", format="date"))
        return default
