"""Steps that did nothing say so: on the screen, in the manifest, on the page, and to gates."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from command import reaug, refused
from reaug.core.step import InBoth, Step
from reaug.engine.idle_steps import Idle
from reaug.errors import UsageError
from reaug.recipe.registry import shipped_names, step_class
from reaug.report.run_html import write_report
from reaug.runs.run import run
from run_folders import SAMPLE, carry_out, plan, row, sample_rows, save

BOOK = """
name: shop
version: "1"
description: {en: "Who sells what.", ko: "누가 무엇을 파는지."}
types: {PER: {en: person, ko: 사람}, SHOP: {en: shop, ko: 가게}}
relations:
  none:
    definition: {en: "None.", ko: "없다."}
    subject_types: [PER, SHOP]
    object_types: [PER, SHOP]
  owns:
    definition: {en: "The shop of a person.", ko: "사람의 가게."}
    subject_types: [PER]
    object_types: [SHOP]
"""


def idle(steps: list[Any], **more: Any) -> list[tuple[str, str]]:
    return [(step.step, step.message()) for step in carry_out(steps, **more).done.idle]


def test_a_patch_of_rejections_alone_says_so(tmp_path: Path) -> None:
    file = tmp_path / "decided.jsonl"
    guid = sample_rows()[0]["guid"]
    line = {"rows": [guid], "field": "label", "decision": "reject"}
    file.write_text(json.dumps(line) + "\n", "utf-8")
    [(_, message)] = idle([{"patch": {"path": str(file)}}])
    assert "no value to write, only rejections" in message
    line = {"id": guid, "field": "label", "old": "org:founded_by", "new": "org:founded"}
    file.write_text(json.dumps(line) + "\n", "utf-8")
    [(step, message)] = idle([{"patch": {"path": str(file)}}])
    assert step == "0.patch"
    assert "patch/old-differs 1 of " in message


@pytest.fixture
def shop(tmp_path: Path) -> dict[str, Any]:
    """Rows whose types have no kinds in their rule book."""
    names = [("하늬", "솔과자"), ("바다", "별국수"), ("나래", "달국수")]
    rows = [
        row(
            f"{who}는 시장에서 {what}라는 가게를 열었다.",
            (who, "PER"),
            (what, "SHOP"),
            "owns",
            guid=f"shop-{i}",
        )
        for i, (who, what) in enumerate(names)
    ]
    (tmp_path / "shop.yaml").write_text(BOOK, encoding="utf-8")
    source = save(rows, tmp_path / "rows.json")
    return {"source": str(source), "rules": str(tmp_path / "shop.yaml")}


def test_a_block_without_copies_says_why_and_what_to_do(shop: dict[str, Any]) -> None:
    block = {"augment": {"where": {}, "steps": ["entity_swap"]}}
    ((path, message),) = idle([block], **shop)
    assert path == "0.augment"
    assert message == (
        "made no copy of the 3 rows it tried: swap/no-kind 3 of 3: the rule book has no kinds "
        "for these types, or no kind that fits these names; add kinds, see rules/README.md"
    )
    ((path, message),) = idle(["entity_swap"], **shop)
    assert (path, message.split(":")[0]) == (
        "0.entity_swap",
        "changed none of the 3 rows it tried",
    )


def test_conditions_that_no_row_meets_are_told_of_every_step() -> None:
    where = {"type_pairs": ["PER:NOH"], "labels": ["per:spouse"]}
    steps = [{"aeda": {"where": where}}, {"deduplicate": {"where": where}}]
    steps += [{"augment": {"where": where, "steps": ["aeda"]}}, {"aeda": {"p": 0}}]
    idle_steps = idle(steps)
    assert [path for path, _ in idle_steps] == ["0.aeda", "1.deduplicate", "2.augment"]
    assert {message.split(";")[0] for _, message in idle_steps} == {
        "no row meets its conditions (where)"
    }


def test_no_false_alarm(tmp_path: Path) -> None:
    clean = save(
        [row("가람은 서울에 산다.", ("가람", "PER"), ("서울", "LOC"), guid="a")],
        tmp_path / "r.json",
    )
    steps: list[Any] = ["entity_type_correction", "deduplicate", "relation_candidates"]
    steps += [{"encode": {"style": "entity_marker"}}]
    assert idle(steps, source=str(clean)) == []
    assert idle([{"curriculum": {"buckets": 2}}]) == []
    block = {"one_of": ["aeda", "random_masking"]}
    assert idle([{"augment": {"where": {}, "steps": [block]}}]) == []


def test_a_step_without_reasons_and_one_with_a_way_out(plugins: Callable[..., str]) -> None:
    source = """
    class Mute(Step):
        def propose(self, batch, state, draw): return Changes()

    class Odd(Step):
        ways_out = {"odd/late": "come earlier"}
        def propose_row(self, row, state, draw): yield Skip("odd/late")

    class Calm(Mute):
        may_change_nothing = True
    """
    plugins(source, mute="Mute", odd="Odd", calm="Calm")
    head = "changed none of the 267 rows it tried"
    assert idle(["mute", "odd", "calm"]) == [
        ("0.mute", f"{head}, and gave no reason"),
        ("1.odd", f"{head}: odd/late 267 of 267: come earlier"),
    ]
    same = idle([{"augment": {"where": {}, "steps": ["mute"]}}])
    assert "equal to its parent 267 of 267: no step of the block changes these" in same[0][1]


def test_what_a_step_refused_is_not_told_as_equal_to_its_parent(
    shop: dict[str, Any], plugins: Callable[..., str], tmp_path: Path
) -> None:
    source = """
    class Few(Step):
        def propose_row(self, row, state, draw):
            if row.id.startswith("shop-0"): yield Skip("few/one")
    """
    plugins(source, few="Few")
    ((_, message),) = idle([{"augment": {"where": {}, "copies": 2, "steps": ["few"]}}], **shop)
    assert "rows it tried: equal to its parent 4 of 6 copies: no step of the block" in message
    block = {"augment": {"where": {}, "copies": 2, "steps": ["entity_swap"]}}
    ((_, message),) = idle([block], **shop)
    assert "made no copy of the 3 rows it tried: swap/no-kind 6 of 6 copies: the rule" in message
    words = ["augment", shop["source"], "-o", tmp_path / "run", "-t", "entity_swap", "--all"]
    result = reaug(*words, "--rules", shop["rules"], "--no-report")
    assert "swap/no-kind 3" in result.err
    assert "equal to its parent" not in result.err


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_manifest_and_the_page_say_so(shop: dict[str, Any], tmp_path: Path, lang: Any) -> None:
    source, report = shop["source"], partial(write_report, lang=lang)
    planned = plan(["entity_swap"], source, rules=shop["rules"])
    result = run(planned, tmp_path / "run", report=report)
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))
    (warning,) = manifest["warnings"]
    assert (warning["step"], warning["kind"]) == ("0.entity_swap", "no change")
    assert warning["message"] == result.done.idle[0].message()
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    wanted = {
        "en": ("Look at this first", "swap/no-kind 3 of 3: the rule book has no kinds"),
        "ko": ("먼저 볼 것", "swap/no-kind 3/3행: 규칙집에 이 유형들의 종류(kinds)가 없거나"),
    }
    assert all(text in page for text in wanted[lang])


def test_the_screen_says_so(shop: dict[str, Any], tmp_path: Path) -> None:
    words = ["augment", shop["source"], "-o", tmp_path / "run", "-t", "entity_swap", "--all"]
    result = reaug(*words, "--rules", shop["rules"], "--no-report")
    assert result.code == 0
    assert "warning: 0.augment: made no copy of the 3 rows it tried: swap/no-kind" in result.err


def test_gates_about_steps() -> None:
    steps = ["aeda", {"augment": {"where": {}, "steps": ["aeda"]}}, "deduplicate"]
    gates = {
        "changed['0.aeda'] == 0": True,
        "changed['0.aeda'] > 100": False,
        "changed['1.augment'] == 0": True,
        "copied['1.augment'] > 100": False,
        "tried['1.augment/0.aeda'] < 267": True,
        "dropped['2.deduplicate'] > 0": True,
    }
    result = carry_out(steps, fail_on=list(gates))
    assert {gate.expr: gate.passed for gate in result.drift.gates} == gates
    block = [{"augment": {"where": {"labels": ["per:spouse"]}, "p": 0, "steps": ["aeda"]}}]
    (gate,) = carry_out(block, fail_on=["changed['0.augment'] == 0"]).drift.gates
    assert not gate.passed


@pytest.mark.parametrize("gate", ["changed['2.augment'] == 0", "tried > 1", "copied.x.y > 1"])
def test_a_gate_about_a_step_that_is_not_there(gate: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there are: \w+\['0\.aeda'\], \w+\['1\.deduplicate'\]$"):
        carry_out(["aeda", "deduplicate"], fail_on=[gate])
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(f"input: {SAMPLE}\nsteps: [aeda, deduplicate]\n", encoding="utf-8")
    refused(reaug("run", recipe, "-o", tmp_path / "run", "--fail-on", gate), "there are: ")


@pytest.mark.parametrize("name", shipped_names())
def test_ways_out_are_in_both_languages(name: str) -> None:
    step: type[Step] = step_class(name)
    for reason, way in step.ways_out.items():
        assert reason == "" or "/" in reason
        assert way
        assert isinstance(way, InBoth)
        assert any("가" <= sign <= "힣" for sign in way.ko)


@pytest.mark.parametrize(
    ("idle_step", "korean"),
    [
        (
            Idle("a", "no row"),
            "조건(where)에 맞는 행이 하나도 들어오지 않았다. 라벨과 유형을 확인하라",
        ),
        (
            Idle("a", "no change", 1200),
            "시도한 1,200행 가운데 하나도 바꾸지 않았다. 이유는 밝히지 않았다",
        ),
        (
            Idle("a", "no copy", 12, "odd/late", 3, InBoth("come {early}", "{일찍} 오라")),
            "시도한 12행에서 사본을 하나도 만들지 않았다: odd/late 3/12행: {일찍} 오라",
        ),
        (
            Idle("a", "no change", 12, way="come early"),
            "시도한 12행 가운데 하나도 바꾸지 않았다: come early",
        ),
    ],
)
def test_a_message_has_its_korean(idle_step: Idle, korean: str) -> None:
    assert idle_step.message().ko == korean
    assert not any("가" <= sign <= "힣" for sign in idle_step.message())


def test_a_reason_in_words_is_said_in_korean() -> None:
    message = Idle("0.augment", "no copy", 9, "equal to its parent", 9).message()
    assert message == "made no copy of the 9 rows it tried: equal to its parent 9 of 9"
    assert message.ko == "시도한 9행에서 사본을 하나도 만들지 않았다: 원본과 같음 9/9행"
