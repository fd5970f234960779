"""Measure particles: the chosen forms, their repair, and the findings of `text/particle`.

    python benchmarks/josa.py [--data DIR] [--pairs 1000000]
    python benchmarks/josa.py --judge DIR

All figures are for KLUE-RE train:

- accuracy: for each distinct end of a mention before a particle with two forms (by mecab), the form
  chosen from the mention is compared with the form in the text; also for hgtk, and for tossi and
  kiwipiepy if they are installed;
- coverage: tails (Hangul after a mention) that mecab does not recognise in the sentence;
- round trip: for every particle, the mention is replaced by a name with another final sound, and
  back;
- `text/particle`: the share of particles made wrong by a swap without repair that it finds;
- tails of every kind: invented sentences (`_josa_kinds`);
- the rest of the sentence: corrections by `josa.correct` of wrong particles planted outside the
  mentions of the *judge* part;
- the speed of joining, and the verdicts of readers in `judged/`.

With `--judge`, it writes tails and findings with their sentences for readers, to a folder that must
be outside of the project.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa
import xxhash

from _common import CHECKOUT, TRAIN, Verdict, needed, parser, table
from _josa_choice import KINDS, by_reaug, cases, counts, libraries, seconds
from _josa_context import outcome, plant
from _josa_kinds import outcomes
from _josa_tails import (
    Case,
    Rows,
    candidates,
    drawn,
    missed_by_mecab,
    names_for,
    not_repaired,
    opposite,
    particles,
    reasons,
    swapped,
    touched,
    write_findings,
    write_tails,
)
from _josa_truth import Analysed, fits
from reaug.audit.checks.text_particle import misused_particles
from reaug.core.batch import Batch
from reaug.core.findings import Finding
from reaug.data import read
from reaug.korean.josa import attach
from reaug.korean.misused_particles import misused
from split import judges

BOUNDS: Final = {"all": 0.9955, "Latin": 0.97, "digit": 0.96}
TAILS: Final = 200
FINDINGS: Final = 100
SEED: Final = 7
JUDGED: Final = CHECKOUT / "benchmarks" / "judged"
MISSES: Final = CHECKOUT / "benchmarks" / "josa_misses.md"


def main() -> int:
    arguments = parser(__doc__)
    arguments.add_argument(
        "--pairs", type=int, default=1_000_000, help="pairs to join on the clock"
    )
    arguments.add_argument("--judge", type=Path, help="write tails and findings for readers here")
    given = arguments.parse_args()
    train = needed(given.data, TRAIN)
    rows = Rows(read(str(train)).table)
    data = Analysed(json.loads(train.read_text(encoding="utf-8")))
    tails = candidates(rows, data)
    if given.judge:
        write_tails(drawn(tails, TAILS, SEED), given.judge / "tails.jsonl")
        texts = {mention.row_id: mention.text for mention in data.mentions}
        picked = drawn_findings(findings(rows))
        write_findings(picked, texts, given.judge / "particle_findings.jsonl")
        return 0
    verdict = Verdict()
    accuracy(data, verdict)
    governed = particles(tails, data)
    coverage(rows, data, governed, verdict)
    there_and_back(rows, governed, verdict)
    check_findings(rows, governed, verdict)
    kinds(verdict)
    elsewhere(data, verdict)
    judged_tails(rows, tails, verdict)
    judged_findings(findings(rows), verdict)
    speed(given.pairs)
    return verdict.code


def accuracy(data: Analysed, verdict: Verdict) -> None:
    given = cases(data)
    total = Counter(case.mention.kind for case in given)
    lines = [["ends of mentions", *(total[kind] for kind in KINDS), len(given)]]
    for name, takes in libraries().items():
        good, missed = counts(given, takes)
        share = [f"{good[kind] / total[kind]:.2%}" for kind in KINDS]
        lines.append([name, *share, f"{good.total() / len(given):.2%}"])
        if takes is by_reaug:
            ours, ours_missed = good, missed
    print(table(["form as written", *KINDS, "all"], lines))
    print("Each library is asked for 은 or 는, 으로 or 로; its answer holds for all such families.")
    print("Behind a vowel 이다 and 다 are both right. With one default for them, as in `attach`:")
    hits = [attach(c.mention.word, c.family.final) == c.mention.word + c.form for c in given]
    print(f"reaug {sum(hits) / len(given):.2%}")
    verdict.check("accuracy, all, at least 99.55%", ours.total() / len(given) >= BOUNDS["all"])
    for kind in ("Latin", "digit"):
        share = ours[kind] / total[kind]
        verdict.check(f"accuracy, {kind}, at least {BOUNDS[kind]:.0%}", share >= BOUNDS[kind])
    hangul = {
        (case.mention.row_id, case.mention.role)
        for case in ours_missed
        if case.mention.kind == "Hangul"
    }
    known = set(re.findall(r"^\| (\S+) \| (subject|object) \|", MISSES.read_text("utf-8"), re.M))
    verdict.check("every Hangul miss is in josa_misses.md", hangul == known, len(hangul))
    others = [f"{c.mention.word}{c.form}" for c in ours_missed if c.mention.kind != "Hangul"]
    print(f"missed elsewhere: {', '.join(others)}\n")


def coverage(rows: Rows, data: Analysed, governed: Sequence[Case], verdict: Verdict) -> None:
    hidden = missed_by_mecab(governed, data)
    swaps = swapped(rows, hidden, [opposite(case) for case in hidden])
    need = [swap for swap in swaps if not fits(swap.case.tail, swap.new)]
    right = sum(touched(swap) and fits(swap.form, swap.new) for swap in need)
    print(f"{len(hidden)} tails that mecab in the sentence does not take for particles")
    verdict.check(
        "of those that need repair at least 98% are repaired",
        right >= 0.98 * len(need),
        f"{right} of {len(need)}",
    )


def there_and_back(rows: Rows, governed: Sequence[Case], verdict: Verdict) -> None:
    swaps = swapped(rows, governed, names_for(governed, SEED))
    back = sum(swap.back == swap.case.mention.text for swap in swaps)
    right = sum(fits(swap.form, swap.new) for swap in swaps)
    past = sum(case.past for case in governed)
    print(f"\n{len(swaps)} governed particles, {past} of them past a gloss, a quote or a mark")
    verdict.check(
        "there and back at least 99.5% return",
        back >= 0.995 * len(swaps),
        f"{back / len(swaps):.2%}",
    )
    verdict.check(
        "in the middle at least 99% are right",
        right >= 0.99 * len(swaps),
        f"{right / len(swaps):.2%}",
    )
    for reason, number in reasons(swaps).most_common():
        print(f"        not back: {reason}: {number}")
    wrong = [swap for swap in swaps if not fits(swap.form, swap.new)]
    for reason, number in Counter(swap.reason or "not seen" for swap in wrong).most_common():
        print(f"        not right in the middle: {reason}: {number}")


def check_findings(rows: Rows, governed: Sequence[Case], verdict: Verdict) -> None:
    objects = [case for case in governed if case.mention.role == "object"]
    wrong, caught = not_repaired(rows, objects, names_for(objects, SEED))
    print(f"\n{wrong} particles made wrong by swaps of objects without repair")
    verdict.check(
        "text/particle finds at least 98%", caught >= 0.98 * wrong, f"{caught / wrong:.2%}"
    )


def kinds(verdict: Verdict) -> None:
    lines, wrong = [], 0
    for kind, tails in outcomes().items():
        lines.append([kind, tails.right, tails.named, len(tails.wrong)])
        wrong += len(tails.wrong)
    print("\n" + table(["tails, own pairs of words", "right", "refused by name", "wrong"], lines))
    verdict.check("at least 60 pairs of each kind", all(sum(line[1:]) >= 60 for line in lines))
    verdict.check("none is wrong without a word", wrong == 0, wrong)


def elsewhere(data: Analysed, verdict: Verdict) -> None:
    spans: dict[str, list[tuple[int, int]]] = {}
    for mention in data.all_mentions():
        spans.setdefault(mention.text, []).append((mention.start, mention.end))
    texts = [text for text, judged in zip(spans, judges(spans), strict=True) if judged]
    planted = list(plant(texts, [spans[text] for text in texts]))
    result = outcome(planted)
    natural = misused(pa.array(texts))
    print(f"\n{len(planted)} wrong particles planted outside the mentions of the judge part")
    verdict.check(
        "josa.correct: at least 99% of its changes there are right",
        result.precision >= 0.99,
        f"{result.precision:.2%}",
    )
    print(
        f"recall {result.recall:.1%}; {len(natural)} findings in the {len(texts)} sentences as is"
    )
    shares = [
        [form, number, f"{result.right[form] / number:.0%}"]
        for form, number in result.planted.most_common()
    ]
    print(table(["right form", "planted", "put right"], shares))


def findings(rows: Rows) -> list[tuple[Finding, str]]:
    """Return the findings of `text/particle` on the unchanged data."""
    batches = (Batch(pa.Table.from_batches([part])) for part in rows.table.to_batches(4_096))
    return [finding for batch in batches for finding in misused_particles(batch)]


def drawn_findings(findings: list[tuple[Finding, str]]) -> list[tuple[Finding, str]]:
    """Return some findings, drawn at random; a sentence of several rows is drawn once."""
    order = {finding.rows[0]: hash_of(finding, role) for finding, role in findings}
    unique = {finding.value: (finding, role) for finding, role in reversed(findings)}
    return sorted(unique.values(), key=lambda pair: order[pair[0].rows[0]])[:FINDINGS]


def hash_of(finding: Finding, role: str) -> int:
    """Return a hash of a finding, for a random order of findings."""
    return xxhash.xxh64_intdigest(f"{finding.rows[0]}/{role}".encode(), seed=SEED)


def judged_tails(rows: Rows, tails: Sequence[Case], verdict: Verdict) -> None:
    file = JUDGED / "tails.csv"
    if not file.exists():
        print(f"\nno verdicts of tails yet ({file.name})")
        return
    by_key = {(case.mention.row_id, case.mention.role): case for case in tails}
    lines = list(csv.DictReader(file.open(encoding="utf-8", newline="")))
    picked = [by_key[line["row_id"], line["role"]] for line in lines]
    swaps = swapped(rows, picked, [opposite(case) for case in picked])
    agreed = sum(line["reader_a"] == line["reader_b"] for line in lines)
    print(f"\n{len(lines)} tails judged; the readers agree on {agreed}")
    for reader in ("reader_a", "reader_b"):
        need = right = none = moved = 0
        for line, swap in zip(lines, swaps, strict=True):
            allowed = line[reader].split("/")
            moved += touched(swap)
            if allowed == ["-"]:
                none += touched(swap)
            elif swap.case.tail not in allowed:
                need += 1
                right += swap.form in allowed
        verdict.check(
            f"{reader}: at least 98% of what needs repair is repaired",
            right >= 0.98 * need,
            f"{right} of {need}",
        )
        verdict.check(
            f"{reader}: at most 0.5% of those touched are no particles",
            none <= 0.005 * moved,
            f"{none} of {moved}",
        )


def judged_findings(findings: list[tuple[Finding, str]], verdict: Verdict) -> None:
    file = JUDGED / "text_particle.csv"
    print(f"\n{len(findings)} findings of text/particle on train as it is")
    if not file.exists():
        print(f"no verdicts of findings yet ({file.name})")
        return
    lines = list(csv.DictReader(file.open(encoding="utf-8", newline="")))
    now = {(finding.rows[0], role) for finding, role in findings}
    lines = [line for line in lines if (line["row_id"], line["role"]) in now]
    agreed = sum(line["reader_a"] == line["reader_b"] for line in lines)
    print(f"{len(lines)} judged; the readers agree on {agreed}")
    for reader in ("reader_a", "reader_b"):
        real = sum(line[reader] == "1" for line in lines)
        verdict.check(
            f"{reader}: at least 90% are real errors",
            real >= 0.9 * len(lines),
            f"{real} of {len(lines)}",
        )


def speed(pairs: int) -> None:
    lines = [
        [name, f"{number:,}", f"{took:.2f}", f"{number / took:,.0f}"]
        for name, number, took in seconds(pairs)
    ]
    print("\n" + table(["joining distinct pairs", "pairs", "s", "pairs/s"], lines))


if __name__ == "__main__":
    raise SystemExit(main())
