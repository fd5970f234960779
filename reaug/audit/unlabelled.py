"""What can be judged of a set without labels, such as a test set: spans, types, text, leaks.

Types are judged with less evidence there, and the precision that stands with the rule was measured
with labels: so what it finds is for a person, whatever it says elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pyarrow as pa

from reaug.audit.rules import Rule
from reaug.core.findings import Finding
from reaug.core.schema import CORE_SCHEMA, LABEL
from reaug.rulebook import RuleBook
from reaug.rulebook.conditions import Matcher

_GROUPS: Final = ("label/", "direction/")
_RULES: Final = frozenset(
    {
        "schema/unknown-label",
        "schema/subject-type",
        "schema/object-type",
        "schema/object-convention",
        "schema/symmetric-type",
        "duplicate/conflict",
        "leak/triple",
        "rule/convention",
        "rule/divergence",
    }
)
OF_BOTH: Final = frozenset({"label/other-set", "leak/triple", "rule/divergence"})
"""Rules that need the labels of the other set as well."""
_WEAKER: Final = frozenset({"type/inconsistent"})


def needs_labels(rules: Iterable[str], book: RuleBook) -> frozenset[str]:
    """The ids among those of some rules that say nothing of rows without a label.

    >>> from reaug.rulebook import load
    >>> sorted(needs_labels(["label/outlier", "span/overlap", "leak/triple"], load("klue-re")))
    ['label/outlier', 'leak/triple']
    """
    of_book = {one.rule for one in (*book.patterns, *book.ambiguities) if _names_labels(one)}
    ambiguous = {one.rule for one in book.ambiguities}
    return frozenset(
        rule
        for rule in rules
        if rule in _RULES or rule in of_book | ambiguous or rule.startswith(_GROUPS)
    )


def _names_labels(matcher: Matcher) -> bool:
    return any(part.labels or part.not_labels for part in matcher.parts.values())


def without_labels(table: pa.Table) -> pa.Table:
    """The rows with no label at all, whatever stands in some."""
    field = CORE_SCHEMA.field(LABEL)
    place = table.schema.get_field_index(LABEL)
    return table.set_column(place, field, pa.nulls(table.num_rows, field.type))


def weaker(catalogue: dict[str, Rule]) -> dict[str, Rule]:
    """The rules, those with less evidence for a person to look at."""
    return {
        name: rule._replace(severity="review", cure="review", precision=None, judged=0)
        if name in _WEAKER
        else rule
        for name, rule in catalogue.items()
    }


def weaker_findings(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings without those that would set a label; those with less evidence for review."""
    for one in findings:
        if one.field == LABEL or any(fix.field == LABEL for fix in one.fixes):
            continue
        yield one._replace(severity="review") if one.rule in _WEAKER else one
