"""The English texts of the source, as templates: `{}` for each value put into them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import reaug

ROOT = Path(reaug.__file__).parent


def templates() -> set[str]:
    """Every text in the source of reaug, docstrings of commands among them."""
    sources = (path for path in ROOT.rglob("*.py") if not path.name.startswith("korean_"))
    return {text for path in sources for text in _texts(path)}


def _texts(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            yield _template(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
            for paragraph in node.value.split("\n\n"):
                yield " ".join(paragraph.split())


def _template(node: ast.JoinedStr) -> str:
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
    )
