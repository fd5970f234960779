from __future__ import annotations

import datasets
import pyarrow as pa
import pytest

from reaug.api import load
from reaug.core.step import Drop, Edit, Set, Step, SwapRoles, Where
from reaug.data import read
from reaug.engine.dataset_map import map_table
from reaug.errors import InputError, UsageError
from reaug.shaping.curriculum import Curriculum
from reaug.transforms.aeda import AEDA
from reaug.transforms.entity_swap import EntitySwap
from reaug.transforms.random_masking import RandomMasking
from run_folders import SAMPLE, row, sample_rows


@pytest.fixture(scope="module")
def rows() -> datasets.Dataset:
    return load(SAMPLE)


def mapped(
    rows: datasets.Dataset, step: Step, size: int = 1000, **more: object
) -> datasets.Dataset:
    out = rows.with_format("arrow").map(step, batched=True, batch_size=size, **more)
    return out.with_format(None)


def test_a_data_set_keeps_its_features_and_rows(rows: datasets.Dataset) -> None:
    out = mapped(rows, AEDA())
    assert out.features == rows.features
    assert out["guid"] == rows["guid"]
    assert out["label"] == rows["label"]
    changed = sum(a != b for a, b in zip(out["sentence"], rows["sentence"], strict=True))
    assert changed > 250
    for each in out:
        mention = each["object_entity"]
        words = each["sentence"][mention["start_idx"] : mention["end_idx"] + 1]
        assert words == mention["word"]


def test_batches_make_no_difference(rows: datasets.Dataset) -> None:
    expected = mapped(rows, AEDA(p=0.5))["sentence"]
    assert mapped(rows, AEDA(p=0.5), 7)["sentence"] == expected
    assert mapped(rows.select(range(9, -1, -1)), AEDA(p=0.5))["sentence"] == expected[9::-1]
    assert mapped(rows, AEDA(p=0.5), fn_kwargs={"seed": 7})["sentence"] != expected


def test_mentions_and_types_change(rows: datasets.Dataset) -> None:
    out = mapped(rows, RandomMasking(target="subject", where=Where(labels=("per:title",))))
    for before, after in zip(rows, out, strict=True):
        titled = rows.features["label"].int2str(before["label"]) == "per:title"
        assert (before["subject_entity"] != after["subject_entity"]) == titled


def test_plain_tables_keep_their_columns() -> None:
    table = read(SAMPLE).table
    from reaug.data import to_klue

    klue = to_klue(table).append_column("year", pa.array(range(table.num_rows)))
    out = map_table(Turn(), klue, seed=1)
    assert out.schema == klue.schema
    assert out["year"] == klue["year"]
    assert out["label"] != klue["label"]


def test_columns_that_a_step_adds(rows: datasets.Dataset) -> None:
    out = mapped(rows, Curriculum(thresholds=(40, 60)), 50)
    assert out.column_names == [*rows.column_names, "bucket", "length"]
    assert out["length"] == [len(sentence) for sentence in rows["sentence"]]


def test_rows_with_an_id_or_with_neither() -> None:
    plain = [{k: v for k, v in each.items() if k != "guid"} for each in sample_rows()[:20]]
    named = pa.Table.from_pylist([{"id": i, **each} for i, each in enumerate(plain)])
    assert AEDA()(named)["id"] == named["id"]
    with pytest.raises(UsageError, match=r"need a column guid \(or id\)"):
        AEDA()(pa.Table.from_pylist(plain))


class Turn(Step):
    def propose_row(self, row, state, draw):  # type: ignore[no-untyped-def]
        turned = {"per:parents": "per:children", "per:children": "per:parents"}
        if row.label in turned:
            yield SwapRoles()
            yield Set("label", turned[row.label])


class Shout(Step):
    def propose_row(self, row, state, draw):  # type: ignore[no-untyped-def]
        yield Edit(len(row.sentence), len(row.sentence), "!")


class Lose(Step):
    def propose_row(self, row, state, draw):  # type: ignore[no-untyped-def]
        yield Drop("lost")


class Break(Step):
    def propose_row(self, row, state, draw):  # type: ignore[no-untyped-def]
        yield Set("subject_type", "XYZ")


def test_a_step_that_no_name_stands_for() -> None:
    table = pa.Table.from_pylist([row(guid="a")])
    assert Shout()(table)["sentence"].to_pylist() == ["이순신은 한산도에서 이겼다.!"]
    assert Break()(table) == table  # law 6: the rule book knows no such type


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (EntitySwap(), "entity_swap must see all rows first"),
        (EntitySwap(mode="role"), "entity_swap must see all rows first"),
        (Curriculum(buckets=2), "curriculum must see all rows first"),
        (AEDA(where=Where(rare_below=5)), "aeda must see all rows first"),
        (Lose(), "Lose drops rows"),
    ],
)
def test_steps_that_cannot_be_mapped(step: Step, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        step(pa.Table.from_pylist([row(guid="a")]))


def test_labels_that_are_ids_cannot_change(rows: datasets.Dataset) -> None:
    with pytest.raises(UsageError, match="changes labels, but here they are ids"):
        mapped(rows, Turn())


def test_rows_without_a_name() -> None:
    table = pa.Table.from_pylist([row(guid="a"), row(guid=None)])
    with pytest.raises(UsageError, match="each row needs a guid"):
        AEDA()(table)


def test_bad_rows() -> None:
    bad = row(guid="a")
    bad["object_entity"]["start_idx"] = 0
    with pytest.raises(InputError, match="span/word-mismatch"):
        AEDA()(pa.Table.from_pylist([bad]))
