"""random_insertion, in Korean."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    """
    Insert words of a list, or synonyms of the row's words, between words of the context.
    """: """
    문맥의 단어 사이에 목록의 단어나 그 행 단어의 동의어를 넣는다.
    """,
    """
    The words come from the user's list. A line with one word (`이윽고`), or a list in the recipe,
    gives words that can be inserted in any row; a line with synonyms (`회의,회합,모임`), or a
    mapping, gives words that can be inserted in rows that contain the first one, as in the paper.
    With `words: kiwi`, they are the neighbours of the row's nouns and adverbs in Kiwi's language
    model (`pip install 'reaug[kiwi]'`).
    """: """
    단어는 사용자가 준 목록에서 고른다. 한 줄에 단어 하나를 적거나(`이윽고`) 레시피에 목록으로 적은
    단어는 어느 행에나 넣을 수 있다. 동의어와 함께 적은 줄(`회의,회합,모임`)이나 매핑의 단어는
    논문처럼 첫 단어가 있는 행에만 넣는다. `words: kiwi`이면 그 행의 명사와 부사마다 Kiwi가 찾은
    이웃 단어를 쓴다(`pip install 'reaug[kiwi]'`).
    """,
    """
    A word is inserted before an eojeol and followed by a space. Of the n gaps of a row, `ratio` × n
    get a word, at least one and at most `max_words`. All sets of gaps are equally likely, and so
    are all words that the row can get; but of the neighbours of a word in Kiwi's model, the one
    that makes the sentence most likely is used. Words that indicate a relation, or repeat a mention
    or a part of one, are never inserted.
    """: """
    단어는 어절 앞에 넣고 한 칸 띄운다. 단어를 넣을 자리가 n곳인 행에서 `ratio` × n곳에(적어도 1곳,
    많아도 `max_words`곳) 하나씩 넣는다. 자리의 모든 조합은 확률이 같고, 그 행에 넣을 수 있는 단어도
    모두 확률이 같다. 다만 Kiwi에서는 이웃 단어 가운데 분석기가 그 문장을 가장 그럴듯하게 보는 것을
    쓴다. 관계를 나타내는 단어와, 개체나 그 일부와 같은 단어는 넣지 않는다.
    """,
    """
    No word is inserted in these places:
    - at the start of the sentence, and after the end of a sentence (`protect_end`);
    - next to the eojeol of a mention (`protect_beside`), and between the mentions
      (`protect_between`);
    - next to a word of the rule book's `relation_lexicons`.
    """: """
    다음 자리에는 넣지 않는다.
    - 문장 맨 앞, 그리고 문장이 끝난 뒤(`protect_end`)
    - 개체가 든 어절의 옆(`protect_beside`), 그리고 두 개체 사이(`protect_between`)
    - 규칙집의 `relation_lexicons`에 있는 단어의 옆
    """,
    """
    Source: Wei & Zou 2019, "EDA: Easy Data Augmentation Techniques for Boosting Performance on Text
    Classification Tasks", EMNLP-IJCNLP; neighbours: Kiwi, https://github.com/bab2min/Kiwi.
    """: """
    출처: Wei & Zou 2019, "EDA: Easy Data Augmentation Techniques for Boosting Performance on Text
    Classification Tasks", EMNLP-IJCNLP. 이웃 단어는 Kiwi, https://github.com/bab2min/Kiwi.
    """,
    """
    Skipped: `random_insertion/no-gap`, the row has no gap for a word; `random_insertion/no-word`,
    no word of the list can be inserted in the row.
    """: """
    건너뜀: `random_insertion/no-gap`(넣을 자리가 없다), `random_insertion/no-word`(목록에 그 행에
    넣을 수 있는 단어가 없다).
    """,
}
