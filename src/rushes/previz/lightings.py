"""Every lighting of the library as light: ten of their own, the others nearest to one of these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rushes.previz.light import Color, Grade, Light, Pool, color, mix, scaled

__all__ = ["DAYLIGHT", "LIGHTS"]

DAYLIGHT = "natural sunlight"  # where nothing is said


def colors(codes: str) -> tuple[Color, ...]:
    return tuple(color(code) for code in codes.split())


def water(codes: str) -> tuple[Color, Color, Color]:
    far, middle, near = colors(codes)
    return far, middle, near


TEN = (
    Light(
        called="golden hour", name="golden",
        sky=colors("#32436f #6b5f8e #b8738a #ec9a6c #ffc87a #ffe2a4"),
        sun=color("#fff3cf"), glow=color("#ffb45e"), sun_x=0.2, sun_y=0.085, sun_size=0.042,
        key=(0.95, 0.66, 0.38), ambient=(0.46, 0.4, 0.5),
        haze=color("#f3b184"), thickness=0.075,
        cloud_lit=color("#ffcf9a"), cloud_shade=color("#9a6a8a"),
        water=water("#e3a476 #94708e #3f4a72"),
        lamps=0.7, lamp=color("#ffc873"), stars=0.0,
        grade=Grade(0.1, color("#0a0a16"), color("#fffaf0"), 1.06, 0.24),
        beam=0.34, long=0.9, bloom=0.3,
        backdrop=("#c98a5b", "#b9785a", "#c79a6a", "#a8685a"),
    ),
    Light(
        called="blue hour", name="night",
        sky=colors("#16285e #22408a #3b66ae #6d93cb #a9b6dc #d9b8c4"),
        sun=color("#d9b8c4"), glow=color("#c79bb4"), sun_x=0.24, sun_y=0.0, sun_size=0.0,
        key=(0.3, 0.4, 0.62), ambient=(0.3, 0.41, 0.66),
        haze=color("#8aa3d2"), thickness=0.085,
        cloud_lit=color("#9aa8d6"), cloud_shade=color("#3f5690"),
        water=water("#93a4d2 #44639f #1c3466"),
        lamps=0.9, lamp=color("#ffc27a"), stars=0.12,
        grade=Grade(0.06, color("#0a1430"), color("#f2f6ff"), 1.1, 0.2),
        beam=0.16, hard=0.16, long=0.2, rim=0.7, bloom=0.25,
        backdrop=("#4a669e", "#52649a", "#456a98", "#5a6aa6"),
    ),
    Light(
        called="dramatic shadows", name="golden",
        sky=colors("#0e1219 #1b222d #2f3a47 #55606a #a08a6c #e6c48c"),
        sun=color("#ffe9c0"), glow=color("#e8b878"), sun_x=-0.42, sun_y=0.17, sun_size=0.0,
        key=(1.2, 0.98, 0.72), ambient=(0.17, 0.19, 0.25),
        haze=color("#77756f"), thickness=0.05,
        cloud_lit=color("#c8b08a"), cloud_shade=color("#1c222c"),
        water=water("#8d8470 #2f3a44 #10171f"),
        lamps=0.25, lamp=color("#ffbf70"), stars=0.0,
        grade=Grade(0.42, color("#020305"), color("#fff6e6"), 0.84, 0.3),
        beam=0.72, hard=0.85, long=1.1, rim=1.3, bloom=0.15,
        backdrop=("#4a4038", "#403a3a", "#4d4334"),
        dim=0.4, pools=(Pool(-0.34, 0.0, 1.35, 0.46, 0.84, (1.0, 0.93, 0.8), edge=3.4, turn=0.62),),
    ),
    Light(
        called="soft diffused", name="day",
        sky=colors("#c9d0d6 #d3d9dd #dce1e3 #e5e8e8 #edeeec #f3f2ee"),
        sun=color("#fdfcf8"), glow=color("#fbf8f0"), sun_x=-0.1, sun_y=0.5, sun_size=0.0,
        key=(0.2, 0.2, 0.2), ambient=(0.82, 0.83, 0.84),
        haze=color("#e6e8e7"), thickness=0.16,
        cloud_lit=color("#f4f4f2"), cloud_shade=color("#cfd5d9"),
        water=water("#dfe5e6 #b3c3c8 #8ea3aa"),
        lamps=0.0, lamp=color("#ffe8c0"), stars=0.0,
        grade=Grade(-0.1, color("#1c2026"), color("#f0f1f0"), 0.74, 0.06, 0.94),
        beam=0.06, hard=0.12, long=0.12, rim=0.25, bloom=0.14,
        backdrop=("#e2ddd4", "#d9dedd", "#e3d9d6", "#dadcd2"),
    ),
    Light(
        called="neon lights", name="night",
        sky=colors("#0a0618 #150a2c #250f45 #3d1360 #5f1a7a #86218c"),
        sun=color("#ff5fd0"), glow=color("#ff3fae"), sun_x=-0.26, sun_y=0.06, sun_size=0.0,
        key=(0.95, 0.26, 0.74), ambient=(0.2, 0.24, 0.5),
        haze=color("#5a1f80"), thickness=0.085,
        cloud_lit=color("#8a3aa8"), cloud_shade=color("#1a1038"),
        water=water("#a82a9c #2a3a8c #0a1232"),
        lamps=1.0, lamp=color("#3ff0ff"), stars=0.0,
        grade=Grade(0.18, color("#08041a"), color("#fff6ff"), 1.42, 0.28),
        beam=0.3, hard=0.3, long=0.3, rim=1.6, bloom=0.9,
        backdrop=("#3a1f66", "#2f2468", "#471d5e"),
        dim=0.7, pools=(
            Pool(-1.0, 0.0, 0.85, 1.5, 0.75, (1.5, 0.28, 1.05)),
            Pool(1.0, 0.1, 0.85, 1.5, 0.75, (0.2, 1.15, 1.5)),
        ),
    ),
    Light(
        called="natural sunlight", name="day",
        sky=colors("#2f7cc4 #4f98d6 #7ab7e4 #a9d3ee #d3e9f3 #eaf4f4"),
        sun=color("#fffdf2"), glow=color("#fff4d0"), sun_x=-0.3, sun_y=0.4, sun_size=0.034,
        key=(0.62, 0.58, 0.5), ambient=(0.56, 0.62, 0.68),
        haze=color("#d4e6ee"), thickness=0.06,
        cloud_lit=color("#ffffff"), cloud_shade=color("#b4c8dc"),
        water=water("#a4cfe0 #3f97ba #1b6790"),
        lamps=0.0, lamp=color("#ffe0a0"), stars=0.0,
        grade=Grade(0.08, color("#05080c"), color("#ffffff"), 1.08, 0.14),
        rim=0.68, backdrop=("#9cc3dc", "#d9c08e", "#a9cba6", "#e0b095"),
    ),
    Light(
        called="studio lighting", name="day",
        sky=colors("#4b4d52 #5d6065 #75787d #93969a #b4b6b9 #cfd0d1"),
        sun=color("#ffffff"), glow=color("#f4f6f8"), sun_x=-0.12, sun_y=0.3, sun_size=0.0,
        key=(0.86, 0.86, 0.88), ambient=(0.42, 0.42, 0.45),
        haze=color("#b4b6ba"), thickness=0.045,
        cloud_lit=color("#a8abaf"), cloud_shade=color("#85888d"),
        water=water("#b9bbbe #6f7378 #3c3f45"),
        lamps=0.5, lamp=color("#fff4e0"), stars=0.0,
        grade=Grade(0.2, color("#08080a"), color("#ffffff"), 0.96, 0.34),
        beam=0.42, hard=0.5, long=0.25, rim=1.5, bloom=0.12,
        backdrop=("#8f9296", "#898c92", "#96938f"),
        dim=0.72, pools=(Pool(0.0, -0.12, 0.85, 1.0, 0.5, edge=1.4),),
    ),
    Light(
        called="candlelight", name="night",
        sky=colors("#060304 #0c0606 #150a07 #22100a #35190c #4a250f"),
        sun=color("#ffc46a"), glow=color("#ff9a3c"), sun_x=0.12, sun_y=0.02, sun_size=0.0,
        key=(1.05, 0.6, 0.24), ambient=(0.3, 0.17, 0.1),
        haze=color("#2c160b"), thickness=0.12,
        cloud_lit=color("#4a2812"), cloud_shade=color("#100807"),
        water=water("#6a3a16 #2a160c #0d0706"),
        lamps=1.0, lamp=color("#ffb04a"), stars=0.0,
        grade=Grade(0.16, color("#0a0402"), color("#fff0d6"), 1.1, 0.3),
        beam=0.05, hard=0.4, long=0.7, rim=1.1, bloom=0.5,
        backdrop=("#7a4a26", "#6e4024", "#804e2c"),
        dim=0.24, pools=(Pool(0.08, 0.2, 0.66, 0.9, 1.3, (1.2, 0.9, 0.58), flicker=0.16),),
    ),
    Light(
        called="moonlight", name="night",
        sky=colors("#050a1c #0a1430 #112046 #1b305c #2b4674 #3d5a86"),
        sun=color("#f3f4ee"), glow=color("#8fb0e6"), sun_x=0.19, sun_y=0.3, sun_size=0.034,
        key=(0.26, 0.34, 0.52), ambient=(0.13, 0.17, 0.29),
        haze=color("#2c4670"), thickness=0.07,
        cloud_lit=color("#6a83b0"), cloud_shade=color("#1d2c50"),
        water=water("#3a5a88 #1c3661 #0b1a38"),
        lamps=1.0, lamp=color("#ffb968"), stars=1.0,
        grade=Grade(0.1, color("#04060e"), color("#fdfcff"), 0.92, 0.26),
        beam=0.12, hard=0.3, long=0.45, bloom=0.25,
        backdrop=("#26304a", "#2b2a44", "#1f3340", "#33283f"),
    ),
    Light(
        called="backlit silhouette", name="golden",
        sky=colors("#d97a2c #ee9a3e #fabb58 #ffd87e #fff0b4 #fffbe2"),
        sun=color("#fffdf0"), glow=color("#ffe49a"), sun_x=0.05, sun_y=0.1, sun_size=0.085,
        key=(0.1, 0.07, 0.04), ambient=(0.1, 0.07, 0.07),
        haze=color("#ffd98e"), thickness=0.055,
        cloud_lit=color("#fff2c4"), cloud_shade=color("#c98238"),
        water=water("#ffe7a4 #b8742c #23140c"),
        lamps=0.0, lamp=color("#ffd080"), stars=0.0,
        grade=Grade(0.3, color("#070302"), color("#fffdf4"), 1.1, 0.2),
        beam=0.6, hard=0.7, long=1.2, rim=1.7, bloom=0.6,
        backdrop=("#ffd58a", "#ffcf92", "#ffdc9c"),
        dim=0.66, pools=(Pool(0.05, -0.12, 0.7, 0.9, 0.4, (1.06, 1.0, 0.86)),),
    ),
)  # fmt: skip

BY_NAME = {light.called: light for light in TEN}


def like(name: str, called: str, **other: Any) -> Light:
    """The lighting `called`, which is that of `name` but for what is said."""
    return replace(BY_NAME[name], called=called, **other)


def toned(name: str, called: str, tone: Color, share: float, **other: Any) -> Light:
    """The same, its sky, its haze and its light drawn towards `tone`."""
    light = BY_NAME[name]
    return like(
        name,
        called,
        **{
            "sky": tuple(mix(one, tone, share) for one in light.sky),
            "haze": mix(light.haze, tone, share),
            "key": mix(light.key, scaled(tone, max(light.key)), share),
            "ambient": mix(light.ambient, scaled(tone, max(light.ambient)), share),
        }
        | other,
    )


DARK = Grade(0.4, color("#020203"), color("#fff8ee"), 0.8, 0.4)
OTHERS = (
    like(
        "dramatic shadows",
        "chiaroscuro",
        dim=0.16,
        grade=replace(DARK, saturation=1.0),
        pools=(Pool(-0.2, -0.05, 0.6, 0.9, 1.05, (1.1, 0.95, 0.72), edge=1.5),),
    ),
    toned(
        "natural sunlight",
        "midday sun",
        (1.0, 1.0, 0.98),
        0.16,
        sun_y=0.62,
        hard=0.75,
        long=0.1,
        key=(0.95, 0.92, 0.86),
        ambient=(0.44, 0.48, 0.55),
        grade=Grade(0.34, color("#04060a"), (1.0, 1.0, 1.0), 1.04, 0.1),
    ),
    toned(
        "golden hour",
        "morning light",
        color("#cfe2ea"),
        0.42,
        sun_x=-0.26,
        sun_y=0.16,
        long=0.7,
        cloud_lit=color("#fff2dc"),
        cloud_shade=color("#b0b8cc"),
        water=water("#e3d9c4 #8fb0bd #4a7288"),
        lamps=0.0,
    ),
    toned(
        "soft diffused",
        "overcast light",
        color("#9aa6ae"),
        0.5,
        thickness=0.1,
        cloud_lit=color("#ccd3d8"),
        cloud_shade=color("#8d98a1"),
        water=water("#aab6bd #7d8f98 #55676f"),
        grade=Grade(0.0, color("#10151a"), color("#f0f4f6"), 0.66, 0.14),
    ),
    like(
        "studio lighting",
        "three-point lighting",
        dim=0.62,
        rim=1.9,
        pools=(Pool(-0.4, -0.2, 0.6, 0.9, 0.5), Pool(0.7, 0.1, 0.4, 0.8, 0.3, (0.86, 0.94, 1.1))),
    ),
    like(
        "soft diffused",
        "high-key lighting",
        grade=Grade(-0.04, color("#181a1c"), (1.0, 1.0, 1.0), 0.92, 0.0, 1.3),
    ),
    like(
        "dramatic shadows",
        "low-key lighting",
        dim=0.22,
        grade=DARK,
        pools=(Pool(0.1, 0.0, 0.5, 0.9, 0.85, edge=1.2),),
    ),
    like(
        "natural sunlight",
        "hard light",
        hard=0.9,
        long=0.7,
        key=(1.05, 0.98, 0.86),
        ambient=(0.34, 0.37, 0.44),
        grade=Grade(0.45, color("#020306"), (1.0, 1.0, 1.0), 1.0, 0.16),
    ),
    like(
        "dramatic shadows",
        "Rembrandt lighting",
        dim=0.24,
        grade=replace(DARK, saturation=1.0),
        pools=(Pool(-0.3, -0.3, 0.7, 0.55, 1.0, (1.14, 0.92, 0.66), edge=1.8, turn=0.5),),
    ),
    like("dramatic shadows", "split lighting", dim=0.2, pools=(Pool(-1.0, 0.0, 1.0, 4.0, 0.9, edge=9.0),)),
    like("dramatic shadows", "side lighting", dim=0.42, pools=(Pool(-1.2, 0.0, 1.2, 2.0, 0.75, edge=1.3),)),
    like(
        "studio lighting",
        "rim light",
        dim=0.6,
        rim=2.6,
        key=(0.2, 0.2, 0.22),
        ambient=(0.2, 0.2, 0.23),
        pools=(),
        bloom=0.5,
    ),
    like("studio lighting", "top light", dim=0.34, pools=(Pool(0.0, -1.1, 0.6, 1.7, 0.95, edge=1.8),)),
    like(
        "dramatic shadows",
        "underlighting",
        dim=0.22,
        pools=(Pool(0.0, 1.15, 0.8, 1.4, 1.35, (0.86, 1.04, 0.8)),),
    ),
    like(
        "studio lighting", "spotlight", dim=0.12, beam=0.9, pools=(Pool(0.0, 0.1, 0.42, 0.95, 1.1, edge=4.0),)
    ),
    like(
        "candlelight",
        "practical lights",
        dim=0.42,
        pools=(
            Pool(-0.6, -0.1, 0.4, 0.6, 0.8, (1.1, 0.9, 0.62)),
            Pool(0.66, 0.0, 0.36, 0.6, 0.7, (1.1, 0.86, 0.56)),
        ),
    ),
    like(
        "candlelight", "tungsten light", dim=0.62, pools=(Pool(0.0, -0.2, 0.9, 1.1, 0.5, (1.06, 0.94, 0.76)),)
    ),
    toned(
        "soft diffused",
        "fluorescent light",
        color("#7fa08a"),
        0.55,
        lamps=0.6,
        lamp=color("#dcffe8"),
        grade=Grade(0.16, color("#061008"), color("#ecfff2"), 0.7, 0.2, 0.9),
    ),
    toned(
        "moonlight",
        "streetlights",
        color("#5a3312"),
        0.5,
        lamp=color("#ff9a3a"),
        bloom=0.7,
        dim=0.5,
        pools=(
            Pool(-0.7, 0.2, 0.4, 0.7, 0.8, (1.3, 0.84, 0.42)),
            Pool(0.1, 0.3, 0.35, 0.6, 0.7, (1.3, 0.84, 0.42)),
            Pool(0.85, 0.2, 0.4, 0.7, 0.8, (1.3, 0.84, 0.42)),
        ),
    ),
    like(
        "candlelight",
        "firelight",
        dim=0.22,
        pools=(Pool(0.1, 0.85, 1.1, 1.3, 1.35, (1.35, 0.66, 0.28), flicker=0.34),),
    ),
    like(
        "moonlight",
        "starlight",
        sun_size=0.0,
        sun_y=0.0,
        stars=1.6,
        lamps=0.3,
        key=(0.1, 0.13, 0.22),
        glow=color("#26365c"),
        grade=Grade(0.1, color("#020308"), color("#eef2ff"), 0.8, 0.3, 0.84),
    ),
    like(
        "natural sunlight",
        "window light",
        dim=0.42,
        beam=0.6,
        pools=(Pool(-1.0, -0.1, 1.0, 1.2, 0.8, (1.04, 1.0, 0.92), edge=1.2),),
    ),
    like(
        "golden hour",
        "volumetric light",
        thickness=0.13,
        beam=0.9,
        bloom=0.8,
        dim=0.6,
        pools=tuple(
            Pool(-0.5 + 0.42 * k, -0.1, 0.09, 2.4, 0.55, (1.1, 1.0, 0.8), edge=1.4, turn=-0.5)
            for k in range(4)
        ),
    ),
    like(
        "natural sunlight",
        "dappled light",
        dim=0.5,
        pools=tuple(
            Pool(x, y, 0.14, 0.2, 0.8, (1.04, 1.04, 0.8), edge=2.2, flicker=0.1)
            for x, y in (
                (-0.8, 0.5),
                (-0.55, -0.1),
                (-0.3, 0.7),
                (-0.1, 0.2),
                (0.15, -0.4),
                (0.3, 0.55),
                (0.55, 0.1),
                (0.8, 0.65),
                (0.9, -0.2),
                (-0.85, -0.55),
            )
        ),
    ),
    like(
        "moonlight",
        "strobe light",
        dim=0.25,
        bloom=0.6,
        pools=(Pool(0.0, -0.2, 1.4, 1.6, 1.5, (1.0, 1.0, 1.15), flicker=1.0),),
    ),
    toned(
        "moonlight",
        "bioluminescence",
        color("#04383c"),
        0.4,
        lamp=color("#3ffff0"),
        bloom=1.0,
        dim=0.7,
        stars=0.4,
        pools=(
            Pool(-0.3, 0.75, 0.6, 0.4, 1.2, (0.1, 1.3, 1.25), flicker=0.1),
            Pool(0.6, 0.55, 0.4, 0.3, 1.0, (0.1, 1.2, 1.4), flicker=0.1),
        ),
    ),
    like(
        "natural sunlight",
        "flat light",
        hard=0.08,
        long=0.05,
        rim=0.2,
        key=(0.2, 0.2, 0.19),
        ambient=(0.8, 0.82, 0.84),
        grade=Grade(-0.1, color("#1a1c1e"), color("#f8f8f4"), 0.9, 0.0),
    ),
)

LIGHTS: Mapping[str, Light] = BY_NAME | {light.called: light for light in OTHERS}
