"""An encoder that is fine-tuned anew on every training set: slow, but close to a team's final
model.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import numpy as np

from reaug.core import schema
from reaug.core.arrays import F64, I64
from reaug.core.batch import Batch
from reaug.core.draws import Draw
from reaug.probing.encoder import Encoder, Piece, by_length
from reaug.probing.models import Task
from reaug.rulebook import RuleBook

EPOCHS: Final = 5
ROWS_A_STEP: Final = 16
RATE: Final = 1e-4
"""The learning rate of the encoder. An encoder wider than 512 gets a third of it."""
HEAD_RATE: Final = 1e-3
_WIDE: Final = 512
_WARM: Final = 0.1
_AT_ONCE: Final = 64


class FineTuned:
    """A model that fine-tunes a copy of an encoder, with a head of two layers, on each training
    set.

    Parameters
    ----------
    raw
        n rows: all rows to train or test on.
    rules
        The rule book, with `k` labels.
    """

    trains_alone: Final = True

    def __init__(self, raw: Batch, rules: RuleBook, encoder: Encoder, *, seed: int) -> None:
        self.name = f"finetune:{encoder.name}"
        self.rules, self.encoder, self.seed = rules, encoder, seed
        self.raw = encoder.pieces(raw)

    def prepared(self, train: I64, test: I64, tasks: Sequence[Task]) -> Callable[[], list[F64]]:
        """Return a function that does what `probabilities` does."""
        return partial(self.probabilities, train, test, tasks)

    def probabilities(self, train: I64, test: I64, tasks: Sequence[Task]) -> list[F64]:
        """Return `float64[len(test), k]` for each task: probabilities by an encoder trained on the
        task.

        A test row whose mentions cannot be marked gets each label's share in the training set.
        """
        pieces = [self.raw[row] for row in test.tolist()]
        return [self._trained(task, pieces) for task in tasks]

    def _trained(self, task: Task, test: Sequence[Piece | None]) -> F64:
        import torch

        batch = Batch(task.table.combine_chunks())
        label = batch.codes(schema.LABEL, self.rules.labels)
        both = [
            (piece, int(code))
            for piece, code in zip(self.encoder.pieces(batch), label, strict=True)
            if piece is not None and code >= 0
        ]
        labels = len(self.rules.labels)
        shares = np.bincount(label[label >= 0], minlength=labels) / max((label >= 0).sum(), 1)
        values = np.tile(shares, (len(test), 1))
        if not both:
            return values
        draw = Draw(np.zeros(1, np.uint64), seed=self.seed, path="probe/finetune")
        state = int(draw.bits("order")[0]) % 2**32
        before = self.encoder.model
        self.encoder.model = copy.deepcopy(before)
        try:
            with torch.random.fork_rng(devices=_devices(self.encoder.device)):
                torch.manual_seed(state)
                head = _head(self.encoder.width, labels).to(self.encoder.device)
                self._fit(head, [piece for piece, _ in both], [code for _, code in both], state)
            rows = [row for row, piece in enumerate(test) if piece is not None]
            values[rows] = self._asked(head, [piece for piece in test if piece is not None])
        finally:
            self.encoder.model = before
        return values

    def _fit(self, head: Any, pieces: list[Piece], codes: list[int], state: int) -> None:
        """Train with AdamW for `EPOCHS` epochs; the learning rate rises at first, then falls to
        zero.
        """
        import torch

        model, random = self.encoder.model, np.random.default_rng(state)
        rate = RATE if self.encoder.width <= _WIDE else RATE / 3
        groups = [
            {"params": list(model.parameters()), "lr": rate},
            {"params": list(head.parameters()), "lr": HEAD_RATE},
        ]
        optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
        total = math.ceil(len(pieces) / ROWS_A_STEP) * EPOCHS
        warm = max(1, round(_WARM * total))
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda at: min((at + 1) / warm, (total - at) / max(1, total - warm))
        )
        model.train()
        head.train()
        for _ in range(EPOCHS):
            order = random.permutation(len(pieces))
            for at in range(0, len(order), ROWS_A_STEP):
                rows = order[at : at + ROWS_A_STEP].tolist()
                target = torch.tensor([codes[row] for row in rows], device=self.encoder.device)
                made = head(self.encoder.pooled([pieces[row] for row in rows]))
                loss = torch.nn.functional.cross_entropy(made, target)
                optimizer.zero_grad()
                loss.backward()
                every = [p for group in optimizer.param_groups for p in group["params"]]
                torch.nn.utils.clip_grad_norm_(every, 1.0)
                optimizer.step()
                schedule.step()

    def _asked(self, head: Any, pieces: list[Piece]) -> F64:
        import torch

        self.encoder.model.eval()
        head.eval()
        made = np.zeros((len(pieces), len(self.rules.labels)))
        for some in by_length(pieces, _AT_ONCE):
            with torch.inference_mode():
                odds = head(self.encoder.pooled([pieces[at] for at in some]))
            made[some] = odds.softmax(dim=1).double().cpu().numpy()
        return made


def _head(width: int, labels: int) -> Any:
    from torch import nn

    return nn.Sequential(
        nn.LayerNorm(3 * width),
        nn.Dropout(0.1),
        nn.Linear(3 * width, 2 * width),
        nn.GELU(),
        nn.Dropout(0.1),
        nn.Linear(2 * width, labels),
    )


def _devices(device: str) -> list[int]:
    return [0] if device == "cuda" else []
