"""What is said of the formats in one place is so everywhere."""

from __future__ import annotations

from reaug.data import EXPORTS, FILES, FORMATS, READABLE, WRITABLE
from reaug.data.writing import _WRITERS


def test_every_list_is_of_known_formats() -> None:
    assert {*READABLE, *WRITABLE, *EXPORTS} == set(FORMATS)
    assert tuple(_WRITERS) == WRITABLE
    assert set(FORMATS) - set(READABLE) == {"tapt"}


def test_every_file_has_a_name_of_its_own() -> None:
    suffixes = [FORMATS[name].suffix for name in EXPORTS]
    assert len({*suffixes}) == len(suffixes)
    assert all(suffix.startswith(".") for suffix in suffixes)
    assert not any(FORMATS[name].suffix for name in FORMATS if name not in EXPORTS)
    assert all("\n" not in known.told for known in FORMATS.values())
    assert list(EXPORTS) == [*FILES, "tapt"]
