"""Read reviewers' answers in any format, check them row by row, and return decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa

from reaug.audit import Finding
from reaug.choices import Unchanged
from reaug.core import schema
from reaug.core.batch import Batch, Row
from reaug.core.fields import MENTION_FIELDS, TYPE_FIELDS, WORD_FIELDS
from reaug.core.quotes import shorten
from reaug.errors import InputError
from reaug.review import jsonl, sheet
from reaug.review.answers import Line
from reaug.review.comments import comment_of, is_comment
from reaug.review.decision_files import is_sheet, text_of_file
from reaug.review.decision_lines import BadLineError, bad_fixes, taken
from reaug.review.decisions import BadFix, Correction
from reaug.review.formats import task_formats
from reaug.review.questions import text_digest
from reaug.review.reviewer_file import Incoming, Problem
from reaug.review.standing import differs, standing
from reaug.review.versions import is_other_text, version_of
from reaug.strict_json import dumps
from reaug.suggestions import did_you_mean

_SHOWN: Final = 10
_WORDS: Final = dict(zip(MENTION_FIELDS, WORD_FIELDS, strict=True))


class Names(NamedTuple):
    """The labels and types that an answer may use; empty if any name is allowed."""

    labels: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Answers:
    """The answers in some files.

    lines : the decisions as lines of `decisions.jsonl`, in the order of the files, each once.
    problems : answers that cannot be used, row by row.
    comments : comments without a decision, as lines of `decisions.jsonl`.
    findings : by key, the findings that people were asked about, if the files contain them.
    fitting : ids of rows whose decisions are about another version of the data, but whose values
        are the same; these decisions are among `lines`.
    unanswered : number of questions that nobody has decided.
    repeated : number of answers that a later answer of the same person replaces or repeats.
    notes : notes for the user about the files, one line each.
    """

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()
    comments: tuple[Line, ...] = ()
    findings: Mapping[str, Finding] = field(default_factory=dict)
    fitting: tuple[str, ...] = ()
    unanswered: int = 0
    repeated: int = 0
    notes: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether every answer can be used, and none is about another version of the data."""
        return not self.problems and not self.fitting

    @property
    def reviewers(self) -> dict[str, int]:
        """The number of decisions by person; "" is for decisions without a name."""
        return dict(sorted(Counter(line.get("by") or "" for line in self.lines).items()))

    def counts(self) -> dict[str, int]:
        """Return the number of decisions of each kind."""
        kinds = Counter(line["decision"] for line in self.lines)
        return {kind: kinds[kind] for kind in ("accept", "reject", "edit")}

    def refused(self, way_out: str) -> InputError:
        """Return the error that counts the problems and lists the first; `way_out` says what to
        do.
        """
        shown = "".join(f"\n  {problem}" for problem in self.problems[:_SHOWN])
        more = len(self.problems) - _SHOWN
        listed = shown + (f"\n  and {more:,} more" if more > 0 else "")
        if self.fitting:
            named = ", ".join(map(shorten, self.fitting[:_SHOWN]))
            others = len(self.fitting) - _SHOWN
            listed += (
                "\n  decided on another version of the data; "
                f"{len(self.fitting):,} rows still fit: {named}"
                + (f" and {others:,} more" if others > 0 else "")
            )
        number = len(self.problems) or len(self.fitting)
        return InputError(f"{number:,} answers cannot be used:{listed}\n{way_out}")


