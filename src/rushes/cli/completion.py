"""`rushes completion`: a shell's completion script."""

from __future__ import annotations

import click

from rushes.cli.framework import command
from rushes.cli.out import Out

__all__ = ["completion"]

_LINE = {
    "bash": 'eval "$(_RUSHES_COMPLETE=bash_source rushes)"',
    "zsh": 'eval "$(_RUSHES_COMPLETE=zsh_source rushes)"',
    "fish": "_RUSHES_COMPLETE=fish_source rushes | source",
}


@command(
    "completion",
    examples=[
        "rushes completion bash >> ~/.bashrc",
        "rushes completion zsh >> ~/.zshrc",
        "rushes completion fish > ~/.config/fish/completions/rushes.fish",
    ],
)
@click.argument("shell", type=click.Choice(list(_LINE)))
def completion(out: Out, shell: str) -> None:
    """Print a shell's completion script.

    It is one line for the shell's own start-up file, and asks rushes for what fits at each Tab.
    """
    if out.json:
        out.document("rushes/completion/1", {"shell": shell, "script": _LINE[shell]})
    else:
        out.data(_LINE[shell])
