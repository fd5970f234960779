"""Where `entity_swap` takes names from: made ones, and the user's own list."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pytest
from pydantic import ValidationError

from reaug.core.examples import batch_of
from reaug.errors import InputError
from reaug.rulebook import RuleBook, load
from reaug.rulebook.name_rules import Donors
from reaug.transforms.entity_swap import EntitySwap
from reaug.transforms.entity_swap import made_names as making
from reaug.transforms.entity_swap.made_names import made_names
from reaug.transforms.entity_swap.words import described
from swaps import OPEN, RULES, reason, several, swap

FIRST = "[S|PER|김노을]은 한밭병원의 [O|POH|약사]이다."
LIST = "word,type\n박솔빛,PER\n정하람,PER\n이가온,PER\n"
STAFF = several(
    "[S|ORG|한밭의원]의 간호사 [O|PER|{}]은 병원에 있다.", "김노을", "박샛별", "최가을", "정한결"
)
EMPLOYEES = "org:top_members/employees"


def listed(folder: Path, text: str = LIST) -> str:
    path = folder / "names.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_made_names_stand_in_no_row_in_any_spelling() -> None:
    all_names = made_names(RULES, pa.array([], pa.string()))["word"].to_pylist()
    spaced = next(name for name in all_names if " " in name)
    names = [all_names[0], spaced.replace(" ", "·")]
    left = made_names(RULES, pa.array(names))["word"].to_pylist()
    assert set(all_names) - set(left) == {all_names[0], spaced}
    assert set(left).isdisjoint(RULES.known_names.to_pylist())
    assert len(set(left)) == len(left)


def test_names_are_made_once_for_a_book(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[int] = []

    def counting(types: pa.Array, words: pa.Array, rules: RuleBook) -> pa.Table:
        counted.append(len(words))
        return described(types, words, rules)

    monkeypatch.setattr(making, "described", counting)
    monkeypatch.setattr(making, "_kept", OrderedDict())
    none = pa.array([], pa.string())
    with ThreadPoolExecutor(4) as pool:
        tables = list(pool.map(lambda _: made_names(RULES, none), range(8)))
    assert all(table.equals(tables[0]) for table in tables)
    assert len(counted) == len({rule.type for rule in RULES.donors.made}) == 2
    assert made_names(RULES, none, types=["ORG", "POH"]).num_rows < tables[0].num_rows
    assert len(counted) == 2
    # Another book, by one word: other names, and those of the first as they were.
    lexicons = {**RULES.lexicons, "made-endings": ("나루",)}
    other = made_names(RULES.model_copy(update={"lexicons": lexicons}), none, types=["ORG"])
    assert all(word.endswith("나루") for word in other["word"].to_pylist())
    assert made_names(RULES, none).equals(tables[0])
    assert len(counted) == 3


def test_only_so_many_books_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "_kept", OrderedDict())
    monkeypatch.setattr(making, "_MOST_KEPT", 2)
    none = pa.array([], pa.string())
    for ending in ("나루", "마루", "가람"):
        lexicons = {**RULES.lexicons, "made-endings": (ending,)}
        made_names(RULES.model_copy(update={"lexicons": lexicons}), none, types=["ORG"])
    assert len(making._kept) == 2


def test_a_made_name_is_put_for_another_of_its_language() -> None:
    names = set(made_names(RULES, pa.array([], pa.string()))["word"].to_pylist())
    done, skipped = swap(*STAFF, label=EMPLOYEES, names="made", sides="object", rules=RULES)
    assert skipped == [None] * len(STAFF)
    for row in done.batch.table.to_pylist():
        word = row["sentence"][row["object_start"] : row["object_end"]]
        assert word in names
        assert 2 <= len(word) <= 4
        assert f"{word}은 " in row["sentence"] or f"{word}는 " in row["sentence"]


def test_made_names_are_the_default() -> None:
    done, _ = swap(*STAFF, label=EMPLOYEES, sides="object", rules=RULES)
    made, _ = swap(*STAFF, label=EMPLOYEES, names="made", sides="object", rules=RULES)
    assert done.batch.sentence.equals(made.batch.sentence)


def test_a_book_without_parts_draws_names_of_the_rows_and_says_so() -> None:
    """A set of another kind must not end without a swap because names are made by default."""
    rows = several(
        "[S|PER|{}]은 나래병원의 [O|POH|약사]이다.", "정하람", "송이든", "이가을", "박샛별"
    )
    made, data = (swap(*rows, names=names, sides="subject") for names in ("made", "data"))
    assert made[1] == data[1] == [None] * 4
    assert made[0].batch.sentence.equals(data[0].batch.sentence)
    batch, step = batch_of(*rows, label="per:title"), EntitySwap()
    description = step.describe(step.finish(step.summarise(batch), OPEN))
    assert description == {
        "names": "those of the rows, since the rule book makes none of these types"
    }


def test_pairs_are_those_of_the_rows_where_names_are_made() -> None:
    """Two names that hold together cannot be made, so `sides: pair` has the pairs of the rows."""
    rows = [
        f"[S|PER|{name}]는 한밭의 [O|ORG|{place}의원]에서 환자를 돌본다."
        for name, place in zip(
            ("박바다", "오가라", "한두레", "임아라", "고마루"),
            ("솔빛", "샘물", "새벽", "나래", "들녘"),
            strict=True,
        )
    ]
    book = OPEN.model_copy(update={"donors": Donors(made=RULES.donors.made)})
    made, data = (
        swap(*rows, label="per:employee_of", names=names, sides="pair", rules=book)
        for names in ("made", "data")
    )
    assert None in data[1]
    assert made[1] == data[1]
    assert made[0].batch.sentence.equals(data[0].batch.sentence)


def test_types_without_parts_are_drawn_as_from_the_data() -> None:
    """Of a book that makes bodies alone persons are those of the rows, known kinds closed."""
    bodies = tuple(rule for rule in RULES.donors.made if rule.type == "ORG")
    only = RULES.model_copy(update={"donors": RULES.donors.model_copy(update={"made": bodies})})
    rows = several(
        "[S|PER|{}]은 나래병원의 [O|POH|약사]이다.", "정하람", "송이든", "이가을", "박샛별"
    )
    made, data = (
        swap(*rows, names=names, sides="subject", rules=only) for names in ("made", "data")
    )
    assert made[1] == data[1] == [None] * 4
    assert made[0].batch.sentence.equals(data[0].batch.sentence)
    foreign = "독일의 [S|PER|한스 바움]은 나래병원의 [O|POH|약사]이다."
    assert reason(foreign, *rows, sides="subject", rules=only) == "swap/closed-set"
    assert reason(foreign, *rows, sides="subject", rules=RULES) is None


def test_made_names_depend_on_nothing_but_the_row() -> None:
    rows, turned = (
        swap(*marked, label=EMPLOYEES, names="made", sides="object", rules=RULES)[0].batch
        for marked in (STAFF, STAFF)
    )
    assert rows.sentence.equals(turned.sentence)


def test_made_names_are_the_same_in_another_process() -> None:
    code = (
        "import hashlib, pyarrow as pa\n"
        "from reaug.rulebook import load\n"
        "from reaug.transforms.entity_swap.made_names import made_names\n"
        "words = made_names(load('klue-re'), pa.array(['김노을']))['word'].to_pylist()\n"
        "print(hashlib.sha256('|'.join(words).encode()).hexdigest())\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_names_of_a_file_are_drawn_and_no_others(tmp_path: Path) -> None:
    names = listed(tmp_path)
    others = several("[S|PER|{}]는 나래병원의 [O|POH|간호사]이다.", "박바다", "윤슬기", "임아라")
    taken = set()
    for seed in range(12):
        done, skipped = swap(FIRST, *others, sides="subject", names=names, seed=seed, rules=RULES)
        assert skipped == [None] * 4
        taken.add(done.batch.row(0).subject_word)
        new = done.batch.row(0).subject_word
        assert done.batch.row(0).sentence == f"{new}은 한밭병원의 약사이다."
    assert taken == {"박솔빛", "정하람", "이가온"}


def test_a_list_says_where_its_names_fit(tmp_path: Path) -> None:
    """One row, a known name, another era: the list is the user's word."""
    names = listed(tmp_path)
    for marked in (
        "[S|PER|박지훈]은 부산에서 태어난 [O|POH|화가]이다.",
        "조선 후기의 [S|PER|김노을]은 [O|POH|화가]이다.",
    ):
        assert reason(marked, sides="subject", names=names, rules=RULES) is None
    cities = listed(tmp_path, "word,type\n안산시,LOC\n용인시,LOC\n광명시,LOC\n")
    lives = "[S|PER|김노을]은 [O|LOC|수원시]에 산다."
    label = "per:place_of_residence"
    assert reason(lives, label=label, sides="object", names=cities, rules=RULES) is None
    assert reason(FIRST, sides="subject", names=cities, rules=RULES) == "swap/no-candidate"


