"""Errors of data, formats and patches in Korean; see `reaug.language.translation`."""

from __future__ import annotations

from typing import Final

_FORMATS: Final[dict[str, str]] = {
    "{}: row {} (from 0), line {}: {}": "{}: {}번 행(0부터), {}번째 줄: {}",
    "{} occurs nested and as a column; rename the column": (
        "{:이} 중첩된 키이면서 열 이름이기도 하다. 열 이름을 바꾸라"
    ),
    "has no words; tokens alone do not say where in them a mention stands": (
        "단어가 없다. 토큰만으로는 개체의 위치를 알 수 없다"
    ),
    "column {} has a name that reaug uses inside; rename it": (
        "열 {:은} reaug가 내부에서 쓰는 이름이다. 다른 이름으로 바꾸라"
    ),
    "column '{}' holds {}; text is expected": "열 '{}'에 {:이} 있다. 텍스트여야 한다",
    "column '{}' holds {}; whole numbers are expected{}": ("열 '{}'에 {:이} 있다. 정수여야 한다{}"),
    "column {} mixes values that fit no one type ({}); make them all text": (
        "열 {}에 여러 자료형의 값이 섞여 있다({}). 모두 텍스트로 바꾸라"
    ),
    "column {} is nested more than {} levels deep, which files of rows cannot hold; make it text, "
    "or leave it out": (
        "열 {:이} {}단계보다 깊게 중첩되어 행 단위 파일에 담을 수 없다. 텍스트로 바꾸거나 빼라"
    ),
    "column {} holds {}, which {} cannot; make it text, or write parquet": (
        "열 {}의 {:은} {}에 담을 수 없다. 텍스트로 바꾸거나 parquet으로 쓰라"
    ),
    "{}: Parquet is packed by itself; unpack the {} first": (
        "{}: Parquet은 자체 압축 형식이다. {} 압축을 먼저 풀라"
    ),
    "{}: unpacks to more than {} times its size, as no table does; save the rows as CSV": (
        "{}: 압축을 풀면 크기가 {}배를 넘는다. 정상적인 표가 아니니 CSV로 저장하라"
    ),
    "{}: unpacks to more than {} times its size, as no text does; if you trust it, unpack it "
    "first: {} {}": (
        "{}: 압축을 풀면 크기가 {}배를 넘는다. 믿을 수 있는 파일이면 먼저 풀라: {} {}"
    ),
    # Several files as one set.
    "{}: no file has such a name; see what there is (ls), and put the pattern in quotation marks": (
        "{}: 이런 이름의 파일이 없다. ls로 무엇이 있는지 보고, 패턴은 따옴표로 감싸라"
    ),
    "{}: no file has such a name": "{}: 이런 이름의 파일이 없다",
    "{}: a pattern stands for names of files in one folder; name that": (
        "{}: 패턴은 한 폴더 안의 파일 이름에만 쓸 수 있다. 그 폴더를 지정하라"
    ),
    "{}: no such file": "{}: 그런 파일이 없다",
    "{}: holds files of several names: {}; name those of one set by a pattern, as '{}'": (
        "{}: 여러 이름의 파일이 있다: {}. 한 데이터의 파일만 패턴으로 지정하라. 예: '{}'"
    ),
    "{}: holds files of several formats: {}; name those of one, as with a suffix in the pattern": (
        "{}: 여러 형식의 파일이 있다: {}. 패턴에 확장자를 넣는 식으로 한 형식만 지정하라"
    ),
    "{}: holds no rows, as a file of a set that was not written to its end; write it again, or "
    "leave it out": ("{}: 행이 없다. 끝까지 쓰이지 않은 파일 같으니 다시 쓰거나 빼라"),
    "{}: has no column '{}', which {} has; the files of a set have the same columns: write them "
    "alike, or name those of one set alone": (
        "{}: '{}' 열이 없는데 {}에는 있다. 한 데이터의 파일들은 열이 같아야 한다. 똑같이 다시 "
        "쓰거나 한 데이터의 파일만 지정하라"
    ),
    "{}: column '{}' is {}, and in {} it is {}; the files of a set have the same types: write them "
    "alike, or name those of one set alone": (
        "{}: '{}' 열이 {}인데 {}에서는 {}이다. 한 데이터의 파일들은 열의 자료형이 같아야 한다. "
        "똑같이 다시 쓰거나 한 데이터의 파일만 지정하라"
    ),
    "{}: column '{}' has another feature than in {}, such as other names of its labels; the files "
    "of a set have the same: write them alike, or name those of one set alone": (
        "{}: '{}' 열의 feature가 {}의 것과 다르다(라벨 이름 등). 한 데이터의 파일들은 같아야 한다. "
        "똑같이 다시 쓰거나 한 데이터의 파일만 지정하라"
    ),
    "{}: row {} (from 0) has the id {}, which row {} of {} has, too; an id names one row of the "
    "whole set: leave out the file that is a copy, or give the rows ids of their own": (
        "{0}: {1}번 행(0부터)의 id {2:이} {4}의 {3}번 행에도 있다. id는 데이터 전체에서 한 행만 "
        "가리켜야 한다. 복사된 파일이면 빼고, 아니면 행마다 다른 id를 주라"
    ),
    "{}: holds {} bytes, more than this machine's memory ({}), and a set is read as a whole; "
    "split it": (
        "{}: {}바이트로 이 컴퓨터의 메모리({})보다 크다. 데이터를 통째로 읽으므로 파일을 나누어야 "
        "한다"
    ),
    "{}: holds a NUL character at line {}; is it UTF-16?": (
        "{}: {}번째 줄에 NUL 문자가 있다. UTF-16 파일인지 확인하라"
    ),
    "{}: is a run folder without its data set in '{}/'": (
        "{}: 실행 폴더인데 '{}/'에 데이터가 없다"
    ),
    "{}: cannot be read: it is damaged: {}": "{}: 손상되어 읽을 수 없다: {}",
    "{}: is not what save_to_disk writes": "{}: save_to_disk가 쓴 것이 아니다",
    "{}: has no splits, so that '{}' cannot be taken": "{}: 분할이 없어 '{}' 분할을 고를 수 없다",
    "{}: is a file, but {} is a folder: {}": "{}: 파일인데 {:은} 폴더이다: {}",
    "{}: is a folder, but {} is a file: {}": "{}: 폴더인데 {:은} 파일이다: {}",
    "{}: is a folder, but neither {}": "{}: 폴더인데 {}도 아니다",
    "{}: is not {} ({}); its columns: {}": "{}: {} 형식이 아니다({}). 열: {}",
    "{}: is read as {}, whose fields are known, and has no columns to map; leave --map out": (
        "{}: {:으로} 읽으며 필드가 이미 정해져 있어 열을 지정할 필요가 없다. --map을 빼라"
    ),
    "row {}: {} cannot hold its tabs or line breaks": "행 {}: 탭이나 줄바꿈은 {}에 담을 수 없다",
    "row {}: BIO tags cannot hold a mention inside another; write doccano": (
        "행 {}: BIO 태그에는 다른 개체 안에 든 개체를 담을 수 없다. doccano로 쓰라"
    ),
    "row {}: its sentence holds what looks like a mark; write klue-json": (
        "행 {}: 문장에 개체 표시와 구별되지 않는 글자가 있다. klue-json으로 쓰라"
    ),
    "the type {} cannot stand in a mark; rename it": (
        "유형 {:은} 개체 표시에 쓸 수 없다. 이름을 바꾸라"
    ),
    "the type {} holds a space, which BIO tags cannot": (
        "유형 {}에 공백이 있어 BIO 태그로 쓸 수 없다"
    ),
    "the label {} cannot stand in {}; rename it": "라벨 {:은} {}에 쓸 수 없다. 이름을 바꾸라",
    "the document{} has {} mentions, and pairs are made of at most {}; divide it, or leave "
    "--negatives away": (
        "문서{}에 개체가 {}개 있는데 쌍은 개체 {}개까지만 만든다. 문서를 나누거나 --negatives를 "
        "빼라"
    ),
    "negatives must be none, all, legal or a number of pairs, not {}": (
        "negatives는 none, all, legal이나 쌍의 수여야 하는데 {}이다"
    ),
    "has no words of '{}', so that how its offsets count cannot be recognised; say it: --offsets "
    "inclusive, --offsets exclusive, …": (
        "'{}'의 단어가 없어 위치를 세는 방법을 알아낼 수 없다. 직접 지정하라: --offsets inclusive, "
        "--offsets exclusive, …"
    ),
    "{}: {} of {} rows have no sentence that can be read; row {} (from 0), {}: {}": (
        "{0}: {2}행 중 {1}행은 읽을 수 있는 문장이 없다. {3}번 행(0부터), {4}: {5}"
    ),
    "--output {}: its name tells no format; add --to, with one of {}": (
        "--output {}: 파일 이름으로는 형식을 알 수 없다. --to로 지정하라: {}"
    ),
    "--output {}: that is a folder; name a file in it": (
        "--output {}: 폴더이다. 그 안의 파일 이름을 지정하라"
    ),
    "--output {}: is not a folder of {} alone, and is not replaced; choose another": (
        "--output {}: {}만 든 폴더가 아니어서 덮어쓰지 않는다. 다른 이름을 고르라"
    ),
}

