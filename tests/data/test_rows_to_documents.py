"""Rows of one sentence are one document, wherever they stand and however they came in batches."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

from reaug.core.examples import batch_of
from reaug.data import to_klue
from reaug.data.documents import rows_to_documents
from reaug.data.documents.document import Document
from reaug.data.documents.rows_to_documents import Joined, _document

TEXTS = (
    "[S|ORG|나루출판]의 [O|PER|한가람] 대표",
    "[O|ORG|나루출판]의 [S|PER|한가람] 대표",
    "[S|PER|이도]는 [O|LOC|한양]에 살았다",
    "[S|PER|e\u0301tude]는 [O|LOC|韓國] 이름이다",
    "[S|PER|이도]는 [O|LOC|한양]에서 났다",
)


def plainly(table: pa.Table) -> Iterator[Document]:
    """The same by a dictionary of all rows."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in to_klue(table).to_pylist():
        groups.setdefault(row["sentence"], []).append(row)
    for text, rows in groups.items():
        yield _document(text, rows)


def shuffled(seed: int) -> pa.Table:
    draw = random.Random(seed)
    table = batch_of(
        *(draw.choice(TEXTS) for _ in range(draw.randrange(1, 30))), label="대표"
    ).table
    table = table.append_column("note", pa.array([draw.choice("가나") for _ in range(len(table))]))
    cuts = sorted(draw.randrange(len(table) + 1) for _ in range(3))
    ends = zip([0, *cuts], [*cuts, len(table)], strict=True)
    return pa.concat_tables(table.slice(begin, end - begin) for begin, end in ends)


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("size", [1, 3, 100])
def test_documents_are_those_of_a_dictionary_of_all_rows(
    seed: int, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows_to_documents, "_BATCH", size)
    table = shuffled(seed)
    documents = Joined(table)
    expected = list(plainly(table))
    assert list(documents) == expected
    assert list(documents) == expected  # once more
    assert len(documents) == len(expected)
    assert expected[0] in documents
    alone = Joined(table, join=False)
    assert [document.text for document in alone] == table["sentence"].to_pylist()
    assert len(alone) == len(table)
