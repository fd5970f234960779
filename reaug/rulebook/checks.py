"""Consistency checks between the parts of a rule book."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from reaug.rulebook.pattern_checks import pattern_problems, unknown
from reaug.strict_yaml import Place

if TYPE_CHECKING:
    from reaug.rulebook.book import RuleBook

Problem = tuple[Place, str]


def first_problem(book: RuleBook) -> Problem | None:
    """Return the place and message of the first contradiction in a book; None if there is none."""
    parts = (_types, _inverses, _negative, _places, _tests, _conventions, _donors, pattern_problems)
    return next(chain.from_iterable(part(book) for part in parts), None)


def _types(book: RuleBook) -> Iterator[Problem]:
    for label, relation in book.relations.items():
        for field in ("subject_types", "object_types"):
            for code in getattr(relation, field):
                if code not in book.types:
                    at = ("relations", label, field, code)
                    yield at, unknown("type", code, book.types)


def _inverses(book: RuleBook) -> Iterator[Problem]:
    for label, relation in book.relations.items():
        if relation.inverse is None:
            continue
        at = ("relations", label, "inverse", "label")
        other = relation.inverse.label
        if other not in book.relations:
            yield at, unknown("relation", other, book.relations)
        elif other == label:
            yield at, f"{label} is given as its own inverse; write symmetric instead"
        else:
            inverse = book.relations[other].inverse
            if inverse is None or inverse.label != label:
                yield at, f"{label} names {other} as its inverse, but {other} does not name {label}"


def _negative(book: RuleBook) -> Iterator[Problem]:
    if book.negative is not None and book.negative not in book.relations:
        yield ("negative",), unknown("relation", book.negative, book.relations)


def _tests(book: RuleBook) -> Iterator[Problem]:
    for code, kinds in book.kind_tests.items():
        if code not in book.types:
            yield ("kinds", code), unknown("type", code, book.types)
        seen: list[str] = ["other"]
        for index, kind in enumerate(kinds):
            at: Place = ("kinds", code, index)
            if kind.name == "other":
                yield (
                    (*at, "name"),
                    ("every type has a last kind called 'other' already; choose another name"),
                )
            elif kind.name in seen:
                yield (*at, "name"), f"the kind {kind.name!r} appears twice under {code}"
            seen.append(kind.name)
            yield from _lexicon(book, at, kind.lexicon)
    names: list[str] = []
    for index, implied in enumerate(book.implied_tests):
        at = ("implied_types", index)
        if implied.type not in book.types:
            yield (*at, "type"), unknown("type", implied.type, book.types)
        if implied.name in names:
            yield (*at, "name"), f"the name {implied.name!r} appears twice under implied_types"
        names.append(implied.name)
        yield from _lexicon(book, at, implied.lexicon)


def _places(book: RuleBook) -> Iterator[Problem]:
    for key in ("place_lexicons", "relation_lexicons"):
        for index, name in enumerate(getattr(book, key)):
            if name not in book.lexicons:
                yield (key, index), unknown("lexicon", name, book.lexicons)


def _lexicon(book: RuleBook, at: Place, name: str | None) -> Iterator[Problem]:
    if name is not None and name not in book.lexicons:
        yield (*at, "lexicon"), unknown("lexicon", name, book.lexicons)


def _conventions(book: RuleBook) -> Iterator[Problem]:
    names: set[str] = set()
    for index, convention in enumerate(book.conventions):
        at: Place = ("conventions", index)
        if convention.label not in book.relations:
            yield (*at, "label"), unknown("relation", convention.label, book.relations)
        if convention.name in names:
            yield (*at, "name"), f"the name {convention.name!r} appears twice under conventions"
        names.add(convention.name)
        for name in ("subject_type", "object_type"):
            code = getattr(convention.when, name)
            if code is not None and code not in book.types:
                yield (*at, "when", name), unknown("type", code, book.types)


def _donors(book: RuleBook) -> Iterator[Problem]:
    for name in book.donors.lexicons():
        if name not in book.lexicons:
            yield ("donors",), unknown("lexicon", name, book.lexicons)
    sexes = {test.name for test in book.donors.sexes}
    for name in book.donors.sexed_as:
        if name not in sexes:
            yield ("donors", "sexed_as"), unknown("sex", name, sorted(sexes))
    kinds = {f"{code}/{kind.name}" for code, tests in book.kind_tests.items() for kind in tests}
    known = {*book.types, *kinds, *(f"{code}/other" for code in book.types)}
    for field in ("closed", "rare", "known_kinds", "bound", "unknown_heads", "real"):
        for name in getattr(book.donors, field):
            if name not in known:
                yield ("donors", field), unknown("type or kind", name, sorted(known))
