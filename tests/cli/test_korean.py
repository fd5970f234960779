"""What commands print with `--lang ko`: no English but names, keys and commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from command import CommandResult, reaug
from reaug.core.terminal_text import columns
from reaug.language import choose
from reaug.report.question_view import question_view
from reaug.review.exported_findings import outgoing
from reaug.review.terminal_review import begin
from reaug.runs.review_selection import for_review
from run_folders import SAMPLE, carry_out

ENGLISH = re.compile(r"(?<![\w./:-])[A-Za-z][a-z]+ [a-z]{2,}(?![\w./:])")
COMMAND = re.compile(r"reaug [a-z]+( [a-z-]+)?|`[^`]*`")
STEPS = [
    {"deduplicate": {"keep": "all"}},
    {"augment": {"copies": 1, "steps": ["aeda"]}},
    "relation_candidates",
    {"encode": {"style": "entity_marker"}},
]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("korean")
    carry_out(STEPS, folder / "one")
    carry_out([{"deduplicate": {"keep": "none"}}, "aeda"], folder / "two")
    return folder


def korean(*words: object) -> str:
    result: CommandResult = reaug(*words, "--lang", "ko")
    text = result.out + result.err
    left = [line for line in text.splitlines() if ENGLISH.search(COMMAND.sub("", line))]
    assert left == [], "\n".join(left)
    return text


def test_lists_of_runs_are_korean(runs: Path) -> None:
    text = korean("runs", "list", runs)
    assert "deduplicate.keep all→none" in text
    text = korean("runs", "diff", runs / "one", runs / "two")
    assert "단계     0.deduplicate: " in text
    assert "시도 " in text
    assert "default" not in text


def test_a_parameter_that_is_the_default_again(tmp_path: Path) -> None:
    carry_out([{"aeda": {"ratio": 0.5}}], tmp_path / "one")
    carry_out(["aeda"], tmp_path / "two")
    assert "aeda.ratio 0.5→0.3" in korean("runs", "diff", tmp_path / "one", tmp_path / "two")
    assert "aeda.ratio 0.3→0.5" in korean("runs", "diff", tmp_path / "two", tmp_path / "one")
    page = tmp_path / "runs.html"
    assert reaug("runs", "graph", tmp_path, "-o", page, "--lang", "ko").code == 0
    assert "aeda.ratio 0.5→0.3" in page.read_text(encoding="utf-8")


def test_a_trace_is_korean(runs: Path) -> None:
    text = korean("trace", runs / "two", "reaug-sample-00001")
    assert text.startswith("입력\n")
    assert re.search(r"문장 \d+번 글자\(0부터\): '' → ", text)


def test_checks_of_a_run_are_korean(runs: Path, tmp_path: Path) -> None:
    lines = korean("verify", runs / "two").splitlines()
    assert [line.split()[0] for line in lines] == [
        *("manifest", "파일", "위치", "다이제스트", "되돌리기", "행")
    ]
    assert len({columns(line.partition("확인")[0]) for line in lines}) == 1
    assert "실행 폴더가 아니다: manifest.json이 없다" in korean("verify", tmp_path)


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    carry_out(["aeda"], tmp_path / "run")
    (tmp_path / "run" / "report.html").unlink(missing_ok=True)
    (tmp_path / "run" / "drift.json").unlink()
    assert "drift.json이 없다" in korean("verify", tmp_path / "run")


def test_agreement_is_korean(tmp_path: Path) -> None:
    lines = ["문장,주체,객체,가람,나래"]
    lines += [
        f"{i}번 손님 이순신은 한산도에서 이겼다,이순신,한산도,a,{'ab'[i % 2]}" for i in range(9)
    ]
    file = tmp_path / "people.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    shape = "sentence=문장,subject.word=주체,object.word=객체"
    text = korean("agree", file, "--map", shape, "--labels", "가람,나래", "--no-conditions")
    assert "합의(다수결): " in text
    assert re.search(r"\d개 중 \d개", text)
    error = korean("agree", file, "--map", shape, "--labels", "가람,나리")
    assert error.rstrip().endswith("쓸 수 있는 것: 가람, 나래")


def test_drift_by(runs: Path) -> None:
    text = korean("drift", SAMPLE, runs / "one", "--by", "subject.type")
    assert "\nPER: 라벨 JS " in text
    error = korean("drift", SAMPLE, runs / "one", "--by", "nothing")
    assert "있는 열: label, source, subject.type, object.type" in error
    assert "subject_start" not in error


def test_what_steps_report(tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(
        f"input: {SAMPLE}\nsteps:\n  - relation_candidates: {{support: 3}}\n"
        "  - encode: {style: entity_marker}\n",
        encoding="utf-8",
    )
    text = korean("run", recipe, "-o", tmp_path / "run")
    assert "가능한 최고 마이크로 F1" in text
    assert "라벨이 후보에 없는 행: " in text


def test_losses_of_a_format_are_korean(tmp_path: Path) -> None:
    assert "'source' 열" in korean("convert", SAMPLE, "-o", tmp_path / "brat", "--to", "brat")


def test_a_rule_book_beside_data() -> None:
    assert "규칙으로 삼지 않은 유형" in korean("rules", "check", "klue-re", SAMPLE)


@pytest.mark.parametrize("words", [["run"], ["review", "ask"], ["runs"], []])
def test_help_says_what_typer_puts_into_it(words: list[str]) -> None:
    text = reaug("--lang", "ko", *words, "--help").out
    assert text.startswith("사용법: ")
    assert "[required]" not in text
    assert "[default" not in text
    english = reaug("--lang", "en", *words, "--help").out
    assert english.startswith("Usage: ")
    assert ("[required]" in english) == ("[필수]" in text)
    assert ("[default: " in english) == ("[기본값: " in text)


def test_a_question_of_the_terminal(tmp_path: Path) -> None:
    review = for_review(str(SAMPLE), "klue-re")
    chosen = [finding for finding in review.audit.listed if finding.rule == "text/particle"][:1]
    out = outgoing(review.audit, chosen, labels=review.labels, types=review.types, lang="ko")
    session = begin(out, tmp_path / "decisions.jsonl")
    assert session.current is not None
    choose("ko")
    try:
        text = "\n".join(str(line) for line in question_view(session.current, session))
    finally:
        choose(None)
    assert "1개 중 1개  text/particle (오류)" in text
    assert "번 글자(0부터): " in text
    assert not ENGLISH.search(text)
