"""Measure how CPU time and memory of `drift` and `run` grow with the number of labels.

    python benchmarks/many_labels.py [LABELS ...]

For each number of labels, a data set with four rows per label and a rule book are made. Every
measurement is a separate process. CPU seconds include its children, but not the start-up; memory is
the peak of the process. If the growth is linear, the seconds per label stay constant.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

LABELS = (1_000, 2_000, 4_000, 8_000, 10_000)
ROWS_PER_LABEL = 4
NAMES = ("가람", "나래", "다온", "라온", "마루", "바다", "사랑", "아라")
PLACES = ("강릉", "남해", "동해", "여수", "진주", "춘천", "통영", "평창")

RECIPE = """\
rules: {rules}
steps:
  - entity_type_correction
  - deduplicate
  - augment: {{where: {{}}, steps: [aeda]}}
"""


def rows(labels: int, shift: int) -> list[dict[str, object]]:
    """Return rows of all labels; another `shift` gives other sentences, for a second data set."""
    rows: list[dict[str, object]] = []
    for i in range(labels * ROWS_PER_LABEL):
        person, place = NAMES[(i + shift) % len(NAMES)], PLACES[i // 8 % len(PLACES)]
        subject, object_ = f"{person}{i}", f"{place}{i % 97}"
        sentence = f"{subject}, {2000 + shift}년에 {object_}에서 {i}번째로 일했다."
        mentions = {}
        for name, word, kind in (("subject", subject, "PER"), ("object", object_, "LOC")):
            start = sentence.index(word)
            end = start + len(word) - 1
            mention = {"word": word, "start_idx": start, "end_idx": end, "type": kind}
            mentions[f"{name}_entity"] = mention
        label = f"관계:{i % labels:05d}"
        rows.append({"guid": f"{shift}-{i}", "sentence": sentence, **mentions, "label": label})
    return rows


def book(labels: int) -> str:
    """Return a rule book with this number of labels, as YAML."""
    lines = ["name: many", 'version: "1"', "description: {en: Many., ko: 많다.}"]
    lines += ["types: {PER: {en: person, ko: 사람}, LOC: {en: place, ko: 지명}}", "relations:"]
    types = "subject_types: {PER: 4}, object_types: {LOC: 4}"
    lines += [
        f'  "관계:{i:05d}": {{definition: {{en: "R {i}", ko: "관계 {i}"}}, {types}}}'
        for i in range(labels)
    ]
    return "\n".join(lines) + "\n"


def measured(*words: str) -> tuple[float, float]:
    """Return the CPU seconds and the peak memory in MiB of one command, in its own process."""
    code = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)\n"
        "if done.returncode: sys.exit(done.stderr.decode())\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)\n"
    )
    command = [sys.executable, "-c", code, sys.executable, "-m", "reaug", *words]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(words)}: {done.stderr}")
    seconds, memory = map(float, done.stdout.split())
    return seconds, memory


def main() -> None:
    """Measure, and print one table per command."""
    sizes = [int(word) for word in sys.argv[1:]] or list(LABELS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory(prefix="reaug-labels-") as name:
        folder = Path(name)
        commands: dict[str, list[str]] = {
            "drift": ["drift", "{a}", "{b}", "--rules", "{rules}"],
            "drift, labels that no book knows": ["drift", "{a}", "{b}"],
            "run": ["run", "{recipe}", "-i", "{a}", "-o", "{out}", "--force"],
            "audit": ["audit", "{a}", "--against", "{b}", "--rules", "{rules}"],
        }
        measurements: dict[str, list[tuple[float, float]]] = {command: [] for command in commands}
        for labels in sizes:
            paths = {key: str(folder / f"{key}-{labels}") for key in ("a", "b", "out")}
            paths |= {key: str(folder / f"{key}-{labels}.yaml") for key in ("rules", "recipe")}
            for shift, key in enumerate("ab"):
                paths[key] += ".json"
                text = json.dumps(rows(labels, shift), ensure_ascii=False)
                Path(paths[key]).write_text(text, encoding="utf-8")
            Path(paths["rules"]).write_text(book(labels), encoding="utf-8")
            recipe = RECIPE.format(rules=paths["rules"])
            Path(paths["recipe"]).write_text(recipe, encoding="utf-8")
            for command, words in commands.items():
                measurements[command].append(measured(*(word.format(**paths) for word in words)))
        start = measured("--version")
    for command, figures in measurements.items():
        print(f"\n{command}: {ROWS_PER_LABEL} rows a label; an empty start takes {start[0]:.1f} s")
        print(f"{'labels':>7} {'CPU s':>8} {'times':>6} {'ms/label':>9} {'MiB':>7} {'times':>6}")
        for i, (labels, (seconds, memory)) in enumerate(zip(sizes, figures, strict=True)):
            net = seconds - start[0]
            before = figures[i - 1] if i else None
            grown = f"{net / (before[0] - start[0]):6.2f}" if before else f"{'':6}"
            swollen = f"{memory / before[1]:6.2f}" if before else f"{'':6}"
            print(
                f"{labels:7,} {net:8.2f} {grown} {1000 * net / labels:9.2f} {memory:7.0f} {swollen}"
            )


if __name__ == "__main__":
    main()
