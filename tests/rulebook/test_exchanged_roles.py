"""Subject and object that have traded places in a whole set."""

from __future__ import annotations

from pathlib import Path

from command import reaug
from reaug.core.examples import batch_of
from reaug.rulebook import load
from reaug.rulebook.exchanged_roles import traded_roles
from run_folders import row, save

BOOK = load("klue-re")
RIGHT = "[S|PER|김하늘]은 [O|POH|대표]를 맡았다."
TURNED = "[O|PER|김하늘]은 [S|POH|대표]를 맡았다."


def asked(*sentences: str, label: str = "per:title") -> str | None:
    return traded_roles(BOOK, batch_of(*sentences, label=label).table, {"subject.word": "e1"})


def test_all_rows_are_turned() -> None:
    question = asked(*[TURNED] * 6)
    assert question is not None
    assert "in 6 of 6 rows" in question
    assert question.endswith("--map object.word=e1")


def test_right_rows_few_rows_and_rows_without_a_relation_are_not_asked() -> None:
    assert asked(*[RIGHT] * 6) is None
    assert asked(*[TURNED] * 4) is None
    assert asked(*[RIGHT] * 6, *[TURNED] * 5) is None
    assert asked(*[TURNED] * 6, label="no_relation") is None


def test_types_that_fit_neither_way_are_another_fault() -> None:
    assert asked(*["[S|DAT|1987년]에 [O|DAT|1988년]을 보냈다."] * 6) is None


def test_commands_ask_whether_the_roles_are_exchanged(tmp_path: Path) -> None:
    rows = [
        row(
            f"김하늘은 {n}년째 대표이다.",
            ("대표", "POH"),
            ("김하늘", "PER"),
            "per:title",
            guid=f"{n}",
        )
        for n in range(6)
    ]
    data = save(rows, tmp_path / "rows.json")
    wanted = "are the two exchanged? If so: --map object=subject_entity,subject=object_entity"
    for words in (("audit", data), ("clean", data, "-o", tmp_path / "out", "--keep", "all")):
        result = reaug(*words)
        assert wanted in result.err, result
    result = reaug("--lang", "ko", "audit", data)
    assert "6행 중 6행에서 주체가" in result.err
    assert "둘이 뒤바뀌었는가? 그렇다면: --map object=subject_entity," in result.err
    result = reaug("audit", data, "--map", wanted.rpartition(" ")[2])
    assert "exchanged" not in result.err
