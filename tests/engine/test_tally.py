from __future__ import annotations

from collections import Counter

from reaug.engine.tally import refused, tally

COUNTS = Counter(
    {
        ("", "in", "", ""): 10,
        ("0.aeda", "tried", "", "a"): 6,
        ("0.aeda", "tried", "", "b"): 3,
        ("0.aeda", "skipped", "aeda/no-gap", "a"): 1,
        ("0.aeda", "skipped", "aeda/no-gap", "b"): 2,
        ("0.aeda", "skipped", "aeda/other", "b"): 1,
        ("0.aeda", "refused", "edit/overlap", "a"): 2,
        ("0.aeda", "changed", "", "a"): 3,
    }
)


def test_counts_by_step_in_the_order_of_the_recipe() -> None:
    first, second = tally(COUNTS, ["1.none", "0.aeda"])
    assert (first.path, first.what, first.reasons) == ("1.none", Counter(), {})
    assert second.what == {"tried": 9, "skipped": 4, "refused": 2, "changed": 3}
    assert second.why("skipped") == [("aeda/no-gap", 3), ("aeda/other", 1)]
    assert second.why("dropped") == []
    assert list(second.to_json()["rows"]) == ["changed", "refused", "skipped", "tried"]
    assert second.to_json()["reasons"]["skipped"]["aeda/no-gap"] == {"a": 1, "b": 2}


def test_reasons_of_one_size_stand_by_name() -> None:
    counts = {("s", "skipped", name, ""): 1 for name in "cab"}
    assert [name for name, _ in tally(counts, ["s"])[0].why("skipped")] == ["a", "b", "c"]


def test_what_a_gate_calls_refused() -> None:
    assert refused(COUNTS) == 6
    assert refused({}) == 0
