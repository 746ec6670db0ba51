"""Ways in and out of the program, as processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from rushes.cli.commands import COMMANDS, rushes
from rushes.cli.framework import FPS, SECONDS, Group, SizeType
from rushes.cli.help import EXIT_CODES
from rushes.model import Size


def run(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rushes", *words],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def python(code: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


# Commands of our own, registered beside the real ones, that end in every way a command can end.
ENDS = """
import sys, click
from rushes.cli.app import main
from rushes.cli.commands import rushes
from rushes.cli.framework import command
from rushes.errors import *

@rushes.add_command
@command("end")
@click.argument("how")
def end(out, how):
    if how == "fault": raise ValueError("secret-value-123 is odd")
    if how == "disk": raise OSError(28, "No space left on device", "film.mp4")
    if how == "interrupt": raise KeyboardInterrupt
    if how == "budget": raise BudgetExceeded("too dear", hint="pay less")
    if how == "pipe":
        for _ in range(100000): out.data("x" * 100)
sys.exit(main())
"""


def end(how: str, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    code = ENDS.replace("main())", f"main({['end', how, *words]!r}))")
    return python(code, **environ)


def test_an_unknown_command_gets_a_guess() -> None:
    done = run("flim")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: there is no command `rushes flim`; did you mean `film`?\n\nhint: `rushes --help` shows what it takes\n"
    )


@pytest.mark.parametrize(
    "words", [["--nonsense"], ["film"], ["film", "a", "b"], ["join", "--fps", "x", "a"], ["help", "x"]]
)
def test_wrong_words_are_exit_code_2(words: list[str]) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("film film.yaml --captions none --captions soft", "captions none leaves no room for soft"),
        ("join a.mp4 -o b.mp4 --transition cut --duration 1", "a cut takes no time"),
        ("join a.mp4 -o b.mp4 --duration 1", "a cut takes no time"),
        ("join a.mp4 nope.mp4 -o b.mp4", "there is no file nope.mp4"),
        ("join a.mp4", "where does the film go?"),
    ],
)
def test_wishes_that_contradict_themselves_are_told_with_what_to_do(
    words: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "film.yaml").write_text("rushes: storyboard/1\nshots: [{prompt: the sea, duration: 1}]\n")
    (tmp_path / "a.mp4").touch()
    done = run(*words.split())
    assert done.returncode == 2
    assert f"error: {said}" in done.stderr
    assert "\nhint: " in done.stderr


def test_a_storyboards_warnings_stand_in_the_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "film.yaml").write_text(
        "rushes: storyboard/1\nshots:\n  - {id: sea, prompt: '@nobody swims', duration: 1}\n"
    )
    done = run("takes", "list", "film.yaml", "--json")
    (warning,) = json.loads(done.stdout)["warnings"]
    assert (warning["line"], warning["path"], warning["severity"]) == (3, "shots[0].prompt", "warning")
    assert run("takes", "list", "film.yaml").stderr.count("warning: ") == 1


def test_wrong_words_are_json_in_json_mode() -> None:
    done = run("film", "--json")
    told = json.loads(done.stderr)
    assert (done.returncode, done.stdout, told["error"]["code"]) == (2, "", "usage-error")


def test_a_fault_is_one_line_and_a_report_without_secrets(tmp_path: Path) -> None:
    done = end("fault", XDG_STATE_HOME=str(tmp_path), HOME=str(tmp_path), SOME_API_KEY="secret-value-123")
    assert done.returncode == 1
    assert done.stderr.startswith("error: rushes has a fault of its own: ValueError")
    assert "Traceback" not in done.stderr
    reports = list(tmp_path.rglob("fault-*.txt"))
    assert len(reports) == 1
    assert "secret-value-123" not in done.stderr
    assert str(reports[0]) in done.stderr
    assert "secret-value-123" not in reports[0].read_text()
    assert "ValueError" in reports[0].read_text()
    assert reports[0].stat().st_mode & 0o077 == 0


def test_a_fault_shows_its_traceback_when_asked(tmp_path: Path) -> None:
    assert "Traceback" in end("fault", HOME=str(tmp_path), RUSHES_DEBUG="1").stderr


def test_a_full_disk_is_no_fault_of_ours() -> None:
    done = end("disk")
    assert done.returncode == 1
    assert done.stderr.startswith("error: the disk is full: film.mp4\n\nhint: ")


def test_an_interrupt_is_130() -> None:
    done = end("interrupt", "--json")
    assert done.returncode == 130
    assert json.loads(done.stderr)["error"]["code"] == "cancelled"


def test_an_error_has_its_own_code() -> None:
    assert end("budget").returncode == 5


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_end_a_command_in_order(number: signal.Signals) -> None:
    code = ENDS.replace(
        "main())",
        "main(['end', 'wait']))",
    ).replace(
        'if how == "fault"',
        'if how == "wait": print("here", flush=True); import time; time.sleep(60)\n    if how == "fault"',
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        process.send_signal(number)
        _, stderr = process.communicate(timeout=20)
    assert process.returncode == 130
    assert stderr.endswith(
        "error: stopped\n\nhint: nothing is left half-written; run the same command again to go on\n"
    )


WAITS = ENDS.replace("main())", "main(['end', 'wait']))").replace(
    'if how == "fault"',
    """if how == "wait":
        import pathlib, time
        try: pathlib.Path("scratch").touch(); time.sleep(60)
        finally: out.say("tidying"); pathlib.Path("scratch").unlink()
    if how == "fault\"""",
)


