from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import datasets
import pytest

from command import reaug, refused
from run_folders import SAMPLE, SHARED_DATA, carry_out, listing, row, sample_rows, save

LABELS = ("per:title", "no_relation")


def buckets(folder: Path) -> Counter[int]:
    rows = datasets.load_from_disk(str(folder / "data"))
    return Counter(rows["bucket"])


def test_three_buckets_by_characters(tmp_path: Path) -> None:
    result = reaug("curriculum", SAMPLE, "-o", tmp_path / "run")
    assert (result.code, result.out) == (0, "")
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
        (["--cut", "lectured"], {"by": "char", "thresholds": [40, 281]}),
        (["--cut", "lectured", "--line", 30, "--max-tokens", 64], {"thresholds": [30, 70]}),
        (["--cut", "quantiles"], {"by": "char"}),
    ],
)
def test_what_can_be_asked(words: list[Any], state: dict[str, Any], tmp_path: Path) -> None:
    result = reaug("curriculum", SAMPLE, "-o", tmp_path / "run", *words, "--json")
    assert result.code == 0, result.err
    assert result.json["steps"][0]["state"].items() >= state.items()


def test_a_run_that_is_followed_is_not_written_over(tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert reaug("curriculum", SAMPLE, "-o", run).code == 0
    before = listing(run)
    refused(
        reaug("curriculum", SAMPLE, "-o", run, "--like", run, "--force"), "an input of this command"
    )
    assert listing(run) == before


def test_a_test_set_follows_its_training_set(tmp_path: Path) -> None:
    some = save(sample_rows()[:50], tmp_path / "test.json")
    train, test = tmp_path / "train", tmp_path / "test"
    assert reaug("curriculum", SAMPLE, "-o", train, "--by", "eojeol", "--buckets", 4).code == 0
    result = reaug("curriculum", some, "-o", test, "--like", train, "--split", "--json")
    assert result.code == 0, result.err
    data = datasets.load_from_disk(str(train / "data"))
    expected = dict(zip(data["guid"], data["bucket"], strict=True))
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


@pytest.mark.parametrize(
    ("words", "head"),
    [
        ("one_pass", {"kind": "one_pass", "epochs": 1}),
        ("baby_step:epochs=2,seed=7", {"kind": "baby_step", "epochs": 2, "seed": 7}),
        (
            "competence:batch_size=16,c0=0.1",
            {"kind": "competence", "batch_size": 16, "c0": 0.1, "steps": 8},
        ),
    ],
)
def test_a_schedule(words: str, head: dict[str, Any], tmp_path: Path) -> None:
    result = reaug("curriculum", SAMPLE, "-o", tmp_path / "run", "--schedule", words, "--json")
    assert result.code == 0, result.err
    document = json.loads((tmp_path / "run" / "schedule.json").read_text(encoding="utf-8"))
    assert document.items() >= head.items()
    figures = result.json["steps"][0]["figures"]["schedule"]
    assert figures["positions"] == sum(len(phase["rows"]) for phase in document["phases"])
    like = reaug("curriculum", SAMPLE, "-o", tmp_path / "like", "--like", tmp_path / "run")
    assert like.code == 0, like.err
    assert not (tmp_path / "like" / "schedule.json").exists()
    both = ["--like", tmp_path / "run", "--schedule", words, "--force"]
    assert reaug("curriculum", SAMPLE, "-o", tmp_path / "like", *both).code == 0
    files = [(tmp_path / name / "schedule.json").read_bytes() for name in ("run", "like")]
    assert files[0] == files[1]


def test_a_warning_on_the_screen_and_in_the_manifest(tmp_path: Path) -> None:
    rows = [
        row("이순신은 한산도에서 크게 이겼다고 한다.", label="per:origin", guid=f"a{i}")
        for i in range(30)
    ]
    rows += [row(label=label, guid=f"{label}{i}") for label in LABELS for i in range(30)]
    source = save(rows, tmp_path / "rows.json")
    result = reaug("curriculum", source, "-o", tmp_path / "run", "--buckets", 2)
    assert (result.code, result.out) == (0, "")
    sentence = (
        "bucket 1 (char over 15; 30 of 90 rows) has too few rows of 2 labels: no_relation 0 of "
        "its 30 rows (10.0 by chance), per:title 0 of its 30 rows (10.0 by chance); use fewer "
        "buckets or other thresholds"
    )
    assert (
        "warning: bucket 1 (char over 15; 30 of 90 rows) has too few rows of 2 labels" in result.err
    )
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))
    assert sentence in manifest["steps"][0]["warnings"]
    dry = reaug("curriculum", source, "-o", tmp_path / "dry", "--buckets", 2, "--dry-run")
    assert "has too few rows of 2 labels" in dry.err
    assert not (tmp_path / "dry").exists()


