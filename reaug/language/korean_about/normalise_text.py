"""normalise_text, in Korean."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    """
    Normalise the text of sentences: remove hidden characters, turn unusual blanks into spaces,
    apply NFC.
    """: """
    문장을 보이는 대로 적는다. 보이지 않는 문자를 없애고, 특수 공백을 보통 공백으로, 글자를 NFC로
    바꾼다.
    """,
    """
    It applies the suggestions of the audit rules `text/invisible`, `text/not-nfc` and
    `text/edge-space`, also inside mentions. Zero-width and control characters, tags, stray joiners
    and variation selectors are deleted. No-break spaces and the like become plain spaces.
    Decomposed Hangul is composed. White space at the edges of the sentence is removed, and mentions
    with white space at their edges are shortened. Characters of private use, unassigned characters,
    and direction marks beside right-to-left text are left for a person. Emoji, scripts that need
    joiners, old Hangul, and several plain spaces between words are kept.
    """: """
    점검 규칙 `text/invisible`, `text/not-nfc`, `text/edge-space`가 제안하는 대로 고치며, 개체 안도
    고친다. 폭이 없는 문자와 제어 문자, 태그 문자, 쓸모없는 결합자(joiner)와 이체자 선택자는 지운다.
    줄바꿈을 막는 공백 같은 특수 공백은 보통 공백으로 바꾼다. 풀어 적힌 한글은 모아 적는다. 문장
    앞뒤의 공백은 없애고, 앞뒤에 공백이 든 개체는 공백을 빼도록 경계를 옮긴다. 사용자 정의 영역의
    문자, 배정되지 않은 문자, 오른쪽에서 왼쪽으로 쓰는 글 옆의 방향 표시는 사람이 정하도록 그대로
    둔다. 이모지, 결합자가 필요한 문자, 옛한글은 그대로 둔다. 단어 사이의 보통 공백은 여러 칸이라도
    그대로 둔다.
    """,
    """
    Reasons: the audit rules that led to the changes of a row, separated by commas.
    """: """
    이유: 그 행을 고치게 한 규칙을 쉼표로 이어 적는다.
    """,
    """
    Source: Unicode Standard Annex 15 (NFC); default-ignorable code points of the Unicode Character
    Database.
    """: """
    출처: Unicode Standard Annex 15(NFC). Unicode Character Database의 default-ignorable 코드
    포인트.
    """,
}
