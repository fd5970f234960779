"""doccano exports of relation extraction: JSON lines of documents.

A line:
`{"id": 7, "text": "세종전자의 한가람 대표", "entities": [
{"id": 1, "label": "회사", "start_offset": 0, "end_offset": 4},
{"id": 2, "label": "인물", "start_offset": 6, "end_offset": 9}],
"relations": [{"id": 1, "from_id": 1, "to_id": 2, "type": "대표이사"}]}`
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reaug.data.formats._documents import DocumentJson, check_free, label_of, type_of
from reaug.data.text_files import json_of, text_file

if TYPE_CHECKING:
    from reaug.data.documents.document import Document
    from reaug.data.raw import Raw

_ENTITY: Final = ("id", "label", "start_offset", "end_offset")
_RELATION: Final = ("id", "from_id", "to_id", "type")
_GUID: Final = "guid"


class Doccano(DocumentJson):
    """doccano's JSON lines: a document per line, with entities and relations."""

    summary = "doccano's relations, JSON lines with entities, start_offset, from_id (.jsonl)"
    whole_documents = True
    suffix = ".doccano.jsonl"

    def reshape(self, raw: Raw) -> Raw:
        """Return rows with the fields of doccano as documents; other rows unchanged."""
        from reaug.data.documents.document import documents_as_raw, first_item

        text = next((name for name in ("text", "data") if name in raw.columns), None)
        if text is None or "entities" not in raw.columns:
            return raw
        entity, relation = first_item(raw, "entities"), first_item(raw, "relations")
        is_ours = isinstance(entity, dict) and "start_offset" in entity
        if not is_ours and not (isinstance(relation, dict) and "from_id" in relation):
            return raw
        return documents_as_raw(raw, _documents(raw, text), self.name)

    def write_documents(self, documents: Collection[Document], path: Path) -> None:
        """Write one document per line; ids of entities and relations are unique in the file."""
        from reaug.data.documents.rows_to_documents import numbered, whole_id

        relations = 0
        with text_file(path) as file:
            for document, numbers in numbered(documents):
                check_free(document.fields, ("id", "text", "entities", "relations"), self.name)
                row: dict[str, Any] = {} if document.id is None else {"id": whole_id(document.id)}
                row["text"] = document.text
                row["entities"] = [
                    dict(
                        zip(
                            _ENTITY,
                            (numbers[mention.key], type_of(mention), mention.start, mention.end),
                            strict=True,
                        )
                    )
                    for mention in document.mentions
                ]
                row["relations"] = []
                for relation in document.relations:
                    ends = (numbers[relation.head], numbers[relation.tail])
                    values = (relations, *ends, label_of(relation, document, self.name))
                    own = {} if relation.guid is None else {_GUID: relation.guid}
                    check_free(relation.fields, _RELATION, self.name)
                    row["relations"].append(
                        {**dict(zip(_RELATION, values, strict=True)), **own, **relation.fields}
                    )
                    relations += 1
                file.write(json_of({**row, **document.fields}) + "\n")


def _documents(raw: Raw, text: str) -> list[Document]:
    from reaug.data.documents.document import Document, records
    from reaug.data.documents.json_fields import id_of, read_mentions, read_relations, rest, text_of

    documents = [Document("") for _ in range(raw.rows)]
    for at, row in records(raw):
        document = documents[at]
        document.id = id_of(row, "id")
        document.text = text_of(document, row, text)
        read_mentions(
            document,
            row.get("entities"),
            key=("id",),
            start=("start_offset",),
            end=("end_offset",),
            type_=("label",),
        )
        read_relations(
            document,
            row.get("relations"),
            head=("from_id",),
            tail=("to_id",),
            label=("type",),
            known=_RELATION,
        )
        document.fields = rest(row, ("id", text, "entities", "relations"))
    return documents
