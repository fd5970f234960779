"""Measure the findings of each audit rule on KLUE-RE train, and their precision.

    python benchmarks/audit_rules.py [--data DIR]
    python benchmarks/audit_rules.py --sample 40 --rule span/in-compound --seed 1 --out FILE
    python benchmarks/audit_rules.py --sample 30 --rule all --part judge --suggestions --out FILE
    python benchmarks/audit_rules.py --verdicts A.csv B.csv --write-table
    python benchmarks/audit_rules.py --readings

Without `--sample`, it prints findings and rows by rule, compares counts with counts made in another
way, and prints the precision by rule from `judged/audit.csv`, if it exists. With `--sample N`, it
writes N findings of each rule and severity as JSON lines for two readers, who judge them by
`judged/GUIDELINE-audit.md` and do not see the severity. The lines contain sentences of the data, so
FILE must be outside of the project. `--part judge` uses only findings in rows on which nothing was
developed (`split.py`), and `--suggestions` only findings with a suggestion.

`--verdicts` reads the verdicts of two readers (`rule,row_id,field,finding,suggestion`, 1 or 0, the
last one empty if there is no suggestion), and prints both precisions with intervals; with
`--write-table` it writes `judged/readings.csv`, and updates `reaug/audit/judged.csv`, which decides
severities and what `reaug audit --fixes` writes. A rule's figure counts all its saved verdicts,
those of earlier readings too; figures of rules that were not read stay the same.

`--readings` prints the verdicts from `judged/readings.csv`, and checks the bounds: with the
resulting severities, 95% of errors, 80% of warnings and 95% of the suggestions that `--fixes`
writes must be right.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import _readings
from _common import BROKEN, CHECKOUT, TRAIN, Verdict, needed, parser, table
from reaug.audit.checks import direction, same_evidence
from reaug.audit.judgements import Figure, allowed, shipped
from reaug.audit.result import Audit
from reaug.audit.rows import Rows
from reaug.audit.rule_request import known_rules
from reaug.audit.run import audit_sets, audit_table
from reaug.core.batch import Batch
from reaug.core.findings import Finding
from reaug.data import read
from reaug.rulebook import load
from split import judges

JUDGED = Path(__file__).resolve().parent / "judged" / "audit.csv"
LEAST = {"error": 0.95, "warning": 0.8, "review": 0.0}
# This inverse does not always hold: a band and a founder are employee_of, too.
EMPLOYMENT = {"per:employee_of", "org:top_members/employees"}


def main() -> int:
    command_line = parser(__doc__)
    command_line.add_argument("--sample", type=int, metavar="N", help="write N findings of --rule")
    command_line.add_argument("--rule", help="id of the rule to sample, or all")
    command_line.add_argument("--seed", type=int, default=1)
    command_line.add_argument("--out", type=Path, help="file of the sample, outside the project")
    command_line.add_argument(
        "--part", choices=("build", "judge"), help="sample of these rows alone"
    )
    command_line.add_argument(
        "--suggestions", action="store_true", help="sample findings with a suggested value"
    )
    command_line.add_argument(
        "--verdicts", type=Path, nargs=2, metavar="FILE", help="the verdicts of two readers"
    )
    command_line.add_argument("--readings", action="store_true", help="print the saved verdicts")
    command_line.add_argument(
        "--write-table",
        action="store_true",
        help="write the figures of --verdicts to the shipped table",
    )
    arguments = command_line.parse_args()
    if arguments.write_table and not arguments.verdicts:
        command_line.error("--write-table needs --verdicts")
    if arguments.readings:
        return tell_readings()
    rows = Rows(read(needed(arguments.data, TRAIN)).table, load())
    begun, cpu = time.perf_counter(), time.process_time()
    audit = audit_table(rows.batch.table, rows.rules)
    spent = time.perf_counter() - begun, time.process_time() - cpu
    if arguments.sample:
        return sample(command_line, arguments, rows, audit)
    if arguments.verdicts:
        return read_verdicts(arguments.verdicts, audit, write=arguments.write_table)
    print(f"all checks: {spent[0]:.1f} s, {spent[1]:.1f} s of CPU, {len(rows):,} rows\n")
    print(by_rule(audit), end="\n\n")
    print(shortcuts(audit), end="\n\n")
    verdict = Verdict()
    numbers(verdict, rows, audit)
    broken(verdict, arguments.data)
    halves(verdict, rows)
    precision(verdict, audit)
    return verdict.code


def by_rule(audit: Audit) -> str:
    """Return a table of the findings and rows of each rule."""
    lines = []
    for name, count in audit.counts.items():
        severities = Counter(
            f.severity or audit.catalogue[name].severity for f in audit.findings if f.rule == name
        )
        kinds = ", ".join(f"{kind} {n}" for kind, n in sorted(severities.items()))
        fixes = sum(bool(f.fixes) for f in audit.findings if f.rule == name)
        lines.append((name, count.findings, count.rows, fixes, kinds or "-"))
    return table(("rule", "findings", "rows", "with a fix", "severity"), lines)


def shortcuts(audit: Audit, most: int = 12) -> str:
    """Return a table of the shortcuts that tell most about a label."""
    shown = [s for s in audit.shortcuts if not s.expected][:most]
    return table(
        ("shortcut", "lift", "mbit a row"),
        [(s.en, f"{s.lift:.1f}", f"{1000 * s.gain:.1f}") for s in shown],
    )


def numbers(verdict: Verdict, rows: Rows, audit: Audit) -> None:
    """Compare counts of the audit with counts that were made before the checks were written."""
    of_rule: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in audit.findings:
        of_rule[finding.rule].append(finding)
    exact, conflict = of_rule["duplicate/exact"], of_rule["duplicate/conflict"]
    counted = len(exact) + len(conflict), sum(len(f.rows) for f in exact + conflict)
    verdict.check(
        "groups and rows of equal sentence and spans (46, 93)", counted == (46, 93), counted
    )
    counted = len(conflict), sum(len(f.rows) for f in conflict)
    verdict.check("of these in conflict (5, 11)", counted == (5, 11), counted)
    ids = sorted(int(f.rows[0].rpartition("_")[2]) for f in of_rule["schema/subject-type"])
    verdict.check("illegal subjects", ids == [3118, 14958, 21482, 28891], ids)
    pairs = direction.row_pairs(rows)
    both = len(direction.both_ways(rows)), len(pairs)
    verdict.check("span pairs and row pairs read both ways (813, 816)", both == (813, 816), both)
    clashes = [(a, b) for a, b in pairs if direction.clash(rows, a, b)]
    strict = sum(_is_strict(rows, a, b) for a, b in clashes)
    verdict.check("row pairs that contradict, employment apart (103)", strict == 103, strict)
    print(f"        with employment, whose inverse holds not always: {len(clashes)}")
    same = same_evidence.groups(rows)
    size = len(same), sum(map(len, same)), sum(_minority(rows, group) for group in same)
    number = len(of_rule["label/same-evidence"])
    # The earlier counts are of rows with at most 30 code points between the mentions.
    near = [group for group in same if len(rows.between[int(group[0])].as_py()) <= 30]
    short = len(near), sum(map(len, near)), sum(_minority(rows, group) for group in near)
    right = short == (192, 584, 233)
    verdict.check("groups, rows, minority of same evidence, at most 30 apart", right, short)
    print(f"        at any distance: {size}")
    print(f"        of these told as label/same-evidence: {number}; the rest is duplicate/conflict")
    outliers = len(of_rule["label/outlier"])
    verdict.check("outliers (44)", outliers == 44, outliers)
    cut = len(of_rule["span/number-unit"])
    compared("spans cut from unit or digits", 565, cut)
    longer = cut + len(of_rule["span/longer-known"])
    compared("mentions that are longer with the words beside them", 1800, longer)
    inside = len(of_rule["span/in-compound"])
    compared("mentions in a longer word that no other rule of spans told", 2392, inside)
    torn = len(of_rule["text/stripped"])
    compared("rows of stripped text", 124, torn)
    years = [s for s in audit.shortcuts if s.value == "bare year before 년"]
    hits = sum(s.hits for s in years), sum(s.rows for s in years)
    verdict.check("a bare year before 년 is among the shortcuts", bool(years), hits)


def compared(what: str, counted: object, audited: object) -> None:
    """Print a count and the earlier count of the same thing; README.md explains differences."""
    print(f"{'equal ' if counted == audited else 'DIFFERS'} {what}: {audited} (counted {counted})")


def _is_strict(rows: Rows, first: int, second: int) -> bool:
    """Return whether a pair contradicts a relation other than employment."""
    for a, b in ((first, second), (second, first)):
        label = rows.labels[a]
        reverse = rows.rules.reverse(label)
        if label not in EMPLOYMENT and reverse and reverse.label != rows.labels[b]:
            return True
    return False


def _minority(rows: Rows, group: Sequence[int]) -> int:
    counts = Counter(rows.labels[row] for row in group)
    return len(group) - max(counts.values())


def broken(verdict: Verdict, data: Path) -> None:
    """Check that a file with mostly wrong spans is audited, and that its bad rows are reported."""
    path = data / BROKEN
    if not path.exists():
        print(f"        skipped: {BROKEN} is not there")
        return
    audit = audit_sets(path)
    counts = {
        rule: audit.counts[f"span/{rule}"].findings for rule in ("word-mismatch", "out-of-range")
    }
    right = audit.rows == 2985 and list(counts.values()) == [2437, 97]
    verdict.check(
        "back-translated rows, wrong words, out of range (2,985, 2,437, 97)", right, counts
    )
    fixed = sum(bool(f.fixes) for f in audit.findings if f.rule[5:] in counts)
    print(f"        of these with the place where the word stands once: {fixed:,}")


def halves(verdict: Verdict, rows: Rows) -> None:
    """Compare the leaks between even and odd rows with a count in plain Python."""
    table = rows.batch.table
    order = list(range(len(rows)))
    left, right = (Batch(table.take(order[k::2])).table for k in (0, 1))
    audit = audit_table(left, rows.rules, right)
    texts = set(rows.texts[1::2])
    plain = sum(text in texts for text in rows.texts[::2])
    findings = audit.counts["leak/sentence"].findings
    verdict.check(
        "rows of one half whose sentence is in the other: at least the plain count",
        findings >= plain,
        f"{findings:,} ({plain:,} letter by letter)",
    )
    words = [rows.words(role).to_pylist() for role in ("subject", "object")]
    triples = list(zip(*words, rows.labels, strict=True))
    others = set(triples[1::2])
    plain = sum(t in others and t[2] != rows.rules.negative for t in triples[::2])
    findings = audit.counts["leak/triple"].findings
    verdict.check(
        "rows of one half whose triple is in the other: at least the plain count",
        findings >= plain,
        f"{findings:,} ({plain:,} letter by letter)",
    )


def precision(verdict: Verdict, audit: Audit) -> None:
    """Print the judged precision of each rule, and check that it supports the rule's severity."""
    if not JUDGED.exists():
        print("        no verdicts yet: judged/audit.csv is not there")
        return
    verdicts: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    with JUDGED.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            verdicts[line["rule"]].append((int(line["reader_a"]), int(line["reader_b"])))
    lines = []
    for rule, pairs in sorted(verdicts.items()):
        n = len(pairs)
        a, b = (sum(pair[k] for pair in pairs) / n for k in (0, 1))
        agreed = sum(x == y for x, y in pairs) / n
        severity = audit.catalogue[rule].severity if rule in audit.catalogue else "?"
        mean = (a + b) / 2
        lines.append((rule, n, f"{a:.2f}", f"{b:.2f}", f"{mean:.3f}", f"{agreed:.2f}", severity))
    print()
    print(
        table(("rule", "judged", "reader a", "reader b", "precision", "agree", "severity"), lines)
    )
    for rule, *_, mean, _, severity in lines:
        if severity in LEAST:
            holds = float(mean) >= LEAST[severity]
            verdict.check(f"{rule} is precise enough for {severity}", holds, mean)


