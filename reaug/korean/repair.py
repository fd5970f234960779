"""Repair the particles after nouns that a step renamed.

The runner calls `repair` between `propose` and `apply`. For every edit with the flag `noun`, it
looks at the *tail*: the Hangul after the noun (see `korean.tails`). If the tail is a particle and
the new noun needs its other form, it adds an edit. Most tails are in the tables of particles. For
the few that may also be part of a noun, mecab decides, in the sentence and with a common noun in
place of the name.
"""

from __future__ import annotations

import unicodedata
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I8, I64
from reaug.core.batch import Batch
from reaug.core.edits import Edits
from reaug.core.text import slices_of
from reaug.korean._odd_tails import called, may_be_odd, may_disagree, turned_notation
from reaug.korean.doubtful_tails import is_copula, is_particle
from reaug.korean.particles import (
    COMPOUNDS,
    DOUBTFUL,
    FAMILIES,
    KNOWN,
    NAMED,
    STARTS,
    agrees,
    fitting,
)
from reaug.korean.sounds import Sound, final_sounds
from reaug.korean.tails import Tails, tail_starts, tails

__all__ = ["AMBIGUOUS", "Repairs", "Tails", "repair", "tails"]

AMBIGUOUS: Final = "josa/ambiguous"
"""The reason that is reported if what may be a particle in the wrong form was left unchanged."""


_COPULAS: Final = ("시", "셨", "겠", "래", "랬", "랍", "란", "라", "였", "더")
"""The possible beginnings of the copula without its 이."""
_BEGINS: Final = (*STARTS, *_COPULAS)


class Repairs(NamedTuple):
    """The edits that `repair` adds, and the rows in which it could not decide.

    A tail is the Hangul right after a noun: a particle, or something else.

    edits : the new forms of the particles, as context edits after the nouns.
    row : `int64[m]`, the rows with a tail that was left because its right form is unknown; each row
        once.
    reason : `StringArray[m]`, the reason for each row: `josa/ambiguous`.
    """

    edits: Edits
    row: I64
    reason: pa.StringArray


class _Kind(IntEnum):
    """What to do with a tail, the Hangul after a renamed noun."""

    KEEP = 0
    CHANGE = 1
    """Change the tail to the new form."""
    ASK = 2
    """Change the tail to the new form if mecab takes it for a particle."""
    ASK_IN_SENTENCE = 3
    """As ASK, but mecab analyses only the sentence itself (물리학과, 동양화가 may be one word). If
    mecab says no, leave the tail and report it.
    """
    REPORT = 4
    """Leave the tail unchanged and report it, since the right form is unknown."""
    ASK_OR_REPORT = 6
    """As ASK, but if mecab says no, leave the tail and report it: 박민수래."""
    REPORT_IF_PARTICLE = 5
    """Leave the tail; report it only if mecab takes it for a particle."""


