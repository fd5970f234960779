"""Evidence for the type of a mention from the form of its word."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.types.count_tables import log_odds_of
from reaug.audit.types.label_types import normed
from reaug.audit.types.mention_keys import beginnings, endings, shortened
from reaug.audit.types.weights import Evidence
from reaug.core.arrays import F64, I64, U64, Bool
from reaug.core.draws import row_keys
from reaug.core.text import codepoints
from reaug.korean.mecab import last_classes
from reaug.rulebook import RuleBook

# A count of this size has the same weight as the evidence of the coarser key before it.
_HALF_SHAPES: Final = (30.0, 10.0)
_HALF_ENDINGS: Final = (5.0, 3.0, 3.0)
_HALF_BEGINNINGS: Final = (5.0, 5.0)
_HALF_SEMANTIC: Final = (20.0,)
_LONGEST: Final = 12

_BOOK_COUNTS: Final = 50.0
"""The weight of the rule book's evidence from a form, as a multiple of the usual share of all
types.
"""


def forms_of(
    words: pa.StringArray, seen: Bool, share: F64, rules: RuleBook, evidence: Evidence
) -> dict[str, F64]:
    """Return the evidence of the form of each word, by aspect (see `TypeEvidence.forms`).

    The evidence is the types of the other words with the same ending, beginning, shape or semantic
    class. Each word counts once, however often it is mentioned. The word itself is left out,
    because its mentions are the evidence `words`. The type that the rule book derives from the form
    is evidence by itself (`book`), and the counts are smoothed with it.

    Parameters
    ----------
    words
        The words in the data.
    seen
        `bool[words, k]`: whether a word is marked with a type.
    share
        `float64[k]`, the share of each type in the data.
    rules
        The rule book.
    evidence
        "full" to use semantic classes, too.
    """
    implied = _implied(words, rules)
    start = normed(share + _BOOK_COUNTS * implied)
    points = codepoints(words)
    length = np.minimum(points.lengths, _LONGEST).astype(np.uint64)
    ends, begins = endings(points), beginnings(points)
    keys = {
        "shape": [length, shapes(words).astype(np.uint64)],
        "ending": [shortened(ends, i) for i in (1, 2, 3)],
        "beginning": [shortened(begins, i) for i in (1, 2)],
    }
    halves = {"shape": _HALF_SHAPES, "ending": _HALF_ENDINGS, "beginning": _HALF_BEGINNINGS}
    if evidence == "full":
        keys["semantic"] = [row_keys(last_classes(words.to_pylist()))]
        halves["semantic"] = _HALF_SEMANTIC
    forms = {"book": _with_unknown(implied)}
    for name, levels in keys.items():
        counted = [
            (_other_words(key, seen), half) for key, half in zip(levels, halves[name], strict=True)
        ]
        prefix = share if name == "semantic" else start
        forms[name] = _with_unknown(log_odds_of(share, counted, prefix))
    return forms


def _other_words(keys: U64, seen: Bool) -> F64:
    """Return for each word how many others with its key have each type."""
    place = np.unique(keys, return_inverse=True)[1]
    others = np.zeros(seen.shape)
    for i, column in enumerate(seen.T):
        others[:, i] = np.bincount(place, weights=column)[place] - column
    return others


def _implied(words: pa.StringArray, rules: RuleBook) -> F64:
    """Return 1 where a word's form implies a type (`float64[words, k]`)."""
    implied = rules.implied_types(words)
    return np.column_stack(
        [
            pc.equal(implied, type_).to_numpy(zero_copy_only=False).astype(np.float64)
            for type_ in rules.types
        ]
    )


def _with_unknown(values: F64) -> F64:
    """Return values with a row of zeros at the end, for words that were not counted."""
    return np.vstack([values, np.zeros((1, values.shape[1]))])


_LATIN, _DIGIT, _HANGUL, _HANJA, _SPACE, _OTHER = range(1, 7)


def shapes(words: pa.StringArray) -> I64:
    """Return a number for the sequence of scripts in each word (`int64[n]`).

    For example, 이순신 is three times Hangul, and 1998년 is digits and once Hangul.
    A run of a script counts once, except for Hangul, where the number of syllables is informative.
    Only the first eight runs count.
    """
    points = codepoints(words)
    values, row = points.values, points.row
    script = np.select(
        [
            (values >= 0xAC00) & (values <= 0xD7A3),
            (values >= 0x4E00) & (values <= 0x9FFF),
            (values >= 0x30) & (values <= 0x39),
            ((values | 0x20) >= 0x61) & ((values | 0x20) <= 0x7A),
            points.is_space,
        ],
        [_HANGUL, _HANJA, _DIGIT, _LATIN, _SPACE],
        default=_OTHER,
    )
    news = np.ones(len(values), dtype=np.bool_)
    news[1:] = (script[1:] != script[:-1]) | (script[1:] == _HANGUL) | (row[1:] != row[:-1])
    count = np.append(0, np.cumsum(news))
    rank = count[:-1] - count[points.first[row]]
    first_eight = news & (rank < 8)
    weights = script[first_eight].astype(np.int64) << (3 * rank[first_eight])
    return np.bincount(row[first_eight], weights=weights, minlength=len(words)).astype(np.int64)
