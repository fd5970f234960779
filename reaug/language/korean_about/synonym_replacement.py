"""synonym_replacement, in Korean."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    """
    Replace words of the context with synonyms, and repair particles.
    """: """
    문맥의 단어를 뜻이 비슷한 단어로 바꾸고 조사를 맞춘다.
    """,
    """
    The synonyms come from the user's list: a file with one word per line, followed by its synonyms
    after commas or tabs (`회의,회합,모임`), or a mapping in the recipe. With `words: kiwi`, they
    are the nearest neighbours of common nouns and adverbs in Kiwi's language model (`pip install
    'reaug[kiwi]'`). Of several neighbours, the one with which Kiwi finds the whole sentence most
    likely is used.
    """: """
    단어는 사용자가 준 목록에서 고른다. 한 줄에 단어 하나를 적고 대신 쓸 단어를 쉼표나 탭 뒤에 적은
    파일(`회의,회합,모임`), 또는 레시피의 매핑이다. `words: kiwi`이면 Kiwi의 언어 모델에서 가장
    가까운 보통명사와 부사를 쓴다(`pip install 'reaug[kiwi]'`). 여럿이면 Kiwi의 분석기가 문장 전체를
    가장 그럴듯하게 보는 것을 쓴다.
    """,
    """
    A noun is replaced if it forms an eojeol with its particle, a form of the copula or punctuation.
    An adverb, or a word of another kind, is replaced if it is an eojeol alone. Of the n words of a
    row that can be replaced, `ratio` × n are drawn, at least one and at most `max_words`. Words
    that indicate a relation are never used as synonyms.
    """: """
    명사는 조사, 서술격 조사, 부호와 함께 어절을 이룰 때 바꾸고, 부사나 다른 품사의 단어는 혼자
    어절을 이룰 때 바꾼다. 바꿀 수 있는 단어가 n개인 행에서 `ratio` × n개를(적어도 1개, 많아도
    `max_words`개) 뽑는다. 관계를 나타내는 단어는 넣지 않는다.
    """,
    """
    These words are never replaced:
    - the evidence for the label: eojeols that touch a mention, words of the rule book's
      `relation_lexicons` (kin, roles, events), and the text that `protect_between`,
      `protect_beside` and `protect_end` keep;
    - nouns before 하다 and 되다;
    - a noun after a noun without a particle, since both may be one compound;
    - repetitions of a mention or of a part of one.
    """: """
    다음 단어는 바꾸지 않는다.
    - 라벨의 근거. 개체에 닿은 어절, 규칙집의 `relation_lexicons`에 있는 단어(가족, 역할, 사건),
      `protect_between`, `protect_beside`, `protect_end`로 지키는 글이다.
    - 하다와 되다 앞의 명사
    - 조사 없는 명사 뒤의 명사. 둘이 합성어일 수 있다.
    - 개체나 그 일부와 같은 단어
    """,
    """
    Source: Wei & Zou 2019, "EDA: Easy Data Augmentation Techniques for Boosting Performance on Text
    Classification Tasks", EMNLP-IJCNLP; neighbours: Kiwi, https://github.com/bab2min/Kiwi.
    """: """
    출처: Wei & Zou 2019, "EDA: Easy Data Augmentation Techniques for Boosting Performance on Text
    Classification Tasks", EMNLP-IJCNLP. 이웃 단어는 Kiwi, https://github.com/bab2min/Kiwi.
    """,
    """
    Skipped: `synonym_replacement/no-place`, no word of the list occurs where it can be replaced;
    `synonym_replacement/no-word`, the drawn synonyms are part of a mention, or contain one.
    """: """
    건너뜀: `synonym_replacement/no-place`(바꿀 수 있는 자리에 목록의 단어가 없다),
    `synonym_replacement/no-word`(뽑은 단어가 개체의 일부이다).
    """,
}
