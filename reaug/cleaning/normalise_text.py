"""Text without characters that nobody can see, in NFC, without white space at the edges."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pyarrow as pa

from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.draws import Draw
from reaug.core.edits import Edits
from reaug.core.respell import respell, suspects
from reaug.core.row_edits import row_edits
from reaug.core.spans import KEEP
from reaug.core.step import Step


class NormaliseText(Step):
    r"""Normalise the text of sentences: remove hidden characters, turn unusual blanks into spaces,
    apply NFC.

    It writes what the audit suggests by `text/invisible`, `text/not-nfc` and `text/edge-space`,
    also inside mentions: zero-width and control characters, tags, stray joiners and variation
    selectors are deleted; a no-break space and its like become a plain space; decomposed Hangul is
    composed; white space at the edges of the sentence goes, and a mention with white space at its
    edges moves off it. Characters of private use, unassigned ones, and marks of direction beside
    text that runs from right to left are left for a person. So are emoji, scripts that need
    joiners, and old Hangul. Several plain spaces between words stay.

    Reasons: the rules that asked for a row's change, joined by a comma.

    Source: Unicode Standard Annex 15 (NFC); default-ignorable code points of the Unicode Character
    Database.

    Examples
    --------
    >>> from reaug.core.apply import apply
    >>> from reaug.core.examples import batch_of
    >>> batch = batch_of("[S|PER|이\u200b순신]은\u00a0[O|LOC|한산도]에서 이겼다. ")
    >>> changes = NormaliseText().propose(batch, None, Draw(batch.keys, seed=1, path="0.demo"))
    >>> row = apply(batch, changes).batch.row(0)
    >>> row.sentence, row.subject_word, changes.reason[0].as_py()
    ('이순신은 한산도에서 이겼다.', '이순신', 'text/edge-space, text/invisible')
    """

    may_change_nothing: ClassVar[bool] = True

    def propose(self, batch: Batch, state: Any, draw: Draw) -> Changes:
        """The edits and new borders of the rows that are spelled otherwise; others cost nothing."""
        n = len(batch)
        spans = np.full((n, 4), KEEP, dtype=np.int32)
        reason: list[str | None] = [None] * n
        edits: list[tuple[int, int, int, str, int]] = []
        for at in suspects(batch).tolist():
            row = batch.row(at)
            spelling = respell(row.sentence, row.subject, row.object)
            if not spelling.rules:
                continue
            reason[at] = ", ".join(spelling.rules)
            spans[at] = [border for span in spelling.spans for border in span]
            made = [edit[:3] for edit in spelling.edits]
            edits += [(at, *edit) for edit in row_edits(row.sentence, *spelling.spans, made)]
        row_, start, end, text, role = zip(*edits, strict=True) if edits else ((),) * 5
        return Changes(
            edits=Edits.of(row_, start, end, text, np.array(role, dtype=np.int8)),
            spans=spans,
            reason=pa.array(reason, pa.string()),
        )
