"""The page of a drift, as text and in a real browser."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from browser import Browser
from reaug.drift import parse
from reaug.drift.set_drift import drift_of_sets
from reaug.report.drift_html import write_html
from reaug.rulebook import load
from run_folders import SAMPLE, row, sample_rows, save

LABELS = load("klue-re").labels


def written(before: Path, after: Path, lang: str = "en", by: str | None = None) -> str:
    file = io.StringIO()
    drift = drift_of_sets(before, after, by=by).judged([parse("label.js > 0.01")])
    write_html(drift, str(before), str(after), lang, file)  # type: ignore[arg-type]
    return file.getvalue()


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half of the sample, with a label of its own."""
    rows = [*sample_rows()[::2], *(row(guid=f"own-{n}", label="per:new") for n in range(20))]
    return save(rows, tmp_path_factory.mktemp("drift") / "half.json")


def test_the_page_names_the_sets_new_labels_and_failed_gates(half: Path) -> None:
    text = written(SAMPLE, half)
    assert f"Drift from {SAMPLE.name} to half.json" in text
    assert "new labels: per:new" in text
    assert '<span class="outcome bad">failed</span>' in text
    assert written(SAMPLE, half) == text


def test_korean_texts(half: Path) -> None:
    text = written(SAMPLE, half, "ko", by="source").split("<body>")[1]
    body = re.sub(r"<(script|style|code)[ >].*?</\1>", "", text, flags=re.S)
    body = re.sub(r"<p class=\"dim about\">.*?</p>|<h1>.*?</h1>", "", body)
    words = set(re.findall(r"[A-Za-z]{3,}", re.sub(r"<[^>]*>", " ", body)))
    assert words <= {"per", "new", "source", *re.findall("[a-z]{3,}", " ".join(LABELS))}


def test_in_a_browser(browser: Browser, half: Path, tmp_path: Path) -> None:
    file = tmp_path / "drift.html"
    file.write_text(written(SAMPLE, half, by="source"), encoding="utf-8")
    browser.emulate()
    browser.complaints()
    browser.requests()
    browser.open(file)
    for chart, mark in (
        ("shares", ".barlayer .point"),
        ("ratios", ".scatterlayer .point"),
        ("grid", ".heatmaplayer image"),
        ("conditional", ".scatterlayer .point"),
        ("lengths", ".scatterlayer .js-line"),
        ("by", ".scatterlayer .point"),
    ):
        script = "return document.querySelectorAll(`#chart-${arguments[0]} ${arguments[1]}`).length"
        assert browser.js(script, chart, mark) > 0, chart
    assert browser.complaints() == []
    left = [url for url in browser.requests() if not url.startswith("data:")]
    assert set(left) <= {file.resolve().as_uri()}
