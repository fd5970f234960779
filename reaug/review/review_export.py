"""Export findings for review, to one file or to one per reviewer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO, Any, NamedTuple

from reaug.audit import Audit, Finding
from reaug.choices import Lang, SampleBy
from reaug.core.schema import SENTENCE
from reaug.errors import UsageError
from reaug.review.exported_findings import outgoing
from reaug.review.finding_rows import rows_of
from reaug.review.finding_selection import dealt, sampled
from reaug.review.formats import review_format, review_format_names
from reaug.review.formats._format import ReviewFormat, TaskFormat

Write = Callable[[IO[str]], Any]


class Wanted(NamedTuple):
    """The options of an export.

    to : the name of the format, one of `formats.review_format_names`.
    sample, by : see `finding_selection.sampled`.
    reviewers : the names of reviewers, who get one file each; () for one file for anybody.
    overlap : the share of rows that all reviewers get.
    only : the keys of the findings to export; None for all.
    """

    to: str
    sample: int | None = None
    by: SampleBy | None = None
    reviewers: tuple[str, ...] = ()
    overlap: float | None = None
    only: frozenset[str] | None = None
    lang: Lang = "en"
    seed: int = 42


class Export(NamedTuple):
    """The files of an export.

    writers : by path, the function that writes the file.
    findings, rows : number of exported findings and rows.
    parts : number of rows by reviewer, including common rows.
    common : number of rows that all reviewers get.
    notes : notes for the user about findings that are not exported, one line each.
    """

    writers: dict[Path, Write]
    findings: int
    rows: int
    parts: dict[str, int]
    common: int
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the counts and the names of the files as JSON data."""
        return {
            "files": [str(path) for path in self.writers],
            "findings": self.findings,
            "rows": self.rows,
            "reviewers": self.parts,
            "common": self.common,
            "notes": list(self.notes),
        }


def names_of(path: Path, wanted: Wanted) -> dict[str, Path]:
    """Return the files to write, by reviewer; "" is the key of the file for anybody."""
    names = {
        reviewer: path if not reviewer else path.with_name(f"{path.stem}-{reviewer}{path.suffix}")
        for reviewer in (wanted.reviewers or ("",))
    }
    return names | review_format(wanted.to).beside(path)


def export(
    audit: Audit,
    path: Path,
    wanted: Wanted,
    *,
    labels: Iterable[str] = (),
    types: Iterable[str] = (),
) -> Export:
    """Return the files to write for the findings of an audit.

    Parameters
    ----------
    labels, types
        The names of the rule book, which answers may use.

    Raises
    ------
    UsageError
        The options contradict each other, or no finding is left to export.
    """
    check(wanted, path)
    to = review_format(wanted.to)
    chosen = sampled(
        _wanted_findings(audit, wanted), rows_of(audit), wanted.sample, wanted.by, seed=wanted.seed
    )
    chosen, notes = _shown(chosen, to)
    if wanted.only is not None:
        lost = len(wanted.only - {finding.key for finding in audit.findings})
        if lost:
            notes.append(
                f"left out: {lost:,} findings on which people disagree, since the audit of the "
                "data does not contain them; give the file that contains them with --findings"
            )
    out = outgoing(audit, chosen, labels=labels, types=types, lang=wanted.lang)
    if not out.questions:
        raise UsageError("there are no findings to export" + (f": {notes[0]}" if notes else ""))
    rows = [question.row for question in out.questions]
    if not isinstance(to, TaskFormat):
        rows = sorted({finding.rows[0] for finding in chosen})
    parts = dealt(rows, wanted.reviewers or ("",), wanted.overlap or 0.0, seed=wanted.seed)
    names = names_of(path, wanted)
    writers: dict[Path, Write] = {}
    for reviewer, part in parts.items():
        own = out.for_reviewer(reviewer, part) if wanted.reviewers else out
        writers[names[reviewer]] = partial(to.write, own)
    for name, file in to.beside(path).items():
        writers[file] = partial(to.write_beside, name, out)
    common = len(set.intersection(*map(set, parts.values()))) if wanted.reviewers else 0
    counts = {name: len(part) for name, part in parts.items() if name}
    return Export(writers, len(chosen), len(set(rows)), counts, common, tuple(notes))


def check(wanted: Wanted, path: Path) -> None:
    """Raise an error for options that contradict each other, before anything is read.

    Raises
    ------
    UsageError
        The options contradict each other; the message says which.
    """
    if wanted.sample is None and wanted.by is not None:
        raise UsageError(f"--by {wanted.by} needs a sample size; give --sample N")
    if wanted.sample is not None and wanted.sample < 1:
        raise UsageError(f"--sample must be 1 or more, not {wanted.sample}")
    if wanted.overlap is not None and len(wanted.reviewers) < 2:
        raise UsageError(
            "--overlap is the share that several reviewers have in common; give --reviewers 2 "
            "or more"
        )
    suffix = review_format(wanted.to).suffix
    if path.suffix.lower() != suffix:
        raise UsageError(f"--to {wanted.to}: name a file in {suffix}, not {path.name}")


def _wanted_findings(audit: Audit, wanted: Wanted) -> Audit:
    """Return the audit without the findings that the user did not ask to export."""
    if wanted.only is None:
        return audit
    return replace(
        audit, findings=[finding for finding in audit.findings if finding.key in wanted.only]
    )


def _shown(findings: Sequence[Finding], to: ReviewFormat) -> tuple[list[Finding], list[str]]:
    """Return the findings that a format can show, and notes about other findings."""
    if to.edits_text:
        return list(findings), []
    hidden = {
        finding.key
        for finding in findings
        if finding.fixes and all(fix.field == SENTENCE for fix in finding.fixes)
    }
    notes = []
    if hidden:
        others = [name for name in review_format_names() if review_format(name).edits_text]
        notes.append(
            f"left out: {len(hidden):,} findings about the text itself, which {to.name} cannot "
            f"change; use --to {'|'.join(others)} for them"
        )
    return [finding for finding in findings if finding.key not in hidden], notes
