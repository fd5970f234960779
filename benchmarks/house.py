"""Count modules, uninformative names and repeated declarations in the code, and trace imports.

    python benchmarks/house.py [--at COMMIT] [--helpers]

With `--at`, the counts are for another commit, from `git archive`. It prints:

- modules of the package, and modules of more than 400 lines; modules with only one importer, how
  many of these have fewer than 70 lines, and how many of these are helpers: they are in the same
  folder as their importer, and are no commands (`--helpers` lists them);
- bindings of names that say little, such as `found` and `here`, and their files, in the package
  and in tests and benchmarks;
- declared names of NumPy arrays, calls that search for similar names, enumerations;
- the packages on the shortest path of imports from the command line to the writer, for `reaug run`
  and `reaug audit`, each package once.
"""

from __future__ import annotations

import argparse
import ast
import re
import tempfile
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from _common import CHECKOUT, table, unpacked

SMALL: Final = 70
LARGE: Final = 400
VAGUE: Final = ("found", "told", "said", "here", "there", "one")
VAGUE_IN_CHECKS: Final = ("found", "told", "said", "made", "whole", "one")
CHECKS: Final = ("tests", "benchmarks")
_ARRAY: Final = r"(?m)^\w+(?:: \w+)? = (?:npt\.ND|np\.nd)[Aa]rray\["
WALKS: Final = {
    "reaug run": ("cli.run", "data.write_data"),
    "reaug audit": ("cli.audit", "review.sheet"),
}


class House:
    """The parsed package of a checkout."""

    def __init__(self, root: Path) -> None:
        package = root / "reaug"
        self.trees: dict[str, ast.Module] = {}
        self.texts: dict[str, str] = {}
        for path in sorted(package.rglob("*.py")):
            parts = ("reaug", *path.relative_to(package).with_suffix("").parts)
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            self.texts[name] = path.read_text(encoding="utf-8")
            self.trees[name] = ast.parse(self.texts[name])
        self.checks = [
            ast.parse(path.read_text(encoding="utf-8"))
            for folder in CHECKS
            for path in sorted((root / folder).rglob("*.py"))
        ]
        self.imports = {name: self._imports(name) for name in self.trees}
        self.importers: dict[str, set[str]] = defaultdict(set)
        for name, targets in self.imports.items():
            for target in targets:
                self.importers[target].add(name)

    def _imports(self, name: str) -> set[str]:
        targets: set[str] = set()
        for node in ast.walk(self.trees[name]):
            if isinstance(node, ast.Import):
                targets |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    full = f"{node.module}.{alias.name}"
                    targets.add(full if full in self.trees else node.module)
        return {target for target in targets if target in self.trees and target != name}

    def single_importer(self) -> list[str]:
        """Return the modules that are imported by exactly one other module."""
        return [name for name in self.trees if len(self.importers[name]) == 1]

    def small(self) -> list[str]:
        """Return the modules with one importer and fewer than 70 lines."""
        return [name for name in self.single_importer() if self.lines(name) < SMALL]

    def helpers(self) -> list[str]:
        """Return the short modules that could be merged into their only importer."""
        return [
            name
            for name in self.small()
            for importer in self.importers[name]
            if name.rpartition(".")[0] == importer.rpartition(".")[0] != "reaug"
            and importer != "reaug.cli.commands"
        ]

    def lines(self, name: str) -> int:
        """Return the length of a module in lines."""
        return len(self.texts[name].splitlines())

    def bindings(self, word: str) -> tuple[int, int]:
        """Count how often a name is bound in the package, and in how many modules."""
        return _counted(word, self.trees.values())

    def bindings_in_checks(self, word: str) -> tuple[int, int]:
        """Count how often a name is bound in tests and benchmarks, and in how many files."""
        return _counted(word, self.checks)

    def matches(self, pattern: str) -> int:
        """Count the matches of a pattern in the code."""
        return sum(len(re.findall(pattern, text)) for text in self.texts.values())

    def walk(self, start: str, end: str) -> list[str]:
        """Return the shortest path of imports between two modules; empty if there is none."""
        first, last = f"reaug.{start}", f"reaug.{end}"
        before: dict[str, str | None] = {first: None}
        waiting = deque([first])
        while waiting:
            name = waiting.popleft()
            if name == last:
                break
            for target in sorted(self.imports.get(name, ())):
                if target not in before:
                    before[target] = name
                    waiting.append(target)
        way, step = [], last if last in before else None
        while step is not None:
            way.append(step)
            step = before[step]
        return way[::-1]


def _counted(word: str, trees: Iterable[ast.Module]) -> tuple[int, int]:
    numbers = [sum(bound == word for bound in _bound(tree)) for tree in trees]
    return sum(numbers), sum(number > 0 for number in numbers)


def _bound(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id.lstrip("_")
        elif isinstance(node, ast.arg):
            yield node.arg.lstrip("_")
        elif isinstance(node, ast.FunctionDef):
            yield node.name.lstrip("_")


def counts(house: House) -> Iterator[tuple[str, object]]:
    """Yield the lines of the output: a description and a count."""
    yield "modules", len(house.trees)
    yield f"of those over {LARGE} lines", sum(house.lines(name) > LARGE for name in house.trees)
    yield "modules with one importer", len(house.single_importer())
    yield f"of those under {SMALL} lines", len(house.small())
    yield "of those helpers in the same folder", len(house.helpers())
    for word in VAGUE:
        times, files = house.bindings(word)
        yield f"bindings of '{word}'", f"{times} in {files} modules"
    for word in VAGUE_IN_CHECKS:
        times, files = house.bindings_in_checks(word)
        yield f"bindings of '{word}' in {' and '.join(CHECKS)}", f"{times} in {files} files"
    yield "functions called _told", house.matches(r"def _told\(")
    yield "names of NumPy arrays declared", house.matches(_ARRAY)
    yield "calls that look for close names", house.matches(r"get_close_matches\(")
    yield "enumerations of choices", house.matches(r"\(StrEnum\)")
    yield (
        "schemas of findings",
        house.matches(r"FINDINGS_SCHEMA: Final") + house.matches(r"class Finding\("),
    )


def main() -> int:
    """Print the counts of this checkout, or of a commit."""
    command_line = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    command_line.add_argument("--at", metavar="COMMIT", help="count the files of this commit")
    command_line.add_argument("--helpers", action="store_true", help="name the helpers, too")
    given = command_line.parse_args()
    with tempfile.TemporaryDirectory(prefix="reaug-house-") as name:
        house = House(CHECKOUT if given.at is None else unpacked(given.at, Path(name)))
    print(table(["", "count"], counts(house)))
    for name in house.helpers() if given.helpers else ():
        [importer] = house.importers[name]
        lines = house.lines(name), house.lines(importer)
        print(f"  {name} ({lines[0]} lines), of {importer} ({lines[1]})")
    for command, (start, end) in WALKS.items():
        way = house.walk(start, end)
        rooms = list(dict.fromkeys(step.split(".")[1] for step in way))
        print(f"\n{command}: {' → '.join(rooms) or 'no way'}")
        for step in way:
            print(f"  {step}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
