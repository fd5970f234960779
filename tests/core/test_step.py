"""The step: a row at a time and by columns, which rows it may touch, and what it may yield."""

from __future__ import annotations

import copy
import pickle
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from laws import check_laws, edits_of, rows_of
from reaug.core import schema
from reaug.core.apply import apply
from reaug.core.batch import Batch, Row
from reaug.core.changes import Changes
from reaug.core.draws import Draw
from reaug.core.edits import CONTEXT, OBJECT, SUBJECT, Edits
from reaug.core.examples import batch_of
from reaug.core.step import Drop, Edit, InBoth, Proposal, RowDraw, Set, Skip, Step, SwapRoles, Where
from reaug.errors import StepError
from strategies import LABELS, TYPES, batches

ROW = "[S|PER|이순신]은 어제 [O|LOC|한산도]에서 이겼다."
LONG = 6


class ByRow(Step):
    """A bit of everything, a row at a time."""

    def propose_row(self, row: Row, state: Any, draw: RowDraw) -> Iterator[Proposal]:
        n = len(row.sentence)
        if n < 2:
            yield Skip("demo/short")
            return
        if draw.uniform("drop") < 0.2:
            yield Drop("demo/drawn")
        for k in range(draw.below("marks", 3)):
            place = draw.below("place", n + 1, k)
            yield Edit(place, place, ".!?"[draw.below("mark", 3, k)])
        if draw.uniform("rename") < 0.5:
            yield Edit(*row.subject, "새 이름", "subject", noun=True)
            yield Edit(*row.object, "다른 이름", "object")
        if draw.uniform("set") < 0.5:
            yield Set("label", LABELS[draw.below("label", len(LABELS))])
        if draw.uniform("swap") < 0.5:
            yield SwapRoles()


class ByColumns(Step):
    """The same, by columns."""

    def propose(self, batch: Batch, state: Any, draw: Draw) -> Changes:
        n, length = len(batch), batch.codepoints.lengths
        long = length >= 2
        count = np.where(long, draw.below("marks", 3), 0)
        row = np.repeat(np.arange(n), count)
        k = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        place = draw.below("place", length[row] + 1, k, row)
        marks = pa.array([".", "!", "?"]).take(pa.array(draw.below("mark", 3, k, row)))
        renamed = np.flatnonzero(long & (draw.uniform("rename") < 0.5))
        spans = batch.spans[renamed]
        names = [pa.array([name] * len(renamed), pa.string()) for name in ("새 이름", "다른 이름")]
        label = pa.array(LABELS).take(pa.array(draw.below("label", len(LABELS))))
        sets = pa.array(np.arange(n), mask=~(long & (draw.uniform("set") < 0.5)))
        drop = long & (draw.uniform("drop") < 0.2)
        return Changes(
            Edits.concat(
                [
                    Edits.of(row, place, place, marks),
                    Edits.of(renamed, spans[:, 0], spans[:, 1], names[0], SUBJECT, True),
                    Edits.of(renamed, spans[:, 2], spans[:, 3], names[1], OBJECT),
                ]
            ),
            fields={schema.LABEL: label.take(sets)},
            swap_roles=long & (draw.uniform("swap") < 0.5),
            drop=drop,
            reason=pa.array(np.where(drop, "demo/drawn", None), pa.string()),
            skipped=pa.array(np.where(long, None, "demo/short"), pa.string()),
        )


class Commonest(Step):
    """Give every subject the commonest word of a subject; the first by the alphabet of several."""

    def summarise(self, batch: Batch) -> Counter[str]:
        return Counter(batch.words("subject").to_pylist())

    def merge(self, a: Counter[str], b: Counter[str]) -> Counter[str]:
        return a + b

    def finish(self, summary: Counter[str], rules: Any) -> str | None:
        return min(summary, key=lambda word: (-summary[word], word), default=None)

    def propose_row(self, row: Row, state: str, draw: RowDraw) -> Iterator[Proposal]:
        yield Edit(*row.subject, state, "subject", noun=True)


