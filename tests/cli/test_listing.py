from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from command import reaug, refused
from reaug.core.terminal_text import columns
from reaug.recipe.registry import shipped_names
from reaug.runs.inventory import inventory


def test_list_names_everything() -> None:
    result = reaug("list")
    assert (result.code, result.err) == (0, "")
    assert all(name in result.out for names in inventory().values() for name in names)
    assert reaug("list", "--json").json == inventory()


@pytest.mark.parametrize("kind", ["transforms", "rules", "formats", "styles", "audit-rules"])
def test_list_names_one_kind(kind: str) -> None:
    result = reaug("list", kind)
    assert result.out.splitlines()[0] == kind
    assert reaug("list", kind, "--json").json == {kind: inventory()[kind]}


@pytest.mark.parametrize(
    "name", [*shipped_names(), "klue-re", "per:title", "no_relation", "duplicate/exact"]
)
def test_show_describes_a_name(name: str) -> None:
    result = reaug("show", name)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(name)
    assert isinstance(reaug("show", name, "--json").json, dict)


@pytest.mark.parametrize("name", ["", "[/]", "per_boss"])
def test_what_there_is_not(name: str) -> None:
    why = refused(reaug("show", name), "unknown name", "reaug list shows all", "--rules FILE.yaml")
    assert "encode" not in why


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("adea", "aeda"),
        ("klu-re", "klue-re"),
        ("per:titel", "per:title"),
        ("duplicate/exakt", "duplicate/exact"),
    ],
)
def test_what_is_meant_is_asked_with_one_pointer(name: str, meant: str) -> None:
    why = refused(reaug("show", name), f"did you mean '{meant}'", "reaug list shows all")
    assert why.count("reaug") == 1
    assert "--rules" not in why
    assert "encode" not in why
    korean = reaug("show", name, "--lang", "ko").err
    assert f"'{meant}'" in korean
    assert "reaug list로" in korean
    assert not re.search("[a-z]{2} (?!list)[a-z]{2}", korean)


def test_a_name_that_no_rule_book_of_ones_own_has() -> None:
    book = reaug("show", "per:titel", "--rules", "klue-re")
    why = refused(book, "did you mean 'per:title'", "reaug show klue-re")
    assert "per:origin" not in why


def test_a_rule_of_the_audit() -> None:
    result = reaug("show", "duplicate/conflict")
    assert "the same sentence and mentions have different labels" in result.out
    assert "severity   error" in result.out
    assert not re.search("[가-힣]", result.out)
    korean = reaug("show", "duplicate/conflict", "--lang", "ko")
    assert "라벨이 서로 다르다" in korean.out
    assert "심각도  오류" in korean.out
    assert not re.search("[a-z]{2} [a-z]{2}", korean.out.replace("reaug clean", ""))
    assert reaug("show", "duplicate/conflict", "--json").json["cure"] == "clean"


def test_steps_and_their_parameters_in_korean() -> None:
    result = reaug("list", "transforms", "--lang", "ko")
    assert result.code == 0
    lines = [line for line in result.out.splitlines()[1:] if "[plugin]" not in line]
    shipped = [line for line in lines if line.split()[0] in shipped_names()]
    assert len(shipped) == len(shipped_names())
    assert all(re.search("[가-힣]", line) for line in shipped)
    shown = reaug("show", "random_masking", "--lang", "ko").out
    assert "시도할 행의 비율" in shown
    assert reaug("list", "transforms", "--lang", "ko", "--json").json == inventory("transforms")
    assert "서른 가지 관계" in reaug("show", "klue-re", "--lang", "ko").out


ENGLISH = re.compile(r"(?<![\w./-])[A-Za-z][a-z]+ [a-z]{2,} [a-z]{2,}")
NAMES = re.compile(r"reaug [a-z -]+|`[^`]*`|'[^']*'|\"[^\"]*\"|pip install \S+|출처: .*")


@pytest.mark.parametrize("name", [*shipped_names(), "klue-re", "per:parents", "rule/title-in-name"])
def test_all_that_is_shown_is_korean(name: str) -> None:
    shown = reaug("show", name, "--lang", "ko")
    assert (shown.code, shown.err) == (0, "")
    prose = [
        NAMES.sub("", " ".join(paragraph.split()))
        for paragraph in shown.out.split("\n\n")
        if ">>> " not in paragraph
    ]
    assert [text for text in prose if ENGLISH.search(text)] == []
    assert reaug("show", name, "--lang", "ko", "--json").json == reaug("show", name, "--json").json


def test_lines_fit_the_terminal() -> None:
    for lang in ("en", "ko"):
        shown = reaug("show", "entity_swap", "--lang", lang, COLUMNS="60").out
        prose = shown.split(">>>")[0] + shown.rpartition("\n\n")[2]
        assert max(map(columns, prose.splitlines())) <= 60
        assert (
            reaug("show", "entity_swap", "--lang", lang, COLUMNS="300").out
            == reaug("show", "entity_swap", "--lang", lang, COLUMNS="100").out
        )


def test_kinds_are_told_in_korean_with_what_is_typed() -> None:
    lines = reaug("list", "--lang", "ko").out.splitlines()
    titles = [line for line in lines if not line.startswith("  ")]
    assert titles == [
        "단계 (transforms)",
        "규칙집 (rules)",
        "파일 형식 (formats)",
        "입력 형식 (styles)",
        "점검 규칙 (audit-rules)",
    ]
    assert any("[오류] 문장과 개체가 같은데" in line for line in lines)


def test_a_plugin_without_korean_is_shown_in_english(plugins: Callable[..., str]) -> None:
    plugins('class Told(Step):\n    """Tells.\n\n    Of rows."""\n    least: int', told="Told")
    shown = reaug("show", "told", "--lang", "ko").out
    assert shown.startswith("told (플러그인)\n\nTells.\n\nOf rows.\n\n매개변수\n")
    assert "  least: (필수)" in shown
