"""Particles that stand apart: found fast, and the same as by the plain definition."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.core.batch import Batch
from reaug.core.text import codepoints
from reaug.korean import spaced_particles
from strategies import batches

_WORDS = st.sampled_from(
    [
        "은",
        "는",
        "가",
        "에서",
        "으로",
        "으로부터",
        "이다",
        "들",
        "책",
        "이 사람",
        "은행",
        "가다",
        "를를",
    ]
)
_MARKS = st.sampled_from(["", "", ".", "!?", ",", "\u3000", "…", "\n", "😀", "a", "\u1112\u1161"])
_TEXTS = st.lists(
    st.tuples(_WORDS, _MARKS, st.sampled_from([" ", "  ", "\t", ""])), max_size=8
).map(lambda parts: "".join(word + mark + gap for word, mark, gap in parts))


@given(text=_TEXTS)
def test_evidence_is_what_stands_between_spaces_and_marks(text: str) -> None:
    forms = "|".join(sorted(spaced_particles._APART, key=len, reverse=True))
    pattern = rf"(?<=\s)(?:{forms})(?=[\s.,!?]|$)"
    assert spaced_particles._evidence(text) == tuple(
        mask.start() for mask in re.finditer(pattern, text)
    )


def plainly(batch: Batch) -> list[bool]:
    """Each eojeol by itself, as the docstring says it."""
    known, texts = set(spaced_particles._STANDS_APART.to_pylist()), batch.sentence.to_pylist()
    result, before = [], -1
    for row, start, end in zip(*(column.tolist() for column in batch.eojeols), strict=True):
        word = texts[row][start:end].rstrip(spaced_particles._MARKS)
        hangs = row == before and end - start <= spaced_particles._LONGEST and word in known
        before = row
        result.append(
            hangs
            and (
                word in spaced_particles._NO_WORDS or spaced_particles.splits_off(texts[row], start)
            )
        )
    return result


@given(batch=batches())
def test_of_any_batch(batch: Batch) -> None:
    mask = spaced_particles.hang_on_word(batch.sentence, batch.codepoints, *batch.eojeols)
    assert mask.tolist() == plainly(batch)


@pytest.mark.parametrize(
    ("text", "hanging"),
    [
        ("박지훈 은 부산 에서 태어났다 .", [1, 3]),
        ("책 를. 읽었다", [1]),
        ("이 사람은 왔다", []),
        ("를", []),
        ("", []),
    ],
)
def test_in_a_sentence(text: str, hanging: list[int]) -> None:
    words = [mask.span() for mask in re.finditer(r"\S+", text)]
    start, end = (np.array([span[i] for span in words], dtype=np.int64) for i in (0, 1))
    row = np.zeros(len(words), dtype=np.int64)
    sentences = pa.array([text])
    mask = spaced_particles.hang_on_word(sentences, codepoints(sentences), row, start, end)
    assert np.flatnonzero(mask).tolist() == hanging
