"""The run folder: data, log, findings, drift, manifest and card; written whole or not at all.

```
RUN/
├─ data/              the data set; datasets.load_from_disk opens it
├─ data.json, …       the same rows in further formats, where asked for
├─ log/changes.arrow  every applied change (core.log)
├─ log/dropped.arrow  every dropped row, whole, with step and reason
├─ log/order.arrow    row id and input position of every row of the data set
├─ findings.jsonl     what a person should look at
├─ problems.jsonl     rows that the reader dropped or repaired, each with its reason
├─ schedule.json      the order of a training, where a curriculum is asked for one
├─ drift.json         how the label distribution moved
├─ manifest.json      recipe, versions, digests, counts: equal for equal runs
├─ tokenizer/, …      what a step leaves: encoding.json, schedule.json, candidates.json
├─ report.html        charts, steps, edits and findings, to read in a browser
├─ timing.json        seconds: the one file that differs between equal runs
└─ README.md          the dataset card
```
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.log import LOG_SCHEMA
from reaug.errors import OutputError

MANIFEST: Final = "manifest.json"
LOG_BATCH: Final = 65_536
_OPTIONS: Final = pa.ipc.IpcWriteOptions(compression="zstd")


def check_target(folder: Path, *, force: bool) -> None:
    """Refuse to write over what exists: anything without `force`, all but a run with it.

    Raises
    ------
    OutputError
        The folder exists (without `force`), or is no run folder (with it), or cannot be one.
    """
    if "\0" in str(folder):
        raise OutputError(f"the output {str(folder)!r} is no name of a folder; choose another")
    if not _is_unicode(str(folder)):
        raise OutputError(f"the output {str(folder)!r} is no name in UTF-8; choose another")
    if not os.path.lexists(folder):
        return
    if not force:
        raise OutputError(f"{folder} exists already; choose another --output, or say --force")
    is_run = (folder / MANIFEST).is_file()
    if not (is_run or _is_empty(folder)):
        raise OutputError(
            f"{folder} is no run folder (it holds no {MANIFEST}), so --force leaves it alone; "
            "move it away or choose another --output"
        )


def _is_unicode(name: str) -> bool:
    """Whether a name can be written in UTF-8, which is all that Arrow opens."""
    return not any("\ud800" <= sign <= "\udfff" for sign in name)


def _is_empty(folder: Path) -> bool:
    try:
        return folder.is_dir() and not any(folder.iterdir())
    except OSError:  # what cannot be looked into is not ours to replace
        return False


@contextmanager
def staged(folder: Path, *, force: bool) -> Iterator[Path]:
    """A folder beside the target that takes the target's name once all is written.

    Whatever goes wrong, nothing half-written stays behind and the old folder stays as it was. A
    link is followed: what it names is replaced, and the link stays.

    Raises
    ------
    OutputError
        As of `check_target`; or the folder cannot be written.
    """
    check_target(folder, force=force)
    target = Path(os.path.realpath(folder))  # so that "." and links have a name and a parent too
    partial = target.with_name(f".{target.name}.partial-{secrets.token_hex(4)}")
    parents = [path for path in target.parents if not os.path.lexists(path)]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.mkdir()
        yield partial
        check_target(folder, force=force)  # again: it may have come into being meanwhile
        _take_place(partial, target)
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        for path in parents:  # those made here and still empty, from the inside out
            with suppress(OSError):
                path.rmdir()


def _take_place(partial: Path, target: Path) -> None:
    """Give a folder the name of another, which goes; or else leave both as they are."""
    old = target.with_name(f".{target.name}.old-{secrets.token_hex(4)}")
    try:
        if target.exists():
            target.rename(old)
        partial.rename(target)
    except BaseException:
        if old.exists() and not target.exists():
            old.rename(target)
        raise
    finally:
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)


def write_json(path: Path, value: Any) -> None:
    """Write one document, indented, in UTF-8."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def write_lines(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Write JSON lines; nothing where there are none."""
    if rows:
        write_text(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def write_text(path: Path, text: str) -> None:
    """Write a text; a byte of a file's name that is no UTF-8 is written as JSON escapes it."""
    path.write_text(text, encoding="utf-8", errors="backslashreplace")


def write_log(
    folder: Path, logs: Sequence[Path], dropped: Sequence[Path], order: Sequence[str]
) -> None:
    """Bring the parts of the log into one file each, ordered by step and row.

    Record batches have one size throughout, so that the bytes do not tell how the rows were
    batched on the way.
    """
    entries = _Rechunked(folder / "changes.arrow", LOG_SCHEMA)
    for step in order:
        for path in logs:
            for batch in _mapped(path):
                entries.write(batch.filter(pc.equal(batch["step"], step)))
    entries.close()
    tables = [read_ipc(path) for path in dropped]
    if tables:
        table = pa.concat_tables(tables, promote_options="default")
        rank = pc.index_in(table["_step"], value_set=pa.array(list(order)))
        keys = pa.table(
            {"step": rank, "position": table[schema.POSITION], "id": table[schema.ROW_ID]}
        )
        by = [("step", "ascending"), ("position", "ascending"), ("id", "ascending")]
        whole = _Rechunked(folder / "dropped.arrow", table.schema)
        whole.write(table.take(pc.sort_indices(keys, sort_keys=by)))
        whole.close()


def write_order(folder: Path, table: pa.Table) -> None:
    """Write row ids and input positions in the order of the data set."""
    part = table.select([schema.ROW_ID, schema.POSITION])
    writer = _Rechunked(folder / "order.arrow", part.schema)
    writer.write(part)
    writer.close()


class _Rechunked:
    """Writes tables as record batches of one size."""

    def __init__(self, path: Path, schema_: pa.Schema) -> None:
        self._writer = pa.ipc.new_file(str(path), schema_, options=_OPTIONS)
        self._waiting: list[pa.Table] = []
        self._schema = schema_

    def write(self, table: pa.Table | pa.RecordBatch) -> None:
        if isinstance(table, pa.RecordBatch):
            table = pa.Table.from_batches([table])
        if table.num_rows:
            self._waiting.append(table.cast(self._schema))
        if sum(part.num_rows for part in self._waiting) >= LOG_BATCH:
            self._flush(keep=LOG_BATCH)

    def _flush(self, *, keep: int) -> None:
        """Write full batches; the rest waits, unless `keep` is 1."""
        if not self._waiting:
            return
        table = pa.concat_tables(self._waiting).combine_chunks()
        full = table.num_rows // keep * keep
        self._writer.write_table(table.slice(0, full), max_chunksize=LOG_BATCH)
        self._waiting = [table.slice(full)] if full < table.num_rows else []

    def close(self) -> None:
        self._flush(keep=1)
        self._writer.close()


def _mapped(path: Path) -> Iterator[pa.RecordBatch]:
    with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as reader:
        for i in range(reader.num_record_batches):
            yield reader.get_batch(i)


def read_ipc(path: Path) -> pa.Table:
    """All rows of an Arrow file."""
    with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as reader:
        table = reader.read_all()
        table.validate(full=True)  # wrong offsets would end the process without a word
        return table
