"""Label Studio exports: JSON with relations, and JSON-MIN, which has only mentions.

A task of the JSON export:
`{"id": 7, "data": {"text": "세종전자의 한가람 대표"}, "annotations": [{"id": 1, "result": [
{"id": "a", "from_name": "label", "to_name": "text", "type": "labels",
"value": {"start": 0, "end": 4, "text": "세종전자", "labels": ["회사"]}},
{"id": "b", "from_name": "label", "to_name": "text", "type": "labels",
"value": {"start": 6, "end": 9, "text": "한가람", "labels": ["인물"]}},
{"type": "relation", "from_id": "a", "to_id": "b", "direction": "right", "labels": ["대표"]}]}]}`

and of JSON-MIN:
`{"id": 7, "text": "세종전자의 한가람 대표", "annotator": 1, "annotation_id": 1,
"label": [{"start": 0, "end": 4, "text": "세종전자", "labels": ["회사"]}]}`
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reaug.data.formats._documents import DocumentJson, check_free, label_of, type_of
from reaug.data.formats._json import write_list

if TYPE_CHECKING:
    from reaug.data.documents.document import Document
    from reaug.data.raw import Raw

_RESULTS: Final = ("annotations", "completions")
_TEXTS: Final = ("text", "sentence", "content", "document", "문장", "본문")
_RELATION: Final = "relation"
_ANNOTATOR: Final = "annotator"
_MIN: Final = ("annotation_id", "annotator", "lead_time")
_SPAN: Final = {"start": ("start",), "end": ("end",), "word": ("text",)}
_DIRECTIONS: Final = {"right": (False,), "left": (True,), "bi": (False, True)}
"""For each direction, whether a row goes from `to_id` to `from_id`; "bi" gives two rows."""


class LabelStudio(DocumentJson):
    """Label Studio's JSON: a list of annotated tasks."""

    summary = "Label Studio's JSON, relations in annotations; JSON-MIN has only mentions (.json)"
    whole_documents = True
    suffix = ".labelstudio.json"

    def reshape(self, raw: Raw) -> Raw:
        """Return tasks as documents, one per annotation; other rows unchanged."""
        from reaug.data.documents.document import documents_as_raw

        if "data" in raw.columns and any(name in raw.columns for name in _RESULTS):
            documents, rows, left_out = _tasks(raw)
            return documents_as_raw(raw, documents, self.name, rows=rows, left_out=left_out)
        is_min = any(name in raw.columns for name in _MIN)
        if is_min and (lists := _lists_of_spans(raw)):
            note = "JSON-MIN contains only mentions: export JSON to get the relations"
            return documents_as_raw(raw, _minimal(raw, lists), self.name, (note,))
        return raw

    def write_documents(self, documents: Collection[Document], path: Path) -> None:
        """Write a list with one task per line."""
        write_list(self._rows(documents), path)

    def _rows(self, documents: Iterable[Document]) -> Iterable[dict[str, Any]]:
        from reaug.data.documents.rows_to_documents import whole_id

        for number, document in enumerate(documents):
            result: list[dict[str, Any]] = [
                {
                    "id": f"m{mention.key}",
                    "from_name": "label",
                    "to_name": "text",
                    "type": "labels",
                    "value": {
                        "start": mention.start,
                        "end": mention.end,
                        "text": document.text[mention.start : mention.end],
                        "labels": [type_of(mention)],
                    },
                }
                for mention in document.mentions
            ]
            for relation in document.relations:
                own = (
                    dict(relation.fields)
                    if relation.guid is None
                    else {"guid": relation.guid, **relation.fields}
                )
                result.append(
                    {
                        "from_id": f"m{relation.head}",
                        "to_id": f"m{relation.tail}",
                        "type": _RELATION,
                        "direction": "right",
                        "labels": [label_of(relation, document, self.name)],
                        **({"meta": own} if own else {}),
                    }
                )
            fields = dict(document.fields)
            annotation: dict[str, Any] = {"id": number + 1, "result": result}
            by = fields.get(_ANNOTATOR)
            if isinstance(by, str) and isinstance(whole_id(by), int):
                annotation["completed_by"] = whole_id(fields.pop(_ANNOTATOR))
            check_free(fields, ("text",), self.name)
            task = {"data": {"text": document.text, **fields}, "annotations": [annotation]}
            yield task if document.id is None else {"id": whole_id(document.id), **task}


