"""Plant wrong particles in sentences, outside the mentions, and count how many are corrected."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import pyarrow as pa
import xxhash
from mecab import MeCab

from reaug.korean.misused_particles import Misused, misused

_OTHER: Final = {
    **{"은": "는", "을": "를", "이": "가", "과": "와", "으로": "로"},
    **{"는": "은", "를": "을", "가": "이", "와": "과", "로": "으로"},
}
_NOUNS: Final = ("NNG", "NNP", "NNB", "NR", "NP", "XSN", "SL", "SN", "SY", "SSC")
_SEED: Final = 11


class Planted(NamedTuple):
    """A sentence in which one particle was replaced by its wrong form.

    begin : the position of the particle.
    was, wrong : the original form and the wrong form.
    """

    text: str
    begin: int
    was: str
    wrong: str
    kind: str


class Outcome(NamedTuple):
    """Results for planted particles.

    right : the number of planted particles that were corrected, by original form.
    planted : the number of all planted particles, by original form.
    missed_form : the number of planted particles that were changed to a wrong form.
    elsewhere : changes at other positions, with the sentence, that are not made in the original
        sentence.
    """

    right: Counter[str]
    planted: Counter[str]
    missed_form: int
    elsewhere: list[tuple[str, Misused]]

    @property
    def precision(self) -> float:
        """The precision: the share of the changes that are right."""
        right = self.right.total()
        return right / max(1, right + self.missed_form + len(self.elsewhere))

    @property
    def recall(self) -> float:
        """The recall: the share of the planted particles that are corrected."""
        return self.right.total() / max(1, self.planted.total())


def plant(texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]) -> Iterator[Planted]:
    """Yield each sentence with one wrong particle outside its spans; the choice is the same in
    every call.

    Candidates are morphemes that mecab tags as particles after nouns. The original form must fit
    the last syllable; after Latin letters, numbers and quotes any form is accepted.
    """
    tagger = MeCab()
    for text, taken in zip(texts, spans, strict=True):
        if text != text.lstrip():
            continue
        morphemes = list(tagger.parse(text))
        places = [
            morpheme
            for before, morpheme in pairwise(morphemes)
            if morpheme.pos.startswith("J")
            and morpheme.surface in _OTHER
            and before.pos in _NOUNS
            and before.span.end == morpheme.span.start
            and not re.match("[가-힣]", text[morpheme.span.end : morpheme.span.end + 1])
            and not any(a <= morpheme.span.end and morpheme.span.start <= b for a, b in taken)
        ]
        if not places:
            continue
        pick = xxhash.xxh64_intdigest(text.encode(), seed=_SEED) % len(places)
        begin, end = places[pick].span.start, places[pick].span.end
        was = text[begin:end]
        kind = "Hangul" if "가" <= text[begin - 1] <= "힣" else "other"
        if kind == "Hangul" and not _fits(was, text[begin - 1]):
            continue
        yield Planted(text[:begin] + _OTHER[was] + text[end:], begin, was, _OTHER[was], kind)


def _fits(form: str, syllable: str) -> bool:
    final = (ord(syllable) - 0xAC00) % 28
    if form in ("으로", "로"):
        return (form == "로") == (final in (0, 8))
    return (form in ("는", "를", "가", "와")) == (final == 0)


def outcome(planted: Sequence[Planted]) -> Outcome:
    """Correct the sentences with planted particles, and return the counts."""
    by_row: dict[int, list[Misused]] = {}
    for misuse in misused(pa.array([case.text for case in planted])):
        by_row.setdefault(misuse.row, []).append(misuse)
    right: Counter[str] = Counter()
    missed_form, elsewhere = 0, []
    for i, case in enumerate(planted):
        shift = len(case.was) - len(case.wrong)
        stop = case.begin + len(case.wrong)
        before = case.text[: case.begin] + case.was + case.text[stop:]
        others = []
        for misuse in by_row.get(i, []):
            if misuse.begin != case.begin:
                others.append(misuse)
            elif misuse.right == case.was:
                right[case.was] += 1
            else:
                missed_form += 1
        if others:
            natural = {misuse.begin for misuse in misused(pa.array([before]))}
            elsewhere += [
                (case.text, other)
                for other in others
                if other.begin + (shift if other.begin > case.begin else 0) not in natural
            ]
    return Outcome(right, Counter(case.was for case in planted), missed_form, elsewhere)
