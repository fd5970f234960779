"""Iterate over the rows of a source piece by piece, as often as needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from reaug.data.documents.documents_to_rows import Survey, rows_of
from reaug.data.documents.pair_notes import Counts
from reaug.data.documents.pair_options import Pairing
from reaug.data.raw import Raw


class OtherFormatError(Exception):
    """A piece has another format than the pieces before it."""


@dataclass
class RowsOfPieces:
    """The rows of a source with KLUE's columns; iterating yields one piece at a time.

    Each piece is a `Raw` with some of the rows; its `first` is the number of rows before them.

    read : a function that starts reading the pieces, as rows with KLUE's columns or as documents.
    fmt : the format of all pieces.
    survey : facts about all documents, if the source has documents.
    begun : for the first iteration, an iterator over the pieces that has been started already.
    documents, left_out : the number of documents, and of items that were not read (by kind), in the
        last iteration. The counts in `survey` are those of the last iteration, too.
    """

    read: Callable[[], Iterator[Raw]]
    fmt: str
    pairing: Pairing
    survey: Survey | None = None
    begun: Iterator[Raw] | None = None
    documents: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def __iter__(self) -> Iterator[Raw]:
        """Iterate over the pieces.

        Raises
        ------
        OtherFormatError
            A piece has another format than the first.
        """
        pieces, self.begun = self.begun or self.read(), None
        self.documents, self.left_out = 0, Counter()
        if self.survey is not None:
            self.survey = replace(self.survey, columns=set(), labelled_rows=0, counts=Counts())
        rows, in_file = 0, Counter[str]()
        for raw in pieces:
            if (raw.documents is None) != (self.survey is None) or raw.fmt != self.fmt:
                raise OtherFormatError
            piece = replace(raw, first=rows)
            if self.survey is not None:
                self.documents += len(raw.documents or ())
                self.left_out.update(raw.left_out)
                piece = replace(rows_of(piece, self.pairing, self.survey), notes=())
                for file, _ in raw.shards:  # a piece comes from one file
                    piece = replace(piece, shards=((file, -in_file[file]),))
                    in_file[file] += piece.rows
            if piece.rows:
                yield piece
            rows += piece.rows
