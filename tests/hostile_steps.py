"""Steps for tests that change everything, in a module that worker processes can import."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reaug.core.batch import Row
from reaug.core.step import Drop, Edit, Proposal, RowDraw, Set, Skip, Step, SwapRoles
from strategies import LABELS, TYPES


class Overrule(Step):
    """Change label, types, words, text or roles of each row at random, or drop it."""

    drops: bool = True

    def propose_row(self, row: Row, state: Any, draw: RowDraw) -> Iterator[Proposal]:
        kind = draw.below("kind", 8 if self.drops else 7)
        if kind in (0, 4):
            yield Set("label", LABELS[draw.below("label", len(LABELS))])
        if kind in (1, 4):
            yield Set("subject_type", TYPES[draw.below("subject", len(TYPES))])
        if kind == 2:
            yield Set("object_type", TYPES[draw.below("object", len(TYPES))])
        if kind == 3:
            yield Edit(*row.subject, "새 이름", "subject")
        if kind in (4, 5):
            yield Edit(*row.object, "다른 것", "object")
        if kind == 5:
            yield Edit(0, 0, "참, ")
        if kind == 6:
            yield SwapRoles()
        if kind == 7:
            yield Drop("test/gone")
        yield Skip("test/skipped")


class Move(Step):
    """Move the borders of mentions, like the patch of another person."""

    def propose(self, batch: Any, state: Any, draw: Any) -> Any:
        import numpy as np
        import pyarrow as pa

        from reaug.core.changes import Changes

        spans = batch.spans.copy()
        spans[:, 3] = np.minimum(spans[:, 3] + 1, batch.codepoints.lengths)
        return Changes(spans=spans, reason=pa.array(["test/moved"] * len(batch), pa.string()))
