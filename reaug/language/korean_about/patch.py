"""patch, in Korean."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    """
    Apply decisions of reviewers: labels, types, mention boundaries, text, dropped rows.
    """: """
    사람이 결정한 것(라벨, 유형, 개체 경계, 문장, 뺄 행)을 데이터에 쓴다.
    """,
    """
    A file holds decisions, corrections, or both; it may be the filled-in CSV of an audit. Each
    value that was accepted, edited or corrected names a row, a field, the old value and the new
    value. The values of a row are applied together or not at all: if an old value is not the row's
    current value, the row is left unchanged (`patch/old-differs`, and a finding shows the current
    value). A rejection of a change is left out in the same way if the row no longer has the old
    value. A row that already has all new values is left unchanged as well (`patch/done-already`). A
    deletion is recognised as already done only at the end of the sentence, since the file does not
    record the text after it. `subject_entity.word` moves the borders to the only place where the
    new word overlaps the old word (if there is none, or several: `patch/word-not-there`).
    """: """
    파일에는 결정이나 수정, 또는 둘 다 있으며, 점검 결과를 채운 CSV여도 된다. 수락하거나 수정한
    값마다 행, 필드, 이전 값, 새 값이 적혀 있다. 한 행의 값은 모두 쓰거나 하나도 쓰지 않는다.
    이전 값이 지금 행에 있는 값과 다르면 행을 그대로 둔다(`patch/old-differs`. 지금 있는 값은
    발견에 적는다). 거절한 변경의 이전 값이 지금 행에 있는 값과 다를 때에도 그 거절은 쓰지
    않는다. 새 값이 이미 모두 들어 있는 행도 그대로 둔다(`patch/done-already`). 글을 지우는
    결정은 뒤에 무엇이 있었는지 적어 두지 않으므로, 문장 끝에서만 이미 지워졌는지 알 수 있다.
    `subject_entity.word`는 이전 단어와 겹치는 자리에서 새 단어가 있는 단 한 곳으로 경계를
    옮긴다(그런 곳이 없으면 `patch/word-not-there`).
    """,
    """
    The step applies to every row, so it takes neither `p` nor `where` and cannot be in a block. To
    leave a row as it is, remove its lines from the file.
    """: """
    모든 행에 적용하므로 `p`와 `where`를 받지 않고 블록 안에 둘 수 없다. 어떤 행을 그대로 두려면
    파일에서 그 행의 줄을 뺀다.
    """,
    """
    Decisions are protected, including rejections. If a later step would change a field of a row
    that a person has decided, or drop a row for which a person rejected a finding of the field
    `row`, the change is refused (`decision/protected`). `deduplicate` keeps a row whose label a
    person has decided.
    """: """
    결정한 것은 그대로 지킨다. 거절한 제안도 마찬가지이다. 뒤의 단계가 그 행의 그 필드를 바꾸거나,
    필드 `row`의 발견을 거절한 행을 빼려고 하면 거절한다(`decision/protected`). `deduplicate`는
    사람이 라벨을 결정한 행을 남긴다.
    """,
    """
    With `on_bad_fix: skip`, lines that cannot be applied are left out and become findings: no value
    to accept (`patch/no-value`), a row that is not in the data (`patch/unknown-row`), a label or
    type that is not in the rule book (`patch/unknown-name`), any other problem of a line
    (`patch/bad-line`).
    """: """
    `on_bad_fix: skip`이면 쓸 수 없는 줄을 건너뛰고 발견으로 적는다. 수락할 값이
    없음(`patch/no-value`), 데이터에 없는 행(`patch/unknown-row`), 규칙집에 없는 라벨이나
    유형(`patch/unknown-name`), 그 밖에 잘못된 줄(`patch/bad-line`)이다.
    """,
    """
    Decisions may name the version of the data for which they were made (`data`). They are refused
    before the run begins if the data has another version; `on_bad_fix: skip` applies them to the
    rows that still fit. A row does not fit if its sentence or its mentions are not those that the
    person saw (`seen`).
    """: """
    어느 버전의 데이터를 보고 내렸는지 적힌 결정(`data`)은 데이터가 다르면 실행하기 전에 거절한다.
    `on_bad_fix: skip`이면 아직 맞는 행에는 적용한다. 문장이나 개체 위치가 사람이 본 것(`seen`)과
    다른 행은 맞지 않는 행이다.
    """,
    """
    The columns `label` and `types` of a sheet are for display only: a cell that was changed there
    is a finding (`patch/cell-not-read`), and is not applied.
    """: """
    표의 `label`과 `types` 열은 보여 주기만 하고 읽지 않는다. 이 열의 칸을 고치면 발견으로
    알리고(`patch/cell-not-read`) 데이터에는 쓰지 않는다.
    """,
    """
    Fields: `label`, `subject_entity.type`, `subject_entity.word`, `subject_entity.start_idx`,
    `subject_entity.end_idx` (inclusive), the same for `object_entity`, `sentence` (with the code
    point at which `old` begins; if that is inside a mention, its word changes with the text), and
    `row` with the new value `drop`.
    """: """
    필드: `label`, `subject_entity.type`, `subject_entity.word`, `subject_entity.start_idx`,
    `subject_entity.end_idx`(끝 글자 포함), `object_entity`의 같은 필드, `sentence`(`old`가 있는
    코드 포인트와 함께 적는다. 개체 안이면 개체의 단어도 함께 바뀐다), 새 값이 `drop`인 `row`.
    """,
    """
    InputError
        If a file cannot be read, or two decisions contradict each other. With `on_bad_fix: stop`
        also if lines cannot be applied: the error counts them and names the first five.
    """: """
    InputError
        파일이 깨졌거나 두 결정이 서로 충돌한다. `on_bad_fix: stop`에서는 쓸 수 없는 줄이 있어도
        오류이며, 몇 줄인지와 앞의 다섯 줄을 알려 준다.
    """,
}
