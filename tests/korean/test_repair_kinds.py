"""Tails of every kind behind a renamed mention, there (박지훈 → 박민수) and the other way."""

from __future__ import annotations

import unicodedata

import pytest

from reaug.core.apply import apply
from reaug.core.changes import Changes
from reaug.core.edits import Edits
from reaug.core.examples import batch_of
from reaug.korean.repair import AMBIGUOUS, repair

CONSONANT, VOWEL = "박지훈", "박민수"


def renamed(text: str, old: str, new: str) -> tuple[str, list[str]]:
    """A text with a name replaced and its particle repaired, and what could not be known."""
    batch = batch_of(text.replace(old, f"[S|PER|{old}]", 1) + " [O|LOC|수원]")
    start, end = batch.row(0).subject
    out = Edits.of([0], [start], [end], [new], 1, noun=True)
    mended = repair(batch, out)
    after = apply(batch, Changes(Edits.concat([out, mended.edits]))).batch
    return after.row(0).sentence.removesuffix(" 수원"), mended.reason.to_pylist()


def words(text: str) -> list[str]:
    return text.split()


# Behind a consonant, and behind a vowel.
COPULA = words("""
이었지/였지 이었었다/였었다 이었네/였네 이었구나/였구나 이었으니까/였으니까 이었는데/였는데
이었겠지/였겠지 이었다더라/였다더라 이었거든/였거든 이었을걸요/였을걸요 이랍니다/랍니다
이란다/란다 이래요/래요 이라지만/라지만 이라며/라며 이라던데/라던데 이라면서/라면서
이라니까/라니까 이랬다/랬다 이랬는데/랬는데 이셨다/셨다 이셨는데/셨는데 이셨겠지요/셨겠지요
이시다/시다 이십니다/십니다 이시여/시여 이시라고/시라고 이세요/세요 이셔서/셔서 이시더라/시더라
이시랍니다/시랍니다 이야말로/야말로 이에요/예요 이어서/여서 이겠지/겠지 이려나/려나
이로구나/로구나 이든지/든지
""")
STACKED = words("""
은커녕/는커녕 과의/와의 과도/와도 과까지도/와까지도 으로부터의/로부터의 으로서만이/로서만이
으로까지/로까지 으로라도/로라도 에게서도/에게서도 한테서는/한테서는 에서조차/에서조차
까지만/까지만 이랑은/랑은 에게까지도/에게까지도
""")
RUN_ON = words("""
을위한/를위한 을통해/를통해 을비롯한/를비롯한 으로인해/로인해 으로알려진/로알려진 과함께/와함께
과같은/와같은 은매우/는매우 이아니라/가아니라
""")
BEHIND_MARKUP = words("""
</b>은|</b>는 </a>이|</a>가 ＊은|＊는 **을|**를 [1]은|[1]는 [[주_1]]과|[[주_1]]와 ¹은|¹는
<sup>2</sup>은|<sup>2</sup>는 †은|†는 ※은|※는 (서울(신촌))은|(서울(신촌))는 ((서울))이|((서울))가
(서울[신촌])은|(서울[신촌])는 😀은|😀는 &quot;은|&quot;는 <br/>은|<br/>는
](https://a.kr)은|](https://a.kr)는 ~은|~는
""")


@pytest.mark.parametrize("pair", [*COPULA, *STACKED, *RUN_ON])
def test_both_forms_of_a_tail(pair: str) -> None:
    final, vowel = pair.split("/")
    assert renamed(f"그 화가가 {CONSONANT}{final} 말이다.", CONSONANT, VOWEL) == (
        f"그 화가가 {VOWEL}{vowel} 말이다.",
        [],
    )
    assert renamed(f"그 화가가 {VOWEL}{vowel} 말이다.", VOWEL, CONSONANT) == (
        f"그 화가가 {CONSONANT}{final} 말이다.",
        [],
    )


@pytest.mark.parametrize("pair", BEHIND_MARKUP)
def test_a_particle_behind_markup(pair: str) -> None:
    final, vowel = pair.split("|")
    for old, tail, new, right in (
        (CONSONANT, final, VOWEL, vowel),
        (VOWEL, vowel, CONSONANT, final),
    ):
        assert renamed(f"{old}{tail} 말이다.", old, new) == (f"{new}{right} 말이다.", [])


