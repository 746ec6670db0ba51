"""The loops over pixels: layers onto a frame, and a frame into I420.

A pixel is red, green, blue, alpha in one uint32 (red in the low byte), colour premultiplied by
alpha: alpha 0 with colour adds light. Arithmetic is done on all four channels at once, in a uint64
with a lane of 16 bits for each (from the low one: red, blue, green, alpha); texels are stored so.
Nothing depends on how many threads run.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.previz.compiled import compiled

__all__ = ["CELL", "TILE_HEIGHT", "TILE_WIDTH", "composite", "to_i420"]

CELL = 16  # texels to the side of a cell of the occupancy map: 0 empty, 1 mixed, 2 opaque
TILE_WIDTH = 64
TILE_HEIGHT = 16
SPAN = 16  # pixels between two exact projections; between them texels are taken evenly

# Unsigned all through: a compiler may assume that signed sums never overflow.
U = np.uint64
LANES = U(0x00FF00FF00FF00FF)
LOW = U(0x00FF00FF)
HIGH = U(0xFF00FF00)
HALF = U(0x0080008000800080)
CARRY = U(0x0100010001000100)
EIGHT, SPREAD, TOP = U(8), U(24), U(48)
BYTE, WHOLE = U(255), U(256)


@compiled(
    "void(uint32[:,::1], uint64[::1], uint8[::1], int64[:,::1], int64[::1], float64[:,::1], "
    "int64[:,::1], float64[:,::1], int64[::1], int64)"
)
def composite(  # noqa: PLR0917  a kernel takes its arguments by place
    frame: NDArray[np.uint32],
    texels: NDArray[np.uint64],
    cells: NDArray[np.uint8],
    textures: NDArray[np.int64],
    uses: NDArray[np.int64],
    inverses: NDArray[np.float64],
    boxes: NDArray[np.int64],
    effects: NDArray[np.float64],
    stack: NDArray[np.int64],
    ground: int,
) -> None:
    """Draw placements onto `frame`, back to front; each tile begins at its front-most opaque one.

    `textures` rows: texel offset, width, height, cell offset, cells across, wraps (0 or 1).
    Placement i shows texture `uses[i]` inside `boxes[i]` (x0, y0, x1, y1 in pixels); `inverses[i]` is
    the 3x3 matrix from pixels to texels, row by row; `effects[i]` is opacity, ripple's amplitude in
    texels, its radians per texel row, and its phase. `stack` is scratch of one entry a placement.
    """
    height, width = frame.shape
    count = uses.shape[0]
    for tile_y in range(0, height, TILE_HEIGHT):
        bottom = min(tile_y + TILE_HEIGHT, height)
        for tile_x in range(0, width, TILE_WIDTH):
            right = min(tile_x + TILE_WIDTH, width)
            depth = 0
            covered = False
            for back in range(count):
                i = count - 1 - back
                if (
                    boxes[i, 0] >= right
                    or boxes[i, 2] <= tile_x
                    or boxes[i, 1] >= bottom
                    or boxes[i, 3] <= tile_y
                ):
                    continue
                if effects[i, 0] <= 0.0:
                    continue
                texture = uses[i]
                texture_width = textures[texture, 1]
                texture_height = textures[texture, 2]
                wraps = textures[texture, 5]
                low_u = 1e18
                low_v = 1e18
                high_u = -1e18
                high_v = -1e18
                behind = False
                for corner in range(4):
                    x = float(tile_x if corner % 2 == 0 else right) + 0.0
                    y = float(tile_y if corner < 2 else bottom) + 0.0
                    w = inverses[i, 6] * x + inverses[i, 7] * y + inverses[i, 8]
                    if w <= 1e-6:
                        behind = True
                        break
                    u = (inverses[i, 0] * x + inverses[i, 1] * y + inverses[i, 2]) / w
                    v = (inverses[i, 3] * x + inverses[i, 4] * y + inverses[i, 5]) / w
                    low_u = min(low_u, u)
                    high_u = max(high_u, u)
                    low_v = min(low_v, v)
                    high_v = max(high_v, v)
                opaque = effects[i, 0] >= 1.0 and not behind
                if not behind:
                    low_u -= effects[i, 1]
                    high_u += effects[i, 1]
                    if high_v < -1.0 or low_v > texture_height:
                        continue
                    if wraps == 0 and (high_u < -1.0 or low_u > texture_width):
                        continue
                    first_row = int(np.floor(low_v)) - 1
                    last_row = int(np.floor(high_v)) + 2
                    first_column = int(np.floor(low_u)) - 1
                    last_column = int(np.floor(high_u)) + 2
                    if first_row < 0 or last_row > texture_height - 1:
                        opaque = False
                    if wraps == 1:
                        first_column = 0
                        last_column = texture_width - 1
                    elif first_column < 0 or last_column > texture_width - 1:
                        opaque = False
                    first_row = max(first_row, 0) // CELL
                    last_row = min(last_row, texture_height - 1) // CELL
                    first_column = max(first_column, 0) // CELL
                    last_column = min(last_column, texture_width - 1) // CELL
                    seen = False
                    for row in range(first_row, last_row + 1):
                        start = textures[texture, 3] + row * textures[texture, 4]
                        for column in range(first_column, last_column + 1):
                            held = cells[start + column]
                            if held != 0:
                                seen = True
                            if held != 2:
                                opaque = False
                        if seen and not opaque:
                            break
                    if not seen:
                        continue
                stack[depth] = i
                depth += 1
                if opaque:
                    covered = True
                    break
            if not covered:
                for y_at in range(tile_y, bottom):
                    for x_at in range(tile_x, right):
                        frame[y_at, x_at] = ground
            for turn in range(depth):
                i = stack[depth - 1 - turn]
                texture = uses[i]
                base = textures[texture, 0]
                texture_width = textures[texture, 1]
                texture_height = textures[texture, 2]
                wraps = textures[texture, 5]
                limit_u = (texture_width - 1) << 16
                limit_v = (texture_height - 1) << 16
                opacity = U(int(effects[i, 0] * 256.0 + 0.5))
                for y_at in range(tile_y, bottom):
                    y = y_at + 0.5
                    shift = 0.0
                    if effects[i, 1] > 0.0:
                        x = width * 0.5
                        w = inverses[i, 6] * x + inverses[i, 7] * y + inverses[i, 8]
                        v = (inverses[i, 3] * x + inverses[i, 4] * y + inverses[i, 5]) / w
                        near = min(1.0, max(0.0, v / texture_height))
                        shift = effects[i, 1] * near * np.sin(effects[i, 2] * v + effects[i, 3])
                    for span in range(tile_x, right, SPAN):
                        end = min(span + SPAN, right)
                        x = span + 0.5
                        w = inverses[i, 6] * x + inverses[i, 7] * y + inverses[i, 8]
                        x_end = end + 0.5
                        w_end = inverses[i, 6] * x_end + inverses[i, 7] * y + inverses[i, 8]
                        if w <= 1e-6 or w_end <= 1e-6:
                            continue
                        u = (inverses[i, 0] * x + inverses[i, 1] * y + inverses[i, 2]) / w + shift
                        v = (inverses[i, 3] * x + inverses[i, 4] * y + inverses[i, 5]) / w
                        u_end = (inverses[i, 0] * x_end + inverses[i, 1] * y + inverses[i, 2]) / w_end + shift
                        v_end = (inverses[i, 3] * x_end + inverses[i, 4] * y + inverses[i, 5]) / w_end
                        if wraps == 1:
                            laps = np.floor(u / (texture_width - 1)) * (texture_width - 1)
                            u -= laps
                            u_end -= laps
                        if abs(u) > 1e6 or abs(v) > 1e6 or abs(u_end) > 1e6 or abs(v_end) > 1e6:
                            continue
                        at_u = int(np.floor(u * 65536.0))
                        at_v = int(np.floor(v * 65536.0))
                        step_u = int(np.floor((u_end - u) * 65536.0 / (end - span)))
                        step_v = int(np.floor((v_end - v) * 65536.0 / (end - span)))
                        for x_at in range(span, end):
                            if wraps == 1 and at_u >= limit_u:
                                at_u -= limit_u
                            if 0 <= at_u < limit_u and 0 <= at_v < limit_v:
                                place = base + (at_v >> 16) * texture_width + (at_u >> 16)
                                one = texels[place]
                                two = texels[place + 1]
                                three = texels[place + texture_width]
                                four = texels[place + texture_width + 1]
                                if (one | two | three | four) != U(0):
                                    part_u = U((at_u >> 8) & 255)
                                    part_v = U((at_v >> 8) & 255)
                                    rest_u = WHOLE - part_u
                                    upper = (one * rest_u + two * part_u + HALF) >> EIGHT & LANES
                                    lower = (three * rest_u + four * part_u + HALF) >> EIGHT & LANES
                                    mixed = (
                                        upper * (WHOLE - part_v) + lower * part_v + HALF
                                    ) >> EIGHT & LANES
                                    if opacity != WHOLE:
                                        mixed = (mixed * opacity + HALF) >> EIGHT & LANES
                                    alpha = mixed >> TOP & BYTE
                                    if alpha != BYTE:
                                        under = U(frame[y_at, x_at])
                                        below = (under & LOW) | ((under & HIGH) << SPREAD)
                                        keep = WHOLE - alpha - (alpha >> U(7))
                                        mixed += (below * keep + HALF) >> EIGHT & LANES
                                        over = mixed & CARRY
                                        mixed = (mixed | (over - (over >> EIGHT))) & LANES
                                    frame[y_at, x_at] = (mixed & LOW) | (mixed >> SPREAD) & HIGH
                            at_u += step_u
                            at_v += step_v


@compiled("void(uint32[:,::1], uint8[:,::1], uint8[:,::1], int64[::1], int64[::1], int64)")
def to_i420(  # noqa: PLR0917
    frame: NDArray[np.uint32],
    grade: NDArray[np.uint8],
    planes: NDArray[np.uint8],
    across: NDArray[np.int64],
    down: NDArray[np.int64],
    saturation: int,
) -> None:
    """Grade `frame` by `grade` (3 tables of 256) and write it as I420, BT.709, limited range.

    `across[x] * down[y]` (256 is 1) darkens towards the edges; `saturation` is in 256ths.
    """
    height, width = frame.shape
    chroma_width = width // 2
    for y in range(0, height, 2):
        for x in range(0, width, 2):
            sum_red = 0
            sum_green = 0
            sum_blue = 0
            for part in range(4):
                row = y + (part >> 1)
                column = x + (part & 1)
                pixel = int(frame[row, column])
                fall = (across[column] * down[row]) >> 8
                red = int(grade[0, pixel & 255]) * fall
                green = int(grade[1, (pixel >> 8) & 255]) * fall
                blue = int(grade[2, (pixel >> 16) & 255]) * fall
                # 0.2126, 0.7152, 0.0722 times 219/255, in 65536ths, and 256ths of the fall
                luma = (red * 11966 + green * 40254 + blue * 4064 + (1 << 23)) >> 24
                planes[row, column] = 16 + luma
                sum_red += red
                sum_green += green
                sum_blue += blue
            # 224/255 of (B - Y) / 1.8556 and (R - Y) / 1.5748, for the sum of four
            u = (-6596 * sum_red - 22189 * sum_green + 28784 * sum_blue) // 256 * saturation
            v = (28784 * sum_red - 26145 * sum_green - 2640 * sum_blue) // 256 * saturation
            u = 128 + ((u + (1 << 25)) >> 26)
            v = 128 + ((v + (1 << 25)) >> 26)
            place = (y // 2) * chroma_width + x // 2
            planes[height + place // width, place % width] = min(240, max(16, u))
            place += (height // 2) * chroma_width
            planes[height + place // width, place % width] = min(240, max(16, v))
