"""brat folders: each document is `NAME.txt`, with annotations in `NAME.ann`.

`7.txt` contains `세종전자의 한가람 대표`, and `7.ann`:

    T1	회사 0 4	세종전자
    T2	인물 6 9	한가람
    R1	대표이사 Arg1:T1 Arg2:T2
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reaug.data.formats._documents import Documents, label_of, type_of
from reaug.data.formats._format import FolderFormat
from reaug.errors import OutputError, UsageError

if TYPE_CHECKING:
    import pyarrow as pa

    from reaug.data.documents.document import Document
    from reaug.data.raw import Raw

_TEXT: Final = ".txt"
_ANNOTATIONS: Final = ".ann"
_CONFIG: Final = ".conf"
_MENTION: Final = re.compile(r"(T\S+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t(.*))?")
_RELATION: Final = re.compile(r"(R\S+)\t(\S+)((?: \S+:\S+)+)\s*")
_LEFT_OUT: Final = {"E": "events", "A": "attributes", "M": "attributes", "N": "normalizations"}
_LEFT_OUT_SIGNS: Final = {"#": "notes", "*": "equivalences"}
_NAME: Final = re.compile(r"(?![.])[^/\\\x00-\x1f]{1,100}")
_UNSAFE: Final = re.compile(r"\s")

Halves = dict[str, dict[str, Path]]
"""The path of each document's text file and annotation file, by its name and by their suffixes."""


class Brat(Documents, FolderFormat):
    """brat's format: a folder with a text file and an annotation file per document."""

    summary = "brat's folder, NAME.txt and NAME.ann for each document (FOLDER)"
    whole_documents = True
    whole_rows = False

    def sniff(self, folder: Path) -> bool:
        """Return whether the folder contains an annotation file."""
        return any(path.suffix == _ANNOTATIONS for path in _files(folder))

    def size(self, folder: Path) -> int:
        """Return the size of the documents and annotations in bytes."""
        return sum(path.stat().st_size for path in _files(folder))

    def owns(self, folder: Path) -> bool:
        """Return whether a folder contains only files that brat and this format write."""
        known = (_TEXT, _ANNOTATIONS, _CONFIG)
        return all(path.suffix in known for path in _files(folder))

    def read(self, folder: Path, split: str | None) -> Raw:
        """Return the documents of a folder and its subfolders, sorted by name.

        Raises
        ------
        InputError
            A file cannot be read.
        UsageError
            A split is given, but brat folders have none.
        """
        if split is not None:
            raise UsageError(f"{folder} has no splits, so '{split}' cannot be read")
        halves = _files_of_documents(folder)
        return self._raw(folder, halves, list(halves))

    def pieces(self, folder: Path, size: int, encoding: str | None = None) -> Iterator[Raw]:
        """Yield `size` documents at a time.

        `encoding` is the user's; None to detect the encoding of each file.
        """
        from dataclasses import replace

        from reaug.data.encodings import note_of
        from reaug.data.text_files import decoding

        halves = _files_of_documents(folder)
        names = iter(halves)
        while some := list(islice(names, size)):
            with decoding(encoding) as state:
                raw = self._raw(folder, halves, some)
            notes = (note_of(file, name) for file, name in state.recognised.items())
            yield replace(raw, notes=(*raw.notes, *notes))

    def _raw(self, folder: Path, halves: Halves, names: list[str]) -> Raw:
        from reaug.data.documents.document import documents_as_raw
        from reaug.data.raw import from_rows

        left_out: Counter[str] = Counter()
        documents = [_document(name, halves[name], left_out) for name in names]
        rows = [
            {"document": name, "files": sorted(path.name for path in halves[name].values())}
            for name in names
        ]
        raw = from_rows(rows, origin=str(folder), fmt=self.name)
        return documents_as_raw(raw, documents, self.name, left_out=left_out)

    def losses(self, documents: Collection[Document]) -> list[str]:
        """Return what is lost: the user's columns, and ids that differ from the file name."""
        from reaug.data.documents.rows_to_documents import lost_columns

        lost = [f"column '{name}'" for name in lost_columns(documents)]
        named = [
            name == document.id for document, name in zip(documents, _names(documents), strict=True)
        ]
        own = sum(r.guid is not None for document in documents for r in document.relations)
        if count := own + named.count(False):
            lost.append(f"{count:,} ids; rows are named after their files instead")
        return lost

    def write(self, table: pa.Table, path: Path, labels: Sequence[str]) -> None:
        """Write rows, with all rows of a sentence in one document."""
        self.write_documents(self.documents(table), path)

    def write_documents(self, documents: Collection[Document], path: Path) -> None:
        """Write two files for each document, and `annotation.conf` with types and relations."""
        path.mkdir()
        types: dict[str, None] = {}
        pairs: dict[tuple[str, str, str], None] = {}
        for document, name in zip(documents, _names(documents), strict=True):
            kinds = {mention.key: _word(type_of(mention), "type") for mention in document.mentions}
            numbers = {mention.key: f"T{i}" for i, mention in enumerate(document.mentions, start=1)}
            lines = [
                f"{numbers[mention.key]}\t{kinds[mention.key]} {mention.start} {mention.end}\t"
                f"{_one_line(document.text[mention.start : mention.end])}"
                for mention in document.mentions
            ]
            for i, relation in enumerate(document.relations, start=1):
                label = _word(label_of(relation, document, self.name), "label")
                ends = [numbers[key] for key in relation[:2]]
                lines.append(f"R{i}\t{label} Arg1:{ends[0]} Arg2:{ends[1]}")
                pairs[(label, kinds[relation.head], kinds[relation.tail])] = None
            types |= dict.fromkeys(kinds.values())
            # Reading removes one final newline, so a text that ends with one gets another.
            _write(path / f"{name}{_TEXT}", document.text + "\n" * document.text.endswith("\n"))
            _write(path / f"{name}{_ANNOTATIONS}", "".join(f"{line}\n" for line in lines))
        _write(path / f"annotation{_CONFIG}", _config(types, pairs))


