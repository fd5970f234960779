"""Korean translations of messages about rows, columns, offsets and files that are read.

See `reaug.language.translation`; errors of formats are in `korean_data`.
"""

from __future__ import annotations

from typing import Final

_BAD_ROWS: Final[dict[str, str]] = {
    "{}: was changed while it was read; run the command again when no other program writes the "
    "file": ("{}: 읽는 도중에 바뀌었다. 다른 프로그램이 이 파일을 쓰지 않을 때 다시 실행하라"),
    "{}: no such file or folder": "{}: 그런 파일이나 폴더가 없다",
    "{}: cannot be read: {}: {}": "{}: 읽을 수 없다: {}: {}",
    "{}: {n} of {n} rows are bad: {}": "{0}: {2}행 중 {1}행에 문제가 있다: {3}",
    "Rows are counted from 0.": "행 번호는 0부터 센다.",
    "No row would be left.": "빼고 나면 남는 행이 없다.",
    "Fix the input, or continue with --on-bad-row drop|repair (on_bad_row= in Python): 'drop' "
    "leaves bad rows out, 'repair' also fixes a mention whose word occurs exactly once in its "
    "sentence.": (
        "입력을 고치거나 --on-bad-row drop|repair(파이썬에서는 on_bad_row=)로 계속하라. drop은 "
        "문제가 있는 행을 빼고, repair는 개체의 단어가 문장에 한 번만 나오면 위치까지 고친다."
    ),
    "That is {} of the rows, and at most {}% may be dropped: check that this is the right file "
    "and rule book (--rules), fix the input, or continue with --max-bad-share {} (max_bad_share= "
    "in Python).": (
        "전체 행의 {}인데 최대 {}%까지만 뺄 수 있다. 파일과 규칙집(--rules)이 맞는지 보고, 입력을 "
        "고치거나 --max-bad-share {}(파이썬에서는 max_bad_share=)로 계속하라."
    ),
    "offsets as KLUE counts them: characters from 0, ends inclusive": (
        "위치는 KLUE 방식(0부터 세고 끝 글자 포함)"
    ),
    "Most of these labels or types are not in the rule book. {}, then use it (--rules {}; rules "
    "in a recipe or in Python):": (
        "규칙집에 이 라벨이나 유형이 대부분 없다. {}. 그리고 지정하라(--rules {}, 레시피나 "
        "파이썬에서는 rules):"
    ),
    "If {} was made from these data, add --rules {}.": (
        "{0:이} 이 데이터로 만든 것이면 --rules {1}을 붙이라."
    ),
    "Make a rule book from the data": "데이터에서 규칙집을 만들라",
    "No row has a label: make a rule book from the labelled set that these rows belong to": (
        "라벨이 있는 행이 없으니 이 행들이 속한, 라벨이 있는 데이터에서 규칙집을 만들라"
    ),
    "If these labels or types are your own, make a rule book for them, and use it with --rules "
    "{}: {}": ("직접 정한 라벨이나 유형이면 규칙집을 만들어 --rules {:으로} 지정하라: {}"),
    "No row has a label, as in a test set: {}.": "평가 데이터처럼 라벨이 있는 행이 없다: {}.",
    "reaug audit, clean, drift, run, preview, encode, curriculum, convert and export read rows "
    "without labels with --unlabelled": (
        "reaug audit, clean, drift, run, preview, encode, curriculum, convert, export는 "
        "--unlabelled를 붙이면 라벨이 없는 행도 읽는다"
    ),
    "row {n}, {}: {}": "{}번 행, {}: {}",
    "row {n} (from 0), line {n}": "{}번 행(0부터), {}번째 줄",
}

