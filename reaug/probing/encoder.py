"""A `transformers` encoder, and its input, which our own step `encode` makes from rows.

Typed markers in the text name the entity types in Korean. The features of a row are three means,
over the tokens of the subject, of the object and of the sentence, as in R-BERT (Wu and He 2019).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np

from reaug.core import schema
from reaug.core.arrays import F32
from reaug.core.batch import Batch
from reaug.korean.encoders import capacity, load
from reaug.korean.torch_models import computes_in_bfloat16
from reaug.rulebook import RuleBook
from reaug.shaping.encode.step import Encode

STYLE: Final = "typed_entity_marker_punct"
LONGEST: Final = 256
"""The greatest number of tokens of a row."""
_AT_ONCE: Final = {"cpu": 8, "cuda": 64}
"""How many rows a device computes together. On a CPU, those of few rows stay in its cache."""
_NEED: Final = "an encoder"


class Piece(NamedTuple):
    """One row as token ids, with the tokens of each mention as [start, end)."""

    token_ids: list[int]
    subject: tuple[int, int]
    object: tuple[int, int]


class Encoder:
    """A model with its tokenizer, and the rule book whose types the markers name.

    It computes in bfloat16 where the device is faster with it (see `computes_in_bfloat16`).
    """

    def __init__(self, name: str, tokenizer: Any, model: Any, device: str, rules: RuleBook) -> None:
        self.name, self.tokenizer, self.model, self.device = name, tokenizer, model, device
        self.width = int(model.config.hidden_size)
        self.mixed = computes_in_bfloat16(device)
        length = capacity(tokenizer, model, LONGEST)
        self._step = Encode(style=STYLE, type_names="ko", tokenizer=name, max_length=length)
        self._state = self._step.finish(None, rules)
        self._known: dict[tuple[Any, ...], F32] = {}

    def pieces(self, batch: Batch) -> list[Piece | None]:
        """Return the tokens of each row; None for a row that cannot be marked or is too long."""
        core = Batch(batch.table.select(schema.CORE_SCHEMA.names).combine_chunks())
        columns = self._step.propose(core, self._state, None).columns
        assert columns is not None
        names = ("input_ids", *(f"{r}_token_{e}" for r in schema.ROLES for e in ("start", "end")))
        rows = zip(*(columns[name].to_pylist() for name in names), strict=True)
        return [
            None if token_ids is None else Piece(token_ids, (a, b), (c, d))
            for token_ids, a, b, c, d in rows
        ]

    def features(self, batch: Batch) -> F32:
        """Return features of rows by the encoder without fine-tuning, `float32[n, 3 h]`.

        h is the width of its hidden states.

        Each distinct text is computed once.
        """
        keys: list[Any] = [
            None if piece is None else (tuple(piece.token_ids), piece.subject, piece.object)
            for piece in self.pieces(batch)
        ]
        fresh = [key for key in dict.fromkeys(keys) if key is not None and key not in self._known]
        self._compute([Piece(list(token_ids), one, other) for token_ids, one, other in fresh])
        made = np.zeros((len(keys), 3 * self.width), dtype=np.float32)
        for row, key in enumerate(keys):
            if key is not None:
                made[row] = self._known[key]
        return made

    def _compute(self, pieces: list[Piece]) -> None:
        import torch

        self.model.eval()
        for some in by_length(pieces, _AT_ONCE.get(self.device, 64)):
            batch = [pieces[at] for at in some]
            with torch.inference_mode():
                pooled = self.pooled(batch).float().cpu().numpy()
            for piece, values in zip(batch, pooled, strict=True):
                self._known[tuple(piece.token_ids), piece.subject, piece.object] = values

    def pooled(self, pieces: list[Piece]) -> Any:
        """Return the means over the subject, the object and all tokens of each row, a tensor `[n, 3
        h]`.
        """
        import torch

        longest = max(len(piece.token_ids) for piece in pieces)
        token_ids = np.full(
            (len(pieces), longest), self.tokenizer.pad_token_id or 0, dtype=np.int64
        )
        weights = np.zeros((len(pieces), 3, longest), dtype=np.float32)
        for row, piece in enumerate(pieces):
            token_ids[row, : len(piece.token_ids)] = piece.token_ids
            spans = (piece.subject, piece.object, (0, len(piece.token_ids)))
            for at, (start, end) in enumerate(spans):
                weights[row, at, start:end] = 1 / max(end - start, 1)
        mean = torch.from_numpy(weights).to(self.device)
        seen = mean[:, 2] > 0
        with torch.autocast(self.device, torch.bfloat16, enabled=self.mixed):
            hidden = self.model(
                input_ids=torch.from_numpy(token_ids).to(self.device), attention_mask=seen.long()
            ).last_hidden_state
        return (mean @ hidden.float()).flatten(1)


def by_length(pieces: list[Piece], most: int) -> Iterator[list[int]]:
    """Yield lists of positions of rows of similar length, at most `most` at a time."""
    order = sorted(range(len(pieces)), key=lambda at: (len(pieces[at].token_ids), at))
    yield from (order[at : at + most] for at in range(0, len(order), most))


def load_encoder(name: str, rules: RuleBook) -> Encoder:
    """Return the encoder in a folder, or with a name on the hub.

    Only safetensors weights are loaded, and code that comes with a model is never run.

    Raises
    ------
    MissingExtraError
        If torch is not installed.
    UsageError
        If the model cannot be loaded, or is not an encoder.
    """
    return Encoder(name, *load(name, "probe"), rules)
