"""The guard of tests/conftest.py holds."""

from __future__ import annotations

import socket

import pytest


@pytest.mark.parametrize("address", ["192.0.2.1", "10.1.2.3"])
def test_no_test_reaches_beyond_loopback(address: str) -> None:
    with socket.socket() as one, pytest.raises(RuntimeError, match="loopback only"):
        one.connect((address, 80))


def test_no_test_looks_up_a_name() -> None:
    with pytest.raises(RuntimeError, match="loopback only"):
        socket.getaddrinfo("example.invalid", 80)


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
