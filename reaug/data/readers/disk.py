"""Folders: what `datasets` saved with `save_to_disk`, and run folders of reaug."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from reaug.data.raw import Raw
from reaug.data.readers.arrow_files import check_arrow_files
from reaug.data.readers.memory import from_datasets
from reaug.errors import InputError
from reaug.files.run_files import MANIFEST, check_unchanged

DATA: Final = "data"


def read_folder(path: Path, split: str | None) -> Raw:
    """Read a saved data set; its columns stay in the files, mapped into memory.

    Parameters
    ----------
    path
        A folder of `save_to_disk`, or a run folder, which holds one under `data/`.
    split
        The split to take, where there are several.

    Raises
    ------
    InputError
        If the folder is neither, cannot be read, or holds what the run did not write there.
    """
    run = (path / MANIFEST).is_file()
    place = path / DATA if run else path
    if not any((place / name).is_file() for name in ("state.json", "dataset_dict.json")):
        if run:
            raise InputError(f"{path}: is a run folder without its data set in '{DATA}/'")
        raise InputError(
            f"{path}: is a folder, but neither a run folder nor a data set that was saved with "
            "datasets' save_to_disk"
        )
    check_unchanged(place)
    check_arrow_files(place)
    import datasets

    try:
        found = datasets.load_from_disk(str(place))
    except Exception as error:  # whatever datasets makes of a damaged folder
        raise InputError(f"{path}: cannot be read: {type(error).__name__}: {error}") from error
    return from_datasets(found, split, origin=str(path), fmt="run" if run else "disk")
