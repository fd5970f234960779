"""What a row holds in a field that a decision is about."""

from __future__ import annotations

from reaug.core.batch import Row
from reaug.core.fields import SPAN_FIELDS, TEXT_FIELDS, WORD_FIELDS
from reaug.core.schema import SENTENCE
from reaug.review.decisions import Correction


def standing(row: Row, entry: Correction) -> str | int | None:
    """Return the present value of the field that a decision is about.

    None if the decision is about the row as a whole.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> row = batch_of("[S|PER|이순신]은 [O|DAT|1545]년에 났다.", label="no_relation").row(0)
    >>> [
    ...     standing(row, Correction(row.id, field, None, None, "", None, 1))
    ...     for field in ("label", "object_entity.word", "object_entity.end_idx", "row")
    ... ]
    ['no_relation', '1545', 8, None]
    """
    if entry.field == SENTENCE and entry.at is not None:
        return row.sentence[entry.at : entry.at + len(str(entry.old or ""))]
    borders = (row.subject[0], row.subject[1] - 1, row.object[0], row.object[1] - 1)
    texts = (row.label or "", row.subject_type or "", row.object_type or "")
    values: dict[str, str | int] = {
        **dict(zip(TEXT_FIELDS, texts, strict=True)),
        **dict(zip(WORD_FIELDS, (row.subject_word, row.object_word), strict=True)),
        **dict(zip(SPAN_FIELDS, borders, strict=True)),
    }
    return values.get(entry.field)


def differs(row: Row, entry: Correction) -> bool:
    """Return whether a field has changed since the decision about it; False if that is unknown."""
    if not entry.checked:
        return False
    now = standing(row, entry)
    return now is not None and now != ("" if entry.old is None else entry.old)