_VALUES: Final[dict[str, str]] = {
    "is missing": "없다",
    "is null": "값이 null이다",
    "is missing (-1)": "없다(-1)",
    "{} is not known{}": "{:은} 알 수 없는 이름이다{}",
    "{}, but is not there": "{}. 그런데 거기에 없다",
    "{} expected at {}": "{1} 위치에 {0:이} 있어야 한다",
    "{}, which starts before the sentence": "{}. 문장보다 먼저 시작한다",
    "{}, which ends before it starts": "{}. 시작보다 끝이 앞선다",
    "{}, but the sentence ends at {}": "{}. 그런데 문장은 {}에서 끝난다",
    "must be text, not {}": "텍스트여야 하는데 {}이다",
    "must be a list, not {}": "목록이어야 하는데 {}이다",
    "must be an object, not {}": "객체여야 하는데 {}이다",
    "must be an object with the text": "텍스트가 든 객체여야 한다",
    "must be a mention, not {}": "개체여야 하는데 {}이다",
    "must be a whole number, not {}": "정수여야 하는데 {}이다",
    "must be two whole numbers, not {}": "정수 둘이어야 하는데 {}이다",
    "must be a list of text values, not {}": "텍스트 목록이어야 하는데 {}이다",
    "must be {}, not {}": "{:이어야} 하는데 {}이다",
    "a whole number": "정수",
    "the whole number {}": "정수 {}",
    "a truth value": "참/거짓 값",
    "an object": "객체",
    "a list": "목록",
    "is the number {}, not a name": "이름이 아니라 수 {}이다",
    "{} is not an id of the {} names": "{:은} 이름 {}개 가운데 어느 것의 id도 아니다",
    "Labels are identified by name only, since their ids differ between sources: name them with "
    "--labels FILE. If the number means that there is no label: {}.": (
        "id는 출처마다 달라 라벨은 이름으로만 구별한다. --labels FILE로 이름을 주라. 그 수가 "
        "라벨이 없다는 뜻이면, {}."
    ),
    "contains half of a surrogate pair, which is not a character": (
        "문자가 아닌 서로게이트 반쪽이 있다"
    ),
    "has {} fields, but the {} has {}": "필드가 {0}개인데 {1}에는 {2}개이다",
    "has no offsets": "위치가 없다",
    "has no offsets, and {} {}": "위치가 없고, {:은} {}",
    "does not occur there": "그 문장에 없다",
    "occurs there {} times": "그 문장에 {}번 나온다",
    "; in pandas a missing value turns a column into floats: use dtype 'Int64'": (
        ". pandas에서 빈 값은 열을 실수로 바꾸니 dtype 'Int64'를 쓰라"
    ),
    "column {} contains {} with more than 64 bits; convert it to text": (
        "열 {}에 64비트를 넘는 {:이} 있다. 텍스트로 바꾸라"
    ),
    "column 'label' contains ids (such as {}) without names. Labels are identified by name "
    "only, since their ids differ between sources: name them with --labels FILE, a JSON list or an "
    "object of ids and names. If the id means that there is no label: {}": (
        "'label' 열에 이름 없이 id만 있다(예: {}). id는 출처마다 달라 라벨은 이름으로만 구별한다. "
        "--labels FILE로 이름을 주라(JSON 목록이나 id와 이름의 객체). 그 id가 라벨이 없다는 "
        "뜻이면, {}"
    ),
}

