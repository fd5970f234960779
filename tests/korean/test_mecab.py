from __future__ import annotations

import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.korean.mecab import _tagger, last_classes, morphemes, morphemes_of
from strategies import texts


def surfaces(text: str) -> list[str]:
    morphs = morphemes([text])
    spans = zip(morphs.start.tolist(), morphs.end.tolist(), strict=True)
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("이순신은 장군이다.", ["이순신", "은", "장군", "이", "다", "."]),
        ("  이순신은  장군이다.", ["이순신", "은", "장군", "이", "다", "."]),
        ("\t\r\n이순신은\r\n장군", ["이순신", "은", "장군"]),
        ("\u3000이순신은\u3000장군", ["이순신", "은", "장군"]),
        ("이순신은\0장군", ["이순신", "은", "장군"]),
        ("\0이순신은", ["이순신", "은"]),
        ("LG는 3위", ["LG", "는", "3", "위"]),
        ("韓國은", ["韓國", "은"]),
        ("😀이순신은", ["😀", "이순신", "은"]),
        ("가", ["가"]),
        ("", []),
        (" \t\n", []),
        ("\0", []),
    ],
)
def test_spans_are_of_the_text_as_given(text, expected):
    assert surfaces(text) == expected


def test_rows_in_order_from_a_list_and_from_a_column():
    values = ["이순신은", "", " 장군"]
    for given_values in (values, pa.array(values), pa.array(["x", *values]).slice(1)):
        morphs = morphemes(given_values)
        assert morphs.row.tolist() == [0, 0, 2]
        assert morphs.start.tolist() == [0, 3, 1]
        assert morphs.end.tolist() == [3, 4, 3]
    assert morphemes(pa.array([None, "장군"], pa.string())).row.tolist() == [1]
    assert morphemes([]).row.tolist() == []


@given(st.one_of(texts(), st.lists(texts(), max_size=3).map("\0".join)))
def test_morphemes_cover_all_text_but_white_space(text):
    words = surfaces(text)
    assert "".join(words) == "".join(c for c in text if not c.isspace() and c != "\0")
    assert all(words)
    spans = morphemes([text])
    assert (spans.start[1:] >= spans.end[:-1]).all()


def test_nfd_text_has_spans_in_its_own_code_points():
    text = " " + unicodedata.normalize("NFD", "한국은")
    spans = morphemes([text])
    assert spans.start[0] == 1
    assert spans.end[-1] == len(text)


def test_a_long_text():
    text = "이순신은 장군이다. " * 500
    assert surfaces(text) == ["이순신", "은", "장군", "이", "다", "."] * 500


@given(texts())
def test_nodes_are_read_as_the_binding_reads_them(text: str) -> None:
    body = " ".join(text.replace("\0", " ").split())
    read = [
        (morpheme.span.start, morpheme.span.end, morpheme.pos) for morpheme in _tagger().parse(body)
    ]
    assert list(morphemes_of(body)) == read
    last = [
        f"{morpheme.pos} {morpheme.feature.semantic or ''}"
        for morpheme in _tagger().parse(body)[-1:]
    ]
    assert last_classes([body]) == (last or [""])


def test_the_tagger_is_built_once():
    assert _tagger() is _tagger()


def test_the_class_of_the_last_morpheme() -> None:
    words = ["이순신", "서울", "LG", "1998년", "大韓", "😀", "", " \0", "\0서울", "  서울  ", "가"]
    classes = last_classes(words)
    assert len(classes) == len(words)
    assert classes[:2] == ["NNP 인명", "NNP 지명"]
    assert classes[3].startswith("NNBC")
    assert classes[6:8] == ["", ""]
    assert classes[8:10] == ["NNP 지명"] * 2
    assert last_classes([]) == []
