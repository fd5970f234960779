"""Write the files of `reaug probe`: figures, page, wrong rows, and the note in a run folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from reaug.choices import Lang
    from reaug.probing.results import Probe


class ProbeFiles(NamedTuple):
    """The files that a probe writes.

    figures, pages : the files for the figures (JSON) and for the pages (HTML); several if runs are
        probed, since each run folder gets its own.
    wrong : the file of rows that a model gets wrong; None if it is not requested.
    folders : folders to create first.
    """

    figures: tuple[Path, ...] = ()
    pages: tuple[Path, ...] = ()
    wrong: Path | None = None
    folders: tuple[Path, ...] = ()

    def paths(self) -> list[Path]:
        """Return every file that is written."""
        rows = [path for path in (self.wrong, self.all_rows) if path is not None]
        return [*self.figures, *self.pages, *rows]

    @property
    def all_rows(self) -> Path | None:
        """Return the file with the probabilities of all rows, beside `wrong`; None without
        `wrong`.
        """
        return self.wrong and self.wrong.with_name(f"{self.wrong.stem}.probs.jsonl")


def probe_files(
    output: Path | None,
    html: Path | None,
    wrong: Path | None,
    recipes: Iterable[Path],
    inputs: Sequence[str],
    *,
    force: bool,
) -> ProbeFiles:
    """Return the files to write, and check before any work that they can be written.

    Parameters
    ----------
    output
        A file for the figures (`.json`), a folder for figures and page, or a run folder, which gets
        a note.
    recipes
        The recipes; a recipe that is a run folder gets a note as well.
    inputs
        The data sets that are read.

    Raises
    ------
    UsageError
        The name of the file for wrong rows does not end in `.jsonl`.
    OutputError
        See `check_outputs`.
    """
    from reaug.errors import UsageError
    from reaug.files.run_files import NOTES, is_run
    from reaug.report.report_files import check_outputs

    if wrong is not None and wrong.suffix != ".jsonl":
        raise UsageError(f"--wrong {wrong}: rows are written as JSON lines; name it FILE.jsonl")
    notes = {place.resolve() / NOTES for place in recipes if is_run(place)}
    outputs: dict[str, Path] = {}
    figures, pages, folders = [], [], []
    if output is not None and is_run(output):
        notes.add(output.resolve() / NOTES)
    elif output is not None and output.suffix == ".json" and not output.is_dir():
        outputs["--output"] = output
        figures.append(output)
    elif output is not None:
        figures.append(output / "probe.json")
        pages.append(output / "report.html")
        folders.append(output)
        if output.is_dir():
            outputs |= {"--output": figures[0], "--output, the page": pages[0]}
        else:
            outputs["--output"] = output
    if html is not None:
        outputs["--html"] = html
        pages.append(html)
    files = ProbeFiles(wrong=wrong)
    if files.wrong is not None and files.all_rows is not None:
        outputs |= {"--wrong": files.wrong, "--wrong, all rows": files.all_rows}
    check_outputs(outputs, force=force, inputs=inputs)
    for place in sorted(notes):
        folders.append(place)
        figures.append(place / "probe.json")
        pages.append(place / "probe.html")
    return files._replace(figures=tuple(figures), pages=tuple(pages), folders=tuple(folders))


def write_probe_files(
    files: ProbeFiles, result: Probe, plain: Mapping[str, Any], data: str, lang: Lang
) -> None:
    """Write all files of a probe; if one cannot be written, write none.

    Raises
    ------
    OutputError
        A file cannot be written.
    """
    from reaug.errors import OutputError
    from reaug.report.probe_html import write_html
    from reaug.report.report_files import write_all
    from reaug.strict_json import dumps

    text = dumps(plain, indent=2) + "\n"
    writers: dict[Path, Callable[[IO[str]], Any]] = {
        path: lambda file: print(text, end="", file=file) for path in files.figures
    }
    writers |= {path: lambda file: write_html(result, data, lang, file) for path in files.pages}
    rows = result.out_of_sample
    if rows is not None and files.wrong is not None and files.all_rows is not None:
        writers[files.wrong] = lambda file: _write_lines(rows.wrong_rows(), file)
        writers[files.all_rows] = lambda file: _write_lines(rows.all_rows(), file)
    for folder in files.folders:
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise OutputError(f"{folder} cannot be created: {error.strerror or error}") from error
    write_all(writers)


def _write_lines(rows: Iterable[Mapping[str, Any]], file: IO[str]) -> None:
    for row in rows:
        print(json.dumps(row, ensure_ascii=False, allow_nan=False), file=file)
