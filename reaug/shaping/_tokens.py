"""Marked rows as the tokens that a model takes, with the places of both mentions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reaug.core.batch import Batch, Role
from reaug.core.schema import ROLES
from reaug.core.text import I64, Bool
from reaug.errors import UsageError
from reaug.korean.tokenizer import load_with_tokens
from reaug.shaping._marking import Queries
from reaug.shaping._windows import windows

Ints = npt.NDArray[np.integer]

COLUMNS: Final = (
    "input_ids",
    "attention_mask",
    "token_type_ids",
    *(f"{role}_{what}" for role in ROLES for what in ("mark", "token_start", "token_end", "mask")),
    "entity_type_ids",
    "mask_positions",
    "labels",
    "token_count",
    "unknown_count",
)
"""The names of all columns that may be added."""

_SENTENCE: Final = 0
"""Which of two texts is meant where a row is the sentence alone."""


@dataclass(frozen=True)
class Tokenizing:
    """How texts become tokens.

    name : folder or hub name of the tokenizer.
    added : tokens that the style adds to its vocabulary.
    max_length : tokens of a row, special ones counted; None for no bound.
    pad : whether each row is filled up to `max_length`.
    types : in the order of the rule book; the first has the id 1 in `entity_type_ids`.
    labels : in the order of the rule book, which gives the ids.
    """

    name: str
    added: tuple[str, ...]
    max_length: int | None
    pad: bool
    types: tuple[str, ...]
    labels: tuple[str, ...]

    @property
    def tokenizer(self) -> Any:
        """The tokenizer, loaded once per process."""
        return load_with_tokens(self.name, self.added)


@dataclass(frozen=True)
class Texts:
    """What is encoded of n rows.

    batch : the marked rows.
    query : the second text of each; None for none.
    query_last : whether it stands behind the sentence. Its mentions are then those that the columns
        tell of: the sentence has no marks, so that a particle may share a token with a mention.
    before, behind : by role `int64[n]`, the lengths in code points of the marks of the mention.
    """

    batch: Batch
    query: Queries | None
    query_last: bool
    before: dict[Role, I64]
    behind: dict[Role, I64]


@dataclass(frozen=True)
class _Mentions:
    """Tokens of one mention in n rows, `int64[n]` each: its opening mark, [start, end), and the
    end of its closing mark.
    """

    mark: I64
    start: I64
    end: I64
    closed: I64


def encode(texts: Texts, how: Tokenizing) -> tuple[pa.Table, Bool]:
    """Encode n rows.

    Returns
    -------
    The columns of `Encode`, and `bool[n]`: the rows of which a mention has no token at all.

    Raises
    ------
    UsageError
        The mentions of a row with their marks are longer than `max_length` allows.
    """
    encodings, side = _encodings(texts, how)
    marked = {
        role: _mentions(
            encodings, side, texts.batch.span(role), texts.before[role], texts.behind[role]
        )
        for role in ROLES
    }
    told = marked
    if texts.query is not None and texts.query_last:
        spans, none = texts.query.spans, np.zeros(len(encodings), dtype=np.int64)
        told = {role: _mentions(encodings, 1 - side, spans[role], none, none) for role in ROLES}
    lost = np.logical_or.reduce([each[role].start < 0 for each in (marked, told) for role in ROLES])
    first = np.concatenate([[0], np.cumsum([len(one) for one in encodings], dtype=np.int64)])
    keep = _cut(texts.batch, encodings, side, marked, lost, first, how.max_length)
    return _columns(texts, how, encodings, told, keep, first), lost


def _encodings(texts: Texts, how: Tokenizing) -> tuple[list[Any], int]:
    """The encodings of the library, and which of a row's texts the sentence is."""
    sentences = texts.batch.sentence.to_pylist()
    if not sentences:
        return [], _SENTENCE
    backend = how.tokenizer.backend_tokenizer
    backend.no_truncation()  # a file may say otherwise, and so may whoever called it last
    backend.no_padding()
    if texts.query is None:
        return backend.encode_batch(sentences), _SENTENCE
    queries = texts.query.text.to_pylist()
    both = (sentences, queries) if texts.query_last else (queries, sentences)
    side = _SENTENCE if texts.query_last else 1
    return backend.encode_batch(list(zip(*both, strict=True))), side


