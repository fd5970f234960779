"""Columns of text as code points, against plain Python strings."""

from __future__ import annotations

import sys

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from reaug.core.text import codepoints, contiguous, slices, slices_of, strings_from
from strategies import cut_up, texts

columns = st.lists(texts(), max_size=8)


def check_codepoints(array: pa.Array, strings: list[str]) -> None:
    points = codepoints(array)
    assert points.values.dtype == np.uint32
    assert points.values.tolist() == [ord(char) for text in strings for char in text]
    assert points.lengths.tolist() == [len(text) for text in strings]
    assert points.first.tolist() == np.cumsum([0, *map(len, strings)]).tolist()
    widths = [len(char.encode()) for text in strings for char in text]
    assert points.byte.tolist() == np.cumsum([0, *widths]).tolist()
    assert points.buffer.to_pybytes() == "".join(strings).encode()
    assert points.row.tolist() == [i for i, text in enumerate(strings) for _ in text]
    assert points.is_space.tolist() == [char.isspace() for text in strings for char in text]


@given(columns)
def test_code_points_are_those_of_the_strings(strings: list[str]) -> None:
    check_codepoints(pa.array(strings, pa.string()), strings)


@given(columns, columns, columns)
def test_a_slice_of_an_array_is_read_from_its_offset(
    front: list[str], strings: list[str], behind: list[str]
) -> None:
    array = pa.array(front + strings + behind, pa.string())
    check_codepoints(array.slice(len(front), len(strings)), strings)


@given(st.data())
def test_contiguous_is_the_column_whatever_its_chunks(data: st.DataObject) -> None:
    strings = data.draw(columns)
    table = data.draw(cut_up(pa.table({"text": pa.array(strings, pa.string())})))
    assert contiguous(table.column("text")).to_pylist() == strings


def test_contiguous_keeps_the_type_of_a_column_without_chunks() -> None:
    assert contiguous(pa.chunked_array([], pa.int32())).type == pa.int32()


def test_contiguous_copies_nothing_where_there_is_one_chunk() -> None:
    array = pa.array(["가"])
    assert contiguous(array) is array
    assert contiguous(pa.chunked_array([array])).buffers()[2].address == array.buffers()[2].address


def test_null_counts_as_empty() -> None:
    check_codepoints(pa.array([None, "가", None], pa.string()), ["", "가", ""])


def test_null_counts_as_empty_even_where_bytes_lie_under_it() -> None:
    offsets = pa.py_buffer(np.array([0, 3, 6], dtype=np.int32))
    array = pa.StringArray.from_buffers(
        2, offsets, pa.py_buffer("가나".encode()), pa.py_buffer(b"\x02"), 1
    )
    assert array.to_pylist() == [None, "나"]
    check_codepoints(array, ["", "나"])


def test_is_space_is_that_of_str_for_every_code_point() -> None:
    everything = [chr(i) for i in range(sys.maxunicode + 1) if not 0xD800 <= i < 0xE000]
    points = codepoints(pa.array(["".join(everything)]))
    assert points.is_space.tolist() == [char.isspace() for char in everything]


@given(st.data())
def test_slices_are_those_of_python(data: st.DataObject) -> None:
    strings = data.draw(columns)
    ends = [data.draw(st.integers(0, len(text))) for text in strings]
    starts = [data.draw(st.integers(0, end)) for end in ends]
    actual = slices(pa.array(strings, pa.string()), np.array(starts, int), np.array(ends, int))
    wanted = [text[a:b] for text, a, b in zip(strings, starts, ends, strict=True)]
    assert actual.to_pylist() == wanted
    assert actual.type == pa.string()
    actual.validate(full=True)


def test_slices_take_a_chunked_column() -> None:
    chunked = pa.chunked_array([["대한"], ["", "민국"]], pa.string())
    assert slices(chunked, np.array([1, 0, 0]), np.array([2, 0, 2])).to_pylist() == [
        "한",
        "",
        "민국",
    ]


@given(st.data())
def test_slices_of_take_rows_in_any_order_and_repeated(data: st.DataObject) -> None:
    strings = data.draw(st.lists(texts(), min_size=1, max_size=6))
    rows = data.draw(st.lists(st.integers(0, len(strings) - 1), max_size=8))
    ends = [data.draw(st.integers(0, len(strings[row]))) for row in rows]
    starts = [data.draw(st.integers(0, end)) for end in ends]
    points = codepoints(pa.array(strings, pa.string()))
    actual = slices_of(points, np.array(rows, int), np.array(starts, int), np.array(ends, int))
    wanted = [strings[row][a:b] for row, a, b in zip(rows, starts, ends, strict=True)]
    assert actual.to_pylist() == wanted


def test_strings_from_makes_no_copy() -> None:
    buffer = pa.py_buffer("가나다".encode())
    array = strings_from(np.array([0, 3, 3, 9]), buffer)
    assert array.to_pylist() == ["가", "", "나다"]
    assert array.buffers()[2].address == buffer.address


@given(strings=st.lists(st.text(max_size=8), min_size=1), data=st.data())
def test_code_points_are_the_same_decoded_alone_or_together(
    strings: list[str], data: st.DataObject
) -> None:
    joined = "".join(strings)
    alone, together = (codepoints(pa.array([*strings, "가" * 99])) for _ in range(2))
    assert together.values.size == alone.size
    places = np.array(
        data.draw(st.lists(st.integers(0, max(len(joined) - 1, 0)), max_size=3)), dtype=np.int64
    )
    assert alone.at(places).tolist() == together.at(places).tolist()
    assert alone.is_space.tolist() == together.is_space.tolist()
    assert "values" not in alone.__dict__
    rows = [i for i, text in enumerate([*strings, "가" * 99]) for _ in text]
    assert alone.row_of(np.arange(alone.size)).tolist() == rows
