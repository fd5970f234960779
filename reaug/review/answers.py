"""Turn a row as a reviewer left it into decisions: accept, reject or edit.

An annotation platform returns the row as a person left it. Comparing it with the original row and
the suggestions shows the decision on each finding: the suggested values are there (accept), the old
values are there (reject), or other values are there (edit). A change that no finding was about
becomes an edit without a finding.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from reaug.audit import Finding, Fix
from reaug.core.fields import MENTION_FIELDS, ROW, SPAN_FIELDS, TYPE_FIELDS, WORD_FIELDS
from reaug.core.schema import LABEL, SENTENCE
from reaug.review.decisions import DROP
from reaug.review.questions import Question, State, field_changes, is_drop
from reaug.review.versions import seen_digest

Line = dict[str, Any]
"""A decision, as a line of `decisions.jsonl`; `review.decision_lines` reads it."""

_EVERY: Final = (LABEL, *TYPE_FIELDS, *SPAN_FIELDS)
_NO_EDITS: Final[frozenset[tuple[str, int]]] = frozenset()


class Answer(NamedTuple):
    """A row as a person left it.

    state : the mentions and the label as the person left them.
    edits : the suggested edits of the text that the person accepted, each as (key of the finding,
        place).
    drop : whether the person drops the row.
    by, at : who answered and when; None if unknown.
    comment : the person's comment.
    shows_text : whether the platform could show edits of the text; if not, these stay undecided.
    """

    question: Question
    sentence: str
    state: State
    edits: frozenset[tuple[str, int]] = _NO_EDITS
    drop: bool = False
    by: str | None = None
    at: str | None = None
    comment: str = ""
    shows_text: bool = True

    def lines(self) -> list[Line]:
        """Return the decisions in the answer: finding by finding, then changes without a finding.

        Examples
        --------
        >>> from reaug.core.examples import batch_of
        >>> from reaug.review.questions import State, text_digest
        >>> row = batch_of("[S|PER|이순신]은 [O|DAT|1545]년에 났다.", label="no_relation").row(0)
        >>> fix = Fix("object_entity.end_idx", 8, 9)
        >>> finding = Finding("a/b", (row.id,), "object_entity", "1545", "", fixes=(fix,))
        >>> asked = Question(row.id, "", text_digest(row.sentence), State.of(row), (finding,))
        >>> left = asked.state.holding({"object_entity.end_idx": 9, "label": "per:date_of_birth"})
        >>> for line in Answer(asked, row.sentence, left).lines():
        ...     print(line["field"], line["decision"], line["old"], "→", line["value"])
        object_entity.end_idx accept 8 → 9
        label edit no_relation → per:date_of_birth
        """
        return [self._complete(line) for line in self._lines()]

    def _lines(self) -> Iterator[Line]:
        question = self.question
        if self.drop:
            yield from self._dropped()
            return
        changes = field_changes(question.state, self.state, self.sentence)
        settled: set[str] = set()
        # A finding about the whole row is answered by changes that no other finding explains, so it
        # comes last.
        for finding in sorted(
            question.findings, key=lambda finding: _is_general(question, finding)
        ):
            fixes = question.fixes_of(finding)
            if fixes:
                lines = list(self._fix_decisions(finding, fixes, changes))
            else:
                taken = settled if _is_general(question, finding) else frozenset[str]()
                lines = list(self._decisions_without_fixes(finding, taken))
            settled |= {line["field"] for line in lines if line["decision"] != "reject"}
            settled |= {name for name in SPAN_FIELDS if f"{name.partition('.')[0]}.word" in settled}
            yield from lines
        for name, (old, new) in changes.items():
            if name not in settled and name not in WORD_FIELDS:
                yield _line(None, name, "edit", new, old)

    def _dropped(self) -> Iterator[Line]:
        """Yield the decision to drop the row."""
        # If a finding suggested to drop the row, the decision accepts the finding; else it is an
        # edit.
        for finding in self.question.findings:
            if any(map(is_drop, self.question.fixes_of(finding))):
                yield _line(finding, ROW, "accept", DROP, "")
                return
        first = next(iter(self.question.findings), None)
        yield _line(first, ROW, "edit", DROP, "")

    def _fix_decisions(
        self, finding: Finding, fixes: Iterable[Fix], changes: Mapping[str, tuple[Any, Any]]
    ) -> Iterator[Line]:
        """Yield the decisions about the values that a finding suggests."""
        # `changes` has the old and the new value of each field that the person changed.
        answered = self.state.values()
        for fix in fixes:
            if fix.field == SENTENCE:
                if self.shows_text:
                    taken = (finding.key, fix.at or 0) in self.edits
                    yield _fix_decision(finding, fix, fix.new if taken else None)
            elif fix.field == ROW:
                yield _fix_decision(finding, fix, None)
            elif fix.field in WORD_FIELDS:
                yield _fix_decision(finding, fix, changes.get(fix.field, (None, None))[1])
            elif fix.field in answered:
                new = answered[fix.field]
                yield _fix_decision(finding, fix, None if new == fix.old else new)

    def _decisions_without_fixes(
        self, finding: Finding, settled: Collection[str]
    ) -> Iterator[Line]:
        """Yield the decisions about a finding that has no fixes."""
        # These are the person's changes of the fields that the finding is about. Fields in
        # `settled` are left out, because their changes belong to other findings. Without changes,
        # the finding is rejected.
        old, new = self.question.state.values(), self.state.values()
        about = [name for name in _answering_fields(finding) if name not in settled]
        changed = [name for name in about if old[name] != new[name]]
        for name in changed:
            is_suggested = name == finding.field and new[name] == finding.suggestion
            yield _line(finding, name, "accept" if is_suggested else "edit", new[name], old[name])
        if not changed:
            words = self.question.state.words(self.sentence)
            held = {**old, **words, **dict(zip(MENTION_FIELDS, words.values(), strict=True))}
            suggested = finding.suggestion or None
            yield _line(finding, finding.field, "reject", suggested, held.get(finding.field))

    def _complete(self, line: Line) -> Line:
        question = self.question
        rule = line.pop("rule")
        reason = ": ".join(filter(None, (rule, self.comment.strip())))
        seen = seen_digest(self.sentence, question.state.subject[:2], question.state.object[:2])
        more = {"by": self.by, "at": self.at, "reason": reason, "data": question.data, "seen": seen}
        return {
            "finding": line.pop("finding"),
            "rows": [question.row],
            **line,
            **{name: value for name, value in more.items() if value},
        }


def _is_general(question: Question, finding: Finding) -> bool:
    """Return whether a finding is about no particular field, so that any change may answer it."""
    return not question.fixes_of(finding) and len(_answering_fields(finding)) == len(_EVERY)


def _answering_fields(finding: Finding) -> list[str]:
    """Return the fields whose change answers a finding."""
    field = finding.field
    for mention in MENTION_FIELDS:
        if field == mention:
            return [name for name in (*TYPE_FIELDS, *SPAN_FIELDS) if name.startswith(mention)]
        if field == f"{mention}.word":
            return [name for name in SPAN_FIELDS if name.startswith(mention)]
    return [field] if field in _EVERY else list(_EVERY)


def _fix_decision(finding: Finding, fix: Fix, new: str | int | None) -> Line:
    """Return the decision about one suggested value; `new` is None if the old value stays."""
    if new is None:
        old = None if fix.field == ROW else fix.old
        return _line(finding, fix.field, "reject", fix.new, old, place=fix.at)
    kind = "accept" if new == fix.new else "edit"
    return _line(finding, fix.field, kind, new, fix.old, place=fix.at)


def _line(
    finding: Finding | None,
    field: str,
    decision: str,
    value: str | int | None,
    old: str | int | None = None,
    place: int | None = None,
) -> Line:
    line: Line = {
        "finding": None if finding is None else finding.key,
        "field": field,
        "decision": decision,
        "value": value,
        "rule": "" if finding is None else finding.rule,
    }
    if decision != "reject" or old is not None:
        line["old"] = old
    if place is not None:
        line["place"] = place
    return line
