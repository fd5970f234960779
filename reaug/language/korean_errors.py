"""Korean translations of errors; `{}` stands for a value. See `reaug.language.translation`."""

from __future__ import annotations

from typing import Final

_FILES: Final[dict[str, str]] = {
    "resume continues a killed run in its folder; give that folder as output": (
        "resume는 중단된 실행의 폴더를 이어 쓴다. output에 그 폴더를 지정하라"
    ),
    "formats are written to the folder of a run; give that folder as output": (
        "formats는 실행 폴더에 함께 쓰는 파일이다. output에 그 폴더를 지정하라"
    ),
    "{}: no such file or folder{}": "{}: 그런 파일이나 폴더가 없다{}",
    " or add --force": ". 또는 --force를 붙이라",
    "{}: no row has a label, but these columns look like labels by several people: {}. First "
    "combine them: {}; then: reaug init agreed.json": (
        "{}: 라벨이 있는 행이 없지만 여러 사람의 라벨로 보이는 열이 있다: {}. 먼저 {:으로} 라벨을 "
        "하나로 합친 뒤 reaug init agreed.json을 실행하라"
    ),
    "{}: no column has a name such as label. Columns without a known meaning: {}; if {} contains "
    "the labels: {}": (
        "{}: 라벨로 보이는 이름의 열이 없다. 뜻을 알 수 없는 열: {}. {:이} 라벨이라면: {}"
    ),
    "{}: no row has a label, so no rule book can be learnt from it; run reaug init on the "
    "labelled set that it belongs to, and pass that book to other commands with --rules": (
        "{}: 라벨이 있는 행이 없어 규칙집을 배울 수 없다. 이 데이터가 속한, 라벨이 있는 데이터에 "
        "reaug init을 실행하고 그 규칙집을 다른 명령에 --rules로 지정하라"
    ),
    "{}: no row has a label, so no rules can be learnt from it; learn them from the labelled set "
    "that it belongs to, and use that book for this set with --rules": (
        "{}: 라벨이 있는 행이 없어 규칙을 배울 수 없다. 이 데이터가 속한, 라벨이 있는 데이터에서 "
        "배우고 그 규칙집을 이 데이터에 --rules로 지정하라"
    ),
    "{}; see {} --help": "{}. {} --help를 보라",
    "{}: line {}: {}": "{}: {}번째 줄: {}",
    "{}: is empty": "{}: 비어 있다",
    "{}: unknown storage scheme {}://; known are s3, gs, abfs, hf, https, file and others of "
    "fsspec": ("{}: {}:// 저장소는 없다. s3, gs, abfs, hf, https, file 등 fsspec이 아는 것을 쓰라"),
    "{}: {}:// needs a package: {}": "{}: {}://에는 패키지가 필요하다: {}",
    "{}: access denied by the store ({}); set {}": (
        "{}: 저장소에 접근할 권한이 없다({}). 다음을 설정하라: {}"
    ),
    "{}: cannot be reached: {}": "{}: 접속할 수 없다: {}",
    "--output {} is or contains {}, which is read; choose another": (
        "--output {}에 읽을 데이터 {:이} 있다. 다른 곳을 고르라"
    ),
    "{}: cannot be read: {}": "{}: 읽을 수 없다: {}",
    "{}: cannot be written: {}": "{}: 쓸 수 없다: {}",
    "{} cannot be written: {}": "{:을} 쓸 수 없다: {}",
    "the output cannot be written: {}": "출력을 쓸 수 없다: {}",
    "{}: is {}, not a file; save the rows in a file first": (
        "{}: 파일이 아니라 {}이다. 먼저 행을 파일로 저장하라"
    ),
    "{}: does not fit in memory; split it": "{}: 메모리보다 크다. 파일을 나누라",
    "{}: is not UTF-8 (byte {}); perhaps it is {}: save it as UTF-8": (
        "{}: UTF-8이 아니다(바이트 {}). {}일 수 있으니 UTF-8로 저장하라"
    ),
    "{}: is not UTF-8 (after line {}): save it as UTF-8": (
        "{}: UTF-8이 아니다({}번째 줄 뒤). UTF-8로 저장하라"
    ),
    "{}: is not text but {}": "{}: 텍스트가 아니라 {}이다",
    "{}: line {} (byte {}) is not {}; omit --encoding to have it detected": (
        "{}: {}번째 줄(바이트 {})이 {}에 맞지 않는다. --encoding을 빼면 자동으로 인식한다"
    ),
    "{}: line {} (byte {}) is not UTF-8, and read as CP949 the file has hardly any Hangul; give "
    "its encoding (--encoding NAME), or save it as UTF-8": (
        "{}: {}번째 줄(바이트 {})이 UTF-8이 아니고, CP949로 읽으면 한글이 거의 없다. 인코딩을 "
        "알려 주거나(--encoding NAME) UTF-8로 저장하라"
    ),
    "unknown encoding {}; common ones are utf-8, cp949, euc-kr, utf-16": (
        "알 수 없는 인코딩 {}. 흔히 쓰는 것: utf-8, cp949, euc-kr, utf-16"
    ),
    "{}: has no rows": "{}: 행이 없다",
    "{}: is not JSON: {}": "{}: JSON이 아니다: {}",
    "{}: is JSON that cannot be read: {}": "{}: 읽을 수 없는 JSON이다: {}",
    "{}: is JSON but not a list of rows: {}{}": "{}: JSON이지만 행의 목록이 아니다: {}{}",
    "{}: line {} cannot be read: {}": "{}: {}번째 줄을 읽을 수 없다: {}",
    "{}: line {} is not JSON: {}": "{}: {}번째 줄이 JSON이 아니다: {}",
    "{}: has broken CSV in the row at line {}: {}": "{}: {}번째 줄의 행에서 CSV가 깨졌다: {}",
    "{}: column '{}' appears twice in the header": "{}: 머리글에 '{}' 열이 두 번 나온다",
    "{}: is not a readable workbook: {}": "{}: 읽을 수 없는 통합 문서이다: {}",
    "{}: is password-protected; save it without a password": (
        "{}: 암호가 걸려 있다. 암호를 풀고 다시 저장하라"
    ),
    "{}: is not a readable Parquet file: {}": "{}: 읽을 수 없는 Parquet 파일이다: {}",
    "{}: is not in a readable format. Readable formats:\n{}": (
        "{}: 읽을 수 있는 형식이 아니다. 읽을 수 있는 형식:\n{}"
    ),
    "{}: no such file, and the Hugging Face hub cannot be reached; data set {} is not in the "
    "cache of datasets. Give a file, or try again with a network connection": (
        "{}: 그런 파일이 없고 Hugging Face 허브에 연결할 수 없다. 데이터 {:은} 캐시에도 없다. "
        "파일을 지정하거나 네트워크에 연결해 다시 실행하라"
    ),
    "{}: has no column '{}'; found: {}": "{}: '{}' 열이 없다. 있는 열: {}",
    "{}: already exists; choose another or add --force": (
        "{}: 이미 있다. 다른 이름을 고르거나 --force를 붙이라"
    ),
    "--output {}: already exists; choose another or add --force": (
        "--output {}: 이미 있다. 다른 이름을 고르거나 --force를 붙이라"
    ),
    "{} already exists; choose another --output{}": (
        "{:이} 이미 있다. --output에 다른 이름을 지정하라{}"
    ),
    "{} already exists; overwrite it with --force, or choose another name": (
        "{:은} 이미 있다. --force로 덮어쓰거나 다른 이름을 지정하라"
    ),
    "{}: already exists": "{}: 이미 있다",
    "{}: the folder {} does not exist; create it first": "{}: 폴더 {:이} 없다. 먼저 만들라",
    "--output {}: the folder {} does not exist; create it first": (
        "--output {}: 폴더 {:이} 없다. 먼저 만들라"
    ),
    "{}: that is a folder; name a file in it": "{}: 폴더이다. 그 안의 파일 이름을 지정하라",
    "{} {}: not a file name; choose another": "{} {}: 파일 이름이 아니다. 다른 이름을 지정하라",
    "{} and {} are the same file, {}; choose another": (
        "{:과} {:이} 같은 파일 {:을} 가리킨다. 하나를 바꾸라"
    ),
    "{} is being written by {}; wait, or choose another --output": (
        "{:을} {:이} 쓰고 있다. 기다리거나 --output에 다른 이름을 지정하라"
    ),
    "{}: {}{}; reaug verify {} shows all": "{}: {}{}. reaug verify {}로 모두 볼 수 있다",
}

