"""Helpers for Korean messages: words in quotation marks, with the particle that fits."""

from __future__ import annotations

from reaug.korean.josa import attach


def quoted(word: str, particle: str = "") -> str:
    """Return a word in quotation marks, with a Korean particle in the form that fits the word.

    >>> quoted("경기대", "은"), quoted("민주당", "가"), quoted("LG")
    ('‘경기대’는', '‘민주당’이', '‘LG’')
    """
    quote = f"‘{word}’"
    return attach(quote, particle) if particle else quote
