"""Read new labels by row id from one JSON value: the patches of Re-TACRED and TACREV.

Re-TACRED (Stoica et al. 2021) has the new label of each row, `{"e7798fb926": "no_relation", …}`;
TACREV (Alt et al. 2020) lists rows with their `id` and `relation`. Neither has the old labels.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reaug.errors import InputError
from reaug.review.decision_lines import BAD_LINE
from reaug.review.decisions import BadFix, Correction
from reaug.strict_json import loads

_LABELS = ("relation", "label")


def is_id_labels(text: str) -> bool:
    """Return whether a text is a JSON value with labels by row id, and not JSON lines.

    >>> is_id_labels('{"r1": "per:title"}'), is_id_labels('{"id": "r1", "field": "label"}')
    (True, False)
    """
    start = text.lstrip()[:1]
    if start not in ("{", "["):
        return False
    try:
        value = loads(text)
    except ValueError:  # the text is JSON lines, or broken, which their reader reports
        return False
    if isinstance(value, list):
        return bool(value) and all(_entry(entry) for entry in value)
    keys = isinstance(value, dict) and not {"field", "decision", "rows"} & value.keys()
    return bool(keys) and bool(value) and all(isinstance(label, str) for label in value.values())


def _entry(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("id"), str)
        and any(isinstance(value.get(name), str) for name in _LABELS)
        and "field" not in value
    )


def read(text: str, path: Path) -> Iterator[Correction | BadFix]:
    """Yield a correction for each row in the file: its new label.

    The file has no old labels, so a correction applies whatever label the row has.

    Raises
    ------
    InputError
        The text is not JSON, or not of one of the two forms.
    """
    try:
        value = loads(text)
    except ValueError as error:
        raise InputError(f"{path}: is not JSON: {error}") from error
    pairs = (
        value.items()
        if isinstance(value, dict)
        else (
            (entry["id"], next(entry[name] for name in _LABELS if name in entry)) for entry in value
        )
    )
    for number, (row_id, label) in enumerate(pairs, 1):
        if not row_id or not label.strip() or _is_half(row_id + label):
            problem = f"names no row or no label: {json.dumps({row_id: label})}"
            yield BadFix(BAD_LINE, None, "label", "", problem, None, number)
        else:
            yield Correction(row_id, "label", None, label, "", None, number, checked=False)


def _is_half(text: str) -> bool:
    """Return whether a text contains half of a surrogate pair, which is not a character."""
    return any(0xD800 <= ord(character) < 0xE000 for character in text)
