"""Models train on encoded data as it lies in a run folder: a tiny one, two steps, on the CPU."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import datasets
import pytest
from transformers import AutoTokenizer, DataCollatorWithPadding, default_data_collator

import tiny_tokenizers
from run_folders import carry_out

torch = pytest.importorskip("torch", reason="pip install 'reaug[mlm]'")
pytestmark = pytest.mark.torch


def encoded(tmp_path: Path, **given: Any) -> tuple[Any, Any, dict[str, Any]]:
    """Rows, tokenizer and what is told of both, all from the run folder."""
    name = tiny_tokenizers.word_pieces(tmp_path / "tiny")
    carry_out([{"encode": {"tokenizer": name, **given}}], tmp_path / "run")
    document = json.loads((tmp_path / "run" / "encoding.json").read_text(encoding="utf-8"))
    tokenizer = AutoTokenizer.from_pretrained(tmp_path / "run" / document["tokenizer"])
    return datasets.load_from_disk(str(tmp_path / "run" / "data")), tokenizer, document


def tiny(kind: str, vocabulary: int, labels: int = 2) -> Any:
    import transformers

    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=vocabulary,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        num_labels=labels,
    )
    return getattr(transformers, kind)(config)


def two_steps(model: Any, loss_of: Any, batches: Any) -> list[float]:
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    losses = []
    for batch in list(batches)[:2]:
        loss = loss_of(batch)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    return losses


def test_a_classifier_takes_padded_batches(tmp_path: Path) -> None:
    rows, tokenizer, description = encoded(tmp_path, style="typed_entity_marker")
    columns = ["input_ids", "attention_mask", "token_type_ids", "labels"]
    loader = torch.utils.data.DataLoader(
        rows.select_columns(columns), batch_size=8, collate_fn=DataCollatorWithPadding(tokenizer)
    )
    model = tiny(
        "BertForSequenceClassification", description["vocabulary"], len(description["label2id"])
    )
    losses = two_steps(model, lambda batch: model(**batch).loss, loader)
    assert all(0 < loss < 10 for loss in losses)


def test_the_masks_pool_the_mentions(tmp_path: Path) -> None:
    rows, _, description = encoded(tmp_path, style="r_bert", max_length=160, pad=True)
    columns = ["input_ids", "attention_mask", "subject_mask", "object_mask", "labels"]
    loader = torch.utils.data.DataLoader(
        rows.select_columns(columns), batch_size=8, collate_fn=default_data_collator
    )
    model = tiny("BertModel", description["vocabulary"])
    head = torch.nn.Linear(3 * 16, len(description["label2id"]))
    model.head = head

    def loss_of(batch: Any) -> Any:
        ids, attended = batch["input_ids"], batch["attention_mask"]
        hidden = model(input_ids=ids, attention_mask=attended).last_hidden_state
        parts = [hidden[:, 0]]
        for role in ("subject", "object"):
            mask = batch[f"{role}_mask"].unsqueeze(-1).float()
            parts.append((hidden * mask).sum(1) / mask.sum(1))
        return torch.nn.functional.cross_entropy(head(torch.cat(parts, -1)), batch["labels"])

    assert all(0 < loss < 10 for loss in two_steps(model, loss_of, loader))


def test_a_masked_model_answers_at_the_masks(tmp_path: Path) -> None:
    rows, tokenizer, description = encoded(tmp_path, style="mask_prompt")
    columns = ["input_ids", "attention_mask", "mask_positions"]
    model = tiny("BertForMaskedLM", description["vocabulary"])
    places = torch.tensor(rows.select(range(8))["mask_positions"])

    def loss_of(batch: Any) -> Any:
        logits = model(**batch).logits
        asked = logits[torch.arange(8).unsqueeze(1), places]
        assert bool((batch["input_ids"].gather(1, places) == tokenizer.mask_token_id).all())
        return torch.nn.functional.cross_entropy(asked.flatten(0, 1), torch.zeros(40).long())

    eight = rows.select_columns(columns[:2]).select(range(8))
    batch = DataCollatorWithPadding(tokenizer)(list(eight))
    assert all(0 < loss < 10 for loss in two_steps(model, loss_of, [batch, batch]))
