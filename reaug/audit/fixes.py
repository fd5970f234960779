"""Combine the fixes of all findings into one patch, in which the fixes of a row fit together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

import pyarrow as pa

from reaug.audit.causes import PRESUMED
from reaug.audit.rules import Rule, remedy
from reaug.core.findings import SEVERITIES, Finding, Fix
from reaug.core.normal_form import normal

_PLACE: Final = ("start_idx", "end_idx", "word")
_MEANING: Final = ("type", "label")


class RowFix(NamedTuple):
    """A fix of one row, and the rule that suggests it."""

    row: str
    fix: Fix
    rule: str

    def to_json(self) -> dict[str, Any]:
        """Return a line of a patch: `id`, `field`, `old`, `new`, `at` (of a text edit),
        `reason`.
        """
        return {"id": self.row, **self.fix.to_json(), "reason": self.rule}


class Patch(NamedTuple):
    """Fixes that fit together, sorted by row.

    left_out : the number of findings left out in favour of more certain findings about the same
        rows.
    to_decide : the number of findings whose suggestion a person has to judge first.
    """

    fixes: list[RowFix]
    left_out: int
    to_decide: int = 0

    @property
    def rows(self) -> int:
        """The number of rows that are fixed."""
        return len({fix.row for fix in self.fixes})


def patch_of(findings: Iterable[Finding], rules: Mapping[str, Rule]) -> Patch:
    """Return the patch that combines the fixes of findings.

    All fixes of a finding are applied, or none of them: if a new type needs a new label, both are
    applied or neither.

    Two findings about a row may contradict each other: they suggest two values for one field, two
    spans for one mention, a type and a label, or a span and a change of the visible text. The
    finding with the higher severity is then used; of equal severity, the one with the higher
    precision; then the one with the higher score. If the problem of the other finding is still
    there, the next audit finds it in the patched set.

    Not applied are suggestions with the severity `review` and suggestions of rules whose `cure` is
    `review`: even if such a finding is right, its suggestion may be wrong.

    Examples
    --------
    >>> from reaug.audit.rules import Rule
    >>> from reaug.core.findings import Finding, Fix
    >>> rules = {"a/b": Rule("a/b", "error", "patch", "", "", 0.99),
    ...          "c/d": Rule("c/d", "warning", "patch", "", "")}
    >>> two = [Finding(rule, ("7",), "label", "x", "", "", fixes=(Fix("label", "x", new),))
    ...        for rule, new in (("c/d", "y"), ("a/b", "z"))]
    >>> patch = patch_of(two, rules)
    >>> [fix.to_json() for fix in patch.fixes], patch.left_out
    ([{'id': '7', 'field': 'label', 'old': 'x', 'new': 'z', 'reason': 'a/b'}], 1)
    """
    taken: dict[str, list[RowFix]] = {}
    left_out = 0
    suggested, sure = 0, list[Finding]()
    for finding in findings:
        if finding.fixes:
            suggested += 1
            if _is_sure(finding, rules[finding.rule]):
                sure.append(finding._replace(en="", ko=""))  # the messages are long
    for finding in sorted(sure, key=lambda fixed: _order(fixed, rules)):
        row = finding.rows[0]
        before = taken.setdefault(row, [])
        known = {old.fix for old in before}
        added = [fix for fix in finding.fixes if fix not in known]
        if any(_contradict(old, new) for old in known.difference(finding.fixes) for new in added):
            left_out += 1
            continue
        before += [RowFix(row, fix, finding.rule) for fix in added]
    fixes = [fix for row in sorted(taken) for fix in taken[row]]
    return Patch(fixes, left_out, suggested - len(sure))


def _is_sure(finding: Finding, rule: Rule) -> bool:
    return remedy(finding.severity or rule.severity, rule.cure) != "review"


def _order(finding: Finding, rules: Mapping[str, Rule]) -> tuple[Any, ...]:
    rule = rules[finding.rule]
    severity = finding.severity or rule.severity
    precision = PRESUMED[severity] if rule.precision is None else rule.precision
    score = 0.0 if finding.score is None else finding.score
    return (
        SEVERITIES.index(severity),
        -precision,
        -score,
        finding.rule,
        finding.rows,
        finding.field,
        repr(finding.fixes),
    )


def _contradict(old: Fix, new: Fix) -> bool:
    """Return whether two different fixes of a row, from two findings, contradict each other."""
    (old_mention, old_part), (new_mention, new_part) = _parts(old), _parts(new)
    if old_part in _PLACE and new_part in _PLACE:
        return old_mention == new_mention
    if old_part in _MEANING and new_part in _MEANING:
        return old.field == new.field or "label" in (old_part, new_part)
    if old_part == new_part == "sentence":
        (start, end), (other, last) = _range(old), _range(new)
        if start > last or other > end:
            return False
        return (start < last and other < end) or not (_is_invisible(old) and _is_invisible(new))
    if "sentence" in (old_part, new_part):
        edit, place = (old, new) if old_part == "sentence" else (new, old)
        return _parts(place)[1] in _PLACE and not _can_both_apply(edit, place)
    return False


def _can_both_apply(edit: Fix, place: Fix) -> bool:
    """Return whether an edit of the text and a fix of a mention's span can both be applied."""
    # They can if the edit changes nothing that a reader sees, and if the new start or end of the
    # mention does not lie inside the edited text. `place` is the fix of the start, the end or the
    # word of the mention; the result is always False for a fix of the word.
    kind = _parts(place)[1]
    if kind == "word":
        return False
    start, end = _range(edit)
    border = int(place.new) + (kind == "end_idx")
    return not start < border < end and _is_invisible(edit)


def _is_invisible(edit: Fix) -> bool:
    """Return whether an edit of the text changes nothing that a reader can see."""
    return _normal(str(edit.old)) == _normal(str(edit.new))


@lru_cache(maxsize=4096)  # the fixes of a row are compared in pairs
def _normal(text: str) -> str:
    return str(normal(pa.array([text]))[0].as_py())


def _parts(fix: Fix) -> tuple[str, str]:
    mention, _, part = fix.field.rpartition(".")
    return mention, part


def _range(fix: Fix) -> tuple[int, int]:
    start = fix.at or 0
    return start, start + len(str(fix.old))
