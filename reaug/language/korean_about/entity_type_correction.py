"""entity_type_correction, in Korean."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    """
    Correct entity types that contradict the label, the rule book and the other rows.
    """: """
    라벨, 규칙집, 다른 행에 비추어 틀린 개체 유형을 고친다.
    """,
    """
    For each mention, the step computes the probability of each type. The evidence is the type in
    the data; the types that the rule book lists for the label and role, its patterns and lexicons;
    the types of the same word in all other mentions (and of the same span of the same sentence);
    the form of the word (script, length, ending, beginning), compared with other words; and the
    characters around the mention, compared with other mentions and with those of the same label.
    With `evidence: full` mecab's semantic class of the word (인명, 지명, …) counts as well. How
    often types are wrong is estimated from the data.
    """: """
    개체마다 각 유형일 확률을 계산한다. 근거는 지금 적혀 있는 유형, 그 라벨과 역할에서 규칙집이 센
    유형, 규칙집의 패턴과 어휘 목록, 같은 단어가 다른 개체로 나왔을 때의 유형(같은 문장의 같은
    위치도 본다), 단어의 형태(문자, 길이, 끝, 처음이 다른 단어에서 어느 유형이었는지), 앞뒤의
    글자(다른 개체의 앞뒤, 라벨이 같은 개체의 앞뒤와 견준다)이다. `evidence: full`이면 mecab이 아는
    의미 부류(인명, 지명 등)도 근거로 쓴다. 유형이 얼마나 자주 틀리는지는 그 데이터에서 배운다.
    """,
    """
    The likeliest type is set if its probability is at least `threshold`. A less likely type is also
    set as long as the mean probability of all types that are set, minus a standard error, is at
    least `threshold`. A type that is not set, but has at least the probability `review`, is listed
    as a finding, and the row is left unchanged. A type that breaks a hard rule of the label is
    never set: the finding then names the type and the label that would be right together.
    """: """
    가장 그럴듯한 유형의 확률이 `threshold` 이상이면 그 유형으로 고친다. 그보다 낮아도, 고치는 것
    전체의 평균에서 표준 오차를 뺀 값이 `threshold`를 지키는 동안은 고친다. 고치지 않은 것 가운데
    확률이 `review` 이상인 것은 행을 그대로 두고 발견으로 적는다. 라벨이 반드시 지켜야 하는 규칙에
    어긋나는 유형으로는 고치지 않는다. 그때는 함께 써야 맞는 유형과 라벨을 발견에 적는다.
    """,
    """
    Rows with a label or type that is not in the rule book are left unchanged. If most labels or
    types of the data are not in the rule book, all rows are left unchanged. With a book for which
    the evidence was not evaluated (any book that is not in `audit/judged.csv`) nothing is set: the
    changes are listed as findings for a person instead, and their rows are counted as
    `type/unjudged-book`.
    """: """
    라벨이나 유형이 규칙집에 없는 행은 그대로 두고, 라벨이나 유형이 대부분 규칙집에 없는 데이터는
    전체를 그대로 둔다. 근거를 평가해 보지 않은 규칙집(`audit/judged.csv`에 없는 모든 규칙집)에서는
    아무것도 고치지 않는다. 고쳤을 것은 사람이 보도록 발견으로 적고, 그 행은
    `type/unjudged-book`으로 센다.
    """,
    """
    On the half of KLUE-RE train that was not used for fitting, with 3% of the object types replaced
    at random, 97 of 100 corrections are right, and 48 of 100 replaced types are restored (subjects:
    99 and 96); see `benchmarks/type_noise.py`. A word that can have two types (a country is a place
    and a state) is left unchanged, since its other mentions disagree as well.
    """: """
    KLUE-RE 학습 데이터에서 조정에 쓰지 않은 절반의 객체 유형 3%를 임의로 바꾸어 재 보니, 고친 것
    100개 가운데 97개가 맞았고, 바꾼 유형 100개 가운데 48개를 되찾았다(주체는 99개와 96개).
    `benchmarks/type_noise.py` 참고. 한 단어가 둘 다인 경우(나라는 장소이기도 하고 국가이기도
    하다)에는 다른 개체의 유형도 엇갈리므로 그대로 둔다.
    """,
    """
    Reasons: `type/` and the kinds of evidence in favour of the change: label, words (the same word
    in other mentions), book (the rule book), form (of the word) or context (the characters around
    it). The finding says how strong each kind is, in nats.
    """: """
    이유: `type/` 뒤에 근거가 된 것을 적는다. label(라벨), words(같은 단어), book(규칙집),
    form(단어의 형태), context(앞뒤의 글자). 발견에는 각 근거의 세기를 nat 단위로 적는다.
    """,
    """
    Source: naive Bayes with a weight per feature, as in Zaidi et al. 2013, "Alleviating naive Bayes
    attribute independence assumption by attribute weighting"; comparing a value with others of its
    kind is the idea of confident learning (Northcutt et al. 2021).
    """: """
    출처: Zaidi et al. 2013, "Alleviating naive Bayes attribute independence assumption by attribute
    weighting"처럼 특징마다 가중치를 둔 나이브 베이즈. 어떤 값이 맞는지를 같은 종류의 다른 값으로
    판단한다는 생각은 confident learning(Northcutt et al. 2021)에서 왔다.
    """,
}
