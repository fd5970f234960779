"""Requests that have no answer yet, noted while a step goes over the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from reaug.core.batch import Row
from reaug.rewriting.batch_files import collect
from reaug.rewriting.mentions import Restored
from reaug.rewriting.requests import Request
from reaug.transforms.rewrite.outcomes import Outcomes

ASKED: Final = "rewrite/asked "
"""With the key of a request, the reason of a change that stands for its answer."""
UNJUDGED: Final = "unjudged"
"""The folder of questions about the labels of sentences that are there."""
LATER: Final = "later"
"""The folder of those about sentences that are still to come, by the key of their request."""


class Collecting(NamedTuple):
    """How requests are noted.

    folder : they are written into it.
    assuming : whether the step goes on as if each answer came in and passed.
    later : whether the question about the label of each sentence to come is noted too.
    """

    folder: Path
    assuming: bool = False
    later: bool = False

    def note(
        self,
        rows: Sequence[Row],
        missing: Mapping[int, Request],
        unjudged: Mapping[int, Request],
        outcomes: Outcomes,
    ) -> None:
        """Note the requests of rows, and those about the labels of sentences that are there."""
        collect(self.folder, missing.values())
        collect(self.folder / UNJUDGED, unjudged.values())
        if self.later:
            # A sentence to come is about as long as the row's.
            about = [
                Request(request.key, outcomes.label_request(rows[at], as_is(rows[at])).body)
                for at, request in missing.items()
            ]
            collect(self.folder / LATER, about)


def as_is(row: Row, more: str = "") -> Restored:
    """The row's own sentence as a new one, with something behind it."""
    return Restored(row.sentence + more, row.subject, row.object)
