"""Korean translations of errors in recipes, rule books, gates, parameters and output paths.

See `reaug.language.translation`.
"""

from __future__ import annotations

from typing import Final

_VALUES: Final[dict[str, str]] = {
    "this is missing": "이것이 빠졌다",
    "this key is missing": "이 키가 빠졌다",
    "this has {} entries, and at most {} are allowed": "항목이 {}개인데 최대 {}개까지 쓸 수 있다",
    "this must have at least one entry": "항목이 하나 이상 있어야 한다",
    "this must be {}": "{:이어야} 한다",
    "this must be {}, not {}": "{:이어야} 하는데 {}이다",
    "a number": "수",
    "a number, such as 0.05": "0.05 같은 수",
    "text": "텍스트",
    "true or false": "true 또는 false",
    "a mapping": "매핑",
    "nothing (null)": "빈 값(null)",
    "the truth value {}": "참/거짓 값 {}",
    "the number {}": "수 {}",
    "the text {}": "텍스트 {}",
    "this must be text, not {}": "텍스트여야 하는데 {}이다",
    "YAML reads this as {}, but it must be text; quote it": (
        "YAML은 이것을 {:으로} 읽지만 텍스트여야 한다. 따옴표로 묶으라"
    ),
    "YAML reads the key {} as {}; quote it": "YAML은 키 {:을} {:으로} 읽는다. 따옴표로 묶으라",
    "{} must look like {}": "{:은} {} 꼴이어야 한다",
}

_YAML: Final[dict[str, str]] = {
    "rule book": "규칙집",
    "search space": "탐색 공간",
    "this is nested more than {} levels deep": "{}단계보다 깊게 중첩되었다",
    "it cannot be parsed": "해석할 수 없다",
    "nesting depth": "중첩 깊이",
    "{}:{}: this is not YAML: {}": "{}:{}: YAML이 아니다: {}",
    "{} is a pipe or device; name the {}'s YAML file": (
        "{:은} 파이프나 장치이다. {}의 YAML 파일을 지정하라"
    ),
    "{} is larger than {} bytes, too large for a {}": "{:이} {}바이트보다 크다. {:으로} 보기에 "
    "너무 크다",
    "{}:{}: this is not UTF-8 text; save it as UTF-8": (
        "{}:{}: UTF-8 텍스트가 아니다. UTF-8로 저장하라"
    ),
    "a second YAML document begins here; write one per file": (
        "여기서 YAML 문서가 하나 더 시작된다. 파일 하나에 하나만 쓰라"
    ),
    "aliases are not allowed; write the value out instead of *{}": (
        "별칭은 쓸 수 없다. *{} 대신 값을 그대로 쓰라"
    ),
    "{}more than {} values, too many for a {}": "{}값이 {}개보다 많다. {:으로} 보기에 너무 많다",
    "a key must be text": "키는 텍스트여야 한다",
    "this number has more than {} characters: {}…": "{}자가 넘는 수이다: {}…",
    "{} is not a valid value: {}": "{:은} 올바른 값이 아니다: {}",
    "the key {} appears twice in one object; keep one": (
        "한 객체에 키 {:이} 두 번 나온다. 하나만 남기라"
    ),
    "{}: a rule book is a mapping with name, types and relations, but this is {}": (
        "{}: 규칙집은 name, types, relations가 있는 매핑인데 이것은 {}이다"
    ),
}

