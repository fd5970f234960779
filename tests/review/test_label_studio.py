"""Tasks for Label Studio and its export back, by its documented format; one real server."""

from __future__ import annotations

import io
import json
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import browser
import label_studio as server
from reaug.review.formats import review_format
from reaug.review.formats.label_studio import config
from reaug.review.review_import import read_answers
from review.review_rows import LABELS, TYPES, out

Task = dict[str, Any]


def tasks() -> list[Task]:
    file = io.StringIO()
    review_format("label-studio").write(out(), file)
    return list(json.loads(file.getvalue()))


def submitted(task: Task, *, by: Any = 1, at: str | None = "2026-05-01T09:00:00Z") -> Task:
    """The task with its prediction submitted as it is."""
    [prediction] = task["predictions"]
    annotation = {
        "id": 1,
        "completed_by": by,
        "result": json.loads(json.dumps(prediction["result"])),
    }
    if at is not None:
        annotation["updated_at"] = at
    return {"id": 1, "data": task["data"], "annotations": [annotation]}


def back(tmp_path: Path, *exported: Task, name: str = "export.json", **more: Any) -> Any:
    file = tmp_path / name
    file.write_text(json.dumps(list(exported), ensure_ascii=False), encoding="utf-8")
    return read_answers([file], **more)


def decisions_of(answers: Any) -> list[tuple[Any, ...]]:
    return [
        (line["rows"][0], line["field"], line["decision"], line["value"]) for line in answers.lines
    ]


def result(task: Task, name: str) -> Task:
    return next(region for region in task["annotations"][0]["result"] if region.get("id") == name)


def relation(task: Task) -> Task:
    return next(
        region for region in task["annotations"][0]["result"] if region["type"] == "relation"
    )


def as_it_stood(task: Task) -> Task:
    """The task with the row as it was, which rejects what was suggested."""
    asked = task["data"]["reaug"]
    text = task["data"]["text"]
    for name in ("subject", "object"):
        start, end, kind = asked[name]
        astral = sum(ord(character) > 0xFFFF for character in text[:start])
        value = {"start": start + astral, "end": end + astral, "text": text[start:end]}
        result(task, name)["value"] = {**value, "labels": [kind]}
    relation(task)["labels"] = [asked["label"]]
    kept = [region for region in task["annotations"][0]["result"] if region.get("id") != "edits"]
    task["annotations"][0]["result"] = kept
    return task


def test_the_configuration_names_all_labels() -> None:
    root = ET.fromstring(config(out("ko")))
    assert [element.get("value") for element in root.iter("Label")] == [*TYPES]
    assert [element.get("value") for element in root.iter("Relation")] == [*LABELS]
    names = {element.get("name") for element in root.iter() if element.get("toName")}
    assert names == {"label", "edits", "row", "comment"}


def test_a_label_cannot_become_markup() -> None:
    from dataclasses import replace

    hostile = replace(out(), labels=('a"><x/>', "b&c"))
    root = ET.fromstring(config(hostile))
    assert [element.get("value") for element in root.iter("Relation")] == ['a"><x/>', "b&c"]


def test_places_are_counted_as_javascript_counts() -> None:
    [first, second, *_] = tasks()
    subject, object_, link = first["predictions"][0]["result"]
    assert subject["value"] == {"start": 3, "end": 6, "text": "이순신", "labels": ["PER"]}
    assert (object_["value"]["start"], object_["value"]["text"]) == (8, "1545년")
    assert (link["from_id"], link["to_id"], link["labels"]) == (
        "subject",
        "object",
        ["no_relation"],
    )
    assert second["data"]["edits"] == [{"value": "1. 가 → 이 (12)"}]
    assert "the year is cut [span/number-unit]" in first["data"]["found"]


