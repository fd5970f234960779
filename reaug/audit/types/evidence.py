"""Evidence for the type of a mention, as log-odds, and the posterior that it gives.

Naive Bayes with weights: the pieces of evidence are not independent (a word's ending and the rule
book's pattern say much the same). Each has two weights, one for all of it and one for its first
nat: beyond that a piece repeats itself, and how much that is worth differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.types.cached_evidence import MOST, Pairs, Weighed
from reaug.audit.types.count_tables import Table
from reaug.audit.types.counts import (
    KEYED,
    SIDES,
    Keyed,
    TypeCounts,
    beginnings,
    endings,
    shapes,
    shortened,
)
from reaug.audit.types.label_types import from_labels, normed
from reaug.audit.types.weights import ILLEGAL, WEIGHTS, Evidence
from reaug.core import schema
from reaug.core.arrays import F64, I64, U64, Bool
from reaug.core.batch import Batch, Role
from reaug.core.draws import row_keys, text_keys
from reaug.core.text import codepoints
from reaug.korean.mecab import last_classes
from reaug.rulebook import RuleBook

# A count of this size weighs as much as what the coarser key before it says.
_HALF_WORDS: Final = 0.5
_HALF_SIDES: Final = (20.0, 10.0, 10.0)
_HALF_SHAPES: Final = (30.0, 10.0)
_HALF_ENDINGS: Final = (5.0, 3.0, 3.0)
_HALF_BEGINNINGS: Final = (5.0, 5.0)
_HALF_SEMANTIC: Final = (20.0,)
_HALF_KEYED: Final = {"same": 0.1, "label_behind": 20.0, "label_other": 20.0, "label_ending": 10.0}
_LONGEST: Final = 12

_BOOK_COUNTS: Final = 50.0
"""The weight of the rule book's word on a form, as a multiple of the usual share of all types."""


class Mentions(NamedTuple):
    """The mentions of one role: the written type, and the evidence for each of `k` types.

    written : `int64[n]`, indices of the types; -1 for one that the rule book does not know.
    others : `float64[n, k]`, types of the other mentions of the word.
    evidence : by name, `float64[n, k]`, in nats.
    legal : `bool[n, k]`, whether the label allows the type.
    """

    written: I64
    others: F64
    evidence: dict[str, F64]
    legal: Bool

    @property
    def weighed(self) -> dict[str, F64]:
        """The evidence after weighting."""
        weights = WEIGHTS["full" if "semantic" in self.evidence else "quick"]
        return {name: weigh(log_odds, weights[name]) for name, log_odds in self.evidence.items()}

    def take(self, rows: I64) -> Mentions:
        """Select some of them."""
        evidence = {name: log_odds[rows] for name, log_odds in self.evidence.items()}
        return Mentions(self.written[rows], self.others[rows], evidence, self.legal[rows])

    @property
    def log_odds(self) -> F64:
        """`float64[n, k]`: all evidence except the written type and the hard rules."""
        weighed = self.weighed
        return added([added([weighed[name] for name in names]) for names in grouped(weighed)])

    def trust(self, rate: float) -> F64:
        """`float64[n, k]`: what the written type says, if types are replaced at this rate."""
        own = np.zeros(self.legal.shape)
        known = np.flatnonzero(self.written >= 0)
        others = max(self.legal.shape[-1] - 1, 1)
        own[known, self.written[known]] = np.log((1 - rate) * others / rate)
        return own

    def posterior(self, rate: float) -> F64:
        """`float64[n, k]`: how probable each type is."""
        return softmax(self.log_odds + self.trust(rate) - ILLEGAL * ~self.legal)


def added(evidence: Sequence[F64]) -> F64:
    """Sum up from first to last, since the last bits depend on the order."""
    total = evidence[0]
    for one in evidence[1:]:
        total = total + one
    return total


def grouped(names: Iterable[str]) -> list[list[str]]:
    """Group names of evidence: those about a label, about a word, or about something beside it."""
    groups: dict[str, list[str]] = {}
    for name in names:
        of_label, is_neighbour = name in ("base", "label"), name in (*SIDES, *KEYED)
        group = "label" if of_label else name if is_neighbour else "word"
        groups.setdefault(group, []).append(name)
    return list(groups.values())