_ROWS: Final[dict[str, str]] = {
    "{n} read": "{}행을 읽음",
    "{n} dropped as bad ({})": "형식이 잘못되어 제외한 {}행({})",
    "{n} mentions repaired ({})": "고친 개체 {}개({})",
    "rows have unknown labels: {}. Known labels: {}": (
        "알 수 없는 라벨이 있는 행이 있다: {}. 쓸 수 있는 라벨: {}"
    ),
    "on_bad_row must be {}, not {}": "on_bad_row는 {}이어야 하는데 {}이다",
    "max_bad_share must be from 0 to 1, not {}": "max_bad_share는 0에서 1 사이여야 하는데 {}이다",
    "{}: does not name a column": "{}: 열을 하나도 지정하지 않았다",
    "{}: '{}' is given twice": "{}: '{}' 항목을 두 번 지정했다",
    "{}: --map names column {}, which does not exist; columns: {}": (
        "{}: --map에 쓴 열 {:이} 없다. 있는 열: {}"
    ),
    "map: {} is not FIELD=COLUMN; write it like sentence=문장,label=관계, or name a file that "
    "ends in .yaml": (
        "map: {:은} FIELD=COLUMN 꼴이 아니다. sentence=문장,label=관계처럼 쓰거나 .yaml 파일을 "
        "지정하라"
    ),
    "{}: has the splits {}: choose one": "{}: 분할이 여럿이다({}). 하나를 고르라",
    "{}: has no split '{}', only {}": "{}: '{}' 분할은 없고 {:이} 있다",
    "no row has a label, so there is nothing to learn": "라벨이 있는 행이 없어 배울 것이 없다",
    "no mention has a type, so there is nothing to learn": "유형이 있는 개체가 없어 배울 것이 없다",
    "no row has a label of the rule book {}; learn a complete book with --new": (
        "규칙집 {}의 라벨이 있는 행이 없다. --new로 새 규칙집을 배우라"
    ),
}

