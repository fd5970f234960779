"""Hostile Parquet files, folders saved by `datasets`, and file names that are no files."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from hostile.cases import CLEAN, FIVE, RUN, Case, Maker, both, data, good, json_rows, recipe, text


def _table(**more: Any) -> pa.Table:
    table = pa.Table.from_pylist([good(), good(guid="b")])
    for name, column in more.items():
        i = table.schema.get_field_index(name)
        table = table.set_column(i, name, column) if i >= 0 else table.append_column(name, column)
    return table


def _parquet(name: str, make_table: Callable[[], pa.Table], message: str = "rows.parquet") -> Case:
    def make(folder: Path) -> None:
        pq.write_table(make_table(), folder / "rows.parquet")

    return Case(f"Parquet: {name}", make, CLEAN.format("rows.parquet"), message)


def _raw_parquet(name: str, change: Callable[[bytes], bytes], to: str = "rows.parquet") -> Case:
    def make(folder: Path) -> None:
        pq.write_table(_table(), folder / to)
        (folder / to).write_bytes(change((folder / to).read_bytes()))

    return Case(f"Parquet: {name}", make, CLEAN.format(to), to)


def _no_text(values: list[bytes]) -> pa.Array:
    """Bytes with the type of text, as another program may write them."""
    return pa.Array.from_buffers(pa.string(), len(values), pa.array(values).buffers())


def _nested(levels: int) -> pa.Array:
    array = pa.array([1, 2])
    for _ in range(levels):
        array = pa.ListArray.from_arrays(pa.array([0, 1, 2], pa.int32()), array)
    return array


def _spans(values: pa.Array) -> pa.Array:
    parts = {
        "word": ["한산도", "한산도"],
        "start_idx": [5, 5],
        "end_idx": values,
        "type": ["LOC"] * 2,
    }
    return pa.StructArray.from_arrays([pa.array(v) for v in parts.values()], list(parts))


PARQUET: Final = (
    _raw_parquet("four bytes", lambda _: b"PAR1"),
    _raw_parquet("an empty file", lambda _: b""),
    _raw_parquet("cut off", lambda content: content[:-50]),
    _raw_parquet(
        "bytes of a page flipped", lambda content: content[:60] + b"\xff" * 90 + content[150:]
    ),
    _raw_parquet("bytes of the footer flipped", lambda w: w[:-300] + b"\xff" * 200 + w[-100:]),
    _raw_parquet("packed a second time", lambda content: content, "rows.parquet.gz"),
    _parquet("no column of sentences", lambda: pa.table({"a": [1]}), "sentence"),
    _parquet("no rows", lambda: _table().slice(0, 0)),
    _parquet("no columns", lambda: pa.table({})),
    _parquet(
        "two columns of one name",
        lambda: pa.table(
            [*_table().columns, pa.array(["x", "y"])], names=[*_table().column_names, "label"]
        ),
        "label",
    ),
    _parquet(
        "sentences that are no UTF-8",
        lambda: _table(sentence=_no_text([b"\xff\xfe", b"ok"])),
        "sentence",
    ),
    _parquet("a user's column that is no UTF-8", lambda: _table(x=_no_text([b"\xff", b"ok"])), "x"),
    _parquet("a surrogate in bytes", lambda: _table(x=_no_text([b"\xed\xa0\x80", b"ok"])), "x"),
    _parquet("sentences that are numbers", lambda: _table(sentence=pa.array([1, 2])), "sentence"),
    _parquet(
        "mentions that are texts",
        lambda: _table(subject_entity=pa.array(["x", "y"])),
        "subject_entity",
    ),
    _parquet(
        "mentions without an end",
        lambda: _table(subject_entity=pa.array([{"word": "x"}] * 2)),
        "subject_entity",
    ),
    _parquet(
        "spans that are fractions",
        lambda: _table(object_entity=_spans(pa.array([7.5, 7]))),
        "object_entity",
    ),
    _parquet(
        "spans beyond 63 bits",
        lambda: _table(object_entity=_spans(pa.array([2**64 - 1, 7], pa.uint64()))),
        str(2**64 - 1),
    ),
    _parquet("labels that are lists", lambda: _table(label=pa.array([["a"], ["b"]])), "label"),
    _parquet("a column nested 500 deep", lambda: _table(x=_nested(500)), "nested"),
)


def _saved(folder: Path) -> Path:
    import datasets

    datasets.disable_progress_bars()
    datasets.Dataset.from_list([good(), good(guid="b")]).save_to_disk(str(folder / "rows"))
    return folder / "rows"


def _folder(name: str, change: Callable[[Path], object], message: str = "rows") -> Case:
    return Case(
        f"data set: {name}",
        lambda folder: change(_saved(folder)),
        CLEAN.format("rows"),
        message,
    )


_ARROW: Final = "data-00000-of-00001.arrow"


def _flip(path: Path, at: int, count: int = 8) -> None:
    content = bytearray(path.read_bytes())
    content[at : at + count] = b"\xff" * count
    path.write_bytes(bytes(content))


def _offsets(place: Path) -> None:
    """Let the first text end beyond the file: trusting the offset would read foreign memory."""
    content = (place / _ARROW).read_bytes()
    at = content.index(b"\0\0\0\0\x01\0\0\0\x02\0\0\0")  # the offsets of the guids "a" and "b"
    _flip(place / _ARROW, at + 4, 3)


def _two_splits(folder: Path) -> None:
    import datasets

    datasets.disable_progress_bars()
    part = datasets.Dataset.from_list([good()])
    datasets.DatasetDict({"train": part, "test": part}).save_to_disk(str(folder / "rows"))


def _state(place: Path, **more: Any) -> None:
    (place / "state.json").write_text(json.dumps({"_data_files": [], **more}), "utf-8")


DISK: Final = (
    Case("data set: an empty folder", lambda f: (f / "rows").mkdir(), CLEAN.format("rows"), "rows"),
    Case(
        "data set: a folder of other files",
        lambda f: ((f / "rows").mkdir(), text("rows/a.txt", "x")(f)),
        CLEAN.format("rows"),
        "rows",
    ),
    Case("data set: two splits and none chosen", _two_splits, CLEAN.format("rows"), "train"),
    Case("data set: a split that is not there", _two_splits, CLEAN.format("rows:dev"), "dev"),
    _folder("the Arrow file is gone", lambda place: (place / _ARROW).unlink()),
    _folder("the Arrow file is empty", lambda place: (place / _ARROW).write_bytes(b"")),
    _folder(
        "the Arrow file is cut off",
        lambda place: os.truncate(place / _ARROW, (place / _ARROW).stat().st_size // 2),
    ),
    _folder("the schema's bytes flipped", lambda place: _flip(place / _ARROW, 40)),
    _folder("offsets that lead out of the file", _offsets),
    _folder("a state that is not JSON", lambda place: (place / "state.json").write_text("{")),
    _folder("a state that is a list", lambda place: (place / "state.json").write_text("[]")),
    _folder(
        "a state that names a file elsewhere",
        lambda place: _state(place, _data_files=[{"filename": "../../none.arrow"}]),
    ),
    _folder("no description", lambda place: (place / "dataset_info.json").unlink()),
    _folder(
        "a description of other columns",
        lambda place: (place / "dataset_info.json").write_text(
            '{"features": {"x": {"dtype": "int64", "_type": "Value"}}}'
        ),
    ),
    Case(
        "data set: a run folder without its data",
        both(lambda f: (f / "rows").mkdir(), text("rows/manifest.json", "{}")),
        CLEAN.format("rows"),
        "rows",
    ),
)


def _socket(folder: Path) -> None:
    place = socket.socket(socket.AF_UNIX)
    start = Path.cwd()
    os.chdir(folder)  # the path of a socket must be short
    try:
        place.bind("rows.json")
    finally:
        os.chdir(start)
        place.close()


def _linked(target: str) -> Maker:
    return lambda folder: (folder / "rows.json").symlink_to(target)


def _closed(folder: Path) -> None:
    json_rows(good())(folder)
    (folder / "rows.json").chmod(0)


def _stream(name: str, make: Maker, command: str, message: str, **more: Any) -> Case:
    return Case(f"stream: {name}", make, command, message, process=True, **more)


_NOTHING: Final[Maker] = lambda folder: None  # noqa: E731
_OURS: Final = CLEAN.format("rows.json")

STREAMS: Final = (
    _stream(
        "a FIFO that nobody writes to", lambda f: os.mkfifo(f / "rows.json"), _OURS, "rows.json"
    ),
    _stream("/dev/zero", _NOTHING, CLEAN.format("/dev/zero"), "/dev/zero"),
    _stream("a link to /dev/zero", _linked("/dev/zero"), _OURS, "rows.json"),
    _stream("/dev/null", _NOTHING, CLEAN.format("/dev/null"), "/dev/null"),
    _stream("a terminal's device", _linked("/dev/tty"), _OURS, "rows.json"),
    _stream("memory of the process itself", _linked("/proc/self/mem"), _OURS, "rows.json"),
    _stream("a file without the right to read", _closed, _OURS, "rows.json", without_rights=True),
    _stream(
        "a folder without the right to write",
        both(FIVE, lambda f: (f / "shut").mkdir(mode=0o555)),
        "clean rows.json -o shut/out --no-report",
        "shut/out",
        without_rights=True,
    ),
    _stream(
        "a FIFO as recipe", both(FIVE, lambda f: os.mkfifo(f / "recipe.yaml")), RUN, "recipe.yaml"
    ),
    _stream("/dev/zero as recipe", FIVE, "run /dev/zero -i rows.json -o out", "/dev/zero"),
    _stream(
        "a FIFO as corrections",
        both(FIVE, lambda f: os.mkfifo(f / "fixes.jsonl")),
        f"{_OURS} --patch fixes.jsonl",
        "fixes.jsonl",
    ),
    _stream("/dev/zero as corrections", FIVE, f"{_OURS} --patch /dev/zero", "/dev/zero"),
    _stream(
        "a FIFO as row ids",
        both(
            recipe("input: rows.json\nsteps: [{augment: {rows: ids.txt, steps: [aeda]}}]\n"),
            lambda f: os.mkfifo(f / "ids.txt"),
        ),
        RUN,
        "ids.txt",
    ),
    Case(
        "stream: /dev/full as output of an export",
        FIVE,
        "reaug export jsonl rows.json -o /dev/full",
        "/dev/full",
        shell=True,
    ),
    Case(
        "stream: /dev/full as stdout",
        FIVE,
        "reaug list transforms >/dev/full",
        "cannot be written",
        shell=True,
    ),
    Case(
        "stream: who reads stdout has gone",
        FIVE,
        "reaug schema | true; exit ${PIPESTATUS[0]}",
        "",
        0,
        shell=True,
    ),
    Case(
        "stream: no stdout and no stderr", FIVE, "reaug list transforms >&- 2>&-", "", 0, shell=True
    ),
    Case("file: a folder", lambda f: (f / "rows.json").mkdir(), _OURS, "rows.json"),
    Case("file: a socket", _socket, _OURS, "rows.json"),
    Case("file: a link that leads nowhere", _linked("nowhere"), _OURS, "rows.json"),
    Case("file: a link that leads to itself", _linked("rows.json"), _OURS, "rows.json"),
    Case("file: none", _NOTHING, _OURS, "rows.json: no such file"),
    Case("file: a name of 5,000 signs", _NOTHING, CLEAN.format("x" * 5000), "no such file"),
    Case("file: a name with a NUL", _NOTHING, CLEAN.format("'ro\0ws.json'"), "no such file"),
    Case("file: no name", _NOTHING, "clean '' -o out", ""),
    Case(
        "file: a name without an ending, of binary data",
        data("rows", bytes(range(256))),
        CLEAN.format("rows"),
        "rows",
    ),
    Case(
        "file: Parquet under the name of JSON",
        data("rows.json", b"PAR1" + b"\0" * 90),
        _OURS,
        "rows.json",
    ),
)
