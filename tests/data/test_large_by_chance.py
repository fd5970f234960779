"""Files with faults at any place are read in pieces as the whole of them, by chance."""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from large_readings import check_alike
from reaug.data import read
from reaug.data.input_rules import Rules
from reaug.data.large_files import read_large
from reaug.data.read_data import Reading
from reaug.data.read_options import PLAINLY, ReadAs
from reaug.errors import UsageError

PEOPLE, PLACES = ("이도", "정약용", "😀이황", "김 씨", '"최" 씨'), ("한양", "강진, 땅", "평양")


def rows(draw: random.Random, number: int) -> list[dict[str, Any]]:
    rows = []
    for at in range(number):
        person, place = draw.choice(PEOPLE), draw.choice(PLACES)
        text = f"{draw.choice(('', '👑 ', 'é '))}{at}번째 글: {person} 또는 {place} 에\n살았다"
        row: dict[str, Any] = {
            "id": f"r{at}",
            "sentence": text if at % 4 else text.replace("\n", " "),
        }
        for role, word, kind in (("subject", person, "PER"), ("object", place, "LOC")):
            start = text.index(word)
            span = {"word": word, "start_idx": start, "end_idx": start + len(word) - 1}
            row[f"{role}_entity"] = span | {"type": kind}
        rows.append(row | {"label": draw.choice(("사는 곳", "태어난 곳")), "source": "own"})
    return rows


def table(rows: list[dict[str, Any]], draw: random.Random) -> str:
    mark = draw.choice((",", ",", "\t", ";", "|"))
    quoted = ['"' + str(value).replace('"', '""') + '"' for row in rows for value in row.values()]
    width = len(rows[0])
    lines = [mark.join(rows[0])] * (draw.random() < 0.9)
    lines += [mark.join(quoted[at : at + width]) for at in range(0, len(quoted), width)]
    return draw.choice(("\n", "\n", "\r\n")).join(lines) + draw.choice(("", "\n"))


def flat(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"문장": row["sentence"], "관계": row["label"]}
        | {
            f"{name}{part}": row[f"{role}_entity"][key]
            for name, role in (("주체", "subject"), ("객체", "object"))
            for part, key in (("", "word"), ("시작", "start_idx"), ("끝", "end_idx"))
        }
        for row in rows
    ]


def documents(rows: list[dict[str, Any]], draw: random.Random) -> list[dict[str, Any]]:
    out = []
    for at, row in enumerate(rows):
        entities = [
            {
                "id": n,
                "label": row[name]["type"],
                "start_offset": row[name]["start_idx"],
                "end_offset": row[name]["end_idx"] + 1,
            }
            for n, name in enumerate(("subject_entity", "object_entity"))
        ]
        relations = [{"id": 0, "from_id": 0, "to_id": 1, "type": row["label"]}]
        relations *= draw.choice((0, 1, 1, 2))
        document = {"id": at, "text": row["sentence"], "entities": entities, "relations": relations}
        out.append(document | ({"더": at} if draw.random() < 0.2 else {}))
    return out


def json_lines(records: list[Any], draw: random.Random) -> str:
    ascii_ = draw.random() < 0.3
    return "\n".join(json.dumps(row, ensure_ascii=ascii_) for row in records) + draw.choice(
        ("", "\n")
    )


def json_list(records: list[Any], draw: random.Random) -> str:
    return json.dumps(records, ensure_ascii=False, indent=draw.choice((None, None, 1)))


def conll(rows: list[dict[str, Any]], _: random.Random) -> str:
    return "".join(
        f"# id = {row['id']}\n{at}번 O\n{PEOPLE[at % 3]} B-PER\n한양 B-LOC\n에 O\n"
        f"1 2 {row['label']}\n\n"
        for at, row in enumerate(rows)
    )


def semeval(rows: list[dict[str, Any]], _: random.Random) -> str:
    return "".join(
        f'{at}\t"<e1>{PEOPLE[at % 3]}</e1>는 <e2>한양</e2>에"\n{row["label"]}(e1,e2)\nComment:\n\n'
        for at, row in enumerate(rows)
    )


KINDS: dict[str, tuple[str, Callable[[list[dict[str, Any]], random.Random], str]]] = {
    "klue csv": (".csv", table),
    "names csv": (".csv", lambda rows, draw: table(flat(rows), draw)),
    "names tsv": (".tsv", lambda rows, draw: table(flat(rows), draw)),
    "jsonl": (".jsonl", json_lines),
    "flat jsonl": (".jsonl", lambda rows, draw: json_lines(flat(rows), draw)),
    "json": (".json", json_list),
    "doccano": (".jsonl", lambda rows, draw: json_lines(documents(rows, draw), draw)),
    "doccano list": (".json", lambda rows, draw: json_list(documents(rows, draw), draw)),
    "conll": (".conll", conll),
    "semeval": (".sem", semeval),
}
BITS = (
    '"',
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    ",",
    "\t",
    "\ufeff",
    "\0",
    "{",
    "}",
    "[",
    "]",
    "\\",
    "1",
    "#",
)
BITS += (
    "가",
    "😀",
    "\u2028",
    "\u0085",
    "\x0b",
    " ",
    "<e1>",
    "</e2>",
    "null",
    "true",
    "1.5",
    "😀" * 9,
)


