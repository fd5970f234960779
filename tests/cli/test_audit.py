from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import reaug as package
from command import environment, reaug, refused
from reaug.audit import Finding, Fix, Rule
from reaug.audit.catalogue import Check, checks, rules
from reaug.audit.fixes import patch_of
from reaug.review.decision_files import read_corrections
from reaug.rulebook import load
from reaug.runs.inventory import audit_rules
from run_folders import SAMPLE, listing, row, sample_rows, save

RULES = ("duplicate/exact", "duplicate/conflict", "text/particle")


def test_the_first_screen_names_causes_and_commands() -> None:
    result = reaug("audit", SAMPLE)
    assert (result.code, result.err) == (0, "")
    assert "267 rows, rules klue-re" in result.out
    assert "The causes that affect most rows\n1. " in result.out
    assert f"   reaug clean {SAMPLE} -o cleaned\n" in result.out


def test_json_has_the_counts_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = reaug("audit", SAMPLE, "--json")
    assert (result.code, result.err) == (0, "")
    document = result.json
    assert (document["rows"], document["rules"], document["failed"]) == (267, "klue-re", [])
    assert document["counts"]["duplicate/conflict"] == {
        "severity": "error",
        "findings": 3,
        "rows": 6,
    }
    assert document["against"] is None
    [cause] = [cause for cause in document["causes"] if cause["rule"] == "duplicate/exact"]
    assert cause["command"] == f"reaug clean {SAMPLE} -o cleaned --keep all"
    assert set(document) >= {"ambiguities", "shortcuts", "divergences", "spoiled", "gates"}
    assert listing(tmp_path) == []


def test_beside_another_set(tmp_path: Path) -> None:
    other = save(sample_rows()[:100], tmp_path / "other.json")
    document = reaug("audit", SAMPLE, "--against", other, "--json").json
    assert document["against"]["rows"] == 100
    assert set(document["against"]["counts"]) <= set(document["counts"])
    assert document["against"]["counts"]["duplicate/exact"]["findings"] == 0
    result = reaug("audit", SAMPLE, "--against", other)
    assert f"there: {other}  100 rows" in result.out


