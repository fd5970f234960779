"""What the probe asks of a model, and which models there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple, Protocol

import pyarrow as pa

from reaug.core.arrays import F64, I64
from reaug.core.batch import Batch
from reaug.errors import UsageError
from reaug.rulebook import RuleBook

FORMS: Final = "linear, frozen:NAME, finetune:NAME"


class Task(NamedTuple):
    """One training set: `table` has the columns of `core.schema.CORE_SCHEMA`."""

    arm: str
    table: pa.Table


class Model(Protocol):
    """A model that can be trained on one set after the other."""

    @property
    def name(self) -> str:
        """What it is, for people."""

    def probabilities(self, train: I64, test: I64, tasks: Sequence[Task]) -> list[F64]:
        """`float64[len(test), k]` for each task; `train` are the raw rows that a set is made of."""


def model_maker(model: str, rules: RuleBook, *, seed: int) -> Callable[[Batch], Model]:
    """What makes a model of a batch of all rows; an encoder is loaded and checked at once.

    Parameters
    ----------
    model
        `linear`; `frozen:` or `finetune:` and the folder of an encoder, or its name on the hub. A
        folder, or a name with `/` in it, is fine-tuned.

    Raises
    ------
    UsageError
        There is no such model, or it is no encoder.
    MissingExtraError
        An encoder is asked for, and torch is not installed.

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

        return lambda raw: Linear(raw, rules, seed=seed)
    if kind not in ("frozen", "finetune") or not name:
        raise UsageError(f"unknown model {model!r}; there are: {FORMS}")
    from reaug.probing.encoder import load_encoder

    encoder = load_encoder(name, rules)
    if kind == "frozen":
        from reaug.probing.linear import Linear

        return lambda raw: Linear(
            raw, rules, seed=seed, beside=encoder.features, name=f"frozen:{name}"
        )
    from reaug.probing.finetune import FineTuned

    return lambda raw: FineTuned(raw, rules, encoder, seed=seed)
