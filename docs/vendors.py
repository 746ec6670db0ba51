"""The pages on vendors: one for each provider whose catalogue tells of its keys, from that and its class.

`docs/build.py` calls this. A vendor that is added has its page without an edit here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rushes.model import Operation
from rushes.model_card import Durations, ModelCard, Option
from rushes.providers.base import (
    Accountable,
    Adoptable,
    Deduplicating,
    Findable,
    Keyed,
    Listing,
    Provider,
    ProviderContext,
    Stoppable,
)
from rushes.providers.registry import Registry
from rushes.providers.vendor import Vendor

STAND_IN = "http://127.0.0.1:9/v1"  # nothing is asked there
CAN: Sequence[tuple[type, str, str]] = (
    (Stoppable, "`rushes takes cancel` stops a generation", "stop a generation: it goes on, and is paid for"),
    (Accountable, "`rushes doctor` tells the account's credit and limits", "tell the account's credit"),
    (
        Adoptable,
        "`rushes takes settle` takes up a generation by the vendor's own name of it",
        "take up a generation by the vendor's name of it",
    ),
    (Keyed, "clips are fetched from its own server, with the key", ""),
)
LOST = (
    (Deduplicating, "a create whose answer was lost is sent again under the same key, and is made once"),
    (Findable, "a create whose answer was lost is looked up by the take's key, and settles by itself"),
    (Listing, "a create whose answer was lost is looked for in the vendor's list"),
)


@dataclass
class Asked:
    """What a provider looks up when it is opened: names of keys and of settings."""

    keys: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])
    settings: list[str] = field(default_factory=list[str])


def vendors(registry: Registry) -> list[str]:
    """The providers whose catalogue tells of keys."""
    return [name for name in registry.names() if registry.vendor_of(name).keys]


def opened(registry: Registry, name: str) -> tuple[Provider, Asked]:
    """The provider, opened without a request, and what it looked up."""
    asked = Asked()
    address = registry.cards_of(name)[0].base_url_variable

    def secret(names: Sequence[str]) -> str:
        asked.keys.append(tuple(names))
        return "key-of-nobody-0123456789"

    def setting(variable: str) -> str | None:
        if variable == address:
            return STAND_IN
        asked.settings.append(variable)
        return None

    return registry.open_provider(name, ProviderContext(Path(), 1, secret, setting)), asked


def vendor_pages(note: str) -> Mapping[str, Callable[[], str]]:
    """The pages' names, each with what makes it."""
    registry = Registry(lambda _: None)
    return {f"reference/{name}.md": page_of(registry, name, note) for name in vendors(registry)}


def page_of(registry: Registry, name: str, note: str) -> Callable[[], str]:
    return lambda: vendor_page(registry, name, note)


def vendor_page(registry: Registry, name: str, note: str) -> str:
    vendor, cards = registry.vendor_of(name), registry.cards_of(name)
    provider, _ = opened(registry, name)
    about = vendor.about or f"makes clips with the models of {vendor.title}."
    lines = [f"# {vendor.title}", "", note, "", f"The provider `{name}` {about}", ""]
    lines += [*keys(vendor, cards[0]), *abilities(vendor, provider, cards)]
    if vendor.unverified or vendor.settings:
        lines += ["## What could not be verified", ""]
        lines += [f"- {one}" for one in vendor.unverified]
        lines += [""] if vendor.unverified else []
    if vendor.settings:
        lines += ["A setting of the environment changes what had to be assumed:", ""]
        lines += ["| variable | default | what it decides |", "|---|---|---|"]
        lines += [f"| `{one.variable}` | `{one.default}` | {one.help} |" for one in vendor.settings]
        lines += [""]
    for one in vendor.notes:
        lines += [f"## {one.title}", "", one.text.strip(), ""]
    lines += ["## The models", "", f"`rushes models {cards[0].id}` prints one.", ""]
    lines += ["| model | | length | up to | price a second |", "|---|---|---|---|---|"]
    lines += [summary(card) for card in cards if card.status != "retired"]
    gone = [card for card in cards if card.status == "retired"]
    if gone:
        lines += ["", "### Retired", "", "| model | since | why | instead |", "|---|---|---|---|"]
        for card in gone:
            instead = f"`{card.replacement}`" if card.replacement else "the nearest live models are named"
            lines.append(f"| `{card.id}` | {card.retired_on or ''} | {card.retired_why} | {instead} |")
    for card in cards:
        lines += ["", f"### `{card.id}`", "", *model(card)]
    lines += ["", "## Where the facts come from", ""]
    lines += [f"{vendor.source}; read on {vendor.verified_on}.", "None of it was tried with a real key."]
    return "\n".join(lines) + "\n"


def keys(vendor: Vendor, card: ModelCard) -> list[str]:
    lines = ["## The key and the address", "", "| variable | what it is |", "|---|---|"]
    lines += [f"| {', or '.join(f'`{one}`' for one in key.variables)} | {key.help} |" for key in vendor.keys]
    usual = f"`{card.base_url}` otherwise" if card.base_url else "there is none otherwise"
    lines += [f"| `{card.base_url_variable}` | another address that speaks this API; {usual} |", ""]
    lines += ["A key is sent to that address and to no other, and over `https` only, except to this machine."]
    return [*lines, "A take that was made at one address is never taken for one of another.", ""]


