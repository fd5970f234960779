"""A mention in a rewritten sentence, where its word is spelled a little otherwise."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """Where a respelled word stands, half-open; of what kind the change is, and how sure."""

    start: int
    end: int
    kind: str
    score: float


def find_respelled(sentence: str, word: str) -> Place | None:
    """Where a word stands in another spelling."""
    return None
