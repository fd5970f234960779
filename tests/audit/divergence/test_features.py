"""What is read off a row's text, on all that text may hold."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings

from planted import BOOK
from reaug.audit.divergence.features import features, particle, stem
from reaug.audit.mention_edges import is_particle
from reaug.audit.rows import Rows
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from strategies import batches


def features_of(marked: str) -> set[str]:
    return set(features(Rows(batch_of(marked).table, BOOK)).feature.to_pylist())


@pytest.mark.parametrize(
    ("marked", "present", "absent"),
    [
        ("[S|ORG|바다팀][O|PER|김하늘]", {"between="}, {"between= "}),
        ("[S|ORG|바다팀]  [O|PER|김하늘]", {"between= "}, set()),
        (
            "[S|PER|김하늘]([O|DAT|1990년] ~ )은 시인이다.",
            {"between=(", "in_bracket=object"},
            {"in_bracket=subject", "subject_particle=은/는"},
        ),
        ("[S|PER|김하늘](시인)과 [O|PER|이솔]", {"between_word=시인"}, {"in_bracket=object"}),
        (
            "[S|PER|김하늘]은 바다팀의 감독으로 [O|ORG|별빛리그]에 갔다.",
            {"between_word=감독", "between_word=바다팀", "subject_particle=은/는"},
            {"between_word=은", "between_word=감독으로"},
        ),
        (
            "[O|ORG|LG] 대표 [S|PER|Kim]씨가 왔다",
            {"behind_subject=씨가", "behind_object=대표"},
            set(),
        ),
        (
            "前[S|PER|金海]가 [O|POH|詩人]이다 😀",
            {"before_subject=前", "object_particle=이다/다"},
            set(),
        ),
    ],
)
def test_a_row_has_its_features_and_no_others(
    marked: str, present: set[str], absent: set[str]
) -> None:
    names = features_of(marked)
    assert present <= names
    assert not absent & names


def test_text_in_nfd_is_told_in_nfc() -> None:
    plain = "[S|PER|김하늘]은 소속 [O|ORG|별빛리그]에 있다."
    assert features_of(unicodedata.normalize("NFD", plain)) == features_of(plain)


def test_a_word_cut_by_the_window_is_none() -> None:
    long = "가나다라마바사아자차카타파하" * 2
    names = features_of(f"[S|PER|김하늘] {long} [O|ORG|별빛리그] 앞 {long}.")
    assert not any(f.startswith(("behind_subject", "before_object")) for f in names)
    assert "behind_object=앞" in names


@settings(max_examples=40, deadline=None)
@given(batches())
def test_features_of_anything(batch: Batch) -> None:
    feature_table = features(Rows(batch.table, BOOK))
    pairs = list(zip(feature_table.row.tolist(), feature_table.feature.to_pylist(), strict=True))
    assert len(pairs) == len(set(pairs))
    assert all("=" in feature for _, feature in pairs)
    assert feature_table.row.tolist() == np.sort(feature_table.row).tolist()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("", ""),
        ("은", ""),
        ("소속", "소속"),
        ("소속이다", "소속"),
        ("선수로", "선수"),
        ("선수으로", "선수으로"),
        ("외국인", "외국인"),
        ("K리그에서", "K리그"),
        ("2020년에", "2020년"),
        ("敎授는", "敎授"),
        ("😀", "😀"),
        ("a", "a"),
    ],
)
def test_the_stem_lacks_the_particle(word: str, expected: str) -> None:
    assert stem(word) == expected


def test_particles_have_one_name() -> None:
    assert particle("은") == particle("는")
    assert particle("으로") == particle("로")
    assert particle("") == particle("감독") == ""
    assert is_particle("에서")
