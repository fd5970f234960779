"""Helpers for loading models of `transformers`: the device, safe weights, messages, errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from reaug.errors import MissingExtraError, UsageError

Device = Literal["auto", "cpu", "cuda", "mps"]


def device_for(wanted: Device, what: str, extra: str) -> str:
    """Return the device on which to compute.

    Parameters
    ----------
    what, extra
        The thing that needs torch, and the extra that installs torch, for the error message.

    Raises
    ------
    MissingExtraError
        If torch is not installed.
    UsageError
        If there is no such device.
    """
    try:
        import torch
    except ImportError as error:
        raise MissingExtraError(
            f"{what} needs torch, which cannot be imported; pip install 'reaug[{extra}]'"
        ) from error
    available = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if wanted == "auto":
        return next((name for name, is_there in available.items() if is_there), "cpu")
    if not available.get(wanted, True):
        raise UsageError(f"torch finds no device {wanted!r} here; use device: auto, or cpu")
    return wanted


def computes_in_bfloat16(device: str) -> bool:
    """Return whether the device multiplies matrices much faster in bfloat16 than in float32.

    CUDA devices do, and CPUs with AMX (Intel, since 2023) or AVX-512 BF16 (AMD, since 2022), where
    an encoder takes half of the time.
    """
    import torch

    if device != "cpu":
        return device == "cuda"
    # Older versions of torch do not tell the capabilities.
    capabilities: dict[str, object] = getattr(torch.cpu, "get_capabilities", dict)()
    return bool(capabilities.get("amx_bf16") or capabilities.get("avx512_bf16"))


def pretrained(auto: Any, name: str, **more: Any) -> tuple[Any, dict[str, Any]]:
    """Return a model loaded by a class of transformers, and the report on its weights.

    Only safetensors weights are loaded, and code that comes with a model is never run.
    """
    import torch

    model, loading = auto.from_pretrained(
        name,
        use_safetensors=True,
        trust_remote_code=False,
        dtype=torch.float32,
        output_loading_info=True,
        **more,
    )
    return model, loading


def check_fit(name: str, tokenizer: Any, model: Any) -> None:
    """Raise `UsageError` if a tokenizer has more tokens than its model has embeddings."""
    rows = model.get_input_embeddings().weight.shape[0]
    if len(tokenizer) > rows:
        raise UsageError(
            f"the tokenizer of {name!r} has {len(tokenizer)} tokens, but its model only {rows}; "
            "they do not belong together"
        )


def reason_of(error: BaseException) -> str:
    """Return the reason why a model could not be loaded, in one line."""
    text = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(" .:")
    if "model.safetensors" in text:
        return "it has no model.safetensors; pickled weights are not read, since they can run code"
    return text


@contextmanager
def quiet() -> Iterator[None]:
    """Suppress the loading messages of transformers (bars, reports) in a `with` block."""
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