class FirstOfBatch(Commonest):
    """A step that breaks law 4: its state is the word that came first."""

    def merge(self, a: Counter[str], b: Counter[str]) -> Counter[str]:
        return a

    def finish(self, summary: Counter[str], rules: Any) -> str | None:
        return next(iter(summary), None)


class Numbered(Step):
    """A step that breaks law 4: it counts the rows of the batch."""

    def propose(self, batch: Batch, state: Any, draw: Draw) -> Changes:
        n = len(batch)
        ends = batch.codepoints.lengths
        return Changes(Edits.of(np.arange(n), ends, ends, [f" {i}" for i in range(n)]))


class Silent(Step):
    """A step that breaks law 5: it drops without a reason."""

    def propose(self, batch: Batch, state: Any, draw: Draw) -> Changes:
        return Changes(drop=np.ones(len(batch), dtype=np.bool_))


@given(batches(max_rows=9), st.integers(0, 5))
def test_a_step_keeps_the_laws(batch: Batch, seed: int) -> None:
    check_laws(ByRow(), batch, seed=seed)
    check_laws(ByColumns(), batch, seed=seed)


@given(batches(max_rows=9))
def test_a_step_with_a_state_keeps_the_laws(batch: Batch) -> None:
    assert Commonest().needs_summary
    check_laws(Commonest(), batch)


@given(batches(), st.integers(0, 5))
def test_a_row_at_a_time_is_the_same_as_by_columns(batch: Batch, seed: int) -> None:
    draw = Draw(batch.keys, seed=seed, path="0.demo")
    by_row, by_columns = (step.propose(batch, None, draw) for step in (ByRow(), ByColumns()))

    def order(entry: tuple[int, Any]) -> tuple[int, Any]:
        return entry[0], (entry[1].start, entry[1].end, entry[1].role, entry[1].text)

    assert sorted(edits_of(by_row.edits), key=order) == sorted(
        edits_of(by_columns.edits), key=order
    )
    one, other = (apply(batch, changes, step="0.demo") for changes in (by_row, by_columns))
    assert one.batch.table.equals(other.batch.table)
    assert one.log.entries.equals(other.log.entries)
    assert one.log.dropped.equals(other.log.dropped)
    assert one.refusals.reason.to_pylist() == other.refusals.reason.to_pylist()
    assert by_row.skipped.equals(by_columns.skipped)


def test_the_check_of_the_laws_finds_steps_that_break_them() -> None:
    batch = batch_of(
        ROW, "[S|PER|갑]과 [O|PER|을]", "[S|PER|병] [O|PER|정]", "[S|PER|무] [O|PER|기]"
    )
    with pytest.raises(AssertionError, match="law 4"):
        check_laws(FirstOfBatch(), batch)
    with pytest.raises(AssertionError, match="law 4"):
        check_laws(Numbered(), batch)
    with pytest.raises(AssertionError, match="law 5"):
        check_laws(Silent(), batch)


def test_each_proposal_of_a_row_finds_its_place() -> None:
    class Everything(Step):
        """Yield one of each."""

        def propose_row(self, row: Row, state: Any, draw: RowDraw) -> Iterator[Proposal]:
            yield Edit(4, 4, "!")
            yield Edit(*row.object, "여주", "object", True)
            yield Set("label", "x")
            yield Set("object_type", "ORG")
            yield SwapRoles()
            yield Drop("why")
            yield Skip("no")

    batch = batch_of(ROW)
    changes = Everything().propose(batch, None, Draw(batch.keys, seed=0, path=""))
    assert changes.edits.role.tolist() == [CONTEXT, OBJECT]
    assert changes.edits.noun.tolist() == [False, True]
    assert {name: values.to_pylist() for name, values in changes.fields.items()} == {
        "label": ["x"],
        "object_type": ["ORG"],
    }
    assert changes.swap_roles.tolist() == changes.drop.tolist() == [True]
    assert (changes.reason.to_pylist(), changes.skipped.to_pylist()) == (["why"], ["no"])


