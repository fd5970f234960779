"""A rule book with the counts, fidelities and conventions of a set in place of its own."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from reaug.audit.learning.conventions import conventions
from reaug.audit.learning.reversals import Fidelity, fidelities
from reaug.audit.rows import Rows
from reaug.errors import InputError
from reaug.rulebook import Relation, RuleBook


class Learnt(NamedTuple):
    """A rule book that was learnt, and the labels left out with their rows."""

    book: RuleBook
    left_out: dict[str, int]


def learn(rows: Rows, name: str) -> Learnt:
    """The rule book of a set: the one it is held against, with what the set does.

    Types are counted anew: subject types that the book allows only, since another one is an error
    and no rule, object types as they are. Fidelities of inverses and symmetric relations come from
    the pairs that the set reads both ways. What the set does not show stays as the book has it;
    labels and types that the book does not define are left out.

    Parameters
    ----------
    rows
        The rows, and the book that says what its labels mean.
    name
        Name of the new book.

    Raises
    ------
    InputError
        There is no row with a label that the book knows.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> batch = batch_of("[S|PER|김하늘]은 [O|POH|이사]다.", label="per:title")
    >>> learn(Rows(batch.table, load("klue-re")), "mine").book.relations["per:title"].object_types
    {'POH': 1}
    """
    base = rows.rules
    counts = Counter(label for label in rows.labels if label)
    known = sum(number for label, number in counts.items() if label in base.relations)
    if known == 0:
        raise InputError(
            f"no row has a label of the rule book {base.name}, so there is nothing to learn"
        )
    told = fidelities(rows)
    subject, object_ = _counted(rows, "subject"), _counted(rows, "object")
    relations = {
        label: _relation(
            base, relation, subject.get(label, {}), object_.get(label, {}), told.get(label)
        )
        for label, relation in base.relations.items()
    }
    data = base.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    data |= {
        "name": name,
        "description": {
            "en": f"The rules of {base.name} with what {known} labelled rows do.",
            "ko": f"{base.name}의 규칙에 라벨이 붙은 {known}행이 보이는 관례를 더한 것.",
        },
        "source": f"learnt by reaug rules learn from {known} rows, over {base.name} {base.version}",
        "relations": relations,
        "conventions": [
            convention.model_dump(mode="json", exclude_none=True)
            for convention in conventions(rows)
        ],
    }
    unknown = {label: n for label, n in sorted(counts.items()) if label not in base.relations}
    return Learnt(RuleBook.model_validate(data), unknown)


def _counted(rows: Rows, role: Any) -> dict[str, dict[str, int]]:
    """For each label, how often a mention has each type; the most frequent first."""
    found: dict[str, Counter[str]] = {}
    types = rows.types(role).to_pylist()
    for label, code in zip(rows.labels, types, strict=True):
        if code in rows.rules.types:
            found.setdefault(label, Counter())[code] += 1
    return {
        label: dict(sorted(counter.items(), key=lambda item: (-item[1], item[0])))
        for label, counter in found.items()
    }


def _relation(
    base: RuleBook,
    relation: Relation,
    subject: dict[str, int],
    object_: dict[str, int],
    told: Fidelity | None,
) -> dict[str, Any]:
    data = relation.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    if subject:
        data["subject_types"] = _hard(relation.subject_types, subject)
    if object_:
        hard = relation.hard_object_types
        data["object_types"] = _hard(relation.object_types, object_) if hard else object_
    for name in ("inverse", "symmetric"):
        if name in data and told is not None:
            measured = {"fidelity": round(told.agree / told.pairs, 3), "count": told.pairs}
            data[name] = data[name] | measured
    return data


def _hard(legal: dict[str, int], seen: dict[str, int]) -> dict[str, int]:
    """The legal types with the counts seen; one that was not seen stays legal, counted once."""
    counts = {code: seen.get(code, 1) for code in legal}
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
