from __future__ import annotations

from audit.rows import BOOK
from reaug.audit.rows import Rows
from reaug.audit.run import audit_table
from reaug.audit.shortcuts import shortcuts
from reaug.core.examples import batch_of

BARE = [f"[S|ORG|나래]는 [O|DAT|{year}]년 섰다." for year in range(1950, 1990)]
WHOLE = [f"[S|ORG|나래]는 [O|DAT|{year}년] 섰다." for year in range(1950, 1990)]
LABELS = ["no_relation"] * 40 + ["org:founded"] * 40


def test_a_cut_year_tells_the_label() -> None:
    listed = shortcuts(Rows(batch_of(*BARE, *WHOLE, label=LABELS).table, BOOK))
    (bare,) = [shortcut for shortcut in listed if shortcut.value == "bare year before 년"]
    assert (bare.label, bare.rows, bare.hits, bare.types) == ("no_relation", 40, 40, "ORG DAT")
    assert (bare.base, bare.lift, bare.gain) == (0.5, 2.0, 0.5)
    assert "40" in bare.en
    assert "형태" in bare.ko


def test_the_order_of_the_rows_does_not_show() -> None:
    table = batch_of(*BARE, *WHOLE, label=LABELS).table
    backwards = table.take(list(range(79, -1, -1)))
    assert shortcuts(Rows(table, BOOK)) == shortcuts(Rows(backwards, BOOK))


def test_a_type_pair_that_defines_its_label_is_expected() -> None:
    people = [f"[S|ORG|나래]의 대표 [O|PER|박{n}]" for n in range(40)]
    labels = [*LABELS, *["org:top_members/employees"] * 40]
    listed = shortcuts(Rows(batch_of(*BARE, *WHOLE, *people, label=labels).table, BOOK))
    assert [shortcut.expected for shortcut in listed if shortcut.feature == "type pair"] == [True]
    assert listed[-1].expected


def test_few_rows_tell_nothing() -> None:
    assert shortcuts(Rows(batch_of(*BARE[:20], *WHOLE[:20], label=LABELS[20:60]).table, BOOK)) == []
    assert shortcuts(Rows(batch_of(BARE[0]).table.slice(0, 0), BOOK)) == []


def test_an_audit_holds_them() -> None:
    audit = audit_table(batch_of(*BARE, *WHOLE, label=LABELS).table, BOOK)
    listed = audit.to_json()["shortcuts"]
    assert {"feature", "value", "label", "rows", "hits", "share", "lift"} <= set(listed[0])
