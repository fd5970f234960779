"""Divides test rows in several ways, so that scores can be given for each part."""

from __future__ import annotations

from typing import Final

import numpy as np

from reaug.core import schema
from reaug.core.arrays import I64
from reaug.core.batch import Batch
from reaug.rulebook import RuleBook

_LENGTHS: Final = ("short", "middling", "long")


def parts_of(
    batch: Batch, test: I64, train: Batch, rules: RuleBook
) -> dict[str, tuple[list[str], I64]]:
    """Return ways to divide the test rows, by name: label, type pair, length, words seen or not.

    Each has the names of its parts, and for each test row the index of its part, `int64[m]`.

    Parameters
    ----------
    batch
        All rows.
    test
        The positions of the m test rows.
    train
        The raw training rows; a word is known if it is a mention in one of these rows.
    """
    types = list(rules.types)
    pairs = [batch.codes(f"{role}_type", types)[test] + 1 for role in schema.ROLES]
    named = ["-", *types]
    pair_names = [f"{one} → {other}" for one in named for other in named]
    length = batch.codepoints.lengths[test]
    bounds = np.quantile(length, [1 / 3, 2 / 3]) if len(length) else [0, 0]
    known = set(train.words("subject").to_pylist()) | set(train.words("object").to_pylist())
    rows = batch.take(test)
    seen = np.array(
        [
            (word in known) + (other in known)
            for word, other in zip(
                rows.words("subject").to_pylist(), rows.words("object").to_pylist(), strict=True
            )
        ],
        dtype=np.int64,
    )
    return {
        "type_pair": (pair_names, pairs[0] * len(named) + pairs[1]),
        "length": (list(_LENGTHS), np.searchsorted(bounds, length).astype(np.int64)),
        "mentions": (["both new", "one new", "both seen"], seen),
    }
