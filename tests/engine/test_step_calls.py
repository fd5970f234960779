from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reaug.core.failures import blamed
from reaug.engine import stored_rows
from reaug.errors import ReaugError, RecipeError, UsageError
from run_folders import carry_out

BODY = """
class Odd(Step):
    adds_columns = {adds_columns}

    def propose(self, batch, state, draw):
        n = len(batch)
        {body}
"""
ROW = """
class Odd(Step):
    def propose_row(self, row, state, draw):
        n = len(row.sentence)
        {body}
"""


@pytest.mark.parametrize("where", [{}, {"labels": ["per:title"]}], ids=["all-rows", "some-rows"])
@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("raise ValueError('one line\\nanother')", "failed on row .* ValueError: one line. Fix"),
        ("return None", "returned NoneType, not Changes"),
        ("return 'text'", "returned str, not Changes"),
        ("return Changes(drop=np.ones(3, bool))", "drop holds 3 values for"),
        ("return Changes(Edits.of([n], [0], [0], ['!']))", "edits of rows"),
        ("return Changes(Edits.of([-1], [0], [0], ['!'], noun=True))", "edits of rows -1 to -1"),
        ("return Changes(Edits.of([0], [0], [0], [None]))", "text is null"),
        ("return Changes(Edits.of([0], [0], [0], ['!'], role=7))", "role is not 0"),
        ("return Changes(fields={'sentence': batch.sentence})", "not a field that can be set"),
        ("return Changes(drop=np.ones(n, bool))", "drops rows without a reason"),
        ("return Changes(columns=pa.table({'a': [1] * n}))", "adds_columns is True"),
        ("return Changes(findings=pa.table({'a': [1]}))", "findings"),
    ],
)
def test_a_plugin_that_proposes_nonsense(
    plugins: Callable[..., str], body: str, message: str, where: dict[str, Any]
) -> None:
    plugins(BODY.format(body=body, adds_columns=False), odd="Odd")
    with pytest.raises(ReaugError, match=rf"step '0\.odd' .*{message}"):
        carry_out([{"odd": {"where": where}}])


def test_a_plugin_that_says_it_adds_columns_and_does_not(plugins: Callable[..., str]) -> None:
    plugins(BODY.format(body="return Changes()", adds_columns=True), odd="Odd")
    with pytest.raises(ReaugError, match=r"step '0\.odd' .*adds_columns"):
        carry_out(["odd"])


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "raise KeyError('lost')",
            "failed on row 'reaug-sample-00000', in a batch of 267 rows .*: KeyError",
        ),
        ("yield 'text'", "yield an Edit"),
        ("yield Edit(0, 0, '!', 'nowhere')", "yield an Edit of the role"),
        ("yield Edit(2**40, 2**40, '!')", "OverflowError"),
        ("yield Drop(None)", r"yielded Drop\(reason=None\) .*: give a reason, as a text"),
        ("return 3", "failed on"),
    ],
)
def test_a_plugin_that_breaks_on_a_row(
    plugins: Callable[..., str], body: str, message: str
) -> None:
    plugins(ROW.format(body=body), odd="Odd")
    with pytest.raises(ReaugError, match=message):
        carry_out(["odd"])


@pytest.mark.parametrize("moment", ["summarise", "merge", "finish", "describe"])
def test_a_plugin_whose_state_breaks(
    plugins: Callable[..., str], moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_rows, "BATCH_ROWS", 100)
    source = """
    class Odd(Step):
        def summarise(self, batch): return 1
        def merge(self, a, b): return a + b
        def finish(self, summary, rules): return summary
        def propose(self, batch, state, draw): return Changes()
        def describe(self, state): return {"n": state}
    """
    source += f"\n    def _broken(*args): raise ValueError('lost')\n    Odd.{moment} = _broken\n"
    plugins(source, odd="Odd")
    with pytest.raises(ReaugError, match=rf"step '0\.odd' failed in {moment}.*: ValueError: lost"):
        carry_out(["odd"])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("yield Edit(n + 1, n + 1, '!')", "edit/out-of-range"),
        ("yield Edit(-1, 0, '')", "edit/out-of-range"),
        ("yield Edit(3, 1, '')", "edit/out-of-range"),
        ("yield Edit(row.subject[0], row.subject[1], '가')", "edit/touches-mention"),
        ("yield Edit(row.subject[0], row.subject[1], '', 'subject')", "edit/empty-mention"),
        ("yield Edit(0, n, '가', 'object')", "edit/not-a-mention"),
        ("yield Edit(n, n, '!'); yield Edit(n, n, '?')", "edit/two-insertions"),
        ("yield Edit(n, n, '!'); yield Set('label', 'per:boss')", "schema/unknown-label"),
        ("yield Set('subject_type', 'XYZ')", "schema/unknown-type"),
    ],
)
def test_lawless_proposals_are_refused_and_counted(
    plugins: Callable[..., str], body: str, reason: str
) -> None:
    plugins(ROW.format(body=body), odd="Odd")
    done = carry_out(["odd"])
    (tally,) = done.done.steps
    assert tally.what["refused"] > 200
    assert set(tally.reasons["refused"]) == {reason}
    assert tally.what["refused"] + tally.what["changed"] == tally.what["tried"] == 267


def test_draws_of_a_plugin_are_its_own(plugins: Callable[..., str]) -> None:
    """A step may draw under the name "p" without meeting the runner's draw for `p`."""
    plugins(ROW.format(body="yield Skip('low' if draw.uniform('p') < 0.5 else 'high')"), odd="Odd")
    (tally,) = carry_out([{"odd": {"p": 0.5}}]).done.steps
    low, high = (sum(tally.reasons["skipped"][name].values()) for name in ("low", "high"))
    assert low > 30
    assert high > 30


def test_a_plugin_inside_a_block_may_not_add_columns(plugins: Callable[..., str]) -> None:
    plugins(BODY.format(body="return Changes()", adds_columns=True), odd="Odd")
    with pytest.raises(RecipeError, match="move it out of augment"):
        carry_out([{"augment": ["odd"]}])


def test_errors_of_ours_and_interrupts_pass() -> None:
    for error in (UsageError("as it is"), KeyboardInterrupt()):
        with pytest.raises(type(error)) as raised, blamed("0.x", "in merge"):
            raise error
        assert raised.value is error
    with (
        pytest.raises(
            ReaugError, match=r"step '0\.x' failed in merge: ZeroDivisionError: "
        ) as caught,
        blamed("0.x", "in merge"),
    ):
        _ = 1 / 0
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
