"""`reaug rewrite`: out as requests, back as a run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chat_server import reworded, serving, shown
from command import reaug, refused
from run_folders import SAMPLE

WITH = ("--model", "m", "--nearest", 1, "--label", "none")


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAUG_CACHE", str(tmp_path / "cache"))


def answers_to(prompts: Path, file: Path, **change: Any) -> Path:
    """A provider's answers."""
    lines = []
    for text in prompts.read_text(encoding="utf-8").splitlines():
        asked = json.loads(text)
        assert (asked["method"], asked["url"]) == ("POST", "/v1/chat/completions")
        body = json.loads(reworded(asked["body"]).body)
        response = {"status_code": 200, "request_id": "r", "body": body}
        line = {"id": "b", "custom_id": asked["custom_id"], "response": response, "error": None}
        lines.append(json.dumps({**line, **change}))
    file.write_text("\n".join(reversed(lines)) + "\n", encoding="utf-8")
    return file


def exported(folder: Path, *more: object) -> Path:
    result = reaug("rewrite", "export", SAMPLE, "-o", folder / "prompts.jsonl", *WITH, *more)
    assert result.code == 0, result.err
    return folder / "prompts.jsonl"


def test_out_and_back(tmp_path: Path) -> None:
    prompts = exported(tmp_path, "--samples", 2)
    asked = [json.loads(line) for line in prompts.read_text(encoding="utf-8").splitlines()]
    assert len({request["custom_id"] for request in asked}) == len(asked)
    assert "no_relation" not in prompts.read_text(encoding="utf-8")
    answers = answers_to(prompts, tmp_path / "answers.jsonl")
    run = tmp_path / "run"
    words = ("rewrite", "import", SAMPLE, answers, "-o", run, *WITH, "--samples", 2, "--json")
    document = reaug(*words).json
    [step] = [step for step in document["steps"] if step["path"].endswith("rewrite")]
    assert step["rows"]["changed"] > 0.9 * len(shown_rows(asked))
    assert document["folder"] == str(run)
    assert reaug("verify", run, "--rerun").code == 0
    undone = tmp_path / "undone"
    assert reaug("undo", run, "-o", undone).code == 0
    answers.unlink()
    assert reaug("verify", run, "--rerun", "--num-proc", 2).code == 0
    card = (run / "README.md").read_text(encoding="utf-8")
    assert "## Written by a language model" in card
    assert "by the model `m`, prompt `paraphrase.ko`" in card


def shown_rows(asked: list[dict[str, Any]]) -> list[str]:
    return [shown(request["body"]) for request in asked]


def test_what_answers_leave_open_is_exported_again(tmp_path: Path) -> None:
    prompts = exported(tmp_path)
    answers = answers_to(prompts, tmp_path / "answers.jsonl")
    some = answers.read_text(encoding="utf-8").splitlines()[5:]
    answers.write_text("\n".join(some), encoding="utf-8")
    again = tmp_path / "again.jsonl"
    result = reaug("rewrite", "export", SAMPLE, "-o", again, *WITH, "--answers", answers, "--json")
    assert result.json["requests"] == 5


def test_labels_are_asked_about_by_a_second_export(tmp_path: Path) -> None:
    asking = ("--model", "m", "--nearest", 1, "--label", "server", "--below", 5)
    prompts, labels, run = (tmp_path / name for name in ("a.jsonl", "b.jsonl", "run"))
    first = reaug("rewrite", "export", SAMPLE, "-o", prompts, *asking)
    assert "then ask which label each answer has" in first.err
    assert "reaug rewrite export " in first.err
    assert "-o labels.jsonl --answers answers.jsonl --model m --label server" in first.err
    assert "answers.jsonl answers-2.jsonl -o RUN --model m --label server" in first.err
    assert "reaug rewrite import " in first.err
    answers = answers_to(prompts, tmp_path / "answers.jsonl")
    waiting = reaug("rewrite", "import", SAMPLE, answers, "-o", run, *asking)
    count = len(answers.read_text(encoding="utf-8").splitlines())
    assert f"{count} answers still need their label" in waiting.err
    assert f"--answers {answers}" in waiting.err
    again = reaug(
        "rewrite", "export", SAMPLE, "-o", labels, *asking, "--answers", answers, "--json"
    )
    assert (again.json["requests"], again.json["later"]["requests"]) == (count, 0)
    lines = []
    for line in labels.read_text(encoding="utf-8").splitlines():
        asked = json.loads(line)
        first_label = asked["body"]["messages"][-1]["content"].split("\n\n")[1].split(":")[0]
        choice = {"message": {"content": first_label}, "finish_reason": "stop"}
        response = {"status_code": 200, "body": {"choices": [choice]}}
        lines.append(json.dumps({"custom_id": asked["custom_id"], "response": response}))
    more = tmp_path / "more.jsonl"
    more.write_text("\n".join(lines), encoding="utf-8")
    result = reaug(
        "rewrite", "import", SAMPLE, answers, more, "-o", run, *asking, "--force", "--json"
    )
    [step] = [step for step in result.json["steps"] if step["path"].endswith("rewrite")]
    assert "rewrite/label-not-asked" not in json.dumps(step)
    assert reaug("verify", run, "--rerun").code == 0


