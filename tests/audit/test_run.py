"""The audit as a whole: every rule has its words, and the order of the rows does not show."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reaug
from reaug.audit import rows as rows_of_audit
from reaug.audit.catalogue import checks, rules
from reaug.audit.near import candidates as candidates_of_copies
from reaug.audit.run import audit_table
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.core.findings import SEVERITIES
from reaug.data import read
from reaug.errors import InputError
from reaug.rulebook import load
from reaug.runs.shipped import sample_data
from strategies import batches

BOOK = load("klue-re")


@pytest.mark.parametrize(
    "rule", rules(BOOK, "checks", "against").values(), ids=lambda rule: rule.id
)
def test_a_rule_has_its_words(rule: reaug.audit.Rule) -> None:
    assert rule.severity in SEVERITIES
    assert rule.cure in ("clean", "patch", "review")
    assert rule.en
    assert any("가" <= letter <= "힣" for letter in rule.ko)
    assert not rule.en.endswith(".")
    if rule.precision is not None:
        least = {"error": 0.95, "warning": 0.8, "review": 0.0}[rule.severity]
        assert rule.precision >= least, "severity follows precision"


def test_a_rule_is_reported_by_one_check() -> None:
    names = [r.id for room in ("checks", "against") for c in checks(room) for r in c.rules_of(BOOK)]  # type: ignore[arg-type]
    assert len(names) == len(set(names))


@settings(max_examples=30, deadline=None)
@given(batches(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_show(batch: Batch, random: object) -> None:
    order = np.arange(len(batch))
    random.shuffle(order)  # type: ignore[attr-defined]
    assert audit_table(batch.take(order).table, BOOK) == audit_table(batch.table, BOOK)


def test_what_is_forgotten_between_checks_does_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    table = read(sample_data()).table
    kept = audit_table(table, BOOK)
    monkeypatch.setattr(rows_of_audit, "_MOST_KEPT", 0)
    monkeypatch.setattr(rows_of_audit, "_PIECE", 40)
    monkeypatch.setattr(rows_of_audit, "_AT_ONCE", 10)
    monkeypatch.setattr(candidates_of_copies, "_MERGED", 1)
    monkeypatch.setattr(candidates_of_copies, "_BLOCK", 7)
    assert audit_table(table, BOOK) == kept
    assert {"text/particle", "duplicate/near"} <= kept.counts.keys()


def test_an_audit_of_the_sample_data() -> None:
    audit = reaug.audit(sample_data())
    assert audit.rows == 267
    assert audit.counts["duplicate/exact"].findings == 4
    assert audit.counts["duplicate/conflict"].rows == 6
    for finding in audit.findings:
        assert finding.rule in audit.catalogue
        assert finding.en
        assert finding.ko


def test_an_audit_of_no_rows() -> None:
    batch = batch_of("[S|PER|이순신]은 [O|LOC|한양]에서 났다.")
    assert audit_table(batch.table.slice(0, 0), BOOK).findings == []


def test_an_audit_of_rows_that_are_all_bad(tmp_path: Path) -> None:
    rows = json.loads(sample_data().read_text(encoding="utf-8"))[:5]
    for row in rows:
        row["subject_entity"] |= {"start_idx": 900, "end_idx": 903}
    file = tmp_path / "bad.json"
    file.write_text(json.dumps(rows), encoding="utf-8")
    audit = reaug.audit(file)
    assert audit.counts["span/out-of-range"].rows == 5
    beside = reaug.audit(sample_data(), against=file)  # its sentences can be read, and leak
    assert beside.counts["leak/sentence"].rows >= 5
    assert beside.against is not None
    assert (beside.against.rows, beside.against.sentences) == (5, 5)
    assert "leak/triple" in beside.not_computed
    for row in rows:
        row["sentence"] = None
    file.write_text(json.dumps(rows), encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.json: none of its 5 rows can be read .* compared"):
        reaug.audit(sample_data(), against=file)
