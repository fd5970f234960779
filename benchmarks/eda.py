"""Measure how many copies made by EDA the audit finds, with and without their originals.

    python benchmarks/eda.py [--data DIR] [--rows 2000] [--part judge] [--seed 1]

EDA is implemented by its published recipe (Wei and Zou 2019, "EDA: Easy Data Augmentation
Techniques for Boosting Performance on Text Classification Tasks"). In a sentence of l words, n =
max(1, alpha * l) words are replaced, or n words are inserted at random positions, or two words are
swapped n times, or each word is deleted with probability alpha. There are two differences from the
recipe. Without a Korean WordNet, a synonym is a word of the data with the same last two syllables
(the same particle or ending) and without digits. A mention is one word that may move, but is
neither replaced nor deleted.

Copies of 2,000 rows are mixed into all rows of the part, one setting at a time. For each setting it
prints:

- copies found: `duplicate/near` names the copy and its original;
- copies found in the right direction: the finding proposes to drop the copy (half of the copies
  have a smaller row id than the original, so that the id gives no hint);
- copies found by `leak/near`, with the originals as the other data set;
- copies found if the originals, and other rows with their sentences, are left out;
- unchanged rows that are mistaken for copies of other unchanged rows;
- the reported kind of edit.

Copies that equal their original are left out. The last lines are for four copies of each row, one
of each kind, without the originals, and for the seconds of an audit of all rows, with and without
near-duplicates (CPU and wall time).
"""

from __future__ import annotations

import argparse
import hashlib
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa

from _common import SHARED, TRAIN, Verdict, needed, table
from reaug.audit.near.copies import Copy, copies_across, copies_within
from reaug.audit.near.edit_description import KINDS
from reaug.audit.rows import Rows
from reaug.audit.rule_request import known_rules
from reaug.audit.run import audit_table
from reaug.core.schema import ROW_ID, SENTENCE
from reaug.data import read
from reaug.rulebook import RuleBook, load
from split import judges

ALPHAS: Final = (0.1, 0.2)
_COPY: Final = "/copy-"


class Unit(NamedTuple):
    """A word, or the words that contain mentions, with the offsets of the mentions in this text."""

    text: str
    mentions: tuple[tuple[str, int, int], ...] = ()


