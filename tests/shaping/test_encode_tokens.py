"""Encoded rows: ids, places of mentions, windows; with real tokenizers of three families."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from transformers import AutoTokenizer

import tiny_tokenizers
from laws import check_laws
from reaug.core.apply import apply
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.errors import InputError, UsageError
from reaug.rulebook import load
from reaug.shaping.encode import Encode
from reaug.shaping.encode.styles import STYLES, StyleName
from reaug.shaping.encode.tokens import COLUMNS
from strategies import batches

BOOK = load("klue-re")
EXAMPLES = (
    "[S|PER|이순신]은 조선의 장군으로 1592년 [O|LOC|한산도]에서 이겼다.",
    "[O|ORG|한빛은행] 행장 [S|PER|정다운]은 부산에서 자랐다.",
    "[S|ORG|한빛은행][O|PER|정다운] 행장은 부산에서 자랐다.",
)
FAMILIES: dict[str, Callable[..., str]] = {
    "word pieces": tiny_tokenizers.word_pieces,
    "bytes": tiny_tokenizers.bytes_pairs,
    "unigrams": tiny_tokenizers.unigrams,
}


@pytest.fixture(scope="module")
def tokenizers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Folders of the tokenizers, by family."""
    folder = tmp_path_factory.mktemp("tokenizers")
    return {name: make(folder / name.replace(" ", "-")) for name, make in FAMILIES.items()}


def encoded(step: Encode, batch: Batch) -> list[dict[str, Any]]:
    """What comes of rows, as Python values; with their words."""
    changes = step.propose(batch, step.finish(None, BOOK), None)
    after = apply(batch, changes).batch
    words = zip(after.words("subject").to_pylist(), after.words("object").to_pylist(), strict=True)
    rows = after.table.to_pylist()
    return [
        {**row, "subject": subject, "object": object_}
        for row, (subject, object_) in zip(rows, words, strict=True)
    ]


def tokenizer_of(step: Encode) -> Any:
    how = step.finish(None, BOOK).tokenizing
    assert how is not None
    return how.tokenizer


def read_back(tokenizer: Any, row: dict[str, Any], role: str) -> str:
    """The mention as its tokens say it."""
    ids = row["input_ids"][row[f"{role}_token_start"] : row[f"{role}_token_end"]]
    return str(tokenizer.decode(ids))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("style", STYLES)
def test_mentions_are_read_back_from_their_tokens(
    style: StyleName, family: str, tokenizers: dict[str, str]
) -> None:
    step = Encode(style=style, tokenizer=tokenizers[family])
    tokenizer = tokenizer_of(step)
    for row in encoded(step, batch_of(*EXAMPLES)):
        for role in ("subject", "object"):
            assert read_back(tokenizer, row, role).replace(" ", "") == row[role]
            mask = np.array(row[f"{role}_mask"], dtype=bool)
            start, end = row[f"{role}_token_start"], row[f"{role}_token_end"]
            assert np.flatnonzero(mask).tolist() == list(range(start, end))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("style", STYLES)
def test_ids_are_those_of_the_tokenizer(
    style: StyleName, family: str, tokenizers: dict[str, str]
) -> None:
    step = Encode(style=style, tokenizer=tokenizers[family])
    tokenizer = tokenizer_of(step)
    for row in encoded(step, batch_of(*EXAMPLES)):
        pair = [row["sentence"]]
        if "query" in row:
            pair = [row["query"], row["sentence"]]
            if style == "mask_prompt":
                pair.reverse()
        expected = tokenizer(*pair)
        assert row["input_ids"] == expected["input_ids"]
        assert row["attention_mask"] == expected["attention_mask"]
        assert row.get("token_type_ids") == expected.get("token_type_ids")
        assert row["token_count"] == len(row["input_ids"])


