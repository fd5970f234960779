"""Hostile recipes, gates, and steps on the command line."""

from __future__ import annotations

from typing import Any, Final

from hostile.cases import FIVE, RUN, Case, both, data, recipe


def _recipe(name: str, content: str | bytes, message: str = "recipe.yaml", **more: Any) -> Case:
    raw = content if isinstance(content, bytes) else content.encode()
    return Case(f"recipe: {name}", both(FIVE, data("recipe.yaml", raw)), RUN, message, **more)


def _steps(name: str, content: str, message: str) -> Case:
    return _recipe(name, f"input: rows.json\nsteps: {content}\n", message)


RECIPES: Final = (
    _recipe("an empty file", ""),
    _recipe("a list", "- aeda\n", "mapping"),
    _recipe("a text", "aeda\n", "mapping"),
    _recipe("binary", bytes(range(256)) * 8),
    _recipe("UTF-16", "steps: [aeda]\n".encode("utf-16")),
    _recipe("CP949", "input: 자료.json\nsteps: [aeda]\n".encode("cp949"), "UTF-8"),
    _recipe("a NUL", "steps: [aeda]\0\n"),
    _recipe("a key twice", "steps: [aeda]\nsteps: [aeda]\n", "'steps'"),
    _recipe("a key with a bracket", 'steps: [aeda]\n"x[0]": 1\n', "x[0]"),
    _recipe("a parameter with a bracket", 'steps: [{aeda: {"a[b": 1}}]\n', "a[b"),
    _recipe(
        "a key that begins as pydantic's own words",
        'steps: [aeda]\n"constrained-str": 1\n',
        "constrained-str",
    ),
    _recipe("an unknown key", "input: rows.json\nstep: [aeda]\n", "'step'"),
    _recipe("no steps", "input: rows.json\n", "steps"),
    _recipe("an alias", "a: &a [aeda]\nsteps: *a\n", "alias"),
    _recipe("a billion laughs", "a: &a [x,x,x]\nb: &b [*a,*a]\nsteps: [*b,*b]\n", "alias"),
    _recipe(
        "a tag that makes an object",
        "steps: !!python/object/apply:os.system ['touch owned']\n",
        "tag",
    ),
    _recipe("a key that YAML reads as false", "no: 1\nsteps: [aeda]\n", "recipe.yaml:1"),
    _recipe("two documents", "steps: [aeda]\n---\nsteps: [aeda]\n", "second"),
    _recipe("a date that is none", "seed: 2020-13-45\nsteps: [aeda]\n", "2020-13-45"),
    _recipe("lists 1,000 deep", "steps: " + "[" * 1000, "deep"),
    _recipe("blocks 30 deep", "steps: " + "[{one_of: " * 30 + "aeda" + "}]" * 30, "deep"),
    _recipe("a surrogate", 'steps: ["\\ud800"]\n'),
    _recipe("6 MB", "# " + "x" * 6_000_000 + "\nsteps: [aeda]\n", "large"),
    _recipe(
        "5 MB of steps",
        "input: rows.json\nsteps:\n" + "- aeda\n" * 700_000,
        "steps: more than",
        process=True,
    ),
    _recipe(
        "20,000 steps", "input: rows.json\nsteps:\n" + "- aeda\n" * 20_000, "steps", process=True
    ),
    _recipe("an input that is not there", "input: none.json\nsteps: [aeda]\n", "none.json"),
    _recipe("an input that is a number", "input: 3\nsteps: [aeda]\n", "input"),
    _recipe(
        "an unknown format of output",
        "input: rows.json\nsteps: [aeda]\noutput: {path: o, formats: [xml]}\n",
        "formats",
    ),
    _recipe(
        "a rule book that is not there",
        "input: rows.json\nsteps: [aeda]\nrules: none.yaml\n",
        "none.yaml",
    ),
    _recipe("a seed below 0", "input: rows.json\nseed: -1\nsteps: [aeda]\n", "seed"),
    _recipe("a seed of 64 bits", f"input: rows.json\nseed: {2**63}\nsteps: [aeda]\n", "seed"),
    _recipe("a seed of 5,000 digits", f"seed: {'9' * 5000}\nsteps: [aeda]\n"),
    _recipe("a seed that is a truth value", "seed: true\nsteps: [aeda]\n", "seed"),
    _steps("a text as steps", "aeda", "steps"),
    _steps("no step in the list", "[]", "steps"),
    _steps("a number as a step", "[3]", "steps"),
    _steps("two steps in one entry", "[{aeda: {}, random_masking: {}}]", "each entry"),
    _steps("an unknown step", "[adea]", "did you mean 'aeda'?"),
    _steps("an unknown parameter", "[{aeda: {rate: 1}}]", "did you mean 'ratio'?"),
    _steps("parameters as a list", "[{aeda: [1]}]", "0.aeda"),
    _steps("NaN as a share", "[{aeda: {p: .nan}}]", "p"),
    _steps("a share of 2", "[{aeda: {p: 2}}]", "p"),
    _steps("a pattern as hex", "[{random_masking: {rate: 0xFFFFFFFFFFFFFFFFFFFFFF}}]", "rate"),
    _steps("a label that the book lacks", "[{aeda: {where: {labels: [x]}}}]", "unknown label 'x'"),
    _steps(
        "a block inside a block", "[{augment: {steps: [{augment: {steps: [aeda]}}]}}]", "augment"
    ),
    _steps("a billion copies", "[{augment: {copies: 1000000000, steps: [aeda]}}]", "copies"),
    _steps(
        "copies and a balance",
        "[{augment: {copies: 2, balance: {to: sqrt}, steps: [aeda]}}]",
        "copies",
    ),
    _steps("weights that do not fit", "[{one_of: {steps: [aeda], weights: [1, 2]}}]", "weights"),
    _steps("NaN as a weight", "[{one_of: {steps: [aeda], weights: [.nan]}}]", "weights"),
    _steps(
        "a file of corrections that is not there", "[{patch: {path: none.jsonl}}]", "none.jsonl"
    ),
)


