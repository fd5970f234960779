"""Helpers of the span checks: the edges of mentions, the text that may touch them, and fixes."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.arrays import I64
from reaug.core.batch import Role
from reaug.core.findings import Finding, Fix
from reaug.core.text import contiguous
from reaug.korean.particles import FAMILIES, INVARIANT

Span = tuple[int, int]
"""Start and end in code points, half-open."""

ROLES: Final[tuple[Role, Role]] = ("subject", "object")
_NO_LETTERS: Final = frozenset("ㆍᆞ")
"""Middle dots, which Unicode counts as letters."""


class Mention(NamedTuple):
    """A mention of a row as Python values; `other` is the span of the row's other mention."""

    row: int
    role: Role
    text: str
    span: Span
    other: Span
    type: str

    @property
    def word(self) -> str:
        """The text of the span."""
        return self.text[slice(*self.span)]

    @property
    def field(self) -> str:
        """The path of the mention in KLUE's schema."""
        return f"{self.role}_entity"

    def is_free(self, span: Span) -> bool:
        """Return whether a span does not overlap the other mention."""
        return span[1] <= self.other[0] or self.other[1] <= span[0]


def mention_of(rows: Rows, row: int, role: Role) -> Mention:
    """Return a mention of a row as Python values."""
    spans = rows.batch.spans[row].tolist()
    own, other = (spans[:2], spans[2:]) if role == "subject" else (spans[2:], spans[:2])
    type_ = rows.types(role)[row].as_py() or ""
    return Mention(row, role, rows.texts[row], (own[0], own[1]), (other[0], other[1]), type_)


def mentions_of(rows: Rows, role: Role, at: list[int]) -> Iterator[Mention]:
    """Yield the mentions of the given rows in one role; faster than `mention_of` for each."""
    place = pa.array(at, pa.int64())
    spans = rows.batch.spans[at].tolist()
    types = rows.types(role).take(place).to_pylist()
    for row, (a, b, c, d), type_ in zip(at, spans, types, strict=True):
        own, other = ((a, b), (c, d)) if role == "subject" else ((c, d), (a, b))
        yield Mention(row, role, rows.texts[row], own, other, type_ or "")


def marked_words(rows: Rows, *, judged: bool = False) -> Counter[tuple[str, str]]:
    """Return how often each word is marked with each type in the whole set, as subject or object;
    mentions of the other set (`Rows.others`) count as well.

    With `judged`, only rows that the rule book can judge count.
    """
    made = _marked_of_judged if judged else _marked
    counts = _counter(rows.fact(made))
    others = rows.whole.others
    if others is not None and not (judged and rows.is_foreign):
        counts.update(_counter(others.fact(made)))
    return counts


def types_of(rows: Rows, words: Collection[str]) -> dict[str, Counter[str]]:
    """Return the types of each of the given words with their counts; "" stands for no type.

    All rows of the whole set that the rule book can judge are counted.
    """
    marked = rows.fact(_marked_of_judged)
    counts_by_word = {word: Counter[str]() for word in words}
    known = pc.is_in(marked["word"], value_set=pa.array(sorted(words), pa.string()))
    for (word, type_), count in _counter(marked.filter(known)).items():
        counts_by_word[word][type_] += count
    return counts_by_word


def _counter(marked: pa.Table) -> Counter[tuple[str, str]]:
    columns = (marked[name].to_pylist() for name in ("word", "type", "n"))
    return Counter({(word, type_ or ""): many for word, type_, many in zip(*columns, strict=True)})


def _marked(rows: Rows) -> pa.Table:
    return _counted(rows.pieces())


def _marked_of_judged(rows: Rows) -> pa.Table:
    if not rows.is_large and rows.judged is rows:
        return rows.fact(_marked)
    return _counted(piece.judged for piece in rows.pieces())


def _counted(pieces: Iterable[Rows]) -> pa.Table:
    """Return how often each word is marked with each type: a table of `word`, `type` and `n`."""
    tables: list[pa.Table] = []
    for piece in pieces:
        both = {
            "word": pa.concat_arrays([contiguous(piece.words(role)) for role in ROLES]),
            "type": pa.concat_arrays([contiguous(piece.types(role)) for role in ROLES]),
        }
        tables.append(_summed(pa.table(both), [([], "count_all")]))
        if len(tables) == _MERGED:
            tables = [_summed(pa.concat_tables(tables), [("n", "sum")])]
    return _summed(pa.concat_tables(tables), [("n", "sum")]) if len(tables) > 1 else tables[0]


_MERGED: Final = 8
"""The number of tables of counts that are added at a time."""


def _summed(table: pa.Table, how: list[Any]) -> pa.Table:
    summed = table.group_by(["word", "type"], use_threads=False).aggregate(how)
    return summed.rename_columns(["word", "type", "n"])


def span_fixes(mention: Mention, span: Span) -> tuple[Fix, ...]:
    """Return the fixes that give a mention another span; ends are inclusive, as in files.

    There are none if the new span would overlap the other mention.
    """
    if not mention.is_free(span):
        return ()
    (old_start, old_end), (start, end) = mention.span, span
    edges = (("start_idx", old_start, start), ("end_idx", old_end - 1, end - 1))
    return tuple(Fix(f"{mention.field}.{name}", a, b) for name, a, b in edges if a != b)


