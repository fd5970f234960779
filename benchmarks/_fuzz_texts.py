"""The fuzz targets for recipes, for steps on unusual rows, and for rule books."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import pyarrow as pa
import yaml

from _common import CHECKOUT
from _fuzz_data import (
    SAMPLES,
    Case,
    ContradictionError,
    odd_row,
    some_rows,
)
from _fuzz_mutators import encoded, json_text, mutated, odd_text, spliced

RECIPES: Final = (
    (SAMPLES / "quickstart.yaml").read_text("utf-8").replace("klue-style.json", "rows.json"),
    (SAMPLES / "klue-re.yaml").read_text("utf-8").replace("klue/re:train", "rows.json"),
    "input: {path: rows.json, on_bad_row: drop}\nsteps: [aeda, random_masking: {rate: 0.3}]\n"
    "output: {path: out, formats: [jsonl, parquet]}\nfail_on: ['label.js > 0.1']\n",
    "input: rows.json\nsteps:\n  - some_of: {steps: [aeda, random_deletion], count: 2}\n"
    "  - augment:\n      balance: {to: sqrt}\n      steps: [entity_swap: {mode: exchange}]\n",
    "input: rows.json\nrules: book.yaml\nsteps:\n  - patch: {path: fixes.jsonl}\n"
    "  - encode: {style: typed_entity_marker}\n",
    "input: rows.json\nsteps:\n  - relation_candidates: {support: 1}\n"
    "  - curriculum: {by: eojeol, thresholds: [10, 20], schedule: {kind: one_pass}}\n",
)


@cache
def recipe_words() -> tuple[str, ...]:
    from reaug.recipe.registry import step_class, step_names

    fields = {name for step in step_names() for name in step_class(step).model_fields}
    return tuple(
        sorted(
            {
                *step_names(),
                *fields,
                "augment",
                "one_of",
                "some_of",
                "steps",
                "weights",
                "count",
                "copies",
                "where",
                "p",
                "balance",
                "rows",
                "input",
                "output",
                "rules",
                "seed",
                "fail_on",
                "path",
                "on_bad_row",
                "labels",
                "rare_below",
                "to",
                "sqrt",
                "no_relation",
                "per:title",
                "rows.json",
                "ids.txt",
                "true",
                "null",
                "1",
                "0.5",
                "[",
                "]",
                "{",
                "}",
                ": ",
                "- ",
                "\n",
                "  ",
                "&a ",
                "*a",
                "!!python/object:x ",
                "<<: ",
                "? ",
                "| ",
                ">",
                "#",
                "'",
                '"',
                "---",
                "%YAML 1.1",
                "\t",
                "@",
                "2020-13-45",
            }
        )
    )


class Recipes:
    """Load and prepare a recipe with rows, rule book, corrections and row ids; sometimes run it."""

    def make(self, rng: Random, folder: Path) -> Case:
        words = recipe_words()
        text = rng.choice(RECIPES)
        for _ in range(rng.randrange(3)):
            if rng.random() < 0.6:
                try:
                    value = mutated(yaml.safe_load(text), rng, 1, words)
                    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
                except (yaml.YAMLError, ValueError, RecursionError, TypeError):
                    continue
            else:
                text = spliced(text, rng, 1, words)
        (folder / "recipe.yaml").write_bytes(encoded(text, rng))
        listed = some_rows(rng, odd=False)
        (folder / "rows.json").write_bytes(encoded(json_text(listed, rng), rng))
        (folder / "ids.txt").write_bytes(encoded(odd_text(rng), rng))
        (folder / "book.yaml").write_text(BOOKS[1], "utf-8")
        (folder / "fixes.jsonl").write_text(json.dumps(FIX, ensure_ascii=False), "utf-8")
        return {"run": rng.random() < 0.4}

    def call(self, case: Case, folder: Path) -> None:
        from reaug.data import content_digest
        from reaug.recipe.recipe_file import load_recipe
        from reaug.runs.preparation import prepare
        from reaug.runs.run import run

        recipe = load_recipe(folder / "recipe.yaml")
        plan = prepare(recipe, source=folder / "rows.json")
        if case["run"] and _copies(plan.nodes) <= 50:
            result = run(plan, None)
            if result.table is None or content_digest(result.table) != result.digest:
                raise ContradictionError("the digest is not that of the rows")


def _copies(nodes: Any) -> int:
    return max([1, *(getattr(node, "copies", 1) for node in nodes)])


class Steps:
    """Run each shipped step on unusual rows; check law 1, and the undo in a run folder."""

    def make(self, rng: Random, folder: Path) -> Case:
        listed = [odd_row(rng) | {"guid": f"g{i}"} for i in range(rng.randrange(1, 9))]
        (folder / "rows.jsonl").write_bytes(
            "\n".join(json.dumps(row) for row in listed).encode("utf-8")
        )
        steps = [
            "entity_type_correction",
            "deduplicate",
            "aeda",
            "random_masking",
            "random_deletion",
            "random_swap",
            {"random_insertion": {"words": ["이윽고"]}},
            {"synonym_replacement": {"words": {"가": ["나"], "사람": ["이"]}, "ratio": 1}},
            {"entity_swap": {"mode": rng.choice(("replace", "role", "exchange"))}},
            {"curriculum": {"by": rng.choice(("char", "eojeol", "morpheme")), "buckets": 2}},
            {
                "encode": {
                    "style": rng.choice(
                        ("entity_marker", "entity_mask", "typed_entity_marker_punct")
                    )
                }
            },
            {"augment": {"where": {}, "steps": ["aeda"], "copies": 2}},
        ]
        return {"steps": rng.sample(steps, rng.randrange(1, 4)), "seed": rng.randrange(2**63)}

    def call(self, case: Case, folder: Path) -> None:
        from reaug.data import read
        from reaug.recipe.model import make_recipe
        from reaug.runs.preparation import prepare
        from reaug.runs.run import run
        from reaug.runs.undo import undo_run

        on_bad_row = {"input": {"path": str(folder / "rows.jsonl"), "on_bad_row": "drop"}}
        plan = prepare(make_recipe(case["steps"], seed=case["seed"], **on_bad_row))
        run(plan, folder / "out")
        read(folder / "out")  # reading checks every span
        undo_run(folder / "out")


DECISION: Final = {
    "finding": "3f2a9c0011223344",
    "rows": ["r0"],
    "field": "label",
    "decision": "accept",
    "value": "per:title",
    "by": "kim",
    "at": "2026-01-02",
}
FIX: Final = {"id": "a", "field": "label", "old": "no_relation", "new": "per:title", "reason": "r"}
BOOKS: Final = (
    (CHECKOUT / "rules" / "klue-re.yaml").read_text("utf-8"),
    """\
