from __future__ import annotations

from reaug.runs.shipped import sample_data, samples
from run_folders import SAMPLE, SAMPLES


def test_the_samples_are_found() -> None:
    assert sample_data().is_file()
    assert sample_data().read_bytes() == SAMPLE.read_bytes()
    assert {path.name for path in SAMPLES.glob("*.yaml")} <= {
        path.name for path in samples().iterdir()
    }
