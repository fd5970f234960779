from __future__ import annotations

import json
import pickle
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from laws import check_laws, state_of
from reaug.core import schema
from reaug.core.apply import apply
from reaug.core.batch import Batch
from reaug.core.draws import Draw, row_keys
from reaug.core.examples import batch_of
from reaug.korean.repair import repair
from reaug.rulebook import Swap, load
from reaug.transforms.entity_swap import EntitySwap
from reaug.transforms.entity_swap.name_checks import share
from reaug.transforms.entity_swap.refusals import REASONS
from strategies import batches
from swaps import OPEN, RULES, mended, reason, several, swap

DECOMPOSED = unicodedata.normalize("NFD", "최호수")
OTHERS = (
    "[S|PER|박바다]는 [O|POH|조각가]로 일했다.",
    "[S|PER|최호수]는 [O|POH|서예가]가 되었다.",
    "[S|PER|서구름]은 [O|POH|판화가]가 되었다.",
    "[S|PER|한샘물]은 [O|POH|삽화가]가 되었다.",
    "[S|PER|허노을]은 [O|POH|사진가]가 되었다.",
)


def test_a_mention_of_another_row_takes_the_place_and_the_particle_follows() -> None:
    others = several("[S|PER|{}]는 [O|POH|화가]였다.", "박바다", "최호수", "서누리")
    done, skipped = swap("[S|PER|김하늘]은 [O|POH|화가]였다.", *others, sides="subject")
    row = done.batch.row(0)
    assert row.subject_word in ("박바다", "최호수", "서누리")
    assert row.sentence == f"{row.subject_word}는 화가였다."
    assert row.object_word == "화가"
    assert skipped == [None] * 4
    assert done.batch.row(1).subject_word != "박바다"


def test_sides_says_which_mentions_are_renamed() -> None:
    marked = ("[S|PER|김하늘]은 [O|POH|화가]였다.", *OTHERS)
    before = batch_of(*marked, label="per:title")
    for sides, renamed in (("subject", {(1, 0)}), ("object", {(0, 1)}), ("both", {(1, 1)})):
        changed = set()
        for seed in range(5):
            done, _ = swap(*marked, sides=sides, seed=seed)
            for i in range(len(marked)):
                old, new = before.row(i), done.batch.row(i)
                subject, object_ = old.subject_word, old.object_word
                changed.add((int(new.subject_word != subject), int(new.object_word != object_)))
        assert changed == renamed
    either = set()
    for seed in range(20):
        done, _ = swap(*marked, seed=seed)
        row = done.batch.row(0)
        either.add((row.subject_word != "김하늘", row.object_word != "화가"))
    assert either == {(True, False), (False, True)}


def test_either_takes_the_side_that_can_be_replaced() -> None:
    for seed in range(10):
        done, _ = swap("[S|PER|김하늘](金)은 [O|POH|화가]였다.", *OTHERS, seed=seed)
        assert done.batch.row(0).subject_word == "김하늘"
        assert done.batch.row(0).object_word != "화가"


def test_the_pool_holds_only_the_same_type_role_label_and_kind() -> None:
    first = "[S|ORG|푸른대학교]는 [O|DAT|1950년]에 섰다."
    founded = "[S|ORG|{}대학교]는 [O|DAT|1953년]에 섰다."
    same = several(founded, "바람", "나래", "샘물")
    label = "org:founded"
    assert reason(first, *same, label=label, sides="subject") is None
    other_kind = "[S|ORG|바람전자]는 [O|DAT|1953년]에 섰다."
    other_role = "[S|ORG|솔빛전자]는 [O|ORG|바람대학교]에 섰다."
    other_type = "[S|LOC|바람대학교]는 [O|DAT|1953년]에 섰다."
    for other in (other_kind, other_role, other_type):
        assert reason(first, other, label=label, sides="subject") == "swap/no-candidate"
    labels = [label, *["org:member_of"] * 3]
    skipped = swap(first, *same, label=labels, sides="subject")[1]
    assert skipped == ["swap/no-candidate", *["swap/few-donors"] * 3]


def test_a_label_allows_what_the_rule_book_allows() -> None:
    row = "[S|PER|김하늘]은 예명이 [O|PER|이바다]이다."
    others = several("[S|PER|{}]은 예명이 [O|PER|최호수]이다.", "박들판", "서구름", "한샘물")
    for sides in ("subject", "object", "both"):
        assert reason(row, *others, label="per:alternate_names", sides=sides) == "swap/label"
    assert reason(row, *others, label="per:unheard_of") == "swap/label"
    assert reason(row, *others, label="no_relation") is None


