"""Tokenizers: broken files, foreign code, and one whose library panics."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from hostile.cases import FIVE, Case, both

_COMMAND: Final = "encode rows.json -o out --style r_bert --tokenizer tok"


def _tokenizer(name: str, message: str = "tok", *, config: Any = None,
               files: dict[str, str] | None = None) -> Case:  # fmt: skip
    def make(folder: Path) -> None:
        (folder / "tok").mkdir()
        told = {"tokenizer_class": "PreTrainedTokenizerFast"} if config is None else config
        (folder / "tok" / "tokenizer_config.json").write_text(json.dumps(told), "utf-8")
        for file, content in (files or {}).items():
            (folder / "tok" / file).write_text(content, "utf-8")

    return Case(f"tokenizer: {name}", both(FIVE, make), _COMMAND, message, process=False)


def _model(**more: Any) -> str:
    given = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [],
        "normalizer": None, "pre_tokenizer": None, "post_processor": None, "decoder": None,
        "model": {
            "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": {"[UNK]": 0, "이순신은": 1, "한": 2, "##산": 3, "##도에서": 4, "이": 5},
        },
    }  # fmt: skip
    return json.dumps({**given, **more}, ensure_ascii=False)


def _split(pattern: str) -> str:
    rule = {"type": "Split", "pattern": {"Regex": pattern}, "behavior": "Isolated", "invert": False}
    return _model(pre_tokenizer=rule)


# A pattern that Oniguruma gives up in the middle of a text: tokenizers then panics, and what Python
# sees is no Exception but a BaseException.
PANIC: Final = r"(\S+\s*)+\S+$#"
CODE: Final = "open('owned', 'w').close()\nclass Mine: pass\n"

CASES: Final = (
    Case("tokenizer: none", FIVE, _COMMAND, "tok"),
    Case("tokenizer: an empty folder", both(FIVE, lambda f: (f / "tok").mkdir()), _COMMAND, "tok"),
    Case("tokenizer: rows in its place", FIVE, _COMMAND.replace(" tok", " rows.json"), "rows.json"),
    _tokenizer("no vocabulary"),
    _tokenizer("a file that is no JSON", files={"tokenizer.json": "{"}),
    _tokenizer("a file 10,000 deep", files={"tokenizer.json": "[" * 10_000}),
    _tokenizer("a description that is a list", config=[], files={"tokenizer.json": _model()}),
    _tokenizer("no Korean", files={"tokenizer.json": _model(model={
        "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
        "max_input_chars_per_word": 100, "vocab": {"[UNK]": 0, "a": 1}})}),
    _tokenizer("a pattern that does not compile", files={"tokenizer.json": _split("(")}),
    _tokenizer("a pattern that makes the library panic", files={"tokenizer.json": _split(PANIC)}),
    _tokenizer("code beside it, which is not run",
               config={"tokenizer_class": "Mine", "auto_map": {"AutoTokenizer": ["mine.Mine", None]}},
               files={"mine.py": CODE, "config.json": '{"model_type": "mine"}'}),
)  # fmt: skip
