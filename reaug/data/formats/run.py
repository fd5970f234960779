"""Run folders of reaug, whose data set is in the subfolder `data/`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from reaug.data.formats._format import FolderFormat
from reaug.data.formats.disk import is_run, is_saved, read_saved
from reaug.errors import InputError

if TYPE_CHECKING:
    from reaug.data.raw import Raw

DATA: Final = "data"


class Run(FolderFormat):
    """A run folder; it can be read, but only commands such as `reaug run` write one."""

    summary = "a run folder of reaug"

    def sniff(self, folder: Path) -> bool:
        """Return whether the folder has a manifest."""
        return is_run(folder)

    def read(self, folder: Path, split: str | None) -> Raw:
        """Return the rows of the run's data set; see `read_saved`.

        Raises
        ------
        InputError
            The data set cannot be read, or was changed after the run.
        """
        if not is_saved(folder / DATA):
            raise InputError(f"{folder}: is a run folder, but its data set in '{DATA}/' is missing")
        return read_saved(folder / DATA, split, origin=str(folder), fmt=self.name)
