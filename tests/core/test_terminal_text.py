from __future__ import annotations

import unicodedata

import pytest

from reaug.core.terminal_text import visible


@pytest.mark.parametrize(
    "text",
    [
        "",
        "가",
        "이순신 LG 1592년 大韓 😀 👩\u200d👩\u200d👧 e\u0301 [/] \\",
        "\u1112\u1161\u11ab",
        "\u3000",
    ],
)
def test_plain_text_stays(text: str) -> None:
    assert visible(text) == text


def test_nothing_acts_on_a_terminal() -> None:
    everything = "".join(map(chr, range(0x3000)))
    shown = visible(everything)
    assert len(shown) == len(everything)
    assert not any(unicodedata.category(ch) in ("Cc", "Zl", "Zp") for ch in shown)
    bidi = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    assert not any(unicodedata.bidirectional(ch) in bidi for ch in shown)
    assert visible("\x00\t\n\r\x1b\x7f\x9b\u202e") == "␀␉␊␍␛␡��"