_COLUMNS: Final[dict[str, str]] = {
    "has no column {}; {}. Map the columns: --map {}": (
        "{} 열이 없다. {}. 어느 열이 무엇인지 알려 주라: --map {}"
    ),
    "found: {}": "있는 열: {}",
    "no columns": "열 없음",
    "has no column 'label' (columns: {}). If another column has the labels, use --map "
    "label=COLUMN; if there are none: {}": (
        "'label' 열이 없다(있는 열: {}). 라벨이 든 열이 따로 있으면 --map "
        "label=COLUMN으로 지정하라. 라벨이 없다면: {}"
    ),
    "{} types of '{}' had surrounding spaces, which were removed": (
        "'{1}'의 유형 {0}개는 앞뒤 공백을 잘라 냈다"
    ),
    "no column gives the types of '{}': all are set to '{}'": (
        "'{}'의 유형을 적은 열이 없어 모두 '{}' 유형으로 읽는다"
    ),
    "mentions of '{}': {}": "'{}'의 개체: {}",
    "{} labels had surrounding spaces, which were removed": "라벨 {}개는 앞뒤 공백을 잘라 냈다",
    "not every row has a unique id ({} blank, {} repeated): hashes of their content "
    "are used instead": (
        "id가 모든 행을 가리키지 못해(빈 것 {}개, 겹친 것 {}개) 내용의 해시를 행 id로 쓴다"
    ),
    "column '{}' is used as the row id, but some values repeat or are missing": (
        "'{}' 열로 행을 구별해야 하는데 겹치거나 빠진 이름이 있다"
    ),
    "{}: {}; rename the column": "{}: {}. 열 이름을 바꾸라",
    "{}: a column mapping is written as field: column, one per line": (
        "{}: 열 이름 파일은 한 줄에 하나씩 '필드: 열'로 쓴다"
    ),
    "{}: {} must name a column, not {}": "{}: {}에는 열 이름을 써야 하는데 {}이다",
    "{}: column {} is given for two fields": "{}: 열 {:을} 두 필드에 지정했다",
    "column '{}' contains {}, which a datasets.Dataset cannot store; convert it to "
    "text or numbers": ("열 '{}'의 {:은} datasets.Dataset에 담을 수 없다. 텍스트나 수로 바꾸라"),
    "{}: the subject's word is at the object's offsets, and the other way round, in {} of {} "
    "rows: columns are swapped. Swap the offsets ({}) or the words ({})": (
        "{0}: {2}행 중 {1}행에서 주체의 단어가 객체의 위치에, 객체의 단어가 주체의 위치에 있다. "
        "열이 뒤바뀌었으니 어느 쪽이 맞는지 알려 주라: 위치({3}) 또는 단어({4})"
    ),
    "{}: column {} contains offsets, and {} words; did you mean --map {}?": (
        "{}: 열 {}에는 위치가, {}에는 단어가 있다. --map {:을} 뜻하는가?"
    ),
    "{}: column {} contains offsets and {} words, so they are read as {}": (
        "{}: 열 {}에는 위치가, {}에는 단어가 있어 {:으로} 읽는다"
    ),
    "{}: columns {} could both be the {}; choose one: {}": (
        "{}: 열 {:이} 모두 {}일 수 있다. 어느 것인지 알려 주라: {}"
    ),
    "{}: your own column {} is now called '{}'": (
        "{}: 직접 만든 열 {:은} 이름을 바꾸어 '{}' 열로 읽는다"
    ),
    "{}: read as --map {}": "{}: --map {:으로} 읽는다",
    "the mentions of '{}' have {}: which is the word? Call it word, or set how offsets are "
    "counted: --offsets inclusive, --offsets exclusive, …": (
        "'{}'의 개체에 {:이} 있다. 어느 것이 단어인가? 이름을 word로 바꾸거나 위치를 세는 방법을 "
        "지정하라: --offsets inclusive, --offsets exclusive, …"
    ),
    "the mentions of '{}' have {}: expected are word, start_idx, end_idx, type, or names like "
    "text, start, end, label": (
        "'{}'의 개체에 {:이} 있다. word, start_idx, end_idx, type이나 text, start, end, label 같은 "
        "이름이어야 한다"
    ),
    "{}: has no header; use the numbers of its {} columns, e.g. --map sentence=1,subject.word=2": (
        "{}: 머리글이 없어 열 {}개를 번호로 부른다. 예: --map sentence=1,subject.word=2"
    ),
    "{}: the rows are those of its field '{}'": "{}: '{}' 필드에 든 행을 읽는다",
    "{}: left out: {}": "{}: {:은} 읽지 않는다",
    "{}: the fields of {} are read as columns": "{}: {}의 필드를 열로 읽는다",
    "{}: is a JSON list, but its items are not rows (objects); the first is {}": (
        "{}: JSON 목록이지만 든 것이 행(객체)이 아니다. 첫째는 {}이다"
    ),
    "{}: skipped {} above the header{}": "{}: 머리글 위의 {:은} 읽지 않는다{}",
    "{}: reading sheet '{}', not {}": "{}: '{}' 시트를 읽고 {:은} 읽지 않는다",
    "{}: start and end offsets are swapped, and are read the other way round": (
        "{}: 시작과 끝 위치의 열이 뒤바뀌어 있어 거꾸로 읽는다"
    ),
    "{}: {} mentions have no offsets, and are placed where their word occurs": (
        "{}: 개체 {}개에 위치가 없어 단어가 있는 곳으로 정한다"
    ),
    "{}: is {}, and is read as such": "{}: {:으로} 읽는다",
    "{}: gives the split '{}', but split='{}' was requested": (
        "{}: 이름에 적힌 분할은 '{}'인데 지정한 것은 split='{}'이다"
    ),
    "{} has no splits, so '{}' cannot be read": "{}에는 분할이 없어 '{}' 분할을 고를 수 없다",
    "cannot read a {}; expected a path, a hub name, a datasets.Dataset, a pandas.DataFrame, a "
    "pyarrow.Table or a list of dicts": (
        "{:은} 읽을 수 없다. 경로, 허브 이름, datasets.Dataset, pandas.DataFrame, pyarrow.Table, "
        "딕셔너리 목록 중 하나여야 한다"
    ),
    "{}: line {} does not name a row; it must be {}": (
        "{}: {}번째 줄에 행 이름이 없다. {:이어야} 한다"
    ),
    "an id, or an object with id, guid, row_id or a list rows": (
        "id이거나, id, guid, row_id, rows 목록 중 하나가 있는 객체"
    ),
    "a list of names, or an object from numbers to names or from names to numbers": (
        "이름의 목록, 또는 번호와 이름을 짝지은 객체"
    ),
    "{}: is not {}": "{}: {:이} 아니다",
    "{}: cannot be read as {}; give another --encoding": (
        "{}: {:으로} 읽을 수 없다. --encoding에 다른 인코딩을 지정하라"
    ),
    "{}: {}, {}: appears twice": "{}: {}, {}: 두 번 나온다",
}

