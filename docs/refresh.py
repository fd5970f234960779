"""Write the generated parts of the documents anew: `python docs/refresh.py`.

The table of rules in docs/audit.md comes from the catalogue, that in docs/formats.md from the
formats, the transcript in README.md from a run on the sample data. A test compares them with
what stands there.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from reaug.data import EXPORTS, FILES, FORMATS, READABLE
from reaug.runs.inventory import audit_rules

ROOT = Path(__file__).resolve().parents[1]
COMMAND = ("audit", "samples/klue-style.json")


def rules_table() -> str:
    """Every rule of the audit, as a Markdown table."""
    lines = ["| rule | severity | precision | cure | what is wrong |", "|---|---|--:|---|---|"]
    for name, rule in audit_rules().items():
        judged = "" if rule.precision is None else f"{rule.precision:.0%} of {rule.judged}"
        told = f"{rule.en}; {rule.ko}".replace("|", "\\|")
        lines.append(f"| `{name}` | {rule.severity} | {judged} | {rule.cure} | {told} |")
    return "\n".join(lines)


def formats_table() -> str:
    """Every format, which way it goes, and what it is, as a Markdown table."""
    lines = [
        "| format | read | `reaug export` | `--format` | what it is |",
        "|---|:-:|:-:|:-:|---|",
    ]
    summaries = {name: one.summary for name, one in FORMATS.items()} | READABLE
    for name, summary in summaries.items():
        ways = (name in READABLE, name in EXPORTS, name in FILES)
        marks = " | ".join("yes" if way else "" for way in ways)
        lines.append(f"| `{name}` | {marks} | {summary} |")
    return "\n".join(lines)


def transcript() -> str:
    """What an audit of the sample data says, on a terminal of 80 columns."""
    done = subprocess.run(
        [sys.executable, "-m", "reaug", *COMMAND],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "80", "PYTHONUTF8": "1"},
    )
    lines = [line.rstrip() for line in done.stdout.decode("utf-8").splitlines()]
    return "\n".join([f"```console\n$ reaug {' '.join(COMMAND)}", *lines, "```"])


PARTS = {
    "docs/audit.md": (
        "<!-- rules: made by docs/refresh.py -->",
        "<!-- end of rules -->",
        rules_table,
    ),
    "docs/formats.md": (
        "<!-- formats: made by docs/refresh.py -->",
        "<!-- end of formats -->",
        formats_table,
    ),
    "README.md": ("<!-- made by docs/refresh.py -->", "<!-- end of transcript -->", transcript),
}


def refreshed(name: str) -> str:
    """A document with its generated part made anew."""
    begin, end, make = PARTS[name]
    text = (ROOT / name).read_text(encoding="utf-8")
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{make()}\n{end}{after}"


if __name__ == "__main__":
    for document in PARTS:
        (ROOT / document).write_text(refreshed(document), encoding="utf-8")
