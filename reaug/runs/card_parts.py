"""Sections of the dataset card: parameters, sources, the chain of runs, how to reproduce it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow.compute as pc
import yaml

from reaug.core.schema import SOURCE
from reaug.core.terminal_text import visible
from reaug.recipe.model import Input, Recipe
from reaug.recipe.plan import Augment, Leaf, Node, OneOf
from reaug.strict_json import dumps

if TYPE_CHECKING:
    from reaug.runs.manifest import Link
    from reaug.runs.run import Result

PIPE: Final = "\\|"
"""A pipe as it is written in a table cell of Markdown."""
MOST_SOURCES: Final = 20
MOST_LINKS: Final = 50
_LONGEST: Final = 200
_HUB_LICENCES: Final = {
    "CC BY-SA 4.0": "cc-by-sa-4.0",
    "CC BY 4.0": "cc-by-4.0",
    "CC0 1.0": "cc0-1.0",
    "Apache-2.0": "apache-2.0",
    "MIT": "mit",
}
"""By usual name of a licence, the identifier that the Hugging Face hub uses."""
_HUB_NAME: Final = re.compile(r"[a-z0-9][a-z0-9.+-]*")


def code(text: object) -> str:
    r"""Return any text as code in a table cell of Markdown.

    >>> code("a`b|c")
    '``a`b\\|c``'
    """
    shown = visible(str(text)).replace("|", PIPE)
    if len(shown) > _LONGEST:
        shown = f"{shown[:_LONGEST]}…"
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    marks = "`" * (longest + 1)
    edge = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{marks}{edge}{shown}{edge}{marks}"


def hub_licence(licence: str | None) -> list[str]:
    """Return the line of the card's head with the licence; no line if it is unknown."""
    if licence is None:
        return []
    name = _HUB_LICENCES.get(licence, licence)
    return [f"license: {name if _HUB_NAME.fullmatch(name) else 'other'}"]


def licence_sentence(licence: str | None) -> str:
    """Return a sentence about the licence."""
    if licence is None:
        return "The licence is that of the source, which does not state one."
    return f"The licence is that of the source: {code(licence)}."


def parameters(nodes: Sequence[Node]) -> list[str]:
    """Return the section with the parameters of each step and block, including defaults."""
    lines = ["## Parameters", "", "| step | parameters |", "|---|---|"]
    for path, values in parameters_by_path(nodes):
        shown = ", ".join(code(f"{name}: {_plain(value)}") for name, value in values.items())
        lines.append(f"| {code(path)} | {shown or 'none'} |")
    return lines


