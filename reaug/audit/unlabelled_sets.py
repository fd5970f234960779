"""The rules that apply to a set without labels, such as a test set: spans, types, text, leaks.

There is less evidence about types in such a set, and the precision of the rules was measured with
labels. So these findings are for review, whatever their severity elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa

from reaug.audit.rules import Rule
from reaug.core.findings import Finding
from reaug.core.schema import CORE_SCHEMA, LABEL


def needs_labels(rules: Mapping[str, Rule]) -> frozenset[str]:
    """Return the ids of the rules that do not apply to rows without a label.

    >>> from reaug.audit.catalogue import rules
    >>> from reaug.rulebook import load
    >>> here = rules(load("klue-re"), "checks")
    >>> sorted(needs_labels({name: here[name] for name in ("label/outlier", "span/overlap")}))
    ['label/outlier']
    """
    return frozenset(name for name, rule in rules.items() if rule.needs_labels)


def needs_labels_there(rules: Mapping[str, Rule]) -> frozenset[str]:
    """Return the ids of the rules that need labels in the other set."""
    return frozenset(name for name, rule in rules.items() if rule.needs_labels_there)


def without_labels(table: pa.Table) -> pa.Table:
    """Return the rows with every label removed."""
    field = CORE_SCHEMA.field(LABEL)
    place = table.schema.get_field_index(LABEL)
    return table.set_column(place, field, pa.nulls(table.num_rows, field.type))


def weaker(catalogue: dict[str, Rule]) -> dict[str, Rule]:
    """Return the rules as they apply to a set without labels.

    Rules for which labels are a part of the evidence (`weaker_unlabelled`) are for review.
    """
    return {
        name: rule._replace(severity="review", cure="review", precision=None, judged=0)
        if rule.weaker_unlabelled
        else rule
        for name, rule in catalogue.items()
    }


def weaker_findings(
    findings: Iterable[Finding], catalogue: Mapping[str, Rule]
) -> Iterator[Finding]:
    """Yield the findings that apply to a set without labels.

    Findings about a label, or with a fix of one, are left out. Findings of rules for which labels
    are a part of the evidence are for review.
    """
    for finding in findings:
        if finding.field == LABEL or any(fix.field == LABEL for fix in finding.fixes):
            continue
        yield (
            finding._replace(severity="review")
            if catalogue[finding.rule].weaker_unlabelled
            else finding
        )
