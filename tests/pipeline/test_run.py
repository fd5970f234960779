from __future__ import annotations

import json
import random
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import datasets
import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from runs import EVERYTHING, SAMPLE, SAMPLES, bytes_of, carry_out, row, sample_rows, save
from strategies import batches

from reaug.core import schema
from reaug.core.batch import Batch
from reaug.data import content_digest, read, to_klue
from reaug.errors import InputError, OutputError, RecipeError, RuleBookError, UsageError
from reaug.pipeline import stored
from reaug.pipeline.recipe import Recipe, load_recipe
from reaug.pipeline.run import GATE_NAMES, Result, output_of, prepare, run
from reaug.pipeline.undo import undo_run

TEXT_STEPS: tuple[Any, ...] = (
    {"deduplicate": {"keep": "majority"}},
    {"augment": {"copies": 2, "where": {}, "steps": [{"one_of": ["aeda", "random_deletion"]}]}},
    {"random_masking": {"target": "both", "p": 0.5}},
    {"entity_swap": {"mode": "role"}},
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Every kind of step and block over the samples, written once for the tests of this file."""
    return carry_out(EVERYTHING, tmp_path_factory.mktemp("whole") / "run")


def test_every_kind_of_change_happens(whole: Result) -> None:
    tallies = {step.path: step.what for step in whole.done.steps}
    for path, what in tallies.items():
        assert what["tried"], path
    assert tallies["1.deduplicate"]["dropped"]
    assert tallies["4.augment"]["copied"]
    assert tallies["6.augment"]["copied"]
    changed = pa.concat_tables(
        [pa.ipc.open_file(str(whole.folder / "log" / "changes.arrow")).read_all()]
    )
    assert set(changed["kind"].to_pylist()) == {"edit", "field", "swap_roles", "copy"}
    assert set(changed["field"].to_pylist()) >= {"sentence", "subject", "object", "label"}


def test_the_folder_holds_what_the_design_says(whole: Result) -> None:
    assert whole.folder is not None
    names = {path.name for path in whole.folder.iterdir()}
    assert names == {
        "data",
        "log",
        "findings.jsonl",
        "drift.json",
        "manifest.json",
        "timing.json",
        "README.md",
    }
    assert {path.name for path in (whole.folder / "log").iterdir()} == {
        "changes.arrow",
        "dropped.arrow",
        "order.arrow",
    }
    rows = datasets.load_from_disk(str(whole.folder / "data"))
    assert rows.features["label"].names == prepare(Recipe(steps=("aeda",)), source=SAMPLE).rules.labels
    assert rows.features["subject_entity"]["start_idx"].dtype == "int32"
    assert len(rows) == whole.done.rows.rows


def test_every_span_is_right(whole: Result) -> None:
    for each in datasets.load_from_disk(str(whole.folder / "data")):
        for name in ("subject_entity", "object_entity"):
            mention = each[name]
            found = each["sentence"][mention["start_idx"] : mention["end_idx"] + 1]
            assert found == mention["word"]


def test_law_4_twice_the_same_bytes(whole: Result, tmp_path: Path) -> None:
    again = carry_out(EVERYTHING, tmp_path / "again")
    assert bytes_of(again.folder) == bytes_of(whole.folder)


@pytest.mark.parametrize("rows", [7, 100])
def test_law_4_batches_make_no_difference(
    whole: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(stored, "BATCH_ROWS", rows)
    again = carry_out(EVERYTHING, tmp_path / "again")
    assert bytes_of(again.folder) == bytes_of(whole.folder)


def test_law_4_batches_of_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = save(sample_rows()[:40], tmp_path / "rows.json")
    steps = (*EVERYTHING[:-1], {"curriculum": {"buckets": 2}})
    once = carry_out(steps, tmp_path / "once", source)
    monkeypatch.setattr(stored, "BATCH_ROWS", 1)
    again = carry_out(steps, tmp_path / "again", source)
    assert bytes_of(again.folder) == bytes_of(once.folder)


def test_law_4_processes_make_no_difference(
    whole: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "BATCH_ROWS", 50)
    again = carry_out(EVERYTHING, tmp_path / "again", num_proc=2)
    assert bytes_of(again.folder) == bytes_of(whole.folder)


def _without_guids(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in each.items() if name != "guid"} for each in rows]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(sample_rows(), id="guids"),
        pytest.param(_without_guids(sample_rows()), id="no-guids"),
        pytest.param(_without_guids(sample_rows() + sample_rows()[:50]), id="twins"),
    ],
)
def test_law_4_order_makes_no_difference(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    once = carry_out(EVERYTHING, None, save(rows, tmp_path / "rows.json"))
    random.Random(7).shuffle(rows)
    again = carry_out(EVERYTHING, None, save(rows, tmp_path / "rows.json"))
    assert again.digest == once.digest
    assert again.done.refused == once.done.refused
    assert [step.to_json() for step in again.done.steps] == [
        step.to_json() for step in once.done.steps
    ]


def test_another_seed_is_another_result(whole: Result) -> None:
    assert carry_out(EVERYTHING, None, seed=7).digest != whole.digest


def test_law_3_undo_restores_the_input(whole: Result) -> None:
    before = read(SAMPLE).table
    back = undo_run(whole.folder)
    assert content_digest(back) == content_digest(before)
    assert back[schema.ROW_ID].to_pylist() == before[schema.ROW_ID].to_pylist()


def test_law_5_rows_balance(whole: Result) -> None:
    what: Counter[str] = Counter()
    for step in whole.done.steps:
        if "/" not in step.path:  # a drop inside a block is of a copy that never was
            what.update(step.what)
    assert whole.done.rows.rows == whole.done.rows_in - what["dropped"] + what["copied"]
    dropped = pa.ipc.open_file(str(whole.folder / "log" / "dropped.arrow")).read_all()
    assert dropped.num_rows == what["dropped"]
    assert dropped["_reason"].null_count == 0
    order = pa.ipc.open_file(str(whole.folder / "log" / "order.arrow")).read_all()
    ids, known = order[schema.ROW_ID].to_pylist(), {each["guid"] for each in sample_rows()}
    assert len(set(ids)) == len(ids)
    assert all(row_id in known or row_id.split("~")[0] in known for row_id in ids)


def test_law_5_every_block_balances(whole: Result) -> None:
    for step in whole.done.steps:
        if step.path in ("4.augment", "6.augment"):
            copies = 2 if step.path == "4.augment" else 1
            assert step.what["copied"] + step.what["not kept"] == copies * step.what["tried"]
        elif not step.path.endswith("curriculum"):
            told = sum(step.what[name] for name in ("changed", "dropped", "skipped", "refused"))
            assert told <= step.what["tried"], step.path


def test_law_7_no_copy_is_its_parent_or_a_sibling(tmp_path: Path) -> None:
    done = carry_out([{"augment": {"copies": 5, "where": {}, "steps": [{"aeda": {"p": 0.4}}]}}])
    families: dict[str, list[Any]] = {}
    for each in done.table.to_pylist():
        content = [each[name] for name in (schema.SENTENCE, *schema.SPANS, *schema.FIELDS)]
        families.setdefault(each[schema.ROW_ID].split("~")[0], []).append(content)
    assert max(map(len, families.values())) > 2
    for family in families.values():
        assert all(a != b for i, a in enumerate(family) for b in family[:i])


@settings(max_examples=15, phases=[Phase.generate])  # to shrink a failure would take minutes
@given(batches(min_rows=1, max_rows=8, nulls=False))
def test_any_rows_run_and_come_back(batch: Batch) -> None:
    rows = to_klue(batch.table.combine_chunks())
    at = rows.column_names.index("guid")
    rows = rows.set_column(at, "guid", batch.table[schema.ROW_ID])
    rows = rows.drop_columns([name for name in ("row_id",) if name in rows.column_names])
    with tempfile.TemporaryDirectory() as name:
        try:
            once = carry_out(TEXT_STEPS, Path(name) / "run", rows)
        except InputError as error:  # all rows contradict each other
            assert "no row is left" in str(error)
            return
        back = undo_run(Path(name) / "run")
        written = read(Path(name) / "run", require_label=False).table.to_pylist()
    assert content_digest(back) == content_digest(read(rows).table)
    again = carry_out(TEXT_STEPS, None, rows.take(pa.array(range(rows.num_rows))[::-1]))
    assert again.digest == once.digest
    for each in written:
        for role in schema.ROLES:
            assert 0 <= each[f"{role}_start"] < each[f"{role}_end"] <= len(each["sentence"])
