"""A set of sentences of our own with 12 labels and 8 types of its own, for `foreign.py`.

The sentences are about cooks, restaurants and dishes, made from templates and invented names; the
particles are set by `reaug.korean.josa`. Defects can be planted in a set, and are then known.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from reaug.korean.josa import attach

Row = dict[str, Any]


def _words(*lines: str, sep: str = " ") -> list[str]:
    return [word for line in lines for word in line.split(sep)]


COOKS: Final = _words(
    "한서율 도하준 나예진 문하람 서도윤 여진솔 이든솔 백가온 최마루 윤새봄 정다온 고은별",
    "임하늬 장보람 조아름 배나래 신이랑 유다솜 권초롱 황한별 안시원 송가람 류새얀 전미르",
    "홍바다 구슬아 남보라 민들샘",
)
TEACHERS: Final = _words(
    "강두메 노을림 채송이 곽은솔 탁새롬 표하랑 함초아 변가을 우새결 원미리내 인겨울 주아라",
)
SHOPS: Final = _words(
    "달빛부엌 솔바람식당 나루터국밥 온새미로 다락방비스트로 한뼘식탁 돌담집 바람골반점",
    "푸른솥 고요한밥상 은하수포차 느티나무집 마중물주방 산들면옥 여울목횟집 햇살빵집",
    "두레박찻집 물레방아분식 초록문식당 가마솥이야기",
)
DISHES: Final = _words(
    "들깨수제비 매생이떡국 감자옹심이 가지솥밥 흑임자묵 곤드레전 황태구이 굴무침 미나리탕",
    "단호박죽 메밀전병 버섯들깨탕 전복찜 곶감말이 두릅튀김 명란솥밥 쑥개떡 콩나물밥",
    "도토리묵밥 꼬막비빔밥",
)
ITEMS: Final = _words(
    "들깨 곤드레 매생이 황태 가지 단호박 두릅 곶감 명란 꼬막 미나리 전복 쑥 도토리 메밀",
    "흑임자",
)
AREAS: Final = _words(
    "솔내읍 가람동 윗마루길 해오름면 너른들 물안리 새터골 한뫼동 아랫말 갯바위마을 은빛나루",
    "구름재 햇볕골 푸른섬 여우고개 밤나무골",
)
BOOKS: Final = _words(
    "느린 국물 | 부엌의 사계 | 솥과 나 | 된장 이야기 | 밥 짓는 마음 | 밤의 식탁 | 반찬 수첩",
    "첫 칼질",
    sep=" | ",
)
PRIZES: Final = _words("은수저상 | 첫맛상 | 올해의 밥상 | 푸른접시상 | 손맛대상", sep=" | ")
DAYS: Final = tuple(
    f"{year}년 {month}월 {day}일"
    for year, month, day in zip(
        range(1998, 2022), itertools.cycle((3, 5, 7, 10, 11)), range(2, 26), strict=False
    )
)

NAMES: Final[dict[str, Sequence[str]]] = {
    "COOK": COOKS,
    "TEACHER": TEACHERS,
    "SHOP": SHOPS,
    "DISH": DISHES,
    "ITEM": ITEMS,
    "AREA": AREAS,
    "BOOK": BOOKS,
    "PRIZE": PRIZES,
    "DAY": DAYS,
}

TEMPLATES: Final[dict[str, tuple[str, ...]]] = {
    "cooks": (
        "{S:COOK:은} 겨울마다 {O:DISH:을} 끓인다.",
        "요리사 {S:COOK:이} 가장 자신 있게 내는 음식은 {O:DISH:이다}.",
        "{O:DISH:을} 맛보려고 {S:COOK:을} 찾는 손님이 많다.",
    ),
    "runs": (
        "{S:COOK:은} 십 년째 {O:SHOP:을} 운영한다.",
        "{O:SHOP}의 주인 {S:COOK:은} 새벽 네 시에 문을 연다.",
        "골목 끝 {O:SHOP:은} {S:COOK:이} 혼자 꾸리는 가게이다.",
    ),
    "located_in": (
        "{S:SHOP:은} {O:AREA}에 있다.",
        "{O:AREA}의 오래된 집을 고친 {S:SHOP:은} 늘 붐빈다.",
        "{S:SHOP:이} 자리한 {O:AREA}에는 버스가 드물다.",
    ),
    "serves": (
        "{S:SHOP}에서는 점심에 {O:DISH:을} 낸다.",
        "{S:SHOP}의 대표 음식은 {O:DISH:이다}.",
        "비가 오면 {S:SHOP:은} {O:DISH:을} 반값에 판다.",
    ),
    "made_of": (
        "{S:DISH:은} {O:ITEM:을} 듬뿍 넣어 만든다.",
        "{O:ITEM:이} 들어간 {S:DISH:은} 향이 깊다.",
        "{S:DISH}의 맛은 {O:ITEM:이} 정한다.",
    ),
    "grown_in": (
        "{S:ITEM:은} {O:AREA}에서 난 것이 으뜸이다.",
        "{O:AREA}의 밭에서는 {S:ITEM:을} 기른다.",
        "봄이면 {O:AREA}에서 거둔 {S:ITEM:이} 시장에 나온다.",
    ),
    "opened_on": (
        "{S:SHOP:은} {O:DAY}에 문을 열었다.",
        "{O:DAY}, 손님 셋을 앞에 두고 {S:SHOP:이} 첫 상을 차렸다.",
        "{S:SHOP}의 개업일은 {O:DAY:이다}.",
    ),
    "wrote": (
        "{S:COOK:은} 지난해 『{O:BOOK}』{O>:을} 펴냈다.",
        "『{O:BOOK}』의 지은이 {S:COOK:은} 요리 학교를 나왔다.",
        "{S:COOK:이} 쓴 『{O:BOOK}』에는 조리법이 없다.",
    ),
    "won": (
        "{S:COOK:은} 서른에 {O:PRIZE:을} 받았다.",
        "심사위원 모두가 {S:COOK:을} {O:PRIZE} 수상자로 뽑았다.",
        "{O:PRIZE:은} 올해 {S:COOK}에게 돌아갔다.",
    ),
    "taught_by": (
        "{S:COOK:은} {O:TEACHER}에게 칼 쓰는 법을 배웠다.",
        "{O:TEACHER:이} 가장 아낀 제자는 {S:COOK:이다}.",
        "{S:COOK}의 스승 {O:TEACHER:은} 은퇴했다.",
    ),
    "supplies": (
        "{S:AREA}의 농부들은 {O:SHOP}에 채소를 댄다.",
        "{O:SHOP:은} 모든 쌀을 {S:AREA}에서 받는다.",
        "{S:AREA}에서 온 트럭이 {O:SHOP} 앞에 섰다.",
    ),
    "none": (
        "{S:COOK:은} 휴가 때 {O:AREA:을} 지나갔다.",
        "{S:COOK:은} {O:SHOP} 앞을 지나다 비를 만났다.",
        "{S:SHOP}에 온 손님이 『{O:BOOK}』{O>:을} 두고 갔다.",
    ),
}
"""Templates by label: `{ROLE:NAMES:particle}`, and `{ROLE>:particle}` for a particle after a mark.
"""

TYPE_OF: Final = {"TEACHER": "COOK"}
"""The type of names whose list is not named like it."""

_SLOT: Final = re.compile(r"\{([SO])(>?)(?::([A-Z]+))?(?::([가-힣]+))?\}")


class Planted(NamedTuple):
    """A set with planted defects: its rows, and the field of each defect by row id."""

    rows: list[Row]
    defects: dict[str, str]


def clean_rows(each: int = 46) -> list[Row]:
    """Return `each` rows of every label, all different and without a defect, in KLUE's schema."""
    rows = []
    for label, templates in TEMPLATES.items():
        pairs = _pairs(label, templates, each)
        for number, (template, subject, object_) in enumerate(pairs):
            rows.append(_row(f"{label}-{number:03}", label, template, subject, object_))
    return rows


