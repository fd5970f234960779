"""Shortcuts: surface features of rows that alone predict a label, far beyond its base rate.

A model learns shortcuts instead of the relation. A type pair is expected to predict a label if the
rule book says so (`org:founded` takes dates). But if the *form* of a date, its place or the mark
after it predicts a label *within* a type pair, this is an artefact of how the data were made. So
the rows with a value of a feature are compared with all rows of the same type pair, not with all
rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.mention_edges import ROLES
from reaug.audit.rows import Rows
from reaug.core.arrays import I64, Bool

SUPPORT: Final = 30
SHARE: Final = 0.8
LIFT: Final = 1.3


class Shortcut(NamedTuple):
    """A value of a feature that predicts a label.

    feature, value : the feature and its value, as in `object form` and `bare year before 년`.
    types : subject and object type of the rows; "" if the feature is the type pair itself.
    label, rows, hits : `rows` rows have the value, and `hits` of these have the label.
    share, base : hits / rows, and the share of the label among all rows of the type pair (among all
        rows, if the feature is the type pair).
    lift : share / base.
    gain : the information about the label, in bits per row of the set.
    expected : whether the type pair is typical for the label in the rule book, so that the shortcut
        is a definition, not an artefact.
    en, ko : the shortcut in words.
    """

    feature: str
    value: str
    types: str
    label: str
    rows: int
    hits: int
    share: float
    base: float
    lift: float
    gain: float
    expected: bool
    en: str
    ko: str

    def to_json(self) -> dict[str, Any]:
        """Return the shortcut as JSON-able data."""
        return {
            name: round(value, 6) if isinstance(value, float) else value
            for name, value in self._asdict().items()
        }


class Feature(NamedTuple):
    """A feature of the text: its name in both languages, and its value in each of `n` rows."""

    en: str
    ko: str
    values: pa.Array


def shortcuts(rows: Rows) -> list[Shortcut]:
    """Return the values of surface features that predict a label, the most informative first.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> table = batch_of("[S|PER|이순신]은 [O|LOC|한산도]에서 이겼다.").table
    >>> shortcuts(Rows(table, load("klue-re")))
    []
    """
    if len(rows) == 0:
        return []
    labels = sorted(rows.label_counts)
    pairs = sorted(set(_joined(*(rows.name_counts[f"{role}_type"] for role in ROLES)).to_pylist()))
    counts = _counts(rows, labels, pairs)
    base = counts.base
    candidates = list(_predicting_type_pairs(rows, base, labels, pairs))
    for feature, ko in counts.features.items():
        candidates += _predicting_values((feature, ko), counts, labels, pairs)
    return sorted(
        candidates,
        key=lambda candidate: (
            candidate.expected,
            -candidate.gain,
            candidate.feature,
            candidate.value,
            candidate.types,
        ),
    )


class _Counts(NamedTuple):
    """How often labels occur with type pairs, and with values of features.

    features : the Korean name of each feature.
    base : `int64[pairs, labels]`.
    values : for each feature, by (pair, value), the number of rows with each label
        (`int64[labels]`).
    """

    features: dict[str, str]
    base: I64
    values: dict[str, dict[tuple[int, str], I64]]


def _counts(rows: Rows, labels: list[str], pairs: list[str]) -> _Counts:
    """Return the counts of a set, added up over its pieces."""
    base = np.zeros(len(pairs) * len(labels), dtype=np.int64)
    features: dict[str, str] = {}
    values: dict[str, dict[tuple[int, str], I64]] = {}
    for piece in rows.pieces():
        label = _codes(pc.fill_null(piece.batch.label, ""), labels)
        pair = _codes(_joined(*(piece.types(role) for role in ROLES)), pairs)
        cell = pair * len(labels) + label
        base += np.bincount(cell, minlength=len(base))
        for feature in _features(piece):
            features[feature.en] = feature.ko
            added = values.setdefault(feature.en, {})
            coded = pc.fill_null(feature.values, "").dictionary_encode()
            names = coded.dictionary.to_pylist()
            value = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
            used, n = np.unique(cell * len(names) + value, return_counts=True)
            for code, count in zip(used.tolist(), n.tolist(), strict=True):
                of_cell, of_value = divmod(code, len(names))
                p, of_label = divmod(of_cell, len(labels))
                key = p, names[of_value]
                if key not in added:
                    added[key] = np.zeros(len(labels), dtype=np.int64)
                added[key][of_label] += count
    return _Counts(features, base.reshape(len(pairs), len(labels)), values)


def _codes(column: pa.Array, values: list[str]) -> I64:
    """Return each row's value as an index into the values."""
    index = pc.index_in(column, value_set=pa.array(values, pa.string()))
    return index.to_numpy(zero_copy_only=False).astype(np.int64)


