"""A user's own entries and builders: what is wrong with them is told, and what is right joins the library."""

from __future__ import annotations

from pathlib import Path

import pytest

from rushes.errors import ConfigError
from rushes.model import Operation, Prompt
from rushes.prompts import CameraMove, Library, compile_prompt, parse
from rushes.prompts.camera import camera_of
from rushes.providers.registry import Registry

STYLE = '[[style]]\nname = "inky"\ndefinition = "Ink."\n'
MOVE = '[["camera move"]]\nname = "drift"\ndefinition = "It drifts."\n'
BUILDER = '[builders.teaser]\nabout = "A teaser."\nslots = { hero = "who" }\n'


def own(folder: Path, text: str | bytes, name: str = "prompts.toml") -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


BAD = {
    "no TOML": ("[[style]\n", "is no TOML", "[[style]]"),
    "not UTF-8": (b'[[style]]\nname = "caf\xe9"\n', "is no TOML", "[[style]]"),
    "unknown table": ('[[styles]]\nname = "a"\n', "there is no table 'styles'", "did you mean 'style'?"),
    "another table": (
        "[colours]\na = 1\n",
        "there is no table 'colours'",
        '[["camera move"]], [["shot size"]], [[angle]]',
    ),
    "no list": ('[style]\nname = "a"\n', "style", "an entry has a name and a definition"),
    "no name": ('[[style]]\ndefinition = "a"\n', "style 1: name is missing", "an entry has a name"),
    "no definition": ('[[style]]\nname = "a"\n', "style 'a': definition is missing", "an entry has a name"),
    "an empty name": (
        '[[style]]\nname = ""\ndefinition = "a"\n',
        "style 1: name says nothing",
        "an entry has a name",
    ),
    "a name of marks": (
        '[[style]]\nname = "…"\ndefinition = "a"\n',
        "has no word in it",
        "what people write",
    ),
    "an unknown key": (
        f'{STYLE}synonym = ["a"]\n',
        "style 'inky': synonym is no key that it can have",
        "synonyms, loose",
    ),
    "a wrong value": (
        f'{STYLE}synonyms = "a"\n',
        "style 'inky': synonyms input should be a valid list",
        "an entry has",
    ),
    "the second one": (
        f"{STYLE}[[style]]\nname = 5\n",
        "style 2: name input should be a valid string",
        "an entry has",
    ),
    "one of ours": (
        '[[style]]\nname = "Noir"\ndefinition = "a"\n',
        "there is a style called 'noir' already",
        "`replaces = true`",
    ),
    "one of ours, of another kind": (
        '[[mood]]\nname = "noir"\ndefinition = "a"\n',
        "there is a style called 'noir' already",
        "choose another name",
    ),
    "replaces nothing": (f"{STYLE}replaces = true\n", "'inky' replaces nothing", "rushes prompts list"),
    "a synonym of ours": (
        f'{STYLE}synonyms = ["film noir"]\n',
        "'film noir' means 'noir' already",
        "leave it out",
    ),
    "a form of ours": (
        f'{STYLE}loose = ["panning"]\n',
        "'panning' means 'pan left to right' already",
        "leave it out",
    ),
    "a name twice": (STYLE + STYLE, "'inky' means 'inky' already", "leave it out"),
    "a conflict with nothing": (
        f'{STYLE}conflicts = ["nior"]\n',
        "there is no 'nior' that it could",
        "did you mean 'noir'?",
    ),
    "a conflict with itself": (
        f'{STYLE}conflicts = ["inky"]\n',
        "there is no 'inky' that it could",
        "rushes prompts list",
    ),
    "an unknown family": (
        f'{STYLE}told.sora = {{ words = "a" }}\n',
        "no family of models 'sora'",
        "there are previz, runway",
    ),
    "told in other words": (
        f'{STYLE}told.veo = {{ word = "a" }}\n',
        "style 'inky': told.veo.word is no key",
        "an entry has",
    ),
    "an unknown move": (
        f'{MOVE}draws = {{ kind = "fly" }}\n',
        "camera move 'drift': draws.kind cannot be",
        "draws has a kind (first_person",
    ),
    "an unknown direction": (
        f'{MOVE}draws = {{ kind = "pan", direction = "up-left" }}\n',
        "camera move 'drift': draws.direction cannot be",
        "a direction (in, out, left",
    ),
    "a builder without a prompt": (
        BUILDER,
        "builder 'teaser': prompt is missing",
        "a builder has about, slots and prompt",
    ),
    "a builder of ours": (
        f'{BUILDER.replace("teaser", "nature")}prompt = {{ subject = "{{hero}}" }}\n',
        "there is a builder called 'nature' already",
        "`replaces = true`",
    ),
    "a part that is none": (
        f'{BUILDER}prompt = {{ sbject = "{{hero}}" }}\n',
        "a prompt has no sbject",
        "did you mean subject?",
    ),
    "a slot that is none": (
        f'{BUILDER}prompt = {{ subject = "{{her}}" }}\n',
        "{her} is no slot of it",
        "it has hero",
    ),
    "a need that is none": (
        f'{BUILDER}needs = ["her"]\nprompt = {{ subject = "{{hero}}" }}\n',
        "it needs her, which is no slot",
        "it has hero",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_names_the_file_and_what_is_allowed(tmp_path: Path, name: str) -> None:
    text, said, hint = BAD[name]
    file = own(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        Library.load([file])
    assert str(file) in caught.value.message
    assert said in caught.value.message
    assert hint in (caught.value.hint or "")
    assert "\n" not in caught.value.message


def test_a_file_that_cannot_be_read_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        Library.load([tmp_path])


GOOD = """
[[lighting]]
name = "Laternenlicht"
definition = "The light of paper lanterns."
synonyms = ["lantern* glow", "提灯の光"]
loose = ["lanterns"]
conflicts = ["midday sun"]
told.runway = { words = "glow of paper lanterns" }

[["camera move"]]
name = "drift"
definition = "The camera drifts to the left."
draws = { kind = "tracking", direction = "left", speed = "slow" }

[[style]]
name = "Noir"
definition = "Ours, with more rain."
words = "rainy film noir"
replaces = true

[builders.teaser]
about = "Five seconds that promise more."
needs = ["hero"]
slots = { hero = "who", place = "where" }
prompt = { subject = "{hero}[ at {place}]", style = "noir" }
"""


def test_own_entries_and_builders_join_the_library(tmp_path: Path) -> None:
    file = own(tmp_path, GOOD)
    library = Library.load([file])
    lantern = library.find("提灯の光")
    assert (lantern.name, lantern.origin, lantern.field) == ("Laternenlicht", str(file), "lighting")
    assert library.told(lantern, "runway").words == "glow of paper lanterns"
    assert library.told(lantern, "veo").words == "Laternenlicht"
    assert "Laternenlicht" in library.find("midday sun").conflicts
    noir = library.find("noir")
    assert (noir.name, noir.definition, library.told(noir, "*").words) == (
        "noir",
        "Ours, with more rain.",
        "rainy film noir",
    )
    assert noir.conflicts == Library.standard().find("noir").conflicts
    assert library.build("teaser", hero="a cat").subject == "a cat"
    assert len(library.entries) == len(Library.standard().entries) + 2

    assert parse("a cat, Laternenlicht, drift", library).lighting == "Laternenlicht"
    assert parse("夕方の街、提灯の光", library).lighting == "提灯の光"
    assert parse("a cat, Laternenlicht").lighting == ""
    assert Library.standard().find("noir").origin == ""


def test_the_later_file_may_replace_what_the_earlier_one_brought(tmp_path: Path) -> None:
    first, second = own(tmp_path, STYLE, "a.toml"), own(tmp_path, f"{STYLE}replaces = true\n", "b.toml")
    assert Library.load([first, second]).find("inky").origin == str(second)
    with pytest.raises(ConfigError, match="called 'inky' already"):
        Library.load([first, own(tmp_path, STYLE, "c.toml")])


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert Library.load([own(tmp_path, "")]).entries == Library.standard().entries
    assert Library.load([]) is Library.standard()


TOLD = """
[["camera move"]]
name = "drift"
definition = "It drifts."
words = "the frame floats left"
draws = { kind = "tracking", direction = "left", speed = "slow" }

[[lighting]]
name = "lantern light"
definition = "Lanterns."
words = "glow of lanterns"
told = { previz = { words = "candlelight" } }
"""


@pytest.mark.parametrize(
    ("model", "text", "light"),
    [
        ("runway:gen4.5", "The frame floats left. A street. Glow of lanterns.", "lantern light"),
        ("previz", "A street. The frame floats left, candlelight.", "candlelight"),
    ],
)
def test_models_are_told_in_the_words_of_the_users_entry(
    tmp_path: Path, model: str, text: str, light: str
) -> None:
    library = Library.load([own(tmp_path, TOLD)])
    card = Registry().find_card(model)
    said = compile_prompt(
        Prompt("A street, lantern light, drift"),
        card.asked_to(Operation.TEXT_TO_VIDEO),
        operation=Operation.TEXT_TO_VIDEO,
        library=library,
    )
    assert said.text == text
    assert {one.why for one in said.outcomes if one.verdict == "words"} == {"your own entry says it so"}
    # what previz draws by: its own word for the light, and the name by which the library knows the move
    assert (said.words.camera, said.words.lighting) == ("drift", light)
    assert camera_of(said.words, library) == CameraMove("tracking", "left", "slow")
    assert camera_of(said.words) is None
