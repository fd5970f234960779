"""What only all rows of a large file say is settled by its pieces as by the whole of it."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from large_readings import check_alike, check_read_alike
from reaug.data import read
from reaug.data.input_rules import Rules
from reaug.data.large_files import read_large
from reaug.data.offsets import CONVENTIONS, Convention, Points, from_points
from reaug.data.read_data import Reading
from reaug.data.read_options import PLAINLY, ReadAs
from reaug.data.renamed_labels import Renamed
from reaug.review.formats.xlsx import workbook

SIZES = (7, 30)
PEOPLE, PLACES = ("이도", "정약용", "😀이황", "김 씨"), ("한양", "강진", "평양")


def rows(number: int, seed: int = 0) -> list[dict[str, Any]]:
    """Flat rows whose offsets are KLUE's."""
    draw = random.Random(seed)
    rows = []
    for at in range(number):
        person, place = draw.choice(PEOPLE), draw.choice(PLACES)
        mark = draw.choice(("", "", "👑 ", "ㄱ 각 "))
        text = f"{mark}{at}번째 글: {person} 또는 {place} 에 살았다"
        row: dict[str, Any] = {"guid": f"r{at}", "sentence": text}
        for role, word, kind in (("subject", person, "PER"), ("object", place, "LOC")):
            start = text.index(word)
            row |= {f"{role}_entity.word": word, f"{role}_entity.type": kind}
            row |= {f"{role}_entity.start_idx": start}
            row |= {f"{role}_entity.end_idx": start + len(word) - 1}
        rows.append(row | {"label": draw.choice(("사는 곳", "태어난 곳"))})
    return rows


def counted(row: dict[str, Any], convention: Convention) -> dict[str, Any]:
    """A row whose offsets count in another way."""
    new_row = dict(row)
    for role in ("subject", "object"):
        start, end = (row[f"{role}_entity.{side}_idx"] for side in ("start", "end"))
        text = pa.chunked_array([[row["sentence"]]])
        span = from_points(text, Points(np.array([start]), np.array([end + 1])), convention)
        new_row[f"{role}_entity.start_idx"] = int(span.first[0])
        new_row[f"{role}_entity.end_idx"] = int(span.last[0])
    return new_row


def write(rows: list[dict[str, Any]], path: Path) -> Path:
    if path.suffix == ".jsonl":
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    elif path.suffix == ".json":
        path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    elif path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, list(rows[0]))
            table.writeheader()
            table.writerows(rows)
    elif path.suffix == ".xlsx":
        cells = [[str(value) for value in row.values()] for row in rows]
        path.write_bytes(workbook([list(rows[0]), *cells]))
    else:
        pq.write_table(pa.Table.from_pylist(rows), path)
    return path


def readings(
    path: Any, size: int, how: ReadAs = PLAINLY, **rules: Any
) -> tuple[Callable[[], Reading | None], Callable[[], Reading]]:
    """Ways to read a file, in pieces and as a whole."""
    asked = {"on_bad_row": "stop", "max_bad_share": 0.05, "require_label": True, **rules}
    known = Rules(asked.pop("labels", None), asked.pop("types", None), **asked)
    return (
        lambda: read_large(path, known, how, None, size=size, large=1),
        lambda: read(path, how=how, **{**asked, **rules}),
    )


SUFFIXES = ("jsonl", "json", "csv", "xlsx", "parquet")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_rows_that_count_otherwise(tmp_path: Path, suffix: str) -> None:
    """Each format with some of the ways to count; all of the ways come in."""
    ways = [*CONVENTIONS[1:], Convention("characters", 3)]
    for at, convention in enumerate(ways):
        if at % len(SUFFIXES) == SUFFIXES.index(suffix) or at in (1, 4):
            source_rows = [counted(row, convention) for row in rows(40)]
            path = write(source_rows, tmp_path / f"rows.{suffix}")
            whole = read(path)
            assert len(whole.table) == 40
            assert whole.notes
            check_read_alike(*readings(path, SIZES[at % len(SIZES)]))


@pytest.mark.parametrize("share", [0.03, 0.08, 0.5, 0.93])
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("on_bad_row", ["stop", "drop", "repair"])
def test_rows_that_count_in_two_ways(
    tmp_path: Path, share: float, seed: int, on_bad_row: str
) -> None:
    draw = random.Random(seed)
    convention = draw.choice((*CONVENTIONS[1:], Convention("characters", -2)))
    source_rows = rows(80, seed)
    for at in draw.sample(range(80), int(share * 80)):
        source_rows[at] = counted(source_rows[at], convention)
    for at in draw.sample(range(80), 2 * seed):
        source_rows[at] |= draw.choice(
            ({"label": None}, {"object_entity.word": "없는 말"}, {"subject_entity.end_idx": 999})
        )
    path = write(source_rows, tmp_path / "rows.jsonl")
    check_read_alike(*readings(path, SIZES[seed], on_bad_row=on_bad_row, max_bad_share=0.3))