def test_marks_and_types(tokenizers: dict[str, str]) -> None:
    step = Encode(style="typed_entity_marker", tokenizer=tokenizers["word pieces"])
    tokenizer = tokenizer_of(step)
    row = encoded(step, batch_of(EXAMPLES[0]))[0]
    tokens = tokenizer.convert_ids_to_tokens(row["input_ids"])
    assert tokens[row["subject_mark"]] == "[SUBJ-PER]"
    assert tokens[row["object_mark"]] == "[OBJ-LOC]"
    assert row["subject_token_start"] == row["subject_mark"] + 1
    kinds = row["entity_type_ids"]
    types = list(BOOK.types)
    type_ids = {kinds[i] for i in range(row["subject_token_start"], row["subject_token_end"])}
    assert type_ids == {1 + types.index("PER")}
    assert kinds[row["object_token_start"]] == 1 + types.index("LOC")
    assert sum(kind > 0 for kind in kinds) == sum(row["subject_mask"]) + sum(row["object_mask"])
    assert row["labels"] == BOOK.labels.index("no_relation")


def test_masks_of_a_prompt(tokenizers: dict[str, str]) -> None:
    step = Encode(style="mask_prompt", tokenizer=tokenizers["word pieces"])
    tokenizer = tokenizer_of(step)
    row = encoded(step, batch_of(EXAMPLES[0]))[0]
    places = [i for i, token in enumerate(row["input_ids"]) if token == tokenizer.mask_token_id]
    assert row["mask_positions"] == places
    assert len(places) == 5


def test_masks_of_a_sentence_stay_but_are_no_question(tokenizers: dict[str, str]) -> None:
    batch = batch_of("[S|PER|이순신]은 [O|LOC|한산도]에서 이겼다.")
    text = "이순신은 한산도에서 [MASK] [SEP] 이겼다."
    at = batch.table.schema.get_field_index("sentence")
    batch = Batch(batch.table.set_column(at, batch.table.field(at), pa.array([text])))
    step = Encode(style="mask_prompt", tokenizer=tokenizers["word pieces"])
    row = encoded(step, batch)[0]
    masks = row["input_ids"].count(tokenizer_of(step).mask_token_id)
    assert (len(row["mask_positions"]), masks) == (5, 6)
    assert row["mask_positions"][0] > row["input_ids"].index(tokenizer_of(step).mask_token_id)
    assert row["sentence"] == "이순신은 한산도에서 [MASK] ［SEP] 이겼다."
    findings = step.propose(batch, step.finish(None, BOOK), None).findings
    assert [(finding.value, finding.applied) for finding in findings] == [("[SEP]", True)]


def test_a_query_that_makes_a_special_token_of_a_word(tokenizers: dict[str, str]) -> None:
    query = "[{subject}] {object} {mask}"
    step = Encode(style="mask_prompt", query=query, tokenizer=tokenizers["word pieces"])
    batch = batch_of("[S|POH|MASK]는 [O|LOC|한산도]에서 이겼다.", EXAMPLES[0])
    reasons = step.propose(batch, step.finish(None, BOOK), None).reason
    assert reasons is not None
    assert reasons.to_pylist() == ["encode/special-token", None]


def test_special_tokens_that_a_template_asks_for(tokenizers: dict[str, str]) -> None:
    query = "{subject} [SEP] {object} [MASK] {mask}"
    step = Encode(style="entity_marker", query=query, tokenizer=tokenizers["word pieces"])
    (row,) = encoded(step, batch_of(EXAMPLES[0]))
    assert row["input_ids"].count(tokenizer_of(step).mask_token_id) == 2
    assert len(row["mask_positions"]) == 2


def test_a_tokenizer_that_does_not_know_the_marks(tokenizers: dict[str, str]) -> None:
    step = Encode(style="r_bert", tokenizer=tokenizers["word pieces"])
    state = step.finish(None, BOOK)
    batch = batch_of(EXAMPLES[0])
    rows = apply(batch, step.propose(batch, state, None)).batch.table
    odd = replace(state, signs=("#", "☃"))
    assert "does not know ☃, which the marks" in step.measure(rows, odd).warnings[0]


