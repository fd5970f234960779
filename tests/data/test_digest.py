"""One digest for the same rows, another for other rows."""

from __future__ import annotations

import time

import numpy as np
import pyarrow as pa
import pytest

from reaug.data import content_digest, read


@pytest.fixture
def table(rows):
    for i, row in enumerate(rows):
        row |= {"year": i, "note": "말"}
    return read(pa.Table.from_pylist(rows)).table


def replaced(table, name, values):
    return table.set_column(table.column_names.index(name), name, values)


def test_order_chunks_and_layout_make_no_difference(table):
    digest = content_digest(table)
    assert len(digest) == 64
    assert content_digest(table.take([3, 1, 4, 0, 2])) == digest
    assert content_digest(pa.concat_tables([table.slice(2), table.slice(0, 2)])) == digest
    assert (
        content_digest(replaced(table, "sentence", table["sentence"].cast(pa.large_string())))
        == digest
    )
    assert content_digest(replaced(table, "year", table["year"].cast(pa.int16()))) == digest
    assert content_digest(table.select([*table.column_names[:-2], "note", "year"])) == digest


def test_position_row_id_and_key_make_no_difference(table):
    moved = replaced(table, "_position", pa.array([9, 8, 7, 6, 5], pa.int64()))
    moved = replaced(moved, "_row_id", pa.array(list("abcde")))
    assert content_digest(moved) == content_digest(table)


@pytest.mark.parametrize("name", ["guid", "sentence", "label", "source", "object_type", "note"])
def test_any_text_makes_a_difference(table, name):
    values = table[name].to_pylist()
    for new in (None, "", "x", "\ufffd"):
        assert content_digest(
            replaced(table, name, pa.array([new, *values[1:]], pa.string()))
        ) != content_digest(table)


@pytest.mark.parametrize("name", ["subject_start", "object_end", "year"])
def test_any_number_makes_a_difference(table, name):
    values = table[name].to_pylist()
    other = pa.array([values[0] + 1, *values[1:]], table[name].type)
    assert content_digest(replaced(table, name, other)) != content_digest(table)


def test_texts_do_not_flow_into_each_other(table):
    one = replaced(replaced(table, "label", pa.array(["ab"] * 5)), "source", pa.array(["c"] * 5))
    two = replaced(replaced(table, "label", pa.array(["a"] * 5)), "source", pa.array(["bc"] * 5))
    assert content_digest(one) != content_digest(two)


def test_numbers_and_their_text_differ(table):
    texts = table["year"].cast(pa.string())
    assert content_digest(replaced(table, "year", texts)) != content_digest(table)


def test_a_row_twice_is_not_a_row_once(table):
    assert content_digest(pa.concat_tables([table, table.slice(0, 1)])) != content_digest(table)
    assert content_digest(table.slice(0, 0)) != content_digest(table)


def test_the_name_of_a_column_belongs_to_the_content(table):
    names = [*table.column_names[:-1], "remark"]
    assert content_digest(table.rename_columns(names)) != content_digest(table)


def test_a_hundred_thousand_rows_in_half_a_second(table):
    many = table.take(pa.array(np.arange(100_000) % 5))
    began = time.process_time()
    content_digest(many)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([[1, 2], [3]], [[1], [2, 3]]),
        ([[1], []], [[1], None]),
        ([[-1]], [[255]]),
        ([[1]], [["1"]]),
        ([[1, None]], [[1]]),
    ],
)
def test_lists_of_numbers(table, one, other):
    first, second = ([*values, *[None] * (5 - len(values))] for values in (one, other))
    tables = [table.append_column("ids", pa.array(values)) for values in (first, second)]
    assert content_digest(tables[0]) != content_digest(tables[1])


def test_the_width_of_numbers_in_lists_makes_no_difference(table):
    values = [[1, 2], None, [], [3], [-4]]
    tables = [
        table.append_column("ids", pa.array(values, pa.list_(kind)))
        for kind in (pa.int8(), pa.int64())
    ]
    assert content_digest(tables[0]) == content_digest(tables[1])
    cut = pa.concat_tables([tables[0].slice(0, 2), tables[0].slice(2)])
    assert content_digest(cut) == content_digest(tables[0])
