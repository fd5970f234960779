"""The normal form against a plain one for each row, and what must not make a difference to it."""

from __future__ import annotations

import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from normal_oracle import REMOVED, WHITE, Span, followed, nfc, normal_row
from reaug.core.characters import IS_PLAIN, IS_REMOVED, IS_WHITE
from reaug.core.normal_form import _LEADS, normal, normal_of, plain
from strategies import sentences, texts

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202e\u2066\u2069\x00\x1b\x9f"
INVISIBLE += "\ufe0f\U000e0041\u115f\u1160\u034f"
BLANKS = " \u00a0\u3000\t\n\r\x0b\u2003\u2009\u202f\u2028\x85\u3164\uffa0\u2800"


def quick(rows: list[tuple[str, list[Span]]]) -> list[tuple[str, list[Span]]]:
    column = pa.array([text for text, _ in rows], pa.string())
    spans = np.array([[*a, *b] for _, (a, b) in rows], dtype=np.int32).reshape(-1, 4)
    row = normal_of(column, spans)
    assert normal(column).equals(row.sentence)
    both = zip(row.sentence.to_pylist(), row.spans.tolist(), strict=True)
    new = [(text, [(s[0], s[1]), (s[2], s[3])]) for text, s in both]
    differs = [row != (text, list(own)) for row, (text, own) in zip(new, rows, strict=True)]
    assert row.changed.tolist() == differs
    return new


def row_in_normal_form(text: str, *spans: Span) -> tuple[str, list[Span]]:
    [normalised] = quick([(text, list(spans or ((0, 1), (0, 1))))])
    return normalised


@given(st.lists(sentences(), max_size=6))
def test_rows_in_normal_form_are_those_of_the_oracle(rows: list[tuple[str, list[Span]]]) -> None:
    assert quick(rows) == [normal_row(text, spans) for text, spans in rows]


@given(st.lists(st.tuples(texts(), st.text(INVISIBLE + BLANKS + "각가\u11a8e\u0301", max_size=9))))
def test_the_normal_form_of_any_text_is_that_of_the_oracle(rows: list[tuple[str, str]]) -> None:
    column = pa.array([a + b for a, b in rows], pa.string())
    normalised = normal(column)
    assert normalised.to_pylist() == [nfc(followed(a + b)[0]) for a, b in rows]
    assert normal(normalised).equals(normalised)
    quickly = plain(column).tolist()
    own = [text == followed(text)[0] == nfc(text) for text in column.to_pylist()]
    assert all(own[i] for i, is_plain in enumerate(quickly) if is_plain)


@given(sentences(overlapping=False), st.data())
def test_no_invisible_character_makes_a_difference(
    row: tuple[str, list[Span]], data: st.DataObject
) -> None:
    text, spans = row
    place = data.draw(st.integers(0, len(text)))
    mark = data.draw(st.sampled_from(INVISIBLE))
    moved = [(a + (place < a), b + (place < b)) for a, b in spans]
    assert quick([(text[:place] + mark + text[place:], moved)]) == quick([row])


@given(sentences(overlapping=False), st.data())
def test_no_kind_or_number_of_blanks_makes_a_difference(
    row: tuple[str, list[Span]], data: st.DataObject
) -> None:
    text, spans = row
    places = [i for i, char in enumerate(text) if char == " "]
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    blanks = data.draw(st.text(BLANKS, min_size=1, max_size=3))
    grown = len(blanks) - 1
    moved = [(a + grown * (place < a), b + grown * (place < b)) for a, b in spans]
    assert quick([(text[:place] + blanks + text[place + 1 :], moved)]) == quick([row])


@given(
    st.lists(st.sampled_from(["이순신", "한글", "LG", "ﾀﾞ", "é", "大", "7", "ᄒᆞᆫ", "😀"]), min_size=2)
)
def test_composed_and_decomposed_are_the_same(words: list[str]) -> None:
    def row(form: str) -> tuple[str, list[Span]]:
        parts = [unicodedata.normalize(form, word) for word in words]
        text = " ".join(parts)
        return text, [(0, len(parts[0])), (len(text) - len(parts[-1]), len(text))]

    assert row_in_normal_form(row("NFD")[0], *row("NFD")[1]) == row_in_normal_form(
        row("NFC")[0], *row("NFC")[1]
    )


def test_white_space_at_the_edge_of_a_mention_is_no_part_of_it() -> None:
    wanted = row_in_normal_form("이순신은 한산도에서 이겼다.", (0, 3), (5, 8))
    assert wanted[1] == [(0, 3), (5, 8)]
    assert row_in_normal_form("이순신은 한산도에서 이겼다.", (0, 3), (4, 8)) == wanted
    assert row_in_normal_form(" 이순신은 한산도에서 이겼다. ", (0, 4), (5, 9)) == wanted
    assert row_in_normal_form("이순신은 \u200b한산도\u200d에서 이겼다.", (0, 3), (5, 9)) == wanted


def test_a_border_inside_a_syllable_takes_in_the_whole_of_it() -> None:
    text = unicodedata.normalize("NFD", "한강은 한국의 강이다.")
    assert row_in_normal_form(text, (0, 2), (3, 6)) == ("한강은 한국의 강이다.", [(0, 1), (1, 2)])


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\u200b\u00a0 \n", "\ufeff"])
def test_nothing_to_see_is_the_empty_text(text: str) -> None:
    column = pa.array([text, "가", text])
    assert normal(column).to_pylist() == ["", "가", ""]
    spans = np.array([[0, len(text)] * 2, [0, 1] * 2, [0, 0] * 2], dtype=np.int32)
    assert normal_of(column, spans).spans.tolist() == [[0] * 4, [0, 1] * 2, [0] * 4]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_columns_of_any_shape(kind: pa.DataType) -> None:
    column = pa.chunked_array([["가\u200b", None], ["나 "], []], kind)
    assert normal(column).to_pylist() == ["가", None, "나"]
    assert normal(column).type == kind
    part = pa.array(["x ", "y\u00a0z", "세종은 왕이다.", "b"], kind).slice(1, 2)
    assert normal(part).to_pylist() == ["y z", "세종은 왕이다."]
    assert normal(pa.array([], kind)).to_pylist() == []
    assert plain(pa.array([], kind)).tolist() == []


def test_the_tables_are_those_of_unicode() -> None:
    assert {chr(code) for code in np.flatnonzero(IS_REMOVED)} == REMOVED
    assert {chr(code) for code in np.flatnonzero(IS_WHITE)} == WHITE


def test_the_first_bytes_of_what_is_not_plain() -> None:
    codes = np.flatnonzero(~IS_PLAIN)
    scalars = codes[(codes < 0xD800) | (codes >= 0xE000)]
    leads = {chr(code).encode()[0] for code in scalars.tolist()} - {"가".encode()[0]}
    assert set(np.flatnonzero(np.frombuffer(_LEADS, dtype=np.uint8)).tolist()) == leads


def test_plain_code_points_never_compose_nor_hide() -> None:
    for code in np.flatnonzero(IS_PLAIN).tolist():
        if 0xD800 <= code < 0xE000:
            continue
        char = chr(code)
        assert nfc(char) == char
        assert unicodedata.combining(char) == 0
        assert unicodedata.category(char) not in ("Cc", "Cf", "Co", "Zl", "Zp")
        assert char == " " or not char.isspace()
    for code in range(0x110000):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            assert not IS_PLAIN[int(parts[1], 16)]
    assert not any(IS_PLAIN[code] for code in range(0x1100, 0x1200))
    assert not (IS_PLAIN & (IS_REMOVED | IS_WHITE))[0x21:].any()
