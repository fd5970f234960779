"""`text/edge-space`: white space at the edges of the sentence or of a mention."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reaug.audit.hidden_characters import names, places, respelled, shown, text_fixes
from reaug.audit.mention_edges import ROLES, mention_of, span_fixes
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.character_fixes import EDGE_SPACE, Respelling
from reaug.core.characters import IS_WHITE
from reaug.core.findings import Finding

RULE = Rule(
    EDGE_SPACE,
    "warning",
    "patch",
    "white space at an edge of the sentence or of a mention",
    "문장이나 개체의 앞이나 뒤에 공백이 있다",
)
RULES = (RULE,)
BY_ROW: Final = True


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for the sentence of a row and one for each mention with white space at an
    edge.
    """
    for row, spelling in rows.respellings.items():
        if spelling.edges:
            yield _of_sentence(rows, row, spelling)
        for place in (0, 1):
            if spelling.blank_edges[place]:
                yield _of_mention(rows, row, spelling, place)


def _of_sentence(rows: Rows, row: int, spelling: Respelling) -> Finding:
    text, at = rows.texts[row], spelling.edges
    fixes = text_fixes(rows, row, spelling, [(place, place + 1) for place in at])
    value = shown(text, spelling.marked, at[0])
    char = names(text[place] for place in at)
    return Finding(
        rule=RULE.id,
        rows=rows.named([row]),
        field="sentence",
        value=value,
        suggestion=respelled(text, spelling, at[0]) if fixes else "",
        fixes=fixes,
        en=f"{char} at {places(at)}, an edge of the sentence: {value}",
        ko=f"{char}, 문장 앞뒤의 {places(at, ko=True)}번 글자: {value}",
    )


def _of_mention(rows: Rows, row: int, spelling: Respelling, which: int) -> Finding:
    mention = mention_of(rows, row, ROLES[which])
    span = spelling.spans[which]
    text, (start, end) = mention.text, mention.span
    outside = [at for at in range(start, end) if not span[0] <= at < span[1]]
    at = [place for place in outside if IS_WHITE[ord(text[place])]]
    value = shown(text, spelling.marked | {*at}, start, end)
    char = names(text[place] for place in at)
    new = text[slice(*span)]
    return Finding(
        rule=RULE.id,
        rows=rows.named([row]),
        field=mention.field,
        value=mention.word,
        suggestion=new,
        fixes=span_fixes(mention, span),
        en=f"{char} at {places(at)}, an edge of the {mention.role}: {value}; the mention is {new}",
        ko=f"{char}, 개체 앞뒤의 {places(at, ko=True)}번 글자: {value}. 개체는 {new}",
    )