def test_all_files_at_once(tmp_path: Path) -> None:
    paths = {name: tmp_path / f"x.{name}" for name in ("findings", "csv", "html", "fixes")}
    options = [word for name, path in paths.items() for word in (f"--{name}", path)]
    result = reaug("audit", SAMPLE, *options, "--lang", "ko")
    assert result.code == 0
    assert listing(tmp_path) == ["x.csv", "x.findings", "x.fixes", "x.html"]
    assert all(str(path) in result.err for path in paths.values())
    lines = [json.loads(line) for line in paths["findings"].read_text("utf-8").splitlines()]
    keys = ["rule", "severity", "rows", "field", "value", "suggestion", "score", "message"]
    assert all(list(line)[:8] == keys for line in lines)
    assert f"발견 {len(lines):,}개 → {paths['findings']}\n" in result.err
    conflict = next(line for line in lines if line["rule"] == "duplicate/conflict")
    assert "라벨" in conflict["message"]
    for line in paths["fixes"].read_text("utf-8").splitlines():
        assert list(json.loads(line))[:2] == ["id", "field"]
    with paths["csv"].open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert {line["decision"] for line in table} == {""}
    assert "점검 결과" in paths["html"].read_text("utf-8")


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_the_fixes_are_put_together_once(
    options: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patches = []

    def counted(*given: Any) -> Any:
        patches.append(patch_of(*given))
        return patches[-1]

    for name in ("audit.result", "cli.audit_run", "report.audit_summary", "audit.fixes"):
        monkeypatch.setattr(f"reaug.{name}.patch_of", counted, raising=False)
    files = [word for name in ("html", "fixes") for word in (f"--{name}", tmp_path / name)]
    assert reaug("audit", SAMPLE, *files, *options).code == 0
    assert len(patches) == 1


def test_the_same_bytes_for_any_order_of_the_rows(tmp_path: Path) -> None:
    rows = sample_rows()
    written = []
    for name, given in (("a", rows), ("b", rows[::-1])):
        folder = tmp_path / name
        folder.mkdir()
        save(given, folder / "rows.json")
        outputs = ["findings", "csv", "html", "fixes"]
        options = [word for output in outputs for word in (f"--{output}", folder / output)]
        assert reaug("audit", folder / "rows.json", *options).code == 0
        written.append([(folder / output).read_text("utf-8") for output in outputs])
    written[1] = [text.replace("/b/rows.json", "/a/rows.json") for text in written[1]]
    assert written[0] == written[1]


def test_select_and_ignore() -> None:
    document = reaug("audit", SAMPLE, "--select", "duplicate,text/particle", "--json").json
    assert set(document["counts"]) == {*RULES, "duplicate/near"}
    document = reaug("audit", SAMPLE, "--ignore", "duplicate", "--ignore", "text", "--json")
    if document.code == 0:
        assert not set(document.json["counts"]) & set(RULES)


def test_only_the_checks_that_are_needed_run(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []

    def watched(check: Any) -> Any:
        def run(*sets: Any) -> Any:
            ran.append(check.name)
            return check.run(*sets)

        return check._replace(run=run)

    watching = tuple(watched(check) for check in checks("checks"))
    monkeypatch.setattr("reaug.audit.run.checks", lambda room: watching)
    assert reaug("audit", SAMPLE, "--select", "duplicate/exact").code == 0
    assert ran == ["duplicate"]


class TestGates:
    def test_a_gate_fails(self, tmp_path: Path) -> None:
        file = tmp_path / "findings.jsonl"
        gate = "duplicate/conflict > 0"
        result = reaug("audit", SAMPLE, "--fail-on", gate, "--findings", file)
        assert result.code == 1
        assert "gate FAILED: fails if duplicate/conflict > 0; the value is 3" in result.out
        assert result.err.endswith("error: a gate failed: duplicate/conflict > 0\n")
        assert file.exists()

    def test_json_names_the_gates_that_failed(self) -> None:
        gates = ["duplicate/exact > 4", "rows != 267", "errors > 0", "warnings < 0", "reviews < 0"]
        options = [word for gate in gates for word in ("--fail-on", gate)]
        result = reaug("audit", SAMPLE, "--json", *options)
        assert result.code == 1
        assert result.json["failed"] == ["errors > 0"]
        assert [gate["passed"] for gate in result.json["gates"]] == [True, True, False, True, True]

    def test_what_was_not_computed_fails(self) -> None:
        gate = "duplicate/exact > 99"
        result = reaug("audit", SAMPLE, "--select", "text/particle", "--fail-on", gate)
        assert result.code == 1
        assert "was not computed" in result.out

    @pytest.mark.parametrize("gate", ["", "duplicate > 0", "duplicate/exact", "label.js > 1", "x"])
    def test_bad_gates(self, gate: str, tmp_path: Path) -> None:
        result = reaug("audit", tmp_path / "none.json", "--fail-on", gate)
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith("error: gate: ")


class TestBadInput:
    def test_no_file(self, tmp_path: Path) -> None:
        refused(reaug("audit", tmp_path / "none.json"), "none.json: no such file or folder")
        refused(reaug("audit", SAMPLE, "--against", tmp_path / "none.json"), "no such file")

    def test_an_unknown_rule(self) -> None:
        for option in ("--select", "--ignore"):
            line = refused(reaug("audit", SAMPLE, option, "duplicate/exakt"), "unknown rule")
            assert all(rule in line for rule in RULES)
            assert "did you mean 'duplicate/exact'" in line

    def test_an_unknown_book(self) -> None:
        refused(reaug("audit", SAMPLE, "--rules", "klue"), "no rule book named 'klue'")

    def test_select_or_ignore(self) -> None:
        result = reaug("audit", SAMPLE, "--select", "text", "--ignore", "duplicate")
        refused(result, "either selected rules or ignored rules")
        refused(reaug("audit", SAMPLE, "--select", ","), "no rule is left")

    def test_a_wrong_language(self) -> None:
        refused(reaug("audit", SAMPLE, "--lang", "jp"), "'jp' is not one of 'en', 'ko'")

    def test_a_rule_that_needs_another_set(self) -> None:
        beside = list(rules(load("klue-re"), "against"))
        refused(reaug("audit", SAMPLE, "--select", beside[0]), "needs another set (--against)")

    def test_noise_that_was_not_asked_for(self) -> None:
        result = reaug("audit", SAMPLE, "--select", "label/noise")
        refused(result, "label/noise needs --noise or --pred-probs")

    def test_probabilities_that_do_not_fit(self, tmp_path: Path) -> None:
        none = tmp_path / "none.jsonl"
        refused(reaug("audit", SAMPLE, "--pred-probs", none), "none.jsonl", "cannot be read")
        none.write_text('{"per:title": 1.0}\n')
        result = reaug("audit", SAMPLE, "--pred-probs", none, "--csv", tmp_path / "x.csv")
        refused(result, "none.jsonl")
        assert listing(tmp_path) == ["none.jsonl"]
        result = reaug("audit", SAMPLE, "--pred-probs", none, "--html", none, "--force")
        refused(result, "an input of this command")

    @pytest.mark.parametrize("option", ["--findings", "--csv", "--html", "--fixes"])
    def test_bad_outputs_are_refused_before_the_set_is_read(
        self, option: str, tmp_path: Path
    ) -> None:
        (tmp_path / "old").write_text("old")
        # The outputs are looked at first: that the set is missing is not found out.
        data = tmp_path / "none.json"
        refused(reaug("audit", data, option, tmp_path / "old"), option, "already exists")
        refused(
            reaug("audit", data, option, tmp_path / "no" / "x"),
            option,
            "does not exist; create it first",
        )
        refused(reaug("audit", data, option, tmp_path), option, "that is a folder")
        refused(reaug("audit", data, option, ""), option)
        assert listing(tmp_path) == ["old"]
        assert (tmp_path / "old").read_text() == "old"
        assert reaug("audit", SAMPLE, option, tmp_path / "old", "--force").code == 0
        assert (tmp_path / "old").read_text("utf-8") != "old"

    def test_two_outputs_with_one_name(self, tmp_path: Path) -> None:
        result = reaug("audit", SAMPLE, "--csv", tmp_path / "x", "--html", tmp_path / "x")
        refused(result, "--csv and --html are the same file")

    def test_an_output_over_the_input(self, tmp_path: Path) -> None:
        data = save(sample_rows(), tmp_path / "rows.json")
        before = data.read_bytes()
        refused(reaug("audit", data, "--findings", data, "--force"), "an input of this command")
        assert data.read_bytes() == before

    def test_nothing_is_written_where_something_is_wrong(self, tmp_path: Path) -> None:
        bad = save([row(subject_entity=None)], tmp_path / "bad.json")
        result = reaug("audit", SAMPLE, "--against", bad, "--csv", tmp_path / "x.csv")
        if result.code == 2:
            assert listing(tmp_path) == ["bad.json"]


def test_an_interrupt_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("reaug.report.audit_html.page", interrupted)
    result = reaug("audit", SAMPLE, "--findings", tmp_path / "a", "--html", tmp_path / "b")
    assert result.code == 130
    assert listing(tmp_path) == []


def test_a_signal_leaves_no_file(tmp_path: Path) -> None:
    fifo = tmp_path / "rows.json"
    code = (
        "import reaug.audit.run as run, time\n"
        "def slow(*_, **__):\n"
        "    print('ready', flush=True)\n"
        "    time.sleep(60)\n"
        "run.audit_sets = slow\n"
        "from reaug.cli.main import main\n"
        "import sys\n"
        f"sys.argv = ['reaug', 'audit', {str(fifo)!r}, '--csv', {str(tmp_path / 'x')!r}]\n"
        "main()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"ready\n"
        time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=30)
    assert running.returncode == 130
    assert err.decode().startswith("interrupted")
    assert listing(tmp_path) == []


class TestFromPython:
    def test_it_mirrors_the_command(self) -> None:
        audit = package.audit(SAMPLE, select=["duplicate"])
        assert set(audit.counts) == {"duplicate/exact", "duplicate/conflict", "duplicate/near"}
        assert repr(audit).startswith("<Audit of 267 rows by klue-re; rows found: duplicate/")
        assert audit.severities["error"] == 7

    def test_an_audit_becomes_a_data_frame(self) -> None:
        frame = package.audit(SAMPLE, ignore=["text"]).to_pandas("ko")
        assert list(frame.columns)[:3] == ["rule", "severity", "rows"]
        assert "duplicate/exact" in set(frame["rule"])
        assert package.audit(SAMPLE, select=["duplicate"], against=SAMPLE).against is not None

    def test_an_audit_without_findings(self) -> None:
        audit = package.audit(package.load(SAMPLE).select([0]), select=["duplicate"])
        assert audit.to_pandas().columns[0] == "rule"
        assert repr(audit).endswith("rows found: 0>")


def test_label_noise() -> None:
    document = reaug("audit", SAMPLE, "--noise", "--json", "--seed", "7").json
    assert document["counts"]["label/noise"]["severity"] in ("warning", "review")
    assert reaug("audit", SAMPLE, "--noise", "--json", "--seed", "7").json == document
    assert "label/noise" not in reaug("audit", SAMPLE, "--json").json["counts"]
    assert "Not computed" not in reaug("audit", SAMPLE, "--noise").out


class TestToAPatch:
    """What an audit writes, `reaug clean --patch` reads."""

    @pytest.fixture
    def data(self, tmp_path: Path) -> Path:
        return save([dict(row) for row in sample_rows()[:60]], tmp_path / "rows.json")

    @pytest.fixture
    def made_up_check(self, monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
        """Two findings of a rule made up for this: a label and type, and a word to type in."""
        first, second = sample_rows()[:2]
        rule = Rule("rule/made-up", "warning", "patch", "made up", "만든 규칙", 0.9)
        word = second["object_entity"]["word"]
        fixes = (
            Fix("label", first["label"], "no_relation"),
            Fix("object_entity.type", first["object_entity"]["type"], "POH"),
        )
        findings = [
            Finding(rule.id, (first["guid"],), "label", "=x", "=x", "=엑스", fixes=fixes),
            Finding(rule.id, (second["guid"],), "object_entity", word, "a word", "낱말"),
        ]
        check = Check("made_up", lambda _: (rule,), lambda _: findings)
        monkeypatch.setattr(
            "reaug.audit.run.checks", lambda room: (check,) if room == "checks" else ()
        )
        monkeypatch.setattr(
            "reaug.audit.catalogue.checks", lambda room: (check,) if room == "checks" else ()
        )

    def cleaned(self, data: Path, patch: Path, folder: Path) -> list[dict[str, Any]]:
        result = reaug("clean", data, "-o", folder, "--patch", patch, "--format", "jsonl")
        assert result.code == 0, result.err
        text = (folder / "data.jsonl").read_text("utf-8")
        return [json.loads(line) for line in text.splitlines()]

    @pytest.mark.usefixtures("made_up_check")
    def test_fixes_are_written_for_clean(self, data: Path, tmp_path: Path) -> None:
        patch = tmp_path / "fixes.jsonl"
        result = reaug("audit", data, "--fixes", patch)
        assert f"2 values (rows: 1) → {patch}" in result.err
        command = f"reaug audit {data} --select rule/made-up --fixes rule-made-up.jsonl &&"
        assert command in result.out
        row = self.cleaned(data, patch, tmp_path / "run")[0]
        assert (row["label"], row["object_entity"]["type"]) == ("no_relation", "POH")

    @pytest.mark.usefixtures("made_up_check")
    def test_both_formats_say_the_same(self, data: Path, tmp_path: Path) -> None:
        patch, sheet = tmp_path / "fixes.jsonl", tmp_path / "review.csv"
        assert reaug("audit", data, "--fixes", patch, "--csv", sheet).code == 0
        with sheet.open(encoding="utf-8-sig", newline="") as file:
            lines = [line | {"decision": "예"} for line in csv.DictReader(file) if line["new"]]
        with sheet.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(lines[0]))
            writer.writeheader()
            writer.writerows(lines)
        assert read_corrections(sheet).digest == read_corrections(patch).digest

    @pytest.mark.usefixtures("made_up_check")
    def test_a_filled_in_spreadsheet(self, data: Path, tmp_path: Path) -> None:
        sheet = tmp_path / "review.csv"
        assert reaug("audit", data, "--csv", sheet).code == 0
        with sheet.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.DictReader(file))
        assert [line["field"] for line in lines][:2] == ["label", "object_entity.type"]
        word = lines[2]["old"]
        assert lines[2]["field"] == "object_entity.word"
        for line, decision in zip(lines, ("수락", "LOC", word[:-1] or word), strict=True):
            line["decision"] = decision
        with sheet.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(lines[0]))
            writer.writeheader()
            writer.writerows(lines)
        first, second = self.cleaned(data, sheet, tmp_path / "run")[:2]
        assert (first["label"], first["object_entity"]["type"]) == ("no_relation", "LOC")
        assert second["object_entity"]["word"] == (word[:-1] or word)

    @pytest.mark.usefixtures("made_up_check")
    def test_a_spreadsheet_about_another_version(self, data: Path, tmp_path: Path) -> None:
        sheet, out = tmp_path / "sheet.csv", tmp_path / "run"
        assert reaug("audit", data, "--csv", sheet).code == 0
        with sheet.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.DictReader(file))
        assert {line["by"] for line in lines} == {""}
        assert {len(line[name]) for line in lines for name in ("data", "seen")} == {16}

        def write(*without: str) -> None:
            with sheet.open("w", encoding="utf-8-sig", newline="") as file:
                names = [name for name in lines[0] if name not in without]
                writer = csv.DictWriter(file, names, extrasaction="ignore")
                writer.writeheader()
                writer.writerows(line | {"decision": "예" * bool(line["new"])} for line in lines)

        rows = json.loads(data.read_text("utf-8"))
        data.write_text(json.dumps(rows[:-1], ensure_ascii=False), encoding="utf-8")
        write()
        result = reaug("clean", data, "-o", out, "--patch", sheet)
        assert result.code == 2
        assert f"1 still fit: '{rows[0]['guid']}'" in result.err
        how = ("--on-bad-fix", "skip", "--format", "jsonl")
        assert reaug("clean", data, "-o", out, "--patch", sheet, *how).code == 0
        assert '"label": "no_relation"' in (out / "data.jsonl").read_text("utf-8").split("\n")[0]
        rows[0]["sentence"] += " 끝."  # its label and types are still what they were
        data.write_text(json.dumps(rows[:-1], ensure_ascii=False), encoding="utf-8")
        write()
        result = reaug("clean", data, "-o", out, "--patch", sheet, "--force")
        assert "none of them fits" in result.err
        assert reaug("clean", data, "-o", out, "--patch", sheet, "--force", *how).code == 0
        assert (
            f'"label": "{rows[0]["label"]}"'
            in (out / "data.jsonl").read_text("utf-8").split("\n")[0]
        )
        write("by", "data", "seen")  # a sheet of an older reaug
        assert self.cleaned(data, sheet, tmp_path / "older")[0]["label"] == "no_relation"

    def test_particles_of_the_samples(self, tmp_path: Path) -> None:
        """An edit of the text beside a mention, accepted in the spreadsheet."""
        sheet = tmp_path / "review.csv"
        assert reaug("audit", SAMPLE, "--select", "text/particle", "--csv", sheet).code == 0
        with sheet.open(encoding="utf-8-sig", newline="") as file:
            lines = [line | {"decision": "accept"} for line in csv.DictReader(file)]
        with sheet.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(lines[0]))
            writer.writeheader()
            writer.writerows(lines)
        rows = {row["guid"]: row for row in self.cleaned(SAMPLE, sheet, tmp_path / "run")}
        assert "서울로 이사하여" in rows["reaug-sample-00084"]["sentence"]
        assert "백도훈을 대신하여" in rows["reaug-sample-00122"]["sentence"]


