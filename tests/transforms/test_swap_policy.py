"""The policy of donors of `entity_swap`: which names may stand for others, by the shipped book."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest

from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.draws import Draw
from reaug.core.examples import batch_of
from reaug.rulebook.name_rules import Rare
from reaug.transforms.entity_swap import EntitySwap
from reaug.transforms.entity_swap.step import SwapState
from swaps import RULES, reason, several, swap

NURSE = "[S|PER|{}]는 나래병원의 [O|POH|간호사]이다."
NAMES = ("박바다", "오가라", "윤슬기", "한두레", "임아라", "고마루")
NURSES = several(NURSE, *NAMES)
FIRST = "[S|PER|김노을]은 한밭병원의 [O|POH|약사]이다."


def why(
    marked: str, *others: str, label: str = "per:title", names: str = "data", **parameters: str
) -> str | None:
    return reason(marked, *others, label=label, rules=RULES, names=names, **parameters)


def test_a_rare_name_of_an_ordinary_sentence_stands_for_another() -> None:
    done, skipped = swap(FIRST, *NURSES, sides="subject", rules=RULES, names="data")
    assert skipped[0] is None
    assert done.batch.row(0).subject_word in NAMES


@pytest.mark.parametrize("count", range(1, 5))
def test_fewer_than_three_donors_are_too_few(count: int) -> None:
    reasons = ("swap/few-donors", "swap/few-donors", None, None)
    assert why(FIRST, *NURSES[:count], sides="subject") == reasons[count - 1]
    assert why(FIRST, sides="subject") == "swap/no-candidate"


def test_donors_that_the_sentence_holds_in_any_spelling_do_not_count() -> None:
    first = "[S|PER|김노을]은 박 바다와 함께 한밭병원의 [O|POH|약사]이다."
    assert why(first, *NURSES[:3], sides="subject") == "swap/few-donors"
    assert why(first, *NURSES[:4], sides="subject") is None


def test_few_donors_of_pairs() -> None:
    label = "per:employee_of"
    rows = [
        f"[S|PER|{name}]는 한밭의 [O|ORG|{place}의원]에서 환자를 돌본다."
        for name, place in zip(NAMES, ("솔빛", "샘물", "새벽", "나래"), strict=False)
    ]
    assert swap(*rows[:3], label=label, sides="pair")[1] == ["swap/few-donors"] * 3
    assert swap(*rows, label=label, sides="pair")[1] == [None] * 4


@pytest.mark.parametrize(
    ("marked", "label", "side"),
    [
        ("[S|PER|김노을]은 [O|LOC|안산시]에 산다.", "per:place_of_residence", "object"),
        ("[S|PER|김노을]은 젊은 [O|POH|축구 선수]이다.", "per:title", "object"),
        ("[S|PER|김노을]은 [O|ORG|불교]를 믿는다.", "per:religion", "object"),
        ("[S|ORG|나래당]은 [O|DAT|1953년]에 섰다.", "org:founded", "subject"),
        ("[S|PER|김노을]의 본명은 [O|PER|박바다]이다.", "per:alternate_names", "subject"),
    ],
)
def test_mentions_of_closed_sets_are_not_swapped(marked: str, label: str, side: str) -> None:
    assert why(marked, *NURSES, label=label, sides=side) == "swap/closed-set"


@pytest.mark.parametrize(
    "marked",
    [
        "[S|PER|이순신]은 나래병원의 [O|POH|약사]이다.",
        "대통령 [S|PER|김노을]은 한밭병원의 [O|POH|약사]이다.",
        "[S|PER|김노을] 국무총리는 한밭병원의 [O|POH|약사]이다.",
    ],
)
def test_what_readers_know_is_not_replaced(marked: str) -> None:
    assert why(marked, *NURSES, sides="subject") == "swap/known"


def test_what_goes_with_a_known_name_is_not_replaced() -> None:
    label = "org:top_members/employees"
    known = "[S|ORG|삼성전자]의 [O|PER|김노을] 회장은 병원에 갔다."
    assert why(known, *NURSES, label=label, sides="object") == "swap/known"
    married = "[S|PER|김노을]은 [O|PER|이순신]과 결혼했다."
    assert why(married, *NURSES, label="per:spouse", sides="subject") == "swap/known"
    event = "[S|ORG|솔빛회]는 [O|DAT|1953년]에 전쟁 때문에 생겼다."
    assert why(event, label="org:founded", sides="object") == "swap/known"


def test_known_names_and_those_of_many_rows_are_not_drawn() -> None:
    known = several(NURSE, "유재석", "이순신", "손흥민")
    assert why(FIRST, *known, sides="subject") == "swap/no-candidate"
    assert why(FIRST, *NURSES[:3] * 2, sides="subject") == "swap/no-candidate"  # each twice


def test_names_do_not_go_to_sentences_of_another_era_or_culture() -> None:
    for text in ("조선 후기의 {}", "일본 도쿄의 {}", "불교 신자인 {}"):
        marked = text.format("[S|PER|김노을]은 나래병원의 [O|POH|약사]이다.")
        assert why(marked, *NURSES, sides="subject") == "swap/another-world", text
    strange = several("조선 후기의 [S|PER|{}]는 나래병원의 [O|POH|간호사]이다.", *NAMES)
    assert why(FIRST, *strange, sides="subject") == "swap/no-candidate"


def test_a_name_of_no_known_language() -> None:
    marked = "[S|PER|쿠루 타마쟈]는 나래병원의 [O|POH|약사]이다."
    assert why(marked, *NURSES, sides="subject", names="made") == "swap/name-language"
    assert why(marked, *NURSES, sides="subject") == "swap/closed-set"  # data: of a real kind


def test_the_ways_out_name_every_reason_of_the_policy() -> None:
    reasons = ("closed-set", "known", "another-world", "name-language", "few-donors")
    assert [name for name in reasons if f"swap/{name}" not in EntitySwap.ways_out] == []


def merged(step: EntitySwap, batches: Sequence[Batch]) -> SwapState:
    """The state of batches that were counted in this order."""
    summary = step.summarise(batches[0])
    for batch in batches[1:]:
        summary = step.merge(summary, step.summarise(batch))
    return step.finish(summary, RULES)


def proposal(step: EntitySwap, batch: Batch, state: SwapState) -> Changes:
    return step.propose(batch, state, Draw(batch.keys, seed=5, path="0.entity_swap"))


@pytest.mark.parametrize("names", ["data", "made"])
def test_the_state_does_not_depend_on_order_and_batches(names: str) -> None:
    rows = batch_of(FIRST, *NURSES, *NURSES[:2], label="per:title")
    step = EntitySwap(sides="subject", names=names)
    at_once = merged(step, [rows])
    n = len(rows)
    for cuts in ([3, 5], [1, 2, 4], list(range(1, n))):
        parts = [rows.take(np.array(part)) for part in np.split(np.arange(n), cuts)]
        for order in (parts, parts[::-1]):
            state = merged(step, order)
            assert state.pool is not None
            assert at_once.pool is not None
            assert state.pool.names.words["subject"].equals(at_once.pool.names.words["subject"])
            assert (state.pool.traits.topics == at_once.pool.traits.topics).all()
            assert (state.pool.names.order == at_once.pool.names.order).all()
            mine, theirs = (proposal(step, rows, s).edits for s in (state, at_once))
            assert mine.text.equals(theirs.text)
            assert (mine.row == theirs.row).all()


def test_many_batches_are_counted_together_now_and_then() -> None:
    rows = batch_of(*NURSES * 10, label="per:title")
    step = EntitySwap()
    singles = [rows.take(np.array([i])) for i in range(len(rows))]
    a, b = merged(step, singles), merged(step, [rows])
    assert a.pool is not None
    assert b.pool is not None
    assert a.pool.known.equals(b.pool.known)
    assert (a.pool.traits.topics == b.pool.traits.topics).all()
    assert (a.pool.traits.famous == b.pool.traits.famous).all()


def rows_with(counts: dict[str, int], total: int) -> Batch:
    """Rows in which names stand so often, filled up to a total with two other names."""
    names = [name for name, count in counts.items() for _ in range(count)]
    names += ["백가람" if i % 2 else "백나라" for i in range(total - len(names))]
    words = pa.array(names)
    marked = {name: NURSE.format(name) for name in set(names)}
    texts = [marked[name] for name in words.to_pylist()]
    return batch_of(*texts, label="per:title")


@pytest.mark.parametrize(
    ("total", "rare", "frequent"),
    [(1_000, 1, 2), (30_000, 2, 3)],
)
def test_what_is_rare_is_a_share_with_a_floor(total: int, rare: int, frequent: int) -> None:
    counts = dict.fromkeys(NAMES[:4], rare) | {NAMES[4]: frequent}
    state = merged(EntitySwap(names="data"), [rows_with(counts, total)])
    assert state.pool is not None
    assert state.pool.names.words["subject"].to_pylist() == sorted(NAMES[:4])


def test_rare_at_a_hundredfold() -> None:
    rule = RULES.donors.rare["PER/korean-name"]
    assert [rule.limit(rows) for rows in (1_000, 32_470, 3_247_000)] == [1, 3, 300]
    assert RULES.donors.rare["PER"].limit(32_470) == 2
    famous = RULES.donors.famous
    assert isinstance(famous, Rare)
    assert [famous.limit(rows) for rows in (1_000, 32_470, 3_247_000)] == [3, 8, 811]


def test_a_hundredfold_of_counts_gives_the_same_donors() -> None:
    """The same set a hundred times: who is rare in it is rare still."""
    step = EntitySwap(names="data")
    counts = dict.fromkeys(NAMES[:4], 1) | {NAMES[4]: 5}
    summary = step.summarise(rows_with(counts, 20_000))
    place = summary.pairs.column_names.index("count")
    times = pa.array(summary.pairs["count"].to_numpy() * 100)
    many = summary._replace(pairs=summary.pairs.set_column(place, "count", times))
    small, large = (step.finish(counted, RULES).pool for counted in (summary, many))
    assert small is not None
    assert large is not None
    words = small.names.words["subject"]
    assert words.to_pylist() == sorted(NAMES[:4])
    assert large.names.words["subject"].equals(words)
    assert (small.traits.famous == large.traits.famous).all()
