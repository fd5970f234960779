from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import datasets
import pandas as pd
import pytest

import reaug
from command import reaug as command
from reaug.core.step import Edit, Where
from reaug.data import content_digest, read
from reaug.errors import InputError, OutputError, ReaugError, RecipeError, RuleBookError, UsageError
from reaug.recipe.model import Recipe
from reaug.rulebook import load as load_rules
from reaug.transforms.aeda import AEDA
from reaug.transforms.entity_swap import EntitySwap
from run_folders import SAMPLE, SAMPLES, carry_out, listing, plan, row, sample_rows


class Shout(reaug.Step):
    """Put ! behind a sentence: a step that no entry point names."""

    mark: str = "!"

    def propose_row(self, row: Any, state: Any, draw: Any) -> Any:
        n = len(row.sentence)
        yield Edit(n, n, self.mark)


@pytest.fixture(scope="module")
def data() -> datasets.Dataset:
    return reaug.load(SAMPLE)


def digest(rows: datasets.Dataset) -> str:
    return content_digest(read(rows).table)


class TestLoad:
    def test_loaded_data_has_typed_features(self, data: datasets.Dataset) -> None:
        assert len(data) == 267
        assert data.features["label"].names == load_rules("klue-re").labels
        assert data.features["object_entity"]["end_idx"].dtype == "int32"

    def test_a_data_frame(self) -> None:
        frame = pd.DataFrame(sample_rows())
        assert digest(reaug.load(frame)) == digest(reaug.load(SAMPLE))

    def test_load_names_what_is_wrong(self) -> None:
        with pytest.raises(InputError, match="no such file"):
            reaug.load("nowhere.json")
        with pytest.raises(RuleBookError, match="shipped: klue-re"):
            reaug.load(SAMPLE, rules="klue")
        with pytest.raises(UsageError):
            reaug.load(3)

    def test_bad_rows_as_on_the_command_line(self, caplog: pytest.LogCaptureFixture) -> None:
        rows = [dict(row) for row in sample_rows()]
        mendable = rows[0]["subject_entity"]
        rows[0]["subject_entity"] = {**mendable, "start_idx": mendable["start_idx"] + 1}
        rows[1]["subject_entity"] = {**rows[1]["subject_entity"], "word": "여기없음"}
        with pytest.raises(InputError, match="on_bad_row= in Python"):
            reaug.load(rows)
        assert len(reaug.load(rows, on_bad_row="repair")) == len(rows) - 1
        assert "1 dropped as bad" in caplog.text
        assert len(reaug.load(rows, on_bad_row="drop")) == len(rows) - 2
        with pytest.raises(InputError, match="max_bad_share= in Python"):
            reaug.load(rows, on_bad_row="drop", max_bad_share=0.001)