_RECIPES: Final[dict[str, str]] = {
    "each entry is a step's name, or one name with its parameters": (
        "항목은 단계 이름이거나, 이름 하나와 그 매개변수이다"
    ),
    "{}: where: {} is not a type pair such as PER:ORG": (
        "{}: where: {:은} PER:ORG 같은 유형 쌍이 아니다"
    ),
    "where, or rows: the input has no row {}{}": "where나 rows: 입력에 행 {:이} 없다{}",
    " ({} more after this one)": " (이 밖에 {}개 더)",
    "count is {}, but there are {} steps": "count는 {}인데 단계는 {}개이다",
    "{}: its parameters cannot be checked: {}": "{}: 매개변수를 확인할 수 없다: {}",
    "{}. Set REAUG_DEBUG=1 for the traceback": "{}. REAUG_DEBUG=1로 실행하면 트레이스백이 보인다",
    "{}; types: {}": "{}. 유형: {}",
    "{}: {}; here: {}": "{}: {}. 여기에 쓸 수 있는 것: {}",
    "several steps are called {}: from {}. Rename the plugin's entry point, or uninstall its "
    "package (pip uninstall {})": (
        "{:이라는} 단계가 여럿이다: {}. 플러그인의 엔트리 포인트 이름을 바꾸거나 패키지를 "
        "지우라(pip "
        "uninstall {})"
    ),
    "the plugin step {} ({}, package {})": "플러그인 단계 {}({}, 패키지 {})",
    "{} cannot be loaded: {}": "{:을} 불러올 수 없다: {}",
    "{} is not a subclass of Step": "{:은} Step의 하위 클래스가 아니다",
    "gate {}: {}; there are: {}": "게이트 {}: {}. 쓸 수 있는 것: {}",
    "the step is missing": "단계 이름이 빠졌다",
    "unknown step {}": "알 수 없는 단계 {}",
    "give steps or a patch, not both; the step for a patch is reaug.cleaning.Patch(path=...)": (
        "단계나 패치 중 하나를 지정하라. 단계 안에서는 reaug.cleaning.Patch(path=...)이다"
    ),
    "give steps or apply (which fixes of an audit to apply), not both": (
        "steps와 apply(점검의 수정 가운데 적용할 것) 중 하나만 지정하라"
    ),
    "{} is not a step; pass objects, as in [reaug.transforms.AEDA(ratio=0.3)]": (
        "{:은} 단계가 아니다. [reaug.transforms.AEDA(ratio=0.3)]처럼 객체를 주라"
    ),
}

_GATES: Final[dict[str, str]] = {
    "a gate looks like label.js > 0.1; operators: {}": (
        "게이트는 label.js > 0.1처럼 쓴다. 연산자: {}"
    ),
    "unknown name {}; {}": "알 수 없는 이름 {}. {}",
    "{} has no names below it, so no {}": "{} 아래에는 이름이 없어 {:이} 없다",
    "{} has no {}; {}": "{}에 {:이} 없다. {}",
    "is a group; {}": "묶음이다. {}",
    "is not a number": "수가 아니다",
    "is not a finite number": "유한한 수가 아니다",
    "it is empty": "비어 있다",
    "the character U+{} is not allowed in a gate": "문자 U+{:은} 게이트에 쓸 수 없다",
    "one comparison ends here; write a second gate for more": (
        "비교 하나는 여기서 끝난다. 더 있으면 게이트를 따로 쓰라"
    ),
    "the path has more than {} names": "경로의 이름이 {}개보다 많다",
    'a name is expected here (a name with other characters: ["..."])': (
        '여기에 이름이 있어야 한다(다른 문자가 든 이름은 ["..."])'
    ),
    'a quoted name is expected here, as in labels["per:title"]': (
        '여기에는 labels["per:title"]처럼 따옴표로 묶은 이름이 있어야 한다'
    ),
    "the quote that opens here is never closed": "여기서 연 따옴표가 닫히지 않았다",
    "] is expected here": "여기에 ]가 있어야 한다",
    "an operator is expected here (use == to compare, not =)": (
        "여기에 연산자가 있어야 한다(= 하나는 연산자가 아니고 비교는 ==이다)"
    ),
    "this number is too large": "수가 너무 크다",
    "a number is expected here, such as 10, -1, .5 or 1e-3": (
        "여기에 10, -1, .5, 1e-3 같은 수가 있어야 한다"
    ),
}