@pytest.mark.parametrize(
    "tail",
    [
        "은(는)",
        "은/는",
        "이(가)",
        "을(를)",
        "과(와)",
        "과/와의",
        "(은)는",
        "(으)로",
        "(이)라고",
        "(은/는)",
    ],
)
def test_a_particle_in_both_forms_fits_every_word(tail: str) -> None:
    for old, new in ((CONSONANT, VOWEL), (VOWEL, CONSONANT)):
        assert renamed(f"{old}{tail} 말이다.", old, new) == (f"{new}{tail} 말이다.", [])
    assert renamed(f"{CONSONANT}은(는) 왔다.", CONSONANT, VOWEL)[0] == f"{VOWEL}은(는) 왔다."
    assert renamed(f"{VOWEL}를(을) 봤다.", VOWEL, CONSONANT)[0] == f"{CONSONANT}을(를) 봤다."
    assert renamed(f"{VOWEL}는/은 왔다.", VOWEL, CONSONANT)[0] == f"{CONSONANT}은/는 왔다."


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("박지훈 은 부산 에서 태어난 화가 이다 .", "박민수 는 부산 에서 태어난 화가 이다 ."),
        ("박지훈 이 그린 그림 을 보았다 .", "박민수 가 그린 그림 을 보았다 ."),
        ("박지훈 을 만났다.", "박민수 를 만났다."),
        ("박지훈 으로부터 왔다.", "박민수 로부터 왔다."),
        ("박지훈 과의 인연", "박민수 와의 인연"),
        ("박지훈 이었다 .", "박민수 였다 ."),
        # the determiner, and a noun of the same sound
        ("박지훈 이 사람은 누구인가.", "박민수 이 사람은 누구인가."),
        ("박지훈 과장이 왔다.", "박민수 과장이 왔다."),
        ("박지훈 은메달을 땄다.", "박민수 은메달을 땄다."),
    ],
)
def test_a_particle_behind_a_space(text: str, right: str) -> None:
    assert renamed(text, CONSONANT, VOWEL) == (right, [])
    if " ." in right or "를" in right:
        assert renamed(right, VOWEL, CONSONANT) == (text, [])


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("지훈이는 왔다.", "민수는 왔다."),
        ("지훈이가 왔다.", "민수가 왔다."),
        ("지훈이를 봤다.", "민수를 봤다."),
        ("지훈이의 책", "민수의 책"),
        ("지훈이에게서도 왔다.", "민수에게서도 왔다."),
        ("지훈이랑 갔다.", "민수랑 갔다."),
        ("지훈이네 집", "민수네 집"),
        ("지훈이처럼 컸다.", "민수처럼 컸다."),
        ("지훈이였다.", "민수였다."),
        ("지훈아, 이리 와.", "민수야, 이리 와."),
        ("그건 지훈이야.", "그건 민수야."),
    ],
)
def test_given_names(text: str, right: str) -> None:
    assert renamed(text, "지훈", "민수") == (right, [])
    between = text.replace("지훈", "서울")
    assert renamed(between, "서울", "부산") == (between.replace("서울", "부산"), [])


@pytest.mark.parametrize(
    ("text", "right", "reason"),
    [
        ("민수야, 이리 와.", "지훈아, 이리 와.", []),
        ("그건 민수야.", "그건 지훈이야.", []),
        ("민수야?", "지훈야?", [AMBIGUOUS]),
        ("민수야 너도 가니", "지훈야 너도 가니", [AMBIGUOUS]),
        # a form that mecab does not know, and one that a table has not
        ("범인은 민수래", "범인은 지훈래", [AMBIGUOUS]),
        ("민수를위한특별전시회에서는", "지훈를위한특별전시회에서는", [AMBIGUOUS]),
        ("민수◎는 왔다.", "지훈◎는 왔다.", [AMBIGUOUS]),
        ("민수·는 왔다.", "지훈·는 왔다.", [AMBIGUOUS]),
        # a bracket that was opened before the sentence was cut, marks of an input format, slashes
        ("민수]]는 왔다.", "지훈]]는 왔다.", [AMBIGUOUS]),
        ("민수)는 왔다.", "지훈)는 왔다.", [AMBIGUOUS]),
        ("이 책의 민수>는 왔다.", "이 책의 지훈>는 왔다.", [AMBIGUOUS]),
        ("@ 민수 @는 왔다.", "@ 지훈 @는 왔다.", [AMBIGUOUS]),
        ("민수/는 왔다.", "지훈/는 왔다.", [AMBIGUOUS]),
        ("민수|를 보았다.", "지훈|를 보았다.", [AMBIGUOUS]),
        ("시인(민수)은 왔다.", "시인(지훈)은 왔다.", []),
        ("시인 <이름: 민수>는 왔다.", "시인 <이름: 지훈>은 왔다.", []),
        ("시인<민수>은 왔다.", "시인<지훈>은 왔다.", []),
        ("민수 는 왔다.", "지훈 은 왔다.", []),
        ("민수 가 왔다.", "지훈 가 왔다.", [AMBIGUOUS]),
        # the copula without its 이, and a noun that begins so
        ("민수기 때문이다.", "지훈이기 때문이다.", []),
        ("민수죠.", "지훈이죠.", []),
        ("민수기자의 글", "지훈기자의 글", []),
        ("민수시장에서", "지훈시장에서", []),
    ],
)
def test_what_is_unclear_is_named(text: str, right: str, reason: list[str]) -> None:
    assert renamed(text, "민수", "지훈") == (right, reason)


def test_a_decomposed_tail_stays_decomposed() -> None:
    tail, right = (unicodedata.normalize("NFD", form) for form in ("이었지", "였지"))
    assert renamed(f"박지훈{tail} 말이다.", CONSONANT, VOWEL)[0] == f"박민수{right} 말이다."


@pytest.mark.parametrize(
    "title", ["<{}>", "＜{}＞", "【{}】", "≪{}≫", "그의 연극 <{}>", "<연극 {}>"]
)
def test_a_title_in_brackets_of_any_kind(title: str) -> None:
    before, after = (title.format(name) for name in (CONSONANT, VOWEL))
    assert renamed(f"{before}은 좋다.", CONSONANT, VOWEL) == (f"{after}는 좋다.", [])
    assert renamed(f"{after}가 좋다.", VOWEL, CONSONANT) == (f"{before}이 좋다.", [])
