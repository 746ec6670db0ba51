"""A disk that is full, and a folder that cannot be written."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from ledgers import INTENT, Place, reach, run
from test_ledger_migrations import OLD_STATES, version_1

from rushes.model import TakeState

HEAD = """
    import asyncio, resource, sys
    from pathlib import Path
    from rushes.errors import StoreError
    from rushes.store.ledger import Intent, Lane
    from rushes.store.sqlite import SqliteLedger

    def opened():
        folder = Path(sys.argv[1]) / ".rushes"
        return SqliteLedger(folder / "ledger.db", takes=folder / "takes")

    def most(size):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def intent(name, size=0):
        return Intent("b", "s", 1, "m", name, name, {"text": "x" * size})

    ledger = opened()
"""


def told(script: str, folder: Path, before: Sequence[str] = ()) -> list[str]:
    """What a process of its own says, whose limits and rights are not those of the tests."""
    code = textwrap.dedent(HEAD) + textwrap.dedent(script)
    command = [*before, sys.executable, "-c", code, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def test_a_full_disk_is_told_and_the_ledger_goes_on_afterwards(tmp_path: Path) -> None:
    script = """
        async def fill():
            await ledger.begin(intent("first"))
            most(200_000)
            for n in range(50):
                await ledger.begin(intent(f"{n}", 20_000))
        try:
            asyncio.run(fill())
        except StoreError as error:
            print(error.hint)
        kept = len(ledger.takes())
        most(resource.RLIM_INFINITY)
        asyncio.run(ledger.begin(intent("last")))
        print(len(ledger.takes()) - kept)
    """
    assert told(script, tmp_path) == ["free some space on the disk and run it again", "1"]


def test_when_the_disk_is_full_in_the_midst_of_many_changes_each_is_made_or_told(tmp_path: Path) -> None:
    script = """
        async def fill():
            await ledger.begin(intent("first"))
            most(400_000)
            many = (ledger.begin(intent(f"{n}", 20_000)) for n in range(60))
            return await asyncio.gather(*many, return_exceptions=True)
        told = asyncio.run(fill())
        failed = [one for one in told if isinstance(one, StoreError)]
        print(set(error.hint for error in failed))
        print(all(isinstance(one, StoreError) or one[1] for one in told), 0 < len(failed))
        most(resource.RLIM_INFINITY)
        kept = [take.id for take in ledger.takes()][1:]
        print(kept == [one[0].id for one in told if not isinstance(one, StoreError)])
        print(asyncio.run(ledger.begin(intent("last")))[1])
    """
    assert told(script, tmp_path) == [
        "{'free some space on the disk and run it again'}",
        "True True",
        "True",
        "True",
    ]


def test_who_ends_while_the_disk_is_full_is_known_to_have_ended(tmp_path: Path) -> None:
    script = """
        async def send():
            take, _ = await ledger.begin(intent("first"))
            await ledger.submitting(take.id, Lane("lane"))
            print(take.id)
        asyncio.run(send())
        most(1)
        ledger.close()
    """
    (take,) = told(script, tmp_path)
    ledger = Place(tmp_path).open()
    found = run(ledger.claim(take))
    assert found is not None
    assert (found.state, found.owner) == (TakeState.SUBMITTING, ledger.owner)
    ledger.close()
    assert list(Place(tmp_path).owners.iterdir()) == []


def test_a_ledger_that_cannot_be_carried_over_stays_as_it_was(tmp_path: Path) -> None:
    place = Place(tmp_path)
    version_1(place.file)
    script = """
        most(20_000)
        for attempt in range(2):
            try:
                ledger.takes()
            except StoreError as error:
                print(error.hint)
        most(resource.RLIM_INFINITY)
        raw = __import__("sqlite3").connect(Path(sys.argv[1]) / ".rushes" / "ledger.db")
        print(*raw.execute("PRAGMA user_version").fetchone())
        print(*raw.execute("SELECT count(*) FROM takes").fetchone())
        raw.close()
        print(len(ledger.takes()))
    """
    count = str(len(OLD_STATES))
    full = "free some space on the disk and run it again"
    assert told(script, tmp_path) == [full, full, "1", count, count]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, bound: list[str]) -> None:
    script = """
        print(len(ledger.takes()))
        try:
            asyncio.run(ledger.begin(intent("first")))
        except StoreError as error:
            print(error)
            print(error.hint)
    """
    tmp_path.chmod(0o555)
    try:
        nothing, said, hint = told(script, tmp_path, bound)
    finally:
        tmp_path.chmod(0o755)
    assert nothing == "0"
    assert said.endswith("cannot be written: Permission denied")
    assert hint.startswith("make the folder writable, or name another workspace")


def test_a_ledger_that_cannot_be_written_is_told_and_stays_as_it_is(tmp_path: Path, bound: list[str]) -> None:
    place = Place(tmp_path)
    ledger = place.open()
    take = reach(ledger, TakeState.SUBMITTED, INTENT)
    ledger.close()
    before = place.file.read_bytes()
    script = """
        for asked in (lambda: asyncio.run(ledger.begin(intent("more"))), lambda: print(len(ledger.takes()))):
            try:
                asked()
            except StoreError as error:
                print(error.hint)
    """
    folder = place.file.parent
    place.file.chmod(0o444)
    folder.chmod(0o555)
    try:
        lines = told(script, tmp_path, bound)
    finally:
        folder.chmod(0o755)
        place.file.chmod(0o644)
    assert all(line.startswith("make the folder writable") for line in lines), lines
    assert len(lines) == 2
    assert place.file.read_bytes() == before
    again = place.open()
    assert again.take(take).state is TakeState.SUBMITTED
    again.close()


def test_a_damaged_ledger_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    place = Place(tmp_path)
    ledger = place.open()
    reach(ledger, TakeState.SUBMITTED, INTENT)
    ledger.close()
    with closing(sqlite3.connect(place.file)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
    content = bytearray(place.file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    place.file.write_bytes(content)
    script = """
        try:
            ledger.takes()
        except StoreError as error:
            print(error)
    """
    (said,) = told(script, tmp_path)
    assert "cannot be used: database disk image is malformed" in said
    assert place.file.read_bytes() == content
