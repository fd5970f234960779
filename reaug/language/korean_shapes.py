"""Korean translations of the descriptions of formats, styles, parameters and keys of a recipe.

See `reaug.language.translation`.
"""

from __future__ import annotations

from typing import Final

_FORMATS: Final[dict[str, str]] = {
    "brat's folder, NAME.txt and NAME.ann for each document (FOLDER)": (
        "brat 폴더. 문서마다 NAME.txt와 NAME.ann(FOLDER)"
    ),
    "CoNLL04 and BIO tags with relations, one token per line (.conll, .bio)": (
        "CoNLL04나 관계가 있는 BIO 태그. 한 줄에 토큰 하나(.conll, .bio)"
    ),
    "a folder that datasets saved with save_to_disk (FOLDER, FOLDER:SPLIT)": (
        "datasets의 save_to_disk로 저장한 폴더(FOLDER, FOLDER:SPLIT)"
    ),
    "doccano's relations, JSON lines with entities, start_offset, from_id (.jsonl)": (
        "doccano의 관계. entities, start_offset, from_id가 있는 JSON Lines(.jsonl)"
    ),
    "JSON of text, entities (start, end, label) and relations (head, tail, label) (.jsonl)": (
        "text, entities(start, end, label), relations(head, tail, label)가 있는 JSON(.jsonl)"
    ),
    "JSON lines, nested as KLUE or flat: subject_entity.word and so on (.jsonl, .ndjson)": (
        "JSON Lines. KLUE처럼 중첩되거나 subject_entity.word처럼 펼친 것(.jsonl, .ndjson)"
    ),
    "Label Studio's JSON, relations in annotations; JSON-MIN has only mentions (.json)": (
        "Label Studio의 JSON. annotations에 관계가 있고 JSON-MIN에는 개체만 있다(.json)"
    ),
    "markers in the sentences: [E1] … [/E1], <e1>…</e1>, @ * type * … @ and more (.jsonl)": (
        "문장 안의 표시: [E1] … [/E1], <e1>…</e1>, @ * type * … @ 등(.jsonl)"
    ),
    "OpenNRE's JSON lines, one pair per line: text or token, h, t, relation (.jsonl)": (
        "OpenNRE의 JSON Lines. 한 줄에 한 쌍: text나 token, h, t, relation(.jsonl)"
    ),
    "Parquet, nested or flat (.parquet)": "Parquet. 중첩되거나 펼친 것(.parquet)",
    "SemEval-2010 task 8: <e1>…</e1>, a line with the relation, a comment (.txt)": (
        "SemEval-2010 task 8: <e1>…</e1>, 관계를 적은 줄, 주석(.txt)"
    ),
    "TACRED's JSON, tokens and token spans; has the fields token and subj_start (.json)": (
        "TACRED의 JSON. 토큰과 그 구간이며 token, subj_start 필드가 있다(.json)"
    ),
    "only the sentences, each once, one per line: to train a language model on (.txt)": (
        "문장만 한 줄에 하나, 한 번씩: 언어 모델 학습용(.txt)"
    ),
    "a data set on the Hugging Face hub (klue/re:train, owner/name:split)": (
        "Hugging Face 허브의 데이터(klue/re:train, owner/name:split)"
    ),
    "a text table": "텍스트 표",
    "a workbook": "엑셀 통합 문서",
}

