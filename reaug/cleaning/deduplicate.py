"""Removes duplicate rows, and resolves rows that contradict each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash
from pydantic import Field

from reaug.choices import Keep
from reaug.cleaning._decided_rows import labels_that_stay, rows_that_stay
from reaug.core import schema
from reaug.core.arrays import I64, U64, rows_where
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.character_fixes import misspelled
from reaug.core.draws import Draw
from reaug.core.fields import type_field
from reaug.core.findings import Finding, Fix, Severity
from reaug.core.row_decisions import NOTHING, Decided
from reaug.core.step import InBoth, Measures, Step
from reaug.data.row_batches import passed
from reaug.rulebook import RuleBook

EXACT = "duplicate/exact"
CONFLICT = "duplicate/conflict"

_TOLD = (
    schema.ROW_ID,
    schema.POSITION,
    schema.SUBJECT_TYPE,
    schema.OBJECT_TYPE,
    schema.LABEL,
)
"""The columns of a row that `finish` needs, besides its key and spelling."""

_NAMES: Final = (schema.SUBJECT_TYPE, schema.OBJECT_TYPE, schema.LABEL)
_WRITTEN: Final = "written_hash"
"""The column with the hash of a row as it is written; 0 if the row is in normal form."""
_MISSPELLED: Final = (
    "{n:,} row{s} with hidden characters, text that is not in NFC, or white space at edges; reaug "
    "audit --select text shows them, the step normalise_text fixes them"
)
_MISSPELLED_KO: Final = (
    "보이지 않는 문자, NFC가 아닌 글자, 문장 앞뒤의 공백이 있는 행: {n:,}. 찾으려면 reaug audit "
    "--select text, 고치려면 단계 normalise_text"
)


class _Group(NamedTuple):
    """The result for rows with the same sentence and the same spans.

    drop : the reason why a row is dropped, by row id.
    """

    drop: dict[str, str]
    findings: list[Finding]


class DeduplicateState(NamedTuple):
    """The ids of the rows to drop with their reasons, sorted by row id, and the findings."""

    drop: pa.StringArray
    reason: pa.StringArray
    findings: tuple[Finding, ...]
    finding_rows: pa.StringArray


class Deduplicate(Step):
    """Drop rows that repeat another row, and resolve rows that contradict each other.

    Two rows are the same if their sentences and both mentions are equal in normal form
    (`core.normal_form`): in NFC, without invisible characters, with white space collapsed. Rows
    that are the same and have the same label are exact duplicates, and one of them stays: a row
    that is written in normal form before one that is not, then the row with the smallest id.
    Duplicates whose types or spellings differ are also listed as findings. Rows that are the same
    but have different labels are in conflict, and are always listed as findings. The option `keep:
    none` drops them all, `majority` keeps the label of most rows (none in case of a tie), `first`
    keeps the label of the row that came first in the input, `all` keeps one row of each label. If
    several rows have the label that is kept, one of them stays: chosen as among exact duplicates,
    or with `first` the first row. Only `first` depends on the order of the input; of rows with the
    same position (a row and its copies) it takes the one with the smallest id.

    A row takes precedence if a person has decided its label, or has decided to keep it: rows that
    conflict with it are dropped, and of duplicates the decided row stays. Decided rows that
    contradict each other all stay, and are listed as findings.

    Reasons: `duplicate/exact`, `duplicate/conflict`.

    Source: Lee et al. 2022, "Deduplicating training data makes language models better" (exact
    duplicates); how to resolve a conflict is the user's choice.

    Examples
    --------
    >>> from reaug.core.apply import apply
    >>> from reaug.core.examples import batch_of
    >>> text = "[S|PER|이순신]은 [O|LOC|한산도]에서 이겼다."
    >>> batch = batch_of(text, text, text, label=["no_relation", "no_relation", "per:origin"])
    >>> step = Deduplicate(keep="majority")
    >>> state = step.finish(step.summarise(batch), None)
    >>> changes = step.propose(batch, state, Draw(batch.keys, seed=1, path="0.deduplicate"))
    >>> after, log, _ = apply(batch, changes)
    >>> after.ids.to_pylist(), log.dropped["_reason"].to_pylist()
    (['row-0'], ['duplicate/exact', 'duplicate/conflict'])
    """

    of_whole_set: ClassVar[bool] = True
    may_change_nothing: ClassVar[bool] = True

    keep: Annotated[
        Keep,
        Field(description="which rows to keep when labels conflict: none, majority, first or all"),
    ] = "none"

    def summarise(self, batch: Batch) -> pa.Table:
        """Return a table of all rows: a 128-bit key of sentence and spans, and some columns.

        The columns are those by which `finish` decides which rows stay.
        """
        table = batch.table.select(list(_TOLD))
        for name in _NAMES:  # they have few different values
            at = table.column_names.index(name)
            table = table.set_column(at, name, table[name].dictionary_encode())
        keys = _keys(batch)
        written = np.zeros(len(batch), dtype=np.uint64)
        others = np.flatnonzero(~batch.is_normal)
        if len(others):
            written[others] = keys[others, 0] | np.uint64(1)
            keys[others] = _keys(batch.normal.take(others))
        columns = {"low": keys[:, 0], "high": keys[:, 1], _WRITTEN: written}
        for name, values in columns.items():
            table = table.append_column(name, pa.array(values, pa.uint64()))
        return table

    def merge(self, a: pa.Table, b: pa.Table) -> pa.Table:
        """Return both summaries as one table, unsorted."""
        return pa.concat_tables([a, b])

    def finish(self, summary: pa.Table, rules: RuleBook | None) -> DeduplicateState:
        """Return the rows to drop, decided for each group of rows with equal keys."""
        return self.finish_heeding(summary, rules, NOTHING)

    def finish_heeding(
        self, summary: pa.Table, rules: RuleBook | None, decided: Decided
    ) -> DeduplicateState:
        """Decide which rows are dropped, given the decisions of people about some of the rows."""
        drop: dict[str, str] = {}
        findings: list[Finding] = []
        parts = dict(zip(decided.ids.to_pylist(), decided.parts.tolist(), strict=True))
        for rows in _groups(summary):
            parts_by_row = {row[schema.ROW_ID]: parts.get(row[schema.ROW_ID], 0) for row in rows}
            group = (
                self._settle_decided(rows, parts_by_row)
                if any(parts_by_row.values())
                else self._settle(rows)
            )
            drop |= group.drop
            findings += group.findings
        ids = sorted(drop)
        return DeduplicateState(
            pa.array(ids, pa.string()),
            pa.array([drop[row_id] for row_id in ids], pa.string()),
            tuple(findings),
            pa.array([finding.rows[0] for finding in findings], pa.string()),
        )

    def propose(self, batch: Batch, state: DeduplicateState, draw: Draw) -> Changes:
        """Drop the rows that `finish` chose."""
        # Look up in the batch, which is small: building a lookup table of all dropped rows for
        # every batch would take quadratic time.
        position = pc.index_in(state.drop, value_set=batch.ids)
        is_decided = pc.is_valid(position)
        rows = position.filter(is_decided).to_numpy(zero_copy_only=False)
        place = np.full(len(batch), -1, dtype=np.int64)
        place[rows] = rows_where(is_decided)
        listed = rows_where(pc.is_in(state.finding_rows, value_set=batch.ids)).tolist()
        return Changes(
            drop=place >= 0,
            reason=state.reason.take(pa.array(place, mask=place < 0)),
            findings=tuple(state.findings[i] for i in listed),
        )

    def measure(self, rows: pa.Table, state: DeduplicateState) -> Measures:
        """Warn about rows with hidden characters or unusual spelling.

        They were only compared in normal form.
        """
        count = sum(len(misspelled(Batch(batch))) for batch in passed(rows))
        if not count:
            return Measures()
        line = _MISSPELLED.format(n=count, s="s" * (count > 1))
        return Measures(warnings=(InBoth(line, ko=_MISSPELLED_KO.format(n=count)),))

    def _settle(self, rows: list[dict[str, Any]]) -> _Group:
        """Return which of some equal rows are dropped, if nobody has decided about any of them."""
        # `rows` are in the order of `_groups`: of duplicates, the first one is kept.
        counts = Counter(row[schema.LABEL] for row in rows)
        if len(counts) == 1:
            drop = {row[schema.ROW_ID]: EXACT for row in rows[1:]}
            return _Group(drop, [*_type_findings(rows, drop), *_spelling_findings(rows, drop)])
        if self.keep == "all":
            return self._settle_decided(rows, {row[schema.ROW_ID]: 0 for row in rows})
        survivor = self._survivor(rows, counts)
        label = None if survivor is None else survivor[schema.LABEL]
        drop = {
            row[schema.ROW_ID]: EXACT if survivor and row[schema.LABEL] == label else CONFLICT
            for row in rows
            if row is not survivor
        }
        return _Group(drop, list(_conflict_findings(rows, counts, drop, label)))

    def _settle_decided(self, rows: list[dict[str, Any]], parts: dict[str, int]) -> _Group:
        """Return which equal rows are dropped, if people have decided about some of them."""
        # `parts` has by row id the decided parts, as flags of `core.row_decisions.Part`.
        counts = Counter(row[schema.LABEL] for row in rows)
        survivor = None if len(counts) == 1 else self._survivor(rows, counts)
        labels = set(counts) if self.keep == "all" else labels_that_stay(rows, parts, survivor)
        drop: dict[str, str] = {}
        for label in counts:
            of_label = [row for row in rows if row[schema.LABEL] == label]
            if label not in labels:
                drop |= {row[schema.ROW_ID]: CONFLICT for row in of_label}
                continue
            stay = rows_that_stay(of_label, parts, survivor)
            ids = (row[schema.ROW_ID] for row in of_label)
            drop |= {row_id: EXACT for row_id in ids if row_id not in stay}
        if len(counts) == 1:
            return _Group(drop, [*_type_findings(rows, drop), *_spelling_findings(rows, drop)])
        if len(labels) == 1:
            return _Group(drop, list(_conflict_findings(rows, counts, drop, next(iter(labels)))))
        findings = list(_conflict_findings(rows, counts, drop, None))
        if labels and any(parts.values()):
            more = "; people decided on different labels: keep one"
            findings = [finding._replace(en=finding.en + more) for finding in findings]
        return _Group(drop, findings)

    def _survivor(
        self, rows: list[dict[str, Any]], counts: Counter[str | None]
    ) -> dict[str, Any] | None:
        """Return the row that stays, of rows with different labels, by the option `keep`."""
        # The result is None with `keep: none` or `all`, and with `majority` in case of a tie.
        # `counts` has the number of rows of each label.
        if self.keep == "first":
            return min(rows, key=lambda row: row[schema.POSITION])
        ranked = counts.most_common(2)
        if self.keep in ("none", "all") or ranked[0][1] == ranked[1][1]:
            return None
        return next(row for row in rows if row[schema.LABEL] == ranked[0][0])


def _keys(batch: Batch) -> U64:
    """Return the xxh3 hash of the sentence's bytes and spans of each row, `uint64[n, 2]`."""
    # With 128 bits, the chance that any two keys of a billion rows collide is below 10 ** -20.
    spans = np.ascontiguousarray(batch.spans.astype("<i4"))
    offsets = np.arange(len(batch) + 1, dtype=np.int32) * spans.dtype.itemsize * spans.shape[1]
    ends = pa.BinaryArray.from_buffers(
        pa.binary(), len(batch), [None, pa.py_buffer(offsets), pa.py_buffer(spans)]
    )
    row_key = pc.binary_join_element_wise(batch.sentence.cast(pa.binary()), ends, b"")
    digests = b"".join(map(xxhash.xxh3_128_digest, row_key.to_pylist()))
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64).reshape(-1, 2)


