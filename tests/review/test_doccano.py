"""A real doccano: documents go in, people change them, and its export comes back."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

import doccano_server as server
from reaug.review.formats import review_format
from reaug.review.review_import import Answers, read_answers
from review.review_rows import LABELS, out


@pytest.mark.slow
def test_a_real_doccano(tmp_path: Path) -> None:
    if server.command() is None:
        pytest.skip("no doccano is installed; REAUG_DOCCANO names its command")
    file = io.StringIO()
    review_format("doccano").write(out(), file)
    (tmp_path / "server").mkdir()
    with server.Doccano(tmp_path / "server") as there:
        project = there.project(file.getvalue().encode())
        documents = there.documents(project)
        assert [one["meta"]["reaug"]["row"] for one in documents] == [f"row-{n}" for n in range(4)]
        assert there.export(project).count("\n") >= 4
        first, _, third, fourth = (
            f"/v1/projects/{project}/examples/{one['id']}" for one in documents
        )
        kinds = there.ask(f"/v1/projects/{project}/relation-types")
        number = {one["text"]: one["id"] for one in kinds}
        assert number.keys() <= set(LABELS)
        kind = {"text": "per:date_of_birth", "background_color": "#abcdef", "text_color": "#000000"}
        born = there.ask(f"/v1/projects/{project}/relation-types", kind)["id"]
        _relate(there, first, born)
        remark = f"/v1/projects/{project}/comments?example={documents[1]['id']}"
        there.ask(remark, {"text": "둘 다 맞다", "example": documents[1]["id"]})
        _relate(there, third, number["no_relation"])
        [span] = [one for one in there.ask(f"{fourth}/spans") if one["start_offset"] == 9]
        there.ask(f"{fourth}/spans/{span['id']}", {"end_offset": 12}, "PATCH")
        (tmp_path / "all.jsonl").write_text(there.export(project), encoding="utf-8")
        for place in (first, third, fourth):
            there.ask(f"{place}/states", {})
        approved = there.export(project, approved=True)
        (tmp_path / "approved.jsonl").write_text(approved, encoding="utf-8")
    answers = read_answers([tmp_path / "all.jsonl"])
    assert not answers.problems
    assert answers.unanswered == 1
    assert [(one["rows"], one["reason"]) for one in answers.comments] == [(["row-1"], "둘 다 맞다")]
    wanted = [
        ("row-0", "object_entity.end_idx", "accept", 11),
        ("row-0", "label", "edit", "per:date_of_birth"),
        ("row-2", "label", "reject", "org:place_of_headquarters"),
        ("row-2", "row", "reject", None),
        ("row-3", "object_entity.end_idx", "edit", 11),
    ]
    assert _told(answers) == wanted
    assert _told(read_answers([tmp_path / "approved.jsonl"], unchanged="accept")) == wanted


def _relate(there: server.Doccano, place: str, kind: int) -> None:
    """Give the one relation of a document another kind, as a person does."""
    [relation] = there.ask(f"{place}/relations")
    there.ask(f"{place}/relations/{relation['id']}", {"type": kind}, "PATCH")


def _told(answers: Answers) -> list[tuple[Any, ...]]:
    lines = answers.lines
    return [(one["rows"][0], one["field"], one["decision"], one["value"]) for one in lines]
