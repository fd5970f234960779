"""Detect a data set that does not follow the scheme of the rule book, and suggest commands."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from reaug.audit.set_profile import most_frequent_first
from reaug.core import schema
from reaug.files.free_names import own_book, own_folder

if TYPE_CHECKING:
    from reaug.audit.rows import Rows

NAMED: Final = 5
"""The greatest number of unknown labels, and of unknown types, in a message."""

UNKNOWN_NAMES: Final = ("schema/unknown-label", "schema/unknown-type")
"""Rules that are no causes in a set with another scheme, since its rows are not wrong."""


class Foreign(NamedTuple):
    """A data set most of whose labels or types are not in the rule book.

    book : name of the rule book.
    rows : the number of rows with a label or type that is not in the book.
    labels, types : the labels that are not in the book, each with its number of rows; the types
        that are not in the book, each with its number of mentions. The most frequent come first.
    """

    book: str
    rows: int
    labels: dict[str, int]
    types: dict[str, int]

    near: Mapping[str, str] = MappingProxyType({})
    """Names that differ from a name of the book only in capitals and signs: `org` and `ORG`."""
    labelled: bool = True
    """Whether any row has a label, so that a rule book can be learnt from the set itself."""

    @property
    def en(self) -> str:
        """The message in English."""
        names = " and ".join(_names(("label", "type"), "s", self))
        if self.near:
            names += f" ({', '.join(f'is {own} {known}?' for own, known in self.near.items())})"
        return f"This is not {self.book} data: that rule book does not know {names}. " + (
            "Let reaug make a rule book from the data, then audit with it:"
            if self.labelled
            else "No row has a label: make a rule book from the labelled set that these rows "
            "belong to, then audit with it:"
        )

    @property
    def ko(self) -> str:
        """The message in Korean."""
        names = ", ".join(_names(("라벨", "유형"), "", self))
        if self.near:
            pairs = (f"{own} → {known}?" for own, known in self.near.items())
            names += f" ({', '.join(pairs)})"
        return f"{self.book} 데이터가 아니다. 이 규칙집에는 다음 이름이 없다: {names}. " + (
            "먼저 데이터에서 규칙집을 만들고 그 규칙집으로 점검한다:"
            if self.labelled
            else "라벨이 있는 행이 없으니 이 데이터와 짝인 라벨 있는 데이터에서 규칙집을 만들고 "
            "그 규칙집으로 점검한다:"
        )

    def message(self, lang: str) -> str:
        """Return the message in English or Korean ("en" or "ko")."""
        return self.ko if lang == "ko" else self.en

    def to_json(self, lang: str, commands: Sequence[str]) -> dict[str, Any]:
        """Return the message, the names with their counts, and the suggested commands."""
        return {
            "message": self.message(lang),
            **self._asdict(),
            "near": dict(self.near),
            "commands": list(commands),
        }


def _names(words: tuple[str, str], plural: str, foreign: Foreign) -> list[str]:
    phrases = []
    for word, counts in zip(words, (foreign.labels, foreign.types), strict=True):
        if not counts:
            continue
        shown = ", ".join(f"{name} {n:,}" for name, n in list(counts.items())[:NAMED])
        more = ", …" if len(counts) > NAMED else ""
        if plural:
            many = plural if len(counts) != 1 else ""
            phrases.append(f"{len(counts):,} {word}{many} ({shown}{more})")
        else:
            phrases.append(f"{word} {len(counts):,}개({shown}{more})")
    return phrases


def way_out(data: str, how: Sequence[str] = (), past: Sequence[str] = ()) -> tuple[str, str]:
    """Return two commands: to learn a rule book from a set, and to audit the set with the book.

    `how` has the options with which both commands read the set. `past` has further options for the
    first command, with which it leaves out rows that cannot be read.

    >>> way_out("my set.json")[0]
    "reaug init 'my set.json' -o own"
    """
    return (
        shlex.join(["reaug", "init", data, *how, *past, "-o", own_folder()]),
        shlex.join(["reaug", "audit", data, *how, "--rules", own_book()]),
    )


def foreign(rows: Rows) -> Foreign | None:
    """Return the unknown names of a set if most of its names are not in the rule book; otherwise
    None.

    Examples
    --------
    >>> from reaug.audit.rows import Rows
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> batch = batch_of("[S|DRUG|가온정]은 [O|ILL|두통]에 쓴다.", label="treats")
    >>> scheme = foreign(Rows(batch.table, load("klue-re")))
    >>> scheme.labels, scheme.types
    ({'treats': 1}, {'DRUG': 1, 'ILL': 1})
    """
    if not rows.is_foreign:
        return None
    book = rows.rules
    labels = Counter(label for label in rows.labels if label and label not in book.relations)
    types = Counter(
        name
        for role in schema.ROLES
        for name in rows.types(role).to_pylist()
        if name is not None and name not in book.types
    )
    unknown_rows = int((~rows.known).sum())
    names = most_frequent_first(labels), most_frequent_first(types)
    near = _near([*names[0], *names[1]], [*book.relations, *book.types])
    return Foreign(book.name, unknown_rows, *names, near, labelled=any(rows.labels))


def _near(own: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Return a few names that differ from a known name only in capitals, spaces and signs."""
    plain = {_plain(name): name for name in known}
    near = {name: plain[_plain(name)] for name in own if _plain(name) in plain}
    return dict(list(near.items())[:NAMED])


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
