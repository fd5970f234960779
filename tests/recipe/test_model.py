from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reaug.core.step import Step, Where
from reaug.errors import RecipeError
from reaug.recipe.blocks import RARE
from reaug.recipe.checks import check_where, for_rules
from reaug.recipe.model import Recipe, make_recipe
from reaug.recipe.nodes import augment_of, leaves_of, recipe_of
from reaug.recipe.plan import Augment, Leaf, OneOf, SomeOf, step_order
from reaug.recipe.recipe_file import load_recipe
from reaug.rulebook import load
from reaug.shaping.curriculum import Curriculum
from reaug.transforms.aeda import AEDA
from reaug.transforms.entity_swap import EntitySwap
from run_folders import SAMPLES


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def write_text(text: str | bytes, name: str = "recipe.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write_text


def message_of(path: Path) -> str:
    with pytest.raises(RecipeError) as error:
        load_recipe(path)
    text = str(error.value)
    assert "\n" not in text
    assert text.startswith(str(path))
    return text.removeprefix(str(path))


def test_the_sample_recipes() -> None:
    for path in sorted(SAMPLES.glob("*.yaml")):
        recipe = load_recipe(path)
        assert recipe.output is not None
        assert step_order(recipe.nodes())[-1].endswith("curriculum")


def test_a_path_of_a_recipe_counts_from_its_folder(write: Any, tmp_path: Path) -> None:
    (tmp_path / "rows.json").write_text("[]")
    (tmp_path / "own.yaml").write_text("")
    text = "input: {}\nrules: {}\nsteps: [aeda]\n"
    recipe = load_recipe(write(text.format("rows.json", "own.yaml")))
    assert recipe.input is not None
    assert recipe.input.path == str(tmp_path / "rows.json")
    assert recipe.rules == str(tmp_path / "own.yaml")
    recipe = load_recipe(write(text.format("klue/re:train", "klue-re")))
    assert recipe.input is not None
    assert recipe.input.path == "klue/re:train"
    assert recipe.rules == "klue-re"
    recipe = load_recipe(write(text.format("elsewhere.json", "elsewhere.yaml")))
    assert recipe.input is not None
    assert (recipe.input.path, recipe.rules) == ("elsewhere.json", "elsewhere.yaml")
    absolute = tmp_path / "rows.json"
    recipe = load_recipe(write(text.format(absolute, "klue-re")))
    assert recipe.input is not None
    assert recipe.input.path == str(absolute)


def test_nodes_and_paths(write: Any) -> None:
    recipe = load_recipe(
        write(
            """
            seed: 7
            steps:
              - aeda
              - entity_swap: {mode: role, p: 0.5}
              - augment:
                  copies: 3
                  steps:
                    - some_of: {steps: [aeda, random_masking, random_deletion], count: 2}
                    - one_of: [aeda, random_masking]
              - augment: [aeda]
            """
        )
    )
    first, swap, block, short = recipe.nodes()
    assert first == Leaf("0.aeda", AEDA())
    assert swap == Leaf("1.entity_swap", EntitySwap(mode="role", p=0.5))
    assert isinstance(block, Augment)
    assert (block.path, block.copies, block.where, block.p) == ("2.augment", 3, RARE, 1.0)
    some, choice = block.children
    assert isinstance(some, SomeOf)
    assert isinstance(choice, OneOf)
    assert (some.path, some.count, some.weights) == ("2.augment/0.some_of", 2, (1.0, 1.0, 1.0))
    assert (choice.path, choice.retry) == ("2.augment/1.one_of", True)
    assert isinstance(short, Augment)
    assert step_order(recipe.nodes()) == [
        "0.aeda",
        "1.entity_swap",
        "2.augment",
        "2.augment/0.some_of/0.aeda",
        "2.augment/0.some_of/1.random_masking",
        "2.augment/0.some_of/2.random_deletion",
        "2.augment/1.one_of/0.aeda",
        "2.augment/1.one_of/1.random_masking",
        "3.augment",
        "3.augment/0.aeda",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", " is empty; a recipe is a mapping"),
        ("# nothing but a comment\n", " is empty; a recipe is a mapping"),
        ("~", ": a recipe is a mapping with input, steps and output"),
        ("- aeda\n- deduplicate\n", ": a recipe is a mapping with input, steps and output"),
        ("aeda", ": a recipe is a mapping with input, steps and output"),
        ("steps: [aeda]\nsteps: [aeda]\n", ":2: the key 'steps' appears twice; first on line 1"),
        ("a: &x [aeda]\nsteps: *x\n", ":2: aliases are not allowed"),
        ("steps: !!python/object:os.system [aeda]\n", ":1: tags are not allowed"),
        ("steps: [aeda]\n---\nsteps: [aeda]\n", ":2: a second YAML document begins here"),
        ("steps: [aeda\n", ": this is not YAML: "),
        ("steps:\n\t- aeda\n", ":2: this is not YAML: "),
        ("steps: " + "[" * 50 + "]" * 50, ":1: this is nested more than 20 levels deep"),
        ("steps: [" + "{one_of: [" * 12 + "aeda" + "]}" * 12 + "]", ":1: this is nested more tha"),
        (b"steps: [aeda]\n# \xff\xfe\n", ":2: this is not UTF-8 text; save it as UTF-8"),
        ("steps: [aeda]\x00", ": this is not YAML: "),
        ("{}", ": steps: this is missing"),
        ("steps:\n", ":1: steps: this must be a list, not nothing (null)"),
        ("seed: 1\nsteps: []\n", ":2: steps: this must have at least one entry"),
        ("steps: aeda\n", ":1: steps: this must be a list, not the text 'aeda'"),
        ("steps: {aeda: }\n", ":1: steps: this must be a list, not a mapping"),
        ("steps: [3]\n", "steps.0: each entry is a step's name, or one name with its parameters"),
        ("steps: [[aeda]]\n", "steps.0: each entry is a step's name, or one name with its"),
        ("steps: [aeda, ~]\n", "steps.1: each entry is a step's name, or one name with its"),
        ("steps: [{}]\n", ": steps: each entry is a step's name, or one name with its"),
        ("steps: [{aeda: , curriculum: }]\n", "here: aeda, curriculum"),
        ("step: [aeda]\nsteps: [aeda]\n", ":1: unknown key 'step'; did you mean 'steps'?"),
        ("steps: [adea]\n", ": 0.adea: unknown step 'adea'; did you mean 'aeda'? There are: augm"),
        ("steps: ['']\n", ": 0.: unknown step ''; there are: augment, one_of, some_of, aeda, "),
        ("steps: ['[/]']\n", ": 0.[/]: unknown step '[/]';"),
        ("steps: [{aeda: {ratioo: 1}}]\n", "unknown parameter 'ratioo'; did you mean 'ratio'?"),
        ("steps: [{aeda: {x: 1}}]\n", ": 0.aeda: unknown parameter 'x'; there are: marks, "),
        (
            "steps: [{aeda: {where: {label: [a]}}}]\n",
            "where: unknown parameter 'label'; did you mean 'labels'",
        ),
        ("steps: [{aeda: {where: 3}}]\n", ": 0.aeda: where: "),
        ("steps: [{aeda: {ratio: lots}}]\n", ": 0.aeda: ratio: this must be a number, not the te"),
        ("steps: [{aeda: {p: 1.5}}]\n", ": 0.aeda: p: "),
        ("steps: [{aeda: {p: .nan}}]\n", ": 0.aeda: p: "),
        ("steps: [{aeda: {p: .inf}}]\n", ": 0.aeda: p: "),
        ("steps: [{aeda: [ratio, 1]}]\n", ": 0.aeda: parameters are written as name: value, not "),
        ("steps: [{aeda: 0.3}]\n", ": 0.aeda: parameters are written as name: value, not 0.3"),
        ("steps: [{aeda: {where: {labels: per:title}}}]\n", "where.labels: this must be a list, n"),
        (
            "steps: [{aeda: {where: {labels: [no]}}}]\n",
            "where.labels.0: this must be text, not t",
        ),
        (
            "steps: [{aeda: {where: {rows: [1]}}}]\n",
            "where.rows.0: this must be text, not the nu",
        ),
        ("steps: [{augment: }]\n", ": 0.augment: steps: this is missing"),
        ("steps: [{augment: []}]\n", ": 0.augment: steps: this must have at least one entry"),
        ("steps: [{augment: aeda}]\n", ": 0.augment: parameters are written as name: value"),
        ("steps: [augment]\n", ": 0.augment: steps: this is missing"),
        (
            "steps: [{augment: {copy: 2, steps: [aeda]}}]\n",
            "parameter 'copy'; did you mean 'copies'",
        ),
        ("steps: [{augment: {copies: 0, steps: [aeda]}}]\n", ": 0.augment: copies: "),
        ("steps: [{augment: {copies: 1001, steps: [aeda]}}]\n", ": 0.augment: copies: "),
        (
            "steps: [{augment: {copies: yes, steps: [aeda]}}]\n",
            "copies: this must be a whole number",
        ),
        (
            "steps: [{augment: {copies: 2.5, steps: [aeda]}}]\n",
            "copies: this must be a whole number",
        ),
        (
            "steps: [{augment: {p: yes, steps: [aeda]}}]\n",
            "0.augment: p: this must be a number, not",
        ),
        ("steps: [{augment: {p: .nan, steps: [aeda]}}]\n", ": 0.augment: p: "),
        ("steps: [{augment: [{augment: [aeda]}]}]\n", ": 0.augment/0.augment: an augment block mu"),
        ("steps: [{one_of: [{augment: [aeda]}]}]\n", ": 0.one_of/0.augment: an augment block must"),
        (
            "steps: [{one_of: [curriculum]}]\n",
            ": 0.one_of/0.curriculum: curriculum adds columns; m",
        ),
        (
            "steps: [{augment: [curriculum]}]\n",
            ": 0.augment/0.curriculum: curriculum adds columns; ",
        ),
        ("steps: [{curriculum: {p: 0.5}}]\n", ": 0.curriculum: curriculum adds columns to every "),
        (
            "steps: [{curriculum: {where: {labels: [a]}}}]\n",
            ": 0.curriculum: curriculum adds colum",
        ),
        ("steps: [{one_of: {steps: [aeda], weights: [1, 2]}}]\n", ": 0.one_of: 2 weights for 1 st"),
        ("steps: [{one_of: {steps: [aeda], weights: [0]}}]\n", "weights must be positive numbers"),
        ("steps: [{one_of: {steps: [aeda], weights: [-1]}}]\n", "weights must be positive numbers"),
        ("steps: [{one_of: {steps: [aeda], weights: [.inf]}}]\n", "weights must be positive numbe"),
        ("steps: [{one_of: {steps: [aeda], weights: [.nan]}}]\n", "weights must be positive numbe"),
        ("steps: [{one_of: {steps: [aeda], weights: []}}]\n", ": 0.one_of: 0 weights for 1 step"),
        (
            "steps: [{one_of: {steps: [aeda], count: 2}}]\n",
            "unknown parameter 'count'; there are: retry",
        ),
        (
            "steps: [{some_of: {steps: [aeda], count: 2}}]\n",
            "count is 2, but there are 1 steps|1 st",
        ),
        ("steps: [{some_of: {steps: [aeda], count: 0}}]\n", ": 0.some_of: count: "),
        ("steps: [{some_of: {steps: [aeda], count: yes}}]\n", "count: this must be a whole number"),
        (
            "steps: [{patch: {path: a.jsonl, p: 0.5}}]\n",
            "0.patch: patch applies to every row; remove p and where",
        ),
        (
            "steps: [{patch: {path: a.jsonl, where: {labels: [no_relation]}}}]\n",
            "0.patch: patch applies to every row; remove p and where",
        ),
        (
            "steps: [{one_of: [aeda, {patch: {path: a.jsonl}}]}]\n",
            "patch applies to every row; move it out of one_of",
        ),
        (
            "steps: [{augment: [{patch: {path: a.jsonl}}]}]\n",
            "patch applies to every row; move it out of augment",
        ),
        (
            "steps: [{augment: [deduplicate]}]\n",
            "deduplicate judges the whole set; move it out of augment",
        ),
        ("steps: [{one_of: []}]\n", ": 0.one_of: steps: this must have at least one entry"),
        ("seed: -1\nsteps: [aeda]\n", ":1: seed: "),
        ("seed: 9223372036854775808\nsteps: [aeda]\n", ":1: seed: "),
        ("seed: no\nsteps: [aeda]\n", ":1: seed: this must be a whole number, not the truth value"),
        ("seed: 1.5\nsteps: [aeda]\n", ":1: seed: this must be a whole number, not the number 1.5"),
        ("seed: '7'\nsteps: [aeda]\n", ":1: seed: this must be a whole number, not the text '7'"),
        ("input: 3\nsteps: [aeda]\n", ":1: input: "),
        (
            "input: {file: a}\nsteps: [aeda]\n",
            ":1: input: unknown key 'file'; there are: encoding, label_names, licence, map,",
        ),
        ("input: {path: a, on_bad_row: keep}\nsteps: [aeda]\n", ":1: input.on_bad_row: "),
        ("output: {path: a, formats: [xml]}\nsteps: [aeda]\n", ":1: output.formats.0: "),
        (
            "output: {path: a, formats: jsonl}\nsteps: [aeda]\n",
            "output.formats: this must be a list",
        ),
        ("fail_on: label.js > 0.1\nsteps: [aeda]\n", ":1: fail_on: this must be a list, not the t"),
        ("rules: [a]\nsteps: [aeda]\n", ":1: rules: this must be text, not a list"),
        ("no: 1\nsteps: [aeda]\n", ":1: YAML reads the key no as the truth value False; quote it"),
    ],
)
def test_what_is_wrong_is_told_in_a_line(write: Any, text: str | bytes, expected: str) -> None:
    message = message_of(write(text))
    assert any(part in message for part in expected.split("|")), message


