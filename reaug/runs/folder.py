"""The run folder: data, log, findings, drift, card and manifest.

```
RUN/
├─ data/              the data set; datasets.load_from_disk opens it
├─ data.json, …       the same rows in further formats, if the recipe names some
├─ log/changes.arrow  every applied change (core.log)
├─ log/dropped.arrow  every dropped row, whole, with step and reason
├─ log/order.arrow    row id and input position of every row of the data set
├─ log/index.arrow    the batches of these files that contain each row (runs.log_index)
├─ findings.jsonl     problems for a person to look at
├─ problems.jsonl     rows that were dropped or repaired while reading, each with its reason
├─ schedule.json      the order of training, if a curriculum makes one
├─ fixes.jsonl, audit.jsonl  fixes of an audit that clean --apply applied, and its other findings
├─ drift.json         the change of the label distribution
├─ tokenizer/, …      files of steps: encoding.json, schedule.json, candidates.json
├─ rewrite/           the answers of a language model, by the hash of the request
├─ report.html        charts, steps, edits and findings, for a browser
├─ rules.yaml         the whole rule book, if it is not one that ships with reaug
├─ README.md          the dataset card
├─ manifest.json      recipe, versions, counts, digests of the files above: equal for equal runs
├─ manifest.sha256    the digest of the manifest
├─ timing.json        command, start, seconds: the only file that differs between equal runs
└─ notes/             added after the run (tags, decisions, scores); --force keeps it
```
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.log import LOG_SCHEMA
from reaug.data.formats.run import DATA
from reaug.data.row_batches import passed
from reaug.files.run_files import DRIFT, MANIFEST, NOTES, SEAL, TIMING, WORK
from reaug.rulebook.run_book import BOOK
from reaug.strict_json import dumps

LOG: Final = "log"
FINDINGS: Final = "findings.jsonl"
PROBLEMS: Final = "problems.jsonl"
REPORT: Final = "report.html"
CARD: Final = "README.md"
OWN: Final = frozenset(
    (DATA, LOG, FINDINGS, PROBLEMS, DRIFT, REPORT, CARD, WORK, MANIFEST, SEAL, TIMING, NOTES, BOOK)
)
"""Names in a run folder that steps cannot use for their files."""

LOG_BATCH: Final = 65_536
_OPTIONS: Final = pa.ipc.IpcWriteOptions(compression="zstd")


def write_json(path: Path, value: Any) -> None:
    """Write a value as indented JSON in UTF-8."""
    write_text(path, dumps(value, indent=2) + "\n")


def write_lines(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows as JSON lines; without rows, no file is written."""
    if rows:
        write_text(path, "".join(dumps(row) + "\n" for row in rows))


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8; undecodable bytes of file names are written as escapes."""
    path.write_text(text, encoding="utf-8", errors="backslashreplace")


def write_log(
    folder: Path, logs: Sequence[Path], dropped: Sequence[Path], order: Sequence[str]
) -> None:
    """Write the log entries to one file, and the dropped rows to another, sorted by step and row.

    All record batches of a file except the last have the same size, so that the bytes do not depend
    on how the run divided the rows.

    Parameters
    ----------
    logs, dropped
        The files with log entries and with dropped rows that the run has written.
    order
        The paths of the steps, in the order of the recipe.
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
        dropped_rows = _Rechunked(folder / "dropped.arrow", table.schema)
        dropped_rows.write(table.take(pc.sort_indices(keys, sort_keys=by)))
        dropped_rows.close()


def copies_of(logs: Sequence[Path]) -> Iterator[pa.Table]:
    """Yield the log entries about copies in batches."""
    for path in logs:
        for batch in _mapped(path):
            copies = batch.filter(pc.equal(batch["kind"], "copy"))
            if copies.num_rows:
                yield pa.Table.from_batches([copies])


def write_order(folder: Path, table: pa.Table) -> None:
    """Write the row ids and input positions of the data set, in its order."""
    part = table.select([schema.ROW_ID, schema.POSITION])
    writer = _Rechunked(folder / "order.arrow", part.schema)
    for batch in passed(part):
        writer.write(batch)
    writer.close()


class _Rechunked:
    """Writes tables to a file as record batches of equal size."""

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
        """Write the waiting rows, up to the largest multiple of `keep`."""
        # The other rows go on waiting. With `keep=1`, all rows are written.
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
    """Return all rows of an Arrow file, after checking the file."""
    with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as reader:
        table = reader.read_all()
        table.validate(full=True)  # wrong offsets would crash the process
        return table
