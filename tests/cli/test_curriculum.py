from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import datasets
import pytest

from command import reaug, refused
from runs import SAMPLE, SHARED_DATA, carry_out, listing, sample_rows, save


def buckets(folder: Path) -> Counter[int]:
    rows = datasets.load_from_disk(str(folder / "data"))
    return Counter(rows["bucket"])


def test_three_buckets_by_characters(tmp_path: Path) -> None:
    said = reaug("curriculum", SAMPLE, "-o", tmp_path / "run")
    assert (said.code, said.out) == (0, "")
    sizes = buckets(tmp_path / "run")
    assert set(sizes) == {0, 1, 2}
    assert min(sizes.values()) > 70


@pytest.mark.parametrize(
    ("words", "state"),
    [
        (["--by", "eojeol", "--buckets", 2], {"by": "eojeol"}),
        (["--by", "morpheme"], {"by": "morpheme"}),
        (["--thresholds", "60"], {"by": "char", "thresholds": [60]}),
        (["--thresholds", " 40, 60 ,120"], {"by": "char", "thresholds": [40, 60, 120]}),
        (["--thresholds", "9,12", "--by", "eojeol"], {"by": "eojeol", "thresholds": [9, 12]}),
        (["--thresholds", "9,12", "--buckets", 3], {"thresholds": [9, 12]}),
    ],
)
def test_what_can_be_asked(words: list[Any], state: dict[str, Any], tmp_path: Path) -> None:
    said = reaug("curriculum", SAMPLE, "-o", tmp_path / "run", *words, "--json")
    assert said.code == 0, said.err
    assert said.json["steps"][0]["state"].items() >= state.items()


def test_a_test_set_follows_its_training_set(tmp_path: Path) -> None:
    some = save(sample_rows()[:50], tmp_path / "test.json")
    train, test = tmp_path / "train", tmp_path / "test"
    assert reaug("curriculum", SAMPLE, "-o", train, "--by", "eojeol", "--buckets", 4).code == 0
    said = reaug("curriculum", some, "-o", test, "--like", train, "--split", "--json")
    assert said.code == 0, said.err
    whole = datasets.load_from_disk(str(train / "data"))
    expected = dict(zip(whole["guid"], whole["bucket"], strict=True))
    for name, part in datasets.load_from_disk(str(test / "data")).items():
        assert all(expected[each["guid"]] == each["bucket"] for each in part)
        assert name == f"bucket_{part[0]['bucket']}"


def test_a_tokenizer(tmp_path: Path) -> None:
    if not SHARED_DATA.is_dir():
        pytest.skip("the tokenizer in shared/data is not beside the checkout")
    tokenizer = SHARED_DATA / "tokenizer"
    words = ["--by", "token", "--tokenizer", tokenizer]
    assert reaug("curriculum", SAMPLE, "-o", tmp_path / "a", *words).code == 0
    like = reaug("curriculum", SAMPLE, "-o", tmp_path / "b", "--like", tmp_path / "a", "--json")
    assert like.code == 0, like.err
    moved = tmp_path / "moved"
    moved.symlink_to(tokenizer)
    words = ["--like", tmp_path / "a", "--tokenizer", moved]
    assert reaug("curriculum", SAMPLE, "-o", tmp_path / "c", *words).code == 0
    assert buckets(tmp_path / "a") == buckets(tmp_path / "b") == buckets(tmp_path / "c")


def test_wrong_use(tmp_path: Path) -> None:
    carry_out(["aeda"], tmp_path / "other")
    before = listing(tmp_path)
    for words, message in (
        (["--thresholds", "60,,120"], "--thresholds takes whole numbers such as 60,120, not ''"),
        (["--thresholds", ""], "--thresholds takes whole numbers"),
        (["--thresholds", "a"], "not 'a'"),
        (["--thresholds", "nan"], "not 'nan'"),
        (["--thresholds", "1.5"], "not '1.5'"),
        (["--thresholds", "120,60"], "thresholds must ascend"),
        (["--thresholds", "-1"], "thresholds.0: "),
        (["--thresholds", "60", "--buckets", "3"], "leave buckets out"),
        (["--buckets", "1"], "'--buckets'"),
        (["--buckets", "2000"], "buckets: "),
        (["--by", "token"], "needs a tokenizer"),
        (["--tokenizer", "x"], "needs a tokenizer"),
        (["--like", tmp_path / "none"], "none is no run folder: manifest.json is not there"),
        (["--like", SAMPLE], "is no run folder"),
        (["--like", tmp_path / "other"], "no curriculum ran there"),
        (["--like", tmp_path / "other", "--by", "char"], "take --by away"),
        (["--like", "x", "--buckets", "3", "--thresholds", "1"], "take --buckets, --thresholds "),
    ):
        refused(reaug("curriculum", SAMPLE, "-o", tmp_path / "run", *words), message)
    said = reaug("curriculum", SAMPLE, "-o", tmp_path / "run", "--buckets", 500)
    refused(said, "500 buckets need as many distinct lengths", planned=True)
    assert listing(tmp_path) == before


def test_rows_that_have_a_bucket_already(tmp_path: Path) -> None:
    assert reaug("curriculum", SAMPLE, "-o", tmp_path / "a").code == 0
    said = reaug("curriculum", tmp_path / "a", "-o", tmp_path / "b")
    refused(said, "the data has a column 'bucket' already; choose another", planned=True)
    assert not (tmp_path / "b").exists()
