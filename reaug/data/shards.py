"""Find the files (shards) of a data set: a glob pattern, a folder, or a list of paths.

The files are read in the natural order of their names, with the same result as one file with all
rows. They must have the same format, columns and types, must not be empty, and must not share ids.
Otherwise an error names the file and the row.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reaug.errors import InputError
from reaug.files.file_patterns import in_order, is_pattern, matching

if TYPE_CHECKING:
    from reaug.data.formats._format import FileFormat

_SHOWN: Final = 3
_APART: Final = ("README", "LICENSE", "_", ".")
"""Prefixes of file names that are not shards."""
_OTHERS: Final = frozenset(
    ("manifest.json", "dataset_dict.json", "dataset_info.json", "dataset_infos.json", "state.json")
)
"""Files of runs and saved data sets; a folder with one of these, but no data, is damaged."""


@dataclass(frozen=True)
class Shards:
    """The files of one data set.

    name : what the user called them: a pattern, a folder, a list of paths.
    files : the files in row order.
    """

    name: str
    files: tuple[Path, ...]


def of_pattern(pattern: str) -> Shards:
    """Return the files that match a pattern.

    Raises
    ------
    InputError
        No file matches.
    """
    files = matching(pattern)
    if not files:
        raise InputError(
            f"{pattern}: no file matches; check the names (ls), and put the pattern in quotation "
            "marks"
        )
    return Shards(pattern, tuple(files))


def of_paths(paths: Sequence[Any]) -> Shards:
    """Return the files of a list of paths, in its order."""
    files = tuple(Path(os.fsdecode(path)).expanduser() for path in paths)
    shown = [str(path) for path in files[:_SHOWN]]
    more = f" and {len(files) - _SHOWN} more" if len(files) > _SHOWN else ""
    return Shards(f"{', '.join(shown)}{more}", files)


def in_folder(folder: Path, format_of: Callable[[Path], str | None]) -> Shards | None:
    """Return the shards in a folder; None if no file name has the suffix of a data format.

    Raises
    ------
    InputError
        The file names suggest several sets, such as train and test.
    """
    try:
        files = [path for path in folder.iterdir() if path.is_file()]
    except OSError as error:
        raise InputError(f"{folder}: cannot be read: {error.strerror or error}") from error
    if any(path.name in _OTHERS for path in files):
        return None
    files = in_order(
        [path for path in files if not path.name.startswith(_APART) and format_of(path) is not None]
    )
    if not files:
        return None
    sets: dict[str, list[Path]] = {}
    for path in files:
        sets.setdefault(re.sub(r"\d+", "*", path.name), []).append(path)
    if len(sets) > 1:
        described = ", ".join(f"{name} ({len(some)})" for name, some in sets.items())
        raise InputError(
            f"{folder}: contains files with different names: {described}; select those of one set "
            f"with a pattern, e.g. '{folder / next(iter(sets))}'"
        )
    return Shards(str(folder), tuple(files))


def are_paths(source: Any) -> bool:
    """Return whether a source is a list of paths."""
    return (
        isinstance(source, list | tuple)
        and len(source) > 0
        and all(isinstance(part, str | os.PathLike) for part in source)
    )


def named_by_pattern(source: Any) -> bool:
    """Return whether a source is a glob pattern, and not the name of an existing file."""
    if not isinstance(source, str) or not is_pattern(source):
        return False
    try:
        return not Path(source).expanduser().exists()
    except (OSError, ValueError, RuntimeError):
        return False


def one_format(shards: Shards, format_of: Callable[[Path], FileFormat]) -> FileFormat:
    """Return the format of all files of a set.

    Raises
    ------
    InputError
        The files have different formats, or a file is missing or empty.
    """
    kinds: dict[str, tuple[FileFormat, Path]] = {}
    for file in shards.files:
        if not file.exists():
            raise InputError(f"{file}: no such file")
        if file.is_file() and not file.stat().st_size:
            raise nothing(file)
        kind = format_of(file)
        kinds.setdefault(kind.name, (kind, file))
    if len(kinds) > 1:
        described = " and ".join(f"{name} ({file.name})" for name, (_, file) in kinds.items())
        raise InputError(
            f"{shards.name}: contains files in different formats: {described}; select one format, "
            "e.g. with a suffix in the pattern"
        )
    [(kind, _)] = kinds.values()
    return kind


def nothing(file: Path | str) -> InputError:
    """Return the error for a file without rows."""
    return InputError(
        f"{file}: has no rows, like a file that was not completely written; write it again, or "
        "leave it out"
    )
