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

from reaug.core import schema
from reaug.core.batch import Batch
from reaug.data import FILES, FORMATS, content_digest, read, to_klue
from reaug.drift import DRIFT_NAMES
from reaug.engine import stored_rows
from reaug.engine.tally import FIGURES
from reaug.errors import InputError, OutputError, RecipeError, RuleBookError, UsageError
from reaug.recipe.model import Recipe, make_recipe
from reaug.recipe.recipe_file import load_recipe
from reaug.runs.preparation import output_of, prepare
from reaug.runs.run import Result, run
from reaug.runs.undo import undo_run
from run_folders import EVERYTHING, SAMPLE, SAMPLES, bytes_of, carry_out, row, sample_rows, save
from strategies import batches

TEXT_STEPS: tuple[Any, ...] = (
    {"deduplicate": {"keep": "majority"}},
    {"augment": {"copies": 2, "where": {}, "steps": [{"one_of": ["aeda", "random_deletion"]}]}},
    {"random_masking": {"target": "both", "p": 0.5}},
    {"entity_swap": {"mode": "role"}},
)


@pytest.fixture(scope="module")
def full_run(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Every kind of step and block over the samples, written once for the tests of this file."""
    return carry_out(EVERYTHING, tmp_path_factory.mktemp("whole") / "run")


def test_every_kind_of_change_happens(full_run: Result) -> None:
    tallies = {step.path: step.what for step in full_run.done.steps}
    for path, what in tallies.items():
        assert what["tried"], path
    assert tallies["1.deduplicate"]["dropped"]
    assert tallies["4.augment"]["copied"]
    assert tallies["6.augment"]["copied"]
    changed = pa.concat_tables(
        [pa.ipc.open_file(str(full_run.folder / "log" / "changes.arrow")).read_all()]
    )
    assert set(changed["kind"].to_pylist()) == {"edit", "field", "swap_roles", "copy"}
    assert set(changed["field"].to_pylist()) >= {"sentence", "subject", "object", "label"}


def test_the_folder_holds_what_the_design_says(full_run: Result) -> None:
    assert full_run.folder is not None
    names = {path.name for path in full_run.folder.iterdir()}
    assert names == {
        "data",
        "log",
        "findings.jsonl",
        "drift.json",
        "manifest.json",
        "manifest.sha256",
        "timing.json",
        "README.md",
    }
    assert {path.name for path in (full_run.folder / "log").iterdir()} == {
        "changes.arrow",
        "dropped.arrow",
        "index.arrow",
        "order.arrow",
    }
    rows = datasets.load_from_disk(str(full_run.folder / "data"))
    assert (
        rows.features["label"].names == prepare(Recipe(steps=("aeda",)), source=SAMPLE).rules.labels
    )
    assert rows.features["subject_entity"]["start_idx"].dtype == "int32"
    assert len(rows) == full_run.done.rows.rows


def test_every_span_is_right(full_run: Result) -> None:
    for each in datasets.load_from_disk(str(full_run.folder / "data")):
        for name in ("subject_entity", "object_entity"):
            mention = each[name]
            word = each["sentence"][mention["start_idx"] : mention["end_idx"] + 1]
            assert word == mention["word"]


def test_law_4_twice_the_same_bytes(full_run: Result, tmp_path: Path) -> None:
    again = carry_out(EVERYTHING, tmp_path / "again")
    assert bytes_of(again.folder) == bytes_of(full_run.folder)


@pytest.mark.parametrize("rows", [19, 100])
def test_law_4_batches_make_no_difference(
    full_run: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(stored_rows, "BATCH_ROWS", rows)
    again = carry_out(EVERYTHING, tmp_path / "again")
    assert bytes_of(again.folder) == bytes_of(full_run.folder)


def test_law_4_batches_of_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = save(sample_rows()[:25], tmp_path / "rows.json")
    steps = (*EVERYTHING[:-1], {"curriculum": {"buckets": 2}})
    once = carry_out(steps, tmp_path / "once", source)
    monkeypatch.setattr(stored_rows, "BATCH_ROWS", 1)
    again = carry_out(steps, tmp_path / "again", source)
    assert bytes_of(again.folder) == bytes_of(once.folder)


def test_law_4_processes_make_no_difference(
    full_run: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_rows, "BATCH_ROWS", 50)
    again = carry_out(EVERYTHING, tmp_path / "again", num_proc=2)
    assert bytes_of(again.folder) == bytes_of(full_run.folder)


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


def test_steps_write_their_files_when_no_one_else_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stages: list[set[str]] = []

    def leave(_: Result, __: pa.Table, stage: Path) -> None:
        stages.append({str(path.relative_to(stage)) for path in stage.rglob("*.arrow")})

    monkeypatch.setattr("reaug.runs.run._leave", leave)
    carry_out(["aeda"], tmp_path / "run")
    assert {"log/index.arrow", "log/order.arrow", "log/changes.arrow"} <= stages[0]
    assert any(name.startswith("data/") for name in stages[0])


def test_another_seed_is_another_result(full_run: Result) -> None:
    assert carry_out(EVERYTHING, None, seed=7).digest != full_run.digest


def test_law_3_undo_restores_the_input(full_run: Result) -> None:
    before = read(SAMPLE).table
    back = undo_run(full_run.folder)
    assert content_digest(back) == content_digest(before)
    assert back[schema.ROW_ID].to_pylist() == before[schema.ROW_ID].to_pylist()


def test_law_5_rows_balance(full_run: Result) -> None:
    what: Counter[str] = Counter()
    for step in full_run.done.steps:
        if "/" not in step.path:  # a drop inside a block is of a copy that never was
            what.update(step.what)
    assert full_run.done.rows.rows == full_run.done.rows_in - what["dropped"] + what["copied"]
    dropped = pa.ipc.open_file(str(full_run.folder / "log" / "dropped.arrow")).read_all()
    assert dropped.num_rows == what["dropped"]
    assert dropped["_reason"].null_count == 0
    order = pa.ipc.open_file(str(full_run.folder / "log" / "order.arrow")).read_all()
    ids, known = order[schema.ROW_ID].to_pylist(), {each["guid"] for each in sample_rows()}
    assert len(set(ids)) == len(ids)
    assert all(row_id in known or row_id.split("~")[0] in known for row_id in ids)


def test_law_5_every_block_balances(full_run: Result) -> None:
    for step in full_run.done.steps:
        if step.path in ("4.augment", "6.augment"):
            copies = 2 if step.path == "4.augment" else 1
            assert step.what["copied"] + step.what["not kept"] == copies * step.what["tried"]
        elif not step.path.endswith("curriculum"):
            number = sum(step.what[name] for name in ("changed", "dropped", "skipped", "refused"))
            assert number <= step.what["tried"], step.path


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
            if "no row is left" not in str(error):
                raise
            return
        back = undo_run(Path(name) / "run")
        written = read(Path(name) / "run", require_label=False).table.to_pylist()
    assert content_digest(back) == content_digest(read(rows).table)
    again = carry_out(TEXT_STEPS, None, rows.take(pa.array(range(rows.num_rows))[::-1]))
    assert again.digest == once.digest
    for each in written:
        for role in schema.ROLES:
            assert 0 <= each[f"{role}_start"] < each[f"{role}_end"] <= len(each["sentence"])


def test_gates_are_judged_and_the_work_is_done(tmp_path: Path) -> None:
    result = carry_out(["aeda"], tmp_path / "run", fail_on=["refused < 99", "label.js > 0.5"])
    assert result.failed
    assert [(gate.expr, gate.passed) for gate in result.drift.gates] == [
        ("refused < 99", False),
        ("label.js > 0.5", True),
    ]
    assert json.loads((tmp_path / "run" / "drift.json").read_text())["gates"][0]["passed"] is False
    assert not carry_out(["aeda"], fail_on=["label.js > 0.5"]).failed


@pytest.mark.parametrize("name", [*DRIFT_NAMES, "refused", *(f"{f}['0.aeda']" for f in FIGURES)])
def test_every_gate_name_is_there(name: str) -> None:
    result = carry_out(["aeda"], fail_on=[f"{name} > 1e9"])
    reason = result.drift.gates[0].reason
    assert reason is None or "group" in reason or "not a" in reason or "computed" in reason


def test_further_formats_hold_the_same_rows(tmp_path: Path) -> None:
    formats = list(FILES)
    steps = ["deduplicate", {"augment": {"where": {}, "steps": ["aeda"]}}]
    result = carry_out(steps, tmp_path / "run", output={"path": "-", "formats": formats})
    names = ("data.json", "data.csv", "data.jsonl", "data.parquet", "data.tacred.json", "data")
    for name in names:
        assert content_digest(read(tmp_path / "run" / name).table) == result.digest, name


def test_splits_hold_every_row_in_the_order_of_the_log(tmp_path: Path) -> None:
    steps = ["deduplicate", {"curriculum": {"buckets": 3, "split": True}}]
    result = carry_out(steps, tmp_path / "run")
    parts = datasets.load_from_disk(str(tmp_path / "run" / "data"))
    assert list(parts) == list(result.splits) == ["bucket_0", "bucket_1", "bucket_2"]
    assert sum(map(len, parts.values())) == 257
    order = pa.ipc.open_file(str(tmp_path / "run" / "log" / "order.arrow")).read_all()
    guids = [guid for part in parts.values() for guid in part["guid"]]
    assert order[schema.ROW_ID].to_pylist() == guids
    for i, part in enumerate(parts.values()):
        assert set(part["bucket"]) == {i}


def test_missing_values_of_a_split_column_are_a_split(tmp_path: Path, plugins: Any) -> None:
    source = """
    class Shelf(Step):
        adds_columns = True
        split_column = property(lambda self: "shelf")

        def propose(self, batch, state, draw):
            names = [None if i % 3 else "a" for i in range(len(batch))]
            return Changes(columns=pa.table({"shelf": pa.array(names, pa.string())}))
    """
    plugins(source, shelf="Shelf")
    result = carry_out(["shelf"], tmp_path / "run")
    assert result.splits == ("shelf_a", "shelf_none")
    parts = datasets.load_from_disk(str(tmp_path / "run" / "data"))
    assert [len(part) for part in parts.values()] == [89, 178]
    assert content_digest(undo_run(tmp_path / "run")) == content_digest(read(SAMPLE).table)


def test_findings_are_sorted_and_json(full_run: Result) -> None:
    lines = (full_run.folder / "findings.jsonl").read_text("utf-8").splitlines()
    findings = [json.loads(line) for line in lines]
    assert len(findings) == len(full_run.done.findings) > 5
    rank = {"error": 0, "warning": 1, "review": 2}
    places = [
        (rank[each["severity"]], each["rule"], -(each["score"] or 0), each["rows"])
        for each in findings
    ]
    assert places == sorted(places)
    assert set(findings[0]) - {"fixes"} == {
        "key",
        "rule",
        "severity",
        "rows",
        "field",
        "value",
        "suggestion",
        "score",
        "applied",
        "message",
    }


@pytest.mark.parametrize(
    ("fields", "error", "message"),
    [
        ({"input": None}, RecipeError, "the recipe names no input; give --input DATA"),
        ({"input": "nowhere.json"}, InputError, "nowhere.json: no such file or folder"),
        ({"input": "x" * 5000 + ".json"}, InputError, "no such file or folder"),
        ({"input": "nul\0byte.json"}, InputError, "nul"),
        ({"input": ""}, InputError, ""),
        ({"rules": "klue"}, RuleBookError, "no rule book named 'klue'; shipped: klue-re"),
        ({"rules": "nowhere.yaml"}, RuleBookError, "nowhere.yaml"),
        ({"rules": "x" * 300 + ".yaml"}, RuleBookError, "cannot be read"),
        ({"fail_on": ("label.js",)}, UsageError, "an operator is expected"),
        ({"fail_on": ("labl.js > 1",)}, UsageError, "unknown name 'labl'"),
        ({"fail_on": ("",)}, UsageError, "a name is expected"),
        ({"fail_on": ("label.js > nan",)}, UsageError, "a number is expected"),
        ({"steps": ("adea",)}, RecipeError, "unknown step 'adea'"),
        ({"steps": ({"aeda": {"where": {"labels": ["x"]}}},)}, RecipeError, "unknown label 'x'"),
    ],
)
def test_what_is_wrong_is_found_before_the_work(
    fields: dict[str, Any], error: type[Exception], message: str
) -> None:
    recipe = Recipe.model_validate({"input": str(SAMPLE), "steps": ("aeda",), **fields})
    with pytest.raises(error) as raised:
        prepare(recipe)
    assert message in str(raised.value)


def test_a_source_stands_above_the_input() -> None:
    recipe = Recipe.model_validate({"input": "nowhere.json", "steps": ["aeda"]})
    assert prepare(recipe, source=SAMPLE).reading.rows_in == 267


def test_where_a_run_goes() -> None:
    named = load_recipe(SAMPLES / "quickstart.yaml")
    assert output_of(named, None) == "runs/quickstart"
    assert output_of(named, "there") == "there"
    assert output_of(named, "~/there") == str(Path.home() / "there")
    nameless = Recipe(steps=("aeda",))
    assert output_of(nameless, "there") == "there"
    for recipe, given_ in ((nameless, None), (named, ""), (nameless, "")):
        with pytest.raises(OutputError, match="give --output DIR"):
            output_of(recipe, given_)


def test_a_run_that_fails_leaves_nothing(tmp_path: Path, plugins: Any) -> None:
    plugins("class Odd(Step):\n    def propose(self, *_): raise KeyboardInterrupt", odd="Odd")
    with pytest.raises(KeyboardInterrupt):
        carry_out(["aeda", "odd"], tmp_path / "runs" / "run")
    assert not (tmp_path / "runs").exists()


def test_a_hostile_set_of_rows(tmp_path: Path) -> None:
    text = "[bold]이순신[/]은 \\[/red] 한산도에서 [이겼다](x) <b> & | ` 😀\u202e!"
    guids = ["[/]", "a\nb", "\x1b[31m", "😀" * 500, "a|b", "~", "#1", "0.aeda", "../../x", "\\"]
    rows = [row(text, guid=guid, note="[/]") for guid in guids]
    source = save(rows, tmp_path / "rows.json")
    steps = [{"augment": {"where": {}, "steps": ["aeda"]}}, "aeda"]
    output = {"path": "-", "formats": list(FILES)}
    result = carry_out(steps, tmp_path / "run", source, output=output)
    assert content_digest(undo_run(tmp_path / "run")) == content_digest(read(source).table)
    for name in (f"data{FORMATS[fmt].suffix}" for fmt in FILES):
        assert content_digest(read(tmp_path / "run" / name).table) == result.digest, name


def test_one_guid_for_several_rows(tmp_path: Path) -> None:
    rows = [row(guid="same", label=label) for label in ("no_relation", "per:origin")]
    rows += [row(guid=None), row(guid=7), row(guid="7")]
    source = save(rows, tmp_path / "rows.json")
    result = carry_out([{"augment": {"where": {}, "steps": ["aeda"]}}], tmp_path / "run", source)
    assert result.done.rows.rows == 10
    assert content_digest(undo_run(tmp_path / "run")) == content_digest(read(source).table)


def test_a_run_does_not_write_over_what_it_reads(tmp_path: Path) -> None:
    first = tmp_path / "first"
    run(prepare(make_recipe(["aeda"]), source=SAMPLE), first)
    again = prepare(make_recipe(["aeda"]), source=first)
    with pytest.raises(OutputError, match=r"first is an input of this command"):
        run(again, first, force=True)
    assert (first / "manifest.json").is_file()


def test_the_bytes_do_not_tell_how_many_rows_a_batch_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = [{**each, "guid": f"{i}-{each['guid']}"} for i in range(9) for each in sample_rows()]
    source = tmp_path / "rows.json"
    source.write_text(json.dumps(every, ensure_ascii=False), encoding="utf-8")
    steps = [
        "aeda",
        {"augment": {"where": {}, "copies": 2, "steps": [{"one_of": ["entity_swap"]}]}},
    ]
    files = []
    for size in (97, 1000, 4096):  # law 4 has the batches of few rows
        monkeypatch.setattr(stored_rows, "BATCH_ROWS", size)
        folder = tmp_path / str(size)
        run(prepare(make_recipe(steps), source=source), folder)
        files.append(
            {
                path.relative_to(folder).as_posix(): path.read_bytes()
                for path in sorted(folder.rglob("*"))
                if path.is_file() and path.name != "timing.json"
            }
        )
    assert len(every) > 2000
    assert files[0] == files[1] == files[2]
