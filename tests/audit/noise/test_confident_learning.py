from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noise_rows import relabelled
from reaug.audit.noise import (
    Noise,
    Probabilities,
    label_noise,
    noise_findings,
    probabilities,
    ranked,
)
from reaug.audit.rows import Rows
from reaug.core import schema
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.errors import InputError, UsageError
from reaug.rulebook import RuleBook
from strategies import batches


@pytest.fixture(scope="module")
def noise(noisy: Batch, rules: RuleBook) -> Noise:
    return label_noise(noisy, rules)


def test_wrong_labels_come_first(noise: Noise, wrong: dict[int, str]) -> None:
    first = np.argsort(-noise.score, kind="stable")[: len(wrong)]
    assert len(set(first.tolist()) & set(wrong)) >= len(wrong) - 1


def test_the_suggestion_gives_the_label_back(
    noise: Noise, clean: Batch, wrong: dict[int, str]
) -> None:
    right = [noise.suggestion[row] == clean.label[row] for row in wrong]
    assert np.mean(right) > 0.9


def test_the_less_probable_the_label_the_higher_the_score(
    noise: Noise, noisy: Batch, rules: RuleBook
) -> None:
    noise = label_noise(noisy, rules, noise.probabilities, ranking="self-confidence")
    names, values = noise.probabilities
    label = noisy.codes(schema.LABEL, names)
    confidence = values[np.arange(len(label)), label]
    scores = noise.score[np.argsort(confidence, kind="stable")]
    assert len(np.unique(scores)) >= 3
    assert (np.diff(scores) <= 0).all()


def test_the_confidence_is_that_of_cleanlab(noise: Noise, noisy: Batch) -> None:
    rank = pytest.importorskip("cleanlab.rank")
    names, values = noise.probabilities
    label = noisy.codes(schema.LABEL, names)
    theirs = rank.get_label_quality_scores(label, values, method="self_confidence")
    assert np.array_equal(theirs, values[np.arange(len(label)), label])


def test_flagged_are_those_from_the_threshold_on(
    noise: Noise, noisy: Batch, rules: RuleBook, wrong: dict[int, str]
) -> None:
    assert (noise.flagged == (noise.score >= 0.5)).all()
    flagged = set(np.flatnonzero(noise.flagged).tolist())
    assert len(flagged & set(wrong)) >= 0.9 * len(wrong)
    assert len(flagged - set(wrong)) <= 0.1 * len(wrong)
    assert ((noise.score >= 0) & (noise.score <= 1)).all()
    given = Probabilities(*noise.probabilities)
    assert label_noise(noisy, rules, given, threshold=0.0).flagged.all()


def test_the_share_of_wrong_labels_is_estimated(noise: Noise, wrong: dict[int, str]) -> None:
    share = len(wrong) / 600
    assert 0.5 * share < noise.share.estimate < 2 * share
    assert noise.share.low <= share <= noise.share.high
    assert noise.share.rows == noise.judged.sum()


def test_nothing_depends_on_the_order_of_the_rows(
    noise: Noise, noisy: Batch, rules: RuleBook
) -> None:
    order = np.random.default_rng(5).permutation(len(noisy))
    other = label_noise(noisy.take(order), rules)
    assert other.score.tobytes() == noise.score[order].tobytes()
    assert other.probabilities.values.tobytes() == noise.probabilities.values[order].tobytes()
    assert other.suggestion.equals(noise.suggestion.take(pa.array(order)))


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(
    noisy: Batch, rules: RuleBook
) -> None:
    values = probabilities(noisy, rules, seed=7).values
    assert values.tobytes() == probabilities(noisy, rules, seed=7).values.tobytes()
    assert values.tobytes() != probabilities(noisy, rules, seed=8).values.tobytes()


def test_probabilities_sum_to_one_and_keep_to_the_types(noisy: Batch, rules: RuleBook) -> None:
    estimated = probabilities(noisy, rules)
    assert estimated.labels == tuple(rules.labels)
    assert np.allclose(estimated.values.sum(axis=1), 1, atol=1e-4)
    person = np.array(noisy.type("subject").to_pylist()) == "PER"
    of_organisations = [name.startswith("org:") for name in estimated.labels]
    assert (estimated.values[np.ix_(person, of_organisations)] == 0).all()


