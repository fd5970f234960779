"""The page of a run, as text and in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import reaug.engine.stored_rows as stored
from browser import Browser
from reaug.errors import OutputError
from reaug.files.run_files import MANIFEST, NOTES, SEAL
from reaug.report import run_html
from reaug.report.run_html import write_report
from reaug.rulebook.run_book import BOOK
from reaug.runs.folder import FINDINGS, OWN, REPORT, WORK
from reaug.runs.run import Result, run
from run_folders import EVERYTHING, SAMPLE, bytes_of, carry_out, listing, plan, row, save

HOSTILE = "</script><img src=x onerror=\"document.title='hacked'\"><b>&amp;{{7*7}}"
CHARTS = ["shares", "ratios", "grid", "conditional", "lengths", "buckets"]


def make_page(
    to: Path, steps: Sequence[Any] = EVERYTHING, source: Any = SAMPLE, lang: str = "en", **more: Any
) -> Path:
    """A run with its page."""
    fields = {name: more.pop(name) for name in ("fail_on", "rules") if name in more}
    report = partial(write_report, lang=lang)  # type: ignore[arg-type]
    run(plan(steps, source, **fields), to, report=report, **more)
    return to / REPORT


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_page(tmp_path_factory.mktemp("page") / "run")


def own(file: Path) -> str:
    """The page without the script of Plotly."""
    text = file.read_text(encoding="utf-8")
    return re.sub(r"<script>/\*\*.*?</script>", "", text, count=1, flags=re.S)


def data_of(file: Path) -> Any:
    text = file.read_text(encoding="utf-8")
    [document] = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    return json.loads(document)


def test_everything_is_inside(page: Path) -> None:
    text = own(page)
    assert len(text) < page.stat().st_size - 10**6
    assert not re.findall(r"""(?:src|href)\s*=\s*["'](?!data:,|#)""", text)
    assert "url(" not in text
    assert "@import" not in text
    assert "://" not in text.replace(str(SAMPLE), "")


def test_each_part_with_an_id_is_in_the_contents(page: Path) -> None:
    text = own(page)
    nav = re.findall(r'<li><a href="#([^"]+)">([^<]+)</a>', text)
    assert nav == re.findall(r'<h2 id="([^"]+)">([^<]+)</h2>', text)
    assert {"steps", "labels", "compared", "edits-part", "all"} <= {part for part, _ in nav}


def test_the_rest_of_the_folder_is_as_without(page: Path, tmp_path: Path) -> None:
    carry_out(EVERYTHING, tmp_path / "plain")
    files, plain = bytes_of(page.parent), bytes_of(tmp_path / "plain")
    manifests = [json.loads(each.pop(MANIFEST)) for each in (files, plain)]
    for each in (files, plain):
        del each[SEAL]
    del files[REPORT], manifests[0]["files"][REPORT]
    assert files == plain
    assert manifests[0] == manifests[1]


def test_equal_runs_make_equal_pages(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "BATCH_ROWS", 50)
    again = make_page(tmp_path / "elsewhere", num_proc=2)
    assert again.read_bytes() == page.read_bytes()


def test_few_are_chosen_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_html, "MOST_EDITS", 20)
    monkeypatch.setattr(run_html, "MOST_FINDINGS", 1)
    once = make_page(tmp_path / "once")
    monkeypatch.setattr(stored, "BATCH_ROWS", 19)
    assert make_page(tmp_path / "again").read_bytes() == once.read_bytes()
    assert len(data_of(once)["edits"]) == 20
    assert re.search(r"20 of [\d,]+ changed, copied or dropped rows", own(once))
    assert len(data_of(once)["review"]["findings"]) == 1
    assert "findings.jsonl has the rest" in own(once)


