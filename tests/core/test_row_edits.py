from __future__ import annotations

from reaug.core.edits import CONTEXT, OBJECT, SUBJECT
from reaug.core.row_edits import row_edits

TEXT = "이순신은 한산도에서"
SPANS = (0, 3), (5, 8)


def test_edits_inside_a_mention_are_one_edit_of_it() -> None:
    edits = [(6, 7, ""), (1, 2, "쑨"), (5, 6, "항"), (3, 4, "이")]
    assert row_edits(TEXT, *SPANS, edits) == [
        (0, 3, "이쑨신", SUBJECT),
        (3, 4, "이", CONTEXT),
        (5, 8, "항도", OBJECT),
    ]


def test_an_insertion_at_an_edge_stays_outside() -> None:
    assert row_edits(TEXT, *SPANS, [(3, 3, "!"), (6, 6, "!")]) == [
        (3, 3, "!", CONTEXT),
        (5, 8, "한!산도", OBJECT),
    ]


def test_what_crosses_a_border_or_overlaps_is_left_to_the_kernel() -> None:
    assert row_edits(TEXT, *SPANS, [(2, 4, "!")]) == [(2, 4, "!", CONTEXT)]
    assert row_edits(TEXT, *SPANS, [(0, 2, "a"), (1, 3, "b")]) == [
        (0, 3, "a신", SUBJECT),
        (1, 3, "b", CONTEXT),
    ]
