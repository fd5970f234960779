from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from laws import check_laws, state_of
from reaug.core import schema
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.draws import Draw
from reaug.core.examples import batch_of
from reaug.errors import InputError, UsageError
from reaug.rulebook import RuleBook, load
from reaug.shaping.relation_candidates import RelationCandidates
from reaug.shaping.relation_candidates.table import CandidateTable, label_counts
from strategies import LABELS, TYPES, batches

BORN = "[S|PER|박열]은 [O|LOC|문경]에서 태어났다."
JOB = "[S|PER|윤하늘]은 새 [O|POH|대표]로 뽑혔다."
SEAT = "[S|ORG|솔빛소프트]는 [O|LOC|판교]에 있다."
ODD = "[S|LOC|판교]에서 [O|PER|강이현]이 강연했다."
FIRM = {"subject_types": ["ORG"], "definition": {"en": "a seat", "ko": "소재지"}}
BOOK = load()
WORK = {"subject_types": ["PER", "ORG"], "definition": {"en": "a job", "ko": "직업"}}


@pytest.fixture(scope="module")
def rules() -> RuleBook:
    return BOOK


def book(**more: Any) -> RuleBook:
    """A small book: `seat` has hard object types, `job` has one usual type and one rare."""
    return RuleBook.model_validate(
        {
            "name": "작은책",
            "version": "1",
            "description": {"en": "a test", "ko": "시험"},
            "types": {name: {"en": name, "ko": name} for name in ("PER", "ORG", "LOC")},
            "relations": {
                "seat": {**FIRM, "object_types": ["LOC"], "hard_object_types": True},
                "job": {**WORK, "object_types": {"ORG": 99, "LOC": 1}},
                "none": {**WORK, "object_types": ["PER", "ORG", "LOC"]},
            },
            "negative": "none",
            **more,
        }
    )


def proposed(step: RelationCandidates, batch: Batch, state: CandidateTable) -> Changes:
    return step.propose(batch, state, Draw(batch.keys, seed=0, path="0.relation_candidates"))


def after(step: RelationCandidates, batch: Batch, state: CandidateTable) -> pa.Table:
    """The rows with the columns that the step adds."""
    columns = proposed(step, batch, state).columns
    assert columns is not None
    table = batch.table
    for name in columns.column_names:
        table = table.append_column(columns.schema.field(name), columns[name])
    return table


def names(table: pa.Table, labels: list[str], column: str = "candidates") -> list[list[str]]:
    return [
        [label for label, holds in zip(labels, mask, strict=True) if holds]
        for mask in table[column].to_pylist()
    ]


def test_what_the_rows_show(rules: RuleBook) -> None:
    batch = batch_of(
        *(BORN, BORN, BORN, JOB, SEAT),
        label=[
            "per:place_of_birth",
            "per:place_of_birth",
            "per:origin",
            "per:title",
            "no_relation",
        ],
    )
    step = RelationCandidates(support=2)
    state = state_of(step, [batch], rules)
    rows = after(step, batch, state)
    assert list(state.heads) == ["ORG:LOC", "PER:LOC", "PER:POH"]
    assert rows["head"].to_pylist() == [1, 1, 1, 2, 0]
    birth = ["no_relation", "per:place_of_birth"]
    assert names(rows, rules.labels) == [birth, birth, birth, ["no_relation"], ["no_relation"]]
    findings = proposed(step, batch, state).findings
    assert [(finding.rows[0], finding.value, finding.applied) for finding in findings] == [
        ("row-2", "per:origin", False),
        ("row-3", "per:title", False),
    ]
    assert {finding.rule for finding in findings} == {"candidates/excluded"}
    assert findings[1].en == "per:title is not a candidate of PER:POH; those are no_relation"


def test_the_heads_are_a_class_label_and_the_mask_has_one_length(rules: RuleBook) -> None:
    batch = batch_of(BORN, SEAT)
    step = RelationCandidates()
    schema_ = after(step, batch, state_of(step, [batch], rules)).schema
    assert schema_.field("head").type == pa.int64()
    document = json.loads(schema_.field("head").metadata[b"huggingface.feature"])
    assert document == {"names": ["ORG:LOC", "PER:LOC"], "_type": "ClassLabel"}
    assert schema_.field("candidates").type == pa.list_(pa.bool_(), len(rules.labels))


def test_the_levels_of_a_rule_book() -> None:
    expected = {
        "legal": {
            "ORG:LOC": {"seat", "job", "none"},
            "ORG:ORG": {"job", "none"},
            "ORG:PER": {"job", "none"},
        },
        "listed": {
            "ORG:LOC": {"seat", "job", "none"},
            "ORG:ORG": {"job", "none"},
            "ORG:PER": {"none"},
        },
        "typical": {
            "ORG:LOC": {"seat", "none"},
            "ORG:ORG": {"job", "none"},
            "ORG:PER": {"none"},
        },
    }
    for level, wanted in expected.items():
        step = RelationCandidates(source="rules", level=level)
        assert not step.needs_summary
        heads = step.finish(None, book()).heads
        assert {pair: heads[pair] for pair in wanted} == wanted
        assert list(heads) == [f"{s}:{o}" for s in ("ORG", "PER") for o in ("LOC", "ORG", "PER")]


