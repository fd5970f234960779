"""`reaug audit --judge`: what a language model says of findings is evidence, and nothing else."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from chat_server import Reply, as_json, says, serving
from command import reaug, refused
from reaug.core.findings import Finding
from reaug.rewriting.opinions import opinion_of
from run_folders import SAMPLE

ALL = ("--judge-sample", 500)


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAUG_CACHE", str(tmp_path / "cache"))


def by_length(body: dict[str, Any], _: int) -> Reply:
    """An answer that hangs on the question alone."""
    return says(("예.", "아니요, 맞지 않습니다.", "글쎄요")[len(str(body["messages"])) % 3])


def findings(folder: Path, *more: object) -> tuple[list[dict[str, Any]], Any]:
    file = folder / "findings.jsonl"
    result = reaug("audit", SAMPLE, "--findings", file, "--force", *more, "--json")
    assert result.code == 0, result.err
    lines = file.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines], result.json


def test_an_opinion_stands_beside_reviews_and_changes_nothing_else(tmp_path: Path) -> None:
    plain, _ = findings(tmp_path)
    sheet, page, fixes = tmp_path / "a.csv", tmp_path / "a.html", tmp_path / "fixes.jsonl"
    assert reaug("audit", SAMPLE, "--fixes", fixes).code == 0
    before = fixes.read_bytes()
    with serving(by_length) as server:
        words = ("--judge", server.url, "--judge-model", "m", *ALL)
        files = ("--csv", sheet, "--html", page, "--fixes", fixes)
        judged, document = findings(tmp_path, *words, *files)
        asked = len(server.asked)
        again, _ = findings(tmp_path, *words)
        assert len(server.asked) == asked  # the answers are kept
    assert again == judged
    assert fixes.read_bytes() == before
    assert [{**finding, "opinion": None} for finding in judged] == [
        {**finding, "opinion": None} for finding in plain
    ]
    for finding in judged:
        assert finding.get("opinion", "no") in ("yes", "unsure", "no")
        assert Finding.from_json(finding).opinion == finding.get("opinion")
    assert document["opinion"]["asked"] == asked
    assert sum(document["opinion"]["counts"].values()) == asked
    rows = list(csv.DictReader(io.StringIO(sheet.read_text(encoding="utf-8-sig"))))
    assert {"yes", "no"} <= {row["opinion"] for row in rows} <= {"yes", "unsure", "no", ""}
    assert '"opinion":' in page.read_text(encoding="utf-8")
    assert reaug("clean", SAMPLE, "-o", tmp_path / "run", "--patch", sheet).code in (0, 2)


def test_a_part_of_them(tmp_path: Path) -> None:
    with serving(by_length) as server:
        words = ("--judge", server.url, "--judge-model", "m", "--judge-sample", 3)
        judged, _ = findings(tmp_path, *words)
        assert len(server.asked) == 3
    assert sum("opinion" in finding for finding in judged) == 3
    with serving(by_length) as server:  # by itself it asks about reviews alone, if there are any
        judged, _ = findings(tmp_path, "--judge", server.url, "--judge-model", "m")
        assert len(server.asked) == sum(finding["severity"] == "review" for finding in judged)


def test_the_agreement_of_the_model_with_people_is_shown(tmp_path: Path) -> None:
    with serving(by_length) as server:
        words = ("--judge", server.url, "--judge-model", "m", *ALL)
        judged, _ = findings(tmp_path, *words)
        decisions = tmp_path / "decisions.jsonl"
        lines = [
            {
                "finding": finding["key"],
                "rows": finding["rows"][:1],
                "field": "label",
                "decision": "reject",
                "by": "가람",
                "at": "2026-01-01T00:00:00Z",
            }
            for finding in judged
            if finding.get("opinion") in ("yes", "no")
        ]
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        decisions.write_text(text, encoding="utf-8")
        _, document = findings(tmp_path, *words, "--decisions", decisions)
        result = reaug("audit", SAMPLE, *words, "--decisions", decisions)
    no = sum(finding.get("opinion") == "no" for finding in judged)
    assert document["opinion"]["shared"] == len({line["finding"] for line in lines})
    assert 0 < document["opinion"]["agreed"] <= no
    assert "it agrees with people on" in result.err
    assert "kappa" in result.err


def test_options_that_do_not_fit(tmp_path: Path) -> None:
    url = ("--judge", "http://127.0.0.1:9/v1")
    refused(reaug("audit", SAMPLE, *url), "--judge-model is missing")
    refused(reaug("audit", SAMPLE, "--judge-model", "m"), "--judge is missing")
    refused(reaug("audit", SAMPLE, "--decisions", tmp_path / "none.jsonl"), "--judge")
    refused(reaug("audit", SAMPLE, "--judge", "host", "--judge-model", "m"), "not an address")
    strange = tmp_path / "strange.jsonl"
    line = {"finding": "0" * 16, "rows": ["a"], "field": "label", "decision": "reject"}
    strange.write_text(json.dumps(line) + "\n", encoding="utf-8")
    words = (*url, "--judge-model", "m", "--decisions", strange)
    refused(reaug("audit", SAMPLE, *words), "none of the findings")


def test_findings_without_an_answer_are_told(tmp_path: Path) -> None:
    def busy(body: dict[str, Any], _: int) -> Reply:
        return as_json({"error": {"message": "slow down"}}, 429, retry_after="0")

    with serving(busy) as server:
        words = ("--judge", server.url, "--judge-model", "busy", "--judge-sample", 2)
        result = reaug("audit", SAMPLE, *words)
    assert "2 of 2 findings have no answer: status 429" in result.err


def test_answers_that_are_no_opinion_are_told_apart_from_doubt(tmp_path: Path) -> None:
    with serving(lambda body, _: says("1")) as server:
        words = ("--judge", server.url, "--judge-model", "odd", "--judge-sample", 4)
        judged, document = findings(tmp_path, *words)
        result = reaug("audit", SAMPLE, *words)
        korean = reaug("--lang", "ko", "audit", SAMPLE, *words)
    assert document["opinion"]["unread"] == 4
    assert not any("opinion" in finding for finding in judged)
    assert "odd on 4 findings: yes 0, unsure 0, no 0 (yes: the finding is right)" in result.err
    assert "4 answers contained no opinion" in result.err
    assert "4 of 4 answers are not yes, unsure or no, such as '1'" in result.err
    assert "모델 odd의 의견(발견 4개): 맞다 0, 모름 0, 아니다 0" in korean.err


def test_that_there_is_nothing_to_ask_about_is_told(tmp_path: Path) -> None:
    rows = json.loads(SAMPLE.read_text(encoding="utf-8"))[:1]
    data = tmp_path / "one.json"
    data.write_text(json.dumps(rows), encoding="utf-8")
    words = ("audit", data, "--judge", "http://127.0.0.1:9/v1", "--judge-model", "m")
    result = reaug(*words)
    assert result.code == 0, result.err
    assert "m was not asked, and its server not contacted: no finding has severity" in result.err
    assert "--judge-sample N asks about N of all" in result.err
    assert "yes 0" not in result.err


@pytest.mark.parametrize(
    ("text", "opinion"),
    [
        ("I'm not sure.", "unsure"),
        ("판단할 수 없습니다", "unsure"),
        ("", None),
        ("per:title", None),
    ],
)
def test_doubt_is_said_in_words(text: str, opinion: str | None) -> None:
    assert opinion_of(text) == opinion


def test_what_a_model_thinks_is_no_opinion(tmp_path: Path) -> None:
    with serving(lambda body, _: says("<think>아니요?</think>\n예")) as server:
        words = ("--judge", server.url, "--judge-model", "thinks", "--judge-sample", 2)
        assert "yes 2, unsure 0, no 0" in reaug("audit", SAMPLE, *words).err
