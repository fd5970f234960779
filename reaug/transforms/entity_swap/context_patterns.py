"""Regular expressions (RE2) for text beside a mention that would contradict a new name.

Their words were chosen from frequent words of KLUE-RE, by reading the sentences that contain them.
A superfluous word does no harm except that some more rows stay unchanged.
"""

from __future__ import annotations

from typing import Final


def _any(words: str) -> str:
    return "|".join(words.split())


PAIRS: Final = ("()", "[]", "（）", "〔〕", "《》", "〈〉", "「」", "『』", "【】")
CLOSING: Final = {"(": ")", "（": "）", "[": "]", "〔": "〕"}
SEVERAL: Final = r"[와과] |및 |,| 등$"
"""Words and marks that show that a mention of type person names several persons."""
GLOSS: Final = r"""^[”’"'》〉」』]?\s?[(（\[〔]"""
FAR_GLOSS: Final = r"^ ?\p{Hangul}{1,5} ?[(（](?:\p{Han}|[0-9]{2,4}[)）~～∼ ])"
"""A gloss, possibly after a title: 미야자키 하야오 감독(宮崎駿), 김하늘 씨(42)."""
GLOSS_BEFORE: Final = r"""[(（\[〔]$"""
GLOSS_BEHIND: Final = r"""^[)）\],，〕;]"""
OPEN_BRACKET: Final = r"[(（\[〔][^)）\]〕]*(?:[A-Za-z\p{Han}]|: ?)[^)）\]〕]*$"
"""The mention follows Latin letters, hanja or a colon within brackets: (UNIST, …), (한국명 : …)."""

_KIN: Final = _any("""
아버지 어머니 아빠 엄마 부친 모친 부왕 모후 아들 딸 [장차삼사오]남
[장차삼사오]녀 형 누나 누이 오빠 언니 동생 남동생 여동생 형제 자매 남매 남편
아내 부인 처 첩 후처 정실 본처 전처 전남편 왕비 왕후 황후 황비 후궁 공주
옹주 왕자 왕녀 황녀 대군 태자 세자 황태자 왕세자 여왕 국왕 황제 여제 삼촌
숙부 숙모 고모 이모 백부 외삼촌 손자 손녀 외손자 외손녀 할아버지 할머니 조부
조모 외조부 외조모 증조부 사위 며느리 장인 장모 시아버지 시어머니 처남 처제
매형 매부 매제 형부 올케 시누이 신부 신랑 미망인 여배우 여가수 남성 여성 남자
여자 소녀 소년 대모 대부 프린세스 프린스 레이디 공작 여공작 후작 백작 자작 남작 공녀 대공비
""")
_SORTS: Final = _any("""
친 큰 작은 외 양 의붓 이복 이부 맏 막내 첫째 둘째 셋째 넷째 다섯째 쌍둥이
전 현 새 고종 이종
""")
_RELATIVE: Final = rf"(?:{_SORTS})? ?(?:{_KIN})"
BLOOD: Final = (
    r"아들|동생|형제|자매|남매|누나|누이|언니|오빠|아버지|어머니|부친|모친|부자[가는의]"
    r"|\p{Hangul}{2} \p{Hangul}씨|모자[가는의]|모녀|부녀|손자|손녀|조카|삼촌|숙부|백부|고모"
    r"|[장차삼사오][남녀](?:[은이과인,의 ]|$)"
    r"|할아버지|할머니|조부|조모|자녀|후손|사촌|가문|일가|친척|세습|오너|외척|종친|후예"
    r"|[0-9]남|[0-9]녀|(?:^|[^\p{Hangul}])(?:딸|형)(?:[^\p{Hangul}]|[은이과을의]|인 )"
)
"""Words of blood kinship anywhere in a sentence: relatives share a surname."""
ONE_OF_A_SORT: Final = (
    r"(?:딸|아들|[장차삼사오][남녀])(?:으?로) |[0-9]남 ?[0-9]녀 중"
    r"|(?:밴드|그룹|듀오)(?:이다|이며|이자|로서|였다)|결성[된되했하]"
)
"""Text that can only be said of a son, a daughter or a band."""
SEXED: Final = (
    r"남편|아내|부인|왕비|왕후|황후|후궁|신랑|신부|미망인|여왕|국왕|공주|왕녀|후처|본처|첩"
    r"|임신|출산|낳"
)
"""Words that show which of a couple is the man and which the woman."""
_BORDER: Final = r"(?:[은는이가을를과와의도인]|에게|으로|로|이었|이며|이자)?(?:[^\p{Hangul}]|$)"
KIN_BEFORE: Final = (
    rf"(?:^|[^\p{{Hangul}}]){_RELATIVE}(?:[은는이가인]|이자|이며)?,? ?"
    r"(?:\p{Hangul}+의 )?(?:\p{Hangul}{2,5} )?[‘“'\"]?$"
)
KIN_BEHIND: Final = (
    rf"^(?:(?:씨|님)?[ ·]?(?:여사|양|{_RELATIVE})|의 (?:[\p{{Hangul}}]{{1,3}} )?"
    rf"(?:아내|부인|처|첩|후처|정실|본처|남편|왕비|왕후|황후|후궁|미망인)){_BORDER}"
)
KIN_GLOSS: Final = rf"^ ?[(（][^)）]{{0,20}}(?:의|[0-9]) ?{_RELATIVE}[)）]"
"""A gloss that shows the sex: (… 의 딸)."""
KIN_INSIDE: Final = rf"^(?:{_KIN}) "

