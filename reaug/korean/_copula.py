"""Tables of endings of the copula 이다 (이었지만, 이셨다, 이랍니다), and of those that keep their
이.

After a vowel, the 이 may be dropped (한글 맞춤법 제36항: 이었 → 였, 이어 → 여; 표준어 규정 제26항:
이에요, 예요). Every table lists the endings after the 이; "-" stands for the copula without an
ending.
"""

from __future__ import annotations

from typing import Final


def listed(text: str) -> list[str]:
    """Return the words of a table as a list; "-" stands for the empty word."""
    return ["" if end == "-" else end for end in text.split()]


_PAST: Final = (
    "다 다가 다고 다고도 다는 다며 다면 다면서 다던 다더라 다니 다니까 다지만 다지 다네 답니다 "
    "단다 대 대요 던 던가 던지 던데 던데요 던걸 더라 더라도 더라면 더라고 더라고요 더니 더군 "
    "더군요 더냐 고 고는 고도 고요 으며 으면서 으면서도 으나 으니 으니까 으니까요 으니만큼 으면 "
    "으면은 으므로 으리라 으랴 으련만 을 을까 을까요 을지 을지도 을지라도 을텐데 을걸 을수록 을뿐 "
    "음 음은 음을 음에도 음이 음도 음에 지 지요 지만 지만은 지마는 죠 는데 는데도 는데요 는지 "
    "는지도 는지는 는지를 는가 는가를 는가는 느냐 느냐는 느냐고 느냐가 냐 냐고 냐는 네 네요 군 "
    "군요 구나 구려 구먼 구만 기 기에 기도 기는 기만 기까지 기를 기가 기로 기조차 습니다 습니다만 "
    "습니까 습디다 어 어요 어도 어서 어야 어야만 거나 거니와 거든 거든요 건만 건 나 나요 을걸요 "
    "을텐데요 을테니 을테니까 을진대 을지언정 을망정 을지니 을뿐더러 을뿐만 을는지 을까봐 "
    "습니다마는 더이다 음으로 음으로써 으되 어야지 어야죠 어라 사옵니다 던들 다니요 다나 다며요 "
    "다면야 다던가 다던데 단다면 답시고 으면야 으려나 으리라고 으리라는 으리라던"
)
"""Endings after 었, 셨, 랬 and 겠."""

_HONORIFIC: Final = (
    "시다 시다가 시고 시고도 시고는 시고요 시며 시면 시면서 시면서도 시지 시지만 시지요 시지는 "
    "시지도 시죠 시니 시니까 시니까요 시니만큼 시자 시네 시네요 시군 시군요 시구나 시기 시기에 "
    "시기도 시기는 시기까지 시기만 시거나 시거든 시거든요 시건만 시더라 시더라도 시더라고요 "
    "시더니 시던 시던가 시던데 시라 시라고 시라고도 시라는 시라며 시라면 시라면서 시라도 시라니 "
    "시라니까 시라네 시라지만 시라서 시랍니다 시란다 시래 시래요 시므로 시여 시여서 시도다 시리라 "
    "시오 시올시다 시옵니다 신 신데 신데도 신데요 신지 신지도 신지는 신지를 신지요 신가 신가요 "
    "신들 실 실까 실까요 실지 실지도 실지라도 실뿐 심 심을 심에도 심은 심이 십니다 십니다만 "
    "십니까 십시오 세요 셔 셔요 셔서 셔서인지 셔도 셔야 셔야만 시던가요 시데 시데요 시길 시기를 "
    "시기가 시게 시구려 시려면 시려나 시려고 시더이다 시더군 시더군요 시라니요 시라던데 "
    "시라더군요 신걸 신걸요 신데다 실걸 실걸요 실텐데 실테니 실수록 실때 십디다 셔서요 셔야지 "
    "셔야죠 셔라"
)