def abilities(vendor: Vendor, provider: Provider, cards: Sequence[ModelCard]) -> list[str]:
    can = [yes for kind, yes, _ in CAN if isinstance(provider, kind)]
    cannot = [no for kind, _, no in CAN if no and not isinstance(provider, kind)]
    lost = next((words for kind, words in LOST if isinstance(provider, kind)), "")
    can += [lost] if lost else []
    cannot += [] if lost else ["look up a create whose answer was lost: a person settles the take"]
    live = [card for card in cards if card.status != "retired"] or list(cards)
    for words, true in (
        ("take a seed", [one.seeds for one in live]),
        ("take what must not be seen in a field of its own", [one.negative for one in live]),
        ("make the frame rate that is asked for", [one.fps for one in live]),
        ("take a last frame", ["last_frame" in inputs_of(one) for one in live]),
        ("make sound", [one.sound for one in live]),
    ):
        cannot += [] if any(true) else [f"{words} (no model)"]
    lines = ["## What it can do", "", *(f"- {one}" for one in can), ""]
    return [*lines, "## What it cannot do", "", *(f"- {one}" for one in [*cannot, *vendor.cannot]), ""]


def summary(card: ModelCard) -> str:
    top = max((one.width * one.height, str(one)) for one in card.sizes)[1] if card.sizes else any_size(card)
    title = card.title + (f" ({card.status})" if card.status != "live" else "")
    return (
        f"| [`{card.id}`](#{anchor(card.id)}) | {title} | {lengths(card.durations)} | {top} | {price(card)} |"
    )


def anchor(name: str) -> str:
    return "".join(one for one in name.lower() if one.isalnum() or one in "-_")


def model(card: ModelCard) -> list[str]:
    limit = f"{card.prompt_limit} {'UTF-16 code units' if card.prompt_unit == 'utf16' else 'characters'}"
    rows = [
        ("status", card.status),
        ("good at", ", ".join(card.strengths)),
        ("operations", ", ".join(words(one) for one in card.operations)),
        ("lengths", lengths(card.durations)),
        ("sizes", ", ".join(map(str, card.sizes)) or any_size(card)),
        ("takes", ", ".join(one.replace("_", " ") for one in inputs_of(card)) or "words only"),
        (
            "prompt",
            "none" if not card.prompts else f"up to {limit}" if card.prompt_limit else "no known limit",
        ),
        ("inside the request", megabytes(card.inline_bytes)),
        ("largest file", megabytes(card.input_bytes)),
        ("seed", "yes" if card.seeds else "no"),
        ("price a second", price(card)),
        *cases(card),
    ]
    if card.least_price.micros:
        rows.append(("smallest bill", str(card.least_price)))
    rows += [(f"each {role.replace('_', ' ')}", str(amount)) for role, amount in card.price_per_input.items()]
    for operation, variant in card.variants.items():
        asked, told = card.asked_to(operation), list[str]()
        if variant.sizes is not None:
            told.append(f"sizes {', '.join(map(str, asked.sizes))}")
        if variant.durations is not None:
            told.append(lengths(asked.durations))
        if asked.needs:
            told.append(f"needs {', '.join(one.replace('_', ' ') for one in asked.needs)}")
        if not variant.priced or variant.price_per_second is not None:
            told.append(f"price {price(asked)}")
        if told:
            rows.append((words(operation), "; ".join(told)))
    lines = [f"{card.title}.", "", "| | |", "|---|---|"]
    lines += [f"| {name} | {value} |" for name, value in rows if value]
    if card.options:
        lines += ["", "| option | may be | default | what it does |", "|---|---|---|---|"]
        lines += [option(one) for one in card.options]
    lines += ["", f"From: {card.source}; read on {card.verified_on}."]
    return lines + [f"The {name.replace('_', ' ')}: {source}." for name, source in card.sources.items()]


def cases(card: ModelCard) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for rule in card.prices:
        when = [f"{name} {plain(value)}" for name, value in rule.options.items()]
        when += [f"from {rule.least_pixels} pixels"] if rule.least_pixels else []
        when += [f"from {rule.least_side} pixels on the shorter side"] if rule.least_side else []
        when += [f"from {float(rule.least_seconds):g} s"] if rule.least_seconds else []
        rows.append((f"with {', '.join(when)}", f"{rule.per_second} a second"))
    return rows


def option(one: Option) -> str:
    span = ", ".join(one.choices) or one.kind
    if one.least is not None or one.most is not None:
        ends = (f"{float(end):g}" if end is not None else "" for end in (one.least, one.most))
        span += f", {' to '.join(ends)}"
    default = "" if one.default is None else f"`{plain(one.default)}`"
    return f"| `{one.name}` | {span} | {default} | {one.help} |"


def plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def words(operation: Operation) -> str:
    return operation.value.replace("_", " ")


def inputs_of(card: ModelCard) -> list[str]:
    """What a model takes to do any of what it does."""
    found = [one for operation in card.operations for one in card.asked_to(operation).inputs]
    return list(dict.fromkeys([*found, *card.inputs]))


def any_size(card: ModelCard) -> str:
    return f"any, up to {card.most_pixels} pixels" if card.most_pixels else "not asked for"


def lengths(durations: Durations) -> str:
    if durations.choices:
        return f"{', '.join(f'{float(one):g}' for one in durations.choices)} s"
    return f"{float(durations.least):g} to {float(durations.most):g} s"


def price(card: ModelCard) -> str:
    return "not known" if card.price_per_second is None else str(card.price_per_second)


def megabytes(count: int | None) -> str:
    return "" if count is None else f"up to {count / 1e6:g} MB"
