from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from command import environment
from reaug.cli import output
from reaug.drift import GateResult
from reaug.errors import GateError, UsageError
from run_folders import SAMPLES


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1", "cp949"])
def test_json_in_any_encoding(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    value = {"이름": ["é", "😀", "가\n나", "\udcff"], "n": 1.5}
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    output.print_json(value)
    assert json.loads(raw.getvalue().decode(encoding)) == value


def test_errors_keep_their_lists(capsys: pytest.CaptureFixture[str]) -> None:
    for message, line in (
        ("one\ntwo", "one two"),
        ("one\n  row 1\n  row 2\nhint", "one\n  row 1\n  row 2\nhint"),
        ("[bold]x[/] \x1b[31m", "[bold]x[/] ␛[31m"),
    ):
        output.print_error(UsageError(message), message)
        assert capsys.readouterr() == ("", f"error: {line}\n")


def test_no_bar_where_there_is_no_terminal() -> None:
    with output.progress() as bar:
        assert bar is None


def test_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with output.progress() as bar:
        assert bar is not None
        bar.begin("0.[/]aeda", 10)
        bar.advance(10)
        bar.begin("1.aeda", 10)
        bar.advance(4)
    assert "0.[/]aeda" in screen.getvalue()
    assert "10/10" in screen.getvalue()
    assert output.speed_of(12345.6) == "12,346/s"
    assert not output.speed_of(None)


def test_a_gate_that_could_not_be_judged_says_why() -> None:
    gates = [
        GateResult("rows > 1", 2, passed=False),
        GateResult("label/noise > 0", None, passed=False, reason="label/noise was not computed"),
        GateResult("errors > 0", 0, passed=True),
    ]
    with pytest.raises(GateError) as caught:
        output.check_gates(gates)
    assert str(caught.value) == (
        "a gate failed: rows > 1; label/noise > 0 (label/noise was not computed)"
    )
    output.check_gates(gates[2:])


REAUG = f"{sys.executable} -m reaug"
SAMPLE = SAMPLES / "klue-style.json"
AUDIT = f"{REAUG} audit {SAMPLE}"


@pytest.mark.parametrize("reader", ["true", "head -c 5"])
def test_a_reader_that_goes_is_no_failure(reader: str) -> None:
    process = shell(f"set -o pipefail; {AUDIT} | {reader} >/dev/null")
    assert (process.returncode, process.stderr) == (0, "")


@pytest.mark.parametrize("reader", ["true", "head -c 5"])
@pytest.mark.parametrize("more", ["", "--json"])
@pytest.mark.parametrize(
    ("command", "gate"),
    [
        (AUDIT, "rows > 0"),
        (f"{REAUG} drift {SAMPLE} {SAMPLE}", "label.js >= 0"),
    ],
)
def test_a_gate_decides_though_the_reader_goes(
    command: str, gate: str, more: str, reader: str
) -> None:
    process = shell(f"set -o pipefail; {command} {more} --fail-on '{gate}' | {reader} >/dev/null")
    assert (process.returncode, process.stderr.splitlines()[-1]) == (
        1,
        f"error: a gate failed: {gate}",
    )


@pytest.mark.parametrize("more", ["", "--json"])
def test_what_differs_decides_though_the_reader_goes(more: str, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert shell(f"{REAUG} clean {SAMPLE} -o {folder}").returncode == 0
    (folder / "README.md").write_text("", encoding="utf-8")
    process = shell(f"set -o pipefail; {REAUG} verify {folder} {more} | true")
    assert (process.returncode, process.stderr) == (1, "")


@pytest.mark.parametrize("more", ["", "--json"])
def test_a_gate_of_a_run_decides_though_nobody_reads(more: str, tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(
        f"input: {SAMPLE}\nsteps: [normalise_text]\nfail_on: ['label.js >= 0']\n",
        encoding="utf-8",
    )
    process = shell(f"set -o pipefail; {REAUG} run {recipe} --dry-run {more} 2>&1 | true")
    assert process.returncode == 1


def test_a_gate_decides_though_nobody_reads_anything() -> None:
    process = shell(f"set -o pipefail; {AUDIT} --fail-on 'rows > 0' 2>&1 | true")
    assert process.returncode == 1
    process = shell(f"set -o pipefail; {AUDIT} --fail-on 'nothing > 0' 2>&1 | true")
    assert process.returncode == 2


@pytest.mark.parametrize("words", ["--help", "audit --help", "list audit-rules"])
def test_a_reader_of_the_help_that_goes_is_no_failure(words: str) -> None:
    result = shell(f"set -o pipefail; {sys.executable} -m reaug {words} | head -c 5 >/dev/null")
    assert (result.returncode, result.stderr) == (0, "")


def test_stdout_that_is_closed() -> None:
    process = shell(f"{AUDIT} >&-")
    assert (process.returncode, process.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no /dev/full here")
def test_a_full_disk_is_no_fault_of_reaug() -> None:
    process = shell(f"{AUDIT} >/dev/full")
    assert process.returncode == 2
    assert process.stderr == "error: the output cannot be written: No space left on device\n"


def shell(command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", command],
        env=environment(),
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )
