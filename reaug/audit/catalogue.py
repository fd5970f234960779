"""The catalogue of checks: each file of `checks/` and `against/` is a check that is found by its
name.

A module of `checks/` has `RULES`, the rules that it may report, and `check(rows)`, which yields
findings about one set. A module of `against/` has `RULES` and `check(rows, gold)`, which compares a
set with another set. A module whose rules are in the rule book (`rule/NAME`) has `rules_of(book)`
instead of `RULES`. A module with `BY_ROW` finds single rows: its `check` is called for each piece
of a large set (`Rows.pieces`), and looks beyond the piece only by `Rows.fact`. The source text of a
module must contain the kinds of its rules (`span/`), so that modules for other kinds need not be
imported.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from importlib.abc import InspectLoader
from importlib.util import find_spec
from typing import Any, Literal, NamedTuple, get_args

from reaug.audit.judgements import table_of, under
from reaug.audit.rules import Rule
from reaug.core.findings import Finding
from reaug.rulebook import RuleBook, load

Room = Literal["checks", "against"]


class Check(NamedTuple):
    """A check: its name, the rules that it may report under a rule book, and its function.

    by_row : whether its findings are about single rows, so that a large set is checked in pieces.
    """

    name: str
    rules_of: Callable[[RuleBook], Iterable[Rule]]
    run: Callable[..., Iterable[Finding]]
    by_row: bool = False


@cache
def checks(room: Room) -> tuple[Check, ...]:
    """Return the checks of a package, sorted by name; files with a leading `_` are no checks."""
    return tuple(_check(module) for module in _modules(room))


@cache
def _modules(room: Room) -> tuple[str, ...]:
    package = importlib.import_module(f"reaug.audit.{room}")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return tuple(f"{package.__name__}.{name}" for name in names if not name.startswith("_"))


def checks_of(room: Room, kinds: Collection[str]) -> tuple[Check, ...]:
    """Return the checks that may report rules of the given kinds.

    A kind is the first part of a rule's id: `span` of `span/overlap`. The result may include a few
    checks that report no rule of the kinds.
    """
    modules = (module for module in _modules(room) if _names_any(module, kinds))
    return tuple(_check(module) for module in modules)


def _names_any(module: str, kinds: Collection[str]) -> bool:
    """Return whether the source text of a check's module contains the name of one of the kinds."""
    # The module is not imported, since that takes longer.
    spec = find_spec(module)
    loader = None if spec is None else spec.loader
    text = loader.get_source(module) if isinstance(loader, InspectLoader) else None
    return text is None or any(f"{kind}/" in text for kind in kinds)


@cache
def _check(full_name: str) -> Check:
    module: Any = importlib.import_module(full_name)
    name = full_name.rpartition(".")[2]
    fixed = getattr(module, "RULES", ())
    rules_of = getattr(module, "rules_of", lambda book: fixed)
    return Check(name, rules_of, module.check, getattr(module, "BY_ROW", False))


def rules(book: RuleBook, *rooms: Room) -> dict[str, Rule]:
    """Return every rule of the given packages by id, with the severity that it has under a book.

    A check declares a severity for each rule. The rule gets a lower one if people judged too few of
    its findings to be right; see `judgements.under`.
    """
    return _under(book, (check for room in rooms for check in checks(room)))


def _under(book: RuleBook, checks: Iterable[Check]) -> dict[str, Rule]:
    declared = {rule.id: rule for check in checks for rule in check.rules_of(book)}
    return under(declared, book.name, table_of(book))


def rules_of(findings: Sequence[Finding]) -> dict[str, Rule]:
    """Return the rules of findings that were read from a file, by id.

    An unknown rule, such as a rule of a plugin's step, is marked for review, because nobody has
    judged its suggestions.

    >>> finding = Finding("odd/rule", ("r",), "label", "a", "odd", severity="error")
    >>> rules_of([finding])["odd/rule"].cure
    'review'
    """
    # Severity and cure of a rule depend only on rules of the same kind (`judgements.under`).
    kinds = {finding.rule.partition("/")[0] for finding in findings}
    rooms: tuple[Room, ...] = get_args(Room)
    known = _under(load(), (check for room in rooms for check in checks_of(room, kinds)))
    chosen: dict[str, Rule] = {}
    for finding in findings:
        rule = Rule(finding.rule, finding.severity or "review", "review", finding.rule, "")
        chosen.setdefault(finding.rule, known.get(finding.rule, rule))
    return chosen
