"""Puts a wish's figures into a scene: who each is, what it does, how it lives there."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random

from rushes.previz.canvas import Canvas
from rushes.previz.figures.body import from_front, from_side
from rushes.previz.figures.brush import Brush
from rushes.previz.figures.builds import ACTS, Build, act_of, build_of, tone_of
from rushes.previz.figures.bust import near_by
from rushes.previz.figures.layout import LOWERED, SOMEBODY, Stand, gait, laid_out
from rushes.previz.figures.living import Motion, life_of, pace
from rushes.previz.figures.looks import Looks, looks_of
from rushes.previz.figures.poses import astride, front_pose, side_pose
from rushes.previz.figures.reading import hue
from rushes.previz.figures.shading import model
from rushes.previz.figures.shadow import cast_shadow
from rushes.previz.figures.words import BUILDINGS, FLOATERS, VEHICLES, Figure
from rushes.previz.framing import FRAMINGS
from rushes.previz.geometry import Bounds, Upright
from rushes.previz.light import Color, Light
from rushes.previz.scene import Layer, Scene, Texture
from rushes.previz.words import Wish

TOGETHER = frozenset({"walk", "run", "ride"})
FEW = 8  # poses in a cycle where many are seen
LARGE = 0.5  # frame heights from which fewer poses do: they are large, and slow
SOME = 12  # so many
BUST = 0.26  # half the width of shoulders near by
MOST_TEXELS = 2.4e6  # of all poses of one figure: painting is waited for
LEAST_FINE = 0.6  # of what the frame can show: never coarser, however many there are
MOST_FINE = 2200.0  # texels to a figure's height


def place_subject(
    scene: Scene,
    wish: Wish,
    *,
    foot: float | None = None,
    size: float | None = None,
    depth: float | None = None,
) -> None:
    """Add the wish's figures in front of what is there. `foot`, `size` and `depth` put them on a table."""
    if not wish.figures:
        return
    figures = tuple(suited(one, wish) for one in wish.figures if not drawn_already(one, wish))
    if not figures:
        return
    stands = laid_out(scene, figures, FRAMINGS[wish.shot_size], foot=foot, size=size, depth=depth)
    going = [one for one in stands if one.figure.action in TOGETHER and not one.cut]
    if len(going) > 1:  # those who go together keep together
        slowest = min(pace(scene, one, gait(one.figure)) for one in going)
        stands = [replace(one, pace=slowest) if one in going else one for one in stands]
    first = len(scene.layers)
    for stand in stands:
        one_figure(scene, stand, many=len(stands) > 2)
    scene.subject.extend(range(first, len(scene.layers)))


def drawn_already(figure: Figure, wish: Wish) -> bool:
    """Is the figure a part of the world itself: the lighthouse on the sea's headland, seen from afar?"""
    return figure.kind == "lighthouse" and wish.world == "sea" and FRAMINGS[wish.shot_size].height < 0.5


def suited(figure: Figure, wish: Wish) -> Figure:
    """`figure` as it acts in the wish's world: who walks in the water swims, who stands in space floats."""
    kind, action = figure.kind, figure.action
    if kind in SOMEBODY:
        ways = {"underwater": "swim", "space": "float", "sky": "fly"}
        if action == "read" and not figure.prop:
            return replace(figure, prop="book")
        if wish.world in ways and action in ("", "stand", "walk", "run", "swim", "fly", "drive", "float"):
            return replace(figure, action=ways[wish.world])
        return figure
    if (
        not action
        and kind in VEHICLES - {"rocket"}
        and wish.world not in ("stage", "interior")
        and not figure.beside
    ):
        return replace(figure, action="drive")
    if not action and kind == "rocket" and wish.world in ("space", "sky"):
        return replace(figure, action="fly")
    if not action and kind == "cyclist":
        return replace(figure, action="ride" if wish.world not in ("stage", "interior") else "stand")
    return figure


def one_figure(scene: Scene, stand: Stand, *, many: bool) -> None:
    """Paint one figure's poses and let it live where it stands."""
    if stand.figure.kind in SOMEBODY:
        person(scene, stand, many=many)
    else:
        other(scene, stand, many=many)


