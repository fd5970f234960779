"""Log a run to Weights & Biases: the data set as artifact, the drift as summary.

This is offline by default. The extra `reaug[wandb]` installs the library. `wandb sync` later sends
what was logged offline.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Final, Literal

from reaug.files.run_files import DRIFT, MANIFEST
from reaug.integrations._facts import Facts, facts_of, tracker
from reaug.runs.history.notes import tag

_FILES: Final = (MANIFEST, DRIFT, "report.html", "README.md")
_LONGEST_NAME: Final = 100


def log_run(
    folder: str | os.PathLike[str],
    *,
    project: str = "reaug",
    mode: Literal["offline", "online", "shared"] = "offline",
    place: str | os.PathLike[str] | None = None,
    data: bool = False,
    note: bool = True,
) -> str:
    """Log a run's data set to Weights & Biases.

    If a W&B run is active, such as that of a training, the data set is logged as its input; else a
    new W&B run is created and finished.

    Parameters
    ----------
    folder
        A run folder.
    project, mode, place
        For a new W&B run: `place` is the folder for its files, by default the current one.
    data
        Whether the artifact contains the rows themselves, or only their digest and path.
    note
        Whether to store the id as the tag `wandb` in the run's `notes/`.

    Returns
    -------
    str
        The id of the W&B run.

    Raises
    ------
    UsageError
        The library is not installed; the message has the line that installs it.
    InputError
        The folder is not a run, or was changed after the run.
    """
    facts = facts_of(Path(folder))
    wandb: Any = tracker("wandb", "wandb")
    active = wandb.run
    run = active or wandb.init(
        project=project,
        name=facts.record.name,
        mode=mode,
        job_type="data",
        config={"reaug": facts.parameters},
        dir=None if place is None else os.fspath(place),
    )
    try:
        artifact = _artifact(wandb, facts, data=data)
        if active is not None and not getattr(active, "offline", False):
            run.use_artifact(artifact)
        else:
            run.log_artifact(artifact)
        for name, value in facts.metrics.items():
            run.summary[f"reaug/{name}"] = value
        run.config.update({"reaug": facts.parameters}, allow_val_change=True)
        identity = str(run.id)
    finally:
        if active is None:
            run.finish()
    if note:
        tag(facts.folder, {"wandb": identity})
    return identity


def _artifact(wandb: Any, facts: Facts, *, data: bool) -> Any:
    record = facts.record
    # Names of artifacts may contain letters, digits, dashes, underscores and dots.
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", record.name).strip("-")[:_LONGEST_NAME] or "run"
    metadata = {
        "digest": record.digest,
        "input_digest": record.input_digest,
        "folder": str(facts.folder),
        "rows": record.rows,
        "chain": [link.model_dump(mode="json") for link in facts.manifest.chain],
    }
    artifact = wandb.Artifact(name, type="dataset", metadata=metadata)
    for file in _FILES:
        if (facts.folder / file).is_file():
            artifact.add_file(str(facts.folder / file), name=file)
    if data:
        artifact.add_dir(str(facts.folder / "data"), name="data")
    return artifact
