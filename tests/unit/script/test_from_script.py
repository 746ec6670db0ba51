"""A script becomes a storyboard that is right, and the same each time; and a film."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rushes
from rushes.errors import UsageError
from rushes.script import Script
from rushes.script.script import LONGEST
from rushes.storyboard.reading import reading_seconds

SCRIPT = """\
Title: The Last Lamp
Author: Ann Author

FADE IN:

EXT. LIGHTHOUSE - NIGHT

Waves break against the rocks. Far out, a small boat fights the storm with a torn sail, and nobody answers.

The KEEPER (70, in a yellow coat) climbs the stairs. He holds a lamp.

KEEPER
(softly)
Who is "there"?

MARY (V.O.)
It is only me.

CUT TO:

INT. KEEPER'S ROOM - DAWN

In Paris, Mary waits.

MARY
You came.

DISSOLVE TO:

EXT. PARIS - DAY

FADE OUT.

> THE END <
"""


def board(
    folder: Path, text: str | bytes, name: str = "film.fountain", most: Fraction = LONGEST
) -> rushes.Storyboard:
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return Script.load(folder / name).storyboard(most=most)


def test_a_screenplay_becomes_shots(tmp_path: Path) -> None:
    film = board(tmp_path, SCRIPT)
    assert film.title == "The Last Lamp"
    assert film.title_card is not None
    assert (film.title_card.text, film.title_card.subtitle) == ("The Last Lamp", "Ann Author")
    assert film.end_card is not None
    assert film.end_card.text == "THE END"
    assert film.fade_out == 1
    assert [(one.name, one.description) for one in film.cast] == [
        ("keeper", "Keeper, 70, in a yellow coat"),
        ("mary", "Mary"),
    ]
    found = {shot.id: shot for shot in film.shots}
    assert list(found) == ["s01-01", "s01-02", "s01-03", "s01-04", "s02-01", "s02-02", "s03-01"]
    prompts = {name: shot.prompt for name, shot in found.items() if shot.prompt is not None}
    assert prompts["s01-02"].text == "@keeper climbs the stairs. He holds a lamp."
    assert (prompts["s01-02"].setting, prompts["s01-02"].lighting) == (
        "lighthouse, exterior, night",
        "moonlight",
    )
    assert prompts["s01-03"].dialogue == "@keeper says, softly: \"Who is 'there'?\""
    assert prompts["s02-01"].lighting == "morning light"
    assert prompts["s03-01"].setting == "Paris, exterior"
    narration = found["s01-04"].narration
    assert narration is not None
    assert narration.text == "Mary: It is only me."
    assert [str(shot.transition) for shot in film.shots] == ["fade", *["cut"] * 5, "dissolve"]


def test_shots_are_as_long_as_their_words_and_the_model_allow(tmp_path: Path) -> None:
    words = "The keeper climbs the stairs and counts them. " * 40
    film = board(tmp_path, f"INT. TOWER\n\n{words}\n\nKEEPER\n{words}\n", most=Fraction(8))
    assert len(film.shots) > 20
    for shot in film.shots:
        assert shot.prompt is not None
        assert shot.duration is not None
        assert 2 <= shot.duration <= 8
        assert (shot.duration * 2).denominator == 1
        heard = shot.prompt.text or shot.prompt.dialogue.partition('"')[2].rstrip('"')
        assert shot.duration >= min(reading_seconds(heard), 8)
    said = " ".join(shot.prompt.text for shot in film.shots if shot.prompt and shot.prompt.text)
    assert said.replace("@keeper", "The keeper") == words.strip()


def test_every_line_ending_and_mark_gives_the_same(tmp_path: Path) -> None:
    texts = [
        SCRIPT.encode(),
        SCRIPT.replace("\n", "\r\n").encode(),
        SCRIPT.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + SCRIPT.encode(),
        SCRIPT.encode("utf-16"),
    ]
    found: set[str] = set()
    for text in texts:
        (tmp_path / "film.fountain").write_bytes(text)
        found.add(Script.load(tmp_path / "film.fountain").storyboard_text())
    assert len(found) == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.fountain", b"", "is empty"),
        ("a.txt", b" \r\n\t\n", "is empty"),
        ("a.md", b"<!-- nothing -->\n", "holds nothing to film"),
        ("a.fountain", b"Title: A\n", "holds nothing to film"),
        ("a.fountain", b"FADE IN:\n", "says nothing that can be seen"),
        ("a.fountain", random.Random(1).randbytes(2000), "is no text"),
        ("a.txt", b"abc\0def", "NUL byte"),
        ("a.pdf", b"%PDF", r"its name ends in \.pdf"),
        ("script", b"x", "its name has no ending"),
        ("a.txt", b"x " * (3 << 20), "too long for one film"),
        ("a.txt", b"A man walks.\n\n" * 60_000, "too long for one storyboard: it would be 60,000 shots"),
    ],
)
def test_what_is_no_script_says_so(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        board(tmp_path, content, name)
    assert caught.value.hint
    with pytest.raises(UsageError, match="there is no file"):
        Script.load(tmp_path / "nothing.md")
    with pytest.raises(UsageError, match="is no script"):
        Script.load(tmp_path)


def test_a_script_of_headings_alone_is_a_shot_of_each_place(tmp_path: Path) -> None:
    film = board(tmp_path, "INT. ROOM - DAY\n\nEXT. SEA - NIGHT\n\n.NOWHERE\n")
    assert [shot.prompt.setting for shot in film.shots if shot.prompt] == [
        "room, interior",
        "sea, exterior, night",
        "nowhere, night",
    ]
    assert [shot.duration for shot in film.shots] == [3, 3, 3]
    assert len(board(tmp_path, "# One\n\n## Two\n\n## Three\n", "a.md").shots) == 2


def test_words_that_are_shown_are_captions_and_cards(tmp_path: Path) -> None:
    film = board(tmp_path, "> PARIS, 1940 <\n\nA street.\n\nA man walks.\n")
    assert [[one.text for one in shot.captions] for shot in film.shots] == [["PARIS, 1940"], []]
    assert film.end_card is None


def test_words_that_are_names_too_stay_words(tmp_path: Path) -> None:
    text = "WILL\nI will.\n\nROSE\nMe too.\n\nWill gives Rose a rose. She will keep it. The will is read.\n"
    film = board(tmp_path, text)
    assert film.shots[-1].prompt is not None
    assert film.shots[-1].prompt.text.startswith("@will gives @rose a rose. She will keep it.")


def test_five_hundred_pages_are_split_in_a_moment(tmp_path: Path) -> None:
    page = (
        "INT. ROOM {0} - NIGHT\n\nThe keeper climbs the stairs. He holds a lamp, and the wind blows hard against"
        " the glass.\n\nHe stops. He listens to the sea.\n\nKEEPER\n(softly)\nWho is there?\n\nANNA (V.O.)\n"
        "It is only me, the wind and the sea.\n\nCUT TO:\n\nEXT. SEA {0} - DAY\n\nThe boat turns. Nobody is in it,"
        " and nobody has been for a long time; the sail is torn from side to side.\n\n"
    )
    (tmp_path / "a.fountain").write_text("".join(page.format(number) for number in range(1500)))
    began = time.process_time()
    text = Script.load(tmp_path / "a.fountain").storyboard_text()
    assert time.process_time() - began < 2
    assert text.count("  - id: ") > 5000


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
lines = st.lists(
    st.one_of(
        words,
        st.sampled_from(
            ["", "INT. ROOM - DAY", "KEEPER", "@ann", "The KEEPER (old) waits.", "CUT TO:", "DISSOLVE TO:", "FADE OUT.",
             "> THE END <", "# A", "- item", "ANN (V.O.)", "(softly)", "Who is there?", "~la", "**Ann:** yes", "a\\*b"]
        ),
    ),
    max_size=25,
)  # fmt: skip


@given(lines, st.sampled_from(["a.fountain", "a.md", "a.txt"]))
def test_whatever_a_script_says_its_storyboard_is_right(
    tmp_path_factory: pytest.TempPathFactory, said: list[str], name: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / name).write_bytes("\n".join(said).encode())
    try:
        script = Script.load(folder / name)
        text = script.storyboard_text()
    except UsageError:
        return  # it holds nothing to film, and says so
    assert text == Script.load(folder / name).storyboard_text()
    assert script.storyboard().shots  # raises for a storyboard that is wrong


def rushes_(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "rushes", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=250)


def test_from_a_script_to_a_film(tmp_path: Path) -> None:
    text = "Title: Lamp\n\nEXT. SEA - DAWN\n\nA boat.\n\nDISSOLVE TO:\n\nINT. ROOM - NIGHT\n\nKEEPER\nWho?\n\nFADE OUT.\n"
    (tmp_path / "film.fountain").write_text(text)
    ended = rushes_(tmp_path, "storyboard", "from-script", "film.fountain")
    assert (ended.returncode, ended.stdout) == (0, f"{tmp_path / 'film.yaml'}\n")
    assert "2 scenes, 2 shots; next: rushes film film.yaml" in ended.stderr
    again = rushes_(tmp_path, "storyboard", "from-script", "film.fountain")
    assert again.returncode == 2
    assert "is there already" in again.stderr
    ended = rushes_(tmp_path, "storyboard", "from-script", "film.fountain", "-o", "b.yaml", "--json")
    assert json.loads(ended.stdout)["shots"] == 2
    assert (tmp_path / "b.yaml").read_bytes() == (tmp_path / "film.yaml").read_bytes()
    assert rushes_(tmp_path, "storyboard", "check", "film.yaml").returncode == 0
    small = (
        (tmp_path / "film.yaml")
        .read_text()
        .replace("ratio: 16:9          # or size: 1920x1080", "size: 160x90")
    )
    (tmp_path / "film.yaml").write_text(small)
    ended = rushes_(tmp_path, "film", "film.yaml", "--json")
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "film.mp4").is_file()


def test_shots_fit_the_model_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "The sea, the sea and the sea, for as long as anybody here can think of it. " * 6
    )
    ended = rushes_(tmp_path, "storyboard", "from-script", "a.txt", "--model", "runway:gen4.5")
    assert ended.returncode == 0, ended.stderr
    film = rushes.Storyboard.load(tmp_path / "a.yaml")
    assert film.model == "runway:gen4.5"
    assert all(shot.duration and 2 <= shot.duration <= 10 for shot in film.shots)
    ended = rushes_(tmp_path, "storyboard", "from-script", "a.txt", "-o", "b.yaml", "--model", "nobody")
    assert ended.returncode == 2
    assert not (tmp_path / "b.yaml").exists()


@pytest.mark.parametrize(
    "said", ["日本語の文。もう一つの文！", "مرحبا بالعالم. كيف حالك؟", "दीपक जलता है। समुद्र शांत है।", "הים שקט."]
)
def test_words_of_a_script_without_capitals_are_no_names(tmp_path: Path, said: str) -> None:
    path = tmp_path / "film.txt"
    path.write_text(said, encoding="utf-8")
    board = Script.load(path).storyboard()
    assert not board.cast
    assert "@" not in "".join(str(shot.prompt) for shot in board.shots)


def test_who_is_named_in_a_script_is_named_in_its_prompts(tmp_path: Path) -> None:
    film = board(
        tmp_path,
        "THE KEEPER\nWho?\n\nMARY\nMe.\n\nTHE KEEPER & MARY\nBoth.\n\nTHE KEEPER & MARY\nUs.\n\n"
        "MARY'S dog barks at MARY-ANNE, and the KEEPER at Mary’s.\n",
    )
    assert [one.name for one in film.cast] == ["the-keeper", "mary"]
    together, seen = film.shots[-2].prompt, film.shots[-1].prompt
    assert together is not None
    assert seen is not None
    assert (together.subject, together.action) == ("@the-keeper and @mary", "speak")
    assert together.dialogue == '@the-keeper and @mary say: "Us."'
    assert seen.text == "@mary's dog barks at MARY-ANNE, and @the-keeper at @mary’s."


def test_letters_that_have_no_one_small_form_are_no_names_of_others(tmp_path: Path) -> None:
    film = board(tmp_path, "ILI\nYes.\n\nILI\nNo.\n\nİLİ waits, and Ili waits.\n")
    assert film.shots[-1].prompt is not None
    assert film.shots[-1].prompt.text == "İLİ waits, and @ili waits."
