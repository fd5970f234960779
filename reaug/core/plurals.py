"""Singular and plural in English messages: "1 rows are bad" becomes "1 row is bad".

Messages are written in the plural (`{n:,} rows are bad`), so that each has one template. The number
is put right when a message is shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_PLURALS: Final = {
    **{
        f"{noun}s": noun
        for noun in (
            *("annotation", "answer", "attempt", "bucket", "byte", "candidate", "character"),
            *("column", "comment", "convention", "decision", "digit", "document", "edit"),
            *("example", "field", "file", "finding", "folder", "group", "id", "label", "line"),
            *("mention", "other", "pair", "part", "particle", "piece", "question", "recipe"),
            *("relation", "request", "row", "rule", "run", "sentence", "source", "split", "step"),
            *("suggestion", "task", "time", "token", "type", "value", "way", "word"),
        )
    },
    "copies": "copy",
    "entries": "entry",
    "families": "family",
}
_VERBS: Final = {
    "are": "is",
    "came": "came",
    "were": "was",
    "have": "has",
    "had": "had",
    "do": "does",
    "differ": "differs",
    "fit": "fits",
    "form": "forms",
    "belong": "belongs",
    "give": "gives",
    "hold": "holds",
    "lie": "lies",
    "match": "matches",
    "name": "names",
    "need": "needs",
    "reach": "reaches",
    "span": "spans",
    "stand": "stands",
    "state": "states",
    "stay": "stays",
    "wait": "waits",
}
_KINDS: Final = (
    "bad|blank|decided|distinct|further|labelled|more|other|ranked|short|such|training|type"
)
_NOUN: Final = "|".join(_PLURALS)
_VERB: Final = "|".join(_VERBS)
_ONE: Final = rf"(?<![\w.,:/~%+'\"“-])1 ((?:(?:{_KINDS}) )?)"
_NOUNS: Final = re.compile(
    rf"{_ONE}({_NOUN})\b(?![./-]\w)((?: that| still| of its input)?)( (?:{_VERB})\b)?"
)
_OF: Final = re.compile(
    rf"(?<![\w.,:/~%+-])1 (of (?:(?:its|the|these) )?[\d,]+ (?:{_NOUN})) ({_VERB})\b"
)
_OF_ONE: Final = re.compile(rf"\bof ((?:its |the )?)1 ({_NOUN})\b")
_CLAUSE: Final = re.compile(r"[^.;:(\n]*")
_AND: Final = re.compile(rf"(, and )({_VERB})\b|\bthey ({_VERB})\b|\b(their|they|them)\b")
_ITS: Final = {"their": "its", "they": "it", "them": "it"}


def in_number(text: str) -> str:
    """Return a message with the nouns and verbs that belong to the number 1 in the singular.

    Examples
    --------
    >>> in_number("1 of 40 rows are bad; 2 rows; none of its 1 rows")
    '1 of 40 rows is bad; 2 rows; none of its 1 row'
    >>> in_number("note: 1 mentions have no offsets, and are placed where their word stands")
    'note: 1 mention has no offsets, and is placed where its word stands'
    >>> in_number("1 labels had spaces around them, which are cut off: 2 types are left")
    '1 label had spaces around it, which are cut off: 2 types are left'
    >>> in_number("1 annotations that were cancelled, 21 rows, 3.1 rows, 1 rows.csv")
    '1 annotation that was cancelled, 21 rows, 3.1 rows, 1 rows.csv'
    """
    if "1 " not in text:
        return text
    text = _OF.sub(lambda match: f"1 {match[1]} {_VERBS[match[2]]}", text)
    parts, at = [], 0
    for noun in _NOUNS.finditer(text):
        if noun.start() < at:
            continue
        after_of = text[: noun.start()].endswith("of ")  # the verb belongs to what is counted of it
        verb_form = f" {_VERBS[noun[4].strip()]}" if noun[4] and not after_of else noun[4] or ""
        parts += [text[at : noun.start()], f"1 {noun[1]}{_PLURALS[noun[2]]}{noun[3]}{verb_form}"]
        at = noun.end()
        if noun[4] and not after_of:  # what follows in the clause is about the same one
            clause = _CLAUSE.match(text, at)
            assert clause is not None
            parts.append(in_number(_AND.sub(_agreeing, clause[0])))
            at = clause.end()
    text = "".join([*parts, text[at:]])
    return _OF_ONE.sub(lambda match: f"of {match[1]}1 {_PLURALS[match[2]]}", text)


def _agreeing(noun: re.Match[str]) -> str:
    if noun[2]:
        return f"{noun[1]}{_VERBS[noun[2]]}"
    return f"it {_VERBS[noun[3]]}" if noun[3] else _ITS[noun[4]]


class Counting(str):
    """An English template for `str.format` whose result agrees in number: "1 row", "2 rows".

    >>> Counting("{rows} rows, {splits} splits").format(rows="1,001", splits=1)
    '1,001 rows, 1 split'
    """

    __slots__ = ()

    def format(self, *args: object, **places: object) -> str:
        """Return the template with its values inserted, and nouns and verbs in the right number."""
        return in_number(super().format(*args, **places))


def in_one_language(texts: Mapping[str, tuple[str, str]], *, korean: bool) -> dict[str, str]:
    """Return the texts of a table of (English, Korean) pairs in one of the two languages."""
    return {key: pair[1] if korean else Counting(pair[0]) for key, pair in texts.items()}
