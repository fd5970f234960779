"""Hostile outputs: commands never overwrite the user's files, nor delete their own input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from hostile.cases import CLEAN, FIVE, RUN, Case, Maker, both, recipe, text
from hostile.touched import a_run

_CLEAN: Final = CLEAN.format("rows.json")
_SITE: Final = both(
    FIVE,
    lambda folder: (folder / "out").mkdir(),
    text("out/manifest.json", '{"name": "app", "icons": []}'),
    text("out/thesis.txt", "three years"),
)


def _out(
    name: str,
    make: Maker,
    command: str,
    message: str = "out",
    code: int = 2,
    replaces: tuple[str, ...] = (),
) -> Case:
    return Case(f"output: {name}", make, command, message, code, replaces=replaces)


def _run_with(name: str, content: str = "mine") -> Maker:
    """A run folder `out` next to five rows, with a file of the user in it."""
    return both(FIVE, a_run("out"), text(f"out/{name}", content))


def _linked(folder: Path) -> None:
    a_run("real")(folder)
    (folder / "out").symlink_to("real")


def _manifest_of_a_run(folder: Path) -> None:
    """The manifest of a run in a folder that was not written by a run."""
    a_run("real")(folder)
    (folder / "out").mkdir()
    (folder / "out" / "manifest.json").write_bytes((folder / "real" / "manifest.json").read_bytes())
    (folder / "out" / "thesis.txt").write_text("three years")


_PATCH: Final = text(
    "fixes/fixes.jsonl",
    json.dumps({"id": "g0", "field": "label", "old": "no_relation", "new": "per:title"}) + "\n",
)
_FIXES: Final = both(FIVE, lambda folder: (folder / "fixes").mkdir(), _PATCH)

CASES: Final = (
    _out("it is there", both(FIVE, lambda f: (f / "out").mkdir()), _CLEAN, "--force"),
    _out("a file is there", both(FIVE, text("out", "x")), _CLEAN, "out already exists"),
    _out("a file is there, with --force", both(FIVE, text("out", "x")), f"{_CLEAN} --force"),
    _out("a run is there", both(FIVE, a_run("out")), _CLEAN, "--force"),
    _out("a web app with a manifest, with --force", _SITE, f"{_CLEAN} --force"),
    _out(
        "a stranger's folder, with --force",
        both(FIVE, lambda f: (f / "out").mkdir(), text("out/thesis.txt", "x")),
        f"{_CLEAN} --force",
    ),
    _out(
        "a run's manifest in a stranger's folder, with --force",
        both(FIVE, _manifest_of_a_run),
        f"{_CLEAN} --force",
        "thesis.txt",
    ),
    _out(
        "a run and a user's file in it, with --force",
        _run_with("thesis.txt"),
        f"{_CLEAN} --force",
        "thesis.txt",
    ),
    _out(
        "a run and a user's file beside its data, with --force",
        _run_with("data/thesis.txt"),
        f"{_CLEAN} --force",
        "thesis.txt",
    ),
    _out("no name", FIVE, "clean rows.json -o ''", "--output"),
    _out("the folder where one stands", FIVE, "clean rows.json -o . --force", "."),
    _out("the root", FIVE, "clean rows.json -o / --force", "/"),
    _out("a name of 300 signs", FIVE, f"clean rows.json -o {'x' * 300}", "too long"),
    _out("a name with a NUL", FIVE, "clean rows.json -o 'o\0ut'", "NUL" if False else "out"),
    _out("a name with a byte that is no UTF-8", FIVE, "clean rows.json -o 'o\udcffut'", "UTF-8"),
    _out("below a file", both(FIVE, text("file", "x")), "clean rows.json -o file/out", "file/out"),
    _out("below /proc", FIVE, "clean rows.json -o /proc/none/out", "/proc/none/out"),
    _out(
        "a link that leads to itself",
        both(FIVE, lambda f: (f / "out").symlink_to("out")),
        f"{_CLEAN} --force",
    ),
    _out("the input itself", FIVE, "clean rows.json -o rows.json --force", "rows.json"),
    _out("a run that is read, with --force", a_run("out"), "clean out -o out --force"),
    _out("a run that is read, by a link, with --force", _linked, "clean real -o out --force"),
    _out("below a run that is read", a_run("out"), "clean out -o out/more", "out/more"),
    _out(
        "below the data of a run that is read",
        a_run("out"),
        "clean out -o out/data/more",
        "out/data/more",
    ),
    _out("undo into the run that it reads, with --force", a_run("out"), "undo out -o out --force"),
    _out("undo below the run that it reads", a_run("out"), "undo out -o out/back", "out/back"),
    _out(
        "a curriculum into the run that it is like, with --force",
        both(FIVE, a_run("out")),
        "curriculum rows.json -o out --like out --force",
    ),
    _out(
        "the folder of the recipe, with --force",
        both(a_run("out"), FIVE, text("out/recipe.yaml", "input: ../rows.json\nsteps: [aeda]\n")),
        "run out/recipe.yaml -o out --force",
    ),
    _out(
        "the folder of the rule book, with --force",
        both(
            FIVE,
            a_run("out"),
            text(
                "out/book.yaml",
                "extends: klue-re\nname: x\nversion: '1'\ndescription: {en: x, ko: x}\n",
            ),
        ),
        f"{_CLEAN} --rules out/book.yaml --force",
    ),
    _out(
        "the folder of the corrections, with --force",
        both(FIVE, a_run("out"), text("out/fixes.jsonl", "")),
        f"{_CLEAN} --patch out/fixes.jsonl --force",
    ),
    _out(
        "a recipe's own output over its input",
        recipe("input: out\nsteps: [aeda]\noutput: out\n"),
        "run recipe.yaml --force",
    ),
    Case(
        "output: an export onto its input, with --force",
        FIVE,
        "export jsonl rows.json -o rows.json --force",
        "rows.json",
    ),
    Case(
        "output: an export onto its input by another name, with --force",
        both(FIVE, lambda f: (f / "link.json").symlink_to("rows.json")),
        "export klue-json rows.json -o link.json --force",
        "link.json",
    ),
    Case(
        "output: an export onto a file that is there",
        both(FIVE, text("out.jsonl", "x")),
        "export jsonl rows.json -o out.jsonl",
        "out.jsonl",
    ),
    Case(
        "output: an export into a run that is read",
        a_run("out"),
        "export jsonl out -o out/rows.jsonl",
        "out/rows.jsonl",
    ),
    Case(
        "output: text for pre-training onto the test set, with --force",
        both(FIVE, lambda f: (f / "test.json").write_bytes((f / "rows.json").read_bytes())),
        "export tapt rows.json -o test.json --without test.json --force",
        "test.json",
    ),
    Case(
        "output: findings of an audit onto its input, with --force",
        FIVE,
        "audit rows.json --findings rows.json --force",
        "rows.json",
    ),
    Case(
        "output: a page of an audit onto the set beside it, with --force",
        both(FIVE, lambda f: (f / "test.json").write_bytes((f / "rows.json").read_bytes())),
        "audit rows.json --against test.json --html test.json --force",
        "test.json",
    ),
    Case(
        "output: two files of an audit under one name",
        FIVE,
        "audit rows.json --findings out.x --csv out.x",
        "out.x",
    ),
    Case(
        "output: a page of drift onto its input, with --force",
        FIVE,
        "drift rows.json rows.json --html rows.json --force",
        "rows.json",
    ),
    Case(
        "output: a learnt book onto the book below it, with --force",
        both(
            FIVE,
            text(
                "book.yaml",
                "extends: klue-re\nname: x\nversion: '1'\ndescription: {en: x, ko: x}\n",
            ),
        ),
        "rules learn rows.json --rules book.yaml -o book.yaml --force",
        "book.yaml",
    ),
    Case(
        "output: tokens into the tokenizer's folder, with --force",
        both(FIVE, a_run("out"), text("out/tokenizer.json", "{}")),
        "encode rows.json -o out --style r_bert --tokenizer out --force",
        "out",
    ),
    _out(
        "a run is there, with --force, and is replaced",
        both(FIVE, a_run("out")),
        f"{_CLEAN} --force",
        "",
        0,
        replaces=("out",),
    ),
    Case("output: --dry-run writes nothing", recipe(), f"{RUN} --dry-run", "", 0),
)