def test_answers_to_other_data_are_told_and_so_is_that_nothing_is_asked(tmp_path: Path) -> None:
    answers = answers_to(exported(tmp_path), tmp_path / "answers.jsonl")
    part = tmp_path / "part.json"
    part.write_text(json.dumps(json.loads(SAMPLE.read_text(encoding="utf-8"))[:40]))
    result = reaug("rewrite", "import", part, answers, "-o", tmp_path / "run", *WITH)
    assert result.code == 0, result.err
    count = len(answers.read_text(encoding="utf-8").splitlines())
    assert f" of {count} answers match no row" in result.err
    words = ("rewrite", "export", SAMPLE, *WITH, "-o")
    assert "no row to ask about" in reaug(*words, tmp_path / "a.jsonl", "--below", 1).err
    result = reaug(*words, tmp_path / "b.jsonl", "--answers", answers)
    assert "nothing is left to ask" in result.err


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"response": {"status_code": 400, "body": {"error": {"message": "too long"}}}}, "long'"),
        ({"response": None, "error": {"code": "batch_expired", "message": "expired"}}, "'expired'"),
        ({"response": {"status_code": 500, "body": None}}, "'status 500'"),
        ({"response": {"status_code": 200, "body": {"choices": []}}}, "'nothing'"),
        ({"response": {"status_code": 400, "body": "\x1b[31mno"}}, "'\\x1b[31mno'"),
    ],
)
def test_what_the_provider_says_of_lines_without_an_answer(
    change: dict[str, Any], text: str, tmp_path: Path
) -> None:
    prompts = exported(tmp_path)
    answers = answers_to(prompts, tmp_path / "answers.jsonl", **change)
    result = reaug("rewrite", "import", SAMPLE, answers, "-o", tmp_path / "run", *WITH)
    count = len(prompts.read_text(encoding="utf-8").splitlines())
    shown_ = " ".join(result.err.split())
    assert f"lines without an answer: {count}; the provider says" in shown_
    assert text in shown_
    assert "tries" not in shown_
    assert result.code == 2
    assert (
        f"contains {count} requests, but no answer to any; send them to the provider again"
    ) in shown_
    assert not (tmp_path / "run").exists()


def test_one_answer_is_enough_for_a_run(tmp_path: Path) -> None:
    prompts = exported(tmp_path)
    failed = {"response": {"status_code": 500, "body": None}}
    answers = answers_to(prompts, tmp_path / "answers.jsonl", **failed)
    answer_lines = (
        answers_to(prompts, tmp_path / "whole.jsonl").read_text(encoding="utf-8").splitlines()
    )
    lines = answers.read_text(encoding="utf-8").splitlines()
    answers.write_text("\n".join([*lines[1:], answer_lines[0]]), encoding="utf-8")
    result = reaug("rewrite", "import", SAMPLE, answers, "-o", tmp_path / "run", *WITH)
    assert result.code == 0, result.err
    assert f"lines without an answer: {len(lines) - 1}; the provider says" in result.err


