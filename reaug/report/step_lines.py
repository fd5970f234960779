"""Descriptions and figures of steps as lines for a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from reaug.core.step import Measures

MOST_LISTED: Final = 8
_CALLED: Final = {"cut": "rows cut"}
"""Display names of figures whose name has another meaning in the description of a step."""


def lines_of(
    state: Mapping[str, object], measures: Measures | None, named: Callable[[str], str] = str
) -> list[str]:
    """Return what a step tells about itself, as lines `name: value`; empty values are left out.

    `named` returns the display name of an entry, and of its value if that is a text.
    """

    def shown(value: object) -> str:
        text = figure(brief(value))
        return named(text) if " " in text else text  # a single word may be the user's own

    measured = {} if measures is None else measures.figures
    both = {**state, **{_CALLED.get(key, key): value for key, value in measured.items()}}
    return [f"{named(key)}: {shown(value)}" for key, value in both.items() if value not in ({}, [])]


def brief(value: object) -> object:
    """Return a value with its long lists and mappings shortened, such as the row ids of a patch."""
    if isinstance(value, dict):
        shortened = {key: brief(inner) for key, inner in list(value.items())[:MOST_LISTED]}
        more = len(value) - MOST_LISTED
        return shortened | ({"and": f"{more:,} more"} if more > 0 else {})
    if isinstance(value, list) and len(value) > MOST_LISTED:
        return [*value[:MOST_LISTED], f"and {len(value) - MOST_LISTED:,} more"]
    return value


def figure(value: object) -> str:
    """Return a figure, or several figures with their names, as text.

    >>> figure({"rows": [1200, 7], "share": 0.5})
    'rows 1,200 7; share 0.5'
    """
    if isinstance(value, dict):
        return "; ".join(f"{key} {figure(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return " ".join(map(figure, value))
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
