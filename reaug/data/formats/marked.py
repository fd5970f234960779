"""Sentences with marks around both mentions, in a table or JSON lines.

A line: `{"sentence": "[SUBJ-회사] 세종전자 [/SUBJ-회사]의 [OBJ-인물] 한가람 [/OBJ-인물] 대표",
"label": "대표이사"}`. Also read: `[E1] … [/E1]` with `[E2] … [/E2]`,
`<e1>…</e1>` with `<e2>…</e2>`, `<S:PER> … </S:PER>`, `@ * type * … @` with `# ^ type ^ … #` (or
`&`), `@ … @` with `# … #`; with or without the spaces inside. A mask such as `[SUBJ-PER]` instead
of the word is not enough.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reaug.data.formats._documents import DocumentJson, check_free, label_of, type_of
from reaug.data.text_files import json_of, text_file
from reaug.errors import OutputError

if TYPE_CHECKING:
    from reaug.data.documents.document import Document
    from reaug.data.raw import Raw

_SENTENCE: Final = ("sentence", "text")
_LABEL: Final = ("label", "relation")
_IDS: Final = ("guid", "id")
_OTHERS: Final = ("subject_entity", "entities", "h", "token", "annotations", "subj_start")
_FIELDS: Final = ("sentence", "label", "guid")


class Marked(DocumentJson):
    """JSON lines of rows whose sentences contain marks around both mentions."""

    summary = "markers in the sentences: [E1] … [/E1], <e1>…</e1>, @ * type * … @ and more (.jsonl)"
    suffix = ".marked.jsonl"

    def reshape(self, raw: Raw) -> Raw:
        """Return rows with marked sentences as documents without marks; other rows unchanged."""
        from reaug.data.documents.document import documents_as_raw
        from reaug.data.documents.marks import share_marked

        names = raw.columns
        sentence = next((name for name in _SENTENCE if name in names), None)
        others = any(name in _OTHERS or name.startswith("subject_entity.") for name in names)
        if sentence is None or others or share_marked(_texts(raw, sentence)) <= 0.5:
            return raw
        return documents_as_raw(raw, _documents(raw, sentence), self.name)

    def write_documents(self, documents: Collection[Document], path: Path) -> None:
        """Write one row per line, with typed marks."""
        with text_file(path) as file:
            for document in documents:
                file.writelines(json_of(row) + "\n" for row in self._rows(document))

    def losses(self, documents: Collection[Document]) -> list[str]:
        """Return what is lost: mentions without a relation."""
        from reaug.data.documents.rows_to_documents import unused_mentions

        return unused_mentions(documents)

    def _rows(self, document: Document) -> Iterator[dict[str, Any]]:
        from reaug.data.documents.marks import TAG, marked
        from reaug.data.documents.rows_to_documents import guid_of

        by_key = {mention.key: mention for mention in document.mentions}
        if document.relations and TAG.search(document.text):
            raise OutputError(
                f"row {guid_of(document, 1)!r}: its sentence contains text that looks like a "
                "marker; write klue-json"
            )
        for number, relation in enumerate(document.relations, start=1):
            fields = {**document.fields, **relation.fields}
            check_free(fields, _FIELDS, self.name)
            marks = []
            for role, key in zip(("SUBJ", "OBJ"), relation[:2], strict=True):
                read = by_key[key]._replace(key=role)
                kind = type_of(read)
                if not TAG.fullmatch(f"[{role}-{kind}]"):
                    raise OutputError(f"the type {kind!r} cannot be used in a marker; rename it")
                marks.append((read, f"[{role}-{kind}]", f"[/{role}-{kind}]"))
            guid = guid_of(document, number)
            yield {
                **({} if guid is None else {"guid": guid}),
                "sentence": marked(document.text, marks),
                "label": label_of(relation, document, self.name),
                **fields,
            }


def _texts(raw: Raw, name: str) -> Iterator[str]:
    column = raw.columns[name]
    values = column if isinstance(column, list) else (value.as_py() for value in column)
    return (value for value in values if isinstance(value, str) and value)


def _documents(raw: Raw, sentence: str) -> list[Document]:
    from reaug.data.documents.document import Document, Relation, records
    from reaug.data.documents.json_fields import id_of, labels_of, rest, text_of
    from reaug.data.documents.marks import OBJECT, SUBJECT, directed, unmarked

    documents = [Document("") for _ in range(raw.rows)]
    name = next((key for key in _LABEL if key in raw.columns), _LABEL[0])
    for at, row in records(raw):
        document = documents[at]
        document.id = id_of(row, *_IDS)
        text = document.text = text_of(document, row, sentence)
        if document.flaws:
            continue
        if not unmarked(document, text):
            document.flaw(
                sentence, "schema/bad-value", "does not mark each of the two mentions exactly once"
            )
            continue
        [label] = labels_of(document, row.get(name), name)[:1] or [None]
        backwards = False
        if label is not None:
            label, backwards = directed(label)
        ends = (OBJECT, SUBJECT) if backwards else (SUBJECT, OBJECT)
        document.relations.append(Relation(*ends, label))
        document.fields = rest(row, (sentence, name, *_IDS))
    return documents
