from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from masked_models import save_model, wordpiece
from reaug.errors import UsageError
from reaug.korean.masked_loading import load_masked_model
from reaug.korean.masked_model import MaskedModel, Window

TEXT = "이순신은 조선의 장군으로 한산도에서 이겼다."


def window(model: MaskedModel, text: str = TEXT, *masks: int) -> Window:
    tokens = list(model.tokenizer(text, add_special_tokens=False)["input_ids"])
    for mask in masks:
        tokens[mask] = model.mask
    return Window(tokens, list(masks))


def some_windows(model: MaskedModel, n: int) -> list[Window]:
    """Windows of many lengths, with one to three masks."""
    chance = random.Random(1)
    windows = []
    for _ in range(n):
        tokens = [chance.randrange(5, len(model.tokenizer)) for _ in range(chance.randint(3, 58))]
        masks = sorted(chance.sample(range(len(tokens)), chance.randint(1, 3)))
        for mask in masks:
            tokens[mask] = model.mask
        windows.append(Window(tokens, masks))
    return windows


def change_last_layer(torch: Any, folder: str, name: str, value: float) -> None:
    from transformers import AutoModelForMaskedLM

    model = AutoModelForMaskedLM.from_pretrained(folder)
    with torch.no_grad():
        getattr(model.get_output_embeddings(), name)[:] = value
    model.save_pretrained(folder)


@pytest.mark.parametrize("kind", ["bert", "electra", "roberta", "distilbert", "albert"])
def test_the_best_tokens_are_those_of_the_bare_model(torch, tmp_path, kind):
    from transformers import AutoModelForMaskedLM

    folder = save_model(tmp_path, kind=kind)
    model = load_masked_model(folder)
    asked = [window(model, TEXT, 0, 4), window(model, "대표는 서울에서 그를 만났다", 2)]
    tokens, logits = model.fill(asked, top_k=7, slots=3, batch_size=4)
    bare = AutoModelForMaskedLM.from_pretrained(folder).eval()
    before, behind = wordpiece()("가")["input_ids"][::2]
    expected = []
    with torch.inference_mode():
        for each in asked:
            out = bare(input_ids=torch.tensor([[before, *each.tokens, behind]])).logits[0]
            expected += [out[1 + mask].topk(7) for mask in each.masks]
    assert tokens.tolist() == [best.indices.tolist() for best in expected]
    np.testing.assert_allclose(logits, [best.values.tolist() for best in expected], rtol=1e-4)


def test_no_bit_depends_on_the_other_windows_or_their_order(masked_model):
    model = load_masked_model(masked_model)
    asked = some_windows(model, 300)
    first = np.cumsum([0, *(len(each.masks) for each in asked)])
    tokens, logits = model.fill(asked, top_k=50, slots=3, batch_size=8)
    chance = random.Random(2)
    for size in (1, 7, 100, 300):
        order = chance.sample(range(len(asked)), len(asked))
        for at in range(0, len(order), size):
            some = order[at : at + size]
            mine, theirs = model.fill([asked[i] for i in some], top_k=50, slots=3, batch_size=8)
            places = np.concatenate([np.arange(first[i], first[i + 1]) for i in some])
            assert np.array_equal(mine, tokens[places])
            assert np.array_equal(theirs, logits[places])
            if at > 60 and size == 1:
                break


def test_the_threads_of_torch_are_as_they_were_afterwards(torch, masked_model):
    before = torch.get_num_threads()
    model = load_masked_model(masked_model)
    given = {"top_k": 5, "slots": 1, "batch_size": 2}
    alone, _ = model.fill([window(model, TEXT, 2)], **given)
    more, _ = model.fill([window(model, TEXT, 2)], threads=before + 1, **given)
    assert torch.get_num_threads() == before
    assert alone.tolist() == more.tolist()


def test_equal_logits_are_ordered_by_token(torch, tmp_path):
    folder = save_model(tmp_path)
    change_last_layer(torch, folder, "weight", 0.0)
    model = load_masked_model(folder)
    tokens, logits = model.fill([window(model, TEXT, 3)], top_k=9, slots=1, batch_size=2)
    assert len(set(logits[0].tolist())) == 1
    assert tokens[0].tolist() == sorted(tokens[0].tolist())


def test_no_windows(masked_model):
    tokens, logits = load_masked_model(masked_model).fill([], top_k=5, slots=2, batch_size=4)
    assert tokens.shape == logits.shape == (0, 5)


def test_no_more_tokens_than_there_are(masked_model):
    model = load_masked_model(masked_model)
    tokens, _ = model.fill([window(model, TEXT, 1)], top_k=1000, slots=1, batch_size=1)
    assert sorted(tokens[0].tolist()) == list(range(len(model.tokenizer)))


def test_a_window_may_fill_the_model(masked_model):
    model = load_masked_model(masked_model)
    assert model.room(1000) == 64 - 2 - 2
    assert model.room(20) == 18
    full = Window([model.mask] * model.room(1000), [0, 59])
    assert model.fill([full], top_k=3, slots=2, batch_size=2)[0].shape == (2, 3)


def test_what_hangs_on_a_word(masked_model):
    model = load_masked_model(masked_model)
    assert model.tokenizer.convert_ids_to_tokens(model.ending("에서")) == ["##에서"]
    assert model.tokenizer.convert_ids_to_tokens(model.ending("에서는")) == ["##에서", "##는"]
    assert model.ending("") is None
    assert model.ending(" 😀") is not None  # an unknown token behind the word


def test_broken_weights(torch, tmp_path):
    folder = save_model(tmp_path)
    change_last_layer(torch, folder, "bias", float("nan"))
    model = load_masked_model(folder)
    with pytest.raises(
        UsageError, match="returns values that are not numbers; its weights are broken"
    ):
        model.fill([window(model, TEXT, 1)], top_k=3, slots=1, batch_size=1)


def test_the_digest_tells_weights_and_words_apart(torch, tmp_path):
    one = load_masked_model(save_model(tmp_path / "a"))
    same = load_masked_model(save_model(tmp_path / "b"))
    other = load_masked_model(save_model(tmp_path / "c", liked=["회장"]))
    assert one.digest() == same.digest() != other.digest()