@dataclass(frozen=True)
class TypeEvidence:
    """What all rows and the rule book say about types; grows with distinct words and surroundings.

    types, labels : the rule book's, in its order; `k` types.
    share : `float64[k]`, how usual a type is in the data.
    base : `float64[2, k]`, the same by role and in the rule book, as logarithms.
    by_label, legal : `[2, labels + 1, k]`; the last label stands for an unknown one.
    seen, typical : `bool[2, labels + 1, k]`, types that the rule book counts for a label at all,
        and as a usual one.
    words : counts of types by word.
    forms : by name, `float64[words + 1, k]`, the evidence of a word's own form.
    sides : counts by one, two and three code points before and after.
    keyed : counts by the keys of `KEYED`.
    """

    types: tuple[str, ...]
    labels: tuple[str, ...]
    share: F64
    base: F64
    by_label: F64
    legal: Bool
    seen: Bool
    typical: Bool
    words: Table
    forms: dict[str, F64]
    sides: dict[str, tuple[Table, ...]]
    keyed: dict[str, Table]

    @classmethod
    def of(cls, counts: TypeCounts, rules: RuleBook, evidence: Evidence = "quick") -> TypeEvidence:
        """Build it from the counts of all rows, once summed, and the rule book."""
        types = tuple(rules.types)
        names, type_, n = _known(counts.words, types)
        seen = np.bincount(type_, weights=n, minlength=len(types)).astype(np.float64)
        share = normed(seen + 1)
        words = Table.of(text_keys(names), type_, n, len(types))
        spelled = names.unique()
        # Two words with the same hash, which is next to impossible, count as one.
        _, first = np.unique(words.find(text_keys(spelled)), return_index=True)
        spelled = spelled.take(pa.array(first))
        base, by_label, legal, seen_with, typical = from_labels(rules)
        return cls(
            types=types,
            labels=tuple(rules.labels),
            share=share,
            base=base,
            by_label=by_label,
            legal=legal,
            seen=seen_with,
            typical=typical,
            words=words,
            forms=_forms(spelled, words.counts[:-1] > 0, share, rules, evidence),
            sides={side: _sides(getattr(counts, side), types) for side in SIDES},
            keyed={name: _table(getattr(counts, name), types).repeated() for name in KEYED},
        )

    def mentions(self, batch: Batch, role: Role) -> Mentions:
        """Return the evidence for the mentions of one role; a mention never counts for itself."""
        return self.mentions_of(Keyed.of(batch, role), role)

    def mentions_of(self, asked: Keyed, role: Role) -> Mentions:
        """Return the same for mentions given by their keys."""
        written, label = self._codes(asked)
        keys, r = asked.keys, schema.ROLES.index(role)
        word = self.words.find(keys["words"])
        evidence = {
            "base": np.broadcast_to(self.base[r], (len(written), len(self.types))),
            "label": self.by_label[r, label],
            **self._of_word(word, written),
            **{side: self._beside(side, keys[side], written) for side in SIDES},
            **{
                name: self._keyed(name, table.find(keys[name]), written)
                for name, table in self.keyed.items()
            },
        }
        return Mentions(written, _others(self.words, word, written), evidence, self.legal[r, label])

    def weighed(self, asked: Keyed, role: Role) -> Weighed:
        """Return the sum of all evidence of `mentions`, without each piece by itself."""
        written, label = self._codes(asked)
        r = schema.ROLES.index(role)
        legal = self.legal[r, label]
        if not self._pairs:
            return Weighed(written, self.mentions_of(asked, role).log_odds, legal)
        total = self._by_label[r, label]
        is_other = np.zeros(len(written), dtype=np.bool_)
        for name, pairs in self._pairs.items():
            place = pairs.find(asked.keys[name], written)
            total += pairs.log_odds[place]
            is_other |= place < 0
        # Mentions that are not among those counted: of another set, or without a type.
        other = np.flatnonzero(is_other)
        if len(other):
            total[other] = self.mentions_of(asked.take(other), role).log_odds
        return Weighed(written, total, legal)

    def _codes(self, asked: Keyed) -> tuple[I64, I64]:
        """Return types and labels as indices among those that are known."""
        return codes_of(asked.type, self.types), codes_of(asked.label, self.labels)

    @cached_property
    def _weights(self) -> dict[str, tuple[float, float]]:
        return WEIGHTS["full" if "semantic" in self.forms else "quick"]

    @cached_property
    def _by_label(self) -> F64:
        """`float64[2, labels + 1, k]`: the evidence from a label."""
        base = np.broadcast_to(self.base[:, None, :], self.by_label.shape)
        return added(
            [weigh(base, self._weights["base"]), weigh(self.by_label, self._weights["label"])]
        )

    @cached_property
    def _pairs(self) -> dict[str, Pairs]:
        """The evidence by name of a key; empty where there are too many."""
        fine = {side: levels[-1] for side, levels in self.sides.items()}
        tables = {"words": self.words, **fine, **self.keyed}
        if sum(np.count_nonzero(table.counts) for table in tables.values()) > MOST:
            return {}
        return {
            name: Pairs.of(table, partial(self._said, name), unknown_is_known=name not in SIDES)
            for name, table in tables.items()
        }

    def _said(self, name: str, key: I64, own: I64) -> F64:
        """Compute the evidence for a type from the rows of a table."""
        if name == "words":
            log_odds = self._of_word(key, own)
            return added([weigh(one, self._weights[part]) for part, one in log_odds.items()])
        if name in SIDES:
            return weigh(
                self._beside(name, self.sides[name][-1].keys[key], own), self._weights[name]
            )
        return weigh(self._keyed(name, key, own), self._weights[name])

    def _of_word(self, word: I64, own: I64) -> dict[str, F64]:
        """Return the evidence of a word, by rows of `words`, and of its form."""
        others = _others(self.words, word, own)
        forms = {name: form[word] for name, form in self.forms.items()}
        return {"words": _log_odds(self.share, [(others, _HALF_WORDS)]), **forms}

    def _beside(self, side: str, keys: U64, own: I64) -> F64:
        """Return the evidence of what is beside a mention: one, two and three code points."""
        levels = [
            (_others(table, table.find(shortened(keys, i + 1)), own), _HALF_SIDES[i])
            for i, table in enumerate(self.sides[side])
        ]
        return _log_odds(self.share, levels)

    def _keyed(self, name: str, key: I64, own: I64) -> F64:
        """Return the evidence of the other mentions of a key, by rows of its table."""
        others = _others(self.keyed[name], key, own)
        return _log_odds(self.share, [(others, _HALF_KEYED[name])])


