"""A small invented data set with its own labels and types, written in many kinds of files."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

Row = dict[str, Any]


class Example(NamedTuple):
    """A sentence with a pair of mentions and their relation."""

    guid: str
    sentence: str
    head: tuple[str, str]
    tail: tuple[str, str]
    label: str


# Hangul, Latin and digits, hanja, an emoji before the mentions, NFD, a mention of one character.
SET: Final = (
    Example(
        "b1",
        "가온전자는 지난해 노을폰7을 내놓았다.",
        ("가온전자", "회사"),
        ("노을폰7", "제품"),
        "출시",
    ),
    Example(
        "b2",
        "노을폰7에는 QX-엔진이 들어갔다.",
        ("노을폰7", "제품"),
        ("QX-엔진", "기술"),
        "적용기술",
    ),
    Example(
        "b3",
        "😀 새별바이오 대표는 金하늘 박사다.",
        ("새별바이오", "회사"),
        ("金하늘", "인물"),
        "대표이사",
    ),
    Example(
        "b4", "도윤 씨는 별빛소프트에 다닌다.", ("도윤", "인물"), ("별빛소프트", "회사"), "소속"
    ),
    Example(
        "b5",
        "가온전자와 새별바이오는 서로 무관하다.",
        ("가온전자", "회사"),
        ("새별바이오", "회사"),
        "관계없음",
    ),
    Example(
        "b6",
        "솔 연구원이 \u1112\u1161\u11abᄇ\u1175\u11be센터로 옮겼다.",
        ("\u1112\u1161\u11abᄇ\u1175\u11be센터", "회사"),
        ("솔", "인물"),
        "직원",
    ),
)


def spans(example: Example) -> tuple[tuple[int, int], tuple[int, int]]:
    """The spans of head and tail, in half-open code points."""
    starts = [example.sentence.index(word) for word, _ in (example.head, example.tail)]
    words = (example.head[0], example.tail[0])
    (a, b), (c, d) = ((start, start + len(word)) for start, word in zip(starts, words, strict=True))
    return (a, b), (c, d)


def klue(example: Example) -> Row:
    """The row in KLUE's schema."""
    pair = [
        {"word": word, "start_idx": start, "end_idx": end - 1, "type": kind}
        for (word, kind), (start, end) in zip(
            (example.head, example.tail), spans(example), strict=True
        )
    ]
    return {
        "guid": example.guid,
        "sentence": example.sentence,
        "subject_entity": pair[0],
        "object_entity": pair[1],
        "label": example.label,
    }


def as_klue(folder: Path, rows: Sequence[Example] = SET) -> Path:
    """Write the set as KLUE's JSON."""
    return _json(folder / "set.json", [klue(example) for example in rows])


def as_doccano(folder: Path, rows: Sequence[Example] = SET) -> Path:
    """Write doccano's relation export, with ids that are unique in the file."""
    lines = []
    for i, example in enumerate(rows):
        (a, b), (c, d) = spans(example)
        entities = [
            {"id": 2 * i, "label": example.head[1], "start_offset": a, "end_offset": b},
            {"id": 2 * i + 1, "label": example.tail[1], "start_offset": c, "end_offset": d},
        ]
        relation = {"id": i, "from_id": 2 * i, "to_id": 2 * i + 1, "type": example.label}
        lines.append(
            {
                "id": example.guid,
                "text": example.sentence,
                "entities": entities,
                "relations": [relation],
                "Comments": [],
            }
        )
    return _lines(folder / "doccano.jsonl", lines)


def _region(name: str, span: tuple[int, int], word: str, kind: str) -> Row:
    value = {"start": span[0], "end": span[1], "text": word, "labels": [kind]}
    return {"id": name, "from_name": "l", "to_name": "t", "type": "labels", "value": value}


