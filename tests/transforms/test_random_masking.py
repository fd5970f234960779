from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from laws import check_laws
from reaug.core.apply import apply
from reaug.core.batch import Batch, Row
from reaug.core.changes import Changes
from reaug.core.draws import Draw
from reaug.core.examples import batch_of
from reaug.errors import UsageError
from reaug.transforms.random_masking import RandomMasking
from strategies import batches

NO_CANDIDATE = "random_masking/no-candidate"
NONE_DRAWN = "random_masking/none-drawn"
NAVY = "[S|PER|이순신]은 [O|LOC|한산도 앞바다]에서 적은 배로 이겼다."
WORDS = [
    "이순신은",
    "조선의",
    "장군으로",
    "한산도에서",
    "이겼다",
    "그는",
    "서울에서",
    "태어난",
    "적은",
]


def propose(step: RandomMasking, batch: Batch, seed: int = 0) -> Changes:
    return step.propose(batch, None, Draw(batch.keys, seed=seed, path="0.random_masking"))


def outcomes(step: RandomMasking, text: str, seeds: int = 60) -> set[str]:
    """What may become of one sentence."""
    batch = batch_of(text)
    return {apply(batch, propose(step, batch, seed)).batch.row(0).sentence for seed in range(seeds)}


def masked(step: RandomMasking, text: str) -> Row:
    batch = batch_of(text)
    changes = propose(step, batch)
    assert not changes.edits.noun.any(), "the particle of a mask is not repaired"
    return apply(batch, changes).batch.row(0)


contexts = st.builds(
    RandomMasking,
    rate=st.sampled_from([0.15, 0.5, 1.0]),
    unit=st.sampled_from(["eojeol", "morpheme"]),
    mask=st.sampled_from([None, "<mask>", "■"]),
    protect_between=st.booleans(),
)
mentions = st.builds(
    RandomMasking,
    target=st.sampled_from(["subject", "object", "both"]),
    unit=st.sampled_from(["eojeol", "morpheme"]),
)


@given(st.one_of(contexts, mentions), batches(), st.integers(0, 9))
def test_laws(step, batch, seed):
    check_laws(step, batch, seed=seed)


@given(contexts, batches(), st.integers(0, 9))
def test_masking_the_context_is_never_refused(step, batch, seed):
    changes = propose(step, batch, seed)
    after, _, refusals = apply(batch, changes)
    assert not len(refusals.row)
    for i in range(len(batch)):
        old, new = batch.row(i), after.row(i)
        assert (new.subject_word, new.object_word) == (old.subject_word, old.object_word)
    drawn = np.bincount(changes.edits.row, minlength=len(batch)) > 0
    assert [reason is None for reason in changes.skipped.to_pylist()] == drawn.tolist()


@given(mentions, batches(), st.integers(0, 9))
def test_a_masked_mention_is_masks_and_blanks_alone(step, batch, seed):
    changes = propose(step, batch, seed)
    after, _, refusals = apply(batch, changes)
    for reason in refusals.reason.to_pylist():
        assert reason in {"edit/splits-grapheme", "edit/overlap"}
    for i in set(range(len(batch))) - set(refusals.row.tolist()):
        for role in ("subject", "object"):
            word = getattr(after.row(i), f"{role}_word")
            if step.target in (role, "both"):
                assert set(word.replace("[MASK]", "")) <= {" "}
                assert "[MASK]" in word
            else:
                assert word == getattr(batch.row(i), f"{role}_word")


def test_whole_eojeols_are_masked():
    assert outcomes(RandomMasking(rate=0.5), NAVY) == {
        "이순신은 한산도 앞바다에서 적은 배로 이겼다.",
        "이순신은 한산도 앞바다에서 [MASK] 배로 이겼다.",
        "이순신은 한산도 앞바다에서 적은 [MASK] 이겼다.",
        "이순신은 한산도 앞바다에서 적은 배로 [MASK]",
        "이순신은 한산도 앞바다에서 [MASK] [MASK] 이겼다.",
        "이순신은 한산도 앞바다에서 [MASK] 배로 [MASK]",
        "이순신은 한산도 앞바다에서 적은 [MASK] [MASK]",
    }


def test_white_space_stays():
    text = " 그때\t[S|PER|김구]는  [O|LOC|상하이]에\r\n갔다\u3000"
    assert outcomes(RandomMasking(rate=1.0, mask="_"), text) == {
        " _\t김구는  상하이에\r\n갔다\u3000",
        " 그때\t김구는  상하이에\r\n_\u3000",
    }