def person(scene: Scene, stand: Stand, *, many: bool) -> None:
    """Somebody: a bust near by, else from the front, the side, or turning."""
    figure = stand.figure
    action = act_of(figure)
    act = ACTS[action]
    who = looks_of(figure.said, figure.kind, number=stand.number, wanted=figure.color)
    ahead = figure.view in ("front", "back")
    if stand.bust and not ahead:
        bust(scene, stand, who, talks=action == "talk")
        return
    poses = poses_of(stand, act.poses, many=many)
    half = act.half + (0.12 if figure.prop in ("umbrella", "balloon", "guitar", "violin") else 0.0)
    above = (
        1.6
        if figure.prop in ("umbrella", "balloon")
        else 1.36
        if action in ("jump", "wave", "dance", "float")
        else 1.14
    )
    box = Bounds(-half, -above, half, 0.07)
    if stand.cut:  # only what the frame can show
        box = Bounds(-half, -above, half, min(0.07, LOWERED.get(action, 0.0) - 1 + 1.25 / stand.tall))
    sides = [painted(scene, stand, box, who, pose=k, poses=poses) for k in range(poses)]
    stride, seconds = gait(figure)
    motion = Motion(
        stand,
        stride * (0.0 if stand.cut or ahead else 1.0),
        seconds,
        poses,
        turns="body" if act.view == "turn" else "",
        breathes=poses == 1,
    )
    life = life_of(scene, motion)
    if not stand.cut and not stand.hangs:
        cast_shadow(scene, stand, life, sides[0], half=0.16 if action != "lie" else 0.5)
    scene.layers.append(Layer(tuple(sides), Upright(stand.depth), life))


def painted(scene: Scene, stand: Stand, box: Bounds, who: Looks, *, pose: int, poses: int) -> Texture:
    """One pose of somebody."""
    figure = stand.figure
    action = act_of(figure)
    act = ACTS[action]
    canvas = Canvas(box, fineness(scene, stand, box, poses))
    phase = pose / poses
    brush = brush_for(scene, stand, canvas, phase, action)
    if act.view == "turn":
        if pose == 1:
            from_side(brush, who, side_pose("stand", 0.0))
        else:
            from_front(brush, who, front_pose("stand", 0.0), back=pose == 2)
    elif (figure.view or act.view) in ("front", "back"):
        pose_of = front_pose(action, phase, figure.prop)
        from_front(brush, who, pose_of, back=figure.view == "back", prop=figure.prop)
    else:
        from_side(brush, who, side_pose(action, phase), prop=figure.prop)
    model(canvas, scene.light, lit_from(scene, stand), size=0.2, depth=stand.depth)
    return scene.texture(canvas)


def bust(scene: Scene, stand: Stand, who: Looks, *, talks: bool) -> None:
    """Somebody near by, who blinks, or talks."""
    box = Bounds(-BUST, -1.1, BUST, min(0.08, -1 + 1.3 / stand.tall))
    textures: list[Texture] = []
    for phase in (0.0, 0.97) if not talks else (0.0, 0.7):
        canvas = Canvas(box, fineness(scene, stand, box, 1))
        brush = brush_for(scene, stand, canvas, phase, "talk" if talks else "blink")
        near_by(brush, who)
        model(canvas, scene.light, lit_from(scene, stand), size=0.2, depth=stand.depth)
        textures.append(scene.texture(canvas))
    motion = Motion(stand, 0.0, 0.34 if talks else 3.4, 2, shows=(0.55 if talks else 0.95), breathes=True)
    scene.layers.append(Layer(tuple(textures), Upright(stand.depth), life_of(scene, motion)))


