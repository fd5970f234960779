"""What `entity_swap` keeps of all rows has a bound, and is the same however the rows came."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from laws import state_of
from reaug.core.batch import Batch
from reaug.core.bounded_tables import MOST
from reaug.core.draws import Draw
from reaug.core.examples import batch_of
from reaug.core.worker_pool import worker_pool
from reaug.rulebook.name_rules import Rare
from reaug.transforms.entity_swap import EntitySwap, bounded_memory, words
from reaug.transforms.entity_swap.bounded_memory import Whole, merged, spelled_keys, whole
from reaug.transforms.entity_swap.contexts import Counted, count
from swaps import OPEN, RULES

NAMES = [
    f"{first}{second}" for first in ("김", "박", "최", "한") for second in ("노을", "샛별", "가람")
]
PLACES = ("한밭병원", "새벽학교", "나래의원")
SENTENCE = "[S|PER|{}]은 {}의 [O|POH|{}]이다."
ROWS = [
    SENTENCE.format(name, place, trade)
    for name in NAMES
    for place in PLACES
    for trade in ("간호사", "약사")
]
LABELS = ["per:title", "no_relation", "per:employee_of"] * 25


def rows_of(marked: list[str] = ROWS, labels: list[str] = LABELS) -> Batch:
    return batch_of(*marked, label=labels[: len(marked)])


@pytest.fixture
def tight(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    def bound(most: int) -> None:
        monkeypatch.setattr(bounded_memory, "MOST", most)
        monkeypatch.setattr(bounded_memory, "_CHUNKS", 3)

    return bound


def put_together(batch: Batch, size: int, *, backwards: bool = False) -> Whole:
    parts = [
        count(batch.take(np.arange(at, min(at + size, len(batch)))))
        for at in range(0, len(batch), size)
    ]
    if backwards:
        return whole(reduce(lambda a, b: merged(b, a), parts[::-1]))
    return whole(reduce(merged, parts))


def two_at_a_time(batch: Batch) -> Whole:
    def both(lo: int, hi: int) -> Counted:
        if hi - lo <= 5:
            return count(batch.take(np.arange(lo, hi)))
        return merged(both(lo, (lo + hi) // 2), both((lo + hi) // 2, hi))

    return whole(both(0, len(batch)))


def plain(counts: Whole) -> dict[str, Any]:
    def ordered(table: pa.Table) -> list[str]:
        return sorted(map(str, table.to_pylist()))

    return {
        "pairs": ordered(counts.pairs),
        "words": ordered(counts.words),
        "contexts": ordered(counts.contexts),
        "rows": counts.rows,
        "left": None if counts.left is None else counts.left.cells.tobytes(),
        "links": None if counts.links is None else counts.links.hashes.tolist(),
        "sampled": counts.sampled,
    }


@pytest.mark.parametrize("most", [2, 5, 9, 30, 10**6])
def test_neither_batches_nor_their_order_can_be_seen(
    most: int, tight: Callable[[int], None]
) -> None:
    tight(most)
    batch = rows_of()
    turned = batch.take(np.random.default_rng(3).permutation(len(batch)))
    once = plain(put_together(batch, len(batch)))
    assert plain(put_together(batch, 7)) == once
    assert plain(put_together(batch, 1)) == once
    assert plain(put_together(batch, 4, backwards=True)) == once
    assert plain(put_together(turned, 5)) == once
    assert plain(two_at_a_time(turned)) == once
    assert bool(once["sampled"]) == (most < 36)


def test_there_are_no_more_names_and_pairs_than_have_room(tight: Callable[[int], None]) -> None:
    tight(5)
    counts = put_together(rows_of(), 6)
    assert counts.pairs.num_rows == 5
    assert len(counts.words["word"].unique()) == 5
    assert set(counts.contexts["word"].to_pylist()) <= set(counts.words["word"].to_pylist())
    assert counts.rows == len(ROWS)
    assert {name: sample.kept for name, sample in counts.sampled.items()} == {
        "pairs": 5,
        "names": 5,
    }


def test_a_word_with_room_has_all_its_counts(tight: Callable[[int], None]) -> None:
    free = {str(line) for line in put_together(rows_of(), 6).words.to_pylist()}
    tight(5)
    kept = {str(line) for line in put_together(rows_of(), 6).words.to_pylist()}
    assert kept < free


def test_a_word_without_room_is_still_counted(tight: Callable[[int], None]) -> None:
    tight(5)
    counts = put_together(rows_of(), 6)
    words = set(counts.words["word"].to_pylist())
    assert counts.left is not None
    for word in [*NAMES, "간호사", "약사"]:
        spelled = spelled_keys(pa.array([f"{word[0]} {word[1:]}"]))
        times = 0 if word in words else sum(f"|{word}]" in row for row in ROWS)
        assert counts.left.times(spelled).tolist() == [times]


def test_what_readers_know_and_what_is_related_is_known_without_room(
    tight: Callable[[int], None],
) -> None:
    tight(1)
    famous = Rare(share=0.05, least=2)
    book = OPEN.model_copy(update={"donors": OPEN.donors.model_copy(update={"famous": famous})})
    batch = rows_of()
    pool = state_of(EntitySwap(), [batch], book).pool
    types, words = batch.type("subject"), batch.words("subject")
    assert pool.standing(types, words, pool.places_of(types, words), book).famous.all()
    assert pool.often(types, words).all()
    assert pool.is_related(words, batch.words("object")).all()
    assert pool.is_related(batch.words("object"), words).all()
    assert not pool.is_related(words, pa.array(["아무개"] * len(words))).any()


def test_made_names_are_nobodys_without_room(tight: Callable[[int], None]) -> None:
    free = state_of(EntitySwap(names="made"), [rows_of()], RULES).pool
    own = free.names.words["subject"].to_pylist()[0]
    batch = rows_of([SENTENCE.format(own, PLACES[0], "약사"), *ROWS])
    tight(1)
    pool = state_of(EntitySwap(names="made"), [batch], RULES).pool
    assert own not in pool.names.words["subject"].to_pylist()


def test_a_sample_is_told_and_below_the_bound_nothing_is(tight: Callable[[int], None]) -> None:
    step = EntitySwap(names="data")
    free = state_of(step, [rows_of()], OPEN)
    assert step.describe(free) == {}
    assert free.pool.left is None
    assert MOST > 10 * 20_164  # the names of KLUE-RE train
    tight(5)
    sampled = step.describe(state_of(step, [rows_of()], OPEN))["sampled"]
    assert sampled["names"]["kept"] == sampled["pairs"]["kept"] == 5
    assert sampled["names"]["of_about"] > 5


@pytest.mark.parametrize("parameters", [{}, {"sides": "pair"}, {"names": "data"}, {"mode": "role"}])
@pytest.mark.parametrize("size", [3, 11])
def test_the_changes_are_the_same_for_any_batches(
    parameters: dict[str, Any],
    size: int,
    tight: Callable[[int], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tight(8)
    monkeypatch.setattr(bounded_memory, "MOST_LINKS", 4)
    batch, step = rows_of(), EntitySwap(**parameters)
    parts = [
        batch.take(np.arange(at, min(at + size, len(batch)))) for at in range(0, len(batch), size)
    ]
    draw = Draw(batch.keys, seed=1, path="0")
    one, other = (
        step.propose(batch, state_of(step, rows, OPEN), draw) for rows in ([batch], parts[::-1])
    )
    assert one.edits.text.equals(other.edits.text)
    assert one.skipped is not None
    assert one.skipped.equals(other.skipped)


@pytest.mark.parametrize("given", [False, True])
def test_words_described_by_two_processes_are_described_alike(given, monkeypatch):
    monkeypatch.setattr(words, "_PART", 2)
    types = pa.array(["PER", "ORG", "DAT", "LOC", "PER"])
    names = pa.array(["김영숙", "서울대학교", "2007년", "한산도", "이순신"])
    own = pa.array([None, "ORG/party", None, None, "PER/ruler"]) if given else None
    alone = words.described(types, names, RULES, own)
    with worker_pool(2):
        together = words.described_by_all(types, names, RULES, own)
    assert together.equals(alone)
