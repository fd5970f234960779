"""Convert documents with many relations to rows of one pair of mentions each.

Each relation becomes a row, named after its document: `7` if the document has one relation, else
`7#1`, `7#2` and so on. Pairs without a relation become rows if `Pairing.negatives` asks for them,
named by the numbers of their mentions: `7#0-2`. Which of them are drawn depends on the seed and the
content of the document, not on its position in the file.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from reaug.core.quotes import shorten
from reaug.core.schema import CORE_SCHEMA, GUID, LABEL, LOGGED, SENTENCE, SOURCE
from reaug.data.documents import document_offsets
from reaug.data.documents.document import (
    IN_PIECES,
    NO_MENTION,
    UNTYPED,
    Document,
    Flaw,
    Mention,
)
from reaug.data.documents.pair_notes import Counts, no_rows, notes_of, notes_of_left_out
from reaug.data.documents.pair_options import Pairing
from reaug.data.documents.rows_to_documents import guid_of
from reaug.data.documents.sentence_split import Span, sentences
from reaug.data.mention_columns import PARTS
from reaug.data.problems import Fault
from reaug.data.raw import MISSING, Column, Raw
from reaug.data.rows_to_klue import NAMED
from reaug.errors import InputError

_MOST_MENTIONS: Final = 2_000
"""Maximum number of mentions of a document from which pairs are built (4 million pairs)."""
_MENTIONS: Final = ("subject_entity", "object_entity")
_FLAT: Final = tuple(f"{name}.{part}" for name in _MENTIONS for part in PARTS)
_DOCUMENT: Final = ("document", "document_offset")
"""Columns that say where a row was cut out of its document."""
_TAKEN: Final = frozenset({*CORE_SCHEMA.names, *LOGGED, "id", *_MENTIONS, *_FLAT, *_DOCUMENT}) - {
    SOURCE
}


@dataclass
class _Rows:
    """Collects rows, by column; `document` has the index of each row's document."""

    guid: list[str | None] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    pairs: list[tuple[Any, ...]] = field(default_factory=list)
    label: list[str | None] = field(default_factory=list)
    fields: list[dict[str, Any]] = field(default_factory=list)
    document: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)

    def add(
        self,
        index: int,
        guid: str | None,
        text: str,
        pair: tuple[Any, ...],
        label: str | None,
        fields: dict[str, Any],
    ) -> None:
        """Add a row from the document with this index.

        `pair` has word, start, inclusive end and type of the subject, and then of the object.
        `fields` has the values of the user's columns.
        """
        self.guid.append(guid)
        self.text.append(text)
        self.pairs.append(pair)
        self.label.append(label)
        self.fields.append(fields)
        self.document.append(index)

    def add_bad(self, index: int, document: Document, guid: str | None, flaw: Flaw) -> None:
        """Add a bad row for a part of a document that cannot be read."""
        self.faults.append(Fault(len(self.guid), *flaw))
        self.add(index, guid or document.id, document.text, ("", 0, 0, "") * 2, None, {})


@dataclass
class Survey:
    """Facts about all documents of a file that are needed before its first row is made.

    They are collected from batches of documents.

    votes : how the file counts offsets.
    legal : the pairs of entity types between which some document has a relation.
    columns : the user's columns that have a value in any row so far. Every part of the file keeps
        them, even if they are empty in this part. None if the file is one part, which drops its
        empty columns.
    labelled : whether any relation has a label; then each part of the file gets a label column.
    labelled_rows : number of rows with a label so far.
    counts : counts of mentions and relations that did not become rows, so far.
    """

    votes: document_offsets.Votes = field(default_factory=document_offsets.Votes)
    legal: set[tuple[str, str]] = field(default_factory=set)
    columns: set[str] | None = None
    labelled: bool = False
    labelled_rows: int = 0
    counts: Counts = field(default_factory=Counts)

    def add(self, documents: Sequence[Document], pairing: Pairing) -> None:
        """Add the facts about a batch of documents."""
        self.votes.add(documents)
        self.labelled |= any(
            r.label is not None for document in documents for r in document.relations
        )
        if pairing.negatives == "legal":
            self.legal |= _related_type_pairs(documents, pairing)