def test_a_long_value_is_cut(write: Any) -> None:
    message = message_of(write(f"seed: {'x' * 100_000}\nsteps: [aeda]\n"))
    assert len(message) < 300


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert message_of(tmp_path / "none.yaml") == ": the recipe file does not exist"
    assert message_of(tmp_path) == " is a folder; name the recipe's YAML file"
    assert "cannot be read: File name too long" in message_of(tmp_path / ("x" * 300))


def test_numbers_as_yaml_writes_them(write: Any) -> None:
    (leaf,) = load_recipe(write("steps: [{aeda: {ratio: 1e-1, p: 1}}]\n")).nodes()
    assert leaf == Leaf("0.aeda", AEDA(ratio=0.1, p=1.0))


def test_a_recipe_made_of_options() -> None:
    recipe = make_recipe(["aeda"], seed=7)
    assert recipe == Recipe(steps=("aeda",), seed=7)
    for steps, fields, message in (
        ([], {}, "steps: this must have at least one entry"),
        (["aeda"], {"seed": -1}, "seed: "),
        (["aeda"], {"seed": None}, "seed: this must be a whole number, not nothing"),
        (["aeda"], {"colour": 1}, "unknown key 'colour'; there are: fail_on"),
    ):
        with pytest.raises(RecipeError, match=message):
            make_recipe(steps, **fields)
    with pytest.raises(RecipeError, match=r"0.adea: unknown step 'adea'"):
        make_recipe(["adea"]).nodes()


