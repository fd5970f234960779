"""Learn a rule book from a data set, and write it; for `reaug rules learn`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from reaug.audit.learning import Learnt, Mode, as_commented_yaml, learn
from reaug.audit.rows import Rows
from reaug.core.schema import LABEL
from reaug.data import Reading, read
from reaug.data.read_options import PLAINLY, ReadAs
from reaug.errors import InputError, UsageError
from reaug.files.output_paths import check_apart
from reaug.rulebook import book_files, load, names
from reaug.rulebook.book_yaml import check_free, save


class LearntBook(NamedTuple):
    """A rule book that was learned and written.

    base : the rule book that the learned one extends; None if it is complete by itself.
    reading : the rows from which it was learned.
    """

    path: Path
    base: str | None
    learnt: Learnt
    reading: Reading

    def to_json(self) -> dict[str, Any]:
        """Return JSON data with counts of the book's contents."""
        book = self.learnt.book
        return {
            "output": str(self.path),
            "name": book.name,
            "base": self.base,
            "rows": self.reading.table.num_rows,
            "labels": len(book.relations),
            "types": len(book.types),
            "own_labels": list(self.learnt.own),
            "negative": book.negative,
            "questions": len(self.learnt.questions),
            "dropped": self.reading.dropped,
            "conventions": len(book.conventions),
            "left_out": self.learnt.left_out,
        }


def learn_rules(
    source: Any,
    output: str | Path,
    *,
    rules: str,
    name: str | None = None,
    mode: Mode | None = None,
    how: ReadAs = PLAINLY,
    fmt: str | None = None,
    force: bool = False,
    **bad_rows: Any,
) -> LearntBook:
    """Learn a rule book from rows, write it, and return it.

    Parameters
    ----------
    rules
        The rule book that the learned one may extend.
    name
        The name of the learned book; None for the name of the file.
    mode
        Whether to extend `rules` or to write a complete book. None: a complete book if `rules`
        lacks most labels or types of the rows.

    Raises
    ------
    UsageError, InputError, OutputError
        The input or an option is invalid, no row has a label, or the file cannot be written;
        nothing is written then.
    """
    path = Path(output)
    if path.suffix not in (".yaml", ".yml"):
        raise UsageError(f"{output}: a rule book file must end in .yaml")
    named = path.stem if name is None else name
    if not named or any(letter.isspace() or letter == "/" for letter in named):
        raise UsageError(f"a rule book cannot be named {named!r}: no spaces or slashes; use --name")
    check_free(path, force=force)
    check_apart(path, (source, *book_files(rules)))
    book = load(rules)
    reading = read(source, how=how, fmt=fmt, require_label="auto", **bad_rows)
    if reading.unlabelled:
        if LABEL not in reading.columns:
            read(source, how=how, fmt=fmt, **bad_rows)  # its error names the columns that there are
        raise InputError(
            f"{reading.origin}: no row has a label, so no rules can be learnt from it; learn them "
            "from the labelled set that it belongs to, and use that book for this set with --rules"
        )
    rows = Rows(reading.table, book)
    mode = mode or ("new" if rows.is_foreign else "extends")
    learnt = learn(rows, named, mode)
    # A user's own book may be moved, so it is not extended: the new book is complete then.
    over = rules if mode == "extends" and rules in names() and not book.conventions else None
    save(as_commented_yaml(learnt, over), path, force=force)
    return LearntBook(path, None if mode == "new" else book.name, learnt, reading)
