"""Shots that are made from clips: what fits, how long it becomes, what it costs, and what is sent."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from made_clips import clip, lightness, sound
from PIL import Image

from rushes.errors import MediaError, RushesError, SeveralEnds, UsageError
from rushes.model import (
    CastMember,
    Character,
    Footage,
    Input,
    Look,
    MediaFile,
    Money,
    Operation,
    Performance,
    Prompt,
    Request,
    Shot,
    ShotFrame,
    ShotTake,
    Size,
    StillFile,
    UserClip,
)
from rushes.providers.registry import Registry
from rushes.shoot.compile import compile_shot
from rushes.shoot.inputs import FrameSource, clip_lengths, gather_inputs
from rushes.shoot.options import read_options
from rushes.shoot.request import check_length, check_shot, compile_request, operation, price_of, unheeded
from rushes.shoot.standing import board_wishes, dependency_order, frames_from
from rushes.store.blobs import hash_file
from rushes.storyboard.board import Storyboard
from rushes.storyboard.lengths import Lengths

SIZE = Size(1280, 720)
FILE = UserClip(Path("a.mp4"))
ACTED = Performance(MediaFile(Path("who.png")), FILE)
CARDS = Registry()
ALEPH, ACT_TWO = "runway:aleph2", "runway:act_two"
UPSCALER = "runway:magnific_video_upscaler_creative"


def shot(model: str, **fields: Any) -> Shot:
    usual: dict[str, Any] = {"id": "s", "model": model, "duration": Fraction(4)}
    return Shot(**(usual | fields))


def changed(model: str = ALEPH, **fields: Any) -> Shot:
    return shot(model, **{"prompt": Prompt(text="snow"), "video": FILE, **fields})


def acted(model: str = ACT_TWO, **fields: Any) -> Shot:
    return shot(model, **{"performance": ACTED, **fields})


# ── what does not fit ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (changed(upscale=FILE), "it has video and upscale at once"),
        (changed(performance=ACTED, upscale=FILE), "it has video and performance and upscale at once"),
        (changed(clip=FILE), "it has a clip beside its video"),
        (changed(prompt=None), "it has a video and no prompt"),
        (shot(ALEPH), "neither a prompt nor a clip"),
        (changed("previz"), "previz cannot do video_to_video; it does text_to_video, image_to_video"),
        (acted("previz"), "previz cannot do character_performance"),
        (shot(ALEPH, upscale=FILE), "cannot do upscale; it does video_to_video"),
        (shot(ALEPH, prompt=Prompt(text="a")), "cannot do text_to_video; it does video_to_video"),
        (acted(prompt=Prompt(text="she smiles")), "reads no prompt; it takes character, performance"),
        (shot(UPSCALER, upscale=FILE, prompt=Prompt(text="sharper")), "reads no prompt; it takes video"),
        (changed(first_frame=StillFile(Path("a.png"))), "takes no first_frame; it takes video"),
        (changed(references=(StillFile(Path("a.png")),)), "takes no reference; it takes video"),
        (acted(last_frame=StillFile(Path("a.png"))), "takes no last_frame; it takes character, performance"),
        (changed("runway:klingO3_pro", references=(StillFile(Path("a.png")),) * 5), "at most 4 references"),
        (changed(duration=Fraction(31)), "31 s are too long for runway:aleph2: it makes at most 30 s"),
        (changed(duration=Fraction(0)), "above 0 seconds"),
        (acted(motion=3), "no setting for motion"),
        (changed(seed=-1), "seed -1"),
        (shot(UPSCALER, upscale=FILE, seed=3), "takes no seed"),
        (changed(options={"output_fromat": "mp4"}), "did you mean 'output_format'"),
        (acted(options={"expression": 9}), "it goes from 1 to 5"),
        (shot("runway:seedance2_5", prompt=Prompt(text="a"), options={"mode": "edit"}), "no option 'mode'"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_or_the_model_is_told_with_what_fits(wish: Shot, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        check_shot(wish, size=SIZE, card=CARDS.find_card(wish.model))
    assert caught.value.hint


def test_a_size_matters_only_where_the_model_makes_it() -> None:
    odd = Size(1000, 420)
    for wish in (
        changed(),
        shot(UPSCALER, upscale=FILE),
        changed("runway:seedance2_5", options={"mode": "edit"}),
    ):
        check_shot(wish, size=odd, card=CARDS.find_card(wish.model))
    for wish in (acted(), changed("runway:seedance2"), changed("runway:seedance2_5")):
        with pytest.raises(UsageError, match="does not make 1000x420; it makes"):
            check_shot(wish, size=odd, card=CARDS.find_card(wish.model))


@pytest.mark.parametrize(
    ("wish", "there", "said"),
    [
        (acted(), "2.5", "it lasts 4 s, and the clip that it is made from has 2.5 s"),
        (acted(duration=None), "2.5", "has 2.5 s; runway:act_two takes 3 s to 30 s"),
        (acted(duration=Fraction(1)), "2.5", "has 2.5 s; runway:act_two takes 3 s to 30 s"),
        (changed(duration=None), "45", "45 s are too long for runway:aleph2"),
        (changed(duration=None), "1.5", "has 1.5 s; runway:aleph2 takes 2 s to 30 s"),
        (changed("runway:seedance2", duration=None), "16", "16 s are too long"),
        (shot(UPSCALER, upscale=FILE), "3.9", "and the clip that it is made from has 3.9 s"),
    ],
)
def test_a_clip_of_a_length_that_does_not_fit_is_told(wish: Shot, there: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        check_shot(wish, size=SIZE, card=CARDS.find_card(wish.model), there=Fraction(there))
    assert caught.value.hint


@pytest.mark.parametrize(
    ("wish", "there", "made"),
    [
        (acted(), "10", "4"),
        (acted(duration=Fraction(1)), "10", "3"),  # it takes no shorter clip, and the film trims
        (acted(duration=None), "7.25", "7.25"),
        (acted(duration=Fraction("4.04")), "4", "4"),  # a container's rounding
        (changed(duration=Fraction("2.5")), "2.6", "2.6"),
        (changed(duration=Fraction("2.5")), "9", "3"),
        (shot(UPSCALER, upscale=FILE, duration=None), "4.2", "4.2"),
        (changed("runway:seedance2", duration=None), "2.5", "4"),  # it makes lengths of its own
        (changed("runway:seedance2", duration=Fraction(9)), "2.5", "9"),
        (changed("runway:seedance2_5", duration=None), "4.4", "5"),
        (changed("runway:seedance2_5", duration=None, options={"mode": "edit"}), "4.4", "4.4"),
    ],
)
def test_how_long_it_becomes(wish: Shot, there: str, made: str) -> None:
    card = CARDS.find_card(wish.model).asked_to(operation(wish))
    assert check_length(wish, card, Fraction(there)) == Fraction(made)


def test_options_that_are_typed_are_read_as_what_they_are() -> None:
    card = CARDS.find_card(ACT_TWO)
    assert read_options(["expression=4", "body_control = yes"], card) == {
        "expression": 4,
        "body_control": True,
    }
    smooth = CARDS.find_card("runway:enhance_frame_rate")
    assert read_options(["target_rate=60"], smooth) == {"target_rate": "60"}
    assert read_options(["cfg_scale=0.5"], CARDS.find_card("runway:kling3.0_pro")) == {"cfg_scale": 0.5}
    assert read_options([], card) == {}
    for wrong, said in (
        (["expression"], "does not say its value"),
        (["=4"], "does not say its value"),
        (["expresion=4"], "no option 'expresion'; did you mean 'expression'"),
        (["expression=4", "expression=5"], "given twice"),
        (["expression=strong"], "is a integer, not 'strong'"),
        (["expression=9"], "from 1 to 5"),
        (["body_control=maybe"], "is a boolean, not 'maybe'"),
    ):
        with pytest.raises(UsageError, match=said) as caught:
            read_options(wrong, card)
        assert caught.value.hint


# ── what it costs ─────────────────────────────────────────────────────────────────────────────


def test_a_price_counts_the_length_that_is_made_and_every_input() -> None:
    def price(wish: Shot, **more: Any) -> Money | None:
        return price_of(wish, size=SIZE, card=CARDS.find_card(wish.model), **more)

    assert price(acted()) == Money(200_000)
    assert price(acted(duration=Fraction(1))) == Money(150_000)  # three seconds at least
    assert price(changed(duration=Fraction("2.5"))) == Money(840_000)
    omni = changed("runway:gemini_omni_flash", references=(StillFile(Path("a.png")),) * 2)
    assert price(omni) == Money(460_000)
    keeper = CastMember("keeper", "an old man", StillFile(Path("keeper.png")))
    named = replace(omni, prompt=Prompt(text="@keeper in the snow"))
    assert price(named, cast=(keeper,)) == Money(470_000)
    assert price(shot(UPSCALER, upscale=FILE)) is None


def test_what_only_a_clip_says_the_length_of_is_never_taken_for_free() -> None:
    open_ended = acted(duration=None)
    card = CARDS.find_card(ACT_TWO)
    assert price_of(open_ended, size=SIZE, card=card) is None
    assert price_of(open_ended, size=SIZE, card=card, length=Fraction(5)) == Money(250_000)
    free = replace(card, price_per_second=Money(0), least_price=Money(0))
    assert price_of(open_ended, size=SIZE, card=free) == Money(0)


def test_a_cast_member_s_picture_that_the_operation_does_not_take_is_told() -> None:
    keeper = CastMember("keeper", "an old man", StillFile(Path("keeper.png")))
    card = CARDS.find_card("runway:gemini_omni_flash")
    begun = shot(card.id, prompt=Prompt(text="@keeper"), first_frame=StillFile(Path("a.png")))
    report = compile_shot(begun, card, size=SIZE, cast=(keeper,)).report
    assert "@keeper is only described" in unheeded(report)[0]
    whole = changed(card.id, prompt=Prompt(text="@keeper"))
    assert unheeded(compile_shot(whole, card, size=SIZE, cast=(keeper,)).report) == ()


# ── what it waits for, and what it wishes for ─────────────────────────────────────────────────


def test_a_shot_that_takes_a_clip_waits_for_it(tmp_path: Path) -> None:
    first = shot("previz", id="a", prompt=Prompt(text="a street"))
    second = changed(id="b", video=ShotTake("a"))
    third = acted(id="c", performance=Performance(ShotFrame("a", "first"), ShotTake("b")))
    fourth = shot(UPSCALER, id="d", upscale=ShotTake("c"))
    assert [frames_from(one) for one in (first, second, third, fourth)] == [[], ["a"], ["a", "b"], ["c"]]
    assert [one.id for one in dependency_order([fourth, third, second, first])] == ["a", "b", "c", "d"]
    with pytest.raises(UsageError, match="no shot 'aa' to take a clip or a frame from; did you mean 'a'"):
        dependency_order([first, changed(id="b", video=ShotTake("aa"))])
    with pytest.raises(UsageError, match="shots wait for each other: d → b → d"):
        dependency_order([replace(fourth, upscale=ShotTake("b")), replace(second, video=ShotTake("d"))])


def test_a_changed_first_shot_makes_what_is_made_of_it_stale(tmp_path: Path) -> None:
    def wishes(text: str, size: Size = SIZE) -> dict[str, str]:
        first = shot("previz", id="a", prompt=Prompt(text=text), options={"burn_in": False})
        shots = (
            first,
            changed(id="b", video=ShotTake("a")),
            shot(UPSCALER, id="c", upscale=ShotTake("b")),
            changed("runway:seedance2", id="d", video=UserClip(path)),
            shot(UPSCALER, id="e", upscale=UserClip(path)),
        )
        return board_wishes(Storyboard(shots, size=size), hash_file=hash_file, card_of=CARDS.any_card)

    path = clip(tmp_path / "a.mp4", 1)
    before, after = wishes("a street"), wishes("a lane")
    assert [name for name in before if before[name] != after[name]] == ["a", "b", "c"]
    other = wishes("a street", Size(720, 1280))  # what keeps the size of its clip wishes for none
    assert [name for name in before if before[name] != other[name]] == ["a", "b", "c", "d"]
    clip(path, 2)
    assert [name for name, key in wishes("a street").items() if key != before[name]] == ["d", "e"]


# ── what is sent ──────────────────────────────────────────────────────────────────────────────


class Bench:
    """A folder of files, and the folder that inputs are kept in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept = folder / "inputs"
        self.sources: dict[str, FrameSource] = {}

    def gather(self, wish: Shot) -> tuple[Input, ...]:
        card = CARDS.find_card(wish.model)
        return gather_inputs(wish, cast=(), card=card, folder=self.kept, sources=self.sources)

    def compiled(self, wish: Shot, look: Look | None = None) -> Request:
        return compile_request(
            wish, look=look or Look(), cast=(), size=SIZE, fps=Fraction(24),
            card=CARDS.find_card(wish.model), number=1, wish="w", inputs=self.gather(wish),
        )  # fmt: skip


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


