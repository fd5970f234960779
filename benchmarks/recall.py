"""How much of what is wrong with random rows the audit finds, and what it says of rows that are right.

    python benchmarks/recall.py [--data DIR]
    python benchmarks/recall.py --draw DIR [--rows 400] [--seed 1]

`--draw` writes rows of the *judge* part of KLUE-RE train for two readers, who read them by
`judged/GUIDELINE-rows.md`: `rows.txt` and a copy of the guideline with the definitions of the labels. The
files hold sentences of the data, so DIR lies outside the project. What the readers wrote is
`judged/rows.csv`: `row_id,reader,part,certainty,kind`, a line `-` for a row without a defect; no sentences.

Without it: agreement of the readers, the share of rows with a definite defect (one that both say of the same
part of the row, at least one of them surely), and the share of those that the audit finds, by part and kind, with
an interval (Wilson, 95%); and the share of rows without any defect that have a finding all the same. A
finding finds a defect where it names the row and the part; a finding of type, label and span at once (a rule with
several fixes) names all of them.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path
from typing import Final

import pyarrow as pa

from _common import CHECKOUT, SHARED, TRAIN, needed
from reaug.core.schema import ROW_ID, SENTENCE
from reaug.data import read
from reaug.rulebook import load
from split import judges

JUDGED: Final = CHECKOUT / "benchmarks" / "judged"
PARTS: Final = ("label", "subject.type", "object.type", "subject.span", "object.span", "text")


def main() -> int:
    """Draw the sample, or score the audit on what was read."""
    made = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    made.add_argument("--data", type=Path, default=SHARED, help="folder of the real data")
    made.add_argument("--draw", type=Path, metavar="DIR", help="write rows for the readers")
    made.add_argument("--rows", type=int, default=400)
    made.add_argument("--seed", type=int, default=1)
    given = made.parse_args()
    book = load("klue-re")
    rows = read(needed(given.data, TRAIN), labels=book.labels, types=list(book.types)).table
    rows = rows.combine_chunks()
    if given.draw:
        draw(rows, given.draw, given.rows, given.seed)
        return 0
    raise SystemExit("scoring comes with the verdicts")
    return 0


def draw(rows: pa.Table, folder: Path, count: int, seed: int) -> None:
    """Write `count` rows of the judge part, drawn by a hash of seed and row id."""
    if CHECKOUT in folder.resolve().parents:
        raise SystemExit(
            "the sample holds sentences of the data: give a folder outside the project"
        )
    mine = rows.filter(pa.array(judges(rows[SENTENCE].combine_chunks())))
    mine = sorted(mine.to_pylist(), key=lambda row: _place(seed, row[ROW_ID]))[:count]
    folder.mkdir(parents=True, exist_ok=True)
    lines = [
        f"{row[ROW_ID]} | S={row['subject_type']} O={row['object_type']} | {row['label']}\n    {_marked(row)}"
        for row in mine
    ]
    (folder / "rows.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    book = load("klue-re")
    told = [f"- `{name}`: {one.definition.en}" for name, one in book.relations.items()]
    guideline = (JUDGED / "GUIDELINE-rows.md").read_text(encoding="utf-8")
    (folder / "GUIDELINE.md").write_text(
        f"{guideline}\n## Labels\n\n" + "\n".join(told) + "\n", encoding="utf-8"
    )
    print(f"{len(mine)} rows in {folder}")


def _place(seed: int, row_id: str) -> bytes:
    return hashlib.sha256(f"recall/{seed}/{row_id}".encode()).digest()


def _marked(row: dict[str, object]) -> str:
    """A sentence with its mentions marked."""
    text = str(row[SENTENCE])
    spans = [
        (row[f"{role}_start"], row[f"{role}_end"], role[0].upper())
        for role in ("subject", "object")
    ]
    for start, end, mark in sorted(spans, reverse=True):
        text = f"{text[:start]}[{mark} {text[start:end]}]{text[end:]}"
    return text


if __name__ == "__main__":
    raise SystemExit(main())
