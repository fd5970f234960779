"""`text/invisible`: invisible characters, and white space other than a plain space.

Such characters come from text that was copied from a web page or document. A reader sees the same
word, but a program or tokenizer sees another word.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reaug.audit.hidden_characters import names, places, respelled, shown, text_fixes
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.character_fixes import INVISIBLE, Respelling
from reaug.core.findings import Finding
from reaug.core.invisible import Hidden

RULE = Rule(
    INVISIBLE,
    "warning",
    "patch",
    "an invisible character, or a blank other than a plain space",
    "보이지 않는 문자나 특수 공백이 있다",
)
RULES = (RULE,)
BY_ROW: Final = True


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each row and hidden character in it.

    The finding is for review if it is unclear what should replace the character.
    """
    for row, spelling in rows.respellings.items():
        kinds: dict[tuple[str, bool], list[Hidden]] = {}
        for character in spelling.hidden:
            kinds.setdefault((character.char, character.new is None), []).append(character)
        for hidden in kinds.values():
            yield _finding(rows, row, spelling, hidden)


def _finding(rows: Rows, row: int, spelling: Respelling, hidden: list[Hidden]) -> Finding:
    text, at = rows.texts[row], [character.at for character in hidden]
    char, new = hidden[0].char, hidden[0].new
    fixes = text_fixes(rows, row, spelling, [(place, place + 1) for place in at])
    value = shown(text, spelling.marked, at[0])
    if new is None:
        what = ("a person must decide what it stands for", "무엇을 뜻하는지 보아야 한다")
    elif new:
        what = ("it should be a plain space", "보통 공백이어야 한다")
    else:
        what = ("it should be deleted", "지워야 한다")
    return Finding(
        rule=RULE.id,
        rows=rows.named([row]),
        field="sentence",
        value=value,
        suggestion=respelled(text, spelling, at[0]) if fixes else "",
        fixes=fixes,
        severity="review" if new is None else None,
        en=f"{names(char)} at {places(at)}: {value}; {what[0]}",
        ko=f"{names(char)}, {places(at, ko=True)}번째 글자: {value}. {what[1]}",
    )
