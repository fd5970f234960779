"""Korean translations of the texts of `reaug runs`; see `reaug.language.translation`."""

from __future__ import annotations

from typing import Final

RUNS: Final[dict[str, str]] = {
    # Help.
    "List, compare and link runs: reaug runs [DIR…] [--json] lists those in folders.": (
        "폴더 아래의 실행을 입력과 출력의 이어짐대로 나열한다: reaug runs [DIR…] [--json]."
    ),
    "For a folder with the name of a command below, write e.g. ./tag.": (
        "아래 명령과 이름이 같은 폴더는 ./tag처럼 쓴다."
    ),
    "Folders that contain runs; the current one by default.": (
        "실행이 들어 있는 폴더. 기본값은 현재 폴더."
    ),
    "List runs, oldest first: input, recipe, changes, rows, tags.": (
        "실행을 시작한 순서로 나열한다: 입력, 레시피, 바뀐 점, 행, 태그."
    ),
    "Tag a run, in its notes/tags.json: an experiment's name, a W&B or MLflow run id, or "
    "f1=72.4.": (
        "실험 이름, W&B나 MLflow의 실행 id, f1=72.4 등을 실행의 notes/tags.json에 적는다."
    ),
    "A run's notes are not part of its digests.": "실행의 notes/는 다이제스트에 포함되지 않는다.",
    "What to note; KEY= removes a tag.": "적을 태그. KEY=는 그 태그를 지운다.",
    "Compare two runs: recipe, rule book, rows in only one of them, labels, steps.": (
        "두 실행을 비교한다: 레시피, 규칙집, 한쪽에만 있는 행, 라벨, 단계."
    ),
    "The other run.": "다른 실행 폴더.",
    "Write the chain from raw files to training sets as a page, in one file.": (
        "원본 파일에서 학습 데이터까지 이어진 실행을 HTML 페이지(파일 하나)로 쓴다."
    ),
    "The page to write.": "쓸 HTML 파일.",
    "Find the run that made these rows, even if the file was renamed, shuffled or cut.": (
        "이 행들을 만든 실행을 찾는다. 이름이 바뀌거나 섞이거나 일부만 남은 파일도 된다."
    ),
    "Exits with 1 if no run has any of them. The first search reads the rows of every run; "
    "their hashes are kept for the next.": (
        "어느 실행에도 없으면 종료 코드 1. 처음 찾을 때 모든 실행의 행을 읽고, 그 해시를 다음을 "
        "위해 남겨 둔다."
    ),
    "Rows, in any readable format.": "읽을 수 있는 형식의 행.",
    "Print a run as an event of OpenLineage: input, output, job and times, as JSON.": (
        "실행을 OpenLineage 이벤트(입력, 출력, 작업, 시각)로, JSON으로 출력한다."
    ),
    # Column headings of the table.
    "name": "이름",
    "began": "시작",
    "input": "입력",
    "recipe": "레시피",
    "seed": "시드",
    "labels moved": "라벨별 증감",
    "digest": "다이제스트",
    "tags": "태그",
    "score": "점수",
    # Fields, checks and stages.
    "sentence": "문장",
    "subject type": "주체 유형",
    "object type": "객체 유형",
    "files": "파일",
    "spans": "위치",
    "undo": "되돌리기",
    "rerun": "재실행",
    "at {n}": "{}번 글자(0부터)",
    # Lines.
    "{}: {n} runs": "{}: 실행 {}개",
    "{} is left out: {}": "{:은} 제외: {}",
    "and {n} more; --json lists all": "외 {}개. --json으로 모두 볼 수 있다",
    "no run under {}": "{} 아래에 실행이 없다",
    "no run contains a row of {}": "{}의 행이 있는 실행이 없다",
    "the first {n} match equally well": "앞의 {}개가 똑같이 잘 맞는다",
    "{} has no tag {} to remove": "{}에는 지울 태그 {:이} 없다",
    # Differences between two runs.
    "{}  {}  {n} rows  {}": "{}  {}  {}행  {}",
    "rows     the same in both": "행       둘이 같음",
    "recipe   the same": "레시피   같음",
    "recipe   {}": "레시피   {}",
    "rules    the same": "규칙     같음",
    "rules    {}": "규칙     {}",
    "input    the same rows": "입력     같은 행",
    "input    {}": "입력     {}",
    "A read what B made": "A가 B의 결과를 읽음",
    "B read what A made": "B가 A의 결과를 읽음",
    "A read {}, B read {}": "A는 {}, B는 {:을} 읽음",
    "rows     only in A: {n}{}": "행       A에만: {}{}",
    "rows     only in B: {n}{}": "행       B에만: {}{}",
    "rows     in both, identical: {n}": "행       둘 다에 있고 같음: {}",
    "rows     in both, under other ids: {n}": "행       둘 다에 있고 id만 다름: {}",
    "rows     in both, different: {n}{}{}": "행       둘 다에 있고 다름: {}{}{}",
    "label    {}: {n} → {n} ({})": "라벨     {}: {} → {}({})",
    "step     {}: {}": "단계     {}: {}",
    # Which run made these rows.
    "{}  made exactly these {n} rows": "{}  바로 이 {}행을 만든 실행",
    "{}  read exactly these {n} rows": "{}  바로 이 {}행을 읽은 실행",
    "{}  contains {n} of {n} rows ({}); {n} of the run's {n} are not in the file": (
        "{0}  {2}행 중 {1}행이 있음({3}). 실행의 {5}행 중 {4}행은 파일에 없음"
    ),
    # Errors.
    "--output {}: the output is a page; name it {}": (
        "--output {}: 쓰는 것은 웹 페이지이다. 이름을 {:으로} 하라"
    ),
    "a tag is key=value, not {}; key= removes a tag": (
        "태그는 key=value로 써야 하는데 {}이다. key=는 태그를 지운다"
    ),
    "the tag {} is given twice; keep one": "태그 {:이} 두 번 나온다. 하나만 남기라",
    "no tag is given; write key=value, such as f1=72.4": (
        "태그가 없다. f1=72.4처럼 key=value로 지정하라"
    ),
    "{} is not a run folder; tags belong to runs": (
        "{:은} 실행 폴더가 아니다. 태그는 실행에 붙인다"
    ),
    "{} {}; name folders that contain runs": "{} {}. 실행이 들어 있는 폴더를 지정하라",
    "{} is not installed: pip install 'reaug[{}]'": (
        "{:이} 설치되어 있지 않다: pip install 'reaug[{}]'"
    ),
    # A run that was killed.
    "Resume a run that was killed, keeping what it finished.": (
        "강제로 종료된 실행을 끝난 데까지 이어서 한다. 이어서 할 것이 없으면 처음부터 한다."
    ),
    "resuming the killed run: {} of its pieces are finished": (
        "강제로 종료된 실행을 이어서 한다: 끝난 조각 {}개를 그대로 쓴다"
    ),
    "there is no killed run of {} to resume; starting from the beginning": (
        "{}에는 이어서 할 강제 종료된 실행이 없어 처음부터 한다"
    ),
    "removed what a killed run left behind: {}{}": "강제로 종료된 실행이 남긴 것을 지웠다: {}{}",
    " (--resume would have continued it)": " (--resume를 붙였으면 거기서 이어서 했다)",
    "--resume continues a run that was killed, and --dry-run writes none; leave one out": (
        "--resume는 강제로 종료된 실행을 이어서 하고 --dry-run은 아무것도 쓰지 않는다. 하나를 빼라"
    ),
    "--resume continues from what a killed run left next to its folder, and {} is on an object "
    "store, where nothing is left; write to a local folder, or leave --resume out": (
        "--resume는 강제로 종료된 실행이 폴더 옆에 남긴 것을 이어서 하는데, {:은} 객체 저장소에 "
        "있어 남는 것이 없다. 이 컴퓨터의 폴더에 쓰거나 --resume를 빼라"
    ),
    "{}: this file system has no locks, so the run that left {} may still be running; leave out "
    "--resume": (
        "{}: 이 파일 시스템에는 잠금이 없어 {:을} 남긴 실행이 끝났는지 알 수 없다. --resume를 빼라"
    ),
    "{}: the killed run cannot be resumed: {}; restore that, or leave out --resume: then the "
    "run starts again, and what was finished is deleted": (
        "{}: 강제로 종료된 실행을 이어서 할 수 없다: {}. 그때와 같게 되돌리거나 --resume를 빼라. "
        "빼면 처음부터 다시 하고, 끝난 조각은 지워진다"
    ),
    "{} was killed while it was being written; resume it: {}": (
        "{:은} 쓰는 도중 강제로 종료되었다. 이어서 하려면: {}"
    ),
    "what was finished is kept: run the same command with --resume to continue": (
        "끝난 조각은 남겨 둔다. 같은 명령에 --resume를 붙이면 거기서 이어서 한다"
    ),
}
