"""Check the names and the order of a recipe against the rule book and the input."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.quotes import shorten
from reaug.core.step import Step
from reaug.errors import InputError, RecipeError
from reaug.recipe.blocks import NEGATIVE
from reaug.recipe.plan import Augment, Leaf, Node, leaves, placed_wheres, wheres
from reaug.rulebook import RuleBook
from reaug.suggestions import unknown


def negatives(rules: RuleBook) -> tuple[str, ...]:
    """Return the label that is not copied by default: the negative label, else no_relation."""
    if NEGATIVE[0] in rules.labels:
        return NEGATIVE
    return () if rules.negative is None else (rules.negative,)


def for_rules(nodes: Sequence[Node], rules: RuleBook) -> tuple[Node, ...]:
    """Replace the default `not_labels` of nodes by the negative label of a rule book.

    Labels that a recipe names itself stay: `check_where` refuses those that the book lacks.
    """
    own = negatives(rules)
    if own == NEGATIVE:
        return tuple(nodes)
    return tuple(
        replace(node, where=node.where.model_copy(update={"not_labels": own}))
        if isinstance(node, Augment) and node.by_default and node.where.not_labels == NEGATIVE
        else node
        for node in nodes
    )


def check_where(nodes: Sequence[Node], rules: RuleBook) -> None:
    """Check that the labels and types in conditions exist in the rule book.

    Raises
    ------
    RecipeError
        A label or type is not in the rule book; the message lists the valid ones.
    """
    types = list(rules.types)
    for path, where in placed_wheres(nodes):
        for label in (*(where.labels or ()), *where.not_labels):
            if label not in rules.labels:
                raise RecipeError(f"{path}: where: {unknown('label', label, rules.labels)}")
        for pair in where.type_pairs or ():
            for name in pair.split(":", 1) if ":" in pair else [pair]:
                if name not in types or ":" not in pair:
                    problem = f"{path}: where: {shorten(pair)} is not a type pair such as PER:ORG"
                    raise RecipeError(f"{problem}; types: {', '.join(types)}")


def check_order(nodes: Sequence[Node]) -> None:
    """Check that no step changes rows after a final step, whose columns describe them.

    Raises
    ------
    RecipeError
        A step after a final one can change rows, or a step that is allowed once occurs twice.
    """
    seen: dict[type[Step], str] = {}
    final: Leaf | None = None
    for node in nodes:
        for leaf in leaves([node]):
            step = leaf.step
            if step.once and type(step) in seen:
                raise RecipeError(f"{leaf.path}: {seen[type(step)]} already does that; remove one")
            seen[type(step)] = leaf.path
            adds = step.adds_columns or step.of_whole_set or step.final
            if final is not None and (not adds or isinstance(node, Augment)):
                raise RecipeError(
                    f"{leaf.path}: it would change rows after {final.path}, which describes them "
                    "as they are; move it before that step"
                )
            if step.final:
                final = leaf


def check_encoded(nodes: Sequence[Node], table: pa.Table) -> None:
    """Check that tokenized rows are not changed, since their tokens would no longer fit.

    Raises
    ------
    InputError
        A step can change such rows.
    """
    if "input_ids" not in table.column_names:
        return
    for leaf in leaves(nodes):
        if not (leaf.step.adds_columns or leaf.step.of_whole_set):
            raise InputError(
                f"the rows are already encoded (they have a column input_ids), and {leaf.path} "
                "would change them; use the rows from before encode"
            )


def check_rows(nodes: Sequence[Node], table: pa.Table) -> None:
    """Check that the row ids in conditions exist in the input.

    Raises
    ------
    InputError
        A row id is not in the input; the message names the first.
    """
    for where in wheres(nodes):
        if not where.rows:
            continue
        named = pa.array(where.rows, pa.string())
        is_row = pc.is_in(named, value_set=table[schema.ROW_ID].combine_chunks())
        lost = named.filter(pc.invert(is_row)).to_pylist()
        # The id may be that of a copy made by an earlier block; it begins with the parent's id.
        parents = pa.array([row_id.partition("~")[0] for row_id in lost], pa.string())
        born = pc.is_in(parents, value_set=table[schema.ROW_ID].combine_chunks()).to_pylist()
        lost = [row_id for row_id, is_copy in zip(lost, born, strict=True) if not is_copy]
        if lost:
            more = f" ({len(lost) - 1} more after this one)" if len(lost) > 1 else ""
            raise InputError(f"where, or rows: the input has no row {shorten(lost[0])}{more}")
