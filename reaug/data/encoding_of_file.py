"""Which encoding a file is in: judged by all its bytes, as by `encodings.decode`, in pieces."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from reaug.data.encodings import BOM, LEAST_HANGUL, MARKS, is_binary, share_of_hangul
from reaug.data.packed import unpacked
from reaug.errors import InputError

_READ: Final = 1 << 20


class Encoding(NamedTuple):
    """An encoding as Python names it; and for people, None of plain UTF-8."""

    codec: str
    name: str | None


def encoding_of_file(path: Path) -> Encoding:
    """The encoding of a file that is in one without doubt.

    Raises
    ------
    InputError
        It is in none, or only the whole of it can say which; without a place.

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
    if is_binary(head) is not None or head[:1] == b"\x80":
        raise _doubtful(path)
    for mark, codec, name in MARKS:
        if head.startswith(mark):
            if not _is_valid(path, codec):
                raise _doubtful(path)
            return Encoding("utf-8-sig" if mark == BOM else codec, None if mark == BOM else name)
    if _is_valid(path, "utf-8"):
        return Encoding("utf-8", None)
    if not _is_valid(path, "cp949"):
        raise _doubtful(path)
    letters: Counter[str] = Counter()
    for text in _decoded(path, "cp949"):
        letters.update(text)
    if share_of_hangul(letters) < LEAST_HANGUL:
        raise _doubtful(path)
    return Encoding("cp949", "CP949")


def _is_valid(path: Path, codec: str) -> bool:
    """Whether a file is in an encoding; with a NUL, which UTF-16 without a mark has, it is not."""
    try:
        return not any("\0" in text for text in _decoded(path, codec))
    except UnicodeError:
        return False


def _decoded(path: Path, codec: str) -> Iterator[str]:
    decode = codecs.getincrementaldecoder(codec)().decode
    with unpacked(path) as file:
        while data := file.read(_READ):
            yield decode(data)
        yield decode(b"", final=True)


def _doubtful(path: Path) -> InputError:
    return InputError(f"{path}: only the whole says in which encoding it is")
