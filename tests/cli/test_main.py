from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from command import environment, process, reaug, refused
from reaug.cli import output
from reaug.cli.commands import COMMANDS as CALLED
from reaug.cli.lazy_commands import whole_command
from reaug.cli.main import app
from run_folders import SAMPLE, SAMPLES, listing

COMMANDS = (
    "agree",
    "audit",
    "augment",
    "clean",
    "columns",
    "curriculum",
    "drift",
    "encode",
    "export",
    "init",
    "convert",
    "init",
    "list",
    "preview",
    "probe",
    "review",
    "rewrite",
    "rules",
    "run",
    "runs",
    "schema",
    "show",
    "split",
    "trace",
    "tune",
    "undo",
    "verify",
)


def test_each_registered_command_is_listed() -> None:
    names = {command.name for command in app.registered_commands}
    assert names == set(COMMANDS)


def test_every_module_that_registers_a_command_is_listed() -> None:
    modules = {
        f"reaug.cli.{path.stem}"
        for path in Path(output.__file__).parent.glob("*.py")
        if re.search(r"^def register\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert modules == {command.module for command in CALLED.values()}


def test_no_two_commands_have_one_place() -> None:
    listed = [declared for _, declared in _listed()]
    places = [(section, place) for section, place, _ in listed]
    assert len(set(places)) == len(places) == len(CALLED)


def _listed() -> Iterator[tuple[str, tuple[str, int, str]]]:
    for module in sorted({command.module for command in CALLED.values()}):
        yield from import_module(module).LISTED.items()


@pytest.mark.parametrize(("name", "listed"), list(_listed()))
def test_what_is_read_from_the_text_is_what_the_module_declares(
    name: str, listed: tuple[str, int, str]
) -> None:
    assert CALLED[name][1:] == (listed[0], listed[2])


@pytest.mark.parametrize("name", CALLED)
def test_the_line_about_a_command_is_the_first_of_its_help(name: str) -> None:
    first = (whole_command(name, CALLED[name].register).help or "").partition("\n\n")[0]
    assert CALLED[name].summary == " ".join(first.split())


def test_no_command_is_imported_to_be_listed() -> None:
    code = (
        "import atexit, sys\n"
        "from reaug.cli.commands import COMMANDS\n"
        "known = {command.module for command in COMMANDS.values()}\n"
        "atexit.register(lambda: print(*sorted(known & set(sys.modules)), file=sys.stderr))\n"
        "from reaug.cli.main import main\n"
        "main()"
    )
    listed = subprocess.run(
        [sys.executable, "-c", code, "--help"], capture_output=True, text=True, check=True
    )
    assert listed.stderr.split() == []
    called = subprocess.run(
        [sys.executable, "-c", code, "run", "--help"], capture_output=True, text=True, check=True
    )
    assert called.stderr.split() == ["reaug.cli.run"]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help(command: str, flag: str) -> None:
    result = reaug(command, flag)
    assert (result.code, result.err) == (0, "")
    assert f"reaug {command}" in result.out


def test_help_of_all() -> None:
    result = reaug("--help")
    assert all(command in result.out for command in COMMANDS)
    assert reaug().code in (0, 2)
    assert "Usage" in reaug().out + reaug().err


def test_the_version() -> None:
    result = process("--version")
    assert result.code == 0
    assert result.out.startswith("reaug")
    assert result.err == ""


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["--bogus"], ["No such option: --bogus", "reaug --help"]),
        (["bogus"], ["No such command 'bogus'"]),
        (["[/]"], ["No such command '[/]'"]),
        (["run"], ["Missing argument 'RECIPE'", "see reaug run --help"]),
        (["run", "a.yaml", "--bogus"], ["No such option: --bogus", "see reaug run --help"]),
        (["run", "a.yaml", "--seed"], ["--seed", "requires an argument"]),
        (
            ["run", "a.yaml", "--seed", "-1"],
            ["'--seed'", "greater than or equal to 0; see reaug run"],
        ),
        (["run", "a.yaml", "--seed", "x"], ["'--seed'", "valid integer"]),
        (["run", "a.yaml", "--lang", "[/]"], ["'--lang'", "'[/]' is not", "en", "ko"]),
        (["run", "a.yaml", "--on-bad-row", "keep"], ["'--on-bad-row'", "stop", "drop", "repair"]),
        (["augment", "a.json", "-o", "out"], ["Missing option '--transform' / '-t'"]),
        (["augment", "a.json", "-t", "aeda"], ["Missing option '--output' / '-o'"]),
        (["clean", "a.json", "-o", "x", "--keep", "some"], ["'--keep'", "none", "majority"]),
        (
            ["clean", "a.json", "-o", "x", "--threshold", "2"],
            ["'--threshold'", "less than or equal to 1"],
        ),
        (["clean", "a.json", "-o", "x", "--threshold", "nan"], ["threshold"]),
        (["curriculum", "a.json", "-o", "x", "--by", "word"], ["'--by'", "eojeol"]),
        (["preview", "aeda", "-n", "0"], ["'-n'", "greater than or equal to 1"]),
        (["list", "steps"], ["'steps' is not one of 'transforms'"]),
        (["drift", "a.json"], ["Missing argument 'AFTER'"]),
    ],
)
def test_wrong_use_is_one_line(words: list[str], parts: list[str]) -> None:
    refused(reaug(*words), *parts)


