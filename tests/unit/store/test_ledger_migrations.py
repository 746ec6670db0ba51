"""A ledger of an older program is carried over whole; one of a newer program is left as it is."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from ledgers import INTENT, Clock, Place, an_intent, fetched, reach, run
from processes import children

from postgres import PostgresServer
from rushes.errors import StoreError
from rushes.model import Circle, Money, Take, TakeState, Ticket
from rushes.store.ledger import OPEN, Link, Settlement
from rushes.store.migrate import OURS, migrations

OLD_STATES = [state for state in TakeState if state is not TakeState.PLANNED]
# A step that is out in the world is never changed: what it made lies on people's disks.
FIRST_STEP = "2178327b03949b46b71b900aecdd9f9bcfe62c0450faee3c9a49d660ab93b1a9"


# Who made a take stood in its ticket only. One without a ticket may have been sent to the vendor.
MODELS = ("runway:gen4.5", "previz", "runway:gen4.5")
TICKETS = (Ticket("runway", {"id": "1", "origin": "http://127.0.0.1:8123"}), None, None)
ORIGINS = ("runway http://127.0.0.1:8123", "previz", "runway https://api.dev.runwayml.com")


def version_1(path: Path) -> None:
    """A ledger as the first program made it: takes in every state, links, circles and events.

    The takes are written in another order than that of their time.
    """
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute("PRAGMA journal_mode = WAL")
        old.execute("PRAGMA foreign_keys = ON")
        old.executescript(migrations()[0])
        for number, state in reversed(list(enumerate(OLD_STATES))):
            ends, ticket = state not in OPEN, TICKETS[number % 3]
            old.execute(
                "INSERT INTO takes VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                (
                    f"{number:016x}",
                    "film/board.yaml",
                    f"s{number:02}",
                    1 + number % 2,
                    MODELS[number % 3],
                    state.value,
                    f"wish{number}",
                    f"request{number}",
                    json.dumps({"text": f"ünï {number}"}),
                    f"2026-11-0{1 + number}T10:00:00+00:00",
                    f"words {number}",
                    number,
                    "7/3",
                    1000 + number,
                    2000 + number if ends else None,
                    "yes" if ends else "no",
                    None
                    if ticket is None
                    else json.dumps({"provider": ticket.provider, "data": ticket.data}),
                    f"{number:02x}" * 32 if state is TakeState.FETCHED else None,
                    5 if state is TakeState.FETCHED else 0,
                    json.dumps(["p1", "p2"]),
                    "it failed" if state is TakeState.FAILED else None,
                ),
            )
            for board in ("other.yaml", "film/board.yaml"):
                old.execute(
                    "INSERT INTO links VALUES (?, ?, ?, ?)",
                    (board, f"s{number:02}", f"{number:016x}", f"wish{number}"),
                )
            for kind in ("submitting", state.value):
                old.execute(
                    "INSERT INTO events (at, take, kind, detail) VALUES (?, ?, ?, ?)",
                    ("2026-11-01T10:00:00+00:00", f"{number:016x}", kind, json.dumps({"n": number})),
                )
        kept = f"{OLD_STATES.index(TakeState.FETCHED):016x}"
        old.execute("INSERT INTO circles VALUES ('film/board.yaml', 's03', ?, 'person')", (kept,))
        old.execute("INSERT INTO circles VALUES ('other.yaml', 's03', ?, 'rushes')", (kept,))
        old.execute(f"PRAGMA application_id = {OURS}")
        old.execute("PRAGMA user_version = 1")


def expected(number: int, state: TakeState, place: Place) -> Take:
    sha256 = f"{number:02x}" * 32 if state is TakeState.FETCHED else None
    ends = state not in OPEN
    return Take(
        id=f"{number:016x}",
        board="film/board.yaml",
        shot=f"s{number:02}",
        number=1 + number % 2,
        model=MODELS[number % 3],
        state=state,
        wish=f"wish{number}",
        request=f"request{number}",
        created=Clock().at.replace(day=1 + number, hour=10),
        words=f"words {number}",
        seed=number,
        duration=Fraction(7, 3),
        price=Money(1000 + number),
        cost=Money(2000 + number) if ends else None,
        charged="yes" if ends else "no",
        ticket=TICKETS[number % 3],
        sha256=sha256,
        size=5 if sha256 else 0,
        path=place.takes / sha256[:2] / f"{sha256}.mp4" if sha256 else None,
        parents=("p1", "p2"),
        error="it failed" if state is TakeState.FAILED else None,
        origin=ORIGINS[number % 3],
    )


@pytest.fixture
def old(tmp_path: Path) -> Place:
    place = Place(tmp_path)
    version_1(place.file)
    return place


def test_the_first_step_is_the_one_that_is_out_in_the_world() -> None:
    assert hashlib.sha256(migrations()[0].encode()).hexdigest() == FIRST_STEP


def test_everything_of_version_1_is_there(old: Place) -> None:
    ledger = old.open()
    takes = ledger.takes()
    assert takes == [expected(number, state, old) for number, state in enumerate(OLD_STATES)]
    assert [ledger.body(take.id) for take in takes] == [{"text": f"ünï {n}"} for n in range(len(takes))]
    for number, take in enumerate(takes):
        told = [(event.kind, event.detail, event.at.day) for event in ledger.events(take.id)]
        assert told == [("submitting", {"n": number}, 1), (take.state.value, {"n": number}, 1)]
    kept = takes[OLD_STATES.index(TakeState.FETCHED)].id
    assert ledger.circles("film/board.yaml") == {"s03": Circle(kept, "person")}
    assert ledger.circles("other.yaml") == {"s03": Circle(kept, "rushes")}
    assert ledger.links("film/board.yaml") == [
        Link(f"s{number:02}", takes[number].id, f"wish{number}") for number in reversed(range(len(takes)))
    ]
    ledger.close()


def test_a_ledger_that_was_carried_over_is_whole(old: Place) -> None:
    ledger = old.open()
    assert ledger.takes()
    ledger.close()
    with old.raw() as ask:
        assert [row["ordinal"] for row in ask("SELECT ordinal FROM takes ORDER BY id")] == list(
            range(1, 1 + len(OLD_STATES))
        )
        assert ask("PRAGMA foreign_key_check") == []
        assert ask("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
        assert ask("PRAGMA user_version") == [{"user_version": len(migrations())}]
        assert ask("PRAGMA journal_mode") == [{"journal_mode": "wal"}]
        ask("PRAGMA foreign_keys = ON")
        for statement in (
            "UPDATE events SET kind = 'x'",
            "DELETE FROM events",
            "DELETE FROM takes",
            "UPDATE takes SET sha256 = 'ff' WHERE state = 'fetched'",
            "INSERT INTO links (board, shot, take, wish) VALUES ('b', 's', 'nobody', 'w')",
            "INSERT INTO circles VALUES ('b', 's', 'nobody', 'person')",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                ask(statement)
    fresh = Place(old.folder / "fresh")
    new = fresh.open()
    reach(new, TakeState.PLANNED, INTENT)
    new.close()
    assert schema(old) == schema(fresh)


def schema(place: Place) -> list[tuple[str, str]]:
    with place.raw() as ask:
        rows = ask("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
    return [(row["name"], " ".join(row["sql"].replace('"', "").split())) for row in rows]


def test_work_goes_on_in_a_ledger_that_was_carried_over(old: Place) -> None:
    ledger = old.open()
    for take in ledger.takes():
        found = run(ledger.claim(take.id))
        assert found is not None
        assert found.owner == (ledger.owner if take.state in OPEN else None)
    assert {state for state in OPEN if state in OLD_STATES} == {one.state for one in ledger.open_takes()}
    submitted = f"{OLD_STATES.index(TakeState.SUBMITTED):016x}"
    run(ledger.fetched(submitted, sha256="ab" * 32, size=1, cost=Money(3), charged="yes"))
    unknown = f"{OLD_STATES.index(TakeState.UNKNOWN):016x}"
    run(ledger.settle(unknown, Settlement(charged="no")))
    # What was bought by the older program is not bought again.
    for number, state in enumerate(OLD_STATES):
        free = state in {TakeState.FAILED, TakeState.REFUSED, TakeState.CANCELLED, TakeState.UNKNOWN}
        same_request = replace(INTENT, request=f"request{number}", wish=str(number))
        # The compiler may have become better since: the same number of the same wish is the same take.
        same_number = replace(
            INTENT,
            wish=f"wish{number}",
            origin=ORIGINS[number % 3],
            number=1 + number % 2,
            request=f"r{number}",
        )
        assert ledger.next_number(same_number.wish, same_number.origin) == (1 if free else 2 + number % 2)
        assert run(ledger.begin(same_number))[1] == free
        assert run(ledger.begin(same_request))[1] == free
    fetched(ledger, an_intent("new"))
    ledger.close()


def everything(place: Place) -> Sequence[object]:
    with place.raw() as ask:
        if not place.url:
            return [hashlib.sha256(place.file.read_bytes()).hexdigest(), ask("PRAGMA user_version")]
        tables = ask("SELECT tablename FROM pg_tables WHERE schemaname = 'rushes' ORDER BY 1")
        return [
            (table["tablename"], ask(f"SELECT * FROM {table['tablename']} ORDER BY 1")) for table in tables
        ]


def test_a_ledger_of_a_newer_program_is_refused_and_left_as_it_is(place: Place) -> None:
    first = place.open()
    take = reach(first, TakeState.SUBMITTED, INTENT)
    first.close()
    with place.raw() as ask:
        ask("UPDATE version SET number = 99" if place.url else "PRAGMA user_version = 99")
        if not place.url:
            ask("PRAGMA wal_checkpoint(TRUNCATE)")
    before = everything(place)
    newer = place.open()
    for _ in range(2):
        with pytest.raises(StoreError, match="newer rushes: its version is 99") as told:
            newer.take(take)
        assert "install the newer rushes" in str(told.value.hint)
        with pytest.raises(StoreError, match="newer rushes: its version is 99"):
            run(newer.begin(an_intent("b")))
    newer.close()
    assert everything(place) == before


def test_files_that_are_no_ledger_are_refused_and_left_as_they_are(tmp_path: Path) -> None:
    texts = {
        "text": b"this is no database at all, but it is long enough to look at" * 20,
        "short": b"SQLite format 3",
    }
    for name, content in texts.items():
        file = Place(tmp_path / name).file
        file.parent.mkdir(parents=True)
        file.write_bytes(content)
    foreign = Place(tmp_path / "foreign").file
    foreign.parent.mkdir(parents=True)
    with closing(sqlite3.connect(foreign)) as raw:
        raw.execute("CREATE TABLE takes (mine TEXT)")
    Place(tmp_path / "folder").file.mkdir(parents=True)
    for name, said in (
        ("text", "cannot be used"),
        ("short", "cannot be used"),
        ("foreign", "another program"),
        ("folder", "cannot be used"),
    ):
        place = Place(tmp_path / name)
        before = place.file.read_bytes() if place.file.is_file() else None
        ledger = place.open()
        with pytest.raises(StoreError, match=said):
            ledger.takes()
        with pytest.raises(StoreError, match=said):
            run(ledger.begin(INTENT))
        ledger.close()
        assert (place.file.read_bytes() if place.file.is_file() else None) == before


def test_a_schema_of_another_program_is_refused_and_left_as_it_is(tmp_path: Path, database: str) -> None:
    place = Place(tmp_path, database)
    with place.raw() as ask:
        ask("CREATE SCHEMA rushes")
        ask("CREATE TABLE takes (mine TEXT)")
        ask("INSERT INTO takes VALUES ('precious')")
    before = everything(place)
    ledger = place.open()
    with pytest.raises(StoreError, match='relation "takes" already exists'):
        run(ledger.begin(INTENT))
    ledger.close()
    assert everything(place) == before


def test_an_empty_file_becomes_a_ledger_and_writes_are_synced(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.file.parent.mkdir()
    place.file.touch()
    ledger = place.open()
    run(ledger.begin(INTENT))
    with ledger._engine.writing() as writing, ledger._engine.reading() as reading:
        for connection in (writing, reading):
            told = {
                name: connection.execute(f"PRAGMA {name}").fetchall()[0][name]
                for name in ("journal_mode", "synchronous", "foreign_keys", "user_version")
            }
            assert told == {
                "journal_mode": "wal",
                "synchronous": 2,
                "foreign_keys": 1,
                "user_version": len(migrations()),
            }
    ledger.close()


def test_processes_that_open_a_new_ledger_at_once_find_one(place: Place, tmp_path: Path) -> None:
    hammer(place, [Place(tmp_path / f"new{number}", place.url) for number in range(1 if place.url else 8)])


def test_processes_that_carry_a_ledger_over_at_once_carry_it_once(tmp_path: Path) -> None:
    places = [Place(tmp_path / f"old{number}") for number in range(5)]
    for place in places:
        version_1(place.file)
    hammer(Place(tmp_path), places)
    for place in places:
        ledger = place.open()
        assert len(ledger.takes()) == len(OLD_STATES) + 1
        ledger.close()


@pytest.mark.slow
def test_no_round_of_many_fails(tmp_path: Path, postgres: PostgresServer) -> None:
    hammer(Place(tmp_path), [Place(tmp_path / f"new{number}") for number in range(150)], processes=6)
    old = [Place(tmp_path / f"old{number}") for number in range(50)]
    for place in old:
        version_1(place.file)
    hammer(Place(tmp_path), old, processes=6)
    with ExitStack() as stack:
        urls = [stack.enter_context(postgres.database()) for _ in range(20)]
        hammer(Place(tmp_path), [Place(tmp_path, url) for url in urls], processes=6)


def hammer(here: Place, rounds: Sequence[Place], *, processes: int = 3) -> None:
    """In each round, all processes open the same new ledger; one of them begins the take."""
    with children(here, processes) as started:
        for place in rounds:
            for child in started:
                child.send("elsewhere", str(place.folder), place.url)
            assert sum(child.receive() for child in started) == 1
