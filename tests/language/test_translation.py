"""What reaug says, in Korean."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from reaug.cli.commands import COMMANDS
from reaug.cli.lazy_commands import whole_command
from reaug.core import step
from reaug.core.step import InBoth
from reaug.language import choose, language, language_of
from reaug.language.korean_composed import COMPOSED
from reaug.language.korean_errors import OTHERS
from reaug.language.korean_lines import LINES
from reaug.language.korean_words import KOREAN
from reaug.language.translation import korean, translated
from reaug.recipe import model, quota
from reaug.recipe.registry import step_class, step_names
from reaug.shaping.curriculum import schedules
from source_texts import raised, templates

PLACES = re.compile(r"\{\d*(?::[^{}]*)?\}")
BARE = re.compile(r"answer/\S+|(?:[^a-z]|--[a-z]+|\{\}|Ray|where|words|it|column|gate: .*|\n)*")
"""Texts that are a reason's key, or no more than a place before another message."""
ENGLISH = re.compile(r"(?<![\w./-])[A-Za-z][a-z]+ [a-z]{2,} [a-z]{2,}")
NAMES = re.compile(r"reaug [a-z -]+|`[^`]*`|pip install \S+")


@pytest.fixture
def in_korean() -> Iterator[None]:
    choose("ko")
    yield
    choose(None)


def helps(command: Any) -> Iterator[str]:
    yield from (" ".join(text.split()) for text in (command.help or "").split("\n\n"))
    for parameter in command.params:
        yield parameter.help or ""
    for inner in getattr(command, "commands", {}).values():
        yield from helps(inner)


def test_each_text_of_the_catalogue_is_one_that_reaug_says() -> None:
    texts = templates() | {text.replace("{n}", "{}") for text in (*OTHERS, *COMPOSED, *LINES)}
    for name, command in COMMANDS.items():
        texts |= set(helps(whole_command(name, command.register)))
    stale = [text for text in KOREAN if text.replace("{n}", "{}") not in texts]
    assert stale == []


def test_each_error_has_its_korean() -> None:
    known = {text.replace("{n}", "{}") for text in KOREAN}
    lacking = {
        where: text
        for text, where in raised().items()
        if text not in known and not BARE.fullmatch(text)
    }
    assert lacking == {}


def test_each_help_text_is_whole_korean() -> None:
    help_texts = {
        text
        for name, command in COMMANDS.items()
        for text in helps(whole_command(name, command.register))
    }
    left = [text for text in help_texts if ENGLISH.search(NAMES.sub("", korean(text)))]
    assert left == []


def test_what_keys_and_parameters_are_for_is_said_in_korean() -> None:
    models = [step_class(name) for name in step_names()] + [
        value
        for module in (model, quota, step, schedules)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, BaseModel)
    ]
    texts = {field.description for model in models for field in model.model_fields.values()}
    assert [text for text in texts if text and korean(text) == text] == []


