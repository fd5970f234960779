"""Attach particles (josa) to words in the form that agrees: 삼성은, LG는, 3월로, UN으로.

Many Korean particles have two forms; the final sound of the word before decides between them.
`hgtk` decomposes the last syllable and chooses the form. This module adds the sounds of words that
do not end in Hangul, the copula, and stacked particles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.text import contiguous
from reaug.errors import UsageError
from reaug.korean.notation import both_forms
from reaug.korean.particles import DOUBTFUL, INVARIANT, KNOWN, fitting
from reaug.korean.sounds import Sound, final_sound, final_sounds
from reaug.suggestions import did_you_mean

__all__ = [
    "Forms",
    "Sound",
    "attach",
    "attach_all",
    "correct",
    "final_sound",
    "final_sounds",
    "forms",
]


_NAMES: Final = sorted(
    {form for form, family in KNOWN.items() if form not in DOUBTFUL and not family.stays}
    | {form for form in INVARIANT if not form.startswith(("인", "일", "임"))}
)
"""Particles that an error message may suggest in place of an unknown one."""


class Forms(NamedTuple):
    """The two forms of a particle: after a final consonant, and after a vowel."""

    final: str
    vowel: str


def forms(particle: str) -> Forms:
    """Return both forms of a particle, given either form; equal forms if the particle has only one.

    The particle may also be written in both forms: 은/는, 은(는), (으)로, -을/를.

    Raises
    ------
    UsageError
        If reaug does not know the particle.

    Examples
    --------
    >>> forms("는")
    Forms(final='은', vowel='는')
    >>> forms("에서")
    Forms(final='에서', vowel='에서')
    >>> forms("(으)로")
    Forms(final='으로', vowel='로')
    """
    notation = both_forms(particle)
    if notation is not None:
        return Forms(*notation.family[:2])
    family = KNOWN.get(particle)
    if family is not None:
        return Forms(family.final, family.vowel)
    if particle in INVARIANT:
        return Forms(particle, particle)
    if any(mark in particle for mark in "/(（|"):
        hint = "; write both forms of a particle as 은/는, 을(를) or (으)로"
    else:
        hint = did_you_mean(particle, _NAMES, most=5, cutoff=0.5)
        hint = hint or "; e.g. 은, 이, 을, 과, 으로, 이라고"
    raise UsageError(f"{particle!r} is not a known particle{hint}")


def attach(word: str, particle: str) -> str:
    """Return a word with a particle, in the form that agrees with the word.

    The particle may be given in one form (은), or in both (은/는, 은(는), (으)로). A form that is
    already right is kept: after a vowel both 의사이다 and 의사다 are right, but (이)다 becomes 다.
    If the final sound of the word is unknown (Cyrillic, only marks), the particle stays as given.

    Raises
    ------
    UsageError
        If reaug does not know the particle.

    Examples
    --------
    >>> attach("LG", "은"), attach("서울", "으로"), attach("삼성(Samsung)", "는")
    ('LG는', '서울로', '삼성(Samsung)은')
    >>> attach("유비", "은/는"), attach("관우", "(으)로"), attach("장비", "을(를)")
    ('유비는', '관우로', '장비를')
    """
    return word + _fitted(particle, final_sound(word))


def correct(text: str) -> str:
    """Correct the particles of a text that are certainly in the wrong form.

    Precision comes first: a particle is corrected only if it is certain which noun it follows, by
    the form or by mecab's analysis of the sentence (`korean.misused_particles`). Words that only
    look like a noun with a particle (가을, 소설가, 세종로) are kept, and so are particles that may
    have either form.

    Raises
    ------
    UsageError
        If the text contains half of a surrogate pair.

    Examples
    --------
    >>> correct("바다을 그리고 학교으로 가서 책를 읽었다.")
    '바다를 그리고 학교로 가서 책을 읽었다.'
    >>> correct("가을 하늘을 그린 소설가의 마을")
    '가을 하늘을 그린 소설가의 마을'
    """
    from reaug.korean.misused_particles import misused

    pieces, place = [], 0
    for misuse in misused(_strings([text])):
        pieces += [text[place : misuse.begin], misuse.right]
        place = misuse.end
    return "".join([*pieces, text[place:]])


def attach_all(
    words: pa.StringArray | Sequence[str], particles: pa.StringArray | Sequence[str] | str
) -> pa.StringArray:
    """Return many words, each with a particle in the form that agrees with it; see `attach`.

    Parameters
    ----------
    words
        n words.
    particles
        n particles, in either form, or one particle for all words.

    Returns
    -------
    `n` joined texts; null if the word or the particle is null.

    Raises
    ------
    UsageError
        If reaug does not know a particle, if there is not one particle for each word, or if a text
        contains half of a surrogate pair, which Arrow cannot store.

    Examples
    --------
    >>> attach_all(["LG", "서울", "부산"], "으로").to_pylist()
    ['LG로', '서울로', '부산으로']
    """
    column = _strings(words)
    particle_column = (
        pa.repeat(particles, len(column)) if isinstance(particles, str) else _strings(particles)
    )
    if len(particle_column) != len(column):
        raise UsageError(
            f"{len(column)} words but {len(particle_column)} particles; give one for each word"
        )
    coded = particle_column.dictionary_encode()
    kinds = len(Sound)
    turned = [
        _fitted(particle, Sound(k))
        for particle in coded.dictionary.to_pylist()
        for k in range(kinds)
    ]
    code = coded.indices.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    missing = pc.is_null(particle_column).to_numpy(zero_copy_only=False)
    place = pa.array(code * kinds + final_sounds(column), mask=missing)
    return pc.binary_join_element_wise(column, pa.array(turned, pa.string()).take(place), "")


def _strings(values: pa.StringArray | Sequence[str]) -> pa.StringArray:
    if isinstance(values, (pa.Array, pa.ChunkedArray)):
        return contiguous(values).cast(pa.string())
    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError as error:
        raise UsageError(
            f"{error.object!r} contains half of a surrogate pair ({error.object[error.start]!r}), "
            "which Arrow cannot store as text; replace or remove it"
        ) from error


def _fitted(particle: str, sound: Sound) -> str:
    """Return the form of a particle that agrees with a final sound."""
    # A form that is not known stays as it is.
    notation = both_forms(particle) if particle not in KNOWN else None
    if notation is not None:
        if not sound.readings:
            return particle
        fits = [notation.family.form(reading) for reading in sound.readings]
        # (이)다 means that 이 is dropped after a vowel, although it could stay.
        return notation.first if notation.first in fits else fits[0]
    if particle not in KNOWN:
        return forms(particle).final
    return fitting(particle, sound) or particle