def _files_of_documents(folder: Path) -> Halves:
    """Return the text and annotation file of each document by name, `doc-2` before `doc-10`."""
    halves: Halves = {}
    for path in _files(folder):
        if path.suffix in (_TEXT, _ANNOTATIONS):
            name = path.relative_to(folder).with_suffix("").as_posix()
            halves.setdefault(name, {})[path.suffix] = path
    return {name: halves[name] for name in sorted(halves, key=_natural_key)}


def _natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return a sort key that puts `doc-2` before `doc-10`."""
    pieces = re.findall(r"[0-9]{1,18}|[^0-9]+", name)
    return (*((0, int(p), p) if p[0] in "0123456789" else (1, 0, p) for p in pieces), (0, 0, name))


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files in a folder and its subfolders; links to folders are not followed."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(place) / name


def _content(path: Path) -> str:
    """Return the text of a file, "" if it is empty; line ends stay, since offsets count them."""
    from reaug.data.text_files import check_file, read_text

    check_file(path)
    try:
        if path.stat().st_size < 64 and not path.read_bytes().strip():
            return ""
    except OSError:
        pass  # `read_text` reports the error
    return read_text(path)


def _document(name: str, halves: dict[str, Path], left_out: Counter[str]) -> Document:
    from reaug.data.documents.document import Document

    document = Document("", name)
    if _TEXT not in halves:
        file = halves[_ANNOTATIONS].name
        document.flaw(
            "file", "schema/missing-field", f"{file} has no {Path(file).stem}.txt next to it"
        )
        return document
    if _ANNOTATIONS not in halves:
        file = halves[_TEXT].name
        message = (
            f"{file} has no {Path(file).stem}.ann next to it; add an empty one if it has no "
            "annotations"
        )
        document.flaw("file", "schema/missing-field", message)
        return document
    document.text = _content(halves[_TEXT])
    for number, line in enumerate(_content(halves[_ANNOTATIONS]).split("\n"), start=1):
        line = line.rstrip("\r")
        if line.strip():
            _read_line(document, line, f"{halves[_ANNOTATIONS].name} line {number}", left_out)
    bare = (
        document.text.removesuffix("\n").removesuffix("\r")
        if document.text[-1:] == "\n"
        else document.text
    )
    # The final newline of the file is not part of the text, unless a mention includes it.
    if not any(len(bare) < mention.end <= len(document.text) for mention in document.mentions):
        document.text = bare
    return document


def _read_line(document: Document, line: str, where: str, left_out: Counter[str]) -> None:
    from reaug.core.quotes import shorten
    from reaug.data.documents.document import BAD_VALUE, Relation

    sign = line[0]
    if sign in _LEFT_OUT_SIGNS:
        left_out[_LEFT_OUT_SIGNS[sign]] += 1
        return
    if sign in _LEFT_OUT and re.match(r"\w\d*\t", line):
        left_out[_LEFT_OUT[sign]] += 1
        return
    if match := _MENTION.fullmatch(line):
        document.mentions.append(_mention(match))
        if len({mention.key for mention in document.mentions}) < len(document.mentions):
            document.mentions.pop()
            document.flaw(where, BAD_VALUE, f"{match[1]} is the id of two mentions")
        return
    match = _RELATION.fullmatch(line)
    ends = [end.split(":", 1)[1] for end in match[3].split()] if match else []
    if match is None or len(ends) != 2:
        document.flaw(where, BAD_VALUE, f"is not a mention or a relation of two: {shorten(line)}")
        return
    document.relations.append(Relation(ends[0], ends[1], match[2]))


def _mention(match: re.Match[str]) -> Any:
    from reaug.data.documents.document import Mention

    sides = re.split("[ ;]", match[3])
    # Python refuses to parse numbers of thousands of digits, so offsets that long become 2^62.
    start, end = (int(side) if len(side) < 19 else 2**62 for side in (sides[0], sides[-1]))
    # brat also splits a mention at a line break: a gap of one character makes no piece.
    gaps = zip(sides[1::2], sides[2::2], strict=False)
    pieces = 1 + sum(len(a) > 18 or len(b) > 18 or int(b) - int(a) > 1 for a, b in gaps)
    return Mention(match[1], start, end, match[2], match[4], pieces)


def _names(documents: Collection[Document]) -> list[str]:
    """Return a unique file name for each document: its id, if this is a valid name."""
    ids = Counter((document.id or "").casefold() for document in documents)
    width = len(str(len(documents)))
    names = []
    for number, document in enumerate(documents, start=1):
        own = document.id or ""
        is_free = ids[own.casefold()] == 1 and _NAME.fullmatch(own) is not None
        is_free = is_free and len(own.encode("utf-8", "replace")) <= 200
        names.append(own if is_free else f"document-{number:0{width}}")
    return names


def _word(name: str, kind: str) -> str:
    if _UNSAFE.search(name) or not name:
        raise OutputError(
            f"the {kind} {name!r} contains a space, which brat cannot store; rename it"
        )
    return name


def _one_line(text: str) -> str:
    return re.sub(r"[\r\n]", " ", text)


def _write(path: Path, text: str) -> None:
    try:
        path.write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from error


def _config(types: Iterable[str], pairs: Iterable[tuple[str, str, str]]) -> str:
    """Return the text of `annotation.conf`, which brat needs to show types and relations."""
    lines = ["[entities]", *sorted(types), "", "[relations]"]
    lines += [f"{label}\tArg1:{head}, Arg2:{tail}" for label, head, tail in sorted(pairs)]
    return "\n".join((*lines, "", "[events]", "", "[attributes]", ""))
