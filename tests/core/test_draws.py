"""Draws: the same by row and by batch, sound, independent, and pinned for ever."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.core.draws import Draw, mix, row_keys, text_keys
from reaug.core.step import RowDraw

MANY = row_keys(f"행-{i}" for i in range(40_000))
# Chi² with 15 degrees of freedom exceeds this with probability 1e-6.
CHI2_15 = 53.5


def chi2(buckets: np.ndarray, of: int) -> float:
    counts = np.bincount(buckets, minlength=of)
    expected = len(buckets) / of
    return float(((counts - expected) ** 2 / expected).sum())


def draw_of(keys: np.ndarray, seed: int = 0, path: str = "0.test") -> Draw:
    return Draw(keys, seed=seed, path=path)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_keys_of_a_column_are_those_of_its_texts(kind: pa.DataType) -> None:
    texts = ["이순신은 한산도에서 이겼다.", "", "a", "😀\u200b"]
    column = pa.array(texts, kind)
    assert text_keys(column).tolist() == row_keys(texts).tolist()
    assert text_keys(column[1:3]).tolist() == row_keys(texts[1:3]).tolist()
    both = pa.chunked_array([column[2:], column[:0], column], kind)
    assert text_keys(both).tolist() == row_keys([*texts[2:], *texts]).tolist()
    assert text_keys(column[:0]).dtype == np.uint64


def test_the_known_answers_of_a_release_never_change() -> None:
    # These values decide what every recipe and seed gives. If this test fails, augmented data
    # sets of earlier releases can no longer be made again: do not change the numbers.
    keys = row_keys(["klue-re-v1_train_00000", "가", ""])
    assert keys.tolist() == KNOWN_KEYS
    draw = Draw(keys, seed=42, path="0.aeda")
    assert draw.bits("p").tolist() == KNOWN_BITS
    assert draw.bits("p", 1).tolist() == KNOWN_SECOND_BITS
    assert draw.uniform("p").tolist() == [bits / 2**64 for bits in map(top_53, KNOWN_BITS)]
    assert draw.below("mark", 6).tolist() == KNOWN_BELOW
    assert Draw(keys, seed=-1, path="").bits("이름", 2**40).tolist() == KNOWN_OTHERS


def top_53(bits: int) -> int:
    return bits >> 11 << 11


KNOWN_KEYS = [10323487673498585701, 1254719225422776993, 17241709254077376921]
KNOWN_BITS = [5007921922742767408, 3112577751669921771, 4600548666852684184]
KNOWN_SECOND_BITS = [14967898543083958198, 7652172238940335536, 6004205428769208034]
KNOWN_BELOW = [0, 4, 5]
KNOWN_OTHERS = [6982185585207023497, 14668326082099220561, 6238143418711967642]


def test_mix_is_the_finaliser_of_splitmix64() -> None:
    # The first outputs of SplitMix64 from the seed 1234567, as published with its C code.
    golden, state, outputs = 0x9E3779B97F4A7C15, 1234567, []
    for _ in range(3):
        state = (state + golden) % 2**64
        outputs.append(int(mix(np.array([state], dtype=np.uint64))[0]))
    assert outputs == [6457827717110365317, 3203168211198807973, 9817491932198370423]


@given(
    st.lists(st.text(), min_size=1, max_size=10),
    st.integers(),
    st.text(),
    st.text(),
    st.integers(0, 2**63 - 1),
    st.integers(0, 10**9),
)
def test_a_row_draws_the_same_numbers_alone_and_in_any_batch(
    ids: list[str], seed: int, path: str, name: str, index: int, high: int
) -> None:
    draw = Draw(row_keys(ids), seed=seed, path=path)
    for i, row_id in enumerate(ids):
        alone = Draw(row_keys([row_id]), seed=seed, path=path)
        by_row = RowDraw(draw, i)
        assert draw.bits(name, index)[i] == alone.bits(name, index)[0]
        assert draw.bits(name, index)[i] == draw.bits(name, index, rows=np.array([i]))[0]
        assert draw.bits(name, index)[i] == draw.take(np.array([i])).bits(name, index)[0]
        assert by_row.uniform(name, index) == draw.uniform(name, index)[i]
        assert by_row.below(name, high, index) == draw.below(name, high, index)[i]


def test_an_index_broadcasts_and_a_ragged_draw_names_its_rows() -> None:
    draw = draw_of(row_keys(["가", "나", "다"]))
    rows, index = np.array([0, 0, 2, 2, 2]), np.array([0, 1, 0, 1, 2])
    wanted = [draw.bits("gap", int(k))[row] for row, k in zip(rows, index, strict=True)]
    assert draw.bits("gap", index, rows).tolist() == wanted
    high = np.array([1, 2, 3, 4, 0])
    below = draw.below("gap", high, index, rows)
    assert below.dtype == np.int64
    assert np.all((below >= 0) & (below < np.maximum(high, 1)))


@pytest.mark.parametrize("index", [0, 1, 7, 2**62])
def test_no_rows_draw_nothing(index: int) -> None:
    draw = draw_of(row_keys([]))
    assert len(draw) == 0
    assert draw.uniform("p", index).shape == (0,)
    assert draw.below("p", 3, np.zeros(0, int), rows=np.zeros(0, int)).shape == (0,)


@pytest.mark.parametrize("seed", [0, 1, 42])
@pytest.mark.parametrize("index", [0, 1, 1000])
def test_draws_are_uniform(seed: int, index: int) -> None:
    values = draw_of(MANY, seed).uniform("p", index)
    assert np.all((values >= 0) & (values < 1))
    assert chi2((values * 16).astype(int), 16) < CHI2_15
    low_bits = (draw_of(MANY, seed).bits("p", index) & np.uint64(15)).astype(int)
    assert chi2(low_bits, 16) < CHI2_15


def test_the_draws_of_one_row_are_uniform_over_the_index() -> None:
    draw = draw_of(row_keys(["가"]))
    index = np.arange(40_000)
    values = draw.below("gap", 16, index, rows=np.zeros(len(index), dtype=int))
    assert chi2(values, 16) < CHI2_15


@pytest.mark.parametrize(
    "other",
    [
        draw_of(MANY).uniform("q"),
        draw_of(MANY).uniform("p", 1),
        draw_of(MANY, seed=1).uniform("p"),
        draw_of(MANY, path="1.test").uniform("p"),
        draw_of(MANY, path="0.test\x00p").uniform(""),
        draw_of(np.roll(MANY, 1)).uniform("p"),
    ],
    ids=["name", "index", "seed", "path", "a name in the path", "the next row"],
)
def test_draws_of_other_names_are_independent(other: np.ndarray) -> None:
    one = draw_of(MANY).uniform("p")
    pairs = (one * 4).astype(int) * 4 + (other * 4).astype(int)
    assert chi2(pairs, 16) < CHI2_15
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.025


def test_below_never_reaches_its_bound() -> None:
    class Highest(Draw):
        def bits(self, *_: object, **__: object) -> np.ndarray:  # type: ignore[override]
            return np.array([2**64 - 1], dtype=np.uint64)

    draw = Highest(row_keys(["가"]), seed=0, path="")
    for high in (1, 2, 3, 5, 6, 7, 1000, 2**31, 2**31 - 1, 2**52 + 1):
        assert draw.below("p", high).tolist() == [high - 1]


def test_keys_of_ids_are_64_bit_and_apart() -> None:
    assert MANY.dtype == np.uint64
    assert len(np.unique(MANY)) == len(MANY)
    assert row_keys([]).tolist() == []
