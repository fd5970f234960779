"""Data in memory: Arrow tables, data sets and data frames."""

from __future__ import annotations

import datasets
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from reaug.data import content_digest, read, to_dataset, to_klue, write
from reaug.errors import InputError, OutputError, UsageError


@pytest.fixture
def table(rows):
    return read(pa.Table.from_pylist(rows)).table


def test_features_are_those_of_klue(table, labels):
    features = to_dataset(table, labels=labels).features
    text, number = datasets.Value("string"), datasets.Value("int32")
    mention = {"word": text, "start_idx": number, "end_idx": number, "type": text}
    assert features == datasets.Features(
        {
            "guid": text,
            "sentence": text,
            "subject_entity": mention,
            "object_entity": mention,
            "label": datasets.ClassLabel(names=labels),
            "source": text,
        }
    )


def test_a_dataset_and_its_selections(rows, table, labels):
    dataset = to_dataset(table, labels=labels)
    assert dataset[1]["subject_entity"] == rows[1]["subject_entity"]
    assert to_klue(read(dataset).table).to_pylist() == rows
    assert to_klue(read(dataset.select([3, 1])).table).to_pylist() == [rows[3], rows[1]]
    shuffled = dataset.shuffle(seed=3)
    assert read(shuffled).table["guid"].to_pylist() == shuffled["guid"][:]
    assert read(dataset.with_format("numpy", columns=["label"])).rows_in == 5
    assert read(dataset).fmt == "dataset"


def test_labels_come_by_name_whatever_their_ids(table, labels):
    other = to_dataset(table, labels=labels[::-1])
    assert other["label"][:] != to_dataset(table, labels=labels)["label"][:]
    assert read(other).table["label"].to_pylist() == table["label"].to_pylist()


def test_ids_beyond_the_names_are_bad_rows(table, labels):
    arrow = to_dataset(table, labels=labels).with_format("arrow")[:]
    at = arrow.column_names.index("label")
    wrong = arrow.set_column(at, "label", pa.array([0, 9, -1, None, -7]))
    reading = read(wrong, on_bad_row="drop", max_bad_share=1)
    assert [(p.row, p.rule) for p in reading.problems] == [
        (1, "schema/bad-value"),
        (2, "schema/missing-field"),
        (3, "schema/missing-field"),
        (4, "schema/bad-value"),
    ]
    assert "9 is not an id of the 4 names" in reading.problems[0].message
    kept = read(wrong, on_bad_row="drop", require_label=False).table
    assert kept["label"].to_pylist() == ["per:title", None, None]


def test_features_of_extras_are_kept(rows, labels):
    features = to_dataset(read(pa.Table.from_pylist(rows)).table, labels=labels).features
    features["bucket"] = datasets.ClassLabel(names=["short", "long"])
    features["note"] = datasets.Value("string")
    given = [{**row, "label": 1, "bucket": i % 2, "note": "말"} for i, row in enumerate(rows)]
    inside = read(datasets.Dataset.from_list(given, features=features)).table
    again = to_dataset(inside, labels=labels)
    assert again.features == features
    assert again["bucket"][:] == [0, 1, 0, 1, 0]
    assert to_dataset(read(to_klue(inside)).table, labels=labels).features == features
    at = inside.column_names.index("bucket")
    stale = inside.set_column(
        at, inside.schema.field(at).with_type(pa.string()), pa.array(list("abcde"))
    )
    assert to_dataset(stale, labels=labels).features["bucket"] == datasets.Value("string")


def test_unknown_labels_are_not_given_ids(table):
    with pytest.raises(
        InputError, match=r"unknown labels: no_relation, per:title\. Known labels: org"
    ):
        to_dataset(table, labels=["org:top_members/employees", "per:date_of_birth"])


def test_a_type_that_datasets_lacks(table, labels, tmp_path):
    strange = table.append_column("gap", pa.array([None] * 5, pa.month_day_nano_interval()))
    with pytest.raises(OutputError, match="column 'gap' contains month_day_nano_interval"):
        to_dataset(strange, labels=labels)
    with pytest.raises(OutputError, match="'gap'"):
        write(strange, tmp_path / "set", "disk", labels=labels)
    assert not list(tmp_path.iterdir())


