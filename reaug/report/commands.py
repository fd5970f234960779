"""The command that fixes or exports what a rule found, ready to paste into a shell."""

from __future__ import annotations

import shlex
from collections.abc import Collection
from typing import Final, NamedTuple

from reaug.audit.causes import Cause
from reaug.audit.rules import Cure, remedy
from reaug.rulebook import book_files

NOISE: Final = "label/noise"


class Asked(NamedTuple):
    """How the audit was asked for, so that a command can say it again."""

    data: str
    rules: str = "klue-re"
    against: str | None = None
    pred_probs: str | None = None
    noise: bool = False
    beside: frozenset[str] = frozenset()
    """Ids of the rules that are asked about a set beside another."""
    read_as: str | None = None

    @property
    def inputs(self) -> tuple[str, ...]:
        """Everything that is read."""
        read = (self.data, self.against, self.pred_probs)
        books = map(str, book_files(self.rules))
        return (*(name for name in read if name is not None), *books)


def command(asked: Asked, rule: str, cure: Cure) -> str:
    """What puts the findings of a rule right, or lists them for a person.

    Examples
    --------
    >>> command(Asked("my set.json"), "duplicate/exact", "clean")
    "reaug clean 'my set.json' -o cleaned"
    >>> command(Asked("set.json"), "label/outlier", "review")
    'reaug audit set.json --select label/outlier --csv label-outlier.csv'
    """
    if cure == "clean":
        return _shell("reaug", "clean", asked.data, "-o", "cleaned", *_how(asked))
    name = rule.replace("/", "-")
    audit = _audit(asked, [rule])
    if cure == "patch":
        return _patched(asked, [*audit, "--select", rule], f"{name}.jsonl")
    return _shell(*audit, "--select", rule, "--csv", f"{name}.csv")


def all_fixes(asked: Asked, rules: Collection[str]) -> str:
    """What applies every sure suggestion of some rules.

    >>> print(all_fixes(Asked("a.json"), ["span/number-unit", "type/inconsistent"]))
    reaug audit a.json --fixes fixes.jsonl && reaug clean a.json -o cleaned --patch fixes.jsonl
    """
    return _patched(asked, _audit(asked, rules), "fixes.jsonl")


def command_of(asked: Asked, cause: Cause) -> str:
    """The command of a cause; what is for review is suggested to a person, not written at once."""
    return command(asked, cause.rule, remedy(cause.severity, cause.cure))


def _patched(asked: Asked, audit: list[str], file: str) -> str:
    clean = ["reaug", "clean", asked.data, "-o", "cleaned", *_how(asked), "--patch", file]
    return f"{_shell(*audit, '--fixes', file)} && {_shell(*clean)}"


def _audit(asked: Asked, rules: Collection[str]) -> list[str]:
    """The audit, with what these rules need and no more."""
    words = ["reaug", "audit", asked.data, *_how(asked)]
    if asked.against is not None and not asked.beside.isdisjoint(rules):
        words += ["--against", asked.against]
    if NOISE in rules:
        if asked.pred_probs is not None:
            words += ["--pred-probs", asked.pred_probs]
        elif asked.noise:
            words.append("--noise")
    return words


def _how(asked: Asked) -> list[str]:
    """The options of reading that were given."""
    rules = [] if asked.rules == "klue-re" else ["--rules", asked.rules]
    return rules if asked.read_as is None else [*rules, "--read-as", asked.read_as]


def _shell(*words: str) -> str:
    return shlex.join(words)
