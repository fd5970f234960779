"""A rule book learnt from a set: counts, fidelities and conventions; the loader takes it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planted import BOOK, relabelled, rows_of, sets, with_labels
from reaug.audit.learning import learn
from reaug.audit.learning.reversals import fidelities
from reaug.audit.rows import Rows
from reaug.audit.run import audit_table
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.errors import InputError, UsageError
from reaug.rulebook import When, load
from reaug.rulebook.book_yaml import as_yaml, save
from strategies import batches


def both() -> Batch:
    """The whole invented set."""
    return Batch(pa.concat_tables([batch.table for batch in sets()]))


@pytest.mark.parametrize("over", [None, "klue-re"])
def test_learn_write_load_audit(tmp_path: Path, over: str | None) -> None:
    batch = both()
    learnt = learn(rows_of(batch), "mine")
    path = tmp_path / "mine.yaml"
    save(as_yaml(learnt.book, over), path)
    book = load(path)
    assert book == learnt.book
    assert book.content_hash == learnt.book.content_hash
    assert learnt.left_out == {}
    assert [f for f in audit_table(batch.table, book).findings if f.rule == "rule/convention"] == []
    wrong = relabelled(batch, np.array([0, 5]), "per:spouse")
    findings = [f for f in audit_table(wrong.table, book).findings if f.rule == "rule/convention"]
    ids = batch.ids.to_pylist()
    assert sorted(f.rows[0] for f in findings) == sorted([ids[0], ids[5]])
    for finding in findings:
        assert finding.value == "per:spouse"
        assert finding.suggestion == batch.label.to_pylist()[ids.index(finding.rows[0])]


def test_conventions_are_told_once_and_hold() -> None:
    learnt = learn(rows_of(both()), "mine").book
    pairs = {(c.when.en, c.label) for c in learnt.conventions}
    league = When(subject_type="ORG", between_word="소속")
    assert any(
        (c.when.between_word == "소속" and c.label == "per:employee_of") or c.when == league
        for c in learnt.conventions
    )
    assert len(pairs) == len(learnt.conventions)
    assert all(c.support >= 20 and c.share >= 0.8 for c in learnt.conventions)
    for one in learnt.conventions:
        for other in learnt.conventions:
            if one.label == other.label and one.when.parts.items() < other.when.parts.items():
                assert other.share > one.share


def test_types_are_counted_and_subjects_stay_legal() -> None:
    sentences = ["[S|ORG|바다팀]의 [O|POH|응원가]", "[S|PER|김하늘]의 [O|POH|응원가]"]
    sentences += ["[S|ORG|바다팀]의 [O|LOC|공장]"] * 2
    learnt = learn(rows_of(batch_of(*sentences, label="org:product")), "mine").book
    product = learnt.relations["org:product"]
    assert product.subject_types == {"ORG": 3}
    assert product.object_types == {"LOC": 2, "POH": 2}
    assert learnt.relations["per:title"] == BOOK.relations["per:title"]
    nothing = learn(rows_of(batch_of(*sentences[:1], label="no_relation")), "mine").book
    assert nothing.relations["no_relation"].subject_types == {"ORG": 1, "PER": 1}


def test_fidelities_come_from_pairs_read_both_ways() -> None:
    forth, back = "[S|PER|김하늘]과 [O|PER|이바다]", "[O|PER|김하늘]과 [S|PER|이바다]"
    other = "[S|PER|김솔]과 [O|PER|이솔]", "[O|PER|김솔]과 [S|PER|이솔]"
    labels = ["per:parents", "per:children", "per:parents", "per:parents"]
    rows = rows_of(batch_of(forth, back, *other, label=labels))
    assert fidelities(rows)["per:parents"] == (1, 3)
    assert fidelities(rows)["per:children"] == (1, 1)
    inverse = learn(rows, "mine").book.relations["per:parents"].inverse
    assert inverse is not None
    assert (inverse.label, inverse.fidelity, inverse.count) == ("per:children", 0.333, 3)


def test_own_labels_and_types_are_learnt_over_a_book() -> None:
    new, _ = sets()
    labels = new.label.to_pylist()
    learnt = learn(rows_of(with_labels(new, ["my:own", *labels[1:]])), "mine")
    assert (learnt.left_out, learnt.own) == ({}, ("my:own",))
    own = learnt.book.relations["my:own"]
    assert sum(own.subject_types.values()) == 1
    assert not own.hard_subject_types
    odd = batch_of(
        "[S|PER|김하늘]은 [O|ANIMAL|고양이]",
        *["[S|PER|이솔]은 [O|POH|시인]"] * 2,
        label="per:title",
    )
    book = learn(rows_of(odd), "mine").book
    assert book.relations["per:title"].object_types == {"POH": 2, "ANIMAL": 1}
    assert book.types["ANIMAL"].en == "animal"
    assert book.kinds(pa.array(["고양이"]), pa.array(["ANIMAL"])).to_pylist() == ["ANIMAL/any"]


def test_a_rare_name_that_is_much_like_one_of_the_book_is_a_slip() -> None:
    new, _ = sets()
    labels = new.label.to_pylist()
    learnt = learn(rows_of(with_labels(new, ["per:titel", *labels[1:]])), "mine")
    assert learnt.left_out == {"per:titel": 1}
    assert "per:titel" not in learnt.book.relations


def test_nothing_to_learn_from() -> None:
    new, _ = sets()
    for batch in (new.take(np.arange(0)), with_labels(new, [None] * len(new))):
        with pytest.raises(InputError, match="nothing to learn"):
            learn(rows_of(batch), "mine")
    with pytest.raises(UsageError, match="--new"):
        learn(rows_of(with_labels(new, ["my:own"] * len(new))), "mine", "extends")


@settings(max_examples=6, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_same_bytes_in_any_order(random: object) -> None:
    batch = both()
    order = np.arange(len(batch))
    random.shuffle(order)  # type: ignore[attr-defined]
    mixed = learn(rows_of(batch.take(order)), "mine").book
    assert as_yaml(mixed) == as_yaml(learn(rows_of(batch), "mine").book)


@settings(max_examples=10, deadline=None)
@given(batches())
def test_whatever_is_learnt_is_a_book(batch: Batch) -> None:
    rows = rows_of(batch)
    if not any(label in BOOK.relations for label in rows.labels):
        return
    learnt = learn(rows, "mine").book
    assert type(learnt).model_validate(learnt.model_dump(by_alias=True)) == learnt


def test_a_learnt_book_can_be_learnt_over() -> None:
    first = learn(rows_of(both()), "one").book
    again = learn(Rows(both().table, first), "one").book
    assert again.conventions == first.conventions
    assert again.relations == first.relations
