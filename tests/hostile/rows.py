"""Hostile rows in JSON, JSON lines, CSV, TACRED's JSON, and compressed files."""

from __future__ import annotations

import gzip
import json
from typing import Any, Final

from hostile.cases import CLEAN, Case, data, good, json_rows, mention
from run_folders import row

LINE: Final = json.dumps(good(), ensure_ascii=False)
DEEP: Final = 100_000


def _json(name: str, content: str | bytes, message: str = "rows.json") -> Case:
    file = data("rows.json", content if isinstance(content, bytes) else content.encode())
    return Case(f"JSON: {name}", file, CLEAN.format("rows.json"), message)


def _row(name: str, value: dict[str, Any], message: str = "row 0") -> Case:
    return Case(f"row: {name}", json_rows(value), CLEAN.format("rows.json"), message)


def _without(name: str) -> dict[str, Any]:
    return {key: value for key, value in good().items() if key != name}


def _twice(key: str, value: str, inside: str = "{") -> str:
    return f"[{LINE.replace(inside, f'{inside}{json.dumps(key)}: {value}, ', 1)}]"


MOSTLY_BAD: Final = (
    Case(
        "row: four of five are bad and are dropped",
        json_rows(good(), *(mention(end_idx=700) | {"guid": f"b{i}"} for i in range(4))),
        f"{CLEAN.format('rows.json')} --on-bad-row drop",
        "--max-bad-share",
    ),
)

