"""Rows for testing steps, with many scripts and unusual places of mentions."""

from __future__ import annotations

import unicodedata
from typing import Final

from reaug.core.batch import Batch
from reaug.core.examples import batch_of

_PLAIN: Final = (
    ("per:title", "[S|PER|김하늘]은 오랫동안 [O|POH|소설가]로 일하며 상을 여러 번 받았다."),
    ("per:title", "지난해 [S|PER|박보람]이 새 [O|POH|시인]으로 소개되자 독자들이 반겼다."),
    ("per:title", "마을 사람들은 [S|PER|정다운]을 훌륭한 [O|POH|목수]라고 불렀다."),
    ("per:title", "[O|POH|가수] [S|PER|윤슬기]는 가을마다 고향에서 노래한다."),
    ("per:employee_of", "[S|PER|최가람]은 십 년째 [O|ORG|한빛전자]에서 회로를 설계한다."),
    ("per:employee_of", "[O|ORG|새벽신문]의 [S|PER|오세라] 기자가 현장을 찾았다."),
    ("per:place_of_birth", "[S|PER|이바다]는 [O|LOC|통영]에서 태어나 바닷가에서 자랐다."),
    ("per:place_of_birth", "[S|PER|남궁결]은 [O|LOC|강릉] 출신으로 지금은 서울에 산다."),
    ("per:date_of_birth", "[S|PER|서다온]은 [O|DAT|1987년 3월 2일]에 세상에 나왔다."),
    ("per:date_of_death", "화가 [S|PER|문가온]은 [O|DAT|1999년] 겨울에 눈을 감았다."),
    ("per:spouse", "[S|PER|강나루]와 [O|PER|백이슬]은 봄에 결혼식을 올렸다."),
    ("per:spouse", "배우 [S|PER|유한결]의 아내는 [O|PER|신아름]이다."),
    ("per:siblings", "[S|PER|조한별]과 [O|PER|조은별]은 쌍둥이 자매이다."),
    ("per:children", "[S|PER|임보라]의 딸 [O|PER|한송이]도 의사가 되었다."),
    ("org:founded_by", "[S|ORG|푸른솔]은 [O|PER|장미루]가 친구와 함께 세웠다."),
    ("org:founded", "[S|ORG|한빛전자]는 [O|DAT|2001년]에 작은 창고에서 시작했다."),
    ("org:place_of_headquarters", "[S|ORG|달빛연구소]의 본사는 [O|LOC|대전]에 있다."),
    ("org:members", "[S|ORG|새날연합]에는 [O|ORG|푸른솔]도 들어 있다."),
    ("org:member_of", "[S|ORG|푸른솔]은 [O|ORG|새날연합]의 회원이다."),
    ("org:product", "[S|ORG|한빛전자]가 [O|POH|별하늘 3]을 다음 달에 내놓는다."),
    ("org:top_members/employees", "[S|ORG|달빛연구소] 소장 [O|PER|권새벽]이 답했다."),
    ("org:number_of_employees/members", "[S|ORG|푸른솔]은 직원이 [O|NOH|1,200명]이다."),
    ("no_relation", "[S|PER|김하늘]은 [O|LOC|부산]의 날씨가 좋다고 말했다."),
    ("no_relation", "[S|ORG|새벽신문]은 [O|DAT|오늘] 비가 온다고 전했다."),
)
_ODD: Final = (
    ("no_relation", "[S|PER|나][O|PER|너]"),
    ("no_relation", "[S|ORG|빛][O|PER|솔]"),
    ("per:employee_of", "[O|ORG|한빛전자][S|PER|한여름] 부장이 왔다."),
    ("org:product", "[S|ORG|Moonlight Labs]의 [O|POH|Orbit-7]이 2세대로 바뀐다."),
    ("per:title", "[S|PER|Jane Rivers]는 [O|POH|CEO]가 되었다."),
    ("per:alternate_names", "[S|PER|李舜臣]([O|PER|이순신])은 바다를 지켰다."),
    ("per:origin", "[S|PER|王明]은 [O|LOC|中國]에서 온 유학생이다."),
    ("no_relation", "😀 [S|PER|별이👩‍👩‍👧]가 [O|LOC|집🏠]에 왔어요 🎉🎉"),
    ("no_relation", "[S|PER|12]와 [O|NOH|3]"),
    ("per:title", "[S|PER|민들레] [O|POH|선생님]"),
    ("no_relation", "‘[S|ORG|해돋이]’라는 『[O|POH|푸른 노래]』, (그리고) [괄호]와 <꺾쇠>."),
    ("no_relation", "[S|PER|가을]  두  칸 띈 [O|LOC|섬]\t글,  끝에 빈칸 "),
    ("per:title", "문장 끝이 [O|POH|감독]인 사람은 바로 [S|PER|하늘빛]"),
    ("no_relation", "[S|PER|ㅋㅋ]는 [O|PER|ㅎㅎ]와 웃었다ㅋㅋㅋ"),
)
_NFD: Final = (
    ("per:place_of_birth", "[S|PER|고은결]은 [O|LOC|속초]에서 태어났다."),
    ("no_relation", "[S|PER|Zoë]는 café에서 [O|PER|José]를 만났다."),
)


def default_rows() -> Batch:
    """Return forty rows for tests, with the ids `row-0` to `row-39`.

    They contain Hangul, Latin letters, digits, hanja, emoji and decomposed letters; mentions of one
    character, side by side, and at both ends of a sentence; sentences without spaces and with
    double spaces.

    >>> len(default_rows())
    40
    """
    decomposed = [(label, unicodedata.normalize("NFD", text)) for label, text in _NFD]
    rows = [*_PLAIN, *_ODD, *decomposed]
    return batch_of(*(text for _, text in rows), label=[label for label, _ in rows])
