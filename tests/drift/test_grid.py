from __future__ import annotations

import pyarrow as pa

from reaug.core.examples import batch_of
from reaug.drift import Coded
from reaug.drift.grid import grid_of


def coded(*rows: str, labels: list[str | None]) -> Coded:
    table = batch_of(*rows).table
    place = table.schema.get_field_index("label")
    return Coded.of(table.set_column(place, "label", pa.array(labels, pa.string())))


def test_rows_are_counted_by_pair_and_label() -> None:
    born, works = "[S|PER|이순신]은 [O|LOC|한양]에서 났다.", "[S|PER|허준]은 [O|ORG|내의원]에 있다."
    before = coded(born, works, works, labels=["per:origin", "per:employee_of", None])
    after = coded(born, born, labels=["per:origin", "no_relation"])
    assert grid_of((before, after)) == {
        "PER:LOC": {"no_relation": (0, 1), "per:origin": (1, 1)},
        "PER:ORG": {"(none)": (1, 0), "per:employee_of": (1, 0)},
    }
