"""What stands where a recipe is wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from command import reaug, refused
from own_sets import HOSPITAL, klue_rows, set_of
from reaug.errors import RecipeError
from reaug.recipe.recipe_file import load_recipe
from reaug.runs.shipped import sample_data


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("뉴스.csv", "번호,문장\n1,가".encode("cp949")),
        ("뉴스.csv", "번호,문장\n1,가".encode()),
        ("의료.jsonl", b'{"text": "a"}\n{"text": "b"}\n'),
        ("의료.jsonl", b'{"text": "a"}\n'),
        ("축제.json", b"[]"),
        ("rows.jsonl.gz", b"\x1f\x8b\x08"),
        ("rows.parquet", b"PAR1\x00"),
    ],
)
def test_data_is_called_data_with_the_command_that_makes_a_recipe(
    name: str, content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(content)
    with pytest.raises(RecipeError, match=rf"{name}: is a data set, but a recipe.*reaug init"):
        load_recipe(Path(name))
    for command in ("run", "preview"):
        assert "is a data set, but a recipe (a YAML file) is needed here" in refused(
            reaug(command, name)
        )


def test_the_command_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import json
    import shlex

    monkeypatch.chdir(tmp_path)
    rows = klue_rows(set_of(HOSPITAL, 8))
    Path("병원 자료.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    why = refused(reaug("run", "병원 자료.json"))
    command = shlex.split(why.rpartition("make one for these data: ")[2])
    assert reaug(*command[1:]).code == 0
    assert Path("own/recipe.yaml").is_file()
    assert reaug("run", "own/recipe.yaml", "--dry-run").code == 0


def test_a_folder_of_data(tmp_path: Path) -> None:
    assert reaug("clean", sample_data(), "-o", tmp_path / "run").code == 0
    with pytest.raises(RecipeError, match="is a data set, but a recipe"):
        load_recipe(tmp_path / "run")
    with pytest.raises(RecipeError, match="is a folder; name the recipe's YAML file"):
        load_recipe(tmp_path)


def test_a_recipe_in_json_keeps_its_own_error(tmp_path: Path) -> None:
    path = tmp_path / "recipe.json"
    path.write_text('{"steps": ["aeda"], "sed": 1}', encoding="utf-8")
    with pytest.raises(RecipeError, match="sed"):
        load_recipe(path)


def test_a_file_of_a_like_name_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own").mkdir()
    for name in ("own/rules.yaml", "own/recipe.yaml", "뉴스.csv"):
        Path(name).write_text("x", encoding="utf-8")
    assert "did you mean 'own/recipe.yaml'?" in refused(reaug("run", "own/recipes.yaml"))
    assert "did you mean 'own/recipe.yaml'?" in refused(reaug("run", "recipe.yaml"))
    assert "did you mean 'own/rules.yaml'?" in refused(
        reaug("audit", sample_data(), "--rules", "own/rule.yaml")
    )
    assert "did you mean '뉴스.csv'?" in refused(reaug("audit", "뉴으스.csv"))


def test_paths_are_seen_from_here_without_a_way_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("news", "data", "here", "far/off"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("data/a.json", "far/data.json", "news/rules.yaml"):
        (tmp_path / name).write_text("[]", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "here")
    recipe = tmp_path / "news/recipe.yaml"
    recipe.write_text("input: ../data/a.json\nrules: rules.yaml\nsteps: [aeda]\n", encoding="utf-8")
    loaded = load_recipe(Path("../news/recipe.yaml"))
    assert loaded.input is not None
    assert (loaded.input.path, loaded.rules) == ("../data/a.json", "../news/rules.yaml")
    (tmp_path / "link").symlink_to(tmp_path / "far/off")
    (tmp_path / "far/off/recipe.yaml").write_text(
        "input: ../data.json\nsteps: [aeda]\n", encoding="utf-8"
    )
    linked = load_recipe(Path("../link/recipe.yaml"))
    assert linked.input is not None
    assert linked.input.path == "../link/../data.json"  # ../data.json is another place


def test_a_book_of_ones_own_is_called_by_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert reaug("init", sample_data(), "-o", "own").code == 0
    result = reaug("audit", sample_data(), "--rules", "own/rules.yaml", "--html", "a.html")
    assert "rules own/rules.yaml" in result.out
    assert "rules own/rules.yaml" in Path("a.html").read_text(encoding="utf-8")
    result = reaug("clean", sample_data(), "-o", "out", "--rules", "own/rules.yaml")
    assert "rules own/rules.yaml" in result.err
    assert "rules own/rules.yaml" in Path("out/report.html").read_text(encoding="utf-8")
    assert "rules klue-re" in reaug("audit", sample_data()).out
