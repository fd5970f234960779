"""The record of a run, which lists of runs show; read from its manifest, drift and timing."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from reaug.files.run_files import DRIFT, KIND, MANIFEST, SEAL, TIMING, is_sealed

LARGEST: Final = 64 * 2**20
"""Maximum size in bytes of a run's JSON file; files of a run of 200 steps have 1% of this size."""
_STAMPED: Final = (MANIFEST, SEAL, TIMING, DRIFT)
_MOST_LABELS: Final = 100


class Refused(NamedTuple):
    """A folder that looks like a run but cannot be listed, and why."""

    folder: str
    why: str


@dataclass(frozen=True)
class Record:
    """What lists show about a run; without its rows and notes.

    folder : path of the folder.
    sealed : whether the manifest is unchanged since the run.
    started : start time in ISO 8601; None if it is not recorded.
    digest, input_digest : digests of output and input rows, independent of their order.
    source : a description of the input for people.
    path : the input as the user gave it.
    recipe : name of the recipe file, if there was one.
    steps : the entries of the recipe in the manifest.
    parameters : by path of a step or block, its parameters with defaults; {} where not recorded.
    labels : number of rows before and after for each label that changed, the largest change first.
    js : Jensen-Shannon distance of the label distributions before and after.
    """

    folder: str
    sealed: bool
    started: str | None = None
    seconds: float | None = None
    command: tuple[str, ...] = ()
    reaug: str | None = None
    digest: str | None = None
    input_digest: str | None = None
    source: str | None = None
    path: str | None = None
    began_in: str | None = None
    rows_in: int | None = None
    rows: int | None = None
    seed: int | None = None
    rules: str | None = None
    rules_hash: str | None = None
    recipe: str | None = None
    steps: tuple[Any, ...] = ()
    parameters: dict[str, dict[str, Any]] = field(default_factory=dict)
    labels: dict[str, tuple[int, int]] = field(default_factory=dict)
    js: float | None = None
    findings: int | None = None
    failed_gates: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the folder."""
        return Path(os.path.abspath(self.folder)).name  # noqa: PTH100  # does not access the disk

    def to_cache(self) -> str:
        """Return the record as text, without its folder."""
        data = asdict(self)
        del data["folder"]
        return json.dumps(data)

    @classmethod
    def from_cache(cls, folder: str, text: str) -> Record:
        """Return the record from a text that `to_cache` has returned.

        Raises
        ------
        ValueError, TypeError
            The text is not such a text.
        """
        data = json.loads(text)
        for name in ("command", "steps", "failed_gates"):
            data[name] = tuple(data[name])
        data["labels"] = {name: tuple(counts) for name, counts in data["labels"].items()}
        return cls(folder=folder, **data)


def stamp(folder: Path) -> str:
    """Return a text of times, sizes and inodes of a run's files, to notice that they changed."""
    marks = []
    for name in _STAMPED:
        try:
            status = (folder / name).stat()
        except OSError:
            marks.append("-")
            continue
        parts = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
        marks.append(":".join(map(str, parts)))
    return " ".join(marks)


def read_record(folder: Path) -> Record | Refused | None:
    """Return the record of a run folder, or why it cannot be listed, or None if it is no run.

    The files may have been edited by hand; values of a wrong type are ignored.
    """
    try:
        manifest = _document(folder / MANIFEST)
    except FileNotFoundError:
        return None
    except OSError as error:
        return Refused(str(folder), f"{MANIFEST} cannot be read: {error.strerror or error}")
    except (ValueError, RecursionError):
        # Other programs also write files called manifest.json; a seal shows that a run wrote this
        # one.
        if (folder / SEAL).is_file():
            return Refused(str(folder), f"{MANIFEST} is not JSON any more; it was edited")
        return None
    if manifest.get("kind") != KIND:
        if is_sealed(folder) is None:
            return None
        return Refused(str(folder), f"{MANIFEST} does not say that a run wrote it; it was edited")
    return _record(folder, manifest)


def _record(folder: Path, manifest: dict[str, Any]) -> Record:
    timing, drift = _or_nothing(folder / TIMING), _or_nothing(folder / DRIFT)
    read, output = _mapping(manifest, "input"), _mapping(manifest, "output")
    recipe, rules = _mapping(manifest, "recipe"), _mapping(manifest, "rules")
    seconds = [
        value for value in _mapping(timing, "seconds").values() if _number(value) is not None
    ]
    return Record(
        folder=str(folder),
        sealed=is_sealed(folder) is True,
        started=_text(timing.get("started")),
        seconds=round(sum(seconds), 3) if seconds else None,
        command=tuple(word for word in _list(timing, "command") if isinstance(word, str)),
        reaug=_text(manifest.get("reaug")),
        digest=_text(output.get("digest")),
        input_digest=_text(read.get("digest")),
        source=_text(read.get("source")),
        path=_text(read.get("path")),
        began_in=_text(timing.get("folder")),
        rows_in=_count(read.get("rows")),
        rows=_count(output.get("rows")),
        seed=_count(recipe.get("seed")),
        rules=_text(rules.get("name")),
        rules_hash=_text(rules.get("hash")),
        recipe=_text(_mapping(manifest, "recipe_file").get("name")),
        steps=tuple(step for step in _list(recipe, "steps") if isinstance(step, str | dict)),
        parameters={
            path: values
            for path, values in _mapping(manifest, "parameters").items()
            if isinstance(values, dict)
        },
        labels=_changed_labels(_mapping(drift, "labels")),
        js=_number(_mapping(drift, "label").get("js")),
        findings=_count(manifest.get("findings")),
        failed_gates=tuple(
            gate["expr"]
            for gate in _list(manifest, "gates")
            if isinstance(gate, dict) and gate.get("passed") is False and _text(gate.get("expr"))
        ),
    )


def _changed_labels(labels: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """Return the labels whose number of rows changed, the largest change first."""
    moved: dict[str, tuple[int, int]] = {}
    for name, shift in labels.items():
        before, after = (_count(_mapping(labels, name).get(key)) for key in ("before", "after"))
        if isinstance(shift, dict) and before is not None and after is not None and before != after:
            moved[name] = (before, after)
    furthest = sorted(moved.items(), key=lambda item: (-abs(item[1][1] - item[1][0]), item[0]))
    return dict(furthest[:_MOST_LABELS])


def _document(path: Path) -> dict[str, Any]:
    """Return the JSON object in a file.

    Raises
    ------
    OSError, ValueError, RecursionError
        The file is no JSON object or cannot be read. A pipe is not opened, since it may never end.
    """
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError(0, "it is not a file")
    if status.st_size > LARGEST:
        raise OSError(0, f"it has more than {LARGEST:,} bytes")
    value = json.loads(path.read_bytes())
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def read_object(path: Path) -> dict[str, Any] | None:
    """Return the JSON object in a file; None if the file does not exist.

    Raises
    ------
    OSError, ValueError
        The file exists, but is no JSON object or cannot be read.
    """
    try:
        return _document(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _or_nothing(path: Path) -> dict[str, Any]:
    try:
        return _document(path)
    except (OSError, ValueError, RecursionError):
        return {}


def _mapping(data: dict[str, Any], name: str) -> dict[str, Any]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def _list(data: dict[str, Any], name: str) -> list[Any]:
    value = data.get(name)
    return value if isinstance(value, list) else []


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return None
    return float(value) if abs(value) < 1e300 else None
