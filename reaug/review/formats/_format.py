"""Base classes of review formats; each format is one file of this folder."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import IO, ClassVar

from reaug.choices import Unchanged
from reaug.review.exported_findings import Outgoing
from reaug.review.reviewer_file import Incoming


class ReviewFormat(ABC):
    """Base class of all review formats; derive from `TaskFormat` or `SheetFormat` instead.

    Attributes
    ----------
    name
        The name of its file with hyphens: `label_studio.py` defines `label-studio`.
    summary, answers
        What is written, and what a person can do there; for the table in docs/review.md.
    suffix
        The suffix of its files.
    edits_text
        Whether people can change the text of a row; otherwise findings about the text itself are
        not exported.
    """

    summary: ClassVar[str]
    answers: ClassVar[str]
    suffix: ClassVar[str]
    edits_text: ClassVar[bool] = True

    def __init__(self, name: str) -> None:
        self.name = name

    @abstractmethod
    def write(self, out: Outgoing, file: IO[str]) -> None:
        """Write findings, or questions about rows, for one reviewer or for anybody."""

    def beside(self, path: Path) -> dict[str, Path]:
        """Return further files to write beside the file `path`, by a name for messages."""
        return {}

    def write_beside(self, name: str, out: Outgoing, file: IO[str]) -> None:
        """Write one of the files of `beside`."""
        raise NotImplementedError


class TaskFormat(ReviewFormat):
    """A format with one task per row, in which a person corrects the whole row."""

    @abstractmethod
    def read(self, text: str, path: Path, *, unchanged: Unchanged) -> Incoming | None:
        """Return the answers in a file; None if its text is not of this format.

        Parameters
        ----------
        text
            The text of the file.
        path
            The path of the file, for messages.
        unchanged
            Whether a task that comes back as it went out is open or accepted. Formats that record
            who has answered ignore this.

        Raises
        ------
        InputError
            The file is of this format, but broken.
        """


class SheetFormat(ReviewFormat):
    """A format with one line per value, as in `review.sheet`; `reaug clean --patch` reads it."""

    def text(self, path: Path) -> str | None:
        """Return the sheet as text of a CSV; None if the file is a CSV itself.

        Raises
        ------
        InputError
            The file cannot be read.
        """
        return None
