from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from masked_models import save_model, vocabulary, wordpiece
from reaug.errors import MissingExtraError, UsageError
from reaug.korean.masked_loading import load_masked_model


def refused(folder: Path | str, *parts: str, device: str = "cpu") -> None:
    with pytest.raises(UsageError) as caught:
        load_masked_model(str(folder), None, device)
    message = str(caught.value)
    assert "\n" not in message
    for part in parts:
        assert part in message, message


def test_without_torch(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'reaug\[mlm\]'"):
        load_masked_model(str(tmp_path))


def test_nothing_is_said_while_loading(torch, tmp_path, capfd):
    folder = save_model(tmp_path)
    capfd.readouterr()
    model = load_masked_model(folder)
    assert capfd.readouterr() == ("", "")
    assert load_masked_model(folder) is model


def test_the_talk_of_transformers_is_as_it_was_afterwards(torch, tmp_path):
    from transformers.utils import logging

    before = logging.get_verbosity(), logging.is_progress_bar_enabled()
    load_masked_model(save_model(tmp_path))
    assert (logging.get_verbosity(), logging.is_progress_bar_enabled()) == before


def test_no_model_there(torch, tmp_path):
    refused(tmp_path / "nowhere", "no tokenizer can be loaded from", "nowhere")


def test_a_hub_name_without_a_network(torch, monkeypatch):
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    refused("reaug/no-such-model", "can be loaded from 'reaug/no-such-model'")


def test_a_tokenizer_that_knows_no_korean(torch, tmp_path):
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "only", "English"]
    folder = save_model(tmp_path, tokenizer=wordpiece(words))
    refused(folder, "gives only unknown tokens for Korean text")


def test_a_model_without_a_mask_token(torch, tmp_path):
    folder = save_model(tmp_path, tokenizer=wordpiece(mask_token=None))
    refused(folder, "has no mask token", "give a masked language model")


def test_pickled_weights_are_not_read(torch, tmp_path):
    save_model(tmp_path)
    (tmp_path / "model.safetensors").unlink()
    torch.save({}, tmp_path / "pytorch_model.bin")
    refused(tmp_path, "it has no model.safetensors; pickled weights are not read")


def test_weights_that_are_no_safetensors(torch, tmp_path):
    save_model(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"no weights at all")
    refused(tmp_path, "no masked language model can be loaded from")


def test_a_model_that_was_not_trained_to_fill_masks(torch, tmp_path):
    from transformers import ElectraConfig, ElectraForPreTraining

    save_model(tmp_path, kind="electra")
    config = ElectraConfig.from_pretrained(tmp_path)
    ElectraForPreTraining(config).save_pretrained(tmp_path)
    refused(tmp_path, "was not trained to fill masks", "generator_", "for ELECTRA the generator")


def test_a_model_of_another_kind(torch, tmp_path):
    from transformers import GPT2Config, GPT2LMHeadModel

    config = GPT2Config(vocab_size=len(vocabulary()), n_embd=32, n_layer=1, n_head=2)
    GPT2LMHeadModel(config).save_pretrained(tmp_path)
    wordpiece().save_pretrained(tmp_path)
    refused(tmp_path, "no masked language model can be loaded from", "GPT2Config")


def test_a_tokenizer_of_another_model(torch, tmp_path):
    save_model(tmp_path)
    wordpiece([*vocabulary(), "더", "많은", "낱말"]).save_pretrained(tmp_path)
    refused(tmp_path, "they do not belong together")


def test_a_model_that_sees_too_little(torch, tmp_path):
    refused(save_model(tmp_path, max_position_embeddings=12), "takes 10 tokens at once, too few")


def test_code_beside_a_model_is_never_run(torch, tmp_path):
    save_model(tmp_path)
    mark = tmp_path / "was-run"
    (tmp_path / "own.py").write_text(f"open({str(mark)!r}, 'w')\n")
    config = json.loads((tmp_path / "config.json").read_text())
    config |= {
        "model_type": "own",
        "auto_map": {"AutoConfig": "own.C", "AutoModelForMaskedLM": "own.M"},
    }
    (tmp_path / "config.json").write_text(json.dumps(config))
    refused(tmp_path, "can be loaded from")
    assert not mark.exists()


def test_a_device_that_is_not_there(torch, tmp_path):
    if torch.cuda.is_available():
        pytest.skip("a GPU is here")
    refused(tmp_path, "torch finds no device 'cuda' here; use device: auto, or cpu", device="cuda")
