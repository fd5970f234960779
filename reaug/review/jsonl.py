"""Write findings and fixes as JSON lines; read decisions, corrections and findings from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Final

from reaug.audit import Audit
from reaug.audit.catalogue import rules_of
from reaug.audit.fixes import Patch, patch_of
from reaug.core.findings import Finding
from reaug.review.comments import comment_of, is_comment
from reaug.review.decision_lines import BadLineError, bad_fixes, line_error, taken
from reaug.review.decisions import BadFix, Correction
from reaug.strict_json import RepeatedKeyError, dumps, loads

_PARTS: Final = frozenset({"rule", "severity", "rows", "message"})


def write_findings(audit: Audit, lang: str, file: IO[str]) -> None:
    """Write every finding, one per line; see `Finding.to_json`."""
    for finding in audit.findings:
        severity = audit.catalogue[finding.rule].severity
        file.write(dumps(finding.to_json(severity, lang)) + "\n")


def write_patch(patch: Patch, file: IO[str]) -> None:
    """Write every fix, one per line, as `reaug clean --patch` reads them; see `RowFix.to_json`."""
    for fix in patch.fixes:
        file.write(dumps(fix.to_json()) + "\n")


def read_findings(text: str) -> list[Finding]:
    """Return the findings in a text, one per line.

    Raises
    ------
    ValueError
        A line is not a finding.
    """
    return [Finding.from_json(loads(line)) for line in text.split("\n") if line]


def read(text: str, path: Path) -> tuple[list[Correction | BadFix], str]:
    """Return what a file of JSON lines decides: decisions, corrections, and sure suggestions.

    The sure suggestions are those of the findings in the file that no person needs to look at (see
    `suggested`).

    Returns
    -------
    The decisions in the order of their lines, then the sure suggestions of findings; and a note
    about lines that are neither (comments, other findings), "" if there are none.

    Raises
    ------
    InputError
        A line is not a JSON object.
    """
    entries: list[Correction | BadFix] = []
    findings: list[tuple[int, Finding]] = []
    comments = 0
    # Not `splitlines`, since a JSON string may contain U+2028 and similar characters.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line or line.isspace():
            continue
        value = object_of(line, path, number)
        try:
            if is_finding(value):
                findings.append((number, _finding(value)))
            elif is_comment(value):
                comment_of(value)
                comments += 1
            else:
                entries += taken(value, number)
        except BadLineError as fault:
            entries += bad_fixes(value, fault, number)
    written, note = suggested(findings, path.name)
    beside = f"{path.name}: comments without a decision: {comments:,}" if comments else ""
    return [*entries, *written], "; ".join(filter(None, (note, beside)))


def object_of(line: str, path: Path, number: int) -> dict[str, Any]:
    """Return the JSON object in a line.

    Raises
    ------
    InputError
        The line is not a JSON object.
    """
    try:
        value = loads(line)
    except RepeatedKeyError as error:
        raise line_error(path, number, str(error)) from error
    except (ValueError, RecursionError) as error:
        raise line_error(path, number, f"is not JSON: {error}") from error
    if not isinstance(value, dict):
        known = '"rows", "field" and "decision", or with "id", "field", "old" and "new"'
        raise line_error(path, number, f"is not an object with {known}")
    return value


def is_finding(value: Mapping[str, Any]) -> bool:
    """Return whether a line is a finding without a decision, as in `findings.jsonl`.

    >>> is_finding({"rule": "a/b", "severity": "error", "rows": ["r"], "message": "x"})
    True
    """
    return value.keys() >= _PARTS and "decision" not in value


def _finding(value: Mapping[str, Any]) -> Finding:
    try:
        return Finding.from_json(value)
    except ValueError as error:
        raise BadLineError(f"is not a finding: {error}") from None


def suggested(
    lines: Sequence[tuple[int, Finding]], name: str
) -> tuple[list[Correction | BadFix], str]:
    """Return the sure suggestions of a file's findings, as `reaug audit --fixes` selects them.

    Left out are fixes that a run has applied already, suggestions of severity `review`, of rules
    whose findings need a person, and of unknown rules.

    Parameters
    ----------
    lines
        Findings, each with the number of its line.
    name
        The file's name, for the note.
    """
    if not lines:
        return [], ""
    open_ones = [finding for _, finding in lines if not finding.applied]
    patch = patch_of(open_ones, rules_of(open_ones))
    line_of = {
        (finding.rows[0], fix): line
        for line, finding in reversed(lines)
        if finding.rows
        for fix in finding.fixes
    }
    entries: list[Correction | BadFix] = []
    # each line is checked as in a patch, since a file may contain any values
    for row_fix in patch.fixes:
        entries += taken(row_fix.to_json(), line_of[row_fix.row, row_fix.fix])
    applied = len(lines) - len(open_ones)
    undecided = patch.to_decide + sum(not finding.fixes for finding in open_ones)
    left = {
        "for a person to decide": undecided,
        "left out for a surer fix of the same row": patch.left_out,
        "applied by the run already": applied,
    }
    counts = ", ".join(f"{n:,} {what}" for what, n in left.items() if n > 0)
    return entries, f"{name}: findings left as they are: {counts}" if counts else ""