_HELP: Final[dict[str, str]] = {
    "Write schedule.json, the rows in training order: one_pass, baby_step or competence, e.g. "
    "competence:epochs=3,batch_size=64.": (
        "학습 순서대로 행을 적은 schedule.json을 쓴다: one_pass, baby_step, competence. 예: "
        "competence:epochs=3,batch_size=64."
    ),
    "Each recipe is compared with the raw rows and with its control: raw rows with the same "
    "labels, duplicated where the recipe has more. Differences are paired by split; intervals "
    "account for rows shared between splits, and hold jointly for everything compared. A "
    "verdict is one of: helps, hurts, cannot tell. If a recipe belongs to a run, the figures "
    "are also noted in its folder (notes/probe.json).": (
        "레시피마다 대조군을 둔다. 대조군은 라벨이 같은 원본 행이며, 레시피가 더 많으면 그만큼 "
        "복제한다. 차이는 분할별로 짝지어 구하고, 구간은 분할끼리 행이 겹치는 것을 반영하며 비교한 "
        "모든 것에 함께 성립한다. 판정은 도움이 됨, 해가 됨, 알 수 없음 가운데 하나이다. 레시피가 "
        "실행의 것이면 그 폴더에도 수치를 적는다(notes/probe.json)."
    ),
    "Many recipes are tried on few rows, the best of them on more. The gain in the search is "
    "too optimistic, since the best of many was also lucky: the one that counts is the "
    "confirmed gain, with its 90% interval. If it does not beat the raw data, no recipe is "
    "written, and that is a result.": (
        "적은 행으로 많은 레시피를 시험하고, 좋은 것일수록 더 많은 행으로 시험한다. 여럿 가운데 "
        "가장 좋은 것에는 운도 섞여 있어 탐색에서의 이득은 부풀려진다. 중요한 것은 검증한 이득과 "
        "그 "
        "90% 구간이다. 원본보다 낫지 않으면 레시피를 쓰지 않으며, 그것도 결과이다."
    ),
    "Format of the output; by default from the suffix of OUT. {}.": (
        "쓸 형식. 기본값은 OUT의 확장자에 따른다. {}."
    ),
    "Also write rows for pairs of mentions without a relation: all; legal: only type pairs that "
    "have a relation in the data; N: this many per document.": (
        "관계가 없는 개체 쌍의 행도 만든다: all은 모두, legal은 데이터에 관계가 있는 유형 쌍만, "
        "N은 "
        "문서마다 N개."
    ),
    "Label of these rows; by default the rule book's.": "그 행의 라벨. 기본값은 규칙집의 것.",
    "Split documents into sentences; a row spans at most N of them.": (
        "문서를 문장 경계에서 자른다. 한 행에 최대 N문장."
    ),
    "tapt writes each distinct sentence once, one per line, in the order of the data. Sentences "
    "are compared ignoring white space, invisible characters and how Hangul is composed (NFC).": (
        "tapt는 서로 다른 문장을 데이터의 순서대로 한 줄에 하나씩 한 번만 쓴다. 문장을 비교할 때 "
        "공백, 보이지 않는 문자, 한글 조합 방식(NFC)은 따지지 않는다."
    ),
    "{}; {}: only the sentences.": "{}. {}: 문장만.",
    "The output file; compressed if it ends in .gz or .zst.": (
        "쓸 파일. .gz나 .zst로 끝나면 압축한다."
    ),
    "For {}: leave out the sentences of this data set. May be repeated.": (
        "{} 형식에서 이 데이터의 문장을 뺀다. 여러 번 쓸 수 있다."
    ),
    "transforms, rules (books), formats (of files), styles (of encode), audit-rules.": (
        "transforms(변환), rules(규칙집), formats(파일 형식), styles(encode의 방식), "
        "audit-rules(점검 규칙)."
    ),
}

