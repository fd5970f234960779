"""Korean translations of errors of data, formats and patches; see `reaug.language.translation`."""

from __future__ import annotations

from typing import Final

_FORMATS: Final[dict[str, str]] = {
    "{}: row {} (from 0), line {}: {}": "{}: {}번 행(0부터), {}번째 줄: {}",
    "{} is the name of a nested field and of a column; rename the column": (
        "{:이} 중첩된 키이면서 열 이름이기도 하다. 열 이름을 바꾸라"
    ),
    "has no words; tokens alone do not tell where a mention is": (
        "단어가 없다. 토큰만으로는 개체의 위치를 알 수 없다"
    ),
    "column {} has a name that reaug uses internally; rename it": (
        "열 {:은} reaug가 내부에서 쓰는 이름이다. 다른 이름으로 바꾸라"
    ),
    "column '{}' contains {}; text is expected": "열 '{}'에 {:이} 있다. 텍스트여야 한다",
    "column '{}' contains {}; whole numbers are expected{}": (
        "열 '{}'에 {:이} 있다. 정수여야 한다{}"
    ),
    "column {} mixes values of different types ({}); convert them all to text": (
        "열 {}에 여러 자료형의 값이 섞여 있다({}). 모두 텍스트로 바꾸라"
    ),
    "column {} is nested more than {} levels deep, which row files cannot store; convert it to "
    "text, or leave it out": (
        "열 {:이} {}단계보다 깊게 중첩되어 행 단위 파일에 담을 수 없다. 텍스트로 바꾸거나 빼라"
    ),
    "column {} contains {}, which {} cannot store; convert it to text, or write parquet": (
        "열 {}의 {:은} {}에 담을 수 없다. 텍스트로 바꾸거나 parquet으로 쓰라"
    ),
    "{}: Parquet has its own compression; unpack the {} first": (
        "{}: Parquet은 자체 압축 형식이다. {} 압축을 먼저 풀라"
    ),
    "{}: unpacks to more than {} times its size, unlike any real table; save the rows as CSV": (
        "{}: 압축을 풀면 크기가 {}배를 넘는다. 정상적인 표가 아니니 CSV로 저장하라"
    ),
    "{}: unpacks to more than {} times its size, unlike any real text; if you trust it, unpack "
    "it first: {} {}": (
        "{}: 압축을 풀면 크기가 {}배를 넘는다. 믿을 수 있는 파일이면 먼저 풀라: {} {}"
    ),
    # Several files as one set.
    "{}: no file matches; check the names (ls), and put the pattern in quotation marks": (
        "{}: 이런 이름의 파일이 없다. ls로 무엇이 있는지 보고, 패턴은 따옴표로 감싸라"
    ),
    "{}: no file matches": "{}: 이런 이름의 파일이 없다",
    "{}: a pattern can only match file names in one folder; name that folder": (
        "{}: 패턴은 한 폴더 안의 파일 이름에만 쓸 수 있다. 그 폴더를 지정하라"
    ),
    "{}: no such file": "{}: 그런 파일이 없다",
    "{}: contains files with different names: {}; select those of one set with a "
    "pattern, e.g. '{}'": (
        "{}: 여러 이름의 파일이 있다: {}. 한 데이터의 파일만 패턴으로 지정하라. 예: '{}'"
    ),
    "{}: contains files in different formats: {}; select one format, e.g. with a "
    "suffix in the pattern": (
        "{}: 여러 형식의 파일이 있다: {}. 패턴에 확장자를 넣는 식으로 한 형식만 지정하라"
    ),
    "{}: has no rows, like a file that was not completely written; write it "
    "again, or leave it out": ("{}: 행이 없다. 끝까지 쓰이지 않은 파일 같으니 다시 쓰거나 빼라"),
    "{}: has no column '{}', which {} has; files of one set need the same columns: fix them, or "
    "select the files of one set": (
        "{}: '{}' 열이 없는데 {}에는 있다. 한 데이터의 파일들은 열이 같아야 한다. 똑같이 다시 "
        "쓰거나 한 데이터의 파일만 지정하라"
    ),
    "{}: column '{}' is {}, and in {} it is {}; files of one set need the same types: fix them, "
    "or select the files of one set": (
        "{}: '{}' 열이 {}인데 {}에서는 {}이다. 한 데이터의 파일들은 열의 자료형이 같아야 한다. "
        "똑같이 다시 쓰거나 한 데이터의 파일만 지정하라"
    ),
    "{}: column '{}' has a different feature than in {}, e.g. different label names; files of "
    "one set need the same features: fix them, or select the files of one set": (
        "{}: '{}' 열의 feature가 {}의 것과 다르다(라벨 이름 등). 한 데이터의 파일들은 같아야 한다. "
        "똑같이 다시 쓰거나 한 데이터의 파일만 지정하라"
    ),
    "{}: row {} (from 0) has the id {}, as has row {} of {}; an id must be unique in the whole "
    "set: leave out the file that is a copy, or give the rows unique ids": (
        "{0}: {1}번 행(0부터)의 id {2:이} {4}의 {3}번 행에도 있다. id는 데이터 전체에서 한 행만 "
        "가리켜야 한다. 복사된 파일이면 빼고, 아니면 행마다 다른 id를 주라"
    ),
    "{}: has {} bytes, more than this machine's memory ({}), and a set is read as a whole; "
    "split it": (
        "{}: {}바이트로 이 컴퓨터의 메모리({})보다 크다. 데이터를 통째로 읽으므로 파일을 나누어야 "
        "한다"
    ),
    "{}: has a NUL character at line {}; is it UTF-16?": (
        "{}: {}번째 줄에 NUL 문자가 있다. UTF-16 파일인지 확인하라"
    ),
    "{}: is a run folder, but its data set in '{}/' is missing": (
        "{}: 실행 폴더인데 '{}/'에 데이터가 없다"
    ),
    "{}: is damaged and cannot be read: {}": "{}: 손상되어 읽을 수 없다: {}",
    "{}: was not written by save_to_disk": "{}: save_to_disk가 쓴 것이 아니다",
    "{}: has no splits, so '{}' cannot be read": "{}: 분할이 없어 '{}' 분할을 고를 수 없다",
    "{}: is a file, but {} is a folder: {}": "{}: 파일인데 {:은} 폴더이다: {}",
    "{}: is a folder, but {} is a file: {}": "{}: 폴더인데 {:은} 파일이다: {}",
    "{}: is a folder, but neither {}": "{}: 폴더인데 {}도 아니다",
    "{}: is not {} ({}); its columns: {}": "{}: {} 형식이 아니다({}). 열: {}",
    "{}: is read as {}, whose fields are fixed, so there are no columns to map; leave --map out": (
        "{}: {:으로} 읽으며 필드가 이미 정해져 있어 열을 지정할 필요가 없다. --map을 빼라"
    ),
    "row {}: {} cannot store its tabs or line breaks": "행 {}: 탭이나 줄바꿈은 {}에 담을 수 없다",
    "row {}: BIO tags cannot store overlapping mentions; write doccano format instead": (
        "행 {}: BIO 태그에는 서로 겹치는 개체를 담을 수 없다. 대신 doccano 형식으로 쓰라"
    ),
    "row {}: its sentence contains text that looks like a marker; write klue-json": (
        "행 {}: 문장에 개체 표시와 구별되지 않는 글자가 있다. klue-json으로 쓰라"
    ),
    "the type {} cannot be used in a marker; rename it": (
        "유형 {:은} 개체 표시에 쓸 수 없다. 이름을 바꾸라"
    ),
    "the type {} contains a space, which BIO tags cannot store": (
        "유형 {}에 공백이 있어 BIO 태그로 쓸 수 없다"
    ),
    "the label {} cannot be stored in {}; rename it": "라벨 {:은} {}에 쓸 수 없다. 이름을 바꾸라",
    "the document{} has {} mentions, and pairs are built from at most {}; split it, or leave "
    "--negatives out": (
        "문서{}에 개체가 {}개 있는데 쌍은 개체 {}개까지만 만든다. 문서를 나누거나 --negatives를 "
        "빼라"
    ),
    "negatives must be none, all, legal or a number of pairs, not {}": (
        "negatives는 none, all, legal이나 쌍의 수여야 하는데 {}이다"
    ),
    "has no words of '{}', so the way its offsets are counted cannot be detected; set it: "
    "--offsets inclusive, --offsets exclusive, …": (
        "'{}'의 단어가 없어 위치를 세는 방법을 알아낼 수 없다. 직접 지정하라: --offsets inclusive, "
        "--offsets exclusive, …"
    ),
    "{}: {} of {} rows have no readable sentence; row {} (from 0), {}: {}": (
        "{0}: {2}행 중 {1}행은 읽을 수 있는 문장이 없다. {3}번 행(0부터), {4}: {5}"
    ),
    "--output {}: Excel is read, not written; use .csv, which Excel opens": (
        "--output {}: Excel 파일은 읽기만 한다. Excel에서 열리는 .csv로 쓰라"
    ),
    "{} is not written by convert; there are: {}": (
        "convert는 {:을} 쓰지 않는다. 쓸 수 있는 것: {}"
    ),
    "--output {}: no format has this suffix; add --to, with one of {}": (
        "--output {}: 파일 이름으로는 형식을 알 수 없다. --to로 지정하라: {}"
    ),
    "--output {}: is a folder; name a file in it": (
        "--output {}: 폴더이다. 그 안의 파일 이름을 지정하라"
    ),
    "--output {}: contains more than {} files, and is not replaced; choose another": (
        "--output {}: {}만 든 폴더가 아니어서 덮어쓰지 않는다. 다른 이름을 고르라"
    ),
}

