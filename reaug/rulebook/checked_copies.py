"""Checked copies of shipped rule books: JSON beside the YAML, which loads in a tenth of the time.

`docs/refresh.py` writes a copy after the book has passed all checks. The copy has the SHA-256 of
the YAML file that it was made from; if that file has changed since, the copy is not used.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationInfo

_DIGEST: Final = "sha256"
CHECKED: Final = {"checked": True}
"""The validation context of a book from a checked copy: patterns and examples are not tested
again.
"""


def is_checked(info: ValidationInfo) -> bool:
    """Return whether a value comes from a checked copy, and needs no further tests."""
    return bool(info.context == CHECKED)


def copy_of(book: Path) -> Path:
    """Return the file of the checked copy of a shipped rule book."""
    return book.with_suffix(".json")


def copied(book: Path) -> dict[str, Any] | None:
    """Return the data of a rule book from its checked copy; None if this is missing or outdated."""
    try:
        copy = json.loads(copy_of(book).read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(copy, dict) or copy.pop(_DIGEST, None) != _digest(book):
        return None
    return copy


def copy_text(book: Path, data: dict[str, Any]) -> str:
    """Return the text of a checked copy: one line per key of a rule book's checked `data`."""
    values = {_DIGEST: _digest(book), **data}
    lines = [f"{json.dumps(key)}: {_compact(value)}" for key, value in values.items()]
    return "{" + ",\n".join(lines) + "}\n"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _digest(book: Path) -> str:
    return hashlib.sha256(book.read_bytes()).hexdigest()
