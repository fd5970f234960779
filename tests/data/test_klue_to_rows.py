"""Checks of rows: every way in which a row can be bad, and what becomes of it."""

from __future__ import annotations

import copy
import json
from typing import Any

import pyarrow as pa
import pytest

from reaug.core.schema import CORE_SCHEMA
from reaug.core.text import slices
from reaug.data import read, to_klue
from reaug.errors import InputError

HUGE = 10**30


def words(table: pa.Table, role: str) -> list[str]:
    sentence = table["sentence"].combine_chunks()
    start, end = (table[f"{role}_{side}"].to_numpy() for side in ("start", "end"))
    return slices(sentence, start, end).to_pylist()


def test_spans_are_half_open_inside(rows, save):
    table = read(save(rows)).table
    assert table.schema.equals(CORE_SCHEMA)
    assert words(table, "subject") == [row["subject_entity"]["word"] for row in rows]
    assert words(table, "object") == [row["object_entity"]["word"] for row in rows]
    assert table["_position"].to_pylist() == [0, 1, 2, 3, 4]


def test_inside_and_outside_again(rows, save):
    assert to_klue(read(save(rows)).table).to_pylist() == rows


def test_to_klue_of_no_rows_and_of_slices(rows, save):
    table = read(save(rows)).table
    assert to_klue(table.slice(0, 0)).num_rows == 0
    assert to_klue(table.slice(2, 2)).to_pylist() == rows[2:4]
    chunks = pa.concat_tables([table.slice(3, 2), table.slice(0, 1)])
    assert to_klue(chunks).to_pylist() == [rows[3], rows[4], rows[0]]


def test_one_character_sentence_and_mentions_that_touch_or_overlap(save):
    def row(sentence: str, a: int, b: int, c: int, d: int) -> dict[str, Any]:
        return {
            "sentence": sentence,
            "subject_entity": {
                "word": sentence[a : b + 1],
                "start_idx": a,
                "end_idx": b,
                "type": "PER",
            },
            "object_entity": {
                "word": sentence[c : d + 1],
                "start_idx": c,
                "end_idx": d,
                "type": "ORG",
            },
            "label": "no_relation",
        }

    path = save([row("a", 0, 0, 0, 0), row("삼성이재용", 2, 4, 0, 1), row("가나다", 0, 1, 1, 2)])
    table = read(path).table
    assert words(table, "object") == ["a", "삼성", "나다"]


def broken_rows() -> list[Any]:
    """(what, path into the row, new value or KeyError to remove it, field, rule)."""
    return [
        ("no sentence", ("sentence",), KeyError, "sentence", "schema/missing-field"),
        ("null sentence", ("sentence",), None, "sentence", "schema/missing-field"),
        ("number as sentence", ("sentence",), 3, "sentence", "schema/bad-value"),
        ("empty sentence", ("sentence",), "", "subject_entity", "span/out-of-range"),
        ("surrogate", ("sentence",), "\ud800 한", "sentence", "schema/bad-value"),
        ("no mention", ("object_entity",), KeyError, "object_entity", "schema/missing-field"),
        ("null mention", ("object_entity",), None, "object_entity", "schema/missing-field"),
        ("list as mention", ("object_entity",), [1], "object_entity", "schema/bad-value"),
        ("text as mention", ("object_entity",), "LG", "object_entity", "schema/bad-value"),
        ("code", ("object_entity",), "open('x')", "object_entity", "schema/bad-value"),
        ("no word", ("subject_entity", "word"), KeyError, "subject_entity.word", "missing-field"),
        ("no type", ("subject_entity", "type"), KeyError, "subject_entity.type", "missing-field"),
        ("empty type", ("subject_entity", "type"), "", "subject_entity.type", "bad-value"),
        ("null type", ("subject_entity", "type"), None, "subject_entity.type", "missing-field"),
        (
            "text start",
            ("subject_entity", "start_idx"),
            "zero",
            "subject_entity.start_idx",
            "bad-value",
        ),
        (
            "float start",
            ("subject_entity", "start_idx"),
            0.5,
            "subject_entity.start_idx",
            "bad-value",
        ),
        (
            "bool start",
            ("subject_entity", "start_idx"),
            False,
            "subject_entity.start_idx",
            "bad-value",
        ),
        ("huge end", ("subject_entity", "end_idx"), HUGE, "subject_entity.end_idx", "bad-value"),
        (
            "big end",
            ("subject_entity", "end_idx"),
            2**63 - 1,
            "subject_entity",
            "span/out-of-range",
        ),
        ("end outside", ("subject_entity", "end_idx"), 18, "subject_entity", "span/out-of-range"),
        ("negative", ("subject_entity", "start_idx"), -1, "subject_entity", "span/out-of-range"),
        ("end first", ("object_entity", "end_idx"), 2, "object_entity", "span/out-of-range"),
        ("other word", ("object_entity", "word"), "1398년", "object_entity", "span/word-mismatch"),
        ("empty word", ("object_entity", "word"), "", "object_entity", "span/word-mismatch"),
        ("no label", ("label",), KeyError, "label", "schema/missing-field"),
        ("null label", ("label",), None, "label", "schema/missing-field"),
        ("empty label", ("label",), "", "label", "schema/bad-value"),
        ("number as label", ("label",), 7, "label", "schema/bad-value"),
        ("digits as label", ("label",), "7", "label", "schema/bad-value"),
        ("unknown label", ("label",), "per:titel", "label", "schema/unknown-label"),
        ("unknown type", ("subject_entity", "type"), "PERS", "subject_entity.type", "unknown-type"),
        ("list as source", ("source",), ["a"], "source", "schema/bad-value"),
        ("float as guid", ("guid",), 1.5, "guid", "schema/bad-value"),
        ("surrogate in an extra", ("note",), "\udfff", "note", "schema/bad-value"),
        ("surrogate inside", ("tags",), [{"a": "\udfff"}], "tags", "schema/bad-value"),
    ]


