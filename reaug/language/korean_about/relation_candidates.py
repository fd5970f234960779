"""relation_candidates, in Korean."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    """
    List, for each row, the relations that its two entity types can have.
    """: """
    행마다 두 개체 유형이 가질 수 있는 관계를 적는다.
    """,
    """
    Each type pair is a head with candidate relations. With `source: data`, a label is a candidate
    of a type pair if at least `support` rows have both. With `source: rules`, the rule book
    decides: for `level: typical` the type of the object must be usual for the relation, for
    `listed` the rule book must list it, and `legal` excludes only what breaks a hard rule. The
    negative label is always a candidate. `like` reads the file of another run, so that a test set
    gets the same heads as the training set.
    """: """
    유형 쌍마다 헤드가 하나 있고, 헤드마다 후보 관계가 있다. `source: data`는 데이터에 나온 대로
    정한다. 어떤 유형 쌍에 라벨이 `support`행 이상 달려 있으면 그 쌍의 후보이다. `source: rules`는
    규칙집을 따른다. `level: typical`이면 객체의 유형이 그 관계에 흔한 것이어야 하고, `listed`이면
    규칙집에 적혀 있어야 하며, `legal`이면 반드시 지켜야 하는 규칙에 어긋나는 것만 뺀다. 관계없음
    라벨은 언제나 후보이다. `like`는 다른 실행이 남긴 파일을 따르므로, 평가 데이터에도 학습 데이터와
    같은 헤드를 줄 수 있다.
    """,
    """
    Adds two columns. `head` is a ClassLabel of the type pairs in alphabetical order; -1 if the pair
    is not in the table. `candidates` has a boolean per label, in the order of the label ids, for
    `logits.masked_fill(~candidates, -inf)`. Without a head, the candidates are what the rule book
    allows for the pair, and all labels if the book does not know one of the types.
    """: """
    맨 뒤에 두 열이 더해진다. `head`는 유형 쌍을 알파벳순으로 이름 붙인 ClassLabel이고, 표에 없는
    쌍은 -1이다. `candidates`는 라벨 id 순서로 라벨마다 참이나 거짓을 적는다. 쓰는 법:
    `logits.masked_fill(~candidates, -inf)`. 헤드가 없으면 규칙집이 그 쌍에 허용하는 라벨이 참이고,
    규칙집에 없는 유형이 있으면 모든 라벨이 참이다.
    """,
    """
    A row whose label is not a candidate is reported as a finding (`candidates/excluded`). With the
    mask, the loss of such a row is infinite; `drop_excluded` drops it. The table is written to
    `candidates.json` in the run folder, with the number of rows of each type pair.
    """: """
    라벨이 후보에 없는 행은 발견으로 적고(`candidates/excluded`) 남긴다. 그런 행은 이 마스크를 쓰면
    손실이 무한대가 되므로 `drop_excluded`로 뺄 수 있다. 실행 폴더에는 쌍과 행 수를 적은 표
    `candidates.json`이 남는다.
    """,
    """
    Source: Lyu & Chen 2021, "Relation classification with entity type restriction" (RECENT).
    """: """
    출처: Lyu & Chen 2021, "Relation classification with entity type restriction" (RECENT).
    """,
    """
    UsageError No row has types and a label. InputError The data already has a column of that name,
    or a label that is not in the rule book; the file for `like` is invalid.
    """: """
    UsageError
        유형 둘과 라벨이 모두 있는 행이 없어 배울 것이 없다.
    InputError
        그 이름의 열이 데이터에 이미 있거나, 규칙집에 없는 라벨이 있다. `like`의 파일이 깨졌다.
    """,
}