def parameters_by_path(nodes: Sequence[Node]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the path of each step and block, and its parameters, including defaults."""
    for node in nodes:
        if isinstance(node, Leaf):
            values = node.step.model_dump(mode="json", exclude_none=True)
            where = node.step.where.model_dump(exclude_defaults=True)
            yield node.path, values if where else _without(values, "where")
            continue
        yield node.path, _of_block(node)
        yield from parameters_by_path(node.children)


def _without(values: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}


def _of_block(node: Node) -> dict[str, Any]:
    if isinstance(node, Augment):
        where = node.where.model_dump(mode="json", exclude_defaults=True)
        values: dict[str, Any] = {"copies": node.copies, "p": node.p, "where": where}
        if node.balance is not None:
            del values["copies"]
            values["balance"] = node.balance.model_dump(mode="json", exclude_none=True)
        return values
    assert not isinstance(node, Leaf)
    count = 1 if isinstance(node, OneOf) else node.count
    return {"count": count, "weights": list(node.weights)}


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else dumps(value)


def sources(result: Result, licence: str | None) -> list[str]:
    """Return the section with the sources of the rows (their column `source`) and the licence."""
    table = result.done.rows.table() if result.table is None else result.table
    counts = pc.value_counts(table[SOURCE]).to_pylist()
    ordered = sorted(counts, key=lambda count: (-count["counts"], str(count["values"])))
    lines = ["## Sources", "", licence_sentence(licence)]
    named = [source for source in ordered if source["values"] is not None]
    if named:
        lines += ["", "| source | rows |", "|---|--:|"]
        lines += [
            f"| {code(source['values'])} | {source['counts']:,} |"
            for source in named[:MOST_SOURCES]
        ]
    if len(named) > MOST_SOURCES:
        rest = sum(source["counts"] for source in named[MOST_SOURCES:])
        lines.append(f"| {len(named) - MOST_SOURCES:,} more | {rest:,} |")
    return lines


def by_model(result: Result) -> list[str]:
    """Return the section about rows written by a language model: prompt, tokens, refused answers.

    Empty if no language model was used.
    """
    lines: list[str] = []
    for step in result.done.steps:
        state = result.done.states.get(step.path, {})
        if "prompt_sha256" not in state:
            continue
        tokens = f"{state['tokens_in']:,} tokens in, {state['tokens_out']:,} out"
        cost = ""
        if "cost" in state:
            from reaug.rewriting.costs import money

            cost = f", {money(state['cost'])} in all"
        lines += [
            "",
            f"{code(step.path)}: {step.what['changed']:,} sentences by the model "
            f"{code(state['model'])}, prompt {code(state['prompt'])} "
            f"(SHA-256 `{_digest(state['prompt_sha256'])}…`), mentions as {state['mentions']}; "
            f"{tokens}{cost}.",
        ]
        tried = max(step.what["tried"], 1)
        why = sorted((*step.why("skipped"), *step.why("refused")), key=lambda reason: -reason[1])
        if why:
            lines += ["", "| not taken since | rows | share |", "|---|--:|--:|"]
            lines += [f"| `{name}` | {rows:,} | {rows / tried:.1%} |" for name, rows in why]
    return ["## Written by a language model", *lines, ""] if lines else []


def chain(links: Sequence[Link], record: dict[str, Any]) -> list[str]:
    """Return the section with the chain of runs from the raw rows to the output."""
    first = links[0] if links else None
    read = record["input"]
    raw = (read["source"], read["rows"], read["digest"])
    if first is not None:
        raw = (first.source, first.rows_in, first.input_digest)
    lines = ["## Chain", "", f"1. {code(raw[0])}, {raw[1]:,} rows, digest `{_digest(raw[2])}`"]
    shown = links[-MOST_LINKS:]
    if len(shown) < len(links):
        lines.append(f"1. {len(links) - len(shown):,} runs more, which `manifest.json` lists")
    for link in shown:
        made_by = code(link.recipe) if link.recipe else ", ".join(map(code, link.steps))
        lines.append(
            f"1. run {code(link.run)} ({made_by}, seed {link.seed}): {link.rows:,} rows, digest "
            f"`{_digest(link.digest)}`"
        )
    lines.append(f"1. this run: {record['output']['rows']:,} rows")
    return lines


def _digest(text: str) -> str:
    return re.sub("[^0-9a-f]", "", text)[:16]


def again(recipe: Recipe, record: dict[str, Any]) -> list[str]:
    """Return the section on how to reproduce the rows."""
    text = recipe_yaml(recipe, record)
    ticks = max([len(run) for run in re.findall("`+", text)], default=0)
    fence = "`" * max(3, ticks + 1)
    file = record["recipe_file"]
    name = Path(file["name"]).name if file else "recipe.yaml"
    known = record["reaug"]
    install = f"pip install 'reaug=={known}'\n" if known else ""
    command = shlex.join(["reaug", "run", visible(name), "--output", "DIR"])
    return [
        "## Make it again",
        "",
        "`reaug verify DIR --rerun` carries the run out once more and compares every file. By "
        f"hand: the recipe below as {code(name)}, and",
        "",
        "```sh",
        f"{install}{command}",
        "```",
        "",
        f"{fence}yaml",
        text.rstrip("\n"),
        fence,
    ]


class _Plain(yaml.SafeDumper):
    """Writes YAML without aliases, which recipes do not allow."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write every value in full, even if it occurs more than once."""
        return True


def recipe_yaml(recipe: Recipe, record: dict[str, Any]) -> str:
    """Return the recipe of the run as YAML, including the options of the command line."""
    data = recipe.model_dump(mode="json", exclude_defaults=True)
    data.pop("output", None)
    given: dict[str, Any] = record["input"]
    known = {name: given[name] for name in Input.model_fields if name in given}
    # Data in memory has no path; a user who reproduces the run has to fill in a file.
    known["path"] = known.get("path") or given["source"]
    input_ = Input.model_validate(known)
    ordered: dict[str, Any] = {
        "input": input_.model_dump(mode="json", exclude_defaults=True),
        "rules": recipe.rules,
        "seed": recipe.seed,
        "steps": data["steps"],
        **{name: data[name] for name in ("fail_on", "on_error", "step_timeout") if name in data},
    }
    return yaml.dump(ordered, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=100)
