"""What the catalogue says of Runway's models, held against the vendor's own SDK and its documents."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, cast

import pytest
import sdk_models
from wishes import catalogue, live

from rushes.errors import ModelRetired
from rushes.model import Money, Operation, Size
from rushes.providers.registry import Registry
from rushes.providers.runway_wire import PATHS

PAIRS = [pytest.param(name, one, id=f"{name}-{one.value}") for name, one in live()]


def test_every_model_of_the_sdk_is_there_and_no_other() -> None:
    for operation, path in PATHS.items():
        ours = {name for name, one in live() if one is operation}
        assert ours == set(sdk_models.variants(path)), path


@pytest.mark.parametrize(("name", "operation"), PAIRS)
def test_sizes_are_the_sdk_s_own(name: str, operation: Operation) -> None:
    card = catalogue()[name].asked_to(operation)
    ratios = list(sdk_models.choices(sdk_models.variants(PATHS[operation])[name], "ratio"))
    pixels = {Size.parse(word.replace(":", "x")) for word in ratios if re.fullmatch(r"\d{3,}:\d{3,}", word)}
    if pixels and "aspects" not in card.wire and "tiers" not in card.wire:
        assert set(card.sizes) == pixels


@pytest.mark.parametrize(("name", "operation"), PAIRS)
def test_seeds_sound_and_inputs_are_the_sdk_s_own(name: str, operation: Operation) -> None:
    card = catalogue()[name].asked_to(operation)
    fields = sdk_models.names(sdk_models.variants(PATHS[operation])[name])
    assert card.seeds == ("seed" in fields)
    assert ("audio" in fields) == any(one.name == "audio" for one in card.options)
    assert ("references" in fields) == ("reference" in card.inputs)
    assert ("promptImage" in fields) == ("first_frame" in card.inputs)
    assert bool({"videoUri", "promptVideo"} & fields) == ("video" in card.inputs)
    assert card.wire.get("video", "videoUri") in fields or "video" not in card.inputs
    assert ("duration" in fields) == (card.wire.get("duration") is not False)
    assert ("promptText" in fields) == card.prompts


@pytest.mark.parametrize(("name", "operation"), PAIRS)
def test_what_a_clip_decides_is_what_is_not_sent(name: str, operation: Operation) -> None:
    card = catalogue()[name].asked_to(operation)
    fields = sdk_models.names(sdk_models.variants(PATHS[operation])[name])
    if not {"video", "performance"} & set(card.inputs):
        assert card.follows == ()
        return
    assert card.followed().length == ("duration" not in fields)
    assert card.followed().size == (card.wire.get("ratio") is False and "tiers" not in card.wire)
    for change in cast("list[dict[str, Any]]", card.wire.get("changes", [])):
        follows, dropped = card.followed(change["when"]), change.get("drop", ())
        assert follows.size == ("ratio" in dropped)
        assert follows.length == ("duration" in dropped or change.get("set") == {"duration": "auto"})


@pytest.mark.parametrize(("name", "operation"), PAIRS)
def test_last_frames_are_the_sdk_s_own(name: str, operation: Operation) -> None:
    if operation is not Operation.IMAGE_TO_VIDEO:
        return
    table = sdk_models.variants(PATHS[operation])[name]
    kind = repr(sdk_models.hints(table)["prompt_image"])
    if "object" in kind:
        return  # the SDK does not say; its words do
    said = re.search(r"\.(\w+PromptImagePromptImage)\b", kind)
    assert said is not None
    from runwayml.types import image_to_video_create_params as module

    positions = sdk_models.choices(getattr(module, said[1]), "position")
    assert ("last" in positions) == ("last_frame" in catalogue()[name].asked_to(operation).inputs)


def test_prices_that_are_documented() -> None:
    cards = catalogue()
    five = Fraction(5)
    assert cards["gen4.5"].price(five) == Money(600_000)
    assert cards["gen4.5"].price(five, options={"output_format": "prores"}) == Money(850_000)
    assert cards["gen4.5"].price(five, options={"output_format": "hdr10"}) == Money(1_600_000)
    assert cards["veo3.1"].price(Fraction(8)) == Money(1_600_000)
    assert cards["veo3.1"].price(Fraction(8), options={"audio": True}) == Money(3_200_000)
    assert cards["seedance2"].price(five, size=Size(3840, 2160)) == Money(7_500_000)
    assert cards["seedance2"].price(five, size=Size(1664, 1248)) == Money(2_000_000)
    assert cards["seedance2_5"].price(Fraction(4), size=Size(992, 432)) == Money(800_000)
    assert cards["seedance2_5"].price(five, size=Size(1280, 720)) == Money(1_500_000)
    assert cards["grok_imagine_1_5"].price(five, size=Size(1280, 720), inputs=["first_frame"]) == Money(
        810_000
    )
    assert cards["wan3_prime"].price(five, size=Size(832, 480)) == Money(340_000)
    assert cards["act_two"].price(Fraction(1)) == Money(150_000)
    assert cards["aleph2"].price(Fraction(1)) == Money(560_000)
    assert cards["kling3.0_pro"].price(five) is None
    v2v = cards["seedance2_5"].asked_to(Operation.VIDEO_TO_VIDEO)
    assert v2v.price(five) is None  # it depends on how long the clip is that is given


def test_every_fact_that_the_types_do_not_tell_names_its_source() -> None:
    for card in catalogue().values():
        if card.status == "retired":
            assert card.replacement, card.name
            assert card.sources["status"], card.name
            continue
        assert card.strengths, card.name
        if card.price_per_second is not None:
            assert card.sources["price_per_second"], card.name
        if not card.durations.choices and (card.durations.least, card.durations.most) != (3, 10):
            assert "durations" in card.sources or card.name == "act_two", card.name
        for one in card.sources.values():
            assert len(one) > 10


def test_the_retired_ones_name_what_came_after_them() -> None:
    registry = Registry()
    for name, instead in (("gen3a_turbo", "gen4_turbo"), ("gen4_aleph", "aleph2"), ("veo3", "veo3.1")):
        with pytest.raises(ModelRetired) as caught:
            registry.find_card(f"runway:{name}")
        assert f"runway:{instead}" in str(caught.value.hint)
        assert registry.find_card(f"runway:{instead}").status == "live"


def test_prompts_are_measured_in_the_vendor_s_unit() -> None:
    card = catalogue()["gen4.5"]
    assert card.prompt_limit == 1000
    assert card.prompt_length("a🎬é") == 4