def test_a_book_without_a_negative_label_leaves_no_pair_without_candidates() -> None:
    state = RelationCandidates(source="rules", level="typical").finish(
        None, book(negative=None, relations=book().model_dump()["relations"])
    )
    assert state.heads["ORG:LOC"] == {"seat", "none"}
    own = {"seat": {**FIRM, "object_types": ["LOC"], "hard_object_types": True}}
    own["job"] = {**WORK, "object_types": {"ORG": 99, "LOC": 1}}
    state = RelationCandidates(source="rules", level="typical").finish(
        None, book(negative=None, relations=own)
    )
    assert state.heads["PER:LOC"] == {"job"}  # rare, but legal, and else there were none
    step = RelationCandidates(support=9)
    learnt = state_of(step, [batch_of(ODD, label="job")], book(negative=None, relations=own))
    assert learnt.heads == {"LOC:PER": {"seat", "job"}}
    assert learnt.masks.any(axis=1).all()


def test_a_pair_without_a_head_gets_what_is_legal(rules: RuleBook) -> None:
    step = RelationCandidates(support=1)
    state = state_of(step, [batch_of(BORN, label="per:origin")], rules)
    other = batch_of(BORN, JOB, ODD, "[S|PER|박열]은 [O|신설|무엇]", label="no_relation")
    rows = after(step, other, state)
    assert rows["head"].to_pylist() == [0, -1, -1, -1]
    legal = RelationCandidates(source="rules", level="legal").finish(None, rules)
    candidates = names(rows, rules.labels)
    assert candidates[1] == legal.names("PER:POH")
    assert candidates[2] == ["no_relation"]  # no relation has a place for a subject
    assert candidates[3] == rules.labels  # the book does not know the type
    figures, warnings = step.measure(rows, state)
    assert figures["rows_without_head"] == 3
    assert warnings == (
        "3 rows without a head for the type pair (LOC:PER 1, PER:POH 1, PER:신설 1): the head is "
        "-1, and the candidates are what the rule book lets the pair have",
    )


def test_missing_types_and_labels(rules: RuleBook) -> None:
    table = batch_of(BORN, BORN, SEAT, label=["per:origin", "per:origin", "per:title"]).table
    null = pa.array([None, "PER", "ORG"], pa.string())
    at = table.column_names.index(schema.SUBJECT_TYPE)
    table = table.set_column(at, table.field(at), null)
    at = table.column_names.index(schema.LABEL)
    table = table.set_column(at, table.field(at), pa.array(["per:origin", None, None], pa.string()))
    step = RelationCandidates(source="rules")
    state = state_of(step, [], rules)
    rows = after(step, Batch(table), state)
    assert rows["head"][0].as_py() == -1
    assert names(rows, rules.labels)[0] == rules.labels
    assert proposed(step, Batch(table), state).findings == ()
    assert "a type is missing 1" in step.measure(rows, state).warnings[0]
    unlabelled = Batch(table.slice(1))
    with pytest.raises(UsageError, match=r"no row has both types and a label .* with like"):
        state_of(RelationCandidates(), [unlabelled], rules)
    assert "accuracy_at_most" not in step.measure(rows.slice(1), state).figures


def test_figures_and_warnings_about_candidates(rules: RuleBook) -> None:
    labels = ["per:origin", "per:origin", "per:title", "no_relation"]
    batch = batch_of(BORN, BORN, BORN, SEAT, label=labels)
    step = RelationCandidates(support=2)
    state = state_of(step, [batch], rules)
    figures, warnings = step.measure(after(step, batch, state), state)
    assert warnings == (
        "the label of 1 row is not a candidate: a mask makes the loss of such a row infinite, so "
        "drop it from a training set with drop_excluded",
    )
    assert figures == {
        "rows": 4,
        "candidates_per_head": 1.5,
        "candidates_per_row": 1.75,
        "rows_with_one_candidate": 1,
        "rows_without_head": 0,
        "labels_excluded": 1,
        "accuracy_at_most": 0.75,
        "micro_f1_at_most": 0.8,  # 2 of 3 found, none invented
    }
    assert step.measure(after(step, batch, state).slice(3), state).figures["rows"] == 1


