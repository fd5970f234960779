"""Write tasks and the labelling configuration for Label Studio; read its JSON export.

A task shows the sentence with both mentions, the relation from subject to object, and the findings.
Its prediction is the row with all suggestions of the findings applied. So a person submits a task
if this is right, and corrects it if not. Offsets count UTF-16 units, as JavaScript does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final
from xml.sax.saxutils import quoteattr

from reaug.choices import Unchanged
from reaug.core.terminal_text import visible
from reaug.errors import InputError
from reaug.review.answers import Answer
from reaug.review.exported_findings import Outgoing
from reaug.review.formats._format import TaskFormat
from reaug.review.questions import KEY, Question, State
from reaug.review.reviewer_file import (
    Incoming,
    Link,
    Span,
    UnusableError,
    asked,
    placed,
    state_of,
    utf16_units,
)
from reaug.strict_json import dumps, loads

_NAMES: Final = ("subject", "object")
_CANCELLED: Final = "was_cancelled"

_WORDS: Final = {
    "en": {
        "row": "The row as a whole",
        "drop": "drop the row",
        "open": "undecided",
        "edits": "Edits of the text: tick those that are right",
        "comment": "a comment",
        "now": "now",
    },
    "ko": {
        "row": "행 전체",
        "drop": "행을 버린다",
        "open": "모르겠다",
        "edits": "본문 수정: 옳은 것을 고른다",
        "comment": "의견",
        "now": "지금",
    },
}
_DROPS: Final = frozenset(words["drop"] for words in _WORDS.values())
_OPENS: Final = frozenset(words["open"] for words in _WORDS.values())


class LabelStudio(TaskFormat):
    """Tasks with predictions, and a labelling configuration beside them."""

    summary = "tasks (`.json`) with predictions, and the labelling configuration (`.xml`)"
    answers = "everything: types, borders, relation, edits of the text, dropping a row, a comment"
    suffix = ".json"

    def beside(self, path: Path) -> dict[str, Path]:
        """Return the path of the labelling configuration."""
        return {"config": path.with_suffix(".xml")}

    def write_beside(self, name: str, out: Outgoing, file: IO[str]) -> None:
        """Write the labelling configuration."""
        file.write(config(out))

    def write(self, out: Outgoing, file: IO[str]) -> None:
        """Write the tasks as a JSON list, one per line."""
        file.write("[")
        for number, question in enumerate(out.questions):
            file.write((",\n" if number else "\n") + dumps(_task(out, question)))
        file.write("\n]\n")

    def read(self, text: str, path: Path, *, unchanged: Unchanged) -> Incoming | None:
        """Return the answers in a JSON export (not JSON-MIN, which has no relations)."""
        if not text.lstrip("\ufeff \t\r\n").startswith("["):
            return None
        try:
            tasks = loads(text)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{path}: is not JSON: {error}") from error
        return _answers(tasks, path.name) if _is_ours(tasks) else None


def config(out: Outgoing) -> str:
    """Return the labelling configuration for the project into which the tasks are imported."""
    say = _WORDS[out.lang]
    labels = "\n".join(f"    <Label value={quoteattr(name)}/>" for name in out.types)
    relations = "\n".join(f"    <Relation value={quoteattr(name)}/>" for name in out.labels)
    return f"""<View>
  <Text name="found" value="$found"/>
  <Labels name="label" toName="text">
{labels}
  </Labels>
  <Text name="text" value="$text"/>
  <Relations>
{relations}
  </Relations>
  <Header value={quoteattr(say["edits"])} size="5"/>
  <Choices name="edits" toName="text" choice="multiple" value="$edits"/>
  <Header value={quoteattr(say["row"])} size="5"/>
  <Choices name="row" toName="text" choice="single" showInline="true">
    <Choice value={quoteattr(say["drop"])}/>
    <Choice value={quoteattr(say["open"])}/>
  </Choices>
  <TextArea name="comment" toName="text" placeholder={quoteattr(say["comment"])}/>
