"""Check the rows of a piece of a source, in this process or in a worker process.

A worker process reads one part of a file, and does all checks for which the other parts are not
needed. If it fails, for whatever reason, the file is read from its beginning in one process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.schema import LABEL, POSITION
from reaug.core.worker_pool import WorkerPool
from reaug.data.file_parts import NoPartsError, Part
from reaug.data.input_rules import Checked, Rules
from reaug.data.large_faults import listed_faults
from reaug.data.raw import MISSING, Column, Raw
from reaug.data.read_options import ReadAs
from reaug.data.read_result import Reading, check, reading_of
from reaug.data.rows_to_klue import NAMED
from reaug.data.source import shaped
from reaug.data.typed_labels import hides_labels


class OtherColumnsError(Exception):
    """A piece has other columns than the first piece.

    The source must then be read again with the columns of all pieces.
    """


class NotPlainError(Exception):
    """The source cannot be read in pieces, only into memory as a whole."""


class CheckedPiece(NamedTuple):
    """The checked rows of a piece of a source.

    reading : the result for the piece; the positions of its rows are counted in the whole source.
    good : the result of the check; its table is empty if a worker process has sent the piece, since
        `reading` has the rows, too.
    is_named : whether the rows have ids of their own.
    is_of_several : whether the source has several files.
    by_row : whether messages give row numbers instead of lines.
    lacks_labels : whether no row has a label.
    """

    reading: Reading
    good: Checked
    is_named: bool
    is_of_several: bool
    by_row: bool
    lacks_labels: bool

    @classmethod
    def of(cls, raw: Raw, good: Checked) -> CheckedPiece:
        """Return a checked piece from rows as read (`raw`) and their check (`good`)."""
        reading = reading_of(raw, good)
        # Positions count in the whole source.
        at = reading.table.schema.get_field_index(POSITION)
        field = reading.table.schema.field(at)
        places = pc.add(reading.table[POSITION], pa.scalar(raw.first, field.type))
        return cls(
            replace(reading, table=reading.table.set_column(at, field, places)),
            good,
            NAMED in raw.columns,
            bool(raw.shards),
            raw.lines is None or bool(raw.shards),
            lack_labels(raw),
        )

    def sent(self) -> CheckedPiece:
        """Return a copy that can be pickled, so that a worker process can send it.

        The copy has the rows only once (in `reading`), and finished messages instead of functions
        that make them.
        """
        good, empty = self.good, self.good.table.schema.empty_table()
        faults = None if good.faults is None else listed_faults(good.faults)
        places = {fault.row: good.place_of(fault.row) for fault in faults or ()}
        good = good._replace(table=empty, faults=faults, place_of=places.__getitem__, unread={})
        return self._replace(good=good)


def lack_labels(raw: Raw) -> bool:
    """Return whether all rows of a piece lack labels."""
    if LABEL not in raw.columns:
        return True
    names = raw.features.get(LABEL, {})
    return hides_labels(raw.columns[LABEL], names.get("names") if isinstance(names, dict) else None)


def with_columns(raw: Raw, names: tuple[str, ...], *, known: bool) -> Raw:
    """Return a piece that has exactly the columns `names`, in this order.

    A column that the piece lacks is added, with `MISSING` in all rows. If `known` is true, `names`
    are the columns of all pieces. Otherwise they are only the columns of the first piece, and a
    piece with other columns raises `OtherColumnsError`.
    """
    if tuple(raw.columns) == names:
        return raw
    lacking = set(names) - set(raw.columns)
    if not known and (lacking or len(names) < len(raw.columns)):
        raise OtherColumnsError
    if any(not isinstance(column, list) for column in raw.columns.values()):
        # an Arrow column that a piece lacks has a type, which the piece does not show
        raise NotPlainError
    absent: Column = [MISSING] * raw.rows
    return replace(raw, columns={name: raw.columns.get(name, absent) for name in names})


@dataclass(frozen=True)
class PartReader:
    """Reads the parts of a file in worker processes, which also check the rows.

    how : the user's options for reading.
    fmt : the format that the user gave; None to recognise it.
    names : the columns of the first piece, or, if `known` is true, those of all pieces.
    of_first : the format of the first piece, which all pieces must have.
    """

    how: ReadAs
    fmt: str | None
    names: tuple[str, ...]
    known: bool
    of_first: str

    def pieces(
        self, pool: WorkerPool, parts: Callable[[], Iterator[Part]], rules: Rules
    ) -> Iterator[CheckedPiece]:
        """Yield the pieces of a file in order.

        Raises
        ------
        NoPartsError
            A part has an error, no rows, or another format or columns than the first piece. The
            file must then be read from its beginning to its end.
        """
        for piece in pool.spread(partial(self._read, rules), parts()):
            if piece is None:
                raise NoPartsError
            yield piece

    def _read(self, rules: Rules, part: Part) -> CheckedPiece | None:
        try:
            raw = with_columns(part.rows(), self.names, known=self.known)
            raw = shaped(replace(raw, first=part.row), self.how, self.fmt)
            if raw.documents is not None or raw.fmt != self.of_first or not raw.rows:
                return None
            return CheckedPiece.of(raw, check(raw, rules, self.how)).sent()
        except Exception:
            return None  # reading from the beginning raises it again, with its place
