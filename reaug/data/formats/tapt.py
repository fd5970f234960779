"""Write the sentences of a data set as text for task-adaptive pre-training of a language model.

Gururangan et al. 2020, "Don't Stop Pretraining". Sentences of a test set can be left out. They are
compared in normal form (`core.normal_form`), so NFD, other spaces and invisible characters make no
difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from reaug.data.formats._format import FileFormat
from reaug.data.text_files import text_file

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH: Final = 16_384
# All line ends of `str.splitlines`: other programs may end a line there.
_LINE_END: Final = r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x{85}\x{2028}\x{2029}]"


class Tapt(FileFormat):
    """A text file of sentences, one per line."""

    summary = "only the sentences, each once, one per line: to train a language model on (.txt)"
    suffix = ".txt"

    def write_sentences(
        self,
        sentences: pa.ChunkedArray,
        path: Path,
        without: Sequence[tuple[str, pa.ChunkedArray]],
    ) -> Written:
        """Write each distinct sentence once; see the module's function `write_sentences`."""
        return write_sentences(sentences, path, without)


class LeftOut(NamedTuple):
    """Counts about a data set whose sentences are left out, such as a test set.

    name : name of the data set.
    sentences : number of its distinct sentences.
    left_out : number of sentences that were left out because this data set contains them, and no
        earlier data set does.
    """

    name: str
    sentences: int
    left_out: int


class Written(NamedTuple):
    """Counts of rows and sentences, as `write_sentences` returns them.

    rows : number of rows.
    distinct : number of distinct sentences, without blank ones.
    blank : number of rows whose sentence has no visible characters.
    lines : number of sentences written, which is `distinct` less the sentences left out.
    without : counts of the sentences that were left out, by data set.
    """

    rows: int
    distinct: int
    blank: int
    lines: int
    without: tuple[LeftOut, ...]


def write_sentences(
    sentences: pa.ChunkedArray,
    path: Path,
    without: Sequence[tuple[str, pa.ChunkedArray]] = (),
) -> Written:
    r"""Write each distinct sentence once, one per line, in order of first appearance.

    Line breaks inside a sentence become a space; everything else is written unchanged. Memory grows
    by one hash for each distinct sentence.

    Parameters
    ----------
    sentences
        n sentences.
    path
        The file to write, replaced atomically; compressed if its name ends in `.gz` or `.zst`.
    without
        The name and the sentences of each data set to leave out.

    Raises
    ------
    OutputError
        `path` cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import pyarrow as pa
    >>> rows = pa.chunked_array([["세종은  왕이다.", "LG의\n구광모", "세종은 왕이다.", "이순신"]])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "a.txt"
    ...     counts = write_sentences(rows, file, [("test", pa.chunked_array([[" 이순신"]]))])
    ...     file.read_text(encoding="utf-8"), counts.distinct, counts.without[0].left_out
    ('세종은  왕이다.\nLG의 구광모\n', 3, 1)
    """
    from reaug.files.atomic import whole

    owner: dict[bytes, int] = {}
    sizes = []
    for i, (_, others) in enumerate(without):
        keys = {key for batch in _batches(others) for key in _keys(batch) if key}
        sizes.append(len(keys))
        for key in keys:
            owner.setdefault(key, i)
    with whole(path) as partial, text_file(partial) as file:
        seen, blank = _write_new(sentences, owner, file)
    left_out_lines = [0] * len(sizes)
    for key in seen & owner.keys():
        left_out_lines[owner[key]] += 1
    sets = zip(without, sizes, left_out_lines, strict=True)
    left_out = tuple(LeftOut(name, size, count) for (name, _), size, count in sets)
    return Written(len(sentences), len(seen), blank, len(seen) - sum(left_out_lines), left_out)


def _write_new(
    sentences: pa.ChunkedArray, owner: dict[bytes, int], file: IO[str]
) -> tuple[set[bytes], int]:
    """Write each distinct sentence once, except for the sentences to leave out."""
    # `owner` has the key (see `_keys`) of each sentence to leave out, with the index of its data
    # set. Returns the keys of all sentences, and the number of blank sentences.
    import pyarrow as pa
    import pyarrow.compute as pc

    seen: set[bytes] = set()
    blank = 0
    for batch in _batches(sentences):
        fresh = []
        for key in _keys(batch):
            fresh.append(key not in seen and key not in owner and bool(key))
            if key:
                seen.add(key)
            else:
                blank += 1
        chosen = pc.replace_substring_regex(batch.filter(pa.array(fresh)), _LINE_END, " ")
        file.writelines(f"{line}\n" for line in chosen.to_pylist())
    return seen, blank


def _batches(sentences: pa.ChunkedArray) -> list[pa.Array]:
    import pyarrow as pa

    table = pa.table({"sentence": sentences})
    return [batch.column(0) for batch in table.to_batches(max_chunksize=_BATCH)]


def _keys(sentences: pa.StringArray) -> list[bytes]:
    """Return a hash of the normal form of each sentence; b"" for a blank one."""
    import pyarrow as pa
    import xxhash

    from reaug.core.normal_form import normal

    same = normal(sentences).cast(pa.binary())
    return [xxhash.xxh3_128_digest(sentence) if sentence else b"" for sentence in same.to_pylist()]
