"""The catalogue of checks: each file of `checks/` and `against/` is one; there is no list to edit.

A module of `checks/` has `RULES`, the rules it may report, and `check(rows)`, which yields findings
about one set; a module of `against/` has `RULES` and `check(rows, gold)`, for a set against
another. One whose rules are in the rule book (`rule/NAME`) has `rules_of(book)` instead of `RULES`.
The source text must contain the kinds of its rules (`span/`), so that modules for other kinds need
not be imported.
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
    """One check: its name, the rules it may report under a rule book, and the function."""

    name: str
    rules_of: Callable[[RuleBook], Iterable[Rule]]
    run: Callable[..., Iterable[Finding]]


@cache
def checks(room: Room) -> tuple[Check, ...]:
    """Return the checks of a package by name; a file with a leading `_` is a helper."""
    return tuple(_check(module) for module in _modules(room))


@cache
def _modules(room: Room) -> tuple[str, ...]:
    package = importlib.import_module(f"reaug.audit.{room}")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return tuple(f"{package.__name__}.{name}" for name in names if not name.startswith("_"))


def checks_of(room: Room, kinds: Collection[str]) -> tuple[Check, ...]:
    """Return the checks that may report rules of some kinds (`span` of `span/overlap`).

    It may include a few that do not.
    """
    modules = (module for module in _modules(room) if _names_any(module, kinds))
    return tuple(_check(module) for module in modules)


def _names_any(module: str, kinds: Collection[str]) -> bool:
    """Whether a module's source contains any of these kinds of rules; it is not executed."""
    spec = find_spec(module)
    loader = None if spec is None else spec.loader
    text = loader.get_source(module) if isinstance(loader, InspectLoader) else None
    return text is None or any(f"{kind}/" in text for kind in kinds)


@cache
def _check(full_name: str) -> Check:
    module: Any = importlib.import_module(full_name)
    name = full_name.rpartition(".")[2]
    fixed = getattr(module, "RULES", ())
    return Check(name, getattr(module, "rules_of", lambda book: fixed), module.check)


def rules(book: RuleBook, *rooms: Room) -> dict[str, Rule]:
    """Return every rule of some packages, by id, as it applies under a book (`judged.under`)."""
    return _under(book, (check for room in rooms for check in checks(room)))


def _under(book: RuleBook, checks: Iterable[Check]) -> dict[str, Rule]:
    declared = {rule.id: rule for check in checks for rule in check.rules_of(book)}
    return under(declared, book.name, table_of(book))


def rules_of(findings: Sequence[Finding]) -> dict[str, Rule]:
    """Return the rules of findings that come from a file, by id.

    An unknown rule, such as one of a plugin's step, is marked for review: nobody has judged what it
    suggests.

    >>> finding = Finding("odd/rule", ("r",), "label", "a", "odd", severity="error")
    >>> rules_of([finding])["odd/rule"].cure
    'review'
    """
    # What is known about a rule depends only on the others of its kind (`judged.under`).
    kinds = {finding.rule.partition("/")[0] for finding in findings}
    rooms: tuple[Room, ...] = get_args(Room)
    known = _under(load(), (check for room in rooms for check in checks_of(room, kinds)))
    chosen: dict[str, Rule] = {}
    for finding in findings:
        rule = Rule(finding.rule, finding.severity or "review", "review", finding.rule, "")
        chosen.setdefault(finding.rule, known.get(finding.rule, rule))
    return chosen
