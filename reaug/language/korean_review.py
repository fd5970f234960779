"""Korean translations of texts on review: help, answers, errors; see
`reaug.language.translation`.
"""

from __future__ import annotations

from typing import Final

_HELP: Final[dict[str, str]] = {
    "Export findings for review: Label Studio, doccano, a spreadsheet, a page or a patch.": (
        "발견을 사람에게 내보낸다: Label Studio, doccano, 채워 넣을 표, 페이지, 패치."
    ),
    "The findings are those of an audit of DATA or, for a run folder, those of its steps. Read "
    "the answers back with `reaug review import`, or pass a filled-in sheet to `reaug clean "
    "DATA --patch FILE`.": (
        "DATA면 점검의 발견을, 실행 폴더면 단계의 발견을 쓴다. 받은 답은 `reaug review import`로 "
        "읽고, 표는 바로 `reaug clean DATA --patch FILE`에 쓸 수 있다."
    ),
    "The tool or file that reviewers answer in: {}.": "사람이 답을 적을 형식: {}.",
    "The file to write, with --to.": "--to로 쓸 파일.",
    "Export only this many findings, drawn with the seed.": "발견을 이만큼만 시드에 따라 뽑는다.",
    "majority": "다수결",
    "without consensus: {n}; reaug review export --open exports them for review": (
        "합의 없음 {}개. reaug review export --open으로 다시 내보낼 수 있다"
    ),
    "Draw N per rule or per label, or take the N least certain.": (
        "규칙마다, 또는 라벨마다 N개. certainty는 가장 덜 확실한 N개."
    ),
    "Write one file per reviewer, each with an equal share.": (
        "검토자마다 파일을 하나씩, 고르게 나누어 쓴다."
    ),
    "Share of rows that every reviewer gets, e.g. 20%.": (
        "모든 검토자가 함께 받을 행의 비율. 예: 20%."
    ),
    "Ask about only this many findings, drawn with the seed.": (
        "발견을 이만큼만 시드에 따라 뽑아 묻는다."
    ),
    "Ask about these findings of DATA instead of auditing it.": (
        "새로 점검하지 않고 DATA의 이 발견들에 대해 묻는다."
    ),
    "no rule": "규칙 없음",
    "Export these findings of DATA instead of auditing it.": (
        "새로 점검하지 않고 DATA의 이 발견들을 내보낸다."
    ),
    "Only findings on which these decisions disagree. May be repeated.": (
        "이 결정들이 엇갈린 발견만. 여러 번 쓸 수 있다."
    ),
    "Read reviewers' answers as decisions, and report how far they agree.": (
        "사람의 답을 결정으로 읽고, 서로 얼마나 일치하는지 보인다."
    ),
    "Apply the decisions with `reaug clean DATA --patch FILE`.": (
        "결정은 `reaug clean DATA --patch FILE`에 쓴다."
    ),
    "Exports from Label Studio or doccano, sheets, .jsonl.": (
        "Label Studio나 doccano가 내보낸 파일, 표, .jsonl."
    ),
    "The file for the decisions, as JSON lines.": "결정을 쓸 JSON Lines 파일.",
    "Check that its rows are the ones that were reviewed.": (
        "이 데이터의 행이 결정할 때의 행과 같은지 확인한다."
    ),
    "Answers that cannot be used: stop, or skip them and apply the others.": (
        "쓸 수 없는 답: stop은 멈추고, skip은 나머지를 쓴다."
    ),
    "For doccano: whether an unchanged document counts as open (not decided) or accept (right).": (
        "doccano에서 보낸 그대로 돌아온 문서: open은 미결정, accept는 옳은 것으로 본다."
    ),
    "The reviewer's name, where the files do not give one.": "파일에 없을 때, 답한 사람의 이름.",
    "Keep one answer per finding; NAME decides where reviewers differ.": (
        "발견마다 답을 하나로 모은다. 엇갈리면 NAME의 답을 따른다."
    ),
    "The model's probabilities for crowdlab; computed by default.": (
        "crowdlab에 쓸 모델의 예측 확률. 없으면 reaug가 직접 학습한 모델의 것을 쓴다."
    ),
    "Decide findings in the terminal, one at a time; stop and resume at any point.": (
        "터미널에서 발견을 하나씩 묻는다. 언제든 멈추고 이어서 할 수 있다."
    ),
    "Each decision is saved at once. Apply them with `reaug clean DATA --patch FILE`.": (
        "결정은 그때그때 파일에 쓴다. 파일은 `reaug clean DATA --patch FILE`에 쓴다."
    ),
    "The file for the decisions; resumed if it exists.": (
        "결정을 쓸 파일. 이미 있으면 이어서 묻는다."
    ),
    "The reviewer's name.": "결정하는 사람의 이름.",
    "Resume decisions made on another version of DATA, for rows that still match.": (
        "다른 버전의 DATA에 대한 결정도, 행이 여전히 맞으면 이어서 쓴다."
    ),
    "Measure how far people agree: kappa, alpha, consensus, quality by person, disagreements.": (
        "검토자 일치도: 카파, 알파, 합의 라벨, 검토자별 품질, 의견이 갈리는 곳."
    ),
    "A data set with one column per person, one data set per person, or one Label Studio export of "
    "several people ({}).": (
        "사람마다 열이 하나씩 있는 데이터, 사람마다 데이터 하나씩, 또는 여러 사람이 라벨한 Label "
        "Studio 내보내기 하나({})."
    ),
    "The label columns, one per person.": "라벨이 든 열, 사람마다 하나씩.",
    "How to merge labels that differ; crowdlab weighs people and a model.": (
        "엇갈린 라벨을 하나로 모으는 방법. crowdlab은 사람과 모델의 신뢰도를 함께 따진다."
    ),
    "Write the rows with the consensus as their label.": "합의 라벨을 단 행을 쓸 파일.",
    "Write the rows on which people disagree, as JSON lines.": "엇갈린 행을 쓸 JSON Lines 파일.",
    "Search for what sets one person's labels apart from the others'.": (
        "한 사람의 라벨이 나머지와 갈리는 조건을 찾는다."
    ),
    "Columns by field.": "필드별 열 이름.",
    "Record in the rule book how often people confirmed each rule: judged, precision.": (
        "규칙마다 사람이 옳다고 본 비율을 규칙집에 적는다: judged, precision."
    ),
    "From then on, --rules BOOK uses these figures for an audit's severities and --fixes.": (
        "그 뒤로 --rules BOOK의 심각도와 --fixes는 이 값을 따른다."
    ),
    "A rule book file, or the name of a shipped one.": "규칙집 파일이나 내장 규칙집.",
    "Decisions of reviewers: .jsonl, sheets, exports.": (
        "사람의 결정이 든 파일: .jsonl, 표, 내보낸 파일."
    ),
    "For a shipped book, the file to write: FILE.yaml.": "내장 규칙집일 때 쓸 FILE.yaml.",
    "Findings that give the rule of each decision.": "결정마다 어느 규칙인지 알 수 있는 발견 파일.",
}

