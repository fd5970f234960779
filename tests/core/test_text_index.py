"""Texts are found among many as a dictionary finds them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.core import text_index
from reaug.core.text_index import TextIndex

TEXTS = st.text(st.sampled_from("가나a😀"), max_size=3)


@given(st.lists(TEXTS, unique=True), st.lists(st.none() | TEXTS, max_size=8))
def test_positions_are_those_of_a_dictionary(texts: list[str], sought: list[str | None]) -> None:
    expected = [-1 if text is None or text not in texts else texts.index(text) for text in sought]
    index = TextIndex(pa.array(texts, pa.string()))
    for few in (0, 4):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(text_index, "_FEW", few)
            assert index.find(pa.array(sought, pa.string())).tolist() == expected


def test_texts_with_equal_hashes_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def same(texts: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
        return np.zeros(len(texts), dtype=np.uint64)

    monkeypatch.setattr(text_index, "text_keys", same)
    index = TextIndex(pa.array(["가", "나", "다", "라", "마"]))
    assert index.find(pa.array(["마"])).tolist() == [4]
    assert index.find(pa.array(["바"])).tolist() == [-1]