_PARAMETERS: Final[dict[str, str]] = {
    "for a sentence that contains a mark's sign: keep it and list the row, escape the sign "
    "(full-width), or refuse the row, which is dropped": (
        "문장에 표시 기호가 이미 있을 때: keep은 그대로 두고 행을 적어 두며, escape는 기호를 "
        "전각으로 "
        "바꾸고, refuse는 그 행을 뺀다"
    ),
    "a second text with {subject}, {object} and {mask}; the style's own if it has one. "
    "Particles after a mention are adapted": (
        "{subject}, {object}, {mask}를 넣은 두 번째 텍스트. 형식에 정해진 것이 있으면 그것이 "
        "기본값이다. "
        "개체 뒤의 조사는 맞추어 쓴다"
    ),
    "replace: which mention; either draws one of those that can be replaced, pair takes both names "
    "from one other row": (
        "replace: 바꿀 개체. either는 바꿀 수 있는 것 중 하나를 뽑고 pair는 다른 한 행에서 두 "
        "이름을 "
        "모두 가져온다"
    ),
    "replace: made builds names that no row has, data draws rare names from the rows, a CSV "
    "file (word,type,kind,label) lists your own": (
        "replace: made는 어느 행에도 없는 이름을 만들고, data는 데이터의 드문 이름에서 뽑으며, CSV "
        "파일(word,type,kind,label)에는 직접 정한 이름을 쓴다"
    ),
    "a file (one word per line, synonyms after commas), a list, a mapping of words to synonyms, "
    "or kiwi for the neighbours in Kiwi's model": (
        "파일(한 줄에 단어 하나, 동의어는 쉼표 뒤에), 목록, 단어와 동의어의 매핑, 또는 Kiwi 모델의 "
        "이웃 단어를 쓰는 kiwi"
    ),
    "a file (one word per line, synonyms after commas), a mapping of words to synonyms, or kiwi "
    "for the neighbours in Kiwi's model": (
        "파일(한 줄에 단어 하나, 동의어는 쉼표 뒤에), 단어와 동의어의 매핑, 또는 Kiwi 모델의 이웃 "
        "단어를 쓰는 kiwi"
    ),
    "paraphrase, translate to English and back, or write a new sentence for the label": (
        "다른 말로 바꾸기, 영어를 거치기, 라벨에 맞는 새 문장 쓰기"
    ),
    "your own prompt, a .yaml file; by default the one of the mode": (
        "직접 만든 프롬프트(.yaml). 기본값은 mode의 것"
    ),
    "the language of the prompt": "모델에 묻는 언어",
    "how mentions are sent to the model; auto tests in which form the server's model keeps them": (
        "개체를 주고받는 방법. auto는 서버의 모델에 시험해 보고 정한다"
    ),
    "for generate: number of further rows to show as examples": (
        "generate: 함께 보여 주는 다른 행의 수"
    ),
    "what checks that the label still fits: the audit's model or the server": (
        "라벨이 여전히 맞는지 누가 판단하는지. 점검 모델 또는 서버"
    ),
    "data sets whose sentences must not appear, such as the test set": (
        "들어오면 안 되는 문장의 데이터(평가 데이터 등)"
    ),
    "an answer more similar to the original sentence than this is a copy": (
        "원래 문장과 이보다 비슷한 답은 그대로 베낀 것으로 본다"
    ),
    "an answer less similar to the original sentence than this has a new meaning": (
        "원래 문장과 이보다 덜 비슷한 답은 다른 내용으로 본다"
    ),
    "minimum length, as a share of the original sentence's": (
        "최소 길이(원래 문장 길이에 대한 비율)"
    ),
    "maximum length, as a share of the original sentence's": (
        "최대 길이(원래 문장 길이에 대한 비율)"
    ),
    "the environment variable with the server's key": "서버 키가 든 환경 변수",
    "price per million input tokens": "보내는 토큰 100만 개의 가격",
    "price per million output tokens": "받는 토큰 100만 개의 가격",
    "bucket by bucket, cumulative, or by competence": "구간별, 누적, 또는 competence 기준",
    "passes: over each phase, or over the training data": "반복 횟수: 단계별 또는 전체 학습",
    "the seed of its draws": "무작위 추출에 쓰는 시드",
    "competence: rows per step": "competence: 한 스텝의 행 수",
    "competence: steps until all rows are used": "competence: 모든 행을 쓰기까지의 스텝 수",
    "competence: the share to start with": "competence: 처음에 쓰는 비율",
    "a schedule lists positions in one set; remove split or schedule": (
        "schedule은 한 데이터 안의 위치를 적는다. split이나 schedule을 빼라"
    ),
    "by: token needs a tokenizer, and only by: token uses one": (
        "by: token에는 tokenizer가 필요하고, tokenizer는 by: token에만 쓴다"
    ),
    "cut: lectured computes thresholds, but thresholds are given; remove one": (
        "cut: lectured는 thresholds를 계산하는데 thresholds도 지정했다. 하나를 빼라"
    ),
    "cut: lectured makes 3 buckets, not {}; remove buckets": (
        "cut: lectured는 구간 3개를 만드는데 {}개로 지정했다. buckets를 빼라"
    ),
    "{} applies only to cut: lectured": "{:은} cut: lectured에만 쓴다",
    "{} applies only to kind: competence, not {}": (
        "{:은} kind: competence에만 쓰고 {}에는 쓰지 않는다"
    ),
    "thresholds must be ascending, but are {}": "thresholds는 오름차순이어야 하는데 {}이다",
    "this number of thresholds makes {} buckets, not {}; remove buckets": (
        "이 thresholds로는 구간이 {}개인데 {}개로 지정했다. buckets를 빼라"
    ),
    "a query may contain {subject}, {object} and {mask}, and no other braces": (
        "query에는 {subject}, {object}, {mask}만 쓰고 다른 중괄호는 쓸 수 없다"
    ),
    "a mask must be text without white space at its ends, not {}": (
        "마스크는 앞뒤 공백이 없는 텍스트여야 하는데 {}이다"
    ),
    "like takes the candidates from a file; remove {}": "like는 파일의 후보를 쓴다. {:을} 빼라",
    "support counts rows, so it applies only to source: data": (
        "support는 행을 세므로 source: data에만 쓴다"
    ),
    "level refers to the rule book, so it applies only to source: rules": (
        "level은 규칙집의 것이므로 source: rules에만 쓴다"
    ),
    "a budget needs price_in and price_out, per million tokens": (
        "budget에는 토큰 100만 개당 가격 price_in과 price_out이 필요하다"
    ),
    "mentions: auto needs url, since it tests the server's model; set url, or another value of "
    "mentions": (
        "mentions: auto는 서버의 모델을 시험하므로 url이 필요하다. url을 지정하거나 mentions에 "
        "다른 값을 쓰라"
    ),
    "farthest must be below nearest, and shortest below longest": (
        "farthest는 nearest보다, shortest는 longest보다 작아야 한다"
    ),
    "url: {} is not an address such as http://localhost:8000/v1": (
        "url: {:은} http://localhost:8000/v1 같은 주소가 아니다"
    ),
}

