"""Existing run folders: trace a row, undo a run, verify that a folder is intact."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datasets

    from reaug.runs.trace import Stage
    from reaug.runs.verify import Verification


def trace(folder: str | os.PathLike[str], row_id: str) -> list[Stage]:
    """Trace a row of a run: the row as it was read, and after each step.

    Raises
    ------
    InputError
        The folder is not a run folder, or has no such row.
    """
    from reaug.runs.trace import trace_row

    return trace_row(Path(folder), row_id)


def undo(folder: str | os.PathLike[str]) -> datasets.Dataset:
    """Restore the rows that a run began with, from its log.

    Rows that the reader dropped as bad are not among them; `problems.jsonl` of the run lists them.

    Raises
    ------
    InputError
        The folder is not a run folder, or was changed after the run.
    """
    from reaug.data import to_dataset
    from reaug.runs.undo import label_names, undo_run

    table = undo_run(Path(folder))
    return to_dataset(table, labels=label_names(Path(folder), table))


def verify(
    folder: str | os.PathLike[str],
    *,
    rerun: bool = False,
    source: Any = None,
    num_proc: int = 1,
) -> Verification:
    """Check that a run folder is as the run left it, and that the run kept its promises.

    Checks the digests of every file and of the manifest; that there are no files that the run did
    not write; that both mentions are at their offsets, that the log leads back to the input, that
    no row is lost; and the content digest.

    Parameters
    ----------
    rerun
        Run the manifest's recipe again in a temporary folder, and compare the files.
    source
        For `rerun`: what to read instead of the input that the manifest names.

    Returns
    -------
    Verification
        With `ok`, and all differences by check.

    Raises
    ------
    InputError
        It is not a run folder, or the run cannot be repeated.

    Examples
    --------
    >>> import reaug, tempfile
    >>> from reaug.core.examples import batch_of
    >>> from reaug.data import to_klue
    >>> from reaug.recipe.model import make_recipe
    >>> rows = to_klue(batch_of("[S|PER|이순신]은 [O|LOC|한양]에서 났다.").table)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     done = reaug.run(make_recipe(["aeda"]), source=rows, output=f"{folder}/run")
    ...     reaug.verify(f"{folder}/run", rerun=True, source=rows).ok
    True
    """
    from reaug.report.run_html import report_like
    from reaug.runs.verify import verify as verify_folder

    return verify_folder(
        Path(folder), again=rerun, source=source, num_proc=num_proc, report_of=report_like
    )
