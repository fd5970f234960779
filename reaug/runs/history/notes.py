"""Read and write the notes about a run by people and programs: tags, and verdicts of a probe.

A probe (`reaug probe`) trains models on raw rows and on the output of recipes, and compares their
F1 scores. The notes are in `notes/`, which the digests of the run do not cover. `notes/tags.json`
is a JSON object of texts. `notes/probe.json` is the output of `reaug probe --json`, of which the
field `arms` is read.
"""

from __future__ import annotations

import os
import re
import time
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from reaug.errors import InputError, OutputError, UsageError
from reaug.files.atomic import whole
from reaug.files.locks import same_file, try_lock
from reaug.files.run_files import NOTES, is_run
from reaug.runs.history.record import read_object
from reaug.strict_json import dumps

TAGS: Final = "tags.json"
PROBE: Final = "probe.json"
LONGEST_KEY: Final = 100
LONGEST_VALUE: Final = 2000
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d+)?|\.\d+)")
_LOCK: Final = ".tags.lock"
_PATIENCE: Final = 10.0
"""Seconds to wait while another process adds tags, which takes milliseconds."""


class Verdict(NamedTuple):
    """The result of a probe for one arm (a training set).

    f1 : the F1 score.
    verdict : the probe's word for how the arm compares with plain duplicates of rows, or with the
        raw rows if the probe had no duplicates.
    """

    arm: str
    f1: float | None
    verdict: str | None

    def to_json(self) -> dict[str, Any]:
        """Return the verdict as JSON data."""
        return self._asdict()