BROKEN = {
    "text.mp4": b"<html>not found</html>",
    "empty.mp4": b"",
    "list.mp4": b"#EXTM3U\nhttp://127.0.0.1:9/a.mp4\n",
    "concat.mkv": b"ffconcat version 1.0\nfile secret.mp4\n",
    "picture.mp4": b"\x89PNG\r\n\x1a\n" + bytes(600),
    "heic.mp4": b"\0\0\0\x18ftypheic" + bytes(600),
    "phone.mp4": b"\0\0\0\x18ftyp3gp4" + bytes(600),
    "head.mp4": b"\0\0\0\x18ftypisom" + bytes(600),
    "head.mkv": b"\x1a\x45\xdf\xa3" + bytes(600),
}


@pytest.mark.parametrize("name", [*BROKEN, "gone.mp4", "sound.mp4", "half.mp4", "folder"])
def test_a_clip_that_is_none_or_broken_is_told_by_its_own_name_and_not_kept(bench: Bench, name: str) -> None:
    path = bench.folder / name
    if name in BROKEN:
        path.write_bytes(BROKEN[name])
    elif name == "sound.mp4":
        sound(path)
    elif name == "folder":
        path.mkdir()
    elif name == "half.mp4":
        whole = clip(bench.folder / "whole.mp4", 4).read_bytes()
        path.write_bytes(whole[: len(whole) * 2 // 3])
    Image.new("RGB", (32, 18), "teal").save(bench.folder / "who.png")
    wishes = [
        changed(video=UserClip(path)),
        shot(UPSCALER, upscale=UserClip(path)),
        acted(performance=Performance(MediaFile(bench.folder / "who.png"), UserClip(path))),
    ]
    for wish in wishes:
        with pytest.raises((UsageError, MediaError), match=name.replace(".", r"\.")) as caught:
            bench.gather(wish)
        assert caught.value.hint
    assert [one.suffix for one in bench.kept.iterdir() if one.suffix != ".png"] == []


def test_a_character_that_is_neither_picture_nor_clip_is_told(bench: Bench) -> None:
    acting = UserClip(clip(bench.folder / "me.mp4", 4))
    for name, content in (
        ("who.txt", b"somebody"),
        ("who.png", BROKEN["picture.mp4"]),
        ("who.mp4", BROKEN["head.mp4"]),
    ):
        (bench.folder / name).write_bytes(content)
        with pytest.raises(RushesError, match=name):
            bench.gather(acted(performance=Performance(MediaFile(bench.folder / name), acting)))


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [("0", "9", "from 0 s to 9 s"), ("5", None, "from 5 s to 4 s"), ("3", "2", "from 3 s to 2 s")],
)
def test_a_stretch_that_the_clip_has_not_is_told(
    bench: Bench, start: str, end: str | None, said: str
) -> None:
    path = clip(bench.folder / "a.mp4", 4)
    part = UserClip(path, Fraction(start), None if end is None else Fraction(end))
    with pytest.raises(UsageError, match=f"a.mp4 has 4.000 s, and is wanted {said}"):
        bench.gather(changed(video=part))


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [(".mp4", "mp4"), (".mov", "quicktime"), (".webm", "webm"), (".mkv", "x-matroska")],
)
def test_a_clip_is_kept_by_its_hash_and_told_by_its_first_bytes(bench: Bench, suffix: str, kind: str) -> None:
    path = clip(bench.folder / f"a{suffix}", 3)
    path = path.rename(bench.folder / "named.wrongly")
    (found,) = bench.gather(shot(UPSCALER, upscale=UserClip(path), duration=None))
    assert (found.role, found.media_type, found.size) == ("video", f"video/{kind}", Size(160, 90))
    assert found.path == bench.kept / f"{hash_file(path)}{suffix}"
    assert found.path.read_bytes() == path.read_bytes()
    assert found.duration == pytest.approx(3, abs=0.01)
    made = found.path.stat().st_mtime_ns
    assert bench.gather(shot(UPSCALER, upscale=UserClip(path), duration=None)) == (found,)
    assert found.path.stat().st_mtime_ns == made


