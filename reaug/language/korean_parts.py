"""Korean translations of reasons in other messages; see `reaug.language.translation`."""

from __future__ import annotations

from typing import Final

_STEPS: Final[dict[str, str]] = {
    # What is wrong with a step's proposal.
    "edits must be Edits, not {}": "edits는 Edits여야 하는데 {}이다",
    "noun of its edits must be bool, not {}": "edits의 noun은 bool이어야 하는데 {}이다",
    "spans must be whole numbers, not {}": "spans는 정수여야 하는데 {}이다",
    "columns must be an Arrow table, not {}": "columns는 Arrow 표여야 하는데 {}이다",
    "findings must be a tuple of Finding, not {}": "findings는 Finding의 튜플이어야 하는데 {}이다",
    "findings must be a tuple of Finding; one is {}": (
        "findings는 Finding의 튜플이어야 하는데 {:이} 들어 있다"
    ),
    "its columns of edits have the lengths {}": "edits의 열 길이가 서로 다르다: {}",
    "edits of rows {}, where the batch has {}, from 0 on": (
        "{}번 행의 수정인데 배치의 행은 0부터 세어 {}개이다"
    ),
    "an edit's text is null; to delete, give the empty text": (
        "수정의 text가 null이다. 지우려면 빈 문자열을 주라"
    ),
    "an edit's role is not 0 (context), 1 (subject) or 2 (object)": (
        "수정의 role이 0(문맥), 1(주체), 2(객체)가 아니다"
    ),
    "two of its columns have the same name: {}": "이름이 같은 열이 둘 있다: {}",
    "its spans have the shape {}, not (n, 4)": "spans의 모양이 [n, 4]가 아니라 {}이다",
    "{} of its edits must be whole numbers, not {}": "edits의 {:은} 정수여야 하는데 {}이다",
    "{} must be an array of bool, not {}": "{:은} bool 배열이어야 하는데 {}이다",
    "{} must be an Arrow array of strings, not {}": "{:은} Arrow 문자열 배열이어야 하는데 {}이다",
    "{} is not a field that can be set; choose one of {}": (
        "{:은} 바꿀 수 있는 필드가 아니다. 쓸 수 있는 것: {}"
    ),
    "the data has a column {} already; rename the new one": (
        "데이터에 {} 열이 이미 있다. 새 열의 이름을 바꾸라"
    ),
    "{} holds {} values for {} rows": "{2}행인데 {0}에는 값이 {1}개 있다",
    "it has a finding without a rule": "규칙이 없는 발견이 있다",
    "a finding of {} has the severity {}, not {}": (
        "{}의 발견에 심각도 {:이} 있다. 쓸 수 있는 것: {}"
    ),
    "a finding of {} has the unknown field {}": "{}의 발견에 알 수 없는 필드 {:이} 있다",
    "{}; choose one of {}": "{}. 쓸 수 있는 것: {}",
    "a finding of {} is of rows that are not in the batch": "{}의 발견이 배치에 없는 행을 가리킨다",
    "{} of an edit: {} is too large": "수정의 {}: {:이} 너무 크다",
    "{} of an edit: {} to {} is too large": "수정의 {}: {}~{:이} 너무 크다",
    "drops rows without a reason; give one in Changes.reason": (
        "이유 없이 행을 뺀다. Changes.reason에 이유를 적으라"
    ),
    "gives row {} an empty text as Changes.{}": "행 {}에 빈 Changes.{:을} 준다",
    "must add columns to every batch if adds_columns is True, and to none otherwise; here it is "
    "{}": (
        "adds_columns가 True이면 모든 배치에 열을 더하고 아니면 더하지 않아야 하는데, 지금은 {}이다"
    ),
    "yield an Edit, Set, SwapRoles(), Drop or Skip": (
        "Edit, Set, SwapRoles(), Drop, Skip 가운데 하나를 yield하라"
    ),
    "{} yielded {} for row {}: {}": "{0:이} 행 {2}에 대해 {1:을} yield했다: {3}",
    "start and end must be whole numbers": "start와 end는 정수여야 한다",
    "the new text must be a str": "새 텍스트는 str이어야 한다",
    "yield an Edit of the role {}": "role이 {}인 Edit를 yield하라",
    "noun must be True or False": "noun은 True나 False여야 한다",
    "only these fields may be set: {}": "바꿀 수 있는 필드: {}",
    "the new value must be a text": "새 값은 텍스트여야 한다",
    "give a reason, as a text": "이유를 텍스트로 주라",
    "{} defines no step: no subclass of reaug.Step": (
        "{}에 단계가 없다(reaug.Step의 하위 클래스가 없다)"
    ),
    "{} defines several steps, {}: give each a file of its own": (
        "{}에 단계가 여럿 있다({}). 파일을 따로 만들라"
    ),
    "it took longer than its time limit": "제한 시간을 넘겼다",
    "fix the step": "단계를 고치라",
    "in decided": "decided에서",
    "in describe": "describe에서",
    "in finish": "finish에서",
    "in leave": "leave에서",
    "in masks": "masks에서",
    "in measure": "measure에서",
    "in merge": "merge에서",
    "a step adds different columns to different batches ({}; and {}); the names and types of "
    "Changes.columns must be the same for all rows": (
        "단계가 배치마다 다른 열을 더한다({}, {}). Changes.columns의 이름과 자료형은 모든 행에서 "
        "같아야 한다"
    ),
    "a worker process ended unexpectedly: memory may be short (take a smaller --num-proc), a step "
    "or its library ended it (--num-proc 1 may show more), or a script that calls reaug with "
    'num_proc does not guard its call by if __name__ == "__main__"': (
        "작업 프로세스가 갑자기 끝났다. 메모리가 부족하거나(--num-proc을 줄이라), 단계나 그 "
        "라이브러리가 끝냈거나(--num-proc 1이면 더 알 수 있다), num_proc으로 reaug를 부르는 "
        '스크립트가 호출을 if __name__ == "__main__"으로 감싸지 않았다'
    ),
    "it has {} {}, a file of the run; give the step's files other names": (
        "실행의 파일 {1:을} 바꾸거나 지웠다. 단계의 파일에는 다른 이름을 쓰라"
    ),
    "it has written {}, a name that the run uses itself; choose another": (
        "실행이 쓰는 이름 {:을} 썼다. 다른 이름을 고르라"
    ),
    "it has written the link {}; write a file instead, since links break if the run folder is "
    "moved": ("링크 {:을} 썼다. 실행 폴더를 옮기면 링크가 끊기므로 파일을 쓰라"),
    "{} is a column of the data itself; choose another name": (
        "{:은} 데이터 자체의 열이다. 다른 이름을 고르라"
    ),
    "{} are both {}; choose two names": "{}의 값이 둘 다 {}이다. 서로 다른 이름을 고르라",
    "a mask stands alone, but {} combines with its neighbours": (
        "마스크는 홀로 서야 하는데 {:은} 옆 글자와 합쳐진다"
    ),
    "the first cell is empty; it must be the word": "첫 칸이 비었다. 첫 칸에는 단어를 쓴다",
    "{} contains white space; a word to look for is one eojeol": (
        "{}에 공백이 있다. 찾을 단어는 어절 하나여야 한다"
    ),
    "{} has no synonym; write it behind a comma": "{}에 동의어가 없다. 쉼표 뒤에 쓰라",
    "{} contains an invisible character": "{}에 보이지 않는 문자가 있다",
    "{} combines with the characters beside it": "{:은} 옆 글자와 합쳐진다",
    "did you mean {}?": "혹시 {}인가?",
    "no column {}": "{} 열이 없다",
    "unknown columns in {}": "알 수 없는 열이 있다: {}",
    "must be data, made or a file whose name ends in .csv": (
        "data, made 또는 이름이 .csv로 끝나는 파일이어야 한다"
    ),
    # What measuring steps warn of.
    "the label of {} is not a candidate: a mask makes the loss of such a row infinite, so drop it "
    "from a training set with drop_excluded": (
        "라벨이 후보에 없는 행: {}. 마스크를 쓰면 그런 행의 손실이 무한대가 되므로 학습 "
        "데이터에서는 drop_excluded로 빼라"
    ),
    "{} without a head for the type pair ({}): the head is -1, and the candidates are what the "
    "rule book lets the pair have": (
        "유형 쌍의 헤드가 없는 행: {}({}). 헤드는 -1이고 후보는 규칙집이 그 쌍에 허용하는 라벨이다"
    ),
    "the schedule ends after {} steps at a competence of {}, and would reach 1 after {}; use fewer "
    "steps, or more epochs": (
        "학습 순서가 {}스텝 뒤 역량 {}에서 끝난다. 1이 되려면 {}스텝이 필요하다. steps를 줄이거나 "
        "epochs를 늘리라"
    ),
    # Names of figures.
    "added_tokens": "새 토큰",
    "answers": "답",
    "cost": "비용",
    "counts": "개수",
    "covered": "맞는 행",
    "doubted_labels": "의심스러운 라벨",
    "encoder": "인코더",
    "kept": "남긴 것",
    "left_out": "뺀 것",
    "likeness": "비슷한 정도",
    "max_length": "최대 길이",
    "mentions": "개체 전달 방식",
    "micro_f1_at_most": "가능한 최고 마이크로 F1",
    "model": "모델",
    "not_written": "쓰지 않은 것",
    "notes": "참고",
    "of_about": "전체(약)",
    "prompt": "프롬프트",
    "prompt_sha256": "프롬프트의 SHA-256",
    "superseded": "다른 결정에 밀린 것",
    "style": "형식",
    "tokenizer": "토크나이저",
    "tokenizer_digest": "토크나이저의 다이제스트",
    "tokens_in": "보낸 토큰",
    "tokens_out": "받은 토큰",
    "trial": "시험",
    "type_names": "유형 표기",
    "values": "값",
    "words": "단어",
    # Why a label got fewer copies than planned.
    "none of its rows may be copied": "복제할 수 있는 행이 없다",
    "each of its {} rows already has {} copies": "{}행 모두 이미 사본을 {}개씩 만들었다",
    "the steps left too many attempted copies unchanged{}": (
        "단계가 아무것도 바꾸지 못한 시도가 너무 많다{}"
    ),
    "{} is shadowed: {}": "{:은} 가려져 있다: {}",
}

