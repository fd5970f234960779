"""Helpers for the benchmarks: paths of the real data, timing of whole processes, tables."""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

CHECKOUT: Final = Path(__file__).resolve().parents[1]
SHARED: Final = CHECKOUT.parent / "shared" / "data"
TRAIN: Final = "klue-re/klue-re-v1.1_train.json"
BROKEN: Final = "broken/back-translated.csv"
TOKENIZER: Final = "tokenizer"


class Finished(NamedTuple):
    """A finished process: wall-clock and CPU seconds (with its children), exit code and output."""

    wall: float
    cpu: float
    code: int
    out: str
    err: str


def parser(doc: str | None) -> argparse.ArgumentParser:
    """Return an argument parser with the option `--data`, described by the first line of `doc`."""
    command_line = argparse.ArgumentParser(description=(doc or "").partition("\n")[0])
    command_line.add_argument(
        "--data", type=Path, default=SHARED, help="folder of the real data (../shared/data)"
    )
    return command_line


def needed(data: Path, name: str) -> Path:
    """Return a file of the real data; if it is missing, end the benchmark with exit code 0."""
    path = data / name
    if not path.exists():
        print(f"skipped: {name} is not in {data}; say where it is with --data DIR")
        raise SystemExit(0)
    return path


def reaug(*arguments: str | Path) -> list[str]:
    """Return the command line `reaug …` for this interpreter, with its console script if there is
    one.
    """
    script = Path(sys.executable).with_name("reaug")
    start = [str(script)] if script.exists() else [sys.executable, "-c", _START]
    return [*start, *map(str, arguments)]


_START: Final = "from reaug.cli.main import main; main()"


def finish(
    command: Sequence[str], folder: Path = CHECKOUT, env: Mapping[str, str] | None = None
) -> Finished:
    """Run a process to its end, in the checkout or another folder.

    The process writes bytecode, as the installation of a package does. Otherwise each process would
    compile reaug again, but not the libraries with which reaug is compared.
    """
    env = {**(os.environ if env is None else env)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    cpu, begun = _children(), time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - begun
    return Finished(wall, _children() - cpu, done.returncode, done.stdout, done.stderr)


def _children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as a plain-text table, with the first column aligned left and the others
    right.
    """
    lines = [list(head), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if i else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def unpacked(commit: str, folder: Path) -> Path:
    """Write the files of a commit to a folder, and return the folder."""
    packed = subprocess.run(
        ["git", "archive", commit], cwd=CHECKOUT, capture_output=True, check=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def wrong_spans(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the guids of rows (in KLUE's schema) in which a mention's word is not at its
    offsets.
    """
    return [
        row["guid"]
        for row in rows
        for entity in (row["subject_entity"], row["object_entity"])
        if row["sentence"][entity["start_idx"] : entity["end_idx"] + 1] != entity["word"]
    ]


class Verdict:
    """Counts failed checks, and prints the result of each check."""

    def __init__(self) -> None:
        self.missed = 0

    def check(self, what: str, holds: bool, measured: object = "") -> None:
        """Print and count the result of a check."""
        self.missed += not holds
        print(
            f"{'ok    ' if holds else 'MISSED'}  {what}"
            + (f": {measured}" if measured != "" else "")
        )

    @property
    def code(self) -> int:
        """Return the exit code: 0 if all checks passed."""
        return 1 if self.missed else 0
