"""Inspect a data set, learn its rule book, and write a first recipe; for `reaug init`."""

from __future__ import annotations

import os
import shlex
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.learning import Learnt, as_commented_yaml, learn
from reaug.audit.result import Audit
from reaug.audit.rows import Rows
from reaug.audit.run import audit_table
from reaug.audit.set_profile import Profile, profile
from reaug.core.quotes import listed, shorten
from reaug.core.schema import CORE_SCHEMA
from reaug.data.field_mapping import KLUE_NAMES
from reaug.data.problems import Problem
from reaug.data.read_data import Reading, read_good
from reaug.data.read_options import PLAINLY, ReadAs
from reaug.data.typed_columns import is_text
from reaug.errors import InputError
from reaug.files.output_paths import place_of
from reaug.recipe.first_recipe import Starting, starting_recipe, starting_stage
from reaug.recipe.model import make_recipe
from reaug.review.annotator_columns import annotator_columns
from reaug.rulebook import load, names

if TYPE_CHECKING:
    from reaug.choices import Lang, OnBadRow

BOOK: Final = "rules.yaml"
RECIPE: Final = "recipe.yaml"
STAGE: Final = "dvc.yaml"
OUTPUT: Final = "augmented"
_UNTYPED: Final = "ENTITY"
_SPELLING: Final = ("text/invisible", "text/not-nfc", "text/edge-space")


@dataclass(frozen=True)
class Start:
    """The properties of a data set, and the files to write for it.

    data : the data set as the user named it.
    folder : the folder for the files.
    reading : the rows as the recipe will read them, with the bad rows.
    profile : labels, types, lengths, languages.
    learnt : the learned rule book, with the labels and types of the data.
    base : the shipped rule book that the rows follow; None if they follow their own scheme.
    audit : the findings about the rows.
    starting : the properties of the data that the recipe depends on.
    files : the texts to write, by path.
    unknown : number of rows with a label or type that the rule book leaves out as a likely typo.
    """

    data: str
    folder: Path
    reading: Reading
    profile: Profile
    learnt: Learnt
    base: str | None
    audit: Audit
    starting: Starting
    files: dict[Path, str]
    unknown: int = 0

    @property
    def book(self) -> Path:
        """The file of the rule book."""
        return self.folder / BOOK

    @property
    def recipe(self) -> Path:
        """The file of the recipe."""
        return self.folder / RECIPE

    @property
    def rules(self) -> str:
        """The rule book to use in further commands."""
        return str(self.book) if self.base is None else self.base

    @property
    def output(self) -> str:
        """The run folder that the recipe writes."""
        return self.starting.output

    def write(self, file: Path, to: IO[str]) -> None:
        """Write one of the `files` to an open file; `file` is its path."""
        to.write(self.files[file])

    def to_json(self) -> dict[str, Any]:
        """Return JSON data: the profile, how the data was read, what was learned, findings,
        files.
        """
        book = self.learnt.book
        return {
            "data": self.data,
            "format": self.reading.fmt,
            "rows_in": self.reading.rows_in,
            "columns": dict(self.reading.columns),
            "offsets": self.reading.counted,
            "notes": list(self.reading.notes),
            "bad": dict(self.starting.bad),
            "profile": self.profile.to_json(),
            "book": {
                "file": str(self.book),
                "extends": self.base,
                "labels": len(book.relations),
                "types": len(book.types),
                "negative": book.negative,
                "questions": [question._asdict() for question in self.learnt.questions],
                "conventions": len(book.conventions),
                "left_out": self.learnt.left_out,
                "single_labels": list(self.learnt.single),
                "thin_types": [
                    {"label": label, "role": role, "types": list(types)}
                    for (label, role), types in self.learnt.thin.items()
                ],
            },
            "recipe": {"file": str(self.recipe), "rules": self.starting.rules},
            "counts": {
                rule: count._asdict() for rule, count in self.audit.counts.items() if count.rows
            },
            "files": [str(path) for path in self.files],
        }


