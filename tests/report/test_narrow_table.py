from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from reaug.report.narrow_table import table_lines


def lines(columns: dict[str, list[str]], width: int) -> list[str]:
    return list(table_lines(columns, width, right=["rows"], firm=["rows"]))


def test_what_fits_stands_in_columns() -> None:
    table = {"name": ["첫째", "漢字😀", "", "a"], "rows": ["1", "22", "333", ""]}
    assert lines(table, 80) == ["name    rows", "첫째       1", "漢字😀    22", "         333", "a"]


def test_what_does_not_fit_is_folded_and_nothing_is_lost() -> None:
    table = {"name": ["한 실험의 아주 긴 이름과 더 긴 이름", "x" * 50], "rows": ["1", "2"]}
    folded = lines(table, 20)
    assert max(map(cell_len, folded)) <= 20
    assert "".join("".join(folded[1:]).split()).count("x") == 50


@pytest.mark.parametrize("width", [1, 10, 40, 160])
@given(cells=st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40)))
def test_every_character_comes_out(width: int, cells: list[str]) -> None:
    folded = "".join(lines({"name": cells, "rows": ["7"] * len(cells)}, width)[1:])
    for letter in {*"".join(cells)} - {" "}:
        if not letter.isspace():
            assert folded.count(letter) >= sum(cell.count(letter) for cell in cells)