_KEYS: Final[dict[str, str]] = {
    "only these labels": "이 라벨만",
    "none of these labels": "이 라벨은 빼고",
    "only these type pairs, written SUBJECT:OBJECT, e.g. PER:ORG": (
        "이 유형 쌍만. SUBJECT:OBJECT처럼, 예: PER:ORG"
    ),
    "only these row ids": "이 행 id만",
    "none of these row ids": "이 행 id는 빼고",
    "only labels with fewer input rows than this": ("들어온 행 가운데 행 수가 이보다 적은 라벨만"),
    "rows per label, or natural, uniform, sqrt": "라벨별 행 수, 또는 natural, uniform, sqrt",
    "a data set whose shares are the target": "목표 비율로 삼을 데이터",
    "what to count: labels, or labels with their type pair": (
        "세는 단위: 라벨, 또는 라벨과 유형 쌍"
    ),
    "at most this many copies in all": "사본 수의 전체 상한",
    "at most this many copies per row": "행마다 사본 수의 상한",
    "how often to retry a copy until a step changes it": "단계가 사본을 바꿀 때까지 시도하는 횟수",
    "a file, a folder, a pattern of files, or a hub name such as klue/re:train": (
        "파일, 폴더, 파일 이름의 패턴, 또는 klue/re:train 같은 허브 이름"
    ),
    "the split of a DatasetDict": "DatasetDict의 분할",
    "the format to read; detected from its name or content by default": (
        "읽을 형식. 기본값은 이름이나 내용으로 알아본다"
    ),
    "what to do with a row whose mention is not at its offsets": (
        "개체가 제 위치에 없는 행의 처리"
    ),
    "with drop or repair: stop if a larger share of the rows is bad": (
        "drop이나 repair일 때, 문제가 있는 행의 비율이 이보다 크면 멈춘다"
    ),
    "rows need no label, as in a test set; 100, -1 and blank mean none; auto: if no row has one": (
        "평가 데이터처럼 라벨이 없어도 된다. 100, -1, 빈칸은 라벨 없음을 뜻한다. auto는 라벨이 "
        "있는 행이 하나도 없을 때만 그렇게 읽는다"
    ),
    "how offsets are counted, e.g. exclusive; auto detects it": (
        "위치를 세는 방식(exclusive 등). auto는 알아서 인식한다"
    ),
    "a JSON file that names labels given as numbers": "번호인 라벨의 이름을 적은 JSON 파일",
    "licence of the rows, for the dataset card; known for KLUE, and for runs that state it": (
        "데이터 카드에 적을 행의 라이선스. KLUE나, 라이선스가 적힌 실행이면 지정하지 않아도 된다"
    ),
    "the run folder": "실행 폴더",
    "also write the data in these formats": "데이터를 이 형식으로도 쓴다",
    "steps for each copy, in order": "사본마다 차례로 적용할 단계",
    "copies per row": "행마다 사본 수",
    "rows to copy; by default those of labels with fewer than 500 rows, except the "
    "negative label": ("복제할 행. 기본값은 500행보다 적은 라벨이며 부정 라벨은 뺀다"),
    "share of these rows to copy, drawn per row": "이 행 가운데 복제할 비율. 행마다 뽑는다",
    "a file of row ids, or of findings: only these rows": "행 id나 발견의 파일: 이 행만",
    "the target distribution, which determines the copies of each row": (
        "목표 분포. 행마다 사본 수를 정한다"
    ),
    "the steps to draw from": "뽑을 단계들",
    "one per step; equal by default": "단계마다 하나. 기본값은 모두 같음",
    "if a step leaves the row unchanged, try the next step drawn": (
        "단계가 행을 바꾸지 못하면 다음에 뽑힌 단계를 시도한다"
    ),
    "how many steps per row": "행마다 단계 수",
    "what to read; --input overrides it": "읽을 데이터. --input이 우선한다",
    "a rule book: a shipped one's name, or a file": "규칙집: 내장 이름이나 파일",
    "the seed of every draw": "모든 무작위 추출에 쓰는 시드",
    "steps and blocks, in order": "차례로 적용할 단계와 블록",
    "the run folder to write; --output overrides it": "실행 폴더의 위치. --output이 우선한다",
    "gates: the run exits with 1 if one is true": "게이트: 하나라도 참이면 종료 코드 1로 끝난다",
    "rows on which a step fails: stop, or skip (drop and log them)": (
        "단계가 실패한 행: stop은 멈추고 skip은 빼고 적는다"
    ),
    "time limit in seconds for a step on a batch; no limit by default": (
        "단계가 배치 하나에 쓸 수 있는 초. 기본값은 제한 없음"
    ),
}

SHAPES: Final[dict[str, str]] = {
    **_FORMATS,
    **_HELP,
    **_PARAMETERS,
    **_KEYS,
}
