"""Measure the recall of the audit on random rows, and its findings about correct rows.

    python benchmarks/recall.py [--data DIR] [--noise [--top N]] [--misses]
    python benchmarks/recall.py --draw DIR [--rows 400] [--seed 1] [--part judge]
    python benchmarks/recall.py --collect FILE FILE

`--draw` writes rows of the *judge* part of KLUE-RE train for two readers, who judge them by
`judged/GUIDELINE-rows.md`. It writes `rows.txt`, and the guideline with the definitions of the
labels. The rows contain sentences of the data, so DIR must be outside of the project. `--collect`
makes `judged/rows.csv` from the readers' files: `row_id,reader,part,certainty,kind`, without words
of the sentences; a row without a defect has the part `-`.

Without these options, it prints:

- the agreement of the readers;
- the share of rows with a definite defect, of which both readers are sure in the same part;
- the share of definite defects that the audit finds, by part and kind, with intervals (Wilson,
  95%);
- the same for defects of which one reader is sure and which the other finds arguable;
- the share of rows with a finding among the rows without any defect.

A defect counts as found if a finding names the row and the part. A finding that type and label
contradict each other (`schema/*`, and patterns without a suggestion, since either may be wrong)
names both parts; one that a mention is a part of a longer name or has a wrong type
(`span/other-type`) names its span and its type. `--noise` adds the findings of label noise of which
the audit is sure, or, with `--top N`, the N most likely wrong labels. `--verdicts
judged/rows_build.csv` scores rows of the *build* part that one reader has read. `--misses` lists
the row ids of defects that are not found.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa

from _common import CHECKOUT, SHARED, TRAIN, needed, table
from reaug.audit.noise import NoiseOptions
from reaug.audit.result import Audit
from reaug.audit.run import audit_table
from reaug.core.findings import Finding
from reaug.core.intervals import wilson
from reaug.core.schema import ROW_ID, SENTENCE
from reaug.data import read
from reaug.rulebook import load
from split import judges

JUDGED: Final = CHECKOUT / "benchmarks" / "judged"
VERDICTS: Final = JUDGED / "rows.csv"
NONE: Final = "-"
_EITHER: Final = frozenset(
    f"rule/{name}"
    for name in (
        *("employer-is-person", "member-not-person", "names-of-two-types", "origin-is-person"),
        *("people-as-member", "place-as-member", "product-as-body", "title-without-title"),
    )
)
"""Patterns of the rule book by which either the type or the label of a row is wrong."""

_SPAN_OR_TYPE: Final = "span/other-type"
"""The rule by which either the span or the type of a mention is wrong."""


class Defect(NamedTuple):
    """One reader's verdict on a part of a row."""

    row: str
    part: str
    certainty: str
    kind: str


def main() -> int:
    """Draw the sample, collect the verdicts, or score the audit on them."""
    command_line = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    command_line.add_argument("--data", type=Path, default=SHARED, help="folder of the real data")
    command_line.add_argument("--draw", type=Path, metavar="DIR", help="write rows for the readers")
    command_line.add_argument("--rows", type=int, default=400)
    command_line.add_argument("--seed", type=int, default=1)
    command_line.add_argument(
        "--part", choices=("judge", "build"), default="judge", help="to draw from"
    )
    command_line.add_argument(
        "--collect", type=Path, nargs=2, metavar="FILE", help="the readers' verdicts"
    )
    command_line.add_argument("--noise", action="store_true", help="rank label noise, too")
    command_line.add_argument(
        "--top", type=int, help="of --noise: the rows to list, not only the sure ones"
    )
    command_line.add_argument(
        "--verdicts", type=Path, default=VERDICTS, help="the readers' verdicts"
    )
    command_line.add_argument(
        "--misses", action="store_true", help="list the defects that are not found"
    )
    given = command_line.parse_args()
    if given.collect:
        collect(given.collect, given.verdicts)
        return 0
    book = load("klue-re")
    rows = read(needed(given.data, TRAIN), labels=book.labels, types=list(book.types)).table
    rows = rows.combine_chunks()
    if given.draw:
        draw(rows, given.draw, given.rows, given.seed, given.part)
        return 0
    audit = audit_table(
        rows, book, noise=NoiseOptions(None, 42, top=given.top) if given.noise else None
    )
    score(audit, given.verdicts, misses=given.misses)
    return 0


