"""The chain from raw files to training sets as an HTML page: nested lists, like a commit log.

A run is above the run that continues it, at the same level. If several runs continue one run, the
shorter branches are indented, and the longest branch follows at the same level. So even a chain of
200 runs is narrow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from reaug.choices import Lang
from reaug.errors import UsageError
from reaug.language.translation import korean
from reaug.report.page_words import page_words
from reaug.report.pages import page
from reaug.report.report_files import write_all
from reaug.report.runs import DIGITS, began, labels_of, recipe_of, scores_of, tags_of
from reaug.runs.history.run_list import short_names

if TYPE_CHECKING:
    from reaug.runs.history.run_list import Known, Runs

Line = list[dict[str, Any]]
PAGES: Final = (".html", ".htm")
"""The suffixes of a page; a device or pipe has no suffix."""
_MOST_LABELS: Final = 4


def check_page(path: Path) -> None:
    """Raise `UsageError` if a file name has a suffix that no page has.

    Raises
    ------
    UsageError
        The name has another suffix.
    """
    if path.suffix and path.suffix.lower() not in PAGES:
        page = path.with_suffix(PAGES[0])
        raise UsageError(f"--output {path}: the output is a page; name it {page}")


def write_graph(runs: Runs, path: Path, lang: Lang = "en") -> None:
    """Write the page of runs; it is one file and loads nothing.

    Raises
    ------
    OutputError
        The page cannot be written.
    """
    text = graph_page(runs, lang)

    def write(file: IO[str]) -> None:
        file.write(text)

    write_all({path: write})


def graph_page(runs: Runs, lang: Lang = "en") -> str:
    """Return the page as text."""
    say = page_words(lang)
    names = short_names([run.folder for run in runs])
    # Runs that read no other run's output, in groups with the same input.
    by_input: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for run in runs:
        if not run.parents:
            unknown = "" if run.record.input_digest else run.folder
            by_input[(run.record.input_digest or "", unknown)].append(run)
    raw = list(by_input.values())
    values = {
        "say": say,
        "about": say["about graph"].format(runs=f"{len(runs):,}", sources=f"{len(raw):,}"),
        "sources": [
            {
                "source": first[0].record.source or "?",
                "rows": _rows(first[0].record.rows_in, say),
                "digest": (first[0].record.input_digest or "")[:DIGITS],
                "lines": _lines(first, runs, names, lang),
            }
            for first in raw
        ],
        "left_out": [refused._asdict() for refused in runs.refused],
    }
    return page("runs.html.j2", lang=lang, scripts=(), data={}, **values)


def _lines(first: Sequence[Known], runs: Runs, names: dict[str, str], lang: Lang) -> list[Line]:
    """Return runs and the runs that continue them as nested lines, without recursion."""
    children: dict[str, list[Known]] = defaultdict(list)
    for run in runs:
        if run.parents:
            children[run.parents[0]].append(run)
    size = _sizes(first, children)
    lines: list[Line] = []
    waiting: list[tuple[Known, list[Line]]] = [(run, lines) for run in reversed(first)]
    while waiting:
        run, into = waiting.pop()
        line: Line = []
        into.append(line)
        run_: Known | None = run
        while run_ is not None:
            after = children[run_.folder]
            main = max(after, key=lambda child: size[child.folder], default=None)
            branches: list[Line] = []
            line.append({"run": _card(run_, names, lang), "branches": branches})
            waiting += [(child, branches) for child in reversed(after) if child is not main]
            run_ = main
    return lines


def _sizes(first: Sequence[Known], children: dict[str, list[Known]]) -> dict[str, int]:
    """Return the number of runs that descend from each run, including the run itself."""
    order: list[Known] = []
    waiting = list(first)
    while waiting:
        run = waiting.pop()
        order.append(run)
        waiting += children[run.folder]
    size: dict[str, int] = {}
    for run in reversed(order):
        size[run.folder] = 1 + sum(size[child.folder] for child in children[run.folder])
    return size


def _card(known: Known, names: dict[str, str], lang: Lang) -> dict[str, Any]:
    """Return the texts that the page shows about a run."""
    record = known.record
    changed = map(korean, known.changed) if lang == "ko" else known.changed
    return {
        "name": names[known.folder],
        "folder": known.folder,
        "began": began(record.started),
        "recipe": recipe_of(known),
        "steps": ", ".join(known.steps) if record.recipe else "",
        "rows": _rows(record.rows, page_words(lang)),
        "seed": "" if record.seed is None else str(record.seed),
        "digest": (record.digest or "")[:DIGITS],
        "changed": list(changed),
        "before": "" if known.before is None else names[known.before],
        "labels": labels_of(known)[:_MOST_LABELS],
        "tags": tags_of(known),
        "scores": scores_of(known),
        "others": [names.get(other, other) for other in known.parents[1:]],
        "edited": not record.sealed,
        "failed": list(record.failed_gates),
    }


def _rows(number: int | None, say: dict[str, str]) -> str:
    return "" if number is None else say["rows number"].format(rows=f"{number:,}")