def read_answers(
    paths: Sequence[Path],
    *,
    names: Names | None = None,
    table: pa.Table | None = None,
    unchanged: Unchanged = "open",
    by: str | None = None,
) -> Answers:
    """Return the answers in files: Label Studio's JSON, doccano's lines, sheets, decisions.

    Parameters
    ----------
    names
        Known labels and types, in addition to those in the questions in the files. None: any name
        is allowed.
    table
        The rows that the decisions are about. If given, rows that do not exist, changed values and
        another version of the data are reported as problems.
    unchanged
        For doccano, what an unchanged document means.
    by
        The name of the person who answered, for files that do not contain it.

    Raises
    ------
    InputError
        A file cannot be read, or contains no answers.
    """
    files = [_read(path, unchanged) for path in paths]
    problems = [problem for file in files for problem in file.problems]
    lines = [{**line, "_file": file.name} for file in files for line in file.lines]
    if by is not None:
        lines = [{**line, "by": line.get("by") or by} for line in lines]
    findings = {key: finding for file in files for key, finding in file.findings.items()}
    if names is not None:
        labels, types = set(names.labels), set(names.types)
        for file in files:
            labels |= file.labels
            types |= file.types
        lines = _known(lines, Names(frozenset(labels), frozenset(types)), problems)
    fitting: list[str] = []
    if table is not None:
        lines, fitting = _current_state(lines, table, problems)
    lines, repeated = _once(lines, problems)
    order = {file.name: number for number, file in enumerate(files)}
    problems.sort(
        key=lambda problem: (order.get(problem.file, 0), int(problem.place.rpartition(" ")[2] or 0))
    )
    comments = [
        line if "by" in line or not by else {**line, "by": by} for f in files for line in f.comments
    ]
    return Answers(
        tuple({k: v for k, v in line.items() if not k.startswith("_")} for line in lines),
        tuple(problems),
        tuple({dumps(line): line for line in comments}.values()),
        findings,
        tuple(fitting),
        sum(file.unanswered for file in files),
        repeated,
        tuple(note for file in files for note in file.notes),
    )


def _read(path: Path, unchanged: Unchanged) -> Incoming:
    """Return the answers in a file: a sheet, the tasks of a review format, or decisions."""
    text, note = text_of_file(path)
    if is_sheet(path):
        incoming = _sheet(text, path)
    else:
        of_formats = (each.read(text, path, unchanged=unchanged) for each in task_formats())
        of_format = next((answers for answers in of_formats if answers is not None), None)
        incoming = _decisions(text, path) if of_format is None else of_format
    incoming.notes += [note] if note else []
    return incoming


def _sheet(text: str, path: Path) -> Incoming:
    incoming = Incoming(path.name)
    for decision in sheet.read(text, path):
        _take(incoming, decision)
    filled = len({line["_place"] for line in incoming.lines}) + len(incoming.problems)
    incoming.unanswered = max(0, sum(1 for _ in sheet.keys(text, path)) - filled)
    return incoming


def _decisions(text: str, path: Path) -> Incoming:
    """Return the answers in JSON lines of decisions."""
    if text.lstrip("\ufeff \t\r\n").startswith("["):
        raise InputError(
            f"{path}: is a JSON list, but not of Label Studio tasks; export the project as JSON"
        )
    values = [
        (number, jsonl.object_of(line, path, number))
        for number, line in enumerate(text.split("\n"), 1)
        if line.strip()
    ]
    if not values:
        raise InputError(f"{path}: contains no answers")
    incoming = Incoming(path.name)
    for number, value in values:
        if jsonl.is_finding(value):
            raise InputError(
                f"{path}: line {number}: is a finding that nobody has decided; export findings "
                "with reaug review export DATA --findings FILE"
            )
        if is_comment(value):
            _take_comment(incoming, value, number)
            continue
        for decision in taken(value, number):
            _take(incoming, decision)
    return incoming


def _take_comment(incoming: Incoming, value: dict[str, Any], number: int) -> None:
    try:
        incoming.comments.append(comment_of(value))
    except BadLineError as fault:
        for bad_fix in bad_fixes(value, fault, number):
            _take(incoming, bad_fix)


def _take(incoming: Incoming, decision: Correction | BadFix) -> None:
    if isinstance(decision, BadFix):
        place = f"line {decision.line}"
        incoming.problems.append(
            Problem("answer/bad-line", decision.row, place, decision.problem, incoming.name)
        )
        return
    incoming.lines.append(line_of(decision) | {"_place": f"line {decision.line}"})


def line_of(correction: Correction) -> Line:
    """Return a decision as a line of `decisions.jsonl`."""
    line: Line = {
        "finding": correction.finding,
        "rows": [correction.id],
        "field": correction.field,
        "decision": correction.decision,
        "value": correction.new,
    }
    if correction.checked:
        line["old"] = correction.old
    more = {
        "place": correction.at,
        "by": correction.by,
        "at": correction.time,
        "reason": correction.reason,
        "data": correction.data,
        "seen": correction.seen,
    }
    return line | {name: value for name, value in more.items() if value not in (None, "")}


