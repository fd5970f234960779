"""Korean translations of texts that steps report: names of figures, reasons, warnings."""

from __future__ import annotations

from typing import Final

STEPS: Final[dict[str, str]] = {
    # Names of figures.
    "accuracy_at_most": "가능한 최고 정확도",
    "bucket_labels": "구간별 라벨",
    "bucket_rows": "구간별 행 수",
    "buckets": "구간 수",
    "by": "단위",
    "candidates_per_head": "헤드당 후보 수",
    "candidates_per_row": "행당 후보 수",
    "cut": "나누는 방법",
    "rows cut": "잘린 행",
    "longest": "가장 긴 행(토큰)",
    "unknown_share": "모르는 토큰의 비율",
    "unknown_mentions": "모르는 토큰뿐인 개체",
    "heads": "헤드 수",
    "kind": "종류",
    "labels_excluded": "제외한 라벨",
    "length_column": "길이 열",
    "mask_column": "마스크 열",
    "mask": "마스크",
    "subject": "주체",
    "object": "객체",
    "phases": "학습 단계 수",
    "positions": "위치 수",
    "rows_with_one_candidate": "후보가 하나인 행",
    "rows_without_head": "헤드가 없는 행",
    "schedule": "학습 순서",
    "source": "출처",
    "support": "최소 행 수",
    "thresholds": "경계",
    "equal to its parent": "원본과 같음",
    # Warnings.
    "{}) has no rows; {}": "{})에 행이 없다. {}",
    "{}; {n} of {n} rows) has too few rows of {n} label{}: {}; {}": (
        "{}; {2}행 중 {1}행)에 부족한 라벨 {3}개: {5}. {6}"
    ),
    "use fewer buckets or other thresholds": "구간 수를 줄이거나 경계를 바꾸라",
    "{n} more labels": "외 라벨 {}개",
    "{n} rows have no bucket, and are": "구간이 없는 {}행은",
    "1 row has no bucket, and is": "구간이 없는 1행은",
    "{} in no schedule": "{} 학습 순서에 없다",
    # Checks of a run folder.
    "manifest.json matches manifest.sha256": "manifest.json이 manifest.sha256과 일치한다",
    "all files are as the run wrote them, and there are no others": (
        "모든 파일이 실행이 쓴 그대로이고 다른 파일이 없다"
    ),
    "both mentions are where their offsets say": "두 개체가 기록된 위치에 있다",
    "the rows have the content digest of the manifest": ("행의 내용 다이제스트가 manifest와 같다"),
    "the log takes the rows back to the input": "기록으로 입력을 되살릴 수 있다",
    "rows in = rows kept + rows dropped, and each copy names its parent": (
        "입력 행 = 남은 행 + 제외한 행, 사본에는 원본이 적혀 있다"
    ),
    "the recipe gives the same files again": "레시피를 다시 실행해도 같은 파일이 나온다",
    "there is no log": "기록이 없다",
}
