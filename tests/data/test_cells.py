from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.data.cells import guarded, is_formula, shielded, unguarded, unshielded

DANGEROUS = (
    "=1+1",
    "+82",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\u3000=1",
    "＝1",
    "－1",
    "=cmd|' /C calc'!A0",
)


@pytest.mark.parametrize("text", DANGEROUS)
def test_formulas_are_escaped(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["3월 1일", "1-2", "1998.3.1", "007", "1e5", "12345678901", "5%"])
def test_what_becomes_a_date_or_another_number(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "가", "이순신", "1998", "0", "17", "per:title", "😀", "大韓", "a=b"]
)
def test_plain_text_is_not_escaped(text: str) -> None:
    assert guarded(text) == text


def test_what_a_person_wrote_stays() -> None:
    assert unguarded("'per:title'") == "'per:title'"
    assert unguarded("accept") == "accept"
    assert unguarded("'") == "'"


@given(st.text(alphabet=st.sampled_from("='+-@ \t\r\n1가aＡ＝0９'")) | st.text())
def test_there_and_back(text: str) -> None:
    cell = guarded(text)
    assert unguarded(cell) == text
    assert cell == text or cell == f"'{text}"
    assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize("text", [text for text in DANGEROUS if text not in ("+82", "-1")])
@pytest.mark.parametrize("before", ["", "'", "''"])
def test_what_a_spreadsheet_may_run(text: str, before: str) -> None:
    assert is_formula(before + text)
    assert shielded(before + text) == f"'{before}{text}"


@pytest.mark.parametrize(
    "text",
    ["", "'", "'세종'은", "3월 1일", "1-2", "-0.5", "+82", "-1e-05", "-Infinity", "a=b", "· -1"],
)
def test_what_a_spreadsheet_does_not_run(text: str) -> None:
    assert shielded(text) == unshielded(text) == text


@given(st.text(alphabet=st.sampled_from("='+-@ \t\r\n\x1c1.e가aＡ＝\u30000９'")) | st.text())
def test_shielded_there_and_back(text: str) -> None:
    cell = shielded(text)
    assert unshielded(cell) == text
    assert cell == text or cell == f"'{text}"
    assert not cell.lstrip().startswith(("=", "@", "＝", "＠"))
    assert not cell.startswith(("\t", "\r", "\n"))
