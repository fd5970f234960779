"""Loads masked language models of `transformers` once per process, or refuses with a reason."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from reaug.errors import UsageError
from reaug.korean.masked_check import check_fills
from reaug.korean.masked_model import MaskedModel
from reaug.korean.tokenizer import load_tokenizer
from reaug.korean.torch_models import (
    Device,
    check_fit,
    device_for,
    pretrained,
    quiet,
    reason_of,
)


@lru_cache(maxsize=2)
def load_masked_model(
    name: str, revision: str | None = None, device: Device = "auto"
) -> MaskedModel:
    """Load the masked language model of a folder or a hub name, once per process.

    Only safetensors weights are loaded, and code that comes with a model is never run.

    Raises
    ------
    MissingExtraError
        torch is not installed.
    UsageError
        There is no such device; the model or its tokenizer cannot be loaded, or they do not fit
        each other; or the model cannot fill masks: on a few known sentences it is no better than
        chance (`masked_check`).
    """
    place = device_for(device, "a masked language model", "mlm")
    with quiet():
        tokenizer = load_tokenizer(name, revision)
        if not tokenizer.is_fast:
            raise UsageError(
                f"the tokenizer of {name!r} gives no offsets; a fast one is needed "
                "(with a tokenizer.json)"
            )
        if tokenizer.mask_token_id is None:
            raise UsageError(
                f"the model {name!r} has no mask token; give a masked language model, such as BERT"
            )
        model = _model(name, revision)
    check_fit(name, tokenizer, model)
    made = MaskedModel(name, tokenizer, model.eval().to(place))
    made.notes = check_fills(made)
    return made


def _model(name: str, revision: str | None) -> Any:
    from transformers import AutoModelForMaskedLM

    try:
        model, loading = pretrained(
            AutoModelForMaskedLM,
            name,
            revision=revision or "main",
            attn_implementation="eager",
        )
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever a library finds wrong with the user's files
        raise UsageError(
            f"no masked language model can be loaded from {name!r} ({reason_of(error)}); give a "
            "folder with config.json and model.safetensors, or a name on the Hugging Face hub"
        ) from error
    lacking = sorted(key for key in loading["missing_keys"] if key.endswith("weight"))
    if lacking:
        raise UsageError(
            f"the model {name!r} was not trained to fill masks: it lacks "
            f"{lacking[0]}{f' and {len(lacking) - 1} more' if len(lacking) > 1 else ''}; give a "
            "masked language model (for ELECTRA the generator)"
        )
    return model
