"""The question that a person is asked about a row: the row as it is, and the findings about it.

A question is stored in each exported task (`Question.to_json`). So answers can be read without the
data: the question has the row's id, its values, and the findings that were shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from reaug.audit import Finding, Fix
from reaug.core.batch import Row
from reaug.core.fields import ROW, SPAN_FIELDS, TYPE_FIELDS, WORD_FIELDS
from reaug.core.schema import LABEL, SENTENCE
from reaug.review.decisions import DROP

KEY: Final = "reaug"
"""The key of a task under which its question is stored."""


class Mention(NamedTuple):
    """The half-open span and the type of a mention."""

    start: int
    end: int
    type: str


class State(NamedTuple):
    """The mentions and the label of a row, without its text."""

    subject: Mention
    object: Mention
    label: str

    @classmethod
    def of(cls, row: Row) -> State:
        """Return the mentions and the label of a row."""
        subject = Mention(*row.subject, row.subject_type)
        return cls(subject, Mention(*row.object, row.object_type), row.label)

    def values(self) -> dict[str, str | int]:
        """Return the fields that a decision can set, with inclusive ends as in files.

        >>> state = State(Mention(0, 3, "PER"), Mention(5, 7, "LOC"), "per:origin")
        >>> [state.values()[name] for name in ("label", "object_entity.end_idx")]
        ['per:origin', 6]
        """
        ends = (self.subject.start, self.subject.end - 1, self.object.start, self.object.end - 1)
        types = (self.subject.type, self.object.type)
        return {
            LABEL: self.label,
            **dict(zip(TYPE_FIELDS, types, strict=True)),
            **dict(zip(SPAN_FIELDS, ends, strict=True)),
        }

    def words(self, sentence: str) -> dict[str, str]:
        """Return the words of the mentions, by field."""
        spans = (self.subject[:2], self.object[:2])
        return {
            name: sentence[start:end] for name, (start, end) in zip(WORD_FIELDS, spans, strict=True)
        }

    def holding(self, values: Mapping[str, str | int]) -> State:
        """Return the state with other values; values of unknown fields are ignored."""
        new = {**self.values(), **{k: v for k, v in values.items() if k in self.values()}}
        a, b, c, d = (int(new[name]) for name in SPAN_FIELDS)
        one, two = (str(new[name]) for name in TYPE_FIELDS)
        return State(Mention(a, b + 1, one), Mention(c, d + 1, two), str(new[LABEL]))


class Question(NamedTuple):
    """A row and the findings about it, as they are exported.

    row : the id of the row.
    data : the version of the data (`review.versions`).
    text : a digest of the sentence, to detect changes.
    state : the mentions and the label of the row.
    findings : the findings about the row.
    reviewer : the reviewer who is asked; None for anybody.
    """

    row: str
    data: str
    text: str
    state: State
    findings: tuple[Finding, ...]
    reviewer: str | None = None

    def fixes_of(self, finding: Finding) -> tuple[Fix, ...]:
        """Return the finding's fixes if they change this row, else ().

        The fixes of a finding always change the first of its rows.
        """
        return finding.fixes if finding.rows[:1] == (self.row,) else ()

    @property
    def suggested(self) -> State:
        """The row after all findings are accepted.

        If two findings suggest values for one field, only the first finding is applied.
        """
        values: dict[str, str | int] = {}
        for finding in self.findings:
            fixes = self.fixes_of(finding)
            known = {fix.field: fix.new for fix in fixes if fix.field in self.state.values()}
            if finding.suggestion and not fixes and finding.field == LABEL:
                known[LABEL] = finding.suggestion
            # all or none, since the fields of a finding belong together
            if known.keys().isdisjoint(values):
                values |= known
        return self.state.holding(values)

    @property
    def edits(self) -> list[tuple[Finding, Fix]]:
        """The suggested edits of the text, which are accepted or rejected one by one."""
        return [
            (finding, fix)
            for finding in self.findings
            for fix in self.fixes_of(finding)
            if fix.field == SENTENCE
        ]

    def to_json(self) -> dict[str, Any]:
        """Return the question as JSON data that `question_of` reads."""
        subject, object_, label = self.state
        findings = [finding.to_json(finding.severity or "review") for finding in self.findings]
        return {
            "row": self.row,
            "data": self.data,
            "text": self.text,
            "subject": list(subject),
            "object": list(object_),
            "label": label,
            "findings": findings,
            **({} if self.reviewer is None else {"reviewer": self.reviewer}),
        }


def text_digest(sentence: str) -> str:
    """Return 16 hex digits that identify a sentence.

    >>> text_digest("이순신은 한산도에서 이겼다.") == text_digest("이순신은 한산도에서 이겼다")
    False
    """
    return hashlib.sha256(sentence.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def question_of(value: Any) -> Question:
    """Return the question in a task.

    Raises
    ------
    ValueError
        The value is not a question; the message says which part is wrong.
    """
    if not isinstance(value, Mapping):
        raise ValueError("it was not written by reaug review export")
    row, data, text, label = (value.get(name) for name in ("row", "data", "text", "label"))
    reviewer = value.get("reviewer")
    texts = (row, data, text, label, *([] if reviewer is None else [reviewer]))
    if not all(isinstance(text, str) for text in texts) or not row:
        raise _edited("'row', 'data', 'text' or 'label' is not text")
    findings = value.get("findings")
    if not isinstance(findings, list) or not all(
        isinstance(finding, Mapping) for finding in findings
    ):
        raise _edited("'findings' is not a list")
    state = State(_mention(value, "subject"), _mention(value, "object"), str(label))
    made = tuple(Finding.from_json(finding) for finding in findings)
    return Question(str(row), str(data), str(text), state, made, reviewer)


def _edited(what: str) -> ValueError:
    return ValueError(f"the task's 'reaug' data was edited ({what}); export the tasks again")


def _mention(value: Mapping[str, Any], role: str) -> Mention:
    parts = value.get(role)
    numbers = parts[:2] if isinstance(parts, list) and len(parts) == 3 else []
    fits = len(numbers) == 2 and all(
        type(number) is int and 0 <= number < 2**31 for number in numbers
    )
    if not fits or not isinstance(parts, list) or not isinstance(parts[2], str):
        raise _edited(f"'{role}' is not [start, end, type]")
    return Mention(*parts)


def field_changes(state: State, answer: State, sentence: str) -> dict[str, tuple[Any, Any]]:
    """Return the old and the new value of each field that an answer changes.

    If a span changes, the word of the mention is included.
    """
    old, new = state.values(), answer.values()
    changes = {name: (old[name], new[name]) for name in old if old[name] != new[name]}
    for field, a, b in zip(WORD_FIELDS, state[:2], answer[:2], strict=True):
        if isinstance(a, Mention) and isinstance(b, Mention) and a[:2] != b[:2]:
            changes[field] = (sentence[a.start : a.end], sentence[b.start : b.end])
    return changes


def is_drop(fix: Fix) -> bool:
    """Return whether a fix drops the row."""
    return fix.field == ROW and fix.new == DROP
