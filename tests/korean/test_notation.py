from __future__ import annotations

import pytest

from reaug.errors import UsageError
from reaug.korean.josa import attach, attach_all, forms
from reaug.korean.notation import both_forms, notation_at

SETS = [
    (
        "은/는 은(는) (은)는 는/은 는(은) [은/는] (은/는) 은|는 은·는 은／는 은（는） -은/는",
        "은",
        "는",
        "은",
    ),
    ("이/가 이(가) (이)가 가/이 가(이)", "이", "가", "이"),
    ("을/를 을(를) (을)를 를/을 를(을)", "을", "를", "을"),
    ("과/와 와/과 과(와) 와(과) (와)과", "과", "와", "과"),
    ("(으)로 으로/로 으로(로) 로/으로 -(으)로", "으로", "로", "로"),
    ("(으)로부터 으로부터/로부터", "으로부터", "로부터", "로부터"),
    ("(이)라고 이라고/라고", "이라고", "라고", "이라고"),
    ("(이)다 이다/다", "이다", "다", "이다"),
    ("(이)나 이나/나", "이나", "나", "이나"),
    ("이랑/랑 (이)랑", "이랑", "랑", "이랑"),
    ("아/야 야/아", "아", "야", "아"),
    ("(이)여 이여/여", "이여", "여", "이여"),
    ("(이)시여", "이시여", "시여", "이시여"),
    ("과(와)의 와(과)의 과/와의", "과의", "와의", "과의"),
]


@pytest.mark.parametrize(("written", "final", "vowel", "rieul"), SETS)
def test_every_notation_of_the_field(written: str, final: str, vowel: str, rieul: str) -> None:
    for particle in written.split():
        assert attach("관운장", particle) == "관운장" + final, particle
        assert attach("유비", particle) == "유비" + vowel, particle
        assert attach("서울", particle) == "서울" + rieul, particle
        assert forms(particle) == (final, vowel)
        assert attach_all(["유비", None], particle).to_pylist() == ["유비" + vowel, None]


def test_where_no_form_is_known_it_stays_in_both() -> None:
    assert attach("Москва", "은(는)") == "Москва은(는)"
    assert attach("", "을/를") == "을/를"


@pytest.mark.parametrize(
    "wrong", ["은/를", "은/", "(으)는", "/", "()", "(이)X", "이/는", "", "은는", "(", "은(", "(은"]
)
def test_what_is_no_pair_is_refused(wrong: str) -> None:
    with pytest.raises(UsageError, match="is not a known particle"):
        attach("유비", wrong)
    assert both_forms(wrong) is None


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("은(는) 왔다", 4),
        ("(으)로 갔다", 4),
        ("과(와)의 인연", 5),
        ("은/는데", 0),
        ("은(서울)", 0),
        ("은", 0),
        ("", 0),
        ("이/그", 0),
        ("(주)는", 0),
        ("a(b)", 0),
    ],
)
def test_notation_in_a_text(text: str, end: int) -> None:
    match = notation_at(text)
    assert (match.end if match else 0) == end
