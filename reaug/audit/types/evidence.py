"""Evidence for the type of a mention, as log-odds, and the posterior probabilities of types.

This is Naive Bayes with weights, because the pieces of evidence are not independent: the ending of
a word and the rule book's pattern show much the same. Each piece of evidence has two weights: one
for its whole value, and one for its value limited to -1 … 1 nat, because a greater value mostly
repeats what other pieces of evidence show.
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
from reaug.audit.types.count_tables import Table, log_odds_of
from reaug.audit.types.counts import TypeCounts
from reaug.audit.types.label_types import from_labels, normed
from reaug.audit.types.mention_keys import KEYED, SIDES, Keyed, shortened
from reaug.audit.types.weights import ILLEGAL, WEIGHTS, Evidence
from reaug.audit.types.word_forms import forms_of
from reaug.core import schema
from reaug.core.arrays import F64, I64, U64, Bool
from reaug.core.batch import Batch, Role
from reaug.core.draws import text_keys
from reaug.rulebook import RuleBook

# A count of this size has the same weight as the evidence of the coarser key before it.
_HALF_WORDS: Final = 0.5
_HALF_SIDES: Final = (20.0, 10.0, 10.0)
_HALF_KEYED: Final = {"same": 0.1, "label_behind": 20.0, "label_other": 20.0, "label_ending": 10.0}


class Mentions(NamedTuple):
    """The mentions of one role: the type in the data, and the evidence for each of `k` types.

    written : `int64[n]`, the type in the data, as an index; -1 for a type that is not in the rule
        book.
    others : `float64[n, k]`, the number of other mentions of the word with each type.
    evidence : `float64[n, k]`, in nats, for each piece of evidence by name, such as `words` (other
        mentions of the word) and `label`.
    legal : `bool[n, k]`, whether the label allows the type.
    """

    written: I64
    others: F64
    evidence: dict[str, F64]
    legal: Bool

    @property
    def weighed(self) -> dict[str, F64]:
        """The evidence by name, multiplied by its weights (see `weigh`)."""
        weights = WEIGHTS["full" if "semantic" in self.evidence else "quick"]
        return {name: weigh(log_odds, weights[name]) for name, log_odds in self.evidence.items()}

    def take(self, rows: I64) -> Mentions:
        """Return the mentions of the given rows."""
        evidence = {name: log_odds[rows] for name, log_odds in self.evidence.items()}
        return Mentions(self.written[rows], self.others[rows], evidence, self.legal[rows])

    @property
    def log_odds(self) -> F64:
        """`float64[n, k]`: the sum of all evidence except the type in the data and the hard
        rules.
        """
        weighed = self.weighed
        return added([added([weighed[name] for name in names]) for names in grouped(weighed)])

    def trust(self, rate: float) -> F64:
        """Return the evidence for each type that comes from the type in the data (`float64[n, k]`).

        `rate` is the share of types in the data that are wrong.
        """
        own = np.zeros(self.legal.shape)
        known = np.flatnonzero(self.written >= 0)
        others = max(self.legal.shape[-1] - 1, 1)
        own[known, self.written[known]] = np.log((1 - rate) * others / rate)
        return own

    def posterior(self, rate: float) -> F64:
        """Return the probability of each type (`float64[n, k]`); for `rate` see `trust`."""
        return softmax(self.log_odds + self.trust(rate) - ILLEGAL * ~self.legal)


def added(evidence: Sequence[F64]) -> F64:
    """Return the sum of evidence, added from first to last, because the order decides the last
    bits.
    """
    total = evidence[0]
    for piece in evidence[1:]:
        total = total + piece
    return total


def grouped(names: Iterable[str]) -> list[list[str]]:
    """Return the names of evidence in groups; each group is summed before the sums are added.

    There is a group for the label and one for the word; each other name is a group by itself.
    """
    groups: dict[str, list[str]] = {}
    for name in names:
        of_label, is_neighbour = name in ("base", "label"), name in (*SIDES, *KEYED)
        group = "label" if of_label else name if is_neighbour else "word"
        groups.setdefault(group, []).append(name)
    return list(groups.values())


@dataclass(frozen=True)
class TypeEvidence:
    """The evidence of all rows and of the rule book; its size grows with the number of distinct
    words.

    types, labels : the `k` types and the labels of the rule book, in its order.
    share : `float64[k]`, the share of each type in the data.
    base : `float64[2, k]`, the logarithm of the share of each type in the rule book, by role.
    by_label, legal : `[2, labels + 1, k]`, the evidence of a label for each type, and whether it
        allows the type; the last label is for unknown labels.
    seen, typical : `bool[2, labels + 1, k]`, whether the rule book has the type for the label, and
        as a typical one.
    words : the counts of types by word.
    forms : `float64[words + 1, k]` for each aspect of a word's form (`book`, `shape`, `ending`,
        `beginning`, `semantic`): the evidence of each word; the last row is for unknown words.
    sides : for `before` and `behind`, three tables with the counts of types by the nearest code
        point on this side of a mention, by the nearest two, and by the nearest three.
    keyed : for each name in `KEYED`, the counts of types by these keys.
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
        """Return the evidence from the counts of all rows (after `summed`) and from the rule
        book.
        """
        types = tuple(rules.types)
        names, type_, n = _known(counts.words, types)
        seen = np.bincount(type_, weights=n, minlength=len(types)).astype(np.float64)
        share = normed(seen + 1)
        words = Table.of(text_keys(names), type_, n, len(types))
        spelled = names.unique()
        # Two words with the same hash, which are extremely rare, count as one word.
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
            forms=forms_of(spelled, words.counts[:-1] > 0, share, rules, evidence),
            sides={side: _sides(getattr(counts, side), types) for side in SIDES},
            keyed={name: _table(getattr(counts, name), types).repeated() for name in KEYED},
        )

    def mentions(self, batch: Batch, role: Role) -> Mentions:
        """Return the evidence for the mentions of one role; a mention is no evidence for itself."""
        return self.mentions_of(Keyed.of(batch, role), role)

    def mentions_of(self, keyed: Keyed, role: Role) -> Mentions:
        """Return what the counts say about the type of each mention, which is given by its keys."""
        written, label = self._codes(keyed)
        keys, r = keyed.keys, schema.ROLES.index(role)
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

    def weighed(self, keyed: Keyed, role: Role) -> Weighed:
        """Return the sum of all evidence for mentions given by their keys."""
        written, label = self._codes(keyed)
        r = schema.ROLES.index(role)
        legal = self.legal[r, label]
        if not self._pairs:
            return Weighed(written, self.mentions_of(keyed, role).log_odds, legal)
        total = self._by_label[r, label]
        is_other = np.zeros(len(written), dtype=np.bool_)
        for name, pairs in self._pairs.items():
            place = pairs.find(keyed.keys[name], written)
            total += pairs.log_odds[place]
            is_other |= place < 0
        # Mentions that were not counted: they are of another set, or have no type.
        other = np.flatnonzero(is_other)
        if len(other):
            total[other] = self.mentions_of(keyed.take(other), role).log_odds
        return Weighed(written, total, legal)

    def _codes(self, keyed: Keyed) -> tuple[I64, I64]:
        """Return types and labels as indices into `types` and `labels`; -1 if they are unknown."""
        return codes_of(keyed.type, self.types), codes_of(keyed.label, self.labels)

    @cached_property
    def _weights(self) -> dict[str, tuple[float, float]]:
        return WEIGHTS["full" if "semantic" in self.forms else "quick"]

    @cached_property
    def _by_label(self) -> F64:
        """`float64[2, labels + 1, k]`: the evidence of a label for each type."""
        base = np.broadcast_to(self.base[:, None, :], self.by_label.shape)
        return added(
            [weigh(base, self._weights["base"]), weigh(self.by_label, self._weights["label"])]
        )

    @cached_property
    def _pairs(self) -> dict[str, Pairs]:
        """The evidence for each key and type in the data, by the name of the table of counts."""
        # If there are too many keys, the result is empty and nothing is cached.
        fine = {side: levels[-1] for side, levels in self.sides.items()}
        tables = {"words": self.words, **fine, **self.keyed}
        if sum(np.count_nonzero(table.counts) for table in tables.values()) > MOST:
            return {}
        return {
            name: Pairs.of(table, partial(self._weighted, name), unknown_is_known=name not in SIDES)
            for name, table in tables.items()
        }

    def _weighted(self, name: str, key: I64, own: I64) -> F64:
        """Return the weighted evidence of a table for m mentions (`float64[m, k]`)."""
        # `name` is the name of the table; `key` and `own` (`int64[m]`) have the row of the table
        # and the type in the data of each mention.
        if name == "words":
            log_odds = self._of_word(key, own)
            return added([weigh(values, self._weights[part]) for part, values in log_odds.items()])
        if name in SIDES:
            return weigh(
                self._beside(name, self.sides[name][-1].keys[key], own), self._weights[name]
            )
        return weigh(self._keyed(name, key, own), self._weights[name])

    def _of_word(self, word: I64, own: I64) -> dict[str, F64]:
        """Return the evidence of words and of their forms."""
        # `word` has rows of `words`.
        others = _others(self.words, word, own)
        forms = {name: form[word] for name, form in self.forms.items()}
        return {"words": log_odds_of(self.share, [(others, _HALF_WORDS)]), **forms}

    def _beside(self, side: str, keys: U64, own: I64) -> F64:
        """Return the evidence of the one, two and three code points beside a mention."""
        levels = [
            (_others(table, table.find(shortened(keys, i + 1)), own), _HALF_SIDES[i])
            for i, table in enumerate(self.sides[side])
        ]
        return log_odds_of(self.share, levels)

    def _keyed(self, name: str, key: I64, own: I64) -> F64:
        """Return the evidence of the other mentions with the same key (rows of its table)."""
        others = _others(self.keyed[name], key, own)
        return log_odds_of(self.share, [(others, _HALF_KEYED[name])])


