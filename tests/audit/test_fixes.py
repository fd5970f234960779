"""What one row gets must go together: the surest finding wins, and takes all its fixes with it."""

from __future__ import annotations

import itertools

import pyarrow as pa
import pytest

from audits import BAND, CATALOGUE, CUT, ODD, finding, fix, some
from reaug.audit import fixes
from reaug.audit.fixes import Patch, patch_of
from reaug.audit.rules import Rule
from reaug.core.findings import Fix
from reaug.core.normal_form import normal

TYPE = "object_entity.type"
END, WORD, START = "object_entity.end_idx", "object_entity.word", "object_entity.start_idx"


def patch(*groups: list[Fix]) -> Patch:
    """Fixes of one row by rules of falling precision."""
    rules = (CUT, BAND, ODD)
    findings = [finding(rule, "7", fixes=fixes) for rule, fixes in zip(rules, groups, strict=False)]
    patches = [patch_of(order, CATALOGUE) for order in itertools.permutations(findings)]
    assert all(other == patches[0] for other in patches), "the order of the findings does not show"
    return patches[0]


def fields(patch: Patch) -> list[tuple[str, object]]:
    return [(fixed.fix.field, fixed.fix.new) for fixed in patch.fixes]


def test_fixes_become_lines_with_old_and_new_value() -> None:
    merged = patch_of(some().findings, CATALOGUE)
    assert [fixed.to_json() for fixed in merged.fixes] == [
        {
            "id": "row-0",
            "field": "object_entity.end_idx",
            "old": 8,
            "new": 9,
            "reason": "span/number-unit",
        },
        {
            "id": "row-0",
            "field": "object_entity.word",
            "old": "1545",
            "new": "1545년",
            "reason": "span/number-unit",
        },
        {
            "id": "row-1",
            "field": "object_entity.type",
            "old": "PER",
            "new": "ORG",
            "reason": "rule/band",
        },
        {
            "id": "row-1",
            "field": "label",
            "old": "per:employee_of",
            "new": "per:title",
            "reason": "rule/band",
        },
    ]
    assert (merged.left_out, merged.rows) == (0, 2)


def test_an_edit_of_the_text_says_where() -> None:
    merged = patch([fix("sentence", "를", "을", 3)])
    assert merged.fixes[0].to_json()["at"] == 3


def test_the_surest_rule_wins() -> None:
    merged = patch([fix("label", "a", "b")], [fix("label", "a", "c")], [fix("label", "a", "b")])
    assert fields(merged) == [("label", "b")]
    assert merged.fixes[0].rule == CUT.id
    assert merged.left_out == 1


def test_the_higher_score_wins_within_a_rule() -> None:
    scores = (("x", 1.0), ("y", 2.0))
    findings = [finding(BAND, "7", fixes=[fix("label", "a", n)], score=s) for n, s in scores]
    assert fields(patch_of(findings, CATALOGUE)) == [("label", "y")]


def test_a_finding_is_taken_whole_or_not_at_all() -> None:
    merged = patch([fix("label", "a", "b")], [fix("label", "a", "c"), fix(TYPE, "PER", "ORG")])
    assert fields(merged) == [("label", "b")]
    assert merged.left_out == 1


def test_what_agrees_is_joined() -> None:
    both = [fix("label", "a", "b"), fix(TYPE, "PER", "ORG")]
    assert fields(patch(both, both[:1])) == [("label", "b"), (TYPE, "ORG")]
    assert fields(patch(both[:1], both)) == [("label", "b"), (TYPE, "ORG")]
    assert patch(both, both).left_out == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (fix(TYPE, "PER", "ORG"), fix("label", "a", "b")),  # together they may be illegal
        (fix(TYPE, "PER", "ORG"), fix(TYPE, "PER", "LOC")),
        (fix(END, 5, 6), fix(END, 5, 7)),
        (fix(END, 5, 6), fix(START, 3, 2)),  # each with a word of its own
        (fix(END, 5, 6), fix("sentence", "를", "을", 9)),  # which moves what stands behind it
        (fix("sentence", "abc", "d", 3), fix("sentence", "c", "e", 5)),
        (fix("sentence", "", "d", 3), fix("sentence", "", "e", 3)),
        (fix(END, 5, 6), fix("sentence", "가\u200b나", "가나", 5)),  # across the new border
        (fix(WORD, "가", "가나"), fix("sentence", "가\u200b", "가", 5)),
        (fix("sentence", "가\u200b나", "가나", 5), fix("sentence", "나\u200b", "나", 7)),
    ],
)
def test_what_does_not_go_together(one: Fix, other: Fix) -> None:
    for pair in ([one], [other]), ([other], [one]):
        merged = patch(*pair)
        assert len(merged.fixes) == 1
        assert merged.fixes[0].fix == pair[0][0]
        assert merged.left_out == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (fix(TYPE, "PER", "ORG"), fix("subject_entity.type", "LOC", "ORG")),
        (fix(END, 5, 6), fix("subject_entity.end_idx", 15, 16)),
        (fix(END, 5, 6), fix("label", "a", "b")),
        (fix(END, 5, 6), fix(TYPE, "PER", "ORG")),
        (fix("sentence", "abc", "d", 3), fix("sentence", "x", "e", 8)),
        (fix("sentence", "abc", "d", 3), fix("label", "a", "b")),
        (fix(END, 5, 6), fix("sentence", "가\u200b", "가", 5)),  # nothing that can be seen
        (fix(START, 5, 6), fix("sentence", "\u00a0", " ", 5)),
        (fix("sentence", "가\u200b", "가", 5), fix("sentence", "\u00a0", " ", 7)),
    ],
)
def test_fixes_that_do_not_clash_are_both_made(one: Fix, other: Fix) -> None:
    merged = patch([one], [other])
    assert {fixed.fix for fixed in merged.fixes} == {one, other}
    assert merged.left_out == 0


def test_a_text_is_normalised_where_edits_meet_and_but_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def counted(texts: pa.Array) -> pa.Array:
        asked.extend(texts.to_pylist())
        return normal(texts)

    monkeypatch.setattr(fixes, "normal", counted)
    apart = [fix("sentence", f"각{at}\u200b", f"각{at}", 10 * at) for at in range(20)]
    assert patch(apart, [fix(END, 495, 496)]).left_out == 0
    assert set(asked) == {str(text) for edit in apart for text in (edit.old, edit.new)}
    assert len(asked) == len(set(asked))
    asked.clear()
    assert patch(apart[:10], apart[10:]).left_out == 0
    assert patch([fix("sentence", "갂\u200b", "갂", 5)], [fix(END, 5, 5)]).left_out == 1
    assert asked == []


def test_rows_do_not_meet() -> None:
    findings = [finding(BAND, row, fixes=[fix("label", "a", row)]) for row in ("9", "10", "8")]
    merged = patch_of(findings, CATALOGUE)
    assert [fixed.row for fixed in merged.fixes] == ["10", "8", "9"]


def test_what_a_person_has_to_judge_is_not_written() -> None:
    catalogue = {
        "a/sure": Rule("a/sure", "warning", "patch", "", ""),
        "a/guess": Rule("a/guess", "review", "patch", "", ""),
        "a/look": Rule("a/look", "error", "review", "", ""),
    }
    findings = [finding(rule, "7", fixes=[fix("label", "x", rule)]) for rule in catalogue.values()]
    unsure = findings[0]._replace(rows=("8",), severity="review")
    merged = patch_of([*findings, unsure], catalogue)
    assert [(fixed.row, fixed.rule) for fixed in merged.fixes] == [("7", "a/sure")]
    assert merged.to_decide == 3
