"""A language model's answers, by the key of their request; read from providers' files and runs."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.quotes import shorten
from reaug.errors import InputError
from reaug.strict_json import loads

SCHEMA: Final = pa.schema(
    [
        pa.field("key", pa.string(), nullable=False),
        pa.field("status", pa.string(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
        pa.field("tokens_in", pa.int64(), nullable=False),
        pa.field("tokens_out", pa.int64(), nullable=False),
    ]
)
OK: Final = "ok"
BUDGET: Final = "budget"
FAILED: Final = "failed"
CUT: Final = "cut"
"""Status of an answer that the model's token limit has cut off."""
OURS: Final = "reaug-"
"""Prefix of the `custom_id` of reaug's requests."""
FOLDER: Final = "rewrite"
"""Name of the folder in which a run keeps its answers."""
STATUSES: Final = frozenset((OK, BUDGET, FAILED, CUT))
_MOST_LINE: Final = 4 << 20
_MOST_TOKENS: Final = 1 << 40
_LOG: Final = logging.getLogger("reaug.data")


class Answer(NamedTuple):
    """The answer to a request.

    status : `ok`, or why there is no (whole) text; one of `STATUSES`.
    tokens_in, tokens_out : number of tokens that the model read and wrote.
    """

    key: str
    status: str = OK
    text: str = ""
    tokens_in: int = 0
    tokens_out: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether each field has a valid value; False if the file was edited or damaged.

        >>> Answer("a", "ok", "가").is_whole, Answer("a", "strange").is_whole
        (True, False)
        """
        texts = (self.key, self.status, self.text)
        counts = (self.tokens_in, self.tokens_out)
        return (
            all(isinstance(text, str) and _is_text(text) for text in texts)
            and self.status in STATUSES
            and all(type(count) is int and 0 <= count < _MOST_TOKENS for count in counts)
        )


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True)
class Answers:
    """Answers, one per key, sorted by key.

    table : the answers, as a table of `SCHEMA`.
    note : how the answers were requested: settings and their values, such as `mentions`.
    """

    table: pa.Table
    note: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, answers: Iterable[Answer]) -> Answers:
        """Return one answer per key: the first that has a text, else the first.

        >>> Answers.of([Answer("b", "failed"), Answer("a"), Answer("b", text="가")]).get("b").text
        '가'
        """
        by_key: dict[str, Answer] = {}
        for answer in answers:
            if answer.key not in by_key or (
                by_key[answer.key].status != OK and answer.status == OK
            ):
                by_key[answer.key] = answer
        rows = [by_key[key]._asdict() for key in sorted(by_key)]
        return cls(pa.Table.from_pylist(rows, SCHEMA).combine_chunks())

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def __iter__(self) -> Iterator[Answer]:
        for row in self.table.to_pylist():
            yield Answer(**row)

    @property
    def has_texts(self) -> bool:
        """Whether any answer has a text, even if it was cut off."""
        return not {OK, CUT}.isdisjoint(self.table["status"].to_pylist())

    @cached_property
    def _places(self) -> dict[str, int]:
        return {key: place for place, key in enumerate(self.table["key"].to_pylist())}

    @cached_property
    def _columns(self) -> list[pa.Array]:
        """Each column as one Arrow array, which makes look-ups three times as fast."""
        return [self.table[name].combine_chunks() for name in SCHEMA.names]

    def get(self, key: str) -> Answer | None:
        """Return the answer to the request with a key; None if there is none."""
        place = self._places.get(key)
        return (
            None if place is None else Answer(*(column[place].as_py() for column in self._columns))
        )

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def among(self, keys: Iterable[str]) -> Answers:
        """Return the answers to the requests with the given keys."""
        wanted = pa.array(sorted(set(keys)), pa.string())
        matching = self.table.filter(pc.is_in(self.table["key"], value_set=wanted))
        return replace(self, table=matching.combine_chunks())

    def noting(self, note: Mapping[str, str]) -> Answers:
        """Return the answers with another note."""
        return replace(self, note=dict(sorted(note.items())))

    @property
    def digest(self) -> str:
        """The SHA-256 of all answers."""
        digest = hashlib.sha256()
        for answer in self:
            digest.update(f"{answer.key}\t{answer.status}\t{answer.text!r}\n".encode())
        return digest.hexdigest()

    def figures(self) -> dict[str, Any]:
        """Return the number of answers by status, and of tokens, as JSON data."""
        counts = sorted(
            (entry["values"].as_py(), entry["counts"].as_py())
            for entry in self.table["status"].combine_chunks().value_counts()
        )
        tokens = {
            name: int(pc.sum(self.table[name]).as_py() or 0) for name in ("tokens_in", "tokens_out")
        }
        return {"answers": dict(counts), **tokens}

    def write(self, path: Path) -> None:
        """Write the answers as an Arrow file; equal answers give equal bytes."""
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        table = self.table.replace_schema_metadata(dict(self.note) or None).combine_chunks()
        with (
            pa.OSFile(str(path), "wb") as file,
            pa.ipc.new_file(file, table.schema, options=options) as writer,
        ):
            writer.write_table(table, max_chunksize=65_536)


def read_answers(paths: Sequence[str | Path], *, quiet: bool = False) -> Answers:
    """Return answers from a provider's JSON lines, a run's Arrow file, or a run folder.

    The user is told about requests with several answers, unless `quiet`.

    Raises
    ------
    InputError
        A file cannot be read, or has no answers; the message names the line.
    """
    files = [Path(path) for path in paths]
    note = next(filter(None, map(note_of, files)), {})
    texts: dict[str, tuple[str, Path]] = {}
    several: dict[str, set[Path]] = {}

    def watched() -> Iterator[Answer]:
        for file in files:
            for answer in _read(file):
                text, first = texts.setdefault(answer.key, (answer.text, file))
                if answer.text and not text:
                    texts[answer.key] = answer.text, file
                elif answer.text and text != answer.text:
                    several.setdefault(answer.key, set()).update((first, file))
                yield answer

    answers = Answers.of(watched())
    if several and not quiet:
        among = set.union(*several.values())
        names = ", ".join(dict.fromkeys(str(file) for file in files if file in among))
        _LOG.warning(
            "%s",
            f"{names}: requests with several answers: {len(several):,}; the first of each is used",
        )
    return answers.noting(note)


def note_of(path: Path) -> dict[str, str]:
    """Return the note in an Arrow file of answers, or in a run's first file of answers."""
    file = path / FOLDER / "answers.arrow" if path.is_dir() else path
    if file.suffix != ".arrow" or not file.is_file():
        return {}
    with pa.OSFile(str(file), "rb") as opened:
        metadata = pa.ipc.open_file(opened).schema.metadata or {}
    return {key.decode(): value.decode() for key, value in metadata.items()}