</View>
"""


def _task(out: Outgoing, question: Question) -> dict[str, Any]:
    sentence = out.rows[question.row].sentence
    scores = [finding.score for finding in question.findings if finding.score is not None]
    prediction: dict[str, Any] = {
        "model_version": "reaug",
        "result": [*_result(question.suggested, sentence), *_ticked(question)],
    }
    if scores:
        prediction["score"] = max(scores)
    return {
        "data": {
            "text": sentence,
            "found": found_text(question, sentence, out.lang),
            "edits": [{"value": text} for text in _edit_texts(question)],
            KEY: question.to_json(),
        },
        "predictions": [prediction],
    }


def found_text(question: Question, sentence: str, lang: str) -> str:
    """Return the text of a task: the findings about the row, one per line, then the row's values.

    The values are the two mentions with their types, and the label.
    """
    subject, object_, label = question.state
    words = [
        sentence[mention.start : mention.end] + f" ({mention.type})"
        for mention in (subject, object_)
    ]
    now = f"{_WORDS[lang]['now']}: {words[0]} → {words[1]}: {label}"
    lines = [f"{finding.message(lang)} [{finding.rule}]" for finding in question.findings]
    return "\n".join(map(visible, (*lines, now)))


def _edit_texts(question: Question) -> list[str]:
    """Return the texts of the choices for edits of the text, numbered so that each is unique."""
    return [
        visible(f"{number}. {fix.old} → {fix.new} ({fix.at})")
        for number, (_, fix) in enumerate(question.edits, 1)
    ]


def _result(state: State, sentence: str) -> Iterator[dict[str, Any]]:
    units = utf16_units(sentence)
    for name, mention in zip(_NAMES, (state.subject, state.object), strict=True):
        if not 0 <= mention.start < mention.end <= len(sentence):
            continue  # the suggested span is out of range, so the person has to draw the mention
        yield {
            "id": name,
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {
                "start": units[mention.start],
                "end": units[mention.end],
                "text": sentence[mention.start : mention.end],
                "labels": [mention.type],
            },
        }
    yield {
        "from_id": "subject",
        "to_id": "object",
        "type": "relation",
        "direction": "right",
        "labels": [state.label],
    }


def _ticked(question: Question) -> Iterator[dict[str, Any]]:
    texts = _edit_texts(question)
    if texts:
        yield {
            "id": "edits",
            "from_name": "edits",
            "to_name": "text",
            "type": "choices",
            "value": {"choices": texts},
        }


def _is_ours(value: Any) -> bool:
    """Return whether a JSON value is a list of tasks, annotated or not."""
    return (
        isinstance(value, list)
        and all(isinstance(task, Mapping) for task in value)
        and any("data" in task or "annotation_id" in task for task in value)
    )


def _answers(tasks: list[Mapping[str, Any]], name: str) -> Incoming:
    """Return the answers in the tasks of an export."""
    incoming = Incoming(name)
    skipped = 0
    for number, task in enumerate(tasks, 1):
        place = f"task {number}"
        data = task.get("data")
        if not isinstance(data, Mapping):
            why = "it has no 'data': export the project as JSON, not as JSON-MIN or CSV"
            incoming.refuse(UnusableError("answer/not-ours", why), place)
            continue
        try:
            question = asked(data.get(KEY), data.get("text"))
        except UnusableError as error:
            incoming.refuse(error, place)
            continue
        incoming.ask(question)
        annotations = task.get("annotations")
        entries = annotations if isinstance(annotations, list) else []
        given = [entry for entry in entries if isinstance(entry, Mapping)]
        kept = [entry for entry in given if entry.get(_CANCELLED) is not True]
        skipped += len(given) - len(kept)
        incoming.unanswered += not kept
        for annotation in kept:
            try:
                _take(incoming, question, str(data["text"]), annotation, place)
            except UnusableError as error:
                incoming.refuse(error, place, question.row)
    if skipped:
        incoming.notes.append(
            f"{name}: {skipped:,} tasks were skipped by a reviewer, and stay open"
        )
    return incoming


def _take(
    incoming: Incoming, question: Question, text: str, annotation: Mapping[str, Any], place: str
) -> None:
    items = annotation.get("result")
    results = (
        [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []
    )
    chosen: dict[str, set[str]] = {"row": set(), "edits": set()}
    for result in results:
        value, name = result.get("value"), result.get("from_name")
        picked = value.get("choices") if isinstance(value, Mapping) else None
        if name in chosen and isinstance(picked, list):
            chosen[str(name)] |= {text for text in picked if isinstance(text, str)}
    at = annotation.get("updated_at") or annotation.get("created_at")
    at = at if isinstance(at, str) else None
    by = _by(annotation.get("completed_by"), question.reviewer)
    if not chosen["row"].isdisjoint(_OPENS):
        incoming.leave_open(question, _comment(results), by, at)
        return
    drop = not chosen["row"].isdisjoint(_DROPS)
    spans = [] if drop else list(_spans(results, text))
    links = [] if drop else list(_links(results))
    texts = _edit_texts(question)
    taken = frozenset(
        (finding.key, fix.at or 0)
        for shown, (finding, fix) in zip(texts, question.edits, strict=True)
        if shown in chosen["edits"]
    )
    state = question.state if drop else state_of(question, spans, links)
    answer = Answer(
        question,
        text,
        state,
        taken,
        drop,
        by,
        at,
        _comment(results),
    )
    incoming.take(answer, place)


def _by(value: Any, reviewer: str | None) -> str | None:
    """Return who annotated a task, as text: the email, the name, or the id if it is a text."""
    # Without these the name is `reviewer`, else `annotator-N` for the id N. None if nothing is
    # known.
    if isinstance(value, Mapping):
        value = value.get("email") or value.get("username") or value.get("id")
    if isinstance(value, str) and value:
        return value
    if reviewer is not None:
        return reviewer
    return f"annotator-{value}" if type(value) is int else None


def _comment(results: Iterable[Mapping[str, Any]]) -> str:
    texts: list[str] = []
    for result in results:
        value = result.get("value")
        if result.get("from_name") == "comment" and isinstance(value, Mapping):
            written = value.get("text")
            texts += [written] if isinstance(written, str) else []
            texts += [part for part in written or () if isinstance(part, str)][
                : 0 if isinstance(written, str) else None
            ]
    return " ".join(texts)


def _spans(results: Iterable[Mapping[str, Any]], text: str) -> Iterator[Span]:
    keys: Counter[str] = Counter()
    for result in results:
        value = result.get("value")
        if result.get("type") != "labels" or not isinstance(value, Mapping):
            continue
        named = value.get("labels")
        types = [name for name in named if isinstance(name, str)] if isinstance(named, list) else []
        if len(types) != 1:
            raise UnusableError("answer/bad-span", f"a mention has {len(types)} types, not one")
        word = value.get("text")
        start, end = placed(text, value.get("start"), value.get("end"), word, utf16=True)
        key = str(result.get("id"))
        keys[key] += 1
        if keys[key] > 1:
            raise UnusableError("answer/bad-span", f"two mentions have the id {key!r}")
        yield Span(key, start, end, types[0])


def _links(results: Iterable[Mapping[str, Any]]) -> Iterator[Link]:
    for result in results:
        if result.get("type") != "relation":
            continue
        named = result.get("labels")
        labels = (
            [name for name in named if isinstance(name, str)] if isinstance(named, list) else []
        )
        if len(labels) != 1:
            raise UnusableError(
                "answer/relation-gone",
                f"the relation has {len(labels)} labels, where a row has one",
            )
        ends = [str(result.get("from_id")), str(result.get("to_id"))]
        if result.get("direction") == "left":
            ends.reverse()
        yield Link(ends[0], ends[1], labels[0])
