"""A store for each contract test: a SQLite file, and a PostgreSQL database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ledgers import Opening, Place

from rushes.store.sql import SqlLedger


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where a new ledger lies."""
    if request.param == "sqlite":
        return Place(tmp_path)
    return Place(tmp_path, request.getfixturevalue("database"))


@pytest.fixture
def another(place: Place) -> Iterator[Opening]:
    """Opens one more ledger on the same store, as another process would; it is closed in the end."""
    with ExitStack() as stack:

        def opening(
            *, now: Callable[[], datetime] = lambda: datetime.now(UTC), silent: float = 30.0
        ) -> SqlLedger:
            return stack.enter_context(closing(place.open(now=now, silent=silent)))

        yield opening


@pytest.fixture
def ledger(another: Opening) -> SqlLedger:
    """A ledger on the store."""
    return another()