def _mentions(
    encodings: Sequence[Any], side: int, spans: Ints, before: I64, behind: I64
) -> _Mentions:
    """Where mentions of the one or the other text, and their marks, stand among the tokens."""
    found = []
    columns = (*spans.T.tolist(), before.tolist(), behind.tolist())
    for one, start, end, left, right in zip(encodings, *columns, strict=True):
        begin = _token(one, range(start, end), side)
        if begin is None:
            found.append((-1, -1, -1, -1))
            continue
        stop = _behind(one, range(end - 1, start - 1, -1), side)
        mark = _token(one, range(start - left, start), side) if left else None
        closed = _behind(one, range(end + right - 1, end - 1, -1), side) if right else stop
        found.append((begin if mark is None else mark, begin, stop, max(stop, closed)))
    return _Mentions(*np.array(found, dtype=np.int64).reshape(-1, 4).T)


def _token(encoding: Any, places: range, side: int) -> int | None:
    """The token of the first of some code points that has one."""
    for place in places:
        token: int | None = encoding.char_to_token(place, side)
        if token is not None:
            return token
    return None


def _behind(encoding: Any, places: range, side: int) -> int:
    """The token behind those of the first of some code points that has any; 0 for none."""
    for place in places:
        token: int | None = encoding.char_to_token(place, side)
        if token is None:
            continue
        # A code point may have several tokens: one for each of its bytes.
        while token + 1 < len(encoding) and _covers(encoding, token + 1, place, side):
            token += 1
        return token + 1
    return 0


def _covers(encoding: Any, token: int, place: int, side: int) -> bool:
    chars = encoding.token_to_chars(token)
    if chars is None or encoding.token_to_sequence(token) != side:
        return False
    return bool(chars[0] <= place < chars[1])


def _cut(
    batch: Batch,
    encodings: Sequence[Any],
    side: int,
    marked: dict[Role, _Mentions],
    lost: Bool,
    first: I64,
    max_length: int | None,
) -> Bool:
    """`bool[all tokens]`: those that stay, where rows are longer than a model takes."""
    keep = np.ones(first[-1], dtype=np.bool_)
    if max_length is None:
        return keep
    for row in np.flatnonzero(np.diff(first) > max_length).tolist():
        here = keep[first[row] : first[row + 1]]
        if lost[row]:  # it goes, so that any tokens will do
            here[max_length:] = False
            continue
        spans = [(int(marked[role].mark[row]), int(marked[role].closed[row])) for role in ROLES]
        kept = _kept(encodings[row], side, spans, max_length)
        if isinstance(kept, int):
            raise UsageError(
                f"encode: the mentions of row {batch.ids[row].as_py()!r} take {kept} tokens with "
                f"their marks, the query and special tokens, but max_length is {max_length}; "
                f"give {kept} or more"
            )
        here[:] = kept
    return keep


def _kept(
    encoding: Any, side: int, spans: Sequence[tuple[int, int]], max_length: int
) -> Bool | int:
    """`bool[tokens]`: those of a long row that stay; or how many are needed, if that is more."""
    size = len(encoding)
    here = np.flatnonzero([sequence == side for sequence in encoding.sequence_ids])
    begin, stop = int(here[0]), int(here[-1]) + 1
    others = size - (stop - begin)
    one, other = ((start - begin, end - begin) for start, end in spans)
    chosen = windows(stop - begin, one, other, max_length - others)
    if chosen is None:
        return others + sum(end - start for start, end in spans)
    keep = np.ones(size, dtype=np.bool_)
    keep[begin:stop] = False
    for first, last in chosen:
        keep[begin + first : begin + last] = True
    return keep