def test_a_closed_terminal_ends_a_command_in_order(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    code = f"import fcntl, os, termios\nfcntl.ioctl(0, termios.TIOCSCTTY, 0)\n{WAITS}"
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        wait_for(tmp_path / "scratch")
        os.close(ours)
        assert process.wait(timeout=20) == 130
    assert list(tmp_path.iterdir()) == []


def test_a_command_that_was_told_to_outlive_its_terminal_does(tmp_path: Path) -> None:
    code = f"import signal\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\n{WAITS}"
    with subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, stderr=subprocess.PIPE) as process:
        wait_for(tmp_path / "scratch")
        process.send_signal(signal.SIGHUP)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=0.5)
        process.terminate()
        process.communicate(timeout=20)
        assert process.returncode == 130
    assert list(tmp_path.iterdir()) == []


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 20
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.02)


def test_a_reader_that_leaves_is_no_error() -> None:
    code = ENDS.replace("main())", "main(['end', 'pipe']))")
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        stderr = process.stderr.read()
    assert (process.wait(), stderr) == (141, "")


def test_version() -> None:
    assert run("--version").stdout.startswith("rushes 0.")
    assert json.loads(run("--version", "--json").stdout)["schema"] == "rushes/version/1"


def test_exit_codes_can_be_asked_for() -> None:
    told = json.loads(run("help", "exit-codes", "--json").stdout)
    assert told["exit_codes"].keys() == {str(code) for code in EXIT_CODES}


def test_every_error_of_ours_has_a_known_exit_code() -> None:
    from rushes import errors

    kinds = [getattr(errors, name) for name in errors.__all__]
    codes = {
        kind.exit_code for kind in kinds if isinstance(kind, type) and issubclass(kind, errors.RushesError)
    }
    assert codes <= set(EXIT_CODES)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str) -> None:
    assert f"{shell}_source" in run("completion", shell).stdout
    script = run(_RUSHES_COMPLETE=f"{shell}_source")
    assert script.returncode == 0
    assert "rushes" in script.stdout


def test_completion_completes() -> None:
    done = run(_RUSHES_COMPLETE="bash_complete", COMP_WORDS="rushes story", COMP_CWORD="1")
    assert "storyboard" in done.stdout


def test_the_list_of_commands_tells_what_they_tell() -> None:
    for name, lazy in COMMANDS.items():
        command = lazy.load()
        assert command.name == name
        assert command.help is not None


def leaves(here: click.Command, words: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    if not isinstance(here, Group):
        return [(words, here)]
    context = click.Context(here)
    below = [(name, here.get_command(context, name)) for name in here.list_commands(context)]
    return [leaf for name, command in below if command for leaf in leaves(command, (*words, name))]


@pytest.mark.parametrize(
    ("words", "command"), leaves(rushes), ids=lambda one: "-".join(one) if isinstance(one, tuple) else ""
)
def test_every_command_takes_json_and_shows_an_example(
    words: tuple[str, ...], command: click.Command
) -> None:
    assert "--json" in {option for parameter in command.params for option in parameter.opts}
    assert getattr(command, "examples", ())
    text = command.get_help(click.Context(command, info_name=" ".join(words)))
    assert "Examples:" in text


@pytest.mark.parametrize("text", ["", "x", "0x10", "100000x100000", "12x", "-1x5"])
def test_a_wrong_size(text: str) -> None:
    with pytest.raises(click.BadParameter):
        SizeType().convert(text, None, None)


def test_sizes_and_numbers() -> None:
    assert SizeType().convert("640x360", None, None) == Size(640, 360)
    assert str(FPS.convert("30000/1001", None, None)) == "30000/1001"
    assert SECONDS.convert("0.5s", None, None) * 2 == 1


@pytest.mark.parametrize("text", ["nan", "inf", "0", "-1", "1e9", "1/0", "", "1e999999999"])
def test_wrong_numbers(text: str) -> None:
    with pytest.raises(click.BadParameter):
        SECONDS.convert(text, None, None)