@pytest.mark.parametrize(
    ("marked", "why"),
    [
        ("[S|PER|김하늘][O|POH|화가]", "swap/touching"),
        ("[S|PER|“김하늘]”은 [O|POH|화가]였다.", "swap/boundary"),
        ("[S|PER|김하늘 ]은 [O|POH|화가]였다.", "swap/boundary"),
        ("[S|PER|하늘(김]은 [O|POH|화가]였다.", "swap/boundary"),
        ("[S|PER|김하늘]재단의 [O|POH|화가]", "swap/compound"),
        ("새[S|PER|김하늘]의 [O|POH|화가]", "swap/compound"),
        ("[S|PER|김하늘]2의 [O|POH|화가]", "swap/compound"),
        ("솔-[S|PER|김하늘]의 [O|POH|화가]", "swap/compound"),
        ("[S|PER|김하늘] & 솔의 [O|POH|화가]", "swap/compound"),
        ("[S|PER|김하늘]는 [O|POH|화가]", "swap/compound"),  # the particle disagrees
        ("아내 [S|PER|김하늘]은 [O|POH|화가]", "swap/kin"),
        ("딸인 [S|PER|김하늘]은 [O|POH|화가]", "swap/kin"),
        ("[S|PER|김하늘] 여사는 [O|POH|화가]", "swap/kin"),
        ("[S|PER|김하늘]의 아내는 [O|POH|화가]", "swap/kin"),
        ("[S|PER|동생 하늘]은 [O|POH|화가]", "swap/kin"),
        ("[S|PER|김하늘](金하늘)은 [O|POH|화가]", "swap/gloss"),
        ("[S|PER|김하늘] (Haneul)은 [O|POH|화가]", "swap/gloss"),
        ("‘[S|PER|김하늘]’(34)은 [O|POH|화가]", "swap/gloss"),
        ("[S|PER|김하늘](Haneul, [O|POH|화가])은", "swap/gloss"),
        ("호수(김, [S|PER|김하늘])는 [O|POH|화가]", None),
        ("호수([S|PER|김하늘])는 [O|POH|화가]", "swap/gloss"),
        ("[S|PER|김하늘]은 [O|POH|화가]다. 김하늘은", "swap/recurs"),
        ("[S|PER|김하늘]은 [O|POH|화가]다. 하늘은", "swap/part-recurs"),
        ("[S|PER|메리 포핀스]는 [O|POH|화가]다. 메리", "swap/part-recurs"),
        ("[S|PER|김하늘]은 [O|POH|하늘화가]다.", "swap/part-recurs"),
        ("[S|PER|김하늘]은 [O|POH|늘하김]다.", "swap/shared"),
        # what is fine
        ("[S|PER|김하늘]은 [O|POH|화가]다.", None),
        ("[S|PER|김하늘] 씨는 [O|POH|화가]다.", None),
        ("[S|PER|김하늘]씨가 [O|POH|화가]다.", None),
        ("[S|PER|김하늘]([O|POH|화가])은", None),
        ("[O|POH|화가]([S|PER|김하늘])는", None),
        ("전 [S|PER|김하늘]·[O|POH|화가]", None),
        ("형사 [S|PER|김하늘], [O|POH|화가]", None),
        ("[S|PER|김하늘]😀 [O|POH|화가]", None),
    ],
)
def test_what_a_new_name_would_break_is_refused(marked: str, why: str | None) -> None:
    assert reason(marked, *OTHERS, sides="subject") == why


@pytest.mark.parametrize(
    ("marked", "why"),
    [
        ("[S|ORG|솔빛회]는 [O|DAT|고구려] 때 생겼다.", "swap/no-number"),
        ("[S|ORG|솔빛회]는 [O|DAT|1965년]에 생겨 1965년에", "swap/other-year"),
        ("[S|ORG|솔빛회]는 [O|DAT|3월 2일]에 생겨 3월 5일에", "swap/other-year"),
        ("[S|ORG|솔빛회]는 [O|DAT|1965]년에 생겼다.", "swap/compound"),
        ("[S|ORG|한밭]([O|DAT|1965년])는 회사다.", "swap/compound"),  # 한밭은
        ("[S|ORG|솔빛회]는 [O|DAT|1965년]에 생겼다.", None),
        ("[S|ORG|솔빛회]는 [O|DAT|1965년]에 생겨 1980년에 없어졌다.", None),
        ("[S|ORG|솔빛회]는 [O|DAT|1965년]에 생겨 1967년에 없어졌다.", "swap/no-candidate"),
        ("[S|ORG|솔빛회]는 [O|DAT|1965년]에 생겨 1969년에 없어졌다.", "swap/few-donors"),
        ("1966년에 난 그의 [S|ORG|솔빛회]는 [O|DAT|1971년]에 생겼다.", None),
        ("1970년에 난 그의 [S|ORG|솔빛회]는 [O|DAT|1971년]에 생겼다.", "swap/no-candidate"),
        ("회원 1968명의 [S|ORG|솔빛회]는 [O|DAT|1965년]에 생겼다.", None),
        ("[S|ORG|솔빛회]는 [O|DAT|1950년]에 생겼다.", "swap/no-candidate"),  # 20 years away
        ("[S|ORG|솔빛회]는 [O|DAT|1970년 3월]에 생겼다.", "swap/no-candidate"),  # another kind
    ],
)
def test_dates_that_readers_would_notice_are_refused(marked: str, why: str | None) -> None:
    years = ("1967년", "1968년", "1969년", "1970년")
    others = several("[S|ORG|바람회]는 [O|DAT|{}]에 생겼다.", *years)
    assert reason(marked, *others, label="org:founded", sides="object") == why


