"""Files without end, traps, odd columns: refused at once and in a line, or read as they are."""

from __future__ import annotations

import gzip
import json
import os
import socket
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reaug.data import read, text_files
from reaug.data.row_ids import read_row_ids
from reaug.errors import InputError, RecipeError, RuleBookError
from reaug.recipe.recipe_file import load_recipe
from reaug.review.decision_files import read_corrections
from reaug.rulebook import load as load_rules

SUFFIXES = ("rows.json", "rows.jsonl", "rows.csv", "rows.parquet", "rows.json.gz", "rows")


@pytest.mark.parametrize("name", SUFFIXES)
def test_a_pipe_is_not_waited_for(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    os.mkfifo(path)
    for reader in (read, read_row_ids, read_corrections):
        with pytest.raises(InputError, match="is a pipe, not a file; save the rows in a file"):
            reader(path)


@pytest.mark.parametrize("name", SUFFIXES)
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_has_no_end(name: str, device: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.symlink_to(device)
    with pytest.raises(InputError, match="is a device, not a file"):
        read(path)


def test_a_socket_and_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket is short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("s.json")
        with pytest.raises(InputError, match="is a socket, not a file"):
            read("s.json")
    with pytest.raises(InputError, match="is a folder, not a file"):
        read_row_ids(tmp_path)


@pytest.mark.parametrize("device", ["pipe", "/dev/zero"])
def test_recipes_and_rule_books_are_files(device: str, tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    if device == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(device)
    with pytest.raises(RecipeError, match="is a pipe or device; name the recipe's YAML file"):
        load_recipe(path)
    with pytest.raises(RuleBookError, match="is a pipe or device; name the rule book's YAML file"):
        load_rules(str(path))


def test_a_trap_of_gzip_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "rows.json.gz"
    piece = gzip.compress(b" " * (1 << 24))
    path.write_bytes(piece * 64)  # a MiB that holds a GiB
    begun = time.perf_counter()
    with pytest.raises(InputError, match=r"unpacks to more than .* gunzip -k rows\.json\.gz"):
        read(path)
    assert time.perf_counter() - begun < 20


def test_a_trap_of_gzip_is_seen_before_the_whole_of_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "rows.json.gz"
    path.write_bytes(gzip.compress(b" " * (1 << 24)) * 2_000)  # 31 GiB: 250 times its size are 8
    begun = time.perf_counter()
    with pytest.raises(InputError, match="times its size"):
        read(path)
    assert time.perf_counter() - begun < 5


def test_what_packs_well_is_unpacked(rows: Any, tmp_path: Path) -> None:
    many = [row | {"guid": str(i)} for i, row in enumerate(rows * 2000)]
    path = tmp_path / "rows.json.gz"
    path.write_bytes(gzip.compress(json.dumps(many).encode(), 9))
    assert read(path).rows_in == 10_000


def test_a_file_larger_than_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_files, "_memory", lambda: 1000)
    path = tmp_path / "rows.json"
    path.write_bytes(b" " * 1001)
    with pytest.raises(InputError, match=r"has 1,001 bytes, more than this machine's memory"):
        read(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "steps:\n" + "- aeda\n" * 200_000,
            "steps: more than 100,000 values, too many for a recipe",
        ),
        ("steps: [" + "aeda, " * 1_000 + "aeda]\n", "steps: this has 1,001 entries, and at most"),
        ("seed: " + ":".join(["1"] * 100_000), "this number has more than 1,000 characters: 1:1:"),
        ("seed: " + "1" * 100_000, "this number has more than 1,000 characters: 1111"),
        ("steps: [aeda]\nseed: " + "1" + "0" * 30, "not the number 1" + "0" * 30),
        ('steps: [aeda]\n"x[0]": 1\n', r"yaml:2: unknown key 'x\[0\]'; there are: fail_on"),
        ('steps: [{aeda: {"a[b": 1}}]\n', r"0.aeda: unknown parameter 'a\[b'; there are: marks"),
        ('steps: [aeda]\ninput: {path: a, "b[": 1}\n', r"input: unknown key 'b\['"),
    ],
)
def test_recipes_are_bounded_and_told(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text(text, "utf-8")
    begun = time.perf_counter()
    with pytest.raises(RecipeError, match=message) as caught:
        load_recipe(path)
    assert time.perf_counter() - begun < 30
    assert len(str(caught.value)) < 1_000


def wrong_text(count: int) -> pa.Array:
    """Texts of which the second is not UTF-8."""
    offsets = pa.array([0, 1, *range(2, count + 1)], pa.int32())
    data = pa.py_buffer(b"a\xff" + b"b" * (count - 2))
    return pa.Array.from_buffers(pa.string(), count, [None, offsets.buffers()[1], data])


class TestColumns:
    """Columns that a table may have."""

    def refused(self, table: pa.Table, tmp_path: Path, message: str) -> None:
        path = tmp_path / "rows.parquet"
        pq.write_table(table, path)
        for source, name in ((path, "rows.parquet"), (table, "pyarrow.Table")):
            with pytest.raises(InputError, match=rf"{name}: {message}"):
                read(source)

    def test_two_of_one_name(self, rows: Any, tmp_path: Path) -> None:
        table = pa.Table.from_pylist(rows)
        twice = table.append_column("label", table["label"])
        self.refused(twice, tmp_path, "has two columns named 'label'; rename one")

    def test_two_fields_of_one_name(self, rows: Any, tmp_path: Path) -> None:
        table = pa.Table.from_pylist(rows)
        mention = table["subject_entity"].combine_chunks()
        names = [field.name for field in mention.type]
        parts = [*mention.flatten(), mention.field("word")]
        struct = pa.StructArray.from_arrays(parts, names=[*names, "word"])
        at = table.column_names.index("subject_entity")
        message = "column 'subject_entity' has two fields named 'word'"
        self.refused(table.set_column(at, "subject_entity", struct), tmp_path, message)
        inner = pa.ListArray.from_arrays([0, 1, 2, 3, 4, 5], struct)
        self.refused(table.append_column("x", inner), tmp_path, "column 'x' has two fields")

    @pytest.mark.parametrize("name", ["sentence", "메모"])
    def test_text_that_is_not_utf8(self, rows: Any, tmp_path: Path, name: str) -> None:
        table = pa.Table.from_pylist(rows)
        if name in table.column_names:
            table = table.drop_columns([name])
        table = table.append_column(name, wrong_text(len(rows)))
        message = rf"column '{name}' contains text that is not UTF-8, first in row 1 \(from 0\)"
        self.refused(table, tmp_path, message)

    def test_half_of_a_surrogate_pair_in_a_name(self, rows: Any, save: Any) -> None:
        for broken in ([rows[0], rows[1] | {"c\ud800": 1}], [rows[0] | {"\udfff": 1}]):
            with pytest.raises(InputError, match=r"half of a surrogate pair in its name"):
                read(save(broken))
        rows[0]["subject_entity"]["x\ud800"] = 1
        with pytest.raises(InputError, match=r"half of a surrogate pair in its name"):
            read(save(rows))

    @pytest.mark.parametrize("depth", [60, 500])
    def test_nested_too_deeply(self, rows: Any, tmp_path: Path, depth: int) -> None:
        path = tmp_path / "rows.json"
        deep = "[" * depth + "]" * depth
        text = json.dumps(rows).replace('"guid"', f'"x": {deep}, "guid"')
        path.write_text(text, "utf-8")
        with pytest.raises(InputError, match="column 'x' is nested more than 50 levels deep"):
            read(path)

    @pytest.mark.parametrize("value", [10**30, -(10**30), 2**63, 2**64 - 1, 2**31, 2**63 - 1])
    @pytest.mark.parametrize("part", ["start_idx", "end_idx"])
    def test_a_number_larger_than_any_text(
        self, rows: Any, save: Any, value: int, part: str
    ) -> None:
        rows[1]["subject_entity"][part] = value
        with pytest.raises(InputError, match=rf"(is |\.\.|at ){value}\b"):
            read(save(rows))
        if 0 <= value < 2**64:
            kind = pa.struct([("word", pa.string()), ("start_idx", pa.uint64())])
            kind = pa.struct([*kind, ("end_idx", pa.uint64()), ("type", pa.string())])
            columns = {
                name: pa.array(
                    [row[name] for row in rows], kind if name == "subject_entity" else None
                )
                for name in rows[0]
            }
            table = pa.table(columns)
            with pytest.raises(InputError, match=rf"(is |\.\.|at ){value}\b"):
                read(table)

    def test_a_column_of_large_numbers(self, rows: Any, save: Any) -> None:
        rows[1]["n"] = 10**30
        with pytest.raises(InputError, match=f"column 'n' contains the whole number {10**30} with"):
            read(save(rows))

    def test_very_many_columns_are_not_all_listed(self, tmp_path: Path, save: Any) -> None:
        wide = [{f"c{i}": 1 for i in range(5000)}]
        with pytest.raises(InputError, match="and 4,960 more") as caught:
            read(save(wide))
        assert len(str(caught.value)) < 1000


def test_very_many_labels_that_are_not_known(rows: Any, save: Any) -> None:
    known = [f"관계:{i}" for i in range(3000)]
    many = [rows[0] | {"guid": str(i), "label": f"관게:{i}"} for i in range(3000)]
    begun = time.perf_counter()
    reading = read(
        save([*many, rows[0] | {"label": known[0]}]),
        labels=known,
        on_bad_row="drop",
        max_bad_share=1,
    )
    assert reading.dropped == 3000
    assert "did you mean '관계:" in reading.problems[0].message
    assert time.perf_counter() - begun < 20
    with pytest.raises(InputError, match="and 2,960 more") as caught:
        read(save(many), labels=known)
    assert len(str(caught.value)) < 3000


@pytest.mark.parametrize("name", ["rows.json", "rows.jsonl"])
@pytest.mark.parametrize(
    ("value", "message"),
    [("9" * 5000, "a number of more than 4,300 digits"), ("[" * 100_000, "nested too deeply")],
)
def test_json_that_python_does_not_hold(
    name: str, value: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    row = f'{{"guid": "a", "x": {value}}}'
    path.write_text(f"[{row}]" if name == "rows.json" else row, "utf-8")
    with pytest.raises(InputError, match=message):
        read(path)
