"""Every vendor stands every case that its models can be asked to."""

from __future__ import annotations

from pathlib import Path

import pytest

from rushes.conformance import Case, cases_of, run_case

MODELS = ("runway:gen4.5", "kling:kling-3.0", "kling:kling-3.0-omni", "kling:v1-6", "openai:wan2.2", "openai:sora-2")


@pytest.mark.parametrize(
    ("model", "case"),
    [pytest.param(model, case, id=f"{model}-{case}") for model in MODELS for case in cases_of(model)],
)
def test_it_stands(model: str, case: Case, tmp_path: Path) -> None:
    assert run_case(case, model, tmp_path / "project") == [], case.says
