"""Make invented names from parts in the rule book that occur in no row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.text import contiguous
from reaug.transforms.entity_swap.bounded_memory import spelled_keys
from reaug.transforms.entity_swap.donors import known, spellings

if TYPE_CHECKING:
    from reaug.core.bounded_tables import Tally
    from reaug.rulebook import RuleBook


def made_names(rules: RuleBook, seen: pa.StringArray, missed: Tally | None = None) -> pa.Table:
    """Make all names from the parts in the rule book: distinct `type` and `word`, sorted.

    Parameters
    ----------
    rules
        The rule book, whose `donors.made` defines how parts are combined.
    seen
        The words of all mentions of the data: no made name has the same spelling.
    missed
        The counts of words that are not among `seen`, by their spelling.

    Examples
    --------
    >>> from reaug.rulebook import load
    >>> made_names(load("klue-re"), pa.array(["김상묵"])).num_rows > 5000
    True
    """
    types, words = list[pa.Array](), list[pa.StringArray]()
    for rule in rules.donors.made:
        first, second = (rules.lexicons[name] for name in (rule.first, rule.second))
        left, right = np.divmod(np.arange(len(first) * len(second)), len(second))
        parts = (pa.array(texts, pa.string()) for texts in (first, second))
        heads, tails = (
            part.take(pa.array(at)) for part, at in zip(parts, (left, right), strict=True)
        )
        words.append(pc.binary_join_element_wise(heads, tails, rule.between))
        types.append(pa.repeat(pa.scalar(rule.type), len(left)))
    if not words:
        return pa.table({"type": pa.array([], pa.string()), "word": pa.array([], pa.string())})
    table = pa.table({"type": pa.concat_arrays(types), "word": pa.concat_arrays(words)})
    table = table.group_by(["type", "word"], use_threads=False).aggregate([])
    made = contiguous(table["word"])
    fresh = pc.invert(pc.is_in(spellings(made), value_set=pc.unique(spellings(seen))))
    fresh = pc.and_(fresh, pa.array(~known(made, rules)))
    if missed is not None:
        fresh = pc.and_(fresh, pa.array(missed.times(spelled_keys(made)) == 0))
    return table.filter(fresh).sort_by([("type", "ascending"), ("word", "ascending")])
