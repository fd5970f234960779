"""Quote values and names in messages; long ones are cut."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_LONGEST: Final = 60


def shorten(value: object, longest: int = _LONGEST) -> str:
    """Return a value in quotes for a message, cut if it is long.

    >>> shorten("삼성"), shorten("가" * 100, longest=5)
    ("'삼성'", "'가가가가가…'")
    """
    if isinstance(value, str):
        # `repr` escapes what cannot be printed, such as lone surrogates.
        return repr(value if len(value) <= longest else value[:longest] + "…")
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # integers with thousands of digits, endless nesting
        return f"a {type(value).__name__}"
    return text if len(text) <= longest else text[:longest] + "…"


def listed(names: Iterable[str], most: int = 40) -> str:
    """Return names as a list for a message; of very many, only the first ones.

    >>> listed(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    all_names = list(names)
    shown = ", ".join(
        name if len(name) <= _LONGEST else name[:_LONGEST] + "…" for name in all_names[:most]
    )
    return shown if len(all_names) <= most else f"{shown} and {len(all_names) - most:,} more"