def test_former_and_longer_names() -> None:
    label = "org:founded"
    other = several("[S|ORG|{}대학교]는 [O|DAT|1953년]에 섰다.", "바람", "나래", "샘물")
    first = "[O|DAT|1950년]의 구 [S|ORG|푸른대학교]는"
    assert reason(first, *other, label=label, sides="subject") == "swap/former"
    known = "[S|ORG|새벽 푸른대학교]는 [O|DAT|1953년]에 섰다."
    cut = "[O|DAT|1950년]의 새벽 [S|ORG|푸른대학교]는"
    assert reason(cut, *other, known, label=label, sides="subject") is None  # seen but once
    skipped = swap(cut, *other, known, known, label=label, sides="subject")[1]
    assert skipped[0] == "swap/longer-name"
    place = "[S|PER|김하늘]은 영국 [O|LOC|웨일스]에 산다."
    britain = "[S|PER|박바다]는 [O|LOC|영국]에 산다."
    lives = "per:place_of_residence"
    skipped = swap(place, britain, britain, label=lives, sides="object")[1]
    assert skipped[0] == "swap/longer-name"


def test_words_that_look_cut_wrongly_are_not_in_the_pool() -> None:
    first = "[S|PER|김하늘]은 [O|POH|화가]다."
    for word in ("박바다 ", "‘박바다", "박바다(朴)", "박" * 31, "!!", "\t박"):
        other = f"[S|PER|{word}], [O|POH|시인]"
        assert reason(first, other, sides="subject") == "swap/no-candidate", word


def test_a_word_that_does_not_fit_the_sentence_is_not_taken() -> None:
    first = "[S|PER|김하늘]은 [O|POH|화가]로서 박바다를 알았다."
    assert reason(first, OTHERS[0], sides="subject") == "swap/no-candidate"
    assert reason(first, *OTHERS[:3], sides="subject") == "swap/few-donors"
    assert reason(first, *OTHERS, sides="subject") is None
    unreadable = "[S|PER|Ж. Иван], [O|POH|화가]"  # no form of the particle would be sure
    row = "[S|PER|Л. Иван]은 [O|POH|화가]다."
    assert reason(row, unreadable, sides="subject") == "swap/no-candidate"


def test_both_sides_do_not_share_their_new_names() -> None:
    marked = [f"[S|ORG|{a}전자]는 [O|ORG|{b}그룹]에 속한다." for a, b in ("솔샘", "들강", "빛별")]
    marked += [f"[S|ORG|{a}]는 [O|ORG|{b}]에 속한다." for a, b in [("들강전자", "솔샘그룹")]]
    for seed in range(10):
        done, _ = swap(*marked, label="org:member_of", sides="both", seed=seed)
        for i in range(len(marked)):
            row = done.batch.row(i)
            assert not share(row.subject_word, row.object_word)


def test_a_word_that_recurs_is_renamed_everywhere_if_asked() -> None:
    first = "[S|PER|김하늘]은 [O|POH|화가]였고, 김하늘을 모두 김하늘이라고 불렀다."
    others = several("[S|PER|{}]는 [O|POH|화가]였다.", "박바다", "최호수", "서누리")
    done, skipped = swap(first, *others, sides="subject", recurs="replace")
    new = done.batch.row(0).subject_word
    assert new != "김하늘"
    assert done.batch.row(0).sentence == f"{new}는 화가였고, {new}를 모두 {new}라고 불렀다."
    assert skipped[0] is None
    for unclear in (
        "[S|PER|김하늘]은 [O|POH|화가]였고, 김하늘재단을",
        "[S|PER|김하늘]은 [O|POH|화가]였고, 새김하늘을",
        "[S|PER|김하늘]은 [O|POH|화가 김하늘]",
    ):
        assert reason(unclear, *OTHERS, sides="subject", recurs="replace") == "swap/recurs"


@pytest.mark.parametrize(
    ("marked", "why"),
    [
        ("그는 한빛의 딸로 태어난 [S|PER|김하늘]의 [O|POH|화가]", "swap/kin"),
        ("[S|PER|김하늘]은 [O|POH|화가] 출신의 밴드이다.", "swap/kin"),
        ("대모 [S|PER|김하늘]은 [O|POH|화가]", "swap/kin"),
        ("[S|PER|김하늘]은 딸기를 그린 [O|POH|화가]", None),
        ("[S|PER|김하늘과 이바다]는 [O|POH|화가]", "swap/boundary"),
        ("[S|PER|김하늘]은 그룹 전시를 연 [O|POH|화가]", None),
    ],
)
def test_what_is_said_of_one_sort_of_person_only(marked: str, why: str | None) -> None:
    assert reason(marked, *OTHERS, sides="subject") == why


@pytest.mark.parametrize(
    ("marked", "why"),
    [
        ("[S|PER|김하늘]은 [O|LOC|수원시]의 푸른로 12에 산다.", "swap/head"),
        ("[S|PER|김하늘]은 [O|LOC|수원시]의 수도에 산다.", "swap/head"),
        ("[S|PER|김하늘]은 독일 사람으로 [O|LOC|수원시]에 산다.", "swap/place"),
        ("[S|PER|김하늘]은 [O|LOC|수원시]의 언덕에 산다.", None),
    ],
)
def test_places_that_go_with_the_old_one_alone(marked: str, why: str | None) -> None:
    others = several("[S|PER|박바다]는 [O|LOC|{}]에 산다.", "용인시", "안산시", "광명시")
    assert reason(marked, *others, label="per:place_of_residence", sides="object") == why


