"""Measure what the audit does with sets in a scheme that its rule book does not know.

    python benchmarks/foreign.py [--data DIR] [--rows 4000]

Two sets:

- one of our own with 12 labels and 8 types of its own (`_foreign_set.py`), in which defects are
  planted, so that each fix is known to be right or wrong;
- rows of KLUE-RE train with other names of the types (DAT as DATE, POH as GEN, and so on), made at
  run time. A fix is right if an audit of the same rows under KLUE's names writes it, too, and it
  only uses names of the set.

For each it prints, with the rule book `klue-re` (the default of a user who does not know better):
the fixes that `reaug audit --fixes` writes, and the values that `reaug clean --apply sure` changes,
and how many of them are wrong (0 is the bound); and whether the output begins with the two commands
that help. These commands are then run as they are printed. For the first set it prints what the
audit with the learnt book finds: planted defects that it names, and findings about other rows.
The exit code is 1 if a fix is wrong, or a command is missing or fails.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import _common
from _common import TRAIN, Verdict, finish, needed, reaug, table
from _foreign_set import Planted, Row, clean_rows, planted

OTHER_TYPES: Final = {
    "PER": "PERSON",
    "ORG": "ORGANIZATION",
    "LOC": "LOC",
    "DAT": "DATE",
    "NOH": "QUANTITY",
    "POH": "GEN",
}
"""Names that other data sets have for the types of KLUE; LOC is the same in most of them."""

_COMMAND: Final = re.compile(r"^\s*(reaug .+)$", re.MULTILINE)
_UNREADABLE: Final = 2


def main() -> int:
    """Audit both sets; print the figures and return the exit code."""
    options = _common.parser(__doc__)
    options.add_argument("--rows", type=int, default=4000, help="rows of the second set")
    given = options.parse_args()
    verdict = Verdict()
    with tempfile.TemporaryDirectory() as folder:
        own = planted()
        _own_set(own, Path(folder), verdict)
    real = needed(given.data, TRAIN)
    with tempfile.TemporaryDirectory() as folder:
        rows = json.loads(real.read_text(encoding="utf-8"))[: given.rows]
        _renamed_set(rows, Path(folder), verdict)
    return verdict.code


def _own_set(own: Planted, folder: Path, verdict: Verdict) -> None:
    print(f"a set of our own: {len(own.rows)} rows, {len(own.defects)} planted defects")
    file = _written(own.rows, folder / "own-set.json")
    right = {row["guid"]: row for row in clean_rows()}
    before = {row["guid"]: row for row in own.rows}
    fixes = _fixes(file, folder)
    wrong = [fix for fix in fixes if not _restores(fix, before, right)]
    verdict.check("--fixes: wrong fixes", not wrong, f"{len(wrong)} of {len(fixes)}")
    changed = _cleaned(file, folder)
    wrong_rows = [guid for guid, row in changed.items() if row != _plain(right[_source(guid)])]
    wrong_rows = [guid for guid in wrong_rows if row_differs(changed[guid], before[guid])]
    verdict.check(
        "clean --apply sure: rows changed wrongly", not wrong_rows, f"{len(wrong_rows)} rows"
    )
    findings = _way_out(file, folder, verdict)
    if findings is None:
        return
    named = {(row, _part(finding["field"])) for finding in findings for row in finding["rows"]}
    touched = {row for finding in findings for row in finding["rows"]}
    lines = []
    for part, count in Counter(own.defects.values()).items():
        mine = [guid for guid, field in own.defects.items() if field == part]
        hits = sum((guid, part) in named or (part == "row" and guid in touched) for guid in mine)
        lines.append((part, count, hits))
    print(table(("planted in", "defects", "named by the audit with the learnt book"), lines))
    sources = {_source(guid) for guid in own.defects}
    others = [row["guid"] for row in own.rows if _source(row["guid"]) not in sources]
    loud = [guid for guid in others if guid in touched]
    print(f"untouched rows with a finding: {len(loud)} of {len(others)}")
    rules = Counter(finding["rule"] for finding in findings if set(finding["rows"]) & set(loud))
    print(", ".join(f"{rule} {count}" for rule, count in rules.most_common()), end="\n\n")


def row_differs(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two rows differ in what the audit may change."""
    return _plain(one) != _plain(other)


