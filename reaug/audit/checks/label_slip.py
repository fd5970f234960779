"""`label/slip`: a label of a single row that looks like a misspelling of a frequent label.

An example is 고욘 beside 고용. A rule book learnt from the rows would contain such a label.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Final
from unicodedata import normalize

from reaug.audit.korean_quotes import quoted
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.findings import Finding, Fix

RULE: Final = Rule(
    "label/slip",
    "review",
    "patch",
    "a label of a single row is spelled almost like a frequent one",
    "한 행뿐인 라벨의 철자가 여러 행의 라벨과 비슷하다",
    needs_labels=True,
)
RULES = (RULE,)

_MANY: Final = 5
"""The least number of rows with a label of which another label may be a misspelling."""
_LONGEST: Final = 200
"""The greatest length of a label in letters; anything longer is a text, not a label."""


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each row whose label looks like a misspelling of a frequent label."""
    counts = rows.label_counts
    many = sorted(label for label, count in counts.items() if label and count >= _MANY)
    single = {label for label, count in counts.items() if label and count == 1}
    near = defaultdict[str, list[str]](list)
    for label in many:
        for key in _shorter(label):
            near[key].append(label)
    meant = {}
    for label in single:
        others = {other for key in _shorter(label) for other in near.get(key, ())}
        if slips := sorted(other for other in others if _is_one_off(label, other)):
            meant[label] = slips[0]
    if not meant:
        return
    for piece in rows.pieces():
        yield from _misspelled(piece, meant, counts)


def _misspelled(rows: Rows, meant: Mapping[str, str], counts: Counter[str]) -> Iterator[Finding]:
    """Yield a finding for each row with a label that is probably a misspelling of another one."""
    for row, label in enumerate(rows.labels):
        if label not in meant:
            continue
        other = meant[label]
        yield Finding(
            rule=RULE.id,
            rows=rows.named([row]),
            field="label",
            value=label,
            suggestion=other,
            fixes=(Fix("label", label, other),),
            en=f"{label} is in this row only, {other} in {counts[other]:,}",
            ko=f"{quoted(label, '는')} 이 행에만 있고, {quoted(other, '는')} "
            f"{counts[other]:,}행에 있다",
        )


def _shorter(label: str) -> set[str]:
    """Return the label itself, and every text that results from deleting one of its letters."""
    # Two labels that differ by one letter have at least one of these texts in common.
    text = normalize("NFD", label)
    if len(text) > _LONGEST:
        return set()
    return {text, *(text[:at] + text[at + 1 :] for at in range(len(text)))}


def _is_one_off(a: str, b: str) -> bool:
    """Return whether two labels differ by one letter: changed, added, or exchanged with the next
    one.

    >>> _is_one_off("per:title", "per:titel"), _is_one_off("per:origin", "per:religion")
    (True, False)
    """
    a, b = normalize("NFD", a), normalize("NFD", b)
    start = _common_prefix_length(a, b)
    a, b = a[start:], b[start:]
    end = _common_prefix_length(a[::-1], b[::-1])
    a, b = a[: len(a) - end], b[: len(b) - end]
    return max(len(a), len(b)) == 1 or (len(a) == 2 and a == b[::-1])


def _common_prefix_length(a: str, b: str) -> int:
    """Return the number of letters at the beginning that two labels have in common."""
    pairs = enumerate(zip(a, b, strict=False))
    return next((at for at, (one, two) in pairs if one != two), min(len(a), len(b)))