def test_places_go_together_or_as_a_pair() -> None:
    rows = [
        f"[S|ORG|{name}당]은 [O|LOC|{place}]에 있다."
        for name, place in (("푸른", "독일"), ("하늘", "일본"), ("나래", "영국"), ("샘물", "터키"))
    ]
    label = "org:place_of_headquarters"
    assert reason(*rows, label=label, sides="subject") == "swap/joint"
    done, skipped = swap(*rows, label=label)
    assert skipped == [None] * 4
    row = done.batch.row(0)
    assert (row.subject_word, row.object_word) in pairs_of(batch_of(*rows[1:], label=label))


def test_a_name_without_a_place_never_becomes_one_with_a_place() -> None:
    first = "[S|ORG|푸른전철]은 [O|DAT|1950년]에 섰다."
    placed = "[S|ORG|히로시마전철]은 [O|DAT|1953년]에 섰다."
    plain = several("[S|ORG|{}전철]은 [O|DAT|1953년]에 섰다.", "새벽", "나래", "샘물")
    assert reason(first, placed, label="org:founded", sides="subject") == "swap/no-candidate"
    assert reason(first, *plain, label="org:founded", sides="subject") is None


def test_a_cut_name_is_left() -> None:
    known = "[S|PER|마리아 솔레다]는 [O|POH|화가]였다."
    cut = "마리아 [S|PER|김하늘]은 [O|POH|화가]였다."
    assert reason(cut, known, *OTHERS, sides="subject") == "swap/longer-name"
    assert reason(cut, *OTHERS, sides="subject") is None


KIMS = ("김나래", "김두루", "김초롱", "김샘물", "김보라", "김버들")


def test_relatives_keep_their_surname() -> None:
    rows = ["[S|PER|김하늘]의 아들은 [O|PER|김바다]이다."]
    rows += [
        f"[S|PER|{n}]의 아들은 [O|PER|{m}]이다."
        for n, m in (
            *(("박솔빛", "박들판"), ("김나래", "김샘물")),
            *(("김두루", "김보라"), ("김초롱", "김버들")),
        )
    ]
    for seed in range(10):
        done, _ = swap(*rows, label="per:children", sides="subject", seed=seed)
        assert done.batch.row(0).subject_word in KIMS
    assert reason(*rows[:2], label="per:children", sides="subject") == "swap/no-candidate"


def test_a_particle_that_cannot_be_known_is_no_swap() -> None:
    rows = ("[S|PER|김하늘](이하늘 분)은 [O|POH|화가]였다.", *OTHERS)
    for seed in range(5):
        batch = batch_of(*rows, label="per:title")
        step = EntitySwap(sides="both")
        changes = step.propose(
            batch, state_of(step, [batch], OPEN), Draw(batch.keys, seed=seed, path="0")
        )
        assert not len(repair(batch, changes.edits).row)


ALIASES = (
    "가수 [S|PER|한솔이]의 본명은 [O|PER|김하늘]이다.",
    "배우 [S|PER|정별이]의 본명은 [O|PER|박바다]이다.",
    "작가 [S|PER|윤달이]의 본명은 [O|PER|최호수]이다.",
    "화가 [S|PER|허봄이]의 본명은 [O|PER|서구름]이다.",
)


def pairs_of(batch: Batch) -> set[tuple[str, str]]:
    subjects, objects = (batch.words(role).to_pylist() for role in schema.ROLES)
    return set(zip(subjects, objects, strict=True))


@pytest.mark.parametrize("sides", ["pair", "either"])
def test_names_that_hold_only_together_come_from_one_row(sides: str) -> None:
    known = pairs_of(batch_of(*ALIASES))
    changed = set()
    for seed in range(15):
        done, skipped = swap(*ALIASES, label="per:alternate_names", sides=sides, seed=seed)
        assert skipped == [None] * 4
        assert pairs_of(done.batch) <= known
        first = done.batch.row(0)
        changed.add((first.subject_word, first.object_word))
        assert first.sentence.startswith(f"가수 {first.subject_word}의 본명은")
    assert changed == known - {("한솔이", "김하늘")}


def test_a_pair_may_have_a_part_in_common() -> None:
    words = ("솔빛", "바람", "샘물", "나래")
    marked = [f"[S|ORG|{word}협회], 곧 [O|ORG|{word}연맹]은" for word in words]
    label = "org:alternate_names"
    done, skipped = swap(*marked, label=label, sides="pair")
    assert skipped == [None] * 4
    first = done.batch.row(0)
    assert first.subject_word[:2] == first.object_word[:2] != "솔빛"


def test_a_pair_asks_the_rule_book_and_both_mentions() -> None:
    label = "per:alternate_names"
    kept = OPEN.relation(label).model_copy(update={"swap": Swap(replace=(), pair=False)})
    book = OPEN.model_copy(update={"relations": {**OPEN.relations, label: kept}})
    batch = batch_of(*ALIASES, label=label)
    step = EntitySwap(sides="pair")
    state = state_of(step, [batch], book)
    changes = step.propose(batch, state, Draw(batch.keys, seed=0, path="0"))
    assert changes.skipped is not None
    assert changes.skipped.to_pylist() == ["swap/label"] * 4
    glossed = "가수 [S|PER|한솔이](Sori)의 본명은 [O|PER|김하늘]이다."
    assert reason(glossed, *ALIASES[1:], label=label, sides="pair") == "swap/gloss"
    assert reason(ALIASES[0], label=label, sides="pair") == "swap/no-candidate"


