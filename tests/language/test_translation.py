"""What reaug says, in Korean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.cli.lazy_commands import whole_command
from reaug.cli.main import COMMANDS
from reaug.core.step import InBoth
from reaug.language import choose, language, language_of
from reaug.language.korean_errors import OTHERS
from reaug.language.korean_words import KOREAN
from reaug.language.translation import korean, translated
from source_texts import raised, templates

PLACES = re.compile(r"\{[^{}]*\}")


@pytest.fixture
def in_korean() -> Iterator[None]:
    choose("ko")
    yield
    choose(None)


def helps(command: Any) -> Iterator[str]:
    yield from (" ".join(text.split()) for text in (command.help or "").split("\n\n"))
    for parameter in command.params:
        yield parameter.help or ""
    for inner in getattr(command, "commands", {}).values():
        yield from helps(inner)


def test_each_text_of_the_catalogue_is_one_that_reaug_says() -> None:
    said = templates() | {text.replace("{n}", "{}") for text in OTHERS}
    for name, (module, _) in COMMANDS.items():
        said |= set(helps(whole_command(name, module.register)))
    stale = [text for text in KOREAN if text.replace("{n}", "{}") not in said]
    assert stale == []


def test_each_error_of_a_probe_has_its_korean() -> None:
    known = {text.replace("{n}", "{}") for text in KOREAN}
    lacking = {
        where: text
        for text, where in raised().items()
        if where.startswith("probing/") and text not in known
    }
    assert lacking == {}


def test_a_translation_names_only_values_that_the_text_has() -> None:
    for text, translation in KOREAN.items():
        values = len(re.findall(r"\{n?\}", text))
        places = PLACES.findall(translation)
        numbers = [int(place[1:-1].partition(":")[0] or i) for i, place in enumerate(places)]
        assert all(number < values for number in numbers), text
        words = PLACES.sub("", text)
        assert re.search("[가-힣]", translation) or not re.search("[A-Za-z]{4}", words), text


def test_a_message_made_of_a_template_is_found_again() -> None:
    messages = (
        text.replace("{n}", "1,234").replace("{}", "가나") for text in KOREAN if "{" in text
    )
    assert [message for message in messages if korean(message) == message] == []


@pytest.mark.parametrize("name", ["source", "by", "rows", "subject", "step"])
def test_a_name_of_the_users_own_stays(name: str) -> None:
    assert korean(f"new columns: {name}").endswith(f": {name}")
    assert korean(f"label → {name}").endswith(f" {name}")


def test_particles_fit_the_values() -> None:
    assert korean("서울 exists already; choose another --output").startswith("서울은 ")
    assert korean("바다 exists already; choose another --output").startswith("바다는 ")


@pytest.mark.parametrize(
    "message",
    ["", "x", "rows.csv cannot be read", "a of b", "😀 넣은 글", "漢字", "가"],
)
def test_what_is_not_in_the_catalogue_stays(message: str) -> None:
    assert korean(message) == message


@given(st.text(max_size=80))
def test_no_text_breaks_it(message: str) -> None:
    assert isinstance(korean(message), str)


def test_a_text_that_brings_its_korean_is_said_in_it(in_korean: None) -> None:
    assert translated(InBoth("no row", ko="행이 없다")) == "행이 없다"


def test_english_stays_english() -> None:
    choose("en")
    assert translated("note") == "note"
    choose(None)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "ko_KR.UTF-8"}, "en"),
        ({"REAUG_LANG": "ko"}, "ko"),
        ({"REAUG_LANG": "KO", "LC_ALL": "C"}, "ko"),
        ({"REAUG_LANG": "", "LANG": "ko"}, "ko"),
        ({"REAUG_LANG": "klingon"}, "en"),
        ({"LANG": "kok_IN"}, "en"),
    ],
)
def test_the_language_of_an_environment(environment: dict[str, str], expected: str) -> None:
    assert language_of(environment) == expected


def test_what_is_chosen_goes_before_the_environment(
    in_korean: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REAUG_LANG", "en")
    assert language() == "ko"
