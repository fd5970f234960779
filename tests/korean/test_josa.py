from __future__ import annotations

import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given

from reaug.errors import UsageError
from reaug.korean.josa import (
    Forms,
    Sound,
    attach,
    attach_all,
    final_sound,
    final_sounds,
    forms,
)
from reaug.korean.particles import FAMILIES, INVARIANT, KNOWN
from strategies import texts

NONE, RIEUL, OTHER = Sound.NONE, Sound.RIEUL, Sound.OTHER
EITHER, UNKNOWN = Sound.EITHER, Sound.UNKNOWN
CONSONANT, ANY = Sound.CONSONANT, Sound.ANY

WORDS = [
    # Hangul: the last syllable
    ("나무", NONE),
    ("서울", RIEUL),
    ("부산", OTHER),
    ("각", OTHER),
    ("가", NONE),
    (unicodedata.normalize("NFD", "서울"), RIEUL),
    (unicodedata.normalize("NFD", "나무"), NONE),
    # jamo are read by their names: 기역, 리을; vowels as they are
    ("ㄱ", OTHER),
    ("ㄹ", RIEUL),
    ("ㅏ", NONE),
    # digits in Sino-Korean
    ("1", RIEUL),
    ("2", NONE),
    ("3", OTHER),
    ("6", OTHER),
    ("7", RIEUL),
    ("8", RIEUL),
    ("9", NONE),
    ("0", OTHER),
    ("10", OTHER),
    ("100", OTHER),
    ("2000", OTHER),
    ("1,990", OTHER),
    ("1,992", NONE),
    ("10,000", OTHER),
    ("100000000", OTHER),
    ("1000000000000", NONE),
    ("3.5", NONE),
    ("3.1", RIEUL),
    ("2.0", OTHER),
    ("제17·18", RIEUL),
    # units as they are read
    ("30kg", OTHER),
    ("30 kg", OTHER),
    ("5km", NONE),
    ("5㎞", NONE),
    ("20㎡", NONE),
    ("3km²", NONE),
    ("10%", NONE),
    ("36.5°C", NONE),
    ("20℃", NONE),
    ("$100", NONE),
    ("100$", NONE),
    ("₩500", OTHER),
    ("500원", OTHER),
    ("3월", RIEUL),
    ("5억", OTHER),
    ("5조", NONE),
    # digits behind an English name, one alone in English
    ("SF9", OTHER),
    ("2NE1", OTHER),
    ("F4", NONE),
    ("MP3", NONE),
    ("G20", OTHER),
    ("COVID-19", NONE),
    # letters one by one
    ("LG", NONE),
    ("KT", NONE),
    ("SK", NONE),
    ("UN", OTHER),
    ("SM", OTHER),
    ("XML", RIEUL),
    ("FC", NONE),
    ("H&M", OTHER),
    ("tvN", OTHER),
    ("CR", EITHER),
    ("ＬＧ", NONE),
    # acronyms that are words
    ("OPEC", OTHER),
    ("T.O.P", OTHER),
    ("KAKAO", NONE),
    # Latin words by how Korean writes them
    ("Google", RIEUL),
    ("Apple", RIEUL),
    ("Twitter", NONE),
    ("Facebook", OTHER),
    ("Internet", OTHER),
    ("Microsoft", NONE),
    ("Line", OTHER),
    ("Amazon", OTHER),
    ("Samsung", OTHER),
    ("Nike", NONE),
    ("Pokémon", OTHER),
    ("Café", NONE),
    # looked through: glosses, closing quotes, marks
    ("삼성(Samsung)", OTHER),
    ("에스케이(SK, 1953년)", NONE),
    ("삼성[三星]", OTHER),
    ("(서울)", RIEUL),
    ("‘기생충’", OTHER),
    ("《무정》", OTHER),
    ("삼성㈜", OTHER),
    ("야후!", NONE),
    ("칸쟈니∞", NONE),
    ("한국👍", OTHER),
    # two readings in use: Korean or English
    ("K리그1", CONSONANT),
    ("포뮬러 1", CONSONANT),
    ("빅 3", ANY),
    ("아이폰 6", ANY),
    ("EBS 2", NONE),
    ("루미아 520", ANY),
    ("보잉 747", CONSONANT),
    ("보잉 300", OTHER),
    ("TOP", ANY),
    ("루이 XIV", NONE),
    ("보안사 VII", CONSONANT),
    ("Ⅲ", ANY),
    ("스페이스X", NONE),
    ("2/3", NONE),
    ("½", RIEUL),
    # hanja by their reading: 국, 거 or 차, 불 or 부; kana, letters of Greek
    ("大韓民國", OTHER),
    ("統一", RIEUL),
    ("自動車", NONE),
    ("不", EITHER),
    ("しらとり", NONE),
    ("ルパン", OTHER),
    ("α", NONE),
    ("ε", OTHER),
    ("樂", ANY),
    ("エ", NONE),
    # not to be known
    ("国", UNKNOWN),
    ("", UNKNOWN),
    (" ", UNKNOWN),
    ("!?", UNKNOWN),
    ("()", UNKNOWN),
    ("😀", UNKNOWN),
    ("Алексей", UNKNOWN),
]


@pytest.mark.parametrize(("word", "sound"), WORDS)
def test_final_sound_of_words(word: str, sound: Sound) -> None:
    assert final_sound(word) is sound


