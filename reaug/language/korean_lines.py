"""Korean translations of messages made of parts, and of lines about decisions, checks and steps.

See `reaug.language.translation`.
"""

from __future__ import annotations

from typing import Final

LINES: Final[dict[str, str]] = {
    "a query must contain both mentions; {} is missing": (
        "query에는 두 개체가 다 있어야 한다. {:이} 없다"
    ),
    "line {n}: {}": "{}번째 줄: {}",
    "; keep one of the two": "(둘 중 하나만 남기라)",
    "a query must contain both mentions; {} is missing, not the text {}": (
        "query에는 두 개체가 다 있어야 한다. {:이} 없다: {}"
    ),
    "{} nor {} nor a run folder of reaug": "{}, {}, reaug의 실행 폴더 가운데 어느 것",
    "the sign that marks the object; & cannot be mistaken for WordPiece's ##; {} by default": (
        "객체의 기호. &를 쓰면 WordPiece의 ##와 헷갈리지 않는다. 기본값은 {}"
    ),
    "the data has no row {}": "데이터에 행 {:이} 없다",
    "{} has no label {}{}": "{}에 라벨 {:이} 없다{}",
    "{} has no type {}{}": "{}에 유형 {:이} 없다{}",
    " (to leave such lines out: --on-bad-fix skip, in a recipe on_bad_fix: skip)": (
        "(이런 줄을 빼려면 --on-bad-fix skip, 레시피에서는 on_bad_fix: skip)"
    ),
    "{} of row {}": "행 {1}의 {0}",
    "{} is rejected here, but {} {}": "{:은} 여기서 거절했는데 {} {}",
    "{} is set to {} here, but {} {}": "{:을} 여기서 {:으로} 했는데 {} {}",
    "there is no suggestion to accept for {} of row {}; write {} itself as the decision (in JSON: "
    "edit, with the value)": (
        "행 {1}의 {0}에 받아들일 제안이 없다. 결정에 {2} 값을 바로 쓰라(JSON에서는 edit와 값)"
    ),
    "there is no suggestion to accept for {} of row {} and {n} more; write {} itself as the "
    "decision (in JSON: edit, with the value)": (
        "행 {1} 외 {2}개의 {0}에 받아들일 제안이 없다. 결정에 {3} 값을 바로 쓰라(JSON에서는 edit와 "
        "값)"
    ),
    "{} is rejected here, but line {n} says {}": "{:은} 여기서 거절했는데 {}번째 줄에서는 {:이다}",
    "{} is rejected here, but line {n} of {} says {}": (
        "{0:은} 여기서 거절했는데 {2}의 {1}번째 줄에서는 {3:이다}"
    ),
    "{} is set to {} here, but line {n} says {}": (
        "{:을} 여기서 {:으로} 했는데 {}번째 줄에서는 {:이다}"
    ),
    "{} is set to {} here, but line {n} of {} says {}": (
        "{0:을} 여기서 {1:으로} 했는데 {3}의 {2}번째 줄에서는 {4:이다}"
    ),
    "{} is set to {} here, but line {n} rejects that": (
        "{:을} 여기서 {:으로} 했는데 {}번째 줄에서는 거절했다"
    ),
    "{} is set to {} here, but line {n} of {} rejects that": (
        "{0:을} 여기서 {1:으로} 했는데 {3}의 {2}번째 줄에서는 거절했다"
    ),
    "it would write over {}, a file that it did not make": (
        "자기가 만들지 않은 파일 {:을} 덮어쓰려 했다"
    ),
    "it would replace or remove {}, a file that it did not make": (
        "자기가 만들지 않은 파일 {:을} 바꾸거나 지우려 했다"
    ),
    "the new {} of row {} is missing; write {}": "행 {1}의 새 {0:이} 없다. {2:을} 쓰라",
    "the right {}": "맞는 {}",
    "{n} lines cannot be used:": "{}줄을 쓸 수 없다:",
    "To leave such lines out: --on-bad-fix skip, in a recipe on_bad_fix: skip": (
        "이런 줄을 빼려면 --on-bad-fix skip, 레시피에서는 on_bad_fix: skip"
    ),
    "and {n} more; --json lists them all": "외 {}개. --json으로 모두 볼 수 있다",
    "{} was changed": "{:이} 바뀌었다",
    "{} was changed after the run": "{:이} 실행 뒤에 바뀌었다",
    "{} is missing or cannot be read": "{:이} 없거나 읽을 수 없다",
    "{} was not written by the run": "{:은} 실행이 쓴 것이 아니다",
    "different rows: content digest {}, not {}": "행이 다르다: 내용 다이제스트 {}({:이} 아님)",
    "{} is missing from the rerun": "다시 실행한 결과에 {:이} 없다",
    "{} is new in the rerun": "다시 실행한 결과에 {:이} 새로 생겼다",
    "{} differs in the rerun": "다시 실행하니 {:이} 다르다",
    "{} is {} here, but was {} in the run": "{:이} 여기서는 {}이고 실행할 때는 {:이었다}",
    # What `rules check` prints.
    "{n} rows, rules {}": "{}행, 규칙집 {}",
    "{} lacks most of these labels or types, so its patterns were not run; make a book from the "
    "data:": (
        "{}에 이 라벨이나 유형이 대부분 없어 패턴은 적용하지 않았다. 데이터에서 규칙집을 만들라:"
    ),
    "labels missing from the book": "규칙집에 없는 라벨",
    "types missing from the book": "규칙집에 없는 유형",
    "labels with a single row, too few for a rule": "한 행뿐이라 규칙의 근거가 못 되는 라벨",
    "types that the book has from a single row, too few for a rule": (
        "근거가 한 행뿐이어서 규칙집이 규칙으로 삼지 않은 유형"
    ),
    "labels of the book that no row has": "규칙집에 있으나 행에 없는 라벨",
    "types of the book that no mention has": "규칙집에 있으나 개체에 없는 유형",
    "kinds that no mention has": "개체에 없는 종류",
    "none": "없음",
    "label": "라벨",
    "pattern": "패턴",
    "rows matched": "걸린 행",
    "illegal types": "틀린 유형",
    "typical object": "흔한 객체 유형",
    "rare": "드문 유형",
    "unseen": "없던 유형",
    "the rows cannot be read": "행을 읽을 수 없다",
    "the rows in data/ differ from those that the manifest records": (
        "data/의 행이 manifest의 기록과 다르다"
    ),
    "data/ and log/ do not restore the run's input": "data/와 log/로 입력을 되살릴 수 없다",
    "its files were changed after the run": "파일이 실행 뒤에 바뀌었다",
    "equal to a sibling": "다른 사본과 같음",
    "{} of {} rows are in no phase of the schedule; more epochs draw more": (
        "{1}행 중 {0}행이 학습 순서의 어느 단계에도 없다. epochs를 늘리면 더 들어간다"
    ),
    "{} of the tokens are unknown to the tokenizer": "토큰의 {:이} 토크나이저가 모르는 것이다",
    "{} of the tokens are unknown to the tokenizer; it may not suit this text": (
        "토큰의 {:이} 토크나이저가 모르는 것이다. 이 글에 맞지 않는 토크나이저일 수 있다"
    ),
    "{n} mentions consist only of unknown tokens, so a model cannot tell them apart; "
    "findings.jsonl lists them (encode/unknown-mention)": (
        "개체 {}개를 토크나이저가 전혀 몰라 모델에는 모두 같아 보인다. findings.jsonl에 적혀 "
        "있다(encode/unknown-mention)"
    ),
    "{}: none of its {} rows can be read ({}), so it cannot be compared; row {} (from 0), {}: {}": (
        "{}: {}행 중 읽을 수 있는 행이 없어({}) 비교할 수 없다. {}번 행(0부터), {}: {}"
    ),
    "{} {} of its {} rows ({} by chance)": "{0} {2}행 중 {1}행(우연이면 {3})",
    "offsets count characters from {}, ends inclusive: {}": (
        "위치는 {}부터 글자로 세고 끝을 포함한다: {}"
    ),
    "offsets count characters from {}, ends exclusive: {}": (
        "위치는 {}부터 글자로 세고 끝을 포함하지 않는다: {}"
    ),
    "offsets count {} from {}, ends inclusive: {}": (
        "위치는 {1}부터 {0} 단위로 세고 끝을 포함한다: {2}"
    ),
    "offsets count {} from {}, ends exclusive: {}": (
        "위치는 {1}부터 {0} 단위로 세고 끝을 포함하지 않는다: {2}"
    ),
    "UTF-8 bytes": "UTF-8 바이트",
    "unknown label or rule of {} {}; reaug show {} lists the labels": (
        "규칙집 {}에 라벨이나 규칙 {:이} 없다. 라벨은 reaug show {}로 볼 수 있다"
    ),
    "unknown label or rule of {} {}; did you mean {}? reaug show {} lists the labels": (
        "규칙집 {}에 라벨이나 규칙 {:이} 없다. 혹시 {}인가? 라벨은 reaug show {}로 볼 수 있다"
    ),
    "unknown name {}; did you mean {}? reaug list shows all": (
        "알 수 없는 이름 {}. 혹시 {}인가? 모든 이름은 reaug list로 볼 수 있다"
    ),
    "'{}' and '{}'": "'{}', '{}'",
    "--map {} or --map {}": "--map {} 또는 --map {}",
    "{} {} contains {}, an input of this command; choose another {}": (
        "{} {}에 이 명령의 입력 {:이} 있다. 다른 {:을} 고르라"
    ),
    "{}; {} by default": "{}. 기본값은 {}",
    "bucket {n} ({} up to {n}": "구간 {}({} {} 이하",
    "bucket {n} ({} {n} to {n}": "구간 {}({} {}~{}",
    "bucket {n} ({} over {n}": "구간 {}({} {} 초과",
    "No such option: {} (Possible options: {})": "없는 옵션이다: {}(비슷한 옵션: {})",
    "No such option: {} Did you mean {}?": "없는 옵션이다: {}. 혹시 {}인가?",
    "Got unexpected extra argument(s) ({})": "받지 않는 인자가 있다({})",
    # What a patch reports.
    "corrections": "수정",
    "decisions": "결정",
    "accepted {n}; rejected {n}; edited {n}; protected {n}": ("수락 {}, 거절 {}, 수정 {}, 보호 {}"),
    "{} contains no decisions": "{}에 결정이 없다",
    "{}; on by default": "{}. 기본으로 켜짐",
}