def rows_of(raw: Raw, pairing: Pairing, survey: Survey | None = None) -> Raw:
    """Return the documents of a reader as rows in KLUE's schema.

    If the documents are only a part of a file, `survey` is that of the whole file. Then the part
    may have no rows, and the caller adds the notes about the file.

    Raises
    ------
    InputError
        No document gives a row, or a document has too many mentions to build pairs.

    Examples
    --------
    >>> from reaug.data.documents.document import Relation, documents_as_raw
    >>> from reaug.data.raw import from_rows
    >>> text = Document("LG의 구광모", "7", [Mention("a", 0, 2, "ORG"), Mention("b", 4, 7, "PER")],
    ...                 [Relation("a", "b", "대표")])
    >>> raw = documents_as_raw(from_rows([{}], origin="x.jsonl", fmt="jsonl"), [text], "doccano")
    >>> rows = rows_of(raw, Pairing())
    >>> rows.columns["guid"], rows.columns["object_entity.word"], rows.columns["label"]
    (['7'], ['구광모'], ['대표'])
    """
    documents = raw.documents or ()
    is_part = survey is not None
    if survey is None:
        survey = Survey()
        survey.add(documents, pairing)
    document_offsets.resolve(documents, survey.votes.best)
    note = None if is_part else survey.votes.note
    left_out = notes_of_left_out(raw.left_out)
    rows = _Rows()
    legal = frozenset(survey.legal)
    for index, document in enumerate(documents):
        _add_rows(rows, index, document, pairing, legal)
    if not rows.guid and not is_part:
        raise InputError(no_rows(raw.origin, raw.fmt, documents, pairing))
    survey.counts.add(rows.counts)
    notes = (*raw.notes, *left_out, *((note,) if note else ()), *notes_of(rows.counts, pairing))
    return _as_columns(raw, rows, survey, notes)


def _add_rows(
    rows: _Rows, index: int, document: Document, pairing: Pairing, legal: frozenset[tuple[str, str]]
) -> None:
    for flaw in document.flaws:
        rows.add_bad(index, document, None, flaw)
    mentions = {mention.key: i for i, mention in enumerate(document.mentions)}
    rows.counts.untyped += sum(mention.type is None for mention in document.mentions)
    cut = _Cut(document, pairing.sentences)
    stated: set[tuple[int, int]] = set()
    used: set[int] = set()
    for number, relation in enumerate(document.relations, start=1):
        guid = guid_of(document, number)
        missing = [key for key in relation[:2] if key not in mentions]
        if missing:
            message = f"points to {shorten(missing[0])}, which is not a mention of its document"
            rows.add_bad(index, document, guid, Flaw("relation", NO_MENTION, message))
            continue
        i, j = (mentions[key] for key in relation[:2])
        stated |= {(i, j), (j, i)}
        used |= {i, j}
        fields = {**document.fields, **relation.fields}
        if not _add_pair(rows, index, document, (i, j), cut, guid, relation.label, fields):
            rows.counts.too_far += 1
    if not document.relations and not document.flaws:
        rows.counts.without += 1
    for i, mention in enumerate(document.mentions):
        if i in used:
            continue
        if mention.pieces > 1:
            rows.counts.pieces += 1
        elif wrong := _wrong_span(document.text, mention):
            rows.add_bad(index, document, None, wrong)
    keys = {key for relation in document.relations for key in relation[:2]}
    if pairing.negatives not in ("none", 0):
        keys |= _add_negatives(rows, index, document, pairing, legal, cut, stated)
    rows.counts.unused += len({mention.key for mention in document.mentions} - keys)


