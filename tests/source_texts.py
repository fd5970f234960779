"""Collect the English texts in the source as templates, with `{}` for each inserted value."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import reaug
from reaug import errors

ROOT = Path(reaug.__file__).parent


def templates() -> set[str]:
    """Return all texts in the source of reaug, including docstrings of commands."""
    sources = (path for path in ROOT.rglob("*.py") if not _is_korean(path))
    return {text for path in sources for text in _texts(path)}


def _is_korean(path: Path) -> bool:
    """Whether a file is one of the Korean catalogues, which repeat texts of other files."""
    return any(part.startswith("korean_") for part in path.relative_to(ROOT).parts)


def raised() -> dict[str, str]:
    """Return the messages of reaug's errors, with positions such as `probing/tune.py:176`.

    Not included are errors of Python and pydantic, reasons that are keys, and messages that are
    made elsewhere.
    """
    texts: dict[str, str] = {}
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)):
                continue
            call = node.exc
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            text = _text(call.args[0]) if call.args and name in _ERRORS else None
            if text is not None:
                texts.setdefault(text, f"{path.relative_to(ROOT)}:{node.lineno}")
    return texts


def counted() -> dict[str, str]:
    """What the source's texts have in the plural behind a number, and where.

    A number is a value with thousands parted, a length, or a place of a table of texts.
    """
    texts: dict[str, str] = {}
    for path in sorted(ROOT.rglob("*.py")):
        if _is_korean(path):
            continue
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
        for node in nodes:
            if isinstance(node, ast.JoinedStr):
                text = "".join(
                    str(part.value) if isinstance(part, ast.Constant) else _NUMBER * _counts(part)
                    for part in node.values
                )
            elif id(node) in docstrings:
                continue
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = re.sub(r"\{[a-z]*\}", _NUMBER, node.value)
            else:
                continue
            for what in re.findall(rf"{_NUMBER} ((?:[a-z-]+ ){{0,2}}[a-z]+s)\b", text):
                texts.setdefault(what, f"{path.relative_to(ROOT)}:{node.lineno}")
    return texts


@cache
def korean_texts() -> dict[str, str]:
    """The texts of the source with Hangul, docstrings apart, and where: `report/words.py:9`."""
    texts: dict[str, str] = {}
    for path in sorted(ROOT.rglob("*.py")):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
        for node in nodes:
            if isinstance(node, ast.JoinedStr):
                text = _template(node)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = "" if id(node) in docstrings else node.value
            else:
                continue
            if re.search("[가-힣]", text):
                texts.setdefault(text, f"{path.relative_to(ROOT)}:{node.lineno}")
    return texts


_NUMBER = "\0"


def _counts(value: ast.expr) -> bool:
    if not isinstance(value, ast.FormattedValue):
        return False
    calls = {
        node.func.id
        for node in ast.walk(value.value)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    spec = value.format_spec.values if isinstance(value.format_spec, ast.JoinedStr) else []
    grouped = any(isinstance(part, ast.Constant) and "," in str(part.value) for part in spec)
    return grouped or bool(calls & {"len", "sum"})


_ERRORS = {*errors.__all__, "BadLineError"}


def _text(node: ast.expr) -> str | None:
    if isinstance(node, ast.JoinedStr):
        return _template(node)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


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
