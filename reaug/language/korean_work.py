"""Korean translations of errors that occur while steps, models and files are used.

See `reaug.language.translation`.
"""

from __future__ import annotations

from typing import Final

_FILES: Final[dict[str, str]] = {
    "{}: a column has a name that is not UTF-8; rename it": (
        "{}: UTF-8이 아닌 열 이름이 있다. 이름을 바꾸라"
    ),
    "contains bytes that are not valid {}: {}": "올바른 {:이} 아닌 바이트가 있다: {}",
    "contains text that is not UTF-8, first in row {} (from 0)": (
        "UTF-8이 아닌 텍스트가 있다. 처음은 {}번 행(0부터)이다"
    ),
    "column {} has a NUL character in its name; rename it": (
        "열 {}의 이름에 NUL 문자가 있다. 이름을 바꾸라"
    ),
    "column {} has half of a surrogate pair in its name, which is not a character; rename it": (
        "열 {}의 이름에 문자가 아닌 서로게이트 반쪽이 있다. 이름을 바꾸라"
    ),
    "field {} has a NUL character in its name; rename it": (
        "필드 {}의 이름에 NUL 문자가 있다. 이름을 바꾸라"
    ),
    "{}: {} named {}; rename one": "{}: {}. 이름이 모두 {}이다. 하나를 바꾸라",
    "column {} has two fields": "열 {}에 필드가 둘 있다",
    "has two columns": "열이 둘 있다",
    "{}: starts like {}, but line {} (byte {}) is not valid in it; save it again as UTF-8, or "
    "set its encoding: --encoding cp949": (
        "{}: {}처럼 시작하지만 {}번째 줄(바이트 {})이 그 인코딩에 맞지 않는다. UTF-8로 다시 "
        "저장하거나 인코딩을 알려 주라: --encoding cp949"
    ),
    "{}: line {} contains bytes that are not text ({} at byte {}); the rest looks most like {}. "
    "Fix that line and save the file as UTF-8, or set its encoding: --encoding NAME": (
        "{}: {}번째 줄에 텍스트가 아닌 바이트가 있다({}, 바이트 {}). 나머지는 {}에 가장 가깝다. 그 "
        "줄을 고쳐 UTF-8로 저장하거나 인코딩을 알려 주라: --encoding NAME"
    ),
    "an Excel file in the old format (.xls); save it as .xlsx or CSV": (
        "옛 형식의 엑셀 파일(.xls). .xlsx나 CSV로 저장하라"
    ),
    "gzip-compressed; make its name end in .gz": "gzip 압축 파일. 이름 끝에 .gz를 붙이라",
    "bzip2-compressed; unpack it first": "bzip2 압축 파일. 먼저 압축을 풀라",
    "xz-compressed; unpack it first": "xz 압축 파일. 먼저 압축을 풀라",
    "a 7-Zip archive; unpack it first": "7-Zip 압축 파일. 먼저 압축을 풀라",
    "a PDF; copy the rows into a table": "PDF 파일. 행을 표로 옮기라",
    "a Parquet file; make its name end in .parquet": "Parquet 파일. 이름을 .parquet으로 끝내라",
    "an Arrow file; load it with datasets, or save it as Parquet": (
        "Arrow 파일. datasets로 읽거나 Parquet으로 저장하라"
    ),
    "a SQLite database; write its rows as CSV": "SQLite 데이터베이스. 행을 CSV로 쓰라",
    "an HDF5 file; save the rows as Parquet or CSV": "HDF5 파일. 행을 Parquet이나 CSV로 저장하라",
    "a NumPy array; save the rows as Parquet or CSV": (
        "NumPy 배열. 행을 Parquet이나 CSV로 저장하라"
    ),
    "an Excel workbook; make its name end in .xlsx": "엑셀 통합 문서. 이름을 .xlsx로 끝내라",
    "a zip archive; unpack it first": "zip 압축 파일. 먼저 압축을 풀라",
    "a pickle, which is never read since it can run code when loaded; save the rows as Parquet, "
    "JSON or CSV": (
        "pickle 파일. 읽으면 코드가 실행될 수 있어 읽지 않는다. 행을 Parquet, JSON, CSV로 저장하라"
    ),
    "CP949, as Korean Excel writes it": "CP949(한국어 엑셀의 인코딩)",
    "{} cannot store rows without a label, such as {}; write klue-json": (
        "{}에는 라벨이 없는 행({} 등)을 담을 수 없다. klue-json으로 쓰라"
    ),
    "column '{}' is also a field of {}; rename it, or write klue-json": (
        "열 '{}'의 이름이 {}의 필드와 같다. 이름을 바꾸거나 klue-json으로 쓰라"
    ),
    "column '{}' is also a field of TACRED; rename it, or write klue-json": (
        "열 '{}'의 이름이 TACRED의 필드와 같다. 이름을 바꾸거나 klue-json으로 쓰라"
    ),
    "{}: has broken JSON at line {}, column {}: {}": (
        "{}: {}번째 줄 {}번째 칸에서 JSON이 깨졌다: {}"
    ),
    "it is nested too deeply": "너무 깊게 중첩되었다",
    "it contains a number of more than {} digits": "{}자리가 넘는 수가 있다",
    "the {} {} contains a space, which brat cannot store; rename it": (
        "{} {}에 공백이 있어 brat에 쓸 수 없다. 이름을 바꾸라"
    ),
    "a column has a NUL character in its name, which CSV cannot store": (
        "이름에 NUL 문자가 있는 열은 CSV에 담을 수 없다"
    ),
    "column '{}' has a name that reaug uses in CSV files; rename it": (
        "'{}' 열의 이름은 reaug의 CSV가 쓰는 것이다. 이름을 바꾸라"
    ),
    "column '{}' contains a NUL character, which CSV cannot store; write klue-json": (
        "열 '{}'에 CSV에 담을 수 없는 NUL 문자가 있다. klue-json으로 쓰라"
    ),
    "Parquet has its own compression; leave out the {}": (
        "Parquet은 자체 압축 형식이다. 이름에서 {:을} 빼라"
    ),
    "row {}: {} cannot store its line breaks or markers": (
        "행 {}: {}에는 줄바꿈이나 표시 문자를 담을 수 없다"
    ),
    "row {}: {} cannot store an id with a space": "행 {}: {}에는 공백이 있는 id를 담을 수 없다",
    "{}: no such file, and the Hugging Face hub has no data set {}: {}: {}": (
        "{}: 그런 파일이 없고 Hugging Face 허브에도 데이터 {:이} 없다: {}: {}"
    ),
    "{}: is a list": "{}: 목록이다",
    "{}: there is more text after the list": "{}: 목록 뒤에 다른 것이 더 있다",
    "{}: is not a list of objects": "{}: 객체의 목록이 아니다",
    "{}: a datasets.Dataset is expected, not {}": "{}: datasets.Dataset이어야 하는데 {}이다",
    "{}: column names must be text, but they are {}": "{}: 열 이름은 텍스트여야 하는데 {}이다",
    "{}: a column name appears twice among {}": "{}: 열 이름이 겹친다: {}",
    "{}: column '{}' contains {}, which Arrow cannot store": (
        "{}: 열 '{}'의 {:은} Arrow에 담을 수 없다"
    ),
    "{}: has {} in one file; split it": "{}: 파일 하나에 {:이} 있다. 나누라",
    "a column contains values of type {}, which text formats cannot store; write parquet or disk": (
        "텍스트 형식에 담을 수 없는 {} 자료형의 열이 있다. parquet이나 disk로 쓰라"
    ),
    "a value is NaN or infinity, which JSON cannot store": "JSON에 없는 NaN이나 무한대 값이 있다",
    "column {} contains {} in row {} (from 0), which JSON cannot store; make it null, or write "
    "parquet": (
        "열 {0}의 {2}번 행(0부터)에 JSON으로 쓸 수 없는 {1:이} 있다. null로 바꾸거나 parquet으로 "
        "쓰라"
    ),
    "NaN or infinity": "NaN이나 무한대",
    "minus infinity": "음의 무한대",
    "{} holds rows, not documents": "{:은} 문서가 아니라 행을 담는다",
    "cannot be written as {}: {}": "{:으로} 쓸 수 없다: {}",
    "contains half of a surrogate pair, which is not a character: {}": (
        "문자가 아닌 서로게이트 반쪽이 있다: {}"
    ),
    "the charts need the package plotly: pip install 'plotly>=5.24'": (
        "차트에는 plotly가 필요하다: pip install 'plotly>=5.24'"
    ),
}

