"""CoNLL04 and similar formats: one token per line, with BIO tags and relations.

The layout is that of Bekoulis et al. 2018: number, token, tag, relations, and the last token of
each relation's tail. Comments as in CoNLL-U give the exact text:

    # id = 7
    # text = 세종전자의 한가람 대표
    0	세종전자	B-회사	['대표이사']	[2]
    1	의	O	['N']	[1]
    2	한가람	B-인물	['N']	[2]
    3	대표	O	['N']	[3]

Also read: CoNLL04 of Roth & Yih 2004 (nine columns, and a block of lines `5	8	Work_For`), and
tokens followed by BIO tags (`세종전자 B-회사`), with lines `0 2 대표이사` after the tokens of a
sentence. Without a comment `# text`, tokens are joined with spaces, or with nothing if some tokens
are spaces.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from reaug.data.formats._documents import DocumentFile, label_of, type_of
from reaug.data.text_files import read_text, text_file, text_lines
from reaug.errors import OutputError

if TYPE_CHECKING:
    from reaug.data.documents.document import Document
    from reaug.data.raw import Raw

_TAG: Final = re.compile(r"O|([BIESLU])[-_](.+)")
_HEADS: Final = re.compile(r"(\d+)\s+(.+?)\s+(\S+)\s+\[([^\[\]]*)\]\s+\[([\d\s,]*)\]\s*")
_STATED: Final = re.compile(r"(?:[Rr]\d*:?\s+|#\s*relation:?\s+)?(\d+)\s+(\d+)\s+(\S.*?)\s*")
_COMMENT: Final = re.compile(r"#\s*(id|text|doc)\s*[=\s]\s?(.*)")
_QUOTED: Final = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_ROTH_YIH: Final = 9
_NONE: Final = "N"
_SPACED: Final = re.compile(r"^\s|\s\s")
"""Matches a line whose token is white space."""
_BREAK: Final = re.compile(r"[\n\r\t\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


class Conll(DocumentFile):
    """A file with a block of token lines per document."""

    summary = "CoNLL04 and BIO tags with relations, one token per line (.conll, .bio)"
    whole_documents = True
    suffixes = (".conll", ".bio", ".iob", ".iob2")
    whole_rows = False

    def sniff(self, data: bytes) -> bool:
        """Return whether the file begins with lines of tokens and tags."""
        head = data[:20_000].decode("utf-8", "ignore").split("\n")[:50]
        lines = [line.rstrip("\r") for line in head if line.strip() and line[0] != "#"][:-1][:20]
        kinds = [_token(line) is not None for line in lines]
        others = [line for line, is_token in zip(lines, kinds, strict=True) if not is_token]
        return sum(kinds) > 1 and kinds[0] and all(map(_STATED.fullmatch, others))

    def read(self, path: Path) -> Raw:
        """Return a document for each block of tokens."""
        lines = read_text(path).split("\n")
        return self._raw(list(_sentences(lines)), _separator(filter(_SPACED.search, lines)), path)

    def pieces(self, path: Path, size: int, codec: str | None = None) -> Iterator[Raw]:
        """Yield `size` blocks at a time.

        The file is first read once to its end, since all of its lines decide how tokens are joined.
        """
        glue = _separator(filter(_SPACED.search, text_lines(path, codec)))
        blocks = _sentences(text_lines(path, codec))
        while piece := list(islice(blocks, size)):
            yield self._raw(piece, glue, path)

    def _raw(self, blocks: list[_Block], glue: str, path: Path) -> Raw:
        from reaug.data.documents.document import documents_as_raw
        from reaug.data.raw import from_rows

        rows = [{"tokens": [token.text for token in block.tokens]} for block in blocks]
        numbers = [block.line for block in blocks]
        raw = from_rows(rows, origin=str(path), fmt=self.name, lines=numbers)
        return documents_as_raw(raw, [_document(block, glue) for block in blocks], self.name)

    def losses(self, documents: Collection[Document]) -> list[str]:
        """Return what is lost: the user's columns, and ids of rows that share their sentence."""
        from reaug.data.documents.rows_to_documents import lost_columns

        lost = [f"column '{name}'" for name in lost_columns(documents)]
        own = sum(r.guid is not None for document in documents for r in document.relations)
        if own:
            lost.append(f"{own:,} ids of rows that share their sentence with others")
        return lost

    def write_documents(self, documents: Collection[Document], path: Path) -> None:
        """Write a block of tokens for each document."""
        with text_file(path) as file:
            for document in documents:
                file.write("\n".join((*self._lines(document), "", "")))

    def _lines(self, document: Document) -> Iterator[str]:
        from reaug.data.formats.tacred.tokens import cut

        name = document.id
        spans = sorted((mention.start, mention.end) for mention in document.mentions)
        if any(a[1] > b[0] for a, b in pairwise(spans)):
            raise OutputError(
                f"row {name!r}: BIO tags cannot store overlapping mentions; write doccano format "
                "instead"
            )
        if _BREAK.search(document.text + (name or "")):
            raise OutputError(f"row {name!r}: {self.name} cannot store its tabs or line breaks")
        tokens = cut(document.text, spans)
        tags = ["O"] * len(tokens)
        last: dict[str, int] = {}
        for mention in document.mentions:
            inside = [
                i for i, (a, b) in enumerate(tokens) if mention.start <= a and b <= mention.end
            ]
            kind = type_of(mention)
            if re.search(r"\s", kind):
                raise OutputError(
                    f"the type {kind!r} contains a space, which BIO tags cannot store"
                )
            for i in inside:
                tags[i] = f"{'B' if i == inside[0] else 'I'}-{kind}"
            last[mention.key] = inside[-1]
        stated: dict[int, list[tuple[str, int]]] = {}
        for relation in document.relations:
            label = label_of(relation, document, self.name)
            if _BREAK.search(label) or ("'" in label and '"' in label) or "[" in label:
                raise OutputError(f"the label {label!r} cannot be stored in {self.name}; rename it")
            stated.setdefault(last[relation.head], []).append((label, last[relation.tail]))
        if name is not None:
            yield f"# id = {name}"
        yield f"# text = {document.text}"
        for i, (start, end) in enumerate(tokens):
            labels = stated.get(i, [(_NONE, i)])
            names = ",".join(f'"{label}"' if "'" in label else f"'{label}'" for label, _ in labels)
            heads = ",".join(str(head) for _, head in labels)
            yield f"{i}\t{document.text[start:end]}\t{tags[i]}\t[{names}]\t[{heads}]"