def _pairs(label: str, templates: tuple[str, ...], each: int) -> Iterator[tuple[str, str, str]]:
    """Yield a template and two names for each of `each` rows, in an order drawn by a hash."""
    cases = []
    for template in templates:
        kinds = {role: kind for role, _, kind, _ in _SLOT.findall(template) if kind}
        names = itertools.product(NAMES[kinds["S"]], NAMES[kinds["O"]])
        cases += [(template, subject, object_) for subject, object_ in names]
    cases.sort(key=lambda case: _place(label, *case))
    yield from cases[:each]


def _place(*words: str) -> bytes:
    return hashlib.sha256("/".join(words).encode("utf-8")).digest()


def _row(guid: str, label: str, template: str, subject: str, object_: str) -> Row:
    """Return the row that a template and two names make."""
    words, spans, types = {"S": subject, "O": object_}, {}, {}
    text, last = "", 0
    for slot in _SLOT.finditer(template):
        text += template[last : slot.start()]
        role, behind, kind, particle = slot.groups()
        if not behind:
            spans[role] = (len(text), len(text) + len(words[role]) - 1)
            types[role] = TYPE_OF.get(kind, kind)
            text += words[role]
        if particle:
            text += attach(words[role], particle).removeprefix(words[role])
        last = slot.end()
    text += template[last:]
    entities = {
        name: {
            "word": words[role],
            "start_idx": spans[role][0],
            "end_idx": spans[role][1],
            "type": types[role],
        }
        for role, name in (("S", "subject_entity"), ("O", "object_entity"))
    }
    return {"guid": guid, "sentence": text, **entities, "label": label, "source": "own"}


