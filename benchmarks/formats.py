"""Measure the memory of `reaug convert` from and to each format, for two sizes of a data set.

    python benchmarks/formats.py [--rows 240000] [--only in-doccano,out-brat]

The large set is ten times the small set. The rows are invented: two relations per text, with unique
ids and texts. The input files are made by `reaug convert` itself; unusual files (CP949, other
separators and names, no header, other ways of counting offsets, repeated ids), faulty files, and
workbooks are made here. Each conversion is a separate process, measured as in `scale.py`: *own* is
memory that cannot be reclaimed, the rest are memory-mapped files. *Grows by* is the difference in
memory between the large and the small set, compared with the difference in bytes. A format that is
read as a whole needs several times its bytes; a format that is read in pieces needs only a part of
its bytes.
"""

from __future__ import annotations

import csv
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from _common import finish, parser, reaug, table
from scale import watched

LARGER: Final = 10
_TABLE: Final = {
    "문장": lambda row: row["sentence"],
    "주체": lambda row: row["subject_entity"]["word"],
    "주체시작": lambda row: row["subject_entity"]["start_idx"],
    "주체끝": lambda row: row["subject_entity"]["end_idx"],
    "주체유형": lambda row: row["subject_entity"]["type"],
    "객체": lambda row: row["object_entity"]["word"],
    "객체시작": lambda row: row["object_entity"]["start_idx"],
    "객체끝": lambda row: row["object_entity"]["end_idx"],
    "객체유형": lambda row: row["object_entity"]["type"],
    "관계": lambda row: row["label"],
}


def rows_of(count: int) -> Iterator[dict[str, Any]]:
    """Yield `count` invented rows, two per text."""
    for number in range(0, count, 2):
        people, places = f"한{number}솔", f"나루{number}시"
        text = (
            f"{number}번 책에는 {people}이라는 사람이 {places}에서 태어나 오래도록 배를 만들며 "
            f"살았고, 나중에 바다마을{number % 977}로 옮겨 가 아이들을 가르쳤다고 적혀 있다."
        )
        subject = _mention(text, people, "PER")
        pairs = (
            (places, "per:place_of_birth"),
            (f"바다마을{number % 977}", "per:place_of_residence"),
        )
        for which, (word, label) in enumerate(pairs):
            yield {
                "guid": f"책-{number + which}",
                "sentence": text,
                "subject_entity": subject,
                "object_entity": _mention(text, word, "LOC"),
                "label": label,
                "source": "made up",
            }


def _mention(text: str, word: str, kind: str) -> dict[str, Any]:
    start = text.index(word)
    return {"word": word, "start_idx": start, "end_idx": start + len(word) - 1, "type": kind}


class Way(NamedTuple):
    """A conversion to measure.

    make : a function that writes the input file from a file of JSON lines.
    suffix : the suffix of the input's name.
    to, out : the format to write, and the suffix of its name.
    options : options of the command.
    """

    make: Callable[[Path, Path], None]
    suffix: str
    to: str = "parquet"
    out: str = ".parquet"
    options: tuple[str, ...] = ()


def _converted(fmt: str) -> Callable[[Path, Path], None]:
    def make(lines: Path, path: Path) -> None:
        done = finish(reaug("convert", lines, "-o", path, "--to", fmt, "--force"))
        if done.code:
            raise SystemExit(done.err)

    return make


def _table_of(
    encoding: str = "utf-8", delimiter: str = ",", *, header: bool = True
) -> Callable[[Path, Path], None]:
    def make(lines: Path, path: Path) -> None:
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
            if header:
                writer.writerow(_TABLE)
            for row in _rows_in(lines):
                writer.writerow([cell(row) for cell in _TABLE.values()])

    return make


def _rows_in(lines: Path) -> Iterator[dict[str, Any]]:
    with lines.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _faulty(lines: Path, path: Path) -> None:
    """Write the rows, with the wrong word in one of a thousand."""
    with path.open("w", encoding="utf-8") as file:
        for number, row in enumerate(_rows_in(lines)):
            if number % 1000 == 500:
                row["object_entity"]["word"] = "어디에도없는말"
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _changed(change: Callable[[int, dict[str, Any]], None]) -> Callable[[Path, Path], None]:
    """Return a function that writes the rows, each of them changed, in the format of the file's
    suffix.
    """

    def make(lines: Path, path: Path) -> None:
        own = path if path.suffix == ".jsonl" else path.with_name("changed.jsonl")
        with own.open("w", encoding="utf-8") as file:
            for number, row in enumerate(_rows_in(lines)):
                change(number, row)
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        if own is not path:
            _table_of()(own, path)
            own.unlink()

    return make


