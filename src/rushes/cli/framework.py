"""Click, as rushes uses it: commands loaded when they are named, examples first in their help."""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from rushes.cli.out import Out
from rushes.cli.texts import did_you_mean

if TYPE_CHECKING:
    from fractions import Fraction

    from rushes.model import Money

__all__ = [
    "FILE",
    "Command",
    "Group",
    "Lazy",
    "command",
    "group",
    "json_option",
    "output_option",
    "pass_out",
    "progress_options",
    "spend_options",
    "workspace_option",
]

CallableT = TypeVar("CallableT", bound=Callable[..., Any])

# Files are checked by what opens them: their errors name the shot and say what to do.
FILE = click.Path(path_type=Path)

pass_out = click.make_pass_decorator(Out)


@dataclass(frozen=True, slots=True)
class Lazy:
    """A command that is imported when somebody names it: `module:attribute`, and its line of help."""

    target: str
    help: str
    section: str = "Commands"

    def load(self) -> click.Command:
        module, attribute = self.target.split(":")
        return getattr(importlib.import_module(module), attribute)


class _Examples:
    """Help that shows how a command is used before it lists what can be changed."""

    examples: Sequence[str] = ()

    def write_examples(self, formatter: click.HelpFormatter) -> None:
        if self.examples:
            with formatter.section("Examples"):
                formatter.write("".join(f"  {line}\n" for line in self.examples))