def _wrong_span(text: str, mention: Mention) -> Flaw | None:
    """Return what is wrong with the span of a mention without a relation, or None."""
    if not 0 <= mention.start < mention.end <= len(text):
        span = f"{mention.start}..{mention.end}"
        message = f"a mention is at {span}, but the text has {len(text)} characters"
        return Flaw("mention", "span/out-of-range", message)
    if mention.word is not None and text[mention.start : mention.end] != mention.word:
        message = f"{shorten(mention.word)} expected at {mention.start}..{mention.end - 1}, found "
        return Flaw(
            "mention", "span/word-mismatch", message + shorten(text[mention.start : mention.end])
        )
    return None


def _add_pair(
    rows: _Rows,
    index: int,
    document: Document,
    pair: tuple[int, int],
    cut: _Cut,
    guid: str | None,
    label: str | None,
    fields: dict[str, Any],
) -> bool:
    """Add the row of two mentions; return False if their sentences are too far apart."""
    head, tail = (document.mentions[i] for i in pair)
    for mention in (head, tail):
        if mention.pieces > 1:
            message = (
                f"{shorten(mention.word or '')} is a mention in {mention.pieces} pieces, and a "
                "row's mentions have one piece: choose one piece, or leave the relation out"
            )
            rows.add_bad(index, document, guid, Flaw("relation", IN_PIECES, message))
            return True
    span = cut.around(head, tail)
    if span is None:
        return False
    begin, end = span
    text = document.text[begin:end]
    values: list[Any] = []
    for mention in (head, tail):
        word = (
            document.text[max(mention.start, 0) : max(mention.end, 0)]
            if mention.word is None
            else mention.word
        )
        values += [word, mention.start - begin, mention.end - 1 - begin, mention.type or UNTYPED]
    if cut.most is not None:
        fields = {**fields, _DOCUMENT[0]: document.id, _DOCUMENT[1]: begin}
    rows.add(index, guid, text, tuple(values), label, fields)
    return True


class _Cut:
    """Finds the part of a document around two mentions, at most `most` sentences long."""

    def __init__(self, document: Document, most: int | None) -> None:
        self.most = most
        self._whole = (0, len(document.text))
        self._spans: list[Span] = []
        if most is not None:
            spans = [(mention.start, mention.end) for mention in document.mentions]
            self._spans = sentences(document.text, spans)
        self._ends = [end for _, end in self._spans]

    def around(self, *mentions: Mention) -> Span | None:
        """Return the span of the sentences with all `mentions`; None if it is too long."""
        if self.most is None or not self._spans:
            return self._whole
        first = self._sentence(min(mention.start for mention in mentions))
        last = self._sentence(max(mention.end - 1 for mention in mentions))
        if last - first >= self.most:
            return None
        return self._spans[first][0], self._spans[last][1]

    def _sentence(self, offset: int) -> int:
        return min(bisect_left(self._ends, offset + 1), len(self._ends) - 1)


def _add_negatives(
    rows: _Rows,
    index: int,
    document: Document,
    pairing: Pairing,
    legal: frozenset[tuple[str, str]],
    cut: _Cut,
    stated: set[tuple[int, int]],
) -> set[str]:
    """Add rows for pairs of mentions without a relation; return the keys of these mentions."""
    # `index` is that of the document, `legal` the pairs of entity types that may be drawn, and
    # `stated` has the pairs that do have a relation, as indices of `document.mentions`.
    sound = [
        i
        for i, mention in enumerate(document.mentions)
        if mention.pieces == 1 and _wrong_span(document.text, mention) is None
    ]
    if len(sound) > _MOST_MENTIONS:
        name = "" if document.id is None else f" {shorten(document.id)}"
        raise InputError(
            f"the document{name} has {len(sound):,} mentions, and pairs are built from at most "
            f"{_MOST_MENTIONS:,}; split it, or leave --negatives out"
        )
    pairs = []
    spans = {(document.mentions[i][1:3], document.mentions[j][1:3]) for i, j in stated}
    for i in sound:
        for j in sound:
            head, tail = document.mentions[i], document.mentions[j]
            if head[1:3] == tail[1:3] or (head[1:3], tail[1:3]) in spans:
                continue
            rows.counts.unstated += 1
            if pairing.negatives == "legal" and _types(head, tail) not in legal:
                continue
            if cut.around(head, tail) is None:
                rows.counts.negatives_too_far += 1
                continue
            pairs.append((i, j))
    if isinstance(pairing.negatives, int) and len(pairs) > pairing.negatives:
        pairs = _drawn(document, pairs, pairing.negatives, pairing.seed)
    for i, j in pairs:
        guid = None if document.id is None else f"{document.id}#{i}-{j}"
        label, fields = pairing.negative_label, dict(document.fields)
        _add_pair(rows, index, document, (i, j), cut, guid, label, fields)
    rows.counts.negatives += len(pairs)
    return {document.mentions[i].key for pair in pairs for i in pair}