name: small
version: "1"
description: {en: A small book., ko: 작은 책.}
types:
  PER: {en: person, ko: 사람}
  ORG: {en: organisation, ko: 기관}
  DAT: {en: date, ko: 날짜}
negative: none
relations:
  none:
    definition: {en: Nothing., ko: 없음.}
    subject_types: [PER, ORG]
    object_types: [PER, ORG, DAT]
  works_for:
    definition: {en: Works for., ko: 일하는 곳.}
    subject_types: [PER]
    object_types: {ORG: 96, PER: 4}
    inverse: {label: employs, fidelity: 0.9, count: 10}
  employs:
    definition: {en: Employs., ko: 일하는 사람.}
    subject_types: [ORG]
    object_types: [PER]
    inverse: {label: works_for, fidelity: 0.8, count: 10}
  married:
    definition: {en: Married to., ko: 배우자.}
    subject_types: [PER]
    object_types: [PER]
    symmetric: {fidelity: 0.98, count: 200}
lexicons:
  banks: [바다금고]
kinds:
  ORG:
    - {name: bank, endings: [은행, (주)], lexicon: banks, unless: '눈은행$'}
    - {name: latin, pattern: '^\\\\p{Latin}+$'}
implied_types:
  - {name: year, type: DAT, pattern: '^[0-9]{4}년$'}
