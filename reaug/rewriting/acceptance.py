"""Decide whether a rewritten row is accepted, by comparing it with its parent and other data."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import pyarrow as pa

from reaug.audit.checks.text_particle import misused_elsewhere, misused_particles
from reaug.core import schema
from reaug.core.batch import Batch, Row
from reaug.core.findings import Finding
from reaug.rewriting.mention_marks import Restored
from reaug.rewriting.other_sets import Others
from reaug.rewriting.plain_rows import rows_of

NEAR: Final = "rewrite/too-near"
FAR: Final = "rewrite/too-far"
LENGTH: Final = "rewrite/length"
LANGUAGE: Final = "rewrite/language"
PARTICLE: Final = "rewrite/particle"
TEXT: Final = "rewrite/broken-text"
LEAK: Final = "rewrite/leak"

_HANGUL: Final = re.compile(r"[가-힣]")
_LETTER: Final = re.compile(r"[^\W\d_]")
_ODD: Final = re.compile(r"\*\*|[#*_]{3}|```|https?://|\{\{|\\n")
_PAIRS: Final = ("()", "[]", "“”", "‘’", "《》", "〈〉", "「」", "『』")
_PIECES: Final = 2
_HALF: Final = 0.6
"""Minimum share of Hangul among letters, unless the parent has a smaller share."""


@dataclass(frozen=True)
class Bounds:
    """How similar, how short and how long a rewritten sentence may be, compared with its parent's.

    nearest, farthest : the maximum and the minimum similarity, from 0 to 1.
    shortest, longest : the minimum and the maximum length, as a multiple of the parent's.
    """

    nearest: float = 1.0
    farthest: float = 0.0
    shortest: float = 0.0
    longest: float = float("inf")


def similarity(one: str, other: str) -> float:
    """Return the similarity of two texts, from 0 to 1: the share of common letter pairs (Dice).

    Spaces are ignored.

    >>> similarity("이겼다.", "이겼다."), round(similarity("크게 이겼다.", "크게 졌다."), 2)
    (1.0, 0.44)
    """
    ours, theirs = _pieces(one), _pieces(other)
    sizes = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / sizes if sizes else 1.0


def _pieces(text: str) -> Counter[str]:
    letters = "".join(text.split())
    return Counter(letters[at : at + _PIECES] for at in range(len(letters) - _PIECES + 1))


def context(sentence: str, subject: tuple[int, int], object_: tuple[int, int]) -> str:
    """Return a sentence without its mentions.

    The mentions of a row and of its rewritten sentence are equal, so `similarity` need not compare
    them.
    """
    (a, b), (c, d) = sorted([subject, object_])
    return f"{sentence[:a]}\x00{sentence[b:c]}\x00{sentence[d:]}"


def fault_of(row: Row, new: Restored, bounds: Bounds) -> str | None:
    """Return the reason for which a new sentence cannot replace a row's sentence; None if it can.

    Particles, sentences of other data sets, and the label are checked elsewhere.

    >>> row = Row("a", "이순신은 한산도에서 이겼다.", (0, 3), (5, 8), "PER", "LOC", "x")
    >>> fault_of(row, Restored("이순신은 한산도에서 won.", (0, 3), (5, 8)), Bounds())
    'rewrite/language'
    """
    old = unicodedata.normalize("NFC", context(row.sentence, row.subject, row.object))
    now = unicodedata.normalize("NFC", context(new.sentence, new.subject, new.object))
    before, after = (
        len(unicodedata.normalize("NFC", text)) for text in (row.sentence, new.sentence)
    )
    if _ODD.search(now) and not _ODD.search(old):
        return TEXT
    if any(_is_open(now, pair) and not _is_open(old, pair) for pair in _PAIRS):
        return TEXT
    if not bounds.shortest <= after / max(before, 1) <= bounds.longest:
        return LENGTH
    if _korean(now) < min(_HALF, _korean(old)):
        return LANGUAGE
    alike = similarity(old, now)
    if alike > bounds.nearest:
        return NEAR
    return FAR if alike < bounds.farthest else None


def _is_open(text: str, pair: str) -> bool:
    return text.count(pair[0]) != text.count(pair[1])


def _korean(text: str) -> float:
    """Return the share of Hangul among the letters of a text; 0 without letters."""
    return len(_HANGUL.findall(text)) / max(len(_LETTER.findall(text)), 1)


def candidates(batch: Batch, rows: Sequence[int], new: Sequence[Restored]) -> Batch:
    """Return the given rows of a batch with new sentences and spans instead of their own.

    `new` has one sentence for each of `rows`. Only the columns of `CORE_SCHEMA` are kept.
    """
    table = batch.table.select(schema.CORE_SCHEMA.names).take(pa.array(rows, pa.int64()))
    columns = {
        schema.SENTENCE: [row.sentence for row in new],
        schema.SPANS[0]: [row.subject[0] for row in new],
        schema.SPANS[1]: [row.subject[1] for row in new],
        schema.SPANS[2]: [row.object[0] for row in new],
        schema.SPANS[3]: [row.object[1] for row in new],
    }
    for name, values in columns.items():
        at = table.schema.get_field_index(name)
        entry = table.schema.field(at)
        table = table.set_column(at, entry, pa.array(values, entry.type))
    return Batch(table.combine_chunks())


@dataclass
class Judged:
    """The verdicts on new sentences, by the position of the row that each was made from.

    new : the accepted sentences.
    faults : the reason for each refused one.
    """

    new: dict[int, Restored] = field(default_factory=dict)
    faults: dict[int, str] = field(default_factory=dict)


def judged(batch: Batch, new: dict[int, Restored], bounds: Bounds, others: Others) -> Judged:
    """Return which new sentences are accepted, after repairing the particles after mentions.

    Parameters
    ----------
    batch
        n rows, the parents.
    new
        The new sentences, by the position of the parent in the batch.
    others
        Sentences that no new sentence may repeat, such as those of a test set.
    """
    made = Judged()
    places = sorted(new)
    repaired = _repaired(batch, places, [new[place] for place in places])
    rows = rows_of(batch)
    still = _still_wrong(batch, places, repaired)
    for place, repair in zip(places, repaired, strict=True):
        fault = fault_of(rows[place], repair, bounds)
        if fault is None and place in still:
            fault = PARTICLE
        if fault is None and others.have(repair.sentence):
            fault = LEAK
        if fault is None:
            made.new[place] = repair
        else:
            made.faults[place] = fault
    return made


def _repaired(batch: Batch, places: Sequence[int], new: Sequence[Restored]) -> list[Restored]:
    """Return the sentences with the particles after mentions in the right form."""
    if not places:
        return []
    made = candidates(batch, places, new)
    by_id = {row_id: at for at, row_id in enumerate(made.ids.to_pylist())}
    fixes: dict[int, list[tuple[int, str, str]]] = {}
    for finding, _ in misused_particles(made):
        for fix in finding.fixes:
            if fix.at is not None:
                entry = (fix.at, str(fix.old), str(fix.new))
                fixes.setdefault(by_id[finding.rows[0]], []).append(entry)
    repaired = list(new)
    for at, edits in fixes.items():
        repair = repaired[at]
        for start, old, text in sorted(set(edits), reverse=True):
            repair = _edited(repair, start, old, text)
        repaired[at] = repair
    return repaired


def _edited(restored: Restored, start: int, old: str, new: str) -> Restored:
    """Return a sentence in which one text outside of the mentions is replaced."""
    # The text `old` at `start` becomes `new`; the spans of the mentions move along.
    if restored.sentence[start : start + len(old)] != old:
        return restored
    end, growth = start + len(old), len(new) - len(old)

    def moved(span: tuple[int, int]) -> tuple[int, int]:
        return (span[0] + growth, span[1] + growth) if span[0] >= end else span

    sentence = restored.sentence[:start] + new + restored.sentence[end:]
    return Restored(sentence, moved(restored.subject), moved(restored.object))


def _still_wrong(batch: Batch, places: Sequence[int], new: Sequence[Restored]) -> set[int]:
    """Return the positions of new sentences with a particle that only they have wrong."""
    if not places:
        return set()
    made = candidates(batch, places, new)
    parents = batch.take(pa.array(places, pa.int64()).to_numpy())
    known = _wrong(parents)
    ids = made.ids.to_pylist()
    wrong = _wrong(made)
    return {
        place
        for place, row_id in zip(places, ids, strict=True)
        if wrong.get(row_id, Counter()) - known.get(row_id, Counter())
    }


def _wrong(batch: Batch) -> dict[str, Counter[str]]:
    verdicts: dict[str, Counter[str]] = {}
    findings: list[Finding] = [finding for finding, _ in misused_particles(batch)]
    for finding in [*findings, *misused_elsewhere(batch)]:
        verdicts.setdefault(finding.rows[0], Counter())[finding.value] += 1
    return verdicts


def with_others(judgement: Judged, faults: dict[int, str]) -> Judged:
    """Return a judgement in which more sentences are refused.

    `faults` has the reasons for these sentences, by position.
    """
    new = {place: row for place, row in judgement.new.items() if place not in faults}
    return replace(judgement, new=new, faults={**judgement.faults, **faults})
