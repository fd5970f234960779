from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import datasets
import pyarrow as pa
import pytest

import reaug
from reaug.core.log import LOG_SCHEMA
from reaug.errors import InputError, UsageError
from reaug.files.run_files import MANIFEST, SEAL, TIMING
from reaug.recipe.model import make_recipe
from reaug.recipe.nodes import leaves_of
from reaug.runs.folder import read_ipc
from reaug.runs.preparation import prepare
from reaug.runs.run import run
from reaug.runs.verify import CHECKS, Verification, verify
from run_folders import EVERYTHING, SAMPLE, carry_out, row, sample_rows, save, sealed_again


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify") / "run"
    carry_out(EVERYTHING, folder)
    return folder


@pytest.fixture
def own(finished: Path, tmp_path: Path) -> Path:
    """A run folder of its own, to be touched."""
    return Path(shutil.copytree(finished, tmp_path / "run"))


def differences(verification: Verification) -> dict[str, list[str]]:
    return {
        check.name: list(check.differences) for check in verification.checks if check.differences
    }


def test_a_run_is_as_it_was_left(finished: Path) -> None:
    verification = verify(finished)
    assert verification.ok, differences(verification)
    assert [check.name for check in verification.checks] == [
        name for name in CHECKS if name != "rerun"
    ]
    assert verification.files == len(json.loads((finished / MANIFEST).read_text("utf-8"))["files"])


def test_a_run_is_the_same_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = sample_rows()[:60]
    rows[3]["subject_entity"]["start_idx"] += 1
    for each in rows[10:]:
        del each["guid"]
    source = save(rows, tmp_path / "rows.json")
    steps = [*EVERYTHING[:4], {"curriculum": {"buckets": 2, "split": True}}]
    recipe = make_recipe(
        steps,
        seed=7,
        input={"path": "rows.json", "on_bad_row": "drop"},
        output={"path": str(tmp_path / "run"), "formats": ["jsonl", "competition-csv"]},
    )
    monkeypatch.chdir(tmp_path)
    reaug.run(recipe, report="ko")
    verification = reaug.verify("run", rerun=True)
    assert verification.ok, differences(verification)
    moved = tmp_path / "moved.json"
    source.rename(moved)
    assert reaug.verify("run").ok
    with pytest.raises(InputError, match=rf"is not here \(the run was started in {tmp_path}"):
        reaug.verify("run", rerun=True)
    assert reaug.verify("run", rerun=True, source=moved, num_proc=2).ok
    save(rows[:-1], moved)
    with pytest.raises(InputError, match=r"moved.json is not the input that the run read"):
        reaug.verify("run", rerun=True, source=moved)


@pytest.mark.parametrize("steps", [["deduplicate"], ["aeda"], [{"augment": {"steps": ["aeda"]}}]])
def test_runs_over_data_in_memory(steps: list[Any], tmp_path: Path) -> None:
    table = pa.Table.from_pylist(
        [row("이순신은 한산도에서 이겼다. 👍"), row(), row("李舜臣 이순신 한산도")]
    )
    reaug.run(make_recipe(steps), source=table, output=tmp_path / "run", report=None)
    with pytest.raises(InputError, match="it read data in memory"):
        reaug.verify(tmp_path / "run", rerun=True)
    verification = reaug.verify(tmp_path / "run", rerun=True, source=table)
    assert verification.ok, differences(verification)


def test_a_run_over_a_run_and_over_a_split(finished: Path, tmp_path: Path) -> None:
    parts = {"curriculum": {"buckets": 2, "split": True, "column": "part", "length_column": "size"}}
    carry_out([parts], tmp_path / "parts", finished)
    [first, *_] = datasets.load_from_disk(str(tmp_path / "parts" / "data"))
    carry_out(["aeda"], tmp_path / "run", f"{tmp_path}/parts:{first}")
    for name in ("parts", "run"):
        verification = reaug.verify(tmp_path / name, rerun=True)
        assert verification.ok, differences(verification)


