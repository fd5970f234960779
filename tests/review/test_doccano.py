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
    with server.Doccano(tmp_path / "server") as doccano:
        project = doccano.project(file.getvalue().encode())
        documents = doccano.documents(project)
        assert [document["meta"]["reaug"]["row"] for document in documents] == [
            f"row-{n}" for n in range(4)
        ]
        assert doccano.export(project).count("\n") >= 4
        first, _, third, fourth = (
            f"/v1/projects/{project}/examples/{document['id']}" for document in documents
        )
        kinds = doccano.ask(f"/v1/projects/{project}/relation-types")
        number = {kind["text"]: kind["id"] for kind in kinds}
        assert number.keys() <= set(LABELS)
        kind = {"text": "per:date_of_birth", "background_color": "#abcdef", "text_color": "#000000"}
        born = doccano.ask(f"/v1/projects/{project}/relation-types", kind)["id"]
        _relate(doccano, first, born)
        remark = f"/v1/projects/{project}/comments?example={documents[1]['id']}"
        doccano.ask(remark, {"text": "둘 다 맞다", "example": documents[1]["id"]})
        _relate(doccano, third, number["no_relation"])
        [span] = [span for span in doccano.ask(f"{fourth}/spans") if span["start_offset"] == 9]
        doccano.ask(f"{fourth}/spans/{span['id']}", {"end_offset": 12}, "PATCH")
        (tmp_path / "all.jsonl").write_text(doccano.export(project), encoding="utf-8")
        for place in (first, third, fourth):
            doccano.ask(f"{place}/states", {})
        approved = doccano.export(project, approved=True)
        (tmp_path / "approved.jsonl").write_text(approved, encoding="utf-8")
    answers = read_answers([tmp_path / "all.jsonl"])
    assert not answers.problems
    assert answers.unanswered == 1
    assert [(comment["rows"], comment["reason"]) for comment in answers.comments] == [
        (["row-1"], "둘 다 맞다")
    ]
    wanted = [
        ("row-0", "object_entity.end_idx", "accept", 11),
        ("row-0", "label", "edit", "per:date_of_birth"),
        ("row-2", "label", "reject", "org:place_of_headquarters"),
        ("row-2", "row", "reject", None),
        ("row-3", "object_entity.end_idx", "edit", 11),
    ]
    assert _decisions(answers) == wanted
    assert _decisions(read_answers([tmp_path / "approved.jsonl"], unchanged="accept")) == wanted


def _relate(doccano: server.Doccano, place: str, kind: int) -> None:
    """Give the one relation of a document another kind, as a person does."""
    [relation] = doccano.ask(f"{place}/relations")
    doccano.ask(f"{place}/relations/{relation['id']}", {"type": kind}, "PATCH")


def _decisions(answers: Answers) -> list[tuple[Any, ...]]:
    lines = answers.lines
    return [(line["rows"][0], line["field"], line["decision"], line["value"]) for line in lines]
