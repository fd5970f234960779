"""Replace or insert words of the context with a masked language model."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal

import numpy as np
import pyarrow as pa
from pydantic import Field

from reaug.core.batch import Batch
from reaug.core.changes import Changes, reasons
from reaug.core.draws import Draw
from reaug.core.edits import Edits
from reaug.core.step import InBoth, Measures, Step
from reaug.core.unit_choice import choose
from reaug.korean.masked_loading import load_masked_model
from reaug.korean.masked_model import MaskedModel
from reaug.korean.torch_models import Device
from reaug.korean.whole_words import NAME, NOUN
from reaug.transforms.masked_lm.choice import choose_words
from reaug.transforms.masked_lm.places import Places, gaps, replaceable
from reaug.transforms.masked_lm.windows import cuts, encode, windows

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook

NO_PLACE: Final = "masked_lm/no-place"
TOKENS: Final = "masked_lm/tokens"
NO_CANDIDATE: Final = "masked_lm/no-candidate"

_ROWS: Final = 2048
"""Number of rows whose tokens are in memory at a time."""


class MaskedLM(Step, frozen=True, extra="forbid"):
    """Replace words of the context with predictions of a masked language model, or insert some.

    - `mode: replace` replaces whole words, as analysed by mecab: a common noun or a name that is an
      eojeol, alone or followed by a particle or a form of the copula (회장|은, 대표|였다), and
      adverbs that are an eojeol. Compounds, verbs, words of one syllable (안, 때) and numbers stay;
      so do repetitions of a mention, nouns without a particle next to a mention (부산 시내), and
      words that are explained in brackets. Only the word is masked: the model sees the particle,
      which then takes the form that fits the new word.
    - `mode: insert` inserts an adverb before a verb or an adjective, and a noun or a determiner
      before a common noun, but not between two nouns.

    Of the n places of a row where a word can be replaced or inserted, `ratio` × n are drawn, at
    least one and at most `max_words`; all sets of that size are equally likely. With
    `protect_between`, no place lies between the mentions. No mention is ever changed. All drawn
    places of a row are masked at once, and the model reads the row once.

    For each place, one of the model's `top_k` best tokens is drawn, with the softmax of
    logits / `temperature`. So a new word is always one token of the model. These are not drawn:
    - special tokens, pieces of words, and punctuation;
    - words of another kind than the place needs (a name does not replace a common noun);
    - the old word, an adjacent word, and a word already used elsewhere in the row;
    - parts of a mention, and words that contain a mention.

    A sentence longer than `max_tokens`, or than the model allows, is read in windows around its
    masks. The draws depend on the row and the seed only, and all batches have the same shape and
    use `threads` threads, so the result does not depend on which rows are in a batch. With another
    kind of CPU, a GPU or another version of torch, the last bits of a logit may differ, and
    occasionally another word is drawn.

    The model can be any masked language model of `transformers` with a fast tokenizer and weights
    as safetensors; it needs torch: `pip install 'reaug[mlm]'`. Each process loads the model once
    and uses one core: use `--num-proc`, or `threads` if memory is enough for one model only.

    Source: Kobayashi 2018, "Contextual Augmentation: Data Augmentation by Words with Paradigmatic
    Relations", NAACL; with BERT, Wu et al. 2019, "Conditional BERT Contextual Augmentation", ICCS.

    Skipped: `masked_lm/no-place`, no word can be replaced, or no word inserted;
    `masked_lm/tokens`, no token of the model begins where such a word does;
    `masked_lm/no-candidate`, none of the model's best tokens fits.

    Examples
    --------
    >>> step = MaskedLM(model="models/bert", ratio=0.2, top_k=30)
    >>> step.mode, step.device
    ('replace', 'auto')
    """

    ways_out: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            NO_PLACE: InBoth(
                "no word of these rows may be replaced; try mode: insert, or protect_between: "
                "false",
                "이 행들에는 바꿀 수 있는 단어가 없다. mode: insert나 protect_between: false를 "
                "써 보라",
            ),
            TOKENS: InBoth(
                "the model's tokens do not begin where words do; take a model for Korean",
                "모델의 토큰이 단어와 같은 자리에서 시작하지 않는다. 한국어 모델을 쓰라",
            ),
            NO_CANDIDATE: InBoth(
                "the model proposes no word that fits; raise top_k, or take another model",
                "모델이 맞는 단어를 내놓지 않는다. top_k를 올리거나 다른 모델을 쓰라",
            ),
        }
    )

    model: Annotated[
        str,
        Field(
            min_length=1,
            description="a folder or hub name for AutoModelForMaskedLM",
            examples=["models/my-bert"],
        ),
    ]
    revision: Annotated[
        str | None,
        Field(min_length=1, description="branch, tag or commit on the hub; by default main"),
    ] = None
    mode: Annotated[
        Literal["replace", "insert"],
        Field(description="replace words, or insert words between them"),
    ] = "replace"
    ratio: Annotated[
        float, Field(gt=0, le=1, description="share of the places in a row, at least one place")
    ] = 0.15
    max_words: Annotated[
        int, Field(ge=1, le=50, description="at most this many new words per row")
    ] = 5
    protect_between: Annotated[
        bool, Field(description="whether to keep the text between the mentions unchanged")
    ] = True
    top_k: Annotated[
        int, Field(ge=1, le=1000, description="number of the model's best tokens to consider")
    ] = 20
    temperature: Annotated[
        float,
        Field(
            gt=0,
            le=100,
            description="sampling temperature: above 1 rare words come more often, below 1 less",
        ),
    ] = 1.0
    device: Annotated[
        Device, Field(description="device for the model; auto uses a GPU if there is one")
    ] = "auto"
    batch_size: Annotated[int, Field(ge=1, description="sentences per batch of the model")] = 16
    threads: Annotated[
        int, Field(ge=1, le=256, description="CPU cores per process, if no GPU is used")
    ] = 1
    max_tokens: Annotated[
        int, Field(ge=16, description="maximum tokens of a sentence to read at once")
    ] = 256

    def finish(self, summary: Any, rules: RuleBook) -> dict[str, str]:
        """Return the model's digest, the device and the version of torch.

        Raises an error if the model is unsuitable.
        """
        model = self._model()
        return {"digest": model.digest(), "device": model.device, "torch": version("torch")}

    def describe(self, state: dict[str, str]) -> dict[str, Any]:
        """Return the digest of weights and vocabulary, the device and the version of torch.

        A run can only be repeated if all of them are equal; the contents of a model's folder can
        change.
        """
        return state

    def measure(self, rows: pa.Table, state: Any) -> Measures:
        """Return warnings about the model's vocabulary."""
        return Measures({}, self._model().notes)

    def propose(self, batch: Batch, state: Any, draw: Draw) -> Changes:
        """Return the edits that replace or insert predicted words."""
        n = len(batch)
        parts = [np.arange(at, min(at + _ROWS, n)) for at in range(0, n, _ROWS)]
        changes = [self._propose(batch.take(rows), draw.take(rows)) for rows in parts]
        edits = [
            change.edits._replace(row=rows[change.edits.row])
            for rows, change in zip(parts, changes, strict=True)
        ]
        skipped = [change.skipped for change in changes if change.skipped is not None]
        return Changes(
            Edits.concat(edits),
            skipped=pa.concat_arrays([pa.array([], pa.string()), *skipped]),
        )

    def _model(self) -> MaskedModel:
        return load_masked_model(self.model, self.revision, self.device)

    def _propose(self, batch: Batch, draw: Draw) -> Changes:
        n, model = len(batch), self._model()
        places = replaceable(batch) if self.mode == "replace" else gaps(batch)
        if self.protect_between:
            between = batch.between_mentions(places.row, places.start, places.end)
            places = places.take(~between)
        encoded = encode(batch, model)
        places_in_tokens, fits = cuts(batch, places, encoded, model)
        none = np.bincount(places.row, minlength=n) == 0
        able = np.flatnonzero(fits)
        count = np.bincount(places.row[able], minlength=n)
        wanted = np.floor(self.ratio * count + 0.5).astype(np.int64)
        chosen = able[
            choose(draw, "place", count, np.minimum(np.clip(wanted, 1, self.max_words), count))
        ]
        places, places_in_tokens = places.take(chosen), places_in_tokens.take(chosen)
        room = model.room(self.max_tokens)
        tokens, logits = model.fill(
            windows(encoded, places.row, places_in_tokens, model.mask, room),
            top_k=self.top_k,
            slots=self.max_words,
            batch_size=self.batch_size,
            threads=self.threads,
        )
        words = choose_words(batch, places, model.words, tokens, logits, self.temperature, draw)
        edits = self._edits(places, words)
        empty = np.bincount(edits.row, minlength=n) == 0
        why = {NO_PLACE: none, TOKENS: count == 0, NO_CANDIDATE: empty}
        return Changes(edits, skipped=reasons(n, why))

    def _edits(self, places: Places, words: list[str]) -> Edits:
        filled = np.flatnonzero([word != "" for word in words])
        places = places.take(filled)
        texts = [words[i] for i in filled.tolist()]
        if self.mode == "insert":
            texts = [f"{text} " for text in texts]
        noun = (places.kind & (NOUN | NAME)) > 0
        return Edits.of(places.row, places.start, places.end, texts, noun=noun)