def test_excluded_rows_are_dropped_on_request(rules: RuleBook) -> None:
    batch = batch_of(BORN, BORN, BORN, label=["per:origin", "per:origin", "per:title"])
    step = RelationCandidates(support=2, drop_excluded=True)
    applied = check_laws(step, batch, rules=rules)
    assert applied.batch.ids.to_pylist() == ["row-0", "row-1"]
    assert applied.log.dropped["_reason"].to_pylist() == ["candidates/excluded"]
    findings = proposed(step, batch, state_of(step, [batch], rules)).findings
    assert [finding.applied for finding in findings] == [True]


def test_another_set_gets_the_same_heads(rules: RuleBook, tmp_path: Path) -> None:
    train = batch_of(BORN, BORN, SEAT, label=["per:origin", "per:origin", "no_relation"])
    step = RelationCandidates(support=2)
    state = state_of(step, [train], rules)
    step.leave(tmp_path, after(step, train, state), state)
    test = batch_of(SEAT, BORN, JOB)
    for path in (tmp_path, tmp_path / "candidates.json"):
        like = RelationCandidates(like=str(path))
        assert not like.needs_summary
        followed = like.finish(None, rules)
        assert like.describe(followed) == step.describe(state)
        assert after(like, test, followed).equals(after(step, test, state))
    again = tmp_path / "again"
    again.mkdir()
    like.leave(again, after(like, train, followed), followed)
    assert (again / "candidates.json").read_bytes() == (tmp_path / "candidates.json").read_bytes()


def test_labels_are_followed_by_name(tmp_path: Path) -> None:
    step = RelationCandidates(source="rules")
    small, turned = book(), book(relations=dict(reversed(book().model_dump()["relations"].items())))
    state = step.finish(None, small)
    step.leave(tmp_path, after(step, batch_of(SEAT, label="seat"), state), state)
    followed = RelationCandidates(like=str(tmp_path)).finish(None, turned)
    assert followed.labels == ("none", "job", "seat")
    assert followed.heads == state.heads
    assert followed.masks[0].tolist() == state.masks[0][::-1].tolist()


def test_the_file_of_candidates_has_its_source_and_pairs(rules: RuleBook, tmp_path: Path) -> None:
    batch = batch_of(BORN, BORN, JOB, ODD, label=["per:origin", "per:title", "per:title", None])
    step = RelationCandidates(source="rules", level="typical", mask_column="가능")
    state = state_of(step, [], rules)
    step.leave(tmp_path, after(step, batch, state), state)
    document = json.loads((tmp_path / "candidates-가능.json").read_text(encoding="utf-8"))
    assert (document["source"], document["level"], document["negative"]) == (
        "rules",
        "typical",
        "no_relation",
    )
    assert document["rules"] == {"name": "klue-re", "sha256": rules.content_hash}
    assert document["labels"] == rules.labels
    assert document["no_head"] == {"rows": 1}
    assert [head["id"] for head in document["heads"]] == list(range(12))
    by_pair = {head["pair"]: head for head in document["heads"]}
    assert (by_pair["PER:LOC"]["rows"], by_pair["PER:LOC"]["excluded"]) == (2, 1)
    assert (by_pair["PER:POH"]["rows"], by_pair["PER:POH"]["excluded"]) == (1, 0)
    assert "per:origin" in by_pair["PER:LOC"]["candidates"]


def test_a_column_that_is_there_already(rules: RuleBook) -> None:
    step = RelationCandidates(source="rules")
    state = step.finish(None, rules)
    for name, option in (("head", "column"), ("candidates", "mask_column")):
        batch = Batch(batch_of(BORN).table.append_column(name, pa.array([1])))
        with pytest.raises(InputError, match=rf"already has a column '{name}'; .* with {option}$"):
            proposed(step, batch, state)


