"""Detect the encoding of a text file from all its bytes.

UTF-8 is used whenever all bytes are valid in it. Korean Excel writes CP949 (a superset of EUC-KR),
and UTF-16 for "Unicode text".
"""

from __future__ import annotations

import codecs
from collections import Counter
from pathlib import Path
from typing import Final, NamedTuple

from reaug.errors import InputError

BOM: Final = b"\xef\xbb\xbf"
MARKS: Final = (
    (BOM, "utf-8", "UTF-8"),
    (b"\xff\xfe\x00\x00", "utf-32", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32", "UTF-32"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
"""Byte order marks, each with Python's codec and the encoding's name for messages."""
_ZIP: Final = b"PK\x03\x04"
_BINARY: Final = (
    (b"\xd0\xcf\x11\xe0", "an Excel file in the old format (.xls); save it as .xlsx or CSV"),
    (b"\x1f\x8b", "gzip-compressed; make its name end in .gz"),
    (b"BZh", "bzip2-compressed; unpack it first"),
    (b"\xfd7zXZ", "xz-compressed; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it first"),
    (b"%PDF-", "a PDF; copy the rows into a table"),
    (b"PAR1", "a Parquet file; make its name end in .parquet"),
    (b"ARROW1", "an Arrow file; load it with datasets, or save it as Parquet"),
    (b"SQLite format 3\0", "a SQLite database; write its rows as CSV"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x89HDF", "an HDF5 file; save the rows as Parquet or CSV"),
    (b"\x93NUMPY", "a NumPy array; save the rows as Parquet or CSV"),
)
LEAST_HANGUL: Final = 0.5
"""Minimum share of Hangul among the non-ASCII letters of a text in CP949.

Bytes in another encoding become mostly hanja if they are decoded as CP949.
"""
WIDE: Final = (("utf-16-le", "UTF-16 LE"), ("utf-16-be", "UTF-16 BE"))
"""Codecs for UTF-16 without a byte order mark, and their names for messages."""
_LEAST_ZEROS: Final = 0.1
"""Minimum share of zero bytes in UTF-16: each space, digit or punctuation mark contains one."""


class Decoded(NamedTuple):
    """A text, and the name of its encoding for messages (None for plain UTF-8)."""

    text: str
    encoding: str | None


class EncodingNote(str):
    """A note about the encoding of a file; it is shown after the other notes about the file."""


def note_of(path: Path | str, encoding: str) -> EncodingNote:
    """Return the note about a file that is not UTF-8."""
    return EncodingNote(f"{path}: is {encoding}, and is read as such")


def binary_kind(data: bytes) -> str | None:
    """Return the kind of a binary file, with advice for a message; None if the file may be text.

    >>> binary_kind(b"%PDF-1.7"), binary_kind(b"sentence,label")
    ('a PDF; copy the rows into a table', None)
    """
    if data.startswith(_ZIP):
        if b"xl/" in data[:4096] or b"xl/workbook.xml" in data:
            return "an Excel workbook; make its name end in .xlsx"
        return "a zip archive; unpack it first"
    if data[:1] == b"\x80" and data[1:2] in b"\x02\x03\x04\x05" and data.endswith(b"."):
        return (
            "a pickle, which is never read since it can run code when loaded; save the rows as "
            "Parquet, JSON or CSV"
        )
    return next((what for magic, what in _BINARY if data.startswith(magic)), None)


def decode(data: bytes, path: Path | str, encoding: str | None = None) -> Decoded:
    """Return the text of a file from its bytes, and its encoding.

    Parameters
    ----------
    encoding
        The encoding given by the user; None to detect it.

    Raises
    ------
    InputError
        The bytes are not text, or not in the encoding; the message names the line.

    Examples
    --------
    >>> decode("문장,관계".encode("cp949"), "a.csv")
    Decoded(text='문장,관계', encoding='CP949')
    """
    kind = binary_kind(data)
    if kind is not None:
        raise InputError(f"{path}: is not text but {kind}")
    if encoding is not None:
        return _in(data, path, encoding)
    for mark, codec, name in MARKS:
        if data.startswith(mark):
            text = _of_mark(data, codec, name, path).removeprefix("\ufeff")
            return Decoded(text, None if mark == BOM else name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(data, path, error)
    if "\0" in text:
        wide = _utf16(data)
        if wide is not None:
            return wide
    return Decoded(text, None)


def _in(data: bytes, path: Path | str, encoding: str) -> Decoded:
    name = codecs.lookup(encoding).name
    # utf-8-sig removes a byte order mark at the beginning.
    codec = {"utf-8": "utf-8-sig"}.get(name, name)
    try:
        text = data.decode(codec)
    except UnicodeError as error:
        line, byte = _place(data, error)
        raise InputError(
            f"{path}: line {line} (byte {byte}) is not {encoding}; omit --encoding to have it "
            "detected"
        ) from error
    return Decoded(text.removeprefix("\ufeff"), encoding)


def _of_mark(data: bytes, codec: str, name: str, path: Path | str) -> str:
    try:
        return data.decode(codec)
    except UnicodeError as error:
        line, byte = _place(data, error)
        raise InputError(
            f"{path}: starts like {name}, but line {line} (byte {byte}) is not valid in it; save "
            "it again as UTF-8, or set its encoding: --encoding cp949"
        ) from error


def _not_utf8(data: bytes, path: Path | str, error: UnicodeDecodeError) -> Decoded:
    """Return text that is not UTF-8, decoded as UTF-16 without a byte order mark, or as CP949."""
    wide = _utf16(data)
    if wide is not None:
        return wide
    try:
        text = data.decode("cp949")
    except UnicodeDecodeError as other:
        raise _undecodable(data, path, error, other) from error
    if share_of_hangul(Counter(text)) < LEAST_HANGUL:
        line, byte = _place(data, error)
        raise InputError(
            f"{path}: line {line} (byte {byte}) is not UTF-8, and read as CP949 the file has "
            "hardly any Hangul; give its encoding (--encoding NAME), or save it as UTF-8"
        ) from error
    return Decoded(text, "CP949")


def may_be_wide(size: int, zeros: int) -> bool:
    """Return whether `size` bytes, of which `zeros` are zero, can be UTF-16.

    >>> may_be_wide(20, 10), may_be_wide(21, 10), may_be_wide(20, 0)
    (True, False, False)
    """
    return not size % 2 and zeros >= _LEAST_ZEROS * size


def is_plain(character: str) -> bool:
    """Return whether a character is a Hangul syllable, printable ASCII, or white space.

    >>> is_plain("가"), is_plain("a"), is_plain("漢")
    (True, True, False)
    """
    return character in "\t\r\n" or " " <= character <= "~" or "가" <= character <= "힣"


def _utf16(data: bytes) -> Decoded | None:
    """Return text decoded as UTF-16 without a byte order mark; None if it does not look Korean."""
    if not may_be_wide(len(data), data.count(0)):
        return None
    best: tuple[float, str, str] | None = None
    for codec, name in WIDE:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        plain = sum(map(is_plain, text))
        if "\0" not in text and (best is None or plain > best[0]):
            best = plain, text, name
    if best is None or best[0] < LEAST_HANGUL * len(best[1]):
        return None
    return Decoded(best[1], best[2])


def share_of_hangul(characters: Counter[str]) -> float:
    """Return the share of Hangul among non-ASCII letters; 1 if there are none.

    >>> share_of_hangul(Counter("가나 漢字 ab"))
    0.5
    """
    letters = {c: count for c, count in characters.items() if c > "\x7f" and c.isalpha()}
    hangul = sum(count for c, count in letters.items() if "가" <= c <= "힣")
    return hangul / sum(letters.values()) if letters else 1.0


def _undecodable(
    data: bytes, path: Path | str, utf8: UnicodeDecodeError, cp949: UnicodeDecodeError
) -> InputError:
    """Return the error for bytes that are valid neither as UTF-8 nor as CP949."""
    # The message is about the encoding with fewer invalid bytes.
    wrong = {
        name: data.decode(codec, "replace").count("\ufffd")
        for name, codec in (("UTF-8", "utf-8"), ("CP949", "cp949"))
    }
    name = "UTF-8" if wrong["UTF-8"] <= wrong["CP949"] else "CP949"
    line, byte = _place(data, utf8 if name == "UTF-8" else cp949)
    broken = data[byte : byte + 4].hex(" ")
    return InputError(
        f"{path}: line {line} contains bytes that are not text ({broken} at byte {byte}); the "
        f"rest looks most like {name}. Fix that line and save the file as UTF-8, or set its "
        "encoding: --encoding NAME"
    )


def _place(data: bytes, error: UnicodeError) -> tuple[int, int]:
    """Return the line (from 1) and the byte (from 0) of a decoding error."""
    byte = getattr(error, "start", 0)
    return data.count(b"\n", 0, byte) + 1, byte
