"""The supported layouts of files: one small set in each, the command that reads it, and what the
layout cannot represent. The table in docs/shapes.md is made from it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

from annotated import SET, SHAPES, Example, klue

ROLES: Final = ("subject", "object")
PARTS: Final = ("word", "start_idx", "end_idx", "type")
NO_TYPES: Final = "types"
NO_IDS: Final = "ids"


class FileShape(NamedTuple):
    """A layout of files.

    name : a description for people.
    write : writes the set to a folder in this layout, and returns the file or folder.
    options : the options that the command needs; mostly none.
    lost : what the layout cannot represent: `types`, `ids`.
    rows : the rows of the set that it can represent, if not all.
    """

    name: str
    write: Callable[[Path], Path]
    options: str = ""
    lost: tuple[str, ...] = ()
    rows: tuple[int, ...] = tuple(range(len(SET)))


def flat(example: Example) -> dict[str, Any]:
    """A row with flat columns and KLUE's names."""
    row = klue(example)
    for role in ROLES:
        row |= {f"{role}_entity.{key}": value for key, value in row.pop(f"{role}_entity").items()}
    order = ["guid", "sentence", *(f"{role}_entity.{part}" for role in ROLES for part in PARTS)]
    return {name: row[name] for name in (*order, "label")}


def named(names: Sequence[str]) -> list[dict[str, Any]]:
    """The rows with flat columns and other names, in the order of `flat`."""
    return [dict(zip(names, flat(example).values(), strict=True)) for example in SET]


KOREAN_NAMES: Final = (
    "번호",
    "문장",
    "주체",
    "주체시작",
    "주체끝",
    "주체유형",
    "객체",
    "객체시작",
    "객체끝",
    "객체유형",
    "관계",
)
E1_NAMES: Final = (
    "id",
    "text",
    "e1",
    "e1_start",
    "e1_end",
    "e1_type",
    "e2",
    "e2_start",
    "e2_end",
    "e2_type",
    "relation",
)


def _frame(rows: Any) -> Any:
    import pandas as pd

    return pd.DataFrame(rows)


def csv(name: str, names: Sequence[str], encoding: str = "utf-8", **how: Any) -> Any:
    """Return a function that writes the rows as a text table."""

    def write(folder: Path) -> Path:
        chosen = [row for row in named(names) if encodes(row, encoding)]
        text = _frame(chosen).to_csv(index=False, lineterminator="\n", **how)
        (folder / name).write_bytes(text.encode(encoding))
        return folder / name

    return write


def encodes(row: dict[str, Any], encoding: str) -> bool:
    """Whether an encoding can represent a row."""
    try:
        json.dumps(row, ensure_ascii=False).encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def rows_in(encoding: str) -> tuple[int, ...]:
    """The rows that an encoding can represent."""
    return tuple(i for i, example in enumerate(SET) if encodes(klue(example), encoding))


def as_klue_lines(folder: Path) -> Path:
    return _lines(folder / "rows.jsonl", [klue(example) for example in SET])


def as_competition_csv(folder: Path) -> Path:
    """Write the competition's CSV, with mentions as Python dict literals."""
    rows = [
        {
            "id": row["guid"],
            "sentence": row["sentence"],
            "subject_entity": repr(row["subject_entity"]),
            "object_entity": repr(row["object_entity"]),
            "label": row["label"],
            "source": "",
        }
        for row in map(klue, SET)
    ]
    _frame(rows).to_csv(folder / "train.csv", index=False)
    return folder / "train.csv"


def as_exclusive(folder: Path) -> Path:
    rows = [klue(example) for example in SET]
    for row in rows:
        for role in ROLES:
            row[f"{role}_entity"]["end_idx"] += 1
    return _json(folder / "exclusive.json", rows)


def as_no_offsets(folder: Path) -> Path:
    names = [name for name in flat(SET[0]) if not name.endswith("idx")]
    _frame([flat(example) for example in SET])[names].to_csv(folder / "words.csv", index=False)
    return folder / "words.csv"


def as_other_keys(folder: Path) -> Path:
    rows = [
        {
            "id": example.guid,
            "text": example.sentence,
            **{
                side: {"text": word, "pos": [at, at + len(word)], "entity_type": kind}
                for side, (word, kind) in (("head", example.head), ("tail", example.tail))
                for at in [example.sentence.index(word)]
            },
            "relation": example.label,
        }
        for example in SET
    ]
    return _lines(folder / "keys.jsonl", rows)


def as_excel(title: Sequence[str] = ()) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        rows = [list(row.values()) for row in named(KOREAN_NAMES)]
        above = [[text, *[""] * (len(KOREAN_NAMES) - 1)] for text in title]
        path = folder / ("titled.xlsx" if title else "rows.xlsx")
        sheet = _frame([*above, list(KOREAN_NAMES), *rows])
        sheet.to_excel(path, index=False, header=False)
        return path

    return write


def as_pandas_json(folder: Path) -> Path:
    _frame([flat(example) for example in SET]).to_json(
        folder / "frame.json", orient="columns", force_ascii=False
    )
    return folder / "frame.json"


