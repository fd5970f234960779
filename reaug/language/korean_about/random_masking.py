"""random_masking, in Korean."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    """
    Replace random units of the context, or whole mentions, with mask tokens.
    """: """
    문맥의 어절(또는 형태소, 토큰)을 무작위로, 또는 개체 전체를 마스크 토큰으로 바꾼다.
    """,
    """
    `target: context` masks each unit (eojeol, morpheme or token) with probability `rate`, drawn for
    each unit of each row. A unit that touches a mention is kept, and so is the text after the
    mention up to the next white space, since it is the particle. With `protect_between`, the text
    between the mentions is kept. At least one unit that could have been masked is kept.
    """: """
    `target: context`는 행마다 단위(어절, 형태소, 토큰) 하나하나를 `rate`의 확률로 마스킹한다.
    개체에 닿은 단위와, 개체 뒤에서 다음 공백까지의 글(개체의 조사)은 남긴다. `protect_between`이면
    두 개체 사이의 글도 남긴다. 마스킹할 수 있는 단위 가운데 적어도 하나는 남긴다.
    """,
    """
    `target: subject`, `object` or `both` masks the whole mention in every row, with one mask for
    each of its units; its particle is left unchanged.
    """: """
    `target: subject`, `object`, `both`는 들어온 모든 행에서 개체 전체를 마스킹한다. 마스크는 개체의
    단위마다 하나이고, 개체의 조사는 그대로 둔다.
    """,
    """
    Source: the input of masked language models (Devlin et al. 2019, "BERT: Pre-training of Deep
    Bidirectional Transformers for Language Understanding", NAACL), used here as noise.
    """: """
    출처: 마스크 언어 모델의 입력(Devlin et al. 2019, "BERT: Pre-training of Deep Bidirectional
    Transformers for Language Understanding", NAACL)을 데이터의 잡음으로 쓴다.
    """,
    """
    Skipped: `random_masking/no-candidate`, fewer than two units can be masked;
    `random_masking/none-drawn`, none was drawn.
    """: """
    건너뜀: `random_masking/no-candidate`(마스킹할 수 있는 단위가 둘보다 적다),
    `random_masking/none-drawn`(뽑힌 단위가 없다).
    """,
}
