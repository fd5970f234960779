"""Invented audits for tests: rules of every severity and cure, findings with and without fixes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from reaug.audit import Audit, Finding, Fix, Rule
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.core.findings import in_order

CUT = Rule("span/number-unit", "error", "patch", "a date is cut", "날짜가 잘렸다", 0.98)
BAND = Rule("rule/band", "warning", "patch", "a band typed PER", "밴드가 사람이다", 0.9)
ODD = Rule("label/outlier", "review", "review", "another label", "라벨이 다르다")
TWICE = Rule("duplicate/exact", "error", "clean", "twice", "두 번")
QUIET = Rule("span/overlap", "error", "review", "overlap", "겹친다")
RULES = (CUT, BAND, ODD, TWICE, QUIET)
CATALOGUE = {rule.id: rule for rule in RULES}

SENTENCES = (
    "[S|PER|이순신]은 [O|DAT|1545]년에 태어났다.",
    "[O|PER|두레밴드]의 리더 [S|PER|김나래]가 왔다.",
    "[S|ORG|하람대학교]는 [O|LOC|강릉]에 있다.",
)
LABELS = ["per:date_of_birth", "per:employee_of", "no_relation"]


def fix(field: str, old: str | int, new: str | int, at: int | None = None) -> Fix:
    """Make a fix."""
    return Fix(field, old, new, at)


def finding(rule: Rule, *rows: str, fixes: Iterable[Fix] = (), **more: object) -> Finding:
    """Make a finding with messages in both languages."""
    fields: dict[str, object] = {
        "field": "label",
        "value": "값",
        "en": f"{rule.en}!",
        "ko": f"{rule.ko}!",
        **more,
    }
    return Finding(rule=rule.id, rows=rows, fixes=tuple(fixes), **fields)  # type: ignore[arg-type]


def audit_of(*findings: Finding, batch: Batch | None = None, **more: object) -> Audit:
    """Make an audit with these findings; by default about rows row-0, row-1, row-2."""
    rows = batch_of(*SENTENCES, label=LABELS) if batch is None else batch
    ordered = in_order(findings, {name: rule.severity for name, rule in CATALOGUE.items()})
    audit = Audit(len(rows), "klue-re", dict(CATALOGUE), ordered, rows.table)
    return replace(audit, **more)  # type: ignore[arg-type]


def some() -> Audit:
    """Make an audit with findings of every kind."""
    return audit_of(
        finding(
            CUT,
            "row-0",
            fixes=[fix("object_entity.end_idx", 8, 9), fix("object_entity.word", "1545", "1545년")],
            field="object_entity",
            value="1545",
            suggestion="1545년",
            score=2.5,
        ),
        finding(
            BAND,
            "row-1",
            fixes=[fix("object_entity.type", "PER", "ORG"), fix("label", LABELS[1], "per:title")],
            field="object_entity.type",
            value="PER",
        ),
        finding(ODD, "row-2", "row-0", value="no_relation"),
        finding(TWICE, "row-1", "row-2", field="row"),
    )
