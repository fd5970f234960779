"""Hide or mark the mentions of a sentence for a language model, and find them in its answer."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal, NamedTuple

from reaug.core.batch import Row
from reaug.korean.doubtful_tails import is_copula, is_particle
from reaug.korean.particles import INVARIANT, KNOWN

Style = Literal["placeholders", "marks"]
Span = tuple[int, int]

LOST: Final = "rewrite/mention-lost"
TWICE: Final = "rewrite/mention-twice"
CHANGED: Final = "rewrite/mention-changed"
OVERLAP: Final = "rewrite/mentions-overlap"
IN_TEXT: Final = "rewrite/marks-in-text"
BROKEN: Final = "rewrite/broken-answer"

PLACEHOLDERS: Final = ("[SUBJ]", "[OBJ]")
_OPEN: Final = tuple(re.compile(rf"<\s*{mark}\s*>", re.IGNORECASE) for mark in "SO")
_CLOSE: Final = tuple(re.compile(rf"<\s*/\s*{mark}\s*>", re.IGNORECASE) for mark in "SO")
_PLACES: Final = (
    re.compile(r"\[\s*SUBJ(?:ECT)?\s*\]", re.IGNORECASE),
    re.compile(r"\[\s*OBJ(?:ECT)?\s*\]", re.IGNORECASE),
)
_ANY_MARK: Final = re.compile(r"<\s*/?\s*[SO]\s*>|\[\s*(?:SUBJ|OBJ)(?:ECT)?\s*\]|<<<|>>>", re.I)
_THOUGHT: Final = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)
"""Matches the thoughts that a reasoning model writes before its answer."""
_UNSEEN: Final = re.compile("[\u00ad\u200b\u2060\ufeff]")
_JOINERS: Final = "\u200c\u200d"
"""The only invisible characters that a sentence may contain, since emoji need them."""
_MOST: Final = 20_000
"""Maximum length of an answer in code points; a longer one is not one sentence."""
_FENCE: Final = re.compile(r"^```\w*\n(.*)\n```$", re.DOTALL)
_QUOTES: Final = {'"': '"', "“": "”", "'": "'", "‘": "’", "「": "」"}
_NEAR: Final = 0.6
"""Minimum similarity for which the text between marks counts as the mention, respelled."""
_LONGEST: Final = 60
"""Maximum length of a new mention in code points."""
_WORD: Final = re.compile(r"[^\W_]")
_RUN: Final = re.compile(r"[가-힣]*")


class Restored(NamedTuple):
    """The sentence of an answer, with the half-open spans of both mentions."""

    sentence: str
    subject: Span
    object: Span


def hidden(row: Row, style: Style) -> str | None:
    """Return the row's sentence with both mentions replaced by placeholders or put between marks.

    None if the sentence contains such marks already, or if the mentions overlap.

    >>> row = Row("a", "이순신은 한산도에서 이겼다.", (0, 3), (5, 8), "PER", "LOC", "no_relation")
    >>> hidden(row, "placeholders"), hidden(row, "marks")
    ('[SUBJ]은 [OBJ]에서 이겼다.', '<S>이순신</S>은 <O>한산도</O>에서 이겼다.')
    """
    if _ANY_MARK.search(row.sentence) or overlapping(row):
        return None
    text = row.sentence
    marked = sorted([(row.subject, 0), (row.object, 1)], reverse=True)
    for (start, end), which in marked:
        letter = "SO"[which]
        new = f"<{letter}>{text[start:end]}</{letter}>"
        text = text[:start] + (PLACEHOLDERS[which] if style == "placeholders" else new) + text[end:]
    return text


def overlapping(row: Row) -> bool:
    """Return whether the two mentions share code points."""
    return max(row.subject[0], row.object[0]) < min(row.subject[1], row.object[1])


def cleaned(answer: str) -> str | None:
    r"""Return the sentence in an answer, without thoughts, code fences, quotes and a leading label.

    None if the answer has no text, several lines, or invisible characters.

    >>> cleaned('"이순신은 한산도에서 이겼다."\n'), cleaned("가\n나"), cleaned(" ")
    ('이순신은 한산도에서 이겼다.', None, None)
    """
    if len(answer) > _MOST:
        return None
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", without_thoughts(answer))).strip()
    if (fenced := _FENCE.match(text)) is not None:
        text = fenced[1].strip()
    text = re.sub(r"^<<<(.*)>>>$", r"\1", text, flags=re.DOTALL).strip()
    text = re.sub(r"^(?:답|문장|다시 쓴 문장|Answer|Sentence)\s*:\s*", "", text)
    if len(text) > 2 and _QUOTES.get(text[0]) == text[-1] and text[-1] not in text[1:-1]:
        text = text[1:-1].strip()
    if not text or len(text.splitlines()) > 1 or "\ufffd" in text or text.startswith("<think>"):
        return None
    if not text.isprintable() and any(map(_is_bad, text)):
        return None
    return text


def without_thoughts(answer: str) -> str:
    """Return an answer without the thoughts that a reasoning model writes before it.

    >>> without_thoughts("<think>음…</think> 예")
    ' 예'
    """
    return _THOUGHT.sub("", answer)


def _is_bad(char: str) -> bool:
    kind = unicodedata.category(char)
    return kind in ("Cc", "Cn", "Co", "Cs") or (kind == "Cf" and char not in _JOINERS)


def restored(answer: str, row: Row) -> Restored | str:
    """Return the sentence in an answer with the spans of both mentions.

    If a mention is not found, the reason is returned instead. Each mention is a placeholder, is
    between marks, or is the only occurrence of its word as a whole word. A slightly respelled word
    gets its old spelling back.

    Examples
    --------
    >>> row = Row("a", "이순신은 한산도에서 이겼다.", (0, 3), (5, 8), "PER", "LOC", "no_relation")
    >>> restored("[OBJ]에서는 이 순신이 승리했다.", row)
    Restored(sentence='한산도에서는 이순신이 승리했다.', subject=(7, 10), object=(0, 3))
    >>> restored("그는 한산도에서 승리했다.", row)
    'rewrite/mention-lost'
    """
    text = cleaned(answer)
    if text is None:
        return BROKEN
    words = (row.subject_word, row.object_word)
    spans: list[Span | None] = [None, None]
    for which in (0, 1):
        place = _placeholder_span(text, which, words[which])
        if isinstance(place, str):
            return place
        spans[which] = place
    for which in sorted((0, 1), key=lambda side: -len(words[side])):
        if spans[which] is None:
            span = _by_word(text, words[which], row, spans[1 - which])
            if isinstance(span, str):
                return span
            spans[which] = span
    (a, b), (c, d) = spans[0] or (0, 0), spans[1] or (0, 0)
    if max(a, c) < min(b, d):
        return OVERLAP
    return _with_words(text, (a, b), (c, d), words)


def generated(answer: str) -> Restored | str:
    """Return the new sentence in an answer, without the marks around its mentions.

    If it does not have both mentions between marks, the reason is returned instead.

    >>> generated("<S>한서율</S>은 <O>강릉</O>에서 태어났다.")
    Restored(sentence='한서율은 강릉에서 태어났다.', subject=(0, 3), object=(5, 7))
    """
    text = cleaned(answer)
    if text is None:
        return BROKEN
    spans, words = [], []
    for which in (0, 1):
        places = _between_marks(text, which)
        if len(places) != 1:
            return TWICE if places else LOST
        word = places[0].inside.strip()
        if not word or len(word) > _LONGEST or _ANY_MARK.search(word):
            return CHANGED
        spans.append(places[0].span)
        words.append(word)
    if max(spans[0][0], spans[1][0]) < min(spans[0][1], spans[1][1]):
        return OVERLAP
    return _with_words(text, spans[0], spans[1], (words[0], words[1]))


def _with_words(text: str, subject: Span, object_: Span, words: tuple[str, str]) -> Restored | str:
    """Return a text with the words of both mentions put in the place of their spans."""
    places = sorted([(subject, 0), (object_, 1)])
    made, at, spans = "", 0, [(0, 0), (0, 0)]
    for (start, end), which in places:
        made += text[at:start]
        spans[which] = (len(made), len(made) + len(words[which]))
        made += words[which]
        at = end
    made += text[at:]
    if _ANY_MARK.search(made):
        has_both_marks = any(_between_marks(made, which) for which in (0, 1))
        return (
            TWICE if has_both_marks or any(pattern.search(made) for pattern in _PLACES) else BROKEN
        )
    return Restored(made, spans[0], spans[1])


def _placeholder_span(text: str, which: int, word: str) -> Span | str | None:
    """Return the span of a mention's placeholder, or of its marks with their text."""
    # None if the text has neither; a reason if it has several, or if the marked text is not the
    # mention. `which` is 0 for the subject and 1 for the object.
    places = list(_PLACES[which].finditer(text))
    marks = _between_marks(text, which)
    if len(places) + len(marks) > 1:
        return TWICE
    if places:
        return places[0].span()
    if not marks:
        return None
    return marks[0].span if _is_respelled(marks[0].inside, word) else CHANGED


