"""Worker processes read the parts of a file, and the result is that of reading the whole."""

from __future__ import annotations

import itertools
import json
import pickle
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from large_readings import check_alike, check_read_alike, check_same
from reaug.core import worker_pool as pools
from reaug.core.worker_pool import worker_pool
from reaug.data import large_pieces, read
from reaug.data.file_parts import NoPartsError, parts_of
from reaug.data.input_rules import Rules
from reaug.data.large_files import read_large
from reaug.data.read_data import Reading
from reaug.data.read_options import PLAINLY, ReadAs

NAMES = ("세종", "정조", "이순신", "유관순")


class Pickling:
    """Does in this process what the workers of a pool do, on pickled copies of the tasks."""

    def __init__(self) -> None:
        self.results: list[Any] = []

    def spread(self, work: Callable[..., Any], *columns: Iterable[Any]) -> Iterator[Any]:
        packed = pickle.dumps(work)
        for task in zip(*columns, strict=False):
            result = pickle.loads(packed)(*pickle.loads(pickle.dumps(task)))
            self.results.append(result)
            yield pickle.loads(pickle.dumps(result))


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pickling]:
    """A pool whose parts have a few rows."""
    pool = Pickling()
    token = pools._POOL.set(pool)  # type: ignore[arg-type]
    monkeypatch.setattr(large_pieces, "parts_of", partial(parts_of, size=900))
    yield pool
    pools._POOL.reset(token)


def rows(number: int = 23) -> list[dict[str, Any]]:
    rows = []
    for i in range(number):
        name = NAMES[i % len(NAMES)]
        text = f"{name}은 한양에 살았다 {i}."
        subject = {"word": name, "start_idx": 0, "end_idx": len(name) - 1, "type": "PER"}
        at = text.index("한양")
        other = {"word": "한양", "start_idx": at, "end_idx": at + 1, "type": "LOC"}
        row = {"guid": f"r{i}", "sentence": text, "subject_entity": subject}
        row |= {"object_entity": other, "label": "no_relation" if i % 3 else "per:title"}
        rows.append(row | {"source": "own", "number": i, "note": None if i < 9 else "가"})
    return rows


def write(rows: list[Any], path: Path, *, end: str = "\n", begin: str = "") -> Path:
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=4)
    else:
        text = end.join(json.dumps(row, ensure_ascii=False) for row in rows)
        path.write_bytes((begin + text + end).encode())
    return path


def by_parts(path: Path, rules: Rules, how: ReadAs = PLAINLY) -> Reading | None:
    return read_large(path, rules, how, None, size=3, large=1)


def rules(on_bad_row: Any = "stop", require: Any = True, labels: Any = None) -> Rules:
    return Rules(labels, None, on_bad_row, require, max_bad_share=0.6)


def read_whole(path: Path, asked: Rules, how: ReadAs = PLAINLY) -> Reading:
    return read(
        path,
        labels=asked.labels,
        on_bad_row=asked.on_bad_row,
        require_label=asked.require_label,
        max_bad_share=asked.max_bad_share,
        how=how,
    )


@pytest.mark.parametrize("suffix", ["jsonl", "parquet"])
@pytest.mark.parametrize(
    "layout", [{}, {"end": "\r\n"}, {"begin": "\ufeff"}, {"end": "  \n"}], ids=str
)
def test_parts_give_what_the_whole_gives(
    tmp_path: Path, pool: Pickling, suffix: str, layout: dict[str, str]
) -> None:
    path = write(rows(), tmp_path / f"rows.{suffix}", **layout)
    check_same(by_parts(path, rules()), read_whole(path, rules()))
    assert len(pool.results) > 2
    assert all(piece is not None for piece in pool.results)


@pytest.mark.parametrize("suffix", ["jsonl", "parquet"])
def test_processes_read_the_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr(large_pieces, "parts_of", partial(parts_of, size=900))
    path = write(rows(), tmp_path / f"rows.{suffix}")
    with worker_pool(2) as real:
        assert real is not None
        given = []
        spread = real.spread
        monkeypatch.setattr(
            real, "spread", lambda work, parts: spread(work, (given.append(p) or p for p in parts))
        )
        parts = by_parts(path, rules())
    assert len(given) > 2
    check_same(parts, read_whole(path, rules()))


