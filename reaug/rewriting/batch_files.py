"""Write requests as JSON lines for providers' batch APIs, and keep them until answers come."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import IO, Final
from uuid import uuid4

from reaug.errors import InputError
from reaug.rewriting.answers import OURS, note_of
from reaug.rewriting.requests import Request
from reaug.strict_json import dumps, loads

URL: Final = "/v1/chat/completions"
_SET: Final = re.compile(rf'"custom_id"\s*:\s*"{OURS}([0-9a-f]{{8}})-[0-9a-f]{{32}}"')


def write_batch(requests: Iterable[Request], made_with: str, file: IO[str]) -> None:
    """Write requests in OpenAI's batch format, which other providers accept, too.

    `made_with` is the digest of prompt, model and parameters. Each `custom_id` contains it, so that
    answers to requests with another prompt, model or parameters are recognised.

    >>> import io
    >>> file = io.StringIO()
    >>> write_batch([Request("0" * 32, {"model": "m"})], "12345678", file)
    >>> file.getvalue()[:36]
    '{"custom_id": "reaug-12345678-000000'
    """
    for request in requests:
        line = {
            "custom_id": f"{OURS}{made_with[:8]}-{request.key}",
            "method": "POST",
            "url": URL,
            "body": request.body,
        }
        file.write(dumps(line) + "\n")


def sets_of(path: Path) -> Counter[str]:
    """Return with which settings the answers in a file were requested, as counts of answers.

    The keys of the counts are digests of prompt, model and parameters, shortened to eight digits as
    in `custom_id`. There are none if the answers are not to requests of reaug, or the file cannot
    be read.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            matches = map(_SET.search, file)
            return Counter(match[1] for match in matches if match is not None)
    except (OSError, UnicodeDecodeError):
        return Counter()


def check_answers(path: Path, made_with: str) -> None:
    """Raise an error if no answer in a file was requested with this prompt, model and parameters.

    `made_with` is their digest.

    Raises
    ------
    InputError
        All answers belong to other prompts, models or parameters, or to requests that reaug did
        not make.
    """
    if path.is_dir() or path.suffix == ".arrow":
        note = note_of(path)
        prompts = {note["made_with"][:8]} if "made_with" in note else set()
    else:
        prompts = set(sets_of(path))
        if not prompts and path.stat().st_size:
            raise InputError(
                f"{path}: none of these answers is for a request of reaug rewrite export: each "
                "custom_id must be that of its request, reaug-…"
            )
    if prompts and made_with[:8] not in prompts:
        raise InputError(
            f"{path}: answers for another prompt, model or parameters "
            f"({', '.join(sorted(prompts))}, not {made_with[:8]}); repeat the options of the export"
        )


def collect(folder: Path, requests: Iterable[Request]) -> None:
    """Add a new file with requests to a folder; several processes may do so at the same time."""
    lines = [dumps({"key": request.key, "body": request.body}) + "\n" for request in requests]
    if lines:
        folder.mkdir(exist_ok=True)
        path = folder / f"{uuid4().hex}.jsonl"
        path.write_text("".join(lines), encoding="utf-8", errors="surrogatepass")


def collected(folder: Path) -> Iterator[Request]:
    """Yield the requests that `collect` has written to a folder, one per key, sorted by key."""
    places: dict[str, tuple[int, int, int]] = {}
    with ExitStack() as stack:
        texts = []
        for number, path in enumerate(sorted(folder.glob("*.jsonl"))):
            with path.open("rb") as file:
                at = 0
                for line in file:
                    places.setdefault(line[9:41].decode(), (number, at, at + len(line)))
                    at += len(line)
                # Mapped, since each read would let the threads run that send requests.
                texts.append(stack.enter_context(mmap(file.fileno(), 0, access=ACCESS_READ)))
        for key in sorted(places):
            number, begin, end = places[key]
            text = texts[number][begin:end].decode("utf-8", "surrogatepass")
            yield Request(key, loads(text)["body"])