def test_what_is_submitted_as_it_is_accepts(tmp_path: Path) -> None:
    answers = back(tmp_path, *map(submitted, tasks()))
    assert decisions_of(answers) == [
        ("row-0", "object_entity.end_idx", "accept", 11),
        ("row-1", "sentence", "accept", "이"),
        ("row-2", "label", "accept", LABELS[3]),
        ("row-2", "row", "reject", None),  # the label is explained by the other finding
        ("row-3", "row", "reject", None),
    ]
    assert answers.lines[0]["by"] == "annotator-1"
    assert answers.lines[0]["at"] == "2026-05-01T09:00:00Z"
    assert answers.lines[0]["reason"] == "span/number-unit"
    assert len(answers.lines[0]["data"]) == 16
    assert not answers.problems


def test_a_suggestion_that_was_undone_is_rejected(tmp_path: Path) -> None:
    answers = back(tmp_path, *[as_it_stood(submitted(task)) for task in tasks()])
    assert {line["decision"] for line in answers.lines} == {"reject"}
    assert [line["rows"][0] for line in answers.lines] == [
        "row-0",
        "row-1",
        "row-2",
        "row-2",
        "row-3",
    ]


def test_what_is_dragged_and_chosen_edits(tmp_path: Path) -> None:
    task = submitted(tasks()[0], by={"email": "가람@example.com", "id": 3})
    result(task, "object")["value"] |= {"start": 8, "end": 14, "text": "1545년에"}
    result(task, "subject")["value"]["labels"] = ["ORG"]
    relation(task)["labels"] = ["per:date_of_birth"]
    task["annotations"][0]["result"].append(
        {"from_name": "comment", "to_name": "text", "type": "textarea", "value": {"text": ["왜?"]}}
    )
    answers = back(tmp_path, task)
    assert decisions_of(answers) == [
        ("row-0", "object_entity.end_idx", "edit", 12),
        ("row-0", "label", "edit", "per:date_of_birth"),
        ("row-0", "subject_entity.type", "edit", "ORG"),
    ]
    assert answers.lines[0]["by"] == "가람@example.com"
    assert answers.lines[0]["reason"] == "span/number-unit: 왜?"


def test_a_relation_drawn_the_other_way_swaps_the_mentions(tmp_path: Path) -> None:
    task = as_it_stood(submitted(tasks()[2]))
    relation(task)["direction"] = "left"
    fields = {line["field"]: line["value"] for line in back(tmp_path, task).lines}
    assert fields["subject_entity.type"] == "LOC"
    assert (fields["subject_entity.start_idx"], fields["object_entity.start_idx"]) == (7, 0)


@pytest.mark.parametrize(("choice", "lang"), [("drop the row", "en"), ("행을 버린다", "ko")])
def test_a_row_that_goes(choice: str, lang: str, tmp_path: Path) -> None:
    task = submitted(tasks()[3])
    task["annotations"][0]["result"] = [
        {"from_name": "row", "to_name": "text", "type": "choices", "value": {"choices": [choice]}}
    ]
    assert decisions_of(back(tmp_path, task)) == [("row-3", "row", "edit", "drop")]


def test_what_nobody_decided(tmp_path: Path) -> None:
    open_, skipped, unsure = tasks()[:3]
    skipped = submitted(skipped)
    skipped["annotations"][0]["was_cancelled"] = True
    unsure = submitted(unsure)
    unsure["annotations"][0]["result"].append(
        {
            "from_name": "row",
            "to_name": "text",
            "type": "choices",
            "value": {"choices": ["undecided"]},
        }
    )
    remark = {"from_name": "comment", "to_name": "text", "type": "textarea"}
    unsure["annotations"][0]["result"].append(remark | {"value": {"text": ["잘 모르겠다"]}})
    answers = back(tmp_path, open_ | {"annotations": []}, skipped, unsure)
    assert (answers.lines, answers.unanswered) == ((), 3)
    assert "1 tasks were skipped" in answers.notes[0]
    [comment] = answers.comments
    assert (comment["rows"], comment["decision"], comment["reason"]) == (
        ["row-2"],
        "comment",
        "잘 모르겠다",
    )
    assert comment["by"]
    assert comment["at"] == "2026-05-01T09:00:00Z"


def _span_gone(task: Task) -> None:
    kept = task["annotations"][0]["result"]
    task["annotations"][0]["result"] = [region for region in kept if region.get("id") != "object"]


