"""Compute the precision of each rule from people's decisions, and write it into a rule book.

A finding was right if it was accepted or corrected in another way, and wrong if it was rejected. A
suggestion was right if it was accepted. If several people decided, the majority counts; a tie
counts one half. The figures are about the given decisions only: to add decisions, give all files
again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from reaug.audit import Finding
from reaug.audit.judgements import Figure
from reaug.errors import RuleBookError
from reaug.files.atomic import whole
from reaug.review.answers import Line
from reaug.review.panel import Panel, Unit, panel
from reaug.rulebook import load
from reaug.rulebook.book_yaml import Plain

KEY: Final = "judged"
_BLOCK: Final = re.compile(rf"^{KEY}:[^\n]*\n(?:(?:[ \t#][^\n]*)?\n)*", re.MULTILINE)
_SAYS: Final = "# What people decided of findings under this book; reaug rules judge writes it."


class Judgement(NamedTuple):
    """The figures of a rule from people's decisions.

    finding : how many findings of the rule were right.
    suggestion : how many suggestions were right; None if no suggestion was decided.
    """

    rule: str
    finding: Figure
    suggestion: Figure | None

    def to_yaml(self) -> dict[str, Any]:
        """Return the rule's entry under `judged` in a rule book."""
        entry: dict[str, Any] = {
            "precision": round(self.finding.share, 4),
            "judged": self.finding.judged,
        }
        if self.suggestion is not None:
            right = self.suggestion.right
            entry["fix_right"] = int(right) if right == int(right) else right
            entry["fix_judged"] = self.suggestion.judged
        return entry


class Judged(NamedTuple):
    """How often each rule was right, by people's decisions.

    unknown : number of findings whose rule is neither in the decisions nor in a file of findings.
    others : number of decisions that are not about a finding.
    """

    rules: tuple[Judgement, ...]
    unknown: int
    others: int


def judged(lines: Iterable[Line], findings: Mapping[str, Finding] | None = None) -> Judged:
    """Return the figures of each rule from decisions.

    Parameters
    ----------
    lines
        Lines of `decisions.jsonl`.
    findings
        The findings by key, if known; else the rule is taken from the beginning of `reason`.

    Examples
    --------
    >>> line = {"finding": "a", "rows": ["r"], "field": "label", "decision": "accept", "value": "x",
    ...         "reason": "label/outlier"}
    >>> two = [line, {**line, "finding": "b", "decision": "reject"}]
    >>> [(rule.rule, str(rule.finding).partition(" (")[0]) for rule in judged(two).rules]
    [('label/outlier', '50% of 2')]
    """
    people = panel(lines, findings)
    by_finding: dict[str, list[Unit]] = {}
    for unit in people.units:
        if unit.finding is not None:
            by_finding.setdefault(unit.finding, []).append(unit)
    right: dict[str, list[float]] = {}
    fixed: dict[str, list[float]] = {}
    unknown = 0
    for key, units in by_finding.items():
        rule = people.rule_of(units[0])
        if not rule:
            unknown += 1
            continue
        votes = [_votes(people, units, name) for name in people.raters]
        votes_cast = [vote for vote in votes if vote is not None]
        right.setdefault(rule, []).append(_share([vote.right for vote in votes_cast]))
        suggested = [vote.taken for vote in votes_cast if vote.taken is not None]
        if suggested and _suggests(findings, key):
            fixed.setdefault(rule, []).append(_share(suggested))
    rules = tuple(
        Judgement(
            rule,
            Figure(sum(values), len(values)),
            Figure(sum(fixed[rule]), len(fixed[rule])) if rule in fixed else None,
        )
        for rule, values in sorted(right.items())
    )
    others = sum(unit.finding is None for unit in people.units)
    return Judged(rules, unknown, others)


class _Vote(NamedTuple):
    """One person's vote on a finding.

    right : whether the finding is right.
    taken : whether its suggestion is right; None if unknown.
    """

    right: bool
    taken: bool | None


def _votes(people: Panel, units: Iterable[Unit], name: str) -> _Vote | None:
    lines = [line for unit in units for line in people.votes.get((unit, name), ())]
    if not lines:
        return None
    kinds = {line["decision"] for line in lines}
    suggested = any(
        line["decision"] == "accept" or (line["decision"] == "reject" and line["value"] is not None)
        for line in lines
    )
    taken = kinds == {"accept"} if suggested or "edit" in kinds else None
    return _Vote(kinds != {"reject"}, taken)


def _suggests(findings: Mapping[str, Finding] | None, key: str) -> bool:
    """Return whether a finding suggests a value; True if the finding is unknown."""
    finding = (findings or {}).get(key)
    return finding is None or bool(finding.fixes or finding.suggestion)


def _share(votes: list[bool]) -> float:
    """Return 1 if most votes are yes, 0 if most are no, and one half for a tie."""
    yes = sum(votes)
    return 1.0 if 2 * yes > len(votes) else 0.5 if 2 * yes == len(votes) else 0.0


def written(text: str, rules: Iterable[Judgement]) -> str:
    r"""Return the text of a rule book with its judgements replaced by `rules`.

    Nothing else in the text changes, and no comment is lost.

    Examples
    --------
    >>> judgement = Judgement("label/outlier", Figure(9, 10), None)
    >>> print(written("name: mine  # ours\njudged: {}\ntypes: {}\n", [judgement]))
    name: mine  # ours
    judged:
      label/outlier: {precision: 0.9, judged: 10}
    types: {}
    <BLANKLINE>
    """
    entries = {rule.rule: rule.to_yaml() for rule in rules}
    lines = [
        f"  {yaml.dump(rule, Dumper=Plain, allow_unicode=True).splitlines()[0]}: "
        + yaml.dump(entry, Dumper=Plain, default_flow_style=True, sort_keys=False).strip()
        for rule, entry in entries.items()
    ]
    block = "\n".join([f"{KEY}:", *lines]) + "\n" if lines else f"{KEY}: {{}}\n"
    if _BLOCK.search(text):
        return _BLOCK.sub(lambda _: block, text, count=1)
    return f"{text.rstrip(chr(10))}\n\n{_SAYS}\n{block}"


def write_into(path: Path, rules: Iterable[Judgement], text: str | None = None) -> None:
    """Write judgements into a rule book, after checking that the result is a valid book.

    Parameters
    ----------
    text
        The text of a new book; None for the text of the file, which is replaced.

    Raises
    ------
    RuleBookError
        The result is not valid; the file is unchanged.
    """
    before = path.read_text(encoding="utf-8") if text is None else text
    after = written(before, rules)
    with whole(path) as partial:
        partial.write_text(after, encoding="utf-8", newline="\n")
        # A book names the book it extends by a relative path, so the text is checked in the same
        # folder.
        trial = path.with_name(f".{path.stem}.judged-trial{path.suffix}")
        try:
            trial.write_text(after, encoding="utf-8", newline="\n")
            load(trial)
        except RuleBookError as error:
            reason = str(error).replace(str(trial), str(path))
            raise RuleBookError(f"the figures cannot be written: {reason}") from error
        finally:
            trial.unlink(missing_ok=True)
