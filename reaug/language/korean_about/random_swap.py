"""random_swap, in Korean."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    """
    Swap pairs of eojeols of the context; the white space between words stays the same.
    """: """
    문맥의 어절을 둘씩 골라 자리를 맞바꾼다. 단어 사이의 공백은 그대로 둔다.
    """,
    """
    Of the n eojeols of a row that can move, `rate` × n pairs are drawn, at least one and at most
    `max_swaps`. No eojeol moves twice. These do not move, most of them since they are evidence for
    the label:
    - eojeols that touch a mention, and with them its particle;
    - the text between the mentions (`protect_between`);
    - the eojeols next to a mention (`protect_beside`);
    - the last eojeol of each sentence (`protect_end`);
    - words in the rule book's `relation_lexicons` (남편, 회장, 출신);
    - eojeols with only one of a pair of brackets or quotes, and a bracket after a mention.
    """: """
    옮길 수 있는 어절이 n개인 행에서 `rate` × n쌍을(적어도 1쌍, 많아도 `max_swaps`쌍) 뽑으며, 한
    어절을 두 번 옮기지 않는다. 다음은 제자리에 둔다. 대부분 라벨의 근거이기 때문이다.
    - 개체에 닿은 어절. 그래서 개체의 조사도 남는다.
    - 두 개체 사이의 글(`protect_between`)
    - 개체 바로 옆의 어절(`protect_beside`)
    - 문장마다 마지막 어절(`protect_end`)
    - 규칙집의 `relation_lexicons`에 있는 단어(남편, 회장, 출신)
    - 괄호나 따옴표의 한쪽만 든 어절, 그리고 개체 뒤의 괄호
    """,
    """
    Source: Wei & Zou 2019, "EDA: Easy Data Augmentation Techniques for Boosting Performance on Text
    Classification Tasks", EMNLP-IJCNLP.
    """: """
    출처: Wei & Zou 2019, "EDA: Easy Data Augmentation Techniques for Boosting Performance on Text
    Classification Tasks", EMNLP-IJCNLP.
    """,
    """
    Skipped: `random_swap/no-pair`, fewer than two eojeols can move; `random_swap/same-word`, the
    eojeols of each drawn pair are the same.
    """: """
    건너뜀: `random_swap/no-pair`(옮길 수 있는 어절이 둘보다 적다), `random_swap/same-word`(뽑은 두
    어절이 같은 단어이다).
    """,
}
