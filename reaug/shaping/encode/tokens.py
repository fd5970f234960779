"""Tokenize marked rows, and find the tokens of both mentions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, Bool, Ints
from reaug.core.batch import Batch, Role
from reaug.core.schema import ROLES
from reaug.errors import UsageError
from reaug.korean.tokenizer import load_with_tokens, special_tokens
from reaug.shaping.encode.mark_edits import Queries
from reaug.shaping.encode.token_window import windows

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
"""The names of all columns that `encode` can add to tokenized rows."""


@dataclass(frozen=True)
class Tokenizing:
    """The tokenizer and its settings.

    name : folder or hub name of the tokenizer.
    added : tokens that the style adds to the vocabulary.
    max_length : the maximum number of tokens of a row, with special tokens; None for no limit.
    pad : whether each row is padded to `max_length`.
    token_types : whether to write `token_type_ids`, if the tokenizer has them.
    types : entity types in the order of the rule book; the first type has id 1 in
        `entity_type_ids`.
    labels : labels in the order of the rule book, which gives their ids.
    """

    name: str
    added: tuple[str, ...]
    max_length: int | None
    pad: bool
    token_types: bool
    types: tuple[str, ...]
    labels: tuple[str, ...]

    @property
    def tokenizer(self) -> Any:
        """The tokenizer with the added tokens, loaded once per process."""
        return load_with_tokens(self.name, self.added)


@dataclass(frozen=True)
class Texts:
    """The texts of n rows to encode.

    batch : the marked rows.
    query : the second text of each row; None if there is none.
    query_last : whether the query comes after the sentence. The columns then locate the mentions in
        the query, since the sentence has no marks and a particle may share a token with a mention.
    before, behind : by role, the length in code points of the marks before and after the mention
        (`int64[n]`).
    specials : the expected number of special tokens of each row, without masks in the sentence.
    """

    batch: Batch
    query: Queries | None
    query_last: bool
    before: dict[Role, I64]
    behind: dict[Role, I64]
    specials: int

    @property
    def side(self) -> int:
        """The index of the sentence among the two texts of a row, 0 or 1."""
        return 0 if self.query is None or self.query_last else 1


@dataclass(frozen=True)
class _Mentions:
    """The token indices of one mention in n rows (`int64[n]` each).

    mark : the opening mark; -1 if there is none.
    start, end : the mention, half-open.
    closed : the end of the closing mark; -1 if there is none.
    """

    mark: I64
    start: I64
    end: I64
    closed: I64


@dataclass(frozen=True)
class _Kept:
    """Which tokens of n rows are kept when long rows are cut; they are numbered row after row.

    encodings : n encodings of the tokenizers library, with all tokens.
    keep : `bool[all tokens]`, whether each token is kept.
    first : `int64[n + 1]`, the index of the first token of each row among all tokens.
    """

    encodings: Sequence[Any]
    keep: Bool
    first: I64

    @cached_property
    def before(self) -> I64:
        """`int64[all tokens + 1]`: the number of kept tokens before each token."""
        return np.concatenate([[0], np.cumsum(self.keep)])

    @cached_property
    def offsets(self) -> I64:
        """`int64[n + 1]`: the index of the first kept token of each row."""
        return self.before[self.first]

    @cached_property
    def row(self) -> I64:
        """`int64[m]`: the row of each kept token."""
        return np.repeat(np.arange(len(self.encodings)), np.diff(self.offsets))

    @cached_property
    def inside(self) -> I64:
        """`int64[m]`: the index of each kept token in its row."""
        return np.arange(len(self.row)) - self.offsets[self.row]

    def values(self, lists: Sequence[list[int]]) -> I64:
        """Return the values of the kept tokens (`int64[m]`), from lists for all tokens."""
        return _flat(lists)[self.keep]

    def moved(self, places: I64) -> I64:
        """Convert one token index per row (`int64[n]`) to an index of kept tokens; -1 stays -1."""
        is_inside = places >= 0
        new = self.before[np.where(is_inside, self.first[:-1] + places, 0)] - self.offsets[:-1]
        return np.where(is_inside, new, -1)


def encode(texts: Texts, how: Tokenizing) -> tuple[pa.Table, dict[str, Bool]]:
    """Return the token columns of n rows, and the rows that cannot be encoded.

    Returns
    -------
    The columns, and by reason the rows that cannot be encoded (`bool[n]`): a mention has no token,
    or a text was read as a special token although it was escaped.

    Raises
    ------
    UsageError
        The mentions of a row with their marks are longer than `max_length` allows.
    """
    encodings = _encodings(texts, how)
    marked = {
        role: _mentions(
            encodings, texts.side, texts.batch.span(role), texts.before[role], texts.behind[role]
        )
        for role in ROLES
    }
    placed = marked
    if texts.query is not None and texts.query_last:
        spans, none = texts.query.spans, np.zeros(len(encodings), dtype=np.int64)
        placed = {role: _mentions(encodings, 1, spans[role], none, none) for role in ROLES}
    lost = np.logical_or.reduce(
        [mentions[role].start < 0 for mentions in (marked, placed) for role in ROLES]
    )
    first = np.concatenate(
        [[0], np.cumsum([len(encoding) for encoding in encodings], dtype=np.int64)]
    )
    kept = _Kept(encodings, np.ones(first[-1], dtype=np.bool_), first)
    if how.max_length is not None:
        _cut(kept, texts, marked, lost, how.max_length)
    unfit = {"encode/no-token": lost, "encode/special-token": _wrong_specials(texts, how, kept)}
    return _columns(texts, how, kept, placed), unfit


def _wrong_specials(texts: Texts, how: Tokenizing, kept: _Kept) -> Bool:
    """Return which rows have a wrong number of special tokens (`bool[n]`)."""
    # Some tokenizers normalise escaped text (full width to ASCII, upper to lower case) before they
    # search for special tokens, and parts of a query may form one.
    tokenizer, n = how.tokenizer, len(kept.encodings)
    special_ids = {*special_tokens(tokenizer).values()} - {tokenizer.unk_token_id}
    special = np.array(sorted(special_ids), dtype=np.int64)
    is_special = np.isin(_flat([encoding.ids for encoding in kept.encodings]), special)
    row = np.repeat(np.arange(n), np.diff(kept.first))
    empty = ("",) if texts.query is None else ("", "")
    around = sum(number in special_ids for number in tokenizer.backend_tokenizer.encode(*empty).ids)
    wanted = np.full(n, around + texts.specials, dtype=np.int64)
    if tokenizer.mask_token is not None:
        texts_with_masks = [texts.batch.sentence]
        if texts.query is not None:
            texts_with_masks += [texts.batch.words(role) for role in texts.query.spans]
        for column in texts_with_masks:
            counts = pc.count_substring(column, tokenizer.mask_token)
            wanted += counts.to_numpy(zero_copy_only=False)
    return np.bincount(row[is_special], minlength=n) != wanted


def _encodings(texts: Texts, how: Tokenizing) -> list[Any]:
    """Return the tokenizers library's encodings of n rows, without truncation and padding."""
    sentences = texts.batch.sentence.to_pylist()
    if not sentences:
        return []
    backend = how.tokenizer.backend_tokenizer
    backend.no_truncation()  # the tokenizer file or an earlier caller may have set it
    backend.no_padding()
    if texts.query is None:
        return list(backend.encode_batch(sentences))
    queries = texts.query.text.to_pylist()
    both = (sentences, queries) if texts.query_last else (queries, sentences)
    return list(backend.encode_batch(list(zip(*both, strict=True))))


