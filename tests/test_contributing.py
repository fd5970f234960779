"""The recipes of CONTRIBUTING.md as they stand there: their files are written, their tests pass."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from command import ROOT

BLOCK = re.compile(r"^ *```python\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
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


def passes(checkout: Path, test: str) -> None:
    """Check that a test of this checkout passes, on its code."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test]
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    done = subprocess.run(
        command, cwd=checkout, env=environment, capture_output=True, text=True, check=False
    )
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