def test_the_dates_of_a_pair_stay_in_order() -> None:
    plain = "1960년에 난 [S|PER|김하늘]은 [O|DAT|1990년 5월 1일]에 죽었다."
    for died, why in (("1988년 3월 2일", None), ("1950년 3월 2일", "swap/no-candidate")):
        others = [
            f"[S|PER|{name}], [O|DAT|{died}] 사망." for name in ("박바다", "최호수", "서구름")
        ]
        assert reason(plain, *others, label="per:date_of_death", sides="pair") == why


def test_no_pair_that_is_related_elsewhere_under_no_relation() -> None:
    first = "[S|PER|김하늘]은 [O|PER|이들판]을 보았다."
    others = several("[S|PER|{}]는 [O|PER|최호수]를 보았다.", "박바다", "서누리", "한나래")
    labels = [*["no_relation"] * 3, "per:spouse"]
    for known in (
        "[S|PER|박바다]는 [O|PER|이들판]과 결혼했다.",
        "[S|PER|이들판]은 [O|PER|박바다]와 결혼했다.",
    ):
        skipped = swap(first, *others[:2], known, label=labels, sides="subject")[1]
        assert skipped[0] == "swap/few-donors"  # but for 박바다 there would be three
    free = "[S|PER|박바다]는 [O|PER|최호수]와 결혼했다."
    assert swap(first, *others[:2], free, label=labels, sides="subject")[1][0] is None
    married = several("[S|PER|{}]는 [O|PER|최호수]와 결혼했다.", "박바다", "서누리", "한나래")
    labels = [*["no_relation"] * 4, *["per:spouse"] * 3]
    assert swap(first, *others, *married, label=labels, sides="pair")[1][0] == "swap/no-candidate"
    # A relation may be made of any two names: the sentence says so.
    labels[:4] = ["per:colleagues"] * 4
    assert swap(first, *others, *married, label=labels, sides="pair")[1][0] is None


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("165cm", "172cm", None),
        ("165cm", "3.23km", "swap/no-candidate"),
        ("165cm", "1200cm", "swap/no-candidate"),  # another order of magnitude
        ("300명", "512명", None),
        ("300명", "300만 명", "swap/no-candidate"),
        ("3만 명", "25,000명", None),
        ("300명", "300개", "swap/no-candidate"),
        ("약 300명", "400명", "swap/no-candidate"),
        ("300", "400", "swap/no-kind"),  # a bare number counts anything
        ("2남 1녀", "3남 1녀", "swap/no-kind"),
    ],
)
def test_numbers_by_unit_and_size(old: str, new: str, why: str | None) -> None:
    # Three numbers of one size: 172cm, 1172cm and 2172cm would not be.
    news = [new, new.replace("2", "3", 1), new.replace("2", "1", 1)] if why is None else [new]
    first, *others = (f"[S|ORG|솔빛회]의 [O|NOH|{word}] 규모" for word in (old, *news))
    assert reason(first, *others, label="no_relation", sides="object") == why


def test_the_end_of_a_number_is_no_number() -> None:
    others = several("[S|ORG|솔빛회]의 [O|NOH|{}] 규모", "1500명", "1400명", "1300명")
    for before, why in (("24만 ", "swap/boundary"), ("모두 ", None)):
        first = f"[S|ORG|바람회]의 {before}[O|NOH|1000명] 규모"
        assert reason(first, *others, label="no_relation", sides="object") == why


def test_a_college_of_the_old_university_alone() -> None:
    other = "[S|ORG|나래 대학교]는 [O|DAT|1953년]에 섰다."
    first = "[S|ORG|푸른 대학교] 새벽 칼리지는 [O|DAT|1950년]에 섰다."
    assert reason(first, other, label="org:founded", sides="subject") == "swap/head"


@pytest.mark.parametrize(
    ("marked", "why"),
    [
        ("[O|DAT|1950년]의 [S|ORG|바람당]", "swap/no-candidate"),
        ("[S|ORG|솔빛바람]의 [O|DAT|1950년]", "swap/no-kind"),
        ("[S|ORG|바다대학교]는 [O|DAT|1950년] 봄에", None),
        ("[S|ORG|바다대학교] 병원은 [O|DAT|1950년]에", "swap/head"),
        ("[S|ORG|바다대학교] 공화국군은 [O|DAT|1950년]에", "swap/head"),
    ],
)
def test_kinds_and_heads_of_organisations(marked: str, why: str | None) -> None:
    others = several("[S|ORG|{}대학교]는 [O|DAT|1953년]에 섰다.", "나래", "샘물", "푸른")
    label = "org:founded"
    assert reason(marked, *others, label=label, sides="subject") == why


