"""Read a user's list of words and their synonyms.

A file has one word per line, followed by its synonyms after commas or tabs: `회의,회합,모임`. Lines
that begin with `#` are ignored. A recipe can also contain the words themselves, as a mapping
(`{회의: [회합, 모임]}`) or, if synonyms are not needed, as a list.
"""

from __future__ import annotations

import csv
import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from reaug.core.arrays import I8, I64
from reaug.core.graphemes import borders
from reaug.core.quotes import shorten
from reaug.data.text_files import read_own_list
from reaug.errors import InputError, UsageError
from reaug.korean.mecab import tagged_morphemes
from reaug.transforms._context import matches

OTHER: Final = 0
NOUN: Final = 1
ADVERB: Final = 2
_KINDS: Final = {"NNG": NOUN, "NNP": NOUN, "MAG": ADVERB, "MAJ": ADVERB}

Words = str | tuple[str, ...] | Mapping[str, tuple[str, ...]]
"""A file, a list of words, or words with their synonyms."""


class WordList(NamedTuple):
    """Words and their synonyms; the order of the lines does not matter.

    heads : `StringArray[k]`, the words with synonyms in ascending order, one eojeol each.
    kind : `int8[k]`: `NOUN`, `ADVERB` or `OTHER`, by mecab's part of speech.
    first : `int64[k + 1]`, the index of the first synonym of each word in `options`.
    options : `StringArray`, the synonyms of all words, one word after the other.
    alone : `StringArray`, in ascending order the words of entries without synonyms, which can be
        inserted in any row.
    digest : a digest of the fields above.
    """

    heads: pa.StringArray
    kind: I8
    first: I64
    options: pa.StringArray
    alone: pa.StringArray
    digest: str


def word_list(
    step: str, words: Words, *, both_ways: bool, relation_pattern: str | None, alone: bool
) -> WordList:
    """Return the words and synonyms of a list, leaving out words that indicate a relation.

    Parameters
    ----------
    step
        The name of the step, for messages.
    words
        The path of a file, a list of words, or a mapping of words to synonyms.
    both_ways
        Whether all words of a line are synonyms of each other; otherwise only the first has
        synonyms.
    relation_pattern
        Matches words that indicate a relation (`RuleBook.relation_pattern`).
    alone
        Whether entries without synonyms are allowed.

    Raises
    ------
    InputError
        The file cannot be read, or has a line that is not a word.
    UsageError
        A word in the recipe is invalid, or no word is left.
    """
    entries = _entries(step, words, alone=alone)
    joined: dict[str, set[str]] = {}
    for line in entries:
        for head in line if both_ways else line[:1]:
            joined.setdefault(head, set()).update(word for word in line if word != head)
    joined = _without_relations(joined, relation_pattern)
    single = (
        sorted({line[0] for line in entries if len(line) == 1} & joined.keys()) if alone else []
    )
    heads = sorted(head for head in joined if joined[head])
    if not heads and not single:
        raise UsageError(
            f"{step}: no word of the list is left: all of them express a relation (the rule "
            "book's relation_lexicons); use others"
        )
    options = [sorted(joined[head]) for head in heads]
    text = repr((heads, options, single)).encode("utf-8", "surrogatepass")
    return WordList(
        pa.array(heads, pa.string()),
        np.array(_kinds(heads), dtype=np.int8),
        np.cumsum([0, *map(len, options)]),
        pa.array([word for line in options for word in line], pa.string()),
        pa.array(single, pa.string()),
        hashlib.sha256(text).hexdigest(),
    )


def _without_relations(words: dict[str, set[str]], pattern: str | None) -> dict[str, set[str]]:
    if pattern is None:
        return words
    every = sorted({*words, *(word for line in words.values() for word in line)})
    telling = {
        word
        for word, tells in zip(
            every, matches(pa.array(every, pa.string()), pattern).tolist(), strict=True
        )
        if tells
    }
    return {head: line - telling for head, line in words.items() if head not in telling}


def _entries(step: str, words: Words, *, alone: bool) -> list[list[str]]:
    """Return the entries of a list, each a word followed by its synonyms."""
    if isinstance(words, str):
        path = Path(words)
        entries = []
        for number, cells in _lines(path):
            if fault := _fault(cells, alone=alone):
                raise InputError(f"{path}: line {number}: {fault}")
            entries.append(cells)
        if not entries:
            raise InputError(
                f"{path}: contains no words; write one per line, with synonyms after commas"
            )
        return entries
    given = words.items() if isinstance(words, Mapping) else ((word, ()) for word in words)
    entries = [_cells([head, *others]) for head, others in given]
    for cells in entries:
        if fault := _fault(cells, alone=alone):
            raise UsageError(f"{step}: words: {fault}")
    if not entries:
        raise UsageError(f"{step}: words is empty; give a file, or words with their synonyms")
    return entries


def _lines(path: Path) -> Iterable[tuple[int, list[str]]]:
    for number, line in enumerate(read_own_list(path).splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            delimiter = "\t" if "\t" in line else ","
            yield number, _cells(next(csv.reader([line], delimiter=delimiter)))


def _cells(cells: Sequence[str]) -> list[str]:
    stripped = [unicodedata.normalize("NFC", cell).strip() for cell in cells]
    return [*stripped[:1], *(cell for cell in stripped[1:] if cell)]


def _fault(cells: list[str], *, alone: bool) -> str:
    """Return what is wrong with the cells of a line, "" if they are valid."""
    head = cells[0]
    if not head:
        return "the first cell is empty; it must be the word"
    if head.split() != [head]:
        return f"{shorten(head)} contains white space; a word to look for is one eojeol"
    for word in cells:
        if any(not c.isprintable() for c in word):
            return f"{shorten(word)} contains an invisible character"
        if not borders(f"a{word}a").issuperset({1, len(word) + 1}):
            return f"{shorten(word)} combines with the characters beside it"
    if len(cells) == 1 and not alone:
        return f"{shorten(head)} has no synonym; write it behind a comma"
    return ""


def _kinds(words: list[str]) -> list[int]:
    """Return `NOUN`, `ADVERB` or `OTHER` for each word, by mecab's tags."""
    # A compound that ends in a noun is a `NOUN`; other words of several morphemes are `OTHER`.
    spans, tags = tagged_morphemes(words)
    first = np.searchsorted(spans.row, np.arange(len(words) + 1)).tolist()
    kinds = []
    for i in range(len(words)):
        mine = tags[first[i] : first[i + 1]]
        noun = bool(mine) and mine[-1].startswith(("NN", "XSN")) and mine[0] not in _ADVERBS
        kinds.append(NOUN if noun else _KINDS.get(mine[0], OTHER) if len(mine) == 1 else OTHER)
    return kinds


_ADVERBS: Final = ("MAG", "MAJ")