_USE: Final[dict[str, str]] = {
    "{}: {} (set REAUG_DEBUG=1 for the traceback)": (
        "{}: {}(REAUG_DEBUG=1로 실행하면 오류 위치가 보인다)"
    ),
    "a bug in reaug": "reaug의 버그",
    "give either selected rules or ignored rules, not both": (
        "규칙은 고르거나(--select) 빼거나(--ignore) 둘 중 하나만 할 수 있다"
    ),
    "no rule is left to run; select others, or ignore fewer": (
        "적용할 규칙이 하나도 없다. 다른 규칙을 고르거나 --ignore에서 빼라"
    ),
    "{} needs label noise: add --noise (noise=True), or --pred-probs FILE (pred_probs=FILE)": (
        "{:은} 라벨 잡음 규칙인데 라벨 잡음을 계산하지 않는다. --noise(noise=True)나 --pred-probs "
        "FILE(pred_probs=FILE)을 붙이라"
    ),
    "top must be 1 or more, not {}": "top은 1 이상이어야 하는데 {}이다",
    "{} {}: contains {} decisions; choose another name, or move it": (
        "{} {}: 이미 적힌 결정이 {}개 있다. 다른 이름을 고르거나 그 파일을 옮기라"
    ),
    "--scores writes the label noise ranking: add --noise or --pred-probs": (
        "--scores에는 라벨 잡음 순위를 쓴다. --noise나 --pred-probs를 붙이라"
    ),
    "{} {}: {} is not NAME=VALUE; write for example {}": (
        "{} {}: {:은} NAME=VALUE 꼴이 아니다. 예: {}"
    ),
    "{} {}: {} is given twice": "{} {}: {:을} 두 번 지정했다",
    "{} takes whole numbers such as 60,120, not {}": (
        "{}에는 60,120 같은 정수를 써야 하는데 {}이다"
    ),
    "--input needs --rerun": "--input은 --rerun과 함께 써야 한다",
    "--top sets how many rows --drop drops; give --drop RULE": (
        "--top은 --drop이 뺄 행의 수이다. --drop RULE을 지정하라"
    ),
    "--drop needs the name of a rule; see reaug list audit-rules": (
        "--drop에는 규칙 이름이 있어야 한다. 규칙은 reaug list audit-rules로 볼 수 있다"
    ),
    "--against is used only with --apply, or with --drop RULE such as leak/sentence": (
        "--against는 --apply나, leak/sentence 같은 규칙을 지정한 --drop RULE과 함께 써야 한다"
    ),
    "--top must be at least 1, not {}": "--top은 1 이상이어야 하는데 {}이다",
    "--engine {}: the engine {} takes no address; use --engine {}": (
        "--engine {}: {} 엔진은 주소를 받지 않는다. --engine {:을} 쓰라"
    ),
    "--engine {}: an address is a host and the port of Ray's client server, e.g. "
    "ray://head:10001": (
        "--engine {}: 주소는 호스트와 Ray 클라이언트 서버의 포트이다. 예: ray://head:10001"
    ),
    "--num-proc sets the number of local workers; a cluster has its own: leave it out": (
        "--num-proc은 실행할 때 띄우는 작업 프로세스의 수이고, 클러스터의 작업 프로세스는 정해져 "
        "있다. 빼고 실행하라"
    ),
    "--engine ray needs Ray ({} is missing): pip install 'reaug[ray]'": (
        "--engine ray에는 Ray가 필요한데 {:이} 없다: pip install 'reaug[ray]'"
    ),
    "--engine ray: Ray does not start on this machine: {}": (
        "--engine ray: 여기서 Ray를 시작할 수 없다: {}"
    ),
    "with --engine ray a step runs in other processes, which must be able to import its class "
    "from a module: {}": (
        "--engine ray에서는 단계가 다른 프로세스로 가므로, 그 클래스를 모듈에서 불러올 수 있어야 "
        "한다: {}"
    ),
    "docs/scale.md shows how to start and name a cluster": (
        "클러스터를 띄우고 가리키는 방법은 docs/scale.md에 있다"
    ),
    "{}: no answer at this address ({}); {}": "{}: 응답이 없다({}). {}",
    "{}: cannot join a Ray cluster there: {}{}; {}": "{}: Ray에 접속할 수 없다: {}{}. {}",
    "{} runs Ray {} on Python {}, and this machine Ray {} on Python {}; both must be the same: "
    "pip install 'ray[client,data]=={}'": (
        "{}의 Ray는 {}(파이썬 {})이고 여기의 Ray는 {}(파이썬 {})이다. 둘이 같아야 한다: pip "
        "install 'ray[client,data]=={}'"
    ),
    "{}: reaug is not installed on the node {}; all nodes need the same image as this machine, "
    "with reaug {}; {}": (
        "{}: 노드 {}에 reaug가 설치되어 있지 않다. 모든 노드에 이 컴퓨터와 같은 환경과 reaug "
        "{:이} 있어야 한다. {}"
    ),
    "{}: the node {} has {}; for the same result every node needs the same packages; {}": (
        "{}: 노드 {}의 패키지가 여기와 다르다: {}. 같은 결과를 내려면 모든 노드의 패키지가 같아야 "
        "한다. {}"
    ),
    "a worker of Ray cannot import {}, which a step needs: install it on every node": (
        "단계에 필요한 {:을} Ray 작업 프로세스에서 불러올 수 없다. 모든 노드에 설치하라"
    ),
    "Ray already runs in this process; use engine='ray', or shut Ray down": (
        "이 프로세스에서 이미 Ray가 돌고 있다. 그것을 쓰려면 engine='ray'로 하고, 아니면 종료하라"
    ),
    "Ray workers were lost {} times on the same rows: they may lack memory (use fewer or larger "
    "ones), or a step or its library ended them (--engine local may show more)": (
        "같은 행에서 Ray 작업 프로세스가 {}번 죽었다. 메모리가 부족했거나(작업 프로세스를 "
        "줄이거나 메모리가 더 큰 것을 쓰라) 단계나 라이브러리가 프로세스를 끝냈을 수 "
        "있다(--engine local로 더 알아볼 수 있다)"
    ),
    "--num-proc must be at least 1, not {}": "--num-proc은 1 이상이어야 하는데 {}이다",
    "the recipe names no input; give --input DATA": "레시피에 입력이 없다. --input DATA를 지정하라",
    "the recipe names no output; give --output DIR": (
        "레시피에 출력이 없다. --output DIR을 지정하라"
    ),
    "unknown format '{}'; rows are written as {}": "알 수 없는 형식 '{}'. 행을 쓸 수 있는 형식: {}",
    "{}: a rule book file must end in .yaml": "{}: 규칙집은 .yaml로 끝나는 파일이다",
    "{}: a column mapping file must end in .yaml": ("{}: 열 이름 파일은 .yaml로 끝나야 한다"),
    "there is no rule book named {}; shipped: {}; give your own as a path, e.g. {}.yaml": (
        "{:이라는} 규칙집이 없다. 내장: {}. 직접 만든 파일은 {}.yaml처럼 경로로 지정한다"
    ),
    "the rule book {} has no label {}, only: {}": "규칙집 {}에 라벨 {:이} 없다. 있는 라벨: {}",
    "nothing to compare: give at least one recipe": "비교할 것이 없다. 레시피를 하나 이상 지정하라",
    "splits must be 1 or more, not {}": "splits는 1 이상이어야 하는데 {}이다",
    "unknown model {}; there are: {}": "알 수 없는 모델 {}. 쓸 수 있는 것: {}",
    "{}: {} already does that; remove one": "{}: {:이} 이미 그 일을 한다. 하나를 빼라",
    "balance determines the number of copies; remove copies": (
        "사본 수는 balance가 정한다. copies를 빼라"
    ),
    "unknown {} {}{}: {}": "알 수 없는 {} {}{}: {}",
    "{} There are": "{} 쓸 수 있는 것",
    "; there are": ". 쓸 수 있는 것",
    "; did you mean {}?": ". 혹시 {}인가?",
}

