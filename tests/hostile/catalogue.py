"""All cases, in the order of the table that `benchmarks/hostile.py` writes.

A group of cases is a tuple in a module of this package: it is found automatically, without a list.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Final

from hostile import books, decisions, outputs, plugins, recipes, rows, tables, tokenizers, touched
from hostile.cases import Case

_MODULES: Final = (
    rows,
    tables,
    recipes,
    books,
    decisions,
    outputs,
    touched,
    tokenizers,
    plugins,
)


def _cases_of(module: ModuleType) -> Iterator[Case]:
    for group in vars(module).values():
        if isinstance(group, tuple) and group and isinstance(group[0], Case):
            yield from group


CASES: Final[tuple[Case, ...]] = tuple(case for module in _MODULES for case in _cases_of(module))
