"""Augment blocks that aim: quotas met exactly, whatever the order of rows and the processes."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from command import reaug
from reaug.errors import InputError, RecipeError
from run_folders import SAMPLE, carry_out, row, sample_rows, save

STEPS = [{"one_of": ["entity_swap", "aeda", "random_masking"]}]


def block(balance: dict[str, Any], steps: Any = STEPS, **more: Any) -> list[dict[str, Any]]:
    return [{"augment": {"balance": balance, "steps": steps, **more}}]


def labels(result: Any) -> Counter[str]:
    return Counter(result.table["label"].to_pylist())


BEFORE = Counter(entry["label"] for entry in sample_rows())


def test_every_label_is_lifted_to_a_number() -> None:
    result = carry_out(block({"to": 12}))
    assert labels(result) == {label: max(12, rows) for label, rows in BEFORE.items()}
    assert all(not reach.short for reach in result.done.reached["0.augment"].values())


def test_by_label_and_types() -> None:
    result = carry_out(block({"to": 6, "by": "label_types"}))
    columns = (result.table[name].to_pylist() for name in ("label", "subject_type", "object_type"))
    after = Counter(zip(*columns, strict=True))
    assert min(after.values()) == 6
    assert "per:title PER:POH" not in result.done.reached["0.augment"]


def test_another_set_is_matched(tmp_path: Path) -> None:
    other = save(sample_rows()[:60] * 3, tmp_path / "other.json")
    balance = {"match": str(other), "budget": 200}
    result = carry_out(block(balance))
    reached = result.done.reached["0.augment"]
    assert sum(reach.copies for reach in reached.values()) == 200
    after = labels(result)
    assert {label: after[label] for label in reached} == {
        label: reach.target for label, reach in reached.items()
    }


def test_neither_order_nor_processes_show(tmp_path: Path) -> None:
    rows = sample_rows()
    steps = block({"to": 12, "max_copies": 3})
    first = carry_out(steps).digest
    random.Random(7).shuffle(rows)
    shuffled = save(rows, tmp_path / "shuffled.json")
    assert carry_out(steps, source=shuffled).digest == first
    assert carry_out(steps, source=shuffled, num_proc=2).digest == first


def test_rounds_of_tries_find_the_same_copies_as_one() -> None:
    # Few words, so that many tries are equal to a row or to another copy of it.
    data = [
        row(f"{name}는 서울에서 {word} 살았다.", (name, "PER"), ("서울", "LOC"), label, guid=name)
        for name, word, label in (
            ("김하나", "오래", "per:origin"),
            ("이둘", "늘", "per:origin"),
            ("박세나", "그냥 오래", "per:title"),
            ("최네오", "꽤 오래 잘", "per:title"),
        )
    ]
    steps: list[Any] = [{"random_deletion": {"rate": 0.4}}]
    most, tries = 3, 4
    aimed = carry_out(
        block({"to": 100, "max_copies": most, "tries": tries}, steps), source=_frame(data)
    )
    tried = carry_out([{"augment": {"copies": most * tries, "steps": steps}}], source=_frame(data))
    numbers: dict[str, list[int]] = {}
    for row_id in tried.table["guid"].to_pylist():
        parent, is_copy, number = row_id.partition("~0.augment#")
        if is_copy:
            numbers.setdefault(parent, []).append(int(number))
    expected = {
        f"{parent}~0.augment#{number}"
        for parent, mine in numbers.items()
        for number in sorted(mine)[:most]
    }
    copies = set(aimed.table["guid"].to_pylist()) - {entry["guid"] for entry in data}
    assert copies == expected
    # The tries of the first round did not do.
    assert any(int(row_id.partition("#")[2]) > 1 for row_id in copies)
    assert any(sorted(mine)[0] > 1 or sorted(mine)[:2] != [1, 2] for mine in numbers.values())


def test_what_is_out_of_reach_says_why() -> None:
    rows = [row(guid=f"r{i}", label="per:origin") for i in range(3)]
    rows += [row(guid=f"s{i}", label="per:title") for i in range(9)]
    data = [entry | {"sentence": f"{entry['sentence']} {i}"} for i, entry in enumerate(rows)]
    result = carry_out(block({"to": 9, "max_copies": 1}, ["aeda"]), source=_frame(data))
    reach = result.done.reached["0.augment"]["per:origin"]
    assert (reach.now, reach.target, reach.copies, reach.short) == (3, 9, 3, 3)
    assert reach.why == "each of its 3 rows already has 1 copies"
    left = block({"to": 9}, ["aeda"], where={"not_labels": ["per:origin"]})
    reach = carry_out(left, source=_frame(data)).done.reached["0.augment"]["per:origin"]
    assert (reach.copies, reach.why) == (0, "none of its rows may be copied")
    swap = block({"to": 9}, ["entity_swap"])
    reach = carry_out(swap, source=_frame(data)).done.reached["0.augment"]["per:origin"]
    assert reach.copies == 0
    assert reach.why.startswith("the steps left too many attempted copies unchanged (swap/")


def _frame(data: list[dict[str, Any]]) -> Any:
    import pandas as pd

    return pd.DataFrame(data)


def test_a_turned_copy_counts_for_the_label_it_has() -> None:
    rows = [
        row(
            f"{name}는 {child}의 어머니다.",
            (name, "PER"),
            (child, "PER"),
            "per:children",
            guid=name,
        )
        for name, child in (("김하나", "이둘"), ("박세나", "최네오"), ("정다사", "강여서"))
    ]
    rows.append(
        row(
            "오일구의 아버지는 오팔이다.",
            ("오일구", "PER"),
            ("오팔", "PER"),
            "per:parents",
            guid="p",
        )
    )
    rows.append(
        row(
            "오일구는 강원도에서 났다.",
            ("오일구", "PER"),
            ("강원도", "LOC"),
            "per:origin",
            guid="q",
        )
    )
    steps = [{"entity_swap": {"mode": "role"}}]
    result = carry_out(block({"to": 4}, steps), source=_frame(rows))
    assert labels(result)["per:parents"] == 4
    assert labels(result)["per:children"] == 4


def test_only_rows_of_a_file(tmp_path: Path) -> None:
    chosen = [entry["guid"] for entry in sample_rows() if entry["label"] == "per:siblings"][:2]
    file = tmp_path / "wrong.jsonl"
    lines = [json.dumps({"rule": "label/noise", "rows": [row_id]}) for row_id in chosen]
    file.write_text("\n".join(lines), encoding="utf-8")
    result = carry_out(block({"to": 9}, ["aeda"], rows=str(file)))
    copies = [row_id for row_id in result.table["_row_id"].to_pylist() if "~" in row_id]
    assert {row_id.split("~")[0] for row_id in copies} == set(chosen)
    result = carry_out([{"augment": {"rows": str(file), "where": {}, "steps": ["aeda"]}}])
    assert result.table.num_rows == 269
    file.write_text("nobody\n", encoding="utf-8")
    with pytest.raises(InputError, match="the input has no row 'nobody'"):
        carry_out(block({"to": 9}, ["aeda"], rows=str(file)))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"balance": {}}, "give either to or match"),
        ({"balance": {"to": 9}, "copies": 2}, "remove copies"),
        ({"balance": {"to": 9, "budgets": 3}}, "budgets"),
        ({"rows": "none.txt"}, r"none\.txt: cannot be read"),
    ],
)
def test_wrong_use(given: dict[str, Any], message: str) -> None:
    with pytest.raises((RecipeError, InputError), match=message):
        carry_out([{"augment": {"steps": ["aeda"], **given}}])


def test_files_beside_a_recipe(tmp_path: Path) -> None:
    ids = [entry["guid"] for entry in sample_rows() if entry["label"] == "per:siblings"]
    (tmp_path / "ids.txt").write_text("\n".join(ids), encoding="utf-8")
    save(sample_rows(), tmp_path / "data.json")
    recipe = "steps:\n  - augment: {rows: ids.txt, balance: {match: data.json}, steps: [aeda]}\n"
    (tmp_path / "r.yaml").write_text(f"input: data.json\n{recipe}", encoding="utf-8")
    result = reaug("run", tmp_path / "r.yaml", "--dry-run", "--json")
    assert result.code == 0
    assert result.json["steps"][0]["state"]["quota"] == {}


def test_the_plan_is_told(tmp_path: Path) -> None:
    recipe = tmp_path / "r.yaml"
    steps = "- augment: {balance: {to: 12, max_copies: 1}, steps: [entity_swap]}"
    recipe.write_text(f"input: {SAMPLE}\nsteps:\n  {steps}\n", encoding="utf-8")
    result = reaug("run", recipe, "--dry-run", COLUMNS="200")
    assert "balance to=12, max_copies=1" in result.err
    assert "target" in result.err
    assert "the steps left too many attempted copies unchanged" in result.err
