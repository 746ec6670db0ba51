"""What holds for every test: nothing beyond this machine is reached, and the user's files are not read."""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from postgres import PostgresServer


def _is_loopback(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if not isinstance(name, str) or name in {"", "localhost", "127.0.0.1", "::1"}:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _refuse_the_network(event: str, arguments: tuple[object, ...]) -> None:
    address: object = None
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1][0] if isinstance(arguments[1], tuple) else None
    elif event == "socket.getaddrinfo":
        address = arguments[0]
    if not _is_loopback(address):
        raise RuntimeError(f"a test tried to reach {address}: tests talk to loopback only")


sys.addaudithook(_refuse_the_network)


@pytest.fixture(scope="session")
def bound() -> list[str]:
    """What a command begins with so that a folder's permissions hold for it, also when root runs the tests."""
    if os.geteuid() != 0:
        return []
    rights = "-dac_override,-dac_read_search,-fowner"
    return ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}", "--"]


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, and no settings of the person who runs the tests."""
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(home))
    for name in list(os.environ):
        # Of rushes and of the vendors: a key that is set here must be used by no test.
        if name.startswith(("RUSHES_", "RUNWAYML_")) or name in ("FORCE_COLOR", "NO_COLOR"):
            monkeypatch.delenv(name)
    return home


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this test process."""
    from postgres import own_server  # only who needs one loads its driver

    with own_server() as server:
        yield server


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[str]:
    """The address of a fresh PostgreSQL database."""
    with postgres.database() as url:
        yield url