def test_of_a_long_clip_only_what_is_needed_is_sent(bench: Bench) -> None:
    path = clip(bench.folder / "a.mp4", 8)
    (whole,) = bench.gather(changed(video=UserClip(path), duration=Fraction("7.97")))
    assert whole.path.read_bytes() == path.read_bytes()
    (part,) = bench.gather(changed(video=UserClip(path), duration=Fraction("2.5")))
    assert part.duration == 3, "the next longer one that the model makes"
    assert lightness(part.path) == list(range(36))
    (middle,) = bench.gather(changed(video=UserClip(path, Fraction(2), Fraction(5)), duration=None))
    assert lightness(middle.path) == list(range(24, 60))
    assert (middle.duration, middle.sha256) == (3, hash_file(middle.path))
    (reference,) = bench.gather(changed("runway:seedance2", video=UserClip(path)))
    assert reference.duration == 8, "a model that makes lengths of its own gets all of it"


def test_what_another_shot_shows_is_sent(bench: Bench) -> None:
    path = clip(bench.folder / "take.mp4", 6)
    bench.sources["a"] = FrameSource(path, hash_file(path), end=Fraction(4))
    bench.sources["b"] = FrameSource(path, hash_file(path), Fraction(1), Fraction(4))
    (taken,) = bench.gather(changed(video=ShotTake("a"), duration=None))
    assert (taken.duration, lightness(taken.path)) == (4, list(range(48)))
    (later,) = bench.gather(changed(video=ShotTake("b"), duration=None))
    assert lightness(later.path) == list(range(12, 48))


