"""What `benchmarks/fuzz.py` has found: one small input of each kind, so that none returns."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reaug.data import read
from reaug.errors import InputError, UsageError
from reaug.korean import josa
from reaug.review.decision_files import read_corrections
from run_folders import row, save


@pytest.mark.parametrize(
    ("words", "particles"),
    [(["서울", "\ud800"], "은"), (["서울"], ["은\udcff"]), (["\udcffLG"], ["는"])],
)
def test_half_of_a_surrogate_pair_is_no_text_for_many_words(
    words: list[str], particles: str | list[str]
) -> None:
    with pytest.raises(UsageError, match=r"half of a surrogate pair|no particle"):
        josa.attach_all(words, particles)


def test_half_of_a_surrogate_pair_behind_one_word_changes_nothing() -> None:
    assert josa.attach("\ud800", "은") == "\ud800은"


@pytest.mark.parametrize(
    "header",
    ['"id,field,old,new,decision', 'id\tfield\t"old"x\tnew\tdecision\n', '"id\n,field'],
)
def test_a_broken_header_of_decisions_is_told(header: str, tmp_path: Path) -> None:
    file = tmp_path / "fixes.csv"
    file.write_text(header, "utf-8")
    with pytest.raises(InputError, match=r"fixes\.csv: line 1: "):
        read_corrections(file)


@pytest.mark.parametrize(
    "extra",
    [{"x\0": 1}, {"\0": 1}, {"subject_entity.\0": 1}, {"x": {"a\0b": 1}}, {"x": [{"\0": 1}]}],
)
@pytest.mark.parametrize("kind", ["json", "table"])
def test_a_name_with_a_nul_would_be_cut_off(
    extra: dict[str, object], kind: str, tmp_path: Path
) -> None:
    rows = [row(guid="a", **extra)]
    source = pa.Table.from_pylist(rows) if kind == "table" else save(rows, tmp_path / "rows.json")
    with pytest.raises(InputError, match=r"(column|field) '.*x00.*' has a NUL character"):
        read(source)


@pytest.mark.parametrize("value", [2**53 + 1, 2**63 - 1, -(2**63)])
def test_a_label_that_no_float_holds_is_told(value: int, tmp_path: Path) -> None:
    rows = pa.Table.from_pylist([row(guid="a", label=value)])
    with pytest.raises(InputError, match="label"):
        read(rows)
    pq.write_table(rows, tmp_path / "rows.parquet")
    with pytest.raises(InputError, match="label"):
        read(tmp_path / "rows.parquet", require_label=False)
