"""Parts a set of rows into *build* (60%) and *judge* (40%), by a hash of the sentence.

    python benchmarks/split.py FILE [--out DIR] [--rules BOOK]

What is learnt, tuned or written from rows (rules, weights, thresholds, word lists) is made on
*build*, and its figures are told on *judge*, which it never saw. A part is a function of the
sentence in its normal form (`reaug.core.normal`) alone: all rows of one sentence are in one part,
in whatever spelling, whatever file they come from and whatever stands beside them.

Prints rows, sentences and labels of both parts. `--out` writes `build.jsonl` and `judge.jsonl`,
which `reaug` reads. Other benchmarks import `judges`.

What this split cannot mend: all of KLUE-RE train was seen while the rules shipped before it were
written (docs/design.md names them), so their figures on its *judge* part are those of known rows.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from _common import table
from reaug.core.normal import normal
from reaug.core.schema import LABEL, SENTENCE
from reaug.data import read, write
from reaug.rulebook import load

JUDGED: Final = 0.4
_SPAN: Final = 2**64


def judges(sentences: pa.StringArray | Iterable[str]) -> npt.NDArray[np.bool_]:
    """`bool[n]`: which of n sentences are judged on; the others are built on.

    >>> judges(["세종은 왕이다.", " 세종은  왕이다."]).tolist()
    [False, False]
    """
    texts = normal(pa.array(sentences, pa.string()))
    line = int(_SPAN * (1 - JUDGED))
    return np.array([_place(text) >= line for text in texts.to_pylist()], dtype=np.bool_)


def _place(text: str | None) -> int:
    """Where a sentence falls, from 0 to 2^64: the first 8 bytes of its SHA-256, big end first."""
    return int.from_bytes(hashlib.sha256((text or "").encode("utf-8")).digest()[:8], "big")


def main() -> int:
    """Tell the two parts of a file, and write them where asked."""
    made = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    made.add_argument("file", type=Path)
    made.add_argument("--out", type=Path, help="a folder for build.jsonl and judge.jsonl")
    made.add_argument("--rules", default="klue-re", help="the rule book that knows the labels")
    given = made.parse_args()

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
