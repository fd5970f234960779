"""Read and write marks around mentions in a sentence: `[E1] … [/E1]`, `@ * type * … @` etc."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from reaug.data.documents.document import Document, Mention

SUBJECT: Final = "subject"
OBJECT: Final = "object"

_ROLES: Final = {
    **dict.fromkeys(("E1", "SUBJ", "SUBJECT", "SUB", "S", "H", "HEAD"), SUBJECT),
    **dict.fromkeys(("E2", "OBJ", "OBJECT", "O", "T", "TAIL"), OBJECT),
}
_NAMES: Final = "|".join(sorted(_ROLES, key=len, reverse=True))
TAG: Final = re.compile(
    rf"(?P<open>[<\[])(?P<close>/?)(?P<role>{_NAMES})(?:[-:_](?P<type>[^\[\]<>]{{1,60}}))?[>\]]",
    re.IGNORECASE,
)
"""Matches `[E1]`, `<e1>`, `[SUBJ-PER]`, `<S:PER>` and their closing tags."""

_TYPED: Final = re.compile(
    r"@ ?\* ?(?P<subject_type>[^*@]{1,60}?) ?\* ?(?P<subject>[^@]+?) ?@"
    r"|[#&] ?\^ ?(?P<object_type>[^^#&]{1,60}?) ?\^ ?(?P<object>[^#&]+?) ?[#&]"
)
_PLAIN: Final = re.compile(r"[@$] (?P<subject>[^@$]+) [@$]|[#&] (?P<object>[^#&]+) [#&]")


class _Part(NamedTuple):
    """A mark to remove from a sentence, as a half-open span."""

    start: int
    end: int


def unmarked(document: Document, sentence: str) -> bool:
    """Set a document's text and mentions ("subject", "object") from a sentence with marks.

    Returns
    -------
    bool
        Whether each of the two mentions is marked exactly once. If not, the document is unchanged.

    Examples
    --------
    >>> document = Document("")
    >>> unmarked(document, "그 [SUBJ-ORG] 밴드 [OBJ-LOC] 남포 [/OBJ-LOC] 바람 [/SUBJ-ORG]은")
    True
    >>> document.text
    '그 밴드 남포 바람은'
    >>> [(mention.word, mention.type) for mention in document.mentions]
    [('밴드 남포 바람', 'ORG'), ('남포', 'LOC')]
    """
    for read in (_tags, _signs):
        marks = read(sentence)
        if marks is not None:
            _take_out(document, sentence, *marks)
            return True
    return False


Spans = dict[str, tuple[int, int, str | None]]
"""For each role, the start and end of the text between its marks, and the type that they name."""


def _tags(sentence: str) -> tuple[list[_Part], Spans] | None:
    tags = list(TAG.finditer(sentence))
    by_role: dict[str, list[re.Match[str]]] = {SUBJECT: [], OBJECT: []}
    for tag in tags:
        by_role[_ROLES[tag["role"].upper()]].append(tag)
    parts: list[_Part] = []
    spans: Spans = {}
    for role, pair in by_role.items():
        if len(pair) != 2 or pair[0]["close"] or not pair[1]["close"]:
            return None
        first, last = pair
        start, end = first.end(), last.start()
        # In the literature, a mark has a space inside; this space is part of the mark.
        if end - start > 2 and sentence[start] == " " == sentence[end - 1]:
            start, end = start + 1, end - 1
        parts += [_Part(first.start(), start), _Part(end, last.end())]
        spans[role] = (start, end, first["type"])
    return parts, spans


def _signs(sentence: str) -> tuple[list[_Part], Spans] | None:
    for pattern in (_TYPED, _PLAIN):
        parts: list[_Part] = []
        spans: Spans = {}
        for match in pattern.finditer(sentence):
            role = SUBJECT if match[SUBJECT] is not None else OBJECT
            if role in spans:
                break
            start, end = match.span(role)
            kind = match[f"{role}_type"] if pattern is _TYPED else None
            spans[role] = (start, end, kind)
            parts += [_Part(match.start(), start), _Part(end, match.end())]
        else:
            if len(spans) == 2:
                return parts, spans
    return None


def _take_out(document: Document, sentence: str, parts: Sequence[_Part], spans: Spans) -> None:
    cuts = sorted(parts)

    def moved(at: int) -> int:
        return at - sum(min(cut.end, at) - cut.start for cut in cuts if cut.start < at)

    pieces, at = [], 0
    for cut in cuts:
        pieces.append(sentence[at : max(at, cut.start)])
        at = max(at, cut.end)
    document.text = "".join((*pieces, sentence[at:]))
    for role, (start, end, kind) in spans.items():
        begin, stop = moved(start), moved(end)
        document.mentions.append(Mention(role, begin, stop, kind, document.text[begin:stop]))


def marked(text: str, mentions: Sequence[tuple[Mention, str, str]], pad: str = " ") -> str:
    """Return a text with marks around its mentions.

    `mentions` has each mention with its opening and closing mark. If a mention is inside another
    mention, its marks are inside the marks of that mention. `pad` is written between a mark and the
    mention.

    >>> inner, outer = Mention("a", 0, 2, "LOC"), Mention("b", 0, 4, "ORG")
    >>> marked("영국 밴드", [(inner, "<e1>", "</e1>"), (outer, "<e2>", "</e2>")], "")
    '<e2><e1>영국</e1> 밴</e2>드'
    """

    def order(mark: tuple[Mention, str, str]) -> tuple[int, int, str]:
        return mark[0].start, -mark[0].end, mark[0].key

    points: list[tuple[int, int, int, str]] = []
    for rank, (mention, opening, closing) in enumerate(sorted(mentions, key=order)):
        points.append((mention.start, 1, rank, f"{opening}{pad}"))
        points.append((mention.end, 0, -rank, f"{pad}{closing}"))
    pieces, at = [], 0
    for place, _, _, mark in sorted(points):
        pieces += [text[at:place], mark]
        at = place
    return "".join((*pieces, text[at:]))


_DIRECTED: Final = re.compile(
    r"(?P<label>.*\S)\s*\(\s*e(?P<first>[12])\s*,\s*e(?P<second>[12])\s*\)", re.I
)


def directed(label: str) -> tuple[str, bool]:
    """Return a SemEval label without its direction, and whether the direction is from e2 to e1.

    >>> directed("Cause-Effect(e2,e1)"), directed("Other")
    (('Cause-Effect', True), ('Other', False))
    """
    match = _DIRECTED.fullmatch(label)
    if match is None or match["first"] == match["second"]:
        return label, False
    return match["label"], match["first"] == "2"


def share_marked(sentences: Iterator[str]) -> float:
    """Return the share of the first 50 sentences in which both mentions are marked (0 to 1)."""
    looked = [unmarked(Document(""), text) for text, _ in zip(sentences, range(50), strict=False)]
    return sum(looked) / len(looked) if looked else 0.0
