"""What an emulator remembers over a restart: one line of JSON for each thing that happened."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO, cast

from rushes.errors import StoreError
from rushes.model import Json

__all__ = ["Journal"]

Event = dict[str, Json]


class Journal:
    """Appends events to `folder/journal.jsonl`; without a folder it forgets them at once."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._file: TextIO | None = None

    def read(self) -> Iterator[Event]:
        """Every event of the runs before. Raises StoreError when the file is no journal."""
        if self.folder is None:
            return
        path = self.folder / "journal.jsonl"
        if not path.exists():
            return
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            try:
                event: object = json.loads(line)
            except ValueError:
                if number == len(lines):
                    return  # the emulator was killed while it wrote
                event = None
            if not isinstance(event, dict):
                raise StoreError(
                    f"line {number} of {path} is no event of an emulator",
                    hint="give another --folder, or remove this one to begin anew",
                )
            yield cast("Event", event)

    def open(self) -> None:
        """Begin to append. Raises StoreError when the folder cannot be written."""
        if self.folder is None:
            return
        path = self.folder / "journal.jsonl"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if path.exists():  # the last line may be half a line
                data = path.read_bytes()
                os.truncate(path, data.rfind(b"\n") + 1)
            self._file = path.open("a", encoding="utf-8")
        except OSError as error:
            raise StoreError(
                f"the emulator cannot write to {self.folder}: {error.strerror}",
                hint="give a --folder that you may write to",
            ) from error

    def write(self, event: str, at: float, content: Mapping[str, Json]) -> None:
        """Append one event, out of this process before it returns."""
        if self._file is not None:
            self._file.write(json.dumps({"event": event, "at": at, **content}) + "\n")
            self._file.flush()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
