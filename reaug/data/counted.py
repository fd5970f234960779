"""Notes that count rows: those of the parts of a file add up to that of the whole."""

from __future__ import annotations

from collections.abc import Iterable


class Counted(str):
    """A note with a number of rows or mentions in it, which is a plain text to everyone else.

    Examples
    --------
    >>> one = Counted(f"{1200:,} labels had spaces around them", 1200)
    >>> together([[one, "b"], [one]])
    ['2,400 labels had spaces around them', 'b']
    """

    number: int
    around: tuple[str, str]
    """What stands before the number, and behind it."""

    def __new__(cls, text: str, number: int) -> Counted:
        """Find the number in the text: the last of its kind, since names of files may have it."""
        made = super().__new__(cls, text)
        before, _, after = text.rpartition(f"{number:,}")
        made.number, made.around = number, (before, after)
        return made

    def and_more(self, number: int) -> Counted:
        """The same of so many more."""
        before, after = self.around
        return Counted(f"{before}{self.number + number:,}{after}", self.number + number)


class OfWhole(str):
    """A note that only the whole of a file can give: parts of it say nothing of it."""


def counted_notes(notes: Iterable[str]) -> tuple[str, ...]:
    """Notes without those that count nothing.

    >>> counted_notes([Counted("0 labels had spaces around them", 0), "b"])
    ('b',)
    """
    return tuple(note for note in notes if not (isinstance(note, Counted) and not note.number))


def of_source(note: str, origin: str) -> str:
    """A note with its source before it."""
    text = f"{origin}: {note}"
    return Counted(text, note.number) if isinstance(note, Counted) else text


def together(parts: Iterable[Iterable[str]]) -> list[str]:
    """The notes of the parts of a file as those of the whole, in the order of the parts' own."""
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