_PATCHES: Final[dict[str, str]] = {
    "is not JSON: {}": "JSON이 아니다: {}",
    "is missing {}": "{:이} 없다",
    "the id must be a row id as text, not {}": "id는 문자열로 된 행 id여야 하는데 {}이다",
    "rows must be a list of row ids as text, not {}": (
        "rows는 문자열로 된 행 id의 목록이어야 하는데 {}이다"
    ),
    "decision must be {}, not {}": "decision은 {}이어야 하는데 {}이다",
    "an edit of the sentence needs 'old', the text to replace": (
        "문장을 고치려면 바꿀 원래 텍스트 'old'가 있어야 한다"
    ),
    "has an unknown key {}; known keys are {}": "알 수 없는 키 {:이} 있다. 쓸 수 있는 키: {}",
    "unknown field {}; known fields are {}": "알 수 없는 필드 {}. 쓸 수 있는 필드: {}",
    "to drop a row, write {}: {}, not {}": ("행을 제외할 때는 {}: {}만 쓸 수 있는데 {}이다"),
    "the new value of {} is empty": "{}의 새 값이 비어 있다",
    "at must be a time like 2026-05-01T14:30:00+09:00, not {}": (
        "at은 2026-05-01T14:30:00+09:00 같은 시각이어야 하는데 {}이다"
    ),
    "has a different number of fields than the header": "칸 수가 머리글과 다르다",
    "has broken CSV: {}": "CSV가 깨졌다: {}",
    "is missing the columns {}": "열 {:이} 없다",
    "the column {} appears twice; remove one": "열 {:이} 두 번 나온다. 하나를 빼라",
    "{} cannot be read as findings: {}": "{:을} 발견으로 읽을 수 없다: {}",
    "{} is about several rows together, and does not say which of them to drop; decide "
    "yourself: reaug audit DATA --select {} --csv FILE, then reaug clean --patch": (
        "{:은} 여러 행에 대한 규칙이라 그중 어느 행을 뺄지는 알려 주지 않는다. 직접 결정하라: "
        "reaug audit DATA "
        "--select {} --csv FILE, 그다음 reaug clean --patch"
    ),
}