_TALK: Final[dict[str, str]] = {
    "{n} findings in {n} rows": "발견 {}개, {}행",
    "{}: {n} rows, {n} of them common": "{}: {}행, 그중 공통 {}행",
    "left out: {n} findings on which people disagree, since the audit of the data does not "
    "contain them; give the file that contains them with --findings": (
        "제외: 사람마다 엇갈린 발견 가운데 데이터를 점검해도 나오지 않은 것 {}개. 그 발견이 있는 "
        "파일을 --findings로 지정하라"
    ),
    "left out: {n} findings about the text itself, which {} cannot change; use --to {} for them": (
        "제외: 본문에 대한 발견 {}개. {}에서는 본문을 고치지 못한다. --to {}로 물을 수 있다"
    ),
    "answers: {n} accept, {n} reject, {n} edit": "답: 수락 {}, 거절 {}, 수정 {}",
    "open: {n}": "미결정: {}",
    "{n} decisions → {}": "결정 {}개 → {}",
    "{n} rows were reviewed in another version of the data, and still match": (
        "다른 버전의 데이터에서 결정한 {}행이 여전히 맞는다"
    ),
    "{n} of {n} decided → {}; {n} open: run the same command to resume": (
        "{1}개 중 {0}개 결정 → {2}. 남은 {3}개는 같은 명령으로 이어서 한다"
    ),
    "all {n} findings are decided → {}": "발견 {}개를 모두 결정했다 → {}",
    "{n} of {n}": "{1}개 중 {0}개",
    "a accept · r reject · e VALUE (or e FIELD=VALUE ...) · d drop the row · c TEXT comment · s "
    "skip · u undo · q quit": (
        "a 수락 · r 거절 · e 값 수정(또는 e 필드=값 ...) · d 행 제외 · c 내용 의견 남기기 · s "
        "건너뜀 · u 되돌리기 · q 끝내기"
    ),
    "{n} decisions no longer match the data, and are asked again": (
        "결정 {}개는 더는 맞지 않아 다시 묻는다"
    ),
    "nothing to undo in this session": ("이번에 결정한 것이 없어 되돌릴 것이 없다"),
    "no suggestion here; enter the right value with e VALUE, or d to drop the row": (
        "제안이 없다. 맞는 값을 적으라: e 값, 또는 행을 버리려면 d"
    ),
    "Agreement": "일치도",
    "{n} people, {n} answered, {n} by two or more, {n} of them with disagreement": (
        "{}명, 답한 것 {}개, 둘 이상이 답한 것 {}개, 그중 엇갈린 것 {}개"
    ),
    "Krippendorff's alpha {}": "크리펜도르프 알파 {}",
    "Fleiss' kappa {}": "플라이스 카파 {}",
    "Cohen's kappa": "코헨 카파",
    "value": "값",
    "both answered": "함께 답한 수",
    "person": "사람",
    "quality": "품질",
    "agrees with consensus": "합의와 같음",
    "answered": "답한 수",
    "rule": "규칙",
    "alpha": "알파",
    "shared": "함께 답함",
    "differ": "엇갈림",
    "consensus by {}: {n} rows, {n} without": "합의({}): {}행, 합의 없음 {}행",
    "labels given to the same rows": "같은 행에 붙은 라벨",
    "who, where": "누가, 어디서",
    "the others": "나머지",
    "this one": "이 사람",
    "without consensus: {n}; reaug review export --open exports them for review": (
        "합의 없음: {}개. reaug review export --open으로 다시 내보낸다"
    ),
    "labels that differ are written as they are; --consensus majority|crowdlab|NAME settles them": (
        "엇갈린 것은 그대로 쓴다. --consensus majority|crowdlab|이름으로 하나로 모은다"
    ),
    "{n} rows → {}": "{}행 → {}",
    "{n} rows without a consensus are left out": "합의가 없는 {}행은 뺀다",
    "{n} rows with disagreement → {}": "엇갈린 {}행 → {}",
    "{n} rules judged → {}": "규칙 {}개 평가 → {}",
    "{n} decided findings name no rule; pass the audit's --findings FILE": (
        "결정된 발견 {}개에 규칙 이름이 없다. 점검에서 쓴 파일을 --findings FILE로 지정하면 알 수 "
        "있다"
    ),
    "findings confirmed": "옳은 발견",
    "suggestions confirmed": "옳은 제안",
    "severity": "심각도",
    "--fixes writes": "--fixes가 쓰는지",
    "yes": "예",
    "no": "아니요",
}

