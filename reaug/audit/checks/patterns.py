"""`rule/*`: the rule book's patterns of known errors, and ambiguities that the book has decided.

An ambiguity is a condition under which annotators choose between several labels, such as origin
or employer for “부산 출신”. If a book has decided for one of these labels, rows with another of
them are reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

import numpy as np
import pyarrow as pa

from reaug.audit.judgements import SMALL
from reaug.audit.rows import Rows
from reaug.audit.rules import Cure, Rule
from reaug.core.arrays import Bool
from reaug.core.batch import Role
from reaug.core.findings import Finding, Fix, Severity
from reaug.rulebook import RuleBook
from reaug.rulebook.conditions import Ambiguity, ErrorPattern, Matcher, Suggestion
from reaug.rulebook.pattern_matches import Hits, hits, moved

BY_ROW: Final = True
ROLES: Final[tuple[Role, Role]] = ("subject", "object")
Shown: TypeAlias = tuple[str, str, str]
"""A field, its value, and its correct value ("" if unknown)."""


def rules_of(book: RuleBook) -> Iterable[Rule]:
    """Yield one rule for each pattern, and one for each ambiguity that the book decides."""
    for pattern in book.patterns:
        cure: Cure = "review" if pattern.suggest is None else "patch"
        yield Rule(
            pattern.rule,
            _claimed(book, pattern),
            cure,
            pattern.en,
            pattern.ko,
            pattern.precision,
            pattern.judged or 0,
            pattern.fix_right,
            pattern.fix_judged or 0,
            depends_on_book=True,
            needs_labels=any(part.labels or part.not_labels for part in pattern.parts.values()),
        )
    for case in book.ambiguities:
        if case.decision is not None:
            yield Rule(case.rule, "review", "patch", case.en, case.ko, needs_labels=True)


def _claimed(book: RuleBook, pattern: ErrorPattern) -> Severity:
    """Return the severity of a pattern's findings, before figures lower it."""
    # If the book sets none and the pattern has been judged often enough, the claim is `error`;
    # `audit.judgements` lowers it to what the judged precision allows.
    own = book.judged.get(pattern.rule)
    is_open = "severity" not in pattern.model_fields_set
    return "error" if is_open and own is not None and own.judged >= SMALL else pattern.severity


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each row that matches a pattern, or for each mention that does."""
    book, rows = rows.rules, rows.judged
    if not len(rows):
        return
    for pattern in book.patterns:
        for hit in hits(pattern, rows.columns, book.lexicons):
            yield from _findings(rows, pattern, hit, pattern.suggest)
    for case in book.ambiguities:
        if case.decision is not None:
            yield from _findings(rows, case, undecided(rows, case), Suggestion(label=case.decision))


def undecided(rows: Rows, case: Ambiguity) -> Hits:
    """Return the rows that match an ambiguity and have one of the labels that the book rejected."""
    [hit] = hits(case, rows.columns, rows.rules.lexicons)
    others = set(case.choices) - {case.decision}
    return Hits(None, hit.rows[[rows.labels[row] in others for row in hit.rows]])


def _findings(
    rows: Rows, matcher: Matcher, hit: Hits, suggest: Suggestion | None
) -> Iterator[Finding]:
    if not len(hit.rows):  # most patterns of a book, in most sets
        return
    moves = _moves(rows, suggest, hit)
    allowed = _lawful(rows, suggest, hit)
    for place, row in enumerate(hit.rows.tolist()):
        fixes = [*_values(rows, suggest, hit.role, row)] if allowed[place] else []
        changes = [(fix.field, str(fix.old), str(fix.new)) for fix in fixes]
        for role, steps in moves.items():
            borders, words = _span(rows, role, row, *steps[place].tolist())
            fixes += borders
            changes = words + changes
        field, value, new = (changes or [_shown_value(rows, hit.role, row)])[0]
        yield Finding(
            rule=matcher.rule,
            rows=rows.named([row]),
            field=field,
            value=value,
            en=f"{matcher.en}: {value}" + (f"; suggested: {new}" if new else ""),
            ko=f"{matcher.ko}: {value}" + (f". 제안: {new}" if new else ""),
            suggestion=new,
            fixes=tuple(fixes),
        )


def _shown_value(rows: Rows, role: Role | None, row: int) -> Shown:
    """Return what to show if nothing is suggested: the mention that matched, or the label."""
    if role is not None:
        return f"{role}_entity.word", rows.words(role)[row].as_py(), ""
    return "label", rows.labels[row], ""


def _wanted(suggest: Suggestion | None, role: Role | None) -> dict[str, str]:
    """Return the suggested label and types, by the name of their column."""
    # `role` is the role of the mention that matched; None if the pattern is about a whole row.
    if suggest is None:
        return {}
    wanted = {
        "label": suggest.label,
        "subject_type": suggest.subject_type,
        "object_type": suggest.object_type,
    }
    if role is not None and suggest.mention_type is not None:
        wanted[f"{role}_type"] = suggest.mention_type
    return {column: value for column, value in wanted.items() if value is not None}


def _values(
    rows: Rows, suggest: Suggestion | None, of_role: Role | None, row: int
) -> Iterator[Fix]:
    for column, new in _wanted(suggest, of_role).items():
        role = column.partition("_")[0]
        old = rows.batch.column(column)[row].as_py() or ""
        if old != new:
            yield Fix("label" if column == "label" else f"{role}_entity.type", old, new)


def _lawful(rows: Rows, suggest: Suggestion | None, hit: Hits) -> Bool:
    """Return whether each matched row would keep all hard rules (`bool[k]`)."""
    picked = pa.array(hit.rows)
    columns = []
    wanted = _wanted(suggest, hit.role)
    for column in ("label", "subject_type", "object_type"):
        old = rows.batch.column(column).take(picked)
        new = wanted.get(column)
        columns.append(old if new is None else pa.repeat(pa.scalar(new), len(old)))
    broken = rows.rules.violations(*columns).to_pylist()
    return np.array([rule == "" for rule in broken], dtype=np.bool_)


def _moves(rows: Rows, suggest: Suggestion | None, hit: Hits) -> dict[Role, np.ndarray]:
    moves: dict[Role, np.ndarray] = {}
    for role in ROLES:
        change = getattr(suggest, role, None)
        if hit.role == role:
            change = change or getattr(suggest, "mention", None)
        if change is not None:
            moves[role] = moved(change, rows.columns, role, hit.rows)
    return moves


def _span(rows: Rows, role: Role, row: int, left: int, right: int) -> tuple[list[Fix], list[Shown]]:
    """Return the fixes that give a mention another span, and its old and new word."""
    # `left` and `right` are how far start and end move. Both results are empty if the new span
    # would be empty or would overlap the other mention.
    text, spans = rows.texts[row], rows.batch.spans[row].tolist()
    (start, end), (a, b) = (spans[:2], spans[2:]) if role == "subject" else (spans[2:], spans[:2])
    first, last = start + left, end + right
    if rows.columns.recomposed[row] or (left, right) == (0, 0):
        return [], []
    if not 0 <= first < last <= len(text) or (first < b and a < last):
        return [], []
    fixes = []
    if left:
        fixes.append(Fix(f"{role}_entity.start_idx", start, first))
    if right:
        fixes.append(Fix(f"{role}_entity.end_idx", end - 1, last - 1))
    return fixes, [(f"{role}_entity.word", text[start:end], text[first:last])]
