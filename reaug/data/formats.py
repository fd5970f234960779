"""The formats: what each is, how its files end, and which way it goes. Lists elsewhere follow."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, get_args

FileFormat = Literal["klue-json", "competition-csv", "jsonl", "parquet", "tacred"]
"""Files of rows: a recipe's output may name them."""

Format = Literal[FileFormat, "disk"]
"""What `write` makes."""


class Known(NamedTuple):
    """A format.

    told : what it is, in a line.
    suffix : how a file ends that reaug itself names; "" where it names none.
    read : whether it is read.
    """

    told: str
    suffix: str = ""
    read: bool = True


FORMATS: Final[dict[str, Known]] = {
    "klue-json": Known("KLUE's JSON, a list of rows (.json)", ".json"),
    "competition-csv": Known(
        "the competition's CSV, mentions as Python dict literals (.csv)", ".csv"
    ),
    "jsonl": Known(
        "JSON lines, nested as KLUE or flat: subject_entity.word and so on (.jsonl, .ndjson)",
        ".jsonl",
    ),
    "parquet": Known("Parquet, nested or flat (.parquet)", ".parquet"),
    "tacred": Known(
        "TACRED's JSON, tokens and spans of them; told by its fields token and subj_start (.json)",
        ".tacred.json",
    ),
    "disk": Known("a folder that datasets saved with save_to_disk (FOLDER, FOLDER:SPLIT)"),
    "run": Known("a run folder of reaug"),
    "hub": Known("a data set on the Hugging Face hub (klue/re:train, owner/name:split)"),
    "tapt": Known(
        "the sentences alone, each once, a line each: to train a language model on (.txt)",
        ".txt",
        read=False,
    ),
}
"""All formats by name; text formats may be packed (.gz)."""

FILES: Final[tuple[FileFormat, ...]] = get_args(FileFormat)
WRITABLE: Final[tuple[Format, ...]] = (*FILES, "disk")
"""Formats that `write` knows."""

READABLE: Final = {name: known.told for name, known in FORMATS.items() if known.read}
"""Formats that `read` knows, with what they are."""

EXPORTS: Final = (*FILES, "tapt")
"""Formats of `reaug export`."""
