"""Labels with a handful of rows: nothing is said of them, and that is said."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noise_rows import FAMILIES, NAMES, PLACES, sentences
from reaug.audit.noise import NoiseOptions, Probabilities, label_noise, noise_findings, ranked
from reaug.audit.noise.rare_labels import LEAST
from reaug.audit.rows import Rows
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.rulebook import RuleBook


def rows_of(label: str, n: int, *, same: bool = False) -> tuple[list[str], list[str]]:
    marked = [
        f"[S|PER|{FAMILIES[i % 10]}{NAMES[0 if same else i % 12]}] 씨는 "
        f"[O|LOC|{PLACES[0 if same else i % 10]}]을 {'' if same else i}아낀다."
        for i in range(n)
    ]
    return ([marked[0]] * n if same else marked), [label] * n


def with_rare(n: int, *, same: bool = False) -> Batch:
    marked, labels = sentences()
    more, others = rows_of("per:religion", n, same=same)
    return batch_of(*marked, *more, label=labels + others)


def test_every_row_with_a_label_of_its_own(rules: RuleBook) -> None:
    labels = [name for name in rules.labels if name.startswith(("per:", "no_"))]
    marked = [f"[S|PER|{FAMILIES[i % 10]}{i}] 씨와 [O|PER|이{i}] 씨" for i in range(len(labels))]
    ranking = ranked(Rows(batch_of(*marked, label=labels).table, rules))
    assert ranking.judged == 0
    assert ranking.noise.left_out.to_json() == {
        "rows": len(labels),
        "labels": len(labels),
        "least": LEAST,
    }
    assert not list(noise_findings(ranking))
    assert {row.score for row in ranking} == {None}
    assert ranking.to_json()["share"] is None


def test_one_label_alone_has_no_rival(rules: RuleBook) -> None:
    marked, labels = rows_of("no_relation", 60)
    noise = label_noise(batch_of(*marked, label=labels), rules)
    assert not noise.judged.any()
    assert (noise.left_out.rows, noise.left_out.labels) == (60, 1)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(n=st.integers(1, 2 * LEAST))
def test_a_label_is_judged_from_the_least_on(n: int, rules: RuleBook) -> None:
    noise = label_noise(with_rare(n), rules)
    assert noise.left_out.rows == (n if n < LEAST else 0)
    assert noise.judged[:600].all()
    assert noise.judged[600:].all() == (n >= LEAST)


def test_sentences_count_and_not_rows(rules: RuleBook) -> None:
    noise = label_noise(with_rare(3 * LEAST, same=True), rules)
    assert noise.left_out.rows == 3 * LEAST


@pytest.mark.parametrize("n", [1, LEAST - 1, LEAST])
def test_a_handful_of_probabilities(n: int, rules: RuleBook) -> None:
    marked, labels = rows_of("per:title", n)
    values = np.full((n, 30), 0.01 / 29)
    values[:, rules.labels.index("per:origin")] = 0.99
    given_ = Probabilities(tuple(rules.labels), values / values.sum(axis=1, keepdims=True))
    noise = label_noise(batch_of(*marked, label=labels), rules, given_)
    assert noise.judged.all() == (n >= LEAST)
    assert noise.left_out.rows == (n if n < LEAST else 0)


def test_the_whole_ranking_and_a_part_of_it(noisy: Batch, rules: RuleBook) -> None:
    rows = Rows(noisy.table, rules)
    ranking = ranked(rows)
    assert sorted(row.row for row in ranking) == sorted(rows.ids)
    scores = [row.score for row in ranking if row.score is not None]
    assert scores == sorted(scores, reverse=True)
    assert len(ranking.listed) == int(ranking.noise.flagged.sum())
    for top in (1, 7, 10_000):
        part = ranked(rows, NoiseOptions(top=top))
        assert part.order.tolist() == ranking.order.tolist()
        assert len(part.listed) == min(top, part.may_be_listed)
        assert part.listed.tolist() == ranking.order.tolist()[: len(part.listed)]
        assert part.to_json()["threshold"] is None


def test_rows_that_break_a_rule_are_ranked_and_not_listed(clean: Batch, rules: RuleBook) -> None:
    from noise_rows import relabelled

    rows = Rows(relabelled(clean, {0: "org:founded", 1: "per:boss"}).table, rules)
    ranking = ranked(rows, NoiseOptions(top=700))
    assert next(iter(ranking)).row == rows.ids[0]
    assert next(iter(ranking)).score == 1
    assert list(ranking)[-1] == (rows.ids[1], None, None)
    assert not {0, 1} & set(ranking.listed.tolist())
    assert ranking.may_be_listed == len(rows) - 2
