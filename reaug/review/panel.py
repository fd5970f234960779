"""Compare decisions of several people about the same findings: agreement by rule, consensus.

A person's vote on a finding in a row is accept, reject, or the values that the person set. All
fields of a finding are one vote, since they belong together. A change without a finding is a vote
on the field.
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
"""Stands for the name of a person who gave none."""


class Unit(NamedTuple):
    """What people vote on: a finding in a row; or, with `finding` None, a field of a row."""

    row: str
    finding: str | None
    field: str


@dataclass(frozen=True)
class Panel:
    """The votes of several people.

    raters : the names of the people.
    units : the units in the order of their first vote.
    votes : by unit and name, the decision lines of the vote.
    rules : by key of a finding, its rule; "" if unknown.
    """

    raters: tuple[str, ...]
    units: tuple[Unit, ...]
    votes: Mapping[tuple[Unit, str], tuple[Line, ...]]
    rules: Mapping[str, str]

    def rule_of(self, unit: Unit) -> str:
        """Return the rule of a unit's finding; "" if it is unknown."""
        return self.rules.get(unit.finding or "", "")

    @cached_property
    def ratings(self) -> Ratings:
        """The votes as answers: `accept`, `reject`, or the values as JSON."""
        answers = [
            [_answer(self.votes.get((unit, name), ())) for name in self.raters]
            for unit in self.units
        ]
        return Ratings.of(self.raters, answers)

    def agreement(self, *, seed: int = 42) -> Agreement:
        """Return the agreement over all units."""
        return agreement(self.ratings, seed=seed)

    def by_rule(self, *, seed: int = 42) -> dict[str, Agreement]:
        """Return the agreement on the findings of each rule; "" stands for an unknown rule."""
        import numpy as np

        places: dict[str, list[int]] = {}
        for place, unit in enumerate(self.units):
            places.setdefault(self.rule_of(unit), []).append(place)
        return {
            rule: agreement(self.ratings.take(np.array(places[rule], dtype=np.int64)), seed=seed)
            for rule in sorted(places)
        }

    def settled(self, how: str) -> Settled:
        """Return one vote per unit: by `majority`, or by the name of an adjudicator.

        Raises
        ------
        UsageError
            No person with this name has answered.
        """
        if how != "majority" and how not in self.raters:
            known = ", ".join(filter(None, self.raters)) or "nobody by name"
            raise UsageError(
                f"consensus {how!r}: choose majority, or someone who has answered: {known}"
            )
        made = majority(self.ratings) if how == "majority" else adjudicated(self.ratings, how)
        return self.by(made)

    def by(self, agreed: Agreed) -> Settled:
        """Return the decisions that a consensus makes, taken from a vote that agrees with it.

        A unit is open, without a decision, if it has no consensus, or if no person voted for it.
        """
        lines: list[Line] = []
        open_units = []
        for place, unit in enumerate(self.units):
            code = int(agreed.codes[place])
            if code == OPEN:
                open_units.append(unit)
                continue
            own = self.ratings.codes[place]
            names = [name for name, answer in zip(self.raters, own, strict=True) if answer == code]
            # an answer that only the model gave has no decision that could be written
            if not names:
                open_units.append(unit)
                continue
            by = ", ".join(filter(None, names))
            lines += [{**line, **({"by": by} if by else {})} for line in self.votes[unit, names[0]]]
        return Settled(tuple(lines), tuple(open_units), agreed)

    @property
    def differing(self) -> tuple[Unit, ...]:
        """The units on which votes differ."""
        several = (self.ratings.counts > 0).sum(axis=1) > 1
        return tuple(unit for unit, differs in zip(self.units, several, strict=True) if differs)


class Settled(NamedTuple):
    """The consensus of people's votes.

    lines : the decisions, each taken from one of the votes that agree with the consensus.
    open : the units without a consensus, which can be exported again.
    """

    lines: tuple[Line, ...]
    open: tuple[Unit, ...]
    agreed: Agreed

    def to_json(self) -> dict[str, Any]:
        """Return the counts and each person's quality as JSON data."""
        return {
            "decisions": len(self.lines),
            "open": len(self.open),
            "quality": [reviewer.to_json() for reviewer in self.agreed.quality],
        }


def panel(lines: Iterable[Line], findings: Mapping[str, Finding] | None = None) -> Panel:
    """Return the votes in decisions.

    Parameters
    ----------
    lines
        Lines of `decisions.jsonl`; `by` names the person of each.
    findings
        The findings by key, if known; else the rule is taken from the beginning of `reason`.

    Examples
    --------
    >>> row = {"finding": "a1", "rows": ["r"], "field": "label", "decision": "accept", "value": "x"}
    >>> votes = panel([row | {"by": "가람"}, row | {"by": "나래", "decision": "reject"}])
    >>> votes.agreement().differing, len(votes.settled("majority").open)
    (1, 1)
    """
    known = {key: finding.rule for key, finding in (findings or {}).items()}
    votes: dict[tuple[Unit, str], list[Line]] = {}
    rules: dict[str, str] = {}
    units: dict[Unit, None] = {}
    for line in lines:
        key = line.get("finding")
        for row in line["rows"]:
            unit = Unit(row, key, "" if key else line["field"])
            units.setdefault(unit)
            votes.setdefault((unit, line.get("by") or NOBODY), []).append({**line, "rows": [row]})
        # a comment from the review page may have replaced the rule in `reason`
        if key and not rules.get(key):
            rules[key] = known.get(key) or rule_of(line)
    raters = tuple(sorted({name for _, name in votes}))
    return Panel(raters, tuple(units), {k: tuple(v) for k, v in votes.items()}, rules)


def rule_of(line: Line) -> str:
    """Return the rule with which a decision's reason begins; "" if it begins with none.

    >>> rule_of({"reason": "span/number-unit: 년까지가 날짜다"}), rule_of({"reason": "모르겠다"})
    ('span/number-unit', '')
    """
    match = _RULE.match(line.get("reason") or "")
    return match[1] if match else ""


def _answer(lines: Sequence[Line]) -> str | None:
    """Return the lines of a vote as one answer; None without lines."""
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
