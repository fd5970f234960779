"""Korean translations of errors in run folders, reviews, answers and files of probabilities.

See `reaug.language.translation`.
"""

from __future__ import annotations

from typing import Final

_RUNS: Final[dict[str, str]] = {
    "--pred-probs is used only with --drop label/noise; add it": (
        "--pred-probs는 --drop label/noise와 함께만 쓴다. --drop label/noise도 지정하라"
    ),
    "--drop {}: name one rule of the group; see reaug list audit-rules": (
        "--drop {}: 묶음 안의 규칙을 지정하라. reaug list audit-rules"
    ),
    "{}: no row has a label, so it is read as a test set: types are not corrected, since that "
    "needs labels, and no row is dropped. Errors that do not depend on the label are corrected "
    "with --apply sure, decisions of reviewers with --patch FILE; correct the training set in "
    "the same way, with --apply label-free": (
        "{}: 라벨이 있는 행이 없어 평가 데이터로 읽는다. 라벨이 없으므로 라벨로 유형을 고치지 "
        "않고 행도 빼지 않는다. 라벨과 관계없이 틀린 것은 --apply sure로, 사람이 결정한 것은 "
        "--patch FILE로 고친다. 학습 데이터도 --apply label-free로 똑같이 고치라"
    ),
    "read as a test set: no entity type is corrected by a label, since there is none, and no row "
    "is dropped, since every row needs a prediction; correct the training set in the same way, "
    "with --apply label-free": (
        "평가 데이터로 읽는다. 라벨이 없으므로 라벨로 유형을 고치지 않고, 모든 행을 예측해야 "
        "하므로 행도 빼지 않는다. 학습 데이터도 --apply label-free로 똑같이 고치라"
    ),
    "{n} types were corrected by the label of the row. A test set without labels keeps its types, "
    "so a model that is trained on these rows does worse there: to train one, use --apply "
    "label-free": (
        "유형 {}개를 행의 라벨을 보고 고쳤다. 라벨이 없는 평가 데이터는 유형을 고칠 수 없어서, "
        "이렇게 고친 행으로 학습한 모델은 평가 데이터에서 점수가 낮아진다. 모델을 학습하려면 "
        "--apply label-free를 쓰라"
    ),
    "{}: {} of {} rows could be judged, and only these can be dropped; the labels of the others "
    "have too few rows, or are not in the rule book": (
        "{0}: {2}행 중 {1}행만 판정했고, 그 가운데서만 뺄 수 있다. 나머지는 라벨의 행이 너무 "
        "적거나 라벨이 규칙집에 없다"
    ),
    "{}: --drop label/noise ranks labels, but no row has one": (
        "{}: --drop label/noise는 라벨의 순위를 매기는데 라벨이 있는 행이 없다"
    ),
    "--drop {} needs labels, but no row of the data has one": (
        "--drop {}에는 라벨이 필요한데 데이터에 라벨이 있는 행이 없다"
    ),
    "rows with an error: {} before, {} left when audited again": (
        "오류가 있는 행: 정제 전 {}행, 정제 후 다시 점검하니 {}행"
    ),
    "--output {}: its suffix means {}, and {} is not that; {}": (
        "--output {}: 파일 이름은 {:을} 뜻하는데 {:은} 그런 형식이 아니다. {}"
    ),
    "make it end in {}": "이름이 {:으로} 끝나게 하라",
    "leave the suffix out": "확장자를 빼라",
    "--output {}: not a file name; choose another": (
        "--output {}: 파일 이름이 아니다. 다른 이름을 고르라"
    ),
    "the column parent, which names the row that a copy was made from; disk keeps it": (
        "사본의 원본 행을 적은 parent 열. disk 형식에는 남는다"
    ),
    "{}: {} changes nothing: {} has one pair of mentions per row, and no documents with further "
    "ones": (
        "{}: {:은} 아무것도 바꾸지 않는다. {:은} 행마다 쌍이 하나이고 다른 개체가 든 문서가 없다"
    ),
    "--without works only with {}, not with {}": (
        "--without는 {} 형식에만 쓸 수 있고 {} 형식에는 쓸 수 없다"
    ),
    "--by: the column contains lists or mappings; name a column of text or numbers": (
        "--by: 목록이나 매핑이 든 열이다. 텍스트나 수의 열을 지정하라"
    ),
    "{} cannot be read: {}": "{:을} 읽을 수 없다: {}",
    "{}: line {} is not a finding: {}": "{}: {}번째 줄은 발견이 아니다: {}",
    "{} was made by a version of reaug that recorded no digests": (
        "{:은} 다이제스트를 기록하지 않던 버전의 reaug로 만들어졌다"
    ),
    "the tag {} must be text or a number, not {}": "태그 {:은} 텍스트나 수여야 하는데 {}이다",
    "{} cannot be the key of a tag: use 1 to {} characters, without = and without "
    "surrounding spaces": ("{:은} 태그의 키가 될 수 없다. 1~{}자이고 =와 앞뒤 공백이 없어야 한다"),
    "the tag {} has {} characters; at most {} are allowed": "태그 {:은} {}자인데 최대 {}자이다",
    "the tag {} contains the control character {}; remove it": (
        "태그 {}에 제어 문자 {:이} 있다. 빼라"
    ),
    "it is not a JSON object": "JSON 객체가 아니다",
    "{} cannot be read: {}; fix it or move it away": "{:을} 읽을 수 없다: {}. 고치거나 옮기라",
    "{}: another process is writing its tags; try again": (
        "{}: 다른 프로세스가 태그를 쓰고 있다. 다시 시도하라"
    ),
    "{}: no row can be read": "{}: 읽을 수 있는 행이 없다",
    "{}: the rows in data/ differ from those that the manifest records": (
        "{}: data/의 행이 manifest의 기록과 다르다"
    ),
    "unknown name {}; reaug list shows all, and --rules FILE.yaml adds the labels and rules of "
    "your own rule book": (
        "알 수 없는 이름 {}. 모든 이름은 reaug list로 볼 수 있다. 직접 만든 규칙집의 라벨이나 "
        "규칙이면 --rules FILE.yaml을 붙이라"
    ),
    "{} takes the thresholds of that run; remove {}": "{:은} 그 실행과 똑같이 나눈다. {:을} 빼라",
    "{}: that run had no curriculum, so there are no thresholds to use": (
        "{}: 그 실행에는 curriculum이 없어 따를 경계가 없다"
    ),
    "{} does not fit {}: one of them was changed after the run": (
        "{:은} {}에 맞지 않는다. 실행 뒤에 둘 중 하나가 바뀌었다"
    ),
    "{} cannot be read, so no row can be traced": "{:을} 읽을 수 없어 행을 추적할 수 없다",
    "{} is not a log that a run writes; its columns: {}": "{:은} 실행이 쓴 로그가 아니다. 열: {}",
    "{} is not the index of the run's log: it was changed or damaged; delete it, since reaug "
    "trace also works without it": (
        "{:은} 이 실행의 로그 색인이 아니다. 바뀌었거나 손상되었다. 색인이 없어도 reaug trace를 쓸 "
        "수 있으니 지우라"
    ),
    "a pipe or device may never end": "파이프나 장치는 끝나지 않을 수 있다",
    "{} cannot be repeated: {}": "{:을} 다시 실행할 수 없다: {}",
    "{} cannot be repeated: {} is not the input that the run read; give --input DATA": (
        "{:을} 다시 실행할 수 없다. {:은} 그때 읽은 입력이 아니다. --input DATA를 지정하라"
    ),
    "{} cannot be repeated: the rule book {} has changed since": (
        "{:을} 다시 실행할 수 없다. 그 뒤로 규칙집 {:이} 바뀌었다"
    ),
    "{} cannot be repeated: it read data in memory ({}); give --input DATA": (
        "{:을} 다시 실행할 수 없다. 메모리의 데이터({})를 읽었다. --input DATA를 지정하라"
    ),
    "another folder": "다른 폴더",
    "{} cannot be repeated: its input {} is not here (the run was started in {}); run it from "
    "there, or give --input DATA": (
        "{:을} 다시 실행할 수 없다. 입력 {:이} 여기에 없다(실행을 시작한 곳: {}). 그곳으로 가거나 "
        "--input DATA를 지정하라"
    ),
    "only {} groups of rows can be separated, but {} parts were asked for": (
        "함께 있어야 하는 행을 묶으면 {}묶음뿐이라 {}부분으로 나눌 수 없다"
    ),
    "only {} groups of rows can be separated, but {} parts were asked for; ask for at most {}": (
        "함께 있어야 하는 행을 묶으면 {}묶음뿐이라 {}부분으로 나눌 수 없다. {}부분 이하로 나누라"
    ),
    "give --folds K, --test SHARE, or both": "--folds K나 --test SHARE 또는 둘 다 지정하라",
    "--folds must be at least 2, not {}": "--folds는 2 이상이어야 하는데 {}이다",
    "--test must be between 0 and 1 (or 0% and 100%), not {}": (
        "--test는 0과 1 사이(또는 0%와 100% 사이)여야 하는데 {}이다"
    ),
    "--test {}: give a share, such as 10% or 0.1": "--test {}: 10%나 0.1처럼 비율을 쓰라",
    "choose another or add --force": "다른 이름을 고르거나 --force를 붙이라",
    "it is not an unchanged split; choose another": (
        "split이 쓴 그대로의 폴더가 아니다. 다른 이름을 고르라"
    ),
    "--output {}: already exists; {}": "--output {}: 이미 있다. {}",
    "it has no rows": "행이 없다",
    "{}: no row can be read; {}": "{}: 읽을 수 있는 행이 없다. {}",
    "{}; data/ was changed after the run": "{}. data/가 실행 뒤에 바뀌었다",
    "{}: data/ has {} rows, the log {}": "{}: data/에는 {}행, 로그에는 {}행이다",
    "{}: data/ has {} rows, the log {}; data/ was changed after the run": (
        "{}: data/에는 {}행, 로그에는 {}행이다. data/가 실행 뒤에 바뀌었다"
    ),
    "{}: the log names a row that data/ does not have; one of them was changed after the run": (
        "{}: 로그에 있는 행이 data/에 없다. 실행 뒤에 둘 중 하나가 바뀌었다"
    ),
    "{}: does not have the splits {}; data/ was changed after the run": (
        "{}: 분할 {:이} 없다. 실행 뒤에 data/가 바뀌었다"
    ),
    "{}: names {}, which is not a file or folder next to it": (
        "{}: 안에 적힌 {:이} 옆에 있는 파일이나 폴더가 아니다"
    ),
    "{}: the manifest names the column {}, which data/ does not have; one of them was changed "
    "after the run": ("{}: manifest에 있는 열 {:이} data/에 없다. 둘 중 하나가 실행 뒤에 바뀌었다"),
    "{}: is not the rule book that the run used; give one with --rules, or see reaug verify {}": (
        "{}: 실행할 때의 규칙집이 아니다. --rules로 지정하거나 reaug verify {:을} 보라"
    ),
    "{}: is not the rule book that reaug split wrote; name one with --rules": (
        "{}: reaug split이 쓴 규칙집이 아니다. --rules로 지정하라"
    ),
    "{} rows → {}, equal to the rows that the run read; {} bad rows of its input were never read: "
    "{}/problems.jsonl lists them": (
        "{}행 → {}, 실행이 읽은 행과 같다. 입력에서 형식이 잘못된 {}행은 처음부터 읽지 않았다: "
        "{}/problems.jsonl에 목록이 있다"
    ),
    "step {} cannot be undone for {} rows, first {} ({}): the rows are not as the step left them": (
        "단계 {:을} {}행에서 되돌릴 수 없다. 처음은 {}({}): 그 단계가 남긴 행이 아니다"
    ),
    "step {} cannot be undone for row {}: its mentions are not where the step left them": (
        "단계 {:을} 행 {}에서 되돌릴 수 없다. 개체가 그 단계가 남긴 위치에 없다"
    ),
    "{} rows, of which {} are bad": "{}행, 그중 문제가 있는 행 {}개",
    "{}: use it in other commands with --map {}": "{}: 다른 명령에 --map {:으로} 지정하라",
    "left out: {} that are among the {} of {}": "뺀 것: {2}의 문장 {1}개 가운데 있는 {0}개",
    "left out: {} blank sentences": "뺀 것: 빈 문장 {}개",
    "{}: {} conventions (conditions under which nearly all rows have one label), counts of {} "
    "rows": ("{}: 관례(거의 모든 행의 라벨이 같은 조건) {}개와 {}행의 통계"),
    "labels that {} does not have: {}": "{}에 없는 라벨: {}",
    "the label of no relation: {}": "관계없음을 뜻하는 라벨: {}",
    "no label means that no relation holds; if one does, enter it as negative": (
        "관계없음을 뜻하는 라벨이 없다. 있으면 negative에 적으라"
    ),
    "{} rules in the file ask a question, and are off until you answer yes": (
        "파일에 질문하는 규칙 {}개가 있다. yes로 답하기 전에는 적용하지 않는다"
    ),
    "left out: {} of {} (rare and similar to a known name, or containing white space)": (
        "뺀 것: {1}의 {0}개(드물고 알려진 이름과 비슷하거나 공백이 있음)"
    ),
    "{}: this book has no such rule; not written": "{}: 이 규칙집에 그런 규칙이 없어 쓰지 않았다",
    "--schedule {}: the kind comes first; write for example {}": (
        "--schedule {}: 종류를 먼저 쓴다. 예: {}"
    ),
    "{} cannot both go to stdout; name a file": (
        "{:을} 둘 다 표준 출력으로 보낼 수 없다. 파일을 지정하라"
    ),
}

