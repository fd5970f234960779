r"""Gates: comparisons such as `label.js > 0.1`. A gate FAILS if its comparison is true.

Gates have this grammar; they are never evaluated as code:

```
gate     = path operator number
path     = first { "." name | "[" quoted "]" }     first = name | "[" quoted "]"
name     = letters, digits and _ / - :              duplicate/conflict, per:title
quoted   = "..." or '...', inside them \\ \" \'       labels["per:title"].ratio
operator = > >= < <= == !=
number   = 10, -1, .5, 1e-3, true, false
```

A path is looked up in nested mappings that the caller passes. A list stands for its number of
entries (`missing > 0`), true and false for 1 and 0.
"""

from __future__ import annotations

import math
import operator
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from numbers import Integral, Real
from typing import Any, Final, NamedTuple, NoReturn

from reaug.core.terminal_text import columns
from reaug.errors import GateError, UsageError
from reaug.suggestions import closest

__all__ = [
    "OPERATORS",
    "Gate",
    "GateResult",
    "check_names",
    "check_passed",
    "evaluate",
    "parse",
]

OPERATORS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
}
MAX_LENGTH: Final = 1000
MAX_DEPTH: Final = 16
_NAMES_SHOWN: Final = 12
_SPACE: Final = (" ", "\t", "\n", "\r")
_HINT: Final = f"a gate looks like label.js > 0.1; operators: {' '.join(OPERATORS)}"


class Gate(NamedTuple):
    """A parsed gate; `parse` makes it. `start` is the position of the path in `expr`."""

    expr: str
    path: tuple[str, ...]
    operator: str
    threshold: int | float
    start: int = 0


class GateResult(NamedTuple):
    """The result of a gate; `value` is None if it was not computed, and `reason` says why."""

    expr: str
    value: int | float | None
    passed: bool
    reason: str | None = None

    def to_json(self) -> dict[str, object]:
        """Return `expr`, `value`, `passed`, and `reason` if there is one."""
        fields = self._asdict()
        if self.reason is None:
            del fields["reason"]
        return fields


def check_passed(gates: Iterable[GateResult]) -> None:
    """Raise `GateError` with each gate that failed or could not be evaluated."""
    failed = [g.expr + (f" ({g.reason})" if g.reason else "") for g in gates if not g.passed]
    if failed:
        raise GateError(f"a gate failed: {'; '.join(failed)}")


def parse(expr: str) -> Gate:
    """Return the gate that a text states.

    Raises
    ------
    UsageError
        The text is no gate; the message shows the place of the error and the operators.

    Examples
    --------
    >>> gate = parse('labels["per:title"].ratio < 0.5')
    >>> gate.path, gate.operator, gate.threshold
    (('labels', 'per:title', 'ratio'), '<', 0.5)
    """
    return _Reader(expr).gate()


def check_names(gates: Iterable[Gate], known: Iterable[str]) -> None:
    """Raise `UsageError` if the first name of a gate is not in `known`.

    `evaluate` checks this, too; call this function to know before a long run begins.

    Raises
    ------
    UsageError
        A name is unknown; the message lists the known names, the most similar first.

    Examples
    --------
    >>> check_names([parse("rows.after < 100")], ["rows", "label"])
    """
    names = list(known)
    for gate in gates:
        if gate.path[0] not in names:
            problem = f"unknown name {_visible(gate.path[0])!r}; {_nearby(gate.path[0], names)}"
            raise _error(gate.expr, gate.start, problem)


def evaluate(gates: Sequence[Gate], values: Mapping[str, Any]) -> list[GateResult]:
    """Return the results of gates on nested mappings of numbers, such as `Drift.to_json()`.

    A gate whose path does not lead to a number (absent, null, NaN, infinite, a group) fails, with
    the value None and a reason, because a value that was not computed may be wrong.

    Raises
    ------
    UsageError
        The first name of a path is unknown.

    Examples
    --------
    >>> evaluate([parse("label.js > 0.1")], {"label": {"js": 0.25}})[0].passed
    False
    >>> evaluate([parse("missing > 0")], {"missing": []})[0].passed
    True
    """
    check_names(gates, values)
    return [_judge(gate, values) for gate in gates]


def _judge(gate: Gate, values: Mapping[str, Any]) -> GateResult:
    value_or_group: Any = values
    for depth, name in enumerate(gate.path):
        where = _visible(".".join(gate.path[:depth]))
        if not isinstance(value_or_group, Mapping):
            return _not_computed(gate, f"{where} has no names below it, so no {name!r}")
        if name not in value_or_group:
            return _not_computed(gate, f"{where} has no {name!r}; {_nearby(name, value_or_group)}")
        value_or_group = value_or_group[name]
    value, why = _number(value_or_group)
    if value is None:
        return _not_computed(gate, f"{_visible('.'.join(gate.path))} {why}")
    hit = OPERATORS[gate.operator](value, gate.threshold)
    return GateResult(gate.expr, value, passed=not hit)


def _not_computed(gate: Gate, reason: str) -> GateResult:
    return GateResult(gate.expr, None, passed=False, reason=reason)