class _Token(NamedTuple):
    """A line of the file.

    text, tag : the token and its BIO tag.
    stated : the label and the tail (a token index) of each relation whose head ends at this token.
    is_phrase : whether the token is a whole phrase, as in CoNLL04 of Roth & Yih.
    """

    text: str
    tag: str
    stated: tuple[tuple[str, int], ...] = ()
    is_phrase: bool = False


class _Block(NamedTuple):
    """A block of the file, which is one sentence.

    line : the number of its first line.
    relations : the (head, tail, label) of lines after the tokens.
    comments : the values of its comments, by name.
    wrong : the number and the error of each line that cannot be read.
    """

    line: int
    tokens: list[_Token]
    relations: list[tuple[int, int, str]]
    comments: dict[str, str]
    wrong: list[tuple[int, str]]


def _token(line: str) -> _Token | None:
    """Return the token of a line in any of the supported layouts; None if it has none."""
    if match := _HEADS.fullmatch(line):
        names = [a or b for a, b in _QUOTED.findall(match[4])]
        names = names or [name.strip() for name in match[4].split(",") if name.strip()]
        heads = [int(head) for head in re.findall(r"\d{1,9}", match[5])]
        if len(names) != len(heads):
            return None
        number = int(match[1]) if len(match[1]) < 10 else -1
        stated = [pair for pair in zip(names, heads, strict=True) if pair != (_NONE, number)]
        return _Token(match[2], match[3], tuple(stated)) if _TAG.fullmatch(match[3]) else None
    fields = line.split("\t")
    if len(fields) == _ROTH_YIH and fields[2].strip().isdigit():
        return _Token(fields[5], fields[1], is_phrase=True)
    text, _, tag = line.rstrip("\r").rpartition("\t" if "\t" in line else " ")
    if not text or not _TAG.fullmatch(tag):
        return None
    if text.isspace() or ("\t" not in text and " " not in text):
        return _Token(text, tag)
    return _Token(re.split(r"[\t ]", text)[0], tag)  # with columns in between, as in CoNLL-2003


