from __future__ import annotations

import pytest

from reaug.audit.rule_request import chosen
from reaug.errors import UsageError

KNOWN = ("duplicate/exact", "duplicate/conflict", "span/overlap", "leak/triple", "rule/divergence")
BESIDE = ((frozenset({"leak/triple", "rule/divergence"}), "another set (--against)"),)


def test_all_by_default() -> None:
    assert chosen(KNOWN) == set(KNOWN)


def test_what_is_out_of_reach_is_left_out() -> None:
    assert chosen(KNOWN, out_of_reach=BESIDE) == set(KNOWN[:3])
    assert chosen([*KNOWN, "rule/band"], ["rule"], out_of_reach=BESIDE) == {"rule/band"}


def test_what_is_out_of_reach_cannot_be_selected() -> None:
    with pytest.raises(UsageError, match=r"leak/triple needs another set \(--against\)"):
        chosen(KNOWN, ["leak/triple"], out_of_reach=BESIDE)


def test_a_group_stands_for_its_rules() -> None:
    assert chosen(KNOWN, ["duplicate", "span/overlap"]) == set(KNOWN[:3])
    assert chosen(KNOWN, ignore=["duplicate"]) == set(KNOWN[2:])


@pytest.mark.parametrize("name", ["dup", "", "duplicate/", "duplicate/exactly", "[/]"])
def test_an_unknown_rule_lists_the_right_ones(name: str) -> None:
    for given in ({"select": [name]}, {"ignore": [name]}):
        with pytest.raises(UsageError, match="unknown rule") as caught:
            chosen(KNOWN, **given)  # type: ignore[arg-type]
        assert all(rule in str(caught.value) for rule in KNOWN)
        if name == "duplicate/exactly":
            assert "did you mean 'duplicate/exact'" in str(caught.value)


def test_one_of_the_two() -> None:
    with pytest.raises(UsageError, match="either selected rules or ignored rules"):
        chosen(KNOWN, ["span"], ["duplicate"])


def test_nothing_is_left() -> None:
    for given in ({"select": []}, {"ignore": ["duplicate", "span", "leak", "rule"]}):
        with pytest.raises(UsageError, match="no rule is left"):
            chosen(KNOWN, **given)  # type: ignore[arg-type]
