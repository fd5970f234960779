"""Encoders of `transformers`: loaded once per process, and used to measure the similarity of
sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np

from reaug.core.arrays import F32, F64
from reaug.errors import UsageError
from reaug.korean.tokenizer import load_tokenizer
from reaug.korean.torch_models import check_fit, device_for, pretrained, quiet, reason_of

_LONGEST: Final = 256
"""The greatest number of tokens of a sentence; the rest is cut off."""
_AT_ONCE: Final = 64
_DIGITS: Final = 4
"""The number of decimals of a similarity, so few that other sentences in the batch do not affect
it.
"""


def likeness(name: str, pairs: Sequence[tuple[str, str]], extra: str) -> F64:
    """Return the similarity of each pair of sentences.

    It is the cosine of the means of their token vectors.

    Parameters
    ----------
    name
        The folder of the encoder, or its name on the hub.
    pairs
        n pairs of sentences.
    extra
        The extra that installs torch, for the error message.

    Returns
    -------
    `float64[n]`, from -1 to 1. A value depends only on its pair, up to rounding.
    """
    texts = sorted({text for pair in pairs for text in pair})
    vectors = _vectors(name, texts, extra)
    place = {text: at for at, text in enumerate(texts)}
    left, right = (vectors[[place[pair[side]] for pair in pairs]] for side in (0, 1))
    cosines: F64 = (left * right).sum(axis=1, dtype=np.float64)
    return cosines.round(_DIGITS)


def _vectors(name: str, texts: Sequence[str], extra: str) -> F32:
    """Return the vectors of the texts, `float32[n, h]`, scaled to length one."""
    import torch

    tokenizer, model, device = load(name, extra)
    most = capacity(tokenizer, model, _LONGEST)
    token_ids = [tokenizer(text, truncation=True, max_length=most)["input_ids"] for text in texts]
    vectors = np.zeros((len(texts), int(model.config.hidden_size)), dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda at: (len(token_ids[at]), texts[at]))
    model.eval()
    for begin in range(0, len(order), _AT_ONCE):
        some = order[begin : begin + _AT_ONCE]
        longest = max(len(token_ids[at]) for at in some)
        padded = np.full((len(some), longest), tokenizer.pad_token_id or 0, dtype=np.int64)
        attention = np.zeros((len(some), longest), dtype=np.int64)
        for row, at in enumerate(some):
            padded[row, : len(token_ids[at])] = token_ids[at]
            attention[row, : len(token_ids[at])] = 1
        mask = torch.from_numpy(attention).to(device)
        with torch.inference_mode():
            output = model(input_ids=torch.from_numpy(padded).to(device), attention_mask=mask)
            hidden = output.last_hidden_state.float() * mask[:, :, None]
            mean = hidden.sum(1) / mask.sum(1, keepdim=True).clamp(min=1)
            vectors[some] = torch.nn.functional.normalize(mean, dim=1).cpu().numpy()
    return vectors


@lru_cache(maxsize=2)
def load(name: str, extra: str) -> tuple[Any, Any, str]:
    """Return the tokenizer, the model and the device of an encoder, loaded once per process.

    Only safetensors weights are loaded, and code that comes with a model is never run.

    Raises
    ------
    MissingExtraError
        If torch is not installed; `extra` installs it.
    UsageError
        If the model cannot be loaded, or is not an encoder.
    """
    device = device_for("auto", f"the model {name!r}", extra)
    with quiet():
        tokenizer = load_tokenizer(name)
        model = _model(name)
    check_fit(name, tokenizer, model)
    return tokenizer, model.to(device), device


def _model(name: str) -> Any:
    from transformers import MODEL_FOR_MASKED_LM_MAPPING, AutoConfig, AutoModel

    try:
        config = AutoConfig.from_pretrained(name, trust_remote_code=False)
        is_one = type(config) in MODEL_FOR_MASKED_LM_MAPPING and not config.is_encoder_decoder
        if is_one:
            model, loading = pretrained(AutoModel, name)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever a library finds wrong with the user's files
        raise UsageError(
            f"no encoder can be loaded from {name!r} ({reason_of(error)}); give a folder with "
            "config.json and model.safetensors, or a name on the Hugging Face hub"
        ) from error
    if not is_one:
        raise UsageError(
            f"{name!r} is not an encoder but a {config.model_type} model; give one such as BERT, "
            "RoBERTa or ELECTRA"
        )
    lacking = sorted(key for key in loading["missing_keys"] if "pooler" not in key)
    if lacking:
        raise UsageError(
            f"the model {name!r} lacks weights ({lacking[0]}): it was not saved completely"
        )
    return model


def capacity(tokenizer: Any, model: Any, most: int) -> int:
    """Return the smaller of `most` and the number of tokens that the model can read at once."""
    positions = getattr(model.config, "max_position_embeddings", None)
    # RoBERTa and similar models lose two positions to the padding index.
    return min(most, int(tokenizer.model_max_length), positions - 2 if positions else most)
