"""Read the objects of a JSON list one by one, without the whole list in memory."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from reaug.data.compressed_files import unpacked
from reaug.errors import InputError
from reaug.strict_json import DECODER

_BYTES: Final = 1 << 20
_NO_SPACE: Final = re.compile(r"[^ \t\n\r]")


def objects_of(path: Path, codec: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file that is a JSON list, decoded with `codec`.

    Raises
    ------
    InputError
        The file is not a JSON list of objects. The message has no position; reading the whole file
        at once gives a better one.
    """
    with unpacked(path) as file:
        text = _Text(path, file, codec)
        text.take("[")
        if text.peek() == "]":
            text.take("]")
        else:
            while True:
                yield text.value()
                if text.peek() == "]":
                    text.take("]")
                    break
                text.take(",")
        if text.peek():
            raise InputError(f"{path}: there is more text after the list")


class _Text:
    """The text of a JSON file, read only as far as needed."""

    def __init__(self, path: Path, file: Any, codec: str) -> None:
        self._path, self._file = path, file
        self._decode = codecs.getincrementaldecoder(codec)().decode
        self._text, self._at, self._over = "", 0, False

    def _more(self) -> bool:
        """Read more of the file; return False at its end."""
        if self._over:
            return False
        read = self._file.read(_BYTES)
        self._over = not read
        try:
            more = self._decode(read, final=self._over)
        except UnicodeError as error:
            raise self._wrong() from error
        self._text, self._at = self._text[self._at :] + more, 0
        return True

    def _wrong(self) -> InputError:
        return InputError(f"{self._path}: is not a list of objects")

    def peek(self) -> str:
        """Return the next character that is not white space; "" at the end."""
        while True:
            match = _NO_SPACE.search(self._text, self._at)
            if match is not None:
                self._at = match.start()
                return match[0]
            self._at = len(self._text)
            if not self._more():
                return ""

    def take(self, mark: str) -> None:
        """Skip the punctuation mark `mark`; raise an error if the next character is another one."""
        if self.peek() != mark:
            raise self._wrong()
        self._at += 1

    def value(self) -> dict[str, Any]:
        """Return the JSON object that starts at the current position."""
        if self.peek() != "{":
            raise self._wrong()
        while True:
            try:
                item, end = DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                if not self._more():
                    raise self._wrong() from error
                continue
            self._at = end
            return dict(item)
