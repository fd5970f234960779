from __future__ import annotations

import json
import re
import uuid
from datetime import datetime
from pathlib import Path

import pytest

from known_runs import forged
from reaug.errors import InputError, UsageError
from reaug.files.run_files import TIMING
from reaug.integrations import mlflow, wandb
from reaug.integrations._facts import facts_of, tracker
from reaug.integrations.openlineage import run_event
from run_folders import SAMPLE, carry_out


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tracked") / "첫째 run"
    carry_out(["deduplicate"], folder, SAMPLE)
    return folder


def test_an_event_describes_inputs_and_output_of_a_run(run: Path) -> None:
    event = run_event(run, namespace="ours")
    assert json.loads(json.dumps(event)) == event
    assert event == run_event(run, namespace="ours")  # the same run is the same event
    uuid.UUID(event["run"]["runId"])
    assert datetime.fromisoformat(event["eventTime"]).tzinfo is not None
    assert (event["job"]["namespace"], event["job"]["name"]) == ("ours", "deduplicate")
    [source], [output] = event["inputs"], event["outputs"]
    assert source["name"] == str(SAMPLE)
    assert source["inputFacets"]["dataQualityMetrics"]["rowCount"] == 267
    assert output["outputFacets"]["outputStatistics"]["rowCount"] == 257
    assert output["facets"]["version"]["datasetVersion"] == facts_of(run).record.digest
    for facet in (*event["run"]["facets"].values(), *event["job"]["facets"].values()):
        assert re.fullmatch(r"urn:reaug:\S+", facet["_producer"])
        assert facet["_schemaURL"].startswith("https://openlineage.io/spec/facets/")


def test_a_run_that_says_no_time(tmp_path: Path) -> None:
    folder = forged(tmp_path / "run", at=None, files={}, steps=[])
    assert (folder / TIMING).exists()
    assert datetime.fromisoformat(run_event(folder)["eventTime"]).tzinfo is not None


def test_what_is_told_of_a_run(run: Path) -> None:
    facts = facts_of(run)
    assert facts.metrics["rows"] == 257
    assert facts.metrics["drift.label.js"] > 0
    assert facts.parameters["steps"] == "deduplicate"


def test_what_is_no_run(tmp_path: Path) -> None:
    for log in (run_event, mlflow.log_run, wandb.log_run):
        with pytest.raises(InputError, match="is not a run folder"):
            log(tmp_path)  # type: ignore[operator]


def test_a_tracker_that_is_not_installed() -> None:
    with pytest.raises(UsageError, match=r"pip install 'reaug\[mlflow\]'"):
        tracker("no_such_tracker", "mlflow")
