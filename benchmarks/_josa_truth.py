"""Determine the particles after the mentions of KLUE-RE without `reaug.korean`.

Final sounds come from the code point of the last syllable. Particles are recognised by mecab, in
the sentence itself or with an ordinary noun in place of the name. A particle counts as one if it is
recognised in either of the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple

from mecab import MeCab


def _words(text: str) -> list[str]:
    return text.split()


HANGUL: Final = re.compile("[가-힣]*")
TWO_FORMS: Final = frozenset(
    _words(
        "은 는 이 가 을 를 과 와 으로 로 으로부터 로부터 으로서 로서 으로써 로써 라는 라고 라 나 "
        "이나 였 다 였으나 였으며 란 였음에도 면 고"
    )
)
"""Morphemes with two forms that mecab finds after mentions; 이 is also the copula."""
STARTS: Final = tuple(
    _words("은 는 이 가 을 를 과 와 으로 로 라 였 나 랑 란 든 여 예 다 며 고 자 면 지만")
)
PLAIN_NOUNS: Final = ("제주도", "부산", "서울")
_FINALS: Final = 28
_RIEUL: Final = 8
_NEED_VOWEL: Final = tuple(_words("는 가 를 와 였 라 랑 란 나 든 여 예 다 며 고 자 면 지만"))


class Mention(NamedTuple):
    """A mention with its sentence and position; `row_id` is the first row in which it occurs."""

    row_id: str
    role: str
    text: str
    start: int
    end: int
    type: str

    @property
    def word(self) -> str:
        """The mention's text."""
        return self.text[self.start : self.end]

    @property
    def kind(self) -> str:
        """The kind of the mention's last code point: Hangul, Latin, digit or other."""
        last = self.text[self.end - 1]
        if "가" <= last <= "힣":
            return "Hangul"
        if last.isascii() and last.isalpha():
            return "Latin"
        return "digit" if last.isdigit() else "other"


def last_final(word: str) -> int | None:
    """Return the number of the final consonant of a word's last syllable; 0 for none.

    None if the last code point is not a Hangul syllable.
    """
    last = word[-1:]
    return (ord(last) - 0xAC00) % _FINALS if "가" <= last <= "힣" else None


def fits(tail: str, word: str) -> bool:
    """Return whether a form of a particle (`tail`) fits a word that ends in Hangul."""
    final = last_final(word)
    if tail.startswith("으로"):
        return final not in (0, _RIEUL)
    if tail.startswith("로"):
        return final in (0, _RIEUL)
    if tail.startswith(_NEED_VOWEL):
        return final == 0
    copula = len(tail) > 1 and tail.startswith("이") and not tail.startswith(("이랑", "이야말"))
    return final != 0 or copula


class Analysed:
    """The mentions of KLUE-RE train, and mecab's analysis of the text after them."""

    def __init__(self, rows: list[Mapping[str, Any]]) -> None:
        self._mecab = MeCab()
        self._rows = rows
        self._tags: dict[str, dict[int, tuple[str, str]]] = {}

    @cached_property
    def mentions(self) -> list[Mention]:
        """The mentions with a distinct pair of sentence and end, in the order of the rows."""
        mentions: dict[tuple[str, int], Mention] = {}
        for mention in self.all_mentions():
            mentions.setdefault((mention.text, mention.end), mention)
        return list(mentions.values())

    def all_mentions(self) -> Iterator[Mention]:
        """Yield both mentions of each row."""
        for row in self._rows:
            for role in ("subject", "object"):
                entity = row[f"{role}_entity"]
                text, end = row["sentence"], entity["end_idx"] + 1
                yield Mention(row["guid"], role, text, entity["start_idx"], end, entity["type"])

    def behind(self, text: str, place: int) -> tuple[str, str]:
        """Return tag and text of the morpheme that starts at a position; empty if none does."""
        if text not in self._tags:
            self._tags[text] = self._parsed(text)
        return self._tags[text].get(place, ("", ""))

    def with_noun(self, mention: Mention, place: int, noun: str) -> tuple[str, str]:
        """Return what `behind` returns for a position if a noun replaces the mention.

        `place` is the position in the original sentence.
        """
        text = mention.text[: mention.start] + noun + mention.text[mention.end :]
        moved = place + len(noun) - (mention.end - mention.start)
        return self._parsed(text).get(moved, ("", ""))

    def is_particle(self, mention: Mention, place: int, tail: str) -> bool:
        """Return whether a particle or the copula starts at a position, by either of the two
        analyses.
        """
        if opens(self.behind(mention.text, place)[0]):
            return True
        noun = next((noun for noun in PLAIN_NOUNS if fits(tail, noun)), PLAIN_NOUNS[0])
        return opens(self.with_noun(mention, place, noun)[0])

    def followed(self) -> Iterator[tuple[Mention, str, str, str]]:
        """Yield mentions directly followed by a particle of two forms, with its tag, text and tail.

        Only the analysis of the sentence itself counts here, not the one with another noun.
        """
        for mention in self.mentions:
            tag, surface = self.behind(mention.text, mention.end)
            if opens(tag) and surface in TWO_FORMS:
                # type: ignore[index]
                yield mention, tag, surface, HANGUL.match(mention.text, mention.end)[0]

    def _parsed(self, text: str) -> dict[int, tuple[str, str]]:
        shift = len(text) - len(text.lstrip())
        return {m.span.start + shift: (m.pos, m.surface) for m in self._mecab.parse(text)}


def opens(tag: str) -> bool:
    """Return whether a tag of mecab means a particle or the copula."""
    return tag.startswith(("J", "VCP"))
