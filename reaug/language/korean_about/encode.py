"""encode, in Korean."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    """
    Mark both mentions in an input format from the literature, and tokenize with a tokenizer.
    """: """
    문헌에 나온 입력 형식으로 두 개체를 표시하고 토크나이저로 토큰화한다.
    """,
    """
    The marks are ordinary edits: the spans of the mentions stay correct, and `reaug undo` removes
    the marks. If the format has a question, or `query` sets one, the question is in a column
    `query`.
    """: """
    표시도 다른 수정과 똑같이 다룬다. 개체 위치는 계속 맞고, `reaug undo`로 표시를 없앨 수 있다.
    질문을 쓰는 형식과 `query`를 지정한 형식은 질문을 `query` 열에 적는다.
    """,
    """
    With a tokenizer, columns are added: `input_ids`, `attention_mask`, `token_type_ids` (if the
    tokenizer has them); for each mention the token of its opening mark (`subject_mark`), its tokens
    [`subject_token_start`, `subject_token_end`) and their mask (`subject_mask`, for pooling as in
    R-BERT); `entity_type_ids` (0 outside the mentions, else 1 + the index of the type in the rule
    book); `mask_positions` if there is a query; `labels`, the index of the label in the rule book;
    `token_count` before anything was cut, and `unknown_count`. The tokenizer with its new tokens
    (`tokenizer/`) and `encoding.json` are written to the run folder.
    """: """
    토크나이저를 쓰면 맨 뒤에 다음 열이 더해진다. `input_ids`, `attention_mask`,
    `token_type_ids`(토크나이저가 낼 때), 개체마다 여는 표시의 토큰(`subject_mark`), 개체의 토큰
    [`subject_token_start`, `subject_token_end`)과 그 마스크(`subject_mask`, R-BERT처럼 풀링할 때
    쓴다), `entity_type_ids`(개체 밖은 0, 안은 1 + 규칙집에서 유형의 순번), 질문이 있으면
    `mask_positions`, 규칙집에서 라벨의 순번인 `labels`, 자르기 전의 토큰 수 `token_count`, 모르는
    토큰의 수 `unknown_count`. 실행 폴더에는 새 토큰을 더한 토크나이저(`tokenizer/`)와
    `encoding.json`이 남는다.
    """,
    """
    A row longer than `max_length` keeps both mentions: the window moves, and if they are too far
    apart, the middle of the text between them is cut. Text that would be read as a special token
    ([SEP], [E1]) is escaped and listed, but a mask in the text stays. A row that cannot be marked
    is dropped, with the reason: a mark would split a grapheme, the style needs a type but it is
    unknown, a mention has no token, or text that must be escaped has been decided by a person
    (`decision/protected`).
    """: """
    `max_length`보다 긴 행도 두 개체는 남는다. 창을 옮기고, 두 개체가 너무 멀면 그 사이 글의
    가운데를 잘라 낸다. 특수 토큰으로 읽힐 글([SEP], [E1])은 특수 토큰으로 읽히지 않게 다른 글자로
    바꾸고 발견으로 적는다. 마스크는 그대로 마스크이다. 표시할 수 없는 행은 이유를 적고 뺀다. 표시가
    글자 하나를 가르거나, 적어야 하는 유형을 모르거나, 개체에 토큰이 없거나, 바꾸어 써야 할 글을
    사람이 결정해 둔 행이다(`decision/protected`).
    """,
    """
    Sources: see `reaug.shaping.encode.styles`.
    """: """
    출처: `reaug.shaping.encode.styles` 참고.
    """,
    """
    UsageError The tokenizer cannot be loaded, does not know Korean, or lacks a mask that the format
    needs; the mentions are longer than `max_length`. InputError The data already has a column of
    such a name.
    """: """
    UsageError
        토크나이저를 불러올 수 없다. 토크나이저가 한국어를 모르거나, 형식에 필요한 마스크가 없다.
        `max_length`가 두 개체를 담기에도 짧다.
    InputError
        그 이름의 열이 데이터에 이미 있다.
    """,
}
