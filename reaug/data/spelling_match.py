"""Find a mention in a rewritten sentence in which its word is spelled slightly differently.

Machine translation and language models change spaces, leave out glosses, or transliterate names
differently. The search tries these kinds of changes from the safest to the least safe. It accepts a
place in the sentence only if no other place is possible.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final, Literal, NamedTuple

from reaug.data.offsets import occurrences

LEAST: Final = 0.86
"""Minimum similarity, from 0 to 1, of a place to the word."""
LEAST_MARKED: Final = 0.6
"""Minimum similarity if marks for the mention are around the place."""
AHEAD: Final = 0.08
"""Minimum difference in similarity between the best place and the second best."""
_SHORTEST: Final = 3
"""Minimum number of letters and digits of a word to search; shorter words are part of too many
other words.
"""

_PARTICLES: Final = (
    *("으로서", "으로써", "으로부터", "에서는", "에서도", "에게서", "에게는", "이라는", "이라고"),
    *("이라며", "이었다", "에서", "에게", "에는", "에도", "으로", "로서", "로써", "로부터", "부터"),
    *("까지", "처럼", "보다", "에선", "이며", "이고", "이자", "이나", "이란", "이다", "였다"),
    *("라는", "라고", "와의", "과의", "은", "는", "이", "가", "을", "를", "의", "에", "와"),
    *("과", "도", "로", "만", "인", "며", "고", "나", "께서", "께서는", "께서도", "께서만", "한테"),
    *("하고", "이랑", "랑", "마다", "조차", "마저", "밖에", "만이", "만을", "만은", "들", "들이"),
    *("들은", "들을", "들의", "이던", "이란", "란", "이라", "라", "인데", "이니", "이지만"),
    *("이어서", "이면서", "였던", "였는데", "였으며", "였고", "였지만", "이었는데", "이었으며"),
    *("이었고", "이었던", "이었지만", "입니다", "였습니다", "이었습니다", "이라서", "라서"),
    *("이야", "야", "에서의", "으로의", "로의"),
)
_AFTER: Final = re.compile(rf"(?:{'|'.join(_PARTICLES)})?(?![^\W_])")
_LONGEST: Final = 3 * max(map(len, _PARTICLES)) + 1
"""Number of code points after a word that are searched for a particle.