def draw(rows: pa.Table, folder: Path, count: int, seed: int, part: str) -> None:
    """Write `count` rows of a part of the data, drawn by a hash of seed and row id."""
    if CHECKOUT in folder.resolve().parents:
        raise SystemExit("the sample holds sentences of the data: name a folder elsewhere")
    mask = judges(rows[SENTENCE].combine_chunks())
    chosen = rows.filter(pa.array(mask if part == "judge" else ~mask))
    drawn = sorted(chosen.to_pylist(), key=lambda row: _place(seed, row[ROW_ID]))[:count]
    folder.mkdir(parents=True, exist_ok=True)
    lines = [
        f"{row[ROW_ID]} | S={row['subject_type']} O={row['object_type']} | {row['label']}\n"
        f"    {_marked(row)}\n"
        for row in drawn
    ]
    (folder / "rows.txt").write_text("".join(lines), encoding="utf-8")
    relations = load("klue-re").relations.items()
    definitions = [f"- `{name}`: {relation.definition.en}\n" for name, relation in relations]
    guideline = (JUDGED / "GUIDELINE-rows.md").read_text(encoding="utf-8")
    text = f"{guideline}\n## Labels\n\n{''.join(definitions)}"
    (folder / "GUIDELINE.md").write_text(text, encoding="utf-8")
    print(f"{len(drawn)} rows in {folder}")


def _place(seed: int, row_id: str) -> bytes:
    return hashlib.sha256(f"recall/{seed}/{row_id}".encode()).digest()


def _marked(row: dict[str, Any]) -> str:
    """Return the sentence of a row with its mentions marked."""
    text = str(row[SENTENCE])
    spans = [
        (row[f"{role}_start"], row[f"{role}_end"], role[0].upper())
        for role in ("subject", "object")
    ]
    for start, end, mark in sorted(spans, reverse=True):
        text = f"{text[:start]}[{mark} {text[start:end]}]{text[end:]}"
    return text


def collect(files: Sequence[Path], out: Path) -> None:
    """Write the verdicts of the readers to one file, without the values that they propose."""
    lines = []
    for reader, file in zip("ab", files, strict=True):
        with file.open(encoding="utf-8", newline="") as stream:
            for line in csv.DictReader(stream):
                part = line["part"].strip()
                kept = (part, line["certainty"] or "", line["kind"] or "")
                lines.append((line["row_id"].strip(), reader, *(word.strip() for word in kept)))
    with out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("row_id", "reader", "part", "certainty", "kind"))
        writer.writerows(sorted(set(lines)))
    print(f"{len(lines):,} lines in {out.name}")


def score(audit: Audit, verdicts: Path, *, misses: bool) -> None:
    """Print the readers' verdicts, and how many of the defects the audit finds."""
    read_by = _verdicts(verdicts)
    rows = sorted({defect.row for defects in read_by.values() for defect in defects})
    definite = _agreed(read_by, sure=len(read_by))
    named = _named(audit.findings)
    spoiled = {defect.row for defect in definite}
    clean = sorted(
        set(rows)
        - {defect.row for defects in read_by.values() for defect in defects if defect.part != NONE}
    )
    print(f"{len(rows)} rows; with a definite defect {_share(len(spoiled), len(rows))}")
    if len(read_by) == 2:
        print(f"agreement of the readers on whether a row has one: {_agreement(read_by, rows)}")

    caught = [defect for defect in definite if defect.part in named[defect.row]]
    touched = [defect for defect in definite if named[defect.row]]
    wider = _agreed(read_by, sure=1)
    wider_caught = [defect for defect in wider if defect.part in named[defect.row]]
    print(f"\ndefects found: {_share(len(caught), len(definite))}")
    print(f"in a row with any finding: {_share(len(touched), len(definite))}")
    print(f"one sure, the other arguable, too: {_share(len(wider_caught), len(wider))}")
    rows_found = {defect.row for defect in caught}
    print(f"rows with a defect, one of theirs found: {_share(len(rows_found), len(spoiled))}\n")
    print(_by("part", definite, caught), end="\n\n")
    print(_by("kind", definite, caught))

    loud = [row for row in clean if named[row]]
    print(f"\nrows in which nobody saw anything, with a finding: {_share(len(loud), len(clean))}")
    quiet = [row for row in rows if row not in spoiled and named[row]]
    print(f"without a definite defect, with one: {_share(len(quiet), len(rows) - len(spoiled))}")
    rules = Counter(
        finding.rule for finding in audit.findings for row in finding.rows if row in set(loud)
    )
    print(", ".join(f"{rule} {count}" for rule, count in rules.most_common()))
    if misses:
        for defect in sorted(set(definite) - set(caught)):
            print(f"missed: {defect.row} {defect.part} {defect.kind}")