class TestAugment:
    def test_rows_stay_and_copies_come(self, data: datasets.Dataset) -> None:
        before = data[:]
        out = reaug.augment(data, [AEDA(ratio=0.3)], seed=1)
        assert data[:] == before
        assert out.remove_columns("parent").features == data.features
        assert all((row["parent"] is None) == ("~" not in row["guid"]) for row in out)
        names = out.features["label"]
        assert len(out) > 450
        copies = [each for each in out if "~" in each["guid"]]
        assert len(out) - len(copies) == 267
        assert not any(names.int2str(each["label"]) == "no_relation" for each in copies)

    def test_the_same_as_a_recipe(self, data: datasets.Dataset) -> None:
        out = reaug.augment(
            data, [EntitySwap(), AEDA(p=0.5)], copies=2, where=Where(rare_below=9), seed=3
        )
        steps = ["entity_swap", {"aeda": {"p": 0.5}}]
        block = {"copies": 2, "where": {"rare_below": 9}, "steps": steps}
        assert digest(out) == carry_out([{"augment": block}], seed=3).digest

    def test_again_and_again(self, data: datasets.Dataset) -> None:
        rows = data
        for _ in range(3):
            rows = reaug.augment(rows, [AEDA()], where=Where(labels=("per:religion",)))
        assert len(set(rows["guid"])) == len(rows) == 267 + 7 * 5

    def test_whatever_is_read(self, data: datasets.Dataset) -> None:
        expected = digest(reaug.augment(data, [AEDA()]))
        for source in (SAMPLE, str(SAMPLE), pd.DataFrame(sample_rows())):
            assert digest(reaug.augment(source, [AEDA()])) == expected

    def test_two_processes(self, data: datasets.Dataset) -> None:
        steps = [AEDA()]
        assert digest(reaug.augment(data, steps, num_proc=2)) == digest(reaug.augment(data, steps))

    def test_a_step_of_ones_own(self, data: datasets.Dataset) -> None:
        out = reaug.augment(data, [Shout(mark="?!")], where=Where(labels=("per:title",)))
        added = [each["sentence"] for each in out if each["guid"].endswith("~0.augment#1")]
        assert len(added) == 15
        assert all(sentence.endswith("?!") for sentence in added)

    @pytest.mark.parametrize(
        ("steps", "options", "error", "message"),
        [
            ([], {}, RecipeError, "steps: this must have at least one entry"),
            (AEDA, {}, UsageError, "is not a step; pass objects"),
            ([AEDA], {}, UsageError, "is not a step; pass objects"),
            ("aeda", {}, UsageError, "'a' is not a step"),
            (["aeda"], {}, UsageError, "'aeda' is not a step"),
            (None, {}, UsageError, "None is not a step"),
            ([AEDA()], {"copies": 0}, RecipeError, "copies: this must be greater"),
            ([AEDA()], {"copies": 1.5}, RecipeError, "copies: this must be a whole number"),
            ([AEDA()], {"seed": -1}, RecipeError, "seed: this must be greater"),
            ([AEDA()], {"seed": "x"}, RecipeError, "seed: this must be a whole number"),
            ([AEDA()], {"rules": "klue"}, RuleBookError, "shipped: klue-re"),
            ([AEDA()], {"num_proc": 0}, UsageError, "must be at least 1"),
            ([AEDA()], {"where": Where(labels=("x",))}, RecipeError, "unknown label 'x'"),
        ],
    )
    def test_wrong_use(
        self,
        data: datasets.Dataset,
        steps: Any,
        options: dict[str, Any],
        error: type[ReaugError],
        message: str,
    ) -> None:
        with pytest.raises(error, match=message):
            reaug.augment(data, steps, **options)

    def test_one_step_alone(self, data: datasets.Dataset) -> None:
        assert digest(reaug.augment(data, AEDA())) == digest(reaug.augment(data, [AEDA()]))  # type: ignore[arg-type]


class TestClean:
    def test_types_and_duplicates(self, data: datasets.Dataset) -> None:
        steps = [{"entity_type_correction": {"evidence": "full"}}, "deduplicate"]
        assert digest(reaug.clean(data)) == carry_out(steps).digest

    def test_steps_can_be_objects_of_a_plugin(self, data: datasets.Dataset) -> None:
        out = reaug.clean(data, [reaug.cleaning.Deduplicate(keep="first"), Shout()])
        assert len(out) == 267 - 7
        assert all(each["sentence"].endswith("!") for each in out)
        with pytest.raises(RecipeError, match="at least one entry"):
            reaug.clean(data, [])

    def test_no_row_left_is_an_error(self) -> None:
        frame = pd.DataFrame([row(guid="a"), row(guid="b", label="per:origin")])
        with pytest.raises(InputError, match="no row is left"):
            reaug.clean(frame)


