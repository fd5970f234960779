"""Select the findings to review: of a run, of a file, or of a new audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa

from reaug.audit import Audit, Finding
from reaug.audit.catalogue import rules_of
from reaug.audit.run import audit_sets
from reaug.audit.sources import readable
from reaug.core.batch import Batch
from reaug.core.schema import LABEL, OBJECT_TYPE, ROW_ID, SUBJECT_TYPE
from reaug.data import FORMATS, write
from reaug.data.read_options import PLAINLY, ReadAs
from reaug.data.source import as_format, format_of_name
from reaug.errors import InputError, UsageError
from reaug.files.output_paths import place_of
from reaug.files.run_files import is_run
from reaug.review.annotators import Comparison
from reaug.review.crowdlab import by_crowdlab, label_probabilities
from reaug.review.panel import Panel, Settled, Unit, panel
from reaug.review.review_import import Names, read_answers
from reaug.rulebook import RuleBook, load, names
from reaug.runs.manifest import read_manifest
from reaug.runs.run_findings import audit_of_run, read_findings
from reaug.runs.undo import undo_run

DIFFER: Final = "review/differ"
"""The rule of the finding that people have set a field differently that no finding was about."""


class ForReview(NamedTuple):
    """An audit to review, and the names that answers may use.

    labels, types : the names of the rule book; () if the data uses other names.
    """

    audit: Audit
    labels: tuple[str, ...]
    types: tuple[str, ...]


def for_review(
    data: Any,
    rules: str = "klue-re",
    *,
    findings: Path | None = None,
    how: ReadAs = PLAINLY,
    fmt: str | None = None,
) -> ForReview:
    """Return the findings about a data set, with the rows.

    Parameters
    ----------
    data
        A run folder, or other data. Of a run, the findings of the steps and the input rows are
        returned; other data is audited.
    findings
        A file of findings about the data; None for a new audit.

    Raises
    ------
    InputError
        The data or the file cannot be read, or a finding is about a row that does not exist.
    """
    place = place_of(data)
    if place is not None and is_run(place):
        if findings is not None:
            raise UsageError(f"{place} is a run, with findings of its own; leave --findings out")
        # The run's own rule book is known only if it ships with reaug.
        record = read_manifest(place).rules
        return _named(
            audit_of_run(place),
            load(record.name if record is not None and record.name in names() else rules),
        )
    book = load(rules)
    if findings is None:
        return _named(audit_sets(as_format(data, fmt), rules, how=how), book)
    read = readable(as_format(data, fmt), require_label="auto", how=how)
    lines = read_findings(findings)
    known = set(read.table[ROW_ID].to_pylist())
    lost = sorted({row for line in lines for row in line.rows} - known)
    if lost and not any(not known.isdisjoint(line.rows) for line in lines):
        raise InputError(
            f"{findings}: none of its findings is about a row of {data}; it was made for other data"
        )
    audit = Audit(read.rows, book.name, rules_of(lines), lines, read.table)
    return _named(audit, book)


def input_of(data: str) -> str:
    """Return the input of a run if `data` is a run folder, else `data` itself."""
    place = place_of(data)
    if place is None or not is_run(place):
        return data
    manifest = read_manifest(place)
    return manifest.input.path or manifest.input.source


def rows_to_decide(data: Any) -> pa.Table:
    """Return the rows that decisions are about: the input rows of a run, or the rows of other
    data.
    """
    place = place_of(data)
    if place is not None and is_run(place):
        return undo_run(place)
    return readable(data, require_label="auto").table


def only_open(made: ForReview, decisions: Sequence[Path]) -> tuple[ForReview, frozenset[str]]:
    """Return an audit, and the keys of its findings on which people's decisions differ.

    People may also have set a field to different values without any finding about the field. For
    each such field, a finding of the rule `review/differ` is added to the audit.

    Parameters
    ----------
    made
        The audit to review.
    decisions
        Files of decisions, or files from reviewers.

    Returns
    -------
    The audit with the added findings, and the keys of all findings on which decisions differ.

    Raises
    ------
    UsageError
        No decisions differ.
    """
    answers = read_answers(decisions)
    people = panel(answers.lines, answers.findings)
    if not people.differing:
        raise UsageError(
            "--open: no disagreement in these decisions, so there is nothing to export"
        )
    keys = frozenset(unit.finding for unit in people.differing if unit.finding is not None)
    changes = [_differing(people, unit) for unit in people.differing if unit.finding is None]
    audit = replace(
        made.audit,
        findings=[*made.audit.findings, *changes],
        catalogue={**made.audit.catalogue, **rules_of(changes)},
    )
    return made._replace(audit=audit), keys | {change.key for change in changes}


def _differing(people: Panel, unit: Unit) -> Finding:
    """Return the finding that people gave a field different values."""
    values = {
        name: "/".join(str(line["value"]) for line in lines if line["decision"] != "reject")
        for name in people.raters
        if (lines := people.votes.get((unit, name)))
    }
    en = ", ".join(f"{value or 'as it is'} ({name or '?'})" for name, value in values.items())
    ko = ", ".join(f"{value or '그대로'}({name or '?'})" for name, value in values.items())
    return Finding(
        DIFFER,
        (unit.row,),
        unit.field,
        "",
        f"people set {unit.field} differently: {en}",
        f"{unit.field}를 사람마다 다르게 정했다: {ko}",
        severity="review",
    )


def known_names(rules: str, rows: pa.Table | None = None) -> Names:
    """Return the labels and types that answers may use: those of a rule book, and of the rows."""
    book = load(rules)
    labels, types = set(book.labels), set(book.types)
    if rows is not None:
        labels |= set(rows[LABEL].to_pylist())
        for name in (SUBJECT_TYPE, OBJECT_TYPE):
            types |= set(rows[name].to_pylist())
    return Names(frozenset(labels - {None}), frozenset(types - {None}))


def settled(
    people: Panel,
    how: str,
    rows: pa.Table | None,
    *,
    rules: str = "klue-re",
    pred_probs: Any = None,
    seed: int = 42,
) -> Settled:
    """Return one answer per finding, decided by a majority, by CROWDLAB, or by one reviewer.

    `how` is `majority`, `crowdlab`, or the name of the reviewer (adjudicator).

    CROWDLAB uses the label probabilities of the model of `label/noise`, so it decides about labels
    only; other questions are decided by majority.

    Raises
    ------
    UsageError
        No reviewer has this name; or CROWDLAB is asked for without rows to train the model on.
    """
    if how != "crowdlab":
        return people.settled(how)
    if rows is None:
        raise UsageError("--consensus crowdlab trains a model on the rows: give --data DATA too")
    book = load(rules)
    known = label_probabilities(Batch(rows), book, pred_probs, seed=seed)
    return people.by(by_crowdlab(people, rows, known))


def check_rows_file(path: Path) -> str:
    """Return the format of a file of rows by its name.

    Raises
    ------
    UsageError
        No format that stores rows has this suffix.
    """
    fmt = format_of_name(path)
    if fmt is None or not FORMATS[fmt].is_written:
        raise UsageError(f"--output {path}: make its name end in .json, .jsonl, .csv or .parquet")
    return fmt


def write_consensus(comparison: Comparison, path: Path, book: RuleBook) -> None:
    """Write the rows whose annotators have a consensus, with the consensus as their label."""
    write(comparison.table(), path, check_rows_file(path), labels=book.labels)


def _named(audit: Audit, book: RuleBook) -> ForReview:
    if audit.foreign is not None:
        return ForReview(audit, (), ())
    return ForReview(audit, tuple(book.labels), tuple(book.types))
