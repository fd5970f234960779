"""What people and programs noted of a run: tags, and the verdict of a probe.

They lie in `notes/`, outside the run's digests. `notes/tags.json` is an object of texts;
`notes/probe.json` is what `reaug probe --json` prints, of which `arms` is read.
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
from reaug.files.locking import same_file, try_lock
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
"""Seconds to wait for another who is tagging: that takes milliseconds."""


class Verdict(NamedTuple):
    """What a probe said of one arm: its F1, and whether it beats plain duplicates (or raw rows)."""

    arm: str
    f1: float | None
    verdict: str | None

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return self._asdict()


class Notes(NamedTuple):
    """What is noted of a run.

    tags : texts by key.
    verdicts : of a probe, an arm each.
    problems : files of notes that cannot be read, and why.
    """

    tags: dict[str, str] = {}  # noqa: RUF012  # never changed
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
    """The notes of a run; what cannot be read is told, and is no error."""
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
    """The arms of a probe but those that others are held against."""
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
        one = gain.get(against) if isinstance(gain, dict) else None
        if isinstance(one, dict) and isinstance(one.get("verdict"), str):
            return str(one["verdict"])
    return None


def parse_tags(words: list[str] | tuple[str, ...]) -> dict[str, str]:
    """Tags as they are typed, `key=value`; an empty value takes the tag away.

    Keys are brought into NFC, so that one typed on macOS and one typed elsewhere are the same.

    Raises
    ------
    UsageError
        A word is no tag, or a key comes twice.

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
    """Tags that can be written, as texts.

    Raises
    ------
    UsageError
        There is none; a key is empty, too long or has a control character; a value is no text or
        number, or is too long.
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
    """Write tags of a run, and return all that it has then.

    Parameters
    ----------
    folder
        A run folder.
    tags
        Texts or numbers by key; an empty text takes a tag away.

    Raises
    ------
    UsageError
        As of `checked_tags`.
    InputError
        The folder is no run, or its tags were written by something else and cannot be read.
    OutputError
        They cannot be written.
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
    """Hold a lock beside the tags, so that of two who tag at once neither is lost."""
    until = time.monotonic() + _PATIENCE
    descriptor = _held(path)
    while descriptor is None:
        if time.monotonic() > until:
            raise OutputError(f"{folder}: another process is writing its tags; try again")
        time.sleep(0.01)
        descriptor = _held(path)
    try:
        yield
    finally:
        if same_file(path, descriptor):
            with suppress(OSError):
                path.unlink()
        os.close(descriptor)


def _held(path: Path) -> int | None:
    """The open lock file; None where another holds it. Where nothing can be locked, all may."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    if try_lock(descriptor) is not False and same_file(path, descriptor):
        return descriptor
    os.close(descriptor)
    return None
