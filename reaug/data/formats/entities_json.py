"""JSON of entities and relations, as written by people, GLiNER, Prodigy and language models.

A line as reaug writes it, with exclusive ends:
`{"text": "세종전자의 한가람 대표", "entities": [{"start": 0, "end": 4, "label": "회사"},
{"start": 6, "end": 9, "label": "인물"}], "relations": [{"head": 0, "tail": 1, "label": "대표"}]}`

Also read: `spans`, `ents` or `ner` for `entities`; `type` or `entity_type` for `label`; heads and
tails as ids, as words, or as objects with offsets (`head_span`, `child_span`); entities without
offsets, if their `text` occurs once; relations alone, whose heads and tails are then the entities
(`triples`, `spo_list` with `subject`, `predicate`, `object`); and GLiNER's `tokenized_text` with
`ner` as lists `[first, last, label]` of tokens.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reaug.data.formats._documents import DocumentJson, check_free, label_of, type_of
from reaug.data.text_files import json_of, text_file

if TYPE_CHECKING:
    from reaug.data.documents.document import Document
    from reaug.data.raw import Raw

_TEXT: Final = ("text", "sentence", "tokenized_text", "tokens", "sentText")
_ENTITIES: Final = ("entities", "spans", "ents", "ner")
_RELATIONS: Final = (
    *("relations", "relation_list", "triples", "triple_list", "spo_list", "rels"),
    "relationMentions",
)
_START: Final = ("start", "start_idx", "start_offset", "begin", "start_char")
_END: Final = ("end", "end_offset", "end_char")
_TYPE: Final = ("label", "type", "entity_type", "ner_type", "tag")
_WORD: Final = ("text", "word", "name", "mention", "entity", "span")
_KEY: Final = ("id", "entity_id", "key")
_HEAD: Final = ("head_span", "head", "subject", "subj", "from", "source", "h", "em1Text")
_TAIL: Final = (
    "child_span",
    "tail_span",
    "tail",
    "object",
    "obj",
    "to",
    "target",
    "child",
    "t",
    "em2Text",
)
_TYPES: Final = (
    ("subject_type", "head_type", "subj_type", "h_type"),
    ("object_type", "tail_type", "obj_type", "t_type"),
)
_LABEL: Final = ("label", "type", "relation", "predicate", "relation_type", "relation_text")
_KNOWN: Final = (*_HEAD, *_TAIL, *_LABEL, "id", *_TYPES[0], *_TYPES[1])
_IDS: Final = ("id", "guid")
_FIELDS: Final = ("text", "entities", "relations", "id")


class EntitiesJson(DocumentJson):
    """JSON lines with a text, its entities and its relations per line."""

    summary = (
        "JSON of text, entities (start, end, label) and relations (head, tail, label) (.jsonl)"
    )
    whole_documents = True
    suffix = ".entities.jsonl"

    def reshape(self, raw: Raw) -> Raw:
        """Return rows with entities and relations as documents; other rows unchanged."""
        from reaug.data.documents.document import documents_as_raw, first_item

        names = set(raw.columns)
        text = next((name for name in _TEXT if name in names), None)
        entities = next((name for name in _ENTITIES if name in names), None)
        if text is None or "subject_entity" in names:
            return raw
        if entities is None:
            stated = (first_item(raw, name) for name in _RELATIONS if name in names)
            if not any(map(_ends_of, stated)):
                return raw
            return documents_as_raw(raw, _documents(raw, text, None), self.name)
        item = first_item(raw, entities)
        if not isinstance(item, dict | list | str) and not names & {*_RELATIONS}:
            return raw
        return documents_as_raw(raw, _documents(raw, text, entities), self.name)

    def write_documents(self, documents: Collection[Document], path: Path) -> None:
        """Write one document per line."""
        from reaug.data.documents.rows_to_documents import whole_id

        with text_file(path) as file:
            for document in documents:
                check_free(document.fields, _FIELDS, self.name)
                numbers = {mention.key: i for i, mention in enumerate(document.mentions)}
                row: dict[str, Any] = {} if document.id is None else {"id": whole_id(document.id)}
                row["text"] = document.text
                row["entities"] = [
                    {"start": mention.start, "end": mention.end, "label": type_of(mention)}
                    for mention in document.mentions
                ]
                row["relations"] = []
                for relation in document.relations:
                    check_free(relation.fields, _KNOWN, self.name)
                    stated = {"head": numbers[relation.head], "tail": numbers[relation.tail]}
                    own = {} if relation.guid is None else {"guid": relation.guid}
                    label = label_of(relation, document, self.name)
                    row["relations"].append({**stated, "label": label, **own, **relation.fields})
                file.write(json_of({**row, **document.fields}) + "\n")


def _documents(raw: Raw, text: str, entities: str | None) -> list[Document]:
    # Without a field of entities, the heads and tails of the relations are the entities.
    from reaug.data.documents.document import Document, records
    from reaug.data.documents.json_fields import id_of, joined_tokens, rest, text_of

    relations = next((name for name in _RELATIONS if name in raw.columns), _RELATIONS[0])
    documents = [Document("") for _ in range(raw.rows)]
    for at, row in records(raw):
        document = documents[at]
        document.id = id_of(row, *_IDS)
        places: list[tuple[int, int]] | None = None
        if isinstance(row.get(text), list):
            document.text, places = joined_tokens(document, text, row[text])
        else:
            document.text = text_of(document, row, text)
        if document.flaws:
            continue
        stated = row.get(relations)
        if entities is None:
            _read_entities(document, _entities_of(stated), relations, places)
        else:
            _read_entities(document, row.get(entities), entities, places)
        _read_stated(document, stated, relations, places)
        document.fields = rest(row, (text, entities or "", relations, *_IDS, *_PARSED))
    return documents


_PARSED: Final = ("tokens", "_input_hash", "_task_hash", "_view_id", "_session_id", "_timestamp")
"""Internal fields of Prodigy, which are ignored."""


def _ends_of(item: Any) -> tuple[Any, Any] | None:
    """Return the head and the tail of a relation; None for what has none."""
    if isinstance(item, list | tuple) and len(item) == 3:
        return (item[0], item[2]) if isinstance(item[1], str) else (item[0], item[1])
    if not isinstance(item, dict):
        return None
    ends = [next((item[name] for name in names if name in item), None) for names in (_HEAD, _TAIL)]
    return None if None in ends else (ends[0], ends[1])


def _entities_of(relations: Any) -> list[Any]:
    """Return the heads and tails of relations, each once, as entities with their types."""
    entities: dict[str, Any] = {}
    for item in relations if isinstance(relations, list) else ():
        for end, names in zip(_ends_of(item) or (), _TYPES, strict=False):
            given = item if isinstance(item, dict) else {}
            kinds = [given[name] for name in names if isinstance(given.get(name), str)]
            entity = dict(end) if isinstance(end, dict) else {"text": end}
            if kinds and not any(name in entity for name in _TYPE):
                entity["type"] = kinds[0]
            entities.setdefault(json_of(end), entity)
    return list(entities.values())


def _read_entities(
    document: Document, value: Any, field: str, places: list[tuple[int, int]] | None
) -> None:
    from reaug.core.quotes import shorten
    from reaug.data.documents.document import BAD_VALUE
    from reaug.data.documents.json_fields import read_mentions

    if value is not None and not isinstance(value, list):
        document.flaw(field, BAD_VALUE, f"must be a list, not {shorten(value)}")
        return
    # Ids are only used if all entities have one; otherwise relations name entities by index.
    keys = _KEY if value and all(isinstance(item, dict) and "id" in item for item in value) else ()
    for number, item in enumerate(value or ()):
        entity = _as_object(item)
        placed = None if entity is None else _span_of_item(document, entity, places)
        if entity is None:
            document.flaw(field, BAD_VALUE, f"contains {shorten(item)}, which is not an entity")
        elif isinstance(placed, str):
            document.flaw(field, "schema/bad-value", placed)
        else:
            named = {"id": number} if not keys else {}
            read_mentions(
                document,
                [{**entity, **(placed or {}), **named}],
                key=("id",),
                start=_START,
                end=(*_END, "end_idx"),
                type_=_TYPE,
                word=_WORD,
                field=field,
            )


def _as_object(item: Any) -> dict[str, Any] | None:
    """Return an entity as an object; it may be written as `[start, end, label]` or as a word."""
    # Returns None for any other value.
    if isinstance(item, dict):
        return item
    if isinstance(item, str):
        return {"text": item}
    if isinstance(item, list | tuple) and len(item) in (2, 3, 4):
        return dict(zip(("start", "end", "label", "text"), item, strict=False))
    return None


def _span_of_item(
    document: Document, item: Mapping[str, Any], places: list[tuple[int, int]] | None
) -> dict[str, Any] | str | None:
    """Return the start and end of an entity that is given by token indices or by its word."""
    # `places` are the spans of the tokens, if offsets count tokens. The result is a dict with
    # `start` and `end` in characters, or an error message; None if the entity has offsets in
    # characters.
    from reaug.core.quotes import shorten
    from reaug.data.documents.document import whole_number
    from reaug.data.documents.json_fields import first_text

    if places is not None:
        sides = [whole_number(item.get(name)) for name in ("start", "end")]
        first, last = sides
        if first is None or last is None or not 0 <= first <= last < len(places):
            return f"is at the tokens {sides}, but there are {len(places):,}"
        return {"start": places[first][0], "end": places[last][1]}
    if any(name in item for name in _START):
        if "end_idx" in item and not any(name in item for name in _END):
            last = whole_number(item["end_idx"])  # inclusive, as in KLUE
            return None if last is None else {"end_idx": last + 1}
        return None
    word = first_text(item, _WORD)
    if not word:
        return f"has neither offsets nor a word: {shorten(dict(item))}"
    start = document.text.find(word)
    if start < 0:
        return f"{shorten(word)} does not occur in the text"
    if document.text.find(word, start + 1) >= 0:
        return f"{shorten(word)} occurs more than once in the text: give start and end"
    return {"start": start, "end": start + len(word)}


def _read_stated(
    document: Document, value: Any, field: str, places: list[tuple[int, int]] | None
) -> None:
    from reaug.core.quotes import shorten
    from reaug.data.documents.document import BAD_VALUE
    from reaug.data.documents.json_fields import first_of, read_relations

    if value is not None and not isinstance(value, list):
        document.flaw(field, BAD_VALUE, f"must be a list, not {shorten(value)}")
        return
    for item in value or ():
        if isinstance(item, list | tuple) and len(item) == 3:
            keys = ("head", "label", "tail") if isinstance(item[1], str) else _TRIPLE
            item = dict(zip(keys, item, strict=True))
        if not isinstance(item, dict):
            document.flaw(field, BAD_VALUE, f"contains {shorten(item)}, which is not a relation")
            continue
        ends = {}
        for name, names in (("head", _HEAD), ("tail", _TAIL)):
            end = first_of(item, names)
            key = _mention_key(document, end, places)
            if key is not None:
                ends[name] = key
        read_relations(
            document,
            [{**{k: v for k, v in item.items() if k not in (*_HEAD, *_TAIL)}, **ends}],
            head=("head",),
            tail=("tail",),
            label=_LABEL,
            known=_KNOWN,
            field=field,
        )


_TRIPLE: Final = ("head", "tail", "label")


def _mention_key(
    document: Document, value: Any, places: list[tuple[int, int]] | None
) -> str | None:
    """Return the key of the mention that is a relation's head or tail; None if there is none."""
    # `value` is the head or tail as in the file; `places` are the spans of the tokens, if offsets
    # count tokens.
    from reaug.data.documents.document import key_of, whole_number
    from reaug.data.documents.json_fields import first_text

    if isinstance(value, dict):
        inner = value
        if isinstance(value.get("position"), list) and len(value["position"]) == 2:
            inner = dict(zip(("start", "end"), value["position"], strict=True)) | {
                name: value[name] for name in value if name != "position"
            }
        if any(name in inner for name in _KEY) and not any(name in inner for name in _START):
            return key_of(next(inner[name] for name in _KEY if name in inner))
        placed = _span_of_item(document, inner, places)
        span = inner if placed is None else placed
        if isinstance(span, dict):
            start = next((whole_number(span[name]) for name in _START if name in span), None)
            end = next(
                (whole_number(span[name]) for name in (*_END, "end_idx") if name in span), None
            )
            at = [m.key for m in document.mentions if (m.start, m.end) == (start, end)]
            if at:
                return at[0]
        value = first_text(inner, _WORD)
        if value is None:
            return str(span)
    if isinstance(value, str):
        if any(mention.key == value for mention in document.mentions):
            return value
        words = [m.key for m in document.mentions if document.text[m.start : m.end] == value]
        return words[0] if len(words) == 1 else value
    return key_of(value)