_MODELS: Final[dict[str, str]] = {
    "the neighbours from Kiwi need kiwipiepy, which cannot be imported; pip install "
    "'reaug[kiwi]'": (
        "Kiwi의 이웃 단어에는 kiwipiepy가 필요한데 불러올 수 없다: pip install 'reaug[kiwi]'"
    ),
    "the model {} cannot fill masks: in {} sentences that make a masked word obvious ({}), the "
    "word is only {} times among the model's best {} tokens; its head is untrained, or not for "
    "Korean": (
        "모델 {0:은} 마스크를 채우지 못한다. 단어가 뻔한 문장 {1}개({2}) 가운데 상위 {4} 토큰에 "
        "답이 든 것이 {3}개뿐이다. 출력층이 학습되지 않았거나 한국어 모델이 아니다"
    ),
    "in the vocabulary of {} only {} tokens are whole Korean words, and only these can be "
    "inserted; a Korean model has more to choose from": (
        "{}의 어휘 가운데 온전한 한국어 단어는 {}이고 그런 것만 넣을 수 있다. 한국어 모델을 쓰면 "
        "고를 단어가 더 많다"
    ),
    "the tokenizer of {} gives no offsets; a fast one is needed (with a tokenizer.json)": (
        "{}의 토크나이저가 위치를 주지 않는다. tokenizer.json이 있는 fast 토크나이저가 필요하다"
    ),
    "the model {} was not trained to fill masks: it lacks {}{}; give a masked language model "
    "(for ELECTRA the generator)": (
        "모델 {:은} 마스크를 채우도록 학습되지 않았다({:이} 없다{}). 마스크 언어 모델을 "
        "지정하라(ELECTRA는 generator)"
    ),
    "no masked language model can be loaded from {} ({}); give a folder with config.json and "
    "model.safetensors, or a name on the Hugging Face hub": (
        "{}에서 마스크 언어 모델을 불러올 수 없다({}). config.json과 model.safetensors가 있는 "
        "폴더나 Hugging Face 허브의 이름을 지정하라"
    ),
    "the model {} takes {} tokens at once, too few for a sentence; use another": (
        "모델 {:은} 한 번에 토큰 {}개만 보아 문장에는 너무 적다. 다른 모델을 쓰라"
    ),
    "the model {} returns values that are not numbers; its weights are broken": (
        "모델 {:이} 수가 아닌 값(NaN)을 내놓는다. 가중치가 깨졌다"
    ),
    "{} has too little memory for {} sentences of {} tokens at a time; use a smaller batch_size": (
        "{}의 메모리가 {}문장({}토큰)을 한 번에 처리하기에 부족하다. batch_size를 줄이라"
    ),
    "the tokenizer {} gives no offsets of its tokens, since it is implemented in Python; use "
    "one with a tokenizer.json": (
        "토크나이저 {:은} 파이썬 구현이라 토큰의 위치를 알 수 없다. tokenizer.json이 있는 것을 쓰라"
    ),
    "the tokenizer {} gives offsets outside the text; use another": (
        "토크나이저 {:이} 텍스트 밖의 위치를 준다. 다른 것을 쓰라"
    ),
    "the tokenizer {} gives offsets outside the text": "토크나이저 {:이} 텍스트 밖의 위치를 준다",
    "torch finds no device {} here; use device: auto, or cpu": (
        "torch가 여기서 장치 {:을} 찾지 못한다. device: auto나 cpu를 쓰라"
    ),
    "it has no model.safetensors; pickled weights are not read, since they can run code": (
        "model.safetensors가 없다. pickle 가중치는 코드를 실행할 수 있어 읽지 않는다"
    ),
    "random_masking: the tokenizer {} gives no offsets; unit token needs a fast one (with a "
    "tokenizer.json)": (
        "random_masking: 토크나이저 {:이} 위치를 주지 않는다. unit: token에는 tokenizer.json이 "
        "있는 "
        "fast 토크나이저가 필요하다"
    ),
    "the tokenizer cannot be written next to the data: {}": (
        "토크나이저를 데이터 옆에 쓸 수 없다: {}"
    ),
    "{} sets no maximum length to pad to; give max_length": (
        "{}에는 채울 최대 길이가 없다. max_length를 지정하라"
    ),
    "{} reads {} as {}, so escaping does nothing; use clash: refuse or keep": (
        "{:은} {:을} {:으로} 읽어 바꾸어 써도 소용없다. clash: refuse나 keep을 쓰라"
    ),
    "max_length is {}, but the tokenizer's model takes {} tokens; use {} or less": (
        "max_length는 {}인데 토크나이저의 모델은 토큰 {}개까지 받는다. {} 이하로 지정하라"
    ),
    "the tokenizer does not know {}, which the marks of {} consist of; use another style": (
        "토크나이저가 {:을} 모르는데 {}의 표시가 그것으로 되어 있다. 다른 방식을 고르라"
    ),
    "{} words but {} particles; give one for each word": (
        "단어는 {}개인데 조사는 {}개이다. 단어마다 하나씩 주라"
    ),
    "{} contains half of a surrogate pair ({}), which Arrow cannot store as text; replace or "
    "remove it": ("{}에 Arrow가 텍스트로 담을 수 없는 서로게이트 반쪽({})이 있다. 바꾸거나 지우라"),
}

