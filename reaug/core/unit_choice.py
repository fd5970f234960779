"""Choose units of each row at random, and check where a sentence can be cut.

Units are gaps, eojeols, morphemes or tokens; a row has any number of them. The units of all rows
are in one flat array, row after row.
"""

from __future__ import annotations

import numpy as np

from reaug.core.arrays import F64, I64, U32, Bool, Ints
from reaug.core.batch import Batch
from reaug.core.draws import Draw
from reaug.core.graphemes import borders, plain


def choose(draw: Draw, name: str, of: I64, take: I64) -> Bool:
    """Choose `take[i]` of the `of[i]` candidates of each row `i`, all subsets being equally likely.

    This is Floyd's sampling without replacement (Bentley & Floyd 1987, "A sample of brilliance",
    Communications of the ACM 30), in parallel for all rows. Nothing is sorted, and the work grows
    only with the number of chosen candidates.

    Parameters
    ----------
    draw
        The random draws for n rows; `name` distinguishes this draw from others of the step.
    of, take
        `int64[n]`: the number of candidates of each row and how many of them to choose, with 0 <=
        take <= of.

    Returns
    -------
    `bool[of.sum()]`: whether each candidate is chosen, row after row.

    Examples
    --------
    >>> from reaug.core.draws import row_keys
    >>> draw = Draw(row_keys(["a", "b"]), seed=42, path="0.aeda")
    >>> chosen = choose(draw, "gap", of=np.array([5, 3]), take=np.array([2, 3]))
    >>> int(chosen[:5].sum()), int(chosen[5:].sum())
    (2, 3)
    """
    first = np.cumsum(of) - of
    chosen = np.zeros(int(of.sum()), dtype=np.bool_)
    rows = np.flatnonzero(take)
    for i in range(int(take.max(initial=0))):
        rows = rows[take[rows] > i]
        last = of[rows] - take[rows] + i
        at = first[rows] + draw.below(name, last + 1, i, rows)
        chosen[np.where(chosen[at], first[rows] + last, at)] = True
    return chosen


def spare_one(row: I64, taken: Bool, score: F64, rows: int) -> Bool:
    """Return `taken`, changed so that no row has all its candidates taken.

    In a row with all candidates taken, the one with the best score is no longer taken.

    Parameters
    ----------
    row
        `int64[m]`, ascending: the row of each candidate.
    taken
        `bool[m]`, whether each candidate is taken.
    score
        `float64[m]`, higher is better. For a fair choice, give the random values by which the
        candidates were drawn.
    rows
        Number of rows of the batch.

    Examples
    --------
    >>> taken = np.array([True, True, True, False])
    >>> spare_one(np.array([0, 0, 1, 1]), taken, np.array([0.1, 0.2, 0.3, 0.4]), 2).tolist()
    [True, False, True, False]
    """
    untaken = np.bincount(row[~taken], minlength=rows)
    emptied = np.flatnonzero(untaken[row] == 0)
    # Sorted by row and score: the last candidate of each row is spared.
    order = emptied[np.lexsort((score[emptied], row[emptied]))]
    last = np.append(row[order][1:] != row[order][:-1], True)[: len(order)]
    result = taken.copy()
    result[order[last]] = False
    return result


def begins_grapheme(values: U32) -> Bool:
    r"""Return whether each code point would begin a new grapheme after a space (`bool[m]`).

    >>> begins_grapheme(np.array([ord("가"), 0x1F600, 0x301], dtype=np.uint32)).tolist()
    [True, True, False]
    """
    result = plain(values)
    doubtful = np.flatnonzero(~result)
    kinds, which = np.unique(values[doubtful], return_inverse=True)
    begin = np.array([1 in borders(f" {chr(kind)}") for kind in kinds.tolist()], dtype=np.bool_)
    result[doubtful] = begin[which]
    return result


def clean_cuts(batch: Batch, row: I64, at: Ints) -> Bool:
    r"""Return whether plain text can be inserted at each point without merging with a neighbour.

    Parameters
    ----------
    row
        `int64[m]`, the row of each point, as its position in the batch.
    at
        `int[m]`, points between code points, each from 0 to the length of its row's sentence.

    Returns
    -------
    `bool[m]`: True where the point lies between graphemes, and the characters next to it would not
    combine with an inserted letter.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> batch = batch_of("[S|PER|이순신] e\u0301 [O|LOC|한산도]")
    >>> clean_cuts(batch, np.zeros(3, np.int64), np.array([4, 5, 6])).tolist()
    [True, False, True]
    """
    clean = np.ones(len(row), dtype=np.bool_)
    doubtful = _doubtful(batch, row, at)
    if not len(doubtful):
        return clean
    doubtful = doubtful[np.argsort(row[doubtful], kind="stable")]
    rows, first = np.unique(row[doubtful], return_index=True)
    for i, cuts in zip(rows.tolist(), np.split(doubtful, first[1:]), strict=True):
        sentence = batch.sentence[i].as_py()
        boundaries = borders(sentence)
        clean[cuts] = [cut in boundaries and _lone(sentence, cut) for cut in at[cuts].tolist()]
    return clean


def _doubtful(batch: Batch, row: I64, at: Ints) -> I64:
    """Return the indices of the cuts that lie next to a code point that is not plain."""
    points = batch.codepoints
    some = np.arange(len(row))
    if len(row) > len(batch):  # many cuts: few rows have code points that are not plain
        some = np.flatnonzero(batch.may_combine[row])
    row, at = row[some], at[some]
    cut = points.first[row] + at
    clean = np.ones(len(some), dtype=np.bool_)
    after, before = cut < points.first[row + 1], at > 0
    clean[after] = plain(points.at(cut[after]))
    clean[before] &= plain(points.at(cut[before] - 1))
    return some[~clean]


def _lone(sentence: str, cut: int) -> bool:
    """Return whether text inserted at a cut combines with neither neighbour."""
    after, before = sentence[cut : cut + 1], sentence[max(cut - 1, 0) : cut]
    return 1 in borders(f"a{after}") and len(before) in borders(f"{before}a")
