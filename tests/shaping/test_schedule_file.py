from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import datasets
import numpy as np
import pytest

from reaug.errors import UsageError
from reaug.shaping.curriculum.schedule_file import as_json, leave, measures_of
from reaug.shaping.curriculum.schedules import Phase, Schedule
from run_folders import bytes_of, carry_out, sample_rows, save

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "steps" / "curriculum.md"
KINDS = ("one_pass", "baby_step", "competence")


def schedule_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "schedule.json").read_text(encoding="utf-8"))


def test_a_document_that_json_reads() -> None:
    two = [Phase({"buckets": [0]}, np.array([2])), Phase({"buckets": [0, 1]}, np.array([2, 0, 1]))]
    document = json.loads(as_json({"kind": "baby_step", "by": "어절"}, two))
    assert document["phases"] == [
        {"buckets": [0], "rows": [2]},
        {"buckets": [0, 1], "rows": [2, 0, 1]},
    ]
    assert json.loads(as_json({"kind": "one_pass"}, [])) == {"kind": "one_pass", "phases": []}
    assert as_json({}, two).count("\n") == 6


def test_what_is_told_of_a_schedule() -> None:
    two = [Phase({"buckets": [0]}, np.array([2])), Phase({"buckets": [0, 1]}, np.array([2, 0, 1]))]
    measures = measures_of(Schedule(kind="baby_step"), two, 3)
    figures = {"kind": "baby_step", "phases": 2, "positions": 4, "rows": 3}
    assert measures == ({"schedule": figures}, ())
    assert measures_of(Schedule(kind="one_pass"), [], 0).figures["schedule"]["positions"] == 0


def test_a_competence_that_stays_below_one() -> None:
    some = [Phase({"competence": 0.5, "available": 3}, np.array([2]))]
    [warning] = measures_of(Schedule(kind="competence", steps=4_000), some, 1).warnings
    assert warning == (
        "the schedule ends after 1 steps at a competence of 0.50, and would reach 1 after 4,000; "
        "use fewer steps, or more epochs"
    )


def test_rows_that_no_phase_draws() -> None:
    some = [Phase({"competence": 1.0, "available": 3}, np.array([2, 0]))]
    [warning] = measures_of(Schedule(kind="competence"), some, 3).warnings
    assert warning == "1 of 3 rows are in no phase of the schedule; more epochs draw more"


def test_positions_need_one_set_and_one_schedule(tmp_path: Path) -> None:
    leave(tmp_path, Schedule(kind="one_pass"), {}, [])
    with pytest.raises(UsageError, match=r"writes schedule\.json, too; remove one schedule"):
        leave(tmp_path, Schedule(kind="one_pass"), {}, [])
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "dataset_dict.json").write_text("{}")
    with pytest.raises(UsageError, match="another step splits the data set"):
        leave(tmp_path, Schedule(kind="one_pass"), {}, [])


@pytest.mark.parametrize("kind", KINDS)
def test_positions_name_the_rows_of_the_data_set(kind: str, tmp_path: Path) -> None:
    steps = [
        "deduplicate",
        {"augment": {"where": {"rare_below": 9}, "steps": ["aeda"]}},
        {"curriculum": {"by": "eojeol", "schedule": kind}},
    ]
    result = carry_out(steps, tmp_path / "run")
    data = datasets.load_from_disk(str(tmp_path / "run" / "data"))
    schedule = schedule_of(tmp_path / "run")
    assert (schedule["kind"], schedule["by"], schedule["data_rows"]) == (kind, "eojeol", len(data))
    assert schedule["thresholds"] == result.done.states["2.curriculum"]["thresholds"]
    parts = {"batch_size", "steps", "c0"}
    assert schedule.keys() & parts == (parts if kind == "competence" else set())
    length = np.array(data["length"])
    for phase in schedule["phases"]:
        if kind == "competence":
            assert np.all(length[phase["rows"]] <= np.sort(length)[phase["available"] - 1])
        else:
            assert set(np.array(data["bucket"])[phase["rows"]].tolist()) == set(phase["buckets"])
    figures = result.done.measures["2.curriculum"].figures["schedule"]
    assert figures["phases"] == len(schedule["phases"])
    assert figures["positions"] == sum(len(phase["rows"]) for phase in schedule["phases"])


