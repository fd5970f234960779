"""An audit as an HTML page: causes and counts, then all findings to filter and decide."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

from reaug.audit import Audit
from reaug.choices import Lang
from reaug.report.audit_summary import (
    about,
    best_command,
    best_line,
    causes_with_commands,
    counted,
    decisions_command,
    foreign_set,
    no_noise,
    nothing,
    rows_read,
    severity_of,
    spoiled_rows,
    unchecked,
    unlabelled_line,
    unread_rows,
)
from reaug.report.audit_tables import further, mix_of_labels
from reaug.report.noise_notes import noise_notes
from reaug.report.pages import page
from reaug.report.review_data import names_of, review_data
from reaug.report.review_words import review_words
from reaug.report.shell_commands import AuditOptions, book_called
from reaug.report.words import words
from reaug.review.finding_rows import rows_of
from reaug.review.versions import version_audited

MOST_LINES: Final = 100
"""The greatest number of lines in each of the other tables."""


def write_html(audit: Audit, options: AuditOptions, lang: Lang, file: IO[str]) -> None:
    """Write the page of an audit; it is one file and loads nothing."""
    say = words(lang) | review_words(lang)
    shown, silent = counted(audit, lang)
    best = best_command(audit, options)
    further_tables = list(further(audit, lang, say))
    most = max((count.rows for count in shown), default=0)
    values = {
        "say": say,
        "heading": say["title"].format(name=Path(options.data).name or options.data),
        "foreign": foreign_set(audit, options, lang),
        "happened": _summary(audit, say),
        "about": _about(audit, options, say),
        "rows": f"{audit.rows:,}",
        "tiles": [
            {"severity": name, "rows": f"{rows:,}", "caption": say[f"rows with {name}"]}
            for name, rows in spoiled_rows(audit).items()
        ],
        "causes": [
            {**entry.to_json(), "about": about(entry.cause, say)}
            | {"severity": severity_of(audit, entry.cause)}
            for entry in causes_with_commands(audit, options, lang)
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
            for title, names, lines in further_tables
        ],
        "nothing": nothing(audit, say),
        "notes": _notes(audit, lang, say),
        "decided": decisions_command(audit, options),
    }
    scripts = ("audit.js",) if audit.listed else ()
    data = review_data(
        audit,
        [finding.to_json(audit.catalogue[finding.rule].severity, lang) for finding in audit.listed],
        rows_of(audit, audit.listed),
        names_of(audit, options.rules),
        lang,
        version=version_audited(audit),
    )
    file.write(page("audit.html.j2", lang=lang, scripts=scripts, data=data, **values))


def _notes(audit: Audit, lang: Lang, say: dict[str, str]) -> list[str]:
    """Return the notes of the page: on the mix of labels, on label noise, on rules not checked."""
    mix = mix_of_labels(audit, lang, say)
    noise = [say["not asked"]] if audit.foreign is not None else no_noise(audit, say)
    notes = [*noise_notes(audit, say), *unchecked(audit, say), *noise]
    return [mix, *notes] if mix else notes


def _summary(audit: Audit, say: dict[str, str]) -> str:
    """Return a summary of the audit in one sentence."""
    spoiled = spoiled_rows(audit)
    if not any(spoiled.values()):
        return say["happened nothing"].format(rows=f"{audit.rows:,}")
    counts = {name: f"{rows:,}" for name, rows in spoiled.items()}
    total = f"{sum(spoiled.values()):,}"
    return say["happened"].format(rows=f"{audit.rows:,}", spoiled=total, **counts)


def _date(data: str) -> str | None:
    """Return the day on which a file was last changed; None if the input is no file."""
    try:
        seconds = Path(data).stat().st_mtime
    except (OSError, ValueError):
        return None
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _about(audit: Audit, options: AuditOptions, say: dict[str, str]) -> str:
    parts = [
        options.data,
        say["n rows"].format(rows=f"{audit.rows:,}", book=book_called(audit.book, options.rules)),
    ]
    date = _date(options.data)
    parts += [] if date is None else [say["data of"].format(date=date)]
    parts += [*unlabelled_line(audit, options, say), *rows_read(audit, say)]
    if audit.against is not None:
        rows = say["exactly"].format(rows=f"{audit.against.rows:,}")
        if audit.against.unread:
            rows = f"{rows}, {unread_rows(audit.against.unread, say)}"
        rows = f"{rows}, {say['compared'].format(n=f'{audit.against.sentences:,}')}"
        parts.append(f"{say['there']}: {options.against} ({rows})")
    return " · ".join(parts)
