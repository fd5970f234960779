"""The table of docs/shapes.md: each shape is made of one small set, and comes back to its rows.

The command is the one that stands beside it; what it loses is told.
"""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import file_shapes
from annotated import SET, klue
from command import ROOT, reaug
from file_shapes import FILE_SHAPES, NO_IDS, NO_TYPES, FileShape
from reaug.data import content_digest, read
from reaug.data.documents.document import UNTYPED


def expected(shape: FileShape) -> list[dict[str, Any]]:
    """The rows of the set as the shape holds them."""
    rows = [klue(SET[at]) for at in shape.rows]
    for row in rows:
        if NO_TYPES in shape.lost:
            for role in file_shapes.ROLES:
                row[f"{role}_entity"]["type"] = UNTYPED
        if NO_IDS in shape.lost:
            del row["guid"]
    return rows


def test_there_are_shapes_enough() -> None:
    assert len(FILE_SHAPES) >= 24
    assert len({shape.name for shape in FILE_SHAPES}) == len(FILE_SHAPES)


@pytest.mark.parametrize("shape", FILE_SHAPES, ids=lambda shape: shape.name)
def test_a_shape_comes_back_by_its_command(
    shape: FileShape, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = shape.write(tmp_path)
    command = ["convert", path.name, "-o", "rows.json", *shlex.split(shape.options)]
    result = reaug(*command)
    assert result.code == 0, result
    table = read(tmp_path / "rows.json").table
    wanted = read(pa.Table.from_pylist(expected(shape))).table
    extra = [name for name in table.column_names if name not in wanted.column_names]
    assert content_digest(table.drop_columns(extra)) == content_digest(wanted)
    assert set(extra) <= {"Comments", "_task_hash", "comment"}, "columns of the tools' own"
    if NO_TYPES in shape.lost:
        assert f"{2 * len(SET)} mentions have no type" in result.err
    assert json.loads(Path("rows.json").read_text(encoding="utf-8"))


def test_the_page_is_this_table() -> None:
    page = (ROOT / "docs" / "shapes.md").read_text(encoding="utf-8")
    assert file_shapes.table() in page, "python docs/refresh.py writes it"
