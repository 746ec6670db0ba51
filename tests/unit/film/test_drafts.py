"""The draft of a film: everything drawn, nothing bought, and the film itself as it would have been."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from made_clips import clip, lightness
from PIL import Image

from rushes import emulator
from rushes.emulator import Server
from rushes.errors import MediaError, UsageError
from rushes.film.speech import said_in
from rushes.film.timeline import Entry, lay_out
from rushes.film.words import film_cues
from rushes.media.notes import band_height
from rushes.model import Caption, CastMember, Narration, Prompt, Shot, ShotFrame, Size, StillFile, Transition
from rushes.storyboard import Storyboard
from rushes.workspace import Workspace, open_workspace

HEAD = "rushes: storyboard/1\ntitle: A draft\nsize: 96x64\nfps: 12\nshots:\n"
PAID = """\
  - {id: sea, model: "runway:gen4.5", fit: size, duration: 2.5, prompt: "waves on the sea, slow zoom in"}
  - {id: boat, model: "runway:gen4.5", fit: size, duration: 2, prompt: "a boat", first_frame: {shot: sea, frame: last}}
"""
ODD = """\
  - {id: dream, model: "acme:dream", duration: 0.5, prompt: "a room, the keeper says: 'no'", narration: "Now."}
  - id: said
    model: "runway:seedance2"
    duration: 0.5
    prompt: {subject: a man, dialogue: 'a man says: "This is far more than anybody says in half a second."'}
  - {id: web, model: "runway:gen4_turbo", duration: 0.5, prompt: "a street", first_frame: "SERVER/picture.png?sig=s3cret1"}
  - {id: mine, clip: mine.mp4, duration: 0.5}
  - {id: larger, model: "runway:magnific_video_upscaler_creative", upscale: {shot: mine}}
