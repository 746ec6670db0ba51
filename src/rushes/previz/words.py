"""What a prompt's words mean for a picture: tables of words, and how they are found."""

from __future__ import annotations

from dataclasses import dataclass

from rushes.model import Prompt
from rushes.previz.framing import FRAMINGS
from rushes.previz.viewing import viewing_of
from rushes.previz.finding import best, listed, split
from rushes.previz.worlds.words import find_world

LIGHTS: dict[str, tuple[str, ...]] = {
    "golden": listed(
        "golden hour, golden, sunset, sunrise, dawn, dusk, evening, warm light, magic hour, sundown, "
        "daybreak, first light, last light, low sun, amber, candlelight, candlelit, firelight, "
        "backlit"
    ),
    "day": listed(
        "day, daylight, natural light, natural sunlight, natural lighting, noon, midday, morning, "
        "sunny, sunlight, sunlit, overcast, bright, afternoon, studio lighting, soft light, high key, "
        "cloudy"
    ),
    "night": listed(
        "night, moonlight, moonlit, moon, midnight, blue hour, neon, nocturnal, stars, starlight, "
        "starry, dark, after dark, twilight, low key, streetlights, lamplight, cyberpunk"
    ),
}

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

FIGURES: dict[str, tuple[str, ...]] = {
    "child": listed("child, boy, girl, kid, children, kids, toddler, daughter, son"),
    "woman": listed(
        "woman, lady, queen, mother, grandmother, actress, she, her, bride, women, princess, waitress"
    ),
    "person": listed(
        "person, man, keeper, figure, people, someone, he, his, father, grandfather, traveller, "
        "traveler, hero, detective, couple, crowd, stranger, soldier, king, actor, worker, chef, "
        "baker, barista, fisherman, sailor, captain, dancer, runner, walker, pedestrian, pedestrians, "
        "musician, artist, painter, writer, scientist, doctor, teacher, astronaut, monk, friends, "
        "cyclist, guard, old man, men, watchmaker, gardener, student, commuter, potter, singer, "
        "player, hiker, surfer, reader, host, guest"
    ),
    "dog": listed("dog, puppy, wolf, fox, hound"),
    "cat": listed("cat, kitten"),
    "horse": listed("horse, pony, deer, cow, stallion"),
    "bird": listed("bird, birds, seagull, gull, gulls, seagulls, crow, raven, pigeon, eagle, heron"),
    "car": listed("car, cars, taxi, cab, van, truck, automobile, vehicle, limousine"),
    "bus": listed("bus, tram, train, streetcar"),
    "boat": listed("boat, sailboat, sail, ship, yacht, rowboat, ferry, dinghy, trawler, vessel"),
    "bottle": listed("bottle, perfume, wine, flask, vial, vase, product, cosmetic, lotion, can, drink"),
    "cup": listed("cup, mug, coffee, tea, teacup, bowl, espresso, latte"),
    "watch": listed("watch, clock, ring, wristwatch, pocket watch, jewel"),
    "phone": listed(
        "phone, smartphone, tablet, laptop, book, letter, box, package, camera, device, headphones"
    ),
    "shoe": listed("shoe, sneaker, shoes, sneakers, boot, boots, trainers"),
    "plant": listed("plant, flower, flowers, tree, cactus, bouquet, rose, bonsai"),
}

PEOPLE = frozenset({"person", "woman", "child"})
THINGS = frozenset({"bottle", "cup", "watch", "phone", "shoe", "plant"})  # what stands on a table

ACTIONS: dict[str, tuple[str, ...]] = {
    "run": listed(
        "run, runs, running, sprint, sprints, sprinting, races, racing, chase, chases, jogs, jogging, rushes"
    ),
    "walk": listed(
        "walk, walks, walking, strolls, strolling, steps, crosses, crossing, wanders, wandering, "
        "hurries, climbs, climbing, arrives, leaves, enters, marches, passes, paces, comes, goes"
    ),
    "sit": listed("sit, sits, sitting, seated, reads, reading, writes, writing, rests"),
    "drive": listed("drive, drives, driving, rides, riding, speeds, sails, sailing, drifts, drifting"),
}

NUMBERS = {"two": 2, "pair": 2, "both": 2, "three": 3, "trio": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
GROUPS = {
    "couple": 2, "friends": 3, "family": 3, "group": 4, "crowd": 7, "crowds": 7, "people": 3,
    "children": 2, "kids": 2,
}  # fmt: skip

COLORS: dict[str, str] = {
    "red": "#b5372e",
    "crimson": "#9b2335",
    "scarlet": "#c22f2a",
    "orange": "#d9772b",
    "yellow": "#e2b33b",
    "gold": "#d0a13f",
    "green": "#3f7d4f",
    "teal": "#2c7f83",
    "blue": "#32609c",
    "navy": "#25355f",
    "purple": "#6a4a8c",
    "violet": "#6a4a8c",
    "pink": "#d8849c",
    "white": "#e6e2d8",
    "black": "#24262c",
    "grey": "#7c8088",
    "gray": "#7c8088",
    "brown": "#75533a",
    "silver": "#b9bec6",
    "beige": "#cbb994",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be drawn, in the drawing's own words."""

    world: str
    light: str
    shot_size: str
    figure: str
    action: str
    count: int
    color: str
    features: frozenset[str]
    angles: frozenset[str] = frozenset()  # the library's names
    lenses: frozenset[str] = frozenset()


def understand(words: Prompt, text: str) -> Wish:
    """The wish in a prompt's words: `text` counts where the fields say nothing."""
    fields = {
        name: split(getattr(words, name))
        for name in ("subject", "action", "setting", "camera", "lighting", "style", "mood")
    }
    whole = split(words.text or ("" if any(one.strip() for one in fields.values()) else text))
    subject = [(fields["subject"], 3.0), (whole, 1.0), (fields["action"], 0.6)]
    everything = " ".join([*fields.values(), whole])
    world = find_world(
        [(fields["setting"], 3.0), (whole, 1.5), (fields["subject"], 1.0), (fields["action"], 0.7)]
    )
    light = best(
        LIGHTS,
        [
            (fields["lighting"], 4.0),
            (whole, 1.0),
            (fields["setting"], 1.0),
            (fields["style"], 0.8),
            (fields["mood"], 0.3),
        ],
    )
    viewing = viewing_of(words, text)
    size = viewing.framing or best(SHOT_SIZES, [(fields["camera"], 2.0), (whole, 1.0)]) or "wide"
    figure = best(FIGURES, subject)
    action = best(ACTIONS, [(fields["action"], 2.0), (whole, 1.0), (fields["subject"], 1.0)])
    said = fields["subject"] + whole
    exact = [number for word, number in NUMBERS.items() if f" {word} " in said]
    about = [number for word, number in GROUPS.items() if f" {word} " in said]
    count = exact[0] if exact else max(about, default=FRAMINGS[size].count)
    hue = best({name: (name,) for name in COLORS}, [(fields["subject"], 2.0), (whole, 1.0)])
    features = frozenset(
        word
        for word in (
            "lighthouse",
            "headland",
            "rain",
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
        light or "day",
        size,
        figure,
        action,
        count,
        COLORS.get(hue, ""),
        features,
        viewing.angles,
        viewing.lenses,
    )
