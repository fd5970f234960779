"""The commands: under which head the help lists each, with a line about it, and its module.

None of these modules is imported before its command is called.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final, NamedTuple

import typer

_SECTIONS: Final = {
    "Look at data": {
        "init": "Look at data, and write a rule book and a recipe for them, ready to run.",
        "audit": (
            "Find wrong types, spans, labels and broken rules; the causes that spoil most "
            "rows first."
        ),
        "drift": (
            "Compare two data sets: labels, labels given the types, types, lengths, sources, "
            "mentions."
        ),
        "columns": (
            "Show which columns are read as what, with three rows; write it down for other "
            "commands."
        ),
        "rules": "Make rule books, and check them.",
        "review": "Give findings to people.",
        "agree": (
            "How far people agree: kappa, alpha, consensus, each one's quality, where they differ."
        ),
    },
    "Make training sets": {
        "clean": "Clean a set; what mends most: reaug clean DATA --apply sure -o DIR.",
        "augment": "Add augmented copies of rare rows; the rows themselves stay as they are.",
        "run": (
            "Carry out a recipe: clean, augment, shape; with a log of every change and a "
            "drift report."
        ),
        "preview": "Show examples of edits and of refusals; write nothing.",
        "rewrite": "Rewrite rows by a language model; mentions, labels and the log are kept.",
        "curriculum": (
            "Sort rows into buckets by length; the thresholds are saved, so that a test set "
            "can follow."
        ),
        "encode": "Mark both mentions as a model wants them and, with --tokenizer, make tokens.",
        "probe": (
            "Train on the raw rows and on what recipes make of them, and say what the "
            "difference is worth."
        ),
        "tune": (
            "Search for a recipe that pays, and confirm the best one on rows that the search "
            "never saw."
        ),
    },
    "Go back over runs": {
        "runs": "Runs that know each other: reaug runs [DIR…] [--json] lists those under folders.",
        "trace": "Show every change of a row, from the input to the output.",
        "undo": "Take a run back: the rows as they were before it, dropped rows included.",
        "verify": "Check that a run folder is as the run left it: digests, spans, undo, rows.",
    },
    "Files": {
        "convert": (
            "Write data in another format: annotation tools, benchmarks, models' input, and back."
        ),
        "export": (
            "Write the rows as one file of another format, or as text for pre-training (tapt)."
        ),
        "split": "Part rows into folds, or train and test, so that no part gives away another.",
    },
    "Reference": {
        "list": (
            "List the steps, rule books, formats of files, input formats and rules of the audit."
        ),
        "show": "Show a step's parameters, a rule book, or what a rule book says of a label.",
        "schema": "Print the JSON Schema of recipes, with every step and parameter.",
    },
}
_MODULES: Final = {"list": "listing", "show": "listing"}
"""Those of commands that are not called as their module is."""


class Command(NamedTuple):
    """A command: its module, the head it stands under in the help, and the line about it."""

    module: str
    section: str
    summary: str

    def register(self, app: typer.Typer) -> None:
        """Import the module, and add what it holds."""
        import_module(self.module).register(app)


COMMANDS: Final = {
    name: Command(f"reaug.cli.{_MODULES.get(name, name)}", section, summary)
    for section, summaries in _SECTIONS.items()
    for name, summary in summaries.items()
}
"""The commands by name, in the order in which help lists them."""
