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


def lints(checkout: Path, *files: Path) -> None:
    """Check that ruff finds nothing unused or undefined in these files."""
    done = python(checkout, "-m", "ruff", "check", "--no-cache", "--select", "F", *map(str, files))
    assert done.returncode == 0, done.stdout + done.stderr


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
    files = {
        checkout / "reaug" / "transforms" / "shout.py": step,
        checkout / "tests" / "transforms" / "test_shout.py": test,
        checkout / "reaug" / "language" / "korean_about" / "shout.py": korean,
    }
    for path, text in files.items():
        write(path, text)
    lints(checkout, *files)
    passes(checkout, "tests/transforms/test_shout.py")
    passes(checkout, "tests/language/test_about.py")


def test_a_format(checkout: Path) -> None:
    [text] = blocks("A format")
    path = checkout / "reaug" / "data" / "formats" / "my_lines.py"
    write(path, text)
    lints(checkout, path)
    passes(checkout, "tests/data/test_round_trip.py", "-k", "my-lines")
    rows = checkout / "rows.mine"
    process = python(checkout, "-m", "reaug", "convert", str(SAMPLE), "-o", str(rows))
    assert process.returncode == 0, process.stderr
    process = python(checkout, "-m", "reaug", "audit", str(rows), "--json")
    assert process.returncode == 0, process.stderr
    assert json.loads(process.stdout)["rows"] == 267
    assert "my-lines" in python(checkout, "-m", "reaug", "list", "formats").stdout


def test_a_format_for_reviewers(checkout: Path, tmp_path: Path) -> None:
    [text] = blocks("A format for reviewers")
    path = checkout / "reaug" / "review" / "formats" / "my_tasks.py"
    write(path, text)
    lints(checkout, path)
    export = ("-m", "reaug", "review", "export")
    done = python(checkout, *export, "--help")
    assert "csv, doccano, label-studio, my-tasks, xlsx." in " ".join(done.stdout.split())
    done = python(checkout, *export, SAMPLE, "--to", "my-task", "-o", str(tmp_path / "a.tasks"))
    assert "unknown review format 'my-task'; did you mean 'my-tasks'?" in done.stderr
    done = python(checkout, *export, SAMPLE, "--to", "my-tasks", "-o", str(tmp_path / "a.csv"))
    assert "--to my-tasks: name a file in .tasks, not a.csv" in done.stderr
    tasks, decisions = tmp_path / "a.tasks", tmp_path / "decisions.jsonl"
    done = python(checkout, *export, SAMPLE, "--to", "my-tasks", "-o", str(tasks))
    assert done.returncode == 0, done.stderr
    assert "which my-tasks cannot change; use --to csv|label-studio|xlsx for them" in done.stderr
    lines = [json.loads(line) for line in tasks.read_text(encoding="utf-8").splitlines()]
    lines[0]["label"] = "per:title"
    tasks.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    words = ("review", "import", str(tasks), "-o", str(decisions))
    done = python(checkout, "-m", "reaug", *words)
    assert done.returncode == 0, done.stderr
    decided = [json.loads(line) for line in decisions.read_text(encoding="utf-8").splitlines()]
    assert len({line["rows"][0] for line in decided}) == len(lines)
    assert ("label", "per:title") in [(line["field"], line["value"]) for line in decided]
    code = "import runpy; print(runpy.run_path('docs/refresh.py')['review_formats_table']())"
    done = python(checkout, "-c", code)
    assert "| `my-tasks` | questions (`.tasks`), one per line | the label |" in done.stdout


def test_a_check_of_the_audit(checkout: Path) -> None:
    check, test = blocks("A check of the audit")
    check_file = checkout / "reaug" / "audit" / "checks" / "text_double_mark.py"
    test_file = checkout / "tests" / "audit" / "checks" / "test_text_double_mark.py"
    write(check_file, check)
    write(test_file, test)
    lints(checkout, check_file, test_file)
    passes(checkout, "tests/audit/checks/test_text_double_mark.py")