_DRIFT: Final[dict[str, str]] = {
    "the profile is of {} rows, but has the lengths of only {}": (
        "프로필은 {}행의 것인데 길이는 {}행만 있다"
    ),
    "counts differ in length: {} categories before, {} after": (
        "빈도의 항목 수가 다르다: 전 {}개, 후 {}개"
    ),
    "counts {} must be a vector of whole numbers": "빈도 {:은} 정수의 벡터여야 한다",
    "counts {} contain a negative number: {}": "빈도 {}에 음수가 있다: {}",
    "cannot measure drift: the side {} has no rows": "변화를 잴 수 없다. {}에 행이 없다",
    "{} rows before, {} after: fewer than {}": "전 {}행, 후 {}행: {}행보다 적다",
    "every row has the label {}": "모든 행의 라벨이 {}이다",
    "cannot compare: the data {} has no rows": "비교할 수 없다. 데이터 {}에 행이 없다",
    "column {} is absent; there are: {}": "열 {:이} 없다. 있는 열: {}",
    "column {} is {}; it must be text (names, not ids)": (
        "열 {:은} {}이다. 텍스트여야 한다(id가 아니라 이름)"
    ),
    "column {}: {} rows have no text": "열 {}: {}행에 텍스트가 없다",
    "AFTER has no column {}; it has {}": "AFTER에 열 {:이} 없다. 있는 열: {}",
    "column {} has {} values; --by takes at most {}": (
        "열 {}의 값이 {}가지이다. --by는 {}가지까지 쓸 수 있다"
    ),
    "column {} is {}; --by takes a column of text, numbers or truth values": (
        "열 {:은} {}이다. --by에는 텍스트, 숫자나 참·거짓 값의 열을 쓴다"
    ),
    "no rows before": "전 데이터에 행이 없다",
    "no rows after": "후 데이터에 행이 없다",
}

_PLACES: Final[dict[str, str]] = {
    "{} {} is inside {}, a run, which keeps only its own files (except in {}/); choose another "
    "{}": (
        "{} {:은} 실행 폴더 {} 안에 있는데 실행 폴더에는 그 실행의 파일만 둔다({}/에는 둘 수 "
        "있다). "
        "다른 {:을} 고르라"
    ),
    "{}: the folder {} cannot be written to": "{}: 폴더 {}에 쓸 수 없다",
    "process {} on {} ({})": "{1}의 프로세스 {0}({2})",
    "another process": "다른 프로세스",
    "was changed after the run": "실행 뒤에 바뀌었다",
    "not a regular file": "일반 파일이 아니다",
    "{}: its list of files cannot be read; it was edited": "{}: 파일 목록을 읽을 수 없다. "
    "수정되었다",
    "the output {} is not a folder name; choose another": (
        "출력 {:은} 폴더 이름이 아니다. 다른 이름을 고르라"
    ),
    "the output {} is not a UTF-8 name; choose another": (
        "출력 {:은} UTF-8 이름이 아니다. 다른 이름을 고르라"
    ),
    "--output {} names a file, but a run is a folder; name a folder, and get such a file in it "
    "with --format {} (in a recipe: output.formats)": (
        "--output {:은} 파일 이름인데 실행은 폴더이다. 폴더를 지정하고, 그런 파일도 필요하면 "
        "--format {:을} 붙이라(레시피에서는 output.formats)"
    ),
    "{}: {}, so --force does not replace it; {}": "{}: {}. 그래서 --force로도 덮어쓰지 않는다. {}",
    "{}; --force does not replace it; {}": "{}. --force로도 덮어쓰지 않는다. {}",
    "move the folder away or choose another --output": (
        "폴더를 옮기거나 --output에 다른 이름을 지정하라"
    ),
    "it has no {}": "안에 {:이} 없다",
    "its {} is not that of a run": "안의 {:이} 실행의 것이 아니다",
    "{} contains {}, which the run did not write": "{}에 실행이 쓰지 않은 {:이} 있다",
    "{} {}, so it cannot be kept; move it away": "{:이} {}. 그래서 남겨 둘 수 없으니 옮기라",
    "cannot be read": "읽을 수 없다",
    "is not a file": "파일이 아니다",
    "is missing": "없다",
    "is not there": "없다",
    "is not a folder": "폴더가 아니다",
    "restored {}, which a killed run had renamed ({})": (
        "강제로 끝난 실행이 이름을 바꾸어 둔 {:을} 되돌렸다({})"
    ),
    "{}: the folder {} does not exist": "{}: 폴더 {:이} 없다",
}

FAULTS: Final[dict[str, str]] = {
    **_VALUES,
    **_YAML,
    **_RECIPES,
    **_GATES,
    **_DRIFT,
    **_PLACES,
}
