"""Rename mentions, and measure how particles are repaired, restored, and found by `text/particle`.

The tail is the text in Hangul after a mention, which may begin with a particle.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from _josa_truth import HANGUL, STARTS, Analysed, Mention, fits, last_final, opens
from reaug.audit.checks.text_particle import misused_particles
from reaug.core.apply import apply
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.draws import Draw, row_keys
from reaug.core.edits import SUBJECT, Edits
from reaug.core.findings import Finding
from reaug.core.schema import ROLES
from reaug.korean.particles import FAMILIES
from reaug.korean.repair import repair
from reaug.korean.sounds import final_sound
from reaug.korean.tails import tail_starts

ROWS: Final = 4_096
_RIEUL: Final = 8


class Case(NamedTuple):
    """A mention, and the tail after it at position `place`."""

    mention: Mention
    place: int
    tail: str

    @property
    def key(self) -> str:
        """The key of the case's random draws."""
        return f"{self.mention.row_id}/{self.mention.role}"

    @property
    def past(self) -> bool:
        """Whether a gloss, a quote or a mark is between mention and tail."""
        return self.place > self.mention.end


class Swap(NamedTuple):
    """A case whose mention was renamed.

    new : the new name.
    swapped, unrepaired : the sentence with the new name, its particle repaired and not repaired.
    back : the sentence after the mention got its old name again.
    reason : the reason why the particle was not repaired; "" if there is none.
    """

    case: Case
    new: str
    swapped: str
    unrepaired: str
    back: str
    reason: str

    @property
    def form(self) -> str:
        """The tail after the new word."""
        moved = self.case.place + len(self.new) - len(self.case.mention.word)
        return HANGUL.match(self.swapped, moved)[0]  # type: ignore[index]