CHARACTERS: dict[str, tuple[Character, str]] = {
    "a picture": (MediaFile(Path("who.png")), "image/png"),
    "a clip": (MediaFile(Path("who.mp4")), "video/mp4"),
    "another shot's clip": (ShotTake("a"), "video/mp4"),
    "another shot's frame": (ShotFrame("a", "last"), "image/png"),
}


@pytest.mark.parametrize("name", CHARACTERS)
def test_a_character_is_a_picture_or_a_clip(bench: Bench, name: str) -> None:
    character, kind = CHARACTERS[name]
    Image.new("RGB", (32, 18), "teal").save(bench.folder / "who.png")
    path = clip(bench.folder / "who.mp4", 6)
    bench.sources["a"] = FrameSource(path, hash_file(path))
    if isinstance(character, MediaFile):
        character = MediaFile(bench.folder / character.path)
    acting = UserClip(clip(bench.folder / "me.mp4", 5))
    who, what = bench.gather(acted(performance=Performance(character, acting)))
    assert (who.role, who.media_type, what.role, what.media_type) == (
        "character", kind, "performance", "video/mp4",
    )  # fmt: skip
    assert what.duration == 4
    assert who.duration in (None, 6), "a character's own clip is not cut"


def test_a_request_is_as_long_and_as_large_as_the_clip_that_decides(bench: Bench) -> None:
    path = clip(bench.folder / "a.mp4", 2.5, size=Size(320, 180))
    ink = Look(style="ink")
    video = bench.compiled(changed(video=UserClip(path), duration=None), ink)
    assert (video.operation, video.duration, video.size) == (
        Operation.VIDEO_TO_VIDEO, Fraction(5, 2), Size(320, 180),
    )  # fmt: skip
    assert video.text == "Snow. Ink."
    own = bench.compiled(changed("runway:seedance2", video=UserClip(path), duration=None))
    assert (own.duration, own.size) == (4, SIZE)
    larger = bench.compiled(shot(UPSCALER, upscale=UserClip(path), duration=None), ink)
    assert (larger.operation, larger.text, larger.words) == (Operation.UPSCALE, "", Prompt())
    assert larger.options == {"resolution": "2k"}
    with pytest.raises(UsageError, match="it lasts 4 s, and the clip that it is made from has"):
        bench.compiled(changed(video=UserClip(path)))


