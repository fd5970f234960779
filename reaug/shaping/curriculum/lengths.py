"""How long sentences are, in each unit."""

from __future__ import annotations

from typing import Literal

import numpy as np

from reaug.core.arrays import I64
from reaug.core.batch import Batch

Unit = Literal["char", "eojeol", "morpheme", "token"]


def lengths(batch: Batch, by: Unit, tokenizer: str | None = None) -> I64:
    """`int64[n]`: the lengths of the sentences.

    Parameters
    ----------
    tokenizer
        Folder or hub name, for tokens.

    Raises
    ------
    UsageError
        The tokenizer cannot be loaded.
    """
    if by == "char":
        return batch.codepoints.lengths
    if by == "eojeol":
        row = batch.eojeols.row
    elif by == "morpheme":
        from reaug.korean.mecab import morphemes

        row = morphemes(batch.sentence).row
    else:
        from reaug.korean.tokenizer import token_counts

        return token_counts(batch.sentence, str(tokenizer))
    return np.bincount(row, minlength=len(batch)).astype(np.int64)
