from __future__ import annotations

import numpy as np
import pytest

from noise_rows import rare_sentences, relabelled, sentences
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.rulebook import RuleBook, load


@pytest.fixture(scope="session")
def rules() -> RuleBook:
    return load("klue-re")


@pytest.fixture(scope="session")
def clean() -> Batch:
    marked, labels = sentences()
    more, others = rare_sentences()
    return batch_of(*marked, *more, label=labels + others)


@pytest.fixture(scope="session")
def wrong() -> dict[int, str]:
    """Rows with a wrong label that their types allow."""
    rows = np.arange(0, 600, 31)
    others = ["per:place_of_residence", "org:founded_by", "per:date_of_death"]
    others += ["org:member_of", "per:place_of_birth"]
    return {int(row): others[row % 5] for row in rows}


@pytest.fixture(scope="session")
def noisy(clean: Batch, wrong: dict[int, str]) -> Batch:
    return relabelled(clean, dict(wrong))
