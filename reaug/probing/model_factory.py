"""Creates the model of a probe from the name that a user gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from reaug.core.batch import Batch
from reaug.errors import UsageError
from reaug.probing.models import Model
from reaug.rulebook import RuleBook

FORMS: Final = "linear, frozen:NAME, finetune:NAME"


def model_maker(model: str, rules: RuleBook, *, seed: int) -> Callable[[Batch], Model]:
    """Return a function that makes a model for a batch of all rows; an encoder is loaded
    immediately.

    Parameters
    ----------
    model
        `linear`; or `frozen:` or `finetune:` followed by the folder or the hub name of an encoder.
        A folder without a prefix, or a name with `/` in it, is fine-tuned.

    Raises
    ------
    UsageError
        If there is no such model, or it is not an encoder.
    MissingExtraError
        If an encoder is requested, but torch is not installed.

    Examples
    --------
    >>> from reaug.rulebook import load
    >>> model_maker("magic", load(), seed=1)
    Traceback (most recent call last):
    ...
    reaug.errors.UsageError: unknown model 'magic'; there are: linear, frozen:NAME, finetune:NAME
    """
    kind, colon, name = model.partition(":")
    if not colon and (Path(model).exists() or "/" in model):
        kind, name = "finetune", model
    if kind == "linear" and not colon:
        from reaug.probing.linear import Linear

        return lambda raw: Linear(raw, rules)
    if kind not in ("frozen", "finetune") or not name:
        raise UsageError(f"unknown model {model!r}; there are: {FORMS}")
    from reaug.probing.encoder import load_encoder

    encoder = load_encoder(name, rules)
    if kind == "frozen":
        from reaug.probing.linear import Linear

        return lambda raw: Linear(raw, rules, beside=encoder.features, name=f"frozen:{name}")
    from reaug.probing.finetune import FineTuned

    return lambda raw: FineTuned(raw, rules, encoder, seed=seed)
