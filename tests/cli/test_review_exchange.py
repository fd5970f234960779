"""`reaug review export`, `import`, `ask`; `reaug agree`; `reaug rules judge`: the whole way."""

from __future__ import annotations

import csv
import json
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

import pytest

from command import environment, reaug, refused
from reaug.core.examples import batch_of
from reaug.data import to_klue
from reaug.rulebook import load
from run_folders import SAMPLE


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


FIRMS = ("세종전자", "한들식품", "나루시청", "가온대학")


def task(number: int, labels: dict[Any, str | None]) -> dict[str, Any]:
    """A task of Label Studio that several people annotated; None: one who drew no relation."""
    firm = FIRMS[number]
    text = f"{firm}의 한가람은 오늘 회의에 나왔다."
    annotations: list[dict[str, Any]] = []
    for by, label in labels.items():
        spans = ((0, len(firm), "기관"), (len(firm) + 2, len(firm) + 5, "사람"))
        result: list[dict[str, Any]] = [
            {
                "id": f"{by}-{start}",
                "from_name": "label",
                "to_name": "text",
                "type": "labels",
                "value": {"start": start, "end": end, "text": text[start:end], "labels": [kind]},
            }
            for start, end, kind in spans
        ]
        ends = {"from_id": result[1]["id"], "to_id": result[0]["id"]}
        if label is not None:
            result.append({**ends, "type": "relation", "direction": "right", "labels": [label]})
        person = {"email": by} if isinstance(by, str) else by
        annotations.append(
            {"id": 10 * number + len(annotations), "completed_by": person, "result": result}
        )
    return {"id": number, "data": {"text": text}, "annotations": annotations}


def whose(annotation: dict[str, Any]) -> Any:
    by = annotation["completed_by"]
    return by["email"] if isinstance(by, dict) else by


def write_lines(file: Path, records: list[dict[str, Any]]) -> Path:
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    file.write_text(text, encoding="utf-8")
    return file


def submitted(file: Path, **annotation: Any) -> Path:
    """Tasks as Label Studio exports them once each prediction was submitted."""
    tasks = json.loads(file.read_text("utf-8"))
    for task in tasks:
        result = task.pop("predictions")[0]["result"]
        task["annotations"] = [{"completed_by": 1, "result": result, **annotation}]
    file.write_text(json.dumps(tasks, ensure_ascii=False), encoding="utf-8")
    return file


def test_out_to_label_studio_and_back_into_clean(tmp_path: Path) -> None:
    tasks, decisions = tmp_path / "t.json", tmp_path / "d.jsonl"
    result = reaug("review", "export", SAMPLE, "--to", "label-studio", "-o", tasks, "--lang", "ko")
    assert result.code == 0, result.err
    assert (tmp_path / "t.xml").exists()
    submitted(tasks, updated_at="2026-05-01T09:00:00Z")
    result = reaug("review", "import", tasks, "-o", decisions, "--data", SAMPLE, "--json")
    assert result.code == 0, result.err
    assert result.json["problems"] == []
    assert result.json["decisions"] == len(lines(decisions)) > 30
    result = reaug(
        "clean", SAMPLE, "-o", tmp_path / "run", "--patch", decisions, "--no-report", "--json"
    )
    assert result.code == 0, result.err
    done = result.json["steps"][0]["state"]["decisions"]
    kinds = [line["decision"] for line in lines(decisions)]
    written = done["accepted"] + done["edited"]
    assert written == sum(kind != "reject" for kind in kinds)
    assert done["rejected"] == kinds.count("reject")


