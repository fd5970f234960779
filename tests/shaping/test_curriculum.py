from __future__ import annotations

import json
import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from laws import check_laws, state_of
from reaug.core.apply import apply
from reaug.core.batch import Batch
from reaug.core.draws import Draw
from reaug.core.examples import batch_of
from reaug.errors import InputError, UsageError
from reaug.shaping.curriculum.schedules import Schedule
from reaug.shaping.curriculum.step import Curriculum, CurriculumState
from strategies import batches

DRAW = Draw(np.zeros(0, dtype=np.uint64), seed=0, path="0.curriculum")
SHORT = "[S|PER|박열]은 [O|LOC|문경] 사람"
MIDDLE = "[S|PER|이순신]은 [O|LOC|한산도]에서 왜군을 이겼다."
LONG = "[S|PER|윤봉길]은 [O|LOC|예산]에서 태어나 상하이에서 의거를 일으켰다."


def columns(
    step: Curriculum, batch: Batch, state: CurriculumState | None = None
) -> dict[str, list[int]]:
    state = state or state_of(step, [batch], None)
    changes = step.propose(batch, state, Draw(batch.keys, seed=0, path="0.curriculum"))
    assert changes.columns is not None
    assert changes.columns.schema.types == [pa.int32(), pa.int32()]
    return changes.columns.to_pydict()


def thresholds(lengths: list[int], buckets: int) -> tuple[int, ...]:
    return Curriculum(buckets=buckets).finish(Counter(lengths), None).thresholds


def test_three_buckets_by_characters() -> None:
    batch = batch_of(LONG, SHORT, MIDDLE)
    assert columns(Curriculum(), batch) == {"bucket": [2, 0, 1], "length": [29, 9, 19]}


def test_lengths_in_eojeols() -> None:
    batch = batch_of(SHORT, MIDDLE, LONG, "  [S|PER|박열],\u3000[O|LOC|문경]\n")
    step = Curriculum(by="eojeol", thresholds=(2, 3))
    assert columns(step, batch) == {"bucket": [1, 2, 2, 0], "length": [3, 4, 6, 2]}


def test_thresholds_are_inclusive() -> None:
    batch = batch_of(SHORT, MIDDLE, LONG)
    assert columns(Curriculum(thresholds=(9, 19)), batch)["bucket"] == [0, 1, 2]
    assert columns(Curriculum(thresholds=(8, 18)), batch)["bucket"] == [1, 2, 2]
    assert columns(Curriculum(thresholds=(0,)), batch)["bucket"] == [1, 1, 1]


def test_characters_are_code_points() -> None:
    marked = "[S|PER|가]나[O|LOC|다]"
    texts = [marked, unicodedata.normalize("NFD", marked), "[S|PER|👍🏽][O|ORG|e\u0301]"]
    step = Curriculum(thresholds=(1,))
    assert columns(step, batch_of(*texts))["length"] == [3, 6, 4]


def test_quantiles_cut_where_the_rows_are_most_equal() -> None:
    assert thresholds([1, 2, 3, 4, 5, 6], 3) == (2, 4)
    assert thresholds([1, 2, 3, 4], 2) == (2,)
    assert thresholds([5] * 98 + [6, 7], 3) == (5, 6)
    assert thresholds([1, 2, 100, 100, 100], 2) == (2,)  # as near as 100, and the shorter
    assert thresholds([7, 8], 2) == (7,)


@given(st.lists(st.integers(0, 30), min_size=1), st.integers(2, 5))
def test_quantiles_of_any_lengths(lengths: list[int], buckets: int) -> None:
    distinct = sorted(set(lengths))
    if len(distinct) < buckets:
        with pytest.raises(UsageError, match=f"only {len(distinct)} "):
            thresholds(lengths, buckets)
        return
    limits = thresholds(lengths, buckets)
    assert len(limits) == buckets - 1
    filled = np.searchsorted(limits, lengths)
    assert sorted(set(filled.tolist())) == list(range(buckets))  # no bucket is empty
    # Each cut is the nearest of those that leave a length to every bucket beside it.
    for j, threshold in enumerate(limits, start=1):
        low = distinct.index(limits[j - 2]) + 1 if j > 1 else 0
        allowed = distinct[low : len(distinct) - (buckets - j)]
        gap = {x: abs(sum(n <= x for n in lengths) * buckets - len(lengths) * j) for x in allowed}
        assert threshold == min(allowed, key=lambda x: (gap[x], x))


