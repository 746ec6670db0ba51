"""A vendor for the crash tests, a project that buys from it, and a ledger of each make."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from project import Project
from vendor import Vendor


@pytest.fixture(scope="session")
def shared_vendor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vendor]:
    with Vendor(tmp_path_factory.mktemp("vendor")) as vendor:
        yield vendor


@pytest.fixture
def vendor(shared_vendor: Vendor) -> Iterator[Vendor]:
    """An emulator of this test process, at which nothing goes wrong in the beginning."""
    shared_vendor.set_faults([])
    yield shared_vendor
    shared_vendor.set_faults([])


@pytest.fixture
def narrow_project(tmp_path: Path) -> Iterator[Project]:
    """A project whose account may have one job of a model at once."""
    with Vendor(tmp_path / "vendor", tier=1) as vendor:
        yield Project(tmp_path / "project", vendor)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def ledger(request: pytest.FixtureRequest) -> str:
    """Where the ledger is: nowhere in particular for SQLite, else the address of a database."""
    return "" if request.param == "sqlite" else request.getfixturevalue("database")


@pytest.fixture
def project(tmp_path: Path, vendor: Vendor) -> Project:
    return Project(tmp_path / "project", vendor)


@pytest.fixture
def shared_project(tmp_path: Path, vendor: Vendor, ledger: str) -> Project:
    """A project on each kind of ledger."""
    return Project(tmp_path / "project", vendor, ledger=ledger)


@pytest.fixture
def database_project(tmp_path: Path, vendor: Vendor, database: str) -> Project:
    return Project(tmp_path / "project", vendor, ledger=database)


@pytest.fixture
def tag(request: pytest.FixtureRequest) -> str:
    """A word by which the jobs of this test are known on the bill."""
    return "x" + hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:12]


@pytest.fixture(scope="session")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture that is too large to travel inside a request."""
    path = tmp_path_factory.mktemp("picture") / "large.png"
    Image.frombytes("RGB", (1280, 1050), os.urandom(1280 * 1050 * 3)).save(path, compress_level=1)
    return path
