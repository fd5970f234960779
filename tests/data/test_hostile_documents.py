"""Hostile files of documents: one clear error, or rows dropped and counted; never a crash."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotated import SET, SHAPES, as_brat, as_doccano, as_label_studio, klue
from reaug.data import content_digest, read
from reaug.errors import InputError, ReaugError

JUNK: tuple[Any, ...] = (
    None,
    True,
    -1,
    1.5,
    10**30,
    -(10**30),
    "",
    "가",
    "\ud800",
    "\0",
    [],
    {},
    [None],
    [[1, 2, "x"]],
    {"a": {}},
    float("nan"),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    inner: Any = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    return [path, *(place for key, value in inner for place in places(value, (*path, key)))]


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    copy = json.loads(json.dumps(value))
    target = copy
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = new
    return copy


@pytest.mark.parametrize(
    "shape",
    ["doccano", "Label Studio", "OpenNRE", "entities and relations", "Prodigy", "[SUBJ-회사] …"],
)
def test_any_value_anywhere(shape: str, tmp_path: Path) -> None:
    source = SHAPES[shape].write(tmp_path)
    text = source.read_text(encoding="utf-8")
    rows = json.loads(text) if text[0] == "[" else [json.loads(line) for line in text.splitlines()]
    rows = rows[:2]
    for number, place in enumerate(places(rows[0])[1:]):
        for junk in (JUNK[number % len(JUNK)], JUNK[(number * 7 + 3) % len(JUNK)]):
            path = tmp_path / "junk.json"
            path.write_text(json.dumps([changed(rows[0], place, junk), rows[1]]), encoding="utf-8")
            for how in ("stop", "drop"):
                try:
                    reading = read(path, on_bad_row=how)
                except ReaugError:
                    continue
                assert reading.table.num_rows + reading.dropped == reading.rows_in


def test_half_of_a_surrogate_pair_is_told(tmp_path: Path) -> None:
    source = as_doccano(tmp_path)
    text = source.read_text(encoding="utf-8").replace("가온전자는", "\\ud800온전자는")
    source.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="1 of 6 rows are bad"):
        read(source)


def test_a_byte_order_mark_and_cr_lf(tmp_path: Path) -> None:
    source = as_doccano(tmp_path)
    before = content_digest(read(source).table)
    source.write_bytes(b"\xef\xbb\xbf" + source.read_bytes().replace(b"\n", b"\r\n"))
    assert content_digest(read(source).table) == before
    (tmp_path / "more").mkdir()
    task = SHAPES["SemEval-2010 task 8"].write(tmp_path / "more")
    before = content_digest(read(task).table)
    task.write_bytes(b"\xef\xbb\xbf" + task.read_bytes().replace(b"\n", b"\r\n"))
    assert content_digest(read(task).table) == before


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.conll", "a.txt"])
@pytest.mark.parametrize("content", [b"", b" \n\n", b"\xef\xbb\xbf"])
def test_an_empty_file(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=r"is empty|not in a readable format"):
        read(tmp_path / name)


def test_a_key_twice_and_deep_nesting(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"text": "가", "text": "나", "entities": [], "relations": []}', encoding="utf-8"
    )
    with pytest.raises(InputError, match="the key 'text' appears twice"):
        read(path)
    deep = '{"text": "가", "entities": ' + "[" * 200_000 + "]" * 200_000 + "}"
    path.write_text(deep, encoding="utf-8")
    with pytest.raises(InputError, match="nested too deeply"):
        read(path)


def test_numbers_of_thousands_of_digits(tmp_path: Path) -> None:
    folder = as_brat(tmp_path)
    ann = folder / "b1.ann"
    text = ann.read_text(encoding="utf-8")
    ann.write_text(text.replace(" 0 4", f" {'9' * 6000} {'9' * 6001}"), encoding="utf-8")
    with pytest.raises(InputError, match="1 of 6 rows are bad: span/out-of-range 1"):
        read(folder)
    source = as_doccano(tmp_path)
    lines = source.read_text(encoding="utf-8").replace(
        '"start_offset": 0', f'"start_offset": {"9" * 400}'
    )
    source.write_text(lines, encoding="utf-8")
    with pytest.raises(InputError, match="a number larger than any text is long"):
        read(source)


def test_label_studio_counts_cr_lf_as_one(tmp_path: Path) -> None:
    source = as_label_studio(tmp_path)
    tasks = json.loads(source.read_text(encoding="utf-8"))
    for task in tasks:  # a line before the text: two characters in the file, one in the browser
        task["data"]["text"] = "기사\r\n" + task["data"]["text"]
        for item in task["annotations"][0]["result"]:
            if "value" in item:
                item["value"]["start"] += 3
                item["value"]["end"] += 3
    source.write_text(json.dumps(tasks), encoding="utf-8")
    reading = read(source)
    assert "offsets are read as code points, CR LF counted as one" in reading.notes[0]
    assert reading.table["subject_start"].to_pylist() == [
        4 + klue(example)["subject_entity"]["start_idx"] for example in SET
    ]


def test_two_annotators_of_a_task(tmp_path: Path) -> None:
    source = as_label_studio(tmp_path)
    tasks = json.loads(source.read_text(encoding="utf-8"))
    first = tasks[0]["annotations"][0]
    second = {**first, "id": 2, "completed_by": {"id": 5, "email": "b@example.com"}}
    third = {**first, "id": 3, "was_cancelled": True}
    tasks[0]["annotations"] = [{**first, "completed_by": 4}, second, third]
    tasks[1]["predictions"] = [{"result": []}]
    source.write_text(json.dumps(tasks), encoding="utf-8")
    reading = read(source)
    assert reading.table["guid"].to_pylist()[:3] == ["b1.1", "b1.2", "b2"]
    assert reading.table["annotator"].to_pylist()[:3] == ["4", "b@example.com", None]
    assert reading.notes == (
        "left out: 1 annotations that were cancelled",
        "left out: 1 predictions",
    )


def test_json_min_has_no_relations(tmp_path: Path) -> None:
    span = {"start": 0, "end": 4, "text": "가온전자", "labels": ["회사"]}
    row = {"id": 1, "text": SET[0].sentence, "label": [span], "annotator": 1, "annotation_id": 1}
    path = tmp_path / "min.json"
    path.write_text(json.dumps([row]), encoding="utf-8")
    with pytest.raises(InputError, match=r"has no relations in its 1 documents \(label-studio\)"):
        read(path)


def test_a_link_out_of_a_brat_folder_is_not_followed(tmp_path: Path) -> None:
    folder = as_brat(tmp_path)
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "x.ann").write_text("T1\t회사 0 1\t가\n", encoding="utf-8")
    (folder / "link").symlink_to(tmp_path / "else")
    (folder / "loop").symlink_to(folder)
    assert read(folder).table.num_rows == len(SET)
