"""What a catalogue says of the vendor itself: its keys, its settings, what it cannot do, what is unverified.

[vendor]
title = "Example"
about = "makes clips with Example's own models."       # the page's first sentence goes on with it
cannot = ["tell the price of a generation"]            # besides what the provider's class tells
unverified = ["How long an address of a clip works."]  # what is believed, and could not be looked up
[[vendor.keys]]
variables = ["EXAMPLE_API_KEY", "RUSHES_EXAMPLE_KEY"]  # the first that is set counts
help = "the key, from <https://…>"
[[vendor.settings]]                                    # a fact that nobody could verify, with its default
variable = "RUSHES_EXAMPLE_VISIBLE_AFTER"
default = "60"
help = "after how many seconds a generation is in the list"
[[vendor.notes]]                                       # a section of the page, in Markdown
title = "What its answers mean"
text = "…"

`source` and `verified_on` are the file's, unless the table says its own.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Key", "Note", "Setting", "Vendor"]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Key(Part):
    """A secret: the variables that it is looked for under, in their order, and what it is."""

    variables: tuple[str, ...] = Field(min_length=1)
    help: str


class Setting(Part):
    """A variable of the environment that is no secret, its default, and what it decides."""

    variable: str
    default: str
    help: str


class Note(Part):
    """A section of the vendor's page, in Markdown."""

    title: str
    text: str


class Vendor(Part):
    """A vendor, as its page tells of it. Everything about its models is on their cards."""

    title: str = ""
    about: str = ""
    source: str = ""
    verified_on: str = ""
    keys: tuple[Key, ...] = ()
    settings: tuple[Setting, ...] = ()
    cannot: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