@pytest.mark.parametrize(
    ("marked", "why"),
    [
        ("[S|PER|김바다]는 [O|LOC|수원시] 시내에", "swap/head"),
        ("[S|PER|김바다]는 [O|LOC|수원시] 장안구에", "swap/head"),
        ("[S|PER|김바다]는 [O|LOC|수원시] 왕국에", "swap/head"),
        ("[S|PER|김바다]는 경기도 [O|LOC|수원시]에", "swap/head"),
        ("[S|PER|김바다]는 [O|LOC|수원시] 근처에", None),
        ("[S|PER|김바다]는 [O|LOC|수원시] 성안에", None),
    ],
)
def test_heads_of_places(marked: str, why: str | None) -> None:
    others = several("[S|PER|박나래]는 [O|LOC|{}]에 산다.", "용인시", "안산시", "광명시")
    label = "per:place_of_residence"
    assert reason(marked, *others, label=label, sides="object") == why


@pytest.mark.parametrize(
    ("marked", "why"),
    [
        ("[S|PER|김하늘] 대통령과 [O|POH|화가]", "swap/known"),
        ("전 [S|PER|김하늘] 의원과 [O|POH|화가]", None),
        ("[S|PER|김하늘] 정부의 [O|POH|화가]", "swap/head"),
        ("[S|PER|김하늘] 천황의 [O|POH|화가]", "swap/known"),
        ("[S|PER|김하늘] 문학상의 [O|POH|화가]", "swap/head"),
        ("[S|PER|김하늘] 감독(金하늘)의 [O|POH|화가]", "swap/gloss"),
        ("솔(본명 : [S|PER|김하늘])은 [O|POH|화가]", "swap/gloss"),
        ("솔(Sol, [S|PER|김하늘])은 [O|POH|화가]", "swap/gloss"),
        ("[S|PER|김하늘] (이솔의 딸)은 [O|POH|화가]", "swap/kin"),
        ("친오빠 [S|PER|김하늘]은 [O|POH|화가]", "swap/kin"),
        ("이솔의 딸 해들의 [S|PER|김하늘]은 [O|POH|화가]", "swap/kin"),
    ],
)
def test_what_stands_beside_a_person(marked: str, why: str | None) -> None:
    assert reason(marked, *OTHERS, sides="subject") == why


def test_titles_keep_their_class_and_those_of_one_sex_stay() -> None:
    painter = "[S|PER|김하늘]은 [O|POH|화가]다."
    for title, why in (("가수", "swap/no-candidate"), ("포르노 배우", "swap/no-candidate")):
        assert reason(painter, f"[S|PER|박바다], [O|POH|{title}]", sides="object") == why
    for title in ("여배우", "개그우먼", "왕비", "포르노 배우"):
        row = f"[S|PER|김하늘]의 일은 [O|POH|{title}]"
        other = "[S|PER|박바다], [O|POH|배우]"
        assert reason(row, other, sides="object") == "swap/no-kind"


def test_weight_count_prefers_frequent_names() -> None:
    marked = ["[S|PER|김하늘]은 [O|POH|화가]다."] * 30
    marked += ["[S|PER|박바다]는 [O|POH|화가]다."] * 60 + ["[S|PER|최호수]는 [O|POH|화가]다."]
    marked += ["[S|PER|서구름]은 [O|POH|화가]다."]
    drawn: dict[str, Counter[str]] = {}
    for weight in ("uniform", "count"):
        done, _ = swap(*marked, sides="subject", weight=weight)
        drawn[weight] = Counter(done.batch.take(np.arange(30)).words("subject").to_pylist())
    assert drawn["uniform"]["최호수"] >= 5
    assert drawn["count"]["박바다"] > 25


def test_exchange_moves_the_mentions_and_keeps_their_roles() -> None:
    first = "[S|PER|김하늘]은 [O|PER|박바다]와 결혼했다."
    done, skipped = swap(first, label="per:spouse", mode="exchange")
    row = done.batch.row(0)
    assert row.sentence == "박바다는 김하늘과 결혼했다."
    assert (row.subject_word, row.object_word) == ("김하늘", "박바다")
    assert row.label == "per:spouse"
    assert skipped == [None]


@pytest.mark.parametrize(
    ("marked", "label", "why"),
    [
        ("[S|PER|김하늘]은 [O|PER|박바다]의 딸이다.", "per:parents", "swap/not-symmetric"),
        ("[S|PER|김하늘]은 [O|PER|박바다]와 일했다.", "no_relation", "swap/not-symmetric"),
        ("[S|PER|김하늘]은 [O|POH|박바다]와 결혼했다.", "per:spouse", "swap/types-differ"),
        ("[S|PER|하늘]은 [O|PER|하늘]과 결혼했다.", "per:spouse", "swap/same-word"),
        ("[S|PER|김하늘]은 아내 [O|PER|박바다]와", "per:spouse", "swap/kin"),
        ("[S|PER|김하늘][O|PER|박바다]", "per:spouse", "swap/touching"),
        ("[S|PER|김하늘]은 [O|PER|박바다]와 김하늘", "per:spouse", "swap/recurs"),
        ("[S|PER|김하늘]은 [O|PER|박바다]와 하늘", "per:spouse", "swap/recurs"),
        ("[S|PER|김하늘](34)은 [O|PER|박바다]와", "per:spouse", "swap/gloss"),
        ("[S|PER|김하늘]은 [O|PER|Иван], 즉", "per:alternate_names", "swap/no-sound"),
        ("[S|PER|김하늘]([O|PER|하늘이])은", "per:alternate_names", None),
        ("[S|ORG|한국은행협회]([O|ORG|한은협])는", "org:alternate_names", None),
    ],
)
def test_exchange_is_refused(marked: str, label: str, why: str | None) -> None:
    assert reason(marked, label=label, mode="exchange") == why


