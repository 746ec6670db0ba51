"""What the ledger needs of a database: transactions, one writer at a time, durable when they end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from rushes.errors import StoreError

__all__ = ["Engine", "Row", "Rows", "Transaction"]

Row = Mapping[str, Any]


class Rows(Protocol):
    """What a statement gave."""

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Row | None: ...

    def fetchall(self) -> Sequence[Row]: ...

    def __iter__(self) -> Iterator[Row]: ...


class Transaction(Protocol):
    """A transaction that is open. Statements mark their values with `?`, and use no other question mark."""

    def execute(self, statement: str, values: Sequence[object] = ()) -> Rows: ...


class Engine(Protocol):
    """One database, of whatever make."""

    def writing(self) -> AbstractContextManager[Transaction]:
        """A transaction that nobody else writes beside; committed and synced at its end."""
        ...

    def reading(self) -> AbstractContextManager[Transaction]:
        """A look at what is committed, also by other processes."""
        ...

    def explained(self, error: Exception) -> StoreError | None:
        """The database's own error in our words; None for one of somebody else's."""
        ...

    def close(self) -> None: ...