def test_final_sounds_of_a_column_are_those_of_its_words() -> None:
    words = [word for word, _ in WORDS]
    column = pa.array(["앞", *words, "뒤"]).slice(1, len(words))
    assert final_sounds(column).tolist() == [sound for _, sound in WORDS]
    assert final_sounds(pa.array([None, "물"])).tolist() == [UNKNOWN, RIEUL]
    assert final_sounds(pa.array([], pa.string())).tolist() == []


@given(texts())
def test_every_text_has_a_sound_and_columns_agree(text: str) -> None:
    assert final_sounds(pa.array([text])).tolist() == [final_sound(text)]


def test_many_glosses_and_brackets_are_no_trouble() -> None:
    assert final_sound("물" + "(1)" * 3000) is RIEUL
    assert final_sound("(" * 3000 + "물" + ")" * 3000) is RIEUL
    assert final_sound(")" * 3000) is UNKNOWN


@pytest.mark.parametrize(
    ("word", "particle", "joined"),
    [
        ("나무", "은", "나무는"),
        ("서울", "는", "서울은"),
        ("LG", "은", "LG는"),
        ("UN", "가", "UN이"),
        ("3월", "와", "3월과"),
        ("10", "를", "10을"),
        ("서울", "으로", "서울로"),
        ("서울", "으로부터", "서울로부터"),
        ("부산", "로", "부산으로"),
        ("부산", "로서는", "부산으로서는"),
        ("제주", "으로", "제주로"),
        ("삼성(Samsung)", "는", "삼성(Samsung)은"),
        ("《무정》", "를", "《무정》을"),
        ("삼성", "와의", "삼성과의"),
        ("가수", "이라는", "가수라는"),
        ("시인", "라고", "시인이라고"),
        ("가수", "이었다", "가수였다"),
        ("시인", "였던", "시인이었던"),
        ("시인", "예요", "시인이에요"),
        ("시인", "여서", "시인이어서"),
        ("시인", "다", "시인이다"),
        # both are right behind a vowel: what was given stays
        ("가수", "이다", "가수이다"),
        ("가수", "다", "가수다"),
        ("가수", "이며", "가수이며"),
        # both readings of R are right, but 로 is the only form behind either
        ("CR", "은", "CR은"),
        ("CR", "는", "CR는"),
        ("CR", "으로", "CR로"),
        ("민수", "아", "민수야"),
        ("삼성", "에서", "삼성에서"),
        ("삼성", "입니다", "삼성입니다"),
        # not to be known: as it was given
        ("", "은", "은"),
        ("国", "는", "国는"),
    ],
)
def test_attach_chooses_the_form_of_the_particle(word: str, particle: str, joined: str) -> None:
    assert attach(word, particle) == joined


def test_forms_of_every_known_particle() -> None:
    assert forms("는") == forms("은") == Forms("은", "는")
    assert forms("로는") == Forms("으로는", "로는")
    assert forms("였다") == Forms("이었다", "였다")
    assert forms("에서") == Forms("에서", "에서")
    for particle in KNOWN:
        assert particle in forms(particle)
    assert not INVARIANT & set(FAMILIES)


@pytest.mark.parametrize("particle", ["학교", "", "LG", "大", "😀"])
def test_an_unknown_particle_is_an_error(particle: str) -> None:
    with pytest.raises(UsageError, match="not a known particle"):
        forms(particle)
    with pytest.raises(UsageError, match="is not a known particle"):
        attach("삼성", particle)


def test_an_unknown_particle_names_the_near_ones() -> None:
    with pytest.raises(UsageError, match="으로부터"):
        forms("으로부타")


def test_a_sound_of_two_readings_takes_either_form() -> None:
    assert attach("빅 3", "은") == "빅 3은"
    assert attach("빅 3", "는") == "빅 3는"
    assert attach("K리그1", "으로") == "K리그1으로"
    assert attach("K리그1", "로") == "K리그1로"
    assert attach("K리그1", "는") == "K리그1은"


def test_attach_all_joins_columns() -> None:
    words = pa.chunked_array([["삼성", "LG"], ["", None, "R"]])
    given = pa.array(["는", "은", "은", "은", "는"])
    assert attach_all(words, given).to_pylist() == ["삼성은", "LG는", "은", None, "R는"]
    assert attach_all(["삼성", "LG"], [None, "은"]).to_pylist() == [None, "LG는"]
    assert attach_all(["삼성", "LG"], "에서").to_pylist() == ["삼성에서", "LG에서"]
    assert attach_all([], []).to_pylist() == []
    assert attach_all(pa.array(["앞", "산", "뒤"]).slice(1, 1), "로").to_pylist() == ["산으로"]
    assert attach_all(pa.array(["산"], pa.large_string()), "로").to_pylist() == ["산으로"]


def test_attach_all_says_what_is_wrong() -> None:
    with pytest.raises(UsageError, match="2 words but 1 particles"):
        attach_all(["삼성", "LG"], ["은"])
    with pytest.raises(UsageError, match="not a known particle"):
        attach_all(["삼성"], "학교")


@given(texts())
def test_attach_all_is_attach(text: str) -> None:
    particles = sorted(KNOWN)
    joined = attach_all([text] * len(particles), particles).to_pylist()
    assert joined == [attach(text, particle) for particle in particles]