@pytest.mark.parametrize(
    "wrong",
    [
        *(SwapRoles, "!", (0, 0, "!"), None, Edit(0, 0, "!", "Subject")),
        *(Edit(0.5, 1.5, ""), Edit(0.0, 1, ""), Edit(True, 1, ""), Edit("0", "1", "")),
        *(Edit(np.float32(0), 1, ""), Edit(np.True_, 1, ""), Edit(None, None, "")),
        *(Edit(0, 0, None), Edit(0, 0, b"!"), Edit(0, 0, 3), Edit(0, 0, "!", ["context"])),
        *(Edit(0, 0, "!", "context", "yes"), Set("sentence", "x"), Set("label", None)),
        *(Set("label", ""), Set(["label"], "x"), Drop(""), Drop(" "), Drop(None), Drop(3)),
        *(Skip(""), Skip("\n"), Skip(None), Skip(["a"])),
    ],
    ids=str,
)
def test_a_row_may_only_yield_proposals(wrong: Any) -> None:
    class Wrong(Step):
        """Yield something else."""

        def propose_row(self, row: Row, state: Any, draw: RowDraw) -> Iterator[Proposal]:
            yield wrong

    batch = batch_of(ROW)
    with pytest.raises(StepError, match=r"Wrong.*row-0"):
        Wrong().propose(batch, None, Draw(batch.keys, seed=0, path=""))


def test_a_step_without_a_proposal_says_so() -> None:
    batch = batch_of(ROW)
    with pytest.raises(NotImplementedError, match="Step has neither propose nor propose_row"):
        Step().propose(batch, None, Draw(batch.keys, seed=0, path=""))
    assert not Step().needs_summary
    assert Step().finish(None, None) is None  # type: ignore[arg-type]


def test_the_parameters_of_every_step() -> None:
    assert Step().p == 1
    assert Step().where == Where()
    for wrong in ({"p": 2}, {"p": -0.1}, {"q": 1}, {"where": {"label": ["x"]}}):
        with pytest.raises(ValidationError):
            Step(**wrong)
    with pytest.raises(ValidationError):
        Step().p = 0.5  # type: ignore[misc]
    assert set(Step.model_json_schema()["properties"]) == {"p", "where"}


names = st.lists(st.sampled_from(LABELS), max_size=3, unique=True).map(tuple)
pairs = st.lists(
    st.tuples(st.sampled_from(TYPES), st.sampled_from(TYPES)).map(":".join), max_size=4
).map(tuple)


@given(
    batches(max_rows=9),
    st.builds(
        Where,
        labels=st.none() | names,
        not_labels=names,
        type_pairs=st.none() | pairs,
        rows=st.none() | st.lists(st.integers(0, 9).map("행-{}".format)).map(tuple),
        rare_below=st.none() | st.integers(1, 3),
    ),
)
def test_where_picks_the_rows_that_meet_every_condition(batch: Batch, where: Where) -> None:
    counts = Counter(label for label in batch.label.to_pylist() if label is not None)

    def meets(row: Any) -> bool:
        pair = f"{row.subject_type}:{row.object_type}"
        return (
            (where.labels is None or row.label in where.labels)
            and row.label not in where.not_labels
            and (where.type_pairs is None or pair in where.type_pairs)
            and (where.rows is None or row.id in where.rows)
            and (where.rare_below is None or 0 < counts[row.label] < where.rare_below)
        )

    mask = where.mask(batch, dict(counts))
    assert mask.dtype == np.bool_
    assert mask.tolist() == [meets(row) for row in rows_of(batch)]
    assert where.counts_labels == (where.rare_below is not None)


def test_where_is_strict() -> None:
    for wrong in ({"rare_below": 0}, {"lables": ["x"]}, {"labels": "no_relation"}):
        with pytest.raises(ValidationError):
            Where(**wrong)


@pytest.mark.parametrize("again", [lambda line: pickle.loads(pickle.dumps(line)), copy.deepcopy])
def test_a_sentence_in_both_languages_can_be_pickled(again: Callable[[InBoth], InBoth]) -> None:
    line = again(InBoth("no row is left", ko="남은 행이 없다"))
    assert type(line) is InBoth
    assert (line, line.ko) == ("no row is left", "남은 행이 없다")