_REVIEW: Final[dict[str, str]] = {
    "name two columns or more, each once: one per person": (
        "사람마다 하나씩, 겹치지 않게 열을 둘 이상 지정하라"
    ),
    "no row was labelled by two of {}": "{} 가운데 두 사람이 함께 라벨을 붙인 행이 없다",
    "labels names the columns of a single data set; with several data sets, each holds one "
    "person's labels, so leave labels out": (
        "labels는 한 데이터의 열 이름이다. 데이터가 여럿이면 데이터마다 한 사람의 라벨이 있는 "
        "것이므로 labels를 빼라"
    ),
    "by {}: the size of the sample is missing; give it, e.g. --sample 20 --by {}": (
        "by {}: 표본의 크기가 없다. 크기를 지정하라. 예: --sample 20 --by {}"
    ),
    "the size of a sample must be 1 or more, not {}": "표본은 발견 1개 이상이어야 하는데 {}이다",
    "--reviewers {}: a number from 1 to 100, or names": "--reviewers {}: 1~100의 수나 이름을 쓰라",
    "--reviewers {}: give a number, or names separated by commas, each once": (
        "--reviewers {}: 수를 쓰거나, 이름을 쉼표로 나누어 한 번씩 쓰라"
    ),
    "--reviewers: {} cannot be part of a file name": ("--reviewers: {:은} 파일 이름에 쓸 수 없다"),
    "--overlap {}: give a share, e.g. 20% or 0.2": "--overlap {}: 20%나 0.2처럼 비율을 쓰라",
    "is a comment with no text under 'reason'": ("내용이 없는 의견이다. 내용은 'reason'에 쓴다"),
    "nobody named {} has answered; there are {}": "{:이라는} 사람의 답이 없다. 답한 사람: {}",
    "crowdlab: no finding or row was answered by two people": (
        "crowdlab: 두 사람이 함께 답한 것이 없다"
    ),
    "there are no findings to export": "사람에게 물을 발견이 없다",
    "--by {} needs a sample size; give --sample N": (
        "--by {:은} 표본을 뽑는 기준이다. --sample N을 지정하라"
    ),
    "--sample must be 1 or more, not {}": "--sample은 1 이상이어야 하는데 {}이다",
    "--overlap is the share that several reviewers have in common; give --reviewers 2 or more": (
        "--overlap은 여러 검토자가 함께 볼 비율이다. --reviewers를 2 이상으로 지정하라"
    ),
    "--to {}: name a file in {}, not {}": "--to {}: {} 파일 이름을 써야 하는데 {}이다",
    "{}: is a JSON list, but not of Label Studio tasks; export the project as JSON": (
        "{}: JSON 목록이지만 Label Studio의 작업이 아니다. 프로젝트를 JSON으로 내보내라"
    ),
    "{}: contains no answers": "{}: 답이 없다",
    "{}: line {}: is a finding that nobody has decided; export findings with reaug review "
    "export DATA --findings FILE": (
        "{}: {}번째 줄: 아무도 결정하지 않은 발견이다. 발견은 reaug review export DATA --findings "
        "FILE로 내보낸다"
    ),
    "is not a finding: {}": "발견이 아니다: {}",
    "the figures cannot be written: {}": "수치를 쓸 수 없다: {}",
    "'seen' is the digest of one row, but this line names several rows: {}": (
        "seen은 한 행의 다이제스트인데 줄에 {}행이 적혀 있다"
    ),
    "place must be an offset of the sentence in code points, from 0 on, not {}": (
        "place는 문장 안의 위치(0부터)여야 하는데 {}이다"
    ),
    "{} must be an offset of the sentence in code points, from 0 on, not {}": (
        "{:은} 문장 안의 위치(0부터)여야 하는데 {}이다"
    ),
    "only an edit of the sentence has a place in {}": ("문장을 고칠 때만 {}에 위치를 쓴다"),
    "the reason must be text, not {}": "이유는 텍스트여야 하는데 {}이다",
    "{} must be text, not {}": "{:은} 텍스트여야 하는데 {}이다",
    "contains an incomplete Unicode escape ({}); write the character itself": (
        "온전하지 않은 유니코드 이스케이프가 있다({}). 문자를 그대로 쓰라"
    ),
    "{} of {} must be a whole number, not {}": "{1}의 {0:은} 정수여야 하는데 {2}이다",
    "{} of {} must be text, not {}": "{1}의 {0:은} 텍스트여야 하는데 {2}이다",
    "the audit result has no rows to show to reviewers": (
        "점검 결과에 행이 없어 사람에게 보일 수 없다"
    ),
    "the audit does not know the rule {}": "점검에 규칙 {:이} 없다",
    "consensus {}: choose majority, or someone who has answered: {}": (
        "consensus {}: majority를 쓰거나 답한 사람을 쓰라: {}"
    ),
    "--scores {}: the format follows from the suffix; end the name in .jsonl or .csv": (
        "--scores {}: 확장자로 형식이 정해진다. .jsonl이나 .csv로 끝나는 이름을 지으라"
    ),
    "--scores: label/noise is not among the selected rules; select it too, or leave --scores out": (
        "--scores: 고른 규칙에 label/noise가 없다. 그 규칙도 고르거나 --scores를 빼라"
    ),
    "no decision is about a rule of this book; for decisions that do not name their rule, give "
    "--findings FILE": (
        "이 규칙집의 규칙에서 나온 발견에 대한 결정이 없다. 결정에 규칙이 적혀 있지 않으면 그 "
        "규칙이 든 발견 파일을 --findings FILE로 지정하라"
    ),
    "-o is for a shipped book; {} is updated in place": (
        "-o는 내장 규칙집일 때 쓴다. {:은} 그 파일에 바로 쓴다"
    ),
    "{} is a run, with findings of its own; leave --findings out": (
        "{:은} 발견이 들어 있는 실행이다. --findings를 빼라"
    ),
    "{}: none of its findings is about a row of {}; it was made for other data": (
        "{}: {}의 행에 대한 발견이 하나도 없다. 다른 데이터에서 만든 것이다"
    ),
    "--consensus crowdlab trains a model on the rows: give --data DATA too": (
        "--consensus crowdlab은 행의 라벨을 모델에도 묻는다. --data DATA도 지정하라"
    ),
    "--output {}: make its name end in .json, .jsonl, .csv or .parquet": (
        "--output {}: 이름이 .json, .jsonl, .csv, .parquet 가운데 하나로 끝나야 한다"
    ),
    "--output {}: decisions are JSON lines; make its name end in .jsonl": (
        "--output {}: 결정은 JSON Lines이다. 이름이 .jsonl로 끝나야 한다"
    ),
    "{} needs {}": "{}에는 {:이} 필요하다",
    "another set (--against)": "다른 데이터(--against)",
    "--noise or --pred-probs": "--noise나 --pred-probs",
    "--noise and --pred-probs rank labels, but {}": (
        "--noise와 --pred-probs는 라벨의 순위를 매긴다. 그런데 {}"
    ),
    "{}: {}; to apply those, use --on-bad-fix skip (in a recipe on_bad_fix: skip)": (
        "{}: {}. 나머지를 적용하려면 --on-bad-fix skip, 레시피에서는 on_bad_fix: skip"
    ),
}

