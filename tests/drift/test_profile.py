"""Counting a data set, whole or batch by batch."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.drift import NO_VALUE, Profile
from reaug.errors import InputError

COLUMNS = ("sentence", "subject_type", "object_type", "label")
SENTENCES = [
    "세종은 조선의 네 번째 왕이다.",  # Hangul
    "LG turned 70.",  # Latin and digits
    "三星電子는 大韓民國의 기업이다.",  # hanja
    "축하해요 🎉👨‍👩‍👧",  # emoji, one of them joined of five code points
    "한글",  # decomposed (NFD): six code points
    "",
    "가",
]
LABELS = ["per:title", "org:members", "no_relation", "관계:없음", "org:top_members/employees", None]


def table(rows: list[tuple[str | None, ...]]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * len(COLUMNS)
    return pa.table(
        {name: pa.array(column, pa.string()) for name, column in zip(COLUMNS, columns, strict=True)}
    )


TYPE = st.sampled_from(["PER", "ORG", "LOC", None])
ROW = st.tuples(st.sampled_from(SENTENCES) | st.text(), TYPE, TYPE, st.sampled_from(LABELS))
ROWS = st.lists(ROW, max_size=30)
PROFILES = ROWS.map(lambda rows: Profile.of(table(rows)))


def test_counts_of_a_small_table():
    profile = Profile.of(
        table(
            [
                ("세종은 왕이다.", "PER", "POH", "per:title"),
                ("장영실은 학자다.", "PER", "POH", "per:title"),
                ("LG는 서울에 있다.", "ORG", "LOC", "org:place_of_headquarters"),
            ]
        )
    )
    assert profile == Profile(
        rows=3,
        labels={"org:place_of_headquarters": 1, "per:title": 2},
        type_pairs={"ORG:LOC": 1, "PER:POH": 2},
        lengths={8: 1, 9: 1, 11: 1},
    )
    assert list(profile.labels) == sorted(profile.labels)


@given(ROWS)
def test_counts_are_those_of_a_plain_loop(rows):
    profile = Profile.of(table(rows))
    expected = Profile()
    for sentence, subject, object_, label in rows:
        pair = f"{subject or NO_VALUE}:{object_ or NO_VALUE}"
        row_profile = Profile(1, {label or NO_VALUE: 1}, {pair: 1}, {len(sentence): 1})
        expected = expected.merge(row_profile)
    assert profile == expected


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, random):
    shuffled = random.sample(rows, len(rows))
    one, other = Profile.of(table(rows)), Profile.of(table(shuffled))
    assert one == other
    assert list(one.labels) == list(other.labels)
    assert list(one.lengths) == list(other.lengths)


@given(ROWS, st.integers(1, 7))
def test_batch_by_batch_is_the_same_as_at_once(rows, size):
    data = table(rows)
    merged = Profile()
    for batch in data.to_batches(max_chunksize=size):
        merged = merged.merge(Profile.of(batch))
    assert merged == Profile.of(data)


@given(PROFILES, PROFILES, PROFILES)
def test_merging_commutes_and_associates(a, b, c):
    assert a.merge(b) == b.merge(a)
    assert list(a.merge(b).labels) == list(b.merge(a).labels)
    assert a.merge(b).merge(c) == a.merge(b.merge(c))
    assert a.merge(Profile()) == a


@pytest.mark.parametrize("sentence", SENTENCES)
def test_length_counts_code_points(sentence):
    profile = Profile.of(table([(sentence, "PER", "ORG", "no_relation")]))
    assert profile.lengths == {len(sentence): 1}


def test_no_rows_is_an_empty_profile():
    assert Profile.of(table([])) == Profile()
    assert Profile.of(pa.RecordBatch.from_pylist([], schema=table([]).schema)) == Profile()


@pytest.mark.parametrize(
    "kind",
    [pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())],
    ids=str,
)
def test_any_kind_of_text_column_counts_the_same(kind):
    plain = table([("왕이다.", "PER", None, "per:title"), ("기업", "ORG", "LOC", None)])
    fields = pa.schema([(name, kind) for name in COLUMNS])
    if pa.types.is_string_view(kind):
        other = pa.table({n: pa.array(plain[n].to_pylist(), kind) for n in COLUMNS})
    else:
        other = plain.cast(fields)
    assert Profile.of(other) == Profile.of(plain)


def test_a_slice_of_a_chunked_table_counts_its_own_rows():
    rows = [(f"문장 {n}", "PER", "ORG", f"label{n}") for n in range(10)]
    chunked = pa.concat_tables([table(rows[:4]), table(rows[4:])])
    assert Profile.of(chunked.slice(3, 3)).labels == {"label3": 1, "label4": 1, "label5": 1}


def test_rows_without_label_or_type_are_counted():
    profile = Profile.of(table([("왕", None, "ORG", None), ("왕", "PER", None, None)]))
    assert profile.labels == {NO_VALUE: 2}
    assert profile.type_pairs == {f"{NO_VALUE}:ORG": 1, f"PER:{NO_VALUE}": 1}


def test_a_column_of_nulls_only_counts_as_no_value():
    labelled = table([("왕이다.", "PER", "POH", None)]).set_column(3, "label", pa.nulls(1))
    assert Profile.of(labelled).labels == {NO_VALUE: 1}


def test_pairs_whose_names_coincide_are_added():
    profile = Profile.of(table([("왕", "A:B", "C", "x"), ("왕", "A", "B:C", "x")]))
    assert profile.type_pairs == {"A:B:C": 2}


def test_bad_columns_are_named():
    good = table([("왕이다.", "PER", "POH", "per:title")])
    with pytest.raises(InputError, match="column 'label' is absent; there are: sentence, subject"):
        Profile.of(good.drop_columns(["label"]))
    with pytest.raises(InputError, match="column 'label' is int64; it must be text"):
        Profile.of(good.set_column(3, "label", pa.array([3])))
    with pytest.raises(InputError, match="column 'sentence': 1 rows have no text"):
        Profile.of(table([(None, "PER", "POH", "per:title")]))
