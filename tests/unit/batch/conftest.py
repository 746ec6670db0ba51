"""An emulated vendor whose jobs end when they are looked at, and one whose time stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from batch_vendor import BatchVendor, batch_vendor


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Encoded clips, shared by all emulators of a process."""
    return tmp_path_factory.mktemp("clips")


@pytest.fixture
def start(tmp_path: Path, clips: Path) -> Iterator[Callable[..., BatchVendor]]:
    """Starts emulators that end with the test."""
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(batch_vendor(tmp_path, clips, **settings))


@pytest.fixture
def runway(start: Callable[..., BatchVendor]) -> BatchVendor:
    return start()
