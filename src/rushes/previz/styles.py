"""Every style, genre, film stock and mood of the library as a look; ten styles have manners of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rushes.previz.light import Color, Grade, Pool
from rushes.previz.look import Look, together

__all__ = ["GENRES", "MOODS", "STOCKS", "STYLES", "look_of"]


def tint(
    contrast: float = 0.0,
    saturation: float = 1.0,
    gamma: float = 1.0,
    *,
    low: Color = (0.0, 0.0, 0.0),
    high: Color = (1.0, 1.0, 1.0),
    tone: Color = (1.0, 1.0, 1.0),
    edges: float = 0.0,
) -> Grade:
    return Grade(contrast, low, high, saturation, edges, gamma, tone)


SEPIA: Color = (1.14, 0.98, 0.72)
BLINDS = (Pool(0.16, -0.06, 0.9, 0.74, 0.85, edge=3.0, turn=0.2, stripes=6),)

CEL = Look(tint(0.06, 1.38, 1.1), manner="cel", edges=0.0, bloom=0.12)
PUPPETS = Look(
    tint(0.14, 1.06, 0.98, tone=(1.05, 1.0, 0.9), edges=0.3),
    manner="felt",
    hold=2,
    wobble=0.0032,
    blur=0.006,
    unsteady=0.035,
)
DOCUMENT = Look(
    tint(-0.14, 0.66, 1.04, low=(0.085, 0.09, 0.085), high=(0.95, 0.98, 0.95)),
    shake=0.0085,
    edges=0.0,
    screen="video",
    grain=0.07,
)
OLD = Look(
    tint(-0.04, 0.56, 1.0, low=(0.17, 0.115, 0.09), high=(0.98, 0.91, 0.72), edges=0.28),
    screen="film",
    grain=0.15,
    weave=0.0026,
    unsteady=0.05,
    scratches=1.0,
)

STYLES: Mapping[str, Look] = {
    "cinematic": Look(
        tint(0.36, 1.04, 0.84, low=(0.0, 0.06, 0.085), high=(1.0, 0.91, 0.74), edges=0.2),
        blur=0.0085,
        bloom=0.45,
        streak=0.5,
    ),
    "photorealistic": Look(tint(0.02)),
    "anime style": CEL,
    "3D animation": Look(
        tint(0.1, 1.3, 1.16, high=(1.0, 0.985, 0.95)),
        manner="round",
        bloom=0.25,
        edges=0.3,
    ),
    "2D animation": replace(CEL, grade=tint(-0.02, 1.2, 1.06), screen="paper", grain=0.06, hold=2),
    "stop motion": PUPPETS,
    "claymation": replace(PUPPETS, manner="clay", grade=tint(0.14, 1.3, 1.02, edges=0.24)),
    "paper cut-out": Look(tint(0.1, 1.15, 1.06), manner="paper", hold=2, wobble=0.002, edges=0.4),
    "pixel art": Look(tint(0.2, 1.3, 1.04), manner="print", coarse=96, edges=0.0),
    "low poly": Look(tint(0.14, 1.25, 1.06), manner="facets", edges=0.2),
    "comic book style": Look(tint(0.4, 1.45, 1.1), manner="ink", screen="dots", grain=0.3, edges=0.0),
    "watercolor painting": Look(
        tint(-0.1, 0.95, 1.2, low=(0.12, 0.12, 0.14)),
        manner="watercolor",
        screen="paper",
        grain=0.16,
        edges=-0.4,
    ),
    "oil painting": Look(tint(0.16, 1.2, 0.98), manner="strokes", screen="paper", grain=0.1),
    "pencil sketch": Look(
        tint(0.1, 0.0, 1.1), manner="pencil", screen="paper", grain=0.12, edges=0.0, hold=2
    ),
    "ink wash painting": Look(
        tint(0.2, 0.0, 1.24, tone=(1.0, 0.985, 0.94)),
        manner="watercolor",
        screen="paper",
        grain=0.14,
        edges=-0.5,
    ),
    "ukiyo-e": Look(
        tint(0.1, 0.85, 1.06, low=(0.1, 0.1, 0.14), high=(1.0, 0.95, 0.84)),
        manner="print",
        screen="paper",
        grain=0.18,
        edges=0.0,
    ),
    "rotoscope": replace(CEL, grade=tint(0.2, 0.9, 1.04), hold=2, wobble=0.0022),
    "vintage film grain": OLD,
    "documentary style": DOCUMENT,
    "nature documentary style": Look(tint(0.1, 1.12, 1.02), blur=0.003, edges=0.3),
    "found footage": replace(DOCUMENT, shake=0.016, screen="tape", grain=0.12),
    "security camera footage": Look(
        tint(0.1, 0.12, 0.96, tone=(0.86, 1.06, 0.94)),
        screen="tape",
        grain=0.2,
        edges=1.4,
        hold=3,
    ),
    "music video aesthetic": Look(
        tint(0.5, 1.66, 1.0, low=(0.05, 0.0, 0.11)),
        leaks=0.8,
        flashes=1.0,
        bloom=0.35,
        dim=0.64,
        pools=(
            Pool(-1.1, -0.2, 0.7, 1.5, 0.42, (1.5, 0.5, 0.2)),
            Pool(1.1, 0.2, 0.7, 1.5, 0.4, (1.1, 0.2, 1.3)),
        ),
    ),
    "commercial style": Look(tint(0.14, 1.2, 1.18), bloom=0.25, edges=0.0),
    "product photography": Look(tint(0.16, 1.05, 1.1), light="studio lighting", edges=0.7),
    "high production value": Look(
        tint(0.2, 1.12, 1.0, high=(1.0, 0.98, 0.94), edges=0.08), bloom=0.3, blur=0.004
    ),
    "noir": Look(
        tint(0.3, 0.0, 1.3, edges=0.2),
        light="dramatic shadows",
        dim=0.85,
        pools=BLINDS,
        screen="film",
        grain=0.05,
    ),
    "cyberpunk": Look(
        tint(0.4, 0.98, 1.0, low=(0.03, 0.0, 0.08), high=(0.94, 1.0, 1.0), edges=0.1),
        light="neon lights",
        bloom=1.1,
        streak=0.6,
        wet=0.75,
        dim=0.8,
        pools=(
            Pool(-1.0, 0.0, 0.8, 1.5, 0.5, (1.5, 0.24, 1.15)),
            Pool(1.0, 0.0, 0.8, 1.5, 0.5, (0.1, 1.2, 1.5)),
        ),
    ),
    "steampunk": Look(tint(0.24, 0.8, 0.96, tone=(1.12, 0.96, 0.7), edges=0.2), bloom=0.3),
    "solarpunk": Look(tint(0.06, 1.3, 1.14, tone=(0.98, 1.05, 0.9)), bloom=0.5, edges=0.2),
    "vaporwave": Look(
        tint(0.12, 1.4, 1.06, low=(0.2, 0.02, 0.3), high=(0.86, 0.98, 1.0)),
        bloom=0.7,
        screen="tape",
        grain=0.14,
    ),
    "gothic style": Look(tint(0.34, 0.55, 0.86, tone=(0.9, 0.94, 1.06), edges=0.3), light="candlelight"),
    "surreal style": Look(tint(0.14, 1.4, 1.06, low=(0.1, 0.0, 0.08), high=(0.96, 1.0, 0.9)), bloom=0.7),
    "minimalist style": Look(tint(-0.2, 0.4, 1.3, low=(0.1, 0.1, 0.1)), manner="paper", edges=-0.6),
    "black and white": Look(tint(0.26, 0.0)),
    "sepia tone": Look(tint(0.06, 0.0, 1.04, low=(0.08, 0.08, 0.08), tone=SEPIA, edges=0.16)),
    "teal and orange": Look(tint(0.24, 1.14, low=(0.0, 0.1, 0.14), high=(1.0, 0.9, 0.7))),
    "pastel colors": Look(tint(-0.3, 0.75, 1.3, low=(0.26, 0.22, 0.27)), edges=0.0),
    "muted colors": Look(tint(0.06, 0.42)),
    "vivid colors": Look(tint(0.24, 1.75)),
    "slow motion": Look(tint(0.1, 1.05), bloom=0.25),
    "time-lapse": Look(tint(0.14, 1.16), unsteady=0.06),
    "hyperlapse": Look(tint(0.14, 1.16), unsteady=0.05, shake=0.003),
    "bullet time": Look(tint(0.2, 0.8, tone=(0.86, 1.04, 0.92)), bloom=0.3),
    "4K": Look(),
    "8K": Look(),
}

GENRES: Mapping[str, Look] = {
    "action film": Look(tint(0.36, 1.1, low=(0.0, 0.04, 0.07), high=(1.0, 0.93, 0.8)), shake=0.003),
    "adventure film": Look(tint(0.18, 1.2, 1.04, tone=(1.05, 1.0, 0.92)), bloom=0.2),
    "comedy film": Look(tint(0.0, 1.2, 1.2, high=(1.0, 0.99, 0.95)), edges=0.2),
    "coming-of-age film": Look(
        tint(-0.06, 0.9, 1.1, low=(0.1, 0.07, 0.08), high=(1.0, 0.95, 0.84)), bloom=0.4
    ),
    "disaster film": Look(tint(0.3, 0.6, 0.92, tone=(1.04, 0.98, 0.84)), shake=0.005),
    "drama film": Look(tint(0.1, 0.76, 0.96), blur=0.004),
    "fairy tale": Look(tint(0.0, 1.2, 1.12, low=(0.08, 0.03, 0.1)), bloom=0.8),
    "fantasy film": Look(tint(0.16, 1.25, 1.02, low=(0.03, 0.02, 0.1)), bloom=0.7),
    "heist film": Look(tint(0.3, 0.95, 0.96, low=(0.0, 0.05, 0.07)), streak=0.4, bloom=0.2),
    "horror film": Look(tint(0.4, 0.46, 0.76, tone=(0.86, 1.0, 0.94), edges=0.34), light="low-key lighting"),
    "martial arts film": Look(tint(0.24, 1.1, tone=(1.06, 0.99, 0.86))),
    "musical film": Look(tint(0.2, 1.5, 1.1), bloom=0.35),
    "mystery film": Look(tint(0.24, 0.7, 0.86, tone=(0.9, 0.98, 1.06), edges=0.2)),
    "period drama": Look(tint(0.04, 0.86, 1.0, low=(0.05, 0.035, 0.02), tone=(1.07, 1.0, 0.84)), bloom=0.25),
    "road movie": Look(
        tint(0.16, 0.96, 1.06, low=(0.07, 0.04, 0.02), high=(1.0, 0.95, 0.82)), streak=0.3, bloom=0.3
    ),
    "romance film": Look(tint(-0.06, 1.05, 1.12, tone=(1.08, 0.98, 0.96)), bloom=0.6),
    "science fiction film": Look(tint(0.24, 0.86, tone=(0.86, 1.0, 1.12)), streak=0.7, bloom=0.4),
    "spy film": Look(tint(0.3, 0.8, tone=(0.92, 0.99, 1.07))),
    "superhero film": Look(tint(0.34, 1.4), bloom=0.3, streak=0.3),
    "thriller film": Look(tint(0.36, 0.66, 0.88, tone=(0.9, 1.0, 1.04), edges=0.2)),
    "war film": Look(tint(0.2, 0.4, 0.96, tone=(1.0, 1.0, 0.88)), shake=0.006, screen="film", grain=0.08),
    "western film": Look(tint(0.24, 0.96, 1.02, tone=(1.14, 1.0, 0.76))),
}

FILM = Look(screen="film", grain=0.08)
STOCKS: Mapping[str, Look] = {
    "35mm film": replace(FILM, grade=tint(0.06, 1.0, low=(0.035, 0.035, 0.03), high=(1.0, 0.985, 0.95))),
    "16mm film": replace(FILM, grade=tint(0.08, 0.88, low=(0.06, 0.06, 0.05)), grain=0.13, weave=0.0012),
    "Super 8 film": replace(
        OLD, grain=0.17, grade=tint(0.12, 1.0, low=(0.12, 0.07, 0.04), tone=(1.12, 1.0, 0.8), edges=0.4)
    ),
    "70mm film": replace(FILM, grade=tint(0.1, 1.1), grain=0.035),
    "IMAX film": replace(FILM, grade=tint(0.16, 1.14), grain=0.025),
    "Kodak Vision3 500T": replace(
        FILM, grade=tint(0.06, 0.95, low=(0.03, 0.04, 0.08), tone=(0.95, 1.0, 1.06))
    ),
    "Kodak Vision3 250D": replace(FILM, grade=tint(0.1, 1.08, tone=(1.04, 1.0, 0.96)), grain=0.08),
    "Kodak Portra 400": replace(
        FILM, grade=tint(-0.04, 0.88, 1.08, low=(0.07, 0.06, 0.05), high=(1.0, 0.97, 0.9))
    ),
    "Kodak Ektachrome": replace(FILM, grade=tint(0.26, 1.25, tone=(0.94, 1.0, 1.08)), grain=0.05),
    "Kodachrome": replace(FILM, grade=tint(0.3, 1.3, tone=(1.1, 0.98, 0.86)), grain=0.07),
    "Kodak Tri-X": replace(FILM, grade=tint(0.44, 0.0), grain=0.18),
    "Ilford HP5": replace(FILM, grade=tint(0.12, 0.0, 1.06, low=(0.05, 0.05, 0.05)), grain=0.12),
    "Fujifilm Velvia": replace(FILM, grade=tint(0.34, 1.7, tone=(1.0, 0.98, 1.04)), grain=0.04),
    "Fujifilm Eterna": replace(
        FILM, grade=tint(-0.14, 0.68, 1.04, low=(0.05, 0.06, 0.055), tone=(0.98, 1.02, 0.98))
    ),
    "CineStill 800T": replace(FILM, grade=tint(0.16, 1.1, tone=(0.9, 1.0, 1.12)), bloom=1.0, grain=0.1),
    "Technicolor": Look(tint(0.3, 1.7, 1.02, tone=(1.06, 0.98, 0.94)), bloom=0.2),
    "Polaroid": replace(
        FILM, grade=tint(-0.18, 0.7, 1.14, low=(0.13, 0.14, 0.1), high=(1.0, 0.99, 0.86), edges=0.3)
    ),
    "VHS tape": Look(
        tint(0.02, 1.2, low=(0.06, 0.05, 0.09)), screen="tape", grain=0.18, bloom=0.3, edges=0.0
    ),
}

MOODS: Mapping[str, Look] = {
    "epic mood": Look(tint(0.3, 1.12, 0.98, high=(1.0, 0.97, 0.9), edges=0.1), bloom=0.35),
    "majestic mood": Look(tint(0.2, 1.1, 1.02, tone=(1.03, 1.0, 0.95)), bloom=0.35),
    "triumphant mood": Look(tint(0.24, 1.25, 1.12, tone=(1.08, 1.02, 0.86)), bloom=0.4),
    "calm mood": Look(tint(-0.14, 0.86, 1.08, tone=(0.98, 1.01, 1.02)), edges=0.4),
    "intimate mood": Look(tint(0.0, 0.98, 0.92, tone=(1.1, 0.99, 0.86), edges=0.24), bloom=0.3),
    "romantic mood": Look(tint(-0.06, 1.06, 1.08, tone=(1.11, 0.97, 0.95)), bloom=0.6),
    "joyful mood": Look(tint(0.1, 1.35, 1.2, tone=(1.05, 1.02, 0.92)), edges=0.2),
    "playful mood": Look(tint(0.06, 1.5, 1.16), edges=0.0),
    "hopeful mood": Look(tint(0.04, 1.1, 1.18, tone=(1.05, 1.02, 0.94)), bloom=0.4),
    "nostalgic mood": Look(tint(-0.08, 0.72, 1.06, low=(0.09, 0.06, 0.04), tone=(1.1, 1.0, 0.82)), bloom=0.3),
    "dreamlike mood": Look(tint(-0.2, 0.9, 1.16, low=(0.08, 0.06, 0.12), tone=(1.02, 0.98, 1.06)), bloom=1.0),
    "mysterious mood": Look(tint(0.2, 0.7, 0.8, low=(0.0, 0.02, 0.05), tone=(0.88, 0.98, 1.08), edges=0.2)),
    "melancholic mood": Look(tint(-0.04, 0.48, 0.88, tone=(0.9, 0.98, 1.1))),
    "lonely mood": Look(tint(0.04, 0.4, 0.94, tone=(0.92, 0.98, 1.08), edges=0.16)),
    "tense mood": Look(tint(0.4, 0.7, 0.86, tone=(0.94, 1.02, 0.96), edges=0.2), shake=0.002),
    "ominous mood": Look(tint(0.42, 0.5, 0.68, tone=(0.94, 0.96, 1.0), edges=0.3)),
    "eerie mood": Look(tint(0.2, 0.55, 0.82, tone=(0.86, 1.08, 0.94), edges=0.2)),
    "gritty mood": Look(tint(0.44, 0.55, 0.92), screen="film", grain=0.08),
    "chaotic mood": Look(tint(0.44, 1.3), shake=0.012),
    "energetic mood": Look(tint(0.34, 1.5, 1.06), shake=0.003),
    "moody atmosphere": Look(tint(0.34, 0.8, 0.8, edges=0.24)),
}

NAMED: Mapping[str, Look] = {**STYLES, **GENRES, **STOCKS}


def look_of(styles: Sequence[str], moods: Sequence[str]) -> Look:
    """The look of everything that is said; what is not in the library's words adds nothing."""
    return together(
        [
            *(NAMED[name] for name in styles[:4] if name in NAMED),
            *(MOODS[name] for name in moods[:2] if name in MOODS),
        ]
    )
