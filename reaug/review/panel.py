"""Decisions of several people about the same findings: votes, agreement by rule, consensus.

A vote is what a person said about a finding in a row: accept, reject, or the values that they set.
The fields of a finding are one vote, since they belong together. A change that no finding was about
is a vote on the field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from reaug.audit import Finding
from reaug.errors import UsageError
from reaug.review.agreement import Agreement, Ratings, agreement
from reaug.review.answers import Line
from reaug.review.consensus import OPEN, Agreed, adjudicated, majority
from reaug.strict_json import dumps

_RULE: Final = re.compile(r"([a-z][a-z0-9-]*/[a-z0-9-]+)(?=$|: )")
NOBODY: Final = ""
"""The name for people who did not give one."""


class Unit(NamedTuple):
    """What is voted on: a finding in a row, or a field where there is no finding."""

    row: str
    finding: str | None
    field: str


@dataclass(frozen=True)
class Panel:
    """The votes of some people.

    raters : their names.
    units : in the order of their first vote.
    votes : by unit and name, the lines that make up the vote.
    rules : by key of a finding, its rule, where that is known.
    """

    raters: tuple[str, ...]
    units: tuple[Unit, ...]
    votes: Mapping[tuple[Unit, str], tuple[Line, ...]]
    rules: Mapping[str, str]

    def rule_of(self, unit: Unit) -> str:
        """Return the rule of a unit's finding; "" where it is unknown."""
        return self.rules.get(unit.finding or "", "")

    @cached_property
    def ratings(self) -> Ratings:
        """Return the votes as answers: `accept`, `reject`, or the values as JSON."""
        answers = [
            [_answer(self.votes.get((unit, name), ())) for name in self.raters]
            for unit in self.units
        ]
        return Ratings.of(self.raters, answers)

    def agreement(self, *, seed: int = 42) -> Agreement:
        """Measure agreement over all units."""
        return agreement(self.ratings, seed=seed)

    def by_rule(self, *, seed: int = 42) -> dict[str, Agreement]:
        """Measure agreement on the findings of each rule; "" is for findings of unknown rules."""
        import numpy as np

        places: dict[str, list[int]] = {}
        for place, unit in enumerate(self.units):
            places.setdefault(self.rule_of(unit), []).append(place)
        return {
            rule: agreement(self.ratings.take(np.array(places[rule], dtype=np.int64)), seed=seed)
            for rule in sorted(places)
        }

    def settled(self, how: str) -> Settled:
        """Settle one vote for each unit: by `majority`, or by the name of an adjudicator.

        Raises
        ------
        UsageError
            Nobody with that name has answered.
        """
        if how != "majority" and how not in self.raters:
            known = ", ".join(filter(None, self.raters)) or "nobody by name"
            raise UsageError(
                f"consensus {how!r}: choose majority, or someone who has answered: {known}"
            )
        made = majority(self.ratings) if how == "majority" else adjudicated(self.ratings, how)
        return self.by(made)

    def by(self, agreed: Agreed) -> Settled:
        """Return the votes that agree with a consensus, and the units without one."""
        lines: list[Line] = []
        open_units = []
        for place, unit in enumerate(self.units):
            code = int(agreed.codes[place])
            if code == OPEN:
                open_units.append(unit)
                continue
            own = self.ratings.codes[place]
            names = [name for name, one in zip(self.raters, own, strict=True) if one == code]
            if not names:  # an answer that only a model gave cannot be written
                open_units.append(unit)
                continue
            by = ", ".join(filter(None, names))
            lines += [{**line, **({"by": by} if by else {})} for line in self.votes[unit, names[0]]]
        return Settled(tuple(lines), tuple(open_units), agreed)

    @property
    def differing(self) -> tuple[Unit, ...]:
        """Return the units on which votes differ."""
        several = (self.ratings.counts > 0).sum(axis=1) > 1
        return tuple(unit for unit, differs in zip(self.units, several, strict=True) if differs)


class Settled(NamedTuple):
    """One vote for each unit.

    lines : decisions, each from one vote of those who agree.
    open : units without a consensus, which are exported again.
    """

    lines: tuple[Line, ...]
    open: tuple[Unit, ...]
    agreed: Agreed

    def to_json(self) -> dict[str, Any]:
        """Return the counts, and each person's quality."""
        return {
            "decisions": len(self.lines),
            "open": len(self.open),
            "quality": [one.to_json() for one in self.agreed.quality],
        }


def panel(lines: Iterable[Line], findings: Mapping[str, Finding] | None = None) -> Panel:
    """Collect the votes that decisions make.

    Parameters
    ----------
    lines
        Lines of `decisions.jsonl`; `by` says whose each is.
    findings
        Findings by key, where they are known; else the rule is what `reason` begins with.

    Examples
    --------
    >>> one = {"finding": "a1", "rows": ["r"], "field": "label", "decision": "accept", "value": "x"}
    >>> said = panel([one | {"by": "가람"}, one | {"by": "나래", "decision": "reject"}])
    >>> said.agreement().differing, len(said.settled("majority").open)
    (1, 1)
    """
    known = {key: one.rule for key, one in (findings or {}).items()}
    votes: dict[tuple[Unit, str], list[Line]] = {}
    rules: dict[str, str] = {}
    units: dict[Unit, None] = {}
    for line in lines:
        key = line.get("finding")
        for row in line["rows"]:
            unit = Unit(row, key, "" if key else line["field"])
            units.setdefault(unit)
            votes.setdefault((unit, line.get("by") or NOBODY), []).append({**line, "rows": [row]})
        if key and not rules.get(key):  # a comment from the page may replace the rule
            rules[key] = known.get(key) or rule_of(line)
    raters = tuple(sorted({name for _, name in votes}))
    return Panel(raters, tuple(units), {k: tuple(v) for k, v in votes.items()}, rules)


def rule_of(line: Line) -> str:
    """Return the rule with which a decision's reason begins; "" where it names none.

    >>> rule_of({"reason": "span/number-unit: 년까지가 날짜다"}), rule_of({"reason": "모르겠다"})
    ('span/number-unit', '')
    """
    match = _RULE.match(line.get("reason") or "")
    return match[1] if match else ""


def _answer(lines: Sequence[Line]) -> str | None:
    """Return a vote as one answer."""
    if not lines:
        return None
    kinds = {line["decision"] for line in lines}
    if kinds == {"accept"} or kinds == {"reject"}:
        return str(min(kinds))
    values = [
        [line["field"], line.get("place"), None if line["decision"] == "reject" else line["value"]]
        for line in lines
    ]
    return dumps(sorted(values, key=dumps))
