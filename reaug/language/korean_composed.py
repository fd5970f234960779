"""Korean translations of messages that are composed of several texts, or come from libraries.

The English messages are not in the source code in the form in which they are shown.
"""

from __future__ import annotations

from typing import Final

_OTHERS: Final[dict[str, str]] = {
    "'{}' or '{}'": "'{}' 또는 '{}'",
    "'{}', '{}' or '{}'": "'{}', '{}' 또는 '{}'",
    "'{}' or '{}' or '{}'": "'{}' 또는 '{}' 또는 '{}'",
    "Missing option '{}'. Choose from: {}": "필수 옵션이 빠졌다: '{}'. 쓸 수 있는 것: {}",
    "Invalid value for '{}': {}": "'{}'에 쓸 수 없는 값이다: {}",
    "Input should be a valid integer, unable to parse string as an integer": "정수여야 한다",
    "Unable to parse input string as an integer, exceeded maximum size": "정수가 너무 크다",
    "Input should be a valid number, unable to parse string as a number": "수여야 한다",
    "Input should be greater than or equal to {n}": "{} 이상이어야 한다",
    "Input should be less than or equal to {n}": "{} 이하여야 한다",
    "{} is not one of {}": "{:은} 쓸 수 없다. 쓸 수 있는 것: {}",
    "Option '{}' requires an argument": "'{}' 옵션에는 값이 있어야 한다",
    "Got unexpected extra argument ({})": "받지 않는 인자가 있다({})",
    "Got unexpected extra arguments ({})": "받지 않는 인자가 있다({})",
    "No such file or directory": "그런 파일이나 폴더가 없다",
    "Permission denied": "권한이 없다",
    "Is a directory": "폴더이다",
    "Not a directory": "폴더가 아니다",
    "File name too long": "파일 이름이 너무 길다",
    "No space left on device": "디스크에 남은 공간이 없다",
    "Read-only file system": "읽기 전용 파일 시스템이다",
}
"""Translations of lists of names, and of messages of Typer, pydantic and the operating system."""

_KINDS: Final[dict[str, str]] = {
    "rule": "규칙",
    "step": "단계",
    "format": "형식",
    "engine": "엔진",
    "parameter": "매개변수",
    "key": "키",
    "column": "열",
    "prompt": "프롬프트",
    "set": "부분",
    "label": "라벨",
    "type": "유형",
    "relation": "관계",
    "lexicon": "어휘 목록",
    "field": "필드",
    "way to count offsets": "위치 세는 방식",
    "type or kind": "유형이나 종류",
    "name": "이름",
    "recipe": "레시피",
}
"""Translations of the kinds of names that `reaug.suggestions.unknown` is called with."""

_UNKNOWN: Final[dict[str, str]] = {
    text: korean
    for kind, name in _KINDS.items()
    for text, korean in (
        (f"unknown {kind} {{}}; there are: {{}}", f"알 수 없는 {name} {{}}. 쓸 수 있는 것: {{}}"),
        (
            f"unknown {kind} {{}}; did you mean {{}}? There are: {{}}",
            f"알 수 없는 {name} {{}}. 혹시 {{}}인가? 쓸 수 있는 것: {{}}",
        ),
    )
}

_PLACED: Final[dict[str, str]] = {
    f"{place}, {field}: {{}}": f"{korean}, {name}: {{}}"
    for place, korean in (
        ("row {n}", "{}번 행"),
        ("row {n} (id {})", "{}번 행(id {})"),
        ("row {n}, line {n}", "{}번 행, {}번째 줄"),
        ("row {n}, line {n} (id {})", "{}번 행, {}번째 줄(id {})"),
        ("line {n}", "{}번째 줄"),
        ("line {n} (id {})", "{}번째 줄(id {})"),
    )
    for field, name in (
        ("subject_entity", "주체"),
        ("object_entity", "객체"),
        ("{}", "{}"),
    )
    if (place, field) != ("row {n}", "{}")  # this form is in the source code
}
"""Translations of the row and field that precede a message."""