class Notes(NamedTuple):
    """The notes about a run.

    tags : texts by key.
    verdicts : results of a probe, one per arm.
    problems : messages about files of notes that cannot be read.
    """

    tags: dict[str, str] = {}  # noqa: RUF012  # never modified
    verdicts: tuple[Verdict, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def scores(self) -> dict[str, float]:
        """The tags whose value is a number, as numbers.

        >>> Notes({"f1": "72.4", "mlflow": "9f3c"}).scores
        {'f1': 72.4}
        """
        return {key: float(text) for key, text in self.tags.items() if _NUMBER.fullmatch(text)}


def read_notes(folder: Path) -> Notes:
    """Return the notes of a run; files that cannot be read are listed as problems."""
    place = folder / NOTES
    if not place.is_dir():
        return Notes()
    problems: list[str] = []
    tags = _read(place / TAGS, problems)
    texts = {key: value for key, value in tags.items() if isinstance(value, str)}
    if len(texts) < len(tags):
        problems.append(f"{NOTES}/{TAGS}: {len(tags) - len(texts)} values are not texts")
    return Notes(texts, _verdicts(_read(place / PROBE, problems)), tuple(problems))


def _read(path: Path, problems: list[str]) -> dict[str, Any]:
    try:
        return read_object(path) or {}
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is not a JSON object"
        problems.append(f"{NOTES}/{path.name} cannot be read: {why}")
        return {}


def _verdicts(probe: Mapping[str, Any]) -> tuple[Verdict, ...]:
    """Return the results of a probe's arms, without the baselines."""
    arms = probe.get("arms")
    if not isinstance(arms, dict):
        return ()
    return tuple(
        Verdict(name, _f1(arm), _verdict(arm))
        for name, arm in arms.items()
        if isinstance(arm, dict) and _verdict(arm) is not None
    )


def _f1(arm: Mapping[str, Any]) -> float | None:
    value = arm.get("f1")
    if isinstance(value, dict):
        value = value.get("mean")
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _verdict(arm: Mapping[str, Any]) -> str | None:
    gain = arm.get("gain")
    for against in ("control", "raw"):
        figures = gain.get(against) if isinstance(gain, dict) else None
        if isinstance(figures, dict) and isinstance(figures.get("verdict"), str):
            return str(figures["verdict"])
    return None


def parse_tags(words: list[str] | tuple[str, ...]) -> dict[str, str]:
    """Return tags written as `key=value`, by key; an empty value removes the tag.

    Keys are normalised to NFC, so that a key typed on macOS equals one typed elsewhere.

    Raises
    ------
    UsageError
        A word is not a tag, or a key occurs twice.

    Examples
    --------
    >>> parse_tags(["실험=둘째", "f1=72.4", "note=a=b"])
    {'실험': '둘째', 'f1': '72.4', 'note': 'a=b'}
    """
    tags: dict[str, str] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            raise UsageError(f"a tag is key=value, not {word!r}; key= removes a tag")
        key = unicodedata.normalize("NFC", key).strip()
        if key in tags:
            raise UsageError(f"the tag {key!r} is given twice; keep one")
        tags[key] = value.strip()
    return checked_tags(tags)


def checked_tags(tags: Mapping[str, Any]) -> dict[str, str]:
    """Return tags as texts, after checking them.

    Raises
    ------
    UsageError
        There are no tags; a key is empty, too long or has a control character; a value is neither
        a text nor a number, or is too long.
    """
    if not tags:
        raise UsageError("no tag is given; write key=value, such as f1=72.4")
    checked = {}
    for key, value in tags.items():
        text = str(value) if isinstance(value, int | float | bool) else value
        if not isinstance(key, str) or not isinstance(text, str):
            raise UsageError(f"the tag {key!r} must be text or a number, not {value!r}")
        key = unicodedata.normalize("NFC", key)
        _check(key, text)
        checked[key] = text
    return checked


def _check(key: str, text: str) -> None:
    if not key.strip() or key != key.strip() or "=" in key or len(key) > LONGEST_KEY:
        raise UsageError(
            f"{key!r} cannot be the key of a tag: use 1 to {LONGEST_KEY} characters, without = "
            "and without surrounding spaces"
        )
    if len(text) > LONGEST_VALUE:
        raise UsageError(
            f"the tag {key!r} has {len(text)} characters; at most {LONGEST_VALUE} are allowed"
        )
    for letter in key + text:
        if unicodedata.category(letter) in ("Cc", "Cs") or letter in "\u2028\u2029":
            raise UsageError(
                f"the tag {key!r} contains the control character {letter!r}; remove it"
            )


def tag(folder: Path, tags: Mapping[str, Any]) -> dict[str, str]:
    """Add tags to a run, and return all tags of the run.

    Parameters
    ----------
    folder
        A run folder.
    tags
        Texts or numbers by key; an empty text removes the tag.

    Raises
    ------
    UsageError
        See `checked_tags`.
    InputError
        The folder is not a run, or its file of tags cannot be read.
    OutputError
        The tags cannot be written.
    """
    new = checked_tags(tags)
    if not is_run(folder):
        raise InputError(f"{folder} is not a run folder; tags belong to runs")
    place = folder / NOTES
    path = place / TAGS
    try:
        place.mkdir(exist_ok=True)
        with _alone(place / _LOCK, folder):
            now = {**_tags_of(path), **new}
            kept = {key: now[key] for key in sorted(now) if now[key] != ""}
            with whole(path) as written:
                written.write_text(dumps(kept, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from error
    return kept


def _tags_of(path: Path) -> dict[str, Any]:
    try:
        return read_object(path) or {}
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is not a JSON object"
        raise InputError(f"{path} cannot be read: {why}; fix it or move it away") from error


@contextmanager
def _alone(path: Path, folder: Path) -> Iterator[None]:
    """Hold a lock on the tags inside the block, so that no concurrent change is lost."""
    until = time.monotonic() + _PATIENCE
    descriptor = _lock_file(path)
    while descriptor is None:
        if time.monotonic() > until:
            raise OutputError(f"{folder}: another process is writing its tags; try again")
        time.sleep(0.01)
        descriptor = _lock_file(path)
    try:
        yield
    finally:
        if same_file(path, descriptor):
            with suppress(OSError):
                path.unlink()
        os.close(descriptor)


def _lock_file(path: Path) -> int | None:
    """Return the descriptor of the lock file; None if another process holds the lock."""
    # If the file system has no locks, the descriptor is always returned.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    if try_lock(descriptor) is not False and same_file(path, descriptor):
        return descriptor
    os.close(descriptor)
    return None
