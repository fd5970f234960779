"""Choose the example rows, of the same label and types, in requests for a new row."""

from __future__ import annotations

from typing import Final, NamedTuple

import xxhash

from reaug.core.batch import Batch, Row
from reaug.rewriting.mention_marks import hidden
from reaug.rewriting.plain_rows import rows_of
from reaug.rewriting.requests import marked

_MOST: Final = 64
"""Maximum number of rows to keep per label and types."""

Group = tuple[str, str, str]


class Pool(NamedTuple):
    """Sentences with marked mentions, by label and types.

    Of each group, those with the smallest hashes are kept, so that the order of the rows does not
    matter. A row is no example for itself:

    >>> from reaug.core.examples import batch_of
    >>> batch = batch_of("[S|PER|이순신]은 [O|LOC|한양]에서 났다.", label="per:place_of_birth")
    >>> Pool.of(batch, 3).shown(batch.row(0), 1, 3)
    []
    """

    by_group: dict[Group, tuple[str, ...]]

    @classmethod
    def none(cls) -> Pool:
        """Return a pool without examples."""
        return cls({})

    @classmethod
    def of(cls, rows: Batch, number: int) -> Pool:
        """Return the examples in some rows; none if `number`, the examples per request, is 0."""
        groups: dict[Group, dict[int, str]] = {}
        for row in rows_of(rows) if number else ():
            text = hidden(row, "marks")
            if text is None:  # the sentence contains marks of its own, or its mentions overlap
                continue
            key = xxhash.xxh64_intdigest(text.encode("utf-8", "surrogatepass"))
            groups.setdefault(_group(row), {})[key] = text
        return cls(
            {
                group: tuple(texts[key] for key in sorted(texts)[:_MOST])
                for group, texts in groups.items()
            }
        )

    def shown(self, row: Row, sample: int, number: int) -> list[str]:
        """Return `number` examples for a row; each sample of the row gets other examples."""
        own = marked(row)
        others = [text for text in self.by_group.get(_group(row), ()) if text != own]
        seed = f"{own}\x00{sample}\x00"

        def drawn(text: str) -> int:
            return xxhash.xxh64_intdigest((seed + text).encode("utf-8", "surrogatepass"))

        return sorted(others, key=drawn)[:number]


def _group(row: Row) -> Group:
    return row.label, row.subject_type, row.object_type
