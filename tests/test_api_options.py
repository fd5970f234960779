"""What Python says of reading, folders and gates is what the command line does."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import datasets
import pytest

import reaug
from command import reaug as command
from reaug.core.step import Where
from reaug.data import content_digest, read
from reaug.errors import GateError, InputError, OutputError, UsageError
from reaug.recipe.model import make_recipe
from reaug.runs.manifest import read_manifest
from reaug.runs.undo import read_rows
from reaug.transforms.aeda import AEDA
from run_folders import SAMPLE, sample_rows

COLUMNS = {
    "sentence": "본문",
    "subject.word": "주어",
    "subject.type": "주어종류",
    "object.word": "목적어",
    "object.type": "목적어종류",
    "label": "답",
}
OPTION = ",".join(f"{field}={column}" for field, column in COLUMNS.items())
EVERYWHERE = Where()


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rows under column names and in an encoding of one's own."""
    path = tmp_path_factory.mktemp("own") / "own.csv"
    with path.open("w", encoding="cp949", errors="ignore", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS.values())
        for row in sample_rows()[:40]:
            subject, thing = row["subject_entity"], row["object_entity"]
            words = (subject["word"], subject["type"], thing["word"], thing["type"])
            writer.writerow((row["sentence"], *words, row["label"]))
    return path


HOW: dict[str, Any] = {"map": COLUMNS, "encoding": "cp949", "on_bad_row": "drop"}
WORDS = ("--map", OPTION, "--encoding", "cp949", "--on-bad-row", "drop")


def digest(rows: datasets.Dataset) -> str:
    return content_digest(read(rows).table)


def digest_of(folder: Path) -> str:
    return content_digest(read_rows(folder, read_manifest(folder)))


class TestReading:
    def test_clean_reads_as_the_command_does(self, table: Path, tmp_path: Path) -> None:
        result = command("clean", table, "-o", tmp_path / "run", *WORDS)
        assert result.code == 0, result.err
        assert digest(reaug.clean(table, **HOW)) == digest_of(tmp_path / "run")

    def test_augment_reads_as_the_command_does(self, table: Path, tmp_path: Path) -> None:
        result = command("augment", table, "-t", "aeda", "--all", "-o", tmp_path / "run", *WORDS)
        assert result.code == 0, result.err
        augmented = reaug.augment(table, [AEDA()], where=EVERYWHERE, **HOW)
        assert digest(augmented) == digest_of(tmp_path / "run")

    def test_run_and_preview(self, table: Path, tmp_path: Path) -> None:
        recipe = make_recipe(["aeda"])
        done = reaug.run(recipe, source=table, output=tmp_path / "run", **HOW)
        assert reaug.preview(recipe, source=table, **HOW).result.digest == done.digest
        assert done.plan.input is not None
        assert (done.plan.input.map, done.plan.input.encoding) == (COLUMNS, "cp949")
        assert reaug.verify(tmp_path / "run", rerun=True).ok
        other = reaug.run(recipe, source=table, output=tmp_path / "other", seed=7, **HOW)
        assert (other.plan.recipe.seed, other.digest == done.digest) == (7, False)

    def test_shaping_reads_as_clean_does(self, table: Path) -> None:
        assert len(reaug.encode(table, "entity_mask", **HOW)) == len(
            reaug.clean(table, [AEDA()], **HOW)
        )
        assert "bucket" in reaug.curriculum(table, buckets=2, **HOW).features

    def test_drift_and_review(self, table: Path, tmp_path: Path) -> None:
        assert reaug.drift(table, SAMPLE, map=COLUMNS, on_bad_row="drop").before.rows <= 40
        assert reaug.drift(table, table, **HOW).label.js == 0.0
        out = reaug.review_export(
            table, tmp_path / "a.csv", to="csv", map=COLUMNS, encoding="cp949"
        )
        assert out.findings

    def test_a_wrong_format_is_refused(self) -> None:
        for call in (
            lambda: reaug.clean(SAMPLE, read_as="doccano"),
            lambda: reaug.augment(SAMPLE, [AEDA()], read_as="doccano"),
            lambda: reaug.drift(SAMPLE, SAMPLE, read_as="doccano"),
            lambda: reaug.encode(SAMPLE, "r_bert", read_as="doccano"),
        ):
            with pytest.raises(InputError):
                call()


