"""Terminal views of runs: a table of all runs, and the differences between two of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from reaug.core.terminal_text import visible
from reaug.language.translation import translated

if TYPE_CHECKING:
    from reaug.runs.history.row_search import Match
    from reaug.runs.history.run_comparison import Difference
    from reaug.runs.history.run_list import Known, Runs

DIGITS: Final = 10
"""The number of hexadecimal digits of a digest that are shown, which distinguish a million runs."""
_MOST_LABELS: Final = 2
_MOST_CHANGES: Final = 4
_MOST_VERDICTS: Final = 3
_MOST_ROWS: Final = 5
_LONG: Final = ("recipe", "changed", "labels moved", "tags")
"""Columns whose values are shown below a run if the terminal is too narrow for all columns."""
_FIELDS: Final = {
    "sentence": "sentence",
    "subject": "subject",
    "object": "object",
    "subject_type": "subject type",
    "object_type": "object type",
    "label": "label",
    "source": "source",
}
"""The display names of the fields of rows."""


def runs_lines(runs: Runs, width: int) -> Iterator[str]:
    """Yield the header of the table, then the lines of each run, in the order in which runs began.

    If the terminal is too narrow for a readable table with all columns, long values are below each
    run. If it is too narrow for that, too, the header is empty and each run is a paragraph: its
    name, then a line for each of its properties.
    """
    from reaug.report.narrow_table import paragraphs, table_lines, table_width
    from reaug.runs.history.run_list import short_names

    names = short_names([run.folder for run in runs])
    columns = {
        "name": [names[run.folder] + ("" if run.record.sealed else " (edited)") for run in runs],
        "began": [began(run.record.started) for run in runs],
        "input": [input_of(run, names) for run in runs],
        "recipe": [recipe_of(run) for run in runs],
        "changed": [_some([*map(translated, run.changed)], _MOST_CHANGES) for run in runs],
        "seed": ["" if run.record.seed is None else str(run.record.seed) for run in runs],
        "rows": [_count(run.record.rows) for run in runs],
        "labels moved": [_some(labels_of(run), _MOST_LABELS) for run in runs],
        "digest": [(run.record.digest or "")[:DIGITS] for run in runs],
        "tags": [", ".join(tags_of(run)) for run in runs],
        "score": [", ".join(scores_of(run)) for run in runs],
    }
    # Empty columns are left out, because they take room from the others.
    shown = {
        translated(name): [visible(cell) for cell in cells]
        for name, cells in columns.items()
        if any(cells)
    }
    firm = [translated(name) for name in ("began", "seed", "rows", "digest")]
    right = firm[1:3]
    long = [name for name in map(translated, _LONG) if name in shown]
    short = {name: cells for name, cells in shown.items() if name not in long}
    if table_width(shown, firm=firm) <= width:
        yield from table_lines(shown, width, right=right, firm=firm)
    elif table_width(short, firm=firm) <= width:
        notes = [
            " · ".join(f"{name}: {cells[i]}" for name in long if (cells := shown[name])[i])
            for i in range(len(runs))
        ]
        yield from table_lines(short, width, right=right, firm=firm, below=notes)
    else:
        places = [visible(run.folder + ("" if run.record.sealed else " (edited)")) for run in runs]
        yield ""
        yield from paragraphs({**shown, translated("name"): places}, width)


def began(started: str | None) -> str:
    """Return a time as text, to the minute, because several runs may begin on one day.

    >>> began("2026-03-01T09:30:12+00:00")
    '2026-03-01 09:30'
    """
    return "" if started is None else started[:16].replace("T", " ")


def input_of(known: Known, names: dict[str, str]) -> str:
    """Return the input of a run as text: the name of the run that wrote it, or the source."""
    if known.parents:
        return f"← {names.get(known.parents[0], known.parents[0])}"
    source = known.record.source or ""
    return source.rstrip("/").rpartition("/")[2] or source


def recipe_of(known: Known) -> str:
    """Return the file name of the recipe, or its steps if there is no file."""
    return known.record.recipe or ", ".join(known.steps)


def labels_of(known: Known) -> list[str]:
    """Return each label whose number of rows changed, with the difference."""
    return [f"{name} {after - before:+,}" for name, (before, after) in known.record.labels.items()]


def tags_of(known: Known) -> list[str]:
    """Return the tags of a run that are not numbers."""
    scores = known.notes.scores
    return [f"{key}={text}" for key, text in known.notes.tags.items() if key not in scores]


def scores_of(known: Known) -> list[str]:
    """Return a run's scores as texts: its tags that are numbers, and the results of its probes."""
    scores = [f"{key}={known.notes.tags[key]}" for key in known.notes.scores]
    for verdict in known.notes.verdicts[:_MOST_VERDICTS]:
        f1 = "" if verdict.f1 is None else f" {verdict.f1:.3g}"
        scores.append(f"{verdict.arm}{f1} {verdict.verdict}")
    return scores


