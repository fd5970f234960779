"""Every command and every block of Python in the documents works as it stands there.

Placeholders (`DATA`, `TEST`, `RUN`, …) stand for files made of the samples; a command that names a
file of the reader's own finds one of that kind.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import chdir
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from command import ROOT, reaug
from tiny_tokenizers import word_pieces

GUIDES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs/guides").glob("*.md"))
PAGES = ("docs/audit.md", "docs/drift.md", "docs/formats.md", "docs/runs.md", "docs/split.md")
DOCS = ("README.md", "README.ko.md", *PAGES, *GUIDES)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SHELL = ("sh", "bash")
OUTPUTS = ("-o", "--output", "--html", "--csv", "--fixes", "--findings", "--scores")
PREPARED = (
    ("run", "samples/quickstart.yaml", "-o", "RUN", "--no-report"),
    ("run", "samples/klue-re.yaml", "--input", "DATA.json", "--output", "runs/first"),
    ("audit", "DATA.json", "--fixes", "fixes.jsonl"),
    ("convert", "DATA.json", "-o", "doccano.jsonl", "--to", "doccano"),
    ("convert", "DATA.json", "-o", "project.json", "--to", "label-studio"),
    ("convert", "DATA.json", "-o", "corpus", "--to", "brat"),
)
ELSEWHERE = (
    *("pip install", "reaug probe", "--noise", "label/noise", "--pred-probs"),
    *("review ask", "reaug agree", "s3://"),
)
"""Shown by other tests, since they take long, need a terminal or a store, or by `.ci/run`."""


def commands(name: str) -> list[list[str]]:
    """The reaug commands of a document, as words, in their order."""
    return list(_commands((ROOT / name).read_text(encoding="utf-8")))


def _commands(text: str) -> Iterator[list[str]]:
    for language, body in BLOCK.findall(text):
        if language not in SHELL:
            continue
        for line in body.splitlines():
            for part in line.split(" && "):
                words = shlex.split(part, comments=True)
                if words[:1] == ["reaug"] and not any(word in part for word in ELSEWHERE):
                    yield words[1:]


def python_blocks(name: str) -> list[str]:
    """The blocks of Python that use what is public."""
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = [body for language, body in BLOCK.findall(text) if language == "python"]
    return [body for body in blocks if "reaug." in body and "from reaug.data" not in body]


def recipes(name: str) -> dict[str, str]:
    """The recipes of a document that say, in their first line, what they are called."""
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = [body for language, body in BLOCK.findall(text) if language == "yaml"]
    return {body.split()[1]: body for body in blocks if re.match(r"# \S+\.yaml\n", body)}


def _with_folder(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    return file


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file or folder for each placeholder."""
    folder = tmp_path_factory.mktemp("shelf")
    shutil.copytree(ROOT / "samples", folder / "samples")
    rows = json.loads((ROOT / "samples" / "klue-style.json").read_text(encoding="utf-8"))
    years = [{**row, "year": str(2020 + i % 2)} for i, row in enumerate(rows)]
    for file in ("DATA", "BEFORE", "AFTER", "TRAIN", "NEW", "GOLD", "klue-re-v1.1_train"):
        (folder / f"{file}.json").write_text(json.dumps(years), encoding="utf-8")
    fresh = [{**row, "guid": f"t{i}"} for i, row in enumerate(years[:80])]
    (folder / "TEST.json").write_text(json.dumps(fresh), encoding="utf-8")
    table = ["번호,문장,e1,e1_start,e1_end,e1_type,e2,e2_start,e2_end,e2_type,relation"]
    for i, row in enumerate(rows[:30]):
        cells = [
            mention[key]
            for mention in (row["subject_entity"], row["object_entity"])
            for key in ("word", "start_idx", "end_idx", "type")
        ]
        values = [i, row["sentence"], *cells, row["label"]]
        table.append(",".join('"' + str(value).replace('"', '""') + '"' for value in values))
    (folder / "mine.csv").write_text("\n".join(table), encoding="utf-8")
    word_pieces(folder / "PATH")
    for shards in ("data", "data/shards"):
        for i in (1, 2):
            part = rows[i::2]
            pq.write_table(
                pa.Table.from_pylist(part), _with_folder(folder / shards / f"train-{i}.parquet")
            )
    with chdir(folder):
        for words in PREPARED:
            assert reaug(*words).code == 0, words
    return folder


@pytest.fixture
def place(shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    shutil.copytree(shelf, folder)
    monkeypatch.chdir(folder)
    return folder


def _fitted(words: list[str], place: Path, number: int) -> list[str]:
    """The words of a command, with files for placeholders and an output of its own."""
    fitted = [_word(word, place) for word in words]
    if "DIR" in fitted:
        fitted[fitted.index("DIR")] = f"out{number}"
    return fitted


def _make_room(words: list[str]) -> None:
    """Remove what a command of before has written where this one writes."""
    for option, value in pairwise(words):
        if option in OUTPUTS and Path(value).is_dir():
            shutil.rmtree(value)
        elif option in OUTPUTS:
            Path(value).unlink(missing_ok=True)


def _word(word: str, place: Path) -> str:
    if (place / f"{word}.json").exists():
        return f"{word}.json"
    if word.startswith("klue-re-v1_train_"):
        return _a_copy(place / "runs/first")
    return word


def _a_copy(run: Path) -> str:
    import reaug as package

    return next(name for name in package.load(run)["guid"] if "~" in name)


@pytest.mark.parametrize("name", DOCS)
def test_commands_work(name: str, place: Path) -> None:
    assert commands(name), "no command was found"
    for file, text in recipes(name).items():
        (place / file).write_text(text, encoding="utf-8")
    for number, words in enumerate(commands(name)):
        fitted = _fitted(words, place, number)
        _make_room(fitted)
        result = reaug(*fitted)
        gated = "--fail-on" in fitted
        assert result.code in ((0, 1) if gated else (0,)), (fitted, result.err)


@pytest.mark.filterwarnings("ignore:'pin_memory' argument")
def test_the_guide_to_a_trainer_trains(torch: object, place: Path) -> None:
    pytest.importorskip("accelerate", reason="the Trainer of transformers needs accelerate")
    from transformers import BertConfig, BertModel

    words = "encode DATA.json -o runs/encoded --style typed_entity_marker_punct --tokenizer PATH"
    assert reaug(*words.split()).code == 0
    config = BertConfig(hidden_size=16, num_hidden_layers=1, num_attention_heads=2)
    BertModel(config).save_pretrained(place / "model")
    text = (ROOT / "docs/guides/klue-re.md").read_text(encoding="utf-8")
    [block] = [body for language, body in BLOCK.findall(text) if language == "python"]
    exec(compile(block, "klue-re.md", "exec"), {"MODEL": "model"})


@pytest.mark.parametrize("name", [name for name in DOCS if python_blocks(name)])
def test_python_works(name: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    for block in python_blocks(name):
        exec(compile(block, name, "exec"), names)  # our own document
