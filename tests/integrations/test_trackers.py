"""The trackers themselves, where the extras `mlflow` and `wandb` are installed; no network."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from reaug.files.run_files import NOTES
from reaug.integrations import mlflow, wandb
from reaug.integrations._facts import facts_of
from reaug.runs.verify import verify
from run_folders import SAMPLE, carry_out

pytestmark = pytest.mark.filterwarnings("ignore")  # those of the trackers are theirs


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "첫째 run"
    carry_out(["deduplicate"], folder, SAMPLE)
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Iterator[object]:
    """MLflow with a database of its own."""
    library = pytest.importorskip("mlflow", reason="pip install '.[mlflow]'", exc_type=ImportError)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        library.set_tracking_uri(f"sqlite:///{tmp_path / 'mlflow.db'}")
        library.create_experiment("reaug", artifact_location=(tmp_path / "artifacts").as_uri())
        yield library
        library.set_tracking_uri(None)


def test_mlflow_in_a_local_store(run: Path, store: object) -> None:
    identity = mlflow.log_run(run, experiment="reaug")
    stored = store.get_run(identity)  # type: ignore[attr-defined]
    digest = facts_of(run).record.digest
    assert digest is not None
    [given] = stored.inputs.dataset_inputs
    assert given.dataset.digest == digest[:36]
    assert stored.data.tags["reaug.digest"] == digest
    assert stored.data.metrics["reaug.rows"] == 257
    assert stored.data.metrics["reaug.drift.label.js"] > 0
    assert stored.data.params["reaug.steps"] == "deduplicate"
    files = store.MlflowClient().list_artifacts(identity, "reaug")  # type: ignore[attr-defined]
    assert "reaug/manifest.json" in [file.path for file in files]
    assert json.loads((run / NOTES / "tags.json").read_text()) == {"mlflow": identity}
    assert verify(run).ok


def test_a_training_that_is_active_gets_the_data_set(run: Path, store: object) -> None:
    store.set_experiment("reaug")  # type: ignore[attr-defined]
    with store.start_run() as training:  # type: ignore[attr-defined]
        assert mlflow.log_run(run, note=False) == training.info.run_id
        assert store.active_run() is not None  # type: ignore[attr-defined]
    assert not (run / NOTES).exists()


def test_wandb_offline(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("wandb", reason="pip install '.[wandb]'", exc_type=ImportError)
    monkeypatch.setenv("WANDB_SILENT", "true")
    identity = wandb.log_run(run, place=tmp_path / "files", data=True)
    assert json.loads((run / NOTES / "tags.json").read_text()) == {"wandb": identity}
    assert [path for path in (tmp_path / "files").rglob(f"*{identity}*.wandb") if path.is_file()]
    assert verify(run).ok
