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


class AuditOptions(NamedTuple):
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


def command(options: AuditOptions, rule: str, cure: Cure) -> str:
    """Return the command that corrects the findings of a rule or lists them for review.

    Output files have unused names.

    Examples
    --------
    >>> command(AuditOptions("my set.json"), "duplicate/conflict", "clean")
    "reaug clean 'my set.json' -o cleaned"
    >>> command(AuditOptions("set.json"), "duplicate/exact", "clean")  # rows in conflict stay
    'reaug clean set.json -o cleaned --keep all'
    >>> command(AuditOptions("set.json", bad=0.1), "span/word-mismatch", "clean")
    'reaug clean set.json -o cleaned --on-bad-row repair'
    >>> command(AuditOptions("set.json", bad=0.1, mendable=False), "duplicate/conflict", "clean")
    'reaug clean set.json -o cleaned --on-bad-row drop'
    >>> command(AuditOptions("set.json"), "label/outlier", "review")
    'reaug audit set.json --select label/outlier --csv label-outlier.csv'
    """
    if rule.startswith(_DUPLICATE) and options.unlabelled:
        cure = "review"  # no row of a test set is dropped
    if options.bad >= 1 and not options.mendable:
        cure = "review"  # a run would have no row left
    if cure == "clean":
        keep = ("--keep", "all") if rule == _EXACT else ()
        return _shell(*_clean(options), *keep)
    name = rule.replace("/", "-")
    audit = _audit(options, [rule])
    if cure == "patch":
        return _patched(options, [*audit, "--select", rule], free(f"{name}.jsonl"))
    return _shell(*audit, "--select", rule, "--csv", free(f"{name}.csv"))


def clean_all(options: AuditOptions) -> str:
    """Return the command that audits, applies every certain fix, and cleans.

    >>> clean_all(AuditOptions("a.json", "own.yaml"))
    'reaug clean a.json --apply sure -o cleaned --rules own.yaml'
    """
    reaug, clean, data, *rest = _clean(options)
    return _shell(reaug, clean, data, "--apply", "sure", *rest)


DECISIONS: Final = "decisions.jsonl"
"""The name of the file that a page exports."""


def with_decisions(options: AuditOptions, output: str | None = None) -> str:
    """Return the command that applies decisions from the page; by default to an unused name.

    >>> with_decisions(AuditOptions("a.json"))
    'reaug clean a.json -o cleaned --patch decisions.jsonl'
    """
    skip = ("--on-bad-fix", "skip") if options.dropped else ()
    return _shell(*_clean(options, output), "--patch", DECISIONS, *skip)


def command_of(options: AuditOptions, cause: Cause) -> str:
    """Return the command for a cause; findings with the severity `review` are listed for a
    person.
    """
    return command(options, cause.rule, remedy(cause.severity, cause.cure))


def _clean(options: AuditOptions, output: str | None = None) -> list[str]:
    book = _rules(options if options.learnt is None else options._replace(rules=options.learnt))
    words = [
        "reaug",
        "clean",
        options.data,
        "-o",
        output or free("cleaned"),
        *book,
        *_reading(options),
    ]
    return [*words, *past_bad_rows(options)]


def past_bad_rows(options: AuditOptions) -> list[str]:
    """Return the options with which a command continues after rows that it cannot use.

    >>> past_bad_rows(AuditOptions("a", bad=0.655))
    ['--on-bad-row', 'repair', '--max-bad-share', '0.66']
    """
    words = []
    if options.bad:
        words += ["--on-bad-row", "repair" if options.mendable else "drop"]
    if options.bad > MAX_BAD_SHARE:
        words += ["--max-bad-share", f"{math.ceil(100 * options.bad) / 100:g}"]
    return words


def _patched(options: AuditOptions, audit: list[str], file: str) -> str:
    clean = [*_clean(options), "--patch", file]
    if options.dropped:  # the file may have lines about dropped rows
        clean += ["--on-bad-fix", "skip"]
    return f"{_shell(*audit, '--fixes', file)} && {_shell(*clean)}"


def _audit(options: AuditOptions, rules: Collection[str]) -> list[str]:
    """Return the audit command with the options that the given rules need."""
    arguments = ["reaug", "audit", options.data, *_rules(options), *_reading(options)]
    if options.against is not None and not options.beside.isdisjoint(rules):
        arguments += ["--against", options.against]
    if NOISE in rules:
        if options.pred_probs is not None:
            arguments += ["--pred-probs", options.pred_probs]
        elif options.noise:
            arguments.append("--noise")
        if options.ranking is not None:
            arguments += ["--ranking", options.ranking]
        if options.top is not None:
            arguments += ["--top", str(options.top)]
    return arguments


def reading(options: AuditOptions) -> list[str]:
    """Return the options for reading the set, as they were given."""
    return [*options.shape, *([] if options.read_as is None else ["--read-as", options.read_as])]


def _reading(options: AuditOptions) -> list[str]:
    return [*reading(options), *(["--unlabelled"] if options.unlabelled else [])]


def _rules(options: AuditOptions) -> list[str]:
    return [] if options.rules == "klue-re" else ["--rules", options.rules]


def _shell(*arguments: str) -> str:
    return shlex.join(arguments)
