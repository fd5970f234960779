"""Patterns and ambiguities of a book: what is refused when it is loaded, and where."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reaug.errors import RuleBookError
from reaug.rulebook import RuleBook, load

Write = Callable[[str | bytes], Path]

PATTERNS = """\
patterns:
  - name: works-for-person
    en: "a person is no employer"
    ko: "사람은 직장이 아니다"
    labels: [works_for]
    subject_types: [PER]
    object_types: [PER]
    between: '{banks}|에서 일하는'
    unless:
      - object: {lexicon: banks}
    suggest: {object_type: ORG}
    severity: error
    precision: 0.95
    judged: 40
    hits:
      - label: works_for
        text: "[O|PER|솔밭]에서 일하는 [S|PER|김나래]가 왔다."
    misses:
      - label: works_for
        text: "[O|PER|바다금고]에서 일하는 [S|PER|김나래]가 왔다."
ambiguities:
  - name: once
    en: "someone who used to work there"
    ko: "전에 일하던 사람"
    choices: [works_for, none]
    before_subject: '전 $'
    hits:
      - {label: none, text: "[O|ORG|솔밭] 전 [S|PER|김나래] 씨가 왔다."}
    misses:
      - {label: none, text: "[O|ORG|솔밭] [S|PER|김나래] 씨가 왔다."}