def _known(lines: list[Line], names: Names, problems: list[Problem]) -> list[Line]:
    """Return the lines whose labels and types are known; add the others to `problems`."""
    known_rows = []
    for line in lines:
        known = {"label": names.labels, **dict.fromkeys(TYPE_FIELDS, names.types)}
        choices = known.get(line["field"])
        value = line["value"]
        if line["decision"] == "reject" or not choices or value in choices:
            known_rows.append(line)
            continue
        what = "label" if line["field"] == "label" else "type"
        hint = did_you_mean(str(value), sorted(choices))
        problems.append(_problem("answer/unknown-name", line, f"unknown {what} {value!r}{hint}"))
    return known_rows


def _problem(rule: str, line: Line, message: str) -> Problem:
    return Problem(rule, line["rows"][0], line.get("_place", ""), message, line.get("_file", ""))


def _current_state(
    lines: list[Line], table: pa.Table, problems: list[Problem]
) -> tuple[list[Line], list[str]]:
    """Compare answers with the present rows, and add differences to `problems`."""
    # Returns two lists. The first has the answers whose row still has the text and the values that
    # the person saw. The second has the ids of rows whose answer names another version of the data,
    # although the row is the same.
    rows = _rows(table, {line["rows"][0] for line in lines})
    kept: list[Line] = []
    unknown: dict[str, None] = {}
    version = version_of(table)
    for line in lines:
        row = rows.get(line["rows"][0])
        if row is None:
            problems.append(_problem("answer/row-gone", line, "the data has no such row"))
            continue
        if why := _changed(line, row):
            problems.append(_problem("answer/row-changed", line, why))
            continue
        if line.get("data") not in (None, version):
            unknown.setdefault(line["rows"][0])
            line = {**line, "data": version}
        kept.append(line)
    return kept, sorted(unknown)


def _changed(line: Line, row: Row) -> str:
    """Return how a row has changed since the decision about it, as text; "" if it has not."""
    if line.get("_text") not in (None, text_digest(row.sentence)):
        return "its sentence is not the one that was decided on"
    field = str(_WORDS.get(line["field"], line["field"]))
    old, place = line.get("old"), line.get("place")
    entry = Correction(
        row.id, field, old, None, "", place, 0, checked="old" in line, seen=line.get("seen")
    )
    if not differs(row, entry):
        other = "its sentence or its mentions have changed since the decision"
        return other if is_other_text(row, entry) else ""
    return f"{line['field']} is {standing(row, entry)!r} now, where {old!r} was decided on"


def _rows(table: pa.Table, ids: set[str]) -> dict[str, Row]:
    """Return rows by id."""
    chosen = table.filter(
        pa.compute.is_in(table[schema.ROW_ID], pa.array(sorted(ids), pa.string()))
    )
    batch = Batch(chosen.select(schema.CORE_SCHEMA.names).combine_chunks())
    return {row.id: row for row in map(batch.row, range(len(batch)))}


def _once(lines: list[Line], problems: list[Problem]) -> tuple[list[Line], int]:
    """Return each decision of a person once, and the number of repeated ones."""
    # Of differing decisions, the latest is kept if all have times; otherwise all are problems.
    groups: dict[tuple[Any, ...], list[Line]] = {}
    for line in lines:
        who = line.get("by")
        name = (who, line["finding"], line["rows"][0], line["field"], line.get("place"))
        groups.setdefault(name, []).append(line)
    dropped: set[int] = set()
    repeated = 0
    for group in groups.values():
        if len(group) == 1 or (group[0]["finding"] is None and group[0].get("by") is None):
            continue
        decisions = {(line["decision"], line["value"]) for line in group}
        times = [line.get("at") for line in group]
        if len(decisions) == 1:
            keep = group[0]
        elif None not in times and len(set(times)) == len(times):
            keep = max(group, key=lambda line: str(line["at"]))
        else:
            keep = None
        repeated += len(group) - 1
        dropped |= {id(line) for line in group if line is not keep}
        if keep is None:
            where = ", ".join(f"{line['_place']} of {line['_file']}" for line in group)
            who = group[0].get("by") or "somebody"
            why = f"{who} has answered {group[0]['field']} twice, differently ({where})"
            problems.append(_problem("answer/twice", group[-1], why))
    return [line for line in lines if id(line) not in dropped], repeated


def as_lines(lines: Iterable[Line]) -> Iterator[str]:
    """Yield decisions as lines of text for a file."""
    for line in lines:
        yield dumps(line) + "\n"
