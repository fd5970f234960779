from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given

from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.korean.whole_words import ADVERB, DETERMINER, NAME, NOUN
from reaug.transforms.masked_lm.places import Places, gaps, replaceable
from strategies import batches


def words(text: str) -> list[str]:
    """The words of one marked sentence that may be replaced, each with its particle behind |."""
    batch = batch_of(text)
    sentence, mention = batch.row(0).sentence, replaceable(batch)
    stop = batch.eojeols.end[mention.word]
    ends = zip(mention.start.tolist(), mention.end.tolist(), stop.tolist(), strict=True)
    return [f"{sentence[a:b]}|{sentence[b:c]}" for a, b, c in ends]


def before(text: str) -> dict[str, int]:
    """The eojeols of one marked sentence before which a word may be put, and its kinds."""
    batch = batch_of(text)
    sentence, mention = batch.row(0).sentence, gaps(batch)
    stop = batch.eojeols.end[mention.word]
    assert mention.start.tolist() == mention.end.tolist()
    places = zip(mention.start.tolist(), stop.tolist(), mention.kind.tolist(), strict=True)
    return {sentence[a:b]: kind for a, b, kind in places}


PAIR = "[S|PER|이순신]은 [O|LOC|한산도]에서 "


def test_nouns_with_and_without_particles():
    text = PAIR + "회장으로 선출된 사장이 노래와 영화 역사를 배웠다."
    assert words(text) == ["회장|으로", "사장|이", "노래|와", "영화|", "역사|를"]


def test_forms_of_the_copula_and_marks_behind():
    text = "회장이던 [S|PER|김구]는 [O|POH|의사]였고, 그때 그의 직업은 가수였다."
    assert words(text) == ["회장|이던", "그때|", "직업|은", "가수|였다."]
    assert words(PAIR + "만난 사람은 장군, 의사, 가수!") == [
        "사람|은",
        "장군|,",
        "의사|,",
        "가수|!",
    ]


def test_names_and_adverbs_have_their_kinds():
    places = replaceable(batch_of(PAIR + "다시 부산으로 돌아가 함께 노래를 불렀다"))
    assert places.kind.tolist() == [ADVERB, NAME, ADVERB, NOUN]


@pytest.mark.parametrize(
    "word",
    [
        "배를",  # one syllable
        "못",
        "대표이사가",  # a compound
        "회장님은",  # with a suffix
        "공부했다",  # the stem of a verb
        "적은",
        "그를",
        "LG는",
        "1592년에",
        "漢字를",
        "회장(會長)은",
        "‘회장’은",
        "회장·사장은",
        "회장👩\u200d👧",
        "회장\u0301",
        "회장는",  # a wrong particle: who knows what it is
        unicodedata.normalize("NFD", "회장은"),
        "회장" + unicodedata.normalize("NFD", "은"),
    ],
)
def test_other_words_stay(word):
    assert words(PAIR + word + " 그") == []


def test_an_eojeol_of_a_mention_stays():
    assert words("[S|ORG|한국]은행이 [O|ORG|대한 은행]과") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[S|LOC|부산] 시내에 [O|PER|김구]가", []),
        ("[S|LOC|부산]의 시내에 [O|PER|김구]가", ["시내|에"]),
        ("가수 [S|PER|아이유]는 [O|PER|김구]가", []),
        ("가수인 [S|PER|아이유]는 [O|PER|김구]가", ["가수|인"]),
        ("가수, [S|PER|아이유]는 [O|PER|김구]가", ["가수|,"]),
        ("매우 [S|PER|아이유]는 [O|PER|김구] 다시", ["매우|", "다시|"]),
    ],
)
def test_a_bare_noun_beside_a_mention_stays(text, expected):
    assert words(text) == expected


def test_the_name_of_a_mention_stays_elsewhere_too():
    text = "[S|ORG|서울시청]은 [O|POH|가수]와 만났다. 서울이 넓고 가수가 많고 역사가 길다."
    assert words(text) == ["역사|가"]


def test_what_a_bracket_explains_stays():
    assert words(PAIR + "회장 (會長)은 역사를 썼다") == ["역사|를"]


def test_gaps_take_what_may_stand_before_the_next_word():
    text = PAIR + "노래를 배웠고, 도시로 갔다."
    assert before(text) == {
        "노래를": NOUN | DETERMINER,
        "배웠고,": ADVERB,
        "도시로": NOUN | DETERMINER,
        "갔다.": ADVERB,
    }


def test_no_gap_beside_a_mention_or_between_nouns():
    assert before("[S|LOC|부산] 시내의 [O|PER|김구]") == {}
    assert before(PAIR + "영화 역사를 [그]") == {"영화": NOUN | DETERMINER}
    assert before("노래 [S|PER|김구]와 [O|PER|이순신]") == {"노래": NOUN | DETERMINER}


@pytest.mark.parametrize(
    "text", ["[S|PER|가][O|PER|나]", " [S|PER|가] [O|PER|나] ", "[S|PER|a]\0[O|PER|b]"]
)
def test_short_texts(text):
    assert words(text) == []
    assert before(text) == {}


def test_no_rows():
    none = batch_of(PAIR).take(replaceable(batch_of("[S|PER|가][O|PER|나]")).row)
    assert len(replaceable(none).row) == len(gaps(none).row) == 0


def _check(batch: Batch, places: Places) -> None:
    assert not batch.touches_mention(places.row, places.start, places.end).any()
    order = list(zip(places.row.tolist(), places.start.tolist(), strict=True))
    assert order == sorted(set(order))
    for row, start, end in zip(*(column.tolist() for column in places[:3]), strict=True):
        word = batch.sentence[row].as_py()[start:end]
        assert all("가" <= c <= "힣" for c in word)


@given(batches())
def test_places_lie_outside_the_mentions_and_hold_hangul(batch):
    _check(batch, replaceable(batch))
    _check(batch, gaps(batch))
