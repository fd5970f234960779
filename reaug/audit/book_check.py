"""Check a data set against a rule book, for `reaug rules check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from reaug.audit.rows import Rows
from reaug.core import schema
from reaug.rulebook import RuleBook
from reaug.rulebook.pattern_matches import hits


class RelationCheck(NamedTuple):
    """Counts of the rows of one label, by whether the rule book allows their types.

    rows : all rows with the label.
    illegal : rows whose types break a hard rule of the label or are not in the book.
    typical, rare, unseen : the other rows, by how usual the type of their object is for the label.
        Rows whose object has no type are not counted.
    """

    rows: int
    illegal: int
    typical: int
    rare: int
    unseen: int


class BookCheck(NamedTuple):
    """The result of checking a data set against a rule book.

    rows : rows of the set.
    unknown_labels, unknown_types : names that are not in the book, with the number of rows or
        mentions.
    unseen_labels, unseen_types : names of the book that no row has.
    relations : the counts of each label of the book.
    patterns : the number of rows that match each pattern of the book, by rule id.
    unseen_kinds : kinds of mentions (subclasses of a type in the book, recognised by the word) that
        no mention of the set has.
    foreign : whether most names of the set are not in the book. The patterns of the book are not
        used then.
    single_labels : labels of the book that only one row of the set has, too few for any rule.
    thin_types : by label, the types that the book counted only once, although it counted another
        type of the label more often.
    """

    book: str
    rows: int
    unknown_labels: dict[str, int]
    unknown_types: dict[str, int]
    unseen_labels: list[str]
    unseen_types: list[str]
    relations: dict[str, RelationCheck]
    patterns: dict[str, int]
    unseen_kinds: list[str]
    foreign: bool
    single_labels: list[str]
    thin_types: dict[str, list[str]]

    def to_json(self) -> dict[str, Any]:
        """Return the check as JSON-able data."""
        relations = {label: relation._asdict() for label, relation in self.relations.items()}
        return {**self._asdict(), "relations": relations}


def check_book(rows: Rows) -> BookCheck:
    """Return the result of checking a data set against its rule book.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> ways = ["[S|PER|김하늘]은 [O|POH|이사]다.", "[S|ORG|바다팀]은 [O|POH|이사]를 뽑았다."]
    >>> report = check_book(Rows(batch_of(*ways, label="per:title").table, load("klue-re")))
    >>> report.relations["per:title"]
    RelationCheck(rows=2, illegal=1, typical=1, rare=0, unseen=0)
    """
    book = rows.rules
    labels = Counter(label for label in rows.labels if label)
    types: Counter[str] = Counter()
    for role in schema.ROLES:
        types.update(name for name in rows.types(role).to_pylist() if name is not None)
    judged = rows.judged
    return BookCheck(
        book=book.name,
        rows=len(rows),
        unknown_labels=_unknown(labels, book.relations),
        unknown_types=_unknown(types, book.types),
        unseen_labels=[label for label in book.relations if label not in labels],
        unseen_types=[code for code in book.types if code not in types],
        relations=_relations(rows),
        patterns={
            pattern.rule: _hit(judged, pattern) if len(judged) else 0 for pattern in book.patterns
        },
        unseen_kinds=_unseen_kinds(rows, book),
        foreign=rows.is_foreign,
        single_labels=[label for label in book.relations if labels[label] == 1],
        thin_types=dict(_thin_types(book)),
    )


def _thin_types(book: RuleBook) -> Iterator[tuple[str, list[str]]]:
    """Yield each label with the types that the book counted only once."""
    for label, relation in book.relations.items():
        roles = (
            (relation.subject_types, relation.hard_subject_types),
            (relation.object_types, relation.hard_object_types),
        )
        once = {
            code
            for counts, hard in roles
            if not hard and max(counts.values()) > 1
            for code, n in counts.items()
            if n == 1
        }
        if once:
            yield label, sorted(once)


def _unknown(counts: Counter[str], known: Any) -> dict[str, int]:
    names = ((name, n) for name, n in counts.items() if name not in known)
    return dict(sorted(names, key=lambda item: (-item[1], item[0])))


def _hit(rows: Rows, pattern: Any) -> int:
    hit_rows = [hit.rows for hit in hits(pattern, rows.columns, rows.rules.lexicons)]
    return len(np.unique(np.concatenate(hit_rows))) if hit_rows else 0


def _relations(rows: Rows) -> dict[str, RelationCheck]:
    book = rows.rules
    types = rows.types("subject"), rows.types("object")
    broken = book.violations(rows.batch.label, *types).to_pylist()
    count: dict[str, Counter[str]] = {label: Counter() for label in book.relations}
    for label, rule, type_ in zip(rows.labels, broken, types[1].to_pylist(), strict=True):
        if label not in count:
            continue
        count[label]["rows"] += 1
        if rule:
            count[label]["illegal"] += 1
        elif type_ is not None:
            count[label][book.object_grade(label, type_)] += 1
    return {
        label: RelationCheck(*(counts[name] for name in RelationCheck._fields))
        for label, counts in count.items()
    }


def _unseen_kinds(rows: Rows, book: RuleBook) -> list[str]:
    known_kinds: set[str] = set()
    for role in schema.ROLES:
        kinds: pa.StringArray = book.kinds(rows.words(role), rows.types(role))
        known_kinds.update(kind for kind in kinds.unique().to_pylist() if kind is not None)
    known = (f"{code}/{kind.name}" for code, kinds in book.kind_tests.items() for kind in kinds)
    return [kind for kind in known if kind not in known_kinds]
