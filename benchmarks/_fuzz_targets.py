"""What is fuzzed: per target, files made by chance, and the call that reads them.

A target is a class with `make(rng, folder)`, which writes the case's files and returns how to call
(plain JSON, so that a case can be saved), and `call(case, folder)`. Whatever `call` raises but a
`ReaugError` is a crash; so is an answer that contradicts itself (`Contradiction`).
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import shutil
import tempfile
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final, Protocol

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from _common import CHECKOUT
from _fuzz_mutators import (
    encoded,
    flipped,
    json_text,
    mutated,
    odd_text,
    odd_value,
    spliced,
)
from reaug.errors import ReaugError

SAMPLES: Final = CHECKOUT / "samples"
Case = dict[str, Any]


class Contradiction(AssertionError):
    """An answer that is wrong beyond doubt, such as rows that do not come back."""


class Target(Protocol):
    """A part of reaug that reads what others wrote."""

    def make(self, rng: Random, folder: Path) -> Case:
        """Write the files of a case; returns what `call` needs, as plain JSON."""

    def call(self, case: Case, folder: Path) -> None:
        """Let reaug read them."""


@cache
def rows() -> list[dict[str, Any]]:
    """The rows that every reader's case begins with."""
    return json.loads((SAMPLES / "klue-style.json").read_text("utf-8"))[::9][:24]


