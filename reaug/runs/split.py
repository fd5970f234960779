"""Divide rows into folds, or into train and test, without leakage; for `reaug split`."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.choices import MAX_BAD_SHARE, CopiesIn, OnBadRow
from reaug.core import schema
from reaug.core.arrays import I64, as_mask
from reaug.core.draws import Draw
from reaug.core.text import contiguous
from reaug.data import FILES, FORMATS, WRITABLE, Reading, read, write
from reaug.data.read_options import PLAINLY, ReadAs
from reaug.errors import OutputError, UsageError
from reaug.files.atomic import beside, take_place, whole
from reaug.files.output_paths import check_apart
from reaug.files.run_files import digests
from reaug.files.split_files import KIND, SUMMARY, split_digests
from reaug.rulebook import load
from reaug.rulebook import names as shipped
from reaug.rulebook.book_yaml import as_yaml
from reaug.rulebook.run_book import BOOK
from reaug.runs.fold_assignment import SENTENCE, deal, groups
from reaug.strict_json import dumps
from reaug.suggestions import unknown

if TYPE_CHECKING:
    import datasets

    from reaug.rulebook import RuleBook

PARTS: Final = "parts.jsonl"
TEST: Final = "test"
TRAIN: Final = "train"


@dataclass(frozen=True, repr=False)
class Split:
    """Rows divided into parts without leakage between them.

    Attributes
    ----------
    reading
        The rows, and the problems of the input.
    names
        Names of the parts: `fold-1` and so on, or `train`; and `test`.
    part
        `int64[n]`, the part of each row.
    group
        `int64[n]`, the group of each row; all rows of a group are in the same part.
    settings
        What was asked for: the input, the grouping column, the seed, folds or test share.
    labels
        Label names, for the ClassLabel of the data sets that `save` writes.
    book
        The rule book of the rows, if it is the user's own; it is written with them.
    copies
        "together" if each copy stays with its original in every set; "train" if evaluation sets
        leave copies out.
    """

    reading: Reading
    names: tuple[str, ...]
    part: I64
    group: I64
    settings: Mapping[str, Any]
    labels: tuple[str, ...]
    book: RuleBook | None = None
    copies: CopiesIn = "together"

    def __repr__(self) -> str:
        many = ", ".join(f"{name} {rows:,}" for name, rows in self._sizes.items())
        return f"<Split of {len(self.part):,} rows: {many}>"

    def __getitem__(self, name: str) -> datasets.Dataset:
        """Return one set: `train`, `test`, `fold-1/train`, `fold-1/eval` and so on."""
        from reaug.data import to_dataset

        if name not in self.sets:
            raise UsageError(unknown("set", name, list(self.sets)))
        return to_dataset(self.rows(name), labels=self.labels)

    @property
    def _sizes(self) -> dict[str, int]:
        return {name: int((self.part == i).sum()) for i, name in enumerate(self.names)}

    @cached_property
    def is_copy(self) -> Any:
        """Whether each row is a copy of another row (`bool[n]`)."""
        table = self.reading.table
        if schema.PARENT not in table.column_names:
            return np.zeros(table.num_rows, dtype=np.bool_)
        return as_mask(pc.is_valid(contiguous(table[schema.PARENT])))

    @cached_property
    def sets(self) -> dict[str, I64]:
        """The positions of the rows of each set, by name of the set (`fold-1/train`, `test` …)."""
        test = self.part == self.names.index(TEST) if TEST in self.names else self.part < 0
        judged = ~self.is_copy if self.copies == "train" else np.ones(len(self.part), np.bool_)
        folds = [name for name in self.names if name not in (TEST, TRAIN)]
        sets = {TRAIN: np.flatnonzero(~test)} if not folds else {}
        for name in folds:
            in_part = self.part == self.names.index(name)
            sets[f"{name}/train"] = np.flatnonzero(~in_part & ~test)
            sets[f"{name}/eval"] = np.flatnonzero(in_part & judged)
        return sets | ({TEST: np.flatnonzero(test & judged)} if TEST in self.names else {})

    def rows(self, name: str) -> pa.Table:
        """Return the rows of a set, in the order of the data."""
        return self.reading.table.take(pa.array(self.sets[name]))

    @property
    def scarce(self) -> dict[str, int]:
        """Labels with too few groups to be in every part, and the number of their groups."""
        coded = contiguous(self.reading.table[schema.LABEL]).dictionary_encode()
        code = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        names = coded.dictionary.to_pylist()
        many = {name: len(np.unique(self.group[code == i])) for i, name in enumerate(names)}
        return {name: k for name, k in sorted(many.items()) if k < len(self.names)}

    def to_json(self) -> dict[str, Any]:
        """Return JSON data: the numbers of rows and labels of each part."""
        sizes = np.bincount(self.group)
        label = self.reading.table[schema.LABEL]
        counted = {}
        for i, name in enumerate(self.names):
            values = pc.value_counts(label.filter(pa.array(self.part == i))).to_pylist()
            labels = {str(value["values"]): value["counts"] for value in values}
            counted[name] = {"rows": self._sizes[name], "labels": dict(sorted(labels.items()))}
        return {
            "kind": KIND,
            "rows": len(self.part),
            **self.settings,
            "groups": {
                "all": len(sizes),
                "of_several_rows": int((sizes > 1).sum()),
                "largest": int(sizes.max(initial=0)),
            },
            "parts": counted,
            "sets": {name: len(rows) for name, rows in self.sets.items()},
            "copies": {"rows": int(self.is_copy.sum()), "in": self.copies},
            "scarce": self.scarce,
        }


def split(
    source: Any,
    *,
    by: str = SENTENCE,
    folds: int | None = None,
    test: float | None = None,
    copies: CopiesIn = "together",
    seed: int = 42,
    on_bad_row: OnBadRow = "stop",
    max_bad_share: float = MAX_BAD_SHARE,
    unlabelled: bool = False,
    how: ReadAs = PLAINLY,
    fmt: str | None = None,
    rules: str | None = None,
) -> Split:
    """Return rows divided into parts; see `reaug.split`."""
    names, share = _parts(folds, test)
    reading = read(
        source,
        on_bad_row=on_bad_row,
        require_label=not unlabelled,
        max_bad_share=max_bad_share,
        how=how,
        fmt=fmt,
    )
    table = reading.table
    group = groups(table, by)
    many = int(group.max(initial=-1)) + 1
    if many < len(names):
        if many < 2:
            raise UsageError(
                f"only {many} groups of rows can be separated, but {len(names)} parts were asked "
                "for"
            )
        raise UsageError(
            f"only {many} groups of rows can be separated, but {len(names)} parts were asked for; "
            f"ask for at most {many}"
        )
    key = Draw(table[schema.KEY].to_numpy(), seed=seed, path="split").bits("row")
    part = deal(group, _by_name(table), key, np.array(share))
    settings = {"input": str(reading.origin), "by": by, "seed": seed, "folds": folds, "test": test}
    book = None if rules is None else load(rules)
    labels = () if book is None else tuple(book.labels)
    others = sorted({*table[schema.LABEL].drop_null().unique().to_pylist()} - {*labels})
    own = None if rules in shipped() else book
    return Split(reading, names, part, group, settings, (*labels, *others), own, copies)


def _by_name(table: pa.Table) -> I64:
    """Return the index of each row's label among the sorted label names (`int64[n]`)."""
    # The names are sorted so that the result does not depend on the order of the rows.
    names = contiguous(table[schema.LABEL])
    order = sorted({*names.drop_null().unique().to_pylist()})
    index = pc.index_in(names, value_set=pa.array(order, pa.string()))
    return pc.fill_null(index, len(order)).to_numpy(zero_copy_only=False).astype(np.int64)


