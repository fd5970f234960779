"""Write the requests to a language model that have no answer yet, while the step runs."""

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
"""Prefix of the reason of a change that is made before the answer has arrived.

The key of the request for this answer follows.
"""
UNJUDGED: Final = "unjudged"
"""Name of the folder for requests about the label of new sentences that exist already."""
LATER: Final = "later"
"""Name of the folder for requests about the label of sentences that are still to be written."""


class Collecting(NamedTuple):
    """Where and how requests are written.

    folder : the folder for the requests.
    assuming : whether the step continues as if each answer had arrived and been accepted.
    later : whether to also write requests about the labels of sentences that do not exist yet, so
        that the cost of these requests can be estimated.
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
        """Write the missing requests to the folder: for new sentences, and about their labels.

        Parameters
        ----------
        rows
            The rows of the batch.
        missing
            The requests for new sentences, by the position of the row in the batch.
        unjudged
            The requests about the labels of sentences that have arrived, by the position of the
            row.
        outcomes
            Builds the requests about the labels of sentences that have not arrived yet.
        """
        collect(self.folder, missing.values())
        collect(self.folder / UNJUDGED, unjudged.values())
        if self.later:
            # The row's own sentence stands in for the future sentence: they are about equally long.
            about = [
                Request(request.key, outcomes.label_request(rows[at], as_is(rows[at])).body)
                for at, request in missing.items()
            ]
            collect(self.folder / LATER, about)


def as_is(row: Row, more: str = "") -> Restored:
    """Return the row's own sentence in the form of a new sentence, with `more` appended."""
    return Restored(row.sentence + more, row.subject, row.object)
