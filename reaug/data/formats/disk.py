"""Folders of datasets' `save_to_disk`: a `Dataset`, or a `DatasetDict` with splits."""

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
    from reaug.data.saving import Parts

_STATE: Final = "state.json"
_SPLITS: Final = "dataset_dict.json"
_INFO: Final = "dataset_info.json"
_HELD: Final = 100


class Disk(FolderFormat):
    """A data set that `datasets` saved."""

    summary = "a folder that datasets saved with save_to_disk (FOLDER, FOLDER:SPLIT)"

    def sniff(self, folder: Path) -> bool:
        """Whether it holds what `save_to_disk` writes, and is not a run."""
        return is_saved(folder) and not is_run(folder)

    def read(self, folder: Path, split: str | None) -> Raw:
        """Read a saved data set; see `read_saved`."""
        return read_saved(folder, split, origin=str(folder), fmt=self.name)

    def write(self, table: pa.Table, path: Path, labels: Sequence[str]) -> None:
        """Save the rows; labels become ids of a ClassLabel."""
        from reaug.data.dataset import to_dataset, to_save
        from reaug.data.saving import save, save_parts

        if (parts := _in_parts(table, labels)) is not None:
            save_parts(parts, path)
            return
        if (rows := to_save(table, labels=labels)) is not None:
            save(rows, path)
            return
        with _quiet():
            to_dataset(table, labels=labels).save_to_disk(str(path))


def _in_parts(table: pa.Table, labels: Sequence[str]) -> Parts | None:
    """Very many rows, to be saved a part at a time; None where there are few, or they are bulky."""
    from reaug.data.dataset import to_save_in_parts
    from reaug.data.saving import MANY

    return to_save_in_parts(table, labels=labels) if table.num_rows > MANY else None


def is_saved(folder: Path) -> bool:
    """Whether a folder holds what `save_to_disk` writes."""
    return any((folder / name).is_file() for name in (_STATE, _SPLITS))


def is_run(folder: Path) -> bool:
    """Whether a folder has the manifest of a run, whose data set lies in a folder of it."""
    from reaug.files.run_files import MANIFEST

    return (folder / MANIFEST).is_file()


def read_saved(folder: Path, split: str | None, *, origin: str, fmt: str) -> Raw:
    """Read a saved data set; its columns stay in the files, mapped into memory.

    Parameters
    ----------
    folder
        What `save_to_disk` wrote.
    split
        The split to take, where there are several.
    origin, fmt
        Name of the source for messages, and its format.

    Raises
    ------
    InputError
        If the folder cannot be read, or holds what a run did not write there.
    """
    from reaug.data.memory import from_datasets

    saved = _loaded(folder, origin)
    return from_datasets(saved, split, origin=origin, fmt=fmt, validated=True)


def read_saved_row(
    folder: Path, row: int, rows: int, splits: Sequence[str], *, origin: str, fmt: str
) -> Raw:
    """One row of a saved data set: the others stay in the files.

    Parameters
    ----------
    row, rows
        Its number, from 0, through the splits in their order; and how many there must be.
    splits
        The names of the splits; () for one set.

    Raises
    ------
    InputError
        As of `read_saved`; or there are more or fewer rows, or not these splits.
    """
    from reaug.data.memory import from_datasets

    saved: Any = _loaded(folder, origin)
    try:
        parts = [saved[name] for name in splits] or [saved]
        counts = [len(part) for part in parts]
    except (KeyError, TypeError) as error:
        raise InputError(f"{origin}: does not have the splits {', '.join(splits)}") from error
    if sum(counts) != rows:
        raise InputError(
            f"{origin}: data/ has {sum(counts)} rows, the log {rows}; data/ was changed after "
            "the run"
        )
    for part, count in zip(parts, counts, strict=True):
        if row < count:
            one = part.select([row])
            return from_datasets(one, None, origin=origin, fmt=fmt, validated=True)
        row -= count
    raise InputError(f"{origin}: the log names a row that data/ does not have")


def _loaded(folder: Path, origin: str) -> Any:
    """A saved data set, checked; its columns are mapped into memory."""
    from reaug.files.run_files import check_unchanged

    check_unchanged(folder)
    check_arrow_files(folder)
    import datasets

    try:
        return datasets.load_from_disk(str(folder))
    except Exception as error:  # whatever datasets makes of a damaged folder
        raise InputError(f"{origin}: cannot be read: {type(error).__name__}: {error}") from error


def write_splits(parts: Mapping[str, pa.Table], path: Path, *, labels: Sequence[str]) -> None:
    """Write internal rows as the splits of a `DatasetDict`, as its `save_to_disk` does.

    Parameters
    ----------
    parts
        By name, the rows of each split.
    path
        A folder that does not exist yet.
    labels
        As for `write`.
    """
    from reaug.data.dataset import to_dataset, to_save
    from reaug.data.saving import save_splits

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
    """No bars of datasets: progress is the business of who calls us."""
    import datasets

    quiet = datasets.are_progress_bars_disabled()
    datasets.disable_progress_bars()
    try:
        yield
    finally:
        if not quiet:
            datasets.enable_progress_bars()


def check_arrow_files(folder: Path) -> None:
    """Refuse a folder of `save_to_disk` with an Arrow file that is damaged, or lies elsewhere.

    A damaged file is no error for who maps it: an offset that leads out of the file ends the
    process. So all files are looked at here, before `datasets` maps them.

    Raises
    ------
    InputError
        With the file, and what is wrong with it.
    """
    for file in _arrow_files(folder):
        for _ in batches_of_file(file):
            pass


def batches_of_file(file: Path) -> Iterator[pa.RecordBatch]:
    """The batches of an Arrow file of `save_to_disk`, each checked; few of them are held.

    Raises
    ------
    InputError
        With the file, and what is wrong with it.
    """
    import pyarrow as pa

    from reaug.files.mapped import give_back, mapped

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
    """The Arrow files of one saved set whose rows are all that stands in them, in their order.

    None for anything else that `datasets` saves (splits, rows picked by an index, formats), for
    what cannot be read, and for fewer bytes than `large`.
    """
    state, info = folder / _STATE, folder / _INFO
    if not (state.is_file() and info.is_file()):
        return None
    told = _json(state)
    if told.get("_format_type") or told.get("_format_columns") or told.get("_indices_data_files"):
        return None
    files = list(_files_of_one(folder))
    if not all(file.is_file() for file in files):
        return None
    if not files or sum(file.stat().st_size for file in files) < large:
        return None
    features = _json(info).get("features")
    return files if all(_features_in(file) == features for file in files) else None


def _features_in(file: Path) -> Any:
    """The features of columns as an Arrow file has them; None where it cannot be read."""
    import pyarrow as pa

    from reaug.data.raw import features_of

    try:
        with pa.OSFile(str(file)) as source, pa.ipc.open_stream(source) as reader:
            return features_of(reader.schema)
    except (OSError, ValueError, pa.ArrowException):
        return None


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
        raise InputError(f"{told_in}: names {name!r}, which is not a file or folder next to it")
    return name


def _json(file: Path) -> dict[str, Any]:
    try:
        value = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{file}: cannot be read: {type(error).__name__}: {error}") from error
    if not isinstance(value, dict):
        raise InputError(f"{file}: was not written by save_to_disk")
    return value
