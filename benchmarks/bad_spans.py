"""Check how a file with wrong offsets is read: by default, and with rows dropped or repaired.

    python benchmarks/bad_spans.py [--data DIR]

The file is a team's real back-translation in the competition's format. Its errors are counted here
in plain Python (`ast.literal_eval`, without reaug); then `reaug clean` is run without options, with
`--on-bad-row drop` and with `--on-bad-row repair`. A row in which each word occurs exactly once
must be repaired to these positions. A mention that is found in another way (both mentions are
shifted by the same amount, or the spelling differs) must have the letters of its word. Whether such
a position is right was judged by readers (`judged/GUIDELINE-repair.md`, `judged/repair.csv`).
"""

from __future__ import annotations

import ast
import csv
import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, Final, NamedTuple

from _common import BROKEN, Finished, Verdict, finish, needed, parser, reaug, table, wrong_spans

ROWS: Final = 2_985
WRONG: Final = 2_534
LEAST: Final = 2_200
"""The minimum number of rows that must be right, unchanged or repaired."""
ROLES: Final = ("subject_entity", "object_entity")


class Expected(NamedTuple):
    """Expected results, from plain Python: the number of rows, the wrong rows, and repaired spans
    by row and field.
    """

    rows: int
    wrong: set[int]
    mended: dict[tuple[int, str], tuple[int, int]]