def other(scene: Scene, stand: Stand, *, many: bool) -> None:
    """An animal, a vehicle, a thing, a plant or a building."""
    figure = stand.figure
    build = build_of(figure)
    turning = figure.action in ("rotate", "turn") and build.stride == 0.0
    spins = "flat" if turning and build.squash else ""
    alive = turning or build.stride > 0 or build.seconds < 5.9
    poses = 1 if spins or not alive else poses_of(stand, build.poses, many=many)
    box = Bounds(-build.half, -build.above, build.half, build.under)
    if figure.prop == "rider" and figure.kind == "horse":
        box = replace(box, top=-1.75)
    stride, seconds = gait(figure)
    if stand.cut:  # near by it goes where it is, or the frame would soon be empty
        stride = 0.0
    if stride == 0.0:
        box = shown_part(scene, stand, box)
    per_unit = fineness(scene, stand, box, poses)
    textures: list[Texture] = []
    for pose in range(poses):
        canvas = Canvas(box, per_unit)
        brush = brush_for(scene, stand, canvas, pose / poses, "rotate" if turning else figure.action)
        paint(brush, build, figure)
        model(canvas, scene.light, lit_from(scene, stand), size=build.thick, depth=stand.depth)
        textures.append(scene.texture(canvas))
    rises = figure.kind in ("rocket", "balloon") and figure.action not in ("", "stand")
    motion = Motion(
        stand,
        stride,
        seconds,
        poses,
        turns=spins,
        bobs="water" if figure.kind in FLOATERS else "air" if stand.hangs else "",
        rises=rises,
        fast=figure.kind in VEHICLES or stand.hangs,
        mirrors=figure.kind not in BUILDINGS,
    )
    life = life_of(scene, motion)
    if (
        not stand.hangs
        and figure.kind not in FLOATERS
        and not (stand.cut and stand.foot + scene.lens.horizon > 0.55)
    ):
        cast_shadow(scene, stand, life, textures[0], half=build.half * 0.8)
    scene.layers.append(Layer(tuple(textures), Upright(stand.depth), life))


def poses_of(stand: Stand, poses: int, *, many: bool) -> int:
    """How many of a cycle's `poses` are painted."""
    return min(poses, FEW if many or stand.cut or stand.tall > 0.9 else SOME if stand.tall > LARGE else poses)


def fineness(scene: Scene, stand: Stand, box: Bounds, poses: int) -> float:
    """Texels to a figure's height: as fine as the frame shows, less where a cycle would be too large."""
    fine = min(scene.per_unit * stand.tall * 1.1, MOST_FINE)
    area = max(1e-4, (box.right - box.left) * (box.bottom - box.top)) * poses
    return max(24.0, min(fine, max(math.sqrt(MOST_TEXELS / area), LEAST_FINE * fine)))


def shown_part(scene: Scene, stand: Stand, box: Bounds) -> Bounds:
    """What of a figure's box the frame can show while the camera moves, in the figure's own heights."""
    seen = scene.bounds(Upright(stand.depth), sway=0.06)
    across = sorted((side - stand.x) / (stand.tall * stand.toward) for side in (seen.left, seen.right))
    left, right = max(box.left, across[0]), min(box.right, across[1])
    top = max(box.top, (seen.top - stand.foot) / stand.tall)
    bottom = min(box.bottom, (seen.bottom - stand.foot) / stand.tall)
    if right - left < 0.05 or bottom - top < 0.05:
        return box
    return Bounds(left, top, right, bottom)


def paint(brush: Brush, build: Build, figure: Figure) -> None:
    """The figure, and who rides it."""
    if figure.kind == "horse" and figure.prop == "rider":
        seat = brush.within((-0.04, -0.82), 0.78)
        who = looks_of(figure.said, "person", wanted=hue(figure.said.split()))
        build.paint(brush)
        from_side(replace(seat, action="ride"), who, astride(brush.phase))
        return
    build.paint(brush)


def brush_for(scene: Scene, stand: Stand, canvas: Canvas, phase: float, action: str) -> Brush:
    """A brush in the light of where the figure stands; its chances are those of the words."""
    light: Light = scene.light
    figure = stand.figure
    bright = 0.5 + (0.1 + 0.5 * light.stars if stand.bust else 0.0)

    def shade(surface: Color) -> Color:
        return light.shade(surface, stand.depth, lit=bright)

    fate = Random(f"form/{figure.said.lower()}/{stand.number}")  # noqa: S311
    tone = tone_of(figure) if figure.kind not in SOMEBODY else (0.5, 0.5, 0.5)
    return Brush(canvas, shade, light, tone, phase, action, figure.kind, figure.said.lower(), fate)


def lit_from(scene: Scene, stand: Stand) -> float:
    """From which side of the figure's own picture the light comes: it is mirrored where it looks left."""
    side = 1.0 if scene.light.sun_x * scene.aspect > stand.x else -1.0
    return side * stand.toward