def _mentions(
    encodings: Sequence[Any], side: int, spans: Ints, before: I64, after: I64
) -> _Mentions:
    """Return the tokens of the mentions of one role and of their marks, in text `side` (0 or 1)."""
    places = []
    columns = (*spans.T.tolist(), before.tolist(), after.tolist())
    for encoding, start, end, left, right in zip(encodings, *columns, strict=True):
        begin = _token(encoding, range(start, end), side)
        if begin is None:
            places.append((-1, -1, -1, -1))
            continue
        stop = _tokens_after(encoding, range(end - 1, start - 1, -1), side)
        mark = _token(encoding, range(start - left, start), side)
        closed = _tokens_after(encoding, range(end + right - 1, end - 1, -1), side)
        places.append((begin if mark is None else mark, begin, stop, max(stop, closed)))
    return _Mentions(*np.array(places, dtype=np.int64).reshape(-1, 4).T)


def _token(encoding: Any, places: range, side: int) -> int | None:
    """Return the index of the token of the first code point in `places` that has one, or None."""
    for place in places:
        token: int | None = encoding.char_to_token(place, side)
        if token is not None:
            return token
    return None


def _tokens_after(encoding: Any, places: range, side: int) -> int:
    """Return the index after the tokens of the first of `places` with tokens; -1 if none has."""
    for place in places:
        token: int | None = encoding.char_to_token(place, side)
        if token is None:
            continue
        # A code point may have several tokens, one per byte.
        while token + 1 < len(encoding) and _covers(encoding, token + 1, place, side):
            token += 1
        return token + 1
    return -1


