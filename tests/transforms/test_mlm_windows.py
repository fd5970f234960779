from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masked_models import byte_level, bytes_of, metaspace, wordpiece
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.korean.masked_model import MaskedModel, Window
from reaug.transforms.masked_lm.places import gaps, replaceable
from reaug.transforms.masked_lm.windows import _cut, cuts, encode, windows

PAIR = "[S|PER|이순신]은 [O|LOC|한산도]에서 "


class Bare(MaskedModel):
    """A tokenizer without a model: what is to be masked does not depend on one."""

    def __init__(self, tokenizer):
        self.name, self.tokenizer = "bare", tokenizer
        self.mask, self._endings = tokenizer.mask_token_id, {}


def masked(batch: Batch, tokenizer=None, room: int = 100, find=replaceable) -> list[str]:
    """The windows of a batch in which every place is masked, as tokens."""
    model = Bare(tokenizer or wordpiece())
    encoded, places = encode(batch, model), find(batch)
    parts, fits = cuts(batch, places, encoded, model)
    assert fits.all()
    pieces = windows(encoded, places.row, parts, model.mask, room)
    for window in pieces:
        assert [window.tokens[mask] for mask in window.masks] == [model.mask] * len(window.masks)
    return [" ".join(model.tokenizer.convert_ids_to_tokens(each.tokens)) for each in pieces]


def test_a_stem_is_masked_and_its_particle_stays():
    batch = batch_of(PAIR + "대표가 서울로 갔다.", PAIR + "배", PAIR + "다시 노래를")
    assert masked(batch) == [
        "이순신 ##은 한산도 ##에서 [MASK] ##가 [MASK] ##로 [UNK] .",
        "이순신 ##은 한산도 ##에서 [MASK] [MASK] ##를",
    ]


def test_a_token_of_stem_and_particle_is_parted():
    # 회장이 is one token of this vocabulary.
    assert masked(batch_of(PAIR + "회장이 했다")) == ["이순신 ##은 한산도 ##에서 [MASK] ##이 했다"]


def test_an_unknown_word_keeps_the_particle_that_is_known():
    assert masked(batch_of(PAIR + "우체국에서 했다")) == [
        "이순신 ##은 한산도 ##에서 [MASK] ##에서 했다"
    ]


def test_a_particle_without_tokens_of_its_own_leaves_the_word():
    words = [t for t in wordpiece().get_vocab() if not t.startswith("##")]
    order = wordpiece().get_vocab()
    model = Bare(wordpiece(sorted(words, key=order.__getitem__)))
    batch = batch_of(PAIR + "회장이 다시 했다")
    _, fits = cuts(batch, replaceable(batch), encode(batch, model), model)
    assert fits.tolist() == [False, True]


def test_gaps_get_a_mask_each():
    assert masked(batch_of(PAIR + "대표가 노래를 만났다"), find=gaps) == [
        "이순신 ##은 한산도 ##에서 [MASK] 대표 ##가 [MASK] 노래 ##를 [MASK] 만났다"
    ]


def test_a_long_sentence_has_a_window_around_each_mask():
    batch = batch_of(PAIR + "모든 " * 30 + "대표가 " + "그 " * 30 + "다시 회장을")
    texts = masked(batch, room=12)
    assert [len(text.split()) for text in texts] == [12, 12]
    assert texts[0].split().index("[MASK]") == 6
    assert texts[1].endswith("그 [MASK] [MASK] ##을")


def test_no_rows_and_rows_without_tokens():
    empty = batch_of(PAIR).take(replaceable(batch_of(PAIR)).row)
    assert masked(empty) == []
    assert masked(batch_of("[S|PER|\u200b]  [O|PER|\u3000]")) == []


@given(
    length=st.integers(1, 80),
    masks=st.sets(st.integers(0, 79), min_size=1, max_size=9),
    room=st.integers(12, 40),
)
def test_windows_hold_every_mask_once_and_no_more_than_fits(length, masks, room):
    places = sorted(mask for mask in masks if mask < length) or [0]
    tokens = list(range(length))
    pieces: list[Window] = list(_cut(tokens, places, room))
    assert [w.tokens[mask] for w in pieces for mask in w.masks] == places
    for each in pieces:
        assert len(each.tokens) == min(room, length)
        assert each.tokens == list(range(each.tokens[0], each.tokens[0] + len(each.tokens)))


@pytest.mark.parametrize("kind", ["metaspace", "bytes"])
def test_other_tokenizers(kind):
    if kind == "metaspace":
        tokenizer = metaspace(
            ["▁이순신", "은", "▁한산도", "에서", "▁회장", "이", "▁했다", "▁회장이"]
        )
    else:
        tokenizer = byte_level([bytes_of("회장"), bytes_of("했다")])
    texts = masked(batch_of(PAIR + "회장이 했다"), tokenizer)
    if kind == "metaspace":
        assert texts == ["▁이순신 은 ▁한산도 에서 <mask> 이 ▁했다"]
    else:
        assert texts[0].count("<mask>") == 1
        assert texts[0].endswith(bytes_of("했다"))