"""


@pytest.fixture
def book(small: str, write: Write) -> RuleBook:
    return load(write(small + PATTERNS))


def test_what_a_book_says(book: RuleBook) -> None:
    [pattern] = book.patterns
    assert pattern.rule == "rule/works-for-person"
    assert pattern.between is not None
    assert pattern.between.pattern == "(?:바다금고)|에서 일하는"
    [case] = book.ambiguities
    assert case.choices == ("works_for", "none")
    assert case.decision is None


def test_the_content_counts(small: str, write: Write, book: RuleBook) -> None:
    assert load(write(small)).content_hash != book.content_hash
    other = load(write(small + PATTERNS.replace("0.95", "0.96")))
    assert other.content_hash != book.content_hash
    assert RuleBook.model_validate(book.model_dump(by_alias=True)) == book


LINE = 45  # where PATTERNS begins
CHANGES = [
    # what is replaced, by what, line behind LINE, what is told
    ("labels: [works_for]", "labels: [hires]", 4, "unknown relation 'hires'; the book has: none"),
    ("labels: [works_for]", "not_labels: [hires]", 4, "unknown relation 'hires'"),
    ("subject_types: [PER]", "subject_types: [LOC]", 5, "unknown type 'LOC'"),
    ("lexicon: banks", "lexicon: bank", 9, "unknown lexicon 'bank'; the book has: banks"),
    ("{banks}|", "{bank}|", 7, "unknown lexicon 'bank'; the book has: banks"),
    ("between: '{banks}", "between: '(?<!가){banks}", 7, "does not compile in RE2"),
    ("between: '{banks}", "between: 'a**{banks}", 7, "bad repetition operator"),
    ("between: '{banks}", "between: '(a{500}){500}{banks}", 7, "invalid repetition size"),
    ("between: '{banks}", "sentences: '{banks}", 7, "unknown key sentences"),
    ("between: '{banks}|에서 일하는'", "between: {lexicon: banks}", 7, "a lexicon has whole"),
    ("object: {lexicon: banks}", "{}", 1, (
        "an empty condition in unless; complete it or remove it"
    )),
    ("suggest: {object_type: ORG}", "suggest: {object_type: ORGS}", 10, "unknown type 'ORGS'"),
    ("suggest: {object_type: ORG}", "suggest: {label: hires}", 10, "unknown relation 'hires'"),
    ("suggest: {object_type: ORG}", "suggest: {label: employs}", 10,
     "employs takes no subject of type PER, only ORG; suggest another"),
    ("suggest: {object_type: ORG}", "suggest: {label: born}", 10,
     "born takes no object of type PER, only DAT"),
    ("suggest: {object_type: ORG}", "suggest: {label: works_for}", 10,
     "already have the label works_for"),
    ("suggest: {object_type: ORG}", "suggest: {mention_type: ORG}", 10, "no condition here is"),
    ("suggest: {object_type: ORG}", "suggest: {}", 10, "suggest at least one field"),
    ("suggest: {object_type: ORG}", "suggest: {object: {}}", 10, "cut or extend at one end"),
    ("precision: 0.95", "precision: 0.94", 1, "severity error needs a judged"),
    ("severity: error", "severity: bad", 11, "'error', 'warning' or 'review'"),
    ("솔밭]에서 일하는 [S", "솔밭]에서 노는 [S", 16, "does not match this example"),
    ("바다금고]에서", "솔밭]에서", 19, "works-for-person matches this example of a miss"),
    ("[S|PER|김나래]가 왔다.\"\n    misses", "김나래가 왔다.\"\n    misses", 16, "mark one"),
    ("[S|PER|김나래]가 왔다.\"\n    misses", "[S|PER|]가 왔다.\"\n    misses", 16, "has no word"),
    ("[O|PER|솔밭]에서", "[O|LOC|솔밭]에서", 16, "unknown type 'LOC'"),
    ("- label: works_for\n        text: \"[O|PER|솔밭]",
     "- label: hires\n        text: \"[O|PER|솔밭]",
     15, "unknown relation 'hires'"),
    ("name: once", "name: works-for-person", 21, "appears twice, first under patterns; rename one"),
    ("choices: [works_for, none]", "choices: [works_for, hires]", 24, "unknown relation 'hires'"),
    ("choices: [works_for, none]", "choices: [none]", 24, "at least 2 items"),
    ("before_subject: '전 $'", "before_subject: '전 $'\n    decision: born", 26,
     "the decision must be one of the choices: works_for, none"),
    ("before_subject: '전 $'", "before_mention: '전 $'", 21, "an ambiguity is about whole rows"),
    ("    hits:\n      - {label: none, text: \"[O|ORG|솔밭] 전 [S|PER|김나래] 씨가 왔다.\"}\n",
     "", 21,
     "this key is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "what"), CHANGES)
def test_what_is_wrong_is_named_with_its_place(
    write: Write, small: str, old: str, new: str, line: int, what: str
) -> None:
    assert old in PATTERNS
    with pytest.raises(RuleBookError) as caught:
        load(write(small + PATTERNS.replace(old, new, 1)))
    message = str(caught.value)
    assert what in message
    assert "\n" not in message
    assert f"book.yaml:{LINE + line}:" in message


def test_a_pattern_that_is_too_large(write: Write, small: str) -> None:
    large = PATTERNS.replace("'{banks}|에서 일하는'", f"'{'[가-힣]{1000}' * 400}'")
    with pytest.raises(RuleBookError, match="pattern too large") as caught:
        load(write(small + large))
    assert len(str(caught.value)) < 400


def test_a_pattern_of_no_condition(write: Write, small: str) -> None:
    text = """\
patterns:
  - name: all
    en: "anything"
    ko: "아무것"
    hits: [{label: none, text: "[S|PER|가] [O|PER|나]"}]
    misses: [{label: none, text: "[S|PER|가] [O|PER|나]"}]
"""
    with pytest.raises(RuleBookError, match="give at least one condition"):
        load(write(small + text))


def test_a_key_that_stands_twice(write: Write, small: str) -> None:
    with pytest.raises(RuleBookError, match="the key 'en' appears twice"):
        load(write(small + PATTERNS.replace('ko: "사람은', 'en: "x"\n    ko: "사람은', 1)))


def test_loading_imports_no_pandas() -> None:
    import subprocess
    import sys

    code = "import sys; from reaug.rulebook import load; load(); print('pandas' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
