"""deduplicate, in Korean."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    """
    Drop rows that repeat another row, and resolve rows that contradict each other.
    """: """
    다른 행과 같은 행을 빼고, 라벨이 충돌하는 행을 정리한다.
    """,
    """
    Two rows are the same if their sentences and both mentions are equal in normal form
    (`core.normal_form`): in NFC, without invisible characters, with white space collapsed. Rows
    that are the same and have the same label are exact duplicates, and one of them stays: a row
    that is written in normal form before one that is not, then the row with the smallest id.
    Duplicates whose types or spellings differ are also listed as findings. Rows that are the same
    but have different labels are in conflict, and are always listed as findings. The option `keep:
    none` drops them all, `majority` keeps the label of most rows (none in case of a tie), `first`
    keeps the label of the row that came first in the input, `all` keeps one row of each label. If
    several rows have the label that is kept, one of them stays: chosen as among exact duplicates,
    or with `first` the first row. Only `first` depends on the order of the input; of rows with the
    same position (a row and its copies) it takes the one with the smallest id.
    """: """
    문장과 두 개체의 정규형이 같은 행을 같은 행으로 본다. 정규형은 보이지 않는 문자를 없애고, 이어진
    공백을 하나로 줄이고, NFC로 바꾼 것이다(`core.normal_form`). 라벨까지 같으면 완전한 중복이고,
    그중 하나만 남긴다. 처음부터 정규형인 행을 먼저, 그다음에는 행 id가 가장 작은 행을 남긴다.
    유형이나 표기가 서로 다르면 발견으로도 적는다. 라벨이 여럿이면 라벨 충돌이고, 언제나 발견으로
    적는다. 이때 `keep: none`은 모두 빼고, `majority`는 행이 가장 많은 라벨을 남기고(가장 많은
    라벨이 둘 이상이면 모두 뺀다), `first`는 입력에서 가장 먼저 나온 행의 라벨을 남기고, `all`은
    라벨마다 한 행씩 남긴다. 남기는 라벨의 행이 여럿이면 여기서도 하나만 남긴다. 고르는 기준은 위와
    같고, `first`에서는 첫 행이다. 입력의 순서에 영향을 받는 것은 `first`뿐이며, 입력 위치가 같은
    행(원본과 그 사본)에서는 행 id가 가장 작은 것을 고른다.
    """,
    """
    A row takes precedence if a person has decided its label, or has decided to keep it: rows that
    conflict with it are dropped, and of duplicates the decided row stays. Decided rows that
    contradict each other all stay, and are listed as findings.
    """: """
    사람이 라벨을 결정했거나 남기기로 결정한 행이 우선한다. 그 행과 충돌하는 행은 빠지고, 중복된 행
    가운데서는 결정된 행이 남는다. 결정된 행끼리 충돌하면 모두 남기고 발견으로 적는다.
    """,
    """
    Reasons: `duplicate/exact`, `duplicate/conflict`.
    """: """
    이유: `duplicate/exact`(완전한 중복), `duplicate/conflict`(라벨의 충돌).
    """,
    """
    Source: Lee et al. 2022, "Deduplicating training data makes language models better" (exact
    duplicates); how to resolve a conflict is the user's choice.
    """: """
    출처: Lee et al. 2022, "Deduplicating training data makes language models better"(완전한 중복).
    라벨이 충돌하는 행을 어떻게 할지는 사용자가 고른다.
    """,
}
