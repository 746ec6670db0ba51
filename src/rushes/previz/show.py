"""One drawing from request to frames: words, light, camera, world and pictures are put together here."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import fields, replace
from fractions import Fraction
from random import Random

import numpy as np
from numpy.typing import NDArray

from rushes.model import InputRole, Prompt, Request
from rushes.previz.burnin import BurnIn
from rushes.previz.camera import camera_path, ease, reach
from rushes.previz.carrying import follow
from rushes.previz.compositor import Compositor
from rushes.previz.figures.subject import place_subject
from rushes.previz.figures.words import BUILDINGS
from rushes.previz.foreground import clear, stand_before
from rushes.previz.framing import FRAMINGS
from rushes.previz.geometry import Bounds, Glass, Lens, Pose, Upright, seen
from rushes.previz.grading import Grading
from rushes.previz.light import Grade, varied
from rushes.previz.lightings import DAYLIGHT, LIGHTS
from rushes.previz.look import PLAIN, Look
from rushes.previz.moves import OVER_A_PICTURE, UNASKED, find_move
from rushes.previz.optics import optics_of
from rushes.previz.picture import cover, load_picture
from rushes.previz.scene import GROUND, Layer, Life, Scene, Texture
from rushes.previz.stance import blur_of, stance_of
from rushes.previz.styles import look_of
from rushes.previz.unsteady import shaken, worn
from rushes.previz.words import turned, understand
from rushes.previz.worlds.painters import PAINTERS, PLACES_ITSELF
from rushes.previz.worlds.weather import paint_weather
from rushes.prompts.camera import CameraMove, camera_of
from rushes.prompts.library import Library

Frame = NDArray[np.uint8]
Easel = tuple[Compositor, Grading, BurnIn | None]

INDOORS = frozenset({"interior", "stage"})
# Camera moves whose name says where they go, or that go nowhere.
SAID_WITHOUT_DIRECTION = frozenset(
    {"aerial", "first_person", "fpv", "fly_through", "follow", "leading", "steady", "handheld", "static"}
)
ARRIVAL = 0.3  # the part of a clip after which it begins to turn into its last frame


def show(request: Request, count: int, library: Library | None = None) -> Iterator[Frame]:
    """The frames of `request`, one at a time. `library` says what the words for its camera mean."""
    fps = request.fps
    first, last = picture_of(request, "first_frame"), picture_of(request, "last_frame")
    look = look_for(request, first)
    scene, camera = compose(request, count, first, library)
    if last is not None:
        arrive(scene, last)
    label = request.label if request.options.get("burn_in") is not False else ""

    hold = 1 if last is not None else look.hold  # for how many frames a picture stays

    def burn_in() -> BurnIn | None:
        return BurnIn(label, camera, count, fps, size=request.size) if label else None

    def drawn(easel: Easel, i: int) -> Frame:
        compositor, grading, line = easel
        second = float(i // hold * hold / fps)
        compositor.draw(second)
        if scene.optics is not None:
            scene.optics.pass_through(compositor.frame, second)
        share = 1.0 if last is None else 1.0 - arrived(second, scene.duration)
        planes = grading.planes(compositor.frame, second, share)
        if line is not None:
            line.write(planes, i)
        return planes

    compositor = Compositor(scene)
    easels = [(one, Grading(scene, look), burn_in()) for one in (compositor, compositor.twin())]
    yield from ahead(drawn, easels, count)


def ahead(draw: Callable[[Easel, int], Frame], easels: Sequence[Easel], count: int) -> Iterator[Frame]:
    """The frames in order, each drawn on the next easel while the one before is looked at.

    Every frame depends on its moment alone, so the pixels are the same however many draw.
    """
    drawing: deque[Future[Frame]] = deque()
    with ThreadPoolExecutor(max_workers=len(easels), thread_name_prefix="easel") as pool:
        for i in range(count):
            if len(drawing) == len(easels):
                yield drawing.popleft().result()
            drawing.append(pool.submit(draw, easels[i % len(easels)], i))
        while drawing:
            yield drawing.popleft().result()


def look_for(request: Request, first: NDArray[np.uint32] | None) -> Look:
    """The look that a request's words ask for; the user's own `first` picture is left as it is."""
    if first is not None:
        return PLAIN
    wish = understand(request.words, request.text)
    look = look_of(wish.style, wish.mood)
    if wish.world in INDOORS:
        return look
    # the shadow of a blind falls where there are windows
    return replace(look, pools=tuple(replace(pool, stripes=0) for pool in look.pools))


def any_words(words: Prompt) -> bool:
    return any(getattr(words, one.name) for one in fields(Prompt))


def place_words(request: Request) -> str:
    """What says where a shot is: the same place looks the same, whoever is there and however it is filmed."""
    words = request.words
    said = (words.setting, words.text, words.subject, request.text)
    return next((one.strip() for one in said if one.strip()), "")


def compose(
    request: Request,
    count: int,
    first: NDArray[np.uint32] | None = None,
    library: Library | None = None,
) -> tuple[Scene, str]:
    """The scene of `request`, or of its `first` picture, and its camera's name for the burnt-in line."""
    wish = understand(request.words, request.text)
    seed = hashlib.sha256(
        f"({request.seed!r}, {request.take!r}, {place_words(request)!r})".encode()
    ).hexdigest()
    said = request.words if any_words(request.words) else Prompt(text=request.text)
    asked = camera_of(said, library)
    move = find_move(asked.kind, asked.direction) if asked else UNASKED if first is None else OVER_A_PICTURE
    if move.view:
        wish = replace(wish, figures=turned(wish.figures, move.view))
    framing = FRAMINGS[wish.shot_size]
    duration = float(Fraction(count - 1) / request.fps)
    far = reach(request.motion, float(request.duration), asked.speed if asked else "normal")
    depth = framing.depth or GROUND / (framing.feet - framing.horizon)
    stance = stance_of(wish.angles, wish.lenses, framing, depth) if first is None else Pose()
    path = camera_path(
        move,
        duration=duration,
        far=far,
        seed=f"{seed}/camera",
        closeness=framing.depth or 1.0,
        stance=stance,
        depth=depth,
    )
    look = look_for(request, first)
    path = shaken(path, look, seed)
    lens = Lens(request.size.width, request.size.height, 0.0 if first is not None else framing.horizon)
    steps = min(count, 200)
    poses = [path(duration * i / max(1, steps - 1)) for i in range(steps)]
    light = varied(LIGHTS[wish.light or look.light or DAYLIGHT], Random(f"{seed}/light"))  # noqa: S311
    scene = Scene(lens, light, seed, path, poses, duration)
    scene.blur, scene.fine = blur_of(framing, wish.lenses), 1.0 + max(0.0, stance.lean)
    if first is not None:
        scene.light = replace(scene.light, grade=Grade(vignette=0.0), dim=1.0, pools=(), bloom=0.0)
        hang(scene, first)
    else:
        scene.manner, scene.wobble = look.manner, look.wobble
        if any(one.kind not in BUILDINGS for one in wish.figures):  # of a view alone, all is sharp
            scene.blur = max(scene.blur, look.blur)
        PAINTERS[wish.world](scene, wish)
        if wish.world not in PLACES_ITSELF:
            place_subject(scene, wish)
        paint_weather(scene, wish)
    lenses = wish.lenses if first is None else frozenset[str]()
    if first is None:
        clear(scene, depth)
        stand_before(scene, wish.angles, lenses)
    if first is None:
        worn(scene, look)
    scene.optics = optics_of(lenses, smears=move.smears, path=path, seconds=float(1 / request.fps))
    follow(scene, move, stance)
    return scene, name_of(asked) if asked else "push in" if first is not None else "steady"