def look(path: Path) -> Expected:
    """Return which rows are wrong, and the spans of the mentions that can be repaired.

    A row can be repaired if the word of each wrong mention occurs exactly once in the sentence, and
    the two mentions then do not overlap.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wrong: set[int] = set()
    mended: dict[tuple[int, str], tuple[int, int]] = {}
    for number, row in enumerate(rows):
        spans, new = {}, {}
        for role in ROLES:
            entity = ast.literal_eval(row[role])
            start, end, word = entity["start_idx"], entity["end_idx"] + 1, entity["word"]
            if start < 0 or row["sentence"][start:end] != word:
                wrong.add(number)
                places = _places(row["sentence"], word)
                if len(places) != 1:
                    continue
                start, end = places[0], places[0] + len(word)
                new[number, role] = (start, end)
            spans[role] = (start, end)
        if len(spans) == len(ROLES) and not _overlap(*spans.values()):
            mended |= new
    return Expected(len(rows), wrong, mended)


def _places(sentence: str, word: str) -> list[int]:
    """Return the positions at which a word occurs, including overlapping ones."""
    return [i for i in range(len(sentence)) if word and sentence.startswith(word, i)]


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return max(one[0], other[0]) < min(one[1], other[1])


def check_stop(path: Path, work: Path, verdict: Verdict) -> None:
    """Check reading by default: one clear message, exit code 2, and nothing written."""
    output = work / "stopped"
    done = finish(reaug("clean", path, "--output", output))
    print(done.err.strip())
    verdict.check("reading stops with exit code 2", done.code == 2, done.code)
    counted = f"{WRONG:,} of {ROWS:,}" in done.err
    verdict.check("the message counts the bad rows and names the first", counted and _names(done))
    verdict.check("no traceback", "Traceback" not in done.err)
    left = sorted(path.name for path in work.iterdir())
    verdict.check("nothing is written", not left, left or "")


def _names(done: Finished) -> bool:
    return sum("_entity: " in line for line in done.err.splitlines()) >= 3


def check_going_on(
    path: Path, work: Path, action: str, expected: Expected, verdict: Verdict
) -> list[tuple[str, ...]]:
    """Check `--on-bad-row`: the rows, their spans, and a reason for each dropped or repaired
    row.
    """
    folder = work / action
    more = ("--on-bad-row", action, "--max-bad-share", "1")
    done = finish(reaug("clean", path, "--output", folder, *more))
    verdict.check(f"{action}: exit code 0", done.code == 0, done.err[-500:] if done.code else "")
    if done.code:
        return [(action, "", "")]
    mended = expected.mended if action == "repair" else {}
    with (folder / "problems.jsonl").open(encoding="utf-8") as file:
        problems = [json.loads(line) for line in file]
    dropped = [problem for problem in problems if problem["action"] == "dropped"]
    repaired = [problem for problem in problems if problem["action"] == "repaired"]
    rows_dropped = {problem["row"] for problem in dropped}
    rows_mended = {problem["row"] for problem in repaired}
    listed = rows_dropped | rows_mended == expected.wrong
    verdict.check(f"{action}: each bad row is mended or dropped, and listed", listed)
    verdict.check(f"{action}: no row is both", not rows_dropped & rows_mended)
    new = {(p["row"], p["field"]): _span(p["new"]) for p in repaired}
    same = all(new.get(place) == span for place, span in mended.items())
    verdict.check(f"{action}: each word that stands there once is found", same)
    other = [p for p in repaired if (p["row"], p["field"]) not in mended]
    verdict.check(f"{action}: all else has the word's letters", all(map(_has_letters, other)))
    read = expected.rows - len(dropped)
    if action == "repair":
        enough = read >= LEAST
        verdict.check(f"repair: at least {LEAST:,} rows mended or right", enough, f"{read:,}")
    explained = all(
        problem["rule"] and problem["message"] and problem["raw"] for problem in problems
    )
    verdict.check(f"{action}: each of them has a reason, and the row as it was", explained)
    _check_rows(folder, action, len(dropped), expected, verdict)
    reasons = Counter((problem["action"], problem["rule"]) for problem in problems)
    units = {"dropped": "rows", "repaired": "mentions"}
    return [
        (f"{action}: rows read", "", f"{read:,}"),
        (f"{action}: rows mended", "", f"{len(rows_mended):,}"),
        *(
            (f"{action}: {units[what]} {what}", rule, f"{count:,}")
            for (what, rule), count in sorted(reasons.items())
        ),
        *(
            (f"{action}: mentions found", how, f"{count:,}")
            for how, count in Counter(problem["how"] for problem in repaired).most_common()
        ),
    ]


def _has_letters(problem: dict[str, Any]) -> bool:
    """Return whether a repaired mention has the letters and digits of its word."""
    row = json.loads(problem["raw"])
    start, end = _span(problem["new"])
    word = ast.literal_eval(row[problem["field"]])["word"]
    if problem["how"] == "respelled: gloss":
        word = word.partition("(")[0]
    return _letters(row["sentence"][start:end]) == _letters(word)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _span(text: str) -> tuple[int, int]:
    """Parse a span (half-open) from the list of problems, which has inclusive ends like the
    input.
    """
    start, end = text.split("..")
    return int(start), int(end) + 1


def _check_rows(
    folder: Path, action: str, dropped: int, expected: Expected, verdict: Verdict
) -> None:
    import datasets

    document = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    later = sum(step["rows"].get("dropped", 0) for step in document["steps"])
    data = datasets.load_from_disk(str(folder / "data"))
    rows: list[dict[str, Any]] = data.with_format("arrow")[:].to_pylist()
    balanced = len(rows) == expected.rows - dropped - later
    what = f"{action}: {expected.rows:,} in, {dropped:,} dropped by the reader, {later} by steps"
    verdict.check(what, balanced, f"{len(rows):,} out")
    wrong = wrong_spans(rows)
    verdict.check(f"{action}: every span of the rows out is right", not wrong, wrong[:3] or "")


def main() -> int:
    given = parser(__doc__).parse_args()
    path = needed(given.data, BROKEN).resolve()
    verdict = Verdict()
    expected = look(path)
    figure = f"{len(expected.wrong):,} of {expected.rows:,}"
    as_said = (expected.rows, len(expected.wrong)) == (ROWS, WRONG)
    verdict.check("rows with a wrong span, counted in plain Python", as_said, figure)
    with tempfile.TemporaryDirectory(prefix="reaug-benchmark-") as name:
        work = Path(name)
        check_stop(path, work, verdict)
        lines_of_both = [
            line
            for action in ("drop", "repair")
            for line in check_going_on(path, work, action, expected, verdict)
        ]
    print(table(["--on-bad-row", "reason", ""], lines_of_both))
    return verdict.code


if __name__ == "__main__":
    raise SystemExit(main())
