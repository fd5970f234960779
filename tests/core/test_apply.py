"""The kernel against the oracle, and the laws that it refuses to break."""

from __future__ import annotations

import unicodedata
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given

from laws import check_changes
from reaug.core import schema
from reaug.core.apply import apply
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.edits import OBJECT, SUBJECT, Edits
from reaug.core.examples import batch_of
from reaug.errors import UsageError
from strategies import batches_with_changes, batches_with_edits, edits_from

ROW = "[S|PER|이순신]은 어제 [O|LOC|한산도]에서 이겼다."


def rules(
    labels: pa.StringArray, subject: pa.StringArray, object_: pa.StringArray
) -> pa.StringArray:
    """A rule book in one function: who has a spouse or a title is a person; a founder's is ORG."""

    def reason_of(label: str | None, subject: str | None, object_: str | None) -> str:
        if label == "per:spouse" and (subject, object_) != ("PER", "PER"):
            return "schema/object-type" if subject == "PER" else "schema/subject-type"
        if label == "per:title" and subject != "PER":
            return "schema/subject-type"
        return "schema/subject-type" if label == "org:founded" and subject != "ORG" else ""

    columns = (labels.to_pylist(), subject.to_pylist(), object_.to_pylist())
    return pa.array([reason_of(*row) for row in zip(*columns, strict=True)], pa.string())


@given(batches_with_edits())
def test_edits_move_text_and_mentions_as_the_oracle_does(both: tuple[Batch, Edits]) -> None:
    batch, edits = both
    check_changes(batch, Changes(edits))


@given(batches_with_changes())
def test_whole_proposals_do_what_the_oracle_does(both: tuple[Batch, Changes]) -> None:
    check_changes(*both)


@given(batches_with_changes(max_rows=8))
def test_a_hard_rule_that_held_still_holds(both: tuple[Batch, Changes]) -> None:
    check_changes(*both, rules=rules)


@given(batches_with_changes(min_rows=1))
def test_the_batch_given_is_not_changed(both: tuple[Batch, Changes]) -> None:
    batch, changes = both
    before = batch.table.to_pylist()
    apply(batch, changes, rules=rules)
    assert batch.table.to_pylist() == before


@given(batches_with_changes())
def test_the_log_says_each_thing_once(both: tuple[Batch, Changes]) -> None:
    batch, changes = both
    applied = apply(batch, changes, step="0.test")
    place = {row_id: i for i, row_id in enumerate(batch.ids.to_pylist())}
    sentence = dict(zip(batch.ids.to_pylist(), batch.sentence.to_pylist(), strict=True))
    rows, numbers = [], {}
    for entry in applied.log.entries.to_pylist():
        rows.append(place[entry["row_id"]])
        assert entry["step"] == "0.test"
        assert entry["ordinal"] == numbers.get(entry["row_id"], 0)
        numbers[entry["row_id"]] = entry["ordinal"] + 1
        if entry["kind"] == "edit":
            old = sentence[entry["row_id"]][entry["start"] : entry["end"]]
            assert entry["old"] == old != entry["new"]
        if changes.reason is not None:
            assert entry["reason"] == changes.reason[rows[-1]].as_py()
    assert rows == sorted(rows)


def batch_with_everything() -> Batch:
    rows = [ROW, ROW, ROW, "[S|PER|갑][O|PER|을]", ROW]
    return batch_of(*rows, label=["per:spouse", "no_relation", "no_relation", "per:spouse", "x"])


def test_edits_fields_swap_columns_and_drops_in_one_proposal() -> None:
    batch = batch_with_everything()
    edits = edits_from(
        [
            (3, 1, 2, "병", OBJECT, True),
            (0, 5, 7, "오늘", 0, False),
            (0, 0, 3, "세종대왕", SUBJECT, True),
            (0, 3, 4, "이", 0, False),
            (1, 1, 1, "!", 0, False),
            (2, 0, 99, "!", 0, False),
        ]
    )
    changes = Changes(
        edits=edits,
        fields={schema.OBJECT_TYPE: pa.array(["PER", "ORG", None, None, "DAT"])},
        swap_roles=np.array([True, False, True, True, False]),
        columns=pa.table({"bucket": pa.array(range(5))}),
        drop=np.array([False, False, True, False, False]),
        reason=pa.array(["a", "b", "c", "d", "e"]),
    )
    after = check_changes(batch, changes, rules=rules)
    assert after.refusals.row.tolist() == [1]
    assert after.refusals.reason.to_pylist() == ["edit/touches-mention"]
    assert after.log.dropped["_reason"].to_pylist() == ["c"]
    assert after.log.columns == ("bucket",)
    rows = after.batch.table.to_pylist()
    assert [row["bucket"] for row in rows] == [0, None, 3, 4]
    assert [row["object_type"] for row in rows] == ["PER", "LOC", "PER", "DAT"]
    first, third = after.batch.row(0), after.batch.row(2)
    assert first.sentence == "세종대왕이 오늘 한산도에서 이겼다."
    assert (first.subject_word, first.object_word) == ("한산도", "세종대왕")
    assert (third.sentence, third.subject_word, third.object_word) == ("갑병", "병", "갑")


