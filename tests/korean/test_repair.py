from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from laws import check_changes
from reaug.core.apply import apply
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.edits import Edits
from reaug.core.examples import batch_of
from reaug.korean.repair import AMBIGUOUS, repair, tails
from strategies import batches


def renamed(marked: str, new: str, *, role: str = "subject") -> tuple[str, list[str]]:
    """The sentence after a rename of one mention and its repair, and the reasons."""
    batch = batch_of(marked)
    row = batch.row(0)
    start, end = row.subject if role == "subject" else row.object
    edits = Edits.of([0], [start], [end], [new], 1 if role == "subject" else 2, noun=True)
    mended = repair(batch, edits)
    done = apply(batch, Changes(Edits.concat([edits, mended.edits])))
    assert not len(done.refusals.row)
    return done.batch.row(0).sentence, mended.reason.to_pylist()


@pytest.mark.parametrize(
    ("marked", "new", "sentence"),
    [
        ("[S|ORG|삼성]은 [O|LOC|수원]에 있다.", "LG", "LG는 수원에 있다."),
        ("[S|ORG|LG]는 [O|LOC|수원]에 있다.", "UN", "UN은 수원에 있다."),
        ("[S|ORG|삼성]이 [O|LOC|수원]에 왔다.", "네이버", "네이버가 수원에 왔다."),
        ("[S|ORG|삼성]을 [O|LOC|수원]에서 봤다.", "KT", "KT를 수원에서 봤다."),
        ("[S|ORG|삼성]과 [O|LOC|수원]시", "KT", "KT와 수원시"),
        ("[S|ORG|삼성]과의 [O|LOC|수원]전", "KT", "KT와의 수원전"),
        ("[S|LOC|서울]로 [O|PER|민수]가 갔다.", "부산", "부산으로 민수가 갔다."),
        ("[S|LOC|부산]으로 [O|PER|민수]가 갔다.", "서울", "서울로 민수가 갔다."),
        ("[S|LOC|부산]으로부터 [O|PER|민수]가 왔다.", "제주", "제주로부터 민수가 왔다."),
        ("[S|POH|시인]이라는 [O|PER|민수]", "가수", "가수라는 민수"),
        ("[S|POH|가수]였던 [O|PER|민수]", "시인", "시인이었던 민수"),
        ("[O|PER|민수]는 [S|POH|가수]다.", "시인", "민수는 시인이다."),
        # the 이 of the copula: kept where it usually is, or where the text keeps it
        ("[O|PER|민수]는 [S|POH|시인]이다.", "가수", "민수는 가수이다."),
        ("[O|PER|민수]는 [S|POH|시인]이었다.", "가수", "민수는 가수였다."),
        ("[O|PER|민수]는 [S|POH|화가]이었다.", "가수", "민수는 가수이었다."),
        ("[S|POH|시인]이자 [O|PER|민수]", "가수", "가수이자 민수"),
        # both readings of R are right
        ("[S|ORG|CR]은 [O|LOC|수원]에", "AR", "AR은 수원에"),
        ("[S|ORG|삼성]은 [O|LOC|수원]에", "AR", "AR은 수원에"),
        # nothing to do
        ("[S|ORG|삼성]은 [O|LOC|수원]에", "현대건설산업", "현대건설산업은 수원에"),
        ("[S|ORG|삼성]에서 [O|LOC|수원]에", "LG", "LG에서 수원에"),
        ("[S|ORG|삼성] [O|LOC|수원]", "LG", "LG 수원"),
        ("[S|ORG|삼성]은", "LG", "LG는"),
        # what is no tail stays: it goes on, or stands behind something
        ("[O|LOC|수원] [S|ORG|삼성]은행", "LG", "수원 LG은행"),
        ("[O|LOC|수원] [S|PER|김철수]이사", "김산", "수원 김산이사"),
        ("[O|LOC|수원] [S|ORG|삼성]들은", "LG", "수원 LG들은"),
        # digits, hanja, emoji, one character
        ("[O|LOC|수원] [S|NOH|3]과", "2", "수원 2와"),
        ("[O|LOC|수원] [S|NOH|5kg]은", "5km", "수원 5km는"),
        ("[O|LOC|수원] [S|PER|李]는", "민수", "수원 민수는"),
        ("[O|LOC|수원] [S|PER|산]은😀", "나", "수원 나는😀"),
    ],
)
def test_the_particle_directly_behind(marked: str, new: str, sentence: str) -> None:
    marked = marked if "[O|" in marked else marked + " [O|LOC|수원]"
    sentence = sentence if "수원" in sentence or "민수" in sentence else sentence + " 수원"
    assert renamed(marked, new)[0] == sentence


