"""Find which texts contain words of several lists, in one pass over a column.

At nearly every position of a text no word begins, and two letters are enough to know that. So all
pairs of adjacent letters are looked up at once, and only where a pair begins a word the following
letters are matched, with a trie of all words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, U16, U64, Bool
from reaug.core.characters import HANGUL, table_of

_UNITS: Final = 1 << 16
_FACTOR: Final = np.uint16(0x9E37)
_BYTES: Final = 1 << 21
"""Texts of about this many bytes are searched together, so that they fit in the CPU cache."""
_BORDER: Final = "\0"
"""The separator between two texts, which no word contains."""
_IS_HANGUL: Final = table_of(HANGUL)[:_UNITS]


class WordList(NamedTuple):
    """Words to search for; with `begins`, only where they do not follow a Hangul letter.

    An empty word, or one with a NUL character, is never found.
    """

    words: Sequence[str]
    begins: bool = False


class WordSearch:
    """A search for k lists of words.

    Examples
    --------
    >>> search = WordSearch([WordList(["강", "바다"]), WordList(["바다"], begins=True)])
    >>> search.holds(pa.array(["한강에서", "큰바다로", "바다"])).tolist()
    [[True, False], [True, False], [True, True]]
    """

    def __init__(self, lists: Sequence[WordList]) -> None:
        self._lists = len(lists)
        tree = _Tree()
        for place, (words, begins) in enumerate(lists):
            for word in words:
                if word and _BORDER not in word:
                    tree.add(_units(word), place, begins=begins)
        self._first, self._pairs = tree.first(), tree.pairs()
        self._steps = tree.steps()
        self._anywhere, self._begins = tree.ends(begins=False), tree.ends(begins=True)
        first, second = self._pairs.keys >> np.uint64(16), self._pairs.keys & np.uint64(0xFFFF)
        self._begin_pair = np.zeros(_UNITS, dtype=np.bool_)
        self._begin_pair[_hashes(first.astype(np.uint16), second.astype(np.uint16))] = True
        self._is_word = np.zeros(_UNITS, dtype=np.bool_)
        self._is_word[self._first.keys.astype(np.int64)] = True

    def holds(self, texts: pa.StringArray) -> Bool:
        """Return which of n texts, none null, contain a word of each list (`bool[n, k]`)."""
        holds = np.zeros((len(texts), self._lists), dtype=np.bool_)
        for at, stop in _parts(texts):
            self._look(texts.slice(at, stop - at), holds[at:stop])
        return holds

    def _look(self, texts: pa.StringArray, holds: Bool) -> None:
        units = _joined(texts)
        borders = np.flatnonzero(units == 0)
        for place, node in self._ends(units):
            text = np.searchsorted(borders, place)
            self._anywhere.mark(holds, text, node)
            some = np.flatnonzero(self._begins.size[node])
            place = place[some]
            some = some[~_IS_HANGUL[units[place - 1]] | (place == 0)]
            self._begins.mark(holds, text[some], node[some])

    def _ends(self, units: U16) -> Iterator[tuple[I64, I64]]:
        """For each length, the positions where words begin, and their last nodes in the trie."""
        if len(self._first.keys):
            place = np.flatnonzero(self._is_word[units])
            yield place, self._first.find(units[place].astype(np.uint64))[1]
        place = np.flatnonzero(self._begin_pair[_hashes(units[:-1], units[1:])])
        pair = (units[place].astype(np.uint64) << np.uint64(16)) | units[place + 1]
        there, node = self._pairs.find(pair)
        place, depth = place[there], 2
        while len(place):
            ends = np.flatnonzero((self._anywhere.size[node] > 0) | (self._begins.size[node] > 0))
            yield place[ends], node[ends]
            more = self._steps.more[node] & (place + depth < len(units))
            place, node = place[more], node[more]
            key = (node.astype(np.uint64) << np.uint64(16)) | units[place + depth]
            there, node = self._steps.find(key)
            place, depth = place[there], depth + 1


class _Steps(NamedTuple):
    """Transitions of the trie: ascending keys, and the nodes that they lead to."""

    keys: U64
    nodes: I64
    more: Bool
    """`bool[nodes]`: whether a node has a child."""

    @classmethod
    def of(cls, steps: dict[int, int], nodes: int) -> _Steps:
        keys = np.array(sorted(steps), dtype=np.uint64)
        more = np.zeros(nodes, dtype=np.bool_)
        more[[key >> 16 for key in steps if key >> 16 < nodes]] = True
        return cls(keys, np.array([steps[key] for key in sorted(steps)], dtype=np.int64), more)

    def find(self, keys: U64) -> tuple[Bool, I64]:
        """Return which keys exist, and the nodes of those."""
        if not len(self.keys):
            return np.zeros(len(keys), dtype=np.bool_), np.zeros(0, dtype=np.int64)
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        there = self.keys[place] == keys
        return there, self.nodes[place[there]]


class _Ends(NamedTuple):
    """Lists of the words that end at each node: `size[node]` of them, from `first[node]` on."""

    size: I64
    first: I64
    lists: I64

    def mark(self, holds: Bool, text: I64, node: I64) -> None:
        """Mark, for each text, the lists of the words that end at the given nodes."""
        size = self.size[node]
        owner = np.repeat(np.arange(len(node)), size)
        nth = np.arange(len(owner)) - np.repeat(np.cumsum(size) - size, size)
        holds[text[owner], self.lists[self.first[node[owner]] + nth]] = True


class _Tree:
    """A trie of words in UTF-16 code units; node 0 is the root."""

    def __init__(self) -> None:
        self._children: list[dict[int, int]] = [{}]
        self._lists: list[dict[bool, set[int]]] = [{}]

    def add(self, units: list[int], place: int, *, begins: bool) -> None:
        node = 0
        for unit in units:
            if unit not in self._children[node]:
                self._children[node][unit] = len(self._children)
                self._children.append({})
                self._lists.append({})
            node = self._children[node][unit]
        self._lists[node].setdefault(begins, set()).add(place)

    def first(self) -> _Steps:
        """Transitions from one unit to the node of a word of that single unit."""
        words = {unit: node for unit, node in self._children[0].items() if self._lists[node]}
        return _Steps.of(words, len(self._children))

    def pairs(self) -> _Steps:
        """Transitions from two units to their node."""
        steps = {
            first << 16 | second: node
            for first, child in self._children[0].items()
            for second, node in self._children[child].items()
        }
        return _Steps.of(steps, len(self._children))

    def steps(self) -> _Steps:
        """Transitions from a node and a unit to the next node."""
        steps = {
            node << 16 | unit: child
            for node, children in enumerate(self._children)
            for unit, child in children.items()
        }
        return _Steps.of(steps, len(self._children))

    def ends(self, *, begins: bool) -> _Ends:
        """The lists of the words that end at each node."""
        lists = [sorted(of.get(begins, ())) for of in self._lists]
        count = np.array([len(some) for some in lists], dtype=np.int64)
        flat = np.array([place for some in lists for place in some], dtype=np.int64)
        return _Ends(count, np.cumsum(count) - count, flat)


def _units(word: str) -> list[int]:
    """A word as UTF-16 code units."""
    return [int(unit) for unit in _decoded(word)]


def _hashes(first: U16, second: U16) -> U16:
    return first * _FACTOR + second


def _parts(texts: pa.StringArray) -> Iterator[tuple[int, int]]:
    """Ranges of texts of about `_BYTES` bytes each."""
    size = np.cumsum(pc.binary_length(texts).to_numpy(zero_copy_only=False))
    cuts = np.searchsorted(size, np.arange(_BYTES, int(size[-1]) if len(size) else 0, _BYTES))
    yield from pairwise(sorted({0, *cuts.tolist(), len(texts)}))


def _joined(texts: pa.StringArray) -> U16:
    """The texts as UTF-16 code units, with a zero after each."""
    ends = pa.array([0, len(texts)], pa.int32())
    text = pc.binary_join(pa.ListArray.from_arrays(ends, texts), _BORDER)[0].as_py() + _BORDER
    if text.count(_BORDER) != len(texts):
        return _joined(pc.replace_substring(texts, _BORDER, "\x01"))
    return _decoded(text)


def _decoded(text: str) -> U16:
    return np.frombuffer(text.encode("utf-16-le"), dtype="<u2")