MESSAGES = (
    "  line 9 (id 'N008'), object_entity: '이온플러그' expected at 1..5 (characters from 1, ends "
    "inclusive), found '이온'",
    "  line 9 (id 'N008'), object_entity: '이온' expected at 1..5 (UTF-8 bytes from 0, ends "
    "exclusive), but the sentence ends at 3",
    "Fix the input, or continue with --on-bad-row drop|repair (on_bad_row= in Python): 'drop' "
    "leaves bad rows out, 'repair' also fixes a mention whose word occurs exactly once in its "
    "sentence.",
    "rows.json: 2 of 3 rows are bad: span/word-mismatch 2\n  row 0 (id 'bad'), object_entity: "
    "'한산도' expected at 0..0, found '이'\n  line 2 (id 'b'), label: '장르:가수' is not known\n  "
    "line 4, row: has 2 fields, but the header has 6\nRows are counted from 0. That is 66.7% of "
    "the rows, and at most 50% may be dropped: check that this is the right file and rule book "
    "(--rules), fix the input, or continue with --max-bad-share 0.67 (max_bad_share= in Python).",
    "recipe.yaml:3: 0.aeda: unknown parameter 'rate'; did you mean 'ratio'? There are: marks, p",
    "0.aeda: ratio: this must be a number, not the text 'x'",
    "0.augment: copies: this must be less than or equal to 100, not the number 999",
    "unknown rule 'duplicate/exakt'; did you mean 'duplicate/exact' or 'duplicate/near'? There "
    "are: duplicate/exact, duplicate/near",
    "gate: unknown name 'x'; names there: rows, labels and 3 more\n  x > 1\n  ^\na gate looks "
    "like label.js > 0.1; operators: > >= < <= == !=",
    "a gate failed: label/noise > 0 (label/noise was not computed)",
    "rows.csv: columns '관계' and 'class' could both be the label; choose one: --map label=관계 "
    "or --map label=class",
    "Invalid value for '--seed': Input should be greater than or equal to 0; see reaug run --help",
    "fixes.jsonl: line 1: the data has no row 'nobody' (to leave such lines out: --on-bad-fix "
    "skip, in a recipe on_bad_fix: skip)",
    "fixes.jsonl: 2 lines cannot be used:\n  line 2: there is no suggestion to accept for label "
    "of row 'a'; write the right label itself as the decision (in JSON: edit, with the value)\n"
    "  and 3 more\nTo leave such lines out: --on-bad-fix skip, in a recipe on_bad_fix: skip",
    "3 read, 1 dropped as bad (span/word-mismatch 1), 2 rows as jsonl → out",
    "6 read, 1 mentions repaired (span/word-mismatch 1), 6 rows (brat) as klue-json → o.json",
    "o.csv: offsets count characters from 0, ends exclusive: 3 of 3 rows fit (--offsets exclusive)",
    "No such option: --format (Possible options: --force, --map); see reaug export --help",
    "bucket 1 (char 23 to 24; 49 of 132 rows) has too few rows of 2 labels: 치료 0 of its 40 rows "
    "(14.8 by chance), 원장 1 of its 19 rows (7.1 by chance); use fewer buckets or other "
    "thresholds",
    "rows.csv: has no column 'label' (columns: a, b). If another column has the labels, use --map "
    "label=COLUMN; if there are none: reaug audit, clean, drift, run, preview, encode, curriculum, "
    "convert and export read rows without labels with --unlabelled",
    "rows.csv: only 3 groups of rows can be separated, but 5 parts were asked for; ask for at "
    "most 3",
    "a.json: no row has a label, but these columns look like labels by several people: a, b. First "
    "combine them: reaug agree a.json --labels a,b --consensus majority -o agreed.json; then: "
    "reaug init agreed.json",
    "the task's 'reaug' data was edited ('subject' is not [start, end, type]); export the tasks "
    "again",
    "line 1: contains an incomplete Unicode escape ('\\ud800'); write the character itself",
    "rows.csv: cannot be read as cp949; give another --encoding",
    "row 'a': BIO tags cannot store overlapping mentions; write doccano format instead",
    "brat: is a folder, but neither brat's folder, NAME.txt and NAME.ann for each document "
    "(FOLDER) nor a folder that datasets saved with save_to_disk (FOLDER, FOLDER:SPLIT) nor a run "
    "folder of reaug",
    "b.jsonl: line 4: label of row 'a' is set to 'x' here, but line 3 of a.jsonl rejects that; "
    "keep one of the two",
    "b.jsonl: line 4: label of row 'a' is rejected here, but line 3 says 'x'; keep one of the two",
    "0.mine: it would write over runs/a/x.txt, a file that it did not make",
    "step '0.mine' failed on row 'r1', in a batch of 5 rows that begins with row 'a': KeyError: "
    "'x'. Fix the step, or set such rows aside with --on-error skip; set REAUG_DEBUG=1 for the "
    "traceback",
    "step '0.mine' failed on a batch of 5 rows that begins with row 'a': it took longer than its "
    "time limit. No single row took 3 s: use a larger --step-timeout",
    "step '0.mine' failed in finish: KeyError: 'x'. Set REAUG_DEBUG=1 for the traceback",
    "step '0.mine' failed on 5 of the 7 rows that it tried: more than half, so fix the step. The "
    "first is row 'a': KeyError: 'x'",
    "runs/a: the killed run cannot be resumed: reaug was 1, and is 2; the input gives other rows; "
    "restore that, or leave out --resume: then the run starts again, and what was finished is "
    "deleted",
    "d.jsonl: findings left as they are: 5 for a person to decide, 3 left out for a surer fix of "
    "the same row",
    "6 answers cannot be used:\n  a.csv: line 3: the data has no such row\n  and 4 more\nmend "
    "these lines, or name another file",
    "rules.yaml:5: patterns.0.suggest: per:title takes no subject of type ORG, only PER; suggest "
    "another label or type",
    "the label of 12 rows is not a candidate: a mask makes the loss of such a row infinite, so "
    "drop it from a training set with drop_excluded",
    "Got unexpected extra arguments (a1.json a2.json); name several files of one set by a pattern "
    "in quotation marks, as 'a*.json'; see reaug audit --help",
    "the subject has a type that its label does not allow in 6 of 6 rows, but most of these rows "
    "fit the label with the roles reversed: are the two exchanged? If so: --map object.word=e1",
    "no row is left after the last step: 0.deduplicate dropped 5 (duplicate/exact 5)",
)
"""Messages that are put together of several texts, as commands say them."""


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_put_together_of_several_is_whole_korean(message: str) -> None:
    assert not ENGLISH.search(NAMES.sub("", korean(message))), korean(message)


