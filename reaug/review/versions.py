"""Versions of data, which identify the rows that a person saw when deciding."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Final

import pyarrow as pa

from reaug.audit import Audit
from reaug.core.batch import Row
from reaug.core.quotes import shorten
from reaug.data import content_digest
from reaug.review.decisions import Correction

_DIGITS: Final = 16
_NAMED: Final = 5


def version_of(table: pa.Table) -> str:
    """Return the version of rows: 16 hex digits of their content digest, independent of the order.

    >>> from reaug.core.examples import batch_of
    >>> table = batch_of("[S|ORG|나래전자]의 [O|PER|한가람]", "[S|ORG|세종]의 [O|PER|김]").table
    >>> version_of(table) == version_of(table.take([1, 0])), len(version_of(table))
    (True, 16)
    """
    return version_from(content_digest(table))


def version_from(digest: str) -> str:
    """Return the version of rows whose content digest is known."""
    return digest[:_DIGITS]


def version_audited(audit: Audit) -> str | None:
    """Return the version of the rows of an audit.

    None if the audit kept no rows, or read them without labels: their version would differ from
    that of the same rows with labels.
    """
    return None if audit.table is None or audit.unlabelled else version_of(audit.table)


def seen_digest(sentence: str, subject: tuple[int, int], object_: tuple[int, int]) -> str:
    """Return 16 hex digits that identify a sentence and the spans of its mentions.

    Decisions contain the digest of what the person saw, to detect later changes of the row.

    >>> seen_digest("이순신은 한산도에서 이겼다.", (0, 3), (5, 8))
    '8a0b5764706bc3ed'
    """
    content = json.dumps([sentence, *subject, *object_], ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def seen_of(row: Row) -> str:
    """Return the `seen_digest` of a row."""
    return seen_digest(row.sentence, row.subject, row.object)


def is_other_text(row: Row, entry: Correction) -> bool:
    """Return whether a row has another sentence or other spans than when it was decided.

    False if the decision does not say what the person saw.
    """
    return entry.seen is not None and entry.seen != seen_of(row)


def message(decided: Sequence[Correction], version: str, fitting: Iterable[str]) -> str:
    """Return the message that decisions are about another version, and which rows are unchanged.

    Parameters
    ----------
    decided
        The decisions about other versions.
    version
        The version of the present data.
    fitting
        The ids of rows that still have the text and the values that the decisions are about.
    """
    rows = {decision.id for decision in decided}
    fit = sorted(rows.intersection(fitting))
    named = ", ".join(shorten(row) for row in fit[:_NAMED])
    more = f" and {len(fit) - _NAMED:,} more" if len(fit) > _NAMED else ""
    versions = ", ".join(sorted({str(decision.data) for decision in decided}))
    which = f"{len(fit):,} still fit: {named}{more}" if fit else "none of them fits"
    return (
        f"decided on another version of the data ({versions}; this is {version}): of its "
        f"{len(rows):,} rows {which}"
    )
