"""Encodings, several files and exports of mentions are read in pieces as the whole of them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from large_readings import check_alike, check_read_alike
from reaug.data import read
from reaug.data.documents.pair_options import Pairing
from reaug.data.input_rules import Rules
from reaug.data.large_files import read_large
from reaug.data.read_data import Reading
from reaug.data.read_options import PLAINLY, ReadAs

ENCODINGS = ("cp949", "utf-16", "utf-16-le", "utf-8-sig")


def readings(
    path: Any,
    size: int,
    how: ReadAs = PLAINLY,
    pairing: Pairing | None = None,
    on_bad_row: Any = "stop",
    fmt: str | None = None,
) -> tuple[Callable[[], Reading | None], Callable[[], Reading]]:
    rules = Rules(None, None, on_bad_row, require_label=True, max_bad_share=0.5)
    return (
        lambda: read_large(path, rules, how, fmt, size=size, large=1, pairing=pairing),
        lambda: read(
            path, how=how, pairing=pairing, on_bad_row=on_bad_row, max_bad_share=0.5, fmt=fmt
        ),
    )


CONLL = "".join(
    f"# id = {at}\n세종전자 B-회사\n의 O\n한가람{at} B-인물\n대표 O\n0 2 대표\n\n"
    for at in range(9)
)
SEMEVAL = "".join(
    f'{at}\t"<e1>이도{at}</e1>는 <e2>한양</e2>에 살았다."\n사는 곳(e1,e2)\nComment:\n\n'
    for at in range(9)
)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(("name", "text"), [("a.conll", CONLL), ("a.txt", SEMEVAL)])
def test_blocks_of_lines_in_another_encoding(
    tmp_path: Path, encoding: str, name: str, text: str
) -> None:
    path = tmp_path / name
    for some in (text, text.replace("\n", "\r\n"), text.replace("\n2\t", "\n둘\t")):
        path.write_bytes(some.encode(encoding))
        for how in (PLAINLY, ReadAs(encoding=encoding)):
            fmt = None if name.endswith("conll") else "semeval"
            for size in (2, 100):
                check_read_alike(*readings(path, size, how, on_bad_row="drop", fmt=fmt))


def brat(folder: Path, number: int, encodings: tuple[str, ...]) -> Path:
    folder.mkdir()
    for at in range(number):
        text = f"이도{at}는 한양에 살았다"
        start = text.index("한양")
        notes = f"T1\t인물 0 {start - 2}\t이도{at}\nT2\t곳 {start} {start + 2}\t한양\n"
        notes += "R1\t사는곳 Arg1:T1 Arg2:T2\n" + ("A1\t아님 T1\n" if at % 3 else "틀린 줄\n")
        for suffix, data in ((".txt", text), (".ann", notes)):
            (folder / f"{at}{suffix}").write_bytes(data.encode(encodings[at % len(encodings)]))
    return folder


def test_folders_in_other_encodings(tmp_path: Path) -> None:
    for at, encodings in enumerate((("cp949",), ("utf-8", "cp949", "utf-16"))):
        folder = brat(tmp_path / str(at), 8, encodings)
        for size in (1, 3, 100):
            check_read_alike(*readings(folder, size, on_bad_row="drop"))
    folder = brat(tmp_path / "given", 5, ("euc-kr",))
    check_read_alike(*readings(folder, 2, ReadAs(encoding="euc-kr"), on_bad_row="drop"))


def document(at: int, *, faulty: bool = False, relations: int = 1) -> dict[str, Any]:
    text = f"이도{at}는 한양에 살았다"
    start = text.index("한양")
    entities = [
        {"id": 0, "label": "인물", "start_offset": 0, "end_offset": start - 2},
        {"id": 1, "label": "곳", "start_offset": start, "end_offset": start + 2},
    ]
    ends = {"from_id": 0, "to_id": 9 if faulty else 1}
    listed = [{"id": n, **ends, "type": ("사는 곳", "나라")[n % 2]} for n in range(relations)]
    return {"id": at, "text": text, "entities": entities, "relations": listed}


def lines(rows: list[Any], path: Path, encoding: str = "utf-8") -> Path:
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_bytes(text.encode(encoding))
    return path


def test_bad_documents_of_several_files(tmp_path: Path) -> None:
    draw = random.Random(0)
    for file in range(3):
        documents = [
            document(
                at if file else at % 4,
                faulty=file > 0 and at in (13, 25, 28),
                relations=draw.choice((0, 1, 1, 3)) if at % 5 else 1,
            )
            for at in range(10 * file, 10 * file + 10)
        ]
        lines(documents, tmp_path / f"part-{file}.jsonl", ("utf-8", "cp949", "utf-16")[file])
    pattern = str(tmp_path / "part-*.jsonl")
    whole = read(pattern, on_bad_row="drop", max_bad_share=0.5)
    assert {Path(problem.file).name for problem in whole.problems} == {
        "part-1.jsonl",
        "part-2.jsonl",
    }
    for size in (1, 4, 100):
        for on_bad_row in ("stop", "drop"):
            check_read_alike(*readings(pattern, size, on_bad_row=on_bad_row))


def test_a_bad_row_of_documents_is_named_by_its_file(tmp_path: Path) -> None:
    lines([document(at, relations=3) for at in range(3)], tmp_path / "a-0.jsonl")
    lines([document(3), document(4, faulty=True)], tmp_path / "a-1.jsonl")
    [problem] = read(str(tmp_path / "a-*.jsonl"), on_bad_row="drop").problems
    assert (Path(problem.file).name, problem.row, problem.line) == ("a-1.jsonl", 10, 2)


@pytest.mark.parametrize("fmt", ["csv", "jsonl"])
def test_rows_of_several_files_in_several_encodings(tmp_path: Path, fmt: str) -> None:
    for file, encoding in enumerate(("cp949", "utf-8", "utf-16")):
        path = tmp_path / f"part-{file}.{fmt}"
        source_rows = [
            {"문장": f"이도{at}는 한양에 살았다", "주체": f"이도{at}", "객체": "한양", "관계": "곳"}
            for at in range(10 * file, 10 * file + 10)
        ]
        mark = ",;\t"[file]
        if fmt == "csv":
            table = [mark.join(source_rows[0]), *(mark.join(row.values()) for row in source_rows)]
            title = "관계 자료;;;\n" if file == 1 else ""
            path.write_bytes((title + "\n".join(table)).encode(encoding))
        else:
            lines(source_rows, path, encoding)
    for size in (3, 100):
        check_read_alike(*readings(str(tmp_path / f"part-*.{fmt}"), size))


def test_files_of_other_columns_and_labels_are_refused_as_the_whole(tmp_path: Path) -> None:
    for at, head in enumerate(("문장,주체,객체,관계", "문장,주체,객체,관계,비고")):
        more = ",x" * at
        path = tmp_path / f"part-{at}.csv"
        path.write_text(f"{head}\n이도{at}는 한양에,이도{at},한양,곳{more}\n", encoding="utf-8")
    check_alike(*readings(str(tmp_path / "part-*.csv"), 3))
    for at, names in enumerate((["a", "b"], ["b", "a"])):
        kind = {"info": {"features": {"label": {"names": names, "_type": "ClassLabel"}}}}
        row = {"sentence": f"이도{at}는 한양에", "label": 0, "guid": f"g{at}"}
        row |= {"subject_entity.word": f"이도{at}", "object_entity.word": "한양"}
        table = pa.Table.from_pylist([row] * 1)
        table = table.replace_schema_metadata({"huggingface": json.dumps(kind)})
        pq.write_table(table, tmp_path / f"part-{at}.parquet")
    check_alike(*readings(str(tmp_path / "part-*.parquet"), 3))


def test_a_table_without_a_header_has_bad_rows(tmp_path: Path) -> None:
    source_lines = [f"이도{at}는 한양에 살았다 {at},이도{at},한양,곳" for at in range(30)]
    for at in (0, 3, 4, 5, 6, 20):
        source_lines[at] += ",하나 더"
    source_lines[9] = source_lines[9].replace(",한양", ",부산")
    path = tmp_path / "rows.csv"
    path.write_text("\n".join(source_lines), encoding="utf-8")
    how = ReadAs({"sentence": "1", "subject.word": "2", "object.word": "3", "label": "4"})
    for size in (1, 3, 100):
        for on_bad_row in ("stop", "drop"):
            check_read_alike(*readings(path, size, how, on_bad_row=on_bad_row))


def minimal(at: int) -> dict[str, Any]:
    text = f"😀 이도{at}는 한양에 살았다" if at % 2 else f"이도{at}는 한양에 살았다"
    start = text.index("이도")
    spans = [
        (start, start + 2 + len(str(at)), "인물"),
        (text.index("한양"), text.index("살"), "곳"),
    ]
    label = [{"start": a, "end": b, "text": text[a:b], "labels": [kind]} for a, b, kind in spans]
    more = {"other": label[:1]} if at == 7 else {"other": []}
    return {"id": at, "text": text, "label": label if at % 3 else [], **more, "annotator": at % 2}


def test_exports_of_mentions_alone(tmp_path: Path) -> None:
    documents = [minimal(at) | {"annotation_id": at} for at in range(16)]
    path = tmp_path / "min.json"
    for encoding in ("utf-8", "utf-16"):
        path.write_bytes(json.dumps(documents, ensure_ascii=False).encode(encoding))
        for size in (1, 4, 100):
            check_read_alike(*readings(path, size, pairing=Pairing(negatives="all")))
            check = check_alike if size == 1 else check_read_alike  # the first shows no format
            check(*readings(path, size))
