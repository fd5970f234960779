"""Check the names and the order of a recipe's steps against the rule book and the input."""

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
    """Return the labels whose rows are not copied by default: `no_relation`, if the book has it.

    In a book without `no_relation`, it is the book's negative label; () if there is none.
    """
    if NEGATIVE[0] in rules.labels:
        return NEGATIVE
    return () if rules.negative is None else (rules.negative,)


def for_rules(nodes: Sequence[Node], rules: RuleBook) -> tuple[Node, ...]:
    """Return nodes whose augment blocks by default copy no rows of the rule book's negative label.

    The default of `not_labels` (labels whose rows are not copied) is `no_relation`. It is replaced
    if the rule book has another negative label, or none. Labels that the recipe itself names are
    kept; `check_where` refuses labels that are not in the book.
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
    """Raise `RecipeError` if a label or type in a condition is not in the rule book.

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
    """Raise `RecipeError` if steps are in a wrong order, or a step is repeated that may occur once.

    No step may change rows after a final step, such as `encode`, whose columns describe the rows.

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
                    f"{leaf.path}: it would change rows after {final.path}, which describes the "
                    "rows; move it before that step"
                )
            if step.final:
                final = leaf


def check_encoded(nodes: Sequence[Node], table: pa.Table) -> None:
    """Raise `InputError` if a step changes tokenized rows, whose tokens would no longer fit.

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
    """Raise `InputError` if a row id in a condition is not in the input.

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
        # The id may be that of a copy from an earlier block, which begins with the id of its
        # parent.
        parents = pa.array([row_id.partition("~")[0] for row_id in lost], pa.string())
        born = pc.is_in(parents, value_set=table[schema.ROW_ID].combine_chunks()).to_pylist()
        lost = [row_id for row_id, is_copy in zip(lost, born, strict=True) if not is_copy]
        if lost:
            more = f" ({len(lost) - 1} more after this one)" if len(lost) > 1 else ""
            raise InputError(f"where, or rows: the input has no row {shorten(lost[0])}{more}")