def test_lectured_thresholds_are_the_line_and_what_the_model_holds() -> None:
    batch = batch_of(LONG, SHORT, MIDDLE, LONG)
    step = Curriculum(cut="lectured", line=9, max_tokens=20)
    assert not step.needs_summary
    assert step.finish(None, None).thresholds == (9, 22)
    assert columns(step, batch)["bucket"] == [2, 0, 1, 2]
    by_word = Curriculum(by="eojeol", cut="lectured", line=16, max_tokens=20)
    assert by_word.needs_summary
    # 19 eojeols in 86 characters: a line of 16 holds 3.5, ten tokens of 2.2 characters 4.9
    assert state_of(by_word, [batch], None).thresholds == (3, 4)
    assert columns(by_word, batch) == {"bucket": [2, 0, 1, 2], "length": [6, 3, 4, 6]}


def test_a_line_of_no_unit() -> None:
    step = Curriculum(by="eojeol", cut="lectured", line=1)
    assert state_of(step, [batch_of(SHORT, LONG)], None).thresholds[0] == 0
    empty = batch_of(SHORT).take(np.zeros(0, dtype=np.int64))
    assert columns(step, empty) == {"bucket": [], "length": []}
    tight = Curriculum(cut="lectured", max_tokens=30)
    with pytest.raises(UsageError, match="use a smaller line, or a larger max_tokens"):
        tight.finish(None, None)


def test_lectured_groups_are_followed_by_their_thresholds() -> None:
    step = Curriculum(by="eojeol", cut="lectured", line=20, max_tokens=32, schedule="one_pass")
    state = state_of(step, [batch_of(SHORT, MIDDLE, LONG)], None)
    like = Curriculum(**step.describe(state))
    assert (like.cut, like.schedule) == ("quantiles", None)
    assert columns(like, batch_of(LONG)) == columns(step, batch_of(LONG), state)


def test_what_is_measured() -> None:
    batch = batch_of(*[SHORT] * 40, *[LONG] * 40, label="per:origin")
    other = batch_of(*[LONG] * 40, label="per:title")
    table = pa.concat_tables([batch.table, other.table])
    step = Curriculum(thresholds=(9,), schedule="baby_step")
    state = state_of(step, [], None)
    rows = apply(Batch(table), step.propose(Batch(table), state, DRAW)).batch.table
    measures = step.measure(rows, state)
    assert measures.figures == {
        "bucket_rows": [40, 80],
        "bucket_labels": {"per:origin": [40, 40], "per:title": [0, 40]},
        "schedule": {"kind": "baby_step", "phases": 2, "positions": 160, "rows": 120},
    }
    assert measures.warnings == (
        "bucket 0 (char up to 9; 40 of 120 rows) has too few rows of 1 label: per:title 0 of its "
        "40 rows (13.3 by chance); use fewer buckets or other thresholds",
    )
    assert json.loads(json.dumps(measures.figures)) == measures.figures


def test_rows_without_a_bucket_are_in_no_schedule(tmp_path: Path) -> None:
    step = Curriculum(thresholds=(9,), schedule="one_pass")
    state = state_of(step, [], None)
    batch = batch_of(SHORT, LONG, MIDDLE)
    rows = apply(batch, step.propose(batch, state, DRAW)).batch.table
    i = rows.column_names.index("bucket")
    rows = rows.set_column(i, "bucket", pa.array([0, None, 1], pa.int32()))
    assert "1 row has no bucket, and is in no schedule" in step.measure(rows, state).warnings
    step.leave(tmp_path, rows, state)
    document = json.loads((tmp_path / "schedule.json").read_text(encoding="utf-8"))
    assert document["phases"] == [{"buckets": [0], "rows": [0]}, {"buckets": [1], "rows": [2]}]
    assert document["data_rows"] == 3


