"""OpenNRE's JSON lines: one pair per line, with offsets in code points or, with `token`, in tokens.

A line:
`{"text": "세종전자의 한가람 대표", "relation": "대표이사",
"h": {"name": "세종전자", "pos": [0, 4]}, "t": {"name": "한가람", "pos": [6, 9]}}`

OpenNRE has no types. Reaug writes them as `type` next to `name`, which OpenNRE ignores.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reaug.data.formats._documents import DocumentJson, check_free, label_of
from reaug.data.text_files import json_of, text_file

if TYPE_CHECKING:
    from reaug.data.documents.document import Document
    from reaug.data.raw import Raw

_SIDES: Final = {"h": "subject_entity", "t": "object_entity"}
_TOKENS: Final = ("token", "tokens")
_OWN: Final = ("name", "pos", "type")
_FIELDS: Final = ("id", "guid", "text", *_TOKENS, "relation", *_SIDES)


class OpenNre(DocumentJson):
    """OpenNRE's JSON lines: one pair of mentions per line."""

    summary = "OpenNRE's JSON lines, one pair per line: text or token, h, t, relation (.jsonl)"
    suffix = ".opennre.jsonl"

    def reshape(self, raw: Raw) -> Raw:
        """Return rows with the fields of OpenNRE as documents of one relation; others unchanged."""
        from reaug.data.documents.document import documents_as_raw

        if not set(_SIDES) <= set(raw.columns) or not {"text", *_TOKENS} & set(raw.columns):
            return raw
        return documents_as_raw(raw, _documents(raw), self.name)

    def write_documents(self, documents: Collection[Document], path: Path) -> None:
        """Write one pair per line."""
        with text_file(path) as file:
            for document in documents:
                file.writelines(json_of(row) + "\n" for row in self._rows(document))

    def losses(self, documents: Collection[Document]) -> list[str]:
        """Return what is lost: mentions without a relation."""
        from reaug.data.documents.rows_to_documents import unused_mentions

        return unused_mentions(documents)

    def _rows(self, document: Document) -> Iterator[dict[str, Any]]:
        from reaug.data.documents.rows_to_documents import guid_of

        by_key = {mention.key: mention for mention in document.mentions}
        for number, relation in enumerate(document.relations, start=1):
            fields = {**document.fields, **relation.fields}
            check_free(fields, _FIELDS, self.name)
            row: dict[str, Any] = {"text": document.text}
            row["relation"] = label_of(relation, document, self.name)
            for side, key in zip(_SIDES, relation[:2], strict=True):
                read, prefix = by_key[key], f"{_SIDES[side]}."
                inner = {
                    name.removeprefix(prefix): fields.pop(name)
                    for name in list(fields)
                    if name.startswith(prefix)
                }
                check_free(inner, _OWN, self.name)
                row[side] = {
                    "name": document.text[read.start : read.end],
                    "pos": [read.start, read.end],
                    **({} if read.type is None else {"type": read.type}),
                    **inner,
                }
            guid = guid_of(document, number)
            yield {**({} if guid is None else {"id": guid}), **row, **fields}


def _documents(raw: Raw) -> list[Document]:
    from reaug.core.quotes import shorten
    from reaug.data.documents.document import BAD_VALUE, Document, Mention, Relation, records
    from reaug.data.documents.json_fields import id_of, joined_tokens, labels_of, rest, text_of

    documents = [Document("") for _ in range(raw.rows)]
    for at, row in records(raw):
        document = documents[at]
        document.id = id_of(row, "id", "guid")
        name = next((key for key in _TOKENS if isinstance(row.get(key), list)), None)
        places = None
        if row.get("text") is not None or name is None:
            document.text = text_of(document, row, "text")
        else:
            document.text, places = joined_tokens(document, name, row[name])
        if document.flaws:
            continue
        for side, prefix in _SIDES.items():
            item = row.get(side)
            if not isinstance(item, dict):
                document.flaw(side, BAD_VALUE, f"must be an object, not {shorten(item)}")
                continue
            span = _span(item.get("pos"), places)
            if span is None:
                message = f"must be two whole numbers, not {shorten(item.get('pos'))}"
                document.flaw(f"{side}.pos", BAD_VALUE, message)
                continue
            word = item.get("name") if places is None else None
            kind = item.get("type")
            document.mentions.append(
                Mention(
                    side,
                    *span,
                    kind if isinstance(kind, str) and kind else None,
                    word if isinstance(word, str) else None,
                )
            )
            document.fields |= {f"{prefix}.{key}": item[key] for key in item if key not in _OWN}
        label = labels_of(document, row.get("relation"), "relation")
        if not document.flaws:
            document.relations = [Relation("h", "t", label[0])]
        document.fields |= rest(row, _FIELDS)
    return documents


def _span(pos: Any, places: list[tuple[int, int]] | None) -> tuple[int, int] | None:
    """Return a `pos` as a half-open span in code points; None if it is invalid."""
    # `places` are the spans of the tokens, if `pos` counts tokens. The end of `pos` is exclusive,
    # also in tokens.
    from reaug.data.documents.document import whole_number

    if isinstance(pos, list) and len(pos) == 1:  # `pos` may be a list of one position
        pos = pos[0]
    if not isinstance(pos, (list, tuple)) or len(pos) != 2:
        return None
    start, end = (whole_number(side) for side in pos)
    if start is None or end is None:
        return None
    if places is None:
        return start, end
    if not 0 <= start < end <= len(places):
        return None
    return places[start][0], places[end - 1][1]
