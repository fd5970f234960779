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
    found: Rows = json.loads(SAMPLE.read_text(encoding="utf-8"))
    return found


def unknown_label() -> Rows:
    return [one | ({"label": "per:boss"} if one["guid"] == CUT else {}) for one in rows()]


def unknown_type_and_no_label() -> Rows:
    found = rows()
    found[0]["subject_entity"]["type"] = "XYZ"
    del found[1]["label"]
    return found


def one_span_to_mend() -> Rows:
    found = unknown_label()
    found[2]["subject_entity"] |= {"start_idx": 0, "end_idx": 0}
    return found


def nothing_to_mend() -> Rows:
    nowhere = {"start_idx": 0, "end_idx": 1, "word": "없는 말"}
    return [one | {"subject_entity": one["subject_entity"] | nowhere} for one in rows()[:20]]


def test_set() -> Rows:
    return [one | {"label": None} for one in rows()]


test_set.__test__ = False  # type: ignore[attr-defined]


def foreign() -> Rows:
    twice = [*rows(), rows()[0]]
    return [one | {"label": f"own {one['label']}", "guid": f"{n}"} for n, one in enumerate(twice)]


def foreign_and_bad() -> Rows:
    found = foreign()
    del found[1]["label"]
    return found


def audited(made: Callable[[], Rows], *options: str) -> CommandResult:
    return reaug("audit", save(made(), Path("rows.json")), "--json", *options)


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


@pytest.mark.parametrize("made", SETS, ids=lambda made: made.__name__)
def test_each_advised_command_runs(made: Callable[[], Rows]) -> None:
    told = audited(made).json
    learnt = [] if told["foreign"] is None else told["foreign"]["commands"]
    best = [] if told["clean"] is None else [told["clean"]["command"]]
    causes = [cause["command"] for cause in told["causes"]]
    assert causes
    for n, line in enumerate([*learnt, *best, *causes]):
        for one in line.split(" && "):
            words = shlex.split(one)[1:]
            if words[0] == "clean":
                words[words.index("-o") + 1] = f"cleaned-{n}"
            result = reaug(*words)
            assert result.code == 0, (one, result.err)


def test_a_row_that_is_dropped_is_not_mended_and_is_told() -> None:
    whole, less = audited(rows).json["clean"], audited(unknown_label).json["clean"]
    assert whole["dropped"] == 0
    assert (less["dropped"], less["rows"]) == (1, whole["rows"] - 1)
    text = reaug("audit", "rows.json", COLUMNS="200").out
    assert "names that the rule book lacks: 1" in text
    causes = audited(unknown_label, "--select", "span").json["causes"]
    assert "--on-bad-row drop" in causes[0]["command"], "also where nobody asked for unknown labels"


def test_what_mends_no_row_is_not_shown() -> None:
    assert audited(rows, "--select", "text/not-nfc").json["clean"] is None