"""


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")


@pytest.fixture
def server(clips: Path) -> Iterator[Server]:
    with emulator.running(tick=5, run_seconds=10, tier=2, clips=clips) as running:
        yield running


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path, environ={}) as opened:
        yield opened


def rushes(
    folder: Path, *words: str, **environ: str
) -> tuple[dict[str, Any], subprocess.CompletedProcess[str]]:
    done = subprocess.run(
        [sys.executable, "-m", "rushes", *words, "--json"],
        cwd=folder,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, f"{done.returncode}\n{done.stdout}{done.stderr}"
    assert "Traceback" not in done.stderr
    return json.loads(done.stdout), done


def board(folder: Path, shots: str) -> Storyboard:
    path = folder / "film.yaml"
    path.write_text(HEAD + shots, encoding="utf-8")
    return Storyboard.load(path)


def of(prompt: Prompt | str = "a table", seconds: float = 1, **more: Any) -> Shot:
    prompt = Prompt(prompt) if isinstance(prompt, str) else prompt
    return Shot(more.pop("id", "s01"), prompt, duration=Fraction(seconds), **more)


def film_of(*shots: Shot, **more: Any) -> Storyboard:
    return Storyboard(shots, size=Size(96, 64), fps=Fraction(12), **more)


# ── what is refused ───────────────────────────────────────────────────────────────────────────


def test_a_draft_never_takes_the_place_of_a_film(tmp_path: Path, workspace: Workspace) -> None:
    story = board(tmp_path, '  - {id: sea, prompt: "the sea", duration: 0.5}\n')
    with pytest.raises(UsageError, match="where the film itself goes"):
        workspace.film(story, draft=True, output=tmp_path / "film.mp4")
    with pytest.raises(UsageError, match="notes stand under a draft"):
        workspace.film(story, notes=True)
    film = workspace.film(story, output=tmp_path / "cut.mp4").path.read_bytes()
    with pytest.raises(UsageError, match=r"take the place of the film cut\.mp4"):
        workspace.plan(story, draft=True, output=tmp_path / "cut.mp4")
    assert (tmp_path / "cut.mp4").read_bytes() == film
    assert workspace.film(story, draft=True, output=tmp_path / "look.mp4").draft
    assert not workspace.film(story, output=tmp_path / "look.mp4").draft


def test_a_picture_that_is_not_there_is_told_with_its_shot(tmp_path: Path, workspace: Workspace) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n and nothing more")
    with pytest.raises(UsageError, match="a film needs at least one shot"):
        workspace.film(film_of(), draft=True, output=tmp_path / "d.mp4")
    with pytest.raises(Exception, match=r"s01: .*gone.png cannot be read"):
        workspace.plan(film_of(of(first_frame=StillFile(tmp_path / "gone.png"))), draft=True)
    story = film_of(of(first_frame=StillFile(broken)), of("the sea", 0.5, id="s02"))
    with pytest.raises(MediaError, match=r"s01: .*broken.png is not a picture"):
        workspace.film(story, draft=True, output=tmp_path / "d.mp4")
    assert not (tmp_path / "d.mp4").exists()
    partial = workspace.film(story, draft=True, output=tmp_path / "d.mp4", partial=True)
    assert (partial.slates, partial.made) == (("s01",), ())  # s02 is drawn already


# ── what it shows ─────────────────────────────────────────────────────────────────────────────


def test_whatever_a_board_names_is_drawn_and_nobody_is_asked(tmp_path: Path, server: Server) -> None:
    clip(tmp_path / "mine.mp4", 1)
    board(tmp_path, PAID + ODD.replace("SERVER", server.url))
    asked = {"RUNWAYML_BASE_URL": server.url}
    told, _ = rushes(tmp_path, "film", "film.yaml", "--draft", "--dry-run", **asked)
    assert (told["draft"], told["total_micros"], told["unpriced"]) == (True, 0, [])
    states = {one["shot"]: (one["status"], one["model"]) for one in told["shots"]}
    assert states["sea"] == states["dream"] == ("missing", "previz")
    assert states["mine"] == states["larger"] == ("clip", "")
    warned = json.dumps(told["warnings"])
    for said in (
        "no model 'acme:dream'",
        "on the web",
        "does not make 96x64",
        "what is said takes about 3.1 s, 2.6 s longer",
    ):
        assert said in warned, said
    assert not (tmp_path / ".rushes" / "ledger.db").exists()

    made, done = rushes(tmp_path, "film", "film.yaml", "--draft", "--notes", **asked)
    assert made["path"] == str(tmp_path / "film.draft.mp4")
    assert made["made"] == ["sea", "boat", "dream", "said", "web"]
    assert made["seconds"] == 7.0  # as the film would be, and not as its models make it
    assert "s3cret1" not in done.stdout + done.stderr
    with av.open(made["path"]) as film:
        picture = film.streams.video[0]
        assert (picture.width, picture.height) == (96, 64 + band_height(Size(96, 64)))
        assert picture.frames == made["frames"] == 7 * 12
    assert server.requests() == []
    assert server.bill()["jobs"] == []
    with open_workspace(tmp_path, environ={}) as workspace:
        assert workspace.takes() == []
        assert workspace.film(Storyboard.load(tmp_path / "film.yaml"), draft=True, notes=True).up_to_date


@pytest.mark.slow
def test_the_film_afterwards_buys_all_of_it(tmp_path: Path, server: Server) -> None:
    environ = {
        "RUNWAYML_BASE_URL": server.url,
        "RUNWAYML_API_SECRET": "key_of_the_tests",
        "RUSHES_POLL_INTERVAL": "0.02",
    }
    board(tmp_path, PAID)
    before, _ = rushes(tmp_path, "film", "film.yaml", "--dry-run", **environ)
    draft, _ = rushes(tmp_path, "film", "film.yaml", "--draft", **environ)
    assert server.bill()["jobs"] == []
    after, _ = rushes(tmp_path, "film", "film.yaml", "--dry-run", **environ)
    assert after == before
    made, _ = rushes(tmp_path, "film", "film.yaml", "--yes", **environ)
    assert made["made"] == ["sea", "boat"]
    assert len(server.bill()["jobs"]) == 2
    assert server.bill()["credits"]["charged"] == before["total_micros"] / 10_000
    # The film is there and paid: its draft is drawn all the same, and the film stays.
    told, _ = rushes(tmp_path, "film", "film.yaml", "--draft", **environ)
    assert (told["up_to_date"], told["path"]) == (True, draft["path"])
    assert rushes(tmp_path, "film", "film.yaml", **environ)[0]["up_to_date"]
    assert len(server.bill()["jobs"]) == 2
    swept, _ = rushes(tmp_path, "gc", **environ)
    assert swept["kinds"]["drafts"]["files"] == 3  # sea once more, for boat to begin with
    assert rushes(tmp_path, "film", "film.yaml", **environ)[0]["up_to_date"]


def test_a_shot_made_from_a_clip_shows_that_clip(tmp_path: Path, workspace: Workspace) -> None:
    clip(tmp_path / "mine.mp4", 2)
    story = board(
        tmp_path,
        "  - {id: mine, clip: {file: mine.mp4, in: 1}, duration: 0.5}\n"
        '  - {id: changed, model: "runway:aleph2", prompt: "make it snow", video: {shot: mine}}\n',
    )
    made = workspace.film(story, draft=True, burn_in=False)
    assert made.made == ()
    shades = lightness(made.path)
    assert shades[:6] == pytest.approx(shades[6:], abs=1)
    assert shades[:6] == pytest.approx(range(12, 18), abs=1.5)  # the second second of the clip


def test_no_line_of_text_is_handed_on_to_the_next_shot(tmp_path: Path, workspace: Workspace) -> None:
    """A line that is burned into a shot would else be seen twice in the one that begins with its frame."""
    size, length = Size(320, 180), Fraction(1, 4)
    first = Shot("one", Prompt("the sea"), duration=length)
    second = Shot("two", Prompt("the sea"), duration=length, first_frame=ShotFrame("one", "last"))
    story = Storyboard((first, second), size=size, fps=Fraction(12))
    drawn = workspace.film(story, draft=True, output=tmp_path / "a.mp4")
    assert drawn.made == ("one", "two")
    inputs = tmp_path / ".rushes" / "cache" / "inputs"
    (handed,) = (np.asarray(Image.open(path).convert("L")).astype(int) for path in inputs.glob("frame-*.png"))
    apart = np.abs(handed - frame_of(drawn.path, 2))
    line = apart[160:176, 8:150]
    assert line.mean() > 15
    assert apart[:150].mean() < 3  # the same picture otherwise


def frame_of(path: Path, number: int) -> np.ndarray:
    with av.open(str(path)) as film:
        return [frame.to_ndarray(format="gray") for frame in film.decode(video=0)][number]


def test_words_that_end_with_a_thing_are_drawn(tmp_path: Path, workspace: Workspace) -> None:
    story = film_of(of(Prompt(subject="a man", action="lights the lamp"), 0.2))
    assert workspace.film(story, draft=True, output=tmp_path / "a.mp4").made == ("s01",)


def test_another_model_changes_no_picture_of_a_draft(tmp_path: Path, workspace: Workspace) -> None:
    shot = of("the sea", 0.5, model="runway:gen4.5")
    drawn = workspace.film(film_of(shot), draft=True, output=tmp_path / "a.mp4")
    other = film_of(of("the sea", 0.5, model="acme:dream"))
    assert drawn.made == ("s01",)
    assert [one.status for one in workspace.plan(other, draft=True).shots] == ["current"]
    noted = workspace.film(other, draft=True, notes=True, output=tmp_path / "b.mp4")
    assert (noted.made, noted.conformed) == ((), ("s01",))


def test_a_shot_of_previz_is_drawn_as_in_the_film(tmp_path: Path, workspace: Workspace) -> None:
    story = film_of(of("the sea", 0.5), of("the sea", 0.5, id="s02"))
    made = workspace.film(story, output=tmp_path / "film.mp4")
    drawn = workspace.film(story, draft=True, output=tmp_path / "draft.mp4")
    assert made.made == drawn.made == ("s01", "s02")
    assert (drawn.conformed, drawn.path.read_bytes()) == ((), made.path.read_bytes())


def test_a_draft_is_drawn_at_the_size_that_is_asked_for(tmp_path: Path, workspace: Workspace) -> None:
    """As the film of that size would show it: the board's shape, with bars where it differs."""
    story = film_of(of("the sea", 0.5))
    workspace.film(story, draft=True, size="48x48", output=tmp_path / "a.mp4")
    (drawn,) = (tmp_path / ".rushes" / "cache" / "drafts").rglob("*.mp4")
    with av.open(str(drawn)) as opened:
        assert (opened.streams.video[0].width, opened.streams.video[0].height) == (48, 32)


