"""Wrong storyboards: each finding has its line, its place in the document, and says what is allowed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rushes.errors import Finding, StoryboardError
from rushes.storyboard.board import Storyboard
from rushes.storyboard.read import check_storyboard, read_storyboard

SHOT = "shots:\n  - {prompt: a pier, duration: 5}\n"
TOP = "rushes: storyboard/1\n"


def findings(folder: Path, text: str | bytes) -> list[Finding]:
    file = folder / "film.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    board, found = check_storyboard(file)
    assert (board is None) == any(one.severity == "error" for one in found)
    assert all(one.file == file for one in found)
    return found


def shot(keys: str) -> str:
    """A storyboard whose one shot has these keys on line 4."""
    return f"{TOP}shots:\n  - id: pier\n    {keys}\n"


def made(keys: str) -> str:
    """A storyboard whose shot is right but for these keys, on line 4."""
    return f"{TOP}shots:\n  - {{id: pier, prompt: a pier, duration: 5}}\n  - prompt: a pier\n    duration: 5\n    {keys}\n"


def top(line: str) -> str:
    """A storyboard with this line in its head, on line 2."""
    return f"{TOP}{line}\n{SHOT}"


BAD = {
    # the file itself
    "empty": ("", 0, "", "is empty"),
    "blank": ("  \n\n", 0, "", "is empty"),
    "comments only": ("# hello\n", 0, "", "nothing but comments"),
    "a list": ("- a\n- b\n", 0, "", "must be a mapping"),
    "a word": ("hello\n", 0, "", "must be a mapping"),
    "not UTF-8": (TOP.encode() + b"title: caf\xe9\n", 2, "", "not UTF-8"),
    "UTF-16": ("rushes: storyboard/1".encode("utf-16"), 1, "", "not UTF-8"),
    "control character": (TOP + "title: a\x07b\n", 2, "", "U+0007"),
    "tab": (TOP + "look:\n\tstyle: noir\n", 3, "", "tab"),
    "at sign": (TOP + "title: @keeper walks\n", 2, "", "put the text in quotes"),
    "colon in text": (TOP + "title: the pier: a film\n", 2, "", "put the text in quotes"),
    "quote left open": (TOP + 'title: "the pier\nfps: 24\n', 2, "", "never closed"),
    "bad indentation": (TOP + "look:\n   style: noir\n  mood: calm\n", 4, "", "indentation"),
    "key without colon": (TOP + "title\nfps: 24\n", 2, "", "colon"),
    "unknown alias": (TOP + "title: *name\n", 2, "", "alias"),
    "two documents": (TOP + SHOT + "---\na: b\n", 4, "", "second document"),
    "tag": (top("title: !!python/object:os.system x"), 2, "title", "tag"),
    "alias of itself": (top("x: 1\noptions: &a {b: *a}"), 3, "options.b", "itself"),
    "very deep": (top("options: " + "[" * 200 + "]" * 200), 0, "", "nested too deeply"),
    "too deep for the parser": (top("options: " + "[" * 9000), 0, "", "nested too deeply"),
    "key twice": (top("fps: 24\nfps: 25"), 3, "fps", "already on line 2"),
    "key that is a list": (top("[a, b]: 24"), 2, "", "key that is no word"),
    # the format
    "no format": (SHOT, 1, "", "rushes: storyboard/1"),
    "newer format": ("rushes: storyboard/7\nnew-key: 1\n", 1, "rushes", "newer format"),
    "other format": ("rushes: film/1\n" + SHOT, 1, "rushes", "no format that rushes knows"),
    "format without number": ("rushes: storyboard\n" + SHOT, 1, "rushes", "storyboard/1"),
    # the head
    "unknown key": (top("titel: x"), 2, "titel", "did you mean `title`"),
    "unknown key, other word": (top("soundtrack: a.mp3"), 2, "soundtrack", "did you mean `music`"),
    "unknown key, no guess": (top("qqqq: x"), 2, "qqqq", "keys here: rushes, title"),
    "no value": (top("title:"), 2, "title", "has no value"),
    "comment for a value": (top("title: #1 film"), 2, "title", "comment in YAML"),
    "truth for a text": (top("title: true"), 2, "title", "must be text, not true"),
    "list for a text": (top("title: [a]"), 2, "title", "must be text, not a list"),
    "empty text": (top("title: ' '"), 2, "title", "is empty"),
    "odd size": (top("size: 1281x721"), 2, "size", "1282x722"),
    "huge size": (top("size: 99999x2"), 2, "size", "16 to 8192"),
    "no size": (top("size: big"), 2, "size", "1280x720"),
    "shape as size": (top("size: 16:9"), 2, "size", "ratio: 16:9"),
    "size and ratio": (top("size: 1280x720\nratio: 16:9"), 3, "ratio", "one of the two"),
    "no ratio": (top("ratio: wide"), 2, "ratio", "16:9"),
    "ratio of nothing": (top("ratio: 16:0"), 2, "ratio", "no shape"),
    "no rate": (top("fps: fast"), 2, "fps", "not a frame rate"),
    "rate of 0": (top("fps: 0"), 2, "fps", "between 1 and 240"),
    "rate over 0": (top("fps: 1/0"), 2, "fps", "not a frame rate"),
    "no transition": (top("transition: disolve"), 2, "transition", "did you mean dissolve?"),
    "xfade without xfade": (top("transition: wipeleft"), 2, "transition", "did you mean xfade:wipeleft?"),
    "unknown xfade": (top("transition: xfade:wipelfet"), 2, "transition", "did you mean xfade:wipeleft?"),
    "fade to what": (top("transition: fade:pink"), 2, "transition", "black or white"),
    "cut with a length": (top("transition: {kind: cut, duration: 1}"), 2, "transition.duration", "no sense"),
    "dissolve with a colour": (
        top("transition: {kind: dissolve, color: white}"),
        2,
        "transition.color",
        "fade",
    ),
    "no captions": (top("captions: burnt"), 2, "captions", "did you mean burned?"),
    "loudness": (top("loudness: 3"), 2, "loudness", "-40 to -5 LUFS"),
    "look": (top("look: {stile: noir}"), 2, "look.stile", "did you mean `style`"),
    "look as text": (top("look: noir"), 2, "look", "must be a mapping, not 'noir'"),
    "cast as list": (top("cast: [a]"), 2, "cast", "must be a mapping"),
    "cast name": (top('cast: {"the keeper": old}'), 2, "cast.the keeper", "name that a prompt can call"),
    "music": (top("music: none.mp3"), 2, "music", "no file none.mp3"),
    "music level": (top("music: {file: none.mp3, level: 40}"), 2, "music.level", "-60 to 12 dB"),
    "music loop": (top("music: {file: none.mp3, loop: maybe}"), 2, "music.loop", "true or false"),
    "music from the web": (top("music: https://a.b/c.mp3"), 2, "music", "must be a file on this machine"),
    "card colour": (top('title_card: {text: a, color: "#12"}'), 2, "title_card.color", "no colour"),
    "card without text": (top("end_card: {duration: 3}"), 2, "end_card", "`text`"),
    "long fade out": (top("fade_out: 6"), 2, "fade_out", "5 s at most"),
    "model": (top("model: my model"), 2, "model", "no model's name"),
    # shots
    "shots missing": (TOP, 1, "", "`shots`"),
    "no shots": (TOP + "shots: []\n", 2, "shots", "no shots"),
    "shots as mapping": (TOP + "shots: {a: b}\n", 2, "shots", "must be a list"),
    "shot as text": (TOP + "shots:\n  - a pier\n", 3, "shots[0]", "must be a mapping, not 'a pier'"),
    "empty shot": (TOP + "shots:\n  -\n", 3, "shots[0]", "has no value"),
    "neither prompt nor clip": (shot("duration: 5"), 3, "shots[0]", "neither a prompt nor a clip"),
    "no duration": (shot("prompt: a"), 3, "shots[0]", "needs a duration"),
    "duration 0": (shot("duration: 0"), 4, "shots[0].duration", "more than 0"),
    "duration -1": (shot("duration: -1"), 4, "shots[0].duration", "not -1"),
    "duration 1e9": (shot("duration: 1e9"), 4, "shots[0].duration", "one hour at most"),
    "duration 1e999": (shot("duration: 1e999"), 4, "shots[0].duration", "no time"),
    "duration of many digits": (shot(f"duration: {'9' * 5000}"), 4, "shots[0].duration", "no time"),
    "duration nan": (shot("duration: .nan"), 4, "shots[0].duration", "no time"),
    "duration nan, in words": (shot("duration: nan"), 4, "shots[0].duration", "no time"),
    "duration inf": (shot("duration: .inf"), 4, "shots[0].duration", "no time"),
    "duration abc": (shot("duration: abc"), 4, "shots[0].duration", "seconds like 5 or 2.5"),
    "duration yes": (shot("duration: true"), 4, "shots[0].duration", "must be a time, not true"),
    "duration in frames": (shot('duration: "00:00:05:12"'), 4, "shots[0].duration", "counts frames"),
    "duration 0:75": (shot("duration: 0:75"), 4, "shots[0].duration", "more than 59"),
    "duration under a frame": (shot("duration: 10ms"), 4, "shots[0].duration", "one frame"),
    "id": (TOP + "shots:\n  - {id: a b, prompt: a, duration: 5}\n", 3, "shots[0].id", "letters, digits"),
    "id of dots": (TOP + "shots:\n  - {id: ../a, prompt: a, duration: 5}\n", 3, "shots[0].id", "letters"),
    "id twice": (made("id: pier"), 6, "shots[1].id", "line 3"),
    "id in capitals": (made("id: PIER"), 6, "shots[1].id", "capital letters"),
    "id that another has": (
        TOP + "shots:\n  - {prompt: a, duration: 5}\n  - {id: s01, prompt: b, duration: 5}\n",
        4,
        "shots[1].id",
        "which has no id",
    ),
    "prompt key": (shot("prompt: {subjct: a}"), 4, "shots[0].prompt.subjct", "did you mean `subject`"),
    "prompt as list": (shot("prompt: [a]"), 4, "shots[0].prompt", "one value or a mapping, not a list"),
    "only a negative": (
        shot("prompt: {negative: rain}"),
        4,
        "shots[0].prompt",
        "says nothing of what is seen",
    ),
    "only a sound": (shot("prompt: {sound: rain}"), 4, "shots[0].prompt", "says nothing of what is seen"),
    "both prompt and clip": (made("clip: film.yaml"), 6, "shots[1].clip", "a prompt or a clip"),
    "missing clip": (shot("clip: waves.mp4"), 4, "shots[0].clip", "shot pier: there is no file waves.mp4"),
    "folder as clip": (shot("clip: ."), 4, "shots[0].clip", "is a folder"),
    "clip out before in": (
        shot("clip: {file: film.yaml, in: 3, out: 2}"),
        4,
        "shots[0].clip.out",
        "later than `in`",
    ),
    "clip too short": (
        shot("clip: {file: film.yaml, in: 1, out: 2}\n    duration: 3"),
        5,
        "shots[0].duration",
        "1 s at most",
    ),
    "still": (made("first_frame: stil.png"), 6, "shots[1].first_frame", "no file stil.png"),
    "still by ftp": (made("first_frame: ftp://a/b.png"), 6, "shots[1].first_frame", "file on this machine"),
    "still as data": (made("last_frame: data:image/png;base64,AA"), 6, "shots[1].last_frame", "not data"),
    "unknown shot": (made("first_frame: {shot: peir}"), 6, "shots[1].first_frame.shot", "did you mean pier?"),
    "frame": (
        made("first_frame: {shot: pier, frame: middle}"),
        6,
        "shots[1].first_frame.frame",
        "first or last",
    ),
    "its own frame": (made("id: b\n    first_frame: {shot: b}"), 7, "shots[1].first_frame.shot", "b → b"),
    "references": (made("references: [a.png]"), 6, "shots[1].references[0]", "no file a.png"),
    # shots that are made from clips
    "video without prompt": (shot("video: film.yaml"), 4, "shots[0].video", "`prompt: …` says what becomes"),
    "missing video": (made("video: waves.mp4"), 6, "shots[1].video", "no file waves.mp4"),
    "video from the web": (made("video: https://a.b/c.mp4"), 6, "shots[1].video", "must be a file on this"),
    "video as list": (made("video: [a.mp4]"), 6, "shots[1].video", "one value or a mapping, not a list"),
    "video key": (made("video: {fil: a.mp4}"), 6, "shots[1].video.fil", "did you mean `file`?"),
    "video of nothing": (made("video: {in: 1}"), 6, "shots[1].video", "{file, in, out}, or {shot: s01}"),
    "video from two": (
        made("video: {file: film.yaml, shot: pier}"),
        6,
        "shots[1].video.shot",
        "beside a file",
    ),
    "video of a shot, cut": (made("video: {shot: pier, in: 1}"), 6, "shots[1].video.in", "all is taken"),
    "video out before in": (
        made("video: {file: film.yaml, in: 3, out: 2}"),
        6,
        "shots[1].video.out",
        "later",
    ),
    "video of no shot": (made("video: {shot: peir}"), 6, "shots[1].video.shot", "did you mean pier?"),
    "its own clip": (made("id: b\n    video: {shot: b}"), 7, "shots[1].video.shot", "its own clip: b → b"),
    "video and upscale": (
        made("video: {shot: pier}\n    upscale: {shot: pier}"),
        7,
        "shots[1].upscale",
        "stands beside `video` (one of them; another shot can take this one's clip)",
    ),
    "upscale beside a clip": (
        shot("clip: film.yaml\n    upscale: film.yaml"),
        5,
        "shots[0].upscale",
        "a shot is made, or its clip is there already",
    ),
    "upscale as a number": (made("upscale: 2"), 6, "shots[1].upscale", "no file 2"),
    "upscale in other words": (made("enlarge: a.mp4"), 6, "shots[1].enlarge", "did you mean `upscale`?"),
    "missing upscale": (shot("upscale: {file: waves.mp4}"), 4, "shots[0].upscale.file", "no file waves.mp4"),
    "performance as text": (
        shot("performance: a.mp4"),
        4,
        "shots[0].performance",
        "keys: character, reference",
    ),
    "performance without acting": (
        shot("performance: {character: film.yaml}"),
        4,
        "shots[0].performance",
        "`reference` (the clip of the acting",
    ),
    "performance without character": (
        shot("performance: {reference: film.yaml}"),
        4,
        "shots[0].performance",
        "`character` (who is seen",
    ),
    "performance key": (
        shot("performance: {actor: film.yaml, character: film.yaml, reference: film.yaml}"),
        4,
        "shots[0].performance.actor",
        "did you mean `character`?",
    ),
    "missing character": (
        shot("performance: {character: who.png, reference: film.yaml}"),
        4,
        "shots[0].performance.character",
        "no file who.png",
    ),
    "missing acting": (
        shot("performance: {character: film.yaml, reference: {file: me.mp4}}"),
        4,
        "shots[0].performance.reference.file",
        "no file me.mp4",
    ),
    "character's frame": (
        made("performance: {character: {shot: pier, frame: middle}, reference: film.yaml}"),
        6,
        "shots[1].performance.character.frame",
        "first or last",
    ),
    "character of no shot": (
        made("performance: {character: {shot: piers}, reference: film.yaml}"),
        6,
        "shots[1].performance.character.shot",
        "did you mean pier?",
    ),
    "acting of nothing": (
        made("performance: {character: film.yaml, reference: {out: 2}}"),
        6,
        "shots[1].performance.reference",
        "says no clip",
    ),
    "dissolve into a shot as long as another": (
        TOP + "shots:\n  - {id: a, prompt: a, duration: 1}\n"
        "  - {upscale: {shot: a}, transition: {kind: dissolve, duration: 2}}\n",
        4,
        "shots[1].transition.duration",
        "a and s02 leave room for (1 s at most)",
    ),
    "motion 11": (made("motion: 11"), 6, "shots[1].motion", "from 1 to 10, not 11"),
    "motion 2.5": (made("motion: 2.5"), 6, "shots[1].motion", "whole number"),
    "seed": (made("seed: -4"), 6, "shots[1].seed", "0 to 4294967295"),
    "options": (made("options: fast"), 6, "shots[1].options", "must be a mapping"),
    "sound": (made("sound: mut"), 6, "shots[1].sound", "did you mean mute?"),
    "sound level": (made("sound: {level: 40}"), 6, "shots[1].sound.level", "-60 to 12 dB"),
    "audio without file": (made("audio: [{level: 3}]"), 6, "shots[1].audio[0]", "`file`"),
    "missing audio": (made("audio: [film.yaml, rain.wav]"), 6, "shots[1].audio[1]", "no file rain.wav"),
    "a file as narration": (made("narration: voice.wav"), 6, "shots[1].narration", "{file: voice.wav}"),
    "silent narration": (made("narration: {at: 1}"), 6, "shots[1].narration", "says nothing"),
    "caption": (made("caption: [hello]"), 6, "shots[1].caption[0]", "must be a mapping"),
    "caption without text": (made("caption: [{at: 1}]"), 6, "shots[1].caption[0]", "`text`"),
    "long dissolve": (
        made("transition: {kind: dissolve, duration: 6}"),
        6,
        "shots[1].transition.duration",
        "shot s02: of 6 s is longer than pier and s02 leave room for (5 s at most)",
    ),
    "two dissolves in one shot": (
        TOP + "transition: {kind: dissolve, duration: 2}\nshots:\n"
        "  - {prompt: a, duration: 5}\n  - {prompt: b, duration: 3}\n  - {prompt: c, duration: 5}\n",
        2,
        "transition.duration",
        "s02 and s03 leave room for (1 s at most)",
    ),
    "long first fade": (
        shot("prompt: a\n    duration: 1\n    transition: {kind: fade, duration: 2}"),
        6,
        "shots[0].transition.duration",
        "1 s at most",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_wrong_file(tmp_path: Path, name: str) -> None:
    text, line, path, said = BAD[name]
    found = [one for one in findings(tmp_path, text) if one.severity == "error"]
    told = [one for one in found if one.path == path and said in f"{one.message} ({one.allowed})"]
    assert told, [str(one) for one in found]
    assert told[0].line == line
    assert len(found) <= 2, [str(one) for one in found]


def test_an_alias_bomb_is_told_and_not_followed(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    text = TOP + "options:\n" + "".join(f"  {line}\n" for line in lines) + SHOT
    assert [one.message for one in findings(tmp_path, text)] == [
        "holds more than 100000 values once its aliases are followed"
    ]


def test_twelve_errors_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = """\
titel: The pier
rushes: storyboard/1
size: 1281x721
look: {stile: noir}
music: {file: song.mp3, level: 40}
shots:
  - id: pier
    prompt: {subject: a pier, camra: slow zoom in}
    duration: -1
    first_frame: {shot: s99}
  - id: pier
    prompt: true
    length: 4
    transition: disolve
  - clip: nothere.mp4
    motion: eleven
