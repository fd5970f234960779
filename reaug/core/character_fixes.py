"""Correct the characters of a row: no hidden characters, NFC, no white space at the edges.

This changes rows, unlike the normal form (`core.normal_form`), which is only for comparing. It
corrects only what is certainly wrong, by edits and new spans of mentions. Each edit names the audit
rules that report what it corrects, such as `text/invisible`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import count, pairwise
from typing import Final, NamedTuple

import numpy as np
import pyarrow.compute as pc
import regex

from reaug.core import schema
from reaug.core.arrays import I64, Bool
from reaug.core.batch import Batch, Row
from reaug.core.characters import WHITE, WHITE_CHARS, class_of
from reaug.core.graphemes import borders
from reaug.core.invisible import SUSPICIOUS, Hidden, hidden
from reaug.core.normal_form import normal

INVISIBLE: Final = "text/invisible"
NOT_NFC: Final = "text/not-nfc"
EDGE_SPACE: Final = "text/edge-space"

Span = tuple[int, int]
_GRAPHEME: Final = regex.compile(r"\X")
_BLANK_EDGE: Final = f"^{class_of(WHITE)}|{class_of(WHITE)}\\z"


class Rewrite(NamedTuple):
    """An edit that replaces code points [start, end) by `text`.

    No mention begins or ends strictly between start and end. `rules` are the audit rules that
    report the replaced characters.
    """

    start: int
    end: int
    text: str
    rules: frozenset[str]


class Respelling(NamedTuple):
    """The wrong characters of a row, and how to correct them.

    hidden : invisible characters that do not belong there, except at the edges of the sentence.
    not_nfc : spans of text that is not in NFC.
    edges : positions of white space at the edges of the sentence.
    blank_edges : for subject and object, whether the mention has white space at its edges.
    spans : the spans of subject and object to set before the edits.
    edits : edits of the unchanged sentence, in order.
    """

    hidden: tuple[Hidden, ...]
    not_nfc: tuple[Span, ...]
    edges: tuple[int, ...]
    blank_edges: tuple[bool, bool]
    spans: tuple[Span, Span]
    edits: tuple[Rewrite, ...]

    @property
    def marked(self) -> frozenset[int]:
        """Positions of invisible characters, to be shown as code points."""
        return frozenset({character.at for character in self.hidden} | {*self.edges})

    @property
    def rules(self) -> list[str]:
        """The sorted ids of the audit rules that report what is corrected."""
        rules = {rule for edit in self.edits for rule in edit.rules}
        return sorted(rules | ({EDGE_SPACE} if any(self.blank_edges) else set()))


def suspects(batch: Batch) -> I64:
    """Return the few rows that `respell` may have to correct (`int64[k]`), by a quick test."""
    rows, is_wrong, may_hide = _suspects(batch)
    return rows[is_wrong | may_hide]


def misspelled(batch: Batch) -> I64:
    """Return the rows that `respell` changes (`int64[k]`).

    A row whose only problems have no correction, such as a private-use character, is not included.
    """
    rows, is_wrong, _ = _suspects(batch)
    some = batch.take(rows)
    # Mentions that do not overlap and have visible characters.
    a, b, c, d = some.spans.T
    apart: Bool = (b <= c) | (d <= a)
    for role in schema.ROLES:
        visible = pc.greater(pc.utf8_length(normal(some.words(role))), 0)
        apart &= visible.to_numpy(zero_copy_only=False)

    changed = [
        _is_changed(some.row(i), is_wrong=is_wrong[i], apart=apart[i]) for i in range(len(some))
    ]
    return rows[np.array(changed, dtype=np.bool_)]


def _is_changed(row: Row, *, is_wrong: bool, apart: bool) -> bool:
    """Return whether `respell` changes a row."""
    # It is not called where the answer is clear.
    # `is_wrong` means that the row has a problem other than hidden characters (see `_suspects`),
    # `apart` that its mentions neither overlap nor are blank. The slow `respell` is called only if
    # a mention may prevent the change.
    if not is_wrong and all(character.new is None for character in hidden(row.sentence)):
        return False
    if apart and borders(row.sentence).issuperset((*row.subject, *row.object)):
        return True
    return bool(respell(row.sentence, row.subject, row.object).rules)


def _suspects(batch: Batch) -> tuple[I64, Bool, Bool]:
    """Return the rows that may need a correction, and two masks of them (`bool[k]`)."""
    # The first mask is true if the row is surely wrong: it is not in NFC, or its sentence or a
    # mention has white space at an edge. The second is true if it may have hidden characters.
    rows = np.flatnonzero(batch.doubtful)
    some = batch.take(rows)
    text = some.sentence
    is_wrong = pc.not_equal(pc.utf8_normalize(text, form="NFC"), text)
    for column in (text, some.words("subject"), some.words("object")):
        is_wrong = pc.or_(is_wrong, pc.match_substring_regex(column, _BLANK_EDGE))
    may_hide = pc.match_substring_regex(text, SUSPICIOUS)
    masks = [np.array(mask.to_numpy(zero_copy_only=False)) for mask in (is_wrong, may_hide)]
    return rows, masks[0], masks[1]


def respell(text: str, subject: Span, object_: Span) -> Respelling:
    r"""Return the wrong characters of a row, and the edits and spans that correct them.

    White space at the edges of the sentence is removed; at the edges of a mention, the text stays
    and the span shrinks. Where mentions overlap, problems inside them are reported but not
    corrected, since the kernel does not edit text that both mentions share.

    Parameters
    ----------
    text
        The sentence.
    subject, object_
        Half-open spans of the mentions.

    Examples
    --------
    >>> row = respell("이\u200b순신은 한산도에 있다. ", (0, 4), (6, 9))
    >>> [edit[:3] for edit in row.edits], row.rules
    ([(0, 2, '이'), (13, 15, '.')], ['text/edge-space', 'text/invisible'])
    """
    characters = hidden(text)
    new = {character.at: character.new for character in characters if character.new is not None}
    gone = [char in WHITE_CHARS or new.get(at) == "" for at, char in enumerate(text)]
    if all(gone):
        return Respelling(tuple(characters), (), (), (False, False), (subject, object_), ())
    lead, trail = gone.index(False), len(gone) - gone[::-1].index(False)
    at_edges = (*range(lead), *range(trail, len(text)))
    edges = tuple(at for at in at_edges if text[at] in WHITE_CHARS)
    new |= dict.fromkeys(edges, "")
    characters = [character for character in characters if character.at not in edges]
    cuts = borders(text)
    trimmed = [_trimmed(text, span, gone, cuts) for span in (subject, object_)]
    spans = [_between_graphemes(span, new, cuts) for span in trimmed]
    edits = _Plan(text, new, cuts, (spans[0], spans[1])).edits()
    not_nfc = tuple(_not_nfc(text, new))
    reported = {
        INVISIBLE: {character.at for character in characters if character.new is not None},
        EDGE_SPACE: {*edges},
    }
    reported[NOT_NFC] = {at for span in not_nfc for at in range(*span)}
    return Respelling(
        tuple(characters),
        not_nfc,
        edges,
        (trimmed[0] != subject, trimmed[1] != object_),
        (spans[0], spans[1]),
        tuple(Rewrite(*edit, _rules_of(edit, reported)) for edit in edits),
    )


def _rules_of(edit: tuple[int, int, str], reported: dict[str, set[int]]) -> frozenset[str]:
    """Return the ids of the audit rules that report a character which the edit replaces."""
    # `reported` has the positions in the sentence that each rule reports.
    return frozenset(r for r, at in reported.items() if not at.isdisjoint(range(edit[0], edit[1])))


def _trimmed(text: str, span: Span, gone: list[bool], cuts: frozenset[int]) -> Span:
    """Return a span without white space at its edges; unchanged if nothing would remain."""
    # `gone` has, for each character, whether it is white space or will be deleted; `cuts` are the
    # grapheme boundaries of the text.
    start, end = span
    if all(gone[start:end]):
        return span
    first, last = start, end
    while gone[first]:
        first += 1
    while gone[last - 1]:
        last -= 1
    blanks = [at for at in range(start, first) if text[at] in WHITE_CHARS]
    trailing = [at for at in range(last, end) if text[at] in WHITE_CHARS]
    start = blanks[-1] + 1 if blanks else start
    end = trailing[0] if trailing else end
    while blanks and start < first and start not in cuts:
        start += 1
    return start, end


def _between_graphemes(span: Span, new: dict[int, str], cuts: frozenset[int]) -> Span:
    """Return a span whose ends are moved forward to grapheme boundaries (`cuts`)."""
    # A start or end moves only if `new` deletes all characters that it passes; otherwise it stays.
    # The end of the text is also a cut, so `next` always has a value.
    start, end = (next(to for to in count(at) if to in cuts) for at in span)
    if any(new.get(at) != "" for at in range(span[0], start)) or start >= end:
        start = span[0]
    if any(new.get(at) != "" for at in range(span[1], end)):
        end = span[1]
    return start, end


def _not_nfc(text: str, new: dict[int, str]) -> Iterator[Span]:
    """Yield the spans in `text` of the graphemes that are not in NFC."""
    # `new` has the replacement of each hidden character by position; deleted ones are ignored.
    remaining = [at for at in range(len(text)) if new.get(at) != ""]
    done = 0
    for grapheme in _GRAPHEME.findall("".join(text[at] for at in remaining)):
        if unicodedata.normalize("NFC", grapheme) != grapheme:
            yield remaining[done], remaining[done + len(grapheme) - 1] + 1
        done += len(grapheme)


class _Plan:
    """The edits that correct one row.

    The sentence is cut at the starts and ends of the mentions, and each part is corrected
    separately, so that no edit crosses the border of a mention. `new` has the replacement of each
    wrong character by position ("" deletes it), `cuts` the grapheme boundaries of `text`.
    """

    def __init__(
        self, text: str, new: dict[int, str], cuts: frozenset[int], spans: tuple[Span, Span]
    ) -> None:
        self._text = text
        self._new = new
        self._cuts = cuts
        self._spans = spans

    def edits(self) -> list[tuple[int, int, str]]:
        """Return start, end and new text of each edit.

        A deletion includes a neighbouring character, so that the log shows where it was.
        """
        (a, b), (c, d) = self._spans
        overlap = max(a, c) < min(b, d)
        parts = sorted({0, a, b, c, d, len(self._text)})
        edits_of_row = []
        for part in pairwise(parts):
            inside = any(start <= part[0] and part[1] <= end for start, end in self._spans)
            edits = [edit for edit in self._part(*part) if {*edit[:2]} <= self._cuts]
            if inside and (overlap or [(*part, "")] == edits):
                continue  # the kernel neither edits a shared mention nor empties one
            edits_of_row += edits
        return edits_of_row

    def _part(self, start: int, end: int) -> list[tuple[int, int, str]]:
        groups = list(self._groups(start, end))
        changed = [new != self._text[a:b] for a, b, new in groups]
        for i, (_, _, new) in enumerate(groups):
            if changed[i] and not new and len(groups) > 1:
                changed[i - 1 if i else 1] = True  # include a neighbour, see `edits`
        merged: list[tuple[int, int, str]] = []
        for i, (a, b, new) in enumerate(groups):
            if changed[i] and i and changed[i - 1]:
                merged[-1] = (merged[-1][0], b, merged[-1][2] + new)
            elif changed[i]:
                merged.append((a, b, new))
        return merged

    def _groups(self, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, new text) of the shortest stretches to replace."""
        # They begin and end at grapheme boundaries both before and after the correction.
        begin, new = start, ""
        for stop, text in self._pieces(start, end):
            new += text
            if stop in self._cuts or stop == end:
                yield begin, stop, new
                begin, new = stop, ""

    def _pieces(self, start: int, end: int) -> Iterator[tuple[int, str]]:
        """Yield (end, new text) of each grapheme of the corrected text."""
        # A run of deleted characters between two graphemes has the new text "".
        remaining = [at for at in range(start, end) if self._new.get(at) != ""]
        at = start
        done = 0
        for grapheme in _GRAPHEME.findall("".join(self._text[place] for place in remaining)):
            own = remaining[done : done + len(grapheme)]
            done += len(grapheme)
            if own[0] > at:
                yield own[0], ""
            at = own[-1] + 1
            if self._new:
                grapheme = "".join(self._new.get(place, self._text[place]) for place in own)
            yield at, unicodedata.normalize("NFC", grapheme)
        if at < end:
            yield end, ""
