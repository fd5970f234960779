"""Learn a rule book from a data set: a book that extends another book, or a complete book."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from reaug.audit.learning.kinds import kinds_of
from reaug.audit.learning.learnt_conventions import conventions
from reaug.audit.learning.name_meanings import named_reverses, negative_of, type_names
from reaug.audit.learning.reversals import Fidelity, Question, fidelities, read_reverses
from reaug.audit.rows import Rows
from reaug.audit.set_profile import most_frequent_first
from reaug.core import schema
from reaug.core.batch import Role
from reaug.errors import InputError, UsageError
from reaug.rulebook import Relation, RuleBook
from reaug.rulebook.book_extension import narrow
from reaug.suggestions import closest

Mode = Literal["new", "extends"]

_NAME: Final = re.compile(r"\S([^\t\n\r]*\S)?")

_SLIP: Final = 5
"""A name with fewer rows than this that resembles a name of the book is left out as a typo."""


class Learnt(NamedTuple):
    """A rule book that was learnt from a data set.

    left_out : labels and types that were not learnt, with their number of rows or mentions.
    own : labels of the new book that the extended book does not have.
    questions : inverses that labelled pairs or names of labels suggest, which a person has to
        confirm.
    thin : by label and role, types that only one row of the label has, which are too few for a
        rule.
    single : labels that only one row has and that are not in the extended book.
    """

    book: RuleBook
    left_out: dict[str, int]
    own: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    thin: Mapping[tuple[str, Role], tuple[str, ...]] = MappingProxyType({})
    single: tuple[str, ...] = ()


def learn(rows: Rows, name: str, mode: Mode | None = None) -> Learnt:
    """Return the rule book of a data set.

    With the mode `extends`, the book extends `rows.rules`. Types are counted anew. For labels of
    the extended book, only the subject types that it allows are counted, because other ones are
    errors; all object types are counted. Fidelities of inverses and symmetric relations come from
    the pairs that the set labels in both directions. Everything that the set does not show is kept
    from the extended book, and labels and types that are not in it are added. With the mode `new`,
    the book is complete and contains only what is in the set.

    New labels have all types that occur, as counts and not as hard rules. Kinds of mentions are
    derived from endings and forms of words.

    Parameters
    ----------
    rows
        The rows, with the rule book that may be extended.
    name
        The name of the new book.
    mode
        By default `new` if most labels or types of the set are not in the book, otherwise
        `extends`.

    Raises
    ------
    InputError
        There is no row with a label, or no mention with a type.
    UsageError
        The mode is `extends`, but no row has a label of the book.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> batch = batch_of("[S|PER|김하늘]은 [O|POH|이사]다.", label="per:title")
    >>> learn(Rows(batch.table, load("klue-re")), "mine").book.relations["per:title"].object_types
    {'POH': 1}
    >>> batch = batch_of("[S|DRUG|가온정]은 [O|ILL|두통]에 쓴다.", label="treats")
    >>> learn(Rows(batch.table, load("klue-re")), "mine").book.labels
    ['treats']
    """
    if not any(rows.labels):
        raise InputError("no row has a label, so there is nothing to learn")
    if not any(rows.types(role).drop_null() for role in schema.ROLES):
        raise InputError("no mention has a type, so there is nothing to learn")
    if mode is None:
        mode = "new" if rows.is_foreign else "extends"
    if mode == "extends" and not any(label in rows.rules.relations for label in rows.labels):
        raise UsageError(
            f"no row has a label of the rule book {rows.rules.name}; learn a complete book "
            "with --new"
        )
    return _over(rows, name) if mode == "extends" else _complete_book(rows, name)


def _over(rows: Rows, name: str) -> Learnt:
    base = rows.rules
    labels, types, slips = _names(rows)
    slips |= _rare_lookalikes(labels, base.relations) | _rare_lookalikes(types, base.types)
    own = [label for label in labels if label not in base.relations and label not in slips]
    own_types = [code for code in types if code not in base.types and code not in slips]
    known_types = {*base.types, *own_types}
    measured = fidelities(rows)
    counted = {role: _counted(rows, role, known_types) for role in schema.ROLES}
    thin = _pop_single_row_types(counted, own)
    subject, object_ = counted["subject"], counted["object"]
    relations = {
        label: _relation(
            relation, subject.get(label, {}), object_.get(label, {}), measured.get(label)
        )
        for label, relation in base.relations.items()
    }
    relations |= {
        label: _own_relation(label, labels[label], subject.get(label), object_.get(label), types)
        for label in own
    }
    number = sum(n for label, n in labels.items() if label not in slips)
    data = base.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    data |= {
        "name": name,
        "description": {
            "en": f"The rules of {base.name} with what {number} labelled rows do.",
            "ko": f"{base.name}의 규칙에 라벨이 붙은 {number}행이 보이는 관례를 더한 것.",
        },
        "source": f"learnt by reaug rules learn from {number} rows, over {base.name} "
        f"{base.version}",
        "types": data["types"] | _types(own_types),
        "relations": relations,
    }
    kinds = data.get("kinds", {}) | _kinds(rows, own_types)
    if kinds:
        data["kinds"] = kinds
    data.pop("conventions", None)
    below = base.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    narrow(data, below, {})
    book = _with_conventions(rows, data)
    single = tuple(label for label in own if labels[label] == 1)
    return Learnt(book, slips, tuple(own), _questions(rows, own, base.negative), thin, single)


def _complete_book(rows: Rows, name: str) -> Learnt:
    labels, types, unfit = _names(rows)
    counted = {role: _counted(rows, role, types) for role in schema.ROLES}
    thin = _pop_single_row_types(counted, labels)
    subject, object_ = counted["subject"], counted["object"]
    negative = negative_of(labels)
    # The order defines the label ids: the negative label first, then by number of rows.
    order = sorted(labels, key=lambda label: (label != negative, -labels[label], label))
    number = sum(labels.values())
    data: dict[str, Any] = {
        "name": name,
        "version": "1.0",
        "description": {
            "en": f"What {number} labelled rows do.",
            "ko": f"라벨이 붙은 {number}행에서 배운 규칙.",
        },
        "source": f"learnt by reaug rules learn from {number} rows",
        "types": _types(types),
        "relations": {
            label: _own_relation(
                label, labels[label], subject.get(label), object_.get(label), types
            )
            for label in order
        },
    }
    if negative is not None:
        data["negative"] = negative
    data["kinds"] = _kinds(rows, types)
    book = _with_conventions(rows, data)
    single = tuple(label for label in order if labels[label] == 1)
    return Learnt(book, unfit, tuple(order), _questions(rows, order, negative), thin, single)


def _names(rows: Rows) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Return three counts of names: labels (by rows), types (by mentions), and unfit names."""
    # Unfit names are labels and types that a rule book cannot have, because they begin or end with
    # white space or have several lines. In the other two counts the most frequent come first.
    labels = Counter(label for label in rows.labels if label)
    types: Counter[str] = Counter()
    for role in schema.ROLES:
        types.update(code for code in rows.types(role).to_pylist() if code)
    unfit = {name: n for name, n in sorted((labels + types).items()) if not _NAME.fullmatch(name)}
    fit = (
        Counter({name: counts[name] for name in counts if name not in unfit})
        for counts in (labels, types)
    )
    return *map(most_frequent_first, fit), unfit  # type: ignore[return-value]  # two of them