def sample(
    command_line: argparse.ArgumentParser, arguments: argparse.Namespace, rows: Rows, audit: Audit
) -> int:
    """Write findings for readers; with `--rule all`, N of each rule."""
    if arguments.out is None or CHECKOUT in arguments.out.resolve().parents:
        command_line.error(
            "--out must name a file outside the project: it will hold sentences of the data"
        )
    names = sorted({f.rule for f in audit.findings})
    chosen = names if arguments.rule == "all" else [arguments.rule]
    if any(rule not in audit.catalogue for rule in chosen):
        command_line.error(f"--rule must be one of {', '.join(audit.catalogue)}, or all")
    place = {name: row for row, name in enumerate(rows.ids)}
    judge = judges(rows.batch.sentence)
    groups: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    keys = set()
    for finding in audit.findings:
        at = place.get(finding.rows[0])
        if arguments.part and (at is None or judge[at] != (arguments.part == "judge")):
            continue
        key = finding.rule, finding.rows[0], finding.field  # the key of a verdict
        if key in keys:
            continue
        if finding.rule in chosen and (finding.fixes or not arguments.suggestions):
            keys.add(key)
            groups[finding.rule, severity_of(finding, audit)].append(finding)
    lines = []
    for (rule, severity), findings in sorted(groups.items()):
        taken = random.Random(f"{arguments.seed} {rule} {severity}").sample(
            findings, min(arguments.sample, len(findings))
        )
        lines += [_shown(rows, place, audit, finding) for finding in taken]
    with arguments.out.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    print(f"{len(lines)} findings in {arguments.out}")
    return 0


