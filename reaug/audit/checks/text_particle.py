"""`text/particle`: a particle that does not agree with the word before it (솔로몬는, 바다을).

Native speakers do not write like this. Such a particle shows that a machine made or changed the
text: by translation, or by swapping a name without repairing the particle. After a mention, whose
end is known, the particle is a finding if no plausible reading of the word allows it
(`korean/particle_checks.py`). Elsewhere it is a finding only if the noun is certain, too
(`korean/misused_particles.py`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from reaug.audit.korean_quotes import quoted
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core import schema
from reaug.core.arrays import I8, I32, I64
from reaug.core.batch import Batch, Role
from reaug.core.edits import OBJECT, SUBJECT
from reaug.core.findings import Finding, Fix, Severity
from reaug.core.text import slices_of
from reaug.korean.misused_particles import misused
from reaug.korean.particle_checks import judged
from reaug.korean.particles import FAMILIES, agrees, fitting
from reaug.korean.sounds import Sound, final_sounds
from reaug.korean.tails import tail_starts, tails

RULE: Final = "text/particle"
PARTICLE = Rule(
    RULE,
    "error",
    "patch",
    "a particle does not fit the word before it: a sign of machine-made text",
    "조사가 앞말과 맞지 않는다. 기계가 만들거나 바꾼 문장일 수 있다",
)
RULES = (PARTICLE,)
BY_ROW: Final = True


class _Suspects(NamedTuple):
    """Mentions followed by a particle in the wrong form."""

    row: I64
    role: I8
    start: I32
    end: I32
    begin: I64
    tail: list[str]
    right: list[str]


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each wrong particle: after mentions first, then in the rest of the
    text.
    """
    for batch in rows.batches():
        behind_mentions = [finding for finding, _ in misused_particles(batch)]
        yield from behind_mentions
        places = {(finding.rows, fix.at) for finding in behind_mentions for fix in finding.fixes}
        for finding in misused_elsewhere(batch):
            if not any((finding.rows, fix.at) in places for fix in finding.fixes):
                yield finding


def misused_particles(batch: Batch) -> Iterator[tuple[Finding, Role]]:
    """Yield a finding and the role for each mention with a particle that does not agree with its
    word.

    A form that is right with one of two readings (R은 and R는) is no finding, nor is a particle
    after a word whose reading is unknown. A tail that may be a part of a longer noun (소설가,
    사회과) is a finding only if mecab reads it as a particle. `value` is the mention with the
    particle, `suggestion` the mention with the right form.

    Parameters
    ----------
    batch
        n rows.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> batch = batch_of("[S|PER|솔로몬]는 [O|LOC|이스라엘]의 왕이다.")
    >>> [(finding.value, finding.suggestion, role) for finding, role in misused_particles(batch)]
    [('솔로몬는', '솔로몬은', 'subject')]
    """
    suspects = _suspects(batch)
    texts = batch.sentence.take(pa.array(suspects.row)).to_pylist()
    ids = batch.ids.take(pa.array(suspects.row)).to_pylist()
    types = {role: batch.type(role) for role in schema.ROLES}
    for i, (text, row_id) in enumerate(zip(texts, ids, strict=True)):
        start, end, begin = int(suspects.start[i]), int(suspects.end[i]), int(suspects.begin[i])
        role, tail = schema.ROLES[int(suspects.role[i])], suspects.tail[i]
        plain = unicodedata.normalize("NFC", tail)
        severity: Severity | None = _LESS_SURE
        if plain in NAMED:
            if types[role][int(suspects.row[i])].as_py() != PERSON or not _NAME.search(
                text[start:end]
            ):
                continue
            right = tail[1:]
        else:
            verdict = judged(text, (start, end), (begin, begin + len(tail)), plain)
            if verdict is None:
                continue
            right, severity = verdict.right, None if verdict.sure else _LESS_SURE
        yield _finding(row_id, text[start:begin], tail, right, start, severity), role