def _rare_lookalikes(counts: Mapping[str, int], known: Iterable[str]) -> dict[str, int]:
    """Return the rare names that resemble a known name, such as per:titel, with their counts."""
    names = list(known)
    return {
        name: n
        for name, n in sorted(counts.items())
        if n < _SLIP and name not in names and closest(name, names, cutoff=0.85)
    }


def _counted(rows: Rows, role: Role, known: Iterable[str]) -> dict[str, dict[str, int]]:
    """Return the types of a role by label, with counts, the most frequent first."""
    among = frozenset(known)
    counts: dict[str, Counter[str]] = {}
    types = rows.types(role).to_pylist()
    for label, code in zip(rows.labels, types, strict=True):
        if code in among:
            counts.setdefault(label, Counter())[code] += 1
    return {label: most_frequent_first(counter) for label, counter in counts.items()}


def _pop_single_row_types(
    counted: Mapping[Role, dict[str, dict[str, int]]], labels: Iterable[str]
) -> dict[tuple[str, Role], tuple[str, ...]]:
    """Remove types that only one row of a label has, and return them by label and role."""
    # They stay if no other type of the label has more rows.
    thin = {}
    for role, by_label in counted.items():
        for label in labels:
            types = by_label.get(label, {})
            once = tuple(code for code, n in types.items() if n == 1)
            if once and len(once) < len(types):
                thin[label, role] = once
                by_label[label] = {code: n for code, n in types.items() if n > 1}
    return thin


