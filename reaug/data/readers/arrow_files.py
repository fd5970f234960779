"""Arrow files of a saved data set, looked at before anybody maps them.

A damaged file is no error for who maps it: an offset that leads out of the file ends the process.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from reaug.errors import InputError

_STATE: Final = "state.json"
_SPLITS: Final = "dataset_dict.json"


def check_arrow_files(folder: Path) -> None:
    """Refuse a folder of `save_to_disk` with an Arrow file that is damaged, or lies elsewhere.

    Raises
    ------
    InputError
        With the file, and what is wrong with it.
    """
    for file in _arrow_files(folder):
        try:
            with pa.memory_map(str(file)) as source, pa.ipc.open_stream(source) as reader:
                for batch in reader:
                    batch.validate(full=True)
        except (OSError, pa.ArrowException, MemoryError) as error:
            reason = getattr(error, "strerror", None) or str(error).split("\n", 1)[0]
            raise InputError(f"{file}: cannot be read: it is damaged: {reason}") from error


def _arrow_files(folder: Path) -> Iterator[Path]:
    """What `datasets` is going to map."""
    if (folder / _SPLITS).is_file():
        splits = _json(folder / _SPLITS).get("splits")
        for name in splits if isinstance(splits, list) else []:
            yield from _files_of_one(folder / _plain(name, folder / _SPLITS))
    else:
        yield from _files_of_one(folder)


def _files_of_one(folder: Path) -> Iterator[Path]:
    state = folder / _STATE
    files = _json(state).get("_data_files")
    for entry in files if isinstance(files, list) else []:
        name = entry.get("filename") if isinstance(entry, dict) else None
        yield folder / _plain(name, state)


def _plain(name: Any, told_in: Path) -> str:
    """The name of something that lies in the same folder."""
    if not isinstance(name, str) or name in ("", "..") or "\0" in name or name != Path(name).name:
        raise InputError(f"{told_in}: names {name!r}, which is not a file or folder beside it")
    return name


def _json(file: Path) -> dict[str, Any]:
    try:
        value = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{file}: cannot be read: {type(error).__name__}: {error}") from error
    if not isinstance(value, dict):
        raise InputError(f"{file}: is not what save_to_disk writes")
    return value