def test_findings_of_a_file_and_of_a_run(tmp_path: Path) -> None:
    findings = tmp_path / "f.jsonl"
    assert reaug("audit", SAMPLE, "--findings", findings, "--select", "duplicate").code == 0
    out = tmp_path / "a.csv"
    result = reaug(
        "review", "export", SAMPLE, "--findings", findings, "--to", "csv", "-o", out, "--json"
    )
    assert result.code == 0, result.err
    assert result.json["findings"] == len(lines(findings))
    other = [line | {"rows": ["nowhere"]} for line in lines(findings)]
    why = refused(
        reaug(
            *("review", "export", SAMPLE, "--to", "csv", "-o", tmp_path / "b.csv"),
            *("--findings", write_lines(tmp_path / "other.jsonl", other)),
        )
    )
    assert "none of its findings is about a row" in why


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--to", "csv"), "give both"),
        (("-o", "x.csv"), "give both"),
        (("--to", "csv", "-o", "x.csv", "--by", "rule"), "--sample N"),
        (("--to", "xlsx", "-o", "x.csv"), "name a file in .xlsx"),
        (("--to", "csv", "-o", "x.csv", "--overlap", "20%"), "--reviewers 2"),
        (
            ("--to", "csv", "-o", "x.csv", "--reviewers", "2", "--overlap", "200%"),
            "e.g. 20% or 0.2",
        ),
        (("--to", "csv", "-o", "nowhere/x.csv"), "does not exist; create it first"),
        (("--to", "csv", "-o", "x.csv", "--findings", "x.jsonl"), "x.jsonl"),
        ((), "nothing to write"),
    ],
)
def test_wrong_use_of_export(
    words: tuple[str, ...], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert says in refused(reaug("review", "export", SAMPLE, *words))
    assert list(tmp_path.iterdir()) == []


def test_answers_that_cannot_be_used(tmp_path: Path) -> None:
    tasks, path = tmp_path / "t.json", tmp_path / "d.jsonl"
    words = ("--to", "label-studio", "-o", tasks, "--sample", "5")
    assert reaug("review", "export", SAMPLE, *words).code == 0
    submitted(tasks)
    document = json.loads(tasks.read_text("utf-8"))
    document[0]["data"]["text"] += "!"
    document[1]["annotations"][0]["result"].pop()
    tasks.write_text(json.dumps(document), encoding="utf-8")
    result = reaug("review", "import", tasks, "-o", path)
    assert result.code == 2
    assert "2 answers cannot be used" in result.err
    assert "t.json: task 1, row" in result.err
    assert "--on-bad-fix skip" in result.err
    assert not path.exists()
    result = reaug("review", "import", tasks, "-o", path, "--on-bad-fix", "skip")
    assert result.code == 0
    assert result.err.count("note: t.json: task") == 2
    assert {line["rows"][0] for line in lines(path)} == {
        task["data"]["reaug"]["row"] for task in document[2:]
    }
    tasks.write_text(json.dumps(document[:2]), encoding="utf-8")
    skip = ("--on-bad-fix", "skip", "--force")
    for more in ((), ("--json",)):
        result = reaug("review", "import", tasks, "-o", tmp_path / "none.jsonl", *skip, *more)
        assert (result.code, result.out) == (2, "")
        assert result.err.count("note: t.json: task") == 2
        assert result.err.endswith("none of the answers can be used; nothing was written\n")
    assert not (tmp_path / "none.jsonl").exists()


def test_another_version_of_the_data(tmp_path: Path) -> None:
    tasks, decisions = tmp_path / "t.json", tmp_path / "d.jsonl"
    assert reaug("review", "export", SAMPLE, "--to", "label-studio", "-o", tasks).code == 0
    submitted(tasks)
    assert reaug("review", "import", tasks, "-o", decisions).code == 0
    rows = json.loads(SAMPLE.read_text("utf-8"))
    kind = next(
        line for line in lines(decisions) if line["field"].endswith(".type") and "old" in line
    )
    changed = next(row for row in rows if row["guid"] == kind["rows"][0])
    other_type = next(name for name in ("LOC", "DAT") if name not in (kind["old"], kind["value"]))
    changed[kind["field"].partition(".")[0]]["type"] = other_type
    other = tmp_path / "other.json"
    other.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    why = refused(reaug("clean", other, "-o", tmp_path / "x", "--patch", decisions, "--no-report"))
    assert "decided on another version of the data" in why
    number = len({line["rows"][0] for line in lines(decisions)})
    assert f"of its {number} rows {number - 1} still fit: 'reaug-sample-" in why
    result = reaug(
        *("clean", other, "-o", tmp_path / "x", "--patch", decisions, "--no-report", "--json"),
        *("--on-bad-fix", "skip"),
    )
    assert result.code == 0, result.err
    assert result.json["steps"][0]["reasons"]["skipped"].keys() == {"patch/old-differs"}
    result = reaug("review", "import", tasks, "-o", tmp_path / "e.jsonl", "--data", other)
    assert result.code == 2
    assert f"{number - 1} rows still fit" in result.err
    words = ("-o", tmp_path / "e.jsonl", "--data", other, "--on-bad-fix", "skip")
    assert reaug("review", "import", tasks, *words).code == 0
    assert (
        reaug(
            "clean", other, "-o", tmp_path / "y", "--patch", tmp_path / "e.jsonl", "--no-report"
        ).code
        == 0
    )


def test_a_rejection_does_not_fit_a_row_that_has_changed(tmp_path: Path) -> None:
    tasks, decisions = tmp_path / "t.json", tmp_path / "d.jsonl"
    assert reaug("review", "export", SAMPLE, "--to", "label-studio", "-o", tasks).code == 0
    submitted(tasks)
    assert reaug("review", "import", tasks, "-o", decisions).code == 0
    decided = lines(decisions)
    number = len({decision["rows"][0] for decision in decided})
    kept = next(
        decision
        for decision in decided
        if (decision["field"], decision["decision"]) == ("label", "reject")
    )
    rows = json.loads(SAMPLE.read_text("utf-8"))
    next(row for row in rows if row["guid"] == kept["rows"][0])["label"] = "no_relation"
    edited = next(row for row in rows if row["guid"] == decided[-1]["rows"][0])
    edited["sentence"] += " 끝."
    other = tmp_path / "other.json"
    other.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    why = refused(reaug("clean", other, "-o", tmp_path / "x", "--patch", decisions, "--no-report"))
    assert edited["guid"] != kept["rows"][0]
    assert f"of its {number} rows {number - 2} still fit" in why
    words = ("-o", tmp_path / "e.jsonl", "--data", other, "--on-bad-fix", "skip", "--json")
    result = reaug("review", "import", tasks, *words)
    assert result.code == 0, result.err
    assert {(problem["rule"], problem["row"]) for problem in result.json["problems"]} == {
        ("answer/row-changed", kept["rows"][0]),
        ("answer/row-changed", edited["guid"]),
    }


def test_reviewers_agree_or_go_out_again(tmp_path: Path) -> None:
    words = ("--to", "csv", "-o", tmp_path / "s.csv", "--reviewers", "a,b,c", "--overlap", "1")
    assert reaug("review", "export", SAMPLE, *words).code == 0
    files = [tmp_path / f"s-{name}.csv" for name in "abc"]
    for number, file in enumerate(files):
        text = file.read_text("utf-8-sig").splitlines()
        head = text[0].split(",").index("decision") - len(text[0].split(","))
        new_lines = [text[0]]
        for place, line in enumerate(text[1:]):
            cells = line.rsplit(",", -head)
            cells[head] = (
                "no" if place == 0 and number else "no" if place > 1 else ("x", "no", "")[number]
            )
            new_lines.append(",".join(cells))
        file.write_text("\ufeff" + "\n".join(new_lines) + "\n", encoding="utf-8")
    out = tmp_path / "d.jsonl"
    result = reaug("review", "import", *files, "-o", out, "--json")
    assert result.code == 0, result.err
    assert result.json["agreement"]["raters"] == ["a", "b", "c"]
    assert set(result.json["rules"]) >= {"duplicate/exact"}
    table = reaug("review", "import", *files, "-o", tmp_path / "e.jsonl", "--consensus", "majority")
    assert table.code == 0, table.err
    assert "Krippendorff's alpha" in table.out
    assert "agrees with consensus" in table.out
    bad = reaug("review", "import", *files, "-o", tmp_path / "g.jsonl", "--consensus", "zoe")
    assert "majority, or someone who has answered: a, b, c" in refused(bad)
    again = reaug(
        *("review", "export", SAMPLE, "--open", out, "--to", "csv", "-o", tmp_path / "o.csv"),
    )
    assert "no disagreement" in refused(again)


@pytest.mark.parametrize("how", ["drop", "repair"])
def test_decisions_are_not_refused_for_rows_that_reading_drops(how: str, tmp_path: Path) -> None:
    rows = json.loads(SAMPLE.read_text("utf-8"))
    rows[3]["label"] = "per:tomb"
    rows[5]["object_entity"]["start_idx"] += 1
    data, tasks, decisions = (tmp_path / name for name in ("b.json", "t.json", "d.jsonl"))
    data.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    words = ("--to", "label-studio", "-o", tasks, "--sample", "1", "--of", "rule")
    assert reaug("review", "export", data, *words).code == 0
    submitted(tasks)
    kept = [
        task
        for task in json.loads(tasks.read_text("utf-8"))
        if task["data"]["reaug"]["row"] not in (rows[3]["guid"], rows[5]["guid"])
    ]
    tasks.write_text(json.dumps(kept), encoding="utf-8")
    assert reaug("review", "import", tasks, "-o", decisions).code == 0
    clean = ("--patch", decisions, "--on-bad-row", how, "--no-report")
    result = reaug("clean", data, "-o", tmp_path / "x", *clean)
    assert result.code == 0, result.err
    kind = next(
        line for line in lines(decisions) if line["field"].endswith(".type") and "old" in line
    )
    changed = next(row for row in rows if row["guid"] == kind["rows"][0])
    other_type = next(name for name in ("LOC", "DAT") if name not in (kind["old"], kind["value"]))
    changed[kind["field"].partition(".")[0]]["type"] = other_type
    data.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    refused(reaug("clean", data, "-o", tmp_path / "y", *clean), "another version of the data")


def test_changes_that_no_finding_was_about_go_out_again(tmp_path: Path) -> None:
    row = json.loads(SAMPLE.read_text("utf-8"))[0]
    change = {"finding": None, "rows": [row["guid"]], "field": "label", "decision": "edit"}
    decisions = [
        change | {"old": row["label"], "value": value, "by": by}
        for value, by in (("no_relation", "가람"), ("per:spouse", "나래"))
    ]
    gone = (
        decisions[0] | {"finding": "0" * 16, "decision": "reject"},
        decisions[1] | {"finding": "0" * 16},
    )
    answers, again = tmp_path / "a.jsonl", tmp_path / "again.csv"
    answers.write_text("\n".join(map(json.dumps, (*decisions, *gone))), encoding="utf-8")
    imported = reaug(
        *("review", "import", answers, "-o", tmp_path / "d.jsonl", "--consensus", "majority")
    )
    assert imported.code == 0, imported.err
    assert "without consensus: 2" in imported.out
    assert "no rule" in imported.out
    words = ("review", "export", SAMPLE, "--open", answers, "--to", "csv", "-o", again)
    for lang in ("en", "ko"):
        exported = reaug(*words, "--lang", lang, "--force")
        assert exported.code == 0, exported.err
    exported = reaug(*words, "--force")
    assert "left out: 1 finding on which people disagree, since the audit" in exported.err
    [line] = csv.DictReader(again.read_text("utf-8-sig").splitlines())
    assert (line["id"], line["field"], line["old"]) == (row["guid"], "label", row["label"])
    assert line["rule"] == "review/differ"
    assert line["message"] == "people set label differently: no_relation (가람), per:spouse (나래)"


class TestAgree:
    @pytest.fixture
    def data(self, tmp_path: Path) -> Path:
        texts = [
            f"[S|PER|{a}{b}]{c} [O|LOC|{b}{c}]에서 났다."
            for a in "김이박"
            for b in "가나"
            for c in "은는"
        ]
        rows = to_klue(batch_of(*texts, label="per:origin").table).to_pylist()
        for number, row in enumerate(rows):
            row["가람"] = "per:place_of_birth" if number % 3 else "per:origin"
            row["나래"] = row["가람"]
            row["다솜"] = "per:origin" if number < 6 else row["가람"]
        rows[0]["가람"] = ""
        file = tmp_path / "rows.jsonl"
        return write_lines(file, rows)

    def test_a_column_for_each(self, data: Path, tmp_path: Path) -> None:
        out, differing = tmp_path / "out.jsonl", tmp_path / "differ.jsonl"
        words = ("--labels", "가람,나래,다솜", "-o", out, "--differing", differing)
        result = reaug("agree", data, *words)
        assert result.code == 0, result.err
        assert "Krippendorff's alpha" in result.out
        assert "가람 – 나래" in result.out
        assert "per:origin" in result.out
        rows = lines(out)
        assert len(rows) == 12
        assert {row["label"] for row in rows} == {"per:origin", "per:place_of_birth"}
        assert [row["label"] == row["나래"] for row in rows].count(False) == 0
        assert all(len(set(line["labels"].values()) - {None}) == 2 for line in lines(differing))
        result = reaug("agree", data, "--labels", "가람,나래,다솜", "--json")
        assert result.json["cohen"][0]["value"] == 1
        assert result.json["quality"][-1]["rater"] == "다솜"
        assert result.json["confusions"][0]["rows"] == result.json["differing"]

    def test_a_set_for_each(self, data: Path, tmp_path: Path) -> None:
        judged = lines(data)
        for name in ("가람", "나래"):
            rows = [{**row, "label": row[name] or "no_relation"} for row in judged]
            for row in rows:
                del row["가람"], row["나래"], row["다솜"]
            write_lines(tmp_path / f"{name}.jsonl", rows if name == "가람" else rows[::-1][:11])
        result = reaug("agree", tmp_path / "가람.jsonl", tmp_path / "나래.jsonl", "--json")
        assert result.code == 0, result.err
        assert result.json["raters"] == ["가람", "나래"]
        assert result.json["shared"] == 11

    def test_one_export_of_several_annotators(self, tmp_path: Path) -> None:
        labels = {
            1: ["대표", "대표", "소속", "대표"],
            2: ["대표", "소속", "소속", None],
            "다솜@example.com": ["대표", "대표", "소속", "소속"],
        }
        tasks = [
            task(number, {by: label[number] for by, label in labels.items()}) for number in range(4)
        ]
        export = tmp_path / "export.json"
        export.write_text(json.dumps(tasks, ensure_ascii=False), encoding="utf-8")
        files = []
        for by in labels:
            own = [
                {**t, "annotations": [a for a in t["annotations"] if whose(a) == by]} for t in tasks
            ]
            files.append(tmp_path / f"{by}.json")
            files[-1].write_text(json.dumps(own, ensure_ascii=False), encoding="utf-8")
        result, several = reaug("agree", export, "--json"), reaug("agree", *files, "--json")
        assert (result.code, several.code) == (0, 0), result.err + several.err
        assert result.json["raters"] == ["1", "2", "다솜@example.com"]
        assert (result.json["units"], result.json["shared"], result.json["differing"]) == (4, 4, 2)
        assert result.json == several.json
        out = tmp_path / "out.jsonl"
        assert reaug("agree", export, "-o", out).code == 0
        assert [row["label"] for row in lines(out)] == ["대표", "대표", "소속"]
        assert "annotator" not in lines(out)[0]

    def test_an_export_of_one_annotator(self, tmp_path: Path) -> None:
        export = tmp_path / "export.json"
        tasks = [task(number, {1: "대표"}) for number in range(2)]
        export.write_text(json.dumps(tasks, ensure_ascii=False), encoding="utf-8")
        refused(reaug("agree", export), "agreement is between people", "column annotator")

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (("--labels", "가람"), "two columns or more"),
            (
                ("--labels", "가람,나래,나레"),
                "unknown column '나레'; did you mean '나래'? There are: ",
            ),
            ((), "give a set for each person"),
            (("--labels", "가람,나래", "-o", "x.txt"), "make its name end in"),
        ],
    )
    def test_wrong_use(self, words: tuple[str, ...], says: str, data: Path) -> None:
        assert says in refused(reaug("agree", data, *words))

    def test_crowdlab(self, data: Path) -> None:
        pytest.importorskip("cleanlab")
        result = reaug(
            "agree", data, "--labels", "가람,나래,다솜", "--consensus", "crowdlab", "--json"
        )
        assert result.code == 0, result.err
        assert result.json["consensus"] == {"how": "crowdlab", "rows": 12, "open": 0}


