"""The canonical form of edits, and every reason for which a row is refused."""

from __future__ import annotations

import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from laws import check_changes, edits_of
from oracle import OracleEdit
from reaug.core.apply import apply
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.edits import CONTEXT, MARK, OBJECT, SUBJECT, Edits, Refusals, normalise
from reaug.core.examples import batch_of
from reaug.core.undo import undo
from strategies import batches_with_edits, edit_rows, edits_from

ROW = "[S|PER|이순신]은 어제 [O|LOC|한산도]에서 이겼다."  # subject 0-3, object 8-11
NFD = unicodedata.normalize("NFD", "한글")


def refusal(batch: Batch, *edits: tuple[object, ...]) -> list[str]:
    proposal = edits_from([(0, *edit, *(CONTEXT, False)[len(edit) - 3 :]) for edit in edits])
    check_changes(batch, Changes(proposal))
    return normalise(batch, proposal)[1].reason.to_pylist()


def canonical(batch: Batch, *edits: tuple[object, ...]) -> list[OracleEdit]:
    proposal = edits_from([(0, *edit, *(CONTEXT, False)[len(edit) - 3 :]) for edit in edits])
    check_changes(batch, Changes(proposal))
    return [edit for _, edit in edits_of(normalise(batch, proposal)[0])]


@given(batches_with_edits())
def test_normalise_does_what_the_oracle_does(both: tuple[Batch, Edits]) -> None:
    batch, edits = both
    check_changes(batch, Changes(edits))


@given(st.data())
def test_the_order_of_edits_says_nothing(data: st.DataObject) -> None:
    batch, _ = data.draw(batches_with_edits(max_rows=3))
    rows = data.draw(edit_rows(batch))
    # Two edits of one place may differ in text only: then both orders are refused alike.
    one, refused = normalise(batch, edits_from(rows))
    other, refused_too = normalise(batch, edits_from(data.draw(st.permutations(rows))))
    assert edits_of(one) == edits_of(other)
    assert refused.row.tolist() == refused_too.row.tolist()
    assert refused.reason.to_pylist() == refused_too.reason.to_pylist()


def test_touching_context_edits_become_one() -> None:
    batch = batch_of(ROW)
    assert canonical(batch, (5, 6, "오"), (6, 7, "늘"), (7, 7, "도 ", CONTEXT, True)) == [
        OracleEdit(5, 7, "오늘도 ", "context", True)
    ]
    assert canonical(batch, (3, 4, ""), (4, 4, "이")) == [OracleEdit(3, 4, "이")]


def test_edits_that_change_nothing_vanish_alone_and_together() -> None:
    batch = batch_of(ROW)
    assert canonical(batch, (5, 5, ""), (5, 7, "어제"), (0, 3, "이순신", SUBJECT)) == []
    assert canonical(batch, (5, 6, ""), (6, 6, "어")) == []
    assert canonical(batch, (1, 2, "순")) == []  # inside a mention, but it changes nothing


def test_a_mention_edit_is_never_merged() -> None:
    batch = batch_of("[S|PER|갑][O|PER|을] 만났다")
    edits = [(0, 1, "정", SUBJECT), (1, 1, "과 "), (1, 2, "병", OBJECT), (2, 3, "이 ")]
    assert canonical(batch, *edits) == [
        OracleEdit(0, 1, "정", "subject"),
        OracleEdit(1, 1, "과 "),
        OracleEdit(1, 2, "병", "object"),
        OracleEdit(2, 3, "이 "),
    ]


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        ((-1, 2, "가"), "edit/out-of-range"),
        ((5, 4, "가"), "edit/out-of-range"),
        ((5, 99, "가"), "edit/out-of-range"),
        ((-(2**31), 2**31 - 1, "가"), "edit/out-of-range"),
        ((2, 4, "가"), "edit/touches-mention"),
        ((1, 1, "가"), "edit/touches-mention"),
        ((0, 3, "가"), "edit/touches-mention"),
        ((0, 2, "가", SUBJECT), "edit/not-a-mention"),
        ((8, 11, "가", SUBJECT), "edit/not-a-mention"),
        ((0, 3, "", SUBJECT), "edit/empty-mention"),
        ((8, 11, "", OBJECT), "edit/empty-mention"),
        ((3, 3, "\u0301"), "edit/splits-grapheme"),
        ((0, 0, "👍🏽\u200d"), ""),
        ((7, 7, "\u200d"), "edit/splits-grapheme"),
    ],
)
def test_one_unlawful_edit_refuses_its_row(edit: tuple[object, ...], reason: str) -> None:
    assert refusal(batch_of(ROW), edit) == ([reason] if reason else [])


