from __future__ import annotations

import unicodedata

from hypothesis import given

from laws import check_laws
from reaug.cleaning.normalise_text import NormaliseText
from reaug.core.apply import apply
from reaug.core.batch import Batch
from reaug.core.draws import Draw
from reaug.core.examples import batch_of
from strategies import batches

PLAIN = "[S|PER|윤봉길]은 [O|LOC|예산]에서 태어났다."


def test_each_row_has_its_reasons_and_plain_rows_have_none() -> None:
    batch = batch_of(
        PLAIN,
        unicodedata.normalize("NFD", PLAIN),
        "[S|PER|윤\u200b봉길]은 [O|LOC|예산]에서 태어났다. ",
        "[S|PER|윤봉길 ]은 [O|LOC|예산]에서 태어났다.",
    )
    changes = NormaliseText().propose(batch, None, Draw(batch.keys, seed=0, path="0.x"))
    assert changes.reason is not None
    assert changes.reason.to_pylist() == [
        None,
        "text/not-nfc",
        "text/edge-space, text/invisible",
        "text/edge-space",
    ]
    rows = apply(batch, changes).batch
    assert rows.sentence.to_pylist()[:3] == ["윤봉길은 예산에서 태어났다."] * 3
    assert rows.words("subject").to_pylist() == ["윤봉길"] * 4


@given(batches())
def test_laws(batch: Batch) -> None:
    check_laws(NormaliseText(), batch)
