"""Data sets that `datasets` saved with `save_to_disk`: a `Dataset`, or a `DatasetDict`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reaug.data.formats._format import FolderFormat
from reaug.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

    from reaug.data.raw import Raw
    from reaug.data.save_dataset import Parts

_STATE: Final = "state.json"
_SPLITS: Final = "dataset_dict.json"
_INFO: Final = "dataset_info.json"
_HELD: Final = 100


class Disk(FolderFormat):
    """A folder that `save_to_disk` of `datasets` has written."""

    summary = "a folder that datasets saved with save_to_disk (FOLDER, FOLDER:SPLIT)"

    def sniff(self, folder: Path) -> bool:
        """Return whether the folder was written by `save_to_disk`, and is not a run."""
        return is_saved(folder) and not is_run(folder)

    def read(self, folder: Path, split: str | None) -> Raw:
        """Return the rows of a saved data set; see `read_saved`."""
        return read_saved(folder, split, origin=str(folder), fmt=self.name)

    def write(self, table: pa.Table, path: Path, labels: Sequence[str]) -> None:
        """Save the rows as a data set; labels become ids of a ClassLabel."""
        from reaug.data.dataset import to_dataset, to_save
        from reaug.data.save_dataset import save, save_parts

        if (parts := _in_parts(table, labels)) is not None:
            save_parts(parts, path)
            return
        if (rows := to_save(table, labels=labels)) is not None:
            save(rows, path)
            return
        with _quiet():
            to_dataset(table, labels=labels).save_to_disk(str(path))


def _in_parts(table: pa.Table, labels: Sequence[str]) -> Parts | None:
    """Return the rows to save part by part, if there are more than `MANY`; else None."""
    from reaug.data.dataset import to_save_in_parts
    from reaug.data.save_dataset import MANY

    return to_save_in_parts(table, labels=labels) if table.num_rows > MANY else None


def is_saved(folder: Path) -> bool:
    """Return whether a folder was written by `save_to_disk`."""
    return any((folder / name).is_file() for name in (_STATE, _SPLITS))


def is_run(folder: Path) -> bool:
    """Return whether a folder is a run: it has a manifest, and its data set is in a subfolder."""
    from reaug.files.run_files import MANIFEST

    return (folder / MANIFEST).is_file()


def read_saved(folder: Path, split: str | None, *, origin: str, fmt: str) -> Raw:
    """Return the rows of a saved data set; their columns are memory-mapped.

    Parameters
    ----------
    folder
        A folder written by `save_to_disk`.
    split
        The split to read, if the data set has splits.
    origin, fmt
        The name of the source in messages, and its format.

    Raises
    ------
    InputError
        The folder cannot be read; or it belongs to a run and has files that the run did not write.
    """
    from reaug.data.in_memory import from_datasets

    saved = _loaded(folder, origin)
    return from_datasets(saved, split, origin=origin, fmt=fmt, validated=True)


def read_saved_row(
    folder: Path, row: int, rows: int, splits: Sequence[str], *, origin: str, fmt: str
) -> Raw:
    """Return one row of a saved data set, without reading the others.

    Parameters
    ----------
    row, rows
        The index of the row, counted through all splits in order; and the number of rows that all
        splits together should have.
    splits
        The names of the splits; () if there are none.

    Raises
    ------
    InputError
        See `read_saved`; or the number of rows or the splits differ.
    """
    from reaug.data.in_memory import from_datasets

    saved: Any = _loaded(folder, origin)
    try:
        parts = [saved[name] for name in splits] or [saved]
        counts = [len(part) for part in parts]
    except (KeyError, TypeError) as error:
        raise InputError(
            f"{origin}: does not have the splits {', '.join(splits)}; data/ was changed after the "
            "run"
        ) from error
    if sum(counts) != rows:
        raise InputError(
            f"{origin}: data/ has {sum(counts)} rows, the log {rows}; data/ was changed after "
            "the run"
        )
    for part, count in zip(parts, counts, strict=True):
        if row < count:
            row_table = part.select([row])
            return from_datasets(row_table, None, origin=origin, fmt=fmt, validated=True)
        row -= count
    raise InputError(
        f"{origin}: the log names a row that data/ does not have; one of them was changed after "
        "the run"
    )


def _loaded(folder: Path, origin: str) -> Any:
    """Return the data set in a folder after checking its files; columns are memory-mapped."""
    from reaug.files.run_files import check_unchanged

    check_unchanged(folder)
    check_arrow_files(folder)
    import datasets

    try:
        return datasets.load_from_disk(str(folder))
    except Exception as error:  # datasets can raise anything for a damaged folder
        raise InputError(f"{origin}: cannot be read: {type(error).__name__}: {error}") from error


def write_splits(parts: Mapping[str, pa.Table], path: Path, *, labels: Sequence[str]) -> None:
    """Write internal rows as the splits of a `DatasetDict`, in the form of `save_to_disk`.

    Parameters
    ----------
    parts
        The rows of each split, by name.
    path
        A folder that does not exist yet.
    labels
        See `write`.
    """
    from reaug.data.dataset import to_dataset, to_save
    from reaug.data.save_dataset import save_splits

    rows = {
        name: _in_parts(table, labels) or to_save(table, labels=labels)
        for name, table in parts.items()
    }
    plain = {name: part for name, part in rows.items() if part is not None}
    if len(plain) == len(parts):
        save_splits(plain, path)
        return
    import datasets

    sets = {name: to_dataset(table, labels=labels) for name, table in parts.items()}
    with _quiet():
        datasets.DatasetDict(sets).save_to_disk(str(path))


@contextmanager
def _quiet() -> Iterator[None]:
    """Turn off the progress bars of `datasets`, since reaug shows its own."""
    import datasets

    quiet = datasets.are_progress_bars_disabled()
    datasets.disable_progress_bars()
    try:
        yield
    finally:
        if not quiet:
            datasets.enable_progress_bars()


def check_arrow_files(folder: Path) -> None:
    """Raise an error if a saved data set has an Arrow file that is damaged or outside its folder.

    Memory-mapping a damaged file raises no error: an offset beyond the end of the file crashes the
    process. So all files are checked here, before `datasets` maps them.

    Raises
    ------
    InputError
        A file is damaged; the message names the file and the problem.
    """
    for file in _arrow_files(folder):
        for _ in batches_of_file(file):
            pass


def batches_of_file(file: Path) -> Iterator[pa.RecordBatch]:
    """Yield the batches of an Arrow file of `save_to_disk`, after checking each batch.

    Only a few batches are in memory at a time.

    Raises
    ------
    InputError
        A file is damaged; the message names the file and the problem.
    """
    import pyarrow as pa

    from reaug.files.mapped_files import give_back, mapped

    try:
        with pa.ipc.open_stream(pa.py_buffer(mapped(file))) as reader:
            for i, batch in enumerate(reader):
                batch.validate(full=True)
                yield batch
                if i % _HELD == _HELD - 1:
                    give_back()
    except (OSError, ValueError, pa.ArrowException, MemoryError) as error:
        reason = getattr(error, "strerror", None) or str(error).split("\n", 1)[0]
        raise InputError(f"{file}: is damaged and cannot be read: {reason}") from error


def plain_files(folder: Path, large: int) -> list[Path] | None:
    """Return the Arrow files of a saved data set, if they contain exactly the set's rows in order.

    Returns None if the data set has splits, selected rows or a format, if the folder cannot be
    read, or if the files have fewer bytes than `large`.
    """
    state, info = folder / _STATE, folder / _INFO
    if not (state.is_file() and info.is_file()):
        return None
    fields = _json(state)
    if any(map(fields.get, ("_format_type", "_format_columns", "_indices_data_files"))):
        return None
    files = list(_files_of_one(folder))
    if not all(file.is_file() for file in files):
        return None
    if not files or sum(file.stat().st_size for file in files) < large:
        return None
    features = _json(info).get("features")
    return files if all(_features_in(file) == features for file in files) else None


def _features_in(file: Path) -> Any:
    """Return the features in the metadata of an Arrow file; None if they cannot be read."""
    import pyarrow as pa

    from reaug.data.raw import features_of

    try:
        with pa.OSFile(str(file)) as source, pa.ipc.open_stream(source) as reader:
            return features_of(reader.schema)
    except (OSError, ValueError, pa.ArrowException):
        return None


def _arrow_files(folder: Path) -> Iterator[Path]:
    """Yield the Arrow files that `datasets` will map."""
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


def _plain(name: Any, named_in: Path) -> str:
    """Return a file name that was read from the file `named_in`, after checking it.

    It must be the name of a file in the same folder.

    Raises
    ------
    InputError
        The name leads to another folder, or is not a file name at all.
    """
    if not isinstance(name, str) or name in ("", "..") or "\0" in name or name != Path(name).name:
        raise InputError(f"{named_in}: names {name!r}, which is not a file or folder next to it")
    return name


def _json(file: Path) -> dict[str, Any]:
    try:
        value = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{file}: cannot be read: {type(error).__name__}: {error}") from error
    if not isinstance(value, dict):
        raise InputError(f"{file}: was not written by save_to_disk")
    return value
