"""Describe how a sentence was edited: words inserted, deleted, moved, replaced, respelled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

_ALIKE: Final = 0.5

KINDS: Final[dict[str, tuple[str, str]]] = {
    "moved": ("{} words out of order", "단어 {}개의 순서를 바꿈"),
    "mention": ("mention replaced", "개체를 다른 말로 바꿈"),
    "replaced": ("{} words replaced", "단어 {}개를 다른 말로 바꿈"),
    "inserted": ("{} words inserted", "단어 {}개를 끼워 넣음"),
    "deleted": ("{} words deleted", "단어 {}개를 뺌"),
    "respelled": ("{} words respelled", "단어 {}개의 표기를 바꿈"),
    "spaced": ("spaces only", "띄어쓰기만 다름"),
    "marks": ("marks only", "문장부호만 다름"),
}
"""Each kind of edit in English and Korean. Of kinds with equal counts, the first is the main one.
"""


class Edit(NamedTuple):
    """The number of words that an edit changed, by kind of change.

    >>> edit = Edit.of("세종은 조선의 왕이다".split(), "조선의 세종은 큰 왕이다".split())
    >>> edit.main, edit.message("en"), edit.message("ko")
    ('moved', '1 word out of order, 1 word deleted', '단어 1개의 순서를 바꿈, 단어 1개를 뺌')
    """

    moved: int = 0
    mention: int = 0
    replaced: int = 0
    inserted: int = 0
    deleted: int = 0
    respelled: int = 0
    spaced: int = 0
    marks: int = 0

    @classmethod
    def of(
        cls,
        copy: Sequence[str],
        original: Sequence[str],
        mentions: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset()),
    ) -> Edit:
        """Return the edit that turns one sentence into another.

        Parameters
        ----------
        copy, original
            The words of the sentences, without marks.
        mentions
            The words with the mentions in the copy and in the original, if the mentions differ.
        """
        from rapidfuzz.distance import LCSseq

        if list(copy) == list(original):
            return cls(marks=1)
        if "".join(copy) == "".join(original):
            return cls(spaced=1)
        ours, theirs = _without_equal_ends(copy, original)
        added, removed = _surplus(ours, theirs), _surplus(theirs, ours)
        added.sort(key=copy.index)
        removed.sort(key=original.index)
        moved = len(ours) - len(added) - int(LCSseq.similarity(ours, theirs))
        if mentions[0].intersection(added) and mentions[1].intersection(removed):
            renamed = 1
            added = [word for word in added if word not in mentions[0]]
            removed = [word for word in removed if word not in mentions[1]]
        else:
            renamed = 0
        respelled = _take_respelled(added, removed)
        replaced = min(len(added), len(removed))
        return cls(
            moved=moved,
            mention=renamed,
            replaced=replaced,
            inserted=len(added) - replaced,
            deleted=len(removed) - replaced,
            respelled=respelled,
        )

    @property
    def main(self) -> str:
        """The kind that changed the most words; of several, the first in `KINDS`."""
        return max(KINDS, key=lambda kind: getattr(self, kind))

    def message(self, lang: str = "en") -> str:
        """Return the kinds of change and the number of words for each, as a text."""
        return _message(self, lang)


@lru_cache(maxsize=4096)
def _message(edit: Edit, lang: str) -> str:
    which = 1 if lang == "ko" else 0
    parts = []
    for count, texts in zip(edit, KINDS.values(), strict=True):
        if count:
            text = texts[which].format(count)
            parts.append(text.replace("1 words", "1 word") if count == 1 else text)
    return ", ".join(parts)


def _without_equal_ends(
    one: Sequence[str], other: Sequence[str]
) -> tuple[Sequence[str], Sequence[str]]:
    """Return two lists of words without the words with which both begin, and both end.

    >>> _without_equal_ends("가 나 다 가".split(), "가 라 가".split())
    (['나', '다'], ['라'])
    """
    least = min(len(one), len(other))
    begin = next((i for i in range(least) if one[i] != other[i]), least)
    rest = least - begin
    end = next((i for i in range(rest) if one[-1 - i] != other[-1 - i]), rest)
    return one[begin : len(one) - end], other[begin : len(other) - end]


def _surplus(words: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return the words that the others lack, or have less often, each as often as it is too many.

    >>> _surplus("가 나 가 가".split(), "나 가".split())
    ['가', '가']
    """
    left = Counter(others)
    surplus = []
    for word in words:
        if left[word]:
            left[word] -= 1
        else:
            surplus.append(word)
    return surplus


def _take_respelled(added: list[str], removed: list[str]) -> int:
    """Remove words from both lists that respell each other, and return the number of such pairs."""
    count = 0
    for word in list(added):
        twin = next((other for other in removed if _is_respelled(word, other)), None)
        if twin is not None:
            added.remove(word)
            removed.remove(twin)
            count += 1
    return count


def _is_respelled(one: str, other: str) -> bool:
    """Return whether two words are spellings of one word.

    They begin with the same letter and share most letters.
    """
    from rapidfuzz.distance import Levenshtein

    if any(letter.isdigit() for letter in one + other) or one[:1] != other[:1]:
        return False
    return Levenshtein.normalized_similarity(one, other) >= _ALIKE