def test_fingerprints_follow_content_order_and_labels(table, labels):
    def fingerprint(rows, names=labels):
        return to_dataset(rows, labels=names)._fingerprint

    assert fingerprint(table) == fingerprint(pa.concat_tables([table.slice(0, 2), table.slice(2)]))
    assert fingerprint(table) != fingerprint(table.take([1, 0, 2, 3, 4]))
    assert fingerprint(table) != fingerprint(table, labels[::-1])


def test_a_stream_is_refused(table, labels):
    stream = to_dataset(table, labels=labels).to_iterable_dataset()
    with pytest.raises(InputError, match=r"datasets\.Dataset is expected, not IterableDataset"):
        read(stream)


def test_a_data_frame_of_rows(rows, table):
    frame = pd.DataFrame(rows, index=[9, 9, 8, 8, 7])
    reading = read(frame)
    assert reading.fmt == "pandas"
    assert reading.origin == "pandas.DataFrame"
    assert reading.table.equals(table)
    assert read(frame.astype(object)).table.equals(table)


def test_a_data_frame_read_from_the_competitions_csv(table, labels, tmp_path):
    write(table, tmp_path / "a.csv", "competition-csv", labels=labels)
    frame = pd.read_csv(tmp_path / "a.csv")
    assert content_digest(read(frame).table) == content_digest(table)
    frame.to_csv(tmp_path / "b.csv")
    again = pd.read_csv(tmp_path / "b.csv")
    assert "Unnamed: 0" in again
    assert content_digest(read(again).table) == content_digest(table)
    assert content_digest(read(tmp_path / "b.csv").table) == content_digest(table)


def test_what_pandas_means_by_nothing(rows):
    frame = pd.DataFrame(rows)
    frame["year"] = pd.array([1, None, 3, 4, 5], dtype="Int64")
    frame["kind"] = pd.Categorical(["a", "b", "a", None, "a"])
    frame["when"] = pd.Timestamp("2024-01-02")
    frame["note"] = np.array(["x", np.nan, None, "y", "z"], dtype=object)
    frame.loc[1, "source"] = np.nan
    table = read(frame).table
    assert table["source"].to_pylist()[:2] == ["written", None]
    assert table["year"].to_pylist() == [1, None, 3, 4, 5]
    assert table["kind"].to_pylist() == ["a", "b", "a", None, "a"]
    assert table["note"].to_pylist() == ["x", None, None, "y", "z"]
    assert table["when"][0].as_py().year == 2024


def test_bad_rows_of_a_data_frame(rows):
    frame = pd.DataFrame(rows).astype(object)
    frame.at[1, "sentence"] = np.nan
    frame.at[2, "subject_entity"] = {
        "word": "金九",
        "start_idx": np.int64(0),
        "end_idx": np.int64(1),
        "type": "PER",
    }
    frame.at[3, "object_entity"] = 7
    reading = read(frame, on_bad_row="drop")
    assert [(p.row, p.field, p.rule) for p in reading.problems] == [
        (1, "sentence", "schema/missing-field"),
        (3, "object_entity", "schema/bad-value"),
    ]


def test_columns_of_a_data_frame_need_names(rows):
    frame = pd.DataFrame(rows)
    with pytest.raises(InputError, match="column names must be text"):
        read(frame.rename(columns={"source": 3}))
    with pytest.raises(InputError, match="a column name appears twice"):
        read(frame.rename(columns={"source": "label"}))


def test_a_column_name_that_occurs_twice_in_arrow(rows):
    table = pa.Table.from_pylist(rows)
    with pytest.raises(InputError, match="has two columns named 'label'"):
        read(table.append_column("label", table["label"]))


def test_data_frames_and_tables_have_no_splits(rows):
    with pytest.raises(UsageError, match="a DataFrame has no splits"):
        read(pd.DataFrame(rows), split="train")
