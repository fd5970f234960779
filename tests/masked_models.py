"""Tiny masked language models for tests: random weights, an own vocabulary, real files.

The predictions of such a model are random, except for the words that a test asks for, which get a
bias in the last layer: the first word the largest.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


NOUNS = _words(
    "회장 대표 사장 장군 선수 가수 의사 감독 언덕 학교 도시 사람 소설 노래 영화 역사 전쟁 기술 "
    "회사 병원 대회 도서관"
)
NAMES = _words("서울 부산 대구 인천 한산도 이순신 조선 삼성")
ADVERBS = _words("매우 아주 함께 다시 가장 몹시")
OTHERS = _words("모든 여러 그 배 적은 이겼다 만났다 되었다 했다 있다 회장이")
PARTICLES = _words("은 는 이 가 을 를 과 와 의 에 에서 으로 로 이다 였다 이었다 도 에게")
MARKS = _words(". , ? ! ( )")
SYLLABLES = "가나다라마바사아자차카타파하이그저을를은는에서로의도"


def vocabulary() -> list[str]:
    """Return words, pieces (`##은`) and punctuation, each once."""
    pieces = [f"##{text}" for text in (*PARTICLES, *SYLLABLES, *MARKS)]
    plain = [*NOUNS, *NAMES, *ADVERBS, *OTHERS, *PARTICLES, *MARKS, *SYLLABLES]
    return list(dict.fromkeys([*SPECIAL, *plain, *pieces]))


def wordpiece(words: Sequence[str] | None = None, **special: str | None) -> Any:
    """Return a fast WordPiece tokenizer, with `[CLS]` and `[SEP]` around a sentence."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    vocab = {word: i for i, word in enumerate(vocabulary() if words is None else words)}
    tokenizer = Tokenizer(models.WordPiece(vocab, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    ends = [(name, vocab[name]) for name in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing("[CLS] $A [SEP]", None, ends)
    names = {"pad_token": "[PAD]", "unk_token": "[UNK]", "mask_token": "[MASK]"} | special
    given = {name: token for name, token in names.items() if token is not None}
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, cls_token="[CLS]", sep_token="[SEP]", **given
    )


def bytes_of(word: str) -> str:
    """Return a word, after a space, in the characters of byte-level tokenizers."""
    from tokenizers.pre_tokenizers import ByteLevel

    return ByteLevel(add_prefix_space=False).pre_tokenize_str(f" {word}")[0][0]


def byte_level(words: list[str]) -> Any:
    """Return a byte-level BPE tokenizer with these words as tokens."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocab = {token: i for i, token in enumerate(alphabet)}
    merges: list[tuple[str, str]] = []
    for word in words:
        left = word[0]
        for right in word[1:]:
            if left + right not in vocab:
                merges.append((left, right))
                vocab[left + right] = len(vocab)
            left += right
    tokenizer = Tokenizer(models.BPE(vocab, merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, mask_token="<mask>")


def metaspace(words: list[str]) -> Any:
    """Return a tokenizer whose tokens include the space before them."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    tokens = ["<unk>", "<mask>", *words]
    tokenizer = Tokenizer(models.Unigram([(token, -float(i)) for i, token in enumerate(tokens)], 0))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="<unk>", mask_token="<mask>"
    )


def save_model(
    folder: Path,
    *,
    liked: Sequence[str] = (),
    tokenizer: Any = None,
    kind: str = "bert",
    **fields: Any,
) -> str:
    """Save a tokenizer and a model; `liked` are its preferred words, in order."""
    import torch

    tokenizer = wordpiece() if tokenizer is None else tokenizer
    tokenizer.save_pretrained(folder)
    torch.manual_seed(5)
    model = _model(kind, len(tokenizer), fields)
    bias = model.get_output_embeddings().bias
    with torch.no_grad():
        for i, word in enumerate(liked):
            bias[tokenizer.convert_tokens_to_ids(word)] = 100.0 - 2 * i
    model.save_pretrained(folder)
    return str(folder)


def _model(kind: str, size: int, fields: dict[str, Any]) -> Any:
    import transformers

    small = {
        "vocab_size": size,
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 48,
        "max_position_embeddings": 64,
        "pad_token_id": 0,
    } | fields
    if kind == "distilbert":
        small |= {"dim": 32, "n_layers": 2, "n_heads": 2, "hidden_dim": 48}
        for name in ("hidden_size", "num_hidden_layers", "num_attention_heads"):
            del small[name]
        return transformers.DistilBertForMaskedLM(transformers.DistilBertConfig(**small))
    classes = {"bert": "Bert", "electra": "Electra", "roberta": "Roberta", "albert": "Albert"}
    config = getattr(transformers, f"{classes[kind]}Config")(**small)
    return getattr(transformers, f"{classes[kind]}ForMaskedLM")(config)
