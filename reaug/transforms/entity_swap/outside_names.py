"""New names for `entity_swap` that do not come from the rows: invented, or from a user's file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.text import contiguous
from reaug.transforms.entity_swap.made_names import made_names
from reaug.transforms.entity_swap.user_names import closed_without, read_names

if TYPE_CHECKING:
    from reaug.core.bounded_tables import Tally
    from reaug.rulebook import RuleBook

DATA: Final = "data"
MADE: Final = "made"
FILE_SUFFIX: Final = ".csv"


class Given(NamedTuple):
    """New names to draw instead of the names in the rows.

    names : a table of type, word, kind (TYPE/kind, null if the rule book is to determine it) and
        label (null for any).
    described : the invented names with the columns of `words.described`; None if no names are
        invented.
    types : the types for which only these names are drawn.
    free : the types whose names are drawn for any role and label.
    closed : the types and TYPE/kinds whose words are never replaced.
    made : the types whose names are invented.
    own : the types of the names in the user's file.
    labels : the labels of the rule book.
    """

    names: pa.Table
    described: pa.Table | None
    types: tuple[str, ...]
    free: tuple[str, ...]
    closed: tuple[str, ...]
    made: tuple[str, ...]
    own: tuple[str, ...]
    labels: tuple[str, ...]

    def singles(self) -> pa.Table:
        """Return the names as a table of role, label, type, word and count (always 1).

        A name of a free type has one row, with empty role and label. Other names have one row for
        each role and label.
        """
        is_free = pc.is_in(self.names["type"], value_set=pa.array(self.free, pa.string()))
        free = self.names.filter(is_free)
        nothing = pa.repeat(pa.scalar(""), len(free))
        ones = pa.repeat(pa.scalar(1, pa.int64()), len(free))
        names = ("role", "label", "type", "word", "count")
        listed = pa.table([nothing, nothing, free["type"], free["word"], ones], names=names)
        rows = [
            (role, label, entry["type"], entry["word"], 1)
            for entry in self.names.filter(pc.invert(is_free)).to_pylist()
            for role in schema.ROLES
            for label in (self.labels if entry["label"] is None else (entry["label"],))
        ]
        if not rows:
            return listed
        columns = zip(*rows, strict=True)
        kinds = (*[pa.string()] * 4, pa.int64())
        arrays = [pa.array(list(c), kind) for c, kind in zip(columns, kinds, strict=True)]
        return pa.concat_tables([listed, pa.table(arrays, names=names)])


def given_names(names: str, rules: RuleBook, singles: pa.Table, left: Tally | None = None) -> Given:
    """Return the names that the step's field `names` asks for.

    Parameters
    ----------
    names
        `DATA`, `MADE`, or the path of a CSV file.
    rules
        The rule book.
    singles
        The counted words of the data, with `type` and `word`; for large data, a sample of them.
    left
        The counts of the words outside of the sample; None if there are none.

    Raises
    ------
    InputError
        The file cannot be read, or a line of it is invalid.
    """
    rule, labels = rules.donors, tuple(rules.labels)
    if names == DATA:
        empty = pa.table({name: pa.array([], pa.string()) for name in NAMES})
        closed = (*rule.closed, *rule.real)
        return Given(empty, None, (), ("PER",), closed, made=(), own=(), labels=labels)
    if names == MADE:
        among = _distinct(singles)
        described = made_names(rules, contiguous(singles["word"]), left, among)
        types = _distinct(described)
        table = described.select(["type", "word"])
        for name in ("kind", "label"):
            table = table.append_column(name, pa.nulls(len(table), pa.string()))
        # For types whose names the rule book cannot make, donors come from the rows, as with
        # `DATA`.
        real = [kind for kind in rule.real if kind.partition("/")[0] not in types]
        free = tuple(dict.fromkeys((*types, "PER")))
        closed = (*rule.closed, *real)
        return Given(table, described, types, free, closed, made=types, own=(), labels=labels)
    table = read_names(names, rules)
    types = _distinct(table)
    labelled = _distinct(table.filter(table["label"].is_valid()))
    free = tuple(t for t in types if t not in labelled)
    people = ("PER",) if "PER" not in types else ()
    closed = closed_without((*rule.closed, *rule.real), table, rules)
    return Given(table, None, types, (*people, *free), closed, made=(), own=types, labels=labels)


NAMES: Final = ("type", "word", "kind", "label")


def _distinct(table: pa.Table) -> tuple[str, ...]:
    return tuple(sorted(pc.unique(table["type"]).to_pylist()))
