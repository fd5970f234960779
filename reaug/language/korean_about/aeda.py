"""aeda, in Korean."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    """
    Insert punctuation marks at random gaps between words, never inside a mention.
    """: """
    단어 사이 임의의 자리에 문장 부호를 넣는다. 개체 안에는 넣지 않는다.
    """,
    """
    A mark is a word of its own: it is inserted before an eojeol and followed by a space, as in the
    code of the paper, but never at the start of the sentence. For a row with w eojeols, the number
    of marks is drawn uniformly from 1 to `ratio` × w (at least 1, at most `max_marks` and the
    number of gaps), then the gaps, with all sets of that size equally likely, then each mark.
    """: """
    부호는 따로 떨어진 한 단어로 넣는다. 논문의 코드처럼 어절 앞에 넣고 한 칸 띄우되, 논문과 달리
    문장 맨 앞에는 넣지 않는다. 어절이 w개인 행에서 부호의 수를 1 이상 `ratio` × w 이하에서 같은
    확률로 뽑고(`max_marks`와 단어 사이의 개수를 넘지 않으며 적어도 1개), 그 수만큼의 자리를 모든
    조합이 같은 확률이 되게 뽑은 다음, 자리마다 부호를 뽑는다.
    """,
    """
    Source: Karimi, Rossi & Prati 2021, "AEDA: An Easier Data Augmentation Technique for Text
    Classification", Findings of EMNLP.
    """: """
    출처: Karimi, Rossi & Prati 2021, "AEDA: An Easier Data Augmentation Technique for Text
    Classification", Findings of EMNLP.
    """,
    """
    Skipped: `aeda/no-gap`, a row without white space outside its mentions.
    """: """
    건너뜀: `aeda/no-gap`(개체 밖에 공백이 없는 행).
    """,
}