patterns:
  - name: year-as-person
    en: A year is a date.
    ko: 해는 날짜이다.
    mention_types: [PER]
    mention: '^[0-9]+년$'
    suggest: {mention_type: DAT}
    hits: [{label: none, text: '[S|PER|이순신]은 [O|PER|1592년]에 이겼다.'}]
    misses: [{label: none, text: '[S|PER|이순신]은 [O|PER|권율]과 싸웠다.'}]
""".replace("\\\\p", "\\p"),
    "extends: book-1.yaml\nname: mine\ntypes: {LOC: {en: place, ko: 곳}}\n"
    "relations:\n  lives_in:\n    definition: {en: Lives., ko: 사는 곳.}\n"
    "    subject_types: [PER]\n    object_types: [LOC]\n",
)
_BOOK_WORDS: Final = (
    "extends",
    "name",
    "version",
    "types",
    "relations",
    "kinds",
    "lexicons",
    "patterns",
    "hits",
    "misses",
    "suggest",
    "any_of",
    "unless",
    "pattern",
    "lexicon",
    "endings",
    "inverse",
    "symmetric",
    "label",
    "fidelity",
    "count",
    "negative",
    "typical_share",
    "ambiguities",
    "conventions",
    "swap",
    "pool",
    "PER",
    "DAT",
    "none",
    "banks",
    "book-1.yaml",
    "book.yaml",
    "klue-re",
    "(",
    ")",
    "[",
    "]",
    "*",
    "+",
    "{1000}",
    "{1,1000}",
    "(?P<a>x)",
    "(?i)",
    "\\p{L}",
    "\\1",
    "(?=x)",
    "^$",
    "|",
    "[S|PER|",
    "[O|",
    "]",
    "[a-",
    "\\",
    "{",
    "}",
    ": ",
    "- ",
    "\n",
    "  ",
    "'",
    '"',
    "(a*)*b",
    ".*",
    "\\Q",
    "\\C",
)


class RuleBooks:
    """Load a rule book, alone or extending another; look up words with it, and audit rows."""

    def make(self, rng: Random, folder: Path) -> Case:
        (folder / "book-1.yaml").write_text(BOOKS[1], "utf-8")
        text = rng.choices(BOOKS, (1, 12, 4))[0]
        for _ in range(rng.randrange(1, 4)):
            if text is not BOOKS[0] and rng.random() < 0.7:
                try:
                    value = mutated(yaml.safe_load(text), rng, 1, _BOOK_WORDS)
                    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
                except (yaml.YAMLError, ValueError, RecursionError, TypeError):
                    continue
            else:
                text = spliced(text, rng, 1, _BOOK_WORDS)
        (folder / "book.yaml").write_bytes(encoded(text, rng))
        (folder / "rows.json").write_text(json_text(_book_rows(), Random(0)), "utf-8")
        return {"word": odd_text(rng), "audit": rng.random() < 0.3}

    def call(self, case: Case, folder: Path) -> None:
        from reaug.audit.run import audit_sets
        from reaug.rulebook import load

        loaded = load(folder / "book.yaml")
        word = case["word"].encode("utf-8", "replace").decode()
        types = list(loaded.types)
        words = pa.array([word, "바다금고", ""] * len(types), pa.string())
        kinds = pa.array([kind for kind in types for _ in range(3)], pa.string())
        for pool in loaded.pools(words, kinds).to_pylist():
            loaded.kind_of(pool or "")
        loaded.implied_types(words)
        if case["audit"]:
            audit_sets(folder / "rows.json", str(folder / "book.yaml"))


def _book_rows() -> list[dict[str, Any]]:
    sentence = "이순신은 1592년 바다금고에서 권율과 싸웠다."
    one = {"word": "이순신", "start_idx": 0, "end_idx": 2, "type": "PER"}
    two = {"word": "1592년", "start_idx": 5, "end_idx": 9, "type": "PER"}
    row = {"sentence": sentence, "subject_entity": one, "object_entity": two, "label": "none"}
    return [row | {"guid": "a"}, row | {"guid": "b", "label": "married"}]