_PROBABILITIES: Final[dict[str, str]] = {
    "{} next to it is too large for a list of labels": "옆의 {:은} 라벨 목록으로 보기에 너무 크다",
    "{} next to it is not UTF-8 text": "옆의 {:은} UTF-8 텍스트가 아니다",
    "{} next to it must be a JSON list of label names": "옆의 {:은} 라벨 이름의 JSON 목록이어야 "
    "한다",
    "line {}: there are more rows than the {} of the data": "{}번째 줄: 데이터의 {}행보다 행이 "
    "많다",
    "line {}: is not an object": "{}번째 줄: 객체가 아니다",
    "line {}: is longer than {} bytes": "{}번째 줄: {}바이트보다 길다",
    "line {}: is not UTF-8 text": "{}번째 줄: UTF-8 텍스트가 아니다",
    "line {}: {} must be text or a whole number": "{}번째 줄: {:은} 텍스트나 정수여야 한다",
    "line {}: this is the list of wrong rows from reaug probe --wrong, which lacks the other "
    "rows; give the file of all rows next to it (wrong.probs.jsonl)": (
        "{}번째 줄: reaug probe --wrong이 쓴 틀린 행의 목록이라 다른 행이 없다. 옆에 있는 모든 "
        "행의 "
        "파일(wrong.probs.jsonl)을 지정하라"
    ),
    "line {}: the key {} is not allowed next to {}": "{}번째 줄: 키 {:은} {:과} 함께 쓸 수 없다",
    "line {}: {} must be an object that gives each label its probability": (
        "{}번째 줄: {:은} 라벨마다 확률을 적은 객체여야 한다"
    ),
    "line {}: {} is not a label of the rule book": "{}번째 줄: {:은} 규칙집의 라벨이 아니다",
    "line {}: no probability for the label {}": "{}번째 줄: 라벨 {}의 확률이 없다",
    "line {}: {} is {}, not a number": "{}번째 줄: {:이} 수가 아니라 {}이다",
    "line {}: a number is too large": "{}번째 줄: 수가 너무 크다",
    "is a pipe or folder, not a file; save the probabilities in a file": (
        "파일이 아니라 파이프나 폴더이다. 확률을 파일로 저장하라"
    ),
    "row number {} has no id": "{}번째 행에 id가 없다",
    "is not a readable Parquet file: {}": "읽을 수 없는 Parquet 파일이다: {}",
    "the column {} holds {}, not row ids": "열 {}에 행 id가 아니라 {:이} 있다",
    "the column {} holds {}, not numbers": "열 {}에 수가 아니라 {:이} 있다",
    "has no column names: write them to {}.labels.json next to it": (
        "열 이름이 없다. 옆의 {}.labels.json에 쓰라"
    ),
    "is not a readable array: {}": "읽을 수 없는 배열이다: {}",
    "must hold an array with two dimensions: rows and labels": (
        "행과 라벨의 2차원 배열이어야 한다"
    ),
}

FOLDERS: Final[dict[str, str]] = {**_RUNS, **_REVIEW, **_PROBABILITIES}
