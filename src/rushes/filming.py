"""Brings shooting and assembling together: a storyboard becomes a plan, then takes, then a film."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypedDict, get_args

from rushes.errors import Finding, RushesError, SeveralEnds, UsageError, several
from rushes.film.drawings import Drawings
from rushes.film.facts import FileFacts
from rushes.film.make import Film, FilmResult
from rushes.film.plan import FilmPlan, ShotPlan
from rushes.film.progress import Listener
from rushes.film.recipe import Recipe, Source
from rushes.media.parts import FilmFormat
from rushes.model import ModelCard, Shot, Size, Take, Transition, UserClip
from rushes.settings import Settings
from rushes.shoot.request import left_out
from rushes.shoot.single import size_of
from rushes.shoot.standing import Standing
from rushes.storyboard.board import CAPTION_MODES, CaptionMode, Storyboard
from rushes.storyboard.values import transition as named_transition

if TYPE_CHECKING:
    from rushes.media.probe import MediaInfo

__all__ = ["FilmDetails", "FilmWish", "Quality", "clips_board", "film_wish", "make_film", "plan_film"]

Quality = Literal["draft", "normal", "high"]
USUAL_RATES = (
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(50),
    Fraction(60000, 1001),
    Fraction(60),
)
_SUFFIXES = (".mp4", ".m4v", ".mov")


class FilmDetails(TypedDict, total=False):
    """How a film is asked for, as a person passes it."""

    output: Path | str | None
    size: Size | str | None
    quality: Quality | None
    crf: int | None
    captions: Sequence[CaptionMode | Literal["none"]] | None
    burn_in: bool | None


@dataclass(frozen=True, slots=True)
class FilmWish:
    """How a film is asked for, where it differs from its storyboard and the settings.

    `size` is the finished film's; the shots are still made in the storyboard's. `crf` is x264's.
    """

    output: Path | None = None
    size: Size | None = None
    quality: Quality | None = None
    crf: int | None = None
    captions: tuple[CaptionMode, ...] | None = None
    burn_in: bool | None = None


class Makers(Protocol):
    """What filming needs of a workspace."""

    @property
    def caches(self) -> Path: ...
    @property
    def workers(self) -> int: ...
    @property
    def settings(self) -> Settings: ...

    def hash_file(self, path: Path) -> str: ...

    def find_card(self, model: str) -> ModelCard: ...

    def standings(self, board: Storyboard) -> dict[str, Standing]: ...

    def make_takes(
        self,
        board: Storyboard,
        wanted: Iterable[str],
        *,
        yes: bool = False,
        on_take: Callable[[str, Take], None] | None = None,
        progress: Callable[[str, float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> dict[str, Take]: ...


def film_wish(details: FilmDetails) -> FilmWish:
    """The details, checked. Raises UsageError."""
    output, size, quality = details.get("output"), details.get("size"), details.get("quality")
    crf = details.get("crf")
    if quality not in {None, *get_args(Quality)}:
        raise UsageError(f"there is no quality {quality!r}", hint="draft, normal or high")
    if crf is not None and not 0 <= crf <= 51:
        raise UsageError(f"crf is between 0 and 51, not {crf}")
    captions = details.get("captions")
    unknown = set(captions or ()) - {*CAPTION_MODES, "none"}
    if unknown:
        raise UsageError(f"there are no captions {', '.join(sorted(unknown))}", hint=", ".join(CAPTION_MODES))
    return FilmWish(
        output=None if output is None else Path(output),
        size=None if size is None else size_of(size),
        quality=quality,
        crf=crf,
        captions=None if captions is None else tuple(mode for mode in CAPTION_MODES if mode in captions),
        burn_in=details.get("burn_in"),
    )


def plan_film(workspace: Makers, board: Storyboard, wish: FilmWish) -> FilmPlan:
    """What making the film would take. Makes nothing; what is wrong is raised, all of it at once."""
    board = _asked(board, wish)
    film = _film(workspace, board, wish)
    found = workspace.standings(board)
    shots = tuple(_shot_plans(workspace, board, film.recipe, found))
    sources = {shot: source for shot, source in _ready(film.recipe, board, found).items() if source}
    complete = not any(one.to_make for one in shots)
    up_to_date = complete and film.in_place(sources) is not None
    conform, joins = ([], []) if up_to_date else film.recipe.to_render(sources, film.parts)
    return FilmPlan(
        title=board.title,
        output=film.output,
        size=film.recipe.format.size,
        fps=film.recipe.format.fps,
        seconds=film.recipe.timeline.seconds,
        shots=shots,
        conform=tuple(conform),
        joins=tuple(joins),
        up_to_date=up_to_date,
        warnings=tuple(_long_narrations(board, film.recipe)),
    )


def make_film(
    workspace: Makers,
    board: Storyboard,
    wish: FilmWish,
    *,
    partial: bool = False,
    yes: bool = False,
    listen: Listener | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> FilmResult:
    """Make what the film lacks, and put it in place; nothing, when it is there already."""
    board = _asked(board, wish)
    film = _film(workspace, board, wish, listen, cancelled)
    found = workspace.standings(board)
    wanted = [shot for shot, standing in found.items() if standing.status in ("stale", "missing")]
    ready = _ready(film.recipe, board, found)
    if not wanted and (there := film.in_place(ready)) is not None:
        return there
    places = {place.name: place for place in film.recipe.timeline.places}
    for shot in wanted:
        film.tracker.expect("make", shot, places[shot].frames)
    film.begin()
    try:
        for shot, source in ready.items():
            if shot not in wanted:
                film.add(shot, source)
        failed = _shoot(workspace, board, wanted, film, partial=partial, yes=yes, cancelled=cancelled)
        made = tuple(shot for shot in wanted if shot not in failed)
        return replace(film.finish(made), failures=tuple(failed.values()))
    finally:
        film.abandon()


def clips_board(
    clips: Sequence[Path],
    *,
    transition: str,
    duration: Fraction | float | None,
    size: Size | None,
    fps: Fraction | None,
    loudness: float,
) -> Storyboard:
    """A storyboard of nothing but clips, in the size and rate of the first unless given.

    A clip is called by the name of its file. Raises UsageError, and MediaError for a broken first clip.
    """
    if not clips:
        raise UsageError("there is nothing to join", hint="name at least one clip")
    try:
        into = named_transition(transition)
    except ValueError as error:
        raise UsageError(
            f"--transition {error}", hint="cut, dissolve, fade, fade:white, xfade:NAME"
        ) from error
    if duration is not None and into.kind != "cut":
        into = replace(into, duration=whole_fraction(duration))
    if size is None or fps is None:
        from rushes.media.probe import probe

        first = probe(clips[0])
        size = size or Size(first.size.width // 2 * 2, first.size.height // 2 * 2)
        fps = fps or steady_rate(first)
    names: dict[str, int] = {}
    shots: list[Shot] = []
    for index, path in enumerate(clips):
        names[path.name] = names.get(path.name, 0) + 1
        again = f" ({names[path.name]})" if names[path.name] > 1 else ""
        leading = into if index else Transition()
        shots.append(Shot(id=path.name + again, clip=UserClip(path), transition=leading))
    return Storyboard(shots=tuple(shots), size=size, fps=fps, loudness=loudness)


def steady_rate(info: MediaInfo) -> Fraction:
    """The frame rate of a film that begins with this clip: the clip's own, or the usual one nearest to it."""
    if not info.fps:
        return Fraction(24)
    if not info.variable and info.fps.denominator <= 1001 and 1 <= info.fps <= 240:
        return info.fps
    return min(USUAL_RATES, key=lambda rate: abs(rate - info.fps))


