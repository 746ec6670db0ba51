"""What a move does besides going: it takes the subject along, wears it, pulls the focus, or begins hidden."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from rushes.previz.camera import ease
from rushes.previz.foreground import hide
from rushes.previz.geometry import Glass, Pose, Upright
from rushes.previz.moves import Move
from rushes.previz.scene import STILL, Flock, Layer, Life, Scene, Texture, blurred

SOFTEST = 0.016  # how far the focus is pulled, in frame heights


def follow(scene: Scene, move: Move, stance: Pose) -> None:
    """Let the move do to the painted scene what it does besides going: in place."""
    own = [layer for index in scene.subject if isinstance(layer := scene.layers[index], Layer)]
    if move.carries or move.worn:
        for index in scene.subject:
            layer = scene.layers[index]
            if isinstance(layer, Layer) and isinstance(layer.plane, Upright):
                scene.layers[index] = carried(layer, scene, stance, worn=move.worn)
    elif move.around or move.keeps:
        for index in scene.subject:
            layer = scene.layers[index]
            if isinstance(layer, Layer) and layer.life is not None:
                scene.layers[index] = replace(layer, life=on_the_spot(layer.life, scene.duration / 2))
    if move.racks:
        near = [layer.plane.depth for layer in own if isinstance(layer.plane, Upright)]
        sharp = 1.15 * max(near, default=1.0)
        scene.layers = [part for layer in scene.layers for part in racked(layer, scene, sharp)]
    if move.hides:
        hide(scene)


def on_the_spot(before: Callable[[float], Life], middle: float) -> Callable[[float], Life]:
    """The life of one who stays where it is at `middle`: what a camera goes around must not walk away."""
    x = before(middle).x
    return lambda second: replace(before(second), x=x)


def carried(layer: Layer, scene: Scene, stance: Pose, *, worn: bool) -> Layer:
    """`layer` as it goes along with the camera; worn, it also turns with it.

    It is moved against the camera's way on its own plane, so that it stays where it was in the frame.
    """
    depth = layer.plane.depth if isinstance(layer.plane, Upright) else 1.0
    before, pivot = layer.life, layer.pivot
    middle = scene.duration / 2

    def life(second: float) -> Life:
        own = before(second) if before else STILL
        own = replace(own, x=before(middle).x if before else 0.0)
        at = scene.path(second)
        size = (depth - at.z) / (depth - stance.z)
        # where it stands at rest, seen from the camera's stance
        x, y = pivot[0] + own.x - stance.x / depth, pivot[1] + own.y - stance.y / depth
        turn = 0.0
        if worn:
            roll = at.roll - stance.roll
            shift = scene.lens.horizon - stance.pitch
            cosine, sine = math.cos(roll), math.sin(roll)
            ratio = depth / (depth - stance.z)
            u, v = x * ratio, y * ratio + shift
            u, v = cosine * u + sine * v, cosine * v - sine * u
            x, y = u / ratio + (at.yaw - stance.yaw) / ratio, (v - shift + at.pitch - stance.pitch) / ratio
            turn = -roll
        return replace(
            own,
            x=x * size + at.x / depth - pivot[0],
            y=y * size + at.y / depth - pivot[1],
            scale_x=own.scale_x * size,
            scale_y=own.scale_y * size,
            turn=own.turn + turn,
        )

    return replace(layer, life=life)


def racked(layer: Layer | Flock, scene: Scene, sharp: float) -> list[Layer | Flock]:
    """`layer` sharp and blurred, one over the other: the focus passes to what is nearer than `sharp`."""
    if not isinstance(layer, Layer) or isinstance(layer.plane, Glass):
        return [layer]
    depth = layer.plane.depth if isinstance(layer.plane, Upright) else 1.5 * sharp
    behind = depth > sharp
    strength = SOFTEST * (min(1.0, 1.2 - sharp / depth) if behind else 0.7)

    def soft(texture: Texture) -> Texture:
        return replace(texture, texels=blurred(texture.texels, max(0.7, strength * texture.per_unit)))

    def sharpness(second: float) -> float:
        share = second / scene.duration if scene.duration else 1.0
        gone = ease((share - 0.2) / 0.6)
        return 1 - gone if behind else gone

    def seen(of: Callable[[float], float]) -> Callable[[float], Life]:
        def life(second: float) -> Life:
            own = layer.life(second) if layer.life else STILL
            return replace(own, opacity=own.opacity * of(second))

        return life

    blurry = replace(
        layer,
        textures=tuple(soft(one) for one in layer.textures),
        life=seen(lambda second: min(1.0, 2 * (1 - sharpness(second)))),
    )
    return [blurry, replace(layer, life=seen(lambda second: min(1.0, 2 * sharpness(second))))]