@pytest.mark.parametrize(
    ("label", "change", "broken"),
    [
        ("per:spouse", {schema.OBJECT_TYPE: "LOC"}, "schema/object-type"),
        ("per:spouse", {schema.SUBJECT_TYPE: "LOC"}, "schema/subject-type"),
        ("no_relation", {schema.LABEL: "org:founded"}, "schema/subject-type"),
        ("no_relation", {schema.LABEL: "per:title"}, None),
        ("per:title", {}, "schema/subject-type"),  # the swap alone
        ("no_relation", {}, None),
        ("org:founded", {}, None),  # broken before: nothing is held against the row
        ("no_relation", {schema.LABEL: "org:founded", schema.OBJECT_TYPE: "ORG"}, None),
    ],
)
def test_law_6_refuses_a_change_in_place(
    label: str, change: dict[str, str], broken: str | None
) -> None:
    batch = batch_of("[S|PER|갑]은 [O|LOC|서울]에 산다.", label=label)
    if label == "per:spouse":
        batch = batch_of("[S|PER|갑]은 [O|PER|을]과 산다.", label=label)
    swap = not change or len(change) == 2
    changes = Changes(
        edits=Edits.of([0], [1], [2], ["이"]),
        fields={name: pa.array([value]) for name, value in change.items()},
        swap_roles=np.array([swap]),
    )
    after = check_changes(batch, changes, rules=rules)
    assert after.refusals.reason.to_pylist() == ([broken] if broken else [])
    assert after.batch.table.equals(batch.table) == bool(broken)


def test_a_law_broken_by_an_edit_comes_before_a_broken_rule() -> None:
    batch = batch_of("[S|PER|갑]은 [O|PER|을]과 산다.", label="per:spouse")
    types = {schema.OBJECT_TYPE: pa.array(["LOC"])}
    after = check_changes(batch, Changes(Edits.of([0], [0], [1], ["병"]), types), rules=rules)
    assert after.refusals.reason.to_pylist() == ["edit/touches-mention"]


@pytest.mark.parametrize(
    ("marked", "edits", "sentence", "words"),
    [
        # An insertion at a mention's edge stays outside it.
        ("[S|PER|갑][O|PER|을]", [(0, 0, "앞"), (1, 1, "속"), (2, 2, "뒤")], "앞갑속을뒤", "갑을"),
        ("[O|PER|을][S|PER|갑]", [(0, 0, "앞"), (1, 1, "속"), (2, 2, "뒤")], "앞을속갑뒤", "갑을"),
        # All text between two mentions goes; then they touch.
        ("[S|PER|갑]과 [O|PER|을]", [(1, 3, "")], "갑을", "갑을"),
        ("[S|PER|갑]과 [O|PER|을]", [(1, 3, "와 또 ")], "갑와 또 을", "갑을"),
        # A word that occurs again is another word.
        ("갑 [S|PER|갑] [O|PER|갑] 갑", [(0, 2, ""), (5, 7, "")], "갑 갑", "갑갑"),
        (
            "[S|PER|😀]는 [O|PER|👩\u200d👧]을",
            [(1, 2, "은"), (3, 3, "🇰🇷")],
            "😀은 🇰🇷👩\u200d👧을",
            "😀👩\u200d👧",
        ),
        ("[S|PER|e\u0301] [O|PER|ñ]", [(2, 3, "\r\n")], "e\u0301\r\nñ", "e\u0301ñ"),
        ("大韓[S|PER|民]國[O|LOC|日]", [(0, 2, ""), (3, 4, "2024 LG ")], "民2024 LG 日", "民日"),
        (
            unicodedata.normalize("NFD", "[S|PER|한글]은 [O|PER|달]"),
            [(6, 9, unicodedata.normalize("NFD", "은"))],
            unicodedata.normalize("NFD", "한글은 달"),
            unicodedata.normalize("NFD", "한글달"),
        ),
    ],
)
def test_mentions_move_with_their_text(
    marked: str, edits: list[tuple[int, int, str]], sentence: str, words: str
) -> None:
    start, end, text = zip(*edits, strict=True)
    changes = Changes(Edits.of([0] * len(edits), start, end, text))
    row = check_changes(batch_of(marked), changes).batch.row(0)
    assert row.sentence == sentence
    assert row.subject_word + row.object_word == words


