"""A provider at the port, as another package would bring it: a vendor's server kept in a folder.

What it does is asked for in the prompt: `fails`, `refuses`, `breaks`, `half` (a truncated clip),
`text` (no clip at all), `slow` (ready only after the file `go` is there), `cut off` (accepted, but
the answer never came). Every create is kept as a file: the folder is its bill.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import uuid
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

from rushes.errors import GenerationFailed, Refused
from rushes.media.write import write_clip
from rushes.model import Request, Size, Ticket
from rushes.model_card import ModelCard
from rushes.providers.base import Done, Failed, FileOutput, Pending, Provider, ProviderContext


class Paper:
    name = "paper"
    concurrency = 2
    poll_interval = 0.02

    def __init__(self, context: ProviderContext) -> None:
        self._scratch = context.scratch
        self._server = Path(os.environ["PAPER_SERVER"])
        self.most_at_once = 0
        self._open: set[str] = set()

    def cards(self) -> Sequence[ModelCard]:
        return ()

    async def prepare(self, request: Request) -> Request:
        return request

    async def submit(self, request: Request, *, key: str) -> Ticket:
        text = request.text.lower()  # a sentence begins with a capital
        if "refuses" in text:
            raise Refused("the prompt was refused", provider="paper", billed="no")
        number = f"{key}-{uuid.uuid4().hex[:6]}"
        (self._server / f"{number}.bill").write_text(request.text)
        if "cut off" in text:
            raise GenerationFailed("the answer never came", provider="paper", billed="unknown")
        if "dies at the create" in text and not (self._server / "died").exists():
            (self._server / "died").touch()
            os.kill(os.getpid(), 9)
        self._open.add(number)
        self.most_at_once = max(self.most_at_once, len(self._open))
        await asyncio.sleep(0)
        shape = [request.size.width, request.size.height, float(request.duration), request.seed]
        return Ticket("paper", {"id": number, "shape": list(shape), "text": text})

    async def check(self, ticket: Ticket) -> Pending | Done | Failed:
        text = str(ticket.data["text"])
        if "dies while it waits" in text and not (self._server / "died").exists():
            (self._server / "died").touch()
            os.kill(os.getpid(), 9)
        if "slow" in text and not (self._server / "go").exists():
            return Pending(0.5)
        self._open.discard(str(ticket.data["id"]))
        if "breaks" in text and not (self._server / "go").exists():
            raise ZeroDivisionError("in the provider")
        if "fails" in text:
            return Failed(GenerationFailed("it could not be made", provider="paper", billed="no"))
        path = self._scratch / f"{uuid.uuid4().hex}.mp4"
        await asyncio.to_thread(draw, path, ticket)
        return Done((FileOutput(path),))

    async def cancel(self, ticket: Ticket) -> None:
        (self._server / f"{ticket.data['id']}.cancelled").touch()


def draw(path: Path, ticket: Ticket) -> None:
    shape = ticket.data["shape"]
    assert isinstance(shape, list)
    width, height, seconds, seed = (float(str(one)) for one in shape)
    frame = np.full((int(height) * 3 // 2, int(width)), 16 + int(seed) % 200, dtype=np.uint8)
    frame[int(height) :] = 128
    ramp = np.arange(int(width), dtype=np.uint8)
    frames = [frame.copy() for _ in range(round(seconds * 12))]
    for number, one in enumerate(frames):
        one[number, :] = ramp
    text = str(ticket.data["text"])
    if "text" in text:
        path.write_text("this is no clip")
        return
    write_clip(path, frames, size=Size(int(width), int(height)), fps=Fraction(12))
    if "half" in text:
        whole = path.read_bytes()
        shutil.copyfile(path, path.with_suffix(".whole"))
        path.write_bytes(whole[: len(whole) * 2 // 3])


def open_paper(context: ProviderContext) -> Provider:
    return Paper(context)
