"""What comes of hgtk behind our own reading is what hgtk says of every syllable of Hangul."""

from __future__ import annotations

import hgtk
import numpy as np
import pyarrow as pa
import pytest

from reaug.korean._endings import FIRST_SYLLABLE, LAST_SYLLABLE, of_hangul
from reaug.korean.josa import attach, attach_all, forms
from reaug.korean.particles import KNOWN
from reaug.korean.sounds import Sound, final_sound, final_sounds

SYLLABLES = [chr(point) for point in range(FIRST_SYLLABLE, LAST_SYLLABLE + 1)]
FINALS = [hgtk.letter.decompose(syllable)[2] for syllable in SYLLABLES]
SOUND_OF_FINAL = {"": Sound.NONE, "ㄹ": Sound.RIEUL}

OURS = ("은", "이", "을", "과", "이다", "으로")
"""Of hgtk's families those of particles; its 률/율 is a part of nouns."""


def test_there_are_all_syllables_and_all_families_of_hgtk() -> None:
    assert len(SYLLABLES) == 11_172
    assert len(set(FINALS)) == 28
    assert [josa["not"] for josa in hgtk.josa.JOSA_TYPES] == [*OURS, "률"]


def test_every_syllable_ends_as_hgtk_takes_it_apart() -> None:
    expected = [SOUND_OF_FINAL.get(final, Sound.OTHER) for final in FINALS]
    assert [of_hangul(syllable) for syllable in SYLLABLES] == expected
    assert [final_sound(syllable) for syllable in SYLLABLES] == expected
    column = final_sounds(pa.array(SYLLABLES))
    assert column.dtype == np.int8
    assert column.tolist() == expected


@pytest.mark.parametrize("particle", OURS)
def test_every_syllable_takes_the_form_that_hgtk_gives_it(particle: str) -> None:
    josa = hgtk.josa.get_josa_type(particle)
    assert forms(particle) == (josa["not"], josa["has"])
    expected = [hgtk.josa.attach(syllable, josa) for syllable in SYLLABLES]
    assert attach_all(SYLLABLES, josa["has"]).to_pylist() == expected
    if particle == "이다":  # behind a vowel 의사이다 is right as well: it stays as it was given
        assert attach_all(SYLLABLES, particle).to_pylist() == [s + "이다" for s in SYLLABLES]
    else:
        assert attach_all(SYLLABLES, particle).to_pylist() == expected


def test_every_family_takes_the_form_that_a_comparison_would() -> None:
    """All 2,629 in one test: as many tests would take longer to report than to carry out."""
    for family in sorted(set(KNOWN.values())):
        for sample, sound in (("나", Sound.NONE), ("날", Sound.RIEUL), ("낙", Sound.OTHER)):
            like_vowel = sound is Sound.NONE or (family.rieul and sound is Sound.RIEUL)
            form = family.vowel if like_vowel else family.final
            assert family.form(sound) == form, family
            if KNOWN[family.vowel] == family:  # 야 is both of 아/야 and of 이야/야
                assert attach(sample, family.vowel) == sample + form, family