_STEPS: Final[dict[str, str]] = {
    "{} of an edit must be whole numbers, not {}": "수정의 {:은} 정수여야 하는데 {}이다",
    '{} maps Arrow tables, not {}: data.with_format("arrow").map(…)': (
        '{:은} {:이} 아니라 Arrow 표에 쓴다: data.with_format("arrow").map(…)'
    ),
    "{} must see all rows first, and map shows it one batch at a time; use reaug.augment or "
    "reaug.clean": (
        "{:은} 모든 행을 먼저 보아야 하는데 map은 배치 하나씩 보여 준다. reaug.augment나 "
        "reaug.clean을 쓰라"
    ),
    "{} draws at random per row: the rows need a column guid (or id)": (
        "{:은} 행마다 무작위로 뽑으므로 guid(또는 id) 열이 있어야 한다"
    ),
    "{} draws at random per row: each row needs a guid (or id), and some have none": (
        "{:은} 행마다 무작위로 뽑으므로 모든 행에 guid(또는 id)가 있어야 하는데 없는 행이 있다"
    ),
    "{} drops rows, which map cannot report; use reaug.clean": (
        "{:은} 행을 빼는데 map은 이를 알릴 수 없다. reaug.clean을 쓰라"
    ),
    "{} changes labels, but here they are ids; use reaug.augment": (
        "{:은} 라벨을 바꾸는데 여기서는 라벨이 id이다. reaug.augment를 쓰라"
    ),
    "with --num-proc above 1 a step runs in other processes, which must be able to import its "
    "class from a module: {}": (
        "--num-proc이 1보다 크면 단계가 다른 프로세스로 가므로, 그 클래스를 모듈에서 불러올 수 "
        "있어야 한다: {}"
    ),
    "this system has no alarm signals, so a step's time cannot be limited; remove "
    "--step-timeout (step_timeout)": (
        "이 시스템에는 알람이 없어 단계의 시간을 제한할 수 없다. --step-timeout(step_timeout)을 "
        "빼라"
    ),
    "a step's time can only be limited in the main thread, and this is another one; remove "
    "step_timeout, or use num_proc=2: worker processes have a main thread": (
        "단계의 시간은 주 스레드에서만 제한할 수 있는데 지금은 다른 스레드이다. step_timeout을 "
        "빼거나 num_proc=2로 하라"
    ),
    "step {} proposed changes that do not fit its batch: {}": (
        "단계 {:이} 배치에 맞지 않는 제안을 했다: {}"
    ),
    "it returned {}, not Changes": "Changes가 아니라 {:을} 돌려주었다",
    "step {} changed the rows that it was given; a step proposes changes and never writes to the "
    "rows": ("단계 {:이} 받은 행을 직접 바꾸었다. 단계는 변경을 제안할 뿐 행에 쓰지 않는다"),
    "it proposed changes that do not fit its batch: {}": "배치에 맞지 않는 제안을 했다: {}",
    "it would {} {}, a file that it did not make": "자기가 만들지 않은 파일 {1:을} {0} 하려 했다",
    "it would write {}, outside the folder that it may write to": (
        "쓸 수 있는 폴더 밖의 {:을} 쓰려 했다"
    ),
    "give each role only once": "역할은 한 번씩만 적으라",
    "pool: ending needs endings": "pool: ending에는 endings가 있어야 한다",
    "a mark stands alone, but {} combines with the characters beside it": (
        "부호는 홀로 서야 하는데 {:은} 옆 글자와 합쳐진다"
    ),
    "it wrote {}, outside the run folder": "실행 폴더 밖에 {:을} 썼다",
    "curriculum: with cut: lectured, line must be shorter than half of max_tokens, but line {} "
    "(by {}: {}) is not shorter than half of {} ({}); use a smaller line, or a larger max_tokens": (
        "curriculum: cut: lectured에서는 line이 max_tokens의 절반보다 짧아야 하는데 line {}({}: "
        "{})이 {}의 절반({})보다 짧지 않다. line을 줄이거나 max_tokens를 늘리라"
    ),
    "curriculum: another step splits the data set, but a schedule lists positions in one set; "
    "remove split or schedule": (
        "curriculum: 다른 단계가 데이터를 나누는데 schedule은 한 데이터 안의 위치이다. split이나 "
        "schedule을 빼라"
    ),
    "curriculum: another step writes {}, too; remove one schedule": (
        "curriculum: 다른 단계도 {:을} 쓴다. schedule 하나를 빼라"
    ),
    "{}: it has no {}, so relation_candidates did not run there": (
        "{}: {:이} 없다. 그 실행에는 relation_candidates가 없었다"
    ),
    "{}: its id is {}; ids count from 0, in order": "{}: id가 {}이다. id는 0부터 차례로 센다",
    "{}: the pair appears twice": "{}: 그 쌍이 두 번 나온다",
    "{}: {} has no label {}{}": "{}: {}에 라벨 {:이} 없다{}",
    "{}: {} is missing; it is always a candidate": "{}: {:이} 빠졌다. 언제나 후보여야 한다",
    "{}: not two types of {}, such as PER:ORG": "{}: PER:ORG처럼 {}의 두 유형이 아니다",
    "relation_candidates: no row has both types and a label to learn from; take the candidates "
    "of another set with like, or of the rule book with source: rules": (
        "relation_candidates: 유형 둘과 라벨이 모두 있는 행이 없어 배울 것이 없다. like로 다른 "
        "데이터를 따르거나 source: rules로 규칙집을 쓰라"
    ),
    "{}: no word of the list is left: all of them express a relation (the rule book's "
    "relation_lexicons); use others": (
        "{}: 목록에 남는 단어가 없다. 모두 관계를 나타내는 단어이다(규칙집의 relation_lexicons). "
        "다른 "
        "단어를 주라"
    ),
    "{}: words is empty; give a file, or words with their synonyms": (
        "{}: words가 비어 있다. 파일을 주거나 단어와 동의어를 쓰라"
    ),
    "{}: contains no words; write one per line, with synonyms after commas": (
        "{}: 단어가 없다. 한 줄에 하나씩, 동의어는 쉼표 뒤에 쓰라"
    ),
    "{}: no names after the first line; write one per line": (
        "{}: 첫 줄 아래에 이름이 없다. 한 줄에 하나씩 쓰라"
    ),
    "{}: {}; the first line must be word,type or word,type,kind,label": (
        "{}: {}. 첫 줄은 word,type이나 word,type,kind,label이다"
    ),
    "{}: the word is empty, or has a line break or a control character": (
        "{}: 단어가 비었거나 줄바꿈, 제어 문자가 있다"
    ),
    "{}: the number of cells differs from the first line": "{}: 칸의 수가 첫 줄의 열과 다르다",
    "{}, line {}: not CSV ({})": "{}, {}번째 줄: CSV가 아니다({})",
    "{}: no kind of the rule book takes {}, or names of its kind are never replaced; give a "
    "kind in the column kind": (
        "{}: 규칙집에 {}에 맞는 종류가 없거나 그 종류는 바꾸지 않는다. kind 열에 종류를 쓰라"
    ),
    "{}: names of the kind {} are never replaced": "{}: {} 종류의 이름은 바꾸지 않는다",
    "{}: names of the kind {} need one of its endings, and {} has none; leave it out, or change "
    "the rule book": ("{}: {} 종류는 끝말로 구별하는데 {}에는 없다. 빼거나 규칙집을 고치라"),
    "{}: {} has a different kind on {}": "{}: {:은} {}에 다른 종류로 적혀 있다",
}

