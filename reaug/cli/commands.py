"""The table of all commands, from which `reaug --help` is written.

A command is a file of this folder that declares `LISTED`. `python docs/refresh.py` copies these
entries into the table, so that no module is imported before its command is called.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final, NamedTuple

import typer

SECTIONS: Final = (
    "Look at data",
    "Make training sets",
    "Inspect and undo runs",
    "Files",
    "Reference",
)
"""The headings of `reaug --help`, in order."""


class Command(NamedTuple):
    """A command: its module, its heading in the help, and its summary."""

    module: str
    section: str
    summary: str

    def register(self, app: typer.Typer) -> None:
        """Import the module and add its command to the app."""
        import_module(self.module).register(app)


COMMANDS: Final = {
    # commands: made by docs/refresh.py
    "init": Command(
        "reaug.cli.init",
        "Look at data",
        "Inspect data, and write a rule book and a ready-to-run recipe for it.",
    ),
    "audit": Command(
        "reaug.cli.audit",
        "Look at data",
        "Find wrong types, spans and labels, and broken rules; causes with most rows come first.",
    ),
    "drift": Command(
        "reaug.cli.drift",
        "Look at data",
        "Compare two data sets: labels, labels given the types, types, lengths, sources, mentions.",
    ),
    "columns": Command(
        "reaug.cli.columns",
        "Look at data",
        "Show how the columns are read, with three rows, and save the mapping for other commands.",
    ),
    "rules": Command(
        "reaug.cli.rules",
        "Look at data",
        "Make rule books, and check them.",
    ),
    "review": Command(
        "reaug.cli.review",
        "Look at data",
        "Review findings with people.",
    ),
    "agree": Command(
        "reaug.cli.agree",
        "Look at data",
        "Measure how far people agree: kappa, alpha, consensus, quality by person, disagreements.",
    ),
    "clean": Command(
        "reaug.cli.clean",
        "Make training sets",
        "Clean a data set; to fix the most: reaug clean DATA --apply sure -o DIR.",
    ),
    "augment": Command(
        "reaug.cli.augment",
        "Make training sets",
        "Add augmented copies of rows with rare labels; the rows themselves are unchanged.",
    ),
    "run": Command(
        "reaug.cli.run",
        "Make training sets",
        "Run a recipe: clean, augment, shape; with a log of every change and a drift report.",
    ),
    "preview": Command(
        "reaug.cli.preview",
        "Make training sets",
        "Show examples of edits and of refusals; write nothing.",
    ),
    "rewrite": Command(
        "reaug.cli.rewrite",
        "Make training sets",
        "Rewrite rows with a language model; mentions, labels and the log are kept.",
    ),
    "curriculum": Command(
        "reaug.cli.curriculum",
        "Make training sets",
        "Sort rows into buckets by length; the thresholds are saved, so a test set can use them.",
    ),
    "encode": Command(
        "reaug.cli.encode",
        "Make training sets",
        "Mark both mentions in the input format of a model; with --tokenizer, also tokenize.",
    ),
    "probe": Command(
        "reaug.cli.probe",
        "Make training sets",
        "Train on the raw rows and on the output of recipes, and measure the difference.",
    ),
    "tune": Command(
        "reaug.cli.tune",
        "Make training sets",
        (
            "Search for a recipe that helps, and confirm the best one on rows that the search"
            " never saw."
        ),
    ),
    "runs": Command(
        "reaug.cli.runs",
        "Inspect and undo runs",
        "List, compare and link runs: reaug runs [DIR\u2026] [--json] lists those in folders.",
    ),
    "trace": Command(
        "reaug.cli.trace",
        "Inspect and undo runs",
        "Show every change to a row, from the input to the output.",
    ),
    "undo": Command(
        "reaug.cli.undo",
        "Inspect and undo runs",
        "Undo a run: restore the rows as they were before it, including dropped rows.",
    ),
    "verify": Command(
        "reaug.cli.verify",
        "Inspect and undo runs",
        "Check that a run folder is as the run left it: digests, spans, undo, rows.",
    ),
    "convert": Command(
        "reaug.cli.convert",
        "Files",
        "Convert data between formats: annotation tools, benchmarks, model input.",
    ),
    "export": Command(
        "reaug.cli.export",
        "Files",
        "Write the rows as one file in another format, or as text for pre-training (tapt).",
    ),
    "split": Command(
        "reaug.cli.split",
        "Files",
        "Split rows into folds, or into train and test, without leaks between the parts.",
    ),
    "list": Command(
        "reaug.cli.listing",
        "Reference",
        "List the steps, rule books, file formats, input styles and audit rules.",
    ),
    "show": Command(
        "reaug.cli.listing",
        "Reference",
        "Show a step's parameters, a rule book, or a rule book's entry for a label.",
    ),
    "schema": Command(
        "reaug.cli.schema",
        "Reference",
        "Print the JSON Schema of recipes, with every step and parameter.",
    ),
    # end of commands
}
"""The commands by name, in the order in which help lists them."""