@cache
def book() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Labels and types of the shipped rule book."""
    from reaug.rulebook import load

    loaded = load("klue-re")
    return tuple(loaded.labels), tuple(loaded.types)


def some_rows(rng: Random, *, odd: bool = True) -> list[Any]:
    """A few rows: of the samples, or with a sentence made by chance; some of them mutated."""
    chosen: list[Any] = [rng.choice(rows()) for _ in range(rng.randrange(1, 6))]
    if rng.random() < 0.5:
        chosen.append(odd_row(rng))
    if odd and rng.random() < 0.85:
        words = (*chosen[0], "subject_entity.word", "start_idx", "token", "subj_start", "row_id")
        return mutated(chosen, rng, rng.randrange(1, 4), words)
    return chosen


def odd_row(rng: Random) -> dict[str, Any]:
    """A row whose spans are right, in a sentence of odd signs."""
    parts = [odd_text(rng, 8) or " " for _ in range(5)]
    subject, object_ = parts[1] or "x", parts[3] or "y"
    sentence = "".join(parts)
    first, second = len(parts[0]), len(parts[0]) + len(parts[1]) + len(parts[2])

    def mention(word: str, at: int, kind: str) -> dict[str, Any]:
        return {"word": word, "start_idx": at, "end_idx": at + len(word) - 1, "type": kind}

    labels, types = book()
    return {
        "guid": odd_text(rng) or "g",
        "sentence": sentence,
        "subject_entity": mention(subject, first, rng.choice(("PER", "ORG"))),
        "object_entity": mention(object_, second, rng.choice(types)),
        "label": rng.choice(labels),
        "source": odd_text(rng),
    }


class Reader:
    """A file format: rows in, the reader, and (where they were read) each writer and back."""

    suffix = ".json"

    def make(self, rng: Random, folder: Path) -> Case:
        name = f"rows{self.suffix}"
        data = self.bytes_of(some_rows(rng), rng)
        if rng.random() < 0.25:
            data = flipped(data, rng, rng.randrange(1, 4))
        if self.suffix != ".parquet" and rng.random() < 0.05:
            name, data = f"{name}.gz", gzip.compress(data, mtime=0)
            if rng.random() < 0.5:
                data = flipped(data, rng, 1)
        (folder / name).write_bytes(data)
        return reading(rng, name)

    def bytes_of(self, given: list[Any], rng: Random) -> bytes:
        return encoded(json_text(given, rng), rng)

    def call(self, case: Case, folder: Path) -> None:
        read_and_back(case, folder)


def reading(rng: Random, name: str) -> Case:
    return {
        "file": name,
        "on_bad_row": rng.choice(("stop", "drop", "drop", "repair")),
        "known": rng.random() < 0.6,
        "require_label": rng.random() < 0.8,
        "back": rng.choice(("klue-json", "competition-csv", "jsonl", "parquet", "tacred", "disk")),
    }


SUFFIXES: Final = {
    "klue-json": ".json",
    "competition-csv": ".csv",
    "jsonl": ".jsonl",
    "parquet": ".parquet",
    "tacred": ".json",
    "disk": "",
}


def read_and_back(case: Case, folder: Path) -> None:
    """Read; then write in some format, read that, and compare what the rows say."""
    from reaug.data import read, write

    labels, types = book() if case["known"] else (None, None)
    options = {"labels": labels, "types": types, "require_label": case["require_label"]}
    reading = read(folder / case["file"], on_bad_row=case["on_bad_row"], **options)
    out = folder / f"back{SUFFIXES[case['back']]}"
    names = sorted({label for label in reading.table["label"].to_pylist() if label is not None})
    write(reading.table, out, case["back"], labels=labels or names)
    again = read(out, **{**options, "require_label": False})
    compared = ("sentence", "subject_start", "subject_end", "object_start", "object_end")
    for name in (*compared, "subject_type", "object_type", "label"):
        before, after = reading.table[name].to_pylist(), again.table[name].to_pylist()
        if before != after:
            pair = next(((b, a) for b, a in zip(before, after, strict=False) if b != a), "length")
            raise Contradiction(f"{name} does not come back from {case['back']}: {pair!r}"[:300])


class JsonLines(Reader):
    suffix = ".jsonl"

    def bytes_of(self, given: list[Any], rng: Random) -> bytes:
        listed = given if isinstance(given, list) else [given]
        if rng.random() < 0.3:
            listed = [_flat(row) for row in listed]
        lines = [json_text(row, rng) for row in listed]
        return encoded(rng.choice(("\n", "\n", "\r\n", "\n\n")).join(lines), rng)


def _flat(row: Any) -> Any:
    if not isinstance(row, dict):
        return row
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{part}": inner for part, inner in value.items()}
        else:
            flat[name] = value
    return flat


class Csv(Reader):
    suffix = ".csv"

    def bytes_of(self, given: list[Any], rng: Random) -> bytes:
        listed = [row for row in given if isinstance(row, dict)] if isinstance(given, list) else []
        head = list(listed[0]) if listed else ["sentence", "label"]
        out = io.StringIO()
        writer = csv.writer(out, lineterminator=rng.choice(("\n", "\r\n")), escapechar="\\")
        writer.writerow(["id" if name == "guid" else name for name in head])
        for row in listed:
            cells = [row.get(name, "") for name in head]
            writer.writerow([_cell(value) for value in cells])
        text = out.getvalue()
        if rng.random() < 0.3:
            words = ('"', '""', ",", "'", "{", "}", "\n", "\r", ";", "\t", "=", "\\", "(", "**", "#")
            text = spliced(text, rng, rng.randrange(1, 4), words)
        return encoded(text, rng)


def _cell(value: Any) -> str:
    try:
        return str(value)
    except ValueError:  # an integer of too many digits
        return "9" * 5000


class Tacred(Reader):
    def bytes_of(self, given: list[Any], rng: Random) -> bytes:
        made = []
        for _ in range(rng.randrange(1, 4)):
            words = [odd_text(rng, 3) or "x" for _ in range(rng.randrange(3, 9))]
            row: dict[str, Any] = {"id": odd_text(rng) or "a", "relation": rng.choice(book()[0])}
            row |= {"token": words, "docid": "d", "stanford_pos": ["N"] * len(words)}
            for name in ("subj", "obj"):
                at = rng.randrange(len(words))
                end = min(len(words) - 1, at + rng.randrange(2))
                row |= {f"{name}_start": at, f"{name}_end": end, f"{name}_type": "PER"}
            made.append(row)
        if rng.random() < 0.8:
            made = mutated(made, rng, rng.randrange(1, 4), ("token", "subj_end", 0, "sentence"))
        return super().bytes_of(made, rng)


class Parquet(Reader):
    suffix = ".parquet"

    def bytes_of(self, given: list[Any], rng: Random) -> bytes:
        out = io.BytesIO()
        try:
            pq.write_table(odd_table(rng), out)
        except pa.ArrowException:  # there is nothing of the kind in Parquet
            out = io.BytesIO()
            pq.write_table(pa.Table.from_pylist(rows()), out)
        return out.getvalue()


def odd_table(rng: Random) -> pa.Table:
    """A table of good rows, with columns of other types, other names, bytes that are no text."""
    listed = [rng.choice(rows()) | {"guid": str(i)} for i in range(rng.randrange(0, 5))]
    if rng.random() < 0.3:
        listed = [_flat(row) for row in listed]
    table = pa.Table.from_pylist(listed) if listed else pa.table({"sentence": pa.array([], "string")})
    for _ in range(rng.randrange(4)):
        if not table.num_columns:
            break
        i = rng.randrange(table.num_columns)
        name, column = table.column_names[i], table.column(i)
        try:
            changed = _odd_column(column, rng)
            act = rng.random()
            if act < 0.6:
                table = table.set_column(i, name, changed)
            elif act < 0.8:
                table = table.append_column(rng.choice((name, "x", "", "a.b", "id")), changed)
            else:
                table = table.remove_column(i)
        except (pa.ArrowException, ValueError, TypeError, OverflowError):
            continue
    if rng.random() < 0.1:
        meta = rng.choice((b"{", b"[]", b'{"info": 3}', b'{"info": {"features": {"x": {}}}}'))
        table = table.replace_schema_metadata({b"huggingface": meta})
    return table


def _odd_column(column: pa.ChunkedArray, rng: Random) -> Any:
    n = len(column)
    kind = rng.randrange(9)
    if kind == 0:
        return column.cast(rng.choice((pa.large_string(), pa.binary(), pa.string_view())))
    if kind == 1:
        return column.combine_chunks().dictionary_encode()
    if kind == 2:
        return pa.array([b"\xff\xfe\x00", b"\xed\xa0\x80", None][: max(n, 1)] * n)[:n]
    if kind == 3:
        bad = pa.array([b"ab\xff", b"\x80"] * n)[:n]
        return pa.Array.from_buffers(pa.string(), n, bad.buffers()) if n else column
    if kind == 4:
        return pa.array([odd_value(rng)] * n)
    if kind == 5:
        types = (pa.timestamp("ns", "Asia/Seoul"), pa.duration("us"), pa.date64(), pa.time64("ns"))
        return pa.array(rng.sample(range(10**6), n), pa.int64()).cast(rng.choice(types))
    if kind == 6:
        return pa.nulls(n, rng.choice((pa.null(), pa.string(), pa.list_(pa.struct([("a", pa.int8())])))))
    if kind == 7:
        return pa.array([[("k", 1)]] * n, pa.map_(pa.string(), pa.int64()))
    return pa.array([rng.choice((2**63 - 1, -1, 2**40))] * n, pa.int64())


class Disk(Reader):
    """A folder of `save_to_disk`: its files' bytes flipped, its JSON mutated, or odd columns."""

    def make(self, rng: Random, folder: Path) -> Case:
        place = folder / "rows"
        import datasets

        if rng.random() < 0.4:
            try:
                datasets.Dataset(odd_table(rng)).save_to_disk(str(place))
            except Exception:  # datasets cannot hold it: the plain rows then
                shutil.rmtree(place, ignore_errors=True)
        if not place.exists():
            shutil.copytree(_saved(), place)
        _mutate_files(place, rng, rng.randrange(3))
        return reading(rng, "rows")


