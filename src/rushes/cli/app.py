"""The way in and the ways out: arguments in, an exit code out, and never a traceback for bad input."""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from types import FrameType
from typing import TextIO

import click

from rushes.cli.commands import rushes
from rushes.cli.out import Out, is_terminal
from rushes.errors import Cancelled, RushesError, StoreError, UsageError

__all__ = ["main"]

# What a shell reports for a program whose reader went away.
_PIPE_CLOSED = 141

_DISK = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the file system is read-only",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.EMFILE: "too many files are open",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line `arguments` (None: the process's own) and return the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    gc.set_threshold(50_000, 20, 20)  # a command that finds nothing to do is over before it has garbage
    _raw_names(sys.stdout)
    out = Out(json_mode="--json" in _options(words))
    restore = _end_like_interrupt()
    try:
        code = _run(words, out)
        out.flush()
    except BrokenPipeError:
        return _reader_left()
    finally:
        restore()
    return code


def _run(words: list[str], out: Out) -> int:
    debug = bool(out.environ.get("RUSHES_DEBUG"))
    try:
        _complete(out)
        with rushes.make_context("rushes", words, obj=out) as context:
            rushes.invoke(context)
    except RushesError as error:
        if debug:
            raise
        return _report(error, out)
    except click.exceptions.Exit as left:
        return left.exit_code
    except (click.Abort, KeyboardInterrupt, EOFError):
        return _report(_stopped(), out)
    except click.exceptions.NoArgsIsHelpError as error:
        if out.json:
            return _report(UsageError("which command?", hint="`rushes --help` lists them"), out)
        out.data(error.format_message())
        return error.exit_code
    except click.ClickException as error:
        return _report(_usage(error), out)
    except BrokenPipeError:
        raise
    except Exception as error:
        if debug:
            raise
        return _report(_unexpected(error, words, out), out)
    return 0


def _complete(out: Out) -> None:
    """Answer a shell that asks what could come next, and leave."""
    instruction = out.environ.get("_RUSHES_COMPLETE")
    if instruction:
        from click.shell_completion import shell_complete

        code = shell_complete(rushes, {}, "rushes", "_RUSHES_COMPLETE", instruction)
        raise click.exceptions.Exit(code)


def _report(error: RushesError, out: Out) -> int:
    out.error(error)
    return error.exit_code


def _stopped() -> Cancelled:
    return Cancelled("stopped", hint="nothing is left half-written; run the same command again to go on")


def _options(words: list[str]) -> list[str]:
    return words[: words.index("--")] if "--" in words else words


def _usage(error: click.ClickException) -> RushesError:
    """Click's own complaints, in our voice."""
    message = error.format_message().rstrip(".")
    message = message[:1].lower() + message[1:]
    context = error.ctx if isinstance(error, click.UsageError) else None
    hint = f"`{context.command_path} --help` shows what it takes" if context else None
    return UsageError(message, hint=hint)


def _unexpected(error: Exception, words: list[str], out: Out) -> RushesError:
    if isinstance(error, OSError) and error.errno in _DISK:
        about = f": {error.filename}" if error.filename else ""
        return StoreError(
            f"{_DISK[error.errno]}{about}",
            hint="nothing is left half-written; mend that and run the same command again",
        )
    from rushes.cli.crash import redacted, write_report

    report = write_report(error, words, out.environ)
    what = redacted(f"{type(error).__name__}: {error}".split("\n", 1)[0], out.environ)
    where = f"what happened is written down in {report}" if report else "RUSHES_DEBUG=1 shows where"
    return RushesError(
        f"rushes has a fault of its own: {what}", hint=f"{where}; please report it with that file"
    )


def _raw_names(stream: TextIO) -> None:
    """Let file names that are no UTF-8 through stdout as they are."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        unicode = (stream.encoding or "").lower().replace("-", "") == "utf8"
        reconfigure(errors="surrogateescape" if unicode else "backslashreplace")


def _reader_left() -> int:
    """Whoever read our output is gone: end without a word, and without one at the interpreter's exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (BrokenPipeError, ValueError):
            os.dup2(nowhere, stream.fileno())
    return _PIPE_CLOSED


def _end_like_interrupt() -> Callable[[], None]:
    """Make SIGTERM, and SIGHUP of a closed terminal, do what Ctrl-C does, asyncio's handling included.

    Returns what puts the handlers back that were there.
    """
    if threading.current_thread() is not threading.main_thread():
        return lambda: None
    terminals = [stream.fileno() for stream in (sys.stdout, sys.stderr) if is_terminal(stream)]

    def interrupt(_number: int, frame: FrameType | None) -> None:
        for descriptor in terminals:
            if not os.isatty(descriptor):  # it was closed, and nothing can be said to it any more
                os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
        handler = signal.getsignal(signal.SIGINT)
        if callable(handler):
            handler(signal.SIGINT, frame)
        else:  # started in the background by a shell, which ignores SIGINT
            raise KeyboardInterrupt

    numbers = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    # What is ignored stays so: `nohup rushes film …` goes on without its terminal.
    wanted = [number for number in numbers if signal.getsignal(number) != signal.SIG_IGN]
    previous = {number: signal.signal(number, interrupt) for number in wanted}

    def restore() -> None:
        for number, handler in previous.items():
            signal.signal(number, handler)

    return restore