def test_morphemes_and_the_particle_of_a_mention():
    step = RandomMasking(rate=1.0, unit="morpheme", mask="_")
    sentences = outcomes(step, "[S|PER|이순신]에게는 [O|LOC|한산도]가 보였다.")
    assert sentences == {f"이순신에게는 한산도가 {rest}" for rest in ("보였__", "_다_", "__.")}


def test_the_text_between_is_protected_by_default():
    text = "어제 [S|PER|김구]는 아주 먼 [O|LOC|상하이]로 곧장 갔다"
    assert all("김구는 아주 먼 상하이로" in new for new in outcomes(RandomMasking(rate=1), text))
    open_ = RandomMasking(rate=0.5, protect_between=False)
    assert any("김구는 [MASK] 먼 상하이로" in new for new in outcomes(open_, text))


@pytest.mark.parametrize(
    ("target", "unit", "expected"),
    [
        ("subject", "eojeol", "[MASK]은 한산도 앞바다에서 적은 배로 이겼다."),
        ("object", "eojeol", "이순신은 [MASK] [MASK]에서 적은 배로 이겼다."),
        ("both", "eojeol", "[MASK]은 [MASK] [MASK]에서 적은 배로 이겼다."),
        ("both", "morpheme", "[MASK]은 [MASK] [MASK]에서 적은 배로 이겼다."),
    ],
)
def test_whole_mentions(target, unit, expected):
    row = masked(RandomMasking(target=target, unit=unit), NAVY)
    assert row.sentence == expected
    if target != "subject":
        assert row.object_word == "[MASK] [MASK]"


@pytest.mark.parametrize(
    ("mention", "unit", "expected"),
    [
        ("1592년", "morpheme", "__"),
        ("1592년 5월", "morpheme", "__ __"),
        ("1592년\u3000 5월", "eojeol", "_ _"),
        (" 서울 ", "eojeol", " _ "),
        (" ", "eojeol", "_"),
        ("\0", "morpheme", "_"),
        ("👩\u200d👧", "eojeol", "_"),
        ("LG", "eojeol", "_"),
        ("韓", "morpheme", "_"),
    ],
)
def test_one_mask_for_each_unit_of_a_mention(mention, unit, expected):
    step = RandomMasking(target="object", unit=unit, mask="_")
    row = masked(step, f"[S|PER|김구]는 [O|DAT|{mention}]에 [MASK] 갔다")
    assert row.object_word == expected
    assert row.sentence == f"김구는 {expected}에 [MASK] 갔다"


@pytest.mark.parametrize(
    "text",
    [
        "[S|PER|김구]는 [O|LOC|상하이]로",
        "[S|PER|김구]는 [O|LOC|상하이]로 갔다",
        "[S|PER|김구]는 아주 먼 [O|LOC|상하이]로",
        "[S|PER|김][O|LOC|이]",
    ],
)
def test_a_row_without_a_choice_says_so(text):
    batch = batch_of(text)
    assert propose(RandomMasking(rate=1), batch).skipped.to_pylist() == [NO_CANDIDATE]


def test_every_row_and_unit_draws_for_itself():
    n, k, rate = 3000, 6, 0.15
    batch = batch_of(*["[S|PER|가] [O|PER|나] 다 라 마 바 사 아"] * n)
    changes = propose(RandomMasking(), batch, seed=42)
    count = np.bincount(changes.edits.row, minlength=n)
    assert abs(count.sum() - n * k * rate) < 5 * (n * k * rate * (1 - rate)) ** 0.5
    none = (1 - rate) ** k
    untouched = int((count == 0).sum())
    assert abs(untouched - n * none) < 5 * (n * none * (1 - none)) ** 0.5
    assert changes.skipped.to_pylist().count(NONE_DRAWN) == untouched
    by_place = np.bincount(changes.edits.start)[4::2]
    assert len(by_place) == k
    assert (abs(by_place - n * rate) < 5 * (n * rate * (1 - rate)) ** 0.5).all()


# Tokenizers, made here


