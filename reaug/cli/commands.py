"""All commands: for each, its heading in the help, its summary, and its module.

A module is imported only when its command is called.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final, NamedTuple

import typer

_SECTIONS: Final = {
    "Look at data": {
        "init": "Inspect data, and write a rule book and a ready-to-run recipe for it.",
        "audit": (
            "Find wrong types, spans and labels, and broken rules; causes with most rows come "
            "first."
        ),
        "drift": (
            "Compare two data sets: labels, labels given the types, types, lengths, sources, "
            "mentions."
        ),
        "columns": (
            "Show how the columns are read, with three rows, and save the mapping for other "
            "commands."
        ),
        "rules": "Make rule books, and check them.",
        "review": "Review findings with people.",
        "agree": (
            "Measure how far people agree: kappa, alpha, consensus, each one's quality, "
            "disagreements."
        ),
    },
    "Make training sets": {
        "clean": "Clean a data set; to fix the most: reaug clean DATA --apply sure -o DIR.",
        "augment": (
            "Add augmented copies of rows with rare labels; the rows themselves are unchanged."
        ),
        "run": (
            "Run a recipe: clean, augment, shape; with a log of every change and a drift report."
        ),
        "preview": "Show examples of edits and of refusals; write nothing.",
        "rewrite": "Rewrite rows with a language model; mentions, labels and the log are kept.",
        "curriculum": (
            "Sort rows into buckets by length; the thresholds are saved, so a test set can use "
            "them."
        ),
        "encode": "Mark both mentions in the input format of a model; with --tokenizer, also "
        "tokenize.",
        "probe": (
            "Train on the raw rows and on the output of recipes, and measure the difference."
        ),
        "tune": (
            "Search for a recipe that helps, and confirm the best one on rows that the search "
            "never saw."
        ),
    },
    "Go back over runs": {
        "runs": "Runs and how they connect: reaug runs [DIR…] [--json] lists those under folders.",
        "trace": "Show every change to a row, from the input to the output.",
        "undo": "Undo a run: restore the rows as they were before it, including dropped rows.",
        "verify": "Check that a run folder is as the run left it: digests, spans, undo, rows.",
    },
    "Files": {
        "convert": ("Convert data between formats: annotation tools, benchmarks, model input."),
        "export": (
            "Write the rows as one file in another format, or as text for pre-training (tapt)."
        ),
        "split": "Split rows into folds, or into train and test, without leaks between the parts.",
    },
    "Reference": {
        "list": ("List the steps, rule books, file formats, input styles and audit rules."),
        "show": "Show a step's parameters, a rule book, or a rule book's entry for a label.",
        "schema": "Print the JSON Schema of recipes, with every step and parameter.",
    },
}
_MODULES: Final = {"list": "listing", "show": "listing"}
"""The module of each command whose module has another name."""


class Command(NamedTuple):
    """A command: its module, its heading in the help, and its summary."""

    module: str
    section: str
    summary: str

    def register(self, app: typer.Typer) -> None:
        """Import the module and add its command to the app."""
        import_module(self.module).register(app)


COMMANDS: Final = {
    name: Command(f"reaug.cli.{_MODULES.get(name, name)}", section, summary)
    for section, summaries in _SECTIONS.items()
    for name, summary in summaries.items()
}
"""The commands by name, in the order in which help lists them."""