@pytest.mark.parametrize(
    ("marked", "new", "reason"),
    [
        # the tail disagrees with its own word: no particle, or a mistake of the text
        ("[S|PER|솔로몬]는 [O|LOC|수원]", "민수", [AMBIGUOUS]),
        ("[S|ORG|을지]로 [O|LOC|수원]", "서울", []),
        # the new word cannot be read
        ("[S|ORG|삼성]은 [O|LOC|수원]", "国", [AMBIGUOUS]),
        ("[S|ORG|삼성]이다. [O|LOC|수원]", "国", []),  # right behind any word
        # perhaps no particle: it matters only where the sound turns
        ("[S|ORG|동양화]가 [O|PER|김산]", "제주", []),
        ("[S|ORG|삼성]과대안당 [O|LOC|수원]", "LG", [AMBIGUOUS]),
        # by mecab no particle: nothing is lost
        ("[S|POH|물리학]자 [O|LOC|수원]", "축구", []),
        ("[S|ORG|삼성]은행 [O|LOC|수원]", "LG", []),
        ("[S|ORG|삼성]은행 [O|LOC|수원]", "현산", []),
        ("[S|ORG|삼성]에서 [O|LOC|수원]", "LG", []),
        ("[S|ORG|삼성]전자 [O|LOC|수원]", "LG", []),
    ],
)
def test_what_cannot_be_known_is_left_and_counted(marked: str, new: str, reason: list[str]) -> None:
    batch = batch_of(marked)
    row = batch.row(0)
    edits = Edits.of([0], [row.subject[0]], [row.subject[1]], [new], 1, noun=True)
    mended = repair(batch, edits)
    assert mended.edits.size == 0
    assert mended.reason.to_pylist() == reason
    assert mended.row.tolist() == [0] * len(reason)


def test_old_words_that_cannot_be_read_are_taken_to_agree() -> None:
    assert renamed("[S|ORG|国]은 [O|LOC|수원]에", "LG") == ("LG는 수원에", [])


def test_a_tail_that_touches_the_other_mention_is_left() -> None:
    assert renamed("[S|ORG|삼성][O|PER|이재용]이", "LG")[0] == "LG이재용이"
    assert renamed("[S|ORG|삼성]은[O|PER|민수]", "LG") == ("LG은민수", [])
    assert renamed("[S|ORG|삼성]은 [O|PER|민수]가", "김산", role="object")[0] == "삼성은 김산이"


def test_it_gives_way_to_a_proposed_edit_on_the_tail() -> None:
    batch = batch_of("[S|ORG|삼성]은 [O|LOC|수원]에 있다.")
    noun = Edits.of([0], [0], [2], ["LG"], 1, noun=True)
    for start, end, text in ((2, 3, "도"), (2, 4, ""), (2, 2, "만")):
        both = Edits.concat([Edits.of([0], [start], [end], [text]), noun])
        assert repair(batch, both).edits.size == 0
    beside = Edits.concat([Edits.of([0], [3], [3], ["요"]), noun])
    assert repair(batch, beside).edits.text.to_pylist() == ["는"]


