"""How somebody looks: read from the words that name them, and for the rest drawn from these words by lot.

The same words give the same looks in every shot, whatever its seed, setting, light or size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from rushes.previz.figures.words import COLORS
from rushes.previz.finding import listed
from rushes.previz.light import Color, color, mix

CLOTHES = listed(
    "#4a5a6e, #7d4a3c, #3f5a4e, #8c7350, #5a4664, #35404e, #96543f, #b08a4f, #3c6470, #6e3a40, "
    "#a8553c, #55708c"
)
LEGS = listed("#2c3138, #3b352f, #34404e, #2e2a34, #463c33, #4a5262")
HAIR = listed("#2a2220, #4a3425, #1c1a20, #6e4a2c, #3a2a22, #a07a46, #57382a")
SKIN = listed("#e0ac86, #c98f6a, #9a6a4a, #f0c6a4, #7a5038, #b97e58, #d9a27c")
GREYS = listed("#b9b6b0, #d6d2ca, #98958f")
HAIRS = {
    "red": "#a8502a", "ginger": "#b5622e", "blond": "#d8b56a", "blonde": "#d8b56a", "golden": "#d0a860",
    "black": "#1a181d", "brown": "#573a28", "grey": "#a9a6a0", "gray": "#a9a6a0", "white": "#e4e0d8",
    "silver": "#c4c4c6",
}  # fmt: skip
SKINS = {"pale": "#f3cfb4", "fair": "#f0c6a4", "tanned": "#c08a62", "dark": "#6f4832", "freckled": "#ecba96"}

GARMENTS: dict[str, str] = {
    "coat": "coat", "raincoat": "coat", "overcoat": "coat", "trenchcoat": "coat", "cloak": "coat",
    "cape": "coat",
    "dress": "dress", "gown": "dress", "skirt": "dress", "sari": "dress",
    "robe": "robe", "kimono": "robe", "cassock": "robe", "habit": "robe", "uniform": "suit", "suit": "suit",
    "tuxedo": "suit", "jacket": "jacket", "hoodie": "jacket", "sweater": "jacket", "jumper": "jacket",
    "pullover": "jacket", "shirt": "shirt", "t-shirt": "shirt", "blouse": "shirt", "vest": "shirt",
    "tunic": "coat",
    "overalls": "shirt", "dungarees": "shirt", "spacesuit": "spacesuit", "armour": "armour",
    "armor": "armour",
    "apron": "shirt", "waistcoat": "shirt",
}  # fmt: skip
HATS = {
    "hat": "brim", "fedora": "brim", "bowler": "brim", "cap": "cap", "beanie": "cap", "hood": "hood",
    "helmet": "helmet",
    "crown": "crown", "raincoat": "hood", "hoodie": "",
}  # fmt: skip

# What some are known by: garment, its colour, what is on the head, its colour ("" is drawn by lot).
TRADES: dict[str, tuple[str, str, str, str]] = {
    "astronaut": ("spacesuit", "#e6e6e4", "helmet", "#e6e6e4"),
    "keeper": ("coat", "#2f4258", "cap", "#1f2d40"),
    "captain": ("suit", "#25324a", "cap", "#e8e4da"),
    "sailor": ("jacket", "#2c3f63", "cap", "#e8e4da"),
    "fisherman": ("coat", "#c99a34", "brim", "#b4862a"),
    "detective": ("coat", "#9a845f", "brim", "#5a4a38"),
    "chef": ("shirt", "#ece8e0", "toque", "#f2efe8"),
    "cook": ("shirt", "#ece8e0", "toque", "#f2efe8"),
    "baker": ("shirt", "#e6dccb", "cap", "#f0ebe0"),
    "barista": ("shirt", "#3f5a4e", "", ""),
    "doctor": ("coat", "#e9ebec", "", ""),
    "scientist": ("coat", "#e9ebec", "", ""),
    "nurse": ("shirt", "#7fb0b8", "", ""),
    "soldier": ("jacket", "#6a6a48", "helmet", "#55573c"),
    "guard": ("suit", "#2b3242", "cap", "#22283a"),
    "knight": ("armour", "#a9b0b8", "helmet", "#9aa2ac"),
    "samurai": ("armour", "#6e2f2f", "helmet", "#35303a"),
    "monk": ("robe", "#7a5230", "hood", "#6a4628"),
    "nun": ("robe", "#26282e", "hood", "#26282e"),
    "priest": ("robe", "#26282e", "", ""),
    "wizard": ("robe", "#4a4678", "pointed", "#3c3868"),
    "witch": ("dress", "#2c2734", "pointed", "#241f2c"),
    "ghost": ("robe", "#dfe4ea", "hood", "#dfe4ea"),
    "king": ("robe", "#7a2733", "crown", "#d0a13f"),
    "queen": ("dress", "#6a2d5c", "crown", "#d0a13f"),
    "princess": ("dress", "#c987a6", "crown", "#d0a13f"),
    "prince": ("suit", "#3c4f86", "crown", "#d0a13f"),
    "bride": ("dress", "#f0ebe4", "", ""),
    "ballerina": ("dress", "#e2b4c0", "", ""),
    "businessman": ("suit", "#2f3644", "", ""),
    "businesswoman": ("suit", "#39404f", "", ""),
    "cowboy": ("shirt", "#8a4f38", "brim", "#6e5238"),
    "farmer": ("shirt", "#5f7796", "brim", "#c9aa66"),
    "gardener": ("shirt", "#6f8a56", "brim", "#c9aa66"),
    "pilot": ("suit", "#28324a", "cap", "#28324a"),
    "diver": ("spacesuit", "#3f6f8c", "helmet", "#d8a33a"),
    "pirate": ("coat", "#6a2a2c", "brim", "#1d1b20"),
    "judge": ("robe", "#26262c", "", ""),
    "conductor": ("suit", "#1f2128", "", ""),
    "worker": ("jacket", "#d08a34", "helmet", "#e2b33b"),
    "engineer": ("jacket", "#4f6378", "helmet", "#e2c23b"),
}  # fmt: skip
WOMEN = listed("nurse, ballerina, waitress")
MEN = listed(
    "keeper, captain, monk, priest, wizard, pirate, knight, sailor, fisherman, fishermen, butler, boy, son"
)


@dataclass(frozen=True, slots=True)
class Looks:
    """Somebody's colours and build. `garment` is a key of `body.CUTS`; `hat` is "" for a bare head."""

    top: Color
    bottom: Color
    hair: Color
    skin: Color
    shoes: Color
    garment: str = "jacket"
    hat: str = ""
    hat_color: Color = (0.3, 0.3, 0.3)
    woman: bool = False
    child: bool = False
    old: bool = False
    robot: bool = False
    blank: bool = False  # nobody that a table knows: all of one colour, without a face
    long_hair: bool = False
    beard: bool = False
    scarf: Color | None = None


