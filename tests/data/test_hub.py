"""Names of data sets on the hub. Nothing is fetched: a stand-in takes the call."""

from __future__ import annotations

import datasets
import pyarrow as pa
import pytest

from reaug.data import hub, read, to_dataset, to_klue
from reaug.data.hub import parse_hub_name
from reaug.errors import InputError


@pytest.mark.parametrize(
    ("text", "dataset", "config", "split"),
    [
        ("klue/re:train", "klue", "re", "train"),
        ("klue:re:train", "klue", "re", "train"),
        ("klue/klue/re:validation", "klue/klue", "re", "validation"),
        ("owner/name:train", "owner/name", None, "train"),
        ("owner/na.me-2/config:train", "owner/na.me-2", "config", "train"),
        ("owner/name:config:train", "owner/name", "config", "train"),
        ("name:train", "name", None, "train"),
        ("klue/re:train[:10%]", "klue", "re", "train[:10%]"),
        ("klue/re:train+validation", "klue", "re", "train+validation"),
    ],
)
def test_hub_names_are_parsed(text, dataset, config, split):
    assert parse_hub_name(text) == (dataset, config, split)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "klue",
        "klue/re",
        "/klue/re:train",
        "./re:train",
        "a/b/c/d:train",
        "a/b/c:d:train",
        "a b:train",
        ":x",
        "klue/re:",
        "C:\\a",
        "한국/자료:train",
    ],
)
def test_other_texts_are_no_hub_names(text):
    assert parse_hub_name(text) is None


def test_a_name_is_loaded_through_datasets(monkeypatch, rows, labels, tmp_path):
    monkeypatch.chdir(tmp_path)
    asked = []

    def load_dataset(path, name=None, *, split=None):
        asked.append((path, name, split))
        return to_dataset(read(pa.Table.from_pylist(rows)).table, labels=labels)

    monkeypatch.setattr(datasets, "load_dataset", load_dataset)
    reading = read("klue/re:train", labels=labels)
    assert asked == [("klue", "re", "train")]
    assert (reading.origin, reading.fmt) == ("klue/re:train", "hub")
    assert to_klue(reading.table).to_pylist() == rows


def test_without_a_network_it_is_told_at_once(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(hub, "_is_reachable", lambda: False)

    def load_dataset(*names, **options):
        assert datasets.config.HF_HUB_OFFLINE
        raise ConnectionError("offline")

    monkeypatch.setattr(datasets, "load_dataset", load_dataset)
    before = datasets.config.HF_HUB_OFFLINE
    with pytest.raises(InputError, match="the Hugging Face hub cannot be reached; data set 'klue'"):
        read("klue/re:train")
    assert before == datasets.config.HF_HUB_OFFLINE


def test_a_failure_of_the_hub_is_one_line(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(hub, "_is_reachable", lambda: True)

    def load_dataset(*_, **__):
        raise ConnectionError("no network\nand a long tail")

    monkeypatch.setattr(datasets, "load_dataset", load_dataset)
    with pytest.raises(InputError) as caught:
        read("klue/re:train")
    assert str(caught.value) == (
        "klue/re:train: no such file, and the Hugging Face hub has no data set 'klue', config re, "
        "split 'train': ConnectionError: no network"
    )
