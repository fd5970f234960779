"""Arrow reads a list of KLUE's rows as Python does, and leaves to it whatever is not just that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from reaug.data import read
from reaug.data.formats import klue_json
from reaug.data.formats._json import list_of
from reaug.data.raw import Raw
from run_folders import SAMPLE

ROW: dict[str, Any] = {
    "guid": "a-1",
    "sentence": '이순신은 "한성"에서\t태어났다. 😀',
    "subject_entity": {"word": "이순신", "start_idx": 0, "end_idx": 2, "type": "PER"},
    "object_entity": {"word": "한성", "start_idx": 6, "end_idx": 7, "type": "LOC"},
    "label": "per:place_of_birth",
    "source": "wikitree",
}


def by_arrow(data: bytes) -> Raw | None:
    def original(rows: Any) -> list[Any]:
        return [json.loads(data)[row] for row in rows]

    return klue_json._klue_list(data, origin="a.json", fmt="klue-json", original=original)


def dumped(*rows: Any, **more: Any) -> bytes:
    return json.dumps(rows, **more).encode("utf-8", "surrogatepass")


def with_mention(**fields: Any) -> dict[str, Any]:
    return {**ROW, "object_entity": {**ROW["object_entity"], **fields}}


@pytest.mark.parametrize("more", [{}, {"ensure_ascii": False}, {"indent": 1}])
def test_the_columns_are_those_of_python(more: dict[str, Any]) -> None:
    turned = dict(reversed(ROW.items()))
    data = dumped(ROW, turned, **more)
    raw = by_arrow(data)
    assert raw is not None
    plain = list_of(data.decode(), Path("a.json"))
    columns = {
        name: column.to_pylist() if isinstance(column, pa.ChunkedArray) else column
        for name, column in raw.columns.items()
    }
    assert columns == plain.columns
    assert (raw.rows, raw.origin, raw.fmt) == (plain.rows, plain.origin, plain.fmt)
    assert [*raw.original([1])[0]] == [*turned]


OTHERS: dict[str, bytes] = {
    "not a list": json.dumps(ROW).encode(),
    "JSON lines": dumped(ROW)[1:-1] * 2,
    "a mark": b"\xef\xbb\xbf" + dumped(ROW),
    "blanks before": b" " + dumped(ROW),
    "a second list": dumped(ROW) + b',"rows":' + dumped(ROW),
    "a second object": dumped(ROW) + b'}{"rows":' + dumped(ROW),
    "another field behind": dumped(ROW) + b',"more":1',
    "text behind": dumped(ROW) + b" x",
    "cut off": dumped(ROW)[:-20],
    "a comma at the end": dumped(ROW)[:-1] + b",]",
    "a comment": b"[/* */" + dumped(ROW)[1:],
    "a null row": dumped(ROW, None),
    "a number as row": dumped(ROW, 7),
    "a text as row": dumped("a"),
    "a list as row": dumped([ROW]),
    **{f"no {name}": dumped(ROW, {k: v for k, v in ROW.items() if k != name}) for name in ROW},
    **{f"null as {name}": dumped(ROW, {**ROW, name: None}) for name in ROW},
    **{f"a number as {name}": dumped(ROW, {**ROW, name: 7}) for name in ROW},
    **{f"a truth value as {name}": dumped(ROW, {**ROW, name: True}) for name in ROW},
    **{f"a text as {name}": dumped({**ROW, name: "a"}) for name in ROW if name.endswith("entity")},
    "one more field": dumped(ROW, {**ROW, "note": "a"}),
    "one more field of a mention": dumped(with_mention(id=1)),
    "no word": dumped({**ROW, "object_entity": {"start_idx": 1, "end_idx": 2, "type": "LOC"}}),
    "an empty mention": dumped({**ROW, "object_entity": {}}),
    "null as offset": dumped(with_mention(start_idx=None)),
    "a text as offset": dumped(with_mention(start_idx="6")),
    "a float as offset": dumped(with_mention(start_idx=6.0)),
    "a truth value as offset": dumped(with_mention(start_idx=True)),
    "an offset of 80 bits": dumped(with_mention(start_idx=2**80)),
    "a power of ten": dumped(with_mention(start_idx=123456)).replace(b"123456", b"1e2"),
    "a zero before": dumped(with_mention(start_idx=123456)).replace(b"123456", b"07"),
    "NaN": dumped({**ROW, "source": float("nan")}),
    "a key twice": dumped(ROW).replace(b'{"guid"', b'{"guid": "b", "guid"'),
    "a key twice in a mention": dumped(ROW).replace(b'{"word"', b'{"word": "b", "word"'),
    "half a pair": dumped({**ROW, "guid": "\ud83d"}),
    "the other half": dumped({**ROW, "guid": "\ude00"}),
    "half a pair as bytes": dumped({**ROW, "guid": "\ud83d"}, ensure_ascii=False),
    "bytes of no text": dumped(ROW).replace(b"a-1", b"\xff\xfe"),
    "CP949": json.dumps([{**ROW, "sentence": "이순신"}], ensure_ascii=False).encode("cp949"),
    "a control character": dumped(ROW).replace(b"a-1", b"a\n1"),
    "UTF-16": json.dumps([{**ROW, "sentence": "a"}]).encode("utf-16-le"),
}


@pytest.mark.parametrize("what", OTHERS)
def test_what_is_not_just_so_is_left_to_python(what: str) -> None:
    assert by_arrow(OTHERS[what]) is None


def test_rows_are_the_same_in_both_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = json.loads(SAMPLE.read_text(encoding="utf-8"))
    rows[0]["subject_entity"]["word"] = "아무도"  # a bad row, which is shown as it was
    path = tmp_path / "rows.json"
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    quick = read(path, on_bad_row="drop")
    assert by_arrow(path.read_bytes()) is not None
    monkeypatch.setattr(klue_json, "_klue_list", lambda *_, **__: None)
    plain = read(path, on_bad_row="drop")
    assert quick.table.equals(plain.table)
    assert quick.problems == plain.problems
    assert quick.notes == plain.notes
