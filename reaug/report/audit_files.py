"""Findings as files for programs: JSON lines."""

from __future__ import annotations

from typing import IO, Any

from reaug.audit import Audit
from reaug.audit.fixes import Patch
from reaug.choices import Lang
from reaug.strict_json import dumps


def write_findings(audit: Audit, lang: Lang, file: IO[str]) -> None:
    """Every finding, one a line; see `Finding.to_json`."""
    for finding in audit.findings:
        file.write(_line(finding.to_json(audit.catalogue[finding.rule], lang)))


def write_patch(patch: Patch, file: IO[str]) -> None:
    """Every fix, one a line, as `reaug clean --patch` reads them; see `RowFix.to_json`."""
    for fix in patch.fixes:
        file.write(_line(fix.to_json()))


def _line(value: dict[str, Any]) -> str:
    return dumps(value) + "\n"
