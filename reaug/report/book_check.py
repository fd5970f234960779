"""Terminal view of a data set checked against a rule book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from reaug.audit.book_check import BookCheck
from reaug.audit.other_scheme import way_out
from reaug.core.quotes import listed
from reaug.core.terminal_text import visible
from reaug.language.translation import translated

_MOST: Final = 40
"""The greatest number of names in a line; the others are counted."""


def book_check_view(
    check: BookCheck, data: str, how: Sequence[str] = ()
) -> Iterator[RenderableType]:
    """Yield what the check of a rule book on a data set has found, part by part.

    The parts are labels and types that the book lacks, rows by label, matches of the book's
    patterns, and kinds that no mention has. A kind is a class of words in a type, such as party in
    ORG.

    Parameters
    ----------
    data
        The name of the data set.
    how
        The options for reading it, which the suggested command repeats.
    """
    head = translated(f"{check.rows:,} rows, rules {check.book}")
    yield Text(visible(f"{data}  {head}"), style="bold")
    if check.foreign:
        line = (
            f"{check.book} lacks most of these labels or types, so its patterns were not run; "
            "make a book from the data:"
        )
        yield Text(visible(translated(line)))
        yield Text(f"   {visible(way_out(data, how)[0])}", style="green")
    for what, counts in (("labels", check.unknown_labels), ("types", check.unknown_types)):
        if counts:
            named = (f"{name} {n:,}" for name, n in counts.items())
            yield _line(f"{what} missing from the book", named)
    if check.single_labels:
        yield _line("labels with a single row, too few for a rule", check.single_labels)
    if check.thin_types:
        thin = (f"{label}: {', '.join(codes)}" for label, codes in check.thin_types.items())
        yield _line("types that the book has from a single row, too few for a rule", thin)
    yield _line("labels of the book that no row has", check.unseen_labels)
    yield _line("types of the book that no mention has", check.unseen_types)
    yield ""
    yield _relations(check)
    if check.patterns and not check.foreign:
        yield ""
        yield _patterns(check)
    if check.unseen_kinds and not check.foreign:
        yield ""
        yield _line("kinds that no mention has", check.unseen_kinds)


def _line(what: str, names: Iterable[str]) -> Text:
    known = list(names)
    shown = [listed(known[:_MOST])] if known else [translated("none")]
    if len(known) > _MOST:
        shown.append(translated(f"and {len(known) - _MOST:,} more"))
    return Text(visible(f"{translated(what)}: {' '.join(shown)}"))


def _relations(check: BookCheck) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(translated("label"), no_wrap=True)
    names = ("rows", "illegal types", "typical object", "rare", "unseen")
    for name in names:
        table.add_column(translated(name), justify="right", no_wrap=True)
    for label, relation in check.relations.items():
        if relation.rows:
            table.add_row(Text(visible(label)), *(f"{n:,}" for n in relation))
    return table


def _patterns(check: BookCheck) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(translated("pattern"), no_wrap=True)
    table.add_column(translated("rows matched"), justify="right", no_wrap=True)
    for rule, n in sorted(check.patterns.items(), key=lambda item: (-item[1], item[0])):
        table.add_row(Text(visible(rule)), f"{n:,}")
    return table
