"""Run folders that were changed by hand, whose contents must not be trusted."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from hostile.cases import Case, Maker
from run_folders import carry_out, row, save


@cache
def _finished_run() -> Path:
    place = Path(tempfile.mkdtemp(prefix="reaug-hostile-"))
    rows = [
        row(
            f"이순신은 한산도에서 크게 이겼고 {i}년 뒤에 이름을 남겼다.",
            guid=f"g{i}",
            label=("no_relation", "per:place_of_residence")[i % 2],
        )
        for i in range(6)
    ]
    source = save([*rows, rows[0] | {"guid": "same"}], place / "rows.json")
    steps = ["deduplicate", {"augment": {"where": {}, "steps": ["aeda"]}}, "curriculum"]
    carry_out(steps, place / "run", source)
    return place / "run"


def a_run(name: str) -> Maker:
    """A run folder with this name, made once and then copied."""
    return lambda folder: shutil.copytree(_finished_run(), folder / name)


def _touched(
    name: str, change: Callable[[Path], object], command: str, message: str = "run", code: int = 2
) -> Case:
    def make(folder: Path) -> None:
        a_run("run")(folder)
        change(folder / "run")

    return Case(f"touched: {name}", make, command, message, code)


def _flipped(name: str) -> Callable[[Path], object]:
    """Change one byte in the middle of a file."""

    def change(run: Path) -> None:
        file = run / name
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(bytes(content))

    return change


def _labels(run: Path) -> None:
    """Give each row the label of the next one, and change nothing else."""
    import datasets

    datasets.disable_progress_bars()
    rows = datasets.load_from_disk(str(run / "data"))
    labels = list(rows["label"])
    features = rows.features
    turned = rows.remove_columns("label").add_column("label", labels[1:] + labels[:1])
    turned = turned.select_columns(list(features)).cast(features)
    turned.save_to_disk(str(run / "data-2"))
    shutil.rmtree(run / "data")
    (run / "data-2").rename(run / "data")


def _wrong_log(run: Path) -> None:
    """Change the parent of a copy in the log."""
    file = run / "log" / "changes.arrow"
    table = pa.ipc.open_file(file.read_bytes()).read_all()
    old = [None if text is None else text.replace("g1", "g2") for text in table["old"].to_pylist()]
    i = table.schema.get_field_index("old")
    table = table.set_column(i, table.schema.field(i), pa.array(old, table.schema.field(i).type))
    with pa.OSFile(str(file), "wb") as out, pa.ipc.new_file(out, table.schema) as writer:
        writer.write_table(table)


def _manifest(**more: Any) -> Callable[[Path], object]:
    def change(run: Path) -> None:
        file = run / "manifest.json"
        file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | more), "utf-8")

    return change


def _manifest_is(content: str) -> Callable[[Path], object]:
    return lambda run: (run / "manifest.json").write_text(content, "utf-8")


_TRACE: Final = "trace run g1"
_UNDO: Final = "undo run -o back"
_LOG: Final = "log/changes.arrow"

CASES: Final = (
    _touched("nothing, and it is traced", lambda run: None, _TRACE, "", 0),
    _touched("nothing, and it is undone", lambda run: None, _UNDO, "", 0),
    _touched("nothing, and it is verified", lambda run: None, "verify run", "", 0),
    _touched("labels shifted, then a trace", _labels, _TRACE, "data"),
    _touched("labels shifted, then an undo", _labels, _UNDO, "data"),
    _touched("labels shifted, then an audit", _labels, "audit run --select duplicate", "data"),
    _touched("labels shifted, then drift", _labels, "drift run run", "data"),
    _touched("labels shifted, then verify", _labels, "verify run", "data", 1),
    _touched("a byte of the log flipped, then a trace", _flipped(_LOG), _TRACE, _LOG),
    _touched("a byte of the log flipped, then an undo", _flipped(_LOG), _UNDO, "log"),
    _touched("a byte of the log flipped, then verify", _flipped(_LOG), "verify run", _LOG, 1),
    _touched("a log rewritten with other parents, then a trace", _wrong_log, _TRACE, _LOG),
    _touched("a byte of the order flipped", _flipped("log/order.arrow"), _UNDO, "log/order.arrow"),
    _touched(
        "a byte of the dropped rows flipped",
        _flipped("log/dropped.arrow"),
        _UNDO,
        "log/dropped.arrow",
    ),
    _touched(
        "a byte of the data flipped", _flipped("data/data-00000-of-00001.arrow"), _TRACE, "data"
    ),
    _touched("no log", lambda run: shutil.rmtree(run / "log"), _UNDO, "log"),
    _touched("the log of changes empty", lambda run: (run / _LOG).write_bytes(b""), _TRACE, _LOG),
    _touched("no dropped rows", lambda run: (run / "log/dropped.arrow").unlink(), _UNDO, "run"),
    _touched("no data", lambda run: shutil.rmtree(run / "data"), _TRACE, "data"),
    _touched(
        "a manifest cut off",
        lambda run: (run / "manifest.json").write_text("{"),
        _TRACE,
        "manifest.json",
    ),
    _touched("a manifest that is null", _manifest_is("null"), _UNDO, "manifest.json"),
    _touched("a manifest that is a list", _manifest_is("[]"), _TRACE, "manifest.json"),
    _touched("a manifest 100,000 deep", _manifest_is("[" * 100_000), _TRACE, "manifest.json"),
    _touched(
        "a manifest of another program", _manifest_is('{"name": "app"}'), _TRACE, "manifest.json"
    ),
    _touched("a manifest without steps", _manifest(steps=[]), _TRACE, "manifest.json"),
    _touched("a manifest whose steps are numbers", _manifest(steps=[1, 2]), _UNDO, "manifest.json"),
    _touched(
        "a manifest with steps that nobody ran",
        _manifest(steps=[{"path": "0.x", "columns": ["label"], "state": {}}]),
        _UNDO,
        "run",
    ),
    _touched(
        "a manifest with columns that are not there",
        _manifest(steps=[{"path": "0.x", "columns": ["none"], "state": {}}]),
        _UNDO,
        "run",
    ),
    _touched("a manifest with splits that are not there", _manifest(splits=["x"]), _UNDO, "run"),
    _touched(
        "a manifest with another digest",
        _manifest(output={"digest": "0"}),
        "verify run",
        "manifest.json",
        1,
    ),
    _touched(
        "a curriculum like a run whose state is a text",
        _manifest(steps=[{"path": "2.curriculum", "columns": [], "state": {"by": 3}}]),
        "curriculum run -o out --like run",
        "",
    ),
    _touched("a row that it does not have", lambda run: None, "trace run nobody", "nobody"),
    _touched("a row with a hostile name", lambda run: None, "trace run '[red]\x1b[31m'", "run"),
)