def severity_of(finding: Finding, audit: Audit) -> str:
    """Return the severity of a finding: its own, or its rule's."""
    return finding.severity or audit.catalogue[finding.rule].severity


def read_verdicts(paths: list[Path], audit: Audit, *, write: bool) -> int:
    """Print both precisions by rule and severity, and write them to the table if `write`."""
    severities: dict[_readings.Key, str] = {}
    for (
        finding
    ) in audit.findings:  # the severest finding of a key comes first, as when it was drawn
        severities.setdefault(
            (finding.rule, finding.rows[0], finding.field), severity_of(finding, audit)
        )
    readings = _readings.joined(*paths, severities)
    new = _readings.figures(readings, "klue-re")
    lines = [
        (finding.rule, finding.severity, finding.what, str(finding.figure))
        for finding in sorted(new)
    ]
    print(table(("rule", "severity", "what", "right"), lines))
    for what in ("finding", "suggestion"):
        pairs = [pair for reading in readings.values() if (pair := getattr(reading, what))[0]]
        if pairs:
            agreed = sum(a == b for a, b in pairs) / len(pairs)
            print(f"{what}s judged: {len(pairs)}; the readers agree on {agreed:.1%}")
    if write:
        every = {**_readings.load(), **readings}
        rules = {line.rule for line in new}
        again = {key: reading for key, reading in every.items() if key[0] in rules}
        _readings.save(every)
        _readings.write_table(_readings.renewed(shipped(), _readings.figures(again, "klue-re")))
        print(f"written: {_readings.READINGS.name}, {_readings.TABLE.name}; run docs/refresh.py")
    return 0


