"""Conventions of a rule book: what they say, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from reaug.errors import OutputError, RuleBookError
from reaug.rulebook import When, load
from reaug.rulebook.book_yaml import as_yaml, save

BASE = as_yaml(load("klue-re"))
GOOD = """
conventions:
- name: affiliated
  when: {subject_type: PER, between_word: 소속}
  label: per:employee_of
  share: 0.96
  support: 40
"""


def book(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(BASE + text, encoding="utf-8")
    return path


def test_a_convention_is_read(tmp_path: Path) -> None:
    [convention] = load(book(tmp_path, GOOD)).conventions
    assert convention.when == When(subject_type="PER", between_word="소속")


def test_every_part_has_its_words() -> None:
    for name in When.model_fields:
        value = {"order": "object-first", "in_bracket": "subject"}.get(name, "값")
        condition = When(**{name: value})
        assert condition.parts == {name: value}
        assert condition.en not in ("any row", "")
        assert any("가" <= letter <= "힣" for letter in condition.ko)
    assert (When().en, When().ko) == ("any row", "모든 행")
    assert When(between="").en == "the two touch"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("per:employee_of", "per:boss", "conventions > 0 > label: unknown relation 'per:boss'"),
        ("subject_type: PER", "subject_type: BAND", "unknown type 'BAND'"),
        ("between_word: 소속", "near: 소속", "unknown key near; the keys here are: subject_type"),
        ("{subject_type: PER, between_word: 소속}", "{}", "at least one part"),
        ("{subject_type: PER, between_word: 소속}", "{order: sideways}", "subject-first"),
        ("share: 0.96", "share: 1.5", "less than or equal to 1"),
        ("support: 40", "support: 0", "greater than or equal to 1"),
        ("name: affiliated", "name: a b", "must look like"),
    ],
)
def test_what_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    with pytest.raises(RuleBookError, match=r"mine\.yaml:[0-9]+: ") as error:
        load(book(tmp_path, GOOD.replace(old, new)))
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_a_name_that_stands_twice(tmp_path: Path) -> None:
    twice = GOOD + "\n".join(GOOD.splitlines()[2:]) + "\n"
    with pytest.raises(RuleBookError, match="'affiliated' appears twice"):
        load(book(tmp_path, twice))


def test_a_book_written_is_the_book_read(tmp_path: Path) -> None:
    path = tmp_path / "again.yaml"
    save(BASE, path)
    assert load(path) == load("klue-re")
    assert [p.name for p in tmp_path.iterdir()] == ["again.yaml"]


def test_a_file_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("old", encoding="utf-8")
    for target in (path, tmp_path, tmp_path / "none" / "mine.yaml"):
        with pytest.raises(OutputError):
            save("new", target)
    assert path.read_text(encoding="utf-8") == "old"
    save("new", path, force=True)
    assert path.read_text(encoding="utf-8") == "new"