def test_nothing_is_left_where_the_page_fails(tmp_path: Path) -> None:
    def broken(result: Result, folder: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left"):
        run(plan(["aeda"]), tmp_path / "run", report=broken)
    assert listing(tmp_path) == []


def test_korean_texts(tmp_path: Path) -> None:
    text = own(make_page(tmp_path / "run", lang="ko", fail_on=["label.js > 0.9"]))
    assert '<html lang="ko">' in text
    body = re.sub(r"<(script|style).*?</\1>", "", text.split("<body>")[1], flags=re.S)
    body = re.sub(r'<code>.*?</code>|<td class="dim"[^>]*>.*?</td>', "", body, flags=re.S)
    body = re.sub(r"<p class=\"dim about\">.*?</p>|<h1>.*?</h1>", "", body)
    assert set(re.findall(r"[A-Za-z]{3,}", re.sub(r"<[^>]*>", " ", body))) <= {
        *("False", "findings", "decisions", "jsonl"),
        *("reaug", "audit", "select", "text", "normalise", "NFC"),  # what to type
        *("swap", "closed", "set", "names", "made", "FILE", "csv", "sides", "donors", "default"),
    }


def test_it_begins_with_what_happened(page: Path, tmp_path: Path) -> None:
    text = own(page)
    lead = re.search('<p class="lead">(.*?)</p>', text)
    assert lead is not None
    pattern = r"Of [\d,]+ rows read, [\d,]+ came out: [\d,]+ changed, [\d,]+ copies added, .*"
    assert re.fullmatch(pattern, lead[1])
    assert text.index(lead[0]) < text.index('<p class="recipe">') < text.index("<nav")
    parts = re.findall('<li><a href="#([\\w-]+)">', text)
    assert [f'id="{name}"' in text for name in parts] == [True] * len(parts)
    failed = own(make_page(tmp_path / "run", ["aeda"], fail_on=["rows.after > 1"], lang="ko"))
    assert "통과하지 못한 게이트: rows.after &gt; 1." in failed


def test_gates_steps_and_problems(tmp_path: Path) -> None:
    bad = row() | {"guid": "bad"}
    bad["subject_entity"] = bad["subject_entity"] | {"start_idx": 3, "end_idx": 5}
    rows = [row(guid="a"), row(guid="b", label="per:origin"), bad]
    source = save(rows, tmp_path / "rows.json")
    planned = plan(
        ["aeda"],
        None,
        input={"path": str(source), "on_bad_row": "drop"},
        fail_on=["rows.after > 1"],
    )
    run(planned, tmp_path / "run", report=write_report)
    text = own(tmp_path / "run" / REPORT)
    assert '<span class="outcome bad">failed</span> fails if <code>rows.after &gt; 1</code>' in text
    assert "dropped: <code>" in text
    assert {path.name for path in (tmp_path / "run").iterdir()} == OWN - {
        WORK,
        NOTES,
        FINDINGS,
        BOOK,
    }


def test_problems_are_told_the_most_frequent_first(tmp_path: Path) -> None:
    cut = {"start_idx": 3, "end_idx": 5}
    bad = [row(guid=f"cut-{i}") for i in range(2)]
    bad = [row | {"subject_entity": row["subject_entity"] | cut} for row in bad]
    rows = [*(row(guid=f"row-{i}") for i in range(4)), row(guid="x", label="no:such"), *bad]
    source = save(rows, tmp_path / "rows.json")
    planned = plan(["aeda"], None, input={"path": str(source), "on_bad_row": "drop"})
    run(planned, tmp_path / "run", report=write_report)
    text = own(tmp_path / "run" / REPORT)
    assert re.findall("dropped: <code>(.*?)</code> ([0-9]+)", text) == [
        ("span/word-mismatch", "2"),
        ("schema/unknown-label", "1"),
    ]


def test_a_block_that_aims(tmp_path: Path) -> None:
    block = {
        "balance": {"to": 12},
        "where": {"labels": ["per:spouse", "per:siblings"]},
        "steps": ["aeda"],
    }
    text = own(make_page(tmp_path / "run", [{"augment": block}]))
    assert "Targets of 0.augment" in text


def test_hostile_text_is_escaped(tmp_path: Path) -> None:
    text = own(hostile(tmp_path))
    assert "<img" not in text
    assert text.count("</script>") == 2  # the data and the page's own script


def hostile(folder: Path) -> Path:
    """A run over rows whose every text is hostile."""
    sentence = f"이순신은 {HOSTILE} 한산도에서 {HOSTILE} 이겼다."
    rows = [row(sentence, source=HOSTILE, guid=f"{HOSTILE}{n}") for n in range(12)]
    for n, record in enumerate(rows):
        record["sentence"] += f" {n}"
        record["object_entity"]["type"] = record["subject_entity"]["type"] = "PER"
    source = save(rows, folder / "rows<b>.json")
    return make_page(
        folder / "run", [{"random_deletion": {"p": 0.5}}, "aeda", "deduplicate"], source
    )


def opened(browser: Browser, file: Path, **how: Any) -> None:
    browser.emulate(**how)
    browser.complaints()
    browser.requests()
    browser.open(file)


def quiet(browser: Browser, file: Path) -> None:
    """Check that the console is silent, and that no request left the file."""
    assert browser.complaints() == []
    left = [url for url in browser.requests() if not url.startswith("data:")]
    assert set(left) <= {file.resolve().as_uri()}


def drawn(browser: Browser, chart: str, what: str) -> int:
    """How many marks of a kind a chart shows: bars, points, images of heat maps."""
    script = "return document.querySelectorAll(`#chart-${arguments[0]} ${arguments[1]}`).length"
    return int(browser.js(script, chart, what))


class TestInABrowser:
    @pytest.mark.parametrize("dark", [False, True])
    @pytest.mark.parametrize("width", [390, 1200])
    def test_charts_are_drawn(self, browser: Browser, page: Path, width: int, dark: bool) -> None:
        opened(browser, page, width=width, dark=dark)
        shares = data_of(page)["charts"]["shares"]
        assert drawn(browser, "shares", ".barlayer .point") >= 2 * len(shares)
        ratios = sum(share["interval"] is not None and share["ratio"] > 0 for share in shares)
        assert drawn(browser, "ratios", ".scatterlayer .point") == ratios
        assert drawn(browser, "grid", ".heatmaplayer image") == 1
        assert drawn(browser, "conditional", ".scatterlayer .point") > 3
        assert drawn(browser, "lengths", ".scatterlayer .js-line") == 2
        assert drawn(browser, "buckets", ".barlayer .point") > 4
        wide = "return document.documentElement.scrollWidth - innerWidth"
        assert browser.js(wide) <= 0
        quiet(browser, page)

    def test_charts_are_seen_in_the_dark(self, browser: Browser, page: Path) -> None:
        script = (
            "const text = document.querySelector('#chart-shares .ytick text');"
            "return getComputedStyle(text).fill"
        )
        opened(browser, page)
        assert browser.js(script) == "rgb(29, 31, 33)"
        browser.emulate(dark=True)  # while the page is open
        browser.until(f"return (() => {{ {script} }})() === 'rgb(230, 231, 233)'")
        browser.js("dispatchEvent(new Event('beforeprint'))")
        browser.until(f"return (() => {{ {script} }})() === 'rgb(29, 31, 33)'")
        quiet(browser, page)

    def test_edits_are_filtered(self, browser: Browser, page: Path) -> None:
        data = data_of(page)
        opened(browser, page)
        assert len(browser.texts("#edits .item")) == 25
        counted = f"1–25 of {len(data['edits']):,} edits"
        assert browser.texts("#edits .pager output") == [counted]
        browser.choose("kind", "swap_roles")
        swapped = [item for item in data["edits"] if "swap_roles" in item["kinds"]]
        assert browser.texts("#edits .pager output")[0].endswith(f" of {len(swapped)} edits")
        assert set(browser.texts("#edits .item strong")) <= {
            data["steps"][item["step"]] for item in swapped
        }
        browser.click("#edits button.reset")
        label = swapped[0]["row"][6]
        browser.choose("label", label)
        of_label = [item for item in data["edits"] if item["row"][6] == label]
        assert browser.texts("#edits .pager output")[0].endswith(f" of {len(of_label)} edits")
        browser.click("#edits button.reset")
        browser.type("#edits input[name=text]", data["edits"][0]["row"][0])
        browser.until("return document.querySelectorAll('#edits .item').length < 25")
        quiet(browser, page)

    def test_findings_are_filtered(self, browser: Browser, page: Path) -> None:
        review = data_of(page)["review"]
        findings, rule = review["findings"], review["rules"][0]["id"]
        opened(browser, page)
        assert browser.texts(".count") == [f"{len(findings)} of {len(findings)} findings"]
        browser.choose("rule", rule)
        assert browser.texts("#findings .finding strong")[0] == rule
        quiet(browser, page)

    def test_insertions_and_deletions(self, browser: Browser, tmp_path: Path) -> None:
        rows = [row("😀이순신은 𠮷 한산도에서 크게 이겼다.", guid="one", label="per:origin")]
        file = make_page(
            tmp_path / "run", [{"aeda": {"ratio": 0.3}}], save(rows, tmp_path / "r.json")
        )
        opened(browser, file)
        assert browser.texts("#edits mark.subject") == ["이순신"]
        assert browser.texts("#edits mark.object") == ["한산도"]
        signs = "".join(browser.texts("#edits .sentence ins"))
        assert set(signs) <= set(" .,!?;:")
        assert signs.strip()
        script = (
            "const line = document.querySelector('#edits .sentence').cloneNode(true);"
            "line.querySelectorAll('ins').forEach((one) => one.remove()); return line.textContent"
        )
        assert browser.js(script) == rows[0]["sentence"]
        quiet(browser, file)

    def test_a_renamed_mention(self, browser: Browser, page: Path) -> None:
        opened(browser, page)
        items = [i for i in data_of(page)["edits"] if any(e[3] == "subject" for e in i["edits"])]
        assert items
        browser.type("#edits input[name=text]", items[0]["row"][0])
        browser.until("return document.querySelectorAll('#edits .item').length < 25")
        assert browser.texts("#edits mark.subject del")
        new = next(edit[2] for edit in items[0]["edits"] if edit[3] == "subject")
        assert new in browser.texts("#edits mark.subject ins")

    def test_hostile_text_does_not_run(self, browser: Browser, tmp_path: Path) -> None:
        file = hostile(tmp_path)
        opened(browser, file)
        assert browser.js("return document.title") == "Run over rows<b>.json"
        assert browser.js("return document.images.length") == 0
        assert any(HOSTILE in text for text in browser.texts("#edits .sentence"))
        quiet(browser, file)

    def test_a_hostile_label(self, browser: Browser, tmp_path: Path) -> None:
        """A label goes into axes and hover texts of charts, where Plotly reads markup."""
        file = tmp_path / "page.html"
        page = make_page(tmp_path / "run", ["aeda"]).read_text(encoding="utf-8")
        name = HOSTILE.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
        name = name.replace('"', '\\"')
        file.write_text(page.replace('"name":"no_relation"', f'"name":"{name}"'), encoding="utf-8")
        opened(browser, file)
        assert any(text.startswith("</script><img") for text in browser.texts(".ytick text"))
        assert browser.js("return document.images.length") == 0
        assert browser.js("return document.title") == f"Run over {SAMPLE.name}"
        quiet(browser, file)

    def test_the_policy_stops_what_got_in(
        self, browser: Browser, page: Path, tmp_path: Path
    ) -> None:
        file = tmp_path / "page.html"
        bad = "<script>document.title='hacked'</script><img src='http://127.0.0.1:9/x.png'>"
        text = page.read_text(encoding="utf-8").replace("<main>", f"<main>{bad}", 1)
        file.write_text(text, encoding="utf-8")
        opened(browser, file)
        assert browser.js("return document.title") == f"Run over {SAMPLE.name}"
        left = [url for url in browser.requests() if not url.startswith("data:")]
        assert set(left) <= {file.resolve().as_uri()}
        assert browser.complaints() != []

    def test_nothing_was_changed(self, browser: Browser, tmp_path: Path) -> None:
        file = make_page(tmp_path / "run", [{"curriculum": {"buckets": 2}}], lang="ko")
        opened(browser, file)
        assert browser.texts("#edits") == []
        assert drawn(browser, "shares", ".barlayer .point") > 4
        quiet(browser, file)

    def test_a_run_of_one_row(self, browser: Browser, tmp_path: Path) -> None:
        file = make_page(
            tmp_path / "run", ["aeda"], save([row(guid="one")], tmp_path / "rows.json")
        )
        opened(browser, file)
        assert drawn(browser, "shares", ".barlayer .point") == 2
        quiet(browser, file)


def test_what_steps_say_of_their_work(tmp_path: Path) -> None:
    steps = [{"curriculum": {"thresholds": [5, 60]}}]
    text = own(make_page(tmp_path / "run", steps=steps))
    assert "Settings and figures of steps" in text
    assert "thresholds: 5 60" in text
    assert '<li lang="en" class="warned">' in text
