"""The fuzz targets for the file formats that reaug reads."""

from __future__ import annotations

import csv
import gzip
import io
import shutil
import tempfile
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from _fuzz_data import (
    Case,
    ContradictionError,
    book,
    cell,
    flat,
    mutate_files,
    rows,
    some_rows,
)
from _fuzz_mutators import encoded, flipped, json_text, mutated, odd_text, odd_value, spliced
from reaug.data import FORMATS, WRITABLE
from reaug.data.formats._documents import Documents


class Reader:
    """Fuzz a file format: read rows, then write and read them again in each format.

    Each subclass is a target, and `target` is its name.
    """

    target = "json"
    suffix = ".json"

    def make(self, rng: Random, folder: Path) -> Case:
        name = f"rows{self.suffix}"
        data = self.bytes_of(some_rows(rng), rng)
        if rng.random() < 0.25:
            data = flipped(data, rng, rng.randrange(1, 4))
        if self.suffix != ".parquet" and rng.random() < 0.05:
            name, data = f"{name}.gz", gzip.compress(data, mtime=0)
            if rng.random() < 0.5:
                data = flipped(data, rng, 1)
        (folder / name).write_bytes(data)
        return reading(rng, name)

    def bytes_of(self, given: list[Any], rng: Random) -> bytes:
        return encoded(json_text(given, rng), rng)

    def call(self, case: Case, folder: Path) -> None:
        read_and_back(case, folder)


_WHOLE = [name for name in WRITABLE if FORMATS[name].whole_rows]


def reading(rng: Random, name: str) -> Case:
    return {
        "file": name,
        "on_bad_row": rng.choice(("stop", "drop", "drop", "repair")),
        "known": rng.random() < 0.6,
        "require_label": rng.random() < 0.8,
        "back": rng.choice(_WHOLE),
    }


def read_and_back(case: Case, folder: Path) -> None:
    """Read a file, write the rows in another format, read them again, and compare."""
    from reaug.data import read, write

    labels, types = book() if case["known"] else (None, None)
    options = {"labels": labels, "types": types, "require_label": case["require_label"]}
    reading = read(folder / case["file"], on_bad_row=case["on_bad_row"], **options)
    out = folder / f"back{FORMATS[case['back']].suffix}"
    names = sorted({label for label in reading.table["label"].to_pylist() if label is not None})
    write(reading.table, out, case["back"], labels=labels or names)
    again = read(out, **{**options, "require_label": False})
    compared = ["sentence", "subject_start", "subject_end", "object_start", "object_end"]
    compared += ["subject_type", "object_type", "label"]
    before, after = (
        [tuple(row.items()) for row in table.select(compared).to_pylist()]
        for table in (reading.table, again.table)
    )
    if isinstance(FORMATS[case["back"]], Documents):  # grouped by sentence when read back
        before, after = sorted(before, key=repr), sorted(after, key=repr)
    if before != after:
        pair = next(((b, a) for b, a in zip(before, after, strict=False) if b != a), "length")
        raise ContradictionError(f"does not come back from {case['back']}: {pair!r}"[:600])


class JsonLines(Reader):
    target = "jsonl"
    suffix = ".jsonl"

    def bytes_of(self, given: list[Any], rng: Random) -> bytes:
        listed = given if isinstance(given, list) else [given]
        if rng.random() < 0.3:
            listed = [flat(row) for row in listed]
        lines = [json_text(row, rng) for row in listed]
        return encoded(rng.choice(("\n", "\n", "\r\n", "\n\n")).join(lines), rng)


class Csv(Reader):
    target = "csv"
    suffix = ".csv"

    def bytes_of(self, given: list[Any], rng: Random) -> bytes:
        listed = [row for row in given if isinstance(row, dict)] if isinstance(given, list) else []
        head = list(listed[0]) if listed else ["sentence", "label"]
        out = io.StringIO()
        writer = csv.writer(out, lineterminator=rng.choice(("\n", "\r\n")), escapechar="\\")
        writer.writerow(["id" if name == "guid" else name for name in head])
        for row in listed:
            cells = [row.get(name, "") for name in head]
            writer.writerow([cell(value) for value in cells])
        text = out.getvalue()
        if rng.random() < 0.3:
            words = (
                '"',
                '""',
                ",",
                "'",
                "{",
                "}",
                "\n",
                "\r",
                ";",
                "\t",
                "=",
                "\\",
                "(",
                "**",
                "#",
            )
            text = spliced(text, rng, rng.randrange(1, 4), words)
        return encoded(text, rng)