def codes_of(values: pa.StringArray, names: Sequence[str]) -> I64:
    """Return texts as indices among names, -1 where they are none of these."""
    positions = pc.index_in(values, value_set=pa.array(names, pa.string()))
    return positions.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)


def weigh(log_odds: F64, weights: tuple[float, float]) -> F64:
    """Weigh evidence."""
    plain, first = weights
    return plain * log_odds + first * np.clip(log_odds, -1, 1)


def _others(table: Table, key: I64, own: I64) -> F64:
    """`float64[n, k]`: counts of keys, by rows of a table, without one mention of type `own`."""
    counts = table.counts[key].astype(np.float64)
    some = np.flatnonzero(own >= 0)
    counts[some, own[some]] = np.maximum(counts[some, own[some]] - 1, 0)
    return counts


def softmax(values: F64) -> F64:
    """Turn log-odds into probabilities, by row.

    >>> softmax(np.log([[1.0, 3.0]])).round(2).tolist()
    [[0.25, 0.75]]
    """
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    return normed(raised)


def _log_odds(share: F64, levels: Sequence[tuple[F64, float]], start: F64 | None = None) -> F64:
    """Compute what counts say beyond the usual shares, from coarse keys to fine ones.

    Each finer count starts from what the coarser ones say (Dirichlet smoothing), so a rare key says
    little; the coarsest starts from `start`, by default the shares.
    """
    known = share if start is None else start
    for counts, half in levels:
        known = (counts + half * known) / (counts.sum(axis=1, keepdims=True) + half)
    return np.log(known / share)


def _known(counts: pa.Table, types: tuple[str, ...]) -> tuple[pa.Array, I64, I64]:
    """Return keys, types by number, and counts, without types that the rule book lacks."""
    code = pc.index_in(counts["type"], value_set=pa.array(types, pa.string()))
    is_known = pc.is_valid(code)
    keys, type_, n = (column.filter(is_known) for column in (counts["key"], code, counts["n"]))
    return keys.combine_chunks(), type_.to_numpy().astype(np.int64), n.to_numpy()


def _table(counts: pa.Table, types: tuple[str, ...]) -> Table:
    keys, type_, n = _known(counts, types)
    return Table.of(keys.to_numpy(zero_copy_only=False), type_, n, len(types))


def _sides(counts: pa.Table, types: tuple[str, ...]) -> tuple[Table, ...]:
    keys, type_, n = _known(counts, types)
    packed = keys.to_numpy(zero_copy_only=False)
    return tuple(Table.of(shortened(packed, i), type_, n, len(types)) for i in (1, 2, 3))


def _forms(
    words: pa.StringArray, seen: Bool, share: F64, rules: RuleBook, evidence: Evidence
) -> dict[str, F64]:
    """Compute what other words with the same ending, beginning or shape say; each word counts once.

    The word itself is left out: its rows are the evidence of `words`. The rule book is evidence of
    its own, and replaces the other words where there are few.
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
        forms[name] = _with_unknown(_log_odds(share, counted, prefix))
    return forms


def _other_words(keys: U64, seen: Bool) -> F64:
    """`float64[words, k]`: how many other words of the same key were seen with each type."""
    place = np.unique(keys, return_inverse=True)[1]
    others = np.zeros(seen.shape)
    for i, column in enumerate(seen.T):
        others[:, i] = np.bincount(place, weights=column)[place] - column
    return others


def _implied(words: pa.StringArray, rules: RuleBook) -> F64:
    """`float64[words, k]`: 1 for the type that the book's patterns and lexicons give a word."""
    implied = rules.implied_types(words)
    return np.column_stack([_equal(implied, type_) for type_ in rules.types])


def _equal(values: pa.Array, value: str) -> F64:
    return pc.equal(values, value).to_numpy(zero_copy_only=False).astype(np.float64)


def _with_unknown(values: F64) -> F64:
    """Append a row of zeros, for a word that was not counted."""
    return np.vstack([values, np.zeros((1, values.shape[1]))])
