"""`reaug.rewrite_export`, `rewrite_import` and `rewrite_ask`: the commands, from Python."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import reaug
from chat_server import reworded, serving
from command import reaug as command
from reaug.data import content_digest, read
from reaug.errors import InputError, OutputError
from run_folders import SAMPLE, sample_rows

WORDS = ("--model", "m", "--nearest", 1, "--label", "none", "--below", 5)
HOW = {"model": "m", "nearest": 1, "label": "none", "below": 5}


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAUG_CACHE", str(tmp_path / "cache"))


def answered(prompts: Path, file: Path) -> Path:
    lines = []
    for text in prompts.read_text(encoding="utf-8").splitlines():
        asked = json.loads(text)
        body = json.loads(reworded(asked["body"]).body)
        response = {"status_code": 200, "body": body}
        lines.append(json.dumps({"custom_id": asked["custom_id"], "response": response}))
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_as_on_the_command_line(tmp_path: Path) -> None:
    prompts, other = tmp_path / "prompts.jsonl", tmp_path / "other.jsonl"
    asked = reaug.rewrite_export(SAMPLE, prompts, **HOW)
    document = command("rewrite", "export", SAMPLE, "-o", other, *WORDS, "--json").json
    assert prompts.read_bytes() == other.read_bytes()
    assert {**asked.cost, "output": str(other)} == document
    answers = answered(prompts, tmp_path / "answers.jsonl")
    rows = reaug.rewrite_import(SAMPLE, answers, output=tmp_path / "run", **HOW)
    command("rewrite", "import", SAMPLE, answers, "-o", tmp_path / "b", *WORDS)
    digests = [content_digest(read(tmp_path / run).table) for run in ("run", "b")]
    assert digests[0] == digests[1]
    assert len(rows) > 267
    assert reaug.verify(tmp_path / "run", rerun=True).ok
    in_memory = reaug.rewrite_import(sample_rows(), answers, **HOW)
    assert in_memory["sentence"][:] == rows["sentence"][:]


def test_what_does_not_fit(tmp_path: Path) -> None:
    prompts = tmp_path / "prompts.jsonl"
    reaug.rewrite_export(SAMPLE, prompts, **HOW)
    with pytest.raises(OutputError, match="already exists"):
        reaug.rewrite_export(SAMPLE, prompts, **HOW)
    answers = answered(prompts, tmp_path / "answers.jsonl")
    with pytest.raises(InputError):
        reaug.rewrite_import(SAMPLE, answers, **{**HOW, "model": "other"})


def test_a_server(tmp_path: Path) -> None:
    with serving() as server:
        rows = reaug.rewrite_ask(SAMPLE, server.url, **HOW)
        assert len(rows) > 267
        assert server.asked


def test_a_preview_asks_no_server() -> None:
    with serving() as server:
        step = reaug.transforms.Rewrite(model="m", url=server.url, nearest=1, label="none")
        assert reaug.preview(step, number=1).steps
        assert not server.asked


def test_the_negative_label_is_that_of_the_book(tmp_path: Path) -> None:
    """A book of one's own stands above that of the rows, as in `reaug augment`."""
    rows = [row | {"label": "관계없음" if n % 2 else "사이"} for n, row in enumerate(sample_rows())]
    file, book = tmp_path / "own.json", tmp_path / "own.yaml"
    file.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    reaug.learn_rules(file, book, mode="new")
    result = command(
        *("rewrite", "export", file, "-o", tmp_path / "a.jsonl", "--rules", book, "--json"),
        *("--model", "m", "--nearest", 1, "--label", "none"),
    )
    assert result.code == 0, result.err
    how = {"rules": str(book), "model": "m", "nearest": 1, "label": "none"}
    asked = reaug.rewrite_export(file, tmp_path / "b.jsonl", **how)
    every = reaug.rewrite_export(file, tmp_path / "c.jsonl", everything=True, **how)
    assert asked.cost["requests"] == result.json["requests"] <= len(rows[::2])
    assert every.cost["requests"] > len(rows[::2])