def _no_relation(task: Task) -> None:
    kept = task["annotations"][0]["result"]
    task["annotations"][0]["result"] = [region for region in kept if region["type"] != "relation"]


def _two_relations(task: Task) -> None:
    task["annotations"][0]["result"].append(dict(relation(task)))


def _third(task: Task) -> None:
    value = {"start": 0, "end": 2, "text": "👑", "labels": ["PER"]}
    task["annotations"][0]["result"].append({"id": "x", "type": "labels", "value": value})


def _text(task: Task) -> None:
    task["data"]["text"] = f" {task['data']['text']}"


def _not_ours(task: Task) -> None:
    del task["data"]["reaug"]


def _outside(task: Task) -> None:
    result(task, "object")["value"] = {"start": 400, "end": 404, "labels": ["DAT"]}


def _elsewhere(task: Task) -> None:
    result(task, "object")["value"]["start"] = 7


def _two_types(task: Task) -> None:
    result(task, "object")["value"]["labels"] = ["DAT", "LOC"]


def _strange_label(task: Task) -> None:
    relation(task)["labels"] = ["per:employe_of"]


def _strange_type(task: Task) -> None:
    result(task, "subject")["value"]["labels"] = ["사람"]


def _broken(task: Task) -> None:
    task["data"]["reaug"]["subject"] = ["0", 3, "PER"]


@pytest.mark.parametrize(
    ("spoil", "rule", "says"),
    [
        (_span_gone, "answer/span-gone", "a mention was deleted"),
        (_no_relation, "answer/relation-gone", "the relation was deleted"),
        (_two_relations, "answer/several-relations", "2 relations"),
        (_third, "answer/extra-span", "a third mention [0, 1)"),
        (_text, "answer/text-changed", "changed after the export"),
        (_not_ours, "answer/not-ours", "not written by reaug review export"),
        (_outside, "answer/bad-span", "[400, 404) is not within the text"),
        (_elsewhere, "answer/bad-span", "'1545년' does not stand at [7, 13)"),
        (_two_types, "answer/bad-span", "2 types"),
        (_strange_label, "answer/unknown-name", "did you mean 'per:employee_of'?"),
        (_strange_type, "answer/unknown-name", "unknown type '사람'"),
        (_broken, "answer/not-ours", "'subject' is not [start, end, type]"),
    ],
)
def test_what_cannot_be_used_is_told_row_by_row(
    spoil: Callable[[Task], None], rule: str, says: str, tmp_path: Path
) -> None:
    from reaug.review.review_import import Names

    good, bad = submitted(tasks()[1]), submitted(tasks()[0])
    spoil(bad)
    known = Names(frozenset(LABELS), frozenset(TYPES))
    answers = back(tmp_path, good, bad, names=known)
    [problem] = [problem for problem in answers.problems if problem.rule == rule]
    assert says in problem.message
    assert problem.place == "task 2"
    assert problem.row == (None if rule == "answer/not-ours" else "row-0")
    assert ("row-1", "sentence", "accept", "이") in decisions_of(answers)
    assert "export.json: task 2" in str(answers.refused("so"))


def test_answered_twice(tmp_path: Path) -> None:
    first, second = submitted(tasks()[0]), as_it_stood(submitted(tasks()[0]))
    same = back(tmp_path, first, json.loads(json.dumps(first)))
    assert (len(same.lines), same.repeated, same.problems) == (1, 1, ())
    second["annotations"][0]["updated_at"] = "2026-05-02T09:00:00Z"
    later = back(tmp_path, second, first)
    assert [line["decision"] for line in later.lines] == ["reject"]
    for task in (first, second):
        del task["annotations"][0]["updated_at"]
    [problem] = back(tmp_path, first, second).problems
    assert (problem.rule, problem.row) == ("answer/twice", "row-0")
    assert "task 1 of export.json, task 2 of export.json" in problem.message
    second["annotations"][0]["completed_by"] = 2  # two people may differ
    assert len(back(tmp_path, first, second).lines) == 2