def turned(row: dict[str, Any]) -> dict[str, Any]:
    new_row = dict(row)
    for role in ("subject", "object"):
        one, other = f"{role}_entity.start_idx", f"{role}_entity.end_idx"
        new_row[one], new_row[other] = row[other], row[one]
    return new_row


def exchanged(row: dict[str, Any]) -> dict[str, Any]:
    new_row = dict(row)
    for side in ("start_idx", "end_idx"):
        one, other = f"subject_entity.{side}", f"object_entity.{side}"
        new_row[one], new_row[other] = row[other], row[one]
    return new_row


def elsewhere(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"sentence": "아무 말도 없는 긴 글이 여기에 있다"}


def moved(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"sentence": "그리고 " * (len(row["guid"]) % 3 + 1) + row["sentence"]}


def bare(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "subject_entity.start_idx": None, "subject_entity.end_idx": None}


@pytest.mark.parametrize("change", [turned, exchanged, elsewhere, moved, bare])
@pytest.mark.parametrize("share", [1, 0.97, 0.6, 0.1])
@pytest.mark.parametrize("on_bad_row", ["stop", "repair"])
def test_rows_whose_columns_are_others(
    tmp_path: Path, change: Callable[[dict[str, Any]], Any], share: float, on_bad_row: str
) -> None:
    source_rows = [change(row) if at < 60 * share else row for at, row in enumerate(rows(60))]
    path = write(source_rows, tmp_path / "rows.jsonl")
    check_read_alike(*readings(path, 7, on_bad_row=on_bad_row, max_bad_share=1))
    check_read_alike(*readings(path, 30, ReadAs(offsets="exclusive"), on_bad_row=on_bad_row))


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
@pytest.mark.parametrize("seed", range(4))
def test_ids_that_repeat_or_lack(tmp_path: Path, suffix: str, seed: int) -> None:
    draw = random.Random(seed)
    source_rows = rows(60, seed)
    for at in draw.sample(range(60), 1 + 5 * seed):
        source_rows[at]["guid"] = draw.choice((None, "r3", f"r{at % 7}"))
    for at in draw.sample(range(60), 4):
        source_rows[at] = dict(source_rows[20])
    source_rows[11] |= {"object_entity.start_idx": 0, "object_entity.end_idx": 1}
    path = write(source_rows, tmp_path / f"rows.{suffix}")
    for size in SIZES:
        for on_bad_row in ("drop", "repair"):
            check_read_alike(*readings(path, size, on_bad_row=on_bad_row, max_bad_share=0.5))
    for row in source_rows:
        del row["guid"]
    write(source_rows, path)
    for size in SIZES:
        check_read_alike(*readings(path, size, on_bad_row="repair", max_bad_share=0.5))
    path = write([{"row_id": f"x{at % 50}", **row} for at, row in enumerate(source_rows)], path)
    for size in SIZES:
        check_read_alike(*readings(path, size, on_bad_row="repair", max_bad_share=0.5))


VALUES: tuple[tuple[Any, ...], ...] = (
    (1, 2.5, None),
    (1, 2**53 + 1),
    (2**53 + 1, 0.5),
    (2**63, 1),
    (2**63, -1),
    (2**64, 1),
    (1, "가"),
    ("가", 1, True),
    (True, None, 1),
    ([], [1], [2.5], None),
    ([1], ["가"]),
    ([[]], [[1, None]], [[1.5]]),
    ({"a": 1}, {"b": [1]}, {"a": 2.5, "c": {"d": None}}),
    ({"a": 1}, {"a": "가"}),
    ({}, {"a": {"b": 1}}, {"a": {"c": 1}}),
    ("가", "\ud800"),
    ("\ud800", 1, 2),
    (1, [1]),
    ({"a": 1}, [1]),
)


@pytest.mark.parametrize("values", VALUES, ids=lambda _: "")
@pytest.mark.parametrize("suffix", ["jsonl", "json"])
def test_columns_of_several_types(tmp_path: Path, suffix: str, values: tuple[Any, ...]) -> None:
    for seed in range(2):
        draw = random.Random(seed)
        source_rows = rows(40)
        for at, row in enumerate(source_rows):
            if at > 10 or seed:
                row["own"] = draw.choice(values) if at > 20 else values[0]
            if at > 30:
                row["late"] = values[-1]
        path = tmp_path / f"rows.{suffix}"
        data = (
            json.dumps(source_rows) if suffix == "json" else "\n".join(map(json.dumps, source_rows))
        )
        path.write_text(data, encoding="utf-8")
        check_read_alike(*readings(path, 7, on_bad_row="drop", max_bad_share=0.9))


