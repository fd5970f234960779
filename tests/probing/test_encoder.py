"""Encoders of the probe, on a tiny random model: read as `encode` writes, asked once, trained."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from command import reaug, refused
from masked_models import save_model, wordpiece
from reaug.core.examples import batch_of
from reaug.errors import MissingExtraError, UsageError
from reaug.probing.model_factory import model_maker
from reaug.probing.models import Task
from reaug.rulebook import load
from run_folders import SAMPLE

BOOK = load("klue-re")
TEXTS = (
    "[S|PER|이순신]은 [O|LOC|한산도]에서 이겼다.",
    "[O|LOC|서울]에서 [S|PER|王 그]를 만났다 😀!",
    "[S|ORG|A사]의 [O|PER|가]",
)


@pytest.fixture(scope="module")
def model(torch: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> str:
    return save_model(tmp_path_factory.mktemp("encoder"))


def test_rows_are_read_as_encode_writes_them(model: str) -> None:
    from reaug.probing.encoder import load_encoder

    encoder = load_encoder(model, BOOK)
    for piece, text in zip(encoder.pieces(batch_of(*TEXTS)), TEXTS, strict=True):
        assert piece is not None
        assert piece.subject[0] < piece.subject[1] <= len(piece.token_ids)
        assert piece.object[0] < piece.object[1] <= len(piece.token_ids)
        first = piece.subject if text.startswith("[S") else piece.object
        assert first[0] < max(piece.subject[0], piece.object[0])
    words = wordpiece().convert_ids_to_tokens(encoder.pieces(batch_of(TEXTS[0]))[0].token_ids)  # type: ignore[union-attr]
    assert words[0] == "[CLS]"
    assert "사람" in words  # the type of the subject, in Korean


def test_each_text_is_computed_once(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from reaug.probing.encoder import Encoder, load_encoder

    asked: list[int] = []
    pooled = Encoder.pooled
    monkeypatch.setattr(
        Encoder, "pooled", lambda self, some: asked.append(len(some)) or pooled(self, some)
    )
    encoder = load_encoder(model, BOOK)
    features = encoder.features(batch_of(*TEXTS, TEXTS[0]))
    assert features.shape == (4, 3 * 32)
    assert np.array_equal(features[0], features[3])
    assert not np.array_equal(features[0], features[1])
    encoder.features(batch_of(TEXTS[1], TEXTS[0]))
    assert sum(asked) == 3


@pytest.mark.parametrize("kind", ["frozen", "finetune"])
def test_probabilities(kind: str, model: str) -> None:
    marked = [
        f"[S|PER|이순신]은 {'서울 ' * (i % 5)}[O|LOC|한산도]에서 {word}."
        for i in range(12)
        for word in ("이겼다", "만났다")
    ]
    labels = ["per:origin", "no_relation"] * 12
    raw = batch_of(*marked, label=labels)
    train, test = np.arange(18), np.arange(18, 24)
    tasks = [Task("raw", raw.take(train).table), Task("less", raw.take(train[:10]).table)]
    trained = model_maker(f"{kind}:{model}", BOOK, seed=3)(raw)
    assert trained.name == f"{kind}:{model}"
    first, second = trained.probabilities(train, test, tasks)
    assert first.shape == (6, len(BOOK.labels))
    assert np.allclose(first.sum(axis=1), 1)
    assert not np.array_equal(first, second)
    again = trained.probabilities(train, test, tasks[:1])[0]
    assert np.array_equal(first, again)  # one training set leaves nothing for the next


def test_a_probe_with_an_encoder(model: str, tmp_path: Path) -> None:
    recipe = tmp_path / "copies.yaml"
    recipe.write_text("steps:\n  - deduplicate\n", encoding="utf-8")
    rows = json.loads(Path(SAMPLE).read_text(encoding="utf-8"))
    few = tmp_path / "few.json"
    some = [row for row in rows if row["label"] in ("no_relation", "per:title", "per:origin")]
    few.write_text(json.dumps(some, ensure_ascii=False), encoding="utf-8")
    words = ("probe", few, "-r", recipe, "--seeds", 2, "--json", "--model")
    result = reaug(*words, model)  # a folder is fine-tuned
    assert (result.code, result.json["model"]) == (0, f"finetune:{model}")
    assert reaug(*words, f"frozen:{model}").json["arms"]["raw"]["f1"] >= 0


def test_what_is_no_encoder(model: str, tmp_path: Path) -> None:
    import transformers

    def refusal(name: str | Path) -> str:
        with pytest.raises(UsageError) as caught:
            model_maker(f"finetune:{name}", BOOK, seed=1)
        return str(caught.value)

    empty = tmp_path / "empty"
    empty.mkdir()
    assert "no tokenizer can be loaded from" in refusal(empty)
    wordpiece().save_pretrained(empty)
    assert "no encoder can be loaded from" in refusal(empty)
    config = transformers.GPT2Config(vocab_size=400, n_embd=32, n_layer=1, n_head=2)
    decoder = tmp_path / "decoder"
    wordpiece().save_pretrained(decoder)
    transformers.GPT2LMHeadModel(config).save_pretrained(decoder)
    assert "is not an encoder but a gpt2 model" in refusal(decoder)
    small = tmp_path / "small"
    save_model(small, vocab_size=50)
    assert "they do not belong together" in refusal(small)
    coded = Path(model) / "model.safetensors"
    pickled = tmp_path / "pickled"
    wordpiece().save_pretrained(pickled)
    (pickled / "config.json").write_bytes((Path(model) / "config.json").read_bytes())
    (pickled / "pytorch_model.bin").write_bytes(coded.read_bytes())
    assert "pickled weights are not read" in refusal(pickled)


def test_without_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'reaug\[probe\]'"):
        model_maker(f"frozen:{tmp_path}", BOOK, seed=1)
    recipe = tmp_path / "copies.yaml"
    recipe.write_text("steps: [deduplicate]\n", encoding="utf-8")
    words = ("probe", SAMPLE, "-r", recipe, "--model", "finetune:klue/some-encoder")
    refused(reaug(*words), "needs torch, which cannot be imported; pip install 'reaug[probe]'")


def test_bfloat16_gives_nearly_the_same_features(model: str) -> None:
    from reaug.probing.encoder import load_encoder

    exact, rounded = load_encoder(model, BOOK), load_encoder(model, BOOK)
    exact.mixed, rounded.mixed = False, True
    one, other = (encoder.features(batch_of(*TEXTS)) for encoder in (exact, rounded))
    assert np.abs(one - other).max() < 0.05
    assert (one != other).any()
