"""One run audits, applies what is sure, drops what is asked, cleans, and keeps what it went by."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

import reaug
from command import reaug as command
from own_sets import klue_rows
from reaug.core.examples import batch_of
from reaug.errors import UsageError
from reaug.rulebook import load
from run_folders import SAMPLE, bytes_of, listing, row, sample_rows, save


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "run"
    assert command("clean", SAMPLE, "--apply", "sure", "-o", folder).code == 0
    return folder


def test_applying_fixes_equals_an_audit_and_then_a_patch(run: Path, tmp_path: Path) -> None:
    fixes = tmp_path / "fixes.jsonl"
    assert command("audit", SAMPLE, "--fixes", fixes).code == 0
    assert (run / "fixes.jsonl").read_bytes() == fixes.read_bytes()
    result = command("clean", SAMPLE, "--patch", fixes, "-o", tmp_path / "two", "--json")
    document = json.loads((run / "manifest.json").read_text("utf-8"))
    assert result.json["output"]["digest"] == document["output"]["digest"]


def test_the_run_can_be_carried_out_again_from_itself_alone(run: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    shutil.copytree(run, moved)
    result = command("verify", moved, "--rerun", "--json")
    assert (result.code, result.json["ok"]) == (0, True)
    undone = command("undo", moved, "-o", tmp_path / "back")
    assert (undone.code, "equal to the run's input" in undone.err) == (0, True)
    traced = command("trace", moved, lines(run / "fixes.jsonl")[0]["id"])
    assert (traced.code, "patch" in traced.out) == (0, True)
    (moved / "fixes.jsonl").write_text("", "utf-8")
    assert command("verify", moved).code == 1


def test_the_bytes_do_not_depend_on_processes_or_places(run: Path, tmp_path: Path) -> None:
    words = ["--apply", "sure", "--num-proc", 2, "-o", tmp_path / "again"]
    assert command("clean", SAMPLE, *words).code == 0
    one, two = bytes_of(run), bytes_of(tmp_path / "again")
    assert {n: one[n] for n in one if n != "timing.json"} == {
        n: two[n] for n in two if n != "timing.json"
    }
    assert not any(b"/tmp" in data for name, data in one.items() if name.endswith(".jsonl"))


def test_what_is_left_for_people_is_in_the_findings(run: Path) -> None:
    left = lines(run / "audit.jsonl")
    findings = lines(run / "findings.jsonl")
    assert left
    keys = [finding["key"] for finding in findings]
    assert {finding["key"] for finding in left} <= set(keys)
    assert len(set(keys)) == len(keys)  # none is told twice
    assert all(finding["applied"] is False for finding in left)
    fixed = {(line["id"], line["field"], line["new"]) for line in lines(run / "fixes.jsonl")}
    for finding in left:
        fixes = {(finding["rows"][0], fix["field"], fix["new"]) for fix in finding.get("fixes", [])}
        assert not fixes or not fixes <= fixed


def test_the_closing_line_counts_rows_with_an_error(tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = command("clean", SAMPLE, "--apply", "sure", "-o", out)
    last = result.err.splitlines()[-1]
    before = reaug.audit(SAMPLE)
    after = reaug.audit(out)
    errors = [
        len(
            {
                row
                for finding in audit.findings
                if severity(audit, finding) == "error"
                for row in finding.rows
            }
        )
        for audit in (before, after)
    ]
    assert last == f"rows with an error: {errors[0]} before, {errors[1]} left when audited again"
    words = ["--apply", "sure", "--dry-run", "--json", "-o", tmp_path / "no"]
    document = command("clean", SAMPLE, *words).json
    assert document["errors"] == {"before": errors[0], "after": errors[1]}
    assert listing(tmp_path / "no") == [] if (tmp_path / "no").exists() else True


def severity(audit: Any, finding: Any) -> str:
    return str(finding.severity or audit.catalogue[finding.rule].severity)


def test_the_audit_leads_with_it(tmp_path: Path) -> None:
    rows = sample_rows()
    rows[0]["subject_entity"] |= {"start_idx": 90, "end_idx": 91}
    data = save(rows, tmp_path / "my rows.json")
    result = command("audit", data, "--rules", "klue-re")
    advice = command("audit", data, "--json").json["clean"]
    assert advice["command"] in result.out.splitlines()[4]
    assert f"{advice['rows']} of the {advice['of']} rows with an error" in result.out
    words = shlex.split(advice["command"])[1:]
    words[words.index("-o") + 1] = str(tmp_path / "out")
    done = command(*words)
    assert done.code == 0
    assert "268 read" not in done.err
    assert "(span/out-of-range 1)" in done.err


def test_people_come_first(tmp_path: Path) -> None:
    patch = tmp_path / "mine.jsonl"
    fix = lines_of_fixes(tmp_path)[0]
    mine = {"rows": [fix["id"]], "field": fix["field"], "decision": "reject", "value": fix["new"]}
    patch.write_text(json.dumps(mine), "utf-8")
    out = tmp_path / "out"
    words = ["--apply", "sure", "--patch", patch, "-o", out, "--json"]
    result = command("clean", SAMPLE, *words)
    assert result.code == 0
    assert [next(iter(step)) for step in result.json["recipe"]["steps"]] == [
        "patch",
        "patch",
        "entity_type_correction",
        "deduplicate",
    ]
    assert result.json["recipe"]["steps"][0]["patch"] == {"path": str(patch)}
    assert result.json["steps"][0]["state"]["decisions"]["protected"] == 1
    assert command("verify", out, "--rerun").code == 0


def lines_of_fixes(tmp_path: Path) -> list[dict[str, Any]]:
    file = tmp_path / "audit-fixes.jsonl"
    assert command("audit", SAMPLE, "--fixes", file).code == 0
    return lines(file)


class TestDrop:
    """Rows of a rule go where the user says so."""

    def test_label_noise(self, tmp_path: Path) -> None:
        out = tmp_path / "out"
        words = ["--drop", "label/noise", "--top", 3, "-o", out]
        result = command("clean", SAMPLE, *words)
        assert result.code == 0
        assert "dropped: patch: label/noise 3" in result.err
        assert "rows with an error" not in result.err.splitlines()[-1]
        assert [line["new"] for line in lines(out / "fixes.jsonl")] == ["drop"] * 3
        assert command("undo", out, "-o", tmp_path / "back").code == 0
        assert command("verify", out, "--rerun").code == 0

    def test_the_ranking_is_of_the_probabilities(self, tmp_path: Path) -> None:
        rows = [row(f"이순신은 한산도에서 {n}번 이겼다.", guid=f"r{n}") for n in range(12)]
        data = save(rows, tmp_path / "rows.json")
        probs = tmp_path / "probs.jsonl"
        wrong = {"r2", "r4"}
        with probs.open("w", encoding="utf-8") as file:
            for record in rows:
                p = 0.01 if record["guid"] in wrong else 0.99
                rest = dict.fromkeys(load("klue-re").labels, 0.0)
                rest |= {"no_relation": p, "per:place_of_residence": 1 - p}
                file.write(json.dumps({"id": record["guid"], **rest}) + "\n")
        out = tmp_path / "out"
        words = ["--drop", "label/noise", "--top", 2, "--pred-probs", probs, "-o", out]
        assert command("clean", data, *words).err.count("error:") == 0
        assert {line["id"] for line in lines(out / "fixes.jsonl")} == wrong

    def test_leaks_are_dropped_from_the_training_set(self, tmp_path: Path) -> None:
        train = save(
            [row(guid="a"), row("이순신은 한산도로 갔다.", guid="b")], tmp_path / "train.json"
        )
        test = save([row(guid="t", label=100)], tmp_path / "test.json")
        words = ["--drop", "leak/sentence", "--against", test, "-o", tmp_path / "out"]
        assert command("clean", train, *words).code == 0
        assert [line["id"] for line in lines(tmp_path / "out" / "fixes.jsonl")] == ["a"]

    def test_of_twins_the_first_stays(self, tmp_path: Path) -> None:
        data = save([row(guid=name) for name in "cab"], tmp_path / "rows.json")
        out = tmp_path / "out"
        assert command("clean", data, "--drop", "duplicate/exact", "-o", out).code == 0
        assert sorted(line["id"] for line in lines(out / "fixes.jsonl")) == ["b", "c"]

    def test_rows_that_go_are_not_fixed(self, tmp_path: Path) -> None:
        words = ["--apply", "sure", "--drop", "span/number-unit", "-o", tmp_path / "out"]
        assert command("clean", SAMPLE, *words).code == 0
        done = lines(tmp_path / "out" / "fixes.jsonl")
        gone = {fix["id"] for fix in done if fix["new"] == "drop"}
        assert len(gone) == 3
        assert not [fix for fix in done if fix["id"] in gone and fix["new"] != "drop"]

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (["--drop", "label/nois"], "did you mean 'label/noise'"),
            (["--drop", "schema"], "--drop schema: name one rule of the group"),
            (["--drop", "leak/sentence"], "leak/sentence needs another set (--against)"),
            (["--top", 3], "give --drop RULE"),
            (["--pred-probs", "p.npy"], "--drop label/noise"),
            (["--drop", "duplicate/conflict"], "several rows together"),
            (["--drop", "label/noise", "--top", 0], "should be greater than or equal to 1"),
            (["--apply", "all"], "'all' is not one of 'sure', 'label-free'"),
        ],
    )
    def test_what_makes_no_sense(self, words: list[Any], message: str, tmp_path: Path) -> None:
        result = command("clean", SAMPLE, "-o", tmp_path / "out", *words)
        assert (result.code, result.out) == (2, "")
        assert message in " ".join(result.err.split())
        assert listing(tmp_path) == []


class TestLabelFree:
    """`--apply label-free` corrects a training set as it corrects the same rows without labels."""

    def test_the_fixes_are_those_of_a_test_set(self, tmp_path: Path) -> None:
        data = save([row | {"label": 100} for row in sample_rows()], tmp_path / "test.json")
        train, test = tmp_path / "train", tmp_path / "out"
        result = command("clean", SAMPLE, "--apply", "label-free", "-o", train, "--json")
        assert result.code == 0
        assert "types were corrected" not in result.err
        assert [next(iter(step)) for step in result.json["recipe"]["steps"]] == [
            "patch",
            "deduplicate",
        ]
        assert command("clean", data, "--apply", "sure", "-o", test).code == 0
        assert (train / "fixes.jsonl").read_bytes() == (test / "fixes.jsonl").read_bytes()
        assert lines(train / "fixes.jsonl")
        assert command("verify", train, "--rerun").code == 0

    def test_no_type_and_no_label_changes(self) -> None:
        before = {row["guid"]: row for row in sample_rows()}
        rows = reaug.clean(SAMPLE, apply="label-free")
        names = rows.features["label"].names
        assert any(new["sentence"] != before[new["guid"]]["sentence"] for new in rows)
        for new in rows:
            old = before[new["guid"]]
            assert names[new["label"]] == old["label"]
            for side in ("subject_entity", "object_entity"):
                assert new[side]["type"] == old[side]["type"]

    def test_a_type_that_needs_no_label_is_corrected_without_the_note(self, tmp_path: Path) -> None:
        """The name of a government shows that it is no person, whatever the label."""
        rows = klue_rows(batch_of("[S|PER|서도윤]은 [O|PER|문하람 정부]에서 장관을 지냈다."))
        data = save(rows, tmp_path / "rows.json")
        for apply in ("label-free", "sure"):
            result = command("clean", data, "--apply", apply, "-o", tmp_path / apply)
            assert result.code == 0
            assert "by the label" not in result.err
            (fix,) = lines(tmp_path / apply / "fixes.jsonl")
            assert (fix["field"], fix["new"]) == ("object_entity.type", "ORG")

    def test_what_needs_the_label_is_left_to_people(self, run: Path, tmp_path: Path) -> None:
        typed = {
            line["id"] for line in lines(run / "fixes.jsonl") if line["field"].endswith("type")
        }
        assert typed
        assert command("clean", SAMPLE, "--apply", "label-free", "-o", tmp_path / "out").code == 0
        assert typed <= {
            row for line in lines(tmp_path / "out" / "audit.jsonl") for row in line["rows"]
        }

    def test_sure_tells_that_a_test_set_keeps_its_types(self, tmp_path: Path) -> None:
        result = command("clean", SAMPLE, "--apply", "sure", "--dry-run", "-o", tmp_path / "out")
        assert "3 types were corrected by the label of the row" in " ".join(result.err.split())
        assert "use --apply label-free" in " ".join(result.err.split())

    def test_rows_are_dropped_by_their_labels_all_the_same(self, tmp_path: Path) -> None:
        words = ["--apply", "label-free", "--drop", "label/noise", "--top", 2, "--json"]
        result = command("clean", SAMPLE, *words, "-o", tmp_path / "out")
        dropped = [
            line for line in lines(tmp_path / "out" / "fixes.jsonl") if line["field"] == "row"
        ]
        assert (result.code, len(dropped)) == (0, 2)


class TestTestSet:
    """A set without labels is corrected by nothing that it does not have."""

    def data(self, tmp_path: Path, label: Any = 100) -> Path:
        return save([row | {"label": label} for row in sample_rows()], tmp_path / "test.json")

    def test_a_test_set_is_not_cleaned_without_being_asked(self, tmp_path: Path) -> None:
        result = command("clean", self.data(tmp_path), "-o", tmp_path / "out")
        assert (result.code, result.out) == (2, "")
        for part in (
            "read as a test set",
            "--apply sure",
            "correct the training set in the same way",
        ):
            assert part in result.err

    @pytest.mark.parametrize("label", [100, "", None, "no_relation"])
    def test_what_needs_no_label_is_applied(self, label: Any, tmp_path: Path) -> None:
        out = tmp_path / "out"
        more = ["--unlabelled"] if label == "no_relation" else []
        data = self.data(tmp_path, label)
        result = command("clean", data, "-o", out, "--apply", "sure", *more, "--json")
        assert result.code == 0
        assert "correct the training set in the same way" in result.err
        assert result.json["output"]["rows"] == len(sample_rows())
        assert [next(iter(step)) for step in result.json["recipe"]["steps"]] == ["patch"]
        fields = {line["field"] for line in lines(out / "fixes.jsonl")}
        assert fields
        assert not any("type" in name or name in ("label", "row") for name in fields)
        assert command("verify", out, "--rerun").code == 0

    def test_from_python(self, tmp_path: Path) -> None:
        data = self.data(tmp_path)
        with pytest.raises(UsageError, match="read as a test set"):
            reaug.clean(data)
        assert len(reaug.clean(data, apply="sure")) == len(sample_rows())

    def test_noise_cannot_be_ranked(self, tmp_path: Path) -> None:
        words = ["-o", tmp_path / "out", "--drop", "label/noise", "--top", 2]
        result = command("clean", self.data(tmp_path), *words)
        assert (result.code, result.out) == (2, "")
        assert "no row has one" in result.err


def test_bad_rows_are_repaired_and_counted(tmp_path: Path) -> None:
    rows = sample_rows()
    rows[0]["subject_entity"] |= {"start_idx": 1, "end_idx": 2}
    data = save(rows, tmp_path / "rows.json")
    words = ["--apply", "sure", "-o", tmp_path / "out"]
    assert command("clean", data, *words).code == 2
    result = command("clean", data, *words, "--on-bad-row", "repair", "--json")
    assert result.code == 0
    assert result.json["input"]["repaired"] == 1
    clean = command("clean", SAMPLE, "--apply", "sure", "--dry-run", "--json", "-o", "x").json
    assert result.json["errors"]["before"] >= clean["errors"]["before"]


def test_a_repaired_row_with_an_error_is_counted_once(tmp_path: Path) -> None:
    rows = [row(guid="a"), row(guid="b")]  # one twice, which is an error
    words = ["--apply", "sure", "--on-bad-row", "repair", "--max-bad-share", 1, "--dry-run"]
    counts = []
    for by in (0, 1):
        for record in rows:
            record["subject_entity"]["start_idx"] += by
            record["subject_entity"]["end_idx"] += by
        data = save(rows, tmp_path / f"{by}.json")
        document = command("clean", data, *words, "--json", "-o", tmp_path / "out").json
        counts.append((document["input"]["repaired"], document["errors"]["before"]))
    assert counts == [(0, 2), (2, 2)]


def test_from_python(run: Path) -> None:
    document = json.loads((run / "manifest.json").read_text("utf-8"))
    assert len(reaug.clean(SAMPLE, apply="sure")) == document["output"]["rows"]
    assert len(reaug.clean(SAMPLE, drop=["text/particle"])) < len(reaug.clean(SAMPLE))
    with pytest.raises(UsageError, match="not both"):
        reaug.clean(SAMPLE, [reaug.cleaning.Deduplicate()], apply="sure")
