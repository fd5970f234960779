"""Repair of the particles that renamed nouns govern.

The runner calls `repair` between propose and apply. For every edit with the flag `noun` it looks
at the tail right behind the old text, and adds an edit where the new text takes another form.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.batch import Batch
from reaug.core.edits import Edits
from reaug.core.text import I64, U32, Bool, slices_of
from reaug.korean.particles import DOUBTFUL, FAMILIES, INVARIANT, LONGEST, agrees, fitting
from reaug.korean.sounds import Sound, final_sounds

AMBIGUOUS: Final = "josa/ambiguous"
"""A tail that may be a particle and would need another form, but was left as it was."""

_WINDOW: Final = 3 * LONGEST + 1
"""Code points read behind a word: the longest tail in NFD, and one to see that it ends there."""

_STARTS: Final = ("은", "는", "이", "가", "을", "를", "과", "와", "으로", "로")


class Repairs(NamedTuple):
    """What `repair` adds, and what it could not know.

    edits : the particles' new forms, as context edits right behind the nouns.
    row : `int64[m]`, rows with a tail that was left because its form could not be known; each once.
    reason : `StringArray[m]`, why: `josa/ambiguous`.
    """

    edits: Edits
    row: I64
    reason: pa.StringArray


class Tails(NamedTuple):
    """Hangul right behind positions of a batch: `end` is `int64[m]`, `text` as it stands there.

    A tail longer than the longest particle has the text "" and `end` at its begin; `far` says so.
    """

    end: I64
    text: pa.StringArray
    far: Bool


def tails(batch: Batch, row: I64, begin: I64) -> Tails:
    """The tails behind positions: `row`, `begin` are `int64[m]`, in code points.

    >>> from reaug.core.examples import batch_of
    >>> batch = batch_of("[S|PER|이순신]은 [O|LOC|한산도]에서 이겼다.")
    >>> tails(batch, np.array([0, 0]), np.array([3, 8])).text.to_pylist()
    ['은', '에서']
    """
    points = batch.codepoints
    at = points.first[row] + begin
    window = at[:, None] + np.arange(_WINDOW)
    inside = window < points.first[row + 1][:, None]
    # One more value, so that a batch of empty sentences has something to look at.
    values = np.append(points.values, 0)[np.where(inside, window, -1)]
    length = np.argmin(np.append(_is_hangul(values), np.zeros((len(row), 1), np.bool_), 1), axis=1)
    far = length == _WINDOW
    end = begin + np.where(far, 0, length)
    return Tails(end, slices_of(points, row, begin, end), far)


def _is_hangul(values: U32) -> Bool:
    syllable = (values >= 0xAC00) & (values <= 0xD7A3)
    return syllable | ((values >= 0x1100) & (values <= 0x11FF))


def repair(batch: Batch, edits: Edits) -> Repairs:
    """The edits of the particles that renamed nouns govern.

    Only the particle directly behind a noun is looked at, and only where the whole tail is one of
    the particles of `korean.particles`. A tail that disagrees with its own word is no particle, or
    a mistake of the text: it is left. A tail inside the other mention, or under another proposed
    edit, is never touched.

    Parameters
    ----------
    batch
        n rows, before the edits.
    edits
        The proposal; edits with `noun` are renamed nouns.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> batch = batch_of("[S|PER|이순신]은 [O|LOC|한산도]로 갔다.")
    >>> edits = Edits.of([0, 0], [0, 5], [3, 8], ["세종대왕", "부산"], [1, 2], True)
    >>> repair(batch, edits).edits.text.to_pylist()
    ['으로']
    """
    filled = pc.greater(pc.binary_length(edits.text), 0).to_numpy(zero_copy_only=False)
    length = batch.codepoints.lengths[edits.row] if edits.size else np.zeros(0, np.int64)
    sound = (edits.start >= 0) & (edits.start < edits.end) & (edits.end <= length)
    nouns = edits.take(edits.noun & filled & sound)
    if not nouns.size:
        return Repairs(Edits.of(), np.zeros(0, np.int64), pa.array([], pa.string()))
    begin = nouns.end.astype(np.int64)
    behind = tails(batch, nouns.row, begin)
    old = final_sounds(slices_of(batch.codepoints, nouns.row, nouns.start, nouns.end))
    new = final_sounds(nouns.text)
    text, ambiguous = _judged(behind.text, old, new)
    free = (behind.end > begin) & ~_taken(batch, edits, nouns.row, begin, behind.end)
    change = pc.is_valid(text).to_numpy(zero_copy_only=False) & free
    added = Edits.of(nouns.row, begin, behind.end, text).take(change)
    row = np.unique(nouns.row[ambiguous & free])
    return Repairs(added, row, pa.array([AMBIGUOUS] * len(row), pa.string()))


def _judged(tails: pa.StringArray, old: np.ndarray, new: np.ndarray) -> tuple[pa.StringArray, Bool]:
    """New tails (null: stays) and whether a tail is left for want of knowledge, for `m` nouns."""
    coded = tails.dictionary_encode()
    code = coded.indices.to_numpy().astype(np.int64)
    key = (code * len(Sound) + old) * len(Sound) + new
    unique, inverse = np.unique(key, return_inverse=True)
    words, kinds = coded.dictionary.to_pylist(), len(Sound)
    verdicts = [
        _verdict(words[k // kinds**2], Sound(k // kinds % kinds), Sound(k % kinds))
        for k in unique.tolist()
    ]
    texts = pa.array([text for text, _ in verdicts], pa.string())
    doubts = np.array([doubt for _, doubt in verdicts], dtype=np.bool_)
    return texts.take(pa.array(inverse)), doubts[inverse]


@lru_cache(maxsize=1 << 14)
def _verdict(tail: str, old: Sound, new: Sound) -> tuple[str | None, bool]:
    """The new form of a tail, None where it stays; and whether it stays for want of knowledge."""
    plain = unicodedata.normalize("NFC", tail)
    if plain in INVARIANT or not plain:
        return None, False
    if plain not in FAMILIES or plain in DOUBTFUL:
        # 이사, 은행: no particle by this table, but who knows; it matters only if the sound turns.
        looks = plain in DOUBTFUL or plain.startswith(_STARTS)
        return None, looks and old != new
    kept_i = old is Sound.NONE and plain == FAMILIES[plain].final
    form = fitting(plain, new, kept_i=kept_i) if agrees(plain, old) else None
    if form is None:
        return None, True
    if form == plain:
        return None, False
    return (form if tail == plain else unicodedata.normalize("NFD", form)), False


def _taken(batch: Batch, edits: Edits, row: I64, begin: I64, end: I64) -> Bool:
    """Whether tails [begin, end) overlap a mention or a proposed edit, or stand behind one."""
    taken = batch.touches_mention(row, begin, end)
    order = np.lexsort((edits.start, edits.row))
    place = (edits.row[order] << 32) + edits.start[order]
    first = np.searchsorted(place, (row << 32) + begin, side="left")
    last = np.searchsorted(place, (row << 32) + end, side="left")
    taken |= first < last
    return taken