def test_a_fault_of_ours_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("first line\nsecond line")

    monkeypatch.setattr(output, "print_json", fail)
    result = reaug("schema")
    assert result.code == 2
    assert result.err == (
        "error: a bug in reaug: RuntimeError: first line (set REAUG_DEBUG=1 for the traceback)\n"
    )


def test_debugging_shows_where(tmp_path: Path) -> None:
    result = reaug("run", tmp_path / "none.yaml", REAUG_DEBUG="1")
    assert result.code == 2
    assert "Traceback (most recent call last)" in result.err
    assert result.err.endswith("none.yaml: the recipe file does not exist\n")
    assert "Traceback" not in reaug("run", tmp_path / "none.yaml", REAUG_DEBUG="0").err


@pytest.mark.parametrize("num_proc", [1, 2])
def test_an_interrupt_leaves_nothing(tmp_path: Path, num_proc: int) -> None:
    folder = tmp_path / "plugin"
    info = folder / "slow-1.0.dist-info"
    info.mkdir(parents=True)
    (folder / "slow_step.py").write_text(
        "import time, pathlib\n"
        "from reaug.core.changes import Changes\n"
        "from reaug.core.step import Step\n"
        "class Slow(Step):\n"
        "    def propose(self, batch, state, draw):\n"
        f"        pathlib.Path({str(tmp_path / 'begun')!r}).touch()\n"
        "        time.sleep(1.5)\n"
        "        return Changes()\n"
    )
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: slow\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[reaug.steps]\nslow = slow_step:Slow\n")
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(f"input: {SAMPLE}\nsteps: [slow]\n")
    words = ["run", recipe, "-o", tmp_path / "deep" / "run", "--num-proc", num_proc]
    env = environment()
    env["PYTHONPATH"] += f":{folder}"
    # A group of its own, as a terminal has one: the signal reaches the workers as well.
    child = subprocess.Popen(
        [sys.executable, "-m", "reaug", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=env,
        start_new_session=True,
    )
    for _ in range(300):
        if (tmp_path / "begun").exists() or child.poll() is not None:
            break
        time.sleep(0.1)
    import os

    os.killpg(child.pid, signal.SIGINT)
    out, err = child.communicate(timeout=30)
    assert child.returncode == 130, err.decode()
    assert err.decode().endswith("interrupted; no partial output is left behind\n")
    assert "Traceback" not in err.decode()
    assert out == b""
    assert not (tmp_path / "deep").exists()


def test_a_reader_that_goes_away() -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "reaug", "schema"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.close()
    with child.stderr as err:
        assert err.read() == b""
    assert child.wait(timeout=30) == 0


@pytest.mark.parametrize("words", [["list"], ["list", "--json"], ["show", "klue-re"]])
def test_a_terminal_that_cannot_say_hangul(words: list[str]) -> None:
    result = process(*words, PYTHONIOENCODING="ascii")
    assert (result.code, result.err) == (0, "")
    assert result.out.isascii()
    if "--json" in words:
        assert result.json == reaug(*words).json


def test_a_run_on_a_terminal_that_cannot_say_hangul(tmp_path: Path) -> None:
    recipe = SAMPLES / "quickstart.yaml"
    result = process("run", recipe, "-o", tmp_path / "이름", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert result.code == 0, result.err
    assert result.err.isascii()
    assert listing(tmp_path)[0] == "이름"


def test_errors_name_what_no_terminal_can_say(tmp_path: Path) -> None:
    result = process("run", "없는\x1b[31m파일.yaml", PYTHONIOENCODING="ascii", cwd=tmp_path)
    assert result.code == 2
    assert "\x1b" not in result.err
    assert "the recipe file does not exist" in result.err