class Tacred(Reader):
    target = "tacred"

    def bytes_of(self, given: list[Any], rng: Random) -> bytes:
        rows = []
        for _ in range(rng.randrange(1, 4)):
            words = [odd_text(rng, 3) or "x" for _ in range(rng.randrange(3, 9))]
            row: dict[str, Any] = {"id": odd_text(rng) or "a", "relation": rng.choice(book()[0])}
            row |= {"token": words, "docid": "d", "stanford_pos": ["N"] * len(words)}
            for name in ("subj", "obj"):
                at = rng.randrange(len(words))
                end = min(len(words) - 1, at + rng.randrange(2))
                row |= {f"{name}_start": at, f"{name}_end": end, f"{name}_type": "PER"}
            rows.append(row)
        if rng.random() < 0.8:
            rows = mutated(rows, rng, rng.randrange(1, 4), ("token", "subj_end", 0, "sentence"))
        return super().bytes_of(rows, rng)


class Parquet(Reader):
    target = "parquet"
    suffix = ".parquet"

    def bytes_of(self, given: list[Any], rng: Random) -> bytes:
        out = io.BytesIO()
        try:
            pq.write_table(odd_table(rng), out)
        except pa.ArrowException:  # Parquet cannot store it
            out = io.BytesIO()
            pq.write_table(pa.Table.from_pylist(rows()), out)
        return out.getvalue()


def odd_table(rng: Random) -> pa.Table:
    """Return a table of valid rows with other types or names of columns, or with bytes that are no
    text.
    """
    listed = [rng.choice(rows()) | {"guid": str(i)} for i in range(rng.randrange(0, 5))]
    if rng.random() < 0.3:
        listed = [flat(row) for row in listed]
    table = (
        pa.Table.from_pylist(listed) if listed else pa.table({"sentence": pa.array([], "string")})
    )
    for _ in range(rng.randrange(4)):
        if not table.num_columns:
            break
        i = rng.randrange(table.num_columns)
        name, column = table.column_names[i], table.column(i)
        try:
            changed = _odd_column(column, rng)
            act = rng.random()
            if act < 0.6:
                table = table.set_column(i, name, changed)
            elif act < 0.8:
                table = table.append_column(rng.choice((name, "x", "", "a.b", "id")), changed)
            else:
                table = table.remove_column(i)
        except (pa.ArrowException, ValueError, TypeError, OverflowError):
            continue
    if rng.random() < 0.1:
        meta = rng.choice((b"{", b"[]", b'{"info": 3}', b'{"info": {"features": {"x": {}}}}'))
        table = table.replace_schema_metadata({b"huggingface": meta})
    return table


def _odd_column(column: pa.ChunkedArray, rng: Random) -> Any:
    n = len(column)
    kind = rng.randrange(9)
    if kind == 0:
        return column.cast(rng.choice((pa.large_string(), pa.binary(), pa.string_view())))
    if kind == 1:
        return column.combine_chunks().dictionary_encode()
    if kind == 2:
        return pa.array([b"\xff\xfe\x00", b"\xed\xa0\x80", None][: max(n, 1)] * n)[:n]
    if kind == 3:
        bad = pa.array([b"ab\xff", b"\x80"] * n)[:n]
        return pa.Array.from_buffers(pa.string(), n, bad.buffers()) if n else column
    if kind == 4:
        return pa.array([odd_value(rng)] * n)
    if kind == 5:
        types = (pa.timestamp("ns", "Asia/Seoul"), pa.duration("us"), pa.date64(), pa.time64("ns"))
        return pa.array(rng.sample(range(10**6), n), pa.int64()).cast(rng.choice(types))
    if kind == 6:
        return pa.nulls(
            n, rng.choice((pa.null(), pa.string(), pa.list_(pa.struct([("a", pa.int8())]))))
        )
    if kind == 7:
        return pa.array([[("k", 1)]] * n, pa.map_(pa.string(), pa.int64()))
    return pa.array([rng.choice((2**63 - 1, -1, 2**40))] * n, pa.int64())


class Disk(Reader):
    """Fuzz a folder of `save_to_disk`: bytes flipped, JSON mutated, or unusual columns."""

    target = "disk"

    def make(self, rng: Random, folder: Path) -> Case:
        place = folder / "rows"
        import datasets

        if rng.random() < 0.4:
            try:
                datasets.Dataset(odd_table(rng)).save_to_disk(str(place))
            except Exception:  # datasets cannot store it: use the plain rows
                shutil.rmtree(place, ignore_errors=True)
        if not place.exists():
            shutil.copytree(_saved(), place)
        mutate_files(place, rng, rng.randrange(3))
        return reading(rng, "rows")


@cache
def _saved() -> Path:
    import datasets

    place = Path(tempfile.mkdtemp(prefix="reaug-fuzz-")) / "saved"
    datasets.Dataset.from_list(rows()).save_to_disk(str(place))
    return place


def readers() -> dict[str, Reader]:
    """Return one reader of each class in this module, by the names of their targets."""
    classes = [
        value
        for value in globals().values()
        if isinstance(value, type) and issubclass(value, Reader)
    ]
    return {reader.target: reader for reader in (class_() for class_ in classes)}
