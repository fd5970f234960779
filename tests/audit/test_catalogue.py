"""Which checks are imported: those that may report a rule, and no others."""

from __future__ import annotations

import subprocess
import sys
from typing import get_args

import pytest

from reaug.audit.catalogue import Room, checks, checks_of, rules, rules_of
from reaug.core.findings import Finding
from reaug.rulebook import load

ROOMS: tuple[Room, ...] = get_args(Room)


@pytest.mark.parametrize("room", ROOMS)
def test_the_text_of_a_check_names_the_kinds_of_its_rules(room: Room) -> None:
    for check in checks(room):
        for kind in {rule.id.partition("/")[0] for rule in check.rules_of(load())}:
            assert check in checks_of(room, [kind]), f"{check.name} does not name {kind}/"


def test_the_rules_of_findings_are_those_of_all_checks() -> None:
    every = rules(load(), *ROOMS)
    for rule in every:
        finding = Finding(rule, ("row",), "label", "a", "odd")
        assert rules_of([finding]) == {rule: every[rule]}


def test_no_other_check_is_imported() -> None:
    code = (
        "import sys\n"
        "from reaug.audit.catalogue import rules_of\n"
        "from reaug.core.findings import Finding\n"
        "rules_of([Finding('duplicate/exact', ('row',), 'label', 'a', 'odd')])\n"
        "print(*sorted(name for name in sys.modules if name.startswith('reaug.audit.checks.')))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    imported = [name.rpartition(".")[2] for name in run.stdout.split()]
    assert {"duplicate", "duplicate_near"} <= {*imported}
    assert len(imported) < len(checks("checks")) / 4