class StandIns:
    """Synonyms of a word: the words of the data with the same last two syllables."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self._of: defaultdict[str, set[str]] = defaultdict(set)
        for text in sentences:
            for word in text.split():
                if word.isalnum() and not any(map(str.isdigit, word)):
                    self._of[word[-2:]].add(word)
        self._sorted = {ending: sorted(words) for ending, words in self._of.items()}

    def draw(self, unit: Unit, rng: random.Random) -> str | None:
        """Return a random synonym of a unit, or None if there is none."""
        if unit.mentions or any(map(str.isdigit, unit.text)):
            return None
        mark = unit.text[len(unit.text.rstrip(".,!?")) :]
        word = unit.text.removesuffix(mark)
        others = [candidate for candidate in self._sorted.get(word[-2:], ()) if candidate != word]
        return rng.choice(others) + mark if others else None


def main() -> int:
    """Print the tables."""
    command_line = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    command_line.add_argument("--data", type=Path, default=SHARED, help="folder of the real data")
    command_line.add_argument("--rows", type=int, default=2000, help="how many rows are copied")
    command_line.add_argument("--part", choices=["build", "judge"], default="judge")
    command_line.add_argument("--seed", type=int, default=1)
    given = command_line.parse_args()
    book = load("klue-re")
    every = read(needed(given.data, TRAIN), labels=book.labels, types=list(book.types)).table
    mine = judges(every[SENTENCE].combine_chunks())
    clean = every.filter(pa.array(mine if given.part == "judge" else ~mine)).combine_chunks()
    rows = clean.to_pylist()
    chosen = sorted(rows, key=lambda row: _place(given.seed, row[ROW_ID]))[: given.rows]
    others = {row[SENTENCE] for row in chosen}
    rest = [row for row in rows if row[SENTENCE] not in others]
    stand_ins = StandIns(row[SENTENCE] for row in rows)
    verdict = Verdict()

    lines, kinds, copied = [], defaultdict(Counter), defaultdict(list)
    plain = [copy.row for _, copy in copies_within(_rows(rows, clean.schema, book))]
    for name, edit in EDITS.items():
        for alpha in ALPHAS:
            copies = made_copies(chosen, edit, alpha, stand_ins, f"{given.seed}/{name}/{alpha}")
            copied[alpha] += [row | {ROW_ID: f"{row[ROW_ID]}-{name}"} for row in copies]
            mixed = _rows(rows + copies, clean.schema, book)
            pairs = pairs_of(mixed)
            hits = [pair for pair in pairs if pair.is_copy]
            for pair in hits:
                kinds[name][pair.kind] += 1
            share = len({pair.made for pair in hits}) / len(copies)
            right = sum(pair.right for pair in hits) / max(len(hits), 1)
            alone = pairs_of(_rows(rest + copies, clean.schema, book))
            apart = copies_across(
                _rows(copies, clean.schema, book), _rows(chosen, clean.schema, book)
            )
            leaks = len({copy.row for copy in apart}) / len(copies)
            without = len({pair.made for pair in alone if pair.made}) / len(copies)
            false = len({pair.row for pair in pairs if not pair.made}) / len(rows)
            lines.append(
                [name, f"{alpha:.0%}", len(copies)]
                + [f"{part:.1%}" for part in (share, right, leaks, without, false)]
            )
            title = f"{name} {alpha:.0%}"
            verdict.check(f"{title}: found with originals, 95%", share >= 0.95, f"{share:.1%}")
            verdict.check(f"{title}: leaks, 95%", leaks >= 0.95, f"{leaks:.1%}")
    heads = ["edit", "alpha", "copies", "found", "right way", "leak/near", "without", "untouched"]
    print(table(heads, lines))
    untouched = len(plain) / len(rows)
    print(f"\nuntouched rows alone: {len(plain)} of {len(rows)} found, {untouched:.2%}")
    verdict.check("untouched rows found, 2%", untouched <= 0.02)
    print("\nkind that touched most words, of the copies found with their originals:")
    shown_kinds = [kind for kind in KINDS if any(counts[kind] for counts in kinds.values())]
    print(
        table(
            ["made", *shown_kinds],
            [[name, *(kinds[name][kind] for kind in shown_kinds)] for name in EDITS],
        )
    )
    print("\nfour copies of each row, one of each kind, without the originals:")
    for alpha, copies in copied.items():
        alone = pairs_of(_rows(rest + copies, clean.schema, book))
        named = {pair.made for pair in alone if pair.made} | {pair.original for pair in alone}
        share = len(named & {row[ROW_ID] for row in copies}) / len(copies)
        print(f"{alpha:.0%}: {share:.1%} of {len(copies)} stand in a finding")
    for what, (cpu, wall) in _seconds(every.combine_chunks(), book).items():
        print(f"audit of {len(every)} rows {what}: {cpu:.1f} s of CPU, {wall:.1f} s on the wall")
    return verdict.code


def _place(seed: int, row_id: str) -> bytes:
    return hashlib.sha256(f"eda/{seed}/{row_id}".encode()).digest()


def _rows(rows: Sequence[dict[str, Any]], schema: pa.Schema, book: RuleBook) -> Rows:
    return Rows(pa.Table.from_pylist(rows, schema=schema), book)


class Pair(NamedTuple):
    """A finding of `duplicate/near`: the row to drop, the row it is a copy of, and the kind of
    edit.
    """

    row: str
    original: str
    kind: str

    @property
    def made(self) -> str:
        """The row id of the row that is a copy; "" if neither row is a copy."""
        return next((text for text in (self.row, self.original) if _COPY in text), "")

    @property
    def is_copy(self) -> bool:
        """Whether exactly one of the two rows is a copy."""
        return (_COPY in self.row) != (_COPY in self.original)

    @property
    def right(self) -> bool:
        """Whether the finding proposes to drop the copy."""
        return _COPY in self.row


def pairs_of(rows: Rows) -> list[Pair]:
    """Return the findings of `duplicate/near` on rows."""
    return [_pair(rows, copy) for _, copy in copies_within(rows)]


def _pair(rows: Rows, copy: Copy) -> Pair:
    return Pair(rows.ids[copy.row], rows.ids[copy.original], copy.edit.main)


def made_copies(
    rows: Sequence[dict[str, Any]], edit: Edit, alpha: float, stand_ins: StandIns, seed: str
) -> list[dict[str, Any]]:
    """Return a copy of each row that the edit changes."""
    copies = []
    for row in rows:
        rng = random.Random(f"{seed}/{row[ROW_ID]}")
        units = edit(units_of(row), alpha, stand_ins, rng)
        # Half of the copies have a smaller row id than the original, so that the id gives no hint.
        row_id = f"{rng.choice('az')}/{row[ROW_ID]}{_COPY}{len(copies)}"
        copy = row | joined(units) | {ROW_ID: row_id}
        if copy[SENTENCE] != row[SENTENCE]:
            copies.append(copy)
    return copies


def units_of(row: dict[str, Any]) -> list[Unit]:
    """Return the words of a row; the words that contain a mention are one unit."""
    text, spans = row[SENTENCE], []
    for role in ("subject", "object"):
        spans.append((role, row[f"{role}_start"], row[f"{role}_end"]))
    units: list[Unit] = []
    begin = 0
    while begin < len(text):
        end = begin
        while True:
            behind = text.find(" ", end)
            end = len(text) if behind < 0 else behind
            cut = [stop for _, start, stop in spans if start < end < stop]
            if not cut:
                break
            end = max(cut)
        held = tuple(
            (role, start - begin, stop - begin)
            for role, start, stop in spans
            if begin <= start < end
        )
        if begin < end:
            units.append(Unit(text[begin:end], held))
        begin = end + 1
    return units


def joined(units: Sequence[Unit]) -> dict[str, Any]:
    """Return the sentence and spans of a row that consists of units."""
    fields: dict[str, Any] = {SENTENCE: " ".join(unit.text for unit in units)}
    begin = 0
    for unit in units:
        for role, start, end in unit.mentions:
            fields |= {f"{role}_start": begin + start, f"{role}_end": begin + end}
        begin += len(unit.text) + 1
    return fields


Edit = Callable[[list[Unit], float, StandIns, random.Random], list[Unit]]


def replace(units: list[Unit], alpha: float, words: StandIns, rng: random.Random) -> list[Unit]:
    """Synonym replacement: replace n words at any positions."""
    left = _count(units, alpha)
    for unit in rng.sample(sorted(set(units)), len(set(units))):
        other = words.draw(unit, rng) if left else None
        if other is not None:
            units = [Unit(other) if kept_unit == unit else kept_unit for kept_unit in units]
            left -= 1
    return units


def insert(units: list[Unit], alpha: float, words: StandIns, rng: random.Random) -> list[Unit]:
    """Random insertion: insert n synonyms of random words at random positions."""
    units = list(units)
    for _ in range(_count(units, alpha)):
        for _ in range(10):
            other = words.draw(rng.choice(units), rng)
            if other is not None:
                units.insert(rng.randrange(len(units) + 1), Unit(other))
                break
    return units


def swap(units: list[Unit], alpha: float, words: StandIns, rng: random.Random) -> list[Unit]:
    """Random swap: swap two words, n times."""
    units = list(units)
    for _ in range(_count(units, alpha) if len(units) > 1 else 0):
        one, other = rng.sample(range(len(units)), 2)
        units[one], units[other] = units[other], units[one]
    return units


def delete(units: list[Unit], alpha: float, words: StandIns, rng: random.Random) -> list[Unit]:
    """Random deletion: delete each word with probability alpha, but never mentions."""
    return [unit for unit in units if unit.mentions or rng.random() >= alpha]


EDITS: Final[dict[str, Edit]] = {
    "replace": replace,
    "insert": insert,
    "swap": swap,
    "delete": delete,
}


def _count(units: Sequence[Unit], alpha: float) -> int:
    return max(1, int(alpha * len(units)))


def _seconds(rows: pa.Table, book: RuleBook) -> dict[str, tuple[float, float]]:
    """Return the CPU and wall-clock seconds of an audit without label noise, by name."""
    taken = {}
    near = "duplicate/near"
    for what, select in (
        ("without near-duplicates", known_rules(book).keys() - {near}),
        ("with near-duplicates", known_rules(book).keys()),
    ):
        begun = time.process_time(), time.perf_counter()
        audit_table(rows, book, select=frozenset(select))
        taken[what] = time.process_time() - begun[0], time.perf_counter() - begun[1]
    return taken


if __name__ == "__main__":
    raise SystemExit(main())