def test_a_message_of_the_command_line_keeps_its_advice_behind() -> None:
    translated = korean(
        "Invalid value for '--seed': Input should be greater than or equal to 0; see reaug run "
        "--help"
    )
    assert translated == "'--seed'에 쓸 수 없는 값이다: 0 이상이어야 한다. reaug run --help를 보라"


def test_a_parameter_that_is_missing_is_told_with_what_it_is_for() -> None:
    translated = korean(
        "0.x: words: this is missing: a file (one word per line, synonyms after commas), a "
        "mapping of words to synonyms, or kiwi for the neighbours in Kiwi's model, as "
        "words=words.csv"
    )
    assert translated.startswith("0.x: words: 이것이 빠졌다: 파일(한 줄에 단어 하나")
    assert translated.endswith("예: words=words.csv")


def test_a_place_stays_before_a_message() -> None:
    translated = korean("내 자료.json: row 2, label: 'a b' is not known")
    assert translated == "내 자료.json: 2번 행, label: 'a b'는 알 수 없는 이름이다"


def test_the_line_and_the_mention_of_a_bad_row_are_said_in_korean() -> None:
    translated = korean(
        "  line 2 (id 'a'), object_entity: has no offsets, and '나루시' occurs there 2 times"
    )
    assert translated == "  2번째 줄(id 'a'), 객체: 위치가 없고, '나루시'는 그 문장에 2번 나온다"
    assert korean("row 2, subject_entity: is null") == "2번 행, 주체: 값이 null이다"
    assert korean("line 4, row: is null") == "4번째 줄, row: 값이 null이다"


def test_a_question_is_not_closed_by_a_full_stop() -> None:
    translated = korean("No such command 'lst'. Did you mean 'list'?; see reaug --help")
    assert translated == "없는 명령이다: 'lst'. 혹시 'list'인가? reaug --help를 보라"


def test_an_indented_line_keeps_its_indent() -> None:
    assert korean("  and 4 more; --json lists them all") == "  외 4개. --json으로 모두 볼 수 있다"


def test_a_message_of_many_parts_takes_no_time() -> None:
    began = time.perf_counter()
    korean("; ".join(["a: b c: d"] * 150))
    korean(": ".join(["a b"] * 800))
    korean("\n".join(["row 3: x y; z of it"] * 200))
    assert time.perf_counter() - began < 10


def test_a_translation_names_only_values_that_the_text_has() -> None:
    for text, translation in KOREAN.items():
        values = len(re.findall(r"\{n?\}", text))
        places = PLACES.findall(translation)
        numbers = [int(place[1:-1].partition(":")[0] or i) for i, place in enumerate(places)]
        assert all(number < values for number in numbers), text
        words = PLACES.sub("", text)
        assert re.search("[가-힣]", translation) or not re.search("[A-Za-z]{4}", words), text


def test_a_message_made_of_a_template_is_found_again() -> None:
    messages = (
        text.replace("{n}", "1,234").replace("{}", "가나") for text in KOREAN if "{" in text
    )
    assert [message for message in messages if korean(message) == message] == []


@pytest.mark.parametrize("name", ["source", "by", "rows", "subject", "step"])
def test_a_name_of_the_users_own_stays(name: str) -> None:
    assert korean(f"new columns: {name}").endswith(f": {name}")
    assert korean(f"label → {name}").endswith(f" {name}")
    translated = korean(f"unknown column 'x'; there are: {name}, {name}")
    assert translated.endswith(f": {name}, {name}")


def test_particles_fit_the_values() -> None:
    assert korean("서울 already exists; choose another --output").startswith("서울이 ")
    assert korean("바다 already exists; choose another --output").startswith("바다가 ")


@pytest.mark.parametrize(
    "message",
    ["", "x", "rows.csv cannot be read", "a of b", "😀 넣은 글", "漢字", "가"],
)
def test_what_is_not_in_the_catalogue_stays(message: str) -> None:
    assert korean(message) == message


@given(st.text(max_size=80))
def test_any_text_can_be_translated(message: str) -> None:
    assert isinstance(korean(message), str)


def test_a_text_that_brings_its_korean_is_said_in_it(in_korean: None) -> None:
    assert translated(InBoth("no row", ko="행이 없다")) == "행이 없다"


def test_english_stays_english() -> None:
    choose("en")
    assert translated("note") == "note"
    choose(None)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "ko_KR.UTF-8"}, "en"),
        ({"REAUG_LANG": "ko"}, "ko"),
        ({"REAUG_LANG": "KO", "LC_ALL": "C"}, "ko"),
        ({"REAUG_LANG": "", "LANG": "ko"}, "ko"),
        ({"REAUG_LANG": "klingon"}, "en"),
        ({"LANG": "kok_IN"}, "en"),
    ],
)
def test_the_language_of_an_environment(environment: dict[str, str], expected: str) -> None:
    assert language_of(environment) == expected


def test_what_is_chosen_goes_before_the_environment(
    in_korean: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REAUG_LANG", "en")
    assert language() == "ko"
