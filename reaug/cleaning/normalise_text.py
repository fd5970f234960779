"""Removes hidden characters, applies NFC, and trims white space at the edges."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pyarrow as pa

from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.character_fixes import respell, suspects
from reaug.core.draws import Draw
from reaug.core.edits import Edits
from reaug.core.row_edits import row_edits
from reaug.core.spans import KEEP
from reaug.core.step import Step


class NormaliseText(Step):
    r"""Normalise the text of sentences: remove hidden characters, turn unusual blanks into spaces,
    apply NFC.

    It applies the suggestions of the audit rules `text/invisible`, `text/not-nfc` and
    `text/edge-space`, also inside mentions. Zero-width and control characters, tags, stray joiners
    and variation selectors are deleted. No-break spaces and the like become plain spaces.
    Decomposed Hangul is composed. White space at the edges of the sentence is removed, and mentions
    with white space at their edges are shortened. Characters of private use, unassigned characters,
    and direction marks beside right-to-left text are left for a person. Emoji, scripts that need
    joiners, old Hangul, and several plain spaces between words are kept.

    Reasons: the audit rules that led to the changes of a row, separated by commas.

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
        """Return the edits that normalise texts, and the new spans of the mentions in them."""
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