def codes_of(values: pa.StringArray, names: Sequence[str]) -> I64:
    """Return values as indices into names; -1 for other values."""
    positions = pc.index_in(values, value_set=pa.array(names, pa.string()))
    return positions.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)


def weigh(log_odds: F64, weights: tuple[float, float]) -> F64:
    """Return evidence times the first weight, plus the evidence within -1 … 1 times the second."""
    plain, first = weights
    return plain * log_odds + first * np.clip(log_odds, -1, 1)


def _others(table: Table, key: I64, own: I64) -> F64:
    """Return the counts of types among the other mentions with the same key (`float64[n, k]`)."""
    # `key` has the row of each mention in the table, and `own` its type in the data (-1 for none),
    # whose count is reduced by one.
    counts = table.counts[key].astype(np.float64)
    some = np.flatnonzero(own >= 0)
    counts[some, own[some]] = np.maximum(counts[some, own[some]] - 1, 0)
    return counts


def softmax(values: F64) -> F64:
    """Return log-odds as probabilities; each row sums to 1.

    >>> softmax(np.log([[1.0, 3.0]])).round(2).tolist()
    [[0.25, 0.75]]
    """
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    return normed(raised)


def _known(counts: pa.Table, types: tuple[str, ...]) -> tuple[pa.Array, I64, I64]:
    """Return the columns of a table of counts: keys, types as indices into `types`, and counts."""
    # Rows with a type that is not in `types` are left out.
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