def _tasks(raw: Raw) -> tuple[list[Document], list[int], Counter[str]]:
    """Return the documents, the index of each document's task, and counts of items not read."""
    from reaug.data.documents.document import Document, key_of, records
    from reaug.data.documents.json_fields import items_of, rest, text_of

    documents: list[Document] = []
    rows: list[int] = []
    left_out: Counter[str] = Counter()
    by_row = dict(records(raw))
    for row in range(raw.rows):
        task = by_row.get(row, {"data": {"text": ""}})
        named = key_of(task.get("id"))
        data = task.get("data")
        first = Document("", named)
        name, annotations = "text", []
        if isinstance(data, dict):
            name = _text_field(data)
            first.text = text_of(first, data, name)
            results = next((task[key] for key in _RESULTS if key in task), None)
            annotations = items_of(first, results, "annotations")
        else:
            first.flaw("data", "schema/bad-value", "must be an object with the text")
            data = {}
        annotations_used = [
            annotation for annotation in annotations if annotation.get("was_cancelled") is not True
        ]
        left_out["annotations that were cancelled"] += len(annotations) - len(annotations_used)
        if isinstance(task.get("predictions"), list):
            left_out["predictions"] += len(task["predictions"])
        for number, annotation in enumerate(annotations_used or [{}], start=1):
            document = Document(first.text, named, flaws=first.flaws if number == 1 else [])
            if len(annotations_used) > 1 and named is not None:
                document.id = f"{named}.{key_of(annotation.get('id')) or number}"
            document.fields = rest(data, (name,))
            annotator = _annotator(annotation.get("completed_by"))
            if annotator is not None:
                document.fields[_ANNOTATOR] = annotator
            _read_results(
                document, items_of(document, annotation.get("result"), "result"), left_out
            )
            documents.append(document)
            rows.append(row)
    return documents, rows, left_out


def _text_field(data: Mapping[str, Any]) -> str:
    """Return the name of a task's field with the text: a usual name, else the longest text."""
    texts = {name: value for name, value in data.items() if isinstance(value, str)}
    named = next((name for name in _TEXTS if name in texts), None)
    return named or max(texts, key=lambda name: len(texts[name]), default="text")


def _annotator(value: Any) -> str | None:
    """Return the annotator as text, from an id, or from an object with an email or id."""
    from reaug.data.documents.document import key_of

    if isinstance(value, dict):
        value = value.get("email") or value.get("id")
    return key_of(value)


def _read_results(document: Document, items: list[dict[str, Any]], left_out: Counter[str]) -> None:
    from reaug.data.documents.json_fields import read_mentions, read_relations

    spans: list[dict[str, Any]] = []
    relations: list[dict[str, Any]] = []
    for item in items:
        value = item.get("value")
        if item.get("type") == _RELATION:
            relations += _directed(item)
        elif isinstance(value, dict) and ("start" in value or "globalOffsets" in value):
            places = value.get("globalOffsets")
            labels = next(
                (value[key] for key in ("labels", "hypertextlabels") if key in value), None
            )
            spans.append(
                {**value, **(places if isinstance(places, dict) else {}), "labels": labels}
                | ({"id": item["id"]} if "id" in item else {})
            )
        else:
            left_out[f"results of type {item.get('type')!s:.40}"] += 1
    read_mentions(document, spans, key=("id",), type_=("labels",), field="result", **_SPAN)
    read_relations(
        document,
        relations,
        head=("from_id",),
        tail=("to_id",),
        label=("labels",),
        known=(*_KNOWN,),
        field="result",
    )


_KNOWN: Final = ("from_id", "to_id", "labels")


def _directed(item: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """Yield a relation as objects whose `from_id` is the head and `to_id` the tail."""
    # The direction "left" swaps them, and "bi" yields both orders. The fields of `meta` are added.
    meta = item.get("meta")
    own = meta if isinstance(meta, dict) and not isinstance(meta.get("text"), list) else {}
    direction = item.get("direction")
    for turned in _DIRECTIONS.get(direction if isinstance(direction, str) else "", (False,)):
        ends = [item[name] for name in ("from_id", "to_id") if name in item]
        if len(ends) == 2:
            head, tail = reversed(ends) if turned else ends
            yield {**own, "from_id": head, "to_id": tail, "labels": item.get("labels")}
        else:
            yield {name: item[name] for name in _KNOWN if name in item}


def _lists_of_spans(raw: Raw) -> list[str]:
    """Return the names of columns that contain lists of spans with labels (export as JSON-MIN)."""
    from reaug.data.documents.document import first_item

    names = []
    for name in raw.columns:
        item = first_item(raw, name)
        if isinstance(item, dict) and {"start", "end", "labels"} <= set(item):
            names.append(name)
    return names


def _minimal(raw: Raw, lists: list[str]) -> list[Document]:
    from reaug.data.documents.document import Document, records
    from reaug.data.documents.json_fields import id_of, items_of, read_mentions, rest, text_of

    documents = [Document("") for _ in range(raw.rows)]
    for at, row in records(raw):
        document = documents[at]
        document.id = id_of(row, "id")
        others = {name: value for name, value in row.items() if name not in ("id", *lists)}
        name = _text_field({key: others[key] for key in others if key not in _MIN})
        document.text = text_of(document, row, name)
        items = [item for key in lists for item in items_of(document, row.get(key), key)]
        numbered = [{**item, "id": number} for number, item in enumerate(items)]
        read_mentions(document, numbered, key=("id",), type_=("labels",), field="label", **_SPAN)
        document.fields = rest(others, (name, *_MIN, "created_at", "updated_at"))
        annotator = _annotator(row.get(_ANNOTATOR))
        if annotator is not None:
            document.fields[_ANNOTATOR] = annotator
    return documents
