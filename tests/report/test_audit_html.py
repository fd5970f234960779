"""The page of an audit, as text and in a real browser."""

from __future__ import annotations

import io
import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audits import BAND, CUT, ODD, TWICE, audit_of, finding, fix, some
from browser import Browser
from reaug.audit import Audit
from reaug.core.examples import batch_of
from reaug.report.audit_html import write_html
from reaug.report.shell_commands import AuditOptions

HOSTILE = "</script><img src=x onerror=\"document.title='hacked'\"><b>&amp;{{7*7}}"


def written(audit: Audit, lang: str = "en", data: str = "rows.json") -> str:
    file = io.StringIO()
    write_html(audit, AuditOptions(data), lang, file)  # type: ignore[arg-type]
    return file.getvalue()


def data_of(text: str) -> Any:
    [document] = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    return json.loads(document)


def hostile() -> Audit:
    batch = batch_of(f"[S|PER|{HOSTILE}]은 [O|LOC|한양]에 {HOSTILE}", label=HOSTILE)
    texts = {"value": HOSTILE, "en": HOSTILE, "ko": HOSTILE, "suggestion": HOSTILE}
    return audit_of(
        finding(ODD, "row-0", **texts),
        finding(BAND, "row-0", fixes=[fix(HOSTILE, HOSTILE, HOSTILE)], **texts),
        finding(CUT, HOSTILE, **texts),
        batch=batch,
    )


def test_everything_is_inside() -> None:
    text = written(some())
    assert not re.findall(r"""(?:src|href)\s*=\s*["'](?!data:,|#)""", text)
    assert "url(" not in text
    assert "@import" not in text
    assert "://" not in text
    assert text.startswith("<!doctype html>")


def test_each_part_with_an_id_is_in_the_contents() -> None:
    text = written(hostile())
    nav = re.findall(r'<li><a href="#([^"]+)">([^<]+)</a>', text)
    assert nav == re.findall(r'<h2 id="([^"]+)">([^<]+)</h2>', text)
    assert {"causes", "counts", "all"} <= {part for part, _ in nav}


def test_a_row_is_stored_once() -> None:
    data = data_of(written(some()))
    assert [row["id"] for row in data["rows"]] == ["row-0", "row-1", "row-2"]
    assert len(data["findings"]) == 4


def test_causes_stand_on_top() -> None:
    text = written(some(), data="my rows.json")
    assert "reaug clean &#39;my rows.json&#39; -o cleaned" in text
    assert text.index("The causes that affect most rows") < text.index("What each rule found")
    assert text.index("What each rule found") < text.index("All findings")


def test_it_begins_with_what_happened(tmp_path: Path) -> None:
    rows = tmp_path / "rows.json"
    rows.write_text("[]", encoding="utf-8")
    os.utime(rows, (0, 1_780_000_000))
    text = written(some(), data=str(rows))
    lead = "Of 3 rows 3 have something to look at: 3 an error, 0 only a warning, 0 something"
    assert lead in text
    assert "data of 2026-05-28" in text
    for name in re.findall('<li><a href="#([\\w-]+)">', text):
        assert f'id="{name}"' in text
    assert "Of 3 rows none has anything to look at." in written(audit_of())


def test_korean_texts() -> None:
    text = written(some(), "ko")
    assert '<html lang="ko">' in text
    body = re.sub(r"<(script|style).*?</\1>", "", text.split("<body>")[1], flags=re.S)
    body = re.sub(r"<code>.*?</code>", "", body, flags=re.S)
    words = set(re.findall(r"(?<![\w/-])[A-Za-z]{3,}(?![\w/-])", re.sub(r"<[^>]*>", " ", body)))
    assert words <= {"json", "rows", "klue", "noise", "decisions", "reaug"}


def test_hostile_text_is_escaped() -> None:
    text = written(hostile(), data=HOSTILE)
    assert "<img" not in text
    assert text.count("</script>") == 2  # the data and the script
    assert data_of(text)["rows"][0]["sentence"].startswith(HOSTILE)


def test_equal_audits_make_equal_pages() -> None:
    audit = some()
    assert audit.table is not None
    turned = replace(audit, table=audit.table.take([2, 0, 1]))
    assert written(audit) == written(turned)


def test_nothing_was_found() -> None:
    text = written(audit_of())
    assert "Nothing was found." in text
    assert "script-src ;" not in text


def opened(browser: Browser, file: Path, audit: Audit, lang: str = "en") -> None:
    file.write_text(written(audit, lang), encoding="utf-8")
    browser.complaints()
    browser.requests()
    browser.open(file)


def quiet(browser: Browser, file: Path) -> None:
    """Check that the console is silent, and that no request left the file."""
    assert browser.complaints() == []
    assert set(browser.requests()) <= {file.resolve().as_uri(), "data:,"}


def many() -> Audit:
    """60 findings: 30 of CUT, 20 of BAND, 10 of ODD."""
    cuts = [finding(CUT, "row-0", value=f"cut {n}") for n in range(30)]
    bands = [finding(BAND, "row-1", value=f"band {n}", en=f"The BAND {n}") for n in range(20)]
    return audit_of(*cuts, *bands, *(finding(ODD, "row-2", "row-0") for _ in range(10)))


