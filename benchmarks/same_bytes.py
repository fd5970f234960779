"""Check whether another commit writes the same rows, log and findings, and compare the times.

    python benchmarks/same_bytes.py --at COMMIT [--data DIR] [--rounds 1]

Runs `samples/quickstart.yaml`, and `samples/klue-re.yaml` if KLUE-RE train is available, with the
code of COMMIT (unpacked to a temporary folder) and of this checkout, alternating. Both read the
recipe and data of this checkout. Prints, for both, the content digest of the rows and the SHA-256
of the files of the log and of the findings; then the median ratios of wall and CPU time. The exit
code is 1 if a digest differs.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import tempfile
from operator import attrgetter
from pathlib import Path
from typing import Final

from _common import CHECKOUT, TRAIN, Finished, Verdict, finish, parser, table, unpacked

KEPT: Final = ("log/", "findings.jsonl", "problems.jsonl")
"""Names of files (or folders) of a run whose SHA-256 is compared."""


def run(code: Path, recipe: str, source: Path | None, output: Path) -> Finished:
    """Run a recipe of this checkout with the code in a folder."""
    command = [sys.executable, "-m", "reaug", "run", str(CHECKOUT / "samples" / recipe)]
    command += ["--output", str(output), "--no-report"]
    command += [] if source is None else ["--input", str(source)]
    done = finish(command, code, os.environ | {"PYTHONPATH": str(code)})
    if done.code:
        raise SystemExit(f"{recipe} failed with the code in {code}:\n{done.err}")
    return done


def digests(folder: Path) -> dict[str, str]:
    """Return the content digest of a run's rows, and the SHA-256 of the compared files."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    files = {name: sha for name, sha in manifest["files"].items() if name.startswith(KEPT)}
    return {"rows": manifest["output"]["digest"], **files}


def compare(
    recipe: str, source: Path | None, codes: dict[str, Path], rounds: int, verdict: Verdict
) -> None:
    """Run a recipe with the code of both commits, and print which digests are equal, and
    the times.
    """
    times: dict[str, list[Finished]] = {name: [] for name in codes}
    results: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory(prefix="reaug-same-") as name:
        output = Path(name) / "run"
        for _ in range(rounds):
            for commit, code in codes.items():
                times[commit].append(run(code, recipe, source, output))
                results[commit] = digests(output)
                shutil.rmtree(output)
    before, now = results.values()
    rows = [(file, before.get(file, "-"), now.get(file, "-")) for file in sorted(before | now)]
    print(f"\n{recipe}")
    print(table(["", *codes], [(file, *(digest[:16] for digest in both)) for file, *both in rows]))
    unlike = [file for file, one, other in rows if one != other]
    verdict.check(f"{recipe}: the same rows, log and findings", not unlike, ", ".join(unlike))
    first = next(iter(codes))
    for unit in ("wall", "cpu"):
        before_and_now = zip(*(map(attrgetter(unit), done) for done in times.values()), strict=True)
        ratio = statistics.median(now / before for before, now in before_and_now)
        print(f"median ratio of {unit} time, here to {first}: {ratio:.2f}")


def main() -> int:
    """Compare a commit with this checkout."""
    command_line = parser(__doc__)
    command_line.add_argument(
        "--at", metavar="COMMIT", required=True, help="the commit to compare with"
    )
    command_line.add_argument("--rounds", type=int, default=1, help="how often each is run (1)")
    given = command_line.parse_args()
    verdict = Verdict()
    train = given.data / TRAIN
    with tempfile.TemporaryDirectory(prefix="reaug-commit-") as name:
        codes = {given.at: unpacked(given.at, Path(name)), "here": CHECKOUT}
        compare("quickstart.yaml", None, codes, given.rounds, verdict)
        if train.exists():
            compare("klue-re.yaml", train.resolve(), codes, given.rounds, verdict)
        else:
            print(f"\nskipped: klue-re.yaml, since {TRAIN} is not in {given.data}")
    return verdict.code


if __name__ == "__main__":
    raise SystemExit(main())
