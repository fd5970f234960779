"""Load a tokenizer of `transformers`, once per process, and split sentences into tokens."""

from __future__ import annotations

import copy
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import xxhash

from reaug.core.arrays import I64
from reaug.core.batch import Batch, Ragged
from reaug.errors import UsageError
from reaug.files.run_files import check_unchanged

_PROBE: Final = "이순신은 조선의 장군으로 1592년 한산도에서 이겼다. 그는 서울에서 태어난 사람이다."
"""Everyday Korean text. A tokenizer that knows no word of it is not for Korean."""


@lru_cache(maxsize=4)
def load_tokenizer(name: str, revision: str | None = None) -> Any:
    """Return the tokenizer of a folder or a hub name, loaded once per process.

    `revision` is a branch, a tag or a commit.

    Raises
    ------
    UsageError
        If the tokenizer cannot be loaded, or is not for Korean.
    InputError
        If the tokenizer is in a run folder and was changed after the run.
    """
    check_unchanged(Path(name))
    from transformers import AutoTokenizer

    try:
        # Code that comes with a model is never run, and the user is not asked for permission.
        with _quiet_hub():
            tokenizer = AutoTokenizer.from_pretrained(
                name, revision=revision or "main", trust_remote_code=False
            )
        probe = tokenizer(_PROBE, add_special_tokens=False, verbose=False)["input_ids"]
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever a library finds wrong with the user's files
        why = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(" .:")
        raise UsageError(
            f"no tokenizer can be loaded from {name!r} ({why}); "
            "give a folder with tokenizer.json or vocab.txt, or a name on the Hugging Face hub"
        ) from error
    if all(token == tokenizer.unk_token_id for token in probe):
        raise UsageError(
            f"the tokenizer {name!r} gives only unknown tokens for Korean text; "
            "its files do not fit its class, or it is not for Korean"
        )
    return tokenizer


@contextmanager
def _quiet_hub() -> Iterator[None]:
    """Suppress messages about each retry of the hub in a `with` block."""
    # The error is reported at the end.
    logger = logging.getLogger("huggingface_hub")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


@lru_cache(maxsize=4)
def load_with_tokens(name: str, added: tuple[str, ...]) -> Any:
    """Return a tokenizer with the texts of `added` as special tokens.

    It is a copy. Texts that are tokens already keep their ids.

    Raises
    ------
    UsageError
        See `load_tokenizer`; or if the tokenizer cannot give the offsets of tokens in the text.
    """
    from tokenizers import AddedToken

    tokenizer = copy.deepcopy(load_tokenizer(name))
    if not tokenizer.is_fast:
        raise UsageError(
            f"the tokenizer {name!r} gives no offsets of its tokens, since it is implemented in "
            "Python; use one with a tokenizer.json"
        )
    tokens = [AddedToken(text, normalized=False, special=True) for text in added]
    tokenizer.add_tokens(tokens, special_tokens=True)
    return tokenizer


def special_tokens(tokenizer: Any) -> dict[str, int]:
    """Return the texts that a tokenizer reads as a single special token, with their ids.

    Ordinary words that were added to the vocabulary are not included.
    """
    added = tokenizer.added_tokens_decoder.items()
    named = dict(zip(tokenizer.all_special_tokens, tokenizer.all_special_ids, strict=True))
    return named | {token.content: number for number, token in added if token.special}


def digest_of(tokenizer: Any) -> str:
    """Return a hash of a tokenizer's vocabulary and settings.

    It shows if another tokenizer has the same name later.
    """
    backend = tokenizer.backend_tokenizer
    backend.no_truncation()  # the state of the last call is not part of the behaviour
    backend.no_padding()
    return xxhash.xxh3_128_hexdigest(backend.to_str().encode())


def token_counts(sentences: pa.StringArray, name: str) -> I64:
    """Return the number of tokens of each sentence, without special tokens, `int64[n]`."""
    if not len(sentences):  # transformers 5.23 fails on an empty list
        return np.zeros(0, dtype=np.int64)
    encoded = load_tokenizer(name)(
        sentences.to_pylist(),
        add_special_tokens=False,
        return_attention_mask=False,
        return_token_type_ids=False,
        verbose=False,
    )
    return np.array([len(token_ids) for token_ids in encoded["input_ids"]], dtype=np.int64)


def tokens(batch: Batch, name: str) -> Ragged:
    """Return the spans of the tokens of the sentences, without white space at their edges.

    A character may have several tokens, one for each of its bytes. Their spans overlap, and are
    merged into one.

    Raises
    ------
    UsageError
        If the tokenizer cannot be loaded, or its offsets are outside the text.
    """
    if not len(batch):  # transformers 5.23 fails on an empty list
        return Ragged(*np.zeros((3, 0), dtype=np.int64))
    encoded = load_tokenizer(name)(
        batch.sentence.to_pylist(),
        add_special_tokens=False,
        return_offsets_mapping=True,
        return_attention_mask=False,
        return_token_type_ids=False,
        verbose=False,
    )["offset_mapping"]
    row = np.repeat(np.arange(len(batch)), [len(offsets) for offsets in encoded])
    flat = np.array([pair for offsets in encoded for pair in offsets], dtype=np.int64)
    start, end = flat.reshape(-1, 2).T
    length = batch.codepoints.lengths[row]
    if np.any((start < 0) | (end < start) | (end > length)):
        raise UsageError(f"the tokenizer {name!r} gives offsets outside the text; use another")
    return _without_overlap(batch, *_trimmed(batch, row, start, end))


def _trimmed(batch: Batch, row: I64, start: I64, end: I64) -> tuple[I64, I64, I64]:
    """Return the spans without white space at the edges; spans of white space only are left out."""
    points = batch.codepoints
    space = np.append(points.is_space, False)
    base = points.first[row]
    start, end = start.copy(), end.copy()
    while (off := (start < end) & space[base + start]).any():
        start += off
    while (off := (start < end) & space[base + end - 1]).any():
        end -= off
    full = start < end
    return row[full], start[full], end[full]


def _without_overlap(batch: Batch, row: I64, start: I64, end: I64) -> Ragged:
    """Return the spans sorted, with overlapping spans merged."""
    base = batch.codepoints.first[row]
    order = np.lexsort((end, base + start))
    row, base, start, end = row[order], base[order], start[order], end[order]
    furthest = np.maximum.accumulate(base + end)
    head = np.ones(len(row), dtype=np.bool_)
    head[1:] = (base + start)[1:] >= furthest[:-1]
    first = np.flatnonzero(head)
    last = np.append(first[1:], len(row)) - 1
    return Ragged(row[first], start[first], (furthest - base)[last[: len(first)]])
