"""Particles of two forms, alone and with more behind them, and tails that are particles.

A *tail* is the Hangul right behind a word, up to the next space, mark or end. A tail is judged as
a whole: only what stands in the tables here is a particle, so that 이 before a space is one, and
the 이 of 이사 is not. `hgtk.josa` has the forms of the plain particles and chooses between two
forms; what it lacks are the sounds of words that do not end in Hangul, which `sounds` reads for it,
the copula that keeps its 이, and particles behind particles.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

import hgtk

from reaug.korean.sounds import Sound


class Family(NamedTuple):
    """A particle of two forms.

    final, vowel : the forms behind a final consonant and behind a vowel.
    rieul : whether ㄹ takes the form of vowels (으로/로).
    copula : whether the 이 of `final` may stay behind a vowel (의사이다, 의사다: both right).
    stays : whether it does stay there, where the text does not show it; as measured in KLUE-RE.
    """

    final: str
    vowel: str
    rieul: bool = False
    copula: bool = False
    stays: bool = False

    def form(self, sound: Sound) -> str:
        """The form behind a word that ends so, read in one way: NONE, RIEUL or OTHER."""
        return _chosen(self.final, self.vowel, sound, rieul=self.rieul)


_SAMPLES: Final = {Sound.NONE: "나", Sound.RIEUL: "날", Sound.OTHER: "낙"}
"""A syllable for each end: hgtk looks at the last syllable of Hangul, and is right about it."""


@cache
def _chosen(final: str, vowel: str, sound: Sound, *, rieul: bool) -> str:
    """The form that hgtk joins to a word that ends so; asked once for each particle and sound."""
    sample = _SAMPLES[sound]
    josa = {"not": final, "has": vowel, "except": "ㄹ" if rieul else None}
    return str(hgtk.josa.attach(sample, josa)).removeprefix(sample)


def _both(particle: str) -> tuple[str, str]:
    """Both forms of a particle that hgtk knows, the one behind a final consonant first."""
    josa = hgtk.josa.get_josa_type(particle)
    return josa["not"], josa["has"]


# Below, "-" is the bare form; the rest are what may stand behind it.
_SIMPLE: Final = {
    _both("은"): "- 커녕 요",
    _both("이"): "-",
    _both("을"): "-",
    _both("과"): "- 의 는 도 만 만의 도의 만은",
    ("이랑", "랑"): "- 은 도 만",
    ("이야말로", "야말로"): "-",
    ("이여", "여"): "-",
}
_RO: Final = (
    "- 는 도 만 만은 의 만의 까지 까지의 까지는 까지도 나 밖에 서 서는 서도 서의 서만 서가 선 "
    "써 써는 써의 써도 부터 부터는 부터도 부터의 부터만 부터가"
)
_DROPPING: Final = {
    ("이라", "라"): (
        "- 고 고는 고도 고만 곤 는 며 면 서 도 든가 든지 던가 던 니 거나 기보다 기보다는 기에 기엔"
    ),
    ("이란", "란"): "-",
    ("이나", "나"): "- 마",
    ("이든", "든"): "- 지 가",
    ("이야", "야"): "-",
    ("이었", "였"): (
        "다 다가 다고 다는 다며 다면 던 고 고는 으며 으나 으니 으면 으므로 지만 는데 는지 기 기에 "
        "음 음을 음에도 음이 습니다 어요 을 을까 거나 더라면"
    ),
    ("이어", "여"): "서 서는 서도 야",
    ("이에", "예"): "요",
}
"""Of the copula, and like it: 이 goes behind a vowel."""

_STAYING: Final = (
    "다 다가 며 고 고도 고는 자 지만 면 면서 면서도 므로 니 니까 던 더라도 거나 건 기 기도 기에 "
    "기는 기만 듯 듯이 지 지요 죠 네 네요 군 구나 요"
)
"""Of the copula: 이 stays behind a vowel more often than not."""

_ATTACHED_ONLY: Final = (Family("아", "야"),)
"""A family that `attach` knows, but that is no tail. 야 means 이야, not 아."""

_NOUNS_TOO: Final = "고 자 면 니 지 네 군 건 기 야 든 죠 던 듯 요 여 여야"
_ONE_FORM: Final = (
    "의 도 만 에 께 께서 한테 마다 조차 마저 밖에 뿐 뿐만 에는 에도 에만 에의 에선 엔 에야 "
    "에게 에게는 에게도 에게만 에게로 에게서 에게서는 에겐 에서 에서는 에서도 에서의 에서만 "
    "에서부터 에서까지 부터 부터는 부터의 부터도 까지 까지는 까지의 까지도 까지만 보다 보다는 "
    "보다도 보단 처럼 처럼은 같이 만큼 만큼은 만의 만이 만은 만을 만으로 만에 도의 께서는 께서도 "
    "한테는 한테서 하고 하고는 조차도 마저도 뿐이 뿐인 대로 치고 인 인데 인가 인지 일 임 임을 "
    "임에도 임이 임은 입니다 입니다만 인데도 인데다 인들 일까 일지"
)


def _endings(text: str) -> list[str]:
    return ["" if end == "-" else end for end in text.split()]


DOUBTFUL: Final = frozenset(_endings(_NOUNS_TOO))
"""Forms of two-form particles that are nouns as well (서울고, 기자, 읍면, 고창군): no tails."""

COMPOUNDS: Final = {"가": tuple("화사치예무"), "과": tuple("학문축육술업의")}
"""Tails that make another noun of one that ends so: 동양화가, 정치가, 물리학과, 영문과."""

_SUFFIXES: Final = frozenset(("가", "과", "로", "이", "나"))
"""Particles that are suffixes of nouns as well: 소설가, 사회과, 퇴계로, 영숙이."""

STARTS: Final = ("은", "는", "이", "가", "을", "를", "과", "와", "으로", "로", "라", "였")
"""How a particle of two forms may begin: a longer tail may be one with something behind it."""

INVARIANT: Final = frozenset(_endings(_ONE_FORM))
"""Particles and endings of the copula with one form behind every word: nothing to repair."""


def _families() -> dict[str, Family]:
    """Every tail of two forms, by either form."""
    euro, ro = _both("으로")
    made = [
        *(Family(a + end, b + end) for (a, b), ends in _SIMPLE.items() for end in _endings(ends)),
        *(Family(euro + end, ro + end, rieul=True) for end in _endings(_RO)),
        *(
            Family(a + end, b + end, copula=True)
            for (a, b), ends in _DROPPING.items()
            for end in _endings(ends)
        ),
        *(Family("이" + end, end, copula=True, stays=True) for end in _endings(_STAYING)),
    ]
    found = {form: family for family in made for form in (family.final, family.vowel)}
    # 이였다 is a common slip for 이었다; behind a vowel both become 였다.
    slips = [family.vowel for family in made if family.final.startswith("이었")]
    return found | {"이" + form: Family("이" + form, form, copula=True) for form in slips}


FAMILIES: Final = _families()
"""The family of each tail of two forms, by either form."""

KNOWN: Final = {**{form: f for f in _ATTACHED_ONLY for form in (f.final, f.vowel)}, **FAMILIES}
"""Every particle of two forms that `attach` knows, by either form."""

LONGEST: Final = max(map(len, (*FAMILIES, *INVARIANT)))
"""Length of the longest tail in the tables, in syllables."""


def is_doubtful(form: str) -> bool:
    """Whether a form may be no particle but a part of a noun, where it does not fit its word.

    >>> is_doubtful("가"), is_doubtful("는")
    (True, False)
    """
    return form in DOUBTFUL or form in _SUFFIXES


def agrees(form: str, sound: Sound) -> bool:
    """Whether a two-form particle may stand in this form behind a word that ends so.

    >>> agrees("은", Sound.NONE), agrees("로", Sound.RIEUL), agrees("이다", Sound.NONE)
    (False, True, True)
    """
    family = KNOWN[form]
    if sound is Sound.UNKNOWN or (form == family.final and family.copula):
        return True
    return any(form == family.form(reading) for reading in sound.readings)


def fitting(form: str, sound: Sound, *, kept_i: bool = False) -> str | None:
    """The form of a two-form particle behind a word that ends so; None where it is not known.

    A form that is right stays. Behind a vowel the 이 of the copula stays where it usually does,
    or where `kept_i` says that this text keeps it.

    >>> fitting("은", Sound.NONE), fitting("이다", Sound.NONE), fitting("이라고", Sound.NONE)
    ('는', '이다', '라고')
    """
    family = KNOWN[form]
    if sound is Sound.UNKNOWN:
        return form if family.stays and form == family.final else None
    if len(sound.readings) > 1 and agrees(form, sound):
        return form
    first = sound.readings[0]
    if first is Sound.NONE and family.copula and form == family.final and (kept_i or family.stays):
        return form
    return family.form(first)