def _read(path: Path) -> Iterator[Answer]:
    if path.is_dir():
        files = sorted((path / FOLDER).glob("*.arrow")) or sorted(path.glob("*.arrow"))
        if not files:
            raise InputError(
                f"{path}: contains no answers; a run of rewrite has {FOLDER}/answers.arrow"
            )
        for file in files:
            yield from _read(file)
    elif path.suffix == ".arrow":
        yield from _of_arrow(path)
    else:
        yield from _of_lines(path)


def _of_arrow(path: Path) -> Iterable[Answer]:
    try:
        with pa.OSFile(str(path), "rb") as file:
            table = pa.ipc.open_file(file).read_all()
        table.validate(full=True)
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    if table.schema.names != SCHEMA.names:
        raise InputError(
            f"{path}: contains no answers: its columns are {', '.join(table.schema.names)}"
        )
    rows = [Answer(**row) for row in table.to_pylist()]
    if not all(row.is_whole for row in rows):
        raise InputError(
            f"{path}: its answers are not as a run wrote them: the file was changed since"
        )
    return rows


def _of_lines(path: Path) -> Iterator[Answer]:
    refused: Counter[str] = Counter()
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    where = f"{path}:{number}"
                    data = _data_of(line, where)
                    answer = _answer_in(data, where)
                    # The caller reports lines about requests that reaug did not make.
                    if answer.status == FAILED and data["custom_id"].startswith(OURS):
                        refused[_why_none(data)] += 1
                    yield answer
    except (OSError, UnicodeDecodeError) as error:
        if getattr(error, "reason", "") == "unexpected end of data":
            raise _cut_off(str(path)) from error
        what = getattr(error, "strerror", None) or "it is not UTF-8; save it as UTF-8"
        raise InputError(f"{path}: cannot be read: {what}") from error
    if refused:
        reason, _ = refused.most_common(1)[0]
        message = (
            f"{path}: lines without an answer: {refused.total():,}; the provider says {reason}"
        )
        _LOG.warning("%s", message)


