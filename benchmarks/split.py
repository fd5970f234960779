"""Divide a set of rows into *build* (60%) and *judge* (40%), by a hash of the sentence.

    python benchmarks/split.py FILE [--out DIR] [--rules BOOK]

Everything that is learned, tuned or written from rows (rules, weights, thresholds, word lists) is
made on *build*, and evaluated on *judge*, whose rows were not used to make it. The part depends
only on the normal form of the sentence (`reaug.core.normal_form`): all rows of a sentence are in
the same part, whatever their spelling, file and other contents.

Prints rows, sentences and labels of both parts. `--out` writes `build.jsonl` and `judge.jsonl`,
which `reaug` reads. Other benchmarks import `judges`.

This split has a limitation: the first shipped rules (docs/design.md lists them) were written with
all of KLUE-RE train, so their figures on the *judge* part are for rows that were known.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from _common import table
from reaug.core.arrays import Bool
from reaug.core.normal_form import normal
from reaug.core.schema import LABEL, SENTENCE
from reaug.data import read, write
from reaug.rulebook import load

JUDGED: Final = 0.4
_SPAN: Final = 2**64


def judges(sentences: pa.StringArray | Iterable[str]) -> Bool:
    """Return which of n sentences are in the judge part (`bool[n]`), not the build part.

    >>> judges(["세종은 왕이다.", " 세종은  왕이다."]).tolist()
    [True, True]
    """
    texts = normal(pa.array(sentences, pa.string()))
    line = int(_SPAN * (1 - JUDGED))
    return np.array([_place(text) >= line for text in texts.to_pylist()], dtype=np.bool_)


def _place(text: str | None) -> int:
    """Return a hash of a sentence, below 2^64: the first 8 bytes of its SHA-256, big-endian."""
    return int.from_bytes(hashlib.sha256((text or "").encode("utf-8")).digest()[:8], "big")


def main() -> int:
    """Print the sizes of the two parts of a file, and write them if asked."""
    command_line = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    command_line.add_argument("file", type=Path)
    command_line.add_argument("--out", type=Path, help="a folder for build.jsonl and judge.jsonl")
    command_line.add_argument("--rules", default="klue-re", help="the rule book with the labels")
    given = command_line.parse_args()

    book = load(given.rules)
    rows = read(given.file, labels=book.labels, types=list(book.types)).table
    mask = judges(rows[SENTENCE].combine_chunks())
    lines = []
    for name, part in (("build", ~mask), ("judge", mask)):
        mine = rows.filter(pa.array(part))
        sentences, labels = (len(pc.unique(mine[column])) for column in (SENTENCE, LABEL))
        lines.append((name, f"{part.sum():,}", f"{part.mean():.1%}", f"{sentences:,}", labels))
        if given.out:
            given.out.mkdir(parents=True, exist_ok=True)
            write(mine, given.out / f"{name}.jsonl", "jsonl", labels=book.labels)
    print(table(["part", "rows", "share", "sentences", "labels"], lines))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
