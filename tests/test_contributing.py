"""The recipes of CONTRIBUTING.md as they stand there: their files are written, their tests pass."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from command import ROOT
from run_folders import SAMPLE

BLOCK = re.compile(r"^ *```python\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
FORMAT = '''
"""My lines: a line that says so, then JSON lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reaug.data.formats._format import klue_rows
from reaug.data.formats._json import JsonFormat, lines_of
from reaug.data.text_files import json_of, read_text, text_file

if TYPE_CHECKING:
    import pyarrow as pa

    from reaug.data.raw import Raw


class MyLines(JsonFormat):
    """Rows in KLUE's schema behind a line of ours."""

    summary = "my lines: one row per line (.mine)"
    suffix = ".mine"
    suffixes = (".mine",)

    def sniff(self, data: bytes) -> bool:
        """Whether the first line is ours."""
        return data.startswith(b"#mine")

    def read(self, path: Path) -> Raw:
        """Read one row per line."""
        return replace(lines_of(read_text(path).partition("\\n")[2], path, 2), fmt=self.name)

    def write(self, table: pa.Table, path: Path, labels: Sequence[str]) -> None:
        """Write one row per line."""
        with text_file(path) as file:
            file.write("#mine\\n")
            for row in klue_rows(table):
                file.write(json_of(row) + "\\n")
'''
"""A format of the kind that CONTRIBUTING.md sketches, whole."""

SHARED = ("pyproject.toml", "rules", "samples", "docs", "README.md", "CONTRIBUTING.md")


def blocks(title: str) -> list[str]:
    """The blocks of Python of a recipe, without their indent."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.split(f"\n## {title}\n")[1].split("\n## ")[0]
    return [re.sub(r"^ {1,3}", "", block, flags=re.M) for block in BLOCK.findall(section)]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout to add files to."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("reaug", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in SHARED:
        (folder / name).symlink_to(ROOT / name)
    return folder


def python(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Python in this checkout, on its code."""
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    return subprocess.run(
        [sys.executable, *words],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def passes(checkout: Path, *words: str) -> None:
    """Check that tests of this checkout pass, on its code."""
    done = python(checkout, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words)
    assert done.returncode == 0, done.stdout + done.stderr


def write(path: Path, text: str) -> None:
    """Write a file that is not there yet."""
    assert not path.exists()
    path.write_text(text, encoding="utf-8")


def test_a_transform(checkout: Path) -> None:
    step, test, korean = blocks("A transform")
    write(checkout / "reaug" / "transforms" / "shout.py", step)
    write(checkout / "tests" / "transforms" / "test_shout.py", test)
    write(checkout / "reaug" / "language" / "korean_about" / "shout.py", korean)
    passes(checkout, "tests/transforms/test_shout.py")
    passes(checkout, "tests/language/test_about.py")


def test_a_format(checkout: Path) -> None:
    write(checkout / "reaug" / "data" / "formats" / "my_lines.py", FORMAT.lstrip())
    passes(checkout, "tests/data/test_round_trip.py", "-k", "my-lines")
    rows = checkout / "rows.mine"
    said = python(checkout, "-m", "reaug", "convert", str(SAMPLE), "-o", str(rows))
    assert said.returncode == 0, said.stderr
    said = python(checkout, "-m", "reaug", "audit", str(rows), "--json")
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout)["rows"] == 267
    assert "my-lines" in python(checkout, "-m", "reaug", "list", "formats").stdout


def test_a_check_of_the_audit(checkout: Path) -> None:
    checks = checkout / "reaug" / "audit" / "checks"
    like = (checks / "span_overlap.py").read_text(encoding="utf-8")
    imports = like[like.index("from __future__") : like.index("RULE")].replace(
        "import numpy as np\n\n", ""
    )
    check, test = blocks("A check of the audit")
    write(checks / "text_double_mark.py", f'"""Two full stops at the end."""\n\n{imports}{check}')
    write(checkout / "tests" / "audit" / "checks" / "test_text_double_mark.py", test)
    passes(checkout, "tests/audit/checks/test_text_double_mark.py")
