"""A whole new sentence goes through the kernel: it comes out with both mentions in place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from laws import check_changes
from reaug.core.apply import apply
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.rewriting.mention_marks import Restored, overlapping
from reaug.rewriting.sentence_changes import changes_of, loses_type
from strategies import batches, texts


@st.composite
def rewritten(draw: st.DrawFn) -> tuple[Batch, dict[int, Restored]]:
    batch = draw(batches(min_rows=1, max_rows=3))
    new = {}
    for at in range(len(batch)):
        if overlapping(batch.row(at)):
            continue
        a, b, c = (draw(texts(max_size=4)) for _ in range(3))
        one, other = (draw(texts(min_size=1, max_size=3)) for _ in range(2))
        first = (len(a), len(a + one))
        second = (len(a + one + b), len(a + one + b + other))
        spans = (first, second) if draw(st.booleans()) else (second, first)
        restored = Restored(a + one + b + other + c, *spans)
        if not loses_type(batch.row(at), restored):
            new[at] = restored
    return batch, new


@given(drawn=rewritten())
def test_what_is_not_refused_is_the_new_sentence(drawn: tuple[Batch, dict[int, Restored]]) -> None:
    batch, new = drawn
    changes = changes_of(batch, new, {}, [None] * len(batch))
    applied = check_changes(batch, changes)
    refused = set(applied.refusals.row.tolist())
    for at, restored in new.items():
        row = applied.batch.row(at)
        before = batch.row(at)
        if at not in refused:
            assert (row.sentence, row.subject, row.object) == tuple(restored)
            assert (row.subject_type, row.object_type) == (before.subject_type, before.object_type)
        else:
            assert row == before


def test_mentions_that_change_places_keep_their_roles_and_types() -> None:
    batch = batch_of("[S|PER|이순신]은 [O|LOC|한산도]에서 이겼다.")
    new = {0: Restored("한산도에서 이순신이 이겼다.", (6, 9), (0, 3))}
    row = apply(batch, changes_of(batch, new, {}, [None])).batch.row(0)
    assert (row.subject_word, row.object_word) == ("이순신", "한산도")
    assert (row.subject_type, row.object_type) == ("PER", "LOC")
