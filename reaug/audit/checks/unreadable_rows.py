"""`span/*`, `schema/*` of rows that could not be read: wrong spans, missing fields.

The table does not contain these rows, so no other check sees them. `Rows.problems` has the problems
that the reader reported. If the span of a mention is wrong but its word occurs exactly once in the
sentence, a problem also has the right span, which becomes a fix.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.audit.set_facts import unread_names
from reaug.core.findings import Finding, Fix
from reaug.data.problems import Problem

OUT_OF_RANGE = Rule(
    "span/out-of-range",
    "error",
    "clean",
    "a mention's offsets are outside the sentence",
    "개체의 위치가 문장 밖이다",
)
MISMATCH = Rule(
    "span/word-mismatch",
    "error",
    "clean",
    "the text at a mention's offsets is not its word",
    "개체의 위치에 다른 글자가 있다",
)
MISSING = Rule(
    "schema/missing-field",
    "error",
    "clean",
    "a field of the row is missing",
    "행에 빠진 값이 있다",
)
BAD_VALUE = Rule(
    "schema/bad-value", "error", "clean", "a field cannot be read", "읽을 수 없는 값이 있다"
)
NO_MENTION = Rule(
    "schema/missing-mention",
    "error",
    "clean",
    "a relation refers to a mention that its document does not have",
    "관계가 가리키는 개체가 문서에 없다",
)
IN_PIECES = Rule(
    "span/discontinuous",
    "error",
    "clean",
    "a mention is in several pieces, which a row cannot hold",
    "개체가 여러 조각으로 떨어져 있다",
)
RULES = (OUT_OF_RANGE, MISMATCH, MISSING, BAD_VALUE, NO_MENTION, IN_PIECES)

_SPAN: Final = re.compile(r"(-?\d+)\.\.(-?\d+)")


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each row that could not be read as it is."""
    mended: defaultdict[int, list[Problem]] = defaultdict(list)
    dropped = [problem for problem in rows.problems if problem.action == "dropped"]
    if not dropped:
        return
    names = unread_names(rows)
    for problem in rows.problems:
        if problem.action == "repaired":
            mended[problem.row].append(problem)
    for problem in dropped:
        yield _finding(problem, mended[problem.row], names[problem.row])


def _finding(problem: Problem, mended: list[Problem], name: str) -> Finding:
    """Return the finding about a problem, with the fixes from the repairs of the same row."""
    # `mended` has the corrected spans of mentions in the same row, which become fixes. `name` is
    # the id of the row. The message is in English only; `reaug.language` translates it when it is
    # shown.
    fixes = tuple(fix for repair in mended for fix in _fixes(repair))
    new = next((repair.new for repair in mended if repair.field == problem.field), None)
    return Finding(
        rule=problem.rule,
        rows=(name,),
        field=problem.field,
        value=problem.message,
        suggestion=new or "",
        fixes=fixes,
        en=f"row {problem.row}, {problem.field}: {problem.message}"
        + (f"; the word occurs once, at {new}" if new else ""),
    )


def _fixes(repair: Problem) -> Iterator[Fix]:
    """Yield fixes for the start and end of a mention whose span the reader repaired."""
    # Both are as in files, where the end is the last character of the mention.
    old, new = (_SPAN.fullmatch(span or "") for span in (repair.old, repair.new))
    if old is None or new is None:
        return
    for name, a, b in zip(("start_idx", "end_idx"), old.groups(), new.groups(), strict=True):
        if a != b:
            yield Fix(f"{repair.field}.{name}", int(a), int(b))
