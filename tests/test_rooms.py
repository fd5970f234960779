"""Arrows between rooms go down only, and the command line starts without anything heavy.

The rooms and their order are those of the table in docs/design.md.
"""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from types import FrameType
from typing import Any, Final

import pytest

import reaug
from command import ROOT
from command import reaug as reaug_command
from heavy_imports import HEAVY

PACKAGE = Path(reaug.__file__).parent
DESIGN = Path(__file__).resolve().parents[1] / "docs" / "design.md"


def _levels() -> Iterator[tuple[str, ...]]:
    """The rooms of each line of the table in docs/design.md: its order is that of the arrows."""
    text = DESIGN.read_text(encoding="utf-8")
    section = text[text.index("\n## Rooms\n") :].split("\n## ")[1]
    for line in section.splitlines():
        rooms = (
            re.findall(r"`(\w+)(?:/|\.py)`", line.split("|")[1]) if line.startswith("| `") else []
        )
        if rooms:
            yield tuple(rooms)


WHAT = ("reads", "works", "writes")
LEVELS = tuple(_levels())
LEVEL = {room: level for level, rooms in enumerate(LEVELS) for room in rooms}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        # An installed package carries samples and rules as data; a sample is a package of its own.
        if path.relative_to(PACKAGE).parts[0] in ("_samples", "_rules"):
            continue
        parts = ("reaug", *path.relative_to(PACKAGE).with_suffix("").parts)
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


NAMES = frozenset(name for name, _ in modules())


def _is_for_types(node: ast.AST) -> bool:
    if not isinstance(node, ast.If):
        return False
    test = node.test
    return getattr(test, "id", getattr(test, "attr", None)) == "TYPE_CHECKING"


def _statements(tree: ast.AST) -> Iterator[ast.AST]:
    """All statements, those inside functions too, but what is imported for types alone."""
    for part in ("body", "handlers", "orelse", "finalbody", "cases"):
        for node in getattr(tree, part, ()):
            if not _is_for_types(node):
                yield node
                yield from _statements(node)