def looks_of(said: str, kind: str = "person", *, number: int = 0, wanted: str = "") -> Looks:
    """The looks of the `number`-th of those whom the words `said` name; `wanted` is a colour (`#rrggbb`)."""
    words = said.lower().split()
    fate = Random(f"looks/{said.lower()}/{number}")  # noqa: S311
    lot = [fate.random() for _ in range(8)]
    clothes, legs, hair, skin = (color(fate.choice(table)) for table in (CLOTHES, LEGS, HAIR, SKIN))
    trade = next((TRADES[one] for word in words for one in (word, singular(word)) if one in TRADES), None)
    man = kind == "man" or any(word in ("beard", "bearded", "moustache", *MEN) for word in words)
    woman = kind == "woman" or (
        kind != "man"
        and not man
        and (any(word in ("girl", "girls", "daughter") for word in words) or lot[0] < 0.45)
    )
    if any(word in WOMEN for word in words):
        woman = True
    old = any(word in ("old", "elderly", "aged", "elder", "ancient") or "grand" in word for word in words)
    garment, shown, hat, hat_shown = trade or ("", "", "", "")
    garment = next((GARMENTS[word] for word in words if word in GARMENTS), garment)
    if not garment:
        garment = fate.choice(
            ("dress", "coat", "dress", "jacket", "dress") if woman else ("jacket", "coat", "shirt", "jacket")
        )
    hat = next((HATS[word] for word in words if HATS.get(word)), hat)
    if old:
        hair = color(fate.choice(GREYS))
    before = {word: words[k - 1] if k else "" for k, word in enumerate(words)}
    named = before.get("hair", "")
    if named in ("long", "short", "curly", "straight", "braided"):
        named = before.get(named, "")
    named = named or next((word.partition("-")[0] for word in words if word.endswith("-haired")), "")
    named = (
        named
        if named in HAIRS
        else next((word for word in words if word in ("blond", "blonde", "ginger")), "")
    )
    if named in HAIRS:
        hair = color(HAIRS[named])
    skin = next((color(tone) for word, tone in SKINS.items() if f"{word} skin" in said.lower()), skin)
    skin = color(SKINS["pale"]) if "pale" in words else skin
    top = color(wanted) if wanted else color(shown) if shown else clothes
    bottom = colored(before, ("trousers", "jeans", "pants", "skirt")) or legs
    own_hat = colored(before, ("hat", "cap", "helmet", "hood", "beanie"))
    hat_color = own_hat or (
        top if hat == "hood" else color(hat_shown) if hat_shown else mix(top, (0, 0, 0), 0.4)
    )
    scarf = colored(before, ("scarf", "shawl", "tie")) or (clothes if "scarf" in words else None)
    if garment == "spacesuit":
        bottom = top
    looks = Looks(
        top,
        bottom,
        hair,
        skin,
        colored(before, ("shoes", "boots")) or color("#26211f"),
        garment,
        hat,
        hat_color,
        woman=woman,
        child=kind == "child",
        old=old,
        robot=kind == "robot",
        long_hair=(woman and "short" not in words and lot[1] < 0.92)
        or "long hair" in said
        or "braided" in words,
        beard="beard" in words or "bearded" in words or (not woman and lot[2] < (0.7 if old else 0.2)),
        scarf=scarf,
    )
    return disguised(looks, kind, color(wanted) if wanted else None)


