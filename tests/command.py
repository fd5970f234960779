"""Run the command line in tests, in this process or in a separate one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import typer
from typer.testing import CliRunner

from reaug.cli import main
from reaug.cli.main import app
from reaug.language import choose, language

ROOT = Path(__file__).resolve().parents[1]


class CommandResult(NamedTuple):
    """The output of a command, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Parse stdout as one JSON document, without NaN and infinity."""
        return json.loads(self.out, parse_constant=_refuse)


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


# A process calls one command, and builds its options then. Tests call thousands: building the same
# options again would take most of the time of many of them. Help depends on the language.
_group = cache(lambda language: typer.main.get_command(app))
_command = cache(lambda language, *named, build=main.whole_command: build(*named))
main.whole_command = lambda *named: _command(language(), *named)


def reaug(*words: object, **env: str) -> CommandResult:
    """Run a command in this process, and reset the language afterwards."""
    given = [str(word) for word in words]
    try:
        with CliRunner().isolation(env=env) as (out, err, _):
            code: Any = 0
            try:
                group = _group(main._asked_language(given) or language())
                group.main(args=given, prog_name="reaug")
            except SystemExit as end:
                code = end.code or 0
            sys.stdout.flush()
            sys.stderr.flush()
            outputs = [stream.getvalue().decode().replace("\r\n", "\n") for stream in (out, err)]
    finally:
        choose(None)
    assert isinstance(code, int), code
    return CommandResult(code, *outputs)


def process(*words: object, cwd: Path | None = None, **env: str) -> CommandResult:
    """Run a command in a separate process; its output is decoded as UTF-8."""
    done = subprocess.run(
        [sys.executable, "-m", "reaug", *map(str, words)],
        capture_output=True,
        cwd=cwd,
        env=environment(**env),
        check=False,
    )
    return CommandResult(done.returncode, done.stdout.decode(), done.stderr.decode())


def environment(**more: str) -> dict[str, str]:
    """Return the environment for a process that uses this checkout."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **more}


def refused(result: CommandResult, *parts: str, planned: bool = False) -> str:
    """Check that a command failed with one clear line on stderr, and return that line.

    `planned`: the plan was shown before the error.
    """
    assert result.code == 2, result
    assert result.out == ""
    *before, line = result.err.splitlines()
    assert line.startswith("error: "), result.err
    assert bool(before) == planned, result.err
    assert not planned or any("→ " in text for text in before)
    assert "Traceback" not in result.err
    assert "a bug in reaug" not in line
    for part in parts:
        assert part in line, line
    return line