def _verdicts(file: Path) -> dict[str, list[Defect]]:
    """Return the verdicts in a file, by reader."""
    read_by: dict[str, list[Defect]] = defaultdict(list)
    with file.open(encoding="utf-8", newline="") as stream:
        for line in csv.DictReader(stream):
            defect = Defect(line["row_id"], line["part"], line["certainty"], line["kind"])
            read_by[line["reader"]].append(defect)
    return dict(read_by)


def _agreed(read_by: dict[str, list[Defect]], sure: int) -> list[Defect]:
    """Return defects that both readers see in a part of a row, `sure` of them with certainty."""
    by_place: dict[tuple[str, str], dict[str, Defect]] = defaultdict(dict)
    for reader, defects in read_by.items():
        for defect in defects:
            if defect.part != NONE:
                by_place[defect.row, defect.part].setdefault(reader, defect)
    agreed = []
    for _, by_reader in sorted(by_place.items()):
        certain = sum(defect.certainty == "definite" for defect in by_reader.values())
        if len(by_reader) == len(read_by) and certain >= sure:
            agreed.append(by_reader[min(by_reader)])
    return agreed


def _agreement(read_by: dict[str, list[Defect]], rows: Sequence[str]) -> str:
    """Return the share of rows with equal verdicts, and Cohen's kappa."""
    marked = [
        {defect.row for defect in defects if defect.certainty == "definite"}
        for defects in read_by.values()
    ]
    same = sum(len({row in ids for ids in marked}) == 1 for row in rows) / len(rows)
    one, two = (len(ids) / len(rows) for ids in marked)
    chance = one * two + (1 - one) * (1 - two)
    kappa = (same - chance) / (1 - chance)
    return f"{same:.0%}, kappa {kappa:.2f} ({one:.0%} and {two:.0%} of the rows)"


def _named(findings: Iterable[Finding]) -> defaultdict[str, set[str]]:
    """Return the parts that findings name, by row id; a fix only names a part of the first row."""
    named: defaultdict[str, set[str]] = defaultdict(set)
    for finding in findings:
        parts = _parts(finding.field)
        if finding.rule.startswith("schema/") or finding.rule in _EITHER:
            role = "subject" if "subject" in finding.rule else "object"
            parts = parts | {"label", f"{role}.type"}
        if finding.rule == _SPAN_OR_TYPE:
            parts = parts | _parts(f"{finding.field}.type")
        for row in finding.rows:
            named[row] |= parts
        for fix in finding.fixes:
            named[finding.rows[0]] |= _parts(fix.field)
    return named


def _parts(field: str) -> set[str]:
    """Return the parts of a row that a field belongs to, in the readers' terms.

    >>> sorted(_parts("object_entity.end_idx")), sorted(_parts("row"))
    (['object.span'], ['label', 'row'])
    """
    if field == "row":
        return {"row", "label"}
    if field in ("label", "sentence"):
        return {"text" if field == "sentence" else field}
    role, _, what = field.partition("_entity")
    return {f"{role}.type" if what == ".type" else f"{role}.span"}


def _by(what: str, definite: Sequence[Defect], caught: Sequence[Defect]) -> str:
    """Return a table of all defects and found defects by `what` (part or kind)."""
    all_of = Counter(getattr(defect, what) for defect in definite)
    of_these = Counter(getattr(defect, what) for defect in caught)
    lines = [(name, count, _share(of_these[name], count)) for name, count in all_of.most_common()]
    return table((what, "defects", "found"), lines)


def _share(part: int, whole: int) -> str:
    """Return a share and its interval (Wilson, 95%) as text."""
    if not whole:
        return "0 of 0"
    low, high = wilson(part, whole)
    return f"{part} of {whole} = {part / whole:.0%} ({low:.0%} to {high:.0%})"


if __name__ == "__main__":
    raise SystemExit(main())
