"""`relation_candidates` in whole runs."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import datasets
import pytest

import reaug
from command import reaug as command
from command import refused
from reaug.data import FILES, content_digest, read
from reaug.runs.undo import undo_run
from reaug.shaping import RelationCandidates
from run_folders import SAMPLE, bytes_of, carry_out, sample_rows, save

SPLIT = {"relation_candidates": {"support": 3, "split": True}}


def test_a_data_set_per_head(tmp_path: Path) -> None:
    result = carry_out([SPLIT], tmp_path / "run")
    parts = datasets.load_from_disk(str(tmp_path / "run" / "data"))
    assert list(parts) == list(result.splits)
    table = json.loads((tmp_path / "run" / "candidates.json").read_text(encoding="utf-8"))
    rows = {head["pair"].replace(":", "_"): head["rows"] for head in table["heads"]}
    assert {name: len(part) for name, part in parts.items()} == rows
    for name, part in parts.items():
        head = part.features["head"]
        assert isinstance(head, datasets.ClassLabel)
        assert {head.int2str(i).replace(":", "_") for i in part["head"]} == {name}
        labels = part.features["label"].names
        assert part.features["candidates"] == datasets.List(datasets.Value("bool"), len(labels))
        excluded = sum(not each["candidates"][each["label"]] for each in part)
        assert excluded == next(
            head["excluded"] for head in table["heads"] if head["pair"].replace(":", "_") == name
        )
    assert content_digest(undo_run(tmp_path / "run")) == content_digest(read(SAMPLE).table)


def test_findings_and_figures_agree(tmp_path: Path) -> None:
    result = carry_out(["relation_candidates"], tmp_path / "run")
    lines = (tmp_path / "run" / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    document = Counter(json.loads(line)["rule"] for line in lines)
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))
    step = manifest["steps"][0]
    assert document == {"candidates/excluded": step["figures"]["labels_excluded"]}
    assert step["state"]["support"] == 5
    assert step["columns"] == ["head", "candidates"]
    dropped = carry_out([{"relation_candidates": {"drop_excluded": True}}])
    assert dropped.done.rows.rows == result.done.rows.rows - document.total()
    assert dropped.done.measures["0.relation_candidates"].figures["labels_excluded"] == 0


def test_a_test_set_follows_a_run_and_its_labels_need_not_be_there(tmp_path: Path) -> None:
    carry_out(["relation_candidates"], tmp_path / "train")
    first = carry_out([{"relation_candidates": {"like": str(tmp_path / "train")}}])
    assert first.digest == carry_out(["relation_candidates"]).digest
    hidden = [{**each, "label": "no_relation"} for each in sample_rows()[:20]]
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text("steps: [{relation_candidates: {like: train}}]\n", encoding="utf-8")
    source = save(hidden, tmp_path / "test.json")
    result = command("run", recipe, "--input", source, "--output", tmp_path / "test", "--json")
    assert result.code == 0, result.err
    states = [
        json.loads((tmp_path / name / "manifest.json").read_text(encoding="utf-8"))["steps"][0]
        for name in ("train", "test")
    ]
    assert states[0]["state"] == states[1]["state"]


def test_the_same_bytes_in_any_order_and_number_of_processes(tmp_path: Path) -> None:
    steps = [{"relation_candidates": {"support": 3}}]
    once = carry_out(steps, tmp_path / "a")
    carry_out(steps, tmp_path / "b", num_proc=2)
    assert bytes_of(tmp_path / "a") == bytes_of(tmp_path / "b")
    turned = save(sample_rows()[::-1], tmp_path / "turned.json")
    assert carry_out(steps, source=turned).digest == once.digest


@pytest.mark.parametrize("fmt", FILES)
def test_the_columns_survive_further_formats(fmt: str, tmp_path: Path) -> None:
    step = {"relation_candidates": {"column": "heads"}}  # `head` is a field of some formats
    result = carry_out([step], tmp_path / "run", output={"path": "-", "formats": [fmt]})
    rows = read(tmp_path / "run" / "data").table.sort_by("guid")
    assert content_digest(rows) == result.digest
    file = next(path for path in (tmp_path / "run").glob("data.*"))
    again = read(file).table.sort_by("guid")  # documents hold rows of one sentence together
    assert again["heads"].cast("int64").to_pylist() == rows["heads"].to_pylist()
    candidates = again["candidates"].to_pylist()
    candidates = [json.loads(mask) if isinstance(mask, str) else mask for mask in candidates]
    assert candidates == rows["candidates"].to_pylist()


def test_a_second_table_has_a_file_of_its_own(tmp_path: Path) -> None:
    wide = {"source": "rules", "column": "wide_head", "mask_column": "wide"}
    carry_out(["relation_candidates", {"relation_candidates": wide}], tmp_path / "run")
    files = sorted(path.name for path in (tmp_path / "run").glob("candidates*"))
    assert files == ["candidates-wide.json", "candidates.json"]
    again = ["relation_candidates", "relation_candidates"]
    with pytest.raises(reaug.errors.InputError, match="already has a column 'head'"):
        carry_out(again)


def test_candidates_of_a_mapped_data_set_are_those_of_clean() -> None:
    data = reaug.load(SAMPLE)
    out = reaug.clean(data, [RelationCandidates(support=3)])
    assert out.column_names == [*data.column_names, "head", "candidates"]
    mapped = data.with_format("arrow").map(RelationCandidates(source="rules"), batched=True)
    expected = reaug.clean(data, [RelationCandidates(source="rules")])
    assert mapped.with_format(None)["candidates"] == expected["candidates"]
    assert mapped.with_format(None)["head"] == expected["head"]
    learnt = RelationCandidates()
    with pytest.raises(reaug.errors.UsageError, match="must see all rows first"):
        data.with_format("arrow").map(learnt, batched=True)


def test_wrong_use(tmp_path: Path) -> None:
    def run(parameters: dict[str, Any]) -> Any:
        recipe = tmp_path / "recipe.yaml"
        steps = json.dumps({"steps": [{"relation_candidates": parameters}]})
        recipe.write_text(steps, encoding="utf-8")
        return command("run", recipe, "--input", SAMPLE, "--output", tmp_path / "run")

    refused(run({"source": "rules", "support": 2}), "only to source: data")
    refused(run({"support": 0}), "support")
    result = run({"like": str(tmp_path / "none.json")})
    refused(result, "none.json: cannot be read", planned=True)
    assert not (tmp_path / "run").exists()
    recipe = tmp_path / "inside.yaml"
    recipe.write_text("steps: [{augment: [relation_candidates]}]", encoding="utf-8")
    refused(command("run", recipe, "--input", SAMPLE, "--dry-run"), "move it out of augment")