@pytest.mark.parametrize(("what", "place", "value", "field", "rule"), broken_rows())
def test_a_bad_row_is_named_and_dropped(rows, labels, save, what, place, value, field, rule):
    bad = copy.deepcopy(rows[0])
    holder = bad
    for name in place[:-1]:
        holder = holder[name]
    if value is KeyError:
        del holder[place[-1]]
    else:
        holder[place[-1]] = value
    path = save([rows[1], bad, *rows[2:]])
    known = {"labels": labels, "types": ["PER", "ORG", "LOC", "DAT", "POH", "NOH"]}

    with pytest.raises(InputError) as stopped:
        read(path, **known)
    message = str(stopped.value)
    assert f"{path}: 1 of 5 rows are bad: " in message
    assert "  row 1" in message
    assert f", {field}: " in message
    assert rule in message
    message.encode("utf-8")

    reading = read(path, **known, on_bad_row="drop")
    (problem,) = reading.problems
    assert (problem.row, problem.field, problem.action) == (1, field, "dropped")
    assert rule in problem.rule
    assert (problem.old, problem.new, problem.file) == (None, None, str(path))
    assert problem.row_id == (None if place == ("guid",) else "test-0")
    assert json.loads(problem.raw) == bad
    assert reading.rows_in == 5 == reading.table.num_rows + 1
    assert reading.table["_position"].to_pylist() == [0, 2, 3, 4]
    assert reading.table["guid"].to_pylist() == ["test-1", "test-2", "test-3", "test-4"]


@pytest.mark.parametrize("row", [7, "text", None, [1, 2]])
def test_a_row_that_is_no_object(rows, save, row):
    reading = read(save([*rows, row]), on_bad_row="drop")
    (problem,) = reading.problems
    assert (problem.row, problem.field, problem.row_id) == (5, "row", None)
    assert json.loads(problem.raw) == row


def test_the_error_counts_by_rule_and_names_the_first_five(rows, labels, save):
    many = [copy.deepcopy(row) for row in rows for _ in range(3)]
    for i, row in enumerate(many):
        row["guid"] = f"many-{i}"
        if i < 6:
            row["object_entity"]["word"] = "없음"
        if 6 <= i < 8:
            row["label"] = "per:titles"
    with pytest.raises(InputError) as stopped:
        read(save(many), labels=labels)
    lines = str(stopped.value).splitlines()
    assert lines[0].endswith("8 of 15 rows are bad: span/word-mismatch 6, schema/unknown-label 2")
    assert lines[1] == (
        "  row 0 (id 'many-0'), object_entity: '없음' expected at 6..10, found '1397년'"
    )
    assert [line.split()[1] for line in lines[1:6]] == ["0", "1", "2", "3", "4"]
    assert lines[6] == "  and 3 more"
    assert lines[7] == f"Known labels: {', '.join(labels)}"
    assert "--on-bad-row drop|repair" in lines[8]


def test_an_unknown_label_has_its_nearest_name(rows, labels, save):
    rows[2]["label"] = "per:titel"
    with pytest.raises(InputError, match=r"'per:titel' is not known; did you mean 'per:title'\?"):
        read(save(rows), labels=labels)


