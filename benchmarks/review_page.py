"""Test the review page with the findings of KLUE-RE train: decide by keys and mouse, and apply.

    python benchmarks/review_page.py [--data DIR] [--decisions 50] [--seed 1] [--shots DIR]

`reaug audit --html` writes the page, and a headless Chromium opens it with 10,000 findings. Two
random findings of each rule are decided, every second one by mouse: accepted, rejected, borders
moved and redrawn, other labels, rows dropped. The page is reloaded, decisions.jsonl is exported,
and `reaug clean --patch` is run on train: its log of the step `patch` must match the decisions,
computed from keys and clicks only (`tests/reviewing.py`), and nothing rejected may have changed.
The console must have no messages, and no requests may be sent. With `--shots`, screenshots are
saved for a person to look at.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from _common import TRAIN, Verdict, finish, needed, parser, reaug, table

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

if TYPE_CHECKING:
    from browser import Browser
    from reviewing import Reviewer

BOUND: Final = 2.0
FINDINGS: Final = 10_000
ROUNDS: Final = 5


def main() -> int:
    command_line = parser(__doc__)
    command_line.add_argument("--decisions", type=int, default=50)
    command_line.add_argument("--seed", type=int, default=1)
    command_line.add_argument("--shots", type=Path, help="folder for pictures of the page")
    given = command_line.parse_args()
    train = needed(given.data, TRAIN).resolve()
    from browser import Browser, missing

    if why := missing():
        print(f"skipped: {why}")
        return 0
    verdict = Verdict()
    with tempfile.TemporaryDirectory(prefix="reaug-review-") as name, Browser() as browser:
        work = Path(name)
        pages = {lang: written(train, work, lang) for lang in ("en", "ko")}
        load(browser, full(pages["en"], work), verdict)
        decide(browser, pages["en"], train, given, verdict)
        if given.shots:
            shots(browser, pages, given.shots)
    return verdict.code


def written(train: Path, work: Path, lang: str) -> Path:
    """Write the review page of an audit, and return its file."""
    file = work / f"{lang}.html"
    done = finish(reaug("audit", train, "--html", file, "--lang", lang))
    if done.code:
        raise SystemExit(f"the audit ended with exit code {done.code}:\n{done.err}")
    print(f"{lang}: {file.stat().st_size / 2**20:.1f} MiB")
    return file


def full(page: Path, work: Path) -> Path:
    """Write the page with its findings repeated up to ten thousand, and return its file."""
    from reaug.report.pages import json_in_html
    from reviewing import page_data

    data = page_data(page)
    text = page.read_text(encoding="utf-8")
    again = [finding | {"key": f"{i:016x}"} for i, finding in enumerate(data["findings"])]
    data["findings"] = (data["findings"] + again * FINDINGS)[:FINDINGS]
    before, _, rest = text.partition('<script type="application/json" id="data">')
    _, _, after = rest.partition("</script>")
    file = work / "full.html"
    element = f'<script type="application/json" id="data">{json_in_html(data)}</script>'
    file.write_text(before + element + after, encoding="utf-8")
    return file


def load(browser: Browser, page: Path, verdict: Verdict) -> None:
    """Measure the time from the request of the page until the list of findings is shown."""
    seconds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        browser.open(page)
        count = browser.texts(".count")
        seconds.append(time.perf_counter() - begun)
    assert count == ["10,000 of 10,000 findings"], count
    figures = [f"{v:.2f}" for v in (min(seconds), statistics.median(seconds), max(seconds))]
    print(table(["", "min", "median", "max"], [("open 10,000 findings (s)", *figures)]))
    median = statistics.median(seconds)
    verdict.check(f"10,000 findings open in {BOUND:g} s", median <= BOUND, f"{median:.2f} s")


def decide(browser: Browser, page: Path, train: Path, given: Any, verdict: Verdict) -> None:
    """Decide findings, reload, export and clean, and compare the results."""
    from reviewing import Reviewer, overruled, should_be, was_written

    browser.emulate(width=1400)
    reviewer = Reviewer(browser, page)
    reviewer.open()
    browser.js("localStorage.clear()")
    reviewer.open(f"sample=2&seed={given.seed}&order=listed")
    reviewer.sign()
    rng = random.Random(given.seed)
    kinds: dict[str, int] = {}
    while len(reviewer.decided) < given.decisions:
        before = reviewer.uid
        kind = one_decision(reviewer, rng, mouse=len(reviewer.decided) % 2 == 1)
        kinds[kind] = kinds.get(kind, 0) + 1
        if reviewer.uid == before:
            raise SystemExit(f"stuck at finding {before} after {kind}")
    print(", ".join(f"{kind} {n}" for kind, n in sorted(kinds.items())))
    done = reviewer.done()
    reviewer.open("state=decided")
    verdict.check("a reload loses nothing", reviewer.done() == done, reviewer.done())
    decisions = reviewer.export(page.parent)
    complaints = browser.complaints()
    verdict.check("the console is silent", not complaints, complaints[:1] or "")
    left = {
        url for url in browser.requests() if not url.startswith(("blob:", page.resolve().as_uri()))
    }
    verdict.check("no request leaves the file", not left, left or "")
    run = page.parent / "run"
    cleaned = finish(reaug("clean", train, "-o", run, "--patch", decisions, "--no-report"))
    verdict.check(
        "clean --patch takes the file",
        cleaned.code == 0,
        cleaned.err[-300:].strip() if cleaned.code else "",
    )
    if cleaned.code == 0:
        wanted, written_ = should_be(reviewer), was_written(run)
        verdict.check("exactly these were written", wanted == written_, f"{len(written_)} values")
        for row_id, part, value in sorted(wanted ^ written_):
            side = "missing" if (row_id, part, value) in wanted else "not decided"
            print(f"  {side}: {row_id} {part} {value}")
        changed = overruled(reviewer, run)
        verdict.check("rejected fields stand", not changed, f"{len(reviewer.left)} fields")


def one_decision(reviewer: Reviewer, rng: random.Random, *, mouse: bool) -> str:
    """Decide the finding that is shown, and return the decision."""
    finding = reviewer.findings[reviewer.uid]
    row = reviewer.rows[finding["ids"][0]]
    role = rng.choice(("subject", "object"))
    other = row["object" if role == "subject" else "subject"]
    start, end, _ = row[role]
    ends = [end + by for by in (-1, 1, 2) if start < end + by <= len(row["sentence"])]
    ends = [at for at in ends if at <= other[0] or start >= other[1]]
    kind = rng.choice(("accept", "accept", "reject", "border", "border", "anew", "label", "drop"))
    if kind == "accept" and finding["fixes"]:
        reviewer.accept(mouse=mouse)
    elif kind == "border" and ends:
        reviewer.move_border(role, rng.choice(ends) - end, mouse=mouse)
    elif kind == "anew" and ends:
        reviewer.mark_anew(role, start, rng.choice(ends))
    elif kind == "label" and row["label"] != "no_relation":
        reviewer.relabel("no_relation")
    elif kind == "drop":
        reviewer.drop(mouse=mouse)
    else:
        kind = "reject"
        reviewer.reject(mouse=mouse)
    return kind


def shots(browser: Browser, pages: dict[str, Path], folder: Path) -> None:
    """Take screenshots: both languages, desktop and phone, light and dark, reading and editing."""
    folder.mkdir(parents=True, exist_ok=True)
    for lang, page in pages.items():
        for width in (1400, 400):
            for dark in (False, True):
                browser.emulate(width=width, dark=dark)
                name = f"{lang}-{width}-{'dark' if dark else 'light'}"
                browser.open(page)
                browser.screenshot(folder / f"{name}-top.png")
                browser.js("document.querySelector('.review-page').scrollIntoView()")
                browser.screenshot(folder / f"{name}.png")
                browser.press("e")
                browser.screenshot(folder / f"{name}-edit.png")
    print(f"pictures → {folder}")


if __name__ == "__main__":
    raise SystemExit(main())