def name_of(move: CameraMove) -> str:
    """A move as it is burnt in: `slow dolly in`."""
    words = (move.speed if move.speed != "normal" else "", move.kind.replace("_", " "), move.direction)
    told = move.kind in SAID_WITHOUT_DIRECTION
    return " ".join(word for word in words[: 2 if told else 3] if word and word != "none")


def picture_of(request: Request, role: InputRole) -> NDArray[np.uint32] | None:
    """The picture that plays `role`, covering a frame (and a little finer than it), or None."""
    found = next((one for one in request.inputs if one.role == role), None)
    if found is None:
        return None
    image = load_picture(found.path)
    width, height = request.size.width, request.size.height
    finer = 1.0
    if role == "first_frame":
        finer = max(1.0, min(1.35, image.width / width, image.height / height))
    return cover(image, max(4, round(width * finer)), max(4, round(height * finer)))


def hang(scene: Scene, picture: NDArray[np.uint32]) -> None:
    """Make the scene of one picture, large enough that no move shows its edge."""
    plane = Upright(1.0)
    box = seen(scene.lens, plane, scene.poses)
    size = max((box.right - box.left) / scene.aspect, box.bottom - box.top)
    scene.layers = [
        Layer((padded(picture, size, (box.left + box.right) / 2, (box.top + box.bottom) / 2),), plane)
    ]


def padded(picture: NDArray[np.uint32], size: float, x: float = 0.0, y: float = 0.0) -> Texture:
    """The picture `size` high about (x, y); its outermost texels go on, as a lens sees half beyond them."""
    edge = 2
    height, width = picture.shape
    per_unit = height / size
    across, down = (width / 2 + edge) / per_unit, (height / 2 + edge) / per_unit
    return Texture(
        np.pad(picture, edge, mode="edge"), Bounds(x - across, y - down, x + across, y + down), per_unit
    )


def arrived(second: float, duration: float) -> float:
    """How far the clip has turned into its last frame, 0 to 1."""
    share = second / duration if duration > 0 else 1.0
    return ease(max(0.0, (share - ARRIVAL) / (1 - ARRIVAL)))


def arrive(scene: Scene, picture: NDArray[np.uint32]) -> None:
    """Lay the last frame over all; it fades in, comes to rest, and at the end is all that is seen."""

    def life(second: float) -> Life:
        share = arrived(second, scene.duration)
        size = 1.0 + 0.06 * (1 - share)
        return Life(opacity=share * share * (3 - 2 * share), scale_x=size, scale_y=size)

    scene.layers.append(Layer((padded(picture, 1.0),), Glass(), life))
