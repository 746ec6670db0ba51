"""An emulator for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from emulated import Http, Start, sdk
from runwayml import RunwayML

from rushes import emulator
from rushes.emulator import Server


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Encoded clips, shared by all tests of a process."""
    return tmp_path_factory.mktemp("clips")


@pytest.fixture
def start(clips: Path) -> Iterator[Start]:
    """Starts emulators that end with the test."""
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(emulator.running(clips=clips, **settings))


@pytest.fixture
def server(start: Start) -> Server:
    return start(run_seconds=10, tier=5)


@pytest.fixture
def runway(server: Server) -> Iterator[RunwayML]:
    with sdk(server) as client:
        yield client


@pytest.fixture
def talk() -> Iterator[Callable[[Server], Http]]:
    """Bare HTTP to any server, closed with the test."""
    with ExitStack() as stack:
        yield lambda server: stack.enter_context(Http(server))


@pytest.fixture
def http(server: Server) -> Iterator[Http]:
    with Http(server) as one:
        yield one