_OFFSETS: Final[dict[str, str]] = {
    "code points": "코드 포인트",
    "CR LF counted as one": "CR LF를 하나로 셈",
    "ends inclusive": "끝 포함",
    "UTF-16 units, as JavaScript counts": "UTF-16 단위(JavaScript 방식)",
    "tokens (eojeols)": "토큰(어절)",
    "characters": "글자",
    "{} from {}, ends {}": "{}, {}부터, 끝 {}",
    "{} of {} rows fit{}": "{1}행 중 {0}행이 맞는다{2}",
    "offsets are shifted by {}, ends {}: {}": "위치가 {}만큼 밀려 있고 끝은 {}: {}",
    "offsets count {}: {}": "위치 세는 방식: {}: {}",
    "offsets are read as {}: this way {} of {} words are where they should be, otherwise {}": (
        "위치를 {:으로} 읽는다. 그러면 단어 {2}개 중 {1}개가 제자리에 있고 아니면 {3}개이다"
    ),
    "{}: the offsets of the mentions match no way of counting: at best {} of {} rows match "
    "({}). Rows that do not: {}, counted from 0. If the sentences were rewritten, --on-bad-row "
    "repair finds the words again; or set how they are counted: --offsets NAME ({}, …)": (
        "{0}: 개체의 위치가 어떤 세는 방식에도 맞지 않는다. 가장 잘 맞아도 {2}행 중 "
        "{1}행이다({3}). "
        "맞지 않는 행: {4}(0부터). 문장을 고쳐 쓴 데이터라면 --on-bad-row repair가 단어를 다시 "
        "찾는다. 아니면 세는 방식을 알려 주라: --offsets NAME({5}, …)"
    ),
    "{}: its rows count offsets in different ways: {} of {} match {} (rows {}), and {} others "
    "match {} (rows {}), counted from 0. Split the file by how it was made; or use --on-bad-row "
    "repair to put each mention where its word is; or choose one way: --offsets {}": (
        "{0}: 행마다 위치를 세는 방식이 다르다. {2}행 중 {1}행은 {3}에 맞고({4}번 행), 다른 "
        "{5}행은 "
        "{6}에 맞는다({7}번 행, 0부터). 만든 방식에 따라 파일을 나누거나, --on-bad-row repair로 "
        "단어가 있는 곳에 개체를 두거나, 맞는 방식을 알려 주라: --offsets {8}"
    ),
}