def test_a_sentence_is_never_in_training_and_asked(rules: RuleBook) -> None:
    # Twelve times one sentence with one label: a model that had seen one of them would repeat it.
    marked = "[S|PER|김하늘] 씨는 [O|LOC|수원]의 별을 그렸다."
    other = "[S|PER|박누리] 씨는 [O|LOC|수원]에서 났다."
    rest = [other.replace("수원", f"수원{i}") for i in range(60)]
    label = ["per:religion"] * 12 + ["per:place_of_birth"] * 60
    estimated = probabilities(batch_of(*[marked] * 12, *rest, label=label), rules)
    assert (estimated.values[:12, estimated.labels.index("per:religion")] == 0).all()


def test_a_label_that_the_types_forbid_is_wrong(clean: Batch, rules: RuleBook) -> None:
    noise = label_noise(relabelled(clean, {0: "org:founded"}), rules)
    assert noise.score[0] == 1
    assert noise.flagged[0]
    assert noise.suggestion[0].as_py().startswith(("per:", "no_relation"))


def test_what_the_book_does_not_know_is_not_judged(clean: Batch, rules: RuleBook) -> None:
    noise = label_noise(relabelled(clean, {0: "per:boss", 1: None}), rules)
    assert noise.score[:2].tolist() == [0, 0]
    assert noise.suggestion[:2].to_pylist() == [None, None]


def test_a_subject_that_no_label_takes_is_not_judged(rules: RuleBook) -> None:
    noise = label_noise(batch_of("[S|LOC|수원]의 [O|PER|김하늘]"), rules)
    assert noise.score.tolist() == [0]
    assert noise.probabilities.values[0] == pytest.approx(1 / 30, abs=1e-6)


def test_probabilities_of_a_user_give_the_same_ranking(
    noise: Noise, noisy: Batch, rules: RuleBook
) -> None:
    names, values = noise.probabilities
    given = Probabilities(names[::-1], values[:, ::-1])
    again = label_noise(noisy, rules, given)
    kept = noise.score < 1
    assert np.argsort(again.score[kept], kind="stable").tolist() == pytest.approx(
        np.argsort(noise.score[kept], kind="stable").tolist(), abs=len(noisy)
    )
    assert np.corrcoef(again.score, noise.score)[0, 1] > 0.99


def test_probabilities_that_do_not_fit_are_refused(noisy: Batch, rules: RuleBook) -> None:
    with pytest.raises(InputError, match="2 x 30"):
        label_noise(noisy, rules, Probabilities(tuple(rules.labels), np.full((2, 30), 1 / 30)))


@pytest.mark.parametrize("folds", [1, 0, -3])
def test_one_fold_is_no_cross_validation(noisy: Batch, rules: RuleBook, folds: int) -> None:
    with pytest.raises(UsageError, match=f"folds must be 2 or more, not {folds}"):
        label_noise(noisy, rules, folds=folds)
    with pytest.raises(UsageError):
        probabilities(noisy, rules, folds=folds)


def test_no_rows(clean: Batch, rules: RuleBook) -> None:
    noise = label_noise(clean.take(np.zeros(0, np.int64)), rules)
    assert noise.score.shape == (0,)
    assert noise.probabilities.values.shape == (0, 30)
    assert len(noise.suggestion) == 0


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(batch=batches(), data=st.data())
def test_scores_do_not_depend_on_the_order_of_any_rows(
    batch: Batch, data: st.DataObject, rules: RuleBook
) -> None:
    noise = label_noise(batch, rules)
    assert np.isfinite(noise.score).all()
    assert np.allclose(noise.probabilities.values.sum(axis=1), 1, atol=1e-4)
    order = np.array(data.draw(st.permutations(range(len(batch)))), dtype=np.int64)
    assert label_noise(batch.take(order), rules).score.tobytes() == noise.score[order].tobytes()


def test_findings_come_in_the_order_of_their_scores(
    noisy: Batch, rules: RuleBook, wrong: dict[int, str]
) -> None:
    rows = Rows(relabelled(noisy, {2: "org:founded"}).table, rules)
    findings = list(noise_findings(ranked(rows)))
    assert {finding.rule for finding in findings} == {"label/noise"}
    scores = [finding.score for finding in findings]
    assert scores == sorted(scores, reverse=True)  # type: ignore[type-var]
    assert "row-2" not in {finding.rows[0] for finding in findings}  # schema/subject-type says it
    finding = next(finding for finding in findings if finding.rows == ("row-0",))
    assert (finding.field, finding.value, finding.suggestion) == (
        schema.LABEL,
        "per:place_of_residence",
        "per:place_of_birth",
    )
    assert [(fix.field, fix.old, fix.new) for fix in finding.fixes] == [
        ("label", finding.value, finding.suggestion)
    ]
    assert "wrong with probability" in finding.en
    assert "틀렸을 확률" in finding.ko
