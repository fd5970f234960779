"""Invent names from parts in the rule book; none occurs in the rows."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.draws import text_keys
from reaug.core.text import contiguous
from reaug.transforms.entity_swap.donors import spellings
from reaug.transforms.entity_swap.words import described

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reaug.core.bounded_tables import Tally
    from reaug.rulebook import RuleBook

_MOST_KEPT: Final = 8
"""Number of tables in the cache, each for one type and rule book; 17,000 names take about 2 MB."""
_kept: Final[OrderedDict[tuple[str, str], pa.Table]] = OrderedDict()
_keeping: Final = Lock()


def made_names(
    rules: RuleBook,
    seen: pa.StringArray,
    missed: Tally | None = None,
    types: Iterable[str] | None = None,
) -> pa.Table:
    """Return the names that can be composed of parts in the rule book, and that are not in the
    data.

    The names are composed and described once per rule book; each call only looks up which of them
    occur in the data.

    Parameters
    ----------
    rules
        The rule book, whose `donors.made` defines how parts are combined.
    seen
        The words of the mentions of the data; a name with the same spelling is left out.
    missed
        Further words of the data, as counts by spelling; their names are left out, too.
    types
        The types to make names of; None for all types for which the rule book has parts.

    Returns
    -------
    The columns of `words.described`, sorted by `type` and `word`.

    Examples
    --------
    >>> from reaug.rulebook import load
    >>> names = made_names(load("klue-re"), pa.array(["김상묵"]))
    >>> names.num_rows > 5000, names["type"].unique().to_pylist()
    (True, ['ORG', 'PER'])
    """
    ours = {rule.type for rule in rules.donors.made}
    chosen = sorted(ours if types is None else ours.intersection(types))
    if chosen:
        table = pa.concat_tables([_of_type(type_, rules) for type_ in chosen])
    else:
        none = pa.array([], pa.string())
        table = described(none, none, rules)
    spelled = contiguous(table["spelling"])
    fresh = pc.invert(pc.is_in(spelled, value_set=pc.unique(spellings(seen))))
    if missed is not None:
        fresh = pc.and_(fresh, pa.array(missed.times(text_keys(spelled)) == 0))
    return table.filter(fresh)


def _of_type(type_: str, rules: RuleBook) -> pa.Table:
    """Return the invented names of a type, without those of well-known people or organisations."""
    # The result has the columns of `words.described`, and is cached.
    key = rules.content_hash, type_
    with _keeping:  # another thread waits, and finds them
        table = _kept.pop(key, None)
        if table is None:
            table = _composed(type_, rules)
        _kept[key] = table
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return table


def _composed(type_: str, rules: RuleBook) -> pa.Table:
    words = list[pa.StringArray]()
    for rule in rules.donors.made:
        if rule.type != type_:
            continue
        first, second = (rules.lexicons[name] for name in (rule.first, rule.second))
        left, right = np.divmod(np.arange(len(first) * len(second)), len(second))
        parts = (pa.array(texts, pa.string()) for texts in (first, second))
        heads, tails = (
            part.take(pa.array(at)) for part, at in zip(parts, (left, right), strict=True)
        )
        words.append(pc.binary_join_element_wise(heads, tails, rule.between))
    distinct = pc.unique(pa.concat_arrays(words))
    if rules.donors.made_unless is not None:
        reads_as_word = pc.match_substring_regex(distinct, rules.donors.made_unless)
        distinct = distinct.filter(pc.invert(reads_as_word))
    distinct = distinct.take(pc.sort_indices(distinct))
    table = described(contiguous(pa.repeat(pa.scalar(type_), len(distinct))), distinct, rules)
    return table.filter(pc.invert(table["listed"])).combine_chunks()