def longer_names(
    rule: Rule,
    rows: Rows,
    suspects: Callable[[Rows, Role], I64],
    whole: Callable[[Mention], Span | None],
    says: Callable[[str, str], tuple[str, str]],
) -> Iterator[Finding]:
    """Yield a finding for each mention that is a part of a longer name, with the name's span.

    Parameters
    ----------
    suspects
        A function that returns the rows to examine for a role.
    whole
        A function that returns the span of the name that contains a mention; None if the mention is
        whole.
    says
        A function that returns the message about a word and its name, in English and in Korean.
    """
    for role in ROLES:
        for row in suspects(rows, role).tolist():
            mention = mention_of(rows, row, role)
            span = whole(mention)
            if span is None or span == mention.span:
                continue
            fixes = span_fixes(mention, span)
            name = mention.text[slice(*span)]
            en, ko = says(mention.word, name)
            yield Finding(
                rule=rule.id,
                rows=rows.named([row]),
                field=mention.field,
                value=mention.word,
                suggestion=name if fixes else "",
                fixes=fixes,
                en=en,
                ko=ko,
            )


def listed(words: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(words.split())


def is_letter(mark: str) -> bool:
    """Return whether a character belongs to a word: a letter or digit, but no middle dot.

    >>> is_letter("가"), is_letter("7"), is_letter("("), is_letter("ㆍ"), is_letter("")
    (True, True, False, False, False)
    """
    return mark.isalnum() and mark not in _NO_LETTERS


def is_hangul(mark: str) -> bool:
    """Return whether a code point is a Hangul syllable or, in NFD, a part of one."""
    return "가" <= mark <= "힣" or "\u1100" <= mark <= "\u11ff"


def hangul_from(text: str, place: int) -> str:
    """Return the run of Hangul that begins at a position."""
    end = place
    while end < len(text) and is_hangul(text[end]):
        end += 1
    return text[place:end]


@lru_cache(maxsize=1 << 14)
def is_ending(tail: str) -> bool:
    """Return whether Hangul after a noun looks like one or two particles or a form of the copula.

    >>> is_ending("은"), is_ending("에서부터는"), is_ending("이었으나"), is_ending("의회")
    (True, True, True, False)
    """
    plain = unicodedata.normalize("NFC", tail)
    if is_particle(plain):
        return True
    return any(is_particle(plain[:k]) and plain[k:] in _BEHIND for k in range(1, len(plain)))


def is_particle(tail: str) -> bool:
    """Return whether a whole tail is a particle.

    >>> is_particle("에서"), is_particle("감독")
    (True, False)
    """
    return tail in FAMILIES or tail in INVARIANT


def ends_word(text: str, end: int) -> bool:
    """Return whether a word ends at a position, or only a particle follows it.

    >>> ends_word("한산도에서", 3), ends_word("한산도에서", 2)
    (True, False)
    """
    tail = hangul_from(text, end)
    return is_ending(tail) if tail else not is_letter(text[end : end + 1])


def stands_free(text: str, start: int, end: int) -> bool:
    """Return whether no letter touches a span, except a particle after it.

    >>> stands_free("새 한산도에서", 2, 5), stands_free("새한산도에서", 1, 4)
    (True, False)
    """
    return not (start and is_letter(text[start - 1])) and ends_word(text, end)


_BEHIND: Final = listed("은 는 이 가 을 를 과 와 의 도 만 에 에는 로 으로 부터 까지 라는 이라는")
TITLES: Final = listed(
    "대통령 대통령후보 총리 장관 차관 의원 의장 위원장 위원 시장 군수 구청장 도지사 지사 "
    "후보 대표 회장 부회장 사장 부사장 총장 교수 박사 감독 코치 선수 기자 작가 화백 목사 "
    "신부 스님 선생 선생님 대사 판사 검사 변호사 총재 총무 국장 과장 부장 차장 팀장 실장 "
    "원장 소장 이사장 이사 본부장 단장 장군 대장 소령 중령 대령 왕 황제 여왕 왕자 공주 "
    "교황 주교 추기경 의사 경감 경위 동지 가수 배우 모델 아나운서 주석 수상 공작 백작 후작 남작 "
    "자작 대공 번주 대표이사 교장 학장 관장 청장 중장 준장 대위 중위 소위 병장 비서관 보좌관 "
    "대변인 조교수 부교수 캡틴"
)
"""Titles and offices that are often joined to a name."""


def is_title(words: str) -> bool:
    """Return whether words beside a name are a title or office; the last word decides.

    >>> is_title("경제부지사"), is_title("전 총리"), is_title("전자")
    (True, True, False)
    """
    last = words.rpartition(" ")[2]
    return last in TITLES or last.endswith(_ENDING_TITLES)


_ENDING_TITLES: Final = tuple(
    title
    for title in sorted(TITLES)
    if len(title) > 1 and title not in ("시장", "이사", "대사", "주교", "의사")
)
"""Endings of longer titles; the excluded ones also end other words (새벽시장, 천주교)."""


_HEAD: Final = re.compile(r".(?:가|자|사|수|원|관|인|장|퍼|터|러|이너|리스트|그맨|우먼)$")
"""Endings of Korean words for occupations: 소설가, 지휘자, 변호사, 공무원, 외교관, 언론인."""
_NO_JOB: Final = re.compile(
    r"(?:휴가|물가|평가|국가|대가|주가|작품|기자회견|글자|숫자|그림자|의자|상자|회사|기사|역사|행사|"
    r"공사|인사|검사장|점수|회수|지원|병원|공원|학원|직원|기관|도서관|박물관|미술관|본인|부인|개인|법인|"
    r"시장터|공장|시장|현장|극장|매장|경기장|운동장|포스터|센터|컴퓨터|트위터)$"
)


def names_title(word: str) -> bool:
    """Return whether a word may name a job, rank or office.

    >>> [names_title(word) for word in ("소설가", "전 총리", "휴대전화", "팬", "회사")]
    [True, True, False, False, False]
    """
    return is_title(word) or (_HEAD.search(word) is not None and _NO_JOB.search(word) is None)
