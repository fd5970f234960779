from __future__ import annotations

from audits import BAND, CUT, ODD, audit_of, finding, some
from reaug.audit.causes import causes


def test_rows_times_precision() -> None:
    listed = causes(some())
    assert [(cause.rule, cause.rows, cause.spoiled) for cause in listed] == [
        ("duplicate/exact", 2, None),  # 2 rows, presumed right in 95 of 100
        ("label/outlier", 2, None),  # presumed right in every second
        ("span/number-unit", 1, 1),
        ("rule/band", 1, 1),
    ]
    assert [cause.rule for cause in causes(some(), 1)] == ["duplicate/exact"]


def test_a_row_counts_once_for_a_rule() -> None:
    twice = audit_of(finding(CUT, "row-0"), finding(CUT, "row-0", field="subject_entity"))
    [cause] = causes(twice)
    assert (cause.findings, cause.rows) == (2, 1)


def test_precision_outweighs_rows() -> None:
    audit = audit_of(finding(ODD, "row-0", "row-1"), finding(BAND, "row-0"), finding(BAND, "row-1"))
    assert [cause.rule for cause in causes(audit)] == [BAND.id, ODD.id]


def test_nothing_was_found() -> None:
    assert causes(audit_of()) == []
