"""Documents are read and written in pieces as the whole of them is."""

from __future__ import annotations

import json
import random
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from large_readings import check_same
from reaug.data import read
from reaug.data.documents.pair_options import Pairing
from reaug.data.input_rules import Rules
from reaug.data.large_files import Large, open_large
from reaug.data.read_options import PLAINLY
from reaug.runs import convert as converting
from reaug.runs.convert import convert

RULES = Rules(None, None, "stop", True)
TEXTS = (
    ("세종전자의 한가람 대표", (("세종전자", "회사"), ("한가람", "인물"), ("대표", "직책"))),
    ("😀 누리호는 고흥에서 떴다", (("누리호", "물건"), ("고흥", "곳"))),
    ("이도는 한양에 살았다", (("이도", "인물"), ("한양", "곳"))),
    ("날씨가 좋다", ()),
)
FORMATS = {
    "doccano": ".doccano.jsonl",
    "entities-json": ".entities.jsonl",
    "label-studio": ".labelstudio.json",
    "opennre": ".opennre.jsonl",
    "conll": ".conll",
    "semeval": ".txt",
    "tacred": ".json",
    "marked": ".marked.jsonl",
    "brat": "",
}
MAY_BE_EMPTY = ("doccano", "entities-json", "label-studio", "conll", "brat")


def doccano(path: Path, number: int, seed: int, *, empty: bool = True) -> Path:
    """Documents with some, one or no relations; with columns that some of them lack."""
    draw = random.Random(seed)
    lines = []
    entity = relation = 0
    for at in range(number):
        text, names = draw.choice(TEXTS if empty else TEXTS[:3])
        text = f"{text} ({at}번)"
        entities: list[dict[str, Any]] = []
        for name, kind in names:
            start = text.index(name)
            entities.append({"id": entity, "label": kind, "start_offset": start})
            entities[-1]["end_offset"] = start + len(name)
            entity += 1
        relations: list[dict[str, Any]] = []
        for head, tail in ((0, 1), (1, 2)):
            if tail < len(entities) and (not empty or draw.random() < 0.7):
                ends = {"from_id": entities[head]["id"], "to_id": entities[tail]["id"]}
                relations.append({"id": relation, **ends, "type": draw.choice(("이름", "대표"))})
                relation += 1
        row = {"id": at, "text": text, "entities": entities, "relations": relations}
        lines.append(row | ({"묶음": draw.choice(("가", "나"))} if draw.random() < 0.3 else {}))
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text(text, encoding="utf-8")
    return path


def opened(path: Path, size: int, **more: Any) -> Large:
    large = open_large(path, RULES, PLAINLY, more.pop("fmt", None), size=size, large=1, **more)
    assert large is not None
    return large


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("size", [3, 7, 100])
@pytest.mark.parametrize("fmt", FORMATS)
def test_documents_in_pieces_are_those_of_the_whole(
    fmt: str, size: int, seed: int, tmp_path: Path
) -> None:
    source = doccano(tmp_path / "first.jsonl", 25, seed, empty=fmt in MAY_BE_EMPTY)
    path = tmp_path / f"rows{FORMATS[fmt]}"
    convert(source, path, to=fmt)
    large = opened(path, size)
    check_same(large.reading, read(path))
    if large.documents is not None:
        assert len(list(large.documents)) == len(large.documents)


@pytest.mark.parametrize(
    "pairing",
    [
        Pairing(negatives="all"),
        Pairing(negatives="legal"),
        Pairing(negatives=1),
        Pairing(sentences=1),
        Pairing(negatives="all", sentences=1),
    ],
    ids=str,
)
def test_pairs_that_are_drawn_are_those_of_the_whole(tmp_path: Path, pairing: Pairing) -> None:
    source = doccano(tmp_path / "first.jsonl", 25, 5)
    for size in (7, 12):
        large = opened(source, size, pairing=pairing)
        check_same(large.reading, read(source, pairing=pairing))


@pytest.mark.parametrize("into", [*MAY_BE_EMPTY, "opennre", "semeval", "jsonl", "parquet"])
@pytest.mark.parametrize("fmt", ["doccano", "label-studio", "conll", "brat", "semeval"])
def test_documents_become_the_same_bytes(
    fmt: str, into: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = doccano(tmp_path / "first.jsonl", 25, 8, empty=fmt in MAY_BE_EMPTY)
    path = tmp_path / f"rows{FORMATS[fmt]}"
    convert(source, path, to=fmt)
    whole = convert(path, tmp_path / "whole", to=into)
    monkeypatch.setattr(converting, "open_large", partial(open_large, large=1))
    monkeypatch.setattr(converting, "PIECE", 6)
    monkeypatch.setattr(converting, "open_source", None)  # the whole is not read
    pieces = convert(path, tmp_path / "pieces", to=into)
    assert content(tmp_path / "pieces") == content(tmp_path / "whole")
    assert {**pieces.to_json(), "output": None} == {**whole.to_json(), "output": None}


def content(path: Path) -> dict[str, bytes]:
    files = [path] if path.is_file() else sorted(path.rglob("*"))
    return {str(file.relative_to(path)): file.read_bytes() for file in files if file.is_file()}


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_what_is_counted_is_counted_over_the_whole(tmp_path: Path, size: int) -> None:
    """Offsets as a browser has them, and what of the tasks is left out."""
    tasks = []
    for at in range(6):
        text = f"😀 세종전자의 한가람 대표 {at}"
        spans = ((3, 7, "세종전자", "회사"), (9, 12, "한가람", "인물"))
        result: list[dict[str, Any]] = [
            {"id": str(i), "from_name": "label", "to_name": "text", "type": "labels"}
            | {"value": {"start": start, "end": end, "text": word, "labels": [kind]}}
            for i, (start, end, word, kind) in enumerate(spans)
        ]
        relation = {"type": "relation", "from_id": "0", "to_id": "1", "labels": ["대표"]}
        annotations = [{"id": at, "result": [*result, relation]}]
        annotations += [{"id": 90 + at, "was_cancelled": True, "result": []}] * (at % 3)
        task = {"id": at, "data": {"text": text}, "annotations": annotations}
        tasks.append(task | {"predictions": [{}] * at})
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps(tasks, ensure_ascii=False), encoding="utf-8")
    whole = read(path)
    assert any("15 predictions" in note for note in whole.notes)
    assert any("12 of 12 words" in note for note in whole.notes)
    check_same(opened(path, size).reading, whole)


@pytest.mark.parametrize("size", [1, 2, 100])
def test_what_stands_between_tokens_is_judged_by_all_of_them(tmp_path: Path, size: int) -> None:
    blocks = [f"세종전자 B-회사\n의 O\n한가람{at} B-인물\n0 2 대표\n\n" for at in range(4)]
    blocks[3] = blocks[3].replace("의 O\n한", "의 O\n  O\n한").replace("0 2", "0 3")
    path = tmp_path / "rows.conll"
    path.write_text("".join(blocks), encoding="utf-8")
    whole = read(path)
    assert whole.table["sentence"][0].as_py() == "세종전자의한가람0"
    check_same(opened(path, size).reading, whole)
