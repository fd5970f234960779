"""Which rows a document becomes: what a person may choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from reaug.errors import UsageError

Negatives = int | Literal["none", "all", "legal"]

NEGATIVE: Final = "no_relation"


@dataclass(frozen=True)
class Pairing:
    """Which rows a document becomes.

    Attributes
    ----------
    negatives
        Pairs of mentions between which no relation is stated, either way round: "none" of them,
        "all", those that are "legal", which is to say of types between which the data state a
        relation, or so many of each document.
    negative_label
        Their label.
    sentences
        Cut documents at sentences; a row holds at most so many. None: a row has the whole text.
    seed
        Of the pairs that are drawn.
    """

    negatives: Negatives = "none"
    negative_label: str = NEGATIVE
    sentences: int | None = None
    seed: int = 42

    def __post_init__(self) -> None:
        """Check the values.

        Raises
        ------
        UsageError
            With the one that makes no sense.
        """
        count = self.negatives
        whole = isinstance(count, int) and not isinstance(count, bool) and count >= 0
        if not whole and count not in ("none", "all", "legal"):
            raise UsageError(
                f"negatives must be none, all, legal or a number of pairs, not {count!r}"
            )
        if self.sentences is not None and self.sentences < 1:
            raise UsageError(f"sentences must be 1 or more, not {self.sentences!r}")
        if not self.negative_label:
            raise UsageError("the label of pairs without a relation must not be empty")

    @property
    def changes(self) -> bool:
        """Whether the rows are other than the relations that the documents state."""
        return self.negatives not in ("none", 0) or self.sentences is not None