def whole_fraction(seconds: Fraction | float) -> Fraction:
    """Seconds as a person means them: 0.1 is a tenth."""
    return Fraction(str(seconds)) if isinstance(seconds, float) else Fraction(seconds)


def _shoot(
    workspace: Makers,
    board: Storyboard,
    wanted: Sequence[str],
    film: Film,
    *,
    partial: bool,
    yes: bool,
    cancelled: Callable[[], bool] | None,
) -> dict[str, RushesError]:
    """Make the takes that are wanted; returns why some could not be made, where a slate will do."""
    try:
        workspace.make_takes(
            board,
            wanted,
            yes=yes,
            on_take=lambda shot, take: film.add(shot, _source(take)),
            progress=lambda shot, done: film.tracker.report("make", shot, done),
            cancelled=cancelled,
        )
    except RushesError as error:
        errors = error.errors if isinstance(error, SeveralEnds) else (error,)
        failed = {one.shot: one for one in errors if one.shot is not None and one.shot in wanted}
        if not partial or len(failed) < len(errors):
            raise
        for shot in failed:
            film.add(shot, None)
        return failed
    return {}


def _film(
    workspace: Makers,
    board: Storyboard,
    wish: FilmWish,
    listen: Listener | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Film:
    film_format = _format(workspace, board, wish)
    recipe = Recipe(
        board,
        film_format,
        drawings=Drawings(workspace.caches / "stills", film_format.size),
        facts=FileFacts(workspace.caches / "facts", workspace.hash_file),
    )
    return Film(
        recipe,
        caches=workspace.caches,
        output=_output(board, wish),
        workers=workspace.workers,
        listener=listen,
        cancelled=cancelled,
    )


def _asked(board: Storyboard, wish: FilmWish) -> Storyboard:
    """The storyboard, with what was asked for beside it."""
    if wish.captions is not None:
        board = replace(board, captions=wish.captions)
    if wish.burn_in is not None:
        shots = [replace(shot, options={**shot.options, "burn_in": wish.burn_in}) for shot in board.shots]
        board = replace(board, shots=tuple(shots))
    return board


def _format(workspace: Makers, board: Storyboard, wish: FilmWish) -> FilmFormat:
    settings = workspace.settings
    crf, preset = {
        None: (settings.crf, settings.preset),
        "draft": (28, "ultrafast"),
        "normal": (18, "veryfast"),
        "high": (14, "medium"),
    }[wish.quality]
    return FilmFormat(wish.size or board.size, board.fps, wish.crf if wish.crf is not None else crf, preset)


def _output(board: Storyboard, wish: FilmWish) -> Path:
    if wish.output is not None:
        output = wish.output
    elif board.path is not None:
        output = board.path.with_suffix(".mp4")
    else:
        output = Path("film.mp4")
    if output.suffix.lower() not in _SUFFIXES:
        raise UsageError(
            f"{output.name} does not say that it is an MP4 film", hint=f"call it {output.stem}.mp4"
        )
    if output.is_dir():
        raise UsageError(f"{output} is a folder", hint="name a file in it")
    if not output.absolute().parent.is_dir():
        raise UsageError(f"there is no folder {output.parent} to put the film in", hint="make it first")
    for shot in board.shots:
        if shot.clip is not None and output.absolute() == shot.clip.path.absolute():
            raise UsageError(
                f"the film would overwrite its own clip {output.name}",
                shot=shot.id,
                hint="choose another name with --output",
            )
    return output


def _ready(recipe: Recipe, board: Storyboard, found: dict[str, Standing]) -> dict[str, Source | None]:
    """The sources that are there, by shot, in the storyboard's order."""
    ready: dict[str, Source | None] = {}
    for shot in board.shots:
        if shot.clip is not None:
            ready[shot.id] = recipe.clip_source(shot)
        elif found[shot.id].status in ("current", "kept"):
            take = found[shot.id].take
            assert take is not None, "a shot that is current has a take"
            ready[shot.id] = _source(take)
    return ready


def _source(take: Take) -> Source:
    assert take.path is not None
    assert take.sha256 is not None
    return Source(take.path, take.sha256)


def _shot_plans(
    workspace: Makers, board: Storyboard, recipe: Recipe, found: dict[str, Standing]
) -> list[ShotPlan]:
    plans: list[ShotPlan] = []
    wrong: list[RushesError] = []
    for shot in board.shots:
        frames = recipe.timeline.places[recipe.index[shot.id]].frames
        seconds = frames / board.fps
        if shot.clip is not None:
            plans.append(ShotPlan(shot.id, "clip", "", seconds, None, note=shot.clip.path.name))
            continue
        try:
            plans.append(_made_shot(workspace, board, shot, found[shot.id], seconds))
        except RushesError as error:
            wrong.append(error.at(shot.id))
    if wrong:
        raise several(wrong)
    return plans


def _made_shot(
    workspace: Makers, board: Storyboard, shot: Shot, standing: Standing, seconds: Fraction
) -> ShotPlan:
    card = workspace.find_card(shot.model)
    notes = [standing.reason] if standing.reason else []
    made = card.durations.at_least(seconds) or seconds
    if standing.status in ("stale", "missing"):
        notes += left_out(shot, cast=board.cast, card=card)
        if made > seconds:
            notes.append(f"{card.id} makes {float(made):g} s, which are trimmed")
    return ShotPlan(
        shot.id, standing.status, card.id, seconds, card.price(made), standing.take, "; ".join(notes)
    )


def _long_narrations(board: Storyboard, recipe: Recipe) -> list[Finding]:
    """Narration files that run on after their shot; narration text is checked with the storyboard."""
    findings: list[Finding] = []
    for index, shot in enumerate(board.shots):
        narration = shot.narration
        if narration is None or narration.path is None:
            continue
        length = narration.at + recipe.narration_seconds(shot)
        seconds = recipe.timeline.places[recipe.index[shot.id]].frames / board.fps
        if length > seconds:
            findings.append(
                Finding(
                    file=board.path or Path("storyboard"),
                    line=0,
                    column=0,
                    path=f"shots[{index}].narration",
                    message=(
                        f"shot {shot.id}: the narration runs on for {float(length - seconds):.1f} s"
                        " after the shot has ended"
                    ),
                    allowed=f"a shot of {float(length):.1f} s holds it",
                    severity="warning",
                )
            )
    return findings
