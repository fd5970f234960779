"""Mentions go out hidden or marked, and come back once each, or the row is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.rewriting.mention_marks import (
    BROKEN,
    CHANGED,
    LOST,
    OVERLAP,
    TWICE,
    Restored,
    cleaned,
    generated,
    hidden,
    restored,
)
from strategies import batches

ROW = batch_of("[S|PER|이순신]은 [O|LOC|한산도]에서 이겼다.").row(0)


def words(answer: str, text: str = "") -> tuple[str, str, str] | str:
    """The sentence and the mentions that an answer gives, or the reason."""
    row = batch_of(text).row(0) if text else ROW
    result = restored(answer, row)
    if isinstance(result, str):
        return result
    one, other = (result.sentence[slice(*span)] for span in (result.subject, result.object))
    return result.sentence, one, other


@pytest.mark.parametrize("style", ["placeholders", "marks"])
@given(batch=batches(max_rows=3))
def test_what_comes_back_untouched_is_the_row(style: str, batch: Batch) -> None:
    for row in map(batch.row, range(len(batch))):
        text = hidden(row, style)  # type: ignore[arg-type]
        if text is None or cleaned(text) != text:
            continue
        result = restored(text, row)
        if isinstance(result, Restored):
            assert result == (row.sentence, row.subject, row.object)


@given(answer=st.text(max_size=60))
def test_any_answer_is_a_reason_or_holds_both_mentions(answer: str) -> None:
    row = restored(answer, ROW)
    if isinstance(row, Restored):
        assert row.sentence[slice(*row.subject)] == "이순신"
        assert row.sentence[slice(*row.object)] == "한산도"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("한산도에서 이순신이 이겼다.", ("한산도에서 이순신이 이겼다.", "이순신", "한산도")),
        ("[OBJ]에서 [SUBJ]이 이겼다.", ("한산도에서 이순신이 이겼다.", "이순신", "한산도")),
        ("< o >한산 도</O>에서 <S>이순신</S>이.", ("한산도에서 이순신이.", "이순신", "한산도")),
        ("[SUBJ]은 한산도에서 이겼다.", ("이순신은 한산도에서 이겼다.", "이순신", "한산도")),
        ("[SUBJ]은 이겼다.", LOST),
        ("[SUBJ]은 [OBJ]에서 [SUBJ]답게 이겼다.", TWICE),
        ("이순신은 한산도에서, 다시 한산도에서 이겼다.", TWICE),
        ("<S>세종대왕</S>은 <O>한산도</O>에서 이겼다.", CHANGED),
        ("이순신은 한산도대첩에서 이겼다.", LOST),
        ("새이순신은 한산도에서 이겼다.", LOST),
        ("이순신은 한산도에서 이겼다.\n또는 그가 이겼다.", BROKEN),
        ("", BROKEN),
        ("이순신은 한산도에서 이겼\ufffd다.", BROKEN),
        ("<S>이순신은 [OBJ]에서 이겼다.", BROKEN),
        ('"이순신은 한산도에서 이겼다."', ("이순신은 한산도에서 이겼다.", "이순신", "한산도")),
    ],
)
def test_mentions_are_read_from_answers(answer: str, expected: object) -> None:
    assert words(answer) == expected


def test_a_name_that_holds_the_other() -> None:
    row = "[S|ORG|하늘]은 [O|ORG|하늘그룹]의 회사다."
    assert words("하늘그룹에는 하늘이 있다.", row) == (
        "하늘그룹에는 하늘이 있다.",
        "하늘",
        "하늘그룹",
    )


def test_latin_hanja_digits_and_emoji() -> None:
    row = "[S|ORG|LG 李]는 😀 [O|DAT|1995년]에 섰다."
    expected = ("1995년에 LG 李가 😀 섰다.", "LG 李", "1995년")
    assert words("1995년에 LG李가 😀 섰다.", row) == expected


def test_a_decomposed_word_comes_back_as_it_was() -> None:
    row = batch_of("[S|PER|\u1112\u1161\u11ab비]는 [O|LOC|강릉]에서 산다.").row(0)
    result = restored("강릉에는 한비가 산다.", row)
    assert result == LOST or (isinstance(result, Restored) and "비" in result.sentence)
    result = restored("[OBJ]에는 [SUBJ]가 산다.", row)
    assert isinstance(result, Restored)
    assert result.sentence[slice(*result.subject)] == row.subject_word


def test_rows_with_marks_of_their_own_or_overlapping_mentions_are_not_sent() -> None:
    assert hidden(batch_of("[S|PER|가]와 <O> [O|LOC|나]").row(0), "marks") is None
    row = batch_of("[S|ORG|부산]의 [O|ORG|바다]").row(0)
    assert hidden(row, "marks") == "<S>부산</S>의 <O>바다</O>"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (
            "<S>윤태하</S>는 <O>속초</O>에서 났다.",
            Restored("윤태하는 속초에서 났다.", (0, 3), (5, 7)),
        ),
        ("<O>속초</O>의 <S>윤태하</S>", Restored("속초의 윤태하", (4, 7), (0, 2))),
        ("<S>윤태하</S>는 속초에서 났다.", LOST),
        ("<S>가</S><S>나</S><O>다</O>", TWICE),
        ("<S> </S><O>다</O>", CHANGED),
        ("<S>가<O>나</O></S>", CHANGED),
        (" ", BROKEN),
    ],
)
def test_new_sentences(answer: str, expected: object) -> None:
    assert generated(answer) == expected
    assert OVERLAP.startswith("rewrite/")
