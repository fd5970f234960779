"""What holds for every model that is loaded."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from reaug.korean.torch_models import pretrained


def test_no_pickled_weights_and_no_code_of_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    class Auto:
        @staticmethod
        def from_pretrained(name: str, **how: Any) -> tuple[str, dict[str, Any]]:
            return name, how

    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(float32="float32"))
    model, how = pretrained(Auto, "some/model", revision="main")
    assert model == "some/model"
    assert how["use_safetensors"] is True
    assert how["trust_remote_code"] is False
    assert (how["revision"], how["output_loading_info"], how["dtype"]) == ("main", True, "float32")