_PATCHES: Final[dict[str, str]] = {
    "is not JSON: {}": "JSON이 아니다: {}",
    "lacks {}": "{:이} 없다",
    "the id must be a row id as text, not {}": "id는 문자열로 된 행 id여야 하는데 {}이다",
    "rows must be a list of row ids as texts, not {}": (
        "rows는 문자열로 된 행 id의 목록이어야 하는데 {}이다"
    ),
    "decision must be {}, not {}": "decision은 {}이어야 하는데 {}이다",
    "an edit of the sentence needs 'old', the text that it replaces": (
        "문장을 고치려면 바꿀 원래 텍스트 'old'가 있어야 한다"
    ),
    "has an unknown key {}; known are {}": "알 수 없는 키 {:이} 있다. 쓸 수 있는 키: {}",
    "unknown field {}; known are {}": "알 수 없는 필드 {}. 쓸 수 있는 필드: {}",
    "a row can be given up with {}: {} only, not {}": (
        "행을 제외할 때는 {}: {}만 쓸 수 있는데 {}이다"
    ),
    "the new value of {} is empty": "{}의 새 값이 비어 있다",
    "at is a time as in 2026-05-01T14:30:00+09:00, not {}": (
        "at은 2026-05-01T14:30:00+09:00 같은 시각이어야 하는데 {}이다"
    ),
    "has another number of fields than the header": "칸 수가 머리글과 다르다",
    "is broken CSV: {}": "CSV가 깨졌다: {}",
    "lacks the columns {}": "열 {:이} 없다",
    "the column {} occurs twice; take one of them away": "열 {:이} 두 번 나온다. 하나를 빼라",
    "{} cannot be read as findings: {}": "{:을} 발견으로 읽을 수 없다: {}",
    "{} is about several rows together, and does not say which of them goes; decide: reaug audit "
    "DATA --select {} --csv FILE, then reaug clean --patch": (
        "{:은} 여러 행에 대한 규칙이라 그중 어느 행을 뺄지는 알려 주지 않는다. 직접 결정하라: "
        "reaug audit DATA "
        "--select {} --csv FILE, 그다음 reaug clean --patch"
    ),
}

_PROBABILITIES: Final[dict[str, str]] = {
    "they are {}, but there are {} rows and {} labels; give one row for each row of the data, one "
    "column for each label": (
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
    "probabilities are read from {}; this ends in {}": (
        "확률은 {}에서 읽는다. 이 파일의 이름은 {:으로} 끝난다"
    ),
    "there are no probabilities for the row {}": "행 {}의 확률이 없다",
    "there is no row with the id {}": "id가 {}인 행이 없다",
    "the id {} is there more than once": "id {:이} 두 번 이상 나온다",
    "has probabilities for {} rows, but the data has {}": ("확률은 {}행분인데 데이터는 {}행이다"),
    "folds must be 2 or more, not {}: a model must not see its rows": (
        "folds는 2 이상이어야 하는데 {}이다. 모델이 자신이 평가할 행을 학습하면 안 된다"
    ),
}

DATA: Final[dict[str, str]] = {**_FORMATS, **_PATCHES, **_PROBABILITIES}
