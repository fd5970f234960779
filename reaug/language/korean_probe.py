"""Korean translations of the help and the output of `reaug probe` and `reaug tune`.

The words of their tables are in `reaug.report.probe_words`; see `reaug.language.translation`.
"""

from __future__ import annotations

from typing import Final

_HELP: Final[dict[str, str]] = {
    # probe
    "Train on the raw rows and on the output of recipes, and measure the difference.": (
        "원본과 레시피의 결과로 각각 학습해 보고, 차이가 의미 있는지 알려 준다."
    ),
    "A recipe, or a run folder; may be repeated.": "레시피나 실행 폴더. 여러 번 쓸 수 있다.",
    "A set to test on; by default a fifth of the rows, a different fifth in each split.": (
        "평가에 쓸 데이터. 기본값은 행의 5분의 1이며 분할마다 다르다."
    ),
    "Also test each step alone, and the recipe without it.": (
        "단계마다 그 단계만 쓴 경우와 그 단계를 뺀 경우도 비교한다."
    ),
    "Training set sizes, in rows.": "학습에 쓸 행의 수.",
    "Number of splits; each also has draws of its own.": (
        "분할의 수. 분할마다 무작위 추출도 달라진다."
    ),
    "Add splits until every interval is at most this wide on each side; at most 50 splits.": (
        "구간의 반폭이 이 점수보다 좁아질 때까지 계속한다. 분할은 최대 50개."
    ),
    "linear, frozen:ENCODER or finetune:ENCODER; ENCODER is a folder or a hub name.": (
        "linear, frozen:인코더, finetune:인코더. 인코더는 폴더나 허브 이름이다."
    ),
    "Leave out training rows whose sentence is in the test set, or is an edit of one there.": (
        "평가 데이터에 있는 문장이나 그 변형인 학습 행을 뺀다."
    ),
    "Write the training rows that a model gets wrong; FILE.probs.jsonl lists all rows.": (
        "모델이 틀리는 학습 행을 쓴다. 모든 행의 확률은 FILE.probs.jsonl에 있다."
    ),
    "Write probe.json and report.html to this folder; FILE.json writes the figures only.": (
        "probe.json과 report.html을 쓸 폴더. FILE.json이면 수치만 쓴다."
    ),
    # tune
    "Search for a recipe that helps, and confirm the best one on rows that the search never saw.": (
        "효과가 있는 레시피를 찾고, 탐색에 쓰지 않은 행으로 가장 좋은 것을 검증한다."
    ),
    "The data set on which the best recipe is confirmed; by default 30% of the rows.": (
        "검증에 쓸 데이터. 기본값은 행의 30%."
    ),
    "A file of steps with alternatives (any:); by default the shipped one.": (
        "선택지(any:)가 있는 단계의 목록. 기본값은 내장 목록."
    ),
    "Time limit: 90s, 20m, 1h.": "쓸 수 있는 시간: 90s, 20m, 1h.",
    "Try this many candidates, whatever the budget; makes the search repeatable.": (
        "시간과 관계없이 후보를 이만큼 시험한다. 결과를 재현할 수 있다."
    ),
    "linear, frozen:ENCODER or finetune:ENCODER.": "linear, frozen:인코더, finetune:인코더.",
    "Write the best recipe to this file.": "가장 좋은 레시피를 쓸 파일.",
}

