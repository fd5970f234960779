from __future__ import annotations

import pytest

from reaug.korean._hanja import _table, readings


@pytest.mark.parametrize(
    ("hanja", "expected"),
    [
        ("一", ("일",)),
        ("國", ("국",)),
        ("金", ("금", "김")),
        ("車", ("거", "차")),
        ("不", ("부", "불")),
        ("北", ("배", "북")),
        ("樂", ("낙", "락", "악", "요")),
        ("塞", ("새", "색")),
        ("詰", ("힐",)),
        ("伽", ("가",)),
        ("国", ()),
        ("가", ()),
        ("", ()),
        ("A", ()),
    ],
)
def test_hanja_have_their_readings(hanja: str, expected: tuple[str, ...]) -> None:
    assert readings(hanja) == expected


def test_the_standard_is_covered() -> None:
    table = _table()
    assert len(table) == 4622  # 4,888 places, of which 268 repeat a hanja, two of them twice
    assert sum(map(len, table.values())) == 4888
    assert all("가" <= reading <= "힣" for every in table.values() for reading in every)
