"""Determine the outcome of each row: a request to send, a new sentence, or a reason for none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from reaug.core.batch import Batch, Row
from reaug.core.findings import Finding
from reaug.rewriting.answers import BUDGET, CUT, FAILED, Answer, Answers
from reaug.rewriting.example_rows import Pool
from reaug.rewriting.label_checks import LABEL, LOST, Candidate
from reaug.rewriting.mention_marks import (
    BROKEN,
    IN_TEXT,
    OVERLAP,
    Restored,
    Style,
    cleaned,
    generated,
    overlapping,
    restored,
)
from reaug.rewriting.plain_rows import rows_of
from reaug.rewriting.prompts import Prompt, load_prompt
from reaug.rewriting.requests import (
    Model,
    Request,
    generating_messages,
    label_messages,
    rewriting_messages,
    sample_of,
)
from reaug.rewriting.sentence_changes import loses_type
from reaug.transforms.rewrite import reasons as why

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook

_STATUS: Final = {BUDGET: why.BUDGET, FAILED: why.SERVER, CUT: BROKEN}
_LABEL_TOKENS: Final = 64


class RewriteState(NamedTuple):
    """The state of the step.

    answers : the language model's answers.
    rules : the rule book.
    pool : the rows to show as examples, by label.
    verdicts : the verdict of the audit's model (`label_checks.verdicts`), by the answer's key.
    style : how mentions are sent to the language model.
    """

    answers: Answers
    rules: RuleBook | None
    pool: Pool
    verdicts: Mapping[str, str]
    style: Style
    likeness: Mapping[str, float]
    """The similarity of each answer's sentence to the parent's, by the answer's key.

    It is computed by the encoder.
    """
    learnt: int | None = None
    """Number of labelled rows that the audit's model learnt from; None if it judged no answer."""


class Labelled(NamedTuple):
    """What is known about the labels of new sentences, by the position of the row in the batch.

    faults : the reason, for each sentence that lost its label.
    findings : the finding, for each sentence whose label is doubtful.
    missing : the request about the label, for each sentence for which it is still to be sent.
    """

    faults: dict[int, str]
    findings: dict[int, Finding]
    missing: dict[int, Request]


@dataclass(frozen=True)
class Outcomes:
    """Determines what becomes of each row: a new sentence, a request still to send, or a reason.

    The parameters and the state of the step decide this.
    """

    mode: str
    model: Model
    prompt: Prompt
    samples: int
    examples: int
    label: Literal["model", "server", "none"]
    state: RewriteState

    def outcome(self, row: Row) -> tuple[Restored, str] | Request | str:
        """Return what becomes of a row.

        Returns
        -------
        The new sentence and the key of its request, if its answer is acceptable. The request to
        send, if there is no answer yet. Else the reason why the row gets no new sentence.
        """
        sample = sample_of(row.id)
        if sample > self.samples:
            return why.NO_SAMPLE
        if overlapping(row):
            return OVERLAP
        request = self.request(row, sample)
        if request is None:
            return IN_TEXT
        answer = self.state.answers.get(request.key)
        if answer is None:
            return request
        if answer.status in _STATUS:
            return _STATUS[answer.status]
        new = self.restored(answer, row)
        if isinstance(new, str):
            return new
        return why.NO_TYPE if loses_type(row, new) else (new, request.key)

    def request(self, row: Row, sample: int) -> Request | None:
        """Return the request for one sample of a row.

        Returns None if the row's mentions could not be distinguished in an answer.
        """
        state = self.state
        if self.mode == "generate":
            shown = state.pool.shown(row, sample, self.examples)
            messages = generating_messages(self.prompt, row, state.rules, shown)
        else:
            messages = rewriting_messages(self.prompt, row, state.rules, state.style)
        return None if messages is None else self.model.request(messages, sample)

    def restored(self, answer: Answer, row: Row) -> Restored | str:
        """Return the answer's sentence with both mentions, or the reason for which it has none."""
        return generated(answer.text) if self.mode == "generate" else restored(answer.text, row)

    def answered(self, rows: Batch) -> dict[str, tuple[int, Row]]:
        """Return the index in the batch and the row of each answered request, by its key."""
        answered: dict[str, tuple[int, Row]] = {}
        for at, row in enumerate(rows_of(rows)):
            for sample in sorted({*range(1, self.samples + 1), sample_of(row.id)}):
                request = self.request(row, sample)
                if request is not None and request.key in self.state.answers:
                    answered.setdefault(request.key, (at, row))
        return answered

    def candidates(self, rows: Batch) -> list[Candidate]:
        """Return all answers that contain a new sentence with both mentions, sorted by key."""
        candidates: list[Candidate] = []
        for key, (at, row) in sorted(self.answered(rows).items()):
            answer = self.state.answers.get(key)
            if answer is not None and answer.status == "ok":
                new = self.restored(answer, row)
                if isinstance(new, Restored):
                    candidates.append(Candidate(key, at, new))
        return candidates

    def labelled(
        self, batch: Batch, new: Mapping[int, Restored], keys: Mapping[int, str]
    ) -> Labelled:
        """Return what is known about the labels of new sentences.

        `new` has the new sentences and `keys` the keys of their requests, by position in the batch.
        """
        labelled = Labelled({}, {}, {})
        for at, restored_row in new.items():
            if self.label == "model" and (verdict := self.state.verdicts.get(keys[at])) is not None:
                if verdict == LOST:
                    labelled.faults[at] = LABEL
                else:
                    labelled.findings[at] = _finding(batch.row(at))
            elif self.label == "server" and self.state.rules is not None:
                row = batch.row(at)
                request = self.label_request(row, restored_row)
                answer = self.state.answers.get(request.key)
                if answer is None:
                    labelled.faults[at], labelled.missing[at] = why.UNJUDGED, request
                elif answer.status != "ok":
                    labelled.faults[at] = why.UNJUDGED
                elif (cleaned(answer.text) or "").strip("`\"'") != row.label:
                    labelled.faults[at] = LABEL
        return labelled

    def label_request(self, row: Row, new: Restored) -> Request:
        """Return the request that asks which relation a new sentence of a row expresses."""
        assert self.state.rules is not None
        types = (row.subject_type, row.object_type)
        written = Row(row.id, new.sentence, new.subject, new.object, *types, row.label)
        messages = label_messages(load_prompt("label", self.prompt.lang), written, self.state.rules)
        return Model(self.model.name, 0.0, _LABEL_TOKENS).request(messages)


def _finding(row: Row) -> Finding:
    return Finding(
        rule=LABEL,
        rows=(row.id,),
        field="label",
        value=row.label,
        severity="review",
        applied=False,
        en=f"the audit's model gives neither this row nor its parent the label {row.label}",
        ko=f"점검 모델은 이 행에도 원래 행에도 {row.label} 라벨을 주지 않는다",
    )
