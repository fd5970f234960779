"""How a set labels the cases that its rule book leaves open."""

from __future__ import annotations

from reaug.audit.extra_tables import spreads
from reaug.audit.rows import Rows
from reaug.audit.run import audit_table
from reaug.core.examples import batch_of
from reaug.rulebook import load

BOOK = load("klue-re")


def test_labels_are_counted_and_nothing_is_found() -> None:
    rows = ["[O|LOC|가람섬] 출신 [S|PER|도하준]이 노래했다."] * 4
    labels = ["per:origin", "per:origin", "no_relation", "per:title"]
    table = batch_of(*rows, label=labels).table
    [spread] = [case for case in spreads(Rows(table, BOOK)) if case.rows]
    assert spread.name == "from"
    assert spread.rows == 4
    assert spread.labels == {"per:origin": 2, "per:employee_of": 0, "no_relation": 1}
    assert spread.others == 1
    audit = audit_table(table, BOOK)
    assert not any(finding.rule == "rule/from" for finding in audit.findings)
    cases = {case["name"]: case for case in audit.to_json()["ambiguities"]}
    assert cases["from"]["labels"]["per:origin"] == 2
    assert cases["from"]["decision"] is None
    assert cases["candidate"]["rows"] == 0


def test_no_rows() -> None:
    table = batch_of("[S|PER|이산]은 [O|LOC|부산]에 있다.").table.slice(0, 0)
    assert [case.rows for case in spreads(Rows(table, BOOK))] == [0] * len(BOOK.ambiguities)
