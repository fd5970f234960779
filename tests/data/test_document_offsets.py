"""How offsets count: recognised over all rows, and refused where the rows do not agree."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.data import read
from reaug.data.offsets import NAMES, Convention, Points, Span, convention_called, from_points
from reaug.data.read_options import read_as
from reaug.errors import InputError, UsageError

CONVENTIONS = [convention_called(name) for name in NAMES if name != "auto"]
WRITTEN = [
    ("👑 세종은 이도라는 이름의 왕이다.", "세종", "이도"),
    ("한울전자 대표는 윤가온이고, 윤가온은 한울전자를 세웠다.", "한울전자", "윤가온"),
    ("바다 건너 섬에서 김나래가 돌아왔다 😀.", "김나래", "섬"),
    ("Acme Corp은 포항에 있다.", "Acme Corp", "포항"),
    ("어제 金九 선생이 서울역에 왔다.", "金九", "서울역"),
    ("해나래는 1998년 3월에 났다.", "해나래", "1998년 3월"),
]
SPANS = [f"{role}_{side}" for role in ("subject", "object") for side in ("start", "end")]


def points(role: int) -> Points:
    start = np.array([row[0].index(row[1 + role]) for row in WRITTEN])
    return Points(start, start + np.array([len(row[1 + role]) for row in WRITTEN]))


def rows_in(*conventions: Convention) -> list[dict[str, Any]]:
    """The rows, the first in the first convention, the second in the second, and so on."""
    sentences = pa.chunked_array([[row[0] for row in WRITTEN]])
    rows: list[dict[str, Any]] = []
    for i, (sentence, *words) in enumerate(WRITTEN):
        row: dict[str, Any] = {"sentence": sentence, "label": "x"}
        for role, name in enumerate(("subject_entity", "object_entity")):
            span = from_points(sentences, points(role), conventions[i % len(conventions)])
            row[name] = {
                "word": words[role],
                "start_idx": int(span.first[i]),
                "end_idx": int(span.last[i]),
                "type": "A",
            }
        rows.append(row)
    return rows


def spans(table: pa.Table) -> list[tuple[int, ...]]:
    return list(zip(*(table[name].to_pylist() for name in SPANS), strict=True))


WANTED = spans(read(rows_in(Convention())).table)


@pytest.mark.parametrize("convention", CONVENTIONS, ids=NAMES[1:])
def test_each_convention_of_offsets_is_recognised_and_noted(convention: Convention) -> None:
    reading = read(rows_in(convention))
    assert spans(reading.table) == WANTED
    notes = [note for note in reading.notes if "offsets count" in note]
    assert len(notes) == (convention != Convention())
    assert all(f"--offsets {convention.name}" in note for note in notes)


@pytest.mark.parametrize("convention", CONVENTIONS, ids=NAMES[1:])
def test_each_convention_of_offsets_can_be_named(convention: Convention) -> None:
    rows = rows_in(convention)
    assert spans(read(rows, how=read_as(offsets=convention.name)).table) == WANTED


@given(st.permutations(range(len(WRITTEN))), st.sampled_from(CONVENTIONS))
def test_the_order_of_rows_is_the_same(order: list[int], convention: Convention) -> None:
    rows = rows_in(convention)
    table = read([rows[i] for i in order]).table
    assert spans(table.take(pa.array(np.argsort(order)))) == WANTED


@pytest.mark.parametrize("shift", [-4, -1, 2, 9])
def test_a_constant_shift(shift: int) -> None:
    reading = read(rows_in(Convention("characters", shift)))
    assert spans(reading.table) == WANTED
    assert any(f"shifted by {shift:+d}" in note for note in reading.notes)


def test_a_shift_of_one_row_is_mended_where_words_recur() -> None:
    rows = rows_in(Convention())
    for name in ("subject_entity", "object_entity"):
        for side in ("start_idx", "end_idx"):
            rows[1][name][side] += 1
    with pytest.raises(InputError, match="1 of 6 rows are bad"):
        read(rows)
    reading = read(rows, on_bad_row="repair")
    assert spans(reading.table) == WANTED
    assert {problem.how for problem in reading.problems} == {"shift"}


@pytest.mark.parametrize(
    ("sentence", "mended"),
    [
        ("한밭과 나래는 한밭에서 났고 나래를 떠났다.", True),
        ("한밭과 나래는 한밭 국민당에서 났고 나래를 떠났다.", False),  # part of another name
        ("한밭과 나래는 한밭대에서 났고 나래를 떠났다.", False),
    ],
)
def test_a_shift_into_part_of_a_name_is_none(sentence: str, mended: bool) -> None:
    row, *others, right = rows_in(Convention())[:4]
    for other in others:  # rewritten, too
        other["subject_entity"]["word"] = "없음"
    subject, object_ = sentence.index("한밭", 1), sentence.rindex("나래")
    row["sentence"] = sentence
    for name, word, start in (
        ("subject_entity", "한밭", subject),
        ("object_entity", "나래", object_),
    ):
        row[name] |= {"word": word, "start_idx": start + 4, "end_idx": start + 3 + len(word)}
    reading = read([row, *others, right], on_bad_row="repair", max_bad_share=1)
    assert [problem.action for problem in reading.problems if problem.row == 0] == (
        ["repaired", "repaired"] if mended else ["dropped"]
    )


def test_a_bad_row_in_a_set_that_fits_stays_a_bad_row() -> None:
    ways = Convention("characters", 0, False)
    rows = [*rows_in(ways), *rows_in(ways)]
    rows[3]["subject_entity"]["word"] = "없음"
    reading = read(rows, on_bad_row="drop")
    assert reading.dropped == 1
    assert spans(reading.table)[:3] == WANTED[:3]


BLANKS = {
    "one subject": ([0], "subject_entity", ("start_idx", "end_idx")),
    "one object": ([2], "object_entity", ("start_idx", "end_idx")),
    "only an end": ([1], "subject_entity", ("end_idx",)),
    "only a start": ([1], "object_entity", ("start_idx",)),
    "every other one": ([0, 2, 4], "subject_entity", ("start_idx", "end_idx")),
    "all ends of the object": (range(6), "object_entity", ("end_idx",)),
    "all subjects but the one that stands there twice": (
        [0, 2, 3, 4, 5],
        "subject_entity",
        ("start_idx", "end_idx"),
    ),
}


@pytest.mark.parametrize("blank", BLANKS.values(), ids=BLANKS)
@pytest.mark.parametrize("name", ["auto", "said"])
@pytest.mark.parametrize("convention", CONVENTIONS, ids=NAMES[1:])
def test_a_mention_without_offsets_leaves_the_other_one_as_it_counts(
    convention: Convention, name: str, blank: tuple[list[int], str, tuple[str, ...]]
) -> None:
    rows = rows_in(convention)
    where, mention, parts = blank
    for row in where:
        for part in parts:
            rows[row][mention][part] = None
    offsets = "auto" if name == "auto" else convention.name
    reading = read(rows, how=read_as(offsets=offsets))
    assert spans(reading.table) == WANTED
    assert any(f"{len(list(where)):,} mention" in note for note in reading.notes)


def test_mentions_of_one_kind_without_any_offsets() -> None:
    rows = rows_in(Convention("characters", 0, False))
    del rows[1]  # its words stand there twice
    for row in rows:
        row["subject_entity"] |= {"start_idx": None, "end_idx": None}
    wanted = [WANTED[0], *WANTED[2:]]
    reading = read(rows)
    assert spans(reading.table) == wanted
    assert any("5 of 5 rows fit (--offsets exclusive)" in note for note in reading.notes)
    assert spans(read(rows, how=read_as(offsets="exclusive")).table) == wanted


@pytest.mark.parametrize(
    ("convention", "other_word", "too_far"),
    [
        (
            Convention(),
            "'없음' expected at 11..12, found '포항'",
            "'포항' expected at 11..99, but the sentence ends at 17",
        ),
        (
            Convention("characters", 1, False),
            "'없음' expected at 12..14 (characters from 1, ends exclusive), found '포항'",
            "'포항' expected at 12..99 (characters from 1, ends exclusive), but the sentence ends "
            "at 19",
        ),
        (
            Convention("tokens"),
            "'없음' expected at 2..2 (tokens (eojeols) from 0, ends inclusive), but is not there",
            "'포항' expected at 2..99 (tokens (eojeols) from 0, ends inclusive), but is not there",
        ),
    ],
)
def test_a_message_has_the_offsets_of_the_file(
    convention: Convention, other_word: str, too_far: str
) -> None:
    rows = rows_in(convention) * 4
    right = rows[3]["object_entity"]
    for wrong, message in (({"word": "없음"}, other_word), ({"end_idx": 99}, too_far)):
        rows[3] = {**rows[3], "object_entity": right | wrong}
        assert read(rows, on_bad_row="drop").problems[0].message == message


def test_mixed_ways_are_refused_and_mended() -> None:
    rows = rows_in(Convention(), Convention("characters", 0, False))
    for on_bad_row in ("stop", "drop"):
        with pytest.raises(InputError, match=r"in different ways: 3 of 6 .*rows 0, 2, 4.*1, 3, 5"):
            read(rows, on_bad_row=on_bad_row)
    reading = read(rows, on_bad_row="repair")
    assert spans(reading.table) == WANTED
    assert {problem.how for problem in reading.problems} == {
        "offsets: characters from 0, ends exclusive"
    }
    with pytest.raises(InputError, match="3 of 6 rows are bad"):
        read(rows, how=read_as(offsets="inclusive"))


def test_a_name_that_is_none() -> None:
    with pytest.raises(UsageError, match="unknown way to count offsets 'exclusiv'; did you mean"):
        read_as(offsets="exclusiv")


def test_without_words_the_way_must_be_said() -> None:
    rows = rows_in(Convention("characters", 0, False))
    for row in rows:
        for name in ("subject_entity", "object_entity"):
            del row[name]["word"]
    with pytest.raises(InputError, match=r"has no words of 'subject_entity'.*--offsets exclusive"):
        read(rows)
    assert spans(read(rows, how=read_as(offsets="exclusive")).table) == WANTED


@pytest.mark.parametrize(
    "text", ["", "가", "한국", "😀a👨‍👩‍👧", "\u1112\u1161\u11ab강", " 가  나 "]
)
@pytest.mark.parametrize("convention", [c for c in CONVENTIONS if c.unit != "tokens"])
def test_there_and_back(text: str, convention: Convention) -> None:
    from reaug.data.offsets import to_points

    sentences = pa.chunked_array([[text] * (len(text) + 1)])
    ends = np.arange(len(text) + 1)
    given_points = Points(np.zeros_like(ends), ends)
    span = from_points(sentences, given_points, convention)
    back = to_points(sentences, sentences, Span(*span), convention)
    assert back.start.tolist() == given_points.start.tolist()
    assert back.end.tolist() == ends.tolist()
