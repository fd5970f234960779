"""Terminal view of a question about a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from reaug.core.terminal_text import visible
from reaug.language.translation import translated
from reaug.review.terminal_review import HELP

if TYPE_CHECKING:
    from reaug.core.batch import Row
    from reaug.review.terminal_review import Item, Session

_MOST: Final = 3
"""The greatest number of other rows of a finding that are shown."""


def question_view(item: Item, session: Session) -> list[RenderableType]:
    """Return the view of a finding: the row with its mentions marked, the message, the suggestion.

    Other rows of the finding, such as the other row of a duplicate, are shown below.
    """
    done, total = session.count
    severity = item.finding.severity or session.out.audit.catalogue[item.finding.rule].severity
    head = Text.assemble(
        ("\n" + translated(f"{done + 1:,} of {total:,}"), "bold"),
        f"  {item.finding.rule} ({translated(severity)})  {visible(item.row.id)}",
    )
    lines: list[RenderableType] = [
        head,
        *_row(item.row),
        Text(visible(item.finding.message(session.out.lang))),
    ]
    others = [row for row in item.finding.rows if row != item.row.id]
    for row_id in [name for name in others if name in session.out.rows][:_MOST]:
        other = _row(session.out.rows[row_id])
        lines += [
            Text(f"  {visible(row_id)}", style="bold"),
            *(Padding(part, (0, 2)) for part in other),
        ]
    for fix in item.suggestion:
        at = None if fix.at is None else translated(f"at {fix.at:,}")
        where = fix.field if at is None else f"{translated(fix.field)} {at}"
        lines.append(Text(visible(f"  {where}: {fix.old} → {fix.new}"), style="green"))
    return [*lines, Text(translated(HELP), style="dim")]


def _row(row: Row) -> tuple[Text, Text]:
    """Return the sentence of a row, and a line with its types and label."""
    pair = f"{row.subject_type}:{row.object_type}  {row.label}"
    return marked(row), Text(visible(pair), style="dim")


def marked(row: Row) -> Text:
    """Return the sentence with the subject in cyan and the object in magenta, both in brackets."""
    text, at = Text(), 0
    spans = sorted([(*row.subject, "S", "bold cyan"), (*row.object, "O", "bold magenta")])
    for start, end, name, style in spans:
        if at <= start < end <= len(row.sentence):
            text.append(visible(row.sentence[at:start]))
            text.append(visible(f"[{name} {row.sentence[start:end]}]"), style=style)
            at = end
    text.append(visible(row.sentence[at:]))
    return text


def closing(session: Session) -> str:
    """Return a summary of what was decided, and how to continue."""
    done, total = session.count
    if done == total:
        return f"all {total:,} findings are decided → {session.path}"
    remaining = total - done
    return (
        f"{done:,} of {total:,} decided → {session.path}; {remaining:,} open: run the same "
        "command to resume"
    )
