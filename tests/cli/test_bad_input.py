"""Broken input of every kind: exit 2, one clear message, nothing written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from command import reaug, refused
from run_folders import SHARED_DATA, listing, row, save

Command = Callable[[Path, Path], list[Any]]


def run(source: Path, output: Path) -> list[Any]:
    recipe = output.parent / "recipe.yaml"
    recipe.write_text("steps: [aeda]\n")
    return ["run", recipe, "-i", source, "-o", output]


COMMANDS: dict[str, Command] = {
    "run": run,
    "augment": lambda source, output: ["augment", source, "-o", output, "-t", "aeda"],
    "clean": lambda source, output: ["clean", source, "-o", output],
    "curriculum": lambda source, output: ["curriculum", source, "-o", output, "--buckets", 2],
    "preview": lambda source, output: ["preview", "aeda", "-i", source],
    "export": lambda source, output: ["export", "tacred", source, "-o", output],
    "tapt": lambda source, output: ["export", "tapt", source, "-o", output],
    "drift": lambda source, output: ["drift", source, source],
}


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in row(guid="a").items() if name not in names}


def mention(**more: Any) -> dict[str, Any]:
    return row(guid="a") | {
        "object_entity": {"word": "한산도", "start_idx": 5, "end_idx": 7, "type": "LOC"} | more
    }


BAD_FILES: dict[str, tuple[str | bytes, list[str]]] = {
    "empty": ("", ["rows.json: "]),
    "blank": (" \n", ["rows.json: "]),
    "no rows": ("[]", ["rows.json: ", "no rows"]),
    "an object": (json.dumps(row()), ["rows.json: "]),
    "a number": ("3", ["rows.json: "]),
    "null": ("null", ["rows.json: "]),
    "cut off": (json.dumps([row(), row()])[:-20], ["rows.json"]),
    "not UTF-8": (b"[\xb0\xa1\xff\xff", ["rows.json", "UTF-8"]),
    "nested too deeply": ("[" * 100_000, ["rows.json"]),
    "rows that are no objects": ("[1, 2]", ["rows.json"]),
    "no sentence": (json.dumps([without("sentence")]), ["rows.json", "'sentence'"]),
    "no subject": (json.dumps([without("subject_entity")]), ["rows.json", "'subject_entity'"]),
    "no label": (json.dumps([without("label")]), ["rows.json", "'label'"]),
    "one row without a label": (
        json.dumps([row(guid="a"), without("label")]),
        ["rows.json", "1 of 2 rows", "row 1", "label", "is missing"],
    ),
    "one row without a type": (
        json.dumps([row(guid="b"), mention(type=None)]),
        ["row 1 (id 'a')", "object_entity.type", "is null"],
    ),
    "a label that the book lacks": (
        json.dumps([row(guid="a", label="per:titel")]),
        ["row 0", "'per:titel' is not known; did you mean 'per:title'?"],
    ),
    "a type that the book lacks": (
        json.dumps([mention(type="XYZ")]),
        ["object_entity.type", "'XYZ' is not known"],
    ),
    "a span elsewhere": (
        json.dumps([row(guid="b"), mention(start_idx=4, end_idx=6)]),
        ["1 of 2 rows is bad: span/word-mismatch 1", "row 1 (id 'a'), object_entity", "found "],
    ),
    "a span outside": (json.dumps([mention(end_idx=700)]), ["span/out-of-range 1", "ends at 14"]),
    "a span backwards": (json.dumps([mention(end_idx=1)]), ["span/out-of-range 1"]),
    "a negative span": (json.dumps([mention(start_idx=-1)]), ["span/out-of-range 1"]),
    "a span in words": (json.dumps([mention(start_idx="five")]), ["a whole number, not 'five'"]),
    "a span as a float": (
        json.dumps([mention(start_idx=5.5)]),
        ["must be a whole number, not 5.5"],
    ),
    "a span as a truth value": (json.dumps([mention(start_idx=True)]), ["must be a whole number"]),
    "a huge span": (json.dumps([mention(end_idx=10**30)]), ["larger than any text"]),
    "a number as sentence": (
        json.dumps([row(guid="a") | {"sentence": 3}]),
        ["must be text, not 3"],
    ),
    "half a surrogate pair": (
        '[{"guid": "a", "sentence": "\\ud800", "subject_entity": 1}]',
        ["rows.json"],
    ),
    "labels as ids": (json.dumps([row(guid="a", label=3)]), ["label", "ids"]),
    "hostile text": (
        json.dumps([row(guid="[/]\x1b[31m", label="[bold]x[/]")]),
        ["'[bold]x[/]' is not known"],
    ),
    "NaN": ('[{"sentence": NaN}]', ["rows.json"]),
}


def failed(words: list[Any], *parts: str) -> None:
    result = reaug(*words)
    assert result.code == 2, result
    assert result.out == ""
    assert result.err.startswith("error: ")
    assert "Traceback" not in result.err
    assert "a bug in reaug" not in result.err
    assert "\x1b" not in result.err
    assert len(result.err) < 4000
    for part in parts:
        assert part in result.err, result.err


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_files(name: str, tmp_path: Path) -> None:
    content, parts = BAD_FILES[name]
    source = tmp_path / "rows.json"
    source.write_bytes(content if isinstance(content, bytes) else content.encode())
    words = run(source, tmp_path / "run")
    failed(words, *parts)
    assert listing(tmp_path) == ["recipe.yaml", "rows.json"]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("kind", ["missing", "folder", "empty", "bad span", "binary"])
def test_every_command_on_bad_files(command: str, kind: str, tmp_path: Path) -> None:
    source = tmp_path / "rows.json"
    if kind == "folder":
        source.mkdir()
    elif kind == "empty":
        source.touch()
    elif kind == "bad span":
        save([mention(start_idx=4)], source)
    elif kind == "binary":
        source.write_bytes(bytes(range(256)) * 10)
    words = COMMANDS[command](source, tmp_path / "run")
    before = listing(tmp_path)
    failed(words, "rows.json")
    assert listing(tmp_path) == before


@pytest.mark.parametrize(
    "name",
    ["", ".", "nowhere", "nowhere.json", "[/]", "a/b/c/d", "klue/re", "x" * 5000, "줄\n바꿈"],
)
def test_names_that_lead_nowhere(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = run(Path("rows.json"), Path("run"))
    words[words.index("-i") + 1] = name
    result = reaug(*words)
    assert result.code == 2
    assert "a bug in reaug" not in result.err
    assert listing(tmp_path) == ["recipe.yaml"]


def test_csv_of_the_competition(tmp_path: Path) -> None:
    source = tmp_path / "rows.csv"
    head = "id,sentence,subject_entity,object_entity,label,source\n"
    good = row()
    line = f'"{good["sentence"]}","{good["subject_entity"]}"'
    for text, part in (
        ("", "rows.csv"),
        (head, "rows.csv: has no rows"),
        (head + f'0,{line},"open(""x"")",no_relation,x\n', "cannot be read as a dict literal"),
        (head + f'0,{line},"[]",no_relation,x\n', "line 2"),
        (head + "0,a\n", "rows.csv"),
        (head + f'0,{line},"{{}}",no_relation,x\n', "line 2"),
        ("a,b\n1,2\n", "has no column 'sentence'"),
    ):
        source.write_text(text, "utf-8")
        failed(run(source, tmp_path / "run"), part)
    assert listing(tmp_path) == ["recipe.yaml", "rows.csv"]


def test_recipes_that_make_no_sense(tmp_path: Path) -> None:
    source = save([row(guid="a")], tmp_path / "rows.json")
    recipe = tmp_path / "recipe.yaml"
    before = ["recipe.yaml", "rows.json"]
    for text, part in (
        ("", "recipe.yaml is empty"),
        ("- aeda\n", "a recipe is a mapping"),
        ("steps: [aeda]\nsteps: [aeda]\n", "recipe.yaml:2: the key 'steps' appears twice"),
        ("steps: [adea]\n", "unknown step 'adea'; did you mean 'aeda'? There are: augment, one_of"),
        ("steps: [{aeda: {rate: 1}}]\n", "unknown parameter 'rate'; did you mean 'ratio'? There"),
        ("steps: [{aeda: {ratio: x}}]\n", "0.aeda: ratio: this must be a number, not the text 'x'"),
        (
            "steps: [{aeda: {where: {labels: [x]}}}]\n",
            "recipe.yaml: 0.aeda: where: unknown label 'x'; there are: no_re",
        ),
        ("steps: [aeda]\nfail_on: [x > 1]\n", "gate: unknown name 'x'"),
        ("steps: [aeda]\nrules: none\n", "no rule book named 'none'; shipped: klue-re"),
        ("steps: [aeda]\nseed: -1\n", "recipe.yaml:2: seed: "),
        ("steps: [aeda]\ninput: none.json\n", "none.json: no such file or folder"),
    ):
        recipe.write_text(text, "utf-8")
        words = ["run", recipe, "-o", tmp_path / "run"]
        failed([*words, *([] if "input" in text else ["-i", source])], part)
        assert listing(tmp_path) == before


@pytest.mark.parametrize("num_proc", [0, -1, "x"])
def test_numbers_of_processes(num_proc: Any, tmp_path: Path) -> None:
    source = save([row(guid="a")], tmp_path / "rows.json")
    failed([*run(source, tmp_path / "run"), "--num-proc", num_proc], "--num-proc")
    assert listing(tmp_path) == ["recipe.yaml", "rows.json"]


@pytest.mark.parametrize("seed", ["-1", str(2**63), "9" * 5000, "x", "1.5", "nan"])
def test_seeds_out_of_range_and_other_words_are_refused(seed: str, tmp_path: Path) -> None:
    source = save([row(guid="a")], tmp_path / "rows.json")
    failed([*run(source, tmp_path / "run"), "--seed", seed], "seed")


def test_places_for_the_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    source = save([row(guid="a")], tmp_path / "rows.json")
    words = run(source, tmp_path / "run")[:-1]
    (tmp_path / "file").touch()
    before = listing(tmp_path)
    for output, part in (
        ("", "give --output DIR"),
        (".", ". already exists"),
        ("file", "file already exists"),
        ("file/run", "file/run cannot be written"),
        ("file/deep/run", "file/deep/run cannot be written"),
        ("x" * 300, "cannot be written: File name too long"),
        ("/proc/none/run", "/proc/none/run cannot be written"),
        ("/", "/ already exists"),
    ):
        result = reaug(*words, output)
        assert (result.code, result.out) == (2, "")
        assert part in result.err.splitlines()[-1], result.err
        assert "a bug in reaug" not in result.err
        assert listing(tmp_path) == before


def test_columns_of_the_user_are_carried_through(tmp_path: Path) -> None:
    rows = [row(guid=f"{i}", year=1592 + i, tags=["가"], deep={"a": i}) for i in range(3)]
    source = save(rows, tmp_path / "rows.json")
    assert reaug(*run(source, tmp_path / "run")).code == 0
    from datasets import load_from_disk

    out = load_from_disk(str(tmp_path / "run" / "data"))
    assert out["year"] == [1592, 1593, 1594]
    assert out["deep"] == [{"a": 0}, {"a": 1}, {"a": 2}]
    for name in ("_row_id", "_position", "_key"):
        taken = save([row(guid="a") | {name: 1}], tmp_path / "rows.json")
        failed([*run(taken, tmp_path / "other")], "has a name that reaug uses internally")


def test_a_data_set_with_a_length_already(tmp_path: Path) -> None:
    source = save(
        [row(guid="a", length=3), row("이순신 한산도", guid="b", length=4)], tmp_path / "r"
    )
    before = listing(tmp_path)
    result = reaug("curriculum", source, "-o", tmp_path / "run", "--buckets", 2)
    refused(result, "'length'", "choose another name with length_column", planned=True)
    assert listing(tmp_path) == before


def test_parquet_that_is_none(tmp_path: Path) -> None:
    source = tmp_path / "rows.parquet"
    source.write_bytes(b"PAR1")
    failed(run(source, tmp_path / "run"), "rows.parquet")
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"a": [1]}), source)
    failed(run(source, tmp_path / "run"), "has no column 'sentence'")


@pytest.fixture
def back_translated() -> Path:
    path = SHARED_DATA / "broken" / "back-translated.csv"
    if not path.is_file():
        pytest.skip("shared/data/broken/back-translated.csv is not beside the checkout")
    return path


def test_back_translated_rows_stop_the_run(back_translated: Path, tmp_path: Path) -> None:
    words = run(back_translated, tmp_path / "run")
    failed(words, "2,534 of 2,985 rows are bad", "\n  line ", "--on-bad-row drop|repair")
    assert listing(tmp_path) == ["recipe.yaml"]


@pytest.mark.parametrize(
    ("action", "kept", "actions"),
    [("drop", 451, {"dropped": 2534}), ("repair", 2664, {"dropped": 321, "repaired": None})],
)
def test_back_translated_rows_can_be_dropped_or_repaired(
    back_translated: Path,
    tmp_path: Path,
    action: str,
    kept: int,
    actions: dict[str, int | None],
) -> None:
    words = [*run(back_translated, tmp_path / "run"), "--on-bad-row", action, "--json"]
    if action == "drop":  # 85% of the rows: more than is dropped without being told so
        failed(words, "2,534 of 2,985 rows are bad", "--max-bad-share 0.85")
        assert listing(tmp_path) == ["recipe.yaml"]
        words += ["--max-bad-share", 0.85]
    result = reaug(*words)
    assert (result.code, len(result.err.splitlines())) == (0, 1)
    assert "not every row has a unique id" in result.err
    assert result.json["input"]["rows"] == 2985
    assert result.json["output"]["rows"] == kept
    lines = (tmp_path / "run" / "problems.jsonl").read_text("utf-8").splitlines()
    problems = [json.loads(line) for line in lines]
    counts = Counter(problem["action"] for problem in problems)
    for name, rows in actions.items():
        assert rows is None or counts[name] == rows
        assert counts[name] > 0
    assert all(problem["rule"] and problem["message"] for problem in problems)
    repaired = {problem["row"] for problem in problems if problem["action"] == "repaired"}
    dropped = {problem["row"] for problem in problems if problem["action"] == "dropped"}
    assert not repaired & dropped
    assert len(repaired | dropped) == 2534