def _groups(summary: pa.Table) -> list[list[dict[str, Any]]]:
    """Return the groups of two or more rows with the same key, ordered by their smallest row id."""
    # In each group, rows in normal form come first, then the others; both are sorted by row id.
    low = summary["low"].to_numpy()
    order = np.argsort(low)
    same = low[order][1:] == low[order][:-1]  # nearly always the high half is the same too
    shared = np.zeros(len(order), dtype=np.bool_)
    shared[1:] |= same
    shared[:-1] |= same
    groups: dict[tuple[int, int], list[dict[str, Any]]] = {}
    rows = _decoded_rows(summary, np.sort(order[shared])).sort_by(schema.ROW_ID)
    for row in rows.to_pylist():
        groups.setdefault((row["low"], row["high"]), []).append(row)
    several = [group for group in groups.values() if len(group) > 1]
    return [sorted(group, key=lambda row: row[_WRITTEN] != 0) for group in several]


def _decoded_rows(summary: pa.Table, rows: I64) -> pa.Table:
    """Return the rows with the given ascending numbers, with dictionary columns decoded to text."""
    columns = {}
    for name in summary.column_names:
        column = summary[name].take(pa.array(rows))
        columns[name] = column.cast(pa.string()) if name in _NAMES else column
    return pa.table(columns)


