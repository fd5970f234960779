"""The function that starts with a new data set: `init`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reaug.data import read_options as shapes

if TYPE_CHECKING:
    from reaug.choices import Lang, OnBadRow
    from reaug.runs.init import Start


def init(
    data: str | os.PathLike[str],
    folder: str | os.PathLike[str] = ".",
    *,
    rules: str = "klue-re",
    map: str | os.PathLike[str] | Mapping[str, Any] | None = None,  # the option's name
    encoding: str | None = None,
    offsets: str | None = None,
    label_names: str | os.PathLike[str] | None = None,
    read_as: str | None = None,
    on_bad_row: OnBadRow | None = None,
    max_bad_share: float | None = None,
    dvc: bool = False,
    lang: Lang = "en",
    force: bool = False,
) -> Start:
    """Examine a data set, and write a rule book and a recipe for it, ready to run.

    `rules.yaml` is learnt from the rows, with their labels and types. `recipe.yaml` makes changed
    copies of the rows of rare labels. Both files have comments.

    Parameters
    ----------
    data
        A file or folder that `load` reads, or the name of a data set on the hub.
    folder
        The folder for the files; it is created if it does not exist.
    rules
        The rule book to extend if the rows use its labels and types; otherwise a complete book is
        written.
    map, encoding, offsets, label_names, read_as
        See `load`.
    on_bad_row, max_bad_share
        What the recipe does with bad rows. By default it repairs or drops them, and reports them.
    dvc
        Whether to write `dvc.yaml`, too, with a stage that runs the recipe.
    lang
        The language of the comments.
    force
        Whether to overwrite existing files.

    Returns
    -------
    Start
        The profile, the rule book, the findings of the audit, and the texts that were written.

    Raises
    ------
    UsageError, InputError, OutputError
        Nothing is written in that case.

    Examples
    --------
    >>> import json, reaug, tempfile
    >>> from pathlib import Path
    >>> drug = {"word": "가온정", "start_idx": 0, "end_idx": 2, "type": "약"}
    >>> ill = {"word": "두통", "start_idx": 5, "end_idx": 6, "type": "병"}
    >>> row = {"sentence": "가온정은 두통에 쓴다.", "subject_entity": drug, "object_entity": ill}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     data = Path(folder, "mine.json")
    ...     _ = data.write_text(json.dumps([row | {"label": "치료"}]), encoding="utf-8")
    ...     started = reaug.init(data, folder)
    ...     sorted(path.name for path in Path(folder).iterdir())
    ['mine.json', 'recipe.yaml', 'rules.yaml']
    >>> list(started.learnt.book.relations)
    ['치료']
    """
    from reaug.report.report_files import check_outputs, write_all
    from reaug.rulebook import book_files
    from reaug.runs.init import BOOK, RECIPE, STAGE, start

    name, into = os.fsdecode(data), Path(folder).expanduser()
    files = [into / file for file in (BOOK, RECIPE, *([STAGE] if dvc else []))]
    inputs = [
        name,
        *book_files(rules),
        *(
            file
            for file in (map, label_names)
            if isinstance(file, str | os.PathLike) and "=" not in os.fsdecode(file)
        ),
    ]
    with _folder(into):
        check_outputs({f"{file}": file for file in files}, force=force, inputs=inputs)
        started = start(
            name,
            into,
            rules=rules,
            how=shapes.read_as(map, encoding, offsets, label_names),
            fmt=read_as,
            on_bad_row=on_bad_row,
            max_bad_share=max_bad_share,
            lang=lang,
            stage=dvc,
        )
        write_all({path: partial(started.write, path) for path in started.files})
    return started


@contextmanager
def _folder(path: Path) -> Iterator[None]:
    """Create a folder, if it does not exist, for a `with` block; remove it if the block fails."""
    from reaug.errors import OutputError

    created = [folder for folder in (path, *path.parents) if not folder.exists()]
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"--output {path}: {error.strerror or error}") from error
    try:
        yield
    except BaseException:
        for folder in created:
            with suppress(OSError):
                folder.rmdir()
        raise