_RUNS: Final[dict[str, str]] = {
    "{}: {}; reaug verify {} shows all": "{}: {}. reaug verify {}로 모두 볼 수 있다",
    "{} is not a run folder: {} {}": "{:은} 실행 폴더가 아니다: {} {}",
    "{} is not a run folder ({}), so --force does not replace it; {}": (
        "{:은} 실행 폴더가 아니어서({}) --force로도 덮어쓰지 않는다. {}"
    ),
    "{} contains {}, which the run did not write, so --force does not replace it; move what you "
    "want to keep into {}/, or choose another --output": (
        "{}에 실행이 만들지 않은 {:이} 있어 --force로도 덮어쓰지 않는다. 남길 것을 {}/로 옮기거나 "
        "다른 "
        "--output을 고르라"
    ),
    "{}: row {} was left out when the input was read ({}: {}); {} has it as it stood": (
        "{}: {}행은 입력을 읽을 때 뺐다({}: {}). 원래 내용은 {}에 있다"
    ),
    "{}: no row {} in the data or among the dropped rows": (
        "{}: {:이라는} 행은 데이터에도, 제외한 행에도 없다"
    ),
    "{} cannot be read, so the run cannot be undone": "{:을} 읽을 수 없어 실행을 되돌릴 수 없다",
    "{}: data/ and log/ do not restore the run's input; they were changed after the run": (
        "{}: data/와 log/가 실행 뒤에 바뀌어 입력을 되살릴 수 없다"
    ),
    "{} was made by a version of reaug that recorded no digests, so it cannot be verified": (
        "{:은} 다이제스트를 기록하지 않던 버전의 reaug로 만들어져 확인할 수 없다"
    ),
    "step {} failed on {} of the {} rows that it tried: more than half, so {}. The first is row "
    "{}: {}": (
        "단계 {:이} 시도한 {2}행 중 {1}행에서 실패했다. 절반이 넘는다: {3}. 첫 행은 {4}: {5}"
    ),
    "step {} failed {}: {}": "단계 {:이} 실패했다({}): {}",
    "{} needs torch, which cannot be imported; pip install 'reaug[{}]'": (
        "{}에는 torch가 필요한데 불러올 수 없다: pip install 'reaug[{}]'"
    ),
    "a masked language model": "마스크 언어 모델",
    "the model {}": "모델 {}",
    "no tokenizer can be loaded from {} ({}); give a folder with tokenizer.json or vocab.txt, or a "
    "name on the Hugging Face hub": (
        "{}에서 토크나이저를 불러올 수 없다({}). tokenizer.json이나 vocab.txt가 있는 폴더 또는 "
        "허브 이름을 지정하라"
    ),
    "{} is not a known particle{}": "{:은} reaug가 아는 조사가 아니다{}",
    "; write both forms of a particle as 은/는, 을(를) or (으)로": (
        "; 두 형태를 함께 적을 때는 은/는, 을(를), (으)로처럼 적는다"
    ),
}

