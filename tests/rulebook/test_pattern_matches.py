"""Which rows a condition takes: each key, against plain Python, and in time."""

from __future__ import annotations

import re
import time
import unicodedata
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reaug.core.batch import Batch, Row
from reaug.core.examples import batch_of, read_marks
from reaug.rulebook import load
from reaug.rulebook.conditions import ErrorPattern, SpanChange
from reaug.rulebook.pattern_checks import example_columns
from reaug.rulebook.pattern_matches import Columns, hits, moved
from reaug.rulebook.word_tests import codes
from strategies import LABELS, batches

BOOK = load("klue-re")
EXAMPLE = {"label": "no_relation", "text": "[S|PER|가] [O|PER|나]"}


def pattern(**keys: Any) -> ErrorPattern:
    fields = {"name": "x", "en": "x", "ko": "가", "hits": [EXAMPLE], "misses": [EXAMPLE]}
    return ErrorPattern.model_validate(fields | keys)


def columns(*rows: str, label: str = "no_relation") -> Columns:
    return example_columns(BOOK, [(read_marks(row), label) for row in rows])


def is_hit(row: str, label: str = "no_relation", **keys: Any) -> bool:
    parts = hits(pattern(**keys), columns(row, label=label), BOOK.lexicons)
    return any(len(part.rows) for part in parts)


ROW = "옛 [S|PER|이나래](李나래 😀)는 [O|ORG|LG 3대] 사장이다."
KEYS = [
    ({"labels": ["no_relation"]}, {"labels": ["per:title", "per:origin"]}),
    ({"not_labels": ["per:title"]}, {"not_labels": ["no_relation", "per:title"]}),
    ({"subject_types": ["ORG", "PER"]}, {"subject_types": ["ORG"]}),
    ({"object_types": ["ORG"]}, {"object_types": ["PER"]}),
    ({"mention_types": ["PER"]}, {"mention_types": ["LOC"]}),
    ({"order": "subject-first"}, {"order": "object-first"}),
    ({"subject": "나래$"}, {"subject": "^나래"}),
    ({"object": r"^\p{Latin}+ [0-9]"}, {"object": r"\p{Han}"}),
    ({"mention": "^이나래$"}, {"mention": "사장"}),
    ({"before_subject": "^옛 $"}, {"before_subject": "이"}),
    ({"behind_subject": r"^\(\p{Han}나래 😀\)"}, {"behind_subject": "^는"}),
    ({"before_object": "는 $"}, {"before_object": "는$"}),
    ({"behind_object": r"^ 사장이다\.$"}, {"behind_object": "대"}),
    ({"before_mention": "^옛 $"}, {"before_mention": "사장"}),
    ({"behind_mention": "^ 사장"}, {"behind_mention": "^옛"}),
    ({"between": "^.李나래 😀.는 $"}, {"between": "옛"}),
    ({"sentence": r"^옛 이나래.*\.$"}, {"sentence": "사장$"}),
    (
        {"subject": {"lexicon": "countries", "pattern": "나래"}},
        {"subject": {"lexicon": "countries"}},
    ),
    (
        {"subject": "나", "unless": [{"object": "SK"}]},
        {"subject": "나", "unless": [{"object": "LG"}]},
    ),
    ({"any_of": [{"object": "SK"}, {"object": "LG"}]}, {"any_of": [{"object": "SK"}]}),
]


@pytest.mark.parametrize(("taken", "refused"), KEYS)
def test_each_key_of_a_pattern_is_tested(taken: dict[str, Any], refused: dict[str, Any]) -> None:
    assert is_hit(ROW, **taken)
    assert not is_hit(ROW, **refused)
    decomposed = unicodedata.normalize("NFD", ROW)
    assert is_hit(decomposed, **taken), "NFD is read as NFC"
    assert not is_hit(decomposed, **refused)


def test_a_lexicon_holds_whole_words() -> None:
    assert is_hit("[S|PER|가나]와 [O|LOC|독일]", object={"lexicon": "countries"})
    assert not is_hit("[S|PER|가나]와 [O|LOC|독일인]", object={"lexicon": "countries"})


def test_a_mention_is_asked_by_itself() -> None:
    asked = pattern(mention_types=["PER"], mention="^김", behind_mention="^ 씨")
    rows = columns(
        "[S|PER|김나래] 씨와 [O|PER|김도현]",
        "[S|PER|김나래]와 [O|PER|김도현] 씨",
        "[S|ORG|김밥] 씨와 [O|PER|이산]",
    )
    rows_by_role = {part.role: part.rows.tolist() for part in hits(asked, rows, {})}
    assert rows_by_role == {"subject": [0], "object": [1]}


def test_the_window_is_thirty_code_points() -> None:
    row = "앞" + "가" * 29 + "[S|PER|이산]" + "나" * 29 + "뒤[O|LOC|부산]"
    assert is_hit(row, before_subject="^앞가{29}$")
    assert is_hit(row, behind_subject="^나{29}뒤$")
    assert not is_hit("😀" + row, before_subject="😀")


