"""A question on the terminal."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from audits import ODD, audit_of, finding
from reaug.core.examples import batch_of
from reaug.report.console import show
from reaug.report.question_view import question_view
from reaug.review.exported_findings import outgoing
from reaug.review.terminal_review import begin


def test_a_finding_about_two_rows_shows_both(tmp_path: Path) -> None:
    batch = batch_of(
        "[S|PER|윤해온]은 [O|LOC|남포]에서 났다.",
        "[S|PER|윤해온]은 [O|LOC|남포]에서 났다.",
        label=["per:place_of_birth", "per:origin"],
    )
    audit = audit_of(finding(ODD, "row-0", "row-1", "gone", field="row"), batch=batch)
    session = begin(outgoing(audit, audit.findings), tmp_path / "decisions.jsonl", by="나래")
    item = session.current
    assert item is not None
    console = Console(record=True, width=80, file=io.StringIO())
    show(console, *question_view(item, session))
    text = console.export_text()
    assert "PER:LOC  per:place_of_birth" in text
    assert "row-1" in text
    assert "PER:LOC  per:origin" in text
    assert text.count("[S 윤해온]") == 2
