"""Offsets in columns whose names do not show it, and keys of mentions that are rarely used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reaug.data import read
from reaug.data.read_data import read_good
from reaug.errors import InputError

WRITTEN = (
    ("서하늘은 누리은행에서 일했고 서하늘의 형은 은행원이다.", "서하늘", 16, "누리은행", 5),
    ("가수 민트🎵는 2012년 서울에서 첫 음반을 냈고 서울에 남았다.", "민트🎵", 3, "서울", 28),
    ("누리은행 본점은 서울에 있고 서울 지점도 많다.", "누리은행", 0, "서울", 9),
)


def size(text: str, encoding: str) -> int:
    units = {"utf-32-le": 4, "utf-16-le": 2, "utf-8": 1}
    return len(text.encode(encoding)) // units[encoding]


def table(encoding: str = "utf-32-le", first: int = 0, last: int = 0) -> list[list[Any]]:
    """Rows of sentence, both words, the starts, the ends, and the label."""
    rows = []
    for text, subject, s, object_, o in WRITTEN:
        starts = [size(text[:place], encoding) + first for place in (s, o)]
        ends = [
            start + size(word, encoding) - last
            for start, word in zip(starts, (subject, object_), strict=True)
        ]
        rows.append([text, subject, object_, *starts, *ends, "no_relation"])
    return rows


def places(data: Any, **options: Any) -> list[tuple[int, int]]:
    rows = read_good(data, **options).table
    pairs = zip(rows["subject_start"].to_pylist(), rows["object_start"].to_pylist(), strict=True)
    return list(pairs)


WANTED = [(s, o) for _, _, s, _, o in WRITTEN]


@pytest.mark.parametrize("encoding", ["utf-32-le", "utf-16-le", "utf-8"])
@pytest.mark.parametrize("last", [0, 1])
@pytest.mark.parametrize("first", [0, 1])
def test_offsets_are_recognised_by_what_they_point_at(
    encoding: str, first: int, last: int, tmp_path: Path
) -> None:
    names = ["sentence", "subject", "object", "p", "q", "p2", "q2", "relation"]
    path = tmp_path / "rows.csv"
    rows = table(encoding, first, last)
    path.write_text("\n".join(",".join(map(str, row)) for row in [names, *rows]) + "\n")
    assert places(str(path)) == WANTED
    [note] = [note for note in read(str(path)).notes if "--map" in note]
    assert "subject.start=p,subject.end=p2" in note
    assert "object.start=q,object.end=q2" in note


def test_numbers_that_point_at_no_word_are_no_offsets(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    lines = ["sentence,subject,object,year,score,relation"]
    lines += [
        "서하늘은 서울에 산다.,서하늘,서울,2019,0.5,no_relation",
        "누리은행은 부산에 있다.,누리은행,부산,2020,0.25,no_relation",
    ]
    path.write_text("\n".join(lines) + "\n")
    rows = read_good(str(path)).table
    assert rows["year"].to_pylist() == ["2019", "2020"]
    assert rows["score"].to_pylist() == ["0.5", "0.25"]


@pytest.mark.parametrize(
    ("word", "start", "end", "kind"),
    [
        ("entity", "start_pos", "end_pos", "entity_type"),
        ("span", "start", "end", "class"),
        ("surface", "offset_start", "offset_end", "tag"),
        ("text", "start_offset", "end_offset", "entity_group"),
        ("개체명", "시작", "끝", "유형"),
    ],
)
def test_keys_of_mentions(word: str, start: str, end: str, kind: str, tmp_path: Path) -> None:
    rows = [
        {
            "sentence": text,
            "subject": {word: subject, start: s, end: s + len(subject), kind: "PER"},
            "object": {word: object_, start: o, end: o + len(object_), kind: "ORG"},
            "label": "no_relation",
        }
        for text, subject, s, object_, o in WRITTEN
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    assert places(str(path)) == WANTED


def test_keys_without_a_word_are_named() -> None:
    mentions = {"nick": "누리", "start": 0, "end": 2, "type": "ORG"}
    row = {"sentence": "누리는 컸다.", "label": "no_relation"}
    with pytest.raises(InputError, match="have start, end, type, nick: which is the word"):
        read([row | {"subject_entity": mentions, "object_entity": mentions}])


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
@pytest.mark.parametrize("header", [True, False])
def test_a_text_file_with_tabs_is_a_table(encoding: str, header: bool, tmp_path: Path) -> None:
    path = tmp_path / "rows.txt"
    rows = [row for row in table() if "🎵" not in row[0]]
    names = ["문장", "주어", "목적어", "주어시작", "목적어시작", "주어끝", "목적어끝", "관계"]
    lines = ["\t".join(map(str, row)) for row in ([names] if header else []) + rows]
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    result = read(str(path))
    if header:
        assert places(str(path)) == [WANTED[0], WANTED[2]]
    else:
        assert any("has no header" in note for note in result.notes)


def test_scores_behind_the_label_are_no_labels(tmp_path: Path) -> None:
    path = tmp_path / "rows.tsv"
    starts = ["서하늘은 여수에 산다.\t서하늘\t여수", "민나래는 부산에 갔다.\t민나래\t부산"]
    path.write_text("".join(f"{start}\tno_relation\t0.{i}\n" for i, start in enumerate(starts)))
    result = read(str(path))
    assert any("label=4" in note for note in result.notes)
