"""`text/particle`: a particle behind a mention that disagrees with its word (솔로몬는, 대학교은).

A Korean does not write so. Such a particle marks text that a machine made or changed: a
translation, or a name that was swapped without repair.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.audit.wording import quoted
from reaug.core import schema
from reaug.core.arrays import I8, I32, I64
from reaug.core.batch import Batch, Role
from reaug.core.edits import OBJECT, SUBJECT
from reaug.core.findings import Finding, Fix
from reaug.core.text import slices_of
from reaug.korean.evidence import is_misused_particle
from reaug.korean.particles import FAMILIES, agrees, fitting, is_doubtful
from reaug.korean.sounds import Sound, final_sounds
from reaug.korean.tails import behind, tails

RULE: Final = "text/particle"
PARTICLE = Rule(
    RULE,
    "error",
    "patch",
    "a particle does not fit the word before it: a mark of machine-made text",
    "조사가 앞말과 맞지 않는다. 기계가 만들거나 바꾼 글의 표시다",
)
RULES = (PARTICLE,)


class _Suspects(NamedTuple):
    """Mentions whose tail is a particle in the wrong form."""

    row: I64
    role: I8
    start: I32
    end: I32
    begin: I64
    tail: list[str]
    right: list[str]


def check(rows: Rows) -> Iterator[Finding]:
    """One finding per particle."""
    yield from (finding for finding, _ in misused_particles(rows.batch))


def misused_particles(batch: Batch) -> Iterator[tuple[Finding, Role]]:
    """Particles behind mentions that disagree with their words, by row; and whose mention it is.

    A form that is right by one of two readings (the letter R, R은 and R는) is no finding, nor one
    behind a word that cannot be read. A tail that may be part of a longer noun (소설가, 사회과) is
    a finding only where mecab takes it for a particle. `value` is the text from the mention to the
    particle, `suggestion` the same with the right form.

    Parameters
    ----------
    batch
        n rows.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> batch = batch_of("[S|PER|솔로몬]는 [O|LOC|이스라엘]의 왕이다.")
    >>> [(one.value, one.suggestion, role) for one, role in misused_particles(batch)]
    [('솔로몬는', '솔로몬은', 'subject')]
    """
    found = _suspects(batch)
    texts = batch.sentence.take(pa.array(found.row)).to_pylist()
    ids = batch.ids.take(pa.array(found.row)).to_pylist()
    for i, (text, row_id) in enumerate(zip(texts, ids, strict=True)):
        start, end, begin = int(found.start[i]), int(found.end[i]), int(found.begin[i])
        tail, right = found.tail[i], found.right[i]
        plain = unicodedata.normalize("NFC", tail)
        if is_doubtful(plain) and not is_misused_particle(text, (start, end), begin, plain):
            continue
        named = text[start:begin]
        if _read_otherwise(named) and agrees(plain, Sound.NONE):
            continue
        old, new = named + tail, named + right
        finding = Finding(
            rule=RULE,
            rows=(row_id,),
            field="sentence",
            value=old,
            suggestion=new,
            fixes=(_fix(start, old, new),),
            en=f"{old}: the particle does not fit; {new} does",
            ko=f"{old}: 조사가 앞말과 맞지 않는다. {quoted(new, '로')} 고쳐야 한다",
        )
        yield finding, schema.ROLES[int(found.role[i])]


def _fix(start: int, old: str, new: str) -> Fix:
    """The edit of the particle; both texts begin with the mention, which stays as it is."""
    shorter = min(len(old), len(new))
    same = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    return Fix("sentence", old[same:], new[same:], at=start + same)


def _suspects(batch: Batch) -> _Suspects:
    """All mentions with a particle whose form no reading of the word allows, by row."""
    n = len(batch)
    row = np.repeat(np.arange(n), 2)
    spans = batch.spans.reshape(-1, 2)
    start, end = spans[:, 0], spans[:, 1]
    role = np.tile(np.array([SUBJECT, OBJECT], dtype=np.int8), n)
    begin = behind(batch, row, start, end, role)
    found = tails(batch, row, begin)
    sounds = final_sounds(slices_of(batch.codepoints, row, start, end))
    free = (found.end > begin) & ~batch.touches_mention(row, begin, found.end)
    some = np.flatnonzero(free)
    forms = found.text.take(pa.array(some)).to_pylist()
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


def _read_otherwise(named: str) -> bool:
    """Whether a name may be read to its end in another way, which ends in a vowel.

    (주) is looked through or read 주식회사, and a number behind Latin letters now and then in
    English (JKT48 포티에이트).
    """
    return bool(_ENDS_IN_VOWEL_TOO.search(named))


_ENDS_IN_VOWEL_TOO: Final = re.compile(r"\(주\)|㈜|[A-Za-z]-?[0-9]{2,}")


@lru_cache(maxsize=1 << 14)
def _right(tail: str, sound: Sound) -> str | None:
    """The right form of a particle that is wrong behind a word that ends so; None otherwise."""
    plain = unicodedata.normalize("NFC", tail)
    if plain not in FAMILIES or agrees(plain, sound):
        return None
    return fitting(plain, sound)
