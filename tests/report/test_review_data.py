from __future__ import annotations

from typing import Any

import pytest

from audits import BAND, CUT, ODD, TWICE, audit_of, finding, fix, some
from reaug.audit import Audit
from reaug.core.examples import batch_of
from reaug.report.review_data import names_of, review_data
from reaug.review.finding_rows import rows_of


def data(audit: Audit, lang: Any = "en") -> dict[str, Any]:
    records = [
        finding.to_json(audit.catalogue[finding.rule].severity, lang) for finding in audit.listed
    ]
    return review_data(audit, records, rows_of(audit), names_of(audit, "klue-re"), lang)


def test_the_digest_is_that_of_findings_and_rows() -> None:
    digest = data(some())["digest"]
    assert data(some(), "ko")["digest"] == digest
    assert data(audit_of(finding(ODD, "row-0")))["digest"] != digest
    other = batch_of(*["[S|PER|이순신]은 [O|LOC|한양]"] * 3, label=["x", "y", "z"])
    assert data(audit_of(*some().findings, batch=other))["digest"] != digest


def test_fixes_name_their_row() -> None:
    audit = audit_of(finding(BAND, "row-1", "row-2", fixes=[fix("label", "per:employee_of", "x")]))
    [record] = data(audit)["findings"]
    assert record["fixes"] == [
        {"row": "row-1", "field": "label", "old": "per:employee_of", "new": "x"}
    ]


@pytest.mark.parametrize(
    ("field", "value", "suggestion", "fixes"),
    [
        ("label", "?", "no_relation", [("label", "per:date_of_birth", "no_relation", None)]),
        ("object_entity.type", "DAT", "NOH", [("object_entity.type", "DAT", "NOH", None)]),
        ("object_entity", "1545", "1545년", [("object_entity.word", "1545", "1545년", None)]),
        ("sentence", "태어났다", "났다", [("sentence", "태어났다", "났다", 12)]),
        ("sentence", "없는 말", "다른 말", []),
        ("object_entity.end_idx", "8", "9", [("object_entity.end_idx", 8, 9, None)]),
        ("object_entity.end_idx", "x", "9", []),
        ("row", "", "drop", [("row", "", "drop", None)]),
        ("row", "", "keep", []),
        ("source", "a", "b", []),
        ("label", "?", "", []),
    ],
)
def test_a_suggestion_without_fixes_is_one_for_each_row(
    field: str, value: str, suggestion: str, fixes: list[Any]
) -> None:
    audit = audit_of(finding(CUT, "row-0", "gone", field=field, value=value, suggestion=suggestion))
    [record] = data(audit)["findings"]
    listed = [(f["field"], f["old"], f["new"], f.get("at")) for f in record["fixes"]]
    assert listed == fixes
    assert all(f["row"] == "row-0" for f in record["fixes"])


def test_names_to_choose_from() -> None:
    names = names_of(some(), "klue-re")
    assert "no_relation" in names.labels
    assert "PER" in names.types
    gone = names_of(some(), "no-such-book.yaml")
    assert gone.labels == ["no_relation", "per:date_of_birth", "per:employee_of"]
    assert gone.types == ["DAT", "LOC", "ORG", "PER"]


def test_rules_are_ranked_as_causes() -> None:
    rules = {rule["id"]: rule for rule in data(some())["rules"]}
    assert rules[CUT.id]["certainty"] == 0.98
    assert rules[ODD.id]["certainty"] == 0.5
    assert rules[TWICE.id]["rank"] == 0  # two rows
    assert sorted(rule["rank"] for rule in rules.values()) == [0, 1, 2, 3]