_ERRORS: Final[dict[str, str]] = {
    "nothing to write; use for example --csv {}.csv, or --to csv -o FILE": (
        "쓸 파일이 없다. 예를 들어 --csv {}.csv나 --to csv -o FILE을 지정하라"
    ),
    "--to sets the format and --output the file: give both": (
        "--to(형식)와 --output(파일)은 함께 지정하라. 페이지는 --html FILE, 표는 --csv FILE로 쓴다"
    ),
    "--open: no disagreement in these decisions, so there is nothing to export": (
        "--open: 이 결정들에는 엇갈린 것이 없다. 다시 내보낼 것이 없다"
    ),
    "review ask needs a terminal; elsewhere use reaug review export": (
        "review ask는 터미널에서만 쓸 수 있다. reaug review export로 사람에게 내보내라"
    ),
    "crowdlab needs cleanlab, which is not installed: pip install 'reaug[agree]'": (
        "crowdlab에는 cleanlab이 필요한데 설치되어 있지 않다: pip install 'reaug[agree]'"
    ),
    "{} ships with reaug and is read-only: give -o FILE.yaml": (
        "{:은} 내장 규칙집이라 그대로 둔다. -o FILE.yaml을 지정하라"
    ),
    "agreement is between people: give a set for each person (reaug agree A.json B.json), name "
    "the columns that hold their labels (--labels A,B), or give one set whose column annotator "
    "says whose each row is": (
        "일치도는 여러 사람의 라벨이 있어야 구한다. 사람마다 데이터를 하나씩 지정하거나"
        "(reaug agree A.json B.json), 라벨이 든 열을 지정하거나(--labels A,B), annotator 열에 누가 "
        "라벨했는지 적힌 데이터 하나를 지정하라"
    ),
    "{n} rows have no annotator, and are left out": "annotator가 없는 {}행은 뺀다",
}

REVIEW: Final[dict[str, str]] = {**_HELP, **_TALK, **_ERRORS}