def _some(parts: Sequence[str], most: int) -> str:
    more = [translated(f"and {len(parts) - most} more")] if len(parts) > most else []
    return ", ".join([*parts[:most], *more])


def _count(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def difference_lines(difference: Difference) -> Iterator[str]:
    """Yield the differences between two runs, one line each."""
    for name, run in (("A", difference.first), ("B", difference.second)):
        yield f"{name}  {run.folder}  {_count(run.rows)} rows  {run.digest or ''}"
    if difference.same_rows:
        yield "rows     the same in both"
    recipe, rules = (
        "; ".join(map(translated, changes)) for changes in (difference.recipe, difference.rules)
    )
    yield f"recipe   {recipe}" if recipe else "recipe   the same"
    yield f"rules    {rules}" if rules else "rules    the same"
    yield f"input    {difference.input}" if difference.input else "input    the same rows"
    if difference.rows is not None and not difference.same_rows:
        yield from _row_lines(difference.rows)
    for name, (before, after) in difference.labels.items():
        yield f"label    {name}: {before:,} → {after:,} ({after - before:+,})"
    for path, counts in difference.steps.items():
        parts = ", ".join(f"{translated(what)} {a:,} → {b:,}" for what, (a, b) in counts.items())
        yield f"step     {path}: {parts}"


def _row_lines(rows: dict[str, Any]) -> Iterator[str]:
    yield f"rows     only in A: {rows['only_first']:,}{_named(rows['only_first_ids'])}"
    yield f"rows     only in B: {rows['only_second']:,}{_named(rows['only_second_ids'])}"
    yield f"rows     in both, identical: {rows['alike']:,}"
    if rows["renamed"]:
        yield f"rows     in both, under other ids: {rows['renamed']:,}"
    fields = ", ".join(f"{_field(name)} {count:,}" for name, count in rows["fields"].items())
    named = _named(rows["changed_ids"])
    fields = f" ({fields})" if fields else ""
    yield f"rows     in both, different: {rows['changed']:,}{fields}{named}"


def _field(name: str) -> str:
    """Return the display name of a field of rows; a user's own column keeps its name."""
    return translated(_FIELDS[name]) if name in _FIELDS else name


def _named(ids: Sequence[str]) -> str:
    shown = ", ".join(ids[:_MOST_ROWS])
    return f": {shown}" + (", …" if len(ids) > _MOST_ROWS else "") if ids else ""


def match_lines(matches: Iterable[Match], rows: int) -> Iterator[str]:
    """Yield the runs from which rows may come, one line each."""
    for match in matches:
        if match.exact:
            made = f"{match.folder}  made exactly these {rows:,} rows"
            yield (
                made
                if match.what == "output"
                else f"{match.folder}  read exactly these {rows:,} rows"
            )
        else:
            yield (
                f"{match.folder}  contains {match.held:,} of {rows:,} rows ({match.share:.1%}); "
                f"{match.missing:,} of the run's {match.of:,} are not in the file"
            )