def repair(batch: Batch, edits: Edits) -> Repairs:
    """Return edits that put the particles of renamed nouns into the form that the new noun needs.

    A particle follows its noun directly, or after a gloss, closing quotes, marks or markup, or
    after a space if the text separates particles. A form that does not agree with the old noun is
    kept: it is either no particle or a mistake in the text. A particle in both forms, 은(는),
    agrees with every noun; only 를(을), in the order that fits the old noun, becomes 을(를). Text
    inside the other mention, or in another proposed edit, is never changed.

    Parameters
    ----------
    batch
        n rows, before the edits.
    edits
        The proposed edits; edits with the flag `noun` rename nouns.

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
    begin = tail_starts(batch, nouns.row, nouns.start, nouns.end, nouns.role)
    tail = tails(batch, nouns.row, begin)
    words = slices_of(batch.codepoints, nouns.row, nouns.start, nouns.end)
    old, new = final_sounds(words), final_sounds(nouns.text)
    text, kind = _judged(tail.text, words, old, new)
    # Tails that overlap a mention, or that overlap or touch an edit, are left.
    taken = batch.touches_mention(nouns.row, begin, tail.end)
    order = np.lexsort((edits.start, edits.row))
    place = (edits.row[order] << 32) + edits.start[order]
    first = np.searchsorted(place, (nouns.row << 32) + begin, side="left")
    last = np.searchsorted(place, (nouns.row << 32) + tail.end, side="left")
    taken |= first < last
    free = (tail.end > begin) & ~taken
    kind[~free] = _Kind.KEEP
    text = _ask_mecab(batch, nouns, Tails(begin, text, free), kind)
    odd = np.flatnonzero((old != new) & (free | (tail.end == begin)) & (kind == _Kind.KEEP))
    text = _decide_odd_tails(batch, nouns, (begin, tail), (old, new), odd, text, kind)
    added = Edits.of(nouns.row, begin, tail.end, text).take(kind == _Kind.CHANGE)
    row = np.unique(nouns.row[kind == _Kind.REPORT])
    return Repairs(added, row, pa.array([AMBIGUOUS] * len(row), pa.string()))


def _judged(
    tails: pa.StringArray, words: pa.StringArray, old: I8, new: I8
) -> tuple[pa.StringArray, I8]:
    """Return the new form of each of `m` tails ("" if none), and what to do with it (`_Kind`)."""
    # `words` are the nouns before the tails, as they were before they were renamed. `old` and `new`
    # (`int8[m]` of `Sound`) are the final sounds of the old and the new names.
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
    turns = np.array([kind for _, kind in verdicts], dtype=np.int8)
    return texts.take(pa.array(inverse)), turns[inverse]


@lru_cache(maxsize=1 << 14)
def _verdict(tail: str, old: Sound, new: Sound, *, compound: bool) -> tuple[str, _Kind]:
    """Return the new form of one tail ("" if none), and what to do with it."""
    # `old` and `new` are the final sounds of the noun before and after it is renamed. `compound` is
    # true if noun and tail may together be a single word (물리학과).
    plain = unicodedata.normalize("NFC", tail)
    if plain in NAMED:
        form, kind = _without_i(plain, old, new)
    elif plain not in KNOWN:
        # The tail is not in the table of particles (이사, 은행). If it begins like a particle, it
        # may still be one. This matters only if the final sound changes; then mecab decides.
        goes_on = len(plain) > 1 and plain.startswith(_BEGINS) and old != new
        return "", _Kind.REPORT_IF_PARTICLE if goes_on else _Kind.KEEP
    else:
        form, kind = _other_form(plain, old, new, compound=compound)
    return form if tail == plain else unicodedata.normalize("NFD", form), kind


def _other_form(form: str, old: Sound, new: Sound, *, compound: bool) -> tuple[str, _Kind]:
    kept_i = old is Sound.NONE and form == KNOWN[form].final
    right = fitting(form, new, kept_i=kept_i) if agrees(form, old) else None
    if right == form:
        return "", _Kind.KEEP
    if right is None:
        return "", _Kind.REPORT_IF_PARTICLE if form in DOUBTFUL else _Kind.REPORT
    if compound:
        return right, _Kind.ASK_IN_SENTENCE
    if form not in FAMILIES:
        return right, _Kind.ASK_OR_REPORT
    return right, _Kind.ASK if form in DOUBTFUL else _Kind.CHANGE


def _without_i(form: str, old: Sound, new: Sound) -> tuple[str, _Kind]:
    """Return the new form of a given name's tail ("" if none), and what to do with it."""
    # Such a tail begins with the 이 that a given name takes after a consonant: 지훈이는.
    if new is old or Sound.NONE in old.readings or not old.readings:
        return "", _Kind.KEEP
    if new is Sound.NONE:
        return NAMED[form], _Kind.CHANGE
    consonant = new.readings and Sound.NONE not in new.readings
    return "", _Kind.KEEP if consonant else _Kind.REPORT


