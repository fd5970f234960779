"""Write people's judgements of rules into a rule book, and report how they change the rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from reaug.audit.rule_request import known_rules
from reaug.audit.rules import Rule, remedy
from reaug.errors import RuleBookError, UsageError
from reaug.review.rule_precision import Judged, Judgement, write_into
from reaug.rulebook import load, names
from reaug.rulebook.book_yaml import check_free


class JudgedRule(NamedTuple):
    """The severity of a rule, and whether its suggestions are written, before and after judging."""

    judgement: Judgement
    before: tuple[str, bool]
    after: tuple[str, bool]


class JudgedBook(NamedTuple):
    """The result of writing judgements into a rule book.

    strange : judged rules that the rule book does not have.
    unknown : number of decisions whose rule is unknown.
    """

    path: Path
    rules: tuple[JudgedRule, ...]
    strange: tuple[str, ...]
    unknown: int

    def to_json(self) -> dict[str, Any]:
        """Return JSON data with the figures of each rule, its severity, and whether suggestions are
        written.
        """
        return {
            "output": str(self.path),
            "rules": {
                rule.judgement.rule: {
                    **rule.judgement.to_yaml(),
                    "severity": {"before": rule.before[0], "after": rule.after[0]},
                    "fixes": {"before": rule.before[1], "after": rule.after[1]},
                }
                for rule in self.rules
            },
            "strange": list(self.strange),
            "unknown": self.unknown,
        }


def judge_book(
    book: str, made: Judged, output: Path | None = None, *, force: bool = False
) -> JudgedBook:
    """Write judgements into the user's own rule book, or into a new book that extends a shipped
    one.

    A judgement of a rule counts people's decisions about its findings.

    Raises
    ------
    UsageError
        The book ships with reaug and `output` is None; `output` is given for the user's own book;
        or no decision is about a rule of the book.
    RuleBookError, OutputError
        The rule book cannot be read or written.
    """
    shipped = book in names()
    before = known_rules(load(book))
    rules = [rule for rule in made.rules if rule.rule in before]
    strange = tuple(rule.rule for rule in made.rules if rule.rule not in before)
    if not rules:
        raise UsageError(
            "no decision is about a rule of this book; for decisions that do not name their rule, "
            "give --findings FILE"
        )
    if shipped:
        if output is None or output.suffix not in (".yaml", ".yml"):
            raise UsageError(f"{book} ships with reaug and is read-only: give -o FILE.yaml")
        check_free(output, force=force)
        # The new book keeps the name of the shipped one, so that the shipped figures apply to it,
        # too.
        write_into(output, rules, f"extends: {book}\n")
        path = output
    else:
        if output is not None:
            raise UsageError(f"-o is for a shipped book; {book} is updated in place")
        path = Path(book)
        write_into(path, rules)
    try:
        after = known_rules(load(path))
    except RuleBookError as error:
        raise RuleBookError(f"{path}: {error}") from error
    judged_rules = [
        JudgedRule(rule, _state(before[rule.rule]), _state(after[rule.rule])) for rule in rules
    ]
    return JudgedBook(path, tuple(judged_rules), strange, made.unknown)


def _state(rule: Rule) -> tuple[str, bool]:
    return rule.severity, remedy(rule.severity, rule.cure) == "patch"