_PROBABILITIES: Final[dict[str, str]] = {
    "they are {}, but there are {} rows and {} labels; give one row per row of the data, and "
    "one column per label": (
        "확률의 모양이 {}인데 데이터는 {}행, 라벨 {}개이다. 행마다 한 줄, 라벨마다 한 열이 있어야 "
        "한다"
    ),
    "{} sums to {}, not to 1; {} such rows": "{}의 합이 1이 아니라 {}이다. 그런 행 {}개",
    "{} is not a label of the rule book {}, which has: {}": (
        "{:은} 규칙집 {}의 라벨이 아니다. 있는 라벨: {}"
    ),
    "there is no column for the label {}": "라벨 {}의 열이 없다",
    "{} has {} for {}; a probability is a number from 0 to 1": (
        "{}의 {2} 값이 {1}이다. 확률은 0에서 1 사이의 수이다"
    ),
    "probabilities can be read from {}; this file ends in {}": (
        "확률은 {}에서 읽는다. 이 파일의 이름은 {:으로} 끝난다"
    ),
    "there are no probabilities for the row {}": "행 {}의 확률이 없다",
    "there is no row with the id {}": "id가 {}인 행이 없다",
    "the id {} appears more than once": "id {:이} 두 번 이상 나온다",
    "has probabilities for {} rows, but the data has {}": ("확률은 {}행분인데 데이터는 {}행이다"),
    "folds must be 2 or more, not {}: a model must not be trained on the rows that it judges": (
        "folds는 2 이상이어야 하는데 {}이다. 모델이 자신이 평가할 행을 학습하면 안 된다"
    ),
}

DATA: Final[dict[str, str]] = {**_FORMATS, **_PATCHES, **_PROBABILITIES}
