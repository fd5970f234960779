"""Functions for rule books: learn a book, check data against a book, record people's judgement."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reaug.choices import MAX_BAD_SHARE
from reaug.data import read_options as shapes

if TYPE_CHECKING:
    from reaug.audit.book_check import BookCheck
    from reaug.audit.learning import Mode
    from reaug.choices import OnBadRow
    from reaug.runs.learnt_rules import LearntBook
    from reaug.runs.rule_judgements import JudgedBook

Name = str | os.PathLike[str]


def learn_rules(
    data: Any,
    output: Name,
    *,
    rules: str = "klue-re",
    name: str | None = None,
    mode: Mode | None = None,
    map: Name | Mapping[str, Any] | None = None,  # the option's name
    encoding: str | None = None,
    offsets: str | None = None,
    label_names: Name | None = None,
    read_as: str | None = None,
    on_bad_row: OnBadRow = "stop",
    max_bad_share: float = MAX_BAD_SHARE,
    force: bool = False,
) -> LearntBook:
    """Learn a rule book from a labelled set (types, inverses, frequent conditions), and write it.

    Parameters
    ----------
    data
        Anything that `load` reads.
    output
        The file of the book, which ends in .yaml.
    rules
        The book that the new book may extend.
    name
        The name of the new book; by default the name of the file.
    mode
        "new" writes a complete book, "extends" a book that extends `rules`. By default the book is
        complete if most labels or types are not in `rules`.
    map, encoding, offsets, label_names, read_as, on_bad_row, max_bad_share
        See `load`.
    force
        Whether to overwrite an existing file.

    Returns
    -------
    LearntBook
        It has `path`, `learnt` (the book, open questions, what was left out) and counts
        (`to_json`).

    Raises
    ------
    UsageError, InputError, RuleBookError, OutputError
        Nothing is written in that case.

    Examples
    --------
    >>> import reaug, tempfile
    >>> from reaug.runs.shipped import sample_data
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     result = reaug.learn_rules(sample_data(), f"{folder}/own.yaml")
    >>> result.base, result.learnt.book.name
    ('klue-re', 'own')
    """
    from reaug.runs.learnt_rules import learn_rules as learnt

    return learnt(
        data,
        Path(output).expanduser(),
        rules=rules,
        name=name,
        mode=mode,
        how=shapes.read_as(map, encoding, offsets, label_names),
        fmt=read_as,
        force=force,
        on_bad_row=on_bad_row,
        max_bad_share=max_bad_share,
    )


def check_rules(
    book: Name,
    data: Any,
    *,
    map: Name | Mapping[str, Any] | None = None,  # the option's name
    encoding: str | None = None,
    offsets: str | None = None,
    label_names: Name | None = None,
    read_as: str | None = None,
) -> BookCheck:
    """Return a check of a set against a rule book: unknown names, rows by label, matches of
    patterns.

    Rows that cannot be read are left out.

    Parameters
    ----------
    book
        The file of a rule book, or the name of a shipped book.
    data
        Anything that `load` reads, with or without labels.
    map, encoding, offsets, label_names, read_as
        See `load`.

    Raises
    ------
    InputError, RuleBookError, UsageError
        The set or the book cannot be read.

    Examples
    --------
    >>> import reaug
    >>> from reaug.runs.shipped import sample_data
    >>> reaug.check_rules("klue-re", sample_data()).unknown_labels
    {}
    """
    from reaug.audit.book_check import check_book
    from reaug.audit.rows import Rows
    from reaug.data.read_data import read_good
    from reaug.rulebook import load

    rules = load(os.fspath(book))
    how = shapes.read_as(map, encoding, offsets, label_names)
    source = read_good(data, require_label="auto", how=how, fmt=read_as)
    return check_book(Rows(source.table, rules))


def judge_rules(
    book: Name,
    *decisions: Name,
    findings: Sequence[Name] = (),
    output: Name | None = None,
    force: bool = False,
) -> JudgedBook:
    """Record in a rule book how many findings of each rule people judged, and how many were right.

    Parameters
    ----------
    book
        The file of the book, which is updated; or the name of a shipped book, which is left as it
        is: a new book that extends it is written to `output`.
    decisions
        Anything that `review_import` reads.
    findings
        The files of the findings that were decided. A decision is counted for the rule of its
        finding; without these files, for the rule that its `reason` names.

    Returns
    -------
    JudgedBook
        By rule: the numbers of judged and right findings; and its severity and whether its
        suggestions are applied, both before and after.

    Raises
    ------
    UsageError, InputError, RuleBookError, OutputError
        The book is left unchanged in that case.

    Examples
    --------
    >>> import json, reaug, tempfile
    >>> line = {"finding": "a1", "rows": ["r1"], "field": "label", "decision": "reject"}
    >>> line["reason"] = "label/outlier"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "a.jsonl"
    ...     _ = file.write_text(json.dumps(line), encoding="utf-8")
    ...     done = reaug.judge_rules("klue-re", file, output=f"{folder}/own.yaml")
    >>> [(one.judgement.rule, one.judgement.finding.judged) for one in done.rules]
    [('label/outlier', 1)]
    """
    from reaug.review.review_import import read_answers
    from reaug.review.rule_precision import judged
    from reaug.runs.rule_judgements import judge_book
    from reaug.runs.run_findings import read_findings

    answers = read_answers([Path(file) for file in decisions])
    if answers.problems:
        raise answers.refused(
            "correct them, or read them first with review_import(on_bad_fix='skip')"
        )
    findings_by_key = {
        finding.key: finding for file in findings for finding in read_findings(Path(file))
    }
    judgements = judged(answers.lines, {**answers.findings, **findings_by_key})
    target = None if output is None else Path(output)
    return judge_book(os.fspath(book), judgements, target, force=force)
