"""Review findings in the terminal, one at a time: parse answers, save decisions, resume.

Each decision is saved at once, by rewriting the whole file atomically, so that an interrupted
session loses nothing. The next session asks about findings that are still undecided. A question is
about one finding in one row; the answer decides all fields of the finding, since they belong
together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from reaug.audit import Finding, Fix
from reaug.core.batch import Row
from reaug.core.fields import MENTION_FIELDS, ROW, SPAN_FIELDS, TYPE_FIELDS
from reaug.core.schema import LABEL
from reaug.files.atomic import whole
from reaug.review.answers import Line
from reaug.review.comments import comment
from reaug.review.decisions import DROP
from reaug.review.exported_findings import Outgoing
from reaug.review.questions import State
from reaug.review.review_import import as_lines, read_answers
from reaug.review.versions import seen_of
from reaug.suggestions import did_you_mean

Clock = Callable[[], datetime]

KEYS: Final = {
    "a": "accept",
    "y": "accept",
    "ㅁ": "accept",
    "ㅛ": "accept",
    "r": "reject",
    "n": "reject",
    "ㄱ": "reject",
    "ㅜ": "reject",
    "e": "edit",
    "ㄷ": "edit",
    "d": "drop",
    "ㅇ": "drop",
    "s": "skip",
    "ㄴ": "skip",
    "u": "undo",
    "ㅕ": "undo",
    "c": "comment",
    "ㅊ": "comment",
    "q": "stop",
    "ㅂ": "stop",
    "?": "help",
}
"""By letter, its meaning; also by the letter of the same key on the Korean keyboard."""

HELP: Final = (
    "a accept · r reject · e VALUE (or e FIELD=VALUE ...) · d drop the row · c TEXT comment · s "
    "skip · u undo · q quit"
)
_EDITABLE: Final = (LABEL, *TYPE_FIELDS, *SPAN_FIELDS)
_SHORT: Final = {
    "subject": TYPE_FIELDS[0],
    "object": TYPE_FIELDS[1],
    "subject.type": TYPE_FIELDS[0],
    "object.type": TYPE_FIELDS[1],
    "subject.start": SPAN_FIELDS[0],
    "subject.end": SPAN_FIELDS[1],
    "object.start": SPAN_FIELDS[2],
    "object.end": SPAN_FIELDS[3],
}


class Item(NamedTuple):
    """A finding in a row."""

    finding: Finding
    row: Row

    @property
    def name(self) -> tuple[str, str]:
        """What identifies the decision: the key of the finding and the id of the row."""
        return self.finding.key, self.row.id

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """The fixes for this row."""
        return self.finding.fixes if self.finding.rows[0] == self.row.id else ()

    @property
    def held(self) -> dict[str, str | int]:
        """The values of the row by field, its mentions as their words."""
        state = State.of(self.row)
        words = state.words(self.row.sentence)
        return {
            **state.values(),
            **words,
            **dict(zip(MENTION_FIELDS, words.values(), strict=True)),
        }

    @property
    def suggestion(self) -> list[Fix]:
        """The fixes that accepting would apply; [] if nothing is suggested."""
        if self.fixes:
            return list(self.fixes)
        field_, new = self.finding.field, self.finding.suggestion
        current = State.of(self.row).values()
        if new and field_ in (LABEL, *TYPE_FIELDS):
            return [Fix(field_, current[field_], new)]
        return []


@dataclass
class Session:
    """A review session: the questions, and the decisions so far.

    items : the questions, in order.
    lines : all decisions, of earlier sessions and of this one; each is saved as soon as it is made.
    comments : all comments on findings that stay open.
    """

    out: Outgoing
    path: Path
    items: list[Item]
    lines: list[Line]
    by: str | None
    clock: Clock
    comments: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    skipped: set[tuple[str, str]] = field(default_factory=set)
    made: list[tuple[str, str]] = field(default_factory=list)
    comment: str = ""
    stopped: bool = False
    prompt: str = "> "

    @property
    def decided(self) -> set[tuple[str, str]]:
        """The items that this person has decided."""
        return {
            (line["finding"] or "", row)
            for line in self.lines
            if (line.get("by") or None) == self.by
            for row in line["rows"]
        }

    @property
    def current(self) -> Item | None:
        """The first item that is neither decided nor skipped; None at the end."""
        done = self.decided | self.skipped
        return next((item for item in self.items if item.name not in done), None)

    @property
    def count(self) -> tuple[int, int]:
        """The number of decided items, and of all items."""
        done = self.decided
        return sum(item.name in done for item in self.items), len(self.items)

    def answer(self, text: str) -> str:
        """Process what the person typed, and return an error message or information ("" for
        none).
        """
        item = self.current
        word, _, rest = text.strip().partition(" ")
        kind = KEYS.get(word.casefold())
        if item is None or not word:
            return HELP
        if kind is None:
            hint = did_you_mean(word, sorted({*KEYS.values()}))
            if word not in KEYS.values():
                return f"{word!r} is not an answer{hint}; {HELP}"
            kind = word
        if kind == "stop":
            self.leave()
        elif kind == "skip":
            self._remark(item)
            self.skipped.add(item.name)
            self.made.append(item.name)
        elif kind == "undo":
            return self._undo()
        elif kind == "comment":
            self.comment = rest.strip()
        elif kind == "help":
            return HELP
        else:
            return self._decide(item, kind, rest.strip())
        return ""

    def leave(self) -> None:
        """End the session; a comment on the current finding is saved."""
        item = self.current
        if item is not None:
            self._remark(item)
        self.stopped = True

    def _remark(self, item: Item) -> None:
        """Save a comment on a finding that stays open."""
        if self.comment:
            rows, at = [item.row.id], self.clock().isoformat(timespec="seconds")
            key, data = item.finding.key, self.out.version
            self.comments.append(comment(key, rows, self.comment, by=self.by, at=at, data=data))
            self.comment = ""
            self._save()

    def _decide(self, item: Item, kind: str, rest: str) -> str:
        try:
            lines = self._lines(item, kind, rest)
        except ValueError as error:
            return str(error)
        self.lines += lines
        self.made.append(item.name)
        self.comment = ""
        self._save()
        return ""

    def _lines(self, item: Item, kind: str, rest: str) -> list[Line]:
        if kind == "reject":
            fixes = item.suggestion
            if not fixes:
                name, value = item.finding.field, item.finding.suggestion or None
                return [self._line(item, name, kind, value, item.held.get(name))]
            return [
                self._line(
                    item, fix.field, kind, fix.new, None if fix.field == ROW else fix.old, fix.at
                )
                for fix in fixes
            ]
        if kind == "accept":
            if not item.suggestion:
                raise ValueError(
                    "no suggestion here; enter the right value with e VALUE, or d to drop the row"
                )
            return [
                self._line(item, fix.field, kind, fix.new, fix.old, fix.at)
                for fix in item.suggestion
            ]
        if kind == "drop":
            is_asked = any(fix.field == ROW for fix in item.fixes)
            return [self._line(item, ROW, "accept" if is_asked else "edit", DROP, "")]
        values = self._values(item, rest)
        current = State.of(item.row).values()
        return [self._line(item, name, "edit", new, current[name]) for name, new in values.items()]

    def _values(self, item: Item, rest: str) -> dict[str, str | int]:
        """Return what the person typed after `e` (for edit): the new values, by field."""
        # The text is a single value, or several as FIELD=VALUE.
        if not rest:
            raise ValueError("write the new value after e: e per:title, or e object=ORG label=…")
        parts = rest.split() if "=" in rest else [f"{_field(item)}={rest}"]
        values: dict[str, str | int] = {}
        for part in parts:
            name, equals, text = part.partition("=")
            name = _SHORT.get(name, name)
            if not equals or not text:
                raise ValueError(f"{part!r} is not FIELD=VALUE")
            if name not in _EDITABLE:
                known = ", ".join((LABEL, *_SHORT))
                raise ValueError(
                    f"unknown field {name!r}{did_you_mean(name, known.split(', '))}; {known}"
                )
            values[name] = self._value(item, name, text)
        return values

    def _value(self, item: Item, name: str, text: str) -> str | int:
        if name in SPAN_FIELDS:
            length = len(item.row.sentence)
            if not (text.isascii() and text.isdecimal()) or int(text) >= length:
                raise ValueError(f"{name} is a place from 0 to {length - 1}, not {text!r}")
            return int(text)
        known = self.out.labels if name == LABEL else self.out.types
        if text not in known:
            what = "label" if name == LABEL else "type"
            raise ValueError(f"unknown {what} {text!r}{did_you_mean(text, list(known))}")
        return text

    def _line(
        self,
        item: Item,
        name: str,
        decision: str,
        value: str | int | None,
        old: str | int | None = None,
        place: int | None = None,
    ) -> Line:
        line: Line = {
            "finding": item.finding.key,
            "rows": [item.row.id],
            "field": name,
            "decision": decision,
            "value": value,
            "at": self.clock().isoformat(timespec="seconds"),
            "reason": ": ".join(filter(None, (item.finding.rule, self.comment))),
            "data": self.out.version,
            "seen": seen_of(item.row),
        }
        if self.by:
            line["by"] = self.by
        if decision != "reject" or old is not None:
            line["old"] = old
        if place is not None:
            line["place"] = place
        return line

    def _undo(self) -> str:
        if not self.made:
            return "nothing to undo in this session"
        last = self.made.pop()
        self.skipped.discard(last)
        before = len(self.lines)
        self.lines = [
            line
            for line in self.lines
            if (line["finding"], line["rows"][0]) != last or (line.get("by") or None) != self.by
        ]
        if len(self.lines) < before:
            self._save()
        return ""

    def _save(self) -> None:
        with whole(self.path) as written:
            lines = [*self.lines, *self.comments]
            written.write_text("".join(as_lines(lines)), encoding="utf-8", newline="\n")


def _field(item: Item) -> str:
    """Return the field that a single value sets: the finding's field, else the label."""
    name = item.finding.field
    if name in MENTION_FIELDS:
        return f"{name}.type"
    return name if name in _EDITABLE else LABEL


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