def _drawn(
    document: Document, pairs: list[tuple[int, int]], count: int, seed: int
) -> list[tuple[int, int]]:
    """Draw `count` pairs at random, by a hash of seed and content; keep the order of the pairs."""
    text = hashlib.blake2b(document.text.encode("utf-8", "surrogatepass"), digest_size=16)

    def key(pair: tuple[int, int]) -> tuple[bytes, tuple[int, int]]:
        spans = [document.mentions[i][1:4] for i in pair]
        content = repr((seed, text.hexdigest(), spans)).encode("utf-8", "backslashreplace")
        return hashlib.blake2b(content, digest_size=16).digest(), pair

    chosen = set(sorted(pairs, key=key)[:count])
    return [pair for pair in pairs if pair in chosen]


def _types(head: Mention, tail: Mention) -> tuple[str, str]:
    return head.type or UNTYPED, tail.type or UNTYPED


def _related_type_pairs(
    documents: Sequence[Document], pairing: Pairing
) -> frozenset[tuple[str, str]]:
    """Return the (subject, object) types of all relations except the negative label."""
    seen = set()
    for document in documents:
        by_key = {mention.key: mention for mention in document.mentions}
        for relation in document.relations:
            head, tail = by_key.get(relation.head), by_key.get(relation.tail)
            if head and tail and relation.label not in (None, pairing.negative_label):
                seen.add(_types(head, tail))
    return frozenset(seen)


def _as_columns(raw: Raw, rows: _Rows, survey: Survey, notes: tuple[str, ...]) -> Raw:
    columns: dict[str, Column] = {}
    if any(guid is not None for guid in rows.guid):
        columns[GUID] = list(rows.guid)
    columns[SENTENCE] = list(rows.text)
    parts = list(zip(*rows.pairs, strict=True)) or [()] * len(_FLAT)
    columns |= {name: list(values) for name, values in zip(_FLAT, parts, strict=True)}
    labelled_rows = sum(label is not None for label in rows.label)
    survey.labelled_rows += labelled_rows
    if labelled_rows or (survey.columns is not None and survey.labelled):
        columns[LABEL] = list(rows.label)
    names = dict.fromkeys(name for fields in rows.fields for name in fields)
    for name in names:
        values = [fields.get(name, MISSING) for fields in rows.fields]
        if name == NAMED and len({*map(str, values)}) < len(values):
            continue  # pairs without a relation have no columns of their own
        free = f"document.{name}" if name in _TAKEN and name not in _DOCUMENT else name
        is_empty = all(value is MISSING or value in ([], {}) for value in values)
        if survey.columns is not None and not is_empty:
            survey.columns.add(free)
        if survey.columns is not None or not is_empty:
            columns[free] = values
    documents_of_rows = rows.document
    lines = raw.lines
    return replace(
        raw,
        columns=columns,
        rows=len(documents_of_rows),
        original=lambda wanted: raw.original([documents_of_rows[i] for i in wanted]),
        lines=None if lines is None else [lines[i] for i in documents_of_rows],
        shards=tuple((file, bisect_left(documents_of_rows, start)) for file, start in raw.shards),
        broken={},
        faults=rows.faults,
        notes=notes,
        read_documents=raw.documents,
        unused_mentions=rows.counts.unused,
        documents=None,
    )
