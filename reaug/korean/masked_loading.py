"""Masked language models of `transformers`, loaded once per process, or refused with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Literal

from reaug.errors import MissingExtraError, UsageError
from reaug.korean.masked_check import check_fills
from reaug.korean.masked_model import MaskedModel
from reaug.korean.tokenizer import load_tokenizer

Device = Literal["auto", "cpu", "cuda", "mps"]


@lru_cache(maxsize=2)
def load_masked_model(
    name: str, revision: str | None = None, device: Device = "auto"
) -> MaskedModel:
    """The masked language model of a folder or a hub name, once per process.

    Weights are read from safetensors alone, and code that comes with a model is never run.

    Raises
    ------
    MissingExtraError
        torch is not installed.
    UsageError
        No such device; the model or its tokenizer cannot be loaded, they do not fit each other, or
        one of them cannot fill masks: what it makes of a few known sentences is no better than
        chance (`masked_check`).
    """
    place = _device(device)
    with _quiet():
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
    rows = model.get_input_embeddings().weight.shape[0]
    if len(tokenizer) > rows:
        raise UsageError(
            f"the tokenizer of {name!r} has {len(tokenizer)} tokens, but its model only {rows}; "
            "they do not belong together"
        )
    made = MaskedModel(name, tokenizer, model.eval().to(place))
    made.notes = check_fills(made)
    return made


def _device(wanted: Device) -> str:
    try:
        import torch
    except ImportError as error:
        raise MissingExtraError(
            "a masked language model needs torch, which cannot be imported; "
            "pip install 'reaug[mlm]'"
        ) from error
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if wanted == "auto":
        return next((name for name, is_there in there.items() if is_there), "cpu")
    if not there.get(wanted, True):
        raise UsageError(f"torch finds no device {wanted!r} here; take device: auto, or cpu")
    return wanted


def _model(name: str, revision: str | None) -> Any:
    import torch
    from transformers import AutoModelForMaskedLM

    try:
        model, told = AutoModelForMaskedLM.from_pretrained(
            name,
            revision=revision or "main",
            use_safetensors=True,
            trust_remote_code=False,
            attn_implementation="eager",
            dtype=torch.float32,
            output_loading_info=True,
        )
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever a library finds wrong with the user's files
        raise UsageError(
            f"no masked language model can be loaded from {name!r} ({_why(error)}); give a folder "
            "with config.json and model.safetensors, or a name on the Hugging Face hub"
        ) from error
    lacking = sorted(key for key in told["missing_keys"] if key.endswith("weight"))
    if lacking:
        raise UsageError(
            f"the model {name!r} was not trained to fill masks: it lacks {lacking[0]}"
            f"{f' and {len(lacking) - 1} more' if len(lacking) > 1 else ''}; "
            "give a masked language model (of ELECTRA the generator)"
        )
    return model


def _why(error: BaseException) -> str:
    said = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(" .:")
    if "model.safetensors" in said:
        return "it has no model.safetensors; pickled weights are not read, since they can run code"
    return said


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what transformers tells of loading (bars, reports) from the user's terminal."""
    from huggingface_hub import utils as hub
    from transformers.utils import logging

    verbosity, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    downloads = not hub.are_progress_bars_disabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    hub.disable_progress_bars()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if bars:
            logging.enable_progress_bar()
        if downloads:
            hub.enable_progress_bars()