They are enough for the longest particle in decomposed form, and one more.
"""
_GLOSS: Final = re.compile(r"\s*[(（\[〔][^()（）\[\]〔〕]*[)）\]〕]")
_QUOTED: Final = re.compile(r"[‘'\"“「『《〈<]([^‘'\"“”’「」『』《》〈〉<>]{2,40})[’'\"”」』》〉>]")
_ROLE_MARKS: Final = {
    "subject": re.compile(
        r"\[E1\](.+?)\[/E1\]|<e1>(.+?)</e1>|<S(?:UBJ)?(?:[-:]\w+)?>(.+?)</S(?:UBJ)?(?:[-:]\w+)?>"
        r"|\[SUBJ(?:[-:]\w+)?\](.+?)\[/SUBJ(?:[-:]\w+)?\]"
    ),
    "object": re.compile(
        r"\[E2\](.+?)\[/E2\]|<e2>(.+?)</e2>|<O(?:BJ)?(?:[-:]\w+)?>(.+?)</O(?:BJ)?(?:[-:]\w+)?>"
        r"|\[OBJ(?:[-:]\w+)?\](.+?)\[/OBJ(?:[-:]\w+)?\]"
    ),
}


class Place(NamedTuple):
    """Where a respelled word is: half-open span, kind of change, and similarity from 0 to 1."""

    start: int
    end: int
    kind: str
    score: float


def find_respelled(sentence: str, word: str, role: str = "") -> Place | None:
    """Return where a word occurs in another spelling; None if there is not exactly one place.

    Parameters
    ----------
    sentence
        The rewritten sentence.
    word
        The word as in the data.
    role
        "subject" or "object": text between marks of this role, such as `[E1]` and `[/E1]`, is
        taken first if it is similar to the word. "" ignores marks.

    Examples
    --------
    >>> find_respelled("포천 시민축구단은 창단되었다.", "포천시민축구단")
    Place(start=0, end=8, kind='spaces and marks', score=1.0)
    >>> find_respelled("서울과 서울이 이겼다.", "서울") is None
    True
    """
    marked = _ROLE_MARKS.get(role)
    if marked is not None and (match := marked.search(sentence)):
        group = match.lastindex or 1
        likeness = _likeness(match[group], word)
        if likeness >= LEAST_MARKED:
            return Place(*match.span(group), "mark", round(likeness, 3))
    if word in sentence:  # the word itself occurs more than once, which is ambiguous
        return None
    for kind, find in (
        ("spaces and marks", _by_letters),
        ("gloss", _by_gloss),
        ("particle", _by_particle),
        ("spelling", _by_likeness),
    ):
        span = find(sentence, word)
        if span is not None:
            exact = kind != "spelling"
            score = 1.0 if exact else round(_likeness(sentence[slice(*span)], word), 3)
            return Place(*span, kind, score)
    return None


def at_offsets(sentence: str, word: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the span at a word's offsets if the same letters are there; None if others are.

    The letters may differ in case, width, kind of space and Unicode form. The offsets may count the
    sentence in NFC or in NFD, whatever its own form; the span counts it as it is.

    Examples
    --------
    >>> at_offsets("가람과 가람FC", unicodedata.normalize("NFD", "가람fc"), 4, 8)
    (4, 8)
    >>> nfd = unicodedata.normalize("NFD", "가람과 나래")
    >>> at_offsets(nfd, "나래", 4, 6) == (len(nfd) - 4, len(nfd))
    True
    >>> at_offsets("가람과 나래", "나리", 4, 6) is None
    True
    """
    letters = _same_letters(word)
    if not letters:
        return None
    forms: tuple[Literal["", "NFC", "NFD"], ...] = ("", "NFC", "NFD")
    for form in forms:
        counted = unicodedata.normalize(form, sentence) if form else sentence
        if not 0 <= start < end <= len(counted):
            continue
        if _same_letters(counted[start:end]) != letters:
            continue
        is_nfd = unicodedata.is_normalized("NFD", sentence)
        own: Literal["NFC", "NFD"] = "NFD" if is_nfd else "NFC"
        first, last = (
            len(unicodedata.normalize(own, counted[:place])) if form else place
            for place in (start, end)
        )
        if _same_letters(sentence[first:last]) == letters:
            return first, last
    return None


def _same_letters(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).casefold())


def is_whole(sentence: str, start: int, end: int) -> bool:
    """Return whether a span is a whole word: no letter before it, at most a particle after it."""
    if start and sentence[start - 1].isalnum():
        return False
    return _is_end(sentence, end)


def _letters(text: str) -> tuple[str, list[int]]:
    """Return the letters and digits of a text, with Hangul as jamo, and the position of each."""
    # Punctuation between digits stays, except for a comma: 1.5 is not 15.
    letters, places = [], []
    for i, char in enumerate(text):
        between = 0 < i < len(text) - 1 and text[i - 1].isdigit() and text[i + 1].isdigit()
        if char.isalnum() or (between and not char.isspace() and char != ","):
            for letter in unicodedata.normalize("NFKD", char.casefold()):
                letters.append(letter)
                places.append(i)
    return "".join(letters), places


def _by_letters(sentence: str, word: str) -> tuple[int, int] | None:
    """Return the only span with the word's letters and digits; None if there is not exactly one."""
    # Spaces and punctuation between the letters are ignored.
    if sum(map(str.isalnum, unicodedata.normalize("NFC", word))) < _SHORTEST:
        return None
    wanted, _ = _letters(word)
    letters, places = _letters(sentence)
    spans = [
        (places[i], places[i + len(wanted) - 1] + 1)
        for i in occurrences(letters, wanted)
        if _begins_character(letters, places, i)
        and _begins_character(letters, places, i + len(wanted))
        # If the span begins or ends inside a number, it is another number.
        and not (wanted[0].isdigit() and i and letters[i - 1].isdigit() and _touch(places, i))
        and not (wanted[-1].isdigit() and letters[i + len(wanted) :][:1].isdigit())
    ]
    spans = [span for span in spans if not _crosses(sentence[slice(*span)], word)]
    # A part of a longer word is another word: 대 in 대학교.
    spans = [span for span in spans if is_whole(sentence, *span)]
    return spans[0] if len(spans) == 1 else None


