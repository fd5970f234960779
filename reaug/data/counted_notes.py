"""Notes that contain a number, so that the notes of the parts of a file can be added up.

A note is a line of text that tells the user how data was read.
"""

from __future__ import annotations

from collections.abc import Iterable


class Counted(str):
    """A note (text) that contains a number of rows or mentions.

    Examples
    --------
    >>> note = Counted(f"{1200:,} labels had spaces around them", 1200)
    >>> together([[note, "b"], [note]])
    ['2,400 labels had spaces around them', 'b']
    """

    number: int
    around: tuple[str, str]
    """The text before and after the number."""

    def __new__(cls, text: str, number: int) -> Counted:
        """Make a note from a text and the number in it.

        Of several occurrences of the number in the text, the last is meant, since a file name
        before it may contain the same digits.
        """
        note = super().__new__(cls, text)
        before, _, after = text.rpartition(f"{number:,}")
        note.number, note.around = number, (before, after)
        return note

    def __reduce__(self) -> tuple[type[Counted], tuple[str, int]]:
        """Return what `pickle` needs to make the note again."""
        return Counted, (str(self), self.number)

    def and_more(self, number: int) -> Counted:
        """Return the note with `number` added to its own number."""
        before, after = self.around
        return Counted(f"{before}{self.number + number:,}{after}", self.number + number)


class OfWhole(str):
    """A note about a whole file, which must not be shown for one part alone."""


def counted_notes(notes: Iterable[str]) -> tuple[str, ...]:
    """Return the notes without those whose number is 0.

    >>> counted_notes([Counted("0 labels had spaces around them", 0), "b"])
    ('b',)
    """
    return tuple(note for note in notes if not (isinstance(note, Counted) and not note.number))


def of_source(note: str, origin: str) -> str:
    """Return a note that begins with the name of the source."""
    text = f"{origin}: {note}"
    return Counted(text, note.number) if isinstance(note, Counted) else text


def together(parts: Iterable[Iterable[str]]) -> list[str]:
    """Return the notes about a file from the notes about its parts.

    Notes that differ only in their number (see `Counted`) become one note with the sum.
    """
    merged: dict[str | tuple[str, str], str] = {}
    for part in parts:
        for note in part:
            key = note.around if isinstance(note, Counted) else note
            same = merged.get(key)
            if isinstance(note, Counted) and isinstance(same, Counted):
                merged[key] = same.and_more(note.number)
            else:
                merged.setdefault(key, note)
    return list(merged.values())
