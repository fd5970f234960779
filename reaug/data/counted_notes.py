"""Notes with counts of rows, which can be added up for the parts of a file."""

from __future__ import annotations

from collections.abc import Iterable


class Counted(str):
    """A note with a number of rows or mentions, which otherwise is an ordinary text.

    Examples
    --------
    >>> one = Counted(f"{1200:,} labels had spaces around them", 1200)
    >>> together([[one, "b"], [one]])
    ['2,400 labels had spaces around them', 'b']
    """

    number: int
    around: tuple[str, str]
    """The text before and after the number."""

    def __new__(cls, text: str, number: int) -> Counted:
        """Find the last occurrence of the number, since file names may contain it, too."""
        made = super().__new__(cls, text)
        before, _, after = text.rpartition(f"{number:,}")
        made.number, made.around = number, (before, after)
        return made

    def and_more(self, number: int) -> Counted:
        """Return the note with a number added."""
        before, after = self.around
        return Counted(f"{before}{self.number + number:,}{after}", self.number + number)


class OfWhole(str):
    """A note that can only be given for a whole file, not for its parts."""


def counted_notes(notes: Iterable[str]) -> tuple[str, ...]:
    """Remove notes with a count of 0.

    >>> counted_notes([Counted("0 labels had spaces around them", 0), "b"])
    ('b',)
    """
    return tuple(note for note in notes if not (isinstance(note, Counted) and not note.number))


def of_source(note: str, origin: str) -> str:
    """Put the name of the source before a note."""
    text = f"{origin}: {note}"
    return Counted(text, note.number) if isinstance(note, Counted) else text


def together(parts: Iterable[Iterable[str]]) -> list[str]:
    """Combine the notes of the parts of a file, in order."""
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