def _exclusive(_: int, row: dict[str, Any]) -> None:
    for role in ("subject_entity", "object_entity"):
        row[role]["end_idx"] += 1


def _in_bytes(_: int, row: dict[str, Any]) -> None:
    text = row["sentence"].encode()
    for role in ("subject_entity", "object_entity"):
        word = row[role]["word"].encode()
        row[role] |= {"start_idx": text.index(word), "end_idx": text.index(word) + len(word) - 1}


def _in_two_ways(number: int, row: dict[str, Any]) -> None:
    if number % 3 == 0:
        _exclusive(number, row)


def _with_repeated_id(number: int, row: dict[str, Any]) -> None:
    row["guid"] = f"책-{number // 10}"


def _of_two_types(number: int, row: dict[str, Any]) -> None:
    row["쪽"] = number if number % 70_000 else number / 2 + 0.25


def _minimal(lines: Path, path: Path) -> None:
    """Write the two mentions of each text in Label Studio's JSON-MIN format."""
    tasks = []
    for number, row in enumerate(_rows_in(lines)):
        if number % 2 == 0:
            spans = [
                {
                    "start": mention["start_idx"],
                    "end": mention["end_idx"] + 1,
                    "text": mention["word"],
                }
                | {"labels": [mention["type"]]}
                for mention in (row["subject_entity"], row["object_entity"])
            ]
            tasks.append({"id": number, "text": row["sentence"], "label": spans, "annotator": 1})
    path.write_text(json.dumps(tasks, ensure_ascii=False), encoding="utf-8")


def _in_encoding(fmt: str, encoding: str) -> Callable[[Path, Path], None]:
    def make(lines: Path, path: Path) -> None:
        _converted(fmt)(lines, path)
        path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))

    return make