def test_more_types_than_a_byte_counts(tokenizers: dict[str, str]) -> None:
    step = Encode(style="r_bert", tokenizer=tokenizers["word pieces"])
    state = step.finish(None, BOOK)
    assert state.tokenizing is not None
    types = (*(f"T{i}" for i in range(200)), "PER", "LOC")
    state = replace(state, tokenizing=replace(state.tokenizing, types=types))
    columns = step.propose(batch_of(EXAMPLES[0]), state, None).columns
    assert columns is not None
    assert {0, 201, 202} == set(columns["entity_type_ids"][0].as_py())


def test_models_with_one_type_get_no_types(tokenizers: dict[str, str]) -> None:
    step = Encode(style="query_first", tokenizer=tokenizers["word pieces"], token_types=False)
    assert "token_type_ids" not in encoded(step, batch_of(EXAMPLES[0]))[0]


def test_the_manifest_names_the_tokenizer_itself(tokenizers: dict[str, str]) -> None:
    step = Encode(style="r_bert", tokenizer=tokenizers["word pieces"])
    digest = step.describe(step.finish(None, BOOK))["tokenizer_digest"]
    tokenizer_of(step)("이순신", truncation=True, max_length=2, padding=True)
    assert step.describe(step.finish(None, BOOK))["tokenizer_digest"] == digest
    other = Encode(style="r_bert", tokenizer=tokenizers["bytes"])
    assert other.describe(other.finish(None, BOOK))["tokenizer_digest"] != digest


def test_labels_that_nobody_knows_and_rows_without(tokenizers: dict[str, str]) -> None:
    batch = batch_of(*EXAMPLES, label=["per:spouse", "own:label", "no_relation"])
    step = Encode(style="r_bert", tokenizer=tokenizers["word pieces"])
    label_ids = [row["labels"] for row in encoded(step, batch)]
    assert label_ids == [BOOK.labels.index("per:spouse"), None, 0]


BORN = "그는 서울에서 태어난 사람이다. "
LONG = (
    f"[S|PER|이순신]은 조선의 장군으로 1592년에 이겼다. {BORN}그는 서울에서 [O|LOC|조선] 사람이다.",
    f"{BORN}{BORN}[S|PER|이순신]은 [O|LOC|조선]의 장군이다.",
    f"[O|LOC|조선]의 {BORN}{BORN}[S|PER|이순신]",
)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("room", [0, 1, 2, 7, 30])
def test_no_mention_is_cut(
    style: StyleName, room: int, family: str, tokenizers: dict[str, str]
) -> None:
    step = Encode(style=style, tokenizer=tokenizers[family], max_length=4096)
    full = encoded(step, batch_of(*LONG))
    tokenizer = tokenizer_of(step)
    for text, encoding in zip(LONG, full, strict=True):
        need = needed(step, text)
        row = encoded(step.model_copy(update={"max_length": need + room}), batch_of(text))[0]
        size = min(need + room, len(encoding["input_ids"]))
        assert len(row["input_ids"]) == len(row["subject_mask"]) == size
        assert row["token_count"] == len(encoding["input_ids"])
        for role in ("subject", "object"):
            assert read_back(tokenizer, row, role) == read_back(tokenizer, encoding, role)
        if style == "mask_prompt":
            assert len(row["mask_positions"]) == 5


def needed(step: Encode, text: str) -> int:
    """The least `max_length` that a row can have, from the error that tells it."""
    with pytest.raises(UsageError, match=r"use \d+ or more") as error:
        encoded(step.model_copy(update={"max_length": 3}), batch_of(text))
    return int(str(error.value).split("use ")[1].split(" ")[0])


def test_the_mentions_alone_are_too_long(tokenizers: dict[str, str]) -> None:
    step = Encode(style="entity_marker", tokenizer=tokenizers["word pieces"], max_length=8)
    with pytest.raises(UsageError, match="mentions of row 'row-1' take 11 tokens") as error:
        encoded(step, batch_of("[S|PER|김]은 [O|LOC|부]에서 그는 서울에서", LONG[0]))
    assert "max_length is 8; use 11 or more" in str(error.value)


