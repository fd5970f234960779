"""New spans of mentions; the property tests of `laws.check_changes` try them with all else."""

from __future__ import annotations

import numpy as np
import pytest

from laws import check_changes
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.edits import SUBJECT, Edits
from reaug.core.examples import batch_of
from reaug.core.spans import KEEP, unlawful

ROW = "[S|PER|이순신]은 [O|DAT|1545]년에 났다."


def spans(*borders: int) -> np.ndarray:
    return np.array([borders], dtype=np.int32)


def test_a_mention_grows_and_the_log_says_so() -> None:
    batch = batch_of(ROW)
    after, log, refusals = check_changes(batch, Changes(spans=spans(KEEP, KEEP, KEEP, 10)))
    assert not len(refusals.row)
    assert after.row(0).object_word == "1545년"
    entries = log.entries.select(["kind", "field", "start", "end", "old", "new"]).to_pylist()
    values = {"start": 5, "end": 9, "old": "5:9", "new": "5:10"}
    assert entries == [{"kind": "span", "field": "object", **values}]


@pytest.mark.parametrize(
    ("borders", "reason"),
    [
        ((-2, KEEP, KEEP, KEEP), "span/out-of-range"),
        ((KEEP, KEEP, KEEP, 99), "span/out-of-range"),
        ((3, 2, KEEP, KEEP), "span/out-of-range"),
        ((KEEP, 0, KEEP, KEEP), "span/empty"),
        ((KEEP, 7, KEEP, KEEP), "span/overlap"),
    ],
)
def test_spans_that_can_be_no_mention_are_refused(borders: tuple[int, ...], reason: str) -> None:
    after, log, refusals = check_changes(batch_of(ROW), Changes(spans=spans(*borders)))
    assert refusals.reason.to_pylist() == [reason]
    assert after.row(0).subject_word == "이순신"
    assert log.entries.num_rows == 0


@pytest.mark.parametrize("word", ["\u1100\u1161", "\U0001f469\u200d\U0001f467", "e\u0301"])
def test_a_grapheme_is_not_split(word: str) -> None:
    batch = batch_of(f"[S|PER|{word}]은 [O|DAT|1545]년에 났다.")
    refused = unlawful(batch, spans(0, 1, *batch.spans[0, 2:]))
    assert refused.reason.to_pylist() == ["span/splits-grapheme"]


def test_an_edit_renames_the_mention_where_it_is_now() -> None:
    batch = batch_of(ROW)
    edits = Edits.of([0], [5], [10], ["1598년"], 2)
    after, _, refusals = check_changes(batch, Changes(edits, spans=spans(-1, -1, -1, 10)))
    assert not len(refusals.row)
    assert after.row(0).sentence == "이순신은 1598년에 났다."
    assert after.row(0).object_word == "1598년"


def test_an_edit_that_no_longer_fits_refuses_the_spans_as_well() -> None:
    edits = Edits.of([0], [0], [3], ["세종"], SUBJECT)
    after, _, refusals = check_changes(batch_of(ROW), Changes(edits, spans=spans(1, -1, -1, -1)))
    assert refusals.reason.to_pylist() == ["edit/not-a-mention"]
    assert after.row(0).subject_word == "이순신"


def test_the_mention_that_grew_trades_its_role() -> None:
    changes = Changes(spans=spans(-1, -1, -1, 10), swap_roles=np.array([True]))
    after = check_changes(batch_of(ROW), changes).batch
    assert (after.row(0).subject_word, after.row(0).object_word) == ("1545년", "이순신")


def test_no_rows() -> None:
    batch = Batch(batch_of(ROW).table.slice(0, 0))
    assert not len(check_changes(batch, Changes(spans=np.zeros((0, 4), np.int32))).refusals.row)
