"""What a batch derives from its rows, against plain Python."""

from __future__ import annotations

import gc
import itertools
import weakref

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from laws import rows_of
from reaug.core import schema
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from strategies import LABELS, batches


def eojeols(text: str) -> list[tuple[int, int]]:
    """Start and end of each stretch without white space."""
    spans, at = [], 0
    for is_space, group in itertools.groupby(text, str.isspace):
        end = at + len(list(group))
        if not is_space:
            spans.append((at, end))
        at = end
    return spans


@given(batches())
def test_columns_are_those_of_the_table(batch: Batch) -> None:
    rows = batch.table.to_pylist()
    assert len(batch) == len(rows)
    assert batch.ids.to_pylist() == [row[schema.ROW_ID] for row in rows]
    assert batch.keys.dtype == np.uint64
    assert batch.keys.tolist() == [row[schema.KEY] for row in rows]
    assert batch.sentence.to_pylist() == [row[schema.SENTENCE] for row in rows]
    assert batch.label.to_pylist() == [row[schema.LABEL] for row in rows]
    assert batch.type("subject").to_pylist() == [row[schema.SUBJECT_TYPE] for row in rows]
    assert batch.type("object").to_pylist() == [row[schema.OBJECT_TYPE] for row in rows]
    assert batch.spans.dtype == np.int32
    assert batch.spans.shape == (len(rows), 4)
    assert batch.spans.tolist() == [[row[name] for name in schema.SPANS] for row in rows]
    assert batch.span("subject").tolist() == [[a, b] for a, b, _, _ in batch.spans.tolist()]
    assert batch.span("object").tolist() == [[c, d] for _, _, c, d in batch.spans.tolist()]


@given(batches())
def test_eojeols_are_the_words_that_str_split_finds(batch: Batch) -> None:
    words = batch.eojeols
    by_row: list[list[tuple[int, int]]] = [[] for _ in range(len(batch))]
    for row, start, end in zip(*(column.tolist() for column in words), strict=True):
        by_row[row].append((start, end))
    assert words.row.tolist() == sorted(words.row.tolist())
    for text, spans in zip(batch.sentence.to_pylist(), by_row, strict=True):
        assert spans == eojeols(text)
        assert [text[start:end] for start, end in spans] == text.split()


@given(batches())
def test_words_and_rows_are_those_of_python(batch: Batch) -> None:
    rows = rows_of(batch)
    for role in ("subject", "object"):
        wanted = [row.sentence[slice(*getattr(row, role))] for row in rows]
        assert batch.words(role).to_pylist() == wanted
    for i, row in enumerate(rows):
        actual = batch.row(i)
        assert (actual.id, actual.sentence, actual.subject, actual.object) == (
            row.id,
            row.sentence,
            row.subject,
            row.object,
        )
        assert (actual.subject_type, actual.object_type) == (row.subject_type, row.object_type)
        assert actual.label == row.label
        assert actual.subject_word == row.sentence[slice(*row.subject)]
        assert actual.object_word == row.sentence[slice(*row.object)]


@given(batches(min_rows=1, max_rows=3))
def test_places_beside_mentions(batch: Batch) -> None:
    for i, row in enumerate(rows_of(batch)):
        n = len(row.sentence)
        covered = {*range(*row.subject), *range(*row.object)}
        places = np.arange(n + 1)
        at = np.full(n + 1, i)
        wanted = [
            any(start < place < end for start, end in (row.subject, row.object))
            for place in range(n + 1)
        ]
        assert batch.inside_mention(at, places).tolist() == wanted
        # An insertion touches a mention where it lies inside one.
        assert batch.touches_mention(at, places, places).tolist() == wanted
        spans = [(a, b) for a in range(n) for b in range(a + 1, min(n, a + 6) + 1)]
        start, end = np.array(spans).T
        at = np.full(len(spans), i)
        shares = [not covered.isdisjoint(range(a, b)) for a, b in spans]
        assert batch.touches_mention(at, start, end).tolist() == shares
        first, second = sorted((row.subject, row.object))
        if first[1] < second[0]:
            gap = set(range(first[1], second[0]))
            between = [not gap.isdisjoint(range(a, b)) for a, b in spans]
            assert batch.between_mentions(at, start, end).tolist() == between


@given(batches(), st.lists(st.sampled_from(LABELS), unique=True))
def test_codes_are_places_in_the_list(batch: Batch, names: list[str]) -> None:
    codes = batch.codes(schema.LABEL, names)
    assert codes.dtype == np.int64
    wanted = [names.index(x) if x in names else -1 for x in batch.label.to_pylist()]
    assert codes.tolist() == wanted


@given(batches(), st.data())
def test_take_gives_rows_in_the_order_asked(batch: Batch, data: st.DataObject) -> None:
    some = st.lists(st.integers(0, len(batch) - 1)) if len(batch) else st.just([])
    rows = data.draw(some)
    taken = batch.take(np.array(rows, dtype=np.int64))
    all_rows = batch.table.to_pylist()
    assert taken.table.to_pylist() == [all_rows[row] for row in rows]
    assert taken.spans.shape == (len(rows), 4)


@pytest.mark.parametrize(
    "table",
    [
        schema.CORE_SCHEMA.empty_table(),
        pa.Table.from_batches([], schema.CORE_SCHEMA),
        pa.RecordBatch.from_pylist([], schema.CORE_SCHEMA),
    ],
    ids=["empty chunk", "no chunk", "record batch"],
)
def test_a_batch_may_be_empty(table: pa.Table) -> None:
    batch = Batch(table)
    nothing = np.zeros(0, dtype=np.int64)
    assert len(batch) == 0
    assert batch.spans.dtype == np.int32
    assert batch.spans.shape == (0, 4)
    assert batch.keys.dtype == np.uint64
    assert batch.words("subject").to_pylist() == []
    assert [len(column) for column in batch.eojeols] == [0, 0, 0]
    assert batch.inside_mention(nothing, nothing).tolist() == []
    assert batch.codes(schema.LABEL, ["no_relation"]).tolist() == []


def test_a_record_batch_makes_a_batch() -> None:
    table = batch_of("[S|PER|이순신]은 [O|LOC|한산도]에 있다.").table
    assert Batch(table.to_batches()[0]).table.equals(table)


def test_a_word_ends_where_its_row_ends() -> None:
    batch = batch_of("[S|PER|가][O|PER|나]", "[S|PER|다] [O|PER|라]", "[S|PER|e\u0301] [O|PER|😀]")
    assert list(zip(*(column.tolist() for column in batch.eojeols), strict=True)) == [
        (0, 0, 2),
        (1, 0, 1),
        (1, 2, 3),
        (2, 0, 2),
        (2, 3, 4),
    ]


@pytest.mark.parametrize(
    "sentence", ["[S|PER|이순신]은 [O|LOC|한산도]에", "[S|PER|이순신]은  [O|LOC|한산도]에"]
)
def test_a_batch_goes_as_soon_as_nobody_holds_it(sentence: str) -> None:
    """What is computed of a batch never holds the batch: a run has thousands of them, and the
    collector of cycles comes round rarely."""
    computed = [name for name, value in vars(Batch).items() if hasattr(value, "__get__")]
    gc.collect()
    gc.disable()
    try:
        batch = batch_of(sentence)
        for name in computed:
            if not callable(getattr(Batch, name)):
                getattr(batch, name)
        for role in schema.ROLES:
            batch.normal.words(role)
        gone = weakref.ref(batch)
        del batch
        assert gone() is None
    finally:
        gc.enable()
