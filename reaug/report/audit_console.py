"""Terminal view of an audit: first the causes with their commands, then the counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from reaug.audit import Audit
from reaug.choices import Lang
from reaug.core.findings import Severity
from reaug.core.terminal_text import visible
from reaug.drift import GateResult
from reaug.report.audit_summary import (
    CauseWithCommand,
    about,
    best_command,
    best_line,
    causes_with_commands,
    command_advice,
    counted,
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
from reaug.report.drift import gate_view
from reaug.report.noise_notes import noise_notes, was_computed
from reaug.report.shell_commands import NOISE, AuditOptions, book_called
from reaug.report.words import words

STYLES: Final = {"error": "bold red", "warning": "yellow", "review": "cyan"}
WIDE: Final = 120
"""The least width of the terminal, in columns, with which the table of counts explains each rule.
"""
MOST_LINES: Final = 8
MOST_NAMED: Final = 6


def audit_view(audit: Audit, options: AuditOptions, lang: Lang, width: int) -> list[RenderableType]:
    """Return the summary and the tables of an audit, for a terminal of `width` columns."""
    say = words(lang)
    parts: list[RenderableType] = [
        *_foreign(audit, options, lang),
        _head(audit, options, say),
        *_best(audit, options, say),
        "",
    ]
    causes = causes_with_commands(audit, options, lang)
    if causes:
        parts.append(Text(say["causes"], style="bold"))
        for n, cause in enumerate(causes, 1):
            parts += _cause(n, cause, severity_of(audit, cause.cause), say)
        parts.append(Text(visible(command_advice(audit, options, say)), style="dim"))
        parts += ["", Text(say["counts"], style="bold")]
    elif audit.findings:
        parts.append(Text(say["counts"], style="bold"))
    elif audit.foreign is None and any(
        was_computed(audit, rule, NOISE) for rule in audit.catalogue
    ):
        parts.append(Text(nothing(audit, say)))
    parts += _counts(audit, lang, say, width)
    parts += [Text(visible(note)) for note in noise_notes(audit, say)]
    if mix := mix_of_labels(audit, lang, say):
        parts += ["", Text(visible(mix))]
    for heading, names, lines in further(audit, lang, say):
        parts += ["", Text(heading, style="bold"), *_further(names, lines, say)]
    parts += [Text(visible(line), style="yellow") for line in unchecked(audit, say)]
    if audit.foreign is not None:
        parts += ["", Text(say["not asked"], style="dim")]
    else:
        parts += ["", *(Text(line, style="dim") for line in no_noise(audit, say))]
    return parts


def _best(audit: Audit, options: AuditOptions, say: dict[str, str]) -> list[RenderableType]:
    """Return the lines about the best command: its effect in figures, and the command itself."""
    best = best_command(audit, options)
    if best is None:
        return []
    return [Text(best_line(best, say), style="bold"), _command(best.command)]


def gates_view(gates: Sequence[GateResult]) -> list[RenderableType]:
    """Return a line for each gate with its result."""
    return [gate_view(gate) for gate in gates]


def _foreign(audit: Audit, options: AuditOptions, lang: Lang) -> Iterator[RenderableType]:
    """Yield a message with commands if most labels or types are not in the rule book."""
    foreign = foreign_set(audit, options, lang)
    if foreign is not None:
        yield Text(visible(foreign["message"]), style="bold red")
        yield from map(_command, foreign["commands"])
        yield ""


def _head(audit: Audit, options: AuditOptions, say: dict[str, str]) -> RenderableType:
    rows_and_book = say["n rows"].format(
        rows=f"{audit.rows:,}", book=book_called(audit.book, options.rules)
    )
    head = Text.assemble((visible(options.data), "bold"), "  ", visible(rows_and_book))
    for line in (*unlabelled_line(audit, options, say), *rows_read(audit, say)):
        head.append(f"\n{visible(line)}", style="yellow")
    if audit.against is not None:
        rows = say["exactly"].format(rows=f"{audit.against.rows:,}")
        head.append(f"\n{say['there']}: {visible(options.against or '')}  {rows}")
        if unread := audit.against.unread:
            head.append(f", {visible(unread_rows(unread, say))}", style="yellow")
        head.append(f", {say['compared'].format(n=f'{audit.against.sentences:,}')}")
    if audit.findings:
        counts = {name: f"{rows:,}" for name, rows in spoiled_rows(audit).items()}
        head.append("\n" + say["spoiled"].format(**counts))
    return head


def _cause(
    n: int, shown: CauseWithCommand, severity: Severity, say: dict[str, str]
) -> Iterator[RenderableType]:
    cause = shown.cause
    yield Text.assemble(
        f"{n}. ",
        (visible(cause.rule), "bold"),
        "  ",
        (say[severity], STYLES[severity]),
        f"  {about(cause, say)}",
    )
    yield Text(f"   {visible(shown.title)}")
    yield _command(shown.command)


def _command(command: str) -> Text:
    # A command is never wrapped, so that it can be copied.
    return Text("   " + visible(command).replace(" && ", " &&\n   "), style="green")


def _counts(audit: Audit, lang: Lang, say: dict[str, str], width: int) -> list[RenderableType]:
    shown, silent = counted(audit, lang)
    compared, wide = audit.against is not None, width >= WIDE
    table = Table(box=None, pad_edge=False)
    table.add_column(say["rule"], no_wrap=True)
    table.add_column(say["severity"], no_wrap=True)
    for name in ("findings", "rows", "share", *(["there"] if compared else [])):
        table.add_column(say[name], justify="right", no_wrap=True)
    if wide:
        table.add_column("", no_wrap=True, overflow="ellipsis")
    for rule_counts in shown:
        table.add_row(
            Text(visible(rule_counts.rule)),
            Text(say[rule_counts.severity], style=STYLES[rule_counts.severity]),
            f"{rule_counts.findings:,}",
            f"{rule_counts.rows:,}",
            rule_counts.share,
            *([rule_counts.other_share] if compared else []),
            *([Text(visible(rule_counts.title), style="dim")] if wide else []),
        )
    parts: list[RenderableType] = [table] if shown else []
    if silent:
        few = ", ".join(silent) if len(silent) <= MOST_NAMED else ""
        many = say["many silent" if shown else "all silent"]
        line = f"{say['silent']}: {few}" if few else many.format(n=len(silent))
        parts.append(Text(visible(line), style="dim"))
    return parts


def _further(names: list[str], lines: list[list[str]], say: dict[str, str]) -> list[RenderableType]:
    """Return one of the further tables of an audit, cut to its first `MOST_LINES` lines."""
    table = Table(box=None, pad_edge=False)
    for name, column in zip(names, zip(*lines, strict=True), strict=True):
        number = all(cell.replace(",", "").isdecimal() for cell in column)
        table.add_column(name, justify="right" if number else "left")
    for line in lines[:MOST_LINES]:
        table.add_row(*(Text(visible(cell)) for cell in line))
    rest = len(lines) - MOST_LINES
    more = [Text(say["and more"].format(n=f"{rest:,}"), style="dim")] if rest > 0 else []
    return [table, *more]