def _renamed_set(rows: list[Row], folder: Path, verdict: Verdict) -> None:
    print(f"KLUE's labels with other names of the types: {len(rows)} rows")
    plain = _written(rows, folder / "klue.json")
    known = {_key(fix, OTHER_TYPES) for fix in _fixes(plain, folder / "as-klue")}
    renamed = [_renamed(row) for row in rows]
    file = _written(renamed, folder / "renamed.json")
    fixes = _fixes(file, folder)
    wrong = [fix for fix in fixes if _key(fix, {}) not in known]
    verdict.check("--fixes: wrong fixes", not wrong, f"{len(wrong)} of {len(fixes)}")
    changed = _cleaned(file, folder)
    names = set(OTHER_TYPES.values())
    types = {row[role]["type"] for row in changed.values() for role in _ROLES}
    verdict.check("clean --apply sure: types of another scheme", types <= names, len(types - names))
    _way_out(file, folder, verdict)


_ROLES: Final = ("subject_entity", "object_entity")


def _renamed(row: Row) -> Row:
    entities = {role: {**row[role], "type": OTHER_TYPES[row[role]["type"]]} for role in _ROLES}
    return {**row, **entities}


def _written(rows: Iterable[Row], file: Path) -> Path:
    file.write_text(json.dumps(list(rows), ensure_ascii=False), encoding="utf-8")
    return file


def _fixes(file: Path, folder: Path) -> list[dict[str, Any]]:
    """Return the fixes that `reaug audit --fixes` writes with the default rule book."""
    folder.mkdir(exist_ok=True)
    out = folder / "fixes.jsonl"
    done = finish(reaug("audit", file, "--fixes", out))
    if not out.exists():
        print(done.err[-2000:])
        return []
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def _cleaned(file: Path, folder: Path) -> dict[str, Row]:
    """Return the rows after `reaug clean --apply sure`, by id; none if the command stops."""
    done = finish(reaug("clean", file, "--apply", "sure", "-o", folder / "cleaned"))
    if done.code == _UNREADABLE:
        print(f"        clean stops and writes nothing: {done.err.strip().splitlines()[0]}")
        return {}
    out = folder / "cleaned.jsonl"
    finish(reaug("export", "jsonl", folder / "cleaned", "-o", out))
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    return {row["guid"]: row for row in rows}


def _restores(fix: Mapping[str, Any], before: Mapping[str, Row], right: Mapping[str, Row]) -> bool:
    """Return whether a fix gives a row back what stood there before a defect was planted."""
    row, good = before[fix["id"]], right[_source(fix["id"])]
    field, _, part = fix["field"].partition(".")
    if fix["field"] == "sentence":
        at, old, new = fix["at"], fix["old"], fix["new"]
        text = row["sentence"]
        return str(text[:at] + new + text[at + len(old) :]) == good["sentence"]
    value = good[field][part] if part else good[field]
    return bool(value == fix["new"] and fix["old"] != fix["new"])


def _way_out(file: Path, folder: Path, verdict: Verdict) -> list[dict[str, Any]] | None:
    """Run the commands with which the output of the audit begins; return the last one's
    findings.
    """
    done = finish(reaug("audit", file))
    printed = f"{done.out}\n{done.err}"
    commands = _COMMAND.findall(printed)[:2]
    first = printed.strip().splitlines()[0]
    verdict.check("the first line says that the book does not know the set", "not klue" in first)
    if len(commands) != 2:
        verdict.check("two commands are named", False, commands)
        return None
    path = folder / "findings.jsonl"
    for number, command in enumerate(commands):
        words = shlex.split(command)[1:]
        if number:
            words += ["--findings", str(path)]
        done = finish(reaug(*words), folder=folder, env=_environment())
        verdict.check(command.replace(f"{folder}/", ""), done.code < _UNREADABLE, done.code)
    if not path.exists():
        print(done.err[-2000:])
        return None
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _environment() -> dict[str, str]:
    paths = [str(_common.CHECKOUT), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}


def _key(fix: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, ...]:
    """Return row, field and values of a fix, with other names of the types."""
    old, new = (names.get(str(fix[side]), str(fix[side])) for side in ("old", "new"))
    return str(fix["id"]), str(fix["field"]), old, new


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the audit may change in a row."""
    kept = ("word", "start_idx", "end_idx", "type")
    entities = {role: {key: row[role][key] for key in kept} for role in _ROLES}
    return {"sentence": row["sentence"], "label": row["label"], **entities}


def _source(guid: str) -> str:
    """Return the id of the row that a planted row is a copy of."""
    return guid.removesuffix("-again").removesuffix("-other")


def _part(field: str) -> str:
    """Return the part of a row that a field belongs to, as `Planted.defects` names it."""
    role, _, what = field.partition("_entity")
    return f"{role}_entity" if what and what != ".type" else field


if __name__ == "__main__":
    sys.exit(main())
