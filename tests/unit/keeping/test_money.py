"""What takes cost, told apart: whatever became of them, the four parts add up to the total."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from kept import BOARD, WISH, Vendor, an_intent, begun, keep

from rushes.model import Money, Take, TakeState, Units
from rushes.shoot.money import PARTS, add_up, bill_of, part_of
from rushes.store.ledger import Caps, Exposure, Spent, exposure
from rushes.workspace import Workspace

AT = datetime(2026, 11, 25, tzinfo=UTC)
amounts = st.integers(0, 10**9).map(Money)


@st.composite
def a_row(draw: st.DrawFn) -> Spent:
    """A paid take in any state, also in one that never happens."""
    state = draw(st.sampled_from(TakeState))
    counted = Units(Fraction(draw(st.integers(0, 500))), draw(st.sampled_from(["credits", "s"])), Money(1))
    take = Take(
        id=draw(st.uuids()).hex,
        board=draw(st.sampled_from(["", "a.yaml", "b.yaml"])),
        shot="s01",
        number=1,
        model=draw(st.sampled_from(["runway:gen4.5", "runway:veo3", "paper"])),
        state=state,
        wish="",
        request="",
        created=AT,
        duration=Fraction(draw(st.integers(0, 40)), 3),
        price=draw(amounts),
        cost=draw(st.none() | amounts),
        charged=draw(st.sampled_from(["yes", "no", "unknown"])),
        origin=draw(
            st.sampled_from(["", "paper", "runway https://api.example", "runway http://127.0.0.1:1"])
        ),
        units=draw(st.none() | st.just(counted)),
    )
    return Spent(take, kept=state is TakeState.FETCHED and draw(st.booleans()), used=draw(st.booleans()))


rows = st.lists(a_row(), max_size=20)


@given(rows)
def test_the_parts_add_up_to_what_counts_against_the_budgets(spent: list[Spent]) -> None:
    costs = add_up(spent)
    counted = sum(
        exposure(one.take.state, one.take.charged, price=one.take.price, cost=one.take.cost).micros
        for one in spent
    )
    assert sum(getattr(costs, part).micros for part in PARTS) == costs.total.micros == counted


@given(rows, st.sampled_from([None, "a.yaml"]))
def test_every_way_to_tell_them_apart_gives_the_same_total(spent: list[Spent], board: str | None) -> None:
    bill = bill_of(spent, counted=Exposure(Money(), Money()), caps=Caps(), board=board)
    for groups in (bill.makers, bill.boards, bill.models):
        for part in (*PARTS, "total"):
            assert (
                sum(getattr(one, part).micros for one in groups.values()) == getattr(bill.total, part).micros
            )
        assert sum(one.clips for one in groups.values()) == bill.total.clips
        assert sum((one.seconds for one in groups.values()), Fraction(0)) == bill.total.seconds
    assert set(bill.boards) <= ({"", "a.yaml", "b.yaml"} if board is None else {board})


@given(a_row())
def test_only_what_was_charged_or_may_be_belongs_to_a_part(spent: Spent) -> None:
    found = part_of(spent)
    if found is None:
        return
    part, money = found
    assert money.micros > 0
    ended = spent.take.state not in ("planned", "submitting", "submitted", "ready", "unknown")
    assert (part == "reserved") == (not ended)
    assert ended <= (spent.take.charged != "no")
    assert (part in ("confirmed", "estimated")) == (ended and spent.kept)
    assert (part == "confirmed") <= (spent.take.cost is not None)


def test_nothing_is_spent_at_first(workspace: Workspace) -> None:
    bill = workspace.cost()
    assert (bill.total.total, bill.total.per_second, bill.makers) == (Money(), None, {})
    assert not workspace.root.exists()


def test_each_part_of_a_workspace_is_where_it_belongs(workspace: Workspace) -> None:
    units = Units(Fraction(9), "credits", Money(10_000))
    keep(workspace, "s01", cost=Money(90_000), units=units)
    keep(workspace, "s02", cost=None)
    keep(workspace, "s03", cost=Money(), charged="no")
    begun(workspace, TakeState.SUBMITTED, an_intent("s04"))
    dropped = keep(workspace, "s05", cost=Money(70_000), units=units)
    keep(workspace, "s06", board="other.yaml", cost=Money(10_000))
    workspace.drop([dropped.id], used=True)
    bill = workspace.cost()
    total = bill.total
    assert [getattr(total, part).micros for part in PARTS] == [100_000, 100_000, 100_000, 70_000]
    assert (total.clips, total.seconds, total.units) == (3, 6, {"credits": 18})
    assert total.per_second == Money(45_000)  # what is thrown away has been paid for all the same
    assert {name: one.total.micros for name, one in bill.boards.items()} == {
        BOARD: 360_000, "other.yaml": 10_000,
    }  # fmt: skip
    assert workspace.cost("other.yaml").total.total == Money(10_000)
    assert bill.exposure.project == total.total
    assert bill.held == Money()


def test_what_is_left_of_the_budgets_counts_what_is_reserved(runway: Vendor) -> None:
    with runway.open(RUSHES_MONTHLY_BUDGET="1", RUSHES_PROJECT_BUDGET="5") as workspace:
        workspace.shoot("a lamp", **WISH)
        bill = workspace.cost()
        assert (bill.caps, bill.exposure.month) == (Caps(month=Money(1_000_000), project=Money(5_000_000)),
                                                    Money(240_000))  # fmt: skip
        assert bill.makers[f"runway {runway.server.url}"].units == {"credits": 24}
