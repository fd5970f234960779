"""A case: the files in the folder, the command, and the expected result; and how to run it."""

from __future__ import annotations

import ctypes
import json
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from command import CommandResult, environment, reaug
from run_folders import row

Maker = Callable[[Path], object]
RECIPE: Final = "input: rows.json\nsteps: [aeda]\n"
RUN: Final = "run recipe.yaml -o out"
CLEAN: Final = "clean {} -o out --no-report"
SECONDS: Final = 120
"""A process that takes longer is considered to hang, even on a busy machine."""
DATA_BYTES: Final = 4 * 2**30
"""Memory limit of a case."""


@dataclass(frozen=True)
class Case:
    """One hostile input.

    name : unique, with its kind before the colon.
    make : writes the files into the case's folder, which is the working directory of the command.
    command : words of the command line; a part in `'…'` is one word.
    exit : the expected exit code.
    message : the expected text in stderr, or in stdout if the command succeeds.
    process : whether it needs a separate process, for a stream, a signal or a plugin.
    shell : whether to run it as a shell command, in which `reaug` is the command.
    replaces : names in the folder that the command may change, and reports.
    env : further environment variables of the process.
    without_rights : whether to run it as a user who is subject to file permissions, even if the
        tests run as root.
    """

    name: str
    make: Maker
    command: str
    message: str = ""
    exit: int = 2
    process: bool = False
    shell: bool = False
    replaces: tuple[str, ...] = ()
    env: tuple[tuple[str, str], ...] = ()
    without_rights: bool = False

    @property
    def words(self) -> list[str]:
        """The command line."""
        parts = self.command.split("'")
        return [
            word for i, part in enumerate(parts) for word in ([part] if i % 2 else part.split())
        ]

    def carry_out(self, folder: Path) -> CommandResult:
        """Run the command in a folder that `make` has filled."""
        if self.process or self.shell:
            return _in_a_process(self, folder)
        with chdir(folder), _at_most(SECONDS):
            return reaug(*self.words)


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    """Fail if a case in this process hangs."""

    def late(*_: object) -> None:
        raise AssertionError(f"no end within {seconds} seconds")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _in_a_process(case: Case, folder: Path) -> CommandResult:
    start = f"{sys.executable} -m reaug"
    words: Any = case.command if not case.shell else case.command.replace("reaug", start, 1)
    if not case.shell:
        words = [sys.executable, "-m", "reaug", *case.words]
    try:
        done = subprocess.run(
            words,
            shell=case.shell,
            executable="/bin/bash" if case.shell else None,
            cwd=folder,
            env=environment(HF_HUB_OFFLINE="1", **dict(case.env)),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            preexec_fn=_ordinary if case.without_rights else _bounded,
        )
    except subprocess.TimeoutExpired:
        return CommandResult(124, "", f"no end within {SECONDS} seconds")
    return CommandResult(done.returncode, done.stdout.decode(), done.stderr.decode())


def _bounded() -> None:
    """Limit the memory of a case, so that it fails without affecting the machine."""
    resource.setrlimit(resource.RLIMIT_DATA, (DATA_BYTES, DATA_BYTES))


def _ordinary() -> None:
    """Drop the two capabilities that let root read every file."""
    _bounded()
    drop, override, read_search = 24, 1, 2
    for right in (override, read_search):
        ctypes.CDLL(None).prctl(drop, right, 0, 0, 0)


def listing(folder: Path) -> dict[str, bytes | str]:
    """Everything in a folder: the bytes of files, and the kinds of other entries."""
    entries: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            entries[name] = f"link to {path.readlink()}"
        elif path.is_file():
            entries[name] = path.read_bytes()
        else:
            entries[name] = f"kind {path.lstat().st_mode >> 12:o}"
    return entries


def problems(
    case: Case, result: CommandResult, before: dict[str, bytes | str], folder: Path
) -> list[str]:
    """Return what differs from the expected result; [] if nothing does."""
    differences: list[str] = []
    if result.code != case.exit:
        differences.append(f"exit {result.code}, not {case.exit}")
    for word in ("Traceback", "a bug in reaug", "object at 0x", "\x1b"):
        if word in result.err:
            differences.append(f"stderr holds {word!r}")
    messages = result.err if case.exit == 2 else result.err + result.out
    if case.message not in messages:
        differences.append(f"the message lacks {case.message!r}")
    if case.exit == 2 and result.code == 2 and not result.err.strip():
        differences.append("no message")
    after = listing(folder)

    def mine(name: str) -> bool:
        return any(name == old or name.startswith(f"{old}/") for old in case.replaces)

    lost = [name for name in before if name not in after and not mine(name)]
    changed = [name for name in before if name in after and after[name] != before[name]]
    differences += [f"{name} is gone" for name in lost]
    differences += [f"{name} was changed" for name in changed if not mine(name)]
    if case.exit == 2:
        differences += [
            f"{name} was left" for name in after if name not in before and not mine(name)
        ]
    hidden = [name for name in after if name not in before and ".partial-" in name]
    return [*differences, *(f"{name} was left half-written" for name in hidden)]


def first_line(result: CommandResult) -> str:
    """Return the first line with an error, else the last line of the output."""
    lines = result.err.splitlines() or [""]
    errors = [line for line in lines if line.startswith("error: ")]
    return errors[0] if errors else lines[-1]


# Functions that make the files of a case.


def text(name: str, content: str) -> Maker:
    """A UTF-8 file; a lone surrogate is written as the undecodable byte that it stands for."""
    return lambda folder: (folder / name).write_bytes(content.encode("utf-8", "surrogateescape"))


def data(name: str, content: bytes) -> Maker:
    """A file of bytes."""
    return lambda folder: (folder / name).write_bytes(content)


def both(*makers: Maker) -> Maker:
    """All of these, in order."""

    def make(folder: Path) -> None:
        for maker in makers:
            maker(folder)

    return make


def good(**more: Any) -> dict[str, Any]:
    """A good row; `more` are further fields or columns."""
    return row(guid="a") | more


def mention(**more: Any) -> dict[str, Any]:
    """A good row whose object is changed."""
    given = {"word": "한산도", "start_idx": 5, "end_idx": 7, "type": "LOC"} | more
    return good(object_entity=given)


def json_rows(*rows: Any, name: str = "rows.json") -> Maker:
    """A file of KLUE's JSON."""
    return text(name, json.dumps(list(rows), ensure_ascii=True))


ROWS: Final = tuple(
    row(
        f"이순신은 {1590 + i}년에 한산도에서 크게 이겼고 "
        "그 뒤로도 여러 바다에서 싸우며 백성을 지켰다.",
        guid=f"g{i}",
        label=("no_relation", "per:place_of_residence")[i % 2],
    )
    for i in range(5)
)
FIVE: Final = json_rows(*ROWS)
"""Five good rows in `rows.json`."""


def recipe(content: str = RECIPE) -> Maker:
    """A recipe next to five good rows."""
    return both(FIVE, text("recipe.yaml", content))