class TestInABrowser:
    def test_filters_leave_matching_findings(self, browser: Browser, tmp_path: Path) -> None:
        file = tmp_path / "page.html"
        opened(browser, file, many())
        assert browser.texts(".count") == ["60 of 60 findings"]
        browser.choose("rule", "rule/band")
        assert browser.texts(".count") == ["20 of 60 findings"]
        assert browser.texts(".finding strong") == ["rule/band"]
        browser.choose("severity", "error")
        assert browser.texts(".count") == ["0 of 60 findings"]
        assert browser.texts(".desk .place") == ["No finding matches the filters."]
        browser.choose("rule", "")
        assert browser.texts(".count") == ["30 of 60 findings"]
        browser.click("button.reset")
        browser.choose("label", "no_relation")
        assert browser.texts(".count") == ["10 of 60 findings"]
        quiet(browser, file)

    def test_a_search_finds_all_words(self, browser: Browser, tmp_path: Path) -> None:
        file = tmp_path / "page.html"
        opened(browser, file, many())
        for text, n in (("두레밴드", 20), ("the band 7", 2), ("row-1", 20), ("이순신 없는말", 0)):
            browser.js(
                "const one = document.querySelector('input[name=text]'); one.value = arguments[0];"
                "document.querySelector('select[name=rule]').dispatchEvent(new Event('change'))",
                text,
            )
            assert browser.texts(".count") == [f"{n} of 60 findings"]
        quiet(browser, file)

    def test_typing_searches(self, browser: Browser, tmp_path: Path) -> None:
        file = tmp_path / "page.html"
        browser.emulate(width=1400)
        opened(browser, file, many())
        browser.type("input[name=text]", "band 19")
        browser.until("return document.querySelector('.count').textContent.startsWith('1 of')")

    def test_a_rule_on_top_filters(self, browser: Browser, tmp_path: Path) -> None:
        file = tmp_path / "page.html"
        opened(browser, file, many())
        browser.click("button[data-rule='label/outlier']")
        assert browser.texts(".count") == ["10 of 60 findings"]

    def test_mentions_and_suggestions_are_marked(self, browser: Browser, tmp_path: Path) -> None:
        file = tmp_path / "page.html"
        opened(browser, file, some())
        browser.choose("rule", "span/number-unit")
        assert browser.texts(".finding .sentence") == ["이순신은 1545년에 태어났다."]
        assert browser.texts(".finding mark.subject") == ["이순신"]
        assert browser.texts(".finding mark.object") == ["1545"]
        assert browser.texts(".finding .sentence ins") == ["년"]
        assert browser.texts(".fixes li") == ["object_entity1545 → 1545년"]
        quiet(browser, file)

    def test_offsets_count_code_points(self, browser: Browser, tmp_path: Path) -> None:
        batch = batch_of("😀👩\u200d👩\u200d👧 [S|PER|이😀순신]은 𠮷 [O|LOC|한양]", label="x")
        at = batch.row(0).sentence.index("𠮷")
        edit = finding(ODD, "row-0", fixes=[fix("sentence", "𠮷", "吉", at)])
        file = tmp_path / "page.html"
        opened(browser, file, audit_of(edit, batch=batch))
        assert browser.texts(".finding mark.subject") == ["이😀순신"]
        assert browser.texts(".finding mark.object") == ["한양"]
        assert browser.texts(".finding .sentence del") == ["𠮷"]
        assert browser.texts(".finding .sentence ins") == ["吉"]

    def test_hostile_text_does_not_run(self, browser: Browser, tmp_path: Path) -> None:
        file = tmp_path / "page.html"
        opened(browser, file, hostile())
        assert browser.texts(".count") == ["3 of 3 findings"]
        assert browser.js("return document.title") == "Audit of rows.json"
        assert browser.js("return document.images.length") == 0
        for rule in ("label/outlier", "rule/band", "span/number-unit"):
            browser.choose("rule", rule)
            assert HOSTILE in browser.texts(".finding")[0]
        quiet(browser, file)

    def test_the_policy_stops_what_got_in(self, browser: Browser, tmp_path: Path) -> None:
        """A second fence: even a script that stood in the page would not run, nor load."""
        file = tmp_path / "page.html"
        bad = "<script>document.title='hacked'</script><img src='http://127.0.0.1:9/x.png'>"
        file.write_text(written(some()).replace("<main>", f"<main>{bad}"), encoding="utf-8")
        browser.requests()
        browser.open(file)
        assert browser.js("return document.title") == "Audit of rows.json"
        assert set(browser.requests()) <= {file.resolve().as_uri(), "data:,"}
        assert browser.complaints() != []

    def test_long_groups_unfold(self, browser: Browser, tmp_path: Path) -> None:
        batch = batch_of(*["[S|PER|이순신]은 [O|LOC|한양]"] * 9)
        group = finding(TWICE, *(f"row-{n}" for n in range(9)), "gone")
        file = tmp_path / "page.html"
        opened(browser, file, audit_of(group, batch=batch))
        assert len(browser.texts(".finding .row")) == 4
        browser.click(".finding > button.more")
        assert len(browser.texts(".finding .row")) == 10
        assert "the row cannot be shown" in browser.texts(".finding .row")[-1]
        quiet(browser, file)

    def test_nothing_was_found(self, browser: Browser, tmp_path: Path) -> None:
        file = tmp_path / "page.html"
        opened(browser, file, audit_of(), "ko")
        assert "발견된 것이 없다." in browser.texts("main")[0]
        quiet(browser, file)

    @pytest.mark.parametrize("width", [390, 1200])
    def test_nothing_sticks_out(self, browser: Browser, tmp_path: Path, width: int) -> None:
        file = tmp_path / "page.html"
        browser.emulate(width=width)
        opened(browser, file, many())
        wide = "return document.documentElement.scrollWidth - innerWidth"
        assert browser.js(wide) <= 0
