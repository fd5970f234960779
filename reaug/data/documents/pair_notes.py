"""Notes for the user about mentions and relations that did not become rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields

from reaug.data.documents.document import UNTYPED, Document
from reaug.data.documents.pair_options import Pairing


@dataclass
class Counts:
    """Counts of documents, relations and pairs of mentions, for the notes to the user.

    without : documents without relations.
    too_far : relations whose mentions are more sentences apart than a row may have.
    negatives_too_far : pairs of mentions without a relation that are more sentences apart than a
        row may have.
    negatives : pairs of mentions without a relation that became rows.
    unstated : all pairs of mentions without a relation.
    pieces : discontinuous mentions that are in no relation.
    untyped : mentions without a type.
    unused : mentions that are in no relation, nor in another pair that became a row.
    """

    without: int = 0
    too_far: int = 0
    negatives_too_far: int = 0
    negatives: int = 0
    unstated: int = 0
    pieces: int = 0
    untyped: int = 0
    unused: int = 0

    def add(self, other: Counts) -> None:
        """Add the counts of further documents."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))


def notes_of_left_out(left_out: Mapping[str, int]) -> Iterator[str]:
    """Yield a note for each kind of item that the reader left out.

    >>> list(notes_of_left_out({"predictions": 1200, "events": 0}))
    ['left out: 1,200 predictions']
    """
    for kind, count in sorted(left_out.items()):
        if count:
            yield f"left out: {count:,} {kind}"


def notes_of(counts: Counts, pairing: Pairing) -> Iterator[str]:
    """Yield the notes about mentions and relations that did not become rows."""
    if counts.without:
        more = "" if pairing.negatives != "none" else "; reaug convert --negatives makes some"
        yield f"{counts.without:,} documents have no relations, and give no rows{more}"
    if counts.too_far:
        yield (
            f"{counts.too_far:,} relations span more than {pairing.sentences} sentences, and are "
            "left out; a larger --sentences keeps them"
        )
    if pairing.negatives not in ("none", 0) and not counts.negatives:
        yield f"--negatives {pairing.negatives} adds no rows: {_why_none(counts)}"
    if counts.negatives:
        yield f"{counts.negatives:,} pairs without a relation are {pairing.negative_label}"
    if counts.negatives_too_far:
        yield f"{counts.negatives_too_far:,} pairs without a relation are too far apart"
    if counts.pieces:
        yield f"left out: {counts.pieces:,} mentions in several pieces, which are in no relation"
    if counts.untyped:
        yield f"{counts.untyped:,} mentions have no type, and are read as {UNTYPED}"


def _why_none(counts: Counts) -> str:
    """Return why no pair of mentions without a relation became a row."""
    if not counts.unstated:
        return "no document has a pair of mentions without a relation"
    if counts.negatives_too_far:
        return f"{counts.negatives_too_far:,} such pairs are too far apart (--sentences)"
    return (
        f"none of the {counts.unstated:,} pairs of mentions without a relation has the types of "
        "subject and object of an annotated relation; --negatives all takes them"
    )


def no_rows(origin: str, fmt: str, documents: Collection[Document], pairing: Pairing) -> str:
    """Return the error message for documents that give no row at all, with advice."""
    mentions = Counter(bool(document.mentions) for document in documents)
    if not documents:
        return f"{origin}: has no rows"
    if any(document.relations for document in documents):
        return (
            f"{origin}: each of its relations spans more than {pairing.sentences} sentences; "
            "choose a larger --sentences"
        )
    way = (
        "; reaug convert --negatives all makes rows of all pairs of mentions"
        if mentions[True] and pairing.negatives == "none"
        else ""
    )
    return (
        f"{origin}: has no relations in its {len(documents):,} documents ({fmt}), so "
        f"there are no rows{way}"
    )
