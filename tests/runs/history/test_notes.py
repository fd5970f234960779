from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from known_runs import forged
from reaug.errors import InputError, UsageError
from reaug.files.run_files import NOTES
from reaug.runs.history.notes import parse_tags, read_notes, tag


def test_tags_are_kept_changed_and_taken_away(tmp_path: Path) -> None:
    run = forged(tmp_path / "run")
    assert tag(run, {"b": "2", "a": 1.5}) == {"a": "1.5", "b": "2"}
    assert tag(run, {"a": "", "c": "x"}) == {"b": "2", "c": "x"}
    assert read_notes(run).tags == {"b": "2", "c": "x"}
    assert sorted(path.name for path in (run / NOTES).iterdir()) == ["tags.json"]


ODD = ["실험", "가", "[bold]", "<script>", "a b", "漢字", "😀", "-x", "'\"", "%s", "a/b", "한"]


@pytest.mark.parametrize("key", ODD)
def test_odd_characters(tmp_path: Path, key: str) -> None:
    run = forged(tmp_path / "run")
    tags = parse_tags([f"{key}={key}=1"])
    tag(run, tags)
    [(known, value)] = read_notes(run).tags.items()
    assert value.endswith("=1")
    assert parse_tags([f"{known}=2"]).keys() == {known}


def test_a_key_composed_otherwise_is_the_same(tmp_path: Path) -> None:
    run = forged(tmp_path / "run")
    tag(run, parse_tags(["실험=1"]))
    assert tag(run, parse_tags(["\u1109\u1175\u11af\u1112\u1165\u11b7=2"])) == {"실험": "2"}


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["f1"], "a tag is key=value, not 'f1'"),
        (["=1"], "cannot be the key"),
        ([" =1"], "cannot be the key"),
        (["a=1", "a=2"], "given twice"),
        (["a\x1b=1"], "control character"),
        (["a=\x00"], "control character"),
        (["a=1\u20282"], "control character"),
        (["a=\udcff"], "control character"),
        (["x" * 101 + "=1"], "cannot be the key"),
        (["a=" + "x" * 2001], "2001 characters"),
        ([], "no tag is given"),
    ],
)
def test_what_is_no_tag(words: list[str], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        parse_tags(words)


def test_values_that_are_no_text(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="text or a number"):
        tag(forged(tmp_path / "run"), {"a": ["x"]})


def test_a_folder_that_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a run folder"):
        tag(tmp_path, {"a": "1"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["[]", "{", "[" * 100_000, ""])
def test_tags_that_another_wrote_are_not_lost(tmp_path: Path, text: str) -> None:
    run = forged(tmp_path / "run")
    (run / NOTES).mkdir()
    file = run / NOTES / "tags.json"
    file.write_text(text)
    with pytest.raises(InputError, match=r"tags\.json cannot be read"):
        tag(run, {"a": "1"})
    assert file.read_text() == text
    notes = read_notes(run)
    assert notes.tags == {}
    assert "cannot be read" in notes.problems[0]


def test_of_two_who_tag_at_once_neither_is_lost(tmp_path: Path) -> None:
    run = forged(tmp_path / "run")

    def write(name: str) -> None:
        for i in range(8):
            tag(run, {f"{name}{i}": "x"})

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read_notes(run).tags) == 32


def test_the_verdict_of_a_probe(tmp_path: Path) -> None:
    run = forged(tmp_path / "run")
    (run / NOTES).mkdir()
    arms = {
        "raw": {"f1": 70.0},
        "mine": {"f1": 71.5, "gain": {"control": {"mean": 0.4, "verdict": "cannot tell"}}},
        "other": {"f1": {"mean": 1}, "gain": {"raw": {"verdict": "hurts"}}},
        "odd": {"gain": {"control": {"verdict": 7}}},
        "list": [],
    }
    (run / NOTES / "probe.json").write_text(json.dumps({"arms": arms}))
    verdicts = [tuple(verdict) for verdict in read_notes(run).verdicts]
    assert verdicts == [("mine", 71.5, "cannot tell"), ("other", 1.0, "hurts")]
    (run / NOTES / "probe.json").write_text('{"arms": 3}')
    assert read_notes(run).verdicts == ()
