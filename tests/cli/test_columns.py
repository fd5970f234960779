"""`reaug columns`, and the options of reading on every command that reads data."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from command import reaug
from run_folders import SAMPLE

TABLE = (
    "번호,문장,주체,주체시작,주체끝,주체유형,객체,객체시작,객체끝,객체유형,관계\n"
    "a,윤가온은 한울에서 일한다.,윤가온,0,3,PER,한울,5,7,ORG,per:employee_of\n"
    "b,윤가온은 나래에서 일했다.,윤가온,0,3,PER,나래,5,7,ORG,per:employee_of\n"
    "c,나래는 한울을 샀다.,나래,0,2,ORG,한울,4,6,ORG,org:members\n"
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_bytes(TABLE.encode("cp949"))
    return path


def test_it_shows_three_rows_and_writes_a_map(table: Path, tmp_path: Path) -> None:
    file = tmp_path / "map.yaml"
    result = reaug("columns", table, "-o", file)
    assert result.code == 0
    assert "문장" in result.out
    assert "row 2" in result.out
    assert "rows.csv: is CP949" in result.err
    assert "ends exclusive: 3 of 3 rows fit" in result.err
    text = file.read_text(encoding="utf-8")
    assert "subject.word: 주체\n" in text
    assert "offsets: exclusive\n" in text
    assert reaug("columns", table, "-o", file).code == 2
    document = reaug("columns", table, "--json").json
    assert document["columns"]["label"] == "관계"
    assert document["rows"][0]["subject.end"] == 2


def test_every_command_takes_the_map(table: Path, tmp_path: Path) -> None:
    file = tmp_path / "map.yaml"
    assert reaug("columns", table, "-o", file).code == 0
    for words in (
        ("audit", table),
        ("drift", table, table),
        ("clean", table, "-o", tmp_path / "cleaned"),
        ("export", "klue-json", table, "-o", tmp_path / "rows.json"),
        ("export", "tapt", table, "-o", tmp_path / "rows.txt", "--without", table),
        ("encode", table, "-o", tmp_path / "encoded", "--style", "entity_marker"),
        ("rules", "learn", table, "-o", tmp_path / "book.yaml"),
        ("preview", "aeda", "--input", table),
        ("rules", "check", "klue-re", table),
        ("init", table, "-o", tmp_path / "mine"),
    ):
        result = reaug(*words, "--map", file)
        assert result.code == 0, (words, result.err)
        assert "read as --map" not in result.err
    rows = json.loads((tmp_path / "rows.json").read_text(encoding="utf-8"))
    assert rows[0]["object_entity"] == {
        "word": "한울",
        "start_idx": 5,
        "end_idx": 6,
        "type": "ORG",
    }
    run = tmp_path / "cleaned"
    assert reaug("verify", run, "--rerun").code == 0


def test_a_recipe_names_a_map_beside_it(table: Path, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("label: 관계\n", encoding="utf-8")
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(
        "input: {path: rows.csv, map: map.yaml, encoding: cp949, offsets: exclusive}\n"
        "steps: [aeda]\n",
        encoding="utf-8",
    )
    result = reaug("run", recipe, "-o", tmp_path / "run", "--json")
    assert result.code == 0, result.err
    assert result.json["input"]["map"] == {"label": "관계"}


def test_two_labels_are_asked(table: Path, tmp_path: Path) -> None:
    lines = TABLE.splitlines()
    labels = ("class", "x", "y", "x")
    text = "\n".join(f"{line},{label}" for line, label in zip(lines, labels, strict=True))
    table.write_text(text + "\n", encoding="utf-8")
    result = reaug("clean", table, "-o", tmp_path / "run")
    assert result.code == 2
    assert "--map label=관계 or --map label=class" in result.err
    assert not (tmp_path / "run").exists()
    assert reaug("audit", table, "--map", "label=관계").code == 0


def test_the_probe_takes_the_map(tmp_path: Path) -> None:
    rows = [
        f"{n}{at},윤가온{n}은 {place}에서 일한다.,윤가온{n},0,4,PER,{place},6,8,ORG,{label}"
        for n in range(8)
        for at, (place, label) in enumerate(
            [("한울", "per:employee_of"), ("나래", "per:employee_of"), ("다솔", "no_relation")]
        )
    ]
    header = TABLE.splitlines()[0].replace("관계", "뜻")
    data = tmp_path / "rows.csv"
    data.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    recipe = tmp_path / "aeda.yaml"
    recipe.write_text("steps: [aeda]\n", encoding="utf-8")
    words = ("probe", data, "-r", recipe, "--seeds", 1, "--json")
    result = reaug(*words, "--map", "label=뜻", "--read-as", "competition-csv")
    assert result.code == 0, result.err


def test_two_sets_of_the_same_columns_say_them_once(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        frame = pd.json_normalize(json.loads(Path(SAMPLE).read_text(encoding="utf-8")))
        frame = frame.rename(columns={"sentence": "문장", "label": "관계"})
        frame.to_csv(tmp_path / name, index=False)
    same = reaug("drift", tmp_path / "a.csv", tmp_path / "b.csv")
    assert (same.code, same.err.count("read as --map")) == (0, 1)
    frame.rename(columns={"관계": "라벨"}).to_csv(tmp_path / "b.csv", index=False)
    other = reaug("drift", tmp_path / "a.csv", tmp_path / "b.csv")
    assert (other.code, other.err.count("read as --map")) == (0, 2)