def _begins_character(letters: str, places: list[int], i: int) -> bool:
    """Return whether the letter at an index begins a character, and is not inside a syllable."""
    if i == 0 or i == len(letters):
        return True
    return places[i] != places[i - 1] and not "\u1160" <= letters[i] <= "\u11ff"


def _touch(places: list[int], i: int) -> bool:
    return places[i] == places[i - 1] + 1


def _crosses(written: str, word: str) -> bool:
    """Return whether a text contains a punctuation mark that the word does not have."""
    return any(mark in written and mark not in word for mark in ",.;:()[]/…?!")


def _by_gloss(sentence: str, word: str) -> tuple[int, int] | None:
    """Return the span of the word, ignoring glosses in brackets such as `(韓國)`."""
    # Either the word has a gloss that the sentence lacks, or the sentence has a gloss inside the
    # word.
    bare = _GLOSS.sub("", word).strip()
    if bare and bare != word and len(bare) >= 2:
        spans = [
            (at, at + len(bare))
            for at in occurrences(sentence, bare)
            if is_whole(sentence, at, at + len(bare))
        ]
        if len(spans) == 1:
            return spans[0]
    pieces = word.split()
    if len(pieces) > 1 and _GLOSS.search(sentence):
        pattern = rf"(?:{_GLOSS.pattern})?\s*".join(map(re.escape, pieces))
        spans = [match.span() for match in re.finditer(pattern, sentence)]
        if len(spans) == 1:
            return spans[0]
    return None


def _by_particle(sentence: str, word: str) -> tuple[int, int] | None:
    """Return the span of the word without the particle at its end."""
    for particle in ("은", "는", "을", "를", "의", "에서", "에"):
        stem = word.removesuffix(particle)
        if stem != word and len(stem) >= _SHORTEST:
            spans = [
                (at, at + len(stem))
                for at in occurrences(sentence, stem)
                if is_whole(sentence, at, at + len(stem))
            ]
            if len(spans) == 1:
                return spans[0]
    return None


def _by_likeness(sentence: str, word: str) -> tuple[int, int] | None:
    """Return the span most similar to the word."""
    # Returns None if this span is not similar enough, or if another span is nearly as similar.
    if len(word) < _SHORTEST or any(char.isdigit() for char in word):
        return None  # a different number is another name, however similar
    quoted = {match.span(1) for match in _QUOTED.finditer(sentence)}
    scored = sorted(
        (
            (_likeness(sentence[start:end], word) + 0.1 * ((start, end) in quoted), start, end)
            for start, end in {*_candidates(sentence, word), *quoted}
        ),
        key=lambda item: (-item[0], item[1], item[2]),
    )
    if not scored or scored[0][0] < LEAST:
        return None
    score, start, end = scored[0]
    if _letters(word)[0] in _letters(sentence[start:end])[0]:
        return None  # the place contains the word and more, so it is another name
    rest = [other for other, a, b in scored[1:] if b <= start or a >= end]
    if rest and rest[0] > score - AHEAD:
        return None
    return start, end


def _candidates(sentence: str, word: str) -> Iterator[tuple[int, int]]:
    """Yield the spans about as long as the word that begin where a word begins."""
    size = len(word)
    most = max(1, size // 4) + word.count(" ")
    begins = [
        i
        for i, char in enumerate(sentence)
        if char.isalnum() and (i == 0 or not sentence[i - 1].isalnum())
    ]
    for start in begins:
        for length in range(max(2, size - most), size + most + 1):
            end = start + length
            if end <= len(sentence) and sentence[end - 1].isalnum() and _is_end(sentence, end):
                yield start, end


def _is_end(sentence: str, end: int) -> bool:
    """Return whether nothing but a particle follows up to the end of the eojeol."""
    text_after = unicodedata.normalize("NFC", sentence[end : end + _LONGEST])
    return _AFTER.match(text_after) is not None


def _likeness(text: str, word: str) -> float:
    """Return the similarity of two spellings, from 0 to 1, by jamo and letters."""
    first, second = (
        unicodedata.normalize("NFD", t.casefold()).replace(" ", "") for t in (text, word)
    )
    return SequenceMatcher(None, first, second, autojunk=False).ratio()
