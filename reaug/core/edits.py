"""Edits of sentences as columns, and their canonical form.

An edit replaces code points [start, end) of a row's sentence by a text; start == end inserts.
A context edit lies outside both mentions; a mention edit replaces the whole text of one mention.
`normalise` brings the edits of a batch into canonical form and refuses every row whose edits break
a law:

- adjacent context edits are merged; an edit that changes nothing is removed;
- two insertions at the same point are refused, since their order would be arbitrary;
- an edit never splits a grapheme, and its text never combines with its neighbours;
- a context edit never touches a mention; text inserted at the edge of a mention stays outside it;
- where one mention lies inside the other, a mark, such as the entity marker of a model, may be
  inserted (or removed again) next to the inner mention, inside the outer one;
- a mention edit covers the mention exactly, and a mention never becomes empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I8, I32, I64, Bool, Ints
from reaug.core.batch import Batch
from reaug.core.graphemes import borders, may_combine, plain
from reaug.core.text import CodePoints, codepoints, contiguous, slices_of, strings_from
from reaug.errors import StepError

if TYPE_CHECKING:
    import numpy.typing as npt

CONTEXT: Final = 0
SUBJECT: Final = 1
OBJECT: Final = 2
MARK: Final = 3
"""The role of an edit that inserts or removes a mark, such as the entity marker of a model, next to
a mention that lies inside the other one.
"""


class Edits(NamedTuple):
    """The `m` edits of a batch. Their order is arbitrary before `normalise` and canonical after it.

    row : `int64[m]`, position of the row in the batch.
    start, end : `int32[m]`, code points, half-open; start == end inserts.
    text : `StringArray[m]`, the new texts.
    role : `int8[m]`, 0 context, 1 subject, 2 object, 3 a mark inside a mention.
    noun : `bool[m]`, whether the particle (josa) after the text is to be repaired.
    """

    row: I64
    start: I32
    end: I32
    text: pa.StringArray
    role: I8
    noun: Bool

    @classmethod
    def of(
        cls,
        row: Ints | Sequence[int] = (),
        start: Ints | Sequence[int] = (),
        end: Ints | Sequence[int] = (),
        text: pa.StringArray | Sequence[str] = (),
        role: Ints | int = CONTEXT,
        noun: Bool | bool = False,  # noqa: FBT001, FBT002 - a column
    ) -> Edits:
        """Return edits from their columns, which are converted to the right types.

        `role` and `noun` may be single values for all edits.

        Raises
        ------
        StepError
            An offset is not a whole number.
        OverflowError
            An offset is too large.

        Examples
        --------
        >>> Edits.of([0], [3], [3], ["!"]).text.to_pylist()
        ['!']
        """
        rows = _as_integers(row, np.int64, "row")
        is_arrow = isinstance(text, (pa.Array, pa.ChunkedArray))
        return cls(
            row=rows,
            start=_as_integers(start, np.int32, "start"),
            end=_as_integers(end, np.int32, "end"),
            text=contiguous(text).cast(pa.string()) if is_arrow else pa.array(text, pa.string()),
            role=np.broadcast_to(_as_integers(role, np.int8, "role"), rows.shape),
            noun=np.broadcast_to(np.asarray(noun, dtype=np.bool_), rows.shape),
        )

    @classmethod
    def concat(cls, parts: Sequence[Edits]) -> Edits:
        """Return one object with the edits of all `parts`."""
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return cls.of()
        return cls(
            np.concatenate([part.row for part in parts]),
            np.concatenate([part.start for part in parts]),
            np.concatenate([part.end for part in parts]),
            pa.concat_arrays([part.text for part in parts]),
            np.concatenate([part.role for part in parts]),
            np.concatenate([part.noun for part in parts]),
        )

    def take(self, which: I64 | Bool) -> Edits:
        """Return the edits at the given positions (`int64[k]`) or of the given mask (`bool[m]`)."""
        if which.dtype == np.bool_:
            if which.all():
                return self
            which = np.flatnonzero(which)
        return Edits(
            self.row[which],
            self.start[which],
            self.end[which],
            self.text.take(pa.array(which)),
            self.role[which],
            self.noun[which],
        )

    def slice(self, first: int, stop: int) -> Edits:
        """Return the edits from `first` up to `stop`, without a copy."""
        return Edits(
            self.row[first:stop],
            self.start[first:stop],
            self.end[first:stop],
            self.text.slice(first, stop - first),
            self.role[first:stop],
            self.noun[first:stop],
        )

    @property
    def size(self) -> int:
        """The number of edits."""
        return len(self.row)


def _as_integers(values: Any, kind: type[np.integer], name: str) -> npt.NDArray[Any]:
    """Return whole numbers as an array of a type."""
    # NumPy alone would silently convert 0.5 to 0 and True to 1.
    array = np.asarray(values)
    if array.dtype == kind:
        return array
    if array.size and array.dtype.kind not in "iu":
        if array.dtype == object and all(type(value) is int for value in array.flat):
            raise OverflowError(f"{name} of an edit: {array.max()} is too large")
        raise StepError(f"{name} of an edit must be whole numbers, not {array.dtype}")
    limits = np.iinfo(kind)
    if array.size and not (limits.min <= array.min() and array.max() <= limits.max):
        raise OverflowError(f"{name} of an edit: {array.min()} to {array.max()} is too large")
    return array.astype(kind)


class Refusals(NamedTuple):
    """Rows whose proposed changes were refused, and the reasons.

    row : `int64[m]`, positions of rows in the batch, each row once.
    reason : `StringArray[m]`, why the row's changes were refused.
    """

    row: I64
    reason: pa.StringArray

    @classmethod
    def none(cls) -> Refusals:
        """Return an empty table of refusals."""
        return cls(np.zeros(0, np.int64), pa.array([], pa.string()))

    @classmethod
    def concat(cls, parts: Sequence[Refusals]) -> Refusals:
        """Return the refusals of several checks as one; the first reason of each row is kept."""
        rows = np.concatenate([part.row for part in parts]) if parts else np.zeros(0, np.int64)
        if not len(rows):
            return cls.none()
        first = np.unique(rows, return_index=True)[1]
        reasons = pa.concat_arrays([part.reason for part in parts])
        return cls(rows[first], reasons.take(pa.array(first)))


class _Refuser:
    """A list of refused rows; the first reason of each row is kept."""

    def __init__(self, rows: int) -> None:
        self.refused = np.zeros(rows, dtype=np.bool_)
        self._parts: list[Refusals] = []

    def refuse(self, rows: I64, reason: str) -> None:
        """Add rows with a reason; `rows` may have repeats."""
        fresh = np.unique(rows[~self.refused[rows]])
        if len(fresh):
            self.refused[fresh] = True
            self._parts.append(Refusals(fresh, pa.array([reason] * len(fresh), pa.string())))

    def result(self) -> Refusals:
        """Return all refusals, sorted by row."""
        return Refusals.concat(self._parts)


def normalise(batch: Batch, edits: Edits) -> tuple[Edits, Refusals]:
    """Return the edits of a batch in canonical form, and the rows whose edits break a law.

    Returns
    -------
    The accepted edits, sorted by row and start, and the refused rows. If one edit of a row breaks a
    law, all edits of the row are refused. Reasons: `edit/out-of-range`, `edit/not-a-mention`,
    `edit/empty-mention`, `edit/overlap`, `edit/touches-mention`, `edit/two-insertions`,
    `edit/splits-grapheme`.

    Examples
    --------
    See `core.apply.apply`, which calls this function.
    """
    refuser = _Refuser(len(batch))
    _check_ranges(batch, edits, refuser)
    edits = edits.take(~refuser.refused[edits.row])
    edits = _without_noops(batch, _sorted(edits))
    _check_mentions(batch, edits, refuser)
    _check_neighbours(edits, refuser)
    edits = edits.take(~refuser.refused[edits.row])
    merged = _merged(edits)
    if merged is not edits:
        edits = _without_noops(batch, merged)
    _check_graphemes(batch, edits, refuser)
    return edits.take(~refuser.refused[edits.row]), refuser.result()


def _sorted(edits: Edits) -> Edits:
    place = (edits.row << 32) + edits.start
    ahead = place[1:] > place[:-1]
    tie = (place[1:] == place[:-1]) & (edits.end[1:] >= edits.end[:-1])
    if np.all(ahead | tie):
        return edits
    return edits.take(np.lexsort((edits.end, place)))


def _check_ranges(batch: Batch, edits: Edits, refuser: _Refuser) -> None:
    length = batch.codepoints.lengths[edits.row]
    bad = (edits.start < 0) | (edits.end < edits.start) | (edits.end > length)
    refuser.refuse(edits.row[bad], "edit/out-of-range")


def _without_noops(batch: Batch, edits: Edits) -> Edits:
    points = batch.codepoints
    base = points.first[edits.row]
    old_size = points.byte[base + edits.end] - points.byte[base + edits.start]
    noop = old_size == pc.binary_length(edits.text).to_numpy(zero_copy_only=False)
    replaces = np.flatnonzero(noop & (old_size > 0))
    if len(replaces):
        old = slices_of(points, edits.row[replaces], edits.start[replaces], edits.end[replaces])
        same = pc.equal(old, edits.text.take(pa.array(replaces)))
        noop[replaces] = same.to_numpy(zero_copy_only=False)
    return edits.take(~noop)


def _check_mentions(batch: Batch, edits: Edits, refuser: _Refuser) -> None:
    context = edits.role == CONTEXT
    touches = batch.touches_mention(edits.row, edits.start, edits.end)
    refuser.refuse(edits.row[context & touches], "edit/touches-mention")
    if context.all():
        return
    spans = batch.spans[edits.row]
    mark = edits.role == MARK
    if mark.any():
        refuser.refuse(edits.row[mark & ~_are_valid_marks(edits, spans)], "edit/touches-mention")
    mention = ~(context | mark)
    own = np.where((edits.role == SUBJECT)[:, None], spans[:, :2], spans[:, 2:])
    off = mention & ((own[:, 0] != edits.start) | (own[:, 1] != edits.end))
    refuser.refuse(edits.row[off], "edit/not-a-mention")
    other = np.where((edits.role == SUBJECT)[:, None], spans[:, 2:], spans[:, :2])
    nested = mention & (other[:, 0] < edits.end) & (edits.start < other[:, 1])
    refuser.refuse(edits.row[nested], "edit/overlap")
    empty = pc.equal(pc.binary_length(edits.text), 0).to_numpy(zero_copy_only=False)
    refuser.refuse(edits.row[mention & empty], "edit/empty-mention")


def _are_valid_marks(edits: Edits, spans: I32) -> Bool:
    """Return whether each edit puts or removes a mark beside a mention."""
    # A valid mark inserts or removes text next to a mention, and lies outside of it or inside the
    # other mention.
    inserts = edits.start == edits.end
    takes_out = pc.equal(pc.binary_length(edits.text), 0).to_numpy(zero_copy_only=False)
    touches = np.zeros(edits.size, dtype=np.bool_)
    lawful = inserts | takes_out
    for first, last in (spans[:, :2].T, spans[:, 2:].T):
        touches |= (edits.end == first) | (edits.start == last)
        is_outside = (edits.end <= first) | (edits.start >= last)
        lawful &= is_outside | ((first < edits.start) & (edits.end < last))
    lawful_mark: Bool = lawful & touches
    return lawful_mark


def _check_neighbours(edits: Edits, refuser: _Refuser) -> None:
    same = edits.row[1:] == edits.row[:-1]
    overlap = same & (edits.start[1:] < edits.end[:-1])
    refuser.refuse(edits.row[1:][overlap], "edit/overlap")
    point = edits.start == edits.end
    twice = same & point[1:] & point[:-1] & (edits.start[1:] == edits.start[:-1])
    refuser.refuse(edits.row[1:][twice], "edit/two-insertions")


def _merged(edits: Edits) -> Edits:
    context = edits.role == CONTEXT
    touch = (edits.row[1:] == edits.row[:-1]) & (edits.start[1:] == edits.end[:-1])
    touch &= context[1:] & context[:-1]
    if not touch.any():
        return edits
    head = np.flatnonzero(np.concatenate([[True], ~touch]))
    tail = np.append(head[1:], edits.size) - 1
    # The texts of neighbours follow each other in the buffer: dropping offsets joins them.
    points = codepoints(edits.text)
    offsets = points.byte[points.first]
    text = strings_from(np.append(offsets[head], offsets[-1]), points.buffer)
    noun = np.logical_or.reduceat(edits.noun, head)
    return Edits(edits.row[head], edits.start[head], edits.end[tail], text, edits.role[head], noun)


def _check_graphemes(batch: Batch, edits: Edits, refuser: _Refuser) -> None:
    """Refuse a row if an edit cuts a grapheme, or if its text combines with its neighbours."""
    # If it is already known which rows may combine, most edits need no check of their own.
    if batch.knows_combining and not may_combine(codepoints(pc.unique(edits.text))).any():
        edits = edits.take(batch.may_combine[edits.row])
    if not edits.size:
        return
    points, texts = batch.codepoints, codepoints(edits.text)
    base, stop = points.first[edits.row], points.first[edits.row + 1]
    doubtful = np.zeros(edits.size, dtype=np.bool_)
    for cut in (base + edits.start, base + edits.end):
        doubtful |= ~_plain_at(points, cut, cut < stop) | ~_plain_at(points, cut - 1, cut > base)
    filled = texts.lengths > 0
    doubtful |= ~_plain_at(texts, texts.first[:-1], filled)
    doubtful |= ~_plain_at(texts, texts.first[1:] - 1, filled)
    rows = np.unique(edits.row[doubtful])
    first, stop = (np.searchsorted(edits.row, rows, side) for side in ("left", "right"))
    at_boundary = [
        _row_is_whole(batch.sentence[row].as_py(), edits.slice(i, k))
        for row, i, k in zip(rows.tolist(), first.tolist(), stop.tolist(), strict=True)
    ]
    refuser.refuse(rows[~np.array(at_boundary, dtype=np.bool_)], "edit/splits-grapheme")


def _plain_at(points: CodePoints, place: I64, exists: Bool) -> Bool:
    """Return whether the code point at each place is plain, True if there is none."""
    result = ~exists
    result[exists] = plain(points.at(place[exists]))
    return result


def _row_is_whole(old: str, edits: Edits) -> bool:
    """Return whether the edits of one row split no grapheme, in the old text and in the new one."""
    starts, ends = edits.start.tolist(), edits.end.tolist()
    if not borders(old).issuperset({*starts, *ends}):
        return False
    new, joints, at = "", set(), 0
    for start, end, text in zip(starts, ends, edits.text.to_pylist(), strict=True):
        new += old[at:start]
        joints.add(len(new))
        new += text
        joints.add(len(new))
        at = end
    return borders(new + old[at:]).issuperset(joints)
