"""A masked language model of `transformers`, and its predictions for masks.

The predictions for a sentence must not depend on the other sentences in the batch. Padding, the
number of rows and the number of cores determine how a matrix product is split up, and so its last
bits. Therefore windows are padded to a multiple of 16 tokens. Windows of the same length are
computed in batches of a fixed shape; a batch with too few is filled up with copies of a window. The
number of threads is fixed, and plain attention is used, which does not depend on the padding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import numpy as np
import xxhash

from reaug.core.arrays import F32, I64
from reaug.errors import ReaugError, UsageError
from reaug.korean.whole_words import WholeWords

_STEP: Final = 16
"""Windows are padded to a multiple of this number of tokens."""
_LEAST: Final = 16
"""The least number of tokens that a model must be able to read at once."""

_HOSTS: Final = ("사람", "학교", "서울", "제주도", "부산", "의사", "소설")
"""Common words with every final sound, used by `MaskedModel.ending`."""


class Window(NamedTuple):
    """Token ids that a model reads at once, without special tokens, and the positions of masks."""

    tokens: list[int]
    masks: list[int]


class MaskedModel:
    """A tokenizer and a model that belong together, on a device.

    Parameters
    ----------
    name
        The name that the user gave, for messages.
    tokenizer, model
        Objects of `transformers`. The model is in evaluation mode and on its device.
    """

    def __init__(self, name: str, tokenizer: Any, model: Any) -> None:
        self.name = name
        self.tokenizer = tokenizer
        self.words = WholeWords(tokenizer)
        self.mask = int(tokenizer.mask_token_id)
        self._model = model
        self._before, self._behind = _special_tokens(tokenizer)
        self._capacity = _capacity(name, tokenizer, model)
        self._places: Any = None
        self.notes: tuple[str, ...] = ()
        self._endings: dict[str, tuple[int, ...] | None] = {}
        model.base_model.register_forward_hook(self._keep_masks_only)

    def room(self, most: int) -> int:
        """Return how many tokens a window may have, not counting special tokens.

        With the special tokens there are at most `most`, or fewer if the model can read fewer.
        """
        return min(most, self._capacity) - len(self._before) - len(self._behind)

    @property
    def device(self) -> str:
        """The device of the model: `cpu`, `cuda:0`, `mps:0`."""
        return str(self._model.device)

    def digest(self) -> str:
        """Return a hash of the weights and of the vocabulary."""
        digest = xxhash.xxh3_128()
        for name, values in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(values.cpu().numpy().tobytes())
        digest.update(repr(sorted(self.tokenizer.get_vocab().items())).encode())
        return digest.hexdigest()

    def ending(self, text: str) -> tuple[int, ...] | None:
        """Return the tokens of a particle or other text that is attached to a masked word.

        A frequent word and its particle may be a single token (서울에서), so the text cannot be
        tokenized alone. It is attached to a few sample words in turn, until a word's own tokens
        stay the same. The result is the tokens after these; None if no sample word keeps its
        tokens.
        """
        if text not in self._endings:
            self._endings[text] = self._ending(text)
        return self._endings[text]

    def _ending(self, text: str) -> tuple[int, ...] | None:
        texts = [*_HOSTS, *(host + text for host in _HOSTS)]
        pieces: list[list[int]] = self.tokenizer(texts, add_special_tokens=False)["input_ids"]
        for alone, joined in zip(pieces[: len(_HOSTS)], pieces[len(_HOSTS) :], strict=True):
            if len(joined) > len(alone) and joined[: len(alone)] == alone:
                return tuple(joined[len(alone) :])
        return None

    def fill(
        self,
        windows: Sequence[Window],
        *,
        top_k: int,
        slots: int,
        batch_size: int,
        threads: int = 1,
    ) -> tuple[I64, F32]:
        """Return the most likely tokens for each mask, and their logits.

        Parameters
        ----------
        windows
            Windows, each with one to `slots` masks.
        top_k
            The number of tokens to return for each mask.
        batch_size, threads
            The number of windows in a batch, and of CPU cores. Both affect the last bits of the
            results; the other windows do not.

        Returns
        -------
        The tokens, `int64[m, top_k]`, and their logits, `float32[m, top_k]`, for all m masks in the
        order of the windows. The best token comes first; of equal logits, the smaller token.

        Raises
        ------
        UsageError
            If the model's output is not finite.
        ReaugError
            If the device has too little memory.
        """
        first = np.cumsum([0, *(len(window.masks) for window in windows)])
        top_k = min(top_k, int(self._model.config.vocab_size))
        tokens = np.zeros((first[-1], top_k), dtype=np.int64)
        logits = np.zeros((first[-1], top_k), dtype=np.float32)
        with _threads(threads):
            for size, group in self._by_size(windows, batch_size):
                batch = [windows[i] for i in group]
                best, scores = self._forward(batch, size, slots, batch_size, top_k)
                for k, i in enumerate(group):
                    count = len(windows[i].masks)
                    tokens[first[i] : first[i] + count] = best[k, :count]
                    logits[first[i] : first[i] + count] = scores[k, :count]
        if not np.isfinite(logits).all():
            raise UsageError(
                f"the model {self.name!r} returns values that are not numbers; its weights are "
                "broken"
            )
        order = np.lexsort((tokens, -logits), axis=-1)
        return np.take_along_axis(tokens, order, 1), np.take_along_axis(logits, order, 1)

    def _by_size(self, windows: Sequence[Window], most: int) -> Iterator[tuple[int, list[int]]]:
        """Yield batches of at most `most` windows of the same padded size, as size and indices."""
        special = len(self._before) + len(self._behind)
        sizes: dict[int, list[int]] = {}
        for i, window in enumerate(windows):
            size = -(-(len(window.tokens) + special) // _STEP) * _STEP
            sizes.setdefault(min(size, self._capacity), []).append(i)
        for size, group in sorted(sizes.items()):
            for at in range(0, len(group), most):
                yield size, group[at : at + most]

    def _forward(
        self, windows: list[Window], size: int, slots: int, rows: int, top_k: int
    ) -> tuple[I64, F32]:
        """Return the most likely tokens and their logits, `[rows, slots, top_k]` each."""
        # The model reads `windows` as a batch of always `rows` rows of `size` tokens; missing rows
        # repeat the first window. Each row has results for `slots` masks; those beyond the number
        # of its masks are meaningless.
        import torch

        token_ids = np.full((rows, size), self.tokenizer.pad_token_id or 0, dtype=np.int64)
        attention = np.zeros((rows, size), dtype=np.int64)
        places = np.zeros((rows, slots), dtype=np.int64)
        for row in range(rows):
            window = windows[row] if row < len(windows) else windows[0]
            line = [*self._before, *window.tokens, *self._behind]
            token_ids[row, : len(line)] = line
            attention[row, : len(line)] = 1
            places[row, : len(window.masks)] = np.add(window.masks, len(self._before))
        device = self._model.device
        try:
            self._places = torch.from_numpy(places).to(device)
            with torch.inference_mode():
                logits = self._model(
                    input_ids=torch.from_numpy(token_ids).to(device),
                    attention_mask=torch.from_numpy(attention).to(device),
                ).logits
                best = logits.float().topk(top_k, dim=-1)
        except torch.OutOfMemoryError as error:
            raise ReaugError(
                f"{device} has too little memory for {rows} sentences of {size} tokens at a time; "
                "use a smaller batch_size"
            ) from error
        return best.indices.cpu().numpy(), best.values.cpu().numpy()

    def _keep_masks_only(self, module: Any, inputs: Any, output: Any) -> Any:
        """Keep only the encoder's output at the masks, because no other position needs logits."""
        hidden = output[0]
        picked = hidden.gather(1, self._places[:, :, None].expand(-1, -1, hidden.shape[-1]))
        if isinstance(output, tuple):
            return (picked, *output[1:])
        output[next(iter(output))] = picked
        return output


@contextmanager
def _threads(number: int) -> Iterator[None]:
    """Set the number of threads of torch in a `with` block, and restore the old number after it."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(number)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _special_tokens(tokenizer: Any) -> tuple[list[int], list[int]]:
    """Return the special tokens that the tokenizer puts before a sentence, and those after it."""
    inner = tokenizer("가", add_special_tokens=False)["input_ids"]
    one_word = tokenizer("가")["input_ids"]
    for at in range(len(one_word) - len(inner) + 1):
        if one_word[at : at + len(inner)] == inner:
            return one_word[:at], one_word[at + len(inner) :]
    return [], []


def _capacity(name: str, tokenizer: Any, model: Any) -> int:
    """Return the number of tokens that the model can read at once, including special tokens."""
    limit = int(tokenizer.model_max_length)
    positions = getattr(model.config, "max_position_embeddings", None)
    if positions and positions > 0:
        # RoBERTa and similar models lose two positions to the padding index.
        limit = min(limit, positions - 2)
    if limit < _LEAST:
        raise UsageError(
            f"the model {name!r} takes {limit} tokens at once, too few for a sentence; use another"
        )
    return limit