def test_values_that_were_missing_are_missing_again_after_undo() -> None:
    table = batch_of(ROW, ROW, ROW).table
    for name in schema.FIELDS:
        at = table.schema.get_field_index(name)
        table = table.set_column(at, table.field(at), pa.nulls(3, pa.string()))
    new = {
        schema.LABEL: pa.array(["per:title", None, "x"]),
        schema.SUBJECT_TYPE: pa.array(["PER", None, None]),
        schema.OBJECT_TYPE: pa.array([None, None, "LOC"]),
    }
    swap = np.array([True, True, False])
    check_changes(Batch(table), Changes(fields=new, swap_roles=swap))


@given(batches_with_changes(max_rows=0))
@example((batch_of(ROW).take(np.zeros(0, dtype=np.int64)), Changes()))
def test_an_empty_batch_stays_empty(both: tuple[Batch, Changes]) -> None:
    applied = check_changes(*both, rules=rules)
    assert len(applied.batch) == applied.log.entries.num_rows == applied.log.dropped.num_rows == 0


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        (Changes(Edits.of([-1], [0], [0], ["가"])), "edits of rows -1 to -1"),
        (Changes(Edits.of([2], [0], [0], ["가"])), "edits of rows 2 to 2"),
        (Changes(Edits.of([0], [4], [4], pa.array([None], pa.string()))), "null"),
        (Changes(Edits.of([0], [4], [4], ["가"], role=4)), "role"),
        (Changes(Edits.of([0, 1], [4], [4], ["가"])), r"\[2, 1, 1, 1, 2, 2\]"),
        (Changes(fields={"lable": pa.array(["x", "y"])}), "label, subject_type, object_type"),
        (Changes(fields={"sentence": pa.array(["x", "y"])}), "'sentence' is not a field"),
        (Changes(fields={"label": pa.array(["x"])}), "label holds 1 values for 2 rows"),
        (Changes(drop=np.array([True])), "drop holds 1 values for 2 rows"),
        (Changes(swap_roles=np.zeros(3, dtype=np.bool_)), "swap_roles holds 3 values"),
        (Changes(columns=pa.table({"a": [1]})), "columns holds 1 values"),
        (Changes(columns=pa.table({"source": ["a", "b"]})), "a column 'source' already"),
        (Changes(reason=pa.array(["a"])), "reason holds 1 values"),
        (Changes(skipped=pa.array(["a"])), "skipped holds 1 values"),
    ],
)
def test_a_proposal_of_the_wrong_shape_is_the_steps_mistake(changes: Any, what: str) -> None:
    with pytest.raises(UsageError, match=what) as caught:
        apply(batch_of(ROW, ROW), changes, step="3.mine")
    assert "'3.mine'" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_many_rows_at_once_are_what_each_is_alone() -> None:
    rows = [
        f"{'가나 ' * (i % 40)}[S|PER|갑{i}]은 [O|LOC|서울]에 e\u0301 산다." for i in range(5000)
    ]
    batch = batch_of(*rows)
    place = pc.find_substring(batch.sentence, "산다").to_numpy() * 0
    ends = batch.spans[:, 3]
    edits = Edits.concat(
        [
            Edits.of(np.arange(5000), ends, ends + 1, pa.array(["에서"] * 5000)),
            Edits.of(np.arange(5000), place, place, pa.array(["또 "] * 5000)),
            Edits.of(np.arange(5000), ends + 3, ends + 4, pa.array(["a"] * 5000)),
        ]
    )
    check_changes(batch, Changes(edits.take(edits.row % 3 > 0)))
    assert set(apply(batch, Changes(edits)).refusals.reason.to_pylist()) <= {"edit/splits-grapheme"}


def test_a_value_that_a_row_has_already_is_no_change() -> None:
    batch = batch_of(*["[S|PER|이순신]은 [O|LOC|한산도]에서 이겼다."] * 2, label=["a", "b"])
    after, log, refusals = apply(batch, Changes(fields={"label": pa.array(["a", "a"])}))
    assert after.label.to_pylist() == ["a", "a"]
    assert log.entries["row_id"].to_pylist() == ["row-1"]
    assert not len(refusals.row)