class TestJudge:
    def decisions(self, folder: Path, rule: str, accepted: int, rejected: int) -> Path:
        decisions = [
            {
                "finding": f"{number:016x}",
                "rows": [f"r{number}"],
                "field": "label",
                "decision": "accept" if number < accepted else "reject",
                "value": "per:title",
                "reason": rule,
            }
            for number in range(accepted + rejected)
        ]
        return write_lines(folder / f"{rule.replace('/', '-')}-{accepted}.jsonl", decisions)

    def test_a_book_of_ones_own_keeps_its_comments(self, tmp_path: Path) -> None:
        book = tmp_path / "mine.yaml"
        text = "# ours\nextends: klue-re   # the scheme\nname: klue-re\n"
        book.write_text(text, encoding="utf-8")
        few = self.decisions(tmp_path, "span/number-unit", 3, 2)
        result = reaug("rules", "judge", book, few, "--json")
        assert result.code == 0, result.err
        entry = result.json["rules"]["span/number-unit"]
        assert (entry["precision"], entry["judged"]) == (0.6, 5)
        assert entry["fixes"]["before"] is True
        after = book.read_text("utf-8")
        assert after.startswith(text)
        assert "span/number-unit: {precision: 0.6, judged: 5, fix_right: 3, fix_judged: 5}" in after
        assert reaug("rules", "judge", book, few).code == 0
        assert book.read_text("utf-8") == after  # judged again is the same

    def test_an_audit_with_the_judged_book_writes_fewer_fixes(self, tmp_path: Path) -> None:
        book = tmp_path / "mine.yaml"
        decisions = self.decisions(tmp_path, "span/number-unit", 5, 25)
        result = reaug("rules", "judge", "klue-re", decisions, "-o", book)
        assert result.code == 0, result.err
        assert "error → review" in result.out
        assert "yes → no" in result.out
        counts = []
        for rules in ("klue-re", str(book)):
            fixes = tmp_path / f"{len(counts)}.jsonl"
            assert reaug("audit", SAMPLE, "--rules", rules, "--fixes", fixes).code == 0
            counts.append(sum(line["reason"] == "span/number-unit" for line in lines(fixes)))
        assert counts[0] > 0
        assert counts[1] == 0

    def test_a_pattern_without_a_severity_rises(self, tmp_path: Path) -> None:
        book = tmp_path / "mine.yaml"
        book.write_text(
            "extends: klue-re\nname: mine\npatterns:\n"
            "  - name: leader\n    en: a leader\n    ko: 대표\n    labels: [no_relation]\n"
            "    between: '^ 대표 $'\n    suggest: {label: 'org:top_members/employees'}\n"
            "    hits:\n      - {text: '[S|ORG|나래] 대표 [O|PER|한가람]', label: no_relation}\n"
            "    misses:\n      - {text: '[S|ORG|나래] 앞 [O|PER|한가람]', label: no_relation}\n"
            "      - {text: '[S|ORG|나래]의 [O|PER|한가람]', label: no_relation}\n",
            encoding="utf-8",
        )
        load(book)
        result = reaug(
            "rules", "judge", book, self.decisions(tmp_path, "rule/leader", 40, 0), "--json"
        )
        assert result.code == 0, result.err
        assert result.json["rules"]["rule/leader"]["severity"] == {
            "before": "review",
            "after": "error",
        }
        assert result.json["rules"]["rule/leader"]["fixes"] == {"before": False, "after": True}

    def test_what_cannot_be_judged(self, tmp_path: Path) -> None:
        decisions = self.decisions(tmp_path, "rule/nowhere", 1, 0)
        assert "ships with reaug" in refused(
            reaug("rules", "judge", "klue-re", self.decisions(tmp_path, "label/outlier", 1, 0))
        )
        book = tmp_path / "m.yaml"
        book.write_text("extends: klue-re\n", encoding="utf-8")
        assert "no decision is about a rule" in refused(reaug("rules", "judge", book, decisions))
        named = write_lines(
            tmp_path / "n.jsonl", [line | {"reason": ""} for line in lines(decisions)]
        )
        assert "--findings FILE" in refused(reaug("rules", "judge", book, named))
        assert book.read_text("utf-8") == "extends: klue-re\n"

    def test_findings_say_the_rule(self, tmp_path: Path) -> None:
        findings = tmp_path / "f.jsonl"
        assert reaug("audit", SAMPLE, "--findings", findings).code == 0
        decisions = [
            {
                "finding": line["key"],
                "rows": line["rows"],
                "field": line["field"],
                "decision": "reject",
            }
            for line in lines(findings)
        ]
        book = tmp_path / "mine.yaml"
        result = reaug(
            *(
                "rules",
                "judge",
                "klue-re",
                write_lines(tmp_path / "d.jsonl", decisions),
                "-o",
                book,
            ),
            *("--findings", findings, "--json"),
        )
        assert result.code == 0, result.err
        assert result.json["unknown"] == 0
        assert {rule["precision"] for rule in result.json["rules"].values()} == {0}


