"""All plausible readings of a word's end: for judging, not for choosing."""

from __future__ import annotations

import unicodedata

import pytest

from reaug.korean._endings import Sound
from reaug.korean.plausible_readings import plausible_sounds
from reaug.korean.sounds import final_sound

NAMES = {"N": Sound.NONE, "R": Sound.RIEUL, "O": Sound.OTHER}


@pytest.mark.parametrize(
    ("word", "ends"),
    [
        ("나루", "N"),
        ("서울", "R"),
        (unicodedata.normalize("NFD", "부산"), "O"),
        ("‘나루’", "N"),
        ("《달밤》", "O"),
        ("나루대(한밭(신촌))", "N"),
        # acronyms: letter by letter, and as a word where a vowel allows one
        ("KT", "N"),
        ("XML", "R"),
        ("IBM", "O"),
        ("NRP", "N"),
        ("OPEC", "NO"),
        ("NATO", "N"),
        ("UN", "O"),
        ("R", "NR"),
        ("Google", "R"),
        ("Facebook", "O"),
        ("Twitter", "N"),
        ("Naru", "N"),
        ("Call Me", "NO"),
        ("Rock", "NO"),
        ("god", "NO"),
        ("World", "N"),
        ("Windows", "N"),
        ("Orléans", ""),
        ("Orleans", "NO"),
        ("Seven", "O"),
        # numbers
        ("2", "NR"),
        ("3", "O"),
        ("7", "RO"),
        ("2020", "O"),
        ("1,990", "O"),
        ("3.5", "N"),
        ("팀 2", "N"),
        ("나루7", "RO"),
        ("나루A", "N"),
        ("팀 3", "NO"),
        ("SF9", "NO"),
        ("JKT48", "NR"),
        ("4K", "N"),
        ("10:30", ""),
        ("$100", "NR"),
        ("1+1", "RO"),
        ("6·25", "N"),
        ("F-16", "O"),
        ("No.1", "RO"),
        ("m²", ""),
        # units and signs
        ("30kg", "NO"),
        ("30km", "N"),
        ("50%", "N"),
        ("20℃", "N"),
        ("C++", "N"),
        # not read, or nobody can say how
        ("", ""),
        ("!?", ""),
        ("C#", ""),
        ("#PER#", ""),
        ("{0}", ""),
        ("user_7", ""),
        ("naru.com", ""),
        ("https://naru.kr/a", ""),
        ("a@naru.kr", ""),
        ("김○○", ""),
        ("박OO", ""),
        ("XX", ""),
        ("루이 XIV", ""),
        ("Ⅲ", ""),
        ("東京", ""),
        ("さくら", ""),
        ("😀", ""),
    ],
)
def test_a_word_has_its_plausible_final_sounds(word: str, ends: str) -> None:
    assert plausible_sounds(word) == {NAMES[end] for end in ends}


@pytest.mark.parametrize("word", ["나루", "KT", "OPEC", "Google", "Rock", "SF9", "2020", "30kg"])
def test_the_best_reading_is_among_the_plausible_ones(word: str) -> None:
    assert set(final_sound(word).readings) <= plausible_sounds(word)
