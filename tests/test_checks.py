"""`.ci/run` leaves no test out."""

from __future__ import annotations

import re

import pytest

from command import ROOT

EXTRAS = ("torch", "kiwi", "ray")


def test_every_test_of_an_extra_is_in_a_file_that_the_checks_find(
    request: pytest.FixtureRequest,
) -> None:
    searched = re.search(r"grep -rlE '([^']+)' tests", (ROOT / ".ci" / "run").read_text("utf-8"))
    assert searched is not None
    marked = {
        item.path
        for item in request.session.items
        if any(item.get_closest_marker(extra) for extra in EXTRAS)
    }
    assert {path for path in marked if not re.search(searched[1], path.read_text("utf-8"))} == set()