# ── what is said ──────────────────────────────────────────────────────────────────────────────

KEEPER = CastMember("old-keeper", "a man with a white beard")


def cues(*shots: Shot, spoken: bool = True) -> list[tuple[str, float, float]]:
    story = film_of(*shots, cast=(KEEPER,))
    entries = [Entry(one.id, round((one.duration or 0) * 12), one.transition) for one in shots]
    timeline = lay_out(entries, fps=Fraction(12))
    return [
        (one.cue.text, round(float(one.cue.start), 2), round(float(one.cue.end), 2))
        for one in film_cues(story, timeline, spoken=spoken)
    ]


def test_words_are_shown_for_as_long_as_they_take_to_say() -> None:
    narrated = of(seconds=6, narration=Narration("Every evening, the same light.", at=Fraction(1)))
    assert cues(narrated, spoken=False) == [("Every evening, the same light.", 1.0, 6.0)]
    assert cues(narrated) == [("Every evening, the same light.", 1.0, 2.76)]  # 30 characters, 17 a second
    talk = Prompt(subject="@old-keeper", dialogue='@old-keeper says: "Forty years."')
    assert cues(of(talk, 4), spoken=False) == []
    assert cues(of(talk, 4)) == [('Old keeper says: "Forty years."', 0.0, 1.82)]
    both = of(talk, 6, narration=Narration("He waits."))
    assert cues(both) == [("He waits.", 0.0, 1.0), ('Old keeper says: "Forty years."', 1.0, 2.82)]
    assert said_in(both, (KEEPER,)) == Fraction(9 + 12, 17)


