"""Korean translations of the texts of `reaug list` and `reaug show` on steps and formats."""

from __future__ import annotations

from typing import Final

SHOWN: Final[dict[str, str]] = {
    # Parameters of steps.
    "share of the rows to try, drawn per row": "시도할 행의 비율. 행마다 뽑는다",
    "which rows the step may touch": "이 단계가 손댈 수 있는 행",
    "at most this many marks per word of the sentence": "문장의 단어당 부호 수의 상한",
    "at most this many marks per row": "행당 부호 수의 상한",
    "the marks, all equally likely": "부호, 모두 같은 확률",
    "the unit of length": "길이의 단위",
    "how to cut if no thresholds are given": "경계값이 없을 때 나누는 방법",
    "number of buckets, cut at quantiles": "분위수로 나눈 구간 수",
    "maximum length of each bucket but the last, ascending": (
        "마지막을 뺀 각 구간의 최대 길이, 오름차순"
    ),
    "length of a line in characters, for cut: lectured": "한 줄의 글자 수(cut: lectured에서)",
    "maximum number of tokens of the model, for cut: lectured": (
        "모델이 받는 토큰 수(cut: lectured에서)"
    ),
    "folder or hub name of the tokenizer, for by: token": (
        "토크나이저의 폴더나 허브 이름(by: token에서)"
    ),
    "name of the column of buckets": "구간을 적을 열의 이름",
    "name of the column of lengths": "길이를 적을 열의 이름",
    "write a split per bucket": "구간마다 분할을 쓴다",
    "write schedule.json: one_pass, baby_step, competence, or a mapping": (
        "schedule.json을 쓴다: one_pass, baby_step, competence 또는 매핑"
    ),
    "which rows to keep when labels conflict: none, majority, first or all": (
        "라벨이 충돌하는 행 가운데 남길 것: none(없음), majority(다수), first(처음), all(모두)"
    ),
    "the input format; see reaug list styles": "입력 형식. reaug list styles 참고",
    "how marks name types: PER, per, or the rule book's name in a language": (
        "표시에 쓰는 유형의 이름: PER, per, 또는 규칙집에 적힌 그 언어의 이름"
    ),
    "the sign that marks the object; & cannot be mistaken for WordPiece's ##": (
        "객체의 기호. &를 쓰면 WordPiece의 ##와 헷갈리지 않는다"
    ),
    "folder or hub name of the tokenizer": "토크나이저의 폴더나 허브 이름",
    "maximum tokens per row; by default the tokenizer's": (
        "행의 최대 토큰 수. 기본값은 토크나이저의 값"
    ),
    "write token_type_ids; not for models with a single type, such as RoBERTa": (
        "token_type_ids를 쓴다. RoBERTa처럼 토큰 유형이 하나인 모델에는 쓰지 않는다"
    ),
    "pad every row to max_length, for any data collator": ("모든 행을 max_length까지 채운다"),
    "other names, each other's places, or each other's roles": (
        "다른 이름, 서로의 자리, 또는 서로의 역할"
    ),
    "replace: draw distinct words uniformly, or by their counts": (
        "replace: 서로 다른 단어를 고르게, 또는 나온 횟수에 따라 뽑는다"
    ),
    "replace: if a word occurs again in the sentence, skip the row or rename it everywhere": (
        "replace: 문장에 또 나오는 단어이면 그 행을 건너뛰거나 모두 바꾼다"
    ),
    "role: minimum share of pairs labelled in both directions that agree": (
        "role: 양방향으로 라벨이 달린 쌍 가운데 일치하는 비율의 하한"
    ),
    "minimum share of the newly set types that must be right": "고친 유형이 맞을 비율의 하한",
    "minimum probability to list a mention": "개체를 목록에 올릴 확률의 하한",
    "full: also use mecab's semantic classes, at 20,000 words a second": (
        "full: mecab의 의미 부류도 쓴다(초당 단어 2만 개)"
    ),
    "whose types to correct: those of subjects, objects, or both": (
        "누구의 유형: subject, object, both"
    ),
    "a folder or hub name for AutoModelForMaskedLM": (
        "AutoModelForMaskedLM이 받는 폴더나 허브 이름"
    ),
    "branch, tag or commit on the hub; by default main": (
        "허브 이름의 브랜치, 태그 또는 커밋. 기본값은 main"
    ),
    "replace words, or insert words between them": "일부를 다른 단어로, 또는 사이에 더 넣기",
    "share of the places in a row, at least one place": (
        "행의 자리 가운데 손댈 자리의 비율. 적어도 한 자리"
    ),
    "at most this many new words per row": "행당 새 단어 수의 상한",
    "whether to keep the text between the mentions unchanged": "두 개체 사이의 글을 그대로 두는지",
    "number of the model's best tokens to consider": "모델의 토큰을 몇 개까지 보는지",
    "sampling temperature: above 1 rare words come more often, below 1 less": (
        "1보다 크면 드문 단어가 더 자주, 작으면 덜 나온다"
    ),
    "device for the model; auto uses a GPU if there is one": (
        "모델을 돌릴 곳. auto는 GPU가 있으면 GPU를 쓴다"
    ),
    "sentences per batch of the model": "모델이 한 번에 읽는 문장 수",
    "CPU cores per process, if no GPU is used": "GPU를 쓰지 않을 때 한 프로세스의 코어 수",
    "maximum tokens of a sentence to read at once": "문장에서 한 번에 읽는 토큰의 상한",
    "decisions and corrections: JSON lines, or a filled-in CSV; or several": (
        "결정과 수정: JSON Lines 또는 채운 CSV, 여러 개도 된다"
    ),
    "findings left for people: passed on into findings.jsonl": (
        "사람에게 남긴 발견, findings.jsonl로 넘긴다"
    ),
    "decisions that cannot be applied: stop, or skip and list them": (
        "적용할 수 없는 결정: 멈추거나(stop) 건너뛰고 적는다(skip)"
    ),
    "probability of deleting each eojeol": "각 어절을 지울 확률",
    "whether to keep the last eojeol: a Korean sentence ends in its verb": (
        "마지막 어절을 그대로 두는지. 한국어 문장은 서술어로 끝난다"
    ),
    "whether to keep the eojeols right before and after a mention": (
        "개체 바로 앞뒤의 어절을 그대로 두는지"
    ),
    "whether to keep the last eojeol of each sentence: it holds the verb": (
        "문장마다 마지막 어절을 그대로 두는지. 서술어가 있다"
    ),
    "whether every word of a line can replace every other": (
        "한 줄의 단어끼리 서로 바꾸어 쓸 수 있는지"
    ),
    "share of the gaps in a row, at least one gap": (
        "행의 단어 사이 가운데 넣을 곳의 비율. 적어도 한 곳"
    ),
    "with kiwi: how many neighbours of a word to try": ("kiwi에서: 단어마다 살펴볼 이웃 단어의 수"),
    "what to mask: units of the context, one mention, or both mentions": (
        "무엇을 마스킹하는지: 문맥의 단위, 한 개체, 또는 두 개체"
    ),
    "what one mask replaces; morphemes by mecab, tokens by `tokenizer`": (
        "마스크 하나의 단위. 형태소는 mecab, 토큰은 `tokenizer`로"
    ),
    "probability of each unit of the context": "문맥의 각 단위를 마스킹할 확률",
    "the mask; by default the tokenizer's, or else [MASK]": (
        "마스크. 기본값은 토크나이저의 것, 없으면 [MASK]"
    ),
    "a folder or hub name for AutoTokenizer": "AutoTokenizer가 받는 폴더나 허브 이름",
    "number of swapped pairs, per eojeol that may move": "옮길 수 있는 어절당 자리를 바꿀 쌍의 수",
    "at most this many pairs per row": "행당 쌍의 상한",
    "source of the candidates": "후보를 어디에서 얻는지",
    "minimum rows of a label with a type pair, for source: data": (
        "라벨이 유형 쌍의 후보가 되는 데 필요한 행 수(source: data에서)"
    ),
    "what the rule book must say of the types, for source: rules": (
        "규칙집이 유형에 대해 말해야 하는 정도(source: rules에서)"
    ),
    "candidates.json of another run, or its folder": "다른 실행의 candidates.json 또는 그 폴더",
    "drop rows whose label is not a candidate": "라벨이 후보에 없는 행을 뺀다",
    "name of the column of heads": "헤드를 적을 열의 이름",
    "name of the column of candidates": "후보를 적을 열의 이름",
    "write a split per head": "헤드마다 분할을 쓴다",
    "the model's name on its server": "서버가 아는 모델 이름",
    "answers: a provider's .jsonl, or a run; several in a list": (
        "답: 제공자의 .jsonl 또는 실행 폴더. 여럿이면 목록으로"
    ),
    "encoder (torch) that judges farthest, instead of letters": (
        "farthest를 글자가 아니라 이 인코더(torch)로 판단"
    ),
    "an OpenAI-compatible server, e.g. http://localhost:8000/v1": (
        "OpenAI 호환 서버, 예: http://localhost:8000/v1"
    ),
    "number of answers per row": "행마다 물을 답의 수",
    "sampling temperature of the model": "모델이 단어를 얼마나 자유롭게 고르는지",
    "maximum number of tokens per answer": "답의 최대 토큰 수",
    "seconds to wait for one answer of the server": "서버의 답 하나를 기다릴 시간(초)",
    "number of retries of a request": "요청을 다시 시도하는 횟수",
    "stop asking once a run has spent this much": "한 번의 실행에서 이만큼 쓰면 더 묻지 않는다",
    # Formats of files.
    "a text table, such as the competition's CSV; separated by , ; | or tabs (.csv, .tsv)": (
        "대회 CSV 같은 텍스트 표. 구분은 , ; | 또는 탭(.csv, .tsv)"
    ),
    "an Excel workbook: its first sheet with rows (.xlsx)": ("엑셀 문서: 행이 있는 첫 시트(.xlsx)"),
    "KLUE's JSON, a list of rows (.json)": "KLUE의 JSON, 행의 목록(.json)",
    "a run folder of reaug": "reaug의 실행 폴더",
    # Styles of encode.
    "[SUBJ-PER] and [OBJ-LOC] in place of the mentions": ("개체 자리에 [SUBJ-PER]와 [OBJ-LOC]"),
    "$ subject $, # object #, pooled with masks of the mentions": (
        "$ subject $, # object #, 개체 마스크로 풀링"
    ),
    "@*PER*subject@와 #^LOC^object#의 관계, then the sentence with the same marks": (
        "@*PER*subject@와 #^LOC^object#의 관계, 이어서 같은 표시를 한 문장"
    ),
    "the sentence, then [MASK] subject [MASK] [MASK] [MASK] [MASK] object": (
        "문장, 이어서 [MASK] subject [MASK] [MASK] [MASK] [MASK] object"
    ),
    # The words around them.
    "steps": "단계",
    "rule books": "규칙집",
    "formats of files": "파일 형식",
    "input formats": "입력 형식",
    "rules of the audit": "점검 규칙",
    "cleaning": "정제",
    "shaping": "가공",
    "transforms": "증강",
    "plugin": "플러그인",
    "review": "검토",
    "Parameters": "매개변수",
    "required": "필수",
    "default": "기본값",
    "Types": "유형",
    "Relations": "관계",
    "read and written": "읽기·쓰기",
    "read": "읽기",
    "written by reaug export": "쓰기(reaug export)",
    "severity": "심각도",
    "precision": "정밀도",
    "cure": "조치",
    "not judged": "평가하지 않음",
    "{} of its findings are right ({} judged)": "발견의 {:이} 맞음({}개 평가)",
    "{} of its suggestions are right ({} judged)": "제안의 {:이} 맞음({}개 평가)",
    "reaug clean fixes it": "reaug clean으로 고친다",
    "reaug clean --on-bad-row drop leaves such rows out, and repair also fixes a mention whose "
    "word occurs exactly once": (
        "reaug clean --on-bad-row drop은 이런 행을 빼고, repair는 단어가 한 번만 나오는 개체의 "
        "위치까지 고친다"
    ),
    "its findings suggest values: reaug audit --fixes FILE, then reaug clean --patch FILE": (
        "발견에 제안이 있다: reaug audit --fixes FILE, 그다음 reaug clean --patch FILE"
    ),
    "needs a person: reaug audit --csv FILE, then reaug clean --patch FILE": (
        "사람이 확인해야 한다: reaug audit --csv FILE, 그다음 reaug clean --patch FILE"
    ),
    "subject types": "주체 유형",
    "object types": "객체 유형",
    "in the other direction: {}, true in {} of {}": (
        "주체와 객체를 뒤바꾸면 {}: {2}쌍 중 {1}쌍에서 참"
    ),
}
