"""The sample data: schema, spans, labels, and that README.md tells the truth about it."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "samples" / "klue-style.json"
README = ROOT / "samples" / "README.md"
SHARED = ROOT.parent / "shared" / "data"

Row = dict[str, Any]
Mention = dict[str, Any]

LABELS = [
    "no_relation",
    "org:dissolved",
    "org:founded",
    "org:place_of_headquarters",
    "org:alternate_names",
    "org:member_of",
    "org:members",
    "org:political/religious_affiliation",
    "org:product",
    "org:founded_by",
    "org:top_members/employees",
    "org:number_of_employees/members",
    "per:date_of_birth",
    "per:date_of_death",
    "per:place_of_birth",
    "per:place_of_death",
    "per:place_of_residence",
    "per:origin",
    "per:employee_of",
    "per:schools_attended",
    "per:alternate_names",
    "per:parents",
    "per:children",
    "per:siblings",
    "per:spouse",
    "per:other_family",
    "per:colleagues",
    "per:product",
    "per:religion",
    "per:title",
]
INVERSE = {
    "org:top_members/employees": "per:employee_of",
    "org:members": "org:member_of",
    "per:parents": "per:children",
}
INVERSE |= {after: before for before, after in INVERSE.items()}
SYMMETRIC = {
    "org:alternate_names",
    "per:alternate_names",
    "per:spouse",
    "per:siblings",
    "per:colleagues",
    "per:other_family",
}
CUT = re.compile(r"[년월일]|세기")
MENTIONS = ("subject_entity", "object_entity")


def table(title: str) -> list[list[str]]:
    """Cells of the one table in the README's section of this title, without its head."""
    text = README.read_text(encoding="utf-8")
    section = text.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


ROWS: list[Row] = json.loads(DATA.read_text(encoding="utf-8"))
BY_GUID = {row["guid"]: row for row in ROWS}
DEFECTS = table("Planted defects")
DEFECTIVE = {guid for cells in DEFECTS for guid in cells[0].split()}
CLEAN = [row for row in ROWS if row["guid"] not in DEFECTIVE]


def mentions(row: Row) -> list[Mention]:
    return [row[name] for name in MENTIONS]


def pair(row: Row) -> tuple[Any, ...]:
    """Sentence and the two spans, in the order of the roles."""
    spans = [(mention["start_idx"], mention["end_idx"]) for mention in mentions(row)]
    return row["sentence"], *spans


def behind(row: Row, mention: Mention) -> str:
    return str(row["sentence"][mention["end_idx"] + 1 :])


def final_sound(word: str) -> str:
    """`vowel`, `ㄹ` or `consonant`, for a word that ends in a Hangul syllable; else ''."""
    last = unicodedata.normalize("NFC", word)[-1]
    if not "가" <= last <= "힣":
        return ""
    coda = (ord(last) - ord("가")) % 28
    return {0: "vowel", 8: "ㄹ"}.get(coda, "consonant")


def test_every_row_has_klues_schema() -> None:
    fields = ["guid", "sentence", "subject_entity", "object_entity", "label", "source"]
    for row in ROWS:
        assert list(row) == fields
        assert row["label"] in LABELS
        assert row["source"] == "reaug-samples"
        for mention in mentions(row):
            assert list(mention) == ["word", "start_idx", "end_idx", "type"]
            assert mention["type"] in {"PER", "ORG", "LOC", "DAT", "NOH", "POH"}
    assert [row["guid"] for row in ROWS] == [f"reaug-sample-{i:05d}" for i in range(len(ROWS))]


def test_the_file_is_one_row_a_line() -> None:
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS)
    assert DATA.read_bytes() == f"[\n{lines}\n]\n".encode()


def test_every_span_is_right_and_none_overlap() -> None:
    for row in ROWS:
        for mention in mentions(row):
            start, end = mention["start_idx"], mention["end_idx"] + 1
            assert 0 <= start < end
            assert row["sentence"][start:end] == mention["word"]
            assert mention["word"] == mention["word"].strip()
        first, second = sorted(mentions(row), key=lambda mention: int(mention["start_idx"]))
        assert first["end_idx"] < second["start_idx"], row["guid"]


def test_size_lengths_and_the_numbers_in_the_readme() -> None:
    lengths = [len(row["sentence"]) for row in ROWS]
    mean = round(sum(lengths) / len(lengths))
    text = README.read_text(encoding="utf-8")
    sentences = len({row["sentence"] for row in ROWS})
    assert f"{len(ROWS)} labelled rows on {sentences} sentences" in text
    assert f"{min(lengths)} to {max(lengths)} characters, {mean} on average" in text
    assert f"{len(DEFECTS)} defects on {len(DEFECTIVE)} rows" in text
    assert 220 <= len(ROWS) <= 280
    assert min(lengths) >= 15
    assert max(lengths) <= 180
    assert 70 <= mean <= 90


