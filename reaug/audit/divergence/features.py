"""Features of rows for conditions, such as the words between or beside the mentions.

A feature is a string: a field of `rulebook.conventions.When`, `=`, and a value.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.mention_edges import is_particle
from reaug.audit.rows import Rows
from reaug.core.arrays import I64, rows_where
from reaug.core.batch import Role
from reaug.core.text import contiguous, slices_of
from reaug.korean.particles import FAMILIES, INVARIANT, LONGEST, agrees
from reaug.korean.sounds import final_sound
from reaug.rulebook.word_queries import OTHER
from reaug.rulebook.word_tests import normalised

SHORT: Final = 6
"""The greatest length of a text between the mentions that is a feature as a whole, in code points.
"""
WINDOW: Final = 14
"""The number of code points examined beside a mention; a word that extends beyond is left out."""

_BEHIND: Final = (
    r"(?s)^(?P<tail>[\p{L}\p{N}\p{M}]*)(?P<gap>[^\p{L}\p{N}\p{M}]*)"
    r"(?P<word>[\p{L}\p{N}\p{M}]*)(?P<rest>.?)"
)
_BEFORE: Final = (
    r"(?s)(?P<rest>[^\p{L}\p{N}\p{M}]?)(?P<word>[\p{L}\p{N}\p{M}]*)[^\p{L}\p{N}\p{M}]*$"
)

_NOUNS_TOO: Final = frozenset(("도", "만", "인", "일", "임", "뿐", "같이", "대로"))
"""Particles that are not cut off, because many nouns end in the same letters (외국인, 매일)."""
_LEAST: Final = 2
"""The least number of syllables that remain when a particle is cut off: 국가 is not 국 with 가."""


class Features(NamedTuple):
    """Pairs of rows and features: `row` is `int64[m]`, `feature` has m strings; no pair is
    repeated.
    """

    row: I64
    feature: pa.StringArray


_KEPT: WeakKeyDictionary[Rows, Features] = WeakKeyDictionary()


def features(rows: Rows) -> Features:
    """Return the features of all rows; cached as long as the rows, since several checks need them.

    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> rows = Rows(batch_of("[S|PER|이순신]은 한산 [O|LOC|섬]에 있다.").table, load("klue-re"))
    >>> found = features(rows).feature.to_pylist()
    >>> found[:4]
    ['between=은 한산 ', 'between_word=한산', 'subject_kind=PER/korean-name', 'subject_word=이순신']
    >>> found[4:8]
    ['behind_subject=한산', 'subject_particle=은/는', 'object_kind=LOC/nature', 'object_word=섬']
    >>> found[8:]
    ['before_object=한산', 'behind_object=있다', 'object_particle=에']
    """
    if rows not in _KEPT:
        _KEPT[rows] = _features(rows)
    return _KEPT[rows]


def _features(rows: Rows) -> Features:
    between = normalised(rows.between)
    parts = [
        _whole_text_features(between),
        _word_features(between),
        _bracket_features(rows, between),
    ]
    for role in ("subject", "object"):
        parts += [
            *_mention_features(rows, role),
            _features_before(rows, role),
            *_features_behind(rows, role),
        ]
    row = np.concatenate([part.row for part in parts])
    feature = contiguous(pa.chunked_array([part.feature for part in parts], pa.string()))
    # Each pair once, sorted by row and then by first appearance.
    coded = feature.dictionary_encode()
    code = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    _, first = np.unique(row * max(1, len(coded.dictionary)) + code, return_index=True)
    first = first[np.lexsort([first, row[first]])]
    return Features(row[first], feature.take(pa.array(first)))


def _named(row: I64, name: str, values: pa.Array) -> Features:
    """Return the features of one field; a null value has none."""
    is_valid = np.asarray(values.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)
    names = pc.binary_join_element_wise(pa.scalar(name), values.filter(pa.array(is_valid)), "=")
    return Features(row[is_valid], contiguous(names).cast(pa.string()))


def _whole_text_features(between: pa.StringArray) -> Features:
    """Return the features for a whole text between the mentions, if it is short."""
    spaced = pc.replace_substring_regex(between, r"\s+", " ")
    short = pc.less_equal(pc.utf8_length(spaced), SHORT)
    row = rows_where(short)
    return _named(row, "between", spaced.take(pa.array(row)))


def _word_features(between: pa.StringArray) -> Features:
    """Return the features for each word between the mentions."""
    spaced = pc.replace_substring_regex(between, r"[^\p{L}\p{N}\p{M}]+", " ")
    lists = pc.split_pattern(spaced, " ")
    row = np.asarray(pc.list_parent_indices(lists), dtype=np.int64)
    return _named(row, "between_word", _mapped(contiguous(pc.list_flatten(lists)), stem))


def _bracket_features(rows: Rows, between: pa.StringArray) -> Features:
    """Return the features for a mention inside a bracket that opens after the other mention."""
    depth = pc.subtract(pc.count_substring(between, "("), pc.count_substring(between, ")"))
    row = np.flatnonzero(np.asarray(depth.to_numpy(zero_copy_only=False)) > 0)
    second = np.where(rows.subject_first[row], "object", "subject")
    return _named(row, "in_bracket", pa.array(second.tolist(), pa.string()))


def _mention_features(rows: Rows, role: Role) -> tuple[Features, Features]:
    """Return two groups of features of a mention: for its kind, if it has one, and for its word."""
    # A kind is a subclass of a type in the rule book, such as `korean-name` of PER.
    everywhere = np.arange(len(rows))
    words = normalised(rows.words(role))
    kinds = rows.rules.kinds(words, rows.types(role))
    named = pc.invert(pc.ends_with(kinds, pattern=f"/{OTHER}"))
    return (
        _named(everywhere, f"{role}_kind", _where(pc.fill_null(named, fill_value=False), kinds)),
        _named(everywhere, f"{role}_word", _where(pc.not_equal(words, ""), words)),
    )


def _features_before(rows: Rows, role: Role) -> Features:
    """Return the features for the word right before a mention."""
    begin, other = rows.batch.span(role)[:, 0], rows.batch.span(_other(role))[:, 1]
    end = begin.astype(np.int64)
    start = np.maximum(end - WINDOW, np.where(other <= begin, other, 0))
    text = _texts(rows, start, end)
    parts = pc.extract_regex(text, _BEFORE)
    is_complete = _or(_filled(parts, "rest"), pc.less(pc.utf8_length(text), WINDOW))
    word = _where(is_complete, pc.struct_field(parts, "word"))
    return _named(np.arange(len(rows)), f"before_{role}", _mapped(word, stem))


def _features_behind(rows: Rows, role: Role) -> tuple[Features, Features]:
    """Return the features for the word right after a mention, and for its particle."""
    stop, other = rows.batch.span(role)[:, 1], rows.batch.span(_other(role))[:, 0]
    start = stop.astype(np.int64)
    length = rows.batch.codepoints.lengths
    end = np.minimum(start + WINDOW, np.where(other >= stop, other, length))
    text = _texts(rows, start, np.minimum(end, length))
    parts = pc.extract_regex(text, _BEHIND)
    ends = pc.less(pc.utf8_length(text), WINDOW)
    tail = _where(_or(_filled(parts, "gap"), ends), pc.struct_field(parts, "tail"))
    attached = _mapped(tail, particle)
    word = _where(_or(_filled(parts, "rest"), ends), pc.struct_field(parts, "word"))
    # Attached text that is no particle (씨, 감독) is the word after the mention. Otherwise the next
    # word is.
    free = pc.or_(attached.is_valid(), pc.equal(pc.struct_field(parts, "tail"), ""))
    neighbour = pc.if_else(free, word, tail)
    everywhere = np.arange(len(rows))
    return (
        _named(everywhere, f"behind_{role}", _mapped(contiguous(neighbour), stem)),
        _named(everywhere, f"{role}_particle", attached),
    )


def _other(role: Role) -> Role:
    return "object" if role == "subject" else "subject"


def _texts(rows: Rows, start: I64, end: I64) -> pa.StringArray:
    texts = slices_of(rows.batch.codepoints, np.arange(len(rows)), start, np.maximum(start, end))
    return normalised(texts)


def _filled(parts: pa.StructArray, name: str) -> pa.BooleanArray:
    return pc.not_equal(pc.struct_field(parts, name), "")


def _or(a: pa.BooleanArray, b: pa.BooleanArray) -> pa.BooleanArray:
    return pc.or_(a, b)


def _where(mask: pa.BooleanArray, values: pa.Array) -> pa.Array:
    return pc.if_else(mask, values, pa.scalar(None, pa.string()))


def _mapped(texts: pa.Array, change: Callable[[str], str]) -> pa.StringArray:
    """Return `change` of each text, or null for an empty result."""
    # Each distinct text is changed once.
    coded = texts.cast(pa.string()).dictionary_encode()
    changed = [change(text) or None if text else None for text in coded.dictionary.to_pylist()]
    return contiguous(pa.array(changed, pa.string()).take(coded.indices))


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """Return a word in NFC without the particle at its end; "" if it is nothing but a particle.

    A particle with two forms is cut off only if the form fits the word before it.

    >>> [stem(word) for word in ("소속의", "소속으로", "대표이사", "소설가", "국가", "에서")]
    ['소속', '소속', '대표이사', '소설가', '국가', '']
    """
    if is_particle(word):
        return ""
    for length in range(min(LONGEST, len(word) - _LEAST), 0, -1):
        form, rest = word[-length:], word[:-length]
        if form in FAMILIES:
            return rest if agrees(form, final_sound(rest)) else word
        elif form in INVARIANT and form not in _NOUNS_TOO:
            return rest
    return word


def particle(tail: str) -> str:
    """Return the name of a particle, the same for both of its forms; "" for any other text.

    >>> particle("는"), particle("의"), particle("감독")
    ('은/는', '의', '')
    """
    family = FAMILIES.get(tail)
    if family is not None:
        return f"{family.final}/{family.vowel}"
    return tail if tail in INVARIANT else ""