JSON: Final = (
    _json("an empty file", ""),
    _json("white space alone", " \n\t"),
    _json("no rows", "[]"),
    _json("cut off", f"[{LINE}"[:-20]),
    _json("a comma behind the last row", f"[{LINE},]"),
    _json("garbage behind the rows", f"[{LINE}] x"),
    _json("two documents", f"[{LINE}][{LINE}]"),
    _json("one object", LINE),
    _json("a number", "3"),
    _json("null", "null"),
    _json("a text", '"rows"'),
    _json("rows that are lists", "[[1], [2]]"),
    _json("brackets 100,000 deep", "[" * DEEP),
    _json("objects 100,000 deep", '{"a":' * DEEP),
    _json("a label twice in one row", _twice("label", '"per:title"'), "label"),
    _json("a sentence twice in one row", _twice("sentence", '"x"'), "sentence"),
    _json("a guid twice in one row", _twice("guid", '"b"'), "guid"),
    _json("a word twice in one mention", _twice("word", '"x"', '"subject_entity": {'), "word"),
    _json("a key twice in a user's object", f"[{LINE[:-1]}" + ', "x": {"a": 1, "a": 2}}]', "'a'"),
    _json("CP949, cut off", f"[{LINE}]".encode("cp949") + b"\xff\xff", "--encoding"),
    _json("UTF-16, cut off", f"[{LINE}]".encode("utf-16")[:-1], "UTF-16"),
    _json("UTF-32, cut off", f"[{LINE}]".encode("utf-32")[:-1], "UTF-32"),
    _json("one byte that is no UTF-8", f"[{LINE}]".encode().replace(b"test", b"te\xff"), "UTF-8"),
    _json("NUL bytes", b"\0" * 1000),
    _json("a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4),
    _json("a lone surrogate in a sentence", '[{"guid": "a", "sentence": "\\ud800"}]'),
    _json("a lone surrogate in a label", f"[{LINE}]".replace('"no_relation"', '"\\udc00"')),
    _json("a lone surrogate in a guid", f"[{LINE}]".replace('"a"', '"\\ud8ff"'), "guid"),
    _json("a lone surrogate in a column's name", f'[{LINE[:-1]}, "\\ud800": 1}}]', "column"),
    _json("a lone surrogate in a column's value", f'[{LINE[:-1]}, "x": "\\ud800"}}]', "x"),
    _json("a column nested 500 deep", f'[{LINE[:-1]}, "x": {"[" * 500}{"]" * 500}}}]', "x"),
    _json(
        "a column that is here a number, there an object",
        f'[{LINE[:-1]}, "x": 1}}, {LINE[:-1]}, "x": {{"a": 1}}}}]',
        "x",
    ),
    _json("an integer beyond 64 bits in a column", f'[{LINE[:-1]}, "x": {2**70}}}]', str(2**70)),
    _json("an integer of 5,000 digits", f'[{LINE[:-1]}, "x": {"9" * 5000}}}]'),
    _json("NaN as a sentence", '[{"sentence": NaN}]'),
    _json("a column with a name that reaug uses", f'[{LINE[:-1]}, "_row_id": 1}}]', "_row_id"),
)

ROWS: Final = (
    _row("no sentence", _without("sentence"), "sentence"),
    _row("no subject", _without("subject_entity"), "subject_entity"),
    _row("no label", _without("label"), "label"),
    _row("a number as sentence", good(sentence=3)),
    _row("an empty sentence", good(sentence="")),
    _row("a text as subject", good(subject_entity="이순신"), "subject_entity"),
    _row("an unknown label", good(label="per:titel"), "per:title"),
    _row("a number as label", good(label=3), "label"),
    _row("NaN as label", good(label=float("nan")), "label"),
    _row("an unknown type", mention(type="XYZ"), "XYZ"),
    _row("no type", mention(type=None), "type"),
    _row("a word that stands elsewhere", mention(start_idx=4, end_idx=6), "span/word-mismatch"),
    _row("a span outside", mention(end_idx=700), "span/out-of-range"),
    _row("a span backwards", mention(end_idx=1), "span/out-of-range"),
    _row("a negative span", mention(start_idx=-1), "span/out-of-range"),
    _row("a span as text", mention(start_idx="five"), "'five'"),
    _row("a span as a fraction", mention(start_idx=5.5), "5.5"),
    _row("a span as a truth value", mention(start_idx=True), "whole number"),
    _row("a span of 31 digits", mention(end_idx=10**30), str(10**30)),
    _row("a span beyond 64 bits", mention(end_idx=2**64), str(2**64)),
    _row("Infinity as a span", mention(end_idx=float("inf")), "object_entity"),
    _row("a mention with a list as word", mention(word=["한산도"]), "word"),
    _row("hostile text as label", good(label="[red]x[/]\x1b[31m"), "not known"),
)


def _lines(name: str, content: str | bytes, message: str = "rows.jsonl", code: int = 2) -> Case:
    file = data("rows.jsonl", content if isinstance(content, bytes) else content.encode())
    return Case(f"JSON lines: {name}", file, CLEAN.format("rows.jsonl"), message, code)


LINES: Final = (
    _lines("an empty file", ""),
    _lines("a line cut off", f"{LINE}\n{LINE[:-9]}\n"),
    _lines("a line that is a number", f"{LINE}\n7\n"),
    _lines("a label twice", f'{{"label": "per:title", {LINE[1:]}\n', "label"),
    _lines("a line 100,000 deep", f"{LINE}\n{'[' * DEEP}\n"),
    _lines("two objects on a line", f"{LINE}{LINE}\n"),
    _lines("UTF-16, cut off", f"{LINE}\n".encode("utf-16")[:-1], "UTF-16"),
    _lines("KLUE's list in place of lines is read", f"[{LINE}]", "", 0),
    _lines(
        "a line separator inside a text is no end of a line",
        LINE.replace('"test"', '"te\u2028st"') + "\n",
        "",
        0,
    ),
)

HEAD: Final = "id,sentence,subject_entity,object_entity,label,source\n"
_GOOD: Final = row()
_FRONT: Final = f'0,"{_GOOD["sentence"]}","{_GOOD["subject_entity"]}"'
_OBJECT: Final = f'"{_GOOD["object_entity"]}"'


def _csv(name: str, content: str | bytes, message: str = "rows.csv", code: int = 2) -> Case:
    file = data("rows.csv", content if isinstance(content, bytes) else content.encode())
    return Case(f"CSV: {name}", file, CLEAN.format("rows.csv"), message, code)


def _long(signs: int) -> str:
    text_ = _GOOD["sentence"] + "가" * signs
    return f'{HEAD}0,"{text_}","{_GOOD["subject_entity"]}",{_OBJECT},no_relation,x\n'


CSV: Final = (
    _csv("an empty file", ""),
    _csv("a header alone", HEAD),
    _csv("no header", f"{_FRONT},{_OBJECT},no_relation,x\n", "sentence"),
    _csv("a column twice", HEAD.replace("source", "label") + "0,a,b,c,d,e\n", "label"),
    _csv("semicolons, and no rows", HEAD.replace(",", ";"), "has no rows"),
    _csv("too few fields", f"{HEAD}0,a\n"),
    _csv("too many fields", f"{HEAD}{_FRONT},{_OBJECT},no_relation,x,y,z\n"),
    _csv("a quote that is never closed", f'{HEAD}0,"a,b,c\n'),
    _csv("a NUL", f"{HEAD}0,a\0b\n", "NUL"),
    _csv("code as a mention", f'{HEAD}{_FRONT},"open(""x"",""w"")",no_relation,x\n'),
    _csv("an attribute as a mention", f'{HEAD}{_FRONT},"().__class__",no_relation,x\n'),
    _csv("brackets 10,000 deep as a mention", f"{HEAD}{_FRONT},{'[' * 10_000},no_relation,x\n"),
    _csv("a sum 10,000 long as a mention", f"{HEAD}{_FRONT},{'1+' * 10_000}1,no_relation,x\n"),
    _csv(
        "an integer of 5,000 digits as a span",
        f"{HEAD}{_FRONT},{_OBJECT.replace('7', '7' * 5000)},no_relation,x\n",
    ),
    _csv(
        "a key twice in a mention",
        f"{HEAD}{_FRONT},{_OBJECT.replace('{', '{' + repr('word') + ': 1, ')},no_relation,x\n",
    ),
    _csv("CP949, cut off", f"{HEAD}{_FRONT}\n".encode("cp949") + b"\xff\xff", "--encoding"),
    _csv("UTF-16, cut off", f"{HEAD}{_FRONT}\n".encode("utf-16")[:-1], "UTF-16"),
    _csv("a sentence of 140,000 signs is read", _long(140_000), "", 0),
)

TOKENS: Final[dict[str, Any]] = {
    "id": "a",
    "relation": "no_relation",
    "token": ["이순신은", "한산도에서", "이겼다"],
    "subj_start": 0,
    "subj_end": 0,
    "obj_start": 1,
    "obj_end": 1,
    "subj_type": "PER",
    "obj_type": "LOC",
}


def _tacred(name: str, message: str = "rows.json", **more: Any) -> Case:
    return Case(f"TACRED: {name}", json_rows(TOKENS | more), CLEAN.format("rows.json"), message)


TACRED: Final = (
    _tacred("tokens as one text", token="이순신은 이겼다"),
    _tacred("a token that is a number", token=["이순신은", 3, "x"]),
    _tacred("no tokens", token=[]),
    _tacred("a span behind the last token", obj_end=9),
    _tacred("a span backwards", obj_start=2),
    _tacred("a negative span", subj_start=-1),
    _tacred("a span as text", subj_start="0"),
    _tacred("a span of 31 digits", str(10**30), obj_end=10**30),
    _tacred("an unknown relation", "per:titel", relation="per:titel"),
)

_PACKED: Final = gzip.compress(f"[{LINE}]".encode(), mtime=0)
_ZEROS: Final = gzip.compress(b"[" + b" " * 2**26, mtime=0)


def _gz(name: str, content: bytes, *, process: bool = False) -> Case:
    command = CLEAN.format("rows.json.gz")
    file = data("rows.json.gz", content)
    return Case(f"gz: {name}", file, command, "rows.json.gz", process=process)


PACKED: Final = (
    _gz("not packed at all", f"[{LINE}]".encode()),
    _gz("cut off", _PACKED[:-12]),
    _gz("a wrong checksum", _PACKED[:-8] + b"\0\0\0\0" + _PACKED[-4:]),
    _gz("garbage behind it", _PACKED + b"garbage"),
    _gz("nothing in it", gzip.compress(b"", mtime=0)),
    _gz("a bomb: 13 GB in 13 MB", _ZEROS * 200, process=True),
)