def as_label_studio(folder: Path, direction: str = "right", rows: Sequence[Example] = SET) -> Path:
    """Write Label Studio's JSON export."""
    tasks = []
    for example in rows:
        ends = ("x", "y") if direction == "right" else ("y", "x")
        head, tail = spans(example)
        result = [
            _region("x", head, *example.head),
            _region("y", tail, *example.tail),
            {
                "from_id": ends[0],
                "to_id": ends[1],
                "type": "relation",
                "direction": direction,
                "labels": [example.label],
            },
        ]
        task = {"id": example.guid, "data": {"text": example.sentence}}
        tasks.append({**task, "annotations": [{"id": 1, "result": result}], "predictions": []})
    return _json(folder / "label-studio.json", tasks)


def as_label_studio_left(folder: Path) -> Path:
    """Write the same with arrows drawn from the tail."""
    return as_label_studio(folder, "left")


def as_brat(folder: Path, rows: Sequence[Example] = SET) -> Path:
    """Write a brat folder."""
    into = folder / "brat"
    into.mkdir()
    for example in rows:
        (a, b), (c, d) = spans(example)
        lines = (
            f"T1\t{example.head[1]} {a} {b}\t{example.head[0]}",
            f"T2\t{example.tail[1]} {c} {d}\t{example.tail[0]}",
            f"R1\t{example.label} Arg1:T1 Arg2:T2\t",
        )
        (into / f"{example.guid}.txt").write_text(example.sentence, encoding="utf-8")
        (into / f"{example.guid}.ann").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return into