def test_edits_of_one_row_may_not_collide() -> None:
    batch = batch_of(ROW)
    assert refusal(batch, (4, 6, "가"), (5, 7, "나")) == ["edit/overlap"]
    assert refusal(batch, (5, 7, "가"), (6, 6, "나")) == ["edit/overlap"]
    assert refusal(batch, (5, 7, "가"), (5, 7, "가")) == ["edit/overlap"]
    assert refusal(batch, (5, 5, "가"), (5, 5, "나")) == ["edit/two-insertions"]
    assert refusal(batch, (5, 5, "가"), (5, 5, "가")) == ["edit/two-insertions"]


def test_a_mention_inside_the_other_cannot_be_renamed() -> None:
    table = batch_of("[S|ORG|서울대학교][O|LOC|에] 갔다").table
    start = table.schema.get_field_index("object_start")
    table = table.set_column(start, table.field(start), pa.array([0], pa.int32()))
    table = table.set_column(start + 1, table.field(start + 1), pa.array([2], pa.int32()))
    batch = Batch(table)
    assert refusal(batch, (0, 5, "부산대학교", SUBJECT)) == ["edit/overlap"]
    assert refusal(batch, (0, 2, "부산", OBJECT)) == ["edit/overlap"]
    assert refusal(batch, (6, 6, " 또")) == []


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("e\u0301 {} {}", (1, 1, ".")),
        ("e\u0301 {} {}", (0, 1, "a")),
        ("e\u0301 {} {}", (1, 2, "")),
        ("a {} {}", (1, 1, "\u0301")),
        (NFD + " {} {}", (1, 1, ".")),
        (NFD + " {} {}", (2, 3, "")),
        ("ᄒ {} {}", (1, 2, "ᅡ")),
        ("가 {} {}", (1, 2, "\u11a8")),
        ("👩\u200d👧 {} {}", (1, 2, "")),
        ("👩 👧 {} {}", (1, 2, "\u200d")),
        ("👍🏽 {} {}", (1, 1, " ")),
        ("🇰🇷🇺🇸 {} {}", (1, 1, " ")),
        ("🇰🇷🇺🇸 {} {}", (0, 2, "🇯")),
        ("a\r\nb {} {}", (2, 2, ".")),
        ("a\r \nb {} {}", (2, 3, "")),
        ("1\ufe0f\u20e3 {} {}", (1, 2, "")),
    ],
)
def test_a_grapheme_is_never_split_or_melted(text: str, edit: tuple[int, int, str]) -> None:
    assert refusal(batch_of(text.format("[S|PER|갑]", "[O|PER|을]")), edit) == [
        "edit/splits-grapheme"
    ]


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("e\u0301 {} {}", (2, 2, ".")),
        ("e\u0301 {} {}", (0, 2, NFD)),
        (NFD + " {} {}", (3, 3, ".")),
        ("👩\u200d👧 {} {}", (0, 3, "👍🏽")),
        ("🇰🇷🇺🇸 {} {}", (2, 2, " ")),
        ("🇰🇷🇺🇸 {} {}", (0, 2, "🇯🇵")),
        ("a\r\nb {} {}", (1, 3, "\r\n")),
        ("{} {}😀", (3, 4, "")),
        ("{} {}", (1, 2, "")),
    ],
)
def test_whole_graphemes_may_be_edited(text: str, edit: tuple[int, int, str]) -> None:
    assert refusal(batch_of(text.format("[S|PER|갑]", "[O|PER|을]")), edit) == []


def test_only_the_row_at_fault_is_refused_and_by_its_first_reason() -> None:
    batch = batch_of(ROW, ROW, ROW)
    edits = Edits.of([2, 0, 1, 1], [5, -1, 1, 0], [5, 2, 1, 2], ["또 ", "가", "가", "나"])
    kept, refused = normalise(batch, edits)
    assert edits_of(kept) == [(2, OracleEdit(5, 5, "또 "))]
    assert refused.row.tolist() == [0, 1]
    assert refused.reason.to_pylist() == ["edit/out-of-range", "edit/touches-mention"]


def test_no_edits_of_no_rows() -> None:
    empty = batch_of(ROW).take(np.zeros(0, dtype=np.int64))
    edits, refused = normalise(empty, Edits.of())
    assert edits.size == len(refused.row) == len(refused.reason) == 0