def _number(value: object) -> tuple[int | float | None, str | None]:
    """Return a value as a plain int or float, or None and the reason why it is no number."""
    if value is None:
        return None, "was not computed"
    if isinstance(value, Mapping):
        return None, f"is a group; {_nearby('', value)}"
    if isinstance(value, (list, tuple)):
        return len(value), None
    if isinstance(value, Integral):  # bool and NumPy's integers included
        return int(value), None
    if not isinstance(value, Real):
        return None, "is not a number"
    if not math.isfinite(value):
        return None, "is not a finite number"
    return float(value), None


def _nearby(name: str, names: Iterable[object]) -> str:
    """Return the known names as a text: names similar to `name` first, and not too many."""
    known = [str(name) for name in names]
    close = closest(name, known, most=3, cutoff=0.5) if name else []
    listed = [*close, *(name for name in known if name not in close)][:_NAMES_SHOWN]
    more = f" and {len(known) - len(listed)} more" if len(known) > len(listed) else ""
    return f"names there: {', '.join(map(_visible, listed))}{more}" if known else "it is empty"


def _error(expr: str, at: int, problem: str) -> UsageError:
    """Return the error at one place: the problem, the text, a caret, the operators."""
    shown = _visible(expr)
    indent = " " * columns(shown[:at])
    return UsageError(f"gate: {problem}\n  {shown}\n  {indent}^\n{_HINT}")


def _visible(text: str) -> str:
    """Return a text with `?` for control characters, bidi marks and surrogates."""
    return "".join(ch if ch.isprintable() else "?" for ch in text)


class _Reader:
    """A reader of one gate from left to right; `at` is the position of the next character."""

    def __init__(self, expr: str) -> None:
        if len(expr) > MAX_LENGTH:
            raise UsageError(
                f"gate: {len(expr)} characters long, at most {MAX_LENGTH}: "
                f"{_visible(expr[:40])} ...\n{_HINT}"
            )
        self.expr = expr.strip()
        self.at = 0
        for place, ch in enumerate(self.expr):
            if unicodedata.category(ch) in ("Cc", "Cs") and ch not in _SPACE:
                self.fail(f"the character U+{ord(ch):04X} is not allowed in a gate", place)

    def gate(self) -> Gate:
        self.skip_space()
        start = self.at
        path = self.path()
        sign = self.operator()
        threshold = self.number()
        self.skip_space()
        if self.at < len(self.expr):
            self.fail("one comparison ends here; write a second gate for more")
        return Gate(self.expr, path, sign, threshold, start)

    def path(self) -> tuple[str, ...]:
        names = [self.quoted() if self.peek() == "[" else self.name()]
        while True:
            self.skip_space()
            if self.peek() == "[":
                names.append(self.quoted())
            elif self.peek() == ".":
                self.at += 1
                self.skip_space()
                names.append(self.name())
            else:
                return tuple(names)
            if len(names) > MAX_DEPTH:
                self.fail(f"the path has more than {MAX_DEPTH} names")

    def name(self) -> str:
        start = self.at
        while (ch := self.peek()) and (ch.isalnum() or ch in "_/-:"):
            self.at += 1
        if start == self.at:
            self.fail('a name is expected here (a name with other characters: ["..."])')
        return self.expr[start : self.at]

    def quoted(self) -> str:
        opening = self.at
        self.at += 1
        self.skip_space()
        quote = self.peek()
        if quote not in ('"', "'") or not quote:
            self.fail('a quoted name is expected here, as in labels["per:title"]')
        self.at += 1
        name = []
        while (ch := self.peek()) != quote:
            if not ch:
                self.fail("the quote that opens here is never closed", opening + 1)
            if ch == "\\":
                self.at += 1
                ch = self.peek()
                if ch not in ("\\", '"', "'"):
                    self.fail("behind a backslash only \\ \" and ' may stand")
            name.append(ch)
            self.at += 1
        self.at += 1
        self.skip_space()
        if self.peek() != "]":
            self.fail("] is expected here")
        self.at += 1
        return "".join(name)

    def operator(self) -> str:
        for length in (2, 1):
            sign = self.expr[self.at : self.at + length]
            if sign in OPERATORS:
                self.at += length
                return sign
        self.fail("an operator is expected here (use == to compare, not =)")

    def number(self) -> int | float:
        self.skip_space()
        start = self.at
        while (ch := self.peek()) and ch.isascii() and (ch.isalnum() or ch in "+-."):
            self.at += 1
        word = self.expr[start : self.at]
        if word in ("true", "false"):
            return int(word == "true")
        # float() alone would also accept nan, inf and 1_000.
        if all(ch in "+-.0123456789eE" for ch in word):
            with suppress(ValueError):
                number = float(word)
                if math.isinf(number):
                    self.fail("this number is too large", start)
                return int(word) if word.lstrip("+-").isdigit() else number
        self.fail("a number is expected here, such as 10, -1, .5 or 1e-3", start)

    def peek(self) -> str:
        return self.expr[self.at : self.at + 1]

    def skip_space(self) -> None:
        while self.peek() in _SPACE:
            self.at += 1

    def fail(self, problem: str, at: int | None = None) -> NoReturn:
        raise _error(self.expr, self.at if at is None else at, problem)