def _parts(folds: int | None, test: float | None) -> tuple[tuple[str, ...], list[float]]:
    if folds is None and test is None:
        raise UsageError("give --folds K, --test SHARE, or both")
    if folds is not None and folds < 2:
        raise UsageError(f"--folds must be at least 2, not {folds}")
    if test is not None and not 0 < test < 1:
        raise UsageError(f"--test must be between 0 and 1 (or 0% and 100%), not {test}")
    rest = 1 - (test or 0)
    names = [f"fold-{i}" for i in range(1, folds + 1)] if folds else [TRAIN]
    share = [rest / len(names)] * len(names)
    return (*names, *([TEST] if test else [])), [*share, *([test] if test else [])]


def share_of(text: str) -> float:
    """Return a share that is written as a number (`0.1`) or in percent (`10%`).

    >>> share_of("10%"), share_of("0.2")
    (0.1, 0.2)
    """
    try:
        value = float(text.removesuffix("%"))
    except ValueError as error:
        raise UsageError(f"--test {text}: give a share, such as 10% or 0.1") from error
    return value / 100 if text.endswith("%") else value


def write_split(
    made: Split, folder: Path, *, to: str | None = None, force: bool = False, source: Any = None
) -> str:
    """Write every set, and a file with the part of each row; return the format.

    Raises
    ------
    UsageError
        The format does not exist.
    OutputError
        The folder exists; or, with `force`, it is not an unchanged split.
    """
    target = folder.expanduser()
    fmt = format_of(made.reading.fmt, to)
    check_apart(target, (source, made.reading.origin), "--output")
    if not target.name or not target.parent.is_dir():
        raise OutputError(
            f"--output {target}: the folder {target.parent} does not exist; create it first"
        )
    exists = os.path.lexists(target)
    if exists and not (force and _is_split(target)):
        way = (
            "it is not an unchanged split; choose another"
            if force
            else "choose another or add --force"
        )
        raise OutputError(f"--output {target}: already exists; {way}")
    if not exists:
        with whole(target) as stage:
            _fill(made, stage, fmt)
        return fmt
    try:
        with beside(target) as stage:
            _fill(made, stage / target.name, fmt)
            take_place(stage / target.name, target)
            shutil.rmtree(stage / target.name, ignore_errors=True)
    except OSError as error:
        raise OutputError(f"{target}: cannot be written: {error.strerror or error}") from error
    return fmt


