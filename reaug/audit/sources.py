"""How an audit reads its sets: all rows that can be read, and the sentences of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import pyarrow as pa

from reaug.choices import LabelNeed
from reaug.core.schema import CORE_SCHEMA
from reaug.data.problems import Problem, by_rule, rules_of
from reaug.data.read_options import PLAINLY, ReadAs
from reaug.errors import InputError


class Readable(NamedTuple):
    """The rows of a source that can be read, and what is known about the others.

    table : the rows, `core.schema.CORE_SCHEMA`.
    problems : what is wrong with the others, and which spans can be repaired.
    unread : their sentences, where they have one, by index in the source; these are compared, too.
    rows : the number of rows of the source, read or not.
    why : why no row could be read, only sentences; "" otherwise.
    notes : what to know about how it was read, one line each.
    """

    table: pa.Table
    problems: Sequence[Problem]
    unread: Mapping[int, str]
    rows: int
    why: str = ""
    notes: tuple[str, ...] = ()
    columns: Mapping[str, str] = MappingProxyType({})
    """The column of each field, of a table."""

    @property
    def unlabelled(self) -> bool:
        """Whether no row that could be read has a label; False where none could be."""
        return 0 < self.table.num_rows == self.table["label"].null_count

    @property
    def sentences(self) -> int:
        """Count rows that have a sentence that can be compared."""
        return int(self.table.num_rows) + len(self.unread)


def readable(
    source: Any, *, require_label: LabelNeed = True, how: ReadAs | None = None
) -> Readable:
    """Read what can be read; unknown labels and types become findings here, not errors.

    A source with bad rows is read once more, to learn which spans can be repaired.
    """
    from reaug.data.read_data import read_good

    reading = read_good(source, require_label=require_label, how=how)
    problems = reading.problems
    if problems:
        again = read_good(source, "repair", require_label=require_label, how=how, again=True)
        problems = [
            *problems,
            *(problem for problem in again.problems if problem.action == "repaired"),
        ]
    return Readable(
        reading.table,
        problems,
        reading.unread,
        reading.rows_in,
        notes=reading.notes,
        columns=reading.columns,
    )


def comparable(source: Any, how: ReadAs | None = None) -> Readable:
    """Read a set that another is compared with: at the least its sentences.

    A test set hides its labels, or has numbers instead, or consists only of sentences; these are
    compared all the same.

    Raises
    ------
    InputError
        Not even the sentences can be read, so that "nothing was found" would be wrong.
    """
    from reaug.data.read_data import sentences_of

    options = None if how is None else how.beside()
    needs: tuple[LabelNeed, ...] = (False, "ignore")
    errors: list[InputError] = []
    for need in needs:
        try:
            read = readable(source, require_label=need, how=options)
        except InputError as error:
            errors.append(error)
            continue
        if not read.sentences:
            raise _nothing_to_compare(read.problems)
        return read
    try:
        _, sentences = sentences_of(source, options or PLAINLY)
    except InputError:
        raise errors[-1] from None
    unread = dict(enumerate(sentences.to_pylist()))
    return Readable(CORE_SCHEMA.empty_table(), [], unread, len(unread), str(errors[-1]))


def _nothing_to_compare(problems: Sequence[Problem]) -> InputError:
    first, counts = problems[0], rules_of(by_rule(problems, "dropped"))
    return InputError(
        f"{first.file}: none of its {len(problems):,} rows can be read ({counts}), so it cannot "
        f"be compared; row {first.row} (from 0), {first.field}: {first.message}"
    )
