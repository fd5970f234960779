"""Tokenizers that say odd things, lack something, or read what was escaped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import tiny_tokenizers
from reaug.core.apply import apply
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.errors import UsageError
from reaug.rulebook import load
from reaug.shaping.encode import Encode

BOOK = load("klue-re")
EXAMPLE = "[S|PER|이순신]은 조선의 장군으로 1592년 [O|LOC|한산도]에서 이겼다."


def test_a_tokenizer_that_finds_special_tokens_in_what_was_escaped(tmp_path: Path) -> None:
    name = tiny_tokenizers.unigrams(tmp_path)
    file = tmp_path / "tokenizer.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    for token in document["added_tokens"]:
        token["normalized"] = True  # NFKC makes [SEP] of what is written in full width
    file.write_text(json.dumps(document), encoding="utf-8")
    batch = batch_of("[S|PER|이순신]은 /SEP] [O|LOC|한산도]에서 이겼다.", EXAMPLE)
    text = pa.array(["이순신은 [SEP] 한산도에서", batch.row(1).sentence])
    at = batch.table.schema.get_field_index("sentence")
    batch = Batch(batch.table.set_column(at, batch.table.field(at), text))
    step = Encode(style="r_bert", tokenizer=name)
    reasons = step.propose(batch, step.finish(None, BOOK), None).reason
    assert reasons is not None
    assert reasons.to_pylist() == ["encode/special-token", None]


def saying(folder: Path, length: object) -> str:
    """A tokenizer whose file says so of the greatest length of its model."""
    name = tiny_tokenizers.word_pieces(folder)
    file = folder / "tokenizer_config.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**document, "model_max_length": length}), encoding="utf-8")
    return name


@pytest.mark.parametrize("length", [float("nan"), -1, 0, True])
def test_a_greatest_length_that_makes_no_sense(tmp_path: Path, length: object) -> None:
    state = Encode(style="r_bert", tokenizer=saying(tmp_path, length)).finish(None, BOOK)
    assert state.tokenizing is not None
    assert state.tokenizing.max_length is None


@pytest.mark.parametrize("length", ["512", [1]])
def test_a_greatest_length_that_is_no_number(tmp_path: Path, length: object) -> None:
    with pytest.raises(UsageError, match="no tokenizer can be loaded"):
        Encode(style="r_bert", tokenizer=saying(tmp_path, length)).finish(None, BOOK)


def test_more_than_the_model_takes_is_warned_of(tmp_path: Path) -> None:
    name = tiny_tokenizers.word_pieces(tmp_path, model_max_length=64)
    step = Encode(style="r_bert", tokenizer=name, max_length=80)
    state = step.finish(None, BOOK)
    batch = batch_of(EXAMPLE)
    rows = apply(batch, step.propose(batch, state, None)).batch.table
    (warning,) = step.measure(rows, state).warnings
    assert "max_length is 80, but the tokenizer's model takes 64 tokens" in warning


def test_a_tokenizer_that_is_not_for_korean(tmp_path: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    latin = Tokenizer(models.WordLevel({"[UNK]": 0, "a": 1}, unk_token="[UNK]"))
    latin.pre_tokenizer = pre_tokenizers.Whitespace()
    PreTrainedTokenizerFast(tokenizer_object=latin, unk_token="[UNK]").save_pretrained(
        str(tmp_path)
    )
    with pytest.raises(UsageError, match="gives only unknown tokens for Korean"):
        Encode(style="r_bert", tokenizer=str(tmp_path)).finish(None, BOOK)


@pytest.mark.parametrize(
    ("missing", "given", "message"),
    [
        ("mask_token", {"style": "mask_prompt"}, "has no mask token"),
        ("mask_token", {"style": "r_bert", "query": "{subject} {mask} {object}"}, "no mask token"),
        ("pad_token", {"style": "r_bert", "pad": True, "max_length": 9}, "no padding token"),
        ("", {"style": "r_bert", "pad": True}, "sets no maximum length"),
    ],
)
def test_what_a_tokenizer_lacks(
    tmp_path: Path, missing: str, given: dict[str, Any], message: str
) -> None:
    name = tiny_tokenizers.word_pieces(tmp_path, **({missing: None} if missing else {}))
    with pytest.raises(UsageError, match=message):
        Encode(tokenizer=name, **given).finish(None, BOOK)


def adding(folder: Path, text: str, *, special: bool) -> str:
    """A tokenizer to which somebody has added a token."""
    from tokenizers import AddedToken
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(tiny_tokenizers.word_pieces(folder))
    tokenizer.add_tokens([AddedToken(text, special=special, normalized=False)])
    tokenizer.save_pretrained(str(folder))
    return str(folder)


def test_words_that_somebody_added_are_words(tmp_path: Path) -> None:
    batch = batch_of(EXAMPLE, "[S|PER|이순신]은 조선의 [O|POH|장군]이다.")
    step = Encode(style="entity_marker", tokenizer=adding(tmp_path, "장군", special=False))
    changes = step.propose(batch, step.finish(None, BOOK), None)
    assert changes.reason is not None
    assert changes.reason.to_pylist() == [None, None]
    assert apply(batch, changes).batch.row(1).object_word == "장군"


@pytest.mark.parametrize(("text", "reason"), [("<조선>", None), ("조선", "encode/special-token")])
def test_special_tokens_that_somebody_added(tmp_path: Path, text: str, reason: str | None) -> None:
    batch = batch_of(f"[S|PER|이순신]은 {text} [O|LOC|한산도]에서 이겼다.")
    step = Encode(style="entity_marker", tokenizer=adding(tmp_path, text, special=True))
    changes = step.propose(batch, step.finish(None, BOOK), None)
    assert changes.reason is not None
    assert changes.reason.to_pylist() == [reason]
