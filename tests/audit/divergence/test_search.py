"""A planted rule is found first, equal sets give nothing, and the order of rows does not show."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planted import relabelled, rows_of, sets, with_labels
from reaug.audit.divergence.condition_rows import Meeting
from reaug.audit.divergence.results import Divergence
from reaug.audit.divergence.search import divergences
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.rulebook import When
from strategies import batches


def divergences_between(new: Batch, gold: Batch) -> tuple[Divergence, ...]:
    return divergences(rows_of(new), rows_of(gold))


def planted(batch: Batch, condition: When, before: str, after: str) -> tuple[Batch, set[str]]:
    rows = rows_of(batch)
    met = Meeting(rows).rows_of(condition)
    met = met[np.array([rows.labels[row] == before for row in met], dtype=bool)]
    return relabelled(batch, met, after), set(rows.named(met))


def twice(seed: int) -> tuple[Batch, Batch]:
    """A whole set beside itself."""
    one, two = sets(seed)
    batch = Batch(pa.concat_tables([one.table, two.table]).combine_chunks())
    return batch, batch


def counted(first: int, *texts_and_labels: tuple[str, str, int]) -> Batch:
    """Rows of several texts, each with names of its own, from a number on."""
    rows = [
        (text.format(a=f"{number}가", b=1000 + number), label)
        for text, label, n in texts_and_labels
        for number in range(first, first + n)
    ]
    return batch_of(*(text for text, _ in rows), label=[label for _, label in rows])


def test_a_frequent_label_does_not_hide_the_rows_that_it_won() -> None:
    born = "[S|PER|{a}람]([O|DAT|{b}년 3월 2일] ~ )은 화가이다."
    other, work = (
        "[S|PER|{a}온]은 [O|LOC|{b}동]을 지나갔다.",
        "[S|PER|{a}솔]은 [O|ORG|{b}사]에 다닌다.",
    )
    # Over all rows, no_relation even loses share by chance.
    gold = counted(
        0,
        (born, "per:date_of_birth", 80),
        (other, "no_relation", 640),
        (work, "per:employee_of", 280),
    )
    new = counted(
        2000,
        (born, "per:date_of_birth", 40),
        (other, "no_relation", 590),
        (work, "per:employee_of", 330),
    )
    moved = counted(5000, (born, "no_relation", 40))
    new = Batch(pa.concat_tables([new.table, moved.table]).combine_chunks())
    first, *_ = divergences_between(new, gold)
    assert (first.before, first.after) == ("per:date_of_birth", "no_relation")
    assert len(first.rows) == 40
    assert first.new.support == first.gold.support == 80


@pytest.mark.parametrize(
    "condition",
    [
        When(subject_type="ORG", between_word="소속"),
        When(between="의 "),
        When(object_type="ORG", behind_subject="올해"),
    ],
    ids=lambda condition: condition.en,
)
@pytest.mark.parametrize("seed", range(3))
def test_a_planted_rule_is_the_first(condition: When, seed: int) -> None:
    new, gold = sets(seed)
    new, ids = planted(new, condition, "org:member_of", "org:members")
    assert len(ids) >= 15
    first, *rest = divergences_between(new, gold)
    assert (first.before, first.after) == ("org:member_of", "org:members")
    assert set(first.rows) == ids
    assert first.p_value < 1e-3
    assert abs(first.effect) > 0.3
    assert rest == []


def test_two_planted_rules_are_both_listed() -> None:
    new, gold = sets(1)
    new, one = planted(new, When(between="의 "), "org:member_of", "org:members")
    new, two = planted(new, When(object_type="POH"), "no_relation", "per:title")
    listed = divergences_between(new, gold)
    assert {frozenset(f.rows) for f in listed} == {frozenset(one), frozenset(two)}


@pytest.mark.parametrize("seed", range(5))
def test_a_rule_for_some_rows_of_a_broad_condition_is_told_by_it(seed: int) -> None:
    """Half of the rows turned: a narrower condition with more of them by chance tells it worse."""
    new, gold = twice(seed)
    rows = np.flatnonzero([label == "org:member_of" for label in new.label.to_pylist()])
    turned = np.random.default_rng(seed).choice(rows, len(rows) // 2, replace=False)
    changed = relabelled(new, turned, "org:members")
    first = divergences_between(changed, gold)[0]
    assert (first.before, first.after) == ("org:member_of", "org:members")
    assert set(first.rows) == set(rows_of(new).named(turned))
    assert not first.condition.is_worded


def test_the_labels_are_chosen_with_the_condition() -> None:
    """no_relation is frequent and falls by chance where one label turned into another."""
    new, gold = twice(0)
    labels = new.label.to_pylist()
    none = np.flatnonzero([label == "no_relation" for label in labels])[:6]
    rows = np.flatnonzero([label == "per:employee_of" for label in labels])
    changed = relabelled(relabelled(new, none, "per:title"), rows[::2], "per:origin")
    first = divergences_between(changed, gold)[0]
    assert (first.before, first.after) == ("per:employee_of", "per:origin")


@pytest.mark.parametrize("seed", range(10))
def test_two_halves_of_one_set_give_nothing(seed: int) -> None:
    assert divergences_between(*sets(seed)) == ()


def test_equal_sets_give_nothing() -> None:
    new, _ = sets()
    assert divergences_between(new, new) == ()


def test_a_set_that_mixes_types_otherwise_is_no_divergence() -> None:
    new, gold = sets()
    persons = np.array([kind == "PER" for kind in new.type("subject").to_pylist()])
    few = np.flatnonzero(~persons | (np.cumsum(persons) <= 3))
    assert divergences_between(new.take(few), gold) == ()


def test_what_a_divergence_says() -> None:
    new, gold = sets(2)
    new, ids = planted(new, When(between="의 "), "org:member_of", "org:members")
    [first] = divergences_between(new, gold)
    document = first.to_json()
    assert json.loads(json.dumps(document)) == document
    assert document["condition"] == first.condition.parts
    assert document["rows"] == sorted(ids)
    assert first.new.support >= len(ids)
    assert first.new.after == len(ids)
    assert first.gold.after == 0
    assert document["gold"]["share_before"] > 0  # type: ignore[index]
    assert 0 < first.p_value <= 0.05


def test_one_sentence_counts_once() -> None:
    """Many rows of a few sentences are no evidence, however alike they are labelled."""
    new, gold = sets()
    rows = np.flatnonzero([label == "org:member_of" for label in new.label.to_pylist()])[:4]
    many = relabelled(new.take(np.repeat(rows, 50)), np.arange(200), "org:members")
    assert divergences_between(many, gold) == ()


def test_sets_without_rows_or_labels() -> None:
    new, gold = sets()
    none, one = new.take(np.arange(0)), new.take(np.arange(1))
    unlabelled = with_labels(new, [None] * len(new))
    for pair in ((none, gold), (new, none), (none, none), (one, gold), (one, one)):
        assert divergences_between(*pair) == ()
    for pair in ((unlabelled, gold), (new, unlabelled)):
        assert divergences_between(*pair) == ()


def test_a_label_that_one_set_lacks_and_no_book_knows() -> None:
    new, gold = sets(3)
    new, ids = planted(new, When(between="의 "), "org:member_of", "팀:소속 라벨")
    [first] = divergences_between(new, gold)
    assert first.after == "팀:소속 라벨"
    assert set(first.rows) == ids


@settings(max_examples=10, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_show(random: object) -> None:
    new, gold = sets(4)
    new, _ = planted(new, When(between="의 "), "org:member_of", "org:members")
    mixed = []
    for batch in (new, gold):
        order = np.arange(len(batch))
        random.shuffle(order)  # type: ignore[attr-defined]
        mixed.append(batch.take(order))
    assert divergences_between(*mixed) == divergences_between(new, gold)


@settings(max_examples=10, deadline=None)
@given(batches())
def test_any_set_beside_itself_gives_nothing(batch: Batch) -> None:
    assert divergences_between(batch, batch) == ()
    assert divergences_between(batch, sets()[0]) == ()  # too few rows to say anything