class TestRun:
    def test_a_recipe_file_is_run(self, tmp_path: Path) -> None:
        result = reaug.run(SAMPLES / "quickstart.yaml", output=tmp_path / "run")
        assert result.folder == tmp_path / "run"
        again = reaug.run(str(SAMPLES / "quickstart.yaml"), source=SAMPLE, output=tmp_path / "b")
        assert again.digest == result.digest
        with pytest.raises(OutputError, match="already exists"):
            reaug.run(SAMPLES / "quickstart.yaml", output=tmp_path / "run")
        reaug.run(SAMPLES / "quickstart.yaml", output=tmp_path / "run", force=True)

    def test_a_recipe(self, tmp_path: Path, data: datasets.Dataset) -> None:
        recipe = Recipe(steps=("aeda",))
        with pytest.raises(OutputError, match="names no output"):
            reaug.run(recipe, source=data)
        with pytest.raises(RecipeError, match="names no input"):
            reaug.run(recipe, output=tmp_path / "run")
        assert listing(tmp_path) == []
        assert reaug.run(recipe, source=data, output=str(tmp_path / "run")).done.rows_in == 267

    def test_the_shape_of_the_recipes_own_input_holds_of_no_run(self, tmp_path: Path) -> None:
        frame = pd.DataFrame(sample_rows()).rename(columns={"label": "관계"})
        frame.to_json(tmp_path / "own.jsonl", orient="records", lines=True, force_ascii=False)
        own = {"path": str(tmp_path / "own.jsonl"), "map": {"label": "관계"}, "encoding": "utf-8"}
        recipe = Recipe.model_validate({"input": own, "steps": ["aeda"]})
        first = reaug.run(recipe, output=tmp_path / "first", report=None)
        again = reaug.run(recipe, source=tmp_path / "first", output=tmp_path / "again", report=None)
        assert again.done.rows_in == first.done.rows_in
        assert reaug.preview(recipe, source=str(tmp_path / "first"), number=1)
        file = tmp_path / "recipe.yaml"
        file.write_text(json.dumps({"input": own, "steps": ["aeda"]}), encoding="utf-8")
        words = ("run", file, "-i", tmp_path / "first", "-o", tmp_path / "typed", "--no-report")
        assert command(*words).code == 0
        python, typed = (
            json.loads((tmp_path / name / "manifest.json").read_text("utf-8"))
            for name in ("again", "typed")
        )
        assert python["recipe"] == typed["recipe"]
        assert python["input"] == typed["input"]


def test_drift_compares_two_data_sets(data: datasets.Dataset) -> None:
    out = reaug.augment(data, [AEDA()])
    assert reaug.drift(data, out).label.js > 0.05
    assert reaug.drift(data, data).label.js == 0.0


class TestExport:
    def test_exported_rows_are_read_back(self, data: datasets.Dataset, tmp_path: Path) -> None:
        exported = reaug.export(data, "tacred", tmp_path / "a.json")
        assert (exported.format, exported.path, exported.sentences) == (
            "tacred",
            tmp_path / "a.json",
            None,
        )
        assert digest(reaug.load(tmp_path / "a.json")) == digest(data)

    def test_sentences_of_data_in_memory(self, data: datasets.Dataset, tmp_path: Path) -> None:
        frame = pd.DataFrame(sample_rows()[:100])
        path = tmp_path / "a.txt"
        exported = reaug.export(data, "tapt", str(path), without=[frame, SAMPLE])
        assert exported.sentences is not None
        first, second = exported.sentences.without
        assert (first.name, first.left_out) == ("pandas.DataFrame", first.sentences)
        assert (second.sentences, exported.sentences.lines) == (188, 0)
        assert first.left_out + second.left_out == 188
        with pytest.raises(OutputError, match="already exists"):
            reaug.export(data, "tapt", path)
        reaug.export(data, "tapt", path, force=True)
        assert len(path.read_text(encoding="utf-8").splitlines()) == 188

    def test_wrong_use(self, data: datasets.Dataset, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="unknown format 'xml'"):
            reaug.export(data, "xml", tmp_path / "a")
        with pytest.raises(UsageError, match="works only with tapt, not with jsonl"):
            reaug.export(data, "jsonl", tmp_path / "a", without=[data])
        with pytest.raises(UsageError, match="cannot read a int"):
            reaug.export(data, "tapt", tmp_path / "a", without=[3])
        with pytest.raises(UsageError, match="on_bad_row must be"):
            reaug.export(data, "tapt", tmp_path / "a", on_bad_row="x")  # type: ignore[arg-type]
        with pytest.raises(RuleBookError, match="no rule book"):
            reaug.export(data, "tapt", tmp_path / "a", rules="x")
        assert listing(tmp_path) == []


