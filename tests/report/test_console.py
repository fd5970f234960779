from __future__ import annotations

import io
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console, RenderableType

from reaug.core.batch import Row
from reaug.core.step import Measures
from reaug.drift import Profile, compare, parse
from reaug.engine.step_examples import Example
from reaug.engine.tally import StepTally
from reaug.report.console import (
    examples_view,
    plan_view,
    result_view,
    show,
    steps_view,
)
from reaug.report.drift import drift_view
from run_folders import carry_out, plan, row, save

HOSTILE = "[bold]이[/] [/red] \x1b[31m\u202e[link=x]\\"
STEPS = [
    "deduplicate",
    {"augment": {"copies": 2, "where": {"rare_below": 9}, "steps": ["aeda", {"one_of": ["aeda"]}]}},
    {"curriculum": {"buckets": 3}},
]


def shown(*views: RenderableType, width: int = 120, color: bool = False) -> str:
    screen = io.StringIO()
    console = Console(
        file=screen, width=width, highlight=False, force_terminal=color, legacy_windows=False
    )
    show(console, *views)
    return screen.getvalue()


@pytest.fixture(scope="module")
def result() -> Any:
    return carry_out(STEPS, examples=3, fail_on=["label.js > 0.9", "label.js > 0"])


def test_long_lists_of_a_plan_are_cut() -> None:
    ids = [f"row-{n}" for n in range(40)]
    step = {"deduplicate": {"where": {"not_rows": ids}}}
    text = shown(plan_view(plan([step]), None))
    assert "'row-7', 'and 32 more'" in text
    assert "row-8" not in text


def test_long_figures_are_cut() -> None:
    counts = {f"관계{n}": n for n in range(12)}
    measures = Measures({"labels": counts, "few": {"가": [1]}})
    text = shown(steps_view([StepTally("0.curriculum")], measures={"0.curriculum": measures}))
    assert "관계7 7; and 4 more" in text
    assert "few: 가 1" in text


def test_a_plan(result: Any) -> None:
    text = shown(plan_view(result.plan, "out/run"))
    assert "klue-style.json\n267 rows (klue-json), rules klue-re, seed 42\n" in text
    lines = [line.lstrip("│├└─ ") for line in text.splitlines()]
    assert lines[2:] == [
        "0.deduplicate",
        "1.augment copies=2, p=1, where rare_below=9",
        "0.aeda",
        *(line for line in lines if line.startswith("1.one_of")),
        "0.aeda",
        "2.curriculum",
        "→ out/run",
    ]
    assert "→ nothing is written" in shown(plan_view(result.plan, None))
    assert shown(plan_view(result.plan, "out/run"), width=20) == text


def test_a_result(result: Any) -> None:
    text = shown(result_view(result))
    for part in (
        "step",
        "refused",
        "  dropped: duplicate/conflict 6, duplicate/exact 4",
        "  new columns: bucket, length",
        "Label drift  JS distance 0.",
        "gate passed: fails if label.js > 0.9; the value is 0.",
        "gate FAILED: fails if label.js > 0; the value is 0.",
        f"267 rows in, {result.done.rows.rows} rows out, digest {result.digest[:16]}",
        "findings",
    ):
        assert part in text
    assert "→ " not in text.splitlines()[-1]  # nothing was written


@pytest.mark.parametrize("width", [1, 20, 80, 300])
@pytest.mark.parametrize("color", [False, True])
def test_views_are_shown_at_any_width(result: Any, width: int, color: bool) -> None:
    views = [
        plan_view(result.plan, "out"),
        result_view(result),
        examples_view(result.done.examples, 3),
    ]
    assert shown(*views, width=width, color=color)


def test_many_reasons_are_cut() -> None:
    reasons = {"skipped": {f"why/{i}": Counter({"a": 20 - i}) for i in range(9)}}
    text = shown(steps_view([StepTally("0.x", Counter(tried=9), reasons)]))
    assert "skipped: why/0 20, why/1 19, " in text
    assert text.rstrip().endswith("and 3 more")


def test_examples(result: Any) -> None:
    text = shown(examples_view(result.done.examples, 2))
    assert "0.deduplicate  dropped: duplicate/exact" in text
    assert "1.augment/0.aeda  changed" in text
    assert "{+" in text
    short = shown(examples_view(result.done.examples, 1))
    assert short.count("{+") < text.count("{+")
    assert shown(examples_view([], 3)) == ""


