"""random_deletion, in Korean."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    """
    Delete eojeols of the context at random, each with probability `rate`.
    """: """
    문맥의 어절을 각각 `rate`의 확률로 지운다.
    """,
    """
    The white space after an eojeol is deleted with it, or the white space before it at the end of
    the sentence, so that no double spaces arise and no words are joined. A particle that is
    separated from its word by a space (책 를, https://… 를) is deleted or kept together with it.
    """: """
    어절 뒤의 공백을(문장 끝에서는 앞의 공백을) 함께 지우므로, 공백이 겹치거나 두 단어가 붙지
    않는다. 앞말과 떨어져 적힌 조사(책 를, https://… 를)는 앞말과 함께 지우거나 남긴다.
    """,
    """
    These are always kept:
    - an eojeol that touches a mention, and with it the particle of the mention;
    - a bracket after such an eojeol, and an eojeol with only one of a pair of brackets or quotes,
      since a particle after a bracket may belong to the mention;
    - with `protect_between`, the text between the mentions, which is most often the evidence for
      the label;
    - one eojeol that could have been deleted, so that a row never loses all of its context.
    """: """
    다음은 언제나 남긴다.
    - 개체에 닿은 어절. 그래서 개체의 조사도 남는다.
    - 그런 어절 뒤의 괄호, 그리고 괄호나 따옴표의 한쪽만 든 어절. 괄호 뒤의 조사가 개체의 조사일 수
      있다.
    - `protect_between`이면 두 개체 사이의 글. 라벨의 근거는 대개 여기에 있다.
    - 지울 수 있는 어절 가운데 하나. 그래서 문맥이 모두 사라지는 행은 없다.
    """,
    """
    Source: Wei & Zou 2019, "EDA: Easy Data Augmentation Techniques for Boosting Performance on Text
    Classification Tasks", EMNLP-IJCNLP.
    """: """
    출처: Wei & Zou 2019, "EDA: Easy Data Augmentation Techniques for Boosting Performance on Text
    Classification Tasks", EMNLP-IJCNLP.
    """,
    """
    Skipped: `random_deletion/no-candidate`, fewer than two eojeols can be deleted;
    `random_deletion/none-drawn`, none was drawn.
    """: """
    건너뜀: `random_deletion/no-candidate`(지울 수 있는 어절이 둘보다 적다),
    `random_deletion/none-drawn`(뽑힌 어절이 없다).
    """,
}