@cache
def _saved() -> Path:
    import datasets

    place = Path(tempfile.mkdtemp(prefix="reaug-fuzz-")) / "saved"
    datasets.Dataset.from_list(rows()).save_to_disk(str(place))
    return place


def _mutate_files(place: Path, rng: Random, times: int) -> None:
    files = [file for file in sorted(place.rglob("*")) if file.is_file()]
    for _ in range(times):
        file = rng.choice(files)
        if not file.exists():
            continue
        if file.suffix == ".json" and rng.random() < 0.7:
            try:
                value = json.loads(file.read_bytes())
            except ValueError:
                continue
            words = ("_data_files", "filename", "data-00000-of-00001.arrow", "../../etc/passwd")
            value = mutated(value, rng, rng.randrange(1, 3), words)
            file.write_bytes(encoded(json_text(value, rng), rng))
        elif rng.random() < 0.05:
            file.unlink()
        else:
            file.write_bytes(flipped(file.read_bytes(), rng, rng.randrange(1, 4)))


RECIPES: Final = (
    (SAMPLES / "quickstart.yaml").read_text("utf-8").replace("klue-style.json", "rows.json"),
    (SAMPLES / "klue-re.yaml").read_text("utf-8").replace("klue/re:train", "rows.json"),
    "input: {path: rows.json, on_bad_row: drop}\nsteps: [aeda, random_masking: {rate: 0.3}]\n"
    "output: {path: out, formats: [jsonl, parquet]}\nfail_on: ['label.js > 0.1']\n",
    "input: rows.json\nsteps:\n  - some_of: {steps: [aeda, random_deletion], count: 2}\n"
    "  - augment:\n      balance: {to: sqrt}\n      steps: [entity_swap: {mode: exchange}]\n",
    "input: rows.json\nrules: book.yaml\nsteps:\n  - fixes: {path: fixes.jsonl}\n"
    "  - encode: {style: typed_entity_marker}\n",
    "input: rows.json\nsteps:\n  - relation_candidates: {support: 1}\n"
    "  - curriculum: {by: eojeol, thresholds: [10, 20], schedule: {kind: one_pass}}\n",
)


