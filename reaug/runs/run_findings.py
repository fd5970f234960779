"""Read the findings of a run in the form of an audit, for sheets, pages and patches."""

from __future__ import annotations

from pathlib import Path

from reaug.audit import Audit
from reaug.audit.catalogue import rules_of
from reaug.core.findings import Finding
from reaug.errors import InputError
from reaug.files.run_files import check_unchanged
from reaug.runs.folder import FINDINGS
from reaug.runs.manifest import read_manifest
from reaug.runs.undo import undo_run
from reaug.strict_json import loads


def audit_of_run(folder: Path) -> Audit:
    """Return the findings of a run's steps, with the run's input rows.

    Findings about copies have no input row.

    Raises
    ------
    InputError
        The folder is not a run folder, or was changed after the run.
    """
    manifest = read_manifest(folder)
    check_unchanged(folder / FINDINGS)
    findings = read_findings(folder / FINDINGS)
    table = undo_run(folder)
    book = "" if manifest.rules is None else manifest.rules.name
    return Audit(table.num_rows, book, rules_of(findings), findings, table)


def read_findings(file: Path) -> list[Finding]:
    """Return the findings in a file that a run or an audit has written.

    Raises
    ------
    InputError
        The file cannot be read, or a line is not a finding.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read: {error}") from error
    findings = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line:
            continue
        try:
            findings.append(Finding.from_json(loads(line)))
        except (ValueError, AttributeError, RecursionError) as error:
            raise InputError(f"{file}: line {number} is not a finding: {error}") from error
    return findings
