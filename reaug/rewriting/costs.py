"""Estimate the tokens and the cost of requests before they are sent."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from reaug.rewriting.requests import Request

_SHOWN: Final = re.compile(r"<<<(.*)>>>", re.DOTALL)
_ASCII: Final = 0.3
_OTHER: Final = 0.9
"""Estimated tokens per code point: `_ASCII` for Latin text, `_OTHER` for Hangul."""
_MARGIN: Final = 1.3
_EACH: Final = 8
"""Estimated tokens of a message besides its text."""


class Cost(NamedTuple):
    """A number of requests, and their estimated tokens."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    def __add__(self, other: object) -> Cost:
        assert isinstance(other, Cost)
        return Cost(*(a + b for a, b in zip(self, other, strict=True)))


def money(amount: float) -> str:
    """Return a sum of money as text; small sums with two significant digits.

    >>> money(1234.5), money(0.5), money(0.00328), money(0.0)
    ('1,234.50', '0.50', '0.0033', '0.00')
    """
    digits = 2 if amount <= 0 else max(2, 1 - math.floor(math.log10(amount)))
    return f"{amount:,.{digits}f}"


def tokens_of(text: str) -> int:
    """Return the estimated number of tokens of a text, without a tokenizer.

    >>> tokens_of("이순신"), tokens_of("rewrite")
    (3, 3)
    """
    plain = sum(char < "\x80" for char in text)
    return math.ceil(plain * _ASCII + (len(text) - plain) * _OTHER)


def cost_of(request: Request) -> Cost:
    """Return the estimated tokens of one request and its answer.

    The answer is assumed to be about as long as the sentence in the request.
    """
    texts = [message["content"] for message in request.body["messages"]]
    shown = _SHOWN.search(texts[-1])
    out = math.ceil(tokens_of(shown[1] if shown is not None else texts[-1]) * _MARGIN)
    tokens = sum(tokens_of(text) + _EACH for text in texts)
    return Cost(1, tokens, min(out, int(request.body["max_tokens"])))


def costs_of(requests: Iterable[Request]) -> Cost:
    """Return the estimated tokens of some requests and their answers."""
    total = Cost()
    for request in requests:
        total += cost_of(request)
    return total
