from __future__ import annotations

from collections.abc import Sequence

from reaug.audit.run import audit_table
from reaug.core.examples import batch_of
from reaug.core.findings import Finding
from reaug.rulebook import load

TEXTS = (
    "[S|PER|박지훈]은 [O|POH|화가]이다.",
    "[S|PER|박민수]는 [O|POH|화가]이다.",
    "[S|PER|김나래]는 [O|LOC|강릉]에 산다.",
)


def found(
    here: Sequence[str | None], there: Sequence[str | None], texts: Sequence[str] = TEXTS
) -> list[Finding]:
    own = batch_of(*TEXTS, label=list(here)).table  # type: ignore[arg-type]  # None: no label
    gold = batch_of(*texts, label=list(there)).table  # type: ignore[arg-type]
    audit = audit_table(own, load("klue-re"), gold)
    return [one for one in audit.findings if one.rule == "label/otherwise"]


def test_the_other_set_labels_a_row_otherwise() -> None:
    here = ["per:title", "per:title", "no_relation"]
    [one] = found(here, ["per:title", "no_relation", "no_relation"])
    assert (one.rows, one.value, one.suggestion) == (("row-1",), "per:title", "no_relation")
    assert one.fixes == ()
    assert "in the other set, where it is row row-1" in one.en


def test_what_is_no_difference() -> None:
    same = ["per:title", "per:title", "no_relation"]
    assert found(same, same) == []
    assert found(same, [None, None, None]) == []
    other = "[O|PER|박민수]는 [S|POH|화가]이다."  # read the other way round: another row
    assert (
        found(same, ["per:title", "no_relation", "no_relation"], [TEXTS[0], other, TEXTS[2]]) == []
    )


def test_rows_that_the_other_set_has_twice() -> None:
    here = ["per:title", "per:title", "no_relation"]
    twice = [TEXTS[0], TEXTS[0], TEXTS[1], TEXTS[1]]
    labels = ["per:title", "no_relation", "per:origin", "no_relation"]
    [one] = found(here, labels, twice)  # of the first row one label is the same
    assert (one.rows, one.suggestion) == (("row-1",), "")
    assert "no_relation, per:origin" in one.en


def test_spelled_otherwise_is_the_same_row() -> None:
    import unicodedata

    spelled = "[S|PER|박민수]는  [O|POH|화가]이다."
    decomposed = f"[S|PER|{unicodedata.normalize('NFD', '박민수')}]는 [O|POH|화가]이다."
    for text in (spelled, decomposed):
        [one] = found(["per:title"] * 3, ["no_relation"], [text])
        assert one.rows == ("row-1",)
