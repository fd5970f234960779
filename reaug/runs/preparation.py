"""Prepare a run: check it and read its input, before anything is written."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import pyarrow as pa

from reaug.data import FORMATS, Reading, read
from reaug.data.read_options import PLAINLY, ReadAs, read_as
from reaug.data.renamed_labels import Renamed
from reaug.data.user_mapping import columns_of
from reaug.drift import DRIFT_NAMES, check_names, parse
from reaug.engine.copy_plan import with_others
from reaug.engine.tally import FIGURES
from reaug.errors import InputError, OutputError, RecipeError, UsageError
from reaug.files.output_paths import place_of
from reaug.files.remote import is_remote
from reaug.files.run_files import is_run
from reaug.recipe.checks import (
    check_encoded,
    check_order,
    check_rows,
    check_where,
    for_rules,
)
from reaug.recipe.model import Input, Recipe
from reaug.recipe.plan import Leaf, Node, leaves, step_order
from reaug.recipe.registry import is_shipped
from reaug.rulebook import RuleBook, load
from reaug.rulebook.exchanged_roles import traded_roles
from reaug.runs.manifest import Link, RecipeFile
from reaug.runs.provenance import chain_of, recipe_file

if TYPE_CHECKING:
    from reaug.cleaning.patch import Patch
    from reaug.drift import Gate

_LOG: Final = logging.getLogger("reaug.data")
_SHAPE: Final = ("read_as", "map", "encoding", "offsets", "label_names")
"""Fields of a recipe's input that describe the form of its rows."""
GATE_NAMES: Final = (*DRIFT_NAMES, "refused", *FIGURES)


@dataclass(frozen=True, repr=False)
class Plan:
    """A run that has been checked, and whose input has been read, but which has not begun.

    input : the options for reading the input again; None for data in memory.
    others : other data sets that were read, such as those whose label distribution an augment block
        has to match.
    kept : files made for the run, which are moved to its folder at the end.
    file : the file of the recipe, if there is one.
    chain : the chain of earlier runs that led to the input.
    """

    recipe: Recipe
    nodes: tuple[Node, ...]
    rules: RuleBook
    reading: Reading
    gates: tuple[Gate, ...]
    input: Input | None = None
    others: tuple[Reading, ...] = ()
    kept: tuple[Path, ...] = ()
    file: RecipeFile | None = None
    chain: tuple[Link, ...] = ()

    def __repr__(self) -> str:
        steps = ", ".join(node.path for node in self.nodes)
        return f"<Plan for {self.reading.origin}, {self.reading.table.num_rows:,} rows: {steps}>"


def prepare(
    recipe: Recipe,
    *,
    source: Any = None,
    nodes: Sequence[Node] | None = None,
    file: Path | None = None,
) -> Plan:
    """Return the plan of a run: its recipe is checked as far as possible, and its input is read.

    Parameters
    ----------
    source
        The data to read instead of the recipe's input: a path, a hub name, or data in memory.
    nodes
        The steps as nodes, if the class of a step has no name that a recipe could contain.
    file
        The file that the recipe was read from, if any.

    Raises
    ------
    RecipeError, UsageError, RuleBookError, InputError, OutputError
        The recipe, the rule book or the input is invalid; nothing has been written.
    """
    gates = tuple(parse(expr) for expr in recipe.fail_on)
    check_names(gates, GATE_NAMES)
    rules = load(recipe.rules)
    planned = for_rules(recipe.nodes() if nodes is None else nodes, rules)
    try:
        _check_step_gates(gates, step_order(planned))
        check_where(planned, rules)
        check_order(planned)
    except RecipeError as error:
        if file is None:
            raise
        raise RecipeError(f"{file}: {error}") from error
    others: list[Reading] = []
    planned = with_others(planned, partial(_other, recipe=recipe, rules=rules, others=others))
    reading = _read(recipe, rules, source, _renaming(planned))
    if (question := traded_roles(rules, reading.table, reading.columns)) is not None:
        _LOG.warning("%s", question)
    for fmt in recipe.output.formats if recipe.output is not None else ():
        FORMATS[fmt].check(reading.table)
    check_encoded(planned, reading.table)
    check_rows(planned, reading.table)
    _check_decisions(planned, reading)
    input_ = _input_options(recipe, source)
    return Plan(
        recipe,
        planned,
        rules,
        reading,
        gates,
        input_,
        tuple(others),
        file=None if file is None else recipe_file(file),
        chain=() if input_ is None else chain_of(input_.path, reading),
    )


def _check_decisions(nodes: Sequence[Node], reading: Reading) -> None:
    """Raise an error if people's decisions are about another version of the rows."""
    for leaf in leaves(nodes):
        patch = _patch(leaf)
        if patch is not None and not patch.left:  # those of an audit are about these rows
            repaired = {
                problem.row_id for problem in reading.problems if problem.action == "repaired"
            }
            complete = not (reading.dropped or repaired)
            patch.check_version(reading.table, sorted(filter(None, repaired)), complete=complete)


