"""A batch as Python code makes or loads it: jobs in order, each with an id of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Unpack

from rushes.batch.job import BatchJob, made_id
from rushes.errors import UsageError
from rushes.model import Json, Prompt, Shot
from rushes.shoot.single import ShotDetails, frame_rate_of, single_shot, size_of
from rushes.shoot.standing import frames_from

__all__ = ["Batch"]


class Batch:
    """Clips to be made together. `path` is the file that they were read from, None for none.

    Jobs are only ever added; each is frozen. What a job leaves unsaid comes from whoever runs the batch.
    """

    def __init__(self, jobs: Iterable[BatchJob] = (), *, path: Path | None = None) -> None:
        self.path = path
        self._jobs: dict[str, BatchJob] = {}
        for job in jobs:
            self._take_in(job)

    @classmethod
    def load(cls, path: Path | str, *, max_jobs: int | None = None) -> Batch:
        """The batch in the `.csv`, `.tsv`, `.jsonl` or `.txt` file at `path`.

        A row with alternatives, lists or `seeds` is a job for each of them: 10,000 in all, or `max_jobs`.
        Raises BatchError with every finding when the file is wrong.

            batch = Batch.load("prompts.csv")
        """
        from rushes.batch.read import read_batch  # pydantic and YAML load only when a file is read

        return cls(read_batch(path, max_jobs=max_jobs), path=Path(path))

    @property
    def jobs(self) -> tuple[BatchJob, ...]:
        """The jobs, in the order in which they were added."""
        return tuple(self._jobs.values())

    @property
    def rows(self) -> int:
        """How many rows of its file the jobs come from; a job that was added counts as one."""
        return len({job.line or job.id for job in self.jobs})

    def __len__(self) -> int:
        return len(self._jobs)

    def add(
        self,
        wish: str | Prompt | Shot,
        *,
        id: str | None = None,  # noqa: A002  (the word that files and results have for it)
        extra: Mapping[str, Json] | None = None,
        **details: Unpack[ShotDetails],
    ) -> str:
        """Add a clip to be made and return its job's id; the same wish again is another take of it.

        `details` are those of `workspace.shoot`: model, duration in seconds, size, fps, camera,
        first_frame, last_frame, references, video, character, performance, upscale, motion, seed,
        options. `id` is the job's own, else a `Shot`'s, else its place: `0001`. `extra` comes back with
        the result, under its own names, which begin with `x-`.

        Raises UsageError for an empty prompt, a detail that makes no sense, an id that is taken.

            first = batch.add("rain on a window", duration=5, model="previz")
        """
        shot = single_shot(wish, details, model="", of=self.add)
        if frames_from(shot):
            raise UsageError(
                "a job of a batch has no other shots to take a frame from",
                hint="give it a picture; a storyboard's shots can take each other's frames",
            )
        usual = details.get("duration") is None and shot.footage is None and not isinstance(wish, Shot)
        own = wish.id if isinstance(wish, Shot) else None
        name = made_id(len(self._jobs) + 1) if id is None and own is None else checked_id(id or own or "")
        size, fps = details.get("size"), details.get("fps")
        job = BatchJob(
            id=name,
            shot=replace(shot, id=name, duration=None if usual else shot.duration),
            size=None if size is None else size_of(size),
            fps=None if fps is None else frame_rate_of(fps),
            extra=checked_extra(extra or {}),
        )
        self._take_in(job)
        return name

    def vary(
        self,
        wish: str,
        *,
        models: Iterable[str] = (),
        seeds: int = 1,
        id: str | None = None,  # noqa: A002
        extra: Mapping[str, Json] | None = None,
        **details: Unpack[ShotDetails],
    ) -> list[str]:
        """Add a job for every variation of a prompt, with each of the models and seeds; return their ids.

        `wish` has alternatives in braces, `seeds` counts from `seed` on, or from 1. The other arguments
        are those of `add`. Raises UsageError for braces that are wrong, and what `add` raises.

            batch.vary("a pier at {golden hour|blue hour}", models=["previz"], seeds=2, duration=2)
        """
        from rushes.batch.grid import GridError, grid_of, job_ids

        said: dict[str, object] = {"prompt": wish, "seed": details.get("seed")}
        if several := list(models):
            said["model"] = several
        if seeds != 1:
            said["seeds"] = seeds
        try:
            grid = grid_of({key: value for key, value in said.items() if value is not None})
        except GridError as error:
            raise UsageError(f"the {error.at[0]} {error}", hint=error.allowed) from None
        picked = [grid.pick(number) for number in range(grid.count)]
        name = id or made_id(len(self._jobs) + 1)
        names = [name] if len(picked) == 1 else job_ids(name, [chosen for _, chosen in picked])
        for one, (values, _) in zip(names, picked, strict=True):
            varied: ShotDetails = {**details}
            varied["model"] = values.get("model", details.get("model"))
            varied["seed"] = values.get("seed", details.get("seed"))
            self.add(values["prompt"], id=one, extra=extra, **varied)
        return names

    def _take_in(self, job: BatchJob) -> None:
        there = self._jobs.setdefault(job.id.casefold(), job)
        if there is not job:
            raise UsageError(
                f"there is a job {there.id!r} already", hint='give this one an id of its own: id="…"'
            )


def checked_id(name: str) -> str:
    """`name`, when a job can be called so. Raises UsageError."""
    from rushes.storyboard.fields import ID, shot_id  # pydantic loads only when somebody gives an id

    try:
        return shot_id(name)
    except ValueError:
        raise UsageError(f"{name!r} cannot be the id of a job", hint=ID.allowed) from None


def checked_extra(extra: Mapping[str, Json]) -> Mapping[str, Json]:
    for name in extra:
        if not name.startswith("x-"):
            raise UsageError(
                f"extra holds {name!r}, which does not begin with x-", hint=f"call it 'x-{name}'"
            )
    return dict(extra)
