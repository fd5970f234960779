"""A model that cannot fill masks is refused at load; one of few Korean words is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from masked_models import NOUNS, save_model, vocabulary, wordpiece
from reaug.errors import UsageError
from reaug.korean import masked_loading
from reaug.korean.masked_loading import (
    check_fills,
    known_ranks,
    load_masked_model,
    whole_word_share,
)

WORDS = [word for _, word, _ in masked_loading._KNOWN]


class Fake:
    """A model over a real tokenizer, whose ranks are given."""

    def __init__(self, tokenizer: Any, ranks: list[int]) -> None:
        from reaug.korean.whole_words import WholeWords

        self.name, self.tokenizer, self.words = "models/fake", tokenizer, WholeWords(tokenizer)
        self.mask = tokenizer.mask_token_id
        self.ranks = ranks

    def ending(self, text: str) -> tuple[int, ...]:
        return ()

    def room(self, most: int) -> int:
        return most

    def fill(self, windows: list[Any], **_: Any) -> tuple[Any, None]:
        size = len(self.tokenizer)
        wanted = [self.tokenizer.convert_tokens_to_ids(word) for word in WORDS]
        best = np.zeros((len(windows), size), dtype=np.int64)
        for i, token in enumerate(wanted[: len(windows)]):
            others = [other for other in range(size) if other != token]
            best[i] = [*others[: self.ranks[i]], token, *others[self.ranks[i] :]]
        return best, None


def big(words: list[str]) -> Any:
    """A tokenizer whose vocabulary is as large as those of real models."""
    filler = [f"##w{i}" for i in range(masked_loading._LEAST_TOKENS)]
    return wordpiece([*dict.fromkeys([*vocabulary(), *words]), *filler])


@pytest.fixture
def few_words(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(masked_loading, "_FEW_WORDS", 0.0)
    return


def test_a_model_that_knows_the_words_passes(few_words):
    assert check_fills(Fake(big(WORDS), [0, 3, 19, 0, 1, 2, 0, 500, 900, 1000, 1, 1])) == ()


def test_a_model_that_puts_them_anywhere_is_refused(few_words):
    with pytest.raises(
        UsageError, match=("the word is only 1 times among the model's best 1% tokens")
    ):
        check_fills(Fake(big(WORDS), [4, *range(300, 300 + 11)]))


def test_what_cannot_be_asked_is_not_refused(few_words):
    tokenizer = big([])  # few of the words are tokens
    assert len(known_ranks(Fake(tokenizer, [900] * 12))) < len(WORDS)
    small = wordpiece([*dict.fromkeys([*vocabulary(), *WORDS])])
    assert check_fills(Fake(small, [50] * 12)) == ()


def test_few_whole_words_are_told():
    fake = Fake(big(WORDS), [0] * 12)
    assert whole_word_share(fake) < 0.05
    [note] = check_fills(fake)
    assert "whole Korean words, and only these can be inserted" in note
    rich = Fake(wordpiece([*vocabulary(), *WORDS[:0]]), [0] * 12)
    assert whole_word_share(rich) > len(NOUNS) / len(vocabulary()) / 2


def test_an_untrained_head_is_refused_at_load(torch, tmp_path: Path):
    folder = save_model(tmp_path, tokenizer=big(WORDS))
    with pytest.raises(UsageError, match="its head is untrained, or not for Korean"):
        load_masked_model(folder)


def test_a_model_that_likes_the_words_is_not(torch, tmp_path: Path):
    folder = save_model(tmp_path, tokenizer=big(WORDS), liked=WORDS)
    model = load_masked_model(folder)
    assert max(known_ranks(model)) < 20
    assert len(model.notes) == 1
    tiny = load_masked_model(save_model(tmp_path / "tiny"))
    assert tiny.notes == ()
