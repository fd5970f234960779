"""Describe words by their spelling and the rule book alone, whatever rows they occur in."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import Bool, as_mask
from reaug.core.worker_pool import current_pool
from reaug.korean.josa import final_sounds
from reaug.transforms.entity_swap.context_patterns import SEVERAL
from reaug.transforms.entity_swap.donors import known, sexes, spellings
from reaug.transforms.entity_swap.pool import BRACKET, EDGE, numberless_dates, pools
from reaug.transforms.entity_swap.values import values

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook

MAX_LENGTH: Final = 30
"""Maximum length of a word in code points; longer ones are mostly wrongly cut phrases."""
_LIST: Final = ", "
_READABLE: Final = r"^[^\x00-\x1f]*[\p{L}\p{Nd}][^\x00-\x1f]*$"

_PART: Final = 8_192
"""Number of words from which on worker processes describe a part each."""


def described_by_all(
    types: pa.StringArray,
    words: pa.StringArray,
    rules: RuleBook,
    own: pa.StringArray | None = None,
) -> pa.Table:
    """Return the table of `described`, computed by the processes of a `worker_pool` block, if any.

    Examples
    --------
    >>> from reaug.rulebook import load
    >>> one = pa.array(["PER"]), pa.array(["김영숙"]), load("klue-re")
    >>> described_by_all(*one).equals(described(*one))
    True
    """
    pool = current_pool()
    parts = 1 if pool is None else min(pool.number, len(words) // _PART)
    if pool is None or parts < 2:
        return described(types, words, rules, own)
    rows = [pa.array(part) for part in np.array_split(np.arange(len(words)), parts)]
    # taken rather than sliced, since a slice is sent with its whole array
    sent = [[column.take(part) for part in rows] for column in (types, words)]
    owns = [None if own is None else own.take(part) for part in rows]
    tables = pool.spread(partial(_described_part, rules), *sent, owns)
    return pa.concat_tables(tables).combine_chunks()


def _described_part(
    rules: RuleBook, types: pa.StringArray, words: pa.StringArray, own: pa.StringArray | None
) -> pa.Table:
    return described(types, words, rules, own)


def described(
    types: pa.StringArray,
    words: pa.StringArray,
    rules: RuleBook,
    own: pa.StringArray | None = None,
) -> pa.Table:
    """Return a table that describes m distinct words with their types.

    `own` has the kind that the user has given for each word, as TYPE/kind, else null.

    Returns
    -------
    m rows, with these columns beside `type` and `word`:

    - `kind`, `pool`: the kind in the rule book, and the pool.
    - `sex`: the sex that a person's name suggests; "" for other types.
    - `spelling`: the word in the form for comparing.
    - `listed`: whether the rule book lists the word as a name that every reader knows.
    - `doubtful`: whether the form of the word implies another type.
    - `usable`: whether the word looks like a whole name.
    - `value`, `sound`: the value of a date, number or surname, and the final sound.

    Examples
    --------
    >>> from reaug.rulebook import load
    >>> row = described(pa.array(["PER"]), pa.array(["김영숙"]), load("klue-re")).to_pylist()[0]
    >>> row["kind"], row["sex"], row["usable"]
    ('PER/korean-name', 'woman', True)
    """
    kinds, implied, spelled = (
        rules.kinds(words, types),
        rules.implied_types(words),
        spellings(words),
    )
    return pa.table(
        {
            "type": types,
            "word": words,
            "kind": kinds,
            "pool": pools(words, types, rules, kinds, own),
            "sex": sexes(words, types, rules),
            "spelling": spelled,
            "listed": pa.array(known(spelled, rules)),
            "doubtful": pc.and_(pc.not_equal(implied, ""), pc.not_equal(implied, types)),
            "usable": pa.array(_usable(words, types)),
            "value": pa.array(values(words, types)),
            "sound": pa.array(final_sounds(words)),
        }
    )


def _usable(words: pa.StringArray, types: pa.StringArray) -> Bool:
    """Return whether each word looks like one whole name (`bool[m]`)."""
    # Words with brackets, with quotes at an end, with several persons, or with control characters
    # do not, nor do dates without a number.
    usable = as_mask(pc.less_equal(pc.utf8_length(words), MAX_LENGTH))
    usable &= ~as_mask(pc.match_substring_regex(words, EDGE))
    usable &= ~as_mask(pc.match_substring_regex(words, BRACKET))
    usable &= ~as_mask(pc.match_substring(words, _LIST))
    several = as_mask(pc.match_substring_regex(words, SEVERAL))
    usable &= ~(several & as_mask(pc.equal(types, "PER")))
    usable &= as_mask(pc.match_substring_regex(words, _READABLE))
    return usable & ~numberless_dates(words, types)