def broken(how: str) -> list[Any]:
    """Rows of which some are not as the others."""
    source_rows: list[Any] = rows()
    if how == "spans":
        for i in (2, 11, 17):
            source_rows[i]["object_entity"]["start_idx"] += 1
    elif how == "most spans":
        for row in source_rows[4:]:
            row["sentence"] = "그 " + row["sentence"]
    elif how == "labels":
        source_rows[12]["label"] = "unheard"
    elif how == "no label":
        source_rows[20]["label"] = None
    elif how == "labels in some parts":
        for row in source_rows[9:]:
            row["label"] = None
    elif how == "offsets":
        for row in source_rows:
            for role in ("subject_entity", "object_entity"):
                row[role]["end_idx"] += 1
    elif how == "some offsets":
        for row in source_rows[5:9]:
            row["object_entity"]["end_idx"] += 1
    elif how == "no offsets":
        for row in source_rows[5:9]:
            del row["object_entity"]["end_idx"]
    elif how == "types of a column":
        source_rows[15]["number"] = "fifteen"
    elif how == "one more column":
        source_rows[18]["more"] = 1
    elif how == "repeated ids":
        source_rows[19]["guid"] = source_rows[1]["guid"]
    elif how == "no ids":
        for row in source_rows[7:]:
            del row["guid"]
    elif how == "no row":
        source_rows[14] = 7
    elif how == "spaces":
        for row in source_rows[::5]:
            row["label"] += " "
            row["subject_entity"]["type"] += " "
    return source_rows


BROKEN = (
    "spans",
    "most spans",
    "labels",
    "no label",
    "labels in some parts",
    "offsets",
    "some offsets",
    "no offsets",
    "types of a column",
    "one more column",
    "repeated ids",
    "no ids",
    "no row",
    "spaces",
)


@pytest.mark.parametrize("how", BROKEN)
@pytest.mark.parametrize(
    ("on_bad_row", "require"), [("stop", True), ("drop", "auto"), ("repair", True)]
)
def test_faults_are_those_of_the_whole(
    tmp_path: Path, pool: Pickling, how: str, on_bad_row: str, require: bool | str
) -> None:
    path = write(broken(how), tmp_path / "rows.jsonl")
    asked = rules(on_bad_row, require, ["no_relation", "per:title"])
    check_alike(lambda: by_parts(path, asked), lambda: read_whole(path, asked))
    if how in ("spans", "labels", "spaces", "no row", "no offsets"):  # which each part shows
        assert all(piece is not None for piece in pool.results)


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize("offsets", ["exclusive", "utf16-exclusive"])
def test_options_reach_the_workers(tmp_path: Path, offsets: str) -> None:
    path = write(broken("offsets"), tmp_path / "rows.jsonl")
    how = ReadAs(offsets=offsets)
    check_read_alike(lambda: by_parts(path, rules(), how), lambda: read_whole(path, rules(), how))


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize("place", [0, 3, 11, 23])
@pytest.mark.parametrize("line", ["", "   ", "\u3000", "{", '{"guid": "x", "guid": "y"}', "[1]"])
def test_other_lines_have_their_numbers(tmp_path: Path, place: int, line: str) -> None:
    lines = [json.dumps(row, ensure_ascii=False) for row in broken("labels")]
    lines.insert(place, line)
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    asked = rules(labels=["no_relation", "per:title"])
    check_alike(lambda: by_parts(path, asked), lambda: read_whole(path, asked))


def test_workers_are_left_alone_where_a_part_says_too_little(
    tmp_path: Path, pool: Pickling
) -> None:
    path = write(
        [{"text": row["sentence"], "entities": []} for row in rows()], tmp_path / "a.jsonl"
    )
    check_alike(lambda: by_parts(path, rules()), lambda: read_whole(path, rules()))
    assert not any(pool.results)


@pytest.mark.parametrize("blank", [b"", b"\n", b"\r\n \n\n", b" " * 50, b"\n" * 99])
@pytest.mark.parametrize("size", [1, 10, 30, 1000])
def test_parts_are_whole_lines(tmp_path: Path, blank: bytes, size: int) -> None:
    lines = [b'{"a": %d}\n' % i for i in range(12)]
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"".join(lines) + blank)
    parts = list(parts_of(path, "jsonl", size))
    data = path.read_bytes()
    texts = [data[part.start : part.end] for part in parts]
    assert b"".join(texts).rstrip() == b"".join(lines).rstrip()
    counts = [len(text.split()) // 2 for text in texts]
    assert [part.row for part in parts] == list(itertools.accumulate(counts[:-1], initial=0))
    assert [part.rows().rows for part in parts] == counts


@pytest.mark.parametrize("odd", [b"\n", b" \n", b"[]\n", b" {}\n", b"\xe3\x80\x80\n"])
def test_lines_that_hide_the_number_of_rows(tmp_path: Path, odd: bytes) -> None:
    path = tmp_path / "rows.jsonl"
    for place in range(4):
        lines = [b'{"a": 1}\n'] * 4
        lines.insert(place, odd)
        path.write_bytes(b"".join(lines))
        for size in (1, 9, 20, 100):
            with pytest.raises(NoPartsError):
                list(parts_of(path, "jsonl", size))
