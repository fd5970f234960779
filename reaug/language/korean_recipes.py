"""Korean translations of errors of recipes, steps and rule books; see
`reaug.language.translation`.
"""

from __future__ import annotations

from typing import Final

_RECIPES: Final[dict[str, str]] = {
    "{}: is a data set, but a recipe (a YAML file) is needed here; make one for these data: {}": (
        "{:은} 데이터인데 레시피(YAML 파일)가 있어야 한다. 이 데이터의 레시피를 만들려면: {}"
    ),
    "{}: a recipe is a mapping with input, steps and output": (
        "{}: 레시피는 input, steps, output 키가 있는 매핑이어야 한다"
    ),
    "weights must be positive numbers": "weights는 양수여야 한다",
    "{}: {} weights for {} steps": "{}: 단계 {2}개에 weights가 {1}개이다",
    "{}: an augment block must be at the top level of a recipe, not inside {}": (
        "{}: augment 블록은 레시피의 맨 위에 둔다. {} 안에는 둘 수 없다"
    ),
    "{}: {} judges the whole set; move it out of {}": (
        "{}: {:은} 데이터 전체를 본다. {} 밖에 두라"
    ),
    "{}: {} applies to every row; move it out of {}": (
        "{}: {:은} 모든 행에 적용된다. {} 밖에 두라"
    ),
    "{}: {} applies to every row; remove p and where": (
        "{}: {:은} 모든 행에 적용된다. p와 where를 빼라"
    ),
    "{}: {} adds columns; move it out of {}": "{}: {:은} 열을 더한다. {} 밖에 두라",
    "{}: {} adds columns to every row; remove p and where": (
        "{}: {:은} 모든 행에 열을 더한다. p와 where를 빼라"
    ),
    "{}: parameters are written as name: value, not {}": (
        "{}: 매개변수는 '이름: 값'으로 써야 하는데 {}이다"
    ),
    "give either to or match": "to와 match 가운데 하나만 지정하라",
    "to: natural needs a budget, since it raises no label by itself": (
        "to: natural은 어떤 라벨도 늘리지 않으므로 budget이 있어야 한다"
    ),
    "{}: it would change rows after {}, which describes the rows; move it before that step": (
        "{}: 행의 현재 상태를 적는 {} 뒤에서 행을 바꾸게 된다. 그 단계 앞에 두라"
    ),
    "the rows are already encoded (they have a column input_ids), and {} would change them; use "
    "the rows from before encode": (
        "이미 encode한 행을(input_ids 열이 있다) {:이} 바꾸게 된다. encode 전의 행에서 시작하라"
    ),
}

_STEPS: Final[dict[str, str]] = {
    "curriculum: {} buckets need as many distinct lengths, but the rows have only {} (by {}: {}); "
    "ask for fewer buckets, or give thresholds": (
        "curriculum: 구간 {}개를 만들려면 서로 다른 길이가 그만큼 있어야 하는데 {}가지뿐이다({}: "
        "{}). 구간을 "
        "줄이거나 thresholds를 지정하라"
    ),
    "curriculum: the thresholds are lengths by {}, not {}": (
        "curriculum: 경계는 {} 단위의 길이여야 하는데 {}이다"
    ),
    "max_length and pad need a tokenizer": "max_length와 pad에는 토크나이저가 있어야 한다",
    "{} has no mask token, which {} needs; use the tokenizer of a masked language "
    "model, or another style": (
        "{0}에는 {1}에 필요한 마스크 토큰이 없다. 마스크 언어 모델의 토크나이저나 다른 style을 쓰라"
    ),
    "{} has no padding token; remove pad": "{}에 패딩 토큰이 없다. pad를 빼라",
    "encode: the data already has a column {}; rename it first, or encode rows that are not "
    "encoded yet": (
        "encode: 데이터에 이미 열 {:이} 있다. 이름을 바꾸거나 encode하지 않은 행을 쓰라"
    ),
    "encode: the mentions of row {} take {} tokens with their marks, the query and special "
    "tokens, but max_length is {}; use {} or more (at least {} such rows)": (
        "encode: 행 {}의 개체는 표시, 질의, 특수 토큰까지 합하면 토큰 {}개인데 max_length가 "
        "{}이다. {} 이상을 지정하라(그런 행 {}개 이상)"
    ),
    "relation_candidates: {} has no label {}, which a row has; correct it first": (
        "relation_candidates: {}에 행의 라벨 {:이} 없다. 먼저 고치라"
    ),
    "{}: the data already has a column {}; choose another name with {}": (
        "{}: 데이터에 이미 열 {:이} 있다. {:으로} 다른 이름을 지정하라"
    ),
    "a mark must be text without white space, not {}": (
        "표시는 공백이 없는 텍스트여야 하는데 {}이다"
    ),
    "the unit token needs a tokenizer: a folder or a hub name": (
        "unit: token에는 토크나이저(폴더나 허브 이름)가 있어야 한다"
    ),
    "random_masking: the tokenizer {} has no mask token; give mask": (
        "random_masking: 토크나이저 {}에 마스크 토큰이 없다. mask를 지정하라"
    ),
    "the model {} has no mask token; give a masked language model, such as BERT": (
        "모델 {}에 마스크 토큰이 없다. BERT 같은 마스크 언어 모델을 지정하라"
    ),
    "the tokenizer {} gives only unknown tokens for Korean text; its files do not fit its class, "
    "or it is not for Korean": (
        "토크나이저 {:이} 한국어를 전부 미등록 토큰([UNK] 등)으로 바꾼다. 한국어용이 아니거나 "
        "파일이 "
        "맞지 않는다"
    ),
}

_BOOKS: Final[dict[str, str]] = {
    "{} is a folder; name a file, e.g. mine.yaml": "{:은} 폴더이다. mine.yaml처럼 파일을 지정하라",
    "{}: the {} file does not exist{}": "{}: {} 파일이 없다{}",
    "{}: the {} cannot be read: {}": "{}: {:을} 읽을 수 없다: {}",
    "{} is empty; a {} is a mapping": "{:이} 비어 있다. {:은} 매핑이어야 한다",
    "{}: this is not YAML: {}": "{}: YAML이 아니다: {}",
    "{} is a folder; name the {}'s YAML file": "{:은} 폴더이다. {}의 YAML 파일을 지정하라",
    "tags are not allowed; remove {}": "태그는 쓸 수 없다. {:을} 빼라",
    "the key {} appears twice; first on line {}": "키 {:이} 두 번 나온다. 처음은 {}번째 줄",
    "a relation has an inverse or is symmetric, not both": (
        "관계에는 역관계와 대칭 가운데 하나만 지정할 수 있다"
    ),
    "a rule book cannot be named {}: no spaces or slashes; use --name": (
        "규칙집 이름으로 {:을} 쓸 수 없다. 공백과 슬래시는 쓸 수 없다. --name을 쓰라"
    ),
}

RECIPES: Final[dict[str, str]] = {**_RECIPES, **_STEPS, **_BOOKS}
