"""Rows in batches are the rows that reading as a whole gives."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pytest

from annotated import SET, SHAPES
from reaug.data import content_digest, read
from reaug.data.documents.pair_options import Pairing
from reaug.data.streaming import read_batches
from reaug.errors import InputError

FILES = [name for name in SHAPES if not name.startswith("brat")]


@pytest.mark.parametrize("size", [1, 2, 100])
@pytest.mark.parametrize("shape", FILES)
def test_batches_of_any_size_have_all_rows(shape: str, size: int, tmp_path: Path) -> None:
    path = SHAPES[shape].write(tmp_path)
    batches = list(read_batches(path, size=size))
    if path.suffix == ".jsonl":
        assert len(batches) == -(-len(SET) // size)
    joined = pa.concat_tables([batch.table for batch in batches])
    whole = read(path)
    assert {batch.fmt for batch in batches} == {whole.fmt}
    assert joined["guid"].to_pylist() == whole.table["guid"].to_pylist()
    assert content_digest(joined) == content_digest(whole.table)


def test_what_is_known_of_the_whole_file(tmp_path: Path) -> None:
    """Only the third line tells that offsets are UTF-16 units, and only the first what is legal."""
    path = SHAPES["OpenNRE"].write(tmp_path)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        for side in "ht":
            line[side]["pos"] = [
                len(line["text"][:at].encode("utf-16-le")) // 2 for at in line[side]["pos"]
            ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    batches = list(read_batches(path, size=1, pairing=Pairing(negatives="legal")))
    whole = read(path, pairing=Pairing(negatives="legal"))
    assert "UTF-16 units" in batches[0].notes[0]
    joined = pa.concat_tables([batch.table for batch in batches])
    assert content_digest(joined) == content_digest(whole.table)


def test_bad_rows_and_packed_lines(tmp_path: Path) -> None:
    path = SHAPES["doccano"].write(tmp_path)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[3] = lines[3].replace('"from_id": 6', '"from_id": 99')
    packed = tmp_path / "a.jsonl.gz"
    packed.write_bytes(gzip.compress("".join(lines).encode()))
    batches = list(read_batches(packed, size=2))
    [problem] = [problem for batch in batches for problem in batch.problems]
    assert (problem.row, problem.line, problem.rule) == (3, 4, "schema/missing-mention")
    unread = {row: text for batch in batches for row, text in batch.unread.items()}
    assert unread == {3: json.loads(lines[3])["text"]}
    assert sum(batch.table.num_rows for batch in batches) == len(SET) - 1


def test_documents_with_nothing_in_them(tmp_path: Path) -> None:
    path = SHAPES["doccano"].write(tmp_path)
    empty = {"id": 1, "text": "가", "entities": [], "relations": []}
    text = "".join(json.dumps(empty) + "\n" for _ in range(3))
    path.write_text(text + path.read_text(encoding="utf-8") + text, encoding="utf-8")
    batches = list(read_batches(path, size=3))
    assert sum(batch.table.num_rows for batch in batches) == len(SET)


def test_two_shapes_in_one_file(tmp_path: Path) -> None:
    path = SHAPES["doccano"].write(tmp_path)
    other = SHAPES["OpenNRE"].write(tmp_path)
    path.write_bytes(path.read_bytes() + other.read_bytes())
    with pytest.raises(InputError, match="has doccano and opennre in one file; split it"):
        list(read_batches(path, size=6))