class TestFolders:
    def test_the_folder_of_the_command_line(self, tmp_path: Path) -> None:
        rows = reaug.clean(SAMPLE, output=tmp_path / "run", formats=["jsonl"], apply="sure")
        assert reaug.verify(tmp_path / "run", rerun=True).ok
        assert digest(rows) == digest_of(tmp_path / "run")
        assert list((tmp_path / "run").glob("*.jsonl"))
        with pytest.raises(OutputError, match="already exists"):
            reaug.clean(SAMPLE, output=tmp_path / "run")
        with pytest.raises(UsageError, match="formats are written to the folder of a run"):
            reaug.clean(SAMPLE, formats=["jsonl"])

    def test_augment_into_a_folder(self, tmp_path: Path) -> None:
        augmented = reaug.augment(SAMPLE, [AEDA()], output=tmp_path / "run", report=None)
        assert digest(augmented) == digest(reaug.augment(SAMPLE, [AEDA()]))
        assert reaug.verify(tmp_path / "run", rerun=True).ok
        assert not (tmp_path / "run" / "report.html").exists()

    def test_resume_needs_a_folder(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        with pytest.raises(UsageError, match="give that folder as output"):
            reaug.augment(SAMPLE, [AEDA()], resume=True)
        reaug.augment(SAMPLE, [AEDA()], output=tmp_path / "run", resume=True)
        assert (tmp_path / "run").is_dir()

    def test_no_processes_are_an_error_of_use(self, tmp_path: Path) -> None:
        for output in (None, tmp_path / "run"):
            with pytest.raises(UsageError, match="must be at least 1, not 0"):
                reaug.augment(SAMPLE, [AEDA()], output=output, num_proc=0)
        assert not (tmp_path / "run").exists()


class TestGates:
    def test_functions_that_return_rows_refuse_gates_about_other_figures(
        self, tmp_path: Path
    ) -> None:
        assert len(reaug.clean(SAMPLE, fail_on=["label.js > 0.9"]))
        for call in (
            lambda: reaug.clean(SAMPLE, fail_on=["refused < 99"]),
            lambda: reaug.augment(SAMPLE, [AEDA()], fail_on=["label.js > 0"]),
            lambda: reaug.curriculum(SAMPLE, buckets=2, fail_on=["refused < 99"]),
        ):
            with pytest.raises(GateError, match="a gate failed"):
                call()
        with pytest.raises(GateError):
            reaug.clean(SAMPLE, output=tmp_path / "run", fail_on=["refused < 99"])
        assert reaug.verify(tmp_path / "run").ok

    def test_results_with_gates(self, tmp_path: Path) -> None:
        moved = reaug.drift(SAMPLE, SAMPLE, fail_on=["label.js < 0.1"])
        assert [gate.passed for gate in moved.gates] == [False]
        recipe = make_recipe(["aeda"], input=str(SAMPLE), fail_on=["label.js > 0.9"])
        done = reaug.run(recipe, output=tmp_path / "run", fail_on=["refused < 99"])
        assert ([gate.passed for gate in done.drift.gates], done.failed) == ([True, False], True)
        with pytest.raises(UsageError, match="unknown name 'labl'"):
            reaug.drift(SAMPLE, SAMPLE, fail_on=["labl.js > 1"])


class TestWhatThereIs:
    def test_columns_writes_the_same_mapping(self, table: Path, tmp_path: Path) -> None:
        file = tmp_path / "own.yaml"
        mapping = reaug.columns(table, map=COLUMNS, encoding="cp949", output=file)
        assert mapping == {**COLUMNS, "encoding": "cp949"}
        assert reaug.columns(table, map=file) == mapping
        result = command(
            "columns", table, "--map", OPTION, "--encoding", "cp949", "-o", tmp_path / "b.yaml"
        )
        assert result.code == 0
        assert (tmp_path / "b.yaml").read_bytes() == file.read_bytes()
        with pytest.raises(OutputError, match="already exists"):
            reaug.columns(table, map=COLUMNS, output=file)
        with pytest.raises(UsageError, match="yaml"):
            reaug.columns(table, map=COLUMNS, output=tmp_path / "own.txt")

    def test_lists_are_those_of_the_command(self) -> None:
        assert reaug.inventory() == command("list", "--json").json
        assert reaug.inventory("styles") == command("list", "styles", "--json").json
        assert "규칙" in reaug.inventory("rules", lang="ko")["rules"]["klue-re"]
        assert "건너뜀" in reaug.show("aeda", lang="ko").text
        with pytest.raises(UsageError, match="unknown kind 'style'"):
            reaug.inventory("style")  # type: ignore[arg-type]
        assert reaug.show("aeda").data == command("show", "aeda", "--json").json
        with pytest.raises(UsageError, match="did you mean 'aeda'"):
            reaug.show("aead")
        assert reaug.schema() == command("schema").json

    def test_the_graph_of_runs_is_the_same_page(self, tmp_path: Path) -> None:
        reaug.augment(SAMPLE, [AEDA()], output=tmp_path / "first")
        runs = reaug.runs_graph(tmp_path / "runs.html", tmp_path)
        assert len(runs) == 1
        command("runs", "graph", "-o", tmp_path / "other.html", tmp_path)
        assert (tmp_path / "other.html").read_bytes() == (tmp_path / "runs.html").read_bytes()
        with pytest.raises(UsageError, match="the output is a page"):
            reaug.runs_graph(tmp_path / "runs.txt", tmp_path)
