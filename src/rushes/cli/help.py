"""`rushes help`: commands and topics."""

from __future__ import annotations

import click

from rushes.cli.framework import Group, command
from rushes.cli.out import Out
from rushes.cli.texts import columns, did_you_mean
from rushes.errors import UsageError

__all__ = ["EXIT_CODES", "show_help"]

EXIT_CODES = {
    0: "done",
    1: "something failed; the message says what",
    2: "the command, the storyboard, a setting or a model was not understood",
    3: "several shots ended in several ways",
    4: "a key is missing or not accepted",
    5: "it costs more than is allowed, more than the account holds, or nobody agreed",
    6: "the provider's moderation refused",
    7: "the provider cannot be reached",
    8: "it is not known whether a request was accepted; nothing was sent again",
    9: "work goes on at the provider; the same command takes it up again",
    130: "stopped by Ctrl-C or a signal; nothing is left half-written",
    141: "whoever read the output went away",
}


@command("help", examples=["rushes help film", "rushes help storyboard check", "rushes help exit-codes"])
@click.argument("topic", nargs=-1)
@click.pass_context
def show_help(ctx: click.Context, out: Out, topic: tuple[str, ...]) -> None:
    """Explain a command or a topic, such as exit-codes."""
    root = ctx.find_root()
    if topic == ("exit-codes",):
        _exit_codes(out)
        return
    text = _help_of(root, topic)
    if out.json:
        out.document("rushes/help/1", {"topic": " ".join(topic), "text": text})
    else:
        out.data(text)


def _exit_codes(out: Out) -> None:
    if out.json:
        codes = {str(code): meaning for code, meaning in EXIT_CODES.items()}
        out.document("rushes/exit-codes/1", {"exit_codes": dict(codes)})
        return
    for line in columns([(str(code), meaning) for code, meaning in EXIT_CODES.items()], right=[0]):
        out.data(line)


def _help_of(root: click.Context, topic: tuple[str, ...]) -> str:
    context, here = root, root.command
    for name in topic:
        known = here.list_commands(context) if isinstance(here, Group) else []
        found = here.get_command(context, name) if isinstance(here, Group) else None
        if found is None:
            asked = " ".join(topic)
            topics = [*known, "exit-codes"]
            raise UsageError(
                f"there is no command or topic `{asked}`",
                hint=did_you_mean(name, topics) or f"there are: {', '.join(topics)}",
            )
        context = click.Context(found, info_name=name, parent=context)
        here = found
    return here.get_help(context)
