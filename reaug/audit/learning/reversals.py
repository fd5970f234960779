"""Pairs of mentions that a data set labels in both directions."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np

from reaug.audit.rows import Rows


class Fidelity(NamedTuple):
    """How often the reversed pair has the expected label.

    pairs : the number of rows whose pair of mentions is also labelled in the other direction.
    agree : how many of these reversed rows have the expected label.
    """

    agree: int
    pairs: int


class Question(NamedTuple):
    """The question whether `other` is the inverse of `label`; of a symmetric label, both are equal.

    `pairs` is the number of rows with `label` whose mentions are also labelled in the other
    direction, and `agree` how many of these have `other` there. Both are zero if only the names of
    the labels suggest the inverse.
    """

    label: str
    other: str
    agree: int = 0
    pairs: int = 0


def read_reverses(rows: Rows, negative: str | None) -> list[Question]:
    """Return questions about inverses and symmetric labels that most labelled pairs suggest.

    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> ways = ["[S|ILL|감기]와 [O|ILL|독감]", "[O|ILL|감기]와 [S|ILL|독감]"]
    >>> rows = Rows(batch_of(*ways, label="resembles").table, load("klue-re"))
    >>> read_reverses(rows, None)
    [Question(label='resembles', other='resembles', agree=2, pairs=2)]
    """
    backward_labels: dict[str, Counter[str]] = {}
    for forward, backward in _both_ways(rows):
        label, other = rows.labels[forward], rows.labels[backward]
        if label and other and label != negative:
            backward_labels.setdefault(label, Counter())[other] += 1
    usual = {
        label: min(counts.items(), key=lambda item: (-item[1], item[0]))
        for label, counts in backward_labels.items()
    }
    questions = []
    for label, (other, agree) in sorted(usual.items()):
        pairs = backward_labels[label].total()
        if 2 * agree > pairs and other != negative and usual.get(other, ("", 0))[0] == label:
            questions.append(Question(label, other, agree, pairs))
    return questions


def fidelities(rows: Rows) -> dict[str, Fidelity]:
    """Return how often the other direction agrees, for each label that has an inverse or is
    symmetric.

    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> ways = "[S|PER|김하늘]과 [O|PER|이바다]", "[O|PER|김하늘]과 [S|PER|이바다]"
    >>> batch = batch_of(*ways, label=["per:spouse", "per:siblings"])
    >>> fidelities(Rows(batch.table, load("klue-re")))["per:spouse"]
    Fidelity(agree=0, pairs=1)
    """
    book = rows.rules
    count: Counter[str] = Counter()
    agree: Counter[str] = Counter()
    for forward, backward in _both_ways(rows):
        label, other = rows.labels[forward], rows.labels[backward]
        if not other or label not in book.relations:
            continue
        meant = book.reverse(label)
        if meant is not None:
            count[label] += 1
            agree[label] += other == meant.label
    return {label: Fidelity(agree[label], number) for label, number in count.items()}


def _both_ways(rows: Rows) -> list[tuple[int, int]]:
    """Return the pairs of rows that label the same mentions in opposite directions."""
    # Each pair is included in both orders.
    if len(rows) == 0:
        return []
    same = rows.normal.batch
    coded = same.sentence.dictionary_encode().indices
    sentence = np.asarray(coded, dtype=np.int64)[:, None]
    spans = same.spans.astype(np.int64)
    ways = np.concatenate(
        [np.hstack([sentence, spans]), np.hstack([sentence, spans[:, [2, 3, 0, 1]]])]
    )
    _, code = np.unique(ways, axis=0, return_inverse=True)
    forward, backward = np.split(code.reshape(-1), 2)
    order = np.argsort(forward, kind="stable")
    first = np.searchsorted(forward[order], backward, side="left")
    last = np.searchsorted(forward[order], backward, side="right")
    return [
        (row, int(order[place]))
        for row in np.flatnonzero(last > first).tolist()
        for place in range(int(first[row]), int(last[row]))
    ]