def _ask_mecab(batch: Batch, nouns: Edits, tail: Tails, kind: I8) -> pa.StringArray:
    """Let mecab decide whether tails are particles, for those whose kind is in `_ASKS`."""
    # `kind` (`int8[m]` of `_Kind`) is updated in place. Returns the new text of each tail.
    texts: dict[int, str] = {}
    for i in np.flatnonzero(np.isin(kind, list(_ASKS))).tolist():
        own_kind, begin = _Kind(kind[i]), int(tail.end[i])
        noun = (int(nouns.start[i]), int(nouns.end[i]))
        text, form = batch.sentence[int(nouns.row[i])].as_py(), tail.text[i].as_py()
        if unicodedata.normalize("NFC", form) == "이야":
            spoken = called(text, noun[0], begin)
            kind[i] = _Kind.REPORT if spoken is None else _Kind.CHANGE
            texts[i] = "아" if spoken else form
            continue
        dropped = own_kind in (_Kind.ASK, _Kind.ASK_OR_REPORT) and form.startswith("이")
        dropped |= own_kind == _Kind.REPORT_IF_PARTICLE and text.startswith(_COPULAS, begin)
        if dropped:
            yes = is_copula(text, noun, begin)
        else:
            yes = is_particle(text, noun, begin, also_replaced=own_kind != _Kind.ASK_IN_SENTENCE)
        kind[i] = _ASKS[own_kind][0 if yes else 1]
    return _replaced(tail.text, texts)


def _decide_odd_tails(
    batch: Batch,
    nouns: Edits,
    where: tuple[I64, Tails],
    sounds: tuple[I8, I8],
    odd: I64,
    text: pa.StringArray,
    kind: I8,
) -> pa.StringArray:
    """Decide the tails that are not plain Hangul right after their noun (`korean._odd_tails`).

    Parameters
    ----------
    nouns
        The m edits that rename nouns.
    where
        The beginnings of the m tails (`int64[m]`), and the tails.
    sounds
        The final sounds of the nouns before and after they are renamed, `int8[m]` each.
    odd
        The indices of the tails to decide.
    text, kind
        The new text of each tail, and what to do with it; `kind` is updated in place.

    Returns
    -------
    The new text of each tail.
    """
    begin, tail = where
    bare = pc.equal(tail.text, "").to_numpy(zero_copy_only=False)
    odd = odd[bare[odd]]
    odd = odd[may_be_odd(batch, nouns.row[odd], begin[odd])]
    texts: dict[int, str] = {}
    sentences = batch.sentence.take(pa.array(nouns.row[odd])).to_pylist()
    for i, sentence in zip(odd.tolist(), sentences, strict=True):
        old, new = Sound(sounds[0][i]), Sound(sounds[1][i])
        place, end = int(begin[i]), int(tail.end[i])
        if end > place:
            form = turned_notation(sentence, place, new)
            if form:
                texts[i], kind[i] = form, _Kind.CHANGE
        elif may_disagree(sentence, (int(nouns.start[i]), place), old, new):
            kind[i] = _Kind.REPORT
    return _replaced(text, texts)


def _replaced(texts: pa.StringArray, some: dict[int, str]) -> pa.StringArray:
    if not some:
        return texts
    mask = np.zeros(len(texts), dtype=np.bool_)
    places = sorted(some)
    mask[places] = True
    return pc.replace_with_mask(texts, mask, pa.array([some[i] for i in places], pa.string()))


_ASKS: Final = {
    _Kind.ASK: (_Kind.CHANGE, _Kind.KEEP),
    _Kind.ASK_IN_SENTENCE: (_Kind.CHANGE, _Kind.REPORT),
    _Kind.ASK_OR_REPORT: (_Kind.CHANGE, _Kind.REPORT),
    _Kind.REPORT_IF_PARTICLE: (_Kind.REPORT, _Kind.KEEP),
}
"""What to do with a tail for which mecab decides: if it is a particle, and if it is not."""
