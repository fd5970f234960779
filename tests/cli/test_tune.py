from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from command import reaug, refused
from reaug.probing.statistics import Gain
from reaug.probing.tune import Tried, Tuning
from reaug.recipe.model import make_recipe
from reaug.recipe.recipe_file import load_recipe
from run_folders import SAMPLE

SPACE = """\
steps:
  - any: [null, deduplicate]
  - any: [null, {augment: {where: {}, steps: [{aeda: {ratio: {any: [0.1, 0.3]}}}]}}]
"""


@pytest.fixture
def space(tmp_path: Path) -> Path:
    file = tmp_path / "space.yaml"
    file.write_text(SPACE, encoding="utf-8")
    return file


def test_the_winner_is_confirmed_on_other_rows(space: Path, tmp_path: Path) -> None:
    out = tmp_path / "best.yaml"
    words = ("tune", SAMPLE, "--space", space, "--most", 3, "-o", out)
    result = reaug(*words, "--json").json
    assert result["rows"] + result["held_back"] <= 267
    assert 1 <= len(result["tried"]) <= 3
    assert result["search_gain"] == result["tried"][0]["gain"]["mean"]
    assert result["gain"]["splits"] == 10
    # Rows are few: what the search likes best is not confirmed, and nothing is written.
    assert out.exists() == (result["best"] is not None)
    shown = reaug(*words, "--force").out
    assert "confirmed, it gains" in shown
    assert f"{result['search_gain']:+.2f}" in shown  # the same seed, the same search
    assert ("Nothing beats the raw data" in shown) == (result["best"] is None)


def test_a_recipe_that_won_is_written_and_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gain = Gain(1.2, 0.4, 2.0, "helps", None, 0.9, 10)
    steps = [{"augment": {"where": {}, "steps": [{"aeda": {"ratio": 0.1}}]}}]
    tried = (Tried("candidate 1", make_recipe(steps), 2, gain._replace(mean=3.1)),)
    won = Tuning(180, 80, tried, 0, gain, gain, "linear")
    monkeypatch.setattr("reaug.probing.tune.tune", lambda data, **given: won)
    out = tmp_path / "best.yaml"
    shown = reaug("tune", SAMPLE, "-o", out)
    assert (shown.code, shown.err) == (0, "")
    assert "gained +3.10 there; confirmed, it gains +1.20 (+0.40 to +2.00)" in shown.out
    text = out.read_text(encoding="utf-8")
    assert text.startswith("# By reaug tune: of 1 recipe tried on 180 rows")
    assert load_recipe(out).steps == make_recipe(steps).steps
    assert reaug("run", out, "--input", SAMPLE, "-o", tmp_path / "run").code == 0
    refused(reaug("tune", SAMPLE, "-o", out), "already exists")


def test_a_set_of_ones_own_shape_is_read_as_a_probe_reads_it(space: Path, tmp_path: Path) -> None:
    rows = json.loads(Path(SAMPLE).read_text(encoding="utf-8"))
    frame = pd.json_normalize(rows).rename(columns={"sentence": "글", "label": "무엇"})
    for role in ("subject", "object"):
        frame[f"{role}_entity.end_idx"] += 1
    frame.loc[0, "subject_entity.word"] = "다른 말"
    data = tmp_path / "set.csv"
    data.write_bytes(frame.to_csv(index=False).encode("utf-16"))
    words = ["--map", "sentence=글,label=무엇", "--encoding", "utf-16", "--offsets", "exclusive"]
    words += ["--space", space, "--most", 1, "-o", tmp_path / "best.yaml", "--json"]
    stopped = reaug("tune", data, *words)
    assert (stopped.code, "1 of 267 rows is bad" in stopped.err) == (2, True)
    drop = ["--on-bad-row", "drop", "--max-bad-share", "0.01"]
    result = reaug("tune", data, *words, *drop, "--read-as", "competition-csv")
    assert result.code == 0, result
    assert result.json["rows"] + result.json["held_back"] <= 266
    none = reaug("tune", data, *words, "--force", "--on-bad-row", "drop", "--max-bad-share", "0")
    assert (none.code, "at most 0% may be dropped" in none.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--budget", "soon"], "a budget is a time such as 20m"),
        (["--model", "magic"], "unknown model 'magic'"),
        (["--space", "nowhere.yaml"], "nowhere.yaml"),
        (
            ["--eval", SAMPLE],
            "the sentence of every row to search on is also in the set to confirm on; give "
            "another set with --eval",
        ),
    ],
)
def test_what_does_not_fit(words: list[str], message: str, tmp_path: Path) -> None:
    refused(reaug("tune", SAMPLE, *words, "-o", tmp_path / "best.yaml"), message)


def test_a_space_that_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "space.yaml"
    file.write_text("steps:\n  - aeda: {p: 0.0}\n", encoding="utf-8")
    message = "no candidate of the search space changes a row of this data"
    refused(reaug("tune", SAMPLE, "--space", file, "--most", 1, "-o", tmp_path / "b.yaml"), message)
