"""The contract, and what the step does."""

from polite_ending import PoliteEnding

import reaug
from reaug.core.examples import batch_of
from reaug.data import to_klue
from reaug.testing import check_step


def test_the_contract() -> None:
    """Every law, on the rows that come with reaug."""
    assert check_step(PoliteEnding()).counts["tried"] == 40


def test_what_it_does() -> None:
    """One sentence ends in 이다, the other does not."""
    rows = batch_of(
        "[S|PER|한결]은 [O|ORG|푸른솔]의 직원이다.",
        "[S|PER|한결]은 [O|ORG|푸른솔]에 다닌다.",
        label="per:employee_of",
    )
    done = reaug.clean(to_klue(rows.table), [PoliteEnding()])
    assert done["sentence"] == ["한결은 푸른솔의 직원입니다.", "한결은 푸른솔에 다닌다."]
