"""Write and read documents of a relation extraction project of doccano, as JSON lines.

doccano has no predictions, so a document shows the row with all suggestions of the findings
applied; the findings themselves are in its metadata, beside the text. Edits of the text and dropped
rows cannot be shown. Offsets are code points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Final

from reaug.choices import Unchanged
from reaug.review import jsonl
from reaug.review.answers import Answer
from reaug.review.exported_findings import Outgoing
from reaug.review.formats._format import TaskFormat
from reaug.review.formats.label_studio import found_text
from reaug.review.questions import KEY, Question
from reaug.review.reviewer_file import Incoming, Link, Span, UnusableError, asked, placed, state_of
from reaug.strict_json import dumps

_COMMENTS: Final = ("Comments", "comments")


class Doccano(TaskFormat):
    """Documents of a project with relations."""

    summary = "documents (`.jsonl`) of a project with relations, as the findings would have them"
    answers = "types, borders, relation, comments; no edits of the text, no dropping"
    suffix = ".jsonl"
    edits_text = False

    def write(self, out: Outgoing, file: IO[str]) -> None:
        """Write one document per line; ids of entities and relations are unique in the file."""
        for number, question in enumerate(out.questions, 1):
            file.write(dumps(_document(out, question, number)) + "\n")

    def read(self, text: str, path: Path, *, unchanged: Unchanged) -> Incoming | None:
        """Return the answers in an export; the first line shows whether it is one of doccano."""
        lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        if not lines or not lines[0][1].lstrip("\ufeff ").startswith("{"):
            return None
        number, first = lines[0]
        document = jsonl.object_of(first, path, number)
        if "text" not in document or "entities" not in document:
            return None
        documents = [(number, jsonl.object_of(line, path, number)) for number, line in lines]
        return _answers(documents, path.name, accept=unchanged == "accept")


def _document(out: Outgoing, question: Question, number: int) -> dict[str, Any]:
    sentence = out.rows[question.row].sentence
    state = question.suggested
    ids = (2 * number - 1, 2 * number)
    return {
        "text": sentence,
        "entities": [
            {
                "id": id_,
                "label": mention.type,
                "start_offset": mention.start,
                "end_offset": mention.end,
            }
            for id_, mention in zip(ids, state[:2], strict=True)
        ],
        "relations": [{"id": number, "from_id": ids[0], "to_id": ids[1], "type": state.label}],
        "found": found_text(question, sentence, out.lang),
        KEY: question.to_json(),
    }


def _answers(
    documents: Sequence[tuple[int, Mapping[str, Any]]], name: str, *, accept: bool
) -> Incoming:
    """Return the answers in an export of doccano.

    Parameters
    ----------
    documents
        The documents, each with the number of its line.
    accept
        Whether an unchanged document counts as reviewed and right. doccano does not record this,
        but can export approved documents only.
    """
    incoming = Incoming(name)
    untouched = 0
    for number, line in documents:
        place = f"line {number}"
        try:
            question = asked(line.get(KEY), line.get("text"))
        except UnusableError as error:
            incoming.refuse(error, place)
            continue
        incoming.ask(question)
        text = str(line["text"])
        try:
            state = state_of(question, list(_spans(line, text)), list(_links(line)))
        except UnusableError as error:
            incoming.refuse(error, place, question.row)
            continue
        if not accept and state == question.suggested:
            untouched += 1
            incoming.leave_open(question, _comment(line), question.reviewer, None)
            continue
        incoming.take(
            Answer(
                question,
                text,
                state,
                by=question.reviewer,
                comment=_comment(line),
                shows_text=False,
            ),
            place,
        )
    if untouched:
        incoming.notes.append(
            f"{name}: {untouched:,} documents came back as they went out, and stay open: doccano "
            "does not say whether somebody looked at them; with an export of approved documents "
            "alone, add --unchanged accept"
        )
    return incoming


def _comment(line: Mapping[str, Any]) -> str:
    """Return the comments of a document as one text."""
    # They are texts, or objects as in doccano 1.8.
    for name in _COMMENTS:
        value = line.get(name)
        if isinstance(value, list):
            texts = (
                comment.get("comment") if isinstance(comment, Mapping) else comment
                for comment in value
            )
            return " ".join(text for text in texts if isinstance(text, str))
    return ""


def _spans(line: Mapping[str, Any], text: str) -> Iterator[Span]:
    entities = line.get("entities")
    for entity in entities if isinstance(entities, list) else ():
        type_ = entity.get("label") if isinstance(entity, Mapping) else None
        if not isinstance(type_, str):
            raise UnusableError("answer/bad-span", "an entity has no label")
        start, end = placed(text, entity.get("start_offset"), entity.get("end_offset"))
        yield Span(str(entity.get("id")), start, end, type_)


def _links(line: Mapping[str, Any]) -> Iterator[Link]:
    relations = line.get("relations")
    for relation in relations if isinstance(relations, list) else ():
        label = relation.get("type") if isinstance(relation, Mapping) else None
        if not isinstance(label, str):
            raise UnusableError("answer/relation-gone", "the relation has no type")
        yield Link(str(relation.get("from_id")), str(relation.get("to_id")), label)