def test_columns_of_edits_have_their_types() -> None:
    for edits in (
        Edits.of(),
        Edits.of([0], [1], [2], ["가"]),
        Edits.of(np.array([0]), np.array([1]), np.array([2]), pa.array(["가"]), role=SUBJECT),
        Edits.of([0], [1], [2], pa.chunked_array([["가"]]), noun=True),
        Edits.of([0], [1], [2], pa.array(["가"], pa.large_string())),
        Edits.of([0], [1], [2], pa.array(["가"]).dictionary_encode()),
        Edits.concat([]),
        Edits.concat([Edits.of(), Edits.of([3], [0], [0], ["😀"])]),
    ):
        assert (edits.row.dtype, edits.start.dtype, edits.end.dtype) == (
            np.int64,
            np.int32,
            np.int32,
        )
        assert (edits.role.dtype, edits.noun.dtype) == (np.int8, np.bool_)
        assert edits.text.type == pa.string()
        assert {len(column) for column in edits} == {edits.size}


def test_concat_and_take_keep_each_edit_whole() -> None:
    a = Edits.of([0, 1], [0, 1], [0, 2], ["가", ""], role=np.array([1, 0]), noun=True)
    b = Edits.of([1], [3], [3], ["다"])
    both = Edits.concat([a, b])
    assert Edits.concat([a]) is a
    assert edits_of(both) == edits_of(a) + edits_of(b)
    assert edits_of(both.take(np.array([2, 0]))) == edits_of(b) + edits_of(a)[:1]
    assert edits_of(both.take(np.array([True, False, True]))) == edits_of(a)[:1] + edits_of(b)
    assert both.take(np.ones(3, dtype=np.bool_)) is both


def test_of_one_row_the_first_refusal_stands() -> None:
    first = Refusals(np.array([3, 1]), pa.array(["a", "b"]))
    second = Refusals(np.array([1, 0]), pa.array(["c", "d"]))
    joined = Refusals.concat([first, second])
    assert joined.row.tolist() == [0, 1, 3]
    assert joined.reason.to_pylist() == ["d", "b", "a"]
    assert Refusals.concat([]).row.tolist() == Refusals.none().row.tolist() == []


def nested() -> Batch:
    """`서울대학교에 갔다`: the object, 서울, begins the subject; and 대학 lies inside it."""
    table = batch_of("[S|ORG|서울대학교][O|LOC|에] 갔다", "[S|ORG|서울대학교][O|LOC|에] 갔다").table
    start = table.schema.get_field_index("object_start")
    for i, places in enumerate(([0, 2], [2, 4])):
        table = table.set_column(start + i, table.field(start + i), pa.array(places, pa.int32()))
    return Batch(table)


def marks(row: int, *edits: tuple[int, int, str]) -> Edits:
    start, end, text = (list(column) for column in zip(*edits, strict=True))
    return Edits.of([row] * len(edits), start, end, text, MARK)


@pytest.mark.parametrize(
    ("row", "edit", "reason"),
    [
        (0, (2, 2, "]"), None),
        (1, (2, 2, "["), None),
        (1, (4, 4, "]"), None),
        (1, (4, 5, ""), "edit/touches-mention"),  # the end of the other mention
        (1, (3, 3, "["), "edit/touches-mention"),  # inside both
        (0, (3, 3, "]"), "edit/touches-mention"),  # beside neither
        (1, (2, 4, "대학"), None),  # nothing changes
        (1, (2, 4, ""), "edit/touches-mention"),  # the mention itself
        (1, (4, 5, "교"), None),
        (1, (1, 2, "x"), "edit/touches-mention"),  # no insertion, and nothing taken out
    ],
)
def test_a_mark_stands_beside_a_mention_inside_the_other(
    row: int, edit: tuple[int, int, str], reason: str | None
) -> None:
    batch = nested()
    _, refusals = normalise(batch, marks(row, edit))
    assert refusals.reason.to_pylist() == ([] if reason is None else [reason])
    if reason is None:
        after = apply(batch, Changes(marks(row, edit)), step="0.encode")
        words = [(row.subject, row.object) for row in map(after.batch.row, range(2))]
        grown = len(edit[2]) - (edit[1] - edit[0])
        assert words[row][0] == (0, 5 + grown)
        back = undo(after.batch, after.log)
        assert back.table.equals(batch.table)
