"""Base classes of formats that store annotated documents instead of rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reaug.data.formats._format import FileFormat, Format
from reaug.data.formats._json import JsonFormat
from reaug.errors import OutputError

if TYPE_CHECKING:
    import pyarrow as pa

    from reaug.data.documents.document import Document, Mention, Relation


class Documents(Format):
    """A format that stores annotated documents: a text with mentions and relations."""

    def documents(self, table: pa.Table) -> Collection[Document]:
        """Convert rows to documents."""
        from reaug.data.documents.rows_to_documents import Joined

        return Joined(table, join=self.whole_documents)

    def write_documents(self, documents: Collection[Document], path: Path) -> None:
        """Write documents to a new file or folder.

        Raises
        ------
        OutputError
            The format cannot represent a document.
        """
        raise NotImplementedError

    def losses(self, documents: Collection[Document]) -> list[str]:
        """Return one text for each kind of content of documents that the format cannot store."""
        return []


class DocumentFile(Documents, FileFormat):
    """A format that stores documents in a file."""

    def write(self, table: pa.Table, path: Path, labels: Sequence[str]) -> None:
        """Write rows as documents: one per sentence if `whole_documents`, else one per row."""
        self.write_documents(self.documents(table), path)


class DocumentJson(Documents, JsonFormat):
    """A format that stores documents as JSON, so that NaN and infinity are errors."""

    def write(self, table: pa.Table, path: Path, labels: Sequence[str]) -> None:
        """Write rows as documents: one per sentence if `whole_documents`, else one per row."""
        self.write_documents(self.documents(table), path)


def label_of(relation: Relation, document: Document, fmt: str) -> str:
    """Return the label of a relation, for a format that cannot store relations without one.

    Raises
    ------
    OutputError
        The relation has no label.
    """
    if relation.label is None:
        raise OutputError(
            f"{fmt} cannot store rows without a label, such as {relation.guid or document.id!r}; "
            "write klue-json"
        )
    return relation.label


def type_of(mention: Mention) -> str:
    """Return the type of a mention; `UNTYPED` if it has none."""
    from reaug.data.documents.document import UNTYPED

    return mention.type or UNTYPED


def check_free(names: Iterable[str], taken: Iterable[str], fmt: str) -> None:
    """Raise an error if a user's column has the name of one of the format's own fields.

    Raises
    ------
    OutputError
        A name is in both `names` and `taken`; the message names the first.
    """
    clash = next((name for name in names if name in set(taken)), None)
    if clash is not None:
        raise OutputError(
            f"column '{clash}' is also a field of {fmt}; rename it, or write klue-json"
        )
