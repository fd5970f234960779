"""What a format says of itself is so everywhere, and a new one is one file."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import reaug
from command import ROOT, environment, process
from reaug.data import EXPORTS, FILES, FORMATS, READABLE, WRITABLE, content_digest, read, write
from reaug.data import formats as package
from run_folders import SAMPLE


def test_every_list_is_of_known_formats() -> None:
    assert {*READABLE, *WRITABLE, *EXPORTS} == {*FORMATS, "hub"}
    assert set(FORMATS) - set(READABLE) == {"tapt"}


def test_every_file_has_a_name_of_its_own() -> None:
    suffixes = [FORMATS[name].suffix for name in EXPORTS]
    assert len({*suffixes}) == len(suffixes)
    assert all(suffix.startswith(".") for suffix in suffixes)
    assert not any(FORMATS[name].suffix for name in FORMATS if name not in EXPORTS)
    assert all("\n" not in known.summary for known in FORMATS.values())
    assert list(EXPORTS) == [*FILES, "tapt"]


@pytest.mark.parametrize("fmt", FILES)
def test_what_a_file_holds_tells_at_most_one_format(fmt: str, tmp_path: Path) -> None:
    table = read(SAMPLE).table
    write(table, tmp_path / "rows", fmt, labels=[])
    data = (tmp_path / "rows").read_bytes()
    assert (
        len([file_format.name for file_format in package.FILE_FORMATS if file_format.sniff(data)])
        == 1
    )


def test_arrow_files_of_a_saved_set_are_looked_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = read(SAMPLE).table
    write(table, tmp_path / "set", "disk", labels=sorted(set(table["label"].to_pylist())))
    write(table, tmp_path / "rows.parquet", "parquet", labels=[])
    validated: list[str] = []
    monkeypatch.setattr("reaug.data.raw.check_bytes", lambda _, origin: validated.append(origin))
    read(tmp_path / "set")
    assert validated == []  # `check_arrow_files` has done so, before they were mapped
    read(tmp_path / "rows.parquet")
    assert validated == [str(tmp_path / "rows.parquet")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with the example of docs/formats.md as one more file."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(Path(reaug.__file__).parent, folder / "reaug")
    for name in ("rules", "samples"):
        (folder / name).symlink_to(ROOT / name)
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (folder / "reaug/data/formats/python_lines.py").write_text(example, encoding="utf-8")
    return folder


class TestOneMoreFile:
    def test_it_is_listed_and_in_the_help(self, folder: Path) -> None:
        listed = process("list", "formats", "--json", cwd=folder).json["formats"]
        help_text = "[read and written] Python literals, one row per line (.pyl)"
        assert listed.pop("python-lines") == help_text
        assert set(listed) == {*FORMATS, "hub"}
        for command in ("export", "augment", "audit"):
            help_text = process(command, "--help", cwd=folder, COLUMNS="300").out
            assert "python-lines" in help_text
        assert "python-lines" in process("schema", cwd=folder).out

    def test_it_is_written_and_read(self, folder: Path, tmp_path: Path) -> None:
        path, back = tmp_path / "rows.pyl", tmp_path / "rows.json"
        assert process("export", "python-lines", SAMPLE, "-o", path, cwd=folder).code == 0
        assert path.read_text(encoding="utf-8").startswith("# rows\n{'guid': ")
        unnamed = path.rename(tmp_path / "rows")  # what it holds tells
        result = process("export", "klue-json", unnamed, "-o", back, "--json", cwd=folder)
        assert result.json["input"]["format"] == "python-lines"
        assert content_digest(read(back).table) == content_digest(read(SAMPLE).table)

    def test_a_run_writes_it(self, folder: Path, tmp_path: Path) -> None:
        words = ["-t", "aeda", "--format", "python-lines", "--no-report", "--json"]
        result = process("augment", SAMPLE, "-o", tmp_path / "run", *words, cwd=folder)
        assert result.code == 0, result.err
        assert (tmp_path / "run" / "data.pyl").is_file()

    def test_errors_list_the_plugins_format(self, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "rows").write_text("what is this?", encoding="utf-8")
        result = process("audit", tmp_path / "rows", cwd=folder)
        assert result.code == 2
        assert "  python-lines: Python literals, one row per line (.pyl)\n" in result.err
        result = process("export", "python-line", SAMPLE, "-o", tmp_path / "a", cwd=folder)
        assert "did you mean 'python-lines'?" in result.err
        (tmp_path / "a.pyl").write_text("# rows\nopen('x')\n", encoding="utf-8")
        result = process("audit", tmp_path / "a.pyl", cwd=folder)
        assert "not a Python literal" in result.err

    def test_the_table_of_formats_lists_the_plugins_format(self, folder: Path) -> None:
        code = f"import runpy; print(runpy.run_path({str(ROOT / 'docs/refresh.py')!r})"
        code += "['formats_table']())"
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            cwd=folder,
            env=environment(),
        )
        row = "| `python-lines` | yes | yes | yes | Python literals, one row per line (.pyl) |"
        assert row in done.stdout.decode("utf-8").splitlines()

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("x = 1\n", "must define one format, not 0"),
            ("suffixes = ('.pyl',)", "formats python-lines and zzz both read .pyl"),
        ],
    )
    def test_a_file_that_is_none(self, folder: Path, text: str, message: str) -> None:
        file = folder / "reaug/data/formats/zzz.py"
        if text.startswith("suffixes"):
            head = "from reaug.data.formats._format import FileFormat\nclass Z(FileFormat):\n"
            text = f"{head}    summary = 'z'\n    {text}\n"
        file.write_text(text, encoding="utf-8")
        try:
            result = process("list", "formats", cwd=folder)
        finally:
            file.unlink()
        assert result.code != 0
        assert message in result.err


def test_names_of_formats_cost_nothing() -> None:
    code = "import sys, json, reaug.data.formats; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, env=environment()
    )
    heavy = {"pyarrow", "numpy", "datasets", "pandas", "pydantic"}
    assert heavy.isdisjoint(json.loads(done.stdout))