_QUOTED: Final = (
    "고 고는 고도 고만 고요 고까지 고까지도 곤 는 는데 는데도 는데요 는지 는지도 는가 며 면 면서 "
    "면서도 면야 서 서요 서인지 서도 서가 도 도요 든가 든지 던가 던 던데 던데요 더라 더라고 "
    "더라고요 더군 더군요 더니 더냐 니 니까 니까요 니요 네 네요 지 지요 지만 죠 거나 거든 거든요 "
    "기보다 기보다는 기에 기엔 기에는 기도 기는 길래 느니 구 구요 손 야 야만 오 던가요 나 나요 "
    "느니만 우 고밖에 고까지는 고조차 든가는 야지 야죠 더구나 더냐고 거나요"
)
"""Endings after 이라, as in -라고 and -라는. After a vowel the 이 is usually dropped."""

_QUOTED_SHORT: Final = (
    "란 란다 란다면 랍니다 랍니다만 랍니까 랍시고 래 래요 래도 래서 래야 람 랄 랄까 랄까요 랄지 "
    "랄지라도 랴 려면 려니 려니와 려고 리라 리라고 리라는 리라던 로다 로구나 로군 로군요 로세 "
    "로되 니만큼 니라 나 나마 나마도 든 든지 든지간에 든가 야 에요 란다면야 려나 렷다 로소이다 데 "
    "데요 걸랑 걸랑요 외다 더이다 오니 옵고 래더라 래서요 래도요 랬자 게"
)

_STAYING: Final = (
    "다 다가 며 고 고도 고는 고요 고서 고서야 자 지만 지만은 지마는 면 면은 면서 면서도 면서부터 "
    "므로 니 니까 니까요 던 던가 던지 던데 던데요 더라 더라도 더라고 더라고요 더라면 더니 더니만 "
    "더군 더군요 더구나 거나 거니와 거니 거든 거든요 거늘 건 건만 기 기도 기에 기는 기만 기까지 "
    "기까지도 기를 기가 기로 기조차 기보다 기보다는 듯 듯이 지 지요 지는 지도 지를 지가 죠 네요 "
    "군 군요 구나 구먼 구려 구만 요 올시다 오 소 옵니다 옵니까 길 면야 지요만 자마자 구먼요 네만 "
    "옵니다만 던고"
)
"""Endings of the copula that usually keep the 이 after a vowel."""

DROPPING: Final[dict[tuple[str, str], list[str]]] = {
    ("이라", "라"): ["", *listed(_QUOTED)],
    ("이", ""): [*listed(_QUOTED_SHORT), *listed(_HONORIFIC), "네"],
    **{
        (past, short): listed(_PAST)
        for past, short in (
            ("이었", "였"),
            ("이었었", "였었"),
            ("이셨", "셨"),
            ("이셨었", "셨었"),
            ("이랬", "랬"),
            ("이겠", "겠"),
            ("이었겠", "였겠"),
            ("이시겠", "시겠"),
            ("이셨겠", "셨겠"),
        )
    },
    ("이어", "여"): listed("서 서는 서도 서요 서인지 야 야만 야지 야죠 도 요 선"),
    ("이에", "예"): ["요"],
}
"""Endings of the copula, and similar endings, that drop the 이 after a vowel."""

STAYING: Final = listed(_STAYING)

SLIPS: Final = (("이였", "이었"), ("이여", "이어"), ("이예", "이에"))
"""Common misspellings with the right form; after a vowel both contract to the same form."""

NOUNS_TOO: Final = listed("고 자 면 니 지 네 군 건 기 야 든 죠 던 듯 요 여 여야")
"""Forms of the copula without its 이 that are also parts of nouns (서울고, 기자, 읍면, 고창군)."""

RARE: Final = listed(
    "여도 여요 소 오 길 고서 고요 지가 지는 지도 지를 기가 기로 기를 래 래도 래서 람 랄 랴 라지 "
    "라구 라손 라오 라야 려고 려면 려니 리라 니라 로세 로되 로군 구만 거니 건만 거든 구려 시고 "
    "시면 시지 시니 시자 시네 시군 시기 시기에 시기도 시기는 시기까지 시기만 시던 시라 시라도 "
    "시래 시여 시도다 시오 시리라 신 신들 신지 신가 신데 실 실지 실뿐 심 심을 심은 심이 심에도 셔 "
    "셔도 셔야"
)
"""Forms that can be the copula without its 이, but rarely are. `attach` knows them, and `repair`
changes one only if mecab takes it for the copula.
"""