_PUT_TOGETHER: Final[dict[str, str]] = {
    "Known labels: {}": "쓸 수 있는 라벨: {}",
    "Known types: {}": "쓸 수 있는 유형: {}",
    "{} expected at {}..{}, found the same in another Unicode form (NFC, NFD): {}": (
        "{1}..{2} 위치에 {0:이} 있어야 하는데, 같은 글자가 다른 유니코드 형식(NFC, NFD)으로 "
        "있다: {3}"
    ),
    "{} expected at {}..{} ({}), found the same in another Unicode form (NFC, NFD): {}": (
        "{1}..{2}({3}) 위치에 {0:이} 있어야 하는데, 같은 글자가 다른 유니코드 형식(NFC, NFD)으로 "
        "있다: {4}"
    ),
    "an object (its fields {} are lists: write each to a file of its own)": (
        "객체({:이} 목록이다. 저마다 파일로 나누라)"
    ),
    "an object (if it is a row, put [ and ] around it)": "객체(행이면 [와 ]로 감싸라)",
    "{} expected at {}..{}, found {}": "{1}..{2} 위치에 {0:이} 있어야 하는데 {3:이} 있다",
    "is {}, a number greater than the length of any text": (
        "{}이다. 어떤 텍스트의 길이보다도 큰 수이다"
    ),
    "contains half of a surrogate pair, which is not a character: {}": (
        "문자가 아닌 서로게이트 반쪽이 있다: {}"
    ),
    "cannot be read as a dict literal: {}": "딕셔너리로 읽을 수 없다: {}",
    "cannot be read as a dict literal (the key {} appears twice): {}": (
        "딕셔너리로 읽을 수 없다(키 {:이} 두 번 나온다): {}"
    ),
    "has {} fields, but the header has {}": "필드가 {}개인데 머리글에는 {}개이다",
    "must be a whole number, not {}; in pandas a missing value turns a column into floats: use "
    "dtype 'Int64'": (
        "정수여야 하는데 {}이다. pandas에서 빈 값은 열을 실수로 바꾸니 dtype 'Int64'를 쓰라"
    ),
    "{}: column 'label' contains ids (such as {}) without names. Labels are identified by name "
    "only, since their ids differ between sources: name them with --labels FILE, a JSON list or an "
    "object of ids and names. If the id means that there is no label: {}": (
        "{}: 'label' 열에 이름 없이 id만 있다(예: {}). id는 출처마다 달라 라벨은 이름으로만 "
        "구별한다. --labels FILE로 이름을 주라(JSON 목록이나 id와 이름의 객체). 그 id가 라벨이 "
        "없다는 뜻이면, {}"
    ),
    "has no column {}; found: {}": "{} 열이 없다. 있는 열: {}",
    "{}: has no column {}; {}. Map the columns: --map {}": (
        "{}: {} 열이 없다. {}. 어느 열이 무엇인지 알려 주라: --map {}"
    ),
    "{}: has no column 'label' (columns: {}). If another column has the labels, use --map "
    "label=COLUMN; if there are none: {}": (
        "{}: 'label' 열이 없다(있는 열: {}). 라벨이 든 열이 따로 있으면 --map "
        "label=COLUMN으로 지정하라. 라벨이 없다면: {}"
    ),
    "{}: no such file or folder; name a data set on the hub with its split, e.g. '{}'": (
        "{}: 그런 파일이나 폴더가 없다. 허브의 데이터는 '{}'처럼 분할까지 쓴다"
    ),
    "contains {} at {}, but the sentence continues with {}": (
        "{1}에 {0:이} 있는데 문장에서 이어지는 글은 {2}이다"
    ),
    "this is missing: {}, as {}={}": "이것이 빠졌다: {}. 예: {}={}",
    "this is missing: {}": "이것이 빠졌다: {}",
    "this must be greater than or equal to {}, not {}": "{} 이상이어야 하는데 {}이다",
    "this must be less than or equal to {}, not {}": "{} 이하여야 하는데 {}이다",
    "this must be greater than {}, not {}": "{}보다 커야 하는데 {}이다",
    "this must be less than {}, not {}": "{}보다 작아야 하는데 {}이다",
    "this must be a finite number, not {}": "유한한 수여야 하는데 {}이다",
    "this must be a valid dictionary or instance of {}, not {}": "매핑이어야 하는데 {}이다",
    "{}: the recipe file does not exist": "{}: 그런 레시피 파일이 없다",
    "{}: the rule book file does not exist": "{}: 그런 규칙집 파일이 없다",
    "{}: the search space file does not exist": "{}: 그런 탐색 공간 파일이 없다",
    "{}: the prompt file does not exist": "{}: 그런 프롬프트 파일이 없다",
    "{}: the recipe cannot be read: {}": "{}: 레시피를 읽을 수 없다: {}",
    "{}: the rule book cannot be read: {}": "{}: 규칙집을 읽을 수 없다: {}",
    "{}: the search space cannot be read: {}": "{}: 탐색 공간을 읽을 수 없다: {}",
    "{} is not a run folder: {} is not there": "{:은} 실행 폴더가 아니다: {:이} 없다",
    "{} is not a run folder: {} cannot be read": "{:은} 실행 폴더가 아니다: {:을} 읽을 수 없다",
    "copy 1 of {}": "{}의 첫 번째 사본",
    "{} is missing": "{:이} 없다",
    "{n} of {n}": "{1}개 중 {0}개",
    "{n} answers cannot be used:": "쓸 수 없는 답 {}개:",
    "decided on another version of the data; {n} rows still fit: {}": (
        "다른 버전의 데이터에 대한 결정이다. 아직 맞는 행 {}개: {}"
    ),
    "{n} still fit: {}": "아직 맞는 행 {}개: {}",
    "{}; name several files of one set by a pattern in quotation marks, as '{}'": (
        "{}. 한 데이터의 여러 파일은 '{}'처럼 따옴표로 묶은 패턴으로 지정하라"
    ),
    "{} is not an answer; {}": "{:은} 답이 아니다. {}",
    "{} is not an answer; did you mean {}?; {}": "{:은} 답이 아니다. 혹시 {}인가? {}",
    "{} is only for mode: {}, but the mode is {}": "{:은} mode: {}에만 쓰는데 지금 mode는 {}이다",
    "an empty condition in {}; complete it or remove it": (
        "{}에 빈 조건이 있다. 조건을 채우거나 빼라"
    ),
    "severity {} needs a judged precision of at least {}; judge more hits or choose another "
    "severity": (
        "심각도 {}에는 {} 이상으로 평가한 정밀도가 있어야 한다. 더 평가하거나 다른 심각도를 고르라"
    ),
    "{} is not a type; quote it": "{:은} 유형이 아니다. 따옴표로 묶으라",
    "the pattern {} does not compile in RE2: {}": "패턴 {:은} RE2에서 쓸 수 없다: {}",
    "unknown key {}; the keys here are: {}": "알 수 없는 키 {}. 쓸 수 있는 것: {}",
    "{n} pairs more": "외 {}쌍",
    "{n} mentions are": "개체 {}개를",
    "a type is missing {n}": "유형 없음 {}",
    "{n} rows": "{}행",
    "1 row": "1행",
    "{n} for a person to decide": "사람이 결정할 것 {}개",
    "{n} left out for a surer fix of the same row": "같은 행의 더 확실한 수정 때문에 뺀 것 {}개",
    "{n} applied by the run already": "실행이 이미 적용한 것 {}개",
    "no row is left after the last step: {}": "마지막 단계 뒤에 남은 행이 없다: {}",
    "{} dropped {n} ({})": "{}에서 {}행 제외({})",
    "{}; the word occurs once, at {}": "{}. 그 단어는 {}에 한 번 나온다",
    "row {n} (id {}), which is row {n} of {}, {}: {}": "{}번 행(id {}), {3}의 {2}번 행, {4}: {5}",
    "row {n} (id {}), which is row {n}, line {n} of {}, {}: {}": (
        "{}번 행(id {}), {4}의 {2}번 행({3}번째 줄), {5}: {6}"
    ),
    # Where and how a step failed:
    "on row {}, in a batch of {n} rows that begins with row {}": (
        "행 {0}, 행 {2}에서 시작하는 {1}행 배치에서"
    ),
    "on a batch of {n} rows that begins with row {}": "행 {1}에서 시작하는 {0}행 배치에서",
    "in {} on row {}, in a batch of {n} rows that begins with row {}": (
        "{0}, 행 {1}, 행 {3}에서 시작하는 {2}행 배치에서"
    ),
    "in {} on a batch of {n} rows that begins with row {}": (
        "{0}, 행 {2}에서 시작하는 {1}행 배치에서"
    ),
    "{}. Fix the step, or set such rows aside with --on-error skip; set REAUG_DEBUG=1 for the "
    "traceback": (
        "{}. 단계를 고치거나 --on-error skip으로 그런 행을 따로 빼 두라. REAUG_DEBUG=1로 실행하면 "
        "트레이스백이 보인다"
    ),
    "{}. No single row took {} s: use a larger --step-timeout": (
        "{}. 혼자서 {}초가 걸린 행은 없다. --step-timeout을 늘리라"
    ),
    "{}. None of its rows alone makes it crash, so none can be set aside: the step may keep "
    "something from row to row. Set REAUG_DEBUG=1 for the traceback": (
        "{}. 행 하나만으로는 오류가 나지 않아 따로 빼 둘 행이 없다. 단계가 행 사이에 무언가를 남겨 "
        "두는 것일 수 있다. REAUG_DEBUG=1로 실행하면 트레이스백이 보인다"
    ),
    # Typer's notes after the help of an option:
    "default: {}": "기본값: {}",
    # Differences between two runs.
    "{} default→{}": "{} 기본값→{}",
    "{} {}→default": "{} {}→기본값",
    "gate: {}": "게이트: {}",
    "{} was not computed": "{:은} 계산하지 않았다",
    "{} ({} was not computed)": "{}({:은} 계산하지 않았다)",
    "names there: {}": "쓸 수 있는 이름: {}",
    "gate: {} characters long, at most {}: {} ...": "게이트: {}자인데 최대 {}자이다: {} ...",
    "{} is an input of this command; choose another folder": (
        "{:은} 이 명령의 입력이다. 다른 폴더를 고르라"
    ),
    "{} lies inside {}, an input of this command; choose another folder": (
        "{:은} 이 명령의 입력인 {} 안에 있다. 다른 폴더를 고르라"
    ),
    "{} lies inside {}, an input of this command; choose another folder (except in {}/)": (
        "{:은} 이 명령의 입력인 {} 안에 있다. 다른 폴더를 고르라({}/는 쓸 수 있다)"
    ),
    "{} holds {}, an input of this command; choose another folder": (
        "{}에 이 명령의 입력 {:이} 있다. 다른 폴더를 고르라"
    ),
    "{} {} is an input of this command; choose another {}": (
        "{} {:은} 이 명령의 입력이다. 다른 {:을} 고르라"
    ),
    "{} {} is inside {}, an input of this command; choose another {}": (
        "{} {:은} 이 명령의 입력인 {} 안에 있다. 다른 {:을} 고르라"
    ),
    "{} {} is inside {}, an input of this command; choose another {} (except in {}/)": (
        "{} {:은} 이 명령의 입력인 {} 안에 있다. 다른 {:을} 고르라({}/는 쓸 수 있다)"
    ),
    "{}: {} conventions (conditions under which nearly all rows have one label), counts of {} "
    "rows: {} labels, {} types": (
        "{}: 관례(거의 모든 행의 라벨이 같은 조건) {}개와 {}행의 통계: 라벨 {}개, 유형 {}개"
    ),
    "{}: {} conventions (conditions under which nearly all rows have one label), counts of {} "
    "rows, over {}": (
        "{}: {3:을} 확장, 관례(거의 모든 행의 라벨이 같은 조건) {1}개와 {2}행의 통계"
    ),
    "{} suggestions are for a person to decide: --csv lists them": (
        "제안 {}개는 사람이 판단해야 한다: --csv로 목록을 쓴다"
    ),
}