def _cut_off(where: str) -> InputError:
    return InputError(f"{where}: is truncated; download it again")


def _data_of(line: str, where: str) -> dict[str, Any]:
    """Return the JSON object in a line of a provider's batch; its `custom_id` names the request."""
    try:
        data = loads(line) if len(line) <= _MOST_LINE else None
    except (ValueError, RecursionError):
        data = None
    if data is None and line.startswith("{") and not line.endswith(("\n", "}")):
        raise _cut_off(where)
    if not isinstance(data, dict) or not isinstance(data.get("custom_id"), str):
        raise InputError(
            f"{where}: is not an answer: expected is a JSON object with custom_id and response, "
            "as providers write it for a batch"
        )
    return data


def _answer_in(data: dict[str, Any], where: str) -> Answer:
    """Return the answer in a line of a provider's batch."""
    key = data["custom_id"].rpartition("-")[2]
    if "response" not in data and "error" not in data:
        if "body" in data:
            raise InputError(
                f"{where}: is a request, not an answer; give the file that came back, not the one "
                "that was sent"
            )
        raise InputError(f"{where}: has no response; give the file from the provider unchanged")
    response = data.get("response")
    if not isinstance(response, Mapping) or str(response.get("status_code", 200)) != "200":
        return Answer(key, FAILED)
    return answer_of(key, response.get("body"))


def _why_none(data: dict[str, Any]) -> str:
    """Return the provider's reason for not answering a request, quoted and shortened."""
    response = data.get("response")
    response = response if isinstance(response, dict) else {}
    status = response.get("status_code", 200)
    body = response.get("body")
    is_response = isinstance(body, dict) and "choices" in body
    reason = error_message(data.get("error")) or ("" if is_response else error_message(body))
    return shorten(reason or ("nothing" if str(status) == "200" else f"status {status}"), 200)


def error_message(data: Any) -> str:
    """Return the message in a server's error; "" if there is none.

    >>> error_message({"error": {"message": "too long"}}), error_message({"detail": "no"})
    ('too long', 'no')
    >>> error_message(None)
    ''
    """
    error = data.get("error", data) if isinstance(data, dict) else data
    for name in ("message", "detail"):
        if isinstance(error, dict) and error.get(name):
            return str(error[name])
    return str(error) if error else ""


def answer_of(key: str, body: Any) -> Answer:
    """Return the answer in the body of a chat completion; with status `failed` if it has none.

    >>> answer_of("a", {"choices": [{"message": {"content": "가"}}], "usage": {"prompt_tokens": 7}})
    Answer(key='a', status='ok', text='가', tokens_in=7, tokens_out=0)
    >>> answer_of("a", {"choices": []}).status
    'failed'
    """
    usage = body.get("usage") if isinstance(body, dict) else None
    tokens = [
        count if type(count) is int and 0 <= count < _MOST_TOKENS else 0
        for count in (
            (usage.get(name) if isinstance(usage, dict) else 0)
            for name in ("prompt_tokens", "completion_tokens")
        )
    ]
    choices = body.get("choices") if isinstance(body, dict) else None
    if not isinstance(choices, list) or len(choices) != 1 or not isinstance(choices[0], dict):
        return Answer(key, FAILED, "", *tokens)
    message = choices[0].get("message")
    text = _joined(message.get("content")) if isinstance(message, dict) else None
    if not isinstance(text, str):
        return Answer(key, FAILED, "", *tokens)
    if not _is_text(text):
        return Answer(key, FAILED, "", *tokens)
    status = CUT if choices[0].get("finish_reason") == "length" else OK
    return Answer(key, status, text, *tokens)


def _joined(content: Any) -> Any:
    """Return the text of an answer that some servers send in parts; None if a part is not text.

    >>> _joined([{"type": "text", "text": "가"}, {"type": "text", "text": "나"}])
    '가나'
    """
    if not isinstance(content, list):
        return content
    parts: list[str] = []
    for part in content:
        text = part.get("text") if isinstance(part, dict) and part.get("type") == "text" else None
        if not isinstance(text, str):
            return None
        parts.append(text)
    return "".join(parts) if parts else None