class Rows:
    """The rows of the data as one table, with access by row id."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table
        ids = table.column("_row_id").to_pylist()
        self._place = {row_id: i for i, row_id in enumerate(ids)}

    def batches(self, cases: Sequence[Case]) -> Iterator[tuple[Sequence[Case], Batch]]:
        """Yield batches with one row per case, and their cases."""
        for first in range(0, len(cases), ROWS):
            some = cases[first : first + ROWS]
            places = pa.array([self._place[case.mention.row_id] for case in some])
            yield some, Batch(self.table.take(places).combine_chunks())


def candidates(rows: Rows, data: Analysed) -> list[Case]:
    """Return the cases whose tail begins like a particle with two forms (은/는).

    Between the mention and the tail there may be a gloss, a quotation mark or another mark.
    """
    plain = [Case(mention, mention.end, "") for mention in data.mentions]
    cases = []
    for some, batch in rows.batches(plain):
        start, end, role = _spans(some)
        places = tail_starts(batch, np.arange(len(some)), start, end, role).tolist()
        for case, place in zip(some, places, strict=True):
            tail = HANGUL.match(case.mention.text, place)[0]  # type: ignore[index]
            if tail.startswith(STARTS):
                cases.append(Case(case.mention, place, tail))
    return cases


def particles(cases: Sequence[Case], data: Analysed) -> list[Case]:
    """Return the cases whose tail is a particle with two forms, in the form that fits the word.

    Mecab decides whether it is a particle; see `Analysed.is_particle`. For words that do not end in
    Hangul, reaug decides whether the form fits.
    """
    return [
        case
        for case in cases
        if case.tail in FAMILIES
        and _fits_now(case)
        and data.is_particle(case.mention, case.place, case.tail)
    ]


def _fits_now(case: Case) -> bool:
    word = case.mention.word
    if case.past or last_final(word) is None:
        from reaug.korean.particles import agrees

        return agrees(case.tail, final_sound(word))
    return fits(case.tail, word)


def missed_by_mecab(cases: Sequence[Case], data: Analysed) -> list[Case]:
    """Return cases with a tail directly after the mention that mecab does not tag as a particle."""
    return [
        case
        for case in cases
        if not case.past and not opens(data.behind(case.mention.text, case.place)[0])
    ]


def _spans(cases: Sequence[Case]) -> tuple[Any, Any, Any]:
    start = np.array([case.mention.start for case in cases], dtype=np.int32)
    end = np.array([case.mention.end for case in cases], dtype=np.int32)
    role = np.array([SUBJECT + ROLES.index(case.mention.role) for case in cases], dtype=np.int8)
    return start, end, role


def opposite(case: Case) -> str:
    """Return a common noun after which the tail needs its other form."""
    return "부산" if fits(case.tail, "제주도") and not fits(case.tail, "부산") else "제주도"


def names_for(cases: Sequence[Case], seed: int) -> list[str]:
    """Return, for each case, another name of its entity type with another kind of final sound."""
    pools: dict[tuple[str, int], list[str]] = {}
    for case in sorted(cases):
        word = case.mention.word
        if last_final(word) is not None:
            pools.setdefault((case.mention.type, _class(word)), []).append(word)
    draw = Draw(row_keys([case.key for case in cases]), seed=seed, path="josa")
    values = draw.uniform("name")
    names = []
    for case, value in zip(cases, values.tolist(), strict=True):
        own = final_sound(case.mention.word)
        pool = [
            word
            for k in range(3)
            if k not in own.readings
            for word in pools.get((case.mention.type, k), [])
        ]
        names.append(pool[int(value * len(pool))])
    return names


def _class(word: str) -> int:
    final = last_final(word)
    return 0 if final == 0 else 1 if final == _RIEUL else 2


def swapped(rows: Rows, cases: Sequence[Case], names: Sequence[str]) -> list[Swap]:
    """Return each case with its mention renamed, with and without repair, and renamed back."""
    swaps, first = [], 0
    for some, batch in rows.batches(cases):
        new = list(names[first : first + len(some)])
        first += len(some)
        row = np.arange(len(some))
        start, end, role = _spans(some)
        out = Edits.of(row, start, end, new, role, True)
        mended = repair(batch, out)
        reasons = dict(zip(mended.row.tolist(), mended.reason.to_pylist(), strict=True))
        plain = apply(batch, Changes(out))
        swapped_batch = apply(batch, Changes(Edits.concat([out, mended.edits]))).batch
        moved = start + np.array([len(word) for word in new], dtype=np.int32)
        old = [case.mention.word for case in some]
        back = Edits.of(row, start, moved, old, role, True)
        again = apply(
            swapped_batch, Changes(Edits.concat([back, repair(swapped_batch, back).edits]))
        ).batch
        columns = (swapped_batch.sentence, plain.batch.sentence, again.sentence)
        sentences = zip(*(column.to_pylist() for column in columns), strict=True)
        for i, (case, name, texts) in enumerate(zip(some, new, sentences, strict=True)):
            swaps.append(Swap(case, name, *texts, reasons.get(i, "")))
    return swaps


def touched(swap: Swap) -> bool:
    """Whether repair changed the tail."""
    return swap.swapped != swap.unrepaired


def why_not_back(swap: Swap) -> str:
    """Return the reason why renaming back did not restore the sentence."""
    case = swap.case
    if len(final_sound(case.mention.word).readings) > 1:
        return "the old word has two readings"
    family = FAMILIES[case.tail]
    if family.copula:
        return "the copula keeps or drops its 이 otherwise"
    return "other"


def not_repaired(rows: Rows, cases: Sequence[Case], names: Sequence[str]) -> tuple[int, int]:
    """Rename mentions without repair, and return two numbers.

    They are the number of particles that do not fit the new name, and how many of these the check
    `text/particle` finds.
    """
    wrong = caught = 0
    first = 0
    for some, batch in rows.batches(cases):
        new = list(names[first : first + len(some)])
        first += len(some)
        start, end, role = _spans(some)
        out = Edits.of(np.arange(len(some)), start, end, new, role, True)
        after = apply(batch, Changes(out)).batch
        # A row can occur in several cases, so each case gets its own row id.
        numbered = after.table.set_column(
            0, after.table.schema.field(0), pa.array([str(i) for i in range(len(some))])
        )
        findings = list(misused_particles(Batch(numbered)))
        reported = {(int(finding.rows[0]), role) for finding, role in findings}
        for i, (case, name) in enumerate(zip(some, new, strict=True)):
            if not fits(case.tail, name):
                wrong += 1
                caught += (i, case.mention.role) in reported
    return wrong, caught


def drawn(cases: Sequence[Case], number: int, seed: int) -> list[Case]:
    """Draw some cases at random by a seed."""
    values = Draw(row_keys([case.key for case in cases]), seed=seed, path="judge").uniform("pick")
    return [cases[i] for i in np.argsort(values, kind="stable")[:number].tolist()]


def write_tails(cases: Sequence[Case], file: Path) -> None:
    """Write tails with their sentences for readers, outside of the project."""
    lines = [
        {
            "row_id": case.mention.row_id,
            "role": case.mention.role,
            "tail": case.tail,
            "sentence": _marked(case),
            "other_name": opposite(case),
        }
        for case in cases
    ]
    _write(lines, file)


def _marked(case: Case) -> str:
    text, mention = case.mention.text, case.mention
    stop = case.place + len(case.tail)
    return (
        f"{text[: mention.start]}[[{mention.word}]]{text[mention.end : case.place]}"
        f"<<{case.tail}>>{text[stop:]}"
    )


def write_findings(findings: list[tuple[Finding, str]], texts: dict[str, str], file: Path) -> None:
    """Write findings with their sentences for readers, outside of the project."""
    lines = [
        {
            "row_id": finding.rows[0],
            "role": role,
            "value": finding.value,
            "suggestion": finding.suggestion,
            "sentence": texts[finding.rows[0]],
        }
        for finding, role in findings
    ]
    _write(lines, file)


def _write(lines: list[dict[str, Any]], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    texts = (json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    file.write_text("".join(texts), encoding="utf-8")


def reasons(swaps: Sequence[Swap]) -> Counter[str]:
    """Count the reasons why sentences were not restored."""
    return Counter(why_not_back(swap) for swap in swaps if swap.back != swap.case.mention.text)
