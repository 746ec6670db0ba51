"""What only a server can do to a ledger: be absent, be restarted, refuse, and give secrets away."""

from __future__ import annotations

import socket
import subprocess
import sys
import textwrap
import traceback
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from ledgers import INTENT, Place, an_intent, reach, run
from processes import Raised, a_child

from postgres import PostgresServer, own_server
from rushes.errors import ConfigError, RushesError, StoreError
from rushes.model import TakeState
from rushes.store.postgres import SESSION, WRITING, PostgresLedger

SECRET = "s3cr3t"


@pytest.fixture
def here(tmp_path: Path, database: str) -> Place:
    return Place(tmp_path, database)


@pytest.fixture(scope="module")
def other_server() -> Iterator[PostgresServer]:
    """A server that a test may stop, and whose doors it may lock."""
    with own_server() as server:
        yield server


def opened(folder: Path, url: str) -> PostgresLedger:
    return PostgresLedger(url, takes=folder / "takes", owners=folder / "owners")


def told(error: BaseException) -> str:
    """All that an error says to anybody, with the errors behind it."""
    hint = error.hint if isinstance(error, RushesError) else ""
    return "".join([*traceback.format_exception(error), repr(error), str(hint)])


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ledger.db",
        "mysql://user:s3cr3t@host/name",
        "https://user:s3cr3t@host/name",
        "user:s3cr3t@host/name",
        "postgresql://[::1/user:s3cr3t",
        # An @, a / or a # of a password has to be written %40, %2F or %23.
        "postgresql://user:12@s3cr3t@127.0.0.1/name",
        "postgresql://user:12/s3cr3t@127.0.0.1/name",
        "postgresql://user:12?s3cr3t@127.0.0.1/name",
        "postgresql://user:12#s3cr3t@127.0.0.1/name",
    ],
)
def test_an_address_that_is_none_is_refused_at_once(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError, match="RUSHES_LEDGER is no address of a PostgreSQL database") as raised:
        opened(tmp_path, url)
    assert "postgresql://user:password@host/name" in str(raised.value.hint)
    assert SECRET not in told(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:%zzs3cr3t@127.0.0.1/name",
        "postgresql://user:s3cr3t@127.0.0.1/name?nonsense=s3cr3t",
        "postgresql://user:s3cr3t@127.0.0.1/name?s3cr3t",
    ],
)
def test_an_address_that_the_driver_cannot_read_is_refused_when_it_is_used(tmp_path: Path, url: str) -> None:
    ledger = opened(tmp_path, url)
    with pytest.raises(ConfigError, match=r"RUSHES_LEDGER \(127.0.0.1/name\) is no address") as raised:
        ledger.takes()
    assert SECRET not in told(raised.value)
    ledger.close()


