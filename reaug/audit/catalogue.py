"""Which checks there are: each file of `checks/` and `against/` is one, and edits no list.

A module of `checks/` has `RULES`, the rules it may report, and `check(rows)`, which yields findings
of one set; a module of `against/` has `RULES` and `check(rows, gold)`, for a set beside another.
One whose rules stand in the rule book (`rule/NAME`) has `rules_of(book)` instead of `RULES`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

from reaug.audit.judged import table_of, under
from reaug.audit.rules import Rule
from reaug.core.findings import Finding
from reaug.rulebook import RuleBook, load

Room = Literal["checks", "against"]


class Check(NamedTuple):
    """One check: its name, what it may report by a rule book, and the function."""

    name: str
    rules_of: Callable[[RuleBook], Iterable[Rule]]
    run: Callable[..., Iterable[Finding]]


@cache
def checks(room: Room) -> tuple[Check, ...]:
    """The checks of a room by name; a file with a leading `_` helps others and is none."""
    package = importlib.import_module(f"reaug.audit.{room}")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return tuple(_check(room, name) for name in names if not name.startswith("_"))


def _check(room: Room, name: str) -> Check:
    module: Any = importlib.import_module(f"reaug.audit.{room}.{name}")
    fixed = getattr(module, "RULES", ())
    return Check(name, getattr(module, "rules_of", lambda book: fixed), module.check)


def rules(book: RuleBook, *rooms: Room) -> dict[str, Rule]:
    """Every rule of some rooms, by id, as it is under a rule book (see `judged.under`)."""
    declared = {
        rule.id: rule for room in rooms for check in checks(room) for rule in check.rules_of(book)
    }
    return under(declared, book.name, table_of(book))


def rules_of(findings: Sequence[Finding]) -> dict[str, Rule]:
    """The rules of findings that come from a file, by id.

    A rule that is not known here, such as that of a plugin's step, is for a person to look at: what
    it suggests was never judged.

    >>> finding = Finding("odd/rule", ("r",), "label", "a", "odd", severity="error")
    >>> rules_of([finding])["odd/rule"].cure
    'review'
    """
    known = rules(load(), "checks", "against")
    chosen: dict[str, Rule] = {}
    for finding in findings:
        rule = Rule(finding.rule, finding.severity or "review", "review", finding.rule, "")
        chosen.setdefault(finding.rule, known.get(finding.rule, rule))
    return chosen
