"""Measure the start-up time of the command line, as a ratio to importing its libraries.

    python benchmarks/start_up.py [--rounds 15]

Each round runs `import typer, rich` and each of `COMMANDS` in separate processes, and compares
their CPU time. The median of the ratios counts. Wall time would depend on the load of the machine.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
from typing import Final

from _common import finish, table

BASE: Final = ("-c", "import typer, rich")
START: Final = "from reaug.cli.main import main; main()"
COMMANDS: Final = {
    "import typer.rich_utils": ("-c", "import typer, rich, typer.rich_utils"),
    "import reaug.cli.main": ("-c", "import reaug.cli.main"),
    "reaug --help": ("-c", START, "--help"),
    "reaug run --help": ("-c", START, "run", "--help"),
}


def cpu(arguments: tuple[str, ...]) -> float:
    """Return the CPU seconds of a Python process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = finish([sys.executable, *arguments])
    if done.code:
        raise SystemExit(done.err)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Print the ratios."""
    command_line = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    command_line.add_argument("--rounds", type=int, default=15, help="rounds that count")
    rounds = command_line.parse_args().rounds
    ratios: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for i in range(rounds + 1):
        base = cpu(BASE)
        for name, arguments in COMMANDS.items():
            ratio = cpu(arguments) / base
            if i:  # the first round warms up
                ratios[name].append(ratio)
    rows = [
        (name, *(f"{value:.2f}" for value in (min(ratio), statistics.median(ratio), max(ratio))))
        for name, ratio in ratios.items()
    ]
    print(table(["CPU time beside import typer, rich", "min", "median", "max"], rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