_FILES: Final[dict[str, str]] = {
    "was edited: its list of files cannot be read": "수정되어 파일 목록을 읽을 수 없다",
    "cannot be read: {}": "읽을 수 없다: {}",
    "{} is missing or cannot be read": "{:이} 없거나 읽을 수 없다",
    "{} was changed after the run": "{:이} 실행 뒤에 바뀌었다",
    "{}: its list of files cannot be read": "{}: 파일 목록을 읽을 수 없다",
    "the log cannot be undone: {}: {}": "기록을 되돌릴 수 없다: {}: {}",
    "a row occurs twice among the data and the dropped rows": (
        "데이터와 뺀 행을 합쳐 두 번 나오는 행이 있다"
    ),
    "copies that are neither kept nor dropped: {}": "남지도 빠지지도 않은 사본: {}",
    "copies whose parent is not a row of the run: {}": "원본이 실행에 없는 사본: {}",
    "the run began with {} rows, but {} are kept or dropped": (
        "실행은 {}행으로 시작했는데 남거나 빠진 행은 {}개이다"
    ),
    "a row was dropped without a reason": "이유 없이 빠진 행이 있다",
    "its folders cannot be listed: {}": "폴더 목록을 볼 수 없다: {}",
    "{}/{}: {} values are not texts": "{}/{}: 텍스트가 아닌 값이 {}개 있다",
    "{} is not JSON any more; it was edited": "{:은} 수정되어 더는 JSON이 아니다",
    "{} does not say that a run wrote it; it was edited": (
        "{:이} 수정되어 실행이 썼다는 표시가 없다"
    ),
    "it is not a file": "파일이 아니다",
    "it has more than {} bytes": "{}바이트보다 크다",
    "what {} reads or learns has changed: SHA-256 {}, not {}": (
        "{:이} 읽거나 배우는 것이 바뀌었다: SHA-256이 {2:이} 아니라 {1}이다"
    ),
    # Why a killed run cannot be resumed.
    "it was started by another version of reaug": "다른 버전의 reaug로 시작했다",
    "the record of its start cannot be read": "시작할 때의 기록을 읽을 수 없다",
    "{} was {}, and is {}": "{:이} {}에서 {:으로} 바뀌었다",
    "in the recipe {} was {}, and is {}": "레시피의 {:이} {}에서 {:으로} 바뀌었다",
    "the rule book {} is another one": "규칙집 {:이} 그때와 다르다",
    "the input gives other rows": "입력의 행이 그때와 다르다",
    "{} has changed": "{:이} 바뀌었다",
    "the fixes of the audit or the answers of the model, which were computed before the steps, "
    "differ": ("단계보다 먼저 만든 것(점검의 수정이나 모델의 답)이 그때와 다르다"),
    "the code of {} has changed": "{}의 코드가 바뀌었다",
    # Formats and their files.
    "a library tried to end the program": "라이브러리가 프로그램을 끝내려 했다",
    "column '{}'": "'{}' 열",
    "the type of column '{}', whose values become text": "'{}' 열의 자료형(값이 텍스트가 된다)",
    "they are of type {}, not numbers": "수가 아니라 {} 자료형이다",
    "the column {} is there more than once": "{} 열이 여러 번 있다",
    "is empty": "비어 있다",
    "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile of aws configure": (
        "AWS_ACCESS_KEY_ID와 AWS_SECRET_ACCESS_KEY, 또는 aws configure의 프로필"
    ),
    "GOOGLE_APPLICATION_CREDENTIALS, or gcloud auth application-default login": (
        "GOOGLE_APPLICATION_CREDENTIALS, 또는 gcloud auth application-default login"
    ),
    "the credentials that fsspec names for it": "fsspec이 정한 그 저장소의 자격 증명",
    "is not a file of candidates: {}": "후보 파일이 아니다: {}",
}

