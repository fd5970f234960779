"""Korean messages: quoted words with the particle that fits them."""

from __future__ import annotations

from reaug.korean.josa import attach


def quoted(word: str, particle: str = "") -> str:
    """Put a word in quotation marks, followed by the form of a particle that fits.

    >>> quoted("경기대", "은"), quoted("민주당", "가"), quoted("LG")
    ('‘경기대’는', '‘민주당’이', '‘LG’')
    """
    quote = f"‘{word}’"
    return attach(quote, particle) if particle else quote