def test_no_rows() -> None:
    assert hits(pattern(subject="가"), columns(), {})[0].rows.tolist() == []


def test_unknown_labels_and_types_are_of_no_list() -> None:
    assert not is_hit("[S|XYZ|가] [O|PER|나]", subject_types=["PER"])
    assert is_hit("[S|XYZ|가] [O|PER|나]", not_labels=["per:title"], label="new:label")


@pytest.mark.parametrize(
    "greedy", ["(a+)+$", "(a|a)*b", "(?:x*)*y", "(.*)(.*)(.*)(.*)z$", "(a*)*$b?c"]
)
def test_no_pattern_takes_exponential_time(greedy: str) -> None:
    row = "[S|PER|이산]" + "a" * 200_000 + "! [O|LOC|부산]"
    began = time.perf_counter()
    is_hit(row, sentence=greedy, between=greedy)
    assert time.perf_counter() - began < 5  # backtracking would not end in this world's time


def test_spans_that_grow_and_shrink() -> None:
    rows = columns("[S|PER|왕 이산님]은 큰 [O|LOC|부산]광역시에", "[S|PER|이산]은 [O|LOC|부산]에")
    change = SpanChange(cut_left="왕 ", cut_right="님")
    assert moved(change, rows, "subject", np.arange(2)).tolist() == [[2, -1], [0, 0]]
    change = SpanChange(extend_left="큰 ", extend_right="광역시|시")
    assert moved(change, rows, "object", np.arange(2)).tolist() == [[-2, 3], [0, 0]]


# Against plain Python, row by row.

REGEXES = st.sampled_from(
    ["가", "^ ", "은$", "[0-9]+", "LG|이순신", "^$", "😀", r"\(", "日", "했다"]
)
CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "labels": st.lists(st.sampled_from(LABELS), min_size=1, max_size=2),
        "not_labels": st.lists(st.sampled_from(LABELS), min_size=1, max_size=2),
        "subject_types": st.just(["PER", "ORG"]),
        "object_types": st.just(["LOC", "PER"]),
        "mention_types": st.just(["PER", "DAT"]),
        "order": st.sampled_from(["subject-first", "object-first"]),
        "subject": REGEXES,
        "before_object": REGEXES,
        "behind_mention": REGEXES,
        "between": REGEXES,
        "sentence": REGEXES,
    },
).filter(bool)


def meets(row: Row, role: str, keys: dict[str, Any]) -> bool:
    pieces = {"subject": row.subject, "object": row.object}
    (a, b), (c, d) = pieces["subject"], pieces["object"]
    text = {"sentence": row.sentence, "between": row.sentence[min(b, d) : max(a, c)]}
    types = {"subject": row.subject_type, "object": row.object_type}
    for name, (start, end) in [*pieces.items(), ("mention", pieces[role])]:
        text[name] = row.sentence[start:end]
        text[f"before_{name}"] = row.sentence[max(start - 30, 0) : start]
        text[f"behind_{name}"] = row.sentence[end : end + 30]
    types["mention"] = types[role]
    for key, wanted in keys.items():
        if key in text:
            fits = re.search(wanted.replace("$", r"\Z"), text[key]) is not None
        elif key == "order":
            fits = (a <= c) == (wanted == "subject-first")
        elif key == "labels":
            fits = row.label in wanted
        elif key == "not_labels":
            fits = row.label not in wanted
        else:
            fits = types[key.removesuffix("_types")] in wanted
        if not fits:
            return False
    return True


@settings(deadline=None, max_examples=150)
@given(batches(), CONDITIONS, st.lists(CONDITIONS, max_size=2), st.lists(CONDITIONS, max_size=1))
def test_hits_are_those_of_plain_python(
    batch: Batch, own: dict[str, Any], any_of: list[dict[str, Any]], unless: list[dict[str, Any]]
) -> None:
    spans = batch.spans
    composed = [unicodedata.is_normalized("NFC", text) for text in batch.sentence.to_pylist()]
    values = {
        "label": codes(batch.label, BOOK.labels),
        "subject_type": codes(batch.type("subject"), list(BOOK.types)),
        "object_type": codes(batch.type("object"), list(BOOK.types)),
    }
    table = Columns(batch.sentence, spans, values, BOOK.labels, list(BOOK.types))
    asked = pattern(**own, any_of=any_of, unless=unless)
    for part in hits(asked, table, {}):
        role = part.role or "subject"
        expected = [
            i
            for i in range(len(batch))
            if composed[i]
            and meets(batch.row(i), role, own)
            and (not any_of or any(meets(batch.row(i), role, keys) for keys in any_of))
            and not any(meets(batch.row(i), role, keys) for keys in unless)
        ]
        assert [int(i) for i in part.rows if composed[i]] == expected


def test_marks_need_a_subject_and_an_object() -> None:
    with pytest.raises(ValueError, match="mark one subject"):
        read_marks("[S|PER|이산]이 [S|PER|나래]를 [O|LOC|부산]에서")
    assert len(batch_of("[S|PER|이산]이 [O|LOC|부산]에서")) == 1
