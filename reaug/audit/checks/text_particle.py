"""`text/particle`: a particle behind a mention that disagrees with its word (솔로몬는, 대학교은).

A Korean does not write so. Such a particle marks text that a machine made or changed: a
translation, or a name that was swapped without repair. It is a finding only where no plausible
reading of the word allows the particle (`korean/plausible.py`), and where behind a gloss in
brackets it does not follow the gloss either: 나루연맹(NRA)는 is written by many. What is no running
text (markup, placeholders, both forms side by side) is not judged.
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
from reaug.core.findings import Finding, Fix, Severity
from reaug.core.text import slices_of
from reaug.korean.evidence import is_misused_particle
from reaug.korean.mecab import morpheme_at
from reaug.korean.particles import FAMILIES, agrees, fitting, is_doubtful
from reaug.korean.plausible import either, plausible_sounds
from reaug.korean.sounds import Sound, final_sounds, is_read, opening_of
from reaug.korean.tails import behind, tails

RULE: Final = "text/particle"
PARTICLE = Rule(
    RULE,
    "error",
    "patch",
    "the particle behind a mention does not fit its word: a mark of machine-made text",
    "개체 뒤의 조사가 앞말과 맞지 않는다. 기계가 만들거나 바꾼 글의 표시다",
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
    types = {role: batch.type(role) for role in schema.ROLES}
    for i, (text, row_id) in enumerate(zip(texts, ids, strict=True)):
        start, end, begin = int(found.start[i]), int(found.end[i]), int(found.begin[i])
        role, tail = schema.ROLES[int(found.role[i])], found.tail[i]
        plain = unicodedata.normalize("NFC", tail)
        severity: Severity | None = _LESS_SURE
        if plain in NAMED:
            if types[role][int(found.row[i])].as_py() != PERSON or not _NAME.search(
                text[start:end]
            ):
                continue
            right = tail[1:]
        else:
            judged = _judged(text, (start, end), (begin, begin + len(tail)), plain)
            if judged is None:
                continue
            right, severity = judged
        old, new = text[start:begin] + tail, text[start:begin] + right
        finding = Finding(
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
        yield finding, role


_LESS_SURE: Final[Severity] = "warning"
"""Behind dates in brackets, that a writer may have read out, and 이 behind a name (지훈이는)."""

PERSON: Final = "PER"
_NAME: Final = re.compile(r"^[가-힣]{2,4}$")
NAMED: Final = frozenset(("이는", "이가", "이를", "이와", "이도", "이의", "이에게"))
"""Tails with the 이 that given names take behind a consonant: 지훈이는, but 민수는."""

_GLOSS_OF_DATES: Final = re.compile(r"[0-9] ?년|[0-9]{3,4}\.")
_BOTH_FORMS: Final = re.compile(r"^\s?[(/·]\s?(?:은|는|이|가|을|를|과|와|으로|로|아|야)(?![가-힣])")
_MARKUP: Final = re.compile(r"\[\[|\]\]|\{\{|\}\}|</?[A-Za-z]|&[a-z]+;|\[[A-Z]+[0-9]*\]")


def _judged(
    text: str, noun: tuple[int, int], tail: tuple[int, int], form: str
) -> tuple[str, Severity | None] | None:
    """The right form and how sure that is; None where this form may stand."""
    (start, end), (begin, stop) = noun, tail
    sounds = plausible_sounds(text[start:end])
    beside = text[end:begin]
    if not sounds or any(agrees(form, sound) for sound in sounds):
        return None
    if _MARKUP.search(beside) or _BOTH_FORMS.search(text[stop:]):
        return None
    if _looked_through(beside) and agrees(form, Sound.NONE):
        return None
    if not _is_particle_here(text, noun, begin, form):
        return None
    right = fitting(form, either(sounds))
    if right is None or right == form:
        return None
    gloss = _gloss(text, end, begin)
    if gloss.strip("()（） ") in FAMILIES:
        return None  # 박민수(은)는
    if not is_read(gloss.rstrip()[-1:] or " "):
        return right, None  # no gloss, or one that ends in a mark: (1963년 ~)
    read = plausible_sounds(gloss)
    if read and not any(agrees(form, sound) for sound in read):
        return right, None
    return (right, _LESS_SURE) if _GLOSS_OF_DATES.search(gloss) else None


def _looked_through(beside: str) -> bool:
    """Whether a mark of a firm stands behind a name, which is read 주식회사 or not at all."""
    return "(주)" in beside or "㈜" in beside


def _is_particle_here(text: str, noun: tuple[int, int], begin: int, form: str) -> bool:
    """Whether a form that may be a part of a longer noun is a particle (수은, 송지은, 소설가)."""
    if is_doubtful(form):
        return is_misused_particle(text, noun, begin, form)
    if len(form) > 1 or begin != noun[1]:
        return True
    # A word that mecab knows as one, particle and all, was cut: 은 of 수은 belongs to it.
    first, tag = morpheme_at(text, begin)
    return first > noun[0] or not tag.startswith(("NN", "SL", "MA"))


def _gloss(text: str, end: int, begin: int) -> str:
    """What stands in the last brackets between a mention and its particle; "" where nothing does.

    A reference ([1]) is no gloss.
    """
    closing = begin - 1
    if closing < end:
        return ""
    opening = opening_of(text, closing)
    inside = text[opening + 1 : closing] if opening >= end else ""
    return "" if _REFERENCE.fullmatch(inside) else inside


_REFERENCE: Final = re.compile(r"(?:주|각주|note|출처)?\s?[0-9a-z]{0,2}\s?(?:필요)?")


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


@lru_cache(maxsize=1 << 14)
def _right(tail: str, sound: Sound) -> str | None:
    """The right form of a particle that is wrong behind a word that ends so; None otherwise."""
    plain = unicodedata.normalize("NFC", tail)
    if plain in NAMED:
        return plain[1:] if sound is Sound.NONE else None
    if plain not in FAMILIES or agrees(plain, sound):
        return None
    return fitting(plain, sound)
