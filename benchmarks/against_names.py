"""Measure how many cut names the audit finds in a small set, alone and beside a large one.

    python benchmarks/against_names.py [--data DIR] [--rows 500] [--cuts 60] [--seeds 5]

A small set is drawn from the *build* part of KLUE-RE train (`split.py`), by sentences. In some of
its rows a mention of two words or more loses its first or its last word. It prints, over the seeds,
how many of these cuts the audit names with the right span, how many with any span, and how many
mentions that nobody cut have a finding, without `--against` and with the rest of the *build* part
as the other set.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

import pyarrow as pa

import _common
from _common import TRAIN, needed, table
from reaug.audit.run import audit_table
from reaug.core.schema import ROW_ID, SENTENCE
from reaug.data import read
from reaug.rulebook import load
from split import judges

ROLES: Final = ("subject", "object")
BOOK: Final = load("klue-re")
SPANS: Final = tuple(
    f"span/{name}"
    for name in (
        *("longer-known", "name-part", "head-noun", "long-head", "head-alone", "in-compound"),
        *("gloss", "opening-name", "ordinal"),
    )
)
"""The rules that find cut names."""


def main() -> int:
    """Print the counts of both audits over the seeds."""
    options = _common.parser(__doc__)
    options.add_argument("--rows", type=int, default=500, help="rows of the small set")
    options.add_argument("--cuts", type=int, default=60, help="mentions that are cut")
    options.add_argument("--seeds", type=int, default=5)
    given = options.parse_args()
    rows = read(needed(given.data, TRAIN), labels=BOOK.labels, types=list(BOOK.types)).table
    build = rows.filter(pa.array(~judges(rows[SENTENCE].combine_chunks()))).combine_chunks()
    totals = {"alone": [0, 0, 0, 0], "beside the rest of build": [0, 0, 0, 0]}
    for seed in range(given.seeds):
        small, rest = _drawn(build, given.rows, seed)
        cut, full_words = _cut(small, given.cuts, seed)
        for name, other in (("alone", None), ("beside the rest of build", rest)):
            for place, count in enumerate(_counts(cut, other, full_words)):
                totals[name][place] += count
    head = ("audit", "cuts", "right span", "any span", "findings of mentions that were not cut")
    print(table(head, [(name, *counts) for name, counts in totals.items()]))
    return 0


def _place(*words: object) -> bytes:
    return hashlib.sha256("/".join(map(str, words)).encode("utf-8")).digest()


def _drawn(build: pa.Table, count: int, seed: int) -> tuple[pa.Table, pa.Table]:
    """Return a set of some `count` rows, and all rows of other sentences."""
    texts = build[SENTENCE].to_pylist()
    chosen: set[str] = set()
    rows = 0
    sizes: dict[str, int] = {}
    for text in texts:
        sizes[text] = sizes.get(text, 0) + 1
    for text in sorted(sizes, key=lambda text: _place("small", seed, text)):
        if rows >= count:
            break
        chosen.add(text)
        rows += sizes[text]
    mask = pa.array([text in chosen for text in texts])
    return build.filter(mask), build.filter(pa.array([text not in chosen for text in texts]))


def _cut(small: pa.Table, count: int, seed: int) -> tuple[pa.Table, dict[tuple[str, str], str]]:
    """Return the rows with `count` mentions cut, and the whole names by row id and role."""
    rows: list[dict[str, Any]] = small.to_pylist()
    full_words: dict[tuple[str, str], str] = {}
    for row in sorted(rows, key=lambda row: _place("cut", seed, row[ROW_ID])):
        role = ROLES[_place("role", seed, row[ROW_ID])[0] % 2]
        start, end = row[f"{role}_start"], row[f"{role}_end"]
        word = row[SENTENCE][start:end]
        if " " not in word or len(full_words) == count or row[f"{role}_type"] not in ("PER", "ORG"):
            continue
        full_words[row[ROW_ID], role] = word
        if _place("side", seed, row[ROW_ID])[0] % 2:
            row[f"{role}_start"] = start + word.index(" ") + 1
        else:
            row[f"{role}_end"] = start + word.rindex(" ")
    return pa.Table.from_pylist(rows, schema=small.schema), full_words


def _counts(
    rows: pa.Table, other: pa.Table | None, full_words: dict[tuple[str, str], str]
) -> tuple[int, int, int, int]:
    """Return the number of cuts, those named rightly, those named, and other findings of spans."""
    audit = audit_table(rows, BOOK, other, select=SPANS)
    right, named, others = set(), set(), set()
    for finding in audit.findings:
        place = finding.rows[0], finding.field.partition("_entity")[0]
        (named if place in full_words else others).add(place)
        if full_words.get(place) == finding.suggestion:
            right.add(place)
    return len(full_words), len(right), len(named), len(others)


if __name__ == "__main__":
    raise SystemExit(main())