_DOCUMENTS: Final[dict[str, str]] = {
    "contains {}, which is not an object": "객체가 아닌 {:이} 있다",
    "is {}, which is not an id": "id가 아닌 {}이다",
    "{} is the id of two mentions": "{:이} 두 개체의 이름이다",
    "contains {}, which is not text": "텍스트가 아닌 {:이} 있다",
    "all but the relations of the documents of {} ({}), since a run stores only rows": (
        "{}({})의 문서에서 관계가 아닌 것 모두. 실행 폴더에는 행만 담는다"
    ),
    "{}: the sentence contains the word of the subject or the object in only {} of {} rows. Is "
    "'{}' the column of the sentences? If not, name the right one: --map sentence=COLUMN": (
        "{0}: 주체나 객체의 단어가 문장에 있는 행이 {2}행 중 {1}행이다. '{3}' 열이 정말 문장인가? "
        "문장 열을 지정하라: --map sentence=COLUMN"
    ),
    "{} mentions that no relation uses": "관계에 쓰이지 않는 개체 {}개",
    "sentences must be 1 or more, not {}": "sentences는 1 이상이어야 하는데 {}이다",
    "the label of pairs without a relation must not be empty": (
        "관계가 없는 쌍의 라벨은 비워 둘 수 없다"
    ),
    "points to {}, which is not a mention of its document": (
        "{:을} 가리키는데 그 문서의 개체가 아니다"
    ),
    "a mention is at {}, but the text has {} characters": ("개체가 {}에 있는데 텍스트는 {}자이다"),
    "{} is a mention in {} pieces, and a row's mentions have one piece: choose one piece, or leave "
    "the relation out": (
        "{:은} {}조각으로 나뉜 개체인데 행의 개체는 하나여야 한다. 한 조각을 고르거나 "
        "그 관계를 빼라"
    ),
    "{} documents have no relations, and give no rows{}": (
        "문서 {}개에는 관계가 적혀 있지 않아 관계가 있는 행이 나오지 않는다{}"
    ),
    "; reaug convert --negatives makes some": (
        ". reaug convert --negatives로 관계가 없는 행을 만들 수 있다"
    ),
    "{} relations span more than {} sentences, and are left out; a larger --sentences keeps them": (
        "관계 {}개는 {}문장 넘게 걸쳐 있어 뺀다. --sentences를 늘리면 남는다"
    ),
    "--negatives {} adds no rows: {}": "--negatives {:으로} 만들어지는 행이 없다: {}",
    "{} pairs without a relation are {}": "관계가 없는 쌍 {}개의 라벨은 {}이다",
    "{} pairs without a relation are too far apart": "관계가 없는 쌍 {}개는 너무 멀리 떨어져 있다",
    "left out: {} mentions in several pieces, which are in no relation": (
        "여러 조각으로 나뉘고 관계에 쓰이지 않는 개체 {}개를 뺀다"
    ),
    "{} mentions have no type, and are read as {}": "개체 {}개에 유형이 없어 {:으로} 읽는다",
    "no document has a pair of mentions without a relation": (
        "관계가 적히지 않은 개체 쌍이 있는 문서가 없다"
    ),
    "{} such pairs are too far apart (--sentences)": (
        "그런 쌍 {}개는 너무 멀리 떨어져 있다(--sentences)"
    ),
    "none of the {} pairs of mentions without a relation has the types of subject and object of "
    "an annotated relation; --negatives all takes them": (
        "관계가 없는 개체 쌍 {}개 가운데 적힌 관계와 주체·객체 유형이 같은 것이 없다. --negatives "
        "all은 모두 쓴다"
    ),
    "{}: each of its relations spans more than {} sentences; choose a larger --sentences": (
        "{}: 모든 관계가 {}문장 넘게 걸쳐 있다. --sentences를 늘리라"
    ),
    "; reaug convert --negatives all makes rows of all pairs of mentions": (
        ". reaug convert --negatives all은 모든 개체 쌍으로 행을 만든다"
    ),
    "{}: has no relations in its {} documents ({}), so there are no rows{}": (
        "{}: 문서 {}개에 적힌 관계가 없어({}) 행이 없다{}"
    ),
    "left out: {} {}": "뺀 것: {1} {0}개",
    "{} ids; rows are named after their files instead": ("id {}개. 대신 파일 이름으로 행을 부른다"),
    "{} has no {}.txt next to it": "{} 옆에 {}.txt가 없다",
    "{} has no {}.ann next to it; add an empty one if it has no annotations": (
        "{} 옆에 {}.ann이 없다. 주석이 없으면 빈 파일을 두라"
    ),
    "is not a mention or a relation of two: {}": "개체도, 두 개체의 관계도 아니다: {}",
    "is neither a token with a tag nor a relation: {}": "태그가 붙은 토큰도 관계도 아니다: {}",
    "{} points to token {}, which is in no mention": "{:이} 어느 개체에도 없는 토큰 {:을} 가리킨다",
    "contains {}, which does not continue its '# text'": (
        "{:이} 있는데 '# text'에서 이어지는 글과 다르다"
    ),
    "{} ids of rows that share their sentence with others": ("다른 행과 문장이 같은 행의 id {}개"),
    "contains {}, which is not an entity": "개체가 아닌 {:이} 있다",
    "is at the tokens {}, but there are {}": "토큰 {}에 있다는데 토큰은 {}개이다",
    "has neither offsets nor a word: {}": "위치도 단어도 없다: {}",
    "{} does not occur in the text": "{:이} 텍스트에 없다",
    "{} occurs more than once in the text: give start and end": (
        "{:이} 텍스트에 여러 번 나온다. start와 end를 지정하라"
    ),
    "contains {}, which is not a relation": "관계가 아닌 {:이} 있다",
    "JSON-MIN contains only mentions: export JSON to get the relations": (
        "JSON-MIN에는 개체만 있다. 관계까지 얻으려면 JSON으로 내보내라"
    ),
    "annotations that were cancelled": "취소된 주석",
    "results of type {}": "{} 유형의 결과",
    "does not mark each of the two mentions exactly once": "두 개체를 한 번씩 표시하지 않았다",
    "does not mark e1 and e2 exactly once each": "e1과 e2를 한 번씩 표시하지 않았다",
    "expected a number and a marked sentence: {}": "번호와 표시된 문장이 있어야 한다: {}",
    "has two: {} and {}": "둘이다: {}, {}",
    "the types of the mentions": "개체의 유형",
    "contains {} at {}, which is not a word": "{1}에 단어가 아닌 {0:이} 있다",
    "is {}, but the tokens are 0 to {}": "{}인데 토큰은 0부터 {}까지이다",
    "is {}, before {}, which is {}": "{0}인데 {1}({2})보다 앞이다",
    "ends, but the sentence continues with {}": "끝났는데 문장은 {:으로} 이어진다",
}

READING: Final[dict[str, str]] = {
    **_BAD_ROWS,
    **_VALUES,
    **_COLUMNS,
    **_OFFSETS,
    **_DOCUMENTS,
}
