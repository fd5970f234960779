"""Invented rows about teams, leagues and people, with or without a planted labelling rule."""

from __future__ import annotations

from itertools import product

import numpy as np
import pyarrow as pa

from reaug.audit.rows import Rows
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.rulebook import load

BOOK = load("klue-re")
_FIRST = ("별빛", "바다", "하늘", "소나무", "은하", "두루미", "강물", "새벽")
_SECOND = ("여명", "파도", "구름", "솔방울", "혜성", "날개")
_TEXTS = (
    ("[O|ORG|{a}리그] 소속 [S|ORG|{b}팀]은 어제 {a} 구장에서 이겼다.", "org:member_of"),
    ("[S|ORG|{b}팀]은 올해부터 [O|ORG|{a}협회]와 함께 뛴다.", "org:member_of"),
    ("[O|ORG|{a}그룹]의 [S|ORG|{b}전자]가 새 공장을 {b}에 지었다.", "org:member_of"),
    ("[S|ORG|{b}시청]과 [O|ORG|{a}은행]은 서로 돕기로 {a}에서 약속했다.", "no_relation"),
    ("[O|ORG|{a}리그] 소속 [S|PER|{b}호]는 {b} 출신이다.", "per:employee_of"),
    ("[S|PER|{b}수]는 [O|POH|{a}상]을 받고 {b}에서 웃었다.", "no_relation"),
)


def sets(seed: int = 0) -> tuple[Batch, Batch]:
    """Return two random halves of a set of 288 sentences."""
    examples = [
        (text.format(a=a, b=b), label) for (text, label), a, b in product(_TEXTS, _FIRST, _SECOND)
    ]
    batch = batch_of(*(text for text, _ in examples), label=[label for _, label in examples])
    chosen = np.random.default_rng(seed).random(len(batch)) < 0.5
    return batch.take(np.flatnonzero(chosen)), batch.take(np.flatnonzero(~chosen))


def relabelled(batch: Batch, rows: np.ndarray, label: str) -> Batch:
    """Return the batch with one label for some rows."""
    labels = batch.label.to_pylist()
    for row in rows.tolist():
        labels[row] = label
    return with_labels(batch, labels)


def with_labels(batch: Batch, labels: list[str | None]) -> Batch:
    """Return the batch with other labels."""
    at = batch.table.schema.get_field_index("label")
    field = batch.table.schema.field(at)
    return Batch(batch.table.set_column(at, field, pa.array(labels, pa.string())))


def rows_of(batch: Batch) -> Rows:
    """Return the rows with the rule book of KLUE-RE."""
    return Rows(batch.table, BOOK)