def test_hostile_shapes(tmp_path: Path) -> None:
    shapes: list[Any] = [
        {"data": []},
        {"data": {"text": 3}},
        {"data": {"text": "가", "reaug": []}},
        {"annotation_id": 3, "text": "가"},
        tasks()[0] | {"annotations": {"result": 3}},
        tasks()[0] | {"annotations": [3, {"result": "x"}, {"result": [3, {"value": []}]}]},
    ]
    answers = back(tmp_path, *shapes)
    assert answers.lines == ()
    assert {problem.rule for problem in answers.problems} <= {"answer/not-ours", "answer/span-gone"}


@pytest.mark.slow
def test_a_real_label_studio(tmp_path: Path) -> None:
    if server.command() is None:
        pytest.skip("no Label Studio is installed; REAUG_LABEL_STUDIO names its command")
    (tmp_path / "server").mkdir()
    with server.LabelStudio(tmp_path / "server") as studio:
        project = studio.project(config(out()), tasks())
        stored = studio.tasks(project)
        assert [task["data"]["reaug"]["row"] for task in stored] == [f"row-{n}" for n in range(4)]
        assert [len(task["predictions"]) for task in stored] == [1] * 4
        for task, sent in zip(stored, tasks(), strict=True):
            assert task["predictions"][0]["result"] == sent["predictions"][0]["result"]
        if browser.missing() is None:
            _check_shown(studio, project, stored)
        _answered(studio, stored)
        answers = back(tmp_path, *studio.export(project))
    assert not answers.problems
    assert decisions_of(answers) == [
        ("row-0", "object_entity.end_idx", "accept", 11),
        ("row-0", "label", "edit", "per:date_of_birth"),
        ("row-1", "sentence", "reject", "이"),
        ("row-2", "label", "accept", LABELS[3]),
        ("row-2", "row", "reject", None),
        ("row-3", "row", "edit", "drop"),
    ]
    assert all(line["by"] and line["at"] for line in answers.lines)


def _answered(studio: server.LabelStudio, stored: list[Task]) -> None:
    """One accepted and edited, one rejected, one accepted, one row given up."""
    first, second, third, fourth = (task["predictions"][0]["result"] for task in stored)
    first[-1]["labels"] = ["per:date_of_birth"]
    second = [region for region in second if region.get("from_name") != "edits"]
    value = {"choices": ["drop the row"]}
    fourth = [{"from_name": "row", "to_name": "text", "type": "choices", "value": value}]
    for task, regions in zip(stored, (first, second, third, fourth), strict=True):
        studio.annotate(task["id"], regions)


_REGIONS = """
const one = Htx.annotationStore.selected;
return [one.regions.filter((r) => r.text).map((r) => [r.text, r.labels[0]]),
        one.relationStore.relations.map((r) => [r.node1.text, r.node2.text, r.selectedValues[0]])];
"""


def _check_shown(studio: server.LabelStudio, project: int, stored: list[Task]) -> None:
    """What a person sees: both mentions, where the text says they are, and the relation."""
    with browser.Browser() as page:
        page.visit(f"{studio.base}/user/login/")
        page.js(
            "document.querySelector('input[name=email]').value = arguments[0];"
            "document.querySelector('input[name=password]').value = arguments[1];"
            "document.querySelector('form').submit()",
            server.USER,
            server.PASSWORD,
        )
        time.sleep(3)
        expected = (
            [[["이순신", "PER"], ["1545년", "DAT"]], [["이순신", "1545년", "no_relation"]]],
            [[["김나래", "PER"], ["두레밴드", "PER"]], [["김나래", "두레밴드", "per:employee_of"]]],
        )
        for task, wanted in zip(stored, expected, strict=False):
            page.visit(f"{studio.base}/projects/{project}/data?task={task['id']}")
            regions = None
            for _ in range(120):
                time.sleep(0.5)
                regions = page.js(f"try {{ {_REGIONS} }} catch (error) {{ return null }}")
                if regions == wanted:
                    break
            assert regions == wanted
