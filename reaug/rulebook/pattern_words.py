"""Split a pattern into plain words and a remaining pattern.

Words are found much faster than a regular expression: all words of a book in one pass over a column
(`core.word_search`). Any part that cannot be analysed with certainty stays in the pattern.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(
    r"""
    (?P<word>[^\\.^$*+?{}\[\]()|]+(?![*+?{]) | [^\\.^$*+?{}\[\]()|] | \\[^\w\s])
    | (?P<any>\\[dDsSwWbB] | \\[pP]\{\w+\} | [.^$]
        | \[\^?\]?(?:\\[^\w\s] | \\[dDsSwW] | \\[pP]\{\w+\} | [^\]\\\[])*\])
    | (?P<times>[*+?]\?? | \{[\d,]+\}\??)
    | (?P<open>\((?:\?:|(?!\?)))
    | (?P<close>\))
    | (?P<or>\|)
    """,
    re.VERBOSE,
)

_DIGITS: Final = "0123456789"
_FEW: Final = re.compile(r"\[(0-9|[가-힣]{1,8})\]")
"""Matches a class of few letters."""
_MOST: Final = 64
"""The greatest number of words of one alternative; each optional letter doubles the number."""


class Split(NamedTuple):
    """A pattern in two parts: words, and a remaining pattern.

    words : a text that contains one of these words matches.
    rest : any other text matches if it matches this pattern; None if there are only words.
    needed : words of which each text that matches `rest` contains at least one; empty if unknown.
    """

    words: tuple[str, ...]
    rest: str | None
    needed: tuple[str, ...]


class _Token(NamedTuple):
    kind: str
    text: str


def split(pattern: str) -> Split:
    r"""Return the words and the remaining pattern of a pattern.

    >>> split(r"고려|세계 ?대전|[0-9]세기|6\.25")
    Split(words=('고려', '세계 대전', '세계대전', '6.25'), rest='(?:[0-9]세기)', needed=('세기',))
    >>> split("(?i)abc|def").words
    ()
    """
    tokens = _tokens(pattern)
    if tokens is None:
        return Split((), pattern, ())
    words, rest, needed = list[str](), list[str](), list[list[str]]()
    for branch in _branches(tokens):
        plain = _words(branch)
        if plain:
            words += plain
        else:
            rest.append("".join(token.text for token in branch))
            needed.append(_needed(branch))
    if not rest:
        return Split(tuple(words), None, ())
    known = dict.fromkeys(word for some in needed for word in some) if all(needed) else ()
    return Split(tuple(words), "|".join(f"(?:{part})" for part in rest), tuple(known))


def _tokens(pattern: str) -> list[_Token] | None:
    """Return the parts of a pattern: letters, brackets, `|`, repetitions and others."""
    # The result is None if a part has an unknown form.
    tokens, at = list[_Token](), 0
    while at < len(pattern):
        match = _TOKEN.match(pattern, at)
        if match is None:
            return None
        assert match.lastgroup is not None
        tokens.append(_Token(match.lastgroup, match[0]))
        at = match.end()
    return tokens


def _branches(tokens: Sequence[_Token]) -> list[list[_Token]]:
    """Return the alternatives of a whole pattern, each as its parts."""
    branches, depth = [list[_Token]()], 0
    for token in tokens:
        depth += (token.kind == "open") - (token.kind == "close")
        if token.kind == "or" and not depth:
            branches.append([])
        else:
            branches[-1].append(token)
    return branches


def _words(branch: Sequence[_Token]) -> list[str]:
    """Return the words that an alternative matches; an empty list if it is not plain text."""
    # A word with an optional letter becomes two words.
    words = [""]
    for place, token in enumerate(branch):
        if token.kind == "word":
            [letters] = _letters(token)
            words = [word + letters for word in words]
        elif token.text == "?" and place and branch[place - 1].kind == "word":
            words += [word[:-1] for word in words]
        else:
            return []
        if len(words) > _MOST:
            return []
    return words if all(words) else []


def _needed(branch: Sequence[_Token]) -> list[str]:
    """Return words such that every text that an alternative matches contains one of them."""
    # The result is empty if no such words are known, or if one of them is in nearly every text. Of
    # several lists, it is a short one without words of one letter, since fewest texts have those.
    lists, runs, group, depth = list[list[str]](), [[""]], list[_Token](), 0
    more = [[""]]  # as `runs`, but with the letters of small classes such as [장차]
    for place, token in enumerate(branch):
        if token.kind == "close":
            depth -= 1
            if not depth and not _repeats(branch, place):
                plain = [_words(inner) for inner in _branches(group)]
                if all(plain):
                    lists.append([word for words in plain for word in words])
        if depth:
            group.append(token)
        elif _repeats(branch, place) or token.kind not in ("word", "any"):
            runs.append([""])
            more.append([""])
        else:
            for some, letters in ((runs, _letters(token)), (more, _letters(token, few=True))):
                if letters and len(some[-1]) * len(letters) <= _MOST:
                    some[-1] = [word + letter for word in some[-1] for letter in letters]
                else:
                    some.append([""])
        if token.kind == "open":
            depth += 1
            group = group if depth > 1 else []
    best = max([*lists, *runs, *more], key=_rareness)
    return best if all(word.strip() for word in best) else []


def _repeats(branch: Sequence[_Token], place: int) -> bool:
    """Return whether a part is optional or may repeat."""
    return place + 1 < len(branch) and branch[place + 1].kind == "times"


def _rareness(words: list[str]) -> tuple[int, int]:
    """Return a key by which the words of which a text more rarely has one are greater."""
    return min(2, *(len(word.strip()) for word in words)), -len(words)


def _letters(token: _Token, *, few: bool = False) -> Sequence[str]:
    """Return the texts that a part matches; nothing if it is no text.

    With `few`, a class of few letters counts, too.
    """
    if token.kind == "word":
        return (token.text[1:] if token.text[0] == "\\" else token.text,)
    match = _FEW.fullmatch(token.text) if few else None
    return () if match is None else _DIGITS if match[1] == "0-9" else match[1]
