"""The ledger's contract, on the real file."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import pytest

from rushes.errors import StoreError, UsageError
from rushes.model import Circle, Money, Take, TakeState, Ticket
from rushes.store.ledger import ENDS, MOVES, OPEN, Intent
from rushes.store.sqlite import SqliteLedger

Value = TypeVar("Value")

INTENT = Intent(
    board="film/board.yaml",
    shot="s01",
    number=1,
    model="previz",
    wish="w1",
    request="r1",
    body={"text": "a cat", "size": [160, 90]},
    words="a cat",
    seed=7,
    duration=Fraction(7, 3),
    price=Money(1),
    parents=("p0",),
)
TICKET = Ticket("previz", {"id": "ünï", "n": 1})


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    ledger = SqliteLedger(tmp_path / ".rushes" / "ledger.db", takes=tmp_path / ".rushes" / "takes")
    yield ledger
    ledger.close()


def run(step: Coroutine[Any, Any, Value]) -> Value:
    return asyncio.run(step)


def fetched(ledger: SqliteLedger, intent: Intent, sha256: str = "ab" * 32) -> Take:
    take, new = run(ledger.begin(intent))
    assert new
    run(ledger.submitted(take.id, TICKET))
    return run(ledger.fetched(take.id, sha256=sha256, size=5, cost=Money(2), charged="yes"))


def test_reading_a_workspace_without_a_ledger_finds_nothing_and_writes_nothing(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    assert (ledger.takes(), ledger.circles("b"), ledger.links("b"), ledger.open_takes()) == ([], {}, [], [])
    assert ledger.next_number("w1") == 1
    with pytest.raises(UsageError, match="there is no take"):
        ledger.take("ab")
    assert list(tmp_path.iterdir()) == []


def test_a_take_comes_back_as_it_was_written_also_from_another_process(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    take = fetched(ledger, INTENT)
    assert take.state is TakeState.FETCHED
    assert (take.board, take.shot, take.number, take.wish, take.request) == (
        "film/board.yaml",
        "s01",
        1,
        "w1",
        "r1",
    )
    assert (take.duration, take.price, take.cost, take.charged) == (
        Fraction(7, 3),
        Money(1),
        Money(2),
        "yes",
    )
    assert (take.ticket, take.parents, take.seed, take.words, take.size) == (TICKET, ("p0",), 7, "a cat", 5)
    assert take.path == tmp_path / ".rushes" / "takes" / "ab" / f"{'ab' * 32}.mp4"
    assert take.created.tzinfo is not None
    other = SqliteLedger(tmp_path / ".rushes" / "ledger.db", takes=tmp_path / ".rushes" / "takes")
    assert other.take(take.id[:5]) == take
    assert other.body(take.id) == INTENT.body
    assert other.circles("film/board.yaml") == {"s01": Circle(take.id, "rushes")}
    assert [event.kind for event in other.events(take.id)] == ["submitting", "submitted", "fetched"]
    other.close()


def test_the_same_request_and_the_same_number_of_a_wish_are_begun_once(ledger: SqliteLedger) -> None:
    take, _ = run(ledger.begin(INTENT))
    assert run(ledger.begin(replace(INTENT, shot="s02", wish="w2"))) == (take, False)
    assert run(ledger.begin(replace(INTENT, shot="s02", request="r2"))) == (take, False)
    assert ledger.next_number("w1") == 2
    second, new = run(ledger.begin(replace(INTENT, request="r2", number=2)))
    assert new
    assert {one.id for one in ledger.open_takes()} == {take.id, second.id}


@pytest.mark.parametrize("end", [TakeState.FAILED, TakeState.REFUSED, TakeState.CANCELLED])
def test_an_attempt_without_a_result_frees_its_request_and_number(
    ledger: SqliteLedger, end: TakeState
) -> None:
    take, _ = run(ledger.begin(INTENT))
    run(ledger.ended(take.id, end, error="no", charged="no"))
    assert ledger.next_number("w1") == 1
    again, new = run(ledger.begin(INTENT))
    assert new
    assert again.id != take.id
    assert ledger.take(take.id).error == "no"


def test_an_unknown_outcome_keeps_its_request(ledger: SqliteLedger) -> None:
    take, _ = run(ledger.begin(INTENT))
    run(ledger.ended(take.id, TakeState.UNKNOWN, error="cut off", charged="unknown"))
    assert run(ledger.begin(INTENT))[1] is False
    assert ledger.next_number("w1") == 2


def reach(ledger: SqliteLedger, state: TakeState, intent: Intent) -> str:
    take, _ = run(ledger.begin(intent))
    for step in {
        TakeState.SUBMITTING: [],
        TakeState.READY: [TakeState.SUBMITTED, TakeState.READY],
        TakeState.FETCHED: [TakeState.SUBMITTED, TakeState.FETCHED],
        TakeState.LOST: [TakeState.SUBMITTED, TakeState.LOST],
    }.get(state, [state]):
        run(steps(ledger)[step](take.id))
    assert ledger.take(take.id).state is state
    return take.id


def steps(ledger: SqliteLedger) -> dict[TakeState, Callable[[str], Coroutine[Any, Any, Take]]]:
    known: dict[TakeState, Callable[[str], Coroutine[Any, Any, Take]]] = {
        state: lambda take, state=state: ledger.ended(take, state, error="", charged="no") for state in ENDS
    }
    known[TakeState.SUBMITTED] = lambda take: ledger.submitted(take, TICKET)
    known[TakeState.READY] = ledger.ready
    known[TakeState.FETCHED] = lambda take: ledger.fetched(
        take, sha256="cd" * 32, size=1, cost=None, charged="no"
    )
    return known


def test_only_legal_moves_are_made(ledger: SqliteLedger) -> None:
    for state in TakeState:
        for target, step in steps(ledger).items():
            name = f"{state}-{target}"
            take = reach(ledger, state, replace(INTENT, wish=name, request=name))
            before = ledger.events(take)
            if target in MOVES[state]:
                assert run(step(take)).state is target
            else:
                with pytest.raises(StoreError, match="cannot become"):
                    run(step(take))
                assert ledger.take(take).state is state
                assert ledger.events(take) == before
    assert {take.state for take in ledger.open_takes()} == set(OPEN)


def test_a_person_s_circle_is_moved_by_nobody_else(ledger: SqliteLedger) -> None:
    board, shot = INTENT.board, INTENT.shot
    first = fetched(ledger, INTENT)
    second = fetched(ledger, replace(INTENT, request="r2", number=2))
    assert ledger.circles(board)[shot] == Circle(second.id, "rushes")
    assert ledger.circle(board, shot, first.id, "person") == Circle(first.id, "person")
    third = fetched(ledger, replace(INTENT, request="r3", number=3))
    assert ledger.circles(board)[shot] == Circle(first.id, "person")
    ledger.link(board, shot, third.id, "w9")
    assert ledger.circle(board, shot, third.id, "rushes") == Circle(first.id, "person")
    assert ledger.circle(board, shot, third.id, "person") == Circle(third.id, "person")
    assert [take.id for take in ledger.takes(board=board, shot=shot)] == [first.id, second.id, third.id]
    assert [take.id for take in ledger.takes(wish="w9")] == [third.id]


def test_only_a_fetched_take_can_be_circled(ledger: SqliteLedger) -> None:
    take, _ = run(ledger.begin(INTENT))
    with pytest.raises(UsageError, match="only a fetched take"):
        ledger.circle(INTENT.board, INTENT.shot, take.id, "person")
    ledger.link("other.yaml", "a", take.id, "w1")
    assert ledger.circles("other.yaml") == {}
    run(ledger.submitted(take.id, TICKET))
    run(ledger.fetched(take.id, sha256="ab" * 32, size=1, cost=None, charged="no"))
    assert ledger.circles("other.yaml") == {"a": Circle(take.id, "rushes")}


def test_a_take_is_named_by_the_beginning_of_its_id(ledger: SqliteLedger) -> None:
    takes = [run(ledger.begin(replace(INTENT, wish=f"{n}", request=f"{n}")))[0] for n in range(20)]
    assert ledger.take(takes[3].id) == takes[3]
    with pytest.raises(UsageError, match="there is no take ''"):
        ledger.take("")
    for wrong in ("%", "zz", "'; DROP TABLE takes; --", "é"):
        with pytest.raises(UsageError, match="there is no take"):
            ledger.take(wrong)
    shared = next(one for one in "0123456789abcdef" if sum(take.id[0] == one for take in takes) > 1)
    with pytest.raises(UsageError, match="several takes"):
        ledger.take(shared)


def test_what_was_written_is_never_rewritten(ledger: SqliteLedger, tmp_path: Path) -> None:
    take = fetched(ledger, INTENT)
    raw = sqlite3.connect(tmp_path / ".rushes" / "ledger.db")
    for statement in (
        "UPDATE events SET kind = 'x'",
        "DELETE FROM events",
        "DELETE FROM takes",
        f"UPDATE takes SET sha256 = '{'cd' * 32}'",
        "UPDATE takes SET sha256 = NULL",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            raw.execute(statement)
    raw.close()
    assert ledger.take(take.id) == take


def test_threads_share_a_ledger(ledger: SqliteLedger) -> None:
    def begin(number: int) -> bool:
        return run(ledger.begin(replace(INTENT, wish=str(number % 10), request=str(number % 10))))[1]

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(begin, range(40))) == 10


def test_processes_begin_a_take_once(tmp_path: Path) -> None:
    script = textwrap.dedent("""
        import asyncio, sys
        from pathlib import Path
        from rushes.store.ledger import Intent
        from rushes.store.sqlite import SqliteLedger
        ledger = SqliteLedger(Path(sys.argv[1]) / "ledger.db", takes=Path(sys.argv[1]))
        print("here", flush=True)
        sys.stdin.readline()
        async def begin():
            news = 0
            for n in range(20):
                intent = Intent("b", "s", 1, "m", f"w{n}", f"r{n}", {})
                news += (await ledger.begin(intent))[1]
            print(news)
        asyncio.run(begin())
    """)
    command = [sys.executable, "-c", script, str(tmp_path)]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
    begun = 0
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        begun += int(process.communicate()[0])
        assert process.returncode == 0
    assert begun == 20


def test_a_ledger_of_a_newer_program_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    first = SqliteLedger(path, takes=tmp_path)
    take, _ = run(first.begin(INTENT))
    first.close()
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA user_version = 99")
    raw.close()
    newer = SqliteLedger(path, takes=tmp_path)
    with pytest.raises(StoreError, match="newer rushes: its version is 99"):
        newer.take(take.id)
    newer.close()


def test_files_that_are_no_ledger_are_refused_and_left_as_they_are(tmp_path: Path) -> None:
    text = tmp_path / "text.db"
    text.write_text("this is no database at all, but it is long enough to look at" * 20)
    foreign = tmp_path / "foreign.db"
    raw = sqlite3.connect(foreign)
    raw.execute("CREATE TABLE takes (mine TEXT)")
    raw.commit()
    raw.close()
    folder = tmp_path / "folder.db"
    folder.mkdir()
    for path, said in ((text, "cannot be used"), (foreign, "another program"), (folder, "cannot be used")):
        before = path.read_bytes() if path.is_file() else None
        ledger = SqliteLedger(path, takes=tmp_path)
        with pytest.raises(StoreError, match=said):
            ledger.takes()
        with pytest.raises(StoreError, match=said):
            run(ledger.begin(INTENT))
        ledger.close()
        assert (path.read_bytes() if path.is_file() else None) == before


def test_an_empty_file_becomes_a_ledger_and_writes_are_synced(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.touch()
    ledger = SqliteLedger(path, takes=tmp_path)
    run(ledger.begin(INTENT))
    connection = ledger._open()
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert connection.execute("PRAGMA user_version").fetchone()[0] >= 1
    ledger.close()


def test_a_full_disk_is_told_and_the_ledger_goes_on_afterwards(tmp_path: Path) -> None:
    script = textwrap.dedent("""
        import asyncio, resource, sys
        from pathlib import Path
        from rushes.errors import StoreError
        from rushes.store.ledger import Intent
        from rushes.store.sqlite import SqliteLedger
        ledger = SqliteLedger(Path(sys.argv[1]) / "ledger.db", takes=Path(sys.argv[1]))
        async def fill():
            await ledger.begin(Intent("b", "s", 1, "m", "first", "first", {}))
            resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, resource.RLIM_INFINITY))
            for n in range(50):
                await ledger.begin(Intent("b", "s", 1, "m", f"{n}", f"{n}", {"text": "x" * 20_000}))
        try:
            asyncio.run(fill())
        except StoreError as error:
            print(error.hint)
        kept = len(ledger.takes())
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        asyncio.run(ledger.begin(Intent("b", "s", 1, "m", "last", "last", {})))
        print(len(ledger.takes()) - kept)
    """)
    command = [sys.executable, "-c", script, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["free some space on the disk and run it again", "1"]