def misused_elsewhere(batch: Batch) -> Iterator[Finding]:
    """Yield a finding for each particle after other words that does not agree with the word.

    Only words that are certainly nouns count (`korean.misused_particles`): 바다을, 학교으로,
    ‘바다’을.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> batch = batch_of("[S|PER|이순신]은 바다을 보며 [O|LOC|한산도]에 있었다.")
    >>> [(finding.value, finding.suggestion) for finding in misused_elsewhere(batch)]
    [('바다을', '바다를')]
    """
    misuses = misused(batch.sentence)
    row = np.array([misuse.row for misuse in misuses], dtype=np.int64)
    start = np.array([misuse.start for misuse in misuses], dtype=np.int64)
    end = np.array([misuse.end for misuse in misuses], dtype=np.int64)
    taken = batch.touches_mention(row, start, end)
    texts = batch.sentence.take(pa.array(row)).to_pylist()
    ids = batch.ids.take(pa.array(row)).to_pylist()
    for i in np.flatnonzero(~taken).tolist():
        misuse, text = misuses[i], texts[i]
        noun = text[misuse.start : misuse.begin]
        yield _finding(ids[i], noun, misuse.form, misuse.right, misuse.start, _NOT_JUDGED)


def _finding(
    row_id: str, noun: str, tail: str, right: str, start: int, severity: Severity | None
) -> Finding:
    old, new = noun + tail, noun + right
    return Finding(
        rule=RULE,
        rows=(row_id,),
        field="sentence",
        value=old,
        suggestion=new,
        fixes=(_fix(start, old, new),),
        severity=severity,
        en=f"{old}: the particle does not fit; {new} does",
        ko=f"{old}: 조사가 앞말과 맞지 않는다. {quoted(new, '로')} 고쳐야 한다",
    )


_LESS_SURE: Final[Severity] = "warning"
"""The severity after dates in brackets, which a writer may read aloud, and after 이 that follows a
name (지훈이는).
"""

_NOT_JUDGED: Final[Severity] = "review"
"""The severity outside of mentions, because no blind reader has judged these findings yet."""

PERSON: Final = "PER"
_NAME: Final = re.compile(r"^[가-힣]{2,4}$")
NAMED: Final = frozenset(("이는", "이가", "이를", "이와", "이도", "이의", "이에게"))
"""Tails with the 이 that follows a given name after a consonant: 지훈이는, but 민수는."""


def _fix(start: int, old: str, new: str) -> Fix:
    """Return the edit that replaces a particle; `old` and `new` are mention and particle."""
    shorter = min(len(old), len(new))
    same = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    return Fix("sentence", old[same:], new[same:], at=start + same)


def _suspects(batch: Batch) -> _Suspects:
    """Return all mentions with a particle that no reading of the word allows, sorted by row."""
    n = len(batch)
    row = np.repeat(np.arange(n), 2)
    spans = batch.spans.reshape(-1, 2)
    start, end = spans[:, 0], spans[:, 1]
    role = np.tile(np.array([SUBJECT, OBJECT], dtype=np.int8), n)
    begin = tail_starts(batch, row, start, end, role)
    particle = tails(batch, row, begin)
    sounds = final_sounds(slices_of(batch.codepoints, row, start, end))
    free = (particle.end > begin) & ~batch.touches_mention(row, begin, particle.end)
    some = np.flatnonzero(free)
    forms = particle.text.take(pa.array(some)).to_pylist()
    right = [_right(form, Sound(sound)) for form, sound in zip(forms, sounds[some], strict=True)]
    wrong = [i for i, form in enumerate(right) if form is not None]
    which = some[wrong]
    return _Suspects(
        row=row[which],
        role=role[which] - SUBJECT,
        start=start[which],
        end=end[which],
        begin=begin[which],
        tail=[forms[i] for i in wrong],
        right=[form for form in right if form is not None],
    )


@lru_cache(maxsize=1 << 14)
def _right(tail: str, sound: Sound) -> str | None:
    """Return the right form of a wrong particle after a final sound; None if it is right."""
    plain = unicodedata.normalize("NFC", tail)
    if plain in NAMED:
        return plain[1:] if sound is Sound.NONE else None
    if plain not in FAMILIES or agrees(plain, sound):
        return None
    return fitting(plain, sound)
