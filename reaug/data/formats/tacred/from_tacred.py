"""Read TACRED's rows: convert tokens to a text with spans.

If a row has a `sentence`, as written by reaug, the tokens are located in it. Else, as in TACRED's
own files, the sentence is the tokens joined with single spaces, with the brackets of the Penn
Treebank (`-LRB-`) restored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any, Final

import numpy as np

from reaug.core.quotes import shorten
from reaug.core.schema import SENTENCE
from reaug.data.formats.tacred.to_tacred import PREFIX, RENAMED
from reaug.data.formats.tacred.tokens import Span, place, rest, unescaped
from reaug.data.mention_columns import PARTS
from reaug.data.problems import Fault
from reaug.data.raw import MISSING, Column, Raw

_TOKEN: Final = "token"
_SIDES: Final = tuple(f"{name}_{side}" for name in PREFIX.values() for side in ("start", "end"))
_MISSING: Final = "schema/missing-field"
_BAD: Final = "schema/bad-value"
_MISFIT: Final = "span/word-mismatch"
_OUTSIDE: Final = "span/out-of-range"

_FaultParts = tuple[str, str, str]
"""Field, rule and message of a fault."""


def klue_shaped(raw: Raw) -> Raw:
    """Return `raw` converted to KLUE's schema if it has the fields of TACRED, else unchanged.

    >>> from reaug.data.raw import from_rows
    >>> row = {"token": ["LG", "의", "구광모"], "subj_start": 0, "subj_end": 0, "subj_type": "ORG"}
    >>> row |= {"obj_start": 2, "obj_end": 2, "obj_type": "PER", "relation": "no_relation"}
    >>> raw = klue_shaped(from_rows([row], origin="x.json", fmt="klue-json"))
    >>> raw.columns["sentence"], raw.columns["object_entity.start_idx"], raw.fmt
    (['LG 의 구광모'], [5], 'tacred')
    """
    names = set(raw.columns)
    is_tacred = {_TOKEN, _SIDES[0]} <= names
    is_klue = any(name in names or f"{name}.{PARTS[0]}" in names for name in PREFIX)
    return _from_tacred(raw) if is_tacred and not is_klue else raw


def _from_tacred(raw: Raw) -> Raw:
    columns = dict(raw.columns)
    absent: Column = [MISSING] * raw.rows
    used = {name: columns.pop(name, absent) for name in (_TOKEN, *_SIDES, SENTENCE)}
    types = {name: columns.pop(f"{prefix}_type", absent) for name, prefix in PREFIX.items()}
    parts, faults = _sentences_and_mentions(used, raw)
    names = {f"{name}.type": f"{prefix}_type" for name, prefix in PREFIX.items()}
    lifted: dict[str, Column] = {SENTENCE: parts[0]}
    for k, name in enumerate(PREFIX):
        mention = (*parts[1 + 3 * k : 4 + 3 * k], types[name])
        lifted |= {f"{name}.{part}": values for part, values in zip(PARTS, mention, strict=True)}
    renamed = {name: klue for name, klue in RENAMED.items() if klue not in columns}
    rows = {renamed.get(name, name): column for name, column in columns.items()}
    return replace(
        raw,
        columns={**lifted, **rows},
        fmt="tacred",
        features={renamed.get(name, name): values for name, values in raw.features.items()},
        faults=faults,
        names=names | {klue: name for name, klue in renamed.items()},
    )


def _sentences_and_mentions(
    used: dict[str, Column], raw: Raw
) -> tuple[list[list[Any]], list[Fault]]:
    """Return the sentences and mentions as seven columns, and the faults of rows."""
    # The columns are the sentence; the subject's word, start and inclusive end; and the same three
    # for the object. `used` has TACRED's columns `token`, the four token indices, and `sentence`.
    rows: list[tuple[Any, ...]] = []
    faults = []
    values = [
        used_column if isinstance(used_column, list) else used_column.to_pylist()
        for used_column in used.values()
    ]
    for i, (tokens, *four, sentence) in enumerate(zip(*values, strict=True)):
        words, wrong = _words(tokens)
        wrong = wrong or _wrong_sides(four, len(words))
        spans: Sequence[Span] = ()
        if not wrong:
            sentence, spans, wrong = _spans(sentence, words)
        if wrong:
            if i not in raw.broken:
                faults.append(Fault(i, *wrong))
            rows.append(("", "", 0, 0, "", 0, 0))
            continue
        row = [sentence]
        for first, last in (four[:2], four[2:]):
            start, end = spans[first][0], spans[last][1]
            row += [sentence[start:end], start, end - 1]
        rows.append(tuple(row))
    return [list(column) for column in zip(*rows, strict=True)] or [[]] * 7, faults


def _words(tokens: Any) -> tuple[list[str], _FaultParts | None]:
    if isinstance(tokens, np.ndarray):
        tokens = tokens.tolist()
    if tokens is MISSING or tokens is None:
        message = "is missing" if tokens is MISSING else "is null"
        return [], (_TOKEN, _MISSING, message)
    if not isinstance(tokens, list) or not tokens:
        return [], (_TOKEN, _BAD, f"must be a list of text values, not {shorten(tokens)}")
    if set(map(type, tokens)) != {str} or "" in tokens:
        at = next(i for i, token in enumerate(tokens) if not isinstance(token, str) or not token)
        return [], (_TOKEN, _BAD, f"contains {shorten(tokens[at])} at {at}, which is not a word")
    return tokens, None


def _wrong_sides(four: Sequence[Any], count: int) -> _FaultParts | None:
    """Return the fault in the token indices of the mentions; None if they are valid."""
    # `four` are the indices, subject first, with inclusive ends; `count` is the number of tokens.
    for name, value in zip(_SIDES, four, strict=True):
        if value is MISSING or value is None:
            return name, _MISSING, "is missing" if value is MISSING else "is null"
        if not isinstance(value, (int, np.integer)) or isinstance(value, bool):
            return name, _BAD, f"must be a whole number, not {shorten(value)}"
        if not 0 <= value < count:
            return name, _OUTSIDE, f"is {shorten(value)}, but the tokens are 0 to {count - 1}"
    for k in (0, 2):
        if four[k + 1] < four[k]:
            message = f"is {four[k + 1]}, before {_SIDES[k]}, which is {four[k]}"
            return _SIDES[k + 1], _OUTSIDE, message
    return None


def _spans(sentence: Any, words: list[str]) -> tuple[str, Sequence[Span], _FaultParts | None]:
    """Return the sentence, the spans of its tokens, and a fault if the tokens do not match it."""
    # A missing sentence is made by joining the tokens with spaces.
    if sentence is MISSING or sentence is None:
        words = [unescaped(word) for word in words]
        ends = list(accumulate(len(word) + 1 for word in words))
        spans = [(end - 1 - len(word), end - 1) for word, end in zip(words, ends, strict=True)]
        return " ".join(words), spans, None
    if not isinstance(sentence, str):
        return "", (), (SENTENCE, _BAD, f"must be text, not {shorten(sentence)}")
    spans = place(sentence, words)
    if len(spans) < len(words):
        at = len(spans)
        message = f"contains {shorten(words[at])} at {at}, but the sentence continues with "
        return "", (), (_TOKEN, _MISFIT, message + shorten(rest(sentence, spans)))
    if behind := rest(sentence, spans):
        message = f"ends, but the sentence continues with {shorten(behind)}"
        return "", (), (_TOKEN, _MISFIT, message)
    return sentence, spans, None