def test_every_rule_can_be_shown() -> None:
    for name, rule in audit_rules().items():
        assert rule.en in " ".join(reaug("show", name).out.split())
        assert rule.ko in " ".join(reaug("show", name, "--lang", "ko").out.split())


class TestTheRanking:
    """`--scores`, `--top` and `--ranking`."""

    @pytest.mark.parametrize("name", ["scores.jsonl", "scores.csv"])
    def test_every_row_once_the_likeliest_wrong_first(self, tmp_path: Path, name: str) -> None:
        file = tmp_path / name
        result = reaug("audit", SAMPLE, "--noise", "--top", "3", "--scores", file, "--json")
        noise = result.json["noise"]
        assert (noise["rows"], noise["listed"], noise["top"]) == (267, 3, 3)
        assert result.json["counts"]["label/noise"]["findings"] == 3
        lines = (
            list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
            if name.endswith("csv")
            else [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        )
        assert sorted(line["id"] for line in lines) == sorted(row["guid"] for row in sample_rows())
        assert set(lines[0]) == {"id", "score", "suggestion"}
        scores = [float(line["score"]) for line in lines if line["score"] not in ("", None)]
        assert scores == sorted(scores, reverse=True)
        assert len(scores) == noise["judged"]
        assert f"267 rows ranked by label noise → {file}" in result.err

    def test_the_list_says_where_it_is_cut(self) -> None:
        result = reaug("audit", SAMPLE, "--noise", "--select", "label/noise", "--top", "4")
        assert "rows the first 4 are listed; the last has a score of " in result.out
        assert "--scores FILE writes every row" in result.out
        result = reaug("audit", SAMPLE, "--noise", "--select", "label/noise", "--lang", "ko")
        assert "행 중 점수가 0.5 이상인 " in result.out

    def test_an_existing_file_is_kept(self, tmp_path: Path) -> None:
        file = tmp_path / "scores.csv"
        file.write_text("mine", encoding="utf-8")
        assert "already exists" in refused(reaug("audit", SAMPLE, "--noise", "--scores", file))
        assert file.read_text(encoding="utf-8") == "mine"

    def test_options_of_label_noise_that_do_not_fit_are_refused(self, tmp_path: Path) -> None:
        wrong = {
            "add --noise or --pred-probs": ("--scores", tmp_path / "s.csv"),
            "end the name in .jsonl or .csv": ("--noise", "--scores", tmp_path / "s.txt"),
            "top needs label noise": ("--top", "5"),
            "ranking needs label noise": ("--ranking", "self-confidence"),
        }
        for message, options in wrong.items():
            assert message in refused(reaug("audit", SAMPLE, *options))
        assert reaug("audit", SAMPLE, "--noise", "--top", "0").code == 2
        assert reaug("audit", SAMPLE, "--noise", "--ranking", "best").code == 2
        assert listing(tmp_path) == []


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_labels_of_one_row_are_told_as_not_computed(tmp_path: Path, lang: str) -> None:
    first = {row["label"]: row for row in reversed(sample_rows())}
    data = save(list(first.values()), tmp_path / "rows.json")
    asked = ("audit", data, "--noise", "--select", "label/noise", "--lang", lang)
    result = reaug(*asked, "--fail-on", "label/noise > 0")
    assert result.code == 1
    computed = {"en": "was not computed", "ko": "계산하지 않았다"}[lang]
    assert computed in result.out  # the gate's word too
    assert f"{len(first)} rows of {len(first)} labels" in result.out or lang == "ko"
    assert "라벨 잡음을 계산하지 않은 라벨" in result.out or lang == "en"
    assert "Nothing" not in result.out
    assert "발견" not in result.out


def test_the_beginning_of_a_group_names_it() -> None:
    refused(reaug("audit", SAMPLE, "--select", "dup"), "did you mean 'duplicate' or")