def as_parquet(folder: Path) -> Path:
    _frame([klue(example) for example in SET]).to_parquet(folder / "rows.parquet")
    return folder / "rows.parquet"


def as_saved(folder: Path) -> Path:
    import datasets

    datasets.Dataset.from_list([klue(example) for example in SET]).save_to_disk(folder / "saved")
    return folder / "saved"


def as_numbered(folder: Path) -> Path:
    names = sorted({example.label for example in SET})
    rows = [klue(example) | {"label": names.index(example.label)} for example in SET]
    _json(folder / "names.json", names)
    return _json(folder / "numbered.json", rows)


def as_gzip(folder: Path) -> Path:
    import gzip

    text = "".join(json.dumps(klue(example), ensure_ascii=False) + "\n" for example in SET)
    with gzip.open(folder / "rows.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(text)
    return folder / "rows.jsonl.gz"


def as_tacred(folder: Path) -> Path:
    """Write TACRED's JSON: tokens, and mentions as token indices."""
    rows = []
    for example in SET:
        cuts = {0, len(example.sentence)}
        for word, _ in (example.head, example.tail):
            at = example.sentence.index(word)
            cuts |= {at, at + len(word)}
        borders = sorted(cuts)
        tokens, places = [], {}
        for begin, end in pairwise(borders):
            piece = example.sentence[begin:end]
            places[begin] = len(tokens)
            tokens += [piece] if piece in (example.head[0], example.tail[0]) else piece.split()
        sides = {}
        for prefix, (word, kind) in (("subj", example.head), ("obj", example.tail)):
            at = places[example.sentence.index(word)]
            sides |= {f"{prefix}_start": at, f"{prefix}_end": at, f"{prefix}_type": kind}
        row = {"id": example.guid, "relation": example.label, "token": tokens, **sides}
        rows.append(row | {"sentence": example.sentence})
    return _json(folder / "tacred.json", rows)


def as_headless(folder: Path) -> Path:
    rows = [list(flat(example).values()) for example in SET]
    _frame(rows).to_csv(folder / "headless.tsv", sep="\t", index=False, header=False)
    return folder / "headless.tsv"


HEADLESS_MAP: Final = (
    "--map id=1,sentence=2,subject.word=3,subject.start=4,subject.end=5,subject.type=6,"
    "object.word=7,object.start=8,object.end=9,object.type=10,label=11"
)


def _json(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def _lines(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")
    return path


_TABLES: Final = (
    FileShape("KLUE's JSON, a row on each line", as_klue_lines),
    FileShape("the same, packed (.gz)", as_gzip),
    FileShape("the competition's CSV, mentions as dicts", as_competition_csv),
    FileShape("CSV, `text`, `e1`, `e1_start`, …, `relation`", csv("e1.csv", E1_NAMES)),
    FileShape("CSV with Korean headers", csv("한글.csv", KOREAN_NAMES)),
    FileShape(
        "CSV of Korean Excel (CP949)",
        csv("cp949.csv", KOREAN_NAMES, "cp949"),
        rows=rows_in("cp949"),
    ),
    FileShape("CSV in UTF-16", csv("utf16.csv", KOREAN_NAMES, "utf-16")),
    FileShape("CSV parted by `;`", csv("semicolon.csv", E1_NAMES, sep=";")),
    FileShape("TSV", csv("rows.tsv", E1_NAMES, sep="\t")),
    FileShape("TSV without a header", as_headless, HEADLESS_MAP),
    FileShape("CSV without offsets", as_no_offsets),
    FileShape("an Excel workbook", as_excel()),
    FileShape("an Excel workbook with a title above", as_excel(["관계 자료", "2차 검수"])),
    FileShape("JSON with exclusive ends", as_exclusive),
    FileShape("JSON lines, mentions with keys of their own", as_other_keys),
    FileShape("labels that are numbers", as_numbered, "--labels names.json"),
    FileShape("JSON of a pandas.DataFrame", as_pandas_json),
    FileShape("Parquet", as_parquet),
    FileShape("a folder of `save_to_disk`", as_saved),
    FileShape("TACRED's JSON", as_tacred),
)
_ANNOTATED: Final = tuple(
    FileShape(name, shape.write, lost=() if shape.typed else (NO_TYPES,))
    for name, shape in SHAPES.items()
)
FILE_SHAPES: Final = (*_ANNOTATED, *_TABLES)
"""All layouts, in the order of the table in docs/shapes.md."""


def table() -> str:
    """Return the table for docs/shapes.md."""
    lines = ["| the file | what reads it | lost |", "|---|---|---|"]
    for shape in FILE_SHAPES:
        command = f"reaug convert {file_name(shape)} -o rows.json {shape.options}".strip()
        lines.append(
            f"| {_shown(shape.name)} | `{_cell(command)}` | {', '.join(shape.lost) or '·'} |"
        )
    return "\n".join(lines)


def file_name(shape: FileShape) -> str:
    """Return the name of the file that a layout writes."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return shape.write(Path(folder)).name


def _shown(name: str) -> str:
    """The name of a layout, with marks formatted as code."""
    return f"`{_cell(name)}`" if re.match(r"[\[<@]", name) else _cell(name)


def _cell(text: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", text)