def as_brat_utf16(folder: Path) -> Path:
    """Write the same with the offsets of a browser, where an emoji counts as two."""
    into = as_brat(folder)
    for example in SET:
        text = example.sentence
        units = [len(text[:at].encode("utf-16-le")) // 2 for at in range(len(text) + 1)]
        (a, b), (c, d) = spans(example)
        lines = (
            f"T1\t{example.head[1]} {units[a]} {units[b]}\t{example.head[0]}",
            f"T2\t{example.tail[1]} {units[c]} {units[d]}\t{example.tail[0]}",
            f"R1\t{example.label} Arg1:T1 Arg2:T2",
        )
        (into / f"{example.guid}.ann").write_bytes("\r\n".join((*lines, "")).encode())
    return into


def as_opennre(folder: Path) -> Path:
    """Write OpenNRE's JSON lines, which have no types."""
    lines = []
    for example in SET:
        sides = {
            side: {"name": word, "pos": list(span)}
            for side, (word, _), span in zip(
                "ht", (example.head, example.tail), spans(example), strict=True
            )
        }
        lines.append(
            {"id": example.guid, "text": example.sentence, **sides, "relation": example.label}
        )
    return _lines(folder / "opennre.jsonl", lines)


def as_semeval(folder: Path) -> Path:
    """Write SemEval-2010 task 8; e1 is the head, wherever it is in the sentence."""
    blocks = []
    for example in SET:
        text = _marked(example, ("<e1>", "</e1>"), ("<e2>", "</e2>"))
        blocks.append(f'{example.guid}\t"{text}"\n{example.label}(e1,e2)\nComment:\n\n')
    path = folder / "semeval.txt"
    path.write_text("".join(blocks), encoding="utf-8")
    return path


def as_entities(folder: Path) -> Path:
    """Write JSON of entities and relations, with entities referred to by index."""
    lines = []
    for example in SET:
        (a, b), (c, d) = spans(example)
        entities = [
            {"start": a, "end": b, "label": example.head[1]},
            {"start": c, "end": d, "label": example.tail[1]},
        ]
        relation = {"head": 0, "tail": 1, "label": example.label}
        lines.append(
            {
                "id": example.guid,
                "text": example.sentence,
                "entities": entities,
                "relations": [relation],
            }
        )
    return _lines(folder / "entities.jsonl", lines)


def as_model_json(folder: Path) -> Path:
    """Write JSON like a language model: words instead of offsets."""
    rows = [
        {
            "id": example.guid,
            "sentence": example.sentence,
            "entities": [
                {"text": word, "type": kind} for word, kind in (example.tail, example.head)
            ],
            "relations": [
                {"subject": example.head[0], "object": example.tail[0], "predicate": example.label}
            ],
        }
        for example in SET
    ]
    return _json(folder / "model.json", rows)


def as_prodigy(folder: Path) -> Path:
    """Write Prodigy's relations: spans, and tokens as head and child."""
    lines = []
    for example in SET:
        head, tail = (
            {"start": start, "end": end, "label": kind, "token_start": 0, "token_end": 0}
            for (_, kind), (start, end) in zip(
                (example.head, example.tail), spans(example), strict=True
            )
        )
        relation = {"head": 0, "child": 1, "head_span": head, "child_span": tail}
        row = {"id": example.guid, "text": example.sentence, "tokens": [], "spans": [head, tail]}
        lines.append({**row, "relations": [{**relation, "label": example.label}], "_task_hash": 7})
    return _lines(folder / "prodigy.jsonl", lines)


def _marked(example: Example, head: tuple[str, str], tail: tuple[str, str]) -> str:
    (a, b), (c, d) = spans(example)
    points = sorted([(a, 1, head[0]), (b, 0, head[1]), (c, 1, tail[0]), (d, 0, tail[1])])
    text, at = "", 0
    for place, _, mark in points:
        text, at = text + example.sentence[at:place] + mark, place
    return text + example.sentence[at:]


def _table(name: str, marks: Callable[[Example], tuple[tuple[str, str], tuple[str, str]]]) -> Any:
    def write(folder: Path) -> Path:
        rows = [
            {
                "guid": example.guid,
                "sentence": _marked(example, *marks(example)),
                "label": example.label,
            }
            for example in SET
        ]
        return _lines(folder / f"{name}.jsonl", rows)

    return write


as_e1 = _table("e1", lambda example: (("[E1]", "[/E1]"), ("[E2]", "[/E2]")))
as_e1_spaced = _table("e1-spaced", lambda example: (("[E1] ", " [/E1]"), ("[E2] ", " [/E2]")))
as_angle = _table("angle", lambda example: (("<e1>", "</e1>"), ("<e2>", "</e2>")))
as_typed = _table(
    "typed",
    lambda example: (
        (f"[SUBJ-{example.head[1]}] ", f" [/SUBJ-{example.head[1]}]"),
        (f"[OBJ-{example.tail[1]}] ", f" [/OBJ-{example.tail[1]}]"),
    ),
)
as_punct = _table(
    "punct",
    lambda example: ((f"@ * {example.head[1]} * ", " @"), (f"# ^ {example.tail[1]} ^ ", " #")),
)
as_punct_korean = _table(
    "punct-korean", lambda example: ((f"@*{example.head[1]}*", "@"), (f"&^{example.tail[1]}^", "&"))
)
as_plain_punct = _table("plain-punct", lambda example: (("@ ", " @"), ("# ", " #")))


def as_marked_csv(folder: Path) -> Path:
    """Write a CSV of marked sentences, with the direction in the label."""
    lines = ["guid,sentence,label"]
    for example in SET:
        text = _marked(example, ("<e2>", "</e2>"), ("<e1>", "</e1>"))
        lines.append(f'{example.guid},"{text}","{example.label}(e2,e1)"')
    path = folder / "marked.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _characters(example: Example) -> list[tuple[str, str]]:
    """The characters with their BIO tags."""
    tags = ["O"] * len(example.sentence)
    for (start, end), (_, kind) in zip(spans(example), (example.head, example.tail), strict=True):
        tags[start:end] = [f"B-{kind}", *[f"I-{kind}"] * (end - start - 1)]
    return list(zip(example.sentence, tags, strict=True))


def as_bio(folder: Path) -> Path:
    """Write one character with its tag per line, and relations after an empty line."""
    blocks = []
    for example in SET:
        (a, _), (c, _) = spans(example)
        tokens = "\n".join(f"{character} {tag}" for character, tag in _characters(example))
        blocks.append(f"# id = {example.guid}\n{tokens}\n\n{a} {c} {example.label}\n\n")
    path = folder / "bio.txt"
    path.write_text("".join(blocks), encoding="utf-8")
    return path


def as_multi_head(folder: Path) -> Path:
    """Write number, token, tag, relations, heads: relations go from last token to last token."""
    blocks = []
    for example in SET:
        (_, b), (_, d) = spans(example)
        lines = [f"# id = {example.guid}"]
        for i, (character, tag) in enumerate(_characters(example)):
            stated = (f"['{example.label}']", f"[{d - 1}]") if i == b - 1 else ("['N']", f"[{i}]")
            lines.append("\t".join((str(i), character, tag, *stated)))
        blocks.append("\n".join((*lines, "", "")))
    path = folder / "multi-head.conll"
    path.write_text("".join(blocks), encoding="utf-8")
    return path


def as_roth_yih(folder: Path) -> Path:
    """Write the original CoNLL04: a mention is a line; columns 2 and 6 are its type and words."""
    blocks = []
    for number, example in enumerate(SET):
        borders = sorted(
            {0, len(example.sentence), *(at for span in spans(example) for at in span)}
        )
        kinds = dict(zip(spans(example), (example.head[1], example.tail[1]), strict=True))
        lines, at = [], {}
        for begin, end in pairwise(borders):
            words = (
                [example.sentence[begin:end]]
                if (begin, end) in kinds
                else list(example.sentence[begin:end])
            )
            at[begin] = len(lines)
            for word in words:
                kind = kinds.get((begin, end), "O")
                i = len(lines)
                lines.append("\t".join((str(number), kind, str(i), "O", "NN", word, "O", "O", "O")))
        (a, _), (c, _) = spans(example)
        comment = f"# id = {example.guid}\n"
        blocks.append(comment + "\n".join(lines) + f"\n\n{at[a]}\t{at[c]}\t{example.label}\n\n")
    path = folder / "conll04.corp"
    path.write_text("".join(blocks), encoding="utf-8")
    return path


def _json(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def _lines(path: Path, rows: list[Row]) -> Path:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")
    return path


class Shape(NamedTuple):
    """A kind of file: the function that writes it, its format, and whether it has types."""

    write: Callable[[Path], Path]
    format: str
    typed: bool = True


SHAPES: Final = {
    "KLUE's JSON": Shape(as_klue, "klue-json"),
    "doccano": Shape(as_doccano, "doccano"),
    "Label Studio": Shape(as_label_studio, "label-studio"),
    "Label Studio, arrows to the left": Shape(as_label_studio_left, "label-studio"),
    "brat": Shape(as_brat, "brat"),
    "brat, UTF-16 offsets, CR LF": Shape(as_brat_utf16, "brat"),
    "OpenNRE": Shape(as_opennre, "opennre", typed=False),
    "SemEval-2010 task 8": Shape(as_semeval, "semeval", typed=False),
    "entities and relations": Shape(as_entities, "entities-json"),
    "a language model's JSON": Shape(as_model_json, "entities-json"),
    "Prodigy": Shape(as_prodigy, "entities-json"),
    "[E1] … [/E1]": Shape(as_e1, "marked", typed=False),
    "[E1] … [/E1] with spaces": Shape(as_e1_spaced, "marked", typed=False),
    "<e1>…</e1>": Shape(as_angle, "marked", typed=False),
    "[SUBJ-회사] …": Shape(as_typed, "marked"),
    "@ * 회사 * … @": Shape(as_punct, "marked"),
    "@*회사*…@ &^제품^…&": Shape(as_punct_korean, "marked"),
    "@ … @ # … #": Shape(as_plain_punct, "marked", typed=False),
    "marks in a CSV, directed labels": Shape(as_marked_csv, "marked", typed=False),
    "BIO with lines of relations": Shape(as_bio, "conll"),
    "multi-head": Shape(as_multi_head, "conll"),
    "CoNLL04 of Roth & Yih": Shape(as_roth_yih, "conll"),
}