def test_a_label_that_the_book_lacks(rules: RuleBook) -> None:
    batch = batch_of(BORN, BORN, label=["per:origin", "per:고향"])
    step = RelationCandidates(support=1)
    with pytest.raises(InputError, match="klue-re has no label 'per:고향', which a row has"):
        proposed(step, batch, state_of(step, [batch], rules))


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"support": 0}, "greater than or equal to 1"),
        ({"support": -1}, "greater than or equal to 1"),
        ({"support": "5"}, "valid integer"),
        ({"support": True}, "valid integer"),
        ({"support": 1.5}, "valid integer"),
        ({"source": "book"}, "'data' or 'rules'"),
        ({"level": "rare"}, "'legal', 'listed' or 'typical'"),
        ({"source": "rules", "support": 3}, "only to source: data"),
        ({"level": "legal"}, "only to source: rules"),
        ({"like": "run", "source": "rules"}, "remove source"),
        ({"like": "run", "support": 3, "level": "legal"}, "remove support, level"),
        ({"like": ""}, "at least 1"),
        ({"column": "candidates"}, "choose two names"),
        ({"column": "label"}, "column of the data itself"),
        ({"column": "_key"}, "pattern"),
        ({"mask_column": "../x"}, "pattern"),
        ({"mask_column": "a" * 101}, "at most 100"),
        ({"split": "no"}, "valid boolean"),
        ({"drop_excluded": 1}, "valid boolean"),
        ({"size": 3}, "Extra inputs"),
    ],
)
def test_wrong_parameters(given_: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        RelationCandidates.model_validate(given_)


def test_parameters_survive_a_recipe() -> None:
    for step in (
        RelationCandidates(),
        RelationCandidates(support=9, split=True),
        RelationCandidates(source="rules", level="typical", column="머리"),
        RelationCandidates(like="run", drop_excluded=True),
    ):
        assert RelationCandidates.model_validate(step.model_dump(mode="json")) == step


def test_no_rows_make_no_heads(rules: RuleBook) -> None:
    batch = batch_of(BORN).take(np.zeros(0, dtype=np.int64))
    step = RelationCandidates()
    state = state_of(step, [batch], rules)
    rows = after(step, batch, state)
    assert (rows.num_rows, len(state.heads)) == (0, 0)
    assert step.measure(rows, state).figures["labels_excluded"] == 0


@given(batches(max_rows=8), st.integers(1, 3), st.booleans())
def test_laws_of_what_is_learnt(batch: Batch, support: int, drop: bool) -> None:
    both = zip(batch.label.to_pylist(), *_types(batch), strict=True)
    assume(not len(batch) or any(all(row) for row in both))
    check_laws(RelationCandidates(support=support, drop_excluded=drop), batch, rules=BOOK)


@given(batches(), st.sampled_from(["legal", "listed", "typical"]), st.booleans())
def test_laws_of_a_rule_book(batch: Batch, level: str, drop: bool) -> None:
    step = RelationCandidates(source="rules", level=level, drop_excluded=drop)
    check_laws(step, batch, rules=BOOK)


def _types(batch: Batch) -> tuple[list[str | None], list[str | None]]:
    return batch.type("subject").to_pylist(), batch.type("object").to_pylist()


rows_seen = st.lists(
    st.tuples(st.sampled_from(TYPES[:2]), st.sampled_from(TYPES), st.sampled_from(LABELS)),
    min_size=1,
    max_size=40,
)


def _batch_of(rows: list[tuple[str, str, str]]) -> Batch:
    marked = [f"[S|{subject}|甲]와 [O|{object_}|Z9]" for subject, object_, _ in rows]
    return batch_of(*marked, label=[label for _, _, label in rows])


@given(rows_seen, st.integers(1, 4))
def test_what_is_learnt_by_hand(rows: list[tuple[str, str, str]], support: int) -> None:
    rules, batch, step = BOOK, _batch_of(rows), RelationCandidates(support=support)
    state = state_of(step, [batch], rules)
    counts = Counter(rows)
    wanted = {
        f"{subject}:{object_}": {"no_relation"}
        | {label for label in LABELS if counts[subject, object_, label] >= support}
        for subject, object_, _ in rows
    }
    assert state.heads == wanted
    assert list(state.heads) == sorted(wanted)
    table = after(step, batch, state)
    pairs = [f"{subject}:{object_}" for subject, object_, _ in rows]
    assert names(table, rules.labels) == [state.names(pair) for pair in pairs]
    assert table["head"].to_pylist() == [sorted(wanted).index(pair) for pair in pairs]
    findings = proposed(step, batch, state).findings
    lost = [
        f"row-{i}"
        for i, (pair, row) in enumerate(zip(pairs, rows, strict=True))
        if row[2] not in wanted[pair]
    ]
    assert [finding.rows[0] for finding in findings] == lost
    assert step.measure(table, state).figures["labels_excluded"] == len(lost)


@given(rows_seen, st.integers(1, 4), st.integers(1, 4))
def test_more_support_never_adds_a_candidate(
    rows: list[tuple[str, str, str]], a: int, b: int
) -> None:
    batch, (low, high) = _batch_of(rows), sorted((a, b))
    more = state_of(RelationCandidates(support=low), [batch], BOOK)
    fewer = state_of(RelationCandidates(support=high), [batch], BOOK)
    assert list(more.heads) == list(fewer.heads)
    assert all(fewer.heads[pair] <= more.heads[pair] for pair in more.heads)


@given(rows_seen, st.integers(0, 40), st.randoms(use_true_random=False))
def test_counts_merge_in_any_order(rows: list[tuple[str, str, str]], cut: int, chance: Any) -> None:
    at_once = label_counts(_batch_of(rows).table)
    chance.shuffle(rows)
    step = RelationCandidates()
    parts = [label_counts(_batch_of(part).table) for part in (rows[:cut], rows[cut:]) if part]
    merged = parts[0] if len(parts) == 1 else step.merge(*parts)
    assert merged == at_once == (parts[0] if len(parts) == 1 else step.merge(*parts[::-1]))
