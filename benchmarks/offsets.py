"""Check that the convention of counting offsets is recognised, on KLUE-RE train in each of them.

    python benchmarks/offsets.py [--data DIR] [--times 200] [--rows 50]

For each convention, `--times` samples of `--rows` random rows are converted to it and read like a
user's data. A sample is right if every row has its original spans, and no more rows than necessary
are bad (with offsets in tokens, a mention whose word occurs twice in the same tokens is ambiguous,
so its row is bad). If two conventions agree on the rows of a sample, either is accepted. With
`--whole`, all of train is read in each convention, too. The exit code is 1 if anything is wrong.
"""

from __future__ import annotations

import logging

import numpy as np
import pyarrow as pa

from _common import TRAIN, needed, parser, table
from reaug.core.schema import ROLES, SENTENCE
from reaug.data import read, to_klue
from reaug.data.offsets import NAMES, Convention, Points, convention_called, from_points


def rewritten(rows: pa.Table, convention: Convention) -> pa.Table:
    """Return rows in KLUE's schema with offsets in a convention."""
    klue = to_klue(rows)
    for role in ROLES:
        name = f"{role}_entity"
        points = Points(rows[f"{role}_start"].to_numpy(), rows[f"{role}_end"].to_numpy())
        span = from_points(rows[SENTENCE], points, convention)
        mention = klue[name].combine_chunks()
        parts = [mention.field("word"), pa.array(span.first), pa.array(span.last)]
        names = ["word", "start_idx", "end_idx", "type"]
        struct = pa.StructArray.from_arrays([*parts, mention.field("type")], names=names)
        klue = klue.set_column(klue.column_names.index(name), name, struct)
    return klue


def check(rows: pa.Table, convention: Convention) -> tuple[bool, int]:
    """Return whether all rows that are read have the right spans, and how many rows are dropped."""
    reading = read(rewritten(rows, convention), on_bad_row="drop", max_bad_share=1)
    kept = rows.take(reading.table["_position"])
    spans = [f"{role}_{side}" for role in ROLES for side in ("start", "end")]
    same = all(reading.table[name].equals(kept[name]) for name in spans)
    return same, reading.dropped


def main() -> int:
    """Draw samples, rewrite their offsets, read them, and compare."""
    command_line = parser(__doc__)
    command_line.add_argument("--times", type=int, default=200)
    command_line.add_argument("--rows", type=int, default=50)
    command_line.add_argument("--whole", action="store_true", help="read all of train in each, too")
    given = command_line.parse_args()

    logging.disable()  # notes on each sample
    rows = read(needed(given.data, TRAIN)).table
    draws = np.random.default_rng(1)
    conventions = [convention_called(name) for name in NAMES if name != "auto"]
    conventions += [Convention("characters", shift) for shift in (-3, 2, 7)]
    lines, failed = [], 0
    for convention in conventions:
        right = dropped = 0
        for _ in range(given.times):
            drawn = rows.take(pa.array(draws.choice(len(rows), given.rows, replace=False)))
            same, lost = check(drawn, convention)
            right += same
            dropped += lost
        failed += right < given.times
        share = f"{dropped / (given.times * given.rows):.2%}"
        lines.append([str(convention), f"{right} of {given.times}", share])
        if given.whole:
            same, lost = check(rows, convention)
            failed += not same
            lines[-1] += [str(same), f"{lost:,}"]
    heads = ["offsets", "samples right", "rows not read"]
    print(table(heads + ["train right", "of it not read"] * given.whole, lines))
    return int(failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