def test_step_objects() -> None:
    steps: list[Step] = [EntitySwap(mode="role"), AEDA(ratio=0.5, where=Where(labels=("a",)))]
    assert make_recipe(recipe_of(steps)).nodes() == leaves_of(steps)
    block = {"augment": {"steps": recipe_of(steps), "copies": 2}}
    assert make_recipe([block]).nodes() == (augment_of(steps, copies=2),)
    with pytest.raises(RecipeError, match=r"0.augment: copies: this must be greater than or equal"):
        augment_of(steps, copies=0)
    with pytest.raises(RecipeError, match=r"0.augment: steps: this must have at least one entry"):
        augment_of([])
    with pytest.raises(RecipeError, match=r"0.augment/0.curriculum: curriculum adds columns; move"):
        augment_of([Curriculum()])


def test_conditions_name_what_the_rule_book_knows() -> None:
    rules = load("klue-re")
    for where, message in (
        ({"labels": ["per:titel"]}, "where: unknown label 'per:titel'; did you mean 'per:title'?"),
        ({"not_labels": ["none"]}, "where: unknown label 'none'; there are: no_relation,"),
        (
            {"type_pairs": ["PER-ORG"]},
            "where: 'PER-ORG' is not a type pair such as PER:ORG; types:",
        ),
        ({"type_pairs": ["PER:XYZ"]}, "where: 'PER:XYZ' is not a type pair"),
        ({"type_pairs": ["PER:ORG:LOC"]}, "where: 'PER:ORG:LOC' is not a type pair"),
        ({"type_pairs": ["PER"]}, "where: 'PER' is not a type pair"),
    ):
        for steps in (
            [{"aeda": {"where": where}}],
            [{"augment": {"where": where, "steps": ["aeda"]}}],
        ):
            with pytest.raises(RecipeError, match=message):
                check_where(make_recipe(steps).nodes(), rules)
    good = {"labels": ["per:title"], "not_labels": ["no_relation"], "type_pairs": ["PER:ORG"]}
    check_where(make_recipe([{"aeda": {"where": good}}, {"augment": ["aeda"]}]).nodes(), rules)


