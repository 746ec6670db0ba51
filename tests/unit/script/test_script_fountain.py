"""Screenplays in Fountain: what each line is taken for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.script.elements import Action, Change, Heading, Section, Shown, Speech
from rushes.script.fountain import parse_fountain
from rushes.script.prose import parse_markdown, parse_text

SCRIPT = """\
Title: _**The Last Lamp**_
Credit: written by
Authors:
    Ann Author
    Ben Writer
Draft date: today

FADE IN:

# Act one

= nobody films a synopsis

EXT. LIGHTHOUSE - ROCKY COAST - NIGHT #12#

Waves *break* against the rocks.
The lamp turns. [[is it lit?]] /* cut
this */

KEEPER (CONT'D)
(softly)
Who is _there_?
I heard you.

@McAvoy ^
Nobody.

ANNA (V.O.)
It is only me.

> DISSOLVE TO:

.THE SEA

~a song of the sea

!BANG

STEEL DOOR SLAMS.

> THE END <

FADE OUT.
"""


def test_every_kind_of_line_is_told_apart() -> None:
    part = parse_fountain(SCRIPT)
    assert (part.title, part.credit) == ("The Last Lamp", "written by Ann Author Ben Writer")
    assert list(part.elements) == [
        Change(8, "FADE IN:"),
        Section(10, "Act one"),
        Heading(
            14, "EXT. LIGHTHOUSE - ROCKY COAST - NIGHT", "LIGHTHOUSE, ROCKY COAST", "night", inside=False
        ),
        Action(16, "Waves break against the rocks. The lamp turns."),
        Speech(20, "KEEPER", "Who is there? I heard you.", "softly"),
        Speech(25, "McAvoy", "Nobody."),
        Speech(28, "ANNA", "It is only me.", off=True),
        Change(31, "DISSOLVE TO:"),
        Heading(33, "THE SEA", "THE SEA"),
        Speech(35, "", "a song of the sea", off=True),
        Action(37, "BANG"),
        Action(39, "STEEL DOOR SLAMS."),
        Shown(41, "THE END"),
        Change(43, "FADE OUT."),
    ]


@pytest.mark.parametrize(
    ("line", "place", "time", "inside"),
    [
        ("INT. KITCHEN - DAY", "KITCHEN", "day", True),
        ("int. kitchen", "kitchen", "", True),
        ("EXT SEA — LATER", "SEA", "", False),
        ("INT./EXT. CAR - MOVING - DUSK", "CAR, MOVING", "dusk", None),
        ("I/E HOUSE - CONTINUOUS", "HOUSE", "", None),
        ("EST. HARBOUR - EARLY MORNING", "HARBOUR", "morning", False),
        ("INNEN. KÜCHE – NACHT", "KÜCHE", "night", True),
        ("ИНТ. МАЯК - НОЧЬ", "МАЯК", "night", True),
        ("INT. 灯台 - 夜", "灯台", "night", True),
        ("EXT. NIGHT", "NIGHT", "", False),
        ("EXT. FIELD - NIGHT (1940)", "FIELD", "night", False),
        ("12A  EXT. FIELD - NIGHT  12A", "FIELD", "night", False),
        ("3. EXT. FIELD 9 - NIGHT", "FIELD 9", "night", False),
    ],
)
def test_headings_say_where_and_when(line: str, place: str, time: str, *, inside: bool | None) -> None:
    (found,) = parse_fountain(f"{line}\n").elements
    assert isinstance(found, Heading)
    assert (found.inside, found.time) == (inside, time if place != "NIGHT" else "night")
    assert found.place == ("" if place == "NIGHT" else place)


def test_names_in_any_script_speak() -> None:
    found = parse_fountain("ÄNNE\nWer da?\n\nСМОТРИТЕЛЬ\nКто там?\n\n@灯台守\n誰？\n").elements
    assert [(one.name, one.text) for one in found if isinstance(one, Speech)] == [
        ("ÄNNE", "Wer da?"),
        ("СМОТРИТЕЛЬ", "Кто там?"),
        ("灯台守", "誰？"),
    ]


def test_how_somebody_speaks_may_change_and_a_pause_changes_nothing() -> None:
    script = "KEEPER\n(softly)\nWho is there?\n(beat)\nI heard you.\n(shouting)\nCome out!\n"
    assert parse_fountain(script).elements == (
        Speech(1, "KEEPER", "Who is there? I heard you.", "softly"),
        Speech(6, "KEEPER", "Come out!", "shouting"),
    )


def test_a_forced_action_is_no_name_of_a_speaker() -> None:
    assert parse_fountain("!THE STORM\nbreaks the window.\n").elements == (
        Action(1, "THE STORM breaks the window."),
    )


def test_what_is_never_closed_stays() -> None:
    assert parse_fountain("He waits. /* for what\n\n[[ nobody\n").elements == (
        Action(1, "He waits. / for what"),
        Action(3, "[[ nobody"),
    )


MARKDOWN = """\
---
draft: 3
---
# The Lamp

## Harbour - dawn

A **boat** lies [still](https://example.org), `quite` <b>still</b>.
Nobody sees it.

- the mast
- [ ] the *torn* sail

**Keeper:** Who is there?

```
not filmed
```

The tower
---------

> It burns.

DISSOLVE TO:

<!-- nor this -->
"""


def test_markdown_has_headings_items_and_speeches() -> None:
    part = parse_markdown(MARKDOWN)
    assert part.title == "The Lamp"
    assert list(part.elements) == [
        Heading(6, "Harbour - dawn", "Harbour", "dawn"),
        Action(8, "A boat lies still, quite still. Nobody sees it."),
        Action(11, "the mast"),
        Action(12, "the torn sail"),
        Speech(14, "Keeper", "Who is there?"),
        Heading(20, "The tower", "The tower"),
        Action(23, "It burns."),
        Change(25, "DISSOLVE TO:"),
    ]


def test_a_table_of_shots_is_a_shot_a_row_and_notes_are_not_filmed() -> None:
    page = """\
| Shot | What |
| ---- | :--: |
| 1 | A pier &amp; a [boat](https://example.org/a_(b)) |
| 2 | The lamp[^1] |

[^1]: Nobody films this.
[b]: https://example.org

ANNA: Who is there?
**Ben:** Tom &amp; me.
"""
    assert list(parse_markdown(page).elements) == [
        Action(3, "1, A pier & a boat"),
        Action(4, "2, The lamp"),
        Speech(9, "ANNA", "Who is there?"),
        Speech(10, "Ben", "Tom & me."),
    ]


def test_who_speaks_next_needs_no_empty_line() -> None:
    found = parse_text("The sea.\nKEEPER: Who is there?\nWho?\nANNA: Me.\n").elements
    assert found == (
        Action(1, "The sea."),
        Speech(2, "KEEPER", "Who is there? Who?"),
        Speech(4, "ANNA", "Me."),
    )


def test_a_text_has_paragraphs_or_is_a_screenplay() -> None:
    part = parse_text("The sea.\nIt is calm.\n\n\nKEEPER: Who is there?\nNote: this is no speech.\n\nA boat.")
    assert list(part.elements) == [
        Action(1, "The sea. It is calm."),
        Speech(5, "KEEPER", "Who is there? Note: this is no speech."),
        Action(8, "A boat."),
    ]
    found = parse_text("INT. ROOM - DAY\n\nHe sits.\n\n     KEEPER\n   Hello.\n").elements
    assert [type(one) for one in found] == [Heading, Action, Speech]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_is_too_much(text: str) -> None:
    for parse in (parse_fountain, parse_markdown, parse_text):
        assert parse(text) == parse(text)