def test_a_model_of_labels_that_learnt_from_few_rows_is_told(tmp_path: Path) -> None:
    part = tmp_path / "part.json"
    rows = [row for row in json.loads(SAMPLE.read_text("utf-8")) if row["label"] != "no_relation"]
    part.write_text(json.dumps(rows[:40]), encoding="utf-8")
    by_model = ("--model", "m", "--nearest", 1, "--label", "model")
    prompts = tmp_path / "prompts.jsonl"
    assert reaug("rewrite", "export", part, "-o", prompts, *by_model).code == 0
    answers = answers_to(prompts, tmp_path / "answers.jsonl")
    result = reaug("rewrite", "import", part, answers, "-o", tmp_path / "run", *by_model)
    assert result.code == 0, result.err
    assert "label: model learnt from only 40 rows" in " ".join(result.err.split())
    words = ("rewrite", "import", part, answers, "-o", tmp_path / "none", *WITH)
    assert "learnt from" not in reaug(*words).err


def test_rows_are_rewritten_in_place(tmp_path: Path) -> None:
    prompts = exported(tmp_path, "--in-place", "--all")
    answers = answers_to(prompts, tmp_path / "answers.jsonl")
    words = (*WITH, "--in-place", "--all", "--json")
    document = reaug("rewrite", "import", SAMPLE, answers, "-o", tmp_path / "run", *words).json
    assert document["output"]["rows"] == document["input"]["rows"]


