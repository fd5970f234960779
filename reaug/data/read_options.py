"""The user's options for reading data."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from reaug.data.user_mapping import OPTIONS, as_option, columns_of
from reaug.errors import UsageError


@dataclass(frozen=True)
class ReadAs:
    """The user's options for reading data; None and "auto" mean automatic recognition.

    Attributes
    ----------
    columns
        The column of each field.
    encoding
        The encoding of text files, by its name in Python: `cp949`, `utf-16`.
    offsets
        How offsets are counted; see `reaug.data.offsets.NAMES`.
    label_names
        A file with the names of labels, for data whose labels are numbers.
    lenient
        Whether columns of the mapping may be missing, as in a second data set with other columns.
    """

    columns: Mapping[str, str] | None = None
    encoding: str | None = None
    offsets: str = "auto"
    label_names: str | None = None
    lenient: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """The options as words of a command line.

        >>> ReadAs({"label": "관계"}, offsets="exclusive").words
        ('--map', 'label=관계', '--offsets', 'exclusive')
        """
        options = {
            "--map": as_option(self.columns) if self.columns else None,
            "--encoding": self.encoding,
            "--offsets": None if self.offsets == "auto" else self.offsets,
            "--labels": self.label_names,
        }
        given = ((option, value) for option, value in options.items() if value is not None)
        return tuple(word for pair in given for word in pair)

    def beside(self) -> ReadAs:
        """Return these options for a second data set, which may lack columns of the mapping."""
        return replace(self, lenient=True)


PLAINLY: Final = ReadAs()
"""No options: everything is recognised from the data."""


def read_as(
    map: str | os.PathLike[str] | Mapping[str, Any] | None = None,  # as the option
    encoding: str | None = None,
    offsets: str | None = None,
    label_names: str | os.PathLike[str] | None = None,
) -> ReadAs:
    """Check the user's options for reading, and return them.

    An argument takes precedence over the same option in a mapping file (`map`).

    Raises
    ------
    UsageError
        The encoding or the way of counting offsets does not exist, or the mapping is invalid.

    Examples
    --------
    >>> read_as(map="sentence=문장,label=관계").columns
    {'sentence': '문장', 'label': '관계'}
    """
    columns = None if map is None else columns_of(map)
    options = {name: columns.pop(name, None) for name in OPTIONS} if columns is not None else {}
    encoding = encoding or options.get("encoding")
    offsets = offsets or options.get("offsets") or "auto"
    label_names = label_names or options.get("labels")
    if encoding is not None:
        _check_encoding(encoding)
    if offsets != "auto":
        from reaug.data.offsets import check_name

        check_name(offsets)
    names = None if label_names is None else os.fsdecode(label_names)
    return ReadAs(columns, encoding, offsets, names)


def _check_encoding(name: str) -> None:
    try:
        "".encode(name)
        b"".decode(name)
    except (LookupError, ValueError) as error:
        raise UsageError(
            f"unknown encoding {name!r}; common ones are utf-8, cp949, euc-kr, utf-16"
        ) from error
