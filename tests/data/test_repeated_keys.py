"""A key that occurs twice is refused wherever JSON is read, with its row and line."""

from __future__ import annotations

import json

import pytest

from reaug.data import read
from reaug.data.row_ids import read_row_ids
from reaug.errors import InputError
from reaug.review.decision_files import read_corrections


def doubled(rows, key, value, *, inside=None, pretty=False):
    """The rows as JSON texts; row 2 has a key twice, in the row or in a field of it."""
    texts = [json.dumps(row, ensure_ascii=False, indent=1 if pretty else None) for row in rows]
    before = f'"{inside}": {{' if inside else "{"
    texts[2] = texts[2].replace(before, f'{before}"{key}": {json.dumps(value)}, ', 1)
    return texts


CASES = [("label", "per:title", None), ("sentence", "", None), ("word", "김구", "subject_entity")]


@pytest.mark.parametrize(("key", "value", "inside"), CASES)
@pytest.mark.parametrize("on_bad_row", ["stop", "drop", "repair"])
def test_rows_with_a_key_twice(rows, tmp_path, key, value, inside, on_bad_row):
    texts = doubled(rows, key, value, inside=inside)
    path = tmp_path / "rows.json"
    path.write_text("[" + ",\n".join(texts) + "]", encoding="utf-8")
    message = rf"rows\.json: row 2 \(from 0\), line 3: the key '{key}' appears twice"
    with pytest.raises(InputError, match=message):
        read(path, on_bad_row=on_bad_row)
    for name in ("rows.jsonl", "rows.ndjson", "rows.json", "rows"):
        path = tmp_path / name
        path.write_text("\n".join(["", *texts]), encoding="utf-8")
        with pytest.raises(InputError, match=rf"row 2 \(from 0\), line 4: the key '{key}'"):
            read(path, on_bad_row=on_bad_row)


def test_the_first_line_with_a_key_twice(rows, tmp_path):
    path = tmp_path / "rows.json"
    path.write_text("\n".join(doubled(rows, "label", "x")[2:]), encoding="utf-8")
    with pytest.raises(InputError, match=r"row 0 \(from 0\), line 1: the key 'label'"):
        read(path)


def test_tacred_with_a_key_twice(tmp_path):
    row = {"token": ["김구", "는"], "subj_start": 0, "subj_end": 0, "relation": "no_relation"}
    text = json.dumps([row]).replace("{", '{"relation": "per:title", ', 1)
    path = tmp_path / "rows.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"row 0 .* the key 'relation' appears twice"):
        read(path)


def test_a_patch_and_row_ids_with_a_key_twice(tmp_path):
    path = tmp_path / "fixes.jsonl"
    good = '{"id": "a", "field": "label", "old": "x", "new": "y"}\n'
    path.write_text(good + good.replace('"id": "a"', '"id": "a", "id": "b"'))
    with pytest.raises(InputError, match=r"line 2: the key 'id' appears twice"):
        read_corrections(path)
    path.write_text('{"id": "a"}\n{"rows": ["a"], "rows": ["b"]}\n')
    with pytest.raises(InputError, match=r"line 2: the key 'rows' appears twice"):
        read_row_ids(path)
