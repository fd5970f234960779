"""Joins ES modules of a page into one script that the page can contain.

A page is one file that loads nothing, so its modules cannot import each other there. Each becomes a
function that returns its exports; nothing else of it is visible to the others.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Final

_IMPORT: Final = re.compile(r'^import (?:(\{[^}]*\}) from )?"(\.\.?/[\w./-]+\.js)";\n', re.M)
_EXPORT: Final = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.M)
_AS: Final = re.compile(r"(\w+) as (\w+)")


def joined(folder: Path, entry: str) -> str:
    r"""Join a module with all modules that it imports, each once and before those that need it.

    Supported are named imports and imports of a whole file, and exports of functions, classes and
    constants at their declaration. Circular imports are refused.

    Parameters
    ----------
    folder
        The folder of the modules.
    entry
        The module to begin with, as a path in the folder.

    Raises
    ------
    ValueError
        Imports are circular.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     files = {"a.js": "export const one = 1;\n", "b.js": 'import { one } from "./a.js";\n'}
    ...     for file, text in files.items():
    ...         _ = (Path(name) / file).write_text(text)
    ...     print(joined(Path(name), "b.js"))
    "use strict";
    const a_js = (() => {
    const one = 1;
    return { one };
    })();
    const b_js = (() => {
    const { one } = a_js;
    return {  };
    })();
    <BLANKLINE>
    """
    parts: dict[str, str] = {}
    _add(folder, entry, parts, ())
    return '"use strict";\n' + "".join(parts.values())


def _add(folder: Path, name: str, parts: dict[str, str], above: tuple[str, ...]) -> None:
    if name in above:
        raise ValueError(f"modules import each other: {' → '.join((*above, name))}")
    if name in parts:
        return
    text = (folder / name).read_text(encoding="utf-8")
    for _, other in _IMPORT.findall(text):
        _add(folder, _beside(name, other), parts, (*above, name))

    def given(match: re.Match[str]) -> str:
        names, other = match.groups()
        if names is None:
            return ""
        renamed = _AS.sub(r"\1: \2", names)
        return f"const {renamed} = {_variable(_beside(name, other))};\n"

    exports = ", ".join(_EXPORT.findall(text))
    body = _EXPORT.sub("", _IMPORT.sub(given, text))
    parts[name] = f"const {_variable(name)} = (() => {{\n{body}return {{ {exports} }};\n}})();\n"


def _beside(name: str, other: str) -> str:
    """Resolve the path of a module that another one imports."""
    parts: list[str] = list(PurePosixPath(name).parent.parts)
    for part in PurePosixPath(other).parts:
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _variable(name: str) -> str:
    return re.sub(r"\W", "_", name)