def nobody_there() -> int:
    """A port of this machine at which nobody listens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        return int(server.getsockname()[1])


@pytest.mark.parametrize("place", ["127.0.0.1:{port}/name", "/name?host={folder}", "127.0.0.1:99999/name"])
def test_a_server_that_does_not_answer_is_told(tmp_path: Path, place: str) -> None:
    there = place.format(port=nobody_there(), folder=tmp_path)
    ledger = opened(tmp_path, f"postgresql://user:{SECRET}@{there}")
    for asking in (ledger.takes, lambda: run(ledger.begin(INTENT))):
        with pytest.raises(StoreError, match=r"the ledger at .*/name cannot be used") as raised:
            asking()
        assert "look whether the server runs" in str(raised.value.hint)
        assert SECRET not in told(raised.value)
    ledger.close()


def test_a_database_that_is_not_there_is_told(tmp_path: Path, postgres: PostgresServer) -> None:
    ledger = opened(tmp_path, urlunsplit(urlsplit(postgres.url)._replace(path="/nowhere")))
    with pytest.raises(StoreError, match='database "nowhere" does not exist'):
        ledger.takes()
    ledger.close()


def test_a_wrong_password_is_told_and_shown_to_nobody(tmp_path: Path, other_server: PostgresServer) -> None:
    other_server.do("CREATE ROLE ada LOGIN PASSWORD 'right'")
    with psycopg.connect(other_server.url) as connection:
        row = connection.execute("SHOW hba_file").fetchone()
    assert row is not None
    doors = Path(row[0])
    doors.write_text("local all ada scram-sha-256\n" + doors.read_text())
    other_server.do("SELECT pg_reload_conf()")
    url = other_server.url.replace("//postgres:@", f"//ada:{SECRET}@")
    ledger = opened(tmp_path, url)
    with pytest.raises(StoreError, match="password authentication failed") as raised:
        run(ledger.begin(INTENT))
    assert SECRET not in told(raised.value)
    assert "right" not in told(raised.value)
    ledger.close()


def test_a_server_that_was_restarted_between_two_steps_is_found_again(
    tmp_path: Path, other_server: PostgresServer
) -> None:
    with other_server.database() as url:
        ledger = opened(tmp_path, url)
        take = reach(ledger, TakeState.SUBMITTING, INTENT)
        other_server.stop()
        with pytest.raises(StoreError, match="cannot be used"):
            ledger.take(take)
        with pytest.raises(StoreError, match="cannot be used"):
            run(ledger.unsent(take, reason="busy"))
        other_server.start()
        assert ledger.may_send(take) is True
        assert run(ledger.unsent(take, reason="busy")).state is TakeState.PLANNED
        other_server.stop()
        other_server.start()
        assert run(ledger.ended(take, TakeState.FAILED, error="", charged="no")).state is TakeState.FAILED
        assert ledger.take(take).state is TakeState.FAILED
        ledger.close()


def test_who_ends_while_the_server_is_gone_is_known_to_have_ended(
    tmp_path: Path, other_server: PostgresServer
) -> None:
    with other_server.database() as url:
        first, second = opened(tmp_path, url), opened(tmp_path, url)
        take = reach(first, TakeState.SUBMITTING, INTENT)
        assert run(second.claim(take)) is None
        other_server.stop()
        first.close()
        other_server.start()
        found = run(second.claim(take))
        assert found is not None
        assert found.owner == second.owner
        second.close()
    assert list((tmp_path / "owners").iterdir()) == []


def test_a_connection_that_was_cut_is_opened_again(here: Place, postgres: PostgresServer) -> None:
    ledger = here.open()
    take = reach(ledger, TakeState.PLANNED, INTENT)
    cut = "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE application_name = 'rushes'"
    postgres.do(cut)
    assert ledger.take(take).state is TakeState.PLANNED
    postgres.do(cut)
    assert run(ledger.ended(take, TakeState.FAILED, error="", charged="no")).state is TakeState.FAILED
    ledger.close()


def test_a_step_is_on_the_server_s_disk_and_nobody_waits_for_ever(here: Place) -> None:
    ledger = here.open()
    with ledger._engine.writing() as writing, ledger._engine.reading() as reading:
        for connection in (writing, reading):
            rows = connection.execute("SELECT name, setting, unit FROM pg_settings").fetchall()
            found = {row["name"]: f"{row['setting']}{row['unit'] or ''}" for row in rows}
            asked = {name: value.replace("0s", "0000ms") for name, value in SESSION.items()}
            assert {name: found[name] for name in asked} == asked
    ledger.close()


def test_a_process_that_stops_in_the_midst_of_a_change_holds_up_nobody(here: Place) -> None:
    ledger = here.open()
    reach(ledger, TakeState.PLANNED, INTENT)
    with a_child(here) as child:
        child.send("stand_still")
        assert child.line() == "inside\n"
        child.stands()
        assert run(ledger.begin(an_intent("b")))[1] is True
        child.go_on()
        with pytest.raises(Raised, match=r"StoreError: .* idle-in-transaction timeout"):
            child.receive()
        assert child.ask("look") == 2
    with here.raw() as ask:
        assert ask("SELECT id FROM owners WHERE host = 'elsewhere'") == []
    ledger.close()


def test_who_waits_too_long_for_others_is_told_so(here: Place) -> None:
    ledger = here.open()
    take = reach(ledger, TakeState.PLANNED, INTENT)
    with ledger._engine.writing() as transaction:
        transaction.execute("SET lock_timeout = '20ms'")
    with here.raw() as ask:
        ask(f"SELECT pg_advisory_lock({WRITING})")
        with pytest.raises(StoreError, match="lock timeout") as raised:
            run(ledger.ended(take, TakeState.FAILED, error="", charged="no"))
        assert raised.value.hint == "another process holds the ledger: wait for it to end"
        assert ledger.take(take).state is TakeState.PLANNED
    assert run(ledger.ended(take, TakeState.FAILED, error="", charged="no")).state is TakeState.FAILED
    ledger.close()


@pytest.mark.parametrize(
    ("rights", "said", "hint"),
    [
        ("", "permission denied", "GRANT CREATE ON DATABASE"),
        ("SET default_transaction_read_only = on", "read-only", "only lets itself be read"),
    ],
)
def test_a_user_who_may_not_write_is_told(here: Place, rights: str, said: str, hint: str) -> None:
    with here.raw() as ask:
        ask("CREATE ROLE reader LOGIN")
        if rights:
            ask(f"ALTER ROLE reader {rights}")
    try:
        ledger = opened(here.folder, here.url.replace("//postgres:@", "//reader:@"))
        with pytest.raises(StoreError, match=said) as raised:
            run(ledger.begin(INTENT))
        assert hint in str(raised.value.hint)
        ledger.close()
    finally:
        with here.raw() as ask:
            ask("DROP ROLE reader")


def test_what_else_lies_in_the_database_is_left_alone(here: Place) -> None:
    with here.raw() as ask:
        ask("CREATE TABLE public.takes (mine TEXT)")
        try:
            ledger = here.open()
            reach(ledger, TakeState.FETCHED, INTENT)
            assert len(ledger.takes()) == 1
            ledger.close()
            assert ask("SELECT * FROM public.takes") == []
        finally:
            ask("DROP TABLE public.takes")


def test_the_driver_that_is_missing_is_named(tmp_path: Path) -> None:
    script = textwrap.dedent("""
        import asyncio, sys
        from pathlib import Path
        sys.modules["psycopg"] = None  # as Python has it where it is not installed
        from rushes.errors import ConfigError
        from rushes.store.ledger import Intent
        from rushes.store.postgres import PostgresLedger
        folder = Path(sys.argv[1])
        ledger = PostgresLedger("postgresql://user:s3cr3t@host/name", takes=folder, owners=folder / "owners")
        intent = Intent("b", "s", 1, "m", "w", "r", {})
        for asking in (ledger.takes, lambda: asyncio.run(ledger.begin(intent))):
            try:
                asking()
            except ConfigError as error:
                print(str(error).partition(":")[0])
                print(error.hint)
        ledger.close()
    """)
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (
        done.stdout.splitlines()
        == [
            "a ledger in PostgreSQL needs the driver psycopg",
            'pip install "rushes[postgres]"',
        ]
        * 2
    )
    assert SECRET not in done.stdout + done.stderr
