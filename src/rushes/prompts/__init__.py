"""From a prompt to the words that a model is sent: what can be asked for, how it is read, told and checked.

    library = Library.standard()
    prompt = parse("A pier at dusk, slow zoom in, no people", library)
    said = compile_prompt(prompt, card, operation=Operation.TEXT_TO_VIDEO, library=library)
    print(said.text, [(one.wish, one.verdict, one.why) for one in said.outcomes])

Nothing is read before a library is asked for; without one, each function takes that of rushes.
"""

from __future__ import annotations

from rushes.prompts.compile import Said, compile_prompt
from rushes.prompts.entries import Builder, CameraMove, Entry, Family, Match, Told
from rushes.prompts.library import Library
from rushes.prompts.lint import Remark, lint
from rushes.prompts.parse import parse
from rushes.prompts.render import render
from rushes.prompts.report import Outcome, Report, Verdict
from rushes.prompts.vary import BracesError, Variation, Variations

__all__ = [
    "BracesError",
    "Builder",
    "CameraMove",
    "Entry",
    "Family",
    "Library",
    "Match",
    "Outcome",
    "Remark",
    "Report",
    "Said",
    "Told",
    "Variation",
    "Variations",
    "Verdict",
    "compile_prompt",
    "lint",
    "parse",
    "render",
]
