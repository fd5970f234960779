"""Every hostile input: the right exit, one clear message, nothing lost and nothing left."""

from __future__ import annotations

from pathlib import Path

import pytest

from hostile.cases import Case, listing, problems
from hostile.catalogue import CASES


def test_the_table_is_long_and_its_names_are_unique() -> None:
    names = [case.name for case in CASES]
    assert len(names) >= 120
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_input_has_a_clear_message_and_leaves_nothing(case: Case, tmp_path: Path) -> None:
    case.make(tmp_path)
    before = listing(tmp_path)
    result = case.carry_out(tmp_path)
    assert problems(case, result, before, tmp_path) == [], result.err[:3000]
