"""Small tokenizers of three families for tests, saved like those of a user."""

from __future__ import annotations

from pathlib import Path

from tokenizers import (
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)
from transformers import PreTrainedTokenizerFast

TEXTS = (
    "이순신은 조선의 장군으로 1592년 한산도에서 이겼다. 그는 서울에서 태어난 사람이다.",
    "한빛은행 행장 정다운은 부산에서 자랐고, 2019년에 은행을 세웠다.",
    "대한민국 임시 정부의 주석 김구는 상하이에서 일했다. LG SK Google",
)
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def word_pieces(folder: Path, **more: object) -> str:
    """Save a WordPiece tokenizer of the characters in `TEXTS`, as in BERT; returns the folder."""
    characters = sorted({sign for text in TEXTS for sign in text if not sign.isspace()})
    pieces = [
        *SPECIAL,
        *characters,
        *(f"##{sign}" for sign in characters),
        *'@#*^$&[]/EOSUBJ-PRG:"1',
    ]
    vocabulary = {piece: i for i, piece in enumerate(dict.fromkeys(pieces))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False, strip_accents=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    return _saved(tokenizer, folder, bert=True, **more)


def bytes_pairs(folder: Path, **more: object) -> str:
    """Save a byte-level BPE tokenizer, as in RoBERTa: a syllable may be three tokens."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=320, special_tokens=SPECIAL, initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator(TEXTS, trainer)
    return _saved(tokenizer, folder, **more)


def unigrams(folder: Path, **more: object) -> str:
    """Save a unigram tokenizer of NFKC text with ▁ for spaces, as in XLM-R: ＠ becomes @."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=200,
        special_tokens=SPECIAL,
        initial_alphabet=list("@#*^$&"),
        unk_token="[UNK]",
        show_progress=False,
    )
    tokenizer.train_from_iterator(TEXTS * 5, trainer)
    return _saved(tokenizer, folder, **more)


def _saved(tokenizer: Tokenizer, folder: Path, *, bert: bool = False, **more: object) -> str:
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", cls), ("[SEP]", sep)],
    )
    names = {"unk": "[UNK]", "pad": "[PAD]", "cls": "[CLS]", "sep": "[SEP]", "mask": "[MASK]"}
    given = {f"{name}_token": text for name, text in names.items()} | more
    kinds = ["token_type_ids"] if bert else []
    inputs = ["input_ids", *kinds, "attention_mask"]
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_input_names=inputs, **given
    ).save_pretrained(str(folder))
    return str(folder)
