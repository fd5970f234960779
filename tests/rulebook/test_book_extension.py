"""Books that extend a book: how they are joined, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from reaug.errors import RuleBookError
from reaug.rulebook import load

HEAD = 'name: mine\nversion: "2"\ndescription: {en: Mine., ko: 내 책.}\n'


@pytest.fixture
def base(tmp_path: Path, small: str) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(small, encoding="utf-8")
    return path


def mine(base: Path, text: str, extends: str = "small.yaml") -> Path:
    path = base.parent / "mine.yaml"
    path.write_text(f"extends: {extends}\n{HEAD}{text}", encoding="utf-8")
    return path


def test_a_book_that_changes_its_name_only(base: Path) -> None:
    book, old = load(mine(base, "")), load(base)
    assert (book.name, book.version) == ("mine", "2")
    assert (book.types, book.relations, book.lexicons) == (old.types, old.relations, old.lexicons)
    assert book.content_hash != old.content_hash


def test_mappings_are_joined_key_by_key(base: Path) -> None:
    text = """\
types:
  LOC: {en: place, ko: 곳}
  ORG: {en: firm, ko: 회사}
relations:
  works_for:
    object_types: {ORG: 3, LOC: 1}
lexicons:
  towns: [나래읍]
  banks: [하늘금고]
"""
    book, old = load(mine(base, text)), load(base)
    assert list(book.types) == ["PER", "ORG", "DAT", "LOC"]
    assert book.types["ORG"].ko == "회사"
    assert book.labels == old.labels
    assert book.relations["works_for"].object_types == {"ORG": 3, "LOC": 1}
    assert book.relations["works_for"].inverse == old.relations["works_for"].inverse
    assert book.lexicons == {"banks": ("하늘금고",), "towns": ("나래읍",)}


def test_named_entries_take_the_place_of_their_namesakes(base: Path) -> None:
    text = """\
kinds:
  ORG:
    - {name: bank, endings: [금고]}
    - {name: club, endings: [단]}
implied_types:
  - {name: day, type: DAT, pattern: '일$'}
"""
    book = load(mine(base, text))
    assert [kind.name for kind in book.kind_tests["ORG"]] == ["bank", "latin", "club"]
    assert book.kind_tests["ORG"][0].endings == ("금고",)
    assert [test.name for test in book.implied_tests] == ["year", "day"]


def test_a_tower_of_books(base: Path) -> None:
    middle = base.parent / "middle.yaml"
    head = HEAD.replace("mine", "middle")
    middle.write_text(f"extends: small.yaml\n{head}lexicons: {{a: [가]}}\n", encoding="utf-8")
    book = load(mine(base, "lexicons: {b: [나]}\n", "middle.yaml"))
    assert list(book.lexicons) == ["banks", "a", "b"]


def test_a_shipped_base(base: Path) -> None:
    book, old = load(mine(base, "typical_share: 0.1\n", "klue-re")), load("klue-re")
    assert book.typical_share == 0.1
    assert book.patterns == old.patterns
    assert book.kind_tests == old.kind_tests


@pytest.mark.parametrize(
    ("text", "extends", "file", "line", "what"),
    [
        ("", "mine.yaml", "mine.yaml", 1, "is the book itself or extends it"),
        ("", "none.yaml", "mine.yaml", 1, "the rule book file"),
        ("", "klue", "mine.yaml", 1, "shipped: klue-re"),
        ("", "[small.yaml]", "mine.yaml", 1, "the name or path of a book, not a list"),
        ("", "", "mine.yaml", 1, "not nothing (null)"),
        ("lexicons: {a: [1]}\n", "small.yaml", "mine.yaml", 5, "the number 1"),
        ("typo: 1\n", "small.yaml", "mine.yaml", 5, "unknown key typo"),
        ("types: {PER: {en: a}}\nimplied_types: []\n", "small.yaml", "mine.yaml", 0, ""),
        ("relations: {born: {object_types: [LOC]}}\n", "small.yaml", "mine.yaml", 5, "'LOC'"),
        ("relations:\n  none: {inverse: {label: born, fidelity: 1.0, count: 1}}\n", "small.yaml",
         "mine.yaml", 6, "born does not name none"),
        ("lexicons: {banks: []}\nimplied_types: [{name: a, type: X, endings: [가]}]\n",
         "small.yaml", "mine.yaml", 6, "unknown type 'X'"),
        ("implied_types:\n  - {name: a, type: DAT, endings: [가]}\n"
         "  - {name: a, type: DAT, endings: [나]}\n", "small.yaml", "mine.yaml", 7,
         "appears twice"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_file(
    base: Path, text: str, extends: str, file: str, line: int, what: str
) -> None:
    path = mine(base, text, extends)
    if not what:
        assert load(path).types["PER"].ko == "사람", "types are joined key by key"
        return
    with pytest.raises(RuleBookError) as caught:
        load(path)
    message = str(caught.value)
    assert what in message
    assert f"{file}:{line}: " in message
    assert "\n" not in message


def test_an_error_of_the_base_names_the_base(base: Path) -> None:
    base.write_text(
        base.read_text(encoding="utf-8").replace("ko: 날짜", "kr: 날짜"), encoding="utf-8"
    )
    with pytest.raises(RuleBookError, match=r"small\.yaml:7: types > DAT > kr: unknown key kr"):
        load(mine(base, ""))


def test_a_book_that_extends_itself_is_an_error(base: Path) -> None:
    text = base.read_text(encoding="utf-8")
    base.write_text("extends: mine.yaml\n" + text, encoding="utf-8")
    with pytest.raises(
        RuleBookError, match=r"small\.yaml:1: extends: mine\.yaml is the book itself"
    ):
        load(mine(base, ""))
