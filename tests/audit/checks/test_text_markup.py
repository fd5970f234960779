"""Marks that are left of the page that a sentence was taken from."""

from __future__ import annotations

import unicodedata

import pytest

from audit.rows import findings_of

RULE = "text/markup"


@pytest.mark.parametrize(
    "marked",
    [
        "[S|PER|나예진]은 [[[O|ORG|나래전자]]]의 사장이다.",
        "[S|PER|나예진]은 {{국기}} [O|LOC|한밭]에서 났다.",
        "”라고 [S|PER|나예진]이 [O|LOC|한밭]에서 말했다.",
        ": [S|PER|나예진]은 [O|LOC|한밭]에서 났다.",
        ", Lee [S|PER|漢]은 [O|LOC|한밭] 9 🎈",
    ],
)
def test_marks_of_a_page(marked: str) -> None:
    for text in (marked, unicodedata.normalize("NFD", marked)):
        [finding] = findings_of(text, rule=RULE)
        assert (finding.field, finding.fixes) == ("sentence", ())


@pytest.mark.parametrize(
    "marked",
    [
        "[S|PER|나예진]은 “[O|LOC|한밭]”이라고 했다.",
        "“[S|PER|나예진]은 [O|LOC|한밭]에서 났다.",
        "[S|PER|나예진]은 [1] [O|LOC|한밭]에서 났다.",
        ":) [S|PER|나예진]은 [O|LOC|한밭]에 있다.",
        "[S|PER|🎈] [O|LOC|漢]",
    ],
)
def test_what_a_sentence_may_have(marked: str) -> None:
    assert not findings_of(marked, rule=RULE)
