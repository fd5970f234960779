"""What is said of label noise, where rows are few and where they are many."""

from __future__ import annotations

import pytest

import reaug
from reaug.data import read, to_klue
from reaug.report.noise_notes import noise_notes
from reaug.report.words import words
from reaug.runs.shipped import sample_data


@pytest.mark.parametrize("rows", [200, 267])
def test_of_a_few_rows_no_share_is_claimed(rows: int) -> None:
    some = to_klue(read(sample_data()).table).slice(0, rows)
    audit = reaug.audit(some, noise=True)
    assert audit.noise is not None
    assert audit.noise.judged
    low, high = audit.noise.to_json()["interval"]
    text = "\n".join(noise_notes(audit, words("en")))
    assert ("are too few to tell how many are wrong" in text) == (high - low > 0.3)
    assert ("likeliest" in text) == (high - low <= 0.3)
