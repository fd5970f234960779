"""Recognise how a file counts offsets, by comparing its offsets with the words of its mentions.

If nothing else fits better, offsets are `PLAIN`: code points from 0, with exclusive ends.

Browsers count UTF-16 units, of which an emoji has two. Some tools count CR LF as one character.
Some ends are inclusive, others exclusive. Without emoji and CR LF, units make no difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from reaug.data.documents.document import Document, Mention


class Counting(NamedTuple):
    """A way of counting offsets.

    wide : whether a character beyond U+FFFF counts as two.
    newline : whether CR LF counts as one.
    inclusive : whether the end is the index of the mention's last character.
    """

    wide: bool
    newline: bool
    inclusive: bool

    def __str__(self) -> str:
        parts = ["UTF-16 units" if self.wide else "code points"]
        if self.newline:
            parts.append("CR LF counted as one")
        if self.inclusive:
            parts.append("ends inclusive")
        return ", ".join(parts)


PLAIN: Final = Counting(wide=False, newline=False, inclusive=False)

# If several ways fit equally well, the first is taken.
_COUNTINGS: Final = tuple(
    Counting(wide, newline, inclusive)
    for inclusive in (False, True)
    for newline in (False, True)
    for wide in (False, True)
)


@dataclass
class Votes:
    """Counts, over batches of documents, how many words each way of counting explains.

    fits : the number of mentions whose word is at their offsets, for each way of counting.
    words : the number of all mentions that have a word.
    """

    fits: Counter[Counting] = field(default_factory=Counter)
    words: int = 0

    def add(self, documents: Iterable[Document]) -> None:
        """Count the words of further documents."""
        for document in documents:
            with_words = [
                mention for mention in document.mentions if mention.word and mention.pieces == 1
            ]
            if not with_words:
                continue
            self.words += len(with_words)
            for counting in _distinct_countings(document.text):
                at = _to_code_points(document.text, counting)
                count = sum(
                    _fits(document.text, with_word, at, counting) for with_word in with_words
                )
                for same in _same_as(counting, document.text):
                    self.fits[same] += count

    @property
    def best(self) -> Counting:
        """The way of counting that fits most words; `PLAIN` if no other fits more."""
        best = max(_COUNTINGS, key=lambda counting: self.fits[counting])  # the first maximum
        return PLAIN if self.fits[best] == self.fits[PLAIN] else best

    @property
    def note(self) -> str | None:
        """A note for the user about the way of counting; None if it is `PLAIN`."""
        best = self.best
        if best == PLAIN:
            return None
        return (
            f"offsets are read as {best}: this way {self.fits[best]:,} of {self.words:,} words "
            f"are where they should be, otherwise {self.fits[PLAIN]:,}"
        )


def resolve(documents: Iterable[Document], counting: Counting) -> None:
    """Convert the offsets of mentions to half-open code points, in place.

    Examples
    --------
    >>> document = Document("😀 삼성", mentions=[Mention("a", 3, 5, "ORG", "삼성")])
    >>> votes = Votes()
    >>> votes.add([document])
    >>> votes.note
    'offsets are read as UTF-16 units: this way 1 of 1 words are where they should be, otherwise 0'
    >>> resolve([document], votes.best)
    >>> document.mentions[0][1:3]
    (2, 4)
    """
    for document in documents:
        at = _to_code_points(document.text, counting)
        document.mentions = [
            _moved(document.text, mention, at, counting) for mention in document.mentions
        ]


def _distinct_countings(text: str) -> Iterator[Counting]:
    """Yield the ways of counting that give different offsets for a text."""
    wide, newline = _is_wide(text), "\r\n" in text
    for counting in _COUNTINGS:
        if (wide or not counting.wide) and (newline or not counting.newline):
            yield counting


def _same_as(counting: Counting, text: str) -> Iterator[Counting]:
    wide, newline = _is_wide(text), "\r\n" in text
    for other in _COUNTINGS:
        same_wide = other.wide == counting.wide or not wide
        same_newline = other.newline == counting.newline or not newline
        if same_wide and same_newline and other.inclusive == counting.inclusive:
            yield other


def _is_wide(text: str) -> bool:
    return bool(text) and max(text) > "\uffff"


def _to_code_points(text: str, counting: Counting) -> Callable[[int], int]:
    """Return a function that converts the file's offsets to code points."""
    # An offset inside a character becomes negative.
    wide, newline = counting.wide and _is_wide(text), counting.newline and "\r\n" in text
    if not (wide or newline):
        return lambda offset: offset
    known: dict[int, int] = {}
    counted = 0
    for at, character in enumerate(text):
        if newline and character == "\n" and at and text[at - 1] == "\r":
            continue
        known[counted] = at
        counted += 2 if wide and character > "\uffff" else 1
    known[counted] = len(text)
    return lambda offset: known.get(offset, -1)


def _span(mention: Mention, at: Callable[[int], int], counting: Counting) -> tuple[int, int]:
    return at(mention.start), at(mention.end + counting.inclusive)


def _fits(text: str, mention: Mention, at: Callable[[int], int], counting: Counting) -> bool:
    start, end = _span(mention, at, counting)
    return 0 <= start < end and _are_same_word(text[start:end], mention.word or "")


def _are_same_word(written: str, word: str) -> bool:
    """Return whether two words are equal; a line break equals a space, as some tools write it."""
    return written == word or _spaced(written) == _spaced(word)


def _spaced(text: str) -> str:
    return text.replace("\\n", " ").replace("\r\n", " ").replace("\n", " ").replace("\r", " ")


def _moved(text: str, mention: Mention, at: Callable[[int], int], counting: Counting) -> Mention:
    start, end = _span(mention, at, counting)
    # an offset inside a character stays as it is, so that the row is reported as bad
    if start < 0 or end < 0:
        return mention
    word = mention.word
    if word is not None and 0 <= start < end and _are_same_word(text[start:end], word):
        word = text[start:end]
    return mention._replace(start=start, end=end, word=word)
