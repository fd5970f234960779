"""Names of the fields of a row in findings, fixes and decisions, as paths in KLUE's schema."""

from __future__ import annotations

from typing import Final

from reaug.core.schema import LABEL, ROLES, SENTENCE

ROW: Final = "row"
"""The field name for the row as a whole."""

MENTION_FIELDS: Final = tuple(f"{role}_entity" for role in ROLES)
"""The field names for a mention as a whole."""

TYPE_FIELDS: Final = tuple(f"{role}_entity.type" for role in ROLES)
WORD_FIELDS: Final = tuple(f"{role}_entity.word" for role in ROLES)
SPAN_FIELDS: Final = tuple(
    f"{role}_entity.{border}" for role in ROLES for border in ("start_idx", "end_idx")
)
"""Start and end of the mentions as in KLUE: code-point positions, with an inclusive end."""

TEXT_FIELDS: Final = (LABEL, *TYPE_FIELDS)
VALUE_FIELDS: Final = (*TEXT_FIELDS, *WORD_FIELDS, *SPAN_FIELDS, SENTENCE, ROW)
"""The field names that a fix or a person's decision can be about."""

FIELDS: Final = (*VALUE_FIELDS, *MENTION_FIELDS)
"""The field names that a finding can be about."""


def type_field(role: str) -> str:
    """Return the path of the entity type of the subject or object.

    >>> type_field("object")
    'object_entity.type'
    """
    return f"{role}_entity.type"
