"""What makes a take stale, and what must not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from rushes.keys import digest, plain, request_key, wish_key
from rushes.model import (
    Caption,
    CastMember,
    Footage,
    Input,
    Look,
    MediaFile,
    Operation,
    Performance,
    Prompt,
    Request,
    Shot,
    ShotFrame,
    ShotTake,
    Size,
    SoundFile,
    StillFile,
    StillUrl,
    Transition,
    UserClip,
)

SHOT = Shot(id="s01", prompt=Prompt(text="@keeper climbs the stairs"), duration=Fraction(5))
KEEPER = CastMember("keeper", "an old woman in a yellow coat")


def wish(shot: Shot = SHOT, *, cast: tuple[CastMember, ...] = (KEEPER,), look: Look | None = None) -> str:
    return wish_key(
        shot, size=Size(1280, 720), look=look or Look(), cast=cast, hash_file=lambda path: path.read_text()
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda shot: replace(shot, prompt=Prompt(text="@keeper falls")),
        lambda shot: replace(shot, duration=Fraction(4)),
        lambda shot: replace(shot, seed=7),
        lambda shot: replace(shot, motion=3),
        lambda shot: replace(shot, model="runway:gen4.5"),
        lambda shot: replace(shot, options={"burn_in": False}),
    ],
)
def test_another_wish_has_another_key(change: Callable[[Shot], Shot]) -> None:
    assert wish(change(SHOT)) != wish()


@pytest.mark.parametrize(
    "change",
    [
        lambda shot: replace(shot, id="opening"),
        lambda shot: replace(shot, transition=Transition("dissolve", Fraction(1, 2))),
        lambda shot: replace(shot, audio=(SoundFile(Path("wind.wav")),)),
        lambda shot: replace(shot, captions=(Caption("Dawn"),)),
        lambda shot: replace(shot, own_level=None),
    ],
)
def test_how_a_shot_is_assembled_buys_nothing_again(change: Callable[[Shot], Shot]) -> None:
    assert wish(change(SHOT)) == wish()


def test_a_shot_that_is_made_from_no_clip_has_the_key_that_it_always_had() -> None:
    """Written down before shots could be made from clips: another key would buy every take again."""
    full = Shot(
        id="s02",
        prompt=Prompt(text="the sea", negative="rain"),
        duration=Fraction(7, 2),
        model="runway:gen4.5",
        first_frame=StillFile(Path("a.png")),
        last_frame=ShotFrame("s01", "first"),
        references=(StillUrl("https://a.example/b.png"),),
        motion=3,
        seed=7,
        options={"output_format": "mp4"},
    )

    def key(shot: Shot, look: Look) -> str:
        return wish_key(
            shot, size=Size(1280, 720), look=look, cast=(KEEPER,), hash_file=lambda path: path.name
        )

    assert key(SHOT, Look()) == "fb04cc7838d06802d25139c7c6f88bdcddc037b323373cace5856953b4a3c1b2"
    assert key(full, Look(style="ink", mood="calm")) == (
        "962f20542c2aa69cc9d1773484567b87fc360db7a29818d5b82c0e7be91db33e"
    )


def test_a_prompt_without_words_and_sounds_has_the_key_that_it_always_had() -> None:
    """Written down before a prompt could say them."""
    prompt = Prompt(
        "a pier", "a cat", "runs", "in a kitchen", "noir", "handheld", "candlelight", "tense", "dogs"
    )
    old = "7b21528a7896ac5bc2266dc12426c70d028c21a3cec214e60d376c3ac6ef70dc"
    assert wish(replace(SHOT, prompt=prompt)) == old
    assert wish(replace(SHOT, prompt=replace(prompt, dialogue="", sound=""))) == old
    assert wish(replace(SHOT, prompt=replace(prompt, dialogue='"Come in."'))) != old
    assert wish(replace(SHOT, prompt=replace(prompt, sound="waves"))) != old


def made_from(clip: Footage, character: Path) -> list[Shot]:
    acted = Performance(MediaFile(character), clip)
    return [
        replace(SHOT, video=clip),
        replace(SHOT, prompt=None, upscale=clip),
        replace(SHOT, prompt=None, performance=acted),
    ]


def test_a_clip_that_a_shot_is_made_from_counts_by_its_bytes_and_by_what_it_is_for(tmp_path: Path) -> None:
    here, there, who = tmp_path / "a.mp4", tmp_path / "b.mp4", tmp_path / "who.png"
    for path in (here, there, who):
        path.write_text("one")
    keys = [wish(shot) for shot in made_from(UserClip(here), who)]
    assert len({*keys, wish()}) == 4
    assert [wish(shot) for shot in made_from(UserClip(there), who)] == keys
    part = [wish(shot) for shot in made_from(UserClip(here, Fraction(1)), who)]
    other = [wish(shot) for shot in made_from(ShotTake("s00"), who)]
    there.write_text("two")
    changed = [wish(shot) for shot in made_from(UserClip(there), who)]
    assert len({*keys, *part, *other, *changed}) == 12
    who.write_text("two")
    again = [wish(shot) for shot in made_from(UserClip(here), who)]
    assert [old == new for old, new in zip(keys, again, strict=True)] == [True, True, False]


def test_a_look_changes_what_has_a_prompt_and_nothing_else(tmp_path: Path) -> None:
    clip = tmp_path / "a.mp4"
    clip.write_text("one")
    changed, larger, acted = made_from(UserClip(clip), clip)
    ink = Look(style="ink")
    assert wish(changed, look=ink) != wish(changed)
    assert wish(larger, look=ink) == wish(larger)
    assert wish(acted, look=ink) == wish(acted)


def test_only_the_cast_that_a_shot_names_counts() -> None:
    stranger = CastMember("stranger", "a man in grey")
    assert wish(cast=(KEEPER, stranger)) == wish()
    assert wish(cast=(replace(KEEPER, description="a young man"),)) != wish()
    assert wish(look=Look(lighting="night")) != wish()


def test_a_file_counts_by_its_bytes(tmp_path: Path) -> None:
    here, there = tmp_path / "a.png", tmp_path / "b.png"
    here.write_text("one")
    there.write_text("one")
    first = wish(replace(SHOT, first_frame=StillFile(here)))
    assert wish(replace(SHOT, first_frame=StillFile(there))) == first
    there.write_text("two")
    assert wish(replace(SHOT, first_frame=StillFile(there))) != first


def test_a_request_counts_its_inputs_by_hash_and_its_origin() -> None:
    request = Request(
        model="previz",
        operation=Operation.TEXT_TO_VIDEO,
        text="a boat",
        words=Prompt(text="a boat"),
        duration=Fraction(2),
        size=Size(320, 180),
        fps=Fraction(24),
        seed=1,
        inputs=(Input("first_frame", "abc", Path("/one/a.png"), "image/png"),),
    )
    key = request_key(request, origin="previz")
    moved = replace(request, inputs=(replace(request.inputs[0], path=Path("/two/b.png")),))
    assert request_key(moved, origin="previz") == key
    assert request_key(request, origin="emulator") != key
    assert request_key(replace(request, take=2), origin="previz") != key


def test_a_field_that_is_empty_changes_no_key() -> None:
    assert plain(Prompt(text="a boat")) == {"is": "Prompt", "text": "a boat"}
    assert digest({"b": 1, "a": [Fraction(1, 3)]}) == digest({"a": [Fraction(1, 3)], "b": 1})


def test_what_has_no_place_in_a_key_is_refused() -> None:
    with pytest.raises(TypeError, match="no place in a key"):
        plain(object())
