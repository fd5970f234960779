"""The contents of one file from reviewers: decisions, comments and problems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from reaug.audit import Finding
from reaug.review.answers import Answer, Line
from reaug.review.comments import comment
from reaug.review.questions import Mention, Question, State, question_of, text_digest


class Problem(NamedTuple):
    """An answer that cannot be used, and why.

    rule : the kind of problem, such as `answer/text-changed`.
    row : the id of the row; None if unknown.
    place : where the answer is in the file, such as `task 3`.
    """

    rule: str
    row: str | None
    place: str
    message: str
    file: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the problem as JSON data."""
        return self._asdict()

    def __str__(self) -> str:
        row = "" if self.row is None else f", row {self.row!r}"
        return f"{self.file}: {self.place}{row}: {self.message} ({self.rule})"


class UnusableError(ValueError):
    """An answer that cannot be used; `rule` names the kind of problem."""

    def __init__(self, rule: str, message: str, row: str | None = None) -> None:
        super().__init__(message)
        self.rule = rule
        self.row = row


@dataclass
class Incoming:
    """The contents of a file.

    lines : the decisions as lines of `decisions.jsonl`.
    comments : comments on findings that stay open, as lines of `decisions.jsonl`.
    findings : by key, the findings that people were asked about, if the file contains them.
    labels, types : the names in the file's questions.
    unanswered : number of questions without an answer or without a decision in the answer.
    """

    name: str
    lines: list[Line] = field(default_factory=list)
    comments: list[Line] = field(default_factory=list)
    findings: dict[str, Finding] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    unanswered: int = 0
    notes: list[str] = field(default_factory=list)

    def ask(self, question: Question) -> None:
        """Add the findings, labels and types of a question."""
        self.findings |= {finding.key: finding for finding in question.findings}
        for state in (question.state, question.suggested):
            self.labels.add(state.label)
            self.types |= {state.subject.type, state.object.type}

    def take(self, answer: Answer, place: str) -> None:
        """Add the decisions of an answer; `place` is where it is in the file."""
        text = answer.question.text
        self.lines += [{**line, "_place": place, "_text": text} for line in answer.lines()]

    def leave_open(self, question: Question, text: str, by: str | None, at: str | None) -> None:
        """Count a question without a decision, and add the comment on it, if any."""
        self.unanswered += 1
        if text.strip():
            key = question.findings[0].key if len(question.findings) == 1 else None
            rows, version = [question.row], question.data or ""
            line = comment(key, rows, text.strip(), by=by, at=at, data=version)
            self.comments.append(line)

    def refuse(self, error: UnusableError, place: str, row: str | None = None) -> None:
        """Add a problem: an answer that cannot be used."""
        self.problems.append(Problem(error.rule, error.row or row, place, str(error), self.name))


def asked(value: Any, text: Any) -> Question:
    """Return the question in a task, after checking that the task's text is unchanged.

    Raises
    ------
    UnusableError
        `reaug review export` did not write the task, or its text was changed.
    """
    try:
        question = question_of(value)
    except ValueError as error:
        raise UnusableError("answer/not-ours", str(error)) from error
    if not isinstance(text, str) or text_digest(text) != question.text:
        raise UnusableError(
            "answer/text-changed",
            "the text was changed after the export, so its offsets no longer fit the row",
            question.row,
        )
    return question


class Span(NamedTuple):
    """A mention from a platform; start and end are half-open, in code points."""

    key: str
    start: int
    end: int
    type: str


class Link(NamedTuple):
    """A relation from a platform, from the subject to the object."""

    head: str
    tail: str
    label: str


def state_of(question: Question, spans: Sequence[Span], links: Sequence[Link]) -> State:
    """Return the mentions and the label of a row from a platform's spans and its one relation.

    Raises
    ------
    UnusableError
        A span or the relation was deleted, or there are more of them than a row can have.
    """
    by_key = {span.key: span for span in spans}
    if len(spans) < 2:
        marked = ", ".join(f"[{span.start}, {span.end})" for span in spans) or "none"
        raise UnusableError(
            "answer/span-gone",
            f"a mention was deleted: a row needs its subject and object, and has {marked}",
        )
    if not links:
        raise UnusableError(
            "answer/relation-gone",
            "the relation was deleted, so the row has no label; add one, even if it is the label "
            "for no relation",
        )
    if len(links) > 1:
        raise UnusableError(
            "answer/several-relations", f"{len(links)} relations, where a row has one"
        )
    [link] = links
    ends = [by_key.get(link.head), by_key.get(link.tail)]
    if None in ends or ends[0] is ends[1]:
        raise UnusableError("answer/span-gone", "the relation points to a mention that was deleted")
    if len(spans) > 2:
        extra = next(span for span in spans if span not in ends)
        raise UnusableError(
            "answer/extra-span",
            f"a third mention [{extra.start}, {extra.end}), which the relation does not join",
        )
    subject, object_ = (Mention(end.start, end.end, end.type) for end in ends if end is not None)
    return State(subject, object_, link.label)


def placed(text: str, start: Any, end: Any, word: Any = None, *, utf16: bool = False) -> list[int]:
    """Return a platform's span as [start, end], half-open, in code points.

    Parameters
    ----------
    word
        The text of the span according to the platform, which shows how offsets are counted.
    utf16
        Whether the platform counts UTF-16 units; only used if `word` does not show it.

    Raises
    ------
    UnusableError
        The text has no such span.
    """
    if not all(type(bound) is int for bound in (start, end)) or not 0 <= start < end:
        raise UnusableError("answer/bad-span", f"[{start!r}, {end!r}) is not a span")
    plain = [start, end] if end <= len(text) else None
    points = {unit: point for point, unit in enumerate(utf16_units(text))}
    by_units = [points[start], points[end]] if {start, end} <= points.keys() else None
    ways = [by_units, plain] if utf16 else [plain, by_units]
    fitting = [way for way in ways if way is not None]
    if isinstance(word, str) and word:
        named = [way for way in fitting if text[way[0] : way[1]] == word]
        if fitting and not named:
            raise UnusableError(
                "answer/bad-span", f"{word!r} does not stand at [{start}, {end}) of the text"
            )
        fitting = named
    if not fitting:
        raise UnusableError("answer/bad-span", f"[{start}, {end}) is not within the text")
    return fitting[0]


def utf16_units(text: str) -> list[int]:
    """Return where each code point begins, and where the text ends, in UTF-16 units.

    >>> utf16_units("👑세종")
    [0, 2, 3, 4]
    """
    units = [0]
    for letter in text:
        units.append(units[-1] + (2 if ord(letter) > 0xFFFF else 1))
    return units
