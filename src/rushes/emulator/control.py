"""The emulator's own endpoints, under `/__emulator/`: time, money, faults, and what was seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from rushes.emulator.faults import faults_of
from rushes.emulator.rules import Rule
from rushes.emulator.wire import Call, Reply, as_json
from rushes.emulator.world import World
from rushes.errors import UsageError
from rushes.model import Json

__all__ = ["ENDPOINTS", "bill", "control"]

ENDPOINTS = {
    "GET /__emulator/bill": "every job that was accepted, and its credits",
    "GET /__emulator/clock": "the virtual time",
    "POST /__emulator/clock": 'move it: `{"advance": seconds}`',
    "GET /__emulator/faults": "the faults, and how often each has struck",
    "POST /__emulator/faults": 'add faults: a list, or `{"faults": […]}`',
    "DELETE /__emulator/faults": "forget all faults",
    "GET /__emulator/leaks": "credentials that arrived at the output host",
    "GET /__emulator/requests": "the last 5000 requests, without their keys",
    "GET /__emulator/rules": "what each dialect believes of its vendor, and why",
}


def bill(world: World) -> dict[str, Json]:
    """The bill, with the balance and the number of leaks."""
    content = world.jobs.bill(world.now())
    cast("dict[str, Json]", content["credits"])["balance"] = world.balance()
    return {**content, "credentials_leaked": len(world.leaks)}


def control(world: World, rules: Mapping[str, Mapping[str, Rule]], call: Call) -> Reply:
    """Answer one of `ENDPOINTS`."""
    name = f"{call.method} {call.path.rstrip('/')}"
    try:
        match name:
            case "GET /__emulator/bill" | "GET /__emulator/ledger":
                return as_json(bill(world))
            case "GET /__emulator/clock":
                return as_json(_clock(world))
            case "POST /__emulator/clock":
                world.advance(_seconds(call))
                return as_json(_clock(world))
            case "GET /__emulator/faults":
                return as_json({"faults": [fault.plain() for fault in world.faults.waiting]})
            case "POST /__emulator/faults":
                world.faults.add(faults_of(_json(call)))
                return as_json({"faults": [fault.plain() for fault in world.faults.waiting]})
            case "DELETE /__emulator/faults":
                world.faults.clear()
                return as_json({"faults": []})
            case "GET /__emulator/leaks":
                return as_json({"leaks": list(world.leaks)})
            case "GET /__emulator/requests":
                return as_json({"requests": list(world.requests)})
            case "GET /__emulator/rules":
                told = {name: [_rule(one) for one in own.values()] for name, own in rules.items()}
                return as_json(cast("dict[str, Json]", told))
            case _:
                return as_json({"error": f"there is no {name}", "endpoints": dict(ENDPOINTS)}, 404)
    except UsageError as error:
        return as_json({"error": error.message, "hint": error.hint}, 400)


def _clock(world: World) -> dict[str, Json]:
    now = world.now()
    return {"seconds": round(now, 3), "now": world.clock.stamp(now), "real_time": world.clock.real}


def _json(call: Call) -> object:
    try:
        return call.json()
    except ValueError as error:
        raise UsageError(f"the body is no JSON: {error}") from error


def _seconds(call: Call) -> float:
    body = _json(call)
    seconds = cast("Mapping[str, object]", body).get("advance") if isinstance(body, Mapping) else None
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not 0 <= seconds < 1e9:
        raise UsageError(f"{seconds!r} is no number of seconds from 0", hint='send {"advance": 60}')
    return float(seconds)


def _rule(rule: Rule) -> dict[str, str]:
    return {
        "id": rule.id,
        "says": rule.says,
        "source": rule.source,
        "date": rule.date,
        "confidence": rule.confidence,
    }