_NOTES: Final[dict[str, str]] = {
    "the test set has no row of {}: no result for these": (
        "평가 데이터에 라벨 {}의 행이 없어 이에 대해서는 아무것도 말할 수 없다"
    ),
    "after {} splits an interval is still wider than {} points": (
        "분할 {}개 뒤에도 구간의 반폭이 여전히 {}점보다 넓다"
    ),
    "the test set has fewer than {} sentences: intervals are too narrow": (
        "평가 데이터의 문장이 {}개보다 적어 구간이 실제보다 좁다"
    ),
    "{} changes no row as the model sees it: its figures are those of the raw rows": (
        "{:은} 모델이 보는 행을 하나도 바꾸지 않는다. 수치는 원본과 같다"
    ),
    "and in {} more ways: reaug audit TRAIN --against DEV": (
        "이 밖에 {}가지가 더 다르다: reaug audit TRAIN --against DEV"
    ),
    # On the progress bar.
    "training": "학습",
    "checks": "검사",
    "label noise": "라벨 잡음",
    "reading": "읽기",
    "people": "사람",
    "runs": "실행",
    "planning the copies of {}": "{}의 사본 계획",
    "reading all rows for {}": "{:을} 위해 모든 행을 봄",
}

_DATA: Final[dict[str, str]] = {
    "a row of the training set has no label: nothing can be learnt from it": (
        "학습 데이터에 라벨이 없는 행이 있다. 그런 행에서는 배울 것이 없다"
    ),
    "the rule book {} lacks labels of the training set: {}; make one with reaug rules learn "
    "DATA -o rules.yaml, and use it with --rules": (
        "규칙집 {}에 학습 데이터의 라벨이 없다: {}. reaug rules learn DATA -o rules.yaml로 "
        "규칙집을 만들어 --rules로 지정하라"
    ),
    "a row of the test set has no label: it cannot be scored": (
        "평가 데이터에 라벨이 없는 행이 있어 점수를 매길 수 없다"
    ),
    "the test set has labels that the training set lacks: {}, so no model can learn them; remove "
    "these rows, or give another set with --eval": (
        "평가 데이터에 학습 데이터에 없는 라벨이 있다: {}. 어느 모델도 배울 수 없으니 그 행을 "
        "빼거나 --eval로 다른 데이터를 지정하라"
    ),
    "the training set has a single label: there is nothing to distinguish": (
        "학습 데이터의 라벨이 하나뿐이라 구별할 것이 없다"
    ),
    "the training set has {} rows, too few for its {} labels: give {} rows or more": (
        "학습 데이터가 {}행뿐이어서 라벨 {}개를 배우기에 너무 적다. {}행 이상을 주어야 한다"
    ),
    "{} rows are too few to train on: there are {} labels; ask for {} or more": (
        "{}행은 학습하기에 너무 적다. 라벨이 {}개이니 {}행 이상이어야 한다"
    ),
    "every sentence of the training set is also in the test set: nothing is left to train on; "
    "give another set with --eval, or none": (
        "학습 데이터의 문장이 모두 평가 데이터에도 있어, 평가하지 않는 문장이 남지 않는다. "
        "--eval에 다른 데이터를 지정하거나 빼라"
    ),
    "every sentence of the training set is in the test set, or an edit of one there: nothing is "
    "left to train on": (
        "학습 데이터의 문장이 모두 평가 데이터의 문장이거나 그 변형이어서 학습할 것이 남지 않는다"
    ),
    "{} leaves no row to train on": "{:을} 적용하면 학습할 행이 하나도 남지 않는다",
    "{} rows form {} families of near-duplicate sentences: too few, or too uneven, to hold out "
    "a part; give a test set with --eval": (
        "{}행을 비슷한 문장끼리 묶으면 {}묶음뿐이다. 너무 적거나 고르지 않아 평가용으로 떼어 둘 수 "
        "없다. --eval로 평가 데이터를 지정하라"
    ),
    "the training rows are one family of near-duplicate sentences: no model can be tested on "
    "rows that are new to it": (
        "학습 행이 모두 서로 비슷한 문장이어서, 모델이 처음 보는 행을 떼어 둘 수 없다"
    ),
    "the sentence of every row to search on is also in the set to confirm on; give another set "
    "with --eval": (
        "탐색할 행의 문장이 모두 검증 데이터에도 있다. --eval로 다른 데이터를 지정하라"
    ),
    "nothing is left to confirm on; give a set with --eval": (
        "검증할 행이 남지 않는다. --eval로 데이터를 지정하라"
    ),
}

