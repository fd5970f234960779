"""Stacked particles (에게서도, 으로부터의), and verbs that people write together with a particle.

Particles stack, and only the first agrees with the noun (한글 맞춤법 제41항). In careless text the
next word follows without a space (를위한, 로인해); the tables list such words if they can be
nothing else.
"""

from __future__ import annotations

from typing import Final

from reaug.korean._copula import listed

SIMPLE: Final = {
    "은": "- 커녕 커녕은 요",
    "이": "-",
    "을": "-",
    "과": "- 의 는 도 만 만의 도의 만은 만도 까지 까지도 까지는 조차 조차도 마저 마저도 는커녕 요",
}
"""The endings that may follow a particle with two forms, by its form after a consonant."""

SIMPLE_TOO: Final = {
    ("이랑", "랑"): "- 은 도 만 은요 도요 만은 의 요",
    ("이야말로", "야말로"): "-",
    ("이여", "여"): "-",
}

RO: Final = (
    "- 는 도 만 만은 만이 만의 만도 의 까지 까지의 까지는 까지도 까지만 나 나마 밖에 밖에는 "
    "밖에도 라도 조차 조차도 마저 마저도 는커녕 요 보다 보다는 서 서는 서도 서의 서만 서만의 "
    "서만이 서가 서나 서라도 서든 서요 서까지 서뿐 선 써 써는 써의 써도 써만 써나 써라도 부터 "
    "부터는 부터도 부터의 부터만 부터가 부터나 부터라도 부터요"
)
"""The endings that may follow 으로 and 로."""

_RUN_ON: Final = {
    "을": (
        "위한 위해 위하여 위해서 통한 통해 통해서 통하여 대상으로 비롯한 비롯해 비롯하여 향한 "
        "향해 향하여 포함한 포함해 포함하여 중심으로 상대로 바탕으로 계기로 기반으로 토대로 "
        "둘러싼 제외한 제외하고 이끄는 이끌고 이끈 이어받아 가지고 가진 거쳐 거친 놓고 두고 따라 "
        "따라서 따른 따르면 떠나 막론하고 만나 만난 맡은 맡아 맡고 물리치고 무찌르고 방문한 "
        "방문해 비판한 비판하며 보고 보면 설립한 설립하고 의미하는 이용한 이용해 이용하여 일으킨 "
        "잇는 지낸 지냈다 지냈으며 지지하는 차지한 찾아 창설한 창립한 통틀어"
    ),
    "으로": (
        "인해 인한 인하여 인해서 알려진 알려져 알려졌다 구성된 구성되어 불리는 불린 불렸다 "
        "임명되었다 임명된 임명되어 선출되었다 선출된 선출되어 활동했다 활동하며 활동하고 "
        "활동하는 활동한 활약했다 활약하며 활약한 위장한 이루어진 이뤄진 여겨지는 보이는 꼽히는 "
        "꼽힌다 유명한 유명하다 이어지는 이어진 향했다 향하는 떠났다 돌아와 돌아온 돌아갔다 "
        "말미암아 미루어 하여금"
    ),
    "과": (
        "함께 함께한 같은 같이 달리 더불어 관련된 관련한 관련해 관련하여 결혼했다 결혼한 결혼하여 "
        "결혼해 마찬가지로 반대로 비슷한 연결된 연결되는 유사한 협력하여 협력해 합병했다 합병하여 "
        "합병한"
    ),
    "은": ("매우 현재 당시 결국 이미 아직 모두 또한 물론 이후"),
    "이": (
        "있는 있다 있었다 있으며 있던 없는 없다 없었다 된다 되었다 됐다 되었으며 되어 되는 된 "
        "아닌 아니라 아니다 아니었다 이끄는 이끈 태어난 태어났다 맡은 맡았다 만든 세운 설립한 "
        "발표한 발표했다"
    ),
}
"""Words that people write without a space after a particle; no noun continues like this."""


