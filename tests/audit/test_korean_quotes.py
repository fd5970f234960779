"""Messages in Korean have the particle that fits; no message leaves the choice to the reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import reaug
from reaug.audit.catalogue import rules
from reaug.audit.korean_quotes import quoted
from reaug.rulebook import load
from reaug.runs.shipped import sample_data

FIXED = re.compile(r"\{[^{}\n]*\}[’”」』](?:\([^()\n]*\))?(?:[은는이가을를과와로]|으로)(?![가-힣])")
"""A value in quotation marks, and behind them a particle that depends on it (`audit.wording`)."""
OPEN = re.compile(r"[이은을와과]\((?:가|는|를|과|와|나)\)|\(으\)로|\(이\)")


@pytest.mark.parametrize(
    ("word", "particle", "expected"),
    [
        ("경기대", "은", "‘경기대’는"),
        ("민주당", "가", "‘민주당’이"),
        ("LG", "은", "‘LG’는"),
        ("3", "은", "‘3’은"),
        ("李", "은", "‘李’는"),
        ("", "는", "‘’는"),
        ("😀", "는", "‘😀’는"),
        ("\u1100\u1161\u11bc", "는", "‘\u1100\u1161\u11bc’은"),
        ("가", "", "‘가’"),
    ],
)
def test_a_quoted_word_has_the_particle_of_its_sound(
    word: str, particle: str, expected: str
) -> None:
    assert quoted(word, particle) == expected


def test_no_fixed_particle_stands_behind_a_value_in_quotes() -> None:
    package = Path(reaug.__file__).parent
    fixed = [
        f"{file.relative_to(package)}: {hit[0]}"
        for file in package.rglob("*.py")
        for hit in FIXED.finditer(file.read_text(encoding="utf-8"))
    ]
    assert fixed == []


def test_no_message_leaves_the_particle_open() -> None:
    audit = reaug.audit(sample_data())
    texts = [finding.ko for finding in audit.findings]
    texts += [rule.ko for rule in rules(load("klue-re"), "checks", "against").values()]
    assert [text for text in texts if OPEN.search(text)] == []