@cache
def _recipe_words() -> tuple[str, ...]:
    from reaug.pipeline.registry import step_class, step_names

    fields = {name for step in step_names() for name in step_class(step).model_fields}
    return tuple(
        sorted(
            {
                *step_names(), *fields, "augment", "one_of", "some_of", "steps", "weights",
                "count", "copies", "where", "p", "balance", "rows", "input", "output", "rules",
                "seed", "fail_on", "path", "on_bad_row", "labels", "rare_below", "to", "sqrt",
                "no_relation", "per:title", "rows.json", "ids.txt", "true", "null", "1", "0.5",
                "[", "]", "{", "}", ": ", "- ", "\n", "  ", "&a ", "*a", "!!python/object:x ",
                "<<: ", "? ", "| ", ">", "#", "'", '"', "---", "%YAML 1.1", "\t", "@", "2020-13-45",
            }
        )
    )  # fmt: skip


class Recipes:
    """A recipe beside rows, a rule book, corrections and row ids: loaded, prepared, at times run."""

    def make(self, rng: Random, folder: Path) -> Case:
        words = _recipe_words()
        text = rng.choice(RECIPES)
        for _ in range(rng.randrange(3)):
            if rng.random() < 0.6:
                try:
                    value = mutated(yaml.safe_load(text), rng, 1, words)
                    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
                except (yaml.YAMLError, ValueError, RecursionError, TypeError):
                    continue
            else:
                text = spliced(text, rng, 1, words)
        (folder / "recipe.yaml").write_bytes(encoded(text, rng))
        listed = some_rows(rng, odd=False)
        (folder / "rows.json").write_bytes(encoded(json_text(listed, rng), rng))
        (folder / "ids.txt").write_bytes(encoded(odd_text(rng), rng))
        (folder / "book.yaml").write_text(BOOKS[1], "utf-8")
        (folder / "fixes.jsonl").write_text(json.dumps(FIX, ensure_ascii=False), "utf-8")
        return {"run": rng.random() < 0.4}

    def call(self, case: Case, folder: Path) -> None:
        from reaug.data import content_digest
        from reaug.pipeline.recipe_files import load_recipe
        from reaug.pipeline.run import prepare, run

        recipe = load_recipe(folder / "recipe.yaml")
        plan = prepare(recipe, source=folder / "rows.json")
        if case["run"] and _copies(plan.nodes) <= 50:
            result = run(plan, None)
            if result.table is None or content_digest(result.table) != result.digest:
                raise Contradiction("the digest is not that of the rows")


def _copies(nodes: Any) -> int:
    return max([1, *(getattr(node, "copies", 1) for node in nodes)])