def _patch(node: Node) -> Patch | None:
    """Return the step of a node if it is a patch, else None."""
    if isinstance(node, Leaf) and is_shipped(node.step, "patch"):
        return cast("Patch", node.step)
    return None


def _input_options(recipe: Recipe, source: Any) -> Input | None:
    """Return the options for reading the input again; None if `source` is data in memory."""
    # The options are those of the recipe's input. A path given as `source` replaces the path in
    # them and removes the split.
    if source is None:
        return recipe.input and _self_contained(recipe.input)
    if not isinstance(source, str | os.PathLike):
        return None
    path = os.fsdecode(source)
    own = _self_contained(recipe.input or Input(path=path))
    return own.model_copy(update={"path": path, "split": None})


def _self_contained(input_: Input) -> Input:
    """Return the input with the contents of its mapping file, which may change."""
    if not isinstance(input_.map, str):
        return input_
    return input_.model_copy(update={"map": columns_of(input_.map)})


def _read_options(recipe: Recipe) -> ReadAs:
    """Return the recipe's options for reading its input."""
    given = recipe.input
    if given is None:
        return PLAINLY
    return read_as(given.map, given.encoding, given.offsets, given.label_names)


def _check_step_gates(gates: Sequence[Gate], paths: Sequence[str]) -> None:
    """Raise an error for a gate (`fail_on`) about a step that the recipe does not have."""
    for gate in gates:
        what, *rest = gate.path
        if what in FIGURES and (len(rest) != 1 or rest[0] not in paths):
            named = f"unknown step {'.'.join(rest)!r}" if rest else "the step is missing"
            known = ", ".join(f"{what}['{path}']" for path in paths)
            raise UsageError(f"gate {gate.expr}: {named}; there are: {known}")


def _other(source: str, recipe: Recipe, rules: RuleBook, others: list[Reading]) -> pa.Table:
    """Return the rows of a data set whose label distribution an augment block has to match."""
    # Bad rows are handled as in the input. The result of reading is added to `others`.
    how = _read_options(recipe).beside()
    reading = read(
        source, labels=rules.labels, types=list(rules.types), how=how, **_bad_rows(recipe)
    )
    others.append(reading)
    return reading.table


def _bad_rows(recipe: Recipe) -> dict[str, Any]:
    """Return the recipe's options for bad rows."""
    if recipe.input is None:
        return {}
    return {
        "on_bad_row": recipe.input.on_bad_row,
        "max_bad_share": recipe.input.max_bad_share,
    }


def _renaming(nodes: Sequence[Node]) -> dict[str, dict[str, Renamed]]:
    """Return, by row id, the labels and types that people's decisions change."""
    # The decisions are in the patches at the start of the recipe. A label or type that a patch
    # corrects need not be in the rule book.
    renaming: dict[str, dict[str, Renamed]] = {}
    for node in nodes:
        patch = _patch(node)
        if patch is None:
            break
        if patch.left:  # a patch of an audit is only about rows with known names
            continue
        for row_id, fields in patch.renaming().items():
            renaming.setdefault(row_id, fields)
    return renaming


def _read(
    recipe: Recipe, rules: RuleBook, source: Any, renaming: Mapping[str, Mapping[str, Renamed]]
) -> Reading:
    options: dict[str, Any] = {
        "labels": rules.labels,
        "renaming": renaming,
        "types": list(rules.types),
        "how": _read_options(recipe),
    }
    options |= _bad_rows(recipe)
    if recipe.input is not None:
        unlabelled = recipe.input.unlabelled
        options["require_label"] = "auto" if unlabelled == "auto" else not unlabelled
        options["fmt"] = recipe.input.read_as
    if source is not None:
        return read(source, **options)
    if recipe.input is None:
        raise RecipeError("the recipe names no input; give --input DATA")
    path = recipe.input.path
    try:
        return read(path, split=recipe.input.split, **options)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error


def input_from(own: Mapping[str, Any], source: str) -> dict[str, Any]:
    """Return the fields of a recipe's input, changed for another source.

    A split belongs to the recipe's own input, so it is left out. If the source is a run, the
    options for other files, such as the mapping of columns and the encoding, are left out, too.

    Parameters
    ----------
    own
        The recipe's own input, as fields of `recipe.model.Input`; empty if it has none.

    Examples
    --------
    >>> own = {"path": "a.csv", "map": {"label": "관계"}, "split": "train", "on_bad_row": "drop"}
    >>> input_from(own, "b.csv")
    {'path': 'b.csv', 'map': {'label': '관계'}, 'on_bad_row': 'drop'}
    """
    place = place_of(source)
    other_options = ("split", *(_SHAPE if place is not None and is_run(place) else ()))
    return {
        **{name: value for name, value in own.items() if name not in other_options},
        "path": source,
    }


def output_of(recipe: Recipe, requested: str | None) -> str:
    """Return the output of a run: `requested` (`--output`), else the recipe's.

    Raises
    ------
    OutputError
        Neither is given.
    """
    output = requested if requested is not None or recipe.output is None else recipe.output.path
    if not output:
        raise OutputError("the recipe names no output; give --output DIR")
    return output if is_remote(output) else str(Path(output).expanduser())