_REWRITING: Final[dict[str, str]] = {
    "{}: {} answers contain no Korean: use a model that writes Korean, or another prompt": (
        "{}: 답 {}개에 한국어가 없다. 한국어를 쓰는 모델이나 다른 프롬프트를 쓰라"
    ),
    "{}: no answer from an OpenAI-compatible server: {} ({} attempts); is it running, and is "
    "this its address?": (
        "{}: OpenAI 호환 서버의 답이 없다: {}({}번 시도). 서버가 켜져 있고 주소가 맞는지 보라"
    ),
}

_BOOKS: Final[dict[str, str]] = {
    "{}this must be the name or path of a book, not {}": (
        "{}규칙집의 이름이나 경로여야 하는데 {}이다"
    ),
    "{}{} is the book itself or extends it; remove one of them": (
        "{}{:은} 이 규칙집이거나 이것을 확장한 규칙집이다. 하나를 빼라"
    ),
    "{}the rule book file {} does not exist": "{}규칙집 파일 {:이} 없다",
    "{} is given as its own inverse; write symmetric instead": (
        "{:은} 자기 자신의 역관계로 적혀 있다. symmetric을 쓰라"
    ),
    "{} names {} as its inverse, but {} does not name {}": (
        "{:은} {:을} 역관계로 적었는데 {:은} {:을} 적지 않았다"
    ),
    "the kind {} appears twice under {}": "종류 {:이} {} 아래에 두 번 나온다",
    "give a pattern or a lexicon": "pattern이나 lexicon을 쓰라",
    "give at least one condition": "조건을 하나 이상 쓰라",
    "suggest at least one field": "제안할 필드를 하나 이상 쓰라",
    "give endings, a pattern or a lexicon": "endings, pattern, lexicon 중 하나를 쓰라",
    "unknown lexicon {}; the book has: {}": "알 수 없는 어휘 목록 {}. 있는 것: {}",
    "unknown {} {}; the book has: {}": "알 수 없는 {} {}. 규칙집에 있는 것: {}",
    "the pattern {} {}; {}": "패턴 {}: {}. {}",
    "does not match this example": "이 예에 맞지 않는다",
    "matches this example of a miss": "맞지 않아야 할 예에 맞는다",
    "change the pattern or the example": "패턴이나 예를 바꾸라",
    "{}; rename one, since both would be {}": "{}. 둘 다 {:이} 되니 하나의 이름을 바꾸라",
    "the name {} appears twice, first under {}": "이름 {:이} 두 번 나온다. 처음은 {} 아래이다",
}

WORK: Final[dict[str, str]] = {**_FILES, **_MODELS, **_STEPS, **_REWRITING, **_BOOKS}