def _covers(encoding: Any, token: int, place: int, side: int) -> bool:
    chars = encoding.token_to_chars(token)
    if chars is None or encoding.token_to_sequence(token) != side:
        return False
    return bool(chars[0] <= place < chars[1])


def _cut(
    kept: _Kept, texts: Texts, marked: dict[Role, _Mentions], lost: Bool, max_length: int
) -> None:
    """Cut the sentences of rows with more than `max_length` tokens, by changing `kept.keep`."""
    needs: list[tuple[int, str]] = []
    for row in np.flatnonzero(np.diff(kept.first) > max_length).tolist():
        kept_tokens = kept.keep[kept.first[row] : kept.first[row + 1]]
        if lost[row]:  # the row is dropped, so its tokens do not matter
            kept_tokens[max_length:] = False
            continue
        in_sentence = np.array([side == texts.side for side in kept.encodings[row].sequence_ids])
        begin = int(np.argmax(in_sentence))
        size = int(in_sentence.sum())
        first_mention, second_mention = (
            (int(marked[role].mark[row]) - begin, int(marked[role].closed[row]) - begin)
            for role in ROLES
        )
        others = len(kept_tokens) - size
        chosen = windows(size, first_mention, second_mention, max_length - others)
        if chosen is None:
            need = others + sum(end - start for start, end in (first_mention, second_mention))
            needs.append((need, texts.batch.ids[row].as_py()))
            continue
        kept_tokens[begin : begin + size] = False
        for first, last in chosen:
            kept_tokens[begin + first : begin + last] = True
    if needs:
        need, row_id = max(needs)
        raise UsageError(
            f"encode: the mentions of row {row_id!r} take {need} tokens with their marks, the "
            f"query and special tokens, but max_length is {max_length}; use {need} or more (at "
            f"least {len(needs)} such rows)"
        )