def test_role_trades_the_roles_and_the_label() -> None:
    batch = batch_of(
        "[S|PER|김하늘]은 [O|PER|박바다]의 딸이다.",
        "[S|PER|김하늘]은 [O|PER|박바다]와 결혼했다.",
        label=["per:parents", "per:spouse"],
    )
    step = EntitySwap(mode="role")
    applied = check_laws(step, batch, rules=RULES)
    parent, spouse = applied.batch.row(0), applied.batch.row(1)
    assert parent.sentence == batch.row(0).sentence
    assert (parent.subject_word, parent.object_word) == ("박바다", "김하늘")
    assert (parent.label, spouse.label) == ("per:children", "per:spouse")
    kinds = applied.log.entries["kind"].to_pylist()
    assert kinds == ["field", "swap_roles", "swap_roles"]


@pytest.mark.parametrize(
    ("marked", "label", "why"),
    [
        ("[S|PER|김하늘]은 [O|POH|화가]다.", "per:title", "swap/no-reverse"),
        ("[S|PER|김하늘]과 [O|PER|박바다]", "no_relation", "swap/no-reverse"),
        ("[S|PER|김하늘]과 [O|PER|박바다]", "per:unheard_of", "swap/no-reverse"),
        ("[S|PER|김하늘]과 [O|PER|박바다]", "per:colleagues", "swap/low-fidelity"),
        ("[S|ORG|솔빛]의 [O|POH|밴드]", "org:top_members/employees", "swap/illegal"),
        ("[S|PER|김하늘]의 아버지 [O|POH|왕]", "per:parents", "swap/illegal"),
    ],
)
def test_role_is_refused(marked: str, label: str, why: str) -> None:
    assert reason(marked, label=label, mode="role") == why


def test_min_fidelity() -> None:
    marked, label = "[S|PER|김하늘]과 [O|PER|박바다]", "per:colleagues"
    assert reason(marked, label=label, mode="role", min_fidelity=0.5) is None
    assert reason(marked, label="per:spouse", mode="role", min_fidelity=1) == "swap/low-fidelity"


def test_only_exchange_is_no_barrier() -> None:
    assert EntitySwap().needs_summary
    assert EntitySwap(mode="role").needs_summary
    assert not EntitySwap(mode="exchange").needs_summary


