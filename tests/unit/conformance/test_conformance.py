"""Every vendor stands every case that its models can be asked to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

from rushes.conformance import Case, cases_of, run_case

MODELS = (
    "runway:gen4.5",
    "kling:kling-3.0",
    "openai:wan2.2",
    "fal:fal-ai/wan/v2.2-a14b/image-to-video",
)
# These are slow: a model of each way of speaking is enough for the quick tests.
LATER = (
    "kling:v1-6",
    "luma_dream:ray-2",
    "kling:kling-3.0-omni",
    "openai:sora-2",
    "luma:ray-3.2",
    "fal:owner/any-model",
    "pika:v2.2",
    "pika:v2.2-scenes",
    "pika:v2.2-frames",
)


def cases() -> Iterator[ParameterSet]:
    """Every case of every model; the one that waits out all the tries of a download is slow."""
    for model in (*MODELS, *LATER):
        for case in cases_of(model):
            slow = model in LATER or case.name == "private"
            yield pytest.param(model, case, id=f"{model}-{case}", marks=[pytest.mark.slow] if slow else [])


@pytest.mark.parametrize(("model", "case"), list(cases()))
def test_it_stands(model: str, case: Case, tmp_path: Path) -> None:
    assert run_case(case, model, tmp_path / "project") == [], case.says