def _type_findings(rows: list[dict[str, Any]], drop: dict[str, str]) -> Iterator[Finding]:
    """Yield a finding for each exact duplicate with another type, as one of the types is wrong."""
    for role in schema.ROLES:
        column, field = f"{role}_type", type_field(role)
        counts = Counter(row[column] for row in rows)
        if len(counts) > 1:
            message = f"equal sentence, spans and label, but {field} is {_tally(counts)}"
            for row in rows:
                finding = _finding(EXACT, "warning", row, column, counts, drop, message)
                yield finding._replace(field=field)


def _spelling_findings(rows: list[dict[str, Any]], drop: dict[str, str]) -> Iterator[Finding]:
    """Yield a finding for each row of some exact duplicates, if their spellings differ."""
    counts = Counter(row[_WRITTEN] for row in rows)
    if len(counts) == 1:
        return
    stay = [row[schema.ROW_ID] for row in rows if row[schema.ROW_ID] not in drop]
    message = f"look equal, but are spelled in {len(counts)} ways; kept: {', '.join(stay)}"
    for row in rows:
        finding = _finding(EXACT, "review", row, _WRITTEN, counts, drop, message)
        yield finding._replace(field=schema.SENTENCE, value="")


def _conflict_findings(
    rows: list[dict[str, Any]],
    counts: Counter[str | None],
    drop: dict[str, str],
    label: str | None,
) -> Iterator[Finding]:
    message = f"equal sentence and spans, but the label is {_tally(counts)}"
    for row in rows:
        finding = _finding(CONFLICT, "error", row, schema.LABEL, counts, drop, message)
        old = row[schema.LABEL]
        if label is not None and old != label:
            fix = Fix(schema.LABEL, old or "", label)
            finding = finding._replace(suggestion=label, fixes=(fix,))
        yield finding


def _finding(
    rule: str,
    severity: Severity,
    row: dict[str, Any],
    column: str,
    counts: Counter[Any],
    drop: dict[str, str],
    message: str,
) -> Finding:
    """Return a finding about the value of a row in `column`."""
    # `counts` has the values of all equal rows; the score is the share of the row's own value.
    value = row[column]
    return Finding(
        rule=rule,
        rows=(row[schema.ROW_ID],),
        field=column,
        value="" if value is None else str(value),
        score=counts[value] / counts.total(),
        severity=severity,
        applied=row[schema.ROW_ID] in drop,
        en=message,
    )


def _tally(counts: Counter[str | None]) -> str:
    """Return values with their counts as text, the most frequent first."""
    # An example is `A in 2 rows, B in 1 row`.
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0] or ""))
    return ", ".join(
        f"{'missing' if value is None else value} in {n} row{'s' * (n > 1)}" for value, n in ranked
    )
