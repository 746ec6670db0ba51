"""What stands under each shot of a draft: how the model that it names is told of it, and for how much."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from rushes.errors import RushesError
from rushes.film.recipe import Recipe
from rushes.filming.makers import Makers
from rushes.filming.plans import compiled_for
from rushes.media.glyphs import undrawable
from rushes.media.notes import Note
from rushes.model import Money, Shot, ShotTake
from rushes.prompts.cast import expanded
from rushes.prompts.compile import looked, understood
from rushes.prompts.render import render
from rushes.shoot.compile import Compiled
from rushes.shoot.prices import price_of
from rushes.shoot.request import unheeded
from rushes.storyboard.board import Storyboard

__all__ = ["drawable", "made_of", "notes_of"]

ASCII = re.compile(r"[\x21-\x7e]+(?: +[\x21-\x7e]+)*")
LONGEST = 1_000_000


def notes_of(workspace: Makers, board: Storyboard, recipe: Recipe) -> dict[str, Note]:
    """The note of each shot, by its id. Nothing in it is a key or an address with its secrets."""
    return {shot.id: note_of(workspace, board, recipe, shot) for shot in board.shots}


def note_of(workspace: Makers, board: Storyboard, recipe: Recipe, shot: Shot) -> Note:
    if shot.clip is not None:
        return shown(Note(shot.id, "a clip of yours", "", shot.clip.path.name))
    try:
        compiled = compiled_for(workspace, board, recipe, shot)
    except RushesError as error:
        words = plain_words(workspace, board, shot)
        return shown(Note(shot.id, shot.model, "price unknown", words, f"cannot be made so: {error.message}"))
    lost = "; ".join(unheeded(compiled.report))
    return shown(
        Note(
            shot.id,
            shot.model,
            price_told(workspace, board, recipe, shot, compiled),
            words_told(shot, compiled),
            f"left out: {lost}" if lost else "",
        )
    )


def words_told(shot: Shot, compiled: Compiled) -> str:
    """The words that are sent; where they come with a clip, which one."""
    told = [compiled.text] if compiled.text else []
    negative = compiled.report.of("negative")
    if negative is not None and negative.verdict == "parameter":
        told.append(f"(not: {negative.sent})")
    if shot.footage is not None:
        told.append(f"(made from {made_of(shot)})")
    return " ".join(told)


def made_of(shot: Shot) -> str:
    """What the shot is made from, as a person calls it."""
    footage = shot.footage
    if footage is None:
        return ""
    return f"shot {footage.shot}" if isinstance(footage, ShotTake) else footage.path.name


def price_told(workspace: Makers, board: Storyboard, recipe: Recipe, shot: Shot, compiled: Compiled) -> str:
    """`6 s, 1.5 s of it trimmed · $0.72`."""
    length = recipe.lengths.shot(shot)
    made = compiled.duration or length
    parts = [f"{seconds(made)} s"]
    if made - length > 1 / board.fps:
        parts[0] += f", {seconds(made - length)} s of it trimmed"
    price = price_of(
        shot,
        size=board.size,
        card=workspace.find_card(shot.model),
        cast=board.cast,
        length=length,
        library=workspace.library,
    )
    parts.append("price unknown" if price is None else "free" if price == Money() else str(price))
    return " · ".join(parts)


def seconds(length: Fraction) -> str:
    return f"{float(length):.2f}".rstrip("0").rstrip(".")


def plain_words(workspace: Makers, board: Storyboard, shot: Shot) -> str:
    """What a shot shows, told to nobody in particular."""
    if shot.prompt is None:
        return f"(made from {made_of(shot)})"
    said = looked(understood(shot.prompt, workspace.library), board.look)
    return render(expanded(said, board.cast), negative=True)


def shown(note: Note) -> Note:
    """The note as it can be drawn and may be seen."""

    def safe(text: str) -> str:
        return drawable(ASCII.sub(lambda part: scrubbed(part[0]), text))

    return Note(note.shot, safe(note.model), note.price, safe(note.words), safe(note.lost))


def scrubbed(text: str) -> str:
    from rushes.http.addresses import scrub

    return scrub(text, most=LONGEST)


def drawable(text: str, lacking: Callable[[str], str] = undrawable) -> str:
    """`text`, and in place of what cannot be drawn on this machine, how much that is."""
    missing = re.escape(lacking(text))
    if not missing:
        return text
    run = rf"[{missing}](?:[{missing} ]*[{missing}])?"
    return re.sub(
        run, lambda found: f"[{len(found[0].replace(' ', ''))} characters that no font here has]", text
    )
