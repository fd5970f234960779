from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import datasets
import pytest

import tiny_tokenizers
from command import reaug, refused
from reaug.errors import RecipeError
from reaug.shaping.encode import Encode
from run_folders import SAMPLE, bytes_of, carry_out, row, sample_rows, save


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> str:
    return tiny_tokenizers.word_pieces(tmp_path_factory.mktemp("tokenizer"))


def test_sentences_are_marked(tmp_path: Path) -> None:
    result = reaug(
        "encode", SAMPLE, "-o", tmp_path / "run", "--style", "typed_entity_marker_punct",
        "--type-names", "ko", "--object-mark", "&",
    )  # fmt: skip
    assert (result.code, result.out) == (0, "")
    rows = datasets.load_from_disk(str(tmp_path / "run" / "data"))
    for each in rows:
        mention = each["subject_entity"]
        start, end = mention["start_idx"], mention["end_idx"] + 1
        assert each["sentence"][start:end] == mention["word"]
        assert each["sentence"][start - 9 : start - 3].startswith("@ * ")
        assert each["sentence"][end : end + 2] == " @"


def test_tokens_and_what_lies_beside_them(tmp_path: Path, tokenizer: str) -> None:
    result = reaug(
        "encode", SAMPLE, "-o", tmp_path / "run", "--style", "entity_marker",
        "--tokenizer", tokenizer, "--max-length", 160, "--pad", "--json",
    )  # fmt: skip
    assert result.code == 0, result.err
    (step,) = result.json["steps"]
    assert step["state"]["added_tokens"] == ["[E1]", "[/E1]", "[E2]", "[/E2]"]
    assert step["figures"]["longest"] > 20
    rows = datasets.load_from_disk(str(tmp_path / "run" / "data"))
    assert {len(ids) for ids in rows["input_ids"]} == {160}
    assert rows["labels"] == rows["label"]
    names = {path.name for path in (tmp_path / "run").iterdir()}
    assert names >= {"tokenizer", "encoding.json", "data"}
    document = json.loads((tmp_path / "run" / "encoding.json").read_text(encoding="utf-8"))
    assert document["label2id"]["no_relation"] == 0


def test_processes_make_no_difference_and_all_can_be_undone(tmp_path: Path, tokenizer: str) -> None:
    given = {"style": "query_first", "tokenizer": tokenizer, "clash": "escape"}
    carry_out([{"encode": given}], tmp_path / "one")
    carry_out([{"encode": given}], tmp_path / "two", num_proc=2)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")
    result = reaug("undo", tmp_path / "one", "-o", tmp_path / "back")
    assert result.code == 0, result.err
    back = datasets.load_from_disk(str(tmp_path / "back"))
    assert back["sentence"] == [each["sentence"] for each in sample_rows()]


def test_it_maps_a_data_set(tokenizer: str) -> None:
    import reaug as package

    rows = package.load(SAMPLE)
    step = Encode(style="r_bert", tokenizer=tokenizer)
    out = rows.with_format("arrow").map(step, batched=True, batch_size=50).with_format(None)
    assert len(out["input_ids"]) == len(rows)
    assert out[0]["sentence"] != rows[0]["sentence"]


def test_it_runs_behind_other_steps(tmp_path: Path) -> None:
    steps: list[Any] = [
        {"augment": {"where": {"labels": ["per:spouse"]}, "steps": ["aeda"]}},
        {"encode": {"style": "mask_prompt"}},
        {"curriculum": {"buckets": 2}},
    ]
    result = carry_out(steps, tmp_path / "run")
    assert result.done.columns["1.encode"] == ("query",)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--style", "typed"], "style"),
        (["--style", "r_bert", "--max-length", 9], "need a tokenizer"),
        (["--style", "r_bert", "--query", "{subject}"], "{object} is missing"),
        (
            ["--style", "r_bert", "--type-names", "fr"],
            "'--type-names': 'fr' is not one of 'code', ",
        ),
    ],
)
def test_wrong_use(words: list[Any], message: str, tmp_path: Path) -> None:
    refused(reaug("encode", SAMPLE, "-o", tmp_path / "run", *words), message)
    assert not list(tmp_path.iterdir())


def test_a_tokenizer_that_is_not_there(tmp_path: Path) -> None:
    given = ("--style", "r_bert", "--tokenizer", tmp_path / "none")
    result = reaug("encode", SAMPLE, "-o", tmp_path / "run", *given)
    refused(result, "no tokenizer can be loaded", planned=True)
    assert not list(tmp_path.iterdir())


def test_a_length_that_holds_no_mentions(tmp_path: Path, tokenizer: str) -> None:
    given = ("--style", "r_bert", "--tokenizer", tokenizer, "--max-length", 5)
    result = reaug("encode", SAMPLE, "-o", tmp_path / "run", *given)
    refused(result, "but max_length is 5; use", planned=True)
    assert not list(tmp_path.iterdir())


def test_bad_rows_can_be_dropped(tmp_path: Path) -> None:
    bad = row(guid="bad")
    bad["object_entity"]["start_idx"] = 0
    rows = save([row(guid="good"), bad], tmp_path / "rows.json")
    given = ("--style", "r_bert", "--on-bad-row", "drop", "--json")
    result = reaug("encode", rows, "-o", tmp_path / "run", *given)
    assert result.json["output"]["rows"] == 1


