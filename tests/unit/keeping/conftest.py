"""An emulated vendor, and an empty workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from kept import Vendor, vendor

from rushes.workspace import Workspace, open_workspace


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Encoded clips, shared by all emulators of a process."""
    return tmp_path_factory.mktemp("clips")


@pytest.fixture
def start(tmp_path: Path, clips: Path) -> Iterator[Callable[..., Vendor]]:
    """Starts emulators that end with the test."""
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(vendor(tmp_path, clips, **settings))


@pytest.fixture
def runway(start: Callable[..., Vendor]) -> Vendor:
    return start()


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path, environ={}) as workspace:
        yield workspace
