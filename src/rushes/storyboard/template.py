"""A storyboard to begin with."""

from __future__ import annotations

import json

__all__ = ["new_storyboard"]

TEMPLATE = """\
# A storyboard: the shots of a film, in order.
#
#   rushes storyboard check FILE   what is wrong with it
#   rushes film FILE --dry-run     what would be made, and what it costs
#   rushes film FILE               the film
#
# The model `previz` draws every shot on this machine: it needs no key and costs nothing.
rushes: storyboard/1
title: {title}
ratio: 16:9          # or size: 1920x1080
fps: 24
model: previz        # `rushes models` lists them; a shot can have its own

# What every shot shares, unless it says otherwise.
look:
  style: cinematic
  lighting: golden hour
  mood: calm

# Who keeps their looks from shot to shot: @keeper in a prompt (quoted, because of the @).
cast:
  keeper: an old lighthouse keeper in a yellow oilskin coat

# music: {{file: music.mp3, level: -8, duck: 10}}

title_card:
  text: {title}
  duration: 3

transition: dissolve # how every shot but the first begins: cut, dissolve, fade, fade:white, xfade:NAME
fade_out: 1

shots:
  - id: harbour
    prompt: a lighthouse on a rocky coast, seen from the sea
    duration: 5      # seconds that the clip occupies; also 500ms, 0:05
    transition: {{kind: fade, duration: 1}}
    narration: Every evening, the same light.

  - id: stairs
    prompt:          # field by field, in place of one sentence
      subject: "@keeper"
      action: climbs the stairs with a lamp
      setting: inside the lighthouse
      camera: crane up
      lighting: candlelight
    duration: 5
    motion: 4        # how much moves, 1 to 10
    caption: One hundred and twelve steps.

  - id: lamp
    prompt:
      subject: the great lamp of the lighthouse
      setting: over the sea, at night
      camera: slow zoom in
      lighting: moonlight
    duration: 4
    # first_frame: {{shot: stairs, frame: last}}
    # seed: 7

  # A clip that you have, in place of a prompt:
  # - id: waves
  #   clip: {{file: waves.mp4, in: 2, out: 6}}
  #   sound: mute
"""


def new_storyboard(title: str) -> str:
    """The text of a storyboard called `title`, with comments, that can be filmed at once."""
    quoted = json.dumps(" ".join(title.split()) or "My film", ensure_ascii=False)
    return TEMPLATE.format(title=quoted)