def test_nothing_is_left_without_a_schedule(tmp_path: Path) -> None:
    Curriculum().leave(tmp_path, pa.table({}), CurriculumState("char", (9,)))
    assert list(tmp_path.iterdir()) == []


def test_too_few_lengths_say_what_to_do() -> None:
    batch = batch_of(SHORT, SHORT, MIDDLE)
    with pytest.raises(UsageError, match=r"only 2 \(by char: 9, 19\); ask for fewer buckets"):
        columns(Curriculum(), batch)


def test_no_rows_need_no_thresholds() -> None:
    batch = batch_of(SHORT).take(np.zeros(0, dtype=np.int64))
    assert columns(Curriculum(), batch) == {"bucket": [], "length": []}


def test_another_set_is_cut_alike() -> None:
    step = Curriculum(by="eojeol")
    state = state_of(step, [batch_of(SHORT, MIDDLE, LONG)], None)
    document = json.loads(json.dumps(step.describe(state)))
    names = {"column": "bucket", "length_column": "length"}
    assert document == {"by": "eojeol", "thresholds": [3, 4], **names}
    like = Curriculum(**document)
    assert not like.needs_summary
    assert like.buckets == 3
    other = batch_of(LONG, LONG, SHORT)
    assert (
        columns(like, other)
        == columns(step, other, state)
        == {
            "bucket": [2, 2, 0],
            "length": [6, 6, 3],
        }
    )


def test_what_is_said_of_tokens_names_their_tokenizer() -> None:
    description = Curriculum(by="token", tokenizer="here").describe(CurriculumState("token", (3,)))
    assert Curriculum(**description).tokenizer == "here"


def test_a_split_per_bucket_is_asked_for_by_the_column() -> None:
    assert Curriculum().split_column is None
    assert Curriculum(split=True, column="stage").split_column == "stage"


def test_parameters_survive_a_recipe() -> None:
    for step in (
        Curriculum(),
        Curriculum(thresholds=(3,)),
        Curriculum(by="eojeol", buckets=4),
        Curriculum(cut="lectured", line=20, max_tokens=64, schedule="competence"),
        Curriculum(schedule=Schedule(kind="baby_step", epochs=3)),
    ):
        assert Curriculum.model_validate(step.model_dump(mode="json")) == step


