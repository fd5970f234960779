from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from reaug.errors import RuleBookError
from reaug.rulebook import RuleBook, book_files, load, names

Write = Callable[[str | bytes], Path]


def test_shipped_books() -> None:
    assert names() == ["klue-re"]
    assert load().name == "klue-re"
    assert load() == load("klue-re")


def test_books_inside_the_package_come_first(
    tmp_path: Path, small: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "reaug"
    (package / "_rules").mkdir(parents=True)
    (package / "_rules" / "small.yaml").write_text(small, encoding="utf-8")
    module = import_module("reaug.rulebook.book_files")  # the room exports a function of that name
    monkeypatch.setattr(module, "__file__", str(package / "rulebook" / "book_files.py"))
    assert names() == ["small"]
    assert load("small").name == "small"


@pytest.mark.parametrize("name", ["klue", "KLUE-RE", "", "한글", "😀", "漢字"])
def test_an_unknown_name_lists_the_right_ones(name: str) -> None:
    with pytest.raises(RuleBookError, match="shipped: klue-re"):
        load(name)


def test_a_path_as_text_or_path(write: Write, small: str) -> None:
    path = write(small)
    assert load(path) == load(str(path))


def test_a_file_beside(write: Write, small: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(small).parent)
    assert load("book.yaml").name == "small"


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(RuleBookError, match="the rule book file"):
        load("none.yaml")
    with pytest.raises(RuleBookError, match="is a folder"):
        load(tmp_path)


@pytest.mark.parametrize("content", ["- a\n- b\n", "text\n", "1\n"])
def test_something_else_than_a_mapping(write: Write, content: str) -> None:
    with pytest.raises(RuleBookError, match="a rule book is a mapping"):
        load(write(content))


def test_a_file_that_is_no_yaml_is_not_told_whole(write: Write) -> None:
    for content in ("guid;sentence;label\n" * 200, "name: " + "가;" * 500 + "\nversion: 1\n"):
        with pytest.raises(RuleBookError) as caught:
            load(write(content))
        assert len(str(caught.value)) < 400
        assert "\n" not in str(caught.value)


CHANGES = [
    # what is replaced, by what, line, where, what
    ("version:", "versoin:", 2, "versoin", "unknown key versoin; the keys here are: name, version"),
    ("{en: person,", "{eng: person,", 5, "types > PER > eng", "keys here are: en, ko"),
    ('version: "1"', "version: 1.0", 2, "version", "the number 1.0, but it must be text; quote"),
    ("ko: 날짜", "ko: no", 7, "types > DAT > ko", "the truth value False, but.*quote it"),
    ("ko: 날짜", "ko: ", 7, "types > DAT > ko", r"must be text, not nothing \(null\)"),
    ("[PER, ORG]", "[PER, no]", 11, "none > subject_types", "truth value False.*quote it"),
    ("[PER, ORG]", "[PER, LOC]", 11, "none > subject_types > LOC", "unknown type 'LOC'.*PER, ORG"),
    ("{ORG: 96, PER: 4}", "{ORG: 0}", 16, "object_types > ORG", "greater than or equal to 1"),
    ("{ORG: 96, PER: 4}", "{ORG: '9'}", 16, "object_types > ORG", "whole number, not the text '9'"),
    ("{ORG: 96, PER: 4}", "{}", 16, "works_for > object_types", "at least 1 item"),
    ("{ORG: 96, PER: 4}", "ORG", 16, "works_for > object_types", "a mapping, not the text 'ORG'"),
    ("fidelity: 0.9,", "fidelity: 1e-3,", 17, "inverse > fidelity", "a number, .*'1e-3'"),
    ("fidelity: 0.9,", "fidelity: 9,", 17, "inverse > fidelity", "less than or equal to 1"),
    ("label: employs", "label: hires", 17, "inverse > label", "unknown relation 'hires'.*none"),
    ("label: employs", "label: works_for", 17, "inverse > label", "write symmetric instead"),
    ("label: employs", "label: born", 17, "inverse > label", "born does not name works_for"),
    ("hard_object_types: true", "hard_object_types: 1", 27, "hard_object_types", "true or false"),
    ("    symmetric:", "    inverse: {label: born, fidelity: 1, count: 0}\n    symmetric:", 28,
     "married", "an inverse or is symmetric, not both"),
    ("'^[0-9]{4}년$'", "'[0-9'", 44, "implied_types > 0 > pattern", "compile in RE2: missing ]"),
    ("'눈은행$'", "'(?<!눈)은행'", 40, "unless", r"\(\?<!눈\)은행 does not compile in RE2"),
    ("lexicon: banks", "lexicon: bank", 39, "ORG > 0 > lexicon", "unknown lexicon 'bank'.*banks"),
    ("name: latin", "name: bank", 41, "ORG > 1 > name", "'bank' appears twice under ORG"),
    ("name: latin", "name: other", 41, "ORG > 1 > name", "a last kind called 'other' already"),
    ("name: latin", "name: a/b", 41, "ORG > 1 > name", "'a/b' must look like"),
    ("kinds:\n  ORG:", "kinds:\n  LOC:", 36, "kinds > LOC", "unknown type 'LOC'"),
    ("type: DAT", "type: DAY", 44, "implied_types > 0 > type", "unknown type 'DAY'"),
    ("      pattern: '^\\p{Latin}+$'\n", "", 41, "ORG > 1", "give endings, a pattern or a lexicon"),
    ("types:\n", "typical_share: 5\ntypes:\n", 4, "typical_share", "less than or equal"),
    ("banks: [바다금고]", "banks: 바다금고", 34, "lexicons > banks", "a list, not the text"),
    ("[PER]\n    object_types: [DAT]", "[PER]", 23, "born > object_types", "this key is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "where", "what"), CHANGES)
def test_what_is_wrong_is_named_with_its_place(
    write: Write, small: str, old: str, new: str, line: int, where: str, what: str
) -> None:
    assert old in small
    with pytest.raises(RuleBookError, match=what) as caught:
        load(write(small.replace(old, new, 1)))
    message = str(caught.value)
    assert where in message
    assert "\n" not in message
    assert f"book.yaml:{line}:" in message


def test_more_errors_are_counted(write: Write, small: str) -> None:
    with pytest.raises(RuleBookError, match=r"\(2 more after this one\)"):
        load(write(small.replace("ko:", "kr:", 3)))


def test_a_book_survives_pickle(write: Write, small: str) -> None:
    book = load(write(small))
    book.content_hash  # noqa: B018 fills a cache, which must travel or be left behind
    assert pickle.loads(pickle.dumps(book)) == book


def test_a_book_does_not_change() -> None:
    book = load()
    with pytest.raises(ValueError, match="frozen"):
        book.name = "mine"  # type: ignore[misc]  # that is the point
    assert RuleBook.model_validate(book.model_dump(by_alias=True)) == book


@pytest.mark.parametrize("line", ['extends: "my books/base.yaml"', '"extends": my books/base.yaml'])
def test_the_files_of_a_book_however_it_names_its_base(tmp_path: Path, line: str) -> None:
    base = tmp_path / "my books" / "base.yaml"
    base.parent.mkdir()
    base.write_text("extends: klue-re\nname: base\n", "utf-8")
    own = tmp_path / "own.yaml"
    own.write_text(f"{line}\nname: own\n", "utf-8")
    assert book_files(own) == (own, base)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "own.yaml"
    os.mkfifo(pipe)
    assert book_files(pipe) == (pipe,)
    with pytest.raises(RuleBookError, match=r"own\.yaml"):
        load(pipe)
