"""A server that tests share: a provider brought by another package."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture
def paper(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The server's folder; `paper` is installed for this process and those that it starts."""
    place = tmp_path_factory.mktemp("site")
    told = place / "paper-1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: paper\nVersion: 1.0\n")
    (told / "entry_points.txt").write_text("[rushes.providers]\npaper = paper:open_paper\n")
    server = tmp_path_factory.mktemp("server")
    here = str(Path(__file__).parent)
    monkeypatch.syspath_prepend(here)
    monkeypatch.syspath_prepend(str(place))
    monkeypatch.setenv("PAPER_SERVER", str(server))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(place), here]))
    return server
