from __future__ import annotations

import json

import pyarrow as pa
import pytest

from reaug.core.step import Step
from reaug.data.raw import FEATURE
from reaug.recipe.plan import Leaf
from reaug.runs.output_splits import splits_of


class Asking(Step):
    """Asks for splits by a column."""

    name: str | None = None

    @property
    def split_column(self) -> str | None:
        return self.name


def split(values: pa.Array, *steps: str | None, names: list[str] | None = None) -> dict[str, int]:
    feature = {"names": names, "_type": "ClassLabel"}
    metadata = None if names is None else {FEATURE: json.dumps(feature)}
    table = pa.table([values], schema=pa.schema([pa.field("c", values.type, metadata=metadata)]))
    nodes = [Leaf(f"{i}.asking", Asking(name=name)) for i, name in enumerate(steps or ("c",))]
    return {name: part.num_rows for name, part in splits_of(nodes, table).items()}


def test_values_bear_the_column_s_name() -> None:
    assert split(pa.array([1, 0, 1])) == {"c_0": 1, "c_1": 2}
    assert split(pa.array(["b", None, "a"])) == {"c_a": 1, "c_b": 1, "c_none": 1}


def test_the_last_step_that_asks() -> None:
    assert split(pa.array([1]), None) == {}
    assert split(pa.array([1]), "other", "c", None) == {"c_1": 1}


def test_names_of_a_class_label() -> None:
    values = pa.array([2, 0, -1, 2])
    names = ["PER:ORG", "LOC:PER", "인물:지명"]
    assert split(values, names=names) == {"PER_ORG": 1, "인물_지명": 2, "c_none": 1}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["A-B", "A_B", "A B"], ["A_B", "A_B_2", "A_B_3"]),
        (["A_2", "A", "A"], ["A_2", "A", "A_3"]),
        (["../x", "", "c_none"], ["___x", "_", "c_none"]),
    ],
)
def test_names_are_lawful_and_differ(names: list[str], expected: list[str]) -> None:
    assert list(split(pa.array([0, 1, 2]), names=names)) == expected
    assert len(split(pa.array([0, 1, 2, -1]), names=names)) == 4
