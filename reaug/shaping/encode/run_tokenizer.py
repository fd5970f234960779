"""The tokenizer of an `encode` run: its maximum length, figures about encoded rows, its files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import Bool
from reaug.core.schema import ROLES, Role
from reaug.core.step import Measures
from reaug.core.text import contiguous
from reaug.errors import OutputError
from reaug.shaping.encode.tokens import Tokenizing

MOST_UNKNOWN: Final = 0.05
"""A greater share of unknown tokens causes a warning; a tokenizer for Korean has about 1%."""

NO_BOUND: Final = 1_000_000
"""A maximum length above this means that the tokenizer knows none."""


def greatest_length(tokenizer: Any) -> int | None:
    """Return the maximum number of tokens of a tokenizer's model; None if it reports no sensible
    number.
    """
    length = tokenizer.model_max_length
    if isinstance(length, bool) or not isinstance(length, int | float):
        return None
    return int(length) if 1 <= length <= NO_BOUND else None


def measures_of(rows: pa.Table, how: Tokenizing, style: str, signs: Sequence[str]) -> Measures:
    """Return the lengths of rows in tokens, how many rows were cut, and the share of unknown
    tokens.

    Parameters
    ----------
    rows
        Encoded rows.
    signs
        The signs that the marks of `style` are made of.
    """
    count = rows["token_count"]
    bound = how.max_length
    cut = 0 if bound is None else pc.sum(pc.greater(count, bound)).as_py() or 0
    tokens_left = pc.sum(count if bound is None else pc.min_element_wise(count, bound)).as_py() or 0
    unknown = (pc.sum(rows["unknown_count"]).as_py() or 0) / max(tokens_left, 1)
    mentions = sum(int(mask.sum()) for mask in unknown_mentions(rows, how).values())
    figures = {
        "longest": pc.max(count).as_py(),
        "cut": cut,
        "unknown_share": round(unknown, 6),
        "unknown_mentions": mentions,
    }
    return Measures(figures, (*_warnings(how, style, signs, unknown), *_unseen(mentions)))


def _unseen(mentions: int) -> Iterator[str]:
    if mentions:
        many = f"{mentions:,} mentions consist" if mentions > 1 else "1 mention consists"
        yield (
            f"{many} only of unknown tokens, so a model cannot tell them apart; findings.jsonl "
            "lists them (encode/unknown-mention)"
        )


def unknown_mentions(rows: pa.Table, how: Tokenizing) -> dict[Role, Bool]:
    """Return which rows have a mention of unknown tokens only, by role (`bool[n]`).

    Parameters
    ----------
    rows
        n encoded rows; False is returned for a row without tokens.
    """
    result: dict[Role, Bool] = {role: np.zeros(rows.num_rows, dtype=np.bool_) for role in ROLES}
    if how.tokenizer.unk_token_id is None or not rows.num_rows:
        return result
    token_ids = contiguous(rows["input_ids"])
    row = pc.list_parent_indices(token_ids).to_numpy()
    unknown = pc.list_flatten(token_ids).to_numpy() == how.tokenizer.unk_token_id
    for role in ROLES:
        inside = pc.list_flatten(contiguous(rows[f"{role}_mask"])).to_numpy() > 0
        size = np.bincount(row[inside], minlength=rows.num_rows)
        known_tokens = np.bincount(row[inside & ~unknown], minlength=rows.num_rows)
        result[role] = (size > 0) & (known_tokens == 0)
    return result


def _warnings(how: Tokenizing, style: str, signs: Sequence[str], unknown: float) -> Iterator[str]:
    token_ids = how.tokenizer(list(signs), add_special_tokens=False)["input_ids"] if signs else []
    unknown_signs = [
        sign
        for sign, ids_of_sign in zip(signs, token_ids, strict=True)
        if how.tokenizer.unk_token_id in ids_of_sign
    ]
    if unknown_signs:
        yield (
            f"the tokenizer does not know {' '.join(unknown_signs)}, which the marks of {style} "
            "consist of; use another style"
        )
    if unknown > MOST_UNKNOWN:
        share = f"{unknown:.1%} of the tokens are unknown to the tokenizer"
        yield f"{share}; it may not be for this text"
    most = greatest_length(how.tokenizer)
    if how.max_length is not None and most is not None and how.max_length > most:
        yield (
            f"max_length is {how.max_length}, but the tokenizer's model takes {most} tokens; use "
            f"{most} or less"
        )


def write(folder: Path, how: Tokenizing, description: Mapping[str, Any]) -> None:
    """Write the tokenizer with its new tokens (`tokenizer/`) and `encoding.json` into a run folder.

    Raises
    ------
    OutputError
        The tokenizer cannot be written.
    """
    try:
        how.tokenizer.save_pretrained(str(folder / "tokenizer"))
    except Exception as error:  # the library raises its own errors if the disk is full
        raise OutputError(f"the tokenizer cannot be written next to the data: {error}") from error
    document = {
        **description,
        "tokenizer": "tokenizer",
        "vocabulary": len(how.tokenizer),
        "label2id": {name: i for i, name in enumerate(how.labels)},
        "entity_type2id": {"": 0, **{name: i for i, name in enumerate(how.types, 1)}},
    }
    text = json.dumps(document, ensure_ascii=False, indent=2)
    (folder / "encoding.json").write_text(text + "\n", encoding="utf-8")
