"""The input formats from the literature: how each marks subject and object in a sentence.

Sources: Zhou & Chen 2022, "An Improved Baseline for Sentence-level Relation Extraction" (masks and
markers; their code writes `[SUBJ-PER]` where the paper prints ⟨S:PER⟩); Wu & He 2019, "Enriching
Pre-trained Language Model with Entity Information" (R-BERT); Han et al. 2021, "PTR: Prompt Tuning
with Rules" (prompts); the competition teams of KLUE-RE (the query before the sentence).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple

TYPE: Final = "{type}"


class Marks(NamedTuple):
    """The text before and after a mention; `{type}` is the name of its type."""

    open: str
    close: str


@dataclass(frozen=True)
class Style:
    """An input format.

    summary : a line that describes the format.
    subject, object : the marks of the two mentions.
    masks : whether the opening mark replaces the mention.
    tokens : whether each mark is a new token, which must be added to the vocabulary.
    query : the template of a second text, with `{subject}`, `{object}` and `{mask}`; or None.
    query_last : whether the query comes after the sentence.
    """

    summary: str
    subject: Marks
    object: Marks
    masks: bool = False
    tokens: bool = False
    query: str | None = None
    query_last: bool = False

    @property
    def typed(self) -> bool:
        """Whether the marks contain the entity types."""
        return TYPE in self.subject.open

    def with_object_mark(self, mark: str) -> Style:
        """Return the format with another character than `#` in the marks of the object."""
        marks = Marks(*(part.replace("#", mark) for part in self.object))
        return replace(self, object=marks)

    def texts(self, names: Sequence[str]) -> Iterator[str]:
        """Yield the texts of all marks for the given type names, each once, in a fixed order."""
        yielded = set()
        for template in (*self.subject, *self.object):
            for name in names if TYPE in template else names[:1]:
                text = template.replace(TYPE, name).strip()
                if text and text not in yielded:
                    yielded.add(text)
                    yield text

    @property
    def signs(self) -> list[str]:
        """The characters of which the marks consist; empty if the marks are new tokens."""
        marks = "".join((*self.subject, *self.object)).replace(TYPE, "")
        return [] if self.tokens else sorted({sign for sign in marks if not sign.isspace()})


StyleName = Literal[
    "entity_mask",
    "entity_marker",
    "entity_marker_punct",
    "typed_entity_marker",
    "typed_entity_marker_punct",
    "r_bert",
    "query_first",
    "mask_prompt",
]

_NONE: Final = Marks("", "")

STYLES: Final[dict[StyleName, Style]] = {
    "entity_mask": Style(
        "[SUBJ-PER] and [OBJ-LOC] in place of the mentions",
        Marks("[SUBJ-{type}]", ""),
        Marks("[OBJ-{type}]", ""),
        masks=True,
        tokens=True,
    ),
    "entity_marker": Style(
        "[E1] subject [/E1], [E2] object [/E2]",
        Marks("[E1] ", " [/E1]"),
        Marks("[E2] ", " [/E2]"),
        tokens=True,
    ),
    "entity_marker_punct": Style("@ subject @, # object #", Marks("@ ", " @"), Marks("# ", " #")),
    "typed_entity_marker": Style(
        "[SUBJ-PER] subject [/SUBJ-PER], [OBJ-LOC] object [/OBJ-LOC]",
        Marks("[SUBJ-{type}] ", " [/SUBJ-{type}]"),
        Marks("[OBJ-{type}] ", " [/OBJ-{type}]"),
        tokens=True,
    ),
    "typed_entity_marker_punct": Style(
        "@ * PER * subject @, # ^ LOC ^ object #",
        Marks("@ * {type} * ", " @"),
        Marks("# ^ {type} ^ ", " #"),
    ),
    "r_bert": Style(
        "$ subject $, # object #, pooled with masks of the mentions",
        Marks("$ ", " $"),
        Marks("# ", " #"),
    ),
    "query_first": Style(
        "@*PER*subject@와 #^LOC^object#의 관계, then the sentence with the same marks",
        Marks("@*{type}*", "@"),
        Marks("#^{type}^", "#"),
        query="{subject}와 {object}의 관계",
    ),
    "mask_prompt": Style(
        "the sentence, then [MASK] subject [MASK] [MASK] [MASK] [MASK] object",
        _NONE,
        _NONE,
        query="{mask} {subject} {mask} {mask} {mask} {mask} {object}",
        query_last=True,
    ),
}
"""The formats of `encode` by name."""
