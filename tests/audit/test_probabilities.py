"""Rows that cannot be read are findings, and the others are audited."""

from __future__ import annotations

import re
from typing import Any

import pyarrow as pa

import reaug
from reaug.core.findings import Finding, Fix


def row(guid: str, sentence: str, subject: tuple[int, int], **more: Any) -> dict[str, Any]:
    entity = {"word": "이산", "start_idx": subject[0], "end_idx": subject[1], "type": "PER"}
    at = sentence.rindex("수원")
    place = {"word": "수원", "start_idx": at, "end_idx": at + 1, "type": "LOC"}
    fields = {"guid": guid, "sentence": sentence, "subject_entity": entity, "object_entity": place}
    return fields | {"label": "per:place_of_birth", "source": "x"} | more


def audit(*rows: dict[str, Any]) -> reaug.audit.Audit:
    return reaug.audit(pa.Table.from_pylist(list(rows)))  # type: ignore[operator]


GOOD = row("good", "이산은 수원에서 났다.", (0, 1))


def test_wrong_spans_are_told_with_their_fix() -> None:
    moved = row("moved", "그 이산은 수원에서 났다.", (0, 1))
    outside = row("outside", "그 이산은 수원에서 났다.", (40, 41))
    twice = row("twice", "그 이산과 이산은 수원에서 났다.", (0, 1))
    result = audit(GOOD, moved, outside, twice, GOOD | {"guid": "again"})
    assert result.rows == 5
    by_row = {f.rows[0]: f for f in result.findings if f.rule.startswith("span/")}
    assert {name: f.rule for name, f in by_row.items()} == {
        "moved": "span/word-mismatch",
        "outside": "span/out-of-range",
        "twice": "span/word-mismatch",
    }
    assert by_row["moved"].fixes == (
        Fix("subject_entity.start_idx", 0, 2),
        Fix("subject_entity.end_idx", 1, 3),
    )
    assert by_row["outside"].fixes[0] == Fix("subject_entity.start_idx", 40, 2)
    assert by_row["twice"].fixes == ()
    assert result.counts["duplicate/exact"].rows == 2


def test_from_python_too_all_is_said_in_korean_where_that_is_asked_for() -> None:
    moved = row("moved", "그 이산은 수원에서 났다.", (0, 1))
    outside = row("outside", "그 이산은 수원에서 났다.", (40, 41))
    result = audit(GOOD, moved, outside, row("none", "이산은 수원에서 났다.", (0, 1), label=None))
    messages = [finding.message("ko") for finding in result.findings]
    assert messages[2:3] == [
        "1번 행, 주체: 0..1 위치에 '이산'이 있어야 하는데 '그 '가 있다. 그 단어는 2..3에 한 번 "
        "나온다"
    ]
    assert not any(re.search("[a-z]{2,} [a-z]{2,}", message) for message in messages)
    assert result.to_pandas("ko")["message"].tolist() == messages
    assert all(re.search("[가-힣]", finding.message("ko")) for finding in result.findings)


def test_what_stands_once_is_said_in_the_singular() -> None:
    finding = Finding("leak/sentence", ("a",), "sentence", "", "stands in 1 rows of the other set")
    assert finding.message() == "stands in 1 row of the other set"


def test_a_row_without_a_label_is_told() -> None:
    result = audit(GOOD, row("none", "이산은 수원에서 났다.", (0, 1), label=None))
    assert [(f.rule, f.rows) for f in result.findings] == [("schema/missing-field", ("none",))]


def test_a_guid_of_two_rows_names_none_of_them() -> None:
    bad = row("same", "그 이산은 수원에서 났다.", (0, 1))
    result = audit(bad, bad, GOOD)
    assert sorted(f.rows[0] for f in result.findings) == ["row 0", "row 1"]
