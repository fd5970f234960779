"""The command line in tests: in this process, or as a real one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from typer.testing import CliRunner

from reaug.cli.main import app
from reaug.language import choose

ROOT = Path(__file__).resolve().parents[1]


class Said(NamedTuple):
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on stdout; NaN and its like are none."""
        return json.loads(self.out, parse_constant=_refuse)


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def reaug(*words: object, **env: str) -> Said:
    """Run a command in this process; its language is none of what comes after it."""
    try:
        result = CliRunner().invoke(app, [str(word) for word in words], env=env, prog_name="reaug")
    finally:
        choose(None)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Said(result.exit_code, result.stdout, result.stderr)


def process(*words: object, cwd: Path | None = None, **env: str) -> Said:
    """Run a command as a process of its own; what it says in bytes is read as UTF-8."""
    done = subprocess.run(
        [sys.executable, "-m", "reaug", *map(str, words)],
        capture_output=True,
        cwd=cwd,
        env=environment(**env),
        check=False,
    )
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


def environment(**more: str) -> dict[str, str]:
    """The environment of a process that finds this checkout."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **more}


def refused(said: Said, *parts: str, planned: bool = False) -> str:
    """Check that a command failed with one clear line on stderr, and give that line.

    `planned`: the plan was shown before it.
    """
    assert said.code == 2, said
    assert said.out == ""
    *before, line = said.err.splitlines()
    assert line.startswith("error: "), said.err
    assert bool(before) == planned, said.err
    assert not planned or any("→ " in told for told in before)
    assert "Traceback" not in said.err
    assert "a bug in reaug" not in line
    for part in parts:
        assert part in line, line
    return line
