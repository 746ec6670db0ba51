"""Which generation of a vendor's list is a lost take's: never another's, and nobody's twice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rushes.model import Take, TakeState, Ticket
from rushes.providers.base import Absent, CannotSay, Found, Likenesses
from rushes.shoot.finding import chosen


def take(name: str, state: TakeState, *, job: str = "", words: str = "a lamp", model: str = "v:m") -> Take:
    ticket = Ticket("v", {"id": job}) if job else None
    return Take(
        name,
        "",
        "",
        1,
        model,
        state,
        "wish",
        "request",
        datetime.now(UTC),
        words=words,
        ticket=ticket,
        origin="v",
    )


A, B = Ticket("v", {"id": "a"}), Ticket("v", {"id": "b"})
MINE = take("mine", TakeState.SUBMITTING)
ABSENT, CANNOT_SAY = Absent(), CannotSay()
OWNER = take("other", TakeState.SUBMITTED, job="a")


@pytest.mark.parametrize(
    ("alike", "others", "told"),
    [
        pytest.param(Likenesses([A], whole=True), [], Found(A), id="one"),
        pytest.param(Likenesses([A]), [], Found(A), id="one of a list that is not whole"),
        pytest.param(Likenesses([A, B], whole=True), [], CANNOT_SAY, id="two"),
        pytest.param(Likenesses([A], [B], whole=True), [], CANNOT_SAY, id="one, and one in doubt"),
        pytest.param(Likenesses([], [A], whole=True), [], CANNOT_SAY, id="only one in doubt"),
        pytest.param(Likenesses(whole=True), [], ABSENT, id="none"),
        pytest.param(Likenesses(), [], CANNOT_SAY, id="none in a list that is not whole"),
        pytest.param(Likenesses([A], whole=True), [OWNER], ABSENT, id="one that another take has"),
        pytest.param(Likenesses([], [A], whole=True), [OWNER], ABSENT, id="a doubtful one that another has"),
        pytest.param(Likenesses([A, B], whole=True), [OWNER], Found(B), id="two, one of another take"),
    ],
)
def test_what_a_list_tells(alike: Likenesses, others: list[Take], told: object) -> None:
    assert chosen(MINE, alike, others) == told


@pytest.mark.parametrize("state", [TakeState.SUBMITTING, TakeState.UNKNOWN, TakeState.LOST])
def test_a_rival_without_a_ticket_may_be_whose_it_is(state: TakeState) -> None:
    rival = take("rival", state)
    assert chosen(MINE, Likenesses([A], whole=True), [rival]) == CANNOT_SAY
    assert chosen(MINE, Likenesses(whole=True), [rival]) == ABSENT
    assert chosen(MINE, Likenesses([A], whole=True), [take("r", state, words="a harbour")]) == Found(A)
    assert chosen(MINE, Likenesses([A], whole=True), [take("r", state, model="v:n")]) == Found(A)


@pytest.mark.parametrize("state", [TakeState.PLANNED, TakeState.CANCELLED, TakeState.FAILED])
def test_what_was_never_accepted_is_no_rival(state: TakeState) -> None:
    assert chosen(MINE, Likenesses([A], whole=True), [take("other", state)]) == Found(A)