def saved(folder: Path, kind: str, known: list[str] = WORDS, **special: str) -> str:
    """A tiny fast tokenizer in a folder."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    entries = ["[UNK]", *known, *(f"▁{word}" for word in known)]
    words = {word: i for i, word in enumerate(entries)}
    if kind == "words":
        tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
        tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    elif kind == "metaspace":  # a token takes the blank before it along
        tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
        tokenizer.decoder = decoders.Metaspace()
    else:  # each byte is a token
        alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
        tokenizer = Tokenizer(models.BPE({c: i for i, c in enumerate(alphabet)}, []))
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special)
    fast.save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="module")
def tokenizers(tmp_path_factory) -> dict[str, str]:
    special = {"mask_token": "<mask>", "unk_token": "[UNK]"}
    return {
        kind: saved(tmp_path_factory.mktemp(kind), kind, **special)
        for kind in ("words", "metaspace", "bytes")
    }


def test_the_mask_of_a_tokenizer(tokenizers):
    step = RandomMasking(target="subject", tokenizer=tokenizers["words"])
    assert masked(step, NAVY).subject_word == "<mask>"
    assert step.finish(None, None) == "<mask>"
    assert step.describe("<mask>") == {"mask": "<mask>"}
    named = RandomMasking(target="subject", tokenizer=tokenizers["words"], mask="■")
    assert masked(named, NAVY).subject_word == "■"
    assert RandomMasking().finish(None, None) == "[MASK]"


@pytest.mark.parametrize("kind", ["words", "metaspace"])
def test_tokens_are_words(tokenizers, kind):
    step = RandomMasking(unit="token", tokenizer=tokenizers[kind], mask="_", rate=1)
    text = "[S|PER|이순신]은 [O|LOC|한산도]에서  적은 그는  이겼다"
    assert outcomes(step, text) == {
        "이순신은 한산도에서  적은 _  _",
        "이순신은 한산도에서  _ 그는  _",
        "이순신은 한산도에서  _ _  이겼다",
    }


def test_bytes_of_one_character_are_one_token(tokenizers):
    step = RandomMasking(unit="token", tokenizer=tokenizers["bytes"], mask="_", rate=1)
    assert outcomes(step, "[S|PER|가]는 [O|PER|나] 다 라") == {"가는 나 _ 라", "가는 나 다 _"}
    both = RandomMasking(target="both", unit="token", tokenizer=tokenizers["bytes"])
    row = masked(both, "[S|PER|김 구]는 [O|PER|LG]")
    assert (row.subject_word, row.object_word) == ("<mask> <mask>", "<mask><mask>")


@pytest.mark.parametrize("kind", ["words", "metaspace", "bytes"])
@given(batch=batches(), target=st.sampled_from(["context", "both"]), rate=st.sampled_from([0.5, 1]))
def test_laws_with_tokens(tokenizers, kind, batch, target, rate):
    step = RandomMasking(unit="token", tokenizer=tokenizers[kind], target=target, rate=rate)
    applied = check_laws(step, batch)
    assert target == "both" or not len(applied.refusals.row)


def test_a_real_tokenizer(shared_data):
    folder = str(shared_data / "tokenizer")
    step = RandomMasking(unit="token", tokenizer=folder, rate=0.5)
    text = (
        "[S|PER|이순신]은 [O|LOC|한산도]에서 👩\u200d👧 \u1112\u1161\u11ab국의 적은 배로 이겼다. "
    )
    batch = batch_of(*[text] * 30)
    applied = check_laws(step, batch)
    assert not len(applied.refusals.row)
    sentences = applied.batch.sentence.to_pylist()
    assert all(new.startswith("이순신은 한산도에서 ") and new.endswith(" ") for new in sentences)
    assert any("[MASK]." in new for new in sentences)
    assert masked(RandomMasking(target="both", tokenizer=folder), text).subject_word == "[MASK]"


def test_a_tokenizer_that_cannot_serve(tmp_path):
    bare = saved(tmp_path / "bare", "words", unk_token="[UNK]")
    with pytest.raises(UsageError, match="has no mask token; give mask"):
        RandomMasking(tokenizer=bare).finish(None, None)
    assert RandomMasking(tokenizer=bare, mask="■").finish(None, None) == "■"
    with pytest.raises(UsageError, match=r"no tokenizer can be loaded from .*nowhere.*; give a"):
        RandomMasking(tokenizer=str(tmp_path / "nowhere")).finish(None, None)


def test_a_tokenizer_that_knows_no_korean(tmp_path):
    english = ["only", "English"]
    folder = saved(tmp_path, "words", english, unk_token="[UNK]", mask_token="<mask>")
    with pytest.raises(UsageError, match="only unknown tokens for Korean text") as caught:
        RandomMasking(tokenizer=folder).finish(None, None)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "parameters",
    [
        {"unit": "token"},
        {"unit": "word"},
        {"target": "all"},
        {"rate": 0},
        {"rate": 1.5},
        {"mask": ""},
        {"mask": " "},
        {"mask": " _"},
        {"mask": "\u0301"},
        {"masks": "_"},
    ],
)
def test_wrong_parameters_are_refused(parameters):
    with pytest.raises(ValidationError):
        RandomMasking(**parameters)