_BOOKS: Final[dict[str, str]] = {
    "the name {} appears twice under implied_types": "이름 {:이} implied_types에 두 번 나온다",
    "the name {} appears twice under conventions": "이름 {:이} conventions에 두 번 나온다",
    "every type has a last kind called 'other' already; choose another name": (
        "'other'는 모든 유형의 마지막 종류로 이미 있다. 다른 이름을 고르라"
    ),
    "a lexicon has whole words: use it for {}, or use a pattern": (
        "어휘 목록은 온전한 단어이다. {}에 쓰거나 패턴을 쓰라"
    ),
    "no condition here is on a mention; name subject or object instead": (
        "여기에는 개체에 대한 조건이 없다. subject나 object를 쓰라"
    ),
    "the decision must be one of the choices: {}": "결정은 선택지 가운데 하나여야 한다: {}",
    "{} takes no {} of type {}, only {}": "{}의 {:은} {} 유형일 수 없다. 쓸 수 있는 것: {}",
    "{}; suggest another label or type": "{}. 다른 라벨이나 유형을 제안하라",
    "the matched rows already have the {} {}": "이 조건에 맞는 행의 {:은} 이미 {}이다",
    "an ambiguity is about whole rows; name subject or object, not mention": (
        "쟁점은 행 전체에 대한 것이다. mention 대신 subject나 object를 쓰라"
    ),
    "a mark here has no word": "단어가 없는 표시가 있다",
    "give fix_right and fix_judged, or neither": "fix_right와 fix_judged를 함께 쓰거나 둘 다 빼라",
    "fix_right cannot be more than fix_judged": "fix_right는 fix_judged보다 클 수 없다",
    "cut or extend at one end at least": "적어도 한쪽을 자르거나 늘리라",
    "give at least one part of a condition under when": "조건(when)을 하나 이상 쓰라",
    "the subject has a type that its label does not allow in {} of {} rows, but most of these rows "
    "fit the label with the roles reversed: are the two exchanged?": (
        "{1}행 중 {0}행에서 주체가 라벨이 허용하지 않는 유형인데, 주체와 객체를 맞바꾸면 대부분 "
        "라벨에 맞는다. 둘이 뒤바뀌었는가?"
    ),
    "{} If so: --map {}": "{} 그렇다면: --map {}",
}