def begin(
    out: Outgoing,
    path: Path,
    *,
    by: str | None = None,
    keep_fitting: bool = False,
    clock: Clock = _now,
) -> Session:
    """Return a new session, or one that continues the decisions in an existing file.

    Parameters
    ----------
    keep_fitting
        Whether to keep decisions about another version of the data if the values of the row are the
        same.

    Raises
    ------
    InputError
        The file cannot be read, or its decisions are about another version of the data.
    """
    lines, comments, notes = _before(out, path, keep_fitting=keep_fitting)
    items = [
        Item(finding, out.rows[row])
        for finding in out.audit.listed
        for row in finding.rows
        if row in out.rows
    ]
    return Session(out, path, items, list(lines), by, clock, list(comments), list(notes))


def _before(
    out: Outgoing, path: Path, *, keep_fitting: bool
) -> tuple[Sequence[Line], Sequence[Line], list[str]]:
    """Return earlier decisions, comments and notes; empty if there is no file."""
    if not path.is_file() or not path.stat().st_size:
        return [], [], []
    plain = read_answers([path])
    if plain.problems:
        raise plain.refused("mend these lines, or name another file")
    checked = read_answers([path], table=out.audit.table)
    if checked.usable:
        return checked.lines, checked.comments, []
    if not keep_fitting:
        raise checked.refused(
            "name another file, or add --still-fitting to keep the decisions that still fit the "
            "data and decide the others again"
        )
    lost = len(plain.lines) - len(checked.lines)
    return (
        checked.lines,
        checked.comments,
        [f"{lost:,} decisions no longer match the data, and are asked again"],
    )