"""
    found = [one for one in findings(tmp_path, text) if one.severity == "error"]
    assert [(one.line, one.path) for one in found] == [
        (1, "titel"),
        (3, "size"),
        (4, "look.stile"),
        (5, "music.file"),
        (5, "music.level"),
        (8, "shots[0].prompt.camra"),
        (9, "shots[0].duration"),
        (10, "shots[0].first_frame.shot"),
        (11, "shots[1]"),
        (11, "shots[1].id"),
        (12, "shots[1].prompt"),
        (13, "shots[1].length"),
        (14, "shots[1].transition"),
        (15, "shots[2].clip"),
        (16, "shots[2].motion"),
    ]
    assert str(found[5]).endswith(
        "film.yaml:8:31: shots[0].prompt.camra: shot pier: there is no key `camra` here (did you mean `camera`?)"
    )


def test_a_circle_is_named_once(tmp_path: Path) -> None:
    shots = "".join(
        f"  - {{id: {name}, prompt: a, duration: 5, first_frame: {{shot: {other}}}}}\n"
        for name, other in (("a", "b"), ("b", "c"), ("c", "a"), ("d", "a"))
    )
    (found,) = findings(tmp_path, TOP + "shots:\n" + shots)
    assert found.message == "shot c: waits in a circle for frames: a → b → c → a"


def test_a_circle_of_clips_is_named_once(tmp_path: Path) -> None:
    shots = "  - {id: a, prompt: a, duration: 5, first_frame: {shot: b}}\n  - {id: b, upscale: {shot: a}}\n"
    (found,) = findings(tmp_path, TOP + "shots:\n" + shots)
    assert found.message == "shot b: waits in a circle for clips: a → b → a"
    assert found.allowed == "one of them must be made from a file, or from a prompt alone"


def test_a_long_chain_of_clips_is_no_circle(tmp_path: Path) -> None:
    shots = "".join(f"  - {{id: n{place}, upscale: {{shot: n{place + 1}}}}}\n" for place in range(1500))
    assert findings(tmp_path, TOP + "shots:\n" + shots + "  - {id: n1500, prompt: a, duration: 5}\n") == []


def test_everything_wrong_with_what_a_shot_is_made_from_is_told_at_once(tmp_path: Path) -> None:
    text = (
        TOP
        + """shots:
  - video: {fil: a.mp4, in: x}
    performance: {character: who.png}
    upscale: {shot: s9}
  - clip: film.yaml
    video: {file: film.yaml, shot: s01}