def test_padding(tokenizers: dict[str, str]) -> None:
    step = Encode(style="r_bert", tokenizer=tokenizers["word pieces"], max_length=64, pad=True)
    rows = encoded(step, batch_of(*EXAMPLES))
    loose = encoded(step.model_copy(update={"pad": False}), batch_of(*EXAMPLES))
    for row, short in zip(rows, loose, strict=True):
        n = len(short["input_ids"])
        for name in ("input_ids", "attention_mask", "token_type_ids", "subject_mask"):
            assert row[name] == short[name] + [0] * (64 - n)
        assert row["unknown_count"] == short["unknown_count"]


def test_a_mention_without_any_token(tokenizers: dict[str, str]) -> None:
    batch = batch_of("[S|PER|\u0003]은 [O|LOC|한산도]에서 이겼다.", EXAMPLES[0])
    step = Encode(style="entity_marker", tokenizer=tokenizers["word pieces"])
    changes = step.propose(batch, step.finish(None, BOOK), None)
    assert changes.reason.to_pylist() == ["encode/no-token", None]


def test_unknown_tokens_are_counted_and_warned_of(tokenizers: dict[str, str]) -> None:
    batch = batch_of("[S|PER|이순신]은 쏿쑗쒬 [O|LOC|한산도]에서 쬃쭏 이겼다.")
    step = Encode(style="r_bert", tokenizer=tokenizers["word pieces"])
    state = step.finish(None, BOOK)
    rows = apply(batch, step.propose(batch, state, None)).batch.table
    assert rows["unknown_count"].to_pylist() == [2]
    measures = step.measure(rows, state)
    assert measures.figures["longest"] == rows["token_count"][0].as_py()
    assert measures.figures["unknown_share"] > 0.05
    assert "are unknown to the tokenizer" in measures.warnings[0]


def test_a_mention_wholly_unknown_is_a_finding_however_few(tokenizers: dict[str, str]) -> None:
    known = "[S|PER|이순신]은 [O|LOC|한산도]에서 이겼다."
    unknown = "[S|PER|쏿쑗]은 [O|LOC|한산도]에서 이겼다."
    partly = "[S|PER|쏿 이순신]은 [O|LOC|🎸🔥]에서 이겼다."
    batch = batch_of(*[known] * 40, unknown, partly)
    for style in ("r_bert", "typed_entity_marker", "query_first"):
        step = Encode(style=style, tokenizer=tokenizers["word pieces"])
        state = step.finish(None, BOOK)
        changes = step.propose(batch, state, None)
        findings = [(finding.rows, finding.field, finding.value) for finding in changes.findings]
        assert findings == [
            (("row-40",), "subject_entity.word", "쏿쑗"),
            (("row-41",), "object_entity.word", "🎸🔥"),
        ], style
        assert {finding.rule for finding in changes.findings} == {"encode/unknown-mention"}
        measures = step.measure(apply(batch, changes).batch.table, state)
        assert measures.figures["unknown_mentions"] == 2
        assert "2 mentions consist only of unknown tokens" in measures.warnings[-1]
    step = Encode(style="r_bert", tokenizer=tokenizers["word pieces"])
    changes = step.propose(batch.take(np.arange(40)), step.finish(None, BOOK), None)
    assert changes.findings == ()


def test_cut_rows_are_counted(tokenizers: dict[str, str]) -> None:
    step = Encode(style="r_bert", tokenizer=tokenizers["word pieces"], max_length=24)
    state = step.finish(None, BOOK)
    batch = batch_of(*LONG, "[S|PER|김구]는 [O|LOC|조선] 사람")
    rows = apply(batch, step.propose(batch, state, None)).batch.table
    assert step.measure(rows, state).figures["cut"] == 3