def format_of(read_as: str, to: str | None) -> str:
    """Return the format to write: `to`, else the input's if it stores rows, else `disk`."""
    if to is not None:
        if to not in WRITABLE:
            raise UsageError(unknown("format", to, list(WRITABLE)))
        return to
    return read_as if read_as in FILES else "disk"


def _fill(made: Split, stage: Path, fmt: str) -> None:
    stage.mkdir(exist_ok=True)
    suffix = FORMATS[fmt].suffix
    for name in made.sets:
        path = stage / f"{name}{suffix}"
        path.parent.mkdir(exist_ok=True)
        write(made.rows(name), path, fmt, labels=made.labels, layout=made.reading.layout)
    (stage / PARTS).write_text("".join(_lines(made)), encoding="utf-8")
    if made.book is not None:
        (stage / BOOK).write_text(as_yaml(made.book), encoding="utf-8")
    summary = {**made.to_json(), "format": fmt, "files": digests(stage)}
    (stage / SUMMARY).write_text(dumps(summary, indent=2) + "\n", encoding="utf-8")


def _lines(made: Split) -> Iterator[str]:
    """Yield a JSON line per row: its id, part and group."""
    ids = made.reading.table[schema.ROW_ID].to_pylist()
    for row_id, part, group in zip(ids, made.part.tolist(), made.group.tolist(), strict=True):
        line = {"id": row_id, "part": made.names[part], "group": group}
        yield json.dumps(line, ensure_ascii=False) + "\n"


def _is_split(folder: Path) -> bool:
    """Return whether a folder contains an unchanged split and no other files."""
    files = split_digests(folder)
    try:
        file_digests = digests(folder)
    except OSError:
        return False
    file_digests.pop(SUMMARY, None)
    return bool(files) and files == file_digests
