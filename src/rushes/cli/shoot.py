"""`rushes shoot`: one prompt, or one clip, becomes another clip."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from rushes.cli.consent import agreed
from rushes.cli.framework import (
    FILE,
    FPS,
    SECONDS,
    command,
    output_option,
    progress_options,
    size_option,
    spend_options,
    workspace_option,
)
from rushes.cli.opening import open_beside
from rushes.cli.out import Out
from rushes.cli.taken import show_take
from rushes.errors import MediaError, UsageError

if TYPE_CHECKING:
    from rushes.shoot.budget import Allowance
    from rushes.workspace import Workspace

__all__ = ["shoot"]


@command(
    "shoot",
    examples=[
        'rushes shoot "a lighthouse at night, slow zoom in"',
        'rushes shoot "a street in the rain" --camera "tracking shot" --duration 5 -o street.mp4',
        'rushes shoot "the door opens" --first-frame door.png',
        'rushes shoot "make it snow" --video street.mp4 --model runway:aleph2',
        "rushes shoot --character keeper.png --performance me.mp4 --model runway:act_two",
        "rushes shoot --upscale street.mp4 --model runway:enhance_frame_rate --option target_rate=60",
    ],
)
@click.argument("prompt", required=False, default="")
@click.option("--model", metavar="MODEL", help="Who makes it; `rushes models` lists them.")
@click.option(
    "--duration",
    type=SECONDS,
    help="How long it is.  [default: 5, or as long as the clip that it is made from]",
)
@size_option("The clip's size.  [default: 1280x720]")
@click.option("--fps", type=FPS, help="The clip's frame rate.  [default: 24]")
@click.option("--camera", metavar="WORDS", help="How the camera moves, such as `dolly in`.")
@click.option("--first-frame", type=FILE, metavar="PICTURE", help="The picture that it begins with.")
@click.option("--last-frame", type=FILE, metavar="PICTURE", help="The picture that it arrives at.")
@click.option(
    "--reference",
    "references",
    type=FILE,
    multiple=True,
    metavar="PICTURE",
    help="A picture of what must be recognised; may be given several times.",
)
@click.option("--video", type=FILE, metavar="CLIP", help="A clip that PROMPT changes.")
@click.option(
    "--character",
    type=FILE,
    metavar="FILE",
    help="A picture or a clip of who is to act as --performance does.",
)
@click.option(
    "--performance", type=FILE, metavar="CLIP", help="A clip of the acting that --character follows."
)
@click.option("--upscale", type=FILE, metavar="CLIP", help="A clip to be made larger or smoother.")
@click.option("--motion", type=click.IntRange(1, 10), metavar="N", help="How much moves.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), metavar="N", help="The same seed, the same clip.")
@click.option(
    "--option",
    "options",
    multiple=True,
    metavar="NAME=VALUE",
    help="A setting that the model has; may be given several times. `rushes models MODEL` lists them.",
)
@click.option("--again", is_flag=True, help="Make another take, though there is one, or it was refused.")
@output_option("Where a copy of the clip goes.")
@spend_options
@workspace_option
@progress_options
def shoot(
    out: Out,
    prompt: str,
    *,
    output: Path | None,
    workspace: Path | None,
    allowance: Allowance,
    options: tuple[str, ...],
    **wishes: Any,
) -> None:
    """Make one clip from PROMPT, or from another clip, and print its path.

    The clip is kept in the workspace. The same wish is answered by the same clip; `--again`
    makes another take of it.
    """
    from rushes.shoot.options import read_options

    prompt = _one_text(prompt)
    with open_beside(out, workspace) as opened:
        if options:
            card = opened.find_card(wishes["model"] or opened.settings.model)
            wishes["options"] = read_options(options, card)
        _tell_losses(out, opened, prompt, wishes)
        take = agreed(
            out,
            lambda listen, agreed_to: opened.shoot(
                prompt, output=output, listen=listen, allowance=agreed_to, **wishes
            ),
            allowance,
        )
    show_take(out, take, output)


def _one_text(prompt: str) -> str:
    """The prompt, where it is one. Raises UsageError for alternatives in braces."""
    from rushes.prompts.vary import MOST, BracesError, Variations

    try:
        texts = Variations(prompt)
    except BracesError:
        return prompt  # no alternatives: a single clip takes it as it is written
    if texts.count == 1:
        return texts.pick(0).text
    many = f"{texts.count:,}" if texts.count < MOST else "far too many"
    raise UsageError(
        f"the prompt has alternatives, which are {many} clips; `rushes shoot` makes one",
        hint="`rushes batch prompts.txt` makes them all, with the prompt as a line of that file; "
        r"a brace that is meant as one is written \{ or \}",
    )


def _tell_losses(out: Out, workspace: Workspace, prompt: str, wishes: dict[str, Any]) -> None:
    """Warn of what the model will not heed. What is wrong is told when the clip is made."""
    from rushes.shoot.request import unheeded
    from rushes.shoot.single import ShotDetails

    with suppress(UsageError, MediaError):
        details = {name: value for name, value in wishes.items() if name in ShotDetails.__annotations__}
        for said in unheeded(workspace.compile(prompt, **cast("ShotDetails", details)).report):
            out.warn(said)
