"""What is printed, where, and how safely."""

from __future__ import annotations

import io
import json
from fractions import Fraction
from pathlib import Path

import pytest

from rushes.cli.crash import redacted
from rushes.cli.out import Out, as_json, code_of, wants_colour
from rushes.cli.texts import columns, did_you_mean, safe, seconds, shorten, width
from rushes.errors import Finding, MissingKey, RushesError, SeveralEnds, StoryboardError, UsageError


class Terminal(io.StringIO):
    """A stream that says that a person reads it."""

    def isatty(self) -> bool:
        return True


def an_out(*, json_mode: bool = False, environ: dict[str, str] | None = None) -> Out:
    return Out(
        stdout=io.StringIO(),
        stderr=io.StringIO(),
        stdin=io.StringIO(),
        environ=environ or {},
        json_mode=json_mode,
    )


def printed(out: Out) -> tuple[str, str]:
    assert isinstance(out.stdout, io.StringIO)
    assert isinstance(out.stderr, io.StringIO)
    return out.stdout.getvalue(), out.stderr.getvalue()


def test_a_name_cannot_forge_the_terminal() -> None:
    assert safe("a\x1b[2Jb\u202ec\ud800") == "a\\x1b[2Jb\\u202ec\\ud800"
    assert safe("line\nline\ttab ключ 海") == "line\nline\ttab ключ 海"


def test_an_error_is_told_with_its_hint() -> None:
    out = an_out()
    out.error(UsageError("no such shot", hint="look again", shot="s01"))
    assert printed(out) == ("", "error: shot s01: no such shot\n\nhint: look again\n")


def test_warnings_are_told_or_stand_in_the_document_that_follows() -> None:
    finding = Finding(Path("b.yaml"), 3, 1, "shots[0]", "odd", None, "warning")
    out = an_out()
    out.warn(finding)
    out.warn("a slate")
    assert printed(out) == ("", "warning: b.yaml:3:1: shots[0]: odd\nwarning: a slate\n")
    out = an_out(json_mode=True)
    out.warn(finding)
    out.warn("a slate")
    out.document("rushes/film/1", {})
    out.error(UsageError("no"))
    for text in printed(out):
        told = json.loads(text)["warnings"]
        assert [(one["file"], one["line"], one["message"]) for one in told] == [
            ("b.yaml", 3, "odd"),
            (None, 0, "a slate"),
        ]


def test_an_error_as_json_stands_on_stderr_with_all_it_holds() -> None:
    out = an_out(json_mode=True)
    finding = Finding(Path("b.yaml"), 3, 1, "shots[0]", "wrong", "right")
    out.error(SeveralEnds([MissingKey("no key"), StoryboardError([finding])]))
    told = json.loads(printed(out)[1])
    assert told["schema"] == "rushes/error/1"
    assert [one["code"] for one in told["error"]["errors"]] == ["missing-key", "storyboard-error"]
    assert told["error"]["errors"][1]["findings"][0]["line"] == 3
    assert told["error"]["exit_code"] == 3


def test_words_are_silent_in_json_mode_and_with_quiet() -> None:
    out = an_out(json_mode=True)
    out.say("hello")
    out.warn("careful")
    quiet = an_out()
    quiet.quiet = True
    quiet.say("hello")
    quiet.warn("careful")
    assert printed(out) == ("", "")
    assert printed(quiet) == ("", "warning: careful\n")


def test_json_is_valid_for_any_file_name() -> None:
    name = b"caf\xe9\n.mp4".decode("utf-8", errors="surrogateescape")
    assert json.loads(as_json({"path": name}).encode())["path"] == name


@pytest.mark.parametrize(
    ("environ", "terminal", "wanted"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"TERM": "dumb"}, True, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"CLICOLOR_FORCE": "1"}, False, True),
        ({"CLICOLOR_FORCE": "0"}, False, False),
    ],
)
def test_colour(environ: dict[str, str], terminal: bool, wanted: bool) -> None:
    assert wants_colour(Terminal() if terminal else io.StringIO(), environ) is wanted


def test_nobody_is_asked_without_a_terminal() -> None:
    with pytest.raises(UsageError, match="not a terminal") as caught:
        an_out().confirm("go on?")
    assert caught.value.hint == "add --yes to say yes"


@pytest.mark.parametrize(("answer", "agreed"), [("y\n", True), ("YES\n", True), ("n\n", False), ("", False)])
def test_a_person_is_asked(answer: str, agreed: bool) -> None:
    out = Out(stdout=io.StringIO(), stderr=Terminal(), stdin=Terminal(answer), environ={})
    assert out.confirm("go on?") is agreed


def test_a_path_is_raw_in_a_pipe_and_safe_on_a_terminal() -> None:
    piped, shown = (
        an_out(),
        Out(stdout=Terminal(), stderr=Terminal(), stdin=Terminal(), environ={"NO_COLOR": "1"}),
    )
    for out in (piped, shown):
        out.path(Path("/film\n\x1b[2J.mp4"))
    assert printed(piped)[0] == "/film\n\x1b[2J.mp4\n"
    assert printed(shown)[0] == "/film\\n\\x1b[2J.mp4\n"


def test_columns_line_up_for_wide_letters() -> None:
    lines = columns([("海", "1"), ("ab", "22")], right=[1])
    assert lines == ["海   1", "ab  22"]
    assert width("e\u0301") == 1
    assert shorten("a  long\nname", 7) == "a long…"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Fraction(1, 2), "0.5 s"),
        (59.9994, "59.999 s"),
        (60, "1:00"),
        (125, "2:05"),
        (3725, "1:02:05"),
        (0, "0 s"),
    ],
)
def test_seconds(value: float | Fraction, words: str) -> None:
    assert seconds(value) == words


def test_did_you_mean() -> None:
    assert did_you_mean("flim", ["film", "shoot"]) == "did you mean `film`?"
    assert did_you_mean("xyzzy", ["film", "shoot"]) is None


def test_codes() -> None:
    assert code_of(MissingKey) == "missing-key"
    assert code_of(RushesError) == "rushes-error"


def test_a_report_holds_no_secret() -> None:
    environ = {"RUSHES_RUNWAY_KEY": "key_0123456789", "EDITOR": "vim-is-fine"}
    text = (
        "key_0123456789 Bearer abcdefgh12345 https://a.example/clip.mp4?Signature=abc "
        f"postgresql://me:pw@host/db {'QUJD' * 40} vim-is-fine"
    )
    clean = redacted(text, environ)
    for secret in ("key_0123456789", "abcdefgh12345", "Signature=abc", "me:pw", "QUJDQUJD"):
        assert secret not in clean
    assert "vim-is-fine" in clean
    assert "https://a.example/clip.mp4" in clean
