"""Sentences in which a name is replaced by another, with the expected particle after the new name.

The sentences are written for this benchmark and not taken from any data. The expected results are
written out, independently of the tables in `reaug`.
"""

from __future__ import annotations

from itertools import cycle
from typing import Final, NamedTuple

from reaug.core.apply import apply
from reaug.core.changes import Changes
from reaug.core.edits import Edits
from reaug.core.examples import batch_of
from reaug.korean.repair import repair

_CONSONANT: Final = [
    "박지훈",
    "이하람",
    "김도윤",
    "최가온",
    "정다솜",
    "한별님",
    "윤슬람",
    "오해찬",
    "문산봄",
    "서준혁",
]
_VOWEL: Final = [
    "박민수",
    "이하나",
    "김도치",
    "최가희",
    "정다미",
    "한빛나",
    "윤재하",
    "오세아",
    "문보라",
    "서유리",
]
_GIVEN_CONSONANT: Final = [
    "지훈",
    "하람",
    "도윤",
    "가온",
    "다솜",
    "해찬",
    "산봄",
    "준혁",
    "은솔",
    "한결",
]
_GIVEN_VOWEL: Final = [
    "민수",
    "하나",
    "도치",
    "가희",
    "다미",
    "재하",
    "세아",
    "보라",
    "유리",
    "진서",
]
_FRAMES: Final = ("그 화가가 바로 {} 말이다.", "{} 어제 왔다.", "여기에 {} 있었다.")

_COPULA: Final = (
    "이었지/였지 이었었다/였었다 이었네/였네 이었구나/였구나 이었으니까/였으니까 이었는데/였는데 "
    "이었겠지/였겠지 이었거든/였거든 이었더라/였더라 이었어요/였어요 이랍니다/랍니다 이란다/란다 "
    "이래요/래요 이라지만/라지만 이라며/라며 이라면서/라면서 이라던데/라던데 이라니까/라니까 "
    "이랬다/랬다 이라서/라서 이셨다/셨다 이셨는데/셨는데 이셨지요/셨지요 이시다/시다 이시며/시며 "
    "이십니다/십니다 이시여/시여 이시라고/시라고 이세요/세요 이셔서/셔서 이야말로/야말로 "
    "이에요/예요 이어서/여서 이겠지/겠지 이로구나/로구나 이든지/든지"
)
_STACKED: Final = (
    "에게서도/에게서도 한테서는/한테서는 에게까지도/에게까지도 에서조차/에서조차 까지만/까지만 "
    "은커녕/는커녕 과의/와의 과도/와도 과까지도/와까지도 으로부터의/로부터의 으로서는/로서는 "
    "으로까지/로까지 으로라도/로라도 이랑은/랑은 이나마/나마 에게는커녕/에게는커녕 "
    "한테까지는/한테까지는"
)
_RUN_ON: Final = (
    "을위한/를위한 을위해/를위해 을통해/를통해 을비롯한/를비롯한 을대상으로/를대상으로 "
    "을둘러싼/를둘러싼 으로인해/로인해 으로인한/로인한 으로알려진/로알려진 으로인하여/로인하여 "
    "과함께/와함께 과같은/와같은 과달리/와달리 은매우/는매우 이아니라/가아니라 이있는/가있는"
)
_MARKUP: Final = (
    (
        "</b>은/</b>는 </a>이/</a>가 </i>을/</i>를 ＊은/＊는 **은/**는 [1]은/[1]는 "
        "[주2]과/[주2]와 ¹은/¹는 <sup>3</sup>이/<sup>3</sup>가 †을/†를 ※은/※는 &quot;은/&quot;는 "
        "😀은/😀는 ”은/”는 ’이/’가 </span>과/</span>와"
    )
    .replace("</", "<\\")
    .split()
)
_BRACKETS: Final = (
    "(서울(신촌))은|(서울(신촌))는 ((서울))이|((서울))가 (서울[신촌])을|(서울[신촌])를 "
    "（부산（남포））과|（부산（남포））와 (A(B)C)으로|(A(B)C)로 "
    "(1990년(음력))은|(1990년(음력))는 (서울)(신촌)이|(서울)(신촌)가 "
    "[서울(신촌)]을|[서울(신촌)]를"
)
_SPACED: Final = (
    "은/는 이/가 을/를 과/와 으로부터/로부터 으로서/로서 이라고/라고 이라는/라는 이었다/였다 "
    "과의/와의"
)
_NAMED: Final = (
    "이는/는 이가/가 이를/를 이와/와 이도/도 이의/의 이에게/에게 이한테서/한테서 이랑/랑 이네/네 "
    "이처럼/처럼 이만/만 이보다/보다 이라고/라고 이였다/였다"
)
_CALLED: Final = ("{}, 이리 와라.", "{}! 어서 와.", "“{}, 밥 먹자.”")
_BOTH: Final = "은(는) 이(가) 을(를) 과(와) 은/는 이/가 을/를 (으)로 (은)는 (이)라는 (이)가 과/와의"