def test_a_turned_pair_that_somebody_labelled_is_not_made_again() -> None:
    rows = batch_of(
        "[S|PER|김하늘]과 [O|PER|박바다]는 지난해 결혼했다.",
        "[O|PER|김하늘]과 [S|PER|박바다]는 지난해 결혼했다.",
        "[S|PER|이산들]과 [O|PER|최가람]은 지난해 결혼했다.",
        label=["per:spouse", "no_relation", "per:spouse"],
    )
    step = EntitySwap(mode="role")
    state = state_of(step, [rows], load("klue-re"))
    changes = step.propose(rows, state, Draw(rows.keys, seed=1, path="0.entity_swap"))
    assert changes.skipped.to_pylist() == ["swap/labelled", "swap/no-reverse", None]
    assert changes.swap_roles is not None
    assert changes.swap_roles.tolist() == [False, False, True]


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "rename"},
        {"sides": "none"},
        {"weight": 1},
        {"recurs": False},
        {"min_fidelity": 2},
        {"mode": "role", "min_fidelity": float("nan")},
        {"mode": "role", "sides": "both"},
        {"mode": "exchange", "recurs": "replace"},
        {"min_fidelity": 0.5},
        {"side": "both"},
    ],
)
def test_wrong_parameters(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        EntitySwap(**wrong)
    with pytest.raises(ValidationError, match="sides is only for mode: replace"):
        EntitySwap(mode="role", sides="both")


def test_parameters_survive_a_round_trip() -> None:
    step = EntitySwap(mode="role", min_fidelity=0.9)
    assert EntitySwap(**step.model_dump()) == step


MODES: tuple[dict[str, Any], ...] = (
    {"names": "data"},
    {"names": "data", "sides": "both", "recurs": "replace", "weight": "count"},
    {"names": "data", "sides": "pair", "recurs": "replace", "weight": "count"},
    {"mode": "exchange"},
    {"mode": "role"},
)
MADE: tuple[dict[str, Any], ...] = ({}, {"sides": "both", "recurs": "replace"}, {"sides": "pair"})
"""Made names: a pool of them takes half a second, and the laws build a dozen an example."""


@pytest.mark.parametrize("parameters", MODES)
@settings(max_examples=settings.default.max_examples // 3)  # each builds a dozen pools
@given(data=st.data())
def test_the_laws_hold_for_any_text(parameters: dict[str, Any], data: st.DataObject) -> None:
    batch = data.draw(batches())
    check_laws(EntitySwap(**parameters), batch, rules=RULES, repair=mended)


@st.composite
def swappable(draw: st.DrawFn) -> Batch:
    """Rows in which most can be swapped: names in many scripts, with particles."""
    names = st.sampled_from(
        ["김하늘", "박바다", "LG", "T.O.P", "李", "은 하", "가", "새😀", "SF9", DECOMPOSED]
    )
    tails = st.sampled_from(
        ["은 ", "는 ", "과 ", "와 ", "이라는 ", "으로 ", ", ", "(金) ", "", "의 "]
    )
    labels = st.sampled_from(["per:spouse", "no_relation", "per:alternate_names"])
    marked, chosen = [], []
    for _ in range(draw(st.integers(1, 6))):
        subject, object_ = draw(names), draw(names)
        marked.append(
            f"{draw(tails)}[S|PER|{subject}]{draw(tails)}[O|PER|{object_}]{draw(tails)}{draw(names)}"
        )
        chosen.append(draw(labels))
    return batch_of(*marked, label=chosen)


@pytest.mark.parametrize("parameters", MODES)
@settings(max_examples=settings.default.max_examples // 3)  # each builds a dozen pools
@given(batch=swappable())
def test_the_laws_hold_where_much_is_swapped(parameters: dict[str, Any], batch: Batch) -> None:
    check_laws(EntitySwap(**parameters), batch, rules=RULES, repair=mended)


@pytest.mark.parametrize("parameters", MADE)
@settings(max_examples=2)
@given(batch=swappable())
def test_the_laws_hold_for_made_names(parameters: dict[str, Any], batch: Batch) -> None:
    check_laws(EntitySwap(**parameters), batch, rules=RULES, repair=mended)


def test_no_rows() -> None:
    empty = Batch(schema.CORE_SCHEMA.empty_table())
    for parameters in (*MODES, *MADE):
        check_laws(EntitySwap(**parameters), empty, rules=RULES)
    changes = EntitySwap().propose(
        empty, EntitySwap().finish(None, RULES), Draw(empty.keys, seed=0, path="0")
    )
    assert changes.edits.size == 0


def test_the_state_travels_between_processes() -> None:
    batch = batch_of(*OTHERS, label="per:title")
    step = EntitySwap()
    state = state_of(step, [batch], OPEN)
    unpickled = pickle.loads(pickle.dumps(state))  # as a worker gets it; our own bytes
    draw = Draw(batch.keys, seed=1, path="0")
    changes, again = (step.propose(batch, s, draw).edits for s in (state, unpickled))
    assert changes.text.equals(again.text)


def test_each_reason_is_told_in_the_docstring() -> None:
    text = EntitySwap.__doc__ or ""
    assert [why for why in REASONS if why not in text] == []


@pytest.fixture(scope="module")
def klue(shared_data: Path) -> Batch:
    rows = json.loads((shared_data / "klue-re" / "klue-re-v1.1_train.json").read_text("utf-8"))
    columns: dict[str, list[Any]] = {
        schema.ROW_ID: [row["guid"] for row in rows],
        schema.GUID: [row["guid"] for row in rows],
        schema.POSITION: list(range(len(rows))),
        schema.KEY: list(row_keys([row["guid"] for row in rows])),
    }
    for name in (schema.SENTENCE, schema.LABEL, schema.SOURCE):
        columns[name] = [row[name] for row in rows]
    for role in schema.ROLES:
        mentions = [row[f"{role}_entity"] for row in rows]
        columns[f"{role}_start"] = [mention["start_idx"] for mention in mentions]
        columns[f"{role}_end"] = [mention["end_idx"] + 1 for mention in mentions]
        columns[f"{role}_type"] = [mention["type"] for mention in mentions]
    return Batch(pa.table(columns, schema=schema.CORE_SCHEMA))


@pytest.mark.parametrize(
    ("parameters", "least"),
    [
        # Since donors fit their sentence: a fifth of the 22,936 rows with a relation; persons
        # or places that hold together are known together, so hardly any pair is left.
        ({}, 4_600),
        ({"sides": "pair"}, 1),
        ({"mode": "exchange"}, 1_500),
        ({"mode": "role"}, 6_800),  # 7,823, less those that people labelled both ways
    ],
)
def test_few_swaps_of_klue_re_are_refused(
    klue: Batch, parameters: dict[str, Any], least: int
) -> None:
    step = EntitySwap(**parameters)
    state = state_of(step, [klue], RULES)
    changes = step.propose(klue, state, Draw(klue.keys, seed=7, path="0.entity_swap"))
    done = apply(klue, changes, rules=RULES.violations)
    assert len(done.refusals.row) <= 5
    names = changes.edits.take(changes.edits.role > 0)
    again = repair(klue, names._replace(noun=np.ones(names.size, dtype=np.bool_)))
    assert len(again.row) == 0  # no particle is left unsure: such swaps are refused
    touched = np.isin(klue.ids.to_pylist(), done.log.entries["row_id"].to_pylist())
    assert touched.sum() >= least
    assert changes.skipped is not None
    left = np.array([why is None for why in changes.skipped.to_pylist()])
    assert (left == touched).all()  # each row is swapped, or says why not
