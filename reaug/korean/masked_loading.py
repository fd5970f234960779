"""Load masked language models of `transformers`, and refuse those that cannot fill masks.

A model with an untrained head loads without an error, but predicts nonsense. So each model has to
fill a mask in a few sentences that make the word obvious. A model trained on Korean ranks the word
near the top; a model with random weights ranks it anywhere. If the vocabulary has few whole Korean
words (as in XLM-R), the model can offer few words; this is reported.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np

from reaug.errors import UsageError
from reaug.korean.masked_model import MaskedModel, Window
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
    """Return the masked language model of a folder or a hub name; it is loaded once per process.

    Only safetensors weights are loaded, and code that comes with a model is never run.

    Raises
    ------
    MissingExtraError
        If torch is not installed.
    UsageError
        If there is no such device; if the model or its tokenizer cannot be loaded, or they do not
        belong together; or if the model cannot fill masks, so that it is no better than chance on a
        few sentences that make the word obvious.
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
    masked_model = MaskedModel(name, tokenizer, model.eval().to(place))
    masked_model.notes = check_fills(masked_model)
    return masked_model


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


_KNOWN: Final = (
    ("대한민국의 수도는 ", "서울", "이다."),
    ("일본의 수도는 ", "도쿄", "이다."),
    ("이 영화를 만든 ", "감독", "은 배우들과 함께 무대에 올라 관객에게 인사했다."),
    ("아이들은 아침마다 ", "학교", "에 가서 선생님께 글을 배운다."),
    ("그 가수는 새 앨범의 ", "노래", "를 무대에서 불렀다."),
    ("의사는 ", "환자", "를 진찰하고 약을 처방했다."),
    ("경찰은 달아난 범인을 붙잡아 ", "조사", "하고 있다고 밝혔다."),
    ("선수들은 어제 열린 ", "경기", "에서 상대 팀을 이겼다."),
    ("농부는 봄에 씨를 뿌리고 ", "가을", "에 곡식을 거둔다."),
    ("국회는 오늘 본회의를 열어 ", "법안", "을 통과시켰다."),
    ("그는 대학에서 학생들을 가르치는 ", "교수", "이다."),
    ("남편과 ", "아내", "는 결혼한 지 십 년이 되었다."),
)
"""Sentences that make a word obvious: the text before it, the word, and the text after it."""

_LEAST_ASKED: Final = 4
"""A model is not checked if fewer words of `_KNOWN` than this are in its vocabulary."""
_LEAST_TOKENS: Final = 2_000
"""A model is not checked if its vocabulary has fewer tokens than this. In a small vocabulary, even
a good model may rank the word below the best hundredth.
"""
_RANK: Final = 0.01
"""A prediction is right if the word is among the best tokens, this share of the vocabulary."""
_RIGHT: Final = 0.5
"""The least share of right predictions of a model that is accepted; by chance it is 0.01."""

_SPECIAL: Final = 8
"""An upper bound of the number of special tokens that a tokenizer puts around a sentence."""
_SAMPLE: Final = 2_000
_FEW_WORDS: Final = 0.05
"""A model is reported if a smaller share than this of its vocabulary is whole Korean words; models
for Korean have a fifth or more.
"""


def check_fills(model: MaskedModel) -> tuple[str, ...]:
    """Check whether a model can fill masks, and return notes for the user about its vocabulary.

    Raises
    ------
    UsageError
        The model cannot fill masks.
    """
    share = whole_word_share(model)
    notes = []
    if share < _FEW_WORDS:
        notes.append(
            f"in the vocabulary of {model.name!r} only {share:.1%} tokens are whole Korean words, "
            "and only these can be inserted; a Korean model has more to choose from"
        )
    size = len(model.tokenizer)
    ranks = known_ranks(model) if size >= _LEAST_TOKENS else []
    if len(ranks) < _LEAST_ASKED:
        return tuple(notes)
    most = _RANK * size
    right = sum(rank < most for rank in ranks)
    if right < _RIGHT * len(ranks):
        raise UsageError(
            f"the model {model.name!r} cannot fill masks: in {len(ranks)} sentences that make a "
            f"masked word obvious ({''.join(_KNOWN[0]).replace(_KNOWN[0][1], '…')}), the word is "
            f"only {right} times among the model's best {_RANK:.0%} tokens; its head is untrained, "
            "or not for Korean"
        )
    return tuple(notes)


def known_ranks(model: MaskedModel) -> list[int]:
    """Return the ranks that the model gives to the obvious words of the sample sentences.

    Rank 0 is the model's best word. A sentence is left out if its word is not a single token, or if
    the model cannot read it.
    """
    windows, wanted = [], []
    for before, word, after in _KNOWN:
        token = _token(model, word)
        ending = None if token is None else model.ending(after.split(" ")[0])
        if token is None or ending is None:
            continue
        head = _token_ids(model, before.strip())
        remaining = _token_ids(model, after.partition(" ")[2])
        tokens_of = [*head, model.mask, *ending, *remaining]
        if len(tokens_of) <= model.room(len(tokens_of) + _SPECIAL):
            windows.append(Window(tokens_of, [len(head)]))
            wanted.append(token)
    if not windows:
        return []
    size = len(model.tokenizer)
    tokens, _ = model.fill(windows, top_k=size, slots=1, batch_size=len(windows))
    return [
        int(np.flatnonzero(ranked == token)[0]) if (ranked == token).any() else size
        for ranked, token in zip(tokens, wanted, strict=True)
    ]


def whole_word_share(model: MaskedModel) -> float:
    """Return the estimated share of whole Korean words in the vocabulary, by a sample of tokens."""
    size = len(model.tokenizer)
    sample = np.unique(np.linspace(0, size - 1, min(_SAMPLE, size)).astype(np.int64))
    return float((model.words.kinds(sample) > 0).mean())


def _token_ids(model: MaskedModel, text: str) -> list[int]:
    if not text:
        return []
    token_ids: Any = model.tokenizer(text, add_special_tokens=False)["input_ids"]
    return list(token_ids)


def _token(model: MaskedModel, word: str) -> int | None:
    """Return the token of a word that follows another word; None if the word has several tokens."""
    anchor = _token_ids(model, "서울")
    token_ids = _token_ids(model, f"서울 {word}")
    alone = token_ids[len(anchor) :]
    is_single = len(alone) == 1 and token_ids[: len(anchor)] == anchor
    return alone[0] if is_single and alone[0] != model.tokenizer.unk_token_id else None
