"""Shared data of the fuzz targets: good rows, odd rows, and modified files."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final, Protocol

from _common import CHECKOUT
from _fuzz_mutators import encoded, flipped, json_text, mutated, odd_text

SAMPLES: Final = CHECKOUT / "samples"
Case = dict[str, Any]


class ContradictionError(AssertionError):
    """A result is certainly wrong, such as rows that are lost in a round trip."""


class Target(Protocol):
    """A fuzz target: a part of reaug that reads data written by others."""

    def make(self, rng: Random, folder: Path) -> Case:
        """Write the files of a case, and return what `call` needs, as plain JSON."""

    def call(self, case: Case, folder: Path) -> None:
        """Read the files of a case with reaug."""


@cache
def rows() -> list[dict[str, Any]]:
    """Return the valid rows that the cases of all readers mutate."""
    return json.loads((SAMPLES / "klue-style.json").read_text("utf-8"))[::9][:24]


@cache
def book() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the labels and types of the shipped rule book."""
    from reaug.rulebook import load

    loaded = load("klue-re")
    return tuple(loaded.labels), tuple(loaded.types)


def some_rows(rng: Random, *, odd: bool = True) -> list[Any]:
    """Return a few rows from the samples or with random sentences; with `odd`, most are mutated."""
    chosen: list[Any] = [rng.choice(rows()) for _ in range(rng.randrange(1, 6))]
    if rng.random() < 0.5:
        chosen.append(odd_row(rng))
    if odd and rng.random() < 0.85:
        words = (*chosen[0], "subject_entity.word", "start_idx", "token", "subj_start", "row_id")
        return mutated(chosen, rng, rng.randrange(1, 4), words)
    return chosen


def odd_row(rng: Random) -> dict[str, Any]:
    """Return a row with correct spans in a sentence of unusual characters."""
    parts = [odd_text(rng, 8) or " " for _ in range(5)]
    subject, object_ = parts[1] or "x", parts[3] or "y"
    sentence = "".join(parts)
    first, second = len(parts[0]), len(parts[0]) + len(parts[1]) + len(parts[2])

    def mention(word: str, at: int, kind: str) -> dict[str, Any]:
        return {"word": word, "start_idx": at, "end_idx": at + len(word) - 1, "type": kind}

    labels, types = book()
    return {
        "guid": odd_text(rng) or "g",
        "sentence": sentence,
        "subject_entity": mention(subject, first, rng.choice(("PER", "ORG"))),
        "object_entity": mention(object_, second, rng.choice(types)),
        "label": rng.choice(labels),
        "source": odd_text(rng),
    }


def flat(row: Any) -> Any:
    if not isinstance(row, dict):
        return row
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{part}": inner for part, inner in value.items()}
        else:
            flat[name] = value
    return flat


def cell(value: Any) -> str:
    try:
        return str(value)
    except ValueError:  # an integer of too many digits
        return "9" * 5000


def mutate_files(place: Path, rng: Random, times: int) -> None:
    files = [file for file in sorted(place.rglob("*")) if file.is_file()]
    for _ in range(times):
        file = rng.choice(files)
        if not file.exists():
            continue
        if file.suffix == ".json" and rng.random() < 0.7:
            try:
                value = json.loads(file.read_bytes())
            except ValueError:
                continue
            words = ("_data_files", "filename", "data-00000-of-00001.arrow", "../../etc/passwd")
            value = mutated(value, rng, rng.randrange(1, 3), words)
            file.write_bytes(encoded(json_text(value, rng), rng))
        elif rng.random() < 0.05:
            file.unlink()
        else:
            file.write_bytes(flipped(file.read_bytes(), rng, rng.randrange(1, 4)))