class TestMoreOfTheCommandLine:
    def test_a_list_of_dicts(self) -> None:
        assert digest(reaug.load(sample_rows())) == digest(reaug.load(SAMPLE))
        with pytest.raises(InputError, match="a list of rows"):
            reaug.load([1, 2])
        with pytest.raises(InputError):
            reaug.load([])

    def test_encode_takes_what_the_command_takes(
        self, data: datasets.Dataset, tmp_path: Path
    ) -> None:
        rows = reaug.encode(data, "entity_mask")
        assert "[SUBJ-" in rows[0]["sentence"]
        kept = reaug.encode(data, "entity_mask", output=tmp_path / "run")
        assert digest(kept) == digest(rows)
        assert reaug.verify(tmp_path / "run").ok
        bare = [{**row, "label": "100"} for row in sample_rows()[:3]]
        assert len(reaug.encode(bare, "r_bert", unlabelled=True)) == 3
        with pytest.raises(RecipeError, match="style"):
            reaug.encode(data, "no_style")

    def test_curriculum_takes_what_the_command_takes(
        self, data: datasets.Dataset, tmp_path: Path
    ) -> None:
        rows = reaug.curriculum(data, buckets=4, split=True, output=tmp_path / "run")
        assert sorted(set(rows["bucket"][:])) == [0, 1, 2, 3]
        again = reaug.curriculum(sample_rows(), like=tmp_path / "run", split=False)
        assert sorted(again["bucket"][:]) == sorted(rows["bucket"][:])
        with pytest.raises(
            UsageError, match="like takes the thresholds of that run; remove buckets"
        ):
            reaug.curriculum(data, like=tmp_path / "run", buckets=2)

    def test_preview_shows_examples_of_each_step(self, data: datasets.Dataset) -> None:
        preview = reaug.preview([AEDA(), Shout()], source=data.select(range(5)), number=2)
        assert repr(preview).startswith("<Preview of 5 rows: 0.aeda changed 5, 1.Shout changed 5;")
        assert {example.step for example in preview.examples} == {"0.aeda", "1.Shout"}
        page = preview._repr_html_()
        assert "<script" not in page
        assert preview.examples[0].before.sentence[:5] in page

    def test_trace_and_undo(self, data: datasets.Dataset, tmp_path: Path) -> None:
        reaug.run(plan(["aeda"]).recipe, source=SAMPLE, output=tmp_path / "run", report=None)
        first = reaug.trace(tmp_path / "run", "reaug-sample-00000")
        assert [stage.step for stage in first] == ["input", "0.aeda"]
        assert digest(reaug.undo(tmp_path / "run")) == digest(data)
        with pytest.raises(InputError):
            reaug.undo(tmp_path)

    def test_short_reprs(self, tmp_path: Path) -> None:
        recipe = plan(["aeda"]).recipe
        done = reaug.run(recipe, source=SAMPLE, output=tmp_path / "run", report=None)
        for value in (
            done,
            done.plan,
            done.done,
            done.plan.reading,
            reaug.verify(tmp_path / "run"),
        ):
            assert len(repr(value)) < 300, repr(value)
        for shown in (done, reaug.verify(tmp_path / "run"), reaug.audit(SAMPLE)):
            assert shown._repr_html_().startswith("<table><caption>&lt;")


class TestRuleBooks:
    def test_as_on_the_command_line(self, tmp_path: Path) -> None:
        document = command("rules", "learn", SAMPLE, "-o", tmp_path / "own.yaml", "--json").json
        learned = reaug.learn_rules(SAMPLE, tmp_path / "mine.yaml", name="own")
        assert learned.path.read_bytes() == (tmp_path / "own.yaml").read_bytes()
        assert {**learned.to_json(), "output": document["output"]} == document
        document = command("rules", "check", tmp_path / "own.yaml", SAMPLE, "--json").json
        assert reaug.check_rules(tmp_path / "mine.yaml", SAMPLE).to_json() == document

    def test_data_in_memory_and_a_whole_book(self, data: datasets.Dataset, tmp_path: Path) -> None:
        learned = reaug.learn_rules(data, tmp_path / "own.yaml", mode="new")
        assert learned.base is None
        assert reaug.check_rules(learned.path, data).unknown_labels == {}

    def test_nothing_is_written_over(self, tmp_path: Path) -> None:
        (tmp_path / "own.yaml").write_text("mine", encoding="utf-8")
        with pytest.raises(OutputError):
            reaug.learn_rules(SAMPLE, tmp_path / "own.yaml")
        with pytest.raises(UsageError, match="yaml"):
            reaug.learn_rules(SAMPLE, tmp_path / "own.txt")
        assert (tmp_path / "own.yaml").read_text(encoding="utf-8") == "mine"