def _separator(lines: Iterable[str]) -> str:
    """Return the text to put between tokens: "" if some tokens are spaces, else a space."""
    tokens = (_token(line.rstrip("\r")) for line in lines)
    return "" if any(token is not None and token.text.isspace() for token in tokens) else " "


def _sentences(lines: Iterable[str]) -> Iterator[_Block]:
    """Yield the blocks of a file."""
    last: _Block | None = None
    current: _Block | None = None
    comments: dict[str, str] = {}
    for number, raw_line in enumerate(lines, start=1):
        line = raw_line.rstrip("\r")
        if not line:
            current = None
            continue
        if (match := _COMMENT.fullmatch(line)) and _token(line) is None:
            if current is not None and current.tokens:
                current = None
            comments["id" if match[1] == "doc" else match[1]] = match[2]
            continue
        token = _token(line)
        if token is not None:
            if current is None or current.relations:
                if last is not None:
                    yield last
                last = current = _Block(number, [], [], comments, [])
                comments = {}
            current.tokens.append(token)
        elif (match := _STATED.fullmatch(line)) and last is not None:
            ends = [int(end) if len(end) < 10 else -1 for end in match.groups()[:2]]
            last.relations.append((ends[0], ends[1], match[3]))
        elif line.strip():
            if last is None:
                last = _Block(number, [], [], {}, [])
            last.wrong.append((number, line))
    if last is not None:
        yield last


def _document(block: _Block, glue: str) -> Document:
    from reaug.core.quotes import shorten
    from reaug.data.documents.document import BAD_VALUE, NO_MENTION, Document, Relation

    document = Document("", block.comments.get("id") or None)
    for number, line in block.wrong:
        message = f"is neither a token with a tag nor a relation: {shorten(line)}"
        document.flaw(f"line {number}", BAD_VALUE, message)
    document.text, places = _text(document, block, glue)
    if not places:
        return document
    holder = _read_tags(document, block.tokens, places)
    stated = [
        (i, tail, label) for i, token in enumerate(block.tokens) for label, tail in token.stated
    ]
    for head, tail, label in (*stated, *block.relations):
        missing = next((end for end in (head, tail) if end not in holder), None)
        if missing is None:
            document.relations.append(Relation(holder[head], holder[tail], label))
        else:
            message = f"{shorten(label)} points to token {missing}, which is in no mention"
            document.flaw("relation", NO_MENTION, message)
    return document


def _text(document: Document, block: _Block, glue: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the text of a block and the spans of its tokens."""
    # There are no spans if the tokens do not match the comment `# text`. If there is no such
    # comment, the text is the tokens joined by `glue`.
    from reaug.data.formats.tacred.tokens import place

    exact = block.comments.get("text")
    words = [
        token.text.replace("/", " ") if token.is_phrase and token.tag != "O" else token.text
        for token in block.tokens
    ]
    if exact is not None:
        places = place(exact, words)
        if len(places) < len(words):
            message = f"contains {words[len(places)]!r:.60}, which does not continue its '# text'"
            document.flaw("token", "span/word-mismatch", message)
            return exact, []
        return exact, places
    places, at = [], 0
    for word in words:
        places.append((at, at + len(word)))
        at += len(word) + len(glue)
    return glue.join(words), places


def _read_tags(
    document: Document, tokens: Sequence[_Token], places: Sequence[tuple[int, int]]
) -> dict[int, str]:
    """Add the mentions that the tags mark; return a dict from token indices to keys of mentions."""
    from reaug.data.documents.document import Mention

    holder: dict[int, str] = {}
    kind, begun = "", -1
    for i, token in enumerate((*tokens, _Token("", "O"))):
        match = None if token.is_phrase else _TAG.fullmatch(token.tag)
        sign, name = (match[1], match[2]) if match and match[1] else ("", "")
        if token.is_phrase and token.tag != "O":
            sign, name = "U", token.tag
        goes_on = sign in ("I", "E", "L") and name == kind and begun >= 0
        if begun >= 0 and not goes_on:
            key = str(len(document.mentions))
            start, end = places[begun][0], places[i - 1][1]
            document.mentions.append(Mention(key, start, end, kind, document.text[start:end]))
            holder |= dict.fromkeys(range(begun, i), key)
            begun = -1
        if sign and begun < 0:
            kind, begun = name, i
    return holder
