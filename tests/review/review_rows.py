"""Rows with findings of every kind to review, with emoji and edits of the text."""

from __future__ import annotations

from reaug.audit import Audit, Finding, Fix, Rule
from reaug.choices import Lang
from reaug.core.examples import batch_of
from reaug.review.exported_findings import Outgoing, outgoing

CUT = Rule("span/number-unit", "error", "patch", "a number is cut", "수가 잘렸다", 0.98, 40)
PARTICLE = Rule("text/particle", "warning", "patch", "a particle", "조사", 0.9, 40)
ODD = Rule("label/outlier", "review", "review", "another label", "라벨이 다르다", 0.5, 20)
TWICE = Rule("duplicate/near", "review", "review", "an edited copy", "고친 사본이다")
LABELS = ("no_relation", "per:date_of_birth", "per:employee_of", "org:place_of_headquarters")
TYPES = ("PER", "ORG", "DAT", "LOC")
TEXTS = (
    "👑 [S|PER|이순신]은 [O|DAT|1545]년에 태어났다.",
    "[O|PER|두레밴드]의 리더 [S|PER|김나래]가 🎉 왔다.",
    "[S|ORG|하람대학교]는 [O|LOC|강릉]에 있다.",
    "[S|ORG|하람대학교]는 그 [O|LOC|강릉]에 있다.",
)
STANDING = ("no_relation", "per:employee_of", "no_relation", "no_relation")


def findings() -> list[Finding]:
    """Return findings about a border, text and type, only a label, and a pair of rows."""
    return [
        Finding(
            CUT.id,
            ("row-0",),
            "object_entity",
            "1545",
            "the year is cut",
            "연도가 잘렸다",
            "1545년",
            (Fix("object_entity.end_idx", 10, 11),),
            score=2.5,
        ),
        Finding(
            PARTICLE.id,
            ("row-1",),
            "sentence",
            "가",
            "a particle of another form",
            "조사가 틀리다",
            "이",
            (Fix("sentence", "가", "이", 12),),
        ),
        Finding(
            ODD.id, ("row-2",), "label", "no_relation", "odd", "이상하다", LABELS[3], score=0.7
        ),
        Finding(TWICE.id, ("row-2", "row-3"), "row", "", "one is a copy", "사본이다"),
    ]


def audit() -> Audit:
    """Return an audit with these findings."""
    batch = batch_of(*TEXTS, label=list(STANDING))
    rules = {rule.id: rule for rule in (CUT, PARTICLE, ODD, TWICE)}
    return Audit(len(batch), "klue-re", rules, findings(), batch.table)


def out(lang: Lang = "en") -> Outgoing:
    """Return all of it in the form for review."""
    audited = audit()
    return outgoing(audited, audited.findings, labels=LABELS, types=TYPES, lang=lang)
