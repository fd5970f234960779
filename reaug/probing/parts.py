"""Parts of the test rows in which a gain may lie: type pairs, lengths, known words."""

from __future__ import annotations

from typing import Final

import numpy as np

from reaug.core import schema
from reaug.core.arrays import I64
from reaug.core.batch import Batch
from reaug.rulebook import RuleBook

LENGTHS: Final = ("short", "middling", "long")


def parts_of(
    batch: Batch, test: I64, train: Batch, rules: RuleBook
) -> dict[str, tuple[list[str], I64]]:
    """By name of a partition, return the names of its parts and the part of each test row.

    Parameters
    ----------
    batch
        All rows.
    test
        Positions of the m test rows.
    train
        The raw training rows, whose words are the known ones.
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
            (one in known) + (other in known)
            for one, other in zip(
                rows.words("subject").to_pylist(), rows.words("object").to_pylist(), strict=True
            )
        ],
        dtype=np.int64,
    )
    return {
        "type_pair": (pair_names, pairs[0] * len(named) + pairs[1]),
        "length": (list(LENGTHS), np.searchsorted(bounds, length).astype(np.int64)),
        "mentions": (["both new", "one new", "both seen"], seen),
    }