def test_all_labels_occur_and_no_relation_leads() -> None:
    counts = Counter(row["label"] for row in CLEAN)
    assert {label: counts[label] for label in LABELS if counts[label] < 4} == {}
    assert Counter(row["label"] for row in ROWS).most_common(1)[0][0] == "no_relation"


def test_sentences_carry_one_to_three_pairs() -> None:
    counts = Counter(Counter(row["sentence"] for row in CLEAN).values())
    assert sorted(counts) == [1, 2, 3]
    assert counts[2] >= 40
    assert counts[3] >= 5


def test_rows_without_a_defect_have_legal_subjects() -> None:
    for row in CLEAN:
        allowed = {"per": {"PER"}, "org": {"ORG"}}.get(row["label"][:3], {"PER", "ORG"})
        assert row["subject_entity"]["type"] in allowed, row["guid"]


def test_rows_without_a_defect_give_each_word_one_type() -> None:
    types = defaultdict(set)
    for row in CLEAN:
        for mention in mentions(row):
            types[mention["word"]].add(mention["type"])
    assert {word: sorted(kinds) for word, kinds in types.items() if len(kinds) > 1} == {}


def test_rows_without_a_defect_are_distinct_and_agree_in_both_directions() -> None:
    labels = {pair(row): row["label"] for row in CLEAN}
    assert len(labels) == len(CLEAN)
    for (sentence, subject, obj), label in labels.items():
        back = labels.get((sentence, obj, subject))
        expected = label if label in SYMMETRIC or label == "no_relation" else INVERSE.get(label)
        assert back is None or back == expected


def test_rows_without_a_defect_keep_the_unit_in_the_span() -> None:
    for row in CLEAN:
        for mention in mentions(row):
            if mention["type"] in {"DAT", "NOH"} and mention["word"][-1].isdigit():
                assert not CUT.match(behind(row, mention)), row["guid"]


def check_type(rows: list[Row], field: str, wrong: str, right: str) -> None:
    (row,) = rows
    mention = row[field.removesuffix(".type")]
    assert mention["type"] == wrong
    others = [m["type"] for r in CLEAN for m in mentions(r) if m["word"] == mention["word"]]
    assert set(others) <= {right}


def check_inconsistent(rows: list[Row], field: str, wrong: str, right: str) -> None:
    check_type(rows, field, wrong, right)
    word = rows[0][field.removesuffix(".type")]["word"]
    same_word = [m for row in CLEAN for m in mentions(row) if m["word"] == word]
    assert len(same_word) >= 2, f"{word}: two rows must outvote the wrong type"


def check_object(rows: list[Row], field: str, wrong: str, right: str) -> None:
    check_type(rows, field, wrong, right)
    usual = {row["object_entity"]["type"] for row in CLEAN if row["label"] == rows[0]["label"]}
    assert usual == {right}


def check_subject(rows: list[Row], field: str, wrong: str, right: str) -> None:
    (row,) = rows
    assert row["label"].startswith("org:")
    assert row["subject_entity"]["type"] != "ORG"
    if field == "label":
        assert row["label"] == wrong
        assert right.startswith("per:")
    else:
        check_type(rows, field, wrong, right)


def check_copies(rows: list[Row], field: str, wrong: str, right: str) -> None:
    first, second = rows
    assert {**first, "guid": ""} == {**second, "guid": ""}
    assert first["guid"] < second["guid"]


def check_conflict(rows: list[Row], field: str, wrong: str, right: str) -> None:
    first, second = rows
    assert pair(first) == pair(second)
    assert wrong == f"{first['label']} / {second['label']}"
    assert right == first["label"]


def check_particle(rows: list[Row], field: str, wrong: str, right: str) -> None:
    (row,) = rows
    starts = [m["start_idx"] for m in mentions(row) if wrong.startswith(m["word"])]
    assert any(row["sentence"].startswith(wrong, start) for start in starts)
    assert right not in row["sentence"]


def check_cut(rows: list[Row], field: str, wrong: str, right: str) -> None:
    mention = rows[0][field]
    assert mention["word"] == wrong
    assert CUT.fullmatch(right.removeprefix(wrong))
    assert rows[0]["sentence"].startswith(right, mention["start_idx"])


def check_direction(rows: list[Row], field: str, wrong: str, right: str) -> None:
    first, second = rows
    assert pair(first) == (second["sentence"], *pair(second)[:0:-1])
    assert second["label"] == wrong
    expected = first["label"] if first["label"] in SYMMETRIC else INVERSE[first["label"]]
    assert expected == right != wrong


