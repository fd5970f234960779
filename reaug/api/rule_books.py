"""Rule books: learn one from a set, check a set against one, record how often rules are right."""

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
    """Learn a rule book from a labelled set (types, inverses, frequent conditions) and write it.

    Parameters
    ----------
    data
        Anything that `load` reads.
    output
        The file, which ends in .yaml.
    rules
        The book that the new one may extend.
    name
        The name of the new book; None: the file's name.
    mode
        "new" writes a complete book, "extends" one that extends `rules`; None: a complete one if
        `rules` lacks most of the labels or types.
    map, encoding, offsets, label_names, read_as, on_bad_row, max_bad_share
        See `load`.
    force
        Overwrite a file that exists.

    Returns
    -------
    LearntBook
        With `path`, `learnt` (the book, open questions, what was left out) and counts (`to_json`).

    Raises
    ------
    UsageError, InputError, RuleBookError, OutputError
        Nothing is written in that case.

    Examples
    --------
    >>> import reaug, tempfile
    >>> from reaug.runs.shipped import sample_data
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = reaug.learn_rules(sample_data(), f"{folder}/own.yaml")
    >>> made.base, made.learnt.book.name
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
    """Check a set against a rule book: unknown names, rows by label, rows that match patterns.

    Rows that cannot be read are left out.

    Parameters
    ----------
    book
        A rule book's file, or the name of a shipped one.
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
    """Record in a rule book how often people found each rule right, as `judged`.

    Parameters
    ----------
    book
        The book's file, which is updated; or a shipped book, which `output` then extends.
    decisions
        Anything that `review_import` reads.
    findings
        Files of findings that name the rule of each decision, where its `reason` does not.

    Returns
    -------
    JudgedBook
        Each rule with its figures and, before and after, its severity and whether its suggestions
        are applied.

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
        raise answers.refused("mend them, or read them by review_import(on_bad_fix='skip') first")
    known = {finding.key: finding for file in findings for finding in read_findings(Path(file))}
    made = judged(answers.lines, {**answers.findings, **known})
    target = None if output is None else Path(output)
    return judge_book(os.fspath(book), made, target, force=force)
