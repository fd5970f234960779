"""Functions for human review: export findings, import decisions, measure agreement."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reaug.audit import Audit
from reaug.data import read_options as shapes
from reaug.data.source import as_format
from reaug.errors import UsageError

if TYPE_CHECKING:
    from reaug.choices import Consensus, Lang, OnBadFix, SampleBy, Unchanged
    from reaug.review.annotated_rows import Annotated
    from reaug.review.annotators import Comparison
    from reaug.review.review_export import Export
    from reaug.review.review_import import Answers

Name = str | os.PathLike[str]


def review_export(
    data: Any,
    path: Name,
    *,
    to: str,
    findings: Name | None = None,
    sample: int | None = None,
    by: SampleBy | None = None,
    reviewers: int | Sequence[str] = (),
    overlap: float | None = None,
    only_open: Sequence[Name] = (),
    rules: str | None = None,
    lang: Lang = "en",
    seed: int = 42,
    force: bool = False,
    map: Name | Mapping[str, Any] | None = None,  # the option's name
    encoding: str | None = None,
    offsets: str | None = None,
    label_names: Name | None = None,
    read_as: str | None = None,
) -> Export:
    """Write findings to files in which people decide about them.

    Parameters
    ----------
    data
        An audit, a run folder (its findings are used), or anything else that `load` reads (it is
        audited).
    path
        The output file. With several reviewers, each has a file beside it, named `NAME-REVIEWER`.
    to
        The format: "csv", "doccano", "label-studio" or "xlsx". "label-studio" also writes the
        labelling configuration, as `.xml`.
    findings
        A file of findings about the data, instead of an audit.
    sample, by
        `sample` is the number of findings to export, by default all. They are drawn by chance: in
        total, or with `by` "rule" or "label" that many of each rule or label. With `by`
        "certainty", the `sample` least certain findings are taken.
    reviewers, overlap
        The number or the names of the reviewers, and the share of the rows that all of them get.
    only_open
        Files of reviewers' decisions. Only findings on which these disagree are exported.
    rules
        The name of a shipped rule book, or a file; by default the book of the run folder, otherwise
        `klue-re`.
    map, encoding, offsets, label_names, read_as
        See `load`. They do not apply to an audit or a run folder, whose rows are read already.

    Returns
    -------
    Export
        The numbers of findings and rows, and by path the files.

    Raises
    ------
    UsageError, InputError, OutputError
        Nothing is written in that case.

    Examples
    --------
    >>> import reaug, tempfile
    >>> from reaug.runs.shipped import sample_data
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = f"{folder}/a.json"
    ...     out = reaug.review_export(sample_data(), path, to="label-studio", sample=3)
    >>> out.findings, [path.name for path in out.writers]
    (3, ['a.json', 'a.xml'])
    """
    from reaug.report.report_files import check_outputs, write_all
    from reaug.review import review_export
    from reaug.review.finding_selection import reviewer_names
    from reaug.rulebook import book_files
    from reaug.rulebook.run_book import book_of
    from reaug.runs.review_selection import ForReview, for_review
    from reaug.runs.review_selection import only_open as with_open

    named = str(reviewers) if isinstance(reviewers, int) else ",".join(reviewers)
    names = reviewer_names(named) if named else ()
    wanted = review_export.Wanted(to, sample, by, names, overlap, lang=lang, seed=seed)
    target = Path(path).expanduser()
    review_export.check(wanted, target)
    outputs = {
        f"path {who}".strip(): at for who, at in review_export.names_of(target, wanted).items()
    }
    if isinstance(data, Audit):
        check_outputs(outputs, force=force, inputs=only_open)
        for_people = ForReview(data, (), ())
    else:
        book = book_of(data, given=rules)
        inputs = (data, findings, *only_open, *book_files(book), label_names)
        check_outputs(outputs, force=force, inputs=inputs)
        for_people = for_review(
            data,
            book,
            findings=None if findings is None else Path(findings),
            how=shapes.read_as(map, encoding, offsets, label_names),
            fmt=read_as,
        )
    if only_open:
        for_people, keys = with_open(for_people, [Path(file) for file in only_open])
        wanted = wanted._replace(only=keys)
    done = review_export.export(
        for_people.audit, target, wanted, labels=for_people.labels, types=for_people.types
    )
    write_all(done.writers)
    return done


def review_import(
    *files: Name,
    data: Any = None,
    rules: str = "klue-re",
    on_bad_fix: OnBadFix = "stop",
    unchanged: Unchanged = "open",
    by: str | None = None,
) -> Answers:
    """Return the decisions of reviewers, read from the files in which they were made.

    Parameters
    ----------
    files
        JSON of Label Studio, JSON lines of doccano, filled-in CSV sheets, or decisions as JSON
        lines.
    data
        The rows that were reviewed. Decisions about rows that are missing there or have changed are
        reported as problems.
    on_bad_fix
        With "skip", answers that cannot be used are left out and listed in `problems`.
    unchanged
        With "accept", documents that come back from doccano unchanged count as right; with "open",
        as not decided.
    by
        The name of the reviewer, for files that do not name one.

    Returns
    -------
    Answers
        The decisions are in `lines`. `reaug.review.panel.panel(answers.lines)` measures agreement
        and combines several decisions about a finding into one.

    Raises
    ------
    InputError
        A file cannot be read, or `on_bad_fix` is "stop" and an answer cannot be used.

    Examples
    --------
    >>> import json, reaug, tempfile
    >>> line = {"rows": ["r1"], "field": "label", "decision": "edit", "value": "per:title"}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "a.jsonl"
    ...     _ = file.write_text(json.dumps(line), encoding="utf-8")
    ...     reaug.review_import(file, by="가람").lines[0]["by"]
    '가람'
    """
    from reaug.review.review_import import read_answers
    from reaug.runs.review_selection import known_names, rows_to_decide

    rows = None if data is None else rows_to_decide(data)
    answers = read_answers(
        [Path(file) for file in files],
        names=known_names(rules, rows),
        table=rows,
        unchanged=unchanged,
        by=by,
    )
    if not answers.usable and on_bad_fix == "stop":
        raise answers.refused("on_bad_fix='skip' takes the others")
    return answers


def agree(
    data: Any,
    *others: Any,
    labels: Sequence[str] | None = None,
    consensus: Consensus = "majority",
    pred_probs: Any = None,
    conditions: bool = True,
    rules: str = "klue-re",
    map: Name | Mapping[str, Any] | None = None,  # the option's name
    read_as: str | None = None,
    seed: int = 42,
) -> Comparison:
    """Return how far several annotators agree on the labels of the same rows.

    Parameters
    ----------
    data, others
        One set with a column for each annotator (`labels`); one set per annotator; or one set whose
        column `annotator` names the annotator of each row, such as an export of Label Studio.
    labels
        The names of the columns with the annotators' labels.
    consensus
        "majority", or "crowdlab" (`pip install 'reaug[agree]'`), which weights the annotators and a
        model by their quality.
    pred_probs
        For "crowdlab": a file of out-of-sample probabilities; by default a model is trained.
    conditions
        Whether to search for conditions whose rows an annotator labels differently from the others;
        this takes the most time.
    map, read_as
        See `load`. They apply to every set.

    Returns
    -------
    Comparison
        `agreement`; `labels`, the consensus of each row; `agreed.quality` of each annotator;
        `confusions`, the pairs of labels that annotators confuse; `differing()`, the rows on which
        they differ; and `divided`, the conditions that `conditions` finds.

    Raises
    ------
    UsageError, InputError, MissingExtraError
        The sets cannot be read or compared, or cleanlab is not installed.

    Examples
    --------
    >>> import pyarrow as pa, reaug
    >>> from reaug.core.examples import batch_of
    >>> from reaug.data import to_klue
    >>> rows = batch_of(*(["[S|PER|이순신]은 [O|LOC|한양]에서 났다."] * 4)).table
    >>> for name, labels in (("가람", "aabb"), ("나래", "aabb"), ("다솜", "aaba")):
    ...     rows = rows.append_column(name, pa.array([f"per:{label}" for label in labels]))
    >>> result = reaug.agree(to_klue(rows), labels=["가람", "나래", "다솜"], conditions=False)
    >>> result.labels, str(result.agreement.alpha).partition(" ")[0]
    (['per:a', 'per:a', 'per:b', 'per:b'], '0.69')
    """
    from reaug.review.annotators import compare

    annotated = annotated_rows((data, *others), labels, map=map, read_as=read_as)
    book = book_for(annotated, rules)
    return compare(
        annotated, book, consensus, pred_probs=pred_probs, conditions=conditions, seed=seed
    )


def annotated_rows(
    sets: Sequence[Any],
    labels: Sequence[str] | None = None,
    *,
    map: Name | Mapping[str, Any] | None = None,
    read_as: str | None = None,
) -> Annotated:
    """Return the rows that several annotators labelled, from one set or several; see `agree`."""
    from reaug.audit.sources import readable
    from reaug.review.annotated_rows import by_columns, by_people, by_sets, people_of

    how = shapes.read_as(map)
    if labels is not None:
        if len(sets) > 1:
            raise UsageError(
                "labels names the columns of a single data set; with several data sets, each "
                "holds one person's labels, so leave labels out"
            )
        table = readable(as_format(sets[0], read_as), require_label="ignore", how=how).table
        return by_columns(table, labels)
    tables = {}
    for number, source in enumerate(sets, 1):
        name = Path(source).stem if isinstance(source, str | os.PathLike) else f"set-{number}"
        name = f"{name}-{number}" if name in tables else name
        tables[name] = readable(as_format(source, read_as), require_label="auto", how=how).table
    [first, *others] = tables.values()
    return by_people(first) if not others and len(people_of(first)) > 1 else by_sets(tables)


def book_for(annotated: Annotated, rules: str = "klue-re") -> Any:
    """Return the rule book `rules`, or a book learnt from the rows if it lacks most labels."""
    from reaug.audit.learning import learn
    from reaug.audit.rows import Rows
    from reaug.review.annotated_rows import labelled
    from reaug.review.consensus import majority
    from reaug.rulebook import load

    book = load(rules)
    codes = majority(annotated.ratings).codes
    if (codes < 0).all():  # two people who agree on no row
        codes = annotated.ratings.codes.max(axis=1, initial=-1)
    rows = Rows(labelled(annotated, codes), book)
    return learn(rows, "annotators", "new").book if rows.is_foreign else book
