"""Write the table of hostile inputs: run each case of `tests/hostile`, and record its message.

    python benchmarks/hostile.py [--only TEXT] [--wrong] [--out benchmarks/hostile.md]

The same cases are tests (`pytest tests/hostile`). A case with an unexpected result is marked in the
table and printed, and the exit code is 1. `--only` runs the cases whose name contains a text, and
writes no file; `--wrong` prints the differences in full.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Final

from _common import CHECKOUT

sys.path.insert(0, str(CHECKOUT / "tests"))
OUT: Final = CHECKOUT / "benchmarks" / "hostile.md"
LONGEST: Final = 220

HEAD: Final = """\
# Hostile inputs

{cases} inputs, {wrong} of them not handled as they must be. Written by
`python benchmarks/hostile.py` from the cases of `tests/hostile`; each was run for this table in a
folder of its own. Exit codes: 0 done, 1 a gate failed, 2 wrong use or broken input. In no case may
there be a traceback or "a bug in reaug", a file that was there may not change, and with exit 2
nothing may be left behind. The message is the first line of the error, else the last line of all.

| input | command | exit | message |
|---|---|--:|---|
"""


def main() -> int:
    command_line = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    command_line.add_argument("--only", help="only the cases whose name holds this")
    command_line.add_argument(
        "--wrong", action="store_true", help="print the whole output of failed cases"
    )
    command_line.add_argument("--out", type=Path, default=OUT)
    given = command_line.parse_args()
    from hostile.cases import first_line, listing, problems
    from hostile.catalogue import CASES

    os.environ["HF_HUB_OFFLINE"] = "1"
    lines, wrong, exits = [], 0, Counter[int]()
    for case in CASES:
        if given.only and given.only not in case.name:
            continue
        with tempfile.TemporaryDirectory(prefix="reaug-hostile-") as name:
            folder = Path(name)
            case.make(folder)
            before = listing(folder)
            try:
                result = case.carry_out(folder)
            except BaseException as error:  # a crash in this process, which a test would show, too
                if isinstance(error, KeyboardInterrupt):
                    raise
                print(f"{case.name}: {type(error).__name__}: {str(error)[:300]}")
                wrong += 1
                lines.append(_line(case.name, case.command, "!", type(error).__name__, folder))
                continue
            faults = problems(case, result, before, folder)
            exits[result.code] += 1
            mark = f"{result.code}" + " (wrong)" * bool(faults)
            lines.append(_line(case.name, case.command, mark, first_line(result), folder))
        wrong += bool(faults)
        if faults:
            print(f"{case.name}: {'; '.join(faults)[:300]}")
            print(f"    {(result.err if given.wrong else first_line(result))[:2000]}")
    if not given.only:
        text = HEAD.format(cases=len(lines), wrong=wrong) + "".join(lines)
        given.out.write_text(text, "utf-8")
    ends = ", ".join(f"exit {code}: {count}" for code, count in sorted(exits.items()))
    print(f"{len(lines)} inputs, {wrong} wrong; {ends}")
    return 1 if wrong else 0


def _line(name: str, command: str, code: str, message: str, folder: Path) -> str:
    # The message contains names and contents of inputs: escape what would break the table.
    message = message.removeprefix("error: ").replace(str(folder), ".").replace(str(CHECKOUT), "…")
    command = command if command.startswith("reaug ") else f"reaug {command}"
    cells = [name, f"`{_cut(_shown(command), 90)}`", code, _cut(_shown(message), LONGEST)]
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"


def _shown(text: str) -> str:
    text = "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in text)
    return text.replace("<", "&lt;") if "`" not in text else text.replace("`", "'")


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


if __name__ == "__main__":
    sys.exit(main())
