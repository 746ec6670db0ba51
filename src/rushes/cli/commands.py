"""What `rushes` can do: each command's module, and its line in `rushes --help`."""

from __future__ import annotations

import click

from rushes.cli.framework import Group, Lazy, json_option
from rushes.cli.out import Out

__all__ = ["COMMANDS", "rushes"]

_MAKE, _LOOK, _HELP = "Make", "Look and choose", "Set up"

COMMANDS = {
    "film": Lazy("rushes.cli.film:film", "Make the film of a storyboard.", _MAKE),
    "shoot": Lazy("rushes.cli.shoot:shoot", "Make one clip from one prompt.", _MAKE),
    "retake": Lazy("rushes.cli.retake:retake", "Make another take of one shot.", _MAKE),
    "batch": Lazy("rushes.cli.batch:batch", "Make many clips from one file.", _MAKE),
    "join": Lazy("rushes.cli.join:join", "Join clips into one film, without a storyboard.", _MAKE),
    "storyboard": Lazy(
        "rushes.cli.storyboard:storyboard", "Write, check and describe storyboard files.", _LOOK
    ),
    "takes": Lazy("rushes.cli.takes:takes", "List takes, choose among them, settle them.", _LOOK),
    "cost": Lazy("rushes.cli.cost:cost", "Show what was spent, and what is left of the budgets.", _LOOK),
    "models": Lazy("rushes.cli.models:models", "List the models, and what each can do.", _LOOK),
    "prompts": Lazy("rushes.cli.prompts:prompts", "Look up words that models know; build prompts.", _LOOK),
    "emulator": Lazy(
        "rushes.cli.emulator:emulator",
        "Serve a stand-in for the vendors, for tests that cost nothing.",
        _HELP,
    ),
    "config": Lazy("rushes.cli.config:config", "Show the settings, and where each comes from.", _HELP),
    "doctor": Lazy("rushes.cli.doctor:doctor", "Check that everything rushes needs is here.", _HELP),
    "gc": Lazy("rushes.cli.gc:gc", "Remove what can be made again. Never a take.", _HELP),
    "completion": Lazy("rushes.cli.completion:completion", "Print a shell's completion script.", _HELP),
    "help": Lazy("rushes.cli.help:show_help", "Explain a command or a topic, such as exit-codes.", _HELP),
}


def _version(ctx: click.Context, _parameter: click.Parameter, given: bool) -> None:
    if not given or ctx.resilient_parsing:
        return
    from importlib.metadata import version

    out = ctx.ensure_object(Out)
    if out.json:
        out.document("rushes/version/1", {"version": version("rushes")})
    else:
        out.data(f"rushes {version('rushes')}")
    ctx.exit()


@click.group(
    "rushes",
    cls=Group,
    lazy=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=True,
    examples=[
        "rushes storyboard new film.yaml      a storyboard to start from",
        "rushes film film.yaml                the film; with no key, drawn by previz at no cost",
        "rushes film film.yaml --dry-run      what would be made, and what it costs",
    ],
    epilog="`rushes COMMAND --help` explains a command; `rushes help exit-codes` the exit codes.",
)
@json_option
@click.option(
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Print the version.",
)
def rushes() -> None:
    """From a storyboard to a finished film, through any AI video model."""
