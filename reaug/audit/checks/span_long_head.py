"""`span/long-head`: a compound that ends like the name of a body or event follows the mention.

Examples are 취리히 in 취리히 예술대학, 폴란드 in 폴란드 연합노동당 and FIFA in FIFA 월드컵. The
list of nouns in `span/head-noun` does not contain such compounds. Names of bodies that may have
sub-bodies are not reported: in 새벽당 정책위원회 the mention may be 새벽당.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.checks import span_head
from reaug.audit.checks.span_longer import longer_mentions
from reaug.audit.korean_quotes import quoted
from reaug.audit.mention_edges import (
    ROLES,
    TITLES,
    Mention,
    Span,
    is_ending,
    is_title,
    listed,
    longer_names,
    marked_words,
    names_title,
)
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.arrays import I64, rows_where
from reaug.core.batch import Role
from reaug.core.findings import Finding

RULE: Final = Rule(
    "span/long-head",
    "review",
    "patch",
    "a compound that ends names of bodies or events comes right after the mention",
    "기관이나 행사 이름의 뒷부분 같은 말이 개체 바로 뒤에 있다",
)
RULES = (RULE,)
BY_ROW: Final = True

_TYPES: Final = ("ORG", "POH")
_PLACE: Final = "LOC"
_ENDS: Final = (
    "대학교|대학원|대학|학교|위원회|협회|연맹|동맹|공사|은행|평의회|의회|노동당|공산당|사회당|민주당|국민당"
    "|인민당|자유당|녹색당|연합당|혁명당|공화국|연구소|연구원|교육청|경찰청|법원|검찰청|박물관|미술관|도서관|병원"
    "|재단|교회|교구|수도회|기사단|연합회|조합|공단|항공|방송|신문사|출판사|슈퍼컵|국왕컵|스타디움|함대|사단|여단"
    "|군단|사령부|국민군|정부군|해방군|혁명군|민병대|의용군|해군|공군|육군|전선|전철|철도|왕조|왕국|제국|칸국|공국"
    "|차르국|총통부|자치구|행정구|조약기구|연합|증권|보험|컴퍼니|센터|사무소"
    "|학회|학원|외교부|국방부|재무부|내무부|법무부|교육부|보건부|상무부|대사관|영사관|형제단|결사|인민군|의용대"
)
_COMPOUND: Final = re.compile(f"(?![0-9]|제[0-9])[가-힣]+(?:{_ENDS})")
_ALONE: Final = re.compile(
    "월드컵|챔피언십|스타디움|슈퍼컵|아레나|컵|그랑프리|올림픽|선수권|더비|어워드|어워즈|페스티벌|프로덕션|모터스"
    "|의회|여단|정부군|국민군|인민군|혁명군|의용군|민병대|차르국|칸국|주식회사|유한회사|철도|전철"
)
"""Words that are no compounds but form a longer name with the name before them."""
_WHOLE: Final = (
    r"(?:당|대학교|대학|학교|부|청|그룹|은행|위원회|협회|연맹|리그|공사|방송|원|회|사|증권|센터|팀|단|서|소|처"
    r"|관)$"
)
"""The end of the name of a body that may have sub-bodies."""
_BODY: Final = "ORG"
_TWO: Final = re.compile(
    r" ((?![0-9])[가-힣]{2,}) ([가-힣]*(?:대학교|대학원|대학|학교|위원회|협회|연맹|동맹|평의회|의회"
    r"|노동당|공산당|사회당|민주당|공화국|연구소|연구원|박물관|미술관|재단|교회|수도회|기사단|연합회|조합|형제단|정교회|연합|전선"
    r"|왕국|회사|클럽|오케스트라|교향악단|필하모닉|합창단|발레단|극단|방송국|신문사|센터|병원|은행))([가-힣]*)(?![A-Za-z0-9])"
)
_STATE: Final = re.compile(
    " ((?:(?:사회주의|인민|민주|민주주의|연방|소비에트|자치|이슬람|아랍) )+(?:[가-힣]*공화국|연방))"
    "([가-힣]*)(?![A-Za-z0-9])"
)
"""The rest of the name of a state: 가온 사회주의 인민공화국."""
_PUBLIC: Final = re.compile(
    " ((?:국립|시립|왕립|주립|도립|구립) (?:[가-힣]+ )?[가-힣]*(?:연구소|연구원|합창단|박물관"
    "|미술관|도서관|대학교|대학|극장|발레단|교향악단|오페라단|공원))([가-힣]*)(?![A-Za-z0-9])"
)
"""The rest of the name of a public body: 한밭 시립 교향악단."""
_TEAM: Final = re.compile(
    " ((?:(?:여자|남자|축구|야구|농구|배구|핸드볼|하키|아이스하키|청소년|올림픽|탁구|유도) )*"
    "(?:국가대표팀|대표팀))([가-힣]*)(?![A-Za-z0-9])"
)
"""The rest of the name of a national team."""
_SECOND: Final = "회사|클럽|오케스트라|교향악단|필하모닉|합창단|발레단|극단|방송국"
"""Ends of `_TWO` that are no ends of a compound alone."""
_PLAIN: Final = listed(f"대학교 대학 학교 연구소 협회 센터 병원 은행 {_SECOND.replace('|', ' ')}")
"""Words for bodies that are no names by themselves, though some rows mark them."""
_ABBREVIATION: Final = re.compile("[A-Z]{3,}")
_CONTEST: Final = re.compile(
    " ((?:[가-힣]+ )?[가-힣]*(?:컵|챔피언십|월드리그|선수권 ?대회|선수권))([가-힣]*)(?![A-Za-z0-9])"
)
"""A contest whose name begins with an abbreviation: NRA 여자 아시안컵."""
_EVENTS: Final = (
    "전쟁|혁명|신화|전투|내전|해전|침공|공방전|항쟁|봉기|협주곡|소나타|교향곡|파이널스?|유로"
    "|챔피언스 코리아|챔피언스|챔피언십|[가-힣]*공모대전|[가-힣]*공예품대전|영화제|엑스포|박람회"
    "|페스티벌|마스터스|어워즈"
)
_EVENT_BEHIND: Final = f" ((?:(?:독립|여자|남자|월드|청소년) )?(?:{_EVENTS}))"
_EVENT: Final = re.compile(_EVENT_BEHIND + "([가-힣]*)(?![A-Za-z])")
"""The rest of the name of an event or work, behind the first word of it: 가온국 내전. Only mentions
with the type of events are completed with it.
"""
_OTHER: Final = "POH"
_TEAM_BEHIND: Final = "^ (?:[가-힣]+ ){0,3}(?:국가)?대표팀"
_REST_BEHIND: Final = (
    "^ (?:(?:사회주의|인민|민주|민주주의|연방|소비에트|자치|이슬람|아랍|국립|시립|왕립|주립|도립"
    "|구립) |(?:[가-힣]+ ){0,3}(?:국가)?대표팀)"
)
"""Conditions without look-ahead for `_TEAM`, and for `_STATE`, `_PUBLIC` and `_TEAM`."""
_CASE: Final = re.compile("[은는을를의에와과]$|에서$|으로$")
_LOOSE: Final = re.compile(
    "(?:소속|산하|당시|출신|전|및|등|겸|현|후|이후|내|대표|부속|직속|역시|또한|함께|관련|사이|시절|최초|최대)$"
)
"""The end of a word that can follow a name and is not a part of the name."""
_WORD: Final = re.compile(r" ([가-힣]+)(?![A-Za-z0-9])")
_KOREAN: Final = re.compile("[가-힣 ]+")


def check(rows: Rows) -> Iterator[Finding]:
    """Yield a finding for each mention that leaves out the rest of a compound name, with the span
    of the whole name.
    """
    marked = rows.fact(_marked)
    known = longer_mentions(rows)
    reported = {(role, rows.ids[row]) for role, row in known}
    whole = partial(_whole, marked, _teams(rows))
    for longer_name in longer_names(RULE, rows, _suspects, whole, _says):
        if (
            longer_name.fixes
            and (longer_name.field.partition("_")[0], longer_name.rows[0]) not in reported
        ):
            yield longer_name


def _marked(rows: Rows) -> set[str]:
    """Return the marked words in Korean, which may be compounds."""
    return {word for word, _ in marked_words(rows) if _KOREAN.fullmatch(word)}


def _says(word: str, name: str) -> tuple[str, str]:
    return (
        f"{word} may be a part of {name}",
        f"{quoted(word, '는')} ‘{name}’의 일부일 수 있다",
    )


def _suspects(rows: Rows, role: Role) -> I64:
    """Return the rows with a compound such as 예술대학 after a mention that needs it."""
    types = pc.is_in(rows.types(role), value_set=pa.array(_TYPES))
    ends = f"{_ENDS}|{_ALONE.pattern}|형제단|정교회|챔피언십|월드리그|선수권|{_SECOND}"
    heads = f"^ (?:[가-힣]+ )?[가-힣]*(?:{ends})"
    head_after = pc.match_substring_regex(rows.behind(role, 24), heads)
    words = rows.words(role)
    short = pc.invert(pc.match_substring_regex(words, _WHOLE))
    letter = pc.match_substring_regex(words, r"[\pL0-9]$")
    named = pc.and_(pc.and_(types, head_after), short)
    rest = pc.match_substring_regex(rows.behind(role, 24), _REST_BEHIND)
    places = pc.equal(rows.types(role), _PLACE)
    named = pc.or_(named, pc.and_(pc.or_(types, places), rest))
    event = pc.match_substring_regex(rows.behind(role, 24), f"^{_EVENT_BEHIND}")
    named = pc.or_(named, pc.and_(pc.equal(rows.types(role), _OTHER), event))
    return rows_where(pc.and_(named, letter))


def _teams(rows: Rows) -> set[tuple[str, int]]:
    """Return role and row of each mention (such as a country) that may be a national team."""
    # They are not if the row's label mostly has places as objects, since the country itself is
    # meant then.
    relations = rows.rules.relations
    placed = {
        label
        for label, relation in relations.items()
        if max(relation.object_types, key=relation.object_types.__getitem__, default="") == _PLACE
    }
    labels = np.array([label not in placed for label in rows.labels], dtype=np.bool_)
    teams: set[tuple[str, int]] = set()
    for role in ROLES:
        typed = pc.is_in(rows.types(role), value_set=pa.array([_BODY]))
        behind = pc.match_substring_regex(rows.behind(role, 24), _TEAM_BEHIND)
        may = pc.and_(typed, behind).to_numpy(zero_copy_only=False) & labels
        teams.update((role, row) for row in np.flatnonzero(may).tolist())
    return teams


def _whole(marked: set[str], teams: set[tuple[str, int]], mention: Mention) -> Span | None:
    """Return the span of the mention and the compound after it; None if they are not one name."""
    if mention.word in TITLES or is_title(mention.word):
        return None
    match = _WORD.match(mention.text, mention.span[1])
    if match is None:
        return None
    if (mention.role, mention.row) in teams and (span := _with_rest(_TEAM, mention)):
        return span
    if mention.type == _OTHER and not names_title(mention.word):
        span = _with_rest(_EVENT, mention)
        if span is not None:
            return span
    span = _with_rest(_STATE, mention) or _with_rest(_PUBLIC, mention)
    if span is not None or mention.type == _PLACE:
        return span
    return (
        _with_next(marked, mention, match)
        or _with_two(marked, mention)
        or _with_contest(marked, mention)
    )


def _with_rest(rest: re.Pattern[str], mention: Mention) -> Span | None:
    """Return the span of the mention and the match of `rest` after it; None without a match."""
    # The matched text may be followed by a particle, but by no other letters.
    match = rest.match(mention.text, mention.span[1])
    if match is None or (match[2] and not is_ending(match[2])):
        return None
    return mention.span[0], match.end(1)


def _with_contest(marked: set[str], mention: Mention) -> Span | None:
    """Return the span with the contest after an abbreviation: NRA 여자 아시안컵."""
    match = _CONTEST.match(mention.text, mention.span[1])
    if match is None or not _ABBREVIATION.fullmatch(mention.word) or match[1] in marked:
        return None
    first, _, second = match[1].partition(" ")
    loose = second and _CASE.search(first)
    if loose or _LOOSE.search(first) or (match[2] and not is_ending(match[2])):
        return None
    return mention.span[0], match.end(1)


def _with_two(marked: set[str], mention: Mention) -> Span | None:
    """Return the span of the mention and the two words after it, as in 가온국 축구 협회."""
    match = _TWO.match(mention.text, mention.span[1])
    if mention.type != _BODY or match is None:
        return None
    first, second, tail = match.groups()
    ends = any(is_ending(first[at:]) for at in range(1, len(first)))
    loose = (ends and not first.endswith("주의")) or _LOOSE.search(first)
    heads = {first, f"{first} {second}"} | ({second} - _PLAIN)
    is_unmarked = heads.isdisjoint(marked)
    if loose or not is_unmarked or names_title(first) or (tail and not is_ending(tail)):
        return None
    return mention.span[0], match.end(2)


def _with_next(marked: set[str], mention: Mention, match: re.Match[str]) -> Span | None:
    """Return the span of the mention and the next word."""
    word = match[1]
    for length in range(len(word), 0, -1):
        head, tail = word[:length], word[length:]
        if tail and not is_ending(tail):
            continue
        if _ALONE.fullmatch(head) or _COMPOUND.fullmatch(head):
            if head in marked or span_head.whole(mention) is not None:
                return None
            return mention.span[0], mention.span[1] + 1 + length
    return None
