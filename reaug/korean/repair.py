"""Repair of the particles that renamed nouns govern.

The runner calls `repair` between propose and apply. For every edit with the flag `noun` it looks
at the tail that the old text governs (`korean.tails`), and adds an edit where the new text takes
another form. A tail of the closed table of particles is known at once; the few that may be nouns
as well are judged by mecab, in the sentence and with a plain noun in the place of the name.
"""

from __future__ import annotations

import unicodedata
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I8, I64, Bool
from reaug.core.batch import Batch
from reaug.core.edits import Edits
from reaug.core.text import slices_of
from reaug.korean.evidence import is_particle
from reaug.korean.particles import COMPOUNDS, DOUBTFUL, FAMILIES, STARTS, agrees, fitting
from reaug.korean.sounds import Sound, final_sounds
from reaug.korean.tails import Tails, behind, tails

__all__ = ["AMBIGUOUS", "Repairs", "Tails", "repair", "tails"]

AMBIGUOUS: Final = "josa/ambiguous"
"""A tail that may be a particle and would need another form, but was left as it was."""


class Repairs(NamedTuple):
    """What `repair` adds, and what it could not know.

    edits : the particles' new forms, as context edits behind the nouns.
    row : `int64[m]`, rows with a tail that was left because its form could not be known; each once.
    reason : `StringArray[m]`, why: `josa/ambiguous`.
    """

    edits: Edits
    row: I64
    reason: pa.StringArray


class _Kind(IntEnum):
    """What is to become of a tail."""

    STAYS = 0
    TURNS = 1
    """It takes the new form."""
    ASKED = 2
    """It takes the new form if mecab takes it for a particle."""
    ASKED_HERE = 3
    """As ASKED, but the sentence alone counts: 물리학과 and 동양화가 are words of their own."""
    LEFT = 4
    """It stays for want of knowledge."""
    LEFT_IF_PARTICLE = 5
    """It stays; that is a loss only if mecab takes it for a particle."""


def repair(batch: Batch, edits: Edits) -> Repairs:
    """The edits of the particles that renamed nouns govern.

    A particle stands right behind its noun, or past a gloss, closing quotes or marks. A tail that
    disagrees with its own word is no particle, or a mistake of the text: it is left. A tail inside
    the other mention, or under another proposed edit, is never touched.

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
    in_range = (edits.start >= 0) & (edits.start < edits.end) & (edits.end <= length)
    nouns = edits.take(edits.noun & filled & in_range)
    if not nouns.size:
        return Repairs(Edits.of(), np.zeros(0, np.int64), pa.array([], pa.string()))
    begin = behind(batch, nouns.row, nouns.start, nouns.end, nouns.role)
    found = tails(batch, nouns.row, begin)
    words = slices_of(batch.codepoints, nouns.row, nouns.start, nouns.end)
    text, kind = _judged(found.text, words, final_sounds(words), final_sounds(nouns.text))
    free = (found.end > begin) & ~_taken(batch, edits, nouns.row, begin, found.end)
    kind[~free] = _Kind.STAYS
    _ask(batch, nouns, begin, kind)
    added = Edits.of(nouns.row, begin, found.end, text).take(kind == _Kind.TURNS)
    row = np.unique(nouns.row[kind == _Kind.LEFT])
    return Repairs(added, row, pa.array([AMBIGUOUS] * len(row), pa.string()))


def _judged(
    tails: pa.StringArray, words: pa.StringArray, old: I8, new: I8
) -> tuple[pa.StringArray, I8]:
    """New tails (the empty text: none) and what is to become of each of `m` tails."""
    coded = tails.dictionary_encode()
    code = coded.indices.to_numpy().astype(np.int64)
    forms, kinds = coded.dictionary.to_pylist(), len(Sound)
    in_compounds = np.array([form in COMPOUNDS for form in forms], dtype=np.bool_)[code]
    compound = np.zeros(len(code), dtype=np.bool_)
    for i in np.flatnonzero(in_compounds).tolist():
        compound[i] = words[i].as_py().endswith(COMPOUNDS[forms[code[i]]])
    key = ((code * kinds + old) * kinds + new) * 2 + compound
    unique, inverse = np.unique(key, return_inverse=True)
    verdicts = [
        _verdict(
            forms[k // 2 // kinds**2],
            Sound(k // 2 // kinds % kinds),
            Sound(k // 2 % kinds),
            compound=bool(k % 2),
        )
        for k in unique.tolist()
    ]
    texts = pa.array([text for text, _ in verdicts], pa.string())
    found = np.array([kind for _, kind in verdicts], dtype=np.int8)
    return texts.take(pa.array(inverse)), found[inverse]


@lru_cache(maxsize=1 << 14)
def _verdict(tail: str, old: Sound, new: Sound, *, compound: bool) -> tuple[str, _Kind]:
    """The new form of a tail, and what is to become of it."""
    plain = unicodedata.normalize("NFC", tail)
    if plain not in FAMILIES:
        # 이사, 은행: no particle by the table; it matters only if the sound turns.
        goes_on = len(plain) > 1 and plain.startswith(STARTS) and old != new
        return "", _Kind.LEFT_IF_PARTICLE if goes_on else _Kind.STAYS
    kept_i = old is Sound.NONE and plain == FAMILIES[plain].final
    form = fitting(plain, new, kept_i=kept_i) if agrees(plain, old) else None
    if form == plain:
        return "", _Kind.STAYS
    if form is None:
        return "", _Kind.LEFT_IF_PARTICLE if plain in DOUBTFUL else _Kind.LEFT
    text = form if tail == plain else unicodedata.normalize("NFD", form)
    if compound:
        return text, _Kind.ASKED_HERE
    return text, _Kind.ASKED if plain in DOUBTFUL else _Kind.TURNS


def _ask(batch: Batch, nouns: Edits, begin: I64, kind: I8) -> None:
    """Have mecab decide where the table cannot; writes into `kind`."""
    for i in np.flatnonzero(np.isin(kind, list(_ASKS))).tolist():
        asked = _Kind(kind[i])
        yes = is_particle(
            batch.sentence[int(nouns.row[i])].as_py(),
            (int(nouns.start[i]), int(nouns.end[i])),
            int(begin[i]),
            also_replaced=asked != _Kind.ASKED_HERE,
        )
        kind[i] = _ASKS[asked][0 if yes else 1]


_ASKS: Final = {
    _Kind.ASKED: (_Kind.TURNS, _Kind.STAYS),
    _Kind.ASKED_HERE: (_Kind.TURNS, _Kind.LEFT),
    _Kind.LEFT_IF_PARTICLE: (_Kind.LEFT, _Kind.STAYS),
}
"""What becomes of a tail that mecab is asked about: where it says yes, and where it says no."""


def _taken(batch: Batch, edits: Edits, row: I64, begin: I64, end: I64) -> Bool:
    """Whether tails [begin, end) overlap a mention or a proposed edit, or stand behind one."""
    taken = batch.touches_mention(row, begin, end)
    order = np.lexsort((edits.start, edits.row))
    place = (edits.row[order] << 32) + edits.start[order]
    first = np.searchsorted(place, (row << 32) + begin, side="left")
    last = np.searchsorted(place, (row << 32) + end, side="left")
    taken |= first < last
    return taken
