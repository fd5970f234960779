"""`reaug init`: a stranger's file, and from it an audited and augmented set without an edit."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

import reaug as library
from annotated import Example, as_brat, as_doccano, as_label_studio
from command import reaug, refused
from own_sets import HOSPITAL, KLUE_LABELS, klue_rows, set_of
from reaug.recipe.recipe_file import load_recipe
from reaug.rulebook import load
from reaug.runs.shipped import sample_data

KOREAN = {"guid": "번호", "sentence": "문장", "label": "관계"} | {
    f"{role}_entity.{key}": f"{korean}{part}"
    for role, korean in (("subject", "주체"), ("object", "객체"))
    for key, part in (("word", ""), ("start_idx", "시작"), ("end_idx", "끝"), ("type", "유형"))
}
ROWS = klue_rows(set_of(HOSPITAL, 8))


def as_cp949(folder: Path) -> Path:
    """A CSV as Korean Excel saves it, with columns of its own names."""
    frame = pd.json_normalize(ROWS).drop(columns="source").rename(columns=KOREAN)
    path = folder / "병원 자료.csv"
    path.write_bytes(frame.to_csv(index=False).encode("cp949"))
    return path


def examples() -> list[Example]:
    """The same rows for the writers of annotation tools."""
    return [
        Example(
            row["guid"],
            row["sentence"],
            *((row[f"{role}_entity"]["word"], row[f"{role}_entity"]["type"]) for role in ROLES),
            row["label"],
        )
        for row in ROWS
    ]


ROLES = ("subject", "object")
SHAPES: dict[str, Callable[[Path], Path]] = {
    "CP949 CSV": as_cp949,
    "doccano": lambda folder: as_doccano(folder, examples()),
    "Label Studio": lambda folder: as_label_studio(folder, rows=examples()),
    "brat": lambda folder: as_brat(folder, examples()),
}


@pytest.fixture(autouse=True)
def in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def good(*words: object) -> Any:
    """A command that went well."""
    result = reaug(*words)
    assert result.code == 0, result
    return result


def as_json(name: str = "set.json", rows: list[dict[str, Any]] = ROWS) -> Path:
    path = Path(name)
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.parametrize("shape", SHAPES)
def test_four_commands_to_an_audited_and_augmented_set(shape: str, tmp_path: Path) -> None:
    """No file is edited, nothing dropped; then a drift and an encode, without naming the book."""
    data = SHAPES[shape](tmp_path).name
    result = good("init", data, "-o", "mine")
    commands = [shlex.split(line.strip()) for line in result.out.splitlines() if "  reaug" in line]
    audit, run, drift, encode = commands
    good(*audit[1:])
    good("rules", "check", "mine/rules.yaml", data)
    good(*run[1:])
    out = Path("mine/augmented")
    assert Path(data).name in Path("mine/audit.html").read_text(encoding="utf-8")
    assert "치료" in (out / "report.html").read_text(encoding="utf-8")
    card = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert (card["input"]["rows"], card["input"]["dropped"]) == (len(ROWS), 0)
    assert not any(step["rows"].get("dropped") for step in card["steps"])
    assert card["output"]["rows"] > 1.5 * len(ROWS)
    swaps = [step for step in card["steps"] if "entity_swap" in step["path"]]
    assert sum(step["rows"]["changed"] for step in swaps) > 10, "kinds let mentions be swapped"
    document = good(*audit[1:-2], "--json").json
    assert (document["foreign"], document["unread"]) == (None, {})
    assert document["rows"] == len(ROWS)
    assert good(*drift[1:], "--json").json["rows"] == {
        "before": len(ROWS),
        "after": card["output"]["rows"],
    }
    encoded = good(*encode[1:], "--json").json
    assert encoded["output"]["rows"] == card["output"]["rows"]
    assert encoded["rules"]["name"] == "rules"


def test_the_rule_book_is_learnt_with_the_names_of_the_set() -> None:
    good("init", as_json())
    book = load("rules.yaml")
    assert set(book.labels) == {row["label"] for row in ROWS}
    assert book.negative == "관계없음"
    assert book.reverse("스승") is None, "a question until somebody says yes"
    text = Path("rules.yaml").read_text(encoding="utf-8")
    Path("rules.yaml").write_text(
        re.sub(r"(?m)^(\s*)# (inverse:|symmetric:)", r"\1\2", text), encoding="utf-8"
    )
    book = load("rules.yaml")
    assert book.reverse("스승").label == "제자"  # type: ignore[union-attr]
    assert book.is_symmetric("동료")
    assert [kind.name for kind in book.kind_tests["병원"]][-1] == "any"
    recipe = load_recipe(Path("recipe.yaml"))
    assert (recipe.rules, recipe.input.path) == ("rules.yaml", "set.json")  # type: ignore[union-attr]
    on = Path("recipe.yaml").read_text(encoding="utf-8")
    Path("recipe.yaml").write_text(on.replace("# - entity_swap", "- entity_swap"), encoding="utf-8")
    good("run", "recipe.yaml")


def test_init_shows_a_summary_of_the_set() -> None:
    rows = [*ROWS, ROWS[0] | {"guid": "again"}]
    result = good("init", as_json(rows=rows))
    for part in (
        f"{len(rows)} rows, {len(ROWS)} distinct sentences (klue-json)",
        "약 → 질병 9",
        "12; no relation: 관계없음",
        "sentences 16–",
        f"Korean {len(rows)}",
        "duplicate/exact",
        "3 questions in it, off until you say yes",
    ):
        assert part in result.out, part
    document = good("init", "set.json", "--force", "--json").json
    assert document["profile"]["labels"]["치료"] == {"rows": 9, "pairs": [["약", "질병", 9]]}
    assert document["profile"]["languages"] == {"ko": len(rows)}
    assert document["book"]["negative"] == "관계없음"
    assert document["counts"]["duplicate/exact"]["rows"] == 2
    assert document["next"][0].startswith("reaug audit set.json --rules rules.yaml")
    assert "# - deduplicate: {keep: none}" in Path("recipe.yaml").read_text(encoding="utf-8")


def test_in_korean() -> None:
    result = good("init", as_json(), "--lang", "ko")
    assert "서로 다른 문장" in result.out
    assert "질문 3개" in result.out
    for name in ("rules.yaml", "recipe.yaml"):
        comments = [
            line
            for line in Path(name).read_text(encoding="utf-8").splitlines()
            if line.strip().startswith("# ") and "{" not in line and "reaug rules check" not in line
        ]
        assert all(re.search("[가-힣]", line) for line in comments if ": 1" not in line), comments
    assert load("rules.yaml").negative == "관계없음"
    good("run", "recipe.yaml", "--dry-run")


def test_a_set_that_follows_klue_goes_by_its_book(tmp_path: Path) -> None:
    """Readers have judged the shipped book, which no learnt one is."""
    result = good("init", sample_data(), "-o", "mine")
    assert "whose scheme the rows follow" in result.out
    recipe = load_recipe(Path("mine/recipe.yaml"))
    assert recipe.rules == "klue-re"
    text = Path("mine/rules.yaml").read_text(encoding="utf-8")
    assert "\nextends: klue-re\n" in text
    assert "--rules" not in result.out.split("Next")[1]
    good("run", "mine/recipe.yaml", "--dry-run")


def test_klue_labels_with_types_of_ones_own() -> None:
    good("init", as_json(rows=klue_rows(set_of(KLUE_LABELS))))
    book = load("rules.yaml")
    assert book.negative == "no_relation"
    assert set(book.types) == {"PERSON", "COMPANY", "LOCATION", "DATE"}
    good("run", "recipe.yaml", "--dry-run")


def test_what_a_single_row_shows_is_off_and_told() -> None:
    odd = [
        {**ROWS[0], "guid": "x1", "label": "이상"},
        {**ROWS[0], "guid": "x2", "subject_entity": {**ROWS[0]["subject_entity"], "type": "차"}},
    ]
    result = good("init", as_json(rows=[*ROWS, *odd]))
    assert "labels of one row, no rule yet: 이상" in result.out
    assert "types in one row of a label, off in the rule book: 1" in result.out
    check = good("rules", "check", "rules.yaml", "set.json")
    assert "labels with a single row, too few for a rule: 이상" in check.out
    ran = good("run", "recipe.yaml", "--json").json
    assert ran["input"]["dropped"] == 0


def test_a_label_of_one_row_is_not_copied_and_what_it_may_be_is_asked() -> None:
    known = ROWS[0]["label"]
    slip = f"{known[:-1]}{chr(ord(known[-1]) + 4)}"  # another final consonant
    result = good("init", as_json(rows=[*ROWS, {**ROWS[1], "guid": "x1", "label": slip}]))
    assert f"labels of one row, no rule yet: {slip} ({known}?)" in result.out
    recipe = Path("recipe.yaml").read_text(encoding="utf-8")
    assert f"may be typos ({slip})" in recipe
    good("run", "recipe.yaml")
    labels = library.load("augmented").to_pandas()["label"].tolist()
    book = load("rules.yaml").labels
    assert sum(book[code] == slip for code in labels) == 1


def test_where_rows_have_errors_the_recipe_runs_on_the_cleaned_ones() -> None:
    twice = {**ROWS[0], "guid": "x1"}
    twin = {**ROWS[1], "guid": "x2", "label": ROWS[0]["label"]}
    moved = {**ROWS[2], "guid": "x3"}
    moved["subject_entity"] = {**moved["subject_entity"], "start_idx": 1}
    lost = {**ROWS[3], "guid": "x4", "object_entity": {**ROWS[3]["object_entity"], "word": "없음"}}
    renamed = [{**row, "문장": row["sentence"]} for row in [*ROWS, twice, twin, moved, lost]]
    for row in renamed:
        del row["sentence"]
    result = good("init", as_json(rows=renamed), "--map", "sentence=문장")
    commands = [line.split() for line in result.out.split("Next")[1].strip().splitlines()]
    assert [words[1] for words in commands] == ["audit", "clean", "run", "drift", "encode"]
    for words in commands:
        good(*shlex.split(" ".join(words))[1:])
    assert not library.audit("cleaned").severities["error"]
    assert "clean" not in good("init", as_json(), "-o", "other").out.split("Next")[1]


def test_bad_rows_are_told_and_the_recipe_goes_past_them() -> None:
    rows = [dict(row) for row in ROWS]
    moved = rows[0]["subject_entity"]
    rows[0]["subject_entity"] = {**moved, "start_idx": moved["start_idx"] + 1}
    lost = rows[1]["subject_entity"]
    rows[1]["subject_entity"] = {**lost, "word": "여기없음"}
    result = good("init", as_json(rows=rows))
    assert f"2 of {len(ROWS)} rows are bad: " in result.out
    text = Path("recipe.yaml").read_text(encoding="utf-8")
    assert "on_bad_row: repair" in text
    assert "2 rows are bad (" in text
    assert "--on-bad-row repair" in result.out.split("Next")[1]
    assert good("run", "recipe.yaml", "--json").json["input"]["dropped"] == 1


@pytest.mark.parametrize("words", [(), ("--on-bad-row", "repair"), ("--on-bad-row", "drop")])
def test_it_learns_from_the_rows_that_the_recipe_will_read(words: tuple[str, ...]) -> None:
    rows = [dict(row) for row in ROWS]
    for at in (0, 1, 2):
        moved = rows[at]["subject_entity"]
        rows[at]["subject_entity"] = {**moved, "start_idx": moved["start_idx"] + 1}
    document = good("init", as_json(rows=rows), *words, "--json").json
    run = good("run", "recipe.yaml", "--json").json
    read = len(rows) if "drop" not in words else len(rows) - 3
    assert sum(document["bad"].values()) == 3
    assert document["profile"]["rows"] == read == len(rows) - run["input"]["dropped"]
    labels = {row["label"] for row in rows[:3]}
    number = sum(document["profile"]["labels"][label]["rows"] for label in labels)
    assert number == sum(row["label"] in labels for row in rows) - (len(rows) - read)


def test_columns_and_options_go_into_the_recipe() -> None:
    frame = pd.json_normalize(ROWS).rename(columns=KOREAN | {"guid": "id"})
    Path("a").mkdir()
    frame.rename(columns={"문장": "글", "관계": "뜻"}).to_csv("a/set.csv", index=False)
    columns = "sentence=글,label=뜻"
    good("init", "a/set.csv", "-o", "b", "--map", columns)
    recipe = yaml.safe_load(Path("b/recipe.yaml").read_text(encoding="utf-8"))
    assert recipe["input"] == {"path": "../a/set.csv", "map": {"sentence": "글", "label": "뜻"}}
    good("run", "b/recipe.yaml", "--dry-run")
    as_cp949(Path())
    good("init", "병원 자료.csv", "-o", "c")
    text = Path("c/recipe.yaml").read_text(encoding="utf-8")
    assert "# map: {sentence: 문장, label: 관계" in text
    Path("c/recipe.yaml").write_text(text.replace("# map:", "map:"), encoding="utf-8")
    good("run", "c/recipe.yaml", "--dry-run")


def test_without_types_nothing_is_swapped() -> None:
    rows = [{**row} for row in ROWS]
    for row in rows:
        for role in ROLES:
            row[f"{role}_entity"] = {k: v for k, v in row[f"{role}_entity"].items() if k != "type"}
    result = good("init", as_json(rows=rows))
    assert "entity_swap is off in the recipe" in result.out
    assert "# - entity_swap: {mode: replace}" in Path("recipe.yaml").read_text(encoding="utf-8")
    good("run", "recipe.yaml", "--dry-run")


def test_a_stage_for_dvc() -> None:
    good("init", as_json(), "-o", "mine", "--dvc")
    stage = yaml.safe_load(Path("mine/dvc.yaml").read_text(encoding="utf-8"))["stages"]["augment"]
    assert stage["deps"] == ["../set.json", "recipe.yaml", "rules.yaml"]
    assert stage["outs"] == [{"augmented": {"persist": True}}]
    assert stage["cmd"] == "reaug run recipe.yaml --output augmented --force"
    good("init", "set.json", "-o", "plain")
    assert not Path("plain/dvc.yaml").exists()


def test_the_stage_runs_where_it_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    good("init", as_json(), "-o", "mine", "--dvc")
    monkeypatch.chdir("mine")
    stage = yaml.safe_load(Path("dvc.yaml").read_text(encoding="utf-8"))
    command = shlex.split(stage["stages"]["augment"]["cmd"])
    assert all(Path(name).exists() for name in stage["stages"]["augment"]["deps"])
    good(*command[1:])
    good(*command[1:])
    assert Path(stage["metrics"][0]).is_file()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nowhere.json",), "nowhere.json: no such file"),
        (("unlabelled.json",), "no row has a label, so no rule book can be learnt"),
        (("empty.json",), "empty.json: has no rows"),
        (("old/set.json", "-o", "old"), "error: old/rules.yaml: already exists"),
        (("set.json", "-o", "set.json"), "set.json"),
        (("set.json", "--rules", "klue"), "no rule book named 'klue'"),
        (("set.json", "--map", "label=없다"), "names column '없다'"),
        (("brat", "-o", "brat/mine"), "error: brat/mine/rules.yaml is inside brat"),
        (
            ("set.json", "--map", "new/recipe.yaml", "-o", "new", "--force"),
            "error: new/recipe.yaml is",
        ),
    ],
)
def test_wrong_use_writes_nothing(words: tuple[str, ...], says: str) -> None:
    as_json()
    as_json("unlabelled.json", [{**row, "label": "100"} for row in ROWS])
    Path("empty.json").write_text("[]", encoding="utf-8")
    as_brat(Path(), examples()[:3])
    for folder in ("old", "new"):
        Path(folder).mkdir()
    Path("new/recipe.yaml").write_text("label: label\n", encoding="utf-8")
    as_json("old/set.json")
    Path("old/rules.yaml").write_text("mine", encoding="utf-8")
    before = sorted(map(str, Path().rglob("*")))
    assert says in refused(reaug("init", *words))
    assert sorted(map(str, Path().rglob("*"))) == before
    assert Path("old/rules.yaml").read_text(encoding="utf-8") == "mine"


def test_the_order_of_the_rows_does_not_show() -> None:
    as_json()
    Path("mixed").mkdir()
    as_json("mixed/set.json", ROWS[::-1])
    good("init", "set.json", "-o", "one")
    good("init", "mixed/set.json", "-o", "mixed/one")
    for name in ("rules.yaml", "recipe.yaml"):
        texts = [Path(at, name).read_text(encoding="utf-8") for at in ("one", "mixed/one")]
        assert texts[0].replace("one/", "mixed/one/") == texts[1]


def test_a_label_column_of_an_unusual_name_is_asked_for_with_a_command_that_works() -> None:
    frame = pd.json_normalize(ROWS).rename(columns=KOREAN | {"label": "사건", "source": "매체"})
    frame = frame.rename(columns={"sentence": "기사"})
    frame["매체"] = ["신문", "방송"] * (len(frame) // 2)
    frame.rename(columns={"문장": "기사"}).to_csv("기사.csv", index=False)
    result = reaug("init", "기사.csv", "--map", "sentence=기사")
    assert (result.code, result.out) == (2, "")
    why = result.err.splitlines()[-1]
    assert why.startswith("error: 기사.csv: no column has a name")
    assert "매체" in why
    command = shlex.split(why.rpartition("contains the labels: ")[2])
    assert command == ["reaug", "init", "기사.csv", "--map", "sentence=기사,label=사건"]
    assert "치료" in good(*command[1:]).out
    result = reaug("init", "기사.csv", "-o", "own", "--map", "sentence=기사", "--lang", "ko")
    assert "라벨로 보이는 이름의 열이 없다" in result.err


def test_a_column_for_each_person_is_pointed_to_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    frame = pd.json_normalize(ROWS).drop(columns="source")
    labels = frame.pop("label")
    frame["김검토"], frame["이 검토"] = labels, labels.iloc[::-1].to_list()
    frame["박검토"] = labels
    frame.to_csv("세 사람.csv", index=False)
    why = refused(reaug("init", "세 사람.csv", "-o", "own"))
    assert "labels by several people: 김검토, 이 검토, 박검토" in why
    command = shlex.split(why.partition("First combine them: reaug ")[2].partition("; then:")[0])
    result = reaug(*command)
    assert result.code == 0, result.err
    assert reaug("init", "agreed.json", "-o", "own").code == 0
