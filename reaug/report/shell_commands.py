"""Shell commands that fix or export the findings of a rule, ready to be pasted."""

from __future__ import annotations

import math
import shlex
from collections.abc import Collection
from typing import Final, NamedTuple

from reaug.audit.causes import Cause
from reaug.audit.rules import Cure, remedy
from reaug.choices import MAX_BAD_SHARE, NoiseRanking
from reaug.files.free_names import free
from reaug.rulebook import book_files

NOISE: Final = "label/noise"
_DUPLICATE: Final = "duplicate/"
_EXACT: Final = "duplicate/exact"


class Asked(NamedTuple):
    """The options of the audit, which a command repeats.

    beside : ids of the rules that compare the set with another set.
    bad : the share of rows that a run cannot use, because they could not be read or have a label or
        type that is not in the book. Suggested commands must not stop at these rows.
    dropped : the number of these rows that the reader cannot repair.
    mendable : whether the reader can repair any of these rows.
    learnt : the file of the rule book that must be learnt first, if most labels or types of the
        data are not in `rules`; else None.
    """

    data: str
    rules: str = "klue-re"
    against: str | None = None
    pred_probs: str | None = None
    noise: bool = False
    ranking: NoiseRanking | None = None
    top: int | None = None
    beside: frozenset[str] = frozenset()
    unlabelled: bool = False
    bad: float = 0.0
    dropped: int = 0
    mendable: bool = True
    learnt: str | None = None
    shape: tuple[str, ...] = ()
    """The options for reading the data."""
    read_as: str | None = None

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of all files that are read."""
        read = (self.data, self.against, self.pred_probs)
        books = map(str, book_files(self.rules))
        return (*(name for name in read if name is not None), *books)


def book_called(name: str, given: str) -> str:
    """Return the name of a rule book for people: the path `given` of a file, or a shipped name.

    The `name` in a book's file is not used: it is `rules` in every learnt book.

    Examples
    --------
    >>> book_called("rules", "own/rules.yaml"), book_called("klue-re", "klue-re")
    ('own/rules.yaml', 'klue-re')
    """
    is_file = "/" in given or "\\" in given or given.endswith((".yaml", ".yml"))
    return given if is_file else name


def command(asked: Asked, rule: str, cure: Cure) -> str:
    """Return the command that corrects the findings of a rule or lists them for review.

    Output files have unused names.

    Examples
    --------
    >>> command(Asked("my set.json"), "duplicate/conflict", "clean")
    "reaug clean 'my set.json' -o cleaned"
    >>> command(Asked("set.json"), "duplicate/exact", "clean")  # rows in conflict stay
    'reaug clean set.json -o cleaned --keep all'
    >>> command(Asked("set.json", bad=0.1), "span/word-mismatch", "clean")
    'reaug clean set.json -o cleaned --on-bad-row repair'
    >>> command(Asked("set.json", bad=0.1, mendable=False), "duplicate/conflict", "clean")
    'reaug clean set.json -o cleaned --on-bad-row drop'
    >>> command(Asked("set.json"), "label/outlier", "review")
    'reaug audit set.json --select label/outlier --csv label-outlier.csv'
    """
    if rule.startswith(_DUPLICATE) and asked.unlabelled:
        cure = "review"  # no row of a test set is dropped
    if asked.bad >= 1 and not asked.mendable:
        cure = "review"  # a run would have no row left
    if cure == "clean":
        keep = ("--keep", "all") if rule == _EXACT else ()
        return _shell(*_clean(asked), *keep)
    name = rule.replace("/", "-")
    audit = _audit(asked, [rule])
    if cure == "patch":
        return _patched(asked, [*audit, "--select", rule], free(f"{name}.jsonl"))
    return _shell(*audit, "--select", rule, "--csv", free(f"{name}.csv"))


def clean_all(asked: Asked) -> str:
    """Return the command that audits, applies every certain fix, and cleans.

    >>> clean_all(Asked("a.json", "own.yaml"))
    'reaug clean a.json --apply sure -o cleaned --rules own.yaml'
    """
    reaug, clean, data, *rest = _clean(asked)
    return _shell(reaug, clean, data, "--apply", "sure", *rest)


DECISIONS: Final = "decisions.jsonl"
"""The name of the file that a page exports."""


def with_decisions(asked: Asked, output: str | None = None) -> str:
    """Return the command that applies decisions from the page; by default to an unused name.

    >>> with_decisions(Asked("a.json"))
    'reaug clean a.json -o cleaned --patch decisions.jsonl'
    """
    skip = ("--on-bad-fix", "skip") if asked.dropped else ()
    return _shell(*_clean(asked, output), "--patch", DECISIONS, *skip)


def command_of(asked: Asked, cause: Cause) -> str:
    """Return the command for a cause; findings with the severity `review` are listed for a
    person.
    """
    return command(asked, cause.rule, remedy(cause.severity, cause.cure))


def _clean(asked: Asked, output: str | None = None) -> list[str]:
    book = _rules(asked if asked.learnt is None else asked._replace(rules=asked.learnt))
    words = ["reaug", "clean", asked.data, "-o", output or free("cleaned"), *book, *_reading(asked)]
    return [*words, *past_bad_rows(asked)]


def past_bad_rows(asked: Asked) -> list[str]:
    """Return the options with which a command continues after rows that it cannot use.

    >>> past_bad_rows(Asked("a", bad=0.655))
    ['--on-bad-row', 'repair', '--max-bad-share', '0.66']
    """
    words = []
    if asked.bad:
        words += ["--on-bad-row", "repair" if asked.mendable else "drop"]
    if asked.bad > MAX_BAD_SHARE:
        words += ["--max-bad-share", f"{math.ceil(100 * asked.bad) / 100:g}"]
    return words


def _patched(asked: Asked, audit: list[str], file: str) -> str:
    clean = [*_clean(asked), "--patch", file]
    if asked.dropped:  # the file may have lines about dropped rows
        clean += ["--on-bad-fix", "skip"]
    return f"{_shell(*audit, '--fixes', file)} && {_shell(*clean)}"


def _audit(asked: Asked, rules: Collection[str]) -> list[str]:
    """Return the audit command with the options that the given rules need."""
    arguments = ["reaug", "audit", asked.data, *_rules(asked), *_reading(asked)]
    if asked.against is not None and not asked.beside.isdisjoint(rules):
        arguments += ["--against", asked.against]
    if NOISE in rules:
        if asked.pred_probs is not None:
            arguments += ["--pred-probs", asked.pred_probs]
        elif asked.noise:
            arguments.append("--noise")
        if asked.ranking is not None:
            arguments += ["--ranking", asked.ranking]
        if asked.top is not None:
            arguments += ["--top", str(asked.top)]
    return arguments


def reading(asked: Asked) -> list[str]:
    """Return the options for reading the set, as they were given."""
    return [*asked.shape, *([] if asked.read_as is None else ["--read-as", asked.read_as])]


def _reading(asked: Asked) -> list[str]:
    return [*reading(asked), *(["--unlabelled"] if asked.unlabelled else [])]


def _rules(asked: Asked) -> list[str]:
    return [] if asked.rules == "klue-re" else ["--rules", asked.rules]


def _shell(*arguments: str) -> str:
    return shlex.join(arguments)
