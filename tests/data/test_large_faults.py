"""Bad rows of large files are dropped in pieces as they are dropped of the whole."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from large_readings import check_same, check_same_error
from reaug.data import read
from reaug.data.input_rules import Rules
from reaug.data.large_files import read_large
from reaug.data.read_data import Reading
from reaug.data.read_options import PLAINLY
from reaug.errors import InputError

RULES = Rules(None, None, "drop", True, max_bad_share=0.5)


def rows(number: int, seed: int = 0) -> list[dict[str, Any]]:
    draw = random.Random(seed)
    rows = []
    for at in range(number):
        person, place = draw.choice(("이도", "정약용", "😀이황")), draw.choice(("한양", "강진"))
        text = f"{at}번째 글: {person}은 {place}에 살았다"
        row: dict[str, Any] = {"guid": f"r{at}", "sentence": text}
        for role, word, kind in (("subject", person, "PER"), ("object", place, "LOC")):
            start = text.index(word)
            span = {"word": word, "start_idx": start, "end_idx": start + len(word) - 1}
            row[f"{role}_entity"] = span | {"type": kind}
        rows.append(row | {"label": draw.choice(("사는 곳", "태어난 곳")), "note": "가"})
    return rows


def spoilt(row: dict[str, Any], how: int) -> dict[str, Any]:
    """A row with something wrong with it."""
    document: dict[str, Any] = json.loads(json.dumps(row))
    if how == 0:
        document["object_entity"]["word"] = "어디에도 없는 말"
    elif how == 1:
        document["subject_entity"]["end_idx"] = 999
    elif how == 2:
        document["label"] = None
    elif how == 3:
        del document["subject_entity"]
    elif how == 4:
        document["sentence"] = 7
    else:
        document["object_entity"]["type"] = ""
    return document


def lines(rows: list[Any], path: Path) -> Path:
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text(text, encoding="utf-8")
    return path


def in_pieces(path: Any, size: int, rules: Rules = RULES) -> Reading | None:
    return read_large(path, rules, PLAINLY, None, size=size, large=1)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("size", [2, 7, 20, 100])
def test_bad_rows_are_dropped_as_of_the_whole(tmp_path: Path, seed: int, size: int) -> None:
    draw = random.Random(seed)
    source_rows: list[Any] = rows(60, seed)
    for at in draw.sample(range(60), 1 + seed):
        source_rows[at] = spoilt(source_rows[at], draw.randrange(6)) if seed % 3 else [7]
    path = lines(source_rows, tmp_path / "rows.jsonl")
    whole = read(path, on_bad_row="drop", max_bad_share=0.5)
    assert whole.dropped == 1 + seed
    parts = in_pieces(path, size)
    if parts is not None or seed < 2:
        check_same(parts, whole)


def test_a_few_rows_that_count_otherwise_are_bad_and_many_are_told(tmp_path: Path) -> None:
    source_rows = rows(100)
    for at in (3, 4, 5):
        for role in ("subject_entity", "object_entity"):
            source_rows[at][role]["end_idx"] += 1
    path = lines(source_rows, tmp_path / "few.jsonl")
    check_same(in_pieces(path, 100), read(path, on_bad_row="drop"))
    check_same(in_pieces(path, 10), read(path, on_bad_row="drop"))
    for at in range(20, 30):
        for role in ("subject_entity", "object_entity"):
            source_rows[at][role]["end_idx"] += 1
    path = lines(source_rows, tmp_path / "many.jsonl")
    check_same_error(lambda: in_pieces(path, 40), lambda: read(path, on_bad_row="drop"))
    with pytest.raises(InputError, match="different ways"):
        in_pieces(path, 40)


def test_too_many_bad_rows_are_refused_as_of_the_whole(tmp_path: Path) -> None:
    source_rows = [spoilt(row, 2) if at % 3 else row for at, row in enumerate(rows(12))]
    none = [spoilt(row, 2) for row in rows(4)]
    path = tmp_path / "rows.jsonl"
    for some in (source_rows, none):
        lines(some, path)
        for on_bad_row in ("drop", "stop", "repair"):
            rules = Rules(None, None, on_bad_row, True, max_bad_share=0.5)  # type: ignore[arg-type]
            check_same_error(
                lambda rules=rules: in_pieces(path, 3, rules),
                lambda on=on_bad_row: read(path, on_bad_row=on, max_bad_share=0.5),
            )
    every = Rules(None, None, "drop", True, none_left=True)
    parts = in_pieces(lines(source_rows, path), 3, every)
    check_same(parts, read(path, on_bad_row="drop", max_bad_share=1))


def shifted(row: dict[str, Any], by: int) -> dict[str, Any]:
    """A row whose mentions both stand somewhere else."""
    document: dict[str, Any] = json.loads(json.dumps(row))
    for role in ("subject_entity", "object_entity"):
        document[role]["start_idx"] += by
        document[role]["end_idx"] += by
    return document


def respelled(row: dict[str, Any]) -> dict[str, Any]:
    """A row whose sentence spaces a word otherwise, in which another stands twice."""
    document: dict[str, Any] = json.loads(json.dumps(row))
    document["sentence"] = document["sentence"].replace("글", "글 한양") + " 시민 축구단"
    document["object_entity"] |= {"word": "시민축구단", "start_idx": 2, "end_idx": 6}
    return document


REPAIR = Rules(None, None, "repair", True, max_bad_share=0.5)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("size", [1, 7, 20, 500])
def test_mentions_are_repaired_as_of_the_whole(tmp_path: Path, seed: int, size: int) -> None:
    draw = random.Random(seed)
    source_rows: list[Any] = rows(400, seed)
    for at in draw.sample(range(400), 14):
        source_rows[at] = draw.choice(
            (
                shifted(source_rows[at], 2),
                shifted(source_rows[at], -1),
                respelled(source_rows[at]),
                spoilt(source_rows[at], 1),
            )
        )
    source_rows[seed] = spoilt(source_rows[seed], 0)
    if seed == 3:
        source_rows = [{key: row[key] for key in row if key != "guid"} for row in source_rows]
    path = lines(source_rows, tmp_path / "rows.jsonl")
    whole = read(path, on_bad_row="repair", max_bad_share=0.5)
    assert whole.dropped >= 1
    assert {"once", "respelled: spaces and marks"} <= {problem.how for problem in whole.problems}
    check_same(in_pieces(path, size, REPAIR), whole)


@pytest.mark.parametrize("size", [7, 20, 100])
def test_a_shift_is_repaired_as_of_the_whole(tmp_path: Path, size: int) -> None:
    source_rows = rows(60)
    text = "이도와 이도는 한양 또는 한양에 살았다"
    for role, word in (("subject_entity", "이도"), ("object_entity", "한양")):
        at = text.rindex(word) + 1  # one behind where the second of them stands
        source_rows[9][role] |= {"word": word, "start_idx": at, "end_idx": at + 1}
    source_rows[9]["sentence"] = text
    path = lines(source_rows, tmp_path / "rows.jsonl")
    whole = read(path, on_bad_row="repair")
    assert [problem.how for problem in whole.problems] == ["shift", "shift"]
    check_same(in_pieces(path, size, REPAIR), whole)


def test_a_way_to_count_that_few_rows_show_is_that_of_the_whole(tmp_path: Path) -> None:
    source_rows = [row for row in rows(300) if "😀" not in row["sentence"]]
    for row in source_rows[:4]:  # the only rows in which UTF-16 is seen, fewer than one in twenty
        row["sentence"] = "😀" + row["sentence"]
        for role in ("subject_entity", "object_entity"):
            row[role]["start_idx"] += 2
            row[role]["end_idx"] += 2
    path = lines(source_rows, tmp_path / "rows.jsonl")
    whole = read(path, on_bad_row="repair")
    assert whole.counted == "utf16-inclusive"  # no row is bad, whatever is done with such
    for on_bad_row in ("stop", "drop", "repair"):
        rules = Rules(None, None, on_bad_row, True)  # type: ignore[arg-type]
        for size in (10, 500):
            check_same(in_pieces(path, size, rules), whole)


@pytest.mark.parametrize("size", [2, 7, 100])
@pytest.mark.parametrize("known", [None, ["사는 곳"], ["없는 것"]])
@pytest.mark.parametrize("several", [False, True])
def test_faults_stop_as_of_the_whole(
    tmp_path: Path, size: int, known: list[str] | None, *, several: bool
) -> None:
    source_rows: list[Any] = rows(60)
    for at, how in ((3, 0), (11, 3), (12, 4), (30, 1), (31, 5), (44, 2), (58, 3)):
        source_rows[at] = spoilt(source_rows[at], how)
    source: Any = lines(source_rows, tmp_path / "rows.jsonl")
    if several:
        for at in range(3):
            lines(source_rows[20 * at : 20 * at + 20], tmp_path / f"part-{at}.jsonl")
        source = str(tmp_path / "part-*.jsonl")
    for on_bad_row in ("stop", "repair"):
        rules = Rules(known, None, on_bad_row, True, max_bad_share=0.01)  # type: ignore[arg-type]
        check_same_error(
            lambda rules=rules: in_pieces(source, size, rules),
            lambda on=on_bad_row: read(source, labels=known, on_bad_row=on, max_bad_share=0.01),
        )


def test_an_id_of_a_bad_row_names_no_row_of_another_file(tmp_path: Path) -> None:
    source_rows = rows(30)
    source_rows[17] = spoilt(source_rows[17], 0) | {"guid": "r3"}
    for at in range(3):
        lines(source_rows[10 * at : 10 * at + 10], tmp_path / f"rows-{at}.jsonl")
    pattern = str(tmp_path / "rows-*.jsonl")
    for on_bad_row in ("stop", "drop"):
        rules = Rules(None, None, on_bad_row, True, max_bad_share=0.5)  # type: ignore[arg-type]
        with pytest.raises(InputError, match="unique"):
            read(pattern, on_bad_row=on_bad_row)  # type: ignore[arg-type]
        assert in_pieces(pattern, 4, rules) is None


def test_bad_rows_of_shards_are_named_by_their_file(tmp_path: Path) -> None:
    source_rows = rows(30)
    source_rows[2], source_rows[17] = spoilt(source_rows[2], 0), spoilt(source_rows[17], 3)
    for at in range(3):
        lines(source_rows[10 * at : 10 * at + 10], tmp_path / f"rows-{at}.jsonl")
    pattern = str(tmp_path / "rows-*.jsonl")
    whole = read(pattern, on_bad_row="drop")
    assert [Path(problem.file).name for problem in whole.problems] == [
        "rows-0.jsonl",
        "rows-1.jsonl",
    ]
    for size in (3, 100):
        check_same(in_pieces(pattern, size), whole)


@pytest.mark.parametrize("size", [2, 5, 100])
def test_bad_rows_of_a_table_are_dropped_as_of_the_whole(tmp_path: Path, size: int) -> None:
    head = "문장,주체,객체,관계\n"
    source_lines = [f"이도{at}는 한양에 살았다,이도{at},한양,사는 곳\n" for at in range(12)]
    source_lines[4] = source_lines[4].replace(",사는", ",하나 더,사는")
    source_lines[7] = source_lines[7].replace(",한양,", ",부산,")
    path = tmp_path / "rows.csv"
    path.write_text(head + "".join(source_lines), encoding="utf-8")
    whole = read(path, on_bad_row="drop", max_bad_share=0.5)
    assert [(problem.row, problem.line) for problem in whole.problems] == [(4, 6), (7, 9)]
    check_same(in_pieces(path, size), whole)


@pytest.mark.parametrize("size", [2, 5, 100])
def test_bad_documents_are_dropped_as_of_the_whole(tmp_path: Path, size: int) -> None:
    documents = []
    for at in range(12):
        text = f"이도{at}는 한양에 살았다"
        spans = ((0, 2 + len(str(at)), "인물"), (text.index("한양"), text.index("한양") + 2, "곳"))
        entities = [
            {"id": number, "label": kind, "start_offset": start, "end_offset": end}
            for number, (start, end, kind) in enumerate(spans)
        ]
        relations = [{"id": 0, "from_id": 0, "to_id": 9 if at == 5 else 1, "type": "사는 곳"}]
        documents.append({"id": at, "text": text, "entities": entities, "relations": relations})
    path = lines(documents, tmp_path / "rows.jsonl")
    whole = read(path, on_bad_row="drop", max_bad_share=0.5)
    assert whole.dropped == 1
    check_same(in_pieces(path, size), whole)