def run_on() -> list[tuple[str, str]]:
    """Return pairs of a particle and a word that is often written right after it without a space.

    The particle is in its form after a consonant.
    """
    return [(particle, word) for particle, words in _RUN_ON.items() for word in listed(words)]


_ONE_FORM: Final = (
    "의 도 만 에 께 께서 한테 마다 조차 마저 밖에 뿐 뿐만 에는 에도 에만 에의 에선 엔 에야 에다 "
    "에다가 에까지 에까지도 에조차 에만은 에만도 에는커녕 에서 에선 에서는 에서야 에서도 에서의 "
    "에서만 에서만은 에서나 에서라도 에서든 에서요 에서처럼 에서보다 에서보다는 에서조차 "
    "에서조차도 에서마저 에서마저도 에서뿐 에서부터 에서부터의 에서부터는 에서까지 에서까지도 "
    "에서는커녕 에서와 에서와는 에서와의 부터 부터는 부터의 부터도 부터가 부터라도 부터요 까지 "
    "까지는 까지의 까지도 까지만 까지가 까지를 까지로 까지와 까지나 까지라도 까지요 까지만의 "
    "까지조차 까지마저 보다 보다는 보다도 보단 보다야 보다는요 처럼 처럼은 처럼만 처럼도 처럼요 "
    "같이 만큼 만큼은 만큼도 만큼이나 만큼만 만큼의 만큼이라도 만에 만의 만이 만은 만을 만으로 "
    "만으로는 만으로도 만이라도 만이라면 만요 만으론 도의 도요 께서는 께서도 께서만 께서야 께선 "
    "께는 께도 하고 하고는 하고도 하고만 하고요 조차도 조차 조차는 조차도요 마저도 마저 밖에는 "
    "밖에도 밖에요 마다의 마다요 마다도 마다는 마다에 뿐이 뿐인 뿐이다 뿐이며 뿐이고 뿐만이 "
    "뿐이었다 뿐이라고 뿐이라는 뿐이지만 뿐더러 뿐이라 뿐입니다 대로 치고 인 인데 인데도 인데다 "
    "인데다가 인데요 인가 인가요 인가를 인지 인지는 인지도 인지를 인지의 인지라 인들 일 일까 "
    "일까요 일지 일지도 일지라도 일수록 일뿐 일텐데 일테니 임 임을 임에도 임이 임은 임에 입니다 "
    "입니다만 입니까 입죠 인걸 인걸요"
)
_TO: Final = ("에게", "에게서", "에게로", "한테", "한테서", "한테로")
_BEHIND_TO: Final = (
    "- 는 도 만 만은 만도 만이 만의 의 까지 까지도 까지는 까지의 까지만 부터 부터는 부터도 조차 "
    "조차도 조차는 마저 마저도 나 나마 라도 야 야말로 든 든지 요 밖에 밖에는 뿐 처럼 처럼은 보다 "
    "보다는 보다도 다 와 와는 와의 는커녕 는요 도요 만요"
)
"""Endings after 에게 and 한테; no noun has these endings."""

INVARIANT: Final = frozenset(
    {
        *listed(_ONE_FORM),
        *(base + end for base in _TO for end in listed(_BEHIND_TO)),
        *("에겐", "에게선", "에게론", "한텐", "한테선"),
    }
)
"""Particles, and endings of the copula, with a single form for all words: they need no repair."""

_NAMED: Final = (
    "의 도 만 만은 만의 께 부터 부터는 까지 까지도 까지는 보다 보다는 보다도 처럼 처럼은 하고 "
    "하고는 조차 조차도 마저 마저도 밖에 같이 만큼 만큼은 만큼이나 뿐 뿐만 가 는 를 와 와는 와의 "
    "와도 와만 로 로부터 로서 로서는 는커녕 한텐 에겐"
)

NAMED: Final = {
    "이" + end: end
    for end in (*listed(_NAMED), *(base + end for base in _TO for end in listed(_BEHIND_TO)))
}
"""Particles with the 이 that a given name takes after a consonant (지훈이는, but 민수는).

Each is mapped to its form without this 이.
"""
