from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reaug.errors import UsageError
from reaug.review.agreement import Coefficient, Ratings, agreement, cohen, fleiss, krippendorff
from reaug.review.consensus import adjudicated, crowdlab, majority

CODES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40)


@given(CODES)
@settings(max_examples=50)
def test_cohen_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    from sklearn.metrics import cohen_kappa_score

    codes = np.array(pairs, dtype=np.int64)
    mine = cohen(codes).value
    if len(np.unique(codes)) == 1:  # both always say the same: not defined
        assert mine is None
        return
    theirs = float(cohen_kappa_score(codes[:, 0], codes[:, 1]))
    assert mine == pytest.approx(theirs, abs=1e-12)


def test_fleiss_of_1971() -> None:
    # The example of ten subjects and fourteen raters that is handed on with the paper.
    counts = np.array(
        [
            [0, 0, 0, 0, 14],
            [0, 2, 6, 4, 2],
            [0, 0, 3, 5, 6],
            [0, 3, 9, 2, 0],
            [2, 2, 8, 1, 1],
            [7, 7, 0, 0, 0],
            [3, 2, 6, 3, 0],
            [2, 5, 3, 2, 2],
            [6, 5, 2, 1, 0],
            [0, 2, 2, 3, 7],
        ]
    )
    assert fleiss(counts).value == pytest.approx(0.2099, abs=1e-4)


def test_alpha_of_krippendorff_2011() -> None:
    # Four observers, twelve units, answers missing: nominal alpha is 0.743.
    table = [
        "1 2 3 3 2 1 4 1 2 . . .",
        "1 2 3 3 2 2 4 1 2 5 . 3",
        ". 3 3 3 2 3 4 2 2 5 1 .",
        "1 2 3 3 2 4 4 1 2 5 1 .",
    ]
    people = [[None if cell == "." else cell for cell in line.split()] for line in table]
    ratings = Ratings.of(list("abcd"), list(zip(*people, strict=True)))
    result = agreement(ratings)
    assert result.alpha.value == pytest.approx(0.743, abs=5e-4)
    assert result.fleiss is None
    assert (result.units, result.shared, result.differing) == (12, 11, 3)


def test_what_is_not_defined() -> None:
    nothing = agreement(Ratings.of(["a", "b"], []))
    assert (nothing.alpha.value, nothing.pairs, nothing.fleiss) == (None, {}, None)
    alone = agreement(Ratings.of(["a", "b"], [["x", None], [None, "y"]]))
    assert (alone.alpha.value, alone.pairs, alone.shared) == (None, {}, 0)
    same = agreement(Ratings.of(["a", "b"], [["x", "x"]] * 5))
    assert (same.alpha.value, str(same.alpha)) == (None, "–")
    assert str(Coefficient(0.0, -0.41, 0.44, 9)) == "0.00 (-0.41 to 0.44)"


def test_the_order_of_units_and_people_does_not_show() -> None:
    rng = np.random.default_rng(3)
    codes = rng.integers(0, 3, (60, 3))
    one = agreement(Ratings(("a", "b", "c"), ("x", "y", "z"), codes))
    order = rng.permutation(60)
    two = agreement(Ratings(("c", "a", "b"), ("x", "y", "z"), codes[order][:, [2, 0, 1]]))
    assert one.alpha == two.alpha
    assert one.fleiss == two.fleiss
    assert one.pairs["a", "b"].value == pytest.approx(two.pairs["a", "b"].value)


def test_intervals_hold_the_truth() -> None:
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(60):  # two people who copy a coin, right in 80%: alpha is 0.36
        truth = rng.integers(0, 2, 200)
        codes = [np.where(rng.random(200) < 0.8, truth, 1 - truth) for _ in range(2)]
        counts = np.stack([sum(code == at for code in codes) for at in (0, 1)], axis=1)
        interval = krippendorff(counts)
        assert interval.low is not None
        assert interval.high is not None
        held += interval.low <= 0.36 <= interval.high
    assert held >= 53  # of 60 at 95%: less in one of a hundred


def test_majority_leaves_ties_open() -> None:
    answers = [["x", "x", "y"], ["x", "y", None], [None, None, None], ["y", None, None]]
    agreed = majority(Ratings.of(["a", "b", "c"], answers))
    assert agreed.codes.tolist() == [0, -1, -1, 1]
    assert agreed.confidence.round(2).tolist() == [0.67, 0.0, 0.0, 1.0]
    by = {rater.rater: (rater.judged, rater.right) for rater in agreed.quality}
    assert by == {"a": (1, 1), "b": (1, 1), "c": (1, 0)}


def test_an_adjudicator_decides_where_people_differ() -> None:
    answers = [["x", "x", None], ["x", "y", "y"], ["x", "y", None]]
    ratings = Ratings.of(["a", "b", "judge"], answers)
    assert adjudicated(ratings, "judge").codes.tolist() == [0, 1, -1]
    with pytest.raises(UsageError, match="nobody named 'jude' has answered; there are a, b, judge"):
        adjudicated(ratings, "jude")


def test_crowdlab_trusts_who_is_right() -> None:
    pytest.importorskip("cleanlab")
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 3, 400)
    rates = (0.95, 0.9, 0.45)
    codes = [np.where(rng.random(400) < rate, truth, rng.integers(0, 3, 400)) for rate in rates]
    values = np.full((400, 3), 0.1)
    values[np.arange(400), np.where(rng.random(400) < 0.8, truth, rng.integers(0, 3, 400))] = 0.8
    ratings = Ratings(("a", "b", "c"), ("x", "y", "z"), np.stack(codes, axis=1).astype(np.int64))
    ratings.codes[:50, 1] = -1
    agreed = crowdlab(ratings, values)
    assert [rater.rater for rater in agreed.quality] == ["a", "b", "c"]
    right = (agreed.codes == truth).mean()
    assert right > (majority(ratings).codes == truth).mean()


def test_crowdlab_at_the_edges() -> None:
    pytest.importorskip("cleanlab")
    same = Ratings.of(["a", "b"], [["x", "x"], ["x", "x"], [None, None]])
    assert crowdlab(same, np.ones((3, 1))).codes.tolist() == [0, 0, -1]
    with pytest.raises(UsageError, match="no finding or row was answered by two people"):
        crowdlab(Ratings.of(["a", "b"], [["x", None]]), np.ones((1, 1)))


def test_without_cleanlab_the_pip_line_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from reaug.errors import MissingExtraError

    monkeypatch.setitem(sys.modules, "cleanlab", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'reaug\[agree\]'"):
        crowdlab(Ratings.of(["a", "b"], [["x", "y"]]), np.ones((1, 2)))


@pytest.mark.parametrize("number", [2, 3, 14])
def test_an_interval_contains_its_value(number: int) -> None:
    answers = [[f"a{i % 3}", f"b{i % 3}"] for i in range(number)]
    alpha = agreement(Ratings.of(["가람", "나래"], answers)).alpha
    assert alpha.value is not None
    if alpha.low is not None and alpha.high is not None:
        assert alpha.low <= alpha.value <= alpha.high