def test_a_listed_name_has_the_sex_that_the_sentence_shows(tmp_path: Path) -> None:
    women = "이영숙 박미경 정은영"
    text = LIST + "".join(f"{name},PER\n" for name in women.split())
    first = "[S|PER|김은주]는 남편과 한밭에 사는 [O|POH|약사]이다."
    for seed in range(10):
        done, skipped = swap(
            first, sides="subject", names=listed(tmp_path, text), seed=seed, rules=RULES
        )
        assert skipped == [None]
        assert done.batch.row(0).subject_word in women


def test_labels_and_kinds_of_a_list(tmp_path: Path) -> None:
    text = "word,type,kind,label\n" + "".join(
        f"{name},PER,korean-name,per:title\n" for name in ("박솔빛", "정하람", "이가온")
    )
    names = listed(tmp_path, text)
    assert reason(FIRST, sides="subject", names=names, rules=RULES) is None
    other = reason(FIRST, label="per:origin", sides="subject", names=names, rules=RULES)
    assert other == "swap/no-candidate"
    kinds_text = "word,type,kind\n" + "".join(f"{w},ORG,newspaper\n" for w in ("솔빛", "바람"))
    kinds = [kind.name for kind in RULES.kind_tests["ORG"] if kind.pool == "kind"]
    kinds_text = kinds_text.replace("newspaper", kinds[0])
    state = EntitySwap(names=listed(tmp_path, kinds_text)).finish(
        EntitySwap().summarise(batch_of(FIRST, label="per:title")), RULES
    )
    pools = dict(zip(state.pool.known.to_pylist(), state.pool.pools.to_pylist(), strict=True))
    assert pools["ORG\x1f솔빛"].startswith(f"ORG/{kinds[0]}\x1f")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("name,type\n박솔빛,PER\n", "no column 'word'"),
        ("word,type,sex\n박솔빛,PER,f\n", "unknown columns"),
        ("word,type\n", "no names after the first line"),
        ("word,type\n박솔빛\n", "line 2: the number of cells"),
        ("word,type\n박솔빛,PER,x\n", "line 2: the number of cells"),
        ("word,type\n,PER\n", "line 2: the word is empty"),
        ('word,type\n"박\n솔빛",PER\n', "line break"),
        ("word,type\n박솔빛,PRE\n", "line 2: unknown type 'PRE'; did you mean 'PER'?"),
        ("word,type,kind\n박솔빛,PER,korean\n", "unknown kind of PER 'korean'"),
        ("word,type,label\n박솔빛,PER,per:titel\n", "did you mean 'per:title'?"),
        ("word,type\n솔빛바람,ORG\n", "no kind of the rule book takes '솔빛바람'"),
        ("word,type,kind\n솔빛,ORG,university\n", "need one of its endings"),
        ('word,type\n"박솔빛,PER\n', "not CSV"),
    ],
)
def test_a_bad_list_is_one_clear_line(tmp_path: Path, text: str, message: str) -> None:
    names = listed(tmp_path, text)
    with pytest.raises(InputError) as error:
        reason(FIRST, sides="subject", names=names, rules=RULES)
    assert message in str(error.value)
    assert "\n" not in str(error.value)
    assert "names.csv" in str(error.value)


def test_a_list_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing\.csv"):
        reason(FIRST, sides="subject", names=str(tmp_path / "nothing.csv"), rules=RULES)


@pytest.mark.parametrize("names", ["", "mad", "data.txt", "names", "DATA"])
def test_the_value_of_the_field_is_checked(names: str) -> None:
    with pytest.raises(ValidationError, match="data, made or a file"):
        EntitySwap(names=names)


def test_names_is_only_for_replace() -> None:
    with pytest.raises(ValidationError, match="names is only for mode: replace"):
        EntitySwap(mode="exchange", names="data")


def test_the_digest_of_a_list_stands_in_the_manifest(tmp_path: Path) -> None:
    step = EntitySwap(names=listed(tmp_path))
    rows = batch_of(FIRST, label="per:title")
    first = step.describe(step.finish(step.summarise(rows), RULES))
    listed(tmp_path, LIST + "송이든,PER\n")
    second = step.describe(step.finish(step.summarise(rows), RULES))
    assert len(first["sha256"]) == 64
    assert first != second
    assert json.dumps(first)
    plain = EntitySwap()
    assert plain.describe(plain.finish(plain.summarise(rows), load("klue-re"))) == {}