def _columns(
    texts: Texts,
    how: Tokenizing,
    encodings: Sequence[Any],
    found: dict[Role, _Mentions],
    keep: Bool,
    first: I64,
) -> pa.Table:
    tokenizer = how.tokenizer
    n = len(encodings)
    ids = _flat([one.ids for one in encodings])[keep]
    before = np.concatenate([[0], np.cumsum(keep)])  # how many of the tokens before it stay
    offsets = before[first]
    row = np.repeat(np.arange(n), np.diff(offsets))
    inside = np.arange(len(ids)) - offsets[row]
    columns: dict[str, pa.Array] = {}
    lists = _Lists(offsets, how.max_length if how.pad else None, row, inside)
    columns["input_ids"] = lists.of(ids, pa.int32(), tokenizer.pad_token_id or 0)
    columns["attention_mask"] = lists.of(np.ones(len(ids), dtype=np.int8), pa.int8())
    if "token_type_ids" in tokenizer.model_input_names:
        kinds = _flat([one.type_ids for one in encodings])[keep]
        columns["token_type_ids"] = lists.of(kinds, pa.int8(), tokenizer.pad_token_type_id)
    kinds = np.zeros(len(ids), dtype=np.int64)
    masks: dict[str, pa.Array] = {}
    for role in ROLES:
        spot = found[role]
        there = spot.start >= 0

        def moved(place: I64, there: Bool = there) -> I64:
            new = before[np.where(there, first[:-1] + place, 0)] - offsets[:-1]
            return np.where(there, new, -1)

        start, end = moved(spot.start), moved(spot.end)
        columns[f"{role}_mark"] = _places(moved(spot.mark))
        columns[f"{role}_token_start"] = _places(start)
        columns[f"{role}_token_end"] = _places(end)
        mask = (inside >= start[row]) & (inside < end[row])
        masks[f"{role}_mask"] = lists.of(mask, pa.int8())
        code = texts.batch.codes(f"{role}_type", list(how.types)) + 1
        kinds[mask] = code[row[mask]]
    columns |= masks
    columns["entity_type_ids"] = lists.of(kinds, pa.int8())
    if texts.query is not None and tokenizer.mask_token_id is not None:
        columns["mask_positions"] = _masks(ids == tokenizer.mask_token_id, row, inside, n)
    label = texts.batch.codes("label", list(how.labels))
    columns["labels"] = pa.array(label, pa.int64(), mask=label < 0)
    columns["token_count"] = pa.array(np.diff(first), pa.int32())
    unknown = np.zeros(len(ids), dtype=np.bool_)
    if tokenizer.unk_token_id is not None:
        unknown = ids == tokenizer.unk_token_id
    columns["unknown_count"] = pa.array(np.bincount(row[unknown], minlength=n), pa.int32())
    return pa.table(columns)


def _flat(lists: Sequence[list[int]]) -> I64:
    size = sum(map(len, lists))
    return np.fromiter(chain.from_iterable(lists), dtype=np.int64, count=size)


def _places(values: I64) -> pa.Array:
    return pa.array(values, pa.int32(), mask=values < 0)


def _masks(is_mask: Bool, row: I64, inside: I64, n: int) -> pa.ListArray:
    """The places of the masks of each row."""
    offsets = np.concatenate([[0], np.cumsum(np.bincount(row[is_mask], minlength=n))])
    return pa.ListArray.from_arrays(
        pa.array(offsets, pa.int32()), pa.array(inside[is_mask], pa.int32())
    )


@dataclass(frozen=True)
class _Lists:
    """Makes a column of lists of values that lie row behind row, filled up where asked."""

    offsets: I64
    width: int | None
    row: I64
    inside: I64

    def of(self, values: Ints | Bool, kind: pa.DataType, fill: int = 0) -> pa.ListArray:
        """One list per row."""
        offsets = self.offsets
        if self.width is not None:
            full = np.full((len(offsets) - 1, self.width), fill, dtype=np.int64)
            full[self.row, self.inside] = values
            values, offsets = full.ravel(), np.arange(len(offsets)) * self.width
        flat = pa.array(np.asarray(values).astype(kind.to_pandas_dtype()), kind)
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), flat)