class Steps:
    """Each shipped step on odd rows: law 1, and the undo in a run folder."""

    def make(self, rng: Random, folder: Path) -> Case:
        listed = [odd_row(rng) | {"guid": f"g{i}"} for i in range(rng.randrange(1, 9))]
        (folder / "rows.jsonl").write_bytes(
            "\n".join(json.dumps(row) for row in listed).encode("utf-8")
        )
        steps = [
            "entity_type_correction", "deduplicate", "aeda", "random_masking", "random_deletion",
            {"entity_swap": {"mode": rng.choice(("replace", "role", "exchange"))}},
            {"curriculum": {"by": rng.choice(("char", "eojeol", "morpheme")), "buckets": 2}},
            {"encode": {"style": rng.choice(("entity_marker", "entity_mask", "typed_entity_marker_punct"))}},
            {"augment": {"where": {}, "steps": ["aeda"], "copies": 2}},
        ]  # fmt: skip
        return {"steps": rng.sample(steps, rng.randrange(1, 4)), "seed": rng.randrange(2**63)}

    def call(self, case: Case, folder: Path) -> None:
        from reaug.data import read
        from reaug.pipeline.recipe import make_recipe
        from reaug.pipeline.run import prepare, run
        from reaug.pipeline.undo import undo_run

        on_bad_row = {"input": {"path": str(folder / "rows.jsonl"), "on_bad_row": "drop"}}
        plan = prepare(make_recipe(case["steps"], seed=case["seed"], **on_bad_row))
        run(plan, folder / "out")
        read(folder / "out")  # which checks every span
        undo_run(folder / "out")


BOOKS: Final = (
    (CHECKOUT / "rules" / "klue-re.yaml").read_text("utf-8"),
    """\
name: small
version: "1"
description: {en: A small book., ko: 작은 책.}
types:
  PER: {en: person, ko: 사람}
  ORG: {en: organisation, ko: 기관}
  DAT: {en: date, ko: 날짜}
negative: none
relations:
  none:
    definition: {en: Nothing., ko: 없음.}
    subject_types: [PER, ORG]
    object_types: [PER, ORG, DAT]
  works_for:
    definition: {en: Works for., ko: 일하는 곳.}
    subject_types: [PER]
    object_types: {ORG: 96, PER: 4}
    inverse: {label: employs, fidelity: 0.9, count: 10}
  employs:
    definition: {en: Employs., ko: 일하는 사람.}
    subject_types: [ORG]
    object_types: [PER]
    inverse: {label: works_for, fidelity: 0.8, count: 10}
  married:
    definition: {en: Married to., ko: 배우자.}
    subject_types: [PER]
    object_types: [PER]
    symmetric: {fidelity: 0.98, count: 200}
lexicons:
  banks: [바다금고]
kinds:
  ORG:
    - {name: bank, endings: [은행, (주)], lexicon: banks, unless: '눈은행$'}
    - {name: latin, pattern: '^\\\\p{Latin}+$'}
implied_types:
  - {name: year, type: DAT, pattern: '^[0-9]{4}년$'}
patterns:
  - name: year-as-person
    en: A year is a date.
    ko: 해는 날짜이다.
    mention_types: [PER]
    mention: '^[0-9]+년$'
    suggest: {mention_type: DAT}
    hits: [{label: none, text: '[S|PER|이순신]은 [O|PER|1592년]에 이겼다.'}]
    misses: [{label: none, text: '[S|PER|이순신]은 [O|PER|권율]과 싸웠다.'}]
""".replace("\\\\p", "\\p"),
    "extends: book-1.yaml\nname: mine\ntypes: {LOC: {en: place, ko: 곳}}\n"
    "relations:\n  lives_in:\n    definition: {en: Lives., ko: 사는 곳.}\n"
    "    subject_types: [PER]\n    object_types: [LOC]\n",
)
_BOOK_WORDS: Final = (
    "extends", "name", "version", "types", "relations", "kinds", "lexicons", "patterns", "hits",
    "misses", "suggest", "any_of", "unless", "pattern", "lexicon", "endings", "inverse", "symmetric",
    "label", "fidelity", "count", "negative", "typical_share", "ambiguities", "conventions", "swap",
    "pool", "PER", "DAT", "none", "banks", "book-1.yaml", "book.yaml", "klue-re", "(", ")", "[", "]",
    "*", "+", "{1000}", "{1,1000}", "(?P<a>x)", "(?i)", "\\p{L}", "\\1", "(?=x)", "^$", "|", "[S|PER|",
    "[O|", "]", "[a-", "\\", "{", "}", ": ", "- ", "\n", "  ", "'", '"', "(a*)*b", ".*", "\\Q", "\\C",
)  # fmt: skip