def test_wrong_use(tmp_path: Path) -> None:
    carry_out(["aeda"], tmp_path / "other")
    before = listing(tmp_path)
    for words, message in (
        (["--thresholds", "60,,120"], "--thresholds takes whole numbers such as 60,120, not ''"),
        (["--thresholds", ""], "--thresholds takes whole numbers"),
        (["--thresholds", "a"], "not 'a'"),
        (["--thresholds", "nan"], "not 'nan'"),
        (["--thresholds", "1.5"], "not '1.5'"),
        (["--thresholds", "120,60"], "thresholds must be ascending"),
        (["--thresholds", "-1"], "thresholds.0: "),
        (["--thresholds", "60", "--buckets", "3"], "remove buckets"),
        (["--buckets", "1"], "'--buckets'"),
        (["--buckets", "2000"], "'--buckets': Input should be less than or equal to 1000"),
        (["--by", "token"], "needs a tokenizer"),
        (["--tokenizer", "x"], "needs a tokenizer"),
        (["--like", tmp_path / "none"], "none is not a run folder: manifest.json is not there"),
        (["--like", SAMPLE], "is not a run folder"),
        (["--like", tmp_path / "other"], "that run had no curriculum"),
        (["--like", tmp_path / "other", "--by", "char"], "remove --by"),
        (["--like", "x", "--cut", "lectured", "--max-tokens", 9], "remove --cut, --max-tokens"),
        (["--cut", "lectured", "--thresholds", "60,120"], "remove one"),
        (["--max-tokens", "128"], "max_tokens applies only to cut: lectured"),
        (["--line", "0"], "'--line'"),
        (["--schedule", "one_pass", "--split"], "remove split or schedule"),
        (["--schedule", ""], "schedule.kind: this must be 'one_pass', 'baby_step' or"),
        (["--schedule", "one_pass:epochs"], "--schedule one_pass:epochs: 'epochs' is not NAME="),
        (["--schedule", "one_pass:kind=x"], "the kind comes first; write for example comp"),
        (["--schedule", "one_pass:size=3"], "schedule: unknown parameter 'size'; there are: ba"),
        (["--schedule", "one_pass:c0=0.5"], "schedule: c0 applies only to kind: competence"),
        (["--like", "x", "--buckets", "3", "--thresholds", "1"], "remove --buckets, --thresholds"),
    ):
        refused(reaug("curriculum", SAMPLE, "-o", tmp_path / "run", *words), message)
    result = reaug("curriculum", SAMPLE, "-o", tmp_path / "run", "--buckets", 500)
    refused(result, "500 buckets need as many distinct lengths", planned=True)
    assert listing(tmp_path) == before


def test_rows_that_have_a_bucket_already(tmp_path: Path) -> None:
    assert reaug("curriculum", SAMPLE, "-o", tmp_path / "a").code == 0
    result = reaug("curriculum", tmp_path / "a", "-o", tmp_path / "b")
    refused(result, "the data already has a column 'bucket'; choose another", planned=True)
    assert not (tmp_path / "b").exists()
