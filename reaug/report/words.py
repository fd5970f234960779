"""The fixed texts of the audit's reports, in English and Korean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reaug.choices import Lang
from reaug.core.plurals import in_one_language

if TYPE_CHECKING:
    from reaug.audit import Rule

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "error": ("error", "오류"),
    "warning": ("warning", "경고"),
    "review": ("review", "검토"),
    "rows": ("rows", "행"),
    "row": ("row", "행"),
    "rules": ("rules", "규칙"),
    "rule": ("rule", "규칙"),
    "severity": ("severity", "심각도"),
    "findings": ("findings", "발견"),
    "share": ("share", "비율"),
    "there": ("there", "상대 데이터"),
    "label": ("label", "라벨"),
    "types": ("types", "유형"),
    "text": ("text", "본문"),
    "message": ("message", "설명"),
    "suggestion": ("suggestion", "제안"),
    "score": ("score", "점수"),
    "subject": ("subject", "주체"),
    "object": ("object", "객체"),
    "nothing": ("Nothing was found.", "발견된 것이 없다."),
    "nothing by those": (
        "Nothing was found by the {n} rules that could be run.",
        "적용할 수 있었던 규칙 {n}개에서는 발견된 것이 없다.",
    ),
    "read": (
        "{read} of {rows} rows could be read ({rules}); of the others only the sentences are "
        "compared",
        "{rows}행 중 {read}행만 읽을 수 있었다({rules}). 나머지는 문장만 비교한다",
    ),
    "compared": ("sentences compared: {n}", "비교한 문장 {n}개"),
    "test set": (
        "read as a test set: no row has a label; findings about types are only for review, since "
        "labels are missing as evidence",
        "평가 데이터로 읽음: 라벨이 있는 행이 없다. 유형은 근거가 적으므로 검토할 것으로만 알린다",
    ),
    "not judged": (
        "read as a test set, as asked (--unlabelled): labels are not judged",
        "요청대로(--unlabelled) 평가 데이터로 읽음: 라벨은 점검하지 않는다",
    ),
    "not computed": ("Not computed, since {why}: {rules}", "계산하지 않음({why}): {rules}"),
    "sampled": ("By a sample, since {why}: {rules}", "표본으로 판단함({why}): {rules}"),
    "the set has more distinct names than are counted": (
        "the set has more distinct names than are counted",
        "서로 다른 이름이 한꺼번에 셀 수 있는 수보다 많음",
    ),
    "no row has a label": ("no row has a label", "라벨이 있는 행이 없음"),
    "no row of the other set has a label": (
        "no row of the other set has a label",
        "상대 데이터에 라벨이 있는 행이 없음",
    ),
    "no row of the other set could be read beyond its sentence": (
        "no row of the other set could be read beyond its sentence",
        "상대 데이터에서 문장 말고는 읽을 수 있는 행이 없음",
    ),
    "causes": ("The causes that affect most rows", "문제 행이 가장 많은 원인"),
    "about": ("about {rows} of {of} rows", "{of}행 중 약 {rows}행"),
    "up to": ("up to {rows} rows", "최대 {rows}행"),
    "exactly": ("{rows} rows", "{rows}행"),
    "unread": (
        "{n} of them could not be read ({rules})",
        "그중 {n}행은 읽을 수 없어 비교하지 않았다({rules})",
    ),
    "n rows": ("{rows} rows, rules {book}", "{rows}행, 규칙집 {book}"),
    "spoiled": (
        "rows with an error: {error}; with a warning, but no error: {warning}; only to review: "
        "{review}",
        "오류가 있는 행 {error}개, 경고만 있는 행 {warning}개, 검토만 필요한 행 {review}개",
    ),
    "rows with error": ("rows with an error", "오류가 있는 행"),
    "rows with warning": ("more with a warning", "경고만 있는 행"),
    "rows with review": ("more to review", "검토만 필요한 행"),
    "settles": (
        "One command makes all sure fixes, and cleans: it resolves {rows} of the {of} rows with an "
        "error{doubled}; reaug undo reverts it",
        "명령 하나로 오류가 있는 행 {of}개 중 {rows}개를 처리한다{doubled}. reaug undo로 되돌릴 수 "
        "있다",
    ),
    "doubled": (
        ", {n} of them by dropping duplicates and rows with conflicting labels",
        "(그중 {n}행은 중복이거나 라벨이 충돌해 뺀다)",
    ),
    "drops": (
        "; rows dropped, since they cannot be read or have names that the rule book lacks: {n}",
        ". 읽을 수 없거나 규칙집에 없는 이름이 있는 행 {n}개는 제외한다",
    ),
    "once made": (
        "; make {book} first, by the command above",
        ". {book}은 먼저 위의 명령으로 만든다",
    ),
    "make first": (
        "The first command at the top makes {book}, which they name.",
        "명령에 적힌 {book}은 맨 위의 첫 명령이 만든다.",
    ),
    "counts": ("What each rule found", "규칙별 결과"),
    "many silent": (
        "Nothing found by {n} other rules; reaug list audit-rules names them",
        "나머지 규칙 {n}개에서는 발견된 것이 없다. 규칙은 reaug list audit-rules로 볼 수 있다",
    ),
    "all silent": (
        "Nothing found by {n} rules; reaug list audit-rules names them",
        "규칙 {n}개에서 발견된 것이 없다. 규칙은 reaug list audit-rules로 볼 수 있다",
    ),
    "silent": ("Nothing found by", "발견된 것이 없는 규칙"),
    "ambiguities": (
        "Ambiguities: what annotators decided differently",
        "검토자마다 판단이 갈린 경우",
    ),
    "shortcuts": ("Shortcuts: what gives a label away", "라벨을 곧바로 드러내는 표면 단서"),
    "divergences": ("Where this set labels differently", "상대 데이터와 라벨이 갈리는 조건"),
    "mix": (
        "The mix of labels differs whatever the condition: {parts}. Listed below are conditions "
        "under which labels differ beyond that",
        "조건과 무관하게 라벨 구성이 다르다: {parts}. 아래는 그 밖에 라벨이 갈리는 조건이다",
    ),
    "mix part": (
        "{after} {here} here, {there} there, instead of {before} ({before_here}, {before_there}; "
        "{where})",
        "{before} 대신 {after}: 이 데이터 {here}, 상대 데이터 {there}({before}: {before_here}, "
        "{before_there}; {where})",
    ),
    "question": ("question", "쟁점"),
    "labels": ("labels", "라벨"),
    "decision": ("decided", "팀의 결정"),
    "condition": ("where", "조건"),
    "instead of": ("labelled, instead of", "이 데이터의 라벨(상대 데이터의 라벨)"),
    "here": ("here", "이 데이터"),
    "p_value": ("p", "p값"),
    "and more": ("and {n} more", "외 {n}개"),
    "no noise": (
        "Not computed: label noise (--noise, or --noise --top 1000; it takes some 15 s)",
        "계산하지 않음: 라벨 잡음(--noise 또는 --noise --top 1000. 15초쯤 걸린다)",
    ),
    "not asked": (
        "Not run: the rules that depend on the rule book, label noise among them",
        "라벨 잡음을 비롯해 규칙집이 있어야 하는 규칙은 적용하지 않음",
    ),
    "noise share": (
        "Label noise: {low} to {high} of {rows} labels are wrong, by 95% intervals (likeliest "
        "{share}). The lower end assumes that annotators err evenly towards all labels that the "
        "types allow, the upper that they err more often towards frequent labels; errors that the "
        "model makes too are not included",
        "라벨 잡음: 라벨 {rows}개 중 {low}~{high}가 틀린 것으로 추정한다(95% 구간, 가장 그럴듯한 "
        "값 {share}). 하한은 유형이 허용하는 라벨로 고루 틀렸다고 볼 때, 상한은 흔한 라벨로 더 "
        "자주 틀렸다고 볼 때의 값이다. 모델도 똑같이 틀리는 라벨은 어느 쪽에도 들어 있지 않다",
    ),
    "undecidable": (
        "not in the sheet, since their rows could not be read and nothing is suggested: {n}; reaug "
        "clean --on-bad-row drop leaves such rows out",
        "읽을 수 없고 고칠 값도 없는 행이라 표에 넣지 않은 것: {n}개. reaug clean --on-bad-row "
        "drop으로 그런 행을 뺀다",
    ),
    "noise unsure": (
        "Label noise: {rows} labels are too few to tell how many are wrong; an estimate would lie "
        "anywhere from {low} to {high}",
        "라벨 잡음: 라벨이 {rows}개뿐이라 몇 개가 틀렸는지 알 수 없다. 추정값이 {low}에서 "
        "{high}까지 벌어진다",
    ),
    "noise cut by score": (
        "Of {of} ranked rows {listed} are listed, those with a score of {threshold} or more; "
        "--top N lists as many as you like, --scores FILE writes every row",
        "순위를 매긴 {of}행 중 점수가 {threshold} 이상인 {listed}행만 보인다. "
        "--top N으로 개수를 정할 수 있고, --scores FILE은 모든 행을 적는다",
    ),
    "noise cut by number": (
        "Of {of} ranked rows the first {listed} are listed; the last has a score of {last}; "
        "--scores FILE writes every row",
        "순위를 매긴 {of}행 중 앞의 {listed}행만 보인다. 마지막 행의 점수는 {last}이다. "
        "--scores FILE은 모든 행을 적는다",
    ),
    "noise left out": (
        "Label noise was not computed for these labels: {rows} rows of {labels} labels have too "
        "few rows (needed: {least} sentences of a label, and two such labels, among rows of "
        "similar types)",
        "라벨 잡음을 계산하지 않은 라벨: 라벨 {labels}개의 {rows}행은 행이 너무 적다"
        "(유형이 비슷한 행 가운데 문장이 {least}개 이상인 라벨이 둘 이상 있어야 한다)",
    ),
    "noise of probabilities left out": (
        "Label noise was not computed: there are only {rows} rows to compare with each other "
        "(needed: {least})",
        "라벨 잡음을 계산하지 않음: 서로 비교할 행이 {rows}개뿐이다(최소 {least}개)",
    ),
    "noise of nothing": (
        "Label noise was not computed: no row has a label and types that the rule book knows",
        "라벨 잡음을 계산하지 않음: 라벨과 유형이 규칙집에 있는 행이 없다",
    ),
    "left out": (
        "{n} suggestions are left out because a surer one changes the same row: "
        "audit the patched set again",
        "더 확실한 제안이 같은 행을 고치므로 제안 {n}개는 제외했다. "
        "수정한 데이터를 다시 점검하면 남은 것이 보인다",
    ),
    "for a person": (
        "{n} suggestions are for a person to decide: --csv lists them",
        "제안 {n}개는 사람이 판단해야 한다. --csv로 볼 수 있다",
    ),
    "each alone": (
        "Each command starts from the data as it is; run one, then audit what it wrote.",
        "각 명령은 지금 데이터를 그대로 읽는다. 하나를 실행한 뒤 그 결과를 다시 점검한다.",
    ),
    # Only on the page.
    "title": ("Audit of {name}", "{name} 점검 결과"),
    "all": ("all", "전체"),
    "contents": ("Contents", "차례"),
    "data of": ("data of {date}", "{date} 데이터"),
    "happened": (
        "Of {rows} rows {spoiled} have something to look at: {error} an error, {warning} only "
        "a warning, {review} something to review.",
        "{rows}행 중 {spoiled}행에 확인할 것이 있다: 오류 {error}행, 경고만 {warning}행, "
        "검토만 {review}행.",
    ),
    "happened nothing": (
        "Of {rows} rows none has anything to look at.",
        "{rows}행 중 확인할 것이 있는 행은 없다.",
    ),
    "all findings": ("All findings", "모든 발견"),
    "search": ("Search text, ids, messages", "본문, id, 설명에서 찾기"),
    "shown": ("{from}–{to} of {n} findings", "발견 {n}개 중 {from}–{to}"),
    "none left": ("No finding matches the filters.", "조건에 맞는 발견이 없다."),
    "page": ("Per page", "페이지당"),
    "next": ("Next", "다음"),
    "previous": ("Previous", "이전"),
    "reset": ("Reset", "초기화"),
    "more rows": ("Show {n} more rows", "{n}행 더 보기"),
    "no row": ("the row cannot be shown", "행을 표시할 수 없음"),
    "copy command": ("Copy", "복사"),
    "command copied": ("Copied", "복사됨"),
    "field": ("field", "항목"),
    "value": ("value", "값"),
    "script": (
        "The findings are listed by a script inside this file; allow it to run.",
        "발견 목록은 이 파일 안의 스크립트가 보여 준다. 브라우저에서 스크립트를 허용해야 한다.",
    ),
}


TEST_SET_CLEANED: Final = (
    "read as a test set: no entity type is corrected by a label, since there is none, and no row "
    "is dropped, since every row needs a prediction; correct the training set in the same way, "
    "with --apply label-free"
)


def words(lang: Lang) -> dict[str, str]:
    """Return all fixed texts in one language, by key; some have {places} for `str.format`."""
    return in_one_language(_WORDS, korean=lang == "ko")


def title(rule: Rule, lang: Lang) -> str:
    """Return the title of a rule in one language."""
    return rule.ko if lang == "ko" else rule.en