def test_the_same_rows_in_another_order_make_the_same_schedule(tmp_path: Path) -> None:
    rows = sample_rows()
    for kind in KINDS:
        named = []
        for name, given in (("a", rows), ("b", rows[::-1])):
            folder = tmp_path / f"{kind}-{name}"
            source = save(given, tmp_path / f"{name}.json")
            carry_out([{"curriculum": {"schedule": kind}}], folder, source)
            guids = datasets.load_from_disk(str(folder / "data"))["guid"]
            phases = schedule_of(folder)["phases"]
            named.append([[guids[row] for row in phase["rows"]] for phase in phases])
        assert named[0] == named[1]


def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    step = {"curriculum": {"schedule": {"kind": "competence", "batch_size": 8}}}
    carry_out([step], tmp_path / "one")
    carry_out([step], tmp_path / "two", num_proc=2)
    first, second = (bytes_of(tmp_path / name) for name in ("one", "two"))
    assert first["schedule.json"] == second["schedule.json"]
    assert first["manifest.json"] == second["manifest.json"]


def test_a_schedule_belongs_to_a_folder(tmp_path: Path) -> None:
    result = carry_out([{"curriculum": {"schedule": "one_pass"}}])
    assert result.done.measures["0.curriculum"].figures["schedule"]["rows"] == 267
    split = {"curriculum": {"split": True, "column": "a", "length_column": "b"}}
    twice = {"curriculum": {"schedule": "one_pass", "column": "a", "length_column": "b"}}
    for other, message in ((split, "another step splits"), (twice, "remove one schedule")):
        steps = [{"curriculum": {"schedule": "one_pass"}}, other]
        with pytest.raises(UsageError, match=message):
            carry_out(steps, tmp_path / "run")
        assert not (tmp_path / "run").exists()


def examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> dict[str, Any]:
    """The names that the first examples of the document leave behind."""
    carry_out([{"curriculum": {"schedule": "competence"}}], tmp_path / "runs" / "train")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    for block in blocks[:count]:
        exec(block, names)
    return names


def test_the_order_of_the_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = examples(tmp_path, monkeypatch, 1)
    assert len(names["order"]) == 9 * 32
    assert names["data"].select(names["order"])["length"][:] == [
        names["data"][row]["length"] for row in names["order"]
    ]


def test_the_samplers_of_the_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch", reason="torch is an extra")
    names = examples(tmp_path, monkeypatch, 3)
    batches = [batch["length"].tolist() for batch in names["loader"]]
    assert [len(batch) for batch in batches] == [32] * 9
    flat = [length for batch in batches for length in batch]
    assert flat == [names["data"][row]["length"] for row in names["order"]]
    assert names["InOrder"]._get_train_sampler(None) == names["order"]


@pytest.mark.parametrize("kind", KINDS)
def test_trainer_takes_the_order(kind: str, tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="torch is an extra")
    pytest.importorskip("accelerate", reason="the Trainer of transformers needs accelerate")
    from transformers import Trainer, TrainingArguments

    carry_out([{"curriculum": {"schedule": kind}}], tmp_path / "run")
    data = datasets.load_from_disk(str(tmp_path / "run" / "data")).select_columns(["length"])
    order = [row for phase in schedule_of(tmp_path / "run")["phases"] for row in phase["rows"]]

    class InOrder(Trainer):  # type: ignore[misc]
        def _get_train_sampler(self, train_dataset: Any = None) -> list[int]:
            return order

    import torch

    folder = str(tmp_path / "out")
    arguments = TrainingArguments(folder, remove_unused_columns=False, use_cpu=True)
    loader = InOrder(torch.nn.Linear(1, 1), arguments, train_dataset=data).get_train_dataloader()
    lengths = [row for batch in loader for row in batch["length"].tolist()]
    assert lengths == [data[row]["length"] for row in order]