_OUTCOMES: Final[dict[str, str]] = {
    "": "",
    "{n} read, {n} dropped as bad ({}), ": "{}행을 읽음, 형식이 잘못되어 제외한 {}행({}), ",
    "{n} read, {n} mentions repaired ({}), ": "{}행을 읽음, 고친 개체 {}개({}), ",
    "{n} read, {n} dropped as bad ({}), {n} mentions repaired ({}), ": (
        "{}행을 읽음, 형식이 잘못되어 제외한 {}행({}), 고친 개체 {}개({}), "
    ),
}
_WRITTEN: Final[dict[str, str]] = {
    "{n} rows as {} → {}": "{}행, {} 형식 → {}",
    "{n} rows ({}) as {} → {}": "{}행({}), {} 형식 → {}",
    "{n} rows ({}) in {n} documents as {} → {}": "{}행({}), 문서 {}개, {} 형식 → {}",
    "{n} rows, {n} distinct sentences, {n} lines → {}": "{}행, 서로 다른 문장 {}개, {}줄 → {}",
}
_CONVERTED: Final[dict[str, str]] = {
    outcome + written: text + line
    for outcome, text in _OUTCOMES.items()
    for written, line in _WRITTEN.items()
}

_ROWS: Final[dict[str, str]] = {
    "left out: {} events": "뺀 것: 이벤트 {}개",
    "left out: {} attributes": "뺀 것: 속성 {}개",
    "left out: {} normalizations": "뺀 것: 정규화 {}개",
    "left out: {} notes": "뺀 것: 메모 {}개",
    "left out: {} equivalences": "뺀 것: 동치 {}개",
    "Rows are counted from 0. No row would be left.": (
        "행 번호는 0부터 센다. 빼고 나면 남는 행이 없다."
    ),
    "Rows are counted from 0. Fix the input, or continue with --on-bad-row drop|repair "
    "(on_bad_row= in Python): 'drop' leaves bad rows out, 'repair' also fixes a mention whose "
    "word occurs exactly once in its sentence.": (
        "행 번호는 0부터 센다. 입력을 고치거나 --on-bad-row drop|repair(파이썬에서는 "
        "on_bad_row=)로 계속하라. drop은 문제가 있는 행을 빼고, repair는 개체의 단어가 문장에 한 "
        "번만 나오면 위치까지 고친다."
    ),
    "Rows are counted from 0. That is {} of the rows, and at most {}% may be dropped: check "
    "that this is the right file and rule book (--rules), fix the input, or continue with "
    "--max-bad-share {} (max_bad_share= in Python).": (
        "행 번호는 0부터 센다. 전체 행의 {}인데 최대 {}%까지만 뺄 수 있다. 파일과 "
        "규칙집(--rules)이 맞는지 보고, 입력을 고치거나 --max-bad-share {}(파이썬에서는 "
        "max_bad_share=)로 계속하라."
    ),
}

