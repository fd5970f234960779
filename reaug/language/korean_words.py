"""Korean translations of the output of commands; `{}` stands for a value, `{n}` for a number.

See `reaug.language.translation`.
"""

from __future__ import annotations

from typing import Final

from reaug.language.korean_composed import COMPOSED
from reaug.language.korean_data import DATA
from reaug.language.korean_errors import ERRORS, OTHERS
from reaug.language.korean_faults import FAULTS
from reaug.language.korean_folders import FOLDERS
from reaug.language.korean_help import HELP
from reaug.language.korean_lines import LINES
from reaug.language.korean_parts import PARTS
from reaug.language.korean_probe import PROBE
from reaug.language.korean_reading import READING
from reaug.language.korean_recipes import RECIPES
from reaug.language.korean_review import REVIEW
from reaug.language.korean_rewrite import REWRITE
from reaug.language.korean_runs import RUNS
from reaug.language.korean_shapes import SHAPES
from reaug.language.korean_shown import SHOWN
from reaug.language.korean_steps import STEPS
from reaug.language.korean_work import WORK

TALK: Final[dict[str, str]] = {
    "error": "오류",
    "note": "참고",
    "warning": "경고",
    "interrupted; no partial output is left behind": "중단됨. 쓰다 만 파일은 남지 않는다",
    # The plan of a run.
    "{n} of {n} rows ({}), rules {}, seed {n}": "{1}행 중 {0}행({2}), 규칙집 {3}, 시드 {4}",
    "{n} rows ({}), rules {}, seed {n}": "{}행({}), 규칙집 {}, 시드 {}",
    "nothing is written": "아무것도 쓰지 않음",
    "every row": "모든 행",
    "balance {}, where {}": "균형 {}, 조건 {}",
    "copies={}, p={}, where {}": "사본={}, p={}, 조건 {}",
    "{n} of {n} per row": "행마다 {1}개 중 {0}개",
    # What a run did.
    "step": "단계",
    "tried": "시도",
    "changed": "변경",
    "copied": "복제",
    "dropped": "제외",
    "skipped": "건너뜀",
    "refused": "거절",
    "not kept": "버림",
    "left as it was": "그대로 둠",
    "rows": "행",
    "target": "목표",
    "copies": "사본",
    "short": "부족",
    "why": "이유",
    "digest": "다이제스트",
    "new columns: {}": "새 열: {}",
    "and {n} more": "외 {}개",
    "{n} findings": "발견 {}개",
    "{n} findings in {}/findings.jsonl": "발견 {}개: {}/findings.jsonl",
    "{n} rows in, {n} rows out": "입력 {}행, 출력 {}행",
    "{n} in, {n} out": "입력 {}행, 출력 {}행",
    "roles: {} is the subject now, {} the object": "역할: 이제 {0:이} 주체, {1:이} 객체",
    "types {} → {}": "유형 {} → {}",
    "label → {}": "라벨 → {}",
    "failed on {} row{}, now set aside (step/error); findings.jsonl lists the errors, reaug "
    "undo restores the rows": (
        "{}행에서 오류가 나 따로 빼 두었다(step/error). 오류는 findings.jsonl에 있고, reaug undo로 "
        "행을 되살릴 수 있다"
    ),
    # Drift.
    "Label drift": "라벨 분포 변화",
    "Drift": "분포 변화",
    "JS distance {}": "JS 거리 {}",
    "({n} → {n} rows)": "({} → {}행)",
    "labels are not compared: no row has a label, so this was read as a test set ({})": (
        "라벨은 비교하지 않는다: 평가 데이터로 읽었고 라벨이 있는 행이 없다({})"
    ),
    "no row has a label": "라벨이 있는 행이 없다",
    "two random sets of these sizes differ by {} to {}": (
        "크기가 같은 두 무작위 표본의 거리는 {}~{}"
    ),
    "too few rows to tell (at least {} needed on each side)": (
        "행이 너무 적어 판단할 수 없다(양쪽에 각각 최소 {}행)"
    ),
    "no drift{}": "변화 없음{}",
    ", though this measure alone is beyond it": ", 다만 이 값만 보면 범위를 벗어난다",
    "no drift": "변화 없음",
    "drifted": "변화 있음",
    "labels drifted": "라벨 분포가 변했다",
    ", by {}": ", 특히 {}",
    "the run changed the shares by more than chance would": (
        "실행으로 비율이 우연의 범위보다 크게 바뀌었다"
    ),
    "and {n} more labels": "외 라벨 {}개",
    "rows and shares before and after; × ratio (98% interval, for all labels together); * changed "
    "by more than chance": (
        "행 수와 비율(위는 전, 아래는 후); × 후÷전 배수(모든 라벨에 한꺼번에 성립하는 98% 구간); "
        "* 우연의 "
        "범위를 벗어남"
    ),
    "new labels": "새로 생긴 라벨",
    "vanished labels": "사라진 라벨",
    "{n} row{}, by chance {}": "{}행, 우연일 확률 {2}",
    "labels": "라벨",
    "labels given the types": "유형별 라벨",
    "type pairs": "유형 쌍",
    "lengths": "길이",
    "sources": "출처",
    "types and lengths": "유형과 길이",
    "JS {}, by chance {} to {}": "JS {}, 우연이면 {}~{}",
    "labels JS {}, by chance {} to {}": "라벨 JS {}, 우연이면 {}~{}",
    "{n} type pairs": "유형 쌍 {}개",
    "type pairs not compared, since they have too few rows or a single label: {n}": (
        "행이 너무 적거나 라벨이 하나뿐인 유형 쌍 {}개는 비교하지 않는다"
    ),
    "mentions that also occur in the other set: before {} (by chance {}), after {} ({})": (
        "상대 데이터에도 나오는 개체: 전 {}(우연이면 {}), 후 {}({})"
    ),
    "0.001 or less": "0.001 이하",
    "gate {}: fails if {}; the value is {}": "게이트 {}: 실패 조건 {}, 값 {}",
    "passed": "통과",
    "FAILED": "실패",
    "a gate failed: {}": "통과하지 못한 게이트: {}",
    # Reading.
    "read as": "필드",
    "column": "열",
    "row {n}": "{}번 행",
    # History of a row.
    "dropped: {}": "제외: {}",
    "copy {n} of {}": "{1}의 {0}번째 사본",
    "subject and object swap roles": "주체와 객체의 역할을 맞바꾼다",
    # Checks of a run folder, and what undo and convert say.
    "ok": "확인",
    "differs": "다름",
    "{} rows → {}, equal to the run's input by content digest": (
        "{}행 → {}, 실행의 입력과 내용 다이제스트가 같다"
    ),
    "lost: {}": "담지 못한 것: {}",
    # split
    "{n} rows in {n} groups ({n} with several rows, the largest with {n}) → {}": (
        "{}행, 묶음 {}개(여러 행인 것 {}개, 가장 큰 것 {}행) → {}"
    ),
    "copies: {n}, in training sets only": "사본: {}행, 학습 데이터에만",
    "copies: {n}, with their parents": "사본 {}행은 원본과 같은 쪽에 둔다",
    "labels with too few groups of rows to be in every part: {}": (
        "묶음이 모자라 모든 부분에 넣지 못한 라벨: {}"
    ),
    # What an audit wrote.
    "{n} findings to decide": "판단할 발견 {}개",
    "{n} values (rows: {n})": "값 {}개({}행)",
    "{n} rows ranked by label noise": "라벨 잡음 순위 {}행",
}

KOREAN: Final[dict[str, str]] = {
    **REVIEW,
    **TALK,
    **HELP,
    **ERRORS,
    **DATA,
    **READING,
    **FAULTS,
    **FOLDERS,
    **WORK,
    **RECIPES,
    **PROBE,
    **STEPS,
    **RUNS,
    **REWRITE,
    **SHOWN,
    **OTHERS,
    **COMPOSED,
    **SHAPES,
    **PARTS,
    **LINES,
}