def planted(each: int = 10) -> Planted:
    """Return the clean rows with `each` defects of every kind; no row has two.

    The kinds: the particle behind the subject is in the wrong form, a date is cut, a type is
    another one, the label is another one that takes the same types, a row occurs twice, and twice
    with two labels.
    """
    rows = clean_rows()
    order = sorted(rows, key=lambda row: _place("planted", row["guid"]))
    free, defects = iter(order), {}
    for row in itertools.islice((row for row in free if _wrong_particle(row)), each):
        defects[row["guid"]] = "sentence"
    rest = [row for row in order if row["guid"] not in defects]
    for row in [row for row in rest if row["label"] == "opened_on"][:each]:
        entity = row["object_entity"]
        entity["end_idx"] -= 1
        entity["word"] = entity["word"][:-1]
        defects[row["guid"]] = "object_entity"
    rest = [row for row in rest if row["guid"] not in defects]
    for row in _one_of_each_label(rest)[:each]:
        type_ = row["object_entity"]["type"]
        row["object_entity"]["type"] = "AREA" if type_ != "AREA" else "SHOP"
        defects[row["guid"]] = "object_entity.type"
    rest = [row for row in rest if row["guid"] not in defects]
    for row in _one_of_each_label(rest)[:each]:
        row["label"] = "none"
        defects[row["guid"]] = "label"
    rest = [row for row in rest if row["guid"] not in defects]
    for row in rest[:each]:
        rows.append({**row, "guid": f"{row['guid']}-again"})
        defects[f"{row['guid']}-again"] = "row"
    for row in rest[each : 2 * each]:
        label = "none" if row["label"] != "none" else "runs"
        rows.append({**row, "guid": f"{row['guid']}-other", "label": label})
        defects[f"{row['guid']}-other"] = "row"
    return Planted(rows, defects)


def _one_of_each_label(rows: list[Row]) -> list[Row]:
    """Return the first row of every relation."""
    first = {row["label"]: row for row in reversed(rows) if row["label"] != "none"}
    return [first[label] for label in TEMPLATES if label in first]


_FORMS: Final = {"은": "는", "는": "은", "이": "가", "가": "이", "을": "를", "를": "을"}


def _wrong_particle(row: Row) -> bool:
    """Put the other form of the particle behind the subject; return whether there is one."""
    end = row["subject_entity"]["end_idx"] + 1
    text = row["sentence"]
    form = _FORMS.get(text[end : end + 1])
    if form is None or text[end + 1 : end + 2] != " ":
        return False
    row["sentence"] = f"{text[:end]}{form}{text[end + 1 :]}"
    return True