CHECKS: dict[str, tuple[int, Callable[[list[Row], str, str, str], None]]] = {
    "schema/object-type": (2, check_object),
    "type/inconsistent": (6, check_inconsistent),
    "duplicate/exact": (4, check_copies),
    "duplicate/conflict": (3, check_conflict),
    "schema/subject-type": (2, check_subject),
    "text/particle": (3, check_particle),
    "span/number-unit": (3, check_cut),
    "direction/inverse": (1, check_direction),
    "direction/symmetric": (1, check_direction),
}


@pytest.mark.parametrize("cells", DEFECTS, ids=lambda cells: f"{cells[1]}-{cells[0].split()[-1]}")
def test_a_planted_defect_is_as_described(cells: list[str]) -> None:
    guids, rule, field, wrong, right, why = cells
    assert why
    CHECKS[rule][1]([BY_GUID[guid] for guid in guids.split()], field, wrong, right)


def test_the_planted_defects_are_complete() -> None:
    counts = Counter(cells[1] for cells in DEFECTS)
    assert counts == {rule: count for rule, (count, _) in CHECKS.items()}
    assert len(DEFECTIVE) == sum(len(cells[0].split()) for cells in DEFECTS)


def inside(mark: str) -> Callable[[Row], bool]:
    """Whether a mention stands right behind this opening mark."""

    def check(row: Row) -> bool:
        return any(row["sentence"][: m["start_idx"]].endswith(mark) for m in mentions(row))

    return check


def touches(row: Row) -> bool:
    first, second = sorted(mentions(row), key=lambda mention: int(mention["start_idx"]))
    return bool(first["end_idx"] + 1 == second["start_idx"])


def has_gloss(row: Row) -> bool:
    gloss = re.compile(r"\([^)]*[A-Za-z\u4e00-\u9fff]")
    return any(gloss.match(behind(row, mention)) for mention in mentions(row))


def in_words(pattern: str) -> Callable[[Row], bool]:
    return lambda row: any(re.search(pattern, mention["word"]) for mention in mentions(row))


GROUPS: dict[str, Callable[[Row], bool]] = {
    "start": lambda row: any(m["start_idx"] == 0 for m in mentions(row)),
    "end": lambda row: any(m["end_idx"] + 1 == len(row["sentence"]) for m in mentions(row)),
    "touch": touches,
    "not-first": lambda row: any(
        row["sentence"].index(m["word"]) != m["start_idx"] for m in mentions(row)
    ),
    "gloss": has_gloss,
    "title-marks": inside("《"),
    "quote-marks": inside("‘"),
    "unit": lambda row: re.search(r"\d(㎞|㎜|%|℃|m|톤)", row["sentence"]) is not None,
    "latin": in_words("[A-Za-z]"),
    "emoji": lambda row: re.search("[\U0001f300-\U0001faff]", row["sentence"]) is not None,
    "nfd": lambda row: not unicodedata.is_normalized("NFC", row["sentence"]),
    "hanja": in_words("[\u4e00-\u9fff]"),
}


def test_the_special_rows_are_as_described() -> None:
    listed = {name: guids.split() for name, _, guids in table("Special rows") if name in GROUPS}
    assert list(listed) == list(GROUPS)
    clean = {row["guid"] for row in CLEAN}
    for name, guids in listed.items():
        assert guids
        assert [guid for guid in guids if guid not in clean] == []
        assert [guid for guid in guids if not GROUPS[name](BY_GUID[guid])] == []


def test_the_pairs_read_both_ways_are_as_described() -> None:
    cells = table("Both directions")
    assert len(cells) >= 5
    for guids, label, back in cells:
        first, second = (BY_GUID[guid] for guid in guids.split())
        assert pair(first) == (second["sentence"], *pair(second)[:0:-1])
        assert (first["label"], second["label"]) == (label, back)


@pytest.mark.parametrize("cells", table("Particles"), ids="-".join)
def test_a_particle_stands_where_the_readme_says(cells: list[str]) -> None:
    form, sound, guid = cells
    row = BY_GUID[guid]
    tails = set()
    for mention in mentions(row):
        ends = final_sound(mention["word"])
        # For all forms but 로, ㄹ counts as any other consonant.
        if ends == sound or (ends == "ㄹ" and sound == "consonant"):
            tail = unicodedata.normalize("NFC", behind(row, mention)).split(" ")[0]
            tails.add(tail.rstrip(".,?!”’"))
    assert form in tails


@pytest.mark.parametrize(
    "name",
    [
        "klue-re/klue-re-v1.1_train.json",
        "klue-re/competition-format.csv",
        "broken/back-translated.csv",
    ],
)
def test_no_sentence_comes_from_the_shared_data(name: str) -> None:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"shared data is absent: {name}")
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file) if name.endswith(".csv") else json.load(file)
        theirs = {unicodedata.normalize("NFC", row["sentence"]).strip() for row in rows}
    ours = {unicodedata.normalize("NFC", row["sentence"]).strip() for row in ROWS}
    assert theirs
    assert ours & theirs == set()
