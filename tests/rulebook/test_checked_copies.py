from __future__ import annotations

import json
import runpy
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from reaug.errors import RuleBookError
from reaug.rulebook import RuleBook, load
from reaug.rulebook.book_extension import read_book
from reaug.rulebook.checked_copies import copied, copy_of, copy_text

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "rules").glob("*.yaml"))


def data_of(book: Path) -> dict[str, object]:
    return read_book(book, ROOT.joinpath).data


@pytest.fixture
def book(tmp_path: Path, small: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A shipped book with a checked copy."""
    file = tmp_path / "reaug" / "_rules" / "small.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(small, encoding="utf-8")
    copy_of(file).write_text(copy_text(file, data_of(file)), encoding="utf-8")
    module = import_module("reaug.rulebook.book_files")  # the room exports a function of that name
    monkeypatch.setattr(module, "__file__", str(tmp_path / "reaug" / "rulebook" / "book_files.py"))
    yield file
    module._shipped.cache_clear()


@pytest.mark.parametrize("book", SHIPPED, ids=lambda path: str(path.stem))
def test_copies_are_fresh(book: Path) -> None:
    expected = runpy.run_path(str(ROOT / "docs" / "refresh.py"))["book_copy"](book)
    text = copy_of(book).read_text(encoding="utf-8")
    assert text == expected, f"{copy_of(book).name} is stale: run python docs/refresh.py"


@pytest.mark.parametrize("book", SHIPPED, ids=lambda path: str(path.stem))
def test_a_copy_gives_the_same_book(book: Path) -> None:
    assert copied(book) == data_of(book)
    assert load(book.stem) == RuleBook.model_validate(data_of(book))


def test_a_book_is_read_from_its_copy(book: Path) -> None:
    copy = json.loads(copy_of(book).read_bytes())
    copy["version"] = "from the copy"
    copy_of(book).write_text(json.dumps(copy), encoding="utf-8")
    assert load("small").version == "from the copy"


def test_a_copy_of_an_older_book_is_not_used(book: Path, small: str) -> None:
    book.write_text(f"{small}typical_share: 0.25\n", encoding="utf-8")
    assert copied(book) is None
    assert load("small").typical_share == 0.25


def test_an_edited_book_is_checked(book: Path, small: str) -> None:
    book.write_text(f"{small}negative: nothing\n", encoding="utf-8")
    with pytest.raises(RuleBookError, match=r"small\.yaml:\d+: negative"):
        load("small")


@pytest.mark.parametrize("damage", ["", "[]", "{", "{}", '{"sha256": 1}'])
def test_a_damaged_copy_is_not_used(book: Path, damage: str) -> None:
    copy_of(book).write_text(damage, encoding="utf-8")
    assert copied(book) is None
    assert load("small").name == "small"


def test_a_book_without_a_copy_is_read(book: Path) -> None:
    copy_of(book).unlink()
    assert load("small").name == "small"