class Pair(NamedTuple):
    """A sentence with a name `old`, the new name, and the expected sentence."""

    kind: str
    text: str
    old: str
    new: str
    right: str


class Kind(NamedTuple):
    """The results for the pairs of a kind.

    right : the number of sentences that are as expected after the name was replaced.
    named : the number of sentences for which reaug says that it cannot repair the particle.
    wrong : the sentences that are wrong without such a message, each with the expected one.
    """

    right: int
    named: int
    wrong: list[tuple[str, str]]


def pairs() -> list[Pair]:
    """Return at least 60 pairs of each kind, in both directions."""
    pairs = []
    for kind, tails in (("endings of the copula", _COPULA), ("stacked", _STACKED)):
        pairs += _both_ways(kind, [tail.split("/") for tail in tails.split()])
    pairs += _both_ways("missing spaces", [tail.split("/") for tail in _RUN_ON.split()])
    marked = [[form.replace("<\\", "</") for form in tail.split("/")] for tail in _MARKUP]
    pairs += _both_ways("behind markup", marked)
    pairs += _both_ways("doubled brackets", [tail.split("|") for tail in _BRACKETS.split()])
    spaced = [[" " + form for form in tail.split("/")] for tail in _SPACED.split()]
    frames = ("{} 부산 에서 책 을 읽었다 .", "어제 {} 나무 를 심었다 .", "{} 산 에 갔다 .")
    pairs += _both_ways("behind a space", spaced, frames)
    named = [tail.split("/") for tail in _NAMED.split()]
    pairs += _both_ways("-이 behind given names", named, given=True)[::2]
    called = _both_ways("아/야", [["아", "야"]] * 10, _CALLED, given=True)
    copula = _both_ways("아/야", [["이야", "야"]] * 10, ("그건 바로 {}.",), given=True)
    pairs += called + copula
    pairs += _both_ways("in both forms", [[tail, tail] for tail in _BOTH.split()])
    return pairs


def _both_ways(
    kind: str,
    tails: list[list[str]],
    frames: tuple[str, ...] = _FRAMES,
    *,
    given: bool = False,
) -> list[Pair]:
    pairs = []
    finals = cycle(_GIVEN_CONSONANT if given else _CONSONANT)
    vowels = cycle(_GIVEN_VOWEL if given else _VOWEL)
    frame = cycle(frames)
    while len(pairs) < (240 if kind.startswith("-이") else 120):
        for final_tail, vowel_tail in tails:
            a, b, text = next(finals), next(vowels), next(frame)
            forth, back = text.format(a + final_tail), text.format(b + vowel_tail)
            if kind == "behind markup":
                forth, back = (_opened(text, name) for text, name in ((forth, a), (back, b)))
            pairs += [Pair(kind, forth, a, b, back), Pair(kind, back, b, a, forth)]
    return pairs


def _opened(text: str, name: str) -> str:
    """Return a text; if a closing mark follows the name, the opening mark is put before it."""
    behind = text.partition(name)[2]
    for close, opening in (("</", "<"), ("**", "**"), ("&quot;", "&quot;"), ("”", "“"), ("’", "‘")):
        if behind.startswith(close):
            mark = opening + behind[2 : behind.index(">") + 1] if close == "</" else opening
            return text.replace(name, mark + name, 1)
    return text


def renamed(pair: Pair) -> tuple[str, bool]:
    """Replace the name in the text of a pair, and repair the particle after it.

    Return the new text, and whether the repair refused to change the particle.
    """
    at = pair.text.index(pair.old)
    end = at + len(pair.old)
    marked = f"{pair.text[:at]}[S|PER|{pair.old}]{pair.text[end:]} [O|LOC|수원]"
    batch = batch_of(marked)
    out = Edits.of([0], [at], [end], [pair.new], 1, noun=True)
    mended = repair(batch, out)
    after = apply(batch, Changes(Edits.concat([out, mended.edits]))).batch
    return after.row(0).sentence.removesuffix(" 수원"), bool(len(mended.row))


def outcomes() -> dict[str, Kind]:
    """Return the results of all pairs by kind."""
    kinds: dict[str, Kind] = {}
    for pair in pairs():
        text, refused = renamed(pair)
        right, named, wrong = kinds.get(pair.kind, Kind(0, 0, []))
        if refused:
            kinds[pair.kind] = Kind(right, named + 1, wrong)
        elif text == pair.right:
            kinds[pair.kind] = Kind(right + 1, named, wrong)
        else:
            kinds[pair.kind] = Kind(right, named, [*wrong, (text, pair.right)])
    return kinds
