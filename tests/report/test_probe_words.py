"""A probe and a search in both languages: their words, and what a terminal and a page say."""

from __future__ import annotations

import io
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

from reaug.choices import Lang
from reaug.language import choose
from reaug.probing.arms import Arm
from reaug.probing.results import AtSize, Probe, Trained
from reaug.probing.statistics import Gain
from reaug.probing.tune import Tried, Tuning
from reaug.recipe.model import make_recipe
from reaug.report.page_words import page_words
from reaug.report.probe import probe_view
from reaug.report.probe_html import write_html
from reaug.report.probe_words import shown_arms, terminal_words
from reaug.report.tune import tune_view

OURS = {"F1", "micro", "macro", "AUPRC", "linear", "drop", "overlap", "seeds", "aeda", "best.yaml"}
"""Words of Latin letters that Korean keeps: measures, options, names of the user's own."""


@pytest.fixture
def in_korean() -> Iterator[None]:
    choose("ko")
    yield
    choose(None)


@pytest.mark.parametrize("key", terminal_words("en"))
def test_each_text_is_in_both_languages(key: str) -> None:
    english, korean = terminal_words("en")[key], terminal_words("ko")[key]
    assert not re.search("[가-힣]", english)
    bare = re.sub(r"\{\w+\}|F1", "", korean)
    assert re.search("[가-힣]", korean) or not re.search("[A-Za-z]{2}", bare)
    places = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for text in (english, korean)
    ]
    assert places[0] == places[1]


GAINS = {
    "helps": Gain(1.5, 0.2, 2.8, "helps", None, 0.9, 5),
    "hurts": Gain(-1.5, -2.8, -0.2, "hurts", None, 0.9, 5),
    "same": Gain(0.0, 0.0, 0.0, "cannot tell", "no difference", None, 5),
    "one split": Gain(0.4, None, None, "cannot tell", "too few splits", None, 1),
    "few rows": Gain(0.4, None, None, "cannot tell", "too few rows", None, 5),
    "more splits": Gain(0.4, -0.2, 1.0, "cannot tell", "zero is inside", 0.9, 5, splits_needed=12),
    "more rows": Gain(0.4, -0.2, 1.0, "cannot tell", "zero is inside", 0.9, 5, rows_times=3.2),
    "neither": Gain(0.4, -0.2, 1.0, "cannot tell", "zero is inside", 0.9, 5, rows_times=500.0),
}
NOTES = (
    "the test set has no row of 가, 나, 다, 라, 마 and 2 more: no result for these",
    "after 50 splits an interval is still wider than 0.1 points",
    "the test set has fewer than 30 sentences: intervals are too narrow",
    "aeda changes no row as the model sees it: its figures are those of the raw rows",
    "and in 4 more ways: reaug audit TRAIN --against DEV",
)


def a_probe(gain: Gain, *, tested: int | None = None, dropped: bool = False) -> Probe:
    """A recipe with its parts, at one size."""
    recipe = make_recipe(["aeda"])
    arms = (
        Arm("raw", "raw"),
        Arm("aeda", "recipe", recipe, "aeda"),
        Arm("aeda: control", "control", None, "aeda"),
        Arm("aeda: 0.aeda alone", "alone", recipe, "aeda"),
        Arm("aeda: without 0.aeda", "without", recipe, "aeda"),
    )
    trained = {arm.name: Trained() for arm in arms}
    measures = {"micro_f1": 50.0, "macro_f1": 40.0, "auprc": 45.0, "accuracy": 60.0}
    for arm in trained.values():
        arm.add(100, measures, {})
    gains = {arm.name: gain for arm in arms[1:]}
    at = (AtSize(None, 100.0, trained, gains, {"aeda": GAINS["more splits"]}),)
    near = 3 if tested else 0
    return Probe(100, tested, 7 if tested else 0, near, dropped, "linear", 5, arms, at, NOTES)


PROBES = {
    **{name: a_probe(gain) for name, gain in GAINS.items()},
    "a set to test on": a_probe(GAINS["helps"], tested=40),
    "without what is tested on": a_probe(GAINS["helps"], tested=40, dropped=True),
}


def shown(view: RenderableType) -> str:
    console = Console(file=io.StringIO(), width=300)
    console.print(view)
    return console.file.getvalue()  # type: ignore[attr-defined]


def english(text: str) -> set[str]:
    """Words of English that are left in a text."""
    text = re.sub(r"reaug audit TRAIN --against DEV|best\.yaml|\{[^{}]*\}", "", text)
    return set(re.findall(r"[A-Za-z]{2,}|[A-Z]\d", text)) - OURS


@pytest.mark.parametrize("name", PROBES)
def test_a_probe_speaks_korean(name: str, in_korean: None) -> None:
    text = shown(probe_view(PROBES[name]))
    assert english(text) == set()
    assert "aeda: 대조군" in text


@pytest.mark.parametrize("name", PROBES)
def test_the_page_speaks_korean(name: str) -> None:
    file = io.StringIO()
    write_html(PROBES[name], "자료.json", "ko", file)
    body = re.sub(
        r"<(script|style)[ >].*?</\1>", "", file.getvalue().split("<body>")[1], flags=re.S
    )
    words = english(re.sub("<[^<>]*>", " ", body))
    assert words <= {"micro", "reaug", "json"}


@pytest.mark.parametrize("verdict", ["helps", "cannot tell"])
def test_a_search_speaks_korean(verdict: str, in_korean: None) -> None:
    gain = GAINS["helps" if verdict == "helps" else "more splits"]
    tried = (Tried("candidate 1", make_recipe(["aeda"]), 2, gain),)
    result = Tuning(180, 80, tried, 3, gain, gain, "linear")
    text = shown(tune_view(result, Path("best.yaml")))
    assert english(text) == set()
    assert ("best.yaml" in text) == (verdict == "helps")


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_name_of_the_users_own_stays(lang: Lang) -> None:
    names = shown_arms(a_probe(GAINS["helps"]), lang)
    assert names["aeda"] == "aeda"
    if lang == "en":
        assert all(name == shown for name, shown in names.items())


def test_the_page_has_a_word_for_all_that_its_script_says() -> None:
    script = (Path(write_html.__code__.co_filename).parent / "templates/probe.js").read_text()
    asked = set(re.findall(r"words\.(\w+)", script))
    from reaug.report.probe_words import probe_words

    assert asked <= set(page_words("ko") | probe_words("ko"))