def test_repair_moves_a_mention_whose_word_occurs_once(rows, save):
    rows[0]["object_entity"] |= {"start_idx": 7, "end_idx": 11}
    rows[3]["subject_entity"] |= {"start_idx": 90, "end_idx": 92}
    rows[3]["object_entity"] |= {"start_idx": 0, "end_idx": 1}
    reading = read(save(rows), on_bad_row="repair")
    assert words(reading.table, "subject") == [row["subject_entity"]["word"] for row in rows]
    assert words(reading.table, "object") == [row["object_entity"]["word"] for row in rows]
    problems = [(p.row, p.row_id, p.field, p.rule, p.old, p.new) for p in reading.problems]
    assert problems == [
        (0, "test-0", "object_entity", "span/word-mismatch", "7..11", "6..10"),
        (3, "test-3", "subject_entity", "span/out-of-range", "90..92", "7..9"),
        (3, "test-3", "object_entity", "span/word-mismatch", "0..1", "12..15"),
    ]
    assert {problem.action for problem in reading.problems} == {"repaired"}


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("서울은 서울이다. 그리고 한강", "서울"),  # twice
        ("가가가 한강", "가가"),  # twice, overlapping
        ("부산 한강", "서울"),  # nowhere
        ("\u1112\u1161\u11ab 한강", "한"),  # composed here, decomposed there
        ("부산 한강", ""),  # empty
    ],
)
def test_repair_leaves_what_it_cannot_know(rows, save, sentence, word):
    row = copy.deepcopy(rows[0])
    row["sentence"] = sentence + "x"
    end = len(sentence)
    row["object_entity"] = {"word": "x", "start_idx": end, "end_idx": end, "type": "ORG"}
    row["subject_entity"] = {"word": word, "start_idx": 1, "end_idx": 3, "type": "LOC"}
    if word == "한":
        row["sentence"] = "\u1112\u1161\u11ab강x"
        row["object_entity"] |= {"start_idx": 4, "end_idx": 4}
    reading = read(save([rows[1], row]), on_bad_row="repair")
    assert [problem.action for problem in reading.problems] == ["dropped"]
    assert reading.table.num_rows == 1


def test_a_row_with_one_mention_beyond_repair_is_dropped_once(rows, save):
    rows[0]["object_entity"] |= {"start_idx": 7, "end_idx": 11}
    rows[0]["subject_entity"]["word"] = "없는말"
    reading = read(save(rows), on_bad_row="repair")
    (problem,) = reading.problems
    assert (problem.action, problem.field) == ("dropped", "subject_entity")


def test_repair_does_not_excuse_an_unknown_label(rows, labels, save):
    rows[0]["object_entity"] |= {"start_idx": 7, "end_idx": 11}
    rows[0]["label"] = "per:birthday"
    (problem,) = read(save(rows), labels=labels, on_bad_row="repair").problems
    assert (problem.action, problem.rule) == ("dropped", "schema/unknown-label")


def test_all_rows_bad_stops_even_when_dropping(rows, save):
    for row in rows:
        row["object_entity"]["word"] = "없음"
    with pytest.raises(InputError, match=r"(?s)5 of 5 rows are bad.*No row would be left\."):
        read(save(rows), on_bad_row="drop")


def test_nul_is_a_character_like_any_other(rows, save):
    rows[0]["sentence"] = "\0" + rows[0]["sentence"]
    for role in ("subject_entity", "object_entity"):
        rows[0][role]["start_idx"] += 1
        rows[0][role]["end_idx"] += 1
    assert to_klue(read(save(rows)).table).to_pylist() == rows


def test_extras_travel_along_in_order(rows, save):
    for i, row in enumerate(rows):
        row |= {"year": 2000 + i, "note": None if i else "첫째", "tags": [{"k": i}], "score": i / 2}
    table = read(save(rows)).table
    assert table.schema.names[len(CORE_SCHEMA) :] == ["year", "note", "tags", "score"]
    assert to_klue(table).to_pylist() == rows


def test_an_extra_that_some_rows_lack_is_null_there(rows, save):
    rows[1]["note"] = "둘째"
    table = read(save(rows)).table
    assert table["note"].to_pylist() == [None, "둘째", None, None, None]


def test_unknown_fields_of_a_mention_become_columns(rows, save):
    rows[0]["subject_entity"]["score"] = 0.5
    table = read(save(rows)).table
    assert table["subject_entity.score"].to_pylist() == [0.5, None, None, None, None]
    again = read(to_klue(table)).table
    assert again.equals(table)


def test_a_field_of_a_mention_that_is_a_column_too(rows, save):
    rows[0]["subject_entity"]["score"] = 0.5
    rows[1]["subject_entity.score"] = 0.7
    with pytest.raises(
        InputError, match=(r"'subject_entity\.score' is the name of a nested field and of a column")
    ):
        read(save(rows))


