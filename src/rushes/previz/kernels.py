"""The loops over pixels: layers onto a frame, and a frame into I420.

A pixel is red, green, blue, alpha in one uint32 (red in the low byte), colour premultiplied by
alpha: alpha 0 with colour adds light. Arithmetic is done on all four channels at once, in a uint64
with a lane of 16 bits for each (from the low one: red, blue, green, alpha); texels are stored so.
Nothing depends on how many threads run.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from rushes.previz.compiled import compiled

__all__ = ["CELL", "TILE_HEIGHT", "TILE_WIDTH", "composite", "to_i420"]

CELL = 16  # texels to the side of a cell of the occupancy map: 0 empty, 1 mixed, 2 opaque
TILE_WIDTH = 64
TILE_HEIGHT = 16
MOST_STEP = 6 << 16  # texels to a pixel, in 65536ths, up to which a row of texels is mixed ahead
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

# A colour's luma, u and v side by side in one number, in 256ths of a level, so that three additions make
# a pixel of four sums: 20 bits of luma, 20 of u and 20 of v, each of these MIDDLE where there is none.
LUMA, U_AT, V_AT = U(0xFFFFF), U(20), U(40)
MIDDLE = 98304
BLEACHED = 210 * 256  # luma, above black, from which colour is lost


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
    line = np.empty(TILE_WIDTH * (MOST_STEP >> 16) + 4, np.uint64)
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
                    first_row = math.floor(low_v) - 1
                    last_row = math.floor(high_v) + 2
                    first_column = math.floor(low_u) - 1
                    last_column = math.floor(high_u) + 2
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
                # No turn and no roll: rows of texels lie along rows of pixels.
                flat = inverses[i, 3] == 0.0 and inverses[i, 6] == 0.0 and inverses[i, 0] > 0.0
                for y_at in range(tile_y, bottom):
                    y = y_at + 0.5
                    shift = 0.0
                    if effects[i, 1] > 0.0:
                        x = width * 0.5
                        w = inverses[i, 6] * x + inverses[i, 7] * y + inverses[i, 8]
                        v = (inverses[i, 3] * x + inverses[i, 4] * y + inverses[i, 5]) / w
                        near = min(1.0, max(0.0, v / texture_height))
                        shift = effects[i, 1] * near * math.sin(effects[i, 2] * v + effects[i, 3])
                    if flat:
                        w = inverses[i, 7] * y + inverses[i, 8]
                        if w <= 1e-6:
                            continue
                        v = (inverses[i, 4] * y + inverses[i, 5]) / w
                        u = (
                            inverses[i, 0] * (tile_x + 0.5) + inverses[i, 1] * y + inverses[i, 2]
                        ) / w + shift
                        if abs(u) > 1e6 or abs(v) > 1e6:
                            continue
                        if wraps == 1:
                            u -= math.floor(u / (texture_width - 1)) * (texture_width - 1)
                        at_u = math.floor(u * 65536.0)
                        at_v = math.floor(v * 65536.0)
                        step_u = math.floor(inverses[i, 0] / w * 65536.0)
                        if at_v < 0 or at_v >= limit_v:
                            continue
                        if 0 < step_u < MOST_STEP:
                            start = tile_x
                            stop = right
                            if at_u < 0:
                                skip = (step_u - 1 - at_u) // step_u
                                start += skip
                                at_u += skip * step_u
                            if wraps == 0:
                                stop = min(stop, start + (limit_u - at_u + step_u - 1) // step_u)
                            if start >= stop:
                                continue
                            first = at_u >> 16
                            needed = ((at_u + (stop - 1 - start) * step_u) >> 16) + 2 - first
                            row = at_v >> 16
                            solid = wraps == 0 and opacity == WHOLE
                            if wraps == 0:
                                seen = False
                                for cell_row in range(row // CELL, (row + 1) // CELL + 1):
                                    cell_at = textures[texture, 3] + cell_row * textures[texture, 4]
                                    for column in range(first // CELL, (first + needed - 1) // CELL + 1):
                                        held = cells[cell_at + column]
                                        seen |= held != 0
                                        solid &= held == 2
                                if not seen:
                                    continue
                            part_v = U((at_v >> 8) & 255)
                            rest_v = WHOLE - part_v
                            done = 0
                            column = first
                            while done < needed:
                                if wraps == 1 and column >= texture_width - 1:
                                    column -= texture_width - 1
                                run = needed - done
                                if wraps == 1:
                                    run = min(run, texture_width - 1 - column)
                                place = base + row * texture_width + column
                                for k in range(run):
                                    line[U(done + k)] = (
                                        texels[U(place + k)] * rest_v
                                        + texels[U(place + texture_width + k)] * part_v
                                        + HALF
                                    ) >> EIGHT & LANES
                                done += run
                                column += run
                            if opacity != WHOLE:
                                for k in range(needed):
                                    line[U(k)] = (line[U(k)] * opacity + HALF) >> EIGHT & LANES
                            at_u -= first << 16
                            for x_at in range(start, stop):
                                k = at_u >> 16
                                one = line[U(k)]
                                two = line[U(k + 1)]
                                part_u = U((at_u >> 8) & 255)
                                at_u += step_u
                                if solid or (one | two) != U(0):
                                    mixed = (one * (WHOLE - part_u) + two * part_u + HALF) >> EIGHT & LANES
                                    alpha = mixed >> TOP & BYTE
                                    if alpha != BYTE:
                                        under = U(frame[U(y_at), U(x_at)])
                                        below = (under & LOW) | ((under & HIGH) << SPREAD)
                                        keep = WHOLE - alpha - (alpha >> U(7))
                                        mixed += (below * keep + HALF) >> EIGHT & LANES
                                        over = mixed & CARRY
                                        mixed = (mixed | (over - (over >> EIGHT))) & LANES
                                    frame[U(y_at), U(x_at)] = (mixed & LOW) | (mixed >> SPREAD) & HIGH
                            continue
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
                            laps = math.floor(u / (texture_width - 1)) * (texture_width - 1)
                            u -= laps
                            u_end -= laps
                        if abs(u) > 1e6 or abs(v) > 1e6 or abs(u_end) > 1e6 or abs(v_end) > 1e6:
                            continue
                        at_u = math.floor(u * 65536.0)
                        at_v = math.floor(v * 65536.0)
                        step_u = math.floor((u_end - u) * 65536.0 / (end - span))
                        step_v = math.floor((v_end - v) * 65536.0 / (end - span))
                        for x_at in range(span, end):
                            if wraps == 1 and at_u >= limit_u:
                                at_u -= limit_u
                            if 0 <= at_u < limit_u and 0 <= at_v < limit_v:
                                place = base + (at_v >> 16) * texture_width + (at_u >> 16)
                                one = texels[U(place)]
                                two = texels[U(place + 1)]
                                three = texels[U(place + texture_width)]
                                four = texels[U(place + texture_width + 1)]
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
                                        under = U(frame[U(y_at), U(x_at)])
                                        below = (under & LOW) | ((under & HIGH) << SPREAD)
                                        keep = WHOLE - alpha - (alpha >> U(7))
                                        mixed += (below * keep + HALF) >> EIGHT & LANES
                                        over = mixed & CARRY
                                        mixed = (mixed | (over - (over >> EIGHT))) & LANES
                                    frame[U(y_at), U(x_at)] = (mixed & LOW) | (mixed >> SPREAD) & HIGH
                            at_u += step_u
                            at_v += step_v


@compiled(
    "void(uint32[:,::1], uint64[:,::1], uint8[::1], int64[:,:,::1], int64, uint8[:,::1], int64, int64, "
    "int64, uint8[:,::1])"
)
def to_i420(  # noqa: PLR0917
    frame: NDArray[np.uint32],
    grade: NDArray[np.uint64],
    tone: NDArray[np.uint8],
    veil: NDArray[np.int64],
    shift: int,
    screen: NDArray[np.uint8],
    screen_x: int,
    screen_y: int,
    grain: int,
    planes: NDArray[np.uint8],
) -> None:
    """Grade `frame`, lay the veil and the screen over it, and write it as I420, BT.709, limited range.

    `grade` has what each value of red, green and blue adds to luma and chroma (see `LUMA`), `tone`
    the luma that is written for each of 1024 steps. `veil` has a node every `1 << shift` pixels, the
    first half of that outside: how much light is left (4096 is all), light to add, the tint of what is
    there (u, v), chroma to add (u, v). `screen` is laid out from (screen_x, screen_y) on, `grain` strong.
    """
    height, width = frame.shape
    chroma_width = width // 2
    nodes_down, nodes_across, _ = veil.shape
    cell = 1 << shift
    half = cell >> 1
    screen_height, screen_width = screen.shape
    row = np.empty((nodes_across, 6), np.int64)
    for y in range(0, height, 2):
        down = y + 1 + half
        node = min(down >> shift, nodes_down - 2)
        part = down - (node << shift)
        for i in range(nodes_across):
            for k in range(6):
                row[i, k] = (veil[node, i, k] << shift) + (veil[node + 1, i, k] - veil[node, i, k]) * part
        over = screen[U((y + screen_y) & (screen_height - 1))]
        under = screen[U((y + 1 + screen_y) & (screen_height - 1))]
        for i in range(nodes_across - 1):
            begin = max(0, (i << shift) - half)
            end = min(width, (i << shift) + half)
            part = begin + 1 + half - (i << shift)
            gain_step = row[i + 1, 0] - row[i, 0]
            add_step = row[i + 1, 1] - row[i, 1]
            tint_u_step = row[i + 1, 2] - row[i, 2]
            tint_v_step = row[i + 1, 3] - row[i, 3]
            u_step = row[i + 1, 4] - row[i, 4]
            v_step = row[i + 1, 5] - row[i, 5]
            gain = (row[i, 0] << shift) + gain_step * part
            add = (row[i, 1] << shift) + add_step * part
            tint_u = (row[i, 2] << shift) + tint_u_step * part
            tint_v = (row[i, 3] << shift) + tint_v_step * part
            add_u = (row[i, 4] << shift) + u_step * part
            add_v = (row[i, 5] << shift) + v_step * part
            twice = shift + shift
            for x in range(begin, end, 2):
                left = gain >> twice
                more = add >> twice
                total = U(0)
                for k in range(4):
                    y_at = y + (k >> 1)
                    x_at = x + (k & 1)
                    pixel = U(frame[U(y_at), U(x_at)])
                    packed = (
                        grade[0, pixel & BYTE]
                        + grade[1, (pixel >> EIGHT) & BYTE]
                        + grade[2, (pixel >> U(16)) & BYTE]
                    )
                    total += packed
                    luma = ((int(packed & LUMA) * left) >> 12) + more
                    said = int(tone[U(min(1023, max(0, luma >> 6)))])
                    if grain:
                        across = U((x_at + screen_x) & (screen_width - 1))
                        spot = int(over[across] if k < 2 else under[across])
                        said += ((spot - 128) * grain) >> 8
                        said = min(235, max(16, said))
                    planes[U(y_at), U(x_at)] = said
                luma = int(total & LUMA)
                # What is brighter than the brightest loses its colour, as on film.
                bleach = ((luma * left) >> 14) + more - BLEACHED
                keep = 256 if bleach <= 0 else max(0, 256 - (bleach >> 7))
                u = (int((total >> U_AT) & LUMA) - 4 * MIDDLE) * left + luma * (tint_u >> twice)
                v = (int(total >> V_AT) - 4 * MIDDLE) * left + luma * (tint_v >> twice)
                u = 128 + ((((u >> 14) + (add_u >> twice)) * keep + 32768) >> 16)
                v = 128 + ((((v >> 14) + (add_v >> twice)) * keep + 32768) >> 16)
                place = (y // 2) * chroma_width + x // 2
                planes[U(height + place // width), U(place % width)] = min(240, max(16, u))
                place += (height // 2) * chroma_width
                planes[U(height + place // width), U(place % width)] = min(240, max(16, v))
                gain += 2 * gain_step
                add += 2 * add_step
                tint_u += 2 * tint_u_step
                tint_v += 2 * tint_v_step
                add_u += 2 * u_step
                add_v += 2 * v_step
