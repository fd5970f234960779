"""Check every input format on KLUE-RE train: mentions decoded from tokens, truncation and speed.

For each format, all rows are marked and encoded with 128 tokens by the tokenizer of the data. Each
mention is decoded from its token positions and compared with its word, ignoring white space; if the
vocabulary lacks a character, the ids of the mention are compared with those of the word alone. The
speed of the step, with applying its changes, is compared with the tokenizer alone on the same
marked texts. Both alternate `--times` times, and the median counts.
"""

from __future__ import annotations

import copy
import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import pyarrow as pa

from _common import TOKENIZER, TRAIN, Verdict, needed, parser, table
from reaug.core.apply import apply
from reaug.core.batch import Batch
from reaug.data import read
from reaug.engine.stored_rows import BATCH_ROWS
from reaug.rulebook import load
from reaug.shaping.encode import Encode
from reaug.shaping.encode.styles import STYLES

LENGTH = 128
SHARE = 0.6


class Read(NamedTuple):
    """The number of mentions recovered as their word and by their token ids, and those not
    recovered.
    """

    word: int
    ids: int
    other: list[tuple[str, str]]


def batches(rows: pa.Table) -> Iterator[Batch]:
    for start in range(0, rows.num_rows, BATCH_ROWS):
        yield Batch(rows.slice(start, BATCH_ROWS).combine_chunks())


def main() -> int:
    """Print a line per format, and the results of the checks."""
    args = parser(__doc__)
    args.add_argument("--times", type=int, default=3, help="how often speed is measured")
    given = args.parse_args()
    tokenizer, book = str(needed(given.data, TOKENIZER)), load("klue-re")
    train = needed(given.data, TRAIN)
    rows = read(str(train), labels=book.labels, types=list(book.types)).table
    lines, verdict = [], Verdict()
    wrong, dropped, slowest = 0, 0, 9.9
    for style in STYLES:
        step = Encode(style=style, tokenizer=tokenizer, max_length=LENGTH)
        state = step.finish(None, book)
        assert state.tokenizing is not None
        plain = copy.deepcopy(state.tokenizing.tokenizer)
        ours, bare = [], []
        for _ in range(given.times):
            done, seconds = encoded(step, state, rows)
            ours.append(seconds)
            bare.append(tokenised(plain, done))
        result = read_back(plain, done)
        share = statistics.median(b / o for o, b in zip(ours, bare, strict=True))
        counts = [count for batch in done for count in batch.column("token_count").to_pylist()]
        cut = sum(count > LENGTH for count in counts)
        speed = [f"{rows.num_rows / statistics.median(each):,.0f}" for each in (ours, bare)]
        lines.append(
            (style, cut, result.word, result.ids, len(result.other), *speed, f"{share:.2f}")
        )
        wrong, dropped = wrong + len(result.other), dropped + rows.num_rows - len(counts)
        slowest = min(slowest, share)
        for word, decoded in result.other[:3]:
            print(f"{style}: {word!r} is read back as {decoded!r}")
    head = ("format", "cut", "as the word", "as its ids", "otherwise", "rows/s", "bare", "share")
    print(table(head, lines))
    verdict.check("mentions read back otherwise", wrong == 0, wrong)
    verdict.check("rows lost", dropped == 0, dropped)
    verdict.check(
        f"share of the bare tokenizer's speed, at least {SHARE}", slowest >= SHARE, f"{slowest:.2f}"
    )
    return verdict.code


def encoded(step: Encode, state: Any, rows: pa.Table) -> tuple[list[Batch], float]:
    """Return the rows after the step, and the seconds of propose and apply."""
    done, seconds = [], 0.0
    for batch in batches(rows):
        begun = time.perf_counter()
        done.append(apply(batch, step.propose(batch, state, None)).batch)
        seconds += time.perf_counter() - begun
    return done, seconds


def tokenised(tokenizer: Any, done: list[Batch]) -> float:
    """Return the seconds of the tokenizer alone on the same texts, with the same maximum length."""
    seconds = 0.0
    for batch in done:
        texts = [batch.sentence.to_pylist()]
        if "query" in batch.table.column_names:
            texts.append(batch.column("query").to_pylist())
        begun = time.perf_counter()
        tokenizer(*texts, truncation=True, max_length=LENGTH)
        seconds += time.perf_counter() - begun
    return seconds


def read_back(tokenizer: Any, done: list[Batch]) -> Read:
    """Decode both mentions of all rows from the positions of their tokens."""
    word = ids = 0
    other = []
    for batch in done:
        tokens = batch.column("input_ids").to_pylist()
        for role in ("subject", "object"):
            starts, ends = (
                batch.column(f"{role}_token_{edge}").to_pylist() for edge in ("start", "end")
            )
            own = [row[a:b] for row, a, b in zip(tokens, starts, ends, strict=True)]
            texts = tokenizer.batch_decode(own)
            for mention, text, of in zip(batch.words(role).to_pylist(), texts, own, strict=True):
                if "".join(text.split()) == "".join(mention.split()):
                    word += 1
                elif tokenizer(mention, add_special_tokens=False)["input_ids"] == of:
                    ids += 1
                else:
                    other.append((mention, text))
    return Read(word, ids, other)


if __name__ == "__main__":
    sys.exit(main())
