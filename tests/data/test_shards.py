"""A set in several files is read as one file with all their rows, or refused in a line."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reaug.data import read
from reaug.data.digest import content_digest
from reaug.data.input_rules import Rules
from reaug.data.large_files import read_large
from reaug.data.read_options import PLAINLY
from reaug.errors import InputError
from reaug.files.file_patterns import matching, natural
from run_folders import row, sample_rows

ROWS = sample_rows()[:36]
COUNT = 12


def parts(rows: list[dict[str, Any]] = ROWS) -> list[list[dict[str, Any]]]:
    size = len(rows) // COUNT
    return [rows[i * size : (i + 1) * size] for i in range(COUNT)]


def text_of(rows: list[dict[str, Any]], suffix: str) -> str:
    if suffix.startswith("jsonl"):
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if suffix.startswith("json"):
        return json.dumps(rows, ensure_ascii=False)
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out)
    names = ["id", "sentence", "subject_entity", "object_entity", "label", "source"]
    writer.writerow(names)
    for record in rows:
        writer.writerow([record["guid"], *(record[name] for name in names[1:])])
    return out.getvalue()


def save(rows: list[dict[str, Any]], path: Path) -> Path:
    suffix = path.name.partition(".")[2]
    if suffix == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
        return path
    data = text_of(rows, suffix).encode()
    if suffix.endswith("gz"):
        data = gzip.compress(data)
    elif suffix.endswith("zst"):
        data = pa.compress(data, "zstd", asbytes=True)
    path.write_bytes(data)
    return path


def saved(folder: Path, suffix: str, rows: list[dict[str, Any]] = ROWS) -> str:
    """Shards that count from 0 to 11, and the pattern that names them."""
    folder.mkdir(exist_ok=True)
    for number, part in enumerate(parts(rows)):
        save(part, folder / f"train-{number}.{suffix}")
    return str(folder / f"train-*.{suffix}")


SUFFIXES = ["jsonl", "json", "csv", "parquet", "jsonl.gz", "jsonl.zst", "json.zst", "csv.gz"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_shards_are_what_one_file_is(tmp_path: Path, suffix: str) -> None:
    pattern = saved(tmp_path / "data", suffix)
    single = read(save(ROWS, tmp_path / f"all.{suffix}"))
    for source in (pattern, str(tmp_path / "data"), matching(pattern)):
        many = read(source)
        assert many.table.equals(single.table), source
        assert many.table.schema.equals(single.table.schema, check_metadata=True)
        assert content_digest(many.table) == content_digest(single.table)
        assert (many.rows_in, many.fmt) == (single.rows_in, single.fmt)
        assert many.columns == single.columns
    assert many.origin == f"{tmp_path}/data/train-0.{suffix}, " + (
        f"{tmp_path}/data/train-1.{suffix}, {tmp_path}/data/train-2.{suffix} and 9 more"
    )


@pytest.mark.parametrize("size", [1, 2, 100])
@pytest.mark.parametrize(
    "suffix", ["jsonl", "json", "csv", "parquet", "jsonl.gz", "jsonl.zst", "json.gz", "csv.zst"]
)
def test_large_shards_are_read_in_pieces(tmp_path: Path, suffix: str, size: int) -> None:
    pattern = saved(tmp_path / "data", suffix)
    rules = Rules(None, None, "stop", True)
    whole = read(pattern)
    pieces = read_large(pattern, rules, PLAINLY, None, size=size, large=1)
    assert pieces is not None
    assert replace(pieces, table=whole.table) == whole
    assert pieces.table.equals(whole.table)
    single = save(ROWS, tmp_path / f"all.{suffix}")
    pieces = read_large(single, rules, PLAINLY, None, size=size, large=1)
    assert pieces is not None
    assert pieces.table.equals(whole.table)


def test_names_are_taken_as_people_count() -> None:
    names = ["a10b1", "a2b10", "a2b9", "a1", "a"]
    assert sorted(names, key=natural) == ["a", "a1", "a2b9", "a2b10", "a10b1"]


def test_a_file_whose_name_is_a_pattern_is_that_file(tmp_path: Path) -> None:
    save(ROWS[:2], tmp_path / "rows[1].jsonl")
    save(ROWS[2:5], tmp_path / "rows1.jsonl")
    assert read(str(tmp_path / "rows[1].jsonl")).rows_in == 2


def test_folders_in_folders(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    save(ROWS[:2], tmp_path / "a" / "x.jsonl")
    save(ROWS[2:5], tmp_path / "b" / "x.jsonl")
    assert read(str(tmp_path / "**" / "*.jsonl")).rows_in == 5


def refused(source: Any, *parts: str, **options: Any) -> str:
    with pytest.raises(InputError) as caught:
        read(source, **options)
    text = str(caught.value)
    for part in parts:
        assert part in text, text
    return text


def test_a_pattern_that_names_nothing(tmp_path: Path) -> None:
    line = refused(str(tmp_path / "none-*.jsonl"), "none-*.jsonl: no file matches")
    assert "\n" not in line


def test_files_of_several_formats(tmp_path: Path) -> None:
    save(ROWS[:2], tmp_path / "a.jsonl")
    save(ROWS[2:4], tmp_path / "b.parquet")
    line = refused(
        str(tmp_path / "*"), "jsonl (a.jsonl) and parquet (b.parquet)", ("select one format")
    )
    assert "\n" not in line


def test_a_folder_with_files_of_several_sets(tmp_path: Path) -> None:
    for name in ("train-1", "train-2", "test-1"):
        save(ROWS[:2], tmp_path / f"{name}.jsonl")
    line = refused(
        str(tmp_path), "test-*.jsonl (1), train-*.jsonl (2)", f"e.g. '{tmp_path}/test-*.jsonl'"
    )
    assert "\n" not in line


def test_what_lies_beside_shards_is_none(tmp_path: Path) -> None:
    pattern = saved(tmp_path, "jsonl")
    for name in ("README.md", "_SUCCESS", ".hidden.jsonl", "LICENSE", "_metadata.json"):
        (tmp_path / name).write_text("{}", "utf-8")
    assert read(str(tmp_path)).table.equals(read(pattern).table)


@pytest.mark.parametrize("name", ["manifest.json", "state.json", "dataset_info.json"])
def test_a_damaged_run_or_data_set_is_no_folder_of_shards(tmp_path: Path, name: str) -> None:
    saved(tmp_path, "jsonl")
    (tmp_path / name).write_text("{}", "utf-8")
    refused(str(tmp_path), str(tmp_path))


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_other_columns(tmp_path: Path, suffix: str) -> None:
    pattern = saved(tmp_path, suffix)
    rows = [{**row, "note": "가"} for row in parts()[3]]
    if suffix == "csv":
        text = text_of(rows, suffix).splitlines()
        lines = [f"{line},{'note' if i == 0 else '가'}" for i, line in enumerate(text)]
        (tmp_path / "train-3.csv").write_text("\n".join(lines), "utf-8")
    else:
        save(rows, tmp_path / f"train-3.{suffix}")
    line = refused(
        pattern, f"train-0.{suffix}: has no column 'note', which {tmp_path}/train-3.{suffix} has"
    )
    assert "\n" not in line
    other = saved(tmp_path / "lacks", suffix, [{**row, "note": "가"} for row in ROWS])
    if suffix != "csv":
        save(parts()[7], tmp_path / "lacks" / f"train-7.{suffix}")
        refused(other, f"train-7.{suffix}: has no column 'note', which")


def test_a_key_that_only_some_rows_of_json_have_is_no_other_column(tmp_path: Path) -> None:
    rows = [dict(row) for row in ROWS]
    rows[4]["note"] = "가"
    pattern = saved(tmp_path / "data", "jsonl", rows)
    single = read(save(rows, tmp_path / "all.jsonl"))
    assert read(pattern).table.equals(single.table)


def test_other_types(tmp_path: Path) -> None:
    pattern = saved(tmp_path, "parquet", [{**row, "number": 1} for row in ROWS])
    save([{**row, "number": 1.5} for row in parts()[2]], tmp_path / "train-2.parquet")
    line = refused(pattern, "train-2.parquet: column 'number' is double, and in", "it is int64")
    assert "\n" not in line
    save([{**row, "number": None} for row in parts()[2]], tmp_path / "train-2.parquet")
    assert read(pattern).table["number"].null_count == 3


def test_other_names_of_labels(tmp_path: Path) -> None:
    import datasets

    for number, names in enumerate((["no_relation", "per:title"], ["per:title", "no_relation"])):
        table = datasets.Dataset.from_list(
            [{**row(guid=f"{number}{i}"), "label": 0} for i in range(2)]
        )
        table = table.cast_column("label", datasets.ClassLabel(names=names))
        table.to_parquet(tmp_path / f"a-{number}.parquet")
    line = refused(
        str(tmp_path / "a-*.parquet"), "a-1.parquet: column 'label' has a different feature"
    )
    assert "\n" not in line


@pytest.mark.parametrize("suffix", ["parquet", "jsonl", "jsonl.gz", "jsonl.zst", "json"])
def test_a_file_that_is_cut(tmp_path: Path, suffix: str) -> None:
    pattern = saved(tmp_path, suffix)
    file = tmp_path / f"train-5.{suffix}"
    file.write_bytes(file.read_bytes()[:-9])
    line = refused(pattern, f"{file}: ")
    assert "\n" not in line


@pytest.mark.parametrize("suffix", ["parquet", "jsonl", "csv", "json"])
def test_a_file_without_rows(tmp_path: Path, suffix: str) -> None:
    pattern = saved(tmp_path, suffix)
    file = tmp_path / f"train-5.{suffix}"
    empty: Any = b""
    if suffix == "parquet":
        empty = pq.read_table(file).slice(0, 0)
        pq.write_table(empty, file)
    else:
        file.write_text({"json": "[]", "csv": text_of([], "csv")}.get(suffix, ""), "utf-8")
    line = refused(pattern, f"{file}: has no rows", "leave it out")
    assert "\n" not in line


@pytest.mark.parametrize("suffix", ["parquet", "jsonl", "csv"])
def test_an_id_in_two_files(tmp_path: Path, suffix: str) -> None:
    rows = [dict(row) for row in ROWS]
    rows[29]["guid"] = rows[4]["guid"]
    pattern = saved(tmp_path, suffix, rows)
    line = refused(
        pattern,
        f"{tmp_path}/train-9.{suffix}: row 2 (from 0) has the id {rows[4]['guid']!r}, as has row 1 "
        f"of {tmp_path}/train-1.{suffix}",
    )
    assert "\n" not in line
    pieces = read_large(
        pattern, Rules(None, None, "stop", True), PLAINLY, None, size=2, large=1
    )  # left to who reads all, and says what is wrong
    assert pieces is None


def test_an_id_twice_in_one_file_is_noted(tmp_path: Path) -> None:
    rows = [dict(row) for row in ROWS]
    rows[4]["guid"] = rows[3]["guid"]
    reading = read(saved(tmp_path, "jsonl", rows))
    assert any("not every row has a unique id" in note for note in reading.notes)


def test_a_bad_row_is_told_with_its_file_and_line(tmp_path: Path) -> None:
    rows = [dict(row) for row in ROWS]
    rows[13] = {**rows[13], "sentence": "다른 글"}
    pattern = saved(tmp_path, "jsonl", rows)
    refused(pattern, f"which is row 1, line 2 of {tmp_path}/train-4.jsonl, subject_entity")
    reading = read(pattern, on_bad_row="drop")
    [problem] = reading.problems
    assert (problem.file, problem.row, problem.line) == (f"{tmp_path}/train-4.jsonl", 13, 2)
    assert json.loads(problem.raw)["guid"] == rows[13]["guid"]


def test_a_list_with_a_file_that_is_not_there(tmp_path: Path) -> None:
    save(ROWS[:2], tmp_path / "a.jsonl")
    refused([tmp_path / "a.jsonl", tmp_path / "b.jsonl"], "b.jsonl: no such file")


def test_documents_in_several_files(tmp_path: Path) -> None:
    line = '{"text": "LG의 구광모", "h": {"name": "LG", "pos": [0, 2]}, '
    line += '"t": {"name": "구광모", "pos": [4, 7]}, "relation": "대표"}\n'
    for number in range(2):
        (tmp_path / f"a-{number}.jsonl").write_text(line * 2, "utf-8")
    assert read(str(tmp_path / "a-*.jsonl")).rows_in == 4