def tell_readings() -> int:
    """Print the verdicts, and check that errors, warnings and certain fixes are as precise as
    claimed.
    """
    readings = _readings.load()
    rules = known_rules(load())
    lines = [
        (figure.rule, figure.severity, figure.what, str(figure.figure))
        for figure in sorted(_readings.figures(readings, "klue-re"))
    ]
    print(table(("rule", "severity as read", "what", "right"), lines), end="\n\n")
    pools = dict.fromkeys(("error", "warning", "review", "sure fix"), Figure(0, 0))
    for (rule, _, _), reading in readings.items():
        declared = rules[rule]
        severity = allowed(declared, reading.severity, "klue-re")  # type: ignore[arg-type]  # as saved
        pools[severity] += Figure(sum(map(int, reading.finding)) / 2, 1)
        if reading.suggestion[0] and declared.cure == "patch" and severity != "review":
            pools["sure fix"] += Figure(sum(map(int, reading.suggestion)) / 2, 1)
    verdict = Verdict()
    for name, least in (("error", 0.95), ("warning", 0.8), ("sure fix", 0.95)):
        verdict.check(f"{name}: at least {least:.0%}", pools[name].share >= least, pools[name])
    print(f"        review: {pools['review']}")
    return verdict.code


def _shown(rows: Rows, place: dict[str, int], audit: Audit, finding: Finding) -> dict[str, Any]:
    """Return a finding with its rows, in which the mentions are marked."""
    shown = [
        {
            "row_id": name,
            "sentence": marked(rows, place[name]),
            "subject_type": rows.types("subject")[place[name]].as_py(),
            "object_type": rows.types("object")[place[name]].as_py(),
            "label": rows.labels[place[name]],
        }
        for name in finding.rows
        if name in place
    ]
    return {
        "rule": finding.rule,
        "row_id": finding.rows[0],
        "field": finding.field,
        "value": finding.value,
        "suggestion": finding.suggestion,
        "fixes": [fix.to_json() for fix in finding.fixes],
        "message": finding.en,
        "what": audit.catalogue[finding.rule].en,
        "rows": shown,
    }


def marked(rows: Rows, row: int) -> str:
    """Return the sentence with `[S …]` and `[O …]` around its mentions."""
    a, b, c, d = rows.batch.spans[row].tolist()
    text = rows.texts[row]
    # Inserted from the right, so that positions stay valid; at one position, the end comes first.
    marks = sorted([(a, 1, "[S "), (b, 0, "]"), (c, 1, "[O "), (d, 0, "]")], reverse=True)
    for at, _, mark in marks:
        text = text[:at] + mark + text[at:]
    return text


if __name__ == "__main__":
    sys.exit(main())
