"""The transitions that a storyboard can name. Which of them an engine has is asked where films are made."""

from __future__ import annotations

__all__ = ["XFADE_NAMES"]

# FFmpeg's own (filter xfade), without `custom`, which takes a program.
XFADE_NAMES: tuple[str, ...] = (
    *("fade", "fadeblack", "fadewhite", "fadegrays", "fadefast", "fadeslow", "dissolve", "distance"),
    *("wipeleft", "wiperight", "wipeup", "wipedown", "wipetl", "wipetr", "wipebl", "wipebr"),
    *("slideleft", "slideright", "slideup", "slidedown"),
    *("smoothleft", "smoothright", "smoothup", "smoothdown"),
    *("coverleft", "coverright", "coverup", "coverdown"),
    *("revealleft", "revealright", "revealup", "revealdown"),
    *("circlecrop", "circleopen", "circleclose", "rectcrop", "radial", "pixelize", "zoomin"),
    *("vertopen", "vertclose", "horzopen", "horzclose", "squeezeh", "squeezev", "hblur"),
    *("diagtl", "diagtr", "diagbl", "diagbr", "hlslice", "hrslice", "vuslice", "vdslice"),
    *("hlwind", "hrwind", "vuwind", "vdwind"),
)
