"""An audit as a page: causes and counts, then every finding, to filter and read."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any, Final

from reaug.audit import Audit
from reaug.choices import Lang
from reaug.core.batch import Row
from reaug.core.findings import SEVERITIES, Finding
from reaug.report.audit_summary import (
    about,
    best_command,
    best_line,
    causes_with_commands,
    counted,
    foreign_set,
    no_noise,
    not_computed,
    nothing,
    rows_read,
    spoiled_rows,
    test_set,
    unread_rows,
)
from reaug.report.audit_tables import further, mix_of_labels
from reaug.report.commands import Asked
from reaug.report.noise import noise_notes
from reaug.report.pages import page
from reaug.report.words import words
from reaug.review.rows import rows_of

MOST_LINES: Final = 100
"""Of a further table."""


def write_html(audit: Audit, asked: Asked, lang: Lang, file: IO[str]) -> None:
    """Write the page; it contains everything it needs and loads nothing."""
    say = words(lang)
    shown, silent = counted(audit, lang)
    best = best_command(audit, asked)
    most = max((count.rows for count in shown), default=0)
    values = {
        "say": say,
        "heading": say["title"].format(name=Path(asked.data).name or asked.data),
        "foreign": foreign_set(audit, asked, lang),
        "about": _about(audit, asked, say),
        "rows": f"{audit.rows:,}",
        "tiles": [
            {"severity": name, "rows": f"{rows:,}", "caption": say[f"rows with {name}"]}
            for name, rows in spoiled_rows(audit).items()
        ],
        "causes": [
            {**one.to_json(), "about": about(one.cause, say)}
            for one in causes_with_commands(audit, asked, lang)
        ],
        "best": best and {"command": best.command, "line": best_line(best, say)},
        "compared": audit.against is not None,
        "counts": [
            {**count._asdict(), "findings": f"{count.findings:,}", "rows": f"{count.rows:,}"}
            | {"bar": round(100 * count.rows / most, 1) if most else 0}
            for count in shown
        ],
        "listed": bool(audit.listed),
        "silent": ", ".join(silent),
        "further": [
            {"title": title, "names": names, "lines": lines[:MOST_LINES]}
            for title, names, lines in further(audit, lang, say)
        ],
        "nothing": nothing(audit, say),
        "notes": _notes(audit, lang, say),
    }
    scripts = ("listing.js", "audit.js") if audit.listed else ()
    data = _data(audit, lang, say)
    file.write(page("audit.html.j2", lang=lang, scripts=scripts, data=data, **values))


def _notes(audit: Audit, lang: Lang, say: dict[str, str]) -> list[str]:
    """How labels are mixed, what is known of label noise, and what was not looked at."""
    mix = mix_of_labels(audit, lang, say)
    asked = [say["not asked"]] if audit.foreign is not None else no_noise(audit, say)
    notes = [*noise_notes(audit, say), *not_computed(audit, say), *asked]
    return [mix, *notes] if mix else notes


def _about(audit: Audit, asked: Asked, say: dict[str, str]) -> str:
    parts = [asked.data, say["n rows"].format(rows=f"{audit.rows:,}", book=audit.book)]
    parts += [*test_set(audit, asked, say), *rows_read(audit, say)]
    if audit.against is not None:
        rows = f"{audit.against.rows:,} {say['rows']}"
        if audit.against.unread:
            rows = f"{rows}, {unread_rows(audit.against.unread, say)}"
        rows = f"{rows}, {say['compared'].format(n=f'{audit.against.sentences:,}')}"
        parts.append(f"{say['there']}: {asked.against} ({rows})")
    return " · ".join(parts)


def _data(audit: Audit, lang: Lang, say: dict[str, str]) -> dict[str, Any]:
    """The data of the script: each row once, and the findings about it."""
    rows = rows_of(audit, audit.listed)
    at = {row_id: n for n, row_id in enumerate(rows)}
    rules = {name: n for n, name in enumerate(audit.catalogue)}
    return {
        "words": say,
        "severities": SEVERITIES,
        "rules": [{"id": name} for name in rules],
        "rows": [_row(row) for row in rows.values()],
        "findings": [_finding(one, audit, lang, rules, at) for one in audit.listed],
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "sentence": row.sentence,
        "subject": [*row.subject, row.subject_type],
        "object": [*row.object, row.object_type],
        "label": row.label,
    }


def _finding(
    finding: Finding, audit: Audit, lang: Lang, rules: dict[str, int], at: dict[str, int]
) -> dict[str, Any]:
    record = finding.to_json(audit.catalogue[finding.rule].severity, lang)
    return {
        "rule": rules[finding.rule],
        "severity": SEVERITIES.index(record["severity"]),
        "rows": [at.get(row, row) for row in finding.rows],
        "field": finding.field,
        "value": finding.value,
        "suggestion": finding.suggestion,
        "score": record["score"],
        "message": record["message"],
        "fixes": record.get("fixes", []),
    }
