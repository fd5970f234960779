"""Checks of a rule book's patterns and ambiguities, and of their examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from reaug.core.arrays import I64
from reaug.core.examples import Marked, read_marks
from reaug.core.quotes import shorten
from reaug.rulebook.conditions import WORDS, Condition, ErrorPattern, Matcher
from reaug.rulebook.pattern_matches import Columns, hits, strings_of
from reaug.strict_yaml import Place

if TYPE_CHECKING:
    from reaug.rulebook.book import RuleBook

Problem = tuple[Place, str]


def pattern_problems(book: RuleBook) -> Iterator[Problem]:
    """Yield place and message of each pattern or ambiguity that contradicts book or examples."""
    yield from chain(_names(book), _known(book), _suggestions(book), _choices(book))
    yield from _examples(book)  # needs valid labels and types, so it comes last


def _matchers(book: RuleBook) -> Iterator[tuple[Place, Matcher]]:
    for index, pattern in enumerate(book.patterns):
        yield ("patterns", index), pattern
    for index, ambiguity in enumerate(book.ambiguities):
        yield ("ambiguities", index), ambiguity


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """Return the message for a name that is not in the book."""
    return f"unknown {what} {shorten(name)}; the book has: {', '.join(known) or 'none'}"


def _names(book: RuleBook) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for at, matcher in _matchers(book):
        if matcher.name in seen:
            message = (
                f"the name {shorten(matcher.name)} appears twice, first under {seen[matcher.name]}"
            )
            yield (*at, "name"), f"{message}; rename one, since both would be {matcher.rule}"
        seen.setdefault(matcher.name, str(at[0]))


def _known(book: RuleBook) -> Iterator[Problem]:
    for at, matcher in _matchers(book):
        for part_at, part in matcher.parts.items():
            yield from _condition(book, (*at, *part_at), part)
        for key in ("hits", "misses"):
            for index, example in enumerate(getattr(matcher, key)):
                if example.label not in book.relations:
                    label = unknown("relation", example.label, book.relations)
                    yield (*at, key, index, "label"), label


def _condition(book: RuleBook, at: Place, condition: Condition) -> Iterator[Problem]:
    for key in ("labels", "not_labels"):
        for index, label in enumerate(getattr(condition, key)):
            if label not in book.relations:
                yield (*at, key, index), unknown("relation", label, book.relations)
    for word in WORDS:
        for index, code in enumerate(getattr(condition, f"{word}_types")):
            if code not in book.types:
                yield (*at, f"{word}_types", index), unknown("type", code, book.types)
    for key, test in condition.tests().items():
        if test.lexicon is None:
            continue
        if key not in WORDS:
            message = f"a lexicon has whole words: use it for {', '.join(WORDS)}, or use a pattern"
            yield (*at, key, "lexicon"), message
        elif test.lexicon not in book.lexicons:
            yield (*at, key, "lexicon"), unknown("lexicon", test.lexicon, book.lexicons)


def _suggestions(book: RuleBook) -> Iterator[Problem]:
    for index, pattern in enumerate(book.patterns):
        suggest = pattern.suggest
        if suggest is None:
            continue
        at: Place = ("patterns", index, "suggest")
        if suggest.label is not None and suggest.label not in book.relations:
            yield (*at, "label"), unknown("relation", suggest.label, book.relations)
            return
        for word in WORDS:
            code = getattr(suggest, f"{word}_type")
            if code is not None and code not in book.types:
                yield (*at, f"{word}_type"), unknown("type", code, book.types)
                return
        each = suggest.mention_type or suggest.mention
        if each and not pattern.each_mention:
            message = "no condition here is on a mention; name subject or object instead"
            yield at, message
        yield from _unlawful(book, at, pattern)


def _unlawful(book: RuleBook, at: Place, pattern: ErrorPattern) -> Iterator[Problem]:
    """Yield problems of suggestions that change nothing or that hard rules of the book forbid."""
    # Only labels and types that the pattern names are checked here. The others are checked when a
    # row matches.
    suggest = pattern.suggest
    assert suggest is not None
    old = {
        "label": pattern.labels,
        "subject_type": pattern.subject_types,
        "object_type": pattern.object_types,
    }
    new = {key: getattr(suggest, key) for key in old}
    for key, value in new.items():
        if value is not None and set(old[key]) == {value}:
            yield (*at, key), f"the matched rows already have the {key.replace('_', ' ')} {value}"
    suggested = {key: (new[key],) if new[key] else old[key] for key in old}
    for role in ("subject", "object"):
        for label, code in product(suggested["label"], suggested[f"{role}_type"]):
            relation = book.relations[label]
            hard = role == "subject" or relation.hard_object_types
            legal = relation.subject_types if role == "subject" else relation.object_types
            if hard and code not in legal:
                message = f"{label} takes no {role} of type {code}, only {', '.join(legal)}"
                yield at, f"{message}; suggest another label or type"


def _choices(book: RuleBook) -> Iterator[Problem]:
    for index, ambiguity in enumerate(book.ambiguities):
        at: Place = ("ambiguities", index)
        for place, label in enumerate(ambiguity.choices):
            if label not in book.relations:
                yield (*at, "choices", place), unknown("relation", label, book.relations)
        if ambiguity.each_mention:
            yield at, "an ambiguity is about whole rows; name subject or object, not mention"
        if ambiguity.decision is not None and ambiguity.decision not in ambiguity.choices:
            message = f"the decision must be one of the choices: {', '.join(ambiguity.choices)}"
            yield (*at, "decision"), message


class _Row(NamedTuple):
    """An example row of a pattern.

    at : its place in the book. hit : whether the pattern must match it. marked : the sentence and
    its mentions.
    """

    at: Place
    matcher: Matcher
    label: str
    hit: bool
    marked: Marked


def _examples(book: RuleBook) -> Iterator[Problem]:
    rows: list[_Row] = []
    for at, matcher in _matchers(book):
        for key in ("hits", "misses"):
            for index, example in enumerate(getattr(matcher, key)):
                place = (*at, key, index, "text")
                try:
                    marked = read_marks(example.text)
                except ValueError as error:
                    yield place, str(error)
                    return
                if marked.spans[0] == marked.spans[1] or marked.spans[2] == marked.spans[3]:
                    yield place, "a mark here has no word"
                for code in marked.types:
                    if code not in book.types:
                        yield place, unknown("type", code, book.types)
                        return
                rows.append(_Row(place, matcher, example.label, key == "hits", marked))
    if rows:
        yield from _judged(book, rows)


def _judged(book: RuleBook, rows: list[_Row]) -> Iterator[Problem]:
    """Yield problems of patterns that are wrong about one of their own examples."""
    # All patterns run on all examples in one batch.
    columns = example_columns(book, [(row.marked, row.label) for row in rows])
    rows_hit: dict[str, set[int]] = {}
    for _, matcher in _matchers(book):
        parts = hits(matcher, columns, book.lexicons)
        rows_hit[matcher.name] = {int(row) for part in parts for row in part.rows}
    for place, row in enumerate(rows):
        if (place in rows_hit[row.matcher.name]) != row.hit:
            problem = "does not match this example" if row.hit else "matches this example of a miss"
            advice = "change the pattern or the example"
            yield row.at, f"the pattern {row.matcher.name} {problem}; {advice}"


def example_columns(book: RuleBook, rows: list[tuple[Marked, str]]) -> Columns:
    """Return marked sentences and their labels as columns."""
    labels = {label: place for place, label in enumerate(book.relations)}
    types = {code: place for place, code in enumerate(book.types)}

    def column(values: list[int]) -> I64:
        return np.array(values, dtype=np.int64)

    values = {
        "label": column([labels.get(label, -1) for _, label in rows]),
        "subject_type": column([types.get(marked.types[0], -1) for marked, _ in rows]),
        "object_type": column([types.get(marked.types[1], -1) for marked, _ in rows]),
    }
    spans = np.array([marked.spans for marked, _ in rows], dtype=np.int32).reshape(-1, 4)
    sentence = strings_of([marked.sentence for marked, _ in rows])
    return Columns(sentence, spans, values, book.labels, list(book.types))
