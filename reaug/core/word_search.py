"""Find which texts contain words of several lists, in one pass over a column.

At nearly every position of a text no word begins, and two letters are enough to know that. So all
pairs of adjacent letters are looked up at once. Only where a pair begins a word are the following
letters matched, with a trie of all words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, U16, U64, Bool, distinct
from reaug.core.characters import HANGUL, table_of

_UNITS: Final = 1 << 16
_FACTOR: Final = np.uint16(0x9E37)
_BYTES: Final = 1 << 21
"""Texts of about this many bytes are searched together, so that they fit in the CPU cache."""
_BORDER: Final = "\0"
"""The separator between two texts, which no word contains."""
_IS_HANGUL: Final = table_of(HANGUL)[:_UNITS]


class WordList(NamedTuple):
    """Words to search for.

    If `begins` is true, a word counts only where it does not follow a Hangul letter.

    An empty word, or one with a NUL character, is never found.
    """

    words: Sequence[str]
    begins: bool = False


class WordSearch:
    """A search for the words of k lists at once.

    Examples
    --------
    >>> search = WordSearch([WordList(["강", "바다"]), WordList(["바다"], begins=True)])
    >>> search.holds(pa.array(["한강에서", "큰바다로", "바다"])).tolist()
    [[True, False], [True, False], [True, True]]
    """

    def __init__(self, lists: Sequence[WordList]) -> None:
        self._lists = len(lists)
        tree = _Tree(lists)
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
        for at, stop in _chunks(texts):
            self._look(texts.slice(at, stop - at), holds[at:stop])
        return holds

    def _look(self, texts: pa.StringArray, holds: Bool) -> None:
        units = _in_utf16(texts)
        borders = np.flatnonzero(units == 0)
        for place, node in self._ends(units):
            text = np.searchsorted(borders, place)
            self._anywhere.mark(holds, text, node)
            some = np.flatnonzero(self._begins.size[node])
            place = place[some]
            some = some[~_IS_HANGUL[units[place - 1]] | (place == 0)]
            self._begins.mark(holds, text[some], node[some])

    def _ends(self, units: U16) -> Iterator[tuple[I64, I64]]:
        """Yield the places in `units` at which words begin, one word length at a time."""
        # With them comes the trie node of each word's last letter (`int64[k]` each).
        if len(self._first.keys):
            place = np.flatnonzero(self._is_word[units])
            yield place, self._first.find(units[place].astype(np.uint64))[1]
        place = np.flatnonzero(self._begin_pair[_hashes(units[:-1], units[1:])])
        pair = (units[place].astype(np.uint64) << np.uint64(16)) | units[place + 1]
        is_known, node = self._pairs.find(pair)
        place, depth = place[is_known], 2
        while len(place):
            ends = np.flatnonzero((self._anywhere.size[node] > 0) | (self._begins.size[node] > 0))
            yield place[ends], node[ends]
            more = self._steps.more[node] & (place + depth < len(units))
            place, node = place[more], node[more]
            key = (node.astype(np.uint64) << np.uint64(16)) | units[place + depth]
            is_known, node = self._steps.find(key)
            place, depth = place[is_known], depth + 1


class _Steps(NamedTuple):
    """Transitions of the trie: ascending keys, and the node to which each key leads."""

    keys: U64
    nodes: I64
    more: Bool
    """`bool[nodes]`: whether a node has a child."""

    @classmethod
    def of(cls, keys: U64, nodes: I64, all_nodes: int) -> _Steps:
        """Return the transitions with the given ascending keys, in a trie of `all_nodes` nodes."""
        more = np.zeros(all_nodes, dtype=np.bool_)
        parents = keys >> np.uint64(16)
        more[parents[parents < all_nodes].astype(np.int64)] = True
        return cls(keys, nodes, more)

    def find(self, keys: U64) -> tuple[Bool, I64]:
        """Return which keys exist (`bool[n]`), and the nodes of the existing keys."""
        if not len(self.keys):
            return np.zeros(len(keys), dtype=np.bool_), np.zeros(0, dtype=np.int64)
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        is_known = self.keys[place] == keys
        return is_known, self.nodes[place[is_known]]


class _Ends(NamedTuple):
    """The lists of the words that end at each node of the trie.

    Node i has `size[i]` lists, which begin at `lists[first[i]]`.
    """

    size: I64
    first: I64
    lists: I64

    def mark(self, holds: Bool, text: I64, node: I64) -> None:
        """Set `holds` to true for each text and each list with a word that ends at the node."""
        size = self.size[node]
        owner = np.repeat(np.arange(len(node)), size)
        nth = np.arange(len(owner)) - np.repeat(np.cumsum(size) - size, size)
        holds[text[owner], self.lists[self.first[node[owner]] + nth]] = True


class _Tree:
    """A trie of words in UTF-16 code units; node 0 is the root.

    It is built level by level, for all words at once: a loop over the letters takes ten times as
    long.
    """

    def __init__(self, lists: Sequence[WordList]) -> None:
        words, places, begins = list[str](), list[int](), list[bool]()
        for place, some in enumerate(lists):
            kept = [word for word in some.words if word and _BORDER not in word]
            words += kept
            places += [place] * len(kept)
            begins += [some.begins] * len(kept)
        units = _decoded(_BORDER.join([*words, ""]))
        stop = np.flatnonzero(units == 0)
        start = np.concatenate([[0], stop[:-1] + 1])[: len(stop)]
        size = stop - start
        self._lists, self._begins = np.array(places, dtype=np.int64), np.array(begins, dtype=bool)
        self._node = np.zeros(len(words), dtype=np.int64)
        self.nodes = 1
        self._levels = list[tuple[U64, I64]]()
        alive, depth = np.arange(len(words)), 0
        while len(alive):
            key = self._node[alive].astype(np.uint64) << np.uint64(16) | units[start[alive] + depth]
            keys, which = np.unique(key, return_inverse=True)
            self._levels.append((keys, self.nodes + np.arange(len(keys))))
            self._node[alive] = self.nodes + which.reshape(-1)
            self.nodes += len(keys)
            depth += 1
            alive = alive[size[alive] > depth]

    def first(self) -> _Steps:
        """Return the transitions for words of one code unit: from the unit to the word's node."""
        keys, nodes = self._levels[0] if self._levels else _NO_STEPS
        ends = np.isin(nodes, self._node)
        return _Steps.of(keys[ends], nodes[ends], self.nodes)

    def pairs(self) -> _Steps:
        """Return the transitions from the first two units of a word to their node."""
        if len(self._levels) < 2:
            return _Steps.of(*_NO_STEPS, self.nodes)
        (units, parents), (keys, nodes) = self._levels[:2]
        of_parent = units[(keys >> np.uint64(16)).astype(np.int64) - parents[0]]
        return _Steps.of(of_parent << np.uint64(16) | keys & np.uint64(0xFFFF), nodes, self.nodes)

    def steps(self) -> _Steps:
        """Return the transitions from a node and a unit to the next node."""
        keys, nodes = zip(_NO_STEPS, *self._levels, strict=True)
        return _Steps.of(np.concatenate(keys), np.concatenate(nodes), self.nodes)

    def ends(self, *, begins: bool) -> _Ends:
        """Return, for each node, the word lists that have a word ending there.

        Only lists with this value of `WordList.begins` are included.
        """
        these = self._begins == begins
        most = int(self._lists.max(initial=0)) + 1
        both = distinct(self._node[these] * most + self._lists[these])
        count = np.bincount(both // most, minlength=self.nodes)
        return _Ends(count, np.cumsum(count) - count, both % most)


_NO_STEPS: Final = (np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64))


def _hashes(first: U16, second: U16) -> U16:
    return first * _FACTOR + second


def _chunks(texts: pa.StringArray) -> Iterator[tuple[int, int]]:
    """Yield (start, stop) of runs of texts that together have about `_BYTES` bytes."""
    size = np.cumsum(pc.binary_length(texts).to_numpy(zero_copy_only=False))
    cuts = np.searchsorted(size, np.arange(_BYTES, int(size[-1]) if len(size) else 0, _BYTES))
    yield from pairwise(sorted({0, *cuts.tolist(), len(texts)}))


def _in_utf16(texts: pa.StringArray) -> U16:
    """Return all texts as UTF-16 code units, with a zero after each text."""
    ends = pa.array([0, len(texts)], pa.int32())
    text = pc.binary_join(pa.ListArray.from_arrays(ends, texts), _BORDER)[0].as_py() + _BORDER
    if text.count(_BORDER) != len(texts):
        return _in_utf16(pc.replace_substring(texts, _BORDER, "\x01"))
    return _decoded(text)


def _decoded(text: str) -> U16:
    return np.frombuffer(text.encode("utf-16-le"), dtype="<u2")
