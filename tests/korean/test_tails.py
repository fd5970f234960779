from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given

from reaug.core.batch import Batch
from reaug.core.edits import CONTEXT, OBJECT, SUBJECT
from reaug.core.examples import batch_of
from reaug.korean.tails import tail_starts, tails
from strategies import batches


def tail_of(marked: str, role: str = "subject") -> str:
    """The tail that a mention governs, wherever it stands."""
    batch = batch_of(marked if "[O|" in marked else marked + " [O|LOC|수원]")
    start, end = getattr(batch.row(0), role)
    code = SUBJECT if role == "subject" else OBJECT
    place = tail_starts(batch, *(np.array([k]) for k in (0, start, end, code)))
    return tails(batch, np.array([0]), place).text[0].as_py()


@pytest.mark.parametrize(
    ("marked", "tail"),
    [
        ("[S|ORG|삼성]은 컸다.", "은"),
        ("[S|ORG|삼성]", ""),
        ("[S|ORG|삼성] 은", ""),
        # past a gloss
        ("[S|ORG|삼성](Samsung)은 컸다.", "은"),
        ("[S|ORG|삼성](三星, (주) 포함)으로부터 왔다.", "으로부터"),
        ("[S|ORG|삼성](주)(1938년)은 컸다.", "은"),
        ("[S|ORG|삼성] (Samsung)은 컸다.", "은"),
        ("[S|ORG|삼성][三星]을", "을"),
        ("[S|ORG|삼성]（三星）을", "을"),
        ("[S|ORG|삼성](Samsung) 은", ""),
        ("[S|ORG|삼성](Samsung), 은", ""),
        ("[S|ORG|삼성](Samsung은", ""),
        # the gloss holds the other mention, whatever that holds
        ("[S|ORG|삼성]([O|PER|이재용])은", "은"),
        ("[S|ORG|삼성]([O|PER|이(재용])은", "은"),
        ("[S|ORG|삼성](회장 [O|PER|이재용], 50)은", "은"),
        # into quotes and titles
        ("‘[S|POH|기생충]’을 봤다.", "을"),
        ("《[S|POH|무정]》은", "은"),
        ("《[S|POH|무정]》(1917년)은", "은"),
        ("'[S|POH|무정]'은", "은"),
        ('"[S|POH|무정]"은', "은"),
        ("[S|POH|무정]'은", ""),
        ("[S|PER|이광수] ‘무정’은", ""),
        # past marks
        ("[S|ORG|야후]!는", "는"),
        ("[S|ORG|삼성]㈜은", "은"),
        ("[S|PER|칸쟈니]∞로서", "로서"),
        ("[S|ORG|삼성]·LG는", ""),
        ("[S|ORG|삼성], LG는", ""),
        ("[S|NOH|30]%는", ""),
        # the particle behind a bracket is its governor's
        ("삼성([S|PER|이재용])은", ""),
        ("삼성 ([S|PER|이재용])은", ""),
        ("삼성(주)(사장 [S|PER|이재용])은", ""),
        ("박산(1937년 4월 1일(음력) ~ [S|DAT|2009년])은", ""),
        ("([S|PER|이재용])은 왔다.", "은"),
        ("그리고, ([S|PER|이재용])은", "은"),
        # another mention is not read
        ("[S|ORG|삼성]‘[O|PER|이재용]’이", ""),
    ],
)
def test_the_tail_that_a_subject_governs(marked: str, tail: str) -> None:
    assert tail_of(marked) == tail


def test_the_tail_that_an_object_governs() -> None:
    assert tail_of("[S|ORG|삼성]([O|PER|이재용])은", "object") == ""
    assert tail_of("[S|ORG|삼성]과 [O|ORG|LG](구인회)는", "object") == "는"


def test_a_noun_of_the_context_reads_no_mention() -> None:
    batch = batch_of("삼성([S|ORG|LG]) [O|PER|이산](KT)을, 한화(KT)는")
    row = np.zeros(3, np.int64)
    start, end = np.array([0, 7, 16]), np.array([2, 9, 18])
    place = tail_starts(batch, row, start, end, np.full(3, CONTEXT))
    assert place.tolist() == [2, 13, 22]


def test_decomposed_hangul_is_one_tail() -> None:
    text = unicodedata.normalize("NFD", "으로부터")
    batch = batch_of(f"[S|ORG|삼성]{text} [O|LOC|수원]")
    result = tails(batch, np.array([0]), np.array([2]))
    assert result.text.to_pylist() == [text]


def test_no_nouns_and_empty_sentences() -> None:
    none = np.zeros(0, np.int64)
    assert tail_starts(batch_of("[S|ORG|삼성] [O|LOC|수원]"), none, none, none, none).tolist() == []
    batch = batch_of("[S|ORG|][O|LOC|]")
    zero = np.zeros(1, np.int64)
    assert tail_starts(batch, zero, zero, zero, zero + 1).tolist() == [0]
    assert tails(batch, zero, zero).text.to_pylist() == [""]


def test_many_brackets_are_no_trouble() -> None:
    assert tail_of("[S|ORG|삼성]" + "(1)" * 2000 + "은") == "은"
    assert tail_of("[S|ORG|삼성]" + "(" * 2000 + ")" * 2000 + "은") == "은"
    assert tail_of("[S|ORG|삼성]" + "(" * 2000) == ""


@given(batches(overlapping=False, nulls=False))
def test_a_tail_begins_behind_its_noun_and_outside_the_mentions(batch: Batch) -> None:
    row = np.repeat(np.arange(len(batch)), 2)
    spans = batch.spans.reshape(-1, 2).astype(np.int64)
    role = np.tile(np.array([SUBJECT, OBJECT]), len(batch))
    place = tail_starts(batch, row, spans[:, 0], spans[:, 1], role)
    assert (place >= spans[:, 1]).all()
    assert (place <= batch.codepoints.lengths[row]).all()
    assert not batch.inside_mention(row, place).any()
    apart = [
        tail_starts(
            batch, row[i : i + 1], spans[i : i + 1, 0], spans[i : i + 1, 1], role[i : i + 1]
        )
        for i in range(len(row))
    ]
    assert [int(position[0]) for position in apart] == place.tolist()
