"""Which checks there are: each file of `checks/` and `against/` is one, and edits no list.

A module of `checks/` has `RULES`, the rules it may report, and `check(rows)`, which yields findings
of one set; a module of `against/` has `RULES` and `check(rows, gold)`, for a set beside another.
One whose rules stand in the rule book (`rule/NAME`) has `rules_of(book)` instead of `RULES`. Its
text names the kinds of its rules (`span/`), so that who knows what it looks for imports no other.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from importlib.abc import InspectLoader
from importlib.util import find_spec
from typing import Any, Literal, NamedTuple, get_args

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
    return tuple(_check(module) for module in _modules(room))


@cache
def _modules(room: Room) -> tuple[str, ...]:
    package = importlib.import_module(f"reaug.audit.{room}")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return tuple(f"{package.__name__}.{name}" for name in names if not name.startswith("_"))


def checks_of(room: Room, kinds: Collection[str]) -> tuple[Check, ...]:
    """The checks of a room that may report rules of some kinds (`span` of `span/overlap`).

    A few may be among them that report none.
    """
    modules = (module for module in _modules(room) if _names_any(module, kinds))
    return tuple(_check(module) for module in modules)


def _names_any(module: str, kinds: Collection[str]) -> bool:
    """Whether the text of a module names any of some kinds of rules; it is not executed."""
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
    """Every rule of some rooms, by id, as it is under a rule book (see `judged.under`)."""
    return _under(book, (check for room in rooms for check in checks(room)))


def _under(book: RuleBook, checks: Iterable[Check]) -> dict[str, Rule]:
    declared = {rule.id: rule for check in checks for rule in check.rules_of(book)}
    return under(declared, book.name, table_of(book))


def rules_of(findings: Sequence[Finding]) -> dict[str, Rule]:
    """The rules of findings that come from a file, by id.

    A rule that is not known here, such as that of a plugin's step, is for a person to look at: what
    it suggests was never judged.

    >>> finding = Finding("odd/rule", ("r",), "label", "a", "odd", severity="error")
    >>> rules_of([finding])["odd/rule"].cure
    'review'
    """
    # What is known of a rule hangs on the others of its kind (`judged.under`), and on no more.
    kinds = {finding.rule.partition("/")[0] for finding in findings}
    rooms: tuple[Room, ...] = get_args(Room)
    known = _under(load(), (check for room in rooms for check in checks_of(room, kinds)))
    chosen: dict[str, Rule] = {}
    for finding in findings:
        rule = Rule(finding.rule, finding.severity or "review", "review", finding.rule, "")
        chosen.setdefault(finding.rule, known.get(finding.rule, rule))
    return chosen
