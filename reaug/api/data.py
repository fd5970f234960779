"""Functions that read and write data sets: `load`, `export`, `convert` and `split`."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reaug.choices import MAX_BAD_SHARE
from reaug.data import read_options as shapes
from reaug.data.source import as_format
from reaug.runs.convert import Conversion
from reaug.runs.convert import convert as convert_data
from reaug.runs.export import Export, check_export
from reaug.runs.export import export as export_rows

if TYPE_CHECKING:
    import datasets

    from reaug.choices import CopiesIn, OnBadRow
    from reaug.runs.split import Split

_LOG: Final = logging.getLogger("reaug.data")


def load(
    source: Any,
    *,
    rules: str | None = None,
    split: str | None = None,
    map: str | os.PathLike[str] | Mapping[str, Any] | None = None,  # the option's name
    encoding: str | None = None,
    offsets: str | None = None,
    label_names: str | os.PathLike[str] | None = None,
    read_as: str | None = None,
    on_bad_row: OnBadRow = "stop",
    max_bad_share: float = MAX_BAD_SHARE,
) -> datasets.Dataset:
    """Return labelled rows, read from a source, as a data set with KLUE's features.

    Parameters
    ----------
    source
        A KLUE JSON, a competition CSV, JSON lines, Parquet, TACRED's JSON, an export of doccano,
        Label Studio or brat (`docs/formats.md` lists all), a saved data set, a run folder, a hub
        name such as `klue/re:train`, or a pandas DataFrame. Several files of one set are given by
        a pattern, a folder or a list of paths.
    rules
        The rule book: a YAML file, or the name of a shipped one, that lists labels and types. The
        order of its labels is that of the ClassLabel. By default it is the book of the run folder,
        otherwise `klue-re`.
    split
        The split to read if the source has several, such as "train".
    map
        The column of each field, such as `{"sentence": "문장", "label": "관계"}`, or a file with
        this mapping. By default columns are recognised by their names and content.
    encoding
        The encoding of text files; recognised by default.
    offsets
        How the end offsets of mentions count, such as "exclusive"; recognised by default.
    label_names
        A JSON file with the names of labels that are stored as numbers.
    read_as
        The input format, such as "doccano". By default it is recognised by the file's name or
        content.
    on_bad_row
        "stop" raises an error at a bad row. "drop" drops bad rows. "repair" repairs mentions if
        possible, and drops the other bad rows. Dropped and repaired rows are logged as a warning of
        `reaug.data`.
    max_bad_share
        The greatest share of bad rows that may be dropped; with more, an error is raised.

    Raises
    ------
    InputError
        The source cannot be read; or it has bad rows and `on_bad_row` is "stop", or more of them
        than `max_bad_share` allows. The message names file, row and field.

    Examples
    --------
    >>> import reaug
    >>> row = {"본문": "세종은 한양에서 났다.", "누구": "세종", "어디": "한양"}
    >>> row |= {"누구종류": "PER", "어디종류": "LOC", "답": "per:place_of_birth"}
    >>> columns = {"sentence": "본문", "subject.word": "누구", "subject.type": "누구종류"}
    >>> columns |= {"object.word": "어디", "object.type": "어디종류", "label": "답"}
    >>> reaug.load([row], map=columns)[0]["object_entity"]["start_idx"]
    4
    """
    from reaug.data import read, to_dataset
    from reaug.rulebook import load as load_rules
    from reaug.rulebook.run_book import book_of

    book = load_rules(book_of(source, given=rules))
    reading = read(
        source,
        labels=book.labels,
        types=list(book.types),
        split=split,
        how=shapes.read_as(map, encoding, offsets, label_names),
        fmt=read_as,
        on_bad_row=on_bad_row,
        max_bad_share=max_bad_share,
    )
    if outcome := reading.outcome():
        _LOG.warning("%s: %s", reading.origin, outcome)
    return to_dataset(reading.table, labels=book.labels)


def export(
    data: Any,
    fmt: str,
    path: str | os.PathLike[str],
    *,
    without: Sequence[Any] = (),
    read_as: str | None = None,
    on_bad_row: OnBadRow = "stop",
    max_bad_share: float = MAX_BAD_SHARE,
    unlabelled: bool = False,
    rules: str | None = None,
    force: bool = False,
    map: str | os.PathLike[str] | Mapping[str, Any] | None = None,  # the option's name
    encoding: str | None = None,
    offsets: str | None = None,
    label_names: str | os.PathLike[str] | None = None,
) -> Export:
    """Write rows to one file, or their sentences as plain text for pre-training.

    Parameters
    ----------
    data
        A data set, a DataFrame, or anything that `load` reads.
    fmt
        One of `reaug.data.EXPORTS`, such as "klue-json"; or "tapt", which writes each distinct
        sentence once, one per line, and ignores labels and types.
    path
        The output file; text is compressed if the name ends in `.gz` or `.zst`.
    without
        For "tapt": sets whose sentences are left out. Sentences are compared in normal form
        (`core.normal_form`).
    read_as
        The format to read. By default it is recognised by the file's name or content.
    on_bad_row
        What to do with bad rows: "stop", "drop" or "repair"; see `load`.
    max_bad_share
        The greatest share of bad rows that may be dropped; with more, an error is raised.
    unlabelled
        Whether rows may lack a label, as in a test set.
    rules
        The rule book with labels and types; by default the book of a run folder, otherwise
        `klue-re`.
    map, encoding, offsets, label_names
        See `load`.
    force
        Whether to overwrite an existing file.

    Returns
    -------
    Export
        `reading` has the rows, and those that were dropped or repaired while reading; `sentences`
        has the counts of sentences for "tapt".

    Raises
    ------
    UsageError, InputError, OutputError
        Nothing is written in that case.

    Examples
    --------
    >>> import reaug, tempfile
    >>> from reaug.core.examples import batch_of
    >>> from reaug.data import to_klue
    >>> rows = to_klue(batch_of("[S|PER|이순신]은 [O|LOC|한양]에서 났다.").table)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     exported = reaug.export(rows, "tapt", f"{folder}/rows.txt")
    >>> exported.sentences.lines
    1
    """
    from reaug.report.report_files import check_outputs
    from reaug.rulebook import book_files
    from reaug.rulebook.run_book import book_of

    rules = book_of(data, given=rules)
    check_export(fmt, without)
    target = Path(path).expanduser()
    check_outputs({"--output": target}, force=force, inputs=(data, *without, *book_files(rules)))
    return export_rows(
        as_format(data, read_as),
        fmt,
        target,
        without=without,
        on_bad_row=on_bad_row,
        max_bad_share=max_bad_share,
        unlabelled=unlabelled,
        rules=rules,
        how=shapes.read_as(map, encoding, offsets, label_names),
    )


def convert(
    data: Any,
    path: str | os.PathLike[str],
    *,
    to: str | None = None,
    read_as: str | None = None,
    negatives: int | str = "none",
    negative_label: str | None = None,
    sentences: int | None = None,
    seed: int = 42,
    on_bad_row: OnBadRow = "stop",
    max_bad_share: float = MAX_BAD_SHARE,
    unlabelled: bool = False,
    rules: str | None = None,
    force: bool = False,
    map: str | os.PathLike[str] | Mapping[str, Any] | None = None,  # the option's name
    encoding: str | None = None,
    offsets: str | None = None,
    label_names: str | os.PathLike[str] | None = None,
) -> Conversion:
    """Write data in another format; `lost` of the result lists what that format cannot hold.

    Parameters
    ----------
    data
        Anything that `load` reads, with labels and types of any name.
    path
        The output file, or folder for formats that are folders.
    to
        One of `reaug.data.WRITABLE`, such as "doccano". By default it follows from the suffix of
        the path.
    read_as
        The format to read. By default it is recognised by the file's name or content.
    negatives
        Which pairs of mentions without a relation become rows, if documents have many relations:
        "none", "all", "legal" (pairs whose types have a relation somewhere in the data), or a
        number of pairs per document, drawn with `seed`.
    negative_label
        The label of the rows that `negatives` adds; by default the negative label of the rule book,
        otherwise "no_relation".
    sentences
        The greatest number of sentences in a row, if documents are to be split into sentences.
    on_bad_row, max_bad_share, unlabelled
        See `export`.
    rules
        The rule book that sets the order of the ClassLabel for "disk", and the negative label.
    map, encoding, offsets, label_names
        See `load`.
    force
        Whether to overwrite an existing file, or a folder that has only files of this format.

    Returns
    -------
    Conversion
        `reading` has the rows that were dropped or repaired while reading; `lost` describes what
        the output format cannot hold, one text per item.

    Raises
    ------
    UsageError, InputError, OutputError
        Nothing is written in that case.

    Examples
    --------
    >>> import reaug, tempfile
    >>> from reaug.core.examples import batch_of
    >>> from reaug.data import to_klue
    >>> rows = to_klue(batch_of("[S|PER|이순신]은 [O|LOC|한양]에서 났다.", label="출생지").table)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     there = reaug.convert(rows, f"{folder}/rows.doccano.jsonl")
    ...     back = reaug.convert(there.path, f"{folder}/rows.json")
    >>> there.documents, back.reading.fmt, back.lost
    (1, 'doccano', ())
    """
    from reaug.data.documents.pair_options import NEGATIVE, Pairing
    from reaug.rulebook import load as load_rules

    book = None if rules is None else load_rules(rules)
    negative = book.negative if book is not None else None
    return convert_data(
        data,
        path,
        to=to,
        read_as=read_as,
        pairing=Pairing(
            negatives=negatives,  # type: ignore[arg-type]  # checked there
            negative_label=negative_label or negative or NEGATIVE,
            sentences=sentences,
            seed=seed,
        ),
        on_bad_row=on_bad_row,
        max_bad_share=max_bad_share,
        unlabelled=unlabelled,
        force=force,
        labels=() if book is None else book.labels,
        how=shapes.read_as(map, encoding, offsets, label_names),
    )


def split(
    data: Any,
    *,
    by: str = "sentence",
    folds: int | None = None,
    test: float | None = None,
    copies: CopiesIn = "together",
    seed: int = 42,
    output: str | os.PathLike[str] | None = None,
    to: str | None = None,
    force: bool = False,
    read_as: str | None = None,
    on_bad_row: OnBadRow = "stop",
    max_bad_share: float = MAX_BAD_SHARE,
    unlabelled: bool = False,
    rules: str | None = None,
    map: str | os.PathLike[str] | Mapping[str, Any] | None = None,  # the option's name
    encoding: str | None = None,
    offsets: str | None = None,
    label_names: str | os.PathLike[str] | None = None,
) -> Split:
    """Split rows into folds, or into train and test sets, without leaks between the sets.

    Rows with the same sentence, rows whose sentences are edits of one another, and copies with
    their parent rows stay together. Every set has about the same shares of labels.

    Parameters
    ----------
    data
        Anything that `load` reads, with labels and types of any name.
    by
        "sentence", or a column such as the name of the document; rows with the same value of the
        column stay together, too.
    folds
        The number of folds. The sets are `fold-1/train`, `fold-1/eval` and so on.
    test
        The share of the rows, from 0 to 1, that becomes the set `test`.
    copies
        Where augmented copies go. "together": into the set of their parents. "train": the same, but
        those that would be in a set for evaluation are left out.
    output, to
        A folder to write, and the format of its files; by default the format of the input, or saved
        data sets if rows cannot be written in that format.
    rules
        The rule book of the rows, which sets the order of the ClassLabel; by default the book of
        the run or split to which the data belong. A book that does not ship with reaug is written
        beside the sets, where every command finds it.
    force
        Whether to replace an existing split, if nobody has changed it.
    read_as, on_bad_row, max_bad_share, unlabelled, map, encoding, offsets, label_names
        See `convert`.

    Returns
    -------
    Split
        The sets by name. Each set is built when it is accessed.

    Raises
    ------
    UsageError, InputError, OutputError
        Nothing is written in that case.

    Examples
    --------
    >>> import reaug
    >>> from reaug.runs.shipped import sample_data
    >>> parts = reaug.split(sample_data(), folds=5)
    >>> list(parts.sets)[:3]
    ['fold-1/train', 'fold-1/eval', 'fold-2/train']
    >>> first = parts["fold-1/eval"]
    >>> set(first["sentence"]) & set(parts["fold-1/train"]["sentence"])
    set()
    """
    from reaug.rulebook.run_book import DEFAULT, book_of
    from reaug.runs.split import split as part
    from reaug.runs.split import write_split

    book = book_of(data, given=rules)
    parts = part(
        data,
        by=by,
        folds=folds,
        test=test,
        copies=copies,
        seed=seed,
        on_bad_row=on_bad_row,
        max_bad_share=max_bad_share,
        unlabelled=unlabelled,
        how=shapes.read_as(map, encoding, offsets, label_names),
        fmt=read_as,
        rules=None if rules is None and book == DEFAULT else book,
    )
    if output is not None:
        write_split(parts, Path(output), to=to, force=force, source=data)
    return parts