_ANSWERS: Final[dict[str, str]] = {
    # What reviewers answered, and why it cannot be used.
    "the data has no such row": "데이터에 그런 행이 없다",
    "{} is {} now, where {} was decided on": "결정할 때는 {0:이} {2}였는데 지금은 {1}이다",
    "{} has answered {} twice, differently ({})": "{:이} {}에 두 번 다르게 답했다({})",
    "the text was changed after the export, so its offsets no longer fit the row": (
        "내보낸 뒤에 문장이 바뀌어 위치가 행과 맞지 않는다"
    ),
    "it was not written by reaug review export": "reaug review export로 쓴 것이 아니다",
    "the task's 'reaug' data was edited ({}); export the tasks again": (
        "작업의 'reaug' 데이터가 바뀌었다({}). 작업을 다시 내보내라"
    ),
    "'row', 'data', 'text' or 'label' is not text": (
        "'row', 'data', 'text', 'label' 중 텍스트가 아닌 것이 있다"
    ),
    "'findings' is not a list": "'findings'가 목록이 아니다",
    "'{}' is not [start, end, type]": "'{}'의 값이 [시작, 끝, 유형]이 아니다",
    "a finding with fixes must name at least one row in 'rows'": (
        "수정안이 있는 발견은 'rows'에 행을 하나 이상 적어야 한다"
    ),
    "a mention was deleted: a row needs its subject and object, and has {}": (
        "개체가 지워졌다. 행에는 주체와 객체가 있어야 하는데 {}개이다"
    ),
    "the relation was deleted, so the row has no label; add one, even if it is the label for no "
    "relation": ("관계가 지워져 라벨이 없다. 관계없음이라도 라벨을 고르라"),
    "{} relations, where a row has one": "관계가 {}개인데 행에는 하나여야 한다",
    "the relation points to a mention that was deleted": "관계가 가리키는 개체가 없다",
    "a third mention [{}, {}), which the relation does not join": (
        "관계로 이어지지 않은 세 번째 개체 [{}, {})가 있다"
    ),
    "[{}, {}) is not a span": "[{}, {})은 구간이 아니다",
    "[{}, {}) is not within the text": "[{}, {})은 문장을 벗어난다",
    "{} does not stand at [{}, {}) of the text": "문장의 [{1}, {2})에 {0:이} 없다",
    "an entity has no label": "라벨이 없는 개체가 있다",
    "the relation has no type": "관계에 유형이 없다",
    "it has no 'data': export the project as JSON, not as JSON-MIN or CSV": (
        "'data'가 없다. 프로젝트를 JSON-MIN이나 CSV가 아니라 JSON으로 내보내라"
    ),
    "a mention has {} types, not one": "유형이 하나가 아니라 {}개인 개체가 있다",
    "two mentions have the id {}": "id가 {}인 개체가 둘이다",
    "the relation has {} labels, where a row has one": (
        "관계의 라벨이 {}개인데 행에는 하나여야 한다"
    ),
    "{}: {} tasks were skipped by a reviewer, and stay open": (
        "{}: 검토자가 건너뛴 작업 {}개는 미결정으로 남는다"
    ),
    "{}: {} documents came back as they went out, and stay open: doccano does not say whether "
    "somebody looked at them; with an export of approved documents alone, add --unchanged accept": (
        "{}: 보낸 그대로 돌아온 문서 {}개는 미결정으로 남는다. 사람이 확인했는지는 doccano "
        "파일로 알 수 없다. 승인한 문서만 내보냈으면 --unchanged accept를 붙이라"
    ),
    "{} is not UTF-8: read as CP949": "{:은} UTF-8이 아니어서 CP949로 읽는다",
    "{}: {} rows are not in {}, and are left out": "{0}: {2}에 없는 {1}행은 뺀다",
    "{}: comments without a decision: {}": "{}: 결정이 없는 의견 {}개",
    "{}: findings left as they are: {}": "{}: 그대로 둔 발견: {}",
    "names no row or no label: {}": "행이나 라벨이 빠졌다: {}",
    "left out with {}, which is about the same finding and cannot be used": (
        "같은 발견에 대한 {:을} 쓸 수 없어 함께 뺀다"
    ),
    "decided on another version of the data ({}; this is {}): of its {} rows {}": (
        "다른 버전의 데이터에 대한 결정이다({}, 지금은 {}). {}행 가운데 {}"
    ),
    "none of them fits": "맞는 행이 없다",
    "the row has another sentence or other mentions than when it was decided": (
        "행의 문장이나 개체 위치가 결정할 때와 다르다"
    ),
    "a change of {} was rejected, which is {} now": (
        "{:을} 바꾸자는 제안을 거절했는데 지금은 {}이다"
    ),
    "its sentence or its mentions have changed since the decision": (
        "문장이나 개체 위치가 결정할 때와 다르다"
    ),
    "{} has no {} {}{}": "{}에 {} {:이} 없다{}",
    "{}; the row is left as it is": "{}. 행은 그대로 둔다",
    "edits in columns label and types have no effect (use column decision): {} rows": (
        "표의 label과 types 열은 읽지 않으므로 고쳐도 소용없다(새 값은 decision 열에 적는다). 값이 "
        "바뀐 행: {}개"
    ),
    "{} is neither accept nor reject; to write another text into the sentence, put it into the "
    "column new, and accept": (
        "{:은} accept도 reject도 아니다. 문장에 다른 글을 쓰려면 new 열에 적고 accept로 하라"
    ),
    "name another file, or add --still-fitting to keep the decisions that still fit the data and "
    "decide the others again": (
        "다른 파일을 지정하거나, --still-fitting을 붙여 아직 데이터에 맞는 결정은 남기고 나머지만 "
        "다시 결정하라"
    ),
    "mend these lines, or name another file": "이 줄들을 고치거나 다른 파일을 지정하라",
    "none of the answers can be used; nothing was written": (
        "쓸 수 있는 답이 하나도 없어 아무것도 쓰지 않았다"
    ),
    "nothing was written; --on-bad-fix skip lists them all and takes the others": (
        "아무것도 쓰지 않았다. --on-bad-fix skip은 이런 것을 모두 보여 주고 나머지를 적용한다"
    ),
    # What servers and providers do.
    "no answer in time": "시간 안에 답이 없다",
    "it cannot be reached": "접속할 수 없다",
    "the connection ended in the middle of an answer": "답을 받는 중에 연결이 끊겼다",
    "an answer that is not JSON": "JSON이 아닌 답",
    "an answer that does not end": "끝나지 않는 답",
    "an answer that does not contain exactly one text": "텍스트가 정확히 하나가 아닌 답",
    "its answer holds no choices": "답에 choices가 없다",
    "it answers {}": "응답: {}",
    "{}: is no OpenAI-compatible server: {} at {}; give the address under which /chat/completions "
    "lies, as http://localhost:8000/v1": (
        "{}: OpenAI 호환 서버가 아니다({2}: {1}). http://localhost:8000/v1처럼 /chat/completions "
        "앞까지의 주소를 지정하라"
    ),
    "it is not UTF-8; save it as UTF-8": "UTF-8이 아니다. UTF-8로 저장하라",
    "mentions lost in {} rows: {}": "{}행에서 사라진 개체: {}",
}

PARTS: Final[dict[str, str]] = {**_STEPS, **_FILES, **_BOOKS, **_ANSWERS}
