"""Make a data set that is many times larger than a given one, with unique ids and sentences.

Copy 0 of a row is the row itself. The other copies have new ids and sentences, and a tenth of their
mentions have a unique name, so that the vocabulary grows as with new texts.
"""

from __future__ import annotations

import itertools
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

_ROLES: Final = ("subject_entity", "object_entity")
_NEW_NAMES: Final = 10
"""One in ten mentions of a copy gets a new name."""
_SYLLABLES: Final = 11_172
_FIRST: Final = 0xAC00
_GROUP: Final = 32_768


def multiplied(rows: list[dict[str, Any]], times: int) -> Iterator[dict[str, Any]]:
    """Yield the rows `times` times, each time with new ids and sentences.

    >>> person = {"word": "세종", "start_idx": 0, "end_idx": 1, "type": "PER"}
    >>> place = {"word": "한양", "start_idx": 4, "end_idx": 5, "type": "LOC"}
    >>> row = {"guid": "f", "sentence": "세종은 한양에 살았다.", "subject_entity": person,
    ...        "object_entity": place, "label": "no_relation", "source": "own"}
    >>> both = list(multiplied([row], 2))
    >>> both[0] == row, both[1]["guid"], both[1]["sentence"]
    (True, 'f-1', '세종은 한양에 살았다. 제1호.')
    """
    for copy in range(times):
        for row in rows:
            yield _renamed(row, copy) if copy else row


def _renamed(row: dict[str, Any], copy: int) -> dict[str, Any]:
    new_row = {**row, "guid": f"{row['guid']}-{copy}", "sentence": f"{row['sentence']} 제{copy}호."}
    for role in _ROLES:
        number = zlib.crc32(f"{new_row['guid']} {role}".encode())
        if number % _NEW_NAMES == 0:
            _rename(new_row, role, number // _NEW_NAMES)
    return new_row


def _rename(row: dict[str, Any], role: str, number: int) -> None:
    """Append two syllables to a mention of a row, and shift the offsets of the other mention.

    The row is changed in place; it stays as it is if the mentions overlap.
    """
    more = "".join(chr(_FIRST + part % _SYLLABLES) for part in (number, number // _SYLLABLES))
    end = row[role]["end_idx"] + 1
    other = next(name for name in _ROLES if name != role)
    if row[other]["start_idx"] < end and row[other]["end_idx"] >= row[role]["start_idx"]:
        return  # the mentions overlap
    row["sentence"] = row["sentence"][:end] + more + row["sentence"][end:]
    row[role] = {**row[role], "word": row[role]["word"] + more, "end_idx": end + 1}
    if row[other]["start_idx"] >= end:
        moved = {key: row[other][key] + len(more) for key in ("start_idx", "end_idx")}
        row[other] = {**row[other], **moved}


def write_jsonl(rows: list[dict[str, Any]], times: int, file: Path) -> None:
    """Write the multiplied rows as JSON lines, one at a time."""
    with file.open("w", encoding="utf-8") as out:
        for row in multiplied(rows, times):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_parquet(jsonl: Path, file: Path) -> None:
    """Convert a file of JSON lines to Parquet, one row group at a time."""
    writer = None
    with jsonl.open(encoding="utf-8") as lines:
        while some := [json.loads(line) for line in itertools.islice(lines, _GROUP)]:
            table = pa.Table.from_pylist(some)
            writer = writer or pq.ParquetWriter(file, table.schema)
            writer.write_table(table)
    if writer is not None:
        writer.close()