def test_fields_of_mentions_that_some_rows_lack(tmp_path: Path) -> None:
    source_rows = []
    for at, row in enumerate(rows(40)):
        nested = {key: row[key] for key in ("guid", "sentence", "label")}
        for role in ("subject", "object"):
            own = {key.partition(".")[2]: row[key] for key in row if key.startswith(role)}
            nested[f"{role}_entity"] = own | ({f"own{at % 3}": at} if at > 9 else {})
        source_rows.append(nested | {"last": at})
    path = write(source_rows, tmp_path / "rows.jsonl")
    for size in SIZES:
        check_read_alike(*readings(path, size))


@pytest.mark.parametrize("need", [True, False, "auto", "ignore"])
def test_labels_that_some_pieces_lack(tmp_path: Path, need: Any) -> None:
    source_rows = rows(60)
    for at in range(30):
        source_rows[at]["label"] = (None, "", "100", -1)[at % 4]
    for some in (
        source_rows,
        source_rows[:30],
        [{**row, "label": 3} for row in source_rows[:10]] + source_rows,
    ):
        path = write(some, tmp_path / "rows.jsonl")
        for size in SIZES:
            for on_bad_row in ("stop", "drop"):
                check_read_alike(
                    *readings(
                        path, size, on_bad_row=on_bad_row, require_label=need, max_bad_share=0.9
                    )
                )


def test_a_column_called_parent_that_says_something_else(tmp_path: Path) -> None:
    for parents in (("마을", None), (None,), ("r0", "r1")):
        source_rows = [
            {**row, "parent": parents[at % len(parents)]} for at, row in enumerate(rows(30))
        ]
        for suffix in ("jsonl", "csv", "parquet"):
            path = write(source_rows, tmp_path / f"rows.{suffix}")
            for size in SIZES:
                check_read_alike(*readings(path, size))


def test_notes_and_hints_stand_in_the_order_of_the_whole(tmp_path: Path) -> None:
    source_rows = rows(60)
    source_rows[3]["label"] = " 사는 곳"
    source_rows[50]["object_entity.type"] = "LOC "
    source_rows[55]["subject_entity.type"] = "PER "
    path = write(source_rows, tmp_path / "rows.jsonl")
    for size in SIZES:
        check_read_alike(*readings(path, size))
    source_rows[2]["subject_entity.type"], source_rows[40]["label"], source_rows[44]["label"] = (
        "X",
        "모름",
        "7",
    )
    path = write(source_rows, tmp_path / "rows.jsonl")
    for size in SIZES:
        check_read_alike(
            *readings(path, size, labels=["사는 곳", "태어난 곳"], types=["PER", "LOC"])
        )
        check_alike(*readings(path, size, labels=["사는 곳"], on_bad_row="drop"))


@pytest.mark.parametrize("ids", ["guid", "row_id", "none", "repeated"])
def test_corrections_of_unknown_names_are_read(tmp_path: Path, ids: str) -> None:
    source_rows = rows(40)
    for at in (3, 17, 25):
        source_rows[at]["label"] = "모름"
    for at, row in enumerate(source_rows):
        name = row.pop("guid")
        if ids != "none":
            row["row_id" if ids == "row_id" else "guid"] = name if ids != "repeated" else at % 30
    path = write(source_rows, tmp_path / "rows.jsonl")
    known = read(path).table["_row_id"].to_pylist()
    right, wrong = Renamed("모름", "사는 곳"), Renamed("다른 것", "사는 곳")
    renaming = {known[3]: {"label": right}, known[17]: {"label": wrong}}
    for size in SIZES:
        check = check_alike if ids in ("none", "repeated") else check_read_alike
        for on_bad_row in ("stop", "drop"):
            check(
                *readings(
                    path,
                    size,
                    labels=["사는 곳", "태어난 곳"],
                    renaming=renaming,
                    on_bad_row=on_bad_row,
                )
            )


def test_a_label_of_sorted_rows_is_chosen_by_all_of_them(tmp_path: Path) -> None:
    """In a piece of one label its column looks like one that never changes."""
    for order in (("라벨", "관계"), ("관계", "라벨")):
        for sorted_by in (0, 1):
            source_rows = []
            for at, row in enumerate(rows(28)):
                del row["label"]
                labels = [f"가{at // 14}", f"나{at % 2}"]
                source_rows.append(
                    row | dict(zip(order, labels[:: 1 - 2 * sorted_by], strict=True))
                )
            path = write(source_rows, tmp_path / "rows.jsonl")
            for size in (7, 14):
                check_alike(*readings(path, size))