class RuleBooks:
    """A rule book by itself or over another; what loads is asked of words, and audits rows."""

    def make(self, rng: Random, folder: Path) -> Case:
        (folder / "book-1.yaml").write_text(BOOKS[1], "utf-8")
        text = rng.choices(BOOKS, (1, 12, 4))[0]
        for _ in range(rng.randrange(1, 4)):
            if text is not BOOKS[0] and rng.random() < 0.7:
                try:
                    value = mutated(yaml.safe_load(text), rng, 1, _BOOK_WORDS)
                    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
                except (yaml.YAMLError, ValueError, RecursionError, TypeError):
                    continue
            else:
                text = spliced(text, rng, 1, _BOOK_WORDS)
        (folder / "book.yaml").write_bytes(encoded(text, rng))
        (folder / "rows.json").write_text(json_text(_book_rows(), Random(0)), "utf-8")
        return {"word": odd_text(rng), "audit": rng.random() < 0.3}

    def call(self, case: Case, folder: Path) -> None:
        from reaug.audit.run import audit_sets
        from reaug.rulebook import load

        loaded = load(folder / "book.yaml")
        word = case["word"].encode("utf-8", "replace").decode()
        types = list(loaded.types)
        words = pa.array([word, "바다금고", ""] * len(types), pa.string())
        kinds = pa.array([kind for kind in types for _ in range(3)], pa.string())
        for pool in loaded.pools(words, kinds).to_pylist():
            loaded.kind_of(pool or "")
        loaded.implied_types(words)
        if case["audit"]:
            audit_sets(folder / "rows.json", str(folder / "book.yaml"))


def _book_rows() -> list[dict[str, Any]]:
    sentence = "이순신은 1592년 바다금고에서 권율과 싸웠다."
    one = {"word": "이순신", "start_idx": 0, "end_idx": 2, "type": "PER"}
    two = {"word": "1592년", "start_idx": 5, "end_idx": 9, "type": "PER"}
    row = {"sentence": sentence, "subject_entity": one, "object_entity": two, "label": "none"}
    return [row | {"guid": "a"}, row | {"guid": "b", "label": "married"}]


class Gates:
    """A gate's text, judged on nested values."""

    words = (
        "label", ".js", "labels", '["per:title"]', "['x']", ".ratio", " > ", ">=", "==", "!=", "=",
        "<", "1", "-1", ".5", "1e-3", "1e999", "nan", "true", "false", "inf", "1_000", "\\", '"', "'",
        "[", "]", ".", " ", "\t", "changed", "['2.augment']", "0x10", "٣", "rows.after", "missing",
        "가", "+", "--1", "1e", "e", "0" * 50, "9" * 400, "(", "and", "or",
    )  # fmt: skip

    def make(self, rng: Random, folder: Path) -> Case:
        text = rng.choice(("label.js > 0.1", 'labels["per:title"].ratio < 0.5', "missing == 0"))
        if rng.random() < 0.4:
            text = "".join(rng.choice(self.words) for _ in range(rng.randrange(1, 9)))
        text = spliced(text, rng, rng.randrange(3), self.words)
        return {"expr": text, "value": mutated(_VALUES, rng, rng.randrange(3), ("js", "label"))}

    def call(self, case: Case, folder: Path) -> None:
        from reaug.drift.gates import evaluate, parse

        value = case["value"] if isinstance(case["value"], dict) else {}
        for result in evaluate([parse(case["expr"])], value):
            result.to_json()


_VALUES: Final = {
    "label": {"js": 0.25, "n": 3, "x": None},
    "labels": {"per:title": {"ratio": 1.5}, "가": {"ratio": 1}},
    "missing": ["a"],
    "rows": {"after": 10},
    "changed": {"2.augment": 0},
}
FIX: Final = {"id": "a", "field": "label", "old": "no_relation", "new": "per:title", "reason": "r"}