def spoil(text: str, draw: random.Random) -> str:
    """A text with faults in it."""
    lines = text.split("\n")
    for _ in range(draw.choice((0, 1, 1, 2, 4))):
        at, way = draw.randrange(len(lines)), draw.randrange(9)
        line = lines[at]
        place = draw.randrange(len(line) + 1)
        if way < 3:
            lines[at] = line[:place] + draw.choice(BITS) + line[place:]
        elif way == 3:
            lines[at] = line[:place] + line[place + draw.randrange(1, 4) :]
        elif way == 4:
            lines.insert(at, draw.choice(("", line, "\r", " ")))
        elif way == 5:
            del lines[at]
            lines = lines or [""]
        elif way == 6:
            lines[at] = line + draw.choice((",하나 더", "\t더", ' "', "}"))
        elif way == 7:
            other = draw.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        else:
            lines[at] = line.replace("사는 곳", draw.choice(("", " 사는 곳", "7", "모름")))
    return "\n".join(lines)


def made_file(folder: Path, kind: str, seed: int) -> tuple[Path, ReadAs]:
    draw = random.Random(f"{kind} {seed}")
    suffix, make = KINDS[kind]
    text = spoil(make(rows(draw, draw.choice((1, 3, 9, 14))), draw), draw)
    encoding = draw.choice(("utf-8",) * 5 + ("utf-8-sig", "cp949", "utf-16", "utf-16-le"))
    data = text.encode(encoding, "replace" if encoding == "cp949" else "surrogatepass")
    if draw.random() < 0.15:  # cut inside a character, perhaps
        at = draw.randrange(len(data) + 1)
        data = data[:at] + draw.choice((b"", b"\xff", b"\xea", data[at : at + 3])) + data[at + 1 :]
    path = folder / f"rows{suffix}"
    path.write_bytes(data)
    return path, ReadAs(encoding=encoding) if draw.random() < 0.2 else PLAINLY


def compare(path: Path, how: ReadAs, size: int, fmt: str | None, on_bad_row: Any) -> str:
    """Compare the pieces of a file with the whole of it, and say what became of it."""
    rules = Rules(None, None, on_bad_row, require_label=True, max_bad_share=0.7)
    outcome = []

    def parts() -> Reading | None:
        reading = read_large(path, rules, how, fmt, size=size, large=1, log=False)
        outcome.append("whole" if reading is None else "pieces")
        return reading

    def whole() -> Reading:
        reading = read(path, how=how, on_bad_row=on_bad_row, max_bad_share=0.7, fmt=fmt)
        outcome.append("good")
        return reading

    try:
        check_alike(parts, whole)
    except UsageError:
        return "usage"
    return " ".join(outcome) or "refused"


@pytest.mark.parametrize("kind", KINDS)
def test_files_with_faults_at_any_place(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(12):
        draw = random.Random(seed)
        read_at_once = draw.choice((5, 64, 1 << 20))
        monkeypatch.setattr("reaug.data.large_pieces._READ", read_at_once)
        monkeypatch.setattr("reaug.data.encoding_of_file._READ", max(64, read_at_once))
        path, how = made_file(tmp_path, kind, seed)
        fmt = kind if kind == "semeval" else None
        compare(path, how, draw.choice((1, 2, 5)), fmt, draw.choice(("stop", "drop", "repair")))


def main(count: int) -> None:
    """Try so many files of each kind, and print those that differ."""
    import logging
    import tempfile
    import traceback

    import reaug.data.encoding_of_file as encodings
    import reaug.data.large_pieces as pieces

    logging.disable()
    for kind in KINDS:
        outcomes: Counter[str] = Counter()
        for seed in range(1000, 1000 + count):
            draw = random.Random(seed)
            at_once = draw.choice((5, 64, 1 << 20))
            pieces._READ, encodings._READ = at_once, max(64, at_once)  # type: ignore[misc]
            with tempfile.TemporaryDirectory() as folder:
                path, how = made_file(Path(folder), kind, seed)
                on_bad_row = draw.choice(("stop", "drop", "repair"))
                size = draw.choice((1, 2, 5))
                fmt = kind if kind == "semeval" else None
                try:
                    outcomes[compare(path, how, size, fmt, on_bad_row)] += 1
                except BaseException:
                    outcomes["DIFFERS"] += 1
                    print(kind, seed, size, on_bad_row, how.encoding, flush=True)
                    if outcomes["DIFFERS"] < 3:
                        print(traceback.format_exc()[-1500:], flush=True)
        print(kind, dict(outcomes), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