def test_the_tokenizer_lies_beside_the_data(tmp_path: Path, tokenizers: dict[str, str]) -> None:
    step = Encode(style="typed_entity_marker", type_names="ko", tokenizer=tokenizers["word pieces"])
    state = step.finish(None, BOOK)
    batch = batch_of(*EXAMPLES)
    rows = apply(batch, step.propose(batch, state, None)).batch.table
    step.leave(tmp_path, rows, state)
    document = json.loads((tmp_path / "encoding.json").read_text(encoding="utf-8"))
    again = AutoTokenizer.from_pretrained(tmp_path / document["tokenizer"])
    assert len(again) == document["vocabulary"]
    assert document["added_tokens"][0] == "[SUBJ-사람]"
    assert document["label2id"] == {name: i for i, name in enumerate(BOOK.labels)}
    assert document["entity_type2id"]["PER"] == 1
    for row in rows.to_pylist():
        assert again(row["sentence"])["input_ids"] == row["input_ids"]
    # Taught once, it is taught: the saved one gives the same ids.
    twice = step.model_copy(update={"tokenizer": str(tmp_path / "tokenizer")})
    assert encoded(twice, batch)[1]["input_ids"] == rows["input_ids"][1].as_py()


def test_the_tokenizer_that_was_loaded_is_not_changed(tokenizers: dict[str, str]) -> None:
    from reaug.korean.tokenizer import load_tokenizer

    before = len(load_tokenizer(tokenizers["word pieces"]))
    encoded(
        Encode(style="entity_marker", tokenizer=tokenizers["word pieces"]), batch_of(EXAMPLES[0])
    )
    assert len(load_tokenizer(tokenizers["word pieces"])) == before


def test_who_called_the_tokenizer_last_makes_no_difference(tokenizers: dict[str, str]) -> None:
    step = Encode(style="entity_marker", tokenizer=tokenizers["word pieces"])
    tokenizer_of(step)("이순신은 조선의 장군", truncation=True, max_length=4, padding="max_length")
    row = encoded(step, batch_of(EXAMPLES[0]))[0]
    assert len(row["input_ids"]) == row["token_count"] > 20


@pytest.mark.parametrize("style", ["typed_entity_marker_punct", "query_first", "mask_prompt"])
@settings(max_examples=20)
@given(batch=batches())
def test_the_laws(style: StyleName, tokenizers: dict[str, str], batch: Batch) -> None:
    step = Encode(style=style, tokenizer=tokenizers["word pieces"], max_length=512)
    check_laws(step, batch, rules=BOOK)


def test_a_state_travels_to_other_processes(tokenizers: dict[str, str]) -> None:
    state = Encode(style="r_bert", tokenizer=tokenizers["word pieces"]).finish(None, BOOK)
    assert pickle.loads(pickle.dumps(state)) == state


def test_no_rows(tokenizers: dict[str, str]) -> None:
    step = Encode(style="mask_prompt", tokenizer=tokenizers["word pieces"])
    none = batch_of(EXAMPLES[0]).take(np.zeros(0, np.int64))
    state = step.finish(None, BOOK)
    columns = step.propose(none, state, None).columns
    some = step.propose(batch_of(EXAMPLES[0]), state, None).columns
    assert columns is not None
    assert some is not None
    assert columns.schema.equals(some.schema)
    assert set(some.column_names) <= {"query", *COLUMNS}


def test_a_tokenizer_that_undoes_the_escape(tokenizers: dict[str, str]) -> None:
    step = Encode(style="r_bert", clash="escape", tokenizer=tokenizers["unigrams"])
    with pytest.raises(UsageError, match="reads ＃ as #, so escaping does nothing"):
        step.finish(None, BOOK)


def test_rows_that_are_encoded_already(tokenizers: dict[str, str]) -> None:
    step = Encode(style="r_bert", tokenizer=tokenizers["word pieces"])
    batch = batch_of(EXAMPLES[0])
    state = step.finish(None, BOOK)
    twice = apply(batch, step.propose(batch, state, None)).batch
    with pytest.raises(InputError, match="already has a column 'attention_mask'"):
        step.propose(twice, state, None)
