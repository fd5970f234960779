"""Hostile tokenizers: broken files, foreign code, and one that makes its library panic."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from hostile.cases import FIVE, Case, both

_COMMAND: Final = "encode rows.json -o out --style r_bert --tokenizer "


def _tokenizer(
    name: str, *, config: Any = None, files: dict[str, str] | None = None, process: bool = False
) -> Case:
    # A process loads a tokenizer only once per name, so each needs a unique name.
    tok = "tok-" + "-".join(filter(str.isascii, name.replace(",", "").split()))

    def make(folder: Path) -> None:
        (folder / tok).mkdir()
        settings = (
            {"tokenizer_class": "PreTrainedTokenizerFast", "unk_token": "[UNK]"}
            if config is None
            else config
        )
        (folder / tok / "tokenizer_config.json").write_text(json.dumps(settings), "utf-8")
        for file, content in (files or {}).items():
            (folder / tok / file).write_text(content, "utf-8")

    return Case(f"tokenizer: {name}", both(FIVE, make), f"{_COMMAND}{tok}", tok, process=process)


def _model(**more: Any) -> str:
    given = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": None,
        "post_processor": None,
        "decoder": None,
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": {"[UNK]": 0, "이순신은": 1, "한": 2, "##산": 3, "##도에서": 4, "이": 5},
        },
    }
    return json.dumps({**given, **more}, ensure_ascii=False)


def _split(pattern: str) -> str:
    rule = {"type": "Split", "pattern": {"Regex": pattern}, "behavior": "Isolated", "invert": False}
    return _model(
        pre_tokenizer={"type": "Sequence", "pretokenizers": [rule, {"type": "Whitespace"}]}
    )


# Patterns on which Oniguruma gives up inside a text: tokenizers then panics, which Python sees as a
# BaseException, not an Exception. The second one works until a row contains a mark.
PANIC: Final = r"(.+)+\d\d$"
PANIC_AT_A_MARK: Final = r"(\S+\s*)+\S+$#"
CODE: Final = "open('owned', 'w').close()\nclass Mine: pass\n"

CASES: Final = (
    Case("tokenizer: none", FIVE, f"{_COMMAND}tok", "tok"),
    Case("tokenizer: rows in its place", FIVE, f"{_COMMAND}rows.json", "rows.json"),
    Case(
        "tokenizer: an empty folder",
        both(FIVE, lambda f: (f / "empty").mkdir()),
        f"{_COMMAND}empty",
        "empty",
    ),
    _tokenizer("no vocabulary"),
    _tokenizer("a file that is not JSON", files={"tokenizer.json": "{"}),
    _tokenizer("a file 10,000 deep", files={"tokenizer.json": "[" * 10_000}),
    _tokenizer("a description that is a list", config=[], files={"tokenizer.json": _model()}),
    _tokenizer(
        "no Korean",
        files={
            "tokenizer.json": _model(
                model={
                    "type": "WordPiece",
                    "unk_token": "[UNK]",
                    "continuing_subword_prefix": "##",
                    "max_input_chars_per_word": 100,
                    "vocab": {"[UNK]": 0, "a": 1},
                }
            )
        },
    ),
    _tokenizer("a pattern that does not compile", files={"tokenizer.json": _split("(")}),
    _tokenizer(
        "a pattern that makes the library panic at once", files={"tokenizer.json": _split(PANIC)}
    ),
    _tokenizer(
        "a pattern that makes the library panic in a row",
        files={"tokenizer.json": _split(PANIC_AT_A_MARK)},
    ),
    _tokenizer(
        "code beside it, which is not run",
        config={"tokenizer_class": "Mine", "auto_map": {"AutoTokenizer": ["mine.Mine", None]}},
        files={"mine.py": CODE, "config.json": '{"model_type": "mine"}'},
        process=True,
    ),
)