"""
    )
    found = [one for one in findings(tmp_path, text) if one.severity == "error"]
    assert [(one.line, one.path) for one in found] == [
        (3, "shots[0].video.fil"),
        (3, "shots[0].video.in"),
        (4, "shots[0].performance"),
        (4, "shots[0].performance"),
        (5, "shots[0].upscale"),
        (5, "shots[0].upscale.shot"),
        (7, "shots[1].video"),
        (7, "shots[1].video.shot"),
    ]


def test_a_long_chain_is_no_circle(tmp_path: Path) -> None:
    shots = "".join(
        f"  - {{id: n{place}, prompt: a, duration: 5, first_frame: {{shot: n{place + 1}}}}}\n"
        for place in range(1500)
    )
    assert findings(tmp_path, TOP + "shots:\n" + shots + "  - {id: n1500, prompt: a, duration: 5}\n") == []


def test_files_that_are_there_and_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "waves.mp4").write_text("x")
    os.mkfifo(tmp_path / "pipe.mp4")
    text = TOP + "shots:\n  - clip: empty.mp4\n  - clip: wave.mp4\n  - clip: pipe.mp4\n"
    text += f'  - clip: "{"n" * 300}"\n  - clip: "a\\0b"\n'
    said = [one.message + str(one.allowed) for one in findings(tmp_path, text)]
    for part, told in zip(
        ["0 bytes", "did you mean waves.mp4?", "no ordinary file", "too long", "no file name"],
        said,
        strict=True,
    ):
        assert part in told


def test_a_narration_too_long_for_its_shot_is_a_warning_that_says_by_how_much(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, made(f"narration: {'word ' * 34}"))
    assert found.severity == "warning"
    assert found.message == "shot s02: is read aloud in about 9.9 s, 4.9 s longer than the shot leaves"
    assert found.allowed == "a duration of 10 s, or 84 characters less"


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("caption: [{text: late, at: 6}]", "will not be seen"),
        ("caption: [{text: long, at: 4, duration: 3}]", "goes on after the shot's end"),
        ("audio: {file: film.yaml, at: 7}", "will not be heard"),
        ('narration: "@keper"\n    x-note: 1', None),
        ("clip: film.yaml", None),
    ],
)
def test_what_will_not_be_noticed_is_a_warning(tmp_path: Path, keys: str, said: str | None) -> None:
    warnings = [one for one in findings(tmp_path, made(keys)) if one.severity == "warning"]
    assert [said in one.message for one in warnings if said] == ([True] if said else [])


def test_keys_of_a_later_version_are_warned_of_once_each(tmp_path: Path) -> None:
    text = TOP + "takes: 2\nshots:\n"
    text += "  - {prompt: a, duration: 5, takes: 3, fallback: [x]}\n"
    text += "  - {prompt: b, duration: 5, fallback: [x], enhance: {upscale: 2}}\n"
    found = findings(tmp_path, text)
    assert {one.severity for one in found} == {"warning"}
    assert [(one.line, one.path) for one in found] == [
        (2, "takes"),
        (4, "shots[0].fallback"),
        (5, "shots[1].enhance"),
    ]
    assert found[1].message == "shot s01: `fallback` is known, and not acted upon yet"


def test_a_name_that_is_not_in_the_cast_is_a_warning(tmp_path: Path) -> None:
    text = (
        TOP
        + 'cast: {keeper: an old man}\nshots:\n  - {prompt: "@keper at me@home.net, @keeper", duration: 5}\n'
    )
    (found,) = findings(tmp_path, text)
    assert (found.severity, found.allowed) == ("warning", "did you mean @keeper?")


def test_a_dissolve_into_the_first_shot_is_a_warning_and_a_cut(tmp_path: Path) -> None:
    file = tmp_path / "film.yaml"
    file.write_text(shot("prompt: a\n    duration: 5\n    transition: dissolve"))
    board, (found,) = check_storyboard(file)
    assert found.severity == "warning"
    assert board is not None
    assert board.shots[0].transition.kind == "cut"


def test_a_missing_file_a_folder_and_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "film.yaml").write_text(TOP + SHOT)
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(StoryboardError, match=r"no such file \(did you mean .*film\.yaml\?\)"):
        Storyboard.load(tmp_path / "fim.yaml")
    with pytest.raises(
        StoryboardError, match=r"is a folder, not a storyboard \(in it: film.yaml, pipe.yaml\)"
    ):
        read_storyboard(tmp_path)
    with pytest.raises(StoryboardError, match="no ordinary file"):
        read_storyboard(tmp_path / "pipe.yaml")
    with pytest.raises(StoryboardError, match="cannot be read"):
        read_storyboard(tmp_path / "film.yaml" / "x.yaml")
    with pytest.raises(StoryboardError, match="not there either"):
        read_storyboard(tmp_path / "nowhere" / "x.yaml")
    (tmp_path / "big.yaml").write_bytes(b"#" * (5 << 20))
    with pytest.raises(StoryboardError, match="too big"):
        read_storyboard(tmp_path / "big.yaml")