_CONTROLLED = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that Ctrl-C is one
os.execv(sys.executable, [sys.executable, "-m", "reaug", *sys.argv[1:]])
"""


class Terminal:
    """A command on a pseudo-terminal."""

    def __init__(self, *words: object) -> None:
        self.main, side = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", _CONTROLLED, *map(str, words)],
            stdin=side,
            stdout=side,
            stderr=side,
            env=environment(COLUMNS="100", TERM="dumb"),
            start_new_session=True,
            close_fds=True,
        )
        os.close(side)
        self.text = ""

    def until(self, wanted: str, seconds: float = 60) -> str:
        """What was said until a text came."""
        end = time.monotonic() + seconds
        while wanted not in self.text:
            assert time.monotonic() < end, self.text[-2000:]
            if select.select([self.main], [], [], 0.2)[0]:
                try:
                    self.text += os.read(self.main, 65536).decode("utf-8", "replace")
                except OSError:
                    break
        assert wanted in self.text, self.text[-2000:]
        before, _, self.text = self.text.partition(wanted)
        return before

    def say(self, text: str) -> None:
        os.write(self.main, text.encode())

    def interrupt(self, wanted: str) -> str:
        """Press Ctrl-C until a text comes, as a person does.

        One that comes after Python has written its prompt and before it waits for a key is seen by
        Python with the next key only.
        """
        for _ in range(10):
            self.say("\x03")
            try:
                return self.until(wanted, seconds=6)
            except AssertionError:
                if self.process.poll() is not None:
                    raise
        raise AssertionError(self.text[-2000:])

    def end(self) -> int:
        code = self.process.wait(timeout=60)
        os.close(self.main)
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End what a failed test has left, so that no other test is told of it."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(timeout=60)
            os.close(self.main)


def test_forty_findings_on_a_terminal_broken_off_and_gone_on(tmp_path: Path) -> None:
    findings, out = tmp_path / "f.jsonl", tmp_path / "d.jsonl"
    assert reaug("audit", SAMPLE, "--findings", findings).code == 0
    data = ("review", "ask", SAMPLE, "--findings", findings, "-o", out, "--by", "가람")
    keys = ["a", "r", "e no_relation", "ㄱ", "d"]
    with Terminal(*data) as first:
        for number in range(17):
            first.until("> ")
            first.say(f"{'r' if number % 5 == 0 else keys[number % 5]}\n")
        first.until("> ")
        first.say("c 둘 다 맞다\n")
        first.until("> ")
        first.interrupt("run the same command to resume")
        assert first.end() == 130
    *before, comment = lines(out)
    assert (comment["decision"], comment["reason"]) == ("comment", "둘 다 맞다")
    rows = {(decision["finding"], decision["rows"][0]) for decision in before}
    assert len(rows) == 17
    assert {decision["by"] for decision in before} == {"가람"}
    with Terminal(*data) as second:
        head = second.until("> ")
        assert "18 of " in head
        total = int(head.partition("18 of ")[2].split()[0])
        assert total >= 40
        second.say("x\n")
        second.until("'x' is not an answer")
        second.until("> ")
        second.say("c 다시 볼 것\n")
        for _ in range(40 - 17):
            second.until("> ")
            second.say("r\n")
        second.until("> ")
        second.say("u\n")  # the last one is taken back, and asked again
        second.until("40 of ")
        second.until("> ")
        second.say("r\n")
        second.until("> ")
        second.say("c 모르겠다\n")
        second.until("> ")
        second.say("q\n")
        second.until(f"40 of {total} decided")
        assert second.end() == 0
    *after, remark = lines(out)
    assert after[: len(before)] == before
    assert (remark["decision"], remark["reason"], remark["by"]) == ("comment", "모르겠다", "가람")
    assert len({(decision["finding"], decision["rows"][0]) for decision in after}) == 40
    assert sum("다시 볼 것" in decision["reason"] for decision in after) >= 1
    result = reaug("clean", SAMPLE, "-o", tmp_path / "run", "--patch", out, "--no-report", "--json")
    assert result.code == 0, result.err


def test_ask_needs_a_terminal(tmp_path: Path) -> None:
    assert "needs a terminal" in refused(reaug("review", "ask", SAMPLE, "-o", tmp_path / "d.jsonl"))


@pytest.mark.parametrize("name", ["s.csv", "s.xlsx"])
def test_a_filled_sheet_is_not_written_over(name: str, tmp_path: Path) -> None:
    from reaug.review.formats import xlsx

    file = tmp_path / name
    words = ("review", "export", SAMPLE, "--to", file.suffix[1:], "-o", file)
    assert reaug(*words).code == 0
    assert reaug(*words, "--force").code == 0
    if file.suffix == ".csv":
        text = file.read_text("utf-8-sig").splitlines()
        cells = text[1].rsplit(",", 4)
        text[1] = ",".join([cells[0], "no", *cells[2:]])
        file.write_text("\n".join(text), encoding="utf-8")
    else:
        file.write_bytes(xlsx.workbook([["id", "field", "decision"], ["r1", "label", "no"]]))
    assert "contains 1 decision" in refused(reaug(*words, "--force"))


def test_ask_writes_json_lines(tmp_path: Path) -> None:
    why = refused(reaug("review", "ask", SAMPLE, "-o", tmp_path / "d.csv"))
    assert "make its name end in .jsonl" in why


def test_two_people_who_agree_on_nothing(tmp_path: Path) -> None:
    row = {
        "guid": "a",
        "sentence": "누리전자는 군산에 있다.",
        "subject_entity": {"word": "누리전자", "start_idx": 0, "end_idx": 3, "type": "회사"},
        "object_entity": {"word": "군산", "start_idx": 6, "end_idx": 7, "type": "장소"},
    }
    for name, label in (("a", "위치"), ("b", "없음")):
        rows = [row | {"label": label}]
        (tmp_path / f"{name}.json").write_text(json.dumps(rows, ensure_ascii=False))
    result = reaug("agree", tmp_path / "a.json", tmp_path / "b.json")
    assert result.code == 0
    assert "1 of them with disagreement (100%)" in result.out
