"""The step `masked_lm` as a user meets it: recipes, the command line, errors."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import datasets
import pytest

import reaug as library
from command import process, reaug, refused
from masked_models import save_model
from reaug.korean.masked_loading import load_masked_model
from run_folders import SAMPLE, listing, sample_rows


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a run but the one that differs between equal runs."""
    names = [name for name in listing(folder) if (folder / name).is_file()]
    return {name: (folder / name).read_bytes() for name in names if name != "timing.json"}


def test_a_run_in_one_process_and_in_two(masked_model: str, tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(
        f"input: {SAMPLE}\nsteps:\n  - augment:\n      copies: 2\n      steps:\n"
        f"        - masked_lm: {{model: {masked_model}, ratio: 0.5, top_k: 200}}\n"
    )
    folders = [tmp_path / name for name in ("one", "two")]
    for folder, processes in zip(folders, (1, 2), strict=True):
        result = process("run", recipe, "-o", folder, "--num-proc", processes, "--no-report")
        assert result.code == 0, result.err
        for noise in ("it/s", "LOAD REPORT", "Warning", "warning"):
            assert noise not in result.err
    one, two = (contents(folder) for folder in folders)
    assert one == two
    assert len(datasets.load_from_disk(folders[0] / "data")) > 2 * 267
    assert b'"digest"' in one["manifest.json"]


def test_augment_and_undo(masked_model: str, tmp_path: Path) -> None:
    step = f"masked_lm:model={masked_model},ratio=0.2,mode=insert,top_k=200"
    result = reaug("augment", SAMPLE, "-o", tmp_path / "more", "-t", step)
    assert result.code == 0, result.err
    assert reaug("undo", tmp_path / "more", "-o", tmp_path / "back").code == 0
    back = datasets.load_from_disk(tmp_path / "back")
    assert back["sentence"] == [row["sentence"] for row in sample_rows()]


def test_show_needs_neither_torch_nor_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    result = reaug("show", "masked_lm")
    assert result.code == 0
    for word in ("model", "top_k", "temperature", "pip install 'reaug[mlm]'", "masked_lm/no-place"):
        assert word in result.out


def test_without_a_model(tmp_path: Path) -> None:
    refused(reaug("augment", SAMPLE, "-o", tmp_path / "x", "-t", "masked_lm"), "masked_lm", "model")


@pytest.mark.parametrize("command", ["augment", "preview"])
def test_without_torch(command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    load_masked_model.cache_clear()
    monkeypatch.setitem(sys.modules, "torch", None)
    step = f"masked_lm:model={tmp_path / 'model'}"
    words = [SAMPLE, "-o", tmp_path / "out", "-t", step] if command == "augment" else [step]
    result = reaug(command, *words)
    refused(result, "needs torch", "pip install 'reaug[mlm]'", planned=True)
    assert listing(tmp_path) == []


def test_a_model_that_is_not_there(torch: ModuleType, tmp_path: Path) -> None:
    step = f"masked_lm:model={tmp_path / 'nowhere'}"
    result = reaug("augment", SAMPLE, "-o", tmp_path / "out", "-t", step)
    refused(result, "can be loaded from", "nowhere", planned=True)
    assert listing(tmp_path) == []


def test_from_python(torch: ModuleType, tmp_path: Path) -> None:
    data = library.load(SAMPLE)
    step = library.transforms.MaskedLM(model=save_model(tmp_path, liked=["회장"]), top_k=1)
    row = data.with_format("arrow").map(step, batched=True, batch_size=100).with_format(None)
    changed = [
        new for old, new in zip(data["sentence"], row["sentence"], strict=True) if old != new
    ]
    assert len(changed) > 100
    assert all("회장" in sentence for sentence in changed)