_SOLE: Final = _any(r"""
대통령 교황 국왕 여왕 황제 천황 주석 국가주석 총통 총리 국무총리 술탄 장관 부총리
대법원장 국회의장 원내대표 당대표 창업주 검찰총장 경찰청장 총독 왕 왕비 공주 왕자
정무수석 민정수석 홍보수석 하원의장 상원의장 국방장관 외무장관 국무장관 독재자 여제 교주
\p{Hangul}{1,8}부장관 \p{Hangul}군참모총장 사령관 총사령관
\p{Hangul}{0,6}도지사 (?:경기|강원|충북|충남|전북|전남|경북|경남|제주)지사
\p{Hangul}{2,3}광역시장 서울특별시장 서울시장
[\p{Hangul}A-Za-z]{1,8}그룹\s?회장
""")
SOLE_BEHIND: Final = (
    rf"^,? ?(?:전 |前 )?(?:\p{{Hangul}}+ )?(?:{_SOLE})"
    r"(?:[^\p{Hangul}]|[은는이가을를과와의도]|에게|으로|로|이|였)"
)
SOLE_BEFORE: Final = (
    rf"(?:^|[^\p{{Hangul}}])\p{{Hangul}}{{0,4}}(?:{_SOLE})(?:인|이던|이었던|이자)? ?$"
)
"""An office that only one person of a country holds, right before a name."""
_CHIEF: Final = _any("회장 부회장 총재 의장 감독 명예회장 위원장 주장 대변인")
_MANAGER: Final = _any("대표 대표이사 사장 이사장 총장")


def _beside(titles: str) -> tuple[str, str]:
    """Return two patterns: one of a title before a name, and one of a title after it."""
    before = rf"(?:{titles})(?:인|이던|이었던|이자)? ?[(]?$"
    return before, rf"^[,( ]{{0,2}}(?:전 |前 )?(?:\p{{Hangul}}+ )?(?:{titles})"


CHIEF_BEFORE, CHIEF_BEHIND = _beside(_CHIEF)
MANAGER_BEFORE, MANAGER_BEHIND = _beside(_MANAGER)
"""Offices before or after a name: chairs, speakers and coaches (CHIEF), and managers (MANAGER)."""

FORMER: Final = r"(?:^|[^\p{Hangul}])(?:구|현|옛|舊|現)\.? ?$"
_PARTICLE: Final = (
    r"(?:[은는이가을를과와도의에]|에서|에게|으로|로|이었|이며|이자|이다|까지|부터)?"
    r"(?:[^\p{Hangul}]|$)"
)
_PLACE_HEADS: Final = _any("""
왕국 제국 공국 공화국 연방 시내 시 군 구 읍 면 동 리 도 주 현 성 부 섬
강 산 역 항 만 호 구장 지구 국제공항 공항 신도시 대성당 성당 교회 교구
대학교 대학 대학원 고등학교 중학교 초등학교 여고 고교 음악원 박물관 미술관
도서관 병원 경기장 스타디움 체육관 올림픽 월드컵 아시안게임 엑스포 박람회 영화제
전쟁 전투 조약 협정 선언 혁명 사건 사태 참사 지진 항쟁 대첩 그룹 엔터테인먼트
재단 은행 증권 카드 생명 전자 건설 중공업 자동차 화학 축구단 야구단 FC CF
SC 유나이티드 시티 오픈 마스터스 그랑프리 컵 배
""")
PLACE_HEAD: Final = (
    rf"^ (?:{_PLACE_HEADS}|\p{{Hangul}}{{1,3}}(?:시|군|구|읍|면|동|리|로|길)"
    rf"|\p{{Hangul}}{{1,6}}(?:주|현|성|도)){_PARTICLE}"
)
"""Nouns after an organisation or a place that form a name with it."""
_BODY_HEADS: Final = _any("""
제후연맹 제후동맹 동맹 연맹 교황청 주식회사 총회 교단 교구 왕가 가문 왕조 총독부 대교구
""")
BODY_HEAD: Final = rf"^ (?:(?:{_BODY_HEADS}){_PARTICLE}|\p{{Hangul}}+ 칼리지)"
"""Nouns that form a name with the name before them: 하늘교 제후연맹, 푸른 주식회사."""
NUMBER_BEFORE: Final = r"[0-9][조억만천백]? ?$"
"""The mention is only the end of a number: 24만 [1,000명]."""
PART_BEHIND: Final = (
    r"^의 (?:수도|주도|도읍)|^의 \p{Hangul}{2,8}(?:로|길|동|읍|면|구|군|시|도|주|성|현)"
    r"(?: ?[0-9]|에서|에|의|[^\p{Hangul}]|$)"
)
"""A smaller place within the mentioned one (서울의 남대문로), or its capital."""
INSIDE_PLACE: Final = r"\p{Hangul}{2}(?:주|현|성|도|시|군|구) ?$"
_PERSON_HEADS: Final = _any("""
천황 황제 왕 칸 술탄 대제 대왕 왕비 왕자 공작 백작 후작 남작 자작 대공 공
파샤 상 문학상 영화상 음악상 평화상 과학상 홀 재단 기념관 기념비 센터 대학교
대학 고등학교 전투 전쟁 사건 사태 혁명 효과 법칙 정리 이론 방정식 함수 주의
왕조 가문 왕가 내각 정부 정권 행정부 대교 공항 극장 미술관 박물관 특검 특검법
법 쇼 밴드 오케스트라 악단 컴퍼니 엔터테인먼트 스튜디오 필름
""")
PERSON_HEAD: Final = (
    rf"^ ?(?:(?:{_PERSON_HEADS}){_PARTICLE}|(?:[0-9]{{1,2}}세|[IVX]+)(?:[^0-9A-Za-z]|$))"
)
"""Nouns and ordinals right after a person's name that are part of it: 한스 [바움] 2세."""
