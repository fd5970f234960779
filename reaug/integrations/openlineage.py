"""Describe a run as an OpenLineage event (plain JSON), for trackers that read such events.

Source: https://openlineage.io/spec/2-0-2/OpenLineage.json and its facets.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from reaug.files.run_files import MANIFEST, file_digest
from reaug.integrations._facts import Facts, facts_of
from reaug.runs.history.recipe_differences import step_name

_SPEC: Final = "https://openlineage.io/spec"
_READ: Final = "DataQualityMetricsInputDatasetFacet"
_MADE: Final = "OutputStatisticsOutputDatasetFacet"
_VERSIONS: Final = {
    _READ: "1-0-3",
    _MADE: "1-0-2",
    "DatasetVersionDatasetFacet": "1-0-1",
    "ProcessingEngineRunFacet": "1-1-1",
    "JobTypeJobFacet": "2-0-4",
    "SourceCodeJobFacet": "1-0-1",
}
"""The versions of the facets' schemas, as in openlineage-python 1.54."""


def run_event(folder: str | os.PathLike[str], *, namespace: str = "reaug") -> dict[str, Any]:
    """Return the event that a run was completed, with its inputs and outputs.

    Parameters
    ----------
    folder
        A run folder.
    namespace
        The namespace of the job: by convention, the name of a project or a scheduler.

    Raises
    ------
    InputError
        The folder is not a run, or was changed after the run.

    Examples
    --------
    >>> import reaug, tempfile
    >>> from reaug.runs.shipped import sample_data
    >>> from reaug.recipe.model import make_recipe
    >>> with tempfile.TemporaryDirectory() as place:
    ...     done = reaug.run(make_recipe(["aeda"]), source=sample_data(), output=f"{place}/first")
    ...     event = run_event(f"{place}/first")
    >>> event["eventType"], event["outputs"][0]["outputFacets"]["outputStatistics"]["rowCount"]
    ('COMPLETE', 267)
    """
    facts = facts_of(Path(folder))
    record = facts.record
    ended = _ended(facts)
    made_of = f"{file_digest(facts.folder / MANIFEST)} {record.started}"
    engine = _facet(
        facts, "ProcessingEngineRunFacet", version=facts.record.reaug or "unknown", name="reaug"
    )
    return {
        "eventType": "COMPLETE",
        "eventTime": ended.isoformat(timespec="milliseconds"),
        "producer": _producer(facts),
        "schemaURL": f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "run": {
            "runId": str(uuid5(NAMESPACE_URL, made_of)),
            "facets": {"processing_engine": engine},
        },
        "job": {
            "namespace": namespace,
            "name": record.recipe or ",".join(map(step_name, record.steps)),
            "facets": _job_facets(facts),
        },
        "inputs": [
            {
                "namespace": "file",
                "name": _input_name(facts),
                "facets": _version(facts, record.input_digest),
                "inputFacets": _count(facts, "dataQualityMetrics", _READ, record.rows_in),
            }
        ],
        "outputs": [
            {
                "namespace": "file",
                "name": os.path.realpath(facts.folder),
                "facets": _version(facts, record.digest),
                "outputFacets": _count(facts, "outputStatistics", _MADE, record.rows),
            }
        ],
    }


def _ended(facts: Facts) -> datetime:
    """Return when the run ended; if its start is not recorded, when its manifest was written."""
    try:
        started = datetime.fromisoformat(facts.record.started or "")
        ended = started + timedelta(seconds=facts.record.seconds or 0.0)
    except (ValueError, OverflowError):
        ended = datetime.fromtimestamp((facts.folder / MANIFEST).stat().st_mtime, UTC)
    return ended if ended.tzinfo is not None else ended.replace(tzinfo=UTC)


def _producer(facts: Facts) -> str:
    return f"urn:reaug:{facts.record.reaug or 'unknown'}"


def _facet(facts: Facts, kind: str, **fields: Any) -> dict[str, Any]:
    url = f"{_SPEC}/facets/{_VERSIONS[kind]}/{kind}.json#/$defs/{kind}"
    return {"_producer": _producer(facts), "_schemaURL": url, **fields}


def _job_facets(facts: Facts) -> dict[str, Any]:
    file = facts.manifest.recipe_file
    facets = {
        "jobType": _facet(
            facts, "JobTypeJobFacet", processingType="BATCH", integration="REAUG", jobType="RECIPE"
        )
    }
    if file is not None and file.text is not None:
        facets["sourceCode"] = _facet(
            facts, "SourceCodeJobFacet", language="YAML", sourceCode=file.text
        )
    return facets


def _version(facts: Facts, digest: str | None) -> dict[str, Any]:
    if digest is None:
        return {}
    return {"version": _facet(facts, "DatasetVersionDatasetFacet", datasetVersion=digest)}


def _count(facts: Facts, name: str, kind: str, rows: int | None) -> dict[str, Any]:
    return {} if rows is None else {name: _facet(facts, kind, rowCount=rows)}


def _input_name(facts: Facts) -> str:
    """Return the path of the input at the time of the run; for other sources, the name."""
    path = facts.record.path
    if path is None:
        return facts.record.source or "memory"
    place = Path(facts.record.began_in or "") / path
    return str(place) if place.exists() else path