@pytest.mark.parametrize("label", [{}, {"label": 100}, {"label": None}])
def test_a_test_set_has_no_labels(label: dict[str, Any], tmp_path: Path, tokenizer: str) -> None:
    some = [{k: v for k, v in each.items() if k != "label"} | label for each in sample_rows()[:9]]
    rows = save(some, tmp_path / "test.json")
    given = ("--style", "r_bert", "--tokenizer", tokenizer)
    assert reaug("encode", rows, "-o", tmp_path / "run", *given).code == 2
    result = reaug("encode", rows, "-o", tmp_path / "run", *given, "--unlabelled")
    assert result.code == 0, result.err
    out = datasets.load_from_disk(str(tmp_path / "run" / "data"))
    assert out["labels"] == [None] * 9
    assert "no row has a label" in result.err
    result = reaug("curriculum", rows, "-o", tmp_path / "cut", "--buckets", 2, "--unlabelled")
    assert result.code == 0, result.err
    file = tmp_path / "rows.jsonl"
    assert reaug("export", "jsonl", rows, "-o", file, "--unlabelled").code == 0
    assert len(file.read_text(encoding="utf-8").splitlines()) == 9


@pytest.mark.parametrize("words", [["--dry-run"], ["--dry-run", "--json"], []])
def test_rows_without_labels_can_be_shown(words: list[str], tmp_path: Path) -> None:
    rows = save([{k: v for k, v in row(guid="a").items() if k != "label"}], tmp_path / "test.json")
    given = ("--style", "r_bert", "--unlabelled")
    result = reaug("encode", rows, "-o", tmp_path / "run", *given, *words)
    assert result.code == 0, result.err
    result = reaug("preview", "encode:style=r_bert", "--input", rows, "--unlabelled")
    assert result.code == 0, result.err
    assert "None" not in result.out
    if not words:
        result = reaug("trace", tmp_path / "run", "a")
        assert "None" not in result.out


def test_a_recipe_for_training_serves_a_test_set(tmp_path: Path) -> None:
    rows = save([{k: v for k, v in row(guid="a").items() if k != "label"}], tmp_path / "test.json")
    recipe = tmp_path / "recipe.yaml"
    lines = ["input: {path: train.json, on_bad_row: drop}", "steps: [{encode: {style: r_bert}}]"]
    recipe.write_text("\n".join(lines), encoding="utf-8")
    given = ("--input", rows, "-o", tmp_path / "run", "--json")
    assert reaug("run", recipe, *given).code == 2
    result = reaug("run", recipe, *given, "--unlabelled")
    assert result.code == 0, result.err
    assert result.json["input"]["unlabelled"] is True


@pytest.mark.parametrize(
    ("steps", "named"),
    [
        ([{"encode": {"style": "r_bert"}}, "aeda"], "1.aeda"),
        ([{"encode": {"style": "query_first"}}, {"augment": ["aeda"]}], "1.augment/0.aeda"),
        (["relation_candidates", "entity_type_correction"], "1.entity_type_correction"),
    ],
)
def test_nothing_changes_rows_behind(steps: list[Any], named: str) -> None:
    with pytest.raises(RecipeError, match=f"{named}: it would change rows after"):
        carry_out(steps, None)


def test_rows_are_marked_but_once() -> None:
    once = {"encode": {"style": "r_bert"}}
    with pytest.raises(RecipeError, match=r"1\.encode: 0\.encode already does that"):
        carry_out([once, once], None)


def test_rows_that_are_tokens_are_not_changed(tmp_path: Path, tokenizer: str) -> None:
    given = ("--style", "r_bert", "--tokenizer", tokenizer)
    assert reaug("encode", SAMPLE, "-o", tmp_path / "run", *given).code == 0
    for command in (
        ["augment", tmp_path / "run", "-t", "aeda"],
        ["clean", tmp_path / "run"],
        ["encode", tmp_path / "run", "--style", "entity_marker"],
    ):
        result = reaug(*command, "-o", tmp_path / "more")
        assert result.code == 2
        assert "already" in result.err.splitlines()[-1]
    assert reaug("curriculum", tmp_path / "run", "-o", tmp_path / "more").code == 0


def test_what_may_stand_behind(tmp_path: Path) -> None:
    steps: list[Any] = [
        "relation_candidates", {"encode": {"style": "r_bert"}}, "deduplicate", "curriculum",
    ]  # fmt: skip
    carry_out(steps, None)


def test_masks_of_other_steps_stay_masks(tmp_path: Path, tokenizer: str) -> None:
    steps: list[Any] = [
        {"random_masking": {"rate": 0.3}},
        {"encode": {"style": "typed_entity_marker", "tokenizer": tokenizer}},
    ]
    carry_out(steps, tmp_path / "run")
    rows = datasets.load_from_disk(str(tmp_path / "run" / "data"))
    mask = tiny_tokenizers.SPECIAL.index("[MASK]")
    masked = [each for each in rows if "[MASK]" in each["sentence"]]
    assert len(masked) > 200
    assert all(each["input_ids"].count(mask) == each["sentence"].count("[MASK]") for each in masked)


def test_sentences_of_an_encoded_run_are_left_out_as_they_were(tmp_path: Path) -> None:
    assert reaug("encode", SAMPLE, "-o", tmp_path / "run", "--style", "r_bert").code == 0
    given = ("tapt", SAMPLE, "-o", tmp_path / "text.txt", "--without", tmp_path / "run", "--json")
    result = reaug("export", *given)
    assert result.code == 0, result.err
    assert result.json["sentences"]["lines"] == 0


def test_a_recipe_reads_a_test_set(tmp_path: Path) -> None:
    rows = save([{k: v for k, v in row(guid="a").items() if k != "label"}], tmp_path / "test.json")
    recipe = tmp_path / "recipe.yaml"
    lines = [
        f"input: {{path: {json.dumps(str(rows))}, unlabelled: true}}",
        f"output: {json.dumps(str(tmp_path / 'run'))}",
        "steps: [{encode: {style: r_bert}}]",
    ]
    recipe.write_text("\n".join(lines), encoding="utf-8")
    result = reaug("run", recipe)
    assert result.code == 0, result.err
