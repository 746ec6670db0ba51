"""The storyboard file that a script becomes, with comments."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from rushes.errors import UsageError
from rushes.script.elements import Part
from rushes.script.split import Scene, Split, split_script
from rushes.storyboard.document import MOST_BYTES, MOST_VALUES
from rushes.storyboard.edit import block, scalar
from rushes.storyboard.plain import plain_number

__all__ = ["storyboard_text"]

SPARE = 1000  # values that a person may add to a storyboard which is as long as it can be


def storyboard_text(part: Part, path: Path | None, *, model: str, least: Fraction, most: Fraction) -> str:
    """`part` as the text of a storyboard file."""
    split = split_script(part.elements, least=least, most=most)
    name = path.name if path else "the script"
    if not split.scenes:
        raise UsageError(f"{name} says nothing that can be seen", hint="a sentence of what is seen, at least")
    shots = [shot for scene in split.scenes for shot in scene.shots]
    text = "\n".join(
        [*head(part, split, name, model), "shots:", *(line for one in split.scenes for line in scene(one))]
    )
    text = text.rstrip("\n") + "\n"
    if sum(map(values, shots)) > MOST_VALUES - SPARE or len(text.encode()) > MOST_BYTES:
        raise UsageError(
            f"{name} is too long for one storyboard: it would be {len(shots):,} shots",
            hint="cut it into its acts, a file each, and join their films: rushes join",
        )
    return text


def head(part: Part, split: Split, name: str, model: str) -> list[str]:
    """What the film shares."""
    lines = [
        f"# Made from {' '.join(name.split())} by `rushes storyboard from-script`. Change it as you like.",
        "#",
        "#   rushes film FILE --dry-run     what would be made, and what it costs",
        "#   rushes film FILE               the film",
        "#",
        "# A shot is as long as its words take to be read; a speech is one of its own.",
        "rushes: storyboard/1",
    ]
    if part.title:
        lines.append(f"title: {scalar(part.title, flow=False)}")
    lines += [
        "ratio: 16:9          # or size: 1920x1080",
        "fps: 24",
        f"model: {scalar(model, flow=False)}        # `rushes models` lists them; a shot can have its own",
    ]
    if split.cast.members:
        lines += [
            "",
            "# Say how each of them looks: the words stand for @name in every prompt, so that looks stay.",
            "# {description: …, reference: keeper.png} gives a picture as well.",
            "cast:",
            *(
                f"  {scalar(one.name, flow=False)}: {scalar(one.description, flow=False)}"
                for one in split.cast.members
            ),
        ]
    film: dict[str, Any] = {}
    if part.title:
        film["title_card"] = card(part.title, part.credit)
    if split.end:
        film["end_card"] = card(split.end, "")
    if split.fade_out:
        film["fade_out"] = split.fade_out
    return [*lines, "", *(["", *block(film), ""][1:] if film else [])]


def card(text: str, subtitle: str) -> dict[str, Any]:
    return {"text": text, **({"subtitle": subtitle} if subtitle else {}), "duration": 3}


def scene(one: Scene) -> list[str]:
    """The lines of a scene's shots, its heading above them as a comment."""
    lines = [f"  # {said}" for said in one.above]
    for shot in one.shots:
        lines.append(f"  - id: {shot['id']}")
        prompt = shot["prompt"]
        if isinstance(prompt, str):
            lines.append(f"    prompt: {scalar(prompt, flow=False)}")
        else:
            lines += ["    prompt:", *(f"      {line}" for line in block(prompt))]
        rest = {key: value for key, value in shot.items() if key not in ("id", "prompt", "duration")}
        lines += [f"    {line}" for line in block({"duration": plain_number(shot["duration"]), **rest})]
        lines.append("")
    return lines


def values(shot: Mapping[str, Any]) -> int:
    """How many values a shot has in a file."""
    prompt = shot["prompt"]
    return 1 + len(shot) + (0 if isinstance(prompt, str) else len(prompt))