@pytest.mark.parametrize(
    "name",
    [
        "data/state.json",
        "data/data-00000-of-00001.arrow",
        "log/order.arrow",
        "drift.json",
        MANIFEST,
    ],
)
@pytest.mark.parametrize("how", ["flipped", "cut", "gone", "link"])
def test_a_file_that_was_touched(own: Path, name: str, how: str) -> None:
    file = own / name
    content = file.read_bytes()
    file.unlink()
    if how == "flipped":
        at = len(content) // 2
        file.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    elif how == "cut":
        file.write_bytes(content[:-1])
    elif how == "link":
        (own.parent / "elsewhere").write_bytes(content)
        file.symlink_to(own.parent / "elsewhere")
    if name == MANIFEST and how == "gone":
        with pytest.raises(InputError, match="is not a run folder"):
            verify(own)
        return
    verification = verify(own)
    if name == MANIFEST and how == "link":
        return
    assert not verification.ok
    [(check, [message])] = differences(verification).items()
    assert check == ("manifest" if name == MANIFEST else "files")
    assert message.startswith(f"{name} ")


def test_files_that_people_add(own: Path) -> None:
    (own / "notes").mkdir()
    (own / "notes" / "결정.jsonl").write_text("{}")
    (own / TIMING).write_text("{}")
    (own / "data" / "cache-0123.arrow").touch()
    assert verify(own).ok
    (own / "메모.txt").touch()
    assert differences(verify(own)) == {"files": ["메모.txt was not written by the run"]}


def test_pipes_among_the_files(own: Path) -> None:
    for name in ("README.md", "log/order.arrow", "data/state.json"):
        (own / name).unlink()
        os.mkfifo(own / name)
    assert len(differences(verify(own))["files"]) == 3
    (own / MANIFEST).unlink()
    os.mkfifo(own / MANIFEST)
    with pytest.raises(InputError, match="is not a run folder"):
        verify(own)


def test_what_was_found_is_told_though_the_run_cannot_be_made_again(tmp_path: Path) -> None:
    source = save(sample_rows()[:30], tmp_path / "rows.json")
    folder = tmp_path / "run"
    carry_out(["deduplicate"], folder, source)
    source.unlink()
    with pytest.raises(InputError, match="cannot be repeated"):
        verify(folder, again=True)
    with (folder / "drift.json").open("a") as file:
        file.write(" ")
    verification = verify(folder, again=True)
    assert differences(verification) == {"files": ["drift.json was changed after the run"]}
    assert "cannot be repeated" in (verification.checks[-1].skipped or "")


def test_a_run_over_data_in_memory_is_read_again_as_it_was(tmp_path: Path) -> None:
    rows = sample_rows()[:20]
    rows[3]["subject_entity"]["end_idx"] = 9_999
    source = datasets.Dataset.from_list(rows)
    recipe = make_recipe(["deduplicate"], input={"path": "memory", "on_bad_row": "drop"})
    run(prepare(recipe, source=source), tmp_path / "run")
    assert verify(tmp_path / "run", again=True, source=source).ok


def test_a_patch_that_was_changed_is_named(tmp_path: Path) -> None:
    rows = sample_rows()[:30]
    source = save(rows, tmp_path / "rows.json")
    lines = [
        json.dumps({"rows": [row["guid"]], "field": "label", "decision": "reject"}) + "\n"
        for row in rows[:2]
    ]
    patch = tmp_path / "decided.jsonl"
    patch.write_text(lines[0], "utf-8")
    carry_out([{"patch": {"path": str(patch)}}], tmp_path / "run", source)
    assert verify(tmp_path / "run", again=True).ok
    patch.write_text("".join(lines), "utf-8")
    first = differences(verify(tmp_path / "run", again=True))["rerun"][0]
    assert first.startswith("what 0.patch reads or learns has changed: SHA-256 ")


def test_without_the_digest_of_the_manifest(own: Path) -> None:
    (own / SEAL).unlink()
    assert differences(verify(own)) == {
        "manifest": ["manifest.sha256 is missing or cannot be read"]
    }


@pytest.mark.parametrize("text", ["{}", '{"kind": "web app"}', "[]", "no JSON", ""])
def test_what_is_no_run(tmp_path: Path, text: str) -> None:
    for _ in range(2):
        with pytest.raises(InputError, match="is not a run folder"):
            verify(tmp_path)
        (tmp_path / MANIFEST).write_text(text)


def test_a_run_of_another_version(own: Path) -> None:
    document = json.loads((own / MANIFEST).read_text("utf-8"))
    del document["kind"], document["files"]
    (own / MANIFEST).write_text(json.dumps(document))
    (own / SEAL).unlink()
    with pytest.raises(InputError, match="a version of reaug that recorded no digests"):
        verify(own)


