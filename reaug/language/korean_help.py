"""Korean translations of the help of commands; see `reaug.language.translation`.

The help of `probe` and `tune` is in `korean_probe`, with their other texts.
"""

from __future__ import annotations

from typing import Final

HELP: Final[dict[str, str]] = {
    "Usage": "사용법",
    # Headings.
    "Arguments": "인자",
    "Options": "옵션",
    "Commands": "명령",
    "Look at data": "데이터 살펴보기",
    "Make training sets": "학습 데이터 만들기",
    "Inspect and undo runs": "실행 살펴보기와 되돌리기",
    "Files": "파일",
    "Reference": "참고",
    "How DATA is read": "DATA를 읽는 방법",
    "How it runs": "실행 방법",
    "Parameters of the step": "단계의 매개변수",
    # Every command.
    "Show the version.": "버전을 보인다.",
    "Clean, augment and audit Korean relation extraction data, and see how label shares change.": (
        "한국어 관계 추출 데이터를 정제·증강·점검하고, 라벨 분포가 어떻게 바뀌었는지 보인다."
    ),
    "Language of messages; by default REAUG_LANG or the locale.": (
        "출력 언어. 기본값은 REAUG_LANG, 없으면 로캘을 따른다."
    ),
    "A file or folder ({}), a pattern of files, or a hub name such as klue/re:train.": (
        "파일이나 폴더({}), 여러 파일의 패턴 또는 klue/re:train 같은 허브 이름."
    ),
    "A shipped rule book, or a file.": "내장 규칙집의 이름이나 파일.",
    "A shipped rule book, or a file; by default the recipe's, else klue-re.": (
        "내장 규칙집의 이름이나 파일. 레시피가 따로 정하지 않으면 klue-re."
    ),
    "A shipped rule book, or a file; by default the run's own, else klue-re.": (
        "내장 규칙집의 이름이나 파일. 기본값은 실행 폴더의 규칙집, 없으면 klue-re."
    ),
    # init.
    "Inspect data, and write a rule book and a ready-to-run recipe for it.": (
        "데이터를 살펴보고, 바로 실행할 수 있는 규칙집과 레시피를 쓴다."
    ),
    "Shows rows, labels, types, lengths, languages and the worst problems. rules.yaml is learnt "
    "from the rows, with their own labels and types; recipe.yaml adds copies of rows with rare "
    "labels.": (
        "행, 라벨, 유형, 길이, 언어와 가장 큰 문제를 보인다. rules.yaml은 데이터의 라벨과 유형으로 "
        "배운 규칙집이고, recipe.yaml은 드문 라벨의 행을 복제하는 레시피이다."
    ),
    "The folder for the files; created if missing.": "파일을 둘 폴더. 없으면 만든다.",
    "Also write dvc.yaml, with a stage that runs the recipe.": (
        "레시피를 실행하는 DVC 단계(dvc.yaml)도 쓴다."
    ),
    "The rule book that defines the label or rule; by default the shipped ones.": (
        "찾을 라벨이나 규칙이 든 규칙집. 기본값은 내장 규칙집."
    ),
    "Overwrite existing files.": "이미 있는 파일을 덮어쓴다.",
    "One JSON document on stdout.": "표준 출력에 JSON 문서 하나로 쓴다.",
    "The seed of every draw.": "모든 무작위 추출에 쓰는 시드.",
    "The run folder.": "실행 폴더.",
    "A run folder.": "실행 폴더.",
    "Format of DATA; detected from its name or content by default.": (
        "DATA를 이 형식으로 읽는다. 지정하지 않으면 이름이나 내용을 보고 정한다."
    ),
    "Columns by field, e.g. sentence=문장,subject.word=e1,label=관계; or a YAML file.": (
        "필드별 열 이름. 예: sentence=문장,subject.word=e1,label=관계. YAML 파일도 된다."
    ),
    "Encoding of text files, e.g. cp949; detected by default.": (
        "텍스트 파일의 인코딩. 예: cp949. 지정하지 않으면 자동으로 인식한다."
    ),
    "How mention offsets are counted: [utf16-|bytes-|tokens-]inclusive|exclusive[-1].": (
        "개체 위치를 세는 방법: [utf16-|bytes-|tokens-]inclusive|exclusive[-1]."
    ),
    "A JSON file that names labels given as numbers.": "숫자로 된 라벨의 이름을 담은 JSON.",
    "Rows with wrong spans: stop (default), drop them, or repair them where possible.": (
        "읽을 수 없는 행(위치가 틀렸거나 값이 빠진 행): 멈추거나(기본값), 빼거나, 고칠 수 있으면 "
        "고친다."
    ),
    "With drop or repair: stop if a larger share of the rows is bad (default 0.5).": (
        "drop, repair에서만: 잘못된 행의 비율이 이보다 크면 멈춘다(기본값 0.5)."
    ),
    "Do not judge labels, as for a test set; implied if no row has a label.": (
        "평가 데이터처럼 라벨을 점검하지 않는다. 라벨이 전혀 없는 데이터는 언제나 그렇게 읽는다."
    ),
    "Accept rows without labels, as in a test set.": "평가 데이터처럼 행에 라벨이 없어도 된다.",
    "Exit 1 if true, e.g. 'label.js > 0.1'.": "참이면 종료 코드 1로 끝난다. 예: 'label.js > 0.1'.",
    "Where to run: local (this machine), Ray on it, or a Ray cluster; the result is the same.": (
        "실행 환경: 이 컴퓨터, 이 컴퓨터의 Ray, 또는 클러스터. 결과는 같다."
    ),
    "Number of processes; the result does not depend on it.": "프로세스 수. 결과에는 영향이 없다.",
    "Rows on which a step fails: stop (default), or skip (set them aside).": (
        "단계에서 오류가 난 행: 멈추거나(stop, 기본값) 따로 빼 둔다(skip)."
    ),
    "Time limit in seconds for a step on a batch of rows; no limit by default.": (
        "단계가 행 묶음(배치) 하나에 쓸 수 있는 시간(초). 기본값은 제한 없음."
    ),
    "Write nothing; show the plan, examples and drift.": (
        "아무것도 쓰지 않고 계획, 예, 분포 변화만 보인다."
    ),
    "Replace an existing run if it is unchanged; its notes/ are kept.": (
        "폴더에 있는 실행이 수정되지 않았으면 새 실행으로 바꾼다. notes/는 남긴다."
    ),
    "Write report.html into the folder.": "폴더에 report.html을 쓴다.",
    "Progress as JSON lines on stderr, for programs.": (
        "진행 상황을 프로그램이 읽을 JSON 줄로 stderr에 쓴다."
    ),
    "Also write the rows in this format: {}.": "행을 이 형식으로도 쓴다: {}.",
    # audit
    "Find wrong types, spans and labels, and broken rules; causes with most rows come first.": (
        "틀린 유형·위치·라벨과 규칙에 어긋난 행을 찾아, 문제 행이 많은 원인부터 보인다."
    ),
    "A set to compare with: leaks, differences in labelling.": (
        "비교할 데이터: 데이터 누출과 다르게 붙인 라벨을 찾는다."
    ),
    "Also rank wrong labels with a model: 15 seconds for 30,000 rows.": (
        "모델로 틀린 라벨의 순위도 매긴다. 3만 행에 15초쯤 걸린다."
    ),
    "Rank by these out-of-sample probabilities (.parquet, .npy, .jsonl).": (
        "이 표본 외(out-of-sample) 예측 확률로 순위를 매긴다(.parquet, .npy, .jsonl)."
    ),
    "How to rank wrong labels; docs/audit.md compares the methods.": (
        "틀린 라벨의 순위를 매기는 기준. 용도별로 알맞은 기준은 docs/audit.md에 있다."
    ),
    "List the N most likely wrong labels, whatever their score.": (
        "점수와 상관없이 틀렸을 가능성이 가장 큰 라벨 N개를 보인다."
    ),
    "Every row's noise score and suggestion (.jsonl or .csv).": (
        "모든 행의 잡음 점수와 제안(.jsonl 또는 .csv)."
    ),
    "Run only these rules; span means span/*.": (
        "이 규칙만 적용한다. span은 span/* 전부를 뜻한다."
    ),
    "Run all rules except these.": "이 규칙만 빼고 적용한다.",
    "Every finding, as JSON lines; - means stdout.": (
        "모든 발견을 JSON Lines로 쓴다. -는 표준 출력."
    ),
    "A spreadsheet with a column to fill in, for clean --patch.": (
        "결정을 적을 열이 있는 표. clean --patch에 쓴다."
    ),
    "A spreadsheet to fill in, for clean --patch.": "결정을 적을 표. clean --patch에 쓴다.",
    "A page to browse and filter the findings, in one file.": (
        "읽고 필터링할 수 있는 HTML 페이지(파일 하나)."
    ),
    "A page to decide the findings, in one file.": (
        "발견을 검토하고 결정하는 HTML 페이지(파일 하나)."
    ),
    "Suggested values that are certain enough to apply, for clean --patch.": (
        "확실한 수정만 모은 파일. clean --patch에 쓴다."
    ),
    "Exit 1 if true, e.g. 'duplicate/conflict > 0': findings of a rule, or errors, warnings, "
    "reviews, rows.": (
        "참이면 종료 코드 1로 끝난다. 예: 'duplicate/conflict > 0'. 규칙의 발견 수나 errors, "
        "warnings, "
        "reviews, rows를 쓸 수 있다."
    ),
    # drift
    "Compare two data sets: labels, labels given the types, types, lengths, sources, mentions.": (
        "두 데이터를 비교한다: 라벨, 유형별 라벨, 유형, 길이, 출처, 개체."
    ),
    "A measure has drifted if it differs by more than two random sets of these sizes would; "
    "this is wrong in 2 of 100 cases. If one set contains the other (before and after "
    "augmentation), they are not two samples: the figures then show how far the shares were "
    "moved on purpose.": (
        "크기가 같은 두 무작위 표본의 차이보다 크게 달라졌으면 '변화 있음'으로 표시하며, 변하지 "
        "않았는데도 그렇게 표시할 확률은 2%이다. 한쪽이 다른 쪽을 포함하면(증강 전과 후) 서로 "
        "다른 표본이 아니므로, 비율을 "
        "일부러 얼마나 바꾸었는지를 "
        "뜻한다."
    ),
    "A data set; see reaug run.": "데이터. 읽을 수 있는 형식은 reaug list formats를 보라.",
    "The data set to compare with it.": "비교할 데이터.",
    "Also compare AFTER separately for each value of this column: source, subject.type, or one of "
    "your own.": (
        "AFTER를 이 열의 값별로 나누어서도 비교한다. source, subject.type, 또는 데이터의 다른 열."
    ),
    "A page with charts, in one file.": "차트가 있는 HTML 페이지(파일 하나).",
    # columns
    "Show how the columns are read, with three rows, and save the mapping for other commands.": (
        "어느 열을 무엇으로 읽는지 예시 세 행과 함께 보이고, 다른 명령에 쓸 파일로 저장한다."
    ),
    "Write the mapping to a file for --map.": "--map에 지정할 파일로 쓴다.",
    # rules
    "Make rule books, and check them.": "규칙집을 만들고 점검한다.",
    "Learn a rule book from a labelled set: types, inverses, frequent conditions.": (
        "라벨 붙은 데이터가 따르는 규칙을 규칙집으로 쓴다: 유형, 역관계, 잦은 조건."
    ),
    "Name of the new book; by default the name of FILE.": "새 규칙집의 이름. 기본값은 FILE의 이름.",
    "--new writes a complete book from the data, --extends one that builds on --rules; by "
    "default --new if that book lacks most of the labels or types.": (
        "이 데이터만의 새 규칙집을 만들거나(--new) --rules의 규칙집을 확장한다(--extends). "
        "라벨이나 유형이 "
        "그 규칙집에 거의 없으면 기본값은 --new."
    ),
    "Check a data set against a rule book: unknown names, rows per label, pattern matches.": (
        "규칙집을 데이터에 비추어 점검한다: 규칙집에 없는 이름, 라벨별 행 수, 패턴에 걸린 행."
    ),
    # review
    "Review findings with people.": "발견을 사람에게 맡긴다.",
    # clean
    "Clean a data set; to fix the most: reaug clean DATA --apply sure -o DIR.": (
        "데이터를 정제한다. 가장 많이 고치는 명령: reaug clean DATA --apply sure -o DIR."
    ),
    "That runs an audit, applies its certain fixes and cleans in one run; what people must "
    "decide is left in findings.jsonl. Without --apply: correct entity types where the evidence "
    "suffices, and remove duplicates.": (
        "점검, 확실한 수정, 정제를 한 번에 하고 사람이 확인할 것은 findings.jsonl에 남긴다. "
        "--apply가 없으면 근거가 충분한 개체 유형을 고치고 중복을 없앤다."
    ),
    "With --patch, decisions of reviewers are applied first, and no later step changes them.": (
        "--patch를 쓰면 사람이 결정한 것을 먼저 적용하고, 이후 단계는 그것을 바꾸지 않는다."
    ),
    "Correct types as long as at least this share is right; list the rest.": (
        "수정이 맞는 비율이 이 값 이상인 동안만 유형을 고치고 나머지는 목록으로 남긴다."
    ),
    "First apply these decisions: decisions or corrections as JSON lines, or the filled-in CSV "
    "of reaug audit. May be repeated.": (
        "사람이 결정한 것을 먼저 적용한다: JSON Lines로 된 결정이나 수정, 또는 reaug audit의 CSV를 "
        "채운 것. 여러 번 쓸 수 있다."
    ),
    "Decisions that cannot be applied: stop, or skip and list them.": (
        "적용할 수 없는 결정: 멈추거나(stop) 건너뛰고 목록으로 남긴다(skip)."
    ),
    "Which rows to keep when labels conflict.": "라벨이 충돌하는 행 가운데 남길 것.",
    "sure: audit first, and apply every fix that the audit is sure of. label-free: of these only "
    "the fixes that need no label, as in a test set.": (
        "sure: 먼저 점검하고 확실한 수정을 모두 적용한다. label-free: 그 가운데 라벨 없이도 할 수 "
        "있는 수정만 평가 데이터에서처럼 적용한다."
    ),
    "Drop the rows found by this audit rule, e.g. label/noise. May be repeated.": (
        "점검의 이 규칙에 걸린 행을 뺀다. 예: label/noise. 여러 번 쓸 수 있다."
    ),
    "With --drop: the N most certain rows of each rule.": (
        "--drop과 함께: 규칙마다 가장 확실한 N행."
    ),
    "For --drop leak/...: the other data set.": "--drop leak/...에 쓸 비교 데이터.",
    "For --drop label/noise: rank by these out-of-sample probabilities.": (
        "--drop label/noise의 순위를 매길 표본 외(out-of-sample) 예측 확률."
    ),
    "Treat as a test set: correct no type and drop no row unless asked to; implied if no row "
    "has a label.": (
        "평가 데이터: 따로 지시하지 않으면 유형을 고치지도 행을 제외하지도 않는다. 라벨이 전혀 "
        "없는 "
        "데이터는 언제나 그렇게 읽는다."
    ),
    # augment, run, preview
    "Add augmented copies of rows with rare labels; the rows themselves are unchanged.": (
        "드문 행의 증강 사본을 더한다. 원래 행은 그대로 둔다."
    ),
    "A step, e.g. entity_swap:mode=replace,p=0.5. Several steps are applied to each "
    "copy in order.": (
        "단계. 예: entity_swap:mode=replace,p=0.5. 여러 개면 사본에 차례로 적용한다."
    ),
    "Copies per row.": "행마다 만들 사본 수.",
    "Copy only rows of labels with fewer rows than this.": (
        "행 수가 이보다 적은 라벨의 행만 복제한다."
    ),
    "Copy rows of every label, including no_relation.": (
        "관계없음 라벨까지 포함해 모든 라벨의 행을 복제한다."
    ),
    "Run a recipe: clean, augment, shape; with a log of every change and a drift report.": (
        "레시피를 실행한다: 정제, 증강, 가공. 모든 변경을 기록하고 분포 변화를 보고한다."
    ),
    "A recipe, in YAML.": "YAML 레시피.",
    "Read this instead of the recipe's input.": "레시피의 입력 대신 읽을 데이터.",
    "Write there instead.": "레시피의 출력 대신 쓸 폴더.",
    "The seed of every draw, instead of the recipe's.": (
        "레시피의 시드 대신 모든 무작위 추출에 쓸 시드."
    ),
    "Show examples of edits and of refusals; write nothing.": (
        "수정 예와 거절 예를 보이고, 파일은 쓰지 않는다."
    ),
    "A recipe file, or a step such as entity_swap:mode=role, which is applied to the samples.": (
        "레시피 파일 또는 entity_swap:mode=role 같은 단계(예제 데이터를 읽는다)."
    ),
    "Examples per step.": "단계마다 보일 예의 수.",
    # curriculum, encode
    "Sort rows into buckets by length; the thresholds are saved, so a test set can use them.": (
        "행을 길이 구간으로 나눈다. 경계를 저장하므로 평가 데이터도 똑같이 나눌 수 있다."
    ),
    "Use the thresholds of this run's curriculum.": "이 실행과 같은 경계로 나눈다.",
    "Mark both mentions in the input format of a model; with --tokenizer, also tokenize.": (
        "두 개체를 모델 입력 형식으로 표시하고, --tokenizer를 쓰면 토큰까지 만든다."
    ),
    "Folder or hub name of the tokenizer.": "토크나이저의 폴더나 허브 이름.",
    # runs
    "Show every change to a row, from the input to the output.": (
        "한 행의 변경을 입력부터 출력까지 모두 보인다."
    ),
    "A row id (the row's guid).": "행의 id(guid).",
    "Undo a run: restore the rows as they were before it, including dropped rows.": (
        "실행을 되돌린다: 빠진 행까지 포함해 실행 전의 행을 되살린다."
    ),
    "A folder for load_from_disk, or a file; its suffix sets the format (.json, …).": (
        "load_from_disk용 폴더, 또는 파일(확장자가 형식을 정한다: .json, …)."
    ),
    "Check that a run folder is as the run left it: digests, spans, undo, rows.": (
        "실행 폴더가 그대로인지 확인한다: 다이제스트, 위치, 되돌리기, 행."
    ),
    "Exits with 1 if something differs, with 2 if the folder is not a run. notes/ is not "
    "checked.": (
        "다른 것이 있으면 종료 코드 1, 실행 폴더가 아니면 2로 끝난다. notes/는 확인하지 않는다."
    ),
    "Also run the recipe again and compare every file.": (
        "레시피를 다시 실행해 모든 파일을 비교한다."
    ),
    "For --rerun: where the input is now, if it was moved.": (
        "--rerun에서 쓸 입력의 위치(입력을 옮겼을 때)."
    ),
    # split
    "Split rows into folds, or into train and test, without leaks between the parts.": (
        "부분 사이에 데이터 누출이 없도록 행을 폴드나 학습·평가 데이터로 나눈다."
    ),
    "Rows that share a sentence, rows whose sentences are edits of one another, and copies with "
    "their parent rows stay together; every part gets its share of every label.": (
        "같은 문장의 행, 조금 고친 문장의 행, 사본과 그 원본은 함께 둔다. 부분마다 "
        "라벨 비율이 되도록 같게 맞춘다."
    ),
    "The folder for the parts.": "나눈 데이터를 쓸 폴더.",
    "What keeps rows together: their sentence, plus this column's value if given.": (
        "행을 함께 묶는 기준: 문장, 또는 문장과 어느 열의 값."
    ),
    "The number of folds: fold-1/train, fold-1/eval and so on.": (
        "폴드 수: fold-1/train, fold-1/eval 등을 쓴다."
    ),
    "Hold out a test set, e.g. 10% or 0.1.": "평가 데이터를 따로 떼어 놓는다. 예: 10%, 0.1.",
    "together: copies stay with their parent rows; train: they do, but are left out of eval and "
    "test.": ("together: 사본을 원본과 함께 둔다. train: 함께 두되 eval과 test에는 넣지 않는다."),
    "Format of the parts; by default the input's if it stores rows in files, else disk. {}.": (
        "쓸 형식. 기본값은 입력의 형식이고, 행 단위 파일로 쓸 수 없는 형식이면 disk이다. {}."
    ),
    "Replace an existing split if it is unchanged.": (
        "폴더에 있는 분할이 수정되지 않았으면 새 분할로 바꾼다."
    ),
    # convert, export
    "Convert data between formats: annotation tools, benchmarks, model input.": (
        "데이터를 다른 형식으로 쓴다: 라벨링 도구, 벤치마크, 모델 입력. 반대 방향도 된다."
    ),
    "Labels and types may have any names. Documents with several relations become one row per "
    "relation, and rows of one document are joined again. Anything the format cannot hold is "
    "reported.": (
        "라벨과 유형의 이름은 무엇이든 읽는다. 관계가 여럿인 문서는 관계마다 한 행이 되고, 문장이 "
        "같은 행은 다시 한 문서가 된다. 형식에 담을 수 없는 것은 알려 준다."
    ),
    "A file, or a folder for brat.": "파일, brat이면 폴더.",
    "Write the rows as one file in another format, or as text for pre-training (tapt).": (
        "행을 다른 형식의 파일 하나로, 또는 사전 학습용 텍스트(tapt)로 쓴다."
    ),
    # reference
    "List the steps, rule books, file formats, input styles and audit rules.": (
        "단계, 규칙집, 파일 형식, 입력 형식, 점검 규칙을 나열한다."
    ),
    "Show a step's parameters, a rule book, or a rule book's entry for a label.": (
        "단계의 매개변수, 규칙집, 또는 라벨에 대한 규칙집의 설명을 보인다."
    ),
    "A step, a rule book, an audit rule or a label.": "단계, 규칙집, 점검 규칙, 라벨.",
    "Print the JSON Schema of recipes, with every step and parameter.": (
        "모든 단계와 매개변수를 담은 레시피의 JSON Schema를 출력한다."
    ),
}