def _columns(texts: Texts, how: Tokenizing, kept: _Kept, placed: dict[Role, _Mentions]) -> pa.Table:
    """Return the columns that `encode` adds to n rows, such as `input_ids` and `labels`."""
    # `kept` has the tokens that are left after cutting, `placed` those of the mentions.
    tokenizer, n = how.tokenizer, len(kept.encodings)
    token_ids = kept.values([encoding.ids for encoding in kept.encodings])
    lists = _Lists(kept, how.max_length if how.pad else None)
    columns = {
        "input_ids": lists.of(token_ids, pa.int32(), tokenizer.pad_token_id or 0),
        "attention_mask": lists.of(np.ones(len(token_ids), dtype=np.int8), pa.int8()),
    }
    if how.token_types and "token_type_ids" in tokenizer.model_input_names:
        kinds = kept.values([encoding.type_ids for encoding in kept.encodings])
        columns["token_type_ids"] = lists.of(kinds, pa.int16(), tokenizer.pad_token_type_id)
    columns |= _places(texts, how, kept, placed, lists)
    if texts.query is not None and tokenizer.mask_token_id is not None:
        columns["mask_positions"] = _masks(
            kept, token_ids == tokenizer.mask_token_id, 1 - texts.side
        )
    label = texts.batch.codes("label", list(how.labels))
    columns["labels"] = pa.array(label, pa.int64(), mask=label < 0)
    columns["token_count"] = pa.array(np.diff(kept.first), pa.int32())
    unknown = np.zeros(len(token_ids), dtype=np.bool_)
    if tokenizer.unk_token_id is not None:
        unknown = token_ids == tokenizer.unk_token_id
    counts = np.bincount(kept.row[unknown], minlength=n)
    return pa.table({**columns, "unknown_count": pa.array(counts, pa.int32())})


def _places(
    texts: Texts, how: Tokenizing, kept: _Kept, placed: dict[Role, _Mentions], lists: _Lists
) -> dict[str, pa.Array]:
    """Return the columns about mentions: token indices, masks, and each token's entity type."""
    columns, masks = {}, {}
    kinds = np.zeros(len(kept.row), dtype=np.int64)
    for role in ROLES:
        at = placed[role]
        mark, start, end = (kept.moved(places) for places in (at.mark, at.start, at.end))
        for name, places in (("mark", mark), ("token_start", start), ("token_end", end)):
            columns[f"{role}_{name}"] = pa.array(places, pa.int32(), mask=places < 0)
        mask = (kept.inside >= start[kept.row]) & (kept.inside < end[kept.row])
        masks[f"{role}_mask"] = lists.of(mask, pa.int8())
        code = texts.batch.codes(f"{role}_type", list(how.types)) + 1
        kinds[mask] = code[kept.row[mask]]
    return {**columns, **masks, "entity_type_ids": lists.of(kinds, pa.int16())}


def _masks(kept: _Kept, is_mask: Bool, side: int) -> pa.ListArray:
    """Return the positions of the mask tokens in each row's query, not those in the sentence."""
    rows = np.unique(kept.row[is_mask])
    of_query = np.zeros(int(kept.first[-1]), dtype=np.bool_)
    for row in rows.tolist():
        sides = kept.encodings[row].sequence_ids
        of_query[kept.first[row] : kept.first[row + 1]] = [
            token_side == side for token_side in sides
        ]
    in_query = is_mask & of_query[kept.keep]
    counts = np.bincount(kept.row[in_query], minlength=len(kept.encodings))
    offsets = np.concatenate([[0], np.cumsum(counts)])
    return pa.ListArray.from_arrays(
        pa.array(offsets, pa.int32()), pa.array(kept.inside[in_query], pa.int32())
    )


def _flat(lists: Sequence[list[int]]) -> I64:
    """Concatenate one list of values per row to a flat array (`int64[all tokens]`)."""
    return np.fromiter(chain.from_iterable(lists), dtype=np.int64, count=sum(map(len, lists)))


@dataclass(frozen=True)
class _Lists:
    """Builds columns of one list per row, such as `input_ids`; `width` is the padded length."""

    kept: _Kept
    width: int | None

    def of(self, values: Ints | Bool, kind: pa.DataType, fill: int = 0) -> pa.ListArray:
        """Return a column from `values`, one for each kept token; `fill` pads each row's list."""
        offsets = self.kept.offsets
        if self.width is not None:
            shape = (len(offsets) - 1, self.width)
            full = np.full(shape, fill, dtype=kind.to_pandas_dtype())
            full[self.kept.row, self.kept.inside] = values
            values, offsets = full.ravel(), np.arange(len(offsets)) * self.width
        flat = pa.array(np.asarray(values).astype(kind.to_pandas_dtype()), kind)
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), flat)
