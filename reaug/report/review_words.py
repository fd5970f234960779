"""The fixed texts of the review page, in English and Korean."""

from __future__ import annotations

from typing import Final

from reaug.choices import Lang
from reaug.core.plurals import in_one_language

_WORDS: Final[dict[str, tuple[str, str]]] = {
    # The bar on top.
    "review": ("review", "검토"),
    "reviewer": ("Reviewer", "검토자"),
    "no name": ("no name", "이름 없음"),
    "progress": ("Findings decided", "결정한 발견"),
    "so many decided": ("{n} of {all} decided", "결정할 {all}개 중 {n}개 결정함"),
    "undo": ("Undo", "되돌리기"),
    "redo": ("Redo", "다시 하기"),
    "export": ("Export", "내보내기"),
    "merge": ("Merge a file", "파일 합치기"),
    "help": ("Keys", "단축키"),
    "close": ("Close", "닫기"),
    # What is shown.
    "filters": ("Filters and order", "필터와 순서"),
    "state": ("state", "상태"),
    "state open": ("open", "미결정"),
    "state decided": ("decided", "결정함"),
    "state accept": ("accepted", "수락"),
    "state reject": ("rejected", "거절"),
    "state edit": ("edited", "수정"),
    "state comment": ("with a comment", "의견 있음"),
    "state differ": ("reviewers differ", "검토자 의견이 다름"),
    "order": ("order", "순서"),
    "order cause": ("worst cause first", "큰 원인부터"),
    "order listed": ("as listed: errors first", "오류부터"),
    "order surest": ("surest first", "확실한 것부터"),
    "order unsurest": ("least sure first", "불확실한 것부터"),
    "order opinion": ("confirmed by the model first", "모델이 맞다고 한 것부터"),
    "opinion yes": ("model: right", "모델: 맞다"),
    "opinion unsure": ("model: unsure", "모델: 모름"),
    "opinion no": ("model: wrong", "모델: 아니다"),
    "sample of": ("random n per rule", "규칙별 무작위 n개"),
    "draw again": ("Draw again", "다시 뽑기"),
    "so many": ("{n} of {all} findings", "발견 {all}개 중 {n}개"),
    # A finding.
    "finding": ("The finding", "발견 내용"),
    "decision": ("decision", "결정"),
    "accept": ("Accept", "수락"),
    "reject": ("Reject", "거절"),
    "edit": ("Edit", "수정"),
    "drop": ("Drop the row", "행 버리기"),
    "clear": ("Clear", "결정 취소"),
    "comment": ("Comment", "의견"),
    "is accept": ("accepted", "수락함"),
    "is reject": ("rejected", "거절함"),
    "is edit": ("edited", "수정함"),
    "applied": ("applied by the run", "실행에서 적용함"),
    "is open": ("open again", "다시 미결정으로"),
    "is dropped": ("will be dropped", "버릴 행"),
    "choose row": ("decide row {n}", "{n}번 행을 결정"),
    "no suggestion": (
        "Nothing is suggested here: edit the row, drop it, or reject the finding.",
        "제안이 없다. 행을 수정하거나 버리거나, 문제가 아니면 거절한다.",
    ),
    "no decision here": (
        "Nothing can be decided here: the data to which decisions apply do not have this row.",
        "여기서는 결정할 수 없다. 결정을 적용할 데이터에 이런 행이 없다.",
    ),
    "reviewers differ": (
        "Reviewers differ; the latest decision counts.",
        "검토자의 결정이 서로 다르다. 가장 최근 결정을 따른다.",
    ),
    "all decided": ("All of these are decided.", "목록의 발견을 모두 결정했다."),
    # The editor.
    "how to edit": (
        "Drag a border, or mark the mention anew by dragging over the text; by keys: s and o, "
        "then the arrows.",
        "경계를 끌거나 글자 위를 드래그해 개체를 다시 표시한다. 키보드로는 s나 o를 누르고 "
        "화살표로 옮긴다.",
    ),
    "subject type": ("subject type", "주체 유형"),
    "object type": ("object type", "객체 유형"),
    "subject start": ("subject, start", "주체의 시작"),
    "subject end": ("subject, end", "주체의 끝"),
    "object start": ("object, start", "객체의 시작"),
    "object end": ("object, end", "객체의 끝"),
    "save": ("Save", "저장"),
    "cancel": ("Cancel", "취소"),
    "mentions overlap": (
        "The mentions overlap, which no row may have.",
        "두 개체가 겹친다. 겹치는 행은 쓸 수 없다.",
    ),
    "nothing edited": (
        "Nothing differs from the row. If it is right as it is, cancel and reject.",
        "바뀐 것이 없다. 행이 그대로 맞으면 취소하고 거절한다.",
    ),
    # What the page says.
    "undone": ("undone", "되돌렸다"),
    "redone": ("redone", "다시 했다"),
    "nothing undone": ("There is nothing to undo.", "되돌릴 것이 없다."),
    "nothing redone": ("There is nothing to redo.", "다시 할 것이 없다."),
    "nothing to export": ("Nothing is decided yet.", "아직 결정한 것이 없다."),
    "is exported": (
        "decisions.jsonl: {n} findings in {lines} lines.",
        "decisions.jsonl: 발견 {n}개의 결정, {lines}줄.",
    ),
    "comments beside": (
        "It also has comments without a decision, which change nothing: {n}.",
        "결정 없이 의견만 있는 {n}개도 들어 있지만 아무것도 바꾸지 않는다.",
    ),
    "is merged": (
        "{n} decisions merged; left out, since they are here already or are older: {same}.",
        "결정 {n}개를 합쳤다. 이미 있거나 더 오래된 것은 {same}개다.",
    ),
    "not kept here": (
        "This browser does not store your decisions: export them before you leave.",
        "이 브라우저에는 저장되지 않는다. 페이지를 닫기 전에 내보내야 한다.",
    ),
    # What the page asks.
    "who reviews": ("Who reviews?", "검토자 이름"),
    "why a name": (
        "Decisions are stored with your name, to distinguish those of several reviewers. It may be "
        "empty.",
        "여러 검토자의 결정을 구별할 수 있도록 이름을 함께 적는다. 비워 두어도 된다.",
    ),
    "go": ("Continue", "계속"),
    "some do not fit": (
        "Lines of the file that do not fit these findings: {n}",
        "파일의 {n}줄이 이 페이지의 발견과 맞지 않는다",
    ),
    "line of file": ("line {n}:", "{n}번째 줄:"),
    "and more lines": ("and {n} more", "외 {n}줄"),
    "take what fits": ("Take the {n} that fit", "맞는 결정 {n}개만 합치기"),
    "misfit no json": ("is not JSON", "JSON이 아님"),
    "misfit no decision": ("is not a decision", "결정이 아님"),
    "misfit other finding": (
        "is about a finding that this page does not have",
        "이 페이지에 없는 발견에 관한 결정",
    ),
    "misfit other rows": ("is about other rows", "다른 행에 관한 결정"),
    "misfit other value": (
        "was made when the row had another value, on other data",
        "행의 값이 다름. 다른 데이터에서 만든 결정",
    ),
    "misfit other text": (
        "was made when the row had another sentence or other mentions",
        "행의 문장이나 개체 위치가 다를 때 만든 결정",
    ),
    # The keys.
    "keys to move": ("Move", "이동"),
    "keys to decide": ("Decide", "결정"),
    "keys to edit": ("While editing", "수정할 때"),
    "keys for the page": ("The page", "페이지"),
    "key next": ("next finding", "다음 발견"),
    "key previous": ("previous finding", "이전 발견"),
    "key next open": ("next that is open", "다음 미결정 발견"),
    "key first and last": ("first, last (in the list)", "처음, 끝(목록에서)"),
    "key row": ("choose a row of the finding", "발견의 행 선택"),
    "key accept": ("accept", "수락"),
    "key reject": ("reject: the row is right", "거절: 행이 맞다"),
    "key edit": ("edit the row", "행 수정"),
    "key drop": ("drop the row", "행 버리기"),
    "key comment": ("comment", "의견 쓰기"),
    "key clear": ("withdraw your decision", "내 결정 취소"),
    "key undo": ("undo", "되돌리기"),
    "key redo": ("redo", "다시 하기"),
    "key edit end": ("end of the subject, object", "주체, 객체의 끝 경계"),
    "key edit start": ("start of the subject, object (with Shift)", "시작 경계(Shift와 함께)"),
    "key border": ("move the border by a letter", "경계를 한 글자 옮기기"),
    "key border by word": ("by a word", "어절 단위로 옮기기"),
    "key edit label": ("the label", "라벨"),
    "key edit types": ("type of the subject, object", "주체, 객체의 유형"),
    "key save": ("save", "저장"),
    "key cancel": ("leave unchanged", "그대로 두기"),
    "key search": ("search", "검색"),
    "key filter": ("filters", "필터"),
    "key export": ("export decisions.jsonl", "decisions.jsonl 내보내기"),
    "key merge": ("merge a file", "파일 합치기"),
    "key help": ("these keys", "이 도움말"),
    # Around it.
    "how to review": (
        "Decide each finding here. Decisions are stored in this browser; Export writes "
        "decisions.jsonl, which this command applies, including rejections:",
        "여기서 발견을 하나씩 결정한다. 작업은 이 브라우저에 저장되고, 내보내기로 받은 "
        "decisions.jsonl은 다음 명령이 거절까지 그대로 따른다.",
    ),
}


def review_words(lang: Lang) -> dict[str, str]:
    """Return all fixed texts of the review page in one language, by key."""
    return in_one_language(_WORDS, korean=lang == "ko")