def test_a_column_that_is_there_already() -> None:
    table = batch_of(SHORT, MIDDLE, LONG).table
    batch = Batch(table.append_column("length", pa.array([1, 2, 3])))
    with pytest.raises(InputError, match=r"already has a column 'length'; .* with length_column"):
        columns(Curriculum(), batch)
    renamed = columns(Curriculum(length_column="chars"), batch)
    assert renamed == {"bucket": [0, 1, 2], "chars": [9, 19, 29]}
    twice = Batch(table.append_column("bucket", pa.array([1, 2, 3])))
    with pytest.raises(InputError, match=r"with column$"):
        columns(Curriculum(), twice)


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"thresholds": [5, 5]}, "must be ascending"),
        ({"thresholds": [9, 5]}, "must be ascending"),
        ({"thresholds": []}, "at least 1"),
        ({"thresholds": [-1]}, "greater than or equal to 0"),
        ({"thresholds": [True]}, "valid integer"),
        ({"thresholds": "5"}, "tuple"),
        ({"thresholds": [5], "buckets": 3}, "makes 2 buckets, not 3"),
        ({"buckets": 1}, "greater than or equal to 2"),
        ({"buckets": "3"}, "valid integer"),
        ({"by": "word"}, "'char', 'eojeol', 'morpheme' or 'token'"),
        ({"by": "token"}, "needs a tokenizer"),
        ({"tokenizer": "some"}, "only by: token uses one"),
        ({"column": "length"}, "choose two names"),
        ({"column": "sentence"}, "column of the data itself"),
        ({"column": "_key"}, "pattern"),
        ({"column": ""}, "at least 1"),
        ({"split": "no"}, "valid boolean"),
        ({"size": 3}, "Extra inputs"),
        ({"cut": "lecture"}, "'quantiles' or 'lectured'"),
        ({"cut": "lectured", "thresholds": [5, 9]}, "remove one"),
        ({"cut": "lectured", "buckets": 4}, "makes 3 buckets, not 4"),
        ({"line": 30}, "line applies only to cut: lectured"),
        ({"max_tokens": 128}, "max_tokens applies only to cut: lectured"),
        ({"cut": "lectured", "line": 0}, "greater than or equal to 1"),
        ({"cut": "lectured", "max_tokens": "256"}, "valid integer"),
        ({"schedule": "two_pass"}, "'one_pass', 'baby_step' or 'competence'"),
        ({"schedule": {"kind": "one_pass", "steps": 3}}, "steps applies only to kind: competence"),
        ({"schedule": "one_pass", "split": True}, "remove split or schedule"),
    ],
)
def test_wrong_parameters(given_: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Curriculum.model_validate(given_)


def test_thresholds_of_another_unit_are_refused() -> None:
    with pytest.raises(UsageError, match="lengths by char, not eojeol"):
        columns(Curriculum(by="eojeol"), batch_of(SHORT), CurriculumState("char", (9,)))


def test_lengths_in_tokens(shared_data: Path) -> None:
    step = Curriculum(by="token", tokenizer=str(shared_data / "tokenizer"), thresholds=(9,))
    cells = columns(step, batch_of(SHORT, LONG, "[S|PER|박열][O|LOC|문경]"))
    assert cells["bucket"] == [0, 1, 0]
    assert cells["length"][0] < cells["length"][1]
    empty = batch_of(SHORT).take(np.zeros(0, dtype=np.int64))
    assert columns(step, empty)["length"] == []


def test_lectured_groups_by_token(shared_data: Path) -> None:
    given_ = {"by": "token", "tokenizer": str(shared_data / "tokenizer"), "cut": "lectured"}
    step = Curriculum(**given_, line=10, max_tokens=25)
    batch = batch_of(SHORT, MIDDLE, LONG)
    cells = columns(step, batch)
    line, half = state_of(step, [batch], None).thresholds
    assert half == 12  # exact: half of the model's tokens
    assert line == 10 * sum(cells["length"]) // sum(batch.codepoints.lengths.tolist())


def test_a_tokenizer_that_is_not_there(tmp_path: Path) -> None:
    step = Curriculum(by="token", tokenizer=str(tmp_path / "none"), thresholds=(9,))
    with pytest.raises(UsageError, match="no tokenizer can be loaded"):
        columns(step, batch_of(SHORT))


def test_lengths_in_morphemes() -> None:
    pytest.importorskip("reaug.korean.mecab", reason="the mecab helper is not there")
    cells = columns(Curriculum(by="morpheme", thresholds=(6,)), batch_of(SHORT, LONG))
    assert cells["length"][0] == 4  # 박열 은 문경 사람
    assert cells["bucket"] == [0, 1]


@given(batches(), st.sampled_from(["char", "eojeol"]))
def test_laws(batch: Batch, by: str) -> None:
    check_laws(Curriculum(by=by, thresholds=(2, 7)), batch)


@given(batches(min_rows=1, max_rows=8))
def test_laws_with_quantiles(batch: Batch) -> None:
    distinct = set(batch.codepoints.lengths.tolist())
    if len(distinct) > 1:
        check_laws(Curriculum(buckets=min(3, len(distinct))), batch)


@given(batches(), st.sampled_from(["char", "eojeol"]))
def test_laws_of_the_lectured_cut(batch: Batch, by: str) -> None:
    step = Curriculum(by=by, cut="lectured", line=2, max_tokens=32, schedule="competence")
    try:
        state_of(step, [batch], None)
    except (
        UsageError
    ):  # hardly a character per eojeol's share: a line is no shorter than the middle
        return
    check_laws(step, batch)


@given(batches())
def test_lengths_by_hand(batch: Batch) -> None:
    sentences = batch.sentence.to_pylist()
    by_char = columns(Curriculum(thresholds=(1,)), batch)["length"]
    assert by_char == [len(sentence) for sentence in sentences]
    by_word = columns(Curriculum(by="eojeol", thresholds=(1,)), batch)["length"]
    assert by_word == [len(sentence.split()) for sentence in sentences]
