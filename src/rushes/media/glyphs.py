"""Which font draws which text: Noto Sans, which comes with rushes, else a font of this machine.

Only what a font's own character map holds is drawn; a box in place of a letter is never drawn.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal
from typing import cast as typed

from rushes.errors import MediaError
from rushes.media.lines import clusters

__all__ = ["Face", "Run", "clean", "missing_glyphs", "runs", "shaped", "undrawable"]

FONTS = Path(__file__).parent / "fonts"
RIGHT_TO_LEFT = frozenset({"R", "AL"})
SUFFIXES = {".ttf", ".otf", ".ttc", ".otc"}
# Their glyphs are coloured bitmaps or layers, which come out empty where outlines are drawn.
COLOURED = {"CBDT", "sbix", "SVG ", "COLR"}
# Letters join, stack or run from right to left: Pillow sets them with raqm, which needs FriBidi.
SHAPED = (
    (0x0590, 0x08FF),
    (0x0900, 0x0DFF),
    (0x0F00, 0x0FFF),
    (0x1000, 0x109F),
    (0x1780, 0x18AF),
    (0xFB1D, 0xFDFF),
    (0xFE70, 0xFEFF),
    (0x10800, 0x10FFF),
    (0x1E800, 0x1EFFF),
)


@dataclass(frozen=True, slots=True)
class Face:
    """A font file, and which of the fonts in it."""

    path: Path
    index: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """Text that one font draws; `direction` is None where nothing runs from right to left."""

    text: str
    face: Face
    direction: Literal["ltr", "rtl"] | None = None


def missing_glyphs(text: str) -> str:
    """The characters of `text` that no font on this machine can draw, each once, in order."""
    return "".join(
        dict.fromkeys(one for run in _split(clean(text), bold=False) if run[1] is None for one in run[0])
    )


def undrawable(text: str) -> str:
    """The characters of `text` that cannot be drawn here, each once: no font has them, or none sets them."""
    from PIL import features

    lacking = missing_glyphs(text)
    if shaped(text) and not features.check("raqm"):
        lacking += "".join(dict.fromkeys(one for one in text if shaped(one) and one not in lacking))
    return lacking


def runs(text: str, *, bold: bool = False) -> tuple[Run, ...]:
    """One line of text, cut where the font changes, in the order in which it stands in the picture.

    Raises MediaError that names the characters which no font has, or for a script that this
    machine's Pillow cannot set.
    """
    _check_shaping(text)
    found: list[Run] = []
    lacking: dict[str, None] = {}
    for part, face in _split(clean(text), bold=bold):
        if face is None:
            lacking.update(dict.fromkeys(part))
        else:
            found.append(Run(part, face))
    if lacking:
        raise _no_font(list(lacking))
    ways = [unicodedata.bidirectional(one) for one in clean(text)]
    if RIGHT_TO_LEFT.isdisjoint(ways):
        return tuple(found)
    base = next((way for way in ways if way == "L" or way in RIGHT_TO_LEFT), "L")
    whole = _one_face(clean(text), bold)
    if whole is not None:  # the shaper then orders the line by all the rules
        return (Run(clean(text), whole, "ltr" if base == "L" else "rtl"),)
    return tuple(_ordered(found, to_left=base != "L"))


def _ordered(found: list[Run], *, to_left: bool) -> list[Run]:
    """Runs of several fonts from left to right, each going its own way, by the main rule alone:
    neighbours that go against the line's direction keep their own order.
    """
    turned: list[list[Run]] = []
    for run in found:
        ways = [unicodedata.bidirectional(one) for one in run.text]
        strong = next((way for way in ways if way == "L" or way in RIGHT_TO_LEFT), "R" if to_left else "L")
        directed = Run(run.text, run.face, "ltr" if strong == "L" else "rtl")
        if turned and turned[-1][0].direction == directed.direction:
            turned[-1].append(directed)
        else:
            turned.append([directed])
    groups = [group if group[0].direction == "ltr" else group[::-1] for group in turned]
    return [run for group in (groups[::-1] if to_left else groups) for run in group]


def clean(text: str) -> str:
    """`text` composed, with one kind of line end, and without what draws nothing by itself."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    shaping = shaped(composed)
    return "".join(one for one in composed if one == "\n" or not _invisible(one, shaping=shaping))


def shaped(text: str) -> bool:
    """Whether `text` has letters that join, stack or run from right to left."""
    return any(first <= ord(one) <= last for one in text if not one.isascii() for first, last in SHAPED)


def _invisible(character: str, *, shaping: bool) -> bool:
    code = ord(character)
    if unicodedata.category(character) == "Cf":  # joiners and directions mean something to a shaper only
        return not shaping
    return unicodedata.category(character) == "Cc" or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF


def _check_shaping(text: str) -> None:
    from PIL import features

    if shaped(text) and not features.check("raqm"):
        script = _script(next(one for one in text if shaped(one)))
        raise MediaError(
            f"text in {script} cannot be set: Pillow finds no FriBidi library here",
            hint="install FriBidi (Debian: libfribidi0, Homebrew: fribidi), or choose soft captions",
        )


def _no_font(lacking: list[str]) -> MediaError:
    named = ", ".join(_called(one) for one in lacking[:5])
    more = f" and {len(lacking) - 5} more" if len(lacking) > 5 else ""
    scripts = sorted({_script(one) for one in lacking})
    return MediaError(
        f"no font on this machine can draw {named}{more}",
        hint=f"install a font for {', '.join(scripts)}, such as Noto, leave the characters out, or choose "
        "soft captions",
    )


def _called(character: str) -> str:
    shown = character if character.isprintable() else ""
    return f"{shown} U+{ord(character):04X} {unicodedata.name(character, 'without a name')}".strip()


def _script(character: str) -> str:
    """The character's script as a person would look for it."""
    name = unicodedata.name(character, "")
    first = name.split(" ")[0]
    if first in {"CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC"}:
        return "Chinese and Japanese (CJK)"
    if unicodedata.category(character) in {"So", "Sk"} or not name:
        return "symbols and emoji"
    return first.capitalize()


# ── the choice ────────────────────────────────────────────────────────────────────────────────


def _split(text: str, *, bold: bool) -> Iterator[tuple[str, Face | None]]:
    """`text` cut where the font changes; None where no font has what is there."""
    part, face = "", None
    for cluster in clusters(text):
        if cluster == "\n":
            continue
        # A space, a digit or a stop stays with the script that it stands in.
        keeps = part and face is not None and not cluster.isalpha() and _covers(face, cluster)
        chosen = face if keeps else _face(cluster, bold)
        if part and chosen != face:
            yield part, face
            part = ""
        if chosen is None:
            yield _lacking(cluster), None
        else:
            part += cluster
        face = chosen
    if part:
        yield part, face


def _lacking(cluster: str) -> str:
    """What of a cluster is missing everywhere; all of it when only the combination is."""
    return "".join(one for one in cluster if _face(one, bold=False) is None) or cluster


@cache
def _face(cluster: str, bold: bool) -> Face | None:
    own = Face(FONTS / ("NotoSans-Bold.ttf" if bold else "NotoSans-Regular.ttf"))
    if _covers(own, cluster):
        return own
    return next((face for face in _system_faces(bold) if _covers(face, cluster)), None)


@lru_cache(maxsize=1024)
def _one_face(text: str, bold: bool) -> Face | None:
    wanted = list(clusters(text))
    return next((face for face in _system_faces(bold) if all(_covers(face, one) for one in wanted)), None)


def _covers(face: Face, cluster: str) -> bool:
    held = _characters(face)
    return all(ord(one) in held or unicodedata.category(one) == "Cf" for one in cluster)


@cache
def _characters(face: Face) -> frozenset[int]:
    """The characters that the font can draw; none for a font that is broken or only coloured."""
    from fontTools.ttLib import TTFont

    try:
        with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
            outlines = {"glyf", "CFF ", "CFF2"} & set(font.keys())
            if not outlines or COLOURED & set(font.keys()):
                return frozenset()
            best = typed("dict[int, str] | None", font["cmap"].getBestCmap())  # pyright: ignore[reportUnknownMemberType]
            return frozenset(best or {})
    except Exception:  # noqa: BLE001 - a font file can be broken in any way; then another one serves
        return frozenset()


@cache
def _system_faces(bold: bool) -> tuple[Face, ...]:
    """The fonts of the machine, the most fitting first: Noto, upright and without serifs, of the weight."""
    files = {
        Path(folder, name)
        for root in _font_folders()
        for folder, _, names in os.walk(root)
        for name in names
        if Path(name).suffix.lower() in SUFFIXES
    }

    def rank(path: Path) -> tuple[object, ...]:
        name = path.stem.lower()
        slanted = any(word in name for word in ("italic", "oblique"))
        odd = any(word in name for word in ("mono", "serif", "condensed", "narrow", "light", "thin", "black"))
        heavy = "bold" in name
        return (
            slanted,
            odd and "sans" not in name,
            not name.startswith("noto"),
            odd,
            heavy != bold,
            str(path),
        )

    return tuple(Face(path) for path in sorted(files, key=rank))


def _font_folders() -> list[Path]:
    home = Path.home()
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData/Local"))
        return [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts", local / "Microsoft/Windows/Fonts"]
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), data / "fonts", home / ".fonts"]