@pytest.mark.parametrize(
    "name",
    [
        "_row_id",
        "_row_id_2",
        "_position",
        "_key",
        "_keys",
        "_step",
        "_reason",
        "subject_start",
        "object_type",
    ],
)
def test_names_that_are_used_inside_are_refused(rows, save, name):
    for row in rows:
        row[name] = 1
    with pytest.raises(InputError, match=f"'{name}' has a name that reaug uses internally"):
        read(save(rows))


def test_an_extra_of_mixed_values_is_refused(rows, save):
    for i, row in enumerate(rows):
        row["mixed"] = "eins" if i else 1
    with pytest.raises(InputError, match="column 'mixed' mixes values"):
        read(save(rows))


@pytest.mark.parametrize("name", ["sentence", "subject_entity", "object_entity", "label"])
def test_a_field_that_no_row_has(rows, save, name):
    for row in rows:
        del row[name]
    with pytest.raises(InputError, match=f"has no column '{name}'"):
        read(save(rows))


def test_ids_as_labels_are_refused(rows, save):
    for row in rows:
        row["label"] = 3
    with pytest.raises(InputError, match=r"ids \(such as 3\) without names"):
        read(save(rows))
    with pytest.raises(InputError, match="without names"):
        read(pa.Table.from_pylist(rows))


@pytest.mark.parametrize("value", [100, "100", None, KeyError])
def test_rows_without_labels(rows, save, value):
    for row in rows:
        row["label"] = value
        if value is KeyError:
            del row["label"]
    path = save(rows)
    with pytest.raises(InputError):
        read(path)
    assert read(path, require_label=False).table["label"].to_pylist() == [None] * 5
    table = pa.Table.from_pylist(rows)
    assert read(table, require_label=False).table["label"].to_pylist() == [None] * 5


def test_flat_rows(rows, save):
    flat = [
        {
            **{name: value for name, value in row.items() if not name.endswith("_entity")},
            **{
                f"{role}.{k}": v
                for role in ("subject_entity", "object_entity")
                for k, v in row[role].items()
            },
        }
        for row in rows
    ]
    assert read(save(flat)).table.equals(read(save(rows, "nested.json")).table)
    assert read(pa.Table.from_pylist(flat)).table.equals(read(pa.Table.from_pylist(rows)).table)


def test_a_column_of_the_wrong_type_is_an_error_of_the_source(rows):
    table = pa.Table.from_pylist(rows)
    at = table.column_names.index("sentence")
    wrong = table.set_column(at, "sentence", pa.array([1, 2, 3, 4, 5]))
    with pytest.raises(InputError, match="'sentence' contains int64; text is expected"):
        read(wrong)
    for row in rows:
        row["object_entity"] = {"nickname": "가", "age": 3}
    with pytest.raises(InputError, match=r"'object_entity' have nickname, age: expected are word"):
        read(pa.Table.from_pylist(rows))


def test_offsets_as_floats_and_none_at_all(rows):
    table = read(pa.Table.from_pylist(rows)).table
    for row in rows:
        row["object_entity"]["start_idx"] = float(row["object_entity"]["start_idx"])
    assert read(pa.Table.from_pylist(rows)).table.equals(table)
    for row in rows:
        del row["object_entity"]["start_idx"]
    reading = read(pa.Table.from_pylist(rows))
    assert reading.table.equals(table)
    assert any("5 mentions have no offsets" in note for note in reading.notes)


def test_nulls_in_arrow_are_bad_rows(rows):
    rows[1]["sentence"] = None
    rows[2]["object_entity"] = None
    rows[3]["subject_entity"]["word"] = None
    table = pa.Table.from_pylist(rows)
    reading = read(table, on_bad_row="drop", max_bad_share=0.6)
    assert [(problem.row, problem.field) for problem in reading.problems] == [
        (1, "sentence"),
        (2, "object_entity"),
        (3, "subject_entity.word"),
    ]


@pytest.mark.parametrize(
    "kind", [pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]
)
def test_layouts_of_text_are_one_inside(rows, kind):
    for row in rows:
        row["note"] = "말"
    table = pa.Table.from_pylist(rows)
    for name in ("guid", "sentence", "label", "source", "note"):
        at = table.column_names.index(name)
        table = table.set_column(at, name, table[name].cast(kind))
    inside = read(table).table
    assert inside.schema.equals(CORE_SCHEMA.append(pa.field("note", pa.string())))
    assert to_klue(inside).to_pylist() == rows
