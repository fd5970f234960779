"""The rows of a source's pieces, gone through as often as they are needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from reaug.data.documents.pair_notes import Counts
from reaug.data.documents.pairing import Pairing
from reaug.data.documents.pairs import Survey, rows_of
from reaug.data.raw import Raw


class OtherFormatError(Exception):
    """A piece is of another format than those before."""


@dataclass
class RowsOfPieces:
    """Rows in KLUE's columns, a piece at a time, each with the number of those before it.

    read : begins to read the pieces, in KLUE's columns or as documents.
    fmt : the format of all of them.
    survey : of documents; its counts, and what is here, are those of the last time through.
    begun : the pieces, as far as they have been read; for the first time through.
    """

    read: Callable[[], Iterator[Raw]]
    fmt: str
    pairing: Pairing
    survey: Survey | None = None
    begun: Iterator[Raw] | None = None
    documents: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def __iter__(self) -> Iterator[Raw]:
        """Begin to go through them.

        Raises
        ------
        OtherFormatError
            A piece is of another format than the first.
        """
        pieces, self.begun = self.begun or self.read(), None
        self.documents, self.left_out = 0, Counter()
        if self.survey is not None:
            self.survey = replace(self.survey, columns=set(), labelled_rows=0, counts=Counts())
        rows, in_file = 0, Counter[str]()
        for raw in pieces:
            if (raw.documents is None) != (self.survey is None) or raw.fmt != self.fmt:
                raise OtherFormatError
            one = replace(raw, first=rows)
            if self.survey is not None:
                self.documents += len(raw.documents or ())
                self.left_out.update(raw.left_out)
                one = replace(rows_of(one, self.pairing, self.survey), notes=())
                for file, _ in raw.shards:  # the one that the piece is of
                    one = replace(one, shards=((file, -in_file[file]),))
                    in_file[file] += one.rows
            if one.rows:
                yield one
            rows += one.rows
