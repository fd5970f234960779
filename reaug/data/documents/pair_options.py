"""The user's options for turning documents into rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from reaug.errors import UsageError

Negatives = int | Literal["none", "all", "legal"]

NEGATIVE: Final = "no_relation"


@dataclass(frozen=True)
class Pairing:
    """How documents become rows.

    Attributes
    ----------
    negatives
        Which pairs of mentions without a relation in either direction become rows: "none", "all",
        "legal" (pairs of types between which the data has a relation), or a number per document.
    negative_label
        The label of these pairs.
    sentences
        Maximum number of sentences per row, cut out of the document around the two mentions. None:
        each row has the whole text.
    seed
        The seed for drawing pairs.
    """

    negatives: Negatives = "none"
    negative_label: str = NEGATIVE
    sentences: int | None = None
    seed: int = 42

    def __post_init__(self) -> None:
        """Raise an error for an invalid value.

        Raises
        ------
        UsageError
            A value is invalid; the message says which.
        """
        count = self.negatives
        is_count = isinstance(count, int) and not isinstance(count, bool) and count >= 0
        if not is_count and count not in ("none", "all", "legal"):
            raise UsageError(
                f"negatives must be none, all, legal or a number of pairs, not {count!r}"
            )
        if self.sentences is not None and self.sentences < 1:
            raise UsageError(f"sentences must be 1 or more, not {self.sentences!r}")
        if not self.negative_label:
            raise UsageError("the label of pairs without a relation must not be empty")

    @property
    def changes(self) -> bool:
        """Whether rows differ from the annotated relations: more pairs, or shorter texts."""
        return self.negatives not in ("none", 0) or self.sentences is not None
