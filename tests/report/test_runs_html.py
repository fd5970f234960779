"""The page of the chain of runs, as text and in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser import Browser
from known_runs import forged, record
from reaug.report.runs_html import graph_page, write_graph
from reaug.runs.history.chain import parents_of
from reaug.runs.history.notes import tag
from reaug.runs.history.run_list import Known, Runs, list_runs


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A line of five with a branch of two."""
    for i in range(5):
        at = f"2026-03-01T10:0{i}:00+00:00"
        forged(tmp_path / f"run{i}", f"d{i}", f"d{i + 1}", at=at, path=f"raw{i}.json")
    forged(tmp_path / "side", "d2", "s1", seed=3, at="2026-03-02T10:00:00+00:00")
    forged(tmp_path / "far", "s1", "s2", at="2026-03-03T10:00:00+00:00")
    forged(tmp_path / "alone", "q", "r", at="2026-03-04T10:00:00+00:00")
    tag(tmp_path / "side", {"f1": "72.4", "누가": "민지"})
    return tmp_path


def test_the_longest_line_goes_on_and_others_branch_off(place: Path) -> None:
    text = graph_page(list_runs([place]))
    assert text.count('<ul class="line">') == 3  # the line, its branch, the one alone
    assert text.count('class="branch"') == 1
    at = [text.index(f"<span>{name}</span>") for name in ("run0", "run1", "side", "far", "run2")]
    assert at == sorted(at)
    assert "raw0.json" in text
    assert "raw1.json" not in text
    assert "f1=72.4" in text
    assert "against run2:" in text
    assert "seed 1→3" in text
    assert "8 runs from 2 sources" in text
    assert "원본 2개에서 나온 실행 8개" in graph_page(list_runs([place]), "ko")


def test_a_chain_of_two_thousand_stays_at_one_level(tmp_path: Path) -> None:
    records = [record(f"{i:04}", f"{i}", f"{i + 1}", f"{i:04}") for i in range(2000)]
    parents = parents_of(records)
    text = graph_page(Runs([Known(record, parents=parents[record.folder]) for record in records]))
    assert text.count('<ul class="line">') == 1
    assert text.count('<div class="card">') == 2000


def test_hostile_texts_are_texts(tmp_path: Path) -> None:
    evil = "</script><script>alert(1)</script>"
    run = forged(tmp_path / "<img src=x onerror=alert(1)>", path=evil, steps=(evil,), at=evil)
    tag(run, {"<b>": '"><script>'})
    text = graph_page(list_runs([tmp_path]))
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "<b>" not in text


def test_nothing_to_show(tmp_path: Path) -> None:
    assert "0 runs from 0 sources" in graph_page(list_runs([tmp_path]))


def test_in_a_browser(place: Path, tmp_path: Path, browser: Browser) -> None:
    page = tmp_path / "chain.html"
    write_graph(list_runs([place]), page)
    browser.open(page)
    assert browser.js("return document.querySelectorAll('.card').length") == 8
    for width in (1400, 400):
        browser.emulate(width=width)
        assert browser.js("return document.documentElement.scrollWidth - innerWidth") <= 0
    assert browser.complaints() == []