def test_whom_not_to_copy_by_default_is_the_rule_books_own_negative_label() -> None:
    rules = load("klue-re")
    nodes = make_recipe([{"augment": ["aeda"]}, "aeda"]).nodes()
    assert for_rules(nodes, rules) == nodes
    relations = {name: relation for name, relation in rules.relations.items() if ":" in name}
    for negative, expected in (("per:title", ("per:title",)), (None, ())):
        other = rules.model_copy(update={"relations": relations, "negative": negative})
        block, leaf = for_rules(nodes, other)
        assert isinstance(block, Augment)
        assert block.where.not_labels == expected
        assert block.where.rare_below == RARE.rare_below
        assert leaf == nodes[1]


def test_a_label_that_the_rule_book_lacks_is_refused_where_somebody_wrote_it() -> None:
    rules = load("klue-re")
    relations = {name: relation for name, relation in rules.relations.items() if ":" in name}
    other = rules.model_copy(update={"relations": relations, "negative": "per:title"})
    for where in (
        {"not_labels": ["no_relation"]},
        {"rare_below": 500, "not_labels": ["per:titel"]},
    ):
        nodes = make_recipe([{"augment": {"where": where, "steps": ["aeda"]}}]).nodes()
        with pytest.raises(RecipeError, match=r"unknown label '\S+'"):
            check_where(for_rules(nodes, other), other)
    with pytest.raises(RecipeError, match="did you mean 'per:title'"):
        check_where(for_rules(nodes, other), other)


def test_a_recipe_told_as_json_is_the_same_recipe() -> None:
    recipe = load_recipe(SAMPLES / "quickstart.yaml")
    again = Recipe.model_validate_json(recipe.model_dump_json())
    assert again == recipe
    assert again.nodes() == recipe.nodes()