_OFFSETS: Final[dict[str, str]] = {
    "{}: no row can be read; line {n}: {}": "{}: 읽을 수 있는 행이 없다. {}번째 줄: {}",
    "{}: no row can be read; row {n} (from 0): {}": (
        "{}: 읽을 수 있는 행이 없다. {}번 행(0부터): {}"
    ),
    "{} expected at {}..{}": "{1}..{2} 위치에 {0:이} 있어야 한다",
    "{} expected at {}..{} ({})": "{1}..{2}({3}) 위치에 {0:이} 있어야 한다",
    "{} expected at {}..{} ({}), found {}": "{1}..{2}({3}) 위치에 {0:이} 있어야 하는데 {4:이} 있다",
    "characters from {}, ends inclusive": "글자, {}부터, 끝 포함",
    "characters from {}, ends exclusive": "글자, {}부터, 끝 미포함",
    "{} from {}, ends inclusive": "{}, {}부터, 끝 포함",
    "{} from {}, ends exclusive": "{}, {}부터, 끝 미포함",
}

COMPOSED: Final[dict[str, str]] = {
    **_OTHERS,
    **_UNKNOWN,
    **_PLACED,
    **_PUT_TOGETHER,
    **_CONVERTED,
    **_ROWS,
    **_OFFSETS,
}
