"""The step that adds candidate relations by type pair, to train one head per pair or mask
logits.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field, StrictBool, StrictInt, StringConstraints, model_validator

from reaug.core import schema
from reaug.core.arrays import I64, Bool
from reaug.core.batch import Batch
from reaug.core.changes import Changes, reasons
from reaug.core.draws import Draw
from reaug.core.findings import Finding
from reaug.core.quotes import shorten
from reaug.core.step import Measures, Step
from reaug.core.text import contiguous
from reaug.data.raw import FEATURE
from reaug.errors import InputError
from reaug.rulebook import RuleBook
from reaug.shaping._columns import check_free, name_problems
from reaug.shaping.relation_candidates.table import (
    NO_HEAD,
    CandidateTable,
    LabelCounts,
    Level,
    label_counts,
    learned,
    pairs_of,
    ruled,
)
from reaug.shaping.relation_candidates.table_file import NAME, read_table, table_of, write_table

# Only letters, digits and _, since the column name becomes a part of a file name.
ColumnName = Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\W_]\w*$")]

EXCLUDED: Final = "candidates/excluded"
_SUPPORT: Final = 5
_LEVEL: Final = "listed"
_MASK: Final = "candidates"


class RelationCandidates(Step):
    """List, for each row, the relations that its two entity types can have.

    Each type pair is a head with candidate relations. With `source: data`, a label is a candidate
    of a type pair if at least `support` rows have both. With `source: rules`, the rule book
    decides: for `level: typical` the type of the object must be usual for the relation, for
    `listed` the rule book must list it, and `legal` excludes only what breaks a hard rule. The
    negative label is always a candidate. `like` reads the file of another run, so that a test set
    gets the same heads as the training set.

    Adds two columns. `head` is a ClassLabel of the type pairs in alphabetical order; -1 if the pair
    is not in the table. `candidates` has a boolean per label, in the order of the label ids, for
    `logits.masked_fill(~candidates, -inf)`. Without a head, the candidates are what the rule book
    allows for the pair, and all labels if the book does not know one of the types.

    A row whose label is not a candidate is reported as a finding (`candidates/excluded`). With the
    mask, the loss of such a row is infinite; `drop_excluded` drops it. The table is written to
    `candidates.json` in the run folder, with the number of rows of each type pair.

    Source: Lyu & Chen 2021, "Relation classification with entity type restriction" (RECENT).

    Raises
    ------
    UsageError
        No row has types and a label.
    InputError
        The data already has a column of that name, or a label that is not in the rule book; the
        file for `like` is invalid.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> batch = batch_of("[S|PER|박열]은 [O|LOC|문경] 사람", label="per:origin")
    >>> step = RelationCandidates(support=1)
    >>> state = step.finish(step.summarise(batch), load())
    >>> list(state.heads), state.names("PER:LOC")
    (['PER:LOC'], ['no_relation', 'per:origin'])
    >>> changes = step.propose(batch, state, Draw(batch.keys, seed=1, path="0.test"))
    >>> changes.columns["head"].to_pylist(), sum(changes.columns["candidates"][0].as_py())
    ([0], 2)
    """

    final: ClassVar[bool] = True
    adds_columns: ClassVar[bool] = True

    source: Annotated[Literal["data", "rules"], Field(description="source of the candidates")] = (
        "data"
    )
    support: Annotated[
        StrictInt,
        Field(ge=1, description="minimum rows of a label with a type pair, for source: data"),
    ] = _SUPPORT
    level: Annotated[
        Level, Field(description="what the rule book must say of the types, for source: rules")
    ] = _LEVEL
    like: Annotated[
        str | None,
        Field(min_length=1, description="candidates.json of another run, or its folder"),
    ] = None
    drop_excluded: Annotated[
        StrictBool, Field(description="drop rows whose label is not a candidate")
    ] = False
    column: Annotated[ColumnName, Field(description="name of the column of heads")] = "head"
    mask_column: Annotated[ColumnName, Field(description="name of the column of candidates")] = (
        _MASK
    )
    split: Annotated[StrictBool, Field(description="write a split per head")] = False

    @model_validator(mode="after")
    def _make_sense(self) -> RelationCandidates:
        is_set = {"source": self.source != "data", "support": self.support != _SUPPORT}
        is_set["level"] = self.level != _LEVEL
        if self.like is not None and any(is_set.values()):
            conflicting = ", ".join(name for name, differs in is_set.items() if differs)
            raise ValueError(f"like takes the candidates from a file; remove {conflicting}")
        if self.source == "rules" and is_set["support"]:
            raise ValueError("support counts rows, so it applies only to source: data")
        if self.source == "data" and is_set["level"]:
            raise ValueError("level refers to the rule book, so it applies only to source: rules")
        for problem in name_problems(column=self.column, mask_column=self.mask_column):
            raise ValueError(problem)
        return self

    @property
    def needs_summary(self) -> bool:
        """Whether the labels of each type pair must be counted: true for `source: data` without
        `like`.
        """
        return self.source == "data" and self.like is None

    def summarise(self, batch: Batch) -> LabelCounts:
        """Return the number of rows by type pair and label."""
        return label_counts(batch.table)

    def merge(self, a: LabelCounts, b: LabelCounts) -> LabelCounts:
        """Return the sum of two counts."""
        return a + b

    def finish(self, summary: LabelCounts | None, rules: RuleBook) -> CandidateTable:
        """Return the table of candidates, from a file (`like`), the rule book, or the counts."""
        if self.like is not None:
            return read_table(Path(self.like), rules)
        if self.source == "rules":
            origin = {"source": "rules", "level": self.level}
            return table_of(ruled(rules, self.level), origin, rules)
        heads = learned(summary or Counter(), self.support, rules)
        return table_of(heads, {"source": "data", "support": self.support}, rules)

    def describe(self, state: CandidateTable) -> dict[str, Any]:
        """Return the origin and the digest of the table for the manifest.

        With `like`, the origin is that of the other run's table.
        """
        return {**state.origin, "heads": len(state.heads), "sha256": state.digest}

    @property
    def split_column(self) -> str | None:
        """The name of the column of heads if each head becomes a split, else None."""
        return self.column if self.split else None

    def propose(self, batch: Batch, state: CandidateTable, draw: Draw) -> Changes:
        """Propose two columns for all rows, and findings for rows with an excluded label."""
        self._check(batch, state)
        places = state.places(pairs_of(batch.table))
        masks = state.masks[places]
        excluded = _without_candidate(state.codes(batch.table), masks)
        return Changes(
            columns=self._columns(state, state.heads_of(places), masks),
            drop=excluded if self.drop_excluded else None,
            reason=reasons(len(batch), {EXCLUDED: excluded}) if self.drop_excluded else None,
            findings=tuple(self._findings(batch, state, np.flatnonzero(excluded))),
        )

    def measure(self, rows: pa.Table, state: CandidateTable) -> Measures:
        """Return how many labels are candidates on average, and the best possible scores.

        These are the scores of a perfect model that only predicts candidates.
        """
        return _measures_of(rows, state, *self._read_back(rows, state))

    def leave(self, folder: Path, rows: pa.Table, state: CandidateTable) -> None:
        """Write the table to `candidates.json`, or `candidates-NAME.json` for a mask column
        NAME.
        """
        head, masks = self._read_back(rows, state)
        name = NAME if self.mask_column == _MASK else f"candidates-{self.mask_column}.json"
        write_table(folder / name, state, head, _without_candidate(state.codes(rows), masks))

    def _check(self, batch: Batch, state: CandidateTable) -> None:
        names = {"column": self.column, "mask_column": self.mask_column}
        check_free("relation_candidates", batch, names)
        in_labels = pc.is_in(batch.label, value_set=pa.array(state.labels, pa.string()))
        unknown = batch.label.filter(pc.and_(pc.invert(in_labels), pc.is_valid(batch.label)))
        if len(unknown):
            raise InputError(
                f"relation_candidates: {state.rules['name']} has no label "
                f"{shorten(min(unknown.to_pylist()))}, which a row has; correct it first"
            )

    def _columns(self, state: CandidateTable, head: I64, masks: Bool) -> pa.Table:
        names = {"names": list(state.heads), "_type": "ClassLabel"}
        # Without rows there are no heads, and `datasets` allows no ClassLabel without names.
        metadata = {FEATURE: json.dumps(names, ensure_ascii=False)} if state.heads else None
        flat = pa.array(masks.ravel(), pa.bool_())
        mask = pa.FixedSizeListArray.from_arrays(flat, masks.shape[1])
        fields = [
            pa.field(self.column, pa.int64(), metadata=metadata),
            pa.field(self.mask_column, mask.type),
        ]
        return pa.table([pa.array(head, pa.int64()), mask], schema=pa.schema(fields))

    def _read_back(self, rows: pa.Table, state: CandidateTable) -> tuple[I64, Bool]:
        """Return the two columns that the step has added, as arrays."""
        # These are the heads (`int64[n]`) and the candidates (`bool[n, labels]`).
        head = np.asarray(contiguous(rows[self.column]), dtype=np.int64)
        flat = contiguous(rows[self.mask_column]).flatten().to_numpy(zero_copy_only=False)
        return head, flat.astype(np.bool_).reshape(-1, len(state.labels))

    def _findings(self, batch: Batch, state: CandidateTable, rows: I64) -> Iterator[Finding]:
        """Yield one finding for each of `rows`: its label is not a candidate of its type pair."""
        index = pa.array(rows)
        columns = batch.ids, batch.label, pairs_of(batch.table)
        for row_id, label, pair in zip(*(c.take(index).to_pylist() for c in columns), strict=True):
            names = ", ".join(state.names(pair))
            yield Finding(
                rule=EXCLUDED,
                rows=(row_id,),
                field=schema.LABEL,
                value=label or "",
                severity="review",
                applied=self.drop_excluded,
                en=f"{label} is not a candidate of {pair}; those are {names}",
            )


_MOST_NAMED = 5


def _without_candidate(codes: I64, masks: Bool) -> Bool:
    """Return which rows have a label that is not a candidate (`bool[n]`)."""
    return (codes >= 0) & ~masks[np.arange(len(codes)), codes]


def _measures_of(rows: pa.Table, table: CandidateTable, head: I64, masks: Bool) -> Measures:
    """Return how many candidates the rows have, the scores that stay possible, and warnings."""
    # `head` has the heads of n rows (`int64[n]`), and `masks` their candidates (`bool[n, labels]`).
    codes = table.codes(rows)
    labelled = codes >= 0
    excluded = _without_candidate(codes, masks)
    count = masks.sum(axis=1)
    lone = head == NO_HEAD
    per_head = table.masks[: len(table.heads)].sum(axis=1)
    figures: dict[str, Any] = {
        "rows": len(head),
        "candidates_per_head": _mean(per_head),
        "candidates_per_row": _mean(count),
        "rows_with_one_candidate": int((count == 1).sum()),
        "rows_without_head": int(lone.sum()),
        "labels_excluded": int(excluded.sum()),
        **_bounds(codes[labelled], excluded[labelled], table),
    }
    return Measures(figures, tuple(_warnings(rows, lone, excluded)))


def _mean(values: I64) -> float | None:
    return round(float(values.mean()), 2) if len(values) else None


def _bounds(codes: I64, excluded: Bool, table: CandidateTable) -> dict[str, float]:
    """Return the scores of a perfect model on the labelled rows, which are upper bounds."""
    # Micro-F1 is over all labels but the negative one, as usual for the task. If the right label is
    # excluded, the model predicts the negative label, which only lowers recall.
    if not len(codes):
        return {}
    lost = int(excluded.sum())
    bounds = {"accuracy_at_most": round(1 - lost / len(codes), 4)}
    if table.negative is not None and table.negative in table.labels:
        negative = table.labels.index(table.negative)
        related = int((codes != negative).sum())
        if related:
            right = related - int((excluded & (codes != negative)).sum())
            bounds["micro_f1_at_most"] = round(2 * right / (right + related), 4)
    return bounds


def _warnings(rows: pa.Table, lone: Bool, excluded: Bool) -> list[str]:
    warnings = []
    if lost := int(excluded.sum()):
        warnings.append(
            f"the label of {_rows(lost)} is not a candidate: a mask makes the loss of such a row "
            "infinite, so drop it from a training set with drop_excluded"
        )
    if lone.any():
        warnings.append(
            f"{_rows(int(lone.sum()))} without a head for the type pair ({_named(rows, lone)}): "
            "the head is -1, and the candidates are what the rule book lets the pair have"
        )
    return warnings


def _rows(n: int) -> str:
    return f"{n:,} row{'s' * (n != 1)}"


def _named(rows: pa.Table, lone: Bool) -> str:
    """Return the type pairs of the rows in `lone` (`bool[n]`) with their counts, as text."""
    # The most frequent pair comes first.
    pairs = Counter(pairs_of(rows).filter(pa.array(lone)).to_pylist())
    ranked = sorted(pairs.items(), key=lambda item: (-item[1], item[0] or ""))
    named_pairs = [f"{pair or 'a type is missing'} {n:,}" for pair, n in ranked[:_MOST_NAMED]]
    more = [f"{len(ranked) - _MOST_NAMED} pairs more"] if len(ranked) > _MOST_NAMED else []
    return ", ".join(named_pairs + more)
