"""Families of sentences that must stay together in a split: equal sentences and near-copies."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from reaug.audit.near.pairs import pairs
from reaug.audit.near.sentences import Sentences
from reaug.core.arrays import I64, U64, Bool
from reaug.core.batch import Batch
from reaug.core.draws import text_keys


def families_of(batch: Batch) -> U64:
    """Return the family of each row as a number, `uint64[n]`; near-copies have the same one.

    Near-copies are found as in the audit (`reaug.audit.near`). An edit of an edit belongs to the
    same family, so no pair of near-copies is separated.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> text = "[S|PER|세종]은 [O|LOC|조선]의 네 번째 왕이다"
    >>> copy = "[O|LOC|조선]의 [S|PER|세종]은 네 번째 왕이다"
    >>> families = families_of(batch_of(text, copy, "[S|PER|세종]은 [O|LOC|한양]에 살았다"))
    >>> bool(families[0] == families[1]), bool(families[1] == families[2])
    (True, False)
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    sentences = Sentences(batch.normal.sentence)
    edges = pairs(sentences)
    n = len(sentences)
    graph = coo_matrix((np.ones(len(edges.one), np.int8), (edges.one, edges.other)), shape=(n, n))
    _, family = connected_components(graph, directed=False)
    # The number of a family comes from its first sentence in alphabetical order, so it does not
    # depend on the order of the rows.
    _, first = np.unique(family, return_index=True)
    names = text_keys(pc.take(sentences.column, first))
    return names[family[sentences.places(batch.normal.sentence)]]


def overlaps(train: Batch, test: Batch) -> tuple[I64, I64]:
    """Return the training rows whose sentence is in the test set, or is a near-copy of one there.

    Sentences are compared in normal form.

    Returns
    -------
    The positions in `train` of the rows with a test sentence, and of the rows with a near-copy.
    """
    ours, theirs = train.normal.sentence, test.normal.sentence
    sentences = Sentences(ours, theirs)
    tested = np.zeros(len(sentences), dtype=np.bool_)
    tested[sentences.places(theirs)] = True
    places = sentences.places(ours)
    edges = pairs(sentences, across=tested)
    near: Bool = np.zeros(len(sentences), dtype=np.bool_)
    near[edges.one] = True
    near[edges.other] = True
    same = tested[places]
    return np.flatnonzero(same), np.flatnonzero(near[places] & ~same)