def imports_of(module: str, path: Path) -> set[str]:
    """The modules of reaug that a module imports, at once or later."""
    names: set[str] = set()
    for node in _statements(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: import by full names"
            base = node.module or ""
            for alias in node.names:
                full = f"{base}.{alias.name}"
                names.add(full if full in NAMES else base)
    return {name for name in names if name.split(".")[0] == "reaug" and name != module}


@cache
def imports() -> dict[str, set[str]]:
    """What each module imports; read when a test asks, for pytest imports every test file."""
    return {module: imports_of(module, path) for module, path in modules()}


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def test_every_room_has_its_level() -> None:
    rooms = {room(module) for module in NAMES} - {"", "__main__"}
    assert rooms == set(LEVEL)


def test_the_walk_sees_lazy_imports() -> None:
    assert "reaug.engine.dataset_map" in imports()["reaug"]
    assert "reaug.runs.run" in imports()["reaug.cli.recipe_run"]
    assert "reaug.rulebook" not in imports()["reaug.core.step"]  # for types alone


def test_arrows_go_down() -> None:
    upwards = [
        f"{module} imports {target}"
        for module in sorted(NAMES - {"reaug", "reaug.__main__"})
        for target in sorted(imports()[module])
        if room(module) != room(target)
        and (not room(target) or LEVEL[room(module)] >= LEVEL[room(target)])
    ]
    assert upwards == []


def _walks() -> Iterator[tuple[str, list[str]]]:
    """The ways of docs/design.md: a command, and the modules that a reader of it passes."""
    command = ""
    for line in DESIGN.read_text(encoding="utf-8").splitlines():
        if line.startswith("reaug "):
            command = line
        elif command and "→" in line and line.startswith("  "):
            names = re.findall(r"([\w/]+)\.py", line)
            yield f"{command} {line.split()[0]}", [f"reaug.{n.replace('/', '.')}" for n in names]


@pytest.mark.parametrize(("name", "walk"), list(_walks()))
def test_a_reader_passes_each_room_once_and_downwards(name: str, walk: list[str]) -> None:
    assert walk[0] == f"reaug.cli.{name.split()[1]}"
    # A package stands for its modules: `reaug.data` loads `write` when it is asked for it.
    lacking = [
        (module, target)
        for module, target in pairwise(walk)
        if not {target, target.rpartition(".")[0]} & imports()[module]
    ]
    assert lacking == []
    passed = [name for name, _ in groupby(walk, room)]
    assert len(passed) == len(set(passed))
    assert [LEVEL[name] for name in passed] == sorted({LEVEL[name] for name in passed})


def test_the_ways_of_both_commands_are_drawn() -> None:
    asked = [f"reaug {command} {what}" for command in ("run", "audit") for what in WHAT]
    assert [name for name, _ in _walks()] == asked


@pytest.mark.parametrize(
    ("words", "functions"),
    [
        (
            ("run", f"{ROOT}/samples/quickstart.yaml", "--no-report", "-o", "{folder}/run"),
            ("data.read_data.read", "core.apply.apply", "data.write_data.write"),
        ),
        (
            ("audit", f"{ROOT}/samples/klue-style.json", "--findings", "{folder}/findings.jsonl"),
            ("data.read_data.read", "core.findings.in_order", "review.jsonl.write_findings"),
        ),
    ],
)
def test_calls_pass_each_room_once_and_downwards(
    words: tuple[str, ...],
    functions: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The calls from a command to what reads, works and writes, as they happen."""
    codes = {}
    for name in functions:
        module, _, function = f"reaug.{name}".rpartition(".")
        codes[getattr(importlib.import_module(module), function).__code__] = name
    passed: dict[str, list[str]] = {}

    def note(frame: FrameType, event: str, _: object) -> None:
        name = codes.get(frame.f_code) if event == "call" else None
        if name is not None and name not in passed:
            passed[name] = [room for room, _ in groupby(_rooms_below(frame))][::-1]

    # A thread has a stack of its own. Without it, calls are made where their results are asked for.
    monkeypatch.setattr("reaug.core.worker_pool.ThreadPoolExecutor", _Idle)
    sys.setprofile(note)
    try:
        done = reaug_command(*(word.format(folder=tmp_path) for word in words))
    finally:
        sys.setprofile(None)
    assert done.code == 0, done.err
    assert passed.keys() == set(functions)
    for way in passed.values():
        assert way[0] == "cli"
        assert [LEVEL[name] for name in way] == sorted({LEVEL[name] for name in way})


CALLS_OTHERS: Final = PACKAGE / "core" / "worker_pool.py"


class _Idle(ThreadPoolExecutor):
    """A pool that begins no call."""

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        return Future()


def _rooms_below(frame: FrameType | None) -> Iterator[str]:
    """The rooms of the calls on the stack, the latest first, but for what only makes calls."""
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(PACKAGE) and path != CALLS_OTHERS:
            yield path.relative_to(PACKAGE).with_suffix("").parts[0]
        frame = frame.f_back


def test_no_module_has_more_than_400_lines() -> None:
    lines = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in modules()}
    assert {name: number for name, number in lines.items() if number > 400} == {}


def test_no_module_imports_itself_by_a_detour() -> None:
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join((*trail[trail.index(module) :], module))
        if module in done:
            return
        for target in sorted(imports().get(module, ())):
            # A package's __init__ runs first, whichever of its modules is asked for.
            if target in NAMES and target != "reaug":
                visit(target, (*trail, module))
        done.add(module)

    for module in sorted(NAMES - {"reaug"}):
        visit(module, ())


@pytest.mark.parametrize("name", ["reaug", "reaug.cli.main"])
def test_nothing_heavy_is_imported_before_it_is_needed(name: str) -> None:
    code = f"import sys, {name}; print(*sorted(set(sys.modules) & {set(HEAVY)!r}))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    assert run.stdout.split() == []


@pytest.mark.parametrize("module", sorted(name for name in NAMES if room(name) == "cli"))
def test_commands_import_little_at_the_top(module: str) -> None:
    path = dict(modules())[module]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    own = {name for name in imported if name.startswith("reaug")}
    light = ("reaug.cli", "reaug.errors", "reaug.choices", "reaug.language")
    assert all(name.startswith(light) for name in own)
    others = {name.split(".")[0] for name in imported - own}
    assert others <= {"typer", "rich", *sys.stdlib_module_names}
