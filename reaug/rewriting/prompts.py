"""Read prompts from files in `rules/prompts/`, in Korean and English."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from reaug.core.quotes import shorten
from reaug.errors import RecipeError
from reaug.strict_json import dumps
from reaug.strict_yaml import read_yaml
from reaug.suggestions import unknown

LANGUAGES: Final = ("ko", "en")
NAMES: Final = frozenset(
    (
        "sentence",
        "mentions",
        "keep",
        "label",
        "labels",
        "definition",
        "subject",
        "object",
        "subject_type",
        "object_type",
        "examples",
        "message",
    )
)
"""The names that a prompt may contain in braces."""
_NAMED: Final = re.compile(r"\{(\w+)\}")


class Prompt(NamedTuple):
    """A prompt: the system message, and the user message for a row."""

    name: str
    lang: str
    system: str
    user: str

    @property
    def digest(self) -> str:
        """SHA-256 of the prompt's texts; the name of its file does not matter."""
        return hashlib.sha256(dumps([self.system, self.user]).encode()).hexdigest()

    def filled(self, values: Mapping[str, str]) -> list[dict[str, str]]:
        """Return the messages for a row, with names in braces replaced by `values`.

        >>> prompt = Prompt("mine", "ko", "고쳐 쓴다.", "<<<{sentence}>>>")
        >>> prompt.filled({"sentence": "{label}"})[1]
        {'role': 'user', 'content': '<<<{label}>>>'}
        """
        text = _NAMED.sub(lambda match: values.get(match[1], match[0]), self.user)
        return [{"role": "system", "content": self.system}, {"role": "user", "content": text}]


def folder() -> Path:
    """Return the folder of the shipped prompts, in the installed package or in the checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "_rules"
    return (inside if inside.is_dir() else package.parent / "rules") / "prompts"


def names() -> list[str]:
    """Return the names of the shipped prompts.

    >>> names()
    ['back_translate', 'generate', 'label', 'opinion', 'paraphrase']
    """
    return sorted(path.stem for path in folder().glob("*.yaml"))


@cache
def load_prompt(name: str, lang: str = "ko") -> Prompt:
    """Return a prompt: a shipped one by its name, or a file (`mine.yaml`) by its path.

    Raises
    ------
    RecipeError
        The prompt does not exist, lacks the language, or contains an unknown name in braces.

    Examples
    --------
    >>> load_prompt("paraphrase", "en").system.split(".")[0]
    'You are an editor who rewrites Korean sentences'
    """
    if name.endswith((".yaml", ".yml")) or os.sep in name:
        path = Path(name)
    elif name in names():
        path = folder() / f"{name}.yaml"
    else:
        raise RecipeError(unknown("prompt", name, names()))
    data = read_yaml(path, RecipeError, "prompt").data
    texts = data.get(lang) if isinstance(data, dict) else None
    if not (
        isinstance(texts, dict)
        and texts.keys() == {"system", "user"}
        and all(isinstance(text, str) and text.strip() for text in texts.values())
    ):
        raise RecipeError(f"{path}: a prompt has {lang}: with system: and user:, both text")
    for named in _NAMED.findall(texts["user"]):
        if named not in NAMES:
            known = ", ".join(sorted(NAMES))
            raise RecipeError(f"{path}: {{{shorten(named)}}} is unknown; choose from {known}")
    return Prompt(path.stem, lang, texts["system"].strip(), texts["user"].strip())