def _gate(name: str, expr: str, message: str, code: int = 2, *, by: str = "drift") -> Case:
    start = "drift rows.json rows.json" if by == "drift" else "audit rows.json --select duplicate"
    return Case(f"gate: {name}", FIVE, f"{start} --fail-on '{expr}'", message, code)


GATES: Final = (
    _gate("nothing", "", "gate"),
    _gate("no operator", "label.js", "operator"),
    _gate("one equals sign", "label.js = 1", "=="),
    _gate("no number", "label.js >", "number"),
    _gate("a number that is too large", "label.js > 1e999", "too large"),
    _gate("NaN", "label.js > nan", "number"),
    _gate("an underscore in a number", "label.js > 1_000", "gate"),
    _gate("a number of 900 digits", "label.js > " + "9" * 900, "too large"),
    _gate("code", '__import__("os").system("touch owned") > 0', "gate"),
    _gate("two comparisons", "label.js > 0 or label.js < 1", "second gate"),
    _gate("an unknown name", "lable.js > 0", "label"),
    _gate("an unknown name of an audit", "erors > 0", "errors", by="audit"),
    _gate("a quote that is never closed", 'labels["per:title > 0', "never closed"),
    _gate("2,000 signs", "a" * 2000 + " > 1", "1000"),
    _gate("a control character", "label.js\x1b[31m > 1", "U+001B"),
    _gate("20 names deep", ".".join("a" * 20) + " > 1", "16"),
    _gate("a group in place of a number fails", "label > 0", "label > 0", 1),
    _gate("a name that is not there fails", "label.none > 0", "label.none", 1),
    _gate("one that is true fails", "rows.after > 0", "rows.after > 0", 1),
)

IDS: Final = "input: rows.json\nsteps: [{augment: {rows: ids.txt, steps: [aeda]}}]\n"


def _ids(name: str, content: str | bytes, message: str = "ids.txt") -> Case:
    file = data("ids.txt", content if isinstance(content, bytes) else content.encode())
    return Case(f"row ids: {name}", both(recipe(IDS), file), RUN, message)


ROW_IDS: Final = (
    _ids("an empty file", ""),
    _ids("not UTF-8", "번호".encode("cp949"), "UTF-8"),
    _ids("an object cut off", '{"id": "g0"\n'),
    _ids("an object without an id", '{"label": "x"}\n'),
    _ids("a number as id", '{"id": 3}\n'),
    _ids("100,000 brackets", "[" * 100_000),
    _ids("two ids of one key", '{"id": "g0", "id": "g1"}\n', "id"),
    _ids("ids that no row has", "nobody\n", "nobody"),
    Case("row ids: no file", recipe(IDS), RUN, "ids.txt"),
)


def _word(name: str, command: str, message: str) -> Case:
    return Case(f"option: {name}", FIVE, command, message)


WORDS: Final = (
    _word("a step without a value", "augment rows.json -o out -t aeda:ratio", "aeda:ratio"),
    _word("a step's parameter twice", "augment rows.json -o out -t aeda:p=1,p=0.5", "twice"),
    _word("a step that is none", "augment rows.json -o out -t 'a[b'", "a[b"),
    _word("0 processes", "clean rows.json -o out --num-proc 0", "--num-proc"),
    _word(
        "a seed of 5,000 digits", f"augment rows.json -o out -t aeda --seed {'9' * 5000}", "seed"
    ),
    _word(
        "thresholds that are words", "curriculum rows.json -o out --thresholds a,b", "thresholds"
    ),
    _word("thresholds that fall", "curriculum rows.json -o out --thresholds 90,30", "thresholds"),
    _word("thresholds of NaN", "curriculum rows.json -o out --thresholds nan", "thresholds"),
    _word("a schedule that is none", "curriculum rows.json -o out --schedule none", "none"),
    _word("a style that is none", "encode rows.json -o out --style markers", "markers"),
    _word(
        "a query with unknown braces",
        "encode rows.json -o out --style query_first --query '{0.__class__}'",
        "query",
    ),
    _word("a rule of the audit that is none", "audit rows.json --select nothing", "nothing"),
    _word("a column that is not there", "drift rows.json rows.json --by nothing", "nothing"),
    _word("a format that is none", "export xml rows.json -o out.xml", "xml"),
    _word("Parquet packed", "export parquet rows.json -o out.parquet.gz", ".gz"),
    _word("a row that no run has", "trace rows.json g0", "rows.json"),
    _word("a label that no book has", "show per:titel", "per:titel"),
    _word("a threshold of NaN", "clean rows.json -o out --threshold nan", "threshold"),
)