class Patches:
    """Corrections as JSON lines and as the CSV of an audit; and files of row ids."""

    def make(self, rng: Random, folder: Path) -> Case:
        from reaug.data.corrections import FIELDS

        listed: list[Any] = []
        for i in range(rng.randrange(1, 4)):
            field = rng.choice(FIELDS)
            listed.append(FIX | {"id": f"r{i}", "field": field, "new": odd_value(rng), "at": None})
        if rng.random() < 0.5:
            listed = [FIX] * rng.randrange(1, 3)
        extra = (*FIX, "at", "decision", "finding", "rows", "value", "by", "accept", "reject", "edit")
        if rng.random() < 0.7:
            listed = mutated(listed, rng, rng.randrange(1, 3), extra)
        listed = listed if isinstance(listed, list) else [listed]
        kind = rng.choice(("fixes.jsonl", "fixes.csv", "ids.txt"))
        if kind == "fixes.csv":
            data = _decisions(listed, rng)
        elif kind == "ids.txt" and rng.random() < 0.5:
            data = encoded("\n".join(odd_text(rng) for _ in range(3)), rng)
        else:
            data = encoded("\n".join(json_text(row, rng) for row in listed), rng)
        if rng.random() < 0.2:
            data = flipped(data, rng, 1)
        (folder / kind).write_bytes(data)
        (folder / "rows.json").write_text(json.dumps(rows()[:4]), "utf-8")
        return {"file": kind, "clean": rng.random() < 0.15}

    def call(self, case: Case, folder: Path) -> None:
        from reaug.data.corrections import read_corrections
        from reaug.data.row_ids import read_row_ids
        from reaug.pipeline.recipe import make_recipe
        from reaug.pipeline.run import prepare, run

        if case["file"] == "ids.txt":
            read_row_ids(folder / "ids.txt")
            return
        read_corrections(folder / case["file"])
        if case["clean"]:
            steps = [{"corrections": {"path": str(folder / case["file"])}}]
            run(prepare(make_recipe(steps), source=folder / "rows.json"), None)


def _decisions(listed: list[Any], rng: Random) -> bytes:
    out = io.StringIO()
    head = ["id", "field", "old", "new", "rule", "decision", "finding"]
    if rng.random() < 0.2:
        head = [*head, odd_text(rng), rng.choice(head)]
    delimiter = rng.choice(",,,;\t")
    writer = csv.writer(out, delimiter=delimiter, escapechar="\\")
    writer.writerow(head)
    for row in listed:
        row = row if isinstance(row, dict) else {}
        cells = [_cell(row.get(name, "")) for name in head]
        cells[5] = rng.choice(("accept", "reject", "", "예", "no_relation", odd_text(rng)))
        writer.writerow(cells)
    text = out.getvalue()
    if rng.random() < 0.3:
        text = spliced(text, rng, rng.randrange(1, 4), ('"', ",", ";", "\r", "\n", "'", "=", "\\"))
    return encoded(text, rng)


class Josa:
    """Words and particles of any signs: one by one and all at once give the same."""

    def make(self, rng: Random, folder: Path) -> Case:
        from reaug.korean.particles import INVARIANT, KNOWN

        known = [*sorted(KNOWN), *sorted(INVARIANT)]
        words = [odd_text(rng) for _ in range(rng.randrange(1, 5))]
        particles = [
            rng.choice(known) if rng.random() < 0.9 else odd_text(rng, 4) for _ in words
        ]
        return {"words": words, "particles": particles}

    def call(self, case: Case, folder: Path) -> None:
        from reaug.korean import josa

        one_by_one: list[str] = []
        for word, particle in zip(case["words"], case["particles"], strict=True):
            try:
                one_by_one.append(josa.attach(word, particle))
                josa.forms(particle)
            except ReaugError:
                continue
        if any(0xD800 <= ord(c) < 0xE000 for word in case["words"] for c in word):
            return  # Arrow has no such text; one word is only asked of its sound
        at_once = josa.attach_all(case["words"], case["particles"]).to_pylist()
        if at_once != one_by_one:
            raise Contradiction(f"all at once {at_once!r}, one by one {one_by_one!r}")
        final = josa.final_sounds(pa.array(case["words"], pa.string())).tolist()
        if final != [int(josa.final_sound(word)) for word in case["words"]]:
            raise Contradiction(f"the sounds of {case['words']!r} differ")


