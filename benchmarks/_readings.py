"""Read the verdicts of two readers on findings, and compute the table of precisions."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from _common import CHECKOUT
from reaug.audit.judgements import Figure, Line, Table, What
from reaug.core.findings import SEVERITIES

READINGS: Final = Path(__file__).resolve().parent / "judged" / "readings.csv"
TABLE: Final = CHECKOUT / "reaug" / "audit" / "judged.csv"
VERDICT: Final = ("rule", "row_id", "field", "finding", "suggestion")
HEAD: Final = ("rule", "row_id", "field", "severity", "finding_a", "finding_b")
FIXES: Final = ("suggestion_a", "suggestion_b")

Key = tuple[str, str, str]


class Reading(NamedTuple):
    """The verdicts of two readers on a finding, and on its suggestion.

    Each is a pair with the verdict of each reader: "1" (right), "0" (wrong), or "" if the finding
    has no suggestion.
    """

    severity: str
    finding: tuple[str, str]
    suggestion: tuple[str, str]


def verdicts(path: Path) -> dict[Key, tuple[str, str]]:
    """Return one reader's verdicts on each finding and on its suggestion, read from a CSV file.

    A finding is identified by its rule, row id and field.

    Raises
    ------
    ValueError
        A line is not a verdict, or a finding has two lines.
    """
    by_key: dict[Key, tuple[str, str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            if not set(VERDICT) <= line.keys():
                raise ValueError(f"{path}: the columns must be {', '.join(VERDICT)}")
            key = line["rule"], line["row_id"], line["field"]
            verdict = line["finding"].strip(), line["suggestion"].strip()
            if key in by_key or verdict[0] not in ("0", "1") or verdict[1] not in ("", "0", "1"):
                raise ValueError(f"{path}: no verdict, or there twice: {line}")
            by_key[key] = verdict
    return by_key


def joined(one: Path, other: Path, severities: Mapping[Key, str]) -> dict[Key, Reading]:
    """Return the verdicts of both readers, who must have judged the same findings.

    Raises
    ------
    ValueError
        Only one reader has judged a finding, or the audit does not make the finding any more.
    """
    a, b = verdicts(one), verdicts(other)
    for key in sorted(a.keys() ^ b.keys()):
        raise ValueError(f"only one reader judged {key}")
    for key in sorted(a.keys() - severities.keys()):
        raise ValueError(f"the audit makes no such finding any more: {key}")
    readings = {}
    for key, (finding, fix) in sorted(a.items()):
        finding_b, fix_b = b[key]
        if (fix == "") != (fix_b == ""):
            raise ValueError(f"only one reader judged the suggestion of {key}")
        readings[key] = Reading(severities[key], (finding, finding_b), (fix, fix_b))
    return readings


def save(readings: Mapping[Key, Reading], path: Path = READINGS) -> None:
    """Write both readers' verdicts to a CSV file, without sentences."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*HEAD, *FIXES])
        for key, finding in sorted(readings.items()):
            writer.writerow([*key, finding.severity, *finding.finding, *finding.suggestion])


def load(path: Path = READINGS) -> dict[Key, Reading]:
    """Read the saved verdicts."""
    readings: dict[Key, Reading] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            readings[line["rule"], line["row_id"], line["field"]] = Reading(
                line["severity"],
                (line["finding_a"], line["finding_b"]),
                (line["suggestion_a"], line["suggestion_b"]),
            )
    return readings


def figures(readings: Mapping[Key, Reading], book: str) -> Table:
    """Return the table of precisions: a line for each rule, severity and kind of verdict.

    The kind is "finding" or "suggestion". A line has the number of judged cases and of right ones;
    a case on which the two readers disagree counts as half right. `book` is the name of the rule
    book under which the findings were made.
    """
    count: defaultdict[tuple[str, str, What], Figure] = defaultdict(lambda: Figure(0, 0))
    for (rule, _, _), reading in readings.items():
        judged: dict[What, tuple[str, str]] = {
            "finding": reading.finding,
            "suggestion": reading.suggestion,
        }
        for what, pair in judged.items():
            if pair[0]:
                count[rule, reading.severity, what] += Figure((int(pair[0]) + int(pair[1])) / 2, 1)
    return tuple(
        Line(rule, severity, what, figure, book)  # type: ignore[arg-type]  # as the audit has it
        for (rule, severity, what), figure in count.items()
    )


def renewed(old: Table, new: Table) -> list[Line]:
    """Return the old table, in which the lines of `new` replace those about the same.

    Lines are about the same if rule, kind of verdict (finding or suggestion) and book are equal.
    """
    new_keys = {(line.rule, line.what, line.book) for line in new}
    kept = [line for line in old if (line.rule, line.what, line.book) not in new_keys]

    def place(line: Line) -> tuple[str, str, int, str]:
        rank = SEVERITIES.index(line.severity) if line.severity else len(SEVERITIES)
        return line.rule, line.what, rank, line.book

    return sorted([*kept, *new], key=place)


def write_table(lines: Iterable[Line], path: Path = TABLE) -> None:
    """Write the table of precisions that is shipped with reaug."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["rule", "severity", "what", "right", "judged", "book"])
        for line in lines:
            right, judged = line.figure
            writer.writerow([line.rule, line.severity, line.what, f"{right:g}", judged, line.book])
