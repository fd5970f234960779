"""A step of your own: the plain ending of a sentence becomes a polite one."""

from collections.abc import Iterator
from typing import Any

from reaug.core.batch import Row
from reaug.core.step import Edit, Proposal, RowDraw, Skip, Step


class PoliteEnding(Step):
    """Say 입니다 for 이다 at the end of a sentence.

    Skipped: `polite_ending/no-copula`, a sentence that does not end in 이다.
    """

    ways_out = {"polite_ending/no-copula": "name rows by where whose sentences end in 이다."}  # noqa: RUF012 - read only

    def propose_row(self, row: Row, state: Any, draw: RowDraw) -> Iterator[Proposal]:
        """Replace 이다 before the last full stop, where it is no part of a mention."""
        end = len(row.sentence) - 1
        if not row.sentence.endswith("이다.") or max(row.subject[1], row.object[1]) > end - 2:
            yield Skip("polite_ending/no-copula")
            return
        yield Edit(end - 2, end, "입니다")