def test_only_nouns_govern() -> None:
    batch = batch_of("[S|ORG|삼성]은 [O|LOC|수원]에 있다.")
    assert repair(batch, Edits.of([0], [0], [2], ["LG"], 1)).edits.size == 0
    assert repair(batch, Edits.of()).edits.size == 0
    gone = Edits.of([0], [0], [2], [""], 1, noun=True)
    assert repair(batch, gone).edits.size == 0


def test_a_noun_of_the_context_governs_too() -> None:
    batch = batch_of("[S|ORG|삼성]의 [O|PER|민수], 삼성은 컸다.")
    edits = Edits.of([0, 0], [0, 8], [2, 10], ["LG", "LG"], np.array([1, 0]), noun=True)
    assert repair(batch, edits).edits.text.to_pylist() == ["는"]


def test_a_decomposed_particle_stays_decomposed() -> None:
    decomposed = unicodedata.normalize("NFD", "은")
    sentence, _ = renamed(f"[S|ORG|삼성]{decomposed} [O|LOC|수원]", "LG")
    assert sentence == f"LG{unicodedata.normalize('NFD', '는')} 수원"


def test_many_rows_at_once_and_the_order_of_edits_is_free() -> None:
    batch = batch_of(*["[S|ORG|삼성]은 [O|LOC|수원]에 있다."] * 3)
    edits = Edits.of([2, 0, 1], [0] * 3, [2] * 3, ["KT", "현산", "UN"], 1, noun=True)
    mended = repair(batch, edits).edits
    assert list(zip(mended.row.tolist(), mended.text.to_pylist(), strict=True)) == [(2, "는")]


def test_tails_are_read_up_to_a_limit() -> None:
    batch = batch_of("[S|ORG|삼성]은, [O|LOC|수원]", "[S|ORG|A] [O|LOC|수원]" + "에" * 40)
    result = tails(batch, np.array([0, 0, 1]), np.array([2, 7, 4]))
    assert result.text.to_pylist() == ["은", "", ""]
    assert result.end.tolist() == [3, 7, 4]
    assert result.far.tolist() == [False, False, True]


def test_there_and_back() -> None:
    marked = (
        "[S|ORG|삼성]은 [O|LOC|수원]",
        "[S|LOC|부산]으로 [O|PER|민수]",
        "[S|POH|시인]이라는 [O|PER|산]",
    )
    for text in marked:
        batch = batch_of(text)
        row = batch.row(0)
        out = Edits.of([0], [0], [2], ["제주도"], 1, noun=True)
        changed = apply(batch, Changes(Edits.concat([out, repair(batch, out).edits]))).batch
        back = Edits.of([0], [0], [3], [row.subject_word], 1, noun=True)
        again = apply(changed, Changes(Edits.concat([back, repair(changed, back).edits]))).batch
        assert again.row(0).sentence == row.sentence


NEW = st.sampled_from(["LG", "서울", "부산", "나무", "3", "大", "😀", "A", "가"])


@given(batches(overlapping=False, nulls=False), st.lists(NEW, min_size=12, max_size=12))
def test_repairs_keep_the_laws(batch: Batch, new: list[str]) -> None:
    rows = np.repeat(np.arange(len(batch)), 2)
    spans = batch.spans.reshape(-1, 2)
    role = np.tile([1, 2], len(batch))
    edits = Edits.of(rows, spans[:, 0], spans[:, 1], new[: len(rows)], role, noun=True)
    mended = repair(batch, edits)
    assert not batch.touches_mention(
        mended.edits.row, mended.edits.start.astype(np.int64), mended.edits.end.astype(np.int64)
    ).any()
    check_changes(batch, Changes(Edits.concat([edits, mended.edits])))
    apart = [repair(batch, edits.take(edits.row == row)).edits for row in range(len(batch))]
    if len(batch):
        assert Edits.concat(apart).text.to_pylist() == mended.edits.text.to_pylist()
