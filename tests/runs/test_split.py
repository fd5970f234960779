"""Splits: what hangs together stays together, every part has its share, the same for any order."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import datasets
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reaug as library
from command import reaug
from reaug.core.examples import batch_of
from reaug.core.step import Where
from reaug.data import read, to_klue
from reaug.errors import InputError, OutputError, UsageError
from reaug.rulebook.run_book import book_of
from reaug.runs.fold_assignment import deal, groups
from reaug.runs.shipped import sample_data

BORN = "[S|PER|윤해온]은 이듬해 봄에 바닷가 마을 [O|LOC|남포]의 작은 기와집에서 셋째로 태어났다."
NEAR = "[S|PER|윤해온]은 이듬해 봄에 바닷가 마을 [O|LOC|남포]의 작은 초가집에서 셋째로 태어났다."
OTHER = "[S|ORG|서해은행]은 작년 [O|PER|박가람]을 새 행장으로 뽑았다."


def test_a_sentence_and_its_edits_are_one_group():
    table = batch_of(BORN, OTHER, NEAR, OTHER, BORN.replace("봄에 ", "봄에  ")).table
    assert groups(table).tolist() == [0, 1, 0, 1, 0]


def test_copies_stay_with_their_parents_with_the_column_and_without(tmp_path):
    klue = to_klue(batch_of(BORN, OTHER, label="per:place_of_birth").table)
    step = library.transforms.RandomDeletion(rate=0.9, protect_between=False)
    data = library.augment(klue, [step, library.transforms.AEDA()], copies=3, where=Where())
    assert "parent" in data.column_names
    for rows in (read(data).table, read(data.remove_columns("parent")).table):
        ids = rows["_row_id"].to_pylist()
        numbers = groups(rows).tolist()
        assert {row_id.partition("~")[0]: group for row_id, group in zip(ids, numbers, strict=True)}
        assert len(set(numbers)) == 2
    split = library.split(data, folds=2, copies="train")
    for i in (1, 2):
        assert not any("~" in row_id for row_id in split[f"fold-{i}/eval"]["guid"])
        parents = {row_id.partition("~")[0] for row_id in split[f"fold-{i}/train"]["guid"]}
        assert not parents & set(split[f"fold-{i}/eval"]["guid"])


def test_a_column_keeps_rows_together():
    rows = to_klue(batch_of(BORN, OTHER).table).to_pylist()
    for row, book in zip(rows, ("a", "a"), strict=True):
        row["book"] = book
    table = read(rows).table
    assert groups(table).tolist() == [0, 1]
    assert groups(table, "book").tolist() == [0, 0]
    with pytest.raises(UsageError, match="unknown column 'bok'; did you mean 'book'"):
        groups(table, "bok")


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3)), min_size=1, max_size=60),
    st.integers(2, 5),
    st.integers(0, 9),
)
def test_dealing_keeps_groups_whole_whatever_the_order(rows, parts, seed):
    _, group = np.unique([key for key, _ in rows], return_inverse=True)
    label = np.array([kind for _, kind in rows])
    key = np.random.default_rng(seed).permutation(len(rows)).astype(np.uint64)
    share = np.full(parts, 1 / parts)
    part = deal(group, label, key, share)
    assert all(len(set(part[group == number])) == 1 for number in set(group.tolist()))
    assert part.min() >= 0
    assert part.max() < parts
    order = np.random.default_rng(seed + 1).permutation(len(rows))
    _, again = np.unique(-group[order], return_inverse=True)  # other numbers for the same groups
    assert (deal(again, label[order], key[order], share) == part[order]).all()


def test_every_part_has_its_share_of_every_label():
    rng = np.random.default_rng(1)
    group = rng.integers(0, 3000, 5000)
    _, group = np.unique(group, return_inverse=True)
    label = np.minimum(rng.geometric(0.3, 5000), 8) - 1
    key = rng.permutation(5000).astype(np.uint64)
    for share in ([0.2] * 5, [0.9, 0.1], [0.3, 0.3, 0.3, 0.1]):
        part = deal(group, label, key, np.array(share))
        for kind in range(8):
            counts = np.bincount(part[label == kind], minlength=len(share))
            assert np.all(np.abs(counts - np.array(share) * (label == kind).sum()) < 4)
        assert np.all(np.abs(np.bincount(part) - np.array(share) * 5000) < 15)


def test_folds_and_a_test_set_of_the_sample_leak_nothing(tmp_path):
    split = library.split(sample_data(), folds=3, test=0.2, seed=7)
    table = split.reading.table
    assert list(split.names) == ["fold-1", "fold-2", "fold-3", "test"]
    assert Counter(np.concatenate([split.sets[f"fold-{i}/eval"] for i in (1, 2, 3)]).tolist()) == (
        Counter(np.flatnonzero(split.part != 3).tolist())
    )
    test = set(split.sets["test"].tolist())
    for i in (1, 2, 3):
        train = set(split.sets[f"fold-{i}/train"].tolist())
        judged = set(split.sets[f"fold-{i}/eval"].tolist())
        assert len(train) + len(judged) + len(test) == table.num_rows
    leaks = library.audit(split["test"], against=split["fold-1/train"], select=["leak/near"])
    assert not leaks.findings
    again = library.split(sample_data(), folds=3, test=0.2, seed=7)
    assert (again.part == split.part).all()
    assert (library.split(sample_data(), folds=3, test=0.2, seed=8).part != split.part).any()


def test_the_order_of_the_rows_does_not_matter():
    klue = to_klue(read(sample_data()).table)
    order = np.random.default_rng(3).permutation(klue.num_rows)
    one, two = library.split(klue, folds=4), library.split(klue.take(order), folds=4)
    assert (two.part == one.part[order]).all()


def written(folder: Path) -> dict[str, list[str]]:
    names = json.loads((folder / "split.json").read_text(encoding="utf-8"))["sets"]
    return {
        name: [row["guid"] for row in json.loads((folder / f"{name}.json").read_text("utf-8"))]
        for name in names
    }


def test_the_command_writes_files_and_what_stands_where(tmp_path):
    out = tmp_path / "out"
    result = reaug("split", sample_data(), "-o", out, "--folds", "2", "--test", "10%")
    assert result.code == 0, result.err
    sets = written(out)
    assert list(sets) == ["fold-1/train", "fold-1/eval", "fold-2/train", "fold-2/eval", "test"]
    assert sets["fold-1/eval"]
    assert not set(sets["fold-1/eval"]) & set(sets["fold-1/train"])
    lines = [json.loads(line) for line in (out / "parts.jsonl").read_text("utf-8").splitlines()]
    assert {line["id"] for line in lines if line["part"] == "test"} == set(sets["test"])
    assert "fold-1/train" in result.err
    as_json = reaug("split", sample_data(), "-o", tmp_path / "b", "--test", "0.1", "--json")
    told_json = json.loads(as_json.out)
    assert told_json["parts"]["test"]["rows"] == told_json["sets"]["test"]


def test_what_stands_there_is_replaced_only_if_it_is_an_unchanged_split(tmp_path):
    out = tmp_path / "out"
    library.split(sample_data(), folds=2, output=out)
    with pytest.raises(OutputError, match="already exists; choose another or add --force"):
        library.split(sample_data(), folds=2, output=out)
    library.split(sample_data(), test=0.2, output=out, force=True)
    assert not (out / "fold-1").exists()
    (out / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="not an unchanged split"):
        library.split(sample_data(), folds=2, output=out, force=True)
    assert (out / "mine.txt").exists()
    assert not [path for path in tmp_path.iterdir() if path != out]


def test_a_saved_set_stays_one_and_keeps_the_column(tmp_path):
    klue = to_klue(batch_of(BORN, OTHER, label="per:place_of_birth").table)
    data = library.augment(klue, [library.transforms.AEDA()], where=Where())
    library.split(data, folds=2, output=tmp_path / "out")
    train = datasets.load_from_disk(tmp_path / "out" / "fold-1" / "train")
    assert train.column_names == data.column_names
    assert len(train) == 2


def test_sets_of_a_run_keep_the_rule_book_that_it_was_made_under(tmp_path):
    rows = to_klue(batch_of(BORN, OTHER, label="per:place_of_birth").table).to_pylist()
    for row in rows:
        row["label"] = "출생"
    source = tmp_path / "own.json"
    source.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    book = tmp_path / "own.yaml"
    assert reaug("rules", "learn", source, "-o", book).code == 0
    run = tmp_path / "run"
    result = reaug("augment", source, "-o", run, "-t", "aeda", "--rules", book)
    assert result.code == 0, result.err
    parts, folds = tmp_path / "parts", tmp_path / "folds"
    assert reaug("split", run, "-o", parts, "--test", "50%").code == 0
    assert book_of(parts / "train") == str(parts / "rules.yaml")
    assert "unknown" not in reaug("audit", parts / "test", "--against", parts / "train").err
    # Of a file with a book that is named; a set lies one folder deeper then.
    result = reaug("split", source, "-o", folds, "--folds", "2", "--rules", book, "--to", "parquet")
    assert result.code == 0, result.err
    assert book_of(folds / "fold-1" / "train.parquet") == str(folds / "rules.yaml")
    assert library.load(folds / "fold-1" / "eval.parquet").features["label"].names == ["출생"]
    (folds / "rules.yaml").write_text("labels: {}", encoding="utf-8")
    with pytest.raises(InputError, match="is not the rule book that reaug split wrote"):
        book_of(folds / "fold-1" / "train.parquet")
    assert book_of(folds / "fold-1" / "train.parquet", given="klue-re") == "klue-re"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "give --folds K, --test SHARE, or both"),
        (["--folds", "1"], "--folds must be at least 2"),
        (["--test", "ten"], "give a share, such as 10% or 0.1"),
        (["--test", "150%"], "must be between 0 and 1"),
        (["--folds", "9999"], "but 9999 parts were asked for; ask for at most"),
        (["--folds", "2", "--to", "klue"], "unknown format 'klue'"),
        (["--folds", "2", "--by", "nothing"], "unknown column 'nothing'"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path, options, message):
    result = reaug("split", sample_data(), "-o", tmp_path / "out", *options)
    assert result.code == 2
    assert message in result.err
    assert not (tmp_path / "out").exists()


def test_rows_without_labels(tmp_path):
    klue = to_klue(batch_of(BORN, OTHER).table).drop_columns(["label"])
    split = library.split(klue, test=0.5, unlabelled=True)
    assert sorted(split.part.tolist()) == [0, 1]
