"""The candidate relations of each pair of entity types, from a rule book or from counts of rows.

The type pairs of the table are called heads, since a model can have a classification head for each.
A relation is legal for a type pair if no hard rule of the rule book (one that no row may break)
forbids it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any, Literal, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.arrays import I64, Bool
from reaug.core.text import contiguous
from reaug.errors import UsageError
from reaug.rulebook import RuleBook

Level: TypeAlias = Literal["legal", "listed", "typical"]
LabelCounts: TypeAlias = Counter[tuple[str | None, str | None]]
"""The number of rows by type pair and label; None stands for a missing type or label."""

NO_HEAD = -1
"""The number in the column of heads for a row whose type pair is not in the table."""


@dataclass(frozen=True, eq=False)
class CandidateTable:
    """The heads (type pairs) of a data set with their candidate labels.

    labels : all labels in the order of the rule book, which is the order of their ids.
    heads : the candidates of each type pair that is a head, in the order of the ids of the heads.
    others : the candidates of each type pair that is not a head, from the rule book.
    origin : how the table was made, as in the file (`source`, `support` or `level`).
    rules : name and content hash of the rule book.
    """

    labels: tuple[str, ...]
    heads: Mapping[str, frozenset[str]]
    others: Mapping[str, frozenset[str]] = field(default_factory=dict)
    negative: str | None = None
    origin: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def pairs(self) -> list[str]:
        """The type pairs that are heads, in the order of their ids, followed by the other pairs."""
        return [*self.heads, *(pair for pair in self.others if pair not in self.heads)]

    @cached_property
    def masks(self) -> Bool:
        """The candidates of each pair as a mask (`bool[pairs + 1, labels]`); the last row is for
        unknown pairs.
        """
        sets = [self.heads.get(pair) or self.others[pair] for pair in self.pairs]
        allowed = [[label in candidates for label in self.labels] for candidates in sets]
        return np.array([*allowed, [True] * len(self.labels)], dtype=np.bool_)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of labels and heads; two data sets with the same table have the same
        digest.
        """
        content = [self.labels, [[pair, self.names(pair)] for pair in self.heads]]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()

    def names(self, pair: str) -> list[str]:
        """Return the candidate labels of a type pair, in the order of `labels`."""
        candidates = self.heads.get(pair) or self.others.get(pair) or frozenset(self.labels)
        return [label for label in self.labels if label in candidates]

    def places(self, pairs: pa.StringArray) -> I64:
        """Return the row of `masks` for each type pair (`int64[n]`); for a head, it is the head's
        id.
        """
        position = pc.index_in(pairs, value_set=pa.array(self.pairs, pa.string()))
        return np.asarray(position.fill_null(len(self.pairs)), dtype=np.int64)

    def codes(self, table: pa.Table) -> I64:
        """Return the ids of the labels of rows (`int64[n]`); -1 for a missing label."""
        all_labels = pa.array(self.labels, pa.string())
        code = pc.index_in(contiguous(table[schema.LABEL]), value_set=all_labels)
        return np.asarray(code.fill_null(-1), dtype=np.int64)

    def heads_of(self, places: I64) -> I64:
        """Return the head of each row of `places` (`int64[n]`); `NO_HEAD` for a pair without a
        head.
        """
        return np.where(places < len(self.heads), places, NO_HEAD)


def pairs_of(table: pa.Table) -> pa.StringArray:
    """Return the type pair of each row, as `PER:ORG`; null if a type is missing."""
    types = (table[schema.SUBJECT_TYPE], table[schema.OBJECT_TYPE])
    return contiguous(pc.binary_join_element_wise(*types, ":"))


def label_counts(table: pa.Table) -> LabelCounts:
    """Return the number of rows by type pair and label."""
    pairs_and_labels = pa.table({"pair": pairs_of(table), "label": contiguous(table[schema.LABEL])})
    counted = (
        pairs_and_labels.group_by(["pair", "label"]).aggregate([([], "count_all")]).to_pylist()
    )
    return Counter({(row["pair"], row["label"]): row["count_all"] for row in counted})


def learned(counts: LabelCounts, support: int, rules: RuleBook) -> dict[str, frozenset[str]]:
    """Return the candidates of each type pair that occurs in labelled rows.

    A label is a candidate if at least `support` rows have the pair and the label. The negative
    label is always a candidate, since any pair may have no relation.

    Raises
    ------
    UsageError
        There are rows, but none has types and a label.
    """
    labelled = [(pair, label, n) for (pair, label), n in counts.items() if pair and label]
    if counts and not labelled:
        raise UsageError(
            "relation_candidates: no row has both types and a label to learn from; take the "
            "candidates of another set with like, or of the rule book with source: rules"
        )
    by_pair: dict[str, set[str]] = {}
    for pair, label, n in sorted(labelled):
        candidates = by_pair.setdefault(pair, set())
        if n >= support and label in rules.relations:
            candidates.add(label)
    return _completed(by_pair, rules)


def ruled(rules: RuleBook, level: Level) -> dict[str, frozenset[str]]:
    """Return the candidates of each type pair by the rule book, as strict as `level`.

    At every level, the type pairs are those for which some relation is legal.
    """
    legal, chosen = _by_pair(rules, "legal"), _by_pair(rules, level)
    return _completed({pair: chosen[pair] for pair in sorted(legal) if legal[pair]}, rules)


def fallback(rules: RuleBook) -> dict[str, frozenset[str]]:
    """Return the legal relations of each pair of the rule book's types."""
    return _completed(_by_pair(rules, "legal"), rules)


def _completed(by_pair: Mapping[str, set[str]], rules: RuleBook) -> dict[str, frozenset[str]]:
    """Add the negative label to the candidates of each pair."""
    # A pair that then has no candidate gets all legal labels.
    negative = set() if rules.negative is None else {rules.negative}
    legal = _by_pair(rules, "legal")
    return {
        pair: frozenset(labels | negative or legal.get(pair) or rules.labels)
        for pair, labels in by_pair.items()
    }


def _by_pair(rules: RuleBook, level: Level) -> dict[str, set[str]]:
    by_pair: dict[str, set[str]] = {}
    for subject, object_ in product(rules.types, repeat=2):
        labels = {label for label in rules.labels if _takes(rules, label, subject, object_, level)}
        by_pair.setdefault(f"{subject}:{object_}", set()).update(labels)
    return by_pair


def _takes(rules: RuleBook, label: str, subject: str, object_: str, level: Level) -> bool:
    """Return whether a relation is a candidate for two types at a level, such as `typical`."""
    relation = rules.relation(label)
    # If the subject types of a relation are not a hard rule, the listed types are only examples.
    open_ = level == "legal" and not relation.hard_subject_types
    if subject not in relation.subject_types and not open_:
        return False
    if level == "legal":
        return not relation.hard_object_types or object_ in relation.object_types
    grade = rules.object_grade(label, object_)
    return grade == "typical" or (level == "listed" and grade == "rare")
