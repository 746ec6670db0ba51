"""What the tests of every vendor use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from vendor_recorder import Recorder, recorder


@pytest.fixture
def server() -> Iterator[Recorder]:
    """A server on loopback that writes down what it is asked; a file may have another one."""
    with recorder() as running:
        yield running
