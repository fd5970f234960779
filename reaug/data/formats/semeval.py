"""SemEval-2010 task 8: sentence with `<e1>` and `<e2>`, relation with direction, and comment.

A row, followed by an empty line:

    7	"<e1>세종전자</e1>의 <e2>한가람</e2> 대표"
    대표이사(e1,e2)
    Comment:
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reaug.data.formats._documents import DocumentFile, label_of
from reaug.data.text_files import read_text, text_file, text_lines
from reaug.errors import OutputError

if TYPE_CHECKING:
    from reaug.data.documents.document import Document
    from reaug.data.raw import Raw

_SENTENCE: Final = re.compile(r"(\S+)[\t ]+(.*<e[12]>.*)")
_COMMENT: Final = "comment"
_LINE_END: Final = re.compile(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


class SemEval(DocumentFile):
    """SemEval's text file: a block of three lines per row."""

    summary = "SemEval-2010 task 8: <e1>…</e1>, a line with the relation, a comment (.txt)"
    whole_rows = False

    def sniff(self, data: bytes) -> bool:
        """Return whether the file begins with a number and a marked sentence."""
        line = data.split(b"\n", 1)[0]
        return re.match(rb"\S+[\t ]+\"?.*<e[12]>", line) is not None and line[:1] not in b"[{"

    def read(self, path: Path) -> Raw:
        """Return a row for each block."""
        return self._raw(list(_blocks(read_text(path).split("\n"))), path)

    def pieces(self, path: Path, size: int, codec: str | None = None) -> Iterator[Raw]:
        """Yield `size` blocks at a time."""
        blocks = _blocks(text_lines(path, codec))
        while piece := list(islice(blocks, size)):
            yield self._raw(piece, path)

    def _raw(self, blocks: list[tuple[int, list[str]]], path: Path) -> Raw:
        from reaug.data.documents.document import documents_as_raw
        from reaug.data.raw import from_rows

        rows = [{"lines": lines} for _, lines in blocks]
        numbers = [number for number, _ in blocks]
        raw = from_rows(rows, origin=str(path), fmt=self.name, lines=numbers)
        return documents_as_raw(raw, [_document(lines) for _, lines in blocks], self.name)

    def losses(self, documents: Collection[Document]) -> list[str]:
        """Return what is lost: mentions without a relation, types, and the user's columns."""
        from reaug.data.documents.rows_to_documents import lost_columns, unused_mentions

        lost = unused_mentions(documents)
        if any(mention.type is not None for document in documents for mention in document.mentions):
            lost.append("the types of the mentions")
        columns = lost_columns(documents, (_COMMENT,))
        return [*lost, *(f"column '{name}'" for name in columns)]

    def write_documents(self, documents: Collection[Document], path: Path) -> None:
        """Write a block for each relation; `e1` is the mention that begins first."""
        number = 0
        with text_file(path) as file:
            for document in documents:
                for at in range(len(document.relations)):
                    number += 1
                    file.write(self._block(document, at, number))

    def _block(self, document: Document, at: int, number: int) -> str:
        from reaug.data.documents.marks import TAG, marked
        from reaug.data.documents.rows_to_documents import guid_of

        relation = document.relations[at]
        guid = guid_of(document, at + 1) or str(number)
        by_key = {mention.key: mention for mention in document.mentions}
        head, tail = by_key[relation.head], by_key[relation.tail]
        label = label_of(relation, document, self.name)
        if TAG.search(document.text) or _LINE_END.search(document.text + label + guid):
            raise OutputError(f"row {guid!r}: {self.name} cannot store its line breaks or markers")
        if re.search(r"\s", guid):
            raise OutputError(f"row {guid!r}: {self.name} cannot store an id with a space")
        backwards = (tail.start, -tail.end) < (head.start, -head.end)
        first, second = (tail, head) if backwards else (head, tail)
        text = marked(
            document.text,
            [(first, "<e1>", "</e1>"), (second._replace(key=first.key + "~"), "<e2>", "</e2>")],
            "",
        )
        comment = {**document.fields, **relation.fields}.get(_COMMENT)
        comment = f" {_LINE_END.sub(' ', comment)}" if isinstance(comment, str) and comment else ""
        direction = "(e2,e1)" if backwards else "(e1,e2)"
        return f'{guid}\t"{text}"\n{label}{direction}\nComment:{comment}\n\n'


def _blocks(all_lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of the first line of each block, and its lines."""
    # A block ends at an empty line, or where the next sentence begins.
    lines: list[str] = []
    first = 1
    for number, line in enumerate(all_lines, start=1):
        line = line.rstrip("\r")
        is_blank = not line.strip()
        if lines and (is_blank or _SENTENCE.fullmatch(line)):
            yield first, lines
            lines = []
        if not is_blank:
            if not lines:
                first = number
            lines.append(line)
    if lines:
        yield first, lines


def _document(lines: list[str]) -> Document:
    from reaug.core.quotes import shorten
    from reaug.data.documents.document import BAD_VALUE, MISSING_FIELD, Document, Relation
    from reaug.data.documents.marks import OBJECT, SUBJECT, directed, unmarked

    document = Document("")
    match = _SENTENCE.fullmatch(lines[0])
    if match is None:
        document.flaw(
            "sentence", BAD_VALUE, f"expected a number and a marked sentence: {shorten(lines[0])}"
        )
        return document
    document.id, text = match.groups()
    if len(text) > 1 and text[0] == '"' == text[-1]:
        text = text[1:-1]
    if not unmarked(document, text):
        document.text = text
        document.flaw("sentence", "schema/bad-value", "does not mark e1 and e2 exactly once each")
        return document
    rest = lines[1:]
    comments = [line for line in rest if line.lower().startswith("comment:")]
    labels = [line.strip() for line in rest if line not in comments]
    if len(labels) > 1:
        document.flaw("label", BAD_VALUE, f"has two: {shorten(labels[0])} and {shorten(labels[1])}")
        return document
    label, backwards = directed(labels[0]) if labels else (None, False)
    if label is None:
        document.flaw("label", MISSING_FIELD, "is missing")
        return document
    ends = (OBJECT, SUBJECT) if backwards else (SUBJECT, OBJECT)
    document.relations.append(Relation(*ends, label))
    if comments and (comment := comments[0][len("comment:") :].strip()):
        document.fields[_COMMENT] = comment
    return document