class Command(click.Command, _Examples):
    """A command with examples."""

    def __init__(self, *arguments: Any, examples: Sequence[str] = (), **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.examples = tuple(examples)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.write_examples(formatter)
        super().format_options(ctx, formatter)


class Group(click.Group, _Examples):
    """A group whose commands may be imported only when they are named."""

    command_class = Command

    def __init__(
        self,
        *arguments: Any,
        lazy: Mapping[str, Lazy] | None = None,
        examples: Sequence[str] = (),
        **settings: Any,
    ) -> None:
        super().__init__(*arguments, **settings)
        self.lazy = dict(lazy or {})
        self.examples = tuple(examples)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        return [*(name for name in self.commands if name not in self.lazy), *self.lazy]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        lazy = self.lazy.get(cmd_name)
        return lazy.load() if lazy else super().get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not name.startswith("-") and not ctx.resilient_parsing and self.get_command(ctx, name) is None:
            _unknown_command(name, self.list_commands(ctx), ctx)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.write_examples(formatter)
        super().format_options(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        sections: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            lazy = self.lazy.get(name)
            if lazy is not None:
                sections.setdefault(lazy.section, []).append((name, lazy.help))
            elif not self.commands[name].hidden:
                line = self.commands[name].get_short_help_str(formatter.width)
                sections.setdefault("Commands", []).append((name, line))
        for section, rows in sections.items():
            with formatter.section(section):
                formatter.write_dl(rows)


def _unknown_command(name: str, known: Sequence[str], ctx: click.Context) -> NoReturn:
    guess = did_you_mean(name, known)
    message = f"there is no command `{ctx.command_path} {name}`"
    raise click.UsageError(f"{message}; {guess or 'there are ' + ', '.join(known)}", ctx=ctx)


def command(name: str, *, examples: Sequence[str] = (), **settings: Any) -> Callable[[Any], Command]:
    """A command called `name`: every command takes `--json`."""

    def decorate(function: Callable[..., Any]) -> Command:
        made: Command = click.command(name, cls=Command, examples=examples, **settings)(
            json_option(pass_out(function))
        )
        made.params.sort(key=lambda parameter: parameter.name == "json")  # help lists it last
        return made

    return decorate


def group(name: str, **settings: Any) -> Callable[[Any], Group]:
    """A group of commands called `name`."""

    def decorate(function: Callable[..., Any]) -> Group:
        made: Group = click.group(name, cls=Group, **settings)(function)
        return made

    return decorate


def _set(attribute: str, value: bool) -> Callable[[click.Context, click.Parameter, bool], None]:
    def callback(ctx: click.Context, _parameter: click.Parameter, given: bool) -> None:
        if given:
            setattr(ctx.ensure_object(Out), attribute, value)

    return callback


def json_option(function: CallableT) -> CallableT:
    """`--json`: the result as one JSON document on stdout."""
    return click.option(
        "--json",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_set("json", True),
        help="Print JSON on stdout, and errors as JSON on stderr.",
    )(function)


def progress_options(function: CallableT) -> CallableT:
    """`--quiet` and `--no-progress`."""
    quiet = click.option(
        "-q",
        "--quiet",
        is_flag=True,
        expose_value=False,
        callback=_set("quiet", True),
        help="Print nothing but the result, warnings and errors.",
    )
    progress = click.option(
        "--no-progress",
        is_flag=True,
        expose_value=False,
        callback=_set("progress", False),
        help="No bars: one line for each thing that is done.",
    )
    return quiet(progress(function))


def workspace_option(function: CallableT) -> CallableT:
    """`--workspace FOLDER`."""
    return click.option(
        "--workspace",
        type=FILE,
        metavar="FOLDER",
        help="The folder that holds `.rushes/`. Otherwise RUSHES_WORKSPACE, or the nearest one upward.",
    )(function)


def output_option(text: str) -> Callable[[CallableT], CallableT]:
    """`-o FILE`."""
    return click.option("-o", "--output", type=FILE, metavar="FILE", help=text)


def size_option(text: str) -> Callable[[CallableT], CallableT]:
    """`--size 1280x720`."""
    return click.option("--size", type=SizeType(), help=text)


class SizeType(click.ParamType):  # pyright: ignore[reportMissingTypeArgument]  (generic from click 8.5 on)
    """A picture's size, such as 1280x720."""

    name = "WxH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from rushes.model import Size

        if isinstance(value, Size):
            return value
        try:
            size = Size.parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if not (16 <= size.width <= 8192 and 16 <= size.height <= 8192):
            self.fail(f"{size} is not between 16x16 and 8192x8192", param, ctx)
        return size


class NumberType(click.ParamType):  # pyright: ignore[reportMissingTypeArgument]
    """An exact number: `24`, `29.97`, `30000/1001`. Units and bounds as given."""

    def __init__(self, name: str, least: str, most: str) -> None:
        self.name = name
        self.least, self.most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from fractions import Fraction

        if isinstance(value, Fraction):
            return value
        # An exponent such as 1e999999999 would be worked out digit by digit.
        match = re.fullmatch(r"\s*(\d{1,9}(?:\.\d{0,9})?|\d{1,9}/0*[1-9]\d{0,8})\s*s?", str(value))
        if match is None:
            self.fail(f"{value!r} is not a number", param, ctx)
        number = Fraction(match[1])
        if not Fraction(self.least) <= number <= Fraction(self.most):
            self.fail(f"{value} is not between {self.least} and {self.most}", param, ctx)
        return number


class DollarsType(click.ParamType):  # pyright: ignore[reportMissingTypeArgument]
    """An amount of money: `5`, `0.25`, `$12`."""

    name = "DOLLARS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from rushes.model import Money

        if isinstance(value, Money):
            return value
        try:
            return Money.dollars(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


SECONDS = NumberType("SECONDS", "0.04", "3600")
FPS = NumberType("FPS", "1", "240")
DOLLARS = DollarsType()


def spend_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--yes`, `--budget` and the other ways to agree to what a plan costs, given as one `allowance`."""

    @functools.wraps(function)
    def with_allowance(
        *arguments: Any,
        yes: bool,
        budget: Money | None,
        max_price_per_shot: Money | None,
        max_shots: int | None,
        max_seconds: Fraction | None,
        **others: Any,
    ) -> Any:
        from rushes.shoot.budget import Allowance

        allowance = Allowance(
            yes=yes,
            budget=budget,
            most_per_shot=max_price_per_shot,
            most_shots=max_shots,
            most_seconds=max_seconds,
        )
        return function(*arguments, allowance=allowance, **others)

    options = (
        click.option("--yes", is_flag=True, help="Agree to what the plan costs, without being asked."),
        click.option("--budget", type=DOLLARS, help="Agree to so many dollars, and spend no more."),
        click.option(
            "--max-price-per-shot",
            type=DOLLARS,
            help="What a shot may cost whose price nobody knows; so much is reserved for it.",
        ),
        click.option(
            "--max-shots", type=click.IntRange(0), metavar="N", help="Make no more shots than this for money."
        ),
        click.option("--max-seconds", type=SECONDS, help="Make no more seconds than this for money."),
    )
    decorated: Callable[..., Any] = with_allowance
    for option in reversed(options):
        decorated = option(decorated)
    return decorated
