"""The commands that an audit advises do run, as they stand."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from command import CommandResult, reaug
from run_folders import SAMPLE, save

Rows = list[dict[str, Any]]
CUT = "reaug-sample-00098"
"""A row with a fix that is sure."""


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def rows() -> Rows:
    sample: Rows = json.loads(SAMPLE.read_text(encoding="utf-8"))
    return sample


def unknown_label() -> Rows:
    return [row | ({"label": "per:boss"} if row["guid"] == CUT else {}) for row in rows()]


def unknown_type_and_no_label() -> Rows:
    changed_rows = rows()
    changed_rows[0]["subject_entity"]["type"] = "XYZ"
    del changed_rows[1]["label"]
    return changed_rows


def one_span_to_mend() -> Rows:
    changed_rows = unknown_label()
    changed_rows[2]["subject_entity"] |= {"start_idx": 0, "end_idx": 0}
    return changed_rows


def nothing_to_mend() -> Rows:
    nowhere = {"start_idx": 0, "end_idx": 1, "word": "없는 말"}
    return [row | {"subject_entity": row["subject_entity"] | nowhere} for row in rows()[:20]]


def test_set() -> Rows:
    return [row | {"label": None} for row in rows()]


test_set.__test__ = False  # type: ignore[attr-defined]


def foreign() -> Rows:
    twice = [*rows(), rows()[0]]
    return [row | {"label": f"own {row['label']}", "guid": f"{n}"} for n, row in enumerate(twice)]


def foreign_and_bad() -> Rows:
    changed_rows = foreign()
    del changed_rows[1]["label"]
    return changed_rows


def audited(make_rows: Callable[[], Rows], *options: str) -> CommandResult:
    return reaug("audit", save(make_rows(), Path("rows.json")), "--json", *options)


SETS = [
    rows,
    unknown_label,
    unknown_type_and_no_label,
    one_span_to_mend,
    nothing_to_mend,
    test_set,
    foreign,
    foreign_and_bad,
]


@pytest.mark.parametrize("make_rows", SETS, ids=lambda make_rows: make_rows.__name__)
def test_each_advised_command_runs(make_rows: Callable[[], Rows]) -> None:
    document = audited(make_rows).json
    learnt = [] if document["foreign"] is None else document["foreign"]["commands"]
    best = [] if document["clean"] is None else [document["clean"]["command"]]
    causes = [cause["command"] for cause in document["causes"]]
    assert causes
    for n, line in enumerate([*learnt, *best, *causes]):
        for part in line.split(" && "):
            words = shlex.split(part)[1:]
            if words[0] == "clean":
                words[words.index("-o") + 1] = f"cleaned-{n}"
            result = reaug(*words)
            assert result.code == 0, (part, result.err)


def test_a_row_that_is_dropped_is_not_mended_and_is_told() -> None:
    complete, less = audited(rows).json["clean"], audited(unknown_label).json["clean"]
    assert complete["dropped"] == 0
    assert (less["dropped"], less["rows"]) == (1, complete["rows"] - 1)
    text = reaug("audit", "rows.json", COLUMNS="200").out
    assert "names that the rule book lacks: 1" in text
    causes = audited(unknown_label, "--select", "span").json["causes"]
    assert "--on-bad-row drop" in causes[0]["command"], "also where nobody asked for unknown labels"


def test_what_mends_no_row_is_not_shown() -> None:
    assert audited(rows, "--select", "text/not-nfc").json["clean"] is None
