"""A key that occurs twice is refused wherever JSON is read, with its row and line."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.data import read
from reaug.data.corrections import read_corrections
from reaug.data.row_ids import read_row_ids
from reaug.data.strict_json import RepeatedKeyError, dumps, loads, place_of_repeated
from reaug.errors import InputError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON)
def test_what_has_no_key_twice_is_read_as_ever(value):
    text = json.dumps(value)
    assert repr(loads(text)) == repr(json.loads(text))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('{"라벨": 1, "라벨": 1}', "라벨"),
        ('[[{"a": {"b": 1, "c": 2, "b": null}}]]', "b"),
        ('{"": 1, "": 2}', ""),
        ('{"a": 1, "\\u0061": 2}', "a"),
        ('{"\\ud800": 1, "\\ud800": 2}', "\ud800"),
    ],
)
def test_a_key_twice(text, key):
    with pytest.raises(RepeatedKeyError) as caught:
        loads(text)
    assert caught.value.key == key
    assert repr(key) in str(caught.value)


def test_keys_that_only_look_the_same_are_two():
    assert loads('{"\uac00": 1, "\u1100\u1161": 2}') == {"\uac00": 1, "\u1100\u1161": 2}


def test_the_place_counts_rows_and_lines():
    assert place_of_repeated('\n\n [ {"a": 1}\n,\n{"a": [{"x": 1, "x": 1}]}]') == (1, 5)
    assert place_of_repeated('{"a": 1, "a": 2}\n{"a": 1}') == (0, 1)


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
    said = rf"rows\.json: row 2 \(from 0\), line 3: the key '{key}' occurs twice"
    with pytest.raises(InputError, match=said):
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
    with pytest.raises(InputError, match=r"row 0 .* the key 'relation' occurs twice"):
        read(path)


def test_a_patch_and_row_ids_with_a_key_twice(tmp_path):
    path = tmp_path / "fixes.jsonl"
    good = '{"id": "a", "field": "label", "old": "x", "new": "y"}\n'
    path.write_text(good + good.replace('"id": "a"', '"id": "a", "id": "b"'))
    with pytest.raises(InputError, match=r"line 2: the key 'id' occurs twice"):
        read_corrections(path)
    path.write_text('{"id": "a"}\n{"rows": ["a"], "rows": ["b"]}\n')
    with pytest.raises(InputError, match=r"line 2: the key 'rows' occurs twice"):
        read_row_ids(path)


def test_long_keys_are_cut_in_messages():
    with pytest.raises(RepeatedKeyError) as caught:
        loads(f'{{"{"가" * 5000}": 1, "{"가" * 5000}": 1}}')
    assert len(str(caught.value)) < 200


@given(JSON)
def test_what_is_written_is_strict(value):
    def refuse(name):
        raise AssertionError(name)

    json.loads(dumps(value), parse_constant=refuse)


def test_numbers_that_json_lacks_become_texts():
    value = {"a": [math.nan, math.inf, -math.inf, 0.5], "한": {"b": (math.nan,)}}
    assert dumps(value) == ('{"a": ["NaN", "Infinity", "-Infinity", 0.5], "한": {"b": ["NaN"]}}')