def test_a_server_and_what_it_would_cost(tmp_path: Path) -> None:
    priced = ("--price-in", 1, "--price-out", 2)
    with serving() as server:
        words = ("rewrite", "ask", SAMPLE, "-o", tmp_path / "run", "--url", server.url, *WITH)
        dry = reaug(*words, *priced, "--dry-run")
        assert server.asked == []
        assert "requests, about" in dry.err
        for phrase in ("made no copy", "rewrite/no-answer", "equal to its parent", "JS distance"):
            assert phrase not in dry.err
        assert " rows in, " not in dry.err
        [cost] = reaug(*words, *priced, "--dry-run", "--json").json["asks"].values()
        assert cost["cost"] > 0
        few = reaug(*words, *priced, "--budget", cost["cost"] / 3, "--dry-run")
        assert f"of these {cost['requests']} requests" in few.err
        all_ = reaug(*words, *priced, "--budget", cost["cost"] * 3, "--dry-run")
        assert "the budget covers" not in all_.err
        small = reaug(*words, "--price-in", 0.001, "--price-out", 0.001, "--dry-run")
        assert "for 0.000" in small.err
        assert reaug(*words, *priced).code == 0
        assert len(server.asked) == cost["requests"]
    assert reaug("verify", tmp_path / "run", "--rerun").code == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "contains no answers: the file is empty"),
        ("\n\n", "contains no answers: the file is empty"),
        ("{", "is truncated"),
        ('{"custom_id": "reaug-1', "is truncated"),
        ("{}", "is not an answer"),
        ('{"custom_id": 1}', "is not an answer"),
        ('["a"]', "is not an answer"),
    ],
)
def test_files_that_hold_no_answers(content: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_text(content, encoding="utf-8")
    result = reaug("rewrite", "import", SAMPLE, file, "-o", tmp_path / "run", *WITH)
    refused(result, message, "answers.jsonl:1" if content.strip() else "answers.jsonl: ")
    assert not (tmp_path / "run").exists()


def test_a_file_that_is_cut_inside_a_letter_is_told_as_cut(tmp_path: Path) -> None:
    answers = answers_to(exported(tmp_path), tmp_path / "answers.jsonl")
    text = answers.read_text(encoding="utf-8")
    lines = [json.dumps(json.loads(line), ensure_ascii=False) for line in text.splitlines()]
    data = "\n".join(lines).encode()
    cut = max(at for at, byte in enumerate(data) if byte >= 0xE0) + 2
    answers.write_bytes(data[:cut])
    result = reaug("rewrite", "import", SAMPLE, answers, "-o", tmp_path / "run", *WITH)
    refused(result, "answers.jsonl: is truncated", "download it again")
    answers.write_bytes(data.decode().encode("cp949", "replace"))
    result = reaug("rewrite", "import", SAMPLE, answers, "-o", tmp_path / "run", *WITH)
    refused(result, "it is not UTF-8")


def test_answers_that_belong_to_no_row_make_no_run(tmp_path: Path) -> None:
    answers = answers_to(exported(tmp_path), tmp_path / "answers.jsonl")
    rows = json.loads(SAMPLE.read_text(encoding="utf-8"))
    for row in rows:
        row["sentence"] += " 끝."
    other = tmp_path / "other.json"
    other.write_text(json.dumps(rows), encoding="utf-8")
    result = reaug("rewrite", "import", other, answers, "-o", tmp_path / "run", *WITH)
    refused(result, "answers.jsonl: none of the answers matches a row")
    assert not (tmp_path / "run").exists()
    answers = answers_to(exported(tmp_path, "--mode", "generate", "--force"), answers)
    words = ("-o", tmp_path / "run", *WITH, "--mode", "generate")
    result = reaug("rewrite", "import", other, answers, *words)
    refused(result, "answers.jsonl: none of the answers matches a row", planned=True)
    assert not (tmp_path / "run").exists()


def test_answers_to_more_samples_or_other_parameters_are_told_as_that(tmp_path: Path) -> None:
    answers = answers_to(exported(tmp_path, "--samples", 3), tmp_path / "answers.jsonl")
    lines = answers.read_text(encoding="utf-8").splitlines()
    words = ("rewrite", "import", SAMPLE, answers, "-o", tmp_path / "run", *WITH)
    result = reaug(*words)
    assert result.code == 0, result.err
    more = len(lines) * 2 // 3
    assert f"{more} of {len(lines)} answers are for further samples of these rows" in result.err
    assert "give --samples 3, as in the export" in result.err
    assert "match no row" not in result.err
    result = reaug(*words, "--samples", 3, "--force")
    assert "further samples" not in result.err
    warm = answers_to(exported(tmp_path, "--temperature", 0.5, "--force"), tmp_path / "warm.jsonl")
    count = len(warm.read_text(encoding="utf-8").splitlines())
    with answers.open("a", encoding="utf-8") as file:
        file.write(warm.read_text(encoding="utf-8"))
    result = reaug(*words, "--samples", 3, "--force")
    warning = f"{count} of {len(lines) + count} answers are for another prompt, model or parameters"
    assert warning in result.err


def test_several_answers_across_files_are_told(tmp_path: Path) -> None:
    prompts = exported(tmp_path)
    answers = answers_to(prompts, tmp_path / "answers.jsonl")
    text = answers.read_text(encoding="utf-8")
    count = len(text.splitlines())
    other = tmp_path / "other.jsonl"
    other.write_text(text.replace(json.dumps("들리는")[1:-1], json.dumps("들은")[1:-1]))
    words = ("rewrite", "import", SAMPLE, answers, other, "-o", tmp_path / "run", *WITH)
    result = reaug(*words)
    warning = f"answers.jsonl, {other}: requests with several answers: {count}; the first of each"
    assert result.err.count(warning) == 1, result.err
    other.write_text(text, encoding="utf-8")
    assert "several answers" not in reaug(*words, "--force").err


def test_answers_to_another_prompt_are_refused(tmp_path: Path) -> None:
    answers = answers_to(exported(tmp_path), tmp_path / "answers.jsonl")
    words = ("rewrite", "import", SAMPLE, answers, "-o", tmp_path / "run")
    result = reaug(*words, "--model", "n")
    parts = ("another prompt, model or parameters", "repeat the options of the export")
    refused(result, *parts)
    strange = tmp_path / "strange.jsonl"
    strange.write_text('{"custom_id": "row-1", "response": {"body": {}}}\n', encoding="utf-8")
    result = reaug("rewrite", "import", SAMPLE, strange, "-o", tmp_path / "run", *WITH)
    refused(result, "none of these answers", "custom_id")
    assert reaug(*words, *WITH).code == 0  # and answers of a run are known, too
    words = ("rewrite", "import", SAMPLE, tmp_path / "run", "-o", tmp_path / "again")
    refused(reaug(*words, "--model", "n"), *parts)
    assert reaug(*words, *WITH).code == 0


def test_options_that_make_no_sense(tmp_path: Path) -> None:
    words = ("rewrite", "ask", SAMPLE, "-o", tmp_path / "run", *WITH)
    refused(reaug(*words), "--url is missing")
    url = ("--url", "http://127.0.0.1:9/v1")
    refused(reaug(*words, *url, "--budget", 0), "budget")
    refused(reaug(*words, *url, "--budget", 1), "price_in")
    refused(reaug(*words, "--url", "ftp://x"), "not an address")
    refused(reaug(*words, *url, "--prompt", "nothing"), "unknown prompt", planned=True)
    result = reaug(*words, *url, "--without", tmp_path / "none.json")
    refused(result, "none.json", planned=True)
