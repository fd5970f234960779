from __future__ import annotations

import numpy as np
import pytest

from reaug.audit.noise.allowed_labels import same_labels
from reaug.audit.noise.training import ALPHA, PASSES, Training
from reaug.core.batch import Batch
from reaug.rulebook import RuleBook


def test_labels_are_fitted_as_scikit_learn_fits_them_together(
    noisy: Batch, rules: RuleBook
) -> None:
    linear = pytest.importorskip("sklearn.linear_model")
    training = Training(noisy, rules)
    rows = np.flatnonzero(training.group == np.bincount(training.group).argmax())
    learned, asked = rows[::2], rows[1::2]
    classifier = linear.SGDClassifier(
        "log_loss", alpha=ALPHA, max_iter=PASSES, tol=None, random_state=7
    ).fit(training.features[learned], training.label[learned])
    odds = np.clip(classifier.decision_function(training.features[asked]), -30, 30)
    raised = 1 / (1 + np.exp(-odds))
    expected = np.zeros((len(asked), len(training.labels)))
    expected[:, classifier.classes_] = raised / raised.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(training._fitted(learned, asked, 7, PASSES), expected, atol=1e-6)


def test_threads_share_no_state_of_scikit_learn(
    noisy: Batch, rules: RuleBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its `Parallel` sets the warning filters of the process: in threads, users saw warnings."""
    parallel = pytest.importorskip("sklearn.utils.parallel")

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("sets the warning filters of the process")

    monkeypatch.setattr(parallel.Parallel, "__call__", refused)
    kept = np.ones(len(noisy), dtype=np.bool_)
    assert Training(noisy, rules).out_of_sample(kept, seed=1, folds=2).shape[0] == len(noisy)


@pytest.mark.parametrize("labels", [1, 30, 64, 65, 200])
def test_rows_with_the_same_labels_share_a_number(labels: int) -> None:
    rng = np.random.default_rng(labels)
    lawful = rng.random((7, labels))[rng.integers(0, 7, 40)] < 0.5
    number = same_labels(lawful)
    equal = (lawful[:, None] == lawful[None]).all(axis=2)
    assert ((number[:, None] == number[None]) == equal).all()
    assert same_labels(np.zeros((0, labels), dtype=np.bool_)).shape == (0,)