OTHERS: Final[dict[str, str]] = {
    # Texts of Typer.
    "No such option: {}": "없는 옵션이다: {}",
    "No such command '{}'": "없는 명령이다: '{}'",
    "Missing argument '{}'": "필수 인자가 빠졌다: '{}'",
    "Missing option '{}'": "필수 옵션이 빠졌다: '{}'",
    "Missing command": "명령이 빠졌다",
    "Show this message and exit.": "이 도움말을 보인다.",
    "Install completion for the current shell.": "지금 쓰는 셸에 자동 완성을 설치한다.",
    "Show completion for the current shell, to copy it or customize the installation.": (
        "지금 쓰는 셸의 자동 완성 스크립트를 보인다."
    ),
    # Messages that are composed of several.
    "{} and {n} more": "{} 외 {}개",
    "subject_types_set_from": "주체 유형을 고치는 기준",
    "object_types_set_from": "객체 유형을 고치는 기준",
    "wrong_subject_types": "틀린 주체 유형의 비율",
    "wrong_object_types": "틀린 객체 유형의 비율",
    "names": "이름",
    "those of the rows, since the rule book makes none of these types": (
        "다른 행의 것(규칙집에 이 유형의 이름을 지을 조각이 없다)"
    ),
    "sampled": "해시가 작은 것만 남긴 표본",
    "{n} read, {n} dropped as bad ({})": "{}행을 읽음, 형식이 잘못되어 제외한 {}행({})",
    "{n} read, {n} mentions repaired ({})": "{}행을 읽음, 고친 개체 {}개({})",
    "{n} read, {n} dropped as bad ({}), {n} mentions repaired ({})": (
        "{}행을 읽음, 형식이 잘못되어 제외한 {}행({}), 고친 개체 {}개({})"
    ),
}
"""Translations of texts that are not in the source code in the form in which they are shown."""

ERRORS: Final[dict[str, str]] = {**_FILES, **_ROWS, **_USE, **_RUNS}