def disguised(who: Looks, kind: str, wanted: Color | None) -> Looks:
    """Who is no person: a robot is of metal, and a creature that no table knows is plain all over."""
    if kind == "robot":
        metal = wanted or color("#a8b0ba")
        dark = mix(metal, (0.1, 0.1, 0.13), 0.45)
        return replace(
            who, top=metal, bottom=dark, skin=metal, hair=dark, shoes=dark, garment="armour", hat="helmet",
            hat_color=metal, robot=True, long_hair=False, beard=False, old=False,
        )  # fmt: skip
    if kind == "creature":
        plain = wanted or color("#a39c94")
        return replace(
            who, top=plain, bottom=plain, skin=plain, hair=plain, shoes=plain, garment="shirt", hat="",
            blank=True, long_hair=False, beard=False, old=False, scarf=None, woman=False,
        )  # fmt: skip
    if who.child:
        return replace(who, beard=False, old=False)
    return replace(who, beard=False) if who.woman else who


def singular(word: str) -> str:
    return "fisherman" if word == "fishermen" else word.removesuffix("s")


def colored(before: dict[str, str], nouns: Sequence[str]) -> Color | None:
    """The colour said directly before one of `nouns`."""
    for noun in nouns:
        if before.get(noun, "") in COLORS:
            return color(COLORS[before[noun]])
    return None