def _types(codes: Iterable[str]) -> dict[str, Any]:
    return {code: dict(zip(("en", "ko"), type_names(code), strict=True)) for code in codes}


def _own_relation(
    label: str,
    rows: int,
    subject: Mapping[str, int] | None,
    object_: Mapping[str, int] | None,
    types: Mapping[str, int],
) -> dict[str, Any]:
    """Return the entry of a new label: all types that occur, and no hard rule."""
    anything = dict.fromkeys(types, 1)  # rows of a label without any type
    return {
        "definition": {
            "en": f"{label} ({rows} rows); say here what it means.",
            "ko": f"{label}({rows}행). 뜻을 여기에 적는다.",
        },
        "subject_types": dict(subject or anything),
        "object_types": dict(object_ or anything),
        "hard_subject_types": False,
    }


def _kinds(rows: Rows, types: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    words: dict[str, set[str]] = {code: set() for code in types}
    for role in schema.ROLES:
        pairs = zip(rows.types(role).to_pylist(), rows.words(role).to_pylist(), strict=True)
        for code, word in pairs:
            if code in words:
                words[code].add(word)
    return {code: kinds_of(some) for code, some in words.items()}


def _with_conventions(rows: Rows, data: dict[str, Any]) -> RuleBook:
    book = RuleBook.model_validate(data)
    learnt = conventions(Rows(rows.batch.table, book))
    return book.model_copy(update={"conventions": learnt})


def _questions(rows: Rows, labels: Iterable[str], negative: str | None) -> tuple[Question, ...]:
    """Return, sorted by label, the inverses that a person has to confirm."""
    # What the pairs of rows suggest for a label is preferred to what its name suggests.
    own = frozenset(labels) - {negative}
    reverses = {reverse.label: reverse for reverse in named_reverses(sorted(own))}
    reverses |= {
        reverse.label: reverse
        for reverse in read_reverses(rows, negative)
        if {reverse.label, reverse.other} <= own
    }
    # A question about an inverse is asked at both labels or at neither.
    return tuple(
        reverse
        for _, reverse in sorted(reverses.items())
        if reverse.other in reverses and reverses[reverse.other].other == reverse.label
    )


def _relation(
    relation: Relation, subject: dict[str, int], object_: dict[str, int], fidelity: Fidelity | None
) -> dict[str, Any]:
    data = relation.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    if subject:
        hard = relation.hard_subject_types
        data["subject_types"] = _allowed_types(relation.subject_types, subject) if hard else subject
    if object_:
        hard = relation.hard_object_types
        data["object_types"] = _allowed_types(relation.object_types, object_) if hard else object_
    for name in ("inverse", "symmetric"):
        if name in data and fidelity is not None:
            measured = {
                "fidelity": round(fidelity.agree / fidelity.pairs, 3),
                "count": fidelity.pairs,
            }
            data[name] = data[name] | measured
    return data


def _allowed_types(legal: dict[str, int], seen: dict[str, int]) -> dict[str, int]:
    """Return the allowed types with their counts; a type that does not occur has the count 1."""
    counts = {code: seen.get(code, 1) for code in legal}
    return most_frequent_first(counts)
