"""Write the generated parts of the documents anew: `python docs/refresh.py`.

The table of commands in reaug/cli/commands.py comes from the files of the commands, the table of
rules in docs/audit.md from the catalogue, that in docs/formats.md from the
formats, the table of steps in README.md from the pages in docs/steps/, the parameters on those
pages from the fields of the classes, the transcript in README.md from a run on the sample data, the
checked copies in rules/ from the rule books. A test compares them with what stands there.
"""

from __future__ import annotations

import importlib
import json
import sys
import textwrap
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path
from typing import Any, NamedTuple

from typer.testing import CliRunner

from reaug.audit.judgements import findings_of, suggestions_of
from reaug.cli.commands import SECTIONS
from reaug.cli.main import app
from reaug.core.step import Step
from reaug.data import EXPORTS, FILES, FORMATS, READABLE
from reaug.recipe.registry import ROOMS, room_of, shipped_names, step_class
from reaug.review.formats import review_format, review_format_names
from reaug.rulebook import RuleBook
from reaug.rulebook.book_extension import read_book
from reaug.rulebook.checked_copies import copy_of, copy_text
from reaug.runs.inventory import audit_rules

ROOT = Path(__file__).resolve().parents[1]
COMMAND = ("audit", "samples/klue-style.json")
WIDTH = 100
"""Of a line of Python."""


def rules_table() -> str:
    """Every rule of the audit, as a Markdown table."""
    lines = [
        "| rule | severity | findings right | suggestions right | cure | what is wrong |",
        "|---|---|--:|--:|---|---|",
    ]
    for name, rule in audit_rules().items():
        figures = " | ".join(str(cell or "") for cell in (findings_of(rule), suggestions_of(rule)))
        text = f"{rule.en}; {rule.ko}".replace("|", "\\|")
        lines.append(f"| `{name}` | {rule.severity} | {figures} | {rule.cure} | {text} |")
    return "\n".join(lines)


def formats_table() -> str:
    """Every format, which way it goes, and what it is, as a Markdown table."""
    lines = [
        "| format | read | `reaug export` | `--format` | what it is |",
        "|---|:-:|:-:|:-:|---|",
    ]
    summaries = {name: file_format.summary for name, file_format in FORMATS.items()} | READABLE
    for name, summary in summaries.items():
        ways = (name in READABLE, name in EXPORTS, name in FILES)
        marks = " | ".join("yes" if way else "" for way in ways)
        lines.append(f"| `{name}` | {marks} | {summary} |")
    return "\n".join(lines)


def review_formats_table() -> str:
    """Every format for reviewers, what is written, and what they can do, as a Markdown table."""
    lines = ["| `--to` | what is written | what a person can do |", "|---|---|---|"]
    for name in review_format_names():
        known = review_format(name)
        lines.append(f"| `{name}` | {known.summary} | {known.answers} |")
    return "\n".join(lines)


def shapes_table() -> str:
    """Every shape of files that a test reads back, and the command that reads it."""
    sys.path.append(str(ROOT / "tests"))  # the shapes are made there
    file_shapes = importlib.import_module("file_shapes")
    return str(file_shapes.table())


def page(step: str) -> str:
    """The page of a step, which every step has."""
    return f"docs/steps/{step}.md"


def summary(step: str) -> str:
    """What a step does: the first paragraph of its page, behind the title."""
    text = (ROOT / page(step)).read_text(encoding="utf-8")
    return " ".join(text.split("\n\n")[1].split())


def steps_table() -> str:
    """Every step that ships and what it does, as a Markdown table."""
    lines = ["| step | what it does |", "|---|---|"]
    for name in sorted(shipped_names(), key=lambda name: (ROOMS.index(room_of(name)), name)):
        lines.append(f"| [`{name}`]({page(name)}) | {summary(name)} |")
    return "\n".join(lines)