class Folders:
    """A run folder that somebody touched: read, undone, traced, verified."""

    def make(self, rng: Random, folder: Path) -> Case:
        shutil.copytree(_run(), folder / "run")
        _mutate_files(folder / "run", rng, rng.randrange(1, 3))
        ids = [row["guid"] for row in rows()]
        return {"row": rng.choice((*ids, odd_text(rng))), "what": rng.randrange(4)}

    def call(self, case: Case, folder: Path) -> None:
        from reaug.data import read
        from reaug.pipeline.trace import trace_row
        from reaug.pipeline.undo import undo_run

        run, what = folder / "run", case["what"]
        if what == 0:
            read(run)
        elif what == 1:
            undo_run(run)
        elif what == 2:
            trace_row(run, case["row"])
        else:
            try:
                from reaug.pipeline.verify import verify
            except ImportError:
                read(run)
            else:
                verify(run)


@cache
def _run() -> Path:
    from reaug.pipeline.recipe import make_recipe
    from reaug.pipeline.run import prepare, run

    place = Path(tempfile.mkdtemp(prefix="reaug-fuzz-"))
    (place / "rows.json").write_text(json.dumps(rows()), "utf-8")
    steps = ["deduplicate", {"augment": {"steps": ["aeda"], "where": {}}}, "random_deletion"]
    run(prepare(make_recipe(steps), source=place / "rows.json"), place / "run")
    return place / "run"


class CommandLine:
    """Options of the command line with values by chance, in this process."""

    def make(self, rng: Random, folder: Path) -> Case:
        (folder / "rows.json").write_text(json.dumps(rows()), "utf-8")
        words = (*_recipe_words()[:60], ":", ",", "=", "[a;b]", "1", "-1", "0.5", "per:title", ";")
        odd = spliced(rng.choice(("aeda:ratio=0.3", "one_pass", "60,120", "label.js > 1", "span")),
                      rng, rng.randrange(1, 3), words)  # fmt: skip
        command = rng.choice(
            (
                ["augment", "rows.json", "-o", "out", "-t", odd],
                ["preview", odd, "-i", "rows.json", "-n", "2"],
                ["curriculum", "rows.json", "-o", "out", "--thresholds", odd],
                ["curriculum", "rows.json", "-o", "out", "--schedule", odd],
                ["audit", "rows.json", "--select", odd],
                ["audit", "rows.json", "--select", "duplicate", "--fail-on", odd],
                ["drift", "rows.json", "rows.json", "--by", odd],
                ["clean", odd, "-o", "out"],
                ["encode", "rows.json", "-o", "out", "--style", odd],
                ["encode", "rows.json", "-o", "out", "--style", "query_first", "--query", odd],
                ["encode", "rows.json", "-o", "out", "--style", "typed_entity_marker_punct", "--object-mark", odd],
                ["show", odd],
                ["rules", "learn", "rows.json", "-o", odd],
                ["export", odd, "rows.json", "-o", "out.json"],
                ["export", "jsonl", "rows.json", "-o", odd],
            )
        )  # fmt: skip
        return {"command": command}

    def call(self, case: Case, folder: Path) -> None:
        import contextlib
        import os

        from typer.testing import CliRunner

        from reaug.cli.main import app

        with contextlib.chdir(folder):
            words = [word.replace("\0", "") for word in case["command"]]  # execve takes none
            words = [os.fsdecode(word.encode("utf-8", "surrogatepass")) for word in words]
            result = CliRunner().invoke(app, words, prog_name="reaug")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        if "a fault of reaug" in result.stderr:
            raise Contradiction(result.stderr.strip()[-300:])


TARGETS: Final[dict[str, Target]] = {
    "json": Reader(),
    "jsonl": JsonLines(),
    "csv": Csv(),
    "tacred": Tacred(),
    "parquet": Parquet(),
    "disk": Disk(),
    "recipes": Recipes(),
    "steps": Steps(),
    "rulebooks": RuleBooks(),
    "gates": Gates(),
    "patches": Patches(),
    "josa": Josa(),
    "folders": Folders(),
    "commands": CommandLine(),
}
"""All targets by name."""
