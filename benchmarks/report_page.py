"""Measure the report page of a run on KLUE-RE train: its size, and the time to make and load it.

    python benchmarks/report_page.py [--data DIR] [--rounds 5]

`reaug run samples/klue-re.yaml` with and without the report (`--no-report`) alternate, after one
warm-up round. The difference is the cost of the page, which is compared with the seconds that the
run itself reports. Then the page is opened in a headless Chromium, if it is installed. The time is
measured from the start of the navigation to the end of `load`, when the charts are drawn and the
first edits are listed.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Final

from _common import TRAIN, Verdict, finish, needed, parser, reaug, table

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

RECIPE: Final = "samples/klue-re.yaml"
BOUND: Final = 10.0
LOADED: Final = (
    "const [one] = performance.getEntriesByType('navigation'); return one.loadEventEnd / 1000"
)


def make(train: Path, work: Path, rounds: int, verdict: Verdict) -> Path:
    """Time runs with and without the page, and return the folder of a run with the page."""
    seconds: dict[str, list[float]] = {"with": [], "--no-report": []}
    own = []
    for i in range(rounds + 1):
        for name, more in (("with", ()), ("--no-report", ("--no-report",))):
            folder = work / name
            shutil.rmtree(folder, ignore_errors=True)
            done = finish(reaug("run", RECIPE, "--input", train, "--output", folder, *more))
            if done.code:
                raise SystemExit(f"the run ended with exit code {done.code}:\n{done.err}")
            if i:
                seconds[name].append(done.wall)
        document = json.loads((work / "with" / "timing.json").read_text(encoding="utf-8"))
        own.append(document["seconds"]["report"])
    pairs = zip(seconds["with"], seconds["--no-report"], strict=True)
    extra = [a - b for a, b in pairs]
    lines = [
        *seconds.items(),
        ("difference, pair by pair", extra),
        ("timing.json: report", own[1:]),
    ]
    rows = [
        (f"{name} (s)", *(f"{value:.2f}" for value in (min(v), statistics.median(v), max(v))))
        for name, v in lines
    ]
    print(table(["", "min", "median", "max"], rows))
    cost = statistics.median(extra)
    verdict.check(f"the page takes at most {BOUND:g} s", cost <= BOUND, f"{cost:.2f}")
    return work / "with"


def load(page: Path, rounds: int, verdict: Verdict) -> None:
    """Time how long Chromium takes to load the page."""
    from browser import Browser, missing

    size = page.stat().st_size
    print(f"{page.name}: {size / 2**20:.1f} MiB")
    if why := missing():
        print(f"skipped: {why}")
        return
    times = []
    with Browser() as browser:
        for _ in range(rounds):
            browser.open(page)
            times.append(browser.js(LOADED))
        complaints = browser.complaints()
    print(
        table(
            ["", "min", "median", "max"],
            [
                (
                    "load in Chromium (s)",
                    *(f"{v:.2f}" for v in (min(times), statistics.median(times), max(times))),
                )
            ],
        )
    )
    verdict.check("the console is silent", not complaints, complaints[:1] or "")


def main() -> int:
    command_line = parser(__doc__)
    command_line.add_argument("--rounds", type=int, default=5, help="rounds that count")
    given = command_line.parse_args()
    train = needed(given.data, TRAIN).resolve()
    verdict = Verdict()
    with tempfile.TemporaryDirectory(prefix="reaug-page-") as name:
        folder = make(train, Path(name), given.rounds, verdict)
        load(folder / "report.html", given.rounds, verdict)
    return verdict.code


if __name__ == "__main__":
    raise SystemExit(main())
