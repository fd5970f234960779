"""`span/with-particle`: the mention includes its particle, such as 한빛전자는 instead of 한빛전자.

The data themselves show the error: the part before the particle is marked more often, as a mention
of the same type. Names that end like a particle (발렌시아가, 경기도) are rarely marked without
their last letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.korean_quotes import quoted
from reaug.audit.mention_edges import ROLES, marked_words, mention_of, span_fixes
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.arrays import rows_where
from reaug.core.findings import Finding
from reaug.korean.particles import FAMILIES, INVARIANT, LONGEST, agrees
from reaug.korean.sounds import final_sound

RULE: Final = Rule(
    "span/with-particle",
    "review",
    "patch",
    "a particle is marked as a part of the name",
    "조사까지 개체로 표시되어 있다",
)
RULES = (RULE,)
BY_ROW: Final = True

_OF_ONE_SYLLABLE: Final = frozenset("은는이가을를의에와과로도")
"""Particles of one syllable; the others are just as often the end of a name: 러시아군, 마리아나."""
_PARTICLES: Final = _OF_ONE_SYLLABLE | {
    particle for particle in (*FAMILIES, *INVARIANT) if len(particle) > 1
}
_SHORTEST: Final = 2
"""The least length of a name in syllables: a word of two syllables rarely is a name of one syllable
(이, 전) with a particle.
"""


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each mention with a particle, with the span without the particle."""
    names, counts = rows.fact(_names)
    if not names:
        return
    for role in ROLES:
        words, types = rows.words(role), rows.types(role)
        suspects = pa.array(sorted({word for word, _ in names}), pa.string())
        for row in rows_where(pc.is_in(words, value_set=suspects)):
            name = names.get((words[row].as_py(), types[row].as_py() or ""))
            mention = mention_of(rows, int(row), role)
            if name is None or mention.text[mention.span[1] : mention.span[1] + 1].isalnum():
                continue  # other rules report a part of a longer word
            particle = mention.word[len(name) :]
            yield Finding(
                rule=RULE.id,
                rows=rows.named([int(row)]),
                field=mention.field,
                value=mention.word,
                suggestion=name,
                fixes=span_fixes(mention, (mention.span[0], mention.span[1] - len(particle))),
                en=f"{mention.word} is {name} with the particle {particle}; {name} is marked "
                f"{counts[name, mention.type]:,} times",
                ko=f"{quoted(mention.word, '는')} ‘{name}’에 조사 {quoted(particle, '가')} "
                f"붙은 것이다. {quoted(name, '로')} 표시된 곳이 "
                f"{counts[name, mention.type]:,}군데 있다",
            )


def _names(rows: Rows) -> tuple[dict[tuple[str, str], str], dict[tuple[str, str], int]]:
    """Return marked words that include a particle, with the name before it, and counts of names."""
    # Both results are by word and type. A name is counted as often as it is marked with the type.
    counts = marked_words(rows)
    names = {key: name for key in counts if (name := _name(*key, counts))}
    wanted = {(name, type_) for (_, type_), name in names.items()}
    return names, {key: counts[key] for key in wanted}


def _name(word: str, type_: str, counts: dict[tuple[str, str], int]) -> str | None:
    """Return the word without its particle if this form is marked more often; otherwise None."""
    for length in range(min(LONGEST, len(word) - _SHORTEST), 0, -1):
        name, particle = word[:-length], word[-length:]
        if particle in _PARTICLES and counts.get((name, type_), 0) > counts[word, type_]:
            fits = particle in INVARIANT or agrees(particle, final_sound(name))
            return name if fits else None
    return None
