"""The site of the documents: `python docs/build_site.py` builds it, `… serve` shows it.

Needs `pip install '.[docs]'`. Documents are copied as they lie, beside a reference that is made of
the code: a page of all commands, and one of what `import reaug` gives. A link that leads nowhere
stops the build.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "site"
SOURCE = BUILD / "source"
SINGLE = ("README.md", "README.ko.md", "CONTRIBUTING.md", "CHANGELOG.md")
FOLDERS = ("docs", "rules", "samples", "benchmarks")


def gather() -> list[dict[str, Any]]:
    """Copy and make the pages; returns the navigation."""
    shutil.rmtree(BUILD, ignore_errors=True)
    pages = [ROOT / name for name in SINGLE]
    pages += [page for name in FOLDERS for page in (ROOT / name).rglob("*.md")]
    # Its examples in brackets look like links.
    pages = [page for page in pages if page.name != "GUIDELINE-patterns.md"]
    for page in pages:
        target = SOURCE / page.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(page, target)
    reference = SOURCE / "docs" / "reference"
    reference.mkdir()
    (reference / "commands.md").write_text("\n".join(commands()), encoding="utf-8")
    (reference / "python.md").write_text("\n".join(python()), encoding="utf-8")
    steps = sorted((ROOT / "docs" / "steps").glob("[a-z]*.md"))
    filled = {
        "Steps": [{page.stem: f"docs/steps/{page.name}"} for page in steps],
        "Reference": [
            {"Commands": "docs/reference/commands.md"},
            {"Python": "docs/reference/python.md"},
        ],
    }
    nav: list[dict[str, Any]] = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"]
    return [{title: filled.get(title, pages) for title, pages in part.items()} for part in nav]


def commands() -> Iterator[str]:
    """The help of every command, as the command line prints it."""
    from reaug.cli.commands import COMMANDS

    yield "# Commands\n"
    for name in COMMANDS:
        yield f"## {name}\n\n```text\n{_help(name)}\n```\n"


def _help(name: str) -> str:
    from typer.testing import CliRunner

    from reaug.cli.main import app

    result = CliRunner().invoke(app, [name, "--help"], env={"COLUMNS": "80"}, prog_name="reaug")
    return result.stdout.strip()


def python() -> Iterator[str]:
    """What `import reaug` gives, from its docstrings."""
    import reaug

    yield "# Python\n"
    for name in sorted(reaug.__all__):
        if name not in _MODULES:
            yield f"::: reaug.{name}\n"


_MODULES = ("transforms", "cleaning", "shaping", "josa", "testing", "errors", "__version__")
"""Of these the documents speak: they hold steps, or have pages of their own."""


def main() -> int:
    """Build the site, or serve it."""
    nav = gather()
    config = BUILD / "mkdocs.yml"
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")[0]
    settings = settings.replace("build/site/source", "source").replace("build/site/html", "html")
    settings = settings.replace("paths: [.]", f"paths: [{ROOT.as_posix()}]")
    config.write_text(settings + "\n" + yaml.safe_dump({"nav": nav}, allow_unicode=True), "utf-8")
    verb = sys.argv[1] if len(sys.argv) > 1 else "build"
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", verb, "--config-file", str(config), "--strict"],
        check=False,
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
