"""Functions for existing run folders: `trace`, `undo` and `verify`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datasets

    from reaug.runs.trace import Stage
    from reaug.runs.verify import Verification


def trace(folder: str | os.PathLike[str], row_id: str) -> list[Stage]:
    """Return the history of a row in a run: the row as it was read, and after each step.

    Raises
    ------
    InputError
        The folder is not a run folder, or it has no row with this id.
    """
    from reaug.runs.trace import trace_row

    return trace_row(Path(folder), row_id)


def undo(folder: str | os.PathLike[str]) -> datasets.Dataset:
    """Return the rows with which a run began, restored from its log.

    Rows that the reader dropped as bad are not restored; `problems.jsonl` of the run lists them.

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
    """Check that a run folder is unchanged, and that the run kept its guarantees.

    The checks are: the digests of all files and of the manifest; no file that the run did not
    write; both mentions at their offsets; a log that leads back to the input; no lost row; and the
    digest of the content.

    Parameters
    ----------
    rerun
        Whether to run the manifest's recipe again in a temporary folder, and compare the files.
    source
        The input for `rerun`; by default the input that the manifest names.

    Returns
    -------
    Verification
        `ok`, and all differences by check.

    Raises
    ------
    InputError
        The folder is not a run folder, or the run cannot be repeated.

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
