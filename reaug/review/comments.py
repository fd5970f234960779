"""Comments that people write about a finding without deciding it; they are kept, without effect.

A comment is a line of `decisions.jsonl`, `{"finding", "rows", "decision": "comment", "by", "at",
"reason"}`, with the text in `reason`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from reaug.review.decision_lines import (
    BadLineError,
    check_keys,
    check_text,
    reason_of,
    rows_of,
    text_or_none,
    time_of,
)

COMMENT: Final = "comment"
_KEYS: Final = ("finding", "rows", "decision", "by", "at", "reason", "data")


def is_comment(value: Mapping[str, Any]) -> bool:
    """Return whether a line of a file of decisions is a comment.

    >>> is_comment({"rows": ["r1"], "decision": "comment", "reason": "둘 다 맞다"})
    True
    """
    return value.get("decision") == COMMENT


def comment_of(value: dict[str, Any]) -> dict[str, Any]:
    """Return a comment from a file, after checking it, as a line without empty keys.

    Raises
    ------
    BadLineError
        The comment names no rows, is empty, or has an unknown key.

    Examples
    --------
    >>> comment_of({"rows": ["r1"], "decision": "comment", "by": "", "reason": "둘 다 맞다"})
    {'finding': None, 'rows': ['r1'], 'decision': 'comment', 'reason': '둘 다 맞다'}
    """
    check_text(value)
    check_keys(value, _KEYS)
    finding, by, data = (text_or_none(value, name) for name in ("finding", "by", "data"))
    text = reason_of(value).strip()
    if not text:
        raise BadLineError("is a comment with no text under 'reason'")
    return comment(
        finding, rows_of(value), text, by=by, at=time_of(value.get("at")), data=data or ""
    )


def comment(
    finding: str | None,
    rows: list[str],
    text: str,
    *,
    by: str | None = None,
    at: str | None = None,
    data: str = "",
) -> dict[str, Any]:
    """Return a comment as a line of `decisions.jsonl`."""
    more = {"by": by, "at": at, "reason": text, "data": data}
    return {
        "finding": finding,
        "rows": rows,
        "decision": COMMENT,
        **{name: value for name, value in more.items() if value},
    }