# ── lengths that only clips say ───────────────────────────────────────────────────────────────


def test_a_shot_is_as_long_as_what_it_is_made_from(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4", 4)

    def board(*shots: Shot) -> Storyboard:
        return Storyboard(tuple(replace(one, id=name) for one, name in zip(shots, "abcdef", strict=False)))

    def made(footage: Footage, **fields: Any) -> Shot:
        return shot(UPSCALER, **{"upscale": footage, "duration": None, **fields})

    story = board(
        shot("previz", prompt=Prompt(text="a"), duration=Fraction(7)),
        made(ShotTake("a")),
        made(ShotTake("b")),
        made(UserClip(path, Fraction(1))),
        made(ShotTake("d"), duration=Fraction(2)),
        Shot("f", clip=UserClip(path, end=Fraction(3))),
    )
    assert clip_lengths(story, {"b", "c", "d", "e"}) == {"b": 7, "c": 7, "d": 3, "e": 3}
    lengths = Lengths(story, lambda _, __: Fraction(4))
    assert [lengths.shot(one) for one in story.shots] == [7, 7, 7, 3, 2, 3]
    wrong = board(
        made(UserClip(tmp_path / "gone.mp4")),
        made(ShotTake("c")),
        made(ShotTake("b")),
        made(ShotTake("nobody")),
        made(UserClip(path, end=Fraction(9))),
        made(ShotTake("a"), prompt=Prompt(text="a"), upscale=None),
    )
    with pytest.raises(SeveralEnds) as caught:
        clip_lengths(wrong, {"a", "b", "d", "e"})
    told = {error.shot: str(error) for error in caught.value.errors}
    assert set(told) == {"a", "b", "d", "e"}
    assert "gone.mp4 cannot be read" in told["a"]
    assert "no shot says how long it is of those that are as long as another: b → c → b" in told["b"]
    assert "there is no shot 'nobody'" in told["d"]
    assert "`out` is at 9.000 s and a.mp4 ends at 4.000 s" in told["e"]
    with pytest.raises(UsageError, match="needs a duration above 0 seconds"):
        Lengths(wrong, lambda _, __: Fraction(4)).shot(wrong.shots[5])
