"""Applies decisions and corrections by people from files, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field, PrivateAttr

from reaug.choices import OnBadFix
from reaug.cleaning._fitting_decisions import (
    about_other_text,
    fitting_rows,
    outdated,
    rewritten_rows,
    unwritable,
)
from reaug.cleaning._patch_row import (
    DIFFERS,
    DONE,
    bad_findings,
    decided_by,
    edited_cells,
    misfits,
    resolve,
)
from reaug.core import schema
from reaug.core.apply import apply
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.draws import Draw
from reaug.core.edits import Edits
from reaug.core.findings import Finding
from reaug.core.row_decisions import NOTHING, Decided, overruling
from reaug.core.spans import KEEP
from reaug.core.step import InBoth, Step
from reaug.data.renamed_labels import NAMES, Renamed
from reaug.errors import InputError
from reaug.review.decision_files import WAY_OUT, read_corrections
from reaug.review.decisions import Corrections, refuse
from reaug.review.jsonl import read_findings
from reaug.review.versions import message, version_of
from reaug.rulebook import RuleBook

NonEmpty = Annotated[str, Field(min_length=1)]


class PatchState(NamedTuple):
    """The decisions and corrections of the files, and the ones among them that are not applied.

    unwritten : ids of rows to which the new values cannot be applied.
    cells : findings about cells of a sheet that were changed but are not applied.
    """

    corrections: Corrections
    unwritten: frozenset[str] = frozenset()
    cells: tuple[Finding, ...] = ()


class Patch(Step):
    """Apply decisions of reviewers: labels, types, mention boundaries, text, dropped rows.

    A file holds decisions, corrections, or both; it may be the filled-in CSV of an audit. Each
    value that was accepted, edited or corrected names a row, a field, the old value and the new
    value. The values of a row are applied together or not at all: if an old value is not the row's
    current value, the row is left unchanged (`patch/old-differs`, and a finding shows the current
    value). A rejection of a change is left out in the same way if the row no longer has the old
    value. A row that already has all new values is left unchanged as well (`patch/done-already`). A
    deletion is recognised as already done only at the end of the sentence, since the file does not
    record the text after it. `subject_entity.word` moves the borders to the only place where the
    new word overlaps the old word (if there is none, or several: `patch/word-not-there`).

    The step applies to every row, so it takes neither `p` nor `where` and cannot be in a block. To
    leave a row as it is, remove its lines from the file.

    Decisions are protected, including rejections. If a later step would change a field of a row
    that a person has decided, or drop a row for which a person rejected a finding of the field
    `row`, the change is refused (`decision/protected`). `deduplicate` keeps a row whose label a
    person has decided.

    With `on_bad_fix: skip`, lines that cannot be applied are left out and become findings: no value
    to accept (`patch/no-value`), a row that is not in the data (`patch/unknown-row`), a label or
    type that is not in the rule book (`patch/unknown-name`), any other problem of a line
    (`patch/bad-line`).

    Decisions may name the version of the data for which they were made (`data`). They are refused
    before the run begins if the data has another version; `on_bad_fix: skip` applies them to the
    rows that still fit. A row does not fit if its sentence or its mentions are not those that the
    person saw (`seen`).

    The columns `label` and `types` of a sheet are for display only: a cell that was changed there
    is a finding (`patch/cell-not-read`), and is not applied.

    Fields: `label`, `subject_entity.type`, `subject_entity.word`, `subject_entity.start_idx`,
    `subject_entity.end_idx` (inclusive), the same for `object_entity`, `sentence` (with the code
    point at which `old` begins; if that is inside a mention, its word changes with the text), and
    `row` with the new value `drop`.

    Raises
    ------
    InputError
        If a file cannot be read, or two decisions contradict each other. With `on_bad_fix: stop`
        also if lines cannot be applied: the error counts them and names the first five.

    Examples
    --------
    >>> import json, tempfile
    >>> from reaug.core.apply import apply
    >>> from reaug.core.examples import batch_of
    >>> batch = batch_of("[S|PER|이순신]은 [O|DAT|1545]년에 났다.", label="per:date_of_birth")
    >>> line = {"id": "row-0", "field": "object_entity.end_idx", "old": 8, "new": 9}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "fixes.jsonl"
    ...     _ = file.write_text(json.dumps(line), encoding="utf-8")
    ...     step = Patch(path=str(file))
    ...     state = step.finish(step.summarise(batch), None)
    >>> changes = step.propose(batch, state, Draw(batch.keys, seed=1, path="0.patch"))
    >>> apply(batch, changes).batch.row(0).object_word
    '1545년'
    """

    for_every_row: ClassVar[bool] = True

    ways_out: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "": InBoth(
                "the file has no value to write, only rejections or empty decisions",
                "파일에 적용할 값이 없다(결정이 비었거나 모두 거절이다)",
            ),
            DIFFERS: InBoth(
                "the old values of the file are not those of the rows: it was made for other data, "
                "or the rows were changed since; see findings.jsonl",
                "파일의 old 값이 행의 값과 다르다. 다른 데이터에서 만들었거나 그 뒤에 "
                "행이 바뀌었다. findings.jsonl을 보라",
            ),
            DONE: InBoth(
                "the rows hold all new values already; nothing is left to do",
                "행이 이미 모두 새 값이다. 더 할 일이 없다",
            ),
        }
    )

    path: Annotated[
        NonEmpty | Annotated[tuple[NonEmpty, ...], Field(min_length=1)],
        Field(
            description="decisions and corrections: JSON lines, or a filled-in CSV; or several",
            examples=["fixes.jsonl"],
        ),
    ]
    left: Annotated[
        NonEmpty | None,
        Field(description="findings left for people: passed on into findings.jsonl"),
    ] = None
    on_bad_fix: Annotated[
        OnBadFix, Field(description="decisions that cannot be applied: stop, or skip and list them")
    ] = "stop"

    def check_version(
        self, table: pa.Table, repaired: Collection[str] = (), *, complete: bool = True
    ) -> None:
        """Refuse decisions about another version of the rows, unless `on_bad_fix` is `skip`.

        Parameters
        ----------
        table
            The rows as they were read.
        repaired
            Ids of the rows that were repaired on reading. The version without them is accepted,
            too: the reviewers may not have seen them.
        complete
            Whether `table` has all rows of the source, unchanged. If not, its version says nothing;
            then it is enough that every row still fits.

        Raises
        ------
        InputError
            If a decision names another version. The message names the rows that still fit.
        """
        if self.left is not None:
            return
        corrections = _read(self.paths)
        decided = [*corrections.entries, *corrections.rejected]
        if self.on_bad_fix == "skip":
            self._rewritten = frozenset(rewritten_rows(table, corrections))
            return
        if all(decision.data is None for decision in decided):
            return
        seen = pc.invert(pc.is_in(table[schema.ROW_ID], pa.array(sorted(repaired), pa.string())))
        versions = [version_of(table)]
        versions += [version_of(table.filter(seen))] if repaired else []
        other = [
            decision
            for decision in decided
            if decision.data is not None and decision.data not in versions
        ]
        if other:
            fitting = fitting_rows(table, corrections, {decision.id for decision in other})
            if not complete and {decision.id for decision in other} <= set(fitting):
                return
            raise InputError(
                f"{', '.join(self.paths)}: {message(other, versions[0], fitting)}; to apply "
                "those, use --on-bad-fix skip (in a recipe on_bad_fix: skip)"
            )

    @property
    def may_change_nothing(self) -> bool:  # type: ignore[override]  # of the class elsewhere
        """Whether a run may change nothing without a warning: an audit may find nothing certain."""
        return self.left is not None

    _folder: str | None = PrivateAttr(default=None)
    """The folder of the files, if a run wrote them for itself; None if the names are paths already.
    """

    _rewritten: frozenset[str] = PrivateAttr(default=frozenset())
    """Ids of rows whose text changed after the decision, as `check_version` compared them."""

    def within(self, folder: Path) -> Patch:
        """Return the same step, with its files in the given folder."""
        step = self.model_copy()
        step._folder = str(folder)
        return step

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of the files."""
        names = (self.path,) if isinstance(self.path, str) else self.path
        return tuple(map(self._lies, names))

    def _lies(self, name: str) -> str:
        return name if self._folder is None else str(Path(self._folder) / name)

    def renaming(self) -> dict[str, dict[str, Renamed]]:
        """Return the new labels and types by row id and field, for reading the rows.

        A row whose old label or type is not in the rule book can only be read if the step replaces
        this name or drops the row. Rows with corrections of other fields are left out: such a
        correction may not fit, and then none of the row's values are applied.
        """
        names: dict[str, dict[str, Renamed]] = {}
        for row_id, entries in _read(self.paths).by_row.items():
            if all(entry.field in (*NAMES, "row") for entry in entries):
                gone = any(entry.field == "row" for entry in entries)
                fields = {
                    entry.field: Renamed(
                        str(entry.old) if entry.checked and entry.old is not None else None,
                        str(entry.new),
                    )
                    for entry in entries
                    if entry.field in NAMES
                }
                names[row_id] = dict.fromkeys(NAMES, Renamed(None, None)) if gone else fields
        return names

    def summarise(self, batch: Batch) -> pa.Table:
        """Return the rows that the files name, without the user's columns."""
        corrections = _read(self.paths)
        rows = corrections.decided_among(batch.ids)
        if corrections.shown:
            rows = np.union1d(rows, corrections.shown_among(batch.ids))
        return batch.table.select(schema.CORE_SCHEMA.names).take(pa.array(rows))

    def merge(self, a: pa.Table, b: pa.Table) -> pa.Table:
        """Return the rows of both summaries as one table."""
        return pa.concat_tables([a, b])

    def finish(self, summary: pa.Table | None, rules: RuleBook | None) -> PatchState:
        """Return the decisions that can be applied."""
        return self.finish_heeding(summary, rules, NOTHING)

    def finish_heeding(
        self, summary: pa.Table | None, rules: RuleBook | None, decided: Decided
    ) -> PatchState:
        """Return the decisions that can be applied after those of earlier patches (`decided`)."""
        corrections = _read(self.paths)
        rows = schema.CORE_SCHEMA.empty_table() if summary is None else summary
        bad = list(unwritable(corrections, frozenset(rows[schema.ROW_ID].to_pylist()), rules))
        if self.on_bad_fix == "stop" and (bad or corrections.bad):
            raise refuse(self.paths, (*corrections.bad, *bad), WAY_OUT)
        batch = Batch(rows.combine_chunks())
        batch_rows = list(map(batch.row, range(len(batch))))
        cells = tuple(edited_cells(batch_rows, corrections)) if corrections.shown else ()
        bad += outdated(batch_rows, corrections)
        bad += about_other_text(self._rewritten, corrections, bad)
        state = PatchState(corrections.leaving_out(bad), cells=cells)
        return state._replace(unwritten=self._unwritten(Batch(rows), state, rules, decided))

    def _unwritten(
        self, batch: Batch, state: PatchState, rules: RuleBook | None, decided: Decided
    ) -> frozenset[str]:
        """Return the ids of rows to which the new values cannot be applied."""
        # They do not fit the row, contradict an earlier decision, or break a hard rule or the
        # spans.
        changes = self.propose(batch, state, Draw(batch.keys, seed=0, path=""))
        skipped = pc.fill_null(pc.not_equal(changes.skipped, DONE), fill_value=False)
        is_unwritten = overruling(batch, changes, decided) | np.asarray(skipped)
        violations = None if rules is None else rules.violations
        is_unwritten[apply(batch, changes, rules=violations).refusals.row] = True
        return frozenset(batch.ids.filter(pa.array(is_unwritten)).to_pylist())

    def decided(self, state: PatchState) -> Decided:
        """Return the parts of rows that no later step may change."""
        return decided_by(state.corrections)

    def file_findings(self, state: PatchState) -> list[Finding]:
        """Return the findings about lines and cells that are not applied, and those left to people.

        The latter are in the file `left`, which an audit has written.
        """
        left = [] if self.left is None else _left(Path(self._lies(self.left)))
        return [*bad_findings(state.corrections), *state.cells, *left]

    def describe(self, state: PatchState) -> dict[str, Any]:
        """Report the numbers of values and decisions, and the digest of their content."""
        corrections = state.corrections
        description = {
            "corrections": len(corrections.entries),
            "sha256": corrections.digest,
            "decisions": corrections.counts(state.unwritten),
        }
        rules = Counter(bad.rule for bad in corrections.bad)
        more = {
            "not_written": sum(entry.id in state.unwritten for entry in corrections.entries),
            "superseded": corrections.superseded,
            "left_out": dict(sorted(rules.items())),
            "notes": [*corrections.notes, *_note(state.cells)],
        }
        return description | {name: value for name, value in more.items() if value}

    def propose(self, batch: Batch, state: PatchState, draw: Draw) -> Changes:
        """Apply the corrections to the rows of a batch; rows without corrections cost no time."""
        n, by_row = len(batch), state.corrections.by_row
        rows = state.corrections.written_among(batch.ids)
        values: dict[str, list[str | None]] = {name: [None] * n for name in schema.FIELDS}
        spans = np.full((n, 4), KEEP, dtype=np.int32)
        edits: list[tuple[int, int, int, str, int]] = []
        drop = np.zeros(n, dtype=np.bool_)
        reason: list[str | None] = [None] * n
        skipped: list[str | None] = [None] * n
        findings: list[Finding] = []
        for at in rows.tolist():
            row = batch.row(at)
            done = resolve(row, by_row[row.id])
            if isinstance(done, str):
                skipped[at] = done
                findings += misfits(row, by_row[row.id], done, state.corrections)
                continue
            for name, value in done.fields.items():
                values[name][at] = value
            spans[at] = done.spans
            edits += [(at, *edit) for edit in done.edits]
            drop[at], reason[at] = done.drop, done.reason
        row_, start, end, text, role = zip(*edits, strict=True) if edits else ((),) * 5
        return Changes(
            edits=Edits.of(row_, start, end, text, np.array(role, dtype=np.int8)),
            fields={name: pa.array(column, pa.string()) for name, column in values.items()},
            spans=spans,
            drop=drop,
            reason=pa.array(reason, pa.string()),
            skipped=pa.array(skipped, pa.string()),
            findings=tuple(findings),
        )


def _note(cells: Sequence[Finding]) -> list[str]:
    if not cells:
        return []
    rows = len({cell.rows for cell in cells})
    return [f"edits in columns label and types have no effect (use column decision): {rows:,} rows"]


def _left(path: Path) -> list[Finding]:
    try:
        return read_findings(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{path} cannot be read as findings: {error}") from error


@lru_cache(maxsize=4)
def _read_once(paths: tuple[str, ...], stamps: tuple[tuple[int, int], ...]) -> Corrections:
    return read_corrections(*map(Path, paths), on_bad_fix="skip")


def _read(paths: tuple[str, ...]) -> Corrections:
    """Return the content of the files; each process reads them again only if they change."""
    try:
        stats = [Path(path).stat() for path in paths]
    except (OSError, ValueError):  # the error of the reader says what is wrong
        return read_corrections(*map(Path, paths), on_bad_fix="skip")
    return _read_once(paths, tuple((stat.st_mtime_ns, stat.st_size) for stat in stats))