def start(
    data: str,
    folder: Path,
    *,
    rules: str = "klue-re",
    how: ReadAs = PLAINLY,
    fmt: str | None = None,
    on_bad_row: OnBadRow | None = None,
    max_bad_share: float | None = None,
    lang: Lang = "en",
    stage: bool = False,
) -> Start:
    """Return the properties of a data set, and the texts of its rule book and first recipe.

    Nothing is written.

    Parameters
    ----------
    data
        A path or a hub name.
    folder
        The folder for the files; paths in the recipe are relative to it.
    rules
        The rule book to use if it has all labels and types of the rows, or to extend if it has most
        of them.
    how, fmt
        How to read the rows; options that are not given are recognised from the data.
    on_bad_row, max_bad_share
        What the recipe does with bad rows; by default `repair` if some can be repaired, `drop` if
        none can, and no option if there are none.
    lang
        The language of the comments in the files.
    stage
        Whether to make a file with a stage for DVC, too.

    Raises
    ------
    InputError
        The data cannot be read, or no row has a label, or no mention has a type.
    """
    book = load(rules)
    plain = read_good(data, require_label="auto", how=how, fmt=fmt)
    reading = _as_the_recipe(partial(read_good, data, how=how, fmt=fmt), plain, on_bad_row)
    _check_labels(reading, data, how, fmt)
    rows = Rows(reading.table, book)
    learnt = learn(rows, "rules", "new" if rows.is_foreign else "extends")
    over = None if rows.is_foreign or rules not in names() or book.conventions else rules
    # A shipped book that has all names is preferred, since readers have judged its rules.
    base = rules if over is not None and not learnt.own else None
    audit = audit_table(
        plain.table,
        learnt.book if base is None else book,
        problems=plain.problems,
        unread=plain.unread,
    )
    slips = _slips(Rows(reading.table, learnt.book))
    bad = Counter(plain.dropped_by_rule) + slips
    source = {
        "path": _relative_path(folder, data),
        **({} if fmt is None else {"read_as": fmt}),
        **_read_options(folder, how),
        **_bad_row_options(reading, bad, slips, on_bad_row, max_bad_share),
    }
    seen = profile(rows)
    starting = Starting(
        source=source,
        rules=base or BOOK,
        output=os.fspath(folder / OUTPUT),
        labels={label: counts.rows for label, counts in seen.labels.items()},
        rows=reading.table.num_rows,
        negative=learnt.book.negative,
        bad=dict(bad),
        recognised=_user_columns(reading),
        duplicates=_rows_of(audit, "duplicate/"),
        spelling=_rows_of(audit, *_SPELLING),
        shipped=base is not None,
        typed=set(learnt.book.types) != {_UNTYPED},
        single=_maybe_typos(learnt, seen),
    )
    files = _files(folder, learnt, over, starting, lang, stage=stage)
    return Start(data, folder, reading, seen, learnt, base, audit, starting, files, slips.total())


def _files(
    folder: Path, learnt: Learnt, over: str | None, starting: Starting, lang: Lang, *, stage: bool
) -> dict[Path, str]:
    """Return the texts of the files in `folder`, by path."""
    # `over` is the shipped rule book that the learned one extends; None if it is complete by
    # itself.
    book, recipe = folder / BOOK, folder / RECIPE
    files = {
        book: as_commented_yaml(learnt, over, lang=lang, by="reaug init", file=os.fspath(book)),
        recipe: starting_recipe(starting, file=os.fspath(recipe), book=BOOK, lang=lang),
    }
    _check_recipe(files[recipe])
    if stage:
        files[folder / STAGE] = starting_stage(starting, file=RECIPE, folder=OUTPUT, lang=lang)
    return files


def _check_labels(reading: Reading, data: str, how: ReadAs, fmt: str | None) -> None:
    """Raise an error for data from which nothing can be learned; the message says what to do."""
    if reading.unlabelled and len(people := annotator_columns(reading.table)) > 1:
        words = ["reaug", "agree", reading.origin, "--labels", ",".join(people)]
        command = shlex.join([*words, "--consensus", "majority", "-o", "agreed.json"])
        raise InputError(
            f"{reading.origin}: no row has a label, but these columns look like labels by several "
            f"people: {', '.join(people)}. First combine them: {command}; then: reaug init "
            "agreed.json"
        )
    if reading.unlabelled and "label" not in reading.columns:
        own = _may_be_labels(reading.table)
        if own:
            others = {**how.columns, "label": own[0]} if how.columns else {"label": own[0]}
            words = ["reaug", "init", data, *replace(how, columns=others).words]
            command = shlex.join([*words, *([] if fmt is None else ["--read-as", fmt])])
            raise InputError(
                f"{reading.origin}: no column has a name such as label. Columns without a known "
                f"meaning: {listed(own)}; if {shorten(own[0])} contains the labels: {command}"
            )
    if reading.unlabelled:
        raise InputError(
            f"{reading.origin}: no row has a label, so no rule book can be learnt from it; run "
            "reaug init on the labelled set that it belongs to, and pass that book to other "
            "commands with --rules"
        )
    if reading.table.num_rows == 0:
        first = reading.problems[0] if reading.problems else None
        why = "it has no rows" if first is None else f"{_place(first)}: {first.message}"
        raise InputError(f"{reading.origin}: no row can be read; {why}")


def _place(problem: Problem) -> str:
    return f"row {problem.row} (from 0)" if problem.line is None else f"line {problem.line}"


