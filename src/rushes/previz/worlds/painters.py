"""Every world by its name, and who paints it."""

from __future__ import annotations

from collections.abc import Callable

from rushes.previz.scene import Scene
from rushes.previz.words import Wish
from rushes.previz.worlds.desert import paint_desert
from rushes.previz.worlds.fields import paint_fields
from rushes.previz.worlds.forest import paint_forest
from rushes.previz.worlds.interior import paint_interior
from rushes.previz.worlds.mountains import paint_mountains
from rushes.previz.worlds.sea import paint_sea
from rushes.previz.worlds.skies import paint_skies
from rushes.previz.worlds.skyline import paint_skyline
from rushes.previz.worlds.snow import paint_snow
from rushes.previz.worlds.space import paint_space
from rushes.previz.worlds.stage import paint_stage
from rushes.previz.worlds.street import paint_street
from rushes.previz.worlds.underwater import paint_underwater

Painter = Callable[[Scene, Wish], None]

PAINTERS: dict[str, Painter] = {
    "sea": paint_sea,
    "mountains": paint_mountains,
    "forest": paint_forest,
    "desert": paint_desert,
    "fields": paint_fields,
    "street": paint_street,
    "skyline": paint_skyline,
    "interior": paint_interior,
    "stage": paint_stage,
    "space": paint_space,
    "snow": paint_snow,
    "sky": paint_skies,
    "underwater": paint_underwater,
}
PLACES_ITSELF = frozenset({"interior", "stage"})  # puts the subject on its table or plinth by itself
