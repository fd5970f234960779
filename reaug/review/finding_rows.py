"""Return the rows that findings are about, by row id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit import Audit, Finding
from reaug.core import schema
from reaug.core.batch import Row
from reaug.data.row_batches import passed

_COLUMNS: Final = (
    schema.ROW_ID,
    schema.SENTENCE,
    *schema.SPANS,
    schema.SUBJECT_TYPE,
    schema.OBJECT_TYPE,
    schema.LABEL,
)


def _with_ids(table: pa.Table, ids: pa.StringArray) -> pa.Table:
    """Return the rows with some ids from a table that may be very large, holding few in memory."""
    parts = [batch.filter(pc.is_in(batch[schema.ROW_ID], value_set=ids)) for batch in passed(table)]
    return pa.Table.from_batches(parts, table.schema)


def rows_of(audit: Audit, findings: Iterable[Finding] | None = None) -> dict[str, Row]:
    """Return the rows of findings (by default, of all the audit's findings), by row id.

    Rows that the audit does not have are left out.
    """
    if audit.table is None:
        return {}
    chosen = audit.findings if findings is None else findings
    wanted = sorted({row for finding in chosen for row in finding.rows})
    some = _with_ids(audit.table.select(_COLUMNS), ids := pa.array(wanted, pa.string()))
    at = pc.index_in(ids, value_set=some[schema.ROW_ID])
    # `index_in` gives the row of each id, whatever the order of the rows
    rows = some.take(at.drop_null())
    columns = [rows.column(name).to_pylist() for name in _COLUMNS]
    return {
        id_: Row(id_, text, (a, b), (c, d), subject or "", object_ or "", label or "")
        for id_, text, a, b, c, d, subject, object_, label in zip(*columns, strict=True)
    }
