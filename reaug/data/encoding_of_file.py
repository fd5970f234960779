"""Detect the encoding of a large file piece by piece, with the same result as
`encodings.decode`.
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from reaug.data.compressed_files import unpacked
from reaug.data.encodings import (
    BOM,
    LEAST_HANGUL,
    MARKS,
    WIDE,
    binary_kind,
    is_plain,
    may_be_wide,
    share_of_hangul,
)
from reaug.errors import InputError

_READ: Final = 1 << 20


class Encoding(NamedTuple):
    """Python's codec of an encoding, and its name for messages (None for plain UTF-8)."""

    codec: str
    name: str | None


def encoding_of_file(path: Path, given: str | None = None) -> Encoding:
    """Return the encoding of a file: `given`, or the only encoding in which the file is valid.

    Raises
    ------
    InputError
        No encoding fits the file, or its encoding can only be told from the whole text. The caller
        then reads the file whole, which gives a message with the line.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.csv"
    ...     _ = path.write_bytes("문장,관계".encode("cp949"))
    ...     encoding_of_file(path)
    Encoding(codec='cp949', name='CP949')
    """
    with unpacked(path) as file:
        head = file.read(_READ)
    if given is not None and binary_kind(head) is None and head[:1] != b"\x80":
        codec = codecs.lookup(given).name
        return Encoding({"utf-8": "utf-8-sig"}.get(codec, codec), given)
    if binary_kind(head) is not None or head[:1] == b"\x80":
        raise _doubtful(path)
    for mark, codec, name in MARKS:
        if head.startswith(mark):
            if not _is_valid(path, codec):
                raise _doubtful(path)
            return Encoding("utf-8-sig" if mark == BOM else codec, None if mark == BOM else name)
    if _is_valid(path, "utf-8"):
        return Encoding("utf-8", None)
    wide = _wide(path)
    if wide is not None:
        return wide
    if not _is_valid(path, "cp949"):
        raise _doubtful(path)
    letters: Counter[str] = Counter()
    for text in _decoded(path, "cp949"):
        letters.update(text)
    if share_of_hangul(letters) < LEAST_HANGUL:
        raise _doubtful(path)
    return Encoding("cp949", "CP949")


def _is_valid(path: Path, codec: str) -> bool:
    """Return whether a file is valid in an encoding; False if it has a NUL, a sign of UTF-16."""
    try:
        return not any("\0" in text for text in _decoded(path, codec))
    except UnicodeError:
        return False


def _wide(path: Path) -> Encoding | None:
    """Return UTF-16 LE or BE if a file without a byte order mark is valid in it; else None."""
    size = zeros = 0
    with unpacked(path) as file:
        while data := file.read(_READ):
            size += len(data)
            zeros += data.count(0)
    if not may_be_wide(size, zeros):
        return None
    counts: dict[Encoding, Counter[str]] = {}
    for codec, name in WIDE:
        characters: Counter[str] = Counter()
        try:
            for text in _decoded(path, codec):
                characters.update(text)
        except UnicodeError:
            continue
        if "\0" not in characters:
            counts[Encoding(codec, name)] = characters
    if not counts:
        return None
    plain = {
        encoding: sum(n for c, n in characters.items() if is_plain(c))
        for encoding, characters in counts.items()
    }
    best = max(plain, key=plain.__getitem__)
    return best if plain[best] >= LEAST_HANGUL * counts[best].total() else None


def _decoded(path: Path, codec: str) -> Iterator[str]:
    decode = codecs.getincrementaldecoder(codec)().decode
    with unpacked(path) as file:
        while data := file.read(_READ):
            yield decode(data)
        yield decode(b"", final=True)


def _doubtful(path: Path) -> InputError:
    return InputError(f"{path}: only the whole file shows its encoding")
