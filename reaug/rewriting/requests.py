"""Build the requests for rows; a request is one call of the chat API, identified by its hash.

To get several different answers for a row, the same messages are sent several times. These requests
differ only in the number of their sample, from 1.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import pyarrow as pa

from reaug.core.batch import Row
from reaug.rewriting.mention_marks import Style, hidden
from reaug.rewriting.prompts import Prompt
from reaug.rulebook import RuleBook

_NUMBER: Final = re.compile(r"~[^#]*#(\d+)$")
_KEY: Final = 32
"""Number of hexadecimal digits of a key (128 bits)."""

_KEEP: Final = {
    ("placeholders", "ko"): (
        "[SUBJ]와 [OBJ]는 이름이 들어갈 자리다. 글자 그대로, 각각 꼭 한 번만 쓴다."
    ),
    ("placeholders", "en"): (
        "[SUBJ] and [OBJ] stand for names. Write each exactly so, and exactly once."
    ),
    ("marks", "ko"): ("<S>…</S>와 <O>…</O>는 표시와 그 안의 글자를 그대로, 각각 꼭 한 번만 쓴다."),
    ("marks", "en"): (
        "Keep <S>…</S> and <O>…</O> with the text inside them as they are, each exactly once."
    ),
}


class Request(NamedTuple):
    """A request to a model: its body, and a key that differs between samples of one request."""

    key: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Model:
    """The language model and the parameters on which an answer depends."""

    name: str
    temperature: float
    max_tokens: int

    def request(self, messages: list[dict[str, str]], sample: int = 1) -> Request:
        """Return the request that sends some messages.

        `sample` tells apart several requests with the same messages, which ask for different
        answers.

        >>> Model("m", 0.5, 9).request([{"role": "user", "content": "가"}]).key[:8]
        'e0981df0'
        """
        body = {
            "model": self.name,
            "messages": messages,
            "temperature": self.temperature,
            "max_tokens": self.max_tokens,
        }
        text = json.dumps([body, sample], ensure_ascii=False, sort_keys=True)
        return Request(
            hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_KEY], body
        )


def sample_of(row_id: str) -> int:
    """Return which of several answers to one request a row gets, as a number from 1.

    It is the number of the copy in the row's id; 1 for a row that is not a copy.

    >>> sample_of("a~0.augment#3"), sample_of("a")
    (3, 1)
    """
    number = _NUMBER.search(row_id)
    return int(number[1]) if number is not None else 1


def values_of(row: Row, rules: RuleBook | None, lang: str) -> dict[str, str]:
    """Return the texts that replace the names in braces of a prompt, by name.

    They are the row's mentions and label, and the names of the types and the definition of the
    label in the rule book.
    """
    relation = None if rules is None else rules.relations.get(row.label)
    types = {}
    for name, code in (("subject_type", row.subject_type), ("object_type", row.object_type)):
        known = None if rules is None else rules.types.get(code)
        types[name] = (code or "") if known is None else getattr(known, lang)
    return {
        **types,
        "label": row.label or "",
        "definition": "" if relation is None else getattr(relation.definition, lang),
        "subject": row.subject_word,
        "object": row.object_word,
    }


def rewriting_messages(
    prompt: Prompt, row: Row, rules: RuleBook | None, style: Style
) -> list[dict[str, str]] | None:
    """Return the messages that ask to rewrite a row; None if its mentions cannot be hidden."""
    sentence = hidden(row, style)
    if sentence is None:
        return None
    values = values_of(row, rules, prompt.lang)
    if style == "placeholders":
        mentions = "\n".join(
            f"{place} = {values[name]} ({values[f'{name}_type']})"
            for place, name in (("[SUBJ]", "subject"), ("[OBJ]", "object"))
        )
    else:
        between = ", ".join(
            f"<{mark}>: {values[f'{name}_type']}"
            for mark, name in (("S", "subject"), ("O", "object"))
        )
        mentions = between
    keep = _KEEP[style, prompt.lang]
    return prompt.filled({**values, "sentence": sentence, "mentions": mentions, "keep": keep})


def generating_messages(
    prompt: Prompt, row: Row, rules: RuleBook | None, shown: Sequence[str]
) -> list[dict[str, str]] | None:
    """Return the messages that ask for a new row with a row's label and types.

    `shown` are examples. None if the row's mentions cannot be marked.
    """
    own = hidden(row, "marks")
    if own is None:
        return None
    values = values_of(row, rules, prompt.lang)
    return prompt.filled({**values, "sentence": own, "examples": "\n".join((own, *shown))})


def marked(row: Row) -> str:
    """Return the sentence with marked mentions.

    A sentence that contains such marks itself is returned without marks, and with `<<<` and `>>>`
    replaced.

    >>> marked(Row("a", "가 나", (0, 1), (2, 3), "PER", "LOC", "x"))
    '<S>가</S> <O>나</O>'
    >>> marked(Row("a", "가 >>> 나", (0, 1), (6, 7), "PER", "LOC", "x"))
    '가 ››› 나'
    """
    text = hidden(row, "marks")
    return row.sentence.replace("<<<", "‹‹‹").replace(">>>", "›››") if text is None else text


def label_messages(prompt: Prompt, row: Row, rules: RuleBook) -> list[dict[str, str]]:
    """Return the messages that ask which relation a sentence states, with the allowed labels."""
    names = list(rules.relations)
    n = len(names)
    types = (pa.array([code] * n, pa.string()) for code in (row.subject_type, row.object_type))
    broken = rules.violations(pa.array(names, pa.string()), *types).to_pylist()
    lines = [
        f"{name}: {getattr(rules.relations[name].definition, prompt.lang)}"
        for name, why in zip(names, broken, strict=True)
        if not why
    ]
    values = values_of(row, rules, prompt.lang)
    return prompt.filled({**values, "sentence": marked(row), "labels": "\n".join(lines)})