def _joined(*columns: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(*(pc.fill_null(c, "") for c in columns), " ")


def _predicting_type_pairs(
    rows: Rows, table: I64, labels: list[str], pairs: list[str]
) -> Iterator[Shortcut]:
    """Yield type pairs that predict a label by themselves."""
    n = len(rows)
    base = table.sum(axis=0) / n
    for p, name in enumerate(pairs):
        best, total = int(table[p].argmax()), int(table[p].sum())
        hits = int(table[p, best])
        if not _predicts(total, hits, base[best]):
            continue
        expected = _is_expected(rows, labels[best], name)
        names = "type pair", "유형 쌍"
        shortcut = _shortcut(names, name, "", labels[best], total, hits, float(base[best]), n)
        yield shortcut._replace(expected=expected)


def _is_expected(rows: Rows, label: str, pair: str) -> bool:
    """Return whether a type pair is typical for a label in the rule book."""
    if label not in rows.rules.relations:
        return False
    subject, _, object_ = pair.partition(" ")
    relation = rows.rules.relations[label]
    return subject in relation.subject_types and (
        rows.rules.object_grade(label, object_) == "typical"
    )


def _predicting_values(
    names: tuple[str, str], counts: _Counts, labels: list[str], pairs: list[str]
) -> Iterator[Shortcut]:
    """Yield values of a feature that predict a label among the rows of one type pair."""
    # `names` is the name of the feature in English and Korean.
    n, base = int(counts.base.sum()), counts.base
    for (p, value), by_label in counts.values[names[0]].items():
        total = int(by_label.sum())
        if total < SUPPORT or not value:
            continue
        best = int(by_label.argmax())
        hits, share = int(by_label[best]), float(base[p, best] / base[p].sum())
        if _predicts(total, hits, share):
            yield _shortcut(names, value, pairs[p], labels[best], total, hits, share, n)


def _predicts(total: int, hits: int, base: float) -> bool:
    """Return whether a value predicts a label: it has enough rows, and `base` is far exceeded."""
    share = hits / total if total else 0.0
    return total >= SUPPORT and share >= SHARE and share >= LIFT * base


def _shortcut(
    names: tuple[str, str],
    value: str,
    types: str,
    label: str,
    total: int,
    hits: int,
    base: float,
    n: int,
) -> Shortcut:
    share = hits / total
    # The divergence in bits between two Bernoulli distributions.
    pairs = ((share, base), (1 - share, 1 - base))
    gain = total / n * float(sum(p * np.log2(p / q) for p, q in pairs if p > 0 and q > 0))
    among = f" ({types})" if types else ""
    usual = f"{base:.0%}"
    return Shortcut(
        feature=names[0],
        value=value,
        types=types,
        label=label,
        rows=total,
        hits=hits,
        share=share,
        base=base,
        lift=share / base,
        gain=gain,
        expected=False,
        en=f"{names[0]} {value}{among}: {hits} of {total} rows are {label} (in all: {usual})",
        ko=f"{names[1]} {value}{among}: {total}행 중 {hits}행이 {label}(전체: {usual})",
    )


def _features(rows: Rows) -> Iterator[Feature]:
    """Yield the surface features that are examined."""
    named = {"subject": "주체", "object": "객체"}
    for role in ROLES:
        words, ko = rows.words(role), named[role]
        yield Feature(f"{role} form", f"{ko}의 형태", _number_form(words, rows.behind(role, 2)))
        length = pc.utf8_length(words)
        size = length.to_numpy(zero_copy_only=False)
        yield Feature(
            f"{role} length",
            f"{ko}의 길이",
            _chosen((size == 1, "1"), (size == 2, "2"), (size <= 4, "3–4"), (size > 12, "over 12")),
        )
        yield Feature(f"script of the {role}", f"{ko}의 문자", _script(words))
        yield Feature(
            f"mark behind the {role}", f"{ko} 뒤의 글자", _next_character(rows.behind(role, 1))
        )
        yield Feature(
            f"mark before the {role}", f"{ko} 앞의 글자", _next_character(rows.before(role, 1))
        )
        start = rows.batch.span(role)[:, 0] == 0
        yield Feature(f"{role} place", f"{ko}의 자리", _chosen((start, "sentence start")))
    spans = rows.batch.spans
    first = rows.subject_first
    yield Feature("order", "순서", _chosen((first, "subject first"), (~first, "object first")))
    gap = np.maximum(spans[:, 0], spans[:, 2]) - np.minimum(spans[:, 1], spans[:, 3])
    yield Feature(
        "distance",
        "거리",
        _chosen((gap <= 0, "touching"), (gap == 1, "1"), (gap > 60, "over 60")),
    )
    yield Feature("source", "출처", rows.batch.column("source"))


def _chosen(*cases: tuple[Bool, str]) -> pa.Array:
    """Return the name of the first case that holds in each row; "" if none holds."""
    names = np.array([*(name for _, name in cases), ""], dtype=object)
    where = np.select([mask for mask, _ in cases], list(range(len(cases))), len(cases))
    return pa.array(names[where], pa.string())


def _matches(texts: pa.Array, pattern: str) -> Bool:
    hits = pc.fill_null(pc.match_substring_regex(texts, pattern), False)  # noqa: FBT003
    return np.asarray(hits.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _number_form(words: pa.Array, after: pa.Array) -> pa.Array:
    """Return how a mention with digits is written, such as `bare year`; "" for others."""
    bare = _matches(words, "^[0-9]{4}$")
    return _chosen(
        (bare & _matches(after, "^ ?년"), "bare year before 년"),
        (bare, "bare year"),
        (_matches(words, "^[0-9]+$"), "bare number"),
        (_matches(words, "년.*월.*일"), "full date"),
        (_matches(words, "년.*월"), "year and month"),
        (_matches(words, "^[0-9]{4}년$"), "year with 년"),
        (_matches(words, "월.*일"), "month and day"),
        (_matches(words, "[0-9]"), "with digits"),
    )


def _script(words: pa.Array) -> pa.Array:
    return _chosen(
        (_matches(words, r"^[\p{Latin}\s.&'-]+$"), "Latin"),
        (_matches(words, r"^[\p{Han}\s]+$"), "hanja"),
        (_matches(words, r"\p{Latin}"), "partly Latin"),
    )


def _next_character(marks: pa.Array) -> pa.Array:
    """Return the character after each mention; "" for white space."""
    return pc.utf8_trim_whitespace(marks)