def _faulty_table(lines: Path, path: Path) -> None:
    _converted("competition-csv")(lines, path)
    text = path.read_text(encoding="utf-8").split("\n")
    text[len(text) // 2] += ",한 칸 더"
    path.write_text("\n".join(text), encoding="utf-8")


def _workbook(lines: Path, path: Path) -> None:
    from reaug.review.formats.xlsx import workbook

    cells = ([str(cell(row)) for cell in _TABLE.values()] for row in _rows_in(lines))
    path.write_bytes(workbook([list(_TABLE), *cells]))


def _itself(lines: Path, path: Path) -> None:
    shutil.copyfile(lines, path)


_DROP: Final = ("--on-bad-row", "drop", "--max-bad-share", "0.5")
_NUMBERED: Final = (
    "--map",
    "sentence=1,subject.word=2,subject.start=3,subject.end=4,subject.type=5,object.word=6,"
    "object.start=7,object.end=8,object.type=9,label=10",
)
WAYS: Final = {
    "in-jsonl": Way(_itself, ".jsonl"),
    "in-jsonl-faulty": Way(_faulty, ".jsonl", options=_DROP),
    "in-jsonl-repair": Way(_faulty, ".jsonl", options=("--on-bad-row", "repair", *_DROP[2:])),
    "in-jsonl-exclusive": Way(_changed(_exclusive), ".jsonl"),
    "in-jsonl-bytes": Way(_changed(_in_bytes), ".jsonl"),
    "in-jsonl-two-ways": Way(
        _changed(_in_two_ways), ".jsonl", options=("--on-bad-row", "repair", *_DROP[2:])
    ),
    "in-jsonl-repeated-ids": Way(_changed(_with_repeated_id), ".jsonl"),
    "in-jsonl-two-types": Way(_changed(_of_two_types), ".jsonl"),
    "in-csv-exclusive": Way(_changed(_exclusive), ".csv"),
    "in-klue-json": Way(_converted("klue-json"), ".json"),
    "in-parquet": Way(_converted("parquet"), ".parquet"),
    "in-csv": Way(_converted("competition-csv"), ".csv"),
    "in-csv-faulty": Way(_faulty_table, ".csv", options=_DROP),
    "in-csv-names": Way(_table_of(), ".csv"),
    "in-csv-cp949": Way(_table_of("cp949"), ".csv"),
    "in-csv-utf16": Way(_table_of("utf-16", ";"), ".csv"),
    "in-csv-utf16-le": Way(_table_of("utf-16-le"), ".csv"),
    "in-csv-encoding": Way(_table_of("cp949"), ".csv", options=("--encoding", "cp949")),
    "in-tsv-numbers": Way(_table_of(delimiter="\t", header=False), ".tsv", options=_NUMBERED),
    "in-xlsx": Way(_workbook, ".xlsx"),
    "in-tacred": Way(_converted("tacred"), ".tacred.json"),
    "in-opennre": Way(_converted("opennre"), ".opennre.jsonl"),
    "in-doccano": Way(_converted("doccano"), ".doccano.jsonl"),
    "in-entities": Way(_converted("entities-json"), ".entities.jsonl"),
    "in-label-studio": Way(_converted("label-studio"), ".labelstudio.json"),
    "in-label-studio-min": Way(_minimal, ".min.json", options=("--negatives", "all")),
    "in-conll": Way(_converted("conll"), ".conll"),
    "in-conll-cp949": Way(_in_encoding("conll", "cp949"), ".conll"),
    "in-semeval": Way(_converted("semeval"), ".txt"),
    "in-brat": Way(_converted("brat"), ""),
    "out-jsonl": Way(_itself, ".jsonl", "jsonl", ".jsonl"),
    "out-klue-json": Way(_itself, ".jsonl", "klue-json", ".json"),
    "out-csv": Way(_itself, ".jsonl", "competition-csv", ".csv"),
    "out-disk": Way(_itself, ".jsonl", "disk", ""),
    "out-tacred": Way(_itself, ".jsonl", "tacred", ".json"),
    "out-opennre": Way(_itself, ".jsonl", "opennre", ".opennre.jsonl"),
    "out-doccano": Way(_itself, ".jsonl", "doccano", ".doccano.jsonl"),
    "out-entities": Way(_itself, ".jsonl", "entities-json", ".entities.jsonl"),
    "out-label-studio": Way(_itself, ".jsonl", "label-studio", ".labelstudio.json"),
    "out-conll": Way(_itself, ".jsonl", "conll", ".conll"),
    "out-semeval": Way(_itself, ".jsonl", "semeval", ".txt"),
    "out-marked": Way(_itself, ".jsonl", "marked", ".marked.tsv"),
    "out-brat": Way(_itself, ".jsonl", "brat", ""),
    "doccano-to-label-studio": Way(
        _converted("doccano"), ".doccano.jsonl", "label-studio", ".labelstudio.json"
    ),
}


def _bytes(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def main() -> int:
    command_line = parser(__doc__)
    command_line.add_argument("--rows", type=int, default=240_000, help="rows of the larger set")
    command_line.add_argument("--only", default=",".join(WAYS))
    given = command_line.parse_args()
    unknown = set(given.only.split(",")) - set(WAYS)
    if unknown:
        command_line.error(
            f"no such conversions: {', '.join(sorted(unknown))}; known: {', '.join(WAYS)}"
        )
    lines, failed = [], 0
    head = ("", "in MB", "s", "small MiB", "MiB", "own MiB", "grows by", "code")
    work = Path(tempfile.mkdtemp(prefix="reaug-formats-"))
    try:
        sets = []
        for count in (given.rows // LARGER, given.rows):
            sets.append(work / f"rows-{count}.jsonl")
            with sets[-1].open("w", encoding="utf-8") as file:
                for row in rows_of(count):
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")
        for name in given.only.split(","):
            way = WAYS[name]
            runs, sizes = [], []
            for file in sets:
                place = work / f"at-{name}"
                place.mkdir()
                source, output = place / f"in{way.suffix}", place / f"out{way.out}"
                way.make(file, source)
                sizes.append(_bytes(source))
                command = reaug("convert", source, "-o", output, "--to", way.to, *way.options)
                runs.append(watched(command))
                shutil.rmtree(place)
            small, large = runs
            if large.code:
                print(large.err[-500:], file=sys.stderr)
            failed += bool(small.code or large.code)
            lines.append(
                (
                    name,
                    f"{sizes[1] / 1e6:.0f}",
                    f"{large.cpu:.1f}",
                    f"{small.all_bytes / 2**20:.0f}",
                    f"{large.all_bytes / 2**20:.0f}",
                    f"{large.own_bytes / 2**20:.0f}",
                    f"{(large.own_bytes - small.own_bytes) / (sizes[1] - sizes[0]):.2f}",
                    large.code,
                )
            )
            print(*lines[-1], flush=True)
    finally:
        shutil.rmtree(work)
        print("\n" + table(head, lines))
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