class _Marked(NamedTuple):
    """The text between two marks, and the span that includes the marks."""

    span: Span
    inside: str


def _between_marks(text: str, which: int) -> list[_Marked]:
    """Return every pair of marks: each opening mark with the next closing mark."""
    closing = _CLOSE[which].finditer(text)
    made: list[_Marked] = []
    end = None
    for opening in _OPEN[which].finditer(text):
        if made and opening.start() < made[-1].span[1]:
            continue
        while end is None or end.start() < opening.end():
            end = next(closing, None)
            if end is None:
                return made
        made.append(_Marked((opening.start(), end.end()), text[opening.end() : end.start()]))
    return made


def _is_respelled(spelling: str, word: str) -> bool:
    from rapidfuzz.distance import Indel

    one, other = _compact(spelling), _compact(word)
    return one == other or Indel.normalized_similarity(one, other) >= _NEAR


def _compact(text: str) -> str:
    """Return a text without spaces and punctuation, in lower case."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in plain if _WORD.match(char))


def _by_word(text: str, word: str, row: Row, taken: Span | None) -> Span | str:
    """Return the only span where a word stands as a whole word, or a reason for none."""
    # Places that overlap `taken` are not counted.
    places = [match.span() for match in re.finditer(re.escape(word), text)] if word else []
    if not places:
        places = _respelled_places(text, word)
    free = [
        place for place in places if taken is None or place[1] <= taken[0] or taken[1] <= place[0]
    ]
    whole_words = [place for place in free if _is_whole(text, place, word, row)]
    if len(whole_words) == 1 and not _is_repeated(free, whole_words[0]):
        return whole_words[0]
    return TWICE if len(whole_words) > 1 else LOST


def _is_repeated(places: list[Span], chosen: Span) -> bool:
    """Return whether another span overlaps the chosen one, so that its borders are uncertain."""
    return any(
        place != chosen and place[0] < chosen[1] and chosen[0] < place[1] for place in places
    )


def _respelled_places(text: str, word: str) -> list[Span]:
    """Return the spans where a word occurs with other spaces, punctuation or case."""
    letters = _compact(word)
    if len(letters) < 2:
        return []
    pattern = r"[\s·\-'’‘.]*".join(map(re.escape, letters))
    return [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]


def _is_whole(text: str, place: Span, word: str, row: Row) -> bool:
    """Return whether a span is a whole word of the answer."""
    # After it, there may be punctuation, a particle, or the text that followed the mention in the
    # row.
    start, end = place
    before = text[start - 1] if start else " "
    if _WORD.match(before) and before != _before(row, word):
        return False
    if end == len(text) or not _WORD.match(text[end]):
        return True
    run = _RUN.match(text, end)
    tail = run[0] if run is not None else ""
    if not tail:
        return False
    if tail in KNOWN or tail in INVARIANT or tail == _particle_after(row, word):
        return True
    return is_particle(text, place, end, also_replaced=False) or is_copula(
        text, place, end, also_replaced=False
    )


def _before(row: Row, word: str) -> str:
    start = (row.subject if row.subject_word == word else row.object)[0]
    return row.sentence[start - 1] if start else " "


def _particle_after(row: Row, word: str) -> str:
    end = (row.subject if row.subject_word == word else row.object)[1]
    run = _RUN.match(row.sentence, end)
    return run[0] if run is not None else ""