def _slips(rows: Rows) -> Counter[str]:
    """Return the number of rows with a label or type that the learned book lacks, by rule."""
    types = rows.types("subject"), rows.types("object")
    broken = rows.rules.violations(rows.batch.label, *types).to_pylist()
    return Counter(
        rule for rule in broken if rule in ("schema/unknown-label", "schema/unknown-type")
    )


def _maybe_typos(learnt: Learnt, seen: Profile) -> tuple[str, ...]:
    """Return the labels that only one row has, since they may be typos."""
    # The result is () if at least half of the labels have only one row, since the data is small
    # then.
    return learnt.single if 2 * len(learnt.single) < len(seen.labels) else ()


def _relative_path(folder: Path, data: str) -> str:
    """Return a relative path as a path relative to `folder`, and other texts unchanged."""
    # Other texts are absolute paths and the names of hub data sets.
    place = place_of(data)
    if place is None or Path(data).expanduser().is_absolute():
        return data
    rest = data[len(os.fspath(place)) :] if data.startswith(os.fspath(place)) else ""
    return Path(os.path.relpath(place, folder)).as_posix() + (rest if rest != "/" else "")


def _read_options(folder: Path, how: ReadAs) -> dict[str, Any]:
    """Return the options for reading the rows, as fields of a recipe's input."""
    shape: dict[str, Any] = {}
    if how.columns:
        shape["map"] = dict(how.columns)
    if how.encoding is not None:
        shape["encoding"] = how.encoding
    if how.offsets != "auto":
        shape["offsets"] = how.offsets
    if how.label_names is not None:
        shape["label_names"] = _relative_path(folder, how.label_names)
    return shape


def _as_the_recipe(
    read: Callable[..., Reading], plain: Reading, on_bad_row: OnBadRow | None
) -> Reading:
    """Return the rows that the recipe will read, including repaired rows."""
    if on_bad_row not in (None, "repair") or not plain.dropped:
        return plain
    mended = read("repair", require_label="auto", again=True)
    return mended if mended.repaired_by_rule else plain


def _bad_row_options(
    reading: Reading,
    bad: Mapping[str, int],
    slips: Counter[str],
    on_bad_row: OnBadRow | None,
    max_bad_share: float | None,
) -> dict[str, Any]:
    """Return the recipe's options for bad rows: `on_bad_row`, and `max_bad_share` if needed."""
    if not bad and on_bad_row is None:
        return {}
    options: dict[str, Any] = {}
    if on_bad_row is None:
        on_bad_row = "repair" if reading.repaired_by_rule else "drop"
    options["on_bad_row"] = on_bad_row
    share = (reading.dropped + slips.total()) / max(1, reading.rows_in)
    if max_bad_share is None and share > 0.5:
        max_bad_share = min(1.0, int(100 * share + 1) / 100)
    return options if max_bad_share is None else options | {"max_bad_share": max_bad_share}


def _user_columns(reading: Reading) -> dict[str, str]:
    """Return the user's column for each field; {} if every column has its name in KLUE's schema."""
    own = (
        field
        for field, column in reading.columns.items()
        if column != KLUE_NAMES[field] and not (field == "id" and column == "id")
    )
    return dict(reading.columns) if any(own) else {}


def _rows_of(audit: Audit, *rules: str) -> int:
    """Return the number of rows with findings of the given rules."""
    return len(
        {
            row
            for finding in audit.findings
            if finding.rule.startswith(rules)
            for row in finding.rows
        }
    )


def _check_recipe(text: str) -> None:
    """Raise an error if the text is no valid recipe."""
    import yaml

    data = yaml.safe_load(text)
    make_recipe(data.pop("steps"), **data).nodes()


_LONGEST: Final = 60
"""Maximum length of a label in characters."""
_CLASSES: Final = 20
"""Maximum number of distinct values; or half of the number of rows, if that is more."""


def _may_be_labels(table: pa.Table) -> list[str]:
    """Return the user's columns with few short names as values, in the order of the table.

    Examples
    --------
    >>> table = pa.table({"사건": ["인수", "투자", "인수"], "매체": ["신문"] * 3})
    >>> _may_be_labels(table)
    ['사건']
    """
    own = [name for name in table.column_names if name not in CORE_SCHEMA.names]
    return [name for name in own if _holds_names(table[name])]


def _holds_names(column: pa.ChunkedArray) -> bool:
    """Return whether a column contains a few distinct short values, as labels are."""
    if not is_text(column.type) and not pa.types.is_integer(column.type):
        return False
    names = pc.unique(column.cast(pa.string()).drop_null())
    few = len(names) <= max(_CLASSES, len(column) // 2)
    return len(names) > 1 and few and pc.max(pc.utf8_length(names)).as_py() <= _LONGEST
