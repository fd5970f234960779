"""Read the data sets of an audit: all rows that can be read, and the sentences of other rows."""

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
    """The rows of a source that can be read, and facts about the other rows.

    table : the rows that can be read, in `core.schema.CORE_SCHEMA`.
    problems : the problems of the other rows, and repairs of spans.
    unread : the sentences of the other rows that have one, by index in the source. They are
        compared, too.
    rows : the number of all rows of the source.
    why : if only sentences could be read and no rows, the reason; otherwise "".
    notes : notes about how the source was read, one line each.
    """

    table: pa.Table
    problems: Sequence[Problem]
    unread: Mapping[int, str]
    rows: int
    why: str = ""
    notes: tuple[str, ...] = ()
    columns: Mapping[str, str] = MappingProxyType({})
    """The column of each field, if the source is a table."""

    @property
    def unlabelled(self) -> bool:
        """Whether no row that could be read has a label; False if no row could be read."""
        return 0 < self.table.num_rows == self.table["label"].null_count

    @property
    def sentences(self) -> int:
        """The number of rows with a sentence that can be compared."""
        return int(self.table.num_rows) + len(self.unread)


def readable(
    source: Any, *, require_label: LabelNeed = True, how: ReadAs | None = None
) -> Readable:
    """Return the rows of a source that can be read; unknown labels and types are no errors here.

    A source with bad rows is read a second time, to find the spans that can be repaired.
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
    """Return the rows of a set with which another set is compared, or at least its sentences.

    The labels may be missing or be numbers, as in a test set. If no row can be read, the sentences
    alone are compared.

    Raises
    ------
    InputError
        Not even the sentences can be read, so an audit without findings would be misleading.
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
