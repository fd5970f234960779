from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

import reaug.report.pages as pages
from reaug.report.pages import joined

TEMPLATES = Path(pages.__file__).parent / "templates"
ENTRIES = ("audit.js", "run.js", "charts.js")


def saved(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        file = folder / f"{name.replace('__', '/')}.js"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def test_each_module_stands_once_and_before_those_that_need_it(tmp_path: Path) -> None:
    saved(
        tmp_path,
        dom="export function el() {}\n",
        part__a='import { el } from "../dom.js";\nexport const a = el;\n',
        part__b='import { el } from "../dom.js";\nimport { a as first } from "./a.js";\n'
        "export class B {}\n",
        entry='import "./part/b.js";\nimport {\n  a,\n} from "./part/a.js";\n',
    )
    text = joined(tmp_path, "entry.js")
    heads = [line for line in text.splitlines() if line.endswith("(() => {")]
    assert heads == [
        f"const {name} = (() => {{" for name in ("dom_js", "part_a_js", "part_b_js", "entry_js")
    ]
    assert "const { a: first } = part_a_js;" in text
    assert "return { B };" in text
    assert "import" not in text
    assert "export" not in text


def test_modules_that_import_each_other(tmp_path: Path) -> None:
    saved(tmp_path, a='import "./b.js";\n', b='import "./a.js";\n')
    with pytest.raises(ValueError, match=r"a\.js → b\.js → a\.js"):
        joined(tmp_path, "a.js")


@pytest.mark.parametrize("entry", ENTRIES)
def test_nothing_of_modules_is_left(entry: str) -> None:
    lines = joined(TEMPLATES, entry).splitlines()
    assert not [line for line in lines if line.startswith(("import ", "export "))]


@pytest.mark.parametrize("file", sorted(TEMPLATES.rglob("*.js")), ids=lambda file: file.name)
def test_each_file_is_a_module(file: Path, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node is installed; the browser tests run the same scripts")
    copy = tmp_path / "one.mjs"
    copy.write_bytes(file.read_bytes())
    done = subprocess.run([node, "--check", copy], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