def test_words_that_have_too_little_time_are_squeezed_into_their_shot() -> None:
    talk = Prompt(text='A man. He says: "It is a very long way from here to the sea."')
    shown = cues(of(talk, 1, narration=Narration("One.")), of("the sea", 1, id="s02"))
    assert "One. He says:" in " ".join(shown[0][0].split())
    assert "long way from here" in " ".join(shown[0][0].split())
    assert shown[-1][2] <= 1.0
    assert cues(of("no words", 1)) == []


def test_captions_of_a_draft_keep_their_own_time() -> None:
    into = Transition("dissolve", Fraction(1, 2))
    shot = of("the sea", 3, captions=(Caption("Far out", duration=Fraction(2)),))
    assert cues(shot, of("a boat", 3, id="s02", transition=into, narration=Narration("There."))) == [
        ("Far out", 0.0, 2.0),
        ("There.", 2.75, 3.75),
    ]


def test_words_that_no_font_has_are_a_track_of_the_draft(tmp_path: Path, workspace: Workspace) -> None:
    story = film_of(
        of("the sea", 1, narration=Narration("\U00012000 the sea")),
        of("the sea", 1, id="s02", narration=Narration("the sea")),
    )
    made = workspace.film(story, draft=True, output=tmp_path / "a.mp4")
    assert "shot s01: no font here has" in str(made.warnings[0])
    assert len(list((tmp_path / ".rushes" / "cache" / "stills").glob("*.png"))) == 1  # the words of s02
    with av.open(str(made.path)) as film:
        assert [stream.type for stream in film.streams] == ["video", "audio", "subtitle"]
    with pytest.raises(MediaError, match="no font on this machine"):
        workspace.film(story, draft=True, captions="burned", output=tmp_path / "a.mp4")


def test_notes_say_what_a_model_is_told_and_what_it_costs(tmp_path: Path, workspace: Workspace) -> None:
    from rushes.filming.layout import film_of as laid_out
    from rushes.filming.notes import notes_of
    from rushes.filming.wish import film_wish

    clip(tmp_path / "mine.mp4", 1)
    story = board(
        tmp_path,
        PAID
        + "  - {id: mine, clip: mine.mp4}\n"
        + '  - {id: quiet, model: "runway:gen4_turbo", duration: 2, prompt: "a link https://a.b/c?sig=s3cret1"}\n'
        + '  - {id: heard, model: "runway:gen4.5", fit: size, duration: 2, prompt: {subject: rain, sound: thunder}}\n'
        + '  - {id: draft, duration: 0.5, prompt: "漢字 and the sea"}\n',
    )
    wish = film_wish({"draft": True, "notes": True, "output": tmp_path / "a.mp4"})
    told = notes_of(workspace, story, laid_out(workspace, story, wish).recipe)
    assert (told["sea"].model, told["sea"].price) == ("runway:gen4.5", "3 s, 0.5 s of it trimmed · $0.36")
    assert "aves on the sea" in told["sea"].words
    assert (told["mine"].model, told["mine"].words) == ("a clip of yours", "mine.mp4")
    assert told["quiet"].price == "price unknown"
    assert "cannot be made so" in told["quiet"].lost
    assert "https://a.b/c?…" in told["quiet"].words
    assert "s3cret1" not in str(told)
    assert "left out:" in told["heard"].lost
    assert "makes no sound" in told["heard"].lost
    assert told["draft"].price == "0.5 s · free"