_USE: Final[dict[str, str]] = {
    "--sizes: {} is not a number of rows; write for example 1000,5000,all": (
        "--sizes: {:은} 행의 수가 아니다. 1000,5000,all처럼 쓰라"
    ),
    "--wrong {}: rows are written as JSON lines; name it FILE.jsonl": (
        "--wrong {}: 행은 JSON Lines로 쓴다. 이름을 FILE.jsonl처럼 지으라"
    ),
    "{} cannot be created: {}": "{:을} 만들 수 없다: {}",
    "until must be more than 0 points, not {}": "until은 0점보다 커야 하는데 {}이다",
    "a budget is a time such as 20m, 90s or 1h, not {}": (
        "budget은 20m, 90s, 1h 같은 시간이어야 하는데 {}이다"
    ),
    "most must be 1 or more candidates, not {}": "most는 후보 1개 이상이어야 하는데 {}이다",
    "two recipes are called {}: rename one of the files": (
        "이름이 {}인 레시피가 둘이다. 파일 하나의 이름을 바꾸라"
    ),
    "{}: {} puts rows into a model's input format; the probe does that itself: remove the step": (
        "{}: {:은} 행을 모델 입력 형식으로 만드는데, 그 일은 probe가 직접 한다. 그 단계를 빼라"
    ),
    "{} is a folder, but not a run; give a recipe, or the folder of a run": (
        "{:은} 폴더이지만 실행 폴더가 아니다. 레시피나 실행 폴더를 지정하라"
    ),
    "{}: its recipe cannot be read": "{}: 안에 적힌 레시피를 읽을 수 없다",
    "the recipes use different rule books ({}: {}, {}: {}); set one for all with --rules": (
        "레시피마다 규칙집이 다르다({}: {}, {}: {}). 모두에 쓸 규칙집을 --rules로 지정하라"
    ),
    "{}: a search space is a mapping with a list of steps, like a recipe": (
        "{}: 탐색 공간은 레시피처럼 steps 목록이 있는 매핑이어야 한다"
    ),
    "{}: unknown key {}; a search space has only steps": (
        "{}: 알 수 없는 키 {}. 탐색 공간에는 steps만 쓴다"
    ),
    "{}: any: needs a list of alternatives, and nothing next to it": (
        "{}: any:에는 선택지 목록만 쓰고 옆에 다른 키를 두지 않는다"
    ),
    "the search space contains no recipe that changes anything": (
        "탐색 공간에 무언가를 바꾸는 레시피가 없다"
    ),
    "no candidate of the search space changes a row of this data; give another with --space": (
        "탐색 공간의 어떤 후보도 이 데이터의 행을 바꾸지 않는다. --space로 다른 공간을 지정하라"
    ),
}

_MODELS: Final[dict[str, str]] = {
    "the tokenizer of {} has {} tokens, but its model only {}; they do not belong together": (
        "{}의 토크나이저에는 토큰이 {}개인데 모델에는 {}개뿐이다. 서로 맞지 않는다"
    ),
    "no encoder can be loaded from {} ({}); give a folder with config.json and model.safetensors, "
    "or a name on the Hugging Face hub": (
        "{}에서 인코더를 불러올 수 없다({}). config.json과 model.safetensors가 있는 폴더나 Hugging "
        "Face 허브의 이름을 지정하라"
    ),
    "{} is not an encoder but a {} model; give one such as BERT, RoBERTa or ELECTRA": (
        "{:은} 인코더가 아니라 {} 모델이다. BERT, RoBERTa, ELECTRA 같은 모델을 지정하라"
    ),
    "the model {} lacks weights ({}): it was not saved completely": (
        "모델 {}에 가중치가 빠져 있다({}). 온전히 저장되지 않았다"
    ),
}

PROBE: Final[dict[str, str]] = {**_HELP, **_NOTES, **_DATA, **_USE, **_MODELS}
