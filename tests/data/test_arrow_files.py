"""A damaged Arrow file is an error, never the end of the process."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from command import environment
from reaug.data import read, write
from reaug.data.formats.disk import check_arrow_files
from reaug.errors import InputError
from run_folders import SAMPLE

READ_ALL = """
import sys
from pathlib import Path
from reaug.data import content_digest, read
from reaug.errors import InputError
for folder in sorted(Path(sys.argv[1]).iterdir()):
    try:
        content_digest(read(folder).table)
        print("read", flush=True)
    except InputError as error:
        print("refused", str(error).splitlines()[0], flush=True)
"""


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved") / "set"
    table = read(SAMPLE).table.slice(0, 20)
    write(table, folder, "disk", labels=sorted(set(table["label"].to_pylist())))
    return folder


def test_flipped_and_cut_bytes_end_no_process(saved: Path, tmp_path: Path) -> None:
    """200 damages by one seed: bytes flipped, stretches overwritten, ends cut."""
    draw = random.Random(11)
    intact = next(saved.glob("*.arrow")).read_bytes()
    name = next(saved.glob("*.arrow")).name
    for i in range(200):
        folder = tmp_path / f"{i:03d}"
        folder.mkdir()
        for file in saved.glob("*.json"):
            (folder / file.name).write_bytes(file.read_bytes())
        data = bytearray(intact)
        at = draw.randrange(len(data))
        if i % 3 == 0:
            data[at] ^= 1 << draw.randrange(8)
        elif i % 3 == 1:
            data[at : at + 16] = bytes(draw.choice((0, 127, 255)) for _ in range(16))
        else:
            del data[at:]
        (folder / name).write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", READ_ALL, str(tmp_path)],
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    )
    lines = done.stdout.splitlines()
    assert (done.returncode, len(lines)) == (0, 200), done.stderr
    assert sum(line.startswith("refused") for line in lines) > 60
    assert not any("Traceback" in line for line in lines)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"_data_files": 3}', '{"_data_files": [3]}'])
def test_a_state_that_was_made_up(saved: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "state.json").write_text(text)
    (tmp_path / "dataset_info.json").write_bytes((saved / "dataset_info.json").read_bytes())
    with pytest.raises(InputError):
        read(tmp_path)


@pytest.mark.parametrize("name", ["../set/x.arrow", "/etc/passwd", "..", ".", "a\0b", "", 3, None])
def test_names_that_lead_elsewhere(tmp_path: Path, name: object) -> None:
    (tmp_path / "state.json").write_text(json.dumps({"_data_files": [{"filename": name}]}))
    with pytest.raises(InputError, match="which is not a file or folder next to it"):
        check_arrow_files(tmp_path)
    (tmp_path / "dataset_dict.json").write_text(json.dumps({"splits": [name]}))
    with pytest.raises(InputError, match="which is not a file or folder next to it"):
        check_arrow_files(tmp_path)
