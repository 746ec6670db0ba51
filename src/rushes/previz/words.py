"""What a prompt's words mean for a picture: tables of words, and how they are found."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rushes.model import Prompt
from rushes.previz.appearance import appearance_of
from rushes.previz.figures.reading import find_figures
from rushes.previz.figures.words import PEOPLE, Figure
from rushes.previz.finding import best, listed, split
from rushes.previz.framing import FRAMINGS
from rushes.previz.viewing import viewing_of
from rushes.previz.worlds.words import RAIN, SNOWFALL, find_world

SHOT_SIZES: dict[str, tuple[str, ...]] = {
    "extreme wide": listed(
        "extreme wide, establishing, extreme long, aerial, drone, bird's eye, panorama, vista, landscape"
    ),
    "wide": listed("wide, long shot, wide shot, wide angle, master shot"),
    "full": listed("full shot, full body, full length, full-length"),
    "medium": listed("medium, mid shot, waist, cowboy, two shot, over the shoulder, medium shot"),
    "close": listed("close-up, close up, closeup, portrait, tight, head and shoulders, face"),
    "extreme close": listed("extreme close, macro, detail, extreme close-up, insert shot"),
}


# The angles of the library that say from where somebody is seen.
VIEWS = {"profile shot": "side", "frontal shot": "front", "rear shot": "back"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be drawn, in the drawing's own words; `light` is the library's, "" where none is said."""

    world: str
    light: str
    shot_size: str
    figures: tuple[Figure, ...]
    features: frozenset[str]
    angles: frozenset[str] = frozenset()  # the library's names
    lenses: frozenset[str] = frozenset()
    style: tuple[str, ...] = ()  # styles, genres and film stocks of the library, as they are said
    mood: tuple[str, ...] = ()

    @property
    def figure(self) -> str:
        """The kind of the main figure; "" where there is none."""
        return self.figures[0].kind if self.figures else ""


def filled(figures: tuple[Figure, ...], least: int) -> tuple[Figure, ...]:
    """`figures`, with as many of the main one that `least` share the frame where it is somebody."""
    if not figures or figures[0].kind not in PEOPLE:
        return figures
    missing = least - sum(one.count for one in figures if one.kind in PEOPLE)
    return (replace(figures[0], count=figures[0].count + max(0, missing)), *figures[1:])


def seen_from(figures: tuple[Figure, ...], angles: frozenset[str]) -> tuple[Figure, ...]:
    """`figures`, with everybody seen from where an angle says."""
    view = next((view for name, view in VIEWS.items() if name in angles), "")
    return turned(figures, view) if view else figures


def turned(figures: tuple[Figure, ...], view: str) -> tuple[Figure, ...]:
    """`figures`, with everybody seen from `view` of whom nothing else is said."""
    return tuple(replace(one, view=one.view or view) if one.kind in PEOPLE else one for one in figures)


def understand(words: Prompt, text: str) -> Wish:
    """The wish in a prompt's words: `text` counts where the fields say nothing."""
    fields = {
        name: split(getattr(words, name))
        for name in ("subject", "action", "setting", "camera", "lighting", "style", "mood")
    }
    whole = split(words.text or ("" if any(one.strip() for one in fields.values()) else text))
    everything = " ".join([*fields.values(), whole])
    world = find_world(
        [(fields["setting"], 3.0), (whole, 1.5), (fields["subject"], 1.0), (fields["action"], 0.7)]
    )
    appearance = appearance_of(words, text)
    viewing = viewing_of(words, text)
    size = viewing.framing or best(SHOT_SIZES, [(fields["camera"], 2.0), (whole, 1.0)]) or "wide"
    plain = words.text or ("" if any(one.strip() for one in fields.values()) else text)
    figures = filled(find_figures(words.subject, words.action, plain), FRAMINGS[size].count)
    figures = seen_from(figures, viewing.angles)
    features = frozenset(
        word
        for word in (
            *RAIN,
            *SNOWFALL,
            "lighthouse",
            "headland",
            "pier",
            "bookshelf",
            "fireplace",
            "lamp",
            "window",
            "clouds",
        )
        if f" {word} " in everything
    )
    return Wish(
        world or "stage",
        appearance.light,
        size,
        figures,
        features,
        viewing.angles,
        viewing.lenses,
        appearance.style,
        appearance.mood,
    )
