"""The workspace: the one place that wires settings, store, ledger and providers together."""

from __future__ import annotations

from rushes.workspace.face import Workspace
from rushes.workspace.opening import find_root, open_workspace

__all__ = ["Workspace", "find_root", "open_workspace"]
