"""Log a run to MLflow: the data set as input, the drift as metrics, the report as artifact.

The extra `reaug[mlflow]` installs the library.
"""

from __future__ import annotations

import os
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Final

from reaug.files.run_files import DRIFT, MANIFEST
from reaug.integrations._facts import Facts, facts_of, tracker
from reaug.runs.history.notes import tag

_FILES: Final = (MANIFEST, DRIFT, "report.html", "README.md")
_LONGEST_DIGEST: Final = 36
"""Maximum length of a data set's digest in MLflow's database; a tag has the whole digest."""


def log_run(
    folder: str | os.PathLike[str],
    *,
    run_id: str | None = None,
    experiment: str | None = None,
    context: str = "training",
    note: bool = True,
) -> str:
    """Log a run's data set to the configured MLflow tracking server.

    If an MLflow run is active, such as that of a training, it is used; else the run `run_id`, or a
    new one.

    Parameters
    ----------
    folder
        A run folder.
    run_id
        The id of an existing MLflow run.
    experiment
        The experiment of a new MLflow run.
    context
        What the data set is used for, as MLflow shows it.
    note
        Whether to store the id as the tag `mlflow` in the run's `notes/`, so that `reaug runs`
        shows which training used the data set.

    Returns
    -------
    str
        The id of the run in MLflow.

    Raises
    ------
    UsageError
        MLflow is not installed; the message has the line that installs it.
    InputError
        The folder is not a run, or was changed after the run.
    """
    facts = facts_of(Path(folder))
    mlflow: Any = tracker("mlflow", "mlflow")
    if experiment is not None and mlflow.active_run() is None and run_id is None:
        mlflow.set_experiment(experiment)
    active = mlflow.active_run()
    begun = nullcontext(active) if active is not None else _begun(mlflow, facts, run_id)
    with begun as mlflow_run:
        mlflow.log_input(_dataset(facts), context=context)
        mlflow.log_metrics({f"reaug.{name}": value for name, value in facts.metrics.items()})
        mlflow.log_params({f"reaug.{name}": text for name, text in facts.parameters.items()})
        mlflow.set_tags(
            {
                "reaug.digest": facts.record.digest or "",
                "reaug.input_digest": facts.record.input_digest or "",
                "reaug.folder": str(facts.folder),
            }
        )
        for name in _FILES:
            if (facts.folder / name).is_file():
                mlflow.log_artifact(str(facts.folder / name), artifact_path="reaug")
        identity = str(mlflow_run.info.run_id)
    if note:
        tag(facts.folder, {"mlflow": identity})
    return identity


def _begun(mlflow: Any, facts: Facts, run_id: str | None) -> Any:
    if run_id is not None:
        return mlflow.start_run(run_id=run_id)
    return mlflow.start_run(run_name=facts.record.name)


def _dataset(facts: Facts) -> Any:
    meta: Any = tracker("mlflow.data.meta_dataset", "mlflow")
    sources: Any = tracker("mlflow.data.dataset_source_registry", "mlflow")
    source = sources.resolve_dataset_source(os.path.realpath(facts.folder / "data"))
    digest = (facts.record.digest or "")[:_LONGEST_DIGEST]
    return meta.MetaDataset(source=source, name=facts.record.name, digest=digest)
