"""Edits of the other set's sentences are leaks; its very sentences are told by another rule."""

from __future__ import annotations

import pyarrow as pa

from audit.rows import BOOK
from reaug.audit.run import audit_table
from reaug.core.examples import batch_of
from reaug.core.findings import Finding

TEST = "조선의 장군 [S|PER|이순신]은 여름에 [O|LOC|한산도]에서 학의 날개 모양으로 배를 세워 이겼다."
COPY = "조선의 장군 [S|PER|이순신]은 여름에 [O|LOC|한산도]에서 날개 학의 모양으로 배를 세워 이겼다."
OTHER = "[S|PER|장영실]은 [O|LOC|한양]에서 비의 양을 재는 그릇을 만들어 나라에 바쳤다."
MENTIONS = "[O|LOC|조선]의 장군 [S|PER|이순신]은 한산도에서 날개 학의 모양으로 배를 세워 이겼다."


def leaks(train: list[str], test: list[str]) -> list[Finding]:
    """What leaks of a test set into a training set."""
    sets = [batch_of(*rows, label="no_relation").table for rows in (train, test)]
    findings = audit_table(sets[0], BOOK, sets[1]).findings
    return [finding for finding in findings if finding.rule in ("leak/near", "leak/sentence")]


def test_an_edit_of_a_test_row() -> None:
    [leak] = leaks([OTHER, COPY], [TEST])
    assert (leak.rule, leak.rows, leak.value) == ("leak/near", ("row-1",), "1 word out of order")
    assert "row-0 of the other set" in leak.en
    assert leak.ko.startswith("상대 데이터의 row-0에서 고친 문장: 단어 1개의 순서를 바꿈")


def test_the_same_sentence_is_told_once() -> None:
    assert [leak.rule for leak in leaks([TEST], [TEST, COPY])] == ["leak/sentence"]


def test_the_sentence_counts_whatever_the_mentions() -> None:
    [leak] = leaks([MENTIONS], [TEST])
    assert leak.rule == "leak/near"
    assert "the mentions differ" in leak.en


def test_a_test_set_without_labels() -> None:
    sets = [batch_of(row, label="no_relation").table for row in (COPY, TEST)]
    at = sets[1].column_names.index("label")
    hidden = sets[1].set_column(at, "label", pa.nulls(1, pa.string()))
    [finding] = [f for f in audit_table(sets[0], BOOK, hidden).findings if f.rule == "leak/near"]
    assert finding.en.endswith("the mentions are the same")


def test_nothing_leaks() -> None:
    assert leaks([OTHER], [TEST]) == []