def replace_data(run: Path, rows: datasets.Dataset) -> None:
    rows.save_to_disk(str(run / "other"))
    shutil.rmtree(run / "data")
    (run / "other").rename(run / "data")


def rewrite(file: Path, table: pa.Table) -> None:
    with pa.ipc.new_file(str(file), table.schema) as writer:
        writer.write_table(table)


def test_law_1_is_looked_at_whatever_the_digests_say(own: Path) -> None:
    rows = datasets.load_from_disk(str(own / "data"))

    def moved(each: dict[str, Any]) -> dict[str, Any]:
        entity = each["subject_entity"]
        return {"subject_entity": {**entity, "start_idx": entity["start_idx"] + 1}}

    replace_data(own, rows.map(moved))
    sealed_again(own)
    listed = differences(verify(own))
    assert list(listed) == ["spans"]
    assert "span/" in listed["spans"][0]


def test_labels_that_were_shifted_by_hand(own: Path) -> None:
    rows = datasets.load_from_disk(str(own / "data"))
    replace_data(own, rows.map(lambda each: {"label": (each["label"] + 1) % 30}))
    with pytest.raises(InputError, match="was changed after the run"):
        reaug.load(own)
    sealed_again(own)
    assert set(differences(verify(own))) == {"digest", "undo"}


def test_laws_3_and_5_are_looked_at_whatever_the_digests_say(own: Path) -> None:
    file = own / "log" / "changes.arrow"
    changes = read_ipc(file)
    copies = [kind == "copy" for kind in changes["kind"].to_pylist()]
    at = copies.index(True)
    rewrite(file, pa.concat_tables([changes.slice(0, at), changes.slice(at + 1)]))
    sealed_again(own)
    listed = differences(verify(own))
    assert list(listed) == ["undo", "rows"]
    assert "rows, but" in listed["rows"][0]
    parents = [
        "nobody" if copy else old
        for copy, old in zip(copies, changes["old"].to_pylist(), strict=True)
    ]
    i = LOG_SCHEMA.get_field_index("old")
    rewrite(file, changes.set_column(i, LOG_SCHEMA.field(i), pa.array(parents)))
    sealed_again(own)
    assert "whose parent is not a row of the run" in differences(verify(own))["rows"][0]


def test_a_log_that_makes_no_sense(own: Path) -> None:
    file = own / "log" / "changes.arrow"
    changes = read_ipc(file)
    i = LOG_SCHEMA.get_field_index("end")
    rewrite(file, changes.set_column(i, LOG_SCHEMA.field(i), pa.nulls(len(changes), pa.int32())))
    sealed_again(own)
    [message] = differences(verify(own))["undo"]
    assert "\n" not in message


def test_a_step_that_no_name_stands_for(tmp_path: Path) -> None:
    class Unnamed(reaug.transforms.AEDA):
        """A class of the user's own."""

    step = Unnamed()
    recipe = make_recipe([{"unnamed": {}}])
    run(prepare(recipe, source=SAMPLE, nodes=leaves_of([step])), tmp_path / "run")
    assert reaug.verify(tmp_path / "run").ok
    with pytest.raises(UsageError, match=r"run cannot be repeated: .*unknown step 'unnamed'"):
        reaug.verify(tmp_path / "run", rerun=True)


def test_a_rule_book_that_was_changed(tmp_path: Path) -> None:
    book = tmp_path / "own.yaml"
    book.write_text("extends: klue-re\nname: own\n", "utf-8")
    carry_out(["aeda"], tmp_path / "run", rules=str(book))
    assert reaug.verify(tmp_path / "run", rerun=True).ok
    book.write_text("extends: klue-re\nname: other\n", "utf-8")
    with pytest.raises(InputError, match=r"the rule book \S+own.yaml has changed since"):
        reaug.verify(tmp_path / "run", rerun=True)


def test_a_rerun_that_gives_something_else_says_which_versions_differ(own: Path) -> None:
    document = json.loads((own / MANIFEST).read_text("utf-8"))
    document["recipe"]["seed"] += 1
    document["packages"]["numpy"] = "1.0"
    (own / MANIFEST).write_text(json.dumps(document), "utf-8")
    sealed_again(own)
    listed = differences(verify(own, again=True))
    assert list(listed) == ["rerun"]
    assert listed["rerun"][0].startswith("different rows: content digest ")
    assert "data/data-00000-of-00001.arrow differs in the rerun" in listed["rerun"]
    assert listed["rerun"][-1].endswith("but was 1.0 in the run")