def make(sentence: str = "이순신은 한산도에 있다.", label: str = "a", **more: Any) -> Row:
    values = {"subject": (0, 3), "object": (5, 8), "subject_type": "PER", "object_type": "LOC"}
    return Row(id="r", sentence=sentence, label=label, **(values | more))


@pytest.mark.parametrize(
    ("after", "edits", "expected"),
    [
        (
            make("이순자가 한산도에 있다.", subject=(0, 3)),
            ((0, 3, "이순자"), (3, 4, "가")),
            "[-이순신-]{+이순자+}[-은-]{+가+} [O 한산도]에 있다.",
        ),
        (
            make("이순신은 한산도에 있다.!"),
            ((13, 13, "!"),),
            "[S 이순신]은 [O 한산도]에 있다.{+!+}",
        ),
        (make("이순신은 한산도에"), ((9, 13, ""),), "[S 이순신]은 [O 한산도]에[- 있다.-]"),
        (make(label="b"), (), "label → b"),
        (make(object_type="ORG"), (), "types PER:LOC → PER:ORG"),
        (
            make(subject=(5, 8), object=(0, 3)),
            (),
            "roles: 한산도 is the subject now, 이순신 the object",
        ),
    ],
)
def test_what_an_example_shows(
    after: Row, edits: tuple[tuple[int, int, str], ...], expected: str
) -> None:
    example = Example("0.x", "changed", "", make(), after, edits)
    assert expected in shown(examples_view([example], 1))


def test_mentions_that_lie_in_one_another_are_shown_once() -> None:
    example = Example("0.x", "skipped", "why", make(object=(1, 2)), None)
    assert "[S 이순신]은 한산도에 있다." in shown(examples_view([example], 1))


def test_hostile_text_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    before = make(HOSTILE, HOSTILE, subject=(6, 7), object=(0, 1), subject_type=HOSTILE)
    after = make(HOSTILE + "!", "b", subject=(6, 7), object=(0, 1))
    left = make(HOSTILE, HOSTILE)
    examples = [
        Example(HOSTILE, "changed", "", before, after),
        Example(HOSTILE, HOSTILE, HOSTILE, left, None),
    ]
    tally = StepTally(HOSTILE, Counter(tried=1), {HOSTILE: {HOSTILE: Counter({HOSTILE: 1})}})
    some = Profile(2, {"a": 1, HOSTILE: 1}, {"PER:LOC": 2}, {9: 2})
    drift = compare(some, Profile(2, {HOSTILE + "2": 2}, {"PER:LOC": 2}, {9: 2}))
    drift = drift.judged((parse('labels["[/]"].ratio > 1'),))
    source = save([row("[이순신][/] 한산도", guid=HOSTILE)], tmp_path / "[bold]x[|red].json")
    planned = plan(["aeda", {"random_masking": {"mask": "[/]"}}], source)
    views = [
        examples_view(examples, 3),
        steps_view([tally], {HOSTILE: [HOSTILE]}),
        drift_view(drift),
        plan_view(planned, HOSTILE),
    ]
    for view in views:
        text = shown(view, width=400)
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "[bold]" in text
    assert "[bold]이[/] [/red] ␛[31m�[link=x]\\" in shown(*views, width=400)
    assert "mask=[/]" in shown(views[-1])


def test_a_drift_that_moved_nothing() -> None:
    some = Profile(20, {"a": 20}, {"PER:LOC": 20}, {9: 20})
    text = shown(drift_view(compare(some, some)))
    assert text.startswith("Label drift  JS distance 0.0000  (20 → 20 rows)\n")
    assert "0.0000 to 0.0000: no drift\n" in text


def test_a_drift_of_too_few_rows_is_not_called_none() -> None:
    some = Profile(2, {"a": 2}, {"PER:LOC": 2}, {9: 2})
    text = shown(drift_view(compare(some, some)))
    assert "no drift" not in text
    assert "too few rows to tell (at least 10 needed on each side)" in text


def test_labels_that_come_and_go() -> None:
    before = Profile(2, {"a": 1, "b": 1}, {"PER:LOC": 2}, {9: 2})
    after = Profile(2, {"a": 1, "c": 1}, {"PER:LOC": 2}, {9: 2})
    text = shown(drift_view(compare(before, after)))
    assert "new labels: c (1 row, by chance 50.0%)" in text
    assert "vanished labels: b (1 row, by chance 50.0%)" in text
