"""Collect requests that have no answer yet while the step goes over the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from reaug.core.batch import Row
from reaug.rewriting.batch_files import collect
from reaug.rewriting.mention_marks import Restored
from reaug.rewriting.requests import Request
from reaug.transforms.rewrite.outcomes import Outcomes

ASKED: Final = "rewrite/asked "
"""Followed by the key of a request: the reason of a change that stands in for its answer."""
UNJUDGED: Final = "unjudged"
"""The folder of requests about the labels of sentences that already exist."""
LATER: Final = "later"
"""The folder of requests about future sentences, by the key of the request for the sentence."""


class Collecting(NamedTuple):
    """Where and how requests are written.

    folder : the folder that they are written to.
    assuming : whether the step continues as if each answer had arrived and been accepted.
    later : whether requests about the labels of future sentences are written, too.
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
        """Write the requests of rows, and those about the labels of existing sentences."""
        collect(self.folder, missing.values())
        collect(self.folder / UNJUDGED, unjudged.values())
        if self.later:
            # A future sentence is about as long as that of the row.
            about = [
                Request(request.key, outcomes.label_request(rows[at], as_is(rows[at])).body)
                for at, request in missing.items()
            ]
            collect(self.folder / LATER, about)


def as_is(row: Row, more: str = "") -> Restored:
    """Return the row's own sentence as a new one, with `more` appended."""
    return Restored(row.sentence + more, row.subject, row.object)