def parameters_table(step: str) -> str:
    """The parameters of a step's own, as a Markdown table."""
    known = step_class(step)
    own = [name for name in known.model_fields if name not in Step.model_fields]
    if not own:
        return "None of its own."
    lines = ["| parameter | default | |", "|---|---|---|"]
    properties = known.model_json_schema()["properties"]
    for name in own:
        field = known.model_fields[name]
        default = "required" if field.is_required() else f"`{_plain(field.get_default())}`"
        choices = properties[name].get("enum")
        one_of = f" ({', '.join(f'`{choice}`' for choice in choices)})" if choices else ""
        lines.append(f"| `{name}` | {default} | {field.description}{one_of} |".replace("||", "| |"))
    return "\n".join(lines)


def _plain(value: Any) -> str:
    """A default as a recipe would write it."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case tuple():
            return f"[{', '.join(map(str, value))}]"
    return str(value)


def transcript() -> str:
    """What an audit of the sample data says, on a terminal of 80 columns."""
    with chdir(ROOT):
        done = CliRunner().invoke(app, COMMAND, env={"COLUMNS": "80"}, prog_name="reaug")
    if done.exit_code:
        raise RuntimeError(done.output)
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    return "\n".join([f"```console\n$ reaug {' '.join(COMMAND)}", *lines, "```"])


class Part(NamedTuple):
    """A generated part: the comments around it, and what makes it."""

    begin: str
    end: str
    make: Callable[[], str]


def _part(what: str, make: Callable[[], str]) -> Part:
    return Part(f"<!-- {what}: made by docs/refresh.py -->", f"<!-- end of {what} -->", make)


def _parameters(step: str) -> Part:
    return _part("parameters", lambda: parameters_table(step))


def commands_table() -> str:
    """The entries of `COMMANDS` in `reaug/cli/commands.py`, from what each command declares."""
    entries = []
    for path in (ROOT / "reaug" / "cli").glob("*.py"):
        if "\nLISTED: Final = " in path.read_text(encoding="utf-8"):
            module = f"reaug.cli.{path.stem}"
            for name, (section, place, summary) in importlib.import_module(module).LISTED.items():
                entries.append((SECTIONS.index(section), place, name, module, section, summary))
    lines = []
    for *_, name, module, section, summary in sorted(entries):
        values = [json.dumps(module), json.dumps(section), *_string(summary)]
        lines += [f"{json.dumps(name)}: Command(", *(f"    {value}," for value in values), "),"]
    return "\n".join(f"    {line}" for text in lines for line in text.split("\n"))


def _string(text: str) -> list[str]:
    """A string of Python in one line, or in brackets, as ruff formats it."""
    if len(text) + len('        "",') <= WIDTH:
        return [json.dumps(text)]
    parts = textwrap.wrap(text, 80, drop_whitespace=False)
    return ["\n".join(["(", *(f"        {json.dumps(part)}" for part in parts), "    )"])]


PARTS = {
    "reaug/cli/commands.py": (
        Part("    # commands: made by docs/refresh.py", "    # end of commands", commands_table),
    ),
    "docs/audit.md": (_part("rules", rules_table),),
    "docs/formats.md": (_part("formats", formats_table),),
    "docs/review.md": (_part("review formats", review_formats_table),),
    "docs/shapes.md": (_part("shapes", shapes_table),),
    "README.md": (_part("steps", steps_table), _part("transcript", transcript)),
    **{page(step): (_parameters(step),) for step in shipped_names()},
}


def refreshed(name: str) -> str:
    """A document with its generated parts made anew."""
    text = (ROOT / name).read_text(encoding="utf-8")
    for part in PARTS[name]:
        before, begin, rest = text.partition(part.begin)
        _, end, after = rest.partition(part.end)
        if not (begin and end):
            raise ValueError(f"{name} lacks {part.begin} or {part.end}")
        text = f"{before}{begin}\n{part.make()}\n{end}{after}"
    return text


def book_copy(book: Path) -> str:
    """The checked copy of a rule book."""
    data = read_book(book, ROOT.joinpath).data
    RuleBook.model_validate(data)
    return copy_text(book, data)


if __name__ == "__main__":
    for book in (ROOT / "rules").glob("*.yaml"):
        copy_of(book).write_text(book_copy(book), encoding="utf-8")
    for document in PARTS:
        (ROOT / document).write_text(refreshed(document), encoding="utf-8")
