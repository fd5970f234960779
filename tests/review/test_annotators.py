from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reaug.audit.noise.training import Probabilities
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.errors import InputError, UsageError
from reaug.review.annotated_rows import Annotated, by_columns, by_sets
from reaug.review.annotators import compare
from reaug.review.crowdlab import by_crowdlab
from reaug.review.panel import panel
from reaug.rulebook import load

PAIRS = [(a, b) for a in "가나다라마" for b in "바사아자차"]
LEAGUES = [f"[O|ORG|{a}{b}리그]의 [S|ORG|{b}{a}팀]이 이겼다." for a, b in PAIRS]
CHIEFS = [f"[S|PER|{a}{b}수]는 올해 [O|POH|대표]가 되었다." for a, b in PAIRS]


def annotated(**columns: list[str | None]) -> Annotated:
    table = batch_of(*LEAGUES, *CHIEFS, label="no_relation").table
    for name, labels in columns.items():
        table = table.append_column(name, pa.array(labels, pa.string()))
    return by_columns(table, list(columns))


def test_what_divides_a_person_from_the_others() -> None:
    theirs = ["org:member_of"] * 25 + ["per:title"] * 25
    own = ["org:members"] * 25 + ["per:title"] * 25
    comparison = compare(annotated(a=theirs, b=theirs, c=own), load("klue-re"))
    assert comparison.labels == theirs
    assert {division.rater for division in comparison.divided} >= {"c"}
    division = next(division for division in comparison.divided if division.rater == "c")
    assert (division.divergence.before, division.divergence.after) == (
        "org:member_of",
        "org:members",
    )
    assert len(division.divergence.rows) == 25
    assert comparison.confusions[0] == ("org:member_of", "org:members", 25)
    assert comparison.agreed.quality[-1].rater == "c"
    assert len(list(comparison.differing())) == 25
    assert comparison.to_json()["divided"][0]["rater"]


def test_people_who_agree_are_not_divided() -> None:
    labels = ["org:member_of"] * 25 + ["per:title"] * 25
    comparison = compare(annotated(a=labels, b=labels), load("klue-re"))
    assert (comparison.divided, comparison.confusions, comparison.open) == ((), [], 0)
    assert comparison.agreement.alpha.value == 1


def test_rows_without_a_consensus_are_left_out() -> None:
    one: list[str | None] = ["per:title"] * 49 + [None]
    other: list[str | None] = ["per:title"] * 48 + ["no_relation", None]
    comparison = compare(annotated(a=one, b=other), load("klue-re"), conditions=False)
    assert comparison.table().num_rows == 48
    assert (comparison.open, comparison.labels[-2:]) == (1, [None, None])


def test_cells_that_are_no_labels() -> None:
    table = batch_of(*LEAGUES[:4], label="no_relation").table
    table = table.append_column("a", pa.array([1.0, float("nan"), 2.0, None]))
    table = table.append_column("b", pa.array(["1", "x", " 2 ", ""]))
    ratings = by_columns(table, ["a", "b"]).ratings
    assert ratings.categories == ("1", "2", "x")
    assert ratings.codes.tolist() == [[0, 0], [-1, 2], [1, 1], [-1, -1]]
    assert by_columns(table, ["label", "b"]).ratings.raters == ("label", "b")
    with pytest.raises(UsageError, match="two columns or more"):
        by_columns(table, ["a", "a"])
    nobody = table.drop(["b"]).append_column("b", pa.array(["", "x", None, "y"]))
    with pytest.raises(InputError, match="no row was labelled by two of a, b"):
        by_columns(nobody, ["a", "b"])


def test_sets_are_matched_by_what_stands_there() -> None:
    first = batch_of(*LEAGUES[:3], LEAGUES[0], label=["a", "b", "c", "d"]).table
    order = [3, 2, 0]
    second = batch_of(*[(*LEAGUES[:3], LEAGUES[0])[at] for at in order], label=list("xyz")).table
    third = batch_of(*CHIEFS[:2], LEAGUES[1], label="b").table
    annotated = by_sets({"가": first, "나": second, "다": third})
    names = annotated.ratings.categories
    labels = [
        [None if at < 0 else names[at] for at in row] for row in annotated.ratings.codes.tolist()
    ]
    # Of two rows that are the same the first is the first.
    assert labels == [["a", "x", None], ["b", None, "b"], ["c", "y", None], ["d", "z", None]]
    assert annotated.notes == ("다: 2 rows are not in 가, and are left out",)
    with pytest.raises(UsageError, match="give a set for each person"):
        by_sets({"가": first})


def test_crowdlab_settles_labels_and_a_majority_the_rest() -> None:
    pytest.importorskip("cleanlab")
    table = batch_of(*LEAGUES, label="org:members").table
    ids = Batch(table).ids.to_pylist()
    rng = np.random.default_rng(2)
    lines = []
    for number, row in enumerate(ids):
        right = number % 2 == 0
        for name, rate in (("a", 0.95), ("b", 0.9), ("c", 0.4)):
            says = right if rng.random() < rate else not right
            line = {"finding": f"f{number}", "rows": [row], "field": "label", "by": name}
            more = {"decision": "accept" if says else "reject", "value": "org:member_of"}
            lines.append(line | more)
    for name in ("a", "b"):
        line = {"finding": "t", "rows": [ids[0]], "field": "subject_entity.type", "by": name}
        lines.append(line | {"decision": "reject", "value": "PER"})
    people = panel(lines)
    right = np.arange(25) % 2 == 0
    values = np.column_stack([np.where(right, 0.7, 0.3), np.where(right, 0.3, 0.7)])
    known = Probabilities(("org:member_of", "org:members"), values)
    settled = people.by(by_crowdlab(people, table, known))
    assert settled.open == ()
    chosen = {line["finding"]: line["decision"] for line in settled.lines}
    assert chosen["t"] == "reject"
    accepted = np.array([chosen[f"f{number}"] == "accept" for number in range(25)])
    assert (accepted == right).mean() >= 0.9
    assert settled.agreed.quality[-1].rater == "c"
